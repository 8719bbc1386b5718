"""Sample reports as web pages: a plain page, a portal's page, Word's HTML, careless markup."""

from __future__ import annotations

from html import escape
from itertools import cycle

from tests.sample_described import (
    Described,
    Role,
    Text,
    broken_headers,
    half_width_numbers,
    placed_rows,
)
from tests.sample_tables import PrintedTable

SHAPES = ("plain", "portal", "word", "loose")
_MENU = ("首页", "政务要闻", "政府信息公开", "办事服务", "互动交流", "走进本地")
_BESIDE = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报")


def html(report: Described) -> bytes:
    """The report as an HTML file; ``report.turn`` picks one of ``SHAPES``.

    Word's page and the careless one are GB18030, the first with a declaration, the other without.
    """
    shape = shape_of(report)
    encoding = "gb18030" if shape in ("word", "loose") else "utf-8"
    return page(report, shape, "gb2312" if shape == "word" else "utf-8").encode(encoding)


def shape_of(report: Described) -> str:
    """The shape of a report's page."""
    return SHAPES[report.turn % len(SHAPES)]


def page(report: Described, shape: str, charset: str) -> str:
    """The page as text; ``charset`` is what its declaration says."""
    return {"plain": _plain, "portal": _portal, "word": _word, "loose": _loose}[shape](
        report, charset
    )


def _plain(report: Described, charset: str) -> str:
    tags = {Role.TITLE: "h1", Role.HEADING: "h2", Role.PREAMBLE: "p", Role.PROSE: "p"}
    out = []
    for block in report.blocks:
        if isinstance(block, Text):
            tag = tags[block.role]
            out.append(f"<{tag}>{_lines(block.text)}</{tag}>")
        else:
            out.append(_table(broken_headers(block), "<table border=1>", header="th"))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{charset}">'
        f"<title>{escape(report.title)}</title>"
        "<style>td,th{border:1px solid #000}</style></head>\n<body>\n"
        + "\n".join(out)
        + "\n</body></html>\n"
    )


def _portal(report: Described, charset: str) -> str:
    """The page of a government portal: the report is one element among menus and links."""
    menu = "".join(f'<li><a href="/{n}/" title="{w}">{w}</a></li>' for n, w in enumerate(_MENU))
    beside = "".join(f'<li><a href="/zwgk/{n}/">{w}</a></li>' for n, w in enumerate(_BESIDE))
    content = []
    for block in report.blocks:
        if isinstance(block, Text):
            if block.role is Role.TITLE:
                continue
            bold = block.role is Role.HEADING
            text = f"<strong>{_lines(block.text)}</strong>" if bold else _lines(block.text)
            content.append(
                '<p style="text-indent: 2em; line-height: 2;">'
                f'<span style="font-family: 仿宋_GB2312; font-size: 21px;">{text}</span></p>'
            )
        else:
            drawn = _table(half_width_numbers(block), '<table class="MsoNormalTable" width="100%">')
            content.append(f'<div style="overflow-x:auto">{drawn}</div><p>&nbsp;</p>')
    title = escape(report.title)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}" />
