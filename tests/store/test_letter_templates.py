"""Templates of an office: which is used, what is wrong with one, and what no template can do."""

from __future__ import annotations

import contextlib
import zipfile
from io import BytesIO

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from store.annotations import add_finding, sign_off
from store.database import open_workspace
from store.errors import TemplateError
from store.letter_files import chosen_template
from store.letter_names import letter_name
from store.letter_templates import (
    LetterFormat,
    LetterTemplate,
    escape_markdown,
    load_template,
    render_letter,
)
from store.letter_text import letter_context, tidy
from store.letters import issue_letter, letter_of
from store.storable import storable
from tests.store.corrected_files import LI
from tests.store.letter_reports import TODAY, make, options, reviewed

ITEM = {
    "number": "1",
    "place": "第一部分",
    "source_text": "原文",
    "problem": "问题。",
    "suggestion": "请改。",
    "class_name": "须更正",
    "fate": "",
}
CONTEXT = {
    "language": "zh",
    "title": "审核反馈意见",
    "organ": "段村乡",
    "salutation": "段村乡：",
    "opening": "意见如下：",
    "closing": "请逐项核对。",
    "requests": ["一、时限：五日"],
    "signature": "办公室",
    "date": "2024年1月20日",
    "is_clean": False,
    "items": [ITEM],
    "words": dict.fromkeys(("number", "place", "source", "problem", "suggestion", "class"), "栏"),
}


def text_template(text, format_=LetterFormat.MD):
    return LetterTemplate(format_, f"letter.{format_.value}", text.encode())


def word_template(*paragraphs):
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return LetterTemplate(LetterFormat.DOCX, "letter.docx", written.getvalue())


def rendered(template, **values):
    return render_letter(template, CONTEXT | values)


def paragraphs(content):
    return [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]


# --- which template ------------------------------------------------------------------------------


def test_without_a_choice_it_is_gouji_s_own():
    for format_ in LetterFormat:
        assert load_template(format_, None).path == ""


def test_a_file_or_a_folder(tmp_path):
    own = tmp_path / "letter.md"
    own.write_text("own {{ organ }}", encoding="utf-8")
    assert load_template(LetterFormat.MD, own).path == str(own)
    found = load_template(LetterFormat.MD, tmp_path)
    assert rendered(found).decode() == "own 段村乡"
    # What the folder has not is gouji's own.
    assert load_template(LetterFormat.DOCX, tmp_path).path == ""


def test_the_file_of_settings_names_one_beside_it(tmp_path):
    (tmp_path / "模板").mkdir()
    (tmp_path / "模板" / "letter.md").write_text("own", encoding="utf-8")
    (tmp_path / "gouji.toml").write_text('[letter]\ntemplate = "模板"', encoding="utf-8")
    other = tmp_path / "other.md"
    other.write_text("other", encoding="utf-8")
    with open_workspace(tmp_path / "gouji.db") as workspace:
        assert chosen_template(workspace, options(LetterFormat.MD)).content == b"own"
        asked = options(LetterFormat.MD, template=other)
        assert chosen_template(workspace, asked).content == b"other"
        with pytest.raises(TemplateError) as refused:
            chosen_template(workspace, options(template=tmp_path / "none"))
        assert refused.value.code == "template_missing"


def test_what_is_no_template_is_refused(tmp_path):
    wrong = tmp_path / "letter.txt"
    wrong.write_text("x")
    with pytest.raises(TemplateError) as refused:
        load_template(LetterFormat.DOCX, wrong)
    assert refused.value.code == "template_suffix"
    (tmp_path / "letter.docx").mkdir()
    with pytest.raises(TemplateError) as refused:
        load_template(LetterFormat.DOCX, tmp_path)
    assert refused.value.code == "template_unreadable"


