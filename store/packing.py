"""Report ↔ bytes: what the tables of the workspace do not hold, compressed JSON.

The first workspaces hold the cells one by one (a list), newer ones by columns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from store.cell_packing import pack_cells, pack_number, unpack_box, unpack_cells, unpack_number
from store.compression import compress, decompress
from store.report import (
    Candidate,
    Cell,
    Claim,
    Identity,
    Kind,
    Level,
    Noticed,
    Observation,
    Paragraph,
    Parameter,
    Place,
    Report,
    Section,
    State,
)


def pack_place(place: Place) -> list[Any]:
    """A place as JSON; the box is left out where there is none."""
    packed: list[Any] = [place.page, place.table, place.row, place.column, place.line]
    return packed if place.box is None else [*packed, place.box]


def unpack_place(packed: Sequence[Any]) -> Place:
    """The inverse of ``pack_place``."""
    page, table, row, column, line = packed[:5]
    return Place(page, table, row, column, line, unpack_box(packed[5]) if packed[5:] else None)


def _paragraph(paragraph: Paragraph | None) -> Any:
    return None if paragraph is None else [paragraph.text, pack_place(paragraph.place)]


def _cell(cell: Cell) -> list[Any]:
    return [
        cell.field,
        cell.raw,
        cell.state.value,
        pack_number(cell.value),
        pack_place(cell.place),
        cell.row_label,
        cell.column_label,
        round(cell.score, 4),
    ]


def pack_report(report: Report) -> bytes:
    """Serialise a report."""
    identity = report.identity
    data = {
        "form": report.form,
        "ordinal": report.ordinal,
        "identity": {
            "organ": identity.organ,
            "region": identity.region,
            "year": identity.year,
            "kind": identity.kind.value,
            "level": identity.level.value,
            "votes": {
                key: [[c.value, c.weight, c.evidence, pack_place(c.place)] for c in candidates]
                for key, candidates in identity.votes.items()
            },
        },
        "title": _paragraph(report.title),
        "preamble": [_paragraph(p) for p in report.preamble],
        "sections": [
            [s.key, _paragraph(s.heading), s.enumerator, [_paragraph(p) for p in s.paragraphs]]
            for s in report.sections
        ],
        "cells": pack_cells(report.cells),
        "extra_cells": [[form, _cell(cell)] for form, cell in report.extra_cells],
        "observations": [
            [o.kind.value, o.table, pack_place(o.place), dict(o.facts)] for o in report.observations
        ],
        "claims": [
            [c.topic, pack_number(c.value), c.section, c.ordinal, c.sentence, pack_place(c.place)]
            for c in report.claims
        ],
        "tables_present": sorted(report.tables_present),
        "signature": [_paragraph(p) for p in report.signature],
        "text_bands": report.text_bands,
    }
    return compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


_SECTIONS = ',"sections":'


def section_texts(packed: bytes, key: str) -> list[str]:
    """The paragraphs of the first section of a key, in a tenth of the time that the whole takes.

    Empty where there is no such section.
    """
    text = decompress(packed)
    # No text of a report looks so: its quotation marks are escaped.
    data, _ = json.JSONDecoder().raw_decode(text, text.index(_SECTIONS) + len(_SECTIONS))
    own = next((paragraphs for known, _, _, paragraphs in data if known == key), ())
    return [text for text, _ in own]


def _read_sections(data: Any) -> tuple[Section, ...]:
    return tuple(
        Section(
            key,
            _read_paragraph(heading) if heading else None,
            enumerator,
            tuple(_read_paragraph(p) for p in paragraphs),
        )
        for key, heading, enumerator, paragraphs in data
    )


def _read_paragraph(data: Any) -> Paragraph:
    return Paragraph(data[0], unpack_place(data[1]))


def _read_cell(data: Any) -> Cell:
    field, raw, state, value, place, row_label, column_label, score = data
    return Cell(
        field,
        raw,
        State(state),
        unpack_number(value),
        unpack_place(place),
        row_label,
        column_label,
        score,
    )


def _read_cells(data: Any) -> tuple[Cell, ...]:
    return tuple(map(_read_cell, data)) if isinstance(data, list) else unpack_cells(data)


def tuples(value: Any) -> Parameter:
    """JSON lists as tuples, as flags and observations hold them."""
    if isinstance(value, list):
        return tuple(tuples(item) for item in value)
    return value  # type: ignore[no-any-return]


def _facts(data: Mapping[str, Any]) -> dict[str, Parameter]:
    return {key: tuples(value) for key, value in data.items()}


def unpack_report(packed: bytes) -> Report:
    """The inverse of ``pack_report``."""
    data = json.loads(decompress(packed))
    identity = data["identity"]
    return Report(
        form=data["form"],
        ordinal=data["ordinal"],
        identity=Identity(
            identity["organ"],
            identity["region"],
            identity["year"],
            Kind(identity["kind"]),
            Level(identity["level"]),
            {
                key: tuple(Candidate(v, w, e, unpack_place(p)) for v, w, e, p in candidates)
                for key, candidates in identity["votes"].items()
            },
        ),
        title=_read_paragraph(data["title"]) if data["title"] else None,
        preamble=tuple(_read_paragraph(p) for p in data["preamble"]),
        sections=_read_sections(data["sections"]),
        cells=_read_cells(data["cells"]),
        extra_cells=tuple((form, _read_cell(cell)) for form, cell in data["extra_cells"]),
        observations=tuple(
            Observation(Noticed(kind), table, unpack_place(place), _facts(facts))
            for kind, table, place, facts in data["observations"]
        ),
        claims=tuple(
            Claim(topic, unpack_number(value) or 0, section, ordinal, sentence, unpack_place(place))
            for topic, value, section, ordinal, sentence, place in data["claims"]
        ),
        tables_present=frozenset(data["tables_present"]),
        signature=tuple(_read_paragraph(p) for p in data["signature"]),
        text_bands=tuple(data["text_bands"]),
    )
