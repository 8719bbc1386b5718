"""Export files: whole or not there, and nothing in them acts."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest

from store.errors import ExportError
from store.exports import export_rows
from store.exports.csv_rows import plain_text
from store.exports.jsonl import dump
from store.exports.markdown import escape


def written(tmp_path, rows, name="out.csv"):
    target = tmp_path / name
    export_rows(rows, target)
    return target


def table(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        '"=1"',
        " =1",
        "\u3000=1",
        "\u00a0-1",
        "-1",
    ],
)
def test_text_is_no_formula(tmp_path, text):
    assert plain_text(text).startswith("'")
    (_, row) = table(written(tmp_path, [{"raw": text}]))
    assert row[0].startswith("'")


def test_real_numbers_stay_numbers(tmp_path):
    path = written(tmp_path, [{"value": -1, "amount": -0.5, "empty": None, "zero": 0}])
    assert table(path)[1] == ["-1", "-0.5", "", "0"]


def test_csv_opens_in_spreadsheets(tmp_path):
    rows = [
        {"row": ["行政诉讼", "复议后起诉"], "place": {"page": None, "line": 3}, "raw": "甲,乙\n丙"}
    ]
    path = written(tmp_path, rows)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert table(path) == [
        ["row", "place_page", "place_line", "raw"],
        ["行政诉讼/复议后起诉", "", "3", "甲,乙\n丙"],
    ]


def test_what_acts_on_a_terminal_is_shown_in_csv(tmp_path):
    assert table(written(tmp_path, [{"raw": "1\x1b[2J\u202e2"}]))[1] == ["1␛[2J<U+202E>2"]


def test_lone_surrogates_reach_every_format(tmp_path):
    row = {"raw": "\ud800甲", "value": None}
    line = written(tmp_path, [row], "out.jsonl").read_text(encoding="utf-8")
    assert json.loads(line) == row
    assert json.loads(dump({"raw": "甲"})) == {"raw": "甲"}
    assert table(written(tmp_path, [row]))[1][0] == "<U+D800>甲"


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_a_failing_writer_leaves_what_was_there(tmp_path, name):
    def rows():
        yield {"value": 1}
        raise RuntimeError("the workspace went away")

    target = tmp_path / name
    target.write_text("before")
    with pytest.raises(RuntimeError):
        export_rows(rows(), target)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_export_is_the_owners_alone_and_leaves_no_rest(tmp_path):
    target = written(tmp_path, [{"value": 1}], "out.jsonl")
    assert target.read_text() == '{"value": 1}\n'
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert target.stat().st_mode & 0o077 == 0


def test_targets_that_are_no_regular_files_are_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("mine")
    (tmp_path / "link.csv").symlink_to(secret)
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("link.csv", "folder.csv", "pipe.csv"):
        with pytest.raises(ExportError) as caught:
            export_rows([{"value": 1}], tmp_path / name)
        assert caught.value.code == "export_not_a_file"
    assert secret.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "code"), [("x.exe", "export_suffix"), ("no/x.csv", "export_no_folder")]
)
def test_what_cannot_be_written_is_said(tmp_path, name, code):
    with pytest.raises(ExportError) as caught:
        export_rows([{"value": 1}], tmp_path / name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "＝1", "|x|", "`<b>`", "[a](b)"]
)
def test_no_cell_of_markdown_begins_a_formula_or_is_markup(text):
    shown = escape(text)
    assert shown.startswith(("'", "\\'", "\\"))
    for mark in "|`<[(":
        assert shown.count(mark) == shown.count("\\" + mark)
