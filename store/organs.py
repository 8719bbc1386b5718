"""Public bodies: found by name and region, never merged on the name alone."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace
from store.report import Level


@dataclass(frozen=True, slots=True)
class Organ:
    """A public body as the workspace knows it."""

    id: int
    name: str
    region: str | None
    level: Level


def find_organ(workspace: Workspace, name: str, region: str | None) -> Organ | None:
    """The organ of exactly this name and region (None is a region of its own: unknown)."""
    row = workspace.row(
        "select id, name, region, level from organ"
        " where name = ? and ifnull(region, '') = ifnull(?, '')",
        [name, region],
    )
    return Organ(row[0], row[1], row[2], Level(row[3])) if row else None


def ensure_organ(workspace: Workspace, name: str, region: str | None, level: Level) -> Organ:
    """The organ of this name and region, made where it is new."""
    found = find_organ(workspace, name, region)
    if found is not None:
        return found
    organ_id = workspace.execute(
        "insert into organ(name, region, level) values (?, ?, ?)", [name, region, level.value]
    )
    return Organ(organ_id, name, region, level)


# Of organs without a region the roster can tell: there is one of this name, or it says none.
IS_UNCLEAR = (
    "(organ.region is null and not exists (select 1 from roster where roster.organ_id = organ.id))"
)


def is_clear(workspace: Workspace, organ: Organ) -> bool:
    """Whether reports of this name and region are surely one organ's."""
    return (
        organ.region is not None
        or workspace.row("select 1 from roster where organ_id = ?", [organ.id]) is not None
    )
