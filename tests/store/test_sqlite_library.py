"""The workspace stands on sqlite-utils and on the SQLite library that sqlite-utils works with."""

from __future__ import annotations

import os
import subprocess
import sys

import sqlite_utils.utils

from store.database import open_workspace
from store.sqlite_library import sqlite3
from tests.benchmarks.measuring import REPO


def test_it_is_the_library_of_sqlite_utils():
    assert sqlite3 is sqlite_utils.utils.sqlite3


def test_a_transaction_in_a_transaction_is_its_savepoint(tmp_path):
    with open_workspace(tmp_path / "g.db") as workspace:
        assert isinstance(workspace.db, sqlite_utils.Database)
        with workspace.transaction():
            workspace.execute("insert into meta(key, value) values ('a', '1')")
            try:
                with workspace.transaction():
                    workspace.execute("insert into meta(key, value) values ('b', '2')")
                    raise KeyError
            except KeyError:
                pass
        found = {row[0] for row in workspace.rows("select key from meta")}
        assert "a" in found and "b" not in found


def test_pandas_is_not_loaded_for_it_and_can_be_afterwards(tmp_path):
    for name in ("pandas", "numpy"):
        (tmp_path / f"{name}.py").write_text(f"print('{name} is loaded')\nint8 = int\n")
    code = "import store.plain_sqlite_utils as n; print(n.Database.__name__); import pandas"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(REPO)])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == ["Database", "pandas is loaded"]
