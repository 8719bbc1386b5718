"""Prose of the sample reports: invented places, invented work, put together from short pools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

HEADINGS = {
    "overview": "一、总体情况",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "litigation": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
TABLES = ("disclosure", "requests", "litigation")
ASPECTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
NUMBERS = "一二三四五"
NOTICES = {"2021": "国办公开办函〔2021〕30号", "2019": "国办公开办函〔2019〕60号"}


@dataclass(frozen=True)
class Subject:
    """Of whom and of which year a report speaks."""

    place: str
    year: int


@dataclass(frozen=True)
class SampleSection:
    """A section as printed: heading, paragraphs, and the table that stands in it."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]
    table: str | None = None


LEADS = (
    "把公开工作当作联系群众的日常事务，事项办到哪里，信息就发到哪里，村组干部都能说清去哪里查、找谁问。",
    "围绕春灌、防汛、危房改造三件大事安排公开内容，先列清单，再定时间，逐项销号。",
    "结合集镇改造和茶园提升，把居民需要知道的事项梳理成册，放在便民大厅供人翻阅。",
    "由党政综合办公室牵头公开工作，各内设机构各定一名联络员，每月碰头，当月问题当月了结。",
    "重在补短板，对照抽查反馈逐条整改，长期不更新的旧栏目已经清理完毕。",
    "把渡口搬迁、果蔬冷库、校车线路等居民常问的事情放在公开的前面，文字力求短而明白。",
)
ACTIVE = (
    "全年在网站和公示栏发布信息{total}条，其中网站{site}条，公示栏{board}条，以惠农补贴和工程招标为主。",
    "重点公布预算决算、救助名单和道路养护安排，公示期满的材料统一装订，方便回查。",
    "会议议定事项在三个工作日内上网，涉及补偿的方案先公示后执行，收到的意见逐条回复。",
    "网站发布{site}条，公示栏张贴{board}条，合计{total}条，内容覆盖低保、农机购置和河道清淤。",
    "政策文件与问答式解读同时发布，老年人较多的村由网格员上门讲解。",
    "按月公布办事指南的变动，窗口、网站、公示栏三处口径一致。",
)
ANSWERS = (
    "均已登记造册，在法定期限内作出答复。",
    "由专人受理、集体会商，答复书经法律顾问审看后送达。",
    "办理过程全程留痕，文书格式统一。",
)
SILENCE = (
    "全年未收到政府信息公开申请，受理窗口照常值守，登记簿按月核对。",
    "本年度未收到政府信息公开申请，受理渠道保持畅通。",
)
MANAGEMENT = (
    "公文起草时同步确定公开属性，不公开的写明理由，由分管负责人签批。",
    "对历年存档文件重新编号，失效的标注失效，公开目录随之更新。",
    "发布前执行初审、复审、终审，涉及个人隐私的内容先作遮盖。",
    "建立信息台账，来源、经办人、发布时间三项齐全，缺项不予上网。",
    "文件柜与电子目录一一对应，借阅登记完整，年底盘点无遗失。",
    "完善保密审查表，先审查、后发布，每季度抽看一次。",
)
PLATFORM = (
    "网站专栏按法定主动公开内容设置，手机端同步显示，失效链接随查随改。",
    "在便民大厅设查阅点，配备一台自助终端和一名引导员。",
    "公众号只转发正式文本，不另作改写，避免前后不一。",
    "各村公示栏统一样式，玻璃橱窗加锁，更换内容时拍照存档。",
    "网站栏目由六级减为三级，常用事项两步可达。",
    "查阅点移到一楼，开放时间延长到傍晚，并备有放大镜和纸笔。",
)
SUPERVISION = (
    "工作考核纳入年终目标评定，社会评议结果为满意，未发生责任追究情形。",
    "半年一查、年终一评，工作考核结果为良好，社会评议由村民代表打分，没有需要责任追究的情况。",
    "请人大代表担任监督员，社会评议意见已经采纳，工作考核合格，责任追究为零。",
    "举办业务培训并当场测试，工作考核与社会评议结果在公示栏张贴，没有责任追究事项。",
)
PROBLEMS = (
    "主要问题：一是个别栏目更新偏慢，工程类信息常在完工后才补发；",
    "主要问题：一是解读材料照搬原文较多，群众读来吃力；",
    "主要问题：一是村级公示栏位置偏僻，外出务工人员不易看到；",
    "主要问题：一是联络员变动频繁，新人对文件属性把握不准；",
    "主要问题：一是老旧文件尚未全部数字化，查找费时；",
    "主要问题：一是与居民的互动不多，留言的回复偏于简单；",
)
MORE_PROBLEMS = (
    "二是办事指南的图示太少。",
    "二是表格类附件在手机上显示不全。",
    "二是培训次数不足，窗口人员不熟悉受理流程。",
    "二是部门之间报送材料的口径不统一。",
    "二是检索功能较弱，按关键词难以找到往年材料。",
    "二是公示的起止日期标注不清。",
)
REMEDIES = (
    "改进情况：已定下每周五集中更新的办法，由办公室逐栏核对，漏项当天补齐。",
    "改进情况：请语文教师参与改写解读，每篇不超过八百字，并配流程图。",
    "改进情况：公示栏迁到卫生室和小卖部旁，另建微信群推送摘要。",
    "改进情况：编写一册岗位手册，交接时当面讲解，三个月内由老同事带教。",
    "改进情况：购置扫描仪，按年度倒序录入旧文件，已经完成大半。",
    "改进情况：留言由分管负责人签发回复，回复前先与留言人通话核实。",
)
FEES = (
    "本年度未收取信息处理费。没有其他需要报告的事项。",
    "信息处理费：本年度没有发出收费通知，收取金额为0元。",
    "本年度信息处理费收取为零，除此之外没有其他需要报告的事项。",
)


