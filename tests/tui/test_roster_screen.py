"""The roster screen and the queue with a roster: every key, what stays, what is asked."""

from __future__ import annotations

import pytest

from importers.batch import SourceFile, import_files
from importers.roster_file import read_roster
from store.annotations import change_identity
from store.due import due_counts
from store.rechecking import recheck_rules
from store.report import Identity
from store.reports import iterate_reports
from store.roster_choices import refusals
from store.roster_loading import load_roster
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_layouts import Layout
from tests.sample_roster import ROWS, as_csv
from tests.sample_texts import render
from tests.tui.everywhere import add_cases
from tests.tui.golden_screens import SIZES, check_golden
from tui.actions import Place, actions_at

KEYS = [(action.id, key) for action in actions_at(Place.ROSTER) for key in action.keys]
CASES = {}
# Exactly an entry; alike; of one name in two places; of an unknown organ; of none; one twice.
FILES = (
    ("a.txt", ("青禾县", "石桥镇人民政府"), PLAIN),
    ("b.txt", ("青禾县", "梅林乡人民政府"), PLAIN),
    ("c.txt", (None, "石滩乡"), BUSY),
    ("d.txt", (None, "某某集团有限公司"), PLAIN),
    ("e.txt", ("青禾县", "花石镇人民政府"), PLAIN),
    ("f.txt", ("青禾县", "花石镇人民政府"), BUSY),
)


def case(action):
    """Registers what an action of the screen must do."""

    def register(check):
        CASES[action] = check
        return check

    return register


add_cases(case)


def load(bench, rows=ROWS):
    entries = read_roster(as_csv(rows), "r.csv").entries

    def work(workspace):
        load_roster(workspace, entries)
        recheck_rules(workspace)

    bench.ask(work)


@pytest.fixture
def season(bench):
    """Six files and a roster of 30."""
    fill(bench, FILES)
    load(bench)
    return bench


def fill(bench, files):
    """Files of one import."""
    for at, (name, organ, values) in enumerate(files):
        text = render(make_sample("s", Layout.PIPE, organ, values, at % 3))
        (bench.folder / name).write_text(text, encoding="utf-8")
    sources = [SourceFile(bench.folder / name, name) for name, *_ in files]
    assert bench.ask(import_files, sources).imported == len(files)


async def opened(desk):
    await desk.press("r")
    assert desk.place is Place.ROSTER
    await desk.settle()


def organs(bench):
    return {
        stored.path: (stored.region, stored.organ)
        for stored in bench.ask(lambda workspace: list(iterate_reports(workspace)))
    }


def report_id(bench, path):
    return next(
        stored.id
        for stored in bench.ask(lambda workspace: list(iterate_reports(workspace)))
        if stored.path == path
    )


@pytest.mark.parametrize(("action", "key"), KEYS, ids=[f"{a}-{k}" for a, k in KEYS])
async def test_every_key(season, action, key):
    async with season.running() as desk:
        await opened(desk)
        await CASES[action](desk, season, key)


def test_no_case_is_left_over():
    assert set(CASES) == {action.id for action in actions_at(Place.ROSTER)}


@case("is_entry")
async def _(desk, bench, key):
    await desk.sees("对应 1/", "青禾县梅岭乡人民政府", "缺报")
    await desk.press(key)
    await desk.told("roster.accepted", path="b.txt", entry="青禾县梅岭乡人民政府")
    assert organs(bench)["b.txt"] == ("青禾县", "梅岭乡人民政府")
    counts = bench.ask(due_counts)
    assert (counts.reported, counts.unknown) == (3, 2)
    # The next one that is not recognised is in view.
    assert desk.lines()[2].startswith("▸石滩乡")


@case("is_not_entry")
async def _(desk, bench, key):
    first = desk.screen.state.proposal
    await desk.press(key)
    await desk.told("roster.refused", path="b.txt", entry=first.entry.entry.full_name)
    assert first.entry.id not in {p.entry.id for p in desk.screen.state.report.proposals}
    assert len(bench.ask(refusals, report_id(bench, "b.txt"))) == 1
    assert organs(bench)["b.txt"] == ("青禾县", "梅林乡人民政府")


@case("choice")
async def _(desk, bench, key):
    every = desk.screen.state.report.proposals
    assert len(every) > 1
    await desk.press(key)
    assert desk.screen.state.proposal == every[1]
    await desk.sees("对应 2/")
    for _ in every[1:]:
        await desk.press(key)
    assert desk.screen.state.proposal == every[0]


@case("choice_back")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.proposal == desk.screen.state.report.proposals[-1]


