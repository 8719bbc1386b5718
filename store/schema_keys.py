"""The step of the schema that lets annotations be known in another workspace, and come back.

``key`` is the same in every copy of a workspace. Old records get one from what they say, which
copies that were made before this step agree on. An undo can be undone itself: that is how the
undo of a merge brings back what the merge took back, and how it is merged once more.
"""

from __future__ import annotations

ANNOTATION_KEYS = """
drop trigger annotation_is_final_update;
alter table annotation add column key text;
update annotation set key = id || '@' || at || '/' || uid || '/' || reviewer || '/' || kind;
create trigger annotation_is_final_update before update on annotation
    begin select raise(abort, 'annotations are append-only'); end;
create unique index annotation_by_key on annotation(key);
drop index annotation_undone;
create index annotation_undone on annotation(undoes) where undoes is not null;
create view undone as
    select taken.undoes as id from annotation as taken
    where taken.undoes is not null
    and not exists (select 1 from annotation as back where back.undoes = taken.id
        and not exists (select 1 from annotation as again where again.undoes = back.id));
"""
