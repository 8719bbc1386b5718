"""The questions of the review screen: cell, note, finding, letter, identity.

Each runs in a worker of its own, so that the screen goes on while the reviewer types.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from importers.values import read_value
from store.annotations import (
    Verdict,
    add_note,
    change_identity,
    correct_cells,
    edit_letter,
)
from store.flags import FlagRecord
from store.forms import ValueKind
from store.report import Identity, Kind, Level, Number, State
from store.review import letter_sentence
from tui.drawing.text import Look
from tui.drawing.words import field_words
from tui.screens.finding import ask_for_finding
from tui.screens.keyed import KeyedScreen

if TYPE_CHECKING:
    from tui.drawing.stale import Yours
    from tui.drawing.state import ReviewState

_LEVELS = (
    Level.UNKNOWN,
    Level.PROVINCE,
    Level.CITY,
    Level.COUNTY,
    Level.TOWNSHIP,
    Level.DEPARTMENT,
)
_KINDS = (Kind.OWN, Kind.GOVERNMENT, Kind.SYSTEM)


class ReviewQuestions(KeyedScreen):
    """What the review screen asks; it knows the state from its subclass."""

    state: ReviewState | None
    is_stopped: bool
    last_decided: FlagRecord | None
    before: set[int]

    async def decide(
        self,
        verdict: Verdict,
        *,
        corrected: dict[str, Number] | None = None,
        readings: dict[str, Number | None] | None = None,
        reason: str = "",
    ) -> None:
        """Store a verdict."""
        raise NotImplementedError

    async def after_verdict(
        self, record: FlagRecord, verdict: Verdict, since: ReviewState | None = None
    ) -> None:
        """Move on after a verdict."""
        raise NotImplementedError

    async def reload(self, *, advance: bool = False, since: ReviewState | None = None) -> bool:
        """Read the report again."""
        raise NotImplementedError

    def version_of(self, record: FlagRecord) -> int:
        """The version of a flag that the reviewer has seen."""
        raise NotImplementedError

    def attempts(self, yours: Yours, again: Callable[[], Awaitable[None]]) -> None:
        """A verdict is about to be written."""
        raise NotImplementedError

    def offer(self, choices: str) -> None:
        """Show what a question offers."""
        raise NotImplementedError

    def new_flags(self, before: set[int]) -> str:
        """Words for flags that a corrected reading has raised."""
        if self.state is None:
            return ""
        new = [r for r in self.state.data.flags if r.is_raised and r.id not in before]
        return self.words("told.new_flags", count=len(new)) if new else ""

    def printed_value(self, field: str) -> str:
        """The value of a cell as it stands."""
        raise NotImplementedError

    def _slot(self, name: str, *about: object) -> str:
        return ":".join([name, *(str(part) for part in about)])

    def ask_cell(self, field: str) -> None:
        """Ask what the source says in a cell, and take the flag as misread."""
        self.start_question(lambda: self._ask_cell(field))

    async def _ask_cell(self, field: str) -> None:
        state = self.state
        if state is None or state.record is None:
            return
        found = await self._ask_value(field)
        if found is None:
            return
        await self.decide(Verdict.MISREAD, readings={field: found[0]})

    async def do_cell(self) -> None:
        """Correct our reading of the cell under the cursor, whatever flag is in view."""
        if self.state is not None and self.state.cursor is not None:
            field = self.state.cursor
            self.start_question(lambda: self._ask_correction(field))
        else:
            self.say(self.words("told.no_cell"))

    async def _ask_correction(self, field: str) -> None:
        state = self.state
        if state is None:
            return
        report_id = state.data.stored.id
        found = await self._ask_value(field)
        if found is None:
            return
        await self.workbench.gateway.write(
            correct_cells, self.workbench.reviewer, report_id, {field: found[0]}
        )
        before = {record.id for record in state.data.flags if record.is_raised}
        await self.reload()
        self.say(self.words("told.cell") + self.new_flags(before), Look.GOOD)

    async def _ask_value(self, field: str) -> tuple[Number | None] | None:
        """What the source says in a cell, asked until it is a number or nothing."""
        assert self.state is not None
        form = self.state.data.form
        name = field_words(form, field, self.words.language)
        text = self.printed_value(field)
        while True:
            answer = await self.ask(self.words("ask.cell", field=name), text, replaces=True)
            if answer is None:
                return None
            ok, value = _read_answer(answer, form.fields_by_id[field].column.kind)
            if ok:
                return (value,)
            text = answer
            self.say(self.words("ask.not_a_number", text=answer), Look.WARNING)

    async def do_note(self) -> None:
        """Add a note to the flag in view."""
        if self.state is not None:
            record = self.state.record
            flag_id = record.id if record else None
            question = f"{self.words('ask.note')} {record.flag.rule if record else ''}".rstrip()
            self.start_question(lambda: self._ask_note(flag_id, question))

    async def do_note_last(self) -> None:
        """Add a note to the flag that was decided just now."""
        if self.last_decided is not None:
            last = self.last_decided
            question = f"{self.words('ask.note_last')} {last.flag.rule}"
            self.start_question(lambda: self._ask_note(last.id, question))

    async def _ask_note(self, flag_id: int | None, question: str) -> None:
        state = self.state
        if state is None:
            return
        report_id = state.data.stored.id
        slot = self._slot("note", report_id, flag_id)
        answer = await self.ask(question, "", slot)
        if not answer or not answer.strip():
            return
        await self.workbench.gateway.write(
            add_note, self.workbench.reviewer, report_id, flag_id, answer.strip()
        )
        await self.forget_drafts(slot)
        await self.reload()
        self.say(self.words("told.noted"), Look.GOOD)

    async def do_letter(self) -> None:
        """Edit the sentence that the letter will have; emptied it is the standard one again."""
        if self.state is not None and self.state.record is not None:
            record = self.state.record
            self.start_question(lambda: self._ask_letter(record))

    async def _ask_letter(self, record: FlagRecord) -> None:
        state = self.state
        if state is None:
            return
        text = letter_sentence(state.data, record, "zh")
        slot = self._slot("letter", record.id)
        answer = await self.ask(self.words("ask.letter"), text, slot)
        if answer is None or answer.strip() == text:
            await self.forget_drafts(*([slot] if answer is not None else []))
            return
        flag = record.flag
        if not answer.strip() and (flag.rule, flag.anchor) not in state.data.own_sentences:
            await self.forget_drafts(slot)
            self.say(self.words("told.letter_is_standard"))
            return
        await self.workbench.gateway.write(
            edit_letter, self.workbench.reviewer, record.id, answer.strip()
        )
        await self.forget_drafts(slot)
        await self.reload()
        said = "told.letter" if answer.strip() else "told.letter_standard"
        self.say(self.words(said), Look.GOOD)

    async def do_finding(self) -> None:
        """Add a finding by hand, prefilled from the line in view."""
        state = self.state
        if state is None:
            return
        line = state.record.flag.place.line if state.record else None
        self.start_question(lambda: self.ask_finding(line))

    async def ask_finding(self, line: int | None) -> None:
        """Ask for problem, quoted text, place and suggestion."""
        state = self.state
        if state is not None and await ask_for_finding(self, state, line):
            await self.reload()
            self.say(self.words("told.finding"), Look.GOOD)

    async def do_identity(self) -> None:
        """Correct organ, region, level, year, kind."""
        self.start_question(self._ask_identity)

    async def _ask_identity(self) -> None:
        state = self.state
        if state is None:
            return
        stored = state.data.stored
        report_id = stored.id
        texts = {
            "organ": stored.organ or "",
            "region": stored.region or "",
            "year": str(stored.year or ""),
            "level": str(_LEVELS.index(state.data.report.identity.level))
            if state.data.report.identity.level in _LEVELS
            else "0",
            "kind": str(_KINDS.index(stored.kind) + 1),
        }
        answers: dict[str, str] = {}
        for name, text in texts.items():
            while True:
                answer = await self.ask(self.words(f"ask.{name}"), text)
                if answer is None:
                    return
                if _fits(name, answer.strip()):
                    break
                self.say(self.words("ask.bad_choice", text=answer), Look.WARNING)
            answers[name] = answer.strip()
        identity = Identity(
            organ=answers["organ"] or None,
            region=answers["region"] or None,
            year=int(answers["year"]) if answers["year"] else None,
            kind=_KINDS[int(answers["kind"]) - 1],
            level=_LEVELS[int(answers["level"])],
            votes=state.data.report.identity.votes,
        )
        await self.workbench.gateway.write(
            change_identity, self.workbench.reviewer, report_id, identity
        )
        await self.reload()
        self.say(self.words("told.identity"), Look.GOOD)


def _read_answer(text: str, kind: ValueKind) -> tuple[bool, Number | None]:
    """Whether an answer is a number or empty (illegible), and the number."""
    plain = text.strip().lstrip("0０") or text.strip()[-1:]
    # What a reviewer types is a number also with zeros in front: 07 over a 0.
    state, value = read_value(plain if plain.isdigit() else text, kind)
    if state is State.BLANK:
        return True, None
    return state is State.NUMBER, value


def _fits(name: str, text: str) -> bool:
    if name == "year":
        return not text or (text.isdecimal() and 2008 <= int(text) <= 2100)
    if name == "level":
        return text.isdecimal() and int(text) < len(_LEVELS)
    if name == "kind":
        return text.isdecimal() and 1 <= int(text) <= len(_KINDS)
    return True
