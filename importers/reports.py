"""Document → Reports: outline, tables, form, alignment, identity, claims, in one pure pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from importers.canonical import read_table
from importers.cells import CanonicalTable
from importers.claims import find_claims
from importers.document import Block, Document
from importers.errors import NoReportError
from importers.identity import recognise
from importers.likeness import bands
from importers.outline import Outline, outline, split_reports
from importers.tables import SourceTable, find_tables
from importers.title_lines import BOOKMARK, close_spaces
from importers.wordings import NO_REMAPS, Remaps
from store.forms import Form, load_forms
from store.likeness import compared_text
from store.report import Cell, Noticed, Observation, Paragraph, Parameter, Place, Report, State

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff\ufffd]"
)
_MOST_INVISIBLE = 20
_FEWEST_SECTIONS = 2
_OF_LABELS = (Noticed.LABEL_MATCHED, Noticed.LABEL_FOREIGN, Noticed.LABEL_TAUGHT)


def read_reports(
    document: Document, file_name: str, remaps: Remaps = NO_REMAPS
) -> tuple[Report, ...]:
    """All reports that a document holds. Raises NoReportError where there is none."""
    found: list[Report] = []
    for blocks in split_reports(document):
        report = _read_report(blocks, file_name, len(found) + 1, remaps)
        if report is not None:
            found.append(_with_bands(_with_pictures(report, document)))
    if not found:
        raise NoReportError()
    return tuple(found)


def _with_bands(report: Report) -> Report:
    """The report with the numbers by which texts like its own are found."""
    return replace(report, text_bands=bands(compared_text(report)))


def _with_pictures(report: Report, document: Document) -> Report:
    """The report with a note that its document has pictures whose text was not read."""
    if not document.unread:
        return report
    pages = tuple(sorted({place.page for place in document.unread if place.page is not None}))
    seen = Observation(
        Noticed.PICTURES_UNREAD,
        None,
        document.unread[0],
        {"count": len(document.unread), "pages": pages[:_MOST_INVISIBLE]},
    )
    return replace(report, observations=(*report.observations, seen))


def _read_report(
    blocks: Sequence[Block], file_name: str, ordinal: int, remaps: Remaps
) -> Report | None:
    parts = outline(blocks)
    identity = recognise(parts, file_name)
    sources = find_tables(blocks, identity.year)
    titled = parts.title is not None and "信息公开" in parts.title.text
    if not sources and len(parts.sections) < _FEWEST_SECTIONS and not titled:
        return None
    if not sources and not parts.sections:
        return None
    form, tables, others = _choose_form(sources, remaps)
    cells: list[Cell] = []
    extra: list[tuple[str, Cell]] = []
    observations: list[Observation] = []
    for table in form.tables:
        read = tables.get(table.key)
        if read is None:
            cells += [
                Cell(field.id, "", State.ABSENT, None, Place(), score=0.0)
                for field in form.fields
                if field.table == table.key
            ]
            continue
        cells += [read.cells[field.id] for field in form.fields if field.table == table.key]
        extra += read.extra
        observations += read.observations
    for other, read in others:
        # What is doubtful of its labels is as doubtful there.
        observations += [seen for seen in read.observations if seen.kind in _OF_LABELS]
        extra += [
            (other.edition, cell)
            for cell in (read.cells[f.id] for f in other.fields if f.table == read.table.key)
        ]
    observations += _invisible(blocks)
    observations += _bookmarks(blocks)
    return Report(
        form=form.edition,
        ordinal=ordinal,
        identity=identity,
        title=parts.title,
        preamble=parts.preamble,
        sections=parts.sections,
        cells=tuple(cells),
        extra_cells=tuple(extra),
        observations=tuple(observations),
        claims=find_claims(parts.sections, identity.year),
        tables_present=frozenset(tables) | frozenset(read.table.key for _, read in others),
        signature=_closed(parts),
    )


def _closed(parts: Outline) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(close_spaces(p.text), p.place) for p in parts.signature)


def _choose_form(
    sources: dict[str, SourceTable],
    remaps: Remaps,
) -> tuple[Form, dict[str, CanonicalTable], list[tuple[Form, CanonicalTable]]]:
    """The form whose labels fit the tables best; the year has no say.

    Where single tables fit another form, they are returned beside the form's own.
    """
    forms = load_forms()
    newest = max(forms, key=lambda form: form.number)
    read = {key: read_table(source, newest, remaps) for key, source in sources.items()}
    # Nothing can fit better than the form itself; most reports are spared the other readings.
    if "requests" in read and all(found.is_exact or found.table.across for found in read.values()):
        return newest, read, []
    reads = {
        form.edition: read
        if form is newest
        else {key: read_table(source, form, remaps) for key, source in sources.items()}
        for form in forms
    }

    def total(form: Form) -> tuple[float, int]:
        scores = sum(read.score for read in reads[form.edition].values())
        return round(scores, 6), form.number

    best = max(forms, key=total)
    tables: dict[str, CanonicalTable] = {}
    others: list[tuple[Form, CanonicalTable]] = []
    for key in sources:
        own = reads[best.edition][key]
        rival = max(
            forms, key=lambda form: (round(reads[form.edition][key].score, 6), form is best)
        )
        apart = reads[rival.edition][key].score - own.score
        if rival is not best and apart > 1.5:
            others.append((rival, reads[rival.edition][key]))
        else:
            tables[key] = own
    return best, tables, others


def _invisible(blocks: Sequence[Block]) -> list[Observation]:
    places: list[Place] = []
    codes: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph):
            texts = [(block.text, block.place)]
        elif _INVISIBLE.search("".join(cell.text for row in block.rows for cell in row.cells)):
            texts = [
                (cell.text, Place(cell.page, line=cell.line, box=cell.box))
                for row in block.rows
                for cell in row.cells
            ]
        else:
            continue
        for text, place in texts:
            for char in _INVISIBLE.findall(text):
                codes.add(f"U+{ord(char):04X}")
                places.append(place)
    if not places:
        return []
    lines = sorted({place.line for place in places if place.line is not None})
    facts: dict[str, Parameter] = {
        "codes": tuple(sorted(codes)),
        "lines": tuple(lines[:_MOST_INVISIBLE]),
        "times": len(places),
    }
    pages = sorted({place.page for place in places if place.page and place.box is not None})
    if pages:
        facts["pages"] = tuple(pages[:_MOST_INVISIBLE])
    return [Observation(Noticed.INVISIBLE, None, places[0], facts)]


def _bookmarks(blocks: Sequence[Block]) -> list[Observation]:
    """Bookmarks that a converter wrote into the text; the prose of the report is without them."""
    found = [
        (mark.group(), block.place)
        for block in blocks
        if isinstance(block, Paragraph)
        for mark in BOOKMARK.finditer(block.text)
    ]
    if not found:
        return []
    text, place = found[0]
    return [Observation(Noticed.BOOKMARK, None, place, {"text": text[:60], "times": len(found)})]
