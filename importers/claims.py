"""What the prose states of figures that the tables hold too: each statement is a claim."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from importers.claims_of_carried import carried
from importers.claims_of_disclosure import disclosed
from importers.claims_of_disputes import disputes
from importers.claims_of_fees import information_fees
from importers.claims_of_received import received_counts, requests_received
from importers.claims_of_results import all_answered, results
from importers.spoken import Spoken, spoken
from store.prose_figures import read_figure
from store.report import Claim, Number, Section
from store.sentences import sentences

__all__ = ["find_claims", "read_figure", "requests_received", "sentences"]

_RECEIVED = "requests.received.total"
# Sections that tell of requests by the way; there a number has to be said of the year or of
# requests for information.
_ELSEWHERE = ("problems", "other")
_OF_YEAR = re.compile(r"全年|本年|今年|20\d\d年|一年来")
_NAMED = re.compile(r"信息公开申请|公开申请|申请公开|依申请公开")


def find_claims(sections: Sequence[Section], year: int | None = None) -> tuple[Claim, ...]:
    """All claims in reading order; the ordinal counts those of a topic in its section.

    ``year`` is the year reported: what the prose tells of an earlier one claims nothing.
    """
    found: list[Claim] = []
    ordinals: Counter[tuple[str, str]] = Counter()
    received: tuple[int, ...] = ()
    for said in spoken(sections, year):
        before, received = received, _received(said, year)
        for topic, value in _stated(said, received, before):
            ordinals[said.section, topic] += 1
            ordinal = ordinals[said.section, topic]
            found.append(Claim(topic, value, said.section, ordinal, said.sentence, said.place))
    return tuple(found)


def _received(said: Spoken, year: int | None) -> tuple[int, ...]:
    if said.section == "overview":
        return received_counts(said.sentence, year)
    if said.section not in _ELSEWHERE:
        return ()
    counts = received_counts(said.sentence, year)
    of_year = _OF_YEAR.search(said.plain) is not None
    named = _NAMED.search(said.plain) is not None
    is_said = (of_year and named) if counts == (0,) else (of_year or named)
    return counts if is_said else ()


def _stated(
    said: Spoken, received: tuple[int, ...], before: tuple[int, ...]
) -> Iterator[tuple[str, Number]]:
    """Topics and values that one sentence states; ``before`` is what the last one received."""
    yield from ((_RECEIVED, value) for value in received)
    if said.section == "overview":
        all_of_it = sum(received) if received else None
        all_before = sum(before) if before else None
        yield from results(said, all_of_it, all_before)
        yield from all_answered(said, all_of_it, all_before)
    if said.section in ("overview", *_ELSEWHERE):
        yield from carried(said)
    if said.section in ("overview", "disclosure"):
        yield from disclosed(said)
    if said.section in ("overview", "litigation", "other"):
        yield from disputes(said)
    if said.section == "other":
        yield from information_fees(said)
