"""N514: section five that is last year's, or another organ's."""

from __future__ import annotations

from collections.abc import Iterator

from store.likeness import SECTION
from store.report import Flag, Origin, Report, Severity
from store.rules.places import is_place_unknown, section_place
from store.rules.registry import Context, Params, rule


@rule("N514")
def copied_text(report: Report, context: Context) -> Iterator[Flag]:
    """Section five says what this organ found this year."""
    place = section_place(report, report.sections_by_key.get(SECTION))
    params: Params = {"form": context.form.edition, "section": SECTION}
    year, previous = report.identity.year, context.previous
    if previous is not None and year is not None and previous.identity.year == year - 1:
        share = context.previous_share
        if share is not None and share >= context.settings.copied_share:
            yield Flag(
                rule="N514",
                severity=Severity.WARNING,
                origin=Origin.SOURCE,
                anchor=f"{SECTION}:previous",
                place=place,
                params=params
                | {
                    "previous_year": year - 1,
                    "share": int(share * 100),
                    "region_unknown": int(is_place_unknown(report)),
                    "variant": "previous",
                }
                | ({"predecessors": context.predecessors} if context.predecessors else {}),
            )
    alike = context.alike
    if alike is not None:
        yield Flag(
            rule="N514",
            severity=Severity.INFO,
            origin=Origin.SOURCE,
            anchor=f"{SECTION}:other",
            place=place,
            params=params
            | {
                "other": f"{alike.region or ''}{alike.organ}",
                "other_year": alike.year,
                "share": int(alike.share * 100),
                "variant": "other",
            },
        )
