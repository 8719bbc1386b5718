"""Why a file could not be read: complete and harmless sentences in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from importers import errors
from store.errors import SettingsError
from store.settings_file import read_settings
from tui.failures import failure_sentence
from tui.locale import translator

IMPORTERS = Path(errors.__file__).parent
PARAMS = {
    "reason": "坏\x1b[2J",
    "size": 50,
    "limit": 20,
    "offset": 7,
    "tried": "utf-8",
    "format": "PDF",
    "what": "nesting",
    "pages": 3,
    "seconds": 60,
    "exit": -11,
    "path": "x.toml",
    "entry": 2,
    "problem": "toml",
    "detail": "坏\x1b[2J",
    "address": "tcp://坏\x1b[2J",
    "worker": "坏\x1b[2J",
    "part": "gouji",
    "theirs": "坏\x1b[2J",
    "ours": "1",
}
CODES = sorted(
    {
        value.code
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.ImporterError)
    }
)


def limits():
    """All keys that the importers give as what went over a limit or is unsafe."""
    for path in IMPORTERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "what":
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield path.name, part.value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_error_has_a_whole_sentence(language, code):
    sentence = failure_sentence(translator(language), code, PARAMS)
    assert sentence
    assert not re.search(r"[{}\x1b]|nesting\b(?!\s)|limit\.", sentence.replace("of nesting", ""))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_limit_has_its_words(language):
    known = translator(language).words
    found = set(limits())
    assert len(found) > 10
    assert {(name, what) for name, what in found if f"limit.{what}" not in known} <= {
        (name, "DOCTYPE") for name, _ in found
    }


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("[rules\n", "第 1 行写法有误：每项占一行", "line 1: write one setting a line"),
        ("[rules]\non = [“S414”]", "第 2 行写法有误：引号", "line 2: quotes"),
        ("a = " + "[" * 5000, "括号层数过多", "too many brackets"),
        ('[rules]\non = ["A103", 5]', '不能是“["A103", 5]”', 'cannot be “["A103", 5]”'),
        ("deadline = 2024-01-31T00:00:00", "“2024-01-31T00:00:00”", "a date without quotes"),
        ("[thresholds]\nleap = true", "“true”", "“true”"),
        ('[words]\nwrong = { "" = "x" }', "不能为空", "not empty"),
    ],
)
def test_settings_are_refused_in_the_words_of_the_language(tmp_path, text, zh, en):
    path = tmp_path / "gouji.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    for language, said in (("zh", zh), ("en", en)):
        sentence = failure_sentence(translator(language), caught.value.code, caught.value.params)
        assert said in sentence
        assert not re.search(r"Expected|Invalid|datetime|True|'", sentence)
