"""The command line in a process of its own: bytes, encodings, names, pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample_reports import SAMPLES, encoded

REPO = Path(__file__).parent.parent.parent
BY_NAME = {sample.name: sample for sample in SAMPLES}
WRONG, HOSTILE = BY_NAME["02_shitan_2023_row_total"], BY_NAME["27_shawan_2023_hostile"]
CODE = "from tui.cli import main; main(prog_name='gouji')"
LANGUAGE = ("GOUJI_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "GOUJI_DB", "GOUJI_REVIEWER")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder, so that no workspace of the developer is touched."""
    monkeypatch.chdir(tmp_path)


def write(sample, name):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(sample))
    return name


def process(*args, seed="0", encoding="utf-8", **kind):
    """Run the command in an interpreter of its own."""
    env = {k: v for k, v in os.environ.items() if k not in LANGUAGE}
    env |= {"PYTHONHASHSEED": seed, "PYTHONPATH": str(REPO), "PYTHONIOENCODING": encoding}
    return subprocess.run(
        [sys.executable, "-c", CODE, *args], env=env, check=False, capture_output=True, **kind
    )


def outputs(seed):
    names = [path.name for path in sorted(Path("in").iterdir())]
    checked = process("check", *(f"in/{name}" for name in names), seed=seed)
    assert checked.returncode == 1
    assert process("import", "in", "--db", f"{seed}.db", seed=seed).returncode == 0
    made = [checked.stdout, checked.stderr]
    for what in ("cells", "findings"):
        target = f"{what}-{seed}.jsonl"
        asked = process("export", target, "--what", what, "--db", f"{seed}.db", seed=seed)
        assert asked.returncode == 0
        made.append(Path(target).read_bytes())
    return made


def test_the_same_bytes_whatever_the_hash_seed():
    for sample in SAMPLES:
        write(sample, f"in/{sample.name}.txt")
    first = outputs("0")
    assert outputs("1") == first
    assert outputs("2") == first
    assert process("check", "in", seed="0").stdout == process("check", "in", seed="0").stdout


@pytest.mark.parametrize("encoding", ["ascii", "gb18030", "latin-1"])
def test_terminals_of_other_encodings_get_lines_too(encoding):
    done = process("check", write(HOSTILE, "x.txt"), encoding=encoding)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert len(done.stdout.splitlines()) == len(HOSTILE.flags)


@pytest.mark.parametrize("name", [b"\xff\xfe.txt", b"\x1b[2J.txt", b"a\nb.txt", b"[b].txt"])
def test_hostile_file_names_are_shown_harmless(name):
    Path(os.fsdecode(name)).write_bytes(encoded(WRONG))
    done = process("check", ".")
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert len(done.stdout.splitlines()) == 1
    assert b"\x1b" not in done.stdout + done.stderr
    imported = process("import", ".")
    assert (imported.returncode, imported.stderr.count(b"Traceback")) == (0, 0)


def test_a_reader_that_goes_away_is_no_error():
    for number in range(40):
        write(HOSTILE, f"in/{number}.txt")
    read, written = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", CODE, "check", "in"],
        env=os.environ | {"PYTHONPATH": str(REPO)},
        stdout=written,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(written)
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
