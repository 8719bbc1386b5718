"""Frozen values for what a report holds: cells, prose, observations, claims, flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

# Fewer sections are hardly the text of a report.
_FEWEST_SECTIONS = 3
_SECTIONS_OF_TABLES = frozenset({"disclosure", "requests", "litigation"})
Number = int | Decimal
# left, top, right, bottom in points (1/72 inch) from the top left corner of the page
Box = tuple[float, float, float, float]
# table, axis ("row" or "column"), normalised label
LabelKey = tuple[str, str, str]
# What a label means that reviewers said is of no row or column of a form.
FOREIGN = ""
Parameter = str | int | float | None | tuple["Parameter", ...] | tuple[tuple[str, "Parameter"], ...]


class State(StrEnum):
    """What a cell is: see DESIGN's glossary; only ``NUMBER`` takes part in sums."""

    NUMBER = "number"
    BLANK = "blank"
    MARK = "mark"
    TEXT = "text"
    LOST = "lost"
    ABSENT = "absent"


class Severity(StrEnum):
    """How sure and how grave a flag is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Origin(StrEnum):
    """Where the doubt comes from: the report itself, our reading of it, or not known."""

    SOURCE = "source"
    EXTRACTION = "extraction"
    UNDECIDED = "undecided"


class Kind(StrEnum):
    """Whose figures a report gives: the organ's own, or those of all below it."""

    OWN = "own"
    GOVERNMENT = "government"
    SYSTEM = "system"


class Level(StrEnum):
    """Administrative level; ``UNKNOWN`` where the name does not tell."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """What of an annual report a file holds."""

    WHOLE = "whole"
    TEXT = "text"
    TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its source; all counts start at 1, None where unknown.

    ``box`` is the place on the page, for sources that are drawn; lines are then those of our
    own rendition, so that the page is what tells a person where to look.
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    box: Box | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # Frozen values with slots are slow to pickle by default.
        return Place, (self.page, self.table, self.row, self.column, self.line, self.box)

    def __str__(self) -> str:
        if self.page is not None and (self.line is None or self.box is not None):
            return f"p{self.page}"
        return "1" if self.line is None else str(self.line)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a report holds for one field.

    ``value`` is the figure as read and set only in state NUMBER. For a LOST cell ``raw`` is the
    row's values joined by TAB. ``score`` is the match of the labels, 0 to 1.
    """

    field: str
    raw: str
    state: State
    value: Number | None
    place: Place
    row_label: str = ""
    column_label: str = ""
    score: float = 1.0

    def __reduce__(self) -> tuple[object, ...]:
        return Cell, (
            self.field,
            self.raw,
            self.state,
            self.value,
            self.place,
            self.row_label,
            self.column_label,
            self.score,
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose with the line and page on which it begins."""

    text: str
    place: Place

    def __reduce__(self) -> tuple[object, ...]:
        return Paragraph, (self.text, self.place)


@dataclass(frozen=True, slots=True)
class Section:
    """One section found in a report.

    ``key`` is the form's key (None for a heading that the form does not know), ``enumerator``
    the ordinal as printed ("" where none), ``heading`` None where only content proves it.
    """

    key: str | None
    heading: Paragraph | None
    enumerator: str
    paragraphs: tuple[Paragraph, ...]


class Noticed(StrEnum):
    """What reading can notice besides cells."""

    LABEL_MATCHED = "label_matched"
    LABEL_FOREIGN = "label_foreign"
    LABEL_DOUBLE = "label_double"
    LABEL_TAUGHT = "label_taught"
    ORDER_DIFFERS = "order_differs"
    LABELS_JUMPED = "labels_jumped"
    ROW_TORN = "row_torn"
    TABLE_TORN = "table_torn"
    VALUES_LOST = "values_lost"
    TABLE_TWICE = "table_twice"
    INVISIBLE = "invisible"
    UNDECODABLE = "undecodable"
    PICTURES_UNREAD = "pictures_unread"
    RECOGNISED = "recognised"
    BOOKMARK = "bookmark"


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that reading noticed; ``facts`` are its JSON-ready particulars."""

    kind: Noticed
    table: str | None
    place: Place
    facts: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure stated in the prose: what about (a field id or a topic), how many, where."""

    topic: str
    value: Number
    section: str
    ordinal: int
    sentence: str
    place: Place


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of organ, region, year or kind, with what speaks for it."""

    value: str
    weight: int
    evidence: str
    place: Place


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reported on which year; None where nothing says it. ``votes`` keeps the evidence."""

    organ: str | None = None
    region: str | None = None
    year: int | None = None
    kind: Kind = Kind.OWN
    level: Level = Level.UNKNOWN
    votes: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What one source says: identity, title, sections, cells of one form, observations, claims.

    ``text_bands`` are numbers by which texts like that of section five are found.
    """

    form: str
    ordinal: int
    identity: Identity
    title: Paragraph | None
    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    extra_cells: tuple[tuple[str, Cell], ...] = ()
    observations: tuple[Observation, ...] = ()
    claims: tuple[Claim, ...] = ()
    tables_present: frozenset[str] = frozenset()
    signature: tuple[Paragraph, ...] = ()
    text_bands: tuple[int, ...] = ()

    @cached_property
    def cells_by_field(self) -> dict[str, Cell]:
        """Cells of the report's own form by field id."""
        return {cell.field: cell for cell in self.cells}

    @cached_property
    def sections_by_key(self) -> dict[str, Section]:
        """The first section of each key."""
        found: dict[str, Section] = {}
        for section in self.sections:
            if section.key is not None:
                found.setdefault(section.key, section)
        return found

    @property
    def part(self) -> Part:
        """Sections without any table, tables with at most their own headings, or both."""
        sections = set(self.sections_by_key)
        if self.tables_present and sections <= _SECTIONS_OF_TABLES:
            return Part.TABLES
        if not self.tables_present and len(sections) >= _FEWEST_SECTIONS:
            return Part.TEXT
        return Part.WHOLE

    def observed(self, kind: Noticed) -> tuple[Observation, ...]:
        """All observations of one kind, in reading order."""
        return tuple(seen for seen in self.observations if seen.kind is kind)


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a proposal: the field, what is printed, what it might have to be."""

    field: str
    printed: Number | None
    proposed: Number


@dataclass(frozen=True, slots=True)
class Proposal:
    """A possible explanation of a flag.

    ``how`` says where it comes from: "repair" of a wrong cell, or what seems to have happened to
    lost rows ("inference" of a missing value, "split", "joined", "apart", "regrouped", or "mixed"
    where rows differ); ``sole`` that nothing else explains the same equations as cheaply.
    """

    how: str
    changes: tuple[Change, ...]
    sole: bool
    cost: float = 0.0


@dataclass(frozen=True)
class Flag:
    """One finding of one rule in one report, for one cause.

    ``anchor`` is the stable name of what it is about (with rule and series it is the flag's
    identity); ``params`` feed the sentences of the catalogue; ``fingerprint`` changes when what
    the flag is about changes.
    """

    rule: str
    severity: Severity
    origin: Origin
    anchor: str
    place: Place
    params: Mapping[str, Parameter]
    fields: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    fingerprint: str = ""
    second_view: bool = False
