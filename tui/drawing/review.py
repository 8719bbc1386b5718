"""The review screen: everything that a verdict needs, at 80×24 and wider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store.flags import FlagRecord
from store.messages import message
from store.repair import holds_after
from store.report import Flag, Number, Place, Proposal
from store.review import ReviewData, letter_sentence
from tui.drawing.prose import prose_lines
from tui.drawing.table import GridLook, table_lines
from tui.drawing.text import Line, Look, Span, clip, fitted, left, local_time, rule, width_of, wrap
from tui.drawing.words import cell_text, field_words
from tui.locale import Translator

WIDE = 110
SMALLEST = (60, 16)
_MAIN = 80
_MOST_SOURCE_LINES = 4
_SEVERITY_LOOK = {"error": Look.ERROR, "warning": Look.WARNING, "info": Look.DIM}


@dataclass(frozen=True)
class ReviewState:
    """What the screen shows of a report.

    ``index`` is the flag in ``shown`` (None: no flags); ``source`` are the lines of the source;
    ``candidate`` the previewed proposal; ``left_in_all`` and ``all_flags`` count over the
    workspace.
    """

    data: ReviewData
    shown: tuple[FlagRecord, ...]
    index: int | None
    source: tuple[str, ...]
    reading_view: bool
    open_in_all: int
    cursor: str | None = None
    candidate: int | None = None
    expanded: bool = False
    scroll: int = 0
    status: str = ""
    status_look: Look = Look.DIM
    ascii_only: bool = False
    choices: str = ""

    @property
    def record(self) -> FlagRecord | None:
        """The flag in view."""
        return self.shown[self.index] if self.index is not None else None


def candidates_of(flag: Flag) -> tuple[Proposal, ...]:
    """What Tab goes through."""
    return flag.proposals


def flag_table(data: ReviewData, flag: Flag) -> str | None:
    """The table that a flag is about, or None where prose has to be seen."""
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
    return frozenset(flag.fields)


def preview_of(state: ReviewState) -> Mapping[str, Number]:
    """The values of the previewed candidate by field."""
    record = state.record
    if record is None or state.candidate is None:
        return {}
    proposals = candidates_of(record.flag)
    if state.candidate >= len(proposals):
        return {}
    return {c.field: c.proposed for c in proposals[state.candidate].changes}


def review_lines(state: ReviewState, width: int, height: int, words: Translator) -> list[Line]:
    """The whole screen but its last line (the keys), exactly ``height`` lines."""
    if width < SMALLEST[0] or height + 1 < SMALLEST[1]:
        return _exactly([_text(clip(words("terminal.small"), width))], height, width)
    wide = width >= WIDE
    main = width - (width - _MAIN if wide else 0)
    header = _header(state, width, words)
    lines = _main(state, main, height - 1, words)
    if wide:
        side = _side(state, width - main - 1, height - 1, words)
        bar = Span("|" if state.ascii_only else "│", Look.DIM)
        lines = [(*fitted(row, main), bar, *other) for row, other in zip(lines, side, strict=True)]
    return [header, *(fitted(row, width) for row in lines)]


def _header(state: ReviewState, width: int, words: Translator) -> Line:
    stored = state.data.stored
    name = stored.organ or words("unknown_organ")
    year = str(stored.year or words("unknown_year"))
    parts = [
        f"{name} {year} {words('kind.' + stored.kind.value)} "
        + words("revision", number=stored.revision)
    ]
    if stored.region:
        parts.append(stored.region)
    if state.data.signed_off:
        changed = state.data.changed_since_sign_off
        parts.append(words("signed_off_changed" if changed else "signed_off"))
    record = state.record
    at = f"{(state.index or 0) + 1 if record else 0}/{len(state.shown)}"
    tail = words("header.place", place=at, open=state.open_in_all)
    if record is not None:
        tail += " · " + words(f"severity.{record.flag.severity.value}")
    if state.reading_view:
        tail += " · " + words("view.reading")
    room = width - width_of(tail) - 1
    return (
        Span(left("  ".join(parts), room), Look.BAR),
        Span(" " + tail, Look.BAR),
    )


def _main(state: ReviewState, width: int, height: int, words: Translator) -> list[Line]:
    record = state.record
    if record is None:
        body = [_text(words("no_flags"), Look.GOOD), _text(words("no_flags_hint"), Look.DIM)]
        status = rule(width, state.status, state.status_look, ascii_only=state.ascii_only)
        top = rule(width, ascii_only=state.ascii_only)
        return [*_exactly([top, *body], height - 1, width), status]
    head = _message(state, record, width, words)
    info = _info(state, record, width, words)
    if state.choices:
        info = [_text(row) for row in wrap(state.choices, width, height // 2)]
    fixed = len(head) + len(info) + 2
    room = max(3, height - fixed)
    table = flag_table(state.data, record.flag)
    if table is not None:
        look = GridLook(
            table,
            marked_fields(record.flag),
            state.cursor,
            preview_of(state),
            state.expanded,
        )
        body = table_lines(state.data, look, width, room, words)
    else:
        body = prose_lines(state.data.report, record.flag, width, room, state.scroll)
    status = rule(width, state.status, state.status_look, ascii_only=state.ascii_only)
    lines = [
        *head,
        rule(width, ascii_only=state.ascii_only),
        *_exactly(body, room, width),
        status,
        *info,
    ]
    return _exactly(lines, height, width)


def _exactly(lines: Sequence[Line], height: int, width: int) -> list[Line]:
    shown = list(lines[:height])
    shown += [(Span(" " * width),)] * (height - len(shown))
    return shown


def _text(text: str, look: Look = Look.PLAIN) -> Line:
    return (Span(text, look),)


def _message(state: ReviewState, record: FlagRecord, width: int, words: Translator) -> list[Line]:
    flag = record.flag
    text = f"{flag.rule} {message(flag.rule, flag.params, words.language)}"
    look = _SEVERITY_LOOK[flag.severity.value]
    decided = ""
    if record.verdict is not None or not record.is_raised:
        verdict = words(f"verdict.{record.verdict}") if record.verdict else words("resolved")
        decided = f"‹{verdict}›"
    elif record.decision_id is not None:
        decided = f"‹{words('changed_since')}›"
    # What was decided is never cut off: it takes a line of its own where it does not fit.
    lines = wrap(text, width, 3)
    if decided and width_of(lines[-1]) + 2 + width_of(decided) <= width:
        last = (Span(lines[-1] + "  ", look), Span(decided, Look.GOOD))
        return [*(_text(row, look) for row in lines[:-1]), last]
    shown = [_text(row, look) for row in lines]
    return [*shown, _text(decided, Look.GOOD)] if decided else shown


def _labelled(
    label: str, text: str, width: int, look: Look = Look.PLAIN, most: int = 1
) -> list[Line]:
    indent = width_of(label) + 1
    rows = wrap(text, width - indent, most)
    lines: list[Line] = [(Span(label + " ", Look.DIM), Span(rows[0], look))]
    lines += [(Span(" " * indent), Span(row, look)) for row in rows[1:]]
    return lines


def _info(state: ReviewState, record: FlagRecord, width: int, words: Translator) -> list[Line]:
    flag = record.flag
    lines: list[Line] = []
    for place, text in _source_lines(state, flag):
        lines += _labelled(_where(place, words), text, width)
    beside = _beside(state, flag, words)
    if beside:
        lines += _labelled(words("info.beside"), beside, width)
    proposal = _proposal(state, flag, words)
    if proposal:
        look = Look.STRONG if state.candidate is not None else Look.PLAIN
        lines += _labelled(words("info.proposal"), proposal, width, look, 2)
    sentence = letter_sentence(state.data, record, words.language) or words("not_in_letter")
    lines += _labelled(words("info.letter"), sentence, width, most=2)
    lines += _labelled(words("info.notes"), _history(state, record, words), width)
    return lines


def _where(place: Place, words: Translator) -> str:
    """Line of a text; page of a source whose lines are only our own."""
    if place.page is not None and place.box is not None:
        return words("info.source_page", page=place.page)
    return words("info.source", line=place.line)


def _source_line(state: ReviewState, flag: Flag) -> tuple[Place, str] | None:
    place = flag.place
    moved = state.cursor is not None and state.cursor not in flag.fields[:1]
    if state.cursor is not None and (moved or not flag.rule.startswith("L")):
        cell = state.data.report.cells_by_field.get(state.cursor)
        if cell is not None and cell.place.line is not None:
            place = cell.place
    if place.line is None or not 1 <= place.line <= len(state.source):
        return None
    return place, state.source[place.line - 1]


def _source_lines(state: ReviewState, flag: Flag) -> list[tuple[Place, str]]:
    """The line in view; of torn or jumped rows the first ones, since each has to be seen."""
    numbers = flag.params.get("lines")
    moved = state.cursor is not None and state.cursor not in flag.fields[:1]
    if isinstance(numbers, tuple) and len(numbers) > 1 and not moved:
        known = [n for n in numbers if isinstance(n, int) and 1 <= n <= len(state.source)]
        shown = known[:_MOST_SOURCE_LINES]
        return [(replace(flag.place, line=n), state.source[n - 1]) for n in shown]
    found = _source_line(state, flag)
    return [found] if found is not None else []


def _beside(state: ReviewState, flag: Flag, words: Translator) -> str:
    """The cell beside the prose, or the prose and last year's figure beside the cell."""
    data = state.data
    parts = []
    if flag.rule.startswith("N5") and flag.fields:
        cell = data.printed.cells_by_field[flag.fields[0]]
        parts.append(f"{field_words(data.form, cell.field, words.language)} = {cell_text(cell)}")
    if flag_table(data, flag) is None:
        return "　".join(parts)
    field = state.cursor or (flag.fields[0] if flag.fields else None)
    for claim in data.report.claims:
        if field is not None and claim.topic.rpartition(".")[0] == field.rpartition(".")[0]:
            parts.append(words("info.claim", sentence=clip(claim.sentence, 50)))
    if data.previous is not None and field is not None:
        old = data.previous.cells_by_field.get(field)
        if old is not None:
            parts.append(words("info.last_year", value=cell_text(old)))
        if field.startswith("requests.carried_in."):
            other = field.replace("carried_in", "carried_out")
            carried = data.previous.cells_by_field.get(other)
            if carried is not None:
                parts.append(words("info.last_year_carried", value=cell_text(carried)))
    return "　".join(parts)


