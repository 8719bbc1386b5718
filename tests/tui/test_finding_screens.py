"""Jump, search, the prose that was found, progress: every key, what they show, goldens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from store.annotations import Verdict, add_note, decide
from store.organ_names import without_pinyin
from store.progress import By, Progress, ProgressRow, progress_by
from store.search import search_all
from tests.tui.golden_screens import SIZES, check_golden
from tui.actions import Place, actions_at
from tui.day import day_began
from tui.drawing.progress import bar, filter_of, percent, progress_lines, shown_text
from tui.locale import translator

PLACES = {Place.JUMP: "f6", Place.SEARCH: "f7", Place.PROSE: "f7", Place.PROGRESS: "f8"}
KEYS = [
    (place, action.id, key)
    for place in PLACES
    for action in actions_at(place)
    for key in action.keys
    # A question mark is typed into a field.
    if not (place in (Place.JUMP, Place.SEARCH) and key == "?")
]
CASES = {}


def case(action, *places):
    """Registers what an action must do on some of these screens."""

    def register(check):
        for place in places or PLACES:
            CASES[place, action] = check
        return check

    return register


async def open_place(desk, place):
    """One of the screens, with more than one line to move over."""
    await desk.press(PLACES[place])
    if place is Place.JUMP:
        await desk.until(lambda: any(one.syllables for one in desk.screen.found), "pinyin")
    elif place is Place.PROGRESS:
        await desk.until(lambda: desk.screen.found is not None, "progress")
        await desk.press("tab")
        await desk.until(lambda: desk.screen.found is not None, "progress")
    else:
        await look_for(desk, "行政复议")
    if place is Place.PROSE:
        await desk.press("enter")
        await desk.pilot.resize_terminal(80, 9)
    assert desk.place is place


async def look_for(desk, text):
    """Type into the search and wait for the counts."""
    await desk.replace(text)
    await desk.until(
        lambda: desk.screen.looked_for == text and desk.screen.count is not None, "what was found"
    )


@pytest.mark.parametrize(("place", "action", "key"), KEYS, ids=[f"{p}-{a}-{k}" for p, a, k in KEYS])
async def test_every_key(bench, place, action, key):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await open_place(desk, place)
        await CASES[place, action](desk, bench, key)


def test_no_case_is_left_over():
    assert set(CASES) == {(place, action.id) for place in PLACES for action in actions_at(place)}


@case("back", Place.PROGRESS)
@case("leave", Place.JUMP, Place.SEARCH)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.QUEUE
    assert not desk.is_asking


@case("back", Place.PROSE)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.SEARCH
    assert desk.is_asking
    assert desk.answer == "行政复议"


@case("help")
async def _(desk, bench, key):
    place = desk.place
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.press("escape")
    assert desk.place is place


@case("palette", Place.PROSE, Place.PROGRESS)
async def _(desk, bench, key):
    place = desk.place
    await desk.press(key)
    assert desk.is_asking
    await desk.press("escape")
    assert desk.place is place
    assert not desk.is_asking


@case("mouse", Place.PROSE, Place.PROGRESS)
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.mouse_off")
    await desk.press(key)
    await desk.told("told.mouse_on")


@case("choose_down", Place.JUMP, Place.SEARCH)
async def _(desk, bench, key):
    await desk.press(key, key)
    assert desk.screen.cursor == 2


@case("choose_up", Place.JUMP, Place.SEARCH)
async def _(desk, bench, key):
    await desk.press("down", "down", key)
    assert desk.screen.cursor == 1


@case("open_found", Place.JUMP)
async def _(desk, bench, key):
    await desk.replace("mtx")
    await desk.until(lambda: len(desk.screen.found) == 1, "the organ")
    await desk.press(key)
    assert desk.place is Place.QUEUE
    assert desk.screen.report_id == bench.report_id(30)


@case("open_found", Place.SEARCH)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.PROSE
    await desk.sees("‹行政复议›")


@case("open_found", Place.PROSE)
async def _(desk, bench, key):
    whose = desk.screen.whose.report_id
    await desk.press(key)
    assert desk.place is Place.REVIEW
    await desk.until(lambda: desk.screen.state is not None, "the report")
    assert desk.screen.state.data.stored.id == whose


@case("down", Place.PROSE)
@case("page_down", Place.PROSE)
async def _(desk, bench, key):
    await desk.press("home", key)
    assert desk.screen.top > 0


@case("up", Place.PROSE)
@case("page_up", Place.PROSE)
async def _(desk, bench, key):
    await desk.press("end")
    before = desk.screen.top
    await desk.press(key)
    assert 0 <= desk.screen.top < before


@case("first", Place.PROSE)
async def _(desk, bench, key):
    await desk.press("end", key)
    assert desk.screen.top == 0


@case("last", Place.PROSE)
async def _(desk, bench, key):
    await desk.press("home", key)
    await desk.sees("信息处理费")


@case("down", Place.PROGRESS)
@case("page_down", Place.PROGRESS)
@case("last", Place.PROGRESS)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.cursor > 0


@case("up", Place.PROGRESS)
@case("page_up", Place.PROGRESS)
@case("first", Place.PROGRESS)
async def _(desk, bench, key):
    await desk.press("end")
    before = desk.screen.cursor
    await desk.press(key)
    assert desk.screen.cursor < before


@case("progress_by", Place.PROGRESS)
async def _(desk, bench, key):
    assert desk.screen.by is By.ORGAN
    await desk.press(key)
    assert desk.screen.by is By.RULE
    await desk.sees("A103 行总计不符")


@case("progress_by_back", Place.PROGRESS)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.by is By.REGION
    await desk.sees("沅岭县")


@case("show_these", Place.PROGRESS)
async def _(desk, bench, key):
    await desk.sees("沅岭县茅田乡人民政府")
    await desk.press(key)
    assert desk.place is Place.QUEUE
    assert desk.screen.ids == (bench.report_id(30),)


# --- jump --------------------------------------------------------------------------------------


async def test_a_jump_takes_a_filter_away_that_hides_the_organ(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("石滩")
        assert desk.screen.ids == (bench.report_id(2),)
        await desk.press("f6")
        await desk.replace("柳溪")
        await desk.until(lambda: len(desk.screen.found) == 1, "the organ")
        await desk.press("enter")
        assert desk.screen.filter_words == ""
        assert desk.screen.report_id == bench.report_id(1)


async def test_a_jump_from_a_report_to_another(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        await desk.press("f6")
        await desk.until(lambda: any(one.syllables for one in desk.screen.found), "pinyin")
        await desk.replace("maotian")
        # Enter behind the last letter: what is typed counts, not what was found before.
        await desk.press("enter")
        assert desk.place is Place.REVIEW
        assert desk.screen.state.data.stored.id == bench.report_id(30)


@pytest.mark.parametrize(("text", "number"), [("石滩", 2), ("茅田", 30), ("柳溪", 1)])
async def test_enter_right_behind_what_is_typed_opens_what_was_typed(bench, text, number):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("f6")
        for key in (*text, "enter"):
            desk.app.post_message(desk.key(key))
        await desk.until(lambda: desk.place is Place.QUEUE and desk.screen.has_moved, "the jump")
        assert desk.screen.report_id == bench.report_id(number)
        await desk.press("f6")
        await desk.until(lambda: len(desk.screen.found) == 3, "the organs")
        await desk.write(text)
        await desk.press("enter")
        assert desk.screen.report_id == bench.report_id(number)


async def test_a_move_over_a_list_not_seen_yet_opens_nothing(bench, monkeypatch):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("f6")
        await desk.until(lambda: len(desk.screen.found) == 3, "the organs")
        # How names are spoken brings the list anew.
        await desk.until(
            lambda: not any(one.group == "names" for one in desk.app.workers), "the spoken names"
        )
        # However slow the machine, the keys come before the list of what was typed.
        monkeypatch.setattr("tui.screens.typing._QUIET_SECONDS", 3_600)
        await desk.write("茅田")
        await desk.press("down", "enter")
        await desk.until(
            lambda: [one.name[:2] for one in desk.screen.found] == ["茅田"], "the list"
        )
        await desk.settle()
        assert desk.place is Place.JUMP
        await desk.press("enter")
        await desk.until(lambda: desk.place is Place.QUEUE, "the queue")
        assert desk.screen.report_id == bench.report_id(30)


async def test_how_names_are_spoken_is_stored_once(bench):
    bench.fill(2, 30, 1)
    assert len(bench.ask(without_pinyin)) == 3
    async with bench.running() as desk:
        await open_place(desk, Place.JUMP)
        await desk.sees("shi tan xiang")
    assert bench.ask(without_pinyin) == []


async def test_nothing_fits(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("f6")
        await desk.replace("不存在")
        await desk.until(lambda: desk.screen.found == [], "nothing")
        await desk.press("enter")
        assert desk.place is Place.JUMP
        await desk.told("jump.none", text="不存在")


# --- search ------------------------------------------------------------------------------------


async def test_a_note_is_found_and_opens_its_report(bench):
    bench.fill(2, 30, 1)
    flag = bench.flags(30)[0]
    bench.ask(add_note, bench.reviewer, bench.report_id(30), flag.id, "电话问过，下周补")
    async with bench.running() as desk:
        await desk.press("f7")
        await look_for(desk, "下周")
        await desk.sees("li", "电话问过，‹下周›补")
        await desk.press("enter")
        assert desk.place is Place.REVIEW
        await desk.until(lambda: desk.screen.state is not None, "the report")
        assert desk.record.id == flag.id
        await desk.press("escape")
        assert desk.place is Place.SEARCH


async def test_an_organ_is_found_and_opens_its_report(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("f7")
        await look_for(desk, "茅")
        await desk.sees("‹茅›田乡")
        await desk.press("enter")
        await desk.until(lambda: getattr(desk.screen, "state", None) is not None, "the report")
        assert desk.screen.state.data.stored.id == bench.report_id(30)


@pytest.mark.parametrize("text", ["", "   ", '"', "*", "a OR b", "NEAR(", "\u202e", "，。"])
async def test_what_is_no_word_breaks_nothing(bench, text):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("f7")
        await desk.replace("复议")
        await desk.until(lambda: desk.screen.hits, "hits")
        await desk.replace(text)
        await desk.until(lambda: desk.screen.looked_for.strip() == desk.answer.strip(), "it")
        assert desk.screen.hits == []
        await desk.press("enter")
        assert desk.place is Place.SEARCH


async def test_the_list_is_read_on_as_the_cursor_nears_its_end(bench):
    bench.fill(*range(1, 27))
    first = bench.ask(search_all, "信息").prose
    assert first.after is not None
    async with bench.running() as desk:
        await desk.press("f7")
        await look_for(desk, "信息")
        assert len(desk.screen.hits) == len(first.hits)
        for _ in range(200):
            await desk.press("pagedown")
            if desk.screen.cursor == len(desk.screen.hits) - 1:
                known = len(desk.screen.hits)
                await desk.until(
                    lambda known=known: desk.screen.after is None or len(desk.screen.hits) > known,
                    "hits after the last",
                )
            if desk.screen.after is None:
                break
        assert desk.screen.after is None
        found = [(hit.whose.report_id, hit.passage.line) for hit in desk.screen.hits]
        assert len(found) == len(set(found)) > len(first.hits)


# --- progress ----------------------------------------------------------------------------------


def test_bars_are_full_only_where_all_is_done():
    assert bar(0, 10, 12) == "[..........]"
    assert bar(1, 1000, 12) == "[#.........]"
    assert bar(999, 1000, 12) == "[#########.]"
    assert bar(10, 10, 12) == "[##########]"
    assert bar(0, 0, 12) == "[..........]"
    assert [percent(*pair) for pair in ((0, 0), (999, 1000), (3, 3))] == ["—", "99%", "100%"]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_fit_whatever_is_in_them(width, language):
    row = ProgressRow("长" * 60, 1_234_567, 9_876_543, 100_000, 99_999, 12_345)
    for by in By:
        found = Progress(by, (row,), 5_000, row)
        text = shown_text(progress_lines(found, width, translator(language)))
        first, more = text.splitlines()
        assert "1,234,567/9,876,543" in first or width == 60
        assert "5,000" in more
        from rich.cells import cell_len

        assert cell_len(first) <= width


@pytest.mark.parametrize(
    ("by", "name", "expected"),
    [
        (By.REGION, "青禾县", "地区:青禾县"),
        (By.ORGAN, "青禾县石滩乡", "青禾县石滩乡"),
        (By.RULE, "A103", "规则:A103"),
        (By.REVIEWER, "li wei", '审核人:"li wei"'),
        (By.REGION, "", ""),
    ],
)
def test_a_line_as_a_filter(by, name, expected):
    assert filter_of(by, ProgressRow(name, 0, 1), "zh") == expected


def test_the_day_begins_at_midnight_here():
    now = datetime(2024, 2, 3, 12, 0)
    assert datetime.fromisoformat(day_began(now)) == datetime(2024, 2, 3).astimezone(UTC)


async def test_reviewers_of_today_and_in_all(bench, monkeypatch):
    bench.fill(2, 30, 1)
    first, second = bench.flags(30)[:2]
    bench.ask(decide, bench.reviewer, first.id, first.version, Verdict.CONFIRMED)
    monkeypatch.setattr("store.annotation_log._now", lambda: day_began())
    bench.ask(decide, bench.reviewer, second.id, second.version, Verdict.DISMISSED)
    async with bench.running() as desk:
        await desk.press("f8", "shift+tab")
        await desk.until(lambda: desk.screen.found is not None, "progress")
        await desk.sees("li", "2/5", "今日 1")


async def test_all_views_count_the_same_flags(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        # Misread: the flag is resolved by it, and stays decided.
        await desk.press("tab", "2")
        await desk.told("told.stored", verdict="读错", rule="A103")
        flag = bench.flags(2, "A103")[0]
        assert (flag.verdict, flag.is_raised) == ("misread", False)
        await desk.press("escape")
        everything = len(bench.flags(2)) + len(bench.flags(30)) + len(bench.flags(1))
        for by in By:
            found = bench.ask(progress_by, by)
            assert (found.total.decided, found.total.all) == (1, everything)
            if by is not By.REVIEWER:
                assert sum(row.decided for row in found.rows) == 1
                assert sum(row.all for row in found.rows) == everything
        await desk.press("f8")
        await desk.until(lambda: desk.screen.found is not None, "progress")
        await desk.sees(f"已判 1/{everything}", f"待审 {everything - 1}（含读取 ")


def test_status_prints_the_bars(bench):
    from click.testing import CliRunner

    from tui.cli import main

    bench.fill(2, 30, 1)
    for language, words in (("zh", ("按地区：", "按规则：", "A103 行总计不符")),
                            ("en", ("region:", "rule:", "A103 row total fails"))):  # fmt: skip
        run = CliRunner().invoke(main, ["--lang", language, "status", "--db", str(bench.db)])
        assert run.exit_code == 0
        assert all(word in run.output for word in words)
        assert "0/1" in run.output


# --- goldens -----------------------------------------------------------------------------------

SCREENS = (
    ("jump", Place.JUMP, "lx"),
    ("jump_none", Place.JUMP, "zzzz"),
    ("search", Place.SEARCH, "收到"),
    ("search_none", Place.SEARCH, "琥珀"),
    ("search_prose", Place.PROSE, ""),
    ("progress_organ", Place.PROGRESS, ""),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(("name", "place", "text"), SCREENS, ids=[s[0] for s in SCREENS])
async def test_screen(bench, name, place, text, size, language):
    width, height = size
    bench.fill(2, 30, 1)
    flag = bench.flags(30)[0]
    bench.ask(decide, bench.reviewer, flag.id, flag.version, Verdict.CONFIRMED)
    bench.ask(add_note, bench.reviewer, bench.report_id(30), flag.id, "电话问过，没有收到答复")
    async with bench.running(language=language, size=size) as desk:
        await open_place(desk, place)
        await desk.pilot.resize_terminal(width, height)
        if place is Place.SEARCH:
            await look_for(desk, text)
        elif place is Place.JUMP:
            await desk.replace(text)
            await desk.until(lambda: len(desk.screen.found) < 3, "fewer organs")
        await desk.settle()
        check_golden(f"{name}_{language}_{width}x{height}", desk.lines(), width)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_filter_screens(bench, size, language):
    width, height = size
    bench.fill(2, 30, 1)
    async with bench.running(language=language, size=size) as desk:
        await desk.press("/")
        await desk.submit("规测:A1")
        check_golden(f"filter_mistake_{language}_{width}x{height}", desk.lines(), width)
        await desk.replace("状态:")
        await desk.press("tab")
        check_golden(f"filter_tab_{language}_{width}x{height}", desk.lines(), width)
