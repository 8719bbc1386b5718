"""A transaction inside another one: all of it or nothing, and the one around it goes on."""

import subprocess
import sys

import pytest

from store.database import open_workspace
from store.sqlite_library import sqlite3


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "w.db") as found:
        yield found


def put(workspace, key):
    workspace.execute("insert into meta(key, value) values (?, '')", [f"test {key}"])


def kept(workspace):
    rows = workspace.rows("select key from meta where key like 'test %' order by key")
    return [row[0].removeprefix("test ") for row in rows]


def fail(workspace, key):
    with workspace.transaction():
        put(workspace, key)
        raise KeyboardInterrupt


def test_what_failed_inside_leaves_nothing_and_the_rest_stays(workspace):
    with workspace.transaction():
        put(workspace, "a")
        with pytest.raises(KeyboardInterrupt):
            fail(workspace, "b")
        with workspace.transaction():
            put(workspace, "c")
            with pytest.raises(KeyboardInterrupt):
                fail(workspace, "d")
            with workspace.transaction():
                put(workspace, "e")
        assert workspace.connection.in_transaction
    assert kept(workspace) == ["a", "c", "e"]


def test_what_failed_around_takes_the_inside_with_it(workspace):
    with pytest.raises(ZeroDivisionError), workspace.transaction():
        with workspace.transaction():
            put(workspace, "a")
        raise ZeroDivisionError
    assert kept(workspace) == []
    assert not workspace.connection.in_transaction


def test_an_error_that_ended_everything_is_told_as_it_is(workspace):
    with workspace.transaction():
        workspace.execute(
            "create temp trigger no before insert on meta when new.key = 'test no'"
            " begin select raise(rollback, 'no more'); end"
        )
    with (
        pytest.raises(sqlite3.IntegrityError, match="no more"),
        workspace.transaction(),
        workspace.transaction(),
    ):
        put(workspace, "no")
    assert not workspace.connection.in_transaction


def test_storing_loads_nothing_that_reads_or_draws(tmp_path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import importers.batch\n"
        "from store.database import open_workspace\n"
        "with open_workspace(Path(sys.argv[1])) as w, w.transaction(), w.transaction():\n"
        "    w.execute(\"insert into meta(key, value) values ('a', 'b')\")\n"
        "heavy = {'pdfplumber', 'pypdfium2', 'lxml', 'textual'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "w.db"], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
