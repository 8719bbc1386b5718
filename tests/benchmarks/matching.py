"""How right labels are matched: gouji's alignment of whole tables beside matching each alone.

Run by hand: ``python -m tests.benchmarks.matching [--labels FILE]``. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.alignment import LabelDoubt, Scored, Verdicts, score_alignment, time_alignment
from tests.benchmarks.damage import LEVELS
from tests.benchmarks.damaged_tables import damaged_report, damaged_reports
from tests.benchmarks.label_peers import (
    PEERS,
    Answer,
    Asked,
    ask_gouji,
    ask_peer,
    asked_of,
    at_recall,
    curve,
)
from tests.benchmarks.label_printing import measure_labels, percent
from tests.benchmarks.real_labels import read_labels
from tests.benchmarks.table import machine, markdown

_NOTE = """\
shares of labels beside figures; right: given to their own row of the form, of these flagged: with
a doubt for the reviewer; not given: to no row; wrong: of all that were given, one that is not on
the form counts wherever it goes; silently: no flag of reading (labels, values, structure) names
the row, arithmetic not counted. Matching alone has no doubts; it is shown at the threshold where
it finds as much as the alignment and is wrong least, or at the one where it finds most. All get
gouji's normalised labels and the rows of their table alone. Times are CPU times."""
_HEAD = (
    "method", "right %", "of these flagged %", "not given %", "wrong silently %",
    "wrong but flagged %", "threshold", "labels/s",
)  # fmt: skip
_BANDS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)
# A runner-up is near where its score is less than this behind.
_NEAR = 0.1
_MATCH = "gouji match, first candidate"
_PROFILE_LINES = 30
# Reports of which only time is taken have seeds of their own: labels seen once are cheap.
_FIRST_TIMED = 100_000
_TIMED = 60


@dataclass
class _Answers:
    """What matching alone answered by method, and the seconds."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Read the arguments, measure, print."""
    arguments = _arguments()
    if arguments.profile is not None:
        _profile(arguments.profile, arguments.reports)
        return
    print(machine(("rapidfuzz", "thefuzz")))
    for peer in PEERS:
        if not peer.is_installed:
            print(f"{peer.name} skipped: pip install {peer.distribution}")
    if arguments.labels is not None:
        measure_labels(read_labels(arguments.labels), arguments.examples)
    print(f"\n{_NOTE}", flush=True)
    # The first report pays for what is loaded once.
    score_alignment(damaged_report(0, 0))
    _measure_damage(arguments.reports, arguments.examples)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.matching", description=__doc__
    )
    parser.add_argument("--labels", type=Path, help="real labels with their fields (TSV)")
    parser.add_argument("--reports", type=int, default=200, help="damaged reports a level")
    parser.add_argument("--examples", type=int, default=20, help="mistakes to name, of each kind")
    parser.add_argument(
        "--profile", type=int, choices=range(len(LEVELS)), help="print where a level's time goes"
    )
    return parser.parse_args()


