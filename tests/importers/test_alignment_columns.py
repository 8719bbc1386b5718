"""Headers: extra, missing, moved, torn, cut and wrong columns of the three tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.document import Anchoring, GridCell
from importers.wordings import foreign_labels
from store.forms import load_form
from tests.importers.alignment_tables import (
    both,
    distinct,
    read_damaged,
    relabelled,
    row_with,
    with_column,
    without_value,
)

DRAWN = pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.ALIGNED])
EVERY = pytest.mark.parametrize(
    "anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.LEFT, Anchoring.SPARSE]
)
IN_ORDER = pytest.mark.parametrize(
    "anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.LEFT]
)
FIGURES = [str(9_000 + n) for n in range(30)]
TABLES = ("disclosure", "requests", "litigation")


def swapped(first, second):
    return relabelled((first, "—甲—"), (second, first), ("—甲—", second))


def no_reading_doubts(found):
    return {rule for rule in found.rules if rule[0] != "A"} == set()


@EVERY
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_whole_report_raises_nothing(edition, anchoring):
    found = read_damaged(edition, {}, anchoring)
    assert found.differing == {}
    assert found.rules == set()


@DRAWN
@pytest.mark.parametrize("header", ["小计", "法人或其他组织小计", "合计", "备注"])
@pytest.mark.parametrize("column", [4, 6, 9, 10])
def test_an_extra_column_of_the_requests_is_left_out(header, column, anchoring):
    found = read_damaged(
        "2021", {"requests": with_column(column, header, FIGURES, head_row=2)}, anchoring
    )
    assert found.differing == {}
    assert found.raised("L302") == [f"requests:column:{header}"]


@pytest.mark.parametrize("anchoring", [Anchoring.LEFT, Anchoring.SPARSE])
def test_an_extra_column_without_positions_loses_the_rows(anchoring):
    found = read_damaged(
        "2021", {"requests": with_column(9, "小计", FIGURES, head_row=2)}, anchoring
    )
    assert found.states("requests.") == {"lost"}
    assert found.raised("C205") == ["requests"]


@DRAWN
def test_an_extra_column_with_words_in_some_rows(anchoring):
    remarks = with_column(10, "备注", ["", "见附件", "无"], head_row=1)
    found = read_damaged("2021", {"requests": remarks}, anchoring)
    assert found.differing == {}
    assert found.raised("L302") == ["requests:column:备注"]


@EVERY
def test_an_extra_column_that_is_blank_says_nothing(anchoring):
    found = read_damaged("2021", {"requests": with_column(10, "备注", [""], head_row=1)}, anchoring)
    assert found.differing == {}
    assert found.rules == set()


@DRAWN
def test_an_extra_column_under_no_label_is_not_left_out_in_silence(anchoring):
    found = read_damaged("2021", {"requests": with_column(6, "", FIGURES, head_row=2)}, anchoring)
    assert found.states("requests.") == {"lost"}
    assert found.raised("C205") == ["requests"]


def test_a_row_that_slid_in_a_table_with_an_extra_column_is_lost():
    damage = both(
        with_column(9, "小计", FIGURES, head_row=2),
        without_value("2.重复申请", 2, slides=True),
    )
    found = read_damaged("2021", {"requests": damage})
    assert set(found.differing) == {f for f in found.cells if ".repeated." in f}
    assert found.states("requests.rejected.repeated.") == {"lost"}


def test_a_row_that_slid_behind_another_extra_value_is_lost():
    def damage(rows):
        rows[row_with(rows, "行政许可")].insert(1, GridCell("9001", 1))

    found = read_damaged("2021", {"disclosure": damage})
    assert found.states("disclosure.licences.") == {"lost"}
    assert found.wrong == {}


@DRAWN
@pytest.mark.parametrize(("column", "header"), [(2, "合计"), (4, "备注"), (4, "小计")])
def test_an_extra_column_of_the_first_table(column, header, anchoring):
    def damage(rows):
        for number, row in enumerate(rows):
            moved = [replace(c, column=c.column + (c.column >= column)) for c in row]
            if any(c.text == "信息内容" for c in row):
                moved.append(GridCell(header, column))
            elif any(c.text.isdigit() for c in row):
                moved.append(GridCell(str(9_000 + number), column))
            rows[number] = sorted(moved, key=lambda c: c.column)

    found = read_damaged("2021", {"disclosure": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L302") == [f"disclosure:column:{header}"]


@DRAWN
def test_an_extra_column_named_only_above_the_first_group(anchoring):
    found = read_damaged(
        "2021", {"disclosure": with_column(4, "备注", FIGURES, head_row=1)}, anchoring
    )
    assert found.differing == {}
    assert found.raised("L302") == ["disclosure:column:备注"]


@DRAWN
def test_an_extra_column_of_the_last_table(anchoring):
    found = read_damaged(
        "2021", {"litigation": with_column(4, "小计", FIGURES, head_row=1)}, anchoring
    )
    assert found.differing == {}
    assert found.raised("L302") == ["litigation:column:小计"]


def test_a_running_number_in_front_of_the_labels_is_no_value():
    found = read_damaged(
        "2021", {"requests": with_column(0, "序号", [str(n) for n in range(1, 26)], head_row=0)}
    )
    assert found.differing == {}


def test_a_column_that_is_missing_with_its_values_loses_the_rows():
    def damage(rows):
        rows[:] = [
            [replace(c, column=c.column - (c.column > 8)) for c in row if c.column != 8]
            for row in rows
        ]

    found = read_damaged("2021", {"requests": damage})
    assert found.states("requests.") == {"lost"}
    assert found.raised("C205") == ["requests"]


@IN_ORDER
@pytest.mark.parametrize(
    ("table", "first", "second"),
    [
        ("requests", "科研机构", "社会公益组织"),
        ("disclosure", "本年制发件数", "本年废止件数"),
        ("litigation", "未经复议直接起诉", "复议后起诉"),
    ],
)
def test_columns_in_another_order_follow_their_names(table, first, second, anchoring):
    found = read_damaged("2021", {table: swapped(first, second)}, anchoring)
    truth = distinct("2021")
    assert found.raised("L305") == [f"{table}:column"]
    assert set(found.wrong)
    keys = {
        "科研机构": ".research",
        "自然人": ".natural_person",
        "本年制发件数": ".made",
        "未经复议直接起诉": ".direct.",
    }
    others = {
        "社会公益组织": ".public_welfare",
        "总计": ".total",
        "本年废止件数": ".repealed",
        "复议后起诉": ".after_review.",
    }
    for field, figure in found.wrong.items():
        a, b = keys[first], others[second]
        head, _, column = field.rpartition(".")
        partner = (
            field.replace(a, b)
            if a in field
            else field.replace(b, a)
            if table == "litigation"
            else f"{head}{a if '.' + column == b else b}"
        )
        assert figure == truth[partner]


@IN_ORDER
def test_an_order_that_the_sums_contradict_is_not_believed(anchoring):
    # As where a header lost a cell: every name after it stands over the wrong figures.
    found = read_damaged("2021", {"requests": swapped("自然人", "总计")}, anchoring)
    assert found.wrong == {}
    assert found.raised("C205") == ["requests"]


@IN_ORDER
def test_two_results_of_one_group_in_another_order(anchoring):
    def damage(rows):
        rows[1][0], rows[1][1] = (
            replace(rows[1][0], text="结果纠正"),
            replace(rows[1][1], text="结果维持"),
        )

    found = read_damaged("2021", {"litigation": damage}, anchoring)
    truth = distinct("2021")
    assert found.raised("L305") == ["litigation:column"]
    assert found.wrong == {
        "litigation.review.upheld": truth["litigation.review.corrected"],
        "litigation.review.corrected": truth["litigation.review.upheld"],
    }


@EVERY
def test_a_header_cut_to_the_same_piece_twice_keeps_its_order(anchoring):
    damage = relabelled(("本年新制作数量", "本年新"), ("本年新公开数量", "本年新"))
    found = read_damaged("2019", {"disclosure": damage}, anchoring)
    assert found.differing == {}
    assert "L301" in found.rules


@EVERY
def test_a_header_printed_twice_keeps_its_order(anchoring):
    damage = relabelled(("本年新公开数量", "本年新制作数量"))
    found = read_damaged("2019", {"disclosure": damage}, anchoring)
    assert found.differing == {}
    assert "L301" in found.rules


@IN_ORDER
def test_a_header_of_another_column_is_a_doubt(anchoring):
    found = read_damaged("2021", {"requests": relabelled(("其他", "商业企业"))}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.anchor == "requests:column:商业企业"
    assert {field.rpartition(".")[2] for field in flag.fields} == {"other"}


@EVERY
@pytest.mark.parametrize("label", sorted(foreign_labels(load_form("2021"), "disclosure", "column")))
def test_a_column_of_the_old_form_never_lands_on_the_new_one(label, anchoring):
    found = read_damaged("2021", {"disclosure": relabelled(("现行有效件数", label))}, anchoring)
    assert found.report.form == "2021"
    assert found.raised("L302") == [f"disclosure:column:{label}"]
    assert "number" not in {
        cell.state.value for field, cell in found.cells.items() if field.endswith(".in_force")
    }
    assert found.wrong == {}


@IN_ORDER
def test_one_figure_of_the_old_form_in_each_row(anchoring):
    damage = relabelled(("本年处理决定数量", "上一年项目数量"))
    found = read_damaged("2021", {"disclosure": damage}, anchoring)
    for row in ("licences", "penalties", "coercion"):
        assert found.states(f"disclosure.{row}.") == {"absent"}
    assert found.raised("L302") == ["disclosure:column:上一年项目数量"]


@DRAWN
def test_an_unknown_label_in_place_of_a_column_keeps_its_values_out(anchoring):
    found = read_damaged("2021", {"requests": relabelled(("其他", "小计"))}, anchoring)
    assert found.wrong == {}
    assert {f.rpartition(".")[2] for f in found.differing} == {"other"}
    (flag,) = [flag for flag in found.flags if flag.rule == "L302"]
    assert flag.anchor == "requests:column:小计"
    # It names the cells that have no figure for it.
    assert set(flag.fields) == set(found.differing)


@IN_ORDER
def test_a_blank_header_over_one_column_is_a_doubt(anchoring):
    found = read_damaged("2021", {"requests": relabelled(("自然人", ""))}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert {field.rpartition(".")[2] for field in flag.fields} == {"natural_person"}


@IN_ORDER
def test_a_table_without_a_header_is_a_doubt(anchoring):
    def damage(rows):
        del rows[:3]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert len(flag.fields) == 175


@EVERY
def test_header_cells_broken_over_lines(anchoring):
    damage = relabelled(("社会公益组织", "社会公\n益组织"), ("法律服务机构", "法律\n服务\n机构"))
    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert no_reading_doubts(found)


@DRAWN
def test_header_cells_torn_into_two_rows(anchoring):
    def damage(rows):
        relabelled(("社会公益组织", "社会公"), ("法律服务机构", "法律服"))(rows)
        rows.insert(3, [GridCell("益组织", 6), GridCell("务机构", 7)])

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert no_reading_doubts(found)


@EVERY
@pytest.mark.parametrize("table", TABLES)
def test_a_header_repeated_inside_its_table(table, anchoring):
    def damage(rows):
        at = {"disclosure": 3, "requests": 12, "litigation": 3}[table]
        size = {"disclosure": 2, "requests": 3, "litigation": 3}[table]
        rows[at:at] = [list(row) for row in rows[:size]]

    found = read_damaged("2021", {table: damage}, anchoring)
    assert found.wrong == {}
    assert found.differing == {}


def test_header_letters_lost_by_recognition():
    damage = relabelled(
        ("结果维持", "结"), ("结果纠正", "结"), ("其他结果", "其"), ("尚未审结", "尚")
    )
    found = read_damaged("2021", {"litigation": damage})
    assert found.differing == {}
    named = {field for flag in found.flags if flag.rule == "L301" for field in flag.fields}
    assert {f for f in found.cells if f.startswith("litigation.")} - named == {
        f"litigation.{row}.total" for row in ("review", "direct", "after_review")
    }


def test_a_header_wrong_over_one_group_names_that_group():
    def damage(rows):
        at = row_with(rows, "第二十条第（八）项") + 1
        rows[at][1] = replace(rows[at][1], text="本年收贵金额")

    found = read_damaged("2021", {"disclosure": damage})
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.fields == ("disclosure.fees.amount",)


def test_all_headers_in_one_cell():
    def damage(rows):
        rows[1] = [GridCell("信息内容本年制发件数本年废止件数现行有效件数", 0)]

    found = read_damaged("2021", {"disclosure": damage})
    assert found.differing == {}
    assert "L301" in found.rules


def test_traditional_script_and_pinyin_in_headers():
    damages = {
        "disclosure": relabelled(("本年废止件数", "本年廢止件數(shù)"), ("规章", "規章")),
        "requests": relabelled(("总计", "總計"), ("科研机构", "科研 機構")),
    }
    found = read_damaged("2021", damages)
    assert found.differing == {}
    assert found.rules == set()


def test_two_lines_of_figures_are_both_lost():
    def damage(rows):
        rows.insert(3, [replace(cell, text=str(9_000 + i)) for i, cell in enumerate(rows[3][:-1])])

    found = read_damaged("2021", {"litigation": damage})
    assert found.states("litigation.") == {"lost"}
    assert found.raised("C205") == ["litigation"]


def test_a_page_number_between_header_and_figures():
    def damage(rows):
        rows.insert(3, [GridCell("— 4 —", 0)])

    found = read_damaged("2021", {"litigation": damage})
    assert found.differing == {}
    assert found.rules == set()
