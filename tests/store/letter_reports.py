"""Reports that are reviewed and signed off: what the tests on letters are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from store.annotations import Verdict, decide, sign_off
from store.flags import flag_record, flags_of
from store.forms import load_form
from store.letter_files import LetterOptions, write_letters
from store.letter_templates import LetterFormat
from store.letter_text import letter_context
from store.letters import letter_candidates, letter_of
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_prose import worded
from tests.sample_reports import Layout, render
from tests.sample_tables import Edits
from tests.store.corrected_files import LI, bring

TODAY = date(2024, 1, 20)
COLUMNS = load_form("2021").tables_by_key["requests"].rows[0].columns


def prose(sample, *words):
    """A sample whose prose says something else."""
    for old, new in words:
        sample = replace(sample, sections=worded(sample.sections, old, new))
    return render(sample)


def make(base=PLAIN, *, organ="段村乡人民政府", region="样例县", printed=None, words=(), **kind):
    sample = make_sample(
        "s", Layout.VERTICAL, (region, organ), base, 0, printed=printed, edits=Edits(), **kind
    )
    return prose(sample, *words)


def requests(**rows):
    """Figures of part three: 0 but for these rows, six applicants and the total each."""
    values = {field: "0" for field in PLAIN if field.startswith("requests.")}
    for row, text in rows.items():
        for column, figure in zip(COLUMNS, text.split(), strict=True):
            values[f"requests.{row.replace('__', '.')}.{column}"] = figure
    assert len(values) == 175
    return values


def blank(*fields):
    return dict.fromkeys(fields, "")


def decide_all(workspace, report_id, verdict=Verdict.CONFIRMED, *, rules=None, reviewer=LI):
    """One verdict on all open flags, or on those of some rules."""
    for record in flags_of(workspace, report_id):
        now = flag_record(workspace, record.id)
        if now.verdict is None and (rules is None or now.flag.rule in rules):
            decide(workspace, reviewer, now.id, now.version, verdict)


def reviewed(workspace, folder, text, *, rules=None, name="one"):
    """A report with the flags of some rules confirmed, all others let go, signed off; its id."""
    (report_id,) = bring(workspace, folder, **{name: text})
    decide_all(workspace, report_id, rules=rules)
    decide_all(workspace, report_id, Verdict.DISMISSED)
    sign_off(workspace, LI, report_id)
    return report_id


def items(workspace, report_id):
    """The lines of a letter."""
    return letter_of(workspace, report_id, "zh").items


def sentences(workspace, report_id):
    """What an organ is told: problem and suggestion of each line."""
    return [item.problem + item.suggestion for item in items(workspace, report_id)]


def context_of(workspace, report_id, language="zh"):
    """What templates get."""
    return letter_context(letter_of(workspace, report_id, language), TODAY)


def options(format_=LetterFormat.DOCX, **kind):
    return LetterOptions(format_, TODAY, **kind)


def write_all(workspace, folder, format_=LetterFormat.DOCX, **kind):
    """Letters on all reports; the outcomes."""
    return list(
        write_letters(workspace, LI, letter_candidates(workspace), folder, options(format_, **kind))
    )
