"""Organ, region, level, kind and year: from title, votes and file name."""

from __future__ import annotations

import pytest

from importers.identity import find_period, kind_of, level_of, split_region, year_number
from importers.readers.text import read_text
from importers.reports import read_reports
from store.report import Kind, Level

BASIS = "根据《中华人民共和国政府信息公开条例》（2019年修订），编制本报告。"
BODY = "一、总体情况\n（一）主动公开。按月公布。\n六、其他需要报告的事项\n本年度未收取信息处理费。"


def identity(front, *, basis=BASIS, body=BODY, file="report.txt"):
    (report,) = read_reports(read_text(f"{front}\n{basis}\n{body}\n"), file)
    return report.identity


@pytest.mark.parametrize(
    ("front", "region", "organ"),
    [
        ("青石镇2023年政府信息公开工作年度报告" + BASIS, None, "青石镇"),
        ("云坪乡人民政府 2023 年政府信息公开工作年度报告", None, "云坪乡人民政府"),
        ("云坪乡人民政府\u30002023\u00a0年政府信息公开工作年度报告", None, "云坪乡人民政府"),
        ("乌兰中旗松林镇人民政府\n2023年政府信息公开工作年度报告", "乌兰中旗", "松林镇人民政府"),
        ("云丰县和安镇人民政府\n\n2023年政府信息公开工作年度报告", "云丰县", "和安镇人民政府"),
        ("2023年宝丰县七里坡镇信息公开工作年度报告", "宝丰县", "七里坡镇"),
        ("2023年度宝丰县七里坡镇政府信息公开工作年度报告", "宝丰县", "七里坡镇"),
        ("云丰县和安镇人民政府2023年度政府信息公开工作报告", "云丰县", "和安镇人民政府"),
        ("二〇二三年云丰县和安镇人民政府政府信息公开年度报告", "云丰县", "和安镇人民政府"),
        ("云丰县和安镇人民政府二○二三年政府信息公开工作年度报告", "云丰县", "和安镇人民政府"),
        ("附件1\n云丰县和安镇人民政府2023年政府信息公开工作年度报告", "云丰县", "和安镇人民政府"),
        (
            "[bookmark: _GoBack]云丰县和安镇人民政府2023年政府信息公开工作年度报告",
            "云丰县",
            "和安镇人民政府",
        ),
        ("云丰县和安镇人民政府关于2023年政府信息公开工作年度报告", "云丰县", "和安镇人民政府"),
        ("关于云丰县和安镇人民政府2023年政府信息公开工作年度报告", "云丰县", "和安镇人民政府"),
        ("嘉林市市中区人民政府2023年政府信息公开工作年度报告", "嘉林市", "市中区人民政府"),
        ("云丰县人民政府办公室2023年政府信息公开工作年度报告", None, "云丰县人民政府办公室"),
        ("云丰县乡村振兴局2023年政府信息公开工作年度报告", "云丰县", "乡村振兴局"),
    ],
)
def test_titles(front, region, organ):
    found = identity(front)
    assert (found.region, found.organ, found.year) == (region, organ, 2023)


def test_a_title_without_an_organ_takes_the_signature():
    body = BODY + "\n云丰县和安镇人民政府\n2024年1月12日"
    found = identity("2023年政府信息公开工作年度报告", body=body)
    assert (found.region, found.organ) == ("云丰县", "和安镇人民政府")
    assert found.votes["organ"][0].evidence.startswith("signature")


def test_nothing_says_whose_report_it_is():
    assert identity("2023年政府信息公开工作年度报告").organ is None


@pytest.mark.parametrize(
    ("name", "region", "organ"),
    [
        ("青禾县柳溪镇人民政府", "青禾县", "柳溪镇人民政府"),
        ("南岭省澜州市青禾县柳溪镇人民政府", "南岭省澜州市青禾县", "柳溪镇人民政府"),
        ("澜州市云杉区东桥街道办事处", "澜州市云杉区", "东桥街道办事处"),
        ("塔林中旗白音苏木人民政府", "塔林中旗", "白音苏木人民政府"),
        ("塔林中旗人民政府", None, "塔林中旗人民政府"),
        ("青禾县人民政府", None, "青禾县人民政府"),
        ("青禾县市场监督管理局", "青禾县", "市场监督管理局"),
        ("青禾县城市管理局", "青禾县", "城市管理局"),
        ("青禾县住房和城乡建设局", "青禾县", "住房和城乡建设局"),
        ("望河县开发区管理委员会", "望河县", "开发区管理委员会"),
        ("镇川市人民政府", None, "镇川市人民政府"),
        ("镇川市林业局", "镇川市", "林业局"),
        ("青禾县小市镇人民政府", "青禾县", "小市镇人民政府"),
        ("小市镇人民政府", None, "小市镇人民政府"),
        ("旗杆镇人民政府", None, "旗杆镇人民政府"),
        ("霁县柳溪镇人民政府", "霁县", "柳溪镇人民政府"),
    ],
)
def test_regions(name, region, organ):
    assert split_region(name) == (region, organ)


