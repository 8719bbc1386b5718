"""Prose as sentences, as text that patterns can be matched against, and as a stable name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

_SENTENCES = re.compile(r"[^。；！？;!?\n]+[。；！？;!?]?")
# Numerals of bills and vouchers; a circle that stands for zero; full-width digits.
WIDE = str.maketrans(
    "０１２３４５６７８９壹贰叁肆伍陆柒捌玖拾佰仟", "0123456789一二三四五六七八九十百千"
)
_LEAD = re.compile(
    r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,2}[、.]|\d{1,2}[.、](?!\d))"
)
# The longest sentence that is looked at; what is longer is a table that lost its shape.
LONGEST = 600


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph, without empty ones."""
    for found in _SENTENCES.finditer(text):
        sentence = found.group().strip()
        if sentence:
            yield sentence


def plain_sentence(sentence: str) -> str:
    """NFKC without white space, enumerator, titles, bracketed notes and separators of thousands."""
    text = "".join(unicodedata.normalize("NFKC", sentence).split()).translate(WIDE)
    text = _LEAD.sub("", text)
    text = re.sub(r"《[^《》]{0,200}》", "", text)
    text = re.sub(r"\([^()]{0,80}\)", "", text)
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def sentence_key(sentence: str) -> str:
    """A name of a sentence that holds while only its spacing changes."""
    plain = re.sub(r"\s+", "", sentence)
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
