"""Damaged rows as readers give them: lost with their text, and read back only as a proposal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.document import Anchoring, GridCell
from tests.importers.alignment_tables import distinct, read_damaged, row_with

IN_ORDER = pytest.mark.parametrize(
    "anchoring", [Anchoring.EXACT, Anchoring.LEFT, Anchoring.SPARSE], ids=str
)
LABEL, ROW = "（一）予以公开", "requests.granted."
NEXT_LABEL, NEXT_ROW = (
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "requests.partial.",
)


def lost_row(change):
    """Damage to the value cells of one row of the requests; columns are closed up again."""

    def damage(rows):
        at = row_with(rows, LABEL)
        first = next(i for i, cell in enumerate(rows[at]) if cell.text == LABEL) + 1
        texts = change([cell.text for cell in rows[at][first:]])
        column = rows[at][first].column
        made = [GridCell(text, column + i) for i, text in enumerate(texts)]
        rows[at] = [*rows[at][:first], *made]

    return damage


def truth(prefix):
    return {f: int(v) for f, v in distinct("2021").items() if f.startswith(prefix)}


def c205(found):
    (flag,) = [flag for flag in found.flags if flag.rule == "C205"]
    return flag, {c.field: c.proposed for p in flag.proposals for c in p.changes}


@IN_ORDER
@pytest.mark.parametrize("at", range(6))
def test_two_figures_in_one_cell(at, anchoring):
    def change(texts):
        return [*texts[:at], texts[at] + texts[at + 1], *texts[at + 2 :]]

    found = read_damaged("2021", {"requests": lost_row(change)}, anchoring)
    flag, proposed = c205(found)
    assert found.states(ROW) == {"lost"}
    assert proposed == truth(ROW)
    assert [p.how for p in flag.proposals] == ["split"]


@IN_ORDER
@pytest.mark.parametrize("at", range(7))
def test_one_figure_in_two_cells(at, anchoring):
    def change(texts):
        return [*texts[:at], texts[at][:-1], texts[at][-1], *texts[at + 1 :]]

    found = read_damaged("2021", {"requests": lost_row(change)}, anchoring)
    flag, proposed = c205(found)
    assert found.states(ROW) == {"lost"}
    assert proposed == truth(ROW)
    assert [p.how for p in flag.proposals] == ["joined"]


@IN_ORDER
def test_figures_of_two_rows_in_one_run_behind_their_labels(anchoring):
    def damage(rows):
        at = row_with(rows, LABEL)
        own, after = rows[at], rows[at + 1]
        assert after[-8].text == NEXT_LABEL
        run = [replace(cell, column=i) for i, cell in enumerate((*own[-7:], *after[-7:]), 3)]
        rows[at : at + 2] = [own[:-7], [*after[:-7], *run]]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    flag, proposed = c205(found)
    assert found.states(ROW) == found.states(NEXT_ROW) == {"lost"}
    assert flag.params["variant"] == "apart_inferred"
    assert [p.how for p in flag.proposals] == ["apart"]
    assert proposed == truth(ROW) | truth(NEXT_ROW)
