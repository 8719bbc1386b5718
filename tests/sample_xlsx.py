"""Sample reports as workbooks, written as XML: merges, formulas, rich text, numbers as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.sample_described import Described, Role, Text, broken_headers, placed_rows
from tests.sample_docx_parts import package
from tests.sample_tables import PrintedTable
from tests.sample_texts import state_of

SHAPES = ("one", "sheets", "system")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROSE_COLUMNS = 10


def xlsx(report: Described) -> bytes:
    """The report as an XLSX file; ``report.turn`` picks one of ``SHAPES``.

    "one": all in one sheet, figures as numbers, totals as formulas with their results.
    "sheets": a sheet for each table, set in by a row and a column, figures as text; a hidden
    sheet of notes. "system": as a program exports it, texts in the cells and all figures with
    decimals.
    """
    strings = _Strings()
    shape = SHAPES[report.turn % len(SHAPES)]
    if shape == "sheets":
        sheets = _many_sheets(report, strings)
    else:
        sheets = [_one_sheet(report, strings, is_exported=shape == "system")]
    names = {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, start=1)}
    return package(
        {
            "[Content_Types].xml": _content_types(list(names)),
            "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": _workbook(sheets),
            "xl/_rels/workbook.xml.rels": _relations(
                {f"rId{n}": ("worksheet", name[3:]) for n, name in enumerate(names, start=1)}
                | {
                    "rId90": ("sharedStrings", "sharedStrings.xml"),
                    "rId91": ("styles", "styles.xml"),
                }
            ),
            **{name: sheet.xml() for name, sheet in names.items()},
            "xl/sharedStrings.xml": strings.xml(),
            "xl/styles.xml": _styles(),
        }
    )


@dataclass
class _Strings:
    """The shared strings; every third one is rich text, some have a reading beside them."""

    index: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        return self.index.setdefault(text, len(self.index))

    def xml(self) -> str:
        items = "".join(f"<si>{_string(text, number)}</si>" for text, number in self.index.items())
        size = len(self.index)
        return f'{_HEAD}<sst xmlns="{_MAIN}" count="{size}" uniqueCount="{size}">{items}</sst>'


def _string(text: str, number: int) -> str:
    half = len(text) // 2
    if number % 3 == 1 and half:
        pieces = (text[:half], text[half:])
        return "".join(
            f'<r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">{escape(piece)}</t></r>'
            for piece in pieces
        )
    reading = ""
    if number % 5 == 2 and half:
        reading = '<rPh sb="0" eb="1"><t>yì</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
    return f'<t xml:space="preserve">{escape(text)}</t>{reading}'


@dataclass
class _Sheet:
    """Rows of cells on their way into a sheet; ``left`` columns and ``top`` rows stay empty."""

    name: str
    strings: _Strings
    left: int = 0
    top: int = 0
    is_hidden: bool = False
    is_exported: bool = False
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)

    @property
    def next_row(self) -> int:
        return self.top + len(self.rows) + 1

    def reference(self, row: int, column: int) -> str:
        return f"{chr(ord('A') + self.left + column)}{row}"

    def blank(self) -> None:
        """A row that is there but holds nothing."""
        self.rows.append(f'<row r="{self.next_row}"/>')

    def prose(self, text: str) -> None:
        """A paragraph in one cell merged over the width of the page."""
        row = self.next_row
        first = self._text(self.reference(row, 0), text)
        rest = "".join(
            f'<c r="{self.reference(row, column)}" s="1"/>' for column in range(1, _PROSE_COLUMNS)
        )
        self.rows.append(f'<row r="{row}" ht="60" customHeight="1">{first}{rest}</row>')
        self.merges.append(f"{self.reference(row, 0)}:{self.reference(row, _PROSE_COLUMNS - 1)}")

    def table(self, table: PrintedTable, *, has_numbers: bool) -> None:
        """The rows of a table; columns beyond it are formatted but empty."""
        for boxes in placed_rows(table):
            row = self.next_row
            cells: dict[int, str] = {}
            for placed in boxes:
                box = placed.box
                at = self.reference(row, placed.column)
                if box.width * box.height > 1:
                    end = self.reference(row + box.height - 1, placed.column + box.width - 1)
                    self.merges.append(f"{at}:{end}")
                if not box.text:
                    continue
                is_total = table.key == "requests" and placed.column == table.width - 1
                if has_numbers and box.is_value and state_of(box.text)[0] == "number":
                    first, last = self.reference(row, 3), self.reference(row, table.width - 2)
                    formula = f"<f>SUM({first}:{last})</f>" if is_total else ""
                    text = box.text
                    if self.is_exported:
                        formula, text = "", str(float(text))
                    cells[placed.column] = f'<c r="{at}" s="1">{formula}<v>{text}</v></c>'
                else:
                    cells[placed.column] = self._text(at, box.text)
            self.rows.append(
                f'<row r="{row}" spans="1:{table.width + 2}">'
                + "".join(
                    cells.get(column, f'<c r="{self.reference(row, column)}" s="1"/>')
                    for column in range(table.width + 2)
                )
                + "</row>"
            )

    def _text(self, reference: str, text: str) -> str:
        if self.is_exported:
            inside = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
            return f'<c r="{reference}" t="inlineStr">{inside}</c>'
        return f'<c r="{reference}" s="1" t="s"><v>{self.strings.number(text)}</v></c>'

    def xml(self) -> str:
        merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merges)
        merged = f'<mergeCells count="{len(self.merges)}">{merges}</mergeCells>' if merges else ""
        return (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"/>'
            f'</sheetViews><sheetFormatPr defaultRowHeight="14"/>'
            f"<sheetData>{''.join(self.rows)}</sheetData>{merged}"
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter></worksheet>"
        )


def _one_sheet(report: Described, strings: _Strings, *, is_exported: bool) -> _Sheet:
    sheet = _Sheet("年报", strings, is_exported=is_exported)
    for block in report.blocks:
        if isinstance(block, Text):
            sheet.prose(block.text)
        else:
            sheet.table(block, has_numbers=True)
            sheet.blank()
    return sheet


def _many_sheets(report: Described, strings: _Strings) -> list[_Sheet]:
    """A new sheet at each heading of a section with a table, and after the last table."""
    sheets = [_Sheet("正文", strings, top=1)]
    for block in report.blocks:
        if isinstance(block, PrintedTable):
            sheets[-1].table(broken_headers(block), has_numbers=False)
            continue
        if block.role is Role.HEADING and (block.text[0] in "二三四" or sheets[-1].left):
            inset = int(block.text[0] in "二三四")
            sheets.append(_Sheet(f"表{len(sheets)}", strings, left=inset, top=inset))
        sheets[-1].prose(block.text)
    notes = _Sheet("说明", strings, is_hidden=True)
    notes.prose("三、收到和处理政府信息公开申请情况填报说明：本列数据 99")
    return [*sheets, notes]


def _workbook(sheets: list[_Sheet]) -> str:
    items = "".join(
        f'<sheet name="{sheet.name}" sheetId="{number}"{" state=" + chr(34) + "hidden" + chr(34) if sheet.is_hidden else ""} r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{items}</sheets></workbook>'
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _styles() -> str:
    font = '<font><sz val="11"/><name val="宋体"/></font>'
    border = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    thin = (
        "<border>"
        + "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
        + "<diagonal/></border>"
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2">{font}{font}</fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="2">{border}{thin}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
        'xfId="0"/><xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" '
        'applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/>'
        "</xf></cellXfs></styleSheet>"
    )


def _content_types(sheets: list[str]) -> str:
    parts = {"xl/workbook.xml": "sheet.main", "xl/sharedStrings.xml": "sharedStrings"}
    parts |= {"xl/styles.xml": "styles"} | dict.fromkeys(sheets, "worksheet")
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_SHEET}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
