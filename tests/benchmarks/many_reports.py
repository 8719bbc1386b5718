"""A workspace of any number of reports, written by SQL alone from one report that was really read.

``python -m tests.benchmarks.many_reports FILE REPORTS`` makes one. A sample report is imported
once; its rows (report with document and content, cells) are written again and again as reports of
other organs, the n-th with the first ``1 + n % 10`` of ten flags that the samples raise, so that
the queue has an order. Nothing is read, checked or decided for the copies: they serve to measure
the screen, not the reading.
"""

from __future__ import annotations

import sys
from pathlib import Path

from importers.batch import discover, import_files
from store.database import Workspace, open_workspace
from tests.benchmarks.measuring import REPO

_TEMPLATE = "29_%"
_MOST_FLAGS = 10
_REGIONS = 40
# Built at the end in one go: row by row they take most of the time at 20 million cells.
_LATE_INDEXES = ("cell_by_field", "flag_by_identity", "flag_open")
_NUMBERS = "with recursive number(n) as (select 1 union all select n + 1 from number where n < ?)"


def fill(path: Path, reports: int) -> None:
    """Make a workspace with so many reports at ``path``, which must not exist."""
    with open_workspace(path) as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        # Losing this file loses nothing.
        workspace.connection.execute("pragma synchronous = off")
        with workspace.transaction():
            _write(workspace, reports)
        workspace.connection.execute("pragma synchronous = extra")


def _write(workspace: Workspace, reports: int) -> None:
    late = {
        name: str(workspace.value("select sql from sqlite_master where name = ?", [name]))
        for name in _LATE_INDEXES
    }
    template = int(workspace.value("select id from report where path like ?", [_TEMPLATE]))
    _choose_flags(workspace, template)
    _drop_others(workspace, template)
    for name in late:
        workspace.execute(f"drop index {name}", [])
    copies = reports - 1
    base = template + 1_000
    workspace.execute(
        f"{_NUMBERS} insert into organ(id, name, region, level)"
        f" select ?2 + n, '第' || n || '镇人民政府', '县' || (n % {_REGIONS}), 'township'"
        " from number",
        [copies, base],
    )
    workspace.execute(
        f"{_NUMBERS} insert into series(id, organ_id, year, kind)"
        " select ?2 + n, ?2 + n, 2023, 'own' from number",
        [copies, base],
    )
    _copy(
        workspace,
        "report",
        copies,
        base,
        {
            "id": "?2 + n",
            "sha256": "printf('%064x', n)",
            "series_id": "?2 + n",
            "path": "printf('%06d.txt', n)",
            "open_errors": _counted("severity = 0 and second_view = 0"),
            "open_warnings": _counted("severity = 1 and second_view = 0"),
            "open_infos": _counted("severity = 2 and second_view = 0"),
            "open_reading": _counted("second_view = 1"),
        },
        "t.id = ?3",
        template,
    )
    _copy(workspace, "cell", copies, base, {"report_id": "?2 + n"}, "t.report_id = ?3", template)
    _copy(
        workspace,
        "flag",
        copies,
        base,
        {"id": "null", "report_id": "?2 + n"},
        f"t.report_id = ?3 and t.position <= n % {_MOST_FLAGS}",
        template,
    )
    for sql in late.values():
        workspace.execute(sql, [])


def _counted(condition: str) -> str:
    return (
        f"(select count(*) from flag where report_id = ?3 and position <= n % {_MOST_FLAGS}"
        f" and {condition})"
    )


def _choose_flags(workspace: Workspace, template: int) -> None:
    """Ten flags of different rules on the template, numbered from 0 by their position."""
    chosen = workspace.rows(
        "select min(flag.id) from flag join report on report.id = report_id"
        " where is_raised = 1 and form = '2021' group by rule, report_id = ?1"
        " order by report_id <> ?1, min(flag.id)",
        [template],
    )
    kept: list[int] = []
    rules: set[str] = set()
    for (flag_id,) in chosen:
        rule = str(workspace.value("select rule from flag where id = ?", [flag_id]))
        if rule not in rules and len(kept) < _MOST_FLAGS:
            rules.add(rule)
            kept.append(flag_id)
    workspace.execute(f"delete from flag where id not in ({', '.join(map(str, kept))})", [])
    for position, flag_id in enumerate(kept):
        workspace.execute(
            "update flag set report_id = ?, position = ? where id = ?",
            [template, position, flag_id],
        )


def _drop_others(workspace: Workspace, template: int) -> None:
    for table in ("cell", "band"):
        workspace.execute(f"delete from {table} where report_id <> ?", [template])
    workspace.execute("delete from likeness", [])
    workspace.execute("delete from recognised", [])
    workspace.execute("delete from report where id <> ?", [template])


def _copy(
    workspace: Workspace,
    table: str,
    copies: int,
    base: int,
    new: dict[str, str],
    condition: str,
    template: int,
) -> None:
    columns = [row[1] for row in workspace.rows(f"pragma table_info({table})")]
    values = ", ".join(new.get(name, f"t.{name}") for name in columns)
    workspace.execute(
        f"{_NUMBERS} insert into {table}({', '.join(columns)})"
        f" select {values} from number cross join {table} as t where {condition}",
        [copies, base, template],
    )


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
