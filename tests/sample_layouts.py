"""The text layouts in which the tables of a report reach a reader."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import cycle
from unicodedata import east_asian_width

from tests.sample_tables import LABEL_COLUMNS, NOTE, Box, Edits, Line, PrintedTable, Slot, dense

CLOSING_MARKS = "，。、；：）》”"
SPACED_VALUES = (" {}", "\u3000\u3000{}", "\u00a0{}", "\u2002{}", "{}\u00a0", "\u00a0\u3000{}")
COLUMNS = (
    "natural_person",
    "business",
    "research",
    "public_welfare",
    "legal_service",
    "other",
    "total",
)


class Layout(StrEnum):
    """How the tables of a report are printed as text."""

    VERTICAL = "vertical"
    GRID = "grid"
    PIPE = "pipe"
    MARKDOWN = "markdown"
    BARS_ALONE = "bars_alone"
    BARS_TRAILING = "bars_trailing"
    SPACES = "spaces"
    LINES = "lines"


def _pieces(row: list[Slot]) -> list[Box | None]:
    """The boxes of a row from left to right; None for a box that began further up."""
    return [slot.box if slot.starts_row else None for slot in row if slot.starts_column]


def _broken_header(text: str) -> str:
    """Narrow header cells as a word processor breaks them."""
    narrow = ("商业企业", "科研机构", "结果纠正", "其他结果", "尚未审结")
    return f"{text[:2]}\n{text[2:]}" if text in narrow else text


def _half_width(text: str, space: str = "") -> str:
    """（一）予以公开 → (一) 予以公开; only the number is touched."""
    if text.startswith("第二十条"):
        return text.replace("（", "(").replace("）", ")")
    if text.startswith("（") and text[2:3] == "）":
        return f"({text[1]}){space}{text[3:]}"
    return text


def vertical(table: PrintedTable, edits: Edits) -> str:
    """A cell a line after a TAB, a blank line after each row."""
    spaced = cycle(SPACED_VALUES if edits.is_spaced else ("{}",))
    out: list[str] = []
    for row in dense(table):
        for box in _pieces(row):
            if box is None:
                out.append("\t")
            elif box.is_value:
                out.append("\t" + next(spaced).format(box.text))
            else:
                out.append("\t" + _broken_header(box.text))
        out.append("")
    return "\n".join([*out, ""])


def grid(table: PrintedTable, edits: Edits) -> str:
    """Cells between TABs as cut out of PDF pages, with page breaks inside the table."""
    if table.key == "requests":
        return "\n".join(_grid_requests(table, edits)) + "\n"
    out: list[str] = []
    width = table.width
    for line, row in zip(table.lines, dense(table), strict=True):
        cells = [slot.text for slot in row]
        if table.key == "litigation":
            cells = [
                f"{text[:2]} {text[2:]}" if len(text) == 4 and not text.isdigit() else text
                for text in cells
            ]
            cells = [text.replace("行政 ", "行政") for text in cells]
        out.append("\t".join(cells[:width]))
        if line.key in edits.breaks_after:
            out.append("")
            width = 2
    return "\n".join(out) + "\n"


def _grid_requests(table: PrintedTable, edits: Edits) -> list[str]:
    titles = [box.text for box in table.lines[2].boxes]
    second = [box.text for box in table.lines[1].boxes]
    rows = [
        [NOTE.replace("（", "(").replace("）", ")"), "", "申请人情况", *[""] * 7],
        ["", "", *second[:2], *[""] * (len(titles) - 1), second[2], ""],
        ["", "", "", *titles, "", ""],
    ]
    is_broken = False
    is_first = False
    for line in table.lines[3:]:
        labels = [_half_width(label, " ") for label in line.labels]
        figures = [box.text for box in line.values]
        key = line.key or ""
        if key in edits.unprinted_columns:
            figures.pop(COLUMNS.index(edits.unprinted_columns[key]))
        if key in edits.torn_labels:
            cut = edits.torn_labels[key]
            rows.append([labels[-1][:cut], "", *figures, ""])
            rows.extend([[""], ["", labels[-1][cut:], *[""] * 8]])
            is_broken = True
            continue
        if len(labels) == 1:
            rows.append([labels[0], "", *figures, ""])
        elif not is_broken:
            rows.append([*labels, *figures, *[""] * (LABEL_COLUMNS - len(labels))])
        elif len(labels) == 2:
            rows.append([labels[1], *figures, "", ""])
        elif is_first and not labels[1]:
            rows.append([labels[2], "", *figures, ""])
        else:
            rows.append([*labels[1:], *figures, ""])
        is_first = line.key in edits.breaks_after
        if is_first:
            rows.append([""])
            is_broken = True
    return ["\t".join(row) for row in rows]


def pipe(table: PrintedTable, edits: Edits) -> str:
    """A row a line, cells ended by bars, the bars of spanned columns gathered at the end."""
    out: list[str] = []
    rows = dense(table)
    for number, row in enumerate(rows):
        pieces = _pieces(row)
        while pieces[-1] is None:
            pieces.pop()
        pads = table.width - len(pieces)
        if edits.has_one_bar and number >= 3:
            merged = sum(box is None for box in pieces)
            pieces = pieces[max(merged - 1, 0) :]
        text = "".join(f"{box.text} | " if box and box.text else "| " for box in pieces)
        is_last = number == len(rows) - 1
        out.append(text.rstrip() if is_last or not pads else text + "|" * pads)
    return "\n".join(out) + "\n"


def markdown(table: PrintedTable, edits: Edits) -> str:
    """A Markdown table: every row has all columns, spanned places are empty."""
    out: list[str] = []
    for number, row in enumerate(dense(table)):
        out.append("| " + " | ".join(slot.text for slot in row) + " |")
        if number == 0:
            out.append("|" + "---|" * table.width)
    return "\n".join(out) + "\n"


def bars_alone(table: PrintedTable, edits: Edits) -> str:
    """Each cell on lines of its own, then a lone bar; nothing tells where a row ends."""
    out: list[str] = []
    for line in table.lines:
        for box in line.boxes:
            if box.text:
                out.append(_broken_header(_half_width(box.text)))
            out.append("|")
    return "\n".join(out) + "\n"


def bars_trailing(table: PrintedTable, edits: Edits) -> str:
    """A cell a line, each ended by a bar; two or more missing columns as a line of bars."""
    out: list[str] = []
    for row in dense(table):
        pieces = _pieces(row)
        while pieces[-1] is None:
            pieces.pop()
        out.extend(f"{box.text} |".strip() if box is not None else "|" for box in pieces)
        if table.width - len(pieces) > 1:
            out.append("|" * (table.width - len(pieces)))
    return "\n".join(out) + "\n"


def lines(table: PrintedTable, edits: Edits) -> str:
    """A cell a line without any mark, blank lines between; numbers of labels stand apart."""
    out: list[str] = []
    for line in table.lines:
        for box in line.boxes:
            text = box.text if box.is_value else _half_width(_broken_header(box.text), "\n")
            out.extend(text.split("\n"))
    return "\n\n".join(out) + "\n"


def display_width(text: str) -> int:
    """Columns that ``text`` takes where Chinese characters are two columns wide."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def wrap(text: str, width: int) -> list[str]:
    """``text`` cut into pieces of ``width`` columns; a closing mark may stand beyond."""
    pieces = [""]
    for char in text:
        if display_width(pieces[-1] + char) > width and char not in CLOSING_MARKS:
            pieces.append("")
        pieces[-1] += char
    return pieces


