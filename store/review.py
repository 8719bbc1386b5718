"""All that a reviewer has to see of one report, read at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.annotations import Annotation, annotations_of
from store.database import Workspace
from store.equations import Evaluation, evaluate_all
from store.fates import FlagFate, fates_of
from store.flags import FlagRecord, flags_of
from store.forms import Form, load_form
from store.messages import letter
from store.packing import unpack_report
from store.printed import as_printed, readings, standing_annotations
from store.report import Report
from store.reports import StoredReport, attachment_paths, load_documents, load_report, stored_report
from store.rounds import Round, round_of


@dataclass(frozen=True)
class ReviewData:
    """A report under review.

    ``report`` is as read, ``printed`` as printed (with what reviewers read put in);
    ``previous`` is last year's report of the same organ, where there is one. ``flags`` are all
    that are raised or decided; ``documents`` the packed Document and those joined to it. ``round``
    is that of a corrected file, ``fates`` by flag id what it or a later version made of flags,
    ``earlier`` the log of the version before, each record with its revision.
    """

    stored: StoredReport
    form: Form
    report: Report
    printed: Report
    previous: Report | None
    evaluations: tuple[Evaluation, ...]
    flags: tuple[FlagRecord, ...]
    annotations: tuple[Annotation, ...]
    documents: list[bytes]
    attachments: list[str]
    signed_off: bool
    changed_since_sign_off: bool
    round: Round | None = None
    fates: Mapping[int, FlagFate] = field(default_factory=dict)
    earlier: tuple[tuple[int, Annotation], ...] = ()


def load_review(workspace: Workspace, report_id: int) -> ReviewData | None:
    """Everything about one report, or None where it is gone."""
    stored = stored_report(workspace, report_id)
    if stored is None:
        return None
    report = load_report(workspace, report_id)
    form = load_form(report.form)
    found = readings(standing_annotations(workspace, report_id), report, report_id)
    printed = as_printed(report, found)
    flags = tuple(
        record
        for record in flags_of(workspace, report_id, resolved=True)
        if record.is_raised or record.verdict is not None
    )
    sign_off, is_changed = workspace.row(
        "select sign_off, is_changed from report where id = ?", [report_id]
    )
    found_round = round_of(workspace, report_id)
    return ReviewData(
        stored=stored,
        form=form,
        report=report,
        printed=printed,
        previous=_previous(workspace, stored),
        evaluations=evaluate_all(form, printed.cells_by_field),
        flags=flags,
        annotations=tuple(annotations_of(workspace, report_id)),
        documents=load_documents(workspace, report_id),
        attachments=attachment_paths(workspace, report_id),
        signed_off=sign_off is not None,
        changed_since_sign_off=bool(is_changed),
        round=found_round,
        fates=fates_of(workspace, report_id),
        earlier=_earlier(workspace, found_round),
    )


def _earlier(workspace: Workspace, found: Round | None) -> tuple[tuple[int, Annotation], ...]:
    before = stored_report(workspace, found.previous_id) if found is not None else None
    if before is None:
        return ()
    return tuple((before.revision, one) for one in annotations_of(workspace, before.id))


def _previous(workspace: Workspace, stored: StoredReport) -> Report | None:
    if stored.organ is None or stored.year is None:
        return None
    packed = workspace.value(
        "select report.content from report join series on series.id = report.series_id"
        " join organ on organ.id = series.organ_id"
        " where organ.name = ? and ifnull(organ.region, '') = ifnull(?, '')"
        " and series.year = ? and series.kind = ? and report.is_current = 1",
        [stored.organ, stored.region, stored.year - 1, stored.kind.value],
    )
    return unpack_report(packed) if packed is not None else None


def letter_sentence(data: ReviewData, record: FlagRecord, language: str) -> str:
    """The sentence that the letter has for a flag: the reviewer's own, else the catalogue's."""
    own = [
        annotation.payload["text"]
        for annotation in data.annotations
        if annotation.kind.value == "letter"
        and not annotation.is_undone
        and (annotation.rule, annotation.anchor) == (record.flag.rule, record.flag.anchor)
    ]
    return str(own[-1]) if own else letter(record.flag.rule, record.flag.params, language)
