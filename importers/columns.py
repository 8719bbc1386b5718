"""Header labels of a table: which column of the form each one means, and what is doubtful.

Labels are never matched alone: the labels of one header are matched together. What is exact is
fixed, what is left is matched in order; a label that belongs to no column of the form keeps its
values out of the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from importers.document import GridCell
from importers.labels import How, TextScore, Wording, normalise, score_text
from importers.values import looks_like_value

_MOST_PIECES = 3
_LEAST_SCORE = 0.4
# Among more labels than this, other orders than the form's are not tried.
_MOST_PERMUTED = 4
_CLEARLY_BETTER = 0.5
_TWO_LABELS = 0.95
_IN_BRACKETS = 0.9
_BRACKETED = re.compile(r".+\((.+)\)")
# Extra columns that offices add; none of them is ever a column of a form.
NEVER_OFFICIAL = frozenset(["备注", "说明", "小计", "序号", "编号", "项目", "单位", "增减", "同比"])
_NOTHING = TextScore(0.0, How.SIMILAR)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header label with the column it means; ``target`` None: no column of the form.

    ``cell`` is None where nothing stands over a column.
    """

    text: str
    cell: GridCell | None
    target: int | None
    score: TextScore
    runner_up: int | None = None
    runner_up_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands over one column of values: its normalised text, "" for nothing.

    ``also`` is another label over the same column that is none of the form's.
    """

    text: str
    cell: GridCell | None
    also: str = ""


def match_leaves(
    leaves: Sequence[Leaf],
    wordings: Sequence[Wording],
    foreign: frozenset[str],
    lessons: frozenset[str] = frozenset(),
) -> list[HeaderMatch] | None:
    """Match the leaves of a header, from left to right, to the columns of the form.

    ``foreign`` are labels that belong to another form, ``lessons`` those that a reviewer taught.
    None where there are more leaves than columns and it is not sure which are the form's.
    """
    targets = [_exact_target(leaf.text, wordings) for leaf in leaves]
    if targets == list(range(len(wordings))):
        exact = [_rated(leaf.text, leaf.cell, i, wordings) for i, leaf in enumerate(leaves)]
        return [_with_other(m, leaf) for m, leaf in zip(exact, leaves, strict=True)]
    displaced = _keep_one_each(leaves, targets, wordings, lessons)
    open_leaves = [i for i, t in enumerate(targets) if t is None and i not in displaced]
    open_targets = [t for t in range(len(wordings)) if t not in targets]
    if len(leaves) == len(wordings):
        order = _in_best_order(open_leaves, open_targets, leaves, wordings)
        # Where a label was displaced, order tells nothing of the rest any more.
        for index, target in zip(open_leaves, order, strict=not displaced):
            if not _is_foreign(leaves[index].text, wordings, target, foreign):
                targets[index] = target
    elif open_targets:
        return None
    found = []
    for leaf, own in zip(leaves, targets, strict=True):
        match = _rated(leaf.text, leaf.cell, own, wordings)
        if own is not None and match.score.score < _LEAST_SCORE:
            match = HeaderMatch(
                leaf.text,
                leaf.cell,
                own,
                TextScore(match.score.score, How.POSITION),
                match.runner_up,
                match.runner_up_score,
            )
        found.append(_with_other(match, leaf))
    return found


def _with_other(match: HeaderMatch, leaf: Leaf) -> HeaderMatch:
    """A match under the name of both labels where two stand over one column: a doubt."""
    if not leaf.also or match.target is None:
        return match
    text = TextScore(min(match.score.score, _TWO_LABELS), How.CONTAINED)
    return replace(match, text=match.text + leaf.also, score=text)


def _keep_one_each(
    leaves: Sequence[Leaf],
    targets: list[int | None],
    wordings: Sequence[Wording],
    lessons: frozenset[str],
) -> set[int]:
    """Where several leaves are the same column, keep one; returns those that are no column.

    What a reviewer taught stands above the official word, this above a known wording; of the
    same word twice the one in its place is kept, and the other may be any column.
    """
    displaced: set[int] = set()
    for target in {t for t in targets if t is not None and targets.count(t) > 1}:
        same = [i for i, t in enumerate(targets) if t == target]
        taught = [i for i in same if leaves[i].text in lessons]
        official = [i for i in same if leaves[i].text == wordings[target].text]
        best = taught or official or same
        displaced.update(i for i in same if i not in best)
        kept = [i for i in best if i == target] if len(leaves) == len(wordings) else []
        for index in same:
            if index not in (best if len(best) == 1 else kept):
                targets[index] = None
    return displaced


def _in_best_order(
    open_leaves: Sequence[int],
    open_targets: Sequence[int],
    leaves: Sequence[Leaf],
    wordings: Sequence[Wording],
) -> Sequence[int]:
    """The open columns in the order of the form, or in one that fits the labels far better."""
    # Of a label that stands twice one belongs to no column; then there are more columns than labels.
    if len(open_leaves) != len(open_targets) or not 2 <= len(open_leaves) <= _MOST_PERMUTED:
        return open_targets

    def fit(order: Sequence[int]) -> float:
        return sum(
            score_text(leaves[i].text, wordings[t]).score
            for i, t in zip(open_leaves, order, strict=True)
        )

    best = max(permutations(open_targets), key=fit)
    return best if fit(best) > fit(open_targets) + _CLEARLY_BETTER else open_targets


def _is_foreign(
    text: str, wordings: Sequence[Wording], target: int, foreign: frozenset[str]
) -> bool:
    if not text:
        return False
    if text in foreign or text in NEVER_OFFICIAL:
        return True
    if any(score_text(text, official).score >= 0.99 for official in wordings):
        return False
    # What recognition left of a label (O, 八) says nothing: only its place tells.
    if looks_like_value(text):
        return False
    official = wordings[target]
    return text not in official.text and _score(text, official).score < _LEAST_SCORE


def match_anywhere(
    cells: Sequence[GridCell], wordings: Sequence[Wording], foreign: frozenset[str] = frozenset()
) -> list[HeaderMatch]:
    """Match header labels wherever they stand: each to its best column, if any is near."""
    found: list[HeaderMatch] = []
    taken: set[int] = set()
    pieces = joined(cells, wordings)
    for text, _ in pieces:
        target = _exact_target(text, wordings)
        if target is not None:
            taken.add(target)
    for text, cell in pieces:
        target = _exact_target(text, wordings)
        if target is None and text not in foreign and text not in NEVER_OFFICIAL:
            free = [i for i in range(len(wordings)) if i not in taken]
            best = max(free, key=lambda i: score_text(text, wordings[i]).score, default=None)
            if best is not None and score_text(text, wordings[best]).score >= _LEAST_SCORE:
                target = best
                taken.add(best)
        found.append(_rated(text, cell, target, wordings))
    return found


def _exact_target(text: str, wordings: Sequence[Wording]) -> int | None:
    if not text:
        return None
    hits = [i for i, official in enumerate(wordings) if score_text(text, official).score >= 0.99]
    return hits[0] if len(hits) == 1 else None


def _rated(
    text: str, cell: GridCell | None, target: int | None, wordings: Sequence[Wording]
) -> HeaderMatch:
    if target is None:
        return HeaderMatch(text, cell, None, _NOTHING)
    score = _score(text, wordings[target]) if text else _NOTHING
    if score.how is How.EXACT or len(wordings) == 1:
        return HeaderMatch(text, cell, target, score)
    second, index = max(
        (score_text(text, official).score, -i) for i, official in enumerate(wordings) if i != target
    )
    return HeaderMatch(text, cell, target, score, -index, second)


def _score(text: str, official: Wording) -> TextScore:
    """The score of a label, also where it is the official one in brackets: 申请人情况(总计)."""
    score = score_text(text, official)
    found = _BRACKETED.fullmatch(text)
    if score.score < _IN_BRACKETS and found is not None and found.group(1) == official.text:
        return TextScore(_IN_BRACKETS, How.CONTAINED)
    return score


def joined(cells: Sequence[GridCell], wordings: Sequence[Wording]) -> list[tuple[str, GridCell]]:
    """The texts of header cells; torn labels are joined where only that gives a whole one."""
    texts = [normalise(cell.text) for cell in cells]
    found: list[tuple[str, GridCell]] = []
    index = 0
    while index < len(texts):
        for size in range(min(_MOST_PIECES, len(texts) - index), 1, -1):
            whole = "".join(texts[index : index + size])
            if _is_whole(whole, texts[index : index + size], wordings):
                found.append((whole, cells[index]))
                index += size
                break
        else:
            found.append((texts[index], cells[index]))
            index += 1
    return found


def _is_whole(whole: str, pieces: Sequence[str], wordings: Sequence[Wording]) -> bool:
    """True where pieces are one label: known together and not alone, or official together."""
    if _exact_target(whole, wordings) is None:
        return False
    alone = [target for piece in pieces if (target := _exact_target(piece, wordings)) is not None]
    official = {wording.text for wording in wordings}
    return not alone or (whole in official and official.isdisjoint(pieces))
