"""A sample report: its figures, its text as a file holds it, and the truth about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from store.forms import load_form
from tests.sample_layouts import RENDERERS, Layout, display_width, wrap
from tests.sample_prose import SampleSection
from tests.sample_tables import Edits, print_tables

MARKS = ("/", "／", "-", "—", "——", "无")
PAGE_WIDTH = 84
NONE = "0 0 0 0 0 0"
Flag = tuple[str, str]


@dataclass(frozen=True)
class SampleReport:
    """All that a sample says and how it is printed.

    ``values`` are raw texts by field id; ``flags`` are code and severity, one entry a flag.
    """

    name: str
    edition: str
    layout: Layout
    title: str
    preamble: tuple[str, ...]
    sections: tuple[SampleSection, ...]
    values: Mapping[str, str]
    organisation: str | None
    region: str | None
    year: int | None
    edits: Edits = field(default_factory=Edits)
    flags: tuple[Flag, ...] = ()
    encoding: str = "utf-8"
    newline: str = "\n"


def figures(
    edition: str,
    disclosure: Mapping[str, str],
    results: Mapping[str, str],
    *,
    carried_in: str = NONE,
    carried_out: str = NONE,
    litigation: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Figures of a whole form in which all equations hold.

    Each text holds the parts of a row: six applicants, four outcomes, or the row of the first
    table as it stands. Rows not named are 0; totals and the row received follow from the parts.
    """
    form = load_form(edition)
    values = dict.fromkeys((cell.id for cell in form.fields), "0")
    tables = form.tables_by_key
    parts = {row.key: [0] * 6 for row in tables["requests"].rows}
    parts |= {key: _numbers(text) for key, text in results.items()}
    parts["carried_in"] = _numbers(carried_in)
    parts["carried_out"] = _numbers(carried_out)
    derived = ("received", "carried_in", "carried_out", "total")
    counted = [row for key, row in parts.items() if key not in derived]
    parts["total"] = [sum(column) for column in zip(*counted, strict=True)]
    parts["received"] = [
        done + left - before
        for done, left, before in zip(
            parts["total"], parts["carried_out"], parts["carried_in"], strict=True
        )
    ]
    for row in tables["disclosure"].rows:
        texts = disclosure.get(row.key, " ".join("0" for _ in row.columns)).split()
        for column, text in zip(row.columns, texts, strict=True):
            values[f"disclosure.{row.key}.{column}"] = text
    for row in tables["requests"].rows:
        _fill(values, f"requests.{row.key}", row.columns, parts[row.key])
    for row in tables["litigation"].rows:
        outcomes = _numbers((litigation or {}).get(row.key, "0 0 0 0"))
        _fill(values, f"litigation.{row.key}", row.columns, outcomes)
    return values


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split()]


def _fill(values: dict[str, str], row: str, columns: Sequence[str], parts: list[int]) -> None:
    if min(parts) < 0:
        raise ValueError(f"{row}: a part is negative")
    for column, number in zip(columns, [*parts, sum(parts)], strict=True):
        values[f"{row}.{column}"] = str(number)


def row_of(edition: str, row: str, text: str) -> dict[str, str]:
    """The fields of a row, each with the same raw text."""
    form = load_form(edition)
    return {cell.id: text for cell in form.fields if cell.id.rpartition(".")[0] == row}


def column_of(edition: str, table: str, column: str, text: str) -> dict[str, str]:
    """The fields of a column, each with the same raw text."""
    form = load_form(edition)
    return {
        cell.id: text for cell in form.fields if cell.table == table and cell.column.key == column
    }


def render(sample: SampleReport) -> str:
    """The report as text, lines ended by LF."""
    tables = print_tables(load_form(sample.edition), sample.values, sample.edits)
    is_tight = sample.layout in (Layout.VERTICAL, Layout.BARS_ALONE)
    is_page = sample.layout is Layout.SPACES
    blocks = [_centred(sample.title) if is_page else sample.title]
    blocks.extend(_paragraph(text, sample.layout) for text in sample.preamble)
    for section in sample.sections:
        blocks.append(f"    {section.heading}" if is_page else section.heading)
        blocks.extend(_paragraph(text, sample.layout) for text in section.paragraphs)
        if section.table in tables:
            printed = RENDERERS[sample.layout](tables[section.table], sample.edits)
            blocks.append(printed.removesuffix("\n"))
    return ("\n" if is_tight else "\n\n").join(blocks) + "\n"


def _centred(title: str) -> str:
    lines = title.split("\n")
    return "\n".join(
        " " * ((PAGE_WIDTH - display_width(line)) // 2) + line if line else "" for line in lines
    )


def _paragraph(text: str, layout: Layout) -> str:
    """A paragraph; on a page it is indented and wrapped."""
    if layout is Layout.SPACES:
        return "\n".join(wrap("    " + text, PAGE_WIDTH))
    return text


def truth(sample: SampleReport) -> dict[str, object]:
    """What a reader must find: identity, all cells of the form, and the flags expected."""
    cells: dict[str, dict[str, object]] = {}
    for cell in load_form(sample.edition).fields:
        row = cell.id.rpartition(".")[0]
        state, value = state_of(sample.values[cell.id])
        if row in sample.edits.unprinted_columns:
            state, value = "lost", None
        if row in sample.edits.dropped_rows or cell.table in sample.edits.dropped_tables:
            state, value = "absent", None
        cells[cell.id] = {"state": state, "value": value}
    return {
        "organisation": sample.organisation,
        "region": sample.region,
        "year": sample.year,
        "form": sample.edition,
        "cells": cells,
        "flags": sorted([code, severity] for code, severity in sample.flags),
    }


def state_of(raw: str) -> tuple[str, int | float | None]:
    """State and value of a raw text, by the plain words of the glossary."""
    text = raw.strip()
    if not text:
        return "blank", None
    if text in MARKS:
        return "mark", None
    if re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        return "number", int(text)
    if re.fullmatch(r"[+-]?\d+\.\d+", text, re.ASCII):
        return "number", float(text)
    return "text", None
