"""Small reports as files, handed in once and again: what the tests on rounds are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, decide
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_prose import worded
from tests.sample_reports import Layout, render
from tests.sample_tables import Edits

LI = Reviewer(1000, "li", "li")
WRONG = {"requests.granted.total": "8"}
STILL_WRONG = {"requests.granted.total": "9"}
ELSEWHERE = {"litigation.review.total": "7"}


def text(
    printed=None, *, region="青禾县", organ="石滩乡人民政府", year=2023, words=(), labels=None
):
    """A report's text; ``words`` are pairs of what its prose says and what it is to say.

    ``labels`` are other labels than the form's, by the form's own.
    """
    sample = make_sample(
        "s",
        Layout.PIPE,
        (region, organ),
        PLAIN,
        1,
        year=year,
        printed=printed,
        edits=Edits(labels=labels or {}),
    )
    for old, new in words:
        sample = replace(sample, sections=worded(sample.sections, old, new))
    return render(sample)


def bring(workspace, folder: Path, **files):
    """Import texts by name as one import; the ids of the reports by name."""
    sources = []
    for name, content in files.items():
        path = folder / f"{name}.txt"
        path.write_text(content, encoding="utf-8")
        sources.append(SourceFile(path, path.name))
    import_files(workspace, sources)
    stored = {one.path.removesuffix(".txt"): one.id for one in iterate_reports(workspace)}
    return tuple(stored[name] for name in files)


def flag(workspace, report_id, rule):
    """The one flag of a rule in a report, raised or not."""
    (found,) = [r for r in flags_of(workspace, report_id, resolved=True) if r.flag.rule == rule]
    return found


def say(workspace, report_id, rule, verdict=Verdict.CONFIRMED, **more):
    """Decide the one flag of a rule."""
    record = flag(workspace, report_id, rule)
    return decide(workspace, LI, record.id, record.version, verdict, **more)
