"""Which package may know which, and where SQL may stand."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
PACKAGES = ("store", "importers", "tui")
# What a package must not import, in any of its modules, at any level of nesting.
FORBIDDEN = {
    "store": {"importers", "tui", "textual", "pdfplumber", "rapidfuzz", "click", "rich"},
    "importers": {"tui", "textual", "click", "rich", "sqlite3", "sqlite_utils"},
    "tui": {"sqlite3", "sqlite_utils", "pdfplumber", "rapidfuzz"},
}


def modules(package):
    found = sorted((REPO / package).rglob("*.py"))
    assert found, package
    return found


def imported(path):
    """Top names of all modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_what_lies_below_them(package):
    wrong = [
        f"{path.relative_to(REPO)}: {name}"
        for path in modules(package)
        for name in imported(path)
        if name in FORBIDDEN[package]
    ]
    assert wrong == []


SQL = re.compile(
    r"\b(select\s+[\w*,.\s()'\"]+\s+from|insert\s+(or\s+\w+\s+)?into|delete\s+from"
    r"|update\s+\w+\s+set|create\s+(table|index|view|trigger)|pragma\s+\w+|begin\s+immediate)\b",
    re.IGNORECASE,
)


def constants(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("package", ["importers", "tui"])
def test_sql_stands_only_in_the_store(package):
    wrong = [
        f"{path.relative_to(REPO)}:{line}: {text[:60]}"
        for path in modules(package)
        for line, text in constants(path)
        if SQL.search(text)
    ]
    assert wrong == []


def test_the_search_for_sql_finds_it():
    # A search that finds nothing in the store would find nothing elsewhere either.
    hits = [path for path in modules("store") for _, text in constants(path) if SQL.search(text)]
    assert len(hits) > 10


def test_only_the_database_module_begins_transactions():
    begins = re.compile(r"\bbegin\s+(immediate|exclusive|deferred|transaction)\b|^begin$", re.I)
    found = {
        path.relative_to(REPO).as_posix()
        for package in PACKAGES
        for path in modules(package)
        for _, text in constants(path)
        # Docstrings may speak of it.
        # Fields of a Word file begin too.
        if begins.search(text) and len(text) < 60 and path.parent.name != "readers"
    }
    assert found == {"store/database.py"}


def loaded_by(statement):
    """Names of the modules that a fresh interpreter has after a statement."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in run.stdout.split()}


HEAVY = {
    "textual",
    "pdfplumber",
    "pdfminer",
    "sqlite_utils",
    "sqlite3",
    "rapidfuzz",
    "xlsxwriter",
} | {"python_calamine"}


def test_the_command_line_answers_without_loading_what_commands_need():
    assert loaded_by("import tui.cli") & HEAVY == set()


def test_help_needs_no_package_either():
    statement = (
        "from click.testing import CliRunner\nfrom tui.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0"
    )
    assert loaded_by(statement) & HEAVY == set()


def test_reading_and_checking_need_no_screen_and_no_database():
    statement = "import importers.reports, importers.readers.text, store.rules, store.messages"
    assert loaded_by(statement) & (HEAVY - {"rapidfuzz"}) == set()


ALLOWED = {
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "docs",
    "importers",
    "pyproject.toml",
    "store",
    "tests",
    "tui",
}


def tracked():
    run = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=False
    )
    if run.returncode:
        pytest.skip("not a git checkout")
    return [name for name in run.stdout.split("\0") if name]


def test_the_top_of_the_repository_holds_only_what_belongs_there():
    assert {name.split("/")[0] for name in tracked()} - ALLOWED == set()


def test_nothing_is_tracked_that_is_made():
    made = re.compile(r"(\.pyc|\.db|\.part|\.egg-info/.*|/__pycache__/.*|~)$")
    assert [name for name in tracked() if made.search(name)] == []


def test_tests_have_no_package_files():
    assert [name for name in tracked() if re.match(r"tests/(.*/)?__init__\.py$", name)] == []
