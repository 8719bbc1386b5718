"""Which revision of a series is current: later imports, one import, what reviewers say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.batch import SourceFile, import_files
from store.annotation_log import AnnotationKind, append
from store.annotations import Verdict, change_identity, sign_off, undo
from store.current_version import confirm_version, make_current
from store.database import open_workspace
from store.errors import AnnotationError, StaleDecisionError
from store.flags import flags_of
from store.queue import ReportState, queue_ids, queue_rows, totals
from store.replay import replay_report
from store.report import Identity, Kind, Level
from store.reports import stored_report
from tests.sample_cases import make_sample
from tests.sample_described import as_is, describe, for_xml
from tests.sample_docx import docx
from tests.sample_figures import PLAIN
from tests.sample_html import html
from tests.sample_reports import Layout
from tests.store.corrected_files import ELSEWHERE, LI, STILL_WRONG, WRONG, bring, flag, say, text


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def current(workspace, *reports):
    """Which of these reports is current."""
    return [stored_report(workspace, one).is_current for one in reports]


def asks(workspace, report_id):
    """The open question of R803 on a report, as its variant and the files it names."""
    return [
        (r.flag.params["variant"], r.flag.params["others"])
        for r in flags_of(workspace, report_id)
        if r.flag.rule == "R803" and r.verdict is None
    ]


def state(workspace, report_id):
    """The state of a report in the queue."""
    (row,) = queue_rows(workspace, [report_id])
    return row.state, row.is_corrected


def issue(workspace, report_id):
    """Record that the letter of a report was issued."""
    with workspace.transaction():
        made = append(workspace, LI, AnnotationKind("issued"), report_id, {"round": 1})
        replay_report(workspace, report_id)
    return made


def test_a_file_of_a_later_import_is_the_corrected_one(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, b=text(WRONG))
    (second,) = bring(workspace, tmp_path, a=text())
    assert current(workspace, first, second) == [False, True]
    assert asks(workspace, second) == []
    assert queue_ids(workspace) == (second,)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_two_files_of_one_import_are_asked_about(workspace, tmp_path, names):
    one, other = bring(workspace, tmp_path, **{names[0]: text(WRONG), names[1]: text()})
    first, second = (one, other) if names == ("a", "b") else (other, one)
    # Whatever came in first: until it is answered the first by path is current.
    assert current(workspace, first, second) == [True, False]
    assert asks(workspace, first) == []
    assert asks(workspace, second) == [("batch", ("a.txt",))]
    assert set(queue_ids(workspace)) == {first, second}


def test_confirming_makes_the_asked_one_current(workspace, tmp_path):
    first, second = bring(workspace, tmp_path, a=text(WRONG), b=text())
    record = flag(workspace, second, "R803")
    done = confirm_version(workspace, LI, record.id, record.version)
    assert (done.verdict, done.is_raised) == ("confirmed", False)
    assert current(workspace, first, second) == [False, True]
    assert queue_ids(workspace) == (second,)
    made = workspace.value("select max(id) from annotation")
    assert undo(workspace, LI, made, None).kind is AnnotationKind.CURRENT
    assert current(workspace, first, second) == [True, False]
    assert asks(workspace, second) == [("batch", ("a.txt",))]


def test_dismissing_leaves_it_as_it_is(workspace, tmp_path):
    first, second = bring(workspace, tmp_path, a=text(WRONG), b=text())
    say(workspace, second, "R803", Verdict.DISMISSED)
    assert current(workspace, first, second) == [True, False]
    assert queue_ids(workspace) == (first,)


def test_unsure_stays_in_the_queue(workspace, tmp_path):
    first, second = bring(workspace, tmp_path, a=text(WRONG), b=text())
    say(workspace, second, "R803", Verdict.UNSURE)
    assert set(queue_ids(workspace)) == {first, second}


def test_another_organ_leaves_the_series(workspace, tmp_path):
    first, second = bring(workspace, tmp_path, a=text(WRONG), b=text())
    identity = Identity("石滩乡人民政府", "岚川县", 2023, Kind.OWN, Level.TOWNSHIP)
    change_identity(workspace, LI, second, identity)
    assert current(workspace, first, second) == [True, True]
    assert asks(workspace, second) == []


def test_a_stale_answer_is_refused(workspace, tmp_path):
    _, second = bring(workspace, tmp_path, a=text(WRONG), b=text())
    record = flag(workspace, second, "R803")
    say(workspace, second, "R803", Verdict.UNSURE)
    with pytest.raises(StaleDecisionError):
        confirm_version(workspace, LI, record.id, record.version)


def test_three_files_of_one_import(workspace, tmp_path):
    first, second, third = bring(workspace, tmp_path, a=text(WRONG), b=text(), c=text(STILL_WRONG))
    assert asks(workspace, third) == [("batch", ("a.txt", "b.txt"))]
    record = flag(workspace, third, "R803")
    confirm_version(workspace, LI, record.id, record.version)
    assert current(workspace, first, second, third) == [False, False, True]
    # The other question is still there.
    assert asks(workspace, second) == [("batch", ("a.txt",))]


def test_a_corrected_file_comes_after_an_unanswered_batch(workspace, tmp_path):
    first, second = bring(workspace, tmp_path, a=text(WRONG), b=text(STILL_WRONG))
    (third,) = bring(workspace, tmp_path, c=text())
    assert current(workspace, first, second, third) == [False, False, True]
    assert asks(workspace, second) == [("batch", ("a.txt",))]


def test_an_import_that_was_interrupted_is_still_the_same(workspace, tmp_path):
    paths = []
    for name, content in (("a", text(WRONG)), ("b", text())):
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(content, encoding="utf-8")
    sources = [SourceFile(path, path.name) for path in paths]
    looks = iter([False, *[True] * 20])
    done = import_files(workspace, sources, is_cancelled=lambda: next(looks))
    assert done.done < done.total
    assert import_files(workspace, sources).done == 2
    reports = [row[0] for row in workspace.rows("select id from report order by path")]
    assert len(reports) == 2
    assert current(workspace, *reports) == [True, False]
    assert asks(workspace, reports[1]) == [("batch", ("a.txt",))]


def test_a_new_import_after_an_interrupted_one_is_its_own(workspace, tmp_path):
    (tmp_path / "a.txt").write_text(text(WRONG), encoding="utf-8")
    sources = [SourceFile(tmp_path / "a.txt", "a.txt"), SourceFile(tmp_path / "a.txt", "z.txt")]
    looks = iter([False, *[True] * 20])
    import_files(workspace, sources, is_cancelled=lambda: next(looks))
    (second,) = bring(workspace, tmp_path, b=text())
    assert stored_report(workspace, second).is_current


def test_the_same_name_without_a_region_is_asked_in_later_imports_too(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG, region=None))
    (second,) = bring(workspace, tmp_path, b=text(region=None))
    assert current(workspace, first, second) == [True, False]
    assert asks(workspace, second) == [("namesake", ("a.txt",))]
    record = flag(workspace, second, "R803")
    confirm_version(workspace, LI, record.id, record.version)
    assert current(workspace, first, second) == [False, True]


@pytest.mark.parametrize("known_first", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_confirming_takes_the_unknown_region_for_the_known_one(
    workspace, tmp_path, known_first, together
):
    one, other = ("青禾县", None) if known_first else (None, "青禾县")
    texts = {"a": text(WRONG, region=one), "b": text(region=other)}
    if together:
        first, second = bring(workspace, tmp_path, **texts)
    else:
        (first,) = bring(workspace, tmp_path, a=texts["a"])
        (second,) = bring(workspace, tmp_path, b=texts["b"])
    assert stored_report(workspace, first).series_id != stored_report(workspace, second).series_id
    before = workspace.value("select ifnull(max(id), 0) from annotation")
    record = flag(workspace, second, "R803")
    assert confirm_version(workspace, LI, record.id, record.version).verdict == "confirmed"
    stored = [stored_report(workspace, report) for report in (first, second)]
    assert stored[0].series_id == stored[1].series_id
    assert [one.region for one in stored] == ["青禾县"] * 2
    assert current(workspace, first, second) == [False, True]
    assert queue_ids(workspace) == (second,)
    # All of it can be taken back.
    while (
        made := workspace.value(
            "select max(id) from annotation as a where a.id > ? and a.kind <> 'undo' and not exists"
            " (select 1 from undone as u where u.id = a.id)",
            [before],
        )
    ) is not None:
        undo(workspace, LI, made, None)
    stored = [stored_report(workspace, report) for report in (first, second)]
    assert [one.region for one in stored] == [one, other]
    assert [name for name, _ in asks(workspace, second)] == ["namesake"]


def test_two_regions_of_one_name_cannot_be_answered_by_one_key(workspace, tmp_path):
    bring(workspace, tmp_path, a=text(WRONG), b=text(STILL_WRONG, region="岚川县"))
    (third,) = bring(workspace, tmp_path, c=text(region=None))
    record = flag(workspace, third, "R803")
    with pytest.raises(AnnotationError) as caught:
        confirm_version(workspace, LI, record.id, record.version)
    assert caught.value.code == "regions_several"
    assert workspace.value("select count(*) from annotation") == 0


def test_any_revision_can_be_made_current_and_back(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    sign_off(workspace, LI, first)
    (second,) = bring(workspace, tmp_path, b=text())
    (next_year,) = bring(workspace, tmp_path, n=text(year=2024))
    made = make_current(workspace, LI, first)
    assert current(workspace, first, second) == [True, False]
    assert queue_ids(workspace, "2023") == (first,)
    # The sign-off of the old version stands again, since it is that version which counts.
    assert state(workspace, first) == (ReportState.SIGNED_OFF, False)
    undo(workspace, LI, made, None)
    assert current(workspace, first, second) == [False, True]
    assert next_year
    with pytest.raises(AnnotationError):
        make_current(workspace, LI, second)


def test_a_later_file_is_current_whatever_was_said_before(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    (second,) = bring(workspace, tmp_path, b=text(STILL_WRONG))
    make_current(workspace, LI, first)
    (third,) = bring(workspace, tmp_path, c=text())
    assert current(workspace, first, second, third) == [False, False, True]


def test_neighbouring_years_follow_the_current_version(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text({"requests.carried_out.natural_person": "3"}))
    (second,) = bring(workspace, tmp_path, b=text())
    (after,) = bring(workspace, tmp_path, n=text(year=2024))

    def joins():
        return not [r for r in flags_of(workspace, after) if r.flag.rule == "Y601"]

    assert joins()
    made = make_current(workspace, LI, first)
    assert not joins()
    undo(workspace, LI, made, None)
    assert joins()
    assert second


def test_a_copy_cannot_be_made_current(workspace, tmp_path):
    bring(workspace, tmp_path, a=text())
    (copy,) = bring(workspace, tmp_path, b=text() + "\n")
    with pytest.raises(AnnotationError) as caught:
        make_current(workspace, LI, copy)
    assert caught.value.code == "version_copy"


def test_the_sign_off_of_the_old_version_does_not_count_for_the_new_one(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    sign_off(workspace, LI, first)
    assert totals(workspace).signed_off == 1
    (second,) = bring(workspace, tmp_path, b=text(STILL_WRONG))
    assert state(workspace, second) == (ReportState.UNREAD, True)
    counts = totals(workspace)
    assert (counts.signed_off, counts.corrected) == (0, 1)
    # The old version keeps its own.
    assert state(workspace, first)[0] is ReportState.SIGNED_OFF


def test_answered_and_rectified(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    issue(workspace, first)
    assert state(workspace, first)[0] is ReportState.DECIDED
    sign_off(workspace, LI, first)
    # What was issued before the sign-off is not the letter of what was signed.
    assert state(workspace, first)[0] is ReportState.SIGNED_OFF
    issued = issue(workspace, first)
    assert state(workspace, first)[0] is ReportState.ANSWERED
    undo(workspace, LI, issued, None)
    assert state(workspace, first)[0] is ReportState.SIGNED_OFF
    issue(workspace, first)
    assert totals(workspace).answered == 1
    (second,) = bring(workspace, tmp_path, b=text())
    assert state(workspace, second) == (ReportState.UNREAD, True)
    done = sign_off(workspace, LI, second)
    assert state(workspace, second) == (ReportState.RECTIFIED, True)
    counts = totals(workspace)
    assert (counts.corrected, counts.answered, counts.rectified) == (0, 0, 1)
    undo(workspace, LI, done, None)
    assert state(workspace, second)[0] is not ReportState.RECTIFIED


@pytest.mark.parametrize("left", [STILL_WRONG, ELSEWHERE])
def test_what_is_left_or_new_is_not_rectified(workspace, tmp_path, left):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    (second,) = bring(workspace, tmp_path, b=text(left))
    for record in flags_of(workspace, second):
        if record.flag.rule.startswith("A"):
            say(workspace, second, record.flag.rule)
    sign_off(workspace, LI, second)
    assert state(workspace, second)[0] is ReportState.SIGNED_OFF


def test_a_clean_report_that_comes_again_was_never_rectified(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text())
    sign_off(workspace, LI, first)
    (second,) = bring(workspace, tmp_path, b=text({"disclosure.licences.decisions": "77"}))
    sign_off(workspace, LI, second)
    assert state(workspace, second)[0] is ReportState.SIGNED_OFF_CLEAN


def test_a_decision_taken_back_in_the_old_version_is_no_rectification(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    (second,) = bring(workspace, tmp_path, b=text())
    sign_off(workspace, LI, second)
    assert state(workspace, second)[0] is ReportState.RECTIFIED
    say(workspace, first, "A103", Verdict.DISMISSED)
    assert state(workspace, second)[0] is ReportState.SIGNED_OFF_CLEAN


def test_the_word_and_the_web_file_of_one_import_are_asked_about_once(workspace, tmp_path):
    made = make_sample("s", Layout.PIPE, ("青禾县", "石滩乡人民政府"), PLAIN, 1)
    wrong = replace(made, values={**made.values, **WRONG})
    (tmp_path / "a.docx").write_bytes(docx(describe(wrong, 0, for_xml)))
    (tmp_path / "b.html").write_bytes(html(describe(made, 0, as_is)))
    # Whichever of the two is stored first.
    for names in (("a.docx", "b.html"), ("b.html", "a.docx")):
        with open_workspace(tmp_path / f"{names[0]}.db") as other:
            import_files(other, [SourceFile(tmp_path / name, name) for name in names])
            first, second = (
                other.value("select id from report where path = ?", [name])
                for name in ("a.docx", "b.html")
            )
            assert current(other, first, second) == [True, False]
            assert asks_twin(other, first) == []
            assert asks_twin(other, second) == ["twin"]
            record = flag(other, second, "R803")
            confirm_version(other, LI, record.id, record.version)
            assert current(other, first, second) == [False, True]
            # The two files differ, which the letter has to say.
            assert (flag(other, second, "R803").verdict, record.is_raised) == ("confirmed", True)


def asks_twin(workspace, report_id):
    """The variants of R803 on a report."""
    return [
        r.flag.params["variant"] for r in flags_of(workspace, report_id) if r.flag.rule == "R803"
    ]