def _measure_damage(count: int, examples: int) -> None:
    every: list[Scored] = []
    asked: list[Asked] = []
    times: list[tuple[str, ...]] = []
    cells: list[tuple[str, ...]] = []
    pooled = _Answers()
    for level in range(len(LEVELS)):
        timed = list(damaged_reports(level, _TIMED, _FIRST_TIMED))
        aligning = time_alignment(timed)
        reports = list(damaged_reports(level, count))
        scored = [score_alignment(report) for report in reports]
        own = asked_of(reports)
        found = _ask(own)
        rows = _sum([one.rows for one in scored])
        print(f"\nlevel {level}, {count} reports, {len(own)} labels\n")
        speed = len(asked_of(timed)) / aligning
        print(markdown(_HEAD, _methods(rows, found, len(own), speed)))
        print(_equal_recall(rows, found), flush=True)
        reading = sum(one.seconds for one in scored)
        times.append(
            (
                str(level),
                f"{1000 * aligning / len(timed):.2f}",
                f"{1000 * reading / count:.2f}",
                str(sum(one.has_other_form for one in scored)),
            )
        )
        cells.append((str(level), *_cell_shares(_sum([one.cells for one in scored]))))
        if level:
            every += scored
            asked += own
            for name, answers in found.answers.items():
                pooled.answers.setdefault(name, []).extend(answers)
    print("\nall damaged levels together")
    print(_equal_recall(_sum([one.rows for one in every]), pooled))
    print("\ncells of the form: given the figure from their own place, or not\n")
    head = ("level", "right %", "of these flagged %", "without figure %", "and without a flag %",
            "wrong silently %", "wrong but flagged %")  # fmt: skip
    print(markdown(head, cells))
    print("\nms a report: tables found and aligned with one form; all that follows the reader\n")
    print(markdown(("level", "aligning ms", "document to report ms", "other form"), times))
    for axis in ("row", "column"):
        _print_bands(axis, [doubt for one in every for doubt in one.doubts if doubt.axis == axis])
    _print_harm(every)
    _print_mistakes("silent", [text for one in every for text in one.silent], examples)
    _print_mistakes("flagged", [text for one in every for text in one.flagged], examples)


