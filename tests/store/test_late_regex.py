"""Patterns that wait for their first use are the patterns that they stand for."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import importers
import store
from store.late_regex import late_regex

MODULES = sorted(
    ".".join(path.relative_to(Path(package.__file__).parent.parent).with_suffix("").parts)
    for package in (store, importers)
    for path in Path(package.__file__).parent.rglob("*.py")
    if "= late_regex(" in path.read_text("utf-8") or " late_regex(" in path.read_text("utf-8")
)


def test_they_find_what_the_pattern_finds():
    late, plain = late_regex("(?P<n>[0-9]+)件", re.IGNORECASE), re.compile("(?P<n>[0-9]+)件", re.I)
    text = "收到12件，办结3件"
    assert late.search(text)["n"] == plain.search(text)["n"] == "12"
    assert late.findall(text) == plain.findall(text)
    assert [found.span() for found in late.finditer(text)] == [
        found.span() for found in plain.finditer(text)
    ]
    assert late.sub("x", text) == plain.sub("x", text)
    assert late.split(text) == plain.split(text)
    assert late.match(text) is late.fullmatch(text) is None
    assert (late.pattern, late.flags) == (plain.pattern, plain.flags)


def test_nothing_is_compiled_before_it_is_used():
    broken = late_regex("(")
    with pytest.raises(AttributeError):
        _ = broken._anything
    with pytest.raises(re.error):
        broken.search("")


def patterns(value):
    if isinstance(value, type(late_regex(""))):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from patterns(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from patterns(one)


@pytest.mark.parametrize("name", [name for name in MODULES if name != "store.late_regex"])
def test_all_of_a_module_compile(name):
    found = list(patterns(vars(import_module(name))))
    assert found
    assert all(pattern.pattern for pattern in found)
