"""Samples whose defects are in the prose, the outline, or the shape of the tables."""

from __future__ import annotations

from dataclasses import replace

from tests.sample_cases import ERROR, INFO, WARNING, make_sample
from tests.sample_figures import BUSY, ELEVEN, PLAIN, QUIET, ROWS_OF_SIX, SIX_OF_SEVEN
from tests.sample_layouts import Layout
from tests.sample_prose import SILENCE, SampleSection, on_request, rewritten, worded
from tests.sample_tables import Edits
from tests.sample_texts import SampleReport

ESCAPES = "\x1b]52;c;ZXZpbA==\x07"
CLEAR = "\x1b[2J"


def _prose() -> tuple[SampleReport, ...]:
    """Reports whose prose contradicts the tables, the year, or the official outline."""
    qiaoxi = make_sample(
        "11_qiaoxi_2023_chinese_numeral",
        Layout.PIPE,
        ("云杉县", "桥西镇人民政府"),
        ELEVEN,
        10,
        edits=Edits(has_one_bar=True),
        flags=(("N501", WARNING),),
    )
    shaba = make_sample(
        "12_shaba_2023_not_received",
        Layout.BARS_TRAILING,
        ("云杉县", "沙坝乡人民政府"),
        QUIET,
        11,
        flags=(("N502", WARNING),),
    )
    zhulin = make_sample(
        "13_zhulin_2023_last_year",
        Layout.VERTICAL,
        ("云杉县", "竹林镇人民政府"),
        QUIET,
        12,
        title="{year}年度{organ}政府信息公开工作年度报告",
        flags=(("N512", WARNING),),
    )
    dongqiao = make_sample(
        "14_dongqiao_2023_period",
        Layout.MARKDOWN,
        ("澜州市云杉区", "东桥街道办事处"),
        BUSY,
        13,
        flags=(("S407", ERROR),),
    )
    maotian = make_sample(
        "30_maotian_2023_thin",
        Layout.VERTICAL,
        ("沅岭县", "茅田乡人民政府"),
        QUIET,
        29,
        title="{organ}\n{year}年政府信息公开工作年度报告",
        flags=(
            ("S402", INFO),
            ("S403", WARNING),
            ("S407", INFO),
            ("S412", WARNING),
        ),
    )
    return (
        replace(
            qiaoxi,
            sections=worded(qiaoxi.sections, "全年收到政府信息公开申请11件", TWELVE),
        ),
        replace(
            shaba,
            sections=worded(shaba.sections, on_request(QUIET, 11), SILENCE[0]),
            encoding="gb18030",
        ),
        replace(zhulin, sections=worded(zhulin.sections, "（一）主动公开。", LAST_YEAR)),
        replace(
            dongqiao,
            preamble=(dongqiao.preamble[0].replace("12月31日", "11月30日"),),
            encoding="utf-8-sig",
            newline="\r\n",
        ),
        replace(
            maotian,
            preamble=("根据《中华人民共和国政府信息公开条例》，编制本报告。",),
            sections=_thin(maotian.sections),
        ),
    )


TWELVE = "全年收到政府信息公开申请十二件"
LAST_YEAR = "（一）主动公开。2022年，我镇把旱厕改造名单和验收结果逐村张贴，收到的意见当场记录。"


def _thin(sections: tuple[SampleSection, ...]) -> tuple[SampleSection, ...]:
    """Three aspects only, a heading with an Arabic number, nothing said of fees."""
    sections = rewritten(
        sections,
        "overview",
        "2023年，茅田乡按月公布惠农补贴和修路安排，工作考核合格，社会评议良好，没有责任追究。",
        "（一）主动公开。救助名单、工程预算在公示栏张贴满七天。",
        "（二）依申请公开。全年收到政府信息公开申请2件，均已答复。",
        "（三）平台建设。网站专栏与公示栏内容同步更换。",
    )
    sections = rewritten(sections, "other", "没有其他需要报告的事项。")
    return tuple(
        replace(section, heading="1、总体情况") if section.key == "overview" else section
        for section in sections
    )


