"""What can be said of failed sums where no single explanation can be shown."""

from __future__ import annotations

from store.flags import FlagRecord
from store.report import Flag, Number, Proposal
from store.review import ReviewData
from tui.drawing.words import cell_text, field_words, line_words
from tui.locale import Translator

_MOST_GAPS = 3


def unexplained(data: ReviewData, flag: Flag, words: Translator) -> str:
    """Why nothing is proposed, with the failed sums by gap; empty where that is not the matter."""
    why = flag.params.get("open")
    if why is None:
        return ""
    told = words(f"proposal.open_{why}", cells=_families(data, flag, words))
    gaps = _gaps(data, flag, words)
    return told + words("proposal.gaps", gaps="，".join(gaps)) if len(gaps) > 1 else told


def _families(data: ReviewData, flag: Flag, words: Translator) -> str:
    found = flag.params.get("families") or ()
    cells = (
        [str(f) for family in found if isinstance(family, tuple) for f in family]
        if isinstance(found, tuple)
        else []
    )
    names = [field_words(data.form, field, words.language) for field in dict.fromkeys(cells)]
    return "、".join(names)


def _gaps(data: ReviewData, flag: Flag, words: Translator) -> list[str]:
    """The failed sums of a flag, the largest gap first."""
    mine = {entry.split(" ")[0] for entry in flag.evidence}
    failed: list[tuple[Number, str]] = []
    for evaluation in data.evaluations:
        gap = evaluation.difference
        if evaluation.equation.id in mine and gap:
            failed.append((gap, line_words(data.form, evaluation.equation, words.language)))
    failed.sort(key=lambda item: abs(int(item[0])), reverse=True)
    shown = [f"{name} {gap:+}" for gap, name in failed[:_MOST_GAPS]]
    return [*shown, "…"] if len(failed) > _MOST_GAPS else shown


def carried_words(data: ReviewData, first: Proposal, words: Translator) -> str:
    """That last year's cases carried out speak for the explanation that is named first."""
    if data.previous is None:
        return ""
    for change in first.changes:
        if ".carried_in." in change.field:
            other = change.field.replace(".carried_in.", ".carried_out.")
            cell = data.previous.cells_by_field.get(other)
            if cell is not None and cell.value == change.proposed:
                year = data.previous.identity.year or ""
                return words("proposal.by_last_year", year=year, value=cell.value)
    return ""


def suggested_words(data: ReviewData, record: FlagRecord, words: Translator) -> str:
    """What was suggested to the organ with the verdict that stands; empty where nothing was."""
    decided = next((a for a in data.annotations if a.id == record.decision_id), None)
    corrected = decided.payload.get("corrected") if decided is not None else None
    if not corrected:
        return ""
    cells = data.printed.cells_by_field
    changes = "，".join(
        f"{field_words(data.form, field, words.language)} {cell_text(cells[field])}→{value}"
        for field, value in corrected.items()
    )
    return words("proposal.suggested", changes=changes)
