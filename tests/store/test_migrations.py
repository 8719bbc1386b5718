"""A workspace that an older gouji made: copied, checked, migrated; whole before and after."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from store import migration_backup, migrations
from store.annotations import Verdict, annotations_of, decide
from store.database import APPLICATION_ID, open_workspace
from store.errors import WorkspaceError
from store.flags import flags_of
from store.migrations import SCHEMA_VERSION, schema_hash
from store.reports import load_report
from store.reviewer import Reviewer
from store.schema_first import FIRST
from tests.store.test_annotations import fill
from tui.cli import main

REPO = Path(__file__).parent.parent.parent
LI = Reviewer(1001, "li", "")
NAME = re.compile(r"gouji\.db\.v1-\d{8}-\d{6}(-\d+)?\.bak")
# Workspaces of reviewers have this step: a change of the schema is a step of its own.
FIRST_STEP = "7ae9bfacf84c3ffe2a187ab4f6f708d0df7d1784eb19ce840061f31ee899b8ed"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gouji.db"


def first_tables():
    """The tables of the first schema with their columns, but those that SQLite makes itself."""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(FIRST)
        names = [
            row[0]
            for row in connection.execute(
                "select name from sqlite_master where type = 'table' and sql not like '%virtual%'"
                " and name not like 'prose%' order by name"
            )
        ]
        return {
            name: [row[1] for row in connection.execute(f"pragma table_info({name})")]
            for name in names
        }


def now_named(connection, name, schema="main"):
    """The table that holds today what was in this table of the first schema."""
    tables = {row[0] for row in connection.execute(f"select name from {schema}.sqlite_master")}  # noqa: S608
    return "text_band" if name == "band" and name not in tables else name


def as_first(path, old):
    """What a workspace holds, as the gouji of the first schema would have written it."""
    with sqlite3.connect(old) as connection:
        connection.executescript(FIRST)
        connection.execute("attach ? as now", [str(path)])
        for name, columns in first_tables().items():
            listed = ", ".join(columns)
            source = now_named(connection, name, "now")
            connection.execute(f"insert into {name}({listed}) select {listed} from now.{source}")  # noqa: S608
        connection.execute(
            "update meta set value = ? where key = 'schema_hash'", [schema_hash(connection)]
        )
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute("pragma user_version = 1")
    old.chmod(0o600)


@pytest.fixture
def old(path):
    """A workspace of the first schema with a report and a decision."""
    made = path.with_name("made.db")
    with open_workspace(made) as workspace:
        report_id = fill(workspace, 2)
        record = flags_of(workspace, report_id)[0]
        decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    as_first(made, path)
    made.unlink()
    return path


def backups(path):
    return sorted(one for one in path.parent.iterdir() if ".bak" in one.name)


def contents(path):
    """All rows of all tables of the first schema."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return {
            name: connection.execute(
                f"select {', '.join(columns)} from {now_named(connection, name)}"  # noqa: S608
            ).fetchall()
            for name, columns in first_tables().items()
            if name != "meta"
        }


def version_of(path):
    with sqlite3.connect(path) as connection:
        return connection.execute("pragma user_version").fetchone()[0]


def refused(path):
    with pytest.raises(WorkspaceError) as caught:
        open_workspace(path)
    return caught.value


def test_the_first_step_is_frozen():
    assert hashlib.sha256(FIRST.encode()).hexdigest() == FIRST_STEP


def test_an_old_workspace_is_copied_and_migrated(old):
    before = contents(old)
    old.chmod(0o640)
    with open_workspace(old) as workspace:
        assert workspace.value("pragma user_version") == SCHEMA_VERSION > 1
        (report_id,) = workspace.row("select id from report")
        assert load_report(workspace, report_id).identity.organ == "石滩乡人民政府"
        assert len(annotations_of(workspace, report_id)) == 1
        assert workspace.rows("select * from hold") == []
    assert contents(old) == before
    (backup,) = backups(old)
    assert NAME.fullmatch(backup.name)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o640
    assert version_of(backup) == 1
    assert contents(backup) == before
    # And only once.
    data = old.read_bytes()
    open_workspace(old).close()
    assert old.read_bytes() == data
    assert backups(old) == [backup]


def test_a_migrated_workspace_is_as_a_new_one(old, tmp_path):
    with open_workspace(old) as migrated, open_workspace(tmp_path / "new.db") as new:
        assert schema_hash(migrated.connection) == schema_hash(new.connection)


def test_a_copy_is_a_workspace_of_its_own(old):
    before = contents(old)
    open_workspace(old).close()
    (backup,) = backups(old)
    restored = old.with_name("restored.db")
    shutil.copyfile(backup, restored)
    open_workspace(restored).close()
    assert contents(restored) == before


def test_a_new_workspace_needs_no_copy(path):
    open_workspace(path).close()
    assert backups(path) == []


