"""What makes two flags of one rule the same doubt in different reports: their pattern.

A pattern holds what is wrong and where in the form, never figures, quotations or names of organs:
of a failed sum its equation, of blanks the columns or rows, of a label the label and what it was
taken for, of a claim in the prose its topic, of the rest the variant of the sentence and the parts
that it names.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.report import Flag

_BY_FAMILY: Mapping[str, tuple[str, ...]] = {
    "A": ("variant", "table", "axis", "line_of"),
    "C": ("variant", "table", "row", "columns", "mark"),
    "L": ("variant", "table", "axis", "target", "row", "row_key"),
    "N": ("variant", "field", "category"),
    "R": ("variant",),
    "S": ("variant", "section", "table", "aspects", "spoken_aspects", "named"),
    "W": ("wrong", "term"),
    "Y": ("variant", "table", "row"),
}
_BY_RULE: Mapping[str, tuple[str, ...]] = {
    "A105": ("variant", "row"),
    "C201": ("variant", "table", "columns", "rows", "fields"),
    "C203": ("variant", "table"),
    "C204": ("variant", "table"),
    "C205": ("variant", "table"),
    "C207": ("variant", "field"),
    "L305": ("variant", "table", "labels"),
    "L306": ("table",),
    "L307": ("variant", "table"),
    "N512": ("variant", "stated"),
    "N515": ("said",),
    "N516": ("said",),
    "R802": ("variant", "years"),
    "S406": ("cited",),
    "S409": ("variant", "parts"),
    "S410": ("variant",),
}
# The normalised label is in the anchor; the label as printed differs in spaces and numbers.
_BY_ANCHOR = frozenset({"L301", "L302", "M001"})


def pattern_of(flag: Flag) -> str:
    """The pattern of a flag: flags of one rule with the same one are the same doubt."""
    names = _BY_RULE.get(flag.rule) or _BY_FAMILY.get(flag.rule[0], ("variant",))
    parts = [f"{name}={flag.params[name]}" for name in names if flag.params.get(name)]
    if flag.rule in _BY_ANCHOR:
        parts.append(flag.anchor)
    return " ".join([flag.rule, *parts])
