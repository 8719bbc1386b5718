"""Labels: normalised, numbered, scored."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.labels import (
    LONGEST_LABEL,
    Enumerator,
    EnumeratorKind,
    How,
    normalise,
    score_text,
    split_enumerator,
    wording,
)
from store.forms import load_form

FORM = load_form("2021")
LABELS = [label for t in FORM.tables for label in t.row_labels + t.column_labels]


def official(text):
    """The first label of the form with this text, prepared for comparison."""
    found = next(label for label in LABELS if label.text == text)
    return wording(found.path, found.key, found.aliases)


@pytest.mark.parametrize(
    "raw",
    [
        "（一）予以公开",
        "(一)予以公开",
        "（一）　予以公开",
        "(一) 予以公开",
        "［一］予以公开",
        "【一】予以公开",
        "〔一〕予以公开",
        "（一）\n予以公开\n",
        "（一）予\u00a0以\u2002公\u3000开",
        "（一）予以\u200b公开\ufeff",
        "（一）予以公開",
    ],
)
def test_one_label_in_many_dresses(raw):
    assert normalise(raw) == "(一)予以公开"


@pytest.mark.parametrize(
    "raw",
    ["危及“三安全一稳定”", "危及「三安全一稳定」", '危及"三安全一稳定"', "危及《三安全一稳定》"],
)
def test_quotes_are_dropped(raw):
    assert normalise(raw) == "危及三安全一稳定"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("政府集中采購(gòu)", "政府集中采购"),
        ("總計（zǒngjì）", "总计"),
        ("总计(zǒng jì)", "总计"),
        ("1.属于国家秘密（mì）", "1.属于国家秘密"),
    ],
)
def test_pinyin_in_brackets_is_dropped(raw, plain):
    assert normalise(raw) == plain


def test_brackets_with_chinese_stay():
    assert normalise("本年收费金额（单位：万元）") == "本年收费金额(单位:万元)"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [("優先級別", "优先级别"), ("總計", "总计"), ("規範性", "规范性"), ("類別", "类别")],
)
def test_traditional_characters(raw, plain):
    assert normalise(raw) == plain


TRADITIONAL = (
    "行政規範性文件 行政許可 行政處罰 行政強制 行政事業性收費 本年製發件數 本年廢止件數"
    " 現行有效件數 本年處理決定數量 本年收費金額（單位：萬元） 商業企業 科研機構 社會公益組織"
    " 法律服務機構 法人或其他組織 一、本年新收政府信息公開申請數量"
    " 二、上年結轉政府信息公開申請數量 三、本年度辦理結果 （一）予以公開"
    " （二）部分公開（區分處理的，只計這一情形，不計其他情形） （三）不予公開 1.屬於國家秘密"
    " 2.其他法律行政法規禁止公開 3.危及“三安全一穩定” 4.保護第三方合法權益"
    " 5.屬於三類內部事務信息 6.屬於四類過程性信息 7.屬於行政執法案卷 8.屬於行政查詢事項"
    " （四）無法提供 1.本機關不掌握相關政府信息 2.沒有現成信息需要另行製作"
    " 3.補正後申請內容仍不明確 （五）不予處理 1.信訪舉報投訴類申請 2.重複申請"
    " 3.要求提供公開出版物 4.無正當理由大量反復申請"
    " 5.要求行政機關確認或重新出具已獲取信息 （六）其他處理"
    " 1.申請人無正當理由逾期不補正、行政機關不再處理其政府信息公開申請"
    " 2.申請人逾期未按收費通知要求繳納費用、行政機關不再處理其政府信息公開申請 （七）總計"
    " 四、結轉下年度繼續辦理 結果維持 結果糾正 其他結果 尚未審結 行政復議 行政訴訟"
    " 未經復議直接起訴 復議後起訴"
)


def test_labels_of_the_form_in_traditional_characters():
    known = {normalise(label.text) for label in LABELS}
    assert [raw for raw in TRADITIONAL.split() if normalise(raw) not in known] == []


def test_a_label_of_a_megabyte_is_capped():
    assert len(normalise("总" * 1_000_000)) <= LONGEST_LABEL
    assert len(normalise("（" * 1_000_000)) <= LONGEST_LABEL
    # One character can become eighteen under NFKC: the cap holds behind it too.
    assert len(normalise("\ufdfa" * 1_000_000)) <= LONGEST_LABEL


@settings(deadline=None)
@given(st.text(max_size=60))
def test_normalising_is_stable_and_leaves_no_space(text):
    once = normalise(text)
    assert not any(char.isspace() for char in once)
    assert len(once) <= LONGEST_LABEL


@pytest.mark.parametrize(
    ("raw", "kind", "ordinal", "bare"),
    [
        ("一、本年新收", EnumeratorKind.CHINESE, 1, "本年新收"),
        ("四、结转下年度", EnumeratorKind.CHINESE, 4, "结转下年度"),
        ("十一、其他", EnumeratorKind.CHINESE, 11, "其他"),
        ("（一）予以公开", EnumeratorKind.BRACKETED, 1, "予以公开"),
        ("(7)总计", EnumeratorKind.BRACKETED, 7, "总计"),
        ("3.其他", EnumeratorKind.ARABIC, 3, "其他"),
        ("3、其他", EnumeratorKind.ARABIC, 3, "其他"),
        ("３．其他", EnumeratorKind.ARABIC, 3, "其他"),
        ("3其他", EnumeratorKind.ARABIC, 3, "其他"),
    ],
)
def test_numbers_in_front(raw, kind, ordinal, bare):
    assert split_enumerator(normalise(raw)) == (Enumerator(kind, ordinal), bare)


@pytest.mark.parametrize(
    "raw", ["自然人", "总计", "三类内部事务", "3", "3.5", "（一）", "第二十条第（一）项"]
)
def test_no_number_in_front(raw):
    text = normalise(raw)
    assert split_enumerator(text) == (None, text)


def test_scores_of_a_misspelt_header():
    # 止 belongs to 废止, 制 is the other label's: the nearer one wins, by a margin to show.
    near = score_text(normalise("本年度止件数"), official("本年废止件数"))
    far = score_text(normalise("本年度止件数"), official("本年制发件数"))
    assert (round(near.score, 2), near.how) == (0.83, How.SIMILAR)
    assert (round(far.score, 2), far.how) == (0.67, How.SIMILAR)


@pytest.mark.parametrize(
    ("raw", "target", "how"),
    [
        ("（七）总计", "（七）总计", How.EXACT),
        ("总计", "（七）总计", How.EXACT),
        ("规范性文件", "行政规范性文件", How.ALIAS),
        ("（七）合计", "（七）总计", How.ALIAS),
        ("部分公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", How.ALIAS),
        ("结转下年度继续办理的申请", "四、结转下年度继续办理", How.CONTAINED),
    ],
)
def test_how_a_label_was_found(raw, target, how):
    assert score_text(normalise(raw), official(target)).how is how


@pytest.mark.parametrize(
    ("raw", "target"),
    [
        ("1.其他", "3.其他"),
        ("（六）总计", "（七）总计"),
        ("（二）予以公开", "（一）予以公开"),
        ("三、结转下年度继续办理", "四、结转下年度继续办理"),
        ("（三）其他", "3.其他"),
    ],
)
def test_another_number_is_never_exact(raw, target):
    found = score_text(normalise(raw), official(target))
    assert found.how not in (How.EXACT, How.ALIAS)
    assert found.score < 0.99


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(LABELS))
def test_scores_lie_between_0_and_1_and_only_exact_is_1(text, label):
    prepared = wording(label.path, label.key, label.aliases)
    found = score_text(normalise(text), prepared)
    assert 0 <= found.score <= 1
    assert (found.score == 1) is (found.how is How.EXACT)


def test_a_whole_label_that_was_taught_is_known_whatever_its_number():
    own = official("1.属于国家秘密")
    taught = wording(own.path, own.key, ["5.属于三类内部事务"])
    assert score_text("5.属于三类内部事务", taught).how is How.ALIAS
    assert score_text("5.属于三类内部事务", own).how is How.SIMILAR
    # Without the number that was taught with it, or with another, it is not that label.
    bare = wording(own.path, own.key, ["属于三类内部事务"])
    assert score_text("5.属于三类内部事务", bare).how is How.SIMILAR
