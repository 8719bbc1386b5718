"""Text of DOCX paragraphs: what is printed is read, once and in order; the rest is not."""

from __future__ import annotations

import pytest

from importers.document import Grid
from importers.readers.docx import DocxReader
from tests.importers.office_files import docx, p, t, tbl, tc, tr


def read(body, **parts):
    return DocxReader().read(docx(body, **parts))


def texts(body, **parts):
    return [block.text for block in read(body, **parts).blocks]


def cell(content):
    """The text of the first cell of a table that has another one beside it."""
    (grid,) = read(tbl(tr(tc(content), "0"), tr("甲", "1"))).blocks
    return grid.rows[0].cells[0].text


def field(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def deleted(text):
    return f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (t("行政") + t("许") + t("可"), "行政许可"),
        (f'<w:ins w:id="1">{t("新")}</w:ins>{deleted("旧")}', "新"),
        (f'<w:moveTo w:id="1">{t("到")}</w:moveTo><w:moveFrom>{t("从")}</w:moveFrom>', "到"),
        (f"<w:hyperlink>{t('链接')}</w:hyperlink>", "链接"),
        (f"<w:smartTag><w:smartTagPr/>{t('2023年')}</w:smartTag>", "2023年"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{t('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:customXml>{t('标记')}</w:customXml>", "标记"),
        (f'<w:fldSimple w:instr="DATE">{t("5日")}</w:fldSimple>', "5日"),
        ("<w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>4</w:t></w:r>", "3-4"),
        ("<w:r><w:t>a</w:t><w:softHyphen/><w:t>b</w:t></w:r>", "ab"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:ptab/><w:t>丙</w:t></w:r>", "甲 乙 丙"),
        ("<w:r><w:t>\n  12\n  </w:t></w:r>", "12"),
        (t("1 ") + t(" 2"), "1  2"),
        ("<w:r><w:t>&lt;12&gt;&amp;</w:t></w:r>", "<12>&"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "√"),
        ('<w:r><w:sym w:font="Symbol" w:char="F035"/></w:r>', "5"),
        ('<w:r><w:sym w:font="Other" w:char="F041"/></w:r>', "\uf041"),
        ('<w:r><w:sym w:font="Other" w:char="D800"/><w:sym/><w:t>1</w:t></w:r>', "1"),
        ("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", "12"),
        ("<m:oMathPara><m:oMath><m:r><m:t>1</m:t></m:r></m:oMath></m:oMathPara>", "1"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>yi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>一</w:t>"
            "</w:r></w:rubyBase></w:ruby></w:r>",
            "一",
        ),
        (
            t("藏", "<w:vanish/>") + t("显", '<w:vanish w:val="0"/>') + t("目", "<w:webHidden/>"),
            "显目",
        ),
        (t("５０"), "５０"),
        (t("1") + '<w:r><w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r>', "1"),
    ],
)
def test_runs(content, text):
    assert cell(p(content)) == text


def test_only_the_result_of_a_field_counts():
    code = "<w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>"
    assert cell(p(field("begin") + code + field("separate") + t("12") + field("end"))) == "12"
    inner = field("begin") + code + field("separate") + t("9") + field("end")
    nested = field("begin") + inner + field("separate") + t("12") + field("end")
    assert cell(p(nested)) == "12"
    assert cell(p(t("1") + field("begin") + t("x") + field("end") + t("2"))) == "12"


def test_a_field_may_go_through_paragraphs_and_may_be_cut():
    first = p(field("begin") + field("separate") + t("一、总体情况"))
    assert texts(first + p(t("二、其他") + field("end")) + p("三")) == [
        "一、总体情况",
        "二、其他",
        "三",
    ]
    assert cell(p(field("begin") + t("12"))) == "12"
    assert cell(p(field("end") + t("12") + field("separate") + t("3"))) == "123"


def test_hidden_field_still_ends():
    hidden = field("begin").replace("<w:fldChar", "<w:rPr><w:vanish/></w:rPr><w:fldChar")
    assert cell(p(hidden + t("XE", "<w:vanish/>") + field("end") + t("5"))) == "5"


def test_hidden_by_style():
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="i"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = p("藏", '<w:pStyle w:val="i"/>') + p(t("甲") + t("乙", '<w:rStyle w:val="c"/>'))
    assert texts(body, styles=styles) == ["甲"]


def test_line_breaks_divide_lines_and_page_breaks_add_none():
    body = p("<w:r><w:t>某市</w:t><w:br/><w:t>年度报告</w:t><w:cr/><w:t>完</w:t></w:r>")
    body += p('<w:r><w:br w:type="page"/></w:r>' + t("一、总体情况"))
    assert texts(body) == ["某市", "年度报告", "完", "一、总体情况"]
    assert cell(p("<w:r><w:t>结果</w:t><w:br/><w:t>维持</w:t></w:r>")) == "结果\n维持"


def test_empty_paragraphs_add_nothing():
    assert texts(p() + p(t("  ")) + p("一") + p()) == ["一"]
    assert cell(p() + p("1") + p() + p("2") + p()) == "1\n2"
    assert cell(p() + p(t(" "))) == ""


def test_deleted_paragraph_mark_joins():
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    assert texts(p("一、总", gone) + p("体情况") + p("二")) == ["一、总体情况", "二"]
    assert texts(p("一", gone)) == ["一"]
    assert cell(p("1", gone) + p("2")) == "12"
    assert texts(p(deleted("旧段"), gone) + p("新段")) == ["新段"]


def box(*paragraphs, fallback=True):
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    drawn = (
        "<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
        f"{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    old = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    if not fallback:
        return f"<w:r>{old}</w:r>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"{drawn}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize("fallback", [True, False])
def test_text_boxes_once_and_after_their_paragraph(fallback):
    body = p(t("前") + box(p("框一"), p("框二"), fallback=fallback) + t("后")) + p("下")
    assert texts(body) == ["前后", "框一", "框二", "下"]


def test_fallback_where_the_choice_holds_nothing():
    body = p(
        "<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>甲</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert texts(body) == ["甲"]
    around = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>"
    around += "</mc:AlternateContent>"
    assert texts(around.format(p("甲"), p("乙")) + around.format("", p("丙"))) == ["甲", "丙"]


def test_table_in_a_text_box_is_a_table():
    blocks = read(p(t("前") + box(p("题"), tbl(tr("甲", "1"), tr("乙", "2")))) + p("后")).blocks
    assert [type(block) is Grid for block in blocks] == [False, False, True, False]
    assert [[c.text for c in row.cells] for row in blocks[2].rows] == [["甲", "1"], ["乙", "2"]]


def test_block_wrappers():
    inside = f"<w:sdt><w:sdtContent>{p('一')}</w:sdtContent></w:sdt><w:customXml>{p('二')}"
    assert texts(inside + "</w:customXml><w:bookmarkStart/>" + p("三")) == ["一", "二", "三"]


def picture(width, height, more=""):
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{width * 12700}" cy="{height * 12700}"/>{more}'
        "<a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        '<a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def test_large_pictures_are_noted_where_they_stand():
    body = p("一") + p(picture(400, 300)) + p(picture(60, 60)) + p("二")
    body += p(picture(400, 300, '<wp:docPr id="1" hidden="1"/>'))
    document = read(body)
    assert [place.line for place in document.unread] == [1]
    old = '<w:r><w:pict><v:shape style="width:{};height:{}"><v:imagedata/></v:shape></w:pict></w:r>'
    assert len(read(p(old.format("300pt", "20cm"))).unread) == 1
    assert len(read(p(old.format("50px", "1in"))).unread) == 0
    assert len(read(p(old.format("auto", "1..2pt"))).unread) == 1
    assert len(read(tbl(tr(tc(p(picture(400, 300))), "1"), tr("2", "3"))).unread) == 1


def test_document_in_another_schema_and_encoding():
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "officeDocument/relationships"
        ),
    }
    import io
    import zipfile

    from tests.importers.office_files import zipped

    with zipfile.ZipFile(io.BytesIO(docx(p("一") + tbl(tr("甲", "1"), tr("乙", "2"))))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    content = parts["word/document.xml"]
    for old, new in strict.items():
        content = content.replace(old, f"http://purl.oclc.org/ooxml/{new}")
    for encoding in ("utf-8", "utf-16"):
        blocks = (
            DocxReader()
            .read(zipped(parts | {"word/document.xml": content.encode(encoding)}))
            .blocks
        )
        assert blocks[0].text == "一"
        assert [[c.text for c in row.cells] for row in blocks[1].rows] == [["甲", "1"], ["乙", "2"]]
