"""The file of settings: what it may say, what is refused, and the recheck that a change asks for."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from importers.batch import discover, import_files
from importers.reread import reread
from store.annotations import Verdict, decide
from store.checked import count_waiting_for_rules
from store.database import open_workspace
from store.errors import SettingsError
from store.flags import flags_of
from store.rechecking import recheck_reading, recheck_rules
from store.report import Level
from store.reports import iterate_reports
from store.reviewer import Reviewer
from store.settings import (
    DEFAULT_SETTINGS,
    FILE_NAME,
    LetterSettings,
    Settings,
    settings_beside,
)
from store.settings_file import read_settings

REPORTS = Path(__file__).parent.parent / "reports"
LI = Reviewer(1000, "li", "li")
FULL = """
deadline = 2024-01-31

[rules]
on = ["S414", "W701"]
off = ["S402"]

[levels]
"柳溪管理委员会" = "township"

[thresholds]
copied = 0.9
leap = 8
leap_floor = 20
leap_floor_amount = 0

[words]
vague = ["若干"]
wrong = { "截止" = "截至" }
outdated = { "脱贫攻坚" = 2021 }
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE_NAME


def test_without_a_file_the_defaults_hold(tmp_path):
    assert settings_beside(tmp_path / "gouji.db") is DEFAULT_SETTINGS


def test_every_key_is_read(path):
    path.write_text(FULL, encoding="utf-8")
    settings = settings_beside(path.with_name("gouji.db"))
    assert settings.deadline == date(2024, 1, 31)
    assert settings.levels == {"柳溪管理委员会": Level.TOWNSHIP}
    assert [settings.runs(code) for code in ("S414", "W701", "W702", "S402", "S403")] == [
        *(True, True, False),
        *(False, True),
    ]
    assert (settings.copied_share, settings.leap_factor) == (0.9, 8)
    assert (settings.leap_floor, settings.leap_floor_amount) == (20, 0)
    assert settings.vague_words == ("若干",)
    assert settings.wrong_words == {"截止": "截至"}
    assert settings.outdated_terms == {"脱贫攻坚": 2021}
    # Each of them leads to a recheck.
    for line in FULL.splitlines():
        if " = " in line and not line.startswith(("deadline", "on", "off", '"')):
            path.write_text(FULL.replace(line, ""), encoding="utf-8")
            assert read_settings(path).hash != settings.hash


