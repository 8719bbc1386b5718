"""Labels that two rows share, rows beside rows without a label, labels that fit several rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.document import Anchoring
from store.forms import load_form
from store.messages import letter, message
from tests.importers.alignment_tables import both, read_damaged, relabelled, row_with, without_row

ROWED = pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.SPARSE])
EDITIONS = pytest.mark.parametrize("edition", ["2019", "2021"])
BESIDE = pytest.mark.parametrize("is_first", [True, False])
PETITION, REPEATED = "1.信访举报投诉类申请", "2.重复申请"
FILES, QUERIES = "7.属于行政执法案卷", "8.属于行政查询事项"


def sharing(first, second, text, *, is_first):
    """One label cell for two rows, beside the first or the second; the other row has none."""

    def damage(rows):
        for label, is_named in ((first, is_first), (second, not is_first)):
            at = row_with(rows, label)
            rows[at] = [
                replace(c, text=text if is_named else "") if c.text == label else c
                for c in rows[at]
            ]

    return damage


def fields_of(edition, *labels):
    form = load_form(edition)
    return {
        field.id
        for field in form.fields
        if field.row.label.text in labels and field.table != "litigation"
    }


@ROWED
@EDITIONS
@BESIDE
@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (FILES, QUERIES, FILES + QUERIES),
        (FILES, QUERIES, f"{FILES}\n{QUERIES}"),
        (PETITION, REPEATED, "报投诉类申请2.重复申请"),
        (PETITION, REPEATED, "1.信访举报诉类请2.重复申"),
        ("4.保护第三方合法权益", "5.属于三类内部事务信息", "4.保护第三方合法权益5.属千三重内部事务信息"),
        ("3.要求提供公开出版物", "4.无正当理由大量反复申请", "3.要求提4.无正当理由大量反复申请"),
        ("2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确", "有现成息需要行制作3.补正后申请内容仍不明确"),
    ],
)  # fmt: skip
def test_two_labels_in_one_cell_beside_a_row_without_one(
    edition, first, second, text, is_first, anchoring
):
    damage = sharing(first, second, text, is_first=is_first)
    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert set(flag.fields) == fields_of(edition, first, second)


@ROWED
@EDITIONS
@BESIDE
@pytest.mark.parametrize("text", ["行政处罚行政强制", "行罚行政强制"])
def test_two_labels_in_one_cell_of_the_first_table(edition, text, is_first, anchoring):
    damage = sharing("行政处罚", "行政强制", text, is_first=is_first)
    found = read_damaged(edition, {"disclosure": damage}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert set(flag.fields) == fields_of(edition, "行政处罚", "行政强制")
    # One sentence about both rows, and no measured share of single labels.
    assert flag.params["variant"] == "shared"
    sentence = message(flag.rule, flag.params, "zh")
    assert "“行政处罚”" in sentence
    assert "“行政强制”" in sentence
    assert "实测" not in sentence
    assert "行政强制" in letter(flag.rule, flag.params, "zh")


@EDITIONS
def test_a_group_and_two_labels_in_one_cell(edition):
    first, second = "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作"
    damage = both(
        sharing(first, second, f"（四）无法提供{first}{second}", is_first=True),
        relabelled(("（四）无法提供", "")),
    )
    found = read_damaged(edition, {"requests": damage})
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert set(flag.fields) == fields_of(edition, first, second)


@EDITIONS
def test_the_labels_of_two_groups_in_one_cell(edition):
    first, second = "3.补正后申请内容仍不明确", PETITION
    damage = sharing(first, second, "3.补正后申情内容仍下明确1.信访举报投诉类申请", is_first=True)
    found = read_damaged(edition, {"requests": damage})
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert set(flag.fields) == fields_of(edition, first, second)


@ROWED
@EDITIONS
def test_one_label_beside_a_row_without_one_is_no_label_of_two(edition, anchoring):
    damage = relabelled((FILES, "7.属于行政执清案卷"), (QUERIES, ""))
    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.wrong == {}
    assert found.states("requests.denied.administrative_queries.") == {"absent"}
    assert found.raised("L302") == ["requests:row:"]


@EDITIONS
@BESIDE
def test_half_a_label_beside_a_row_without_one_is_given_to_neither(edition, is_first):
    damage = sharing(FILES, QUERIES, "7.属于行政执", is_first=is_first)
    found = read_damaged(edition, {"requests": damage})
    assert found.wrong == {}
    for row in ("enforcement_files", "administrative_queries"):
        assert found.states(f"requests.denied.{row}.") == {"absent"}
    assert sorted(found.raised("L302")) == ["requests:row:", "requests:row:7.属于行政执"]


@ROWED
@EDITIONS
@pytest.mark.parametrize("text", ["政府信息公开申请数量", "信息公开申请数量", "申请数量"])
@pytest.mark.parametrize("is_first", [True, False])
def test_what_two_labels_have_in_common_is_neither(edition, text, is_first, anchoring):
    labels = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
    kept, gone = labels if is_first else labels[::-1]
    damage = both(without_row(gone), relabelled((kept, text)))
    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.wrong == {}
    assert found.raised("L302") == [f"requests:row:{text}"]
    assert sorted(found.raised("L303")) == ["requests.carried_in", "requests.received"]


@ROWED
@EDITIONS
@pytest.mark.parametrize(
    ("group", "label", "text"),
    [
        ("（四）无法提供", "1.本机关不掌握相关政府信息", "（四）无法提拱1.本机关不掌握相关政府信"),
        ("（五）不予处理", PETITION, "（五）不予处理1.信访举报投诉类由请"),
        ("（三）不予公开", "1.属于国家秘密", "三）不予公开1.属于国家秘密"),
    ],
)
def test_a_group_glued_in_front_of_a_damaged_label(edition, group, label, text, anchoring):
    def damage(rows):
        at = row_with(rows, label)
        rows[at] = [
            replace(c, text=text) if c.text == label else c for c in rows[at] if c.text != group
        ]

    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.differing == {}
    assert len(found.raised("L301")) == 1


@ROWED
@EDITIONS
@pytest.mark.parametrize(
    ("first", "second"),
    [("8.属于行政询项", "7.属于行政执法案"), ("属于行政查询事项", "7.属干行政执法案卷")],
)
def test_damaged_neighbours_in_another_order(edition, first, second, anchoring):
    def damage(rows):
        at = row_with(rows, FILES)
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
        relabelled((QUERIES, first), (FILES, second))(rows)

    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L305") == ["requests:row"]
    named = {field for flag in found.flags if flag.rule == "L301" for field in flag.fields}
    assert fields_of(edition, FILES) <= named


@EDITIONS
def test_the_name_of_a_group_beside_figures_belongs_to_its_first_row(edition):
    """Its first row has no label of its own, and that of the row above holds both."""
    first, second = "3.补正后申请内容仍不明确", PETITION
    damage = sharing(first, second, first + second, is_first=True)
    found = read_damaged(edition, {"requests": damage})
    assert found.differing == {}
    assert len(found.raised("L301")) == 1
