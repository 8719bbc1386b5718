"""Every sample report: all cells, identity, form and flags as its truth says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.batch import Failure, SourceFile, read_file
from store.rules import check_report
from tests.sample_reports import SAMPLES, encoded, truth_text

REPORTS = Path(__file__).parent.parent / "reports"
EXPECTED = Path(__file__).parent / "expected"
NAMES = [sample.name for sample in SAMPLES]


def read(name):
    found = read_file(SourceFile(REPORTS / f"{name}.txt", f"{name}.txt"))
    assert not isinstance(found, Failure)
    assert len(found.reports) == 1
    return found.reports[0]


@pytest.fixture(params=NAMES)
def sample(request):
    expected = json.loads((EXPECTED / f"{request.param}.json").read_text(encoding="utf-8"))
    return read(request.param), expected


def test_files_are_what_the_code_makes():
    for sample in SAMPLES:
        assert (REPORTS / f"{sample.name}.txt").read_bytes() == encoded(sample)
        truth = (EXPECTED / f"{sample.name}.json").read_text(encoding="utf-8")
        assert truth == truth_text(sample)


def test_all_layouts_and_both_forms_occur():
    assert len({sample.layout for sample in SAMPLES}) == 8
    assert {sample.edition for sample in SAMPLES} == {"2019", "2021"}


def test_cells(sample):
    report, expected = sample
    assert report.form == expected["form"]
    read_cells = {
        cell.field: {
            "state": cell.state.value,
            "value": None if cell.value is None else float(cell.value),
        }
        for cell in report.cells
    }
    truth = {
        field: {
            "state": cell["state"],
            "value": None if cell["value"] is None else float(cell["value"]),
        }
        for field, cell in expected["cells"].items()
    }
    assert read_cells == truth


def test_identity(sample):
    report, expected = sample
    identity = report.identity
    found = (identity.organ, identity.region, identity.year)
    assert found == (expected["organisation"], expected["region"], expected["year"])


def test_flags(sample):
    report, expected = sample
    found = sorted([flag.rule, flag.severity.value] for flag in check_report(report))
    assert found == sorted(expected["flags"])


def test_number_cells_keep_raw_text_and_line(sample):
    report, _ = sample
    for cell in report.cells:
        if cell.state.value == "number":
            assert cell.place.line is not None
            assert cell.raw.strip()
