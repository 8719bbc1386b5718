"""Saying what a doubtful label means: by the previewed candidate, or by a number in a list."""

from __future__ import annotations

from importers.explaining import Explanation, Meaning, meanings
from importers.reread import reread
from store.aliases import label_of, waiting_for
from store.annotations import Verdict, remap_label
from store.flags import FlagRecord
from store.forms import Form
from tui.drawing.labels import explained
from tui.drawing.stale import Yours
from tui.drawing.text import Look
from tui.drawing.words import column_name, meaning_name
from tui.screens.asking import ReviewQuestions


def remap_targets(form: Form, record: FlagRecord) -> list[tuple[str, str]]:
    """Keys and names of all rows or columns that a label may mean, this form's own first."""
    params = record.flag.params
    table = form.tables_by_key[str(params["table"])]
    axis = str(params["axis"])
    found = meanings(str(params["label"]), table.key, axis, form, fields=record.flag.fields)
    if axis == "column":
        return [(m.key, column_name(table.columns_by_key[m.key], "zh")) for m in found]
    ordered = sorted(found, key=lambda meaning: meaning.position is None)
    return [(m.key, meaning_name(form, table.key, m, "zh")) for m in ordered]


class LabelQuestions(ReviewQuestions):
    """What is asked of flags on labels, and how a label is remapped."""

    def label_in_view(self) -> Explanation | None:
        """What is known of the label that the flag in view is about."""
        state = self.state
        if state is None or state.record is None:
            return None
        return explained(state.data.form, state.record.flag)

    def previewed_meaning(self) -> Meaning | None:
        """The candidate of a label that is previewed."""
        about = self.label_in_view()
        at = self.state.candidate if self.state is not None else None
        if about is None or at is None or at >= len(about.candidates):
            return None
        return about.candidates[at]

    async def do_remap(self) -> None:
        """Say what a doubtful label means."""
        about = self.label_in_view()
        if about is None:
            self.say(self.words("told.no_label"))
        elif not about.can_be_taught:
            self.say(self.words("told.untaught"))
        else:
            self.ask_remap()

    def ask_remap(self) -> None:
        """Ask for the row or column by its number in a list."""
        self.start_question(self._ask_remap)

    async def _ask_remap(self) -> None:
        state = self.state
        if state is None or state.record is None:
            return
        record = state.record
        targets = remap_targets(state.data.form, record)
        choices = "　".join(f"{i}={name}" for i, (_, name) in enumerate(targets, 1))
        self.offer(choices)
        while True:
            answer = await self.ask(self.words("ask.remap", choices=""), "")
            if answer is None:
                self.offer("")
                return
            if answer.strip().isdecimal() and 1 <= int(answer) <= len(targets):
                break
            self.say(self.words("ask.bad_choice", text=answer), Look.WARNING)
        self.offer("")
        await self._remap(record, targets[int(answer) - 1][0])

    async def take_meaning(self, meaning: Meaning) -> None:
        """Take the label in view for what is previewed."""
        if self.state is not None and self.state.record is not None:
            await self._remap(self.state.record, meaning.key)

    async def _remap(self, record: FlagRecord, target: str) -> None:
        self.attempts(
            Yours(record.id, Verdict.MISREAD, target=self._target_words(record, target)),
            lambda: self._remap_in_view(target),
        )
        stored = await self.workbench.gateway.write(
            remap_label,
            self.workbench.reviewer,
            record.id,
            self.version_of(record),
            target,
            reread,
        )
        await self.after_verdict(stored, Verdict.MISREAD)
        if stored.is_raised:
            # Another label is there already, or the figures do not fit: nothing has moved.
            self.say(self.words("told.not_placed", rule=stored.flag.rule), Look.WARNING)
            return
        waiting = await self.workbench.gateway.read(waiting_for, label_of(record.flag))
        if waiting and self.state is not None:
            hint = self.words("labels.hint_others", count=waiting)
            self.say(f"{hint}　{self.state.status}", Look.GOOD)

    async def _remap_in_view(self, target: str) -> None:
        if self.state is not None and self.state.record is not None:
            await self._remap(self.state.record, target)

    def _target_words(self, record: FlagRecord, target: str) -> str:
        assert self.state is not None
        names = dict(remap_targets(self.state.data.form, record))
        return names.get(target, target)

    async def do_labels(self) -> None:
        """The doubtful labels of all reports, from the one in view."""
        from tui.screens.labels import LabelsScreen

        record = self.state.record if self.state is not None else None
        key = label_of(record.flag) if record is not None else None
        await self.app.push_screen(LabelsScreen(key))
