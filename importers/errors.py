"""Exceptions that the package ``importers`` raises at its doors."""

from __future__ import annotations


class ImporterError(Exception):
    """Base of every error raised on purpose while a file is read; ``code`` is for messages.

    ``params`` feed the sentence of that code in the catalogue of the user's language.
    """

    code = "file_error"

    def __init__(self, **params: str | int) -> None:
        super().__init__(", ".join(f"{key}={value}" for key, value in params.items()))
        self.params = params


class FileUnreadableError(ImporterError):
    """The file cannot be opened (missing, no permission, not a regular file)."""

    code = "file_unreadable"


class FileTooLargeError(ImporterError):
    """The file is larger than the reader takes."""

    code = "file_too_large"


class FileEmptyError(ImporterError):
    """The file holds nothing but white space."""

    code = "file_empty"


class UndecodableError(ImporterError):
    """No encoding fits; ``offset`` is where the last one tried gave up."""

    code = "file_undecodable"


class FormatUnsupportedError(ImporterError):
    """No reader is known for the content of the file."""

    code = "file_unsupported"


class NoReportError(ImporterError):
    """The file can be read but holds no annual report."""

    code = "no_report"
