"""The PDF reader on small files, each with one of the shapes that real reports have."""

from __future__ import annotations

import io
import sys
from itertools import pairwise
from types import ModuleType

import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader

from importers.document import Anchoring, Document
from importers.errors import (
    FileDamagedError,
    FileEncryptedError,
    FileOverLimitsError,
    NoTextError,
)
from importers.readers import pdf, pdf_chars, pdf_objects
from importers.readers.pdf import PdfReader
from importers.reading import read_document
from tests.importers.pdf_sheets import (
    GREY,
    HEIGHT,
    ROWS,
    SONG,
    WIDTH,
    Sheet,
    grids,
    prose,
    read,
    texts,
)


def test_a_ruled_table_keeps_its_cells_their_pages_and_boxes() -> None:
    sheet = Sheet()
    sheet.text(60, 60, "一、总体情况")
    sheet.table(ROWS)
    document = read(sheet)
    (grid,) = grids(document)
    assert texts(grid) == ROWS
    assert grid.anchoring is Anchoring.EXACT
    cell = grid.rows[1].cells[2]
    assert (cell.column, cell.page) == (2, 1)
    assert cell.box == pytest.approx((240, 120, 330, 140), abs=1.5)
    heading = next(document.paragraphs())
    assert heading.text == "一、总体情况"
    assert heading.place.page == 1
    assert heading.place.box is not None
    assert heading.place.box[0] == pytest.approx(60, abs=1)
    assert heading.place.box[3] == pytest.approx(62, abs=4)


def test_merged_cells_stand_in_their_first_row_and_column() -> None:
    sheet = Sheet()
    sheet.rect(60, 100, 360, 180)
    for y in (120, 160):
        sheet.line(60, y, 360, y)
    sheet.line(160, 140, 360, 140)
    sheet.line(160, 100, 160, 180)
    sheet.line(260, 120, 260, 180)
    sheet.text(64, 115, "组")
    sheet.text(164, 115, "跨两列")
    sheet.text(64, 145, "跨两行")
    sheet.text(264, 135, "5")
    sheet.text(264, 155, "6")
    sheet.text(64, 175, "尾")
    (grid,) = grids(read(sheet))
    places = [[(cell.column, cell.text) for cell in row.cells] for row in grid.rows]
    assert places == [
        [(0, "组"), (1, "跨两列")],
        [(0, "跨两行"), (1, ""), (2, "5")],
        [(1, ""), (2, "6")],
        [(0, "尾"), (1, ""), (2, "")],
    ]


