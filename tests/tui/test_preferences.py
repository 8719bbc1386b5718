"""A reviewer's own file: what it sets, what is refused and how that is said, keys that clash."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tui.actions import ACTIONS, Place
from tui.appearance import STYLES, appearance
from tui.cli import main
from tui.drawing.text import Look
from tui.key_names import (
    bound_labels,
    default_label,
    footer_texts,
    key_label,
    name_of_key,
    why_not_bound,
)
from tui.keymap import Keymap
from tui.locale import choose_language, translator
from tui.preference_words import problem_sentences
from tui.preferences import Preferences, read_preferences
from tui.preferences_path import preferences_path

LANGUAGES = ("zh", "en")


def written(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_a_file_all_is_as_by_default(tmp_path):
    assert read_preferences(tmp_path / "config.toml") == Preferences()


def test_everything_that_can_be_set(tmp_path):
    found = read_preferences(
        written(
            tmp_path,
            'lang = "en"\ntheme = "light"\nborders = "ascii"\nambiguous = "wide"\nmouse = false\n'
            '[keys]\nhistory = "F9"\nconfirm = ["1", "Ctrl+Y", "，"]\nundo = " "\n',
        )
    )
    assert found.problems == ()
    assert (found.lang, found.theme, found.is_ascii, found.is_wide, found.mouse) == (
        "en",
        "light",
        True,
        True,
        False,
    )
    assert dict(found.keys) == {
        "history": ("f9",),
        "confirm": ("1", "ctrl+y", ","),
        "undo": ("space",),
    }


WRONG = (
    ('lang = "fr"', "value", 1),
    ("\nmouse = 1", "value", 2),
    ('theme = ["light"]', "value", 1),
    ("colour = 3", "entry", 1),
    ("keys = 3", "entry", 1),
    ('[keys]\n\nconfrim = "1"', "action", 3),
    ("[keys]\nconfirm = 1", "keys", 2),
    ("[keys]\nconfirm = []", "keys", 2),
    ('[keys]\nconfirm = ["1", ""]', "keys", 2),
    ('[keys]\nconfirm = "属"', "key_unknown", 2),
    ('[keys]\nconfirm = "bogus"', "key_unknown", 2),
    ('[keys]\nundo = "ctrl+i"', "key_same", 2),
    ('[keys]\nundo = "ctrl+m"', "key_same", 2),
    ('[keys]\nundo = "ctrl+h"', "key_same", 2),
    ('[keys]\nundo = "Ctrl+["', "key_same", 2),
    ('[keys]\nundo = "ctrl+shift+a"', "key_some", 2),
    ('[keys]\nundo = "shift+f3"', "key_some", 2),
    ('[keys]\nundo = "alt+x"', "key_some", 2),
    ('[keys]\nundo = "f13"', "key_some", 2),
    ('[keys]\nundo = "ctrl+1"', "key_some", 2),
    ('[keys]\nundo = "ctrl+q"', "key_taken", 2),
    ("[keys", "syntax", 1),
    ("[" * 9000, "syntax", 1),
    ("鍵 = “1”", "syntax", 1),
    (b"lang = \xff", "unreadable", None),
    (b"#" * 200_000, "unreadable", None),
)


@pytest.mark.parametrize(("text", "key", "line"), WRONG, ids=[str(w[0])[:30] for w in WRONG])
def test_what_is_wrong_is_named_with_its_line_and_left_as_it_was(tmp_path, text, key, line):
    path = written(tmp_path, text)
    found = read_preferences(path)
    assert [problem.key for problem in found.problems] == [key]
    assert found == Preferences(problems=found.problems)
    for language in LANGUAGES:
        (sentence,) = problem_sentences(translator(language), found.problems, ())
        assert path.name in sentence
        if line is not None:
            assert (f"第 {line} 行" if language == "zh" else f"line {line}") in sentence


def test_the_rest_of_a_file_holds_all_the_same(tmp_path):
    path = written(tmp_path, 'lang = "fr"\ntheme = "dark"\n[keys]\nundo = "f13"\nhistory = "f9"\n')
    found = read_preferences(path)
    assert (found.theme, dict(found.keys), len(found.problems)) == ("dark", {"history": ("f9",)}, 2)


def test_where_the_file_is():
    assert str(preferences_path({"HOME": "/home/li"})) == "/home/li/.config/gouji/config.toml"
    found = preferences_path({"HOME": "/home/li", "XDG_CONFIG_HOME": "/etc/li"})
    assert str(found) == "/etc/li/gouji/config.toml"


def test_every_key_of_the_registry_may_be_bound_and_is_sent_by_all_terminals():
    for action in ACTIONS:
        for key in action.keys:
            assert why_not_bound(name_of_key(key)) is None, key


def test_a_bound_key_takes_the_place_of_the_ones_of_the_registry():
    keymap = Keymap({"undo": ("f9", "Z")})
    assert keymap.clashes == ()
    assert keymap.action(Place.REVIEW, "f9", None) == "undo"
    assert keymap.action(Place.REVIEW, "Z", "Z") == "undo"
    assert keymap.action(Place.REVIEW, "u", "u") is None


def test_keys_may_be_swapped():
    keymap = Keymap({"confirm": ("3",), "dismiss": ("1",)})
    assert keymap.clashes == ()
    assert keymap.action(Place.REVIEW, "3", "3") == "confirm"
    assert keymap.action(Place.REVIEW, "1", "1") == "dismiss"


def test_a_key_that_clashes_is_said_and_the_action_keeps_its_own():
    keymap = Keymap({"history": ("g",), "undo": ("f9",)})
    (clash,) = keymap.clashes
    assert (clash.key, clash.refused, clash.kept) == (
        "g",
        "history",
        "sign_off_unread",
    )
    assert keymap.action(Place.REVIEW, "g", "g") == "sign_off"
    assert keymap.action(Place.REVIEW, "f2", None) == "history"
    assert keymap.action(Place.REVIEW, "f9", None) == "undo"
    for language in LANGUAGES:
        (sentence,) = problem_sentences(translator(language), (), keymap.clashes)
        assert "history" in sentence
        assert "sign_off" in sentence


def test_two_bound_keys_that_clash_with_each_other():
    keymap = Keymap({"history": ("f9",), "undo": ("f9",)})
    assert [clash.key for clash in keymap.clashes] == ["f9"]
    assert {keymap.action(Place.REVIEW, "f9", None)} <= {"history", "undo"}
    assert not keymap.is_bound(keymap.clashes[0].refused)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_of_keys_names_the_keys_as_they_are_bound(language):
    words = translator(language)
    plain = list(footer_texts(Place.REVIEW, Keymap(), words))
    bound = list(footer_texts(Place.REVIEW, Keymap({"confirm": ("f9",), "next": ("J",)}), words))
    changed = {
        (before, after) for before, after in zip(plain, bound, strict=True) if before != after
    }
    confirm, following = words("footer.confirm"), words("footer.next")
    assert changed == {
        (confirm, "F9" + confirm.removeprefix("1")),
        (following, "J/p" + following.removeprefix("n/p")),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_line_of_keys_begins_with_the_key_of_its_action(language):
    words = translator(language)
    ids = {action.id for action in ACTIONS}
    # Texts of a list in another view of the labels screen: their actions are there by other names.
    for key, text in words.words.items():
        if key.startswith("footer.") and (action := key.partition(".")[2]) in ids:
            label = default_label(action, words)
            assert text.startswith(label), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_named_keys_have_names(language):
    words = translator(language)
    assert key_label("f3", words) == "F3"
    assert key_label("ctrl+p", words) == "Ctrl+P"
    assert key_label("g", words) == "g"
    for action in ACTIONS:
        for key in action.keys:
            assert len(key) == 1 or key_label(key, words) != key


def test_the_language_of_the_file_stands_between_the_variable_and_the_locale(monkeypatch):
    monkeypatch.delenv("GOUJI_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert choose_language(None, lambda: "en") == "en"
    assert choose_language("zh", lambda: "en") == "zh"
    assert choose_language(None, lambda: None) == "zh"
    monkeypatch.setenv("GOUJI_LANG", "zh")
    assert choose_language(None, lambda: "en") == "zh"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The folder of a reviewer's own file."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "gouji").mkdir()
    return tmp_path / "gouji"


def test_the_command_prints_all_keys_and_what_is_wrong(own):
    written(own, 'lang = "en"\n[keys]\nhistory = "f9"\nundo = "alt+u"\n')
    done = CliRunner().invoke(main, ["keys"], env={"GOUJI_LANG": ""})
    assert done.exit_code == 1
    assert "*history " in done.stdout
    assert "F9" in done.stdout
    assert "line 4: “alt+u” of undo" in done.stderr
    for action in ACTIONS:
        assert f"{action.id} " in done.stdout


def test_a_theme_has_a_style_for_every_look():
    for theme in ("ansi", "dark", "light", "colourblind"):
        assert set(appearance(theme).styles) == set(Look) == set(STYLES)


async def test_what_is_wrong_is_said_once_at_the_start(bench, tmp_path):
    bench.fill(2)
    wanted = read_preferences(
        written(tmp_path, 'theme = "pink"\n[keys]\nhistory = "g"\nundo = "f9"\n')
    )
    async with bench.running(preferences=wanted, size=(160, 24)) as desk:
        await desk.sees("theme")
        assert desk.words("config.more", count=1) in desk.text()
        await desk.press("enter", "1", "f9")
        await desk.told("told.undone", what=desk.words("what.decision"))
        await desk.press("escape", "down")
        assert "theme" not in desk.text()


async def test_the_screen_uses_the_keys_as_they_are_bound(bench):
    bench.fill(30)
    keys = {"confirm": ("f9",), "dismiss": ("1",)}
    async with bench.running(preferences=Preferences(keys=keys)) as desk:
        await desk.press("enter")
        assert desk.lines()[-1].startswith("F9属实")
        await desk.press("1")
        assert bench.flags(30)[0].verdict == "dismissed"
        await desk.press("f9")
        assert bench.flags(30)[1].verdict == "confirmed"
        await desk.press("y")
        assert bench.flags(30)[2].verdict is None
        await desk.press("f1")
        assert any(line.strip().startswith("F9 ") for line in desk.lines())


def test_sentences_name_the_keys_as_they_are_bound():
    for language in LANGUAGES:
        plain = translator(language)
        keymap = Keymap({"undo": ("f9",), "zero_rows": ("{",), "accept_current": ("ctrl+y",)})
        bound = translator(language, bound_labels(keymap, plain))
        assert "（u " in plain("told.now_current", number=2) or "(u " in plain(
            "told.now_current", number=2
        )
        assert "F9 " in bound("told.now_current", number=2)
        assert "Ctrl+Y" in bound("round.confirm", number=2)
        assert "{ " in bound("grid.all_zero", first="a", last="b", count=3)
        changed = {key for key in plain.words if plain.words[key] != bound.words[key]}
        assert "told.now_current" in changed
        assert not any("{key." in text for text in (*plain.words.values(), *bound.words.values()))


async def test_the_workbench_says_the_keys_of_its_reviewer(bench):
    bench.fill(2)
    async with bench.running(preferences=Preferences(keys={"zero_rows": ("f9",)})) as desk:
        await desk.press("enter")
        assert "（F9 展开）" in desk.text()
