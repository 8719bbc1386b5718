"""N503, N505: how requests were answered and which are left over, by the prose and by the table on requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.report import Claim, Flag, Number, Report, Severity
from store.rules.claims import claim_flag, claims_on, contradicting, figures
from store.rules.registry import Context, Params, rule

_TOTAL = ".total"
_CARRIED_IN, _CARRIED_OUT = "requests.carried_in.total", "requests.carried_out.total"
_GROUPS = ("denied", "unavailable", "rejected", "other_handling")
# Rows that the words for a category may mean, beside the row or group of that name: words are
# used more widely than the form defines them.
_ALSO: dict[str, tuple[tuple[str, ...], ...]] = {
    "granted": (("granted", "partial"),),
    "denied": (
        ("denied", "unavailable"),
        ("denied", "rejected"),
        ("denied", "unavailable", "rejected"),
        _GROUPS,
    ),
    "unavailable": (("unavailable.not_held",), ("unavailable", "other_handling")),
    "unavailable.not_held": (("unavailable",),),
    "rejected": (("rejected", "other_handling"),),
    "rejected.petition": (("rejected",),),
    "other_handling": (("other_handling.other",),),
}
# A category without a row of its own, and the rows that take it.
_NOT_INFORMATION = "not_government_information"
_NOT_INFORMATION_ROWS = (("other_handling.other",), ("other_handling",))
_PARTIAL_WITHIN = re.compile(r"(?:其中|包括|包含|含)[^，。；]{0,12}部分公开")


@rule("N503")
def results(report: Report, context: Context) -> Iterator[Flag]:
    """Categories of result that the prose names, against the rows that have a count."""
    received = claims_on(report, "requests.received.total")
    if received and all(claim.value == 0 for claim in received):
        # Without requests there are no results: that is the contradiction to ask about.
        return
    done: set[str] = set()
    for claim in report.claims:
        if claim.topic in done:
            continue
        done.add(claim.topic)
        if claim.topic.startswith("all_requests."):
            yield from _all_of_one_kind(report, context, claim)
        elif claim.topic.startswith("requests.") and claim.topic.endswith(_TOTAL):
            row = claim.topic.removeprefix("requests.").removesuffix(_TOTAL)
            if row not in ("received", "carried_in", "carried_out", "total"):
                yield from _counted(report, context, row, claims_on(report, claim.topic))


def _counted(report: Report, context: Context, row: str, claims: list[Claim]) -> Iterator[Flag]:
    sums = _sums(report, row)
    if row == "granted" and _is_partial_apart(report):
        sums = sums[:1]
    fields = _own_fields(report, row)
    if not sums or not fields:
        return
    stated: set[Number] = {claim.value for claim in claims} | {sum(c.value for c in claims)}
    if stated & set(sums) or (row == _NOT_INFORMATION and min(stated) <= max(sums)):
        return
    params: Params = {
        "table": "requests",
        "category": row,
        "printed": str(sums[0]),
        "variant": "number" if claims[0].value else "none",
    }
    yield claim_flag("N503", Severity.INFO, claims[0], context, fields, params)


def _is_partial_apart(report: Report) -> bool:
    """Whether 部分公开 is counted beside 予以公开, which then can't hold it."""
    claims = claims_on(report, f"requests.partial{_TOTAL}")
    return any(claim.value and not _PARTIAL_WITHIN.search(claim.sentence) for claim in claims)


def _all_of_one_kind(report: Report, context: Context, claim: Claim) -> Iterator[Flag]:
    """All requests received are said to be of one category that the table has too few of."""
    row = claim.topic.removeprefix("all_requests.")
    sums = _sums(report, row)
    received = figures(report, ("requests.received.total",))
    carried = figures(report, ("requests.carried_in.total", "requests.carried_out.total"))
    if not sums or received is None or carried is None:
        return
    carried_in, carried_out = carried
    if claim.value not in (received[0], received[0] + carried_in):
        # The number of requests is in doubt itself: another rule's matter.
        return
    if max(sums) + carried_out >= claim.value:
        return
    elsewhere = [
        field for field in _result_fields(report) if (figures(report, (field,)) or [0])[0] > 0
    ]
    elsewhere = [field for field in elsewhere if field not in _own_fields(report, row)]
    if not elsewhere:
        return
    params: Params = {
        "table": "requests",
        "category": row,
        "rows": tuple(f.removeprefix("requests.").removesuffix(_TOTAL) for f in elsewhere),
        "variant": "elsewhere",
    }
    yield claim_flag("N503", Severity.INFO, claim, context, elsewhere, params)


def _result_fields(report: Report) -> list[str]:
    """Fields of the total column of all results, without the row that sums them."""
    apart = ("received", "carried_in", "carried_out", "total")
    return [
        cell.field
        for cell in report.cells
        if cell.field.startswith("requests.")
        and cell.field.endswith(_TOTAL)
        and cell.field.split(".")[1] not in apart
    ]


def _own_fields(report: Report, row: str) -> list[str]:
    """The fields of a category's row, or of all rows of its group."""
    if row == _NOT_INFORMATION:
        named = [_own_fields(report, option[0]) for option in _NOT_INFORMATION_ROWS]
        return next((fields for fields in named if fields), [])
    field = f"requests.{row}{_TOTAL}"
    if field in report.cells_by_field:
        return [field]
    return [found for found in _result_fields(report) if found.startswith(f"requests.{row}.")]


def _sums(report: Report, row: str) -> list[Number]:
    """What the table may be taken to say of a category; the narrowest reading first.

    Empty where a cell of it is no number.
    """
    own = figures(report, _own_fields(report, row))
    if not own:
        return []
    sums: list[Number] = [sum(own)]
    for rows in _ALSO.get(row, ()):
        fields = [field for part in rows for field in _own_fields(report, part)]
        also = figures(report, fields)
        if also:
            sums.append(sum(also))
    return sums


@rule("N505")
def all_answered(report: Report, context: Context) -> Iterator[Flag]:
    """What the prose says of requests carried over, and that all were answered while some are."""
    yield from _carried_over(report, context)
    printed = figures(report, (_CARRIED_OUT,))
    if printed is None or printed[0] <= 0:
        return
    if any(claim.value == printed[0] for claim in claims_on(report, _CARRIED_OUT)):
        # The prose itself says how many are left over.
        return
    claims = claims_on(report, "all_answered")
    if not claims:
        answered = figures(report, ("requests.total.total",))
        claims = claims_on(report, "answered") if answered is not None else []
        claims = [claim for claim in claims if answered and claim.value != answered[0]]
    if not claims:
        return
    params: Params = {"field": _CARRIED_OUT, "printed": str(printed[0]), "variant": "all"}
    yield claim_flag("N505", Severity.INFO, claims[0], context, (_CARRIED_OUT,), params)


def _carried_over(report: Report, context: Context) -> Iterator[Flag]:
    for field, kind in ((_CARRIED_IN, "carried_in"), (_CARRIED_OUT, "carried_out")):
        printed = figures(report, (field,))
        claim = contradicting(claims_on(report, field), set(printed or ()))
        if printed is None or claim is None:
            continue
        params: Params = {
            "field": field,
            "printed": str(printed[0]),
            "variant": kind if claim.value else f"no_{kind}",
        }
        yield claim_flag("N505", Severity.INFO, claim, context, (field,), params)
