"""The list of flags gathered for one verdict, and the list of rules to gather by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.gathering import Gathered, GatheredRow, OpenRule
from store.messages import message
from store.rules.catalogue import load_catalogue
from tui.drawing.text import Line, Look, Span, clip, left, right
from tui.locale import Translator

_ORGAN = 24
_YEAR = 5


def gathered_line(
    one: Gathered, row: GatheredRow | None, width: int, words: Translator, *, is_out: bool
) -> Line:
    """One flag: whether it is in, organ, year, sentence."""
    sign = words("gathered.sign_out" if is_out else "gathered.sign_in")
    if row is None:
        return (Span(f" {sign} …", Look.DIM),)
    organ = f"{row.region or ''}{row.organ or row.path}"
    if len(organ) > _ORGAN // 2 and row.organ:
        organ = row.organ
    flag = row.record.flag
    text = message(flag.rule, flag.params, words.language)
    head = f" {left(sign, 2)} {left(organ, _ORGAN)} {right(str(row.year or '—'), _YEAR)} "
    look = Look.DIM if is_out else Look.PLAIN
    return (Span(clip(head + text, width), look),)


def gathered_lines(
    found: Sequence[Gathered],
    rows: Mapping[int, GatheredRow],
    out: frozenset[int],
    width: int,
    words: Translator,
) -> list[Line]:
    """The flags in sight."""
    return [
        gathered_line(one, rows.get(one.flag_id), width, words, is_out=one.flag_id in out)
        for one in found
    ]


def rule_line(one: OpenRule, width: int, words: Translator) -> Line:
    """One rule: flags, reports, its title."""
    text = words(
        "gathered.rule_line",
        rule=one.rule,
        title=load_catalogue(words.language)[one.rule].title,
        flags=one.flags,
        reports=one.reports,
    )
    return (Span(clip(" " + text, width)),)
