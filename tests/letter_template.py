"""Make the Word template of letters anew: ``python -m tests.letter_template``."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

PATH = Path(__file__).parent.parent / "store" / "templates" / "letter.docx"
BODY, HEAD, LATIN = "仿宋", "方正小标宋简体", "Times New Roman"
# Fonts that a system may have in their place.
OTHERS = {BODY: "FangSong;仿宋_GB2312;STFangsong", HEAD: "宋体;SimSun;STSong"}
COLUMNS = (
    ("number", 1.25),
    ("place", 2.6),
    ("source", 2.75),
    ("problem", 4.0),
    ("suggestion", 2.7),
    ("class", 2.3),
)
CELLS = ("number", "place", "source_text", "problem", "suggestion", "class_name")
CENTRED = {"number", "class", "class_name"}


def set_font(run, name=BODY, size=16.0, *, is_bold=False):
    run.font.name = LATIN
    run.font.size = Pt(size)
    run.font.bold = is_bold
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    # Quotation marks are those of Chinese, not of the Latin font.
    fonts.set(qn("w:hint"), "eastAsia")


def set_spacing(paragraph, *, line=28.0, first=0.0, after=0.0):
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(0), Pt(after)
    form.line_spacing = Pt(line)
    form.first_line_indent = Pt(first)


def add_line(document, text, *, first=32.0, align=None, size=16.0, **kind):
    paragraph = document.add_paragraph()
    set_font(paragraph.add_run(text), size=size)
    set_spacing(paragraph, first=first, **kind)
    paragraph.alignment = align
    return paragraph


def add_command(document, command):
    """A paragraph that goes with what it says to the template engine."""
    paragraph = document.add_paragraph()
    set_font(paragraph.add_run(command), size=8)
    set_spacing(paragraph, line=10)


def add_field(paragraph, instruction):
    for kind, text in (("begin", None), (None, instruction), ("end", None)):
        run = paragraph.add_run()
        set_font(run, "宋体", 14)
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)


def fill(cell, text, *, is_bold=False, is_centred=False):
    paragraph = cell.paragraphs[0]
    set_font(paragraph.add_run(text), size=10.5, is_bold=is_bold)
    set_spacing(paragraph, line=17)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_table(document):
    table = document.add_table(rows=4, cols=len(COLUMNS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    head, begin, line, end = table.rows
    for row in (head, line):
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    head._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for at, ((name, width), field) in enumerate(zip(COLUMNS, CELLS, strict=True)):
        table.columns[at].width = Cm(width)
        for row in table.rows:
            row.cells[at].width = Cm(width)
        fill(head.cells[at], f"{{{{ words.{name} }}}}", is_bold=True, is_centred=True)
        fill(line.cells[at], f"{{{{ item.{field} }}}}", is_centred=field in CENTRED)
    for row, command in ((begin, "{%tr for item in items %}"), (end, "{%tr endfor %}")):
        fill(row.cells[0], command)


def name_other_fonts(document):
    """Fonts to take where a system has not those that are named."""
    part = next(p for p in document.part.package.parts if p.partname.endswith("fontTable.xml"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
        for name, others in OTHERS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")


def make_template():
    """The template as a document of python-docx."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = "{{ title }}", "", "", "zh-CN"

    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(title.add_run("{{ title }}"), HEAD, 22)
    set_spacing(title, line=36, after=24)
    add_line(document, "{{ salutation }}", first=0)
    add_line(document, "{{ opening }}", after=6)
    add_command(document, "{%p if not is_clean %}")
    add_table(document)
    set_spacing(add_line(document, "{{ closing }}"), first=32, line=28)
    document.paragraphs[-1].paragraph_format.space_before = Pt(10)
    add_command(document, "{%p endif %}")
    add_command(document, "{%p for line in requests %}")
    # No signature on a page of its own.
    add_line(document, "{{ line }}").paragraph_format.keep_with_next = True
    add_command(document, "{%p endfor %}")
    for text, before in (("{{ signature }}", 40), ("{{ date }}", 0)):
        line = add_line(document, text, first=0, align=WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.right_indent = Pt(48)
        line.paragraph_format.space_before = Pt(before)
        line.paragraph_format.keep_together = True
        line.paragraph_format.keep_with_next = before > 0

    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(footer.add_run("— "), "宋体", 14)
    add_field(footer, "PAGE")
    set_font(footer.add_run(" —"), "宋体", 14)
    name_other_fonts(document)
    return document


if __name__ == "__main__":
    make_template().save(str(PATH))
