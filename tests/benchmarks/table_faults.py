"""Whole tables whose sums hold, and seeded faults in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise

from store.forms import Form
from store.report import Cell, Place, State

Figures = dict[str, int]
Fault = Callable[[random.Random, Form, Figures], Figures | None]
_FLOW = ("received", "carried_in", "carried_out")


def consistent_table(chance: random.Random, form: Form, below: int, zeros: float) -> Figures:
    """Parts of random figures under ``below``, a share of them 0; totals follow."""

    def figure() -> int:
        return 0 if chance.random() < zeros else chance.randrange(1, below)

    found: Figures = {}
    requests, litigation = form.tables_by_key["requests"], form.tables_by_key["litigation"]
    parts = [c.key for c in requests.columns if c.key != "total"]
    results = [row.key for row in requests.rows if row.key not in (*_FLOW, "total")]
    rows = {key: [figure() for _ in parts] for key in results}
    rows["total"] = [sum(column) for column in zip(*rows.values(), strict=True)]
    rows["carried_out"] = [figure() for _ in parts]
    handled = [a + b for a, b in zip(rows["total"], rows["carried_out"], strict=True)]
    rows["carried_in"] = [min(figure(), most) for most in handled]
    rows["received"] = [a - b for a, b in zip(handled, rows["carried_in"], strict=True)]
    for key, row in rows.items():
        found |= {f"requests.{key}.{c}": v for c, v in zip(parts, row, strict=True)}
        found[f"requests.{key}.total"] = sum(row)
    for line in litigation.rows:
        outcomes = [figure() for _ in line.columns[:-1]]
        values = [*outcomes, sum(outcomes)]
        found |= {
            f"litigation.{line.key}.{c}": v for c, v in zip(line.columns, values, strict=True)
        }
    return found


def cells_of(form: Form, figures: Mapping[str, int]) -> dict[str, Cell]:
    """Cells of a whole form; what is no figure here is blank."""
    return {
        field.id: Cell(field.id, str(figures[field.id]), State.NUMBER, figures[field.id], Place())
        if field.id in figures
        else Cell(field.id, "", State.BLANK, None, Place())
        for field in form.fields
    }


def _requests(form: Form) -> list[list[str]]:
    table = form.tables_by_key["requests"]
    return [[f"requests.{row.key}.{column}" for column in row.columns] for row in table.rows]


def _slip(chance: random.Random, old: int) -> int:
    """One digit typed wrong, left out or doubled."""
    text = str(old)
    at = chance.randrange(len(text))
    how = chance.randrange(3)
    if how == 0 and len(text) > 1:
        return int(text[:at] + text[at + 1 :])
    if how == 1 and old:
        return int(text[: at + 1] + text[at:])
    digit = chance.choice([d for d in "0123456789" if d != text[at]])
    return int(text[:at] + digit + text[at + 1 :])


def slips(count: int, table: str = "requests") -> Fault:
    """So many cells of a table, each with one digit wrong."""

    def fault(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
        fields = [field for field in figures if field.startswith(table)]
        return {field: _slip(chance, figures[field]) for field in chance.sample(fields, count)}

    return fault


def any_figure(table: str) -> Fault:
    """A cell of a table with any other figure of a similar size: no slip of the keys."""

    def fault(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
        field = chance.choice([field for field in figures if field.startswith(table)])
        return {field: chance.randrange(2 * figures[field] + 10)}

    return fault


def transposition(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """Two neighbouring digits of one figure the wrong way round."""
    fields = [f for f, v in figures.items() if f.startswith("requests") and v > 9]
    if not fields:
        return None
    field = chance.choice(fields)
    text = str(figures[field])
    at = chance.randrange(len(text) - 1)
    return {field: int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])}


def emptied(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """A figure left out and given as 0."""
    fields = [f for f, v in figures.items() if f.startswith("requests") and v]
    return {chance.choice(fields): 0} if fields else None


def slid(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """A figure one column to the right, where nothing stood."""
    pairs = [
        (a, b)
        for row in _requests(form)
        for a, b in pairwise(row[:-1])
        if figures[a] and not figures[b]
    ]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return {a: 0, b: figures[a]}


def swapped(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """Two figures below each other the wrong way round."""
    rows = _requests(form)
    pairs = [
        (a, b)
        for upper, lower in pairwise(rows)
        for a, b in zip(upper[:-1], lower[:-1], strict=True)
        if figures[a] != figures[b] and figures[a] and figures[b]
    ]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return {a: figures[b], b: figures[a]}


def shifted(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """Two or more figures one column to the right of where they belong."""
    runs = [
        row[start : end + 1]
        for row in _requests(form)
        for start in range(6)
        for end in range(start + 2, 6)
        if not figures[row[end]] and sum(1 for f in row[start:end] if figures[f]) > 1
    ]
    if not runs:
        return None
    run = chance.choice(runs)
    return dict(zip(run, [0, *(figures[f] for f in run[:-1])], strict=True))


def with_total(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """A cell of the flow of cases and its own total, wrong by the same amount."""
    row = f"requests.{chance.choice(_FLOW)}"
    columns = form.tables_by_key["requests"].columns[:-1]
    field = f"{row}.{chance.choice(columns).key}"
    more = chance.choice([n for n in range(-9, 10) if n and figures[field] + n >= 0])
    return {field: figures[field] + more, f"{row}.total": figures[f"{row}.total"] + more}


def reclassified(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """One case given another result in its column, while both totals were left."""
    rows = [row for row in _requests(form) if row[0].split(".")[1] not in (*_FLOW, "total")]
    pairs = [
        (a, b)
        for upper in rows
        for lower in rows
        if upper is not lower
        for a, b in zip(upper[:-1], lower[:-1], strict=True)
        if figures[b]
    ]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return {a: figures[a] + 1, b: figures[b] - 1}


def totals_left_out(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """A table filled in without its row totals."""
    totals = {row[-1]: 0 for row in _requests(form) if figures[row[-1]]}
    return totals if len(totals) > 2 else None


def pushed_out(chance: random.Random, form: Form, figures: Figures) -> Figures | None:
    """All figures of a row one column to the right, the last before the total lost."""
    rows = [row for row in _requests(form) if sum(1 for f in row[:-1] if figures[f]) > 2]
    if not rows:
        return None
    parts = chance.choice(rows)[:-1]
    return dict(zip(parts, [0, *(figures[f] for f in parts[:-1])], strict=True))


FAULTS: Mapping[str, Fault] = {
    "one slip": slips(1),
    "transposed digits": transposition,
    "left out": emptied,
    "slid right": slid,
    "swapped, column": swapped,
    "run shifted": shifted,
    "row pushed out": pushed_out,
    "flow and total": with_total,
    "moved to another result": reclassified,
    "totals left out": totals_left_out,
    "two slips": slips(2),
    "three slips": slips(3),
    "table 4, one slip": slips(1, "litigation"),
    "table 4, any figure": any_figure("litigation"),
}
