"""W: punctuation and words. Off by default; one flag a report and rule, or a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.late_regex import late_regex
from store.report import Flag, Origin, Paragraph, Report, Severity
from store.rules.places import plain_text, prose, unquoted
from store.rules.registry import Context, Params, rule

_CHINESE = r"\u3400-\u9fff"
_HALF_WIDTH = late_regex(rf"(?<=[{_CHINESE}》”）])[ ]?[,;:?!](?=[ ]?[{_CHINESE}《“（])")
_MOST_QUOTED = 3
_FEWEST_IN_SENTENCE = 20
_OF_PROSE = ("overview", "problems", "other")
_LEADS_ON = late_regex(r"(?:如下|下表|见表|附表)$")
_ENDS_OPEN = late_regex(rf"[{_CHINESE}0-9a-zA-Z]$")
_INSIDE = late_regex(r"[，。；：！？]")
# 截止 ends something; until a day is 截至.
_UNTIL = late_regex(r"截止(?:到)?(?=(?:20\d\d年|\d{1,2}月|年底|今年|本年|当前|现在|发稿|统计))")
_VAGUE = late_regex(
    r"(?:\d+|[一二三四五六七八九十百千]+)(?:余|多)(?:万)?(?:条|件|次|人次|份|篇|个|项|期|场|册)"
)
# What was won may be kept: 巩固拓展脱贫攻坚成果.
_KEPT = late_regex(r"(?:巩固|拓展)[^,。;]{0,8}$|^(?:成果|成效)")


def _flag(
    code: str, context: Context, anchor: str, paragraph: Paragraph, section: str, **params: object
) -> Flag:
    words: Params = {"form": context.form.edition, "section": section}
    for name, value in params.items():
        words[name] = value if isinstance(value, str | int | tuple) else str(value)
    return Flag(code, Severity.INFO, Origin.SOURCE, anchor, paragraph.place, words)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 6) : end + 6].split()).strip("“”")


def _one(
    code: str, context: Context, found: Sequence[tuple[str, Paragraph, str]]
) -> Iterator[Flag]:
    """One flag for all places of a report, with the words of the first ones."""
    if found:
        section, paragraph, _ = found[0]
        quotes = tuple(f"“{quote}”" for _, _, quote in found[:_MOST_QUOTED])
        yield _flag(code, context, "report", paragraph, section, quotes=quotes, count=len(found))


@rule("W701")
def half_width_punctuation(report: Report, context: Context) -> Iterator[Flag]:
    """Half-width commas and the like between Chinese characters."""
    found = [
        (section, paragraph, _around(paragraph.text, sign.start(), sign.end()))
        for section, paragraph in prose(report)
        for sign in _HALF_WIDTH.finditer(paragraph.text)
    ]
    yield from _one("W701", context, found)


@rule("W702")
def full_stop_missing(report: Report, context: Context) -> Iterator[Flag]:
    """Paragraphs of several clauses that end without a sign."""
    found = []
    for section, paragraph in prose(report):
        text = paragraph.text.strip()
        if section not in _OF_PROSE or len(text) < _FEWEST_IN_SENTENCE:
            continue
        if not _INSIDE.search(text) or not _ENDS_OPEN.search(text) or _LEADS_ON.search(text):
            continue
        found.append((section, paragraph, text[-12:]))
    yield from _one("W702", context, found)


@rule("W703")
def wrong_words(report: Report, context: Context) -> Iterator[Flag]:
    """Words that are often written wrong: one flag a word."""
    done: set[str] = set()
    for section, paragraph in prose(report):
        text = unquoted("".join(paragraph.text.split()))
        pairs = [(w, r, text.find(w)) for w, r in context.settings.wrong_words.items()]
        until = _UNTIL.search(text)
        if until:
            pairs.append(("截止", "截至", until.start()))
        for wrong, right, at in pairs:
            if at < 0 or right in done:
                continue
            done.add(right)
            quote = _around(text, at, at + len(wrong))
            yield _flag(
                "W703", context, wrong, paragraph, section, quote=quote, wrong=wrong, right=right
            )


@rule("W704")
def vague_quantities(report: Report, context: Context) -> Iterator[Flag]:
    """Quantities that nobody can check: 140余条, 若干条."""
    words = "|".join(re.escape(word) for word in context.settings.vague_words)
    pattern = re.compile(rf"{_VAGUE.pattern}|{words}") if words else _VAGUE
    found = []
    for section, paragraph in prose(report):
        text = unquoted(plain_text(paragraph.text))
        for vague in pattern.finditer(text):
            found.append((section, paragraph, _around(text, vague.start(), vague.end())))
    yield from _one("W704", context, found)


@rule("W705")
def outdated_terms(report: Report, context: Context) -> Iterator[Flag]:
    """Terms that had been given up by the year of the report: one flag a term."""
    year = report.identity.year
    if year is None:
        return
    done: set[str] = set()
    for section, paragraph in prose(report):
        text = unquoted(plain_text(paragraph.text))
        for term, first_year in context.settings.outdated_terms.items():
            if year < first_year or term in done:
                continue
            for found in re.finditer(re.escape(term), text):
                if _KEPT.search(text[: found.start()]) or _KEPT.match(text[found.end() :]):
                    continue
                done.add(term)
                quote = _around(text, found.start(), found.end())
                yield _flag(
                    "W705", context, term, paragraph, section, quote=quote, term=term, year=year
                )
                break
