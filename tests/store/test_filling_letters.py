"""C201, C205, A101: what a letter names, and what it asks for."""

from __future__ import annotations

import pytest

from store.forms import load_form
from store.messages import flag_letter, flag_message, letter
from store.rules import check_report
from tests.sample_figures import BUSY, PLAIN
from tests.store.structure_cases import build

FORM = load_form("2021")
ALL_COLUMNS = [column.key for column in FORM.tables_by_key["requests"].columns]
ROWS = [row.key for row in FORM.tables_by_key["requests"].rows]


def sentence(code, printed, base=PLAIN, language="zh"):
    (flag,) = [f for f in check_report(build(base, printed=printed)) if f.rule == code]
    assert flag_message(flag, language)
    return flag_letter(flag, language)


def columns(*names):
    return {f"requests.{row}.{name}": "" for row in ROWS for name in names}


def row(table, key):
    return {f.id: "" for f in FORM.fields if f.table == table and f.row.key == key}


ZERO = "未发生的请填“0”，补填后重新报送。"
TABLE = "第三部分表格"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (columns("other"), f"{TABLE}“其他”栏 25 行未填。{ZERO}"),
        (columns("research", "other"), f"{TABLE}“科研机构”、“其他”栏 25 行共 50 格未填。{ZERO}"),
        (columns("total"), f"{TABLE}“总计”栏 25 行未填。请按各栏合计补填。"),
        (
            columns("other", "total"),
            f"{TABLE}“其他”、“总计”栏 25 行共 50 格未填。"
            "未发生的请填“0”，“总计”栏请按各栏合计补填，补填后重新报送。",
        ),
        (
            columns(*ALL_COLUMNS[1:]),
            f"{TABLE}除“自然人”列外，其余 6 列 25 行共 150 格未填。{ZERO}",
        ),
        (row("requests", "granted"), f"{TABLE}“予以公开”行 7 格未填。{ZERO}"),
        (row("requests", "total"), f"{TABLE}“（七）总计”行 7 格未填。请按各项合计补填。"),
        (
            {"disclosure.licences.decisions": ""},
            "第二部分表格“行政许可”未填。未发生的请填“0”，有数的请补填。",
        ),
        (
            {"requests.granted.total": ""},
            f"{TABLE}“予以公开”行“总计”栏未填。请按合计补填。",
        ),
        (
            {"requests.granted.total": "", "requests.granted.other": ""},
            f"{TABLE}“予以公开”行“其他”、“总计”栏未填。"
            "未发生的请填“0”，有数的请补填；总计请按合计补填。",
        ),
    ],
)
def test_blank_cells(printed, expected):
    got = sentence("C201", printed).replace("（一）予以公开", "予以公开")
    assert got == expected
    assert sentence("C201", printed, language="en")


def test_totals_alone_are_never_to_be_filled_with_zero():
    scattered = {f"requests.{key}.total": "" for key in ROWS[:9]}
    for printed in (columns("total"), row("requests", "total"), scattered):
        assert "0" not in sentence("C201", printed).replace("25", "")
        assert " 0" not in sentence("C201", printed, language="en")


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"natural_person": "22", "total": "30"}, "请核对是否漏计办理结果或结转件。"),
        (
            {"natural_person": "18", "total": "26"},
            "请核对是否漏计收件，或重复计入办理结果、结转件。",
        ),
    ],
)
def test_which_side_of_a_column_is_larger(changes, asked):
    printed = {
        f"requests.received.{key}": str(int(BUSY[f"requests.received.{key}"]) + by)
        for key, by in ((key, 2 if "结果或" in asked else -2) for key in changes)
    }
    flags = [f for f in check_report(build(BUSY, printed=printed)) if f.rule == "A101"]
    assert flags and all(flag_letter(flag, "zh").endswith(asked) for flag in flags)


PARAMS = {"form": "2021", "table": "requests", "found": "6", "wanted": "7", "inferred": 0}


@pytest.mark.parametrize(
    ("rows", "count", "said"),
    [
        (("granted",), 1, f"{TABLE}“（一）予以公开”行的数值个数少于栏数。"),
        (("granted", "partial"), 2, f"{TABLE}“（一）予以公开”、“（二）部分公开” 2 行的"),
        (
            ("granted", "partial", "total", "received"),
            9,
            "、“（七）总计”等 9 行的数值个数少于栏数。",
        ),
        (("*",), 1, f"{TABLE}的数值个数少于栏数。"),
        ((), 4, f"{TABLE}有 4 行的数值个数少于栏数。"),
    ],
)
def test_lost_rows_are_named(rows, count, said):
    params = {**PARAMS, "rows": rows, "rows_count": count, "variant": "few"}
    assert said in letter("C205", params, "zh")
    assert letter("C205", params, "en")
