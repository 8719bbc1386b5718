"""A file is read as what it is, whatever its name says; what is drawn keeps page and box."""

from __future__ import annotations

import json

import pytest

from importers.batch import ReadFile, SourceFile, import_files, read_file
from store.database import open_workspace
from store.exports import export_workspace
from store.report import State
from store.reports import iterate_reports, load_report
from tests.sample_formats import printed
from tests.sample_reports import SAMPLES

SAMPLE = SAMPLES[0].name


@pytest.mark.parametrize(
    ("format_name", "suffix"),
    [
        ("html", ".doc"),
        ("html", ".pdf"),
        ("mhtml", ".doc"),
        ("docx", ".pdf"),
        ("docx", ".wps"),
        ("xlsx", ".xls"),
        ("pdf-office", ".docx"),
        ("pdf-office", ".txt"),
    ],
)
def test_content_decides_not_the_suffix(tmp_path, format_name, suffix):
    data = printed(SAMPLE, format_name)
    found = []
    for name in ("right", f"wrong{suffix}"):
        path = tmp_path / name
        path.write_bytes(data)
        read = read_file(SourceFile(path, name))
        assert isinstance(read, ReadFile)
        found.append(read)
    first, second = found
    assert first.reader == second.reader
    assert first.reader.partition("/")[0] == format_name.partition("-")[0]
    assert first.reports[0].cells == second.reports[0].cells


def test_page_and_box_of_every_cell_are_stored_and_exported(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(printed(SAMPLE, "pdf-office"))
    with open_workspace(tmp_path / "g.db") as workspace:
        import_files(workspace, [SourceFile(path, path.name)])
        (stored,) = iterate_reports(workspace)
        cells = load_report(workspace, stored.id).cells
        export_workspace(
            workspace, tmp_path / "c.jsonl", what="cells", current_only=True, language="zh"
        )
    assert {cell.state for cell in cells} == {State.NUMBER}
    boxes = set()
    for cell in cells:
        left, top, right, bottom = cell.place.box
        assert 0 <= left < right <= 842
        assert 0 <= top < bottom <= 842
        boxes.add((cell.place.page, cell.place.box))
    assert len(boxes) == len(cells)
    lines = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text("utf-8").splitlines()]
    assert [(line["place"]["page"], tuple(line["place"]["box"])) for line in lines] == [
        (cell.place.page, cell.place.box) for cell in cells
    ]
