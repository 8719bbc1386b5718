"""Sample reports as Word files, written as XML: merged cells, numbering, revisions, text boxes."""

from __future__ import annotations

import re
from itertools import cycle
from xml.sax.saxutils import escape

from tests.sample_described import Described, Role, Text, broken_headers, half_width_numbers
from tests.sample_docx_parts import (
    HEAD,
    NAMESPACES,
    content_types,
    core,
    numbering,
    package,
    part,
    relations,
    styles,
)
from tests.sample_tables import Box, Line, PrintedTable, dense

SHAPES = ("word", "numbered", "revised", "boxed")
PAGE_TWIPS = 9030
_REVISION = 'w:id="{}" w:author="经办人" w:date="2024-01-10T09:00:00Z"'
_ASPECT = re.compile("（[一二三四五]）")
_FONT = '<w:rFonts w:hint="eastAsia" w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>'


def docx(report: Described) -> bytes:
    """The report as a DOCX file; ``report.turn`` picks one of ``SHAPES``."""
    shape = SHAPES[report.turn % len(SHAPES)]
    if shape == "numbered" and not report.is_numbered:
        shape = "word"
    body = _Body(report, shape).xml()
    return package(
        {
            "[Content_Types].xml": content_types(),
            "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
            "docProps/core.xml": core(report.title),
            "word/document.xml": f"{HEAD}<w:document {NAMESPACES} mc:Ignorable="
            f'"w14"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": relations(
                {
                    name: f"{name}{1 if name in ('header', 'footer') else ''}.xml"
                    for name in ("styles", "numbering", "header", "footer", "comments", "footnotes")
                }
            ),
            "word/styles.xml": styles(shape),
            "word/numbering.xml": numbering(),
            "word/header1.xml": part("hdr", _paragraph(_run(f"内部资料 {report.title}"))),
            "word/footer1.xml": part("ftr", _paragraph(_run("— ") + _field("PAGE", "3"))),
            "word/comments.xml": part(
                "comments",
                f'<w:comment {_REVISION.format(0)} w:initials="审">'
                f"{_paragraph(_run('此处数字 99 请核实'))}</w:comment>",
            ),
            "word/footnotes.xml": part(
                "footnotes",
                f'<w:footnote w:id="1">{_paragraph(_run("数据来自登记台账。"))}</w:footnote>',
            ),
        }
    )


