"""DOCX files as a whole: other documents inside, hostile files, and files with random damage."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.document import Grid
from importers.errors import (
    FileDamagedError,
    FileOverLimitsError,
    FileUnsafeError,
    FormatUnsupportedError,
    ImporterError,
)
from importers.readers.docx import DocxReader
from importers.readers.protocol import Format, detect_format
from tests.ending import ends
from tests.importers.office_files import (
    BEGINS,
    GOES_ON,
    NAMESPACES,
    abstract,
    docx,
    level,
    num,
    numbered,
    p,
    relations,
    span,
    t,
    tbl,
    tc,
    tr,
    zipped,
)

SMALL_BODY = (
    p("总体情况", numbered(1))
    + p(t("甲") + '<w:ins w:id="1">' + t("乙") + "</w:ins>", '<w:pStyle w:val="a"/>')
    + tbl(tr(tc("组", BEGINS + span(2)), "1"), tr(tc("", GOES_ON + span(2)), "2"))
)
SMALL = docx(
    SMALL_BODY,
    numbering=abstract(1, level(0, "chineseCounting", "%1、")) + num(1, 1),
    styles='<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="a"/></w:style>',
)


def with_document(content):
    return zipped({"word/document.xml": content})


def test_small_sample():
    assert DocxReader().read(SMALL).source == ("一、总体情况", "甲乙", "组 | 1", "2")


def test_main_part_is_found_by_its_relation():
    with zipfile.ZipFile(io.BytesIO(docx(p("一")))) as package:
        parts = {
            name.replace("document.xml", "document2.xml"): package.read(name).replace(
                b"word/document.xml", b"word/document2.xml"
            )
            for name in package.namelist()
        }
    data = zipped(parts)
    assert detect_format(data) is Format.DOCX
    assert DocxReader().read(data).source == ("一",)


def test_other_office_packages_are_named():
    data = zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations({"1": ("officeDocument", "xl/workbook.bin")}),
            "xl/workbook.bin": b"\x00",
        }
    )
    with pytest.raises(FormatUnsupportedError, match=r"xl/workbook\.bin"):
        DocxReader().read(data)
    with pytest.raises(FileDamagedError):
        DocxReader().read(zipped({"[Content_Types].xml": "<Types/>"}))
    with pytest.raises(FileDamagedError):
        DocxReader().read(with_document("<w:document xmlns:w='x'/>"))


def test_document_inside_the_document():
    page = "<html><body><p>一、总体情况</p><p>文</p><table>"
    for label, value in (("第二十条第（六）项", ""), ("行政处罚", "1"), ("行政强制", "2")):
        page += f"<tr><td>{label}</td><td>{value}</td></tr>"
    page += "</table></body></html>"
    chunk = '<w:altChunk r:id="{}"/>'
    data = docx(
        p("前")
        + chunk.format("page.html")
        + chunk.format("gone")
        + chunk.format("x.rtf")
        + p("后"),
        **{"page.html": page, "x.rtf": "{\\rtf1 x}"},
    )
    document = DocxReader().read(data)
    texts = [block.text for block in document.blocks if not isinstance(block, Grid)]
    assert texts == ["前", "一、总体情况", "文", "后"]
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["第二十条第（六）项", ""],
        ["行政处罚", "1"],
        ["行政强制", "2"],
    ]
    assert len(document.unread) == 2


def test_bomb_of_blanks():
    with ends(), pytest.raises(FileOverLimitsError):
        DocxReader().read(with_document(b" " * 600_000_000))


def test_many_wide_spans_stay_small():
    row = tr(*(tc("1", '<w:gridSpan w:val="200000000"/>') for _ in range(300)))
    (grid,) = DocxReader().read(docx(tbl(*[row] * 20))).blocks
    assert grid.rows[0].cells[-1].column == 299 * 200


def test_more_cells_than_any_report_has():
    cells = "<w:tc/>" * 200_000
    content = f"<w:document {NAMESPACES}><w:body><w:tbl><w:tr>{cells}</w:tr></w:tbl></w:body>"
    parts = {"word/document.xml": content + "</w:document>"}
    with ends(), pytest.raises(FileOverLimitsError, match="100000"):
        DocxReader().read(zipped(parts, zipfile.ZIP_STORED))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_doctype_in_any_part(part):
    with zipfile.ZipFile(io.BytesIO(SMALL)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + parts[part]
    with pytest.raises(FileUnsafeError):
        DocxReader().read(zipped(parts))


@pytest.mark.parametrize("depth", [20, 75, 500])
def test_deep_nesting_ends(depth):
    body = "<w:tbl><w:tr><w:tc>" * depth + p("文") + "</w:tc></w:tr></w:tbl>" * depth
    with ends():
        try:
            source = DocxReader().read(docx(body)).source
        except FileDamagedError:
            assert depth > 75
        else:
            assert source == ("文",)


def test_deep_wrappers_and_text_boxes():
    depth = 60
    body = p("<w:ins><w:smartTag>" * depth + t("文") + "</w:smartTag></w:ins>" * depth)
    boxes = "<w:p><w:r><w:pict><w:txbxContent>" * 55 + p("框")
    boxes += "</w:txbxContent></w:pict></w:r></w:p>" * 55
    assert DocxReader().read(docx(body + boxes)).source == ("文", "框")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_files_end_as_importer_errors(data):
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    whole = data.draw(st.booleans())
    with contextlib.suppress(ImporterError):
        DocxReader().read(bytes(content) if whole else bytes(content[:cut]))


PIECES = st.sampled_from(
    [
        *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>"),
        *("<w:tc>", "</w:tc>", "<w:t>1</w:t>", "<w:pPr/>", "<w:tcPr/>", "<w:vMerge/>"),
        *('w:val="1"', 'w:val="restart"', '"-5"', '"99999999999999999999"', '"x"', "<w:del/>"),
        *('<w:fldChar w:fldCharType="end"/>', '<w:fldChar w:fldCharType="begin"/>', "<w:sdt/>"),
        *("<mc:AlternateContent/>", "<mc:Choice/>", "<w:txbxContent/>", "<w:drawing/>", "<w:ins/>"),
        *("<w:numPr/>", '<w:numId w:val="1"/>', "<w:rPr><w:vanish/></w:rPr>", "<w:altChunk/>", ""),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_changed_xml_ends_as_importer_errors(data):
    content = SMALL_BODY
    for _ in range(data.draw(st.integers(1, 5))):
        begin = data.draw(st.integers(0, len(content)))
        end = begin + data.draw(st.integers(0, 40))
        content = content[:begin] + data.draw(PIECES) + content[end:]
    numbering = abstract(1, level(0, "chineseCounting", "%1、")) + num(1, 1)
    with contextlib.suppress(ImporterError):
        DocxReader().read(docx(content, numbering=numbering))


ELEMENTS = st.recursive(
    st.sampled_from(
        ["<w:t>1</w:t>", "<w:p/>", "<w:vMerge/>", '<w:gridSpan w:val="3"/>', "<w:br/>"]
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                "p",
                "r",
                "tbl",
                "tr",
                "tc",
                "tcPr",
                "trPr",
                "pPr",
                "rPr",
                "sdt",
                "sdtContent",
                "ins",
                "del",
                "numPr",
                "txbxContent",
                "pict",
                "hyperlink",
                "customXml",
            ]
        ),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<w:{pair[0]}>{''.join(pair[1])}</w:{pair[0]}>"),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(ELEMENTS)
def test_any_well_formed_body_is_read(body):
    document = DocxReader().read(docx(body))
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                columns = [cell.column for cell in row.cells]
                assert columns == sorted(set(columns))
