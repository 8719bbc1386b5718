"""S408, S416: what the title says, and whether the signature names the same organ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.period import plain_dates
from store.report import Flag, Origin, Part, Report, Severity
from store.rules.places import plain_text, section_place
from store.rules.registry import Context, rule

# 的 between them changes nothing.
_WORDING = re.compile("政府信息公开工作的?年度报告")
_IN_BRACKETS = re.compile(r"\s*[（(][^（()）]{2,30}[）)]")
_LONGEST_NAME = 40
_YEAR = re.compile(r"20\d\d年")
# What a title holds besides the name of the organ.
NO_NAME = re.compile(
    r"20\d\d年(?:度)?|政府信息|政务信息|信息|政务|公开|工作|年度|情况|报告|年报|总结|关于|的|本机关|本单位|本级|附件\d*"
    r"|[^\u4e00-\u9fff]"
)


@rule("S408")
def title(report: Report, context: Context) -> Iterator[Flag]:
    """The title holds organ, year and the official words; spaces and lines do not count.

    Where organ or year are not known at all, R801 and R802 speak of it.
    """
    if report.part is Part.TABLES:
        return
    identity = report.identity
    if report.title is None:
        if identity.organ is None or identity.year is None:
            return
        missing = ["title"]
        text = ""
    else:
        text = report.title.text
        plain = plain_dates(plain_text(text + _below(report)))
        missing = []
        if identity.organ is not None and len(NO_NAME.sub("", plain)) < 2:
            missing.append("organ")
        if identity.year is not None and not _YEAR.search(plain):
            missing.append("year")
        if not _WORDING.search(plain):
            missing.append("wording")
    if not missing:
        return
    yield Flag(
        rule="S408",
        severity=Severity.INFO,
        origin=Origin.UNDECIDED if report.title is None else Origin.SOURCE,
        anchor="report",
        place=section_place(report),
        params={
            "form": context.form.edition,
            "title": " ".join(text.split())[:60],
            "named": tuple(missing),
            "variant": "missing" if report.title is None else "other",
        },
    )


def _below(report: Report) -> str:
    """What belongs to the title under or behind it, and reading took for the preamble.

    That is brackets with year or organ, or a line with the organ's name.
    """
    if not report.preamble:
        return ""
    line = report.preamble[0].text
    if report.identity.organ is not None and line.endswith(report.identity.organ):
        return line if len(line) <= _LONGEST_NAME else ""
    found = _IN_BRACKETS.match(line)
    return found.group() if found else ""


_SIGNS = re.compile(r"\([^()]*\)|[^\u4e00-\u9fff]")
_AN_ORGAN = re.compile(
    r"(?:政府|办事处|街道|镇|乡|苏木|局|厅|委员会|委|办公室|办|中心|院|站|所|公司|大队|支队|总队|学校|医院)$"
)
_FORMAL = re.compile(r"(?:人民)?政府$|办事处$|(?<=街道)办$")


@rule("S416")
def signature(report: Report, context: Context) -> Iterator[Flag]:
    """The signature names an organ that cannot be the one of the title."""
    if report.title is None or report.identity.organ is None:
        return
    titled = plain_dates(plain_text(report.title.text))
    own = _SIGNS.sub("", plain_text(report.identity.organ))
    if _FORMAL.sub("", own) not in titled:
        return
    for paragraph in report.signature:
        plain = plain_dates(plain_text(paragraph.text))
        signed = _SIGNS.sub("", re.sub(r"20\d\d年.*", "", plain))
        if len(signed) < 3 or not _AN_ORGAN.search(signed):
            continue
        if _same(own, signed, titled) and not _of_another_place(report, own, signed, titled):
            continue
        yield Flag(
            rule="S416",
            severity=Severity.WARNING,
            origin=Origin.SOURCE,
            anchor="report",
            place=paragraph.place,
            params={
                "form": context.form.edition,
                "title": " ".join(report.title.text.split())[:60],
                "signed": signed[:40],
            },
        )
        return


def _same(own: str, signed: str, titled: str) -> bool:
    """One within the other, or the characters of the shorter in the longer in order: 发改局."""
    a, b = _FORMAL.sub("", own), _FORMAL.sub("", signed)
    return a in b or b in titled or _abbreviates(a, b) or _abbreviates(b, titled)


_PLACE = re.compile(r"([^省市县区旗州盟]{1,12}(?:自治)?[省市县区旗州盟])$")


def _of_another_place(report: Report, own: str, signed: str, titled: str) -> bool:
    """Whether the place in front of the signed name is one of the same rank, with another name."""
    name = _FORMAL.sub("", own)
    before = (
        _PLACE.search(signed[: signed.index(name)].removeprefix("中共")) if name in signed else None
    )
    region = _PLACE.search(report.identity.region or "")
    if before is None or region is None or region[1] not in titled:
        return False
    here, there = region[1], before[1]
    return here[-1] == there[-1] and not (
        here in there or there in here or _abbreviates(here, there) or _abbreviates(there, here)
    )


def _abbreviates(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
