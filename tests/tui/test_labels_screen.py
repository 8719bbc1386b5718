"""The labels screen: every key, what one decision does to all reports, how it is taken back."""

from __future__ import annotations

import pytest

from store.aliases import aliases, teach_label, unapplied
from store.flags import flags_of
from store.labels import doubtful_labels
from store.queue import totals
from store.report import FOREIGN, State
from store.reports import iterate_reports, load_report
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY
from tests.sample_layouts import Layout
from tests.sample_tables import Edits
from tests.sample_texts import render
from tests.tui.everywhere import add_cases
from tests.tui.golden_screens import SIZES, check_golden
from tui.actions import Place, actions_at
from tui.drawing.doubtful_labels import LabelsView

ODD, HEADER, SHORT = "行政处理决定", "本年度处制件数", "强制措施"
KEY = ("disclosure", "row", ODD)
COLUMN = ("disclosure", "column", HEADER)
PENALTIES = "disclosure.penalties.decisions"
LICENCES = "disclosure.licences.decisions"
KEYS = [(action.id, key) for action in actions_at(Place.LABELS) for key in action.keys]
CASES = {}


def case(action):
    """Registers what an action of the screen must do; six reports are there, two odd labels."""

    def register(check):
        CASES[action] = check
        return check

    return register


add_cases(case)


@pytest.fixture
def towns(bench):
    """Six reports: the odd row label in 0, 2, 4, the odd column label in 0, 3."""
    for index in range(6):
        labels = {}
        if index % 2 == 0:
            labels["行政处罚"] = ODD
        if index % 3 == 0:
            labels["本年制发件数"] = HEADER
        organ = ("青禾县", f"第{index}镇人民政府")
        made = make_sample("s", Layout.PIPE, organ, BUSY, index % 3, edits=Edits(labels=labels))
        bench.fill_with(f"{index:02}_town.txt", render(made).encode())
    return bench


async def opened(desk):
    await desk.press("d")
    assert desk.place is Place.LABELS
    await desk.settle()


def cells(bench, field=PENALTIES):
    """State and value of a field in the six reports."""
    return bench.ask(
        lambda workspace: [
            (cell.state, cell.value)
            for stored in iterate_reports(workspace)
            for cell in [load_report(workspace, stored.id).cells_by_field[field]]
        ]
    )


def known(bench):
    return {key: alias.target for key, alias in bench.ask(aliases).items()}


async def to_the_label(desk):
    """In a report, to the doubt about the odd label."""
    for _ in range(10):
        if desk.record.flag.params.get("label") == ODD:
            return
        await desk.press("n")
    raise AssertionError(desk.text())


@pytest.mark.parametrize(("action", "key"), KEYS, ids=[f"{a}-{k}" for a, k in KEYS])
async def test_every_key(towns, action, key):
    async with towns.running() as desk:
        await opened(desk)
        await CASES[action](desk, towns, key)


def test_no_case_is_left_over():
    assert set(CASES) == {action.id for action in actions_at(Place.LABELS)}


@case("map_all")
async def _(desk, bench, key):
    assert desk.lines()[2].startswith(f"▸ {ODD}")
    before = bench.ask(totals)
    await desk.sees("涉及 3 份报告：0 格改变，疑点减少 3，新增 0")
    await desk.press(key)
    await desk.told("labels.read", done=3, failed=0)
    assert known(bench) == {KEY: "penalties"}
    assert ODD not in "\n".join(desk.lines()[2:-7])
    after = bench.ask(totals)
    assert after.warnings + after.infos == before.warnings + before.infos - 3
    assert after.reading == before.reading


@case("mark_foreign")
async def _(desk, bench, key):
    await desk.sees("涉及 3 份报告：3 格改变，疑点减少 3，新增 3")
    await desk.press(key)
    await desk.told("labels.read", done=3, failed=0)
    assert known(bench) == {KEY: FOREIGN}
    assert [state for state, _ in cells(bench)][::2] == [State.ABSENT] * 3
    assert bench.ask(unapplied, bench.ask(aliases)) == {}


@case("choice")
async def _(desk, bench, key):
    first = desk.screen.state.meaning
    await desk.press(key)
    second = desk.screen.state.meaning
    assert second != first
    assert desk.screen.state.chosen == 1
    await desk.sees(second.path[-1], f"{second.score:.2f}")


@case("choice_back")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.chosen == len(desk.screen.state.meanings) - 1
    await desk.press("tab")
    assert desk.screen.state.chosen == 0


@case("members")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.view is LabelsView.MEMBERS
    for number in (0, 2, 4):
        await desk.sees(f"第{number}镇人民政府 2023", f"{number:02}_town.txt:")
    await desk.press(key)
    assert desk.screen.state.view is LabelsView.OPEN


