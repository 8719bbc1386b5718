"""C205: what is said of rows whose values are too few, too many or apart, and what is proposed."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.forms import load_form
from store.messages import flag_letter, flag_message, letter, message
from store.report import Noticed, Observation, Place, Severity, State
from store.rules import CODES, check_report, load_catalogue
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_reports import Layout, render

FORM = load_form("2021")
NOT_HELD, ZEROS, GRANTED = "unavailable.not_held", "rejected.repeated", "granted"


def read(base):
    sample = make_sample("s", Layout.VERTICAL, ("青禾县", "柳溪镇人民政府"), base, 0)
    return read_reports(read_text(render(sample)), "report.txt")[0]


REPORT, BUSY_REPORT = read(PLAIN), read(BUSY)


def lost(rows, report=REPORT, table="requests"):
    """A report with lost rows: what is left of each as one text."""
    raws = {f"{table}.{row}": "\t".join(text.split()) for row, text in rows.items()}
    return replace(
        report,
        cells=tuple(
            replace(cell, raw=raws[row], state=State.LOST, value=None)
            if (row := cell.field.rpartition(".")[0]) in raws
            else cell
            for cell in report.cells
        ),
    )


def c205(report):
    (flag,) = [flag for flag in check_report(report) if flag.rule == "C205"]
    return flag


def proposed(flag):
    return {c.field: c.proposed for p in flag.proposals for c in p.changes}


def row_of(row, base=PLAIN):
    prefix = f"requests.{row}."
    return {field: int(text) for field, text in base.items() if field.startswith(prefix)}


SIX, SEVEN = "0 0 0 0 0 0", "0 0 0 0 0 0 0"
VARIANTS = [
    ({ZEROS: "0 0 0 0 0"}, "few", None),
    ({ZEROS: SIX}, "few_zero", "inference"),
    ({NOT_HELD: "2 0 0 0 0 0", ZEROS: SIX}, "few_inferred", "inference"),
    ({NOT_HELD: "20 0 0 0 0 2"}, "few_inferred", "split"),
    ({NOT_HELD: "2 0 0 00 0 2"}, "few_inferred", "split"),
    ({ZEROS: "0 0 00 0 0 0"}, "few_inferred", "split"),
    ({ZEROS: "0 0 0 0 0 0 0 0"}, "many", None),
    ({NOT_HELD: "2 0 0 0 0 0 2", GRANTED: "9 9 9 9 9 9 9"}, "apart", None),
    ({NOT_HELD: "2 0 0 0 0 0 2"}, "apart_inferred", "apart"),
    ({ZEROS: SEVEN}, "apart_zero", "apart"),
    ({ZEROS: "0 0 0 0 0", NOT_HELD: "2 0 0 0 0 0 2"}, "mixed", None),
    ({ZEROS: SIX, NOT_HELD: "2 0 0 0 0 0 2"}, "mixed_inferred", "mixed"),
    ({ZEROS: SIX, "rejected.excessive": SEVEN}, "mixed_zero", "mixed"),
]


@pytest.mark.parametrize(("rows", "variant", "how"), VARIANTS, ids=str)
def test_the_sentence_and_the_proposal_say_what_happened(rows, variant, how):
    flag = c205(lost(rows))
    assert flag.params["variant"] == variant
    assert [p.how for p in flag.proposals] == ([how] if how else [])
    truth = {}
    for row in rows:
        truth |= row_of(row)
    assert proposed(flag).items() <= truth.items()
    assert flag.severity is Severity.ERROR
    for language in ("zh", "en"):
        for sentence in (flag_message(flag, language), flag_letter(flag, language)):
            assert sentence
            assert not set(sentence) & set("{}")


def test_every_variant_of_the_catalogue_has_a_case():
    joined = {"many_inferred"}
    # Figures in two cells are no zeros; flags of before may still say so.
    stored = {"many_zero"}
    assert {variant for _, variant, _ in VARIANTS} | joined | stored == set(
        load_catalogue("zh")["C205"].messages
    )


def test_too_few_and_too_many_values_are_not_said_of_as_many_as_wanted():
    flag = c205(lost({NOT_HELD: "2 0 0 0 0 0 2", GRANTED: "9 9 9 9 9 9 9"}))
    said = flag_message(flag, "zh")
    assert "2 行各有 7 个数，个数相符" in said
    assert "只有" not in said
    assert "少于" not in flag_letter(flag, "zh") + flag_letter(flag, "zh")


def test_a_figure_split_over_two_cells_is_joined():
    base = BUSY | {}
    flag = c205(lost({"total": "21 4 1 1 1 1 2 9"}, read(base)))
    printed = [BUSY[f] for f in BUSY if f.startswith("requests.total.")]
    assert printed == ["21", "4", "1", "1", "1", "1", "29"]
    assert proposed(flag) == row_of("total", BUSY)
    assert [p.how for p in flag.proposals] == ["joined"]
    assert flag.params["variant"] == "many_inferred"
    assert flag_message(flag, "zh").endswith(
        "1 行有 8 个数（应为 7 个）：该行可由勾稽关系推出唯一填法（1 行一个数拆在两格）"
    )
    assert "，其中疑有 1 行一个数拆在两格。请核对更正。" in flag_letter(flag, "zh")
    assert "with one value split over two cells" in flag_letter(flag, "en")


def test_rows_of_different_slips_are_told_apart():
    flag = c205(lost({ZEROS: SIX, NOT_HELD: "2 00 0 0 0 2", "partial": "1 0 0 0 0 0 1"}))
    assert flag.params["slips"] == (("inference", 1), ("split", 1), ("apart", 1))
    assert "（1 行缺一个数、1 行相邻两数连写、1 行按原有次序）" in flag_message(flag, "zh")
    assert flag_letter(flag, "zh").count("1 行") == 1
    assert flag_letter(flag, "zh").count("相邻两数连写") == 1


def test_missing_values_alone_are_said_as_before():
    flag = c205(lost({NOT_HELD: "2 0 0 0 0 0", ZEROS: SIX}))
    assert "slips" not in flag.params
    assert flag_message(flag, "zh") == (
        "所属栏目不明 第三部分表格　2 行只有 6 个数（应为 7 个）：各行均可由勾稽关系推出唯一填法"
    )


def test_how_many_rows_can_be_inferred_is_said_only_where_some_cannot():
    all_rows = {NOT_HELD: "2 0 0 0 0 0", ZEROS: SIX}
    flag = c205(lost(all_rows))
    assert flag_message(flag, "zh").endswith("：各行均可由勾稽关系推出唯一填法")
    assert flag_message(flag, "en").endswith("; each has only one reading that adds up")
    flag = c205(lost(all_rows | {"partial": "1 0 0 0 0 x"}))
    assert flag_message(flag, "zh").endswith("：其中 2 行可由勾稽关系推出唯一填法")
    assert flag_message(flag, "en").endswith("; 2 of them have only one reading that adds up")
    flag = c205(lost({NOT_HELD: "2 0 0 0 0 0"}))
    assert flag_message(flag, "zh").endswith("：该行可由勾稽关系推出唯一填法")
    assert flag_message(flag, "en").endswith("; it has only one reading that adds up")


def test_a_letter_dictates_no_figure():
    for rows, _, _ in VARIANTS:
        flag = c205(lost({row: text.replace("2", "4711") for row, text in rows.items()}))
        assert "4711" not in flag_letter(flag, "zh") + flag_letter(flag, "en")


def test_nothing_is_inferred_beside_a_column_that_the_form_does_not_have():
    report = lost({ZEROS: SIX})
    foreign = Observation(
        Noticed.LABEL_FOREIGN,
        "requests",
        Place(line=40),
        {"axis": "column", "label": "小计", "values": ("0",)},
    )
    row = replace(foreign, facts={"axis": "row", "label": "合计", "values": ("0",)})
    elsewhere = replace(foreign, table="disclosure")
    assert c205(replace(report, observations=(foreign,))).proposals == ()
    for harmless in (row, elsewhere):
        assert c205(replace(report, observations=(harmless,))).proposals != ()


def test_a_row_without_any_value_has_none():
    flag = c205(lost({ZEROS: ""}))
    assert (flag.params["found"], flag.params["variant"]) == ("0", "few")


def test_the_line_of_part_four_is_read_as_a_whole():
    values = [BUSY[f.id] for f in FORM.fields if f.table == "litigation"]
    rows = [row.key for row in FORM.tables_by_key["litigation"].rows]
    text = " ".join(values[:4] + values[5:])
    flag = c205(lost(dict.fromkeys(rows, text), BUSY_REPORT, "litigation"))
    assert (flag.params["rows_count"], flag.params["found"], flag.params["wanted"]) == (
        1,
        "14",
        "15",
    )
    truth = {f: int(v) for f, v in BUSY.items() if f.startswith("litigation.")}
    assert proposed(flag) == truth
    assert flag.params["inferred"] == 1


def test_no_values_are_put_in_by_themselves():
    report = lost({ZEROS: SIX})
    before = report.cells
    check_report(report)
    assert report.cells == before
    assert {cell.state for cell in before if cell.field.startswith(f"requests.{ZEROS}.")} == {
        State.LOST
    }


def names(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", CODES)
def test_both_languages_have_the_same_sentences(code):
    zh, en = load_catalogue("zh")[code], load_catalogue("en")[code]
    for own, other in (
        (zh.messages, en.messages),
        (zh.letters, en.letters),
        (zh.phrases, en.phrases),
    ):
        assert own.keys() == other.keys()


@pytest.mark.parametrize("code", ["C205", "L301"])
@pytest.mark.parametrize("kind", ["messages", "phrases"])
def test_the_sentences_say_the_same_things(code, kind):
    zh, en = (getattr(load_catalogue(language)[code], kind) for language in ("zh", "en"))
    assert {key: names(text) for key, text in zh.items()} == {
        key: names(text) for key, text in en.items()
    }


def test_flags_that_were_stored_before_still_have_their_sentences():
    params = {
        "form": "2021",
        "table": "requests",
        "rows_count": 2,
        "found": "6、8",
        "wanted": "7",
        "inferred": 1,
    }
    for variant in ("many_inferred", "many_zero", "few_inferred"):
        for language in ("zh", "en"):
            assert message("C205", params | {"variant": variant}, language)
            assert letter("C205", params | {"variant": variant}, language)
