"""The schema of the first workspaces. It is never changed: workspaces of reviewers have it."""

from __future__ import annotations

FIRST = """
create table meta(
    key text primary key not null,
    value text not null
) without rowid;

create table organ(
    id integer primary key,
    name text not null,
    region text,
    level text not null
);
create unique index organ_by_name on organ(name, ifnull(region, ''));

create table series(
    id integer primary key,
    organ_id integer references organ(id),
    year integer,
    kind text not null
);
create unique index series_by_key on series(organ_id, year, kind)
    where organ_id is not null and year is not null;

create table report(
    id integer primary key,
    sha256 text not null,
    ordinal integer not null,
    path text not null,
    series_id integer not null references series(id),
    revision integer not null,
    copy_of integer references report(id),
    is_current integer not null,
    form text not null,
    cells_hash text not null,
    part text not null,
    joined_to integer references report(id),
    title text,
    reader text not null,
    imported_at text not null,
    content blob not null,
    document blob not null,
    open_errors integer not null default 0,
    open_warnings integer not null default 0,
    open_infos integer not null default 0,
    open_reading integer not null default 0,
    decided integer not null default 0,
    unsure integer not null default 0,
    confirmed integer not null default 0,
    annotations integer not null default 0,
    sign_off integer,
    is_changed integer not null default 0,
    checked_with text not null default '',
    read_round integer not null default 0,
    run integer not null default 0,
    follows integer references report(id),
    answered integer,
    is_rectified integer not null default 0
);
create unique index report_by_source on report(sha256, ordinal);
create index report_by_series on report(series_id, revision);
create index report_by_run on report(run, path);
create index report_follows on report(follows) where follows is not null;
create index report_joined on report(joined_to) where joined_to is not null;
create index report_copies on report(copy_of) where copy_of is not null;
create index report_by_check on report(checked_with);
create index report_by_reading on report(read_round);
create index report_loose on report(part) where part <> 'whole';
create index report_by_work on report(
    (sign_off is not null and not is_changed), open_errors desc, open_warnings desc,
    (open_infos + open_reading) desc, id, is_current, copy_of, joined_to, sign_off, is_changed,
    open_infos, open_reading, decided, answered, is_rectified, follows, series_id, annotations,
    path
);

create table cell(
    report_id integer not null references report(id),
    field integer not null,
    state integer not null,
    value numeric,
    raw text,
    printed_state integer,
    printed numeric,
    corrected numeric,
    primary key(report_id, field)
) without rowid;
create index cell_by_field on cell(field, value);

create table flag(
    id integer primary key,
    report_id integer not null references report(id),
    rule text not null,
    anchor text not null,
    severity integer not null,
    origin text not null,
    position integer not null,
    place text not null,
    params text not null,
    fields text not null,
    evidence text not null,
    proposals text not null,
    fingerprint text not null,
    second_view integer not null,
    is_raised integer not null default 1,
    verdict text,
    decided_on text,
    decision_id integer,
    version integer not null default 0
);
create unique index flag_by_identity on flag(report_id, rule, anchor);
create index flag_open on flag(report_id, second_view, position)
    where is_raised = 1 and verdict is null;
create index flag_label on flag(anchor, report_id)
    where rule in ('L301', 'L302') and is_raised = 1;

create table annotation(
    id integer primary key,
    at text not null,
    uid integer not null,
    account text not null,
    reviewer text not null,
    kind text not null,
    report_id integer references report(id),
    flag_id integer,
    rule text,
    anchor text,
    undoes integer references annotation(id),
    payload text not null
);
create index annotation_by_report on annotation(report_id, kind);
create index annotation_by_reviewer on annotation(uid, reviewer, id);
create unique index annotation_undone on annotation(undoes) where undoes is not null;
create index annotation_remap on annotation(id) where kind = 'remap';
create trigger annotation_is_final_update before update on annotation
    begin select raise(abort, 'annotations are append-only'); end;
create trigger annotation_is_final_delete before delete on annotation
    begin select raise(abort, 'annotations are append-only'); end;

create table band(
    hash integer not null,
    report_id integer not null references report(id),
    primary key(hash, report_id)
) without rowid;

create table likeness(
    report_id integer not null references report(id),
    other_id integer not null references report(id),
    share real not null,
    primary key(report_id, other_id)
) without rowid;

create table taught(
    report_id integer not null references report(id),
    part text not null,
    axis text not null,
    label text not null,
    target text not null,
    annotation_id integer not null references annotation(id),
    primary key(report_id, part, axis, label)
) without rowid;
create index taught_by_label on taught(part, axis, label);

create table draft(
    uid integer not null,
    reviewer text not null,
    slot text not null,
    text text not null,
    primary key(uid, reviewer, slot)
) without rowid;

create table failure(
    path text primary key not null,
    sha256 text,
    code text not null,
    params text not null,
    at text not null
) without rowid;

create table roster(
    id integer primary key,
    organ_id integer not null references organ(id),
    year integer,
    kind text not null,
    category text not null,
    level text not null,
    deadline text,
    contact text not null,
    position integer not null,
    key text not null,
    is_gone integer not null default 0
);
create unique index roster_by_organ on roster(organ_id, kind, ifnull(year, 0));
create index roster_by_key on roster(key);

create table organ_name(
    id integer primary key,
    roster_id integer not null references roster(id),
    organ_id integer not null references organ(id),
    name text not null,
    key text not null,
    since integer,
    until integer,
    is_former integer not null,
    predecessor_id integer references organ(id)
);
create index organ_name_by_key on organ_name(key);
create index organ_name_by_entry on organ_name(roster_id);

create table succession(
    organ_id integer not null references organ(id),
    predecessor_id integer not null references organ(id),
    year integer not null,
    primary key(organ_id, predecessor_id)
) without rowid;
create index succession_by_predecessor on succession(predecessor_id);

create table recognised(
    report_id integer primary key references report(id),
    organ text,
    region text,
    year integer,
    kind text not null,
    level text not null
);

create table session(
    uid integer not null,
    reviewer text not null,
    state text not null,
    primary key(uid, reviewer)
) without rowid;

create virtual table prose using fts5(
    text, content='', tokenize='ascii', columnsize=0
);
create table organ_pinyin(
    organ_id integer primary key references organ(id),
    syllables text not null,
    initials text not null
);
create index flag_by_rule on flag(rule, report_id, severity, verdict, is_raised)
    where is_raised = 1 or verdict is not null;
create index annotation_by_label on annotation(reviewer, report_id, kind);
create index annotation_noted on annotation(id) where kind in ('note', 'finding');
create index series_by_year on series(year);
create index series_by_organ on series(organ_id, year);
"""
