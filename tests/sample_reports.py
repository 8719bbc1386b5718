"""The sample reports as files: ``python -m tests.sample_reports`` writes texts and truths.

The texts go to ``tests/reports``, the truth of each to ``tests/importers/expected``.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.sample_cases import FIGURE_SAMPLES
from tests.sample_defects import DEFECT_SAMPLES
from tests.sample_layouts import Layout
from tests.sample_texts import SampleReport, render, truth

__all__ = [
    "SAMPLES",
    "Layout",
    "SampleReport",
    "encoded",
    "main",
    "render",
    "truth",
    "truth_text",
    "write_all",
    "write_truths",
]

TESTS = Path(__file__).parent
SAMPLES: tuple[SampleReport, ...] = tuple(
    sorted((*FIGURE_SAMPLES, *DEFECT_SAMPLES), key=lambda sample: sample.name)
)


def encoded(sample: SampleReport) -> bytes:
    """The report as the bytes of its file."""
    return render(sample).replace("\n", sample.newline).encode(sample.encoding)


def truth_text(sample: SampleReport) -> str:
    """The truth as JSON, one cell a line."""
    facts = truth(sample)
    cells = facts["cells"]
    assert isinstance(cells, dict)
    lines = [
        f"  {json.dumps(field)}: {json.dumps(cell, ensure_ascii=False)}"
        for field, cell in cells.items()
    ]
    parts = [
        "{\n" + ",\n".join(lines) + "\n }"
        if key == "cells"
        else json.dumps(fact, ensure_ascii=False)
        for key, fact in facts.items()
    ]
    rows = [f" {json.dumps(key)}: {part}" for key, part in zip(facts, parts, strict=True)]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def write_all(folder: Path) -> None:
    """Write the text of every sample."""
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        (folder / f"{sample.name}.txt").write_bytes(encoded(sample))


def write_truths(folder: Path) -> None:
    """Write the truth about every sample."""
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        (folder / f"{sample.name}.json").write_bytes(truth_text(sample).encode())


def main() -> None:
    """Write all samples where the tests expect them."""
    write_all(TESTS / "reports")
    write_truths(TESTS / "importers" / "expected")


if __name__ == "__main__":
    main()
