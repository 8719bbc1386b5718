"""The wheel holds all that gouji needs and runs without the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from store.rules import CODES
from tests.sample_reports import SAMPLES, encoded

pytestmark = pytest.mark.slow

REPO = Path(__file__).parent.parent
WRONG = next(sample for sample in SAMPLES if sample.name == "02_shitan_2023_row_total")
PACKAGES = ("store", "importers", "tui")


def call(*args, cwd):
    """Run a command that knows nothing of the repository or of this interpreter's settings."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GOUJI", "PIP"))}
    env |= {"PIP_NO_INPUT": "1", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [str(a) for a in args], cwd=cwd, env=env, check=False, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The tracked files, as a fresh checkout has them."""
    listed = call("git", "ls-files", "-z", cwd=REPO)
    if listed.returncode:
        pytest.skip("not a git checkout")
    target = tmp_path_factory.mktemp("source")
    for name in filter(None, listed.stdout.split("\0")):
        if (REPO / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPO / name, target / name)
    return target


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation")
    done = call(*build, "--wheel-dir", folder, source, cwd=folder)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("gouji-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of a fresh environment that has the wheel and its dependencies."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    site, programs = Path(paths["purelib"]), Path(paths["scripts"])
    install = (sys.executable, "-m", "pip", "--python", programs / "python", "install")
    done = call(*install, "--no-deps", "--no-compile", wheel, cwd=home)
    assert done.returncode == 0, done.stderr
    # The dependencies are the running interpreter's; a line of a .pth file comes after the
    # environment's own packages, and an editable gouji there is not followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_gouji_comes_from_the_wheel(installed, tmp_path):
    code = f"import {', '.join(PACKAGES)}, json; print(json.dumps([p.__file__ for p in ({', '.join(PACKAGES)})]))"
    done = call(installed / "python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for file in json.loads(done.stdout):
        assert Path(file).resolve().is_relative_to(installed.parent.resolve())


def test_every_module_of_the_wheel_can_be_imported(installed, tmp_path):
    code = (
        "import importlib, pkgutil\n"
        f"for name in {PACKAGES!r}:\n"
        "    package = importlib.import_module(name)\n"
        "    for found in pkgutil.walk_packages(package.__path__, name + '.'):\n"
        "        importlib.import_module(found.name)\n"
        "        print(found.name)\n"
    )
    done = call(installed / "python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {"store.rules.catalogue", "importers.readers.text", "tui.cli"} <= set(
        done.stdout.split()
    )


def test_files_of_data_are_in_the_wheel(source, installed, tmp_path):
    code = "import store, pathlib; print(pathlib.Path(store.__file__).parent.parent)"
    site = Path(call(installed / "python", "-c", code, cwd=tmp_path).stdout.strip())
    data = [
        path.relative_to(source)
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    assert [str(name) for name in data if not (site / name).is_file()] == []
    assert not (site / "tests").exists()


def test_check_outside_the_repository(installed, tmp_path):
    (tmp_path / "年报.txt").write_bytes(encoded(WRONG))
    done = call(installed / "gouji", "--lang", "en", "check", "年报.txt", cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    assert line.startswith("年报.txt:")
    assert " A103 error " in line


def test_rules_outside_the_repository(installed, tmp_path):
    done = call(installed / "gouji", "rules", cwd=tmp_path)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(CODES)


def test_import_and_export_outside_the_repository(installed, tmp_path):
    (tmp_path / "年报.txt").write_bytes(encoded(WRONG))
    assert call(installed / "gouji", "import", "年报.txt", cwd=tmp_path).returncode == 0
    done = call(installed / "gouji", "export", "out.jsonl", "--what", "cells", cwd=tmp_path)
    assert done.returncode == 0
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 200


def test_the_templates_of_letters_come_with_it(installed, tmp_path):
    code = (
        "from store.letter_templates import LetterFormat, load_template;"
        "from store.letter_text import load_phrases;"
        "print([len(load_template(f, None).content) > 100 for f in LetterFormat],"
        " len(load_phrases('zh')) == len(load_phrases('en')))"
    )
    done = call(installed / "python", "-c", code, cwd=tmp_path)
    assert done.stdout.strip() == "[True, True, True] True", done.stderr
