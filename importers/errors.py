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

    def __reduce__(self) -> tuple[object, ...]:
        return _made_again, (type(self), self.params)


def _made_again(kind: type[ImporterError], params: dict[str, str | int]) -> ImporterError:
    """An error that came from another process."""
    return kind(**params)


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


class ArchiveInsideError(ImporterError):
    """An archive where one file is expected: inside another archive, or an office file cut off."""

    code = "archive_inside"


class FileDamagedError(ImporterError):
    """The file begins as its format does but cannot be read: ``format``, ``reason``."""

    code = "file_damaged"


class FileEncryptedError(ImporterError):
    """A password is needed: ``format``."""

    code = "file_encrypted"


class FileOverLimitsError(ImporterError):
    """The content is larger or deeper than any report is: ``what``, ``limit``."""

    code = "file_over_limits"


class FileUnsafeError(ImporterError):
    """The file holds what no report needs and attacks use: ``what``."""

    code = "file_unsafe"


class NoTextError(ImporterError):
    """The pages are images: ``pages``; text recognition is needed and not installed."""

    code = "file_no_text"


class ConverterMissingError(ImporterError):
    """A format of old office programs; LibreOffice is not installed: ``format``."""

    code = "converter_missing"


class ConverterFailedError(ImporterError):
    """LibreOffice could not convert the file: ``format``, ``reason``."""

    code = "converter_failed"


class ReaderTimeoutError(ImporterError):
    """Reading took longer than the limit: ``seconds``."""

    code = "reader_timeout"


class ReaderMemoryError(ImporterError):
    """Reading needed more memory than the limit: ``limit`` in MB."""

    code = "reader_memory"


class ReaderCrashedError(ImporterError):
    """The process that read the file ended by itself: ``exit`` is its exit code."""

    code = "reader_crashed"


class NoReportError(ImporterError):
    """The file can be read but holds no annual report."""

    code = "no_report"


class LabelFileError(ImporterError):
    """A file of taught labels cannot be understood; ``problem`` names what is wrong with it."""

    code = "label_file"


class LabelEntryError(LabelFileError):
    """One entry of a file of taught labels is wrong; ``entry`` counts from 1."""

    code = "label_entry"


class RosterFileError(ImporterError):
    """A file holds no list of organs that can be understood; ``problem`` says what is missing."""

    code = "roster_file"


class ClusterError(ImporterError):
    """A cluster cannot be used, or not any more: this ends an import, whatever file it reads."""


class ClusterMissingError(ClusterError):
    """Dask is not installed here."""

    code = "cluster_missing"


class ClusterUnreachableError(ClusterError):
    """Nobody answers at the address as a scheduler of Dask does."""

    code = "cluster_unreachable"


class ClusterEmptyError(ClusterError):
    """The cluster has no workers."""

    code = "cluster_empty"


class ClusterUnlikeError(ClusterError):
    """A worker would read or check by other code; ``part`` names what differs."""

    code = "cluster_unlike"


class ClusterLostError(ClusterError):
    """The connection to the cluster broke."""

    code = "cluster_lost"


class ConflictFileError(ImporterError):
    """A file of conflicts cannot be understood; ``detail`` names what is wrong with it."""

    code = "conflict_file"
