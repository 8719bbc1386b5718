"""S410: what a template or a converter left in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.report import Flag, Noticed, Origin, Paragraph, Place, Report, Severity
from store.rules.places import prose
from store.rules.registry import Context, rule

_UNITS = "年月日镇乡县市区省州局街条件个次份项篇部万元"
# （ ）内为上年数 speaks of the brackets.
_BRACKETS = re.compile(r"[（(]\s*[)）](?!\s*[内里号])")
_KINDS = {
    # Fill-in marks: XX镇, ××条, 20XX年, ____年, ×××同志, [链接]; not 138XXXX1234 and not a
    # masked name (张××).
    "placeholder": re.compile(
        rf"(?<![0-9A-Za-z×])(?:20)?[XxＸｘ×]{{2,8}}(?=[{_UNITS}])"
        rf"|(?<![_])[_＿]{{3,}}(?=[\s{_UNITS}])"
        r"|20[XxＸｘ×]{2}年?"
        r"|(?<![0-9A-Za-z×])[XxＸｘ×]{2,8}(?=同志|(?:副)?(?:书记|[省市县区乡镇局厅]长|主任|主席|组长))"
        r"|(?:联系人|负责人|联系方式|电话|邮箱|地址|网址)[:：]?\s*[XxＸｘ×]{2,}"
        r"|(?<![0-9A-Za-z×])[XxＸｘ×]{3,4}[-—－][XxＸｘ×]{6,8}"
        r"|[\[【［(（](?:超?链接|网址|图片|插图|附图)[\]】］)）]"
    ),
    # What the form tells the writer, not the reader.
    "instruction": re.compile(
        r"[（(](?:请|此处|此部分|本部分|在此|按要求|根据实际)[^（）()]{0,60}"
        r"(?:填写|填报|填入|插入|说明|简述|概述|撰写|删除)[^（）()]{0,60}[)）]"
        r"|该部分以表格形式报告|(?<!以)这一项(?:报告本机关|以表格|主要报告)"
        r"|此处(?:填写|填报|填入|插入|简述|概述|请)"
        r"|[（(](?:单位|机关|行政机关|年份)(?:全称|名称)?[)）]"
        r"|[（(](?:模板|参考模板|范本|样式|格式文本|示例)[)）]"
        r"|(?:填表|填报|填写|编写|撰写)(?:说明|提示)[:：]"
        r"|[（(][^（）()]{0,20}(?:不超过|控制在|限)\s*\d{2,4}\s*字[^（）()]{0,10}[)）]"
    ),
}

# A character that each of these has; most paragraphs have none.
_SIGNS = {_BRACKETS: re.compile("[)）]"), _KINDS["placeholder"]: re.compile("[XxＸｘ×_＿链网图]")}
_ANY = re.compile("")


@rule("S410")
def residue(report: Report, context: Context) -> Iterator[Flag]:
    """Bookmarks of converters, empty brackets, fill-in marks, instructions: one flag a kind."""
    for seen in report.observed(Noticed.BOOKMARK)[:1]:
        yield _flag(context, "bookmark", str(seen.facts["text"]), "", seen.place)
    texts = list(prose(report))
    if report.title is not None:
        texts.insert(0, ("title", report.title))
    brackets = _first(texts, _BRACKETS)
    if brackets:
        (section, paragraph), quote = brackets
        yield _flag(context, "brackets", quote, section, paragraph.place)
    for kind, pattern in _KINDS.items():
        found = _first(texts, pattern)
        if found:
            (section, paragraph), quote = found
            yield _flag(context, kind, quote, section, paragraph.place)


def _first(
    texts: list[tuple[str, Paragraph]], pattern: re.Pattern[str]
) -> tuple[tuple[str, Paragraph], str] | None:
    """The first paragraph that holds what is left over, and the words around it."""
    signs = _SIGNS.get(pattern, _ANY)
    for section, paragraph in texts:
        if not signs.search(paragraph.text):
            continue
        found = pattern.search(paragraph.text)
        if found:
            around = paragraph.text[max(0, found.start() - 10) : found.end() + 6]
            return (section, paragraph), " ".join(around.split()).strip("“”")
    return None


_FOUND = {
    "bookmark": (Severity.INFO, Origin.EXTRACTION),
    # A link that the conversion dropped is likely.
    "brackets": (Severity.WARNING, Origin.UNDECIDED),
    "placeholder": (Severity.WARNING, Origin.SOURCE),
    "instruction": (Severity.WARNING, Origin.SOURCE),
}


def _flag(context: Context, kind: str, quote: str, section: str, place: Place) -> Flag:
    severity, origin = _FOUND[kind]
    return Flag(
        rule="S410",
        severity=severity,
        origin=origin,
        anchor=kind,
        place=place,
        params={
            "form": context.form.edition,
            "section": section,
            "quote": quote[:60],
            "variant": kind,
        },
        second_view=origin is Origin.EXTRACTION,
    )
