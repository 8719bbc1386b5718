"""Files of words are parsed by the section; together the sections are the file."""

import tomllib
from pathlib import Path

import pytest

import store.rules.catalogue
import tui.locale
from store.rules import load_catalogue
from store.sections import Sections
from tui.locale import translator

FILES = [
    Path(package.__file__).with_name(f"{language}.toml")
    for package in (store.rules.catalogue, tui.locale)
    for language in ("zh", "en")
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_sections_of_a_file_are_the_whole_file(path):
    text = path.read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    found = Sections(text)
    under_none = {key: value for key, value in whole.items() if not isinstance(value, dict)}
    assert found[""] == under_none
    assert {name: found[name] for name in found if name} == {
        key: value for key, value in whole.items() if isinstance(value, dict)
    }
    assert list(found) == ["", *(key for key in whole if key not in under_none)]


def test_a_section_that_is_broken_hurts_none_beside_it():
    found = Sections('a = 1\n[one]\nb = 2\n[two]\nc = \n[one.part]\nd = [\n"x"]\n')
    assert found["one"] == {"b": 2, "part": {"d": ["x"]}}
    assert found[""] == {"a": 1}
    assert len(found) == 3
    with pytest.raises(tomllib.TOMLDecodeError):
        found["two"]
    with pytest.raises(KeyError):
        found["three"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_and_rules_are_found_one_by_one_as_in_a_list(language):
    words = translator(language).words
    assert len(list(words)) == len(words) > 500
    assert all(words[key] == words.get(key) for key in words)
    assert not any("{key." in text for text in words.values())
    assert words.get("no_such") is None
    assert words.get("cli.no_such") is None
    assert "no_such.section" not in words
    rules = load_catalogue(language)
    assert len(rules) == len(list(rules)) > 50
    assert all(rules[code].code == code for code in rules)
    assert "" not in rules
