"""Three reviewers at their own connections, and a copy that comes back, beside a simple model.

The model knows who said what last and is told of every act that was accepted; what was refused as
stale is not told. Acts that were in the middle when their client went away never happened.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import (
    Verdict,
    add_note,
    annotations_of,
    correct_cells,
    decide,
    last_own,
    undo,
)
from store.backups import back_up
from store.database import open_workspace
from store.errors import StaleDecisionError
from store.flags import flag_record, flags_of
from store.holds import HOLD_SECONDS, holds, release_hold, take_hold
from store.merge_plan import Side
from store.reports import iterate_reports
from store.reviewer import Reviewer
from store.verification import verify_workspace
from tests.store.two_desks import take
from tests.thin_reports import write_thin_reports

REVIEWERS = [Reviewer(number, name, name) for number, name in enumerate(("li", "wang", "zhao"), 1)]
CLIENTS = st.sampled_from([0, 1, 2])
NUMBERS = st.integers(0, 9)
VERDICTS = st.sampled_from(list(Verdict))
CELLS = ("disclosure.licences.decisions", "disclosure.fees.amount")


class Office(RuleBasedStateMachine):
    """Decide, undo, note, correct, hold, import again, crash, and merge what a copy brought."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "gouji.db"
        self.home = None
        self.clients = [open_workspace(self.path) for _ in REVIEWERS]
        self.clock = 1_000_000.0
        # Key of the record → (who, what it is about, what it says), in order; undone ones go.
        self.said: dict[str, tuple[int, tuple, object]] = {}
        # The same of the copy that is at home, and what was common when it was made.
        self.said_at_home: dict[str, tuple[int, tuple, object]] = {}
        self.common: dict[str, tuple[int, tuple, object]] = {}
        # Report → (who, until).
        self.held: dict[int, tuple[int, float]] = {}

    def teardown(self):
        for client in self.clients:
            client.close()
        if self.home is not None:
            self.home.close()
        shutil.rmtree(self.folder)

    @initialize()
    def fill(self):
        self.files = write_thin_reports(self.folder, 3)
        import_files(self.clients[0], [SourceFile(path, path.name) for path in self.files])
        self.reports = [stored.id for stored in iterate_reports(self.clients[0])]
        self.flags = [
            record.id
            for report in self.reports
            for record in flags_of(self.clients[0], report)
            if not record.flag.fields
        ][:10]
        assert len(self.flags) == 10
        self.seen = [self._versions(client) for client in self.clients]

    # --- what is seen and known ----------------------------------------------------------------

    def _versions(self, client):
        return {flag: flag_record(client, flag).version for flag in self.flags}

    @staticmethod
    def _key(workspace):
        return workspace.value("select key from annotation order by id desc limit 1")

    def _last(self, about, said):
        return next((what for _, at, what in reversed(list(said.values())) if at == about), None)

    # --- acts ------------------------------------------------------------------------------------

    @rule(who=CLIENTS)
    def look(self, who):
        self.seen[who] = self._versions(self.clients[who])

    @rule(who=CLIENTS, number=NUMBERS, verdict=VERDICTS)
    def decide(self, who, number, verdict):
        client, flag = self.clients[who], self.flags[number]
        before = flag_record(client, flag)
        if self.seen[who][flag] != before.version:
            with pytest.raises(StaleDecisionError):
                decide(client, REVIEWERS[who], flag, self.seen[who][flag], verdict)
            # Refused whole: nothing is written, and what is there is as it was.
            assert flag_record(client, flag) == before
            return
        made = decide(client, REVIEWERS[who], flag, before.version, verdict)
        self.said[self._key(client)] = (who, ("flag", flag), verdict.value)
        self.seen[who][flag] = made.version

    @rule(who=CLIENTS, number=st.integers(0, 2), text=st.sampled_from(["甲", "乙"]))
    def note(self, who, number, text):
        report = self.reports[number]
        add_note(self.clients[who], REVIEWERS[who], report, None, text)
        self.said[self._key(self.clients[who])] = (who, ("note", report), text)

    @rule(who=CLIENTS, number=st.integers(0, 2), value=st.integers(0, 3))
    def correct(self, who, number, value):
        report = self.reports[number]
        correct_cells(self.clients[who], REVIEWERS[who], report, {CELLS[0]: value})
        self.said[self._key(self.clients[who])] = (who, ("cell", report), value)

    @rule(who=CLIENTS)
    def undo(self, who):
        client = self.clients[who]
        own = [key for key, said in self.said.items() if said[0] == who]
        found = last_own(client, REVIEWERS[who])
        if found is None or found.kind == "merge":
            return
        key = client.value("select key from annotation where id = ?", [found.id])
        assert key in own
        undo(client, REVIEWERS[who], found.id, reread)
        del self.said[key]

    @rule(who=CLIENTS)
    def import_again(self, who):
        sources = [SourceFile(path, path.name) for path in self.files]
        done = import_files(self.clients[who], sources)
        assert (done.imported, done.known) == (0, 3)

    # --- crashes ---------------------------------------------------------------------------------

    @rule(who=CLIENTS, number=NUMBERS, verdict=VERDICTS, is_deep=st.booleans())
    def crash(self, who, number, verdict, is_deep):
        """The connection is gone in the middle of an act: it has not happened."""
        client = self.clients[who]
        client.connection.execute("begin immediate")
        if is_deep:
            record = flag_record(client, self.flags[number])
            decide(client, REVIEWERS[who], record.id, record.version, verdict)
        client.connection.close()
        self.clients[who] = open_workspace(self.path, create=False)
        self.seen[who] = self._versions(self.clients[who])

    # --- holds -----------------------------------------------------------------------------------

    @rule(who=CLIENTS, number=st.integers(0, 2), force=st.booleans())
    def hold(self, who, number, force):
        report = self.reports[number]
        holder, until = self.held.get(report, (who, 0.0))
        is_free = until <= self.clock
        found = take_hold(
            self.clients[who], REVIEWERS[who], report, force=force, clock=lambda: self.clock
        )
        taken = is_free or holder == who or force
        assert found.is_own == taken
        if taken:
            # An own hold that was renewed within the last minute is left as it is.
            is_fresh = not is_free and holder == who and self.clock - (until - HOLD_SECONDS) < 60
            self.held[report] = (who, until if is_fresh else self.clock + HOLD_SECONDS)

    @rule(who=CLIENTS, number=st.integers(0, 2))
    def release(self, who, number):
        report = self.reports[number]
        release_hold(self.clients[who], REVIEWERS[who], report)
        if self.held.get(report, (None,))[0] == who:
            del self.held[report]

    @rule(seconds=st.sampled_from([1, 30, 59, 61, 300, 601]))
    def time_passes(self, seconds):
        self.clock += seconds

    # --- a copy goes home and comes back -----------------------------------------------------------

    @precondition(lambda self: self.home is None)
    @rule()
    def go_home(self):
        copy = self.folder / "home.db"
        back_up(self.path, copy, force=True)
        self.home = open_workspace(copy, create=False)
        self.common, self.said_at_home = dict(self.said), dict(self.said)

    @precondition(lambda self: self.home is not None)
    @rule(number=NUMBERS, verdict=VERDICTS)
    def decide_at_home(self, number, verdict):
        record = flag_record(self.home, self.flags[number])
        decide(self.home, REVIEWERS[1], record.id, record.version, verdict)
        self.said_at_home[self._key(self.home)] = (1, ("flag", record.id), verdict.value)

    @precondition(lambda self: self.home is not None)
    @rule(number=st.integers(0, 2), value=st.integers(0, 3))
    def correct_at_home(self, number, value):
        report = self.reports[number]
        correct_cells(self.home, REVIEWERS[1], report, {CELLS[0]: value})
        self.said_at_home[self._key(self.home)] = (1, ("cell", report), value)

    @precondition(lambda self: self.home is not None)
    @rule()
    def undo_at_home(self):
        found = last_own(self.home, REVIEWERS[1])
        if found is None or found.kind == "merge":
            return
        key = self.home.value("select key from annotation where id = ?", [found.id])
        undo(self.home, REVIEWERS[1], found.id, reread)
        del self.said_at_home[key]

    @precondition(lambda self: self.home is not None)
    @rule(who=CLIENTS, side=st.sampled_from(list(Side)), is_taken_back=st.booleans())
    def come_back(self, who, side, is_taken_back):
        client = self.clients[who]
        before = dict(self.said)
        plan, done = take(client, self.home, side=side, reviewer=REVIEWERS[who])
        subjects = {
            said[1]
            for log in (self.said, self.said_at_home, self.common)
            for said in log.values()
            if said[1][0] != "note"
        }
        conflicts = set()
        for about in subjects:
            was, here, there = (
                self._news(about, log) for log in (self.common, self.said, self.said_at_home)
            )
            last = self._last(about, self.said), self._last(about, self.said_at_home)
            if here != was and there != was and last[0] != last[1]:
                conflicts.add(about)
        assert len(plan.conflicts) == len(conflicts)
        merged = {key: said for key, said in self.said.items() if not self._gone(key)}
        for key, said in self.said_at_home.items():
            if key not in self.common:
                merged[key] = said
        for about in conflicts:
            # The news of the side that gives way are undone, and its undos with them.
            loses = self.said if side is Side.THEIRS else self.said_at_home
            wins = self.said_at_home if side is Side.THEIRS else self.said
            news = {key for key, said in loses.items() if said[1] == about} - self.common.keys()
            merged = {key: said for key, said in merged.items() if key not in news}
            for key, said in self.common.items():
                if said[1] == about and key in wins:
                    merged[key] = said
        order = {row[1]: row[0] for row in client.rows("select id, key from annotation")}
        self.said = dict(sorted(merged.items(), key=lambda one: order[one[0]]))
        self._check_values()
        again, nothing = take(client, self.home, reviewer=REVIEWERS[who])
        assert (again.take, again.conflicts, nothing.id) == ((), (), None)
        if is_taken_back and done.id is not None:
            undo(client, REVIEWERS[who], done.id, reread)
            self.said = before
        self.home.close()
        self.home = None

    def _news(self, about, log):
        return [key for key, said in log.items() if said[1] == about]

    def _gone(self, key):
        return key in self.common and key not in self.said_at_home

    # --- what has to hold --------------------------------------------------------------------------

    def _check_values(self):
        client = self.clients[0]
        for flag in self.flags:
            assert flag_record(client, flag).verdict == self._last(("flag", flag), self.said)
        for report in self.reports:
            printed = client.rows(
                "select printed from cell where report_id = ? and printed_state is not null",
                [report],
            )
            value = self._last(("cell", report), self.said)
            assert [row[0] for row in printed] == ([] if value is None else [value])

    @invariant()
    def values_are_those_of_the_model_for_every_client(self):
        if not hasattr(self, "flags"):
            return
        self._check_values()
        for client in self.clients:
            standing = client.rows(
                "select key from annotation as a where kind not in ('undo', 'merge', 'hold')"
                " and not exists (select 1 from undone as u where u.id = a.id) order by a.id"
            )
            assert [row[0] for row in standing] == list(self.said)

    @invariant()
    def notes_are_those_of_the_model(self):
        for report in getattr(self, "reports", ()):
            kept = [
                entry.payload["text"]
                for entry in annotations_of(self.clients[1], report)
                if entry.kind == "note" and not entry.is_undone
            ]
            assert kept == [
                what for _, about, what in self.said.values() if about == ("note", report)
            ]

    @invariant()
    def holds_are_those_of_the_model(self):
        if not hasattr(self, "reports"):
            return
        found = holds(self.clients[2], self.reports, REVIEWERS[2], clock=lambda: self.clock)
        alive = {report: one for report, one in found.items() if not one.is_expired}
        assert {report: one.uid - 1 for report, one in alive.items()} == {
            report: who for report, (who, until) in self.held.items() if until > self.clock
        }

    @rule()
    def verify(self):
        assert verify_workspace(self.path).wrong == ()


class LongOffice(Office):
    """The same for longer."""


def _settings(examples, steps):
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestOffice = Office.TestCase
TestOffice.settings = _settings(8, 16)
TestLongOffice = pytest.mark.long(LongOffice.TestCase)
TestLongOffice.settings = _settings(150, 40)
