"""Last year's table beside this year's is not taken for it."""

from __future__ import annotations

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.report import State
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_layouts import Layout
from tests.sample_texts import render, truth


def sample(base):
    return make_sample("s", Layout.PIPE, ("青禾县", "柳溪镇人民政府"), base, 0)


def with_other_table(caption, *, before):
    """A report whose section three shows last year's table too, under a caption."""
    made = sample(BUSY)
    last = sample(PLAIN)
    lines = render(made).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("三、"))
    rows = [i for i in range(start, len(lines)) if lines[i].startswith("|")]
    end = next(i for i in range(rows[0], len(lines)) if not lines[i].startswith("|"))
    other_lines = render(last).splitlines()
    other_start = next(i for i, line in enumerate(other_lines) if line.startswith("三、"))
    first = next(i for i in range(other_start, len(other_lines)) if other_lines[i].startswith("|"))
    stop = next(i for i in range(first, len(other_lines)) if not other_lines[i].startswith("|"))
    table = [caption, "", *other_lines[first:stop], ""]
    at = rows[0] if before else end
    own = ["2023年收到和处理政府信息公开申请情况表", ""] if before else []
    return "\n".join([*lines[:at], *table, *own, *lines[at:]]), made


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    "caption", ["2022年收到和处理政府信息公开申请情况表", "附：上年度数据", "上年同期情况表"]
)
def test_last_years_table_is_not_taken_for_this_years(before, caption):
    text, made = with_other_table(caption, before=before)
    (report,) = read_reports(read_text(text), "x.txt")
    wanted = truth(made)["cells"]
    got = report.cells_by_field["requests.received.total"]
    assert got.value == int(BUSY["requests.received.total"])
    assert all(report.cells_by_field[f].state.value == wanted[f]["state"] for f in wanted)
    assert all(report.cells_by_field[f].state is not State.LOST for f in wanted)


def test_a_caption_with_a_wrong_year_over_the_only_table_loses_nothing():
    text = render(sample(BUSY)).replace(
        "三、收到和处理政府信息公开申请情况", "三、收到和处理政府信息公开申请情况\n2022年情况表", 1
    )
    (report,) = read_reports(read_text(text), "x.txt")
    assert report.cells_by_field["requests.received.total"].value == int(
        BUSY["requests.received.total"]
    )
