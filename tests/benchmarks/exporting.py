"""How long an export of 100,000 findings takes in each format, and how much memory.

``python -m tests.benchmarks.exporting [FINDINGS]``. The workspace is made of the sample reports,
stored again and again as reports of other organs; each format is written in a process of its own,
so that its peak is its own. Each report has the flags of several samples, some ten, as in the
practice of offices. A second size, a tenth of the first, shows whether memory grows.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from importers.batch import discover, import_files
from store.database import Workspace, open_workspace
from store.exports import export_workspace
from tests.benchmarks.measuring import REPO, in_child, peak_megabytes

_FORMATS = ("xlsx", "csv", "jsonl", "md", "html")
_MIB = 2**20
_SAMPLES_EACH = 7


def fill(path: str, findings: int) -> int:
    """Make a workspace of at least so many findings; how many reports it has."""
    with open_workspace(Path(path)) as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        reports = workspace.rows(
            "select report_id, count(*) from flag join report on report.id = report_id"
            " where is_raised = 1 and form = '2021' group by report_id"
        )
        flags, copy = sum(row[1] for row in reports), 0
        with workspace.transaction():
            while flags < findings:
                copy += 1
                chosen = [reports[(copy + turn) % len(reports)] for turn in range(_SAMPLES_EACH)]
                _again(workspace, [row[0] for row in chosen], copy)
                flags += sum(row[1] for row in chosen)
        return int(workspace.value("select count(*) from report"))


def _columns(workspace: Workspace, table: str) -> list[str]:
    return [row[1] for row in workspace.rows(f"pragma table_info({table})")]


def _again(workspace: Workspace, report_ids: list[int], copy: int) -> None:
    """Store the first report once more, of an organ of its own, with the flags of all."""
    report_id = report_ids[0]
    organ = workspace.execute(
        "insert into organ(name, region, level) values (?, ?, 'township')",
        [f"第{copy}镇人民政府", f"县{copy % 40}"],
    )
    series = workspace.execute(
        "insert into series(organ_id, year, kind) values (?, 2023, 'own')", [organ]
    )
    new = {"id": None, "sha256": f"{copy:064x}", "series_id": series, "copy_of": None}
    made = _copied(workspace, "report", report_id, "id", new | {"is_current": 1, "joined_to": None})
    _copied(workspace, "cell", report_id, "report_id", {"report_id": made})
    for turn, other in enumerate(report_ids):
        _copied(
            workspace, "flag", other, "report_id", {"id": None, "report_id": made, "anchor": turn}
        )


def _copied(
    workspace: Workspace, table: str, key: int, key_column: str, new: dict[str, object]
) -> int:
    columns = _columns(workspace, table)
    # The same rule can have raised the same anchor in two of the samples.
    marks = {"anchor": "anchor || '#' || ?"}
    values = ", ".join(marks.get(name, "?") if name in new else name for name in columns)
    return workspace.execute(
        f"insert into {table}({', '.join(columns)}) select {values} from {table}"  # noqa: S608
        f" where {key_column} = ?",
        [*(new[name] for name in columns if name in new), key],
    )


def export(path: str, target: str) -> dict[str, float]:
    """Write one format in this process: seconds, peak in MB, rows."""
    began = time.perf_counter()
    with open_workspace(Path(path), create=False) as workspace:
        rows = export_workspace(
            workspace, Path(target), what="findings", current_only=True, language="zh"
        )
    return {
        "seconds": time.perf_counter() - began,
        "peak": peak_megabytes(),
        "rows": rows,
        "size": Path(target).stat().st_size / _MIB,
    }


def main(findings: int) -> None:
    """Measure and print."""
    print(f"{'format':8}{'findings':>10}{'seconds':>10}{'peak MB':>10}{'file MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for size in (findings // 10, findings):
            path = str(Path(folder, f"{size}.db"))
            in_child("tests.benchmarks.exporting:fill", path=path, findings=size)
            for name in _FORMATS:
                target = str(Path(folder, f"out.{name}"))
                found = in_child("tests.benchmarks.exporting:export", path=path, target=target)
                print(
                    f"{name:8}{found['rows']:>10}{found['seconds']:>10.1f}"
                    f"{found['peak']:>10.0f}{found['size']:>10.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
