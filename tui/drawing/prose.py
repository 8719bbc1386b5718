"""The prose of a report around a doubt, its sentence marked."""

from __future__ import annotations

from dataclasses import dataclass

from store.report import Flag, Paragraph, Report
from tui.drawing.text import Line, Look, Span, width_of, wrap


@dataclass(frozen=True)
class _Passage:
    number: int | None
    text: str
    look: Look


def _passages(report: Report) -> list[_Passage]:
    found: list[_Passage] = []

    def add(paragraph: Paragraph | None, look: Look = Look.PLAIN) -> None:
        if paragraph is not None and paragraph.text:
            found.append(_Passage(paragraph.place.line, paragraph.text, look))

    add(report.title, Look.STRONG)
    for paragraph in report.preamble:
        add(paragraph)
    for section in report.sections:
        add(section.heading, Look.STRONG)
        for paragraph in section.paragraphs:
            add(paragraph)
    for paragraph in report.signature:
        add(paragraph)
    return found


def _sentence(flag: Flag) -> str:
    for name in ("sentence", "stated", "quote"):
        value = flag.params.get(name)
        if isinstance(value, str) and len(value) > 3:
            return value
    return ""


def prose_lines(report: Report, flag: Flag, width: int, height: int, scroll: int = 0) -> list[Line]:
    """The passages around the flag's line in ``height`` lines; ``scroll`` moves them."""
    gutter = 6
    sentence = _sentence(flag)
    lines: list[Line] = []
    focus: int | None = None
    for passage in _passages(report):
        here = passage.number is not None and passage.number == flag.place.line
        start = passage.text.find(sentence[:40]) if here and sentence else -1
        end = start + len(sentence) if start >= 0 else -1
        position = 0
        for index, text in enumerate(wrap(passage.text, width - gutter)):
            number = f"{passage.number or ''}" if index == 0 else ""
            mark = "▸" if here else " "
            head = Span(f"{mark}{number:>4} ", Look.STRONG if here else Look.DIM)
            if here and focus is None:
                focus = len(lines)
            body = _marked(text, position, start, end, passage.look)
            if start >= 0 and position <= start < position + len(text):
                focus = len(lines)
            position += len(text)
            lines.append((head, *body))
    top = max(0, (focus or 0) - height // 3) + scroll
    top = max(0, min(top, len(lines) - height))
    shown = lines[top : top + height]
    return [_filled(line, width) for line in shown]


def _marked(text: str, position: int, start: int, end: int, look: Look) -> list[Span]:
    """The part of a wrapped line that lies between two offsets of its paragraph, marked."""
    low, high = max(start - position, 0), min(end - position, len(text))
    if start < 0 or low >= high:
        return [Span(text, look)]
    return [
        Span(text[:low], look),
        Span(text[low:high], Look.MARKED),
        Span(text[high:], look),
    ]


def _filled(line: Line, width: int) -> Line:
    used = sum(width_of(span.text) for span in line)
    return (*line, Span(" " * (width - used))) if used < width else line
