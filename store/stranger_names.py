"""What the organs of the roster are called, and what a report's own one is called there."""

from __future__ import annotations

from store.database import Workspace
from store.report import Identity
from store.roster_names import name_key

_ROUND = "roster_round"
_NAMES = (
    "select organ.name, organ.name, ifnull(organ.region, '') from roster"
    " join organ on organ.id = roster.organ_id"
    " union select named.name, organ.name, ifnull(organ.region, '') from organ_name as named"
    " join organ on organ.id = named.organ_id"
)


def begin_roster_round(workspace: Workspace) -> None:
    """The names of the roster have changed, in the caller's transaction."""
    workspace.execute(
        "insert or replace into meta(key, value) values (?, ?)",
        [_ROUND, str(_round(workspace) + 1)],
    )


def _round(workspace: Workspace) -> int:
    return int(workspace.value("select value from meta where key = ?", [_ROUND]) or 0)


def organ_names(workspace: Workspace) -> frozenset[str] | None:
    """Full, short and former names of all organs of the roster, the full ones with region too.

    None where there is no roster. One and the same set for all reports, so that what a rule
    makes of it is made once.
    """
    round_ = _round(workspace)
    if not round_:
        return None
    if workspace.roster_names is None or workspace.roster_names[0] != round_:
        names = {
            text
            for name, organ, region in workspace.rows(_NAMES)
            for text in (name, region + name if name == organ else name)
        }
        workspace.roster_names = (round_, frozenset(names))
    return workspace.roster_names[1] or None


def own_names(workspace: Workspace, identity: Identity) -> frozenset[str]:
    """What the roster calls a report's own organ, its region and those above it."""
    region = identity.region or ""
    rows = workspace.rows(
        "select named.name from organ join organ_name as named on named.organ_id = organ.id"
        " where organ.name = ? and (ifnull(organ.region, '') = ? or ? = '')"
        " union select heir.name from organ join succession on succession.predecessor_id = organ.id"
        " join organ as heir on heir.id = succession.organ_id"
        " where organ.name = ? and (ifnull(organ.region, '') = ? or ? = '')",
        [identity.organ, region, region] * 2,
    )
    names = {row[0] for row in rows} | {identity.organ or ""}
    return frozenset(name for one in names for name in (one, name_key(one)) if name)
