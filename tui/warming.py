"""The first screen soon, and what a review needs while the reviewer looks at the queue."""

from __future__ import annotations

import gc
from importlib import import_module

# Not loaded at the start, so that the first screen stands sooner.
_LATER = (
    "tui.screens.review",
    "importers.reports",
    "importers.explaining",
    "store.plain_sqlite_utils",
)


def begin_cold() -> None:
    """Leave the garbage be until ``warm``: what is loaded for the first screen stays."""
    gc.disable()


def warm() -> None:
    """Load what the next screens need; for a thread."""
    for name in _LATER:
        import_module(name)
    if not gc.isenabled():
        # What is loaded need not be looked through again: no key waits for that.
        gc.freeze()
        gc.enable()
