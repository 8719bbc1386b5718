"""XLSX: spreadsheets, read from their XML; what is hidden is no part of a report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from importers.document import Document
from importers.errors import FileDamagedError, FileOverLimitsError
from importers.readers.composing import Composer
from importers.readers.package import Package
from importers.readers.xlsx_drawing import Anchored, read_drawing
from importers.readers.xlsx_layout import lay_out
from importers.readers.xlsx_numbers import NumberStyle, builtin_code, number_style
from importers.readers.xlsx_sheet import S, Workbook, read_sheet, rich_text
from importers.vocabulary import section_of_heading

_FORMAT = "XLSX"
_USUAL_PART = "xl/workbook.xml"
MOST_SHEETS = 500
_FORMAT_ID = re.compile(r"[0-9]{1,6}")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class XlsxReader:
    """Reads the visible sheets of a workbook in their order, cells as they are printed."""

    name = "xlsx/1"

    def read(self, data: bytes) -> Document:
        """Paragraphs and tables of all visible sheets.

        Raises FileDamagedError, FileEncryptedError, FileOverLimitsError, FileUnsafeError.
        """
        package = Package(data, _FORMAT)
        part = _USUAL_PART
        if part not in package:
            part = package.related("", "officeDocument") or part
        root = package.xml(part)
        relations = package.relations(part)
        targets = {relation.kind: relation.target for relation in relations.values()}
        styles, bordered = _styles(package, targets.get("styles", ""))
        workbook = Workbook(
            _strings(package, targets.get("sharedStrings", "")), styles, bordered, _is_1904(root)
        )
        composer = Composer()
        sheets = [
            sheet
            for sheet in root.iterfind(f"{S}sheets/{S}sheet")
            if (sheet.get("state") or "visible") == "visible"
        ]
        if len(sheets) > MOST_SHEETS:
            raise FileOverLimitsError(what="sheets", limit=MOST_SHEETS)
        for sheet in sheets:
            relation = relations.get(sheet.get(_RELATION_ID) or "")
            if relation is None:
                raise FileDamagedError(format=_FORMAT, reason=f"{part}: sheet missing")
            # A sheet may also be a chart or an old dialog.
            if relation.kind == "worksheet":
                _compose(composer, package, relation.target, sheet.get("name") or "", workbook)
        return composer.document(self.name)


def _compose(
    composer: Composer, package: Package, part: str, name: str, workbook: Workbook
) -> None:
    root = package.xml(part)
    sheet = read_sheet(root, workbook)
    anchored = _anchored(package, part) if root.find(S + "drawing") is not None else []
    blocks = list(lay_out(sheet))
    # The name of a sheet is a heading where it is one and none in the sheet says the same.
    section = section_of_heading(name)
    if section is not None and not any(
        isinstance(block, str) and section_of_heading(block) == section for block in blocks
    ):
        composer.paragraph(name)
    first_row = next(iter(sheet.rows), 0)
    _add_anchored(composer, [entry for entry in anchored if entry.row < first_row])
    for block in blocks:
        if isinstance(block, str):
            composer.paragraph(block)
        else:
            composer.grid(block)
    _add_anchored(composer, [entry for entry in anchored if entry.row >= first_row])


def _anchored(package: Package, part: str) -> list[Anchored]:
    drawing = package.related(part, "drawing")
    return [] if drawing is None else read_drawing(package.xml(drawing))


def _add_anchored(composer: Composer, anchored: Sequence[Anchored]) -> None:
    for entry in anchored:
        for line in entry.lines:
            composer.paragraph(line)
        if entry.is_picture:
            composer.picture()


def _strings(package: Package, part: str) -> tuple[str, ...]:
    if part not in package:
        return ()
    return tuple(rich_text(item) for item in package.xml(part).iterchildren(S + "si"))


def _styles(package: Package, part: str) -> tuple[tuple[NumberStyle, ...], frozenset[int]]:
    """The number style of each cell format, by its index, and the formats with a border."""
    if part not in package:
        return (), frozenset()
    root = package.xml(part)
    codes = {
        element.get("numFmtId"): element.get("formatCode") or ""
        for element in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    drawn = {
        str(index)
        for index, border in enumerate(root.iterfind(f"{S}borders/{S}border"))
        if any(line.get("style") not in (None, "none") for line in border)
    }
    bordered: set[int] = set()
    known: dict[str, NumberStyle] = {}
    found: list[NumberStyle] = []
    for index, element in enumerate(root.iterfind(f"{S}cellXfs/{S}xf")):
        if element.get("borderId") in drawn:
            bordered.add(index)
        format_id = element.get("numFmtId") or "0"
        if format_id not in known:
            code = codes.get(format_id)
            if code is None:
                code = builtin_code(int(format_id) if _FORMAT_ID.fullmatch(format_id) else 0)
            known[format_id] = number_style(code)
        found.append(known[format_id])
    return tuple(found), frozenset(bordered)


def _is_1904(root: etree._Element) -> bool:
    properties = root.find(S + "workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")
