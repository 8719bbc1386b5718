"""L: how labels of the report were matched to the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

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
from store.rules.registry import Context, rule


def _texts(value: Parameter) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()


def _facts(seen: Observation, context: Context) -> dict[str, Parameter]:
    return {"form": context.form.edition, "table": seen.table, **seen.facts}


def _without_fields(seen: Observation, context: Context) -> dict[str, Parameter]:
    return {key: value for key, value in _facts(seen, context).items() if key != "fields"}


@rule("L301")
def matched_by_similarity(report: Report, context: Context) -> Iterator[Flag]:
    """A label that is not the official one: what it was taken for, and what came second."""
    for seen in report.observed(Noticed.LABEL_MATCHED):
        fields = tuple(
            field for field in _texts(seen.facts["fields"]) if field in report.cells_by_field
        )
        known = seen.facts["how"] in ("alias", "taught")
        complete = all(report.cells_by_field[f].state is State.NUMBER for f in fields)
        # What reviewers taught is no doubt any more; it is told where it was used.
        harmless = seen.facts["how"] == "taught" or (known and complete)
        yield Flag(
            rule="L301",
            severity=Severity.INFO if harmless else Severity.WARNING,
            origin=Origin.UNDECIDED,
            anchor=f"{seen.table}:{seen.facts['axis']}:{seen.facts['label']}",
            place=seen.place,
            params={
                **{k: v for k, v in _facts(seen, context).items() if k != "fields"},
                "variant": "taught"
                if seen.facts["how"] == "taught"
                else "known"
                if known
                else ("place" if seen.facts["how"] == "position" else "near"),
            },
            fields=fields,
            second_view=harmless,
        )


@rule("L302")
def foreign_labels(report: Report, context: Context) -> Iterator[Flag]:
    """Rows with figures that the form does not have."""
    counts: Counter[str] = Counter()
    for seen in report.observed(Noticed.LABEL_FOREIGN):
        anchor = f"{seen.table}:{seen.facts['axis']}:{seen.facts['label']}"
        counts[anchor] += 1
        if counts[anchor] > 1:
            anchor += f"#{counts[anchor]}"
        is_taught = seen.facts.get("how") == "taught"
        named = "named" if seen.facts["label"] else "nameless"
        yield Flag(
            rule="L302",
            severity=Severity.INFO if is_taught else Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=anchor,
            place=seen.place,
            params=_facts(seen, context) | {"variant": "taught" if is_taught else named},
            second_view=is_taught,
        )


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
            carried = [
                edition
                for edition, cell in report.extra_cells
                if _same_group(cell.field, fields[0])
            ]
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
                    "variant": "other_form" if carried else "missing",
                },
                fields=fields,
            )


def _same_group(extra: str, field: str) -> bool:
    """True where an extra field is the parent row of a missing one: (六) as one row."""
    row, _, _ = extra.rpartition(".")
    return field.startswith(row + ".")


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
    """Rows or columns stand in another order than on the form."""
    for seen in report.observed(Noticed.ORDER_DIFFERS):
        yield Flag(
            rule="L305",
            severity=Severity.WARNING,
            origin=Origin.UNDECIDED,
            anchor=f"{seen.table}:{seen.facts['axis']}",
            place=seen.place,
            params=_facts(seen, context) | {"variant": str(seen.facts["axis"])},
        )


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
