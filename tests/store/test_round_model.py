"""Imports, decisions, choices of the current version and undos, beside a simple reference."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, add_finding, decide, undo
from store.current_version import make_current
from store.database import open_workspace
from store.flags import flags_of
from store.replay import replay_report
from store.reports import iterate_reports, stored_report
from store.rounds import round_of
from tests.store.corrected_files import LI, text

TOTALS = (6, 8, 9)
LET_GO = ("misread", "dismissed")
numbers = st.integers(0, 50)


class Season(RuleBasedStateMachine):
    """One organ and year; the reference is told what happened in the order in which it did."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = open_workspace(self.folder / "gouji.db")
        self.texts: dict[tuple[int, int], str] = {}
        self.files = 0
        # Report id → (total that it prints, licences): what its cells are.
        self.cells: dict[int, tuple[int, int]] = {}
        # ("import", ids in the order of their paths), ("choose", annotation, report)
        self.events: list[tuple] = []
        # Annotation → (report, rule or finding, verdict); annotation → report of a finding.
        self.said: dict[int, tuple[int, object, str]] = {}
        self.findings: dict[int, int] = {}

    def teardown(self):
        self.workspace.close()
        shutil.rmtree(self.folder)

    # --- what happens ------------------------------------------------------------------

    @rule(
        files=st.lists(
            st.tuples(st.sampled_from(TOTALS), st.integers(1, 4)), min_size=1, max_size=3
        ),
        backwards=st.booleans(),
    )
    def bring(self, files, backwards):
        sources = []
        for total, licences in files:
            self.files += 1
            # Paths that fall in the order in which files came, or against it.
            name = f"{1000 - self.files if backwards else self.files + 2000}.txt"
            content = text(
                {
                    "requests.granted.total": str(total),
                    "disclosure.licences.decisions": str(licences),
                }
            )
            (self.folder / name).write_text(content + "\n" * self.files, encoding="utf-8")
            sources.append(SourceFile(self.folder / name, name))
        known = set(self.cells.values())
        import_files(self.workspace, sources)
        new = []
        for stored in iterate_reports(self.workspace):
            if stored.id in self.cells or stored.copy_of is not None:
                continue
            at = [source.name for source in sources].index(stored.path)
            assert files[at] not in known
            self.cells[stored.id] = files[at]
            new.append((stored.path, stored.id))
        if new:
            self.events.append(("import", [report for _, report in sorted(new)]))

    @precondition(lambda self: self.cells)
    @rule(number=numbers, which=numbers, verdict=st.sampled_from(list(Verdict)))
    def decide(self, number, which, verdict):
        report = sorted(self.cells)[number % len(self.cells)]
        raised = [
            r
            for r in flags_of(self.workspace, report)
            if r.flag.rule == "A103"
            or (r.flag.rule == "M001" and self.findings[self._finding(r)] != report)
        ]
        if not raised:
            return
        record = raised[which % len(raised)]
        decide(self.workspace, LI, record.id, record.version, verdict)
        about = "A103" if record.flag.rule == "A103" else self._finding(record)
        self.said[self._last()] = (report, about, verdict.value)

    @precondition(lambda self: self.cells)
    @rule(number=numbers)
    def find(self, number):
        report = sorted(self.cells)[number % len(self.cells)]
        made = add_finding(
            self.workspace, LI, report, line=None, place="", quote="", problem="x", suggestion=""
        )
        self.findings[made] = report

    @precondition(lambda self: len(self.cells) > 1)
    @rule(number=numbers)
    def choose(self, number):
        report = sorted(self.cells)[number % len(self.cells)]
        if report != self.chain()[-1]:
            made = make_current(self.workspace, LI, report)
            self.events.append(("choose", made, report))

    @precondition(lambda self: self.annotations())
    @rule(number=numbers)
    def take_back(self, number):
        made = sorted(self.annotations())[number % len(self.annotations())]
        undo(self.workspace, LI, made, None)
        self.said.pop(made, None)
        # What was said of a finding that is gone is gone with it, but for the log.
        self.findings.pop(made, None)
        self.events = [e for e in self.events if e[:2] != ("choose", made)]

    # --- the reference -----------------------------------------------------------------

    def annotations(self):
        chosen = {event[1] for event in self.events if event[0] == "choose"}
        return {*self.said, *self.findings, *chosen}

    def _last(self):
        return self.workspace.value("select max(id) from annotation")

    def _finding(self, record):
        return int(record.flag.anchor.partition(":")[2])

    def chain(self):
        """The versions: the first of every import follows, and what a reviewer chose."""
        chain = []
        for event in self.events:
            if event[0] == "import":
                chain.append(event[1][0])
            elif event[2] in chain:
                del chain[chain.index(event[2]) + 1 :]
            else:
                chain.append(event[2])
        return chain

    def asked(self):
        chosen = {event[2] for event in self.events if event[0] == "choose"}
        imports = [event[1] for event in self.events if event[0] == "import"]
        return {
            r: batch[:at] for batch in imports for at, r in enumerate(batch) if at
        } | dict.fromkeys(chosen)

    def before(self, report):
        chain = self.chain()
        return chain[: chain.index(report)] if report in chain else []

    def verdict(self, report):
        """Of the failed sum: the last that was said of it here, or of the same sum elsewhere."""
        chain = self.chain()
        later = chain[chain.index(report) + 1 :] if report in chain else []
        found = None
        for made in sorted(self.said):
            where, about, verdict = self.said[made]
            same = self.cells[where][0] == self.cells[report][0]
            if about == "A103" and where not in later and same:
                found = verdict
        return found

    def carried(self, report):
        """Findings of versions before that nobody took off, with what is said of them here."""
        earlier = self.before(report)
        found = {}
        for finding, where in self.findings.items():
            if where in earlier and not any(
                self.said_of(finding, version) in LET_GO for version in earlier
            ):
                found[finding] = self.said_of(finding, report)
        return found

    def said_of(self, finding, report):
        verdicts = [
            verdict
            for made, (where, about, verdict) in sorted(self.said.items())
            if (where, about) == (report, finding)
        ]
        return verdicts[-1] if verdicts else None

    def is_reviewed(self, report):
        return report in self.findings.values() or any(
            where == report for where, _, _ in self.said.values()
        )

    def fates(self, report):
        """What the round of a version has to say; None where there is none."""
        earlier = self.before(report)
        if not earlier:
            return None
        reviewed = [one for one in earlier if self.is_reviewed(one)]
        previous = reviewed[-1] if reviewed else earlier[-1]
        found = []
        was = self.cells[previous][0] != 6
        now = self.cells[report][0] != 6
        was_stands = was and self.verdict(previous) not in LET_GO
        now_stands = now and self.verdict(report) not in LET_GO
        if was_stands and not now:
            found.append(("A103", "fixed"))
        elif now_stands:
            found.append(("A103", "still" if was_stands else "new"))
        here = self.carried(report)
        then = self.carried(previous)
        for finding, where in self.findings.items():
            stood = where == previous or (finding in then and then[finding] not in LET_GO)
            if where == report:
                found.append((finding, "new"))
            elif finding in here:
                let_go = here[finding] in LET_GO
                if stood:
                    found.append((finding, "fixed" if let_go else "still"))
                elif not let_go:
                    found.append((finding, "new"))
        return previous, 1 + max(1, len(reviewed)), sorted(found, key=str)

    # --- what has to hold --------------------------------------------------------------

    @invariant()
    def the_current_version_is_that_of_the_reference(self):
        chain = self.chain()
        for report in self.cells:
            assert stored_report(self.workspace, report).is_current == (report == chain[-1])

    @invariant()
    def questions_are_asked_of_what_came_together(self):
        asked = self.asked()
        for report in self.cells:
            raised = [r for r in flags_of(self.workspace, report) if r.flag.rule == "R803"]
            assert bool(raised) == bool(asked.get(report))

    @invariant()
    def verdicts_and_findings_are_those_of_the_reference(self):
        for report in self.cells:
            flags = flags_of(self.workspace, report)
            sums = [r.verdict for r in flags if r.flag.rule == "A103"]
            wrong = self.cells[report][0] != 6
            assert sums == ([self.verdict(report)] if wrong else [])
            made = {self._finding(r): r.verdict for r in flags if r.flag.rule == "M001"}
            own = {f: "confirmed" for f, where in self.findings.items() if where == report}
            assert made == own | self.carried(report)

    @invariant()
    def rounds_are_those_of_the_reference(self):
        for report in self.cells:
            found = round_of(self.workspace, report)
            expected = self.fates(report)
            if expected is None:
                assert found is None
                continue
            told = []
            for entry in found.flags:
                record = entry.now or entry.before
                about = "A103" if record.flag.rule == "A103" else self._finding(record)
                told.append((about, entry.fate.value))
            assert (found.previous_id, found.number, sorted(told, key=str)) == expected

    @invariant()
    def state_is_the_replay_of_the_log(self):
        def state():
            return self.workspace.rows(
                "select id, is_current, follows, is_rectified, answered, open_errors, decided"
                " from report order by id"
            ), self.workspace.rows(
                "select id, verdict, is_raised, decision_id, fingerprint from flag order by id"
            )

        before = state()
        with self.workspace.transaction():
            for report in sorted(self.cells, reverse=True):
                replay_report(self.workspace, report)
        assert state() == before


TestSeason = Season.TestCase
TestSeason.settings = settings(
    max_examples=12,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
