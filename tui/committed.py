"""Text that an input method commits where no field is open: none of it is a key.

"2023年" comes as five keys in one burst. Its digits are no verdicts, so a key waits for a moment
too short to be felt and is no command where Chinese text came with it.
"""

from __future__ import annotations

import asyncio

from textual import events

from tui.keymap import Keymap, key_of

# Keys of one burst are made within a millisecond; two keys of a hand are further apart.
_SECONDS_OF_A_BURST = 0.03
_SECONDS_TO_WAIT = 0.005


class CommittedText:
    """Remembers when Chinese text last came from the keyboard."""

    def __init__(self) -> None:
        self._last: float | None = None

    def saw(self, event: events.Key, keymap: Keymap) -> None:
        """Take notice of a key, in the order in which they come."""
        char = event.character
        # What stands for a key that nothing is bound to, such as （, is text too.
        if char and not char.isascii() and not keymap.is_known(key_of(event.key, char)):
            self._last = event.time

    async def holds(self, event: events.Key, *, waits: bool) -> bool:
        """True for a key that belongs to committed text; ``waits`` for text behind the key too."""
        if event.character is None or not event.character.isprintable():
            return False
        if waits and not self._is_near(event):
            await asyncio.sleep(_SECONDS_TO_WAIT)
        return self._is_near(event)

    def _is_near(self, event: events.Key) -> bool:
        return self._last is not None and abs(event.time - self._last) < _SECONDS_OF_A_BURST
