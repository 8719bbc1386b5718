"""The letter before: what it said, and what became of it in this version of the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.database import Workspace
from store.finding_words import enters_letter
from store.flags import FlagRecord, flags_of
from store.reports import StoredReport
from store.rounds import Fate, round_of
from store.versions import versions_of


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that was issued on a version before this one, and how many there were so far."""

    report_id: int
    number: int
    payload: Mapping[str, Any]


def _issued(workspace: Workspace, report_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Reports and records of the letters in force on some reports, oldest first."""
    rows = workspace.rows(
        "select a.report_id, a.payload from annotation as a where a.kind = 'issued'"  # noqa: S608
        f" and a.report_id in ({', '.join('?' * len(report_ids))})"
        " and not exists (select 1 from undone as u where u.id = a.id) order by a.id",
        list(report_ids),
    )
    return [(row[0], row[1]) for row in rows]


def last_letter(workspace: Workspace, stored: StoredReport) -> SentLetter | None:
    """The letter on the latest version of a report's series before it that had one."""
    earlier = versions_of(workspace, stored.series_id).before(stored.id)
    sent = _issued(workspace, earlier) if earlier else []
    if not sent:
        return None
    last_id, payload = sent[-1]
    return SentLetter(last_id, len({report_id for report_id, _ in sent}), json.loads(payload))


def unseen_findings(workspace: Workspace, report_id: int) -> list[FlagRecord]:
    """Confirmed findings of earlier versions that this one neither shows nor shows as mended."""
    found = round_of(workspace, report_id)
    records = [entry.before for entry in found.unseen] if found else []
    return [record for record in records if record is not None and enters_letter(record)]


def fates_since(
    workspace: Workspace, report_id: int, sent: Mapping[str, Any]
) -> dict[tuple[str, str], Fate]:
    """What became of the findings of the letter before, by rule and anchor as they are now."""
    named = {(str(item["rule"]), str(item["anchor"])) for item in sent["items"]}
    fates: dict[tuple[str, str], Fate] = {}
    compared = round_of(workspace, report_id)
    for flag in compared.flags if compared else ():
        before = (flag.before.flag.rule, flag.before.flag.anchor) if flag.before else None
        if before not in named:
            continue
        named.discard(before)
        now = (flag.now.flag.rule, flag.now.flag.anchor) if flag.now else before
        fates[now] = flag.fate
    # The letter may be older than the version that this one is compared with.
    raised = {(r.flag.rule, r.flag.anchor) for r in flags_of(workspace, report_id)}
    return fates | dict.fromkeys(named & raised, Fate.STILL)
