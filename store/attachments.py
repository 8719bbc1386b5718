"""Attachments: a file that holds only the tables of a report whose text is another file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from store.annotation_log import AnnotationKind, append, count_annotations
from store.database import Workspace
from store.errors import AnnotationError
from store.report import Part
from store.rereading import Reread, replay_beside, reread_report
from store.reviewer import Reviewer
from store.versions import settle


@dataclass(frozen=True, slots=True)
class Pair:
    """An attachment and the text that it may belong to: ids and paths."""

    attachment_id: int
    attachment: str
    text_id: int
    text: str


def find_pairs(workspace: Workspace, among: Sequence[int] | None = None) -> list[Pair]:
    """Attachments that are not joined yet, each with the one text that it can belong to.

    Same organ and year where both are known; else the text in the same folder whose file name
    or organ the attachment's name repeats, or the only one there. ``among``: ids of reports of
    one import; None: of the whole workspace.
    """
    rows = workspace.rows(
        "select report.id, report.path, report.part, organ.name, series.year from report"
        " join series on series.id = report.series_id"
        " left join organ on organ.id = series.organ_id"
        " where report.part <> ? and report.joined_to is null and report.copy_of is null"
        " order by report.id",
        [Part.WHOLE.value],
    )
    known = None if among is None else set(among)
    loose = [_Loose(*row) for row in rows if known is None or row[0] in known]
    texts = [one for one in loose if one.part == Part.TEXT]
    found = []
    for attachment in (one for one in loose if one.part == Part.TABLES):
        text = _text_of(attachment, texts, loose)
        if text is not None:
            found.append(Pair(attachment.id, attachment.path, text.id, text.path))
    return found


@dataclass(frozen=True, slots=True)
class _Loose:
    id: int
    path: str
    part: str
    organ: str | None
    year: int | None

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.path.replace("!", "/")).parent)

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path.replace("!", "/")).stem


def _text_of(attachment: _Loose, texts: Sequence[_Loose], loose: Sequence[_Loose]) -> _Loose | None:
    fitting = [
        text
        for text in texts
        if (attachment.year is None or text.year is None or attachment.year == text.year)
        and (attachment.organ is None or text.organ is None or attachment.organ == text.organ)
    ]
    same_organ = [text for text in fitting if attachment.organ and text.organ == attachment.organ]
    if same_organ:
        return same_organ[0] if len(same_organ) == 1 else None
    beside = [text for text in fitting if text.folder == attachment.folder]
    named = [
        text
        for text in beside
        if text.stem in attachment.stem
        or attachment.stem.startswith(text.stem)
        or (text.organ is not None and text.organ in attachment.stem)
    ]
    if named:
        return named[0] if len(named) == 1 else None
    rivals = [o for o in loose if o.part == Part.TABLES and o.folder == attachment.folder]
    return beside[0] if len(beside) == 1 and len(rivals) == 1 else None


def join_attachment(workspace: Workspace, reviewer: Reviewer, pair: Pair, reread: Reread) -> int:
    """Take the tables of an attachment as those of a text; the annotation's id.

    The attachment leaves the queue; undoing the annotation brings it back.
    """
    with workspace.transaction():
        row = workspace.row("select joined_to from report where id = ?", [pair.attachment_id])
        if row is None or row[0] is not None:
            raise AnnotationError("report_gone", report=pair.attachment_id)
        payload = {"attachment": pair.attachment_id, "path": pair.attachment}
        made = append(workspace, reviewer, AnnotationKind.JOIN, pair.text_id, payload)
        put_attachment(workspace, pair.attachment_id, pair.text_id, reread)
        return made


def put_attachment(workspace: Workspace, attachment_id: int, text_id: int, reread: Reread) -> None:
    """Give an attachment to a text, in the caller's transaction, which has recorded it."""
    series_id = workspace.value("select series_id from report where id = ?", [attachment_id])
    workspace.execute(
        "update report set joined_to = ?, is_current = 0 where id = ?", [text_id, attachment_id]
    )
    settle(workspace, series_id)
    _read_again(workspace, text_id, reread)
    replay_beside(workspace, series_id)


def part_attachment(workspace: Workspace, attachment_id: int, text_id: int, reread: Reread) -> None:
    """Take an attachment from its text again, in the caller's transaction."""
    workspace.execute("update report set joined_to = null where id = ?", [attachment_id])
    series_id = workspace.value("select series_id from report where id = ?", [attachment_id])
    settle(workspace, series_id)
    _read_again(workspace, text_id, reread)
    replay_beside(workspace, series_id)


def _read_again(workspace: Workspace, text_id: int, reread: Reread) -> None:
    reread_report(workspace, text_id, reread)
    count_annotations(workspace, text_id)
