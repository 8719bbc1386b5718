"""Split a Document into reports, and a report into title, preamble, sections, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.document import Block, Document, Grid
from importers.organ_names import is_organ
from importers.title_lines import (
    IN_BRACKETS,
    LONGEST_TITLE,
    LONGEST_TITLE_LINE,
    PREAMBLE_START,
    TITLE_END,
    close_spaces,
    split_front,
)
from importers.vocabulary import find_heading
from store.report import Paragraph, Place, Section

_DATE_LINE = re.compile(
    r"(20\d\d|二[〇○零Ｏ0][〇○零一二三四五六七八九]{2})年\d{1,2}月\d{1,2}日|二[〇○零].{2}年.{1,2}月.{1,3}日"
)
_FEWEST_CONTENTS = 3
_CONTENTS = re.compile(r"目\s*[录次]|contents", re.IGNORECASE)
# Dots and a page number, or what Word and LibreOffice print where the page is not known.
_LEADERS = re.compile(
    r"[\s.．…·—\-_]{0,200}(?:\d{0,3}|错误[!！].{0,12}|Error: Reference source not found\.?)$"
)
_NOT_IN_TITLE = re.compile("[。；，、,;]|需要报告|本报告")


@dataclass(frozen=True, slots=True)
class Outline:
    """One report's text in order; ``blocks`` are its paragraphs and grids."""

    title: Paragraph | None
    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    signature: tuple[Paragraph, ...]
    blocks: tuple[Block, ...]


def split_reports(document: Document) -> tuple[tuple[Block, ...], ...]:
    """The blocks of each report of a document, without tables of contents.

    A second report begins where the first section is headed again after a late section was
    seen, at the title in front of that heading. Without a title there, both parts must hold a
    table: else the words are only a line of the text.
    """
    blocks = _without_contents(document.blocks)
    last_grid = max((i for i, block in enumerate(blocks) if isinstance(block, Grid)), default=-1)
    starts = [0]
    seen_late = seen_grid = False
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            seen_grid = True
            continue
        heading = find_heading(block.text)
        if heading is None:
            continue
        if heading.key == "overview" and seen_late:
            at = _title_before(blocks, index, starts[-1])
            if at is None and not (seen_grid and last_grid > index):
                continue
            starts.append(index if at is None else at)
            seen_late = seen_grid = False
        elif heading.key in ("problems", "other"):
            seen_late = True
    bounds = [*starts, len(blocks)]
    return tuple(tuple(blocks[a:b]) for a, b in pairwise(bounds))


def _without_contents(blocks: Sequence[Block]) -> Sequence[Block]:
    """Drop a list of headings without text between them, if its sections are headed again."""
    runs: list[dict[str, int]] = [{}]
    last: dict[str, int] = {}
    for index, block in enumerate(blocks):
        key = _listed_heading(block)
        if key is None:
            runs.append({})
            continue
        last[key] = index
        if key in runs[-1]:
            runs.append({})
        runs[-1][key] = index
    drop: set[int] = set()
    for run in runs:
        first, end = min(run.values(), default=0), max(run.values(), default=0)
        if "overview" not in run or sum(last[key] > end for key in run) < _FEWEST_CONTENTS:
            continue
        drop.update(run.values())
        above = blocks[first - 1] if first else None
        if isinstance(above, Paragraph) and _CONTENTS.fullmatch(above.text.strip()[:20]):
            drop.add(first - 1)
    return [block for i, block in enumerate(blocks) if i not in drop] if drop else blocks


def _listed_heading(block: Block) -> str | None:
    if isinstance(block, Grid) or len(block.text) > LONGEST_TITLE:
        return None
    found = find_heading(_LEADERS.sub("", block.text.strip()))
    return found.key if found is not None and not found.rest else None


def _title_before(blocks: Sequence[Block], index: int, low: int) -> int | None:
    """Where the title in front of a heading begins, with its organ's line."""
    for at in range(index - 1, low, -1):
        block = blocks[at]
        if isinstance(block, Grid) or find_heading(block.text) is not None:
            break
        line = close_spaces(block.text[: LONGEST_TITLE * 2])
        end = TITLE_END.search(line)
        if end is None or "公开" not in line[: end.end()] or end.end() > LONGEST_TITLE_LINE * 2:
            continue
        head, rest = line[: end.end()], line[end.end() :].lstrip("。")
        if PREAMBLE_START.match(line) or _NOT_IN_TITLE.search(head):
            continue
        # A wrapped line of a preamble goes on: 其他需要报告 … 的事项.
        if rest and not (IN_BRACKETS.match(rest) or PREAMBLE_START.match(rest)):
            continue
        return _organ_line(blocks, at, head, low)
    return None


def _organ_line(blocks: Sequence[Block], at: int, title: str, low: int) -> int:
    """The line above a title that begins with the year or without one: that of the organ."""
    if not re.match(r"(?:20\d\d|二[〇○零]|政府信息|政务|信息)", title):
        return at
    above = blocks[at - 1] if at - 1 > low else None
    if not isinstance(above, Paragraph) or find_heading(above.text) is not None:
        return at
    line = close_spaces(above.text[:LONGEST_TITLE])
    if len(line) > 40 or _DATE_LINE.search(line) or re.search("[。；，：:]", line):
        return at
    return at - 1 if is_organ(re.sub(r"(?:20\d\d|二[〇○零].{2})年度?$", "", line)) else at


def outline(blocks: Sequence[Block]) -> Outline:
    """Title, preamble, sections and signature of one report."""
    front: list[Paragraph] = []
    seen: set[str] = set()
    sections: list[tuple[str, Paragraph, str, list[Paragraph]]] = []
    for block in blocks:
        if isinstance(block, Grid):
            continue
        found = find_heading(block.text)
        if found is not None and not found.enumerator and found.key in seen:
            # The words of a heading once more, without a number: a line of the text.
            found = None
        if found is not None:
            seen.add(found.key)
            body = [Paragraph(found.rest, block.place)] if found.rest else []
            sections.append((found.key, block, found.enumerator, body))
        elif sections:
            sections[-1][3].append(block)
        else:
            front.append(block)
    title, preamble = split_front(front)
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


_SENTENCE_END = "。！？；：:!?”）)"
_STARTS_NEW = re.compile(
    r"\s*([（(][一二三四五六七八九十]|[一二三四五六七八九十]+、|\d+[.、．]|[一二三四五六]是)"
)


def _joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Join paragraphs that a page break tore inside a sentence."""
    joined: list[tuple[list[str], Place]] = []
    length = 0
    for paragraph in paragraphs:
        text = close_spaces(paragraph.text)
        if not text:
            continue
        last = joined[-1][0][-1][-1] if joined else ""
        if (
            length > 25
            and last not in _SENTENCE_END
            and not _STARTS_NEW.match(text)
            and len(text) > 1
            and last not in "、"
            and not _DATE_LINE.search(text[:20])
        ):
            joined[-1][0].append(text)
            length += len(text)
        else:
            joined.append(([text], paragraph.place))
            length = len(text)
    return [Paragraph("".join(texts), place) for texts, place in joined]


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
