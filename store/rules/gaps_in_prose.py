"""N511: a counter that stands without its number, as in 公开信息条."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.report import Flag, Origin, Report, Severity
from store.rules.registry import Context, rule
from store.rules.sums_in_prose import prose, sentence_flag
from store.sentences import without_white

_END = r"(?=[,。;、!]|$)"
_REQUESTS = r"(?:政府|政务)?(?:信息)?(?:依申请)?(?:公开)?申请"
_GAPS = (
    # 公开条, 发布信息条
    re.compile(
        r"(?:公开|发布|公布|转载|推送|更新)(?:各类|了)?(?:政府|政务|动态|公开)?(?:信息|动态|公告|文件)?"
        rf"(?:共计|共|总计|合计|约)?[条篇]{_END}"
    ),
    # 收到申请件
    re.compile(
        rf"(?:收到|受理|接收|接到|新收|答复|办结)(?:了)?{_REQUESTS}(?:共计|共|总计|合计|为)?[件条宗]{_END}"
    ),
    re.compile(rf"(?<![公一])共(?:计)?[条件份篇宗起]{_END}|(?:合计|总计)[条件份篇宗起]{_END}"),
    re.compile(
        rf"(?:制发|制定|出台|废止|现行有效)(?:的)?(?:行政)?规范性文件(?:共计|共|为|总数)?[件份]{_END}"
    ),
    re.compile(rf"(?:收取|处理费)(?:金额|共计|共|为|合计)*元{_END}"),
    # A line to write on.
    re.compile(r"_{3,}[条件份篇宗起期次个项元]"),
    re.compile(rf"(?:占比?|占[^,。;\d%]{{2,10}}的|[复结开意]率(?:为|达到?)?)%{_END}"),
)
# How each of these ends, or in the middle of the last one.
_MAY_LACK = re.compile(rf"[条篇件宗份起元%个]{_END}|_{{3}}")
_IN_FORCE = re.compile(
    r"\d[件份个],(?:[^,。;]{0,12}[件份个],)?(?:目前|现有)?现行有效(?:的)?(?:行政)?规范性文件(?=[。;]|$)"
)
# A noun of that form that something is done to, or named: 对收到的申请件, 公开条目.
_NOUN = re.compile(r"(?:^|[,。;、])(?:对|将|把|就|凡|每|逐|各)[^,。;、]*$")
_QUOTED = re.compile(r"《[^《》]{0,200}》")


@rule("N511")
def numbers_missing(report: Report, context: Context) -> Iterator[Flag]:
    """Sentences in which the number before a counter is not there.

    Whether it was never written or lost on the way out of a PDF can't be told.
    """
    for where in prose(report):
        text = without_white(_QUOTED.sub("《》", where[2]))
        gap = _gap(text)
        if gap is not None:
            yield sentence_flag(
                "N511", Severity.WARNING, context, where, {"missing": gap}, Origin.UNDECIDED
            )


def _gap(text: str) -> str | None:
    if not _MAY_LACK.search(text):
        return None
    for pattern in (*_GAPS, _IN_FORCE):
        for found in pattern.finditer(text):
            if not _NOUN.search(text[: found.start()]):
                return found.group()[-16:]
    return None
