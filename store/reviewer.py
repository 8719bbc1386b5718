"""Who annotates: the account by uid, which cannot be pretended, and a label that can."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass

from store.storable import storable

LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer is the pair of account and label (``GOUJI_REVIEWER``)."""

    uid: int
    account: str
    label: str

    @property
    def name(self) -> str:
        """The label, else the account."""
        return self.label or self.account


def current_reviewer() -> Reviewer:
    """The reviewer who runs this process."""
    uid = os.getuid()
    try:
        account = pwd.getpwuid(uid).pw_name
    except KeyError:
        account = str(uid)
    # A label in another encoding arrives as surrogates, which SQLite cannot hold.
    label = storable("".join(os.environ.get("GOUJI_REVIEWER", "").split())[:LONGEST_LABEL])
    return Reviewer(uid, account, label)