def preamble(year: int, edition: str = "2021", *, notice: bool = True) -> tuple[str, ...]:
    """An opening with legal basis, parts and period."""
    basis = f"和年度报告格式（{NOTICES[edition]}）" if notice else ""
    return (
        f"根据《中华人民共和国政府信息公开条例》{basis}，编制本报告。"
        "全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
        "政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、"
        "其他需要报告的事项六部分组成。"
        f"所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
    )


def on_request(values: Mapping[str, str], pick: int) -> str:
    """What the section on requests says of the figures of the table."""
    received, carried_in, carried_out = (
        values[f"requests.{row}.total"] for row in ("received", "carried_in", "carried_out")
    )
    if not received.isdigit() or int(received) == 0:
        return SILENCE[pick % len(SILENCE)]
    text = f"全年收到政府信息公开申请{received}件，"
    if carried_in.isdigit() and int(carried_in):
        text += f"另有上年结转{carried_in}件，"
    if carried_out.isdigit() and int(carried_out):
        return text + f"结转下年度继续办理{carried_out}件，其余已在法定期限内作出答复。"
    return text + ANSWERS[pick % len(ANSWERS)]


def aspects(texts: tuple[str, ...], style: int) -> tuple[str, ...]:
    """The five aspects of section 一 with their headings, in one of three styles."""
    paragraphs: list[str] = []
    for number, aspect, text in zip(NUMBERS, ASPECTS, texts, strict=True):
        if style == 0:
            paragraphs.append(f"（{number}）{aspect}。{text}")
        elif style == 1:
            paragraphs.extend([f"（{number}）{aspect}情况", text])
        else:
            paragraphs.append(f"（{number}）{aspect}：{text}")
    return tuple(paragraphs)


def compose(subject: Subject, values: Mapping[str, str], pick: int) -> tuple[SampleSection, ...]:
    """Six complete sections that agree with ``values``; ``pick`` makes each text another."""
    turn = pick // 6
    site, board = 40 + 7 * pick, 12 + 3 * pick
    counts = {"total": site + board, "site": site, "board": board}
    texts = (
        ACTIVE[(pick + turn) % 6].format(**counts),
        on_request(values, pick),
        MANAGEMENT[(pick + 2 * turn) % 6],
        PLATFORM[(pick + 3 * turn) % 6],
        SUPERVISION[(pick + turn) % len(SUPERVISION)],
    )
    lead = f"{subject.year}年，{subject.place}{LEADS[pick % 6]}"
    problems = PROBLEMS[pick % 6] + MORE_PROBLEMS[(pick + turn) % 6]
    remedy = REMEDIES[(pick + 2 * turn) % 6]
    prose = {
        "overview": (lead, *aspects(texts, pick % 3)),
        "problems": (problems, remedy),
        "other": (FEES[(pick + turn) % len(FEES)],),
    }
    return tuple(
        SampleSection(key, heading, prose.get(key, ()), key if key in TABLES else None)
        for key, heading in HEADINGS.items()
    )


def rewritten(
    sections: tuple[SampleSection, ...], key: str, *paragraphs: str
) -> tuple[SampleSection, ...]:
    """The same sections with other paragraphs in one of them."""
    return tuple(
        replace(section, paragraphs=paragraphs) if section.key == key else section
        for section in sections
    )


def worded(sections: tuple[SampleSection, ...], old: str, new: str) -> tuple[SampleSection, ...]:
    """The same sections with a wording changed; the wording must occur."""
    if not any(old in text for section in sections for text in section.paragraphs):
        raise ValueError(f"no paragraph says {old!r}")
    return tuple(
        replace(section, paragraphs=tuple(text.replace(old, new) for text in section.paragraphs))
        for section in sections
    )
