"""What of each term of a filter occurs in the workspace: offered while a filter is typed."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace

_MOST = 500


@dataclass(frozen=True, slots=True)
class FilterValues:
    """Rules that were raised, regions and years of reports, reviewers who did something or shall."""

    rules: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


# From one value of an index to the next, without the rows between.
_STEPS = (
    "with recursive step(value) as (select min({column}) from {table} where {condition} union all"
    " select (select min({column}) from {table} where {condition} and {column} > step.value)"
    " from step where step.value is not null)"
    " select value from step where value is not null limit ?"
)


def _steps(workspace: Workspace, table: str, column: str, condition: str) -> tuple[str, ...]:
    sql = _STEPS.format(table=table, column=column, condition=condition)
    return tuple(str(row[0]) for row in workspace.rows(sql, [_MOST]))


def filter_values(workspace: Workspace) -> FilterValues:
    """The values that occur, in order; of very many the first ones."""
    regions = workspace.rows(
        "select distinct region from organ where region is not null and region <> ''"
        " order by region limit ?",
        [_MOST],
    )
    return FilterValues(
        rules=_steps(workspace, "flag", "rule", "(is_raised = 1 or verdict is not null)"),
        regions=tuple(str(row[0]) for row in regions),
        years=tuple(reversed(_steps(workspace, "series", "year", "1"))),
        reviewers=_steps(workspace, "annotation", "reviewer", "reviewer <> ''"),
        assignees=_steps(workspace, "assignment", "reviewer", "reviewer <> ''"),
    )
