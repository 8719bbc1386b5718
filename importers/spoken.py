"""The sentences of a report's prose, each with what it takes to understand it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.prose_figures import counted_text, without_comparisons, without_earlier_years
from store.report import Place, Section
from store.sentences import LONGEST, plain_sentence, sentences

_ASPECT = re.compile(
    r"[*#]{0,4}(?:[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]、|\d{1,2}[.、．]|【)"
    r"(?P<name>[^。：:，,；;】]{2,30})"
)
_ON_REQUESTS = re.compile(r"公开申请|依申请|申请公开|信息申请|\d件申请(?!人)")
# Files by whether they may be asked for: 主动公开86项、依申请公开12项.
OF_FILES = re.compile(
    r"主动公开[^,。;]{0,6}\d[^。;]{0,12}依申请公开[^,。;]{0,4}\d|公开属性|标注属性|公开目录|[发制]文\d|公文"
)
# Sums over several years say nothing of the year reported.
_SPAN = re.compile(
    r"(?<!今年)(?<!本年)(?<!年初)以来|(?:截至|截止|至今)[^。]{0,40}累计|历年|近[一二三两几\d]+年"
    r"|“十[一二三四五]五”"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence: as printed, as plain text, and as text whose digits all count something.

    Neither text has the clauses that tell an earlier year, and ``counted`` has no comparisons with
    other years; ``lead`` is what stands before the semicolon
    that the sentence follows; ``on_requests`` where the aspect or the words are on requests for
    information.
    """

    sentence: str
    plain: str
    counted: str
    section: str
    place: Place
    lead: str
    on_requests: bool


def spoken(sections: Sequence[Section], year: int | None = None) -> Iterator[Spoken]:
    """The sentences of all known sections in reading order; ``year`` is the year reported.

    Overlong ones have neither plain nor counted text: tables that lost their shape look so.
    """
    for section in sections:
        if section.key is None:
            continue
        inside = False
        for paragraph in section.paragraphs:
            lead = ""
            for sentence in sentences(paragraph.text):
                if len(sentence) > LONGEST:
                    yield Spoken(sentence, "", "", section.key, paragraph.place, "", False)
                    lead = ""
                    continue
                headed = _ASPECT.match("".join(sentence[:60].split()))
                if headed:
                    inside = bool(_ON_REQUESTS.search(headed["name"]))
                plain = without_earlier_years(plain_sentence(sentence), year)
                yield Spoken(
                    sentence,
                    plain,
                    "" if _SPAN.search(plain) else counted_text(without_comparisons(plain)),
                    section.key,
                    paragraph.place,
                    lead,
                    inside or bool(_ON_REQUESTS.search(lead + plain)),
                )
                lead = plain if plain.endswith(";") else ""
