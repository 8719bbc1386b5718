"""Every sample report in every format: the same cells, identity, sections and flags."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pytest

from importers.discover import SourceFile
from importers.expanding import expand
from importers.readers import choose_reader
from importers.reading import Failure, read_file
from importers.reports import read_reports
from store.forms import load_form
from store.report import Origin
from store.rules import Context, check_report
from tests.sample_described import describe, for_print
from tests.sample_formats import (
    format_truth,
    printed,
    printed_archive,
    sample_named,
    suffix,
)
from tests.sample_pdf import STYLES, pdf
from tests.sample_reports import SAMPLES, encoded

NAMES = tuple(sample.name for sample in SAMPLES)
UNRULED = "pdf-unruled"
# Two of the four common kinds of PDF for each sample, in turn: half the time.
PAGES = ("pdf-office", "pdf-browser", "pdf-office_repeated", "pdf-word")


def drawn_formats(name):
    """The formats with drawn cells in which a sample is tested."""
    turn = NAMES.index(name)
    pages = (PAGES[turn % len(PAGES)], PAGES[(turn + 1) % len(PAGES)])
    return ("docx", "html", "mhtml", "xlsx", *pages)


EVERY = pytest.mark.parametrize(
    ("name", "format_name"), [(name, one) for name in NAMES for one in drawn_formats(name)]
)
# Their text layouts lose cells or tear labels, or hold characters that a format cannot hold.
UNLIKE_TEXT = (
    "18_longtan_2023_torn_grid",
    "19_xima_2023_six_of_seven",
    "27_shawan_2023_hostile",
    "33_wutong_2023_torn_label",
)
ALIKE = tuple(name for name in NAMES if name not in UNLIKE_TEXT)
# A column without any figure has no place of its own where no lines are drawn.
BLANK_COLUMNS = ("15_huashi_2023_blank_column", "16_shiqiao_2023_blank_totals")


def read(data, name):
    (report,) = read_reports(choose_reader(data).read(data), name)
    return report


@cache
def read_sample(name, format_name):
    if format_name == "txt":
        return read(encoded(sample_named(name)), f"{name}.txt")
    return read(printed(name, format_name), name + suffix(format_name))


def found_cells(report):
    return {
        cell.field: (cell.state.value, None if cell.value is None else float(cell.value))
        for cell in report.cells
    }


def true_cells(name, format_name):
    cells = format_truth(sample_named(name), format_name)["cells"]
    return {
        field: (cell["state"], None if cell["value"] is None else float(cell["value"]))
        for field, cell in cells.items()
    }


def differing(found, expected):
    return {
        field: (found.get(field), cell)
        for field, cell in expected.items()
        if found.get(field) != cell
    }


def without_spaces(text):
    return "".join(text.split())


def facts(report):
    identity = report.identity
    return {
        "form": report.form,
        "title": without_spaces(report.title.text) if report.title else None,
        "organ": identity.organ,
        "region": identity.region,
        "year": identity.year,
        "sections": [(section.key, section.enumerator) for section in report.sections],
    }


def true_facts(sample):
    return {
        "form": sample.edition,
        "title": without_spaces(sample.title),
        "organ": sample.organisation,
        "region": sample.region,
        "year": sample.year,
        "sections": [
            (section.key, section.heading.partition("、")[0] + "、") for section in sample.sections
        ],
    }


def doubts(report):
    """The flags that are not about our reading, as identities."""
    flags = check_report(report, Context(load_form(report.form)))
    return sorted((f.rule, f.anchor) for f in flags if f.origin is not Origin.EXTRACTION)


@EVERY
def test_cells(name, format_name):
    report = read_sample(name, format_name)
    assert differing(found_cells(report), true_cells(name, format_name)) == {}


@EVERY
def test_title_organ_year_and_sections(name, format_name):
    assert facts(read_sample(name, format_name)) == true_facts(sample_named(name))


@pytest.mark.parametrize("name", NAMES)
def test_without_ruling_lines_nothing_is_silently_wrong(name):
    report = read_sample(name, UNRULED)
    expected = true_cells(name, UNRULED)
    wrong = differing(found_cells(report), expected)
    flags = check_report(report, Context(load_form(report.form)))
    flagged = {field for flag in flags for field in flag.fields}
    silent = {
        field: states
        for field, states in wrong.items()
        if states[0][0] not in ("lost", "absent") or field not in flagged
    }
    assert silent == {}
    assert facts(report) == true_facts(sample_named(name))


def test_without_ruling_lines_almost_every_cell_is_read():
    names = [name for name in NAMES if name not in BLANK_COLUMNS]
    pairs = [(found_cells(read_sample(name, UNRULED)), true_cells(name, UNRULED)) for name in names]
    wrong = sum(len(differing(found, expected)) for found, expected in pairs)
    assert wrong <= 0.01 * sum(len(expected) for _, expected in pairs)


@pytest.mark.parametrize("name", ALIKE)
def test_all_formats_of_one_report_raise_the_same_flags(name):
    text = doubts(read_sample(name, "txt"))
    raised = {one: doubts(read_sample(name, one)) for one in drawn_formats(name)}
    assert raised == dict.fromkeys(raised, text)


@pytest.mark.parametrize("name", [name for name in UNLIKE_TEXT if "hostile" not in name])
def test_drawn_formats_raise_the_same_flags_where_text_cannot(name):
    raised = {one: doubts(read_sample(name, one)) for one in drawn_formats(name)}
    assert raised == dict.fromkeys(raised, raised["docx"])


@pytest.mark.parametrize("style", list(STYLES))
def test_a_pdf_is_made_of_the_same_bytes_each_time(style):
    described = describe(SAMPLES[0], 0, for_print)
    assert pdf(described, style) == pdf(described, style)


def test_an_archive_holds_names_in_gbk_and_reports_of_four_formats():
    data = printed_archive()
    with zipfile.ZipFile(io.BytesIO(data), metadata_encoding="gbk") as package:
        members = {info.filename: info for info in package.infolist()}
        assert package.testzip() is None
        assert not any(info.flag_bits & 0x800 for info in members.values())
        name = "年报汇总/乡镇/柳溪镇人民政府年报.docx"
        assert package.read(name) == printed(SAMPLES[0].name, "docx")
        assert "__MACOSX/年报汇总/乡镇/._柳溪镇人民政府年报.docx" in members


def test_an_archive_gives_its_four_reports_and_names_the_rest(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(printed_archive())
    members, failures = expand(SourceFile(path, "a.zip"))
    found = {member.name: read_file(member) for member in members}
    organs = {
        name.rpartition("/")[2]: one.reports[0].identity.organ
        for name, one in found.items()
        if not isinstance(one, Failure)
    }
    assert organs == {
        f"{sample.organisation}年报{suffix}": sample.organisation
        for sample, suffix in zip(SAMPLES[:4], (".docx", ".html", ".pdf", ".xlsx"), strict=True)
    }
    unread = [one.code for one in found.values() if isinstance(one, Failure)]
    assert unread == ["no_report"]
    assert failures == []
