"""What is told of a label in doubt, and that what is offered instead can be taken."""

from __future__ import annotations

import pytest

from importers.document import Anchoring
from importers.explaining import MOST_CANDIDATES, Agreement, explain, meanings
from importers.labels import How, normalise
from importers.reports import read_reports
from store.forms import load_form, load_forms
from store.rules import Context, check_report
from tests.importers.alignment_tables import document, drawn, read_damaged, relabelled

FORM = load_form("2021")
RESULTS, DENIED, REFUSED = "三、本年度办理结果", "（三）不予公开", "（五）不予处理"
REPEATED = (RESULTS, REFUSED, "2.重复申请")
RESENT = (RESULTS, REFUSED, "4.无正当理由大量反复申请")
STATED = {
    "form": "2021",
    "table": "requests",
    "axis": "row",
    "label": "2.重复的申请",
    "target": REPEATED,
    "runner_up": RESENT,
    "score": 0.92,
    "how": "similar",
}


def flags_of(report):
    return check_report(report, Context(load_form(report.form)))


def flag_on(damaged, label):
    """The flag on a label in a report."""
    return next(
        f
        for f in damaged.flags
        if f.rule in ("L301", "L302") and f.params["label"] == normalise(label)
    )


def test_a_label_taken_for_a_row_shows_what_spoke_for_it():
    damaged = read_damaged("2021", {"requests": relabelled(("2.重复申请", "2. 重複的申请"))})
    flag = flag_on(damaged, "2.重复的申请")
    about = explain(flag.params, FORM, flag.fields)
    assert (about.normal, about.number, about.rest) == ("2.重复的申请", "2.", "重复的申请")
    assert (about.group, about.position, about.of) == ("(五)不予处理", 17, 25)
    assert about.can_be_taught
    taken = about.target
    assert (taken.key, taken.path) == ("rejected.repeated", REPEATED)
    assert (taken.score, taken.how) == (flag.params["score"], How.SIMILAR)
    assert (taken.number, taken.group) == (Agreement.SAME, True)
    assert (taken.position, taken.of, taken.edition) == (17, 25, "2021")


def test_the_runner_up_is_the_first_candidate_and_the_target_is_none():
    about = explain(STATED, FORM)
    assert about.candidates[0].path == RESENT
    assert REPEATED not in [m.path for m in about.candidates]
    assert 1 < len(about.candidates) <= MOST_CANDIDATES
    scores = [m.score for m in about.candidates]
    assert scores == sorted(scores, reverse=True)
    # What was second when the report was read stays in front, however it is scored now.
    second = about.candidates[1].path
    moved = explain({**STATED, "runner_up": second}, FORM)
    assert [m.path for m in moved.candidates[:2]] == [second, RESENT]


def test_each_candidate_tells_number_group_and_position():
    about = explain({**STATED, "group": "(五)不予处理"}, FORM)
    by_path = {m.path: m for m in about.candidates}
    resent = by_path[RESENT]
    assert (resent.number, resent.group, resent.position) == (Agreement.OTHER, True, 19)
    unclear = by_path[(RESULTS, "（四）无法提供", "3.补正后申请内容仍不明确")]
    assert (unclear.number, unclear.group) == (Agreement.OTHER, False)
    plain = explain({**STATED, "label": "重复的申请"}, FORM).candidates[0]
    assert (plain.number, plain.group) == (Agreement.NONE, None)


@pytest.mark.parametrize("group", ["(五)不予处理", "不予处理", "（五）不予处理"])
def test_a_group_is_known_with_and_without_its_number(group):
    assert explain({**STATED, "group": group}, FORM).target.group is True


def test_rows_of_the_other_form_are_offered_where_the_table_takes_them():
    keys = {m.key: m for m in meanings("其他处理", "requests", "row", FORM)}
    assert set(keys) > {row.key for row in FORM.tables_by_key["requests"].rows}
    foreign = keys["other_handling"]
    assert (foreign.edition, foreign.position, foreign.of) == ("2019", None, 25)
    params = {"table": "requests", "axis": "row", "label": "(六)其它处理情况"}
    found = explain(params, FORM)
    assert found.candidates[0].key == "other_handling"
    assert "2019" not in {m.edition for m in meanings("x", "disclosure", "row", FORM)}


def test_a_column_may_be_any_column_that_its_rows_have():
    fields = ("disclosure.regulations.made", "disclosure.normative_documents.made")
    found = meanings("本年度止件数", "disclosure", "column", FORM, fields=fields)
    assert [m.key for m in found] == ["made", "repealed", "in_force"]
    assert [(m.position, m.of) for m in found] == [(1, 5), (2, 5), (3, 5)]
    every = meanings("本年度止件数", "disclosure", "column", FORM)
    assert [m.key for m in every] == ["made", "repealed", "in_force", "decisions", "amount"]


@pytest.mark.parametrize("axis", ["row", "column"])
@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.edition)
def test_only_rows_stand_for_rows_and_columns_for_columns(form, axis):
    for table in form.tables:
        found = meanings("总计", table.key, axis, form)
        own = table.rows if axis == "row" else table.columns
        if table.across and axis == "row":
            assert found == ()
        else:
            assert [m.key for m in found if m.edition == form.edition] == [o.key for o in own]


