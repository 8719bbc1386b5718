"""The terminal: whether the workbench can open in it, and what to do when it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import locale
import os
import signal
import sys
import termios
from collections.abc import Callable, Mapping

_SECONDS_BETWEEN_LOOKS = 1.0
# Clicks, motion, and how they are told.
_MOUSE_MODES = (1000, 1003, 1015, 1006)


def why_not(environment: dict[str, str] | None = None) -> str | None:
    """The key of the sentence that says why the workbench cannot open here, or None."""
    found = os.environ if environment is None else environment
    if found.get("TERM", "") in ("dumb", ""):
        return "dumb"
    return None


def encoding_of_locale(environment: Mapping[str, str] | None = None) -> str:
    """The encoding of the terminal, as the locale says it.

    Python takes UTF-8 where the locale that is named is not installed; the terminal does not.
    """
    found = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        # Python sets this one itself where it does not know the locale.
        if found.get(name) and (name, found[name]) != ("LC_CTYPE", "C.UTF-8"):
            named = found[name].partition(".")[2].partition("@")[0]
            if named:
                return named
            break
    return locale.getpreferredencoding(False)


def is_utf8(encoding: str) -> bool:
    """True for UTF-8 by any of its spellings."""
    return encoding.lower().replace("-", "").replace("_", "") == "utf8"


def report_mouse(write: Callable[[str], None], *, is_on: bool) -> None:
    """Ask the terminal to report the mouse, or to keep it for itself."""
    write("".join(f"\x1b[?{mode}{'h' if is_on else 'l'}" for mode in _MOUSE_MODES))


def is_interactive() -> bool:
    """True where keys can be read and a screen drawn."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def start_tracker() -> None:
    """Start the process that watches over what child processes share.

    They would start it themselves; but it wants the real standard error, which Textual keeps back
    while it has the screen.
    """
    from multiprocessing import resource_tracker

    with contextlib.redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()


class TerminalGuard:
    """Calls back when the process is told to end or its terminal is gone.

    Textual leaves neither time nor hook for that: without handlers the process is killed, and
    with HUP ignored it spins without a terminal.
    """

    def __init__(self, on_lost: Callable[[], None]) -> None:
        self._on_lost = on_lost
        self._watch: asyncio.Task[None] | None = None
        self._is_lost = False

    def start(self) -> None:
        """Install the handlers and begin to watch the terminal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._lost)
            except (ValueError, RuntimeError):
                # Not in the main thread (tests): there the process is not ours to guard.
                return
        if sys.stdin is not None and sys.stdin.isatty():
            self._watch = loop.create_task(self._look())

    def stop(self) -> None:
        """Take the handlers away."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.remove_signal_handler(number)
        if self._watch is not None:
            self._watch.cancel()

    def _lost(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._on_lost()

    async def _look(self) -> None:
        while not self._is_lost:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            try:
                # Not whose terminal it is: behind ``su -c`` it is nobody's, and yet there.
                termios.tcgetattr(sys.stdin.fileno())
            except (termios.error, OSError):
                self._lost()
