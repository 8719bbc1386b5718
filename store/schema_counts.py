"""The step of the schema after which verdicts on resolved flags count as decided everywhere."""

from __future__ import annotations

DECIDED_COUNTS = """
update report set decided =
    (select count(*) from flag where flag.report_id = report.id and flag.verdict is not null)
    where exists (select 1 from flag where flag.report_id = report.id
        and flag.verdict is not null and flag.is_raised = 0);
"""
