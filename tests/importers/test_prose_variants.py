"""Claims, identity and outline in the many wordings and layouts that offices choose."""

from __future__ import annotations

import pytest

from importers.claims import find_claims, read_figure, requests_received
from importers.identity import find_period, level_of, recognise, split_region
from importers.outline import outline, split_reports
from importers.readers.text import read_text
from importers.reports import read_reports
from importers.vocabulary import find_heading, section_of_heading
from store.report import Kind, Level, Paragraph, Place, Section
from store.rules import check_report
from tests.ending import ends
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_reports import Layout, render

ORGAN = ("青禾县", "柳溪镇人民政府")
TITLE = "青禾县柳溪镇人民政府2023年政府信息公开工作年度报告"
BODY = "一、总体情况\n（一）主动公开。按月公布。\n六、其他需要报告的事项\n本年度未收取信息处理费。"
CONTENTS = (
    "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项"
)


def printed(layout=Layout.VERTICAL):
    return render(make_sample("s", layout, ORGAN, PLAIN, 0))


def identity(front, body=BODY, file="x.txt"):
    (report,) = read_reports(read_text(f"{front}\n{body}\n"), file)
    return report.identity


@pytest.mark.parametrize(
    "sentence",
    [
        "未收到针对政府信息公开申请的行政复议和行政诉讼",
        "未因政府信息公开申请被提起行政复议",
        "没有因依申请公开引发的行政诉讼",
        "未发生政府信息公开申请收费情况",
        "没有向申请人收取任何费用",
        "没有向申请人收取信息处理费",
        "未发现不按规定办理申请的情况",
        "没有出现依申请公开答复超期问题",
        "本年度无申请结转到下年度继续办理",
        "没有形成申请台账",
        "未收到企业提出的信息公开申请",
        "未收到网上提出的信息公开申请",
    ],
)
@pytest.mark.parametrize("around", ["{}", "{}。", "2023年，我镇{}。", "全年平稳，{}，台账齐全。"])
def test_a_denial_of_something_else_is_no_zero(sentence, around):
    assert requests_received(around.format(sentence)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "受理企业开办申请32件",
        "热线受理群众诉求申请356件",
        "办理不动产登记申请1200件",
        "发放依申请公开指南200份",
        "开展依申请公开业务培训2次",
        "修订依申请公开流程图1份",
        "自2008年《条例》实施以来，累计收到政府信息公开申请120件",
        "2022年以来收到政府信息公开申请20件",
        "截至2023年底，累计收到公开申请30件",
        "与2022年相比，收到公开申请增加2件",
        "收到自然人申请1件，收到法人申请2件",
        "自然人提出公开申请1件，收到法人公开申请2件",
        "按期答复公开申请4件",
    ],
)
def test_a_number_of_something_else_is_no_count(sentence):
    assert requests_received(sentence + "。") is None


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("网上申请2件、信函申请3件，共5件。", 5),
        ("收到政府信息公开申请同比增长33%，达8件。", 8),
        ("公开申请比2022年减少3件，共收到5件。", 5),
        ("收到依申请公开申请件壹件。", 1),
        ("收到政府信息公开申请贰拾叁件。", 23),
        ("依申请公开政府信息为零。", 0),
        ("公开申请渠道畅通，全年5件申请均按时办结。", 5),
        ("收到政府信息公开申请5件，行政复议申请1件。", 5),
        ("收到政府信息公开申请５件（含上年结转1件），均已答复。", 5),
        ("收到关于宅基地确权方面的政府信息公开申请8件。", 8),
        ("未收到政府信息公开申请，也没有引发行政复议。", 0),
        ("全年未收到政府信息公开申请和行政复议。", 0),
        ("全年未收到公民、法人和其他组织的政府信息公开申请。", 0),
    ],
)
def test_what_was_received(sentence, value):
    assert requests_received(sentence) == value


def test_formal_numerals():
    assert [read_figure(text) for text in ("壹", "贰拾", "叁佰零伍", "玖仟")] == [1, 20, 305, 9000]


