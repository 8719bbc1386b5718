"""Unsure flags are for somebody who has not seen them: which ones wait for a reviewer."""

from __future__ import annotations

from collections.abc import Sequence

from store.database import Workspace
from store.reviewer import Reviewer
from store.storable import compact_json
from store.whose import is_unsure_for


def unsure_for(
    workspace: Workspace,
    reviewer: Reviewer,
    report_ids: Sequence[int] | None = None,
    *,
    second_view: bool | None = None,
) -> dict[int, tuple[int, ...]]:
    """Flags that another reviewer is unsure of and this one has not decided, by report.

    Of some reports, or of all; of one view, or of both. Those on which the reviewer was unsure are left out, also when a
    third one has said unsure since.
    """
    condition, parameters = is_unsure_for(reviewer)
    only = ""
    if report_ids is not None:
        only = " and flag.report_id in (select value from json_each(?))"
        parameters = [*parameters, compact_json(list(report_ids))]
    if second_view is not None:
        only += " and flag.second_view = ?"
        parameters = [*parameters, int(second_view)]
    found: dict[int, list[int]] = {}
    for report_id, flag_id in workspace.rows(
        f"select report_id, id from flag where {condition}{only} order by report_id, position, id",  # noqa: S608
        parameters,
    ):
        found.setdefault(report_id, []).append(flag_id)
    return {report_id: tuple(flags) for report_id, flags in found.items()}
