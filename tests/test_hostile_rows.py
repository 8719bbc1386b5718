"""Hostile content never acts. Every threat that was thought of, and the tests that try it.

1 clipboard            tests/terminal/test_pty.py::test_nothing_of_a_hostile_report_acts_on_the_terminal
1-9 in all outputs     tests/test_hostile_rows.py::test_no_payload_acts_in_what_is_printed_or_written
2 title                tests/terminal/test_pty.py::test_nothing_of_a_hostile_report_acts_on_the_terminal
3 screen rewritten     tests/terminal/test_pty.py::test_a_hostile_line_in_a_field_is_harmless
4 8-bit controls       tests/store/test_visible.py::test_nothing_that_acts_on_a_terminal_is_left
5 answers into stdin   tests/terminal/test_pty.py::test_a_hostile_paste_is_harmless
6 links                tests/store/test_visible.py::test_what_acts_or_hides_is_shown
7 hidden digits        tests/store/test_visible.py::test_format_characters_that_turn_or_hide_are_shown
7 hidden digits        tests/importers/test_hostile_cells.py::test_what_is_no_number_is_none_in_a_pdf
8 markup crash         tests/terminal/test_pty.py::test_nothing_of_a_hostile_report_acts_on_the_terminal
9 markup deception     tests/terminal/test_pty.py::test_nothing_of_a_hostile_report_acts_on_the_terminal
10 on a colleague      tests/terminal/test_pty.py::test_names_notes_and_labels_are_harmless_too
10 on a colleague      tests/tui/test_apart.py::test_hostile_words_of_a_copy_are_shown_harmless
11 merged cells        tests/importers/test_hostile_files.py::test_each_ends_as_a_reported_failure_and_the_batch_goes_on
12 spans of docx       tests/importers/test_hostile_files.py::test_each_ends_as_a_reported_failure_and_the_batch_goes_on
13 zip bomb            tests/importers/test_archives.py::test_a_member_that_swells_is_stopped_while_it_is_inflated
13 zip bomb            tests/importers/test_hostile_files.py::test_each_hostile_archive_costs_only_its_own_bad_members
14 PDF streams         tests/importers/test_hostile_files.py::test_each_ends_as_a_reported_failure_and_the_batch_goes_on
15 damaged PDF         tests/importers/test_pdf_damage.py::test_changed_bytes
15 damaged PDF         tests/importers/test_supervised.py::test_only_the_guilty_file_fails
16 PDF names a file    tests/importers/test_no_way_out.py::test_no_library_opens_a_connection_or_writes_behind_python
17 entities            tests/importers/test_hostile_files.py::test_each_ends_as_a_reported_failure_and_the_batch_goes_on
17 entities            tests/importers/test_html_hostile.py::test_entities_of_a_document_type_are_not_expanded
18 names of members    tests/importers/test_archives.py::test_a_name_cannot_reach_outside
18 names of members    tests/importers/test_archives.py::test_two_members_of_one_name_are_told
18 names of members    tests/importers/test_archives.py::test_too_many_members_are_refused_as_a_whole
19 spans of HTML       tests/importers/test_html_hostile.py::test_claimed_spans_cost_nothing
19 spans of HTML       tests/importers/test_html_hostile.py::test_any_span_is_a_number_within_its_bounds
20 fetching            tests/importers/test_html_hostile.py::test_nothing_is_fetched
20 fetching            tests/importers/test_no_way_out.py::test_no_reader_opens_a_connection_or_writes
21 encodings           tests/importers/test_encoding.py::test_what_fits_nothing_is_refused_with_place_and_attempts
21 encodings           tests/importers/test_encoding.py::test_a_byte_order_mark_decides_and_is_dropped
22 no numbers          tests/importers/test_hostile_cells.py::test_what_is_no_number_is_text_and_keeps_its_raw_text
22 no numbers          tests/importers/test_values.py::test_everything_else_is_text
23 formulas            tests/store/test_export_files.py::test_text_is_no_formula
23 formulas            tests/test_hostile_rows.py::test_no_export_holds_a_formula
24 export breaks       tests/store/test_export_files.py::test_lone_surrogates_reach_every_format
24 export breaks       tests/test_hostile_rows.py::test_no_payload_acts_in_what_is_printed_or_written
25 Markdown and HTML   tests/store/test_web_exports.py::test_text_of_documents_and_reviewers_cannot_act
25 Markdown and HTML   tests/store/test_export_files.py::test_no_cell_of_markdown_begins_a_formula_or_is_markup
26 export target       tests/store/test_export_files.py::test_targets_that_are_no_regular_files_are_refused
26 export target       tests/test_hostile_rows.py::test_a_folder_that_is_swapped_while_it_is_written_gets_nothing
27 file names          tests/importers/test_hostile_files.py::test_hostile_names_are_shown_harmless
27 file names          tests/tui/test_cli_process.py::test_hostile_file_names_are_shown_harmless
28 readable database   tests/store/test_workspace.py::test_a_new_workspace_is_the_owners_alone
28 readable database   tests/store/test_shared.py::test_a_shared_one_gets_its_modes_under_any_umask
29 swapped database    tests/store/test_workspace.py::test_tables_changed_from_outside_are_refused
29 swapped database    tests/store/test_workspace.py::test_a_side_file_that_is_a_link_is_refused
29 swapped database    tests/store/test_workspace.py::test_links_and_folders_are_refused
29 swapped database    tests/test_hostile_rows.py::test_a_copy_with_a_hostile_trigger_is_not_merged
30 someone else        tests/store/test_shared.py::test_an_account_is_the_kernels_whatever_the_environment_says
31 editor              tests/test_hostile_rows.py::test_no_editor_of_the_environment_is_ever_started
32 blow-up             tests/importers/test_labels.py::test_a_label_of_a_megabyte_is_capped
32 blow-up             tests/test_hostile_rows.py::test_ten_thousand_labels_are_read_or_refused
33 tracebacks          tests/test_hostile_rows.py::test_a_traceback_does_not_act
33 tracebacks          tests/test_hostile_rows.py::test_a_failure_of_the_workbench_does_not_act
"""

