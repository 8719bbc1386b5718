"""Where a page holds its report: by its official headings and tables, not by names of elements.

Ids and classes of known publishing systems only widen the element that is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from importers.errors import FileOverLimitsError
from importers.readers.html_items import Drawn, Item, Line
from importers.readers.html_tree import Element

# Headings and tables in one page; a report has nine.
MOST_MARKS = 2000
# Ids and classes by which publishing systems (TRS, 大汉, 博达, UCAP …) mark an article's text.
_CONTENT = re.compile(
    r"(?:^|\s)(?:zoom|zoomcon|ucapcontent|trs_editor|trs_ueditor|article-?_?con(?:tent)?|"
    r"articlecontent|news_?content(?:_\d+)?|v_news_content|vsb_content\w*|xxgk_content|"
    r"zwgk_content|pages_content|detail[-_]content|content[-_]text|contenttext|con_?text|"
    r"wordsection\d|j-fontcontent|bt-content|view)(?:\s|$)",
    re.IGNORECASE,
)
# Fewer headings that follow each other without text may be empty sections.
_FEWEST_LISTED = 3
# Words of a menu that happen to be a heading.
_MOST_STRAY = 2
_MOST_COPIES = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an official heading or table stands; equal keys say the same."""

    index: int
    key: Hashable


def find_marks(items: Sequence[Item]) -> list[Mark]:
    """Headings that are no links and official tables, in order. Raises FileOverLimitsError."""
    found: list[Mark] = []
    for index, item in enumerate(items):
        if isinstance(item, Drawn):
            if item.is_official:
                texts = tuple([text for row in item.rows for text, _ in row])
                found.append(Mark(index, texts))
        elif isinstance(item, Line) and not item.is_link:
            section = item.section
            if section is not None:
                found.append(Mark(index, section))
    if len(found) > MOST_MARKS:
        raise FileOverLimitsError(what="headings", limit=MOST_MARKS)
    return found


def without_lists(items: Sequence[Item], marks: Sequence[Mark]) -> list[Mark]:
    """Marks without those of headings that only follow each other, where they occur again."""
    lists: list[list[Mark]] = [[]]
    for mark in marks:
        is_next = lists[-1] and mark.index == lists[-1][-1].index + 1
        if not isinstance(items[mark.index], Line):
            lists.append([])
        elif is_next:
            lists[-1].append(mark)
        else:
            lists.append([mark])
    counts = Counter(mark.key for mark in marks)
    listed = {
        mark.index
        for run in lists
        if len(run) >= _FEWEST_LISTED and all(counts[mark.key] > 1 for mark in run)
        for mark in run
    }
    return [mark for mark in marks if mark.index not in listed] or list(marks)


def find_root(items: Sequence[Item], marks: Sequence[Mark]) -> Element:
    """The smallest element that holds the page's marks, or the known wrapper around it.

    A smaller one will do where all that it lacks are a few words elsewhere that are a heading
    too, or copies of the same text (for telephones).
    """
    held: dict[Element, list[Mark]] = {}
    for mark in marks:
        for element in items[mark.index].owner.ancestors():
            held.setdefault(element, []).append(mark)
    wanted = len({mark.key for mark in marks})
    full = [e for e, found in held.items() if len({mark.key for mark in found}) == wanted]
    root = max(full, key=_depth)
    if len(held[root]) < len(marks) and not _needs_no_more(items, marks, held, full, root):
        root = max((e for e in full if len(held[e]) == len(marks)), key=_depth)
    return next((element for element in root.ancestors() if _is_known(element)), root)


def _needs_no_more(
    items: Sequence[Item],
    marks: Sequence[Mark],
    held: Mapping[Element, Sequence[Mark]],
    full: Sequence[Element],
    root: Element,
) -> bool:
    outside = set(marks).difference(held[root])
    if len(outside) <= _MOST_STRAY and all(isinstance(items[m.index], Line) for m in outside):
        return True
    around = set(root.ancestors())
    copies = [element for element in full if element not in around]
    if len(copies) > _MOST_COPIES:
        return False
    said = _said(items, root)
    same = [copy for copy in copies if _said(items, copy) == said]
    return not outside.difference(*(held[copy] for copy in same))


def _depth(element: Element) -> int:
    return sum(1 for _ in element.ancestors())


def _said(items: Sequence[Item], element: Element) -> list[str]:
    """All texts in an element."""
    said: list[str] = []
    for index in inside_of(items, element):
        item = items[index]
        if isinstance(item, Line):
            said.append(item.text)
        elif isinstance(item, Drawn):
            said += [text for row in item.rows for text, _ in row]
    return said


def _is_known(element: Element) -> bool:
    attributes = element.attributes
    return any(_CONTENT.search(attributes.get(name) or "") for name in ("id", "class"))


def inside_of(items: Sequence[Item], root: Element) -> list[int]:
    """Where the items stand that are in an element."""
    known = {root: True}
    found: list[int] = []
    for index, item in enumerate(items):
        passed: list[Element] = []
        is_inside = False
        for element in item.owner.ancestors():
            if element in known:
                is_inside = known[element]
                break
            passed.append(element)
        known.update(dict.fromkeys(passed, is_inside))
        if is_inside:
            found.append(index)
    return found
