"""Words and figures that the spreadsheet and the web page of totals share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from store.forms import load_form
from store.report import State
from store.totals import FieldTotal, Group, GroupTotals, added

# The figures that superiors ask for first; both forms have most of them.
KEY_FIELDS = (
    "requests.received.total",
    "requests.carried_in.total",
    "requests.granted.total",
    "requests.partial.total",
    "requests.total.total",
    "requests.carried_out.total",
    "litigation.review.total",
    "litigation.direct.total",
    "litigation.after_review.total",
)
# Their official labels are sentences.
_SHORT = {
    "requests.received.total": "本年新收申请",
    "requests.carried_in.total": "上年结转申请",
    "requests.partial.total": "（二）部分公开",
    "requests.total.total": "办理结果总计",
    "requests.carried_out.total": "结转下年度",
    "litigation.direct.total": "行政诉讼（直接起诉）",
    "litigation.after_review.total": "行政诉讼（复议后）",
}
# So many bars can be read in a chart.
MOST_BARS = 20

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "title": "政府信息公开工作年度报告数据汇总",
            "summary": "汇总",
            "detail": "明细",
            "about": "说明",
            "year": "年度",
            "kind": "口径",
            "region": "地区",
            "level": "级别",
            "form": "格式",
            "reports": "报告份数",
            "missing": "缺报",
            "table": "表",
            "row": "行",
            "column": "栏",
            "total": "合计（原文值）",
            "number": "有数份数",
            "of": "应有份数",
            "blank": "未填",
            "mark": "以符号代填",
            "text": "文字",
            "lost": "列位不明",
            "absent": "缺项",
            "corrected": "建议更正",
            "total_corrected": "按更正计合计",
            "all": "全部",
            "unknown_region": "地区不明",
            "unknown_year": "年度不明",
            "share": "{numbers}/{reports} 份",
            "note": "合计只含填有数字的格，按原文值（审核人校读的按校读值）；未填不当作 0。每个合计都注明是多少份中的"
            "多少份。“按更正计”把建议更正的格换成建议值，另列。不同口径不相加：汇总报告已含所属单位。缺报份数依应报名单。",
            "chart": "{year} 年{kind}：各地区{field}",
            "years": "{kind}：历年{field}",
            "none": "没有现行报告。",
        },
        "en": {
            "title": "Totals of the annual reports",
            "summary": "summary",
            "detail": "detail",
            "about": "about",
            "year": "year",
            "kind": "kind",
            "region": "region",
            "level": "level",
            "form": "form",
            "reports": "reports",
            "missing": "missing",
            "table": "table",
            "row": "row",
            "column": "column",
            "total": "total as printed",
            "number": "with a number",
            "of": "of",
            "blank": "blank",
            "mark": "mark",
            "text": "text",
            "lost": "lost",
            "absent": "absent",
            "corrected": "to correct",
            "total_corrected": "total as corrected",
            "all": "all",
            "unknown_region": "region unknown",
            "unknown_year": "year unknown",
            "share": "{numbers} of {reports}",
            "note": "A total is of cells that hold a number, as printed (or as a reviewer read them);"
            " a blank is not taken for 0, and every total says of how many reports it is. As"
            " corrected puts the suggested values in, apart. Kinds are never added together: the"
            " figures of a whole government hold those of its parts. Missing is by the roster.",
            "chart": "{year}, {kind}: {field} by region",
            "years": "{kind}: {field} by year",
            "none": "There are no current reports.",
        },
    }
)
KINDS = {
    "zh": {"own": "本机关", "government": "本级政府汇总", "system": "部门系统汇总"},
    "en": {"own": "own", "government": "whole government", "system": "whole system"},
}
LEVELS = {
    "zh": {
        "province": "省",
        "city": "市",
        "county": "县",
        "township": "乡镇",
        "department": "部门",
        "unknown": "级别不明",
    },
    "en": {
        "province": "province",
        "city": "city",
        "county": "county",
        "township": "township",
        "department": "department",
        "unknown": "level unknown",
    },
}
GAPS = (State.BLANK, State.MARK, State.TEXT, State.LOST, State.ABSENT)


def group_words(group: Group, language: str) -> list[str]:
    """Year, kind, region and level in words."""
    words = WORDS[language]
    return [
        str(group.year) if group.year is not None else words["unknown_year"],
        KINDS[language][group.kind],
        group.region or words["unknown_region"],
        LEVELS[language][group.level],
    ]


def key_names(language: str) -> list[str]:
    """The key fields in a few words."""
    form = load_form("2021")
    names = []
    for name in KEY_FIELDS:
        field = form.fields_by_id[name]
        label = field.row.label
        if language != "zh":
            names.append(label.english)
        else:
            names.append(_SHORT.get(name) or label.text)
    return names


@dataclass(frozen=True, slots=True)
class Together:
    """Groups of one year and kind, and the sums of the key fields over both forms."""

    year: int | None
    kind: str
    groups: tuple[GroupTotals, ...]

    @property
    def reports(self) -> int:
        """How many reports."""
        return sum(one.reports for one in self.groups)

    @property
    def missing(self) -> int | None:
        """How many organs of the roster have none; None where there is no roster."""
        known = [one.missing for one in self.groups if one.missing is not None]
        return sum(known) if known else None

    def by_group(self) -> list[Together]:
        """The same, a region and level each: reports in both forms together."""
        found: dict[Group, list[GroupTotals]] = {}
        for one in self.groups:
            found.setdefault(one.group, []).append(one)
        return [Together(self.year, self.kind, tuple(groups)) for groups in found.values()]

    def of_form(self, form: str) -> dict[str, FieldTotal]:
        """All totals of the reports in one form."""
        return added([one for one in self.groups if one.form == form])

    def key(self, field: str) -> FieldTotal | None:
        """The total of a key field, which means the same in both forms."""
        return added(list(self.groups)).get(field)

    def by_region(self, field: str) -> list[tuple[str | None, int | float, str]]:
        """Region, total and share of a field, the largest first; what has no number is left out."""
        regions: dict[str | None, list[GroupTotals]] = {}
        for one in self.groups:
            regions.setdefault(one.group.region, []).append(one)
        found = []
        for region, groups in regions.items():
            total = added(groups).get(field)
            if total is not None and total.total is not None:
                reports = sum(one.reports for one in groups)
                found.append((region, float(total.total), f"{total.numbers}/{reports}"))
        return sorted(found, key=lambda entry: (-entry[1], entry[0] or ""))


def together(groups: Sequence[GroupTotals]) -> list[Together]:
    """Groups by year and kind, the latest year first."""
    found: dict[tuple[int | None, str], list[GroupTotals]] = {}
    for one in groups:
        found.setdefault((one.group.year, one.group.kind), []).append(one)
    order = sorted(found, key=lambda key: (key[0] is None, -(key[0] or 0), key[1]))
    return [Together(year, kind, tuple(found[year, kind])) for year, kind in order]
