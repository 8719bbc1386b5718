"""Flags gathered for one verdict, marks, reasons: keys, second keys, what is stored."""

from __future__ import annotations

import pytest

from store.annotations import Verdict, decide
from store.flags import flag_record
from tests.thin_reports import write_thin_reports
from tests.tui.everywhere import add_cases
from tests.tui.golden_screens import SIZES, check_golden
from tui.actions import Place, actions_at

PLACES = (Place.GATHERED, Place.RULES, Place.FLAGS)
KEYS = [
    (place, action.id, key)
    for place in PLACES
    for action in actions_at(place)
    for key in action.keys
]
CASES = {}
HISTORY = next(a.keys[0] for a in actions_at(Place.QUEUE) if a.id == "history")
ALL = "select count(*) from flag where verdict = ?"


def case(action, *places):
    """Registers what an action must do on some of these screens."""

    def register(check):
        for place in places or PLACES:
            CASES[place, action] = check
        return check

    return register


add_cases(case)


def fill(bench, count=6, say_none=2):
    """Reports that all raise S402, S403, S407 and S412, the last ones S412 of another pattern."""
    for path in write_thin_reports(bench.folder, count, say_none=say_none):
        bench.fill_with(path.name, path.read_bytes())
    return bench


async def to_rule(desk, rule):
    """From the review screen's first flag to one of this rule."""
    for _ in range(8):
        if desk.record.flag.rule == rule:
            return
        await desk.press("n")
    raise AssertionError(rule)


async def open_place(desk, place):
    if place is Place.RULES:
        await desk.press("*")
    elif place is Place.GATHERED:
        await desk.press("enter")
        await to_rule(desk, "S412")
        await desk.press("*")
    else:
        await desk.press("enter", "0")
    await desk.settle()
    assert desk.place is place


def decided(bench, verdict):
    return bench.ask(lambda w: w.value(ALL, [verdict]))


@pytest.mark.parametrize(("place", "action", "key"), KEYS, ids=[f"{p}-{a}-{k}" for p, a, k in KEYS])
async def test_every_key(bench, place, action, key):
    fill(bench)
    async with bench.running() as desk:
        await open_place(desk, place)
        await CASES[place, action](desk, bench, key)


def test_no_case_is_left_over():
    assert set(CASES) == {(place, action.id) for place in PLACES for action in actions_at(place)}


async def asks_then_does(desk, bench, key, verdict):
    """The verdict key asks with the count and does nothing, not even twice; y does it."""
    count = len(desk.screen.kept)
    await desk.press(key)
    assert desk.words(f"verdict.{verdict}") in desk.lines()[-2]
    assert f" {count} 条" in desk.lines()[-2]
    await desk.press(key, key)
    assert decided(bench, verdict) == 0
    await desk.press("y")
    await desk.told(
        "together.decided", verdict=desk.words(f"verdict.{verdict}"), decided=count, left=0
    )
    assert decided(bench, verdict) == count
    # The same key again has nothing to do.
    await desk.press("y")
    assert decided(bench, verdict) == count
    await desk.press("u")
    await desk.told("together.undone", count=count)
    assert decided(bench, verdict) == 0


@case("group_confirm", Place.GATHERED)
async def _(desk, bench, key):
    await asks_then_does(desk, bench, key, "confirmed")


@case("group_misread", Place.GATHERED)
async def _(desk, bench, key):
    await asks_then_does(desk, bench, key, "misread")


@case("group_dismiss", Place.GATHERED)
async def _(desk, bench, key):
    await asks_then_does(desk, bench, key, "dismissed")


@case("group_unsure", Place.GATHERED)
async def _(desk, bench, key):
    await asks_then_does(desk, bench, key, "unsure")


@case("accept_group", Place.GATHERED)
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("gathered.choose")
    await desk.press("3", "down", key)
    await desk.told("gathered.choose")
    assert decided(bench, "dismissed") == 0
    await desk.press("3", key)
    await desk.told("together.decided", verdict="不提", decided=4, left=0)


@case("leave_out", Place.GATHERED)
async def _(desk, bench, key):
    left_out = desk.screen.found[0]
    await desk.press(key, "4", "y")
    await desk.told("together.decided", verdict="待核", decided=3, left=0)
    assert bench.ask(flag_record, left_out.flag_id).verdict is None
    await desk.until(
        lambda: [one.flag_id for one in desk.screen.found] == [left_out.flag_id], "the rest"
    )
    await desk.press(key)
    assert len(desk.screen.kept) == 1


