"""Texts in cells that are no numbers: never read as one, their raw text kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from importers.readers import choose_reader
from importers.reports import read_reports
from tests.importers.hostile_files import changed
from tests.sample_described import as_is, describe, for_print, for_xml
from tests.sample_docx import docx
from tests.sample_formats import distinct_sample, printed
from tests.sample_html import html
from tests.sample_pdf import pdf
from tests.sample_reports import SAMPLES
from tests.sample_xlsx import xlsx

# Raw texts of cells that are no plain numbers, and those that look unlike one but are.
NOT_NUMBERS = (
    "1_000", "1e3", "1E3", "nan", "NaN", "inf", "infinity", "-Infinity", "十二", "〇", "O", "l2", "I",
    "0x10", "0b1", "007", "1 0", "1.2.3", "1..2", ".5", "5.", "--1", "1-2", "-0", "+", "1,23", "12,34",
    "1,2345", "3件", "约12", "12（注）", "=1+1", "＝1+1", "+1+1", "@1", "1/2", "50%", "￥5", "12*", "①",
    "9" * 300, "9223372036854775808", "1" * 16, "true", "None", "null", "12;13", "(12)", "１２a",
)  # fmt: skip
# No font of the test draws these.
NOT_DRAWN = (
    "٣",
    "١٢",
    "１_０",
    "²",
    "½",
    "Ⅻ",
    "𝟗",
    "๓",
    "1\u200b2",
    "12\u202e34\u202c",
    "1\u00ad2",
    "㊂",
    "\ufe0f5",
)
NUMBERS = {
    "１２": "12", " 13 ": "13", "\u300014": "14", "1,234": "1234", "1，235": "1235", "－5": "-5",
    "12.0": "12.0", "−7": "-7", "999999999999999": "999999999999999",
}  # fmt: skip
MARKS = ("—", "/", "／", "——", "-", "－", "无", "不适用", "N/A")
WRITERS = {"docx": (docx, for_xml), "html": (html, as_is), "xlsx": (xlsx, for_xml)}


def report_of(data: bytes):
    (report,) = read_reports(choose_reader(data).read(data), "x")
    return {cell.field: cell for cell in report.cells}


def with_raws(raws: Iterable[str]):
    """The report of distinct figures with these texts in its cells, and the texts by field."""
    sample = distinct_sample("2021")
    fields = [key for key in sample.values if key.startswith("requests.")]
    placed = dict(zip(fields, raws, strict=False))
    return replace(sample, values={**sample.values, **placed}), placed


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("format_name", list(WRITERS))
def test_what_is_no_number_is_text_and_keeps_its_raw_text(format_name, turn):
    write, clean = WRITERS[format_name]
    # Numbers of a sheet are numbers; what they are printed like is their format's.
    texts = [raw for raw in NOT_NUMBERS if format_name != "xlsx" or not is_plain(raw)]
    sample, placed = with_raws((*texts, *NOT_DRAWN, *MARKS, *NUMBERS))
    cells = report_of(write(describe(sample, turn, clean)))
    found = {raw: (cells[key].state.value, str(cells[key].value)) for key, raw in placed.items()}
    expected = dict.fromkeys((*texts, *NOT_DRAWN), ("text", "None"))
    expected |= dict.fromkeys(MARKS, ("mark", "None"))
    expected |= {raw: ("number", value) for raw, value in NUMBERS.items()}
    # A program's own workbook has numbers where the other formats have text.
    assert {
        raw: state
        for raw, state in found.items()
        if same_number(state) != same_number(expected[raw])
    } == {}
    kept = {key: raw for key, raw in placed.items() if raw not in NUMBERS}
    assert {key: cells[key].raw for key in kept if cells[key].raw != clean(kept[key])} == {}
    others = set(sample.values) - set(placed)
    assert [key for key in others if str(cells[key].value) != sample.values[key]] == []


def is_plain(raw: str) -> bool:
    return raw.removeprefix("-").isascii() and raw.removeprefix("-").isdigit()


def same_number(state: tuple[str, str]) -> tuple[str, str]:
    kind, value = state
    return kind, value.removesuffix(".0")


@pytest.mark.parametrize("style", ["office", "browser"])
def test_what_is_no_number_is_none_in_a_pdf(style):
    raws = [raw for raw in NOT_NUMBERS if len(raw) < 20]
    sample, placed = with_raws((*raws, *MARKS))
    cells = report_of(pdf(describe(sample, 0, for_print), style))
    numbers = {raw: cells[key].value for key, raw in placed.items() if cells[key].state == "number"}
    assert numbers == {}
    drawn = {key: raw for key, raw in placed.items() if not any(c in raw for c in " ￥①〇")}
    # Narrow cells wrap long texts; where is told.
    read = {raw: cells[key].raw.replace("\n", "") for key, raw in drawn.items()}
    assert {raw: text for raw, text in read.items() if text != raw} == {}


TYPED = (
    "nan", "INF", "-inf", "1_000", "٣", "", "0x10", "1e999", "12abc", "9" * 5000, "+",
    "１e3", "1e٣", "\n", "--1", "1 2", "Infinity", "sNaN", "1e3.5",
)  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("kind", ["", ' t="n"'])
def test_a_cell_that_claims_to_be_a_number_is_not_believed(text, kind):
    data = printed(SAMPLES[0].name, "xlsx", 0)
    sheet = "xl/worksheets/sheet1.xml"

    def change(xml: bytes) -> bytes:
        assert xml.count(b"<v>1286</v>") == 1
        before, _, after = xml.partition(b"<v>1286</v>")
        before = before.removesuffix(b">") + kind.encode() + b">"
        return before + f"<v>{text}</v>".encode() + after

    cells = report_of(changed(data, sheet, change))
    cell = cells["disclosure.licences.decisions"]
    assert cell.state in ("text", "blank", "lost")
    if text.strip() and cell.state == "text":
        assert cell.raw == text.strip()
