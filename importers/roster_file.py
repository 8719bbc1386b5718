"""A roster as a spreadsheet or CSV file: entries, and what could not be understood.

Columns may come in any order and under several names; rows above the heads and unknown columns
are left aside. A bad row is named and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from importers.errors import RosterFileError
from importers.roster_cells import (
    cell_text,
    place_and_name,
    plain,
    read_day,
    read_kinds,
    read_level,
    read_name,
    read_names,
    read_year,
)
from importers.roster_tables import Row, read_tables
from store.roster import Entry, EntryName

_MOST_HEAD_ROWS = 30
_LONGEST_CELL = 2_000
_LONGEST_TEXT = 200
_SHOWN = 40
# The first name of a column is the one of REVIEWER's list; earlier ones are taken before later.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "单位全称",
        "全称",
        "单位名称",
        "机关名称",
        "机关全称",
        "报送单位",
        "填报单位",
        "应报单位",
        "主体名称",
        "行政机关",
        "行政机关名称",
        "单位",
        "名称",
        "organ",
        "organisation",
        "organization",
        "name",
    ),
    "names": ("简称/曾用名", "简称曾用名", "简称及曾用名", "简称", "别名", "alias", "aliases"),
    "former": ("曾用名", "原名", "原名称", "曾用名称", "formernames"),
    "region": (
        "地区",
        "所属地区",
        "所在地区",
        "区域",
        "区县",
        "县区",
        "所属区县",
        "行政区划",
        "region",
    ),
    "category": ("类别", "单位类别", "单位类型", "类型", "category"),
    "level": ("级别", "层级", "行政级别", "行政层级", "level"),
    "kind": (
        "本机关/汇总",
        "本机关汇总",
        "本机关或汇总",
        "口径",
        "报告口径",
        "报告类型",
        "报告种类",
        "kind",
    ),
    "deadline": (
        "截止日",
        "截止日期",
        "截止时间",
        "报送截止日",
        "报送截止日期",
        "报送时限",
        "时限",
        "deadline",
    ),
    "contact": ("联系人", "联系人及电话", "contact"),
    "year": ("年度", "报告年度", "年份", "year"),
}
# Columns that every list has and that say nothing of an organ.
_IDLE = frozenset({"序号", "编号", "no", "备注"})


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be understood: its number in the file, what is wrong, the text."""

    row: int
    problem: str
    detail: str
    name: str = ""


@dataclass(frozen=True)
class RosterFile:
    """What a file holds: entries, bad rows, the names of columns that were left aside."""

    entries: tuple[Entry, ...]
    bad: tuple[BadRow, ...] = ()
    ignored: tuple[str, ...] = ()
    rows: int = 0


def read_roster(
    data: bytes, path: str, *, region: str | None = None, year: int | None = None
) -> RosterFile:
    """The roster in a file's bytes. ``path`` names it in messages.

    ``region`` and ``year`` hold for rows that say none. Raises ImporterError where there is no
    list of organs in it.
    """
    for rows in read_tables(data):
        heads = _find_heads(rows)
        if heads is not None:
            return _read_rows(rows, heads, region, year)
    raise RosterFileError(path=path, problem="columns", detail="、".join(_COLUMNS["name"][:4]))


@dataclass(frozen=True, slots=True)
class _Heads:
    at: int
    columns: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...]


def _head_key(value: object) -> str:
    text = plain(cell_text(value)[:_LONGEST_CELL]).lower().strip("*:")
    return text.split("(", 1)[0] or text


def _find_heads(rows: Sequence[Row]) -> _Heads | None:
    """The row that names the columns: the first with a column of names and one more."""
    best: _Heads | None = None
    for at, row in enumerate(rows[:_MOST_HEAD_ROWS]):
        keys = [_head_key(value) for value in row.values]
        columns: dict[str, tuple[int, ...]] = {}
        for field, names in _COLUMNS.items():
            found = [keys.index(name) for name in names if name in keys]
            # Short and former names may have a column each.
            columns[field] = tuple(found if field in ("names", "former") else found[:1])
        if not columns["name"]:
            continue
        used = {column for found in columns.values() for column in found}
        ignored = tuple(
            cell_text(row.values[i])[:_SHOWN]
            for i, key in enumerate(keys)
            if key and i not in used and key not in _IDLE
        )
        heads = _Heads(at, {field: found for field, found in columns.items() if found}, ignored)
        if best is None or len(heads.columns) > len(best.columns):
            best = heads
    return best


