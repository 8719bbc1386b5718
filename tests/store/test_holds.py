"""Holds: who is at work on a report, for how long, and what that never does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.annotations import Verdict, annotations_of, decide, last_own, sign_off, undo
from store.database import open_workspace
from store.errors import AnnotationError, WorkspaceError
from store.flags import flags_of
from store.holds import (
    HOLD_SECONDS,
    RENEW_SECONDS,
    holds,
    release_all,
    release_hold,
    renew_hold,
    take_hold,
)
from store.own_log import own_acts
from store.queue import ReportState, queue_ids, queue_rows
from store.review import load_review
from store.reviewer import Reviewer
from tests.ending import ends
from tests.store.test_annotations import fill

LI = Reviewer(1001, "li", "")
WANG = Reviewer(1002, "wang", "")
# The same account under two labels are two reviewers.
ZHAO = Reviewer(1001, "li", "zhao")


class Clock:
    def __init__(self, now=1_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


@pytest.fixture
def report_id(workspace):
    return fill(workspace, 2)


def written(workspace):
    return workspace.connection.total_changes


def test_a_free_report_is_held_for_ten_minutes(workspace, report_id, clock):
    hold = take_hold(workspace, LI, report_id, clock=clock)
    assert hold.is_own
    assert (hold.reviewer_name, hold.uid, hold.label) == ("li", 1001, "")
    assert (hold.since, hold.until) == (clock.now, clock.now + HOLD_SECONDS)
    seen = holds(workspace, [report_id, 99], WANG, clock=clock)[report_id]
    assert not seen.is_own
    assert not seen.is_expired
    assert seen.until == hold.until
    assert holds(workspace, [99], WANG, clock=clock) == {}


@pytest.mark.parametrize("other", [WANG, ZHAO])
def test_anothers_hold_comes_back_as_it_is(workspace, report_id, clock, other):
    held = take_hold(workspace, LI, report_id, clock=clock)
    clock.now += 100
    before = written(workspace)
    found = take_hold(workspace, other, report_id, clock=clock)
    assert (found.is_own, found.uid, found.label) == (False, 1001, "")
    assert found.until == held.until
    assert renew_hold(workspace, other, report_id, clock=clock).until == held.until
    release_hold(workspace, other, report_id)
    release_all(workspace, other)
    assert written(workspace) == before
    assert holds(workspace, [report_id], LI, clock=clock)[report_id].is_own


def test_keys_renew_it_once_a_minute(workspace, report_id, clock):
    began = clock.now
    take_hold(workspace, LI, report_id, clock=clock)
    before = written(workspace)
    for _ in range(RENEW_SECONDS - 1):
        clock.now += 1
        assert renew_hold(workspace, LI, report_id, clock=clock).until == began + HOLD_SECONDS
    assert written(workspace) == before
    clock.now += 1
    renewed = renew_hold(workspace, LI, report_id, clock=clock)
    assert written(workspace) == before + 1
    assert (renewed.since, renewed.until) == (began, clock.now + HOLD_SECONDS)


def test_it_comes_back_when_its_holder_dies(workspace, report_id, clock):
    take_hold(workspace, LI, report_id, clock=clock)
    clock.now += HOLD_SECONDS - 1
    assert not take_hold(workspace, WANG, report_id, clock=clock).is_own
    clock.now += 1
    assert holds(workspace, [report_id], WANG, clock=clock) == {}
    hold = take_hold(workspace, WANG, report_id, clock=clock)
    assert (hold.is_own, hold.since) == (True, clock.now)
    # The one who comes back is told, and takes nothing away unasked.
    assert not renew_hold(workspace, LI, report_id, clock=clock).is_own
    assert annotations_of(workspace, report_id) == []


def test_an_own_hold_that_expired_and_nobody_took_goes_on(workspace, report_id, clock):
    take_hold(workspace, LI, report_id, clock=clock)
    clock.now += 3 * HOLD_SECONDS
    again = renew_hold(workspace, LI, report_id, clock=clock)
    assert again.is_own
    assert (again.since, again.until) == (clock.now, clock.now + HOLD_SECONDS)


@pytest.mark.parametrize("jump", [-1, -HOLD_SECONDS, -86_400 * 365, 86_400 * 365])
def test_a_clock_that_jumps_makes_no_hold_eternal(workspace, report_id, clock, jump):
    take_hold(workspace, LI, report_id, clock=clock)
    clock.now += jump
    for _ in range(2):
        if take_hold(workspace, WANG, report_id, clock=clock).is_own:
            break
        clock.now += HOLD_SECONDS
    assert take_hold(workspace, WANG, report_id, clock=clock).is_own
    # And one who holds on renews after the jump.
    clock.now += jump
    clock.now += HOLD_SECONDS if jump == -1 else 0
    hold = renew_hold(workspace, WANG, report_id, clock=clock)
    assert (hold.is_own, hold.until) == (True, clock.now + HOLD_SECONDS)


def test_taking_over_is_asked_for_and_logged(workspace, report_id, clock):
    take_hold(workspace, LI, report_id, clock=clock)
    hold = take_hold(workspace, WANG, report_id, force=True, clock=clock)
    assert (hold.is_own, hold.reviewer_name) == (True, "wang")
    (entry,) = annotations_of(workspace, report_id)
    assert (entry.kind.value, entry.reviewer) == ("hold", "wang")
    assert dict(entry.payload) == {"from": "li", "from_uid": 1001, "from_label": ""}
    # A second press, an own one, a free one: nothing to tell.
    take_hold(workspace, WANG, report_id, force=True, clock=clock)
    release_hold(workspace, WANG, report_id)
    take_hold(workspace, LI, report_id, force=True, clock=clock)
    assert len(annotations_of(workspace, report_id)) == 1
    # It is no act on the report: u goes past it.
    assert last_own(workspace, WANG) is None
    with pytest.raises(AnnotationError) as caught:
        undo(workspace, WANG, entry.id, lambda packed: None)
    assert caught.value.code == "annotation_no_undo"
    assert own_acts(workspace, WANG) == []


def test_a_hold_is_no_state_of_the_report(workspace, report_id, clock):
    take_hold(workspace, LI, report_id, clock=clock)
    take_hold(workspace, WANG, report_id, force=True, clock=clock)
    (row,) = queue_rows(workspace, [report_id])
    assert row.state is ReportState.UNREAD
    for record in flags_of(workspace, report_id):
        decide(workspace, LI, record.id, record.version, Verdict.DISMISSED)
    sign_off(workspace, LI, report_id)
    signed = queue_rows(workspace, [report_id])
    take_hold(workspace, LI, report_id, force=True, clock=clock)
    clock.now += 10 * HOLD_SECONDS
    assert holds(workspace, [report_id], LI, clock=clock) == {}
    take_hold(workspace, WANG, report_id, clock=clock)
    release_all(workspace, WANG)
    assert queue_rows(workspace, [report_id]) == signed
    assert signed[0].state is ReportState.SIGNED_OFF_CLEAN


def test_what_another_holds_can_be_read_and_decided(workspace, report_id, clock):
    take_hold(workspace, LI, report_id, clock=clock)
    assert load_review(workspace, report_id) is not None
    assert report_id in queue_ids(workspace)
    record = flags_of(workspace, report_id)[0]
    after = decide(workspace, WANG, record.id, record.version, Verdict.CONFIRMED)
    assert after.verdict == "confirmed"


def test_release_gives_back_only_what_is_own(workspace, clock):
    first, second = fill(workspace, 2), fill(workspace, 3)
    take_hold(workspace, LI, first, clock=clock)
    take_hold(workspace, LI, second, clock=clock)
    release_hold(workspace, LI, first)
    assert set(holds(workspace, [first, second], LI, clock=clock)) == {second}
    take_hold(workspace, WANG, first, clock=clock)
    release_all(workspace, LI)
    assert set(holds(workspace, [first, second], WANG, clock=clock)) == {first}


def test_a_report_that_is_gone_cannot_be_held(workspace, clock):
    with pytest.raises(AnnotationError) as caught:
        take_hold(workspace, LI, 99, clock=clock)
    assert caught.value.code == "report_gone"


def test_two_who_take_at_once_get_one_hold(tmp_path, clock):
    with open_workspace(tmp_path / "gouji.db") as one, open_workspace(tmp_path / "gouji.db") as two:
        report_id = fill(one, 2)
        assert take_hold(one, LI, report_id, clock=clock).is_own
        assert not take_hold(two, WANG, report_id, clock=clock).is_own


TAKES = """
import sys
from pathlib import Path
from store.database import open_workspace
from store.holds import take_hold
from store.reviewer import Reviewer
with open_workspace(Path(sys.argv[1])) as workspace:
    sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
    hold = take_hold(workspace, Reviewer(int(sys.argv[2]), sys.argv[2], ""), 1)
    sys.stdout.write(f"{hold.uid} {hold.is_own}\\n"); sys.stdout.flush()
    sys.stdin.readline()
