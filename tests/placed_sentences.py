"""Sentences at their places in a report: how collections of them are read, and their reports.

``benchmarks/unseen_at_first.tsv`` was written by another hand than the rules; its truth is that
writer's, and was recorded before the rules were changed for it. ``prose_families.tsv`` holds the
families of wordings around what was found then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from importers.readers.text import read_text
from importers.reports import read_reports
from store.report import Report
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_layouts import Layout
from tests.sample_prose import rewritten
from tests.sample_texts import figures, render

ORGAN = ("青禾县", "石滩乡人民政府")
UNSEEN = Path(__file__).parent / "benchmarks" / "unseen_at_first.tsv"
FAMILIES = Path(__file__).with_name("prose_families.tsv")
_PUBLISHED = {
    "normative_documents": "2 0 7",
    "licences": "318",
    "penalties": "24",
    "fees": "0.86",
}
# Two requests carried in and three carried out; no requests and no disputes; no disputes.
CARRIED = figures(
    "2021",
    _PUBLISHED,
    {
        "granted": "4 1 0 0 0 0",
        "partial": "1 0 0 0 0 0",
        "denied.third_party_rights": "0 1 0 0 0 0",
        "unavailable.not_held": "2 0 0 0 0 0",
        "rejected.petition": "0 0 0 0 1 0",
    },
    carried_in="2 0 0 0 0 0",
    carried_out="3 0 0 0 0 0",
    litigation={"review": "1 0 0 0", "after_review": "0 1 0 0"},
)
_NONE = figures("2021", _PUBLISHED, {})
_UNDISPUTED = {
    field: "0" if field.startswith("litigation.") else text for field, text in PLAIN.items()
}
_BASES: Mapping[str, Mapping[str, str]] = {
    "plain": PLAIN,
    "carried": CARRIED,
    "none": _NONE,
    "undisputed": _UNDISPUTED,
}
_ASPECTS = {
    "a": ("（一）主动公开情况", "重点公布预算决算，公示期满的材料统一装订。"),
    "b": ("（二）依申请公开情况", "全年收到政府信息公开申请11件，由专人受理。"),
    "c": ("（三）政府信息管理情况", "对历年存档文件重新编号，目录随之更新。"),
    "d": ("（四）政府信息公开平台建设情况", "在便民大厅设查阅点，配备自助终端。"),
    "e": ("（五）监督保障情况", "半年一查，考核结果为良好，社会评议由村民打分，没有责任追究。"),
}
_NO_REQUESTS = "全年未收到政府信息公开申请。"
_SECTIONS = {"five": "problems", "six": "other"}


@dataclass(frozen=True)
class Placed:
    """A text, where it stands, the figures beside it by name, and the codes it must raise.

    ``place`` is intro, a to e (the aspects of section one), overview (all of it), five or six.
    """

    place: str
    base: str
    flags: tuple[str, ...]
    text: str


def placed(path: Path) -> tuple[Placed, ...]:
    """All sentences of a collection in its order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    cases = []
    for line in lines:
        if line and not line.startswith("#"):
            place, base, flags, text = line.split("\t")
            codes = () if flags == "-" else tuple(flags.split())
            cases.append(Placed(place, base, codes, text.replace("\\n", "\n")))
    return tuple(cases)


def report_of(case: Placed) -> Report:
    """The report in which a sentence stands."""
    name, _, fee = case.base.partition(" ")
    base = _BASES["plain" if name == "fee" else name]
    printed = {"disclosure.fees.amount": fee} if name == "fee" else None
    sample = make_sample("s", Layout.VERTICAL, ORGAN, base, 0, printed=printed)
    sections = rewritten(sample.sections, "overview", *_overview(case))
    if case.place in _SECTIONS:
        paragraphs = case.text.split("\n")
        sections = rewritten(sections, _SECTIONS[case.place], *paragraphs)
    return read_reports(read_text(render(replace(sample, sections=sections))), "x.txt")[0]


def _overview(case: Placed) -> list[str]:
    if case.place == "overview":
        return case.text.split("\n")
    intro = case.text if case.place == "intro" else "2023年，围绕春灌、防汛两件大事安排公开。"
    paragraphs = intro.split("\n")
    for aspect, (heading, usual) in _ASPECTS.items():
        if aspect == "b" and case.base == "none":
            usual = _NO_REQUESTS
        text = case.text if aspect == case.place else usual
        paragraphs += [heading, *text.split("\n")]
    return paragraphs
