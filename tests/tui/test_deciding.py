"""``gouji export`` and ``gouji decisions`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from tests.sample_reports import SAMPLES, encoded
from tui.cli import main

WRONG = next(sample for sample in SAMPLES if sample.name == "02_shitan_2023_row_total")


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOUJI_DB", raising=False)
    monkeypatch.setenv("GOUJI_REVIEWER", "li")
    Path("in").mkdir()
    Path("in/a.txt").write_bytes(encoded(WRONG))

    def invoke(*args):
        return CliRunner().invoke(main, ["--lang", "zh", *map(str, args)])

    assert invoke("import", "in", "--quiet").exit_code == 0
    return invoke


def fill(**cells):
    book = load_workbook("台账.xlsx")
    sheet = book["台账"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    for name, value in cells.items():
        sheet.cell(4, heads[name]).value = value
    book.save("台账.xlsx")


def test_a_ledger_goes_out_and_its_verdicts_come_back(run):
    out = run("export", "台账.xlsx")
    assert out.exit_code == 0
    assert "现行版本；未筛选；报告 1 份" in out.output
    fill(结论="属实", 备注="已核", 填写人="张工")
    asked = run("decisions", "台账.xlsx")
    assert asked.exit_code == 1
    assert "待审→属实（张工 填）" in asked.output
    assert "批注“已核”（张工 填）" in asked.output
    assert "--yes" in asked.output
    assert '"decision": null' in exported(run)
    done = run("decisions", "台账.xlsx", "--yes")
    assert done.exit_code == 0
    assert "已收 2 处" in done.output
    assert '"decision": "confirmed"' in exported(run)
    assert '"decided_by": "li"' in exported(run)
    again = run("decisions", "台账.xlsx", "--yes")
    assert (again.exit_code, "判定 0" in again.output) == (0, True)


def exported(run):
    assert run("export", "a.jsonl").exit_code == 0
    return Path("a.jsonl").read_text("utf-8")


def test_what_is_left_alone_is_named_and_the_exit_code_says_so(run):
    run("export", "台账.xlsx")
    fill(结论="差不多")
    done = run("decisions", "台账.xlsx", "--yes")
    assert done.exit_code == 1
    assert "第 4 行" in done.output
    assert "结论栏的“差不多”不是可用的词" in done.output


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04"])
def test_a_file_that_is_no_ledger_is_refused_in_one_sentence(run, content):
    Path("x.xlsx").write_bytes(content)
    done = run("decisions", "x.xlsx")
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    run("export", "t.xlsx", "--what", "totals")
    done = run("decisions", "t.xlsx")
    assert (done.exit_code, "gouji-key" in done.output) == (2, True)


@pytest.mark.parametrize("suffix", [".xlsx", ".html", ".csv", ".jsonl", ".md"])
def test_totals_can_be_written_in_every_format(run, suffix):
    done = run("export", f"t{suffix}", "--what", "totals")
    assert done.exit_code == 0
    assert Path(f"t{suffix}").stat().st_size > 1000


def test_sheets_and_cells_are_refused_where_they_do_not_fit(run):
    for arguments in (("a.csv", "--sheets"), ("a.html", "--what", "cells")):
        done = run("export", *arguments)
        assert done.exit_code == 2
        assert not Path(arguments[0]).exists()
