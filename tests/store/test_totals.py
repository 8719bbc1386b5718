"""Figures upward: what is summed, of how many reports, and what the others have."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from lxml import html as lxml_html
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from importers.batch import discover, import_files
from store.annotations import Verdict, correct_cells, decide
from store.database import open_workspace
from store.exports import export_workspace
from store.flags import flags_of
from store.report import State
from store.reports import iterate_reports
from store.reviewer import Reviewer
from store.totals import Group, totals_by_group
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_reports import Layout, encoded

LI = Reviewer(1, "li", "li")
RECEIVED = "requests.received.total"
GRANTED = "requests.granted.total"
FEES = "disclosure.fees.amount"
TOWNS = ("柳溪镇人民政府", "石滩乡人民政府", "河口镇人民政府", "杨坪镇人民政府")


@pytest.fixture
def office(tmp_path):
    """Three towns of one county (one with blanks, one with a wrong total), one of another."""
    samples = [
        make_sample("a", Layout.VERTICAL, ("青禾县", TOWNS[0]), BUSY, 0, printed={FEES: "0.1"}),
        make_sample("b", Layout.MARKDOWN, ("青禾县", TOWNS[1]), PLAIN, 1,
                    printed={RECEIVED: "", FEES: "0.2"}),
        make_sample("c", Layout.MARKDOWN, ("青禾县", TOWNS[2]), PLAIN, 2,
                    printed={GRANTED: "8", FEES: "0"}),
        make_sample("d", Layout.VERTICAL, ("岚川县", TOWNS[3]), PLAIN, 3),
        make_sample("e", Layout.VERTICAL, ("青禾县", TOWNS[0]), PLAIN, 3, year=2022),
    ]  # fmt: skip
    folder = tmp_path / "in"
    folder.mkdir()
    for sample in samples:
        (folder / f"{sample.name}.txt").write_bytes(encoded(sample))
    with open_workspace(tmp_path / "gouji.db") as workspace:
        import_files(workspace, list(discover([folder])))
        yield workspace


def groups(workspace, words=""):
    return {one.group: one for one in totals_by_group(workspace, words)}


QINGHE = Group(2023, "own", "青禾县", "township")


def test_a_blank_is_no_zero_and_every_sum_says_of_how_many_it_is(office):
    found = groups(office)
    assert list(found) == [
        Group(2023, "own", "岚川县", "township"),
        QINGHE,
        Group(2022, "own", "青禾县", "township"),
    ]
    one = found[QINGHE]
    assert (one.reports, one.missing) == (3, None)
    total = one.fields[RECEIVED]
    assert total.total == int(BUSY[RECEIVED]) + int(PLAIN[RECEIVED])
    assert (total.numbers, total.states[State.BLANK]) == (2, 1)
    assert sum(total.states.values()) == 3
    assert one.fields[FEES].total == Decimal("0.3")


def test_nothing_is_summed_where_nothing_is_a_number(office):
    blank = next(one for one in iterate_reports(office) if one.organ == TOWNS[1])
    total = groups(office, "石滩乡")[QINGHE].fields[RECEIVED]
    assert (total.total, total.numbers, total.states[State.BLANK]) == (None, 0, 1)
    # What a reviewer reads there is what is printed.
    correct_cells(office, LI, blank.id, {RECEIVED: 7})
    total = groups(office, "石滩乡")[QINGHE].fields[RECEIVED]
    assert (total.total, total.numbers) == (7, 1)


def test_what_is_printed_and_what_would_be_corrected_are_kept_apart(office):
    record = next(
        record
        for stored in iterate_reports(office, words="河口镇")
        for record in flags_of(office, stored.id)
        if record.flag.rule == "A103"
    )
    before = groups(office)[QINGHE].fields[GRANTED]
    assert (before.corrected, before.if_corrected) == (0, before.total)
    corrected = {c.field: c.proposed for c in record.flag.proposals[0].changes}
    decide(office, LI, record.id, record.version, Verdict.CONFIRMED, corrected=corrected)
    after = groups(office)[QINGHE].fields[GRANTED]
    assert (after.total, after.corrected) == (before.total, 1)
    assert after.if_corrected == before.total - 8 + corrected[GRANTED]


def test_only_the_current_version_counts(office, tmp_path):
    again = make_sample("z", Layout.VERTICAL, ("岚川县", TOWNS[3]), BUSY, 3)
    path = tmp_path / "again"
    path.mkdir()
    (path / "z.txt").write_bytes(encoded(again))
    import_files(office, list(discover([path])))
    one = groups(office)[Group(2023, "own", "岚川县", "township")]
    assert one.reports == 1
    current = [stored.path for stored in iterate_reports(office, current_only=True, words="岚川县")]
    expected = BUSY if current == ["z.txt"] else PLAIN
    assert one.fields[RECEIVED].total == int(expected[RECEIVED])


def test_who_is_missing_is_told_by_the_roster(office):
    with office.transaction():
        for organ, region, level in (
            ("云溪镇人民政府", "青禾县", "township"),
            ("教育局", "澜江县", "department"),
        ):
            organ_id = office.execute(
                "insert into organ(name, region, level) values (?, ?, ?)", [organ, region, level]
            )
            office.execute(
                "insert into roster(organ_id, year, kind, category, level, contact, position, key)"
                " values (?, 2023, 'own', '', ?, '', 1, ?)",
                [organ_id, level, organ],
            )
    found = groups(office)
    assert found[QINGHE].missing == 1
    assert found[Group(2023, "own", "岚川县", "township")].missing == 0
    alone = found[Group(2023, "own", "澜江县", "department")]
    assert (alone.reports, alone.missing, alone.fields) == (0, 1, {})


def export(workspace, target):
    export_workspace(workspace, target, what="totals", current_only=False, language="zh")
    return target


def test_rows_of_totals(office, tmp_path):
    lines = export(office, tmp_path / "t.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 3 * 200
    row = next(
        row
        for row in map(json.loads, lines)
        if (row["region"], row["year"], row["field"]) == ("青禾县", 2023, RECEIVED)
    )
    assert row == {
        "year": 2023,
        "kind": "own",
        "region": "青禾县",
        "level": "township",
        "form": "2021",
        "reports": 3,
        "missing": None,
        "field": RECEIVED,
        "table": "三、收到和处理政府信息公开申请情况",
        "row": ["一、本年新收政府信息公开申请数量"],
        "column": ["总计"],
        "total": int(BUSY[RECEIVED]) + int(PLAIN[RECEIVED]),
        "numbers": 2,
        "blank": 1,
        "mark": 0,
        "text": 0,
        "lost": 0,
        "absent": 0,
        "corrected": 0,
        "total_corrected": int(BUSY[RECEIVED]) + int(PLAIN[RECEIVED]),
    }


def test_the_workbook_has_summary_detail_and_charts(office, tmp_path):
    path = export(office, tmp_path / "t.xlsx")
    found = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    rows = found.get_sheet_by_name("汇总").to_python(skip_empty_area=False)
    assert "现行版本" in rows[1][0]
    assert rows[2][:7] == ["年度", "口径", "地区", "级别", "报告份数", "缺报", "本年新收申请"]
    every = rows[3]
    received = int(BUSY[RECEIVED]) + 2 * int(PLAIN[RECEIVED])
    assert every[:8] == [2023, "本机关", "全部", "全部", 4, "", received, "3/4 份"]
    detail = found.get_sheet_by_name("明细").to_python(skip_empty_area=False)
    assert len(detail) == 1 + 600
    book = load_workbook(path)
    assert len(book["汇总"]._charts) == 2


def test_the_page_has_figures_gaps_and_a_chart(office, tmp_path):
    path = export(office, tmp_path / "t.html")
    page = lxml_html.fromstring(path.read_bytes())
    assert [one.text_content() for one in page.xpath("//h2")] == ["2023 本机关", "2022 本机关"]
    cells = page.xpath("(//table[@class='figures'])[1]/tbody/tr[1]/td")
    assert [cell.text_content() for cell in cells[:4]] == ["全部", "全部", "4", "—"]
    received = int(BUSY[RECEIVED]) + 2 * int(PLAIN[RECEIVED])
    assert cells[4].text_content() == f"{received}3/4 份：未填 1"
    bars = page.xpath("(//*[local-name()='svg'])[1]/*[local-name()='rect']")
    assert len(bars) == 2
    assert len(page.xpath("//table[@class='form']")) == 6
    assert not page.xpath("//script")
