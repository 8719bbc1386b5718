"""Precision and recall of the rules on prose: ``python -m tests.benchmarks.prose [FILE ...]``.

Three collections with a truth: the sentences of ``tests/prose_sentences.py``, the sample reports,
and sentences of another hand that the rules had not seen when they were first run on them. What is
printed for FILE has no truth: each flag is shown, for a person to judge. The first two and the
rules have the same authors, so that their shares say what the rules were made for, and no more.
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
from tests.benchmarks import unseen
from tests.benchmarks.table import markdown
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


def of_unseen() -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Truth and finding of each sentence of another hand; each rule once a sentence."""
    for case in unseen.unseen():
        yield Counter(case.flags), Counter(set(raised(unseen.report_of(case))))


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
        ("sentences of another hand", of_unseen()),
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
