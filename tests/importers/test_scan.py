"""Scans through text recognition, and what is said where it is not installed."""

from __future__ import annotations

import io
import random
import socket
import struct
import sys
import zlib

import pytest
from PIL import Image, ImageDraw, ImageFont

from importers.document import Anchoring, Grid
from importers.errors import FileDamagedError, FileOverLimitsError, NoTextError
from importers.readers.protocol import choose_reader
from importers.readers.scan import ImageReader, has_recognition, read_scanned_pages
from store.report import Paragraph

needs_recognition = pytest.mark.skipif(not has_recognition(), reason="the extra ocr is missing")

DPI = 200
COLUMNS = (80, 330, 480, 630, 780, 930)
ROWS = tuple(range(100, 100 + 10 * 42, 42))
SAMPLE = random.Random(7)
FIGURES = [
    [SAMPLE.choice(["0", "1", "7", "11", "38", "506", "1883", "66.94", ""]) for _ in range(4)]
    for _ in range(8)
]


def letters(size):
    """The font inside Pillow: it has digits and Latin letters."""
    return ImageFont.load_default(size)


def drawn_table(height=640, width=1000):
    """A page with a ruled table: one head cell over four columns, labels, figures and blanks."""
    page = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(page)
    font = letters(27)
    for y in (ROWS[0], *ROWS[1:]):
        pen.line([(COLUMNS[0], y), (COLUMNS[-1], y)], 0, 2)
    for x in COLUMNS:
        pen.line(
            [(x, ROWS[0] if x in COLUMNS[:2] + COLUMNS[-1:] else ROWS[1]), (x, ROWS[-1])], 0, 2
        )
    pen.text((560, ROWS[0] + 6), "Applicants", 0, font)
    for number, figures in enumerate(FIGURES, 1):
        pen.text((COLUMNS[0] + 12, ROWS[number] + 6), f"Row {number} of eight", 0, font)
        for column, figure in enumerate(figures, 1):
            middle = (COLUMNS[column] + COLUMNS[column + 1]) / 2
            pen.text((middle, ROWS[number] + 21), figure, 0, font, anchor="mm")
    return page


def scanned(page, angle=0.4, quality=60, seed=3):
    """The page as a scanner gives it: turned a little, noisy, compressed."""
    numpy = pytest.importorskip("numpy")
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    noise = numpy.random.default_rng(seed).normal(0, 7, (page.height, page.width))
    shades = numpy.clip(numpy.asarray(turned, float) * 0.9 + 14 + noise, 0, 255)
    return Image.fromarray(shades.astype("uint8")), quality


def as_jpeg(scan):
    image, quality = scan
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(DPI, DPI))
    return out.getvalue()


def as_pdf(*images):
    out = io.BytesIO()
    images[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=images[1:])
    return out.getvalue()


def only_grid(document):
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return grid


def figures_of(grid):
    return [[cell.text for cell in row.cells[1:]] for row in grid.rows[1:]]


def without(monkeypatch, name):
    """As if a library were not installed."""
    monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("name", ["rapidocr", "onnxruntime", "cv2"])
def test_without_recognition_an_image_says_what_is_missing(monkeypatch, name):
    without(monkeypatch, name)
    picture = io.BytesIO()
    Image.new("L", (60, 60), 255).save(picture, "PNG")
    with pytest.raises(NoTextError) as raised:
        choose_reader(picture.getvalue()).read(picture.getvalue())
    assert raised.value.params == {"pages": 1}


def test_without_recognition_pages_of_images_are_counted(monkeypatch):
    without(monkeypatch, "rapidocr")
    page = Image.new("L", (300, 400), 255)
    with pytest.raises(NoTextError) as raised:
        read_scanned_pages(as_pdf(page, page, page))
    assert raised.value.params == {"pages": 3}
    with pytest.raises(NoTextError) as raised:
        read_scanned_pages(as_pdf(page, page, page), [2])
    assert raised.value.params == {"pages": 1}


@needs_recognition
def test_without_the_models_nothing_is_fetched(monkeypatch):
    from importers.readers import scan_recognition

    def refuse(*_):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(scan_recognition, "_MODELS", {"Det": "*no-such*.onnx"})
    scan_recognition.recogniser.cache_clear()
    with pytest.raises(NoTextError):
        ImageReader().read(as_jpeg((Image.new("L", (300, 400), 255), 80)))


