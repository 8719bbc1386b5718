"""Which cell is wrong: the smallest changes that make all equations hold.

After Fellegi & Holt (1976) and Scholtus, "A generalized Fellegi–Holt paradigm", Survey
Methodology 12-001-X (2016): minimise the cost of edit operations. Exact integers; a fixed bound
on the supports tried, never on time, so that the same cells always give the same proposals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.equations import Evaluation, Status, evaluate
from store.forms import Form
from store.operations import Operation, find_operations
from store.repair_costs import cost_of_change, weight_of
from store.repair_order import RepairOrder
from store.report import Cell, Change, Number, Proposal, State
from store.sum_system import Deltas, SumSystem
from store.supports import MOST_CELLS, MOST_SUPPORTS, SupportSearch, interchangeable_pairs

MOST_LISTED = 5
MOST_SHOWN = 9
_TIE = 0.2
# Explanations that are not dearer than the best by this much are looked for, too.
_HORIZON = 0.5
# Where no single cell explains a case, all pairs that do are listed, however dear.
_ALWAYS_LISTED = 2
_ROUNDING = 1e-9


class Verdict(StrEnum):
    """What can be said of a case: one explanation, a few that tie, or nothing."""

    SOLE = "sole"
    CHOICE = "choice"
    OPEN = "open"


class WhyOpen(StrEnum):
    """Why nothing is proposed for a case."""

    NONE = "none"
    MANY = "many"
    CUT_SHORT = "cut_short"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Explained:
    """Failed equations with what explains them.

    ``ranked`` are the explanations found, cheapest first, those that tie in the order of the
    previous year; ``families`` are cells that together are wrong by a known amount, each by an
    unknown one. ``proposals`` are what may be shown: nothing where the verdict is open.
    ``is_cut_short`` says that the search met its bound.
    """

    failed: tuple[int, ...]
    verdict: Verdict
    ranked: tuple[Proposal, ...] = ()
    families: tuple[tuple[str, ...], ...] = ()
    is_cut_short: bool = False

    @property
    def why_open(self) -> WhyOpen:
        """Why the verdict is open, where it is."""
        if self.is_cut_short:
            return WhyOpen.CUT_SHORT
        if self.ranked:
            return WhyOpen.MANY
        return WhyOpen.FAMILY if self.families else WhyOpen.NONE

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The explanations within 0.2 of the best, then dearer ones while there is room."""
        return () if self.verdict is Verdict.OPEN else self.ranked[:MOST_SHOWN]

    @property
    def near(self) -> tuple[Proposal, ...]:
        """The explanations within 0.2 of the best; nothing where the verdict is open."""
        return tuple(p for p in self.proposals if not is_dearer(p, self.proposals))

    @property
    def cost(self) -> float | None:
        """The cost of the best explanation, None where there is none."""
        return min((proposal.cost for proposal in self.ranked), default=None)