def test_a_row_without_its_upper_border_after_a_page_break_is_read() -> None:
    sheet = Sheet()
    xs = [60.0, 150.0, 240.0, 330.0]
    ys = [740.0, 760.0, 780.0]
    sheet.rules(xs, ys)
    sheet.rows(xs, ys, [["甲", "1", "2"], ["乙", "3", "4"]])
    sheet.next()
    for x in xs:
        sheet.line(x, 50, x, 90)
    for y in (70, 90):
        sheet.line(60, y, 330, y)
    sheet.rows(xs, [50, 70, 90], [["丙", "5", "6"], ["丁", "7", "8"]])
    (grid,) = grids(read(sheet))
    assert texts(grid) == [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"], ["丁", "7", "8"]]
    assert [row.after_break for row in grid.rows] == [False, False, True, False]
    assert [row.cells[0].page for row in grid.rows] == [1, 1, 2, 2]


def test_a_group_cell_that_runs_on_over_the_page_is_no_prose() -> None:
    sheet = Sheet()
    xs = [60.0, 110.0, 200.0, 290.0]
    for x in xs:
        sheet.line(x, 740, x, 800)
    sheet.line(60, 740, 290, 740)
    for y in (760, 780, 800):
        sheet.line(110, y, 290, y)
    sheet.text(64, 775, "组名")
    sheet.rows(xs, [740, 760, 780, 800], [["", "甲", "1"], ["", "乙", "2"], ["", "丙", "3"]])
    document = read(sheet)
    (grid,) = grids(document)
    assert texts(grid) == [["组名", "甲", "1"], ["乙", "2"], ["丙", "3"]]
    assert prose(document) == []


def test_a_header_repeated_on_the_next_page_stays_in_one_grid() -> None:
    sheet = Sheet()
    sheet.table([ROWS[0], ["许可", "1", "2"]], top=740)
    sheet.text(290, 820, "— 1 —", 9)
    sheet.next()
    sheet.table([ROWS[0], ["处罚", "3", "4"]], top=60)
    sheet.text(290, 820, "— 2 —", 9)
    document = read(sheet)
    (grid,) = grids(document)
    assert texts(grid) == [ROWS[0], ["许可", "1", "2"], ROWS[0], ["处罚", "3", "4"]]
    assert prose(document) == []


def test_prose_between_two_tables_keeps_them_apart() -> None:
    sheet = Sheet()
    sheet.table(ROWS, top=700)
    sheet.next()
    sheet.text(60, 60, "三、收到和处理政府信息公开申请情况")
    sheet.table(ROWS, top=100)
    document = read(sheet)
    assert [texts(grid) for grid in grids(document)] == [ROWS, ROWS]
    assert prose(document) == ["三、收到和处理政府信息公开申请情况"]


def test_tables_beside_each_other_are_two() -> None:
    sheet = Sheet()
    sheet.table(ROWS, left=40, wide=70)
    sheet.table([["去年", "丙"], ["许可", "9"], ["处罚", "8"]], left=300, wide=70)
    first, second = grids(read(sheet))
    assert texts(first) == ROWS
    assert texts(second) == [["去年", "丙"], ["许可", "9"], ["处罚", "8"]]


def test_characters_struck_twice_count_once() -> None:
    sheet = Sheet()
    xs, ys = sheet.table(ROWS)
    for shift in (0.3, 0.6):
        sheet.rows([x + shift for x in xs], ys, ROWS)
    sheet.text(60, 60, "二二〇二二年")
    sheet.text(60.4, 60, "二二〇二二年")
    document = read(sheet)
    assert texts(grids(document)[0]) == ROWS
    assert prose(document) == ["二二〇二二年"]


def test_different_figures_over_each_other_are_no_number() -> None:
    sheet = Sheet()
    xs, ys = sheet.table(ROWS)
    sheet.text(xs[1] + 4, ys[2] - 6, "75")
    text = texts(grids(read(sheet))[0])[1][1]
    assert not text.replace("\n", "").isdigit()


def test_letter_spacing_does_not_part_a_number_but_a_gap_does() -> None:
    sheet = Sheet()
    xs, ys = sheet.table([["项目", "甲", "乙"], ["许可", "", ""]])
    sheet.text(xs[1] + 4, ys[2] - 6, "1234", spacing=2.5)
    sheet.text(xs[2] + 4, ys[2] - 6, "12")
    sheet.text(xs[2] + 30, ys[2] - 6, "34")
    assert texts(grids(read(sheet))[0])[1] == ["许可", "1234", "12 34"]


def test_decimals_and_wrapped_labels() -> None:
    sheet = Sheet()
    xs, _ = sheet.table([["费", "663.88", "１２"]], top=100)
    sheet.rules(xs, [120, 160])
    sheet.text(xs[0] + 4, 134, "一个很长的名")
    sheet.text(xs[0] + 4, 150, "称折行")
    sheet.text(xs[1] + 4, 142, "-")
    (grid,) = grids(read(sheet))
    assert texts(grid) == [["费", "663.88", "１２"], ["一个很长的名\n称折行", "-", ""]]


def test_a_number_that_its_narrow_cell_broke_is_one() -> None:
    sheet = Sheet()
    sheet.rules([60, 90, 150, 210], [100, 140])
    sheet.text(62, 115, "12345")
    sheet.text(62, 130, "6")
    sheet.text(92, 122, "许可")
    sheet.text(152, 122, "12")
    assert texts(grids(read(sheet))[0]) == [["123456", "许可", "12"]]


def test_figures_below_each_other_are_never_one() -> None:
    """A rule between two rows is missing: what is certain is read, nothing is put together."""
    sheet = Sheet()
    xs, ys = [60.0, 160, 178, 260], [100.0, 120, 140, 160, 180]
    for y in (100, 120, 160, 180):
        sheet.line(60, y, 260, y)
    for x in xs:
        sheet.line(x, 100, x, 180)
    sheet.rows(xs, ys, [["项目", "甲", "乙"], ["行政许可", "12", "3"], ["行政处罚", "4", "5"]])
    sheet.rows(xs, [160, 180], [["行政强制", "6", "7"]])
    (grid,) = grids(read(sheet))
    assert texts(grid)[1:] == [
        ["行政许可", "12", "3"],
        ["行政处罚", "4", "5"],
        ["行政强制", "6", "7"],
    ]


def test_a_number_that_runs_over_its_cell_is_not_divided() -> None:
    sheet = Sheet()
    sheet.rules([60, 90, 120, 200], [100, 120])
    sheet.text(62, 114, "123456")
    sheet.text(124, 114, "7")
    (row,) = texts(grids(read(sheet))[0])
    assert row == ["123456", "", "7"]


@pytest.mark.parametrize(
    "label", ["— 3 —", "- 3 -", "3", "第3页 共6页", "3/6", "Page 3 of 6", "第 3 页", "－3－"]
)
def test_page_numbers_are_no_prose(label: str) -> None:
    sheet = Sheet()
    sheet.text(80, 100, "这里有一句话。")
    sheet.text(290, 815, label, 9)
    assert prose(read(sheet)) == ["这里有一句话。"]


def test_running_headers_are_dropped_and_a_sentence_torn_by_pages_is_joined() -> None:
    sheet = Sheet()
    whole = "本年度共受理申请并按期答复，没有发生因政府信息公开引起的行政复议和行政诉讼案件，"
    for number in (1, 2, 3):
        sheet.text(200, 40, f"某县年度报告　{number}", 9)
        sheet.text(290, 815, f"- {number} -", 9)
        if number == 1:
            sheet.text(81, 700, whole[:35])
            sheet.text(60, 720, whole[:37])
        elif number == 2:
            sheet.text(60, 80, whole[:37])
            sheet.text(60, 100, "到此为止。")
        else:
            sheet.text(81, 80, "另一段。")
        sheet.next()
    document = read(sheet)
    joined = whole[:35] + whole[:37] + whole[:37] + "到此为止。"
    assert prose(document) == [joined, "另一段。"]
    place = next(document.paragraphs()).place
    assert place.page == 1


def test_paragraphs_by_indent_and_headings() -> None:
    sheet = Sheet()
    line = "政府信息公开工作年度报告的一行正文需要足够长才能到达右边界并继续"
    y = 100
    for x, text in [
        (60, "一、总体情况"),
        (81, line[:30]),
        (60, line[:32]),
        (60, "短的末行。"),
        (81, line[:30]),
        (60, "又一段完。"),
        (60, "二、主动公开政府信息情况"),
        (81, "（一）小标题"),
        (81, "2023年没有。"),
    ]:
        sheet.text(x, y, text)
        y += 18
    assert prose(read(sheet)) == [
        "一、总体情况",
        line[:30] + line[:32] + "短的末行。",
        line[:30] + "又一段完。",
        "二、主动公开政府信息情况",
        "（一）小标题",
        "2023年没有。",
    ]


def test_boxes_rules_and_frames_behind_prose_are_no_tables() -> None:
    sheet = Sheet()
    sheet.rect(30, 30, 565, 812)
    y = 100
    for text in ["第一段的文字在一个灰色的框里面。", "第二段的文字也在一个框里面。", "第三段。"]:
        sheet.rect(60, y - 14, 530, y + 4, fill=GREY)
        sheet.text(81, y, text)
        sheet.line(81, y + 2, 300, y + 2)
        y += 18
    document = read(sheet)
    assert grids(document) == []
    assert prose(document) == [
        "第一段的文字在一个灰色的框里面。",
        "第二段的文字也在一个框里面。",
        "第三段。",
    ]


def test_highlights_of_words_are_no_table() -> None:
    sheet = Sheet()
    for y in (100, 118):
        for x in (60, 165):
            sheet.rect(x, y - 14, x + 105, y + 4, fill=GREY)
        sheet.text(60, y, "一二三四五六七八九十一二三四五六七八九十")
    document = read(sheet)
    assert grids(document) == []
    assert prose(document)[0].startswith("一二三四五六七八九十一二三四五六七八九十")


def test_a_frame_around_the_page_does_not_touch_its_table() -> None:
    sheet = Sheet()
    sheet.rect(30, 30, 565, 812)
    sheet.table(ROWS)
    assert [texts(grid) for grid in grids(read(sheet))] == [ROWS]


def test_cells_drawn_as_rectangles_of_their_own() -> None:
    sheet = Sheet()
    xs, ys = [60.0, 150, 240, 330], [100.0, 120, 140, 160]
    for x0, x1 in pairwise(xs):
        for y0, y1 in pairwise(ys):
            sheet.rect(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5)
    sheet.rows(xs, ys, ROWS)
    assert texts(grids(read(sheet))[0]) == ROWS


def test_cells_that_are_only_coloured() -> None:
    sheet = Sheet()
    xs, ys = [60.0, 150, 240, 330], [100.0, 120, 140, 160]
    for x0, x1 in pairwise(xs):
        for y0, y1 in pairwise(ys):
            sheet.rect(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5, fill=GREY)
    sheet.rows(xs, ys, ROWS)
    assert texts(grids(read(sheet))[0]) == ROWS


def test_lines_as_thin_areas_double_lines_and_dashes() -> None:
    sheet = Sheet()
    xs, ys = [60.0, 150, 240, 330], [100.0, 120, 140, 160]
    for y in ys[:2]:
        sheet.rect(60, y - 0.4, 330, y + 0.4, fill=black)
    for y in ys[2:]:
        sheet.line(60, y - 1, 330, y - 1)
        sheet.line(60, y + 1, 330, y + 1)
    for x in xs:
        for start in range(100, 160, 4):
            sheet.rect(x - 0.3, start, x + 0.3, start + 2, fill=black)
    sheet.rows(xs, ys, ROWS)
    assert texts(grids(read(sheet))[0]) == ROWS


def test_open_sides_are_closed() -> None:
    sheet = Sheet()
    xs, ys = [60.0, 150, 240, 330], [100.0, 120, 140, 160]
    for y in ys:
        sheet.line(60, y, 330, y)
    for x in xs[1:-1]:
        sheet.line(x, 100, x, 160)
    sheet.rows(xs, ys, ROWS)
    assert texts(grids(read(sheet))[0]) == ROWS


def test_rules_inside_a_form_object_are_found() -> None:
    sheet = Sheet()
    xs, ys = [60.0, 150, 240, 330], [100.0, 120, 140, 160]
    sheet.canvas.beginForm("grid")
    sheet.rules([x - 50 for x in xs], ys)
    sheet.canvas.endForm()
    sheet.canvas.saveState()
    sheet.canvas.translate(50, 0)
    sheet.canvas.doForm("grid")
    sheet.canvas.restoreState()
    sheet.rows(xs, ys, ROWS)
    assert texts(grids(read(sheet))[0]) == ROWS


def _turned(sheet: Sheet) -> None:
    sheet.canvas.translate(WIDTH, 0)
    sheet.canvas.rotate(90)
    sheet.height = WIDTH


@pytest.mark.parametrize("rotation", [0, 90])
def test_text_that_lies_on_its_side(rotation: int) -> None:
    # reportlab exchanges width and height of a page that is turned.
    sheet = Sheet((HEIGHT, WIDTH) if rotation else (WIDTH, HEIGHT))
    sheet.canvas.setPageRotation(rotation)
    _turned(sheet)
    sheet.text(60, 60, "三、收到和处理政府信息公开申请情况")
    sheet.table(ROWS)
    document = read(sheet)
    (grid,) = grids(document)
    assert texts(grid) == ROWS
    assert grid.rows[0].cells[0].box == pytest.approx((60, 100, 150, 120), abs=1.5)
    assert prose(document) == ["三、收到和处理政府信息公开申请情况"]


@pytest.mark.parametrize("rotation", [180, 270])
def test_other_rotations(rotation: int) -> None:
    sheet = Sheet((HEIGHT, WIDTH) if rotation == 270 else (WIDTH, HEIGHT))
    sheet.canvas.setPageRotation(rotation)
    if rotation == 180:
        sheet.canvas.translate(WIDTH, HEIGHT)
        sheet.canvas.rotate(180)
        sheet.height = HEIGHT
    else:
        sheet.canvas.translate(0, HEIGHT)
        sheet.canvas.rotate(-90)
        sheet.height = WIDTH
    sheet.table(ROWS)
    (grid,) = grids(read(sheet))
    assert texts(grid) == ROWS
    assert grid.rows[0].cells[0].box == pytest.approx((60, 100, 150, 120), abs=1.5)


def test_what_cannot_be_seen_is_not_read() -> None:
    sheet = Sheet()
    xs, ys = sheet.table([["项目", "甲", "乙", "丙"], ["许可", "", "", "7"]])
    sheet.canvas.setFillColor(white)
    sheet.text(xs[1] + 4, ys[2] - 6, "11")
    sheet.canvas.setFillColor(black)
    hidden = sheet.canvas.beginText(xs[2] + 4, HEIGHT - ys[2] + 6)
    hidden.setFont(SONG, 10)
    hidden.setTextRenderMode(3)
    hidden.textOut("22")
    hidden.setTextRenderMode(0)
    sheet.canvas.drawText(hidden)
    sheet.text(xs[1] + 4, ys[2] - 6, "33", size=0.5)
    sheet.text(-200, ys[2] - 6, "看不见")
    assert texts(grids(read(sheet))[0])[1] == ["许可", "", "", "7"]


def test_white_text_on_colour_is_seen_and_text_under_an_area_is_not() -> None:
    sheet = Sheet()
    sheet.rect(61, 101, 149, 119, fill=Color(0, 0, 0.5))
    xs, ys = sheet.table([["", "甲"], ["许可", "1"]])
    sheet.canvas.setFillColor(white)
    sheet.text(xs[0] + 4, ys[1] - 6, "项目")
    sheet.canvas.setFillColor(black)
    sheet.rect(xs[1] + 1, ys[1] + 1, xs[2] - 1, ys[2] - 1, fill=white)
    sheet.text(xs[1] + 4, ys[2] - 6, "2")
    assert texts(grids(read(sheet))[0]) == [["项目", "甲"], ["许可", "2"]]


def _picture() -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("RGB", (40, 20), (200, 10, 10)))


