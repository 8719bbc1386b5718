"""Registry of rules, the context they get, and how they are run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module

from store.forms import Form, load_form
from store.report import Flag, Number, Parameter, Report, Severity, State
from store.settings import DEFAULT_SETTINGS, Settings

_FAMILIES = (
    "arithmetic",
    "stock",
    "filling",
    "units",
    "labels",
    "structure",
    "statements",
    "notices",
    "title",
    "listed_parts",
    "residue",
    "contents",
    "closing",
    "prose",
    "requests_in_prose",
    "claims",
    "results_in_prose",
    "sums_in_prose",
    "percentages_in_prose",
    "gaps_in_prose",
    "speaking",
    "other_organs",
    "wording",
    "reading",
    "years",
    "copies",
)


@dataclass(frozen=True, slots=True)
class Twin:
    """Another file of the same report in another format: field, value there, value here."""

    path: str
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A report of another organ whose text is like this one's; ``share`` from 0 to 1."""

    organ: str
    region: str | None
    year: int
    share: float


@dataclass(frozen=True)
class Context:
    """What a rule may know besides the report: its form and the neighbouring years.

    ``previous`` is last year's report as printed, with what reviewers read; ``previous_share`` how
    alike its section five is to this one's, 0 to 1, where that was measured; ``earlier_year`` is
    the last year before of which there is a report. ``reports_in_file`` counts the reports of the
    same file; ``namesakes`` are other reports of the same organ name and year that cannot be told
    to be the same organ; ``batch`` are other files of the same import and organ; ``locked`` are fields whose value a reviewer has read in the source;
    ``twins`` are files of the same text in another format whose cells differ; ``alike`` is another
    organ's most like it; ``settings`` are the office's; ``revision`` is 1 for the first file of a
    report and more for a corrected one; ``organ_names`` are what the organs of the roster are
    called, None where there is no roster, ``own_names`` what the report's own organ is called
    there. ``predecessors`` are the organs that made ``previous`` where it was not the same one;
    ``in_roster`` are the entries of the roster that the report may mean, where it may mean
    several.
    """

    form: Form
    previous: Report | None = None
    previous_share: float | None = None
    earlier_year: int | None = None
    reports_in_file: int = 1
    locked: frozenset[str] = frozenset()
    namesakes: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    alike: Alike | None = None
    settings: Settings = DEFAULT_SETTINGS
    revision: int = 1
    predecessors: tuple[str, ...] = ()
    in_roster: tuple[str, ...] = ()
    own_names: frozenset[str] = frozenset()
    organ_names: frozenset[str] | None = None


Rule = Callable[[Report, Context], Iterable[Flag]]
_RULES: dict[tuple[str, ...], Rule] = {}


def rule(*codes: str) -> Callable[[Rule], Rule]:
    """Register a rule for one or more codes."""

    def register(function: Rule) -> Rule:
        _RULES[codes] = function
        return function

    return register


@cache
def _rules() -> Mapping[tuple[str, ...], Rule]:
    for family in _FAMILIES:
        import_module(f"store.rules.{family}")
    return dict(_RULES)


def implemented_codes() -> tuple[str, ...]:
    """Codes of all rules that are built, sorted."""
    return tuple(sorted(code for codes in _rules() for code in codes))


_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def _order(flag: Flag) -> tuple[str, int, int, str, str]:
    return (
        flag.rule[0],
        flag.place.page or 0,
        flag.place.line or 0,
        flag.rule,
        flag.anchor,
    )


def check_report(report: Report, context: Context | None = None) -> tuple[Flag, ...]:
    """All flags of a report, in a stable order, each anchor once, with fingerprints."""
    if context is None:
        context = Context(load_form(report.form))
    return in_order(
        flag
        for _, function in running_rules(context.settings)
        for flag in said_by(function, report, context)
    )


def running_rules(settings: Settings) -> Iterator[tuple[tuple[str, ...], Rule]]:
    """The rules that are to run, with their codes, always in the same order."""
    for codes, function in _rules().items():
        if any(settings.runs(code) for code in codes):
            yield codes, function


def rule_of(codes: tuple[str, ...]) -> Rule:
    """The rule that is registered for these codes."""
    return _rules()[codes]


def said_by(function: Rule, report: Report, context: Context) -> Iterator[Flag]:
    """The flags of one rule that are to be raised, with fingerprints."""
    for flag in function(report, context):
        if context.settings.runs(flag.rule):
            yield replace(flag, fingerprint=fingerprint(flag, report))


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """The flags of a report in a stable order, of each rule and anchor the first one."""
    found: dict[tuple[str, str], Flag] = {}
    for flag in flags:
        found.setdefault((flag.rule, flag.anchor), flag)
    return tuple(sorted(found.values(), key=_order))


# Where things stand, and what was measured of others like them, say nothing of the report.
_NOT_ITS_OWN = frozenset(
    {"line", "lines", "page", "pages", "position", "group", "band", "hidden_in"}
)


def fingerprint(flag: Flag, report: Report) -> str:
    """Changes when what the flag is about changes: raw texts, printed values, parameters.

    Places are left out, so that a report that only moved keeps its decisions, and so are
    measured shares.
    """
    cells = []
    for field in flag.fields:
        cell = report.cells_by_field.get(field)
        if cell is not None:
            raw = "".join(cell.raw.split())
            # A doubt about a label is not changed by what a reviewer reads in a cell.
            of_label = flag.rule.startswith("L")
            value = [] if of_label else [cell.state.value, _plain(cell.value)]
            cells.append([field, raw, *value])
    params = {key: value for key, value in flag.params.items() if key not in _NOT_ITS_OWN}
    data = json.dumps([cells, params], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(data.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _plain(value: Number | None) -> str | None:
    return None if value is None else str(value)


def states_of(report: Report, table: str) -> dict[str, State]:
    """State by field id of one table's cells."""
    prefix = table + "."
    return {c.field: c.state for c in report.cells if c.field.startswith(prefix)}


Params = dict[str, Parameter]
