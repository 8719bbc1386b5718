"""Every shape of every format keeps every figure in its place, also where pages tear rows."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace

import pytest

from importers.readers import choose_reader
from importers.reports import read_reports
from tests import sample_docx, sample_html, sample_mhtml, sample_xlsx
from tests.sample_described import describe, for_print, merged_value
from tests.sample_formats import distinct_sample
from tests.sample_odf import odt
from tests.sample_pdf import STYLES, pdf
from tests.sample_rtf import rtf
from tests.sample_tables import PrintedTable

RULED_STYLES = tuple(style for style in STYLES if style != "unruled")
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)
DISTINCT = {edition: distinct_sample(edition) for edition in ("2019", "2021")}
SHAPED = {
    **{f"docx-{shape}": (sample_docx.docx, n) for n, shape in enumerate(sample_docx.SHAPES)},
    **{f"html-{shape}": (sample_html.html, n) for n, shape in enumerate(sample_html.SHAPES)},
    **{f"mhtml-{shape}": (sample_mhtml.mhtml, n) for n, shape in enumerate(sample_html.SHAPES)},
    **{f"xlsx-{shape}": (sample_xlsx.xlsx, n) for n, shape in enumerate(sample_xlsx.SHAPES)},
    **{
        f"pdf-{style}": (lambda report, style=style: pdf(report, style), 0)
        for style in RULED_STYLES
    },
}


def read(data, name):
    (report,) = read_reports(choose_reader(data).read(data), name)
    return report


def wrong_figures(report, values):
    return {
        cell.field: (cell.state.value, cell.raw)
        for cell in report.cells
        if cell.state.value != "number" or str(cell.value) != values[cell.field]
    }


@pytest.mark.parametrize("shape", list(SHAPED))
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_shape_keeps_every_figure_in_its_place(shape, edition):
    write, turn = SHAPED[shape]
    sample = DISTINCT[edition]
    report = read(write(describe(sample, turn, for_print)), "s")
    assert report.form == edition
    assert wrong_figures(report, sample.values) == {}


@pytest.mark.parametrize("keys", [(), ("requests.granted",), ("requests.denied.internal_affairs",)])
@pytest.mark.parametrize("style", RULED_STYLES)
def test_a_page_may_end_after_any_row(style, keys):
    sample = DISTINCT["2021"]
    described = replace(describe(sample, 0, for_print), breaks_after=keys)
    report = read(pdf(described, style), "s.pdf")
    assert wrong_figures(report, sample.values) == {}


LONG_LABELS = (
    "requests.partial",
    "requests.other_handling.not_corrected",
    "requests.other_handling.fee_unpaid",
)


@pytest.mark.parametrize("key", LONG_LABELS)
@pytest.mark.parametrize("style", list(STYLES))
def test_a_page_may_end_inside_a_label(style, key):
    sample = DISTINCT["2021"]
    described = replace(describe(sample, 0, for_print), torn=(key,))
    report = read(pdf(described, style), "s.pdf")
    wrong = wrong_figures(report, sample.values)
    if style == "unruled":
        wrong = {field: cell for field, cell in wrong.items() if cell[0] not in ("lost", "absent")}
    assert wrong == {}


@pytest.mark.parametrize("shape", list(SHAPED))
def test_a_row_with_two_value_cells_merged_is_lost(shape):
    write, turn = SHAPED[shape]
    sample = DISTINCT["2021"]
    described = with_merged_value(describe(sample, turn, for_print), 2)
    report = read(write(described), "s")
    wrong = wrong_figures(report, sample.values)
    row = [field for field in sample.values if field.rpartition(".")[0] == "requests.granted"]
    assert sorted(wrong) == sorted(row)
    assert {state for state, _ in wrong.values()} == {"lost"}


@pytest.mark.parametrize("shape", list(SHAPED))
@pytest.mark.parametrize("rest", [0, 1, 2])
def test_blank_cells_stay_blank_and_no_figure_moves(shape, rest):
    write, turn = SHAPED[shape]
    sample = thinned(rest)
    report = read(write(describe(sample, turn, for_print)), "s")
    assert {cell.field: cell.raw.strip() for cell in report.cells} == sample.values


@pytest.mark.parametrize("rest", [0, 1, 2])
def test_without_ruling_lines_no_figure_moves_into_a_blank(rest):
    sample = thinned(rest)
    report = read(pdf(describe(sample, 0, for_print), "unruled"), "s.pdf")
    moved = {
        cell.field: (cell.state.value, cell.raw)
        for cell in report.cells
        if cell.state.value != "lost" and cell.raw.strip() != sample.values[cell.field]
    }
    assert moved == {}


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_without_ruling_lines_every_figure_of_a_full_table_is_read(edition):
    sample = DISTINCT[edition]
    report = read(pdf(describe(sample, 0, for_print), "unruled"), "s.pdf")
    assert report.form == edition
    assert wrong_figures(report, sample.values) == {}


@pytest.mark.parametrize("column", range(6))
def test_without_ruling_lines_a_figure_between_two_columns_is_lost(column):
    sample = DISTINCT["2021"]
    described = with_merged_value(describe(sample, 0, for_print), column)
    report = read(pdf(described, "unruled"), "s.pdf")
    wrong = wrong_figures(report, sample.values)
    assert {field.rpartition(".")[0] for field in wrong} == {"requests.granted"}
    assert {state for state, _ in wrong.values()} == {"lost"}


def at_random(seed, style):
    """Figures, blanks, sizes and page breaks by chance: the report printed, and its figures."""
    chance = random.Random(seed)
    sample = DISTINCT["2021"]
    share = chance.choice([0.0, 0.1, 0.3, 0.6])
    values = {
        field: "" if chance.random() < share else chance.choice([text, "0", "8", "17"])
        for field, text in sample.values.items()
    }
    rows = sorted({field.rpartition(".")[0] for field in values})
    described = replace(
        describe(replace(sample, values=values), 0, for_print),
        breaks_after=tuple(chance.sample(rows, chance.choice([0, 1, 2]))),
        torn=tuple(chance.sample(LONG_LABELS, chance.choice([0, 1]))),
    )
    data = pdf(
        described,
        style,
        body=chance.choice([12, 14, 16, 18]),
        table=chance.choice([8, 9, 10, 10.5, 11]),
        margin=chance.choice([60, 72, 85]),
        tears_rows=chance.random() < 0.5,
        centred=chance.random() < 0.5,
        repeats_header=chance.random() < 0.3,
        has_running_lines=chance.random() < 0.5,
    )
    return data, values


@pytest.mark.parametrize(
    ("style", "seed"),
    [(style, seed) for style in STYLES for seed in range(24 if style == "unruled" else 6)],
)
def test_no_figure_is_read_wrong_whatever_pages_do(style, seed):
    data, values = at_random(seed, style)
    report = read(data, "s.pdf")
    allowed = ("lost", "absent") if style == "unruled" else ()
    wrong = {
        cell.field: (cell.state.value, cell.raw, values[cell.field])
        for cell in report.cells
        if cell.state.value not in allowed and cell.raw.strip() != values[cell.field]
    }
    assert wrong == {}


def with_merged_value(described, column):
    """The report where two value cells of one row are one cell over both columns."""
    blocks = tuple(
        merged_value(block, "requests.granted", column)
        if isinstance(block, PrintedTable)
        else block
        for block in described.blocks
    )
    return replace(described, blocks=blocks)


def thinned(rest):
    """The distinct figures of the requests with every third one left blank."""
    sample = DISTINCT["2021"]
    values = {
        field: "" if field.startswith("requests.") and number % 3 == rest else text
        for number, (field, text) in enumerate(sample.values.items())
    }
    return replace(sample, values=values)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """A Word file and a workbook as LibreOffice saves them in other formats, by suffix."""
    folder = tmp_path_factory.mktemp("converted")
    # Not the shape whose totals are fields: LibreOffice adds some of them up wrongly.
    described = describe(DISTINCT["2021"], 1, for_print)
    (folder / "s.docx").write_bytes(sample_docx.docx(described))
    (folder / "s.xlsx").write_bytes(sample_xlsx.xlsx(described))
    for source, target in (("docx", "pdf"), ("docx", "doc"), ("xlsx", "xls")):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                *("--convert-to", target, "--outdir", str(folder), str(folder / f"s.{source}")),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return {path.suffix[1:]: path.read_bytes() for path in folder.glob("s.*")}


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["pdf", "doc", "xls"])
def test_files_that_libreoffice_wrote(converted, suffix):
    report = read(converted[suffix], f"s.{suffix}")
    assert wrong_figures(report, DISTINCT["2021"].values) == {}


@needs_libreoffice
@pytest.mark.parametrize("write", [odt, rtf])
def test_formats_that_libreoffice_converts(write):
    sample = DISTINCT["2021"]
    report = read(write(describe(sample, 0, for_print)), "s")
    assert wrong_figures(report, sample.values) == {}
    assert "".join(report.title.text.split()) == sample.title
    assert [section.key for section in report.sections] == [s.key for s in sample.sections]
