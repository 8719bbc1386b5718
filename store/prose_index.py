"""The index of the prose of all reports: made when a report is stored, mended when it changes.

It holds positions of characters and no text, so what is taken out has to be given again: the
prose of a report is always that of its stored content.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from store.compression import decompress
from store.database import Workspace
from store.prose_chars import prose_texts, tokens
from store.report import Report

_REPORTS_PER_TRANSACTION = 32
# While the index is made anew: up to which report it is, and from which on new ones are in it.
_UP_TO, _UNTIL = "prose_up_to", "prose_until"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of prose: its text, where it stands, the heading above it ("" where none)."""

    text: str
    line: int | None
    page: int | None
    heading: str


def passages_of(packed: bytes) -> list[Passage]:
    """The prose of a packed report in reading order; its tables are not unpacked into values."""
    data = json.loads(decompress(packed))
    found: list[Passage] = []

    def add(paragraph: list[Any] | None, heading: str) -> None:
        if paragraph is not None and paragraph[0]:
            text, place = paragraph
            found.append(Passage(text, place[4], place[0], heading))

    add(data["title"], "")
    for paragraph in data["preamble"]:
        add(paragraph, "")
    for _, heading, _, paragraphs in data["sections"]:
        name = heading[0] if heading else ""
        add(heading, "")
        for paragraph in paragraphs:
            add(paragraph, name)
    for paragraph in data["signature"]:
        add(paragraph, "")
    return found


def prose_of(workspace: Workspace, report_id: int) -> list[Passage]:
    """The prose of a stored report; none where it is gone."""
    content = workspace.value("select content from report where id = ?", [report_id])
    return [] if content is None else passages_of(content)


def index_prose(workspace: Workspace, report_id: int, prose: str) -> None:
    """Make a new report findable by its prose (as ``tokens``), in the caller's transaction."""
    if prose:
        workspace.execute("insert into prose(rowid, text) values (?, ?)", [report_id, prose])


def reindex_prose(workspace: Workspace, report_id: int, was: Report, report: Report) -> None:
    """Put the prose of a report in place of what it ``was``, in the caller's transaction."""
    before, after = tokens(prose_texts(was)), tokens(prose_texts(report))
    if before == after or not _is_indexed(workspace, report_id):
        return
    if before:
        workspace.execute(
            "insert into prose(prose, rowid, text) values ('delete', ?, ?)", [report_id, before]
        )
    index_prose(workspace, report_id, after)


def _mark(workspace: Workspace, name: str) -> int | None:
    found = workspace.value("select value from meta where key = ?", [name])
    return None if found is None else int(found)


def _is_indexed(workspace: Workspace, report_id: int) -> bool:
    until = _mark(workspace, _UNTIL)
    return until is None or report_id > until or report_id <= (_mark(workspace, _UP_TO) or 0)


def is_prose_whole(workspace: Workspace) -> bool:
    """False while the index is made anew, or where that was interrupted."""
    return _mark(workspace, _UNTIL) is None


def begin_prose(workspace: Workspace) -> None:
    """Empty the index: ``rebuild_prose`` makes it anew. In the caller's transaction."""
    workspace.execute("insert into prose(prose) values ('delete-all')")
    last = workspace.value("select ifnull(max(id), 0) from report")
    workspace.execute_many(
        "insert or replace into meta(key, value) values (?, ?)",
        [(_UP_TO, "0"), (_UNTIL, str(last))],
    )


def rebuild_prose(workspace: Workspace, is_cancelled: Callable[[], bool] = lambda: False) -> int:
    """Go on with an index that was begun anew, in small transactions; how many reports are left."""
    while (until := _mark(workspace, _UNTIL)) is not None:
        up_to = _mark(workspace, _UP_TO) or 0
        if is_cancelled():
            left = "select count(*) from report where id > ? and id <= ?"
            return int(workspace.value(left, [up_to, until]))
        with workspace.transaction():
            rows = workspace.rows(
                "select id, content from report where id > ? and id <= ? order by id limit ?",
                [up_to, until, _REPORTS_PER_TRANSACTION],
            )
            for report_id, content in rows:
                texts = [passage.text for passage in passages_of(content)]
                index_prose(workspace, report_id, tokens(texts))
            if rows:
                workspace.execute(
                    "update meta set value = ? where key = ?", [str(rows[-1][0]), _UP_TO]
                )
            else:
                workspace.execute("delete from meta where key in (?, ?)", [_UP_TO, _UNTIL])
    return 0
