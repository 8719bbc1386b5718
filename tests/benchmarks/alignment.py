"""How right gouji's alignment is: every row and cell of a damaged report, and every doubt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.canonical import read_table
from importers.errors import NoReportError
from importers.reports import read_reports
from importers.tables import find_tables
from store.forms import load_form
from store.report import Flag, Noticed, Report, State
from tests.benchmarks.damaged_tables import DamagedReport
from tests.benchmarks.doubted import Doubted, doubts


@dataclass
class Verdicts:
    """Counts of rows or cells of the form that the report prints, and of assignments.

    ``right`` and among them ``right_flagged``; ``missing`` were given nowhere, and among them
    ``missing_silently`` without a doubt; ``wrong_flagged`` and ``wrong_silently`` are assignments;
    ``left_out`` are rows not of the form that were rightly given nowhere.
    """

    all: int = 0
    right: int = 0
    right_flagged: int = 0
    missing: int = 0
    missing_silently: int = 0
    wrong_flagged: int = 0
    wrong_silently: int = 0
    left_out: int = 0

    @property
    def wrong(self) -> int:
        """All wrong assignments."""
        return self.wrong_flagged + self.wrong_silently

    def add(self, other: Verdicts) -> None:
        """Count another report's, too."""
        for name in Verdicts.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class LabelDoubt:
    """A label that was matched with a doubt: whether rightly, and what the doubt says."""

    axis: str
    is_right: bool
    score: float
    margin: float
    how: str


@dataclass
class Scored:
    """What reading one report gave.

    ``silent`` and ``flagged`` name wrong rows and cells; ``by_harm`` counts rows by what was done
    to them.
    """

    rows: Verdicts = field(default_factory=Verdicts)
    cells: Verdicts = field(default_factory=Verdicts)
    doubts: list[LabelDoubt] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    by_harm: dict[str, Verdicts] = field(default_factory=dict)
    seconds: float = 0.0
    has_other_form: bool = False


def score_alignment(damaged: DamagedReport) -> Scored:
    """Read a report through the door that readers use, and compare; only reading is timed."""
    began = time.process_time()
    try:
        report: Report | None = read_reports(damaged.document, "")[0]
    except NoReportError:
        report = None
    scored = Scored(seconds=time.process_time() - began)
    flags = doubts(report)
    scored.has_other_form = report is None or report.form != damaged.edition
    _score_rows(damaged, report, flags, scored)
    _score_cells(damaged, report, flags, scored)
    if report is not None:
        scored.doubts = _label_doubts(damaged, report)
    return scored


def time_alignment(reports: Sequence[DamagedReport]) -> float:
    """CPU seconds of finding the tables and aligning them with the form that they print.

    Labels are kept between reports: only ones that were not read before tell anything.
    """
    began = time.process_time()
    for damaged in reports:
        form = load_form(damaged.edition)
        for source in find_tables(damaged.document.blocks).values():
            read_table(source, form)
    return time.process_time() - began


def _score_rows(
    damaged: DamagedReport, report: Report | None, flags: list[Flag], scored: Scored
) -> None:
    doubted = Doubted(damaged, flags)
    given = _given_rows(damaged, report)
    for index, row in enumerate(damaged.rows):
        if row.is_header or not row.has_figures or row.table == "litigation":
            continue
        own = f"{row.table}.{row.key}" if row.key else None
        got = given.get(index)
        counts = Verdicts(all=own is not None)
        is_named = index in doubted.sources
        if own is not None and got == own:
            counts.right = 1
            counts.right_flagged = int(is_named or own in doubted.rows)
        elif got is not None:
            is_named |= got in doubted.rows
            counts.wrong_flagged, counts.wrong_silently = int(is_named), int(not is_named)
            (scored.flagged if is_named else scored.silent).append(
                f"{damaged.name}: “{_printed(row.label)}” of {own or 'no row'} became {got}"
                f" ({', '.join(sorted(row.harm)) or 'whole'})"
            )
        elif own is not None:
            counts.missing = 1
            if not is_named and own not in doubted.rows:
                counts.missing_silently = 1
                scored.silent.append(
                    f"{damaged.name}: “{_printed(row.label)}” of {own} is nowhere, without a flag"
                )
        else:
            counts.left_out = 1
        scored.rows.add(counts)
        for harm in row.harm or {"whole"}:
            scored.by_harm.setdefault(harm, Verdicts()).add(counts)


def _printed(text: str) -> str:
    return text.replace("\n", "⏎")


def _given_rows(damaged: DamagedReport, report: Report | None) -> dict[int, str]:
    """Index of a source row → the row of the form that its values were given to."""
    given: dict[int, str] = {}
    if report is None:
        return given
    every = (*report.cells, *(cell for _, cell in report.extra_cells))
    for cell in every:
        if cell.state is State.ABSENT:
            continue
        source = damaged.row_at(cell.place.line)
        if source is not None:
            given.setdefault(source, cell.field.rpartition(".")[0])
    return given


def _score_cells(
    damaged: DamagedReport, report: Report | None, flags: list[Flag], scored: Scored
) -> None:
    doubted = Doubted(damaged, flags)
    counts = scored.cells
    found = {}
    if report is not None:
        found = {cell.field: cell for _, cell in report.extra_cells} | report.cells_by_field
    for field_id in load_form(damaged.edition).fields_by_id:
        line = damaged.lines.get(field_id)
        counts.all += line is not None
        cell = found.get(field_id)
        source = damaged.row_at(line)
        is_named = (
            field_id.rpartition(".")[0] in doubted.rows
            or source in doubted.sources
            or line in doubted.columns
        )
        if cell is None or cell.state in (State.ABSENT, State.LOST):
            if line is not None:
                counts.missing += 1
                counts.missing_silently += not (is_named or doubted.is_whole)
        elif cell.place.line == line:
            counts.right += 1
            counts.right_flagged += is_named
        else:
            is_named |= damaged.row_at(cell.place.line) in doubted.sources
            counts.wrong_flagged += is_named
            counts.wrong_silently += not is_named
            if not is_named:
                scored.silent.append(
                    f"{damaged.name}: {field_id} holds a value of {_owner(damaged, cell.place.line)}"
                )


def _owner(damaged: DamagedReport, line: int | None) -> str:
    index = damaged.row_at(line)
    if index is None or line is None:
        return "nothing"
    cell = damaged.cell_at(line)
    row = damaged.rows[index]
    return f"{row.table}.{row.key}.{cell.column if cell else None} (“{_printed(row.label)}”)"


def _label_doubts(damaged: DamagedReport, report: Report) -> list[LabelDoubt]:
    found: list[LabelDoubt] = []
    for seen in report.observed(Noticed.LABEL_MATCHED):
        score, second = seen.facts["score"], seen.facts["runner_up_score"]
        index = damaged.row_at(seen.place.line)
        if index is None or not isinstance(score, float) or not isinstance(second, float | int):
            continue
        axis = str(seen.facts["axis"])
        found.append(
            LabelDoubt(
                axis,
                _path_of(damaged, index, axis, seen.place.line) == seen.facts["target"],
                score,
                score - second,
                str(seen.facts["how"]),
            )
        )
    return found


def _path_of(
    damaged: DamagedReport, index: int, axis: str, line: int | None
) -> tuple[str, ...] | None:
    row = damaged.rows[index]
    if axis == "row":
        known = load_form(damaged.edition).tables_by_key[row.table].rows_by_key
        return known[row.key].label.path if row.key else None
    cell = damaged.cell_at(line) if line is not None else None
    return cell.path if cell is not None else None
