"""What the rules on sections share: where a flag stands, how text is compared."""

from __future__ import annotations

import re
import unicodedata

from store.report import Place, Report, Section

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


def plain_text(text: str) -> str:
    """NFKC, without white space and marks of Markdown."""
    return re.sub(r"[\s*_#]+", "", unicodedata.normalize("NFKC", text.translate(_CIRCLED)))
