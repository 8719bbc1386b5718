"""Screens that show lines to scroll through: source, summary, history, help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from store.annotations import sign_off
from store.review import ReviewData, load_review
from store.visible import one_line
from tui.actions import Place, actions_at
from tui.drawing.state import ReviewState
from tui.drawing.summary import summary_lines
from tui.drawing.text import Line, Look, Span, fitted, left, rule, width_of, wrap
from tui.key_names import key_label
from tui.screens.finding import ask_for_finding
from tui.screens.listed import ListScreen
from tui.widgets.canvas import Canvas

# Where a line under the cursor goes on; numbers of lines stand before it.
_INDENT = 6


class PageScreen(ListScreen):
    """A title, lines with a cursor or a scroll, a status, the keys."""

    HAS_CURSOR = False

    def __init__(self) -> None:
        super().__init__()
        self.top = 0
        self.cursor = 0
        self.status = ""
        self.status_look = Look.DIM

    async def on_mount(self) -> None:
        """Draw at once."""
        self.show_keys()
        self.draw()

    def on_resize(self) -> None:
        """Draw anew."""
        self.show_keys()
        self.draw()

    def title_text(self) -> str:
        """The first line."""
        raise NotImplementedError

    def content(self, width: int) -> Sequence[Line]:
        """All lines."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """Lines that the content has."""
        return max(1, self.size.height - 3)

    def draw(self) -> None:
        """Put title, the lines in view and the status on the screen."""
        width = self.size.width
        if not self.is_mounted or width < 4:
            return
        lines = list(self.content(width))
        last = max(0, len(lines) - 1)
        self.cursor = min(max(self.cursor, 0), last)
        out_of_sight = not self.top <= self.cursor < self.top + self.room
        if self.HAS_CURSOR and out_of_sight:
            self.top = self.cursor - self.room // 2
        self.top = min(max(self.top, 0), max(0, len(lines) - self.room))
        shown: list[Line] = []
        end = 0
        for number, line in enumerate(lines[self.top : self.top + self.room], self.top):
            if self.HAS_CURSOR and number == self.cursor:
                # The line under the cursor is shown whole: notes and sources can be long.
                text = "".join(span.text for span in line)
                room = width if width_of(text) <= width else width - _INDENT
                first, *more = wrap(text, room, self.room)
                shown.append(fitted([Span(first, Look.CURSOR)], width, Look.CURSOR))
                indent = Span(" " * _INDENT)
                shown += [fitted([indent, Span(row, Look.CURSOR)], width) for row in more]
                end = len(shown)
                continue
            shown.append(fitted(line, width))
        above = max(0, end - self.room)
        shown = shown[above : above + self.room]
        shown += [fitted((), width)] * (self.room - len(shown))
        title = fitted([Span(self.title_text(), Look.BAR)], width, Look.BAR)
        ascii_only = self.workbench.ascii_only
        bottom = rule(width, self.status, self.status_look, ascii_only=ascii_only)
        self.query_one("#view", Canvas).show([title, *shown, bottom])

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status."""
        self.status, self.status_look = text, look
        self.draw()

    async def move(self, step: int) -> None:
        """Move the cursor, or what is in sight."""
        if self.HAS_CURSOR:
            self.cursor += step
        else:
            self.top += step
        self.draw()


class SourceScreen(PageScreen):
    """The lines of the source; ``a`` adds a finding on the line under the cursor."""

    PLACE = Place.SOURCE
    HAS_CURSOR = True

    def __init__(self, data: ReviewData, source: tuple[str, ...], line: int) -> None:
        super().__init__()
        self.data = data
        self.source = source
        self.cursor = line - 1

    def title_text(self) -> str:
        """The path."""
        return self.words("source.title", path=self.data.stored.path)

    def content(self, width: int) -> Sequence[Line]:
        """One line a source line, clipped; the whole one is in the status."""
        return [
            (Span(f"{number:>5} ", Look.DIM), Span(text))
            for number, text in enumerate(self.source, 1)
        ]

    async def do_finding(self) -> None:
        """Ask for a finding on this line."""
        line = self.cursor + 1
        self.start_question(lambda: self._ask(line))

    async def _ask(self, line: int) -> None:
        state = ReviewState(self.data, (), None, self.source, False, 0)
        if await ask_for_finding(self, state, line):
            self.say(self.words("told.finding"), Look.GOOD)


