"""Search in prose, notes and organs; the index of the prose as reports come and change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import add_note, undo
from store.database import open_workspace
from store.organ_names import finder_rows, reports_of_organ, store_pinyin, without_pinyin
from store.prose_chars import hits, phrase, searchable
from store.prose_index import begin_prose, is_prose_whole, passages_of, prose_of, rebuild_prose
from store.queue import queue_ids
from store.rechecking import recheck_reading, recheck_rules
from store.reports import iterate_reports, load_report, replace_content
from store.reviewer import Reviewer
from store.search import count_prose, search_all, search_notes, search_organs, search_prose
from tests.benchmarks.measuring import REPO

LI = Reviewer(uid=1, account="one", label="li")
SAMPLES = sorted((REPO / "tests" / "reports").glob("*.txt"))[:8]


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:
        import_files(workspace, [SourceFile(path, path.name) for path in SAMPLES])
        yield workspace


def texts(workspace):
    """The passages of every report by id."""
    return {
        row[0]: [one.text for one in passages_of(row[1])]
        for row in workspace.rows("select id, content from report")
    }


def held(workspace, word):
    """Reports one of whose passages holds a word, found without the index."""
    wanted = searchable(word)[0]
    return {
        number
        for number, passages in texts(workspace).items()
        if any(wanted in searchable(text)[0] for text in passages)
    }


def found(workspace, word):
    ids, after = set(), 0
    while after is not None:
        page = search_prose(workspace, word, after)
        ids |= {hit.whose.report_id for hit in page.hits}
        after = page.after
    return ids


WORDS = [
    "议",
    "复议",
    "年",
    "信息公开",
    "危房改造",
    "公开 条例",
    "2023年",
    "ＯＫ",
    "52条",
    "不存在",
    "废止1件，现行",
]


@pytest.mark.parametrize("word", WORDS)
def test_what_the_index_finds_is_what_is_there(workspace, word):
    parts = word.split()
    expected = set.intersection(*(held(workspace, part) for part in parts))
    assert found(workspace, word) == expected
    assert count_prose(workspace, word) == len(expected)
    assert set(queue_ids(workspace, f'文:"{parts[0]}"')) == held(workspace, parts[0])


def test_most_words_of_the_test_are_there(workspace):
    assert sum(bool(held(workspace, word.split()[0])) for word in WORDS) >= 8


def test_nothing_is_found_across_two_passages(workspace):
    for passages in texts(workspace).values():
        first, second = passages[0], passages[1]
        across = searchable(first)[0][-3:] + searchable(second)[0][:3]
        assert held(workspace, across) == found(workspace, across)


HOSTILE = [
    '"',
    "'",
    '" OR "a',
    "NEAR(a b)",
    "*",
    "prose:a",
    "^a",
    "a\x00b",
    "\ud800",
    "{a}",
    "--",
    "；",
    "（）",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(workspace, text):
    assert search_all(workspace, text).prose.hits == ()
    assert count_prose(workspace, text) == 0


@given(st.text(max_size=30))
def test_a_phrase_is_always_one_the_index_takes(text):
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table prose using fts5(text, content='', tokenize='ascii')")
    connection.execute(
        "insert into prose(rowid, text) values (1, ?)", [" ".join(searchable(text)[0])]
    )
    query = phrase(text)
    if query:
        rows = connection.execute("select rowid from prose where prose match ?", [query])
        assert rows.fetchall() == [(1,)]
    connection.close()


@given(
    st.text(alphabet="信息公开 ，.１1２a（㈠", max_size=20), st.text(alphabet="信息1a.", max_size=3)
)
def test_hits_stand_where_they_say(text, word):
    wanted = searchable(word)[0]
    for begin, end in hits(text, [word]):
        assert wanted in searchable(text[begin:end])[0]
    if wanted and wanted in searchable(text)[0]:
        assert hits(text, [word])


def test_a_point_between_digits_stays():
    assert searchable("1.5 万元。2，000")[0] == "1·5万元2000"
    assert hits("共15件，1.5 倍", ["1.5"]) == [(5, 8)]


def test_what_a_report_becomes_is_found_and_what_it_was_is_not(workspace):
    report_id = next(iter(found(workspace, "危房改造")))
    report = load_report(workspace, report_id)
    section = report.sections[0]
    paragraph = replace(section.paragraphs[0], text="本年新修琥珀桥一座。")
    changed = replace(
        report, sections=(replace(section, paragraphs=(paragraph,)), *report.sections[1:])
    )
    before = held(workspace, "危房改造")
    with workspace.transaction():
        replace_content(workspace, report_id, changed)
    assert found(workspace, "琥珀") == {report_id}
    assert found(workspace, "危房改造") == before - {report_id}
    # And back again: nothing of it is left.
    with workspace.transaction():
        replace_content(workspace, report_id, report)
    assert found(workspace, "琥珀") == set()
    assert count_prose(workspace, "琥珀") == 0
    assert found(workspace, "危房改造") == before


def test_an_interrupted_rebuild_goes_on_and_stays_true(workspace):
    expected = {word: held(workspace, word) for word in WORDS}
    with workspace.transaction():
        begin_prose(workspace)
    assert not is_prose_whole(workspace)
    assert found(workspace, "年") == set()
    assert rebuild_prose(workspace, is_cancelled=lambda: True) == len(SAMPLES)
    # A report that changes and one that comes meanwhile.
    first = min(expected["年"])
    with workspace.transaction():
        replace_content(workspace, first, load_report(workspace, first))
    path = sorted((REPO / "tests" / "reports").glob("*.txt"))[10]
    import_files(workspace, [SourceFile(path, path.name)])
    assert rebuild_prose(workspace) == 0
    assert is_prose_whole(workspace)
    for word in ("年", "复议", "危房改造"):
        assert found(workspace, word) == held(workspace, word)


def test_recheck_makes_the_index_anew(workspace):
    with workspace.transaction():
        workspace.execute("insert into prose(prose) values ('delete-all')")
    assert found(workspace, "年") == set()
    recheck_rules(workspace, everything=True)
    assert found(workspace, "年") == held(workspace, "年")
    assert is_prose_whole(workspace)
    recheck_reading(workspace, reread)
    assert found(workspace, "年") == held(workspace, "年")


def test_notes_that_stand_are_found(workspace):
    report_id = queue_ids(workspace)[0]
    add_note(workspace, LI, report_id, None, "问过档案馆")
    (hit,) = search_notes(workspace, "档 问过")
    assert (hit.whose.report_id, hit.reviewer, hit.text) == (report_id, "li", "问过档案馆")
    assert search_notes(workspace, "档案室") == ()
    note = workspace.value("select id from annotation where kind = 'note'")
    undo(workspace, LI, note, reread)
    assert search_notes(workspace, "档案馆") == ()


def test_organs_are_found_with_their_reports(workspace):
    stored = next(one for one in iterate_reports(workspace) if one.organ)
    names = [hit.organ for hit in search_organs(workspace, stored.organ[0])]
    assert stored.organ in names
    (hit,) = search_organs(workspace, f"{stored.region} {stored.organ}")
    assert stored.id in hit.reports
    assert len(hit.reports) == len(hit.years)
    assert reports_of_organ(workspace, hit.organ_id) == hit.reports
    assert search_organs(workspace, "%") == search_organs(workspace, "") == ()


def test_pinyin_is_stored_for_organs(workspace):
    missing = without_pinyin(workspace)
    assert len(missing) == workspace.value("select count(*) from organ")
    store_pinyin(workspace, [(number, "a b", "ab") for number, _ in missing])
    assert without_pinyin(workspace) == []
    rows = finder_rows(workspace)
    assert rows
    assert all(row[3:] == ("a b", "ab") for row in rows)


def test_the_prose_of_a_report_that_is_gone(workspace):
    assert prose_of(workspace, 10**6) == []
    assert prose_of(workspace, queue_ids(workspace)[0])[0].text


PLANS = {
    "prose": "SCAN prose VIRTUAL TABLE INDEX",
}


def test_a_search_reads_no_report_that_does_not_match(workspace):
    plan = workspace.rows(
        "explain query plan select count(*) from (select 1 from prose cross join report"
        " on report.id = prose.rowid where prose match '\"复 议\"' and report.is_current = 1)"
    )
    steps = [row[3] for row in plan]
    assert any(PLANS["prose"] in step for step in steps), steps
    assert any("report USING INTEGER PRIMARY KEY" in step for step in steps), steps
