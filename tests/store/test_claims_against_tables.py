"""Prose against tables: each sentence of the collection claims and raises what its truth says."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.messages import flag_letter, flag_message
from store.report import Claim, Origin, Place
from store.rules import check_report
from tests.ending import ends
from tests.prose_sentences import CODES, ORGAN, SENTENCES, SEVERITIES, build, report_of
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, OLD, PLAIN
from tests.sample_reports import Layout, render


def flags(report, *codes):
    return [flag for flag in check_report(report) if flag.rule in (codes or CODES)]


def claims(report):
    return [(claim.topic, claim.value) for claim in report.claims]


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case.text)
def test_what_a_sentence_claims(case):
    assert claims(report_of(case)) == list(case.claims)


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case.text)
def test_what_a_sentence_raises(case):
    found = flags(report_of(case))
    assert sorted({flag.rule for flag in found}) == sorted(case.flags)


def test_there_are_positives_and_negatives_of_every_rule():
    assert len(SENTENCES) >= 60
    for code in CODES:
        assert sum(code in case.flags for case in SENTENCES) >= 1
    assert sum(not case.flags for case in SENTENCES) >= 30


def raised():
    return [(case, flag) for case in SENTENCES if case.flags for flag in flags(report_of(case))]


def test_flags_are_complete():
    for case, flag in raised():
        assert flag.severity == SEVERITIES[flag.rule]
        assert flag.origin is (Origin.UNDECIDED if flag.rule == "N511" else Origin.SOURCE)
        assert flag.place.line is not None
        assert flag.anchor.startswith(f"{case.section}:")
        for language in ("zh", "en"):
            for text in (flag_message(flag, language), flag_letter(flag, language)):
                assert text
                assert not re.search(r"[{}]|\bNone\b|_|[A-Z]\d{3}|“”", text), text
        assert re.search("请(?:核|补)", flag_letter(flag, "zh"))


def test_flags_on_claims_name_the_field_and_its_ordinal():
    report = build("因政府信息公开被申请行政复议三件。另有复议5件，均与信息公开有关。")
    (flag,) = flags(report, "N504")
    assert flag.anchor == "overview:litigation.review:1"
    assert flag.fields == ("litigation.review.total",)
    assert flag.params["stated"] == "3"
    assert flag.params["printed"] == "1"


def test_an_anchor_of_a_sentence_holds_while_its_spacing_changes():
    (one,) = flags(build("发布信息50条，其中网站40条，公示栏20条。"))
    (two,) = flags(build("发布信息 50 条，其中网站 40 条，公示栏 20 条。"))
    (other,) = flags(build("发布信息50条，其中网站40条，公示栏30条。"))
    assert one.anchor == two.anchor != other.anchor


def test_the_model_case_of_a_category():
    printed = {"requests.other_handling.other.total": "0"}
    base = dict.fromkeys(PLAIN, "0") | {
        "requests.received.natural_person": "1",
        "requests.received.total": "1",
        "requests.unavailable.not_held.natural_person": "1",
        "requests.unavailable.not_held.total": "1",
        "requests.total.natural_person": "1",
        "requests.total.total": "1",
    }
    said = "全年收到政府信息公开申请1件，所要内容不属于政府信息，已经告知申请人。"
    (flag,) = flags(build(said, base=base, printed=printed))
    assert flag.rule == "N503"
    assert flag.fields == ("requests.unavailable.not_held.total",)
    letter = flag_letter(flag, "zh")
    assert "1 件申请“不属于政府信息”" in letter
    assert "计入“（四）1.本机关不掌握相关政府信息”" in letter
    moved = base | {
        "requests.unavailable.not_held.natural_person": "0",
        "requests.unavailable.not_held.total": "0",
        "requests.other_handling.other.natural_person": "1",
        "requests.other_handling.other.total": "1",
    }
    assert flags(build(said, base=moved)) == []
    two = "全年收到政府信息公开申请1件。经审查，该申请不属于政府信息。"
    assert [flag.rule for flag in flags(build(two, base=base))] == ["N503"]


@pytest.mark.parametrize(
    ("text", "printed", "codes"),
    [
        ("收到公开申请11件，予以公开8件。", {"requests.granted.total": ""}, []),
        ("全年未发生因政府信息公开引起的行政复议。", {"litigation.review.total": "/"}, []),
        ("制发规范性文件3件。", {"disclosure.normative_documents.made": "若干"}, []),
        ("收到公开申请11件，均已办结。", {"requests.carried_out.total": ""}, []),
        ("作出行政处罚决定27件。", {"disclosure.penalties.decisions": ""}, []),
    ],
)
def test_what_is_no_number_is_not_assessed(text, printed, codes):
    assert [flag.rule for flag in flags(build(text, printed=printed))] == codes


@pytest.mark.parametrize(
    ("text", "printed", "variant"),
    [
        ("本年度收取信息处理费380元。", "0.038", None),
        ("本年度收取信息处理费380元。", "0.04", None),
        ("本年度收取信息处理费380元。", "0.03", "less"),
        ("本年度收取信息处理费380元。", "0", "less"),
        ("本年度收取信息处理费380元。", "0.00", "less"),
        ("本年度收取信息处理费30元。", "0.00", None),
        ("本年度收取信息处理费380元。", "12.5", None),
        ("本年度收取信息处理费380元。", "380", "unit"),
        ("本年度收取信息处理费0.038万元。", "0.038", None),
        ("本年度收取信息处理费2万元。", "2", None),
        ("本年度未收取信息处理费，金额为0元。", "0", None),
    ],
)
def test_fees_in_yuan_and_in_ten_thousands(text, printed, variant):
    found = flags(build(text, "other", printed={"disclosure.fees.amount": printed}))
    assert [(flag.rule, flag.params["variant"]) for flag in found] == (
        [("N508", variant)] if variant else []
    )
    if variant == "less":
        assert found[0].params["converted"] == "0.038"


def test_the_old_form_has_fields_of_its_own():
    report = build("全年制定规范性文件5件，废止2件。", base=OLD, edition="2019")
    (flag,) = flags(report)
    assert flag.fields == ("disclosure.normative_documents.newly_made",)
    assert flag.params["printed"] == "3"


@pytest.mark.parametrize(
    "text",
    [
        "因政府信息公开引起行政复议1件。后又有政府信息公开行政复议3件。",
        "上半年政府信息公开行政复议0件。下半年政府信息公开行政复议1件。",
    ],
)
def test_claims_that_agree_alone_or_together_are_no_contradiction(text):
    assert flags(build(text), "N504") == []


def test_a_claim_is_kept_with_its_place():
    report = build("全年收到公开申请11件，予以公开6件。又予以公开申请2件。")
    found = [claim for claim in report.claims if claim.topic == "requests.granted.total"]
    assert [(claim.value, claim.ordinal, claim.section) for claim in found] == [
        (6, 1, "overview"),
        (2, 2, "overview"),
    ]
    assert all(isinstance(claim, Claim) and claim.place != Place() for claim in found)
    assert found[1].sentence == "又予以公开申请2件。"


def test_a_number_of_requests_in_doubt_is_another_rules_matter():
    found = check_report(build("收到公开申请20件，均予以公开。"))
    assert {flag.rule for flag in found if flag.rule.startswith("N50")} == {"N501"}


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("发布信息50条，其中网站40条，公示栏20条。", "60"),
        ("网站发布40条，公示栏张贴12条，合计54条。", "52"),
    ],
)
def test_sums_are_said_with_their_parts(text, computed):
    (flag,) = flags(build(text), "N509")
    assert flag.params["computed"] == computed
    assert computed in flag_message(flag, "zh")
    assert "+" in flag_letter(flag, "en")


@pytest.mark.parametrize(
    ("text", "code", "letter"),
    [
        (
            "作出行政处罚决定27件。",
            "N507",
            "第一部分写行政处罚 27 件，第二部分表格“行政处罚”填报 24 件，两者不一致。请核实，使文表一致。",
        ),
        (
            "全年未实施行政许可。",
            "N507",
            "第一部分称没有行政许可，第二部分表格“行政许可”填报 318 件，两者不一致。请核实，使文表一致。",
        ),
        (
            "废止规范性文件2件。",
            "N506",
            "第一部分写废止规范性文件 2 件，第二部分表格“行政规范性文件”行“本年废止件数”栏填报 0 件，"
            "两者不一致。请核实，使文表一致。",
        ),
        (
            "收到公开申请11件，没有部分公开的情形。",
            "N503",
            "第一部分称没有“部分公开”的情形，第三部分表格填报 1 件。"
            "请核对答复文书，按实际答复类型填报，使文表一致。",
        ),
    ],
)
def test_letters_say_which_figure_and_ask_to_check(text, code, letter):
    (flag,) = flags(build(text), code)
    assert flag_letter(flag, "zh") == letter


@pytest.mark.parametrize(
    ("text", "variant", "field", "stated", "printed"),
    [
        ("依申请公开上年结转2件。", "carried_in", "requests.carried_in.total", "2", "1"),
        ("依申请公开结转下年度2件。", "carried_out", "requests.carried_out.total", "2", "3"),
        ("依申请公开无结转。", "no_carried_out", "requests.carried_out.total", "0", "3"),
        ("依申请公开没有上年结转。", "no_carried_in", "requests.carried_in.total", "0", "1"),
        ("收到公开申请31件，均已办结。", "all", "requests.carried_out.total", "0", "3"),
    ],
)
def test_what_is_carried_over(text, variant, field, stated, printed):
    (flag,) = flags(build(text, base=BUSY), "N505")
    assert flag.fields == (field,)
    assert flag.params["variant"] == variant
    assert (flag.params["stated"], flag.params["printed"]) == (stated, printed)


def test_who_says_what_is_carried_out_need_not_say_it_twice():
    said = "收到公开申请31件，办结率100%。另有3件公开申请结转下年度。"
    assert flags(build(said, base=BUSY), "N505") == []


def test_several_numbers_of_a_sentence_are_said_together():
    said = "上半年收到公开申请4件，下半年收到公开申请8件。"
    (flag,) = [f for f in check_report(build(said)) if f.rule == "N501"]
    assert "同一句写收到申请 4、8 件" in flag_message(flag, "zh")
    assert "4、8 件，单独或合计均与" in flag_letter(flag, "zh")
    assert "4, 8" in flag_letter(flag, "en")


@pytest.mark.parametrize(
    ("text", "variant", "computed"),
    [
        ("发布信息1200条，比上年的1000条增长30%。", "growth", "+20.00"),
        ("发布信息900条，较2022年的600条增加400条。", "difference", "+300"),
        ("发布信息900条，较2022年的1200条增长25%。", "growth", "-25.00"),
    ],
)
def test_growth_is_computed(text, variant, computed):
    (flag,) = flags(build(text), "N510")
    assert flag.params["variant"] == variant
    assert flag.params["computed"] == computed
    assert computed in flag_message(flag, "zh")


def test_percentages_are_computed():
    (flag,) = flags(build("全年发布信息200条，其中政策类50条，占35%。"), "N510")
    assert flag.params["computed"] == "25.00"


def test_decimals_are_read_as_they_stand():
    report = build("本年度收取信息处理费380.5元。", "other")
    assert claims(report) == [("information_fee", Decimal("380.5"))]


def test_busy_and_plain_samples_are_silent():
    for base in (BUSY, PLAIN):
        sample = make_sample("s", Layout.VERTICAL, ORGAN, base, 0)
        report = read_reports(read_text(render(sample)), "x.txt")[0]
        assert flags(report) == []


@pytest.mark.parametrize(
    "sign",
    [
        "其中",
        "1件",
        "行政复议",
        "行政许可",
        "信息处理费",
        "占1%",
        "公开条",
        "予以公开",
        "规范性文件",
        "结转",
        "没有公民",
        "比上年的1条",
        "2022年，",
        "1条（2条）",
        "未制定、废止",
    ],
)
def test_long_lines_of_one_sign_take_no_time(sign):
    line = "（二）依申请公开" + sign * (200_000 // len(sign))
    short = "（二）依申请公开" + sign * (580 // len(sign))
    with ends():
        for text in (line, short):
            check_report(build(text))