def test_a_picture_as_large_as_a_table_is_noted() -> None:
    sheet = Sheet()
    sheet.text(60, 60, "三、收到和处理政府信息公开申请情况")
    sheet.canvas.drawImage(_picture(), 60, 400, 400, 200)
    sheet.canvas.drawImage(_picture(), 60, 100, 80, 80)
    document = read(sheet)
    (place,) = document.unread
    assert place.page == 1
    assert place.box == pytest.approx((60, 242, 460, 442), abs=1)


def test_pages_that_are_pictures_go_to_text_recognition_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scan = ModuleType("importers.readers.scan")
    answer = Document((), "scan/test")
    scan.read_scanned_pages = lambda data, pages: answer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "importers.readers.scan", scan)
    sheet = Sheet()
    sheet.canvas.drawImage(_picture(), 0, 0, WIDTH, HEIGHT)
    sheet.text(290, 815, "1")
    data = sheet.bytes()
    with pytest.raises(NoTextError) as caught:
        PdfReader().read(data)
    assert caught.value.params == {"pages": 1}
    assert read_document(data) is answer
    with pytest.raises(NoTextError):
        read_document(data, recognise=False)


def test_blank_pages_hold_no_text() -> None:
    sheet = Sheet()
    sheet.next()
    with pytest.raises(NoTextError) as caught:
        read(sheet)
    assert caught.value.params == {"pages": 1}


