"""Cells and cases for the tests of repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from store.equations import Status, cases, evaluate_all
from store.forms import load_form
from store.repair import Explained, Repair
from store.repair_cases import explain_cases
from store.report import Cell, Place, State

FORM = load_form("2021")
PART_THREE = [field.id for field in FORM.fields if field.table == "requests"]
PART_FOUR = [field.id for field in FORM.fields if field.table == "litigation"]


def cell(field, value, score=1.0):
    if isinstance(value, int):
        return Cell(field, str(value), State.NUMBER, value, Place(), score=score)
    return Cell(field, "", value, None, Place())


def cells_of(values: Mapping[str, str | int], **changes):
    """Cells of a whole form; ``changes`` by field id are numbers or states."""
    found = {
        field.id: cell(field.id, int(values[field.id]))
        for field in FORM.fields
        if field.table != "disclosure"
    }
    found |= {f.id: cell(f.id, State.BLANK) for f in FORM.fields if f.table == "disclosure"}
    return found | {field: cell(field, value) for field, value in changes.items()}


def failed_in(cells):
    return [e for e in evaluate_all(FORM, cells) if e.status is Status.FAILS]


def failed_cases(cells):
    return cases(failed_in(cells))


def explained(cells, **known) -> list[Explained]:
    """All failed equations of a table in cases, each explained."""
    return explain_cases(FORM, Repair(FORM, cells, **known), failed_in(cells))


def changes_of(proposal) -> dict[str, int]:
    return {change.field: change.proposed for change in proposal.changes}


def listed(found: Iterable[Explained]) -> list[dict[str, int]]:
    """Explanations that tie with the best."""
    return [changes_of(proposal) for one in found for proposal in one.near]


def shown(found: Iterable[Explained]) -> list[dict[str, int]]:
    """Explanations that can be previewed, dearer ones too."""
    return [changes_of(proposal) for one in found for proposal in one.proposals]
