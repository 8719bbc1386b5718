"""Rules about labels: what each doubt says, how grave it is, and that none hides another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.forms import load_form
from store.messages import flag_letter, flag_message, message
from store.report import Cell, Noticed, Observation, Place, Severity, State
from store.rules import Context, check_report
from store.rules.label_bands import BANDS, band_of
from store.rules.registry import fingerprint
from tests.sample_cases import make_sample
from tests.sample_figures import OLD, PLAIN
from tests.sample_reports import Layout, render
from tests.sample_tables import Edits

FORM, OLD_FORM = load_form("2021"), load_form("2019")
GROUP = ("三、本年度办理结果", "（三）不予公开")
OTHER_HANDLING = ("not_corrected", "fee_unpaid", "other")


def build(base=PLAIN, layout=Layout.VERTICAL, **kind):
    edits = Edits(**kind.pop("edits", {}))
    sample = make_sample("s", layout, ("青禾县", "柳溪镇人民政府"), base, 0, edits=edits, **kind)
    return read_reports(read_text(render(sample)), "report.txt")[0]


CLEAN = build()
CLEAN_OLD = build(OLD, edition="2019", year=2020)


def line_of(table, row):
    return tuple(f.id for f in FORM.fields if f.id.startswith(f"{table}.{row}."))


def column_of(table, *columns):
    return tuple(f.id for f in FORM.fields if f.table == table and f.column.key in columns)


def matched(label="制件数", *, table="disclosure", line=20, page=None, **facts):
    """A label that was matched with a doubt, as reading notices it."""
    known = {
        "axis": "row",
        "label": label,
        "target": ("第二十条第（一）项", "规章"),
        "runner_up": ("第二十条第（一）项", "行政规范性文件"),
        "score": 0.85,
        "runner_up_score": 0.4,
        "how": "similar",
        "fields": line_of("disclosure", "regulations"),
    }
    return Observation(Noticed.LABEL_MATCHED, table, Place(page=page, line=line), known | facts)


def noticed(kind, line=20, **facts):
    return Observation(kind, str(facts.pop("table", "requests")), Place(line=line), facts)


def raised(code, *observations, report=CLEAN):
    flags = check_report(replace(report, observations=observations))
    return [flag for flag in flags if flag.rule == code]


def without(report, *fields):
    """The report with some cells that are no numbers."""
    return replace(
        report,
        cells=tuple(
            replace(cell, raw="", state=State.BLANK, value=None) if cell.field in fields else cell
            for cell in report.cells
        ),
    )


# Numbers of repeated labels.


def test_the_same_doubtful_label_twice_in_a_table_is_two_flags():
    first, second = matched(line=20), matched(line=24, score=0.7)
    found = raised("L301", first, second)
    assert [(flag.anchor, flag.place.line) for flag in found] == [
        ("disclosure:row:制件数", 20),
        ("disclosure:row:制件数#2", 24),
    ]
    assert found[0] == raised("L301", first)[0]


def test_repeated_labels_are_numbered_in_reading_order():
    later, earlier = matched(line=24), matched(line=20)
    assert raised("L301", later, earlier) == raised("L301", earlier, later)
    over_pages = raised("L301", matched(line=3, page=2), matched(line=30, page=1))
    assert [(flag.anchor[-2:], flag.place.page) for flag in over_pages] == [("件数", 1), ("#2", 2)]


@pytest.mark.parametrize(
    "other", [{"label": "制发数"}, {"axis": "column"}, {"table": "requests"}], ids=str
)
def test_other_labels_and_the_same_one_elsewhere_keep_their_plain_anchor(other):
    found = raised("L301", matched(), matched(**other))
    assert len(found) == 2
    assert not any("#" in flag.anchor for flag in found)


def test_the_same_foreign_label_twice_is_two_flags():
    row = {"axis": "row", "label": "合计", "values": ("1",)}
    found = raised(
        "L302", noticed(Noticed.LABEL_FOREIGN, 30, **row), noticed(Noticed.LABEL_FOREIGN, 20, **row)
    )
    assert [(flag.anchor, flag.place.line) for flag in found] == [
        ("requests:row:合计", 20),
        ("requests:row:合计#2", 30),
    ]


# Rows and columns without a label.


def test_columns_without_a_label_are_named_by_what_they_are_taken_for():
    fields = column_of("requests", "natural_person", "total")
    (flag,) = raised(
        "L301",
        matched(
            "",
            table="requests",
            axis="column",
            how="position",
            target=("自然人",),
            runner_up=(),
            score=0.0,
            runner_up_score=0.0,
            fields=fields,
        ),
    )
    assert flag.params["variant"] == "unnamed_columns"
    assert flag.severity is Severity.WARNING
    assert flag_message(flag, "zh") == "栏目无名称 第三部分表格　按位置作“自然人”、“总计”"
    assert "“自然人”、“总计”" in flag_letter(flag, "zh")
    assert "“”" not in flag_message(flag, "zh") + flag_letter(flag, "zh")
    assert "no label" in flag_message(flag, "en")


def test_a_group_of_columns_without_a_label_is_named_by_its_place():
    (flag,) = raised(
        "L301",
        matched(
            "",
            table="litigation",
            axis="column",
            how="position",
            target=("行政复议",),
            runner_up=(),
            score=0.0,
            runner_up_score=0.0,
            fields=line_of("litigation", "review"),
        ),
    )
    assert flag.params["variant"] == "unnamed"
    assert flag_message(flag, "zh") == "栏目无名称 第四部分表格　按位置作“行政复议”"


def test_a_group_whose_rows_have_no_labels_says_how_many():
    fields = tuple(f.id for f in FORM.fields if f.id.startswith("requests.denied."))
    (flag,) = raised(
        "L301",
        matched(
            "(三)不予公开",
            table="requests",
            how="position",
            target=GROUP,
            runner_up=(),
            score=0.0,
            runner_up_score=0.0,
            fields=fields,
        ),
    )
    assert flag.params["variant"] == "unnamed_rows"
    assert "“（三）不予公开”以下 8 行没有名称" in flag_message(flag, "zh")
    assert "以下 8 行没有项目名称" in flag_letter(flag, "zh")
    assert "8 rows under “（三）不予公开”" in flag_message(flag, "en")


def test_one_row_that_was_matched_by_its_place_keeps_its_sentence():
    (flag,) = raised("L301", matched("不明", how="position"))
    assert flag.params["variant"] == "place"
    assert "“不明”" in flag_message(flag, "zh")


# Severity by measured bands.


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        ({"score": 0.85}, "info"),
        ({"score": 0.8}, "info"),
        ({"score": 0.9}, "info"),
        ({"score": 0.79}, "warning"),
        ({"score": 0.85, "runner_up_score": 0.76}, "warning"),
        ({"score": 0.85, "runner_up_score": 0.75}, "info"),
        ({"score": 0.85, "how": "contained"}, "warning"),
        ({"score": 0.95, "how": "contained"}, "warning"),
        ({"axis": "column", "score": 0.95}, "info"),
        ({"axis": "column", "score": 0.75}, "warning"),
        ({"axis": "column", "score": 0.85, "how": "contained"}, "warning"),
        ({"how": "position", "score": 0.85}, "warning"),
        ({"fields": ()}, "warning"),
    ],
    ids=str,
)
def test_a_match_is_info_only_where_its_like_was_measured_right(facts, severity):
    (flag,) = raised("L301", matched(**facts))
    assert flag.severity is Severity(severity)
    assert not flag.second_view


@pytest.mark.parametrize("facts", [{"score": 0.85}, {"score": 0.99, "how": "alias"}])
def test_a_row_that_is_not_complete_keeps_its_warning(facts):
    whole, gap = matched(**facts), "disclosure.regulations.made"
    assert [f.severity for f in raised("L301", whole)] == [Severity.INFO]
    (flag,) = raised("L301", whole, report=without(CLEAN, gap))
    assert (flag.severity, flag.second_view) == (Severity.WARNING, False)


def test_only_known_wordings_are_left_to_the_second_view():
    (flag,) = raised("L301", matched(score=0.99, how="alias"))
    assert (flag.severity, flag.second_view, flag.params["variant"]) == (
        Severity.INFO,
        True,
        "known",
    )


def test_the_measured_share_is_said_on_the_screen_and_in_no_letter():
    (flag,) = raised("L301", matched(score=0.85))
    assert flag_message(flag, "zh").endswith("，此类匹配实测 99.9% 正确")
    assert flag_message(flag, "en").endswith("; 99.9 % of such measured right")
    assert "99" not in flag_letter(flag, "zh") + flag_letter(flag, "en")


def test_what_was_not_measured_is_not_said():
    (flag,) = raised("L301", matched(score=0.3, how="contained"))
    assert flag.params["band"] is None
    assert "实测" not in flag_message(flag, "zh")
    # Flags that were stored before know nothing of it.
    params = {key: value for key, value in flag.params.items() if key != "band"}
    assert message("L301", params, "zh") == flag_message(flag, "zh")


def test_the_measured_share_is_no_part_of_the_fingerprint():
    # Decisions stay when the benchmark is run again.
    (flag,) = raised("L301", matched())
    assert flag.params["band"] == 99.9
    for params in (flag.params | {"band": 12.3}, {**flag.params, "band": None}):
        assert fingerprint(replace(flag, params=params), CLEAN) == flag.fingerprint
    other = replace(flag, params=flag.params | {"score": 0.84})
    assert fingerprint(other, CLEAN) != flag.fingerprint


def test_bands_do_not_overlap_and_their_shares_follow_from_their_counts():
    for band in BANDS:
        assert 0 <= band.wrong <= band.labels
        middle = (band.low + min(band.high, 1.0)) / 2
        second = 0.0 if band.is_clear else middle
        assert band_of(band.axis, band.how, middle, second) is band
        assert band.share <= 100 * (band.labels - band.wrong) / band.labels
        assert band.share < 100
        if band.is_trusted:
            assert band.share >= 99.5
            assert band.is_clear
    trusted = {(b.axis, b.how, b.low) for b in BANDS if b.is_trusted}
    assert trusted == {
        ("row", "similar", 0.8),
        ("row", "similar", 0.9),
        ("column", "similar", 0.8),
    }


# Rows that are missing because the other form has them otherwise.


def other_cells(form, rows):
    return tuple(
        (form.edition, Cell(f.id, "0", State.NUMBER, 0, Place(line=70)))
        for f in form.fields
        if f.id.rpartition(".")[0] in rows
    )


def test_three_rows_are_missing_where_the_old_form_has_one():
    rows = tuple(f"requests.other_handling.{key}" for key in OTHER_HANDLING)
    report = replace(
        build(edits={"dropped_rows": rows}),
        extra_cells=other_cells(OLD_FORM, {"requests.other_handling"}),
    )
    found = [flag for flag in check_report(report) if flag.rule == "L303"]
    assert [flag.anchor for flag in found] == sorted(rows)
    assert {flag.params["variant"] for flag in found} == {"other_form"}
    assert "合为一行" in flag_message(found[0], "zh")


def test_one_row_is_missing_where_the_new_form_has_three():
    report = replace(
        build(OLD, edition="2019", year=2020, edits={"dropped_rows": ("requests.other_handling",)}),
        extra_cells=other_cells(FORM, {f"requests.other_handling.{k}" for k in OTHER_HANDLING}),
    )
    (flag,) = [flag for flag in check_report(report) if flag.rule == "L303"]
    assert flag.params["variant"] == "other_form_parts"
    assert "报告按另一年度格式分行填报" in flag_message(flag, "zh")
    assert "合并填报" in flag_letter(flag, "zh")
    assert "separate rows" in flag_letter(flag, "en")


def test_a_row_is_simply_missing_where_the_other_form_has_other_rows():
    report = replace(
        build(edits={"dropped_rows": ("requests.rejected.repeated",)}),
        extra_cells=other_cells(OLD_FORM, {"requests.other_handling"}),
    )
    (flag,) = [flag for flag in check_report(report) if flag.rule == "L303"]
    assert flag.params["variant"] == "missing"


# Order of columns.


def columns_in_order(report, *labels, table="requests"):
    return raised(
        "L305",
        noticed(Noticed.ORDER_DIFFERS, table=table, axis="column", labels=labels),
        report=report,
    )


SEVEN = tuple(c.label.text for c in FORM.tables_by_key["requests"].columns)


def test_columns_that_were_exchanged_are_named_with_their_cells():
    labels = (SEVEN[1], SEVEN[0], *SEVEN[2:])
    (flag,) = columns_in_order(CLEAN, *labels)
    assert set(flag.fields) == set(column_of("requests", "natural_person", "business"))
    assert len(flag.fields) == 50


def test_columns_of_some_rows_name_only_these():
    (flag,) = columns_in_order(
        CLEAN, "本年废止件数", "本年制发件数", "现行有效件数", table="disclosure"
    )
    assert set(flag.fields) == set(column_of("disclosure", "made", "repealed"))


def test_groups_that_were_exchanged_are_named_with_their_cells():
    rows = FORM.tables_by_key["litigation"].rows
    columns = FORM.tables_by_key["litigation"].columns
    labels = tuple(
        "/".join((*row.label.path, column.label.text))
        for row in (rows[0], rows[2], rows[1])
        for column in columns
    )
    (flag,) = columns_in_order(CLEAN, *labels, table="litigation")
    assert set(flag.fields) == set(
        line_of("litigation", rows[1].key) + line_of("litigation", rows[2].key)
    )


def test_two_headers_of_one_table_in_another_order_are_two_flags():
    first = ("本年废止件数", "本年制发件数")
    second = ("现行有效件数", "本年制发件数")
    found = raised(
        "L305",
        *(
            noticed(Noticed.ORDER_DIFFERS, line, table="disclosure", axis="column", labels=labels)
            for line, labels in ((20, first), (30, first), (40, second))
        ),
    )
    assert [(flag.anchor, flag.params["labels"]) for flag in found] == [
        ("disclosure:column", first),
        ("disclosure:column#2", second),
    ]


def test_rows_in_another_order_name_no_cells():
    (flag,) = raised(
        "L305", noticed(Noticed.ORDER_DIFFERS, axis="row", labels=("行政处罚", "行政许可"))
    )
    assert flag.fields == ()


def test_a_clean_report_of_either_form_has_no_doubt_about_labels():
    for report in (CLEAN, CLEAN_OLD):
        context = Context(load_form(report.form))
        assert [f for f in check_report(report, context) if f.rule.startswith("L")] == []
