"""Split a Document into reports, and a report into title, preamble, sections, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.document import Block, Document, Grid
from importers.organ_names import clean_name, is_organ
from importers.vocabulary import find_heading
from store.report import Paragraph, Place, Section

BOOKMARK = re.compile(r"\[bookmark:[^\[\]]{0,200}\]")
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
_LONGEST_TITLE = 200
_MOST_TITLE_LINES = 12
_FEWEST_CONTENTS = 3
_CONTENTS = re.compile(r"目\s*[录次]|contents", re.IGNORECASE)
# Dots and a page number, or what Word and LibreOffice print where the page is not known.
_LEADERS = re.compile(
    r"[\s.．…·—\-_]{0,200}(?:\d{0,3}|错误[!！].{0,12}|Error: Reference source not found\.?)$"
)
# Lines of a web page above the title: where one is, who published what when.
_ABOVE_TITLE = re.compile(
    r"[>＞»›|｜]|当前位置|您的位置|所在位置|首页|索引号|主题分类|发文|发布(?:机构|日期|时间)|"
    r"公开(?:日期|时间|方式|主体)|成文日期|(?:信息)?来源|浏览|点击|字体|字号|打印|分享|^附件"
)
_IN_TITLE = re.compile(r"(?:20\d\d|二[〇○零]).*公开.*报告|公开.*(?:20\d\d|二[〇○零]).*报告")
_IN_BRACKETS = re.compile(r"[（(][^（()）\d]{2,30}[）)]")
_NOT_IN_TITLE = re.compile("[。；，、,;]|需要报告|本报告")
_YEAR = re.compile(r"20\d\d|二[〇○零]")


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
    text = BOOKMARK.sub("", text)
    return _BETWEEN_CJK.sub("", text).strip()


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
    if isinstance(block, Grid) or len(block.text) > _LONGEST_TITLE:
        return None
    found = find_heading(_LEADERS.sub("", block.text.strip()))
    return found.key if found is not None and not found.rest else None


def _title_before(blocks: Sequence[Block], index: int, low: int) -> int | None:
    """Where the title in front of a heading begins, with its organ's line."""
    for at in range(index - 1, low, -1):
        block = blocks[at]
        if isinstance(block, Grid) or find_heading(block.text) is not None:
            break
        line = close_spaces(block.text[: _LONGEST_TITLE * 2])
        end = _TITLE_END.search(line)
        if end is None or "公开" not in line[: end.end()] or end.end() > _LONGEST_TITLE_LINE * 2:
            continue
        head, rest = line[: end.end()], line[end.end() :].lstrip("。")
        if _PREAMBLE_START.match(line) or _NOT_IN_TITLE.search(head):
            continue
        # A wrapped line of a preamble goes on: 其他需要报告 … 的事项.
        if rest and not (_IN_BRACKETS.match(rest) or _PREAMBLE_START.match(rest)):
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
    line = close_spaces(above.text[:_LONGEST_TITLE])
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
    """The title may span lines, be glued to the preamble, and stand below lines of a web page."""
    found = _find_title(front, skip=True) or _find_title(front, skip=False)
    if found is not None:
        return found
    return None, [Paragraph(close_spaces(p.text), p.place) for p in front]


def _find_title(
    front: Sequence[Paragraph], *, skip: bool
) -> tuple[Paragraph, list[Paragraph]] | None:
    text = ""
    place: Place | None = None
    for index, paragraph in enumerate(front[:_MOST_TITLE_LINES]):
        line = close_spaces(paragraph.text)
        opens = _PREAMBLE_START.search(line[:_LONGEST_TITLE])
        if opens and opens.start() == 0:
            break
        if _ABOVE_TITLE.search(line[:_LONGEST_TITLE]) and not _is_title(line):
            if skip:
                continue
            line = re.split("[>＞»›]", line[:_LONGEST_TITLE])[-1].strip()
        if _is_title(line):
            text, place = "", None
        if place is None or (_YEAR.search(line) and "公开" not in text):
            place = paragraph.place
        before = text
        text = close_spaces(text + line)
        end = _TITLE_END.search(text, 0, _LONGEST_TITLE)
        if end and "公开" in text[: end.end()]:
            rest_at = end.end() - len(before)
            rest = line[rest_at:].strip() if 0 < rest_at < len(line) else ""
            following = front[index + 1 :]
            title = text[: end.end()]
            named = _IN_BRACKETS.match(rest)
            if named:
                title, rest = title + named.group(), rest[named.end() :].strip()
            elif not rest and following and _IN_BRACKETS.fullmatch(following[0].text.strip()):
                title, following = title + following[0].text.strip(), following[1:]
            preamble = [Paragraph(rest, paragraph.place)] if rest else []
            preamble += [Paragraph(close_spaces(p.text), p.place) for p in following]
            return Paragraph(title, place), [p for p in preamble if p.text]
        if len(line) > _LONGEST_TITLE_LINE:
            break
    return None


def _is_title(line: str) -> bool:
    """Whether a line is a whole title: the organ's name with year and 公开 … 报告."""
    end = _TITLE_END.search(line, 0, _LONGEST_TITLE)
    head = line[: end.end()] if end else ""
    if not head or re.search("[>＞»›：:。]", head) or not _IN_TITLE.search(head):
        return False
    return is_organ(clean_name(_YEAR.split(head)[0])) or is_organ(_named_after_year(head))


def _named_after_year(head: str) -> str:
    found = re.search(r"(?:20\d\d|二[〇○零].{2})年度?(.{2,40}?)(?:政府信息|政务|信息)公开", head)
    return found.group(1) if found else ""


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
