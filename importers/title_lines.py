"""The title among the lines above a report's first section, and the preamble behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.organ_names import clean_name, is_organ
from store.report import Paragraph, Place

BOOKMARK = re.compile(r"\[bookmark:[^\[\]]{0,200}\]")
_BETWEEN_CJK = re.compile(
    r"(?<=[\u3400-\u9fff0-9（）〔〕《》])[ \u00a0\u2000-\u200a\u3000]+(?=[\u3400-\u9fff0-9（）〔〕《》])"
)
PREAMBLE_START = re.compile(
    r"根据|为贯彻|为深入|为进一步|按照|依据|依照|本报告|本年度报告|现将|一、|总体情况"
)
TITLE_END = re.compile(r"报\s*告")
# What offices call their report besides that; a list of years on a web page has these words too.
_LOOSE_END = re.compile(r"年\s*报(?!告)|总\s*结")
LONGEST_TITLE_LINE = 60
LONGEST_TITLE = 200
_MOST_TITLE_LINES = 12
# Lines of a web page above the title: where one is, who published what when.
_ABOVE_TITLE = re.compile(
    r"[>＞»›|｜]|当前位置|您的位置|所在位置|首页|索引号|主题分类|发文|发布(?:机构|日期|时间)|"
    r"公开(?:日期|时间|方式|主体)|成文日期|(?:信息)?来源|浏览|点击|字体|字号|打印|分享|^附件"
)
_IN_TITLE = re.compile(
    r"(?:20\d\d|二[〇○零]).*公开.*(?:报|总结)|公开.*(?:20\d\d|二[〇○零]).*(?:报|总结)"
)
IN_BRACKETS = re.compile(r"[（(](?:[^（()）\d]{2,30}|20\d\d年?度?)[）)]")
_YEAR = re.compile(r"20\d\d|二[〇○零]")


def close_spaces(text: str) -> str:
    """Delete spaces between Chinese characters and digits, and bookmarks of converters."""
    text = BOOKMARK.sub("", text)
    return _BETWEEN_CJK.sub("", text).strip()


def split_front(front: Sequence[Paragraph]) -> tuple[Paragraph | None, list[Paragraph]]:
    """The title may span lines, be glued to the preamble, and stand below lines of a web page."""
    found = (
        _find_title(front, skip=True)
        or _find_title(front, skip=False)
        or _find_title(front, skip=True, ends=_LOOSE_END)
    )
    if found is not None:
        return found
    return None, [Paragraph(close_spaces(p.text), p.place) for p in front]


def _find_title(
    front: Sequence[Paragraph], *, skip: bool, ends: re.Pattern[str] = TITLE_END
) -> tuple[Paragraph, list[Paragraph]] | None:
    text = ""
    place: Place | None = None
    for index, paragraph in enumerate(front[:_MOST_TITLE_LINES]):
        line = close_spaces(paragraph.text)
        opens = PREAMBLE_START.search(line[:LONGEST_TITLE])
        if opens and opens.start() == 0:
            break
        if _ABOVE_TITLE.search(line[:LONGEST_TITLE]) and not _is_title(line, ends):
            if skip:
                continue
            line = re.split("[>＞»›]", line[:LONGEST_TITLE])[-1].strip()
        if _is_title(line, ends):
            text, place = "", None
        if place is None or (_YEAR.search(line) and "公开" not in text):
            place = paragraph.place
        before = text
        text = close_spaces(text + line)
        end = ends.search(text, 0, LONGEST_TITLE)
        if end and "公开" in text[: end.end()]:
            if ends is _LOOSE_END and re.search("[。；，,;：:]", text[: end.end()]):
                # 现就…工作总结如下 is a sentence.
                break
            if _heads_a_list(text[: end.end()], front[index + 1 : _MOST_TITLE_LINES], ends):
                continue
            rest_at = end.end() - len(before)
            rest = line[rest_at:].strip() if 0 < rest_at < len(line) else ""
            following = front[index + 1 :]
            title = text[: end.end()]
            named = IN_BRACKETS.match(rest)
            if named:
                title, rest = title + named.group(), rest[named.end() :].strip()
            elif not rest and following and IN_BRACKETS.fullmatch(following[0].text.strip()):
                title, following = title + following[0].text.strip(), following[1:]
            preamble = [Paragraph(rest, paragraph.place)] if rest else []
            preamble += [Paragraph(close_spaces(p.text), p.place) for p in following]
            return Paragraph(title, place), [p for p in preamble if p.text]
        if len(line) > LONGEST_TITLE_LINE:
            break
    return None


def _heads_a_list(title: str, below: Sequence[Paragraph], ends: re.Pattern[str]) -> bool:
    """Whether words without year and organ only name the part of a site that the report is in."""
    return (
        not _YEAR.search(title)
        and not is_organ(title.split("公开")[0])
        and any(_is_title(close_spaces(paragraph.text), ends) for paragraph in below)
    )


def _is_title(line: str, ends: re.Pattern[str] = TITLE_END) -> bool:
    """Whether a line is a whole title: the organ's name with year and 公开 … 报告."""
    end = ends.search(line, 0, LONGEST_TITLE)
    head = line[: end.end()] if end else ""
    if not head or re.search("[>＞»›：:。]", head) or not _IN_TITLE.search(head):
        return False
    return is_organ(clean_name(_YEAR.split(head)[0])) or is_organ(_named_after_year(head))


def _named_after_year(head: str) -> str:
    found = re.search(r"(?:20\d\d|二[〇○零].{2})年度?(.{2,40}?)(?:政府信息|政务|信息)公开", head)
    return found.group(1) if found else ""
