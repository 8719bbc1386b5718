"""What the rules on sections share: where a flag stands, how text is compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from store.forms import Form
from store.remembered import remembered
from store.report import Paragraph, Place, Report, Section
from store.sentences import sentence_key

__all__ = [
    "aspect_at",
    "plain_text",
    "prose",
    "said_of",
    "section_place",
    "sentence_key",
    "sentences",
    "unquoted",
]

_SENTENCES = re.compile(r"[^。；！？;!?]+[。；！？;!?]?")
_QUOTED = re.compile(r"《[^《》]{0,200}》|〔[^〔〕]{0,40}〕|“[^“”]{0,200}”|「[^「」]{0,200}」")

_NUMBERED = re.compile(
    r"(?:^|(?<=[。；！？]))[\s*#]*(?P<number>[（(][一二三四五六七八九十]{1,2}[）)])"
    r"\s*(?P<name>[^。：:，,；;\s]{2,20})"
)
_CIRCLED = {ord(sign): f"({number})" for number, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩", 1)}


def section_place(report: Report, section: Section | None = None) -> Place:
    """The heading of the section, else the title, else the first heading."""
    if section is not None and section.heading is not None:
        return section.heading.place
    if report.title is not None:
        return report.title.place
    if report.sections and report.sections[0].heading is not None:
        return report.sections[0].heading.place
    return Place()


# Many rules look at the same paragraphs one after the other.
@remembered
def plain_text(text: str) -> str:
    """NFKC, without white space and marks of Markdown."""
    return re.sub(r"[\s*_#]+", "", unicodedata.normalize("NFKC", text.translate(_CIRCLED)))


def prose(report: Report) -> Iterator[tuple[str, Paragraph]]:
    """All paragraphs outside the tables with their section: "preamble" or a section's key."""
    for paragraph in report.preamble:
        yield "preamble", paragraph
    for section in report.sections:
        for paragraph in section.paragraphs:
            yield section.key or "", paragraph


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph as they are printed."""
    return [found.strip() for found in _SENTENCES.findall(text) if found.strip()]


def unquoted(text: str) -> str:
    """A text without the titles and words that it quotes."""
    return _QUOTED.sub("", text)


def said_of(report: Report, words: Sequence[str]) -> bool:
    """Whether the prose of a report holds one of these words."""
    texts = (plain_text(paragraph.text) for _, paragraph in prose(report))
    return any(word in text for text in texts for word in words)


def aspect_at(form: Form, section: str, text: str, before: str) -> str:
    """The aspect that a paragraph stands under, with its number; "" where that is not sure.

    ``before`` is what the paragraph before it stands under.
    """
    known = form.sections_by_key.get(section)
    headed = list(_NUMBERED.finditer(text))
    if known is None or not headed:
        return before
    if len(headed) > 1 or headed[0].start() > 0:
        return ""
    return next(
        (
            f"{headed[0]['number']}{aspect.label}"
            for aspect in known.aspects
            if any(heading in headed[0]["name"] for heading in aspect.headings)
        ),
        "",
    )


def is_place_unknown(report: Report) -> bool:
    """Whether nothing, not even the roster, says which of the organs of a name made a report."""
    return report.identity.region is None and not report.identity.votes.get("roster")
