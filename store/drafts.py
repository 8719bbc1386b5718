"""Text that a reviewer has typed and not submitted, kept so that a lost terminal loses nothing."""

from __future__ import annotations

from store.database import Workspace
from store.reviewer import Reviewer
from store.storable import storable


def save_draft(workspace: Workspace, reviewer: Reviewer, slot: str, text: str) -> None:
    """Keep the text of one input field; ``slot`` names the field and what it is about."""
    with workspace.transaction():
        workspace.execute(
            "insert or replace into draft(uid, reviewer, slot, text) values (?, ?, ?, ?)",
            [reviewer.uid, storable(reviewer.label), slot, storable(text)],
        )


def load_draft(workspace: Workspace, reviewer: Reviewer, slot: str) -> str | None:
    """The text kept for a field, or None."""
    found = workspace.value(
        "select text from draft where uid = ? and reviewer = ? and slot = ?",
        [reviewer.uid, storable(reviewer.label), slot],
    )
    return str(found) if found is not None else None


def clear_draft(workspace: Workspace, reviewer: Reviewer, slot: str) -> None:
    """Forget the text of a field: it was submitted or given up."""
    with workspace.transaction():
        workspace.execute(
            "delete from draft where uid = ? and reviewer = ? and slot = ?",
            [reviewer.uid, storable(reviewer.label), slot],
        )
