"""One case at least for each rule on structure, wording and stock: code, report, context, severity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from importers.readers.text import read_text
from importers.reports import read_reports
from store.forms import load_form
from store.rules import Context
from store.settings import OFF_BY_DEFAULT, Settings
from tests.sample_cases import make_sample
from tests.sample_figures import OLD, PLAIN
from tests.sample_prose import rewritten
from tests.sample_reports import Layout, render

ORGAN = ("青禾县", "柳溪镇人民政府")
FORM = load_form("2021")
PARTS = (
    "总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
    "政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成"
)
ALL_ON = Context(FORM, settings=Settings(switched_on=OFF_BY_DEFAULT))
DUE = Context(FORM, settings=Settings(deadline=date(2024, 1, 31)))


def build(base=PLAIN, *, organ=ORGAN, change=None, text=None, file="x.txt", **kind):
    """A report of invented figures and prose, with a change to the sample or to its text."""
    sample = make_sample("s", Layout.VERTICAL, organ, base, 0, **kind)
    printed = render(change(sample) if change else sample)
    return read_reports(read_text(text(printed) if text else printed), file)[0]


def section(key, *paragraphs, **kind):
    """The same with other paragraphs in one section."""
    return build(
        change=lambda s: replace(s, sections=rewritten(s.sections, key, *paragraphs)), **kind
    )


def worded(old, new, **kind):
    """The same with other words; the old ones must occur."""

    def changed(text):
        assert old in text
        return text.replace(old, new)

    return build(text=changed, **kind)


def signed(*lines, **kind):
    """The same with a signature."""
    return build(text=lambda t: t.rstrip("\n") + "\n" + "\n".join(lines) + "\n", **kind)


def figures(**cells):
    """The same with other figures in the second part."""
    return build(printed={f"disclosure.{key.replace('__', '.')}": v for key, v in cells.items()})


def last_year(**cells):
    """A context with a report on the year before."""
    printed = {f"disclosure.{key.replace('__', '.')}": v for key, v in cells.items()}
    return Context(FORM, previous=build(year=2022, printed=printed))


PLAIN_CONTEXT = Context(FORM)
WITH_ROSTER = replace(
    PLAIN_CONTEXT,
    organ_names=frozenset({"青石镇人民政府", "桥头街道办事处", "青禾县司法局", "双河乡"}),
)
OLD_FORM = Context(load_form("2019"))

CASES = [
    (
        "A105",
        figures(normative_documents__made="9", normative_documents__in_force="7"),
        PLAIN_CONTEXT,
        "warning",
    ),
    (
        "A105",
        figures(normative_documents__repealed="10"),
        last_year(normative_documents__in_force="7"),
        "warning",
    ),
    (
        "A105",
        build(
            OLD,
            edition="2019",
            year=2020,
            printed={"disclosure.normative_documents.newly_disclosed": "15"},
        ),
        OLD_FORM,
        "warning",
    ),
    ("C204", figures(fees__amount="8600元"), PLAIN_CONTEXT, "warning"),
    ("C204", figures(licences__decisions="318（含变更12件）"), PLAIN_CONTEXT, "warning"),
    ("C206", figures(regulations__in_force="6"), PLAIN_CONTEXT, "warning"),
    ("C207", figures(licences__decisions="318"), last_year(licences__decisions="31"), "info"),
    ("C207", figures(licences__decisions="31"), last_year(licences__decisions="318"), "info"),
    (
        "N513",
        section("other", "2023年，柳溪镇将按照要求做好公开。未收取信息处理费。"),
        PLAIN_CONTEXT,
        "warning",
    ),
    (
        "N515",
        section("problems", "2023年，青石镇严格落实公开要求，仍有不足，已改进。"),
        WITH_ROSTER,
        "warning",
    ),
    ("N516", section("problems", "我乡仍有不足，已改进。"), PLAIN_CONTEXT, "warning"),
    ("S406", worded("〔2021〕30号", "〔2019〕60号"), PLAIN_CONTEXT, "warning"),
    ("S406", worded("〔2021〕30号", "〔2019〕30号"), PLAIN_CONTEXT, "warning"),
    (
        "S408",
        build(title="{organ}{year}年信息公开工作年度报告"),
        PLAIN_CONTEXT,
        "info",
    ),
    ("S408", build(title="{organ}政府信息公开工作年度报告"), PLAIN_CONTEXT, "info"),
    ("S409", worded("其他需要报告的事项六部分", "六部分"), PLAIN_CONTEXT, "info"),
    ("S409", worded("六部分", "七部分"), PLAIN_CONTEXT, "info"),
    ("S409", worded("由总体情况、", "由总体情况、总体情况、"), PLAIN_CONTEXT, "info"),
    ("S409", worded("由总体情况、", "由总体情况、监督保障情况、"), PLAIN_CONTEXT, "info"),
    (
        "S409",
        worded("由总体情况、", "由总体情况、总体情况、监督保障情况、"),
        PLAIN_CONTEXT,
        "info",
    ),
    ("S410", worded("根据《中华", "[bookmark: _GoBack]根据《中华"), PLAIN_CONTEXT, "info"),
    ("S410", worded("编制本报告。", "编制本报告，见专栏（）。"), PLAIN_CONTEXT, "warning"),
    ("S410", worded("编制本报告。", "由XX镇编制本报告。"), PLAIN_CONTEXT, "warning"),
    ("S410", worded("编制本报告。", "编制本报告（请填写编制依据）。"), PLAIN_CONTEXT, "warning"),
    ("S411", section("problems"), PLAIN_CONTEXT, "warning"),
    ("S411", section("problems", "无。"), PLAIN_CONTEXT, "warning"),
    (
        "S411",
        section("problems", "个别栏目更新偏慢，工程类信息常常不全。"),
        PLAIN_CONTEXT,
        "warning",
    ),
    (
        "S411",
        section("problems", "每周五集中更新，由办公室逐栏核对，已全部提升。"),
        PLAIN_CONTEXT,
        "warning",
    ),
    (
        "S411",
        section("problems", "（一）主要问题。栏目更新偏慢。", "改进情况。每周五集中更新。"),
        PLAIN_CONTEXT,
        "info",
    ),
    (
        "S413",
        worded("工作考核纳入年终目标评定，社会评议结果为满意，未发生责任追究情形。", "举办培训。"),
        PLAIN_CONTEXT,
        "info",
    ),
    ("S414", build(), ALL_ON, "info"),
    ("S415", signed("柳溪镇人民政府", "2024年2月1日"), DUE, "warning"),
    ("S416", signed("石滩乡人民政府", "2024年1月12日"), PLAIN_CONTEXT, "warning"),
    ("W701", worded("编制本报告。", "编制,本报告。"), ALL_ON, "info"),
    (
        "W702",
        section("problems", "栏目更新偏慢，工程类信息常在完工后补发，已由办公室逐栏改进"),
        ALL_ON,
        "info",
    ),
    ("W703", section("problems", "截止2023年底仍有不足，已作部署改进。"), ALL_ON, "info"),
    ("W703", section("problems", "存在问题，已布署改进工作。"), ALL_ON, "info"),
    ("W704", section("problems", "仍有不足，已改进140余条。"), ALL_ON, "info"),
    ("W704", section("problems", "仍有不足，已改进若干条。"), ALL_ON, "info"),
    ("W705", section("problems", "脱贫攻坚信息公开有不足，已改进。"), ALL_ON, "info"),
]
