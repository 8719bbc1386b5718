"""Rows: groups, torn and glued labels, extra, missing, moved and foreign rows, lost values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.document import Anchoring, GridCell
from importers.readers.text import read_text
from importers.reports import read_reports
from store.forms import load_form
from store.report import State
from tests.importers.alignment_tables import (
    Read,
    both,
    distinct,
    inserted,
    read_damaged,
    relabelled,
    row_with,
    without_row,
    without_value,
)
from tests.sample_cases import make_sample
from tests.sample_reports import Layout, render

EVERY = pytest.mark.parametrize(
    "anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.LEFT, Anchoring.SPARSE]
)
ROWED = pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.SPARSE])
SEVEN = [str(9_001 + n) for n in range(7)]
DENIED = (
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
)
LONG = "5.要求行政机关确认或重新出具已获取信息"


def values(texts, first=3):
    return [(text, first + n) for n, text in enumerate(texts)]


def raws(found, row):
    return {cell.raw for field, cell in found.cells.items() if field.startswith(row + ".")}


def printed(*fields):
    return [distinct("2021")[field] for field in fields]


@EVERY
@pytest.mark.parametrize(
    ("before", "label", "column"),
    [
        ("2.重复申请", "备注", 1),
        ("（四）无法提供", "小计", 2),
        ("（四）无法提供", "9.其他不予公开情形", 2),
        ("四、结转下年度继续办理", "其他对外管理服务事项", 0),
        ("（三）不予公开", "（三）不予公开", 1),
    ],
)
def test_a_foreign_row_of_the_requests(before, label, column, anchoring):
    damage = inserted(before, (label, column), *values(SEVEN))
    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert len(found.raised("L302")) == 1


@EVERY
@pytest.mark.parametrize("label", ["其他对外管理服务事项", "行政检查", "备注", "小计"])
def test_a_foreign_row_of_the_first_table(label, anchoring):
    damage = inserted("第二十条第（六）项", (label, 0), ("9001", 1))
    found = read_damaged("2021", {"disclosure": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L302") == [f"disclosure:row:{label}"]


@EVERY
@pytest.mark.parametrize("label", ["其他对外管理服务事项", "行政检查", "小计"])
def test_a_foreign_row_in_the_place_of_a_missing_one_stays_foreign(label, anchoring):
    found = read_damaged("2021", {"disclosure": relabelled(("行政处罚", label))}, anchoring)
    assert found.states("disclosure.penalties.") == {"absent"}
    assert found.wrong == {}
    assert found.raised("L302") == [f"disclosure:row:{label}"]
    assert found.raised("L303") == ["disclosure.penalties"]


@EVERY
def test_a_part_of_the_old_form_at_the_end(anchoring):
    def damage(rows):
        rows.append([GridCell("第二十条第（九）项", 0)])
        rows.append([GridCell("信息内容", 0), *cells("采购项目数量", "采购总金额")])
        rows.append([GridCell("政府集中采购", 0), *cells("9001", "9002")])

    found = read_damaged("2021", {"disclosure": damage}, anchoring)
    assert found.report.form == "2021"
    assert found.differing == {}
    assert found.raised("L302") == ["disclosure:row:政府集中采购"]


def cells(*texts):
    return [GridCell(text, column) for column, text in enumerate(texts, 1)]


@EVERY
def test_an_extra_row_of_documents(anchoring):
    damage = inserted("第二十条第（五）项", ("其他主动公开文件", 0), *values(SEVEN[:3], 1))
    found = read_damaged("2019", {"disclosure": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L302") == ["disclosure:row:其他主动公开文件"]


@EVERY
@pytest.mark.parametrize("text", ["注：本表数据截至年底", "— 4 —", "第 4 页 共 9 页", "续表"])
def test_notes_page_numbers_and_headings_inside_a_table(text, anchoring):
    found = read_damaged("2021", {"requests": inserted("2.重复申请", (text, 0))}, anchoring)
    assert found.differing == {}
    assert found.rules == set()


@EVERY
def test_a_bare_number_inside_a_table_is_no_figure(anchoring):
    found = read_damaged("2021", {"requests": inserted("（七）总计", ("4", 5))}, anchoring)
    assert found.wrong == {}
    assert set(found.differing) <= {f for f in found.cells if "other_handling.other." in f}


@EVERY
def test_neighbouring_rows_in_another_order(anchoring):
    def damage(rows):
        at = row_with(rows, "2.重复申请")
        rows[at], rows[at + 1] = rows[at + 1], rows[at]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L305") == ["requests:row"]


@EVERY
def test_a_row_far_from_its_place(anchoring):
    def damage(rows):
        rows.append(rows.pop(row_with(rows, "一、本年新收政府信息公开申请数量")))

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L305") == ["requests:row"]


@EVERY
def test_a_row_twice_with_other_values(anchoring):
    damage = inserted("3.要求提供公开出版物", ("2.重复申请", 2), *values(SEVEN))
    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert found.raised("L304") == ["requests.rejected.repeated"]


@EVERY
@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("2.重复申请", "rejected.repeated"),
        ("3.其他", "other_handling.other"),
        ("（七）总计", "total"),
    ],
)
def test_a_missing_row(label, row, anchoring):
    found = read_damaged("2021", {"requests": without_row(label)}, anchoring)
    assert {f.rpartition(".")[0] for f in found.differing} == {f"requests.{row}"}
    assert found.raised("L303") == [f"requests.{row}"]


@EVERY
def test_a_row_of_the_old_form_inside_the_new_one(anchoring):
    def damage(rows):
        at = row_with(rows, "（六）其他处理")
        figures = [cell for cell in rows[at] if cell.column > 2]
        rows[at : at + 3] = [[GridCell("（六）其他处理", 1), *figures]]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.report.form == "2021"
    assert {f.rpartition(".")[0] for f in found.differing} == {
        f"requests.other_handling.{key}" for key in ("not_corrected", "fee_unpaid", "other")
    }
    extra = {cell.field: str(cell.value) for _, cell in found.report.extra_cells}
    first = "requests.other_handling.not_corrected."
    assert extra == {
        field.replace(".not_corrected", ""): value
        for field, value in distinct("2021").items()
        if field.startswith(first)
    }
    assert len(found.raised("L303")) == 3


@EVERY
def test_rows_of_the_new_form_inside_the_old_one(anchoring):
    labels = [
        row.label.text
        for row in load_form("2021").tables_by_key["requests"].rows
        if row.key.startswith("other_handling.")
    ]

    def damage(rows):
        at = row_with(rows, "（六）其他处理")
        rows[at : at + 1] = [
            [*([GridCell("（六）其他处理", 1)] if not n else []), GridCell(label, 2)]
            + [GridCell(str(9_000 + 10 * n + c), c) for c in range(3, 10)]
            for n, label in enumerate(labels)
        ]

    found = read_damaged("2019", {"requests": damage}, anchoring)
    assert found.report.form == "2019"
    assert {f.rpartition(".")[0] for f in found.differing} == {"requests.other_handling"}
    assert found.raised("L303") == ["requests.other_handling"]
    assert len(found.report.extra_cells) == 21


@EVERY
def test_the_label_of_the_old_row_above_the_new_ones_is_no_row(anchoring):
    damage = relabelled(("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", ""))
    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.report.extra_cells == ()
    assert found.wrong == {}


@EVERY
def test_traditional_script_and_pinyin(anchoring):
    damages = {
        "disclosure": relabelled(("行政处罚", "行政處(chǔ)罰(fá)"), ("规章", "規章")),
        "requests": relabelled(
            ("（七）总计", "（七）總計"),
            ("1.属于国家秘密", "1.屬於國家秘密"),
            ("2.重复申请", "2.重複(fù)申請"),
        ),
        "litigation": relabelled(("复议后起诉", "復議后起訴")),
    }
    found = read_damaged("2021", damages, anchoring)
    assert found.differing == {}
    assert found.rules == set()


@EVERY
def test_characters_lost_or_confused_by_recognition(anchoring):
    labels = {
        "1.属于国家秘密": "1.属千国家秘蜜",
        "4.保护第三方合法权益": "4.保护第三万合法权盖",
        "5.属于三类内部事务信息": "5.属于二类内部事务信息",
        "6.属于四类过程性信息": "6.属于四粪过程性信",
    }
    found = read_damaged("2021", {"requests": relabelled(*labels.items())}, anchoring)
    assert found.differing == {}
    assert sorted(found.raised("L301")) == [f"requests:row:{v}" for v in labels.values()]


@EVERY
def test_a_whole_definition_inside_the_label(anchoring):
    label = "规范性文件：指行政机关依照法定权限、程序制定并公开发布，在一定期限内反复适用的公文"
    found = read_damaged("2019", {"disclosure": relabelled(("规范性文件", label))}, anchoring)
    assert found.differing == {}
    assert len(found.raised("L301")) == 1


@EVERY
def test_a_label_torn_into_two_rows(anchoring):
    def damage(rows):
        at = row_with(rows, LONG)
        rows.insert(at + 1, [GridCell(LONG[10:], 2)])
        relabelled((LONG, LONG[:10]))(rows)

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    assert found.rules <= {"L307"}


@EVERY
def test_a_label_cut_short_by_a_page(anchoring):
    found = read_damaged("2021", {"requests": relabelled((LONG, LONG[:11]))}, anchoring)
    assert found.differing == {}
    assert found.raised("L301") == [f"requests:row:{LONG[:11]}"]


def test_two_labels_in_one_cell_with_a_line_of_figures_for_each():
    def damage(rows):
        at = row_with(rows, "2.重复申请")
        rows[at : at + 2] = [
            [
                replace(first, text=f"{first.text}\n{second.text}")
                for first, second in zip(rows[at], rows[at + 1], strict=True)
            ]
        ]

    found = read_damaged("2021", {"requests": damage})
    assert found.differing == {}
    assert found.rules == set()


@pytest.mark.parametrize("between", ["\n", ""])
def test_two_labels_in_one_cell_with_the_figures_of_one_are_both_lost(between):
    def damage(rows):
        at = row_with(rows, "2.重复申请")
        rows[at][0] = replace(rows[at][0], text=f"2.重复申请{between}3.要求提供公开出版物")
        del rows[at + 1]

    found = read_damaged("2021", {"requests": damage})
    for row in ("repeated", "publication"):
        assert found.states(f"requests.rejected.{row}.") == {"lost"}
    assert found.wrong == {}
    assert found.raised("C205") == ["requests"]


@ROWED
@pytest.mark.parametrize("is_column_gone", [True, False])
def test_a_group_without_labels_of_its_rows_is_read_by_order(is_column_gone, anchoring):
    def damage(rows):
        at = row_with(rows, DENIED[0])
        for row in rows[at : at + len(DENIED)]:
            if is_column_gone:
                row[:] = [cell for cell in row if cell.column != 2]
            else:
                row[:] = [replace(c, text="") if c.column == 2 else c for c in row]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.params["variant"] == "unnamed_rows"
    assert set(flag.fields) == {f for f in found.cells if f.startswith("requests.denied.")}


@EVERY
def test_a_group_that_lacks_labels_and_a_row_is_not_read_by_order(anchoring):
    def damage(rows):
        at = row_with(rows, DENIED[0])
        for row in rows[at : at + len(DENIED)]:
            row[:] = [replace(c, text="") if c.column == 2 else c for c in row]
        del rows[at + 3]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.states("requests.denied.") == {"absent"}
    assert len(found.raised("L303")) == len(DENIED)


@EVERY
def test_figures_stuck_to_their_label_are_lost_with_their_text(anchoring):
    def damage(rows):
        at = row_with(rows, "规章")
        rows[at] = [GridCell("".join(cell.text for cell in rows[at]), 0)]

    found = read_damaged("2021", {"disclosure": damage}, anchoring)
    fields = [f"disclosure.regulations.{key}" for key in ("made", "repealed", "in_force")]
    assert set(found.differing) == set(fields)
    assert found.states("disclosure.regulations.") == {"lost"}
    assert raws(found, "disclosure.regulations") == {"".join(printed(*fields))}
    assert found.raised("C205") == ["disclosure"]


@EVERY
def test_one_figure_stuck_to_its_label_is_a_doubt(anchoring):
    def damage(rows):
        at = row_with(rows, "行政许可")
        rows[at] = [GridCell("".join(cell.text for cell in rows[at]), 0)]

    found = read_damaged("2021", {"disclosure": damage}, anchoring)
    assert found.differing == {}
    (flag,) = [flag for flag in found.flags if flag.rule == "L301"]
    assert flag.fields == ("disclosure.licences.decisions",)


@EVERY
@pytest.mark.parametrize("position", [0, 2, 6])
def test_a_row_with_too_few_values_keeps_them_as_text(position, anchoring):
    damage = without_value("2.重复申请", position, slides=True)
    found = read_damaged("2021", {"requests": damage}, anchoring)
    fields = [f for f in distinct("2021") if f.startswith("requests.rejected.repeated.")]
    if anchoring is Anchoring.ALIGNED and position == 6:
        assert found.wrong == {}
        return
    assert set(found.differing) == set(fields)
    assert found.states("requests.rejected.repeated.") == {"lost"}
    del fields[position]
    assert raws(found, "requests.rejected.repeated") == {"\t".join(printed(*fields))}
    (flag,) = [flag for flag in found.flags if flag.rule == "C205"]
    assert flag.fields == tuple(f for f in found.cells if ".rejected.repeated." in f)


@EVERY
def test_a_row_with_too_many_values_keeps_them_as_text(anchoring):
    def damage(rows):
        rows[row_with(rows, "2.重复申请")].append(GridCell("9999", 10))

    found = read_damaged("2021", {"requests": damage}, anchoring)
    fields = [f for f in distinct("2021") if f.startswith("requests.rejected.repeated.")]
    assert found.states("requests.rejected.repeated.") == {"lost"}
    assert raws(found, "requests.rejected.repeated") == {"\t".join([*printed(*fields), "9999"])}
    assert found.wrong == {}


@pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.LEFT, Anchoring.SPARSE])
@pytest.mark.parametrize("is_split", [True, False])
def test_digits_split_over_two_cells_or_glued_are_lost(is_split, anchoring):
    def damage(rows):
        at = row_with(rows, "2.重复申请")
        figure = rows[at][3]
        if is_split:
            rows[at][3:4] = [
                replace(figure, text=figure.text[:1]),
                replace(figure, text=figure.text[1:], column=figure.column + 1),
            ]
            rows[at][5:] = [replace(c, column=c.column + 1) for c in rows[at][5:]]
        else:
            rows[at][3:5] = [replace(figure, text=figure.text + rows[at][4].text)]
            rows[at][4:] = [replace(c, column=c.column - 1) for c in rows[at][4:]]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.states("requests.rejected.repeated.") == {"lost"}
    assert {f.rpartition(".")[0] for f in found.differing} == {"requests.rejected.repeated"}
    (raw,) = raws(found, "requests.rejected.repeated")
    assert raw.count("\t") == (7 if is_split else 5)


def in_lines(change):
    """The sample printed one cell a line, its lines changed."""
    made = make_sample("s", Layout.LINES, ("青禾县", "柳溪镇人民政府"), distinct("2021"), 3)
    lines = render(made).split("\n\n")
    (report,) = read_reports(read_text("\n\n".join(change(lines))), "s.txt")
    return Read("2021", report)


@pytest.mark.parametrize("is_label_first", [True, False])
def test_labels_and_figures_in_separate_runs_of_lines_are_lost(is_label_first):
    def change(lines):
        first = next(i for i, line in enumerate(lines) if "一、本年新收" in line)
        last = next(i for i, line in enumerate(lines) if line.startswith("四、结转")) + 8
        labels = [line for line in lines[first:last] if not line.strip().isdigit()]
        figures = [line for line in lines[first:last] if line.strip().isdigit()]
        runs = [*labels, *figures] if is_label_first else [*figures, *labels]
        return [*lines[:first], *runs, *lines[last:]]

    found = in_lines(change)
    assert found.states("requests.") == {"lost"}
    assert found.raised("C205") == ["requests"]
    assert found.raised("C201") == []
    # Each row keeps the figures that would be its own if the runs are in order.
    truth = distinct("2021")
    for row in load_form("2021").tables_by_key["requests"].rows:
        fields = [f"requests.{row.key}.{key}" for key in row.columns]
        assert raws(found, f"requests.{row.key}") == {"\t".join(truth[f] for f in fields)}


def test_figures_stuck_to_their_label_in_a_text():
    figures = printed(*(f"disclosure.regulations.{k}" for k in ("made", "repealed", "in_force")))

    def change(lines):
        at = lines.index("规章")
        return [*lines[:at], "规章" + "".join(figures), *lines[at + 4 :]]

    found = in_lines(change)
    assert found.states("disclosure.regulations.") == {State.LOST.value}
    assert raws(found, "disclosure.regulations") == {"".join(figures)}
    assert {f.rpartition(".")[0] for f in found.differing} == {"disclosure.regulations"}


def test_several_damages_at_once():
    damage = both(
        without_row("2.重复申请"),
        inserted("4.无正当理由大量反复申请", ("小计", 2), *values(SEVEN)),
        relabelled((LONG, LONG[:11])),
        without_value("1.属于国家秘密", 3, slides=True),
    )
    found = read_damaged("2021", {"requests": damage})
    assert found.wrong == {}
    assert {f.rpartition(".")[0] for f in found.differing} == {
        "requests.rejected.repeated",
        "requests.denied.state_secret",
    }
    assert {"L302", "L303", "L301", "C205"} <= found.rules