@pytest.mark.parametrize(
    ("organ", "level"),
    [
        ("南岭省人民政府", Level.PROVINCE),
        ("北原自治区人民政府", Level.PROVINCE),
        ("黑山自治州人民政府", Level.CITY),
        ("石门地区", Level.CITY),
        ("白音盟", Level.CITY),
        ("白音盟行政公署", Level.CITY),
        ("石门地区行政公署", Level.CITY),
        ("青禾县人民政府", Level.COUNTY),
        ("塔林中旗人民政府", Level.COUNTY),
        ("红岩自治县", Level.COUNTY),
        ("云杉区", Level.COUNTY),
        ("云溪林区人民政府", Level.COUNTY),
        ("柳溪镇", Level.TOWNSHIP),
        ("柳溪镇人民政府", Level.TOWNSHIP),
        ("白音苏木人民政府", Level.TOWNSHIP),
        ("红岩苗族乡人民政府", Level.TOWNSHIP),
        ("红岩民族乡", Level.TOWNSHIP),
        ("东桥街道办事处", Level.TOWNSHIP),
        ("东桥街道", Level.TOWNSHIP),
        ("东桥街道办", Level.TOWNSHIP),
        ("乡村振兴局", Level.DEPARTMENT),
        ("乡镇企业局", Level.DEPARTMENT),
        ("区划地名办公室", Level.DEPARTMENT),
        ("市场监督管理局", Level.DEPARTMENT),
        ("青禾县人民政府办公室", Level.DEPARTMENT),
        ("政务服务中心", Level.DEPARTMENT),
        ("卫生健康委员会", Level.DEPARTMENT),
        ("财政厅", Level.DEPARTMENT),
        # A 市 may be of city or of county rank, whatever else its name holds.
        ("镇川市人民政府", Level.UNKNOWN),
        ("锦德镇市人民政府", Level.UNKNOWN),
        ("澜州市", Level.UNKNOWN),
        ("开发区管理委员会", Level.UNKNOWN),
        ("高新区管委会", Level.UNKNOWN),
        ("建设兵团", Level.UNKNOWN),
    ],
)
def test_levels(organ, level):
    assert level_of(organ) is level


@pytest.mark.parametrize(
    ("organ", "kind"),
    [
        ("青禾县", Kind.GOVERNMENT),
        ("青禾县人民政府", Kind.GOVERNMENT),
        ("镇川市人民政府", Kind.GOVERNMENT),
        ("青禾县人民政府办公室", Kind.OWN),
        ("乡村振兴局", Kind.OWN),
        ("柳溪镇人民政府", Kind.OWN),
        ("青禾县教育系统", Kind.SYSTEM),
    ],
)
def test_kinds(organ, kind):
    assert kind_of(organ, level_of(organ)) is kind


PERIOD = "统计期限为{0}年1月1日至{0}年12月31日。"


@pytest.mark.parametrize(
    ("title", "basis", "signed", "year"),
    [
        ("柳溪镇2023年政府信息公开工作年度报告", BASIS, None, 2023),
        # Period and preamble together outweigh a title that was copied from last year.
        (
            "柳溪镇2022年政府信息公开工作年度报告",
            "2023年，我镇如下报告。" + PERIOD.format(2023),
            None,
            2023,
        ),
        ("柳溪镇2022年政府信息公开工作年度报告", BASIS + PERIOD.format(2023), "2024年1月5日", 2023),
        ("柳溪镇2023年政府信息公开工作年度报告", BASIS + PERIOD.format(2022), None, 2023),
        ("柳溪镇政府信息公开工作年度报告", BASIS + PERIOD.format(2023), None, 2023),
        ("柳溪镇政府信息公开工作年度报告", BASIS, "2024年1月5日", 2023),
        ("柳溪镇政府信息公开工作年度报告", BASIS, "二〇二四年一月五日", 2023),
        ("柳溪镇政府信息公开工作年度报告", BASIS, None, None),
    ],
)
def test_the_year_is_elected(title, basis, signed, year):
    body = BODY + (f"\n柳溪镇人民政府\n{signed}" if signed else "")
    assert identity(title, basis=basis, body=body).year == year


