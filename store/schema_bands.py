"""The step of the schema after which bands of texts stand by age.

The bands of one text lie far apart in the order of their hashes, so that each changes a page of
its own, which costs most of an import once there are very many. Young ones share few pages, and
are moved on among the older many at a time: see store.alike.
"""

from __future__ import annotations

BANDS_BY_AGE = """
create table text_band(
    age integer not null,
    hash integer not null,
    report_id integer not null references report(id),
    primary key(age, hash, report_id)
) without rowid;
insert into text_band(age, hash, report_id) select 2, hash, report_id from band;
drop table band;
"""
