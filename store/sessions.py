"""Where a reviewer was in a workspace, so that the next start goes on there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from store.database import Workspace
from store.reviewer import Reviewer
from store.storable import storable


@dataclass(frozen=True, slots=True)
class Session:
    """Place in the workbench: screen, filter, report, flag, and the view of the flags."""

    screen: str = "queue"
    filter_words: str = ""
    report_id: int | None = None
    flag_id: int | None = None
    reading_view: bool = False


def save_session(workspace: Workspace, reviewer: Reviewer, session: Session) -> None:
    """Keep where a reviewer is."""
    with workspace.transaction():
        workspace.execute(
            "insert or replace into session(uid, reviewer, state) values (?, ?, ?)",
            [reviewer.uid, storable(reviewer.label), storable(json.dumps(asdict(session)))],
        )


def load_session(workspace: Workspace, reviewer: Reviewer) -> Session | None:
    """Where a reviewer was; None at the first start, or where what is kept cannot be read."""
    found = workspace.value(
        "select state from session where uid = ? and reviewer = ?",
        [reviewer.uid, storable(reviewer.label)],
    )
    if found is None:
        return None
    try:
        state = json.loads(str(found))
    except ValueError:
        return None
    known = {one.name: one for one in fields(Session)}
    if not isinstance(state, dict) or not set(state) <= set(known):
        return None
    session = Session(**state)
    wanted = (str, str, int | None, int | None, bool)
    values = (getattr(session, name) for name in known)
    if not all(isinstance(value, kind) for value, kind in zip(values, wanted, strict=True)):
        return None
    return session


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """Text typed and not submitted: the name of the question, and what it is about, if known."""

    name: str
    report_id: int | None = None
    flag_id: int | None = None
    rule: str | None = None
    organ: str | None = None


def waiting_drafts(workspace: Workspace, reviewer: Reviewer) -> list[WaitingDraft]:
    """The drafts of a reviewer whose report or flag is still there."""
    rows = workspace.rows(
        "select slot from draft where uid = ? and reviewer = ? and text <> '' order by slot",
        [reviewer.uid, storable(reviewer.label)],
    )
    found = [_waiting(workspace, str(row[0])) for row in rows]
    return [draft for draft in found if draft is not None]


def _waiting(workspace: Workspace, slot: str) -> WaitingDraft | None:
    """What a slot is about: ``note:REPORT:FLAG``, ``letter:FLAG``, ``finding:REPORT:LINE:PART``."""
    name, *about = slot.split(":")
    numbers = [int(part) if part.isdecimal() else None for part in about]
    report_id = flag_id = None
    if name == "letter" and numbers:
        flag_id = numbers[0]
    elif numbers:
        report_id = numbers[0]
        flag_id = numbers[1] if name == "note" and len(numbers) > 1 else None
    rule = None
    if flag_id is not None:
        row = workspace.row("select report_id, rule from flag where id = ?", [flag_id])
        if row is None:
            return None
        report_id, rule = int(row[0]), str(row[1])
    if report_id is None:
        return None
    # Seldom a draft waits, and reports take long to load.
    from store.reports import stored_report

    stored = stored_report(workspace, report_id)
    if stored is None:
        return None
    return WaitingDraft(name, report_id, flag_id, rule, stored.organ)
