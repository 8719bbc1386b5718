"""Which of many reports others are at: a verdict on many asks nobody, so that it is told before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store.database import Workspace
from store.holds import Hold, holds
from store.queue import queue_rows
from store.reviewer import Reviewer
from tui.drawing.people import name_words
from tui.screens.keyed import KeyedScreen


def _others_at(
    workspace: Workspace,
    report_ids: Sequence[int],
    reviewer: Reviewer,
    clock: Callable[[], float],
) -> list[tuple[Hold, str | None]]:
    """Others' holds on some reports, in their order; the first one with the organ."""
    found = holds(workspace, report_ids, reviewer, clock=clock)
    others = [one for one in report_ids if one in found and not found[one].is_own]
    organs = {row.report_id: row.organ for row in queue_rows(workspace, others[:1])}
    return [(found[one], organs.get(one)) for one in others]


async def claimed_by_others(screen: KeyedScreen, report_ids: Sequence[int]) -> str:
    """The first report of some that somebody else has, and how many more; "" where there is none."""
    workbench, words = screen.workbench, screen.words
    once = tuple(dict.fromkeys(report_ids))
    found = await workbench.gateway.read(_others_at, once, workbench.reviewer, workbench.clock)
    if not found:
        return ""
    hold, organ = found[0]
    name = name_words(hold.reviewer_name)
    shown = words("gathered.claimed", organ=organ or words("unknown_organ"), name=name)
    more = len(found) - 1
    return shown + (words("gathered.claimed_more", count=more) if more else "")
