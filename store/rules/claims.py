"""N504, N506, N507, N508: what the prose counts against single figures of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from store.report import Cell, Claim, Flag, Number, Origin, Report, Severity, State
from store.rules.registry import Context, Params, rule

# Fields of the tables by the topic of a claim; the first form that has them counts.
_REVIEW, _LAWSUITS, _BOTH = "litigation.review", "litigation.lawsuits", "litigation.both"
_DISPUTES = {
    _REVIEW: ("litigation.review.total",),
    _LAWSUITS: ("litigation.direct.total", "litigation.after_review.total"),
    _BOTH: (
        "litigation.review.total",
        "litigation.direct.total",
        "litigation.after_review.total",
    ),
}
_DOCUMENTS = {
    "disclosure.normative_documents.made": (
        "disclosure.normative_documents.made",
        "disclosure.normative_documents.newly_made",
    ),
    "disclosure.normative_documents.repealed": ("disclosure.normative_documents.repealed",),
    "disclosure.normative_documents.in_force": ("disclosure.normative_documents.in_force",),
}
_DECISIONS = tuple(f"disclosure.{row}.decisions" for row in ("licences", "penalties", "coercion"))
_FEE, _FEE_FIELD = "information_fee", "disclosure.fees.amount"
_YUAN = 10_000


def claims_on(report: Report, topic: str) -> list[Claim]:
    """The claims of one topic in reading order."""
    return [claim for claim in report.claims if claim.topic == topic]


def figures(report: Report, fields: Sequence[str]) -> list[Number] | None:
    """The printed numbers of fields; None where one of them is no number."""
    found: list[Number] = []
    for field in fields:
        cell = report.cells_by_field.get(field)
        if cell is None or cell.state is not State.NUMBER or cell.value is None:
            return None
        found.append(cell.value)
    return found


def contradicting(claims: Sequence[Claim], accepted: set[Number]) -> Claim | None:
    """The first claim, where neither one of them nor their sum is what the table says."""
    if not claims or any(claim.value in accepted for claim in claims):
        return None
    if sum(claim.value for claim in claims) in accepted:
        return None
    return claims[0]


def claim_flag(
    code: str,
    severity: Severity,
    claim: Claim,
    context: Context,
    fields: Sequence[str],
    params: Params,
) -> Flag:
    """A flag on a claim: its section, its topic and its ordinal are what it is named by."""
    shared: Params = {
        "form": context.form.edition,
        "section": claim.section,
        "stated": str(claim.value),
        "sentence": claim.sentence[:200],
    }
    return Flag(
        rule=code,
        severity=severity,
        origin=Origin.SOURCE,
        anchor=f"{claim.section}:{claim.topic}:{claim.ordinal}",
        place=claim.place,
        params={**shared, **params},
        fields=tuple(fields),
    )


@rule("N504")
def disputes(report: Report, context: Context) -> Iterator[Flag]:
    """Reviews and lawsuits by the prose, alone or together, and by the totals of the table."""
    wrong: dict[str, tuple[Claim, Number]] = {}
    for topic, fields in _DISPUTES.items():
        printed = figures(report, fields)
        if printed is None:
            continue
        # 复议和诉讼 3 件 can be 3 of each.
        each = {printed[0]} if topic == _BOTH and printed[0] == sum(printed[1:]) else set()
        claim = contradicting(claims_on(report, topic), {sum(printed), *each})
        if claim is not None:
            wrong[topic] = claim, sum(printed)
    review, lawsuits = wrong.get(_REVIEW), wrong.get(_LAWSUITS)
    if review and lawsuits and _is_one_denial(review[0], lawsuits[0]):
        wrong = {_BOTH: (review[0], review[1] + lawsuits[1])}
    for topic, (claim, total) in wrong.items():
        kind = topic.rpartition(".")[2]
        params: Params = {
            "table": "litigation",
            "printed": str(total),
            "variant": f"no_{kind}" if claim.value == 0 else kind,
        }
        yield claim_flag("N504", Severity.WARNING, claim, context, _DISPUTES[topic], params)


def _is_one_denial(review: Claim, lawsuits: Claim) -> bool:
    """未发生行政复议、行政诉讼: one sentence, one thing to ask about."""
    same = (review.sentence, review.place) == (lawsuits.sentence, lawsuits.place)
    return same and review.value == lawsuits.value == 0


@rule("N506")
def normative_documents(report: Report, context: Context) -> Iterator[Flag]:
    """Normative documents made, repealed and in force, by the prose and by the table."""
    for topic, names in _DOCUMENTS.items():
        field = next((name for name in names if name in report.cells_by_field), None)
        yield from _compared("N506", report, context, topic, field)


@rule("N507")
def decisions(report: Report, context: Context) -> Iterator[Flag]:
    """Licences, penalties and coercive measures by the prose and by the table."""
    for topic in _DECISIONS:
        yield from _compared("N507", report, context, topic, topic)


def _compared(
    code: str, report: Report, context: Context, topic: str, field: str | None
) -> Iterator[Flag]:
    printed = figures(report, (field,)) if field is not None else None
    if field is None or printed is None:
        return
    claim = contradicting(claims_on(report, topic), set(printed))
    if claim is not None:
        params: Params = {
            "field": field,
            "named": (field,),
            "printed": str(printed[0]),
            "variant": "number" if claim.value else "none",
        }
        yield claim_flag(code, Severity.INFO, claim, context, (field,), params)


@rule("N508")
def information_fee(report: Report, context: Context) -> Iterator[Flag]:
    """The fee for handling requests is a part of the administrative fees of the table.

    So the table may hold more, but not less; nor the same digits, which would be yuan in a
    column of 10,000 yuan.
    """
    cell = report.cells_by_field.get(_FEE_FIELD)
    if cell is None or cell.state is not State.NUMBER or cell.value is None:
        return
    for claim in claims_on(report, _FEE):
        if claim.value == 0:
            continue
        stated = Decimal(claim.value) / _YUAN
        is_yuan = Decimal(cell.value) == Decimal(claim.value) and "万元" not in claim.sentence
        if not is_yuan and stated <= Decimal(cell.value) + _half_unit(cell):
            continue
        params: Params = {
            "table": "disclosure",
            "field": _FEE_FIELD,
            "printed": str(cell.value),
            "converted": f"{stated.normalize():f}",
            "variant": "unit" if is_yuan else "less",
        }
        yield claim_flag("N508", Severity.INFO, claim, context, (_FEE_FIELD,), params)
        return


def _half_unit(cell: Cell) -> Decimal:
    """Half a unit of the last printed digit; nothing for a bare 0, which says "none"."""
    decimals = re.search(r"[.．](\d+)", cell.raw)
    if decimals is None:
        return Decimal(0) if cell.value == 0 else Decimal("0.5")
    return Decimal(5).scaleb(-len(decimals.group(1)) - 1)
