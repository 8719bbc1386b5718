"""Rules as drawn → few long rules: fragments joined, double lines one, open sides closed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from importers.readers.pdf_geometry import Rule, Rules

# Lines that lie closer to each other than this are one line (double borders).
_SNAP = 3.0
# Gaps that dashes and crossings leave.
_JOIN = 3.5
# Shorter ones are dots, ticks, strokes of a picture.
_SHORTEST = 6.0
_TOUCH = 3.5


def tidy(rules: Rules) -> Rules:
    """The same lines, each once and as long as its fragments reach."""
    return Rules(_tidy(rules.horizontal), _tidy(rules.vertical))


def _tidy(rules: Sequence[Rule]) -> list[Rule]:
    # Dots and crossings go to the lines that they are part of; alone they may be a dashed line.
    clusters = _cluster([rule for rule in rules if rule[2] - rule[1] >= _SHORTEST])
    dots = [rule for rule in rules if rule[2] - rule[1] < _SHORTEST]
    if dots:
        middles = [cluster[len(cluster) // 2][0] for cluster in clusters]
        alone = []
        for dot in dots:
            index = bisect_left(middles, dot[0])
            near = [i for i in (index - 1, index) if 0 <= i < len(middles)]
            best = min(near, key=lambda i: abs(middles[i] - dot[0]), default=None)
            if best is not None and abs(middles[best] - dot[0]) <= _SNAP:
                clusters[best].append(dot)
            else:
                alone.append(dot)
        clusters += _cluster(alone)
    return sorted(line for cluster in clusters for line in _join(cluster))


def _cluster(rules: Iterable[Rule]) -> list[list[Rule]]:
    clusters: list[list[Rule]] = []
    for rule in sorted(rules):
        if clusters and rule[0] - clusters[-1][0][0] <= _SNAP:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return clusters


def _join(cluster: Iterable[Rule]) -> list[Rule]:
    """Fragments of nearly the same position, sorted, as lines at their mean position."""
    pieces = sorted((start, end, position) for position, start, end in cluster)
    lines: list[tuple[float, float]] = []
    weight = mean = 0.0
    begin, reach, _ = pieces[0]
    for start, end, position in pieces:
        length = end - start + 0.01
        weight += length
        mean += position * length
        if start > reach + _JOIN:
            lines.append((begin, reach))
            begin, reach = start, end
        elif end > reach:
            reach = end
    lines.append((begin, reach))
    position = mean / weight
    return [(position, start, end) for start, end in lines if end - start >= _SHORTEST]


def close_open_sides(rules: Rules) -> Rules:
    """Tidy rules with the sides added that a page break or a style leaves open.

    Where upright lines end beside each other at one height and no level line connects them, a
    browser broke a cell between two pages; where level lines end so, the table is drawn without
    its outer borders. Only ends that a rule of the same table connects elsewhere are closed, so
    that tables beside each other stay apart.
    """
    horizontal, vertical = rules.horizontal, rules.vertical
    new_horizontal = _closing(vertical, horizontal)
    new_vertical = _closing(horizontal, vertical)
    if not new_horizontal and not new_vertical:
        return rules
    return Rules(_tidy(horizontal + new_horizontal), _tidy(vertical + new_vertical))


def _closing(lines: Sequence[Rule], across: Sequence[Rule]) -> list[Rule]:
    """Rules that connect neighbouring ends of ``lines`` where no rule of ``across`` does."""
    added: list[Rule] = []
    for at_start in (True, False):
        ends = sorted((line[1] if at_start else line[2], line) for line in lines)
        cluster: list[tuple[float, Rule]] = []
        for end in [*ends, (float("inf"), (0.0, 0.0, 0.0))]:
            if cluster and end[0] - cluster[0][0] > _TOUCH:
                if len(cluster) > 1:
                    added += _connect(cluster, across)
                cluster = []
            cluster.append(end)
    return added


def _connect(ends: Sequence[tuple[float, Rule]], across: Sequence[Rule]) -> list[Rule]:
    """Rules between ends at one place that no rule there connects yet."""
    place = ends[0][0]
    there = [rule for rule in across if abs(rule[0] - place) <= _TOUCH]
    if there:
        place = there[0][0]
    lines = sorted(line for _, line in ends)
    added = []
    for near, far in pairwise(lines):
        low, high = near[0], far[0]
        if high - low < _SHORTEST or any(_spans(rule, low, high) for rule in there):
            continue
        start = max(near[1], far[1]) - _TOUCH
        end = min(near[2], far[2]) + _TOUCH
        if any(start <= rule[0] <= end and _spans(rule, low, high) for rule in across):
            added.append((place, low, high))
    return added


def _spans(rule: Rule, low: float, high: float) -> bool:
    return rule[1] <= low + _TOUCH and rule[2] >= high - _TOUCH
