"""A workspace of any number of reports, written by SQL alone from one report that was really read.

``python -m tests.benchmarks.many_reports FILE REPORTS`` makes one. A sample report with
some doubts more is imported once; its rows (report with document and content, cells, flags) are
written again and again as reports of other organs, the n-th with the first ``1 + n % flags`` of
its flags, so that the queue has an order. Nothing is read, checked or decided for the copies: they serve to measure
the screen, not the reading.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from importers.batch import discover, import_files
from store.database import Workspace, open_workspace
from tests.benchmarks.measuring import REPO

# Figures, dates and headings that no longer agree.
_DOUBTS = (
    ("六、其他需要报告的事项", "其他"),
    ("2023年12月31日", "2023年11月30日"),
    ("结转下年度继续办理3件", "结转下年度继续办理4件"),
    ("申请31件", "申请32件，2022年相同"),
    ("二、主动公开政府信息情况", "三、主动公开政府信息情况"),
)
_REGIONS = 40
# Built at the end in one go: row by row they take most of the time at 20 million cells.
_LATE_INDEXES = ("flag_by_identity", "flag_open")
_NUMBERS = "with recursive number(n) as (select 1 union all select n + 1 from number where n < ?)"


def fill(path: Path, reports: int) -> None:
    """Make a workspace with so many reports at ``path``, which must not exist."""
    with open_workspace(path) as workspace:
        with tempfile.TemporaryDirectory() as folder:
            import_files(workspace, list(discover([_template(Path(folder))])))
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
    template = int(workspace.value("select id from report"))
    flags = _number_flags(workspace, template)
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
            "open_errors": _counted(flags, "severity = 0 and second_view = 0"),
            "open_warnings": _counted(flags, "severity = 1 and second_view = 0"),
            "open_infos": _counted(flags, "severity = 2 and second_view = 0"),
            "open_reading": _counted(flags, "second_view = 1"),
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
        f"t.report_id = ?3 and t.position <= n % {flags}",
        template,
    )
    for sql in late.values():
        workspace.execute(sql, [])


def _counted(flags: int, condition: str) -> str:
    return (
        f"(select count(*) from flag where report_id = ?3 and position <= n % {flags}"
        f" and {condition})"
    )


def _template(folder: Path) -> Path:
    """A sample report with more doubts written into it."""
    (sample,) = (REPO / "tests" / "reports").glob("29_*.txt")
    text = sample.read_bytes().decode("utf-8-sig")
    for old, new in _DOUBTS:
        if old not in text:
            raise ValueError(old)
        text = text.replace(old, new)
    path = folder / "template.txt"
    path.write_text(text, encoding="utf-8")
    return path


def _number_flags(workspace: Workspace, template: int) -> int:
    """Number the template's flags from 0 by their position; how many there are."""
    found = workspace.rows(
        "select id from flag where report_id = ? and is_raised = 1 order by position, id",
        [template],
    )
    for position, (flag_id,) in enumerate(found):
        workspace.execute("update flag set position = ? where id = ?", [position, flag_id])
    return len(found)


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
