"""Reading on a Dask cluster: the same result as here, whatever happens to its workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from click.testing import CliRunner

from importers.batch import discover, import_files
from importers.cluster import ReadsOnCluster, reading_on
from importers.cluster_worker import Job, NotSeen, Unlike, read_jobs, worker_stamp
from importers.code_stamp import code_stamp, difference
from importers.discover import SourceFile
from importers.errors import (
    ClusterLostError,
    ClusterMissingError,
    ClusterUnlikeError,
    ClusterUnreachableError,
)
from importers.preparing import PreparedFile, prepare_file
from importers.reading import Failure
from importers.supervised import READING, ReadsHere
from store.database import open_workspace
from tests.benchmarks.measuring import REPO
from tests.thin_reports import write_thin_reports
from tui.cli import main

SAMPLES = sorted((REPO / "tests" / "reports").glob("*.txt"))
OTHER = tuple((name, value + "x" if name == "rules" else value) for name, value in code_stamp())


class Executor:
    """Runs tasks at once, as a cluster of one worker with no files of its own would."""

    def __init__(self, run=read_jobs):
        self.run = run
        self.sizes = []

    def submit(self, function, stamp, jobs, children):
        self.sizes.append(len(jobs))
        future = Future()
        try:
            future.set_result(self.run(stamp, jobs, children))
        except CancelledError:
            future.cancel()
            future.set_running_or_notify_cancel()
        except RuntimeError as error:
            future.set_exception(error)
        return future


class Client:
    """What is used of Dask's client."""

    def __init__(self, executor, stamp=None):
        self.executor = executor
        self.stamp = stamp or worker_stamp()

    def get_executor(self, *, pure):
        assert pure is False
        return self.executor

    def nthreads(self):
        return {"tcp://one": 1}

    def run(self, function, *, on_error):
        return {"tcp://one": self.stamp}


def without_files(stamp, jobs, children):
    """A worker on a machine that has none of the files."""
    return [
        NotSeen() if job.source.given is None else prepare_file(job.source, *job.args, **job.kwargs)
        for job in jobs
    ]


def sources(count=6):
    return [SourceFile(path, path.name) for path in SAMPLES[:count]]


def read(reads, files):
    begun = [reads.submit(READING, prepare_file, one, recognise=False) for one in files]
    reads.flush()
    return [future.result(timeout=60) for future in begun]


def test_files_that_workers_do_not_see_go_to_them_as_bytes():
    executor = Executor(without_files)
    reads = ReadsOnCluster(Client(executor), "tcp://x", ReadsHere())
    files = sources()
    found = read(reads, files)
    assert found == read(ReadsHere(), files)
    assert [one.source for one in found] == files
    assert all(one.source.given is None for one in found)
    # Only the files that went out before the first answer were sent twice.
    assert executor.sizes == [4, 4, 2]


def test_a_file_that_is_another_one_there_is_not_read_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(SAMPLES[0].read_bytes())
    source = SourceFile(path, "a.txt")
    seen = Job(READING, prepare_file, source, "0" * 64, (), {"recognise": False})
    gone = Job(READING, prepare_file, SourceFile(tmp_path / "b", "b"), "0" * 64, (), {})
    assert read_jobs(code_stamp(), [seen, gone], 1) == [NotSeen(), NotSeen()]


def test_a_worker_reads_in_children_with_limits():
    jobs = [
        Job(READING, prepare_file, source, "", (), {"recognise": False})
        for source in (
            SourceFile(Path("a.txt"), "a.txt", given=SAMPLES[0].read_bytes()),
            SourceFile(Path("b.txt"), "b.txt", given=b" "),
        )
    ]
    good, bad = read_jobs(code_stamp(), jobs, 1)
    assert isinstance(good, PreparedFile)
    assert isinstance(bad, Failure)
    assert bad.code == "file_empty"


def test_a_worker_with_other_rules_is_refused():
    with pytest.raises(ClusterUnlikeError) as refused:
        ReadsOnCluster(Client(Executor(), OTHER), "tcp://x", ReadsHere())
    assert refused.value.params["worker"] == "tcp://one"
    assert refused.value.params["part"] == "rules"
    assert isinstance(read_jobs(OTHER, [], 1), Unlike)
    assert difference(code_stamp(), code_stamp()) is None


def test_a_worker_that_joins_later_with_other_rules_ends_the_import(tmp_path):
    executor = Executor(lambda stamp, jobs, children: Unlike(OTHER))
    reads = ReadsOnCluster(Client(executor), "tcp://x", ReadsHere())
    future = reads.submit(READING, prepare_file, sources()[0], recognise=False)
    reads.flush()
    assert isinstance(future.exception(), ClusterUnlikeError)


