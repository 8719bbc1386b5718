"""Our own sample files changed by chance: read or refused, and no figure in a wrong place.

Bytes are changed for every reader, in office files also inside their parts. In tables cells are
deleted and merged, rows deleted, doubled and split: what is then read as a number of a field is
that field's number, or it is flagged.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from types import ModuleType

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from importers.batch import SourceFile, import_files
from importers.errors import NoTextError
from importers.readers import choose_reader
from importers.reports import read_reports
from store.database import open_workspace
from store.forms import load_form
from store.report import Origin, State
from store.reports import failures
from store.rules import Context, check_report
from tests.importers.hostile_files import parts_of
from tests.importers.office_files import zipped
from tests.sample_described import describe, for_xml
from tests.sample_docx import docx
from tests.sample_formats import distinct_sample, printed, printed_archive
from tests.sample_html import html
from tests.sample_reports import SAMPLES, encoded
from tests.sample_xlsx import xlsx

NAMES = tuple(sample.name for sample in SAMPLES)
FORMATS = {
    "txt": encoded(SAMPLES[0]),
    "txt-gbk": encoded(SAMPLES[1]).decode(SAMPLES[1].encoding).encode("gb18030"),
    **{f"docx-{turn}": (lambda turn=turn: printed(NAMES[turn], "docx", turn)) for turn in (0, 1, 2, 3)},
    **{f"xlsx-{turn}": (lambda turn=turn: printed(NAMES[turn], "xlsx", turn)) for turn in (0, 1, 2)},
    **{f"html-{turn}": (lambda turn=turn: printed(NAMES[turn], "html", turn)) for turn in (0, 1, 2, 3)},
    "mhtml": lambda: printed(NAMES[0], "mhtml", 0),
    "pdf-office": lambda: printed(NAMES[0], "pdf-office"),
    "pdf-browser": lambda: printed(NAMES[1], "pdf-browser"),
    "pdf-unruled": lambda: printed(NAMES[2], "pdf-unruled"),
    "archive": printed_archive,
}  # fmt: skip
# Errors of reading on purpose; none of a child, and not the memory, for files so small.
CODES = frozenset(
    {
        "archive_inside",
        "file_damaged",
        "file_empty",
        "file_encrypted",
        "file_no_text",
        "file_over_limits",
        "file_too_large",
        "file_undecodable",
        "file_unreadable",
        "file_unsafe",
        "file_unsupported",
        "no_report",
    }
)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("write", "insert", "cut", "double", "move", "digits", "end")),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 60),
        st.binary(min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=5,
)


@cache
def sample(key: str) -> bytes:
    found = FORMATS[key]
    return found if isinstance(found, bytes) else found()


def mutated(data: bytes, changes: Sequence[tuple[str, float, int, bytes]]) -> bytes:
    """Bytes with pieces overwritten, put in, cut out, doubled, moved, and the end cut off."""
    out = bytearray(data)
    for how, place, size, piece in changes:
        at = int(place * len(out))
        if how == "write":
            out[at : at + len(piece)] = piece
        elif how == "insert":
            out[at:at] = piece
        elif how == "cut":
            del out[at : at + size]
        elif how == "double":
            out[at:at] = out[at : at + size * 9]
        elif how == "move":
            cut = out[at : at + size]
            del out[at : at + size]
            to = int((place * 7 % 1) * len(out))
            out[to:to] = cut
        elif how == "digits":
            out[at : at + size] = re.sub(rb"[0-9]", b"%d" % (size % 10), out[at : at + size])
        elif len(out) > 200:
            del out[max(200, at) :]
    return bytes(out)


def mutated_part(
    data: bytes, which: float, changes: Sequence[tuple[str, float, int, bytes]]
) -> bytes:
    """An office file with one part changed, most often one that holds text."""
    parts = parts_of(data)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    names += [name for name in names if "document" in name or "sheet" in name] * 3
    name = names[int(which * len(names))]
    return zipped(parts | {name: mutated(parts[name], changes)})


@pytest.fixture(scope="module", autouse=True)
def _without_text_recognition():
    """A page that lost its text would be recognised, which takes seconds."""
    scan = ModuleType("importers.readers.scan")

    def read_scanned_pages(data, pages):
        raise NoTextError(pages=1)

    class ImageReader:
        def read(self, data):
            raise NoTextError(pages=1)

    scan.read_scanned_pages = read_scanned_pages
    scan.ImageReader = ImageReader
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "importers.readers.scan", scan)
        yield


@pytest.fixture(scope="module")
def importing(tmp_path_factory):
    """Imports bytes as one file, from detection to flags, in this process."""
    folder = tmp_path_factory.mktemp("mutations")
    path = folder / "m.bin"
    with open_workspace(folder / "g.db") as workspace:

        def run(data: bytes) -> set[str]:
            path.write_bytes(data)
            done = import_files(workspace, [SourceFile(path, "m.bin")])
            assert done.done == done.total
            codes = {code for _, code, _ in failures(workspace)}
            workspace.execute("delete from failure")
            return codes

        yield run


common = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("key", list(FORMATS))
@settings(common, max_examples=25)
@given(changes=CHANGES)
def test_changed_bytes_are_read_or_refused(importing, key, changes):
    assert importing(mutated(sample(key), changes)) <= CODES


@pytest.mark.parametrize("key", [key for key in FORMATS if key.startswith(("docx", "xlsx"))])
@settings(common, max_examples=40)
@given(which=st.floats(0, 1, exclude_max=True), changes=CHANGES)
def test_changed_parts_are_read_or_refused(importing, key, which, changes):
    assert importing(mutated_part(sample(key), which, changes)) <= CODES


# Changes of a table's structure, in a form that each format applies in its own way.
HOWS = ("delete cell", "merge", "delete row", "double row", "split after", "split text")
DISTINCT = {edition: distinct_sample(edition) for edition in ("2019", "2021")}


def read_fields(data: bytes):
    """The cells of the report, and the fields that a flag of our reading is about."""
    reports = read_reports(choose_reader(data).read(data), "x")
    cells, flagged = {}, set()
    for report in reports:
        flags = check_report(report, Context(load_form(report.form)))
        cells |= {cell.field: cell for cell in report.cells}
        flagged |= {
            one for flag in flags if flag.origin is Origin.EXTRACTION for one in flag.fields
        }
    return cells, flagged


def silently_wrong(data: bytes, values) -> dict[str, tuple[str, str | None]]:
    """Fields whose number is not the true one and about which nobody is told, with both."""
    cells, flagged = read_fields(data)
    return {
        key: (str(cell.value), values.get(key))
        for key, cell in cells.items()
        if cell.state is State.NUMBER and str(cell.value) != values.get(key) and key not in flagged
    }


def change_rows(tables, cells_of, how: str, at: tuple[int, int, int], tools) -> bool:
    """Change one table of a tree; false where there is nothing to change there."""
    rows = tables[at[0] % len(tables)]
    row = rows[at[1] % len(rows)]
    cells = cells_of(row)
    if how == "delete row":
        row.getparent().remove(row)
        return True
    if not cells:
        return False
    index = at[2] % len(cells)
    if how == "delete cell":
        row.remove(cells[index])
        return True
    if how == "merge":
        if index + 1 >= len(cells):
            return False
        return tools.merge(row, cells[index], cells[index + 1])
    copy = deepcopy(row)
    row.addnext(copy)
    if how == "double row":
        return True
    for number, (above, below) in enumerate(zip(cells, cells_of(copy), strict=True)):
        if how == "split after":
            tools.clear(below if number < index else above)
        else:
            tools.halve(above, below, at[2] % 2 == 0)
    return True


class Docx:
    """Tables of a Word file."""

    W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    @classmethod
    def changed(cls, data: bytes, how: str, at: tuple[int, int, int]) -> bytes | None:
        parts = parts_of(data)
        root = etree.fromstring(parts["word/document.xml"])
        tables = [list(found.findall(cls.W + "tr")) for found in root.iter(cls.W + "tbl")]
        tables = [rows for rows in tables if len(rows) > 1]
        if not change_rows(tables, lambda row: row.findall(cls.W + "tc"), how, at, cls):
            return None
        return zipped(parts | {"word/document.xml": etree.tostring(root)})

    @classmethod
    def merge(cls, row, left, right) -> bool:
        def span(cell):
            found = cell.find(f"{cls.W}tcPr/{cls.W}gridSpan")
            return 1 if found is None else int(found.get(cls.W + "val"))

        width = span(left) + span(right)
        properties = left.find(cls.W + "tcPr")
        for old in properties.findall(cls.W + "gridSpan"):
            properties.remove(old)
        etree.SubElement(properties, cls.W + "gridSpan").set(cls.W + "val", str(width))
        for child in right.findall(cls.W + "p"):
            left.append(child)
        row.remove(right)
        return True

    @classmethod
    def clear(cls, cell) -> None:
        for text in list(cell.iter(cls.W + "t")):
            text.text = ""

    @classmethod
    def halve(cls, above, below, stays: bool) -> None:
        halve_texts(list(above.iter(cls.W + "t")), list(below.iter(cls.W + "t")), stays)


def half_of(text: str, stays: bool) -> int:
    """How much of a text stays above: half of a label; figures are never torn."""
    if text.strip().isdigit():
        return len(text) if stays else 0
    return len(text) // 2


def halve_texts(above, below, stays: bool) -> None:
    """The first part of the text stays above, the rest goes below."""
    left = half_of("".join(one.text or "" for one in above), stays)
    for one, other in zip(above, below, strict=True):
        text = one.text or ""
        one.text, other.text = text[:left], text[left:]
        left = max(0, left - len(text))


class Html:
    """Tables of a web page."""

    @classmethod
    def changed(cls, data: bytes, how: str, at: tuple[int, int, int]) -> bytes | None:
        root = lxml.html.document_fromstring(data.decode())
        tables = [list(found.iter("tr")) for found in root.iter("table")]
        tables = [rows for rows in tables if len(rows) > 1]
        cells = lambda row: row.xpath("td|th")  # noqa: E731
        if not change_rows(tables, cells, how, at, cls):
            return None
        return lxml.html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")

    @classmethod
    def merge(cls, row, left, right) -> bool:
        width = int(left.get("colspan", "1")) + int(right.get("colspan", "1"))
        left.set("colspan", str(width))
        left.text = f"{left.text_content()} {right.text_content()}"
        for child in list(left):
            left.remove(child)
        row.remove(right)
        return True

    @classmethod
    def clear(cls, cell) -> None:
        for child in list(cell):
            cell.remove(child)
        cell.text = ""

    @classmethod
    def halve(cls, above, below, stays: bool) -> None:
        whole = above.text_content()
        left = half_of(whole, stays)
        cls.clear(above)
        cls.clear(below)
        above.text, below.text = whole[:left], whole[left:]


class Xlsx:
    """Rows of a sheet; what is below a row that comes or goes moves with its merged cells."""

    M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    SHEET = "xl/worksheets/sheet1.xml"

    @classmethod
    def changed(cls, data: bytes, how: str, at: tuple[int, int, int]) -> bytes | None:
        parts = parts_of(data)
        root = etree.fromstring(parts[cls.SHEET])
        strings = etree.fromstring(parts["xl/sharedStrings.xml"]).findall(cls.M + "si")
        rows = [
            row for row in root.iter(cls.M + "row") if len(row.findall(f"{cls.M}c/{cls.M}v")) > 1
        ]
        row = rows[(at[0] * 31 + at[1]) % len(rows)]
        cells = row.findall(cls.M + "c")
        filled = [number for number, cell in enumerate(cells) if cell.find(cls.M + "v") is not None]
        index = filled[at[2] % len(filled)]
        number = int(row.get("r"))
        if how == "delete cell":
            row.remove(cells[index])
        elif how == "merge":
            if index + 1 >= len(cells):
                return None
            area = f"{cells[index].get('r')}:{cells[index + 1].get('r')}"
            etree.SubElement(root.find(cls.M + "mergeCells"), cls.M + "mergeCell").set("ref", area)
        elif how == "delete row":
            row.getparent().remove(row)
            cls.move(root, number, -1)
        else:
            copy = deepcopy(row)
            cls.move(root, number, 1)
            row.addnext(copy)
            cls.number(copy, number + 1)
            for place, (above, below) in enumerate(
                zip(cells, copy.findall(cls.M + "c"), strict=True)
            ):
                if how == "split after":
                    cls.clear(below if place < index else above)
                elif how == "split text":
                    cls.halve(above, below, strings, at[2] % 2 == 0)
        return zipped(parts | {cls.SHEET: etree.tostring(root)})

    @classmethod
    def clear(cls, cell) -> None:
        for child in list(cell):
            cell.remove(child)

    @classmethod
    def halve(cls, above, below, strings, stays: bool) -> None:
        value = above.find(cls.M + "v")
        if value is None:
            return
        if above.get("t") != "s":
            cls.clear(below if stays else above)
            return
        whole = "".join(one.text or "" for one in strings[int(value.text)].iter(cls.M + "t"))
        left = half_of(whole, stays)
        for cell, text in ((above, whole[:left]), (below, whole[left:])):
            cls.clear(cell)
            cell.set("t", "inlineStr")
            inside = etree.SubElement(cell, cls.M + "is")
            etree.SubElement(inside, cls.M + "t").text = text

    @classmethod
    def number(cls, row, number: int) -> None:
        row.set("r", str(number))
        for cell in row.findall(cls.M + "c"):
            cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))

    @classmethod
    def move(cls, root, behind: int, by: int) -> None:
        for row in root.iter(cls.M + "row"):
            if int(row.get("r")) > behind:
                cls.number(row, int(row.get("r")) + by)
        for merged in list(root.iter(cls.M + "mergeCell")):
            first, last = (
                re.fullmatch(r"([A-Z]+)(\d+)", one) for one in merged.get("ref").split(":")
            )
            top, bottom = int(first[2]), int(last[2])
            if by < 0 and top == bottom == behind:
                merged.getparent().remove(merged)
                continue
            top += by * (top > behind)
            bottom += by * (bottom > behind or (by < 0 and bottom == behind))
            merged.set("ref", f"{first[1]}{top}:{last[1]}{bottom}")


TREES: dict[str, tuple[Callable[..., bytes], type[Docx | Html | Xlsx], int]] = {
    "docx": (docx, Docx, 0),
    "docx-numbered": (docx, Docx, 1),
    "html": (html, Html, 0),
    "xlsx": (xlsx, Xlsx, 0),
}


@cache
def distinct(key: str, edition: str) -> bytes:
    write, _, turn = TREES[key]
    return write(describe(DISTINCT[edition], turn, for_xml))


@pytest.mark.parametrize("key", list(TREES))
@pytest.mark.parametrize("how", HOWS)
@settings(common, max_examples=20)
@given(
    edition=st.sampled_from(("2021", "2021", "2019")),
    at=st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(0, 12)),
)
def test_no_figure_lands_silently_in_a_wrong_field(key, how, edition, at):
    data = TREES[key][1].changed(distinct(key, edition), how, at)
    if data is not None:
        assert silently_wrong(data, DISTINCT[edition].values) == {}


# Changes of header rows that once moved whole tables by a column.
HEADERS = (
    ("html", "delete cell", (1, 1, 0)),
    ("html", "delete cell", (1, 1, 1)),
    ("html", "delete cell", (2, 5, 2)),
    ("html", "split after", (1, 2, 5)),
    ("html", "double row", (1, 1, 0)),
    ("docx", "delete cell", (0, 1, 0)),
)


@pytest.mark.parametrize(("key", "how", "at"), HEADERS)
def test_no_header_moves_the_figures_under_it(key, how, at):
    data = TREES[key][1].changed(distinct(key, "2021"), how, at)
    assert silently_wrong(data, DISTINCT["2021"].values) == {}
