"""Rows under words that mean many things, and rows that only the other form has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.document import Anchoring, GridCell
from importers.reports import read_reports
from store.forms import load_form
from store.report import Noticed
from tests.benchmarks.damaged_tables import damaged_report
from tests.importers.alignment_tables import (
    Read,
    both,
    document,
    drawn,
    inserted,
    read_damaged,
    relabelled,
    row_with,
    without_row,
)

ROWED = pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.ALIGNED, Anchoring.SPARSE])
EDITIONS = pytest.mark.parametrize("edition", ["2019", "2021"])
OTHERS = pytest.mark.parametrize(
    "label", ["其他", "（八）其他", "4.其他", "其他情况", "其他事项", "9.其他"]
)
PLACES = pytest.mark.parametrize(
    "before", ["（一）予以公开", "6.属于四类过程性信息", "2.重复申请", "四、结转下年度继续办理"]
)
SEVEN = [(str(9_001 + n), 3 + n) for n in range(7)]


@ROWED
@EDITIONS
@OTHERS
@PLACES
def test_other_things_are_no_row_of_the_form(edition, before, label, anchoring):
    damage = inserted(before, (label, 2), *SEVEN)
    found = read_damaged(edition, {"requests": damage}, anchoring)
    assert found.differing == {}
    assert found.report.extra_cells == ()
    assert len(found.raised("L302")) == 1


@ROWED
@OTHERS
@PLACES
def test_other_things_do_not_stand_for_a_missing_row(before, label, anchoring):
    damage = both(inserted(before, (label, 2), *SEVEN), without_row("3.其他"))
    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.states("requests.other_handling.other.") == {"absent"}
    assert found.wrong == {}
    assert len(found.raised("L302")) == 1
    assert found.raised("L303") == ["requests.other_handling.other"]


@ROWED
@pytest.mark.parametrize("label", ["其他情况", "其他事项"])
def test_another_word_in_the_place_of_a_missing_row(label, anchoring):
    found = read_damaged("2021", {"requests": relabelled(("3.其他", label))}, anchoring)
    assert found.states("requests.other_handling.other.") == {"absent"}
    assert found.wrong == {}
    assert found.raised("L302") == [f"requests:row:{label}"]


@ROWED
@pytest.mark.parametrize(
    ("label", "variant"),
    [("其他", "place"), (".其他", "near"), ("（3）其他", "near"), ("3.其", "near")],
)
def test_the_word_in_its_own_place_is_a_doubt(label, variant, anchoring):
    damage = both(relabelled(("3.其他", label)), relabelled(("1.属于国家秘密", "1.属于国家秘")))
    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.differing == {}
    flags = [f for f in found.flags if f.rule == "L301" and "other_handling" in f.fields[0]]
    assert [flag.params["variant"] for flag in flags] == [variant]


@ROWED
@EDITIONS
def test_labels_that_all_lack_their_numbers_raise_nothing(edition, anchoring):
    labels = [row.label.text for row in load_form(edition).tables_by_key["requests"].rows]
    changes = [(text, text.lstrip("123456789.")) for text in labels if text[0].isdigit()]
    found = read_damaged(edition, {"requests": relabelled(*changes)}, anchoring)
    assert found.differing == {}
    assert found.rules == set()


@ROWED
@pytest.mark.parametrize("key", ["not_corrected", "fee_unpaid"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_one_row_of_the_new_form_inside_the_old_one_is_named(key, is_whole, anchoring):
    rows = load_form("2021").tables_by_key["requests"].rows_by_key
    own = rows[f"other_handling.{key}"].label
    label = own.text if is_whole else own.aliases[0]
    damage = inserted("（六）其他处理", (label, 2), *SEVEN)
    found = read_damaged("2019", {"requests": damage}, anchoring)
    assert found.report.form == "2019"
    assert found.differing == {}
    assert len(found.raised("L302")) == 1


@ROWED
def test_the_one_row_of_the_old_form_inside_the_new_one_is_named(anchoring):
    def damage(rows):
        at = row_with(rows, "（六）其他处理")
        figures = [cell for cell in rows[at] if cell.column > 2]
        rows[at : at + 3] = [[GridCell("（六）其他处理", 1), *figures]]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.raised("L302") == [
        "requests:row:（六）其他处理".replace("（", "(").replace("）", ")")
    ]
    assert len(found.raised("L303")) == 3


@pytest.mark.parametrize("before", ["（一）予以公开", "（七）总计"])
def test_a_word_that_a_reviewer_taught_is_believed(before):
    def damage(rows):
        row = rows.pop(row_with(rows, "3.其他"))
        at = row_with(rows, before)
        rows.insert(at, [replace(c, text="其他情况") if c.text == "3.其他" else c for c in row])

    tables = {table.key: drawn("2021", table.key) for table in load_form("2021").tables}
    damage(tables["requests"])
    taught = {("requests", "row", "其他情况"): "other_handling.other"}
    (report,) = read_reports(document("2021", tables), "s", taught)
    found = Read("2021", report)
    assert found.differing == {}
    # It is told where it was used, and asks for nothing.
    assert found.raised("L301") == ["requests:row:其他情况"]
    assert [s.facts["how"] for s in report.observed(Noticed.LABEL_MATCHED)] == ["taught"]


def test_doubts_about_the_labels_of_a_table_of_the_other_form_are_kept():
    # Only heavy damage makes one table look like another form's than the rest.
    (report,) = read_reports(damaged_report(3155, 4).document, "s")
    assert report.form == "2019"
    others = [c for form, c in report.extra_cells if form == "2021" and "disclosure" in c.field]
    assert others
    raised = Read("2021", report).raised("L301")
    assert sum(anchor.startswith("disclosure:") for anchor in raised) >= 3


@ROWED
def test_a_cut_label_of_the_old_form_is_not_the_word_in_it(anchoring):
    for label in ("（六）其他", "六)其他", "（六）他处理", "）其他处"):
        found = read_damaged("2019", {"requests": relabelled(("（六）其他处理", label))}, anchoring)
        assert found.wrong == {}
        assert found.report.extra_cells == ()
        assert found.raised("L301") or found.raised("L302")


@ROWED
def test_a_group_beside_the_figures_of_its_first_row_is_no_row_of_the_old_form(anchoring):
    first = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"

    def damage(rows):
        at = row_with(rows, first)
        rows[at] = [replace(c, text="") if c.text == first else c for c in rows[at]]

    found = read_damaged("2021", {"requests": damage}, anchoring)
    assert found.report.form == "2021"
    assert found.report.extra_cells == ()
    assert found.wrong == {}
    assert len(found.raised("L302")) == 1


@ROWED
def test_a_group_followed_by_a_foreign_row_is_a_doubt(anchoring):
    """Its label is that of one row on one form, of three on the other."""
    damage = inserted("（七）总计", ("（2）申", 2), *SEVEN)
    found = read_damaged("2019", {"requests": damage}, anchoring)
    assert found.wrong == {}
    assert found.raised("L302") == ["requests:row:(2)申"]
    flags = [flag for flag in found.flags if flag.rule == "L301"]
    assert {f.rpartition(".")[0] for flag in flags for f in flag.fields} == {
        "requests.other_handling"
    }


@ROWED
def test_the_word_without_its_number_is_a_doubt_where_few_rows_have_theirs(anchoring):
    labels = [row.label.text for row in load_form("2021").tables_by_key["requests"].rows]
    numbered = [text for text in labels if text[0].isdigit()][1:]
    damage = relabelled(*((text, text.lstrip("123456789.")) for text in numbered))
    both_damages = both(damage, without_row("2.重复申请".lstrip("2.")))
    found = read_damaged("2021", {"requests": both_damages}, anchoring)
    assert found.wrong == {}
    assert found.raised("L301") == ["requests:row:其他"]