@needs_recognition
def test_cells_of_a_scanned_table_are_right_and_sure(monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    document = ImageReader().read(as_jpeg(scanned(drawn_table())))
    assert document.reader == "ocr/1"
    grid = only_grid(document)
    assert grid.anchoring is Anchoring.EXACT
    assert [[cell.column for cell in row.cells] for row in grid.rows] == [
        [0, 1],
        *[[0, 1, 2, 3, 4]] * 8,
    ]
    assert figures_of(grid) == FIGURES
    sure = [cell.confidence for row in grid.rows[1:] for cell in row.cells[1:]]
    assert all(confidence is not None and 0 <= confidence <= 1 for confidence in sure)
    assert sum(confidence >= 0.9 for confidence in sure) >= 0.9 * len(sure)
    assert all(
        cell.confidence == 1.0 for row in grid.rows[1:] for cell in row.cells if not cell.text
    )
    # Boxes are points of the page as it lay: 200 dots an inch.
    box = grid.rows[1].cells[0].box
    wanted = [value * 72 / DPI for value in (COLUMNS[0], ROWS[1], COLUMNS[1], ROWS[2])]
    assert box == pytest.approx(wanted, abs=4)
    assert grid.rows[1].cells[0].page == 1


@needs_recognition
def test_a_smeared_cell_is_never_a_sure_blank():
    page = drawn_table()
    pen = ImageDraw.Draw(page)
    left, top = COLUMNS[2] + 60, ROWS[3] + 8
    pen.rectangle([COLUMNS[2] + 4, ROWS[3] + 4, COLUMNS[3] - 4, ROWS[4] - 4], 255)
    pen.ellipse([left, top, left + 30, top + 26], 60)
    grid = only_grid(ImageReader().read(as_jpeg(scanned(page))))
    cell = grid.rows[3].cells[2]
    assert cell.column == 2
    assert cell.confidence is not None
    assert cell.confidence < 0.9


@needs_recognition
@pytest.mark.parametrize("quarters", [90, 180])
def test_a_page_that_lies_on_its_side_or_head_is_turned(quarters):
    image, _ = scanned(drawn_table())
    document = read_scanned_pages(as_pdf(image.rotate(quarters, expand=True)))
    assert figures_of(only_grid(document)) == FIGURES


@needs_recognition
def test_pages_are_chosen_by_number_and_a_table_goes_on_over_the_page():
    image, _ = scanned(drawn_table(height=520))
    blank = Image.new("L", image.size, 250)
    document = read_scanned_pages(as_pdf(blank, image, image), [2, 3])
    first, second = (block for block in document.blocks if isinstance(block, Grid))
    assert {cell.page for row in first.rows for cell in row.cells} == {2}
    assert {cell.page for row in second.rows for cell in row.cells} == {3}
    assert [row.after_break for row in first.rows][:2] == [False, False]
    assert [row.after_break for row in second.rows][:2] == [True, False]


@needs_recognition
def test_lines_join_to_paragraphs_and_page_numbers_go():
    page = Image.new("L", (1000, 900), 255)
    pen = ImageDraw.Draw(page)
    font = letters(28)
    lines = (
        (140, 100, "In this year the office received several hundred applications"),
        (80, 150, "and answered them within the time that the regulation allows us"),
        (80, 200, "to take."),
        (140, 250, "The next paragraph begins here and is as wide as the first one"),
        (80, 300, "was."),
        (480, 850, "- 3 -"),
    )
    for left, top, text in lines:
        pen.text((left, top), text, 0, font)
    document = ImageReader().read(as_jpeg((page, 80)))
    texts = [
        block.text.replace(" ", "") for block in document.blocks if isinstance(block, Paragraph)
    ]
    assert len(texts) == 2
    assert texts[0].startswith("Inthisyear")
    assert texts[0].endswith("totake.")
    assert texts[1].endswith("was.")


@needs_recognition
def test_columns_without_lines_are_sparse_rows():
    page = Image.new("L", (1000, 500), 255)
    pen = ImageDraw.Draw(page)
    for number, figures in enumerate((("12", "38", "50"), ("7", "0", "7"), ("19", "38", "57"))):
        pen.text((80, 100 + 60 * number), f"Row {number + 1}", 0, letters(28))
        for column, figure in enumerate(figures):
            pen.text((400 + 180 * column, 100 + 60 * number), figure, 0, letters(28))
    grid = only_grid(ImageReader().read(as_jpeg((page, 80))))
    assert grid.anchoring is Anchoring.SPARSE
    assert [[cell.text for cell in row.cells[1:]] for row in grid.rows] == [
        ["12", "38", "50"],
        ["7", "0", "7"],
        ["19", "38", "57"],
    ]
    assert all(cell.confidence is not None for row in grid.rows for cell in row.cells)


@needs_recognition
def test_a_blank_page_gives_nothing():
    assert ImageReader().read(as_jpeg((Image.new("L", (600, 800), 245), 80))).blocks == ()


def _png(width, height):
    def chunk(kind, body):
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0"))


@needs_recognition
@pytest.mark.parametrize("size", [(20_000, 20_000), (9_000, 9_000)])
def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded(size):
    with pytest.raises(FileOverLimitsError):
        ImageReader().read(_png(*size))


@needs_recognition
@pytest.mark.parametrize(
    "data",
    [_png(300, 300), b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0\0\0", b"GIF89a\0", b"II*\0\0\0"],
)
def test_a_damaged_image_says_so(data):
    with pytest.raises(FileDamagedError) as raised:
        ImageReader().read(data)
    assert raised.value.params["format"] == "IMAGE"


@needs_recognition
def test_a_damaged_pdf_says_so():
    with pytest.raises(FileDamagedError):
        read_scanned_pages(b"%PDF-1.4\nnothing")


@needs_recognition
def test_a_page_that_does_not_exist_says_so():
    with pytest.raises(FileDamagedError):
        read_scanned_pages(as_pdf(Image.new("L", (300, 400), 255)), [9])
