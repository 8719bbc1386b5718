"""Text that an input method commits where no field is open: none of it is a key.

"2023年" comes as five keys in one burst. Its digits are no verdicts, so a key waits for a moment
too short to be felt and is no command where Chinese text came with it.
"""

from __future__ import annotations

import asyncio
from collections import deque

from textual import events

from tui.keymap import Keymap, key_of

# Keys of one burst are made within a millisecond; two keys of a hand are further apart.
_SECONDS_OF_A_BURST = 0.03
_SECONDS_TO_WAIT = 0.005
_MOST_TIMES = 64


class CommittedText:
    """Remembers when Chinese text last came from the keyboard."""

    def __init__(self) -> None:
        self._typed: deque[float] = deque(maxlen=_MOST_TIMES)
        self._text: deque[float] = deque(maxlen=_MOST_TIMES)

    def saw(self, event: events.Key, keymap: Keymap) -> None:
        """Take notice of a key, in the order in which they come."""
        char = event.character
        if char is None or not char.isprintable():
            return
        self._typed.append(event.time)
        # What stands for a key that nothing is bound to, such as （, is text too.
        if not char.isascii() and not keymap.is_known(key_of(event.key, char)):
            self._text.append(event.time)

    async def holds(self, event: events.Key, *, moves: bool, opens: bool) -> bool:
        """True for a key that belongs to committed text.

        A key that only ``moves`` does not wait for what comes behind it. One that ``opens`` a
        field takes text behind it as typed ahead, where it is the first of its burst.
        """
        if event.character is None or not event.character.isprintable():
            return False
        if any(0 <= event.time - at < _SECONDS_OF_A_BURST for at in self._text):
            return True
        if moves or (opens and self._is_first(event)):
            return False
        await asyncio.sleep(_SECONDS_TO_WAIT)
        return any(abs(event.time - at) < _SECONDS_OF_A_BURST for at in self._text)

    def _is_first(self, event: events.Key) -> bool:
        return not any(0 < event.time - at < _SECONDS_OF_A_BURST for at in self._typed)
