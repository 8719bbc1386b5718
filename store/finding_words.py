"""What an organ is told of a finding, for letter and ledger: problem, request, class."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from store.database import Workspace
from store.flags import FlagRecord
from store.forms import load_form
from store.messages import letter, letter_parts, question
from store.printed import number_from_json
from store.report import Flag, Number, Origin, Severity

HAND_MADE = "M001"
# Rules that compare figures ask for a check even where they only inform.
_FAMILIES_OF_FIGURES = frozenset("CNY")
# Three sums of five cells: which of them is wrong cannot be told well enough to name a figure.
_TABLES_WITHOUT_QUESTION = frozenset({"litigation"})


class LetterClass(StrEnum):
    """What an organ has to do about a finding."""

    CORRECT = "correct"
    CHECK = "check"
    IMPROVE = "improve"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the organ is told of a finding: the problem and what is asked of it.

    A sentence that a reviewer wrote in place of the catalogue's stays whole, as the problem.
    """

    problem: str
    suggestion: str
    is_own: bool = False

    def whole(self, language: str) -> str:
        """Problem and suggestion as one text."""
        between = "" if language == "zh" or not self.suggestion else " "
        return f"{self.problem}{between}{self.suggestion}"


def class_of(flag: Flag) -> LetterClass:
    """The class of a finding. What may come from our reading is to be checked, not corrected."""
    if flag.origin is Origin.UNDECIDED or flag.severity is Severity.WARNING:
        return LetterClass.CHECK
    if flag.severity is Severity.ERROR:
        return LetterClass.CORRECT
    return LetterClass.CHECK if flag.rule[0] in _FAMILIES_OF_FIGURES else LetterClass.IMPROVE


def enters_letter(record: FlagRecord) -> bool:
    """True for what a letter holds: raised, confirmed, of the report and not of our reading."""
    flag = record.flag
    return (
        record.is_raised
        and record.verdict == "confirmed"
        and not flag.second_view
        and flag.origin is not Origin.EXTRACTION
        and bool(letter(flag.rule, flag.params, "zh"))
    )


def own_sentences(workspace: Workspace, report_id: int) -> dict[tuple[str, str], tuple[str, str]]:
    """By rule and anchor the sentence that a reviewer wrote last, and of which fingerprint it is.

    Written on any revision of the report; it holds where the finding is still the same. An empty
    one is none: the catalogue's is wanted again.
    """
    rows = workspace.rows(
        "select a.rule, a.anchor, a.payload from annotation as a"
        " join report as r on r.id = a.report_id"
        " where a.kind = 'letter' and r.series_id = (select series_id from report where id = ?)"
        " and not exists (select 1 from undone as u where u.id = a.id) order by a.id",
        [report_id],
    )
    found = {}
    for rule, anchor, payload in rows:
        said = json.loads(payload)
        found[rule, anchor] = (str(said["text"]), str(said.get("fingerprint", "")))
    return {key: own for key, own in found.items() if own[0].strip()}


def suggested_values(workspace: Workspace, record: FlagRecord) -> dict[str, Number]:
    """By field what the reviewer who confirmed a finding took over as the suggested correction."""
    if record.decision_id is None or record.verdict != "confirmed":
        return {}
    payload = workspace.value("select payload from annotation where id = ?", [record.decision_id])
    return suggested_in(json.loads(payload)) if payload else {}


def suggested_in(payload: Mapping[str, object]) -> dict[str, Number]:
    """The same of a decision's record."""
    values = payload.get("corrected")
    if not isinstance(values, Mapping):
        return {}
    numbers = {str(field): number_from_json(value) for field, value in values.items()}
    return {field: value for field, value in numbers.items() if value is not None}


def sentence_of(
    flag: Flag,
    form: str,
    language: str,
    *,
    own: tuple[str, str] | None = None,
    suggested: Mapping[str, Number] | None = None,
) -> Sentence:
    """What the organ is told: the reviewer's sentence where it is of this finding, else the
    catalogue's.

    No figure is dictated. Whether it should be another one is asked only where the reviewer took
    over the sole repair of failed sums (``suggested``).
    """
    if own is not None and own[1] in ("", flag.fingerprint):
        return Sentence(own[0], "", True)
    if flag.rule == HAND_MADE:
        return Sentence(str(flag.params["problem"]), str(flag.params["suggestion"]))
    problem, suggestion = letter_parts(flag.rule, flag.params, language)
    asked = question(flag.rule, form, _asked(flag, form, suggested or {}), language)
    if asked:
        suggestion = f"{suggestion}{asked}"
    return Sentence(problem, suggestion)


def sent_text(flag: Flag, sentence: Sentence, language: str) -> str:
    """A sentence as one text, as screens show it; empty for what never enters a letter."""
    if sentence.is_own or flag.rule != HAND_MADE:
        return sentence.whole(language)
    return letter(flag.rule, flag.params, language)


def _asked(flag: Flag, form: str, suggested: Mapping[str, Number]) -> list[tuple[str, str]]:
    """Cells with the values of the sole repair, where that is what the reviewer took over.

    Only cells in which sums cross: in a single sum nothing but the digits speaks for one of them.
    """
    sole = next((proposal for proposal in flag.proposals if proposal.sole), None)
    if sole is None or flag.params.get("table") in _TABLES_WITHOUT_QUESTION:
        return []
    proposed = {change.field: change.proposed for change in sole.changes}
    if proposed != dict(suggested):
        return []
    equations = load_form(form).equations
    if any(sum(field in equation.fields for equation in equations) < 2 for field in proposed):
        return []
    return [(field, str(value)) for field, value in proposed.items()]
