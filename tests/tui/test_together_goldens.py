"""What a reviewer sees beside others, as plain text; GOUJI_WRITE_GOLDENS=1 writes the files anew."""

from __future__ import annotations

import time

import pytest

from store.annotations import Verdict, decide
from store.assignments import assign
from store.holds import take_hold
from tests.tui.golden_screens import SIZES, check_golden

AT = 1_706_934_720.0


def claimed(bench, number):
    bench.ask(take_hold, bench.colleague, bench.report_id(number), clock=lambda: AT)


def decided(bench, number, verdict, reviewer, **kind):
    record = bench.flags(number)[0]
    bench.ask(decide, reviewer, record.id, record.version, verdict, **kind)


def in_queue(bench):
    claimed(bench, 30)
    bench.ask(assign, bench.colleague, [bench.report_id(1), bench.report_id(30)], "wang")


def unsure_both(bench):
    decided(bench, 2, Verdict.UNSURE, bench.colleague)


# Name, samples, what others have done before, keys, what they do then, keys.
SCREENS = (
    ("together_queue", (2, 30, 1), in_queue, ("down",), None, ()),
    ("together_held", (2,), lambda bench: claimed(bench, 2), ("enter", "1"), None, ()),
    ("together_ask", (2,), lambda bench: claimed(bench, 2), ("enter", "C"), None, ()),
    (
        "together_late",
        (2,),
        None,
        ("enter", "tab"),
        lambda bench: decided(bench, 2, Verdict.DISMISSED, bench.colleague, reason="电话说明过"),
        ("1",),
    ),
    (
        "together_late_prose",
        (30,),
        None,
        ("enter",),
        lambda bench: decided(bench, 30, Verdict.UNSURE, bench.colleague),
        ("3",),
    ),
    ("together_unsure_own", (2,), None, ("enter", "4"), None, ()),
    ("together_unsure_others", (2,), unsure_both, ("enter",), None, ()),
)


@pytest.fixture(autouse=True)
def _at_one_time(monkeypatch):
    monkeypatch.setattr("tui.app.Workbench.clock", staticmethod(lambda: AT + 60))
    monkeypatch.setattr("tui.app.Workbench.seconds_between_looks", 3_600.0)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("case", SCREENS, ids=[case[0] for case in SCREENS])
async def test_screen(bench, case, size, language):
    name, samples, before, keys, then, last_keys = case
    width, height = size
    bench.fill(*samples)
    if before is not None:
        before(bench)
    async with bench.running(language=language, size=size) as desk:
        await desk.press(*keys)
        if then is not None:
            then(bench)
            await desk.press(*last_keys)
        await desk.settle()
        check_golden(f"{name}_{language}_{width}x{height}", desk.lines(), width)
