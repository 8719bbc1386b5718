"""Which cells a statement of the prose is about."""

from __future__ import annotations

import pytest

from store.claimed_fields import claimed_fields, printed_sum
from store.forms import load_form
from store.report import Cell, Place, State

FORM = load_form("2021")


@pytest.mark.parametrize(
    ("topic", "fields"),
    [
        ("requests.received.total", ("requests.received.total",)),
        ("litigation.review", ("litigation.review.total",)),
        ("litigation.lawsuits", ("litigation.direct.total", "litigation.after_review.total")),
        ("answered", ("requests.total.total",)),
        ("all_answered", ("requests.carried_out.total",)),
        ("all_requests.granted", ("requests.granted.total",)),
        (
            "requests.unavailable.total",
            (
                "requests.unavailable.not_held.total",
                "requests.unavailable.not_produced.total",
                "requests.unavailable.unclear.total",
            ),
        ),
        ("information_fee", ()),
        ("requests.no_such_row.total", ()),
    ],
)
def test_fields_of_a_topic(topic, fields):
    assert claimed_fields(topic, FORM) == fields


def test_the_old_form_has_another_name_for_what_was_made():
    old = load_form("2019")
    assert claimed_fields("disclosure.normative_documents.made", old) == (
        "disclosure.normative_documents.newly_made",
    )
    assert claimed_fields("disclosure.normative_documents.repealed", old) == ()


def test_a_sum_needs_figures_in_all_cells():
    def cell(field, value, state=State.NUMBER):
        return Cell(field, "", state, value, Place())

    cells = {"a": cell("a", 2), "b": cell("b", 3), "c": cell("c", None, State.BLANK)}
    assert printed_sum(cells, ("a", "b")) == 5
    assert printed_sum(cells, ("a", "c")) is None
    assert printed_sum(cells, ()) is None
    assert printed_sum(cells, ("a", "z")) is None
