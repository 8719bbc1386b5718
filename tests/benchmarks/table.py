"""What a benchmark prints: the machine, and tables in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")


def machine(distributions: Iterable[str]) -> str:
    """Date, processor, cores, load, Python and the versions of libraries, on three lines."""
    found = [f"{name} {_version(name) or 'not installed'}" for name in distributions]
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return "\n".join(
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_processor()}, {os.cpu_count()} cores{load}",
            f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}",
            ", ".join(found),
        )
    )


def _processor() -> str:
    if _CPUINFO.exists():
        for line in _CPUINFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def is_installed(distribution: str) -> bool:
    """Whether a distribution is installed, by its name on the package index."""
    return _version(distribution) is not None


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with aligned columns, the first to the left and the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    rule = ["-" * width if not at else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
    drawn = [
        [text.rjust(width) if at else text.ljust(width)
         for at, (text, width) in enumerate(zip(line, widths, strict=True))]
        for line in lines
    ]  # fmt: skip
    return "\n".join("| " + " | ".join(line) + " |" for line in (drawn[0], rule, *drawn[1:]))
