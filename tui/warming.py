"""Modules that a review needs, loaded while the reviewer looks at the queue."""

from __future__ import annotations

from importlib import import_module

# Not loaded at the start, so that the first screen stands sooner.
_LATER = ("tui.screens.review", "importers.reports", "importers.explaining")


def warm() -> None:
    """Load what the next screens need; for a thread."""
    for name in _LATER:
        import_module(name)
