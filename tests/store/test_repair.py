"""Which cell is wrong: fixed cases of slips, ties, families and displaced figures."""

from __future__ import annotations

import pytest

from store.equations import Status, evaluate
from store.repair import Repair, Verdict, all_hold, holds_after, propose_repairs
from store.report import Change, State
from tests.sample_figures import BUSY, PLAIN
from tests.store.repair_cases import (
    FORM,
    PART_THREE,
    cell,
    cells_of,
    changes_of,
    explained,
    failed_cases,
    failed_in,
    listed,
    shown,
)

EQUATIONS = {equation.id: equation for equation in FORM.equations}


def proposals_of(cells):
    return [proposal for one in explained(cells) for proposal in one.proposals]


def test_a_wrong_row_total_has_one_explanation():
    cells = cells_of(PLAIN, **{"requests.granted.total": 8})
    (proposal,) = proposals_of(cells)
    assert proposal.changes == (Change("requests.granted.total", 8, 6),)
    assert (proposal.how, proposal.sole) == ("repair", True)


def test_equal_explanations_are_all_listed_and_none_is_sole():
    # Parts and total of a litigation row lie in one equation: any of the five may be wrong.
    values = {f: 2 for f in BUSY if f.startswith("litigation.review.")}
    proposals = proposals_of(cells_of(BUSY, **{**values, "litigation.review.total": 9}))
    assert len(proposals) == 5
    assert not any(proposal.sole for proposal in proposals)
    assert {len(proposal.changes) for proposal in proposals} == {1}


def test_a_negative_proposal_is_rejected():
    # The other parts would have to become less than nothing.
    values = {f: 1 for f in BUSY if f.startswith("litigation.review.")}
    values |= {"litigation.review.upheld": 3, "litigation.review.total": 4}
    proposals = proposals_of(cells_of(BUSY, **values))
    assert {p.changes[0].field for p in proposals if len(p.changes) == 1} == {
        "litigation.review.upheld",
        "litigation.review.total",
    }
    assert all(change.proposed >= 0 for p in proposals for change in p.changes)


def row(key, *values):
    """Changes of a whole row of part three."""
    columns = FORM.tables_by_key["requests"].rows_by_key[key].columns
    return {f"requests.{key}.{c}": v for c, v in zip(columns, values, strict=True)}


def told(cells, **known):
    """The one case of a table: what is listed, and whether it stands alone."""
    (one,) = explained(cells, **known)
    return one.verdict, listed([one])


def test_a_slid_figure_is_one_case_and_goes_back_into_its_column():
    at = "requests.unavailable.not_held."
    cells = cells_of(PLAIN, **{at + "natural_person": 0, at + "business": 2})
    assert len(failed_cases(cells)) == 2
    verdict, (changes,) = told(cells)
    assert verdict is Verdict.SOLE
    assert changes == {at + "natural_person": 2, at + "business": 0}


def test_a_figure_slid_into_the_next_row_goes_back():
    upper, lower = "requests.denied.enforcement_files.", "requests.denied.administrative_queries."
    cells = cells_of(BUSY, **{upper + "natural_person": 2, lower + "natural_person": 0})
    # Their totals may have slid as well: nothing tells which.
    assert told(cells) == (
        Verdict.CHOICE,
        [
            {upper + "natural_person": 0, lower + "natural_person": 2},
            {upper + "total": 2, lower + "total": 0},
        ],
    )


def test_swapped_neighbours_go_back():
    cells = cells_of(
        BUSY,
        **{"requests.granted.natural_person": 3, "requests.partial.natural_person": 6},
    )
    verdict, changes = told(cells)
    back = {"requests.granted.natural_person": 6, "requests.partial.natural_person": 3}
    assert verdict is Verdict.SOLE
    assert changes == [back]