def test_a_task_that_kills_its_workers_fails_alone():
    def run(stamp, jobs, children):
        if any(job.source.name == SAMPLES[2].name for job in jobs):
            raise RuntimeError("killed")
        return without_files(stamp, jobs, children)

    reads = ReadsOnCluster(Client(Executor(run)), "tcp://x", ReadsHere())
    begun = [reads.submit(READING, prepare_file, one, recognise=False) for one in sources(4)]
    errors = [future.exception(timeout=60) for future in begun]
    assert [getattr(error, "code", None) for error in errors] == [
        None,
        None,
        "reader_crashed",
        None,
    ]


def test_a_broken_connection_ends_the_import():
    def run(stamp, jobs, children):
        raise CancelledError

    reads = ReadsOnCluster(Client(Executor(run)), "tcp://x", ReadsHere())
    future = reads.submit(READING, prepare_file, sources()[0], recognise=False)
    reads.flush()
    assert isinstance(future.exception(), ClusterLostError)


def test_without_dask_the_command_says_what_to_type(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterMissingError), reading_on("tcp://127.0.0.1:1", ReadsHere()):
        pass
    said = CliRunner().invoke(
        main,
        ["--lang", "en", "import", str(SAMPLES[0]), "--db", str(tmp_path / "g.db"), "--cluster", "tcp://127.0.0.1:1"],
    )  # fmt: skip
    assert said.exit_code == 2
    assert 'pip install "gouji[cluster]"' in said.output


def test_nobody_at_the_address_is_told(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("importers.cluster._SECONDS_TO_CONNECT", 1)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense://"):
        with pytest.raises(ClusterUnreachableError), reading_on(address, ReadsHere()):
            pass


# A real cluster: a scheduler and two workers as programs of their own.


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Programs:
    """A scheduler with two workers, each a process that can be killed."""

    def __init__(self, folder):
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.folder = folder
        port = self.address.rpartition(":")[2]
        self.scheduler = self._begin("dask_scheduler", "--host", "127.0.0.1", "--port", port)
        self.workers = [self.worker(), self.worker()]

    def worker(self):
        return self._begin("dask_worker", self.address, "--nthreads", "1", "--no-nanny")

    def _begin(self, program, *arguments):
        path = os.pathsep.join([str(REPO), os.environ.get("PYTHONPATH", "")])
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self):
        from distributed import Client

        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)

    def end(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    pytest.importorskip("distributed")
    folder = tmp_path / "dask"
    folder.mkdir()
    programs = Programs(folder)
    try:
        programs.wait()
        yield programs
    finally:
        programs.end()


@pytest.fixture
def folder(tmp_path):
    """Samples, thin reports, an archive, a file that cannot be read."""
    made = tmp_path / "in"
    made.mkdir()
    for path in SAMPLES[:12]:
        (made / path.name).write_bytes(path.read_bytes())
    write_thin_reports(made, 30)
    with zipfile.ZipFile(made / "p.zip", "w") as archive:
        for path in SAMPLES[12:16]:
            archive.write(path, path.name)
    (made / "w.txt").write_bytes(b"\x00" * 40)
    return made


def stored(path):
    with open_workspace(path) as workspace:
        return {
            "reports": workspace.rows("select id, path, sha256, series_id from report order by id"),
            "cells": workspace.rows("select * from cell order by report_id, field"),
            "flags": workspace.rows("select * from flag order by id"),
            "failures": workspace.rows("select path, code, params from failure order by path"),
        }


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_and_doubles_nothing(cluster, folder, tmp_path):
    files = list(discover([folder]))
    with open_workspace(tmp_path / "here.db") as workspace:
        here = import_files(workspace, files)
    killed = []

    def kill_one(progress, source, failure):
        if progress.done >= 8 and not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    with open_workspace(tmp_path / "there.db") as workspace:
        there = import_files(workspace, files, cluster=cluster.address, on_progress=kill_one)
    assert killed
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    counts = (here.done, here.total, here.imported, here.known, here.failed, here.skipped)
    assert counts == (47, 47, 46, 0, 1, 0)
    assert counts == (
        there.done, there.total, there.imported, there.known, there.failed, there.skipped
    )  # fmt: skip
    assert stored(tmp_path / "there.db") == stored(tmp_path / "here.db")


@pytest.mark.slow
def test_a_client_that_is_killed_goes_on_where_it_stopped(cluster, folder, tmp_path):
    command = [
        sys.executable, "-c", "from tui.cli import main; main()", "import", str(folder),
        "--db", str(tmp_path / "g.db"), "--cluster", cluster.address, "--quiet",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(REPO), "GOUJI_LANG": "en"}
    killed = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not count(tmp_path / "g.db") and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.kill()
    killed.communicate()
    assert 0 < count(tmp_path / "g.db") <= 46
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 1, again.stderr
    with open_workspace(tmp_path / "g.db") as workspace:
        assert workspace.value("select count(*) from report") == 46
        assert workspace.value("select count(distinct sha256) from report") == 46
        assert workspace.value("select count(*) from cell") == 45 * 200 + 198


def count(path):
    if not path.exists() or not path.stat().st_size:
        return 0
    import sqlite3

    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        return connection.execute("select count(*) from report").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
