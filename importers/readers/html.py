"""Saved web pages: the report's part of the page, its tables as drawn, nothing ever fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from importers.document import Document, Grid
from importers.readers.composing import Composer
from importers.readers.html_content import choose_content
from importers.readers.html_encoding import decode_html
from importers.readers.html_flow import flow
from importers.readers.html_items import Drawn, Item, Line, Picture, is_form_label
from importers.readers.html_tree import parse_page
from importers.readers.text import read_text
from store.report import Place

# A text with fewer lines that are labels of the form holds no table typed as text.
_FEWEST_LABELS = 4


class HtmlReader:
    """Reads HTML as browsers, Word and publishing systems write it, however broken."""

    name = "html/1"

    def read(self, data: bytes) -> Document:
        """Decode and read a page. Raises UndecodableError, FileOverLimitsError."""
        text, encoding = decode_html(data)
        return read_html(text, encoding, self.name)


def read_html(text: str, encoding: str | None, reader: str) -> Document:
    """The report's part of a page, as read by ``reader``. Raises FileOverLimitsError.

    Tables typed as text (in ``pre``, or a cell a line) are found by the reader of text.
    """
    page = parse_page(text)
    content = choose_content(flow(page.body), page.titles)
    if not any(isinstance(item, Drawn) and item.is_official for item in content.items):
        typed = _typed(content.items, content.title, encoding)
        if typed is not None:
            return replace(typed, reader=reader)
    composer = Composer()
    if content.title is not None:
        composer.paragraph(content.title)
    for item in content.items:
        if isinstance(item, Line):
            composer.paragraph(item.text)
        elif isinstance(item, Drawn):
            composer.table(item.rows)
        else:
            composer.picture()
    return composer.document(reader, encoding)


def _typed(items: Sequence[Item], title: str | None, encoding: str | None) -> Document | None:
    """The document of a page whose tables are text; None where the text holds none."""
    lines = [item.text for item in items if isinstance(item, Line)]
    labels = 0
    for line in lines:
        labels += any(is_form_label(part) for part in _parts(line))
    if labels < _FEWEST_LABELS:
        return None
    found = read_text("\n".join([title, *lines] if title is not None else lines), encoding)
    if not any(isinstance(block, Grid) for block in found.blocks):
        return None
    pictures = sum(isinstance(item, Picture) for item in items)
    return replace(found, unread=(Place(line=1),) * pictures)


def _parts(line: str) -> list[str]:
    """The pieces of a line between bars, TABs and runs of spaces."""
    if len(line) > 300:
        return []
    return [part.strip() for part in line.replace("|", "\t").replace("  ", "\t").split("\t")]
