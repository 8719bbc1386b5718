"""The README is true: its commands, its tables, its first screen."""

from __future__ import annotations

from pathlib import Path

from tests.readme_tables import README, with_tables

TEXT = README.read_text(encoding="utf-8")
TESTS = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest"
OPEN = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/gouji review tests/reports"


def test_tables_are_made_from_the_registries():
    assert "<!-- keys -->" in TEXT
    assert "<!-- rules -->" in TEXT
    assert with_tables(TEXT) == TEXT


def test_both_commands_stand_on_the_first_screen():
    first_screen = "\n".join(TEXT.splitlines()[:40])
    assert OPEN in first_screen
    assert TESTS in first_screen


def test_ci_runs_the_test_command_of_the_readme():
    script = (Path(__file__).parent.parent / ".ci" / "run").read_text(encoding="utf-8")
    assert TESTS in script
