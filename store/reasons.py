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
    """Reasons to choose from: the four that all know, then the reviewer's own, the first used first.

    A number stays that of its reason; only the last few own ones are kept.
    """
    rows = workspace.rows(
        "select json_extract(payload, '$.reason') from (select payload from annotation"
        " where uid = ? and reviewer = ? order by id desc limit ?)"
        " where json_extract(payload, '$.reason') is not null",
        [reviewer.uid, storable(reviewer.label), _LOOKED_AT],
    )
    used = [str(row[0]) for row in rows if str(row[0]) not in REASONS["zh"]]
    kept = set(list(dict.fromkeys(used))[: _MOST - len(REASONS["zh"])])
    own = [reason for reason in dict.fromkeys(reversed(used)) if reason in kept]
    return (*REASONS["zh"], *own)