def _print_mistakes(kind: str, mistakes: Sequence[str], most: int) -> None:
    print(f"\n{kind} mistakes: {len(mistakes)}")
    for mistake in mistakes[:: max(1, len(mistakes) // most)][:most]:
        print(f"  {mistake}")


def _print_harm(scored: Sequence[Scored]) -> None:
    """The rows of all damaged levels by what was done to them; one may have suffered several."""
    print("\nrows by what was done to them (shares of these rows)\n")
    rows = []
    for harm in sorted({harm for one in scored for harm in one.by_harm}):
        counts = _sum([one.by_harm[harm] for one in scored if harm in one.by_harm])
        right = counts.right + counts.left_out
        whole = right + counts.missing + counts.wrong
        parts = (right, counts.missing, counts.wrong_silently, counts.wrong_flagged)
        rows.append((harm, str(whole), *(percent(part, whole) for part in parts)))
    head = ("", "rows", "right %", "not given %", "wrong silently %", "wrong but flagged %")
    print(markdown(head, rows))


def _ask(asked: Sequence[Asked]) -> _Answers:
    found = _Answers()
    found.answers[_MATCH], found.seconds[_MATCH] = ask_gouji(asked)
    for peer in PEERS:
        if peer.is_installed:
            found.answers[peer.name], found.seconds[peer.name] = ask_peer(peer, asked)
    return found


def _sum(verdicts: Sequence[Verdicts]) -> Verdicts:
    total = Verdicts()
    for one in verdicts:
        total.add(one)
    return total


def _methods(
    rows: Verdicts, found: _Answers, labels: int, labels_a_second: float
) -> list[tuple[str, ...]]:
    given = rows.right + rows.wrong
    table = [
        (
            "gouji alignment",
            percent(rows.right, rows.all),
            percent(rows.right_flagged, rows.right),
            percent(rows.missing, rows.all),
            percent(rows.wrong_silently, given),
            percent(rows.wrong_flagged, given),
            "",
            f"{labels_a_second:,.0f}",
        ),
        _sure_row(found.answers[_MATCH], labels / found.seconds[_MATCH]),
    ]
    for name, answers in found.answers.items():
        point = at_recall(curve(answers), rows.right / rows.all)
        of_form = [answer for answer in answers if answer.asked.key is not None]
        left = sum(answer.key is None or answer.score < point.threshold for answer in of_form)
        table.append(
            (
                name,
                f"{100 * point.recall:.2f}",
                "",
                percent(left, len(of_form)),
                f"{100 * point.wrong:.2f}",
                "",
                f"{point.threshold:.2f}",
                f"{labels / found.seconds[name]:,.0f}",
            )
        )
    return table


def _sure_row(answers: Sequence[Answer], labels_a_second: float) -> tuple[str, ...]:
    of_form = [answer for answer in answers if answer.asked.key is not None]
    sure = [answer for answer in answers if answer.is_sure]
    return (
        "gouji match, sure ones",
        percent(sum(answer.is_right for answer in sure), len(of_form)),
        "0.00",
        percent(sum(not answer.is_sure for answer in of_form), len(of_form)),
        percent(sum(not answer.is_right for answer in sure), len(sure)),
        "",
        "",
        f"{labels_a_second:,.0f}",
    )


def _equal_recall(rows: Verdicts, found: _Answers) -> str:
    """The lines that compare wrong shares at equal recall.

    Of all assignments, flagged ones too; of them the silent ones; and of what a reviewer is not
    asked about, against what matching alone gives at the high threshold that finds as little.
    """
    given = rows.right + rows.wrong
    unflagged = rows.right - rows.right_flagged
    silent = rows.wrong_silently
    return "\n".join(
        (
            _compared(
                "wrong share at equal recall", rows.right / rows.all, rows.wrong / given, found
            ),
            _compared("the same, silently", rows.right / rows.all, silent / given, found),
            _compared(
                "without a flag alone", unflagged / rows.all, silent / (unflagged + silent), found
            ),
        )
    )


def _compared(what: str, recall: float, own: float, found: _Answers) -> str:
    points = {name: at_recall(curve(answers), recall) for name, answers in found.answers.items()}
    # Who finds as much comes first; of the others the one that is wrong least.
    best = min(points, key=lambda name: (points[name].recall < recall, points[name].wrong))
    point = points[best]
    reached = "" if point.recall >= recall else f", which finds only {100 * point.recall:.2f} %"
    return (
        f"{what} ({100 * recall:.2f} %): gouji {100 * own:.3f} %, best independent"
        f" {100 * point.wrong:.3f} % ({best}{reached}), ratio {_ratio(own, point.wrong)}"
    )


def _ratio(own: float, other: float) -> str:
    if not other:
        return "-"
    return f"{own / other:.3f}"


def _cell_shares(cells: Verdicts) -> tuple[str, ...]:
    return (
        percent(cells.right, cells.all),
        percent(cells.right_flagged, cells.right),
        percent(cells.missing, cells.all),
        f"{100 * cells.missing_silently / cells.all:.3f}",
        f"{100 * cells.wrong_silently / cells.all:.3f}",
        f"{100 * cells.wrong_flagged / cells.all:.3f}",
    )


def _print_bands(axis: str, doubts: Sequence[LabelDoubt]) -> None:
    """Of the labels matched with a doubt, the share of right ones by score, and by what."""
    print(f"\n{axis} labels matched with a doubt: right ones by score\n")
    kinds = sorted({doubt.how for doubt in doubts})
    rows = []
    for low, high in zip(_BANDS, (*_BANDS[1:], 1.01), strict=True):
        band = [doubt for doubt in doubts if low <= doubt.score < high]
        chosen = [band, [doubt for doubt in band if doubt.margin < _NEAR]]
        chosen += [[doubt for doubt in band if doubt.how == how] for how in kinds]
        shares = (share for group in chosen for share in _shares(group))
        rows.append((f"{low:.2f} to {min(high, 1.0):.2f}", *shares))
    heads = (head for name in ("labels", "runner-up near", *kinds) for head in (name, "right %"))
    print(markdown(("score", *heads), rows))


def _shares(doubts: Sequence[LabelDoubt]) -> tuple[str, str]:
    return str(len(doubts)), percent(sum(doubt.is_right for doubt in doubts), len(doubts))


def _profile(level: int, count: int) -> None:
    """Print the functions in which reading damaged reports spends most time of its own."""
    from importers.reports import read_reports

    read_reports(damaged_report(0, 0).document, "")
    reports = list(damaged_reports(level, count))
    profile = cProfile.Profile()
    with profile:
        for report in reports:
            read_reports(report.document, "")
    print(f"{count} reports; the profiler itself slows down what calls many functions")
    pstats.Stats(profile).sort_stats("tottime").print_stats(_PROFILE_LINES)


if __name__ == "__main__":
    main()
