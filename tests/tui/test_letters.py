"""Letters from the workbench: all into a folder by f5, one by w, and what undo takes back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from docx import Document

from store.annotations import AnnotationKind, Verdict, decide, sign_off
from store.flags import flag_record
from store.letters import Obstacle, obstacle_of

WRONG, CLEAN, OTHER = 2, 1, 3


def ready(bench, *numbers, verdict=Verdict.CONFIRMED):
    """All flags of samples decided, the reports signed off."""
    for number in numbers:
        for record in bench.flags(number):
            now = bench.ask(flag_record, record.id)
            if now.verdict is None:
                bench.ask(decide, bench.reviewer, now.id, now.version, verdict)
        bench.ask(sign_off, bench.reviewer, bench.report_id(number))


def issued(bench, number):
    return [one for one in bench.log(number) if one.kind is AnnotationKind.ISSUED]


def table_of(path):
    """The rows of a letter's table below the heads."""
    return [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows][1:]


async def summary_of(desk, bench, number):
    await desk.open_report(number, bench)
    await desk.press("g")


async def test_letters_into_a_folder(bench):
    bench.fill(WRONG, CLEAN, OTHER)
    ready(bench, WRONG, CLEAN)
    async with bench.running(size=(120, 40)) as desk:
        await desk.press("f5")
        await desk.submit("意见")
        await desk.told("letters.told", written=2, total=2)
        assert "尚未审结 1" in desk.text()
        assert desk.text().count("已反馈") == 2
    names = sorted(path.name for path in (bench.folder / "意见").iterdir())
    assert names == [
        "青禾县柳溪镇人民政府2023年度政府信息公开年报反馈意见（第1轮）.docx",
        "青禾县石滩乡人民政府2023年度政府信息公开年报反馈意见（第1轮）.docx",
    ]
    ((number, place, *_),) = table_of(bench.folder / "意见" / names[1])
    assert (number, place) == ("1", "第三部分表格“（一）予以公开”")
    assert len(issued(bench, WRONG)) == len(issued(bench, CLEAN)) == 1
    assert issued(bench, OTHER) == []


async def test_where_no_letter_can_be_written_that_is_said_and_no_folder_left(bench):
    bench.fill(WRONG, CLEAN)
    async with bench.running(size=(120, 40)) as desk:
        await desk.press("f5")
        await desk.submit("意见")
        await desk.told("letters.told_none")
        assert "尚未审结 2" in desk.text()
        assert "0/0" not in desk.text()
    assert not (bench.folder / "意见").exists()


async def test_the_workbench_goes_on_while_letters_are_written(bench, monkeypatch):
    bench.fill(WRONG, CLEAN, OTHER)
    ready(bench, WRONG, CLEAN, OTHER)
    from store import letter_files

    render, free, begun = letter_files.render_letter, threading.Event(), threading.Event()

    def slowly(*args):
        begun.set()
        assert free.wait(8)
        return render(*args)

    monkeypatch.setattr("store.letter_files.render_letter", slowly)
    async with bench.running() as desk:
        try:
            await desk.press("f5")
            desk.app.post_message(desk.key("enter"))
            await desk.until(begun.is_set, "the first letter")
            # A second run waits for the end of the first, and the queue still moves.
            desk.app.start_letters(bench.folder / "other")
            await desk.told("letters.busy")
            desk.app.post_message(desk.key("down"))
            await desk.until(lambda: desk.screen.cursor == 1, "the cursor")
            desk.app.post_message(desk.key("escape"))
            await desk.until(lambda: not desk.app.is_lettering, "the stop")
        finally:
            free.set()
        await desk.told("letters.told", written=1, total=3)
    assert len(list((bench.folder / "反馈意见").iterdir())) == 1
    assert not (bench.folder / "other").exists()


async def test_a_template_that_is_wrong_is_told_and_nothing_is_issued(bench):
    (bench.folder / "gouji.toml").write_text('[letter]\ntemplate = "t"', encoding="utf-8")
    (bench.folder / "t").mkdir()
    (bench.folder / "t" / "letter.docx").write_bytes(b"no Word file")
    bench.fill(WRONG)
    ready(bench, WRONG)
    async with bench.running(size=(120, 40)) as desk:
        await desk.press("f5")
        await desk.submit("意见")
        await desk.sees("t/letter.docx：不是可用的 Word 模板")
        await summary_of(desk, bench, WRONG)
        await desk.press("w")
        await desk.submit("x.docx")
        await desk.sees("t/letter.docx：不是可用的 Word 模板")
    assert issued(bench, WRONG) == []
    assert not (bench.folder / "x.docx").exists()
    assert list((bench.folder / "意见").iterdir()) == []


