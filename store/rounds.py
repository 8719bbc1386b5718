"""What a corrected file has mended: the flags of two versions of a report beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.database import Workspace
from store.equations import Status, evaluate_all
from store.flags import FlagRecord, flags_of
from store.forms import load_form
from store.packing import unpack_report
from store.printed import as_printed, readings, standing_annotations
from store.report import Flag, Number, Report, State
from store.same_flags import failed_sums, pair_flags
from store.versions import series_of, versions_of

_HAND_MADE = "M001"
_NOT_RAISED = frozenset({"misread", "dismissed"})
_UNREADABLE = frozenset({State.LOST, State.ABSENT})
Printed = tuple[tuple[str, Number | None], ...]


class Fate(StrEnum):
    """What became of a doubt in a corrected file."""

    FIXED = "fixed"
    STILL = "still"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class RoundFlag:
    """A flag of the version before, of this one, or of both, with the values printed in each.

    STILL without ``now``: what it is about cannot be read in the new file, so that nothing shows
    that it was mended; ``before`` may then be of a version before the last one. NEW with
    ``before``: it was not to be raised then, and has changed since.
    """

    fate: Fate
    before: FlagRecord | None
    now: FlagRecord | None
    printed_before: Printed
    printed_now: Printed


@dataclass(frozen=True, slots=True)
class Round:
    """A version of a report against the last one that was reviewed before it.

    ``number`` is 2 for the first corrected file. Flags as they are walked, the fixed ones last.
    """

    report_id: int
    previous_id: int
    number: int
    flags: tuple[RoundFlag, ...]

    def of(self, fate: Fate) -> tuple[RoundFlag, ...]:
        """The flags of one fate."""
        return tuple(entry for entry in self.flags if entry.fate is fate)

    @property
    def unseen(self) -> tuple[RoundFlag, ...]:
        """Flags of before of which this version shows neither that they are there nor mended."""
        return tuple(entry for entry in self.of(Fate.STILL) if entry.now is None)

    @property
    def is_rectified(self) -> bool:
        """Whether something was found before, and all of it is mended and nothing new."""
        return bool(self.flags) and all(entry.fate is Fate.FIXED for entry in self.flags)


def round_of(workspace: Workspace, report_id: int) -> Round | None:
    """The round of a corrected file; None for a first version, a copy, or one that is none.

    It is compared with the last version before it that was reviewed, else with the one before.
    """
    earlier = versions_of(workspace, series_of(workspace, report_id)).before(report_id)
    if not earlier:
        return None
    reviewed = [one for one in earlier if _is_reviewed(workspace, one)]
    previous_id = reviewed[-1] if reviewed else earlier[-1]
    old, new = _printed(workspace, previous_id), _printed(workspace, report_id)
    # What could not be seen in that version either is still asked for.
    carried = _carried(workspace, previous_id)
    before = [r for r in flags_of(workspace, previous_id) if _is_of_report(r)]
    before += [entry.before for entry in carried.values() if entry.before is not None]
    now = [r for r in flags_of(workspace, report_id) if _is_of_report(r)]
    found = []
    for was, record in pair_flags(before, now):
        fate = _fate(was, record, new)
        if fate is not None:
            fields = (was or record or now[0]).flag.fields
            known = carried.get(was.id) if was is not None else None
            printed = _values(old, fields) if known is None else known.printed_before
            found.append(RoundFlag(fate, was, record, printed, _values(new, fields)))
    found.sort(key=lambda entry: entry.fate is Fate.FIXED)
    return Round(report_id, previous_id, 1 + max(1, len(reviewed)), tuple(found))


def _carried(workspace: Workspace, report_id: int) -> dict[int, RoundFlag]:
    """By flag id what a version does not show of what was found before it."""
    found = round_of(workspace, report_id)
    return {
        entry.before.id: entry
        for entry in (found.unseen if found else ())
        if entry.before is not None
    }


def _is_reviewed(workspace: Workspace, report_id: int) -> bool:
    """Whether a reviewer decided on a report, added to it, signed it off or sent its letter."""
    return (
        workspace.row(
            "select 1 from annotation as a where a.report_id = ?"
            " and a.kind in ('decision', 'finding', 'sign_off', 'issued')"
            " and not exists (select 1 from undone as u where u.id = a.id) limit 1",
            [report_id],
        )
        is not None
    )


def _printed(workspace: Workspace, report_id: int) -> Report:
    packed = workspace.value("select content from report where id = ?", [report_id])
    report = unpack_report(packed)
    found = readings(standing_annotations(workspace, report_id), report, report_id)
    return as_printed(report, found)


def _is_of_report(record: FlagRecord) -> bool:
    """What is doubtful of the report itself; our reading of it and whose it is are no findings."""
    if record.flag.second_view:
        return False
    return not record.flag.rule.startswith("R") or record.verdict == "confirmed"


def _stands(record: FlagRecord | None) -> bool:
    return record is not None and record.verdict not in _NOT_RAISED


def _fate(was: FlagRecord | None, now: FlagRecord | None, report: Report) -> Fate | None:
    """What became of a flag; None of one that reviewers let go in both versions, or in this."""
    if now is None:
        if was is None or not _stands(was):
            return None
        return Fate.FIXED if _is_shown_fixed(was.flag, report) else Fate.STILL
    if not _stands(now):
        # Of what no rule sees a reviewer says that it is not there any more.
        taken_off = now.flag.rule == _HAND_MADE and _stands(was)
        return Fate.FIXED if taken_off else None
    return Fate.STILL if _stands(was) else Fate.NEW


def _is_shown_fixed(flag: Flag, report: Report) -> bool:
    """False where what a flag was about is not to be read in the new report."""
    cells = report.cells_by_field
    if any(cells[field].state in _UNREADABLE for field in flag.fields if field in cells):
        return False
    if not flag.rule.startswith("A"):
        return True
    sums = failed_sums(flag)
    return all(
        evaluation.status is Status.HOLDS
        for evaluation in evaluate_all(load_form(report.form), cells)
        if evaluation.equation.id in sums
    )


def _values(report: Report, fields: tuple[str, ...]) -> Printed:
    cells = report.cells_by_field
    return tuple((field, cells[field].value if field in cells else None) for field in fields)
