"""Names of the roster's other organs, which a report hardly has a reason to speak of."""

from __future__ import annotations

from store.database import Workspace
from store.report import Identity
from store.roster_names import name_key

_ROUND = "roster_round"
# Shorter names stand in too many words.
_SHORTEST = 3
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


def other_names(workspace: Workspace, identity: Identity) -> frozenset[str] | None:
    """Full, short and former names of the organs of the roster but the report's own.

    Left out is what holds the report's own name or region, or is held by it: parents, and what
    the organ itself is called. None where there is no roster.
    """
    round_ = _round(workspace)
    if not round_:
        return None
    if workspace.roster_names is None or workspace.roster_names[0] != round_:
        rows = workspace.rows(_NAMES)
        workspace.roster_names = (round_, tuple((row[0], row[1], row[2]) for row in rows))
    known = workspace.roster_names[1]
    if not known:
        return None
    region = identity.region or ""
    own = {name for name in (identity.organ, region, region + (identity.organ or "")) if name}
    own |= {
        name
        for name, organ, where in known
        if organ == identity.organ and (where == region or not region)
    }
    own |= {name_key(name) for name in own}
    found = {
        text
        for name, _, _ in known
        for text in (name, name_key(name))
        if len(text) >= _SHORTEST and not any(text in one or one in text for one in own)
    }
    return frozenset(found)
