"""Exports: the rows that other tools build on."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from importers.batch import discover, import_files
from store.annotations import Verdict, decide
from store.database import open_workspace
from store.errors import ExportError
from store.exports import export_workspace, formats
from store.findings import cell_rows, finding_rows
from store.flags import flags_of
from store.forms import load_form
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_reports import SAMPLES, Layout, encoded
from tests.sample_tables import Edits
from tests.store.corrected_files import LI

CELL_KEYS = (
    "report sha256 ordinal revision current region organisation kind year form field table row"
    " column raw state value printed corrected labels score place"
)
FINDING_KEYS = (
    "flag report sha256 ordinal revision current region organisation year rule severity origin"
    " fields place message letter evidence proposal decision decided_by decided_at notes"
    " fate fixed_in reason"
)
PLACE_KEYS = ["page", "table", "row", "column", "line"]
BY_NAME = {sample.name: sample for sample in SAMPLES}
ORGAN = ("青禾县", "柳溪镇人民政府")


def keys(text):
    return text.split()


@pytest.fixture
def filled(tmp_path):
    """Opens a workspace with samples, each imported from a file of a folder of reports."""
    opened = []

    def fill(*samples):
        folder = tmp_path / "年报"
        (folder / "镇").mkdir(parents=True, exist_ok=True)
        for sample in samples:
            (folder / "镇" / f"{sample.name}.txt").write_bytes(encoded(sample))
        workspace = open_workspace(tmp_path / "gouji.db")
        opened.append(workspace)
        import_files(workspace, list(discover([folder])))
        return workspace

    yield fill
    for workspace in opened:
        workspace.close()


def test_cells_are_the_contract_to_the_letter(filled):
    sample = BY_NAME["01_liuxi_2023_clean"]
    rows = list(cell_rows(filled(sample)))
    assert len(rows) == 200
    for row in rows:
        assert list(row) == keys(CELL_KEYS)
        assert list(row["labels"]) == ["row", "column"]
        assert list(row["place"]) == PLACE_KEYS
    assert [row["field"] for row in rows] == [field.id for field in load_form("2021").fields]
    by_field = {row["field"]: row for row in rows}
    first = by_field["requests.granted.natural_person"]
    place = first.pop("place")
    assert first == {
        "report": "镇/01_liuxi_2023_clean.txt",
        "sha256": hashlib.sha256(encoded(sample)).hexdigest(),
        "ordinal": 1,
        "revision": 1,
        "current": True,
        "region": "青禾县",
        "organisation": "柳溪镇人民政府",
        "kind": "own",
        "year": 2023,
        "form": "2021",
        "field": "requests.granted.natural_person",
        "table": "三、收到和处理政府信息公开申请情况",
        "row": ["三、本年度办理结果", "（一）予以公开"],
        "column": ["自然人"],
        "raw": "6",
        "state": "number",
        "value": 6,
        "printed": 6,
        "corrected": None,
        "labels": {"row": "（一）予以公开", "column": "自然人"},
        "score": 1.0,
    }
    assert place["line"] == encoded(sample).decode().split("\n").index("\t（一）予以公开") + 2


@pytest.mark.parametrize(
    ("field", "row", "column"),
    [
        (
            "requests.granted.business",
            "三、本年度办理结果/（一）予以公开",
            "法人或其他组织/商业企业",
        ),
        ("disclosure.penalties.decisions", "第二十条第（六）项/行政处罚", "本年处理决定数量"),
        ("litigation.after_review.total", "行政诉讼/复议后起诉", "总计"),
        ("litigation.review.upheld", "行政复议", "结果维持"),
    ],
)
def test_rows_and_columns_are_official_labels_with_their_groups(filled, field, row, column):
    rows = cell_rows(filled(BY_NAME["18_longtan_2023_torn_grid"]))
    found = next(one for one in rows if one["field"] == field)
    assert ("/".join(found["row"]), "/".join(found["column"])) == (row, column)


def test_a_lost_cell_has_no_value_and_its_rows_values_as_raw(filled):
    rows = list(cell_rows(filled(BY_NAME["19_xima_2023_six_of_seven"])))
    lost = [row for row in rows if row["state"] == "lost"]
    assert len(lost) == 84
    for row in lost:
        assert (row["value"], row["printed"], row["corrected"]) == (None, None, None)
        assert len(row["raw"].split("\t")) == 6


def test_amounts_marks_blanks_and_spaces_keep_their_raw_text(filled):
    changes = {
        "disclosure.fees.amount": "0.86",
        "disclosure.regulations.made": "/",
        "requests.granted.total": "",
        "requests.granted.business": "\u00a01",
    }
    sample = make_sample("s", Layout.MARKDOWN, ORGAN, PLAIN, 0, printed=changes)
    rows = {row["field"]: row for row in cell_rows(filled(sample))}
    found = {field: (rows[field]["state"], rows[field]["value"]) for field in changes}
    assert found == {
        "disclosure.fees.amount": ("number", 0.86),
        "disclosure.regulations.made": ("mark", None),
        "requests.granted.total": ("blank", None),
        "requests.granted.business": ("number", 1),
    }
    assert rows["disclosure.regulations.made"]["raw"].strip() == "/"


def test_copies_have_lines_of_their_own(filled):
    first = BY_NAME["01_liuxi_2023_clean"]
    copy = replace(first, name="02_copy", layout=Layout.MARKDOWN)
    rows = list(cell_rows(filled(first, copy)))
    assert len(rows) == 400
    assert {row["report"] for row in rows} == {f"镇/{s.name}.txt" for s in (first, copy)}
    assert len({row["sha256"] for row in rows}) == 2
    assert {(row["revision"], row["current"]) for row in rows} == {(1, True)}


def test_revisions_are_told_apart_and_can_be_left_out(filled):
    first = make_sample("a", Layout.VERTICAL, ORGAN, PLAIN, 0)
    second = make_sample("b", Layout.VERTICAL, ORGAN, BUSY, 0)
    filled(first)
    workspace = filled(second)
    found = {(row["report"], row["revision"], row["current"]) for row in cell_rows(workspace)}
    assert found == {("镇/a.txt", 1, False), ("镇/b.txt", 2, True)}
    assert {row["report"] for row in cell_rows(workspace, current_only=True)} == {"镇/b.txt"}


def test_fields_of_the_other_form_follow_with_their_form(filled):
    labels = {"（六）其他处理": "", "3.其他": "（六）其他处理"}
    dropped = tuple(f"requests.other_handling.{key}" for key in ("not_corrected", "fee_unpaid"))
    edits = Edits(labels=labels, dropped_rows=dropped)
    sample = make_sample("s", Layout.MARKDOWN, ORGAN, BUSY, 0, edits=edits)
    rows = list(cell_rows(filled(sample)))
    assert [row["form"] for row in rows] == ["2021"] * 200 + ["2019"] * 7
    extra = {row["field"]: row["value"] for row in rows[200:]}
    assert extra["requests.other_handling.total"] == int(
        BUSY["requests.other_handling.other.total"]
    )
    assert rows[200]["row"] == ["三、本年度办理结果", "（六）其他处理"]


def test_findings_are_the_contract_to_the_letter(filled):
    rows = list(finding_rows(filled(BY_NAME["02_shitan_2023_row_total"]), "zh"))
    (row,) = rows
    assert list(row) == keys(FINDING_KEYS)
    assert (row["rule"], row["severity"], row["origin"]) == ("A103", "error", "source")
    assert row["fields"][0] == "requests.granted.total"
    assert list(row["place"]) == PLACE_KEYS
    assert (row["decision"], row["decided_by"], row["decided_at"], row["notes"]) == (None,) * 3 + (
        [],
    )
    assert row["proposal"] == {
        "how": "repair",
        "sole": True,
        "candidates": [[{"field": "requests.granted.total", "printed": 8, "proposed": 6}]],
    }
    assert "8" in row["message"]
    assert "请核对" in row["letter"]


def test_findings_speak_the_language_asked_for(filled):
    workspace = filled(BY_NAME["02_shitan_2023_row_total"])
    (zh,), (en,) = (list(finding_rows(workspace, language)) for language in ("zh", "en"))
    assert zh["message"] != en["message"]
    assert {k: v for k, v in zh.items() if k not in ("message", "letter")} == {
        k: v for k, v in en.items() if k not in ("message", "letter")
    }


@pytest.mark.parametrize(
    ("suffix", "what"),
    [(suffix, what) for suffix in formats() for what in ("cells", "findings")],
)
def test_every_sample_can_be_written_in_every_format(filled, tmp_path, suffix, what):
    workspace = filled(*SAMPLES)
    target = tmp_path / f"out{suffix}"
    try:
        count = export_workspace(workspace, target, what=what, current_only=False, language="zh")
    except ExportError:
        # A format may refuse cells, with a sentence; never findings.
        assert (what, target.exists()) == ("cells", False)
        return
    assert count > 40
    data = target.read_bytes()
    if suffix == ".xlsx":
        assert data.startswith(b"PK")
    else:
        # The hostile sample holds escapes: none of them reaches a file raw.
        assert b"\x1b" not in data
        assert data.decode("utf-8")


@pytest.mark.parametrize("what", ["findings", "cells", "annotations", "totals"])
def test_a_csv_file_without_rows_has_the_columns_of_one_with_rows(filled, tmp_path, what):
    workspace = filled(BY_NAME["02_shitan_2023_row_total"])
    (record,) = flags_of(workspace, 1)
    decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    full, bare = tmp_path / "full.csv", tmp_path / "bare.csv"
    chosen = {"what": what, "current_only": True, "language": "zh"}
    assert export_workspace(workspace, full, **chosen) > 0
    assert export_workspace(workspace, bare, **chosen, words="没有这个单位") == 0
    first = full.read_bytes().splitlines(keepends=True)[0]
    assert first.startswith(b"\xef\xbb\xbf")
    assert bare.read_bytes() == first
