"""An import that is stopped, killed and runs out of disk ends complete, every report once."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from importers.batch import discover, import_files
from store.database import open_workspace
from tests.benchmarks.corpus import write_imports
from tests.benchmarks.measuring import REPO
from tests.thin_reports import write_thin_reports

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are Unix's")
_KIB = 1024
# A report takes some 24 KiB; the disk is full after a part of what is left.
_BYTES_A_REPORT = 24 * _KIB


class Import:
    """``gouji import`` of a folder, as a program of its own."""

    def __init__(self, folder, db):
        self.folder, self.db = folder, db

    def begin(self, most_bytes=None):
        """Start it; ``most_bytes`` is the size that its files cannot outgrow."""

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        return subprocess.Popen(
            [
                sys.executable, "-c", "from tui.cli import main; main()", "import",
                str(self.folder), "--db", str(self.db), "--jobs", "2", "--quiet",
            ],
            env={**os.environ, "PYTHONPATH": str(REPO), "GOUJI_LANG": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=None if most_bytes is None else limit,
        )  # fmt: skip

    def stored(self):
        """How many reports are committed."""
        if not self.db.exists():
            return 0
        connection = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=8)
        try:
            return connection.execute("select count(*) from report").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
        finally:
            connection.close()

    def stop_at(self, count, number):
        """Begin, and send a signal when so many reports are stored; exit code and words."""
        running = self.begin()
        while self.stored() < count and running.poll() is None:
            time.sleep(0.02)
        assert running.poll() is None, running.communicate()
        running.send_signal(number)
        _, said = running.communicate(timeout=120)
        return running.returncode, said

    def is_sound(self):
        """Whether the file is in order, also after its journal was played back."""
        connection = sqlite3.connect(self.db)
        try:
            return connection.execute("pragma integrity_check").fetchone() == ("ok",)
        finally:
            connection.close()


@contextmanager
def small_disk(folder, size):
    """A disk of so many bytes at ``folder``, and how to enlarge it; None where none can be made."""
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount is not None and not subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)],
        check=False, capture_output=True,
    ).returncode  # fmt: skip

    def resize(new):
        subprocess.run(
            [str(mount), "-o", f"remount,size={new}", str(folder)], check=True, capture_output=True
        )

    try:
        yield resize if made else None
    finally:
        if made:
            subprocess.run(["umount", str(folder)], check=False, capture_output=True)


def write_files(folder, count):
    """So many mixed reports: PDF, DOCX, HTML, MHTML, XLSX, text."""
    folder.mkdir()
    thin = min(count // 10, 1_000)
    write_imports(folder, (count - thin) // 2)
    write_thin_reports(folder, thin)
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def interrupt_three_times(tmp_path, count):
    """Import ``count`` files, stopped, killed and out of disk on the way."""
    contents = write_files(tmp_path / "in", count)
    assert len(contents) == count
    roomy = count * _BYTES_A_REPORT * 3
    with small_disk(tmp_path / "disk", roomy) as resize:
        job = Import(tmp_path / "in", tmp_path / "disk" / "gouji.db")
        code, said = job.stop_at(count // 8, signal.SIGINT)
        assert code == 1, said
        assert "goes on" in said or "stopped" in said.lower(), said
        stopped_at = job.stored()
        assert count // 8 <= stopped_at < count

        code, _ = job.stop_at(stopped_at + count // 8, signal.SIGKILL)
        assert code == -signal.SIGKILL
        killed_at = job.stored()
        assert stopped_at < killed_at < count
        assert job.is_sound()

        # What may be written more is a quarter of the reports, with the journal beside them.
        full = job.db.stat().st_size + count // 4 * _BYTES_A_REPORT
        if resize is not None:
            resize(full)
        running = job.begin(most_bytes=full if resize is None else None)
        _, said = running.communicate(timeout=1_200)
        assert running.returncode == 2, said
        assert "full" in said or "disk" in said, said
        assert "Traceback" not in said
        full_at = job.stored()
        assert killed_at < full_at < count
        if resize is not None:
            resize(roomy)
        assert job.is_sound()

        running = job.begin()
        said, wrong = running.communicate(timeout=3_600)
        assert running.returncode == 0, wrong
        assert f"{count} in all" in said or str(count) in said
        assert job.is_sound()
        shutil.copy(job.db, tmp_path / "gouji.db")
    with open_workspace(tmp_path / "gouji.db") as workspace:
        stored = [row[0] for row in workspace.rows("select sha256 from report order by id")]
        assert len(stored) == count
        assert set(stored) == contents
        assert workspace.value("select count(*) from cell") == 200 * count
        assert workspace.value("select count(distinct report_id) from cell") == count
        assert workspace.value("select count(*) from failure") == 0
        # All of it is one import: no report is a later version of another.
        assert workspace.value("select count(distinct run) from report") == 1
        assert workspace.value("select count(*) from report where follows is not null") == 0
        found = workspace.value("select count(*) from prose where prose match '公'")
        assert found == count
    return tmp_path / "gouji.db"


def said_of_all(path):
    with open_workspace(path) as workspace:
        return (
            workspace.rows(
                "select report.path, rule, anchor, fingerprint from flag"
                " join report on report.id = report_id where is_raised = 1 order by 1, 2, 3"
            ),
            workspace.rows(
                "select report.path, field, state, value, raw from cell"
                " join report on report.id = report_id order by 1, 2"
            ),
        )


@pytest.mark.slow
def test_an_import_interrupted_three_times_is_complete(tmp_path):
    interrupted = interrupt_three_times(tmp_path, 200)
    with open_workspace(tmp_path / "whole.db") as workspace:
        import_files(workspace, list(discover([tmp_path / "in"])), jobs=2)
    assert said_of_all(interrupted) == said_of_all(tmp_path / "whole.db")


@pytest.mark.long
def test_ten_thousand_reports_interrupted_three_times_are_complete(tmp_path):
    interrupt_three_times(tmp_path, 10_000)
