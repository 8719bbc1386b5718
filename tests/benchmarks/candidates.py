"""Who is measured: gouji's readers, and the libraries that people would take instead."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.measuring import peak_megabytes
from tests.benchmarks.table import is_installed

if TYPE_CHECKING:
    from tests.benchmarks.scoring import Value

    # What was found by field, and the fields that a doubt was raised about.
    Found = tuple[dict[str, Value], frozenset[str]]

FUNCTION = "tests.benchmarks.candidates:measure"
RULED, UNRULED = "PDF", "PDF without ruling lines"
_PDF = (RULED, UNRULED)
KINDS = (*_PDF, "DOCX", "HTML", "MHTML", "XLSX")
_OWN = "gouji"


@dataclass(frozen=True)
class Candidate:
    """``read`` is timed; ``found`` says what that was worth and is not.

    Both are functions of ``module``, which is imported where the candidate is measured: nobody
    carries the memory of another. ``distribution`` has to be installed.
    """

    name: str
    kinds: tuple[str, ...]
    distribution: str
    module: str
    read: str
    found: str

    @property
    def is_installed(self) -> bool:
        """Whether it can be measured; gouji is this checkout, installed or not."""
        return self.distribution == _OWN or is_installed(self.distribution)

    def read_file(self, path: Path) -> Any:
        """Read one file; None where the candidate cannot."""
        try:
            return self._function(self.read)(path)
        except ValueError:
            return None

    def found_in(self, raw: Any, path: Path) -> Found:
        """What the result of reading is worth; nothing where there is none."""
        if raw is None:
            return {}, frozenset()
        found: Found = self._function(self.found)(raw, path)
        return found

    def _function(self, name: str) -> Any:
        return getattr(import_module(self.module), name)


_GOUJI, _PEERS = "tests.benchmarks.gouji_reading", "tests.benchmarks.peers"
CANDIDATES = (
    Candidate("gouji reader", KINDS, _OWN, _GOUJI, "read", "found_in_document"),
    Candidate("gouji file to report", KINDS, _OWN, _GOUJI, "report", "found_in_file"),
    Candidate("gouji file to flags", KINDS, _OWN, _GOUJI, "flags", "found_in_checked"),
    Candidate("pdfplumber", _PDF, "pdfplumber", _PEERS, "pdfplumber", "found_in_lists"),
    Candidate("camelot lattice", _PDF, "camelot-py", _PEERS, "camelot", "found_in_camelot"),
    Candidate("PyMuPDF tables", _PDF, "pymupdf", _PEERS, "pymupdf", "found_in_lists"),
    Candidate("python-docx", ("DOCX",), "python-docx", _PEERS, "python_docx", "found_in_lists"),
    Candidate("pandas.read_html", ("HTML",), "pandas", _PEERS, "pandas", "found_in_frames"),
    Candidate("openpyxl", ("XLSX",), "openpyxl", _PEERS, "openpyxl", "found_in_lists"),
)
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
_BY_NAME = {candidate.name: candidate for candidate in CANDIDATES}


def measure(name: str, paths: Sequence[str], truths: Sequence[str]) -> dict[str, float]:
    """Read all files once and time it; one file was read before, so that all is imported.

    With ``truths`` the files are read once more to count cells: after the clock and the memory
    were read.
    """
    candidate = _BY_NAME[name]
    files = [Path(path) for path in paths]
    candidate.read_file(files[0])
    # As in the processes that read in an import; the same for all.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    began, used = time.perf_counter(), time.process_time()
    for path in files:
        candidate.read_file(path)
    result = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - used,
        "megabytes": peak_megabytes(),
    }
    if truths:
        result |= _count(candidate, files, truths)
    return result


def _count(candidate: Candidate, files: Sequence[Path], truths: Sequence[str]) -> dict[str, float]:
    from tests.benchmarks.scoring import score
    from tests.benchmarks.truths import read_truth

    cells = right = silent = unread = 0
    for path, truth in zip(files, truths, strict=True):
        raw = candidate.read_file(path)
        counted = score(read_truth(Path(truth)), *candidate.found_in(raw, path))
        cells += counted.cells
        right += counted.right
        silent += counted.silent
        unread += raw is None
    return {"cells": cells, "right": right, "silent": silent, "unread": unread}
