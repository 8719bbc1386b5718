"""The prose of a report around a doubt: its sentence marked, its figures numbered and linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from store.report import Flag, Paragraph, Report
from store.visible import one_line
from tui.drawing.figures import (
    StatedFigure,
    figure_lines,
    figure_sign,
    first_figure,
    stated_figures,
)
from tui.drawing.state import ReviewState
from tui.drawing.text import Line, Look, Span, fitted, rule, wrap
from tui.locale import Translator

_GUTTER = 6
# Lines of the flag's sentence that stay in sight while the rest scrolls.
_PINNED = 2


@dataclass(frozen=True)
class _Passage:
    number: int | None
    text: str
    look: Look


@dataclass(frozen=True)
class _Mark:
    """A part of a passage with a look of its own; later marks lie over earlier ones."""

    start: int
    end: int
    look: Look


def _passages(report: Report) -> list[_Passage]:
    found: list[_Passage] = []

    def add(paragraph: Paragraph | None, look: Look = Look.PLAIN) -> None:
        if paragraph is not None and paragraph.text:
            found.append(_Passage(paragraph.place.line, one_line(paragraph.text), look))

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
            return one_line(value)
    return ""


def linked_prose(
    state: ReviewState, flag: Flag, width: int, height: int, words: Translator
) -> list[Line]:
    """The passages around the flag's line, below them its figures with the cells they are about."""
    figures = stated_figures(state.data)
    at = state.figure if state.figure is not None else first_figure(figures, flag)
    below = min(len(figures), height // 3)
    lines = _prose(state, flag, figures, at, width, height - below - bool(below))
    if not below:
        return lines
    title = rule(width, words("figure.title"), ascii_only=state.ascii_only)
    named = figure_lines(state.data, figures, at, width, below, words, ascii_only=state.ascii_only)
    return [*lines, title, *named]


def _prose(
    state: ReviewState,
    flag: Flag,
    figures: Sequence[StatedFigure],
    at: int | None,
    width: int,
    height: int,
) -> list[Line]:
    sentence = _sentence(flag)
    lines: list[Line] = []
    focus: list[int] = []
    chosen: int | None = None
    for passage in _passages(state.data.report):
        here = passage.number is not None and passage.number == flag.place.line
        start = passage.text.find(sentence[:40]) if here and sentence else -1
        marks = [_Mark(start, start + len(sentence), Look.MARKED)] if start >= 0 else []
        text, marks = _numbered(passage, marks, figures, at, ascii_only=state.ascii_only)
        position = 0
        first = len(lines)
        for index, part in enumerate(wrap(text, width - _GUTTER)):
            number = f"{passage.number or ''}" if index == 0 else ""
            head = Span(f"{'▸' if here else ' '}{number:>4} ", Look.STRONG if here else Look.DIM)
            end = position + len(part)
            if any(m.look is Look.MARKED and m.start < end and m.end > position for m in marks):
                focus.append(len(lines))
            if any(m.look is Look.CURSOR and m.start < end and m.end > position for m in marks):
                chosen = len(lines)
            lines.append((head, *_marked(part, position, marks, passage.look)))
            position = end
        if here and not focus:
            focus.append(first)
    return _window(state, lines, focus, chosen, width, height)


def _window(
    state: ReviewState,
    lines: list[Line],
    focus: list[int],
    chosen: int | None,
    width: int,
    height: int,
) -> list[Line]:
    """The lines in sight: around the chosen figure, else the sentence, which never leaves."""
    begin = focus[0] if focus else 0
    if state.figure is not None and chosen is not None:
        begin = chosen
    top = max(0, begin - height // 3) + state.scroll
    top = max(0, min(top, len(lines) - height))
    shown = [*lines[top : top + height]]
    out = [at for at in focus[:_PINNED] if not top <= at < top + height]
    if out and height > 2 * _PINNED:
        pinned = [lines[at] for at in focus[:_PINNED]]
        is_above = focus[0] < top
        rest = height - len(pinned)
        shown = [*pinned, *shown[-rest:]] if is_above else [*shown[:rest], *pinned]
    return [fitted(line, width) for line in shown]


def _numbered(
    passage: _Passage,
    marks: list[_Mark],
    figures: Sequence[StatedFigure],
    at: int | None,
    *,
    ascii_only: bool,
) -> tuple[str, list[_Mark]]:
    """The text with the number of each figure in front of it."""
    inserts: list[tuple[int, int, str, int]] = []
    for index, figure in enumerate(figures):
        if figure.claim.place.line != passage.number or passage.number is None:
            continue
        begin = passage.text.find(one_line(figure.claim.sentence))
        if begin < 0:
            continue
        offset = begin + (figure.start or 0)
        length = (figure.end or 0) - (figure.start or 0)
        inserts.append((offset, index, figure_sign(index, ascii_only=ascii_only), length))
    text, moved, shift = passage.text, list(marks), 0
    for offset, index, sign, length in sorted(inserts):
        place = offset + shift
        text = text[:place] + sign + text[place:]
        moved = [
            _Mark(
                m.start + (len(sign) if m.start > place else 0),
                m.end + (len(sign) if m.end > place else 0),
                m.look,
            )
            for m in moved
        ]
        look = Look.CURSOR if index == at else Look.STRONG
        moved.append(_Mark(place, place + len(sign) + length, look))
        shift += len(sign)
    return text, moved


def _marked(text: str, position: int, marks: Sequence[_Mark], look: Look) -> list[Span]:
    """A wrapped line in pieces, each with the look of the last mark that covers it."""
    edges = {0, len(text)}
    for mark in marks:
        edges |= {min(max(e - position, 0), len(text)) for e in (mark.start, mark.end)}
    cuts = sorted(edges)
    spans: list[Span] = []
    for low, high in pairwise(cuts):
        over = [m.look for m in marks if m.start - position <= low and high <= m.end - position]
        spans.append(Span(text[low:high], over[-1] if over else look))
    return spans or [Span(text, look)]
