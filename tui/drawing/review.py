"""The review screen: everything that a verdict needs, at 80×24 and wider."""

from __future__ import annotations

from store.flags import FlagRecord
from store.messages import message
from store.repair import holds_after, is_dearer, is_located
from store.report import Place, Proposal
from store.review import ReviewData, letter_sentence
from tui.drawing.beside import beside_words
from tui.drawing.failed_sums import carried_words, suggested_words, unexplained
from tui.drawing.grid import grid_lines, whole_height
from tui.drawing.labels import explained, label_lines
from tui.drawing.people import verdict_words, waits_for
from tui.drawing.prose import linked_prose
from tui.drawing.rounds import fate_mark
from tui.drawing.said import history_words
from tui.drawing.side import side_lines
from tui.drawing.state import (
    ReviewState,
    candidates_of,
    flag_table,
    source_lines,
)
from tui.drawing.text import (
    Line,
    Look,
    Span,
    clip,
    exactly,
    fitted,
    labelled,
    left,
    rule,
    text_line,
    width_of,
    wrap,
)
from tui.drawing.words import cell_text, field_words
from tui.locale import Translator

WIDE = 110
SMALLEST = (60, 16)
_MAIN = 80
_NOMINAL = 120
# Beside prose notes may take more lines: the prose scrolls.
_MOST_NOTE_LINES = 3
_LETTER_LINES = 2
_SEVERITY_LOOK = {"error": Look.ERROR, "warning": Look.WARNING, "info": Look.DIM}


def review_lines(state: ReviewState, width: int, height: int, words: Translator) -> list[Line]:
    """The whole screen but its last line (the keys), exactly ``height`` lines."""
    if width < SMALLEST[0] or height + 1 < SMALLEST[1]:
        return exactly([text_line(clip(words("terminal.small"), width))], height, width)
    wide = width >= WIDE
    # Half of what is beyond a screen of usual width is the grid's, half the other column's.
    main = _MAIN + max(0, width - _NOMINAL) // 2 if wide else width
    header = _header(state, width, words)
    lines = _main(state, main, height - 1, words, is_wide=wide)
    if wide:
        side = side_lines(state, width - main - 1, height - 1, words)
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
        # What is at the end may be cut off.
        parts.insert(0, words("signed_off_changed" if changed else "signed_off"))
    if not stored.is_current and stored.copy_of is None:
        parts.insert(0, words("not_current"))
    record = state.record
    at = f"{(state.index or 0) + 1 if record else 0}/{len(state.shown)}"
    tail = words("header.place", place=at, here=state.open_here, open=state.open_in_queue)
    if state.today:
        tail += " " + words("header.today", count=state.today)
    waiting = sum(waits_for(one, state.own_verdicts) for one in state.shown)
    if waiting:
        tail += " " + words("header.for_me", count=waiting)
    if record is not None:
        tail += " · " + words(f"severity.{record.flag.severity.value}")
    if state.reading_view:
        tail += " · " + words("view.reading")
    if state.is_last_year and state.data.previous is not None:
        tail += " · " + words("grid.last_year", year=state.data.previous.identity.year or "")
    if state.claimed:
        parts.insert(0, state.claimed)
    room = width - width_of(tail) - 1
    return (
        Span(left("  ".join(parts), room), Look.BAR),
        Span(" " + tail, Look.BAR),
    )


