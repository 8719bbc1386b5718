"""Words that a reviewer types to find reports, as a condition of SQL."""

from __future__ import annotations


def matching(words: str) -> tuple[str, list[str]]:
    """SQL condition and parameters: every word occurs in name, region, year or path."""
    parts = words.split()
    if not parts:
        return "", []
    condition = (
        " and instr(lower(ifnull(organ.region, '') || ifnull(organ.name, '') || ' '"
        " || ifnull(series.year, '') || ' ' || report.path), lower(?)) > 0"
    )
    return condition * len(parts), parts
