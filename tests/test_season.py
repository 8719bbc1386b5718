"""A whole season: roster, files, review, letters, corrected files, second letters, the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from store.annotations import Verdict, add_finding, change_identity, last_own
from store.due import due_counts, due_of
from store.reports import iterate_reports, load_report
from store.roster import stored_entries
from store.roster_choices import accept_entry
from tests.sample_roster import as_xlsx
from tests.sample_season import FIRST, ROSTER, SECOND
from tests.season_office import LI, Office, letter_lines

DISMISSED = Verdict.DISMISSED
END = "2023年度政府信息公开年报反馈意见（第{}轮）.docx"
OPENING = "上次反馈的 {earlier} 个问题，已整改 {fixed} 个，未整改 {still} 个；新发现问题 {new} 个。"
ALL_FIXED = "上次反馈的 1 个问题均已整改，未发现新的问题。"
BY_HAND = {
    "line": None,
    "place": "第一部分",
    "quote": "监督保障",
    "problem": "只写了会议，未写培训情况。",
    "suggestion": "请补充。",
}
# What is found in the first files.
FOUND = {
    "石滩乡": ["A103"],
    "羊坪镇": ["Y601", "S412"],
    "河口镇": ["A103", "A104"],
    "梅岭乡": ["A103"],
    "白云镇": ["C201"],
    "沙坝镇": ["S412"],
    "竹林乡": ["A103", "S412"],
    "花石镇": ["A103"],
    "石桥镇": ["A103"],
    "龙潭镇": ["M001"],
    "洗马乡": ["N512"],
    "民政局": ["A103"],
}
# What became of it in the corrected files, with a value before and now where there is one.
MENDED = ("A103", "fixed", 8, 6)
FATES = {
    "石滩乡": [MENDED],
    "羊坪镇": [("Y601", "still", 1, 1), ("S412", "fixed", None, None)],
    "河口镇": [("A104", "still", 7, 7), MENDED],
    "梅岭乡": [("A103", "still", 8, 9)],
    "白云镇": [("C201", "fixed", None, None)],
    "沙坝镇": [("S412", "fixed", None, None)],
    "竹林乡": [("A104", "new", 1, 7), ("S412", "still", None, None), MENDED],
    "花石镇": [("C202", "new", 0, None), MENDED],
    "石桥镇": [("C201", "new", None, None), ("A103", "still", 8, None)],
    "龙潭镇": [("M001", "fixed", None, None)],
}
RECTIFIED = {"石滩乡", "白云镇", "沙坝镇", "龙潭镇"}
STILL, NEW = "须更正（未整改）", "须更正（新发现）"
SECOND_LETTERS = {
    "羊坪镇": [("二、上年结转", STILL)],
    "河口镇": [("结果维持、结果纠正、其他结果、尚未审结合计为 1，“总计”填报 7", STILL)],
    "梅岭乡": [("“总计”栏填报 9，相差 3", STILL)],
    "竹林乡": [("“总计”填报 7", NEW), ("信息处理费", "请核实（未整改）")],
    "花石镇": [("以“/”代填", "请核实（新发现）")],
    "石桥镇": [("“总计”栏未填", NEW), ("“总计”栏填报 8，相差 2", STILL)],
}


@pytest.mark.slow
async def test_a_season(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    office = Office(tmp_path)
    hand_in(office)
    settle_identities(office)
    await review_with_keys(office)
    review_the_rest(office)
    first_letters(office)
    corrected_files(office)
    second_letters(office)
    await the_ledger(office)


def counts_of(office):
    found = office.ask(due_counts)
    return (found.due, found.reported, found.missing, found.double, found.unknown)


def hand_in(office):
    """The roster, and twenty-seven files of four formats."""
    Path("名单.xlsx").write_bytes(as_xlsx(ROSTER))
    told = office.gouji("roster", "名单.xlsx", "--yes").stdout
    assert "应报 30 · 已报 0 · 缺报 30 · 重复 0 · 未认出 0" in told
    assert (len(FIRST), Counter(one.format for one in FIRST)["pdf"]) == (27, 5)
    assert "导入 27，已有 0，跳过 0，失败 0，共 27" in office.bring("年报", FIRST)
    told = office.gouji("status").stdout
    assert "2023 年：应报 30 · 已报 23 · 缺报 7 · 重复 1 · 未认出 2" in told
    assert "  重复 青禾县松岗镇人民政府" in told
    assert "  未认出 柳溪镇人民政府　22柳溪镇人民政府.docx" in told
    # The same files again change nothing.
    assert "导入 0，已有 27" in office.gouji("import", "年报", "--quiet", "--jobs", "1").stdout


def settle_identities(office):
    """What no rule decides: whose a report is, of which year, which of two files counts."""
    stored = {one.path[:2]: one for one in office.ask(lambda w: list(iterate_reports(w)))}
    names = [(one.region, one.organ) for one in stored.values()]
    assert names.count(("青禾县", "柳溪镇人民政府")) == 1
    # Two organs of one name, and the file does not say which: asked, not guessed.
    unclear = stored["22"]
    assert unclear.region is None
    assert {r.flag.rule for r in office.flags(unclear.id)} == {"R803"}
    (entry,) = (
        one.entry
        for one in office.ask(stored_entries)
        if (one.entry.region, one.entry.organ) == ("云阳县", "柳溪镇人民政府")
    )
    office.ask(accept_entry, LI, unclear.id, entry)
    assert office.flags(unclear.id) == []
    undated = stored["26"]
    assert (undated.organ, undated.year) == ("甘溪镇人民政府", None)
    assert "R802" in {r.flag.rule for r in office.flags(undated.id)}
    report = office.ask(load_report, undated.id)
    office.ask(change_identity, LI, undated.id, replace(report.identity, year=2023))
    # The renamed organ goes on as it was called the year before.
    assert [(one.region, one.organ) for one in office.current(2022)] == [
        ("青禾县", "羊坪乡人民政府")
    ]
    assert counts_of(office) == (30, 25, 5, 1, 0)


async def review_with_keys(office):
    """One report with a finding, and the file that is left aside, by keys alone."""
    bench = office.bench
    async with bench.running(size=(120, 40), reviewer=LI) as desk:
        await desk.sees("应报 30 · 已报 25 · 缺报 5 · 重复 1 · 未认出 0")
        await desk.open_report(27, bench)
        await desk.press("3", "escape")
        await desk.sees("重复 0")
        await desk.open_report(2, bench)
        await desk.press("1", "g")
        await desk.sees("“总计”栏填报 8，相差 2")
        await desk.press("y")
        await desk.sees("已审结")
    assert [r.verdict for r in office.flags(bench.report_id(2))] == ["confirmed"]
    assert [r.verdict for r in office.flags(bench.report_id(27))] == ["dismissed"]
    assert counts_of(office) == (30, 25, 5, 0, 0)
    assert office.states()["青禾县石滩乡人民政府"] == "signed_off"


def review_the_rest(office):
    """All other reports of the year, one finding made by hand."""
    office.ask(add_finding, LI, office.report("龙潭镇"), **BY_HAND)
    found = {
        stored.organ[:3]: rules
        for stored in office.current()
        if (rules := office.review(stored.id, S407=DISMISSED, S408=DISMISSED))
    }
    assert found == FOUND
    assert Counter(office.states().values()) == {"signed_off": 12, "signed_off_clean": 13}


def first_letters(office):
    """Twenty-five letters, thirteen that nothing was found."""
    written = office.gouji("letters", "意见", "--yes", "--filter", "2023")
    assert "已出 25 份，未出 0 份" in written.stderr
    assert len(list(Path("意见").iterdir())) == 25
    assert set(office.states().values()) == {"answered"}
    for stored in office.current():
        name = f"{stored.region or ''}{stored.organ}"
        kind = "（本级政府汇总）" if stored.kind.value == "government" else ""
        text, rows = letter_lines(Path("意见", f"{name}{kind}{END.format(1)}"))
        assert f"{name}：" in text
        here = FOUND if stored.region != "云阳县" else {}
        assert len(rows) == len(here.get(stored.organ[:3], ()))
        assert ("，未发现问题。" in text) == (rows == [])
    text, ((number, place, source, problem, asked, class_),) = letter_lines(
        Path("意见", f"青禾县石滩乡人民政府{END.format(1)}")
    )
    assert "发现问题 1 个（须更正 1 个）" in text
    assert (number, place, source) == ("1", "第三部分表格“（一）予以公开”", "5, 1, 0, 0, 0, 0, 8")
    assert problem.endswith("各申请人类别合计为 6，“总计”栏填报 8，相差 2。")
    assert (asked, class_) == ("请核对申请台账后更正。", "须更正")
    _, ((_, _, source, *_),) = letter_lines(Path("意见", f"青禾县龙潭镇人民政府{END.format(1)}"))
    assert source == "监督保障"


def corrected_files(office):
    """Ten corrected files: mended whole, in part, not, with something new, not to be seen."""
    assert len(SECOND) == 10
    assert "导入 10，" in office.bring("整改", SECOND)
    assert "整改稿待审 10；已反馈 15，已整改 0" in office.gouji("status").stdout
    assert counts_of(office) == (30, 25, 5, 0, 0)
    corrected = {one.organ[:3]: one for one in office.current() if one.revision == 2}
    # What no rule sees is asked again; a reviewer says that it is mended.
    asked = FATES | {"龙潭镇": [("M001", "still", None, None)]}
    assert {name: office.fates(one.id) for name, one in corrected.items()} == asked
    for stored in corrected.values():
        office.review(stored.id, M001=DISMISSED)
    assert {name: office.fates(one.id) for name, one in corrected.items()} == FATES


def second_letters(office):
    """Ten letters on the corrected files, none on the others."""
    written = office.gouji("letters", "意见", "--yes", "--filter", "2023")
    assert "已出 10 份，未出 15 份" in written.stderr
    assert len(list(Path("意见").iterdir())) == 35
    for name, fates in FATES.items():
        kind = "镇人民政府" if name.endswith("镇") else "乡人民政府"
        text, rows = letter_lines(Path("意见", f"青禾县{name[:-1]}{kind}{END.format(2)}"))
        fate = Counter(entry[1] for entry in fates)
        if name in RECTIFIED:
            assert ALL_FIXED in text
        else:
            earlier = fate["fixed"] + fate["still"]
            assert (
                OPENING.format(earlier=earlier, **{k: fate[k] for k in ("fixed", "still", "new")})
                in text
            )
        expected = SECOND_LETTERS.get(name, [])
        assert [row[5] for row in rows] == [class_ for _, class_ in expected]
        assert all(part in row[3] for row, (part, _) in zip(rows, expected, strict=True))
    assert rows == []
    # What the corrected file does not show is quoted from the first one.
    _, rows = letter_lines(Path("意见", f"青禾县石桥镇人民政府{END.format(2)}"))
    assert rows[1][2] == "第 1 版：5, 1, 0, 0, 0, 0, 8"
    states = office.states()
    assert {name[3:6] for name, state in states.items() if state == "rectified"} == RECTIFIED
    assert Counter(states.values()) == {"answered": 21, "rectified": 4}


def ledger(path="台账.xlsx"):
    """The lines of the ledger by another library: organ, place, corrected, remarks, verdict, by."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("台账").to_python()
    return [(row[1][:-5].removeprefix("青禾县"), row[2], *row[7:11]) for row in rows[3:]]


