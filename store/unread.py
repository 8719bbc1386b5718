"""Files that could not be read: they are looked at by hand, and signed off by a record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from store.database import Workspace
from store.errors import NO_REPORT, AnnotationError
from store.filters import holds_without_report
from store.reviewer import Reviewer

_SIGNED = (
    "select json_extract(a.payload, '$.path'), json_extract(a.payload, '$.sha256'),"
    " ifnull(nullif(a.reviewer, ''), a.account) from annotation as a"
    " where a.report_id is null and a.kind = 'sign_off'"
    " and not exists (select 1 from undone as u where u.id = a.id) order by a.id"
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, with the reason; ``signed_by`` who looked at it, or None."""

    path: str
    code: str
    params: Mapping[str, object]
    signed_by: str | None


def unread_files(workspace: Workspace, words: str = "") -> tuple[Unread, ...]:
    """Files that could not be read, those that nobody signed off first.

    ``words`` are a filter that has to hold of the path. Files without a report in them are left out.
    """
    rows = workspace.rows(
        "select path, sha256, code, params from failure where code <> ? order by path", [NO_REPORT]
    )
    signed = {(row[0], row[1]): str(row[2]) for row in workspace.rows(_SIGNED)} if rows else {}
    found = [
        Unread(path, code, json.loads(params), signed.get((path, sha256)))
        for path, sha256, code, params in rows
        if holds_without_report(words, path)
    ]
    return tuple(sorted(found, key=lambda one: one.signed_by is not None))


def sign_off_unread(workspace: Workspace, reviewer: Reviewer, path: str) -> int:
    """Say that a reviewer looked at a file that could not be read; the annotation's id.

    It holds for this content: another file under the same name is asked about again. Raises
    AnnotationError where the file has been read meanwhile.
    """
    from store.annotation_log import AnnotationKind, append

    with workspace.transaction():
        row = workspace.row("select sha256 from failure where path = ?", [path])
        if row is None:
            raise AnnotationError("unread_gone", path=path)
        payload = {"path": path, "sha256": row[0]}
        return append(workspace, reviewer, AnnotationKind.SIGN_OFF, None, payload)
