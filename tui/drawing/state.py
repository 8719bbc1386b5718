"""What the review screen shows of a report, and what of it belongs to the flag in view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store.flags import FlagRecord
from store.report import Flag, Number, Place, Proposal
from store.review import ReviewData
from tui.drawing.people import is_to_decide
from tui.drawing.text import Look

_MOST_SOURCE_LINES = 4


@dataclass(frozen=True)
class ReviewState:
    """What the screen shows of a report.

    ``index`` is the flag in ``shown`` (None: no flags); ``source`` are the lines of the source;
    ``candidate`` the previewed proposal or meaning of a label; ``open_in_queue`` counts the open
    flags of all reports of the list, ``today`` the verdicts that this reviewer gave today;
    ``marked`` are ids; ``is_last_year`` where last year's figures stand in the grid; ``figure``
    is the figure of the prose that is chosen; ``claimed`` says who else has the report, and
    ``own_verdicts`` are the flags on which this reviewer has one.
    """

    data: ReviewData
    shown: tuple[FlagRecord, ...]
    index: int | None
    source: tuple[str, ...]
    reading_view: bool
    open_in_queue: int
    cursor: str | None = None
    candidate: int | None = None
    expanded: bool = False
    scroll: int = 0
    status: str = ""
    status_look: Look = Look.DIM
    ascii_only: bool = False
    choices: str = ""
    is_last_year: bool = False
    figure: int | None = None
    marked: frozenset[int] = frozenset()
    today: int = 0
    claimed: str = ""
    own_verdicts: frozenset[int] = frozenset()

    @property
    def open_here(self) -> int:
        """Open flags of this report in the view."""
        return sum(
            r.verdict is None and r.is_raised and r.flag.params.get("variant") != "taught"
            for r in self.shown
        )

    @property
    def record(self) -> FlagRecord | None:
        """The flag in view."""
        return self.shown[self.index] if self.index is not None else None


def next_open(
    shown: Sequence[FlagRecord], index: int | None, own_verdicts: frozenset[int] = frozenset()
) -> int | None:
    """The next flag to decide: behind this one first, then from the beginning; None: none is left.

    To decide is what is open, and what another one was unsure of; ``own_verdicts`` are the flags
    on which this reviewer has one.
    """
    start = (index if index is not None else -1) + 1
    order = [*range(start, len(shown)), *range(start)]
    return next((i for i in order if is_to_decide(shown[i], own_verdicts)), None)


def candidates_of(flag: Flag) -> tuple[Proposal, ...]:
    """What Tab goes through."""
    return flag.proposals


def flag_table(data: ReviewData, flag: Flag) -> str | None:
    """The table that a flag is about, or None where prose has to be seen."""
    hidden = _hidden_cells(flag)
    if hidden:
        return hidden[0].split(".")[0]
    if flag.rule[0] in "ACLY":
        if flag.fields:
            return flag.fields[0].split(".")[0]
        table = flag.params.get("table")
        if isinstance(table, str) and table in data.report.tables_present:
            return table
    return None


def marked_fields(flag: Flag) -> frozenset[str]:
    """The cells to mark: of a failed sum only the suspects, where there is one explanation."""
    if flag.rule.startswith("A") and flag.proposals and flag.proposals[0].sole:
        return frozenset(change.field for change in flag.proposals[0].changes)
    return frozenset(flag.fields or _hidden_cells(flag))


def _hidden_cells(flag: Flag) -> tuple[str, ...]:
    """Cells that hold invisible characters, where the first of these stand in a cell."""
    places = flag.params.get("hidden_in")
    if not isinstance(places, tuple | list) or not places or "." not in str(places[0]):
        return ()
    return tuple(str(place) for place in places if "." in str(place))


def summed_fields(data: ReviewData, flag: Flag) -> frozenset[str]:
    """The cells of the failed sum that a flag is named for; none of another flag."""
    for equation in data.form.equations:
        if equation.id == flag.anchor:
            return frozenset(equation.fields)
    return frozenset()


def preview_of(state: ReviewState) -> Mapping[str, Number]:
    """The values of the previewed candidate by field."""
    record = state.record
    if record is None or state.candidate is None:
        return {}
    proposals = candidates_of(record.flag)
    if state.candidate >= len(proposals):
        return {}
    return {c.field: c.proposed for c in proposals[state.candidate].changes}


def source_line(state: ReviewState, flag: Flag) -> tuple[Place, str] | None:
    """The line of the source that is in view, with its place, or None where there is none."""
    place = flag.place
    moved = state.cursor is not None and state.cursor not in flag.fields[:1]
    if state.cursor is not None and (moved or not flag.rule.startswith("L")):
        cell = state.data.report.cells_by_field.get(state.cursor)
        if cell is not None and cell.place.line is not None:
            place = cell.place
    if place.line is None or not 1 <= place.line <= len(state.source):
        return None
    return place, state.source[place.line - 1]


def source_lines(state: ReviewState, flag: Flag) -> list[tuple[Place, str]]:
    """The line in view; of torn or jumped rows the first ones, since each has to be seen."""
    numbers = flag.params.get("lines")
    moved = state.cursor is not None and state.cursor not in flag.fields[:1]
    if isinstance(numbers, tuple) and len(numbers) > 1 and not moved:
        known = [n for n in numbers if isinstance(n, int) and 1 <= n <= len(state.source)]
        shown = known[:_MOST_SOURCE_LINES]
        return [(replace(flag.place, line=n), state.source[n - 1]) for n in shown]
    found = source_line(state, flag)
    return [found] if found is not None else []
