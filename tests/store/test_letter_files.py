"""Letters as files: their names, what is never overwritten, and the record that goes with them."""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from store.annotations import AnnotationKind, add_finding, annotations_of, sign_off
from store.database import open_workspace
from store.errors import AnnotationError, ExportError, LetterError
from store.letter_files import format_of, write_letter
from store.letter_names import Names, letter_name, safe_name
from store.letter_templates import LetterFormat
from store.letters import Obstacle, letter_of
from tests.store.corrected_files import LI, WRONG, bring
from tests.store.letter_reports import decide_all, make, options, reviewed, write_all

NAME = "样例县段村乡人民政府2023年度政府信息公开年报反馈意见（第1轮）"


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


@pytest.fixture
def ready(workspace, tmp_path):
    return reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"})


def issued(workspace, report_id):
    kinds = [one.kind for one in annotations_of(workspace, report_id)]
    return kinds.count(AnnotationKind.ISSUED)


def cells_of(path):
    """The rows of a letter's table, read back."""
    (table,) = Document(str(path)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


HEADS = ["序号", "位置", "原文", "问题", "修改建议", "类别"]
LINE = [
    "1",
    "第三部分表格“（一）予以公开”",
    "5, 1, 0, 0, 0, 0, 8",
    "第三部分表格“（一）予以公开”行：各申请人类别合计为 6，“总计”栏填报 8，相差 2。",
    "请核对申请台账后更正。",
    "须更正",
]


def test_a_letter_as_a_word_file(workspace, ready, tmp_path):
    (outcome,) = write_all(workspace, tmp_path / "out")
    assert outcome.path == tmp_path / "out" / f"{NAME}.docx"
    assert (outcome.obstacle, outcome.error) == (None, None)
    assert cells_of(outcome.path) == [HEADS, LINE]
    document = Document(str(outcome.path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:2] == ["政府信息公开工作年度报告审核反馈意见", "样例县段村乡人民政府："]
    assert texts[-2:] == ["＿" * 10, "2024年1月20日"]
    assert document.core_properties.title == texts[0]
    assert "{" not in "".join(texts)
    assert issued(workspace, ready) == 1


def test_the_word_file_looks_like_a_letter(workspace, ready, tmp_path):
    (outcome,) = write_all(workspace, tmp_path / "out")
    document = Document(str(outcome.path))
    (section,) = document.sections
    assert (round(section.page_width.cm), round(section.page_height.cm, 1)) == (21, 29.7)
    title, _, opening = document.paragraphs[:3]
    assert title.alignment == 1
    assert title.runs[0].font.size.pt == 22
    fonts = opening.runs[0]._element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    (table,) = document.tables
    head = table.rows[0]._tr
    assert head.trPr.find(qn("w:tblHeader")) is not None
    assert table.style.name == "Table Grid"
    assert "PAGE" in section.footer._element.xml
    fonts = next(
        part for part in document.part.package.parts if part.partname.endswith("fontTable.xml")
    )
    assert "FangSong" in fonts.blob.decode()
    # No signature on a page of its own: whom to ask, who signs and the date stay together.
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in document.paragraphs[-5:]]
    assert kept == [True, True, True, True, False]


def test_the_shipped_word_template_is_what_its_script_makes():
    from store.letter_templates import load_template
    from tests.letter_template import make_template

    made = BytesIO()
    make_template().save(made)
    shipped = Document(BytesIO(load_template(LetterFormat.DOCX, None).content))
    assert shipped.element.xml == Document(made).element.xml


def test_a_letter_as_a_web_page(workspace, ready, tmp_path):
    (outcome,) = write_all(workspace, tmp_path, LetterFormat.HTML)
    text = outcome.path.read_text("utf-8")
    page = HTMLParser(text)
    rows = [[c.text() for c in row.css("th, td")] for row in page.css("tr")]
    assert rows == [HEADS, LINE]
    assert page.css_first("h1").text() == page.css_first("title").text()
    assert page.css_first("html").attributes["lang"] == "zh"
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for tag in ("script", "link", "img", "a", "iframe", "form", "base", "object"):
        assert not page.css(tag), tag
    assert "http:" not in text and "https:" not in text
    assert "@page" in page.css_first("style").text()


def test_the_policy_of_a_page_is_that_of_its_style(workspace, ready, tmp_path):
    import base64
    import hashlib
    import re

    (outcome,) = write_all(workspace, tmp_path, LetterFormat.HTML)
    text = outcome.path.read_text("utf-8")
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in text


GOLDEN = """# 政府信息公开工作年度报告审核反馈意见

样例县段村乡人民政府：

根据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号，我们审核了你单位 2023 年度政府信息公开工作年度报告（第 1 版，RECEIVED收到），发现问题 1 个（须更正 1 个），意见如下：

| 序号 | 位置 | 原文 | 问题 | 修改建议 | 类别 |
| --- | --- | --- | --- | --- | --- |
| 1 | 第三部分表格“（一）予以公开” | 5, 1, 0, 0, 0, 0, 8 | 第三部分表格“（一）予以公开”行：各申请人类别合计为 6，“总计”栏填报 8，相差 2。 | 请核对申请台账后更正。 | 须更正 |

列为“须更正”的，请核对后更正；列为“请核实”的，请核实后更正或说明；列为“建议完善”的，供完善报告时参考。

一、时限：＿＿＿＿＿＿＿＿＿＿

二、报送方式：＿＿＿＿＿＿＿＿＿＿

三、联系人：＿＿＿＿＿＿＿＿＿＿

＿＿＿＿＿＿＿＿＿＿

2024年1月20日
"""


def test_a_letter_as_text(workspace, ready, tmp_path):
    (outcome,) = write_all(workspace, tmp_path, LetterFormat.MD)
    received = letter_of(workspace, ready, "zh").received
    day = f"{received.year}年{received.month}月{received.day}日"
    assert outcome.path.read_text("utf-8") == GOLDEN.replace("RECEIVED", day)


def test_a_clean_letter_has_no_table_in_any_format(workspace, tmp_path):
    reviewed(workspace, tmp_path, make())
    (word,) = write_all(workspace, tmp_path)
    assert Document(str(word.path)).tables == []
    assert any("未发现问题。" in p.text for p in Document(str(word.path)).paragraphs)
    (page,) = write_all(workspace, tmp_path, LetterFormat.HTML, again=True)
    assert not HTMLParser(page.path.read_text("utf-8")).css("table")
    (text,) = write_all(workspace, tmp_path, LetterFormat.MD, again=True)
    assert "|" not in text.path.read_text("utf-8")


# --- what is written and what is not -------------------------------------------------------------


def test_who_is_left_out_and_why(workspace, ready, tmp_path):
    (other,) = bring(workspace, tmp_path, two=make(organ="东山乡人民政府"))
    first = {one.report_id: one for one in write_all(workspace, tmp_path)}
    assert first[ready].path is not None
    assert first[other].obstacle is Obstacle.NOT_SIGNED_OFF
    assert first[other].name == "样例县东山乡人民政府 2023"
    again = {one.report_id: one.obstacle for one in write_all(workspace, tmp_path)}
    assert again == {ready: Obstacle.ISSUED, other: Obstacle.NOT_SIGNED_OFF}
    assert issued(workspace, ready) == 1


def test_a_file_that_is_there_stays(workspace, ready, tmp_path):
    path = tmp_path / f"{NAME}.docx"
    path.write_text("mine")
    (outcome,) = write_all(workspace, tmp_path)
    assert outcome.error.code == "export_exists"
    assert path.read_text() == "mine"
    assert issued(workspace, ready) == 0
    (outcome,) = write_all(workspace, tmp_path, overwrite=True)
    assert outcome.path == path
    assert cells_of(path)[1] == LINE


@pytest.mark.parametrize("overwrite", [False, True])
def test_links_and_folders_are_refused(workspace, ready, tmp_path, overwrite):
    elsewhere = tmp_path / "elsewhere.docx"
    elsewhere.write_text("mine")
    path = tmp_path / f"{NAME}.docx"
    path.symlink_to(elsewhere)
    (outcome,) = write_all(workspace, tmp_path, overwrite=overwrite)
    assert outcome.error.code == "export_not_a_file"
    assert elsewhere.read_text() == "mine" and path.is_symlink()
    path.unlink()
    path.mkdir()
    (outcome,) = write_all(workspace, tmp_path, overwrite=overwrite)
    assert outcome.error.code == "export_not_a_file"
    assert issued(workspace, ready) == 0


def test_without_a_letter_no_folder_is_made(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make())
    (outcome,) = write_all(workspace, tmp_path / "意见")
    assert outcome.report_id == report_id
    assert outcome.obstacle is Obstacle.NOT_SIGNED_OFF
    assert not (tmp_path / "意见").exists()


def test_a_folder_that_cannot_be_made_is_told(workspace, ready, tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "no" / "way"):
        with pytest.raises(ExportError):
            write_all(workspace, folder)
    assert issued(workspace, ready) == 0


@pytest.mark.parametrize("before", [None, b"old letter"])
def test_where_the_record_fails_there_is_no_letter(workspace, ready, tmp_path, monkeypatch, before):
    path = tmp_path / f"{NAME}.docx"
    if before is not None:
        path.write_bytes(before)

    def fail(*_, **__):
        assert path.read_bytes().startswith(b"PK")
        raise AnnotationError("report_gone", report=1)

    monkeypatch.setattr("store.letter_files.issue_letter", fail)
    (outcome,) = write_all(workspace, tmp_path, overwrite=True)
    assert outcome.error.code == "report_gone"
    assert (path.read_bytes() if path.exists() else None) == before
    assert issued(workspace, ready) == 0


def test_one_that_fails_does_not_stop_the_others(workspace, ready, tmp_path):
    other = reviewed(workspace, tmp_path, make(organ="东山乡人民政府"), name="two")
    (tmp_path / f"{NAME}.docx").mkdir()
    found = {one.report_id: one for one in write_all(workspace, tmp_path)}
    assert found[ready].error is not None
    assert found[other].path.exists()


def test_organs_of_one_name_have_a_letter_each(workspace, tmp_path):
    reviewed(workspace, tmp_path, make(printed=WRONG), rules={"A103"}, name="one")
    reviewed(workspace, tmp_path, make(organ="东山乡人民政府"), rules={"A103"}, name="two")
    workspace.execute("update organ set region = name where name like '东山%'")
    workspace.execute("update organ set region = null")
    workspace.execute("update organ set name = '段村乡人民政府', region = '样例县' where id = 1")
    workspace.execute("update organ set name = '样例县段村乡人民政府', region = null where id = 2")
    names = sorted(one.path.name for one in write_all(workspace, tmp_path / "out"))
    assert names == sorted([f"{NAME}.docx", f"{NAME}-2.docx"])


def test_one_letter_by_its_own_name(workspace, ready, tmp_path):
    path = tmp_path / "给段村乡.md"
    outcome = write_letter(workspace, LI, ready, path, options(format_of(path)))
    assert outcome.path == path and issued(workspace, ready) == 1
    refused = write_letter(workspace, LI, ready, path, options(format_of(path)))
    assert (refused.obstacle, issued(workspace, ready)) == (Obstacle.ISSUED, 1)
    with pytest.raises(ExportError):
        format_of(tmp_path / "x.pdf")


def test_a_change_between_writing_and_recording_is_told(workspace, ready, tmp_path, monkeypatch):
    from store import letter_files

    render = letter_files.render_letter

    def meanwhile(*args):
        add_finding(
            workspace, LI, ready, line=None, place="", quote="", problem="晚到。", suggestion=""
        )
        sign_off(workspace, LI, ready)
        return render(*args)

    monkeypatch.setattr("store.letter_files.render_letter", meanwhile)
    path = tmp_path / "x.docx"
    with pytest.raises(LetterError) as refused:
        write_letter(workspace, LI, ready, path, options())
    assert refused.value.code == "letter_stale"
    assert not path.exists() and issued(workspace, ready) == 0


def test_it_stops_between_two_letters(workspace, ready, tmp_path):
    from store.letter_files import write_letters
    from store.letters import letter_candidates

    reviewed(workspace, tmp_path, make(organ="东山乡人民政府"), name="two")
    ids = letter_candidates(workspace)
    done = []
    for one in write_letters(
        workspace, LI, ids, tmp_path / "out", options(), is_cancelled=lambda: bool(done)
    ):
        done.append(one)
    assert len(done) == 1
    assert len(list((tmp_path / "out").iterdir())) == 1


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c:d", "a_b_c_d"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("nul ", "_nul"),
        ("", "_"),
        (" . ", "_"),
        ("-rf", "_rf"),
        ("名\u202e称\x00", "名<U+202E>称".replace("<", "_").replace(">", "_") + "_U+0000_"),
    ],
)
def test_names_are_safe(text, expected):
    name = safe_name(text)
    assert "/" not in name and "\x00" not in name and not name.startswith((".", "-"))
    if "\u202e" not in text:
        assert name == expected
    else:
        assert "\u202e" not in name


