"""``gouji recheck``, and the settings that ``check`` and the workspace's commands obey."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tui.cli import main

REPORTS = Path(__file__).parent.parent / "reports"
WRONG = next(REPORTS.glob("02_*"))
BEFORE, AFTER = next(REPORTS.glob("09_*")), next(REPORTS.glob("10_*"))


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*args, lang="en"):
    return CliRunner().invoke(main, ["--lang", lang, *map(str, args)])


def settings(text, name="gouji.toml"):
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_check_obeys_the_settings_of_the_folder_or_those_named():
    assert " A103 error " in run("check", WRONG).stdout
    other = settings('[rules]\noff = ["A103"]', "other.toml")
    assert run("check", WRONG, "--config", other).stdout == ""
    assert " A103 error " in run("check", WRONG).stdout
    settings('[rules]\noff = ["A103"]')
    assert run("check", WRONG).stdout == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[rules]\nof = []", ["rules.of", "rules.off", "rules.on", "deadline", "levels"]),
        ('[rules]\noff = ["S4O2"]', ["rules.off", "S4O2"]),
        ('deadline = "x"', ["deadline", "2024-01-31"]),
        ('[levels]\n"甲" = "x"', ['"甲" = "x"', "township"]),
        ("\n[rules\n", ["2", "[rules]"]),
        ('[rules]\non = ["W701"]\noff = ["W701"]', ["W701", "rules.on", "rules.off"]),
    ],
)
def test_wrong_settings_are_2_and_say_what_may_be(text, words, lang):
    settings(text)
    for args in (("check", WRONG), ("import", WRONG)):
        result = run(*args, lang=lang)
        assert (result.exit_code, result.stdout) == (2, "")
        assert all(word in result.stderr for word in ["gouji.toml", *words])


def test_a_config_that_is_not_there_is_2():
    result = run("check", WRONG, "--config", "missing.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "missing.toml" in result.stderr


def test_status_tells_of_changed_settings_and_recheck_obeys_them():
    run("import", WRONG)
    assert "gouji recheck" not in run("status").stdout
    settings('[rules]\noff = ["A103"]')
    told = run("status").stdout
    assert "1 errors" in told
    assert "gouji recheck" in told
    result = run("recheck")
    assert (result.exit_code, result.stdout) == (0, "1 reports rechecked, 0 could not be read\n")
    assert "0 errors" in run("status").stdout
    assert run("recheck", "--rules").stdout.startswith("0 reports")
    assert run("recheck", "--rules", "--all").stdout.startswith("1 reports")
    assert run("recheck", "--read").stdout.startswith("1 reports")


def test_recheck_makes_no_workspace():
    result = run("recheck")
    assert result.exit_code == 2
    assert not Path("gouji.db").exists()


def test_last_years_report_raises_what_does_not_join():
    assert run("check", AFTER).stdout == ""
    (line,) = run("check", AFTER, "--previous", BEFORE).stdout.splitlines()
    assert ":137 Y601 error " in line


def test_a_report_that_is_not_last_years_is_said_to_be_of_no_use():
    for other in (WRONG, AFTER):
        result = run("check", AFTER, "--previous", other)
        assert (result.exit_code, result.stdout) == (0, "")
        assert "not of the year before" in result.stderr


def test_last_years_report_is_for_its_own_organ_alone():
    lines = run("check", WRONG, AFTER, "--previous", BEFORE).stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["A103", "Y601"]
