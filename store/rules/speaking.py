"""N513, N516: a report that speaks of its year as to come, or of its organ as another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.period import plain_dates
from store.report import Flag, Origin, Place, Report, Severity
from store.rules.places import plain_text, prose, sentence_key, sentences, unquoted
from store.rules.registry import Context, rule

_VERBS = "按照|继续|进一步|持续|加强|着力|做好|采取"
_FUTURE = re.compile(rf"将(?:会|要)?(?:{_VERBS})")
# 将 as 把: something is put into a list or made into a means.
_AS_OBJECT = re.compile(r"纳入|作为|列入|贯彻|用于")
_SUBJECT = (
    r"(?:我们|我(?:镇|乡|街道|苏木|县|市|区|旗|州|省|局|委|办|院|单位|机关|部门|中心)"
    r"|本(?:级|机关|单位|部门|行政机关|镇|乡|街道|县|市|区|局|委|办|中心)"
    r"|全(?:镇|乡|县|市|区|局|街道))"
)


@rule("N513")
def future_tense(report: Report, context: Context) -> Iterator[Flag]:
    """The year reported as the time of what the report's organ is going to do."""
    year = report.identity.year
    if year is None:
        return
    names = "|".join(re.escape(name) for name in _names(report))
    subject = f"(?:{names}|{_SUBJECT})" if names else _SUBJECT
    future = re.compile(
        rf"{year}年度?(?:里|内|中)?,?{subject}[^,。;将]{{0,8}}将(?:会|要)?(?:{_VERBS})(?P<rest>[^,。;]*)"
    )
    done: set[str] = set()
    for section, paragraph in prose(report):
        if section == "problems":
            continue
        for sentence in sentences(paragraph.text):
            if "将" not in sentence:
                continue
            plain = plain_dates(plain_text(unquoted(sentence)))
            found = future.search(plain)
            if found is None or "下一步" in plain or _AS_OBJECT.search(found["rest"]):
                continue
            anchor = f"{section}:{sentence_key(sentence)}"
            if anchor in done:
                continue
            done.add(anchor)
            yield Flag(
                rule="N513",
                severity=Severity.WARNING,
                origin=Origin.SOURCE,
                anchor=anchor,
                place=paragraph.place,
                params={
                    "form": context.form.edition,
                    "section": section,
                    "year": year,
                    "sentence": sentence[:200],
                    "quote": _opening(sentence),
                },
            )


def _opening(sentence: str) -> str:
    """The sentence as printed up to the verb."""
    found = _FUTURE.search(sentence)
    return " ".join(sentence[: found.end() if found else 20][-40:].split())


def _names(report: Report) -> Sequence[str]:
    """What the report may call its own organ, the longest first."""
    organ = report.identity.organ
    if organ is None:
        return ()
    bare = re.sub(r"(?:人民)?政府$|办事处$", "", organ)
    region = report.identity.region or ""
    found = {organ, bare, region + organ, region + bare}
    return sorted((name for name in found if len(name) >= 2), key=len, reverse=True)


_OWN_UNIT = re.compile(r"(?:民族)?(乡|镇|街道|苏木)(?:人民政府|政府|办事处|办)?$")
# 我乡镇 is a manner of speech, 本乡本土 and 家乡 are no units.
_MAY_BE_SELF = re.compile(r"[我本]\s*[镇乡街苏]")
_SELF = re.compile(r"(?:我|(?<![根基])本)(镇|乡|街道|苏木)(?![乡镇村本])")


@rule("N516")
def another_unit(report: Report, context: Context) -> Iterator[Flag]:
    """A township that calls itself a town, or the reverse: the text of another organ."""
    own = _OWN_UNIT.search(report.identity.organ or "")
    if own is None:
        return
    found: list[tuple[str, str, str, Place]] = []
    for section, paragraph in prose(report):
        for sentence in sentences(paragraph.text):
            if not _MAY_BE_SELF.search(sentence):
                continue
            for said in _SELF.finditer(plain_text(unquoted(sentence))):
                if said[1] != own[1]:
                    found.append((section, sentence, said.group(), paragraph.place))
    if not found:
        return
    section, sentence, words, place = found[0]
    yield Flag(
        rule="N516",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=f"{section}:{sentence_key(sentence)}",
        place=place,
        params={
            "form": context.form.edition,
            "section": section,
            "sentence": sentence[:200],
            "said": words,
            "organ": report.identity.organ,
            "count": len(found),
        },
    )
