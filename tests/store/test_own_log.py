"""What a reviewer has done over all reports, what is left, and the reasons to choose from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import Verdict, add_note, decide, undo
from store.database import open_workspace
from store.findings import finding_rows
from store.flags import flag_record, flags_of
from store.gathering import gather
from store.groups import begin_group, continue_group
from store.own_log import decided_since, first_open, open_in, own_acts, start_of_day
from store.queue import open_in_queue, queue_ids, totals
from store.reasons import REASONS, known_reasons
from store.reviewer import Reviewer
from tests.thin_reports import write_thin_reports

LI, WANG = Reviewer(1, "li", "li"), Reviewer(2, "wang", "wang")


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        paths = write_thin_reports(tmp_path, 3)
        import_files(opened, [SourceFile(path, path.name) for path in paths])
        yield opened


def dismiss(workspace, flag_id, reviewer=LI, reason=""):
    record = flag_record(workspace, flag_id)
    return decide(workspace, reviewer, flag_id, record.version, Verdict.DISMISSED, reason=reason)


def at(monkeypatch, moment):
    monkeypatch.setattr(
        "store.annotation_log._now", lambda: moment.isoformat(timespec="milliseconds")
    )


def test_acts_of_all_reports_the_latest_first_a_group_as_one(workspace, monkeypatch):
    now = datetime(2024, 2, 3, 4, 5, tzinfo=UTC)
    at(monkeypatch, now - timedelta(days=2))
    ids = queue_ids(workspace)
    add_note(workspace, LI, ids[0], None, "旧")
    add_note(workspace, WANG, ids[0], None, "别人")
    at(monkeypatch, now)
    found = gather(workspace, "S412", None, None, second_view=False)
    head = begin_group(
        workspace, LI, Verdict.UNSURE, [one.seen for one in found], about={"rule": "S412"}
    )
    continue_group(workspace, LI, head)
    made = dismiss(workspace, flags_of(workspace, ids[1])[0].id)
    acts = own_acts(workspace, LI)
    assert [act.entry.kind for act in acts] == ["decision", "group", "note"]
    assert acts[0].entry.id == made.decision_id
    assert acts[0].organ
    assert "flags" not in acts[1].entry.payload
    assert acts[1].entry.payload["count"] == 3
    since = start_of_day(now)
    assert since <= now.isoformat()
    today = own_acts(workspace, LI, since=since)
    assert [act.entry.kind for act in today] == ["decision", "group"]
    assert [act.entry.id for act in own_acts(workspace, LI, before=head)] == [acts[2].entry.id]
    assert len(own_acts(workspace, LI, most=1)) == 1
    assert decided_since(workspace, LI, since) == 4
    assert decided_since(workspace, WANG, since) == 0
    undo(workspace, LI, head, reread)
    assert decided_since(workspace, LI, since) == 1
    undo(workspace, LI, acts[2].entry.id, reread)
    assert [act.entry.is_undone for act in own_acts(workspace, LI)] == [False, True, True]


@pytest.mark.parametrize("second_view", [False, True])
def test_what_is_left_is_the_same_by_every_way(workspace, monkeypatch, second_view):
    ids = queue_ids(workspace)
    left = open_in(workspace, ids, second_view=second_view)
    assert open_in_queue(workspace, second_view=second_view) == left
    # Many reports are not looked up one by one.
    monkeypatch.setattr("store.own_log._REPORTS_AT_ONCE", 1)
    assert open_in(workspace, ids, second_view=second_view) == left
    some = ids[1:]
    without = open_in(workspace, ids[:1], second_view=second_view)
    assert open_in(workspace, some, second_view=second_view) == left - without


def test_what_is_left_in_some_reports(workspace):
    ids = queue_ids(workspace)
    counts = totals(workspace)
    left = counts.errors + counts.warnings + counts.infos
    assert open_in(workspace, ids, second_view=False) == left
    assert open_in(workspace, ids, second_view=True) == counts.reading
    assert open_in(workspace, (), second_view=False) == 0
    own = flags_of(workspace, ids[0])
    for record in own:
        dismiss(workspace, record.id)
    assert open_in(workspace, ids, second_view=False) == left - len(own)
    assert first_open(workspace, ids, second_view=False) == 1
    assert first_open(workspace, ids[:1], second_view=False) is None
    assert first_open(workspace, (), second_view=False) is None


def test_own_reasons_stand_behind_the_four_and_go_out(workspace):
    assert known_reasons(workspace, LI) == tuple(REASONS["zh"])
    flags = flags_of(workspace, queue_ids(workspace)[0])
    dismiss(workspace, flags[0].id, reason="local")
    dismiss(workspace, flags[1].id, reason="县里统一口径，电话 13900001234")
    assert known_reasons(workspace, LI) == (*REASONS["zh"], "县里统一口径，电话 13900001234")
    assert known_reasons(workspace, WANG) == tuple(REASONS["zh"])
    for number in range(20):
        dismiss(workspace, flags[2].id, reason=f"理由{number}")
    found = known_reasons(workspace, LI)
    assert found == (*REASONS["zh"], *(f"理由{number}" for number in range(15, 20)))
    rows = {row["flag"]: row["reason"] for row in finding_rows(workspace, "zh")}
    assert rows[flags[0].id] == "地方口径"
    assert "13900001234" not in rows[flags[1].id]
    assert rows[flags[3].id] is None
    english = {row["flag"]: row["reason"] for row in finding_rows(workspace, "en")}
    assert english[flags[0].id] == REASONS["en"]["local"]