def test_files_that_cannot_be_read() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = Sheet(encrypt=StandardEncryption("geheim", "owner"))
    locked.text(60, 60, "密")
    with pytest.raises(FileEncryptedError):
        read(locked)
    for data in (b"%PDF-1.4\n", b"%PDF-1.7 " + b"x" * 500, b""):
        with pytest.raises(FileDamagedError):
            PdfReader().read(data)


def test_an_empty_password_is_none() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    sheet = Sheet(encrypt=StandardEncryption("", "owner"))
    sheet.text(60, 60, "打得开")
    assert prose(read(sheet)) == ["打得开"]


@pytest.mark.parametrize(
    ("module", "name", "what"),
    [
        (pdf, "MOST_PAGES", "pages"),
        (pdf, "MOST_CHARS", "characters"),
        (pdf_chars, "MOST_CHARS", "characters"),
        (pdf_objects, "MOST_OBJECTS", "objects_on_a_page"),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, what: str) -> None:
    if module is pdf_chars:
        monkeypatch.setattr("importers.readers.pdf_page.MOST_CHARS", 3)
    else:
        monkeypatch.setattr(module, name, 1)
    sheet = Sheet()
    sheet.table(ROWS)
    sheet.next()
    sheet.table(ROWS)
    with pytest.raises(FileOverLimitsError) as caught:
        read(sheet)
    assert what in str(caught.value.params["what"])


def test_an_unknown_glyph_never_becomes_a_figure() -> None:
    """A font without a map to Unicode: its codes are no characters."""
    content = b"BT /F1 12 Tf 60 700 Td <00310032> Tj ET"
    document = PdfReader().read(_composite(content, None))
    assert "\ufffd" in "".join(prose(document))
    assert not any(char.isdigit() for char in "".join(prose(document)))


def test_radicals_become_the_characters_meant() -> None:
    content = b"BT /F1 12 Tf 60 700 Td <00010002> Tj ET"
    mapping = b"2 beginbfchar <0001> <2F08> <0002> <2EA0> endbfchar"
    assert prose(PdfReader().read(_composite(content, mapping))) == ["人民"]


def _composite(content: bytes, mapping: bytes | None) -> bytes:
    """A file with one page and a font of glyph numbers, with or without a map to Unicode."""
    to_unicode = b"" if mapping is None else b"/ToUnicode 7 0 R"
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
        b"endcodespacerange " + (mapping or b"") + b" endcmap end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/Own/Encoding/Identity-H"
        b"/DescendantFonts[6 0 R]" + to_unicode + b">>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Own/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 8 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
        b"<</Type/FontDescriptor/FontName/Own/Flags 4/Ascent 880/Descent -120/CapHeight 700"
        b"/ItalicAngle 0/StemV 80/FontBBox[0 -120 1000 880]>>",
    ]
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        file.write(b"%010d 00000 n \n" % offset)
    file.write(
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )
    return file.getvalue()


