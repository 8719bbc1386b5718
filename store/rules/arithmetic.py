"""A: the sums of the form."""

from __future__ import annotations

from collections.abc import Iterator

from store.equations import Evaluation, Status, cases, evaluate_all
from store.repair import explained_by_one_move, propose_repairs
from store.report import Flag, Origin, Report, Severity, State
from store.rules.registry import Context, Params, rule


@rule("A101", "A102", "A103", "A104")
def failed_equations(report: Report, context: Context) -> Iterator[Flag]:
    """One flag for each set of failed equations that share cells or have one explanation."""
    failed = [
        evaluation
        for evaluation in evaluate_all(context.form, report.cells_by_field)
        if evaluation.status is Status.FAILS and evaluation.equation.table in report.tables_present
    ]
    for case in _joined_by_moves(report, context, cases(failed)):
        yield _flag(report, context, case)


def _joined_by_moves(
    report: Report, context: Context, found: list[list[Evaluation]]
) -> list[list[Evaluation]]:
    """Join two cases that one slid or swapped value explains: one cause, one flag."""
    joined: list[list[Evaluation]] = []
    for case in found:
        for index, other in enumerate(joined):
            both = [*other, *case]
            if explained_by_one_move(context.form, report.cells_by_field, both):
                joined[index] = both
                break
        else:
            joined.append(case)
    return joined


def _flag(report: Report, context: Context, case: list[Evaluation]) -> Flag:
    order = {equation.id: i for i, equation in enumerate(context.form.equations)}
    case = sorted(case, key=lambda evaluation: order[evaluation.equation.id])
    first = case[0]
    equation = first.equation
    cells = report.cells_by_field
    proposals = propose_repairs(context.form, cells, case, context.locked)
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
        "variant": equation.code,
    }
    suspects = proposals[0].changes if proposals and proposals[0].sole else ()
    marked = [change.field for change in suspects] or list(equation.right)
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


def _describe(evaluation: Evaluation) -> str:
    return f"{evaluation.equation.id} {evaluation.left} {evaluation.right}"
