"""Split a Document into reports, and a report into title, preamble, sections, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.document import Block, Document, Grid
from importers.vocabulary import find_heading
from store.report import Paragraph, Place, Section

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_BETWEEN_CJK = re.compile(
    r"(?<=[\u3400-\u9fff0-9（）〔〕《》])[ \u00a0\u2000-\u200a\u3000]+(?=[\u3400-\u9fff0-9（）〔〕《》])"
)
_PREAMBLE_START = re.compile(
    r"根据|为贯彻|为深入|为进一步|按照|依据|依照|本报告|本年度报告|现将|一、|总体情况"
)
_TITLE_END = re.compile(r"报\s*告")
_DATE_LINE = re.compile(
    r"(20\d\d|二[〇○零Ｏ0][〇○零一二三四五六七八九]{2})年\d{1,2}月\d{1,2}日|二[〇○零].{2}年.{1,2}月.{1,3}日"
)
_LONGEST_TITLE_LINE = 60
_MOST_TITLE_LINES = 12


@dataclass(frozen=True, slots=True)
class Outline:
    """One report's text in order; ``blocks`` are its paragraphs and grids."""

    title: Paragraph | None
    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    signature: tuple[Paragraph, ...]
    blocks: tuple[Block, ...]


def close_spaces(text: str) -> str:
    """Delete spaces between Chinese characters and digits, and bookmarks of converters."""
    text = _BOOKMARK.sub("", text)
    return _BETWEEN_CJK.sub("", text).strip()


def split_reports(document: Document) -> tuple[tuple[Block, ...], ...]:
    """The blocks of each report of a document.

    A second report begins where the first section is headed again after a late section was
    seen, at the title in front of that heading.
    """
    blocks = document.blocks
    starts = [0]
    seen_late = False
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            continue
        heading = find_heading(block.text)
        if heading is None:
            continue
        if heading.key == "overview" and seen_late:
            starts.append(_title_before(blocks, index, starts[-1]))
            seen_late = False
        elif heading.key in ("problems", "other"):
            seen_late = True
    bounds = [*starts, len(blocks)]
    return tuple(blocks[a:b] for a, b in pairwise(bounds))


def _title_before(blocks: Sequence[Block], index: int, low: int) -> int:
    for at in range(index - 1, low, -1):
        block = blocks[at]
        if isinstance(block, Grid) or find_heading(block.text) is not None:
            break
        if "信息公开" in close_spaces(block.text) and _TITLE_END.search(block.text[-12:]):
            return at
    return index


def outline(blocks: Sequence[Block]) -> Outline:
    """Title, preamble, sections and signature of one report."""
    front: list[Paragraph] = []
    sections: list[tuple[str, Paragraph, str, list[Paragraph]]] = []
    for block in blocks:
        if isinstance(block, Grid):
            continue
        found = find_heading(block.text)
        if found is not None:
            body = [Paragraph(found.rest, block.place)] if found.rest else []
            sections.append((found.key, block, found.enumerator, body))
        elif sections:
            sections[-1][3].append(block)
        else:
            front.append(block)
    title, preamble = _front(front)
    signature: tuple[Paragraph, ...] = ()
    if sections:
        signature = _signature(sections[-1][3])
        del sections[-1][3][len(sections[-1][3]) - len(signature) :]
    return Outline(
        title,
        tuple(preamble),
        tuple(
            Section(key, heading, enumerator, tuple(_joined(paragraphs)))
            for key, heading, enumerator, paragraphs in sections
        ),
        signature,
        tuple(blocks),
    )


def _front(front: Sequence[Paragraph]) -> tuple[Paragraph | None, list[Paragraph]]:
    """The title may span lines and be glued to the preamble."""
    text = ""
    place: Place | None = None
    for index, paragraph in enumerate(front[:_MOST_TITLE_LINES]):
        line = close_spaces(paragraph.text)
        opens = _PREAMBLE_START.search(line)
        if opens and opens.start() == 0:
            break
        if place is None or (re.search(r"20\d\d|二[〇○零]", line) and "公开" not in text):
            place = paragraph.place
        before = text
        text = close_spaces(text + line)
        end = _TITLE_END.search(text)
        if end and "公开" in text:
            rest_at = end.end() - len(before)
            rest = line[rest_at:].strip() if 0 < rest_at < len(line) else ""
            preamble = [Paragraph(rest, paragraph.place)] if rest else []
            preamble += [Paragraph(close_spaces(p.text), p.place) for p in front[index + 1 :]]
            return Paragraph(text[: end.end()], place), [p for p in preamble if p.text]
        if len(line) > _LONGEST_TITLE_LINE:
            text, place = before, place
            break
    return None, [Paragraph(close_spaces(p.text), p.place) for p in front]


_SENTENCE_END = "。！？；：:!?”）)"
_STARTS_NEW = re.compile(
    r"\s*([（(][一二三四五六七八九十]|[一二三四五六七八九十]+、|\d+[.、．]|[一二三四五六]是)"
)


def _joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Join paragraphs that a page break tore inside a sentence."""
    joined: list[Paragraph] = []
    for paragraph in paragraphs:
        text = close_spaces(paragraph.text)
        if not text:
            continue
        previous = joined[-1].text if joined else ""
        if (
            len(previous) > 25
            and previous[-1] not in _SENTENCE_END
            and not _STARTS_NEW.match(text)
            and len(text) > 1
            and previous[-1] not in "、"
            and not _DATE_LINE.search(text[:20])
        ):
            joined[-1] = Paragraph(previous + text, joined[-1].place)
        else:
            joined.append(Paragraph(text, paragraph.place))
    return joined


def _signature(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Organ and date at the end: a short line with a date, and the short line before it."""
    if not paragraphs:
        return ()
    last = close_spaces(paragraphs[-1].text)
    if len(last) > 40 or not _DATE_LINE.search(last):
        return ()
    if len(paragraphs) > 1:
        before = close_spaces(paragraphs[-2].text)
        if len(before) <= 40 and not before.endswith(("。", "；", "！")):
            return tuple(paragraphs[-2:])
    return (paragraphs[-1],)
