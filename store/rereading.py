"""Read a stored report again, with what reviewers taught and joined, and replay its series."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from store.aliases import (
    Alias,
    aliases,
    is_about_taught,
    own_remaps,
    record_taught,
    remaps_for,
)
from store.annotation_log import annotated_report
from store.checked import stamp
from store.database import Workspace
from store.flags import FlagRecord
from store.hand_made import HAND_MADE
from store.likeness import Likeness
from store.neighbours import reports_beside
from store.replay import replay_report, replay_verdicts
from store.report import LabelKey, Report
from store.reports import load_documents, replace_content
from store.series import members_of
from store.versions import settle

# The report's own packed Document and those joined to it, the report as it was read, and what
# labels mean: (table, axis, normalised label) → key of the row or column, or FOREIGN. Reading is
# the work of the importers, so the caller brings it. Raises AnnotationError where the Documents
# hold no report any more.
Reread = Callable[[Sequence[bytes], Report, Mapping[LabelKey, str]], Report]


_READINGS = (
    "select cell.report_id, cell.field, cell.printed_state, cell.printed from cell"
    " join report on report.id = cell.report_id"
    " where report.series_id = ? and cell.printed_state is not null order by 1, 2"
)


def replay_series(workspace: Workspace, report_id: int, *, is_changed: bool = False) -> None:
    """Replay a report and the other files of its series, where its decisions hold too.

    Where what they print has changed, or ``is_changed`` says so, the years beside are replayed
    too, each once: theirs does not change by that.
    """
    series_id = workspace.value("select series_id from report where id = ?", [report_id])
    before = [] if is_changed else workspace.rows(_READINGS, [series_id])
    for member in sorted(members_of(workspace, series_id)):
        replay_report(workspace, member)
    if is_changed or workspace.rows(_READINGS, [series_id]) != before:
        replay_beside(workspace, series_id)


def replay_decision(workspace: Workspace, record: FlagRecord, *, is_plain: bool) -> None:
    """Replay what a verdict on a flag concerns; ``is_plain``: it reads nothing anew.

    Where the rules would only say again what they said, they are not asked.
    """
    series_id, checked_with = workspace.row(
        "select series_id, checked_with from report where id = ?", [record.report_id]
    )
    # Whether a later version still asks about a finding made by hand hangs on its verdict.
    is_alone = record.flag.rule != HAND_MADE and members_of(workspace, series_id) == {
        record.report_id
    }
    if is_plain and is_alone and checked_with == stamp(workspace):
        replay_verdicts(workspace, record.report_id)
    else:
        replay_series(workspace, record.report_id)


def replay_versions(workspace: Workspace, series_id: int) -> None:
    """Settle which report of a series is current, and replay all that this concerns."""
    is_changed = settle(workspace, series_id)
    for report_id in sorted(members_of(workspace, series_id)):
        replay_report(workspace, report_id)
    if is_changed:
        replay_beside(workspace, series_id)


def replay_beside(workspace: Workspace, series_id: int) -> None:
    """Replay the reports of the years beside a series."""
    for beside in sorted(reports_beside(workspace, series_id)):
        replay_report(workspace, beside)


def read_again(
    workspace: Workspace, report_id: int, known: Mapping[LabelKey, Alias], reread: Reread
) -> Report:
    """What a report is when it is read again by the aliases ``known``; nothing is stored."""
    documents = load_documents(workspace, report_id)
    remaps = remaps_for(workspace, report_id, known)
    report = reread(documents, annotated_report(workspace, report_id), remaps)
    # Of what was said in this very report the decision is the record.
    own = own_remaps(workspace, report_id)
    seen = tuple(o for o in report.observations if not is_about_taught(o, own))
    return replace(report, observations=seen)


def reread_report(
    workspace: Workspace,
    report_id: int,
    reread: Reread,
    known: Mapping[LabelKey, Alias] | None = None,
    also: Collection[LabelKey] = (),
    likeness: Likeness | None = None,
) -> None:
    """Read a report's stored Document again by the aliases in force, and replay it.

    ``known`` saves finding the aliases; ``also``: see ``record_taught``; ``likeness`` measures its
    text against others anew.
    """
    if known is None:
        known = aliases(workspace)
    before = annotated_report(workspace, report_id)
    report = read_again(workspace, report_id, known, reread)
    is_changed = (report.cells, report.sections) != (before.cells, before.sections)
    series_id = workspace.value("select series_id from report where id = ?", [report_id])
    # What was like the text that it had is not found by the one that it gets.
    was_beside = reports_beside(workspace, series_id) if is_changed else set()
    replace_content(workspace, report_id, report, likeness)
    record_taught(workspace, report_id, report, known, also)
    replay_series(workspace, report_id, is_changed=is_changed)
    if is_changed:
        for beside in sorted(was_beside - reports_beside(workspace, series_id)):
            replay_report(workspace, beside)
