"""Whether a file with the same cells is the same report again, or one whose prose was corrected."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from store.report import Report
from store.rules import check_report

_NO_TEXT = re.compile(r"[\s*_#|]+")
# What one reader sees and another does not: automatic numbers, titles over lines, bookmarks.
_OF_CONVERSION = frozenset({"S402", "S408", "S410"})


def plain_prose(report: Report) -> str:
    """All that a report says outside its tables, without white space and marks of Markdown."""
    return _NO_TEXT.sub("", unicodedata.normalize("NFKC", "".join(_texts(report))))


def _texts(report: Report) -> Iterator[str]:
    if report.title is not None:
        yield report.title.text
    for paragraph in report.preamble:
        yield paragraph.text
    for section in report.sections:
        if section.heading is not None:
            yield section.heading.text
        for paragraph in section.paragraphs:
            yield paragraph.text
    for paragraph in report.signature:
        yield paragraph.text


def is_same_text(old: Report, new: Report, *, same_format: bool) -> bool:
    """Whether the prose of two reports with the same cells is the same.

    Files of two formats never say quite the same: there the later one is another text only where
    a doubt about the prose is gone.
    """
    if plain_prose(old) == plain_prose(new):
        return True
    if same_format:
        return False
    before, after = _doubts(old), _doubts(new)
    return all(after[rule] >= count for rule, count in before.items())


def _doubts(report: Report) -> Counter[str]:
    return Counter(
        flag.rule
        for flag in check_report(report)
        if flag.rule[0] in "NS" and flag.rule not in _OF_CONVERSION and not flag.second_view
    )
