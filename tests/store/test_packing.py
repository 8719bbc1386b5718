"""What is packed comes back whole, and what the first versions packed can be read for ever."""

import hashlib
import json
import zlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import store.dictionaries
from importers.discover import SourceFile
from importers.document import (
    Anchoring,
    Document,
    Grid,
    GridCell,
    GridRow,
    pack_document,
    unpack_document,
)
from importers.reading import read_document, read_file
from store.cell_packing import pack_cells, unpack_cells
from store.columns import each, named, numbered, once, steps, summed
from store.compression import compress, decompress
from store.forms import load_forms
from store.packing import pack_report, section_texts, unpack_report
from store.prose_index import passages_of
from store.report import Cell, Paragraph, Place, State

FOLDER = Path(store.dictionaries.__file__).parent
REPORTS = sorted(Path(__file__).parent.parent.joinpath("reports").glob("*.txt"))
# A dictionary is needed as long as there is a content that was packed with it.
HASHES = {"1.txt": "b7014ab92cb2f0f01787786bf4350e2bbada9fce510146a2164a24de8ba03740"}


def test_a_dictionary_is_never_changed():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.txt")
    }
    assert found == HASHES


def test_the_dictionary_is_short_enough_to_be_seen_whole():
    # Of what stands further back than the window, nothing is found.
    assert all(path.stat().st_size < 24_000 for path in FOLDER.glob("*.txt"))
    text = FOLDER.joinpath("1.txt").read_text(encoding="utf-8")
    assert all(row.label.text in text for table in load_forms()[-1].tables for row in table.rows)


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=200, deadline=None)
def test_any_text_comes_back(text):
    packed = compress(text)
    assert decompress(packed) == text
    assert decompress(zlib.compress(text.encode("utf-8", "surrogatepass"), 6)) == text


def test_what_is_not_packed_by_us_is_told():
    whole = compress("本年度收到政府信息公开申请" * 20)
    other = zlib.compressobj(zdict=b"another dictionary")
    strange = other.compress("申请".encode()) + other.flush()
    for packed in (b"", b"x", b"x\x9c", whole[:-1], whole[:20], strange, b"no zlib at all"):
        with pytest.raises(zlib.error):
            decompress(packed)


def read(path):
    found = read_file(SourceFile(path, path.name))
    return found.reports[0], unpack_document(found.packed)


def old_place(place):
    packed = [place.page, place.table, place.row, place.column, place.line]
    return packed if place.box is None else [*packed, place.box]


def old_cell(cell):
    value = str(cell.value) if isinstance(cell.value, Decimal) else cell.value
    return [
        cell.field, cell.raw, cell.state.value, value, old_place(cell.place), cell.row_label,
        cell.column_label, round(cell.score, 4),
    ]  # fmt: skip


def old_report(report):
    """A report as the first versions packed it: cells one by one, no dictionary."""
    data = json.loads(decompress(pack_report(report)))
    data["cells"] = [old_cell(cell) for cell in report.cells]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def old_grid_cell(cell):
    packed = [cell.text, cell.column, cell.line, cell.page]
    boxed = cell.box is not None or cell.confidence is not None
    return [*packed, cell.box, cell.confidence] if boxed else packed


def old_document(document):
    """A document as the first versions packed it: tables row by row, no dictionary."""
    data = json.loads(decompress(pack_document(document)))
    data["blocks"] = [
        ["p", block.text, old_place(block.place)]
        if isinstance(block, Paragraph)
        else [
            "g",
            block.anchoring.value,
            [[int(row.after_break), list(map(old_grid_cell, row.cells))] for row in block.rows],
        ]
        for block in document.blocks
    ]
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_reports_and_documents_of_all_versions_are_read(path):
    report, document = read(path)
    new, old = pack_report(report), old_report(report)
    # Of a score four digits are kept.
    kept = tuple(replace(cell, score=round(cell.score, 4)) for cell in report.cells)
    assert unpack_report(new) == unpack_report(old) == replace(report, cells=kept)
    for key, section in report.sections_by_key.items():
        texts = [paragraph.text for paragraph in section.paragraphs]
        assert section_texts(new, key) == section_texts(old, key) == texts
    assert passages_of(new) == passages_of(old)
    assert unpack_document(old_document(document)) == document
    assert unpack_document(pack_document(document)) == document
    assert len(new) < len(old) / 2
    assert len(pack_document(document)) < len(old_document(document)) * 0.7


def test_a_document_with_boxes_breaks_and_confidences_comes_back(pages):
    for document in pages:
        assert unpack_document(pack_document(document)) == document
        assert unpack_document(old_document(document)) == document


@pytest.fixture
def pages():
    box = (1.5, 2.0, 3.25, 4.0)
    rows = (
        GridRow((GridCell("规章", 0, None, 1, box, 0.5), GridCell("", 1, None, 1, None, None))),
        GridRow((), after_break=True),
        GridRow((GridCell("12", 3, 7, 2, box, None),), after_break=True),
    )
    yield (
        Document((Grid(rows, Anchoring.SPARSE), Paragraph("一、", Place(2, box=box))), "pdf/1"),
        Document((Grid((), Anchoring.EXACT), Grid((GridRow(()),), Anchoring.LEFT)), "html/1"),
        Document(
            (Grid(rows[:1], Anchoring.PADDED),), "scan/1", "gb18030", ("规章", ""), (Place(1),)
        ),
        read_document(REPORTS[0].read_bytes()),
    )


numbers = st.none() | st.integers(-5, 10**6)
cells = st.builds(
    Cell,
    field=st.sampled_from(["requests.total.total", "requests.granted.other", "a.b", "alone"]),
    raw=st.sampled_from(["", "12", "12.50", "None", "0", "/", "x\ty"]),
    state=st.sampled_from(State),
    value=st.sampled_from([None, 12, 0, Decimal("12.50"), Decimal("1E+3"), Decimal("12")]),
    place=st.builds(
        Place,
        numbers,
        numbers,
        numbers,
        numbers,
        numbers,
        st.sampled_from([None, (1.0, 2.0, 3.5, 4.0)]),
    ),
    row_label=st.sampled_from(["", "总计", "规章"]),
    column_label=st.sampled_from(["", "其他"]),
    score=st.sampled_from([1.0, 0.9123, 0.0]),
)


@given(st.lists(cells, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_cells_come_back(found):
    packed = json.loads(json.dumps(pack_cells(found)))
    back = unpack_cells(packed)
    assert back == tuple(found)
    assert [type(cell.value) for cell in back] == [type(cell.value) for cell in found]


@given(st.lists(numbers, max_size=6), st.lists(st.sampled_from("ab"), max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_columns_come_back(values, names):
    assert summed(steps(values), len(values)) == values
    assert each(once(values), len(values)) == values
    assert named(numbered(names), len(names)) == names
