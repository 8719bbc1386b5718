"""What the prose states of figures that the tables hold too: each statement is a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from importers.claims_of_disclosure import disclosed
from importers.claims_of_disputes import disputes
from importers.claims_of_fees import information_fees
from importers.claims_of_received import requests_received
from importers.claims_of_results import all_answered, results
from importers.spoken import Spoken, spoken
from store.prose_figures import read_figure
from store.report import Claim, Number, Section
from store.sentences import sentences

__all__ = ["find_claims", "read_figure", "requests_received", "sentences"]

_RECEIVED = "requests.received.total"


def find_claims(sections: Sequence[Section]) -> tuple[Claim, ...]:
    """All claims in reading order; the ordinal counts those of a topic in its section."""
    found: list[Claim] = []
    ordinals: Counter[tuple[str, str]] = Counter()
    received: int | None = None
    for said in spoken(sections):
        before, received = received, None
        if said.section == "overview":
            received = requests_received(said.sentence)
        for topic, value in _stated(said, received, before):
            ordinals[said.section, topic] += 1
            ordinal = ordinals[said.section, topic]
            found.append(Claim(topic, value, said.section, ordinal, said.sentence, said.place))
    return tuple(found)


def _stated(said: Spoken, received: int | None, before: int | None) -> Iterator[tuple[str, Number]]:
    """Topics and values that one sentence states; ``before`` is what the last one received."""
    if said.section == "overview":
        if received is not None:
            yield _RECEIVED, received
        yield from results(said, received, before)
        yield from all_answered(said, received, before)
    if said.section in ("overview", "disclosure"):
        yield from disclosed(said)
    if said.section in ("overview", "litigation", "other"):
        yield from disputes(said)
    if said.section == "other":
        yield from information_fees(said)