"""


def taker(path, uid):
    return subprocess.Popen(
        [sys.executable, "-c", TAKES, str(path), str(uid)],
        cwd=Path(__file__).parent.parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_of_processes_that_take_at_once_one_gets_it_and_its_death_gives_it_back(
    workspace, report_id
):
    assert report_id == 1
    running = [taker(workspace.path, 2_000 + number) for number in range(4)]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.stdout.readline().split() for process in running]
    holders = {uid for uid, _ in said}
    assert len(holders) == 1
    assert sorted(own for _, own in said) == ["False"] * 3 + ["True"]
    for process in running:
        os.kill(process.pid, 9)
        process.communicate()
    now = time.time()
    assert not take_hold(workspace, LI, 1).is_own
    assert not take_hold(workspace, LI, 1, clock=lambda: now + HOLD_SECONDS - 30).is_own
    assert take_hold(workspace, LI, 1, clock=lambda: now + HOLD_SECONDS + 1).is_own


def test_a_hold_does_not_wait_long_behind_other_work(tmp_path, monkeypatch):
    monkeypatch.setattr("store.holds._PATIENCE", 0.1)
    path = tmp_path / "gouji.db"
    with open_workspace(path) as mine, open_workspace(path) as other:
        report_id = fill(mine, 2)
        take_hold(mine, LI, report_id, clock=lambda: time.time() - RENEW_SECONDS - 1)
        with other.transaction():
            other.execute("update report set title = 'x'")
            with ends():
                with pytest.raises(WorkspaceError) as caught:
                    take_hold(mine, LI, report_id)
                assert caught.value.code == "workspace_locked"
            # Reading goes on, and the hold is as it was.
            assert load_review(mine, report_id) is not None
            assert holds(mine, [report_id], LI)[report_id].is_own
