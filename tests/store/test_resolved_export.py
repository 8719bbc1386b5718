"""A flag that a correction has resolved is still in the export, with the verdict that did it."""

from __future__ import annotations

from pathlib import Path

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, decide
from store.database import open_workspace
from store.findings import finding_rows, ledger_rows
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer

SAMPLE = Path(__file__).parent.parent / "reports" / "19_xima_2023_six_of_seven.txt"


def test_misread_rows_go_out_as_decided_and_stay_out_of_the_ledger(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:
        import_files(workspace, [SourceFile(SAMPLE, SAMPLE.name)])
        (stored,) = iterate_reports(workspace)
        (record,) = flags_of(workspace, stored.id)
        readings = {c.field: c.proposed for c in record.flag.proposals[0].changes}
        reviewer = Reviewer(1, "li", "li")
        decide(workspace, reviewer, record.id, record.version, Verdict.MISREAD, readings=readings)
        assert flags_of(workspace, stored.id) == []
        (row,) = finding_rows(workspace, "zh")
        assert (row["rule"], row["decision"], row["decided_by"]) == ("C205", "misread", "li")
        assert [row["in_ledger"] for row in ledger_rows(workspace, "zh")] == [False]