def test_reading_twice_gives_the_same() -> None:
    sheet = Sheet()
    sheet.table(ROWS)
    data = sheet.bytes()
    assert PdfReader().read(data) == PdfReader().read(data)


def test_the_crop_box_is_the_page() -> None:
    sheet = Sheet()
    sheet.canvas.setCropBox((50, 42, 550, 800))
    sheet.table(ROWS)
    sheet.text(10, 60, "裁掉")
    document = read(sheet)
    (grid,) = grids(document)
    assert grid.rows[0].cells[0].box == pytest.approx((10, 58, 100, 78), abs=1.5)
    assert prose(document) == []


def test_a_drawing_of_many_lines_is_no_table() -> None:
    sheet = Sheet()
    for i in range(600):
        sheet.line(60 + i % 25 * 7, 300 + i // 25 * 7, 66 + i % 25 * 7, 300 + i // 25 * 7)
        sheet.line(60 + i % 25 * 7, 300 + i // 25 * 7, 60 + i % 25 * 7, 306 + i // 25 * 7)
    sheet.table(ROWS)
    assert [texts(grid) for grid in grids(read(sheet))] == [ROWS]


def test_more_lines_than_any_report_has(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet()
    sheet.table(ROWS)
    data = sheet.bytes()
    for limit in ("pdf_lattice.MOST_CROSSINGS", "pdf_cells.MOST_CELLS"):
        with monkeypatch.context() as patch:
            patch.setattr(f"importers.readers.{limit}", 5)
            with pytest.raises(FileOverLimitsError):
                PdfReader().read(data)


def test_a_note_across_the_table_is_prose() -> None:
    sheet = Sheet()
    sheet.table(ROWS)
    sheet.rect(60, 160, 330, 240)
    note = "说明：本表所列数据由各部门分别填报汇总而成统计口径与上年度"
    for index in range(3):
        sheet.text(64, 176 + 16 * index, note[:25])
    document = read(sheet)
    assert [texts(grid) for grid in grids(document)] == [ROWS]
    assert prose(document) == [note[:25] * 3]
