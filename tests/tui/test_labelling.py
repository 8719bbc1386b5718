"""``gouji labels``: list, export, import, apply."""

from __future__ import annotations

import tomllib

import pytest
from click.testing import CliRunner

from store.aliases import aliases, teach_label
from store.database import open_workspace
from store.report import FOREIGN, State
from store.reports import iterate_reports, load_report
from store.reviewer import Reviewer
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY
from tests.sample_layouts import Layout
from tests.sample_tables import Edits
from tests.sample_texts import render
from tui.cli import main

ODD = "行政处理决定"
KEY = ("disclosure", "row", ODD)
FIELD = "disclosure.penalties.decisions"
ENTRY = '[[label]]\ntable = "disclosure"\naxis = "row"\nlabel = "行政处理决定"\n'


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("GOUJI_DB", str(tmp_path / "office.db"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0, **options):
        found = CliRunner().invoke(main, ["--lang", "zh", *map(str, arguments)], **options)
        assert found.exception is None or isinstance(found.exception, SystemExit)
        assert found.exit_code == code, found.output
        return found.output

    return call


@pytest.fixture
def towns(run, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for index, town in enumerate(("柳溪镇", "石滩镇", "羊坪镇")):
        organ = ("青禾县", f"{town}人民政府")
        edits = Edits(labels={"行政处罚": ODD})
        text = render(make_sample("s", Layout.PIPE, organ, BUSY, index, edits=edits))
        (folder / f"{index}.txt").write_text(text, encoding="utf-8")
    run("import", "--quiet", folder, "--jobs", 1)
    return tmp_path / "office.db"


def states(db):
    with open_workspace(db) as workspace:
        return [
            load_report(workspace, stored.id).cells_by_field[FIELD].state
            for stored in iterate_reports(workspace)
        ]


def teach(db, target, key=KEY):
    with open_workspace(db) as workspace:
        teach_label(workspace, Reviewer(1001, "li", ""), key, target)


def test_the_list_has_each_label_once(run, towns):
    said = run("labels", "list", code=1)
    assert f"3 份　第二部分·行　“{ODD}”" in said
    assert said.count(ODD) == 1
    assert "待定的项目名称 1 种" in said


def test_what_was_exported_is_imported_elsewhere(run, towns, tmp_path):
    teach(towns, FOREIGN)
    teach(towns, "made", ("disclosure", "column", "本年度处制件数"))
    assert "2 条" in run("labels", "export", "taught.toml")
    content = tomllib.loads((tmp_path / "taught.toml").read_text("utf-8"))
    assert [(e["label"], e.get("means"), e.get("foreign"), e["by"]) for e in content["label"]] == [
        ("本年度处制件数", "made", None, "li"),
        (ODD, None, True, "li"),
    ]
    assert content["label"][0]["official"] == "本年制发件数"
    other = tmp_path / "other.db"
    run("import", "--quiet", "in", "--db", other, "--jobs", 1)
    assert states(other) == [State.NUMBER] * 3
    # Without a yes nothing changes, and what would change is said.
    said = run("labels", "import", "taught.toml", "--db", other, code=1)
    assert "涉及 3 份报告：3 格改变" in said
    assert "0.txt：1 格将改变" in said
    assert "--yes" in said
    assert states(other) == [State.NUMBER] * 3
    with open_workspace(other) as workspace:
        assert aliases(workspace) == {}
    assert "已重读 3 份，尚余 0 份" in run(
        "labels", "import", "taught.toml", "--db", other, "--yes"
    )
    assert states(other) == [State.ABSENT] * 3
    with open_workspace(other) as workspace:
        assert aliases(workspace)[KEY].target == FOREIGN
    # A second time there is nothing left to take over.
    assert "已有或跳过 2 条" in run("labels", "import", "taught.toml", "--db", other)
    assert run("labels", "export", "again.toml", "--db", other)
    again = tomllib.loads((tmp_path / "again.toml").read_text("utf-8"))
    assert [e["label"] for e in again["label"]] == [e["label"] for e in content["label"]]


def test_apply_reads_again_what_waits(run, towns):
    assert "涉及 0 份报告" in run("labels", "apply")
    teach(towns, FOREIGN)
    assert "--yes" in run("labels", "apply", code=1)
    assert states(towns) == [State.NUMBER] * 3
    assert "已重读 3 份" in run("labels", "apply", "--yes")
    assert states(towns) == [State.ABSENT] * 3
    assert "待定的项目名称 0 种" in run("labels", "list")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("version = 1\nlabel = [", "不是 TOML"),
        ("version = 2\n", "version 应为 1"),
        ("version = 1\nlabel = 3\n", "label 为空、过长或不是文字"),
        ("version = 1\n" + ENTRY, "第 1 条：应写明 means"),
        ("version = 1\n" + ENTRY + 'means = "nothing"\n', "nothing"),
        ("version = 1\n" + ENTRY + 'means = "penalties"\nforeign = true\n', "二者取一"),
        ("version = 1\n" + ENTRY.replace("row", "line") + "foreign = true\n", "axis 应为"),
        ("version = 1\n" + ENTRY.replace("disclosure", "third") + "foreign = true\n", "table 应为"),
        ("version = 1\n" + ENTRY.replace(ODD, "行政许可") + "foreign = true\n", "另一项目的名称"),
        (
            "version = 1\n" + ENTRY + "foreign = true\n" + ENTRY + 'means = "penalties"\n',
            "第 2 条：同一名称出现两次",
        ),
        ("version = 1\n" + ENTRY.replace(ODD, "信息内容") + "foreign = true\n", "另一项目的名称"),
        (
            "version = 1\n" + ENTRY.replace(ODD, "第二十条第（六）项") + 'means = "penalties"\n',
            "另一项目的名称",
        ),
        ('version = 1\n[[label]]\ntable = 3\naxis = "row"\nlabel = "x"\n', "table 应为"),
        ("version = 1\n" + ENTRY.replace(ODD, " ") + "foreign = true\n", "label 为空"),
    ],
)
def test_a_wrong_file_changes_nothing_and_says_what_is_wrong(run, towns, tmp_path, content, said):
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")
    output = run("labels", "import", "bad.toml", "--yes", code=2)
    assert said in output
    assert "bad.toml" in output
    with open_workspace(towns) as workspace:
        assert aliases(workspace) == {}


def test_a_file_that_is_not_there_and_bytes_that_are_no_text(run, towns, tmp_path):
    assert "无法打开" in run("labels", "import", "none.toml", code=2)
    (tmp_path / "raw.toml").write_bytes(b"\xff\xfe\x00")
    assert "不是 TOML" in run("labels", "import", "raw.toml", code=2)


def test_a_number_alone_is_not_taken_over(run, towns, tmp_path):
    content = "version = 1\n" + ENTRY.replace(ODD, "（九）") + "foreign = true\n"
    (tmp_path / "short.toml").write_text(content, encoding="utf-8")
    assert "太短" in run("labels", "import", "short.toml", "--yes")


def test_a_hostile_label_does_not_act_on_the_terminal(run, towns, tmp_path):
    content = "version = 1\n" + ENTRY.replace(ODD, "行政\\u001b[2J处理[b]") + "foreign = true\n"
    (tmp_path / "hostile.toml").write_text(content, encoding="utf-8")
    output = run("labels", "import", "hostile.toml", "--yes")
    assert "\x1b" not in output
    assert "行政␛" in output
