"""The next start goes on where the reviewer was: filter, report, flag, view; drafts are told."""

from __future__ import annotations

import asyncio

import pytest

from store.drafts import save_draft
from store.sessions import Session, load_session, save_session
from tui.actions import Place


async def test_the_first_start_is_the_queue(bench):
    bench.fill(2, 30)
    assert bench.ask(load_session, bench.reviewer) is None
    async with bench.running() as desk:
        assert desk.place is Place.QUEUE
        assert desk.screen.cursor == 0


async def test_report_and_flag_are_there_again(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("n", "n")
        wanted = desk.record.id
        await desk.press("ctrl+q")
    async with bench.running() as desk:
        await desk.until(lambda: desk.place is Place.REVIEW and desk.screen.state is not None)
        await desk.settle()
        assert desk.record.id == wanted
        await desk.press("escape")
        assert desk.place is Place.QUEUE
        assert desk.screen.report_id == bench.report_id(30)


async def test_files_that_are_known_leave_the_place(bench):
    bench.fill(2, 30)
    paths = [bench.sample(2), bench.sample(30)]
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("2023")
        await desk.open_report(30, bench)
        await desk.press("n", "n")
        wanted = desk.record.id
        await desk.press("ctrl+q")
    async with bench.running(paths=paths) as desk:
        await desk.until(lambda: desk.place is Place.REVIEW, "the report")
        await desk.resumed()
        assert desk.record.id == wanted
        await desk.press("escape")
        assert desk.screen.filter_words == "2023"
        await desk.press("escape", "ctrl+q")
    async with bench.running(paths=[*paths, bench.sample(1)]) as desk:
        await desk.told("told.import_done", imported=1, known=2, skipped=0, failed=0)
        await desk.settle()
        # Something new: one begins with the worst.
        assert desk.place is Place.QUEUE
        assert desk.screen.cursor == 0


async def test_filter_and_view_are_there_again(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("t", "/")
        await desk.submit("茅田")
        await desk.press("q")
    async with bench.running() as desk:
        assert desk.screen.filter_words == "茅田"
        assert len(desk.screen.ids) == 1
        assert desk.app.reading_view
        await desk.press("escape")
        assert len(desk.screen.ids) == 2


@pytest.mark.parametrize(("key", "place"), [("d", Place.LABELS), ("r", Place.ROSTER)])
async def test_other_screens_too(bench, key, place):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press(key)
        await desk.press("ctrl+q")
    async with bench.running() as desk:
        await desk.until(lambda: desk.place is place)


async def test_it_is_kept_while_the_work_goes_on(bench, monkeypatch):
    monkeypatch.setattr("tui.keeping._SECONDS_BETWEEN_KEEPING", 0.02)
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter")
        await desk.until(
            lambda: (bench.ask(load_session, bench.reviewer) or Session()).screen == "review"
        )


async def test_each_reviewer_has_a_place_of_his_own(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("enter", "ctrl+q")
    async with bench.running(reviewer=bench.colleague) as desk:
        await asyncio.sleep(0.05)
        assert desk.place is Place.QUEUE


@pytest.mark.parametrize(
    "session",
    [
        Session("review", "", 4711, 4711),
        Session("nowhere", "", None, None),
        Session("review", "没有的词", 1, 1),
        Session("review", "", 1, 4711),
    ],
)
async def test_a_place_that_is_gone_is_no_error(bench, session):
    bench.fill(2)
    bench.ask(save_session, bench.reviewer, session)
    async with bench.running() as desk:
        await desk.settle()
        assert desk.place in (Place.QUEUE, Place.REVIEW)
        await desk.press("escape", "escape")
        assert desk.place is Place.QUEUE


@pytest.mark.parametrize("state", ["", "[]", "{}", '{"screen": 3}', '{"other": 1}', "null"])
def test_what_is_kept_and_cannot_be_read_is_no_place(bench, state):
    bench.fill(2)
    bench.ask(save_session, bench.reviewer, Session())
    bench.ask(lambda workspace: workspace.execute("update session set state = ?", [state]))
    assert bench.ask(load_session, bench.reviewer) in (None, Session())


async def test_a_draft_is_told_at_the_start_with_its_key(bench):
    bench.fill(2)
    (flag,) = bench.flags(2)
    bench.ask(save_draft, bench.reviewer, f"note:{flag.report_id}:{flag.id}", "电话")
    bench.ask(save_draft, bench.colleague, f"letter:{flag.id}", "别人的")
    bench.ask(save_draft, bench.reviewer, "note:4711:4711", "没有了的")
    async with bench.running() as desk:
        await desk.told(
            "session.draft", organ="石滩乡人民政府", rule="A103", what="批注", pressed="c"
        )
        assert desk.words("session.drafts", count=1) not in desk.text()
        await desk.press("enter", "c")
        assert desk.answer == "电话"
        await desk.press("enter", "escape")
    async with bench.running() as desk:
        await asyncio.sleep(0.05)
        assert "草稿" not in desk.text()


async def test_nothing_is_replaced_by_an_export_without_another_key(bench):
    bench.fill(2)
    target = bench.folder / "findings.xlsx"
    target.write_bytes(b"filled in by colleagues")
    async with bench.running() as desk:
        for answer in ("", "f4", "n"):
            await desk.press("f4")
            await desk.press("enter")
            await desk.until(lambda: desk.asks("ask.replace"))
            if answer:
                await desk.write(answer)
            await desk.press("enter")
            await desk.told("told.kept_file")
        assert target.read_bytes() == b"filled in by colleagues"
        await desk.press("f4", "enter")
        await desk.until(lambda: desk.asks("ask.replace"))
        await desk.write("y")
        await desk.press("enter")
        await desk.until(lambda: target.read_bytes()[:2] == b"PK")
