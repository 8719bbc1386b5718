"""Who is to review what, worked out before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from store.assignments import Assignable


def free(reports: Sequence[Assignable], *, again: bool = False) -> list[Assignable]:
    """Those that are to be reviewed and are nobody's; with ``again`` also what is somebody's."""
    return [one for one in reports if not one.is_signed and (again or not one.assignee)]


def assign_by_region(reports: Sequence[Assignable], region: str) -> list[Assignable]:
    """Those of a region, named in whole or in part."""
    return [one for one in reports if region.casefold() in one.region.casefold()]


def assign_by_pattern(reports: Sequence[Assignable], pattern: str) -> list[Assignable]:
    """Those whose file has a name like ``*乡*.docx``; a pattern with / is of the whole path."""
    whole = "/" in pattern
    return [
        one
        for one in reports
        if fnmatchcase(one.path if whole else PurePosixPath(one.path).name, pattern)
    ]


def assign_by_count(
    reports: Sequence[Assignable], names: Sequence[str], each: int | None = None
) -> Mapping[str, tuple[Assignable, ...]]:
    """Reports dealt in turn to names, first ones first: ``each`` to a name, or all of them."""
    if each is not None:
        reports = reports[: each * len(names)]
    return {name: tuple(reports[at :: len(names)]) for at, name in enumerate(names)}
