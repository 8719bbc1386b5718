"""An office as the season's test plays it: its folder, its commands, its reviewer."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from docx import Document

from store.annotations import Verdict, decide, sign_off
from store.database import open_workspace
from store.flags import flag_record, flags_of
from store.queue import queue_rows
from store.reports import StoredReport, iterate_reports
from store.reviewer import Reviewer
from store.rounds import round_of
from tests.sample_season import Handed, content_of, file_name
from tests.tui.conftest import Bench
from tests.tui.test_cli import run

# The account and label that the command finds too.
LI = Reviewer(os.getuid(), "tester", "li")
VALUE_OF = {
    "A103": "requests.granted.total",
    "A104": "litigation.review.total",
    "Y601": "requests.carried_in.total",
    "C202": "requests.carried_in.natural_person",
}


class Office:
    """A folder with a workspace; reports are named by a part of region and organ."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bench = folder, Bench(folder)

    def ask(self, function, *args, **kind):
        """Call a function of the store."""
        with open_workspace(self.bench.db) as workspace:
            return function(workspace, *args, **kind)

    def gouji(self, *args):
        """Run the command as reviewer li; it must not fail."""
        result = run(*args, GOUJI_REVIEWER="li")
        assert result.exit_code == 0, result.output
        return result

    def bring(self, folder: str, files: Iterable[Handed]) -> str:
        """Hand in files as one import; what it says."""
        (self.folder / folder).mkdir()
        for handed in files:
            (self.folder / folder / file_name(handed)).write_bytes(content_of(handed))
        return self.gouji("import", folder, "--quiet", "--jobs", "2").stdout

    def current(self, year=2023) -> list[StoredReport]:
        """The current reports of a year."""
        found = self.ask(lambda w: list(iterate_reports(w, current_only=True)))
        return [stored for stored in found if stored.year == year]

    def report(self, name: str) -> int:
        """The current report of an organ."""
        found = self.current()
        (stored,) = (one for one in found if name in f"{one.region or ''}{one.organ}")
        return stored.id

    def flags(self, report_id: int):
        """Raised flags of the report itself, not of our reading."""
        return [r for r in self.ask(flags_of, report_id) if not r.flag.second_view]

    def review(self, report_id: int, **verdicts: Verdict) -> list[str]:
        """Decide what is open, confirmed unless said otherwise by rule, sign off; what is found."""
        for record in self.flags(report_id):
            now = self.ask(flag_record, record.id)
            if now.verdict is None:
                verdict = verdicts.get(now.flag.rule, Verdict.CONFIRMED)
                self.ask(decide, LI, now.id, now.version, verdict)
        self.ask(sign_off, LI, report_id)
        return [r.flag.rule for r in self.flags(report_id) if r.verdict == "confirmed"]

    def states(self) -> dict[str, str]:
        """The states of the current reports of the year, by organ."""
        rows = self.ask(queue_rows, [one.id for one in self.current()])
        return {f"{row.region or ''}{row.organ}": row.state.value for row in rows}

    def fates(self, report_id: int) -> list[tuple[object, ...]]:
        """What became of each flag: rule, fate, a value printed before and now."""
        told = []
        for entry in self.ask(round_of, report_id).flags:
            rule = (entry.before or entry.now).flag.rule
            field = VALUE_OF.get(rule, "")
            before, now = dict(entry.printed_before), dict(entry.printed_now)
            told.append((rule, entry.fate.value, before.get(field), now.get(field)))
        return told


def letter_lines(path: Path) -> tuple[str, list[tuple[str, ...]]]:
    """The text of a letter and the lines of its table, as Word has them."""
    document = Document(str(path))
    rows = [tuple(c.text for c in row.cells) for t in document.tables for row in t.rows]
    return "\n".join(p.text for p in document.paragraphs), rows[1:]
