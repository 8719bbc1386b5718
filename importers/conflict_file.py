"""Conflicts of a merge as a TOML file, to be decided one by one in an editor.

One ``[[conflict]]`` an entry: ``take`` is what the reader fills in ("ours", "theirs", or "" for
later), ``id`` says which conflict it is; what else stands there is for people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from importers.errors import ConflictFileError
from store.merge_plan import Side


@dataclass(frozen=True, slots=True)
class Question:
    """A conflict in words: where it is, and what each side says."""

    id: str
    where: str
    differences: tuple[tuple[str, str, str], ...]


def write_questions(questions: Sequence[Question], heading: str) -> bytes:
    """The file with nothing decided yet; ``heading`` says in a line how to fill it in."""
    import tomli_w

    entries = [
        {
            "id": question.id,
            "take": "",
            "report": question.where,
            "about": [
                {"what": what, "ours": ours, "theirs": theirs}
                for what, ours, theirs in question.differences
            ],
        }
        for question in questions
    ]
    return (f"# {heading}\n\n" + tomli_w.dumps({"conflict": entries})).encode()


def read_choices(data: bytes, path: str) -> dict[str, Side]:
    """By id what was decided. Raises ConflictFileError where the file is not as it was written."""
    try:
        entries = tomllib.loads(data.decode("utf-8-sig")).get("conflict", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConflictFileError(path=path, detail=str(error)) from error
    if not isinstance(entries, list):
        raise ConflictFileError(path=path, detail="[[conflict]]")
    found: dict[str, Side] = {}
    for number, entry in enumerate(entries, 1):
        named = entry.get("id") if isinstance(entry, dict) else None
        take = entry.get("take", "") if isinstance(entry, dict) else None
        if not isinstance(named, str) or take not in ("", *Side):
            raise ConflictFileError(path=path, detail=f"[[conflict]] {number}: take = {take!r}")
        if take:
            found[named] = Side(take)
    return found
