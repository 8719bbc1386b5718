"""Rosters as files: heads in any order and words, bad rows, wrong encodings, hostile cells."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from importers.errors import ImporterError
from importers.roster_cells import (
    place_and_name,
    read_day,
    read_kinds,
    read_level,
    read_names,
    read_year,
)
from importers.roster_file import read_roster
from store.report import Kind, Level
from store.roster import EntryName
from tests.sample_roster import DUE, HEADS, ROWS, as_csv, as_xlsx

BY_ENCODING = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def read(text, **kind):
    return read_roster(text.encode(), "r.csv", **kind)


def names(found):
    return [(entry.region, entry.organ) for entry in found.entries]


def problems(found):
    return [(bad.row, bad.problem) for bad in found.bad]


# --- the sample --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", BY_ENCODING)
def test_the_sample_reads_the_same_in_every_encoding_and_format(encoding):
    wanted = read_roster(as_xlsx(), "r.xlsx")
    found = read_roster(as_csv(encoding=encoding), "r.csv")
    assert found == wanted
    assert (len(found.entries), found.bad, found.ignored, found.rows) == (30, (), (), 30)


def test_the_sample_is_what_its_rows_say():
    found = {(e.region, e.organ): e for e in read_roster(as_xlsx(), "r.xlsx").entries}
    town = found["青禾县", "羊坪镇人民政府"]
    assert town.names == (EntryName("羊坪乡人民政府", 2010, 2019, True),)
    assert (town.level, town.kind, town.deadline) == (Level.TOWNSHIP, Kind.OWN, DUE)
    assert (town.category, town.contact, town.year) == ("乡镇", "张某", None)
    merged = found["青禾县", "沙坝镇人民政府"]
    assert [one.until for one in merged.names] == [2020, 2020]
    office = found["青禾县", "财政局"]
    assert (office.level, office.kind) == (Level.DEPARTMENT, Kind.OWN)
    assert office.names == (EntryName("县财政局"),)
    assert found["青禾县", "市场监督管理局"].names == (EntryName("市监局", 2019, None),)
    county = found[None, "青禾县人民政府"]
    assert (county.kind, county.level) == (Kind.GOVERNMENT, Level.COUNTY)
    assert county.deadline == date(2024, 3, 31)
    assert found["云阳县", "柳溪镇人民政府"].identity != found["青禾县", "柳溪镇人民政府"].identity


def test_titles_above_the_heads_are_no_rows():
    found = read_roster(as_xlsx(titles=("2023 年度应报单位名单", "青禾县政务公开办")), "r.xlsx")
    assert len(found.entries) == 30


# --- heads -------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(HEADS))), st.sampled_from(BY_ENCODING))
def test_columns_in_any_order(order, encoding):
    text = "\n".join(",".join(str(row[at]) for at in order) for row in (HEADS, *ROWS[:8], ROWS[-4]))
    found = read_roster(text.encode(encoding), "r.csv")
    assert found == read_roster(as_csv((*ROWS[:8], ROWS[-4])), "r.csv")


@pytest.mark.parametrize(
    "heads",
    [
        "单位名称,所在地区",
        "*单位全称（必填）,区县",
        "报送单位： ,所属地区",
        "机关名称,行政区划",
        "Name,Region",
    ],
)
def test_other_words_for_the_heads(heads):
    assert names(read(f"{heads}\n柳溪镇人民政府,青禾县\n")) == [("青禾县", "柳溪镇人民政府")]


def test_unknown_columns_are_named_and_ignored_but_numbers_are_not_worth_it():
    found = read("序号,单位全称,电话,备注,信用代码\n1,柳溪镇人民政府,1234,x,y\n")
    assert found.ignored == ("电话", "信用代码")
    assert names(found) == [(None, "柳溪镇人民政府")]


def test_short_and_former_names_in_columns_of_their_own():
    found = read("单位全称,简称,曾用名\n柳溪镇人民政府,柳溪,柳溪公社；原柳溪乡（至2010年）\n")
    assert found.entries[0].names == (
        EntryName("柳溪"),
        EntryName("柳溪公社", None, None, True),
        EntryName("柳溪乡", None, 2010, True),
    )


def test_a_file_without_names_of_organs_is_refused():
    for text in ("甲,乙\n1,2\n", "没有表格的文字", "地区,级别\n青禾县,县级\n"):
        with pytest.raises(ImporterError) as caught:
            read(text)
        assert caught.value.code == "roster_file"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(delimiter):
    text = f"单位全称{delimiter}地区\n柳溪镇人民政府{delimiter}青禾县\n"
    assert names(read(text)) == [("青禾县", "柳溪镇人民政府")]


def test_a_merged_region_is_said_of_every_row_beside_it():
    book = Workbook()
    sheet = book.active
    for row in (("单位全称", "地区"), ("柳溪镇", "青禾县"), ("石滩乡", None), ("羊坪镇", None)):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    out = io.BytesIO()
    book.save(out)
    found = read_roster(out.getvalue(), "r.xlsx")
    assert names(found) == [("青禾县", "柳溪镇"), ("青禾县", "石滩乡"), (None, "羊坪镇")]


def test_the_first_visible_sheet_with_heads_counts_and_hidden_rows_too():
    book = Workbook()
    book.active.append(["说明"])
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    hidden.append(["单位全称"])
    hidden.append(["旧镇人民政府"])
    sheet = book.create_sheet("名单")
    sheet.append(["单位全称"])
    sheet.append(["柳溪镇人民政府"])
    sheet.append(["石滩乡人民政府"])
    sheet.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    found = read_roster(out.getvalue(), "r.xlsx")
    assert [organ for _, organ in names(found)] == ["柳溪镇人民政府", "石滩乡人民政府"]


def test_region_and_year_for_rows_that_say_none():
    text = "单位全称,地区,年度\n柳溪镇人民政府,,\n石滩乡人民政府,云阳县,2022\n"
    found = read(text, region="青禾县", year=2023)
    assert [(e.region, e.year) for e in found.entries] == [("青禾县", 2023), ("云阳县", 2022)]


# --- rows --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",,青禾县", "no_name"),
        ("12345,,", "name"),
        ('=HYPERLINK("http://x"),,', "name"),
        ("\x1b[2J柳溪镇,,", "name"),
        ("[b]柳溪镇[/b],,", "name"),
        ("柳\u202e溪镇人民政府,,", "name"),
        ("柳" * 61 + ",,", "name"),
        ("柳溪镇人民政府,石滩（20x9年）,", None),
        ("柳溪镇人民政府,石滩（2021-2019）,", "names"),
        ("柳溪镇人民政府,<b>,", "names"),
        ("柳溪镇人民政府,,=1+1", "region"),
    ],
)
def test_bad_rows_are_named_and_the_rest_goes_on(row, problem):
    found = read(f"单位全称,简称,地区\n{row}\n羊坪镇人民政府,,青禾县\n")
    if problem is None:
        # Brackets without a year are part of the name.
        assert found.bad == ()
        return
    assert problems(found) == [(2, problem)]
    assert names(found) == [("青禾县", "羊坪镇人民政府")]


@pytest.mark.parametrize(
    ("head", "cell", "problem"),
    [
        ("级别", "高级", "level"),
        ("本机关/汇总", "随便", "kind"),
        ("截止日", "一月底", "deadline"),
        ("截止日", "2024-02-30", "deadline"),
        ("截止日", "45322", "deadline"),
        ("年度", "今年", "year"),
        ("年度", "1999", "year"),
        ("联系人", "x" * 2001, "too_long"),
    ],
)
def test_a_cell_that_means_nothing_makes_its_row_bad(head, cell, problem):
    found = read(f"单位全称,{head}\n柳溪镇人民政府,{cell}\n石滩乡人民政府,\n")
    assert problems(found) == [(2, problem)]
    assert found.bad[0].name == "柳溪镇人民政府"
    assert len(found.bad[0].detail) <= 40
    assert [organ for _, organ in names(found)] == ["石滩乡人民政府"]


def test_the_same_organ_twice():
    same = "单位全称,联系人\n柳溪镇人民政府,张\n柳溪镇人民政府,张\n"
    assert (len(read(same).entries), read(same).bad) == (1, ())
    other = read("单位全称,联系人\n柳溪镇人民政府,张\n\n柳溪镇人民政府,李\n")
    assert problems(other) == [(4, "twice")]
    assert other.bad[0].detail == "2"
    assert other.entries[0].contact == "张"


def test_rows_are_numbered_by_lines_where_a_cell_has_several():
    found = read('单位全称,简称\n柳溪镇人民政府,"柳溪\n老柳溪"\n1,\n')
    assert problems(found) == [(4, "name")]
    assert [one.name for one in found.entries[0].names] == ["柳溪", "老柳溪"]


def test_a_cell_of_a_megabyte_is_one_bad_row():
    huge = "柳" * 1_000_000
    found = read(f"单位全称,简称\n{huge},\n柳溪镇人民政府,{huge}\n石滩乡人民政府,\n")
    assert problems(found) == [(2, "too_long"), (3, "too_long")]
    assert [organ for _, organ in names(found)] == ["石滩乡人民政府"]
    book = Workbook()
    for row in (("单位全称",), ("柳" * 32_000,), ("石滩乡人民政府",)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert problems(read_roster(out.getvalue(), "r.xlsx")) == [(2, "too_long")]


def test_a_formula_that_nobody_computed_is_a_bad_row():
    book = Workbook()
    sheet = book.active
    for row in (("单位全称",), ("柳溪镇人民政府",), ('="石滩"&"乡"',)):
        sheet.append(row)
    sheet["A4"] = ArrayFormula("A4:A4", "=A2")
    out = io.BytesIO()
    book.save(out)
    found = read_roster(out.getvalue(), "r.xlsx")
    assert problems(found) == [(3, "formula"), (4, "formula")]
    assert names(found) == [(None, "柳溪镇人民政府")]


# --- cells -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("柳溪", [EntryName("柳溪")]),
        ("柳溪、老柳溪；柳溪办", [EntryName("柳溪"), EntryName("老柳溪"), EntryName("柳溪办")]),
        ("原柳溪乡（2019-2021）", [EntryName("柳溪乡", 2019, 2021, True)]),
        ("原柳溪乡（２０１９—２０２１年）", [EntryName("柳溪乡", 2019, 2021, True)]),
        ("原柳溪乡(2019年至2021年)", [EntryName("柳溪乡", 2019, 2021, True)]),
        ("曾用名：柳溪乡（至2021年）", [EntryName("柳溪乡", None, 2021, True)]),
        ("柳溪乡（2021年以前）", [EntryName("柳溪乡", None, 2021, True)]),
        ("柳溪乡（2021年止）", [EntryName("柳溪乡", None, 2021, True)]),
        ("柳溪办（2022年起）", [EntryName("柳溪办", 2022, None)]),
        ("柳溪办（2022-）", [EntryName("柳溪办", 2022, None)]),
        ("柳溪办（2022-至今）", [EntryName("柳溪办", 2022, None)]),
        ("柳溪办（2022）", [EntryName("柳溪办", 2022, 2022, True)]),
        ("原州区财政局", [EntryName("原州区财政局")]),
        ("原柳溪乡", [EntryName("柳溪乡", None, None, True)]),
        ("财政局（国资办）", [EntryName("财政局(国资办)")]),
        ("无", []),
        ("", []),
    ],
)
def test_short_and_former_names_with_their_years(text, wanted):
    assert read_names(text, are_former=False) == wanted


@pytest.mark.parametrize(
    ("name", "region", "wanted"),
    [
        ("柳溪镇人民政府", "青禾县", ("青禾县", "柳溪镇人民政府")),
        ("青禾县柳溪镇人民政府", "青禾县", ("青禾县", "柳溪镇人民政府")),
        ("青禾县柳溪镇人民政府", None, ("青禾县", "柳溪镇人民政府")),
        ("青禾县柳溪镇人民政府", "样例市青禾县", ("样例市青禾县", "柳溪镇人民政府")),
        ("样例市青禾县柳溪镇人民政府", "青禾县", ("样例市青禾县", "柳溪镇人民政府")),
        ("青禾县人民政府", "青禾县", (None, "青禾县人民政府")),
        ("青禾县人民政府", "样例市青禾县", ("样例市", "青禾县人民政府")),
        ("青禾县人民政府", "样例市", ("样例市", "青禾县人民政府")),
        ("青禾县人民政府办公室", "样例市青禾县", ("样例市", "青禾县人民政府办公室")),
        ("青禾县财政局", "云阳县", ("云阳县", "青禾县财政局")),
    ],
)
def test_region_and_name(name, region, wanted):
    assert place_and_name(name, region) == wanted


def test_levels_kinds_days_years():
    assert read_level("乡镇 级", "x") is Level.TOWNSHIP
    assert read_level("", "青禾县") is Level.COUNTY
    assert read_level("什么", "青禾县") is None
    assert read_kinds("", "青禾县", Level.COUNTY) == [Kind.GOVERNMENT]
    assert read_kinds("本机关、汇总", "青禾县", Level.COUNTY) == [Kind.OWN, Kind.GOVERNMENT]
    assert read_kinds("汇总", "教育局", Level.DEPARTMENT) == [Kind.SYSTEM]
    assert read_kinds("别的", "教育局", Level.DEPARTMENT) is None
    for text in (
        "2024-01-31",
        "2024/1/31",
        "2024年1月31日",
        "２０２４.１.３１",
        "20240131",
        20240131.0,
    ):
        assert read_day(text) == date(2024, 1, 31)
    assert (read_year("2023年"), read_year("2023.0"), read_year("23")) == (2023, 2023, None)


# --- files -------------------------------------------------------------------------------


def spoiled(data):
    """The sample spreadsheet with one part replaced."""

    def replace(name, content):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
            for info in old.infolist():
                new.writestr(info.filename, content if info.filename == name else old.read(info))
        return out.getvalue()

    return replace


def far_cell(reference):
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1"><v>1</v></c><c r="{reference}"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    ).encode()


@pytest.mark.parametrize(
    "reference", ["XFD1", "A1048576", "XFD1048576", "A99999999999", "ZZZZZZZZZ1"]
)
def test_a_cell_in_the_last_corner_takes_no_memory(reference):
    data = spoiled(as_xlsx())("xl/worksheets/sheet1.xml", far_cell(reference))
    with pytest.raises(ImporterError):
        read_roster(data, "r.xlsx")


def test_a_part_that_swells_is_refused():
    data = spoiled(as_xlsx())("xl/styles.xml", b" " * 50_000_000)
    with pytest.raises(ImporterError):
        read_roster(data, "r.xlsx")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4 x",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        b"PK\x03\x04broken",
        b"\xff\x00\xfe",
        b"\x00" * 40,
    ],
)
def test_other_files_are_refused_with_a_reason(data):
    with pytest.raises(ImporterError):
        read_roster(data, "r.xlsx")


SPREADSHEET = as_xlsx(ROWS[:3])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
@example(b"")
@example('单位全称\n"柳'.encode())
@example("单位全称,单位全称\r柳溪镇\r".encode())
def test_any_bytes_give_a_roster_or_a_reason(data):
    try:
        read_roster(data, "r.csv")
    except ImporterError as error:
        assert error.code


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(SPREADSHEET) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_spreadsheet_gives_a_roster_or_a_reason(at, content):
    data = SPREADSHEET[:at] + content + SPREADSHEET[at + len(content) :]
    try:
        read_roster(data, "r.xlsx")
    except ImporterError as error:
        assert error.code


CELLS = st.text(max_size=30).filter(lambda text: not set(text) & set('\r\n",;|\t\x00'))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * 8), max_size=6))
def test_whatever_cells_say_every_row_is_an_entry_a_bad_row_or_blank(rows):
    text = "\n".join([",".join(HEADS), *(",".join(row) for row in rows)])
    found = read_roster(
        text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode(), "r"
    )
    blank = sum(not any(cell.strip() for cell in row) for row in rows)
    lines = len(text.splitlines()) - 1
    if lines == len(rows):
        assert found.rows == len(rows) - blank
    bad = {one.row for one in found.bad}
    assert len(found.entries) + len(bad) <= 2 * max(found.rows, 1)
    for entry in found.entries:
        assert 2 <= len(entry.organ) <= 60
        assert "\x1b" not in entry.organ + (entry.region or "") + "".join(
            n.name for n in entry.names
        )
