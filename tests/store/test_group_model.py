"""Groups of verdicts among single ones, of two reviewers: the state is what the log says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import Verdict, decide, last_own, undo
from store.database import open_workspace
from store.flags import flag_record, flags_of
from store.groups import Seen, begin_group, continue_group
from store.replay import replay_report
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.thin_reports import write_thin_reports

LI, WANG = Reviewer(1, "li", "li"), Reviewer(2, "wang", "wang")
VERDICTS = st.sampled_from(list(Verdict))
NUMBERS = st.lists(st.integers(0, 11), min_size=1, max_size=8, unique=True)


class Desks(RuleBasedStateMachine):
    """Two reviewers decide, one by one and in groups, and take back; beside them a model."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = open_workspace(self.folder / "gouji.db")
        # Decision → flag, verdict, reviewer, its group (or itself); undone ones are taken out.
        self.standing: dict[int, tuple[int, str, str, int]] = {}
        # Acts of each reviewer that are not undone, oldest first.
        self.acts: dict[str, list[int]] = {"li": [], "wang": []}

    def teardown(self):
        self.workspace.close()
        shutil.rmtree(self.folder)

    @initialize()
    def fill(self):
        paths = write_thin_reports(self.folder, 3)
        import_files(self.workspace, [SourceFile(path, path.name) for path in paths])
        self.reports = [stored.id for stored in iterate_reports(self.workspace)]
        found = [r for report in self.reports for r in flags_of(self.workspace, report)]
        self.flags = [r.id for r in found if not r.flag.fields][:12]
        assert len(self.flags) == 12
        # What a reviewer of a list has seen, until it is read anew.
        self.seen = dict.fromkeys(self.flags, 0)

    def _verdict(self, flag_id):
        made = max((m for m, said in self.standing.items() if said[0] == flag_id), default=None)
        return made, self.standing[made][1] if made is not None else None

    @rule(number=st.integers(0, 11), verdict=VERDICTS, who=st.sampled_from([LI, WANG]))
    def decide(self, number, verdict, who):
        record = flag_record(self.workspace, self.flags[number])
        decide(self.workspace, who, record.id, record.version, verdict)
        made = self.workspace.value("select max(id) from annotation")
        self.standing[made] = (record.id, verdict.value, who.label, made)
        self.acts[who.label].append(made)

    @rule()
    def look(self):
        self.seen = {f: flag_record(self.workspace, f).version for f in self.flags}

    @rule(numbers=NUMBERS, verdict=VERDICTS, cancel=st.booleans())
    def decide_together(self, numbers, verdict, cancel):
        chosen = [Seen(self.flags[n], self.seen[self.flags[n]]) for n in numbers]
        fit = [
            seen.flag_id
            for seen in chosen
            if flag_record(self.workspace, seen.flag_id).version == seen.version
            and self._verdict(seen.flag_id)[1] is None
        ]
        head = begin_group(self.workspace, LI, verdict, chosen, about={})
        steps = []
        done = continue_group(
            self.workspace,
            LI,
            head,
            on_progress=steps.append,
            is_cancelled=lambda: cancel and bool(steps),
        )
        made = self.workspace.rows(
            "select id, flag_id from annotation where kind = 'decision'"
            " and json_extract(payload, '$.group') = ?",
            [head],
        )
        assert done.decided == len(made)
        if not cancel:
            assert sorted(row[1] for row in made) == sorted(fit)
            assert done.left == len(chosen) - len(fit)
        for decision, flag_id in made:
            self.standing[decision] = (flag_id, verdict.value, "li", head)
        self.acts["li"].append(head)

    @precondition(lambda self: self.standing)
    @rule(number=st.integers(0, 100))
    def undo_one(self, number):
        chosen = sorted(self.standing)[number % len(self.standing)]
        who = LI if self.standing[chosen][2] == "li" else WANG
        undo(self.workspace, who, chosen, reread)
        del self.standing[chosen]
        if chosen in self.acts[who.label]:
            self.acts[who.label].remove(chosen)

    @rule(who=st.sampled_from([LI, WANG]))
    def undo_last(self, who):
        found = last_own(self.workspace, who)
        acts = self.acts[who.label]
        assert (found.id if found else None) == (acts[-1] if acts else None)
        if found is None:
            return
        undo(self.workspace, who, found.id, reread)
        acts.pop()
        for made in [m for m, said in self.standing.items() if said[3] == found.id]:
            del self.standing[made]

    def _state(self):
        return (
            self.workspace.rows("select id, verdict, decision_id, is_raised from flag order by id"),
            self.workspace.rows(
                "select id, open_errors, open_warnings, open_infos, open_reading, decided, unsure,"
                " confirmed, sign_off, is_changed, annotations from report order by id"
            ),
            self.workspace.rows("select report_id, field, printed, corrected from cell"),
        )

    @invariant()
    def verdicts_are_the_last_standing_decisions(self):
        for flag_id in getattr(self, "flags", ()):
            record = flag_record(self.workspace, flag_id)
            assert (record.decision_id, record.verdict) == self._verdict(flag_id)

    @invariant()
    def state_is_the_replay_of_the_log(self):
        before = self._state()
        with self.workspace.transaction():
            for report in getattr(self, "reports", ()):
                replay_report(self.workspace, report)
        assert self._state() == before


TestDesks = Desks.TestCase
TestDesks.settings = settings(
    max_examples=15,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