def test_all_claims_are_kept_in_order():
    texts = ("收到政府信息公开申请6件。", "我镇受理公开申请7件。全年未收到信息公开申请。")
    paragraphs = tuple(Paragraph(text, Place(line=n)) for n, text in enumerate(texts, 1))
    claims = find_claims([Section("overview", None, "", paragraphs)])
    assert [(c.ordinal, c.value, c.place.line) for c in claims] == [(1, 6, 1), (2, 7, 2), (3, 0, 2)]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("统计期限自2023年1月1日起，至2023年12月31日止", 2023),
        ("2022年1月1日至12月31日", 2022),
        ("2022年1月至12月", 2022),
        ("2022.1.1-2022.12.31", 2022),
        ("2022-01-01至2022-12-31", 2022),
        ("二〇二三年一月一日至二〇二三年十二月三十一日", 2023),
        ("２０２３年１月１日（含）～同年12月31日", 2023),
        ("《条例》2019年5月15日起施行，2007年4月5日公布。统计期限为2023年1月1日至12月31日", 2023),
        ("2022年1月1日至12月31日培训，统计期限为2023年1月1日至12月31日", 2023),
    ],
)
def test_periods(text, year):
    assert find_period(text) == (year, 1, 1, year, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "《条例》2019年5月15日起施行，2007年4月5日公布",
        "2023年1月1日，2023年12月31日",
        "2023年全年",
        "2023年13月1日至14月2日",
    ],
)
def test_no_period(text):
    assert find_period(text) is None


@pytest.mark.parametrize("period", ["2022年1月1日至2022年12月31日", "2022年1月至12月"])
def test_last_years_period_alone_does_not_outvote_the_title(period):
    front = f"{TITLE}\n根据有关规定编制本报告。统计期限为{period}。"
    assert identity(front, BODY).year == 2023


@pytest.mark.parametrize("preamble", ["", "现将2022年工作报告如下。"])
def test_a_title_against_period_and_text(preamble):
    front = f"{TITLE}\n{preamble}根据有关规定编制本报告。统计期限为2022年1月1日至2022年12月31日。"
    body = BODY.replace("按月公布", "2022年，我镇按月公布")
    # Five against five decides nothing; what the preamble says tips the scales.
    assert identity(front, body).year == (2022 if preamble else None)


@pytest.mark.parametrize(
    ("front", "region", "organ"),
    [
        ("柳溪镇人民政府关于2023年度政府信息公开工作的年度报告", None, "柳溪镇人民政府"),
        ("2023年度政府信息公开工作年度报告（柳溪镇）", None, "柳溪镇"),
        ("2023年度政府信息公开工作年度报告\n（青禾县柳溪镇）", "青禾县", "柳溪镇"),
        ("青禾县柳溪镇2023年政务公开工作年度报告", "青禾县", "柳溪镇"),
        ("索引号：123 发布机构：柳溪镇\n" + TITLE, *ORGAN),
        ("首页 > 政务公开 > 年度报告\n" + TITLE, *ORGAN),
        (f"首页 > 政务公开 > {TITLE}\n{TITLE}", *ORGAN),
        ("青禾县政务网\n" + TITLE, *ORGAN),
        ("发布时间：2024-01-12\n青禾县柳溪镇人民政府\n2023年政府信息公开工作年度报告", *ORGAN),
        (" " * 40 + TITLE, *ORGAN),
        (
            "国家税务总局青禾县税务局2023年政府信息公开工作年度报告",
            None,
            "国家税务总局青禾县税务局",
        ),
        ("青禾县人民政府办公室2023年政府信息公开工作年度报告", None, "青禾县人民政府办公室"),
        ("青禾县第一中学2023年政府信息公开工作年度报告", "青禾县", "第一中学"),
    ],
)
def test_titles(front, region, organ):
    found = identity(front)
    assert (found.region, found.organ, found.year) == (region, organ, 2023)


