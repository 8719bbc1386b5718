"""What is told when the program itself fails: the traceback, with nothing in it that acts.

An exception may carry the text of a document or of a reviewer. It reaches the terminal after the
screen is gone, so it is made visible first; values of variables are not told at all.
"""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType

from store.visible import visible


def harmless_traceback(error: BaseException) -> str:
    """The traceback of an exception as text that is safe to show."""
    return visible("".join(traceback.format_exception(error)))


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    sys.stderr.write(harmless_traceback(error.with_traceback(trace)))


def _tell_of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        sys.stderr.write(harmless_traceback(args.exc_value))


def make_tracebacks_harmless() -> None:
    """From now on whatever fails in this process is told by ``harmless_traceback``."""
    sys.excepthook = _tell
    threading.excepthook = _tell_of_thread
