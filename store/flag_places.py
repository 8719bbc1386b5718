"""Where a flag is, in words, and what the source says there: for letters and ledgers."""

from __future__ import annotations

from collections.abc import Mapping

from store.forms import load_form
from store.messages import field_name, hidden_place, line_name, section_name
from store.report import Flag

# So many cells stand in a row; where a flag has more, its table is named alone.
_MOST_CELLS = 7


def place_words(flag: Flag, form: str, language: str) -> str:
    """The place of a finding in words, as a clerk looks for it."""
    if flag.rule == "M001":
        return str(flag.params["place"])
    if flag.rule.startswith("A"):
        params = dict(flag.params)
        table = load_form(form).tables_by_key[str(params["table"])]
        part = table.part if language == "zh" else f"{table.english}, "
        return f"{part}{line_name(flag.params, language)}"
    hidden_in = flag.params.get("hidden_in")
    if isinstance(hidden_in, tuple | list) and len(hidden_in) == 1:
        return hidden_place(str(hidden_in[0]), form, language)
    if flag.fields:
        table = load_form(form).tables_by_key[flag.fields[0].split(".")[0]]
        part = table.part if language == "zh" else table.english
        if len(flag.fields) > _MOST_CELLS:
            return part
        between = "" if language == "zh" else ", "
        return f"{part}{between}{field_name(flag.fields[0], form, language)}"
    if flag.params.get("table"):
        table = load_form(form).tables_by_key[str(flag.params["table"])]
        return table.part if language == "zh" else table.english
    section = flag.params.get("section")
    known = load_form(form).sections_by_key
    return section_name(str(section), form, language) if section in known else ""


def source_text(flag: Flag, form: str, raw: Mapping[str, str]) -> str:
    """What the source says at the place of a finding; ``raw`` are the texts of its cells."""
    for name in ("sentence", "quote", "stated", "headings", "label"):
        value = flag.params.get(name)
        if value and not isinstance(value, int | float):
            return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    fields = flag.fields
    if len(fields) > _MOST_CELLS:
        return ""
    if flag.rule.startswith("A"):
        # In the order of the form, the total last.
        order = {field.id: i for i, field in enumerate(load_form(form).fields)}
        fields = tuple(sorted(fields, key=lambda field: order.get(field, 0)))
    # Figures with nothing but spaces between them read like one.
    return ", ".join(raw.get(field, "").strip() or "（空）" for field in fields)
