"""The step of the schema with views for other programs, and indexes that large workspaces need."""

from __future__ import annotations

from store.forms import form_editions, load_form

# Views for whoever opens the file without gouji: Datasette, DuckDB, spreadsheets. The cells of all
# reports by field were an index that no query of ours asked for: a third of the time of a large
# import and of the file's size. The decided flags are few beside all.
_VIEWS = """
drop index cell_by_field;
create index flag_decided on flag(decision_id, report_id) where verdict is not null;

create view findings as
select flag.id as flag, organ.region, organ.name as organisation, series.year, series.kind,
    report.path as report, report.sha256, report.revision, report.is_current as current,
    flag.rule,
    case flag.severity when 0 then 'error' when 1 then 'warning' else 'info' end as severity,
    flag.origin, flag.fields, flag.params,
    flag.second_view as reading, flag.is_raised as raised, flag.verdict as decision,
    ifnull(nullif(decided.reviewer, ''), decided.account) as decided_by, decided.at as decided_at
from flag join report on report.id = flag.report_id
    join series on series.id = report.series_id
    left join organ on organ.id = series.organ_id
    left join annotation as decided on decided.id = flag.decision_id
where flag.is_raised = 1 or flag.verdict is not null;

create view open_flags as
select flag.id as flag, organ.region, organ.name as organisation, series.year, series.kind,
    report.path as report, flag.rule,
    case flag.severity when 0 then 'error' when 1 then 'warning' else 'info' end as severity,
    flag.origin, flag.fields,
    flag.params, flag.second_view as reading
from flag join report on report.id = flag.report_id
    join series on series.id = report.series_id
    left join organ on organ.id = series.organ_id
where flag.is_raised = 1 and flag.verdict is null and report.is_current = 1;

create view progress as
select organ.region, series.year, series.kind, count(*) as reports,
    sum(report.sign_off is not null and not report.is_changed) as signed_off,
    sum(report.decided) as decided,
    sum(report.open_errors + report.open_warnings + report.open_infos + report.open_reading)
        as open,
    sum(report.open_errors) as open_errors, sum(report.unsure) as unsure
from report join series on series.id = report.series_id
    left join organ on organ.id = series.organ_id
where report.is_current = 1 and report.copy_of is null and report.joined_to is null
group by organ.region, series.year, series.kind;"""

# One row a report and one column a field: the figure as printed, null where none is. One pass over
# the cells: DuckDB, which runs views itself, takes seconds for as many subqueries as fields.
_CELLS = """
create view cells_{edition} as
select report.path as report, report.sha256, report.revision, report.is_current as current,
    organ.region, organ.name as organisation, series.year, series.kind,
{columns}
from report join series on series.id = report.series_id
    left join organ on organ.id = series.organ_id
    join cell on cell.report_id = report.id
where report.form = '{edition}' and report.copy_of is null and report.joined_to is null
group by report.id, report.path, report.sha256, report.revision, report.is_current,
    organ.region, organ.name, series.year, series.kind;
"""
_FIELD = (
    "    max(case when cell.field = {number} then case when cell.printed_state is null"
    ' then cell.value else cell.printed end end) as "{id}"'
)


def _cells_view(edition: str) -> str:
    fields = load_form(edition).fields
    columns = ",\n".join(_FIELD.format(number=field.number, id=field.id) for field in fields)
    return _CELLS.format(edition=edition, columns=columns)


def views_and_indexes() -> str:
    """The statements of the step, with a view of the cells of each form."""
    return _VIEWS + "".join(map(_cells_view, form_editions()))