def _tables() -> tuple[SampleReport, ...]:
    """Reports whose tables are torn, or have rows too many, too few or in another order."""
    return (
        make_sample(
            "18_longtan_2023_torn_grid",
            Layout.GRID,
            ("沅岭县", "龙潭镇人民政府"),
            BUSY,
            17,
            title="{organ} {year} 年政府信息公开工作年度报告",
            edits=Edits(
                labels={"本年制发件数": "本年度制件数"},
                breaks_after=("disclosure.penalties", "requests.rejected.excessive"),
            ),
            flags=(("L301", INFO), ("L306", INFO), ("L307", INFO), ("L307", INFO)),
        ),
        make_sample(
            "19_xima_2023_six_of_seven",
            Layout.GRID,
            ("沅岭县", "洗马乡人民政府"),
            SIX_OF_SEVEN,
            18,
            edits=Edits(unprinted_columns=dict.fromkeys(ROWS_OF_SIX, "public_welfare")),
            flags=(("C205", ERROR),),
        ),
        make_sample(
            "20_tielu_2023_missing_row",
            Layout.MARKDOWN,
            ("望河县", "铁炉镇人民政府"),
            PLAIN,
            19,
            edits=Edits(dropped_rows=("requests.rejected.publication",)),
            flags=(("L303", ERROR),),
        ),
        make_sample(
            "21_qingquan_2023_foreign_row",
            Layout.PIPE,
            (None, "清泉乡人民政府"),
            PLAIN,
            20,
            edits=Edits(
                foreign_rows={
                    "disclosure.normative_documents": ("其他主动公开文件", ("15", "0", "31"))
                }
            ),
            flags=(("L302", ERROR),),
        ),
        make_sample(
            "22_heishi_2023_duplicate_row",
            Layout.VERTICAL,
            ("望河县", "黑石镇人民政府"),
            BUSY,
            21,
            edits=Edits(duplicated_rows=("requests.rejected.repeated",)),
            flags=(("L304", ERROR),),
        ),
        make_sample(
            "32_xinmiao_2023_row_order",
            Layout.MARKDOWN,
            ("望河县", "新庙镇人民政府"),
            BUSY,
            31,
            edits=Edits(swapped_rows=(("disclosure.penalties", "disclosure.coercion"),)),
            flags=(("L305", WARNING),),
        ),
        make_sample(
            "33_wutong_2023_torn_label",
            Layout.GRID,
            ("岚川县", "梧桐乡人民政府"),
            BUSY,
            32,
            title="{year}年{organ}政府信息公开工作年度报告",
            edits=Edits(torn_labels={"requests.other_handling.fee_unpaid": 17}),
            flags=(("L306", INFO), ("L307", INFO)),
        ),
    )


def _outline() -> tuple[SampleReport, ...]:
    """Reports that lack a section, a table, an organ or a year, or put sections out of order."""
    ganxi = make_sample(
        "23_ganxi_2023_no_section_six",
        Layout.LINES,
        ("云杉县", "甘溪乡人民政府"),
        PLAIN,
        22,
        flags=(("S401", ERROR),),
    )
    nameless = make_sample(
        "24_nameless_2023",
        Layout.BARS_ALONE,
        (None, "本机关"),
        BUSY,
        23,
        title="{year}年政府信息公开工作年度报告",
        flags=(("R801", WARNING),),
    )
    baishui = make_sample(
        "25_baishui_2023_section_order",
        Layout.SPACES,
        ("云杉县", "白水镇人民政府"),
        BUSY,
        24,
        flags=(("S401", WARNING),),
    )
    maopo = make_sample(
        "26_maopo_2023_no_litigation",
        Layout.LINES,
        ("岚川县", "茅坡镇人民政府"),
        QUIET,
        25,
        edits=Edits(dropped_tables=("litigation",)),
        flags=(("S404", ERROR),),
    )
    undated = make_sample(
        "31_qinglong_undated",
        Layout.VERTICAL,
        ("云杉县", "青龙镇人民政府"),
        QUIET,
        30,
        title="{organ}政府信息公开工作年度报告",
        flags=(("R802", WARNING), ("S407", INFO)),
    )
    return (
        replace(ganxi, sections=ganxi.sections[:5]),
        replace(nameless, organisation=None),
        replace(
            baishui,
            sections=(
                *baishui.sections[:4],
                replace(baishui.sections[5], heading="五、其他需要报告的事项"),
                replace(baishui.sections[4], heading="六、存在的主要问题及改进情况"),
            ),
        ),
        replace(
            maopo,
            sections=rewritten(
                maopo.sections, "litigation", "没有发生因政府信息公开引起的行政复议和行政诉讼。"
            ),
        ),
        replace(
            undated,
            year=None,
            preamble=("根据《中华人民共和国政府信息公开条例》，编制本报告。",),
            sections=worded(undated.sections, "2023年，", "一年来，"),
        ),
    )


def _hostile() -> SampleReport:
    """Cells and prose that try to write to the terminal, to markup or to a spreadsheet."""
    sample = make_sample(
        "27_shawan_2023_hostile",
        Layout.VERTICAL,
        ("岚川县", "沙湾乡人民政府"),
        PLAIN,
        26,
        printed={
            "disclosure.normative_documents.made": "[red]12[/red]",
            "disclosure.licences.decisions": f"318{CLEAR}",
            "disclosure.penalties.decisions": "=1+1",
            "disclosure.coercion.decisions": "[/b]",
            "requests.granted.natural_person": "\u202e12",
            "litigation.review.upheld": f"{ESCAPES}1",
        },
        flags=(*((("C202", ERROR),) * 6), ("R805", WARNING)),
    )
    return replace(
        sample,
        sections=worded(
            sample.sections,
            "主要问题：",
            f"主要问题{ESCAPES}：[/b][red]栏目[/red]名\u202e称不一，检\u200b索{CLEAR}困难；=1+1；",
        ),
    )


DEFECT_SAMPLES = (*_prose(), *_tables(), *_outline(), _hostile())
