"""Exceptions that the package ``store`` raises at its doors."""

from __future__ import annotations


class StoreError(Exception):
    """Base of every error that ``store`` raises on purpose; its text is fit for a user."""


class FormError(StoreError):
    """A form file breaks the rules of the format; the text names file and entry."""


class WorkspaceError(StoreError):
    """The workspace cannot be opened or used; the text says what to do."""


class StaleDecisionError(StoreError):
    """A decision was made on a version of the flag that somebody has changed meanwhile."""


class ExportError(StoreError):
    """An export cannot be written; the text names the target and what to do."""
