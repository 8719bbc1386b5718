"""Store reports whole or not at all; read them back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from store.alike import drop_text, index_text
from store.checked import read_round
from store.database import Workspace
from store.filters import matching
from store.likeness import Likeness, compared_text
from store.neighbours import reports_beside
from store.packing import pack_report, unpack_report
from store.prepared import CellRow, Prepared, cell_rows
from store.prose_index import index_prose, reindex_prose
from store.replay import replay_new, replay_report
from store.report import Kind, Level, Report
from store.rostered import by_roster, is_same, keep_recognised
from store.runs import next_run
from store.series import members_of, place_report
from store.storable import storable
from store.versions import settle

# A new text that many have is told of to so many of them.
_MOST_ALIKE = 4


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report on its way into the workspace.

    ``path`` is relative to the argument that was imported; ``document`` the packed Document;
    ``run`` the import that it came with (0: one of its own).
    """

    prepared: Prepared
    sha256: str
    path: str
    document: bytes
    reader: str
    imported_at: str
    run: int = 0


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What the workspace knows of a report besides its cells and prose."""

    id: int
    sha256: str
    ordinal: int
    path: str
    series_id: int
    revision: int
    copy_of: int | None
    is_current: bool
    form: str
    organ: str | None
    region: str | None
    level: Level
    year: int | None
    kind: Kind


def is_known(workspace: Workspace, sha256: str) -> bool:
    """True where the content of a file is already stored."""
    return workspace.row("select 1 from report where sha256 = ?", [sha256]) is not None


def save_report(workspace: Workspace, incoming: Incoming, likeness: Likeness | None = None) -> int:
    """Store one report with cells and flags, in the caller's transaction; its id.

    ``likeness`` measures how alike two texts are; without it no copy is found. The years beside it
    are checked anew, since it is what they are compared with.
    """
    prepared = incoming.prepared
    recognised = prepared.identity
    identity = by_roster(workspace, recognised)
    content = prepared.content
    if identity is not recognised:
        content = pack_report(replace(prepared.report, identity=identity))
    place = place_report(
        workspace, identity, prepared.cells_hash, incoming.reader, lambda: prepared.report
    )
    report_id = workspace.execute(
        "insert into report(sha256, ordinal, path, series_id, revision, copy_of, is_current,"
        " form, cells_hash, part, title, reader, imported_at, content, document, read_round, run)"
        " values (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            incoming.sha256,
            prepared.ordinal,
            incoming.path,
            place.series_id,
            place.revision,
            place.copy_of,
            prepared.form,
            prepared.cells_hash,
            prepared.part.value,
            prepared.title,
            incoming.reader,
            incoming.imported_at,
            content,
            incoming.document,
            read_round(workspace),
            incoming.run or next_run(workspace),
        ],
    )
    if not is_same(identity, recognised):
        keep_recognised(workspace, report_id, recognised)
    _insert_cells(workspace, report_id, prepared.cells)
    index_text(workspace, report_id, prepared.text, prepared.text_bands, likeness)
    index_prose(workspace, report_id, prepared.tokens)
    is_settled = settle(workspace, place.series_id)
    replay_new(workspace, report_id, prepared, identity)
    if place.copy_of is None:
        # What was the current one is a version before, or is asked about now.
        for other in members_of(workspace, place.series_id) - {report_id}:
            replay_report(workspace, other)
    if is_settled:
        for beside in sorted(reports_beside(workspace, place.series_id, _MOST_ALIKE)):
            replay_report(workspace, beside)
    return report_id


def _insert_cells(workspace: Workspace, report_id: int, cells: Sequence[CellRow]) -> None:
    workspace.execute_many(
        "insert into cell(report_id, field, state, value, raw) values (?, ?, ?, ?, ?)",
        [(report_id, *row) for row in cells],
    )


def replace_content(
    workspace: Workspace, report_id: int, report: Report, likeness: Likeness | None = None
) -> None:
    """Put what a report was read again to in place of what it was, cells included.

    The hash stays that of the first reading: by it copies are known, before a remap and after.
    Without ``likeness`` its text is taken to be as like others' as it was.
    """
    was = load_report(workspace, report_id)
    if likeness is None:
        report = replace(report, text_bands=was.text_bands)
    else:
        drop_text(workspace, report_id, was)
        index_text(workspace, report_id, compared_text(report), report.text_bands, likeness)
    reindex_prose(workspace, report_id, was, report)
    workspace.execute(
        "update report set form = ?, content = ? where id = ?",
        [report.form, pack_report(report), report_id],
    )
    workspace.execute("delete from cell where report_id = ?", [report_id])
    _insert_cells(workspace, report_id, cell_rows(report))


_COLUMNS = (
    "report.id, report.sha256, report.ordinal, report.path, report.series_id, report.revision,"
    " report.copy_of, report.is_current, report.form, organ.name, organ.region, organ.level,"
    " series.year, series.kind"
)
_FROM = (
    " from report join series on series.id = report.series_id"
    " left join organ on organ.id = series.organ_id"
)


def _stored(row: Sequence[object]) -> StoredReport:
    return StoredReport(
        id=int(str(row[0])),
        sha256=str(row[1]),
        ordinal=int(str(row[2])),
        path=str(row[3]),
        series_id=int(str(row[4])),
        revision=int(str(row[5])),
        copy_of=int(str(row[6])) if row[6] is not None else None,
        is_current=bool(row[7]),
        form=str(row[8]),
        organ=str(row[9]) if row[9] is not None else None,
        region=str(row[10]) if row[10] is not None else None,
        level=Level(str(row[11])) if row[11] is not None else Level.UNKNOWN,
        year=int(str(row[12])) if row[12] is not None else None,
        kind=Kind(str(row[13])),
    )


def stored_report(workspace: Workspace, report_id: int) -> StoredReport | None:
    """One report's particulars, or None."""
    row = workspace.row(f"select {_COLUMNS}{_FROM} where report.id = ?", [report_id])
    return _stored(row) if row else None


