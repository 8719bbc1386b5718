"""The registry of actions: no clash, words for all, a handler on every screen."""

from __future__ import annotations

import string

import pytest

from tui.actions import ACTIONS, Place, actions_at
from tui.keymap import Keymap, is_input_method_text, key_of
from tui.locale import translator
from tui.screens.flags import FlagsScreen
from tui.screens.gathered import GatheredScreen
from tui.screens.history import HistoryScreen
from tui.screens.labels import LabelsScreen
from tui.screens.open_rules import OpenRulesScreen
from tui.screens.pages import HelpScreen, SourceScreen, SummaryScreen
from tui.screens.queue import QueueScreen
from tui.screens.review import ReviewScreen
from tui.screens.roster import RosterScreen
from tui.screens.rounds import RoundScreen

SCREENS = {
    Place.QUEUE: QueueScreen,
    Place.REVIEW: ReviewScreen,
    Place.SOURCE: SourceScreen,
    Place.SUMMARY: SummaryScreen,
    Place.HISTORY: HistoryScreen,
    Place.HELP: HelpScreen,
    Place.LABELS: LabelsScreen,
    Place.ROSTER: RosterScreen,
    Place.ROUND: RoundScreen,
    Place.GATHERED: GatheredScreen,
    Place.RULES: OpenRulesScreen,
    Place.FLAGS: FlagsScreen,
}


def test_no_key_of_a_screen_has_two_actions():
    Keymap()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_action_has_words_and_handlers(action):
    for language in ("zh", "en"):
        assert translator(language)(f"action.{action.id}")
    for place in action.places:
        assert hasattr(SCREENS[place], f"do_{action.id}")


def test_verdicts_have_a_digit_and_a_letter():
    verdicts = ("confirm", "misread", "dismiss", "unsure")
    keys = {action.id: action.keys for action in actions_at(Place.REVIEW)}
    assert [keys[name] for name in verdicts] == [("1", "y"), ("2", "r"), ("3", "x"), ("4", "w")]


@pytest.mark.parametrize(
    ("character", "key"),
    [("１", "1"), ("４", "4"), ("ｙ", "y"), ("，", ","), ("【", "["), ("】", "]"), ("、", "/")],
)
def test_what_an_input_method_sends_is_the_key_itself(character, key):
    assert key_of("whatever", character) == key


def test_keys_without_a_character_keep_their_name():
    assert key_of("tab", "\t") == "tab"
    assert key_of("f1", None) == "f1"


def test_committed_chinese_is_text_and_no_command():
    assert is_input_method_text("属实")
    assert not is_input_method_text("1")
    assert Keymap().action(Place.REVIEW, "x", "属") is None


def test_both_languages_have_the_same_sentences_with_the_same_fields():
    zh, en = translator("zh").words, translator("en").words
    assert set(zh) == set(en)
    for key in zh:
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(words[key]) if name}
            for words in (zh, en)
        ]
        assert fields[0] == fields[1], key