<meta name="SiteName" content="门户网站"/><meta name="ColumnName" content="政府信息公开年报"/>
<meta name="ArticleTitle" content="{title}"/>
<title>{title}_政府信息公开年报_门户网站</title>
<script type="text/javascript">var tid = 41; if (tid < 50) {{ document.write("<p>一、总体情况</p>"); }}</script>
<style type="text/css">.nav li {{ float: left; }} /* 二、主动公开政府信息情况 */</style>
<link rel="stylesheet" href="/css/page.css"/>
</head>
<body>
<!-- 模板开始 <table><tr><td>99</td></tr></table> -->
<div class="header"><div class="top"><a href="/en/">English</a> | <a href="/m/">无障碍</a></div>
<div class="nav"><ul>{menu}</ul></div>
<form action="/search"><input type="text" name="q" value="请输入关键词"/><button>搜索</button>
<select name="y"><option>2022</option><option>2021</option></select></form></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a> &gt; <a href="/nb/">政府信息公开年报</a></div>
<div class="left"><ul>{beside}</ul></div>
<div class="main">
<table class="info"><tbody><tr><td>索引号：</td><td>000000001/2024-00012</td><td>发文字号：</td><td></td></tr>
<tr><td>主题分类：</td><td>其他</td><td>发布日期：</td><td>2024-01-24</td></tr></tbody></table>
<h1 class="title">{title}</h1>
<div class="source">日期：2024-01-24 来源：本站 浏览次数：<span id="hits">1288</span> 字体：[ <a href="#">大</a> <a href="#">中</a> <a href="#">小</a> ]</div>
<div id="zoom" class="view TRS_UEDITOR">
{chr(10).join(content)}
</div>
<div class="tools"><a href="javascript:print()">打印本页</a> <a href="javascript:close()">关闭窗口</a></div>
<div class="share">扫一扫在手机打开当前页<img src="/qr.png" alt="二维码"/></div>
</div>
<div class="footer"><p>主办单位：门户网站管理中心&nbsp;&nbsp;网站标识码：0000000001</p>
<p>版权所有 未经许可不得转载 联系电话：000-55128000</p></div>
</body>
</html>
"""


def _word(report: Described, charset: str) -> str:
    """What Word saves as a filtered page: spans cut anywhere, styles, conditional comments."""
    sizes = cycle((2, 5, 1, 3, 8, 1))

    def spans(text: str) -> str:
        out = []
        while text:
            size = next(sizes)
            piece, text = text[:size], text[size:]
            mark = " lang=EN-US" if piece.isascii() else ""
            out.append(f"<span{mark} style='font-size:16.0pt;\nfont-family:仿宋_GB2312'>")
            out.append(f"{escape(piece)}</span>")
        return "".join(out)

    def content(text: str) -> str:
        lines = text.split("\n")
        return "".join(f"<p class=MsoNormal align=center>{spans(line)}</p>" for line in lines)

    out = []
    for block in report.blocks:
        if isinstance(block, Text):
            align = " align=center" if block.role is Role.TITLE else ""
            text = "<br>\n".join(spans(line) for line in block.text.split("\n"))
            out.append(f"<p class=MsoNormal{align}>{text}<o:p></o:p></p>\n")
        else:
            drawn = _table(
                broken_headers(block),
                "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>",
                content=lambda text: content(text) if text else "<p class=MsoNormal>&nbsp;</p>",
            )
            out.append(f"<div align=center>\n{drawn}\n</div>\n<p class=MsoNormal>&nbsp;</p>\n")
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"\n'
        'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">'
        f'\n<head>\n<meta http-equiv=Content-Type content="text/html; charset={charset}">\n'
        '<meta name=Generator content="Microsoft Word 15">\n'
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml>"
        "<![endif]-->\n<style>\n<!--\n p.MsoNormal {margin:0cm; font-size:10.5pt;}\n-->\n</style>\n"
        "</head>\n<body lang=ZH-CN style='text-justify-trim:punctuation'>\n"
        "<div class=WordSection1 style='layout-grid:15.6pt'>\n"
        + "".join(out)
        + "</div>\n<![if !supportMisalignedColumns]><![endif]></body>\n</html>\n"
    )


def _loose(report: Described, charset: str) -> str:
    """Upper-case tags that nobody closed, in a table for the layout; no head, no declaration."""
    out = ["<TABLE width=980 align=center><TR><TD>"]
    for block in report.blocks:
        if isinstance(block, Text):
            tag = "CENTER><FONT size=5" if block.role is Role.TITLE else "P"
            end = "</FONT></CENTER>" if block.role is Role.TITLE else ""
            text = _lines(block.text, "<BR>")
            out.append(f"<{tag}>&nbsp;&nbsp;&nbsp;&nbsp;{text}{end}")
            continue
        out.append("<TABLE border=1 cellspacing=0 bordercolor=#000000>")
        for row in placed_rows(block):
            out.append("<TR>")
            for placed in row:
                spans = _spans(placed.box.width, placed.box.height, "")
                text = _lines(placed.box.text, "<BR>") or "&nbsp;"
                out.append(f"<TD align=center{spans}><FONT size=2>{text}")
        out.append("</TABLE>")
    return "\n".join([*out, "</TABLE>", ""])


def _table(
    table: PrintedTable,
    opening: str,
    *,
    header: str = "td",
    content: object = None,
) -> str:
    """A table with spans; rows before the first row of figures may be header cells."""
    write = content if callable(content) else _lines
    out = [opening]
    if header == "th":
        out.append(f"<colgroup><col span={table.width}></colgroup>")
    is_head = header == "th" and table.key == "requests"
    out.append("<thead>" if is_head else "<tbody>")
    for number, (line, row) in enumerate(zip(table.lines, placed_rows(table), strict=True)):
        if is_head and number == 3:
            out.append("</thead><tbody>")
            is_head = False
        out.append("<tr>")
        for placed in row:
            box = placed.box
            tag = "td" if line.key is not None else header
            spans = _spans(box.width, box.height, '"')
            out.append(f"<{tag}{spans}>{write(box.text)}</{tag}>")
        out.append("</tr>")
    return "\n".join([*out, "</tbody></table>"])


def _spans(width: int, height: int, quote: str) -> str:
    across = f" colspan={quote}{width}{quote}" if width > 1 else ""
    down = f" rowspan={quote}{height}{quote}" if height > 1 else ""
    return across + down


def _lines(text: str, end: str = "<br/>") -> str:
    return end.join(escape(line, quote=False) for line in text.split("\n"))