from __future__ import annotations

import ast
import csv
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from importers.errors import ImporterError
from importers.readers import choose_reader
from importers.reports import read_reports
from store.annotations import Verdict, add_finding, add_note, decide, sign_off
from store.database import open_workspace
from store.errors import ExportError
from store.exports.atomic import write_atomically
from store.flags import flags_of
from store.reviewer import Reviewer
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY
from tests.sample_layouts import Layout
from tests.sample_reports import encoded
from tests.store.two_desks import LI, fill
from tui.app import Workbench
from tui.cli import main
from tui.locale import translator

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^ *(\d+)(?:-(\d+))? .*?(tests/\S+)::(test_\w+)$", re.MULTILINE)
ROWS = ROW.findall(__doc__ or "")
# By row what stands in a cell of a report.
PAYLOADS = {
    1: "A\x1b]52;c;ZXZpbA==\x07B",
    2: "\x1b]0;PWNED\x07",
    3: "\x1b[2J\x1b[1;1H已通过",
    4: "\x9b2J\x9d0;x\x9c\x90q\x9c",
    5: '\x1bP$q"p\x1b\\\x1b[6n\x1b[c',
    6: "\x1b]8;;http://evil/\x1b\\X\x1b]8;;\x1b\\",
    7: "12\u202e34\u202c1\u200b2\u00ad",
    8: "[/b][/][sys:LOCK=SAFE][b 见附件[1]",
    9: "[red]12[/red][@click=app.quit]x[/]",
}
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def test_every_row_has_its_tests():
    rows = {
        number for first, last, _, _ in ROWS for number in range(int(first), int(last or first) + 1)
    }
    assert rows == set(range(1, 34))
    assert len(ROWS) == len([line for line in (__doc__ or "").splitlines() if "::" in line])


