"""Every rule: raised where it should be, silent elsewhere, and its sentences complete."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from importers.document import Grid
from importers.readers.text import read_text
from importers.reports import read_reports
from store.forms import load_form
from store.messages import flag_letter, flag_message
from store.report import Noticed, Place, Severity, State
from store.rules import CODES, Alike, Context, Twin, check_report, implemented_codes, load_catalogue
from tests.prose_sentences import SEVERITIES as OF_PROSE
from tests.prose_sentences import raising, report_of
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, OLD, PLAIN, QUIET, SIX_OF_SEVEN
from tests.sample_prose import on_request, rewritten, worded
from tests.sample_reports import Layout, render
from tests.sample_tables import Edits
from tests.sample_texts import column_of, row_of
from tests.store.structure_cases import CASES as STRUCTURE_CASES

ORGAN = ("青禾县", "柳溪镇人民政府")


def build(layout=Layout.VERTICAL, base=PLAIN, *, change=None, text=None, file="report.txt", **kind):
    """A report read from a sample; ``change`` edits the sample, ``text`` its print."""
    sample = make_sample("s", layout, kind.pop("organ", ORGAN), base, 0, **kind)
    printed = render(change(sample) if change else sample)
    return read_reports(read_text(text(printed) if text else printed), file)[0]


def printed(**cells):
    return build(printed={key.replace("__", "."): value for key, value in cells.items()})


def prose(old, new):
    return build(change=lambda s: replace(s, sections=worded(s.sections, old, new)))


def section(key, *paragraphs):
    return build(change=lambda s: replace(s, sections=rewritten(s.sections, key, *paragraphs)))


def edited(layout=Layout.VERTICAL, base=PLAIN, **edits):
    return build(layout, base, edits=Edits(**edits))


def preamble(old, new):
    return build(change=lambda s: replace(s, preamble=(s.preamble[0].replace(old, new),)))


def told(count):
    """Makes the prose say that ``count`` requests were received."""
    old, new = f"申请{RECEIVED}件", f"申请{count}件"
    return lambda s: replace(s, sections=worded(s.sections, old, new))


RECEIVED, CARRIED = (int(BUSY[f"requests.{row}.total"]) for row in ("received", "carried_in"))
CLEAN = build()
SAID = on_request(PLAIN, 0)
ROW = "requests.rejected.repeated"
NOT_HELD = "requests__unavailable__not_held__"
HALF = "柳溪镇政府信息公开工作年度报告\n一、总体情况\n平稳。\n六、其他需要报告的事项\n未收取信息处理费。"


def drawn(text, *, confidence=None, unread=()):
    """A report read from a document whose cells were recognised, or that has pictures."""
    document = read_text(text)
    if confidence is not None:
        blocks = tuple(
            replace(block, rows=tuple(recognised(row, confidence) for row in block.rows))
            if isinstance(block, Grid)
            else block
            for block in document.blocks
        )
        document = replace(document, blocks=blocks)
    return read_reports(replace(document, unread=tuple(unread)), "report.pdf")[0]


def recognised(row, confidence):
    return replace(
        row, cells=tuple(replace(cell, confidence=confidence(cell.text)) for cell in row.cells)
    )


def picture_for(table):
    """A report without a table, and with a picture that may hold it."""
    sample = make_sample(
        "s", Layout.VERTICAL, ORGAN, PLAIN, 0, edits=Edits(dropped_tables=(table,))
    )
    return drawn(render(sample), unread=[Place(page=3)])


PLAIN_TEXT = render(make_sample("s", Layout.VERTICAL, ORGAN, PLAIN, 0))

# Code → reports on which it must be raised, with the severity.
POSITIVE = {
    "A101": [
        (printed(requests__received__natural_person="9", requests__received__total="12"), "error")
    ],
    "A102": [(printed(**{NOT_HELD + "natural_person": "0", NOT_HELD + "business": "2"}), "error")],
    "A103": [(printed(requests__granted__total="8"), "error")],
    "A104": [(printed(litigation__review__total="5"), "error")],
    "C201": [
        (build(printed=column_of("2021", "requests", "other", "")), "warning"),
        (build(printed=column_of("2021", "requests", "total", "")), "error"),
        (build(printed=row_of("2021", "requests.granted", "")), "warning"),
        (printed(disclosure__fees__amount=""), "warning"),
    ],
    "C202": [
        (printed(disclosure__licences__decisions="/"), "warning"),
        (printed(disclosure__licences__decisions="三百一十八"), "error"),
        (printed(disclosure__licences__decisions="见附件"), "error"),
    ],
    "C203": [
        (printed(disclosure__licences__decisions="-1"), "error"),
        (printed(disclosure__licences__decisions="2.5"), "error"),
        (printed(disclosure__fees__amount="-0.86"), "error"),
    ],
    "C205": [
        (edited(Layout.GRID, SIX_OF_SEVEN, unprinted_columns={ROW: "research"}), "error"),
        (edited(Layout.GRID, unprinted_columns={"requests.granted": "business"}), "error"),
    ],
    "L301": [
        (edited(labels={"本年制发件数": "本年发文数"}), "warning"),
        (edited(labels={"本年制发件数": "本年度制件数"}), "info"),
        (edited(labels={"行政规范性文件": "规范性文件"}), "info"),
    ],
    "L302": [
        (
            edited(foreign_rows={ROW: ("其他不予处理情形", ("1", "0", "0", "0", "0", "0", "1"))}),
            "error",
        )
    ],
    "L303": [(edited(dropped_rows=(ROW,)), "error")],
    "L304": [(edited(duplicated_rows=(ROW,)), "error")],
    "L305": [(edited(swapped_rows=(("disclosure.penalties", "disclosure.coercion"),)), "warning")],
    "L306": [(edited(Layout.GRID, BUSY, breaks_after=("requests.rejected.excessive",)), "info")],
    "L307": [(edited(Layout.GRID, BUSY, breaks_after=("requests.rejected.excessive",)), "info")],
    "N501": [
        (prose("申请11件", "申请12件"), "warning"),
        (build(base=BUSY, change=told(RECEIVED + CARRIED + 1)), "warning"),
    ],
    "N502": [
        (prose(SAID, "全年未收到政府信息公开申请。"), "warning"),
        (
            build(
                base={**QUIET, **{k: "0" for k in QUIET if k.startswith("requests.")}},
                change=lambda s: replace(
                    s,
                    sections=rewritten(
                        s.sections, "overview", "（二）依申请公开。全年收到政府信息公开申请3件。"
                    ),
                ),
            ),
            "warning",
        ),
    ],
    "N512": [
        (prose("2023年，", "2022年，我镇"), "warning"),
        (build(title="{organ}2022年政府信息公开工作年度报告", file="2023年报.txt"), "error"),
    ],
    "R801": [(build(organ=(None, "本机关"), title="{year}年政府信息公开工作年度报告"), "warning")],
    "R802": [(read_reports(read_text(HALF), "x.txt")[0], "warning")],
    "R804": [(read_reports(read_text(HALF), "x.txt")[0], "warning")],
    "R805": [
        (prose("2023年，", "2023年，\u200b"), "warning"),
        (picture_for("litigation"), "warning"),
    ],
    "R806": [(drawn(PLAIN_TEXT, confidence=lambda text: 0.97), "info")],
    "S401": [
        (build(change=lambda s: replace(s, sections=s.sections[:5])), "error"),
        (build(change=lambda s: replace(s, sections=(*s.sections, s.sections[4]))), "warning"),
    ],
    "S402": [(build(text=lambda t: t.replace("五、存在", "七、存在")), "info")],
    "S403": [(section("overview", "（一）主动公开。按月公布。"), "warning")],
    "S404": [
        (edited(dropped_tables=("litigation",)), "error"),
        (picture_for("litigation"), "warning"),
    ],
    "S405": [(build(base=OLD, edition="2019", cites_notice=False), "error")],
    "S407": [
        (preamble("12月31日", "11月30日"), "error"),
        (preamble("所列数据的统计期限为2023年1月1日至2023年12月31日。", ""), "info"),
    ],
    "S412": [
        (section("other", "无。"), "warning"),
        (section("other", "没有其他事项。"), "warning"),
    ],
}
# Rules about a report's neighbours need a context instead of a text.
SEVERAL = Context(load_form("2021"), reports_in_file=2)
NAMESAKES = Context(load_form("2021"), namesakes=("a/另一份.txt",))
CASES = [
    (code, report, Context(load_form(report.form)), severity)
    for code, cases in POSITIVE.items()
    for report, severity in cases
]
TWINS = Context(
    load_form("2021"), twins=(Twin("a/报告.pdf", (("requests.granted.total", "6", "5"),)),)
)
CASES += [
    ("R803", CLEAN, NAMESAKES, "warning"),
    ("R803", CLEAN, TWINS, "warning"),
    ("R804", CLEAN, SEVERAL, "warning"),
    *STRUCTURE_CASES,
]
YEAR_BEFORE = build(year=2022, printed={"requests.carried_out.total": "4"})
CASES += [
    ("Y601", CLEAN, Context(load_form("2021"), previous=YEAR_BEFORE), "error"),
    (
        "Y602",
        build(printed={"disclosure.normative_documents.in_force": "900"}),
        Context(load_form("2021"), previous=YEAR_BEFORE),
        "warning",
    ),
    (
        "Y603",
        build(base=OLD, edition="2019", year=2020),
        Context(load_form("2019"), previous=build(base=OLD, edition="2019", year=2019)),
        "info",
    ),
    ("Y604", CLEAN, Context(load_form("2021"), earlier_year=2020), "info"),
    (
        "N514",
        CLEAN,
        Context(load_form("2021"), alike=Alike("石滩乡人民政府", None, 2023, 0.91)),
        "info",
    ),
    (
        "N514",
        CLEAN,
        Context(
            load_form("2021"),
            previous=replace(CLEAN, identity=replace(CLEAN.identity, year=2022)),
            previous_share=0.9,
        ),
        "warning",
    ),
]
CASES += [
    (code, report_of(raising(code)), Context(load_form("2021")), severity)
    for code, severity in OF_PROSE.items()
]

# Code → reports that look like it and are right.
NEGATIVE = {
    "A103": [build(printed=row_of("2021", "requests.granted", ""))],
    "C201": [edited(dropped_tables=("litigation",))],
    # Photographs are no doubt where everything is there.
    "R805": [drawn(PLAIN_TEXT, unread=[Place(page=1)])],
    "C202": [printed(disclosure__licences__decisions="１,318")],
    "C203": [build(base=OLD, edition="2019", year=2020)],
    "L301": [build(text=lambda t: t.replace("（一）予以公开", "(一) 予以公开"))],
    "L303": [edited(dropped_tables=("requests",))],
    # What was carried in may be counted with what came in.
    "N501": [
        build(base=BUSY, change=told(RECEIVED + CARRIED)),
        section("overview", "全年收到申请若干。"),
    ],
    "N502": [build(base={**QUIET, "requests.received.total": ""})],
    "N512": [
        prose("2023年，", "较2022年，我镇增加。2023年，"),
        prose("2023年，", "根据《2022年工作要点》，"),
        section("problems", "2024年，我镇将继续改进。"),
    ],
    "R802": [build(title="{organ}政府信息公开工作年度报告")],
    "S401": [build(text=lambda t: t.replace("一、总体情况", "总体情况"))],
    "S407": [preamble("2023年1月1日至2023年12月31日", "20231月1日至202312月31日")],
    "S412": [
        section("other", "未产生信息公开处理费。"),
        build(base=OLD, edition="2019", year=2020),
    ],
}


def codes(report, context=None):
    return {flag.rule for flag in check_report(report, context)}


@pytest.mark.parametrize(
    ("code", "report", "context", "severity"), CASES, ids=[case[0] for case in CASES]
)
def test_raised(code, report, context, severity):
    raised = [flag for flag in check_report(report, context) if flag.rule == code]
    assert {flag.severity for flag in raised} == {Severity(severity)}


def test_every_rule_that_is_built_has_a_case_in_which_it_is_raised():
    assert {code for code, *_ in CASES} == set(implemented_codes())


def test_a_clean_report_has_no_flag():
    assert check_report(CLEAN) == ()
    assert check_report(build(base=BUSY, layout=Layout.MARKDOWN)) == ()


@pytest.mark.parametrize(
    ("code", "report"),
    [(code, report) for code, reports in NEGATIVE.items() for report in reports],
)
def test_not_raised(code, report):
    assert code not in codes(report)


def everything():
    """Every flag that any of the cases raises."""
    return [flag for _, report, context, _ in CASES for flag in check_report(report, context)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_complete(language):
    for flag in everything():
        for sentence in (flag_message(flag, language), flag_letter(flag, language)):
            assert not re.search(r"[{}]|\bNone\b|<U\+", sentence), (flag.rule, sentence)
        assert flag_message(flag, language).strip()
        assert "\n" not in flag_message(flag, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_reading_did_and_what_only_we_must_settle_enters_no_letter(language):
    silent = {flag.rule for flag in everything() if not flag_letter(flag, language)}
    assert {"L306", "L307", "R803", "R806"} <= silent
    for flag in everything():
        if flag.rule in ("L306", "L307", "R803") and flag.anchor != "twin":
            assert flag_letter(flag, language) == ""


def test_letters_hold_no_code_score_or_tool_name():
    for flag in everything():
        assert not re.search(r"[A-Z]\d{3}|gouji|0\.\d\d\b.*次选", flag_letter(flag, "zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_is_documented(language):
    catalogue = load_catalogue(language)
    assert set(catalogue) == set(CODES) >= set(implemented_codes())
    for text in catalogue.values():
        assert text.title.strip()
        assert text.explanation.strip()
        assert set(text.messages) == set(text.letters) or set(text.letters) == {""}
        assert text.severity in ("error", "warning", "info")


def test_order_anchors_and_fingerprints_are_stable():
    for _, report, context, _ in CASES:
        first, second = check_report(report, context), check_report(report, context)
        assert first == second
        assert len({(flag.rule, flag.anchor) for flag in first}) == len(first)
        assert all(flag.fingerprint for flag in first)


def test_a_fingerprint_ignores_places_and_minds_values():
    one = printed(requests__granted__total="8")
    moved = build(printed={"requests.granted.total": "8"}, text=lambda t: "\n\n" + t)
    other = printed(requests__granted__total="9")
    (a,), (b,), (c,) = (check_report(report) for report in (one, moved, other))
    assert a.place != b.place
    assert a.fingerprint == b.fingerprint != c.fingerprint
    assert a.anchor == b.anchor == c.anchor


def test_where_a_label_stands_does_not_reopen_a_decision_on_it():
    report = edited(labels={"2.重复申请": "2.重复的申请"})
    (seen,) = report.observed(Noticed.LABEL_MATCHED)
    assert {"position", "group"} <= set(seen.facts)

    def flag(**facts):
        others = tuple(o for o in report.observations if o is not seen)
        changed = replace(seen, facts={**seen.facts, **facts})
        found = check_report(replace(report, observations=(*others, changed)))
        return next(f for f in found if f.rule == "L301")

    here, moved, other = flag(), flag(position=(3, 26), group=""), flag(runner_up=("规章",))
    assert here.params["position"] != moved.params["position"]
    assert here.fingerprint == moved.fingerprint != other.fingerprint


def test_a_missing_table_silences_its_other_rules():
    report = edited(dropped_tables=("requests",))
    assert codes(report) & {"C201", "L303", "A101", "A102", "A103", "N501", "N502"} == set()
    assert {cell.state for cell in report.cells if cell.field.startswith("requests.")} == {
        State.ABSENT
    }


def test_nothing_is_computed_with_what_is_no_number():
    for raw in ("", "/", "3件", "-1", "2.5"):
        report = printed(requests__granted__natural_person=raw)
        assert not codes(report) & {"A101", "A102", "A103"}, raw


def test_cells_that_recognition_was_not_sure_of_are_told_by_table():
    report = drawn(PLAIN_TEXT, confidence=lambda text: 0.62 if text.strip() == "318" else 0.99)
    sure, unsure = sorted(
        (flag for flag in check_report(report) if flag.rule == "R806"), key=lambda f: f.severity
    )
    assert (sure.anchor, sure.params["count"]) == ("report", 200)
    assert (unsure.anchor, unsure.fields) == ("disclosure", ("disclosure.licences.decisions",))
    assert "0.62" in flag_message(unsure, "zh")


def test_a_twin_names_the_cells_that_differ_with_both_values():
    (flag,) = (flag for flag in check_report(CLEAN, TWINS) if flag.rule == "R803")
    assert "“（一）予以公开”行“总计”栏本份 5、另一份 6" in flag_message(flag, "zh")
    assert "5 here, 6 there" in flag_message(flag, "en")
    assert flag.fields == ("requests.granted.total",)
