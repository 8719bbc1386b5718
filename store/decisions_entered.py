"""What colleagues entered in a ledger: its lines known by their key, its words by their meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from store.annotation_log import Verdict
from store.errors import AnnotationError
from store.exports.ledger import COLUMNS, FILLED_IN, RECTIFIED, VERDICTS
from store.exports.ledger_keys import KEY_COLUMN, LedgerKey, read_key

_NAMES = {
    "organ": 1,
    "place": 2,
    "problem": 4,
    "rectified": 7,
    "remarks": 8,
}
_MOST_NAMED = 60


def _known_verdicts() -> dict[str, str]:
    found = {
        word: verdict or "open" for words in VERDICTS.values() for verdict, word in words.items()
    }
    return found | {"确认": "confirmed", "误读": "misread", "存疑": "unsure"}


def _known_rectified() -> dict[str, bool]:
    found = {
        word: value
        for words in RECTIFIED.values()
        for value, word in words.items()
        if value is not None
    }
    yes = dict.fromkeys(("是", "已改", "已更正", "已改正", "√", "✓", "✔", "yes", "y"), True)
    no = dict.fromkeys(("否", "未改", "未更正", "未改正", "×", "✗", "✘", "no", "n"), False)
    return found | yes | no


_VERDICTS: Mapping[str, str] = MappingProxyType(_known_verdicts())
_RECTIFIED: Mapping[str, bool] = MappingProxyType(_known_rectified())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger as it came back. ``row`` counts from 1 in ``sheet``.

    ``key`` is None where it is missing or was changed; ``unknown`` are words of the columns to be
    filled in that mean nothing, with the column's name. ``verdict`` and ``rectified`` are None
    where nothing (known) is entered; a verdict of "open" is that of a flag without one.
    """

    sheet: str
    row: int
    named: str
    key: LedgerKey | None
    verdict: str | None
    rectified: bool | None
    remarks: str
    by: str
    unknown: tuple[tuple[str, str], ...] = ()


def entries_of(sheets: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> list[Entry]:
    """The lines of all sheets of a workbook that have the column of keys.

    Columns are known by their heads, wherever they stand. Raises AnnotationError where no sheet
    has that column.
    """
    found: list[Entry] = []
    is_known = False
    for name, rows in sheets:
        head = next((i for i, row in enumerate(rows) if KEY_COLUMN in map(_plain, row)), None)
        if head is None:
            continue
        is_known = True
        columns = _columns(rows[head])
        for number, row in enumerate(rows[head + 1 :], head + 2):
            entry = _entry(name, number, row, columns)
            if entry is not None:
                found.append(entry)
    if not is_known:
        raise AnnotationError("decisions_no_ledger")
    return found


def _plain(text: str) -> str:
    return " ".join(str(text).split())


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Where the columns stand; the first of a name counts."""
    names = {KEY_COLUMN: "key"}
    for words in COLUMNS.values():
        names |= {words[index]: name for name, index in _NAMES.items()}
    for verdict, by in FILLED_IN.values():
        names |= {verdict: "verdict", by: "by"}
    found: dict[str, int] = {}
    for index, text in enumerate(map(_plain, head)):
        if text in names:
            found.setdefault(names[text], index)
    return found


def _entry(sheet: str, number: int, row: Sequence[str], columns: Mapping[str, int]) -> Entry | None:
    def cell(name: str) -> str:
        index = columns.get(name)
        return _plain(row[index]) if index is not None and index < len(row) else ""

    if not any(map(_plain, row)):
        return None
    unknown = []
    verdict = rectified = None
    if word := cell("verdict"):
        verdict = _VERDICTS.get(word) or _VERDICTS.get(word.lower())
        if verdict is None:
            unknown.append(("verdict", word[:_MOST_NAMED]))
    if word := cell("rectified"):
        rectified = _RECTIFIED.get(word, _RECTIFIED.get(word.lower()))
        if rectified is None:
            unknown.append(("rectified", word[:_MOST_NAMED]))
    parts = (cell("organ"), cell("place"), cell("problem"))
    named = " ".join(part for part in parts if part)[:_MOST_NAMED]
    key = read_key(cell("key"))
    claims = verdict is not None or rectified is not None or unknown or cell("by") or cell("key")
    if key is None and not claims:
        # A line that somebody wrote below or between.
        return None
    return Entry(
        sheet,
        number,
        named,
        key,
        verdict,
        rectified,
        cell("remarks"),
        cell("by"),
        tuple(unknown),
    )


VERDICT_WORDS: frozenset[str] = frozenset(verdict.value for verdict in Verdict)
