"""All that a reviewer has to see of one report, read at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.annotations import Annotation, annotations_of
from store.database import Workspace
from store.equations import Evaluation, evaluate_all
from store.fates import FlagFate, fates_of
from store.finding_words import own_sentences, sent_text, sentence_of, suggested_in
from store.flags import FlagRecord, flags_of
from store.forms import Form, load_form
from store.neighbours import year_before
from store.printed import as_printed, readings, standing_annotations
from store.report import Report
from store.reports import StoredReport, attachment_paths, load_documents, load_report, stored_report
from store.rounds import Round, round_of


@dataclass(frozen=True)
class ReviewData:
    """A report under review.

    ``report`` is as read, ``printed`` as printed (with what reviewers read put in);
    ``previous`` is last year's report of the same organ, or of those that it came from, as printed.
    ``flags`` are all that are raised or decided; ``own_sentences`` those that reviewers wrote for
    the letter, by rule and anchor; ``documents`` the packed Document and those joined to it.
    ``round`` is that of a corrected file, ``fates`` by flag id what it or a later version made of
    flags, ``earlier`` the log of the version before, each record with its revision.
    """

    stored: StoredReport
    form: Form
    report: Report
    printed: Report
    previous: Report | None
    evaluations: tuple[Evaluation, ...]
    flags: tuple[FlagRecord, ...]
    annotations: tuple[Annotation, ...]
    own_sentences: Mapping[tuple[str, str], tuple[str, str]]
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
        own_sentences=own_sentences(workspace, report_id),
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
    organ_id = workspace.value("select organ_id from series where id = ?", [stored.series_id])
    if organ_id is None or stored.year is None:
        return None
    return year_before(workspace, organ_id, stored.year, stored.kind.value).report


def letter_sentence(data: ReviewData, record: FlagRecord, language: str) -> str:
    """The sentence that the letter has for a flag: the reviewer's own, else the catalogue's."""
    own = data.own_sentences.get((record.flag.rule, record.flag.anchor))
    log = (*data.annotations, *(one for _, one in data.earlier))
    decided = next((one.payload for one in log if one.id == record.decision_id), None)
    sentence = sentence_of(
        record.flag,
        data.stored.form,
        language,
        own=own,
        suggested=suggested_in(decided) if decided else None,
    )
    return sent_text(record.flag, sentence, language)
