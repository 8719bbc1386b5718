"""How long it takes to find things in a large workspace: filter, search, jump, progress, pages.

``python -m tests.benchmarks.finding [REPORTS]`` (10,000 where nothing is said). The rows are not
imported, which would take too long, but written by SQL: the sample reports stored again and again
as reports of other organs, each with cells, flags and prose of a sample, some of them decided.
Each line is the median and the slowest of several runs, in milliseconds.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from importers.batch import discover, import_files
from importers.organ_finder import FinderEntry, OrganFinder
from importers.pinyin import missing_pinyin
from store.database import Workspace, open_workspace
from store.organ_names import finder_rows, keep_pinyin, without_pinyin
from store.progress import By, progress_by
from store.prose_index import begin_prose, passages_of, rebuild_prose
from store.queue import queue_ids, queue_rows, totals
from store.search import count_prose, search_notes, search_organs, search_prose
from tests.benchmarks.measuring import REPO, peak_megabytes

_RUNS = 7
_PAGE = 40
_FILTERS = (
    "",
    "石滩",
    "规则:A103",
    "-规则:A1",
    "级别:错误",
    "状态:未审",
    "状态:在审",
    "地区:青禾",
    "层级:乡",
    "年度:2022..2023",
    "判定:属实",
    "规则:A103 判定:待审",
    "审核人:li",
    "文:复议",
    "文:府开",
)
_SEARCHES = ("复议", "信息公开", "府开", "收", "不存在的词")
_JUMPS = ("石滩", "sctz", "shitan", "青禾柳溪", "lx")
_FIRST = "柳石清桃杨龙虎凤金银青白黑红大小上下东西南北新旧长平安福兴永"
_SECOND = "溪滩河山坪坝岭湾塘口沟桥关店庄屯堡寨坡洞泉池潭洲岗林田家"
_REVIEWERS = ("li", "wang", "zhao")


def fill(path: Path, reports: int) -> None:
    """Make a workspace of so many reports."""
    chance = random.Random(7)
    with open_workspace(path) as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        samples = [row[0] for row in workspace.rows("select id from report where form = '2021'")]
        already = int(workspace.value("select count(*) from report"))
        with workspace.transaction():
            for number in range(max(0, reports - already)):
                _again(workspace, samples[number % len(samples)], number, chance)
            begin_prose(workspace)
        rebuild_prose(workspace)


def _again(workspace: Workspace, sample: int, number: int, chance: random.Random) -> None:
    name = "".join(
        (chance.choice(_FIRST), chance.choice(_SECOND), chance.choice("乡镇"), "人民政府")
    )
    region = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)}{number // 40}县"
    organ = workspace.execute(
        "insert or ignore into organ(name, region, level) values (?, ?, 'township')",
        [name, region],
    )
    organ = workspace.value("select id from organ where name = ? and region = ?", [name, region])
    series = workspace.execute(
        "insert or ignore into series(organ_id, year, kind) values (?, ?, 'own')",
        [organ, 2019 + number % 6],
    )
    made = _copied(
        workspace, "report", sample, "id",
        {"id": None, "sha256": f"{number:064x}", "series_id": series, "copy_of": None,
         "joined_to": None, "is_current": 1, "path": f"{region}/{number}.docx"},
    )  # fmt: skip
    _copied(workspace, "cell", sample, "report_id", {"report_id": made})
    _copied(workspace, "flag", sample, "report_id", {"id": None, "report_id": made})
    if chance.random() < 0.5:
        reviewer = chance.choice(_REVIEWERS)
        note = workspace.execute(
            "insert into annotation(at, uid, account, reviewer, kind, report_id, payload)"
            " values (?, 1000, 'office', ?, 'note', ?, ?)",
            ["2024-01-15T02:00:00.000+00:00", reviewer, made, '{"text":"待核对原件"}'],
        )
        verdict = chance.choice(("confirmed", "dismissed", "unsure"))
        workspace.execute(
            "update flag set verdict = ?, decision_id = ? where report_id = ? and id % 2 = 0",
            [verdict, note, made],
        )
        workspace.execute(
            "update report set annotations = 1, decided = 1, open_infos = 0 where id = ?", [made]
        )


def _copied(
    workspace: Workspace, table: str, key: int, key_column: str, new: dict[str, object]
) -> int:
    columns = [row[1] for row in workspace.rows(f"pragma table_info({table})")]
    values = ", ".join("?" if name in new else name for name in columns)
    return workspace.execute(
        f"insert into {table}({', '.join(columns)}) select {values} from {table}"  # noqa: S608
        f" where {key_column} = ?",
        [*(new[name] for name in columns if name in new), key],
    )


def timed(name: str, work: Callable[[], object], runs: int = _RUNS) -> None:
    """Print median and slowest of several runs, and what the last one found."""
    taken = []
    found: object = None
    for _ in range(runs):
        began = time.perf_counter()
        found = work()
        taken.append((time.perf_counter() - began) * 1000)
    size = len(found) if isinstance(found, list | tuple | dict) else found
    print(f"{name:34}{statistics.median(taken):>10.2f}{max(taken):>10.2f}  {size}", flush=True)


def main(reports: int) -> None:
    """Make the workspace, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "gouji.db")
        began = time.perf_counter()
        fill(path, reports)
        print(f"{reports} reports, {path.stat().st_size / 2**20:.0f} MB,"
              f" made in {time.perf_counter() - began:.0f} s (rows by SQL, not imported)")  # fmt: skip
        with open_workspace(path, create=False) as workspace:
            _prose_size(workspace, reports)
            print(f"{'':34}{'median ms':>10}{'worst ms':>10}  found")
            _measure(workspace)
    print(f"peak {peak_megabytes():.0f} MB")


def _prose_size(workspace: Workspace, reports: int) -> None:
    size = workspace.value("select sum(length(block)) from prose_data")
    contents = workspace.rows("select content from report limit 200")
    chars = sum(len(one.text) for row in contents for one in passages_of(row[0])) / len(contents)
    print(f"index of the prose: {size / reports / 1024:.2f} kB a report of {chars:.0f} characters")


def _measure(workspace: Workspace) -> None:
    timed("counts of the queue", lambda: totals(workspace).reports)
    ids = queue_ids(workspace)
    timed("first page of the queue", lambda: queue_rows(workspace, ids[:_PAGE]))
    for words in _FILTERS:
        timed(f"filter {words or '(none)'}", lambda words=words: queue_ids(workspace, words))
    for words in _SEARCHES:
        timed(f"search prose {words}", lambda words=words: search_prose(workspace, words).hits)
        timed(f"  how many {words}", lambda words=words: count_prose(workspace, words))
    timed("search organs 溪", lambda: search_organs(workspace, "溪"))
    timed("search notes 原件", lambda: search_notes(workspace, "原件"))
    began = time.perf_counter()
    missing = without_pinyin(workspace)
    found = missing_pinyin(missing)
    with workspace.transaction():
        keep_pinyin(workspace, found)
    print(f"pinyin of {len(missing)} organs, once: {time.perf_counter() - began:.2f} s")
    timed("names for jumping", lambda: finder_rows(workspace), 3)
    finder = OrganFinder([FinderEntry(*row) for row in finder_rows(workspace)])
    for text in _JUMPS:
        timed(f"jump {text}", lambda text=text: finder.find(text))
    for by in By:
        timed(f"progress by {by}", lambda by=by: progress_by(workspace, by, "2024-01-15").rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
