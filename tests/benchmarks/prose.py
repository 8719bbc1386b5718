"""Precision and recall of the rules on prose: ``python -m tests.benchmarks.prose [FILE ...]``.

Collections with a truth: the sentences of ``tests/prose_sentences.py``, the sample reports, the
families of ``tests/prose_families.tsv``, and sentences of another hand. What is printed for FILE has
no truth: each flag is shown, for a person to judge. All but the last have the authors of the rules,
so that their shares say what the rules were made for, and no more; the last was unseen only once:
then precision was 0.806 and recall 0.735.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from importers.batch import Failure, read_file
from importers.discover import SourceFile
from store.messages import flag_message
from store.report import Report
from store.rules import check_report
from tests.benchmarks import neighbours
from tests.benchmarks.table import markdown
from tests.placed_sentences import FAMILIES, UNSEEN, placed
from tests.placed_sentences import report_of as placed_report
from tests.prose_sentences import CODES as OWN
from tests.prose_sentences import SENTENCES, report_of
from tests.sample_reports import SAMPLES

REPORTS = Path(__file__).parents[1] / "reports"
CODES = (*(f"N{number}" for number in range(501, 517)), "S412")


def raised(report: Report) -> Counter[str]:
    """How often each rule on prose is raised in a report."""
    return Counter(flag.rule for flag in check_report(report) if flag.rule in CODES)


def of_sentences() -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Truth and finding of each sentence, for the rules that the collection is about."""
    for case in SENTENCES:
        found = raised(report_of(case))
        yield Counter(case.flags), Counter({c: n for c, n in found.items() if c in OWN})


def of_placed(path: Path) -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Truth and finding of each sentence of a collection; each rule once a sentence."""
    for case in placed(path):
        yield Counter(case.flags), Counter(set(raised(placed_report(case))))


def of_neighbours() -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Truth and finding of texts that are judged by a neighbour; only N514 and N515."""
    for report, context, wanted in neighbours.cases():
        codes = (flag.rule for flag in check_report(report, context))
        yield Counter(wanted), Counter(c for c in codes if c in ("N514", "N515"))


def of_samples() -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Truth and finding of each sample report."""
    for sample in SAMPLES:
        for report in _read(REPORTS / f"{sample.name}.txt"):
            yield Counter(code for code, _ in sample.flags if code in CODES), raised(report)


def _read(path: Path) -> Sequence[Report]:
    found = read_file(SourceFile(path, path.name))
    return () if isinstance(found, Failure) else found.reports


def scores(pairs: Iterable[tuple[Counter[str], Counter[str]]]) -> list[tuple[str, ...]]:
    """One row a rule: wanted, raised, right, precision, recall."""
    wanted: Counter[str] = Counter()
    got: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for truth, found in pairs:
        wanted += truth
        got += found
        right += truth & found
    rows = [
        _row(code, wanted[code], got[code], right[code])
        for code in CODES
        if wanted[code] or got[code]
    ]
    return [*rows, _row("all", wanted.total(), got.total(), right.total())]


def _row(name: str, wanted: int, got: int, right: int) -> tuple[str, ...]:
    return (
        name,
        str(wanted),
        str(got),
        str(right),
        _share(right, got),
        _share(right, wanted),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def main(paths: Sequence[str]) -> None:
    """Print both tables, and the flags of the files named."""
    columns = ("rule", "wanted", "raised", "right", "precision", "recall")
    for name, pairs in (
        ("sentences", of_sentences()),
        ("sample reports", of_samples()),
        ("texts beside their neighbours", of_neighbours()),
        ("families", of_placed(FAMILIES)),
        ("sentences of another hand", of_placed(UNSEEN)),
    ):
        print(f"\n{name}")
        print(markdown(columns, scores(pairs)))
    for path in paths:
        for report in _read(Path(path)):
            for flag in check_report(report):
                if flag.rule in CODES:
                    print(f"{path}:{flag.place} {flag.rule} {flag_message(flag, 'zh')}")


if __name__ == "__main__":
    main(sys.argv[1:])
