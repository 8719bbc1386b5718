"""The report's part of a page: the title above it, no menus, no footers."""

from __future__ import annotations

import pytest

from importers.reports import read_reports
from tests.importers.html_pages import (
    PREAMBLE,
    PROSE,
    SIGNATURE,
    TITLE,
    assert_whole,
    body,
    grids,
    page,
    read,
    report_of,
    texts,
)
from tests.sample_prose import HEADINGS

MENU = "".join(
    f"<li><a href=/{n}/>{word}</a></li>"
    for n, word in enumerate(("首页", "政务公开", "办事服务", "其他事项", "总体情况"))
)
ABOVE = f"""<header><img src=/banner.png width=1000><ul aria-hidden="true">{MENU}</ul></header>
<nav><ul>{MENU}</ul></nav>
<form action=/search><input name=q value=3><select><option>2022年</option></select>
<div class=crumb>当前位置：<a href=/>首页</a> &gt; <a href=/nb/>政府信息公开年报</a> &gt; 正文</div>"""
FACTS = """<table><tr><td>索引号</td><td>000014349/2024-00001</td><td>主题分类</td><td>其他</td></tr>
<tr><td>发布机构</td><td>青禾县人民政府办公室</td><td>发布日期</td><td>2024年01月15日</td></tr></table>"""
INFO = """<div class=info><span>发布日期：2024-01-15 09:30</span> <span>来源：青禾县人民政府</span>
<span>浏览次数：<script>hits()</script>36</span></div>
<p>字体：【<a href=#>大</a> <a href=#>中</a> <a href=#>小</a>】</p><p>打印</p>"""
BELOW = """<p>【<a href=javascript:>打印本页</a>】【<a href=javascript:>关闭窗口</a>】</p>
<p>上一篇：<a href=1.html>梅岭镇人民政府2023年政府信息公开工作年度报告</a></p>
<p>下一篇：没有了</p>
<div>相关链接</div><ul><li><a href=2.html>柳溪镇人民政府2022年政府信息公开工作年度报告</a></li></ul>
<p>扫一扫在手机打开当前页</p><img src=/qr.png width=120>
<footer><p>主办单位：青禾县人民政府办公室</p></footer>
<div class=foot><p>青禾县人民政府版权所有　主办：青禾县人民政府办公室</p><p>网站标识码：5002350001　某ICP备05000001号</p>
<p>2024年1月20日</p></div></form>"""
HEAD = f"<title>{TITLE}_政府信息公开年报_青禾县人民政府</title>"
UNTITLED = body(title="")

PORTALS = {
    "one element with a known id": f"{ABOVE}<h1>{TITLE}</h1>{INFO}<div id=zoom>{UNTITLED}</div>{BELOW}",
    "nothing marks the element": f"{ABOVE}<div><div><h1>{TITLE}</h1></div>{INFO}<div>{UNTITLED}</div></div>{BELOW}",
    "title and text side by side": f"{ABOVE}<h2>{TITLE}</h2>{INFO}{UNTITLED}{BELOW}",
    "title inside the text": f"{ABOVE}<div class=TRS_Editor>{body()}</div>{BELOW}",
    "title outside and inside": f"{ABOVE}<h1>{TITLE}</h1>{INFO}<div>{body()}</div>{BELOW}",
    "facts above": f"{ABOVE}{FACTS}<h1>{TITLE}</h1>{INFO}<div>{UNTITLED}</div>{BELOW}",
    "facts inside": f"{ABOVE}<div id=zoom><h1>{TITLE}</h1>{FACTS}{UNTITLED}</div>{BELOW}",
    "title only in the head": f"{ABOVE}{INFO}<div>{UNTITLED}</div>{BELOW}",
    "custom elements": f"{ABOVE}<UCAPTITLE>{TITLE}</UCAPTITLE>{INFO}<div><UCAPCONTENT>{UNTITLED}</UCAPCONTENT></div>{BELOW}",
    "a table lays out the page": f"<table><tr><td colspan=2>{ABOVE}</td></tr><tr><td><ul>{MENU}</ul></td>"
    f"<td><h1>{TITLE}</h1>{INFO}{UNTITLED}</td></tr><tr><td colspan=2>{BELOW}</td></tr></table>",
    "a title of two lines": f"{ABOVE}<h1>柳溪镇人民政府<br>2023年政府信息公开工作年度报告</h1>{INFO}{UNTITLED}{BELOW}",
    "a headline names the organ": f"{ABOVE}<h1>{TITLE}</h1>{INFO}<div>"
    f"{UNTITLED.replace(PREAMBLE, PREAMBLE)}</div>{BELOW}",
    "buttons inside the text": f"{ABOVE}<div id=zoom>{body(end=BELOW)}</div>",
    "menu behind the text": f"<div>{body()}</div>{ABOVE}{BELOW}",
}


