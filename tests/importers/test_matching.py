"""``match_label``: the contract of ``gouji match``."""

from __future__ import annotations

import pytest

from importers.explaining import Agreement
from importers.matching import Query, Reason, match_label
from store.forms import load_form, load_forms

RESULTS = "三、本年度办理结果"


def match(table, axis, label, group=None, edition="2021"):
    return match_label(Query(table, axis, label, group), load_form(edition))


def official(form):
    """Every official row and column of a form as the command's lines name them."""
    for table in form.tables:
        if table.across:
            for label in table.row_labels:
                yield table.key, "column", label.path
            for row in table.rows:
                for column in table.columns:
                    yield table.key, "column", (*row.label.path, column.label.text)
        else:
            for axis, labels in (("row", table.row_labels), ("column", table.column_labels)):
                for label in labels:
                    yield table.key, axis, label.path


@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.edition)
def test_every_official_label_matches_itself_inside_its_group(form):
    for table, axis, path in official(form):
        query = Query(table, axis, path[-1], "/".join(path[:-1]) or None)
        assert match_label(query, form).match == path


@pytest.mark.parametrize(
    ("table", "axis", "label", "path"),
    [
        ("requests", "row", "总计", (RESULTS, "（七）总计")),
        ("requests", "row", "其他", (RESULTS, "（六）其他处理", "3.其他")),
        ("requests", "column", "其他", ("法人或其他组织", "其他")),
        ("requests", "column", "商业\n企业", ("法人或其他组织", "商业企业")),
        ("requests", "row", "(一) 予以公开", (RESULTS, "（一）予以公开")),
        ("disclosure", "row", "规范性文件", ("第二十条第（一）项", "行政规范性文件")),
        ("disclosure", "column", "处理决定数量", ("本年处理决定数量",)),
        ("litigation", "column", "复议后起诉", ("行政诉讼", "复议后起诉")),
    ],
)
def test_one_exact_or_alias_hit_is_a_match(table, axis, label, path):
    assert match(table, axis, label).match == path


@pytest.mark.parametrize(
    ("table", "axis", "label"),
    [
        ("requests", None, "总计"),
        (None, None, "总计"),
        (None, None, "其他"),
        ("litigation", "column", "总计"),
        ("litigation", "column", "结果维持"),
    ],
)
def test_several_hits_are_no_match_and_all_are_candidates(table, axis, label):
    found = match(table, axis, label)
    assert found.match is None
    assert len([c for c in found.candidates if c.how == "exact"]) > 1


@pytest.mark.parametrize(
    ("group", "path"),
    [
        ("行政复议", ("行政复议", "总计")),
        ("行政诉讼/复议后起诉", ("行政诉讼", "复议后起诉", "总计")),
        ("行政诉讼/未经复议直接起诉", ("行政诉讼", "未经复议直接起诉", "总计")),
        ("复议后起诉", ("行政诉讼", "复议后起诉", "总计")),
    ],
)
def test_groups_tell_litigation_columns_apart(group, path):
    assert match("litigation", "column", "总计", group).match == path


def test_another_group_has_no_such_label():
    assert match("disclosure", "row", "行政许可", "第二十条第（五）项").match is not None
    assert match("disclosure", "row", "行政许可", "第二十条第（六）项").match is None


@pytest.mark.parametrize(
    ("axis", "label"),
    [
        ("column", "上一年项目数量"),
        ("column", "对外公开总数量"),
        ("column", "本年增/减"),
        ("row", "其他对外管理服务事项"),
        ("row", "政府集中采购"),
    ],
)
def test_labels_of_the_old_form_only(axis, label):
    assert match("disclosure", axis, label).match is None
    assert match("disclosure", axis, label, edition="2019").match is not None


@pytest.mark.parametrize(
    "label",
    ["本年度止件数", "本年制发", "行政规范性文", "（二）予以公开", "", " ", "甲乙丙"],
)
def test_similarity_alone_is_a_doubt(label):
    assert match(None, None, label).match is None


def test_another_number_is_a_doubt():
    assert match("requests", "row", "1.其他").match is None
    assert match("requests", "row", "（六）总计").match is None


