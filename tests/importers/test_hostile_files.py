"""Hostile and broken files end as reported failures within the limits, and the batch goes on."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from importers.batch import Progress, SourceFile, import_files
from importers.discover import discover
from importers.errors import ImporterError
from store.database import open_workspace
from store.reports import failures, iterate_reports, load_report
from tests.ending import ends
from tests.importers import hostile_archives, hostile_files, hostile_pages, hostile_pdfs
from tests.importers.hostile_archives import Archive
from tests.importers.hostile_files import Hostile
from tests.sample_formats import (
    format_truth,
    printed,
    sample_named,
)
from tests.sample_reports import SAMPLES, encoded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are Unix's")

REPO = Path(__file__).parents[2]
NAMES = tuple(sample.name for sample in SAMPLES)
SECRET = "the words of a file that nobody named"
# Around the hostile files of a batch; each is a report of its own.
GOOD = (("a.docx", "docx", 1), ("m.html", "html", 2), ("z.pdf", "pdf-office", 3))
MOST_MEMORY = int(2.2 * 1024**2)  # in kB, as getrusage counts


@dataclass
class Imported:
    """What an import made of a folder."""

    progress: Progress
    codes: dict[str, str]
    stored: dict[str, dict[str, tuple[str, str]]]
    memory: int = 0


def import_around(folder: Path, files: Iterable[tuple[str, bytes]]) -> Imported:
    """Import files in one batch between good reports."""
    inside = folder / "in"
    inside.mkdir()
    for name, format_name, number in GOOD:
        (inside / name).write_bytes(printed(NAMES[number], format_name))
    for name, data in files:
        (inside / f"b_{name}").write_bytes(data)
    with open_workspace(folder / "g.db") as workspace:
        progress = import_files(workspace, list(discover([inside])), jobs=2)
        codes = {path: code for path, code, _ in failures(workspace)}
        stored = {
            one.path: {
                cell.field: (cell.state.value, cell.raw)
                for cell in load_report(workspace, one.id).cells
            }
            for one in iterate_reports(workspace)
        }
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Imported(progress, codes, stored, memory)


def true_cells(name: str, format_name: str) -> dict[str, str]:
    """The state of each cell of a sample."""
    cells = format_truth(sample_named(name), format_name)["cells"]
    return {key: cell["state"] for key, cell in cells.items()}


def assert_good_ones_are_stored(done: Imported) -> None:
    for name, format_name, number in GOOD:
        found = {key: state for key, (state, _) in done.stored[name].items()}
        assert found == true_cells(NAMES[number], format_name), name


# Every kind of hostile file is one batch.
BATCHES: dict[str, Callable[[str], Iterable[Hostile]]] = {
    "docx": hostile_files.docx_files,
    "xlsx": hostile_files.xlsx_files,
    "html": hostile_pages.html_files,
    "text": lambda canary: hostile_pages.text_files(),
    "pdf": hostile_pdfs.pdf_files,
    "image": lambda canary: hostile_archives.image_files(),
    "converted": hostile_files.converted_files,
}


@pytest.mark.slow
@pytest.mark.parametrize("batch", list(BATCHES))
def test_each_ends_as_a_reported_failure_and_the_batch_goes_on(batch, tmp_path, subtests):
    canary = tmp_path / "canary.txt"
    canary.write_text(SECRET)
    files = list(BATCHES[batch](str(canary)))
    done = import_around(tmp_path, ((one.name, one.data) for one in files))
    assert_good_ones_are_stored(done)
    assert done.progress.done == done.progress.total == len(files) + len(GOOD)
    if sys.platform == "linux":
        assert done.memory < MOST_MEMORY
    for one in files:
        with subtests.test(one.name):
            name = f"b_{one.name}"
            code = "read" if name in done.stored else done.codes.get(name, "nothing")
            assert code in one.codes
            if code == "read" and one.sample is not None:
                found = {key: state for key, (state, _) in done.stored[name].items()}
                assert found == true_cells(one.sample, "docx")
    assert SECRET.encode() not in (tmp_path / "g.db").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("g.db")) == [
        "canary.txt",
        "in",
    ]


@pytest.mark.slow
def test_each_hostile_archive_costs_only_its_own_bad_members(tmp_path, subtests):
    archives = list(hostile_archives.archives())
    with ends():
        done = import_around(tmp_path, ((one.name, one.data) for one in archives))
    assert_good_ones_are_stored(done)
    for one in archives:
        with subtests.test(one.name):
            assert_members_fail(one, done)


def assert_members_fail(one: Archive, done: Imported) -> None:
    name = f"b_{one.name}"
    failed = {path: code for path, code in done.codes.items() if path.split("!")[0] == name}
    expected = {
        f"{name}!{member}" if member else name: codes for member, codes in one.codes.items()
    }
    assert set(failed) == set(expected)
    assert [path for path, code in failed.items() if code not in expected[path]] == []
    stored = [path for path in done.stored if path.startswith(name)]
    assert stored == (
        [f"{name}!good.txt"] if b"good.txt" in one.data and "" not in one.codes else []
    )


def test_storing_what_a_small_file_holds_takes_no_long(tmp_path):
    path = tmp_path / "rows.txt"
    path.write_text("行政许可\t1\t2\n" * 12_000)
    with open_workspace(tmp_path / "g.db") as workspace, ends():
        import_files(workspace, [SourceFile(path, path.name)])


def test_frames_are_counted_before_any_is_recognised():
    scan_images = pytest.importorskip("importers.readers.scan_images")
    taken = 0
    with pytest.raises(ImporterError):
        for _ in scan_images.image_pages(hostile_archives.frames(5000)):
            taken += 1
    assert taken == 0


LONGEST = "汉" * 83 + "a.txt"
HOSTILE_NAMES = (
    b"new\nline.txt", b"\x1b[2Jclear.txt", b"\x1b]0;PWNED\x07.txt", b"\x9b2J.txt", b"-rf.txt", b"--help.txt",
    b"[red]12[x].txt", b"[b].txt", b"[@click=app.quit]x.txt", b"x\\..\\..\\y.txt", b"$(touch x).txt",
    b"`x`;x|x&x.txt", b"%s%n{0}{x}.txt", b" .txt", b"\xff\xfe.txt", b"\xed\xa0\x80.txt", b"!.zip!x.txt",
    "\u202etxt.exe".encode(), "a\u200bb.txt".encode(), LONGEST.encode(), b"\r.txt", b"tab\t.txt",
    unicodedata.normalize("NFC", "é.txt").encode(), unicodedata.normalize("NFD", "é.txt").encode(),
)  # fmt: skip


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from tui.cli import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPO), "GOUJI_LANG": "en", "PYTHONUTF8": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )


def assert_harmless(done: subprocess.CompletedProcess[bytes]) -> str:
    """Nothing that a terminal would act on, no traceback; what was shown."""
    assert done.returncode in (0, 1), done.stderr
    shown = (done.stdout + done.stderr).decode("utf-8")
    assert "Traceback" not in shown
    odd = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}
    assert odd == set()
    return shown


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("is_good", [True, False])
def test_hostile_names_are_shown_harmless(tmp_path, is_good):
    folder = tmp_path / "in"
    folder.mkdir()
    organ = SAMPLES[0].organisation
    # A doubt about each, so that its name is shown.
    doubtful = encoded(SAMPLES[0]).decode().replace("1286", "12x86")
    for number, name in enumerate(HOSTILE_NAMES):
        other = (
            doubtful.replace(organ, f"第{number}{organ[-6:]}").encode()
            if is_good
            else b"\xff\xfe\x00"
        )
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:  # noqa: PTH123 - bytes
            file.write(other)
    db = str(tmp_path / "g.db")
    imported = assert_harmless(run(folder, "import", "--db", db, "--jobs", "1", str(folder)))
    checked = assert_harmless(run(folder, "check", str(folder)))
    status = assert_harmless(run(folder, "status", "--db", db))
    told = imported + status + checked
    for shown in (
        "␛[2Jclear.txt",
        "[red]12[x].txt",
        "[b].txt",
        "-rf.txt",
        "new⏎line.txt",
        LONGEST,
    ):
        assert shown in told
    with open_workspace(tmp_path / "g.db", create=False) as workspace:
        found = iterate_reports(workspace) if is_good else failures(workspace)
        assert len(list(found)) == len(HOSTILE_NAMES)
    left = sorted(os.fsencode(path.name) for path in folder.iterdir())
    assert left == sorted(HOSTILE_NAMES)


@pytest.mark.skipif(sys.platform == "win32", reason="there are none")
def test_what_is_no_regular_file_is_told_and_hangs_nothing(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(encoded(SAMPLES[0]))
    os.mkfifo(folder / "pipe.docx")
    (folder / "loop.pdf").symlink_to("loop.pdf")
    (folder / "gone.pdf").symlink_to("nothing")
    (folder / "zero.txt").symlink_to("/dev/zero")
    with (folder / "huge.zip").open("wb") as file:
        file.truncate(5 * 1024**3)
    with (folder / "large.txt").open("wb") as file:
        file.truncate(3 * 1024**3)
    (folder / "folder.docx").mkdir()
    with open_workspace(tmp_path / "g.db") as workspace:
        with ends():
            done = import_files(workspace, list(discover([folder])), jobs=1)
        assert done.imported == 1
        assert {path: code for path, code, _ in failures(workspace)} == {
            "pipe.docx": "file_unreadable",
            "loop.pdf": "file_unreadable",
            "gone.pdf": "file_unreadable",
            "zero.txt": "file_unreadable",
            "huge.zip": "file_too_large",
            "large.txt": "file_too_large",
        }
