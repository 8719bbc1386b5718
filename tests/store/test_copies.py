"""Section five copied from last year or from another organ: found among many, in any order."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import pytest

from importers.likeness import bands, likeness
from importers.readers.text import read_text
from importers.reports import read_reports
from store.annotations import change_identity, undo
from store.database import open_workspace
from store.flags import flags_of
from store.forms import load_form
from store.likeness import SECTION, compared_text, letters_of
from store.messages import flag_letter, flag_message
from store.packing import pack_report, section_texts, unpack_report
from store.prepared import prepare
from store.report import Identity, Kind, Level, Paragraph, Place, Section, Severity
from store.reports import Incoming, iterate_reports, load_report, save_report
from store.rereading import reread_report
from store.reviewer import Reviewer
from store.rules import Context, check_report
from store.settings import Settings
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_reports import Layout, render

LI = Reviewer(1000, "li", "li")
LETTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 900)]


def text(seed, length=300):
    """A text of its own for each seed."""
    return "".join(random.Random(seed).choices(LETTERS, k=length))


def changed(original, share, seed=0):
    """The text with about that share of its letters replaced, some at a time."""
    chance = random.Random(seed)
    letters = list(original)
    while likeness(original, "".join(letters)) > 1 - share:
        count = chance.randint(1, 6)
        at = chance.randrange(len(letters) - count)
        letters[at : at + count] = chance.choices(LETTERS, k=count)
    return "".join(letters)


def base():
    sample = make_sample("s", Layout.VERTICAL, (None, "柳溪镇人民政府"), PLAIN, 0)
    return read_reports(read_text(render(sample)), "s.txt")[0]


BASE = base()


def report(problems, organ="柳溪镇人民政府", *, year=2023, region="青禾县", kind=Kind.OWN):
    """A report with these words in section five."""
    sections = tuple(
        replace(section, paragraphs=(Paragraph(problems, Place(line=1)),))
        if section.key == "problems"
        else section
        for section in BASE.sections
    )
    identity = Identity(organ, region, year, kind, Level.TOWNSHIP)
    made = replace(BASE, sections=sections, identity=identity)
    return replace(made, text_bands=bands(compared_text(made)))


def lcs(one, other):
    """Length of the longest common subsequence, by its definition."""
    row = [0] * (len(other) + 1)
    for a in one:
        last = list(row)
        for at, b in enumerate(other, 1):
            row[at] = last[at - 1] + 1 if a == b else max(last[at], row[at - 1])
    return row[-1]


def test_likeness_is_that_of_the_longest_common_subsequence():
    pairs = [
        (text(1), text(2)),
        (text(1), changed(text(1), 0.2)),
        ("甲乙丙", "乙甲丙丁"),
        ("甲", "乙"),
    ]
    for one, other in pairs:
        shared = 2 * lcs(one, other) / (len(one) + len(other))
        assert likeness(one, other) == pytest.approx(shared)
    assert likeness("", "") == likeness("甲", "") == 0.0


def test_figures_marks_and_spaces_do_not_count_and_short_texts_are_not_judged():
    words = text(1, 120)
    spaced = f"2023年，{words[:60]}；12.5 {words[60:]}。"
    assert compared_text(report(spaced)) == "年" + words
    assert compared_text(report(words[:99])) == ""
    assert bands("") == ()


@pytest.mark.parametrize("length", [110, 160, 300, 900])
def test_texts_that_are_alike_share_bands_and_others_do_not(length):
    for seed in range(30):
        one = text(seed, length)
        assert len(set(bands(one)) & set(bands(changed(one, 0.15, seed)))) >= 2
        assert len(set(bands(one)) & set(bands(text(seed + 1000, length)))) <= 1


def raised(one, previous=None, **context):
    share = previous and likeness(compared_text(one), compared_text(previous))
    known = Context(load_form("2021"), previous=previous, previous_share=share, **context)
    flags = check_report(one, known)
    return [flag for flag in flags if flag.rule == "N514"]


def test_last_years_text_is_a_warning_from_the_share_on_that_is_set():
    before = report(text(1), year=2022)
    (flag,) = raised(report(changed(text(1), 0.1)), previous=before)
    assert (flag.severity, flag.anchor) == (Severity.WARNING, "problems:previous")
    assert "第五部分与 2022 年报告 8" in flag_message(flag, "zh")
    assert flag_letter(flag, "zh").endswith("内容雷同。请结合本年度实际修改。")
    assert raised(report(changed(text(1), 0.2)), previous=before) == []
    lenient = Settings(copied_share=0.75)
    assert raised(report(changed(text(1), 0.2)), previous=before, settings=lenient)
    assert raised(report(text(1)), previous=report(text(1), year=2021)) == []
    assert raised(report(text(2)), previous=before) == []


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def save(workspace, one, name):
    at = "2024-01-12T08:00:00+00:00"
    incoming = Incoming(prepare(one, workspace.settings), f"{name:0>64}", name, b"", "text/1", at)
    with workspace.transaction():
        return save_report(workspace, incoming, likeness)


def told(workspace):
    """By file what N514 says: the other organ, or the year before."""
    return {
        stored.path: [
            record.flag.params.get("other") or record.flag.params["previous_year"]
            for record in flags_of(workspace, stored.id)
            if record.flag.rule == "N514"
        ]
        for stored in iterate_reports(workspace)
    }


A, B, C = "柳溪镇人民政府", "石滩乡人民政府", "河口镇人民政府"
FILES = {
    "a22": report(text(1), A, year=2022),
    "a23": report(changed(text(1), 0.06), A),
    "b23": report(changed(text(1), 0.03, 7), B, region="岚川县"),
    "c23": report(text(3), C),
}
EXPECTED = {
    "a22": ["岚川县" + B],
    "a23": [2022, "岚川县" + B],
    "b23": ["青禾县" + A],
    "c23": [],
}


@pytest.mark.parametrize("order", list(permutations(FILES)))
def test_the_order_of_files_is_of_no_account(workspace, order):
    ids = {name: save(workspace, FILES[name], name) for name in order}
    assert told(workspace) == EXPECTED
    # Another organ's report that turns out to be this organ's own is no copy of another.
    own = replace(load_report(workspace, ids["b23"]).identity, organ=A, region="青禾县", year=2020)
    moved = change_identity(workspace, LI, ids["b23"], own)
    assert told(workspace) == {"a22": [], "a23": [2022], "b23": [], "c23": []}
    undo(workspace, LI, moved, lambda *_: None)
    assert told(workspace) == EXPECTED


def test_a_text_that_is_read_otherwise_is_compared_anew(workspace):
    ids = {name: save(workspace, one, name) for name, one in FILES.items()}
    with workspace.transaction():
        reread_report(
            workspace, ids["b23"], lambda *_: report(text(3), B, region="岚川县"), likeness=likeness
        )
    assert told(workspace) == {
        "a22": [],
        "a23": [2022],
        "b23": ["青禾县" + C],
        "c23": ["岚川县" + B],
    }
    with workspace.transaction():
        reread_report(workspace, ids["b23"], lambda *_: FILES["b23"], likeness=likeness)
    assert told(workspace) == EXPECTED


@pytest.mark.parametrize(
    "other",
    [
        {"organ": A, "region": None},
        {"organ": B, "kind": Kind.SYSTEM},
        {"organ": B, "year": 2021},
        {"organ": None},
        {"organ": B, "year": None},
    ],
)
def test_what_may_be_the_same_organ_or_is_no_equal_is_not_compared(workspace, other):
    save(workspace, report(text(1)), "a")
    one = report(text(1))
    save(workspace, replace(one, identity=replace(one.identity, **other)), "b")
    assert told(workspace) == {"a": [], "b": []}


def test_another_organs_text_is_noted_and_no_letter_names_it(workspace):
    save(workspace, FILES["a23"], "a")
    save(workspace, FILES["b23"], "b")
    for stored in iterate_reports(workspace):
        (flag,) = [f.flag for f in flags_of(workspace, stored.id) if f.flag.rule == "N514"]
        assert flag.severity is Severity.INFO
        assert "政府" not in flag_letter(flag, "zh")


def test_one_copy_is_found_among_many(workspace):
    with workspace.transaction():
        for seed in range(150):
            save(workspace, report(text(seed + 10), f"第{seed}乡人民政府"), f"m{seed}")
    save(workspace, report(changed(text(77), 0.12), A), "copy")
    found = {name: others for name, others in told(workspace).items() if others}
    assert found == {"copy": ["青禾县第67乡人民政府"], "m67": ["青禾县" + A]}


def test_a_text_that_very_many_have_is_measured_against_the_last_ones(workspace):
    with workspace.transaction():
        for number in range(100):
            copy = report(changed(text(5), 0.02, number), f"第{number}乡人民政府")
            save(workspace, copy, f"m{number}")
    measured = workspace.rows(
        "select report_id, count(*) from likeness where other_id < report_id group by report_id"
    )
    assert max(count for _, count in measured) == 32
    last = workspace.value("select max(report_id) from likeness")
    others = "select min(other_id) from likeness where report_id = ?"
    assert workspace.value(others, [last]) > 50


def test_a_section_is_unpacked_alone_whatever_texts_say():
    one = report(text(1))
    said = ',"sections":[["problems",null,"",[]]] \\",\\"sections\\":['
    heading = Paragraph(said, Place(line=1))
    section = Section("problems", heading, said, (Paragraph(said * 40, Place(line=2)),))
    other = replace(one, title=heading, preamble=(heading,), sections=(section, *one.sections))
    packed = pack_report(other)
    assert unpack_report(packed).sections == other.sections
    for kept in (packed, pack_report(one), pack_report(replace(one, sections=()))):
        found = section_texts(kept, SECTION)
        own = unpack_report(kept).sections_by_key.get(SECTION)
        assert found == [paragraph.text for paragraph in (own.paragraphs if own else ())]
        assert letters_of(found) == compared_text(unpack_report(kept))


def stored_bands(workspace):
    rows = workspace.rows("select report_id, hash from text_band order by report_id, hash")
    return {(row[0], row[1]) for row in rows}, len(rows)


def test_bands_of_any_age_find_a_copy_and_none_is_lost(workspace, monkeypatch):
    monkeypatch.setattr("store.alike._YOUNG", 3)
    kept = {}
    for number in range(1, 61):
        one = report(text(number), f"甲{number}镇人民政府", region=f"乙{number}县")
        kept[save(workspace, one, str(number))] = one
    expected = {(one, band) for one, made in kept.items() for band in made.text_bands}
    assert stored_bands(workspace) == (expected, len(expected))
    ages = dict(workspace.rows("select age, count(*) from text_band group by age"))
    assert set(ages) == {1, 2} and ages[2] > ages[1]
    for number in (1, 20, 40, 58, 60):
        copy = report(changed(text(number), 0.03), "河口镇人民政府", region="岚川县", year=2022)
        save(workspace, copy, f"{number}c")
        assert told(workspace)[f"{number}c"] == [f"乙{number}县甲{number}镇人民政府"]
    # One that is read otherwise leaves none of its own behind, however old.
    with workspace.transaction():
        other = report(text(99), "甲1镇人民政府", region="乙1县")
        reread_report(workspace, 1, lambda *_: other, likeness=likeness)
    mine = {band for report_id, band in stored_bands(workspace)[0] if report_id == 1}
    assert mine == set(other.text_bands)
