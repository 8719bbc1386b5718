"""How well source rows fit one row of a form: label, number in front, parent group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from importers.labels import How, TextScore, Wording, normalise, score_text, split_enumerator
from importers.source_rows import SourceRow

_LEAST_SCORE = 0.4
_LEAST_SCORE_BLANK = 0.6
# Short labels of one table share half of their characters (行政许可, 行政处罚).
_SHORT = 5
_LEAST_SCORE_SHORT = 0.55
_SAME_NUMBER = 0.1
_OTHER_NUMBER = -0.15
_SAME_GROUP = 0.1
_OTHER_GROUP = -0.2
_NO_VALUES = -0.3
_FRAGMENT = -0.02


def _leaf_texts(rows: Sequence[SourceRow]) -> tuple[str, ...]:
    """Normalised texts that may be the label of these rows taken together."""
    if len(rows) == 1:
        return (normalise(rows[0].labels[-1].text),) if rows[0].labels else ("",)
    every = "".join(normalise(row.labels[-1].text) for row in rows if row.labels)
    anchor = next((row for row in rows if row.filled and row.labels), rows[0])
    column = anchor.labels[-1].column if anchor.labels else 0
    same = "".join(
        normalise(cell.text) for row in rows for cell in row.labels if cell.column == column
    )
    return (every,) if same == every or not same else (every, same)


def is_near(text: str, official: Wording, least: float, same_number: bool) -> bool:
    """True where a label is near enough to an official one, numbers in front left out."""
    score = score_text(text, official).score
    if len(official.bare) <= _SHORT and score < 0.9:
        bare = split_enumerator(text)[1]
        own = _bare_score(bare, official.bare)
        return own >= (_LEAST_SCORE_SHORT - 0.05 if same_number else _LEAST_SCORE_SHORT)
    return score >= (least - 0.15 if same_number else least)


@lru_cache(maxsize=20_000)
def _bare_score(text: str, official: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(text, official)


def rate(
    rows: Sequence[SourceRow], official: Wording, groups: dict[str, str]
) -> tuple[float, TextScore, str] | None:
    """Rating of these rows as one form row, or None where they cannot be it."""
    filled = any(row.filled for row in rows)
    best: tuple[TextScore, str] | None = None
    for text in _leaf_texts(rows):
        if not text:
            continue
        score = score_text(text, official)
        if best is None or score.score > best[0].score:
            best = (score, text)
    if best is None:
        return None
    text_score, label = best
    if text_score.score < 0.9 and len(official.bare) >= 3 and len(rows) == 1:
        glued = "".join(normalise(cell.text) for cell in rows[0].labels)
        if glued != official.text and glued.endswith(official.text):
            text_score = TextScore(0.95, How.CONTAINED)
    rating = text_score.score
    number = split_enumerator(label)[0]
    same_number = number is not None and number == official.enumerator
    least = _LEAST_SCORE if filled else _LEAST_SCORE_BLANK
    if text_score.how is not How.CONTAINED and not is_near(label, official, least, same_number):
        return None
    if number is not None and official.enumerator is not None:
        rating += _SAME_NUMBER if same_number else _OTHER_NUMBER
    for row in rows:
        for cell in row.labels[:-1]:
            group = groups.get(normalise(cell.text))
            if group is not None:
                rating += _SAME_GROUP if group in official.path else _OTHER_GROUP
                break
    if not filled:
        rating += _NO_VALUES
    return rating + _FRAGMENT * (len(rows) - 1), text_score, label
