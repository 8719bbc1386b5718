"""Files of one report in two formats whose cells differ: misread, or two versions?"""

from __future__ import annotations

from store.database import Workspace
from store.packing import unpack_report
from store.report import Cell, Report, State
from store.rules import Twin

_SHINGLE = 6
# Readers lose or join a little differently; a corrected report in the same format is no twin.
_SAME_TEXT = 0.85
_MOST_COMPARED = 4


def find_twins(
    workspace: Workspace, report_id: int, series_id: int, cells_hash: str
) -> tuple[Twin, ...]:
    """Earlier files of the series in another format, with the same prose and other cells.

    Earlier is a file of an earlier import, or one before it by path in the same.
    """
    reader = workspace.value("select reader from report where id = ?", [report_id])
    rows = workspace.rows(
        "select path, reader, content from report where series_id = ? and id <> ?"
        " and cells_hash <> ? and copy_of is null and (run, path, ordinal, id) <"
        " (select run, path, ordinal, id from report where id = ?)"
        " order by run desc, path desc, ordinal desc, id desc limit ?",
        [series_id, report_id, cells_hash, report_id, _MOST_COMPARED],
    )
    others = [row for row in rows if _format(row[1]) != _format(reader)]
    if not others:
        return ()
    content = workspace.value("select content from report where id = ?", [report_id])
    own = unpack_report(content)
    found = []
    for path, _, packed in others:
        other = unpack_report(packed)
        if other.form == own.form and _similarity(own, other) >= _SAME_TEXT:
            differences = _differences(own, other)
            if differences:
                found.append(Twin(str(path), differences))
    return tuple(found)


def _format(reader: str) -> str:
    return reader.partition("/")[0]


def _shingles(report: Report) -> set[str]:
    text = "".join(
        "".join(paragraph.text.split())
        for section in report.sections
        for paragraph in section.paragraphs
    )
    return {text[at : at + _SHINGLE] for at in range(max(1, len(text) - _SHINGLE + 1))}


def _similarity(one: Report, other: Report) -> float:
    """Jaccard similarity of the sets of character sequences of both texts, 0 to 1."""
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / len(first | second)


def _differences(own: Report, other: Report) -> tuple[tuple[str, str, str], ...]:
    found = []
    for cell in own.cells:
        there = other.cells_by_field.get(cell.field)
        if there is not None and _shown(there) != _shown(cell):
            found.append((cell.field, _shown(there), _shown(cell)))
    return tuple(found)


def _shown(cell: Cell) -> str:
    """A cell as a sentence names it: its value, or what it is instead."""
    if cell.state is State.NUMBER:
        return str(cell.value)
    if cell.state in (State.LOST, State.ABSENT, State.BLANK):
        return "—"
    return "".join(cell.raw.split())[:20]
