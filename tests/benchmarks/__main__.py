"""All promises measured: ``python -m tests.benchmarks`` makes what it needs and prints one table.

``--quick`` takes fewer files, for a look; ``--only`` measures one part. What is measured is CPU
time where wall time would tell more of the machine's other work than of gouji; the whole import,
starts and keys are wall time and want an idle machine. Of three runs of a reader, and of an
import, the one that the machine disturbed least counts, gouji's and the others' alike.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.budgets import HEAD, Line, importing, locating, reading, starting
from tests.benchmarks.measuring import begin_as_installed
from tests.benchmarks.screens import at_scale, at_terminal
from tests.benchmarks.table import machine, markdown

_LIBRARIES = (
    "pypdfium2", "pdfplumber", "camelot-py", "pymupdf", "lxml", "python-docx", "selectolax",
    "pandas", "textual",
)  # fmt: skip
_PARTS = ("reading", "import", "start", "repair", "scale", "screen")


def main() -> None:
    """Measure and print."""
    begin_as_installed()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer files and reports")
    parser.add_argument("--only", action="append", choices=_PARTS)
    parser.add_argument("--reports", type=int, default=10_000, help="of the parts on scale")
    parser.add_argument(
        "--folder",
        type=Path,
        help="where the imported workspace is kept, gone on with, and shown on the screen",
    )
    chosen = parser.parse_args()
    head = machine(_LIBRARIES)
    lines = []
    for line in _measured(chosen):
        print("  ".join(filter(None, line.cells)), flush=True)
        lines.append(line)
    missed = [line.what for line in lines if line.ratio > 1]
    print(f"\n{head}\n\n{markdown(HEAD, [line.cells for line in lines])}")
    print(f"\nover budget: {'; '.join(missed) or 'nothing'}")


def _measured(chosen: argparse.Namespace) -> Iterator[Line]:
    quick = chosen.quick
    wanted = chosen.only or _PARTS
    repeats = 1 if quick else 3
    if "reading" in wanted:
        yield from reading(4 if quick else 20, repeats)
    if "import" in wanted:
        yield from importing(100 if quick else 2_000, repeats)
    if "start" in wanted:
        yield from starting()
    if "repair" in wanted:
        yield from locating(5 if quick else 50)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        if "scale" in wanted:
            _, lines = at_scale(folder, 200 if quick else chosen.reports)
            yield from lines
        if "screen" in wanted:
            yield from at_terminal(folder, 1_000 if quick else chosen.reports)


if __name__ == "__main__":
    main()
