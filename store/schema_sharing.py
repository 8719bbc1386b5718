"""The step of the schema for several reviewers: who is at a report, to whom it is assigned."""

from __future__ import annotations

SHARING = """
create table hold(
    report_id integer primary key references report(id),
    uid integer not null,
    account text not null,
    reviewer text not null,
    since real not null,
    until real not null
);
create index hold_by_reviewer on hold(uid, reviewer);

create table assignment(
    report_id integer primary key references report(id),
    reviewer text not null,
    annotation_id integer not null references annotation(id)
);
create index assignment_by_reviewer on assignment(reviewer);

create index flag_unsure on flag(report_id) where is_raised = 1 and verdict = 'unsure';
"""
