"""The roster: entries and names, whose a report is, what stays apart, what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.annotations import Verdict, change_identity, decide, undo
from store.checked import count_waiting_for_rules
from store.current_version import make_current
from store.database import open_workspace
from store.due import Standing, due_counts, due_entries, due_year, unknown_reports
from store.flags import flag_record, flags_of
from store.identities import relocate_report
from store.messages import flag_letter, flag_message
from store.prepared import prepare
from store.queue import queue_ids, totals
from store.rechecking import recheck_rules
from store.report import Identity, Kind, Level, Paragraph, Place
from store.reports import Incoming, load_report, save_report, stored_report
from store.reviewer import Reviewer
from store.roster import Entry, EntryName, stored_entries
from store.roster_choices import accept_entry, refusal_of, refusals, refuse_entry
from store.roster_loading import load_roster, preview_roster
from store.roster_moving import is_moving
from store.roster_names import name_key, region_rank
from store.runs import next_run
from store.stranger_names import organ_names
from tests.sample_figures import BUSY, PLAIN
from tests.store.test_series import report, save

LI = Reviewer(1000, "li", "")
LIUXI = Entry("柳溪镇人民政府", "青禾县", level=Level.TOWNSHIP)
SHITAN = Entry("石滩乡人民政府", "青禾县", level=Level.TOWNSHIP)


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def load(workspace, *entries, **kind):
    """Load a roster and check the reports anew."""
    done = load_roster(workspace, entries, **kind)
    recheck_rules(workspace)
    return done


def whose(workspace, stored):
    found = stored_report(workspace, stored.id)
    return (found.region, found.organ, found.level, found.kind)


def raised(workspace, stored, rule):
    return [record for record in flags_of(workspace, stored.id) if record.flag.rule == rule]


def carried(values, *, taken=None, left=None):
    """Figures with other totals carried in and out, and the rows that these are in."""
    changed = dict(values)
    for row, count in (("carried_in", taken), ("carried_out", left)):
        if count is not None:
            changed |= {key: "0" for key in values if key.startswith(f"requests.{row}.")}
            changed |= {f"requests.{row}.natural_person": str(count)}
            changed |= {f"requests.{row}.total": str(count)}
    return changed


# --- names and regions -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳溪镇人民政府", "柳溪镇"),
        ("东桥街道办事处", "东桥街道"),
        ("白音苏木人民政府", "白音苏木"),
        ("青禾县人民政府", "青禾县"),
        ("财政局（国资办）", "财政局(国资办)"),
        ("柳溪 镇人民政府", "柳溪镇人民政府"),
    ],
)
def test_two_ways_to_write_one_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青禾县人民政府", "青禾县人民政府办公室"),
        ("柳溪镇人民政府", "柳溪乡人民政府"),
        ("人民政府", "柳溪镇人民政府"),
        ("东桥街道办事处", "东桥镇"),
        ("县办", "县"),
    ],
)
def test_names_that_differ(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("ours", "theirs", "rank"),
    [
        ("青禾县", "青禾县", 0),
        ("青禾县", "样例市青禾县", 1),
        ("样例市青禾县", "青禾县", 1),
        ("样例市", "样例市青禾县", 2),
        (None, "青禾县", 3),
        ("青禾县", None, 3),
        ("青禾县", "云阳县", None),
    ],
)
def test_regions_agree_or_not(ours, theirs, rank):
    assert region_rank(ours, theirs) == rank


# --- loading -----------------------------------------------------------------------------


def test_the_same_roster_twice_changes_nothing(workspace):
    entry = replace(
        LIUXI,
        category="乡镇",
        deadline=date(2024, 1, 31),
        contact="张某",
        names=(EntryName("柳溪"), EntryName("原柳溪乡", 2015, 2018, True)),
    )
    changes, _ = load(workspace, entry, SHITAN)
    assert (len(changes.new), changes.same) == (2, 0)
    assert [one.entry for one in stored_entries(workspace)] == [entry, SHITAN]
    before = workspace.rows("select * from roster") + workspace.rows("select * from organ_name")
    changes, moved = load_roster(workspace, (entry, SHITAN))
    assert changes.is_nothing and changes.same == 2 and moved == []
    assert count_waiting_for_rules(workspace) == 0
    assert before == workspace.rows("select * from roster") + workspace.rows(
        "select * from organ_name"
    )


def test_a_changed_roster_updates_and_a_shorter_one_drops_or_marks(workspace):
    load(workspace, LIUXI, SHITAN, replace(LIUXI, organ="羊坪镇人民政府"))
    save(workspace, report(), "a")
    due = replace(SHITAN, deadline=date(2024, 2, 1))
    changes, _ = load(workspace, due)
    assert [(old.entry, new) for old, new in changes.changed] == [(SHITAN, due)]
    assert [one.entry.organ for one in changes.dropped] == ["羊坪镇人民政府"]
    assert [one.entry for one in changes.kept] == [LIUXI]
    assert {(one.entry.organ, one.is_gone) for one in stored_entries(workspace)} == {
        ("柳溪镇人民政府", True),
        ("石滩乡人民政府", False),
    }
    assert load(workspace, due)[0].is_nothing
    # It is back in the list: it is due again.
    assert [new for _, new in load(workspace, due, LIUXI)[0].changed] == [LIUXI]
    assert not any(one.is_gone for one in stored_entries(workspace))


def test_rosters_of_other_years_are_left_alone(workspace):
    load(workspace, replace(LIUXI, year=2023))
    changes, _ = load(workspace, replace(SHITAN, year=2024))
    assert (changes.dropped, changes.kept) == ((), ())
    assert {(one.entry.organ, one.entry.year) for one in stored_entries(workspace)} == {
        ("柳溪镇人民政府", 2023),
        ("石滩乡人民政府", 2024),
    }


def test_a_row_that_could_not_be_read_drops_nothing(workspace):
    load(workspace, LIUXI, SHITAN)
    changes, _ = load(workspace, SHITAN, unread=["青禾县柳溪镇人民政府"])
    assert changes.is_nothing
    assert len(stored_entries(workspace)) == 2


def test_a_roster_that_gets_regions_moves_entries_and_their_reports(workspace):
    load(workspace, replace(LIUXI, region=None))
    stored = save(workspace, report(region=None), "a")
    changes, moved = load(workspace, LIUXI)
    assert (len(changes.changed), changes.new, changes.dropped, changes.kept) == (1, (), (), ())
    assert moved == [stored.id]
    assert whose(workspace, stored)[:2] == ("青禾县", "柳溪镇人民政府")
    assert len(stored_entries(workspace)) == 1


def test_a_preview_keeps_nothing(workspace):
    stored = save(workspace, report(region=None), "a")
    before = workspace.connection.serialize()
    preview = preview_roster(workspace, (LIUXI,))
    assert [one.given.region for one in preview.reports] == ["青禾县"]
    assert workspace.connection.serialize() == before
    assert whose(workspace, stored)[0] is None


# --- whose a report is -------------------------------------------------------------------


@pytest.mark.parametrize("first", ["roster", "report"])
def test_a_report_takes_name_region_level_and_kind_from_its_entry(workspace, first):
    entry = replace(LIUXI, kind=Kind.GOVERNMENT, level=Level.COUNTY)
    if first == "roster":
        load(workspace, entry)
    stored = save(workspace, report(organ="柳溪镇", region=None), "a")
    if first == "report":
        assert load(workspace, entry)[1] == [stored.id]
    assert whose(workspace, stored) == ("青禾县", "柳溪镇人民政府", Level.COUNTY, Kind.GOVERNMENT)
    identity = load_report(workspace, stored.id).identity
    assert (identity.organ, identity.region, identity.level) == (
        "柳溪镇人民政府",
        "青禾县",
        Level.COUNTY,
    )
    (vote,) = identity.votes["roster"]
    assert vote.value == "青禾县柳溪镇人民政府"
    assert "柳溪镇" in vote.evidence


def test_an_alias_counts_in_its_years_only(workspace):
    entry = replace(LIUXI, names=(EntryName("柳溪办事处", 2022, None),))
    load(workspace, entry)
    valid = save(workspace, report(organ="柳溪办事处", region=None, year=2022), "a")
    early = save(workspace, report(BUSY, organ="柳溪办事处", region=None, year=2021), "b")
    assert whose(workspace, valid)[:2] == ("青禾县", "柳溪镇人民政府")
    assert whose(workspace, early)[:2] == (None, "柳溪办事处")


def test_a_similar_name_is_never_taken(workspace):
    load(workspace, LIUXI)
    stored = save(workspace, report(organ="柳西镇人民政府", region=None), "a")
    assert whose(workspace, stored)[:2] == (None, "柳西镇人民政府")
    assert unknown_reports(workspace, 2023) == (stored.id,)


def test_another_region_is_another_organ(workspace):
    load(workspace, LIUXI)
    stored = save(workspace, report(region="云阳县"), "a")
    assert whose(workspace, stored)[0] == "云阳县"
    counts = due_counts(workspace)
    assert (counts.reported, counts.missing, counts.unknown) == (0, 1, 1)


def test_two_of_one_name_stay_apart_and_r803_asks(workspace):
    load(workspace, LIUXI, replace(LIUXI, region="云阳县"))
    here = save(workspace, report(), "a")
    there = save(workspace, report(BUSY, region="云阳县"), "b")
    unclear = save(workspace, report(carried(PLAIN, taken=1), region=None), "c")
    assert {whose(workspace, one)[0] for one in (here, there)} == {"青禾县", "云阳县"}
    assert here.series_id != there.series_id
    assert not raised(workspace, here, "R803") and not raised(workspace, there, "R803")
    assert whose(workspace, unclear)[0] is None
    flags = {record.flag.anchor: record.flag for record in raised(workspace, unclear, "R803")}
    assert flags["roster"].params["others"] == ("青禾县柳溪镇人民政府", "云阳县柳溪镇人民政府")
    counts = due_counts(workspace)
    assert (counts.due, counts.reported, counts.missing, counts.unknown) == (2, 2, 0, 1)


def test_a_region_that_the_answer_gives_ends_the_question(workspace):
    load(workspace, LIUXI, replace(LIUXI, region="云阳县"))
    unclear = save(workspace, report(region=None), "a")
    (flag,) = raised(workspace, unclear, "R803")
    assert flag.flag.anchor == "roster"
    accept_entry(workspace, LI, unclear.id, replace(LIUXI, region="云阳县"))
    assert whose(workspace, unclear)[0] == "云阳县"
    assert raised(workspace, unclear, "R803") == []


def test_an_entry_without_region_is_no_two_places(workspace):
    load(workspace, replace(LIUXI, region=None))
    first = save(workspace, report(), "a")
    other = save(workspace, report(BUSY, region="云阳县"), "b")
    assert whose(workspace, first)[:2] == (None, "柳溪镇人民政府")
    assert whose(workspace, other)[:2] == ("云阳县", "柳溪镇人民政府")
    assert stored_report(workspace, first.id).is_current
    assert unknown_reports(workspace, 2023) == (other.id,)
    assert due_counts(workspace).double == 0


def test_a_corrected_file_of_an_organ_without_region_is_a_revision(workspace):
    load(workspace, replace(LIUXI, region=None))
    first = save(workspace, report(region=None), "a")
    second = save(workspace, report(BUSY, region=None), "b")
    assert (second.revision, second.is_current) == (2, True)
    assert raised(workspace, second, "R803") == []
    assert queue_ids(workspace) == (second.id,)
    assert first.series_id == second.series_id


def test_other_names_of_one_entry_and_year_are_not_thrown_together(workspace):
    names = (EntryName("甲镇人民政府", is_former=True), EntryName("乙乡人民政府", is_former=True))
    load(workspace, replace(LIUXI, names=names))
    first = save(workspace, report(organ="甲镇人民政府", region=None), "a")
    second = save(workspace, report(BUSY, organ="乙乡人民政府", region=None), "b")
    assert whose(workspace, first)[1] == "柳溪镇人民政府"
    assert whose(workspace, second)[1] == "乙乡人民政府"
    again = preview_roster(workspace, (LIUXI, SHITAN)).reports
    assert [one.is_claimed for one in again] == [False, False]
    (_, claimed) = preview_roster(workspace, (replace(LIUXI, names=names), SHITAN)).reports
    assert claimed.is_claimed


def test_the_kind_tells_two_entries_of_one_organ_apart(workspace):
    county = Entry("青禾县人民政府", None, level=Level.COUNTY)
    load(workspace, county, replace(county, kind=Kind.GOVERNMENT))
    one = replace(report(), identity=Identity("青禾县", None, 2023, Kind.GOVERNMENT, Level.COUNTY))
    stored = save(workspace, one, "a")
    assert whose(workspace, stored)[1:] == ("青禾县人民政府", Level.COUNTY, Kind.GOVERNMENT)
    states = {x.entry.entry.kind: x.standing for x in due_entries(workspace, 2023)}
    assert states == {Kind.OWN: Standing.MISSING, Kind.GOVERNMENT: Standing.REPORTED}


def test_decisions_move_with_the_report(workspace):
    wrong = report(region=None, **{"requests.granted.total": "9"})
    stored = save(workspace, wrong, "a")
    (flag,) = raised(workspace, stored, "A103")
    decide(workspace, LI, flag.id, flag.version, Verdict.CONFIRMED)
    load(workspace, LIUXI)
    (flag,) = raised(workspace, stored, "A103")
    assert (flag.verdict, whose(workspace, stored)[0]) == ("confirmed", "青禾县")


# --- reviewers ---------------------------------------------------------------------------


def test_a_reviewers_identity_stands_above_the_roster_and_undo_brings_the_roster_back(workspace):
    stored = save(workspace, report(organ="柳溪镇", region=None), "a")
    load(workspace, LIUXI)
    own = Identity("柳溪镇水务站", "青禾县", 2023, Kind.OWN, Level.DEPARTMENT)
    made = change_identity(workspace, LI, stored.id, own)
    load(workspace, LIUXI, SHITAN)
    assert whose(workspace, stored)[1] == "柳溪镇水务站"
    undo(workspace, LI, made, lambda *_: None)
    assert whose(workspace, stored)[:2] == ("青禾县", "柳溪镇人民政府")


def test_what_was_recognised_is_back_when_the_entry_has_gone(workspace):
    stored = save(workspace, report(organ="柳溪", region=None), "a")
    load(workspace, replace(LIUXI, names=(EntryName("柳溪"),)))
    assert whose(workspace, stored)[:2] == ("青禾县", "柳溪镇人民政府")
    load(workspace, LIUXI)
    assert whose(workspace, stored)[:2] == (None, "柳溪")
    assert "roster" not in load_report(workspace, stored.id).identity.votes


def test_undo_after_the_entry_has_gone_restores_what_was_recognised(workspace):
    stored = save(workspace, report(organ="柳溪", region=None), "a")
    load(workspace, replace(LIUXI, names=(EntryName("柳溪"),)))
    made = change_identity(workspace, LI, stored.id, Identity("石滩乡", "青禾县", 2023))
    load(workspace, LIUXI)
    undo(workspace, LI, made, lambda *_: None)
    assert whose(workspace, stored)[:2] == (None, "柳溪")
    again = change_identity(workspace, LI, stored.id, Identity("某乡", None, 2023))
    undo(workspace, LI, again, lambda *_: None)
    assert whose(workspace, stored)[:2] == (None, "柳溪")


def test_an_accepted_entry_is_an_identity_that_can_be_undone_with_its_copies(workspace):
    load(workspace, LIUXI)
    stored = save(workspace, report(organ="柳西镇人民政府", region=None), "a")
    copy = save(workspace, report(organ="柳西镇人民政府", region=None), "b")
    assert copy.copy_of == stored.id
    made = accept_entry(workspace, LI, stored.id, LIUXI)
    for one in (stored, copy):
        assert whose(workspace, one)[:2] == ("青禾县", "柳溪镇人民政府")
    found = stored_report(workspace, copy.id)
    assert (found.copy_of, found.is_current, stored_report(workspace, stored.id).is_current) == (
        stored.id,
        False,
        True,
    )
    assert unknown_reports(workspace, 2023) == ()
    # Loading again leaves it where the reviewer put it, with its copy.
    load(workspace, LIUXI, SHITAN)
    assert {whose(workspace, one)[1] for one in (stored, copy)} == {"柳溪镇人民政府"}
    undo(workspace, LI, made, lambda *_: None)
    for one in (stored, copy):
        assert whose(workspace, one)[:2] == (None, "柳西镇人民政府")
    assert stored_report(workspace, copy.id).copy_of == stored.id
    assert stored_report(workspace, stored.id).copy_of is None


def test_a_refused_entry_is_remembered_until_it_is_undone(workspace):
    load(workspace, LIUXI)
    stored = save(workspace, report(organ="柳西镇人民政府", region=None), "a")
    made = refuse_entry(workspace, LI, stored.id, LIUXI)
    assert refusals(workspace, stored.id) == {refusal_of(LIUXI)}
    load(workspace, LIUXI, SHITAN)
    assert refusals(workspace, stored.id) == {refusal_of(LIUXI)}
    undo(workspace, LI, made, lambda *_: None)
    assert refusals(workspace, stored.id) == frozenset()
    assert whose(workspace, stored)[1] == "柳西镇人民政府"


# --- years -------------------------------------------------------------------------------


def test_a_renamed_organ_carries_on_what_it_was(workspace):
    former = EntryName("柳溪乡人民政府", 2015, 2022, True)
    load(workspace, replace(LIUXI, names=(former,)))
    old = save(
        workspace,
        report(carried(PLAIN, left=3), organ="柳溪乡", region=None, year=2022),
        "a",
    )
    new = save(workspace, report(carried(PLAIN, taken=1), year=2023), "b")
    assert whose(workspace, old)[:2] == ("青禾县", "柳溪乡人民政府")
    (flag,) = raised(workspace, new, "Y601")
    assert flag.flag.params["predecessors"] == ("柳溪乡人民政府",)
    assert ("requests.carried_in.total", "3", "1") in flag.flag.params["changes"]
    assert raised(workspace, new, "Y604") == []


def test_a_year_that_comes_later_rechecks_the_successor(workspace):
    former = EntryName("柳溪乡人民政府", 2015, 2022, True)
    load(workspace, replace(LIUXI, names=(former,)))
    new = save(workspace, report(carried(PLAIN, taken=1), year=2023), "b")
    assert raised(workspace, new, "Y601") == []
    save(workspace, report(carried(PLAIN, left=3), organ="柳溪乡", year=2022), "a")
    assert len(raised(workspace, new, "Y601")) == 1


MERGED = (
    EntryName("甲镇人民政府", 2015, 2022, True),
    EntryName("乙乡人民政府", None, 2022, True),
)


@pytest.mark.parametrize(("taken", "flags"), [(5, 0), (3, 1)])
def test_merged_organs_are_compared_with_their_sum(workspace, taken, flags):
    load(workspace, replace(LIUXI, names=MERGED))
    save(workspace, report(carried(PLAIN, left=3), organ="甲镇", year=2022), "a")
    save(workspace, report(carried(PLAIN, left=2), organ="乙乡", year=2022), "b")
    new = save(workspace, report(carried(PLAIN, taken=taken), year=2023), "c")
    found = raised(workspace, new, "Y601")
    assert len(found) == flags
    if found:
        assert ("requests.carried_in.total", "5", "3") in found[0].flag.params["changes"]
        assert "上年为“甲镇人民政府”、“乙乡人民政府”合计" in flag_letter(found[0].flag, "zh")
        assert "together" in flag_message(found[0].flag, "en")


def test_a_part_of_merged_organs_is_not_taken_for_the_whole(workspace):
    load(workspace, replace(LIUXI, names=MERGED))
    save(workspace, report(carried(PLAIN, left=3), organ="甲镇", year=2022), "a")
    new = save(workspace, report(carried(PLAIN, taken=5), year=2023), "c")
    assert raised(workspace, new, "Y601") == []


def test_a_blank_in_one_of_merged_organs_is_compared_with_nothing(workspace):
    load(workspace, replace(LIUXI, names=MERGED))
    save(workspace, report(carried(PLAIN, left=3), organ="甲镇", year=2022), "a")
    blank = {key: "" for key in PLAIN if key.startswith("requests.carried_out.")}
    save(workspace, report({**PLAIN, **blank}, organ="乙乡", year=2022), "b")
    new = save(workspace, report(carried(PLAIN, taken=1), year=2023), "c")
    assert raised(workspace, new, "Y601") == []


def test_an_organ_that_took_in_another_is_the_sum_of_both(workspace):
    load(workspace, replace(LIUXI, names=(EntryName("乙乡人民政府", None, 2022, True),)))
    save(workspace, report(carried(PLAIN, left=3), year=2022), "a")
    save(workspace, report(carried(PLAIN, left=2), organ="乙乡", year=2022), "b")
    new = save(workspace, report(carried(PLAIN, taken=5), year=2023), "c")
    assert raised(workspace, new, "Y601") == []
    other = save(workspace, report(carried(PLAIN, taken=3), year=2023), "d")
    (flag,) = raised(workspace, other, "Y601")
    assert flag.flag.params["predecessors"] == ("柳溪镇人民政府", "乙乡人民政府")


def test_the_whole_of_a_split_organ_is_compared_with_no_part(workspace):
    former = (EntryName("甲镇人民政府", None, 2022, True),)
    load(workspace, replace(LIUXI, names=former), replace(SHITAN, names=former))
    save(workspace, report(carried(PLAIN, left=3), organ="甲镇", year=2022), "a")
    new = save(workspace, report(carried(PLAIN, taken=1), year=2023), "c")
    assert raised(workspace, new, "Y601") == []


def test_names_one_after_the_other_are_a_chain(workspace):
    names = (
        EntryName("甲镇人民政府", 2015, 2020, True),
        EntryName("乙镇人民政府", 2021, 2022, True),
    )
    load(workspace, replace(LIUXI, names=names))
    save(workspace, report(carried(PLAIN, left=3), organ="甲镇", year=2020), "a")
    second = save(workspace, report(carried(PLAIN, taken=1, left=1), organ="乙镇", year=2021), "b")
    third = save(workspace, report(carried(PLAIN, taken=1), year=2023), "c")
    assert len(raised(workspace, second, "Y601")) == 1
    assert raised(workspace, third, "Y601") == []
    (gap,) = raised(workspace, third, "Y604")
    assert (gap.flag.params["earlier"], gap.flag.params["first"]) == (2021, 2022)


# --- counts and deadlines ----------------------------------------------------------------


def test_counts_of_the_newest_year_or_of_one_asked_for(workspace):
    load(workspace, LIUXI, SHITAN, replace(LIUXI, organ="羊坪镇人民政府", year=2022))
    assert due_year(workspace) == 2022
    save(workspace, report(year=2022), "a")
    save(workspace, report(BUSY, year=2023), "b")
    save(workspace, report(organ="石滩乡", region=None, year=2023), "c")
    save(workspace, report(organ="某某局", region=None, year=2023), "d")
    save(workspace, report(organ="石滩乡", region=None, year=None), "e")
    counts = due_counts(workspace)
    assert (counts.year, counts.due, counts.reported, counts.missing) == (2023, 2, 2, 0)
    assert (counts.double, counts.unknown) == (0, 2)
    before = due_counts(workspace, 2022)
    assert (before.due, before.reported, before.missing, before.unknown) == (3, 1, 2, 1)


def test_without_a_roster_there_are_no_counts(workspace):
    save(workspace, report(), "a")
    assert due_counts(workspace) is None
    assert organ_names(workspace) is None


def test_files_of_one_entry_in_one_import_are_double_until_somebody_says_which(workspace):
    load(workspace, LIUXI)
    save_together(workspace, report(), "a", report(), "copy", report(BUSY), "b")
    (entry,) = due_entries(workspace, 2023)
    assert (entry.standing, len(entry.reports)) == (Standing.DOUBLE, 2)
    assert due_counts(workspace).double == 1
    make_current(workspace, LI, entry.reports[1])
    assert due_counts(workspace).double == 0
    # A file of a later import corrects it, and is not handed in twice.
    save(workspace, report(carried(PLAIN, taken=7)), "c")
    counts = due_counts(workspace)
    assert (counts.reported, counts.double) == (1, 0)


def test_moving_reports_goes_on_where_it_was_cut_short(workspace, monkeypatch):
    for name in ("柳溪镇", "石滩乡"):
        save(workspace, report(organ=name), name)
    entries = (LIUXI, SHITAN)
    moves = []

    def once(*args):
        moves.append(args)
        if len(moves) == 2:
            raise KeyboardInterrupt
        return relocate_report(*args)

    with monkeypatch.context() as patch:
        patch.setattr("store.roster_moving.relocate_report", once)
        patch.setattr("store.roster_moving._PAUSE_SECONDS", 0)
        patch.setattr("store.roster_moving.time", Clock())
        with pytest.raises(KeyboardInterrupt):
            load_roster(workspace, entries)
    assert is_moving(workspace)
    assert due_counts(workspace).reported == 1
    changes, moved = load_roster(workspace, entries)
    assert (changes.is_nothing, len(moved)) == (True, 1)
    assert due_counts(workspace).reported == 2
    assert not is_moving(workspace)
    assert count_waiting_for_rules(workspace) == 2
    assert load_roster(workspace, entries)[1] == []


class Clock:
    """A clock on which every look is a second after the last: one report a transaction."""

    def __init__(self):
        self.seconds = 0.0

    def monotonic(self):
        self.seconds += 0.06
        return self.seconds

    def sleep(self, seconds):
        """No pause."""


def test_a_file_that_is_left_aside_makes_its_organ_no_double(workspace):
    load(workspace, LIUXI)
    save_together(workspace, report(), "a", report(BUSY), "b")
    (entry,) = due_entries(workspace, 2023)
    (asked,) = [r for r in flags_of(workspace, entry.reports[1]) if r.flag.rule == "R803"]
    decide(workspace, LI, asked.id, asked.version, Verdict.UNSURE)
    assert due_counts(workspace).double == 1
    asked = flag_record(workspace, asked.id)
    said = decide(workspace, LI, asked.id, asked.version, Verdict.DISMISSED)
    counts = due_counts(workspace)
    assert (counts.reported, counts.double, counts.unknown) == (1, 0, 0)
    assert current_of(workspace, entry) == entry.reports[0]
    undo(workspace, LI, said.decision_id, None)
    assert due_counts(workspace).double == 1


def current_of(workspace, entry):
    (found,) = (
        report_id
        for report_id in entry.reports
        if workspace.value("select is_current from report where id = ?", [report_id])
    )
    return found


def save_together(workspace, *reports):
    """Store reports as files of one import."""
    run = next_run(workspace)
    for one, name in zip(reports[::2], reports[1::2], strict=True):
        at = "2024-01-12T08:00:00+00:00"
        ready = prepare(one, workspace.settings)
        incoming = Incoming(ready, f"{name:0>64}", name, b"", "text/1", at, run=run)
        with workspace.transaction():
            save_report(workspace, incoming)


def test_a_merged_entry_is_reported_when_all_its_parts_are(workspace):
    load(workspace, replace(LIUXI, names=MERGED))
    save(workspace, report(organ="甲镇", year=2022), "a")
    assert due_entries(workspace, 2022)[0].standing is Standing.MISSING
    save(workspace, report(BUSY, organ="乙乡", year=2022), "b")
    assert due_entries(workspace, 2022)[0].standing is Standing.REPORTED
    assert unknown_reports(workspace, 2022) == ()


def test_organs_of_the_roster_are_not_counted_as_reporting(workspace):
    load(workspace, LIUXI, SHITAN)
    assert totals(workspace).organs == 0
    save(workspace, report(), "a")
    assert totals(workspace).organs == 1


@pytest.mark.parametrize(("deadline", "flags"), [(date(2024, 1, 10), 1), (date(2024, 2, 1), 0)])
def test_the_deadline_is_the_entrys(workspace, deadline, flags):
    load(workspace, replace(LIUXI, deadline=deadline))
    signed = (Paragraph("2024年1月20日", Place(line=90)),)
    stored = save(workspace, replace(report(), signature=signed), "a")
    assert len(raised(workspace, stored, "S415")) == flags
    corrected = save(workspace, replace(report(BUSY), signature=signed), "b")
    assert corrected.revision == 2
    assert raised(workspace, corrected, "S415") == []


def test_a_new_deadline_rechecks_stored_reports(workspace):
    load(workspace, LIUXI)
    signed = (Paragraph("2024年1月20日", Place(line=90)),)
    stored = save(workspace, replace(report(), signature=signed), "a")
    assert raised(workspace, stored, "S415") == []
    load(workspace, replace(LIUXI, deadline=date(2024, 1, 10)))
    (flag,) = raised(workspace, stored, "S415")
    assert flag.flag.params["deadline"] == "2024-01-10"


def spoken(text):
    """A report whose part five says this."""
    one = report()
    place = Place(line=80)
    parts = [
        replace(part, paragraphs=(*part.paragraphs, Paragraph(text, place)))
        if part.key == "problems"
        else part
        for part in one.sections
    ]
    return replace(one, sections=tuple(parts))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023年，石滩乡严格落实公开要求。", "石滩乡"),
        ("2023年，石滩山乡严格落实公开要求。", "石滩山乡"),
        ("2023年，柳溪古镇严格落实公开要求。", None),
        ("2023年，柳溪乡严格落实公开要求。", None),
        ("2023年，青禾县严格落实公开要求。", None),
        ("2023年，云阳镇严格落实公开要求。", None),
    ],
)
def test_another_organ_of_the_roster_in_the_text(workspace, text, said):
    stored = save(workspace, spoken(text), "a")
    assert raised(workspace, stored, "N515") == []
    names = (EntryName("柳溪古镇"), EntryName("柳溪乡人民政府", None, 2020, True))
    load(
        workspace,
        replace(LIUXI, names=names),
        replace(SHITAN, names=(EntryName("石滩山乡", None, 2019, True),)),
        Entry("青禾县人民政府", None, level=Level.COUNTY),
    )
    found = [record.flag.params["said"] for record in raised(workspace, stored, "N515")]
    assert found == ([said] if said else [])


def test_names_of_a_roster_that_changes_are_the_new_ones(workspace):
    assert organ_names(workspace) is None
    load(workspace, LIUXI)
    assert organ_names(workspace) == {"柳溪镇人民政府", "青禾县柳溪镇人民政府"}
    load(workspace, SHITAN)
    assert organ_names(workspace) == {"石滩乡人民政府", "青禾县石滩乡人民政府"}


# --- whatever the order ------------------------------------------------------------------

NAMES = ("柳溪镇人民政府", "柳溪镇", "石滩乡", "甲镇", "柳溪")
REGIONS = (None, "青禾县", "云阳县")
ENTRIES = st.builds(
    Entry,
    organ=st.sampled_from(("柳溪镇人民政府", "石滩乡人民政府")),
    region=st.sampled_from(REGIONS),
    kind=st.sampled_from((Kind.OWN, Kind.GOVERNMENT)),
    level=st.just(Level.TOWNSHIP),
    names=st.sampled_from(
        ((), (EntryName("柳溪"),), (EntryName("甲镇", None, 2022, True),), (EntryName("甲镇"),))
    ),
)
SAID = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(REGIONS), st.sampled_from((None, 2022, 2023))
)
BASES = {
    (values, year): report(figures, year=year)
    for values, figures in enumerate((PLAIN, BUSY))
    for year in (None, 2022, 2023)
}


def test_a_roster_makes_the_later_file_of_an_organ_without_a_region_its_version(workspace):
    name = "柳溪镇人民政府"
    first, second = (
        save(
            workspace,
            replace(BASES[values, 2022], identity=Identity(name, None, 2022)),
            str(values),
        )
        for values in (0, 1)
    )
    assert not stored_report(workspace, second.id).is_current
    load(workspace, Entry(name, None))
    assert not stored_report(workspace, first.id).is_current
    assert stored_report(workspace, second.id).is_current


@settings(max_examples=40, deadline=None)
@given(
    st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry.identity),
    st.lists(st.tuples(SAID, st.integers(0, 1)), max_size=4),
)
def test_reports_before_the_roster_or_after_it_are_the_same_organs(entries, files):
    found = []
    for roster_first in (True, False):
        with TemporaryDirectory() as folder, open_workspace(Path(folder) / "g.db") as workspace:
            if roster_first and entries:
                load(workspace, *entries)
            stored = []
            for at, ((organ, region, year), values) in enumerate(files):
                one = replace(BASES[values, year], identity=Identity(organ, region, year, Kind.OWN))
                stored.append(save(workspace, one, str(at)))
            if not roster_first and entries:
                load(workspace, *entries)
            series = [stored_report(workspace, one.id).series_id for one in stored]
            now = [stored_report(workspace, one.id) for one in stored]
            found.append(
                (
                    [whose(workspace, one) for one in stored],
                    [series.index(one) for one in series],
                    # Of two files with the same cells either may be the other one's copy.
                    sorted(
                        (series.index(one.series_id), one.copy_of is None, one.is_current)
                        for one in now
                    ),
                    sorted(
                        sorted((r.flag.rule, r.flag.anchor) for r in flags_of(workspace, one.id))
                        for one in now
                    ),
                    due_counts(workspace),
                )
            )
            if entries:
                assert load_roster(workspace, entries)[0].is_nothing
            lone = workspace.rows(
                "select series_id from report group by series_id having sum(is_current) <> 1"
            )
            assert lone == []
    assert found[0] == found[1]
