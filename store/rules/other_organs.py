"""N515: another organ's name where a report speaks of its own. Needs the roster's names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from store.late_regex import late_regex
from store.period import plain_dates
from store.report import Flag, Place, Report
from store.rules.places import plain_text, prose, sentences, unquoted
from store.rules.registry import Context, rule
from store.rules.speaking import said_of_itself

_OFFICE = late_regex(r"(?:(?:人民)?政府|办事处|(?<=街道)办)$")
_SHORTEST = 3
# What an organ says of itself follows its name: with others it worked, of others it heard.
_OF_ITSELF = late_regex(
    r"(?:(?:人民)?政府|办事处|党委|党工委)?(?:办公室)?"
    r"(?:20\d\d年(?:度)?)?(?:政府)?(?:信息公开|政务公开"
    r"|(?:在|紧紧围绕|围绕|根据|按照|通过|以|对照|结合|依托)?[^,。;、]{0,12}?"
    r"(?:认真|严格|积极|坚持|深入|高度|持续|不断|进一步|全面|切实|主动|扎实|始终|及时|大力|共|累计"
    r"|收到|未收到|没有|未发生|制定|建立|完善|开展|召开|成立|公开|发布))"
)
# Departments work with each other and are told of; only what reports may be taken for itself.
_REPORTS = late_regex(
    r"(?:20\d\d年(?:度)?)?[^,。;、与和同]{0,14}?(?:政府信息公开|政务公开|收到|未收到|信息公开申请)"
)
_UNIT = late_regex(r"(?:乡|镇|街道|苏木)$")
# The beginning of a sentence or clause, with the year or a link before it.
_BEGINS = late_regex(
    r"(?:^|[。;:,])(?:\(?[一二三四五六七八九十\d]+[、.)])?"
    r"(?:(?:20\d\d年(?:度)?|今年|本年度|全年|一年来|今年以来|20\d\d年以来|总体上|其中)[,里内]?)?$"
)


@lru_cache(maxsize=4)
def _by_start(names: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Names with and without the office, by their first two characters, the longest first."""
    found: dict[str, set[str]] = {}
    for name in names:
        for form in {plain_text(name), _OFFICE.sub("", plain_text(name))}:
            if len(form) >= _SHORTEST:
                found.setdefault(form[:2], set()).add(form)
    return {start: tuple(sorted(forms, key=len, reverse=True)) for start, forms in found.items()}


@rule("N515")
def other_organs(report: Report, context: Context) -> Iterator[Flag]:
    """One flag for all places where another organ of the roster is the one that reports."""
    if context.organ_names is None or report.identity.organ is None:
        return
    own = plain_text(f"{report.identity.region or ''}{report.identity.organ}")
    called = {plain_text(name) for name in context.own_names} | {own}
    by_start = _by_start(context.organ_names)
    is_unit = _is_unit(own)
    found: list[tuple[str, str, str, Place]] = []
    for section, paragraph in prose(report):
        for sentence in sentences(paragraph.text):
            plain = plain_dates(plain_text(unquoted(sentence)))
            for name in _speaking(plain, by_start):
                if _is_unit(name) is is_unit and not _is_one_of(name, called):
                    found.append((section, sentence, name, paragraph.place))
    yield from said_of_itself("N515", report, context, found)


def _is_one_of(name: str, called: Collection[str]) -> bool:
    """Whether a name is one of these, or a part of one, or holds one."""
    return any(name in one or one in name for one in called)


def _is_unit(name: str) -> bool:
    """A township, town or subdistrict, with or without its office."""
    return _UNIT.search(_OFFICE.sub("", name)) is not None


def _speaking(plain: str, by_start: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Names that stand where a sentence says who did something."""
    for at in range(len(plain) - 1):
        for name in by_start.get(plain[at : at + 2], ()):
            if plain.startswith(name, at):
                after = plain[at + len(name) :]
                speaks = _OF_ITSELF if _is_unit(name) else _REPORTS
                if _BEGINS.search(plain[:at]) and speaks.match(after):
                    yield name
                break
