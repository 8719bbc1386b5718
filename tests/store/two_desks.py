"""A workspace and the copy of it that a colleague took home, for tests of merging."""

from __future__ import annotations

from pathlib import Path

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.backups import back_up
from store.database import open_workspace
from store.flags import flags_of
from store.merge_log import read_log
from store.merge_plan import Side, plan_merge
from store.merging import merge
from store.replay import replay_report
from store.replay_steps import replay_waiting
from store.reports import iterate_reports
from store.reviewer import Reviewer

REPORTS = Path(__file__).parent.parent / "reports"
LI, WANG = Reviewer(1000, "li", "li"), Reviewer(2000, "wang", "wang")
NAMES = ("02_shitan_2023_row_total", "18_longtan_2023_torn_grid", "09_baiyun_2022_carries_3")


def fill(path: Path, names=NAMES):
    """A workspace with some sample reports, open."""
    workspace = open_workspace(path)
    sources = [SourceFile(REPORTS / f"{name}.txt", f"{name}.txt") for name in names]
    import_files(workspace, sources)
    return workspace


def copy_of(workspace, path: Path):
    """The copy that a backup is, open."""
    back_up(workspace.path, path)
    return open_workspace(path, create=False)


def take(workspace, other, choices=None, *, side=None, reviewer=LI):
    """Merge ``other`` in; ``side`` decides all conflicts. What was planned, and what came of it."""
    theirs = read_log(other)
    plan = plan_merge(read_log(workspace), theirs)
    if side is not None:
        choices = {conflict.id: side for conflict in plan.conflicts}
    done = merge(workspace, reviewer, theirs, plan, choices or {}, reread, file_name="copy.db")
    replay_waiting(workspace)
    return plan, done


def report_ids(workspace):
    return [stored.id for stored in iterate_reports(workspace)]


def flag(workspace, rule, number=0):
    """The ``number``-th report's first flag of a rule."""
    found = flags_of(workspace, report_ids(workspace)[number], resolved=True)
    return next(record for record in found if record.flag.rule == rule)


def state(workspace):
    """What is decided, in words that hold in every copy: flags, cells, counters, identities."""
    flags = workspace.rows(
        "select r.sha256, f.rule, case f.rule when 'M001' then ifnull((select a.key from annotation"
        " as a where f.anchor = 'finding:' || a.id), f.anchor) else f.anchor end as named,"
        " f.verdict, f.is_raised from flag as f join report as r on r.id = f.report_id"
        # A flag that is neither raised nor decided is only a memory of one.
        " where f.is_raised or f.verdict is not null order by 1, 2, 3"
    )
    cells = workspace.rows(
        "select r.sha256, c.field, c.state, c.value, c.printed_state, c.printed, c.corrected"
        " from cell as c join report as r on r.id = c.report_id order by 1, 2"
    )
    reports = workspace.rows(
        "select r.sha256, o.name, o.region, s.year, s.kind, r.is_current, r.open_errors,"
        " r.open_warnings, r.open_infos, r.open_reading, r.decided, r.unsure, r.confirmed"
        " from report as r join series as s on s.id = r.series_id"
        " left join organ as o on o.id = s.organ_id order by 1"
    )
    return flags, cells, reports


def own_state(workspace):
    """The tables of one workspace that its log decides."""
    return (
        workspace.rows(
            "select id, verdict, is_raised, decision_id, fingerprint from flag order by id"
        ),
        workspace.rows("select * from cell order by 1, 2"),
        workspace.rows(
            "select id, series_id, is_current, follows, open_errors, open_warnings, open_infos,"
            " open_reading, decided, unsure, confirmed, sign_off, is_changed, answered,"
            " is_rectified, annotations from report order by id"
        ),
    )


def assert_is_replay(workspace):
    """The state of a workspace is the replay of its log."""
    before = own_state(workspace)
    with workspace.transaction():
        for report in report_ids(workspace):
            replay_report(workspace, report)
    assert own_state(workspace) == before


BOTH = (Side.OURS, Side.THEIRS)
