"""Files with the same cells: the same report again, or one whose prose was corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.batch import SourceFile, import_files
from importers.reading import read_file
from store.annotations import sign_off
from store.database import open_workspace
from store.hashes import cells_hash
from store.queue import ReportState, queue_rows
from store.reports import iterate_reports, stored_report
from store.rounds import round_of
from store.same_text import is_same_text
from tests.sample_cases import make_sample
from tests.sample_described import as_is, describe, for_xml
from tests.sample_docx import docx
from tests.sample_figures import PLAIN
from tests.sample_formats import printed
from tests.sample_html import html
from tests.sample_prose import worded
from tests.sample_reports import SAMPLES, Layout, encoded, render
from tests.store.corrected_files import LI, bring, say, text

FUTURE = (("重点公布", "2023年，我乡将采取三项措施。重点公布"),)
PAST = (("重点公布", "2023年，我乡采取了三项措施。重点公布"),)


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def sample(words=(), layout=Layout.PIPE):
    made = make_sample("s", layout, ("青禾县", "石滩乡人民政府"), PLAIN, 1)
    for old, new in words:
        made = replace(made, sections=worded(made.sections, old, new))
    return made


def bring_files(workspace, folder, **files):
    """Import files of any format as one import; ids by name."""
    sources = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)
        sources.append(SourceFile(path, path.name))
    import_files(workspace, sources)
    stored = {one.path.replace(".", "_"): one.id for one in iterate_reports(workspace)}
    return tuple(stored[name] for name in files)


def test_a_corrected_sentence_is_a_new_version(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(words=FUTURE))
    say(workspace, first, "N513")
    (second,) = bring(workspace, tmp_path, b=text(words=PAST))
    stored = stored_report(workspace, second)
    assert (stored.revision, stored.copy_of, stored.is_current) == (2, None, True)
    found = round_of(workspace, second)
    assert [(e.before.flag.rule, e.fate.value) for e in found.flags] == [("N513", "fixed")]
    sign_off(workspace, LI, second)
    assert queue_rows(workspace, [second])[0].state is ReportState.RECTIFIED


def test_the_first_text_again_is_a_copy_of_the_first_version(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(words=FUTURE))
    (second,) = bring(workspace, tmp_path, b=text(words=PAST))
    (third,) = bring(workspace, tmp_path, c=text(words=FUTURE) + "\n")
    (fourth,) = bring(workspace, tmp_path, d=text(words=PAST) + "\n")
    copies = [stored_report(workspace, one) for one in (third, fourth)]
    assert [one.copy_of for one in copies] == [first, second]
    assert stored_report(workspace, second).is_current


def test_two_texts_of_one_import_are_asked_about(workspace, tmp_path):
    first, second = bring(workspace, tmp_path, a=text(words=FUTURE), b=text(words=PAST))
    assert stored_report(workspace, first).is_current
    assert not stored_report(workspace, second).is_current


def test_another_layout_of_the_same_words_is_a_copy(workspace, tmp_path):
    one, other = render(sample()), render(sample(layout=Layout.MARKDOWN))
    (first,) = bring(workspace, tmp_path, a=one)
    (second,) = bring(workspace, tmp_path, b=other)
    assert stored_report(workspace, second).copy_of == first


@pytest.mark.parametrize("later", [True, False])
def test_the_same_report_in_another_format_is_a_copy(workspace, tmp_path, later):
    page = html(describe(sample(FUTURE), 0, as_is))
    file = docx(describe(sample(FUTURE), 0, for_xml))
    if later:
        (first,) = bring_files(workspace, tmp_path, a_html=page)
        (second,) = bring_files(workspace, tmp_path, b_docx=file)
    else:
        first, second = bring_files(workspace, tmp_path, a_html=page, b_docx=file)
    assert stored_report(workspace, second).copy_of == first


def test_a_corrected_sentence_in_another_format_is_a_new_version(workspace, tmp_path):
    page = html(describe(sample(FUTURE), 0, as_is))
    (first,) = bring_files(workspace, tmp_path, a_html=page)
    file = docx(describe(sample(PAST), 0, for_xml))
    (second,) = bring_files(workspace, tmp_path, b_docx=file)
    assert stored_report(workspace, second).revision == 2
    assert [e.fate.value for e in round_of(workspace, second).flags] == ["fixed"]
    # Its page is a copy of the corrected version, not of the first one.
    (third,) = bring_files(workspace, tmp_path, c_html=html(describe(sample(PAST), 0, as_is)))
    assert stored_report(workspace, third).copy_of == second
    assert first


@pytest.mark.parametrize("name", [one.name for one in SAMPLES if not one.name.startswith("27")])
def test_all_formats_of_a_sample_say_the_same(tmp_path, name):
    reports = []
    for suffix in ("txt", "docx", "html", "mhtml"):
        made = next(one for one in SAMPLES if one.name == name)
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(encoded(made) if suffix == "txt" else printed(name, suffix))
        reports += read_file(SourceFile(path, path.name)).reports
    for one in reports:
        for other in reports:
            if cells_hash(one) == cells_hash(other):
                assert is_same_text(one, other, same_format=one is other)
