"""The registry of actions: no clash, words for all, a handler on every screen."""

from __future__ import annotations

import string

import pytest

from tui.actions import ACTIONS, Place, actions_at
from tui.keymap import Keymap, key_of
from tui.locale import translator
from tui.screens.flags import FlagsScreen
from tui.screens.gathered import GatheredScreen
from tui.screens.history import HistoryScreen
from tui.screens.jump import JumpScreen
from tui.screens.labels import LabelsScreen
from tui.screens.open_rules import OpenRulesScreen
from tui.screens.pages import HelpScreen, SourceScreen, SummaryScreen
from tui.screens.progress import ProgressScreen
from tui.screens.queue import QueueScreen
from tui.screens.review import ReviewScreen
from tui.screens.roster import RosterScreen
from tui.screens.rounds import RoundScreen
from tui.screens.search import FoundProseScreen, SearchScreen

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
    Place.JUMP: JumpScreen,
    Place.SEARCH: SearchScreen,
    Place.PROSE: FoundProseScreen,
    Place.PROGRESS: ProgressScreen,
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


WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
SIGNS = {"，": ",", "、": "/", "。": ".", "；": ";", "：": ":", "【": "[", "】": "]", "？": "?"}


@pytest.mark.parametrize(("character", "key"), [*WIDE.items(), *SIGNS.items()])
def test_what_an_input_method_sends_is_the_key_itself(character, key):
    assert key_of("whatever", character) == key


def test_every_bound_character_has_a_form_that_an_input_method_sends():
    bound = {key for action in ACTIONS for key in action.keys if len(key) == 1}
    forms = {key_of("", character) for character in (*WIDE, *SIGNS)}
    assert bound <= forms
    assert key_of("ideographic_space", "\u3000") == "space"


@pytest.mark.parametrize("character", ["①", "⑴", "㈠", "Ⅰ", "²", "１年", "汉", "〔", "é", "ア"])
def test_what_only_looks_like_a_key_is_none(character):
    for place in Place:
        assert Keymap().action(place, "whatever", character) is None
    assert not Keymap().is_known(key_of("whatever", character))


def test_keys_without_a_character_keep_their_name():
    assert key_of("tab", "\t") == "tab"
    assert key_of("f1", None) == "f1"


def test_committed_chinese_is_text_and_no_command():
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
