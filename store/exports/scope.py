"""What an export covers, said in the file itself or beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from store.database import Workspace
from store.filters import matching
from store.visible import one_line

_WORDS = {
    "zh": {
        "workspace": "工作区 {name}，{at} 导出",
        "current": "现行版本",
        "all": "全部版本",
        "filter": "筛选“{words}”",
        "no_filter": "未筛选",
        "reports": "报告 {count} 份",
        "findings": "疑点 {count} 条（属实、待核、待审的列入台账）",
        "cells": "全部数据格",
        "annotations": "操作记录 {count} 条",
        "totals": "汇总数",
        "personal": "含个人信息",
        "redacted": "电话、邮箱、姓名、证件号已隐去",
        "join": "；",
    },
    "en": {
        "workspace": "workspace {name}, exported {at}",
        "current": "current revisions",
        "all": "all revisions",
        "filter": "filter “{words}”",
        "no_filter": "no filter",
        "reports": "{count} reports",
        "findings": "{count} flags (confirmed, unsure and open ones are in the ledger)",
        "cells": "all cells",
        "annotations": "{count} annotations",
        "totals": "totals",
        "personal": "with personal data",
        "redacted": "telephones, mail, names and numbers of papers left out",
        "join": "; ",
    },
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export covers; ``rows`` is None where it is not counted before."""

    language: str
    what: str = "findings"
    workspace: str = ""
    made_at: str = ""
    words: str = ""
    current_only: bool = False
    reports: int = 0
    rows: int | None = None
    with_personal: bool = False

    def parts(self) -> list[str]:
        """What is covered, one phrase each, on one line each."""
        words = _WORDS[self.language]
        found = [
            words["workspace"].format(name=one_line(self.workspace), at=self.made_at),
            words["current" if self.current_only else "all"],
            words["filter"].format(words=one_line(self.words))
            if self.words.split()
            else words["no_filter"],
            words["reports"].format(count=self.reports),
            words[self.what].format(count=self.rows),
        ]
        if self.what != "totals":
            found.append(words["personal" if self.with_personal else "redacted"])
        return found

    def sentence(self) -> str:
        """What is covered, on one line."""
        return _WORDS[self.language]["join"].join(self.parts())


_FROM = (
    " from report join series on series.id = report.series_id"
    " left join organ on organ.id = series.organ_id"
)
_CURRENT = " and report.is_current = 1"


def scope_of(
    workspace: Workspace,
    what: str,
    language: str,
    *,
    current_only: bool,
    words: str,
    with_personal: bool,
) -> Scope:
    """What an export of this moment covers; copies are not counted, they belong to a revision."""
    condition, parameters = matching(words)
    chosen = f"{_FROM} where report.copy_of is null{_CURRENT if current_only else ''}{condition}"
    scope = Scope(
        language,
        what,
        workspace.path.name,
        datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        words,
        current_only,
        int(workspace.value("select count(*)" + chosen, parameters)),
        with_personal=with_personal,
    )
    if what == "findings":
        count = workspace.value(
            "select count(*) from flag where (is_raised = 1 or verdict is not null)"  # noqa: S608
            f" and report_id in (select report.id{chosen})",
            parameters,
        )
        return replace(scope, rows=int(count))
    if what == "annotations":
        count = workspace.value(
            f"select count(*) from annotation where report_id in (select report.id{chosen})"  # noqa: S608
            + ("" if words.split() else " or report_id is null"),
            parameters,
        )
        return replace(scope, rows=int(count))
    return scope