@case("undo")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.nothing_to_undo")
    await desk.press("1", key)
    await desk.told("told.undone", what="名单认定")
    assert organs(bench)["b.txt"] == ("青禾县", "梅林乡人民政府")
    await desk.press("3", key)
    assert bench.ask(refusals, report_id(bench, "b.txt")) == frozenset()
    assert desk.screen.state.proposal.entry.entry.organ == "梅岭乡人民政府"


@case("open")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.until(lambda: desk.place is Place.REVIEW, "the review screen")
    assert "梅林乡人民政府" in desk.lines()[0]
    await desk.press("escape")
    assert desk.place is Place.ROSTER
    assert desk.lines()[2].startswith("▸青禾县梅林乡")


@case("up")
async def _(desk, bench, key):
    await desk.press("down", key)
    assert desk.screen.state.cursor == 0


@case("down")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.cursor == 1
    await desk.sees("名单中有几个同名单位")


@case("page_up")
async def _(desk, bench, key):
    await desk.press("end", key)
    assert desk.screen.state.cursor == len(desk.screen.state.rows) - 1 - desk.screen.room // 2


@case("page_down")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.cursor == desk.screen.room // 2


@case("first")
async def _(desk, bench, key):
    await desk.press("end", key)
    assert desk.screen.state.cursor == 0


@case("last")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.row.due.standing.value == "reported"
    await desk.sees("a.txt")


@case("help")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.HELP


@case("back")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.QUEUE


# --- what it shows and asks ----------------------------------------------------------------


async def test_lines_stand_by_what_is_to_be_done(season):
    async with season.running() as desk:
        await opened(desk)
        rows = desk.screen.state.rows
        assert [row.report_id is not None for row in rows[:4]] == [True, True, True, False]
        found = [row.due.standing.value for row in rows[3:]]
        assert found == ["double", *["missing"] * 28, "reported"]
        await desk.sees("2023 年：应报 30 · 已报 2 · 缺报 28 · 重复 1 · 未认出 3")
        await desk.press("down", "down", "down")
        await desk.sees("花石镇人民政府", "e.txt；f.txt")


async def test_an_entry_that_has_a_report_needs_a_second_other_key(bench):
    files = (
        ("a.txt", ("青禾县", "石桥镇人民政府"), PLAIN),
        ("b.txt", ("青禾县", "石桥集镇人民政府"), BUSY),
    )
    fill(bench, files)
    load(bench, ROWS[:12])
    async with bench.running() as desk:
        await opened(desk)
        assert desk.screen.state.proposal.entry.entry.organ == "石桥镇人民政府"
        await desk.press("1")
        await desk.told("roster.twice", entry="青禾县石桥镇人民政府", path="a.txt", pressed="y")
        assert organs(bench)["b.txt"][1] == "石桥集镇人民政府"
        # Another entry in between: it is asked about anew.
        await desk.press("tab", "shift+tab", "1")
        await desk.told("roster.twice", entry="青禾县石桥镇人民政府", path="a.txt", pressed="y")
        await desk.press("1")
        assert organs(bench)["b.txt"][1] == "石桥集镇人民政府"
        await desk.press("y")
        await desk.told("roster.accepted", path="b.txt", entry="青禾县石桥镇人民政府")
        assert organs(bench)["b.txt"] == ("青禾县", "石桥镇人民政府")


async def test_what_a_colleague_changed_meanwhile_is_not_overwritten(season):
    async with season.running() as desk:
        await opened(desk)
        other = Identity("黑石乡人民政府", "青禾县", 2023)
        season.ask(change_identity, season.colleague, report_id(season, "b.txt"), other)
        await desk.press("1")
        await desk.sees(desk.words("error.identity_changed")[:12])
        assert organs(season)["b.txt"] == ("青禾县", "黑石乡人民政府")


@pytest.mark.parametrize(
    ("organ", "reason"),
    [
        (("青禾县", "羊坪乡人民政府"), "expired"),
        (("别样县", "羊坪镇人民政府"), "elsewhere"),
        (("青禾县", "羊平镇人民政府"), "unlike"),
        ((None, "柳溪镇人民政府"), "rivals"),
    ],
)
async def test_why_no_entry_was_taken(bench, organ, reason):
    fill(bench, (("a.txt", organ, PLAIN),))
    load(bench)
    async with bench.running() as desk:
        await opened(desk)
        await desk.sees(desk.words(f"roster.reason_{reason}"))
        # None of this keeps a person from saying so.
        first = desk.screen.state.proposal.entry.entry
        await desk.press("1")
        assert organs(bench)["a.txt"] == (first.region, first.organ)


