"""Read a stored report again, with what reviewers taught and joined, and replay its series."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from store.annotation_log import annotated_report
from store.database import Workspace
from store.replay import replay_report
from store.report import Report
from store.reports import load_documents, replace_content

# The report's own packed Document and those joined to it, the report as it was read, and what
# labels mean: (table, axis, normalised label) → key of the row or column. Reading is the work of
# the importers, so the caller brings it.
Reread = Callable[[Sequence[bytes], Report, Mapping[tuple[str, str, str], str]], Report]


def replay_series(workspace: Workspace, report_id: int) -> None:
    """Replay a report and the other files of its series, where its decisions hold too."""
    rows = workspace.rows(
        "select id from report where series_id = (select series_id from report where id = ?)",
        [report_id],
    )
    for row in rows:
        replay_report(workspace, row[0])


def reread_report(
    workspace: Workspace,
    report_id: int,
    reread: Reread,
) -> None:
    """Read a report's stored Document again with the remaps in force, and replay it."""
    rows = workspace.rows(
        "select a.payload from annotation as a where a.report_id = ? and a.kind = 'decision'"
        " and not exists (select 1 from annotation as u where u.undoes = a.id) order by a.id",
        [report_id],
    )
    remaps: dict[tuple[str, str, str], str] = {}
    for row in rows:
        remap = json.loads(row[0]).get("remap")
        if remap:
            remaps[(remap[0], remap[1], remap[2])] = remap[3]
    documents = load_documents(workspace, report_id)
    report = reread(documents, annotated_report(workspace, report_id), remaps)
    replace_content(workspace, report_id, report)
    replay_series(workspace, report_id)
