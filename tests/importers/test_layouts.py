"""Every layout in which tables reach us gives the same cells, whatever pages do to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.readers.text import TextReader, read_text
from importers.reports import read_reports
from store.forms import load_form
from store.report import Noticed, State
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_reports import SAMPLES, Layout, encoded, render
from tests.sample_tables import Edits
from tests.sample_texts import figures

ORGAN = ("青禾县", "柳溪镇人民政府")
DERIVED = ("received", "carried_in", "carried_out", "total")
ALL = pytest.mark.parametrize("layout", list(Layout))


def distinct(edition):
    """Figures of which no part is 0 and no two parts are equal: a slip of a cell shows."""
    form = load_form(edition)
    numbers = iter(range(11, 10_000))

    def take(count):
        return " ".join(str(next(numbers)) for _ in range(count))

    tables = form.tables_by_key
    return figures(
        edition,
        {row.key: take(len(row.columns)) for row in tables["disclosure"].rows},
        {row.key: take(6) for row in tables["requests"].rows if row.key not in DERIVED},
        carried_in=take(6),
        carried_out=take(6),
        litigation={row.key: take(4) for row in tables["litigation"].rows},
    )


VALUES = {edition: distinct(edition) for edition in ("2019", "2021")}


def sample(layout, values=VALUES["2021"], edition="2021", edits=None):
    year = 2023 if edition == "2021" else 2020
    return make_sample("s", layout, ORGAN, values, 3, year=year, edition=edition, edits=edits)


def read(text):
    (report,) = read_reports(read_text(text), "s.txt")
    return report


def differing(report, values):
    """Cells that are not the number printed, with what they are instead."""
    return {
        cell.field: (cell.state.value, str(cell.value))
        for cell in report.cells
        if (cell.state, str(cell.value)) != (State.NUMBER, values[cell.field])
    }


def wrong_numbers(report, values):
    return {
        field: found for field, found in differing(report, values).items() if found[0] == "number"
    }


def put_before(text, needle, block):
    """The text with lines in front of the first line that holds ``needle``."""
    lines = text.split("\n")
    at = next(index for index, line in enumerate(lines) if needle in line)
    return "\n".join([*lines[:at], *block, *lines[at:]])


@ALL
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_all_cells_of_both_forms(layout, edition):
    values = VALUES[edition]
    report = read(render(sample(layout, values, edition)))
    assert report.form == edition
    assert [cell.field for cell in report.cells] == [f.id for f in load_form(edition).fields]
    assert differing(report, values) == {}
    assert not report.observed(Noticed.LABEL_FOREIGN)
    assert not report.observed(Noticed.VALUES_LOST)


@ALL
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems(layout, newline):
    one = replace(sample(layout), newline=newline)
    (report,) = read_reports(TextReader().read(encoded(one)), "s.txt")
    assert differing(report, VALUES["2021"]) == {}


@ALL
@pytest.mark.parametrize("space", ["  ", "\u3000", "\u00a0"])
def test_spaces_at_line_ends(layout, space):
    lines = render(sample(layout)).split("\n")
    text = "\n".join(line + space if line.strip() else line for line in lines)
    assert differing(read(text), VALUES["2021"]) == {}


@ALL
def test_an_empty_last_line_is_not_needed(layout):
    assert differing(read(render(sample(layout)).rstrip("\n")), VALUES["2021"]) == {}


PAGE_LINES = ["— 3 —", "- 3 -", "第 3 页 共 6 页"]


@ALL
@pytest.mark.parametrize("page", PAGE_LINES)
def test_a_page_number_between_blank_lines(layout, page):
    text = put_before(render(sample(layout)), "重复申请", ["", page, ""])
    assert differing(read(text), VALUES["2021"]) == {}


@ALL
@pytest.mark.parametrize("page", [*PAGE_LINES, "3", "112"])
@pytest.mark.parametrize("needle", ["重复申请", "行政处罚", "现行有效"])
def test_a_page_number_never_becomes_a_figure(layout, page, needle):
    if layout is Layout.SPACES:
        page = f"{page:^80}"
    text = put_before(render(sample(layout)), needle, [page])
    assert wrong_numbers(read(text), VALUES["2021"]) == {}


@ALL
def test_a_form_feed_inside_a_table(layout):
    text = put_before(render(sample(layout)), "重复申请", ["\f"])
    report = read(text)
    assert differing(report, VALUES["2021"]) == {}
    assert report.cells_by_field["requests.total.total"].place.page == 2


def header_of(text, layout):
    """The header lines of the requests table as printed."""
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if "本列数据的勾稽关系" in line)
    last = next(i for i, line in enumerate(lines) if "本年新收" in line and i > first)
    return lines[first:last]


@pytest.mark.parametrize("layout", [Layout.PIPE, Layout.MARKDOWN, Layout.GRID, Layout.VERTICAL])
def test_a_header_repeated_on_the_next_page(layout):
    text = render(sample(layout))
    report = read(put_before(text, "重复申请", ["", *header_of(text, layout)]))
    assert wrong_numbers(report, VALUES["2021"]) == {}
    assert differing(report, VALUES["2021"]) == {}
    assert not report.observed(Noticed.LABEL_DOUBLE)


LONG = "5.要求行政机关确认或重新出具已获取信息"
CUT = ("5.要求行政机关确认或", "重新出具已获取信息")


@pytest.mark.parametrize(
    ("layout", "break_"),
    [
        (Layout.MARKDOWN, "<br>"),
        (Layout.PIPE, "<br/>"),
        (Layout.VERTICAL, "\n"),
        (Layout.LINES, "\n"),
    ],
)
def test_a_label_wrapped_inside_its_cell(layout, break_):
    text = render(sample(layout))
    assert LONG in text
    report = read(text.replace(LONG, break_.join(CUT)))
    assert differing(report, VALUES["2021"]) == {}


def test_a_label_torn_by_a_page():
    edits = Edits(torn_labels={"requests.rejected.confirmation": 10})
    report = read(render(sample(Layout.GRID, edits=edits)))
    assert differing(report, VALUES["2021"]) == {}
    assert report.observed(Noticed.ROW_TORN)


@pytest.mark.parametrize(
    "row",
    ["requests.received", "requests.granted", "requests.rejected.excessive", "requests.total"],
)
def test_a_table_torn_after_any_row(row):
    report = read(render(sample(Layout.GRID, edits=Edits(breaks_after=(row,)))))
    assert differing(report, VALUES["2021"]) == {}
    assert report.observed(Noticed.TABLE_TORN)


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES if not sample.flags])
@ALL
def test_a_clean_sample_in_every_layout(name, layout):
    one = next(sample for sample in SAMPLES if sample.name == name)
    report = read(render(replace(one, layout=layout)))
    values = {key: value.strip() for key, value in one.values.items()}
    assert differing(report, values) == {}


FIGURE = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 9_999))
# The sample grid breaks every text of four characters in the last table, figures too.
SMALL = st.integers(0, 249)


@st.composite
def tables(draw):
    form = load_form("2021")

    def row(count, figure=FIGURE):
        return " ".join(str(draw(figure)) for _ in range(count))

    results = {r.key: row(6) for r in form.tables_by_key["requests"].rows if r.key not in DERIVED}
    return figures(
        "2021",
        {r.key: row(len(r.columns)) for r in form.tables_by_key["disclosure"].rows},
        results,
        carried_out=row(6),
        litigation={r.key: row(4, SMALL) for r in form.tables_by_key["litigation"].rows},
    )


@ALL
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=tables())
def test_drawn_figures_read_back(layout, values):
    assert differing(read(render(sample(layout, values))), values) == {}


@pytest.mark.parametrize(
    "layout", [Layout.VERTICAL, Layout.PIPE, Layout.MARKDOWN, Layout.BARS_ALONE, Layout.SPACES]
)
def test_a_blank_stays_in_its_column(layout):
    # Two blanks in one row: were they squeezed out, five figures would move.
    row = "requests.denied.internal_affairs."
    blanks = (row + "natural_person", row + "research")
    report = read(render(sample(layout, {**VALUES["2021"], **dict.fromkeys(blanks, "")})))
    states = differing(report, VALUES["2021"])
    assert {field: state for field, (state, _) in states.items()} == dict.fromkeys(blanks, "blank")


@ALL
@pytest.mark.parametrize("row", ["received", "granted", "denied.state_secret", "total"])
@pytest.mark.parametrize("columns", ["natural_person research", "other", "total", "business total"])
def test_a_blank_never_moves_a_figure(layout, row, columns):
    blanks = {f"requests.{row}.{column}": "" for column in columns.split()}
    report = read(render(sample(layout, VALUES["2021"] | blanks)))
    states = differing(report, VALUES["2021"])
    # What cannot be told is lost as a whole row; no other row is touched.
    assert set(blanks) <= set(states)
    assert {state for state, _ in states.values()} <= {"blank", "lost"}
    assert {field.rpartition(".")[0] for field in states} == {f"requests.{row}"}


def test_a_blank_without_a_trace_loses_its_row():
    fields = [f for f in PLAIN if f.startswith("requests.granted.")]
    values = {**VALUES["2021"], "requests.granted.research": ""}
    states = differing(read(render(sample(Layout.LINES, values))), VALUES["2021"])
    assert {field: state for field, (state, _) in states.items()} == dict.fromkeys(fields, "lost")
