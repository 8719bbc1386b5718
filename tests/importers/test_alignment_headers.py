"""Headers of several levels, headers of which recognition left next to nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.document import Anchoring, GridCell
from tests.importers.alignment_tables import read_damaged, relabelled, row_with

DRAWN = pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.ALIGNED])
EDITIONS = pytest.mark.parametrize("edition", ["2019", "2021"])
LEFT_OVER = pytest.mark.parametrize("text", ["O", "l", "八", "千", "〇"])


def one_header(table, label, text, ordinal=0):
    """One cell of a header that stands several times."""

    def damage(rows):
        found = [(i, k) for i, row in enumerate(rows) for k, c in enumerate(row) if c.text == label]
        at, order = found[ordinal]
        rows[at][order] = replace(rows[at][order], text=text)

    return {table: damage}


@DRAWN
@EDITIONS
@LEFT_OVER
@pytest.mark.parametrize("label", ["结果维持", "其他结果", "总计"])
@pytest.mark.parametrize("ordinal", [0, 1, 2])
def test_what_is_left_of_a_header_of_the_last_table_is_no_figure(
    edition, label, ordinal, text, anchoring
):
    found = read_damaged(edition, one_header("litigation", label, text, ordinal), anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.params["variant"] == "place"


@DRAWN
@EDITIONS
@LEFT_OVER
@pytest.mark.parametrize("label", ["商业企业", "科研机构", "其他"])
def test_what_is_left_of_a_header_of_the_requests_is_no_figure(edition, label, text, anchoring):
    found = read_damaged(edition, one_header("requests", label, text), anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.params["variant"] == "place"


@DRAWN
@EDITIONS
def test_a_row_of_marks_or_letters_is_no_header(edition, anchoring):
    for text in ("O", "/", "无"):

        def damage(rows, text=text):
            at = row_with(rows, "1.属于国家秘密")
            rows[at] = [replace(c, text=text) if c.text.isdigit() else c for c in rows[at]]

        found = read_damaged(edition, {"requests": damage}, anchoring)
        cells = [c for f, c in found.cells.items() if f.startswith("requests.denied.state_secret.")]
        assert {cell.raw for cell in cells} == {text}


@DRAWN
@EDITIONS
@pytest.mark.parametrize("text", ["数据1", "结转下年度", "部分公开"])
def test_another_label_below_the_official_one_is_a_doubt(edition, text, anchoring):
    def damage(rows):
        column = next(c.column for row in rows for c in row if c.text == "总计")
        rows.insert(row_with(rows, "总计") + 1, [GridCell(text, column)])

    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.anchor == f"requests:column:总计{text}"
    assert {field.rpartition(".")[2] for field in flag.fields} == {"total"}


@DRAWN
@EDITIONS
def test_the_official_label_in_brackets_behind_its_group_is_a_doubt(edition, anchoring):
    found = read_damaged(
        edition, {"requests": relabelled(("总计", "申请人情况 (总计)"))}, anchoring
    )
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.anchor == "requests:column:申请人情况(总计)"


@pytest.mark.parametrize(
    "anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.LEFT, Anchoring.SPARSE]
)
@EDITIONS
def test_a_label_twice_among_unknown_ones_is_read(edition, anchoring):
    # The first is a known wording of a column that also stands under its own label.
    damage = relabelled(("商业企业", "其他组织"), ("科研机构", "研机"), ("社会公益组织", "社会公"))
    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.wrong == {}
    assert {"L301", "L302"} & found.rules


@DRAWN
@EDITIONS
@pytest.mark.parametrize(
    ("table", "labels"),
    [
        ("requests", ["申请人情况"]),
        ("requests", ["法人或其他组织"]),
        ("litigation", ["行政复议", "行政诉讼"]),
        ("litigation", ["未经复议直接起诉", "复议后起诉"]),
    ],
)
def test_header_stacks_of_two_and_three_levels(edition, table, labels, anchoring):
    """The outer levels of a stack may be missing or damaged: the leaves tell the columns."""
    changes = [(label, label[1:]) for label in labels]
    found = read_damaged(edition, {table: relabelled(*changes)}, anchoring)
    assert found.differing == {}
