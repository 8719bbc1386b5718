"""What lines of a government page say that are no part of the report printed on it."""

from __future__ import annotations

import re

from importers.organ_names import is_organ

# Lines between a title and its text: who published what when, size of the letters, and so on.
_PUBLICATION = re.compile(
    r"[\s【\[（(|｜]*(?:"
    r"(?:发布|公布|公开|成文|生成|更新|发文|印发|录入|添加)(?:日期|时间|机构|单位|部门|主体|方式)"
    r"|(?:日期|时间|来源|信息来源|文章来源|稿源|作者|编辑|责任编辑|名称|标题|文号|分类|类别|有效性|主题词)"
    r"\s*[:：]"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数|人数)?\s*[:：\d]"
    r"|字体|字号|打印|分享|收藏|关闭|索引号|主题分类|发文字号|体裁分类|服务对象"
    r"|保护视力|视力保护|背景色|朗读|语音播报|当前位置|您的位置|您现在的位置|所在位置|首页"
    r"|扫一扫|用手机|大\s*中\s*小|小\s*中\s*大|[A-Z]\s*[+-]\s*[A-Z])"
)
_PUBLICATION_INSIDE = re.compile(
    r"(?:浏览|点击|阅读)(?:次数|量|数)\s*[:：]|字[体号]\s*[:：]\s*[\[【（(]?\s*[大特超]|分享到|保护视力色"
)
# Lines behind the text: they and all that follows are the page's.
_FOOTER = re.compile(
    r"[\s【\[（(|｜·•<>«»]*(?:"
    r"上一[篇条页]|下一[篇条页]|上篇|下篇"
    r"|相关(?:链接|文章|信息|文件|稿件|阅读|新闻|解读|内容|推荐|政策|报道)"
    r"|扫一扫|扫码|扫描二维码|用手机|分享到|分享至|分享[:：]|推荐阅读|友情链接|热点推荐"
    r"|版权所有|版权声明|主办\s*[:：]|主办单位|承办\s*[:：]|承办单位|协办|网站标识码|技术支持"
    r"|打印(?:本[页文]|此[页文]|文章|页面|[】\]）)]|\s*$)|关闭(?:窗口|本页|页面|[】\]）)]|\s*$)"
    r"|收藏(?:本页|[】\]）)]|\s*$)"
    r"|(?:责任)?编辑\s*[:：]|责编\s*[:：]|审核\s*[:：]|(?:信息|文章|稿件)?来源\s*[:：]"
    r"|浏览(?:次数|量)|阅读(?:次数|量)|点击(?:次数|量|数)|访问量|您是第"
    r"|网站地图|关于我们|联系我们|网站声明|隐私(?:保护|政策)|使用帮助|返回顶部|回到顶部|站点地图"
    r"|政府网站找错|我要纠错|纠错|copyright|©|发布(?:日期|时间|机构)\s*[:：])",
    re.IGNORECASE,
)
_FOOTER_INSIDE = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|copyright\s*[©(]|主办单位\s*[:：]|承办单位\s*[:：]",
    re.IGNORECASE,
)
_LONGEST_CHROME = 200
_SPACES = re.compile(r"\s+")
_TITLE = re.compile(r"公开.{0,12}报告|公开.{0,8}年报$")
_NO_TITLE = re.compile("[>＞»›。；;：:|｜]|^(?:根据|现将|按照|依据|依照|为|本|关于印发)")
_LONGEST_TITLE = 80
_WORDS_OF_TITLES = re.compile(
    r"(?:20\d\d|二[〇○零Ｏ0][〇○零一二三四五六七八九]{2})(?:年度|年)?|政府信息|政务|信息|公开|工作|"
    r"年度|报告|年报|[《》“”\"]|[（(].*?[）)]"
)
_YEAR = re.compile(r"20\d\d|二[〇○零Ｏ0][〇○零一二三四五六七八九]{2}")
_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|二[〇○零Ｏ0].{2}年.{1,2}月.{1,3}日")
_PARTS_OF_WINDOW_TITLES = re.compile(r"[_|｜—–]+|\s-\s|-(?=[^\d])")
_METADATA = re.compile(r"索\s*引\s*号|发布机构|主题分类|发文字号|公开方式|信息名称")


def is_publication_line(text: str) -> bool:
    """Whether a line says when and by whom a page was published, or holds its buttons."""
    if len(text) > _LONGEST_CHROME or "。" in text:
        return False
    return bool(_PUBLICATION.match(text) or _PUBLICATION_INSIDE.search(text))


def is_footer_line(text: str) -> bool:
    """Whether a line below a report belongs to the page: neighbours, publisher, licences."""
    if len(text) > _LONGEST_CHROME:
        return False
    return bool(_FOOTER.match(text) or _FOOTER_INSIDE.search(text))


def is_metadata(text: str) -> bool:
    """Whether a cell is a label of the table of facts that a catalogue prints above a text."""
    return len(text) < 20 and bool(_METADATA.search(text))


def is_title(text: str) -> bool:
    """Whether a line may be the title of an annual report, or its last line."""
    if len(text) > _LONGEST_CHROME:
        return False
    text = _SPACES.sub("", text)
    return len(text) <= _LONGEST_TITLE and bool(_TITLE.search(text)) and not _NO_TITLE.search(text)


def names_organ(text: str) -> bool:
    """Whether a title names an organ besides its usual words."""
    return is_organ(_WORDS_OF_TITLES.sub("", _SPACES.sub("", text)))


def names_year(text: str) -> bool:
    """Whether a line holds a year."""
    return bool(_YEAR.search(_SPACES.sub("", text)))


def is_date_line(text: str) -> bool:
    """Whether a short line holds a whole date."""
    return len(text) <= 40 and bool(_DATE.search(text))


def title_in_window_title(text: str) -> str | None:
    """The report's title in a window's title, without the site's name behind it."""
    parts = [part.strip() for part in _PARTS_OF_WINDOW_TITLES.split(text[:300])]
    titles = [part for part in parts if is_title(part)]
    return next((part for part in titles if names_organ(part)), titles[0] if titles else None)
