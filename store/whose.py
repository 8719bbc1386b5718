"""Conditions of SQL that are about reviewers: whose a report is, who is at it, who is asked."""

from __future__ import annotations

import time

from store.filter_words import ASSIGNEES, folded
from store.holds import HOLD_SECONDS
from store.reviewer import Reviewer
from store.storable import storable

Condition = tuple[str, list[str | int | float]]

# For statements that know ``report``: the name in force, NULL or "" where there is none. What was
# said last of any file of the series holds: a corrected file stays with its reviewer.
ASSIGNEE = (
    "(select given.reviewer from report as version join assignment as given"
    " on given.report_id = version.id where version.series_id = report.series_id"
    " order by given.annotation_id desc limit 1)"
)

# For statements that know ``flag``: unsure, and the reviewer has not decided it. Two looks, so
# that each has its index.
_NOT_MINE = (
    " and not exists (select 1 from annotation as mine where mine.id = flag.decision_id"
    " and mine.uid = ? and mine.reviewer = ?)"
    " and not exists (select 1 from annotation as mine where mine.report_id = flag.report_id"
    " and mine.kind in ('decision', 'remap') and mine.flag_id = flag.id"
    " and mine.uid = ? and mine.reviewer = ?"
    " and not exists (select 1 from undone where undone.id = mine.id))"
)


def is_unsure_for(reviewer: Reviewer) -> Condition:
    """Flags that another reviewer is unsure of, and on which this one has not decided."""
    own: list[str | int | float] = [reviewer.uid, storable(reviewer.label)]
    return f"flag.is_raised = 1 and flag.verdict = 'unsure'{_NOT_MINE}", own + own


def waits_for(reviewer: Reviewer) -> Condition:
    """Reports not signed off that have a flag which waits for a second look by this reviewer."""
    condition, parameters = is_unsure_for(reviewer)
    return (
        "(report.sign_off is null or report.is_changed = 1)"  # noqa: S608
        f" and report.id in (select flag.report_id from flag where {condition})",
        parameters,
    )


def is_assigned(value: str, me: Reviewer) -> Condition:
    """Reports assigned to a name, to "me", or to nobody ("none"), in either language."""
    if folded(value) in ASSIGNEES["none"]:
        return f"ifnull({ASSIGNEE}, '') = ''", []
    name = me.name if folded(value) in ASSIGNEES["me"] else value
    return f"{ASSIGNEE} = ?", [storable(name)]


def is_claimed(value: str, me: Reviewer) -> Condition:
    """Reports held now: by "me", by "others", or by nobody ("none")."""
    now = time.time()
    parameters: list[str | int | float] = [now, now + HOLD_SECONDS]
    held = "select held.report_id from hold as held where held.until > ? and held.until <= ?"
    if value == "none":
        return f"report.id not in ({held})", parameters
    who = "held.uid = ? and held.reviewer = ?"
    who = who if value == "me" else f"not ({who})"
    return f"report.id in ({held} and {who})", [*parameters, me.uid, storable(me.label)]
