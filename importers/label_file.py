"""Taught labels as a TOML file, so that one office can use what another one taught.

One ``[[label]]`` an entry: ``table`` (disclosure, requests, litigation), ``axis`` (row, column),
``label``, and either ``means`` (the key of the row or column in the forms) or ``foreign = true``
for a label that is of no row or column. ``official``, ``by`` and ``at`` are for people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from importers.errors import LabelEntryError, LabelFileError
from importers.labels import LONGEST_LABEL, normalise
from importers.values import strip_spaces
from store.forms import Label, load_forms
from store.report import FOREIGN, LabelKey

AXES = ("row", "column")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a label means: the key of a row or column, or FOREIGN; ``by`` and ``at`` who said so."""

    key: LabelKey
    target: str
    by: str = ""
    at: str = ""


def targets_of(table: str, axis: str) -> dict[str, Label]:
    """The rows or columns of a table in all forms: key → label, the newest form's first."""
    found: dict[str, Label] = {}
    for form in sorted(load_forms(), key=lambda form: -form.number):
        own = form.tables_by_key.get(table)
        if own is not None:
            pairs: Sequence[Any] = own.rows if axis == "row" else own.columns
            for one in pairs:
                found.setdefault(one.key, one.label)
    return found


def official_meaning(key: LabelKey) -> str | None:
    """The key of the row or column whose official label this is, None for any other label.

    "" for a label of a group or of the header, which is no row or column of its own.
    """
    table, axis, label = key
    for target, official in targets_of(table, axis).items():
        if normalise(official.text) == label:
            return target
    for form in load_forms():
        own = form.tables_by_key.get(table)
        if own is None:
            continue
        texts = [one.text for one in (*own.row_labels, *own.column_labels)]
        if label in map(normalise, (*texts, *own.header_labels)):
            return ""
    return None


def write_lessons(lessons: Sequence[Lesson]) -> bytes:
    """The lessons as a TOML file."""
    import tomli_w

    entries = []
    for lesson in lessons:
        table, axis, label = lesson.key
        entry: dict[str, object] = {"table": table, "axis": axis, "label": label}
        if lesson.target == FOREIGN:
            entry["foreign"] = True
        else:
            entry["means"] = lesson.target
            official = targets_of(table, axis).get(lesson.target)
            if official is not None:
                entry["official"] = "/".join(official.path)
        entry |= {"by": lesson.by, "at": lesson.at}
        entries.append(entry)
    head = "# gouji labels: what labels of reports mean (gouji labels import FILE)\n"
    return (head + tomli_w.dumps({"version": 1, "label": entries})).encode()


def read_lessons(data: bytes, path: str) -> list[Lesson]:
    """The lessons of a TOML file. Raises LabelFileError, which names ``path`` and the entry."""
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LabelFileError(path=path, problem="toml", detail=str(error)[:200]) from error
    if content.get("version") != 1:
        raise LabelFileError(path=path, problem="version", detail=str(content.get("version"))[:40])
    entries = content.get("label", [])
    if not isinstance(entries, list):
        raise LabelFileError(path=path, problem="label", detail="[[label]]")
    found: dict[LabelKey, Lesson] = {}
    for number, entry in enumerate(entries, 1):
        lesson = _lesson(entry, number, path)
        if lesson.key in found and found[lesson.key].target != lesson.target:
            raise LabelEntryError(path=path, entry=number, problem="twice", detail=lesson.key[2])
        found[lesson.key] = lesson
    return list(found.values())


def _lesson(entry: object, number: int, path: str) -> Lesson:
    if not isinstance(entry, Mapping):
        raise LabelEntryError(path=path, entry=number, problem="label", detail="[[label]]")
    table, axis = _text(entry, "table", number, path), _text(entry, "axis", number, path)
    label = normalise(_text(entry, "label", number, path))
    if axis not in AXES:
        raise LabelEntryError(path=path, entry=number, problem="axis", detail=axis)
    targets = targets_of(table, axis)
    if not targets:
        raise LabelEntryError(path=path, entry=number, problem="table", detail=table)
    if not label or len(label) > LONGEST_LABEL:
        raise LabelEntryError(path=path, entry=number, problem="label", detail=label[:40])
    is_foreign = entry.get("foreign") is True
    if is_foreign == ("means" in entry):
        raise LabelEntryError(path=path, entry=number, problem="means", detail=label)
    target = FOREIGN if is_foreign else _text(entry, "means", number, path)
    if not is_foreign and target not in targets:
        raise LabelEntryError(path=path, entry=number, problem="means", detail=target)
    key = (table, axis, label)
    if official_meaning(key) not in (None, target) or official_meaning(key) == "":
        raise LabelEntryError(path=path, entry=number, problem="official", detail=label)
    by = strip_spaces(str(entry.get("by", "")))[:80]
    return Lesson(key, target, by, str(entry.get("at", ""))[:40])


def _text(entry: Mapping[str, object], name: str, number: int, path: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise LabelEntryError(path=path, entry=number, problem=name, detail=str(value)[:40])
    return value
