"""Store reports whole or not at all; read them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from store.database import Workspace
from store.flags import sync_flags
from store.forms import Form, load_form
from store.packing import pack_report, unpack_report
from store.report import Cell, Flag, Kind, Level, Number, Report, State
from store.rules import Context, check_report
from store.series import place_report

_STATES = {state: number for number, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report on its way into the workspace.

    ``path`` is relative to the argument that was imported; ``document`` the packed Document;
    ``reports_in_file`` how many reports the file held.
    """

    report: Report
    sha256: str
    path: str
    document: bytes
    reader: str
    reports_in_file: int
    imported_at: str


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


def cells_hash(report: Report) -> str:
    """A fingerprint of form and cells: equal for the Word and the PDF file of one report."""
    digest = hashlib.blake2b(report.form.encode(), digest_size=16)
    for cell in report.cells:
        value = cell.value if cell.state is State.NUMBER else "".join(cell.raw.split())
        digest.update(
            f"\x1e{cell.field}\x1f{cell.state.value}\x1f{value}".encode("utf-8", "surrogatepass")
        )
    return digest.hexdigest()


def is_known(workspace: Workspace, sha256: str) -> bool:
    """True where the content of a file is already stored."""
    return workspace.row("select 1 from report where sha256 = ?", [sha256]) is not None


def stored_value(value: Number | None) -> int | float | None:
    """A number as SQLite takes it: amounts as float, whose shortest text is the decimal."""
    return float(value) if isinstance(value, Decimal) else value


def save_report(workspace: Workspace, incoming: Incoming) -> int:
    """Store one report with cells and flags, in the caller's transaction; its id."""
    report = incoming.report
    form = load_form(report.form)
    fingerprint = cells_hash(report)
    place = place_report(workspace, report.identity, fingerprint)
    report_id = workspace.execute(
        "insert into report(sha256, ordinal, path, series_id, revision, copy_of, is_current,"
        " form, cells_hash, title, reader, imported_at, content, document)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            incoming.sha256,
            report.ordinal,
            incoming.path,
            place.series_id,
            place.revision,
            place.copy_of,
            int(place.is_current and place.copy_of is None),
            report.form,
            fingerprint,
            report.title.text if report.title else None,
            incoming.reader,
            incoming.imported_at,
            pack_report(report),
            incoming.document,
        ],
    )
    workspace.execute_many(
        "insert into cell(report_id, field, state, value, raw) values (?, ?, ?, ?, ?)",
        _cell_rows(report_id, report.cells, form),
    )
    context = Context(form, reports_in_file=incoming.reports_in_file, namesakes=place.asks)
    sync_flags(workspace, report_id, place.series_id, check_report(report, context))
    return report_id


def _cell_rows(report_id: int, cells: Sequence[Cell], form: Form) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for cell in cells:
        value = stored_value(cell.value)
        # The raw text is kept here only where it says more than the value.
        raw = None if cell.raw == str(cell.value) else _storable(cell.raw)
        rows.append(
            (report_id, form.fields_by_id[cell.field].number, _STATES[cell.state], value, raw)
        )
    return rows


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


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
    workspace: Workspace, *, current_only: bool = False, page: int = 500
) -> Iterator[StoredReport]:
    """All reports in order of import, a page at a time by keyset."""
    last = 0
    # A copy belongs to its revision: it is as current as that is.
    only = (
        " and (report.is_current = 1 or exists (select 1 from report as original"
        " where original.id = report.copy_of and original.is_current = 1))"
        if current_only
        else ""
    )
    while True:
        rows = workspace.rows(
            f"select {_COLUMNS}{_FROM} where report.id > ?{only} order by report.id limit ?",
            [last, page],
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


def load_document(workspace: Workspace, report_id: int) -> bytes:
    """The packed Document of a report."""
    return bytes(workspace.value("select document from report where id = ?", [report_id]))


def printed_and_corrected(
    workspace: Workspace, report_id: int
) -> dict[int, tuple[Number | None, Number | None]]:
    """By field number the values as printed and as corrected, where a reviewer gave one."""
    rows = workspace.rows(
        "select field, printed, corrected from cell where report_id = ?"
        " and (printed is not null or corrected is not null)",
        [report_id],
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def current_flags(workspace: Workspace, report_id: int) -> list[Flag]:
    """The flags that are raised on a report, in queue order."""
    from store.flags import flags_of

    return [record.flag for record in flags_of(workspace, report_id)]


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
        [_storable(path), sha256, code, json.dumps(params, ensure_ascii=False, sort_keys=True), at],
    )


def clear_failure(workspace: Workspace, path: str) -> None:
    """Forget a failure: the file has been read."""
    workspace.execute("delete from failure where path = ?", [_storable(path)])


def failures(workspace: Workspace) -> list[tuple[str, str, dict[str, object]]]:
    """Files that could not be read: path, code, parameters."""
    rows = workspace.rows("select path, code, params from failure order by path")
    return [(row[0], row[1], json.loads(row[2])) for row in rows]