def test_the_examples_of_the_readme_are_allowed(path):
    readme = (REPORTS.parent.parent / "README.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in readme.split("```toml\n")[1:]]
    # The third one is a reviewer's own and has another reader.
    (rules,) = [example for example in examples if "[rules]" in example]
    (letters,) = [example for example in examples if "[letter]" in example]
    path.write_text(rules, encoding="utf-8")
    assert read_settings(path).hash
    assert read_settings(path).deadline == date(2024, 1, 31)
    path.write_text(letters, encoding="utf-8")
    settings = read_settings(path)
    # What letters say of the office asks for no check of any report.
    assert settings.hash == ""
    assert all(getattr(settings.letter, one.name) for one in fields(LetterSettings))


def test_an_empty_file_and_a_mark_in_front_are_no_error(path):
    path.write_bytes(b"\xef\xbb\xbf# nothing\n")
    assert read_settings(path) == DEFAULT_SETTINGS
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_text(FULL.replace("\n", "\r\n"), encoding=encoding)
        assert read_settings(path).deadline == date(2024, 1, 31)


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("deadlines = 2024-01-31", "settings_key", {"name": "deadlines"}),
        ("[rules]\nof = []", "settings_key", {"name": "rules.of"}),
        ("rules = 1", "settings_value", {"name": "rules", "reason": "settings_section"}),
        ('deadline = "2024"', "settings_value", {"name": "deadline", "reason": "settings_day"}),
        ("deadline = 2024-01-31T08:00:00", "settings_value", {"reason": "settings_day"}),
        ('[rules]\non = "S414"', "settings_value", {"reason": "settings_texts"}),
        ('[rules]\noff = ["S402", "S4O2"]', "settings_value", {"value": "S4O2"}),
        ('[rules]\noff = ["M001"]', "settings_value", {"value": "M001"}),
        ('[levels]\n"甲" = "village"', "settings_value", {"value": '"甲" = "village"'}),
        ("levels = []", "settings_value", {"name": "levels"}),
        ('[rules]\non = ["S414"]\noff = ["S414"]', "settings_both", {"rule": "S414"}),
        ("[thresholds]\nleap = 1", "settings_value", {"reason": "settings_factor"}),
        ("[thresholds]\nleap_floor = -1", "settings_value", {"reason": "settings_count"}),
        ("[thresholds]\ncopied = 2", "settings_value", {"reason": "settings_share"}),
        ("[words]\nwrong = [1]", "settings_value", {"reason": "settings_pairs"}),
        ('[words]\nvague = ["a", ""]', "settings_value", {"reason": "settings_texts"}),
        ('[words]\noutdated = { "a" = "b" }', "settings_value", {"reason": "settings_years"}),
        ("a = 1\n[rules\n", "settings_syntax", {"line": 2, "reason": "settings_form"}),
        ("[rules]\non = S414", "settings_syntax", {"line": 2, "reason": "settings_form"}),
        ("[rules]\non = [“S414”]", "settings_syntax", {"line": 2, "reason": "settings_wide"}),
        ("deadline ＝ 2024-01-31", "settings_syntax", {"line": 1, "reason": "settings_wide"}),
        ("[rules]\n\n[rules]\n", "settings_syntax", {"line": 3, "reason": "settings_twice"}),
        (
            "deadline = 2024-01-31\ndeadline = 2024-01-31",
            "settings_syntax",
            {"line": 2, "reason": "settings_twice"},
        ),
        ('deadline = "2024', "settings_syntax", {"line": 1}),
        ('[words]\nwrong = { "" = "x" }', "settings_value", {"value": '"" = "x"'}),
        (
            '[words]\nwrong = { "截至" = "截至" }',
            "settings_value",
            {"reason": "settings_same_word"},
        ),
        ('[words]\noutdated = { "" = 2021 }', "settings_value", {"value": '"" = 2021'}),
        ('[levels]\n"" = "city"', "settings_value", {"name": "levels"}),
        # Values are told as the file writes them.
        ("deadline = 2024-01-31T00:00:00", "settings_value", {"value": "2024-01-31T00:00:00"}),
        ('[rules]\non = ["A103", 5]', "settings_value", {"value": '["A103", 5]'}),
        (
            '[words]\noutdated = { "脱贫" = "2021" }',
            "settings_value",
            {"value": '"脱贫" = "2021"'},
        ),
        ("[thresholds]\ncopied = true", "settings_value", {"value": "true"}),
        ("a = " + "[" * 5000, "settings_unreadable", {}),
    ],
)
def test_what_is_not_understood_is_refused_and_named(path, text, code, names):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        open_workspace(path.with_name("gouji.db"))
    assert caught.value.code == code
    assert caught.value.params["path"] == str(path)
    assert names.items() <= caught.value.params.items()
    assert not path.with_name("gouji.db").exists()


def test_a_broken_line_is_named(path):
    path.write_text("a = 1\n[rules\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert (caught.value.code, caught.value.params["line"]) == ("settings_syntax", 2)


def test_folders_links_and_other_encodings_are_refused(path):
    path.mkdir()
    with pytest.raises(SettingsError):
        settings_beside(path.with_name("gouji.db"))
    path.rmdir()
    path.symlink_to("nowhere")
    with pytest.raises(SettingsError):
        settings_beside(path.with_name("gouji.db"))
    path.unlink()
    path.write_bytes("[levels]\n甲 = 'city'".encode("gb18030"))
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert caught.value.params["reason"] == "not UTF-8"


def test_the_hash_says_what_is_set_and_not_how_it_is_written():
    one = Settings(frozenset({"S414", "W701"}), levels={"甲": Level.CITY, "乙": Level.COUNTY})
    same = Settings(frozenset({"W701", "S414"}), levels={"乙": Level.COUNTY, "甲": Level.CITY})
    assert one.hash == same.hash
    others = [
        Settings(),
        Settings(frozenset({"S414"})),
        Settings(switched_off=frozenset({"S414", "W701"})),
        Settings(deadline=date(2024, 1, 31)),
        Settings(deadline=date(2024, 1, 31) + timedelta(1)),
    ]
    assert len({one.hash, *(other.hash for other in others)}) == 6
    assert Settings().hash == ""


@pytest.fixture
def stored(tmp_path):
    """A workspace with four reports, closed; its path."""
    path = tmp_path / "gouji.db"
    names = ("02_", "07_", "09_", "10_")
    sources = [s for s in discover([REPORTS]) if s.path.name.startswith(names)]
    with open_workspace(path) as workspace:
        import_files(workspace, sources)
        assert count_waiting_for_rules(workspace) == 0
    return path


def rules_of(workspace):
    return sorted(
        record.flag.rule
        for one in iterate_reports(workspace)
        for record in flags_of(workspace, one.id)
    )


def test_changed_settings_ask_for_a_recheck_that_does_what_they_say(stored, path):
    path.write_text('[rules]\noff = ["A103", "Y601"]', encoding="utf-8")
    with open_workspace(stored) as workspace:
        assert rules_of(workspace) == ["A103", *["C202"] * 3, "Y601"]
        assert count_waiting_for_rules(workspace) == 4
        assert recheck_rules(workspace).done == 4
        assert rules_of(workspace) == ["C202"] * 3
        assert workspace.value("select sum(open_errors) from report") == 0
        assert recheck_rules(workspace).total == 0
    path.unlink()
    with open_workspace(stored) as workspace:
        recheck_rules(workspace)
        assert rules_of(workspace) == ["A103", *["C202"] * 3, "Y601"]


def test_decisions_outlive_a_rule_that_was_switched_off(stored, path):
    with open_workspace(stored) as workspace:
        (flag,) = [
            record
            for one in iterate_reports(workspace)
            for record in flags_of(workspace, one.id)
            if record.flag.rule == "A103"
        ]
        decide(workspace, LI, flag.id, flag.version, Verdict.CONFIRMED)
    for text in ('[rules]\noff = ["A103"]', ""):
        path.write_text(text, encoding="utf-8")
        with open_workspace(stored) as workspace:
            recheck_rules(workspace)
            found = flags_of(workspace, flag.report_id, resolved=True)
            (after,) = [record for record in found if record.id == flag.id]
            assert (after.is_raised, after.verdict) == (not text, "confirmed")


def stops_after(steps):
    calls = iter([False] * steps)
    return lambda: next(calls, True)


@pytest.mark.parametrize("everything", [False, True])
def test_an_interrupted_recheck_goes_on_where_it_stopped(stored, path, monkeypatch, everything):
    monkeypatch.setattr("store.rechecking._REPORTS_PER_TRANSACTION", 1)
    if not everything:
        path.write_text('[rules]\noff = ["A103"]', encoding="utf-8")
    with open_workspace(stored) as workspace:
        first = recheck_rules(workspace, everything=everything, is_cancelled=stops_after(3))
        assert (first.done, first.total) == (3, 4)
    with open_workspace(stored) as workspace:
        second = recheck_rules(workspace)
        assert (second.done, second.total) == (1, 1)
        assert recheck_rules(workspace).total == 0


def test_reading_again_goes_on_too_and_begins_anew_when_it_was_done(stored, monkeypatch):
    monkeypatch.setattr("store.rechecking._READ_PER_TRANSACTION", 1)
    with open_workspace(stored) as workspace:
        before = rules_of(workspace)
        workspace.execute("delete from cell")
        first = recheck_reading(workspace, reread, is_cancelled=stops_after(1))
        assert (first.done, first.total) == (1, 4)
        second = recheck_reading(workspace, reread)
        assert (second.done, second.total) == (3, 3)
        assert rules_of(workspace) == before
        assert workspace.value("select count(*) from cell") == 4 * 200
        third = recheck_reading(workspace, reread)
        assert (third.done, third.total, third.failed) == (4, 4, 0)


def test_reports_that_can_not_be_read_again_stay_and_are_counted(stored):
    from store.errors import AnnotationError

    def refuse(*_):
        raise AnnotationError("report_unreadable")

    with open_workspace(stored) as workspace:
        before = rules_of(workspace)
        applied = recheck_reading(workspace, refuse)
        assert (applied.done, applied.failed) == (4, 4)
        assert rules_of(workspace) == before
        assert workspace.value("select count(*) from cell") == 4 * 200
