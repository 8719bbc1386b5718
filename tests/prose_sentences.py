"""Sentences in the register of annual reports, each with what it claims and what it must raise.

Every sentence stands in a report whose tables hold the figures of ``base``; the truth is what a
reviewer would say, not what the code does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from importers.readers.text import read_text
from importers.reports import read_reports
from store.report import Report
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_layouts import Layout
from tests.sample_prose import rewritten
from tests.sample_texts import render

ORGAN = ("青禾县", "柳溪镇人民政府")

RECEIVED = "requests.received.total"
GRANTED, PARTIAL = "requests.granted.total", "requests.partial.total"
CARRIED_IN, CARRIED_OUT = "requests.carried_in.total", "requests.carried_out.total"
DENIED, NOT_HELD = "requests.denied.total", "requests.unavailable.not_held.total"
REVIEW, LAWSUITS, BOTH = "litigation.review", "litigation.lawsuits", "litigation.both"
MADE, REPEALED, IN_FORCE = (
    f"disclosure.normative_documents.{column}" for column in ("made", "repealed", "in_force")
)
LICENCES, PENALTIES, COERCION = (
    f"disclosure.{row}.decisions" for row in ("licences", "penalties", "coercion")
)
FEE = "information_fee"
ALL = "all_answered"


@dataclass(frozen=True)
class Sentence:
    """A text of one or two sentences, its section, the figures it stands beside, and its truth.

    ``claims`` are topic and value in reading order; ``flags`` the codes among N503 to N511.
    """

    text: str
    claims: tuple[tuple[str, int], ...] = ()
    flags: tuple[str, ...] = ()
    section: str = "overview"
    base: Mapping[str, str] = field(default_factory=lambda: PLAIN)


def _busy(
    text: str, claims: tuple[tuple[str, int], ...] = (), *flags: str, section: str = "overview"
) -> Sentence:
    return Sentence(text, claims, flags, section, BUSY)


def _plain(
    text: str, claims: tuple[tuple[str, int], ...] = (), *flags: str, section: str = "overview"
) -> Sentence:
    return Sentence(text, claims, flags, section, PLAIN)


R11 = (RECEIVED, 11)
R31 = (RECEIVED, 31)

# Categories of result. PLAIN: 6 granted, 1 partly, 1 third party, 2 not held, 1 petition.
RESULTS = (
    _plain(
        "全年收到政府信息公开申请11件，其中予以公开6件、部分公开1件。",
        (R11, (GRANTED, 6), (PARTIAL, 1)),
    ),
    _plain(
        "收到公开申请11件，其中予以公开8件，部分公开1件。",
        (R11, (GRANTED, 8), (PARTIAL, 1)),
        "N503",
    ),
    _plain(
        "收到公开申请11件，六件予以公开，两件不掌握相关政府信息。",
        (R11, (GRANTED, 6), (NOT_HELD, 2)),
    ),
    _plain(
        "收到公开申请11件，3件因本机关不掌握相关政府信息未能提供。", (R11, (NOT_HELD, 3)), "N503"
    ),
    _plain("收到公开申请１１件，其中予以公开７件，含部分公开在内。", (R11, (GRANTED, 7))),
    _plain("收到公开申请11件，不予公开3件，其余已答复。", (R11, (DENIED, 3))),
    _plain("收到公开申请11件，不予公开五件，其余已答复。", (R11, (DENIED, 5)), "N503"),
    _plain("收到公开申请11件，均予以公开。", (R11, ("all_requests.granted", 11)), "N503"),
    _plain(
        "收到公开申请11件，所需信息均不属于政府信息，已逐件告知。",
        (R11, ("all_requests.not_government_information", 11)),
        "N503",
    ),
    _plain(
        "收到公开申请11件，其中信访类申请1件，重复申请0件。",
        (R11, ("requests.rejected.petition.total", 1), ("requests.rejected.repeated.total", 0)),
    ),
    _plain(
        "收到公开申请11件，其中重复申请2件，按规定告知。",
        (R11, ("requests.rejected.repeated.total", 2)),
        "N503",
    ),
    _plain(
        "收到公开申请11件，其中涉及第三方权益1件，征求意见后答复。",
        (R11, ("requests.denied.third_party_rights.total", 1)),
    ),
    _plain("收到公开申请11件，其中予以公开较上年增加2件。", (R11,)),
    _plain("收到公开申请11件，其中上年结转的予以公开3件。", (R11,)),
    _plain("对不属于政府信息的申请，当面说明理由并指明办理途径。"),
    _plain("修订依申请公开流程，明确不予公开、部分公开、予以公开3种情形的文书格式。"),
    _plain("收到公开申请11件，十余件予以公开。", (R11,)),
    _busy(
        "收到公开申请31件，其中予以公开9件，逾期不补正1件，其他处理2件。",
        (
            R31,
            (GRANTED, 9),
            ("requests.other_handling.not_corrected.total", 1),
            ("requests.other_handling.total", 2),
        ),
    ),
    _busy(
        "收到公开申请31件，1件不属于政府信息。",
        (R31, ("requests.not_government_information.total", 1)),
    ),
    _busy(
        "收到公开申请31件，其中四件不属于政府信息。",
        (R31, ("requests.not_government_information.total", 4)),
        "N503",
    ),
)
# Reviews and lawsuits. PLAIN: 1 review, 1 lawsuit; BUSY: 4 and 4.
DISPUTES = (
    _plain("因政府信息公开引起的行政复议1件、行政诉讼1件。", ((REVIEW, 1), (LAWSUITS, 1))),
    _plain(
        "全年未发生因政府信息公开引起的行政复议、行政诉讼。", ((REVIEW, 0), (LAWSUITS, 0)), "N504"
    ),
    _plain("因政府信息公开被申请行政复议三件，结果均为维持。", ((REVIEW, 3),), "N504"),
    _plain("本年度没有因政府信息公开引发的行政诉讼案件。", ((LAWSUITS, 0),), "N504"),
    _plain("因政府信息公开发生行政复议和行政诉讼共2件。", ((BOTH, 2),)),
    _plain("发生行政复议、行政诉讼各1件。", ((REVIEW, 1), (LAWSUITS, 1)), section="litigation"),
    _plain(
        "发生行政复议、行政诉讼0件。", ((REVIEW, 0), (LAWSUITS, 0)), "N504", section="litigation"
    ),
    _plain("举办行政复议和行政诉讼业务培训2次，政府信息公开工作人员全部到场。"),
    _plain("通过网站公开行政复议决定书5件，政府信息公开专栏同步更新。"),
    _plain("未发生因政府信息公开引起的行政诉讼败诉情况。"),
    _plain("答复书写明申请人可以依法申请行政复议或者提起行政诉讼，保障政府信息公开申请人权利。"),
    _busy("全年政府信息公开行政复议4起，较上年减少2起。", ((REVIEW, 4),)),
    _busy("政府信息公开行政诉讼２件，正在审理。", ((LAWSUITS, 2),), "N504"),
    _busy("全年收到依申请公开31件，提起行政复议5件。", (R31, (REVIEW, 5)), "N504"),
)
# Everything answered. BUSY carries 3 to the next year, PLAIN none.
ANSWERED = (
    _busy("收到政府信息公开申请31件，均已办结。", (R31, (ALL, 0)), "N505"),
    _busy("全年收到政府信息公开申请31件，答复率100%。", (R31, (ALL, 0)), "N505"),
    _busy("全年收到公开申请31件。全部按期答复，没有超期。", (R31, (ALL, 0)), "N505"),
    _busy("收到政府信息公开申请31件，按时答复率100%。", (R31,)),
    _busy("收到政府信息公开申请31件，结转下年度3件，其余均已办结。", (R31, (CARRIED_OUT, 3))),
    _busy("网民留言和来信均已答复，群众满意。"),
    _busy("确保公开申请均按期答复，做到件件有回音。"),
    _plain("收到政府信息公开申请11件，均已在法定期限内办结。", (R11, (ALL, 0))),
)
# Table of disclosure. BUSY: 4 made, 1 repealed, 12 in force; 1286, 37 and 5 decisions.
DISCLOSED = (
    _busy(
        "制发行政规范性文件4件，废止1件，现行有效12件。", ((MADE, 4), (REPEALED, 1), (IN_FORCE, 12))
    ),
    _busy("制定出台规范性文件六件，废止1件。", ((MADE, 6), (REPEALED, 1)), "N506"),
    _busy(
        "全年制发规范性文件4件，现行有效规范性文件一十三件。", ((MADE, 4), (IN_FORCE, 13)), "N506"
    ),
    _busy("全年未制发行政规范性文件。", ((MADE, 0),), "N506"),
    _busy("公开公文类政府信息1条，转发上级文件7件。"),
    _busy("对规范性文件开展合法性审查9件，报送备案9件。"),
    _busy("发布规范性文件解读材料3篇。"),
    _busy("制发规范性文件较上年增加2件。"),
    _busy("按照第二十条第（一）项要求，依据国办函〔2021〕30号梳理规范性文件目录。"),
    _busy(
        "办理行政许可1286件，作出行政处罚决定37件，实施行政强制5件。",
        ((LICENCES, 1286), (PENALTIES, 37), (COERCION, 5)),
    ),
    _busy("全年办理行政许可一千二百件。", ((LICENCES, 1200),), "N507"),
    _busy("作出行政处罚决定27件。", ((PENALTIES, 27),), "N507"),
    _busy("全年未实施行政强制。", ((COERCION, 0),), "N507"),
    _busy("公示行政许可信息800条、行政处罚信息20条。"),
    _busy("梳理行政许可事项46项，编制办事指南46份。"),
    _busy("行政许可申请网上受理占比90%，受理行政许可1500件。"),
    _busy("办理行政处罚三十余件。"),
)
# The fee; PLAIN prints 0.86 (10,000 yuan).
FEES = (
    _plain("本年度未收取信息处理费。", section="other"),
    _plain("本年度收取信息处理费8600元。", ((FEE, 8600),), section="other"),
    _plain("本年度收取信息处理费380元。", ((FEE, 380),), section="other"),
    _plain("本年度共收取信息处理费1.2万元。", ((FEE, 12000),), "N508", section="other"),
    _plain("信息处理费收取标准为每件100元，本年度没有发出通知。", section="other"),
)
# Sums, shares, gaps: nothing that the tables hold.
WITHIN = (
    _plain("公开信息共38条，其中指南1条，制度2条，法定内容28条，年报1条，政务5条，公报1条。"),
    _plain("发布信息50条，其中网站40条，公示栏20条。", (), "N509"),
    _plain("发布信息一百条，其中网站六十条，公示栏二十条，其他三十条。", (), "N509"),
    _plain("发布信息100条，其中网站40条，公示栏20条。"),
    _plain("网站发布40条，公示栏张贴12条，合计54条。", (), "N509"),
    _plain("网站发布40条，公示栏张贴12条，合计52条。"),
    _plain("发布信息50条，其中网站40条、公示栏10条，答复留言30条。"),
    _plain("公开文件信息1条，各类动态18条，项目及其中标信息12条，法定内容4条，其他信息3条。"),
    _plain("发布信息60条，其中网站50条，同比增加20条。"),
    _plain("发布信息近百条，其中网站80条，公示栏40条。"),
    _plain("全年发布信息200条，其中解读类50条，占25%。"),
    _plain("全年发布信息200条，其中政策类50条，占35%。", (), "N510"),
    _plain("全年发布信息300条，其中政策类100条，占33.3%，民生类200条，占66.6%。"),
    _plain("收到留言20条，答复18条，答复率95%。", (), "N510"),
    _plain("收到留言20条，答复18条，按时答复率100%。"),
    _plain("政策类信息占总数的35%，较上年提高5个百分点。"),
    _plain("通过网站公开条，公示栏同步张贴。", (), "N511"),
    _plain("全年发布政府信息 条，其中网站12条。", (), "N511"),
    _plain("收到申请件，已全部登记。", (), "N511"),
    _plain("废止文件2件，现行有效的规范性文件。", (), "N511"),
    _plain("认真执行政府信息公开条例，公开条件成熟的事项。"),
    _plain("对收到的申请件，逐件登记。"),
    _plain("公开条目清晰，收到申请即登记。"),
)
# Written after the rules were, to see what they had not been made for.
LATER = (
    _busy(
        "共收到政府信息公开申请31件，同比增长15%，其中，自然人24件，占比77.4%，法人或其他组织7件，占比22.6%。",
        (R31,),
    ),
    _busy(
        "在已办结的29件申请中，予以公开9件，部分公开4件，不予公开4件，无法提供7件，不予处理3件。",
        (
            (GRANTED, 9),
            (PARTIAL, 4),
            (DENIED, 4),
            ("requests.unavailable.total", 7),
            ("requests.rejected.total", 3),
        ),
    ),
    _busy(
        "因政府信息公开被提起行政复议4件，其中维持2件，尚未审结1件；被提起行政诉讼4件。",
        ((REVIEW, 4), (LAWSUITS, 4)),
    ),
    _busy(
        "因政府信息公开引起的行政复议4件，行政诉讼4件，均未被纠错。",
        ((REVIEW, 4), (LAWSUITS, 4)),
        section="litigation",
    ),
    _busy("未发生政府信息公开方面被行政复议纠错、行政诉讼败诉的情况。"),
    _busy("对收到的政府信息公开申请，均在法定期限内予以答复。"),
    _busy("热线受理群众诉求3560件，办结率100%，同时受理依申请公开31件。", (R31,)),
    _busy("新制作行政规范性文件4件，主动公开规范性文件目录1份。", ((MADE, 4),)),
    _busy("全县共有行政许可事项286项，全年办理行政许可事项1286件。"),
    _busy("公示信息1323条，其中行政许可1286条，行政处罚37条。"),
    _busy("公开信息4562条，其中：机构职能类12条，政策类35条，其他类4515条。"),
    _busy(
        "收到政府信息公开申请31件，均为有效申请，未出现不予公开情况。",
        (R31, (DENIED, 0)),
        "N503",
    ),
    _busy("公开政府信息520条，比上年的480条增加40条，增长8.3%，联系电话0743-1234567。"),
    _plain(
        "收到依申请公开11件，其中6件予以公开，其余4件因不掌握、涉及第三方等原因未公开。",
        (R11, (GRANTED, 6)),
    ),
    _plain(
        "收到政府信息公开申请11件，已全部答复，无复议诉讼情况。",
        (R11, (ALL, 0), (REVIEW, 0), (LAWSUITS, 0)),
        "N504",
    ),
    _plain("12个村共公开村务信息360条，其中党务120条，财务240条，占比66.7%。"),
    _plain("网站发布信息320条，公众号发布560条，阅读量12万次，共计880条。"),
    _busy(
        "受理政府信息公开申请31件，其中自然人24件；从办理结果看，予以公开9件，不予公开6件。",
        (R31, (GRANTED, 9), (DENIED, 6)),
        "N503",
    ),
    _busy("收到政府信息公开申请31件，予以公开9件，29件均已答复。", (R31, (GRANTED, 9))),
    _busy(
        "全年共收到政府信息公开申请31件，同意公开9件，不同意公开2件。",
        (R31, (GRANTED, 9), (DENIED, 2)),
        "N503",
    ),
    _busy(
        "没有公民、法人或其他组织因政府信息公开申请行政复议、提起行政诉讼。",
        ((REVIEW, 0), (LAWSUITS, 0)),
        "N504",
    ),
    _busy(
        "因政府信息公开工作被申请行政复议、提起行政诉讼的情况为零。",
        ((REVIEW, 0), (LAWSUITS, 0)),
        "N504",
    ),
    _busy(
        "行政复议4件，结果维持2件，行政诉讼3件，结果维持1件。",
        ((REVIEW, 4), (LAWSUITS, 3)),
        "N504",
        section="litigation",
    ),
    _busy("完善行政复议、行政诉讼案件定期分析机制，对政府信息公开案件逐件分析。"),
    _busy(
        "以县政府名义制发规范性文件3件，以县政府办名义制发规范性文件1件。", ((MADE, 3), (MADE, 1))
    ),
    _busy("制发规范性文件4件，废止和宣布失效规范性文件3件。"),
    _busy("梳理现行有效的规章和规范性文件，在专栏集中公开规范性文件15件。"),
    _busy("查处违法案件52件，作出行政处罚37件，移送公安2件。", ((PENALTIES, 37),)),
    _busy("信息处理费收费总金额为13万元。", ((FEE, 130000),), "N508", section="other"),
    _busy("发出收费通知1件，收取费用380元。", ((FEE, 380),), section="other"),
    _plain("开展专题培训2期，其中镇级1期、村级3期。", (), "N509"),
    _plain("财政预决算公开单位54个，公开率100%，回复留言86条，满意率95%。"),
    _plain("发布信息1100条，较去年增加100条，增长10%；其中动态类550条，占50%。"),
    _plain("受理政府信息公开申请件，已登记。", (), "N511"),
    _plain("应公开尽公开，件件有着落，条条有回音，收到申请转办件及时移交。"),
    _busy(
        "全年收到依申请公开0件，不予公开0件，因政府信息依申请公开引起行政复议0件。",
        ((RECEIVED, 0), (DENIED, 0), (REVIEW, 0)),
        "N504",
    ),
    _busy("收到针对我乡信息公开事务的行政复议5件。", ((REVIEW, 5),), "N504"),
    _busy("（一）主动公开。全年制发文件130件，其中主动公开18件，不予公开112件。"),
    _plain("一是公开的信息条数不多，二是部分公开栏目更新不及时。", section="problems"),
)
SENTENCES = (*RESULTS, *DISPUTES, *ANSWERED, *DISCLOSED, *FEES, *WITHIN, *LATER)
CODES = tuple(f"N{number}" for number in range(503, 512))
SEVERITIES = dict.fromkeys(CODES, "info") | {"N504": "warning", "N511": "warning"}


def build(
    text: str,
    section: str = "overview",
    base: Mapping[str, str] = PLAIN,
    printed: Mapping[str, str] | None = None,
    edition: str = "2021",
) -> Report:
    """A report whose section says ``text`` alone beside the tables of ``base``."""
    year = 2023 if edition == "2021" else 2020
    sample = make_sample(
        "s", Layout.VERTICAL, ORGAN, base, 0, printed=printed, edition=edition, year=year
    )
    sections = rewritten(sample.sections, "overview", "（一）主动公开。按月公布。")
    sections = rewritten(sections, section, text)
    return read_reports(read_text(render(replace(sample, sections=sections))), "x.txt")[0]


def report_of(case: Sentence) -> Report:
    """The report in which a sentence of the collection stands."""
    return build(case.text, case.section, case.base)


def raising(code: str) -> Sentence:
    """The first sentence that must raise a rule."""
    return next(case for case in SENTENCES if code in case.flags)