class _BadCellError(Exception):
    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(problem)
        self.problem, self.detail = problem, detail


def _read_rows(
    rows: Sequence[Row], heads: _Heads, region: str | None, year: int | None
) -> RosterFile:
    entries: dict[object, tuple[int, Entry]] = {}
    bad: list[BadRow] = []
    count = 0
    for row in rows[heads.at + 1 :]:
        number = row.number
        cells = _Cells(row.values, heads.columns)
        if cells.is_blank and not row.is_uncomputed:
            continue
        count += 1
        name = read_name(cells.text("name")) or ""
        try:
            if row.is_uncomputed:
                raise _BadCellError("formula", cells.text("name"))
            for entry in _entries(cells, region, year):
                first, same = entries.get(entry.identity, (0, None))
                if same is None:
                    entries[entry.identity] = (number, entry)
                elif same != entry:
                    raise _BadCellError("twice", str(first))
        except _BadCellError as error:
            bad.append(BadRow(number, error.problem, error.detail[:_SHOWN], name))
    found = tuple(entry for _, entry in entries.values())
    return RosterFile(found, tuple(bad), heads.ignored, count)


@dataclass(frozen=True, slots=True)
class _Cells:
    row: Sequence[object]
    columns: Mapping[str, tuple[int, ...]]

    def value(self, field: str) -> object:
        at = self.columns.get(field, ())
        return self.row[at[0]] if at and at[0] < len(self.row) else None

    def text(self, field: str) -> str:
        return cell_text(self.value(field)).strip()

    def texts(self, field: str) -> list[str]:
        return [cell_text(self.row[at]) for at in self.columns.get(field, ()) if at < len(self.row)]

    @property
    def is_blank(self) -> bool:
        return not any(
            cell_text(self.row[at]).strip()
            for found in self.columns.values()
            for at in found
            if at < len(self.row)
        )

    @property
    def longest(self) -> str:
        texts = [text for field in self.columns for text in self.texts(field)]
        return max(texts, key=len, default="")


def _entries(cells: _Cells, region: str | None, year: int | None) -> list[Entry]:
    """The entries of one row, one for each kind of report. Raises _BadCellError."""
    if len(cells.longest) > _LONGEST_CELL:
        raise _BadCellError("too_long", cells.longest)
    text = cells.text("name")
    name = read_name(text)
    if name is None:
        raise _BadCellError("name" if text else "no_name", text)
    where = cells.text("region")
    told = read_name(where) if where else region
    if told is None and where:
        raise _BadCellError("region", where)
    place, organ = place_and_name(name, told)
    level = read_level(cells.text("level"), organ)
    if level is None:
        raise _BadCellError("level", cells.text("level"))
    kinds = read_kinds(cells.text("kind"), organ, level)
    if kinds is None:
        raise _BadCellError("kind", cells.text("kind"))
    due = cells.value("deadline")
    deadline = read_day(due)
    if deadline is None and cell_text(due).strip():
        raise _BadCellError("deadline", cell_text(due))
    of_year = cells.text("year")
    entry_year = read_year(of_year) if of_year else year
    if entry_year is None and of_year:
        raise _BadCellError("year", of_year)
    names = _names(cells, {name, organ}, place)
    category, contact = cells.text("category"), cells.text("contact")
    return [
        Entry(
            organ,
            place,
            entry_year,
            kind,
            category[:_LONGEST_TEXT],
            level,
            deadline,
            contact[:_LONGEST_TEXT],
            names,
        )
        for kind in kinds
    ]


def _names(cells: _Cells, own: set[str], place: str | None) -> tuple[EntryName, ...]:
    found: list[EntryName] = []
    for field in ("names", "former"):
        for text in cells.texts(field):
            read = read_names(text, are_former=field == "former")
            if isinstance(read, str):
                raise _BadCellError("names", read)
            for one in read:
                # A name with its region in front is the name.
                _, bare = place_and_name(one.name, place)
                plain_one = EntryName(bare, one.since, one.until, one.is_former)
                if bare not in own and plain_one not in found:
                    found.append(plain_one)
    return tuple(found)
