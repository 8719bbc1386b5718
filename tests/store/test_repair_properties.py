"""What holds of every explanation: the truth is among them, and each mends all its equations."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from store.forms import form_editions, load_form
from store.repair import MOST_LISTED, MOST_SHOWN, Repair, Verdict, all_hold, holds_after
from store.repair_costs import cost_of_change
from store.sum_system import SumSystem
from store.supports import MOST_CELLS, MOST_SUPPORTS, SupportSearch
from tests.benchmarks.table_faults import consistent_table
from tests.store.repair_cases import (
    FORM,
    PART_FOUR,
    PART_THREE,
    cells_of,
    changes_of,
    explained,
    failed_in,
    listed,
)

PLENTY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
TABLES = st.builds(
    lambda seed, below, zeros: consistent_table(random.Random(seed), FORM, below, zeros),
    st.integers(0, 10_000),
    st.sampled_from((10, 100, 1000)),
    st.sampled_from((0.0, 0.6, 0.95)),
)


def corrupted(values, fields, data):
    """Other figures in these cells."""
    wrong = {
        field: data.draw(st.integers(0, 999).filter(lambda n, truth=values[field]: n != truth))
        for field in fields
    }
    return cells_of(values, **wrong), {field: values[field] for field in fields}


def cost_of(values, cells):
    """What it costs to put the true figures back cell by cell."""
    return sum(
        cost_of_change(1.0, cells[field].value, truth)
        for field, truth in values.items()
        if cells[field].value != truth
    )


@PLENTY
@given(TABLES)
def test_a_consistent_table_has_no_explanation(values):
    cells = cells_of(values)
    assert failed_in(cells) == []
    assert explained(cells) == []
    assert Repair(FORM, cells).operations == ()


@PLENTY
@given(TABLES, st.sampled_from(PART_THREE), st.data())
def test_one_wrong_cell_of_part_three_is_always_listed(values, field, data):
    cells, truth = corrupted(values, [field], data)
    (one,) = explained(cells)
    assert truth in listed([one])


@PLENTY
@given(TABLES, st.sampled_from(PART_FOUR), st.data())
def test_one_wrong_cell_of_part_four_is_always_found(values, field, data):
    cells, truth = corrupted(values, [field], data)
    (one,) = explained(cells)
    assert truth in [changes_of(proposal) for proposal in one.ranked]
    if truth not in listed([one]):
        # Five cells of one sum, and neighbours that may have moved: more than five may tie.
        is_tied = one.verdict is Verdict.OPEN and len(one.ranked) > MOST_LISTED
        assert is_tied or one.cost <= cost_of(truth, cells) - 0.2 + 1e-6


@PLENTY
@given(
    TABLES, st.lists(st.sampled_from(PART_THREE), min_size=2, max_size=2, unique=True), st.data()
)
def test_two_wrong_cells_of_part_three_are_always_found(values, fields, data):
    cells, truth = corrupted(values, fields, data)
    cases = explained(cells)
    if not cases:
        # Both errors cancel in every equation that they lie in: nothing is to be seen.
        assert failed_in(cells) == []
        return
    found = {}
    for one in cases:
        parts = [changes_of(proposal) for proposal in one.ranked]
        for part in parts:
            if part.items() <= truth.items():
                found |= part
    assert found == truth
    if all(one.verdict is not Verdict.OPEN for one in cases):
        # What is shown lacks the truth only where another explanation is cheaper.
        cheapest = sum(one.cost or 0.0 for one in cases)
        shown = {f: v for c in listed(cases) if c.items() <= truth.items() for f, v in c.items()}
        assert shown == truth or cheapest <= cost_of(truth, cells) - 0.2 + 1e-6


@PLENTY
@given(TABLES, st.lists(st.sampled_from(PART_THREE + PART_FOUR), min_size=1, max_size=4), st.data())
def test_every_explanation_mends_its_equations_and_breaks_none(values, fields, data):
    cells, _ = corrupted(values, dict.fromkeys(fields), data)
    locked = frozenset(data.draw(st.lists(st.sampled_from(PART_THREE), max_size=40)))
    order = {field.id: at for at, field in enumerate(FORM.fields)}
    for one in explained(cells, locked=locked):
        assert len(one.near) <= MOST_LISTED
        assert len(one.proposals) <= MOST_SHOWN
        assert bool(one.proposals) is (one.verdict is not Verdict.OPEN)
        for proposal in one.ranked:
            after = holds_after(FORM, cells, proposal)
            assert all_hold(after)
            named = {FORM.equations[index].id for index in one.failed}
            assert named <= {evaluation.equation.id for evaluation in after}
            assert locked.isdisjoint(changes_of(proposal))
            assert all(change.proposed >= 0 for change in proposal.changes)
            assert all(change.printed == cells[change.field].value for change in proposal.changes)
            places = [order[change.field] for change in proposal.changes]
            assert places == sorted(set(places))
        keys = [tuple(changes_of(proposal).items()) for proposal in one.ranked]
        assert len(keys) == len(set(keys))


@PLENTY
@given(TABLES, st.lists(st.sampled_from(PART_THREE + PART_FOUR), min_size=1, max_size=3), st.data())
def test_the_order_of_cells_says_nothing(values, fields, data):
    cells, _ = corrupted(values, dict.fromkeys(fields), data)
    order = data.draw(st.permutations(list(cells)))
    assert explained({key: cells[key] for key in order}) == explained(cells)


def reference(system, support):
    """The only solution by elimination in fractions, None where there is none or many."""
    rows = sorted(system.touched(support) | system.residuals.keys())
    table = []
    for index in rows:
        signs = [dict(system.touching[field]).get(index, 0) for field in support]
        table.append([Fraction(n) for n in (*signs, -system.residuals.get(index, 0))])
    at = 0
    for column in range(len(support)):
        lead = next((r for r in range(at, len(table)) if table[r][column]), None)
        if lead is None:
            return None
        table[at], table[lead] = table[lead], table[at]
        table[at] = [x / table[at][column] for x in table[at]]
        for r, row in enumerate(table):
            if r != at and row[column]:
                table[r] = [x - row[column] * y for x, y in zip(row, table[at], strict=True)]
        at += 1
    if any(row[-1] for row in table[at:]):
        return None
    found = {field: table[i][-1] for i, field in enumerate(support)}
    is_right = all(d and d.denominator == 1 and system.values[f] + d >= 0 for f, d in found.items())
    return {f: int(d) for f, d in found.items()} if is_right else None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(TABLES, st.integers(1, 3), st.data())
def test_the_search_finds_what_elimination_finds(values, size, data):
    """All supports of a small part of the table, one by one, against the search."""
    rows = ("received", "carried_in", "total", "carried_out", "granted", "partial")
    part = [
        f"requests.{row}.{column}"
        for row in rows
        for column in data.draw(
            st.lists(
                st.sampled_from(("natural_person", "business", "other", "total")),
                min_size=2,
                max_size=3,
                unique=True,
            )
        )
    ]
    chosen = data.draw(st.lists(st.sampled_from(part), min_size=1, max_size=size, unique=True))
    cells, _ = corrupted(values, chosen, data)
    system = SumSystem(FORM, cells, frozenset(PART_THREE + PART_FOUR) - frozenset(part))
    assume(system.residuals)
    found = {
        frozenset(deltas.items())
        for deltas in SupportSearch(system).solutions(system.residuals, size)
    }
    wanted = {
        frozenset(solution.items())
        for support in combinations(part, size)
        if (solution := reference(system, support)) is not None
    }
    assert found == wanted


@pytest.mark.parametrize("edition", form_editions())
def test_equations_of_one_code_share_no_cell(edition):
    """What the search relies on: a cell lies in at most one equation of each code."""
    for first, second in combinations(load_form(edition).equations, 2):
        if first.code == second.code:
            assert set(first.fields).isdisjoint(second.fields)


@PLENTY
@given(TABLES, st.lists(st.sampled_from(PART_THREE), min_size=1, max_size=12), st.data())
def test_the_work_is_bounded_by_count(values, fields, data):
    cells, _ = corrupted(values, dict.fromkeys(fields), data)
    system = SumSystem(FORM, cells)
    assume(system.residuals)
    search = SupportSearch(system, 300)
    for size in range(1, MOST_CELLS + 1):
        list(search.solutions(system.residuals, size))
    assert search.tried <= 300 + 1
    assert search.is_exhausted is (search.tried >= 300)
    # A search cut short says nothing.
    if any(one.verdict is not Verdict.OPEN for one in explained(cells, most_supports=1)):
        pytest.fail("a search that was cut short was believed")
    assert MOST_SUPPORTS <= 20_000