def test_no_copy_goes_over_another_file(old, monkeypatch):
    monkeypatch.setattr("store.migration_backup.time.strftime", lambda form: "20240131-093000")
    taken = old.with_name("gouji.db.v1-20240131-093000.bak")
    taken.write_text("eine andere Datei")
    link = old.with_name("gouji.db.v1-20240131-093000-2.bak")
    link.symlink_to(old.with_name("elsewhere"))
    open_workspace(old).close()
    assert taken.read_text() == "eine andere Datei"
    assert not old.with_name("elsewhere").exists()
    assert version_of(old.with_name("gouji.db.v1-20240131-093000-3.bak")) == 1
    assert not list(old.parent.glob("*.part"))


@pytest.mark.parametrize("fault", ["disk full", "damaged", "shorter"])
def test_without_a_sound_copy_nothing_is_migrated(old, monkeypatch, fault):
    before = old.read_bytes()
    copy = migration_backup._copy

    def fails(path, part, version):
        if fault == "disk full":
            raise OSError(28, "No space left on device")
        copy(path, part, version)

    monkeypatch.setattr("store.migration_backup._copy", fails)
    if fault != "disk full":
        verify = migration_backup._verify

        def spoiled(source, made, version):
            if fault == "damaged":
                made.execute("pragma writable_schema = on")
                made.execute("update sqlite_master set rootpage = 3 where name = 'flag_open'")
                made.execute("pragma writable_schema = reset")
            else:
                made.execute("delete from flag")
            verify(source, made, version)

        monkeypatch.setattr("store.migration_backup._verify", spoiled)
    error = refused(old)
    assert error.code == "workspace_backup"
    assert error.params["reason"]
    assert old.read_bytes() == before
    assert backups(old) == []
    monkeypatch.undo()
    open_workspace(old).close()
    assert version_of(old) == SCHEMA_VERSION


def test_tables_changed_from_outside_are_not_migrated(old):
    with sqlite3.connect(old) as connection:
        connection.execute("create trigger spy after insert on flag begin delete from report; end")
    before = old.read_bytes()
    assert refused(old).code == "workspace_changed"
    assert old.read_bytes() == before
    assert backups(old) == []


def test_a_newer_workspace_is_refused_and_left_alone(old):
    open_workspace(old).close()
    with sqlite3.connect(old) as connection:
        connection.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    before = old.read_bytes()
    error = refused(old)
    assert (error.code, error.params["version"]) == ("workspace_newer", SCHEMA_VERSION + 1)
    assert old.read_bytes() == before


def test_an_old_gouji_refuses_what_a_new_one_migrated(old, monkeypatch):
    open_workspace(old).close()
    monkeypatch.setattr("store.migrations.SCHEMA_VERSION", 1)
    monkeypatch.setattr("store.database.SCHEMA_VERSION", 1)
    assert refused(old).code == "workspace_newer"


# --- several at once ---------------------------------------------------------------------------

OPEN = (
    "import sys; from pathlib import Path; from store.database import open_workspace\n"
    "print('ready', flush=True); sys.stdin.readline()\n"
    "workspace = open_workspace(Path(sys.argv[1]))\n"
    "print(workspace.value('pragma user_version'), workspace.value('select count(*) from flag'))\n"
)


def opener(path):
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, str(path)],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_of_several_that_open_at_once_one_migrates(old):
    _enlarge(old, 20_000)
    count = _count(old)
    running = [opener(old) for _ in range(4)]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out.split(), err) == (0, [str(SCHEMA_VERSION), str(count)], "")
    assert len(backups(old)) == 1


def copy_slowly(monkeypatch, began):
    """Let the copy before a migration take a second more; ``began`` is set when it is made."""
    copy = migration_backup._copy

    def slowly(path, part, version):
        copy(path, part, version)
        began.set()
        time.sleep(1)

    monkeypatch.setattr("store.migration_backup._copy", slowly)


def test_those_who_open_meanwhile_wait_and_go_on(old, monkeypatch):
    monkeypatch.setattr("store.database.BUSY_MILLISECONDS", 100)
    began, found = threading.Event(), []
    copy_slowly(monkeypatch, began)

    def opens():
        with open_workspace(old) as workspace:
            found.append((time.monotonic(), workspace.value("pragma user_version")))

    threads = [threading.Thread(target=opens) for _ in range(3)]
    threads[0].start()
    assert began.wait(10)
    start = time.monotonic()
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [version for _, version in found] == [SCHEMA_VERSION] * 3
    # They did wait, longer than for any other lock.
    assert all(when - start > 0.5 for when, _ in found)
    assert len(backups(old)) == 1


# --- killed ------------------------------------------------------------------------------------