@pytest.mark.parametrize(
    "change",
    [
        # A whole group that was taken by its order, figures that stuck to the label, a label
        # over several columns of the last table: none is found by its text when read again.
        {"target": (RESULTS, REFUSED), "how": "position"},
        {"label": "2.重复申请0000000", "how": "contained", "score": 1.0},
        {
            "table": "litigation",
            "axis": "column",
            "label": "行政复议案",
            "target": ("行政复议",),
            "runner_up": ("行政诉讼", "复议后起诉"),
        },
    ],
)
def test_what_cannot_be_taught_is_explained_and_offers_nothing(change):
    about = explain({**STATED, **change}, FORM)
    assert not about.can_be_taught
    assert about.candidates == ()
    assert about.target.path == change.get("target", REPEATED)


def test_a_label_without_match_has_candidates_and_no_target():
    params = {"table": "disclosure", "axis": "row", "label": "其他主动公开文件"}
    about = explain(params, FORM)
    assert about.target is None
    assert about.can_be_taught
    assert [m.key for m in about.candidates] == ["normative_documents"]


@pytest.mark.parametrize("params", [{}, {"table": "x"}, {**STATED, "label": ""}])
def test_a_flag_that_names_no_label_is_not_explained(params):
    assert explain(params, FORM) is None


def test_flags_stored_before_group_and_position_were_known_are_explained():
    about = explain(STATED, FORM)
    assert (about.group, about.position, about.target.group) == ("", None, None)
    for bad in ("7", (1,), (1, 2, 3), ("a", "b"), None):
        assert explain({**STATED, "position": bad}, FORM).position is None


def damaged_labels():
    """(form, table, label, how it is misspelt)."""
    for table, label, misspelt in (
        ("requests", "2.重复申请", "2.重复的申请"),
        ("requests", "5.属于三类内部事务信息", "5.属于三类内部信息"),
        ("requests", "（一）予以公开", "（一）予公开的"),
        # Without its number it is a known wording.
        ("requests", "一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请"),
        ("requests", "（七）总计", "（七的）总计"),
        ("disclosure", "行政处罚", "行政处罚类"),
        ("disclosure", "本年废止件数", "本年度止件数"),
        ("litigation", "结果维持", "结果的维持"),
        ("requests", "科研机构", "科研类机构"),
        ("requests", "2.重复申请", "乙、来信件数"),
    ):
        for form in load_forms():
            yield form, table, label, misspelt


@pytest.mark.parametrize("anchoring", [Anchoring.EXACT, Anchoring.LEFT])
def test_what_is_offered_can_be_taken_and_never_changes_nothing(anchoring):
    taken = 0
    for form, table, label, misspelt in damaged_labels():
        tables = {own.key: drawn(form.edition, own.key) for own in form.tables}
        if not any(c.text == label for row in tables[table] for c in row):
            continue
        relabelled((label, misspelt))(tables[table])
        source = document(form.edition, tables, anchoring)
        (before,) = read_reports(source, "s")
        raised = {(f.rule, f.anchor) for f in flags_of(before)}
        flags = [f for f in flags_of(before) if f.rule in ("L301", "L302")]
        assert flags, (label, misspelt)
        for flag in flags:
            for meaning in explain(flag.params, form, flag.fields).candidates:
                key = (str(flag.params["table"]), str(flag.params["axis"]), flag.params["label"])
                (after,) = read_reports(source, "s", {key: meaning.key})
                now = {(f.rule, f.anchor) for f in flags_of(after)}
                moved = (after.cells, after.extra_cells) != (before.cells, before.extra_cells)
                what = (form.edition, label, misspelt, meaning.key)
                # Either figures move, or another doubt is raised, or this one stays.
                assert moved or now - raised or (flag.rule, flag.anchor) in now, what
                taken += 1
    assert taken > 40


def test_a_label_that_goes_to_a_free_row_takes_its_figures_there():
    tables = {own.key: drawn("2021", own.key) for own in FORM.tables}
    relabelled(("5.属于三类内部事务信息", "乙、来信件数"))(tables["requests"])
    source = document("2021", tables)
    (before,) = read_reports(source, "s")
    flag = next(f for f in flags_of(before) if f.rule == "L302")
    remap = {("requests", "row", str(flag.params["label"])): "denied.internal_affairs"}
    (after,) = read_reports(source, "s", remap)
    own = "requests.denied.internal_affairs.natural_person"
    assert before.cells_by_field[own].value is None
    assert str(after.cells_by_field[own].value) == flag.params["values"][0]
    assert "L302" not in {f.rule for f in flags_of(after)}


@pytest.mark.parametrize(
    ("label", "misspelt", "group", "position"),
    [
        ("1.属于国家秘密", "1.属国家秘密的", "(三)不予公开", 5),
        ("8.属于行政查询事项", "8.属于行政查询的事", "(三)不予公开", 12),
        ("1.本机关不掌握相关政府信息", "1.本机关不掌握政府信息", "(四)无法提供", 13),
        # Behind the last row of a group, the outer group goes on.
        ("（七）总计", "（七）共总计", RESULTS, 24),
        ("四、结转下年度继续办理", "四、结转下年继续办理的", "", 25),
    ],
)
@pytest.mark.parametrize("anchoring", list(Anchoring))
def test_a_doubt_knows_the_group_and_the_place_of_its_row(
    label, misspelt, group, position, anchoring
):
    damaged = read_damaged("2021", {"requests": relabelled((label, misspelt))}, anchoring)
    params = flag_on(damaged, misspelt).params
    assert params.get("group", "") == group
    assert params["position"] == (position, 25)
