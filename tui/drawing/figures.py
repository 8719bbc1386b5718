"""The figures that the prose states, numbered, each with the cells that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from store.claimed_fields import claimed_fields, printed_sum
from store.prose_figures import FIGURE, read_figure
from store.report import Claim, Flag, Number
from store.review import ReviewData
from tui.drawing.text import Line, Look, Span, clip, left, width_of
from tui.drawing.words import cell_text, field_words
from tui.locale import Translator

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FIGURES = re.compile(FIGURE)
_STOPS = re.compile("[，。；：、,;（）()]")
_BEFORE, _BEHIND = 12, 2


@dataclass(frozen=True)
class StatedFigure:
    """A claim with the offsets of its figure in its sentence; None where that is not sure."""

    claim: Claim
    start: int | None
    end: int | None
    fields: tuple[str, ...]


def stated_figures(data: ReviewData) -> tuple[StatedFigure, ...]:
    """All claims of a report in reading order."""
    claims = data.report.claims
    found = []
    for claim in claims:
        # Two statements of the same number in one sentence cannot be told apart.
        twins = [c for c in claims if (c.place, c.sentence, c.value) == _key(claim)]
        at = _places(claim.sentence, claim.value)
        start, end = at[0] if len(at) == 1 and len(twins) == 1 else (None, None)
        found.append(StatedFigure(claim, start, end, claimed_fields(claim.topic, data.form)))
    return tuple(found)


def _key(claim: Claim) -> tuple[object, str, Number]:
    return claim.place, claim.sentence, claim.value


def _places(sentence: str, value: Number) -> list[tuple[int, int]]:
    return [
        found.span() for found in _FIGURES.finditer(sentence) if read_figure(found.group()) == value
    ]


def figure_sign(index: int, *, ascii_only: bool = False) -> str:
    """The number of a figure: ①, [1] where signs may be drawn too wide."""
    if ascii_only or index >= len(_CIRCLED):
        return f"[{index + 1}]"
    return _CIRCLED[index]


def first_figure(figures: tuple[StatedFigure, ...], flag: Flag) -> int | None:
    """The figure that a flag is about: of its cell on its line, else the first on its line."""
    here = [i for i, one in enumerate(figures) if one.claim.place.line == flag.place.line]
    own = [i for i in here if set(figures[i].fields) & set(flag.fields)]
    return next(iter(own or here), 0 if figures else None)


def snippet(figure: StatedFigure) -> str:
    """The figure with a few words around it, or the beginning of its sentence."""
    sentence = figure.claim.sentence
    if figure.start is None or figure.end is None:
        return clip(sentence, 24)
    stop = next((m.start() for m in _STOPS.finditer(sentence, figure.end)), len(sentence))
    begin = max((m.end() for m in _STOPS.finditer(sentence, 0, figure.start)), default=0)
    low = max(begin, figure.start - _BEFORE)
    high = min(stop, figure.end + _BEHIND)
    return f"{sentence[low : figure.start]} {sentence[figure.start : high]}".strip()


def target_words(data: ReviewData, figure: StatedFigure, words: Translator) -> str:
    """The cells that a figure is about with what they hold: 三·一 本年新收·总计 11."""
    if not figure.fields:
        return words("figure.no_cell")
    cells = data.printed.cells_by_field
    first = field_words(data.form, figure.fields[0], words.language)
    part = data.form.tables_by_key[figure.fields[0].partition(".")[0]].short.partition("·")[0]
    name = f"{part}·{first}"
    if len(figure.fields) == 1:
        value = cell_text(cells[figure.fields[0]])
    else:
        name += words("figure.more", count=len(figure.fields))
        total = printed_sum(cells, figure.fields)
        value = "?" if total is None else str(total)
    told = f"{name} {value}"
    previous = data.previous
    if previous is not None:
        old = [previous.cells_by_field.get(field) for field in figure.fields]
        if len(old) == 1 and old[0] is not None:
            told += "　" + words("info.last_year", value=cell_text(old[0]))
    return told


def agrees(data: ReviewData, figure: StatedFigure) -> bool | None:
    """Whether prose and table state the same number; None where there is nothing to compare."""
    total = printed_sum(data.printed.cells_by_field, figure.fields)
    return None if total is None else total == figure.claim.value


def figure_lines(
    data: ReviewData,
    figures: tuple[StatedFigure, ...],
    at: int | None,
    width: int,
    height: int,
    words: Translator,
    *,
    ascii_only: bool = False,
) -> list[Line]:
    """One line a figure: its number, its words, the cell that it is about; ``at`` is chosen."""
    if not figures or height < 1:
        return []
    top = min(max(0, (at or 0) - height // 2), max(0, len(figures) - height))
    lines: list[Line] = []
    heads = [
        f"{figure_sign(i, ascii_only=ascii_only)} {snippet(one)}" for i, one in enumerate(figures)
    ]
    room = min(max(width_of(head) for head in heads) + 1, width // 2)
    for i in range(top, min(top + height, len(figures))):
        sign = {True: "=", False: "!", None: " "}[agrees(data, figures[i])]
        # Reports hold several sums that a word may mean: what differs is not yet a doubt.
        mark = "▸" if i == at else " "
        text = f"{mark}{left(heads[i], room)} → {sign} {target_words(data, figures[i], words)}"
        lines.append((Span(clip(text, width), Look.STRONG if i == at else Look.PLAIN),))
    return lines