@case("reason", Place.GATHERED)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.asks("ask.reason")
    await desk.submit("2")
    await desk.sees("（地方口径）")
    assert decided(bench, "dismissed") == 0
    await desk.press("y")
    await desk.told("together.decided", verdict="不提", decided=4, left=0)
    payloads = bench.ask(
        lambda w: w.rows(
            "select json_extract(payload, '$.reason') from annotation where kind = 'decision'"
        )
    )
    assert payloads == [("local",)] * 4


@case("open", Place.GATHERED)
async def _(desk, bench, key):
    await desk.press("down", key)
    await desk.until(lambda: getattr(desk.screen, "state", None) is not None, "a report")
    assert desk.place is Place.REVIEW
    assert desk.record.flag.rule == "S412"
    await desk.press("3", "escape")
    await desk.settle()
    assert desk.place is Place.GATHERED
    assert len(desk.screen.found) == 3


@case("open", Place.RULES)
async def _(desk, bench, key):
    wanted = [one.rule for one in desk.screen.found].index("S412")
    await desk.press(*["down"] * wanted, key)
    await desk.settle()
    assert desk.place is Place.GATHERED
    # By rule: both patterns.
    assert len(desk.screen.found) == 6


@case("open", Place.FLAGS)
async def _(desk, bench, key):
    wanted = desk.screen.shown[2].id
    await desk.press("home", "down", "down", key)
    assert desk.place is Place.REVIEW
    assert desk.record.id == wanted


@case("mark", Place.FLAGS)
async def _(desk, bench, key):
    ids = [record.id for record in desk.screen.shown]
    await desk.press("home", key, key, "escape")
    assert desk.place is Place.FLAGS
    assert desk.screen.review.marks.ids == frozenset()
    await desk.press("home", key, key)
    assert desk.screen.review.marks.ids == frozenset(ids[:2])
    await desk.press("up", key)
    assert desk.screen.review.marks.ids == frozenset(ids[:1])


@case("range", Place.FLAGS)
async def _(desk, bench, key):
    ids = [record.id for record in desk.screen.shown]
    await desk.press("home", key, "down", "down", "down", "up", key, "end")
    assert desk.screen.review.marks.ids == frozenset(ids[:3])


async def asks_for_marks(desk, bench, key, verdict):
    await desk.press(key)
    await desk.told("marks.none")
    await desk.press("home", "space", "space", key)
    await desk.settle()
    assert desk.place is Place.GATHERED
    assert "标记 2 条" in desk.lines()[-2]
    await desk.press("y")
    await desk.told("together.decided", verdict=desk.words(f"verdict.{verdict}"), decided=2, left=0)
    assert decided(bench, verdict) == 2


@case("group_confirm", Place.FLAGS)
async def _(desk, bench, key):
    await asks_for_marks(desk, bench, key, "confirmed")


@case("group_misread", Place.FLAGS)
async def _(desk, bench, key):
    await asks_for_marks(desk, bench, key, "misread")


@case("group_dismiss", Place.FLAGS)
async def _(desk, bench, key):
    await asks_for_marks(desk, bench, key, "dismissed")


@case("group_unsure", Place.FLAGS)
async def _(desk, bench, key):
    await asks_for_marks(desk, bench, key, "unsure")


@case("undo", Place.GATHERED)
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.nothing_to_undo")
    one = desk.screen.found[0]
    bench.ask(decide, bench.reviewer, one.flag_id, one.version, Verdict.UNSURE)
    await desk.press(key)
    await desk.told("told.undone", what=desk.words("what.decision"))
    assert bench.ask(flag_record, one.flag_id).verdict is None


