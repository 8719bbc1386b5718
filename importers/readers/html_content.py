"""The report's part of a page: its content element, the title above it, no menus and footers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.readers.html_items import Drawn, Item, Line, Picture
from importers.readers.html_marks import find_marks, find_root, inside_of, without_lists
from importers.readers.html_words import (
    is_date_line,
    is_footer_line,
    is_metadata,
    is_publication_line,
    is_title,
    names_organ,
    names_year,
    title_in_window_title,
)

# A longer line with a full stop is no text of a link.
_FEWEST_OF_PROSE = 30
_SHORT = 40
# A title stands within so many lines above the first heading.
_TITLE_WITHIN = 80
_MOST_TITLE_LINES = 3
# Organ and date may stand in a block of their own behind the content element.
_SIGNATURE_WITHIN = 4
_LEFT_IN_TITLE = re.compile("[。；，、：:;,>＞»›]")


@dataclass(frozen=True, slots=True)
class Content:
    """The items of a report, and a title to put in front where they hold none."""

    items: tuple[Item, ...]
    title: str | None = None


def choose_content(items: Sequence[Item], titles: Sequence[str]) -> Content:
    """The part of a page's items that is the report; ``titles`` are those of the page's head.

    Raises FileOverLimitsError.
    """
    items = _unlinked(items)
    marks = find_marks(items)
    window = next(filter(None, map(title_in_window_title, titles)), None)
    if not marks:
        has_title = any(isinstance(item, Line) and is_title(item.text) for item in items)
        return Content(tuple(items), None if has_title else window)
    marks = without_lists(items, marks)
    root = find_root(items, marks)
    inside = inside_of(items, root)
    start, end = inside[0], inside[-1] + 1
    first = next(mark.index for mark in marks if mark.index >= start)
    last = next(mark.index for mark in reversed(marks) if mark.index < end)
    front, title = _front(items, start, first, window)
    return Content((*front, *items[first : last + 1], *_tail(items, last + 1, end)), title)


def _unlinked(items: Sequence[Item]) -> list[Item]:
    """The items, without the links of lines among which one is prose: a link was left open."""
    found = list(items)
    run: list[int] = []
    is_open = False
    for index, item in enumerate([*items, None]):
        if item is not None and not isinstance(item, Line):
            continue
        if item is not None and item.is_link:
            run.append(index)
            is_open |= len(item.text) >= _FEWEST_OF_PROSE and "。" in item.text
            continue
        if item is not None and not item.text.strip():
            continue
        for at in run if is_open else ():
            line = found[at]
            if isinstance(line, Line):
                found[at] = replace(line, linked=0.0)
        run, is_open = [], False
    return found


def _front(
    items: Sequence[Item], start: int, first: int, window: str | None
) -> tuple[list[Item], str | None]:
    """What stands between the title and the first heading; a title where none stands there."""
    at = _title_above(items, first, 0)
    if at is None:
        return [item for item in items[start:first] if _is_front(item)], window
    begin = _first_line_of_title(items, at)
    text = "".join(item.text for item in items[begin : at + 1] if isinstance(item, Line))
    title = None
    if not names_organ(text):
        # The text's own title may leave the organ to the headline of the page.
        title = _title_naming_organ(items, begin, window)
    front: list[Item] = list(items[begin : at + 1])
    for index in range(at + 1, first):
        item = items[index]
        if _is_front(item) and (index >= start or _is_sentence(item)):
            front.append(item)
    return front, title


def _title_above(items: Sequence[Item], below: int, low: int) -> int | None:
    """The last line of the title nearest above ``below``."""
    for index in range(below - 1, max(low, below - _TITLE_WITHIN) - 1, -1):
        text = _own_text(items[index])
        if text is None:
            continue
        if is_title(text):
            return index
        before = _own_text(items[index - 1]) if index > low else None
        # 关于2023年政府信息公开 ⏎ 工作的年度报告
        is_rest = before is not None and len(text) <= 12 and text.endswith("报告")
        if is_rest and before and is_title(before + text) and not is_title(before):
            return index
    return None


def _own_text(item: Item) -> str | None:
    """The text of a line that is neither a link nor the page's own words."""
    if not isinstance(item, Line) or item.is_link or len(item.text) > 120:
        return None
    return None if is_publication_line(item.text) else item.text.strip()


def _first_line_of_title(items: Sequence[Item], at: int) -> int:
    """Where a title begins that is set in several lines: organ, year, name of the report."""
    item = items[at]
    text = item.text if isinstance(item, Line) else ""
    for index in range(at - 1, max(0, at - _MOST_TITLE_LINES) - 1, -1):
        above = _own_text(items[index])
        if not above or len(above) > _SHORT or _LEFT_IN_TITLE.search(above) or is_title(above):
            break
        lacks = "公开" not in text
        lacks |= not names_organ(text) and names_organ(above)
        lacks |= not names_year(text) and names_year(above) and not is_date_line(above)
        if not lacks:
            break
        text, at = above + text, index
    return at


def _title_naming_organ(items: Sequence[Item], below: int, window: str | None) -> str | None:
    at = _title_above(items, below, 0)
    while at is not None:
        text = _own_text(items[at]) or ""
        if names_organ(text):
            return text
        at = _title_above(items, at, max(0, below - _TITLE_WITHIN))
    return window if window is not None and names_organ(window) else None


def _is_front(item: Item) -> bool:
    if isinstance(item, Line):
        if item.is_link and len(item.text) < _SHORT:
            return False
        return not is_publication_line(item.text)
    if isinstance(item, Drawn):
        return not any(is_metadata(text) for row in item.rows for text, _ in row)
    return True


def _is_sentence(item: Item) -> bool:
    return isinstance(item, Line) and len(item.text) >= _SHORT and "。" in item.text


def _tail(items: Sequence[Item], begin: int, end: int) -> list[Item]:
    """What follows the last heading or table, up to where the page's own lines begin."""
    for index in range(begin, end):
        item = items[index]
        if not isinstance(item, Line):
            continue
        if is_footer_line(item.text):
            return list(items[begin:index])
        following = items[index + 1] if index + 1 < end else None
        if _is_menu(item) and following is not None and _is_menu(following):
            return list(items[begin:index])
    return [*items[begin:end], *_signature(items, end)]


def _is_menu(item: Item) -> bool:
    """A short link; a list of attachments is content."""
    if not isinstance(item, Line) or not item.is_link:
        return False
    text = item.text.strip()
    return len(text) < _SHORT and not text.startswith(("附件", "http", "www"))


def _signature(items: Sequence[Item], end: int) -> list[Item]:
    """Organ and date right behind the content element, where they are all that stands there."""
    found: list[Item] = []
    for item in items[end : end + _SIGNATURE_WITHIN]:
        if isinstance(item, Picture):
            continue
        if not isinstance(item, Line) or item.is_link:
            break
        if len(item.text) > _SHORT or is_footer_line(item.text) or is_publication_line(item.text):
            break
        found.append(item)
        if is_date_line(item.text):
            return found
    return []
