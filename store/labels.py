"""The doubtful labels of all reports, each once, with the reports in which they stand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from store.aliases import Alias, anchor_of, proposed
from store.database import Workspace
from store.forms import load_forms
from store.report import LabelKey

_NUMBERED = re.compile(r"#\d+$")
# More are not read at once; teaching concerns all of them.
_MOST_MEMBERS = 5_000


@dataclass(frozen=True, slots=True)
class DoubtfulLabel:
    """A label about which reports have open doubts; ``reports`` counts them.

    ``said`` is what was said of it in one report and not for all, None for nothing.
    """

    key: LabelKey
    reports: int
    said: Alias | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A report in which a doubtful label stands: what it was taken for, and where it stands.

    ``target`` is the key of the row or column, None for a label outside the form; ``fields`` are
    the cells concerned.
    """

    report_id: int
    flag_id: int
    organ: str | None
    year: int | None
    path: str
    form: str
    rule: str
    target: str | None
    score: float
    line: int | None
    fields: tuple[str, ...]


def doubtful_labels(workspace: Workspace) -> list[DoubtfulLabel]:
    """The labels of open doubts, those of most reports first; copies do not count."""
    counts: Counter[LabelKey] = Counter()
    rows = workspace.rows(
        "select flag.anchor, count(distinct flag.report_id) from flag indexed by flag_label"
        " cross join report on report.id = flag.report_id"
        " where flag.rule in ('L301', 'L302') and flag.is_raised = 1 and flag.verdict is null"
        " and flag.second_view = 0 and report.copy_of is null and report.joined_to is null"
        " group by flag.anchor"
    )
    numbered = []
    for anchor, count in rows:
        if _NUMBERED.search(anchor):
            numbered.append((anchor, count))
        else:
            counts[key_of(anchor)] += count
    for anchor, count in numbered:
        # A label that a report has twice: the first one is counted already.
        plain = key_of(_NUMBERED.sub("", anchor))
        if plain not in counts:
            counts[key_of(anchor)] += count
    said = {key: alias for key, (alias, _) in proposed(workspace).items()}
    found = [DoubtfulLabel(key, n, said.get(key)) for key, n in counts.items() if key[2]]
    return sorted(found, key=lambda label: (-label.reports, label.key))


def key_of(anchor: str) -> LabelKey:
    """The label of a flag's anchor."""
    table, axis, label = anchor.split(":", 2)
    return table, axis, label


def label_members(workspace: Workspace, key: LabelKey) -> list[Member]:
    """The reports with an open doubt about a label, at most 5,000, worst match first."""
    anchor = anchor_of(key)
    rows = workspace.rows(
        "select flag.report_id, flag.id, organ.name, series.year, report.path, flag.rule,"
        " flag.params, flag.place, flag.fields from flag indexed by flag_label"
        " cross join report on report.id = flag.report_id"
        " join series on series.id = report.series_id"
        " left join organ on organ.id = series.organ_id"
        " where flag.rule in ('L301', 'L302') and flag.is_raised = 1 and flag.verdict is null"
        " and flag.second_view = 0 and flag.anchor >= ? and flag.anchor < ?"
        " and report.copy_of is null and report.joined_to is null"
        " order by flag.report_id limit ?",
        [anchor, anchor + "$", _MOST_MEMBERS],
    )
    found: dict[int, Member] = {}
    for report_id, flag_id, organ, year, path, rule, packed, place, fields in rows:
        params = json.loads(packed)
        if params["label"] != key[2] or report_id in found:
            continue
        found[report_id] = Member(
            report_id,
            flag_id,
            organ,
            year,
            path,
            params["form"],
            rule,
            target_of(params, key),
            float(params.get("score", 0.0)),
            json.loads(place)[4],
            tuple(json.loads(fields)),
        )
    return sorted(found.values(), key=lambda member: (member.score, member.report_id))


def target_of(params: Mapping[str, object], key: LabelKey) -> str | None:
    """The key of the row or column for which a label was taken."""
    path = params.get("target")
    if not isinstance(path, list | tuple):
        return None
    named: dict[tuple[str, ...], str] = {}
    for form in load_forms():
        table = form.tables_by_key[key[0]]
        if key[1] == "row":
            named |= {row.label.path: row.key for row in table.rows}
        else:
            named |= {column.label.path: column.key for column in table.columns}
    return named.get(tuple(str(part) for part in path))


@dataclass(frozen=True, slots=True)
class TaughtLabel:
    """An alias in force, and how many reports were read by it."""

    alias: Alias
    reports: int


def taught_labels(workspace: Workspace, known: Mapping[LabelKey, Alias]) -> list[TaughtLabel]:
    """The aliases in force, the last said first."""
    counts = {
        (row[0], row[1], row[2]): row[3]
        for row in workspace.rows(
            "select part, axis, label, count(*) from taught group by part, axis, label"
        )
    }
    found = [TaughtLabel(alias, counts.get(key, 0)) for key, alias in known.items()]
    return sorted(found, key=lambda taught: -taught.alias.annotation_id)
