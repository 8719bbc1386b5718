"""Screens as plain text beside golden files; GOUJI_WRITE_GOLDENS=1 writes the files anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rich.cells import cell_len

GOLDENS = Path(__file__).parent / "goldens"
SIZES = ((80, 24), (120, 40))
# As wide as any other, so that a golden has no time of its own.
_TIME = re.compile(r"\d\d-\d\d \d\d:\d\d")


def check_golden(name, lines, width):
    """Compare the lines of a screen with its golden file; no line may be too wide."""
    for line in lines:
        assert cell_len(line) <= width
    text = "\n".join(line.rstrip() for line in lines).rstrip() + "\n"
    text = _TIME.sub("01-31 12:00", text)
    golden = GOLDENS / f"{name}.txt"
    if os.environ.get("GOUJI_WRITE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
