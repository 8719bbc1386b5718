"""Where the invisible characters of a report stand: its cells, tables and parts of its prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.report import Paragraph, Place, Report
from store.visible import visible

# Sections have the keys of their tables.
OF_SECTION = "section:"
_LOST = "\ufffd"


def hidden_places(report: Report) -> tuple[str, ...]:
    """Ids of cells, keys of tables (in a label), "section:" with the key of a section, "title",
    "preamble", "signature", in the order of the report; empty where they stand in none of these.
    """
    found = sorted(_found(report), key=lambda one: (one[1].page or 0, one[1].line or 0))
    return tuple(dict.fromkeys(key for key, _ in found))


def _is_hidden_in(text: str) -> bool:
    return _LOST in text or visible(text) != text


def _found(report: Report) -> Iterator[tuple[str, Place]]:
    for cell in report.cells:
        labels = "".join((*cell.row_label, *cell.column_label))
        if _is_hidden_in(cell.raw):
            yield cell.field, cell.place
        elif _is_hidden_in(labels):
            yield cell.field.split(".")[0], cell.place
    title = () if report.title is None else (report.title,)
    parts: list[tuple[str, Iterable[Paragraph]]] = [
        ("title", title),
        ("preamble", report.preamble),
        ("signature", report.signature),
    ]
    for section in report.sections:
        if section.key is not None:
            heading = () if section.heading is None else (section.heading,)
            parts.append((OF_SECTION + section.key, (*heading, *section.paragraphs)))
    for key, paragraphs in parts:
        for paragraph in paragraphs:
            if _is_hidden_in(paragraph.text):
                yield key, paragraph.place
                break
