"""What a record is about, and what a log says of it in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.annotation_log import AnnotationKind
from store.merge_log import Entry, Log

# The first part names the sort: flag, cell, label, identity, current, join, letter, rectified,
# sign_off, assign, or act for the record itself.
Subject = tuple[Any, ...]


def subjects_of(entry: Entry, log: Log) -> list[Subject]:
    """What a record is about; of an undo what the undone record is about."""
    if entry.undoes is not None:
        target = log.by_key.get(entry.undoes)
        found = [("act", entry.key), ("act", entry.undoes)]
        return found + (subjects_of(target, log)[1:] if target is not None else [])
    return [("act", entry.key), *_subjects(entry)]


def _subjects(entry: Entry) -> Iterator[Subject]:
    said, report = entry.payload, entry.report
    if "verdict" in said and entry.rule is not None:
        yield ("flag", report, entry.rule, entry.anchor)
    for field in said.get("readings", {}):
        yield ("cell", report, field)
    if "remap" in said:
        yield ("label", report, *said["remap"][:3])
    if entry.kind is AnnotationKind.IDENTITY:
        yield ("identity", report)
    elif entry.kind is AnnotationKind.CURRENT:
        yield ("current", *(said["series"] or (report,)))
    elif entry.kind is AnnotationKind.JOIN:
        yield ("join", tuple(said["attachment"]))
    elif entry.kind in (AnnotationKind.LETTER, AnnotationKind.RECTIFIED):
        yield (entry.kind.value, report, entry.rule, entry.anchor)
    elif entry.kind in (AnnotationKind.SIGN_OFF, AnnotationKind.ASSIGN) and report is not None:
        yield (entry.kind.value, report)


def value_of(entry: Entry, subject: Subject) -> Any:
    """What a record says of one of its subjects, fit to be compared."""
    said = entry.payload
    sort = subject[0]
    if sort == "flag":
        return {"verdict": said["verdict"], "corrected": said.get("corrected") or {}}
    if sort == "cell":
        return said["readings"][subject[2]][0]
    if sort == "label":
        return {"target": said["remap"][3], "except": sorted(said.get("except", ()))}
    if sort == "identity":
        return said["after"]
    if sort in ("current", "join"):
        return list(entry.report or ())
    if sort in ("letter", "assign"):
        return said["text" if sort == "letter" else "to"]
    return said.get("rectified") if sort == "rectified" else True


class Said:
    """What a log says in the end of every subject."""

    def __init__(self, log: Log) -> None:
        self._last: dict[Subject, Entry] = {}
        for entry in log.entries:
            if entry.is_standing and entry.undoes is None:
                for subject in subjects_of(entry, log)[1:]:
                    self._last[subject] = entry

    def last(self, subject: Subject) -> Entry | None:
        """The record that says it, or None."""
        return self._last.get(subject)

    def value(self, subject: Subject) -> Any:
        """What is said, None where nothing is."""
        entry = self._last.get(subject)
        return None if entry is None else value_of(entry, subject)
