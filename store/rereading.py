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
from store.database import Workspace
from store.replay import replay_report
from store.report import LabelKey, Report
from store.reports import load_documents, replace_content

# The report's own packed Document and those joined to it, the report as it was read, and what
# labels mean: (table, axis, normalised label) → key of the row or column, or FOREIGN. Reading is
# the work of the importers, so the caller brings it. Raises AnnotationError where the Documents
# hold no report any more.
Reread = Callable[[Sequence[bytes], Report, Mapping[LabelKey, str]], Report]


def replay_series(workspace: Workspace, report_id: int) -> None:
    """Replay a report and the other files of its series, where its decisions hold too."""
    rows = workspace.rows(
        "select id from report where series_id = (select series_id from report where id = ?)",
        [report_id],
    )
    for row in rows:
        replay_report(workspace, row[0])


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
) -> None:
    """Read a report's stored Document again by the aliases in force, and replay it.

    ``known`` saves finding the aliases; ``also``: see ``record_taught``.
    """
    if known is None:
        known = aliases(workspace)
    report = read_again(workspace, report_id, known, reread)
    replace_content(workspace, report_id, report)
    record_taught(workspace, report_id, report, known, also)
    replay_series(workspace, report_id)