def proposal_words(data: ReviewData, proposal: Proposal, words: Translator) -> str:
    """A proposal in words: the change, and how many equations then hold."""
    touched = holds_after(data.form, data.printed.cells_by_field, proposal)
    holding = sum(e.status.value == "holds" for e in touched)
    if len(proposal.changes) > 4:
        zero = all(change.proposed == 0 for change in proposal.changes)
        key = "proposal.many_zero" if zero else "proposal.many"
        return words(key, count=len(proposal.changes), holding=holding, equations=len(touched))
    changes = "，".join(
        f"{field_words(data.form, c.field, words.language)} "
        f"{'?' if c.printed is None else c.printed}→{c.proposed}"
        for c in proposal.changes
    )
    return words("proposal.few", changes=changes, holding=holding, equations=len(touched))


def _proposal(state: ReviewState, flag: Flag, words: Translator) -> str:
    proposals = candidates_of(flag)
    if flag.rule == "L301" and flag.params.get("runner_up"):
        runner_up = flag.params["runner_up"]
        name = str(runner_up[-1]) if isinstance(runner_up, tuple) else ""
        if state.candidate is not None:
            return words("proposal.remap", label=name)
        return words("proposal.remap_hint", label=name)
    if not proposals:
        return ""
    if state.candidate is not None and state.candidate < len(proposals):
        text = proposal_words(state.data, proposals[state.candidate], words)
        return words("proposal.preview", at=state.candidate + 1, of=len(proposals), text=text)
    first = proposal_words(state.data, proposals[0], words)
    if proposals[0].sole:
        return first + words("proposal.sole")
    return words("proposal.choice", count=len(proposals), text=first)