@case("drop")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("labels.drop_where")
    await desk.press("enter", "down", key)
    await desk.sees("× 第2镇", "涉及 2 份报告", "剔除 1 份")
    await desk.press(key)
    await desk.sees("√ 第2镇", "涉及 3 份报告")
    await desk.press(key)
    await desk.sees("涉及 2 份报告：2 格改变")
    await desk.press("3")
    await desk.told("labels.read", done=2, failed=0)
    assert [state for state, _ in cells(bench)][::2] == [
        State.ABSENT,
        State.NUMBER,
        State.ABSENT,
    ]
    # What was left out is still in doubt.
    await desk.sees(ODD)
    assert [label.reports for label in bench.ask(doubtful_labels) if label.key == KEY] == [1]


@case("taught")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("labels.none_taught")
    await desk.press(key)
    await desk.press("1")
    await desk.told("labels.read", done=3, failed=0)
    await desk.press(key)
    await desk.sees(f"{ODD} → 行政处罚", "li 02-03", "3 份")
    # 3 withdraws it here; every report is as it was.
    await desk.press("3")
    await desk.told("labels.read", done=3, failed=0)
    assert known(bench) == {}
    await desk.press(key)
    await desk.sees(ODD)


@case("undo")
async def _(desk, bench, key):
    before = cells(bench)
    await desk.press("3")
    await desk.told("labels.read", done=3, failed=0)
    assert cells(bench) != before
    await desk.press(key)
    await desk.until(lambda: cells(bench) == before, "all reports as they were")
    assert known(bench) == {}
    await desk.sees(ODD)
    await desk.press(key)
    await desk.told("told.nothing_to_undo")


@case("down")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.label.key == COLUMN
    await desk.sees("涉及 2 份报告", "本年制发件数")
    await desk.press(key)
    assert desk.screen.state.label.key == COLUMN


@case("up")
async def _(desk, bench, key):
    await desk.press("down", key)
    assert desk.screen.state.label.key == KEY


@case("page_down")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.label.key == COLUMN


@case("page_up")
async def _(desk, bench, key):
    await desk.press("down", key)
    assert desk.screen.state.label.key == KEY


@case("first")
async def _(desk, bench, key):
    await desk.press("down", key)
    assert desk.screen.state.label.key == KEY


@case("last")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.state.label.key == COLUMN


@case("help")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.sees(desk.words("action.map_all")[:10])


@case("back")
async def _(desk, bench, key):
    await desk.press("enter", key)
    assert desk.place is Place.LABELS
    assert desk.screen.state.view is LabelsView.OPEN
    await desk.press(key)
    assert desk.place is Place.QUEUE


async def test_what_is_not_seen_whole_is_applied_by_a_second_other_key_only(towns, monkeypatch):
    monkeypatch.setattr("tui.screens.previewing._SECONDS_BEFORE", 0.6)
    async with towns.running() as desk:
        desk.app.post_message(desk.key("d"))
        await desk.until(lambda: desk.place is Place.LABELS, "the screen")
        await desk.until(lambda: desk.screen.state.labels, "labels")
        desk.app.post_message(desk.key("3"))
        await desk.told("labels.unseen", pressed="x")
        assert known(towns) == {}
        # The same key again is no agreement.
        desk.app.post_message(desk.key("3"))
        await desk.settle()
        assert known(towns) == {}
        desk.app.post_message(desk.key("x"))
        await desk.told("labels.read", done=3, failed=0)
        assert known(towns) == {KEY: FOREIGN}


async def test_from_a_doubt_to_its_label_and_the_hint_after_a_remap(towns):
    async with towns.running() as desk:
        await desk.open_report(4, towns)
        await to_the_label(desk)
        await desk.press("tab", "2")
        await desk.told("labels.hint_others", count=2)
        assert known(towns) == {}
        # The other two have not changed: a look at what changes comes before.
        assert [state for state, _ in cells(towns)][0:4:2] == [State.NUMBER] * 2
        await desk.press("escape", "d")
        assert desk.place is Place.LABELS
        await desk.sees(ODD + " （li 已在一份中认定）")
        while desk.screen.state.label.key != KEY:
            assert desk.screen.state.cursor < len(desk.screen.state.labels) - 1
            await desk.press("down")
        await desk.press("3")
        await desk.told("labels.read", done=2, failed=0)
        states = [state for state, _ in cells(towns)]
        assert (states[0], states[2]) == (State.ABSENT, State.ABSENT)


async def test_undo_in_the_report_takes_the_lesson_out_of_all_reports(towns):
    before = cells(towns)
    async with towns.running() as desk:
        await desk.open_report(4, towns)
        await to_the_label(desk)
        await desk.press("tab", "2")
        await desk.told("labels.hint_others", count=2)
        await desk.press("u")
        await desk.until(lambda: cells(towns) == before, "the cells as they were")
        assert known(towns) == {}


async def test_an_act_elsewhere_is_not_taken_back_from_here(towns):
    async with towns.running() as desk:
        await desk.open_report(4, towns)
        await desk.press("3", "escape", "d", "u")
        await desk.told("error.annotation_elsewhere")


async def test_nothing_in_doubt(bench):
    bench.fill(1)
    async with bench.running() as desk:
        await opened(desk)
        await desk.sees(desk.words("labels.none"))
        await desk.press("1", "3", "tab", "enter", "space", "down", "up", "t", "3", "1", "t")
        assert desk.place is Place.LABELS
        assert known(bench) == {}


