"""Whatever is done to a table: no figure lands in a wrong field without a flag that names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from importers.document import GridCell
from store.report import State
from tests.importers.alignment_tables import Read, Rows, distinct, read_damaged

CHARACTERS = "之申请信息公开行政其他处理予以不为件数量年本新结果人组织机构规章甲乙口土"
FOREIGN_ROWS = (
    "小计",
    "备注",
    "合计",
    "其他主动公开文件",
    "政府集中采购",
    "其他对外管理服务事项",
    "行政检查",
    "说明：以上为汇总",
    "— 3 —",
    "5",
    "",
)
FOREIGN_COLUMNS = ("小计", "备注", "合计", "序号", "其他", "")
Damage = Callable[[Random, Rows], None]


def figures_of(row):
    return [i for i, cell in enumerate(row) if cell.text.isdigit()]


def data_rows(rows):
    return [i for i, row in enumerate(rows) if figures_of(row)]


def labels_of(rows):
    return [
        (i, k)
        for i, row in enumerate(rows)
        for k, cell in enumerate(row)
        if cell.text.strip() and not cell.text.isdigit()
    ]


def figure(draw):
    """A figure that no form row has printed."""
    return str(draw.randrange(300_000, 900_000))


def drop_row(draw, rows):
    del rows[draw.randrange(len(rows))]


def duplicate_row(draw, rows):
    rows.insert(draw.randrange(len(rows) + 1), list(rows[draw.choice(data_rows(rows))]))


def swap_rows(draw, rows):
    one, other = draw.choice(data_rows(rows)), draw.choice(data_rows(rows))
    rows[one], rows[other] = rows[other], rows[one]


def insert_row(draw, rows):
    cells = list(rows[draw.choice(data_rows(rows))])
    first = figures_of(cells)[0]
    cells = [replace(c, text=figure(draw)) if c.text.isdigit() else c for c in cells]
    if first:
        cells = cells[first - 1 :]
        cells[0] = replace(cells[0], text=draw.choice(FOREIGN_ROWS))
    if draw.random() < 0.3:
        cells = cells[:1]
    rows.insert(draw.randrange(len(rows) + 1), cells)


def insert_column(draw, rows):
    width = max(cell.column for row in rows for cell in row) + 1
    column, head = draw.randrange(width + 1), draw.choice(FOREIGN_COLUMNS)
    head_row = draw.randrange(3)
    for number, row in enumerate(rows):
        moved = [replace(c, column=c.column + (c.column >= column)) for c in row]
        if number == head_row or any(c.text == "信息内容" for c in row):
            moved.append(GridCell(head, column))
        elif figures_of(row):
            moved.append(GridCell(draw.choice(("", figure(draw))), column))
        rows[number] = sorted(moved, key=lambda cell: cell.column)


def tear_label(draw, rows):
    at, index = draw.choice(labels_of(rows))
    cell = rows[at][index]
    cut = draw.randrange(1, max(len(cell.text), 2))
    rows[at][index] = replace(cell, text=cell.text[:cut])
    if draw.random() < 0.7:
        rows.insert(at + 1, [replace(cell, text=cell.text[cut:])])


def glue_labels(draw, rows):
    at = draw.randrange(len(rows) - 1)
    ends = [[k for i, k in labels_of(rows) if i == number] for number in (at, at + 1)]
    if all(ends):
        last, below = rows[at][ends[0][-1]], rows[at + 1][ends[1][-1]]
        rows[at][ends[0][-1]] = replace(last, text=f"{last.text}\n{below.text}")
        del rows[at + 1]


def glue_label_and_figure(draw, rows):
    at = draw.choice(data_rows(rows))
    first = figures_of(rows[at])[0]
    if first:
        label = rows[at][first - 1]
        rows[at][first - 1] = replace(label, text=label.text + rows[at][first].text)
        del rows[at][first]


def delete_figure(draw, rows):
    at = draw.choice(data_rows(rows))
    index = draw.choice(figures_of(rows[at]))
    cell = rows[at][index]
    how = draw.randrange(3)
    if how == 0:
        rows[at][index] = replace(cell, text="")
        return
    del rows[at][index]
    if how == 1:
        rows[at] = [
            replace(c, column=c.column - 1) if c.column > cell.column else c for c in rows[at]
        ]


def add_figure(draw, rows):
    at = draw.choice(data_rows(rows))
    index = draw.choice(figures_of(rows[at]))
    cell = rows[at][index]
    rows[at] = [replace(c, column=c.column + (c.column >= cell.column)) for c in rows[at]]
    rows[at].insert(index, replace(cell, text=figure(draw)))


def shift_figures(draw, rows):
    at, step = draw.choice(data_rows(rows)), draw.choice((-1, 1))
    rows[at] = [replace(c, column=c.column + step) if c.text.isdigit() else c for c in rows[at]]


def harm_label(draw, rows):
    at, index = draw.choice(labels_of(rows))
    text = list(rows[at][index].text)
    for _ in range(draw.randrange(1, 4)):
        place = draw.randrange(len(text) + 1)
        text[place : place + draw.randrange(2)] = draw.choice(("", draw.choice(CHARACTERS)))
    rows[at][index] = replace(rows[at][index], text="".join(text))


def empty_label(draw, rows):
    at, index = draw.choice(labels_of(rows))
    rows[at][index] = replace(rows[at][index], text="")


TAKING = (delete_figure, glue_label_and_figure)
PUTTING = (add_figure, insert_column)
DAMAGES: tuple[Damage, ...] = (
    drop_row,
    duplicate_row,
    swap_rows,
    insert_row,
    tear_label,
    glue_labels,
    shift_figures,
    harm_label,
    empty_label,
    *TAKING,
    *PUTTING,
)


def silently_wrong(found: Read) -> dict[str, str]:
    """Fields with a figure that is not theirs, which no flag names, nor their table or columns."""
    truth = distinct(found.edition)
    named = {field for flag in found.flags for field in flag.fields}
    tables = {
        flag.anchor.partition(":")[0]
        for flag in found.flags
        if flag.rule == "S404" or (flag.rule == "L305" and flag.anchor.endswith(":column"))
    }
    every = [*found.report.cells, *(cell for _, cell in found.report.extra_cells)]
    return {
        cell.field: cell.raw
        for cell in every
        if cell.state is State.NUMBER
        and str(cell.value) != truth.get(cell.field)
        and cell.field not in named
        and cell.field.partition(".")[0] not in tables
    }


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(
    edition=st.sampled_from(("2019", "2021")),
    table=st.sampled_from(("disclosure", "requests", "litigation")),
    damages=st.lists(
        st.tuples(st.sampled_from(DAMAGES), st.integers(0, 10_000)), min_size=1, max_size=4
    ),
)
def test_no_figure_lands_in_a_wrong_field_in_silence(edition, table, damages):
    # A figure taken out and another put in its place is what the report then says.
    chosen = {damage for damage, _ in damages}
    assume(not (chosen.intersection(TAKING) and chosen.intersection(PUTTING)))

    def damaged(rows):
        for damage, seed in damages:
            if data_rows(rows) and labels_of(rows):
                damage(Random(seed), rows)

    assert silently_wrong(read_damaged(edition, {table: damaged})) == {}