@pytest.mark.parametrize(("path", "name"), sorted({row[2:] for row in ROWS}))
def test_the_test_of_a_row_exists(path, name):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def run(*arguments, **environment):
    found = CliRunner().invoke(main, [str(one) for one in arguments], env=environment)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GOUJI_DB", "GOUJI_REVIEWER"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def written(path):
    """What a file says, unpacked."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as book:
            return "\n".join(
                book.read(one).decode("utf-8", "replace")
                for one in book.namelist()
                if one.endswith((".xml", ".rels"))
            )
    return path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("row", PAYLOADS)
def test_no_payload_acts_in_what_is_printed_or_written(desk, row):
    payload = PAYLOADS[row]
    sample = make_sample(
        "hostile",
        Layout.VERTICAL,
        ("青禾县", "柳溪镇人民政府"),
        BUSY,
        0,
        printed={"requests.granted.total": payload},
    )
    text = encoded(sample).decode("utf-8-sig").replace("没有", f"没有{payload}")
    (desk / f"报告{payload.replace('/', '')[:40]}.txt").write_text(text, encoding="utf-8")
    name = next(desk.glob("报告*.txt"))
    label = payload[:30]
    outputs = [
        run("check", name),
        run("import", name),
        run("status"),
        run("join"),
        run("labels", "list"),
        run("doctor"),
    ]
    who = replace(LI, label=label)
    with open_workspace(desk / "gouji.db") as workspace:
        add_note(workspace, who, 1, None, payload)
        add_finding(
            workspace,
            who,
            1,
            line=None,
            place=payload,
            quote=payload,
            problem=payload,
            suggestion=payload,
        )
        for record in flags_of(workspace, 1):
            decide(workspace, who, record.id, record.version, Verdict.CONFIRMED, reason=payload)
        sign_off(workspace, who, 1)
    for target in ("a.csv", "a.md", "a.jsonl", "a.html", "a.xlsx"):
        outputs.append(run("export", target))
        if target != "a.html":
            outputs.append(run("export", f"n{target}", "--what", "annotations"))
            outputs.append(run("export", f"c{target}", "--what", "cells"))
    for kind in ("md", "html", "docx"):
        outputs.append(run("letters", f"letters-{kind}", "--format", kind, "--yes", "--again"))
    assert all(found.exit_code in (0, 1) for found in outputs), [o.output for o in outputs]
    for found in outputs:
        assert not ACTS.search(found.stdout.replace("\r", "")), found.stdout
        assert not ACTS.search(found.stderr.replace("\r", "")), found.stderr
    files = [
        one for one in desk.rglob("*") if one.suffix in (".csv", ".md", ".html", ".xlsx", ".docx")
    ]
    assert len(files) >= 13
    for file in files:
        assert not ACTS.search(written(file).replace("\r", "").replace("\x0c", "")), file.name
    for file in desk.glob("*.jsonl"):
        # JSON is for programs, which get the text itself; what is printed of it does not act.
        assert not re.search("[\x00-\x09\x0b-\x1f]", file.read_text(encoding="utf-8")), file.name


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1+1",
        '=HYPERLINK("http://evil")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_export_holds_a_formula(desk, formula):

    fill(desk / "gouji.db").close()
    with open_workspace(desk / "gouji.db") as workspace:
        add_finding(
            workspace,
            LI,
            1,
            line=None,
            place=formula,
            quote=formula,
            problem=formula,
            suggestion=formula,
        )
    for what in ("findings", "annotations", "cells"):
        run("export", f"{what}.csv", "--what", what)
        run("export", f"{what}.xlsx", "--what", what)
        assert "<f>" not in written(desk / f"{what}.xlsx")
        with (desk / f"{what}.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        number = re.compile(r"-?\d+(\.\d+)?%?|[-－—/]+")
        assert not [c for c in cells if c and c[0] in "=+-@\t\r" and not number.fullmatch(c)]


def test_a_folder_that_is_swapped_while_it_is_written_gets_nothing(tmp_path):
    """The temporary file was made in one folder; the rename does not follow another one."""
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("mine")

    def write(temporary):
        temporary.write_text("ours")
        folder.rename(tmp_path / "moved")
        folder.symlink_to(elsewhere)
        return 1

    with pytest.raises(ExportError):
        write_atomically(folder / "a.csv", write)
    assert (elsewhere / "a.csv").read_text() == "mine"
    assert [one.name for one in elsewhere.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    "statement",
    [
        "create trigger spy after insert on report begin delete from flag; end",
        "create view undone2 as select load_extension('evil')",
        "drop view undone",
    ],
)
def test_a_copy_with_a_hostile_trigger_is_not_merged(desk, statement):
    fill(desk / "gouji.db").close()
    run("backup", "copy.db")
    with sqlite3.connect(desk / "copy.db") as connection:
        connection.execute(statement)
    before = (desk / "gouji.db").read_bytes()
    found = run("merge", "copy.db", "--yes", GOUJI_LANG="en")
    assert found.exit_code == 2
    assert (desk / "gouji.db").read_bytes() == before


def test_no_editor_of_the_environment_is_ever_started():
    """Notes are typed in the program's own field: nothing reads EDITOR, nothing starts a shell."""
    for package in ("store", "importers", "tui"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\b(EDITOR|VISUAL|click\.edit|os\.system|shell=True)\b", text), (
                path
            )


def test_ten_thousand_labels_are_read_or_refused():
    rows = "".join(f"<tr><td>项目{n}其他处理情形说明</td><td>{n}</td></tr>" for n in range(10_000))
    page = f"<h1>柳溪镇人民政府2023年政府信息公开工作年度报告</h1><table>{rows}</table>".encode()
    try:
        found = read_reports(choose_reader(page).read(page), "x")
    except ImporterError as error:
        assert error.code
    else:
        assert len(found) <= 1


HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x9b2J\u202e[/b]"
FAILS = f"""
import sys
from tui import cli
@cli.main.command()
def fails():
    cell = {HOSTILE!r}
    raise RuntimeError(cell)
cli.main(["fails"])
"""
FAILS_IN_A_THREAD = f"""
import threading
from tui import cli
@cli.main.command()
def fails():
    def work():
        raise RuntimeError({HOSTILE!r})
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
cli.main(["fails"])
"""


@pytest.mark.parametrize("code", [FAILS, FAILS_IN_A_THREAD], ids=["main", "thread"])
def test_a_traceback_does_not_act(code):
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "RuntimeError: ␛]52;c;ZXZpbA==<U+0007><U+009B>2J<U+202E>[/b]" in ran.stderr
    assert not ACTS.search(ran.stderr)


async def test_a_failure_of_the_workbench_does_not_act(tmp_path, capsys):
    app = Workbench(tmp_path / "gouji.db", translator("en"), Reviewer(1, "li", "li"))
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            cell = HOSTILE

            def fail():
                raise RuntimeError(cell)

            app.call_later(fail)
            await pilot.pause()
    app._print_error_renderables()
    shown = capsys.readouterr()
    told = shown.err + shown.out
    assert "RuntimeError: ␛]52;" in told
    assert not ACTS.search(told)
    # No values of variables: they may be anything that a document says.
    assert "locals" not in told
