"""One flag as an object, as the exports and ``gouji check`` give it."""

from __future__ import annotations

from store.messages import letter, message
from store.report import Flag, Proposal
from store.row_values import Row, number_json, place_json


def proposal_json(proposals: tuple[Proposal, ...]) -> Row | None:
    """Proposals of a flag: each candidate is a list of changes that belong together."""
    if not proposals:
        return None
    return {
        "how": proposals[0].how,
        "sole": proposals[0].sole,
        "candidates": [
            [
                {
                    "field": change.field,
                    "printed": number_json(change.printed),
                    "proposed": number_json(change.proposed),
                }
                for change in proposal.changes
            ]
            for proposal in proposals
        ],
    }


def flag_row(head: Row, flag: Flag, language: str, sent: str | None = None) -> Row:
    """One flag as an object, without what only a workspace knows.

    ``sent`` is what the organ is told, where that is known to differ from the catalogue's.
    """
    return {
        **head,
        "rule": flag.rule,
        "severity": flag.severity.value,
        "origin": flag.origin.value,
        "fields": list(flag.fields),
        "place": place_json(flag.place),
        "message": message(flag.rule, flag.params, language),
        "letter": letter(flag.rule, flag.params, language) if sent is None else sent,
        "evidence": list(flag.evidence),
        "proposal": proposal_json(flag.proposals),
    }
