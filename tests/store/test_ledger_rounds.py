"""What a corrected file has mended stands in the ledger, and what colleagues enter of it counts."""

from __future__ import annotations

from importers.ledger_file import read_ledger
from store.annotations import sign_off
from store.database import open_workspace
from store.decisions_entered import entries_of
from store.decisions_plan import plan_takeover
from store.exports import export_workspace
from store.findings import ledger_rows
from tests.store.corrected_files import ELSEWHERE, LI, WRONG, bring, flag, say, text


def test_mended_findings_follow_those_of_the_current_version(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:
        (first,) = bring(workspace, tmp_path, a=text(WRONG))
        say(workspace, first, "A103")
        bring(workspace, tmp_path, b=text(ELSEWHERE))
        rows = list(ledger_rows(workspace, "zh", current_only=True))
        found = {(row["rule"], row["revision"]): row["rectified"] for row in rows}
        assert found["A103", 1] is True
        assert found["A104", 2] is None
        assert [row["rule"] for row in rows][-1] == "A103"
        # With all versions each finding stands once, with its own.
        both = [row["flag"] for row in ledger_rows(workspace, "zh")]
        assert len(both) == len(set(both))

        path = tmp_path / "a.xlsx"
        for suffix in (".xlsx", ".html"):
            export_workspace(
                workspace,
                path.with_suffix(suffix),
                what="findings",
                current_only=True,
                language="zh",
            )
        page = path.with_suffix(".html").read_text("utf-8")
        assert page.count("<td>已整改</td>") == 1
        # A mended finding marks no cell of the new version.
        assert "〔2〕" not in page.partition("</header>")[2]
        rows = dict(read_ledger(path.read_bytes()))["台账"]
        assert [row[7] for row in rows[3:]] == ["", "已整改"]
        plan = plan_takeover(workspace, entries_of(read_ledger(path.read_bytes())))
        assert (plan.changes, plan.doubts) == ((), ())

        # A colleague who saw the file knows better.
        edited = [list(row) for row in rows]
        edited[4][7] = "未整改"
        (change,) = plan_takeover(workspace, entries_of([("台账", edited)])).changes
        assert (change.was, change.now) == ("true", "false")
        assert change.flag_id == flag(workspace, first, "A103").id


def test_what_the_corrected_file_does_not_show_stays_in_the_ledger(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:

        def of_sums():
            rows = ledger_rows(workspace, "zh", current_only=True)
            return [(r["revision"], r["fate"], r["rectified"]) for r in rows if r["rule"] == "A103"]

        (first,) = bring(workspace, tmp_path, a=text(WRONG))
        say(workspace, first, "A103")
        blank = {"requests.granted.total": ""}
        (second,) = bring(workspace, tmp_path, b=text(blank))
        assert of_sums() == [(1, "still", False)]
        sign_off(workspace, LI, second)
        bring(workspace, tmp_path, c=text({**blank, "disclosure.licences.decisions": "77"}))
        assert of_sums() == [(1, "still", False)]
        bring(workspace, tmp_path, d=text())
        assert of_sums() == [(1, "fixed", True)]
