"""The history over all reports: what it shows of each act, and that it undoes any of them."""

from __future__ import annotations

from store.annotation_log import AnnotationKind, append
from store.annotations import Verdict, decide
from store.flags import flag_record
from tui.actions import Place, actions_at

(HISTORY,) = (action.keys[0] for action in actions_at(Place.QUEUE) if action.id == "history")


async def test_without_a_report_it_shows_what_the_reviewer_did(bench):
    async with bench.running() as desk:
        await desk.press(HISTORY)
        assert desk.place is Place.HISTORY
        await desk.sees(desk.words("history.empty"), desk.words("history.title_today"))
        await desk.press("t")
        await desk.sees(desk.words("history.title_all"))
        await desk.press("u", "escape")
        assert desk.place is Place.QUEUE


def takeover_values(workspace, reviewer, record):
    """What a takeover records: a correction, and a verdict of a colleague."""
    with workspace.transaction():
        for payload in ({"rectified": True, "by": "王某"}, {"rectified": False}):
            append(
                workspace,
                reviewer,
                AnnotationKind.RECTIFIED,
                record.report_id,
                payload,
                record=record,
            )


async def test_values_of_a_takeover_reasons_and_what_is_undone_are_shown(bench):
    bench.fill(30, 2)
    record = bench.flags(30)[0]
    bench.ask(
        decide, bench.reviewer, record.id, record.version, Verdict.DISMISSED, reason="explained"
    )
    bench.ask(takeover_values, bench.reviewer, record)
    async with bench.running() as desk:
        await desk.press(HISTORY, "t", "t")
        await desk.sees(
            "已整改", "未整改", "（王某 填）", "不提 （已作说明）", "茅田乡人民政府 2023"
        )
        await desk.press("end", "u")
        await desk.sees("‹已撤销›")
    assert bench.ask(flag_record, record.id).verdict is None


async def test_older_acts_are_read_when_the_cursor_comes_to_the_end(bench, monkeypatch):
    from store.annotations import add_note

    bench.fill(30)
    for number in range(30):
        bench.ask(add_note, bench.reviewer, bench.report_id(30), None, f"第{number:02}条")
    monkeypatch.setattr("tui.screens.history._AT_ONCE", 7)
    async with bench.running() as desk:
        await desk.press(HISTORY, "t", "t")
        assert len(desk.screen.acts) == 7
        await desk.press("end")
        assert len(desk.screen.acts) == 30
        await desk.sees("第00条")
        await desk.press("u")
        await desk.told("told.undone", what=desk.words("what.note"))
        assert [act.entry.is_undone for act in desk.screen.acts][-1]
