"""A conflict of a merge in words: what it is about, and what each side says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from importers.conflict_file import Question
from store.database import Workspace
from store.flag_places import place_words
from store.flags import flag_at
from store.forms import load_form
from store.merge_log import Entry, Log, ReportKey
from store.merge_plan import Conflict, Difference
from store.merge_subjects import Subject, value_of
from store.reports import StoredReport, stored_report
from store.visible import one_line
from tui.drawing.doubtful_labels import official_words, part_words
from tui.drawing.text import local_time
from tui.drawing.words import field_words
from tui.locale import Translator

_LONGEST = 60


class ConflictWords:
    """Finds the words of conflicts; ``ours`` is the log of the workspace."""

    def __init__(self, workspace: Workspace, ours: Log, words: Translator) -> None:
        self._workspace = workspace
        self._ours = ours
        self._words = words

    def question(self, conflict: Conflict) -> Question:
        """A conflict as a question to a person."""
        return Question(
            conflict.id,
            self._where(conflict),
            tuple(self._difference(difference) for difference in conflict.differences),
        )

    def _report(self, key: ReportKey | None) -> StoredReport | None:
        report_id = self._ours.reports.get(key) if key is not None else None
        return stored_report(self._workspace, report_id) if report_id is not None else None

    def _where(self, conflict: Conflict) -> str:
        entries = (*conflict.theirs, *conflict.ours)
        stored = self._report(next((e.report for e in entries if e.report is not None), None))
        if stored is None:
            return ""
        named = f"{stored.region or ''}{stored.organ or ''} {stored.year or ''}".strip()
        return one_line(f"{named} {stored.path}".strip())

    def _difference(self, difference: Difference) -> tuple[str, str, str]:
        subject = difference.subject
        ours = self._said(difference.ours, subject)
        if subject[0] == "sign_off" and difference.ours is None:
            ours = self._words("merge.newer")
        return self._what(subject), ours, self._said(difference.theirs, subject)

    def _what(self, subject: Subject) -> str:
        sort = subject[0]
        if sort == "flag" or sort in ("letter", "rectified"):
            place = self._place(subject)
            kind = f"{self._words('merge.' + sort)} " if sort != "flag" else ""
            return one_line(f"{kind}{subject[2]} {place}".strip())
        if sort == "cell":
            stored = self._report(subject[1])
            form = stored.form if stored is not None else "2021"
            return field_words(load_form(form), subject[2], self._words.language)
        if sort == "label":
            key = (subject[2], subject[3], subject[4])
            label = self._words("merge.label", label=one_line(subject[4]))
            return f"{part_words(key, self._words)} {label}"
        return self._words(f"merge.{sort}")

    def _place(self, subject: Subject) -> str:
        stored = self._report(subject[1])
        if stored is None:
            return ""
        record = flag_at(self._workspace, stored.id, subject[2], subject[3])
        if record is None:
            return ""
        return place_words(record.flag, stored.form, self._words.language)

    def _said(self, entry: Entry | None, subject: Subject) -> str:
        if entry is None:
            return self._words("merge.nothing")
        value = self._value(value_of(entry, subject), subject)
        return self._words(
            "merge.said",
            value=one_line(value)[:_LONGEST],
            name=one_line(entry.name),
            at=local_time(entry.at),
        )

    def _value(self, value: Any, subject: Subject) -> str:
        shown = _SHOWN.get(subject[0])
        return shown(value, subject, self._words) if shown is not None else self._path(value)

    def _path(self, value: Any) -> str:
        stored = self._report(tuple(value)) if isinstance(value, list) and value else None
        return stored.path if stored is not None else self._words("merge.signed")


def _verdict(value: Mapping[str, Any], subject: Subject, words: Translator) -> str:
    corrected = "、".join(str(one) for one in value["corrected"].values())
    return words(f"verdict.{value['verdict']}") + (f" →{corrected}" if corrected else "")


def _cell(value: Any, subject: Subject, words: Translator) -> str:
    return "?" if value is None else str(value)


def _label(value: Mapping[str, Any], subject: Subject, words: Translator) -> str:
    key = (subject[2], subject[3], subject[4])
    target = value["target"]
    return words("merge.nothing") if target is None else official_words(key, target, words)


def _identity(value: Mapping[str, Any], subject: Subject, words: Translator) -> str:
    parts = (value["region"], value["organ"], value["year"], words(f"kind.{value['kind']}"))
    return " ".join(str(part) for part in parts if part)


def _letter(value: str, subject: Subject, words: Translator) -> str:
    return f"“{value}”"


def _rectified(value: Any, subject: Subject, words: Translator) -> str:
    return words(f"decisions.rectified_{'open' if value is None else str(value).lower()}")


_SHOWN: Mapping[str, Callable[[Any, Subject, Translator], str]] = {
    "flag": _verdict,
    "cell": _cell,
    "label": _label,
    "identity": _identity,
    "letter": _letter,
    "assign": _cell,
    "rectified": _rectified,
}
