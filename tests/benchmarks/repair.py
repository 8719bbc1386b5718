"""How often the fault in a table is found: seeded faults in tables whose sums hold.

``python -m tests.benchmarks.repair [CASES] [SEED]`` prints, for figures of several sizes and
shares of zeros, how often the truth is among the explanations found, among the first three, on
top alone, and how often another one is; how often the screen lists it, or only cheaper ones; how
often the case is left open; and the CPU time for all failed equations of a report. A fault that breaks no sum cannot be seen and is left out.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from store.equations import Evaluation, Status, evaluate_all
from store.forms import Form, load_form
from store.repair import Explained, Repair, Verdict
from store.repair_cases import explain_cases
from store.report import Cell
from tests.benchmarks.table import machine
from tests.benchmarks.table_faults import FAULTS, Fault, Figures, cells_of, consistent_table

_SIZES = (10, 100, 1000)
_ZEROS = (0.0, 0.6, 0.95)
_HEAD = (
    "| zeros | figures | fault | cases | found | first three | alone on top | another alone | listed | cheaper"
    " | open | candidates | median ms | max ms |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass
class Counts:
    """What became of the cases of one fault."""

    cases: int = 0
    found: int = 0
    first_three: int = 0
    alone: int = 0
    other_alone: int = 0
    listed: int = 0
    cheaper: int = 0
    left_open: int = 0
    candidates: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, explained: list[Explained], truth: dict[str, int]) -> None:
        """Count one report: the truth may be spread over several cases."""
        self.cases += 1
        ranks = [_rank(one, truth) for one in explained]
        mended = {
            f
            for one, rank in zip(explained, ranks, strict=True)
            if rank is not None
            for f in _fields(one, rank)
        }
        is_found = mended == truth.keys()
        self.found += is_found
        self.first_three += is_found and all(rank is not None and rank < 3 for rank in ranks)
        self.alone += is_found and all(
            rank == 0 and one.verdict is Verdict.SOLE
            for one, rank in zip(explained, ranks, strict=True)
        )
        self.other_alone += any(
            rank != 0 and one.verdict is Verdict.SOLE
            for one, rank in zip(explained, ranks, strict=True)
        )
        self.listed += is_found and all(
            rank is not None and rank < len(one.proposals)
            for one, rank in zip(explained, ranks, strict=True)
        )
        is_open = any(one.verdict is Verdict.OPEN for one in explained)
        self.left_open += is_open
        self.cheaper += not is_found and not is_open
        self.candidates += max(len(one.ranked) for one in explained)


def _rank(one: Explained, truth: dict[str, int]) -> int | None:
    for rank, proposal in enumerate(one.ranked):
        if all(truth.get(c.field) == c.proposed for c in proposal.changes):
            return rank
    return None


def _fields(one: Explained, rank: int) -> list[str]:
    return [change.field for change in one.ranked[rank].changes]


@dataclass(frozen=True)
class Case:
    """A damaged table: its true figures, which were changed to what, its cells, failed sums."""

    figures: Figures
    wrong: Figures
    cells: dict[str, Cell]
    failed: list[Evaluation]

    @property
    def printed(self) -> Figures:
        """The figures as the damaged table has them."""
        return {**self.figures, **self.wrong}


def cases_of(
    form: Form, fault: Fault, cases: int, chance: random.Random, below: int, zeros: float
) -> Iterator[Case]:
    """That many tables with a fault that breaks a sum; fewer where it seldom does."""
    made = 0
    for _ in range(cases * 3):
        if made == cases:
            break
        figures: Figures = consistent_table(chance, form, below, zeros)
        wrong = fault(chance, form, figures)
        wrong = {f: v for f, v in (wrong or {}).items() if v != figures[f]}
        cells = cells_of(form, {**figures, **wrong})
        failed = [e for e in evaluate_all(form, cells) if e.status is Status.FAILS]
        if failed:
            made += 1
            yield Case(figures, wrong, cells, failed)


def run(
    form: Form, fault: Fault, cases: int, chance: random.Random, below: int, zeros: float
) -> Counts:
    """Damage that many tables and explain each."""
    counts = Counts()
    for case in cases_of(form, fault, cases, chance, below, zeros):
        began = time.process_time()
        explained = explain_cases(form, Repair(form, case.cells), case.failed)
        counts.seconds.append(time.process_time() - began)
        counts.add(explained, {f: case.figures[f] for f in case.wrong})
    return counts


def _percent(part: int, counts: Counts) -> str:
    return f"{100 * part / counts.cases:.1f} %" if counts.cases else "–"


def main() -> None:
    """Print the table."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    form = load_form("2021")
    print(machine(()), f"\nseed {seed}, {cases} cases each\n", sep="")
    print(_HEAD)
    for zeros in _ZEROS:
        for below in _SIZES:
            for name, fault in FAULTS.items():
                chance = random.Random(f"{seed} {zeros} {below} {name}")
                counts = run(form, fault, cases, chance, below, zeros)
                if not counts.cases:
                    continue
                cells = [
                    f"{zeros:.0%}",
                    f"< {below}",
                    name,
                    str(counts.cases),
                    _percent(counts.found, counts),
                    _percent(counts.first_three, counts),
                    _percent(counts.alone, counts),
                    _percent(counts.other_alone, counts),
                    _percent(counts.listed, counts),
                    _percent(counts.cheaper, counts),
                    _percent(counts.left_open, counts),
                    f"{counts.candidates / counts.cases:.1f}",
                    f"{1000 * statistics.median(counts.seconds):.2f}",
                    f"{1000 * max(counts.seconds):.1f}",
                ]
                print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
