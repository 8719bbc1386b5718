"""One thing that was looked at when a workspace is examined."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symptom:
    """What was found; ``code`` names its sentence and ``params`` fill it in.

    ``command`` is what to type to mend it, "" where the sentence says it all, and ``by`` who has to
    type it, "" the one who asks. With ``stops`` the file is not to be opened before it is mended.
    """

    code: str
    is_wrong: bool
    params: Mapping[str, str | int]
    command: str = ""
    stops: bool = False
    by: str = ""


def good(code: str, **params: object) -> Symptom:
    """Something that is as it has to be."""
    return Symptom(code, False, _plain(params))


def wrong(
    code: str, *, command: str = "", stops: bool = True, by: str = "", **params: object
) -> Symptom:
    """Something that has to be mended."""
    return Symptom(code, True, _plain(params), command, stops, by if command else "")


def _plain(params: Mapping[str, object]) -> dict[str, str | int]:
    return {key: v if isinstance(v, int) else str(v) for key, v in params.items()}


def shown_mode(info: os.stat_result) -> str:
    """Mode bits as one types them: 0660, 2770."""
    return f"{stat.S_IMODE(info.st_mode):04o}"
