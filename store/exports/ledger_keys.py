"""The hidden key of a ledger's line, by which it is known again when the file comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEY_COLUMN = "gouji-key"
_MARK = "gouji1"


def short_hash(*texts: str) -> str:
    """Twelve hexadecimal digits that stand for some texts."""
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "replace")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """Which flag a line is about, and what was known of it when the ledger was written.

    ``identity`` stands for rule and anchor, ``fingerprint`` for what the flag was about,
    ``verdict`` is empty for an open one, ``remarks`` stands for the remarks as they were.
    """

    flag: int
    sha256: str
    ordinal: int
    identity: str
    fingerprint: str
    verdict: str
    rectified: str
    remarks: str

    def text(self) -> str:
        """The key as the text of a cell, with a sum that shows whether it was changed."""
        parts = (
            _MARK,
            str(self.flag),
            self.sha256,
            str(self.ordinal),
            self.identity,
            self.fingerprint,
            self.verdict or "open",
            self.rectified or "open",
            self.remarks,
        )
        return "|".join((*parts, short_hash(*parts)))


def key_of(row: Mapping[str, Any], rectified: str, remarks: str) -> LedgerKey:
    """The key of a row of ``store.findings.ledger_rows`` with what its cells are to say."""
    return LedgerKey(
        row["flag"],
        row["sha256"],
        row["ordinal"],
        short_hash(*row["rule_anchor"]),
        short_hash(row["fingerprint"]),
        row["decision"] or "",
        rectified,
        short_hash(remarks),
    )


def read_key(text: str) -> LedgerKey | None:
    """The inverse of ``LedgerKey.text``; None for what is none, or was changed."""
    parts = text.strip().split("|")
    if len(parts) != 10 or parts[0] != _MARK or short_hash(*parts[:-1]) != parts[-1]:
        return None
    if not (parts[1].isascii() and parts[1].isdigit() and parts[3].isdigit()):
        return None
    return LedgerKey(
        int(parts[1]),
        parts[2],
        int(parts[3]),
        parts[4],
        parts[5],
        "" if parts[6] == "open" else parts[6],
        "" if parts[7] == "open" else parts[7],
        parts[8],
    )
