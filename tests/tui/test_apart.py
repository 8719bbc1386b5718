"""``gouji backup`` and ``gouji merge`` as a reviewer sees them."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from click.testing import CliRunner

from store.annotations import Verdict, add_note, correct_cells, decide, sign_off
from store.database import open_workspace
from tests.store.two_desks import LI, WANG, fill, flag, report_ids
from tui.cli import main


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOUJI_LANG", "en")
    monkeypatch.delenv("GOUJI_DB", raising=False)
    fill(tmp_path / "gouji.db").close()
    return tmp_path


def run(*arguments, input=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=input)


def say(path, who, verdict):
    with open_workspace(path) as workspace:
        record = flag(workspace, "A103")
        decide(workspace, who, record.id, record.version, verdict)


def verdict(path):
    with open_workspace(path) as workspace:
        return flag(workspace, "A103").verdict


def test_a_copy_goes_home_and_comes_back(desk):
    made = run("backup", "home.db")
    assert made.exit_code == 0
    assert "home.db, 3 reports, 0 annotations" in made.stderr
    say(desk / "home.db", WANG, Verdict.CONFIRMED)
    asked = run("merge", "home.db")
    assert asked.exit_code == 1
    assert "wang: decision 1" in asked.stdout
    assert verdict(desk / "gouji.db") is None
    done = run("merge", "home.db", "--yes")
    assert done.exit_code == 0
    assert "1 taken over" in done.stderr
    assert verdict(desk / "gouji.db") == "confirmed"
    again = run("merge", "home.db", "--yes")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing new" in again.stderr


def test_a_backup_is_not_written_over(desk):
    assert run("backup", "home.db").exit_code == 0
    again = run("backup", "home.db")
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert run("backup", "home.db", "--force").exit_code == 0


@pytest.mark.parametrize(("lang", "ours"), [("en", "confirmed"), ("zh", "属实")])
def test_conflicts_are_shown_and_left_until_decided(desk, lang, ours):
    run("backup", "home.db")
    say(desk / "gouji.db", LI, Verdict.CONFIRMED)
    say(desk / "home.db", WANG, Verdict.DISMISSED)
    shown = run("--lang", lang, "merge", "home.db", "--yes")
    assert shown.exit_code == 1
    assert "A103" in shown.stdout and f"{ours} (" in shown.stdout.replace("（", " (")
    assert "li" in shown.stdout and "wang" in shown.stdout
    assert "--ours" in shown.stderr
    assert verdict(desk / "gouji.db") == "confirmed"
    done = run("merge", "home.db", "--theirs", "--yes")
    assert done.exit_code == 0
    assert verdict(desk / "gouji.db") == "dismissed"


def test_conflicts_are_decided_one_by_one_in_a_file(desk):
    run("backup", "home.db")
    for name, who, verdict_, value in (
        ("gouji.db", LI, Verdict.CONFIRMED, 1),
        ("home.db", WANG, Verdict.DISMISSED, 2),
    ):
        say(desk / name, who, verdict_)
        with open_workspace(desk / name) as workspace:
            correct_cells(
                workspace, who, report_ids(workspace)[2], {"litigation.direct.total": value}
            )
    written = run("merge", "home.db", "--conflicts", "c.toml", "--yes")
    assert written.exit_code == 1
    content = (desk / "c.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(content)["conflict"]
    assert [len(entry["about"]) for entry in entries] == [1, 1]
    assert {entry["take"] for entry in entries} == {""}
    (about,) = entries[0]["about"]
    assert "A103" in about["what"] and "wang" in about["theirs"]
    first, rest = content.split('take = ""', 1)
    (desk / "c.toml").write_text(f'{first}take = "theirs"{rest}', encoding="utf-8")
    half = run("merge", "home.db", "--conflicts", "c.toml", "--yes")
    assert half.exit_code == 1
    assert "1 conflicts are not decided" in half.stderr
    assert verdict(desk / "gouji.db") == "dismissed"
    with open_workspace(desk / "gouji.db") as workspace:
        printed = "select printed from cell where printed_state is not null"
        assert workspace.value(printed) == 1
    # The file's first choice is done, its second is still open.
    (desk / "c.toml").write_text(
        (desk / "c.toml").read_text().replace('take = ""', 'take = "ours"'), encoding="utf-8"
    )
    assert run("merge", "home.db", "--conflicts", "c.toml", "--yes").exit_code == 0
    assert run("merge", "home.db", "--yes").exit_code == 0


@pytest.mark.parametrize(
    "content", ["take =", "conflict = 1", '[[conflict]]\nid = "x"\ntake = "mine"', "\x00"]
)
def test_a_file_of_conflicts_that_cannot_be_understood_writes_nothing(desk, content):
    run("backup", "home.db")
    say(desk / "home.db", WANG, Verdict.DISMISSED)
    (desk / "c.toml").write_text(content)
    refused = run("merge", "home.db", "--conflicts", "c.toml", "--yes")
    assert refused.exit_code == 2
    assert "c.toml" in refused.stderr
    assert verdict(desk / "gouji.db") is None


def test_a_sign_off_that_has_not_seen_what_is_new(desk):
    run("backup", "home.db")
    say(desk / "gouji.db", LI, Verdict.CONFIRMED)
    with open_workspace(desk / "home.db") as workspace:
        sign_off(workspace, WANG, report_ids(workspace)[0])
    shown = run("merge", "home.db", "--yes")
    assert shown.exit_code == 1
    assert "sign-off" in shown.stdout and "not signed off" in shown.stdout


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "home.db: there is no such file"),
        ("empty", "home.db: there is no such file, or it is empty"),
        ("foreign", "home.db: is not a gouji workspace"),
        ("torn", "home.db: is damaged"),
        ("link", "home.db: is a link"),
        ("itself", "gouji.db: is the workspace itself"),
    ],
)
def test_what_is_no_copy_is_refused(desk, kind, sentence):
    path = desk / "home.db"
    if kind == "foreign":
        path.write_text("hello")
    elif kind == "empty":
        path.touch()
    elif kind == "torn":
        path.write_bytes((desk / "gouji.db").read_bytes()[:200_000])
    elif kind == "link":
        run("backup", "real.db")
        path.symlink_to(desk / "real.db")
    before = (desk / "gouji.db").read_bytes()
    found = run("merge", "gouji.db" if kind == "itself" else "home.db", "--yes")
    assert found.exit_code == 2
    assert found.stderr.startswith(sentence)
    assert (desk / "gouji.db").read_bytes() == before


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_a_backup_never_takes_the_name_of_a_part_of_the_workspace(desk, suffix):
    found = run("backup", "--force", f"gouji.db{suffix}")
    assert found.exit_code == 2
    assert "SQLite keeps beside the workspace" in found.stderr
    assert sorted(one.name for one in desk.glob("gouji.db*")) == ["gouji.db"]


def test_doctor_says_once_what_came_of_it(desk):
    well = run("doctor", "--verify")
    assert well.stdout.endswith("nothing is wrong\n")
    with open_workspace(desk / "gouji.db") as workspace, workspace.transaction():
        workspace.execute("update report set open_errors = open_errors + 1")
    wrong = run("doctor", "--verify")
    assert wrong.exit_code == 1
    assert "nothing is wrong" not in wrong.stdout
    (desk / "gouji.db").write_bytes((desk / "gouji.db").read_bytes()[:200_000])
    torn = run("doctor", "--verify")
    assert torn.exit_code == 1
    assert "is damaged" in torn.stdout
    assert "the log was not replayed" in torn.stderr


def test_a_conflict_names_its_place_in_words(desk):
    run("backup", "home.db")
    say(desk / "gouji.db", LI, Verdict.CONFIRMED)
    say(desk / "home.db", WANG, Verdict.DISMISSED)
    assert "A103 Part 3: requests, " in run("merge", "home.db").stdout


@pytest.mark.parametrize("nobody", ["", " ", ",", "，"])
def test_reports_are_assigned_to_somebody(desk, nobody):
    found = run("assign", "--to", nobody, "--again", "--yes")
    assert found.exit_code == 2
    assert "--to NAME" in found.stderr


def test_hostile_words_of_a_copy_are_shown_harmless(desk):
    run("backup", "home.db")
    say(desk / "gouji.db", LI, Verdict.CONFIRMED)
    hostile = "\x1b]52;c;ZXZpbA==\x07[/b]\u202e"
    with open_workspace(desk / "home.db") as workspace:
        evil = replace(WANG, label=hostile)
        add_note(workspace, evil, report_ids(workspace)[0], None, hostile)
        record = flag(workspace, "A103")
        decide(workspace, evil, record.id, record.version, Verdict.DISMISSED)
    shown = run("merge", "home.db", "--conflicts", "c.toml")
    for text in (shown.stdout, shown.stderr, (desk / "c.toml").read_text()):
        assert not set("\x1b\x07\u202e") & set(text)


def test_doctor_verifies_what_the_tables_hold(desk):
    say(desk / "gouji.db", LI, Verdict.CONFIRMED)
    well = run("doctor", "--verify")
    assert well.exit_code == 0
    assert "3 reports, 1 annotations: the tables are what the log says" in well.stderr
    with open_workspace(desk / "gouji.db") as workspace:
        workspace.execute("update flag set verdict = 'dismissed' where rule = 'A103'")
    wrong = run("doctor", "--verify")
    assert wrong.exit_code == 1
    (line,) = (one for one in wrong.stdout.splitlines() if "verdict:" in one)
    assert "02_shitan" in line and "A103" in line
    assert "stored dismissed, replayed confirmed" in line
    # What it advises mends it.
    assert run("recheck", "--all").exit_code == 0
    assert run("doctor", "--verify").exit_code == 0


@pytest.mark.parametrize("command", ["doctor", "status", "backup", "merge", "assign", "review"])
def test_a_workspace_that_may_not_be_read_is_told_by_gouji(command):
    (db,) = [one for one in main.commands[command].params if one.name == "db"]
    assert db.type.readable is False
