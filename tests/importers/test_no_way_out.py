"""No reader opens a connection, writes outside its temporary folder, or opens a file named inside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.importers import hostile_files, hostile_pages, hostile_pdfs
from tests.sample_formats import FORMATS, printed, suffix
from tests.sample_reports import SAMPLES, encoded

REPO = Path(__file__).parents[2]
NAMES = tuple(sample.name for sample in SAMPLES)
SECRET = "the words of a file that nobody named"
# Reads each file of a folder where nothing may be sent or written, and says what was tried.
WATCHED = """
import json, os, socket, sys
from pathlib import Path
from importers.discover import SourceFile
from importers.reading import Failure, read_file

folder, secret = Path(sys.argv[1]), sys.argv[2]
tried, found = [], {}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
KINDS = ("socket.", "subprocess.", "urllib.", "http.", "ftplib.", "smtplib.", "os.system", "os.exec",
    "os.posix_spawn", "os.spawn", "os.fork", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove",
    "os.rmdir", "os.truncate", "os.chmod", "shutil.", "tempfile.", "sqlite3.", "pickle.")

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = bool(set(mode or "") & set("wax+")) or bool(flags & WRITES)
        if writes and path != os.devnull or "canary" in str(path) or "evil" in str(path):
            tried.append([event, str(path), str(mode)])
    elif event.startswith(KINDS):
        tried.append([event, str(arguments)])

def refuse(*arguments, **more):
    tried.append(["socket", str(arguments)])
    raise OSError("no way out")

sys.addaudithook(watch)
socket.socket.connect = refuse
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
for path in sorted(folder.iterdir()):
    one = read_file(SourceFile(path, path.name), recognise=False)
    found[path.name] = one.code if isinstance(one, Failure) else "read"
    if secret in repr(one):
        tried.append(["told", path.name])
print(json.dumps([tried, found]))
"""


@pytest.fixture(scope="module")
def to_watch(tmp_path_factory):
    """A folder of every format's sample and of the files that name other files and addresses."""
    place = tmp_path_factory.mktemp("watched")
    folder = place / "in"
    folder.mkdir()
    canary = place / "canary.txt"
    canary.write_text(SECRET)
    for name in ("evil", "evil.pickle.gz", "evil.json.gz"):
        (place / name).write_text(SECRET)
    (folder / "a.txt").write_bytes(encoded(SAMPLES[0]))
    for number, format_name in enumerate(FORMATS):
        if format_name not in ("odt", "rtf"):
            path = folder / f"{format_name}{suffix(format_name)}"
            path.write_bytes(printed(NAMES[number], format_name))
    wanted = (
        "fetch",
        "xxe",
        "links",
        "slip",
        "macros",
        "formula",
        "script",
        "cmap_name",
        "owner",
        "uu",
    )
    kinds = (
        hostile_files.docx_files,
        hostile_files.xlsx_files,
        hostile_pages.html_files,
        hostile_pdfs.naming_files,
        hostile_pdfs.acting_files,
    )
    for kind in kinds:
        for one in kind(str(canary)):
            if one.name.startswith(wanted):
                (folder / f"b_{one.name}").write_bytes(one.data)
    (place / "tmp").mkdir()
    return place


def watched(place: Path, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", WATCHED, str(place / "in"), SECRET],
        cwd=place / "tmp",
        env={
            **os.environ,
            "PYTHONPATH": str(REPO),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(place / "tmp"),
            "CMAP_PATH": str(place),
        },
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_no_reader_opens_a_connection_or_writes(to_watch):
    done = watched(to_watch)
    assert done.returncode == 0, done.stderr
    tried, found = json.loads(done.stdout)
    temporary = str(to_watch / "tmp")
    assert [one for one in tried if temporary not in one[1]] == []
    good = [name for name in found if not name.startswith("b_")]
    assert len(good) == len(FORMATS) - 1
    assert {name: found[name] for name in good if found[name] != "read"} == {}
    for name in (
        "fetch.html",
        "links.docx",
        "slip.docx",
        "formula.xlsx",
        "script.pdf",
        "owner.pdf",
    ):
        assert found[f"b_{name}"] == "read"
    assert list((to_watch / "tmp").iterdir()) == []


def can_trace() -> bool:
    """True where system calls can be listened to."""
    strace = shutil.which("strace")
    return (
        strace is not None
        and subprocess.run([strace, "-o", os.devnull, "true"], check=False).returncode == 0
    )


@pytest.mark.slow
def test_no_library_opens_a_connection_or_writes_behind_python(to_watch, tmp_path):
    if not can_trace():
        pytest.skip("system calls cannot be listened to")
    calls = tmp_path / "calls"
    names = "trace=network,open,openat,creat,mkdir,rename,renameat,renameat2,unlink,link,symlink"
    done = watched(to_watch, "strace", "-f", "-qq", "-s", "500", "-e", names, "-o", str(calls))
    assert done.returncode == 0, done.stderr
    place, temporary = str(to_watch), str(to_watch / "tmp")
    bad = [
        line
        for line in calls.read_text(errors="replace").splitlines()
        if "SIG" not in line
        and (
            not any(word in line for word in ("O_RDONLY", " resumed"))
            or f"{place}/canary" in line
            or f"{place}/evil" in line
        )
        and temporary not in line
        and "/dev/null" not in line
        and "exited with" not in line
    ]
    assert bad == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_converter_opens_no_connection_and_no_file_that_is_named(tmp_path):
    if not can_trace():
        pytest.skip("system calls cannot be listened to")
    canary = tmp_path / "canary.txt"
    canary.write_text(SECRET)
    for one in hostile_files.converted_files(str(canary)):
        if one.name in ("objects.rtf", "xxe.odt"):
            (tmp_path / one.name).write_bytes(one.data)
    script = (
        "import sys; from pathlib import Path; from importers.discover import SourceFile;"
        "from importers.reading import read_file, Failure\n"
        "for name in ('objects.rtf', 'xxe.odt'):\n"
        "    one = read_file(SourceFile(Path(sys.argv[1]) / name, name))\n"
        f"    assert not isinstance(one, Failure) and {SECRET!r} not in repr(one), one\n"
    )
    calls = tmp_path / "calls"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-s", "300", "-e", "trace=connect,sendto,open,openat", "-o", str(calls),
         sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = calls.read_text(errors="replace").splitlines()
    assert lines
    assert [line for line in lines if "AF_INET" in line or str(canary) in line] == []