def _enlarge(path, flags):
    with sqlite3.connect(path) as connection:
        connection.execute(
            "insert into flag(report_id, rule, anchor, severity, origin, position, place, params,"
            " fields, evidence, proposals, fingerprint, second_view, verdict)"
            " with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)"
            " select 1, 'A103', 'x' || i, 0, 'rule', i, '[]', '{}', '[]', '[]', '[]', 'f', 0,"
            " 'unsure' from n",
            [flags],
        )


def _count(path):
    with sqlite3.connect(path) as connection:
        return connection.execute("select count(*) from flag").fetchone()[0]


@pytest.fixture(scope="module")
def hashes(tmp_path_factory):
    """Of each schema, as it is when it is made at once."""
    found = {}
    for number in range(1, SCHEMA_VERSION + 1):
        with sqlite3.connect(":memory:") as connection:
            for step in migrations._STEPS[:number]:
                connection.executescript(step())
            found[number] = schema_hash(connection)
    return found


@pytest.mark.slow
def test_a_killed_migration_leaves_the_old_or_the_new_state(old, tmp_path, hashes):
    _enlarge(old, 60_000)
    kept = tmp_path / "kept"
    shutil.copyfile(old, kept)
    count, chance = _count(old), random.Random(9)

    def restore():
        for one in (*backups(old), old.with_name("gouji.db-journal")):
            one.unlink(missing_ok=True)
        shutil.copyfile(kept, old)

    def run(delay):
        """Seconds that it took, or None where it was killed before the end."""
        process = opener(old)
        assert process.stdout.readline() == "ready\n"
        began = time.monotonic()
        process.stdin.write("go\n")
        process.stdin.flush()
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        return None if process.returncode else time.monotonic() - began

    whole = run(60)
    assert whole is not None
    restore()
    seen, copies = set(), 0
    for turn in range(40):
        # Every second one near the end, where the tables are written.
        run(whole * (chance.random() if turn % 2 else chance.uniform(0.7, 1.05)))
        with sqlite3.connect(old) as connection:
            version = connection.execute("pragma user_version").fetchone()[0]
            application = connection.execute("pragma application_id").fetchone()[0]
            stored = connection.execute("select value from meta where key = 'schema_hash'")
            state = (version, application, stored.fetchone()[0], schema_hash(connection))
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert state == (version, APPLICATION_ID, hashes[version], hashes[version])
        assert _count(old) == count
        seen.add(version)
        whole_copies = [
            one for one in backups(old) if NAME.fullmatch(one.name) and one.stat().st_size
        ]
        for one in whole_copies:
            if not one.with_name(one.name + ".part").exists():
                assert (version_of(one), _count(one)) == (1, count)
                copies += 1
        if version == SCHEMA_VERSION or turn % 5 == 4:
            # The next one to come goes on, and leaves nothing unfinished.
            with open_workspace(old) as workspace:
                assert workspace.value("pragma user_version") == SCHEMA_VERSION
            assert all(NAME.fullmatch(one.name) and one.stat().st_size for one in backups(old))
            restore()
    assert seen == {1, SCHEMA_VERSION}
    assert copies


def test_copies_of_an_old_workspace_know_each_others_records(old, tmp_path):
    other = tmp_path / "other" / "gouji.db"
    other.parent.mkdir()
    shutil.copy(old, other)
    keys = []
    for path in (old, other):
        with open_workspace(path) as workspace:
            keys.append([row[0] for row in workspace.rows("select key from annotation")])
    assert keys[0] == keys[1]
    assert None not in keys[0] and len(set(keys[0])) == len(keys[0]) > 0


# --- told --------------------------------------------------------------------------------------


def test_a_migration_and_a_wait_for_one_are_told(old, path, monkeypatch):
    monkeypatch.setattr("store.database._SECONDS_UNTOLD", 0.2)
    began, told = threading.Event(), {"first": [], "second": []}
    copy_slowly(monkeypatch, began)

    def opens(who):
        open_workspace(old, on_migration=told[who].append).close()

    first = threading.Thread(target=opens, args=["first"])
    first.start()
    assert began.wait(10)
    second = threading.Thread(target=opens, args=["second"])
    second.start()
    first.join(30)
    second.join(30)
    # Once each; and nothing where there is nothing to wait for.
    assert told == {"first": ["migrating"], "second": ["waiting"]}
    opens("first")
    assert told["first"] == ["migrating"]
    new = []
    open_workspace(path.with_name("new.db"), on_migration=new.append).close()
    assert new == []


@pytest.mark.parametrize("command", [["status"], ["review"]])
def test_the_command_line_says_what_it_waits_for(old, command, monkeypatch):
    monkeypatch.setenv("GOUJI_LANG", "en")
    found = CliRunner().invoke(main, [*command, "--db", str(old)])
    assert found.exit_code == 0
    assert found.stderr.count("this gouji is newer: the workspace is copied") == 1