async def test_a_name_that_another_report_of_the_year_has_is_told(bench):
    files = (
        ("a.txt", ("青禾县", "柳溪镇"), PLAIN),
        ("b.txt", (None, "小溪镇"), BUSY),
    )
    fill(bench, files)
    load(bench, (("柳溪镇人民政府", "小溪镇", "青禾县", "", "", "", "", ""),))
    async with bench.running() as desk:
        await opened(desk)
        assert desk.lines()[2].startswith("▸小溪镇")
        await desk.sees("青禾县柳溪镇人民政府 已有以别名或别的地区报送的报告")


async def test_nothing_is_proposed_for_what_is_like_nothing(season):
    async with season.running() as desk:
        await opened(desk)
        await desk.press("down", "down")
        await desk.sees(desk.words("roster.no_choice")[:10], "某某集团有限公司")
        await desk.press("1")
        await desk.told("roster.no_candidate")
        await desk.press("down", "1")
        await desk.told("roster.on_report")


async def test_undo_of_another_act_is_refused_here(season):
    async with season.running() as desk:
        await desk.press("enter", "4", "escape")
        await opened(desk)
        await desk.press("u")
        await desk.sees("最近一次操作不是名单认定")


async def test_without_a_roster_the_screen_says_how_to_load_one(bench):
    bench.fill(1)
    async with bench.running() as desk:
        header = desk.lines()[:2]
        assert "应报" not in "".join(header)
        await opened(desk)
        await desk.sees("gouji roster")
        for key in ("1", "3", "tab", "enter", "down", "end", "u"):
            await desk.press(key)
        assert desk.place is Place.ROSTER


# --- the queue -----------------------------------------------------------------------------


async def test_the_queue_counts_and_shows_who_is_missing_at_its_end(season):
    async with season.running() as desk:
        assert "2023 年：应报 30 · 已报 2 · 缺报 28 · 重复 1 · 未认出 3" in desk.lines()[1]
        assert "缺报" not in "\n".join(desk.lines()[3:7])
        await desk.press("end")
        assert desk.screen.cursor == len(desk.screen.ids) + 28 - 1
        assert "▸云阳县石滩乡人民政府" in desk.text()
        assert len(desk.lines()) == 24
        for key in ("f", "g"):
            await desk.press(key)
            assert desk.place is Place.QUEUE
        await desk.press("enter")
        assert desk.place is Place.ROSTER
        assert desk.screen.state.row.due.entry.entry.full_name == "云阳县石滩乡人民政府"
        await desk.press("escape")
        assert "▸云阳县石滩乡人民政府" in desk.text()


async def test_every_line_of_the_queue_can_be_reached(season):
    async with season.running() as desk:
        seen = []
        for _ in range(desk.screen.count):
            (line,) = [text for text in desk.lines()[3:-2] if text.startswith("▸")]
            seen.append(line)
            await desk.press("down")
        assert len(seen) == len(set(seen)) == len(desk.screen.ids) + 28


async def test_the_filter_finds_missing_organs_too(season):
    async with season.running() as desk:
        await desk.press("/")
        await desk.submit("云阳")
        assert desk.screen.ids == ()
        assert [one.entry.entry.organ for one in desk.screen.missing] == [
            "柳溪镇人民政府",
            "石滩乡人民政府",
        ]
        await desk.sees("筛选“云阳” 2 行")
        await desk.press("/")
        await desk.submit("没有的")
        await desk.sees("没有符合")


SCREENS = (
    ("queue_due", ()),
    ("queue_missing", ("end",)),
    ("roster", ("r",)),
    ("roster_rivals", ("r", "down", "tab")),
    ("roster_entry", ("r", "down", "down", "down")),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(("name", "keys"), SCREENS, ids=[name for name, _ in SCREENS])
async def test_screen(season, name, keys, size, language):
    async with season.running(language=language, size=size) as desk:
        await desk.press(*keys)
        await desk.settle()
        check_golden(f"{name}_{language}_{size[0]}x{size[1]}", desk.lines(), size[0])


async def test_hostile_names_stay_harmless(bench):
    bench.fill(2)
    rows = (("石滩乡人民政府", "", "青禾县", "\x1b[2J乡镇", "", "", "", "[red]张\x1b[0m\u202e"),)
    load(bench, rows)
    async with bench.running() as desk:
        await opened(desk)
        text = desk.text()
        assert "\x1b" not in text and "\u202e" not in text
        assert "␛[2J乡镇" in text and "[red]张" in text