def test_a_run_shifted_by_one_column_goes_back():
    cells = cells_of(BUSY, **row("granted", 0, 6, 2, 0, 1, 0, 9))
    assert told(cells) == (
        Verdict.SOLE,
        [
            {
                "requests.granted.natural_person": 6,
                "requests.granted.business": 2,
                "requests.granted.research": 0,
            }
        ],
    )


def test_a_figure_of_which_a_digit_stands_in_the_next_cell_is_joined():
    # 12 was printed as 1 and 2.
    values = dict(BUSY)
    at = "requests.granted."
    more = {at + "natural_person": 12, at + "business": 0, at + "total": 13}
    for line, sign in (("total", 1), ("received", 1)):
        for column, delta in (("natural_person", 6), ("business", -2), ("total", 4)):
            field = f"requests.{line}.{column}"
            more[field] = int(values[field]) + sign * delta
    assert failed_in(cells_of(values, **more)) == []
    cells = cells_of(values, **{**more, at + "natural_person": 1, at + "business": 2})
    found = listed(explained(cells))
    assert {at + "natural_person": 12, at + "business": 0} in found


def test_a_cell_of_the_flow_and_its_total_tie_with_the_other_rows_of_the_flow():
    cells = cells_of(
        BUSY,
        **{
            "requests.carried_in.natural_person": 4,
            "requests.carried_in.total": 4,
        },
    )
    verdict, changes = told(cells)
    assert verdict is Verdict.CHOICE
    assert {"requests.carried_in.natural_person": 1, "requests.carried_in.total": 1} in changes
    assert {"requests.carried_out.natural_person": 5, "requests.carried_out.total": 6} in changes
    assert len(changes) == 3


def test_the_year_before_orders_what_ties_and_proves_nothing():
    cells = cells_of(
        BUSY, **{"requests.carried_in.natural_person": 4, "requests.carried_in.total": 4}
    )
    true = {"requests.carried_in.natural_person": 1, "requests.carried_in.total": 1}
    previous = cells_of(
        PLAIN, **{"requests.carried_out.natural_person": 1, "requests.carried_out.total": 1}
    )
    verdict, changes = told(cells, previous=previous)
    assert (verdict, changes[0]) == (Verdict.CHOICE, true)
    assert sorted(map(str, changes)) == sorted(map(str, told(cells)[1]))
    other = cells_of(
        PLAIN, **{"requests.carried_out.natural_person": 4, "requests.carried_out.total": 4}
    )
    assert told(cells, previous=other)[1][-1] == true


def test_a_figure_in_another_unit_costs_less_than_its_digits():
    # 20000 where 2 ten-thousands are meant: four more digits.
    cells = cells_of(BUSY, **{"requests.granted.business": 20_000})
    (one,) = explained(cells)
    assert one.verdict is Verdict.SOLE
    (proposal,) = one.proposals
    assert changes_of(proposal) == {"requests.granted.business": 2}
    assert proposal.cost == 1.2


def test_a_cell_read_weakly_is_doubted_first():
    values = {f: 2 for f in BUSY if f.startswith("litigation.review.")}
    cells = cells_of(BUSY, **{**values, "litigation.review.total": 9})
    weak = "litigation.review.other"
    (one,) = explained({**cells, weak: cell(weak, 2, 0.7)})
    assert (one.verdict, listed([one])) == (Verdict.SOLE, [{weak: 3}])
    (one,) = explained(cells, doubted=frozenset({weak}))
    assert (one.verdict, listed([one])) == (Verdict.SOLE, [{weak: 3}])


def test_cells_that_share_one_error_are_named_without_values():
    # The total is known to be right, and no part alone is large enough.
    values = {f: 3 for f in BUSY if f.startswith("litigation.review.")}
    total = "litigation.review.total"
    cells = cells_of(BUSY, **{**values, total: 7})
    (one,) = explained(cells, locked=frozenset({total}))
    assert one.verdict is Verdict.OPEN
    assert one.ranked == one.proposals == ()
    assert len(one.families) == 6
    assert all(len(family) == 2 and total not in family for family in one.families)


