"""The screen of a round: every key, what it shows, R803 answered on the review screen."""

from __future__ import annotations

import pytest

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, add_finding, decide, sign_off
from store.database import open_workspace
from store.rounds import round_of
from tests.store.corrected_files import ELSEWHERE, STILL_WRONG, WRONG, text
from tests.tui.everywhere import add_cases
from tests.tui.golden_screens import SIZES, check_golden
from tui.actions import Place, actions_at

KEYS = [(action.id, key) for action in actions_at(Place.ROUND) for key in action.keys]
CASES = {}
BLANKS = {"disclosure.licences.decisions": ""}
FIRST = {**WRONG, **ELSEWHERE, **BLANKS}


def case(action):
    """Registers what an action of the screen must do."""

    def register(check):
        CASES[action] = check
        return check

    return register


add_cases(case)


@pytest.fixture
def twice(bench):
    """A report that was reviewed, and its corrected file: one fixed, two still there, one new."""
    bench.fill_with("01_first.txt", text(FIRST).encode())
    first = bench.report_id(1)
    for record in bench.flags(1):
        bench.ask(decide, bench.reviewer, record.id, record.version, Verdict.CONFIRMED)
    bench.ask(
        add_finding,
        bench.reviewer,
        first,
        line=None,
        place="第一部分",
        quote="重点公布",
        problem="只讲会议",
        suggestion="请补充",
    )
    bench.ask(sign_off, bench.reviewer, first)
    printed = {**STILL_WRONG, "litigation.direct.total": "4"}
    bench.fill_with("02_second.txt", text(printed).encode())
    return bench


async def opened(desk):
    await desk.press("f")
    assert desk.place is Place.ROUND
    await desk.settle()


@pytest.mark.parametrize(("action", "key"), KEYS, ids=[f"{a}-{k}" for a, k in KEYS])
async def test_every_key(twice, action, key):
    async with twice.running() as desk:
        await opened(desk)
        await CASES[action](desk, twice, key)


def test_no_case_is_left_over():
    assert set(CASES) == {action.id for action in actions_at(Place.ROUND)}


def marked(desk):
    """The line under the cursor."""
    (line,) = [line for line in desk.lines() if line.startswith("▸")]
    return line


async def to_old_version(desk):
    await desk.press("end")
    assert "01_first.txt" in marked(desk)


@case("up")
async def _(desk, bench, key):
    first = marked(desk)
    await desk.press("down", key)
    assert marked(desk) == first


@case("down")
async def _(desk, bench, key):
    first = marked(desk)
    await desk.press(key)
    assert marked(desk) != first


@case("page_up")
async def _(desk, bench, key):
    first = marked(desk)
    await desk.press("end", key)
    assert marked(desk) == first


@case("page_down")
async def _(desk, bench, key):
    await desk.press(key)
    assert "01_first.txt" in marked(desk)


@case("first")
async def _(desk, bench, key):
    first = marked(desk)
    await desk.press("end", key)
    assert marked(desk) == first


@case("last")
async def _(desk, bench, key):
    await desk.press(key)
    assert "01_first.txt" in marked(desk)


@case("open")
async def _(desk, bench, key):
    rule = marked(desk)[1:5]
    await desk.press(key)
    assert desk.place is Place.REVIEW
    assert desk.record.flag.rule == rule
    assert desk.record.report_id == bench.report_id(2)
    await desk.press("escape")
    assert desk.place is Place.ROUND
    # A fixed flag is only in the old version.
    while "C201" not in marked(desk):
        await desk.press("down")
    await desk.press(key)
    assert (desk.record.flag.rule, desk.record.report_id) == ("C201", bench.report_id(1))
    await desk.sees("非现行版", "‹已整改 第2版›")


@case("make_current")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("round.choose")
    await to_old_version(desk)
    await desk.press(key)
    await desk.told("round.confirm", number=1)
    # One key alone changes nothing, nor does the key after another one.
    assert bench.reports()[2].is_current
    await desk.press("up", "down", "y")
    assert bench.reports()[2].is_current


@case("accept_current")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("round.choose")
    await to_old_version(desk)
    await desk.press("1", key)
    await desk.told("told.now_current", number=1)
    reports = bench.reports()
    assert (reports[1].is_current, reports[2].is_current) == (True, False)
    await desk.sees("没有可对照的上一版")
    await desk.press("escape")
    assert desk.place is Place.QUEUE
    assert desk.screen.ids == (bench.report_id(1),)


@case("undo")
async def _(desk, bench, key):
    await to_old_version(desk)
    await desk.press("1", "y", key)
    await desk.sees("已撤销 改现行版")
    reports = bench.reports()
    assert (reports[1].is_current, reports[2].is_current) == (False, True)
    await desk.sees("未整改 2")


@case("help")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.sees("再按 y 确定")


@case("back")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.QUEUE


async def test_the_current_version_is_not_chosen(twice):
    async with twice.running() as desk:
        await opened(desk)
        await desk.press("end", "up", "1")
        await desk.sees("已是现行版")


async def test_the_counts_follow_what_is_decided(twice):
    async with twice.running() as desk:
        await opened(desk)
        await desk.sees("已整改 2 · 未整改 2 · 新发现 1")
        title = desk.lines()[0]
        found = twice.ask(round_of, twice.report_id(2))
        counts = [
            sum(e.fate.value == fate for e in found.flags) for fate in ("fixed", "still", "new")
        ]
        assert "已整改 {} · 未整改 {} · 新发现 {}".format(*counts) in title
        while "M001" not in marked(desk):
            await desk.press("down")
        await desk.press("enter")
        await desk.sees("1 仍未整改")
        await desk.press("3", "escape")
        counts = [counts[0] + 1, counts[1] - 1, counts[2]]
        assert "已整改 {} · 未整改 {} · 新发现 {}".format(*counts) in desk.lines()[0]


