"""Prose as sentences, as text that patterns can be matched against, and as a stable name."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from store.remembered import remembered

_SENTENCES = re.compile(r"[^。；！？;!?\n]+[。；！？;!?]?")
# Numerals of bills and vouchers; a circle that stands for zero; full-width digits.
WIDE = str.maketrans(
    "０１２３４５６７８９壹贰叁肆伍陆柒捌玖拾佰仟", "0123456789一二三四五六七八九十百千"
)
_TITLES = re.compile(r"《[^《》]{0,200}》")
_NOTES = re.compile(r"\([^()]{0,80}\)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WHITE = re.compile(r"\s+")
# Of these NFKC leaves the numerals of bills.
_FORMAL = re.compile(f"[{''.join(map(chr, WIDE))}]")
_LEAD = re.compile(
    r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,2}[、.]|\d{1,2}[.、](?!\d))"
)
# The longest sentence that is looked at; what is longer is a table that lost its shape.
LONGEST = 600


# Claims and several rules look at the same paragraphs and sentences one after the other.
@remembered
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, without empty ones."""
    return tuple(filter(None, map(str.strip, _SENTENCES.findall(text))))


@remembered
def without_white(text: str) -> str:
    """NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@remembered
def plain_sentence(sentence: str) -> str:
    """NFKC without white space, enumerator, titles, bracketed notes and separators of thousands."""
    text = without_white(sentence)
    if _FORMAL.search(text):
        text = text.translate(WIDE)
    text = _LEAD.sub("", text)
    if "《" in text:
        text = _TITLES.sub("", text)
    if "(" in text:
        text = _NOTES.sub("", text)
    return _THOUSANDS.sub("", text) if "," in text else text


def sentence_key(sentence: str) -> str:
    """A name of a sentence that holds while only its spacing changes."""
    plain = _WHITE.sub("", sentence)
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
