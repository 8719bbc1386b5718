"""The command line: exit codes, lines, contracts; never a traceback, always the same bytes."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from store.forms import load_form
from store.rules import CODES
from tests.sample_reports import SAMPLES, encoded
from tui.cli import main

BY_NAME = {sample.name: sample for sample in SAMPLES}
GOLDENS = Path(__file__).parent / "goldens"
CLEAN, WRONG = BY_NAME["01_liuxi_2023_clean"], BY_NAME["02_shitan_2023_row_total"]
LANGUAGE = ("GOUJI_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "GOUJI_DB", "GOUJI_REVIEWER")
LINE = re.compile(r"(?P<file>.+?):(?P<place>p?\d+) (?P<code>[A-Z]+\d*) (error|warning|info) \S.*")


def run(*args, given=None, **env):
    """Run the command in this process; a traceback fails the test."""
    environment = dict.fromkeys(LANGUAGE) | env
    result = CliRunner().invoke(main, [str(a) for a in args], input=given, env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder, so that no workspace of the developer is touched."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(sample, name=None):
    path = Path(name or f"{sample.name}.txt")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(sample))
    return path


def lines(result):
    return result.stdout.splitlines()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_check_says_what_the_truth_says(sample, language):
    result = run("--lang", language, "check", write(sample))
    found = [LINE.fullmatch(line) for line in lines(result)]
    assert all(found)
    assert sorted(match["code"] for match in found) == sorted(code for code, _ in sample.flags)
    assert {match["file"] for match in found} <= {f"{sample.name}.txt"}
    graver = any(severity != "info" for _, severity in sample.flags)
    assert result.exit_code == (1 if graver else 0)
    # Nothing of a document acts on the terminal.
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", result.stdout)


def test_check_walks_a_folder_in_name_order():
    for name in ("b/2.txt", "a/1.txt", "3.txt"):
        write(WRONG, f"年报/{name}")
    result = run("check", "年报")
    files = [LINE.fullmatch(line)["file"] for line in lines(result)]
    assert files == ["年报/3.txt", "年报/a/1.txt", "年报/b/2.txt"]
    assert result.exit_code == 1


def broken_files():
    Path("random.txt").write_bytes(random.Random(5).randbytes(4000))
    Path("empty.txt").write_bytes(b"")
    Path("scan.pdf").write_bytes(b"%PDF-1.7")
    Path("notes.txt").write_text("今天天气晴朗。", encoding="utf-8")
    with Path("large.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    return ["random.txt", "empty.txt", "scan.pdf", "notes.txt", "large.txt"]


@pytest.mark.parametrize("index", range(5))
@pytest.mark.parametrize("style", ["text", "json"])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_1(index, style):
    name = broken_files()[index]
    result = run("check", "--format", style, name)
    assert result.exit_code == 1
    (line,) = lines(result)
    if style == "text":
        assert LINE.fullmatch(line.replace("READ", "X000"))["file"] == name
    else:
        assert json.loads(line)["report"] == name
        assert json.loads(line)["error"]


def test_one_bad_file_does_not_hide_the_others():
    broken_files()
    write(WRONG, "z.txt")
    result = run("check", ".")
    assert result.exit_code == 1
    assert any("A103" in line for line in lines(result))
    assert len(lines(result)) == 6


@pytest.mark.parametrize("name", ["missing.txt", "missing/folder", "void"])
def test_paths_that_hold_nothing(name):
    Path("void").mkdir()
    result = run("check", name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert name in result.stderr


def test_check_as_json():
    result = run("check", "--format", "json", write(WRONG), write(CLEAN))
    (row,) = [json.loads(line) for line in lines(result)]
    assert (row["report"], row["rule"], row["severity"]) == (f"{WRONG.name}.txt", "A103", "error")
    assert row["organisation"] == WRONG.organisation
    assert {"sha256", "ordinal", "fields", "place", "message", "letter", "proposal"} <= set(row)
    assert result.stderr == ""


def test_files_of_one_name_are_told_apart_by_their_folder():
    text = Path(write(WRONG)).read_text(encoding="utf-8")
    for folder in ("batch/one", "batch/two/three"):
        Path(folder).mkdir(parents=True)
        Path(folder, "x.txt").write_text(text, encoding="utf-8")
    rows = [json.loads(line) for line in lines(run("check", "--format", "json", "batch"))]
    assert [row["report"] for row in rows] == ["one/x.txt", "two/three/x.txt"]
    (row,) = [json.loads(x) for x in lines(run("check", "--format", "json", "batch/one/x.txt"))]
    assert row["report"] == "x.txt"


def test_last_years_report():
    before, after = (BY_NAME[n] for n in ("09_baiyun_2022_carries_3", "10_baiyun_2023_carries_1"))
    assert run("check", write(after), "--previous", write(before)).exit_code in (0, 1)
    missing = run("check", write(after), "--previous", "missing.txt")
    assert missing.exit_code == 1
    assert "missing.txt" in missing.output


@pytest.mark.parametrize(
    "args",
    [
        ("check",),
        ("check", "--format", "xml", "x"),
        ("nonsense",),
        ("--lang", "fr", "rules"),
        ("rules", "X999"),
        ("match",),
        ("import", "--year", "1900", "x"),
        ("export", "out.exe", "--db", "gouji.db"),
        ("export", "out.jsonl", "--db", "missing.db"),
        ("status", "--db", "missing.db"),
        ("status", "--db", "no/folder/gouji.db"),
    ],
)
def test_wrong_usage_is_2_and_says_why(args):
    if "gouji.db" in args:
        run("import", write(CLEAN))
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()


@pytest.mark.parametrize(
    "args", [("--help",), ("check", "-h"), ("import", "--help"), ("--version",)]
)
def test_help_is_0(args):
    result = run(*args)
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_rules_lists_every_code_once():
    result = run("rules")
    assert [line.split()[0] for line in lines(result)] == list(CODES)
    rows = [json.loads(line) for line in lines(run("rules", "--format", "json"))]
    assert [row["code"] for row in rows] == list(CODES)
    assert list(rows[0]) == ["code", "severity", "title", "explanation"]


@pytest.mark.parametrize("code", ["A103", "a103"])
def test_one_rule_is_explained(code):
    result = run("rules", code)
    assert result.exit_code == 0
    assert lines(result)[0].startswith("A103 ")
    assert len(lines(result)) == 2


MATCH = "requests\trow\t总计\ndisclosure\trow\t政府集中采购\nlitigation\tcolumn\t总\\n计\t行政诉讼/复议后起诉\n\n"


def test_match_answers_one_object_a_line():
    result = run("match", "-", "--format", "json", given=MATCH)
    assert result.exit_code == 0
    rows = [json.loads(line) for line in lines(result)]
    contract = ["label", "table", "axis", "match", "candidates"]
    assert [list(row)[:5] for row in rows] == [contract] * 3
    assert [row["match"] for row in rows] == [
        ["三、本年度办理结果", "（七）总计"],
        None,
        ["行政诉讼", "复议后起诉", "总计"],
    ]
    assert [row["table"] for row in rows] == ["requests", "disclosure", "litigation"]
    assert rows[2]["label"] == "总\n计"
    assert list(rows[0]["candidates"][0])[:4] == ["path", "score", "how", "why"]


def test_match_knows_the_old_form_when_asked():
    given = "disclosure\trow\t政府集中采购\n"
    (row,) = lines(run("match", "-", "--form", "2019", "--format", "json", given=given))
    assert json.loads(row)["match"] == ["第二十条第（九）项", "政府集中采购"]


@pytest.mark.parametrize(
    "bad", ["总计", "courts\trow\t总计", "requests\tdiagonal\t总计", "a\tb\tc\td\te"]
)
def test_a_line_that_match_cannot_take_is_named_and_the_rest_answered(bad):
    result = run("--lang", "en", "match", "-", "--format", "json", given=f"{bad}\n{MATCH}")
    assert result.exit_code == 2
    assert len(lines(result)) == 3
    assert "line 1" in result.stderr


EXPLAINED = (
    "requests\trow\t（二） 予以公開\n"
    "requests\trow\t总计\n"
    "\n"
    "disclosure\tcolumn\t本年度止件数\n"
    "disclosure\trow\t行政许可\t第二十条第（六）项\n"
    "requests\trow\t2.申请人逾期未按收费通知缴纳\t（六）其他处理\n"
    "litigation\tcolumn\t总计\n"
    "disclosure\trow\t甲乙丙\n"
    "disclosure\trow\t \n"
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_match_is_explained(language):
    result = run("--lang", language, "match", "-", given=EXPLAINED)
    assert result.exit_code == 0
    golden = GOLDENS / f"match_{language}.txt"
    if os.environ.get("GOUJI_WRITE_GOLDENS"):
        golden.write_text(result.stdout, encoding="utf-8")
    assert result.stdout == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_only_a_long_official_label_is_wider_than_100_cells(language, edition):
    form = load_form(edition)
    labels = [
        f"{table.key}\t{axis}\t{label.text[: len(label.text) // 2]}的{label.text[5:]}"
        for table in form.tables
        for axis, own in (("row", table.row_labels), ("column", table.column_labels))
        for label in own
    ]
    labels.append(f"requests\trow\t{'（六）其他处理' * 300}")
    result = run("--lang", language, "match", "-", "--form", edition, given="\n".join(labels))
    paths = {"/".join(label.path) for table in form.tables for label in table.row_labels}
    wide = {line.strip() for line in lines(result) if cell_len(line) > 100}
    assert len(lines(result)) > len(labels) * 5
    assert wide <= paths
    assert all(cell_len(path) > 96 for path in wide)


def test_the_columns_of_candidates_stand_below_each_other():
    result = run("match", "-", given="disclosure\tcolumn\t本年度止件数\n")
    table = [line for line in lines(result) if "表格" in line or "列/" in line]
    starts = {cell_len(line) - cell_len(line.split()[-1]) for line in table}
    assert len(table) == 6
    assert len(starts) == 1


HOSTILE = "行政\x1b[2J\x1b]0;x\x07许可\u202e[b]\x9b31m[/b]\u200b\U000e0041\u2028"


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_hostile_label_does_not_act(style):
    lines_in = [f"disclosure\trow\t{HOSTILE}", f"disclosure\trow\t{HOSTILE * 60_000}"]
    result = run("match", "-", "--format", style, given="\n".join(lines_in))
    assert result.exit_code == 0
    shown = result.stdout
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u200b\U000e0041\u2028")
    assert len(lines_in[1]) > 1_000_000
    if style == "text":
        assert "␛" in shown
        assert "[b]" in shown
        assert len(shown) < 4_000
    else:
        rows = [json.loads(line) for line in lines(result)]
        assert [row["label"] for row in rows] == [HOSTILE, HOSTILE * 60_000]
        assert all(len(row["normal"]) <= 500 for row in rows)


def test_labels_on_the_command_line():
    result = run("match", "规范性文件", "本年度止件数")
    assert result.exit_code == 0
    assert lines(result)[0] == "规范性文件 → 第二十条第（一）项/行政规范性文件"
    assert any(line.endswith("→ ?") for line in lines(result))


def test_import_export_status():
    for sample in (CLEAN, WRONG):
        write(sample, f"年报/{sample.name}.txt")
    first = run("--lang", "en", "import", "年报")
    assert first.exit_code == 0
    assert "2 imported" in first.output
    again = run("--lang", "en", "import", "年报")
    assert (again.exit_code, "2 known" in again.output) == (0, True)
    status = run("--lang", "en", "status")
    assert status.exit_code == 0
    assert "2 reports" in status.output
    for what, count in (("cells", 400), ("findings", 1)):
        for suffix, header in ((".jsonl", 0), (".csv", 1)):
            target = Path(what + suffix)
            assert run("export", target, "--what", what).exit_code == 0
            assert len(target.read_text("utf-8-sig").splitlines()) == count + header
    row = json.loads(Path("findings.jsonl").read_text("utf-8"))
    assert (row["rule"], row["report"]) == ("A103", f"{WRONG.name}.txt")


def test_import_of_bad_files_is_1_and_status_remembers_them():
    broken_files()
    write(CLEAN, "z.txt")
    result = run("import", ".", "--quiet")
    assert result.exit_code == 1
    status = run("status")
    assert status.exit_code == 0
    for name in ("random.txt", "empty.txt", "scan.pdf", "notes.txt", "large.txt"):
        assert name in status.output


def test_status_says_how_many_corrected_files_wait():
    write(WRONG, "first/a.txt")
    assert run("import", "first").exit_code == 0
    assert "整改稿" not in run("status").output
    corrected = encoded(WRONG).decode().replace("318", "319")
    Path("second").mkdir()
    Path("second/a.txt").write_text(corrected, encoding="utf-8")
    assert run("import", "second").exit_code == 0
    assert "整改稿待审 1；已反馈 0，已整改 0" in run("status").output
    assert "corrected files waiting 1" in run("--lang", "en", "status").output


def test_a_workspace_is_not_imported_into_itself():
    write(CLEAN)
    assert run("import", ".").exit_code == 0
    assert run("import", ".").exit_code == 0


def test_a_file_that_is_no_workspace_is_left_alone():
    Path("gouji.db").write_text("mine")
    assert run("import", write(CLEAN)).exit_code == 2
    assert Path("gouji.db").read_text() == "mine"


ENGLISH, CHINESE = "row total", "行总计不符"


@pytest.mark.parametrize(
    ("args", "env", "words"),
    [
        ((), {}, CHINESE),
        ((), {"LANG": "en_GB.UTF-8"}, ENGLISH),
        ((), {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, CHINESE),
        ((), {"LANG": "de_DE.UTF-8"}, CHINESE),
        ((), {"LANG": "zh_CN.UTF-8", "GOUJI_LANG": "en"}, ENGLISH),
        ((), {"GOUJI_LANG": "fr", "LANG": "en_US"}, ENGLISH),
        (("--lang", "zh"), {"GOUJI_LANG": "en"}, CHINESE),
        (("--lang", "en"), {"LANG": "zh_CN.UTF-8"}, ENGLISH),
    ],
)
def test_language(args, env, words):
    result = run(*args, "check", write(WRONG), **env)
    assert words in result.stdout.replace("Row", "row")


def test_exports_are_chinese_unless_asked():
    run("import", write(WRONG))
    run("export", "a.jsonl", GOUJI_LANG="en")
    run("export", "b.jsonl", "--lang", "en")
    run("--lang", "en", "export", "c.jsonl")
    a, b, c = (json.loads(Path(f"{n}.jsonl").read_text("utf-8"))["message"] for n in "abc")
    assert CHINESE in a
    assert b == c != a