def test_levels_of_schools_and_offices():
    assert level_of("第一中学") is Level.DEPARTMENT
    assert level_of("国家税务总局青禾县税务局") is Level.DEPARTMENT
    assert level_of("东桥街道办") is Level.TOWNSHIP
    assert split_region("霁县柳溪镇") == ("霁县", "柳溪镇")


@pytest.mark.parametrize("layout", list(Layout))
def test_both_reports_of_a_file_keep_their_organ(layout):
    text = printed(layout)
    spaced = "\n".join(" " * 30 + line if line == TITLE else line for line in text.split("\n"))
    for first, second in ((text, text), (text, spaced)):
        found = read_reports(read_text(first + "\n" + second), "x.txt")
        assert [(r.identity.region, r.identity.organ) for r in found] == [ORGAN, ORGAN]
        assert {r.identity.kind for r in found} == {Kind.OWN}


def test_the_second_report_keeps_a_title_of_two_lines():
    text = printed()
    second = text.replace(TITLE, "青禾县柳溪镇人民政府\n2023年政府信息公开工作年度报告")
    assert second != text
    found = read_reports(read_text(text + "\n" + second), "x.txt")
    assert [r.identity.organ for r in found] == [ORGAN[1], ORGAN[1]]


@pytest.mark.parametrize("contents", [CONTENTS, CONTENTS.replace("\n", "……3\n"), CONTENTS[3:]])
def test_a_table_of_contents_is_dropped(contents):
    text = printed().replace("一、总体情况\n", contents + "\n一、总体情况\n", 1)
    document = read_text(text)
    parts = split_reports(document)
    assert len(parts) == 1
    keys = [section.key for section in outline(parts[0]).sections]
    assert keys == ["overview", "disclosure", "requests", "litigation", "problems", "other"]
    (report,) = read_reports(document, "x.txt")
    assert check_report(report) == ()


def test_contents_between_title_and_preamble():
    head, rest = printed().split("\n", 1)
    (report,) = read_reports(read_text(f"{head}\n{CONTENTS}\n{rest}"), "x.txt")
    assert report.identity.organ == ORGAN[1]
    assert check_report(report) == ()


def test_a_lone_line_splits_nothing():
    text = printed().replace(
        "六、其他需要报告的事项", "总体情况\n进展平稳。\n六、其他需要报告的事项"
    )
    (report,) = read_reports(read_text(text), "x.txt")
    assert [section.key for section in report.sections].count("overview") == 1


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("**三、收到和处理政府信息公开申请情况**", "requests"),
        ("## 三、收到和处理政府信息公开申请情况", "requests"),
        ("## **二、主动公开政府信息情况** ##", "disclosure"),
        ("__五、存在的主要问题及改进情况__", "problems"),
        ("（三）收到和处理政府信息公开申请情况", "requests"),
        ("(六) 其他需要报告的事项", "other"),
        ("（一）主动公开政府信息情况", None),
        ("（二）依申请公开", None),
        ("（一）总体情况", None),
        ("（六）其他需要报告的事项。无。", None),
    ],
)
def test_headings_in_marks_and_brackets(line, key):
    assert section_of_heading(line) == key


def test_a_marked_heading_keeps_its_text():
    found = find_heading("**一、总体情况**2023年，我镇平稳推进。")
    assert found is not None
    assert (found.key, found.rest) == ("overview", "2023年，我镇平稳推进。")


@pytest.mark.parametrize(
    "sign", ["[bookmark:", "《", "（", "“", "(", "〔", "公开申请", "收到公开", "2023年"]
)
def test_long_lines_of_one_sign_take_no_time(sign):
    line = sign * (300_000 // len(sign))
    with ends():
        requests_received(line)
        find_period(line)
        find_heading(line)
        blocks = read_text(f"{TITLE}\n{line}\n{BODY}\n一、总体情况\n{line}").blocks
        recognise(outline(blocks), "x.txt")


def test_thousands_of_headings_take_no_time():
    text = f"{TITLE}\n" + "一、总体情况\n二、主动公开政府信息情况\n某事某事某事\n" * 3000
    with ends():
        for report in read_reports(read_text(text), "x.txt"):
            check_report(report)