class SummaryScreen(PageScreen):
    """What was decided, what is open, the sentences of the letter; then sign-off."""

    PLACE = Place.SUMMARY

    def __init__(self, data: ReviewData, held: str = "") -> None:
        super().__init__()
        self.data = data
        # Who else has the report: then it is not signed off from here.
        self.held = held
        # That flags are left has been said.
        self.is_asked = False

    def title_text(self) -> str:
        """Whose summary."""
        is_signed = self.data.signed_off and not self.data.changed_since_sign_off
        return self.words("signed_off" if is_signed else "summary.screen")

    def content(self, width: int) -> Sequence[Line]:
        """The summary."""
        return summary_lines(self.data, width, self.words)

    async def do_accept(self) -> None:
        """Sign the report off; where flags are left another key has to agree."""
        counts = Counter(r.verdict or "open" for r in self.data.flags if r.is_raised)
        left, unsure = counts["open"], counts["unsure"]
        if not self._may_sign_off():
            return
        self.is_asked = bool(left or unsure)
        if self.is_asked:
            text = self.words("told.sign_open", open=left, unsure=unsure)
            self.say(text, Look.WARNING)
        else:
            await self._sign_off()

    async def do_accept_open(self) -> None:
        """Sign off although flags are left: behind the question only."""
        if self.is_asked and self._may_sign_off():
            await self._sign_off()

    def _may_sign_off(self) -> bool:
        if self.data.signed_off and not self.data.changed_since_sign_off:
            self.say(self.words("told.already_signed"))
            return False
        if self.held:
            self.say(self.held, Look.WARNING)
            return False
        return True

    async def _sign_off(self) -> None:
        self.is_asked = False
        gateway, stored = self.workbench.gateway, self.data.stored
        await gateway.write(sign_off, self.workbench.reviewer, stored.id)
        found = await gateway.read(load_review, stored.id)
        self.data = found if found is not None else self.data
        organ = stored.organ or self.words("unknown_organ")
        self.say(self.words("told.signed_here", organ=organ), Look.GOOD)

    async def do_write_letter(self) -> None:
        """Ask for a file and write the letter on this report."""
        self.start_question(self._ask_letter)

    async def _ask_letter(self) -> None:
        from store.letter_files import default_name, format_of, write_letter
        from store.letter_templates import LetterFormat
        from store.letters import Obstacle, obstacle_of
        from tui.letter_writing import letter_options

        gateway, report_id = self.workbench.gateway, self.data.stored.id
        found = await gateway.read(obstacle_of, report_id)
        if found not in (None, Obstacle.ISSUED):
            self.say(self.words(f"letters.no_{found}"), Look.WARNING)
            return
        question = "ask.letter_file" if found is None else "ask.letter_file_again"
        default = await gateway.read(default_name, report_id, letter_options(LetterFormat.DOCX))
        answer = await self.ask(self.words(question), default, replaces=True)
        if not answer or not answer.strip():
            return
        path = Path(answer.strip()).expanduser()
        options = letter_options(format_of(path), again=True)
        self.say(self.words("letters.writing_one"))
        await gateway.write(write_letter, self.workbench.reviewer, report_id, path, options)
        self.say(self.words("letters.told_one", path=one_line(str(path))), Look.GOOD)


class HelpScreen(PageScreen):
    """The keys of a screen, from the registry of actions."""

    PLACE = Place.HELP

    def __init__(self, about: Place) -> None:
        super().__init__()
        self.about = about

    def title_text(self) -> str:
        """The name of the screen."""
        return self.words("help.title")

    def content(self, width: int) -> Sequence[Line]:
        """One line an action, then the signs."""
        lines: list[Line] = []
        for action in actions_at(self.about):
            bound = self.workbench.keymap.keys_of(action.id)
            keys = " ".join(key_label(key, self.words) for key in bound)
            lines.append(
                (Span(f" {left(keys, 16)} ", Look.STRONG), Span(self.words(f"action.{action.id}")))
            )
        lines.append(())
        lines += [(Span(row, Look.DIM),) for row in wrap(self.words("help.signs"), width)]
        return lines
