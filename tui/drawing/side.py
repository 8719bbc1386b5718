"""The right side of a wide review screen: candidates, source, last year, remaining doubts."""

from __future__ import annotations

from store.messages import message
from store.report import Flag
from tui.drawing.labels import explained, meaning_table
from tui.drawing.state import ReviewState, source_line
from tui.drawing.text import Line, Look, clip, exactly, fitted, left, text_line
from tui.drawing.words import cell_text, field_words
from tui.locale import Translator

# Lines of the source above and below the one in view: fewer where candidates take the room.
_LINES_BESIDE = 5
_LINES_BESIDE_TABLE = 3


def side_lines(state: ReviewState, width: int, height: int, words: Translator) -> list[Line]:
    """At the right of a wide screen: candidates, source, last year, remaining doubts."""
    lines: list[Line] = []
    record = state.record
    if record is not None:
        about = explained(state.data.form, record.flag)
        if about is not None:
            lines += meaning_table(state.data.form, about, state.candidate, width, words)
        beside = _LINES_BESIDE if about is None else _LINES_BESIDE_TABLE
        lines += _around(state, record.flag, width, beside, words)
        lines += _last_year(state, record.flag, width, words)
    lines.append(text_line(words("side.doubts"), Look.DIM))
    for position, other in enumerate(state.shown):
        here = position == state.index
        sign = (
            words(f"sign.{other.verdict}") if other.verdict else (" " if other.is_raised else "=")
        )
        mark = "*" if other.id in state.marked else ""
        title = message(other.flag.rule, other.flag.params, words.language)
        text = clip(f"{'▸' if here else ' '}{mark}{left(sign, 2)} {other.flag.rule} {title}", width)
        lines.append(text_line(text, Look.STRONG if here else Look.PLAIN))
    return [fitted(row, width) for row in exactly(lines, height, width)]


def _around(
    state: ReviewState, flag: Flag, width: int, beside: int, words: Translator
) -> list[Line]:
    source = source_line(state, flag)
    if source is None:
        return []
    number = source[0].line or 1
    lines = [text_line(words("side.source"), Look.DIM)]
    for at in range(max(1, number - beside), min(len(state.source), number + beside) + 1):
        text = f"{at:>4} {state.source[at - 1]}"
        lines.append(text_line(clip(text, width), Look.MARKED if at == number else Look.PLAIN))
    return [*lines, ()]


def _last_year(state: ReviewState, flag: Flag, width: int, words: Translator) -> list[Line]:
    data = state.data
    field = state.cursor or (flag.fields[0] if flag.fields else None)
    if data.previous is None or field is None or field not in data.form.fields_by_id:
        return []
    target = data.form.fields_by_id[field]
    lines = [text_line(words("side.last_year", year=data.previous.identity.year or ""), Look.DIM)]
    for key in target.row.columns:
        other = f"{target.table}.{target.row.key}.{key}"
        old = data.previous.cells_by_field.get(other)
        now = data.printed.cells_by_field[other]
        if old is not None:
            name = field_words(data.form, other, words.language)
            lines.append(text_line(clip(f" {name} {cell_text(old)} → {cell_text(now)}", width)))
    return [*lines, ()]
