"""Replay the log over what was read, and compare with what the tables hold.

It works on a copy of the workspace, report by report: what the log decides is taken out of a
report, made anew from its stored reading and its log, compared, and rolled back. The workspace
itself is only read, and others go on working in it.

What cannot be made anew: the version of a flag (it counts changes), flags that were raised once
and are not any more (kept for their history; their verdicts are made anew), drafts, and holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.assignments import replay_assignment
from store.checked import stamp
from store.copies import opened_copy
from store.database import Workspace, rolled_back
from store.forms import load_form
from store.packing import unpack_report
from store.prepared import cell_rows
from store.replay import replay_report
from store.settings import settings_beside
from store.verified_log import Wrong, wrong_in_log, wrong_in_places

_FLAG = (
    "rule",
    "anchor",
    "severity",
    "origin",
    "position",
    "place",
    "params",
    "fields",
    "evidence",
    "proposals",
    "fingerprint",
    "second_view",
    "is_raised",
    "verdict",
    "decided_on",
    "decision_id",
)
_CELL = ("field", "state", "value", "raw", "printed_state", "printed", "corrected")
_COUNTS = (
    "open_errors",
    "open_warnings",
    "open_infos",
    "open_reading",
    "decided",
    "unsure",
    "confirmed",
    "annotations",
)
_STATE = ("sign_off", "is_changed", "answered", "is_rectified")
_ASSIGNED = ("reviewer", "annotation_id")
_REPORTS = (
    "select id, path, form, checked_with, content from report where id > ? order by id limit 1"
)

Dump = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it: reports and records looked at, what is wrong, and what waits.

    ``waiting`` reports were checked by other settings or rules, so that their flags may differ by
    right; of them the verdicts are not compared.
    """

    reports: int
    annotations: int
    waiting: int
    wrong: tuple[Wrong, ...]


def verify_workspace(
    path: Path,
    *,
    allow_network: bool = False,
    on_progress: OnProgress = lambda done, total: None,
    most: int = 1_000,
) -> Verified:
    """Compare the tables of a workspace with the replay of its log; nothing is written.

    Tells ``on_progress`` how many reports are done, of how many; names ``most`` differences at
    the most. Raises WorkspaceError, and ExportError where there is no room for the copy or the
    workspace is damaged.
    """
    with opened_copy(path, allow_network=allow_network) as copy:
        copy.settings = settings_beside(path)
        total = int(copy.value("select count(*) from report"))
        annotations = int(copy.value("select count(*) from annotation"))
        wrong = [*wrong_in_log(copy)]
        done = waiting = last = 0
        now = stamp(copy)
        while row := copy.row(_REPORTS, [last]):
            last, name, form, checked_with, content = row
            wrong += wrong_in_places(copy, last, name)
            if checked_with == now:
                wrong += _wrong_in_report(copy, last, name, form, content)
            else:
                waiting += 1
            done += 1
            on_progress(done, total)
            if len(wrong) >= most:
                break
        return Verified(done, annotations, waiting, tuple(wrong[:most]))


def _wrong_in_report(
    copy: Workspace, report_id: int, name: str, form: str, content: bytes
) -> Iterator[Wrong]:
    stored = _dump(copy, report_id)
    with rolled_back(copy.connection):
        _take_out(copy, report_id, form, content)
        replay_report(copy, report_id)
        replay_assignment(copy, report_id)
        made = _dump(copy, report_id)
    for table, rows in stored.items():
        columns = _COLUMNS[table]
        for key in sorted(rows.keys() | made[table].keys(), key=repr):
            was, now = rows.get(key), made[table].get(key)
            if was == now:
                continue
            named = " ".join(str(_shown(table, form, part)) for part in key)
            if was is None or now is None:
                found = ("stored",) if now is None else ("missing",)
                yield Wrong(report_id, name, table, named, found[0], str(was), str(now))
                continue
            for column, one, other in zip(columns, was, now, strict=True):
                if one != other:
                    yield Wrong(report_id, name, table, named, column, str(one), str(other))


def _shown(table: str, form: str, part: object) -> object:
    if table != "cell" or not isinstance(part, int):
        return part
    found = (f.id for f in load_form(form).fields_by_id.values() if f.number == part)
    return next(found, part)


def _take_out(copy: Workspace, report_id: int, form: str, content: bytes) -> None:
    """Leave of a report what was read, and of its flags those that are not raised any more."""
    copy.execute("delete from flag where report_id = ? and is_raised = 1", [report_id])
    copy.execute(
        "update flag set verdict = null, decided_on = null, decision_id = null where report_id = ?",
        [report_id],
    )
    copy.execute("delete from cell where report_id = ?", [report_id])
    copy.execute_many(
        "insert into cell(report_id, field, state, value, raw) values (?, ?, ?, ?, ?)",
        [(report_id, *row) for row in cell_rows(unpack_report(content))],
    )
    copy.execute("delete from assignment where report_id = ?", [report_id])
    blank = ", ".join(f"{column} = -1" for column in _COUNTS)
    copy.execute(
        f"update report set {blank}, sign_off = null, is_changed = 0, answered = null,"  # noqa: S608
        " is_rectified = 0 where id = ?",
        [report_id],
    )


_COLUMNS: dict[str, Sequence[str]] = {
    "flag": _FLAG,
    "cell": _CELL,
    "report": (*_COUNTS, *_STATE),
    "assignment": _ASSIGNED,
}
# What tells the rows of a report apart, from the left.
_KEYS = {"flag": 2, "cell": 1, "report": 0, "assignment": 0}


def _dump(copy: Workspace, report_id: int) -> Dump:
    found: Dump = {}
    for table, columns in _COLUMNS.items():
        named = "id" if table == "report" else "report_id"
        rows = copy.rows(
            f"select {', '.join(columns)} from {table} where {named} = ?",  # noqa: S608
            [report_id],
        )
        found[table] = {tuple(row[: _KEYS[table]]): tuple(row) for row in rows}
    return found