# --- what is wrong with one ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a\nb\n{% if %}", 3, "Expected an expression"),
        ("{% for item in items %}", 1, "endfor"),
        ("a\n\n{{ organ", 3, "end of"),
        ("a\n{{ organisation }}", 2, "'organisation' is undefined"),
        ("{{ organ }}\n{{ items[0].rule }}", 2, "rule"),
        ("a\n{{ organ | safe }}", 2, "safe"),
        ("a\n{{ 1 / 0 }}", 2, "division"),
        ("{{ organ.__class__.__mro__ }}", 1, "unsafe"),
        ("a\n{% include '/etc/passwd' %}", 2, "loader"),
        ("{{ items.append(1) }}", 1, "unsafe"),
        ("\n{{ organ + 1 }}", 2, "str"),
        ("{{ ''.format_map }}{{ '{0.__class__}'.format(organ) }}", 1, ""),
    ],
)
@pytest.mark.parametrize("format_", [LetterFormat.MD, LetterFormat.HTML])
def test_a_broken_text_template_is_told_with_its_line(text, line, reason, format_):
    with pytest.raises(TemplateError) as refused:
        rendered(text_template(text, format_))
    error = refused.value
    assert error.code == "template_line"
    assert (error.params["path"], error.params["line"]) == (f"letter.{format_.value}", line)
    assert reason in str(error.params["reason"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ organisation }}", "'organisation' is undefined"),
        ("{% if %}", "Expected an expression"),
        ("{%p for item in items %}", "endfor"),
        ("{{ organ | safe }}", "safe"),
        ("{{ organ.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_broken_word_template_is_told(text, reason):
    with pytest.raises(TemplateError) as refused:
        rendered(word_template("标题", text))
    error = refused.value
    assert error.code == "template_in_word"
    assert reason in str(error.params["reason"])


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 torn", None])
def test_a_file_that_is_no_word_file_is_told(content):
    if content is None:
        written = BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            archive.writestr("word/document.xml", "<a/>")
        content = written.getvalue()
    with pytest.raises(TemplateError) as refused:
        rendered(LetterTemplate(LetterFormat.DOCX, "letter.docx", content))
    assert refused.value.code == "template_docx"


def test_a_word_template_that_would_lose_text_is_refused():
    # docxtpl mends torn XML by leaving out what does not fit.
    template = word_template("甲", "{%p if is_clean %}", "乙 {% endif %}", "丙")
    with pytest.raises(TemplateError):
        rendered(template)


def test_text_that_is_not_utf_8_is_told():
    with pytest.raises(TemplateError) as refused:
        rendered(LetterTemplate(LetterFormat.MD, "letter.md", "意见".encode("gb18030")))
    assert refused.value.params["reason"] == "not UTF-8"


# --- what no text can do -------------------------------------------------------------------------

HOSTILE = [
    "{{ organ }} {% raw %} {_{ organ }_} {%p for x in items %}",
    "<script>alert(1)</script></w:t></w:r><w:br/>&amp;",
    "]]> <!-- --> <?xml?> &#123;&#123;",
    "a\nb\tc\x07d\x0ce\x1bf\x00g\u202eh\ufffei\ud800j",
    "| a | b |\n| - | - |\n# x\n![](http://x.cn) www.x.cn <http://x.cn> a@b.cn `x` **y** ~~z~~",
    "1. 2) - + * 3) &lt; &nbsp; [x]: http://x.cn",
    "",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


def filled(text):
    """A context that holds a text in every place that a report can fill."""
    shown = tidy(text)
    item = dict.fromkeys(("place", "source_text", "problem", "suggestion"), shown)
    return CONTEXT | {"salutation": shown, "items": [ITEM | item]}, shown


def plain(text):
    """White space of what a format shows counts as one space."""
    return " ".join(text.split())


@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
@example(text=HOSTILE[0])
@example(text=HOSTILE[1])
def test_no_text_changes_a_word_file(text):
    context, shown = filled(text)
    document = Document(BytesIO(render_letter(load_template(LetterFormat.DOCX, None), context)))
    (table,) = document.tables
    assert [len(row.cells) for row in table.rows] == [6, 6]
    for at in (1, 2, 3, 4):
        assert plain(table.rows[1].cells[at].text) == plain(shown)
    assert plain(document.paragraphs[1].text) == plain(shown)
    assert len(document.paragraphs) == 7


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
@example(text=HOSTILE[1])
def test_no_text_changes_a_web_page(text):
    context, shown = filled(text)
    page = LexborHTMLParser(render_letter(load_template(LetterFormat.HTML, None), context).decode())
    tags = [node.tag for node in page.css("*")]
    quiet, _ = filled("x")
    model = LexborHTMLParser(render_letter(load_template(LetterFormat.HTML, None), quiet).decode())
    assert tags == [node.tag for node in model.css("*")]
    for cell in page.css("tbody td")[1:5]:
        assert plain(cell.text()) == plain(shown)


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
@example(text=HOSTILE[4])
@example(text=HOSTILE[5])
def test_no_text_changes_a_markdown_letter(text):
    context, shown = filled(text)
    context["salutation"] = "x" + context["salutation"]
    source = render_letter(load_template(LetterFormat.MD, None), context).decode()
    page = LexborHTMLParser(MarkdownIt("gfm-like", {"html": True}).render(source))
    rows = [row.css("th, td") for row in page.css("tr")]
    assert [len(row) for row in rows] == [6, 6]
    assert not page.css("a, img, script, em, strong, code, s, ul, ol")
    for cell in rows[1][1:5]:
        assert plain(cell.text()) == plain(shown)


def test_addresses_are_no_links_in_text():
    for text in ("http://x.cn", "https://x.cn", "www.x.cn", "a@b.cn", "ftp://x"):
        escaped = escape_markdown(text)
        assert text not in escaped and escaped.replace("\\", "") == text


def test_none_is_never_written():
    assert rendered(text_template("[{{ organ }}]"), organ=None).decode() == "[]"
    assert paragraphs(rendered(word_template("[{{ organ }}]"), organ=None)) == ["[]"]


def test_escaping_cannot_be_switched_off():
    text = "{% autoescape false %}{{ organ }}{% endautoescape %}"
    template = text_template(text, LetterFormat.HTML)
    try:
        assert rendered(template, organ="<b>").decode() == "&lt;b&gt;"
    except TemplateError as error:
        assert error.code == "template_line"


def test_what_looks_like_a_template_in_a_report_is_text():
    said = "{{ 7 * 7 }}{% for x in items %}"
    assert paragraphs(rendered(word_template("{{ organ }}"), organ=said)) == [said]
    page = text_template("<p>{{ organ }}</p>", LetterFormat.HTML)
    assert rendered(page, organ=said).decode() == f"<p>{said}</p>"


def test_tidy_text_is_on_one_line_and_shows_what_is_hidden():
    assert tidy(" a\r\n\tb  c\u3000d ") == "a b c d"
    assert tidy("x\u202ey\ufffez\x00") == "x<U+202E>y<U+FFFE>z<U+0000>"


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A workspace with one report, signed off."""
    folder = tmp_path_factory.mktemp("letters")
    with open_workspace(folder / "gouji.db") as workspace:
        yield workspace, reviewed(workspace, folder, make())


@given(texts=st.lists(TEXTS, min_size=5, max_size=5), format_=st.sampled_from(LetterFormat))
@settings(max_examples=60, deadline=None)
def test_whatever_reports_and_reviewers_say_makes_a_letter(signed, texts, format_):
    workspace, report_id = signed
    place, quote, problem, suggestion, organ = texts
    with contextlib.suppress(_TakenBackError), workspace.transaction():
        workspace.execute("update organ set name = ?", [storable(organ) or "x"])
        add_finding(
            workspace,
            LI,
            report_id,
            line=None,
            place=place,
            quote=quote,
            problem=problem,
            suggestion=suggestion,
        )
        sign_off(workspace, LI, report_id)
        letter = letter_of(workspace, report_id, "zh")
        content = render_letter(load_template(format_, None), letter_context(letter, TODAY))
        issue_letter(workspace, LI, report_id, letter=letter)
        assert letter_name(letter)
        if format_ is LetterFormat.DOCX:
            assert len(Document(BytesIO(content)).tables[0].rows) == 2
        else:
            assert content.decode("utf-8").count("\n") > 10
        raise _TakenBackError


class _TakenBackError(Exception):
    """Ends an example; the transaction leaves nothing behind."""
