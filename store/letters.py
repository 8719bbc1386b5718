"""The letter on one report: what it holds, why there is none, and the record that it was sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from store.annotation_log import AnnotationKind, append
from store.database import Workspace
from store.errors import LetterError
from store.filters import matching
from store.finding_words import enters_letter
from store.flags import flags_of
from store.forms import load_forms
from store.letter_items import LetterItem, item_json, letter_items, unseen_items
from store.letter_rounds import fates_since, last_letter, unseen_findings
from store.replay import replay_report
from store.report import Kind
from store.reports import StoredReport, stored_report
from store.reviewer import Reviewer
from store.rounds import Fate
from store.settings import LetterSettings


class LetterKind(StrEnum):
    """What a letter is: on a first version, on a corrected one, or that nothing was found."""

    FIRST = "first"
    SECOND = "second"
    CLEAN = "clean"


class Obstacle(StrEnum):
    """Why there is no letter on a report."""

    GONE = "gone"
    NOT_CURRENT = "not_current"
    NOT_SIGNED_OFF = "not_signed_off"
    CHANGED = "changed"
    UNDECIDED = "undecided"
    ISSUED = "issued"
    NOTHING_TO_RECTIFY = "nothing_to_rectify"


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a letter says; ``office`` is what the office has set of itself.

    ``round`` counts the letters on this organ's report of the year; ``earlier`` are the findings
    of the letter before, ``fixed`` those of them that the corrected file has put right.
    """

    report_id: int
    language: str
    kind: LetterKind
    is_notice: bool
    organ: str | None
    region: str | None
    year: int | None
    figures: Kind
    revision: int
    received: date
    round: int
    notice: str
    office: LetterSettings
    items: tuple[LetterItem, ...]
    earlier: int = 0
    fixed: int = 0

    @property
    def is_clean(self) -> bool:
        """True where nothing was found."""
        return not self.items

    @property
    def basis(self) -> str:
        """On what ground the report was reviewed, as the office says it."""
        return self.office.basis

    @property
    def deadline(self) -> str:
        """Until when to answer, as the office says it."""
        return self.office.deadline

    @property
    def contact(self) -> str:
        """Who answers questions, as the office says it."""
        return self.office.contact


def letter_candidates(workspace: Workspace, words: str = "") -> tuple[int, ...]:
    """Ids of the current reports, by organ and year; ``words`` choose among them."""
    condition, parameters = matching(words)
    rows = workspace.rows(
        "select report.id from report join series on series.id = report.series_id"  # noqa: S608
        " left join organ on organ.id = series.organ_id"
        " where report.is_current = 1 and report.copy_of is null and report.joined_to is null"
        f"{condition} order by organ.region, organ.name, series.year, report.id",
        parameters,
    )
    return tuple(row[0] for row in rows)


def obstacle_of(
    workspace: Workspace, report_id: int, *, again: bool = False, is_notice: bool = False
) -> Obstacle | None:
    """Why there is no letter on a report now; None where there may be one.

    ``again``: also where one was issued. ``is_notice``: only where there is something to rectify.
    """
    row = workspace.row(
        "select is_current, copy_of, sign_off, is_changed, answered,"
        " open_errors + open_warnings + open_infos + unsure from report where id = ?",
        [report_id],
    )
    if row is None:
        return Obstacle.GONE
    is_current, copy_of, sign_off, is_changed, answered, undecided = row
    if not is_current or copy_of is not None:
        return Obstacle.NOT_CURRENT
    if sign_off is None:
        return Obstacle.NOT_SIGNED_OFF
    if is_changed:
        return Obstacle.CHANGED
    if not again and answered is not None:
        return Obstacle.ISSUED
    has_items = any(enters_letter(record) for record in flags_of(workspace, report_id)) or bool(
        unseen_findings(workspace, report_id)
    )
    if not has_items and undecided:
        # Nobody has said yet that nothing was found.
        return Obstacle.UNDECIDED
    return Obstacle.NOTHING_TO_RECTIFY if is_notice and not has_items else None


def letter_of(
    workspace: Workspace,
    report_id: int,
    language: str,
    *,
    is_notice: bool = False,
    with_personal: bool = False,
) -> Letter:
    """The letter on a report as it is decided now. Raises LetterError where the report is gone.

    ``is_notice``: a notice of rectification. Telephones, addresses and names in what the report
    says are replaced by marks unless ``with_personal``; a reviewer's own sentence stays as it is.
    """
    stored = stored_report(workspace, report_id)
    if stored is None:
        raise LetterError("report_gone", report=report_id)
    before = last_letter(workspace, stored)
    current = {} if before is None else fates_since(workspace, report_id, before.payload)
    records = [record for record in flags_of(workspace, report_id) if enters_letter(record)]
    items = letter_items(workspace, stored, records, language, with_personal=with_personal)
    if before is not None:
        items = tuple(
            replace(item, fate=current.get((item.rule, item.anchor), Fate.NEW)) for item in items
        )
    unseen = unseen_items(
        workspace,
        unseen_findings(workspace, report_id),
        language,
        with_personal=with_personal,
        after=len(items),
    )
    items += tuple(replace(item, fate=Fate.STILL if before else None) for item in unseen)
    received = workspace.value("select imported_at from report where id = ?", [report_id])
    return Letter(
        report_id=report_id,
        language=language,
        kind=LetterKind.CLEAN if not items else LetterKind.SECOND if before else LetterKind.FIRST,
        is_notice=is_notice and bool(items),
        organ=stored.organ,
        region=stored.region,
        year=stored.year,
        figures=stored.kind,
        revision=stored.revision,
        received=datetime.fromisoformat(received).astimezone().date(),
        round=1 if before is None else before.number + 1,
        notice=_notice(stored),
        office=workspace.settings.letter,
        items=items,
        earlier=0 if before is None else len(before.payload["items"]),
        fixed=sum(fate is Fate.FIXED for fate in current.values()),
    )


def issue_letter(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    *,
    letter: Letter | None = None,
    title: str = "",
    with_personal: bool = False,
    again: bool = False,
) -> int:
    """Record that the letter on a report was issued; the annotation's id.

    ``letter`` is what was written; None: the letter as it is now. Raises LetterError where the
    report has changed since, or may have no letter: also where a colleague has issued it
    meanwhile, unless ``again``.
    """
    with workspace.transaction():
        found = obstacle_of(workspace, report_id, again=again)
        if found is not None:
            raise LetterError(f"letter_{found.value}")
        now = letter_of(
            workspace,
            report_id,
            letter.language if letter else "zh",
            is_notice=letter.is_notice if letter else False,
            with_personal=with_personal,
        )
        if letter is not None and now != letter:
            raise LetterError("letter_stale")
        payload = {
            "round": now.round,
            "kind": now.kind.value,
            "notice": now.is_notice,
            "title": title,
            "items": [item_json(item, now.language) for item in now.items],
        }
        made = append(workspace, reviewer, AnnotationKind.ISSUED, report_id, payload)
        replay_report(workspace, report_id)
        return made


def _notice(stored: StoredReport) -> str:
    """The notice on the form that holds for the report's year, else for the form it uses."""
    forms = {form.edition: form for form in load_forms()}
    for form in forms.values():
        if stored.year is not None and form.serves_year(stored.year):
            return form.notice
    return forms[stored.form].notice