def _history(state: ReviewState, record: FlagRecord, words: Translator) -> str:
    flag = record.flag
    parts = []
    for annotation in state.data.annotations:
        if annotation.is_undone or (annotation.rule, annotation.anchor) != (
            flag.rule,
            flag.anchor,
        ):
            continue
        at = local_time(annotation.at)
        if annotation.kind.value == "note":
            parts.append(f"{annotation.reviewer} {at} “{annotation.payload['text']}”")
        elif annotation.kind.value == "decision":
            verdict = words(f"verdict.{annotation.payload['verdict']}")
            parts.append(f"{annotation.reviewer} {at} {verdict}")
    return "；".join(reversed(parts)) if parts else words("no_notes")


def _side(state: ReviewState, width: int, height: int, words: Translator) -> list[Line]:
    """At the right of a wide screen: source around the place, last year, remaining doubts."""
    lines: list[Line] = []
    record = state.record
    if record is not None:
        lines += _around(state, record.flag, width, words)
        lines += _last_year(state, record.flag, width, words)
    lines.append(_text(words("side.doubts"), Look.DIM))
    for position, other in enumerate(state.shown):
        here = position == state.index
        sign = (
            words(f"sign.{other.verdict}") if other.verdict else (" " if other.is_raised else "=")
        )
        title = message(other.flag.rule, other.flag.params, words.language)
        text = clip(f"{'▸' if here else ' '}{left(sign, 2)} {other.flag.rule} {title}", width)
        lines.append(_text(text, Look.STRONG if here else Look.PLAIN))
    return [fitted(row, width) for row in _exactly(lines, height, width)]


def _around(state: ReviewState, flag: Flag, width: int, words: Translator) -> list[Line]:
    source = _source_line(state, flag)
    if source is None:
        return []
    number = source[0].line or 1
    lines = [_text(words("side.source"), Look.DIM)]
    for at in range(max(1, number - 5), min(len(state.source), number + 5) + 1):
        text = f"{at:>4} {state.source[at - 1]}"
        lines.append(_text(clip(text, width), Look.MARKED if at == number else Look.PLAIN))
    return [*lines, ()]


def _last_year(state: ReviewState, flag: Flag, width: int, words: Translator) -> list[Line]:
    data = state.data
    field = state.cursor or (flag.fields[0] if flag.fields else None)
    if data.previous is None or field is None or field not in data.form.fields_by_id:
        return []
    target = data.form.fields_by_id[field]
    lines = [_text(words("side.last_year", year=data.previous.identity.year or ""), Look.DIM)]
    for key in target.row.columns:
        other = f"{target.table}.{target.row.key}.{key}"
        old = data.previous.cells_by_field.get(other)
        now = data.printed.cells_by_field[other]
        if old is not None:
            name = field_words(data.form, other, words.language)
            lines.append(_text(clip(f" {name} {cell_text(old)} → {cell_text(now)}", width)))
    return [*lines, ()]
