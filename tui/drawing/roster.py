"""The roster screen: reports of no entry with what they may be of, entries with their state."""

from __future__ import annotations

from dataclasses import dataclass, field

from importers.roster_matching import Proposed
from store.due import Due, DueEntry, Standing
from store.roster import EntryName
from tui.drawing.due import due_words
from tui.drawing.text import Line, Look, Span, clip, fitted, left, rule
from tui.locale import Translator
from tui.roster_rows import OpenReport, Row

_DETAILS = 5
_STATE = 12
_LOOKS = {Standing.MISSING: Look.WARNING, Standing.DOUBLE: Look.WARNING, Standing.GONE: Look.DIM}


@dataclass(frozen=True)
class RosterState:
    """What the screen shows.

    ``shown`` are the reports in sight that are no entry's, by id; ``report`` is the one under the
    cursor, ``paths`` are the files of the entry under it, ``chosen`` the proposal in view.
    """

    due: Due | None = None
    rows: tuple[Row, ...] = ()
    cursor: int = 0
    top: int = 0
    shown: dict[int, OpenReport] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    chosen: int = 0
    is_loaded: bool = False
    status: str = ""
    status_look: Look = Look.DIM

    @property
    def row(self) -> Row | None:
        """The line under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def report(self) -> OpenReport | None:
        """The report of no entry under the cursor."""
        row = self.row
        return self.shown.get(row.report_id) if row and row.report_id is not None else None

    @property
    def proposal(self) -> Proposed | None:
        """The entry that the report under the cursor is proposed to be of."""
        report = self.report
        if report is None or self.chosen >= len(report.proposals):
            return None
        return report.proposals[self.chosen]


def list_room(height: int) -> int:
    """Lines of the list on a screen of this height without its last line."""
    return max(1, height - 3 - _DETAILS)


def roster_lines(
    state: RosterState, width: int, height: int, words: Translator, *, ascii_only: bool
) -> list[Line]:
    """The whole screen but its last line, exactly ``height`` lines."""
    counts = due_words(state.due.counts, words) if state.due is not None else ""
    title = words("roster.title", counts=counts)
    heads = _columns(words("roster.entry"), words("roster.state"), words("roster.what"), width)
    lines: list[Line] = [(Span(left(title, width), Look.BAR),), (Span(heads, Look.DIM),)]
    room = list_room(height)
    rows = [
        _row(state, at, width, words)
        for at in range(state.top, min(state.top + room, len(state.rows)))
    ]
    if not rows and state.is_loaded:
        rows = [(Span(words("roster.empty"), Look.DIM),)]
    lines += rows + [()] * (room - len(rows))
    lines.append(rule(width, state.status, state.status_look, ascii_only=ascii_only))
    lines += _details(state, width, words)
    return [fitted(line, width) for line in lines[:height]]


def _columns(name: str, state: str, what: str, width: int) -> str:
    room = (width - _STATE - 4) * 5 // 9
    rest = width - _STATE - room - 3
    return left(name, room) + " " + left(state, _STATE) + "  " + left(what, rest)


def _row(state: RosterState, at: int, width: int, words: Translator) -> Line:
    row = state.rows[at]
    is_under = at == state.cursor
    mark = "▸" if is_under else " "
    if row.due is not None:
        entry, look = row.due.entry.entry, _LOOKS.get(row.due.standing, Look.PLAIN)
        name = entry.full_name
        if entry.kind.value != "own":
            name += " " + words(f"kind.{entry.kind.value}")
        standing = words(f"roster.state_{row.due.standing.value}")
        what = ""
        if row.due.standing is Standing.MISSING and entry.deadline is not None:
            what = words("roster.due_until", day=entry.deadline.isoformat())
        elif row.due.reports:
            what = words("roster.files", count=len(row.due.reports))
        text = _columns(mark + name, standing, what, width)
    else:
        look = Look.ERROR
        found = state.shown.get(row.report_id or 0)
        name = _name_of(found, words) if found is not None else "…"
        path = found.known.path if found is not None else ""
        text = _columns(mark + name, words("roster.state_unknown"), path, width)
    return (Span(text, Look.CURSOR if is_under else look),)


def _name_of(found: OpenReport, words: Translator) -> str:
    said = found.known.recognised
    return f"{said.region or ''}{said.organ or words('unknown_organ')} {said.year or '—'}"


def _details(state: RosterState, width: int, words: Translator) -> list[Line]:
    row = state.row
    lines: list[Line] = []
    if row is not None and row.due is not None:
        lines = _entry_details(row.due, state.paths, width, words)
    elif state.report is not None:
        lines = _report_details(state, state.report, width, words)
    return lines + [()] * (_DETAILS - len(lines))


def _report_details(
    state: RosterState, report: OpenReport, width: int, words: Translator
) -> list[Line]:
    """The entry in view, why none was taken, what else it may be, what the report says."""
    chosen = state.proposal
    if chosen is not None:
        text = words(
            "roster.choice",
            at=state.chosen + 1,
            of=len(report.proposals),
            entry=_entry_name(chosen, words),
            why=words(f"roster.why_{chosen.why.value}"),
            score=f"{chosen.score:.2f}",
            state=_state_of(state, chosen, words),
        )
        if chosen.name != chosen.entry.entry.organ:
            text += words("roster.by_name", name=chosen.name)
        first = (Span(clip(text, width), Look.STRONG),)
    else:
        first = (Span(clip(words("roster.no_choice"), width), Look.DIM),)
    reason = words(f"roster.reason_{report.reason.value}", entry=report.rival)
    others = [
        f"{_entry_name(other, words)} {other.score:.2f}"
        for at, other in enumerate(report.proposals)
        if at != state.chosen
    ]
    said = report.known.recognised
    name = f"{said.region or ''}{said.organ or words('unknown_organ')}"
    return [
        first,
        (Span(clip(reason, width)),),
        (
            Span(clip(words("roster.others", others="　".join(others)), width), Look.DIM)
            if others
            else Span(""),
        ),
        (Span(clip(words("roster.recognised", name=name, year=said.year or "—"), width)),),
        (Span(clip(words("roster.file_of", path=report.known.path), width), Look.DIM),),
    ]


def _entry_name(one: Proposed, words: Translator) -> str:
    entry = one.entry.entry
    kind = "" if entry.kind.value == "own" else " " + words(f"kind.{entry.kind.value}")
    return entry.full_name + kind


def _state_of(state: RosterState, one: Proposed, words: Translator) -> str:
    due = due_entry(state, one)
    return words(f"roster.state_{due.standing.value}") if due is not None else ""


def due_entry(state: RosterState, one: Proposed) -> DueEntry | None:
    """A proposed entry with its state on the year."""
    entries = state.due.entries if state.due is not None else ()
    return next((due for due in entries if due.entry.id == one.entry.id), None)


def _entry_details(
    due: DueEntry, paths: tuple[str, ...], width: int, words: Translator
) -> list[Line]:
    entry = due.entry.entry
    about = words(
        "roster.about",
        category=entry.category or "—",
        level=words(f"roster.level_{entry.level.value}"),
        deadline=entry.deadline.isoformat() if entry.deadline else "—",
        contact=entry.contact or "—",
    )
    known_as = "；".join(_known_as(one, words) for one in entry.names)
    reports = words("roster.reports_of", paths="；".join(paths)) if paths else ""
    return [
        (Span(clip(f"{entry.full_name} {words(f'kind.{entry.kind.value}')}", width), Look.STRONG),),
        (Span(clip(about, width)),),
        (Span(clip(words("roster.known_as", names=known_as), width)) if known_as else Span(""),),
        (Span(clip(reports or words("roster.no_reports"), width), Look.DIM),),
    ]


def _known_as(one: EntryName, words: Translator) -> str:
    if one.since is not None and one.until is not None:
        return words("roster.between", name=one.name, since=one.since, until=one.until)
    if one.until is not None:
        return words("roster.until", name=one.name, year=one.until)
    return words("roster.from", name=one.name, year=one.since) if one.since else one.name