async def test_from_the_review_screen(twice):
    async with twice.running() as desk:
        await desk.press("enter")
        await desk.sees("未整改 前值 8")
        await opened(desk)
        await desk.press("escape")
        assert desk.place is Place.REVIEW


async def test_a_single_version_has_no_round(bench):
    bench.fill_with("01_first.txt", text(WRONG).encode())
    async with bench.running() as desk:
        await desk.press("f")
        await desk.told("round.one_version")
        assert desk.place is Place.QUEUE
        await desk.press("enter", "f")
        await desk.told("round.one_version")
        assert desk.place is Place.REVIEW


@pytest.fixture
def batch(bench):
    """Two files of one organ that came in one import."""
    sources = []
    for name, content in (("01_a.txt", text(WRONG)), ("02_b.txt", text(STILL_WRONG))):
        (bench.folder / name).write_text(content, encoding="utf-8")
        sources.append(SourceFile(bench.folder / name, name))
    with open_workspace(bench.db) as workspace:
        import_files(workspace, sources)
    return bench


async def to_question(desk, bench):
    await desk.open_report(2, bench)
    assert desk.record.flag.rule == "R803"
    await desk.sees("1 是整改稿", "非现行版")


async def test_one_key_says_that_it_is_the_corrected_file(batch):
    async with batch.running() as desk:
        await to_question(desk, batch)
        await desk.press("1")
        await desk.told("told.now_current", number=2)
        assert desk.record.flag.rule == "A103"
        assert batch.reports()[2].is_current
        await desk.press("u")
        assert not batch.reports()[2].is_current
        assert desk.record.flag.rule == "R803"
        await desk.press("1", "escape")
        assert desk.screen.ids == (batch.report_id(2),)


async def test_one_key_leaves_it_as_it_is(batch):
    async with batch.running() as desk:
        await to_question(desk, batch)
        await desk.press("3", "escape")
        assert batch.reports()[1].is_current
        assert desk.screen.ids == (batch.report_id(1),)


async def test_another_organ_is_said_by_its_region(batch):
    async with batch.running() as desk:
        await to_question(desk, batch)
        await desk.press("i")
        await desk.press("enter")
        await desk.submit("岚川县")
        for _ in range(3):
            await desk.press("enter")
        reports = batch.reports()
        assert (reports[1].region, reports[2].region) == ("青禾县", "岚川县")
        assert reports[1].is_current
        assert reports[2].is_current
        assert not [r for r in batch.flags(2, "R803") if r.is_raised]


async def test_two_regions_are_not_chosen_between(bench):
    bench.fill_with("01_a.txt", text(WRONG).encode())
    bench.fill_with("02_b.txt", text(STILL_WRONG, region="岚川县").encode())
    bench.fill_with("03_c.txt", text(region=None).encode())
    async with bench.running() as desk:
        await desk.open_report(3, bench)
        await desk.press("1")
        await desk.sees("有几个地区的同名单位")
        assert bench.log(3) == []


async def test_the_summary_has_what_the_corrected_file_does_not_show(bench):
    bench.fill_with("01_first.txt", text(WRONG).encode())
    for record in bench.flags(1):
        bench.ask(decide, bench.reviewer, record.id, record.version, Verdict.CONFIRMED)
    bench.fill_with("02_second.txt", text({"requests.granted.total": ""}).encode())
    async with bench.running(size=(120, 40)) as desk:
        await desk.open_report(2, bench)
        await desk.press("g")
        await desk.sees(
            "未整改 第三部分表格“（一）予以公开”行：各申请人类别合计为 6，“总计”栏填报 8"
        )


async def test_history_says_what_a_later_version_mended(twice):
    async with twice.running() as desk:
        await opened(desk)
        await desk.press("end", "enter", "f2")
        assert desk.place is Place.HISTORY
        await desk.sees("第2版 已整改 C201")
        # The log below can still be undone.
        await desk.press("home", "u")
        assert [a.kind.value for a in twice.log(1) if a.is_undone] == []


async def test_the_queue_tells_of_corrected_files(twice):
    async with twice.running() as desk:
        await desk.sees("整改稿·未审", "整改稿待审 1 份")


SCREENS = (
    ("round", ("f",)),
    ("round_new", ("f", "down", "down")),
    ("round_versions", ("f", "end", "1")),
    ("round_review", ("enter",)),
    ("round_queue", ()),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(("name", "keys"), SCREENS, ids=[s[0] for s in SCREENS])
async def test_screen(twice, monkeypatch, name, keys, size, language):
    with_time(twice)
    async with twice.running(language=language, size=size) as desk:
        for key in keys:
            await desk.press(key)
        await desk.settle()
        check_golden(f"{name}_{language}_{size[0]}x{size[1]}", desk.lines(), size[0])


def with_time(bench):
    """Imports of goldens are all of one moment."""

    def stamp(workspace):
        with workspace.transaction():
            workspace.execute("update report set imported_at = ?", [bench.now])

    bench.ask(stamp)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_question_screen(batch, size, language):
    async with batch.running(language=language, size=size) as desk:
        await desk.open_report(2, batch)
        check_golden(f"round_question_{language}_{size[0]}x{size[1]}", desk.lines(), size[0])
