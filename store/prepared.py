"""A report made ready to be stored, where it was read: many processes do that, one stores.

All that needs no workspace is done here: packing, the rows of cells, the characters of the prose
index, the rules as far as they look at the report alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.forms import load_form
from store.hashes import cells_hash
from store.likeness import compared_text
from store.packing import pack_report, unpack_report
from store.prose_chars import prose_texts, tokens
from store.report import Cell, Identity, Noticed, Part, Report
from store.rules import Context
from store.rules.apart import Said, check_apart
from store.settings import Settings
from store.storable import STATE_NUMBERS, storable, stored_value

# Field number, state, value, and the raw text where it says more than the value.
CellRow = tuple[int, int, int | float | None, str | None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report as rows and bytes. ``content`` is the packed report; ``cells_hash`` is that of its
    cells without what reviewers taught; ``text`` is what is compared with others' texts.

    ``said`` is what the rules say of it where it stands alone in a file of ``in_file`` reports.
    """

    form: str
    ordinal: int
    identity: Identity
    part: Part
    title: str | None
    is_taught: bool
    cells_hash: str
    content: bytes
    cells: tuple[CellRow, ...]
    tokens: str
    text: str
    text_bands: tuple[int, ...]
    in_file: int
    said: tuple[Said, ...]

    @property
    def report(self) -> Report:
        """The report, unpacked again: that takes a while."""
        return unpack_report(self.content)

    def context(self, settings: Settings) -> Context:
        """The context in which the rules said what they said."""
        return alone(self.form, self.in_file, settings)


def alone(form: str, in_file: int, settings: Settings) -> Context:
    """The context of a report of which it is not known what it stands beside."""
    return Context(load_form(form), reports_in_file=in_file, settings=settings)


def prepare(
    report: Report, settings: Settings, *, fingerprint: str = "", in_file: int = 1
) -> Prepared:
    """Make a report ready. ``fingerprint`` is the hash of its cells without what was taught."""
    return Prepared(
        form=report.form,
        ordinal=report.ordinal,
        identity=report.identity,
        part=report.part,
        title=report.title.text if report.title else None,
        is_taught=bool(report.observed(Noticed.LABEL_TAUGHT)),
        cells_hash=fingerprint or cells_hash(report),
        content=pack_report(report),
        cells=cell_rows(report),
        tokens=tokens(prose_texts(report)),
        text=compared_text(report),
        text_bands=report.text_bands,
        in_file=in_file,
        said=check_apart(report, alone(report.form, in_file, settings)),
    )


def cell_rows(report: Report) -> tuple[CellRow, ...]:
    """The cells of the report's own form as the workspace holds them."""
    fields = load_form(report.form).fields_by_id
    return tuple(_cell_row(fields[cell.field].number, cell) for cell in report.cells)


def _cell_row(number: int, cell: Cell) -> CellRow:
    raw = None if cell.raw == str(cell.value) else storable(cell.raw)
    return number, STATE_NUMBERS[cell.state], stored_value(cell.value), raw
