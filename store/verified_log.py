"""What the log says of itself, and of where reports stand, against what the tables hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from store.database import Workspace
from store.packing import unpack_report
from store.versions import series_of, versions_of


@dataclass(frozen=True, slots=True)
class Wrong:
    """One difference: of which report, in which table, of what, ``stored`` against ``replayed``.

    ``report_id`` 0 is for what is of no report.
    """

    report_id: int
    path: str
    table: str
    what: str
    column: str
    stored: str
    replayed: str


_LOG = (
    (
        "undoes",
        "select id, undoes from annotation as a where undoes is not null"
        " and (undoes >= id or not exists (select 1 from annotation as t where t.id = a.undoes))",
    ),
    ("key", "select id, key from annotation where key is null"),
    (
        "report_id",
        "select a.id, a.report_id from annotation as a where a.report_id is not null"
        " and not exists (select 1 from report as r where r.id = a.report_id)",
    ),
    (
        "flag_id",
        "select a.id, a.flag_id from annotation as a join flag as f on f.id = a.flag_id"
        " where f.rule <> a.rule",
    ),
    (
        "group",
        "select a.id, json_extract(a.payload, '$.group') from annotation as a"
        " where a.kind = 'decision' and json_extract(a.payload, '$.group') is not null"
        " and not exists (select 1 from annotation as h"
        "  where h.id = json_extract(a.payload, '$.group') and h.kind = 'group')",
    ),
    (
        "decided",
        "select a.id, json_extract(a.payload, '$.decided') from annotation as a"
        " where a.kind = 'group' and json_extract(a.payload, '$.closes') is not null"
        " and json_extract(a.payload, '$.decided') <> (select count(*) from annotation as d"
        "  where d.kind = 'decision' and d.id < a.id"
        "  and json_extract(d.payload, '$.group') = json_extract(a.payload, '$.closes'))",
    ),
)
# A label that a report was read by was said so by the record that it names.
_TAUGHT = (
    "select t.report_id, report.path, t.part, t.axis, t.label, t.target, a.payload"
    " from taught as t join report on report.id = t.report_id"
    " left join annotation as a on a.id = t.annotation_id and a.kind = 'remap'"
)
_COUNTERS = (
    # Every file of a series that is no copy has a revision of its own; a copy has its original's.
    (
        "revision",
        "select r.id, r.path, r.revision, o.revision from report as r"
        " join report as o on o.id = r.copy_of where o.revision <> r.revision"
        " or o.series_id <> r.series_id",
    ),
)


def wrong_in_log(workspace: Workspace) -> Iterator[Wrong]:
    """Records that name what is not there, and taught labels that nobody taught."""
    for column, sql in _LOG:
        for annotation_id, value in workspace.rows(sql):
            yield Wrong(0, "", "annotation", str(annotation_id), column, str(value), "")
    for table, row_id, parent, _ in workspace.rows("pragma foreign_key_check"):
        yield Wrong(0, "", str(table), str(row_id), "foreign key", str(parent), "")
    for report_id, path, part, axis, label, target, payload in workspace.rows(_TAUGHT):
        said = json.loads(payload)["remap"] if payload else None
        if said != [part, axis, label, target]:
            named = f"{part} {axis} {label}"
            yield Wrong(report_id, path, "taught", named, "target", str(target), str(said))
    for column, sql in _COUNTERS:
        for report_id, path, value, other in workspace.rows(sql):
            yield Wrong(report_id, path, "report", path, column, str(value), str(other))


def wrong_in_places(workspace: Workspace, report_id: int, path: str) -> Iterator[Wrong]:
    """Whether a report stands in the series, the order and the text that the log puts it in."""

    def wrong(column: str, stored: Any, replayed: Any) -> Iterator[Wrong]:
        if stored != replayed:
            yield Wrong(report_id, path, "report", path, column, str(stored), str(replayed))

    row = workspace.rows(
        "select report.is_current, report.follows, report.joined_to,"
        " report.copy_of, report.content, organ.name, organ.region, series.year, series.kind"
        " from report join series on series.id = report.series_id"
        " left join organ on organ.id = series.organ_id where report.id = ?",
        [report_id],
    )[0]
    is_current, follows, joined_to, copy_of, content, *stands = row
    identity = unpack_report(content).identity
    read = [identity.organ, identity.region, identity.year, identity.kind.value]
    if identity.organ is None:
        # The region is kept with the organ.
        read[1] = None
    yield from wrong("identity", stands, read)
    if copy_of is None:
        said = _last(workspace, report_id, "identity")
        if said is not None:
            after = said["after"]
            read = [after["organ"], after["region"], after["year"], after["kind"]]
            if after["organ"] is None:
                read[1] = None
            yield from wrong("identity", stands, read)
    yield from wrong("joined_to", joined_to, _joined_to(workspace, report_id))
    if copy_of is None and joined_to is None:
        versions = versions_of(workspace, series_of(workspace, report_id))
        yield from wrong("is_current", bool(is_current), versions.current == report_id)
        before = versions.before(report_id)
        yield from wrong("follows", follows, before[-1] if before else None)
    else:
        yield from wrong("is_current", bool(is_current), False)


def _last(workspace: Workspace, report_id: int, kind: str) -> Any:
    payload = workspace.value(
        "select a.payload from annotation as a where a.report_id = ? and a.kind = ?"
        " and not exists (select 1 from undone as u where u.id = a.id) order by a.id desc limit 1",
        [report_id, kind],
    )
    return json.loads(payload) if payload else None


def _joined_to(workspace: Workspace, attachment_id: int) -> Any:
    return workspace.value(
        "select a.report_id from annotation as a where a.kind = 'join'"
        " and json_extract(a.payload, '$.attachment') = ?"
        " and not exists (select 1 from undone as u where u.id = a.id) order by a.id desc limit 1",
        [attachment_id],
    )
