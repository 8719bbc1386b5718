"""Letters: what one says of a report, who has none, and what the record of it holds."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from importers.reread import reread
from store.annotations import (
    AnnotationKind,
    Verdict,
    add_finding,
    annotations_of,
    decide,
    edit_letter,
    sign_off,
    undo,
)
from store.database import open_workspace
from store.errors import LetterError
from store.finding_words import LetterClass
from store.flags import flag_record, flags_of
from store.letters import (
    LetterKind,
    Obstacle,
    issue_letter,
    letter_candidates,
    letter_of,
    obstacle_of,
)
from store.report import Kind
from store.rounds import Fate
from tests.store.corrected_files import LI, WRONG, bring, flag, say
from tests.store.letter_reports import (
    COLUMNS,
    context_of,
    decide_all,
    items,
    make,
    requests,
    reviewed,
    sentences,
)

HAND = {"line": None, "place": "第一部分", "quote": "劝、钱", "problem": "词语费解。"}


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


@pytest.fixture
def settings(tmp_path):
    """Writes gouji.toml; the workspace is opened after it."""

    def write(text):
        (tmp_path / "gouji.toml").write_text(text, encoding="utf-8")
        return open_workspace(tmp_path / "gouji.db")

    return write


# --- the six sentences that reviewers gave as models ---------------------------------------------


def one_sentence(workspace, folder, rule, text):
    report_id = reviewed(workspace, folder, text, rules={rule})
    (sentence,) = sentences(workspace, report_id)
    return sentence


def test_model_of_a_row_total(workspace, tmp_path):
    figures = requests(received="3 0 0 0 0 0 3", granted="3 0 0 0 0 0 8", total="3 0 0 0 0 0 3")
    assert one_sentence(workspace, tmp_path, "A103", make(printed=figures)) == (
        "第三部分表格“（一）予以公开”行：各申请人类别合计为 3，“总计”栏填报 8，相差 5。"
        "请核对申请台账后更正。"
    )


def test_model_of_a_column(workspace, tmp_path):
    # The total column is not to be computed: its failed sum is another finding.
    figures = requests(received="5 0 0 0 0 0 5", granted="4 0 0 0 0 0 4", total="4 0 0 0 0 0 4") | {
        "requests.received.total": ""
    }
    assert one_sentence(workspace, tmp_path, "A101", make(printed=figures)) == (
        "第三部分表格“自然人”列：第一项 5 加第二项 0 为 5，第三项总计 4 加第四项 0 为 4，两者不等。"
        "请核对是否漏计办理结果或结转件。"
    )


def test_model_of_blank_columns(workspace, tmp_path):
    rows = {field.split(".", 1)[1].rsplit(".", 1)[0] for field in requests()}
    figures = {f"requests.{row}.{column}": "" for row in rows for column in COLUMNS[1:]}
    assert one_sentence(workspace, tmp_path, "C201", make(printed=figures)) == (
        "第三部分表格除“自然人”列外，其余 6 列 25 行共 150 格未填。"
        "未发生的请填“0”，补填后重新报送。"
    )


def test_model_of_another_year(workspace, tmp_path):
    words = (("（一）主动公开。", "（一）主动公开方面。2022 年，我乡落实公开要求。"),)
    sentence = one_sentence(workspace, tmp_path, "N512", make(words=words))
    # Reading drops the space between a figure and 年.
    assert re.sub(r"(?<=\d) (?=年，我)", "", sentence) == (
        "第一部分“（一）主动公开”写有“2022年，我乡……”，与报告年度 2023 年不一致，疑沿用上年文字。"
        "请核实，并一并核对该段内容。"
    )


def test_model_of_the_fee(workspace, tmp_path):
    words = (("本年度未收取信息处理费。没有其他需要报告的事项。", "无。"),)
    assert one_sentence(workspace, tmp_path, "S412", make(words=words)) == (
        "第六部分仅写“无。”，未说明本年度收取信息处理费情况。"
        "请补充；未收取的，写明“本年度未收取信息处理费”。"
    )


def test_model_of_the_kind_of_result(workspace, tmp_path):
    figures = requests(
        received="1 0 0 0 0 0 1", unavailable__not_held="1 0 0 0 0 0 1", total="1 0 0 0 0 0 1"
    )
    said = "2023年收到政府信息公开申请1件，申请公开事项不属于政府信息，不予提供，已告知申请人。"
    words = (("全年收到政府信息公开申请11件，均已登记造册，在法定期限内作出答复。", said),)
    text = make(printed=figures, words=words)
    assert one_sentence(workspace, tmp_path, "N503", text) == (
        "第一部分称 1 件申请“不属于政府信息”，第三部分表格计入“（四）1.本机关不掌握相关政府信息”。"
        "请核对答复文书，按实际答复类型填报，使文表一致。"
    )


# --- what a letter holds -------------------------------------------------------------------------


def test_a_letter_holds_what_reviewers_asked_for(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    letter = letter_of(workspace, report_id, "zh")
    assert (letter.organ, letter.region, letter.year) == ("段村乡人民政府", "样例县", 2023)
    assert (letter.figures, letter.revision, letter.round) == (Kind.OWN, 1, 1)
    assert letter.kind is LetterKind.FIRST
    (item,) = letter.items
    assert (item.number, item.place, item.source_text) == (
        1,
        "第三部分表格“（一）予以公开”",
        "5, 1, 0, 0, 0, 0, 8",
    )
    assert item.problem.endswith("相差 2。")
    assert item.suggestion == "请核对申请台账后更正。"
    assert (item.class_, item.fate) == (LetterClass.CORRECT, None)
    assert ("requests.granted.total", 8) in item.printed


def test_the_context_has_every_content_of_a_letter(settings, tmp_path):
    own = """
