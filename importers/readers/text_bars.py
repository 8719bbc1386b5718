"""Tables drawn with bars: Markdown, one row a line, or one cell a line as copied from a page."""

from __future__ import annotations

import re
from enum import Enum, auto

from importers.document import Anchoring, GridCell, GridRow
from importers.readers.lines import Line, TextZone, ends_table, grid, rows_from_stream
from importers.vocabulary import is_label_fragment

_BARS = str.maketrans("｜│┃", "|||")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
_RULE = re.compile(r"\s*[+├└┌┝┠┣][-=─━┼┬┴+├┤┐┘┝┥ ]*\s*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINES_INSIDE = 4


class _Style(Enum):
    ROWS = auto()  # | a | b |        one row a line
    ALONE = auto()  # a ⏎ | ⏎ b ⏎ |    a lone bar ends a cell
    TRAILING = auto()  # a | ⏎ b | ⏎    a bar at the line's end ends a cell
    LEADING = auto()  # | ⏎ a | ⏎ b | ⏎ | ⏎ c |   a bar at the line's start begins a row


def bar_zone(lines: list[Line], start: int) -> TextZone | None:
    """The table that begins at ``start``: at a line with a bar, or one line before it."""
    first = start
    if not _has_bar(lines[start]):
        following = _next_filled(lines, start)
        if (
            lines[start].is_blank
            or ends_table(lines[start].text)
            or following is None
            or _bare(lines[following].text) != "|"
            or not is_label_fragment(lines[start].text)
        ):
            return None
    elif ends_table(lines[start].text.replace("|", "")):
        return None
    end = _zone_end(lines, first)
    zone = [line for line in lines[first:end] if not _RULE.fullmatch(_bare(line.text))]
    if not any(is_label_fragment(part) for line in zone for part in _split(line.text)):
        return TextZone((), end)
    style = _style(zone)
    if style is _Style.ROWS:
        rows, anchoring = _rows(zone), Anchoring.EXACT
    elif style is _Style.LEADING:
        rows, anchoring = _leading(zone), Anchoring.EXACT
    else:
        rows, anchoring = list(rows_from_stream(_stream(zone))), Anchoring.LEFT
    return TextZone((grid(rows, anchoring),), end)


def _bare(text: str) -> str:
    return text.translate(_BARS).strip()


def _has_bar(line: Line) -> bool:
    return "|" in _bare(line.text)


def _split(text: str) -> list[str]:
    guarded = text.translate(_BARS).replace("\\|", "\0")
    return [part.replace("\0", "|") for part in guarded.split("|")]


def _next_filled(lines: list[Line], index: int) -> int | None:
    for following in range(index + 1, min(index + 3, len(lines))):
        if not lines[following].is_blank:
            return following
    return None


def _zone_end(lines: list[Line], start: int) -> int:
    # Cells may span lines without a bar, so a zone runs on to the next bar unless a heading or
    # a sentence stands between.
    end = start
    pending = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if _has_bar(line):
            if ends_table(line.text.translate(_BARS).replace("|", "")):
                break
            end = index + 1
            pending = 0
        elif line.is_blank:
            continue
        elif ends_table(line.text) or pending >= _LINES_INSIDE:
            break
        else:
            pending += 1
    return end


def _style(zone: list[Line]) -> _Style:
    alone = trailing = several = 0
    first_bar: str | None = None
    for line in zone:
        bare = _bare(line.text)
        if "|" not in bare:
            continue
        if first_bar is None:
            first_bar = bare
        filled = sum(bool(part.strip()) for part in _split(bare))
        if bare.strip("|") == "":
            alone += bare == "|"
        elif filled > 1 or bare.startswith("|"):
            several += 1
        elif bare.endswith("|"):
            trailing += 1
    if several > trailing + alone or (several and not trailing and not alone):
        return _Style.ROWS
    if trailing == 0 and alone:
        return _Style.ALONE
    if first_bar == "|":
        return _Style.LEADING
    return _Style.TRAILING if trailing or alone else _Style.ROWS


def _rows(zone: list[Line]) -> list[GridRow]:
    rows: list[list[GridCell]] = []
    framed = sum(_bare(line.text).startswith("|") for line in zone if _has_bar(line)) * 2 > len(
        [line for line in zone if _has_bar(line)]
    )
    for line in zone:
        bare = _bare(line.text)
        if line.is_blank or _SEPARATOR.fullmatch(bare):
            continue
        if "|" not in bare:
            if rows and rows[-1]:
                last = rows[-1][-1]
                rows[-1][-1] = GridCell(
                    f"{last.text}\n{line.text}", last.column, last.line, last.page
                )
            continue
        parts = _split(bare)
        # A bar at the start is the frame where most lines have one, else an empty first cell.
        if parts and not parts[0].strip() and framed:
            parts = parts[1:]
        if parts and not parts[-1].strip() and bare.endswith("|"):
            parts = parts[:-1]
        rows.append(
            [
                GridCell(_BREAK.sub("\n", part), column, line.number, line.page)
                for column, part in enumerate(parts)
            ]
        )
    return [GridRow(tuple(row)) for row in rows]


def _leading(zone: list[Line]) -> list[GridRow]:
    rows: list[list[GridCell]] = []
    pending: list[Line] = []

    def close() -> None:
        if not rows:
            rows.append([])
        text = "\n".join(line.text.translate(_BARS).replace("|", "").strip() for line in pending)
        at = pending[0] if pending else None
        rows[-1].append(
            GridCell(
                text.strip(),
                len(rows[-1]),
                at.number if at else None,
                at.page if at else None,
            )
        )
        pending.clear()

    for line in zone:
        raw = line.text.translate(_BARS)
        if raw.startswith("|") and _bare(raw) == "|":
            pending.clear()
            rows.append([])
            continue
        if raw.startswith("|"):
            rows.append([])
            raw = raw[1:]
        if not raw.strip():
            continue
        bars = len(raw.rstrip()) - len(raw.rstrip().rstrip("|"))
        pending.append(Line(raw.rstrip().rstrip("|"), line.number, line.page))
        if bars:
            close()
    return [GridRow(tuple(row)) for row in rows]


def _stream(zone: list[Line]) -> list[GridCell]:
    """Cells in order; two or more bars together are pads of merged cells and no cells."""
    cells: list[GridCell] = []
    pending: list[str] = []
    at: Line | None = None
    for line in zone:
        bare = _bare(line.text)
        if line.is_blank:
            continue
        text = bare.rstrip("|")
        bars = len(bare) - len(text)
        if text.strip():
            pending.append(text.strip())
            at = at or line
        if bars == 0 or (bars > 1 and not pending):
            continue
        place = at or line
        cells.append(GridCell("\n".join(pending), len(cells), place.number, place.page))
        pending = []
        at = None
    if pending and at is not None:
        cells.append(GridCell("\n".join(pending), len(cells), at.number, at.page))
    return cells
