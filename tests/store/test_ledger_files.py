"""The ledger as a workbook, read again by other libraries than the one that writes it."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from importers.batch import discover, import_files
from store.annotations import Verdict, add_finding, add_note, decide
from store.database import open_workspace
from store.errors import ExportError
from store.exports import export_workspace
from store.exports.atomic import write_atomically
from store.exports.ledger_keys import LedgerKey, read_key
from store.exports.sheets import Book, PagedSheet, cell_text, put, sheet_name
from store.findings import ledger_rows
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.sample_reports import SAMPLES, encoded

LI = Reviewer(1, "li", "li")


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for sample in SAMPLES[:12]:
        (folder / f"{sample.name}.txt").write_bytes(encoded(sample))
    with open_workspace(tmp_path / "gouji.db") as opened:
        import_files(opened, list(discover([folder])))
        yield opened


def export(workspace, target, **options):
    export_workspace(
        workspace, target, what="findings", current_only=True, language="zh", **options
    )
    return target


def calamine(path, name):
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_the_ledger_says_what_it_covers_and_what_was_found(workspace, tmp_path):
    path = export(workspace, tmp_path / "a.xlsx", words="县")
    rows = calamine(path, "台账")
    reports = sum(1 for one in iterate_reports(workspace, words="县") if one.is_current)
    assert f"报告 {reports} 份" in rows[1][0]
    assert "筛选“县”" in rows[1][0]
    assert "gouji.db" in rows[1][0]
    assert "已隐去" in rows[1][0]
    expected = [row for row in ledger_rows(workspace, "zh", words="县") if row["in_ledger"]]
    assert [row[4] for row in rows[3:]] == [row["own_words"][0] for row in expected]
    assert {row[6] for row in rows[3:]} <= {"须更正", "请核实（更正或说明）", "建议完善"}
    assert {row[9] for row in rows[3:]} == {"待审"}
    technical = calamine(path, "技术信息")
    assert [row[0] for row in technical[1:]] == [
        row["flag"] for row in ledger_rows(workspace, "zh", words="县")
    ]


def test_the_ledger_can_be_filled_in_filtered_and_printed(workspace, tmp_path):
    book = load_workbook(export(workspace, tmp_path / "a.xlsx"))
    sheet = book["台账"]
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == f"A3:L{sheet.max_row}"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["L"].hidden
    assert sheet["E4"].alignment.wrap_text
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {
        f"H4:H{sheet.max_row}": '"已整改,未整改"',
        f"J4:J{sheet.max_row}": '"属实,读错,不提,待核,待审"',
    }
    heights = [sheet.row_dimensions[row].height for row in range(4, sheet.max_row + 1)]
    assert min(heights) >= 15
    assert max(heights) > 20


def test_values_as_read_printed_and_corrected_are_on_the_second_sheet(workspace, tmp_path):
    found = next(
        record
        for stored in iterate_reports(workspace)
        for record in flags_of(workspace, stored.id)
        if record.flag.rule == "A103" and record.flag.proposals and record.flag.proposals[0].sole
    )
    (change,) = found.flag.proposals[0].changes
    corrected = {change.field: change.proposed}
    decide(workspace, LI, found.id, found.version, Verdict.CONFIRMED, corrected=corrected)
    head, *rows = calamine(export(workspace, tmp_path / "a.xlsx"), "技术信息")
    row = next(row for row in rows if row[head.index("flag")] == found.id)
    values = row[head.index("values")]
    assert f"{change.field}: {change.printed} / {change.printed} / {change.proposed}" in values
    assert row[head.index("decision")] == "confirmed"
    assert row[head.index("decided_by")] == "li"


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "\t=1",
    "\x1b[2J\x00\x0b\ufffe\uffff\ud800",
    "甲" * 40_000,
    "𠀀" * 20_000,
    "_x0041_",
    "http://example.org/x",
    "<script>alert(1)</script>]]>&amp;",
]


def test_no_text_is_a_formula_or_a_link_and_none_breaks_the_file(workspace, tmp_path):
    report = next(iter(iterate_reports(workspace))).id
    for text in HOSTILE:
        add_finding(
            workspace,
            LI,
            report,
            line=1,
            place="第一部分",
            quote=text[:4000],
            problem=text,
            suggestion=text,
        )
    flag = flags_of(workspace, report)[0]
    for text in HOSTILE:
        add_note(workspace, LI, report, flag.id, text)
    path = export(workspace, tmp_path / "a.xlsx")
    rows = calamine(path, "台账")
    problems = [row[4] for row in rows[3:]]
    assert "=cmd|' /C calc'!A0。" in problems
    assert any(one.startswith("␛[2J<U+0000>") for one in problems)
    assert "_x0041_。" in problems
    sheet = load_workbook(path)["台账"]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet for cell in row)
    assert all(len(str(value)) <= 32_767 for row in rows for value in row)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_cell_holds_any_text(value):
    text = cell_text(value)
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    text.encode("utf-8")
    assert "\x00" not in text


def test_what_does_not_fit_on_a_sheet_goes_on_the_next(tmp_path):
    def begin(sheet):
        put(sheet, 0, 0, "头")
        return 1

    ends = []
    with Book(tmp_path / "a.xlsx") as book:
        paged = PagedSheet(book, "台账", begin, lambda *end: ends.append(end[1:]), most_rows=4)
        for number in range(7):
            paged.append([number])
        paged.close()
    found = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert found.sheet_names == ["台账", "台账 (2)", "台账 (3)"]
    rows = [found.get_sheet_by_name(name).to_python() for name in found.sheet_names]
    assert rows == [[["头"], [0], [1], [2]], [["头"], [3], [4], [5]], [["头"], [6]]]
    assert ends == [(1, 4), (1, 4), (1, 2)]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_are_allowed_and_unique(names):
    taken = set()
    made = [sheet_name(name, taken) for name in names]
    assert len({name.casefold() for name in made}) == len(made)
    for name in made:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


@settings(max_examples=60)
@given(st.builds(LedgerKey, *[st.integers(0, 10**9), st.just("ab" * 32), st.integers(1, 9)],
                 *[st.just("0a1b")] * 2, st.sampled_from(["", "confirmed"]),
                 st.sampled_from(["", "true", "false"]), st.just("ff")))  # fmt: skip
def test_a_key_is_read_back_and_a_changed_one_is_not(key):
    text = key.text()
    assert read_key(f" {text} ") == key
    for at in range(0, len(text), 7):
        assert read_key(text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]) is None


def test_a_sheet_a_report_is_drawn_like_the_form(workspace, tmp_path):
    path = export(workspace, tmp_path / "a.xlsx", with_sheets=True)
    book = load_workbook(path)
    reports = [one for one in iterate_reports(workspace) if one.is_current and not one.copy_of]
    assert len(book.sheetnames) == 2 + len(reports)
    stored = next(one for one in reports if one.organ == "石滩乡人民政府")
    sheet = book[f"{stored.organ} {stored.year}"]
    merged = {str(found) for found in sheet.merged_cells.ranges}
    values = {
        cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None
    }
    by_text = {text: place for place, text in values.items()}
    assert by_text["法人或其他组织"] in {found.split(":")[0] for found in merged}
    assert by_text["行政诉讼"] in {found.split(":")[0] for found in merged}
    assert sum(isinstance(value, int | float) for value in values.values()) == 200
    told = [cell for row in sheet for cell in row if cell.comment]
    (doubted,) = [cell for cell in told if cell.value == 8]
    assert "第三部分表格“（一）予以公开”行" in doubted.comment.text
    assert doubted.fill.fgColor.rgb == "FFFFE699"
    filled = [c for row in sheet for c in row if c.fill.fgColor.rgb == "FFFFE699"]
    assert len(filled) == len(
        next(r for r in flags_of(workspace, stored.id) if r.flag.rule == "A103").flag.fields
    )


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.md", "a.html"])
def test_only_a_ledger_has_sheets(workspace, tmp_path, name):
    with pytest.raises(ExportError) as caught:
        export(workspace, tmp_path / name, with_sheets=True)
    assert caught.value.code == "export_sheets"
    assert not (tmp_path / name).exists()


PERSONAL = "联系人：张三，电话13812345678，邮箱zhang@sample.cn"


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.jsonl", "a.md", "a.html"])
def test_personal_data_stays_out_unless_asked_for(workspace, tmp_path, name):
    report = next(iter(iterate_reports(workspace))).id
    add_finding(
        workspace,
        LI,
        report,
        line=1,
        place="引言",
        quote=PERSONAL,
        problem="有误",
        suggestion=PERSONAL,
    )
    add_note(workspace, LI, report, flags_of(workspace, report)[0].id, PERSONAL)

    def text(path):
        if path.suffix != ".xlsx":
            return path.read_text("utf-8").replace("\\", "")
        rows = [*calamine(path, "台账"), *calamine(path, "技术信息")]
        return "\n".join(str(value) for row in rows for value in row)

    without = text(export(workspace, tmp_path / name))
    for personal in ("张三", "13812345678", "zhang@sample.cn"):
        assert personal not in without
    assert "〔电话〕" in without
    whole = text(export(workspace, tmp_path / name, with_personal=True))
    for personal in ("张三", "13812345678", "zhang@sample.cn"):
        assert personal in whole


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or poppler is not installed",
)
def test_libreoffice_prints_ledger_and_tables(workspace, tmp_path):
    path = export(workspace, tmp_path / "a.xlsx", with_sheets=True)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "政府信息公开工作年度报告审核台账" in text
    assert "gouji1|" not in text
    reports = [one for one in iterate_reports(workspace) if one.is_current and not one.copy_of]
    assert text.count("申请人情况") == len(reports)


def test_an_export_that_fails_leaves_nothing_behind(workspace, tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("the workspace went away")
        yield

    waiting = tmp_path / "waiting"
    waiting.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(waiting))
    target = tmp_path / "out" / "a.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"before")
    monkeypatch.setattr("store.exports.xlsx_forms.drawn_reports", fail)
    with pytest.raises(RuntimeError):
        export(workspace, target, with_sheets=True)
    assert target.read_bytes() == b"before"
    assert [path.name for path in target.parent.iterdir()] == ["a.xlsx"]
    assert list(waiting.iterdir()) == []


def test_what_the_system_refuses_is_said_in_its_words(tmp_path):
    def write(path):
        with Book(path.parent / "gone" / "a.xlsx") as book:
            book.sheet("a")
        return 1

    with pytest.raises(ExportError) as caught:
        write_atomically(tmp_path / "a.xlsx", write)
    assert caught.value.code == "export_system"
    assert "No such file" in str(caught.value.params["reason"])
