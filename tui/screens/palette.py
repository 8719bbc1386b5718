"""The palette: the actions of the screen in front, found by a part of their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.actions import MOVES, Place, actions_at
from tui.drawing.text import Line, Look, Span, fitted, left, rule
from tui.key_names import key_label
from tui.keymap import Keymap, ascii_of
from tui.locale import LANGUAGES, translator
from tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from tui.screens.keyed import KeyedScreen

_MOST_ROWS = 9
_KEY_CELLS = 14


@dataclass(frozen=True, slots=True)
class Entry:
    """An action as the palette knows it: its keys as shown, its names in both languages."""

    action: str
    keys: str
    shown: str
    names: tuple[str, ...]


def entries_at(place: Place, keymap: Keymap, language: str) -> list[Entry]:
    """All actions of a screen but those that only move."""
    words = translator(language)
    found = []
    for action in actions_at(place):
        if action.id in MOVES or action.id == "palette":
            continue
        keys = " ".join(key_label(key, words) for key in keymap.keys_of(action.id))
        said = [translator(one)(f"action.{action.id}") for one in LANGUAGES]
        names = tuple(name.lower() for name in (*said, action.id.replace("_", " "), keys))
        found.append(Entry(action.id, keys, words(f"action.{action.id}"), names))
    return found


def ranked(entries: Sequence[Entry], query: str) -> list[Entry]:
    """The entries in which all words of a query occur, whole or letter by letter, best first."""
    words = "".join(ascii_of(char) for char in query).lower().split()
    scored = []
    for order, entry in enumerate(entries):
        scores = [min((_score(word, name) for name in entry.names), default=None) for word in words]
        if all(score is not None and score < _NO for score in scores):
            total = sum(score for score in scores if score is not None)
            scored.append((total, order, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda one: one[:2])]


_NO = 10_000


def _score(word: str, name: str) -> int:
    """How far a name is from a word: 0 the beginning, then inside, then letters in order."""
    at = name.find(word)
    if at >= 0:
        return min(at, 99)
    start = previous = -1
    for char in word:
        previous = name.find(char, previous + 1)
        if previous < 0:
            return _NO
        start = previous if start < 0 else start
    return 100 + previous - start


class Palette:
    """The list above the question; follows what is typed."""

    def __init__(self, entries: Sequence[Entry], canvas: Canvas, title: str) -> None:
        self._entries = entries
        self._canvas = canvas
        self._title = title
        self._text = ""
        self._at = 0
        self._found = list(entries)

    def changed(self, text: str) -> None:
        """Show what is left."""
        if text != self._text:
            self._text, self._at = text, 0
            self._found = ranked(self._entries, text)
        self.draw()

    def stepped(self, step: int) -> None:
        """Another entry."""
        if self._found:
            self._at = (self._at + step) % len(self._found)
            self.draw()

    def chosen(self, text: str) -> str | None:
        """The action under the cursor once the answer is this text."""
        if text != self._text:
            self._found, self._at = ranked(self._entries, text), 0
        return self._found[self._at].action if self._found else None

    def draw(self) -> None:
        """Cover the lower lines of the screen."""
        width, height = self._canvas.size
        rows = min(_MOST_ROWS, height - 1)
        if rows < 1:
            return
        top = max(0, min(self._at - rows // 2, len(self._found) - rows))
        title = f"{self._title} {len(self._found)}/{len(self._entries)}"
        lines: list[Line] = [rule(width, title)]
        for number, entry in enumerate(self._found[top : top + rows], top):
            look = Look.CURSOR if number == self._at else Look.PLAIN
            mark = "▸" if number == self._at else " "
            text = f"{mark}{left(entry.keys, _KEY_CELLS)} {entry.shown}"
            lines.append(fitted([Span(text, look)], width, look))
        lines += [fitted((), width)] * (rows + 1 - len(lines))
        self._canvas.lay_over(lines)


async def choose_action(screen: KeyedScreen) -> str | None:
    """Ask for an action of a screen; None where it was given up."""
    canvas = screen.query_one("#view", Canvas)
    entries = entries_at(screen.PLACE, screen.workbench.keymap, screen.words.language)
    palette = Palette(entries, canvas, screen.words("palette.title"))
    palette.draw()
    try:
        answer = await screen.bottom.ask(screen.words("palette.ask"), "", "", watch=palette)
    finally:
        canvas.lay_over([])
    return None if answer is None else palette.chosen(answer)
