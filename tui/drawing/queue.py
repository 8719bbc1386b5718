"""Rows and header of the queue."""

from __future__ import annotations

from store.due import DueCounts, DueEntry
from store.queue import QueueRow, ReportState, Totals
from store.unread import Unread
from store.visible import one_line
from tui.drawing.due import due_words
from tui.drawing.people import Whose, claimed_words, name_words, whose_words
from tui.drawing.text import Line, Look, Span, clip, left, right, width_of
from tui.failures import failure_sentence
from tui.locale import Translator

_COUNTS = 7
_COLUMNS = 5
_STATE = 14
_NOBODY = Whose()
_WAITING = frozenset({ReportState.UNREAD, ReportState.OPEN, ReportState.DECIDED})


def queue_header(
    totals: Totals | None, width: int, words: Translator, due: DueCounts | None = None
) -> list[Line]:
    """What the workspace holds, who is due by the roster, and the names of the columns.

    Nothing of the workspace where it has not been counted yet.
    """
    text = (
        ""
        if totals is None
        else words(
            "queue.header",
            reports=totals.current,
            organs=totals.organs,
            errors=totals.errors,
            warnings=totals.warnings,
            infos=totals.infos,
            reading=totals.reading,
            signed=totals.signed_off,
            failed=totals.failed,
        )
    )
    return [
        (Span(left(text, width), Look.BAR),),
        *([(Span(left(due_words(due, words), width), Look.BAR),)] if due is not None else []),
        _columns(
            words("queue.organ"),
            words("queue.year"),
            words("queue.state"),
            [
                words("queue.errors"),
                words("queue.warnings"),
                words("queue.infos"),
                words("queue.reading"),
                words("queue.decided"),
            ],
            width,
            Look.DIM,
        ),
    ]


def _columns(organ: str, year: str, state: str, counts: list[str], width: int, look: Look) -> Line:
    room = width - 6 - 16 - _COUNTS * len(counts) - 1
    text = left(organ, room) + right(year, 6) + "  " + left(state, _STATE)
    return (Span(text, look), *(Span(right(count, _COUNTS), look) for count in counts), Span(" "))


def _state(row: QueueRow, words: Translator) -> str:
    """The state, with a mark where a corrected file waits for its sign-off."""
    if row.is_corrected and row.state in _WAITING:
        return words(f"state.corrected_{row.state.value}")
    return words(f"state.{row.state.value}")


def queue_line(
    row: QueueRow,
    width: int,
    words: Translator,
    *,
    under_cursor: bool,
    is_marked: bool = False,
    whose: Whose = _NOBODY,
) -> Line:
    """One report, with a star where it is marked.

    Who has it and whose it is to be stands behind the name, else as far as it fits in the column
    of the state.
    """
    name = f"{row.region or ''}{row.organ or words('unknown_organ')}"
    if row.organ is None:
        name += f" {row.path}"
    if row.revision > 1:
        name += " " + words("revision", number=row.revision)
    if row.kind != "own":
        name += " " + words(f"kind.{row.kind}")
    counts = [row.errors, row.warnings, row.infos, row.reading, row.decided]
    look = Look.CURSOR if under_cursor else Look.PLAIN
    mark = ("▸" if under_cursor else " ") + ("*" if is_marked else "")
    name, state = _with_people(mark + name, _state(row, words), whose, width, words)
    drawn = _columns(
        name,
        str(row.year or "—"),
        state,
        [str(count) if count else "·" for count in counts],
        width,
        look,
    )
    if under_cursor:
        return drawn
    if row.errors:
        return (drawn[0], Span(drawn[1].text, Look.ERROR), *drawn[2:])
    return drawn


def _with_people(
    name: str, state: str, whose: Whose, width: int, words: Translator
) -> tuple[str, str]:
    told = whose_words(whose, words)
    room = width - 6 - 16 - _COUNTS * _COLUMNS - 1
    blank = room - width_of(name) - width_of(told)
    if not told or blank >= 2:
        return name + " " * max(0, blank - 1) * bool(told) + told, state
    if whose.hold is not None:
        claimed = claimed_words(whose.hold, words)
        if width_of(claimed) > _STATE:
            claimed = words("held.by_alone", name=name_words(whose.hold.reviewer_name))
        return name, claimed
    return name, f"{state} →{name_words(whose.assigned)}"


def missing_line(
    missing: DueEntry, year: int, width: int, words: Translator, *, under_cursor: bool
) -> Line:
    """One organ of the roster that has not reported."""
    entry = missing.entry.entry
    name = entry.full_name
    if entry.kind.value != "own":
        name += " " + words(f"kind.{entry.kind.value}")
    look = Look.CURSOR if under_cursor else Look.DIM
    mark = "▸" if under_cursor else " "
    state = words("queue.missing")
    due = ""
    if entry.deadline is not None:
        due = words("roster.due_until", day=entry.deadline.isoformat())
    (head, *_) = _columns(mark + name, str(year or "—"), state, [""] * _COLUMNS, width, look)
    return (head, Span(left(due, _COUNTS * _COLUMNS + 1), look))


def unread_line(file: Unread, width: int, words: Translator, *, under_cursor: bool) -> Line:
    """A file that could not be read: its name, that it waits or was looked at, the reason."""
    state = words("state.unreadable" if file.signed_by is None else "state.unreadable_signed")
    reason = failure_sentence(words, file.code, file.params)
    room = width - 6 - 16 - _COUNTS * _COLUMNS - 1
    text = left(("▸" if under_cursor else " ") + one_line(file.path), room) + right("—", 6)
    text += "  " + left(state, _STATE) + " "
    look = Look.CURSOR if under_cursor else Look.PLAIN if file.signed_by is None else Look.DIM
    return (Span(text, look), Span(clip(reason, width - width_of(text)), look))
