"""The state of the workspace is what its log says: a model beside it, in random order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import Verdict, correct_cells, decide, remap_label, undo
from store.database import open_workspace
from store.flags import flags_of
from store.replay import replay_report
from store.reports import iterate_reports, load_report
from store.reviewer import Reviewer

REPORTS = Path(__file__).parent.parent / "reports"
LI = Reviewer(1000, "li", "li")
VERDICTS = st.sampled_from(list(Verdict))
CELLS = ("requests.granted.total", "requests.received.business", "disclosure.licences.decisions")


class Desk(RuleBasedStateMachine):
    """Decide, undo, correct, remap, recheck and import again; then compare with the model."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = open_workspace(self.folder / "gouji.db")
        # Annotation id → what it says; an undone one is taken out.
        self.decisions: dict[int, tuple[int, str, str, str, str]] = {}
        self.readings: dict[int, dict[tuple[int, str], int | None]] = {}

    def teardown(self):
        self.workspace.close()
        shutil.rmtree(self.folder)

    @initialize()
    def fill(self):
        names = ("02_shitan_2023_row_total", "18_longtan_2023_torn_grid")
        sources = [SourceFile(REPORTS / f"{name}.txt", f"{name}.txt") for name in names]
        import_files(self.workspace, sources)
        self.reports = [stored.id for stored in iterate_reports(self.workspace)]

    def _last(self):
        return self.workspace.value("select max(id) from annotation")

    def _pick(self, number):
        raised = [r for report in self.reports for r in flags_of(self.workspace, report)]
        return raised[number % len(raised)] if raised else None

    @rule(number=st.integers(0, 30), verdict=VERDICTS, value=st.integers(0, 9))
    def decide(self, number, verdict, value):
        record = self._pick(number)
        if record is None:
            return
        readings = {}
        if verdict is Verdict.MISREAD and record.flag.fields:
            readings = {record.flag.fields[0]: value}
        decide(self.workspace, LI, record.id, record.version, verdict, readings=readings or None)
        made = self._last()
        flag = record.flag
        self.decisions[made] = (
            record.report_id,
            flag.rule,
            flag.anchor,
            verdict.value,
            flag.fingerprint,
        )
        self.readings[made] = {(record.report_id, f): v for f, v in readings.items()}

    @rule(which=st.integers(0, 1), cell=st.sampled_from(CELLS), value=st.none() | st.integers(0, 9))
    def correct(self, which, cell, value):
        report = self.reports[which]
        correct_cells(self.workspace, LI, report, {cell: value})
        self.readings[self._last()] = {(report, cell): value}

    @rule(meaning=st.sampled_from(["made", "repealed", "in_force"]))
    def remap(self, meaning):
        record = next(
            (r for r in flags_of(self.workspace, self.reports[1]) if r.flag.rule == "L301"), None
        )
        if record is None:
            return
        remap_label(self.workspace, LI, record.id, record.version, meaning, reread)
        flag = record.flag
        self.decisions[self._last()] = (
            record.report_id,
            flag.rule,
            flag.anchor,
            "misread",
            flag.fingerprint,
        )

    @precondition(lambda self: self.decisions or self.readings)
    @rule(number=st.integers(0, 100))
    def undo(self, number):
        made = sorted({*self.decisions, *self.readings})
        chosen = made[number % len(made)]
        undo(self.workspace, LI, chosen, reread)
        self.decisions.pop(chosen, None)
        self.readings.pop(chosen, None)

    @rule(which=st.integers(0, 1))
    def recheck(self, which):
        with self.workspace.transaction():
            replay_report(self.workspace, self.reports[which])

    @rule()
    def import_again(self):
        names = [stored.path for stored in iterate_reports(self.workspace)]
        done = import_files(self.workspace, [SourceFile(REPORTS / n, n) for n in names])
        assert (done.imported, done.known) == (0, 2)

    def _state(self):
        flags = self.workspace.rows(
            "select id, verdict, is_raised, decision_id, fingerprint from flag order by id"
        )
        cells = self.workspace.rows(
            "select report_id, field, state, value, printed_state, printed, corrected from cell"
            " order by report_id, field"
        )
        counters = self.workspace.rows(
            "select id, open_errors, open_warnings, open_infos, open_reading, decided, unsure,"
            " confirmed, sign_off, is_changed from report order by id"
        )
        return flags, cells, counters

    @invariant()
    def verdicts_are_the_last_standing_decisions(self):
        latest: dict[tuple[int, str, str], int] = {}
        for made in sorted(self.decisions):
            latest[self.decisions[made][:3]] = made
        for report in getattr(self, "reports", ()):
            for record in flags_of(self.workspace, report, resolved=True):
                made = latest.get((report, record.flag.rule, record.flag.anchor))
                assert record.decision_id == made
                if made is None:
                    assert record.verdict is None
                elif self.decisions[made][4] == record.flag.fingerprint or not record.is_raised:
                    assert record.verdict == self.decisions[made][3]
                else:
                    assert record.verdict is None

    @invariant()
    def printed_values_are_the_last_standing_readings(self):
        expected: dict[tuple[int, str], int | None] = {}
        for made in sorted(self.readings):
            expected |= self.readings[made]
        for report in getattr(self, "reports", ()):
            loaded = load_report(self.workspace, report)
            numbers = {cell.field for cell in loaded.cells}
            rows = self.workspace.rows(
                "select field, printed from cell where report_id = ? and printed_state is not null",
                [report],
            )
            wanted = {f: v for (r, f), v in expected.items() if r == report and f in numbers}
            assert sorted(value is None for _, value in rows) == sorted(
                value is None for value in wanted.values()
            )
            assert sorted(v for _, v in rows if v is not None) == sorted(
                v for v in wanted.values() if v is not None
            )

    @invariant()
    def state_is_the_replay_of_the_log(self):
        before = self._state()
        with self.workspace.transaction():
            for report in getattr(self, "reports", ()):
                replay_report(self.workspace, report)
        assert self._state() == before


TestDesk = Desk.TestCase
TestDesk.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
