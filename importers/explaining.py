"""Why a label was taken for what it was taken for, and what else it may mean.

Everything comes from the label and the form, or from the parameters of a stored flag: nothing is
read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from importers.labels import How, Wording, normalise, score_text, split_enumerator, wording
from importers.wordings import column_wordings, row_wordings
from store.forms import Form
from store.report import Parameter

MOST_CANDIDATES = 5
LEAST_SCORE = 0.2
# No text score but that of an exact or known label is higher.
_SURE = 0.99


class Agreement(StrEnum):
    """What the numbers in front of two labels say of each other; NONE: one has no number."""

    SAME = "same"
    OTHER = "other"
    NONE = "none"


def number_says(text: str, official: Wording) -> Agreement:
    """What the number in front of a normalised label says of an official label."""
    number = split_enumerator(text)[0]
    if number is None or official.enumerator is None:
        return Agreement.NONE
    return Agreement.SAME if number == official.enumerator else Agreement.OTHER


def number_in_front(text: str) -> tuple[str, str]:
    """The number in front of a normalised label as it stands there, and what is left."""
    rest = split_enumerator(text)[1]
    return text[: len(text) - len(rest)], rest


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row or column that a label may mean, and what speaks for it.

    ``key`` is the row's or column's; ``edition`` that of the form it belongs to; ``position``
    counts from 1 among the ``of`` rows or columns of this form's table (None: a row of another
    form); ``group`` is None where nothing tells in which group the label stands.
    """

    key: str
    path: tuple[str, ...]
    edition: str
    position: int | None
    of: int
    score: float
    how: How
    number: Agreement
    group: bool | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a label in doubt, over a column or before a row (``axis``) of a table.

    ``number`` is the number in front ("" where none), ``rest`` what is left of ``normal``;
    ``group`` is the label of the group in whose rows it stands ("" where none is known);
    ``position`` counts its row among the ``of`` rows of figures of the source (None: not known).
    ``target`` is what it was taken for (None: nothing); ``candidates`` are the others, best
    first, the runner-up in front. ``can_be_taught``: a reviewer can say what it means.
    """

    table: str
    axis: str
    normal: str
    number: str
    rest: str
    group: str
    position: int | None
    of: int
    target: Meaning | None
    candidates: tuple[Meaning, ...]
    can_be_taught: bool


def _bare(text: str) -> str:
    return split_enumerator(normalise(text))[1]


def _fits(group: str, path: tuple[str, ...]) -> bool | None:
    """Whether a path lies in a group; None where no group is known."""
    return _bare(group) in map(_bare, path[:-1]) if group else None


def _meanings(
    label: str, table: str, axis: str, form: Form, group: str, keys: frozenset[str] | None
) -> Iterable[Meaning]:
    """Every row or column of a table in form order, as what a normalised label may mean."""
    own = form.tables_by_key[table]
    if axis == "row":
        wordings, _, editions = row_wordings(form, table)
        order = [row.key for row in own.rows]
    else:
        wordings = column_wordings(form, table)
        editions = (form.edition,) * len(wordings)
        order = [column.key for column in own.columns]
    places = {key: place for place, key in enumerate(order, 1)}
    for official, edition in zip(wordings, editions, strict=True):
        key = official.key or ""
        if keys is not None and key not in keys:
            continue
        text = score_text(label, official)
        is_own = edition == form.edition
        yield Meaning(
            key,
            official.path,
            edition,
            places[key] if is_own else None,
            len(order),
            text.score,
            text.how,
            number_says(label, official),
            _fits(group, official.path),
        )


def meanings(
    label: str,
    table: str,
    axis: str,
    form: Form,
    *,
    group: str = "",
    fields: Sequence[str] = (),
) -> tuple[Meaning, ...]:
    """What a normalised label of a table can be said to mean, in form order.

    A row may be any row, those of another form that this table accepts too; a column any column
    that the rows of ``fields`` have. Rows that stand beside each other have no labels of rows.
    """
    own = form.tables_by_key[table]
    if not label or (axis == "row" and own.across):
        return ()
    keys = None
    if axis == "column" and fields:
        rows = {field.split(".", 1)[1].rpartition(".")[0] for field in fields}
        keys = frozenset(key for row in own.rows if row.key in rows for key in row.columns)
    return tuple(_meanings(label, table, axis, form, group, keys))


def _rank(meaning: Meaning) -> tuple[float, bool, bool]:
    return (
        -meaning.score,
        meaning.group is not True,
        meaning.number is not Agreement.SAME,
    )


def _texts(value: Parameter) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, tuple | list) else ()


def _number(value: Parameter) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def explain(
    params: Mapping[str, Parameter], form: Form, fields: Sequence[str] = ()
) -> Explanation | None:
    """What the parameters of a flag on a label tell; None for a flag that names no label.

    ``fields`` are the flag's.
    """
    table, axis = str(params.get("table")), str(params.get("axis"))
    normal = str(params.get("label") or "")
    if not normal or table not in form.tables_by_key or axis not in ("row", "column"):
        return None
    group = str(params.get("group") or "")
    target = _texts(params.get("target"))
    known = meanings(normal, table, axis, form, group=group, fields=fields)
    taken = next((m for m in known if m.path == target), None) if target else None
    # What was taken for a group, or had its figures stuck to it, is not found by its label.
    can_be_taught = bool(known) and (not target or taken is not None) and not _is_glued(params)
    found: list[Meaning] = []
    if can_be_taught:
        runner_up = _texts(params.get("runner_up"))
        found = [m for m in known if m is not taken and m.score >= LEAST_SCORE]
        found.sort(key=lambda m: (m.path != runner_up, *_rank(m)))
    number, rest = number_in_front(normal)
    position, of = _position(params.get("position"))
    return Explanation(
        table,
        axis,
        normal,
        number,
        rest,
        group,
        position,
        of,
        _as_taken(params, target, taken, normal, group),
        tuple(found[:MOST_CANDIDATES]),
        can_be_taught,
    )


def _position(value: Parameter) -> tuple[int | None, int]:
    if isinstance(value, tuple | list) and len(value) == 2:
        place, of = value
        if isinstance(place, int) and isinstance(of, int):
            return place, of
    return None, 0


def _is_glued(params: Mapping[str, Parameter]) -> bool:
    """True for a label with its figures stuck to it, or two labels in one cell."""
    if params.get("beside"):
        return True
    return params.get("how") == How.CONTAINED.value and _number(params.get("score")) >= _SURE


def _as_taken(
    params: Mapping[str, Parameter],
    target: tuple[str, ...],
    taken: Meaning | None,
    normal: str,
    group: str,
) -> Meaning | None:
    """The target with the score and the reason for which it was taken then."""
    if not target:
        return None
    score, how = _number(params.get("score")), How(str(params.get("how")))
    if taken is not None:
        return replace(taken, score=score, how=how)
    official = wording(target, None, ())
    edition = str(params.get("form", ""))
    says, fits = number_says(normal, official), _fits(group, target)
    return Meaning("", target, edition, None, 0, score, how, says, fits)
