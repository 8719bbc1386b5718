"""Proposals for reports that mean no entry exactly: order, scores, refusals."""

from __future__ import annotations

import pytest

from importers.roster_file import read_roster
from importers.roster_matching import Likeness, Proposer
from store.report import Identity, Kind
from store.roster import Entry, EntryName, StoredEntry
from store.roster_choices import refusal_of
from tests.sample_roster import as_csv


@pytest.fixture(scope="module")
def proposer():
    entries = read_roster(as_csv(), "r.csv").entries
    return Proposer([StoredEntry(at, at, entry) for at, entry in enumerate(entries)])


def organs(found):
    return [one.entry.entry.full_name for one in found]


@pytest.mark.parametrize(
    ("organ", "region", "first"),
    [
        ("柳西镇人民政府", "青禾县", "青禾县柳溪镇人民政府"),
        ("柳溪乡人民政府", "云阳县", "云阳县柳溪镇人民政府"),
        ("羊坪乡", "青禾县", "青禾县羊坪镇人民政府"),
        ("东桥街办", "青禾县", "青禾县东桥街道办事处"),
        ("政务服务管理局", "青禾县", "青禾县政务服务中心"),
        ("县人民政府办公室", "青禾县", "青禾县人民政府办公室"),
    ],
)
def test_the_likeliest_comes_first(proposer, organ, region, first):
    found = proposer.propose(Identity(organ, region, 2023), "x.txt")
    assert organs(found)[0] == first
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0.45 <= one.score <= 1 for one in found)


def test_one_name_in_two_places_is_proposed_twice(proposer):
    found = proposer.propose(Identity("柳溪镇", None, 2023), "x.txt")
    assert set(organs(found)[:2]) == {"青禾县柳溪镇人民政府", "云阳县柳溪镇人民政府"}
    assert [one.why for one in found[:2]] == [Likeness.SAME, Likeness.SAME]
    assert found[0].score == found[1].score == 1.0


def test_another_region_counts_against(proposer):
    here = proposer.propose(Identity("羊坪乡人民政府", "青禾县", 2023), "x.txt")[0]
    other = proposer.propose(Identity("羊坪乡人民政府", "样例省别县", 2023), "x.txt")[0]
    assert here.entry == other.entry
    assert here.score > other.score + 0.2
    assert (here.why, other.why) == (Likeness.SAME, Likeness.ELSEWHERE)
    same = proposer.propose(Identity("梅岭乡人民政府", "样例省别县", 2023), "x.txt")[0]
    assert (same.score, same.why) == (0.75, Likeness.ELSEWHERE)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("2023/青禾县柳溪镇2023年报.pdf", "柳溪镇人民政府"),
        ("in.zip!梅岭/报告.docx", "梅岭乡人民政府"),
        ("铁炉.docx", "铁炉镇人民政府"),
    ],
)
def test_the_file_tells_where_no_organ_was_recognised(proposer, path, first):
    found = proposer.propose(Identity(None, None, 2023), path)
    assert found[0].entry.entry.organ == first
    assert found[0].why is Likeness.FILE


def test_nothing_like_it_nothing_proposed(proposer):
    assert proposer.propose(Identity("某某集团有限公司", None, 2023), "x.txt") == ()
    assert proposer.propose(Identity(None, None, None), "0001.txt") == ()


def test_what_was_refused_is_not_proposed_again(proposer):
    identity = Identity("石滩乡人民政府", None, 2023)
    first, second, *_ = proposer.propose(identity, "x.txt")
    found = proposer.propose(identity, "x.txt", {refusal_of(first.entry.entry)})
    assert found[0] == second


def test_gone_entries_are_not_proposed_and_kinds_break_ties():
    own = Entry("青禾县人民政府", None)
    entries = [
        StoredEntry(1, 1, own),
        StoredEntry(2, 1, Entry("青禾县人民政府", None, kind=Kind.GOVERNMENT)),
        StoredEntry(3, 2, Entry("青禾人民政府", None, names=(EntryName("青禾"),)), is_gone=True),
    ]
    found = Proposer(entries).propose(Identity("青河县人民政府", None, 2023, Kind.GOVERNMENT), "x")
    assert [one.entry.id for one in found] == [2, 1]
    assert Proposer([]).propose(Identity("青禾县", None, 2023), "x") == ()
