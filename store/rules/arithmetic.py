"""A: the sums of the form."""

from __future__ import annotations

from collections.abc import Iterator

from store.equations import Evaluation, Status, evaluate_all
from store.repair import Explained, Repair, Verdict
from store.repair_cases import explain_cases
from store.report import Flag, Noticed, Origin, Proposal, Report, Severity, State
from store.rules.registry import Context, Params, rule


@rule("A101", "A102", "A103", "A104")
def failed_equations(report: Report, context: Context) -> Iterator[Flag]:
    """One flag for each set of failed equations that share cells or have one explanation."""
    failed = [
        evaluation
        for evaluation in evaluate_all(context.form, report.cells_by_field)
        if evaluation.status is Status.FAILS and evaluation.equation.table in report.tables_present
    ]
    if not failed:
        return
    repair = Repair(
        context.form,
        report.cells_by_field,
        locked=context.locked,
        doubted=_read_weakly(report),
        previous=context.previous.cells_by_field if context.previous else None,
    )
    by_id = {evaluation.equation.id: evaluation for evaluation in failed}
    for explained in explain_cases(context.form, repair, failed):
        case = [by_id[context.form.equations[index].id] for index in explained.failed]
        yield _flag(report, context, case, explained)


def _read_weakly(report: Report) -> frozenset[str]:
    """Cells that were recognised in an image without certainty."""
    return frozenset(
        str(field)
        for seen in report.observed(Noticed.RECOGNISED)
        if isinstance(fields := seen.facts.get("fields"), tuple)
        for field in fields
    )


def _flag(report: Report, context: Context, case: list[Evaluation], explained: Explained) -> Flag:
    first, proposals = case[0], explained.proposals
    equation = first.equation
    cells = report.cells_by_field
    terms = tuple(str(cells[field].value) for field in equation.left)
    params: Params = {
        "form": context.form.edition,
        "table": equation.table,
        "axis": equation.axis.value,
        "line_of": equation.line,
        "terms": terms,
        "right_terms": tuple(str(cells[field].value) for field in equation.right),
        "left": str(first.left),
        "right": str(first.right),
        "difference": str(first.difference),
        "equations": len(case),
        "variant": "over" if _has_more_handled(first) else equation.code,
    }
    apart = _apart(case, proposals)
    if apart:
        params["apart"] = apart
    if explained.families:
        params["families"] = explained.families
    if explained.verdict is Verdict.OPEN:
        params["open"] = explained.why_open.value
    suspects = [c.field for c in proposals[0].changes] if proposals and proposals[0].sole else []
    # The flag stands where its first sum is.
    suspects.sort(key=lambda field: field not in equation.fields)
    marked = suspects or list(equation.right)
    fields = (*marked, *(f for f in equation.fields if f not in marked))
    unsure = any(
        cells[f].score < 0.99 or cells[f].state is not State.NUMBER for f in equation.fields
    )
    return Flag(
        rule=equation.code,
        severity=Severity.ERROR,
        origin=Origin.UNDECIDED if unsure else Origin.SOURCE,
        anchor=equation.id,
        place=cells[fields[0]].place,
        params=params,
        fields=fields,
        evidence=tuple(_describe(evaluation) for evaluation in case),
        proposals=proposals,
    )


def _has_more_handled(evaluation: Evaluation) -> bool:
    """Whether a column answers and carries over more requests than came in."""
    return evaluation.equation.code == "A101" and (evaluation.difference or 0) > 0


def _apart(case: list[Evaluation], proposals: tuple[Proposal, ...]) -> tuple[tuple[str, ...], ...]:
    """The other failed sums of a case; none where one cell may be all that is wrong.

    Who finds that cell by the first sum mends the others with it.
    """
    if proposals and all(len(proposal.changes) == 1 for proposal in proposals):
        return ()
    return tuple(
        (e.equation.code, e.equation.axis.value, e.equation.line, str(e.difference))
        for e in case[1:]
    )


def _describe(evaluation: Evaluation) -> str:
    return f"{evaluation.equation.id} {evaluation.left} {evaluation.right}"