@pytest.mark.parametrize("content", PORTALS.values(), ids=PORTALS)
def test_portals(content):
    document = read(page(content, HEAD))
    assert_whole(document)
    assert len(grids(document)) == 3


def test_a_headline_gives_the_organ_that_the_text_leaves_out():
    content = f"{ABOVE}<h1>{TITLE}</h1>{INFO}<div>{body(title='<p>政府信息公开工作年度报告</p>')}</div>{BELOW}"
    report = report_of(read(page(content, HEAD)))
    assert report.title.text == TITLE
    assert report.identity.organ == "柳溪镇人民政府"
    assert report.identity.year == 2023


def test_no_organ_is_taken_from_the_name_of_the_site():
    head = "<title>2023年政府信息公开工作年度报告 - 青禾县人民政府门户网站</title>"
    report = report_of(read(page(f"{ABOVE}<div>{UNTITLED}</div>{BELOW}", head)))
    assert report.title.text == "2023年政府信息公开工作年度报告"


def test_the_title_of_the_article_comes_before_the_window_title():
    head = f'<meta name="ArticleTitle" content="{TITLE}"><title>青禾县政府信息公开年度报告</title>'
    assert_whole(read(page(f"{ABOVE}<div>{UNTITLED}</div>{BELOW}", head)))


def test_a_menu_of_headings_is_no_report():
    links = "".join(f"<li><a href=#{key}>{text}</a></li>" for key, text in HEADINGS.items())
    assert_whole(read(page(f"<ul>{links}</ul><div>{body()}</div>")))


def test_a_second_copy_for_telephones_is_left_out():
    assert_whole(read(page(f"<div class=pc>{body()}</div><div class=wap>{body()}</div>")))


def test_a_signature_behind_the_content_element():
    inner = UNTITLED
    for line in SIGNATURE:
        inner = inner.replace(f"<p>{line}</p>", "")
    organ, date = SIGNATURE
    content = f"<h1>{TITLE}</h1><div>{inner}</div><p>{organ}</p><p>{date}</p>{BELOW}"
    assert_whole(read(page(content)))


def test_attachments_are_kept():
    files = (
        "<p>附件：<a href=1.doc>附件1 公开目录.doc</a></p><p><a href=2.doc>附件2 统计表.xls</a></p>"
    )
    content = body().replace(f"<p>{PROSE['other']}</p>", f"<p>{PROSE['other']}</p>{files}")
    assert "附件2 统计表.xls" in texts(read(page(content)))


def test_headings_in_elements_of_their_own():
    content = UNTITLED
    for text in HEADINGS.values():
        content = content.replace(f"<p>{text}</p>", f"</div><h3 class=t>{text}</h3><div class=b>")
    assert_whole(read(page(f"{ABOVE}<h1>{TITLE}</h1><div id=a><div>{content}</div></div>{BELOW}")))


def test_a_page_without_a_report_is_read_as_it_stands():
    assert texts(read(page("<p>关于放假的通知</p><p>各村、社区：</p>"))) == [
        "关于放假的通知",
        "各村、社区：",
    ]


def test_two_reports_in_one_page_are_both_read():
    other = body().replace("柳溪", "梅岭")
    document = read(page(f"<div>{body()}</div><div>{other}</div>"))
    assert [report.title.text[:3] for report in read_reports(document, "page")] == [
        "柳溪镇",
        "梅岭镇",
    ]


def test_a_list_of_headings_does_not_stand_for_the_text():
    contents = "".join(f"<p>{text}</p>" for text in HEADINGS.values())
    content = "".join(f"<p>{text}</p><p>{PROSE['other']}</p>" for text in HEADINGS.values())
    document = read(page(f"<h1>{TITLE}</h1><div><div><div>{contents}</div></div></div>{content}"))
    assert texts(document).count(PROSE["other"]) == len(HEADINGS)


def test_a_link_left_open_hides_nothing():
    assert_whole(read(page(f"<p><a href=/>首页<p>{body()}")))


@pytest.mark.parametrize("tag", ["nav", "aside", "footer", "header", "main", "form"])
def test_an_element_left_open_hides_nothing(tag):
    assert_whole(read(page(f"<{tag}><ul>{MENU}</ul>{body()}")))


def test_a_link_left_open_in_the_text_hides_nothing():
    content = body().replace(PROSE["overview"], f"<a href=1.html>{PROSE['overview']}")
    assert_whole(read(page(content)))