async def the_ledger(office):
    """Out, filled in by colleagues, in again, in once more, and one undo."""
    office.gouji("export", "台账.xlsx")
    before = ledger()
    assert len(before) == 19
    assert Counter(row[2] for row in before) == {"已整改": 8, "未整改": 5, "": 6}
    assert Counter(row[4] for row in before) == {"属实": 18, "待审": 1}
    assert ("羊坪乡人民政府", "第六部分", "", "", "待审", "") in before
    fill_in("台账.xlsx")
    states, log = office.states(), log_of(office)
    taken = office.gouji("decisions", "台账.xlsx", "--yes")
    assert "判定 1，是否整改 2，批注 2；不收 0" in taken.stderr
    assert "已收 5 处" in taken.output
    office.gouji("export", "回收.xlsx")
    after = ledger("回收.xlsx")
    # What is dismissed is no line of the ledger any more.
    assert [row for row in after if row[0] == "羊坪乡人民政府"] == []
    (row,) = (row for row in after if row[0] == "民政局")
    assert row[2:5] == ("已整改", "已电话核实", "属实")
    (row,) = (row for row in after if row[0] == "洗马乡人民政府")
    assert row[2:5] == ("未整改", "下周报送", "属实")
    assert len(after) == 18
    assert office.states() == states
    assert log_of(office) - log == Counter(decision=1, rectified=2, note=2, takeover=1)
    again = office.gouji("decisions", "台账.xlsx", "--yes")
    assert "判定 0，是否整改 0，批注 0；不收 0" in again.stderr
    assert log_of(office) - log == Counter(decision=1, rectified=2, note=2, takeover=1)
    assert office.ask(last_own, LI).kind.value == "takeover"
    await undo_with_a_key(office)
    office.gouji("export", "撤销.xlsx")
    assert ledger("撤销.xlsx") == before
    assert office.states() == states
    the_end(office, log)