class _Body:
    """Writes the body; counts ids of revisions and chooses where runs are split."""

    def __init__(self, report: Described, shape: str) -> None:
        self.report = report
        self.shape = shape
        self.sizes = cycle((3, 1, 4, 2, 7, 2, 11))
        self.revisions = 0
        self.headings = 0

    def xml(self) -> str:
        out = [self._contents()] if self.shape == "word" else []
        for block in self.report.blocks:
            out.append(self._text(block) if isinstance(block, Text) else self._table(block))
        if self.shape == "boxed":
            out.append(_boxed(_paragraph(_run("（公章）"))))
        return "".join(out) + _section()

    def _contents(self) -> str:
        """A table of contents as Word keeps it: a field whose last result is stored."""
        lines = []
        for number, text in enumerate(self.report.texts(Role.HEADING), start=1):
            link = (
                _run(text.text)
                + "<w:r><w:tab/></w:r>"
                + _field(f"PAGEREF _Toc{number} \\h", number)
            )
            lines.append(f'<w:p><w:hyperlink w:anchor="_Toc{number}">{link}</w:hyperlink></w:p>')
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{_paragraph(_run('目  录'))}"
            f"{''.join(lines)}</w:sdtContent></w:sdt>"
            '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        )

    def _text(self, block: Text) -> str:
        if block.role is Role.TITLE:
            title = "".join(
                _paragraph(self._runs(line), style="a3") for line in block.text.split("\n")
            )
            return _boxed(title) if self.shape == "boxed" else title
        if block.role is Role.HEADING:
            if self.shape == "numbered":
                return _paragraph(self._runs(block.text[2:]), style="1")
            return _paragraph(self._heading_mark() + self._runs(block.text), style="2")
        if self.shape == "numbered" and _ASPECT.match(block.text):
            return _paragraph(self._runs(block.text[3:]), number=(1, 1))
        if self.shape == "revised" and block.text.startswith("（一）"):
            return self._revised_prose(block.text)
        note = ""
        if self.shape == "revised" and block.role is Role.PREAMBLE:
            note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
        return _paragraph(self._runs(block.text) + note)

    def _heading_mark(self) -> str:
        """The bookmark to which the table of contents refers."""
        self.headings += 1
        name = f'w:id="{20 + self.headings}" w:name="_Toc{self.headings}"'
        return f'<w:bookmarkStart {name}/><w:bookmarkEnd w:id="{20 + self.headings}"/>'

    def _revised_prose(self, text: str) -> str:
        """Words struck out beside the words that stand, and a paragraph struck out whole."""
        first, rest = text[:4], text[4:]
        struck = self._deleted("（一）主动公开工作取得显著成效，全年发布信息9999条。")
        return _paragraph(struck) + _paragraph(
            self._runs(first) + self._deleted("全面") + self._inserted(rest) + _comment()
        )

    def _runs(self, text: str) -> str:
        """Runs cut where Word cuts them: anywhere."""
        out = []
        while text:
            size = len(text) if self.shape == "boxed" else next(self.sizes)
            piece, text = text[:size], text[size:]
            out.append(_run(piece))
            if size == 1 and text:
                out.append('<w:proofErr w:type="spellStart"/>')
            elif size == 4 and text:
                out.append('<w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/>')
        return "".join(out)

    def _deleted(self, text: str) -> str:
        self.revisions += 1
        mark = _REVISION.format(self.revisions)
        return f'<w:del {mark}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'

    def _inserted(self, text: str) -> str:
        self.revisions += 1
        return f"<w:ins {_REVISION.format(self.revisions)}>{self._runs(text)}</w:ins>"

    def _table(self, table: PrintedTable) -> str:
        table = broken_headers(table) if self.shape != "numbered" else table
        table = half_width_numbers(table) if self.shape == "boxed" else table
        grid = dense(table)
        column = PAGE_TWIPS // table.width
        rows = []
        for number, (line, slots) in enumerate(zip(table.lines, grid, strict=True)):
            cells = []
            for left, slot in enumerate(slots):
                if not slot.starts_column:
                    continue
                cells.append(
                    self._cell(line, slot.box, slot.starts_row, left, column * slot.box.width)
                )
            is_header = table.key == "requests" and number < 3
            rows.append(self._row("".join(cells), "<w:tblHeader/>" if is_header else ""))
            if self.shape == "revised" and line.key == "requests.granted":
                rows.append(self._deleted_row(line, slots[0].box, column))
            if line.key in self.report.breaks_after and self.shape == "word":
                rows[-1] = rows[-1].replace("<w:t ", "<w:lastRenderedPageBreak/><w:t ", 1)
        columns = f'<w:gridCol w:w="{column}"/>' * table.width
        drawn = (
            '<w:tbl><w:tblPr><w:tblStyle w:val="a4"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        if self.shape == "boxed" and table.key == "requests":
            return _layout_table(drawn)
        # Word joins two tables that touch; an empty paragraph keeps them apart.
        return drawn + "<w:p/>"

    def _row(self, cells: str, properties: str = "") -> str:
        inside = f"<w:trPr>{properties}</w:trPr>" if properties else ""
        return f'<w:tr w14:paraId="00000001">{inside}{cells}</w:tr>'

    def _cell(self, line: Line, box: Box, starts: bool, left: int, width: int) -> str:
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if box.width > 1:
            properties += f'<w:gridSpan w:val="{box.width}"/>'
        if box.height > 1:
            properties += '<w:vMerge w:val="restart"/>' if starts else "<w:vMerge/>"
        properties += '<w:vAlign w:val="center"/>'
        content = self._content(line, box, left) if starts else "<w:p/>"
        if self.shape == "boxed" and box.text == "行政许可":
            # A content control may hold a cell.
            content = f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt><w:p/>"
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    def _content(self, line: Line, box: Box, left: int) -> str:
        if self.shape == "revised" and box.is_value and left % 4 == 3:
            return _paragraph(self._deleted("99") + self._inserted(box.text))
        lines = box.text.split("\n")
        is_total = len(line.values) == 7 and line.values[-1] is box
        if self.shape == "word" and is_total and box.text.isdigit():
            # A total that Word adds up: the figure is the stored result of a field.
            return _paragraph(_field("=SUM(LEFT)", box.text))
        if self.shape == "boxed" and box.is_value and box.text:
            tag = '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="x">'
            return _paragraph(f"{tag}{self._runs(box.text)}</w:smartTag>")
        if self.shape == "word":
            return _paragraph("<w:r><w:br/></w:r>".join(self._runs(text) for text in lines))
        return "".join(_paragraph(self._runs(text)) for text in lines)

    def _deleted_row(self, line: Line, group: Box, column: int) -> str:
        """A row struck out whole: its cells are still in the file."""
        self.revisions += 1
        cells = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" if group.height > 1 else ""
        for box in line.boxes[-1 - len(line.values) :]:
            text = "7" if box.is_value else box.text
            span = f'<w:gridSpan w:val="{box.width}"/>' if box.width > 1 else ""
            width = f'<w:tcW w:w="{column * box.width}" w:type="dxa"/>'
            cells += f"<w:tc><w:tcPr>{width}{span}</w:tcPr>{_paragraph(self._deleted(text))}</w:tc>"
        return self._row(cells, f"<w:del {_REVISION.format(self.revisions)}/>")


def _run(text: str) -> str:
    return f'<w:r><w:rPr>{_FONT}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(runs: str, style: str = "", number: tuple[int, int] | None = None) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None:
        level, listed = number
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>'
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inside}{runs}</w:p>"


def _field(code: str, result: object) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _comment() -> str:
    return (
        '<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
    )


def _boxed(content: str) -> str:
    """Paragraphs in a text box, twice: for new programs and, as a fallback, for old ones."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor behindDoc="0" distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'locked="0" layoutInCell="1" allowOverlap="1" relativeHeight="2">'
        '<wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="5000000" cy="900000"/><wp:wrapTopAndBottom/>'
        '<wp:docPr id="2" name="文本框 2"/>'
        f'<a:graphic><a:graphicData uri="{uri}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5000000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice>"
        '<mc:Fallback><w:pict><v:shape style="width:400pt;height:70pt">'
        f"<v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def _layout_table(content: str) -> str:
    """A frame drawn as a table of one cell; a cell must end with a paragraph."""
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="9100" w:type="dxa"/></w:tblPr><w:tblGrid>'
        '<w:gridCol w:w="9100"/></w:tblGrid><w:tr><w:tc><w:tcPr>'
        f'<w:tcW w:w="9100" w:type="dxa"/></w:tcPr>{content}<w:p/></w:tc></w:tr></w:tbl><w:p/>'
    )


def _section() -> str:
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
        '<w:footerReference w:type="default" r:id="rId4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="850" '
        'w:footer="990" w:gutter="0"/></w:sectPr>'
    )
