"""The right side of a wide review screen: candidates, source, last year, remaining doubts."""

from __future__ import annotations

import re

from store.flags import FlagRecord
from store.messages import message
from store.report import Flag
from tui.drawing.beside import claims_beside
from tui.drawing.labels import explained, meaning_table
from tui.drawing.said import history_words
from tui.drawing.state import ReviewState, source_line
from tui.drawing.text import Line, Look, clip, exactly, fitted, left, text_line, width_of, wrap
from tui.drawing.words import cell_text, field_words
from tui.locale import Translator

# Lines of the source above and below the one in view: fewer where candidates take the room.
_LINES_BESIDE = 5
_LINES_BESIDE_TABLE = 3
_MOST_CLAIM_LINES = 3
_STILL = 4
_BLANKS = re.compile(r"[ \u3000]{2,}")
_MOST_NOTE_LINES = 12
# What the main column has for notes at least.
_NOTE_ROOM = 70


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
    if record is not None:
        # What changes with every row stands last: what is below a change is sent again.
        lines += [(), *_claims(state, width, words), *_whole(state, record, width, words)]
    return [fitted(row, width) for row in exactly(lines, height, width)]


def _around(
    state: ReviewState, flag: Flag, width: int, beside: int, words: Translator
) -> list[Line]:
    source = source_line(state, flag)
    if source is None:
        return []
    number = source[0].line or 1
    lines = [text_line(words("side.source"), Look.DIM)]
    # The lines stand still while the place moves over a few of them.
    top = (number - 1) // _STILL * _STILL + 1
    last = min(len(state.source), top + _STILL - 1 + beside)
    for at in range(max(1, top - beside), last + 1):
        # Tables of fixed width have more blanks than a narrow column has room for.
        text = f"{at:>4} {_BLANKS.sub(' ', state.source[at - 1])}"
        lines.append(text_line(clip(text, width), Look.MARKED if at == number else Look.PLAIN))
    return [*lines, ()]


def _claims(state: ReviewState, width: int, words: Translator) -> list[Line]:
    """What the prose states of the row under the cursor, sentence by sentence."""
    if state.cursor is None:
        return []
    found = claims_beside(state.data, state.cursor)
    if not found:
        return []
    lines = [text_line(words("side.claims"), Look.DIM)]
    for sentence, line in dict.fromkeys(
        (one.claim.sentence, one.claim.place.line) for one in found
    ):
        head = f"{line or '':>4} "
        rows = wrap(sentence, width - len(head), _MOST_CLAIM_LINES)
        lines += [text_line((head if i == 0 else " " * len(head)) + r) for i, r in enumerate(rows)]
    return [*lines, ()]


def _whole(state: ReviewState, record: FlagRecord, width: int, words: Translator) -> list[Line]:
    """Notes that are cut off in the main column, whole."""
    history = history_words(state, record, words)
    if width_of(history) <= _NOTE_ROOM:
        return []
    rows = wrap(history, width, _MOST_NOTE_LINES)
    return [text_line(words("info.notes"), Look.DIM), *(text_line(row) for row in rows), ()]


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