[letter]
office = "样例县政务公开办公室"
contact = "李某，0000-1234567"
deadline = "收到本意见 5 个工作日内"
submit = "通过政务邮箱报送"
basis = "《样例县审核办法》"
signature = "样例县人民政府办公室"
"""
    with settings(own) as workspace:
        report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
        context = context_of(workspace, report_id)
    assert context["title"] == "政府信息公开工作年度报告审核反馈意见"
    assert context["salutation"] == "样例县段村乡人民政府："
    assert re.fullmatch(
        r"根据《样例县审核办法》，我们审核了你单位 2023 年度政府信息公开工作年度报告"
        r"（第 1 版，20\d\d年\d+月\d+日收到），发现问题 1 个（须更正 1 个），意见如下：",
        context["opening"],
    )
    assert context["requests"] == [
        "一、时限：收到本意见 5 个工作日内",
        "二、报送方式：通过政务邮箱报送",
        "三、联系人：李某，0000-1234567",
    ]
    assert (context["signature"], context["date"]) == ("样例县人民政府办公室", "2024年1月20日")
    (item,) = context["items"]
    assert set(item) == {
        "number",
        "place",
        "source_text",
        "problem",
        "suggestion",
        "class_name",
        "fate",
    }
    assert item["class_name"] == "须更正"


def test_what_the_office_has_not_set_is_a_blank_line(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    context = context_of(workspace, report_id)
    blank = "＿" * 10
    assert [line.split("：")[1] for line in context["requests"]] == [blank] * 3
    assert context["signature"] == blank
    assert "国办公开办函〔2021〕30号" in context["opening"]
    assert "None" not in json.dumps(context, default=str)


def test_nothing_of_the_machinery_is_in_a_letter(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    for language in ("zh", "en"):
        said = json.dumps(context_of(workspace, report_id, language), ensure_ascii=False)
        assert not re.search(r"\b[A-Z]\d{3}\b|gouji|勾稽|score|origin|requests\.\w+\.", said)


@pytest.mark.parametrize("verdict", [Verdict.MISREAD, Verdict.DISMISSED, Verdict.UNSURE, None])
def test_only_confirmed_flags_enter(workspace, tmp_path, verdict):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    if verdict is not None:
        say(workspace, report_id, "A103", verdict)
    assert items(workspace, report_id) == ()


def test_a_hand_made_finding_enters_with_its_own_words(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make())
    add_finding(workspace, LI, report_id, **HAND, suggestion="请改写。")
    (item,) = items(workspace, report_id)
    assert (item.place, item.source_text) == ("第一部分", "劝、钱")
    assert (item.problem, item.suggestion) == ("词语费解。", "请改写。")
    assert item.class_ is LetterClass.CHECK


def test_the_sentence_edited_on_screen_is_sent_whole(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    say(workspace, report_id, "A103")
    own = "总计 8 与各栏之和不符。请你单位核对。联系电话 13800138000。"
    edit_letter(workspace, LI, flag(workspace, report_id, "A103").id, own)
    (item,) = items(workspace, report_id)
    assert (item.problem, item.suggestion) == (own, "")
    assert context_of(workspace, report_id)["items"][0]["suggestion"] == "—"


def test_personal_data_in_what_a_report_says_stays_out_unless_asked_for(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make())
    quote = "联系人：王小明，电话 13800138000"
    add_finding(workspace, LI, report_id, **HAND | {"quote": quote}, suggestion="请删去。")
    (hidden,) = items(workspace, report_id)
    assert "13800138000" not in hidden.source_text and "王小明" not in hidden.source_text
    shown = letter_of(workspace, report_id, "zh", with_personal=True)
    assert shown.items[0].source_text == quote


def test_a_figure_is_asked_about_only_where_the_reviewer_took_it_over(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    record = flag(workspace, report_id, "A103")
    change = record.flag.proposals[0].changes[0]
    assert record.flag.proposals[0].sole
    plain = decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    assert "是否应为" not in sentences(workspace, report_id)[0]
    corrected = {change.field: change.proposed}
    decide(workspace, LI, record.id, plain.version, Verdict.CONFIRMED, corrected=corrected)
    assert sentences(workspace, report_id)[0].endswith(
        "请核对申请台账后更正。请核实“（一）予以公开”行“总计”栏是否应为 6。"
    )


def test_of_part_four_no_figure_is_asked_about(workspace, tmp_path):
    text = make(printed={"litigation.review.total": "7"})
    (report_id,) = bring(workspace, tmp_path, one=text)
    record = flag(workspace, report_id, "A104")
    corrected = {"litigation.review.total": 1}
    decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED, corrected=corrected)
    assert sentences(workspace, report_id)[0].endswith("请核对更正。")


def test_english_letters(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    context = context_of(workspace, report_id, "en")
    assert context["items"][0]["suggestion"] == "Please check your register of requests."
    assert context["items"][0]["class_name"] == "to correct"
    assert context["words"]["suggestion"] == "Suggestion"
    own = {key: value for key, value in context.items() if key not in ("organ", "salutation")}
    own.pop("items")
    own.pop("region")
    chinese = re.findall("[一-鿿]+", json.dumps(own, ensure_ascii=False))
    assert set(chinese) == {"国办公开办函", "号"}


def test_both_languages_have_the_same_phrases():
    from store.letter_text import load_phrases

    def shape(value):
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        return sorted(re.findall(r"{(\w+)", value))

    zh, en = shape(load_phrases("zh")), shape(load_phrases("en"))
    assert zh == en


def test_the_sum_of_classes_is_told(workspace, tmp_path):
    words = (("本年度未收取信息处理费。没有其他需要报告的事项。", "无。"),)
    report_id = reviewed(
        workspace, tmp_path, make(printed=WRONG, words=words), rules={"A103", "S412"}
    )
    assert (
        "发现问题 2 个（须更正 1 个，请核实 1 个）" in context_of(workspace, report_id)["opening"]
    )


# --- clean letters, notices, unknown organs ------------------------------------------------------


def test_a_letter_that_nothing_was_found(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make())
    letter = letter_of(workspace, report_id, "zh", is_notice=True)
    assert letter.is_clean and letter.kind is LetterKind.CLEAN
    assert not letter.is_notice
    context = context_of(workspace, report_id)
    assert context["opening"].endswith("未发现问题。")
    assert context["requests"] == ["联系人：＿＿＿＿＿＿＿＿＿＿"]
    assert context["closing"] == ""


def test_a_notice_of_rectification(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    letter = letter_of(workspace, report_id, "zh", is_notice=True)
    from store.letter_text import letter_context

    context = letter_context(letter, date(2024, 1, 20))
    assert context["title"] == "政府信息公开工作年度报告整改通知"
    assert "公布的 2023 年度" in context["opening"]
    assert context["closing"].startswith("请逐项整改")


def test_an_organ_or_year_that_is_not_known_is_left_to_fill_in(workspace, tmp_path):
    text = make(printed=WRONG).replace("段村乡人民政府", "").replace("样例县", "")
    (report_id,) = bring(workspace, tmp_path, one=text)
    workspace.execute("update series set organ_id = null, year = null")
    context = context_of(workspace, report_id)
    assert context["salutation"].startswith("（单位名称）＿")
    assert "你单位 ＿＿＿＿ 年度" in context["opening"]
    assert "None" not in json.dumps(context)


@pytest.mark.parametrize(
    ("region", "organ", "expected"),
    [
        ("样例县", "段村乡人民政府", "样例县段村乡人民政府"),
        ("样例县", "样例县人民政府", "样例县人民政府"),
        (None, "段村乡人民政府", "段村乡人民政府"),
    ],
)
def test_the_region_is_said_once(workspace, tmp_path, region, organ, expected):
    (report_id,) = bring(workspace, tmp_path, one=make())
    workspace.execute("update organ set region = ?, name = ?", [region, organ])
    assert context_of(workspace, report_id)["organ"] == expected


# --- who has no letter, and why ------------------------------------------------------------------


def test_why_there_is_no_letter(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    assert obstacle_of(workspace, 999) is Obstacle.GONE
    assert obstacle_of(workspace, report_id) is Obstacle.NOT_SIGNED_OFF
    sign_off(workspace, LI, report_id)
    assert obstacle_of(workspace, report_id) is Obstacle.UNDECIDED
    say(workspace, report_id, "A103")
    assert obstacle_of(workspace, report_id) is Obstacle.CHANGED
    sign_off(workspace, LI, report_id)
    assert obstacle_of(workspace, report_id) is None
    made = issue_letter(workspace, LI, report_id)
    assert obstacle_of(workspace, report_id) is Obstacle.ISSUED
    assert obstacle_of(workspace, report_id, again=True) is None
    undo(workspace, LI, made, reread)
    assert obstacle_of(workspace, report_id) is None


def test_an_unsure_flag_holds_back_that_nothing_was_found(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    say(workspace, report_id, "A103", Verdict.UNSURE)
    decide_all(workspace, report_id, Verdict.DISMISSED)
    sign_off(workspace, LI, report_id)
    assert obstacle_of(workspace, report_id) is Obstacle.UNDECIDED


def test_no_notice_where_nothing_is_to_be_rectified(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make())
    assert obstacle_of(workspace, report_id) is None
    assert obstacle_of(workspace, report_id, is_notice=True) is Obstacle.NOTHING_TO_RECTIFY


def test_after_another_sign_off_a_letter_is_due_again(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    issue_letter(workspace, LI, report_id)
    add_finding(workspace, LI, report_id, **HAND, suggestion="")
    assert obstacle_of(workspace, report_id) is Obstacle.CHANGED
    sign_off(workspace, LI, report_id)
    assert obstacle_of(workspace, report_id) is None
    assert letter_of(workspace, report_id, "zh").round == 1


def test_candidates_are_the_current_reports_that_the_words_name(workspace, tmp_path):
    first = bring(workspace, tmp_path, a=make(organ="甲乡人民政府"), b=make(organ="乙乡人民政府"))
    (corrected,) = bring(workspace, tmp_path, c=make(organ="甲乡人民政府", printed=WRONG))
    assert set(letter_candidates(workspace)) == {first[1], corrected}
    assert letter_candidates(workspace, "甲乡 2023") == (corrected,)
    assert letter_candidates(workspace, "丙乡") == ()


# --- the record ----------------------------------------------------------------------------------


def test_the_record_holds_what_was_said(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    issue_letter(workspace, LI, report_id, title="反馈意见")
    (found,) = [
        one for one in annotations_of(workspace, report_id) if one.kind is AnnotationKind.ISSUED
    ]
    assert found.reviewer == "li"
    payload = dict(found.payload)
    (item,) = payload.pop("items")
    assert payload == {"round": 1, "kind": "first", "notice": False, "title": "反馈意见"}
    assert (item["rule"], item["class"], item["fate"]) == ("A103", "correct", None)
    assert item["printed"]["requests.granted.total"] == 8
    assert item["sentence"].endswith("相差 2。请核对申请台账后更正。")
    answered = workspace.value("select answered from report where id = ?", [report_id])
    assert answered == found.id


def test_nothing_is_recorded_of_a_report_that_may_have_no_letter(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    with pytest.raises(LetterError) as refused:
        issue_letter(workspace, LI, report_id)
    assert refused.value.code == "letter_not_signed_off"
    assert annotations_of(workspace, report_id) == []


def test_what_was_written_has_to_be_what_is_recorded(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    written = letter_of(workspace, report_id, "zh")
    record = flag(workspace, report_id, "A103")
    edit_letter(workspace, LI, record.id, "另一句。")
    with pytest.raises(LetterError) as refused:
        issue_letter(workspace, LI, report_id, letter=written)
    assert refused.value.code == "letter_stale"
    issue_letter(workspace, LI, report_id, letter=letter_of(workspace, report_id, "zh"))


# --- the second letter ---------------------------------------------------------------------------


def second(workspace, folder, first_text, second_text, *, rules=None):
    """A first letter sent, the corrected file in and reviewed; its id."""
    first = reviewed(workspace, folder, first_text, rules=rules, name="first")
    issue_letter(workspace, LI, first)
    return reviewed(workspace, folder, second_text, rules=rules, name="second")


FEE = ("本年度未收取信息处理费。没有其他需要报告的事项。", "无。")


def test_a_second_letter_tells_what_is_still_there_and_what_is_new(workspace, tmp_path):
    still = make(printed={"litigation.review.total": "7"} | WRONG)
    mended = make(printed={"litigation.review.total": "7"}, words=(FEE,))
    report_id = second(workspace, tmp_path, still, mended, rules={"A103", "A104", "S412"})
    letter = letter_of(workspace, report_id, "zh")
    assert (letter.kind, letter.round, letter.revision) == (LetterKind.SECOND, 2, 2)
    fates = {item.rule: item.fate for item in letter.items}
    assert fates == {"A104": Fate.STILL, "S412": Fate.NEW}
    assert (letter.earlier, letter.fixed) == (2, 1)
    context = context_of(workspace, report_id)
    assert "整改稿（第 2 版，" in context["opening"]
    assert "上次反馈的 2 个问题，已整改 1 个，未整改 1 个；新发现问题 1 个。" in context["opening"]
    assert [item["class_name"] for item in context["items"]] == [
        "须更正（未整改）",
        "请核实（新发现）",
    ]


def test_a_second_letter_that_all_is_mended(workspace, tmp_path):
    report_id = second(workspace, tmp_path, make(printed=WRONG), make(), rules={"A103"})
    assert context_of(workspace, report_id)["opening"].endswith(
        "上次反馈的 1 个问题均已整改，未发现新的问题。"
    )
    assert letter_of(workspace, report_id, "zh").kind is LetterKind.CLEAN


def test_a_corrected_file_without_a_letter_before_it_gets_a_first_letter(workspace, tmp_path):
    reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"}, name="first")
    report_id = reviewed(
        workspace, tmp_path, make(printed={"requests.granted.total": "9"}), rules={"A103"}
    )
    letter = letter_of(workspace, report_id, "zh")
    assert (letter.kind, letter.round, letter.revision) == (LetterKind.FIRST, 1, 2)
    assert [item.fate for item in letter.items] == [None]


def test_what_the_corrected_file_does_not_show_is_still_asked_for(workspace, tmp_path):
    unseen = make(printed={"requests.granted.total": ""})
    report_id = second(workspace, tmp_path, make(printed=WRONG), unseen, rules={"A103"})
    assert not [r for r in flags_of(workspace, report_id) if r.flag.rule == "A103"]
    letter = letter_of(workspace, report_id, "zh")
    (item,) = letter.items
    assert (letter.kind, letter.earlier, letter.fixed) == (LetterKind.SECOND, 1, 0)
    assert (item.number, item.fate, item.revision) == (1, Fate.STILL, 1)
    assert "合计为 6，“总计”栏填报 8" in item.problem
    context = context_of(workspace, report_id)
    assert context["items"][0]["class_name"] == "须更正（未整改）"
    assert context["items"][0]["source_text"].startswith("第 1 版：5, 1")
    assert "已整改 0 个，未整改 1 个；新发现问题 0 个。" in context["opening"]
    # It goes on through the next files until one of them shows that it is mended.
    issue_letter(workspace, LI, report_id)
    again = make(printed={"requests.granted.total": "", "disclosure.licences.decisions": "77"})
    third = reviewed(workspace, tmp_path, again, rules=set(), name="third")
    (item,) = items(workspace, third)
    assert (item.rule, item.fate, item.revision) == ("A103", Fate.STILL, 1)
    issue_letter(workspace, LI, third)
    last = reviewed(workspace, tmp_path, make(), rules=set(), name="last")
    letter = letter_of(workspace, last, "zh")
    assert (letter.kind, letter.earlier, letter.fixed) == (LetterKind.CLEAN, 1, 1)


def test_the_record_of_a_second_letter(workspace, tmp_path):
    wrong = make(printed={"requests.granted.total": "9"})
    report_id = second(workspace, tmp_path, make(printed=WRONG), wrong, rules={"A103"})
    issue_letter(workspace, LI, report_id)
    payload = annotations_of(workspace, report_id)[-1].payload
    assert (payload["round"], payload["kind"]) == (2, "second")
    assert payload["items"][0]["fate"] == "still"


def test_a_hand_made_finding_is_asked_about_before_the_second_letter(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, first=make())
    add_finding(workspace, LI, first, **HAND, suggestion="请改写。")
    sign_off(workspace, LI, first)
    issue_letter(workspace, LI, first)
    (report_id,) = bring(workspace, tmp_path, second=make(printed=WRONG))
    decide_all(workspace, report_id, Verdict.DISMISSED, rules={"A103"})
    sign_off(workspace, LI, report_id)
    # No rule sees whether it is mended: nothing is said before a reviewer has.
    assert obstacle_of(workspace, report_id) is Obstacle.UNDECIDED
    decide_all(workspace, report_id, rules={"M001"})
    (item,) = items(workspace, report_id)
    assert (item.fate, item.problem) == (Fate.STILL, "词语费解。")
    opening = context_of(workspace, report_id)["opening"]
    assert "上次反馈的 1 个问题，已整改 0 个，未整改 1 个；新发现问题 0 个。" in opening


def test_a_hand_made_finding_that_is_mended(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, first=make())
    add_finding(workspace, LI, first, **HAND, suggestion="请改写。")
    sign_off(workspace, LI, first)
    issue_letter(workspace, LI, first)
    (report_id,) = bring(workspace, tmp_path, second=make(printed=WRONG))
    decide_all(workspace, report_id, Verdict.DISMISSED)
    sign_off(workspace, LI, report_id)
    assert context_of(workspace, report_id)["opening"].endswith("均已整改，未发现新的问题。")


def test_a_colleague_who_was_faster_is_told_of(workspace, tmp_path):
    report_id = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})
    letter = letter_of(workspace, report_id, "zh")
    issue_letter(workspace, LI, report_id)
    with pytest.raises(LetterError) as refused:
        issue_letter(workspace, LI, report_id, letter=letter)
    assert refused.value.code == "letter_issued"
    issue_letter(workspace, LI, report_id, letter=letter, again=True)


def test_an_edited_sentence_is_not_sent_of_other_figures(workspace, tmp_path):
    first = reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"}, name="first")
    edit_letter(workspace, LI, flag(workspace, first, "A103").id, "总计填 8，相差 2。")
    assert sentences(workspace, first) == ["总计填 8，相差 2。"]
    wrong = make(printed={"requests.granted.total": "9"})
    report_id = reviewed(workspace, tmp_path, wrong, rules={"A103"}, name="second")
    assert "相差 3。" in sentences(workspace, report_id)[0]


def test_a_flag_that_a_reading_has_mended_is_not_sent(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
    say(workspace, report_id, "A103")
    record = flag(workspace, report_id, "A103")
    decide(
        workspace,
        LI,
        record.id,
        record.version,
        Verdict.MISREAD,
        readings={"requests.granted.total": 6},
    )
    assert flag_record(workspace, record.id).is_raised is False
    assert items(workspace, report_id) == ()
    assert not [r for r in flags_of(workspace, report_id) if r.flag.rule == "A103"]
