"""Organs by parts of their names, pinyin and initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.organ_finder import MOST_FOUND, FinderEntry, OrganFinder
from importers.pinyin import missing_pinyin

NAMES = [
    ("青禾县", "柳溪镇人民政府"),
    ("青禾县", "石滩乡人民政府"),
    ("沅岭县", "石滩镇人民政府"),
    ("", "重庆市水利局"),
    ("长岭县", "长岭镇人民政府"),
    ("青禾县", "A区 管委会"),
]


@pytest.fixture(scope="module")
def finder():
    spoken = missing_pinyin([(at, region + name) for at, (region, name) in enumerate(NAMES)])
    entries = [
        FinderEntry(at, *NAMES[at], syllables, initials) for at, syllables, initials in spoken
    ]
    return OrganFinder(entries)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("柳溪", 0),
        ("青禾柳溪", 0),
        ("青禾县石滩", 1),
        ("沅岭石滩", 2),
        ("stx", 1),
        ("STZ", 2),
        ("qhxstx", 1),
        ("shitanxiang", 1),
        ("shi tan zhen", 2),
        ("chongqing", 3),
        ("cqs", 3),
        ("changling", 4),
        ("a区", 5),
        ("ａ区管", 5),
        ("liuxizen", 0),
    ],
)
def test_the_first_is_the_one_that_was_meant(finder, text, first):
    assert finder.find(text)[0].id == first


def test_names_stand_before_initials_and_those_before_the_rest(finder):
    assert [one.id for one in finder.find("石滩")] == [1, 2]
    assert {one.id for one in finder.find("st")} >= {1, 2}
    assert finder.find("zzzzzz") == []
    assert len(finder.find("")) == len(NAMES)


def test_each_character_has_one_syllable():
    ((_, syllables, initials),) = missing_pinyin([(1, "柳溪２b 镇")])
    assert (syllables, initials) == ("liu xi 2 b zhen", "lx2bz")
    assert missing_pinyin([]) == []


@given(st.text(max_size=20))
def test_any_text_finds_something_or_nothing(text):
    finder = OrganFinder([FinderEntry(1, "县", "镇", "xian zhen", "xz")] * 3)
    assert len(finder.find(text)) <= MOST_FOUND
    assert OrganFinder(()).find(text) == []


def test_pinyin_is_loaded_only_when_it_is_needed():
    import subprocess
    import sys

    code = "import sys, tui.screens.jump, importers.pinyin; print('pypinyin' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