async def test_a_verdict_key_on_marks_asks_each_time(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter", "0", "home", "space", "space", "space", "3")
        await desk.sees("标记 3 条，判为 不提？")
        await desk.press("escape", "escape", "0", "1")
        await desk.sees("标记 3 条，判为 属实？")
        # From the review screen y is the key that accepts here: nothing is asked behind it.
        await desk.press("escape", "escape", "1")
        await desk.sees("标记 3 条，判为 属实？")
        await desk.press("escape", "escape", "y")
        assert desk.place is Place.GATHERED
        assert desk.screen.pending is None
        assert decided(bench, "confirmed") == 0


async def test_what_was_asked_stays_asked_however_late_the_screen_comes_in_front(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter", "0", "home", "space", "space", "3")
        await desk.sees("标记 2 条，判为 不提？")
        await desk.screen.on_screen_resume()
        await desk.settle()
        await desk.sees("标记 2 条，判为 不提？")


async def test_undo_takes_the_question_back_and_nothing_else(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter", "1", "escape")
        await open_place(desk, Place.GATHERED)
        await desk.press("3", "u")
        await desk.told("told.not_asked")
        assert decided(bench, "confirmed") == 1
        await desk.press("y")
        await desk.told("gathered.choose")
        assert decided(bench, "dismissed") == 0
        await desk.press("u")
        await desk.told("told.undone", what=desk.words("what.decision"))
        assert decided(bench, "confirmed") == 0


@case("down")
async def _(desk, bench, key):
    await desk.press("home", key)
    assert desk.screen.cursor == 1


@case("up")
async def _(desk, bench, key):
    await desk.press("end", key, "home", "down", "down", key)
    assert desk.screen.cursor == 1


@case("page_down")
async def _(desk, bench, key):
    await desk.press("home", key)
    assert desk.screen.cursor > 1


@case("page_up")
async def _(desk, bench, key):
    await desk.press("end", key)
    assert desk.screen.cursor == 0


@case("first")
async def _(desk, bench, key):
    await desk.press("end", key)
    assert desk.screen.cursor == 0


@case("last")
async def _(desk, bench, key):
    await desk.press("home", key)
    assert desk.screen.cursor == 3


@case("help")
async def _(desk, bench, key):
    place = desk.place
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.press("escape")
    assert desk.place is place


@case("back")
async def _(desk, bench, key):
    place = desk.place
    await desk.press(key)
    assert desk.place is (Place.QUEUE if place is Place.RULES else Place.REVIEW)
    assert bench.ask(lambda w: w.value("select count(*) from annotation")) == 0


# --- patterns, conflicts, filters ------------------------------------------------------------


async def test_the_same_pattern_is_gathered_and_no_other(bench):
    fill(bench)
    async with bench.running() as desk:
        await open_place(desk, Place.GATHERED)
        assert len(desk.screen.found) == 4
        assert "同类 4 条" in desk.lines()[0]
        texts = desk.text()
        assert "甲甲甲乡" in texts
        assert "甲甲戊乡" not in texts


async def test_what_a_colleague_decides_meanwhile_is_left_alone(bench):
    fill(bench)
    async with bench.running() as desk:
        await open_place(desk, Place.GATHERED)
        one = desk.screen.found[1]
        bench.ask(decide, bench.colleague, one.flag_id, one.version, Verdict.CONFIRMED)
        await desk.press("3", "y")
        await desk.told("together.decided", verdict="不提", decided=3, left=1)
        assert bench.ask(flag_record, one.flag_id).verdict == "confirmed"


async def test_a_filter_keeps_what_is_gathered_to_its_reports(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("甲甲甲")
        await desk.press("*")
        await desk.settle()
        assert {one.flags for one in desk.screen.found} == {1}


async def test_misread_of_cells_is_asked_one_by_one(bench):
    bench.fill(2, 3)
    async with bench.running() as desk:
        await desk.press("enter", "*")
        await desk.settle()
        await desk.press("2")
        await desk.told("gathered.needs_cell", count=1)
        await desk.press("y")
        assert bench.ask(lambda w: w.value("select count(*) from annotation")) == 0


# --- marks in queue and review ---------------------------------------------------------------


async def test_marks_of_the_queue_are_kept_by_a_filter_and_told(bench):
    fill(bench)
    async with bench.running() as desk:
        first, second = desk.screen.ids[:2]
        await desk.press("space", "space")
        assert desk.screen.marks.ids == {first, second}
        assert "标记 2 条" in desk.lines()[-2]
        await desk.press("/")
        await desk.submit("甲甲丙")
        assert "其中 2 条不在眼前" in desk.lines()[-2]
        assert desk.screen.marks.ids == {first, second}
        await desk.press("*")
        await desk.settle()
        assert {one.reports for one in desk.screen.found} == {2}
        await desk.press("escape", "escape")
        assert desk.screen.marks.ids == frozenset()
        assert desk.screen.filter_words
        await desk.press("escape")
        assert not desk.screen.filter_words


async def test_a_range_of_the_queue_goes_with_the_cursor(bench):
    fill(bench)
    async with bench.running() as desk:
        ids = desk.screen.ids
        await desk.press("down", "v", "down", "down")
        assert desk.screen.marks.ids == set(ids[1:4])
        await desk.press("up", "v", "end")
        assert desk.screen.marks.ids == set(ids[1:3])


async def test_a_verdict_key_with_marks_asks_for_all_of_them(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter", "v", "n", "n", "v")
        assert "标记 3 条" in desk.text()
        await desk.press("]")
        assert "其中 3 条不在眼前" in desk.text()
        await desk.press("3")
        await desk.settle()
        assert desk.place is Place.GATHERED
        assert decided(bench, "dismissed") == 0
        await desk.press("y")
        await desk.told("together.decided", verdict="不提", decided=3, left=0)
        await desk.press("escape")
        assert desk.place is Place.REVIEW
        assert desk.screen.marks.ids == frozenset()
        await desk.press("escape")
        assert desk.place is Place.QUEUE


async def test_y_with_marks_is_never_question_and_answer_in_one(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter", "space", "y", "y", "y")
        assert decided(bench, "confirmed") == 0


async def test_undo_on_the_review_screen_takes_a_group_back(bench):
    fill(bench)
    async with bench.running() as desk:
        await open_place(desk, Place.GATHERED)
        await desk.press("3", "y")
        await desk.told("together.decided", verdict="不提", decided=4, left=0)
        await desk.press("escape", "u")
        await desk.told("together.undone", count=4)
        assert decided(bench, "dismissed") == 0


async def test_an_interrupted_group_goes_on_at_the_next_start(bench):
    from store.gathering import gather
    from store.groups import begin_group

    fill(bench)
    found = bench.ask(gather, "S412", None, None, second_view=False)
    seen = [one.seen for one in found]
    bench.ask(begin_group, bench.reviewer, Verdict.UNSURE, seen, about={"rule": "S412"})
    async with bench.running() as desk:
        await desk.settle()
        await desk.told("together.decided", verdict="待核", decided=6, left=0)
    assert decided(bench, "unsure") == 6


# --- reasons ---------------------------------------------------------------------------------


def reason_of(bench, flag_id):
    record = bench.ask(flag_record, flag_id)
    return bench.ask(
        lambda w: w.value(
            "select json_extract(payload, '$.reason') from annotation where id = ?",
            [record.decision_id],
        )
    )


async def test_a_reason_after_the_verdict_and_before_it(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter")
        first = desk.record
        await desk.press("3", ",")
        assert desk.asks("ask.reason")
        await desk.submit("县里统一口径")
        await desk.told("told.reason", rule=first.flag.rule)
        assert reason_of(bench, first.id) == "县里统一口径"
        second = desk.record
        await desk.press(".")
        # A number stays that of its reason: own ones stand behind the four.
        await desk.sees("5 县里统一口径")
        await desk.submit("5")
        assert reason_of(bench, second.id) == "县里统一口径"
        assert bench.ask(flag_record, second.id).verdict == "dismissed"
        await desk.press("u")
        assert bench.ask(flag_record, second.id).verdict is None
        # A reason is an act of its own: without it the dismissal stands.
        await desk.press("u")
        assert bench.ask(flag_record, first.id).verdict == "dismissed"
        assert reason_of(bench, first.id) is None


async def test_only_a_dismissal_has_a_reason(bench):
    fill(bench)
    async with bench.running() as desk:
        await desk.press("enter", "1", ",")
        assert desk.asks("ask.note_last")
        await desk.press("escape", "p", ".")
        await desk.told("told.no_reason")


# --- what is left ----------------------------------------------------------------------------


async def test_counts_of_organ_filter_and_day(bench):
    fill(bench, 3, 0)
    bench.now = None
    async with bench.running() as desk:
        assert desk.words("queue.left", count=12, today=0) in desk.lines()[-2]
        await desk.press("/")
        await desk.submit("甲甲甲")
        assert desk.words("queue.left", count=4, today=0) in desk.lines()[-2]
        await desk.press("enter")
        assert "待审 4/4" in desk.lines()[0]
        await desk.press("3")
        assert "待审 3/3" in desk.lines()[0]


# --- history ---------------------------------------------------------------------------------


async def test_the_history_over_all_reports_undoes_any_act_of_any_day(bench):
    fill(bench)
    async with bench.running() as desk:
        await open_place(desk, Place.GATHERED)
        await desk.press("3", "y")
        await desk.told("together.decided", verdict="不提", decided=4, left=0)
        await desk.press("escape", "1", "escape", HISTORY)
        assert desk.place is Place.HISTORY
        await desk.press("t")
        if desk.screen.scope == "today":
            await desk.press("t")
        assert [act.entry.kind for act in desk.screen.acts] == ["decision", "group"]
        await desk.sees("批量判定", "S412", "4 条")
        await desk.press("end", "u")
        await desk.told("told.undone", what=desk.words("what.group"))
        assert decided(bench, "dismissed") == 0
        assert decided(bench, "confirmed") == 1


# --- goldens ---------------------------------------------------------------------------------

SCREENS = (
    ("gathered", Place.GATHERED, ("space", "3")),
    ("open_rules", Place.RULES, ()),
    ("flags", Place.FLAGS, ("space", "v", "down")),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(("name", "place", "keys"), SCREENS, ids=[s[0] for s in SCREENS])
async def test_screen(bench, name, place, keys, size, language):
    fill(bench)
    width, height = size
    async with bench.running(language=language, size=size) as desk:
        await open_place(desk, place)
        await desk.press(*keys)
        await desk.settle()
        check_golden(f"{name}_{language}_{width}x{height}", desk.lines(), width)
