"""Tables without any mark: columns held apart by spaces, or one cell a line."""

from __future__ import annotations

import re
import unicodedata

from importers.document import Anchoring, GridCell, GridRow
from importers.readers.lines import Line, TextZone, ends_table, grid, rows_from_stream
from importers.values import looks_like_value
from importers.vocabulary import is_label, is_label_fragment

_GAP = re.compile(r"[ \u00a0\u2000-\u200a\u3000]{2,}")
_TOKEN = re.compile(r"\S+")
_PROSE = re.compile(r"[。；！？，,]")
_FEWEST_LINES = 3
_LONGEST_FRAGMENT = 45


def plain_zone(lines: list[Line], start: int) -> TextZone | None:
    """The table that begins at ``start``: a run of labels and values, or of spaced columns."""
    if not _opens(lines[start]):
        return None
    end = _zone_end(lines, start)
    zone = [line for line in lines[start:end] if not line.is_blank]
    if len(zone) < _FEWEST_LINES or not any(
        is_label(part) for line in zone for part in _parts(line)
    ):
        return TextZone((), end) if end > start + 1 else None
    spaced = sum(len(_values(line)) > 1 or len(_parts(line)) > 1 for line in zone)
    if spaced * 5 >= len(zone):
        return TextZone((grid(*_spaced(zone)),), end)
    cells = [GridCell(line.text, index, line.number, line.page) for index, line in enumerate(zone)]
    return TextZone((grid(rows_from_stream(cells), Anchoring.SPARSE),), end)


def _parts(line: Line) -> list[str]:
    return [part for part in _GAP.split(line.text.strip()) if part]


def _values(line: Line) -> list[re.Match[str]]:
    """The tokens at the line's end that fill value cells."""
    found: list[re.Match[str]] = []
    for token in reversed(list(_TOKEN.finditer(line.text))):
        if not looks_like_value(token.group()) or is_label(token.group()):
            break
        found.append(token)
    return found[::-1]


def _opens(line: Line) -> bool:
    if line.is_blank or ends_table(line.text):
        return False
    return any(is_label(part) for part in _parts(line)) and len(line.text.strip()) <= 200


def _belongs(line: Line) -> bool:
    if ends_table(line.text):
        return False
    stripped = line.text.strip()
    if is_label_fragment(stripped) or looks_like_value(stripped):
        return True
    parts = _parts(line)
    if any(is_label_fragment(part) for part in parts):
        return True
    values = _values(line)
    return len(values) > 1 or (len(values) == 1 and len(parts) == 2)


def _zone_end(lines: list[Line], start: int) -> int:
    # A label that the forms do not know may stand inside a table: a short line that is no
    # sentence, if the table goes on behind it.
    end = start
    strangers = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if line.is_blank:
            continue
        if _belongs(line):
            end = index + 1
            strangers = 0
            continue
        strangers += 1
        text = line.text.strip()
        fragment = len("".join(text.split())) <= _LONGEST_FRAGMENT and not _PROSE.search(text[-1:])
        if ends_table(line.text) or strangers > 2 or not fragment:
            break
    return end


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _spaced(zone: list[Line]) -> tuple[list[GridRow], Anchoring]:
    """Rows of a table in columns of spaces.

    Values take the index of the column that they stand in where all full rows agree on the
    columns (counted in terminal cells, or in characters: extractors differ); else they take
    their order, so that no later step trusts a place that is not sure.
    """
    values = [_values(line) for line in zone]
    columns = _columns(zone, values, wide=True) or _columns(zone, values, wide=False)
    rows: list[GridRow] = []
    for line, tokens in zip(zone, values, strict=True):
        label_text = line.text[: tokens[0].start()] if tokens else line.text
        cells = []
        for part in re.finditer(r"\S+(?:[ \u00a0]\S+)*", label_text):
            cells.append((_width(label_text[: part.start()]) - 10_000, part.group()))
        for order, token in enumerate(tokens):
            column = columns(line, token) if columns else order
            cells.append((column, token.group()))
        rows.append(
            GridRow(
                tuple(GridCell(text, column, line.number, line.page) for column, text in cells),
                line.after_page and bool(rows),
            )
        )
    return rows, Anchoring.ALIGNED if columns else Anchoring.SPARSE


class _Columns:
    """Value columns as disjoint spans of positions."""

    def __init__(self, spans: list[tuple[int, int]], wide: bool) -> None:
        self.spans = spans
        self.wide = wide

    def __call__(self, line: Line, token: re.Match[str]) -> int:
        left, right = _span(line, token, self.wide)
        middle = (left + right) / 2
        return min(
            range(len(self.spans)),
            key=lambda i: abs((self.spans[i][0] + self.spans[i][1]) / 2 - middle),
        )


def _span(line: Line, token: re.Match[str], wide: bool) -> tuple[int, int]:
    left = _width(line.text[: token.start()]) if wide else token.start()
    return left, left + (_width(token.group()) if wide else len(token.group()))


def _columns(zone: list[Line], values: list[list[re.Match[str]]], *, wide: bool) -> _Columns | None:
    most = max((len(tokens) for tokens in values), default=0)
    full = [(line, t) for line, t in zip(zone, values, strict=True) if len(t) == most]
    if most < 2 or len(full) < 2:
        return None
    spans: list[tuple[int, int]] = []
    for position in range(most):
        found = [_span(line, tokens[position], wide) for line, tokens in full]
        spans.append((min(left for left, _ in found), max(right for _, right in found)))
    if any(spans[i][1] > spans[i + 1][0] for i in range(most - 1)):
        return None
    # Every value of the shorter rows has to fall into exactly one column.
    for line, tokens in zip(zone, values, strict=True):
        if len(tokens) in (0, most):
            continue
        for token in tokens:
            left, right = _span(line, token, wide)
            hits = [1 for low, high in spans if left < high and right > low]
            if len(hits) != 1:
                return None
    return _Columns(spans, wide)
