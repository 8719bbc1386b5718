"""N: the prose against the tables and against the year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.report import Flag, Origin, Paragraph, Report, Severity, State
from store.rules.registry import Context, Params, rule


@rule("N501", "N502")
def requests_received(report: Report, context: Context) -> Iterator[Flag]:
    """Requests received by the prose and by the table; new ones alone or with carried-in ones."""
    cells = report.cells_by_field
    received = cells.get("requests.received.total")
    carried = cells.get("requests.carried_in.total")
    if received is None or received.state is not State.NUMBER or received.value is None:
        return
    accepted = {received.value}
    if carried is not None and carried.state is State.NUMBER and carried.value is not None:
        accepted.add(received.value + carried.value)
    for claim in report.claims:
        if claim.topic != received.field or claim.value in accepted:
            continue
        none = claim.value == 0 or received.value == 0
        yield Flag(
            rule="N502" if none else "N501",
            severity=Severity.WARNING,
            origin=Origin.SOURCE,
            anchor=f"{claim.section}:{claim.topic}:{claim.ordinal}",
            place=claim.place,
            params={
                "form": context.form.edition,
                "section": claim.section,
                "field": received.field,
                "stated": str(claim.value),
                "printed": str(received.value),
                "sentence": claim.sentence[:200],
                "variant": "none" if claim.value == 0 else ("some" if none else "other"),
            },
            fields=(received.field,),
        )


_SENTENCES = re.compile(r"[^。；！？;!?]+[。；！？;!?]?")
_LEAD = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d{1,2}[.、．])?\s*"
)
_HEADED = re.compile(r"^[^，,。：:]{2,16}(?:方面|情况|工作|公开|管理|建设|保障)?[。：:\s]\s*")
_YEAR_SUBJECT = re.compile(
    r"^(?P<year>20\d\d)\s*年(?:度)?(?:[，,、]|来[，,]?|期间[，,]?|全年[，,]?)?\s*"
    r"(?P<subject>我(?:镇|乡|县|市|区|局|委|办|院|街道|单位|机关|部门|中心|馆|站|所|厅|旗|州|省|处|会|队|们|校)?"
    r"|本(?:镇|乡|县|市|区|局|委|办|院|街道|单位|机关|部门|级|行政机关|年度)"
    r"|全(?:镇|乡|县|市|区|局|街道|年|系统|省|州|旗)"
    r"|[\u3400-\u9fff]{1,12}?(?:镇|乡|县|市|区|局|委|办|街道|政府|苏木|旗|办公室|中心))"
)
_COMPARED = re.compile(r"较|比|同比|相比|以来|截至|截止|至今|起至|“十[三四五]五”|计划|将|拟")
_QUOTED = re.compile(r"《[^》]*》|〔[^〕]*〕")
_TITLE_YEAR = re.compile(r"(20\d\d)年")


@rule("N512")
def other_year(report: Report, context: Context) -> Iterator[Flag]:
    """Another year than the report's: in the title, or as the time of a sentence's subject."""
    year = report.identity.year
    if year is None:
        return
    if report.title is not None:
        stated = _TITLE_YEAR.search(report.title.text)
        if stated and int(stated.group(1)) != year:
            yield _year_flag(
                context,
                year,
                int(stated.group(1)),
                "title",
                report.title.text,
                report.title,
                "title",
            )
    done: set[str] = set()
    groups: list[tuple[str, tuple[Paragraph, ...]]] = [("preamble", report.preamble)]
    groups += [(section.key or "", section.paragraphs) for section in report.sections]
    for section, paragraphs in groups:
        plans = section in ("problems", "other")
        for paragraph in paragraphs:
            for sentence in _sentences(paragraph.text):
                found = _YEAR_SUBJECT.match(sentence)
                if found is None:
                    continue
                stated_year = int(found["year"])
                if stated_year == year or (plans and stated_year == year + 1):
                    continue
                if _COMPARED.search(sentence[: found.end() + 8]):
                    continue
                anchor = f"{section}:{_key(sentence)}"
                if anchor in done:
                    continue
                done.add(anchor)
                yield _year_flag(context, year, stated_year, section, sentence, paragraph, anchor)


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCES.finditer(text):
        sentence = _LEAD.sub("", match.group().strip())
        headed = _HEADED.match(sentence)
        if headed and _YEAR_SUBJECT.match(sentence[headed.end() :]):
            sentence = sentence[headed.end() :]
        plain = _QUOTED.sub("", sentence)
        if plain:
            yield plain


def _key(sentence: str) -> str:
    import hashlib

    plain = re.sub(r"\s+", "", sentence)
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _year_flag(
    context: Context,
    year: int,
    stated: int,
    section: str,
    sentence: str,
    paragraph: Paragraph,
    anchor: str,
) -> Flag:
    in_title = section == "title"
    params: Params = {
        "form": context.form.edition,
        "year": year,
        "stated": stated,
        "section": section,
        "sentence": sentence[:200],
        "quote": sentence[:12],
        "variant": "title" if in_title else ("preamble" if section == "preamble" else "text"),
    }
    return Flag(
        rule="N512",
        severity=Severity.ERROR if in_title else Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=anchor,
        place=paragraph.place,
        params=params,
    )
