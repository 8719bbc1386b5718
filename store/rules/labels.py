"""L: how labels of the report were matched to the form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from store.forms import Form, Table
from store.report import (
    Flag,
    Noticed,
    Observation,
    Origin,
    Parameter,
    Place,
    Report,
    Severity,
    State,
)
from store.rules.filling import is_silenced
from store.rules.label_bands import Band, band_of
from store.rules.registry import Context, rule


def _texts(value: Parameter) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()


def _facts(seen: Observation, context: Context) -> dict[str, Parameter]:
    return {"form": context.form.edition, "table": seen.table, **seen.facts}


def _without_fields(seen: Observation, context: Context) -> dict[str, Parameter]:
    return {key: value for key, value in _facts(seen, context).items() if key != "fields"}


def _numbered(
    observations: Iterable[Observation], *names: str
) -> Iterator[tuple[str, Observation]]:
    """Observations in reading order with their anchors: the second of one anchor is #2.

    ``names`` are the facts that the anchor is made of, after the table.
    """
    counts: Counter[str] = Counter()
    for seen in sorted(observations, key=lambda one: (one.place.page or 0, one.place.line or 0)):
        anchor = ":".join((str(seen.table), *(str(seen.facts[name]) for name in names)))
        counts[anchor] += 1
        yield anchor if counts[anchor] == 1 else f"{anchor}#{counts[anchor]}", seen


@rule("L301")
def matched_by_similarity(report: Report, context: Context) -> Iterator[Flag]:
    """A label that is not the official one: what it was taken for, and what came second."""
    for anchor, seen in _numbered(report.observed(Noticed.LABEL_MATCHED), "axis", "label"):
        fields = tuple(
            field for field in _texts(seen.facts["fields"]) if field in report.cells_by_field
        )
        # What was measured is how often a label is right, not how often two in one cell are.
        band = None if seen.facts.get("beside") else _band(seen)
        complete = all(report.cells_by_field[f].state is State.NUMBER for f in fields)
        # What reviewers taught is no doubt any more; it is told where it was used.
        is_taught = seen.facts["how"] == "taught"
        known = is_taught or (seen.facts["how"] == "alias" and complete)
        trusted = band is not None and band.is_trusted and complete and bool(fields)
        yield Flag(
            rule="L301",
            severity=Severity.INFO if known or trusted else Severity.WARNING,
            origin=Origin.UNDECIDED,
            anchor=anchor,
            place=seen.place,
            params=_without_fields(seen, context)
            | {"band": band.share if band is not None else None}
            | _manner(seen, fields, context.form),
            fields=fields,
            second_view=known,
        )


def _band(seen: Observation) -> Band | None:
    score, second = seen.facts["score"], seen.facts["runner_up_score"]
    if not isinstance(score, int | float) or not isinstance(second, int | float):
        return None
    return band_of(str(seen.facts["axis"]), str(seen.facts["how"]), score, second)


def _manner(seen: Observation, fields: Sequence[str], form: Form) -> dict[str, Parameter]:
    """By what a label was matched, as the variant of the sentence, with what that one needs."""
    how = str(seen.facts["how"])
    if seen.facts.get("beside"):
        return {"variant": "shared"}
    if how != "position":
        return {"variant": {"alias": "known", "taught": "taught"}.get(how, "near")}
    rows = {form.fields_by_id[field].row.key for field in fields}
    columns = tuple(dict.fromkeys(form.fields_by_id[field].column.key for field in fields))
    if not seen.facts["label"]:
        table = form.tables_by_key[str(seen.table)]
        if table.across and len(rows) == 1 and len(columns) == len(table.columns):
            return {"variant": "unnamed"}
        return {"variant": "unnamed_columns", "columns": columns}
    if seen.facts["axis"] == "row" and len(rows) > 1:
        return {"variant": "unnamed_rows", "rows_count": len(rows)}
    return {"variant": "place"}


@rule("L302")
def foreign_labels(report: Report, context: Context) -> Iterator[Flag]:
    """Rows or columns with figures that the form does not have."""
    for anchor, seen in _numbered(report.observed(Noticed.LABEL_FOREIGN), "axis", "label"):
        is_taught = seen.facts.get("how") == "taught"
        named = "named" if seen.facts["label"] else "nameless"
        yield Flag(
            rule="L302",
            severity=Severity.INFO if is_taught else Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=anchor,
            place=seen.place,
            params=_facts(seen, context) | {"variant": "taught" if is_taught else named},
            fields=_displaced(report, context.form, seen),
            second_view=is_taught,
        )


def _displaced(report: Report, form: Form, seen: Observation) -> tuple[str, ...]:
    """The cells in whose place the figures of a foreign column may stand.

    They are without a source in rows whose other cells have one.
    """
    table = form.tables_by_key.get(str(seen.table))
    if table is None or seen.facts["axis"] != "column":
        return ()
    found: list[str] = []
    for row in table.rows:
        own = [f"{table.key}.{row.key}.{key}" for key in row.columns]
        absent = [f for f in own if report.cells_by_field[f].state is State.ABSENT]
        found += absent if len(absent) < len(own) else []
    return tuple(found)


@rule("L303")
def missing_rows(report: Report, context: Context) -> Iterator[Flag]:
    """Rows of the form without a row in the report."""
    form = context.form
    for table in form.tables:
        if is_silenced(report, table.key):
            continue
        for row in table.rows:
            fields = tuple(f"{table.key}.{row.key}.{key}" for key in row.columns)
            if any(report.cells_by_field[f].state is not State.ABSENT for f in fields):
                continue
            carried = {
                variant
                for _, cell in report.extra_cells
                if (variant := _carried_as(cell.field, fields[0])) is not None
            }
            yield Flag(
                rule="L303",
                severity=Severity.ERROR,
                origin=Origin.UNDECIDED,
                anchor=f"{table.key}.{row.key}",
                place=_neighbour(report, table.key),
                params={
                    "form": form.edition,
                    "table": table.key,
                    "row": row.key,
                    "variant": min(carried, default="missing"),
                },
                fields=fields,
            )


def _carried_as(extra: str, field: str) -> str | None:
    """How another form's field that the report has stands to a missing one, if they are akin.

    （六）其他处理 is one row on one form and three on the other.
    """
    there, here = extra.rpartition(".")[0], field.rpartition(".")[0]
    if here.startswith(there + "."):
        return "other_form"
    return "other_form_parts" if there.startswith(here + ".") else None


def _neighbour(report: Report, table: str) -> Place:
    for cell in report.cells:
        if cell.field.startswith(table + ".") and cell.place.line is not None:
            return replace(cell.place, row=None, column=None)
    return Place()


@rule("L304")
def matched_twice(report: Report, context: Context) -> Iterator[Flag]:
    """Two source rows for one row of the form."""
    foreign = {seen.place.line for seen in report.observed(Noticed.LABEL_FOREIGN)}
    for seen in report.observed(Noticed.LABEL_DOUBLE):
        if seen.table is None or is_silenced(report, seen.table):
            continue
        if seen.place.line is not None and seen.place.line in foreign:
            continue
        yield Flag(
            rule="L304",
            severity=Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=f"{seen.table}.{seen.facts['row_key']}",
            place=seen.place,
            params={k: v for k, v in _facts(seen, context).items() if k != "fields"}
            | {"variant": "same" if seen.facts["same_values"] else "other"},
            fields=_texts(seen.facts["fields"]),
        )


@rule("L305")
def other_order(report: Report, context: Context) -> Iterator[Flag]:
    """Rows or columns stand in another order than on the form: one flag for each order."""
    # The header of a torn table stands there again, and is noticed again.
    orders: dict[tuple[str | None, Parameter, Parameter], Observation] = {}
    for seen in report.observed(Noticed.ORDER_DIFFERS):
        orders.setdefault((seen.table, seen.facts["axis"], seen.facts["labels"]), seen)
    for anchor, seen in _numbered(orders.values(), "axis"):
        table = context.form.tables_by_key[str(seen.table)]
        yield Flag(
            rule="L305",
            severity=Severity.WARNING,
            origin=Origin.UNDECIDED,
            anchor=anchor,
            place=seen.place,
            params=_facts(seen, context) | {"variant": str(seen.facts["axis"])},
            fields=_moved_fields(seen, table) if seen.facts["axis"] == "column" else (),
        )


def _moved_fields(seen: Observation, table: Table) -> tuple[str, ...]:
    """The fields of the columns that do not stand in their place, by the labels as printed."""
    places = {column.key: place for place, column in enumerate(table.columns)}
    named: dict[str, list[str]] = defaultdict(list)
    ranks: dict[str, int] = {}
    for row in table.rows:
        for key in row.columns:
            label = table.columns_by_key[key].label.text
            name = "/".join((*row.label.path, label)) if table.across else label
            named[name].append(f"{table.key}.{row.key}.{key}")
            ranks.setdefault(name, row.number * len(places) * table.across + places[key])
    printed = [label for label in _texts(seen.facts["labels"]) if label in ranks]
    official = sorted(printed, key=lambda label: ranks[label])
    moved = {a for a, b in zip(printed, official, strict=True) if a != b}
    return tuple(field for name in official if name in moved for field in named[name])


@rule("L306")
def jumped_labels(report: Report, context: Context) -> Iterator[Flag]:
    """Labels that a page break moved into another column."""
    for seen in report.observed(Noticed.LABELS_JUMPED):
        yield Flag(
            rule="L306",
            severity=Severity.INFO,
            origin=Origin.EXTRACTION,
            anchor=str(seen.table),
            place=seen.place,
            params=_without_fields(seen, context),
            fields=_texts(seen.facts.get("fields")),
            second_view=True,
        )


@rule("L307")
def torn_tables(report: Report, context: Context) -> Iterator[Flag]:
    """Rows or tables that were torn and put together again: one flag a table."""
    done: set[str | None] = set()
    torn_rows = [
        seen for seen in report.observed(Noticed.ROW_TORN) if not seen.facts.get("wrapped")
    ]
    for seen in (*torn_rows, *report.observed(Noticed.TABLE_TORN)):
        if seen.table in done:
            continue
        done.add(seen.table)
        yield Flag(
            rule="L307",
            severity=Severity.INFO,
            origin=Origin.EXTRACTION,
            anchor=str(seen.table),
            place=seen.place,
            params=_without_fields(seen, context)
            | {"variant": "row" if seen.kind is Noticed.ROW_TORN else "table"},
            fields=_texts(seen.facts.get("fields")),
            second_view=True,
        )
