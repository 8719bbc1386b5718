"""Why a flag is dismissed: a few reasons that all know, and what reviewers wrote themselves."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from store.database import Workspace
from store.reviewer import Reviewer
from store.storable import storable

REASONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "acceptable": "表述可接受",
            "local": "地方口径",
            "explained": "已作说明",
            "rule_error": "规则误报",
        },
        "en": {
            "acceptable": "wording acceptable",
            "local": "local practice",
            "explained": "explained by the organ",
            "rule_error": "false alarm of the rule",
        },
    }
)
_LOOKED_AT = 2_000
_MOST = 9


def reason_text(reason: str, language: str) -> str:
    """A reason in words: what a reviewer wrote is as it is."""
    return REASONS[language].get(reason, reason)


def known_reasons(workspace: Workspace, reviewer: Reviewer) -> tuple[str, ...]:
    """Reasons to choose from: those that the reviewer used, the last one first, then the others."""
    rows = workspace.rows(
        "select json_extract(payload, '$.reason') from (select payload from annotation"
        " where uid = ? and reviewer = ? order by id desc limit ?)"
        " where json_extract(payload, '$.reason') is not null",
        [reviewer.uid, storable(reviewer.label), _LOOKED_AT],
    )
    used = dict.fromkeys(str(row[0]) for row in rows)
    own = [reason for reason in used if reason not in REASONS["zh"]]
    # The four are always there.
    dropped = set(own[_MOST - len(REASONS["zh"]) :])
    return tuple(r for r in dict.fromkeys([*used, *REASONS["zh"]]) if r not in dropped)