def fill_in(path):
    """As a colleague does: verdict, 是否整改, remarks, and the own name."""
    entered = {
        "青禾县羊坪乡人民政府 2022": {"结论": "不提", "填写人": "王某"},
        "青禾县民政局 2023": {"是否整改": "是", "备注": "已电话核实", "填写人": "赵某"},
        "青禾县洗马乡人民政府 2023": {"是否整改": "未整改", "备注": "下周报送"},
    }
    book = load_workbook(path)
    sheet = book["台账"]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        for name, value in entered.get(sheet.cell(row, 2).value, {}).items():
            sheet.cell(row, columns[name]).value = value
    book.save(path)


async def undo_with_a_key(office):
    """One u in the queue takes the whole ledger back."""
    async with office.bench.running(size=(120, 40), reviewer=LI) as desk:
        await desk.press("u")
        await desk.sees("收回台账")


def log_of(office):
    """How many records of each kind the log holds."""
    rows = office.ask(lambda w: w.rows("select kind, count(*) from annotation group by kind"))
    return Counter(dict(rows))


def the_end(office, log):
    """What the workspace holds when the season is over."""
    assert log_of(office) - log == Counter(decision=1, rectified=2, note=2, takeover=1, undo=6)
    assert (log["issued"], log["sign_off"], log["finding"]) == (35, 36, 1)
    assert log["identity"] == 2
    told = office.gouji("status").stdout
    assert "报告 37 份（现行 26）" in told
    assert "2023 年：应报 30 · 已报 25 · 缺报 5 · 重复 0 · 未认出 0" in told
    assert "整改稿待审 0；已反馈 21，已整改 4" in told
    missing = [one.entry.entry.full_name for one in office.ask(due_of).missing()]
    assert [name.removeprefix("青禾县") for name in missing] == [
        "东桥街道办事处",
        "司法局",
        "自然资源局",
        "市场监督管理局",
        "政务服务中心",
    ]
    assert office.ask(lambda w: w.value("pragma integrity_check")) == "ok"
