"""The log of annotations as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from store.database import Workspace
from store.privacy import redact_values
from store.reports import iterate_reports
from store.row_values import HEAD, Row, report_head, with_copy_state

_HASHES = ("fingerprint", "cells", "sha256")
_LOG = (
    "select a.id, a.at, a.account, a.reviewer, a.kind, a.rule, a.anchor, a.undoes,"
    " exists(select 1 from undone as u where u.id = a.id), a.payload"
    " from annotation as a where a.report_id is ? order by a.id"
)


def annotation_rows(
    workspace: Workspace,
    *,
    current_only: bool = False,
    words: str = "",
    with_personal: bool = False,
) -> Iterator[Row]:
    """The log, undone records too: of every report, oldest first, then what holds for all.

    What is of no report (taught labels) is left out where ``words`` choose among reports.
    Personal data in what was written is replaced by marks unless ``with_personal``.
    """
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
        head = report_head(with_copy_state(workspace, stored))
        for row in workspace.rows(_LOG, [stored.id]):
            yield _annotation_row(row, head, with_personal)
    if not words:
        for row in workspace.rows(_LOG, [None]):
            yield _annotation_row(row, dict.fromkeys(HEAD), with_personal)


def _annotation_row(row: Sequence[Any], head: Row, with_personal: bool) -> Row:
    payload = json.loads(row[9])
    if not with_personal:
        payload = {k: v if k in _HASHES else redact_values(v) for k, v in payload.items()}
    return {
        "annotation": row[0],
        "at": row[1],
        "account": row[2],
        "reviewer": row[3],
        # "kind" is the report's: whose figures it gives.
        "act": row[4],
        **head,
        "rule": row[5],
        "anchor": row[6],
        "undoes": row[7],
        "undone": bool(row[8]),
        "payload": payload,
    }
