"""Rules run where a report is read, before it is known what it will stand beside.

A rule is pure: where all parts of the context that it asked for are the same, so is what it says.
So each rule's flags are kept with the parts that it asked for, and the process that stores
reports runs again only rules for which one of these turned out to be different.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from store.report import Flag, Report
from store.rules.registry import Context, check_report, in_order, rule_of, running_rules, said_by

_PARTS = frozenset(part.name for part in fields(Context))
# The same wherever a report is checked: its form, and the settings that are given along.
_OF_ALL = frozenset({"form", "settings"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said of a report, and which parts of the context it asked for."""

    codes: tuple[str, ...]
    asked: frozenset[str]
    flags: tuple[Flag, ...]

    def __reduce__(self) -> tuple[object, ...]:
        return Said, (self.codes, self.asked, self.flags)


class _Watched(Context):
    """A context that notes which of its parts are asked for."""

    asked: set[str]

    def __init__(self, context: Context) -> None:
        super().__init__(**{name: getattr(context, name) for name in _PARTS})
        object.__setattr__(self, "asked", set())

    def __getattribute__(self, name: str) -> Any:
        if name in _PARTS:
            object.__getattribute__(self, "asked").add(name)
        return object.__getattribute__(self, name)


def check_apart(report: Report, context: Context) -> tuple[Said, ...]:
    """What each rule says of a report, in the order in which rules run.

    A rule that is silent in any context is left out.
    """
    watched = _Watched(context)
    found = []
    for codes, function in running_rules(context.settings):
        watched.asked.clear()
        flags = tuple(said_by(function, report, watched))
        asked = frozenset(watched.asked - _OF_ALL)
        if flags or asked:
            found.append(Said(codes, asked, flags))
    return tuple(found)


def check_again(
    report: Callable[[], Report], said: Sequence[Said], before: Context, context: Context
) -> tuple[Flag, ...]:
    """``check_report`` in a context, where ``check_apart`` said this of the report ``before``.

    ``report`` is called only where a rule has to run again.
    """
    if before.form != context.form or before.settings != context.settings:
        return check_report(report(), context)
    differ = {name for name in _PARTS - _OF_ALL if getattr(before, name) != getattr(context, name)}
    found: list[Flag] = []
    for one in said:
        if one.asked & differ:
            found += said_by(rule_of(one.codes), report(), context)
        else:
            found += one.flags
    return in_order(found)
