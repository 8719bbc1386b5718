"""What the labels screen reads: labels in doubt, what was taught, what a label may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importers.explaining import Meaning, meanings
from store.aliases import Alias, aliases, unapplied
from store.database import Workspace
from store.forms import load_form
from store.labels import DoubtfulLabel, Member, TaughtLabel, doubtful_labels, taught_labels
from store.report import LabelKey

_MOST_MEANINGS = 6


@dataclass(frozen=True, slots=True)
class Loaded:
    """Labels in doubt, what was taught, the aliases, how many reports wait to be read by them."""

    labels: list[DoubtfulLabel]
    taught: list[TaughtLabel]
    known: dict[LabelKey, Alias]
    waiting: int


def load_labels(workspace: Workspace) -> Loaded:
    """Labels in doubt, what was taught, and how many reports were not read by it."""
    known = aliases(workspace)
    return Loaded(
        doubtful_labels(workspace),
        taught_labels(workspace, known),
        known,
        len(unapplied(workspace, known)),
    )


def choices_for(label: DoubtfulLabel, found: Sequence[Member]) -> tuple[Meaning, ...]:
    """What a label may mean: what was said of it, what most reports took it for, by score."""
    table, axis, text = label.key
    edition = max((member.form for member in found), default="2021")
    said = label.said.target if label.said is not None else None
    taken = [member.target for member in found]
    fields = [field for member in found if member.form == edition for field in member.fields]
    every = meanings(text, table, axis, load_form(edition), fields=fields)
    ranked = sorted(every, key=lambda one: (one.key != said, -taken.count(one.key), -one.score))
    return tuple(ranked[:_MOST_MEANINGS])
