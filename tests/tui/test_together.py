"""Several reviewers at one workspace, as one of them sees it on the review screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tui.screens.queue_following
from importers.reread import reread
from store.aliases import teach_label
from store.annotations import Verdict, add_note, change_identity, decide, sign_off, undo
from store.assignments import assign
from store.holds import HOLD_SECONDS, RENEW_SECONDS, holds, release_hold, take_hold
from store.queue import queue_ids, queue_rows
from store.reports import load_report
from store.reviewer import Reviewer
from tui.actions import Place

TIME = 1_700_000_000.0


class Clock:
    """The wall clock of the workbench."""

    def __init__(self):
        self.now = TIME

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr("tui.app.Workbench.clock", staticmethod(found))
    # Looked at when the test says so.
    monkeypatch.setattr("tui.app.Workbench.seconds_between_looks", 3_600.0)
    return found


def claim(bench, number, clock, *, force=False):
    return bench.ask(take_hold, bench.colleague, bench.report_id(number), force=force, clock=clock)


def holder(bench, number, clock):
    """The label of who holds a report."""
    found = bench.ask(holds, [bench.report_id(number)], bench.reviewer, clock=clock)
    return next((hold.label for hold in found.values()), None)


async def look(desk):
    """Let the workbench notice what others wrote."""
    await desk.app.look_now()
    await desk.settle()


def others_decide(bench, number, at=0, verdict=Verdict.DISMISSED, **kind):
    record = bench.flags(number)[at]
    return bench.ask(decide, bench.colleague, record.id, record.version, verdict, **kind)


# --- claims ------------------------------------------------------------------------------------


async def test_opening_claims_and_leaving_frees(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        assert holder(bench, 30, clock) == "li"
        await desk.press("]")
        assert (holder(bench, 30, clock), holder(bench, 2, clock)) != ("li", "li")
        await desk.press("escape")
        assert desk.place is Place.QUEUE
        assert (holder(bench, 30, clock), holder(bench, 2, clock)) == (None, None)


async def test_the_end_of_the_program_frees(bench, clock):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        assert holder(bench, 2, clock) == "li"
    assert holder(bench, 2, clock) is None


async def test_a_lost_terminal_frees(bench, clock):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        desk.app.terminal_lost()
        assert holder(bench, 2, clock) is None


async def test_only_keys_keep_a_claim_and_at_most_once_a_minute(bench, clock):
    bench.fill(2)

    def until():
        (found,) = bench.ask(
            holds, [bench.report_id(2)], bench.reviewer, clock=lambda: TIME
        ).values()
        return found.until

    async with bench.running() as desk:
        await desk.open_report(2, bench)
        clock.now = TIME + RENEW_SECONDS - 1
        await desk.press("down")
        assert until() == TIME + HOLD_SECONDS
        clock.now = TIME + RENEW_SECONDS
        await look(desk)
        assert until() == TIME + HOLD_SECONDS
        await desk.press("down")
        renewed = bench.ask(lambda w: w.value("select until from hold"))
        assert renewed == TIME + RENEW_SECONDS + HOLD_SECONDS


async def test_another_screen_over_the_report_keeps_the_claim(bench, clock):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        await desk.press("s")
        assert holder(bench, 2, clock) == "li"
        clock.now = TIME + RENEW_SECONDS
        await desk.press("down")
        assert bench.ask(lambda w: w.value("select until from hold")) > TIME + HOLD_SECONDS
        await desk.press("escape")
        assert holder(bench, 2, clock) == "li"


async def test_the_report_of_another_is_read_freely_and_asks_at_the_first_verdict(bench, clock):
    bench.fill(30)
    hold = claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        from tui.drawing.people import since_words

        claimed = desk.words("held.by", name="wang", at=since_words(hold))
        assert claimed in desk.lines()[0]
        assert desk.lines()[-1].startswith("C接手")
        await desk.press("n", "p", "s", "escape", "z")
        assert desk.place is Place.REVIEW
        assert "接手后再判" not in desk.text()
        for key in ("1", "2", "3", "4", "y"):
            await desk.press(key)
            await desk.told("held.blocked", name="wang", at=since_words(hold), pressed="C")
        assert bench.log(30) == []
        assert holder(bench, 30, clock) == "wang"


async def test_what_is_no_verdict_is_open_to_all(bench, clock):
    bench.fill(30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("c")
        await desk.write("看过")
        await desk.press("enter")
        (note,) = bench.log(30)
        assert note.payload["text"] == "看过"


@pytest.mark.parametrize(("first", "second"), [("C", "T"), ("T", "C")])
async def test_taking_over_needs_another_key_and_is_logged(bench, clock, first, second):
    bench.fill(30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press(first, first, first)
        assert holder(bench, 30, clock) == "wang"
        assert "记入操作记录" in desk.text()
        await desk.press(second)
        await desk.told("held.taken", name="wang")
        assert holder(bench, 30, clock) == "li"
        assert "认领：wang" not in desk.lines()[0]
        assert "接手" not in desk.lines()[-1]
        (entry,) = bench.log(30)
        assert (entry.kind.value, entry.reviewer, entry.payload["from"]) == ("hold", "li", "wang")
        await desk.press("1")
        assert bench.flags(30)[0].verdict == "confirmed"


async def test_a_question_to_take_over_is_forgotten(bench, clock):
    bench.fill(30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("C", "n", "T")
        assert holder(bench, 30, clock) == "wang"
        await desk.press("escape")
        await desk.open_report(30, bench)
        await desk.press("C")
        clock.now += 16
        await desk.press("T")
        assert holder(bench, 30, clock) == "wang"


async def test_who_is_taken_over_is_told(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        claim(bench, 30, clock, force=True)
        await look(desk)
        await desk.told("held.lost", name="wang")
        assert "认领：wang" in desk.lines()[0]
        await desk.press("1")
        assert bench.flags(30)[0].verdict is None


async def test_a_report_that_becomes_free_is_claimed(bench, clock):
    bench.fill(30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        bench.ask(release_hold, bench.colleague, bench.report_id(30))
        await look(desk)
        await desk.told("held.free", name="wang")
        assert "认领" not in desk.lines()[0]
        assert holder(bench, 30, clock) == "li"
        await desk.press("1")
        assert bench.flags(30)[0].verdict == "confirmed"


async def test_a_holder_who_is_gone_loses_it_in_time(bench, clock):
    bench.fill(30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        clock.now += HOLD_SECONDS - 1
        await look(desk)
        assert "认领：wang" in desk.lines()[0]
        clock.now += 1
        await look(desk)
        assert "认领" not in desk.lines()[0]
        assert holder(bench, 30, clock) == "li"


async def test_next_report_passes_what_others_have(bench, clock):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        order = desk.screen.ids
        middle = next(n for n in (2, 30, 1) if bench.report_id(n) == order[1])
        claim(bench, middle, clock)
        await desk.press("home", "enter")
        await desk.press("]")
        assert desk.screen.state.data.stored.id == order[2]
        assert "跳过他人在审 1 份" in desk.text()
        await desk.press("[")
        assert desk.screen.state.data.stored.id == order[0]
        await desk.press("escape", "home", "down", "enter")
        assert desk.screen.state.data.stored.id == order[1]


async def test_where_others_have_all_that_is_left_it_says_so(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("home", "enter")
        other = next(n for n in (2, 30) if bench.report_id(n) == desk.screen.queue[1])
        claim(bench, other, clock)
        await desk.press("]")
        await desk.told("held.only_others", count=1)
        assert desk.screen.at == 0


async def test_a_claim_reopens_nothing(bench, clock):
    bench.fill(30)
    bench.ask(sign_off, bench.colleague, bench.report_id(30))

    def state():
        (row,) = bench.ask(queue_rows, [bench.report_id(30)])
        return row.state

    before = state()
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        assert holder(bench, 30, clock) == "li"
        assert state() == before
    assert state() == before


async def test_the_report_of_another_is_not_signed_off(bench, clock):
    bench.fill(30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("g")
        assert desk.place is Place.SUMMARY
        await desk.press("y")
        assert desk.place is Place.SUMMARY
        assert "接手后再判" in desk.text()
        assert bench.log(30) == []


async def test_a_locked_workspace_holds_up_no_reading(bench, clock, monkeypatch):
    bench.fill(30)
    from store.errors import WorkspaceError

    def locked(*args, **kind):
        raise WorkspaceError("workspace_locked")

    monkeypatch.setattr("tui.holding.take_hold", locked)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        assert holder(bench, 30, clock) is None
        await desk.press("1")
        assert bench.flags(30)[0].verdict == "confirmed"


# --- what others do ----------------------------------------------------------------------------


async def test_the_verdict_of_another_appears_and_nothing_moves(bench, clock):
    bench.fill(30)
    async with bench.running(size=(120, 40)) as desk:
        await desk.open_report(30, bench)
        await desk.press("n", "space", "p")
        here, marks = desk.record.id, desk.screen.marks
        await look(desk)
        before = desk.lines()
        others_decide(bench, 30, 2)
        await look(desk)
        assert desk.record.id == here
        assert desk.screen.marks == marks
        rule = bench.flags(30)[2].flag.rule
        await desk.told("held.did", name="wang", rule=rule, verdict="不提")
        assert desk.lines() != before
        assert desk.screen.state.shown[2].verdict == "dismissed"
        after = desk.lines()
        await look(desk)
        assert desk.lines() == after


async def test_an_open_question_and_its_text_stay(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("c")
        await desk.write("正在写")
        others_decide(bench, 30, 0)
        await look(desk)
        assert (desk.is_asking, desk.answer) == (True, "正在写")
        await desk.press("enter")
        await look(desk)
        assert "不提" in desk.text()
        assert {entry.kind.value for entry in bench.log(30)} == {"note", "decision"}


async def test_an_undo_and_a_note_of_another_appear(bench, clock):
    bench.fill(30)
    others_decide(bench, 30, 0)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("p", "p")
        assert "不提" in desk.text()
        (entry,) = bench.log(30)
        bench.ask(undo, bench.colleague, entry.id, None)
        await look(desk)
        assert "‹不提›" not in desk.text()
        bench.ask(add_note, bench.colleague, bench.report_id(30), desk.record.id, "电话问过")
        await look(desk)
        assert "电话问过" in desk.text()


async def test_the_list_of_flags_follows_too(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("0", "down")
        assert desk.place is Place.FLAGS
        others_decide(bench, 30, 2)
        await look(desk)
        assert desk.screen.cursor == 1
        assert "不提" in desk.lines()[3]


# --- too late ----------------------------------------------------------------------------------


async def test_a_verdict_that_comes_too_late_is_shown_beside_theirs(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        others_decide(bench, 30, 0, reason="local_usage")
        await desk.press("1")
        await desk.sees("你　　属实", "对方　wang", "不提", "现在　‹不提›", "y 仍判属实")
        assert [entry.reviewer for entry in bench.log(30)] == ["wang"]
        # The key that was refused, and all others, decide nothing.
        for key in ("1", "3", "4", "2", "x"):
            await desk.press(key)
        assert [entry.reviewer for entry in bench.log(30)] == ["wang"]


async def test_theirs_is_taken_by_escape(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        here = desk.record.id
        others_decide(bench, 30, 0)
        await desk.press("1", "escape")
        await desk.told("stale.theirs_stands")
        assert desk.place is Place.REVIEW
        assert "对方" not in desk.text().replace("以对方的判定为准", "")
        assert desk.record.id == here
        assert bench.flags(30)[0].verdict == "dismissed"
        await desk.press("n", "1")
        assert bench.flags(30)[1].verdict == "confirmed"


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("1", "y", "confirmed"),
        ("y", "1", "confirmed"),
        ("2", "r", "misread"),
        ("4", "w", "unsure"),
        ("x", "3", "dismissed"),
    ],
)
async def test_ones_own_is_decided_again_by_another_key(bench, clock, first, second, verdict):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        here = desk.record.id
        others_decide(bench, 30, 0, Verdict.DISMISSED if verdict != "dismissed" else Verdict.UNSURE)
        await desk.press(first, second)
        log = bench.log(30)
        assert [(entry.reviewer, entry.flag_id) for entry in log] == [("wang", here), ("li", here)]
        assert log[1].payload["verdict"] == bench.flags(30)[0].verdict == verdict
        assert desk.record.id != here
        assert "对方" not in desk.text()


async def test_a_refusal_of_the_second_is_shown_again(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        others_decide(bench, 30, 0)
        await desk.press("1")
        others_decide(bench, 30, 0, Verdict.UNSURE)
        await desk.press("y")
        await desk.sees("现在　‹待核")
        assert [entry.reviewer for entry in bench.log(30)] == ["wang", "wang"]


async def test_what_was_seen_before_others_decided_is_refused_too(bench, clock):
    """The screen follows by itself: a key that was on its way must not decide on what is new."""
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        others_decide(bench, 30, 0)
        await look(desk)
        assert "不提" in desk.text()
        await desk.press("1")
        await desk.sees("你　　属实", "对方　wang")
        assert [entry.reviewer for entry in bench.log(30)] == ["wang"]
        await desk.press("y")
        assert bench.flags(30)[0].verdict == "confirmed"


async def test_gone_away_and_come_back_it_is_decided_at_once(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        others_decide(bench, 30, 0)
        await look(desk)
        await desk.press("n", "p", "1")
        assert bench.flags(30)[0].verdict == "confirmed"


async def test_the_reason_of_a_refused_dismissal_stays(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press(".")
        others_decide(bench, 30, 0, Verdict.CONFIRMED)
        await desk.write("已电话说明")
        await desk.press("enter")
        await desk.sees("已电话说明", "对方　wang", "3 仍判不提")
        await desk.press("3")
        assert bench.log(30)[-1].payload["reason"] == "已电话说明"


async def test_a_value_that_was_typed_stays(bench, clock):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        await desk.press("2")
        others_decide(bench, 2, 0, Verdict.CONFIRMED)
        await desk.replace("3")
        await desk.press("enter")
        await desk.sees("你　　读错", "→3", "对方　wang", "r 仍判读错")
        await desk.press("r")
        last = bench.log(2)[-1]
        assert (last.reviewer, last.payload["verdict"]) == ("li", "misread")
        assert [value for value, _ in last.payload["readings"].values()] == [3]


async def test_moving_on_leaves_theirs(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        others_decide(bench, 30, 0)
        await desk.press("1", "n")
        assert "对方" not in desk.text()
        await desk.press("1")
        assert bench.flags(30)[1].verdict == "confirmed"
        assert bench.flags(30)[0].verdict == "dismissed"


# --- the other screens -------------------------------------------------------------------------


def row_of(desk, name):
    (line,) = [line for line in desk.lines() if name in line]
    return line


async def test_the_queue_shows_who_has_a_report(bench, clock):
    bench.fill(2, 30)
    async with bench.running(size=(120, 40)) as desk:
        from tui.drawing.people import since_words

        await desk.press("down")
        here = desk.screen.cursor
        hold = claim(bench, 30, clock)
        await look(desk)
        assert f"认领：wang {since_words(hold)}" in row_of(desk, "茅田乡")
        assert desk.screen.cursor == here
        assert "认领：wang" in desk.lines()[-2]
        clock.now += HOLD_SECONDS
        await look(desk)
        assert "认领" not in desk.text()


async def test_at_80_cells_the_claim_stands_in_place_of_the_state(bench, clock):
    bench.fill(2, 30)
    claim(bench, 30, clock)
    async with bench.running() as desk:
        line = row_of(desk, "茅田乡")
        assert "认领：wang" in line
        assert "未审" not in line
        assert "未审" in row_of(desk, "石滩乡")


async def test_the_queue_shows_to_whom_a_report_is_assigned(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        bench.ask(assign, bench.colleague, [bench.report_id(30)], "wang")
        await look(desk)
        assert "未审 →wang" in row_of(desk, "茅田乡")
        await desk.press("down")
        assert "分派：wang" in desk.lines()[-2]
    async with bench.running(size=(120, 40)) as desk:
        assert "分派：wang" in row_of(desk, "茅田乡")
        await desk.press("/")
        await desk.submit("分派:无")
        assert len(desk.screen.ids) == 1
        await desk.press("/")
        await desk.submit("assigned:wang")
        assert desk.screen.ids == (bench.report_id(30),)


async def test_filters_ask_for_who_sits_at_the_workbench(bench, clock):
    bench.fill(2, 30)
    bench.ask(assign, bench.colleague, [bench.report_id(2)], "li")
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("分派:我")
        assert desk.screen.ids == (bench.report_id(2),)


async def test_the_queue_keeps_its_order_and_cursor_while_others_decide(bench, clock):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        order = desk.screen.ids
        await desk.press("down", "space")
        here, marks = desk.screen.report_id, desk.screen.marks
        for _ in range(4):
            flag = next(f for f in bench.flags(30) if f.verdict is None)
            bench.ask(decide, bench.colleague, flag.id, flag.version, Verdict.DISMISSED)
        await look(desk)
        assert desk.screen.ids == order
        assert (desk.screen.report_id, desk.screen.marks) == (here, marks)
        assert "4" in row_of(desk, "茅田乡")[-4:]
        assert "已判定" in row_of(desk, "茅田乡")


async def test_reports_that_others_import_come_behind(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("down")
        here, order = desk.screen.report_id, desk.screen.ids
        bench.fill(18)
        await look(desk)
        assert desk.screen.ids == (*order, bench.report_id(18))
        assert desk.screen.report_id == here


async def test_behind_the_reports_the_cursor_stays_too(bench, clock):
    bench.fill(2, 30).fill_failing("坏.docx", b"PK\x03\x04")
    async with bench.running() as desk:
        await desk.press("end")
        here = desk.screen.behind
        assert here is not None and here.path == "坏.docx"
        bench.fill(18)
        await look(desk)
        assert desk.screen.behind == here
        assert desk.lines()[desk.screen.cursor + 2].startswith("▸坏.docx")


async def test_a_verdict_while_reports_are_counted_waits_for_nothing(bench, clock, monkeypatch):
    """Counting all reports may take long: no key waits for it, and rows are read at once."""
    import threading

    go_on = threading.Event()
    counted = tui.screens.queue_following._counted

    def slow(*args):
        assert go_on.wait(20)
        return counted(*args)

    monkeypatch.setattr("tui.screens.queue_following._counted", slow)
    bench.fill(2, 30)
    async with bench.running() as desk:
        claim(bench, 30, clock)
        await desk.app.look_now()
        await desk.sees("认领：wang")
        desk.app.post_message(desk.key("down"))
        await desk.until(lambda: desk.screen.cursor == 1, "the cursor to move")
        go_on.set()


async def test_a_question_of_the_queue_stays_while_it_follows(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.write("石")
        claim(bench, 30, clock)
        await look(desk)
        assert (desk.is_asking, desk.answer) == (True, "石")
        assert "认领：wang" in row_of(desk, "茅田乡")


async def test_progress_follows(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("f8", "tab", "tab", "tab")
        assert "wang" not in desk.text()
        others_decide(bench, 30)
        await look(desk)
        await desk.sees("wang")


async def test_labels_follow_what_others_teach(bench, clock):
    bench.fill(18)
    async with bench.running() as desk:
        await desk.press("d")
        (key,) = {label.key for label in desk.screen.state.labels}
        bench.ask(teach_label, bench.colleague, key, None)
        bench.ask(teach_label, bench.colleague, key, "foreign")
        await look(desk)
        assert desk.screen.state.taught or not desk.screen.state.labels


async def test_the_roster_follows_what_others_say(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("r")
        await look(desk)
        before = desk.screen.state.rows
        identity = bench.ask(load_report, bench.report_id(30)).identity
        bench.ask(
            change_identity,
            bench.colleague,
            bench.report_id(30),
            replace(identity, organ="茅田镇人民政府"),
        )
        await look(desk)
        assert desk.screen.state.rows != before or not before
        assert "茅田镇" in desk.text() or not before


async def test_help_over_a_screen_hides_nothing_from_it(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("f1")
        claim(bench, 30, clock)
        await look(desk)
        await desk.press("escape")
        await look(desk)
        assert "认领：wang" in row_of(desk, "茅田乡")


# --- unsure ------------------------------------------------------------------------------------


async def test_own_unsure_waits_for_another(bench, clock):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("4", "p")
        assert "‹待核（等他人）›" in desk.text()


async def test_what_others_were_unsure_of_comes_to_me(bench, clock):
    bench.fill(30)
    others_decide(bench, 30, 2, Verdict.UNSURE)
    async with bench.running() as desk:
        await desk.open_report(30, bench)
        await desk.press("1")
        assert desk.record.id == bench.flags(30)[1].id
        await desk.press("1")
        assert desk.record.id == bench.flags(30)[2].id
        assert "‹待核（待您核）›" in desk.text()
        await desk.press("3")
        assert bench.flags(30)[2].verdict == "dismissed"
        assert desk.record.id == bench.flags(30)[3].id


async def test_a_report_with_nothing_but_anothers_doubt_is_gone_to(bench, clock):
    bench.fill(2, 30)
    for at in range(4):
        others_decide(bench, 30, at, Verdict.UNSURE if at == 1 else Verdict.CONFIRMED)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        await desk.press("1")
        await desk.press("n")
        assert desk.screen.state.data.stored.id == bench.report_id(30)
        assert desk.record.id == bench.flags(30)[1].id
        await desk.press("4")
        await desk.press("escape")
        await desk.open_report(2, bench)
        await desk.press("n")
        await desk.told("told.last_flag")


@pytest.mark.parametrize("since", [-1e300, 1e300, 0.0, float("inf")])
async def test_a_claim_of_a_clock_gone_wrong_is_shown(bench, clock, since):
    bench.fill(30)
    claim(bench, 30, clock)

    def spoil(workspace):
        with workspace.transaction():
            workspace.execute("update hold set since = ?", [since])

    bench.ask(spoil)
    async with bench.running(size=(120, 40)) as desk:
        await desk.sees("认领：wang")
        await desk.open_report(30, bench)
        await desk.sees("认领：wang")


async def test_a_doubt_of_the_other_view_is_not_gone_to(bench, clock):
    bench.fill(2, 33)
    first = next(record for record in bench.flags(33) if record.flag.second_view)
    bench.ask(decide, bench.colleague, first.id, first.version, Verdict.UNSURE)
    for record in bench.flags(33):
        if record.id != first.id and record.verdict is None:
            bench.ask(decide, bench.colleague, record.id, record.version, Verdict.CONFIRMED)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        await desk.press("1")
        await desk.press("n")
        await desk.told("told.last_flag")
        assert desk.screen.state.data.stored.id == bench.report_id(2)


async def test_the_count_of_the_list_follows_what_others_decide_elsewhere(bench, clock):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        before = desk.screen.state.open_in_queue
        assert f"待审 1/{before} " in desk.lines()[0]
        await look(desk)
        others_decide(bench, 30, 0)
        others_decide(bench, 30, 1)
        await look(desk)
        await desk.sees(f"待审 1/{before - 2} ")
        await desk.press("1")
        assert f"待审 0/{before - 3} " in desk.lines()[0]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_verdict_on_many_names_the_reports_that_others_have(bench, clock, language):
    bench.fill(2, 3, 4)
    claim(bench, 3, clock)
    async with bench.running(language=language) as desk:
        await desk.press("*")
        await desk.until(lambda: "A103" in desk.text(), "the rules")
        await desk.press("enter")
        await desk.until(lambda: desk.screen.found is not None, "the flags")
        count = len(desk.screen.found)
        assert count == 3
        await desk.press("3")
        await desk.sees("wang", "杨坪镇")
        line = next(line for line in desk.lines() if "wang" in line)
        assert "A103" in line and str(count) in line and "…" not in line
        # It is told, not refused.
        await desk.press("y")
        await desk.until(lambda: bench.flags(3)[0].verdict == "dismissed", "the verdict")


async def test_own_claims_and_free_reports_are_not_named(bench, clock):
    bench.fill(2, 3, 4)
    bench.ask(take_hold, bench.reviewer, bench.report_id(3), clock=clock)
    async with bench.running() as desk:
        await desk.press("*")
        await desk.until(lambda: "A103" in desk.text(), "the rules")
        await desk.press("enter")
        await desk.until(lambda: desk.screen.found is not None, "the flags")
        await desk.press("3")
        await desk.sees("判为 不提？")
        assert "在审" not in desk.text()


async def test_the_way_out_is_always_among_the_keys(bench, clock):
    bench.fill(2)
    async with bench.running(language="en", size=(80, 24)) as desk:
        assert "q quit" in desk.lines()[-1]
        assert "r roster" in desk.lines()[-1]
    async with bench.running(language="en", size=(60, 16)) as desk:
        assert "q quit" in desk.lines()[-1]


async def test_two_reviewers_of_one_name_are_two_lines(bench, clock):
    bench.fill(30)
    label, account = Reviewer(61_001, "zhang", "li"), Reviewer(61_002, "li", "")
    for at, who in enumerate((label, account, label)):
        record = bench.flags(30)[at]
        bench.ask(decide, who, record.id, record.version, Verdict.CONFIRMED)
    async with bench.running() as desk:
        await desk.press("f8", "tab", "tab", "tab")
        await desk.sees("li（账户 zhang）", "li（账户 li）")
        counts = [line.split("]")[1].split()[0] for line in desk.lines() if "账户" in line]
        assert counts == ["2/4", "1/4"]


async def test_a_report_of_which_all_is_taken_back_is_unread_again(bench, clock):
    bench.fill(2)
    record = bench.flags(2)[0]
    bench.ask(decide, bench.reviewer, record.id, record.version, Verdict.CONFIRMED)
    made = bench.flags(2)[0].decision_id

    def state():
        (row,) = bench.ask(queue_rows, [bench.report_id(2)])
        return row.state.value

    assert state() == "decided"
    bench.ask(add_note, bench.reviewer, bench.report_id(2), None, "看过")
    note = bench.log(2)[-1].id
    bench.ask(undo, bench.reviewer, made, reread)
    assert state() == "open"
    bench.ask(undo, bench.reviewer, note, reread)
    assert state() == "unread"
    assert bench.ask(queue_ids, "状态:未审") == (bench.report_id(2),)
    assert bench.ask(queue_ids, "状态:在审") == ()
