"""The queue: every key, filter, import, export, what it shows after the work of others."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import threading

import openpyxl
import pytest

import importers.batch
from store.annotations import Verdict, decide, sign_off
from store.queue import queue_ids
from store.reports import iterate_reports
from tests.sample_reports import SAMPLES
from tests.tui.everywhere import add_cases
from tui.actions import Place, actions_at

ALL = tuple(int(sample.name[:2]) for sample in SAMPLES)
KEYS = [(action.id, key) for action in actions_at(Place.QUEUE) for key in action.keys]
CASES = {}


def case(action):
    """Registers what an action of the queue must do; three reports are there: 2, 30, 1."""

    def register(check):
        CASES[action] = check
        return check

    return register


add_cases(case)


@pytest.mark.parametrize(("action", "key"), KEYS, ids=[f"{a}-{k}" for a, k in KEYS])
async def test_every_key(bench, action, key):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await CASES[action](desk, bench, key)


def test_no_case_is_left_over():
    assert set(CASES) == {action.id for action in actions_at(Place.QUEUE)}


def marked(desk):
    """The line under the cursor."""
    (line,) = [line for line in desk.lines() if line.startswith("▸")]
    return line


@case("open")
async def _(desk, bench, key):
    await desk.press("down", key)
    assert desk.place is Place.REVIEW
    assert desk.record.report_id == bench.report_id(30)


@case("labels")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.LABELS
    await desk.press("escape")
    assert desk.place is Place.QUEUE


@case("up")
async def _(desk, bench, key):
    await desk.press("down", "down", key)
    assert "茅田乡" in marked(desk)
    await desk.press(key, key, key)
    assert "石滩乡" in marked(desk)


@case("down")
async def _(desk, bench, key):
    assert "石滩乡" in marked(desk)
    await desk.press(key)
    assert "茅田乡" in marked(desk)
    await desk.press(key, key, key)
    assert "柳溪镇" in marked(desk)


@case("page_up")
async def _(desk, bench, key):
    await desk.press("down", "down", key)
    assert "石滩乡" in marked(desk)


@case("page_down")
async def _(desk, bench, key):
    await desk.press(key)
    assert "柳溪镇" in marked(desk)


@case("first")
async def _(desk, bench, key):
    await desk.press("down", "down", key)
    assert "石滩乡" in marked(desk)


@case("last")
async def _(desk, bench, key):
    await desk.press(key)
    assert "柳溪镇" in marked(desk)


@case("help")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.press("escape")
    assert desk.place is Place.QUEUE


@case("sign_off_unread")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.sign_off_where")
    bench.fill_failing("扫描件.pdf", b"%PDF-1.4 broken")
    await desk.press("enter", "escape", "end")
    assert "扫描件.pdf" in marked(desk)
    assert "无法读取" in marked(desk)
    await desk.press(key)
    assert "已人工审结" in marked(desk)
    await desk.press(key)
    await desk.told("told.unread_signed_by", reviewer=bench.reviewer.name)
    await desk.press("u")
    await desk.told("told.undone", what=desk.words("what.sign_off"))
    assert "无法读取" in marked(desk)


async def test_a_file_that_cannot_be_read_opens_nothing(bench):
    bench.fill(2).fill_failing("扫描件.pdf", b"%PDF-1.4 broken")
    async with bench.running() as desk:
        await desk.press("end", "enter")
        assert desk.place is Place.QUEUE
        await desk.sees("PDF 文件已损坏")
        await desk.press("f")
        assert desk.place is Place.QUEUE
        await desk.press("home", "enter")
        assert desk.place is Place.REVIEW


async def test_a_queue_of_files_that_cannot_be_read(bench):
    bench.fill_failing("扫描件.pdf", b"%PDF-1.4 broken")
    async with bench.running() as desk:
        await desk.sees("扫描件.pdf", "无法读取", "g 人工看过")
        await desk.press("g")
        await desk.sees("已人工审结")


@case("round")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("round.one_version")
    corrected = bench.sample(2).read_text(encoding="utf-8").replace("18", "19")
    bench.fill_with("40_corrected.txt", corrected.encode())
    await desk.press("enter", "escape", "home", key)
    assert desk.place is Place.ROUND
    assert desk.screen.view.stored.path == "40_corrected.txt"


@case("history")
async def _(desk, bench, key):
    await desk.press("down", key)
    assert desk.place is Place.HISTORY
    assert desk.screen.report_id == bench.report_id(30)


@case("undo")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.nothing_to_undo")
    await desk.press("enter", "1", "escape", key)
    flag = bench.flags(2)[0]
    # It is not in view: which it was is said.
    what = desk.words("told.undone", what=desk.words("what.decision"))
    await desk.sees(f"{what}：{flag.flag.rule} 石滩乡人民政府 2023")
    assert flag.verdict is None


@case("view")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.view", view=desk.words("view.reading"))
    await desk.press("enter")
    await desk.sees(desk.words("no_flags"))
    await desk.press("escape", key)
    await desk.told("told.view", view=desk.words("view.report"))
    await desk.press("enter")
    assert desk.record.flag.rule == "A103"


@case("jump")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.JUMP
    assert desk.asks("ask.jump")


@case("search")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.SEARCH
    assert desk.asks("ask.search")


@case("progress")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.PROGRESS
    await desk.sees("沅岭县", "待审 4")


@case("filter")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.asks("ask.filter")
    await desk.submit("茅田")
    assert desk.screen.ids == (bench.report_id(30),)


@case("stop")
async def _(desk, bench, key):
    await desk.press("/")
    await desk.submit("茅田")
    await desk.press(key)
    assert len(desk.screen.ids) == 3
    await desk.press(key)
    assert desk.place is Place.QUEUE


@case("import")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.asks("ask.import_path")
    await desk.press("escape")
    assert not desk.is_asking


@case("join")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("cli.join_none")


@case("export")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.asks("ask.export_path")
    assert desk.answer == "findings.xlsx"
    await desk.press("escape")
    assert not (bench.folder / "findings.xlsx").exists()


@case("roster")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.ROSTER
    await desk.sees(desk.words("roster.empty")[:8])


@case("letters")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.asks("ask.letters_folder")
    assert desk.answer == "反馈意见"
    await desk.press("escape")
    assert not (bench.folder / "反馈意见").exists()


@case("quit")
async def _(desk, bench, key):
    desk.app.post_message(desk.key(key))
    await desk.until(lambda: not desk.app.is_running, "the end")
    assert desk.app.return_code == 0


# --- what it shows ---------------------------------------------------------------------------


async def test_the_worst_comes_first_and_every_report_can_be_reached(bench):
    bench.fill(*ALL)
    async with bench.running() as desk:
        rows = []
        for _ in desk.screen.ids:
            rows.append(desk.screen.rows[desk.screen.ids[desk.screen.cursor]])
            assert f"{rows[-1].region or ''}{rows[-1].organ or ''}"[:8] in marked(desk)
            assert len(desk.lines()) == 24
            await desk.press("down")
        keys = [(-r.errors, -r.warnings, -(r.infos + r.reading), r.report_id) for r in rows]
        assert keys == sorted(keys)
        assert len(rows) == len(ALL)
        await desk.press("home", "pagedown", "pagedown")
        assert desk.screen.cursor == 20
        await desk.press("ctrl+u")
        assert desk.screen.cursor == 10


async def test_an_empty_workspace_says_what_to_do(bench):
    async with bench.running() as desk:
        await desk.sees(desk.words("queue.empty")[:8])
        await desk.press("enter", "down", "up", "home", "end", "pageup", "pagedown", "u", "t")
        assert desk.place is Place.QUEUE


async def test_counts_and_states_follow_the_work(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        assert desk.words("state.unread") in marked(desk)
        await desk.press("enter", "1", "escape")
        assert desk.words("state.unread") not in "".join(
            line for line in desk.lines() if "石滩乡" in line
        )
        await desk.press("f2", "escape")
        row = desk.screen.rows[bench.report_id(2)]
        assert (row.errors, row.decided) == (0, 1)
        # The reviewer's report keeps the cursor, wherever it has moved to.
        assert "石滩乡" in marked(desk)


async def test_what_a_colleague_does_is_seen_on_coming_back(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("enter")
        flag = bench.flags(30)[0]
        bench.ask(decide, bench.colleague, flag.id, flag.version, Verdict.DISMISSED)
        bench.ask(sign_off, bench.colleague, bench.report_id(30))
        await desk.press("escape")
        row = desk.screen.rows[bench.report_id(30)]
        assert (row.warnings, row.decided) == (1, 1)
        assert desk.screen.counts.signed_off == 1


async def test_chinese_text_only_hints(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("属")
        await desk.told("hint_ime")
        # Longer than a burst of committed text.
        await asyncio.sleep(0.05)
        await desk.press("@")
        await desk.told("hint_key")
        assert desk.place is Place.QUEUE


@pytest.mark.parametrize("key", ["、", "／"])
async def test_the_filter_opens_from_a_chinese_input_method(bench, key):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press(key)
        assert desk.asks("ask.filter")
        await desk.press("escape")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("石滩", {2}),
        ("青禾县", {1, 2, 9, 10}),
        ("青禾县 2023", {1, 2, 10}),
        ("2022", {9}),
        ("CLEAN", {1}),
        ("没有这个", set()),
        ("[/b] %_'", set()),
        ("", {1, 2, 9, 10, 24}),
        ("  ", {1, 2, 9, 10, 24}),
    ],
)
async def test_the_filter_finds_by_organ_region_year_and_file(bench, words, numbers):
    bench.fill(1, 2, 9, 10, 24)
    async with bench.running() as desk:
        await desk.press("down", "/")
        await desk.submit(words)
        ids = {number: stored.id for number, stored in bench.reports().items()}
        assert set(desk.screen.ids) == {ids[number] for number in numbers}
        await desk.press("down", "enter")
        assert (desk.place is Place.REVIEW) == bool(numbers)


async def test_a_filter_given_up_changes_nothing(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.replace("石滩")
        await desk.press("escape")
        assert len(desk.screen.ids) == 2
        await desk.press("/")
        await desk.submit("石滩")
        await desk.press("/", "escape")
        assert len(desk.screen.ids) == 1


async def test_the_next_report_of_a_filtered_queue_is_one_of_it(bench):
    bench.fill(2, 30, 3)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("青禾")
        await desk.press("enter")
        shown = {desk.record.report_id}
        await desk.press("]")
        shown.add(desk.record.report_id)
        assert shown == {bench.report_id(2), bench.report_id(3)}
        await desk.press("]")
        await desk.told("told.last_flag")


async def test_the_cursor_is_on_the_report_that_was_left(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("enter", "]")
        left = desk.screen.state.data.stored.id
        await desk.press("escape")
        assert desk.place is Place.QUEUE
        assert desk.screen.report_id == left


async def test_behind_a_sign_off_the_cursor_is_on_the_next_report(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        following = desk.screen.ids[1]
        await desk.press("enter", "1", "g", "y", "escape", "escape")
        assert desk.place is Place.QUEUE
        assert desk.screen.report_id == following
        # To look at a signed report moves nothing.
        await desk.press("end")
        here = desk.screen.report_id
        await desk.press("enter", "escape")
        assert desk.screen.report_id == here


# --- import ----------------------------------------------------------------------------------


async def test_import_of_a_folder(bench):
    bench.fill(2)
    folder = bench.folder / "年报"
    folder.mkdir()
    for number in (2, 30, 19):
        (folder / bench.sample(number).name).write_bytes(bench.sample(number).read_bytes())
    (folder / "坏.txt").write_bytes(b"")
    async with bench.running() as desk:
        await desk.press("f3")
        await desk.submit(str(folder))
        await desk.sees("新 2 已有 1 跳过 0 失败 1")
        await desk.sees("茅田乡", "洗马乡")
        assert len(desk.screen.ids) == 3
        assert desk.screen.counts.failed == 1


async def test_import_of_what_is_not_there(bench):
    async with bench.running() as desk:
        await desk.press("f3")
        await desk.submit("没有/这个[/b]")
        await desk.told("cli.no_path", path="没有/这个[/b]")
        await desk.press("f3")
        await desk.submit("   ")
        assert desk.place is Place.QUEUE


async def test_the_workspace_is_not_imported_into_itself(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("f3")
        await desk.submit(str(bench.db))
        await desk.told("told.import_done", imported=0, known=0, skipped=0, failed=0)


async def test_what_the_command_line_names_is_imported_at_once(bench):
    async with bench.running(paths=[bench.sample(2), bench.sample(30)]) as desk:
        await desk.told("told.import_done", imported=2, known=0, skipped=0, failed=0)
        assert "石滩乡" in marked(desk)


@pytest.fixture
def folder(bench):
    """More files than two transactions of an import take: all samples, then copies of one."""
    made = bench.folder / "年报"
    made.mkdir()
    for number in ALL:
        (made / bench.sample(number).name).write_bytes(bench.sample(number).read_bytes())
    for number in range(10):
        content = bench.sample(2).read_bytes() + b"\n" * (number + 1)
        (made / f"z{number}.txt").write_bytes(content)
    return made


# Before the file that is held: how many of them are stored depends on the time of a transaction.
FAR = re.compile(r"\b(1[6-9]|2\d|3[0-3])/43")


@pytest.fixture
def gate(monkeypatch):
    """Holds the reading of a file of the third transaction until it is opened."""
    opened, count = threading.Event(), [0]
    read = importers.batch.prepare_file

    def held(*args, **kind):
        count[0] += 1
        if count[0] == 34:
            opened.wait(10)
        return read(*args, **kind)

    monkeypatch.setattr(importers.batch, "prepare_file", held)
    monkeypatch.setattr("tui.app._SECONDS_BETWEEN", 0)
    yield opened
    opened.set()


async def test_an_import_shows_how_far_it_is_and_is_stopped_and_taken_up(bench, folder, gate):
    async with bench.running() as desk:
        await desk.press("f3")
        await desk.replace(str(folder))
        desk.app.post_message(desk.key("enter"))
        # All that comes before the file that is held.
        await desk.until(lambda: FAR.search(desk.text()), "progress")
        # Meanwhile one can work on what is there.
        await desk.until(lambda: desk.screen.ids, "the first reports")
        desk.app.post_message(desk.key("enter"))
        await desk.until(lambda: getattr(desk.screen, "state", None) is not None, "a report")
        desk.app.post_message(desk.key("3"))
        decided = "select count(*) from annotation"
        await desk.until(lambda: bench.ask(lambda w: w.value(decided)) == 1, "a decision")
        desk.app.post_message(desk.key("escape"))
        await desk.until(lambda: desk.place is Place.QUEUE, "the queue")
        # A second import waits for the first.
        desk.app.start_import([folder])
        await desk.told("told.import_busy")
        desk.app.post_message(desk.key("escape"))
        await desk.pilot.pause()
        gate.set()
        stopped = desk.words.words["told.import_stopped"].split("{")[0]
        await desk.until(lambda: stopped in desk.text(), "the stop")
        await desk.settle()
        count = len(bench.ask(lambda w: list(iterate_reports(w))))
        assert 16 <= count < 43
        await desk.press("f3")
        await desk.submit(str(folder))
        await desk.told("told.import_done", imported=43 - count, known=count, skipped=0, failed=0)
    assert len(bench.ask(lambda w: list(iterate_reports(w)))) == 43


async def test_an_import_that_ends_behind_the_help_is_over_on_the_list(bench, folder, gate):
    async with bench.running() as desk:
        await desk.press("f3")
        await desk.replace(str(folder))
        desk.app.post_message(desk.key("enter"))
        await desk.until(lambda: FAR.search(desk.text()), "progress")
        desk.app.post_message(desk.key("f1"))
        await desk.until(lambda: desk.place is Place.HELP, "the help")
        gate.set()
        done = desk.words("told.import_done", imported=43, known=0, skipped=0, failed=0)
        await desk.until(lambda: done in desk.text(), "the end")
        # Escape stops nothing here: it is not said that it does.
        assert "剩" not in desk.lines()[-2]
        await desk.press("escape")
        assert desk.place is Place.QUEUE
        assert done in desk.text()


async def test_an_import_that_looks_for_files_says_so(bench, folder, monkeypatch):
    opened = threading.Event()
    found = importers.batch.discover
    monkeypatch.setattr(
        importers.batch, "discover", lambda paths: (opened.wait(10), found(paths))[1]
    )
    async with bench.running(paths=[folder / bench.sample(2).name]) as desk:
        await desk.told("told.import_looking")
        assert "0/0" not in desk.text()
        opened.set()
        await desk.told("told.import_done", imported=1, known=0, skipped=0, failed=0)
        # The list is read after that.
        await desk.settle()


async def test_quitting_during_an_import_keeps_what_is_stored(bench, folder, gate):
    async with bench.running(paths=[folder]) as desk:
        await desk.until(lambda: desk.screen.ids, "the first reports")
        desk.app.post_message(desk.key("q"))
        await desk.pilot.pause()
        gate.set()
        await desk.until(lambda: not desk.app.is_running, "the end")
    # How many a transaction holds depends on how long it takes.
    count = len(bench.ask(lambda w: list(iterate_reports(w))))
    assert 0 < count < 43


# --- export ----------------------------------------------------------------------------------


async def test_export_to_every_format(bench):
    bench.fill(2, 30, 27)
    async with bench.running() as desk:
        await desk.open_report(2, bench)
        await desk.press("1", "escape")
        for suffix in ("xlsx", "csv", "jsonl", "md"):
            target = bench.folder / f"out.{suffix}"
            await desk.press("f4")
            await desk.submit(str(target))
            await desk.told("told.exported", count=12, path=str(target))
    rows = [json.loads(s) for s in (bench.folder / "out.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 12
    decided = [(row["rule"], row["decided_by"]) for row in rows if row["decision"]]
    assert decided == [("A103", "li")]
    with (bench.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["rule"] for row in table] == [row["rule"] for row in rows]
    book = openpyxl.load_workbook(bench.folder / "out.xlsx")
    assert book.sheetnames[0] == "台账"
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    texts = [str(cell.value) for cell in cells]
    assert any("石滩乡" in text for text in texts)
    assert any("[/b]" in text for text in texts)
    assert not any("\x1b" in text for text in texts)
    assert "石滩乡" in (bench.folder / "out.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["out.exe", "out", "no/folder/out.csv", "link.csv"])
async def test_an_export_that_cannot_be_written_says_why_and_leaves_nothing(bench, name):
    bench.fill(2)
    other = bench.folder / "mine.txt"
    other.write_text("mine")
    (bench.folder / "link.csv").symlink_to(other)
    async with bench.running() as desk:
        before = sorted(path.name for path in bench.folder.iterdir())
        await desk.press("f4")
        await desk.submit(name)
        await desk.sees(f"{name}：" if "/" not in name else "no/folder")
        assert sorted(path.name for path in bench.folder.iterdir()) == before
        # The field is still open with what was typed; mended, it is written.
        assert desk.asks("ask.export_path")
        await desk.press(*["backspace"] * len(name))
        await desk.submit("good.csv")
        await desk.told("told.exported", count=1, path="good.csv")
    assert other.read_text() == "mine"


async def test_an_export_replaces_an_older_one_whole(bench):
    bench.fill(2)
    target = bench.folder / "findings.xlsx"
    target.write_bytes(b"old")
    async with bench.running() as desk:
        await desk.press("f4", "enter")
        await desk.until(lambda: desk.asks("ask.replace"))
        await desk.write("y")
        await desk.press("enter")
        await desk.told("told.exported", count=1, path="findings.xlsx")
    assert openpyxl.load_workbook(target).sheetnames[0] == "台账"
    assert [path.name for path in bench.folder.glob(".*")] == []


async def test_an_export_holds_up_no_key(bench, monkeypatch):
    import store.exports as exports

    bench.fill(2, 30)
    may_end = threading.Event()

    def slow(*args, **kind):
        may_end.wait(20)
        return 7

    monkeypatch.setattr(exports, "export_workspace", slow)
    async with bench.running() as desk:
        await desk.press("f4")
        await desk.write("slow.csv")
        # Nothing is settled until the export ends.
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.words("told.exporting") in desk.text(), "the export to begin")
        await desk.pilot.press("down")
        await desk.until(lambda: desk.screen.cursor == 1, "the cursor to move")
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.place is Place.REVIEW, "the report to open")
        may_end.set()
        await desk.told("told.exported", count=7, path="slow.csv")


# --- marks -----------------------------------------------------------------------------------


@case("mark")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.screen.marks.ids == {bench.report_id(2)}
    assert "*石滩乡" in desk.text().replace(" ", "") or "*青禾县石滩乡" in desk.text()
    await desk.press("up", key)
    assert desk.screen.marks.ids == set()


@case("range")
async def _(desk, bench, key):
    await desk.press(key, "down")
    assert desk.screen.marks.ids == {bench.report_id(2), bench.report_id(30)}
    await desk.press("escape")
    assert desk.screen.marks.ids == set()


@case("gather")
async def _(desk, bench, key):
    await desk.press(key)
    await desk.settle()
    assert desk.place is Place.RULES
    assert {one.rule for one in desk.screen.found} >= {"A103", "S412"}
    await desk.press("escape")
    assert desk.place is Place.QUEUE


async def test_a_long_queue_shows_its_first_page_and_keys_act_on_all_of_it(bench, monkeypatch):
    bench.fill(2, 30, 1)
    monkeypatch.setattr("tui.screens.resuming._FIRST", 2)
    asked = []

    def remembered(workspace, *args, **kind):
        asked.append(kind)
        return queue_ids(workspace, *args, **kind)

    monkeypatch.setattr("tui.screens.resuming.queue_ids", remembered)
    monkeypatch.setattr("tui.screens.queue.queue_ids", remembered)
    async with bench.running() as desk:
        assert asked == [{"most": 2}, {}]
        assert len(desk.screen.ids) == 3
        assert desk.screen.counts.reports == 3
        await desk.press("G")
        assert desk.screen.cursor == 2


async def test_a_key_that_comes_before_the_rest_is_read_waits_for_it(bench, monkeypatch):
    bench.fill(2, 30, 1)
    monkeypatch.setattr("tui.screens.resuming._FIRST", 2)

    async def nothing(_screen):
        """As if nothing had been painted yet."""

    monkeypatch.setattr("tui.screens.resuming.ResumingQueue.read_on", nothing)
    async with bench.running() as desk:
        assert len(desk.screen.ids) == 2
        assert desk.screen.counts is None
        await desk.press("G")
        assert (len(desk.screen.ids), desk.screen.cursor) == (3, 2)
        assert desk.screen.counts.reports == 3