class Repair:
    """The explanations of one report's failed equations."""

    def __init__(
        self,
        form: Form,
        cells: Mapping[str, Cell],
        *,
        locked: frozenset[str] = frozenset(),
        doubted: frozenset[str] = frozenset(),
        previous: Mapping[str, Cell] | None = None,
        most_supports: int = MOST_SUPPORTS,
    ) -> None:
        """``locked`` cells are never changed, ``doubted`` ones were read weakly.

        ``previous`` are the cells of the year before: they order what ties, and prove nothing.
        """
        self._form = form
        self._cells = cells
        self._doubted = doubted
        self._system = SumSystem(form, cells, locked)
        self._search = SupportSearch(self._system, most_supports)
        self._order = RepairOrder(form, self._system.values, previous or {})
        self._operations = find_operations(self._system) if self._system.residuals else ()
        self._least = sorted(
            weight_of(cells[field], doubted)
            for field in self._system.touching
            if field not in locked
        )[:MOST_CELLS]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What may have happened to several cells at once."""
        return self._operations

    def explain(self, failed: Sequence[int]) -> Explained:
        """Explain failed equations, by their positions in the form, all at once."""
        residuals = {index: self._system.residuals[index] for index in failed}
        wanted = frozenset(failed)
        found: dict[frozenset[tuple[str, int]], tuple[float, Deltas]] = {}
        for operation in self._operations:
            if operation.mends == wanted:
                _keep(found, operation.cost, operation.deltas)
        families: list[tuple[float, tuple[str, ...]]] = []
        fewest = MOST_CELLS
        for size in range(1, MOST_CELLS + 1):
            costs = [cost for cost, _ in found.values()] + [cost for cost, _ in families]
            # Two cells are looked for even where one act is cheaper: all that there is is listed.
            is_needed = size <= _ALWAYS_LISTED and size <= fewest
            if costs and not is_needed and not self._may_be_near(size, min(costs)):
                break
            for deltas in self._search.solutions(residuals, size):
                fewest = min(fewest, size)
                _keep(found, self._cost(deltas), deltas)
            if size == 2:
                for pair, both in interchangeable_pairs(self._system, residuals):
                    if both is not None:
                        _keep(found, self._cost(both), both)
                    else:
                        families.append((sum(self._weight(field) for field in pair), pair))
        return self._judged(tuple(failed), list(found.values()), families)

    def _may_be_near(self, size: int, best: float) -> bool:
        least = self._least[:size]
        return len(least) == size and sum(least) < best + _HORIZON - _ROUNDING

    def _judged(
        self,
        failed: tuple[int, ...],
        found: list[tuple[float, Deltas]],
        families: list[tuple[float, tuple[str, ...]]],
    ) -> Explained:
        ranked = self._order.ranked(found, _TIE - _ROUNDING)
        costs = [cost for cost, _ in ranked] + [cost for cost, _ in families]
        least = min(costs, default=0.0)
        limit = least + _TIE - _ROUNDING
        near = sum(1 for cost, _ in ranked if cost < limit)
        near_families = tuple(fields for cost, fields in families if cost < limit)
        if self._search.is_exhausted or not 0 < near <= MOST_LISTED - len(near_families):
            verdict = Verdict.OPEN
        elif near == 1 and not near_families:
            verdict = Verdict.SOLE
        else:
            verdict = Verdict.CHOICE
        is_sole = verdict is Verdict.SOLE and _is_alone([deltas for _, deltas in ranked])
        proposals = tuple(
            Proposal("repair", self._changes(deltas), is_sole and not i, round(cost, 3))
            for i, (cost, deltas) in enumerate(ranked)
        )
        return Explained(failed, verdict, proposals, near_families, self._search.is_exhausted)

    def _changes(self, deltas: Deltas) -> tuple[Change, ...]:
        values = self._system.values
        return tuple(
            Change(field, values[field], values[field] + deltas[field])
            for field in self._order.in_form_order(deltas)
        )

    def _weight(self, field: str) -> float:
        return weight_of(self._cells[field], self._doubted)

    def _cost(self, deltas: Deltas) -> float:
        values = self._system.values
        return sum(
            cost_of_change(self._weight(field), values[field], values[field] + delta)
            for field, delta in deltas.items()
        )


def _is_alone(ranked: Sequence[Deltas]) -> bool:
    """Whether nothing else of so few cells explains the same; of more than two it is not known."""
    first, *others = ranked
    return len(first) <= _ALWAYS_LISTED and all(len(deltas) > len(first) for deltas in others)


def is_dearer(proposal: Proposal, among: Sequence[Proposal]) -> bool:
    """Whether a proposal is less likely than the best of those beside it."""
    least = min(one.cost for one in among)
    return proposal.cost >= least + _TIE - _ROUNDING


def _keep(
    found: dict[frozenset[tuple[str, int]], tuple[float, Deltas]], cost: float, deltas: Deltas
) -> None:
    """The same changes count once, at the lower of their costs."""
    key = frozenset(deltas.items())
    if key not in found or cost < found[key][0]:
        found[key] = (cost, deltas)


def propose_repairs(
    form: Form,
    cells: Mapping[str, Cell],
    case: Sequence[Evaluation],
    locked: frozenset[str] = frozenset(),
) -> tuple[Proposal, ...]:
    """Explanations of one case, cheapest first; none where more than five tie or none is found.

    ``locked`` cells are never changed: a reviewer has read them in the source. A proposal is
    ``sole`` where the next one is at least 0.2 dearer and changes more cells.
    """
    at = {equation.id: index for index, equation in enumerate(form.equations)}
    failed = sorted(at[evaluation.equation.id] for evaluation in case)
    return Repair(form, cells, locked=locked).explain(failed).proposals


def holds_after(
    form: Form, cells: Mapping[str, Cell], proposal: Proposal
) -> tuple[Evaluation, ...]:
    """The equations that a proposal touches, evaluated with its values put in."""
    after = dict(cells)
    for change in proposal.changes:
        after[change.field] = _with_value(cells[change.field], change.proposed)
    touched = {change.field for change in proposal.changes}
    return tuple(
        evaluate(equation, after, form)
        for equation in form.equations
        if touched & set(equation.fields)
    )


def _with_value(cell: Cell, value: Number) -> Cell:
    return Cell(
        cell.field,
        cell.raw,
        State.NUMBER,
        value,
        cell.place,
        cell.row_label,
        cell.column_label,
        cell.score,
    )


def is_located(form: Form, cells: Mapping[str, Cell], proposal: Proposal) -> bool:
    """True where a sole explanation is more than the likeliest one.

    In a single sum every cell can be the wrong one, and only the digits speak for it (part four:
    right in less than half of all cases); where two sums cross in a cell they locate it.
    """
    if not proposal.sole:
        return False
    crossing = [
        {c.field for c in proposal.changes} & set(e.equation.fields)
        for e in holds_after(form, cells, proposal)
        if e.status is Status.HOLDS
    ]
    return all(
        sum(1 for fields in crossing if change.field in fields) > 1 for change in proposal.changes
    )


def all_hold(evaluations: Sequence[Evaluation]) -> bool:
    """True where every equation holds."""
    return all(evaluation.status is Status.HOLDS for evaluation in evaluations)
