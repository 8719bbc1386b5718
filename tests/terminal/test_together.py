"""Two programs on one workspace: what one does the other shows; a holder that dies is forgotten."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.terminal.program import (
    CODE,
    PLACE,
    REPORTS,
    WORDS,
    fill,
    log_of,
    open_review,
    running,
    workspace_of,
)
from tests.terminal.test_keyboard import settle
from tui.app import Workbench

(FOUR,) = REPORTS.glob("30_*.txt")
SECOND = "T"
HELD = 3.0
SHORT = (sys.executable, "-c", f"import store.holds\nstore.holds.HOLD_SECONDS = {HELD}\n{CODE}")


def holders(folder):
    with workspace_of(folder) as workspace:
        return [row[0] for row in workspace.rows("select reviewer from hold order by reviewer")]


def until_held(folder, program, *names):
    program.until(lambda: holders(folder) == list(names), f"{names} at it")


def test_others_are_looked_for_within_two_seconds():
    assert Workbench.seconds_between_looks < 2


def test_a_verdict_in_one_appears_in_the_other(tmp_path):
    fill(tmp_path, FOUR)
    with (
        running(tmp_path, "review") as li,
        running(tmp_path, "review", GOUJI_REVIEWER="wang") as wang,
    ):
        open_review(li)
        until_held(tmp_path, li, "li")
        wang.sees(WORDS("footer.open"))
        wang.sees("认领：li")
        open_review(wang)
        wang.sees("认领：li", f"C{WORDS('held.key')}")
        settle(wang)
        li.send("3")
        wang.sees("li 刚把", WORDS("verdict.dismissed"))
        # The flag that was decided is still in view: nothing has moved.
        assert PLACE in wang.screen.text()
        assert f"‹{WORDS('verdict.dismissed')}›" in wang.screen.text()
        wang.send("1")
        wang.sees("接手后再判")
        wang.send("C")
        wang.sees("记入操作记录")
        wang.send(SECOND)
        wang.sees(WORDS("held.taken", name="li")[:5])
        li.sees(WORDS("held.lost", name="wang")[:8], "认领：wang")
        until_held(tmp_path, li, "wang")
        wang.send("\x1b")
        wang.sees(WORDS("footer.open"))
        li.sees(WORDS("held.free", name="wang")[:9])
        until_held(tmp_path, li, "li")
    assert [entry.kind.value for entry in log_of(tmp_path)] == ["decision", "hold"]


def test_a_verdict_in_one_appears_in_the_queue_of_the_other(tmp_path):
    fill(tmp_path, FOUR)
    with (
        running(tmp_path, "review") as li,
        running(tmp_path, "review", GOUJI_REVIEWER="wang") as wang,
    ):
        wang.sees(WORDS("footer.open"), WORDS("state.unread"))
        open_review(li)
        li.send("1")
        li.sees(WORDS("told.stored", verdict=WORDS("verdict.confirmed"), rule="")[:5])
        # Back in the queue, so that the state stands there and not the claim.
        li.send("\x1b")
        wang.sees(WORDS("state.open"))


def test_a_holder_that_is_killed_is_forgotten(tmp_path):
    fill(tmp_path, FOUR)
    with (
        running(tmp_path, "review", command=SHORT) as li,
        running(tmp_path, "review", command=SHORT, GOUJI_REVIEWER="wang") as wang,
    ):
        wang.sees(WORDS("footer.open"))
        open_review(li)
        until_held(tmp_path, li, "li")
        li.process.send_signal(signal.SIGKILL)
        li.process.wait()
        open_review(wang)
        wang.sees("认领：li")
        wang.sees(WORDS("held.free", name="li")[:9])
        assert "认领：" not in wang.screen.text()
        until_held(tmp_path, wang, "wang")
        wang.send("1")
        wang.sees(WORDS("told.stored", verdict=WORDS("verdict.confirmed"), rule="")[:5])
    assert [entry.reviewer for entry in log_of(tmp_path)] == ["wang"]


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, "q", "gone"])
def test_the_end_of_the_program_frees_the_report(tmp_path, how):
    fill(tmp_path, FOUR)
    with running(tmp_path, "review") as li:
        open_review(li)
        until_held(tmp_path, li, "li")
        if how == "q":
            li.send("\x11")
        elif how == "gone":
            li.hang_up()
        else:
            li.process.send_signal(how)
        li.end()
    assert holders(tmp_path) == []


def test_a_verdict_that_comes_too_late_is_not_written(tmp_path):
    fill(tmp_path, FOUR)
    with (
        running(tmp_path, "review") as li,
        running(tmp_path, "review", GOUJI_REVIEWER="wang") as wang,
    ):
        open_review(li)
        until_held(tmp_path, li, "li")
        open_review(wang)
        wang.sees("认领：li")
        wang.send("C")
        wang.sees("记入操作记录")
        wang.send(SECOND)
        until_held(tmp_path, wang, "wang")
        wang.send("3")
        wang.until(lambda: len(log_of(tmp_path)) == 2, "the verdict")
        li.sees(WORDS("held.lost", name="wang")[:8])
        li.send("C")
        li.sees("记入操作记录")
        li.send(SECOND)
        until_held(tmp_path, li, "li")
        li.sees(f"‹{WORDS('verdict.dismissed')}›")
        li.send("1")
        li.sees("你　　属实", "对方　wang", "现在　", "y 仍判属实")
        assert len(log_of(tmp_path)) == 3
        li.send("y")
        li.until(lambda: len(log_of(tmp_path)) == 4, "the second verdict")
    assert [e.payload.get("verdict") for e in log_of(tmp_path)] == [
        None,
        "dismissed",
        None,
        "confirmed",
    ]


def test_beside_an_idle_colleague_nothing_is_sent(tmp_path):
    fill(tmp_path, FOUR)
    with (
        running(tmp_path, "review") as li,
        running(tmp_path, "review", GOUJI_REVIEWER="wang") as wang,
    ):
        open_review(li)
        until_held(tmp_path, li, "li")
        wang.sees("认领：li")
        settle(wang)
        settle(li, 1.0)
        assert settle(wang, 3.0) == 0
        assert settle(li, 1.0) == 0