def test_years_of_laws_and_notices_have_no_vote():
    basis = "根据《条例》（2019年修订）、《2018年要点》和国办公开办函〔2021〕30号，编制本报告。"
    found = identity("柳溪镇政府信息公开工作年度报告", basis=basis)
    assert found.year is None
    assert found.votes["year"] == ()


def test_votes_keep_their_evidence_and_place():
    found = identity("柳溪镇2023年政府信息公开工作年度报告", file="2022年报.txt")
    votes = {vote.evidence.split(":")[0]: vote for vote in found.votes["year"]}
    assert (votes["title"].value, votes["title"].weight) == ("2023", 5)
    assert (votes["file"].value, votes["file"].weight) == ("2022", 2)
    assert votes["title"].place.line == 1
    assert found.year == 2023


@pytest.mark.parametrize(
    ("file", "year"),
    [
        ("20240112_年报.txt", 2023),
        ("柳溪镇20240112.txt", 2023),
        ("2024-01-12 年报.txt", 2023),
        ("2023年报.txt", 2023),
        ("柳溪镇2023年度报告.txt", 2023),
        ("report_2023_final.txt", 2023),
        ("2024年1月上报2023年度报告.txt", 2023),
        ("3f2023ab99.txt", None),
        ("12345202399.txt", None),
        ("2022-2023对比.txt", None),
        ("新建文本文档.txt", None),
    ],
)
def test_years_of_file_names(file, year):
    assert identity("柳溪镇政府信息公开工作年度报告", file=file).year == year


def test_a_file_name_with_two_years_does_not_name_the_later_one():
    found = identity("柳溪镇政府信息公开工作年度报告", file="2024年报送2023年报.txt")
    assert found.year in (None, 2023)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023年1月1日至2023年12月31日", (2023, 1, 1, 2023, 12, 31)),
        ("2023 年 1 月 1 日起至 12 月 31 日止", (2023, 1, 1, 2023, 12, 31)),
        ("2022年1月1日—12月31日", (2022, 1, 1, 2022, 12, 31)),
        ("2023年全年", None),
    ],
)
def test_periods(text, period):
    assert find_period(text) == period


@pytest.mark.parametrize("text", ["2023", "二〇二三", "二○二三", "二零二三", "二O二三"])
def test_years_in_words(text):
    assert year_number(text) == 2023


@pytest.mark.parametrize(
    ("front", "region", "organ"),
    [
        ("云丰县和安镇人民政府2023年政府信息公开年报", "云丰县", "和安镇人民政府"),
        ("和安镇人民政府\n2023年政府信息公开年报", None, "和安镇人民政府"),
        ("云丰县和安镇人民政府2023年政务公开工作总结", "云丰县", "和安镇人民政府"),
        ("和安镇人民政府政府信息公开工作2023年度报告", None, "和安镇人民政府"),
        ("和安镇政府信息公开工作年度报告（2023年）", None, "和安镇"),
        ("（2023年度）和安镇政府信息公开工作年度报告", None, "和安镇"),
        ("和安镇人民政府信息公开工作总结（2023年）", None, "和安镇人民政府"),
        ("关于和安镇人民政府2023年度政府信息公开工作开展情况的报告", None, "和安镇人民政府"),
        ("和安镇人民政府2023年度政府信息主动公开工作报告", None, "和安镇人民政府"),
        ("和安镇人民政府关于报送2023年政府信息公开工作总结的报告", None, "和安镇人民政府"),
        ("2023年政府信息公开工作年度报告\n和安镇人民政府", None, "和安镇人民政府"),
        # The name of a part of a site stands above the title.
        ("政府信息公开年度报告\n和安镇人民政府2023年政府信息公开年度报告", None, "和安镇人民政府"),
        ("政府信息公开年报\n和安镇人民政府2023年政府信息公开年报", None, "和安镇人民政府"),
    ],
)
def test_titles_in_other_words(front, region, organ):
    found = identity(front)
    assert (found.region, found.organ, found.year) == (region, organ, 2023)


def test_a_sentence_that_sums_up_is_no_title():
    front = "2023年，我单位扎实推进政府信息公开，现就全年工作总结如下。"
    (report,) = read_reports(read_text(f"{front}\n{BASIS}\n{BODY}\n"), "report.txt")
    assert report.title is None
    assert report.identity.organ is None


@pytest.mark.parametrize("below", ["目录", "（公章）", "发布时间 2024年1月12日", "公开形式多样"])
def test_a_line_under_the_title_that_names_nobody(below):
    assert identity(f"2023年政府信息公开年报\n{below}").organ is None
