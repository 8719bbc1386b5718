"""Watermarks and stamps that stand upright among the text: large or pale, and on every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from importers.readers.pdf_geometry import Char, PageContent

# So much taller than the usual letters of a page.
_TALL = 1.7
# Points within which two pages have the same character at the same place.
_PLACE = 3.0


def without_stamps(pages: Sequence[PageContent]) -> list[PageContent]:
    """The pages without the characters of watermarks.

    These are large letters that are pale, and large or pale ones that another page has at the
    same place.
    """
    marked = [_marked(page) for page in pages]
    if not any(marked):
        return list(pages)
    seen = Counter(
        key
        for page, indexes in zip(pages, marked, strict=True)
        for key in {_key(page.chars[index]) for index in indexes}
    )
    cleaned = []
    for page, indexes in zip(pages, marked, strict=True):
        gone = {
            index
            for index, is_both in indexes.items()
            if is_both or seen[_key(page.chars[index])] > 1
        }
        chars = [one for index, one in enumerate(page.chars) if index not in gone]
        cleaned.append(replace(page, chars=chars, pale=frozenset()) if gone else page)
    return cleaned


def _marked(page: PageContent) -> dict[int, bool]:
    """Indexes of the characters that are large or pale, and whether they are both."""
    if not page.chars:
        return {}
    heights = [one[3] - one[1] for one in page.chars]
    limit = _TALL * median(heights)
    if not page.pale and max(heights) <= limit:
        return {}
    found = {}
    for index, height in enumerate(heights):
        is_tall = height > limit
        is_pale = index in page.pale
        if is_tall or is_pale:
            found[index] = is_tall and is_pale
    return found


def _key(one: Char) -> tuple[str, int, int]:
    return one[4], round(one[0] / _PLACE), round(one[5] / _PLACE)