def _main(
    state: ReviewState, width: int, height: int, words: Translator, *, is_wide: bool
) -> list[Line]:
    record = state.record
    if record is None:
        body = [
            text_line(words("no_flags"), Look.GOOD),
            text_line(words("no_flags_hint"), Look.DIM),
        ]
        status = rule(width, state.status, state.status_look, ascii_only=state.ascii_only)
        top = rule(width, ascii_only=state.ascii_only)
        return [*exactly([top, *body], height - 1, width), status]
    head = _message(state, record, width, words)
    table = flag_table(state.data, record.flag)
    info = _info(state, record, width, words)
    free: int | None = None
    if is_wide and table is not None:
        # Source, prose and last year stand at the right as well: all rows go first.
        left_over = height - len(head) - 2 - whole_height(state, table)
        if len(info) > left_over:
            free = left_over
            info = _info(state, record, width, words, free=free)
    if state.choices:
        parts = state.choices.split("\n")
        info = [text_line(row) for part in parts for row in wrap(part, width, height // 2)]
    fixed = len(head) + len(info) + 2
    room = max(3, height - fixed)
    if table is not None:
        body = grid_lines(state, record.flag, table, width, room, words)
        spare = room - len(body)
        if spare > 0 and not state.choices:
            # What the grid leaves is the letter's: a sentence is cut only where there is no room.
            shown = len(info)
            info = _info(state, record, width, words, free=free, letter=_LETTER_LINES + spare)
            room -= max(0, len(info) - shown)
    else:
        body = linked_prose(state, record.flag, width, room, words)
    status = rule(width, state.status, state.status_look, ascii_only=state.ascii_only)
    lines = [
        *head,
        rule(width, ascii_only=state.ascii_only),
        *exactly(body, room, width),
        status,
        *info,
    ]
    return exactly(lines, height, width)


def _message(state: ReviewState, record: FlagRecord, width: int, words: Translator) -> list[Line]:
    flag = record.flag
    text = f"{flag.rule} {message(flag.rule, flag.params, words.language)}"
    look = _SEVERITY_LOOK[flag.severity.value]
    decided = ""
    if record.verdict is not None or not record.is_raised:
        decided = f"‹{verdict_words(record, state.own_verdicts, words)}›"
    elif record.decision_id is not None:
        decided = f"‹{words('changed_since')}›"
    # What was decided is never cut off: it takes a line of its own where it does not fit.
    lines = wrap(text, width, 3)
    mark = fate_mark(state.data, record, words)
    if mark:
        decided += f"‹{mark}›"
    if decided and width_of(lines[-1]) + 2 + width_of(decided) <= width:
        last = (Span(lines[-1] + "  ", look), Span(decided, Look.GOOD))
        return [*(text_line(row, look) for row in lines[:-1]), last]
    shown = [text_line(row, look) for row in lines]
    return [*shown, text_line(decided, Look.GOOD)] if decided else shown


def _info(
    state: ReviewState,
    record: FlagRecord,
    width: int,
    words: Translator,
    free: int | None = None,
    letter: int = _LETTER_LINES,
) -> list[Line]:
    """The lines below the grid; in ``free`` lines without what stands at the right as well.

    ``letter``: so many lines at most for its sentence.
    """
    lines = _decided_on(state, record, width, words, letter)
    room = width - width_of(words("info.beside")) - 1
    beside = beside_words(state, record.flag, room, words)
    if beside and (free is None or len(lines) < free - 1):
        lines = [*labelled(words("info.beside"), beside, width), *lines]
    source: list[Line] = []
    for place, text in source_lines(state, record.flag):
        source += labelled(_where(place, words), text, width)
    if free is None or len(lines) + len(source) <= free:
        lines = [*source, *lines]
    return lines


def _decided_on(
    state: ReviewState, record: FlagRecord, width: int, words: Translator, letter: int
) -> list[Line]:
    """What is proposed, what the letter will say, what was said of it."""
    flag = record.flag
    lines: list[Line] = []
    proposal = _proposal(state, record, words)
    about = explained(state.data.form, flag)
    if about is not None:
        lines += label_lines(state.data.form, about, state.candidate, width, words)
    elif proposal:
        look = Look.STRONG if state.candidate is not None else Look.PLAIN
        lines += labelled(words("info.proposal"), proposal, width, look, 2)
    elif asked := _asked(record, words):
        lines += labelled(words("info.keys"), asked, width)
    # As it is sent: letters are in Chinese, whatever the language of the screen.
    sentence = letter_sentence(state.data, record, "zh") or words("not_in_letter")
    if (flag.rule, flag.anchor) in state.data.own_sentences:
        sentence = words("info.edited") + sentence
    lines += labelled(words("info.letter"), sentence, width, most=letter)
    most = 1 if flag_table(state.data, flag) is not None else _MOST_NOTE_LINES
    history = history_words(state, record, words)
    lines += labelled(words("info.notes"), history, width, most=most)
    return lines


def _asked(record: FlagRecord, words: Translator) -> str:
    """What the keys of the verdicts mean for a flag that is a question; "" for all others."""
    if record.flag.rule == "R803":
        return words("info.same_name")
    carried = str(record.flag.params.get("variant", "")).startswith("carried")
    return words("info.carried") if record.flag.rule == "M001" and carried else ""


def _where(place: Place, words: Translator) -> str:
    """Line of a text; page of a source whose lines are only our own."""
    if place.page is not None and place.box is not None:
        return words("info.source_page", page=place.page)
    return words("info.source", line=place.line)


def proposal_words(data: ReviewData, proposal: Proposal, words: Translator) -> str:
    """A proposal in words: the change, and how many equations then hold."""
    touched = holds_after(data.form, data.printed.cells_by_field, proposal)
    holding = sum(e.status.value == "holds" for e in touched)
    if len(proposal.changes) > 4:
        zero = all(change.proposed == 0 for change in proposal.changes)
        key = "proposal.many_zero" if zero else "proposal.many"
        return words(key, count=len(proposal.changes), holding=holding, equations=len(touched))
    cells = data.printed.cells_by_field
    changes = words("proposal.together").join(
        f"{field_words(data.form, c.field, words.language)} "
        f"{cell_text(cells[c.field]) if c.printed is None else c.printed}→{c.proposed}"
        for c in proposal.changes
    )
    return words("proposal.few", changes=changes, holding=holding, equations=len(touched))


def _proposal(state: ReviewState, record: FlagRecord, words: Translator) -> str:
    data, flag = state.data, record.flag
    proposals = candidates_of(flag)
    if state.candidate is not None and state.candidate < len(proposals):
        text = proposal_words(data, proposals[state.candidate], words)
        return words("proposal.preview", at=state.candidate + 1, of=len(proposals), text=text)
    if record.verdict not in (None, "unsure") or not record.is_raised:
        # What could be proposed has been decided on.
        return suggested_words(data, record, words)
    if not proposals:
        return unexplained(data, flag, words)
    first = proposals[0]
    text = proposal_words(data, first, words)
    if first.sole:
        is_sure = first.how != "repair" or is_located(data.form, data.printed.cells_by_field, first)
        return text + words("proposal.sole" if is_sure else "proposal.likeliest")
    if len(proposals) == 1:
        return text + words("proposal.single")
    is_likeliest = is_dearer(proposals[1], proposals)
    key = "proposal.likeliest_of" if is_likeliest else "proposal.choice"
    told = words(key, count=len(proposals) - is_likeliest, text=text)
    return told + carried_words(data, first, words)
