"""Blank and lost cells: filled only where the equations leave one figure, never written."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.readers.text import read_text
from importers.reports import read_reports
from store.deduction import deduce_cells
from store.messages import letter
from store.report import State
from store.rules import check_report
from tests.benchmarks.table_faults import consistent_table
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY
from tests.sample_layouts import Layout
from tests.sample_texts import render
from tests.store.repair_cases import FORM, PART_FOUR, PART_THREE, cells_of, changes_of

UNKNOWN = (State.BLANK, State.LOST)


def deduced(cells, table="requests"):
    return [changes_of(proposal) for proposal in deduce_cells(FORM, cells, table)]


@pytest.mark.parametrize("state", UNKNOWN)
def test_one_unknown_follows_from_its_row_or_column(state):
    field = "requests.granted.business"
    cells = cells_of(BUSY, **{field: state})
    (proposal,) = deduce_cells(FORM, cells, "requests")
    assert (proposal.how, proposal.sole) == ("deduced", True)
    assert changes_of(proposal) == {field: 2}
    assert all(change.printed is None for change in proposal.changes)


def test_what_is_found_helps_to_find_the_next():
    at = "requests.granted."
    fields = {at + "business": 2, at + "total": 9, "requests.partial.business": 0}
    assert deduced(cells_of(BUSY, **dict.fromkeys(fields, State.BLANK))) == [fields]


def test_parts_that_must_add_nothing_are_all_0():
    at = "litigation.direct."
    blank = dict.fromkeys([at + "corrected", at + "other", at + "pending"], State.BLANK)
    assert deduced(cells_of(BUSY, **blank), "litigation") == [dict.fromkeys(blank, 0)]


def test_two_unknowns_of_one_sum_are_left():
    at = "litigation.review."
    blank = dict.fromkeys([at + "upheld", at + "corrected"], State.BLANK)
    assert deduced(cells_of(BUSY, **blank), "litigation") == []


def test_a_mark_is_no_unknown():
    assert deduced(cells_of(BUSY, **{"requests.granted.business": State.MARK})) == []


@pytest.mark.parametrize("wrong", ["requests.granted.other", "requests.total.legal_service"])
def test_nothing_is_deduced_where_equations_disagree(wrong):
    cells = cells_of(BUSY, **{"requests.granted.business": State.BLANK, wrong: 40})
    assert deduced(cells) == []


def test_nothing_less_than_0_is_deduced():
    at = "litigation.direct."
    cells = cells_of(BUSY, **{at + "upheld": 9, at + "other": State.BLANK})
    assert deduced(cells, "litigation") == []


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 9_999),
    st.lists(st.sampled_from(PART_THREE + PART_FOUR), min_size=1, max_size=40, unique=True),
    st.sampled_from(UNKNOWN),
)
def test_what_is_deduced_is_the_truth(seed, fields, state):
    values = consistent_table(random.Random(seed), FORM, 100, 0.6)
    cells = cells_of(values, **dict.fromkeys(fields, state))
    for table in ("requests", "litigation"):
        for changes in deduced(cells, table):
            assert changes == {field: values[field] for field in changes}
            assert changes.keys() <= set(fields)


def test_a_figure_between_two_groups_that_stay_unknown_is_found():
    """No equation has it alone: only rows and columns against each other tell."""
    table = FORM.tables_by_key["requests"]
    rows = [row.key for row in table.rows][2:6]
    columns = [column.key for column in table.columns]
    between = f"requests.{rows[0]}.{columns[2]}"
    blank = [f"requests.{row}.{column}" for row in rows[:2] for column in columns[:2]]
    blank += [f"requests.{row}.{column}" for row in rows[2:] for column in columns[2:4]]
    values = consistent_table(random.Random(3), FORM, 100, 0.0)
    cells = cells_of(values, **dict.fromkeys([*blank, between], State.BLANK))
    assert deduced(cells) == [{between: values[between]}]


def rank(rows):
    rows, found = [list(map(Fraction, row)) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        lead = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if lead is None:
            continue
        rows[found], rows[lead] = rows[lead], rows[found]
        for i in range(len(rows)):
            if i != found and rows[i][column]:
                times = rows[i][column] / rows[found][column]
                rows[i] = [a - times * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 9_999),
    st.lists(st.sampled_from(PART_THREE), min_size=1, max_size=30, unique=True),
)
def test_what_the_equations_determine_is_deduced(seed, fields):
    values = consistent_table(random.Random(seed), FORM, 100, 0.0)
    (told,) = deduced(cells_of(values, **dict.fromkeys(fields, State.BLANK))) or [{}]
    signs = [
        [(f in equation.left) - (f in equation.right) for f in fields]
        for equation in FORM.equations
        if equation.table == "requests"
    ]
    whole = rank(signs)
    for at, field in enumerate(fields):
        is_determined = rank([row[:at] + row[at + 1 :] for row in signs]) < whole
        if is_determined:
            assert told.get(field) == values[field]


def test_blanks_that_follow_from_the_sums_are_proposed_with_their_flag():
    report = build_report({"requests.granted.total": "", "litigation.review.total": ""})
    raised = {flag.anchor: flag for flag in check_report(report) if flag.rule == "C201"}
    assert set(raised) == {"requests", "litigation"}
    for table, field in (
        ("requests", "requests.granted.total"),
        ("litigation", "litigation.review.total"),
    ):
        (proposal,) = raised[table].proposals
        assert changes_of(proposal) == {field: int(BUSY[field])}
        # The letter asks, and dictates no figure.
        assert BUSY[field] not in letter("C201", raised[table].params, "zh").replace("总计", "")


def test_a_blank_that_may_be_anything_has_no_proposal():
    report = build_report({"disclosure.licences.decisions": ""})
    (flag,) = [flag for flag in check_report(report) if flag.rule == "C201"]
    assert flag.proposals == ()


def build_report(printed):
    made = make_sample("s", Layout.PIPE, ("青禾县", "柳溪镇人民政府"), BUSY, 0, printed=printed)
    (report,) = read_reports(read_text(render(made)), "s.txt")
    return report