async def test_one_letter_from_the_summary(bench):
    bench.fill(WRONG)
    async with bench.running(size=(120, 40)) as desk:
        await summary_of(desk, bench, WRONG)
        await desk.press("w")
        await desk.told("letters.no_not_signed_off")
        await desk.press("escape")
        await desk.press("1")
        await desk.press("g", "y", "w")
        assert desk.asks("ask.letter_file")
        name = "青禾县石滩乡人民政府2023年度政府信息公开年报反馈意见（第1轮）.docx"
        assert desk.answer == name
        await desk.press("enter")
        await desk.told("letters.told_one", path=name)
        assert len(table_of(bench.folder / name)) == 1
        # Once more is asked for, and the file that is there stays.
        await desk.press("w")
        assert desk.asks("ask.letter_file_again")
        await desk.press("enter")
        await desk.sees("已有这个文件")
        await desk.press("w")
        await desk.submit("again.md")
        await desk.told("letters.told_one", path="again.md")
    assert Path("again.md").read_text("utf-8").startswith("# 政府信息公开")
    assert len(issued(bench, WRONG)) == 2


@pytest.mark.parametrize("name", ["x.pdf", "x", "no/folder/x.docx"])
async def test_a_file_that_cannot_be_written_is_told(bench, name):
    bench.fill(WRONG)
    ready(bench, WRONG)
    async with bench.running(size=(120, 40)) as desk:
        await summary_of(desk, bench, WRONG)
        await desk.press("w")
        await desk.submit(name)
        await desk.sees(f"{name}：" if "/" not in name else "no/folder")
    assert issued(bench, WRONG) == []


async def test_the_sentence_edited_on_screen_is_the_one_that_is_sent(bench):
    bench.fill(WRONG)
    async with bench.running() as desk:
        await desk.open_report(WRONG, bench)
        await desk.press("e")
        await desk.submit("总计与各栏之和不符。请你单位核对台账。")
        await desk.press("1", "g", "y")
        await desk.sees("1. 总计与各栏之和不符。请你单位核对台账。")
        await desk.press("w")
        await desk.submit("x.docx")
        await desk.told("letters.told_one", path="x.docx")
    ((_, _, _, problem, suggestion, _),) = table_of(bench.folder / "x.docx")
    assert (problem, suggestion) == ("总计与各栏之和不符。请你单位核对台账。", "—")


async def test_what_the_summary_shows_is_what_is_sent(bench):
    bench.fill(WRONG)
    async with bench.running(size=(120, 40)) as desk:
        await desk.open_report(WRONG, bench)
        # The previewed repair is taken over: then it is asked about.
        await desk.press("tab", "1", "g", "y")
        await desk.sees("是否应为 6。")
        await desk.press("w")
        await desk.submit("x.docx")
        await desk.told("letters.told_one", path="x.docx")
    ((*_, suggestion, _),) = table_of(bench.folder / "x.docx")
    assert suggestion.endswith("请核实“（一）予以公开”行“总计”栏是否应为 6。")


async def test_undo_takes_the_record_back_and_says_that_the_file_stays(bench):
    bench.fill(WRONG)
    ready(bench, WRONG)
    async with bench.running(size=(120, 40)) as desk:
        await desk.press("f5")
        await desk.submit("意见")
        await desk.told("letters.told", written=1, total=1)
        assert bench.ask(obstacle_of, bench.report_id(WRONG)) is Obstacle.ISSUED
        await desk.press("u")
        await desk.sees("文件仍在")
    assert bench.ask(obstacle_of, bench.report_id(WRONG)) is None
    assert len(list((bench.folder / "意见").iterdir())) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_both_languages_have_the_words(bench, language):
    bench.fill(WRONG)
    ready(bench, WRONG)
    async with bench.running(language=language, size=(120, 40)) as desk:
        await desk.press("f5")
        assert desk.answer == desk.words("letters.folder")
        await desk.submit("out")
        await desk.told("letters.told", written=1, total=1)
        for obstacle in Obstacle:
            assert desk.words(f"letters.no_{obstacle}")
            assert desk.words(f"error.letter_{obstacle}")