async def test_a_number_alone_is_not_taught(bench):
    edits = Edits(labels={"行政处罚": "（九）"})
    made = make_sample("s", Layout.PIPE, ("青禾县", "第一镇人民政府"), BUSY, 0, edits=edits)
    bench.fill_with("01_x.txt", render(made).encode())
    async with bench.running() as desk:
        await opened(desk)
        assert desk.screen.state.label.key == ("disclosure", "row", "(九)")
        await desk.press("3")
        await desk.sees("太短")
        assert known(bench) == {}


async def test_what_was_interrupted_goes_on_when_the_workbench_opens(towns):
    towns.ask(teach_label, towns.colleague, KEY, FOREIGN)
    assert [state for state, _ in cells(towns)] == [State.NUMBER] * 6
    async with towns.running() as desk:
        await desk.told("labels.read", done=3, failed=0)
        assert [state for state, _ in cells(towns)][::2] == [State.ABSENT] * 3
        await opened(desk)
        # What a colleague taught can be withdrawn by anybody, and the log keeps both.
        await desk.press("t", "3")
        await desk.until(lambda: known(towns) == {}, "the lesson withdrawn")
        wanted = [State.NUMBER] * 6
        await desk.until(lambda: [state for state, _ in cells(towns)] == wanted, "the cells")


SCREENS = (
    ("labels", ()),
    ("labels_choice", ("tab",)),
    ("labels_members", ("enter", "down", "space")),
    ("labels_taught", ("3", "1", "t")),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(("name", "keys"), SCREENS, ids=[s[0] for s in SCREENS])
async def test_screen(towns, monkeypatch, name, keys, size, language):
    monkeypatch.setenv("TZ", "UTC")
    width, height = size
    async with towns.running(language=language, size=size) as desk:
        await opened(desk)
        for key in keys:
            await desk.press(key)
        await desk.settle()
        check_golden(f"{name}_{language}_{width}x{height}", desk.lines(), width)


async def test_what_was_chosen_stays_while_reports_are_read_and_other_labels_are_looked_at(towns):
    async with towns.running() as desk:
        await opened(desk)
        await desk.press("tab", "enter", "down", "space")
        await desk.sees("× 第2镇", "剔除 1 份")
        chosen = desk.screen.state.meaning
        await desk.screen.teaching_ended()
        assert desk.screen.state.view is LabelsView.MEMBERS
        assert desk.screen.state.meaning == chosen
        await desk.sees("× 第2镇", "剔除 1 份")
        await desk.press("enter", "down", "up")
        assert desk.screen.state.meaning == chosen
        await desk.sees("剔除 1 份")
        await desk.press("1")
        await desk.told("labels.read", done=2, failed=0)
        assert known(towns) == {KEY: chosen.key}


async def test_what_was_left_out_is_said_for_itself_and_the_rest_stays(towns):
    async with towns.running() as desk:
        await opened(desk)
        await desk.press("enter", "down", "space", "enter", "1")
        await desk.told("labels.read", done=2, failed=0)
        alias = towns.ask(aliases)[KEY]
        await desk.press("home")
        while desk.screen.state.label.key != KEY:
            assert desk.screen.state.cursor < len(desk.screen.state.labels) - 1
            await desk.press("down")
        await desk.press("3")
        await desk.told("labels.taught_in", label=ODD, target="非本表项目", count=1)
        assert towns.ask(aliases)[KEY] == alias
        states = [state for state, _ in cells(towns)]
        assert states[::2] == [State.NUMBER, State.ABSENT, State.NUMBER]
        await desk.press("u")
        await desk.until(
            lambda: [state for state, _ in cells(towns)] == [State.NUMBER] * 6, "the cell back"
        )
        assert towns.ask(aliases)[KEY] == alias


async def test_a_colleagues_word_is_not_overwritten_unseen(towns):
    async with towns.running() as desk:
        await opened(desk)
        towns.ask(teach_label, towns.colleague, KEY, "licences")
        await desk.press("1")
        await desk.told("labels.said_by", reviewer="wang", target="行政许可", pressed="y")
        await desk.press("1")
        assert known(towns) == {KEY: "licences"}
        await desk.press("y")
        await desk.told("labels.read", done=3, failed=0)
        assert known(towns) == {KEY: "penalties"}


async def test_a_meaning_that_has_no_place_is_called_so(towns):
    async with towns.running() as desk:
        await opened(desk)
        # 行政许可 has its row already: the odd one stays in doubt whatever is said.
        while desk.screen.state.meaning.key != "licences":
            await desk.press("tab")
        await desk.sees("1 对应")
        await desk.press("1")
        await desk.until(lambda: known(towns) == {KEY: "licences"}, "the lesson")
        for report_id in (1, 3, 5):
            rules = {r.flag.rule for r in towns.ask(flags_of, report_id)}
            assert rules & {"L301", "L302", "L304"}
