"""A form's labels prepared for matching, with the rows that other forms have in addition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from importers.columns import NEVER_OFFICIAL
from importers.labels import Wording, normalise, split_enumerator, wording
from store.forms import Form, Label, load_forms
from store.report import FOREIGN, LabelKey


@cache
def row_wordings(
    form: Form, key: str
) -> tuple[tuple[Wording, ...], frozenset[int], tuple[str, ...]]:
    """Row labels of a table with those of the other forms that this form lacks.

    Returns wordings in order, the positions that belong to other forms, and the edition of
    each. Only tables whose rows all have the same columns take rows of other forms.
    """
    table = form.tables_by_key[key]
    own = [(form_wording(row.label), form.edition) for row in table.rows]
    uniform = len({row.columns for row in table.rows}) == 1 and not table.across
    if uniform:
        known = {row.key for row in table.rows}
        for other in load_forms():
            if other.edition == form.edition:
                continue
            place = 0
            for row in other.tables_by_key[key].rows:
                at = next((i for i, (w, _) in enumerate(own) if w.key == row.key), None)
                if at is not None:
                    place = at + 1
                elif row.key not in known:
                    own.insert(place, (form_wording(row.label), other.edition))
                    place += 1
    optional = frozenset(i for i, (_, edition) in enumerate(own) if edition != form.edition)
    return tuple(w for w, _ in own), optional, tuple(edition for _, edition in own)


Remaps = Mapping[LabelKey, str]
NO_REMAPS: Remaps = MappingProxyType({})
"""Labels that reviewers taught: what each one means, the key of a row or column or FOREIGN."""


def taught(wordings: Sequence[Wording], table: str, axis: str, remaps: Remaps) -> list[Wording]:
    """Wordings with the labels that a reviewer said they mean, and without them elsewhere."""
    labels = {label: key for (t, a, label), key in remaps.items() if (t, a) == (table, axis)}
    if not labels:
        return list(wordings)
    changed = []
    for official in wordings:
        own = frozenset(label for label, key in labels.items() if key == official.key)
        others = frozenset(labels) - own
        # Nor is the label known elsewhere without the number in front.
        others |= {split_enumerator(label)[1] for label in others} - own
        changed.append(replace(official, aliases=(official.aliases | own) - others))
    return changed


def lessons_for(remaps: Remaps, table: str, axis: str) -> frozenset[str]:
    """The normalised labels of which a reviewer said what they mean."""
    return frozenset(label for t, a, label in remaps if (t, a) == (table, axis))


def taught_foreign(remaps: Remaps, table: str, axis: str) -> frozenset[str]:
    """The normalised labels of which a reviewer said that they are none of the form's."""
    return frozenset(
        label for (t, a, label), key in remaps.items() if (t, a) == (table, axis) and key == FOREIGN
    )


@cache
def foreign_labels(form: Form, key: str, axis: str) -> frozenset[str]:
    """Normalised labels of the other forms' same table that this form does not know at all."""

    def known(other: Form) -> set[str]:
        table = other.tables_by_key[key]
        labels = table.row_labels if axis == "row" else table.column_labels
        texts = {normalise(text) for label in labels for text in (label.text, *label.aliases)}
        return texts | {split_enumerator(text)[1] for text in texts}

    others = [known(other) for other in load_forms() if other.edition != form.edition]
    return frozenset().union(*others) - known(form)


@cache
def foreign_rows(form: Form, key: str) -> frozenset[str]:
    """Normalised row labels that are none of the rows that this form's table may have."""
    own = row_wordings(form, key)[0]
    known = {text for w in own for text in (w.text, w.bare, *w.aliases)}
    return (foreign_labels(form, key, "row") | NEVER_OFFICIAL) - known


@cache
def form_wording(label: Label) -> Wording:
    """A label of a form prepared for matching; always the same one, so that scores are kept."""
    return wording(label.path, label.key, label.aliases)


@cache
def group_labels(form: Form, key: str) -> dict[str, str]:
    """Normalised group labels of a table's rows → the official labels."""
    found: dict[str, str] = {}
    for label in form.tables_by_key[key].row_labels:
        if label.is_group:
            text = normalise(label.text)
            found[text] = label.text
            found[split_enumerator(text)[1]] = label.text
    return found


@cache
def column_wordings(form: Form, key: str) -> tuple[Wording, ...]:
    """Column labels of a table, in form order."""
    return tuple(form_wording(column.label) for column in form.tables_by_key[key].columns)
