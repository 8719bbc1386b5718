"""A filter that a reviewer typed, as a condition of SQL, and beside it for what has no report.

Nothing that is typed becomes part of a statement: it is always a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store.annotation_log import HAS_STANDING_ACTS
from store.filter_terms import Term, parse_filter
from store.filter_words import TermKind
from store.prose_chars import phrase
from store.reviewer import Reviewer, current_reviewer
from store.whose import Condition, is_assigned, is_claimed, waits_for

_FLAG_KINDS = (TermKind.RULE, TermKind.SEVERITY, TermKind.VERDICT)
_SEVERITIES = {"error": 0, "warning": 1, "info": 2}
_NOT_SIGNED = "report.is_changed = 0 and report.sign_off is null"
_SIGNED = "report.is_changed = 0 and report.sign_off is not null"
_OPEN = "report.open_errors + report.open_warnings + report.open_infos + report.open_reading"
# As store.queue tells the state of a row.
_STATES = {
    "unread": f"{_NOT_SIGNED} and not {HAS_STANDING_ACTS}",
    "open": f"{_NOT_SIGNED} and {HAS_STANDING_ACTS} and {_OPEN} > 0",
    "decided": f"{_NOT_SIGNED} and {HAS_STANDING_ACTS} and {_OPEN} = 0",
    "signed": f"{_SIGNED} and report.is_rectified = 0 and report.answered is null",
    "answered": f"{_SIGNED} and report.is_rectified = 0 and report.answered is not null",
    "fixed": f"{_SIGNED} and report.is_rectified = 1",
    "changed": "report.is_changed = 1",
    "corrected": f"{_NOT_SIGNED} and report.follows is not null",
    "unsure": "report.unsure > 0",
}
_LAST = "\U0010ffff"


def matching(words: str, reviewer: Reviewer | None = None) -> Condition:
    """SQL condition (empty, or beginning with "and") and its parameters.

    For statements that know ``report``, ``series`` and ``organ``. "Me" is ``reviewer``, by default
    the one who runs this process. Raises FilterError.
    """
    terms = parse_filter(words)
    found = [_flags([one for one in terms if one.kind in _FLAG_KINDS and not one.is_negated])]
    for term in terms:
        if term.kind in _FLAG_KINDS:
            if term.is_negated:
                condition, parameters = _flags([term])
                found.append((condition.replace(" in ", " not in ", 1), parameters))
            continue
        condition, parameters = _any(_reading(term.kind, reviewer), term.values)
        found.append((f"not ifnull({condition}, 0)" if term.is_negated else condition, parameters))
    return (
        "".join(f" and {condition}" for condition, _ in found if condition),
        [value for _, parameters in found for value in parameters],
    )


def _reading(kind: TermKind, reviewer: Reviewer | None) -> Callable[[str], Condition]:
    if kind in _SQL:
        return _SQL[kind]
    me = reviewer or current_reviewer()
    return {
        TermKind.STATE: lambda value: waits_for(me) if value == "for_me" else _state(value),
        TermKind.ASSIGNED: lambda value: is_assigned(value, me),
        TermKind.CLAIMED: lambda value: is_claimed(value, me),
    }[kind]


def _any(one: Callable[[str], Condition], values: Sequence[str]) -> Condition:
    parts = [one(value) for value in values]
    condition = " or ".join(f"({condition})" for condition, _ in parts)
    return f"({condition})", [value for _, parameters in parts for value in parameters]


def _flags(terms: Sequence[Term]) -> Condition:
    """Reports with one flag of which all these terms hold."""
    if not terms:
        return "", []
    parts = [_any(_FLAG_SQL[term.kind], term.values) for term in terms]
    return (
        "report.id in (select flag.report_id from flag"  # noqa: S608
        " where (flag.is_raised = 1 or flag.verdict is not null)"
        + "".join(f" and {condition}" for condition, _ in parts)
        + ")",
        [value for _, parameters in parts for value in parameters],
    )


def _rule(value: str) -> Condition:
    return "flag.rule >= ? and flag.rule < ?", [value, value + "~"]


def _severity(value: str) -> Condition:
    return "flag.severity = ?", [_SEVERITIES[value]]


def _verdict(value: str) -> Condition:
    if value == "open":
        return "flag.verdict is null", []
    return "flag.verdict = ?", [value]


def _word(value: str) -> Condition:
    return (
        "instr(lower(ifnull(organ.region, '') || ifnull(organ.name, '') || ' '"
        " || ifnull(series.year, '') || ' ' || report.path), lower(?)) > 0",
        [value],
    )


def _organ(value: str) -> Condition:
    return "instr(lower(organ.name), lower(?)) > 0", [value]


def _region(value: str) -> Condition:
    return "instr(lower(organ.region), lower(?)) > 0", [value]


def _level(value: str) -> Condition:
    return "ifnull(organ.level, 'unknown') = ?", [value]


def _years(value: str) -> tuple[int, int]:
    first, _, last = value.partition("..")
    return int(first or 0), int(last or 9999)


def _year(value: str) -> Condition:
    return "series.year between ? and ?", list(_years(value))


def _state(value: str) -> Condition:
    return _STATES[value], []


def _reviewer(value: str) -> Condition:
    return (
        "report.id in (select did.report_id from annotation as did"
        " where did.reviewer >= ? and did.reviewer < ? and did.report_id is not null"
        " and did.kind not in ('undo', 'assign', 'hold')"
        " and not exists (select 1 from undone as later where later.id = did.id))",
        [value, value + _LAST],
    )


def _text(value: str) -> Condition:
    return "report.id in (select rowid from prose where prose match ?)", [phrase(value)]


_FLAG_SQL: dict[TermKind, Callable[[str], Condition]] = {
    TermKind.RULE: _rule,
    TermKind.SEVERITY: _severity,
    TermKind.VERDICT: _verdict,
}
_SQL: dict[TermKind, Callable[[str], Condition]] = {
    TermKind.WORD: _word,
    TermKind.ORGAN: _organ,
    TermKind.REGION: _region,
    TermKind.LEVEL: _level,
    TermKind.YEAR: _year,
    TermKind.REVIEWER: _reviewer,
    TermKind.TEXT: _text,
}


def holds_without_report(
    words: str, name: str, *, region: str = "", year: int | None = None, level: str = "unknown"
) -> bool:
    """Whether a filter holds of what has no report: an organ that is missing, or a file.

    What asks for flags, verdicts or prose does not. Raises FilterError.
    """
    return all(
        _holds(term, name, region, year, level) is not term.is_negated
        for term in parse_filter(words)
    )


def _holds(term: Term, name: str, region: str, year: int | None, level: str) -> bool:
    if term.kind is TermKind.YEAR:
        spans = (_years(value) for value in term.values)
        return year is not None and any(first <= year <= last for first, last in spans)
    if term.kind is TermKind.LEVEL:
        return level in term.values
    shown = {
        TermKind.WORD: f"{region}{name} {year or ''}",
        TermKind.ORGAN: name,
        TermKind.REGION: region,
    }.get(term.kind, "")
    return any(value.lower() in shown.lower() for value in term.values if shown)
