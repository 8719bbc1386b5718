"""Raw text of a cell → state and value: only plain numbers are numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.values import looks_like_value, read_value, strip_spaces
from store.forms import ValueKind
from store.report import State

COUNT, SIGNED, AMOUNT = ValueKind.COUNT, ValueKind.SIGNED, ValueKind.AMOUNT
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("１２", 12),
        ("1２", 12),
        ("1,234", 1234),
        ("1，234", 1234),
        ("１，２３４", 1234),
        ("1,234,567", 1234567),
        (" 12 ", 12),
        ("\u00a00", 0),
        ("\u20020\u3000", 0),
        ("\n0", 0),
        ("\t3\r\n", 3),
        ("999999999999999", 999_999_999_999_999),
        ("-1", -1),
        ("－1", -1),
        ("−1", -1),
        ("2.5", Decimal("2.5")),
        ("２．５", Decimal("2.5")),
        ("12.000", Decimal("12.000")),
        ("1,234.56", Decimal("1234.56")),
    ],
)
def test_numbers(raw, value):
    assert read_value(raw, COUNT) == (State.NUMBER, value)


@pytest.mark.parametrize(
    "raw",
    [
        "٣",
        "१२",
        "²",
        "①",
        "½",
        "1_0",
        "１_０",
        "1_000",
        "1e3",
        "1E3",
        "nan",
        "NaN",
        "infinity",
        "inf",
        "-inf",
        "十二",
        "〇",
        "O",
        "l2",
        "0x10",
        "0b1",
        "-0",
        "007",
        "00",
        "1 0",
        "1\n0",
        "3件",
        "约3",
        "12,34",
        "1,2345",
        ",123",
        "0,123",
        "1,,234",
        "1.",
        ".5",
        "1.2.3",
        "1.1234567",
        "--1",
        "- 1",
        "+2",
        "减4",
        "0/0",
        "1+1",
        "=1+1",
        "9" * 16,
        "9" * 5000,
        "9223372036854775808",
        "1\u200b2",
        "12\u202e34\u202c",
        "[red]12[/red]",
        "1\x002",
    ],
)
def test_everything_else_is_text(raw):
    assert read_value(raw, COUNT) == (State.TEXT, None)


@pytest.mark.parametrize("raw", ["", " ", "\u00a0\u2002\u3000", "\n\t\r\n"])
def test_white_space_of_every_width_is_blank(raw):
    assert read_value(raw, COUNT) == (State.BLANK, None)


@pytest.mark.parametrize(
    "raw", ["/", "／", "-", "--", "—", "——", "–", "－", "无", "不适用", "N/A", " / ", "\u3000无\n"]
)
@pytest.mark.parametrize("kind", list(ValueKind))
def test_marks_are_no_numbers_in_any_field(raw, kind):
    assert read_value(raw, kind) == (State.MARK, None)


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        ("+2", SIGNED, (State.NUMBER, 2)),
        ("＋2", SIGNED, (State.NUMBER, 2)),
        ("-4", SIGNED, (State.NUMBER, -4)),
        ("+2", AMOUNT, (State.TEXT, None)),
        ("+0", SIGNED, (State.TEXT, None)),
        ("12.50", AMOUNT, (State.NUMBER, Decimal("12.50"))),
        ("0.038", AMOUNT, (State.NUMBER, Decimal("0.038"))),
        ("12.0", AMOUNT, (State.NUMBER, 12)),
        ("-0.5", AMOUNT, (State.NUMBER, Decimal("-0.5"))),
        ("251000元", AMOUNT, (State.TEXT, None)),
        ("113.96万元", AMOUNT, (State.TEXT, None)),
        # As a sheet shows 0.86 and 318; a point before thousands is no whole count.
        (".86", AMOUNT, (State.NUMBER, Decimal("0.86"))),
        ("．86", AMOUNT, (State.NUMBER, Decimal("0.86"))),
        (".86", COUNT, (State.TEXT, None)),
        (".", AMOUNT, (State.TEXT, None)),
        ("318.00", COUNT, (State.NUMBER, 318)),
        ("3.000", COUNT, (State.NUMBER, Decimal("3.000"))),
        ("-2.0", SIGNED, (State.NUMBER, -2)),
    ],
)
def test_kinds_of_fields(raw, kind, expected):
    assert read_value(raw, kind) == expected


def test_a_whole_amount_is_an_int_and_a_broken_one_keeps_its_digits():
    # The exact decimal is what the report prints: a float would change the last digit.
    assert type(read_value("12.0", AMOUNT)[1]) is int
    assert type(read_value("318.0", COUNT)[1]) is int
    assert str(read_value("52.10", AMOUNT)[1]) == "52.10"


@settings(deadline=None)
@given(
    st.integers(0, 10**15 - 1),
    st.sampled_from([str, lambda n: str(n).translate(WIDE), lambda n: f"{n:,}"]),
    st.text(" \u00a0\u2002\u3000\n\t", max_size=3),
    st.text(" \u00a0\u2002\u3000\n\t", max_size=3),
    st.sampled_from(list(ValueKind)),
)
def test_a_printed_count_reads_back(number, printed, before, after, kind):
    assert read_value(before + printed(number) + after, kind) == (State.NUMBER, number)


@settings(deadline=None)
@given(st.integers(10**15, 10**40))
def test_a_figure_too_long_for_the_workspace_stays_text(number):
    assert read_value(str(number), COUNT) == (State.TEXT, None)


TRICKY = st.text("0123456789０１９.．,，+-＋－− \u00a0\u3000_eE٣²件无/", max_size=12)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), TRICKY), st.sampled_from(list(ValueKind)))
def test_a_number_is_what_the_digits_say(raw, kind):
    state, value = read_value(raw, kind)
    assert (value is not None) is (state is State.NUMBER)
    if value is None:
        return
    narrow = {ord("，"): None, ord(","): None, ord("−"): "-"}
    narrow |= {code: chr(code - 0xFEE0) for code in map(ord, "０１２３４５６７８９．－＋")}
    plain = strip_spaces(raw).translate(narrow).removeprefix("+")
    assert plain.isascii()
    bare = plain.removeprefix("-")
    if bare.startswith("."):
        assert kind is AMOUNT
        plain = f"{'-' if plain.startswith('-') else ''}0{bare}"
    if isinstance(value, int) and "." in plain:
        whole, _, fraction = plain.partition(".")
        assert (int(whole), set(fraction)) == (value, {"0"})
    else:
        assert str(value) == plain


@pytest.mark.parametrize(
    "raw",
    [
        *("0", "１２", "—", "无", "3件", "约12条", "1_0", "=1+1", "[/b]", "318余", "318余件"),
        *("大约318件", "318左右", "318件左右", "318家", "三百余", "8600元整", "人民币8600元"),
        *("318注1", "318（含变更）", "见附件", "详见正文", "同上", "待统计", "暂无", "不详"),
    ],
)
def test_what_fills_a_value_cell(raw):
    assert looks_like_value(raw)


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "",
            " ",
            "规章",
            "（七）总计",
            "1.属于国家秘密",
            "四、结转下年度继续办理",
            "其他",
            "总计",
        ),
        *("3.其他", "一、本年新收政府信息公开申请数量", "总计000", "第二十条第（一）项"),
    ],
)
def test_labels_and_blanks_fill_no_value_cell(raw):
    assert not looks_like_value(raw)
