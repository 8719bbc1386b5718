"""Exceptions that the package ``store`` raises at its doors."""

from __future__ import annotations

# The code of a file that could be read and holds no annual report.
NO_REPORT = "no_report"


class StoreError(Exception):
    """Base of every error that ``store`` raises on purpose.

    ``code`` names the sentence that a user sees, ``params`` fill it in; the words of each
    language are the workbench's.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        detail = ", ".join(f"{key}={value}" for key, value in params.items())
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.params = params


class FormError(StoreError):
    """A form file breaks the rules of the format; the text names file and entry."""

    def __init__(self, reason: str) -> None:
        super().__init__("form_broken", reason=reason)


class WorkspaceError(StoreError):
    """The workspace cannot be opened or used."""


class SettingsError(StoreError):
    """The file of settings says what is not allowed; the parameters name file and key."""


class StaleDecisionError(StoreError):
    """A decision was made on a version of the flag that somebody has changed meanwhile."""


class AnnotationError(StoreError):
    """An annotation cannot be made: its target is gone, or it is another reviewer's."""


class ExportError(StoreError):
    """An export cannot be written."""


class LetterError(StoreError):
    """There is no letter on a report, or it cannot be recorded as issued."""


class TemplateError(StoreError):
    """A template of letters cannot be used; the parameters name file, line and what is wrong."""


class FilterError(StoreError):
    """A filter cannot be understood; the parameters name the place and what is known there."""