def iterate_reports(
    workspace: Workspace, *, current_only: bool = False, words: str = "", page: int = 500
) -> Iterator[StoredReport]:
    """All reports in order of import, a page at a time by keyset."""
    last = 0
    condition, parameters = matching(words)
    # A copy belongs to its revision: it is as current as that is.
    only = (
        " and (report.is_current = 1 or exists (select 1 from report as original"
        " where original.id = report.copy_of and original.is_current = 1))"
        if current_only
        else ""
    )
    while True:
        rows = workspace.rows(
            f"select {_COLUMNS}{_FROM} where report.id > ?{only}{condition}"
            " order by report.id limit ?",
            [last, *parameters, page],
        )
        if not rows:
            return
        for row in rows:
            yield _stored(row)
        last = int(rows[-1][0])


def load_report(workspace: Workspace, report_id: int) -> Report:
    """A report as it was read."""
    packed = workspace.value("select content from report where id = ?", [report_id])
    return unpack_report(packed)


def load_documents(workspace: Workspace, report_id: int) -> list[bytes]:
    """The packed Document of a report, and those of the attachments joined to it."""
    rows = workspace.rows(
        "select document from report where id = ? or joined_to = ? order by id <> ?, id",
        [report_id, report_id, report_id],
    )
    return [bytes(row[0]) for row in rows]


def attachment_paths(workspace: Workspace, report_id: int) -> list[str]:
    """The files whose tables were joined to a report, in the order of ``load_documents``."""
    rows = workspace.rows("select path from report where joined_to = ? order by id", [report_id])
    return [str(row[0]) for row in rows]


def record_failure(
    workspace: Workspace,
    path: str,
    sha256: str | None,
    code: str,
    params: dict[str, object],
    at: str,
) -> None:
    """Remember a file that could not be read, for ``gouji status``."""
    workspace.execute(
        "insert or replace into failure(path, sha256, code, params, at) values (?, ?, ?, ?, ?)",
        [storable(path), sha256, code, json.dumps(params, ensure_ascii=False, sort_keys=True), at],
    )


def clear_failure(workspace: Workspace, path: str) -> None:
    """Forget a failure: the file has been read."""
    workspace.execute("delete from failure where path = ?", [storable(path)])


def failures(workspace: Workspace) -> list[tuple[str, str, dict[str, object]]]:
    """Files that could not be read: path, code, parameters."""
    rows = workspace.rows("select path, code, params from failure order by path")
    return [(row[0], row[1], json.loads(row[2])) for row in rows]
