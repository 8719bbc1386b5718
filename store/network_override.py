"""That a workspace was opened on a network file system all the same, as the log says it."""

from __future__ import annotations

from store.annotation_log import AnnotationKind, append
from store.database import Workspace
from store.reviewer import current_reviewer


def record_override(workspace: Workspace, kind: str) -> None:
    """Record who let SQLite loose on a file system of ``kind``; once for each, not at every start.

    SQLite's locks cannot be relied on there: if a record is ever missing, the log says why.
    """
    reviewer = current_reviewer()
    last = workspace.value(
        "select json_extract(payload, '$.system') from annotation"
        " where uid = ? and reviewer = ? and kind = 'network' order by id desc limit 1",
        [reviewer.uid, reviewer.label],
    )
    if last != kind:
        with workspace.transaction():
            append(workspace, reviewer, AnnotationKind.NETWORK, None, {"system": kind})