SPACES_COLUMNS = {
    "disclosure": (22, 26, 20, 20),
    "requests": (10, 10, 28, *(10,) * 7),
    "litigation": (7,) * 15,
}


def spaces(table: PrintedTable, edits: Edits) -> str:
    """Columns held by runs of spaces; wrapped labels with their figures on the middle line."""
    columns = SPACES_COLUMNS[table.key]
    starts = [sum(columns[:index]) for index in range(len(columns) + 1)]
    rows = dense(table)
    heights = [_row_height(line, row, columns) for line, row in zip(table.lines, rows, strict=True)]
    tops = [sum(heights[:index]) for index in range(len(heights) + 1)]
    canvas: list[list[tuple[int, str]]] = [[] for _ in range(tops[-1])]
    for number, row in enumerate(rows):
        for column, slot in enumerate(row):
            if not slot.text:
                continue
            box = slot.box
            room = starts[column + box.width] - starts[column] - 2
            pieces = wrap(box.text, room)
            height = tops[number + box.height] - tops[number]
            is_label = table.lines[number].key is not None and not box.is_value
            is_row = box.height == 1
            for offset, piece in zip(_offsets(height, len(pieces), is_row), pieces, strict=True):
                indent = 0 if is_label else (room - display_width(piece)) // 2
                canvas[tops[number] + offset].append((starts[column] + indent, piece))
    return "\n".join(_painted(segments) for segments in canvas) + "\n"


def _row_height(line: Line, row: list[Slot], columns: tuple[int, ...]) -> int:
    """Lines that a row needs; one more where figures stand between two lines of a label."""
    needed = 1
    for column, slot in enumerate(row):
        if slot.text and slot.box.height == 1:
            room = sum(columns[column : column + slot.box.width]) - 2
            needed = max(needed, len(wrap(slot.text, room)))
    return needed + 1 if line.key is not None and needed % 2 == 0 else needed


def _offsets(height: int, count: int, is_row: bool) -> list[int]:
    """Lines of a block on which ``count`` pieces stand; in a row the figures keep the middle."""
    if is_row and count == height - 1 and count % 2 == 0:
        return [index for index in range(height) if index != height // 2]
    first = (height - count) // 2
    return list(range(first, first + count))


def _painted(segments: list[tuple[int, str]]) -> str:
    text = ""
    for start, piece in sorted(segments):
        text += " " * (start - display_width(text)) + piece
    return text


RENDERERS: dict[Layout, Callable[[PrintedTable, Edits], str]] = {
    Layout.VERTICAL: vertical,
    Layout.GRID: grid,
    Layout.PIPE: pipe,
    Layout.MARKDOWN: markdown,
    Layout.BARS_ALONE: bars_alone,
    Layout.BARS_TRAILING: bars_trailing,
    Layout.SPACES: spaces,
    Layout.LINES: lines,
}
