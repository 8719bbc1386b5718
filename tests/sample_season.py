"""The files of a season of our own making: what organs of the roster hand in, and what comes back.

Twenty-seven files of four formats, then ten corrected ones. The roster is that of
``sample_roster`` with one organ renamed the year before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.sample_cases import make_sample
from tests.sample_described import describe, for_print, for_xml
from tests.sample_docx import docx
from tests.sample_figures import BUSY, PLAIN, QUIET, SIX_OF_SEVEN, YEAR_AFTER, YEAR_BEFORE
from tests.sample_html import html
from tests.sample_layouts import Layout
from tests.sample_pdf import pdf
from tests.sample_prose import rewritten, worded
from tests.sample_roster import DUE, ROWS
from tests.sample_texts import SampleReport, column_of, render

RENAMED = ("羊坪镇人民政府", "原羊坪乡人民政府（2010-2022）", "青禾县", "乡镇", "乡镇级", "本机关")
ROSTER = tuple((*RENAMED, DUE, "张某") if row[0] == RENAMED[0] else row for row in ROWS)

GRANTED = "requests.granted.total"
REVIEWED = "litigation.review.total"
_TITLE = "{organ}{year}年政府信息公开工作年度报告"
_COUNTY = "青禾县{year}年政府信息公开工作年度报告"
_NO_YEAR = "{organ}政府信息公开工作年度报告"
_NO_FEE = "没有其他需要报告的事项。"
_LAST_YEAR = "（一）主动公开。2022年，我乡把救助名单逐村张贴，收到的意见当场记录。"
_BLANK = column_of("2021", "requests", "other", "")
_BASES = (BUSY, PLAIN, QUIET, SIX_OF_SEVEN)


@dataclass(frozen=True)
class Handed:
    """What one organ hands in: figures, defects by what is printed otherwise, the format."""

    name: str
    organ: str
    base: Mapping[str, str]
    format: str
    region: str | None = "青禾县"
    year: int = 2023
    pick: int = 0
    title: str = _TITLE
    printed: Mapping[str, str] = field(default_factory=dict)
    has_fee: bool = True
    has_year: bool = True
    words: tuple[tuple[str, str], ...] = ()


def _sample(handed: Handed) -> SampleReport:
    made = make_sample(
        handed.name,
        Layout.VERTICAL,
        (handed.region, handed.organ),
        handed.base,
        handed.pick,
        year=handed.year,
        title=handed.title,
        printed=handed.printed,
    )
    sections = made.sections
    if not handed.has_fee:
        sections = rewritten(sections, "other", _NO_FEE)
    for old, new in handed.words:
        sections = worded(sections, old, new)
    if handed.has_year:
        return replace(made, sections=sections)
    return replace(
        made,
        preamble=("根据《中华人民共和国政府信息公开条例》，编制本报告。",),
        sections=worded(sections, f"{handed.year}年，", "一年来，"),
    )


def content_of(handed: Handed) -> bytes:
    """The bytes of the file that an organ hands in."""
    sample = _sample(handed)
    if handed.format == "docx":
        return docx(describe(sample, 0, for_xml))
    if handed.format == "html":
        return html(describe(sample, 0, lambda text: text))
    if handed.format == "pdf":
        return pdf(describe(sample, 0, for_print), style_name="office")
    return render(sample).encode()


# What the towns and others have wrong at first, and of what kind the file is where it matters.
NAMED: Mapping[str, Mapping[str, object]] = {
    "石滩乡人民政府": {"base": PLAIN, "printed": {GRANTED: "8"}},
    "羊坪镇人民政府": {"base": YEAR_AFTER, "has_fee": False},
    "河口镇人民政府": {"base": PLAIN, "printed": {GRANTED: "8", REVIEWED: "7"}},
    "梅岭乡人民政府": {"base": PLAIN, "printed": {GRANTED: "8"}},
    "白云镇人民政府": {"base": PLAIN, "printed": _BLANK},
    "沙坝镇人民政府": {"base": QUIET, "has_fee": False},
    "竹林乡人民政府": {"base": PLAIN, "printed": {GRANTED: "8"}, "has_fee": False},
    "花石镇人民政府": {"base": PLAIN, "printed": {GRANTED: "8"}},
    "石桥镇人民政府": {"base": PLAIN, "printed": {GRANTED: "8"}},
    "洗马乡人民政府": {"base": QUIET, "words": (("（一）主动公开。", _LAST_YEAR),), "pick": 12},
    "民政局": {"base": PLAIN, "printed": {GRANTED: "8"}},
}
# What is right in the corrected files, what is not, and what is new.
CORRECTED: Mapping[str, Mapping[str, object]] = {
    "石滩乡人民政府": {"printed": {}},
    "羊坪镇人民政府": {"has_fee": True},
    "河口镇人民政府": {"printed": {REVIEWED: "7"}},
    "梅岭乡人民政府": {"printed": {GRANTED: "9"}},
    "白云镇人民政府": {"printed": {}},
    "沙坝镇人民政府": {"has_fee": True},
    "竹林乡人民政府": {"printed": {REVIEWED: "7"}},
    "花石镇人民政府": {"printed": {"requests.carried_in.natural_person": "/"}},
    "石桥镇人民政府": {"printed": {GRANTED: ""}},
    "龙潭镇人民政府": {"printed": {"disclosure.licences.decisions": "206"}},
}
_FORMATS = ("txt", "docx", "html", "pdf")
_TOWNS = tuple(row[0] for row in ROSTER[:16])
_DEPARTMENTS = ("财政局", "水务局", "教育局", "民政局")


def _first_files() -> tuple[Handed, ...]:
    organs = [*_TOWNS, *_DEPARTMENTS]
    made = []
    for turn, organ in enumerate(organs):
        kind = {"base": _BASES[turn % len(_BASES)], "pick": turn} | dict(NAMED.get(organ, {}))
        format_ = _FORMATS[turn % len(_FORMATS)]
        made.append(Handed(f"{turn + 1:02}", organ, format=format_, **kind))
    more = (
        Handed("21", "羊坪乡人民政府", YEAR_BEFORE, "txt", year=2022, pick=20, has_fee=False),
        Handed("22", "柳溪镇人民政府", QUIET, "docx", region=None, pick=21),
        Handed("23", "石滩乡人民政府", SIX_OF_SEVEN, "txt", region="云阳县", pick=22),
        Handed("24", "青禾县人民政府", BUSY, "html", region=None, pick=23, title=_COUNTY),
        Handed("25", "人民政府办公室", QUIET, "txt", pick=25),
        Handed("26", "甘溪镇人民政府", QUIET, "txt", pick=30, title=_NO_YEAR, has_year=False),
        Handed("27", "松岗镇人民政府", SIX_OF_SEVEN, "docx", pick=27),
    )
    return (*made, *more)


FIRST = _first_files()
SECOND = tuple(
    replace(handed, **CORRECTED[handed.organ])
    for handed in FIRST[: len(_TOWNS)]
    if handed.organ in CORRECTED
)


def file_name(handed: Handed) -> str:
    """The name of the file that an organ hands in."""
    return f"{handed.name}{handed.organ}.{handed.format}"
