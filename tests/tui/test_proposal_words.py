"""A proposal in words: what stands in the cell now is shown by the sign of its state."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.forms import load_form
from store.report import Change, Proposal
from store.review import ReviewData
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_reports import Layout, render
from tui.drawing.review import proposal_words
from tui.locale import translator

FIELD = "requests.granted.total"


@pytest.mark.parametrize(
    ("raw", "printed", "shown"), [("", None, "_→3"), ("3件", None, "3件→3"), ("8", 8, "8→3")]
)
def test_the_cell_before_a_proposed_figure(raw, printed, shown):
    made = make_sample(
        "s", Layout.PIPE, ("青禾县", "柳溪镇人民政府"), PLAIN, 0, printed={FIELD: raw}
    )
    (report,) = read_reports(read_text(render(made)), "s.txt")
    data = cast(ReviewData, SimpleNamespace(form=load_form("2021"), printed=report))
    proposal = Proposal("deduced", (Change(FIELD, printed, 3),), True)
    assert f" {shown}：" in proposal_words(data, proposal, translator("zh"))
