"""What labels mean, taught and taken back in random order, beside a model of it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.aliases import aliases, teach_label, unapplied
from store.annotations import Verdict, decide, remap_label, undo
from store.database import open_workspace
from store.flags import flags_of
from store.report import FOREIGN
from store.reports import iterate_reports, load_documents, load_report
from store.reviewer import Reviewer
from store.teaching import apply_aliases
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY
from tests.sample_layouts import Layout
from tests.sample_tables import Edits
from tests.sample_texts import render

LI, WANG = Reviewer(1000, "li", "li"), Reviewer(1001, "wang", "wang")
KEY = ("disclosure", "row", "行政处理决定")
TARGETS = st.sampled_from(["penalties", "licences", FOREIGN, None])


@dataclass(frozen=True)
class Word:
    """What somebody said of the label; ``report`` None: for all but the excepted."""

    reviewer: Reviewer
    target: str | None
    report: int | None
    excepted: frozenset[int] = frozenset()


class Lessons(RuleBasedStateMachine):
    """Teach, withdraw, except, remap in one report, decide, undo, import, apply in part."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = open_workspace(self.folder / "gouji.db")
        self.words: dict[int, Word] = {}

    def teardown(self):
        self.workspace.close()
        shutil.rmtree(self.folder)

    def _import(self, number):
        name = f"{number}.txt"
        path = self.folder / name
        organ = ("青禾县", f"第{number}镇人民政府")
        edits = Edits(labels={"行政处罚": KEY[2]})
        made = make_sample("s", Layout.PIPE, organ, BUSY, number % 3, edits=edits)
        path.write_text(render(made), encoding="utf-8")
        import_files(self.workspace, [SourceFile(path, name)])
        self.reports.append(self.workspace.value("select id from report where path = ?", [name]))

    @initialize()
    def fill(self):
        self.reports = []
        for number in range(3):
            self._import(number)
        self.first = self._everything()

    def _last(self):
        return self.workspace.value("select max(id) from annotation")

    @rule(by=st.sampled_from([LI, WANG]), meaning=TARGETS, excepted=st.sets(st.integers(0, 2)))
    def teach(self, by, meaning, excepted):
        left_out = frozenset(self.reports[i] for i in excepted)
        made = teach_label(self.workspace, by, KEY, meaning, left_out)
        self.words[made] = Word(by, meaning, None, left_out)

    @rule(which=st.integers(0, 5), meaning=st.sampled_from(["penalties", "licences"]))
    def remap(self, which, meaning):
        report = self.reports[which % len(self.reports)]
        record = next(
            (
                r
                for r in flags_of(self.workspace, report)
                if r.flag.rule in ("L301", "L302") and r.flag.params["label"] == KEY[2]
            ),
            None,
        )
        if record is not None:
            remap_label(self.workspace, LI, record.id, record.version, meaning, reread)
            self.words[self._last()] = Word(LI, meaning, report)

    @rule(which=st.integers(0, 5), number=st.integers(0, 9))
    def decide(self, which, number):
        raised = flags_of(self.workspace, self.reports[which % len(self.reports)])
        if raised:
            record = raised[number % len(raised)]
            decide(self.workspace, LI, record.id, record.version, Verdict.DISMISSED)

    @precondition(lambda self: self.words)
    @rule(number=st.integers(0, 100))
    def undo(self, number):
        chosen = sorted(self.words)[number % len(self.words)]
        undo(self.workspace, self.words.pop(chosen).reviewer, chosen, reread)

    @precondition(lambda self: len(self.reports) < 6)
    @rule()
    def import_another(self):
        self._import(len(self.reports))

    @rule()
    def apply_a_part(self):
        asked = iter([False, True])
        apply_aliases(self.workspace, reread, is_cancelled=lambda: next(asked))

    def _meaning(self, report):
        """What the label means in a report when all that waits has been applied."""
        own = [w.target for _, w in sorted(self.words.items()) if w.report == report]
        if own:
            return own[-1]
        for_all = [w for _, w in sorted(self.words.items()) if w.report is None]
        return None if not for_all or report in for_all[-1].excepted else for_all[-1].target

    def _everything(self):
        cells = self.workspace.rows(
            "select report_id, field, state, value, raw from cell order by 1, 2"
        )
        raised = self.workspace.rows(
            "select report.path, rule, anchor, severity, params from flag"
            " join report on report.id = flag.report_id where is_raised = 1 order by 1, 2, 3"
        )
        return cells, raised

    @invariant()
    def when_all_is_applied_each_report_is_as_it_was_said(self):
        if not getattr(self, "reports", None):
            return
        apply_aliases(self.workspace, reread)
        assert unapplied(self.workspace, aliases(self.workspace)) == {}
        for report in self.reports:
            target = self._meaning(report)
            remaps = {} if target is None else {KEY: target}
            stored = load_report(self.workspace, report)
            wanted = reread(load_documents(self.workspace, report), stored, remaps)
            assert stored.cells == wanted.cells
            assert stored.form == wanted.form


class Undone(Lessons):
    """The same, and at the end all words are taken back."""

    def teardown(self):
        if getattr(self, "first", None) is not None:
            for made in sorted(self.words):
                undo(self.workspace, self.words[made].reviewer, made, reread)
            apply_aliases(self.workspace, reread)
            paths = {f"{number}.txt" for number in range(3)}
            cells, raised = self._everything()
            ids = {s.id for s in iterate_reports(self.workspace) if s.path in paths}
            assert [row for row in cells if row[0] in ids] == self.first[0]
            kept = [row for row in raised if row[0] in paths]
            assert kept == self.first[1]
        super().teardown()


TestLessons = Undone.TestCase
TestLessons.settings = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
