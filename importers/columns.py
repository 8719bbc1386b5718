"""Header labels of a table: which column of the form each one means, and what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importers.document import GridCell
from importers.labels import How, TextScore, Wording, normalise, score_text

_MOST_PIECES = 3
_LEAST_SCORE = 0.4


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header label with the column it means; ``target`` None: no column of the form."""

    text: str
    cell: GridCell
    target: int | None
    score: TextScore
    runner_up: int | None = None
    runner_up_score: float = 0.0


def match_in_order(cells: Sequence[GridCell], wordings: Sequence[Wording]) -> list[HeaderMatch]:
    """Match header labels that stand in the order of the form, one to one.

    Torn labels (本年新 ⏎ 公开数量) are joined where only that gives a whole label.
    """
    pieces = _joined(cells, wordings)
    if len(pieces) == len(wordings):
        targets: list[int | None] = list(range(len(wordings)))
        named = [_exact_target(text, wordings) for text, _ in pieces]
        if sorted(t for t in named if t is not None) == list(range(len(wordings))):
            targets = named
        else:
            targets = _with_taught(pieces, targets, wordings)
        return [
            _rated(text, cell, target, wordings)
            for (text, cell), target in zip(pieces, targets, strict=True)
        ]
    return match_anywhere(cells, wordings)


def _with_taught(
    pieces: Sequence[tuple[str, GridCell]],
    targets: Sequence[int | None],
    wordings: Sequence[Wording],
) -> list[int | None]:
    """A label that is an alias stands where the alias says; what stood there is left out."""
    changed = list(targets)
    for position, (text, _) in enumerate(pieces):
        target = _exact_target(text, wordings)
        if target is None or target == changed[position] or text == wordings[target].text:
            continue
        changed = [None if other == target else other for other in changed]
        changed[position] = target
    return changed


def match_anywhere(cells: Sequence[GridCell], wordings: Sequence[Wording]) -> list[HeaderMatch]:
    """Match header labels wherever they stand: each to its best column, if any is near."""
    found: list[HeaderMatch] = []
    taken: set[int] = set()
    pieces = _joined(cells, wordings)
    for text, _ in pieces:
        target = _exact_target(text, wordings)
        if target is not None:
            taken.add(target)
    for text, cell in pieces:
        target = _exact_target(text, wordings)
        if target is None:
            free = [i for i in range(len(wordings)) if i not in taken]
            best = max(free, key=lambda i: score_text(text, wordings[i]).score, default=None)
            if best is not None and score_text(text, wordings[best]).score >= _LEAST_SCORE:
                target = best
                taken.add(best)
        found.append(_rated(text, cell, target, wordings))
    return found


def _exact_target(text: str, wordings: Sequence[Wording]) -> int | None:
    hits = [i for i, official in enumerate(wordings) if score_text(text, official).score >= 0.99]
    return hits[0] if len(hits) == 1 else None


def _rated(
    text: str, cell: GridCell, target: int | None, wordings: Sequence[Wording]
) -> HeaderMatch:
    if target is None:
        return HeaderMatch(text, cell, None, TextScore(0.0, How.SIMILAR))
    score = score_text(text, wordings[target])
    others = [
        (score_text(text, official).score, -i) for i, official in enumerate(wordings) if i != target
    ]
    if score.how is How.EXACT or not others:
        return HeaderMatch(text, cell, target, score)
    second, index = max(others)
    return HeaderMatch(text, cell, target, score, -index, second)


def _joined(cells: Sequence[GridCell], wordings: Sequence[Wording]) -> list[tuple[str, GridCell]]:
    texts = [normalise(cell.text) for cell in cells]
    joined: list[tuple[str, GridCell]] = []
    index = 0
    while index < len(texts):
        for size in range(min(_MOST_PIECES, len(texts) - index), 1, -1):
            whole = "".join(texts[index : index + size])
            alone = any(
                _exact_target(text, wordings) is not None for text in texts[index : index + size]
            )
            if not alone and _exact_target(whole, wordings) is not None:
                joined.append((whole, cells[index]))
                index += size
                break
        else:
            joined.append((texts[index], cells[index]))
            index += 1
    return joined