def test_candidates_are_best_first_with_scores_and_reasons():
    found = match("disclosure", "column", "本年度止件数")
    assert [c.path for c in found.candidates[:2]] == [("本年废止件数",), ("本年制发件数",)]
    scores = [c.score for c in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert [round(score, 2) for score in scores[:2]] == [0.83, 0.67]
    assert all(c.why and c.how == "similar" for c in found.candidates)


def test_the_reason_names_the_number():
    best = match("requests", "row", "1.其他").candidates[0]
    assert best.path[-1] == "3.其他"
    assert "other number" in best.why


def test_json_of_a_match():
    found = match("requests", "row", "总计").as_json()
    assert list(found)[:5] == ["label", "table", "axis", "match", "candidates"]
    assert found["label"] == "总计"
    assert (found["table"], found["axis"]) == ("requests", "row")
    assert found["match"] == [RESULTS, "（七）总计"]
    assert list(found["candidates"][0])[:4] == ["path", "score", "how", "why"]
    assert found["candidates"][0]["score"] == 1.0


def test_json_without_a_match_guesses_no_table():
    found = match(None, None, "甲乙丙").as_json()
    assert (found["table"], found["axis"], found["match"]) == (None, None, None)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (("disclosure", "row", "行政许可"), Reason.EXACT),
        (("disclosure", "row", "规范性文件"), Reason.ALIAS),
        ((None, None, " \u200b"), Reason.EMPTY),
        ((None, None, "甲乙丙"), Reason.NOTHING),
        ((None, None, "总计"), Reason.SEVERAL),
        (("disclosure", "row", "行政许可", "第二十条第（六）项"), Reason.GROUP),
        (("requests", "row", "1.其他"), Reason.SIMILAR),
        (("disclosure", "column", "本年度止件数"), Reason.SIMILAR),
    ],
)
def test_why_there_is_a_match_or_none(query, reason):
    found = match(*query)
    assert found.reason is reason
    assert (found.match is not None) == (reason in (Reason.EXACT, Reason.ALIAS))


@pytest.mark.parametrize(
    ("label", "normal", "number", "rest"),
    [
        ("（ 二 ）部 分公開", "(二)部分公开", "(二)", "部分公开"),
        ("三、本年度辦理結果", "三、本年度办理结果", "三、", "本年度办理结果"),
        ("3．其他", "3.其他", "3.", "其他"),
        ("“三安全”", "三安全", "", "三安全"),
        ("", "", "", ""),
    ],
)
def test_the_normal_form_and_its_number(label, normal, number, rest):
    found = match("requests", "row", label)
    assert (found.normal, found.number, found.rest) == (normal, number, rest)


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("3.其它", Agreement.SAME),
        ("1.其他", Agreement.OTHER),
        ("（三）其他", Agreement.OTHER),
        ("其他", Agreement.NONE),
    ],
)
def test_what_the_numbers_in_front_say(label, says):
    best = match("requests", "row", label).candidates[0]
    assert best.path[-1] == "3.其他"
    assert best.number is says


def test_candidates_of_another_group_come_last_and_say_so():
    found = match("disclosure", "row", "行政许可", "第二十条第（六）项")
    groups = [candidate.group for candidate in found.candidates]
    assert groups == sorted(groups, reverse=True)
    assert {True, False} == set(groups)
    outside = next(c for c in found.candidates if c.group is False)
    assert (outside.path[-1], outside.how) == ("行政许可", "exact")
    assert "other group" in outside.why
    assert {c.group for c in match("disclosure", "row", "行政许可").candidates} == {None}


def test_the_runner_up_is_the_best_other_label():
    found = match("disclosure", "column", "本年度止件数")
    assert found.runner_up.path == ("本年制发件数",)
    assert found.margin == 0.16
    sure = match("disclosure", "row", "行政许可")
    assert sure.runner_up.path != sure.match
    assert sure.margin == round(1 - sure.runner_up.score, 2)
    assert match(None, None, "总计").margin == 0
    # What is nearer but of another group is behind all the same.
    outside = match("disclosure", "row", "行政许可", "第二十条第（八）项")
    assert (outside.best.path[-1], outside.best.group) == ("行政事业性收费", True)
    assert (outside.runner_up.path[-1], outside.runner_up.group) == ("行政许可", False)
    assert outside.margin == -0.64
    assert match(None, None, "甲乙丙").runner_up is None
    assert match(None, None, "甲乙丙").margin == 0


def test_candidates_know_their_place_in_the_table():
    places = {
        (c.table, c.axis, c.path): (c.position, c.of) for c in match(None, None, "总计").candidates
    }
    assert places == {
        ("requests", "row", (RESULTS, "（七）总计")): (24, 25),
        ("requests", "column", ("总计",)): (7, 7),
        ("litigation", "column", ("行政复议", "总计")): (5, 15),
        ("litigation", "column", ("行政诉讼", "未经复议直接起诉", "总计")): (10, 15),
        ("litigation", "column", ("行政诉讼", "复议后起诉", "总计")): (15, 15),
    }
    group = match("requests", "row", "不予公开").candidates[0]
    assert (group.path[-1], group.position) == ("（三）不予公开", None)


def test_json_explains_behind_the_contract():
    found = match("requests", "row", "(六)总计").as_json()
    assert list(found)[5:] == ["normal", "enumerator", "rest", "reason", "runner_up"]
    assert found["match"] is None
    assert (found["normal"], found["enumerator"], found["rest"]) == ("(六)总计", "(六)", "总计")
    assert found["reason"] == "similar"
    assert found["runner_up"]["path"] == found["candidates"][1]["path"]
    best = found["candidates"][0]
    assert (best["table"], best["axis"]) == ("requests", "row")
    assert (best["enumerator"], best["group"], best["position"]) == ("other", None, [24, 25])
    assert match(None, None, "甲乙丙").as_json()["runner_up"] is None
