"""Prints how right real labels are matched, alone and inside a whole table."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.label_peers import PEERS
from tests.benchmarks.real_labels import (
    Alone,
    RealLabel,
    ask_alone,
    ask_in_tables,
    ask_peer_alone,
)
from tests.benchmarks.table import markdown


def percent(part: int, whole: int) -> str:
    """A share as a number of hundredths, without the sign; a dash of nothing."""
    return f"{100 * part / whole:.2f}" if whole else "-"


def measure_labels(labels: Sequence[RealLabel], examples: int) -> None:
    """Measure and print: each label alone, then those of tables inside a whole one."""
    fields = [one for one in labels if one.path is not None and not one.is_group]
    groups = [one for one in labels if one.path is not None and one.is_group]
    none = [one for one in labels if one.path is None]
    print(
        f"\nreal labels: {len(fields)} of fields, {len(groups)} of groups, {len(none)} of no form,"
        " each once for each form that has it"
    )
    head = ("method", "first candidate right %", "of groups %", "matched %", "matched wrongly",
            "none matched", "none above 99 % of fields")  # fmt: skip
    rows = []
    for with_group in (True, False):
        told = "parent told" if with_group else "parent unknown"
        answers = [ask_alone(part, with_group=with_group) for part in (fields, groups, none)]
        rows.append((f"gouji match, {told}", *_alone_shares(*answers)))
        if with_group:
            wrong = [
                *(one for one in answers[0] if not one.is_right),
                *(one for one in answers[2] if one.is_matched),
            ]
        for peer in PEERS:
            if peer.is_installed:
                own = [
                    ask_peer_alone(peer, part, with_group=with_group)
                    for part in (fields, groups, none)
                ]
                rows.append((f"{peer.name}, {told}", *_alone_shares(*own)))
    print(f"\n{markdown(head, rows)}")
    for one in wrong[:examples]:
        print(f"  {one.label.where}: “{_flat(one.label.raw)}” first {'/'.join(one.first)}")
    _measure_in_tables(labels, examples)


def _alone_shares(
    fields: Sequence[Alone], groups: Sequence[Alone], none: Sequence[Alone]
) -> tuple[str, ...]:
    known = [*fields, *groups]
    ranked = sorted((one.score for one in fields), reverse=True)
    threshold = ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))]
    return (
        percent(sum(one.is_right for one in fields), len(fields)),
        percent(sum(one.is_right for one in groups), len(groups)),
        percent(sum(one.is_matched for one in known), len(known)),
        str(sum(one.is_matched and not one.is_right for one in known)),
        str(sum(one.is_matched for one in none)),
        str(sum(one.score >= threshold for one in none)),
    )


def _measure_in_tables(labels: Sequence[RealLabel], examples: int) -> None:
    print(
        "\neach label that lies in a table of the form, alone in an otherwise clean report;\n"
        "doubtful: something is not given, or given wrongly, and a flag names it\n"
    )
    answers = ask_in_tables(labels)
    rows = []
    for name, chosen in (
        ("of fields and groups", [one for one in answers if one.label.path is not None]),
        ("of no form", [one for one in answers if one.label.path is None]),
    ):
        verdicts = [one.verdict for one in chosen]
        shares = (percent(verdicts.count(v), len(chosen)) for v in ("right", "doubtful", "wrong"))
        rows.append((name, str(len(chosen)), *shares))
    print(markdown(("labels", "", "right %", "doubtful %", "wrong silently %"), rows))
    for one in [one for one in answers if one.verdict != "right"][:examples]:
        said = one.scored.silent[0] if one.scored.silent else ""
        print(f"  {one.verdict}: {one.label.where}: “{_flat(one.label.raw)}” {said}")


def _flat(text: str) -> str:
    return text.replace("\n", "⏎")
