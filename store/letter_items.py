"""The lines of a letter: what is confirmed of a report, in the organ's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from store.character_names import with_character_names
from store.database import Workspace
from store.finding_words import (
    HAND_MADE,
    LetterClass,
    class_of,
    own_sentences,
    sentence_of,
    suggested_values,
)
from store.flag_places import place_words, source_text
from store.flags import FlagRecord
from store.printed_cells import FlaggedCell, flagged_cells
from store.privacy import redact
from store.report import Number
from store.reports import StoredReport, stored_report
from store.rounds import Fate
from store.row_values import number_json

# Of flags on whole tables the cells are not listed one by one.
_MOST_PRINTED = 14


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One line of a letter. ``rule`` and ``anchor`` are for the record, never for the organ.

    ``fate`` is None in a first letter; ``printed`` are the values of the cells concerned.
    ``revision`` is set where the line quotes an earlier version, since this one shows nothing there.
    """

    number: int
    place: str
    source_text: str
    problem: str
    suggestion: str
    class_: LetterClass
    fate: Fate | None
    rule: str
    anchor: str
    printed: tuple[tuple[str, Number | None], ...]
    revision: int | None = None


def letter_items(
    workspace: Workspace,
    stored: StoredReport,
    records: Sequence[FlagRecord],
    language: str,
    *,
    with_personal: bool,
) -> tuple[LetterItem, ...]:
    """Confirmed flags of a report as lines of a letter, in their order.

    Personal data in what the report says is replaced by marks unless ``with_personal``; what a
    reviewer wrote stays.
    """
    owns = own_sentences(workspace, stored.id) if records else {}
    cells = flagged_cells(workspace, stored.id, stored.form, [r.flag for r in records])
    raw = {name: cell.raw for name, cell in cells.items()}
    items = []
    for number, record in enumerate(records, 1):
        flag = record.flag
        sentence = sentence_of(
            flag,
            stored.form,
            language,
            own=owns.get((flag.rule, flag.anchor)),
            suggested=suggested_values(workspace, record),
        )
        is_written = sentence.is_own or flag.rule == HAND_MADE
        source = source_text(flag, stored.form, raw)
        items.append(
            LetterItem(
                number=number,
                place=place_words(flag, stored.form, language),
                source_text=with_character_names(
                    source if with_personal else redact(source), language
                ),
                problem=sentence.problem
                if with_personal or is_written
                else redact(sentence.problem),
                suggestion=sentence.suggestion,
                class_=class_of(flag),
                fate=None,
                rule=flag.rule,
                anchor=flag.anchor,
                printed=_printed(record, cells),
            )
        )
    return tuple(items)


def unseen_items(
    workspace: Workspace,
    records: Sequence[FlagRecord],
    language: str,
    *,
    with_personal: bool,
    after: int,
) -> tuple[LetterItem, ...]:
    """Findings of earlier versions of which this one shows nothing, numbered ``after`` others.

    In the words of the version in which they were found.
    """
    items: list[LetterItem] = []
    for record in records:
        stored = stored_report(workspace, record.report_id)
        if stored is None:
            continue
        (item,) = letter_items(workspace, stored, [record], language, with_personal=with_personal)
        number = after + len(items) + 1
        items.append(replace(item, number=number, revision=stored.revision))
    return tuple(items)


def _printed(
    record: FlagRecord, cells: Mapping[str, FlaggedCell]
) -> tuple[tuple[str, Number | None], ...]:
    fields = record.flag.fields
    if len(fields) > _MOST_PRINTED:
        return ()
    return tuple((field, cells[field].printed) for field in fields if field in cells)


def item_json(item: LetterItem, language: str) -> dict[str, Any]:
    """A line as the record of the letter keeps it."""
    between = "" if language == "zh" or not item.suggestion else " "
    return {
        "rule": item.rule,
        "anchor": item.anchor,
        "sentence": f"{item.problem}{between}{item.suggestion}",
        "class": item.class_.value,
        "fate": item.fate.value if item.fate else None,
        "printed": {field: number_json(value) for field, value in item.printed},
    }