def test_two_cells_that_can_only_both_be_0_have_values():
    values = {
        f"litigation.review.{c}": v
        for c, v in zip(
            ("upheld", "corrected", "other", "pending", "total"), (3, 3, 0, 0, 0), strict=True
        )
    }
    total = "litigation.review.total"
    (one,) = explained(cells_of(BUSY, **values), locked=frozenset({total}))
    assert listed([one]) == [{"litigation.review.upheld": 0, "litigation.review.corrected": 0}]


def test_of_a_table_with_a_missing_row_only_rows_and_the_flow_are_explained():
    lost = {f: State.ABSENT for f in PART_THREE if f.startswith("requests.partial.")}
    cells = cells_of(BUSY, **lost, **{"requests.granted.business": 1})
    (one,) = explained(cells)
    # No column says which of the row's seven cells it is.
    assert (one.verdict, one.proposals, len(one.ranked)) == (Verdict.OPEN, (), 7)
    cells = cells_of(BUSY, **lost, **{"requests.received.business": 9})
    assert (True, {"requests.received.business": int(BUSY["requests.received.business"])}) in [
        (proposal.sole, changes_of(proposal)) for proposal in proposals_of(cells)
    ]


def test_nothing_is_proposed_for_a_blank():
    cells = cells_of(BUSY, **{"requests.granted.business": State.BLANK})
    cells |= cells_of(BUSY, **{"requests.received.natural_person": 99}) | cells
    assert all(
        "requests.granted.business" not in changes_of(proposal) for proposal in proposals_of(cells)
    )


def test_slips_that_cancel_are_one_case():
    at = "requests.received."
    cells = cells_of(BUSY, **{at + "natural_person": 21, at + "other": 2})
    assert len(failed_cases(cells)) == 2
    (one,) = explained(cells)
    truth = {at + "natural_person": 22, at + "other": 1}
    # As many carried out too few and too many would do, too.
    assert truth in listed([one])
    assert (one.verdict, len(one.near)) == (Verdict.CHOICE, 2)


def test_a_case_moved_to_another_result_whose_totals_were_left_is_one_case_with_all_pairs():
    cells = cells_of(
        BUSY, **{"requests.granted.natural_person": 7, "requests.partial.natural_person": 2}
    )
    (one,) = explained(cells)
    found = [set(changes) for changes in shown([one])]
    # The cells that were changed, the totals that were forgotten, and other columns that would do.
    assert {"requests.granted.natural_person", "requests.partial.natural_person"} in found
    assert {"requests.granted.total", "requests.partial.total"} in found
    assert not any(proposal.sole for proposal in one.proposals)


def test_swaps_are_likelier_but_other_pairs_that_would_do_can_be_previewed():
    # In the column of research 1 and 0 may have changed places, or one more was put into the
    # first row and one less into the second, in whatever column.
    upper, lower = "requests.granted.", "requests.partial."
    cells = cells_of(
        BUSY,
        **{upper + "natural_person": 7, lower + "natural_person": 2},
        **{upper + "research": 1, lower + "research": 0, upper + "total": 10},
        **{"requests.total.research": 2, "requests.total.total": 30},
        **{"requests.received.research": 2, "requests.received.total": 32},
    )
    (one,) = explained(cells)
    assert {upper + "research": 0, lower + "research": 1} in listed([one])
    assert {upper + "natural_person": 6, lower + "natural_person": 3} in shown([one])
    assert not any(proposal.sole for proposal in one.proposals)


