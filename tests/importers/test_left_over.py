"""Copies of reports that a killed program left behind are removed, others' folders are not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from importers.readers.left_over import prefix, remove_left_overs


def test_only_folders_of_dead_processes_of_ours_go(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True
    )
    dead = tmp_path / f"gouji-{int(done.stdout)}-abc"
    kept = [tmp_path / f"{prefix()}abc", tmp_path / "gouji-notes", tmp_path / "other-1-x"]
    for path in (dead, *kept):
        path.mkdir()
        (path / "0.doc").write_bytes(b"x")
    (tmp_path / "gouji-1-link").symlink_to(kept[2])
    remove_left_overs()
    assert not dead.exists()
    assert all((path / "0.doc").exists() for path in kept)
    assert prefix().startswith(f"gouji-{os.getpid()}-")
