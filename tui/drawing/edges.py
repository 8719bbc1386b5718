"""The equations at the edges of a grid: behind each row, and below the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store.equations import Evaluation, Status, evaluate_all
from store.forms import Axis, Equation
from store.forms import Table as FormTable
from store.report import Number, State
from store.review import ReviewData
from tui.drawing.text import Line, Look, Span, left, right, width_of
from tui.drawing.words import own_number
from tui.locale import Translator

Statuses = Mapping[tuple[str, str], Sequence[Evaluation]]


@dataclass(frozen=True)
class Frame:
    """Widths of a grid: the labels, each column, the edge with its stroke."""

    label: int
    column: int
    edge: int


def previewed(data: ReviewData, preview: Mapping[str, Number]) -> tuple[Evaluation, ...]:
    """The equations with the previewed values put in: a right candidate turns them whole."""
    if not preview:
        return data.evaluations
    cells = dict(data.printed.cells_by_field)
    for field, value in preview.items():
        cells[field] = replace(cells[field], state=State.NUMBER, value=value)
    return evaluate_all(data.form, cells)


def statuses_of(evaluations: Sequence[Evaluation]) -> Statuses:
    """Evaluations by table and ``row:key`` or ``column:key``."""
    found: dict[tuple[str, str], list[Evaluation]] = {}
    for evaluation in evaluations:
        equation = evaluation.equation
        key = (equation.table, f"{equation.axis}:{equation.line}")
        found.setdefault(key, []).append(evaluation)
    return found


def worst_status(evaluations: Sequence[Evaluation]) -> Status | None:
    """The status that has to be looked at first."""
    order = (Status.FAILS, Status.NOT_ASSESSABLE, Status.HOLDS_IF_BLANKS_ARE_0, Status.HOLDS)
    for status in order:
        if any(e.status is status for e in evaluations):
            return status
    return None


def both_sums(evaluation: Evaluation, *, ascii_only: bool = False) -> str:
    """6≠8: what the parts sum up to, and what is printed; "" where a sum is not known."""
    if evaluation.left is None or evaluation.right is None:
        return ""
    return f"{evaluation.left}{'!=' if ascii_only else '≠'}{evaluation.right}"


def status_span(
    evaluations: Sequence[Evaluation], width: int, words: Translator, *, ascii_only: bool = False
) -> Span:
    """The worst status in a word; of a failed sum both sums, where they have room."""
    status = worst_status(evaluations)
    if status is None:
        return Span(" " * width)
    text = words(f"status.{status.value}")
    failed = [e for e in evaluations if e.status is Status.FAILS]
    if len(failed) == 1:
        sums = both_sums(failed[0], ascii_only=ascii_only)
        text = sums if sums and width_of(sums) < width else text
    look = {Status.FAILS: Look.ERROR, Status.HOLDS: Look.DIM}.get(status, Look.WARNING)
    return Span(right(text, width), look)


def footer(
    evaluations: Sequence[Evaluation],
    table: FormTable,
    frame: Frame,
    words: Translator,
    *,
    ascii_only: bool = False,
    compact: bool = False,
) -> list[Line]:
    """The sums of the columns: one line, or where one fails a line a relation, with both sums.

    With ``compact`` it is one line always, with both sums where they have room.
    """
    own = [e for e in evaluations if e.equation.table == table.key]
    if not own:
        return []
    holding = sum(e.status is Status.HOLDS for e in own)
    columns = [e for e in own if e.equation.axis is Axis.COLUMN]
    lines: list[list[Span]] = []
    if not compact and any(e.status is Status.FAILS for e in columns):
        for code in dict.fromkeys(e.equation.code for e in columns):
            found = {e.equation.line: e for e in columns if e.equation.code == code}
            lines += _relation(found, table, frame, words, ascii_only=ascii_only)
    else:
        spans = [Span(left(words("grid.columns"), frame.label), Look.DIM)]
        for column in table.columns:
            here = [e for e in columns if e.equation.line == column.key]
            spans.append(status_span(here, frame.column, words, ascii_only=ascii_only))
        lines.append(spans)
    count = right(f"{holding}/{len(own)}", frame.edge - 3)
    return [
        (*spans, Span(" │ ", Look.DIM), Span(count if i == len(lines) - 1 else "", Look.DIM))
        for i, spans in enumerate(lines)
    ]


def _relation(
    found: Mapping[str, Evaluation],
    table: FormTable,
    frame: Frame,
    words: Translator,
    *,
    ascii_only: bool,
) -> list[list[Span]]:
    """One relation on one line; on two, a side each, where the sums are too wide for one."""
    head, tail = sides(next(iter(found.values())).equation, table, words)
    sums = [both_sums(e, ascii_only=ascii_only) for e in found.values() if e.status is Status.FAILS]
    if all(text and width_of(text) < frame.column for text in sums):
        name = words("grid.relation", left=head, right=tail)
        spans = [Span(left(name, frame.label), Look.DIM)]
        for column in table.columns:
            here = [found[column.key]] if column.key in found else []
            spans.append(status_span(here, frame.column, words, ascii_only=ascii_only))
        return [spans]
    sign = "!=" if ascii_only else "≠"
    above = [Span(left(words("grid.side_above", side=head), frame.label), Look.DIM)]
    below = [Span(left(words("grid.side_below", side=tail), frame.label), Look.DIM)]
    for column in table.columns:
        evaluation = found.get(column.key)
        if evaluation is None or evaluation.status is not Status.FAILS:
            here = [evaluation] if evaluation is not None else []
            above.append(status_span(here, frame.column, words))
            below.append(Span(" " * frame.column))
            continue
        above.append(Span(right(str(evaluation.left), frame.column), Look.ERROR))
        below.append(Span(right(f"{sign}{evaluation.right}", frame.column), Look.ERROR))
    return [above, below]


def sides(equation: Equation, table: FormTable, words: Translator) -> tuple[str, str]:
    """Both sides of a relation between rows by their numbers: 一＋二, 七＋四."""

    def side(fields: Sequence[str]) -> str:
        rows = [table.rows_by_key[f.partition(".")[2].rpartition(".")[0]] for f in fields]
        if len(rows) > 2:
            return words("grid.parts")
        numbers = [own_number(row.label, words.language) for row in rows]
        return words("grid.plus").join(numbers)

    return side(equation.left), side(equation.right)
