"""Numbers of worksheets as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.readers.xlsx_numbers import GENERAL, builtin_code, number_style, shown_number


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("12", "12"),
        ("12.0", "12"),
        ("0", "0"),
        ("-0", "0"),
        ("0.0", "0"),
        ("-3", "-3"),
        ("663.88", "663.88"),
        ("663.88000000000002", "663.88"),
        ("0.30000000000000004", "0.3"),
        ("221.29333333333335", "221.2933333"),
        ("1.2E3", "1200"),
        ("1E+2", "100"),
        ("123456789012", "123456789012"),
        ("1E300", "1E300"),
        ("1E999", "1E999"),
        ("0.000012", "0.000012"),
        ("1E-300", "1E-300"),
        ("９", "９"),
        ("1_0", "1_0"),
        ("nan", "nan"),
        ("Infinity", "Infinity"),
        ("", ""),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_general(raw, text):
    assert shown_number(raw, GENERAL) == text


@pytest.mark.parametrize(
    ("code", "raw", "text"),
    [
        ("0", "12.4", "12"),
        ("0", "12.5", "13"),
        ("0", "-0.2", "0"),
        ("#", "0", "0"),
        ("0.00", "12", "12.00"),
        ("0.00", "663.875", "663.88"),
        ("0.0#", "12.3", "12.3"),
        ("0.0#", "12", "12.0"),
        ("#,##0", "1234", "1234"),
        ("#,##0.00", "-1234.5", "-1234.50"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0", "0"),
        ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "7", "7.00"),
        ('0"件"', "12", "12"),
        ('0"; 0.00"', "12", "12"),
        ("0;-0;;@", "0", "0"),
        (";;;", "12", ""),
        ("@", "12", "12"),
        ("General", "12.50", "12.5"),
        ("[Red]0.0;[Blue]-0.0", "3", "3.0"),
        ("0%", "0.125", "13%"),
        ("0.00%", "0.125", "12.50%"),
        ("0.00E+00", "1200", "1200"),
        ("# ?/?", "0.5", "0.5"),
        ("0,", "12345", "12"),
        ("0.0,", "12345", "12.3"),
        ("0!.0,", "12345", "1.2"),
        ("0!.0000", "12345", "1.2345"),
        ("0\\.0,", "400", "0.0"),
        ("", "12", "12"),
        ('"', "12", "12"),
        ("\\", "12", "12"),
    ],
)
def test_formats(code, raw, text):
    assert shown_number(raw, number_style(code)) == text


@pytest.mark.parametrize(
    ("code", "raw", "text"),
    [
        ("yyyy/m/d", "45312", "2024/1/21"),
        ('yyyy"年"m"月"d"日";@', "45312", "2024年1月21日"),
        ("[$-804]yyyy年m月d日", "45312", "2024年1月21日"),
        ("yyyy-mm-dd hh:mm", "45312.75", "2024/1/21 18:00"),
        ("h:mm", "0.5", "12:00"),
        ('yyyy"年"', "45312", "2024年"),
        ("m/d", "45312", "1/21"),
        ("yyyy/m/d", "99999999", "99999999"),
        ("yyyy/m/d", "-5", "-5"),
        (builtin_code(31), "45312", "2024年1月21日"),
        (builtin_code(57), "45312", "2024年1月"),
        (builtin_code(14), "45312", "2024/1/21"),
        (builtin_code(999), "45312", "45312"),
    ],
)
def test_dates(code, raw, text):
    assert shown_number(raw, number_style(code)) == text


def test_dates_of_old_macintosh_files():
    assert shown_number("43850", number_style("yyyy/m/d"), is_1904=True) == "2024/1/21"


CODES = st.text(st.sampled_from('0#?.,;%@"\\!_*[]EymdhsG年/-+ 1'), max_size=12)


@given(CODES, st.one_of(st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,4})?", fullmatch=True), st.text()))
def test_every_format_gives_a_text(code, raw):
    assert isinstance(shown_number(raw, number_style(code)), str)


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_stay_whole(number):
    for code in ("General", "0", "#,##0", "@"):
        assert shown_number(str(number), number_style(code)) == str(number)
        assert shown_number(f"{number}.0", number_style(code)) == str(number)