@given(st.text(max_size=400))
def test_any_text_makes_a_name_that_can_be_written(text):
    name = safe_name(text)
    assert 0 < len(name.encode()) <= 201
    assert not set(name) & set('/\\:*?"<>|\x00\n\r\t')
    assert name not in (".", "..") and name.strip(" .") == name
    assert os.path.basename(name) == name  # noqa: PTH119


def test_a_long_name_keeps_year_and_round(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make())
    letter = replace(letter_of(workspace, report_id, "zh"), organ="长" * 300)
    name = letter_name(letter)
    assert len(name.encode()) <= 200
    assert name.endswith("2023年度政府信息公开年报反馈意见（第1轮）")
    (tmp_path / f"{name}.docx").write_text("")


def test_a_report_of_a_whole_government_says_so(workspace, tmp_path):
    from store.report import Kind

    (report_id,) = bring(workspace, tmp_path, one=make())
    letter = replace(letter_of(workspace, report_id, "zh"), figures=Kind.GOVERNMENT)
    assert "段村乡人民政府（本级政府汇总）2023年度" in letter_name(letter)


def test_the_same_name_gets_a_number():
    names = Names()
    assert [names.give(name) for name in ("A", "a", "Á", "A\u0301", "b")] == [
        "A",
        "a-2",
        "Á",
        "A\u0301-2",
        "b",
    ]


def test_unknown_reports_are_named_by_their_file(workspace, tmp_path):
    (report_id,) = bring(workspace, tmp_path, one=make())
    workspace.execute("update series set organ_id = null")
    decide_all(workspace, report_id)
    (outcome,) = write_all(workspace, tmp_path)
    assert (outcome.name, outcome.obstacle) == ("one.txt", Obstacle.NOT_SIGNED_OFF)
