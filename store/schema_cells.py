"""The step of the schema with views of cells for programs that let SQLite work, and for others.

A row a report with a column a field: each a lookup, and only those that are asked for, so that a
browser of databases shows a page of them at once, where one pass over the cells took a minute for
10,000 reports. Programs that run views themselves (DuckDB) take a pass for each lookup; for them
stands a row a cell.
"""

from __future__ import annotations

from store.forms import form_editions, load_form

_AS_PRINTED = "case when cell.printed_state is null then cell.value else cell.printed end"
_REPORT = (
    "report.path as report, report.sha256, report.revision, report.is_current as current,\n"
    "    organ.region, organ.name as organisation, series.year, series.kind"
)
_REPORTS = (
    "report join series on series.id = report.series_id\n"
    "    left join organ on organ.id = series.organ_id"
)
_WHOLE = "report.copy_of is null and report.joined_to is null"
_WIDE = """
drop view cells_{edition};
create view cells_{edition} as
select {report},
{columns}
from {reports}
where report.form = '{edition}' and {whole};
"""
_FIELD = (
    "    (select {value} from cell"
    ' where cell.report_id = report.id and cell.field = {number}) as "{id}"'
)
_LONG = """
create view cell_values as
with form_field(form, number, field) as (values
{fields})
select {report},
    form_field.field, {value} as value
from cell join report on report.id = cell.report_id
    join series on series.id = report.series_id
    left join organ on organ.id = series.organ_id
    join form_field on form_field.form = report.form and form_field.number = cell.field
where {whole};
"""


def _wide(edition: str) -> str:
    columns = ",\n".join(
        _FIELD.format(value=_AS_PRINTED, number=field.number, id=field.id)
        for field in load_form(edition).fields
    )
    return _WIDE.format(
        edition=edition, report=_REPORT, columns=columns, reports=_REPORTS, whole=_WHOLE
    )


def views_of_cells() -> str:
    """The statements of the step."""
    fields = ",\n".join(
        f"    ('{edition}', {field.number}, '{field.id}')"
        for edition in form_editions()
        for field in load_form(edition).fields
    )
    long = _LONG.format(fields=fields, report=_REPORT, value=_AS_PRINTED, whole=_WHOLE)
    return "".join(map(_wide, form_editions())) + long