@pytest.mark.parametrize("way", ["all 0", "2 more each"])
def test_totals_that_were_not_added_up_again_are_one_case(way):
    totals = [f for f in PART_THREE if f.endswith(".total") and BUSY[f] != "0"]
    if way == "all 0":
        wrong = dict.fromkeys(totals, 0)
    else:
        rows = ("received", "granted", "total")
        wrong = {f"requests.{r}.total": int(BUSY[f"requests.{r}.total"]) + 2 for r in rows}
    (one,) = explained(cells_of(BUSY, **wrong))
    assert listed([one])[0] == {field: int(BUSY[field]) for field in wrong}
    # Of so many cells it is not known that nothing else explains them.
    assert not one.proposals[0].sole


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_row_pushed_by_one_column_whose_edge_was_lost_goes_back(side):
    true = [7, 4, 1, 2, 3, 5, 22] if side == "right" else [5, 4, 1, 2, 3, 0, 15]
    printed = [0, 7, 4, 1, 2, 3, 22] if side == "right" else [4, 1, 2, 3, 0, 0, 15]
    start = cells_of(BUSY)
    values = {f: c.value for f, c in start.items() if c.value is not None}
    columns = FORM.tables_by_key["requests"].rows_by_key["granted"].columns
    for column, value in zip(columns, true, strict=True):
        more = value - values[f"requests.granted.{column}"]
        for key in ("granted", "total", "received"):
            values[f"requests.{key}.{column}"] += more
    cells = cells_of(values, **row("granted", *printed))
    (one,) = explained(cells)
    changed = {
        f"requests.granted.{column}": value
        for column, value, was in zip(columns, true, printed, strict=True)
        if value != was
    }
    assert changed in listed([one])


def test_four_wrong_cells_are_left_open():
    rows = ("granted", "partial", "denied.internal_affairs", "unavailable.not_held")
    wrong = {f"requests.{key}.natural_person": 50 + 7 * i for i, key in enumerate(rows)}
    (one,) = explained(cells_of(BUSY, **wrong))
    assert (one.verdict, one.ranked, one.cost) == (Verdict.OPEN, (), None)


def test_a_locked_cell_is_not_the_one():
    field = "requests.granted.total"
    cells = cells_of(PLAIN, **{field: 8})
    found = explained(cells, locked=frozenset({field}))
    assert all(field not in changes for changes in listed(found))
    assert found[0].ranked


def test_one_case_is_explained_through_its_own_door():
    cells = cells_of(PLAIN, **{"requests.granted.total": 8})
    (case,) = failed_cases(cells)
    (proposal,) = propose_repairs(FORM, cells, case)
    assert changes_of(proposal) == {"requests.granted.total": 6}
    assert all_hold(holds_after(FORM, cells, proposal))
    assert Repair(FORM, cells).operations == ()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.HOLDS),
        ({"requests.granted.total": 8}, Status.FAILS),
        ({"requests.granted.total": State.MARK}, Status.NOT_ASSESSABLE),
        ({"requests.granted.other": State.TEXT}, Status.NOT_ASSESSABLE),
        ({"requests.granted.other": State.LOST}, Status.NOT_ASSESSABLE),
        ({"requests.granted.other": State.ABSENT}, Status.NOT_ASSESSABLE),
        ({"requests.granted.other": -1}, Status.NOT_ASSESSABLE),
        ({"requests.granted.other": State.BLANK}, Status.HOLDS_IF_BLANKS_ARE_0),
        ({"requests.granted.total": State.BLANK}, Status.NOT_ASSESSABLE),
        (
            {"requests.granted.other": State.BLANK, "requests.granted.total": 8},
            Status.NOT_ASSESSABLE,
        ),
    ],
)
def test_what_can_be_said_of_an_equation(changes, status):
    found = evaluate(EQUATIONS["A103:requests.granted"], cells_of(PLAIN, **changes), FORM)
    assert found.status is status
    assert (found.difference is None) is (status not in (Status.HOLDS, Status.FAILS))


def test_failed_equations_that_share_cells_are_one_case():
    one = failed_cases(cells_of(PLAIN, **{"requests.granted.business": 9}))
    assert [[e.equation.code for e in case] for case in one] == [["A103", "A102"]]
    apart = {"requests.granted.total": 8, "litigation.review.total": 9}
    assert len(failed_cases(cells_of(PLAIN, **apart))) == 2
