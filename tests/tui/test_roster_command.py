"""``gouji roster`` and ``gouji status``: previews, what is asked, what is loaded, exit codes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from store.database import open_workspace
from store.reports import iterate_reports
from store.roster import stored_entries
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_layouts import Layout
from tests.sample_roster import HEADS, ROWS, as_csv, as_xlsx
from tests.sample_texts import render
from tui.cli import main

REPO = Path(__file__).parent.parent.parent
CODE = "from tui.cli import main; main(prog_name='gouji')"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("GOUJI_DB", str(tmp_path / "office.db"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0, language="zh", **options):
        found = CliRunner().invoke(main, ["--lang", language, *map(str, arguments)], **options)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert found.exit_code == code, found.output
        assert "Traceback" not in found.output
        return found

    return call


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(as_xlsx())
    return path


def town(folder, name, organ, values=PLAIN, **kind):
    text = render(make_sample("s", Layout.PIPE, organ, values, 0, **kind))
    path = folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def reports(tmp_path, run):
    """Exact, by a short name, alike, of one name in two places, of no entry."""
    town(tmp_path, "a.txt", ("青禾县", "石桥镇人民政府"))
    town(tmp_path, "b.txt", (None, "柳溪"))
    town(tmp_path, "c.txt", ("青禾县", "梅林乡人民政府"))
    town(tmp_path, "d.txt", (None, "石滩乡"), BUSY)
    run("import", "--quiet", "in", "--jobs", 1)


def organs(tmp_path):
    with open_workspace(tmp_path / "office.db") as workspace:
        return {s.path: (s.region, s.organ) for s in iterate_reports(workspace)}


def entries(tmp_path):
    with open_workspace(tmp_path / "office.db") as workspace:
        return [one.entry for one in stored_entries(workspace)]


def test_a_preview_says_all_and_changes_nothing(run, roster, reports, tmp_path):
    before = organs(tmp_path)
    found = run("roster", roster, code=1)
    out = found.stdout
    assert "名单.xlsx：30 行，30 个应报单位" in out
    assert "新增 30" in out
    assert "已有报告 4 份：全称相符 1，按简称或曾用名 1，待认定 2，审核人已定 0" in out
    assert "b.txt　“柳溪” 2023 → 青禾县柳溪镇人民政府" in out
    assert "c.txt　“青禾县梅林乡人民政府” 2023 ? 青禾县梅岭乡人民政府 相近 0." in out
    assert "，次选 青禾县竹林乡人民政府 0." in out
    assert "d.txt　“石滩乡” 2023 名单中有几个：青禾县石滩乡人民政府、云阳县石滩乡人民政府" in out
    assert "未作改动。加 --yes 载入" in found.stderr
    assert organs(tmp_path) == before
    assert entries(tmp_path) == []


def test_loading_and_loading_again(run, roster, reports, tmp_path):
    found = run("roster", roster, "--yes")
    assert "已载入：新增 30，变更 0，不再列入 0；1 份报告改了单位信息" in found.stderr
    assert "2023 年：应报 30 · 已报 2 · 缺报 28 · 重复 0 · 未认出 2" in found.stdout
    assert organs(tmp_path) == {
        "a.txt": ("青禾县", "石桥镇人民政府"),
        "b.txt": ("青禾县", "柳溪镇人民政府"),
        "c.txt": ("青禾县", "梅林乡人民政府"),
        "d.txt": (None, "石滩乡"),
    }
    data = (tmp_path / "office.db").read_bytes()
    again = run("roster", roster, "--yes")
    assert "名单没有变化" in again.stderr
    assert "新增" not in again.stdout
    assert (tmp_path / "office.db").read_bytes() == data


@pytest.mark.parametrize(("answer", "loaded"), [("y\n", 30), ("n\n", 0), ("\n", 0), ("", 0)])
def test_on_a_terminal_it_asks(run, roster, tmp_path, monkeypatch, answer, loaded):
    monkeypatch.setattr("tui.roster_loading._is_terminal", lambda: True)
    found = run("roster", roster, code=0 if loaded else 1, input=answer)
    assert "载入名单吗？" in found.stderr
    assert len(entries(tmp_path)) == loaded


def test_in_english(run, roster, reports):
    out = run("roster", roster, "--yes", language="en").stdout
    assert "30 rows, 30 organs due" in out
    assert "4 stored reports: by full name 1, by short or former name 1, open 2" in out
    assert "the roster has several: 青禾县石滩乡人民政府, 云阳县石滩乡人民政府" in out


def test_a_roster_before_any_report(run, roster, tmp_path):
    run("roster", roster, "--yes", "--year", 2023)
    town(tmp_path, "b.txt", (None, "柳溪"))
    run("import", "--quiet", "in", "--jobs", 1)
    assert organs(tmp_path) == {"b.txt": ("青禾县", "柳溪镇人民政府")}
    out = run("status").stdout
    assert "2023 年：应报 30 · 已报 1 · 缺报 29 · 重复 0 · 未认出 0" in out
    assert out.count("  缺报 ") == 29
    assert "缺报 青禾县石滩乡人民政府　本机关　2023　截止 2024-01-31　张某" in out
    assert "应报 0" in run("status", "--year", 2022).stdout


def test_status_says_who_is_missing_and_what_is_unrecognised(run, roster, reports):
    assert "应报" not in run("status").stdout
    run("roster", roster, "--yes")
    out = run("status").stdout
    assert "  缺报 青禾县羊坪镇人民政府　本机关　截止 2024-01-31　张某" in out
    assert "  未认出 青禾县梅林乡人民政府　c.txt" in out
    assert "  未认出 石滩乡　d.txt" in out
    assert not any(
        "石桥镇" in line for line in out.splitlines() if line[:6] in ("  缺报 ", "  未认出")
    )
    english = run("status", language="en").stdout
    assert "2023: due 30 · reported 2 · missing 28 · double 0 · unrecognised 2" in english
    assert "  unrecognised 石滩乡　d.txt" in english


def test_listing_the_roster(run, roster, reports):
    assert "还没有名单" in run("roster").stderr
    run("roster", roster, "--yes")
    lines = run("roster").stdout.splitlines()
    assert lines[0] == "已报 青禾县柳溪镇人民政府　本机关　截止 2024-01-31　张某"
    assert lines[1].startswith("缺报 青禾县石滩乡人民政府")
    assert sum(line.startswith(("已报", "缺报")) for line in lines) == 30


def test_what_a_changed_roster_changes_is_told(run, roster, reports, tmp_path):
    run("roster", roster, "--yes")
    kept = [row for row in ROWS if row[0] not in ("柳溪镇人民政府", "甘溪镇人民政府")]
    changed = [(*row[:7], "王某") if row[0] == "石桥镇人民政府" else row for row in kept]
    path = tmp_path / "new.csv"
    path.write_bytes(as_csv((*changed, ("新设镇人民政府", "", "青禾县", "", "", "", "", ""))))
    out = run("roster", path, "--yes").stdout
    assert "新增 1\n  青禾县新设镇人民政府" in out
    assert "变更 1\n  青禾县石桥镇人民政府" in out
    assert "联系人 张某 → 王某" in out
    # 柳溪镇 of the other county has no report and goes; the one with a report stays, marked.
    assert "名单已无，删除 2" in out
    assert "名单已无，但已有报告，保留并标注 1\n  青禾县柳溪镇人民政府" in out
    assert "名单已无 青禾县柳溪镇人民政府" in run("roster").stdout
    assert "应报 28 · 已报 1" in run("status").stdout


def test_bad_rows_are_named_and_the_rest_is_loaded(run, tmp_path):
    book = Workbook()
    for row in (
        ("单位全称", "电话", "级别"),
        ("柳溪镇人民政府", "1", "乡镇"),
        ("石滩乡", "2", "高级"),
    ):
        book.active.append(row)
    book.active["A4"] = '=HYPERLINK("http://x.example","甲镇")'
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "r.xlsx").write_bytes(out.getvalue())
    found = run("roster", "r.xlsx", "--yes", code=1)
    assert "未用的列：电话" in found.stdout
    assert (
        "r.xlsx:3：级别“高级”不认识。请填 省级、市级、县级、乡镇级 或 部门。此行未载入"
        in found.stderr
    )
    assert "r.xlsx:4：单元格是没有结果的公式" in found.stderr
    assert [entry.organ for entry in entries(tmp_path)] == ["柳溪镇人民政府"]


def test_a_row_that_became_bad_does_not_drop_its_entry(run, tmp_path):
    (tmp_path / "r.csv").write_text("单位全称,级别\n柳溪镇人民政府,乡镇\n石滩乡,乡镇\n")
    run("roster", "r.csv", "--yes")
    (tmp_path / "r.csv").write_text("单位全称,级别\n柳溪镇人民政府,乡镇\n石滩乡,高级\n")
    assert "名单没有变化" in run("roster", "r.csv", "--yes", code=1).stderr
    assert len(entries(tmp_path)) == 2


def test_a_region_for_a_list_without_one(run, tmp_path):
    (tmp_path / "r.csv").write_text("单位全称\n柳溪镇人民政府\n")
    run("roster", "r.csv", "--region", "青禾县", "--yes")
    assert [entry.region for entry in entries(tmp_path)] == ["青禾县"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.csv", b"a,b\n1,2\n", "没有找到单位名称的列"),
        ("x.csv", b"", "文件是空的"),
        ("x.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "不是可读取的格式"),
        ("x.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("x.csv", b"\xff\xff\xff", "无法解码"),
    ],
)
def test_files_that_are_no_roster_are_refused_with_a_sentence(
    run, tmp_path, name, content, sentence
):
    (tmp_path / name).write_bytes(content)
    found = run("roster", name, "--yes", code=2)
    assert sentence in found.stderr
    assert not (tmp_path / "office.db").exists()


def test_a_file_that_is_not_there_and_a_fifo(run, tmp_path):
    run("roster", "nothing.csv", "--yes", code=2)
    os.mkfifo(tmp_path / "pipe.csv")
    run("roster", "pipe.csv", "--yes", code=2)


def process(*args, folder, **kind):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GOUJI", "LC_", "LANG"))}
    env |= {"PYTHONPATH": str(REPO), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", CODE, "--lang", "zh", *map(str, args)],
        env=env,
        cwd=folder,
        check=False,
        capture_output=True,
        **kind,
    )


def test_hostile_names_do_nothing_to_a_terminal(tmp_path):
    rows = (
        ("\x1b[2J柳溪镇人民政府", "", "青禾县", "", "", "", "", ""),
        ("石滩乡人民政府", "", "青禾县", "\x1b]0;x\x07", "", "", "", "\x1b[31m张\u202e某"),
        ("=1+1", "", "", "", "", "", "", ""),
    )
    (tmp_path / "r\x1b[2J.csv").write_bytes(as_csv(rows))
    done = process("roster", "r\x1b[2J.csv", "--yes", folder=tmp_path)
    assert done.returncode == 1, done.stderr.decode()
    for stream in (done.stdout, done.stderr):
        assert b"\x1b" not in stream and b"Traceback" not in stream
        assert "\u202e" not in stream.decode()
    listed = process("status", folder=tmp_path)
    assert b"\x1b" not in listed.stdout
    assert "石滩乡人民政府" in listed.stdout.decode()


def test_help_loads_neither_a_reader_nor_the_workbench(tmp_path):
    code = (
        "import sys\nfrom tui.cli import main\n"
        "try:\n    main(['roster', '--help'])\nexcept SystemExit:\n    pass\n"
        "bad = {'textual', 'rapidfuzz', 'python_calamine', 'openpyxl', 'lxml'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    env = os.environ | {"PYTHONPATH": str(REPO)}
    done = subprocess.run([sys.executable, "-c", code], env=env, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_heads_of_the_sample_are_those_of_the_readme():
    for head in HEADS:
        assert head in (REPO / "README.md").read_text(encoding="utf-8")
