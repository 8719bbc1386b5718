"""MHTML: a page saved with its pictures as one mail message (RFC 2557)."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from importers.document import Document, Grid
from importers.errors import FileDamagedError, FileOverLimitsError, UndecodableError
from importers.readers.html import read_html
from importers.readers.html_encoding import decode_html
from importers.vocabulary import section_of_heading

_FORMAT = "MHTML"
_PAGES = ("text/html", "application/xhtml+xml")
# A page in frames is a handful of parts; each is parsed to see which holds the report.
MOST_FRAMES = 20
DEEPEST = 20


class MhtmlReader:
    """Reads .mht and .mhtml of browsers and of Word."""

    name = "mhtml/1"

    def read(self, data: bytes) -> Document:
        """The page with most of the report's headings and tables, the root part before others.

        Raises FileDamagedError, UndecodableError, FileOverLimitsError.
        """
        best: Document | None = None
        failure: UndecodableError | None = None
        for page in _pages(data):
            try:
                found = self._read_page(page)
            except UndecodableError as error:
                failure = failure or error
                continue
            if best is None or _worth(found) > _worth(best):
                best = found
        if best is None:
            raise failure or FileDamagedError(format=_FORMAT, reason="no text/html part")
        return best

    def _read_page(self, page: Message) -> Document:
        body = page.get_payload(decode=True)
        charset = page.get_content_charset()
        text, encoding = decode_html(body if isinstance(body, bytes) else b"", charset)
        return read_html(text, encoding, self.name)


def _pages(data: bytes) -> list[Message]:
    """The parts that are pages, the root of the message first."""
    try:
        # The modern policy parses headers strictly and raises on hostile ones.
        message = message_from_bytes(data, policy=compat32)
        parts = [part for part in message.walk() if part.get_content_type() in _PAGES]
    except RecursionError as error:
        raise FileOverLimitsError(what="nesting", limit=DEEPEST) from error
    if len(parts) > MOST_FRAMES:
        raise FileOverLimitsError(what="pages", limit=MOST_FRAMES)
    start = message.get_param("start")
    if isinstance(start, str):
        parts.sort(key=lambda part: str(part.get("Content-ID", "")).strip() != start.strip())
    return parts


def _worth(document: Document) -> int:
    """How much of a report a page shows."""
    headings = {section_of_heading(paragraph.text) for paragraph in document.paragraphs()}
    grids = sum(isinstance(block, Grid) for block in document.blocks)
    return len(headings - {None}) + grids
