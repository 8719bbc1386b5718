"""Findings made by hand as flags: of the report they were made in, and carried to later versions.

No rule can say that such a finding was mended. In a corrected file it is an open question until a
reviewer confirms that it is still there, or dismisses it as mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store.printed import Standing
from store.report import Flag, Origin, Place, Report, Severity

HAND_MADE = "M001"
_TAKEN_OFF = frozenset({"misread", "dismissed"})


def anchor_of(finding: Standing) -> str:
    """The anchor of a finding, the same in all versions."""
    return f"finding:{finding.id}"


def hand_made_flags(
    report_id: int, report: Report, standing: Sequence[Standing], earlier: Sequence[int]
) -> list[Flag]:
    """Findings made in this report, and those of ``earlier`` versions that nobody took off."""
    taken_off = {
        s.anchor
        for s in standing
        if s.rule == HAND_MADE
        and s.report_id in earlier
        and s.payload.get("verdict") in _TAKEN_OFF
        and s.id == _last_verdict(standing, s)
    }
    found = []
    for finding in standing:
        if finding.kind != "finding":
            continue
        if finding.report_id == report_id:
            found.append(_made(finding, report.form))
        elif finding.report_id in earlier and anchor_of(finding) not in taken_off:
            found.append(_carried(finding, report_id, report))
    return found


def _last_verdict(standing: Sequence[Standing], of: Standing) -> int:
    """The last verdict on a finding in one report."""
    return max(
        s.id
        for s in standing
        if (s.report_id, s.rule, s.anchor) == (of.report_id, of.rule, of.anchor)
        and "verdict" in s.payload
    )


def is_carried(anchor: str, standing: Sequence[Standing], report_id: int) -> bool:
    """Whether a finding was made in another report of the series."""
    return any(
        s.kind == "finding" and anchor_of(s) == anchor and s.report_id != report_id
        for s in standing
    )


def _made(finding: Standing, form: str) -> Flag:
    payload = finding.payload
    quote, place = payload.get("quote", ""), payload.get("place", "")
    return _flag(
        finding,
        form,
        Place(line=payload.get("line"), page=payload.get("page")),
        "quoted" if quote else "placed" if place else "plain",
        str(finding.id),
    )


def _carried(finding: Standing, report_id: int, report: Report) -> Flag:
    quote = _plain(finding.payload.get("quote", ""))
    if not quote:
        variant, place = "carried", Place()
    else:
        seen = next((p for text, p in _texts(report) if quote in _plain(text)), None)
        variant = "carried_gone" if seen is None else "carried_here"
        place = seen or Place()
    return _flag(finding, report.form, place, variant, f"{finding.id}:{report_id}:{variant}")


def _flag(finding: Standing, form: str, place: Place, variant: str, fingerprint: str) -> Flag:
    payload = finding.payload
    return Flag(
        rule=HAND_MADE,
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=anchor_of(finding),
        place=place,
        params={
            "form": form,
            "place": payload.get("place", ""),
            "quote": payload.get("quote", ""),
            "problem": _sentence(payload.get("problem", "")),
            "suggestion": payload.get("suggestion", ""),
            "variant": variant,
        },
        fingerprint=fingerprint,
    )


def _texts(report: Report) -> Iterator[tuple[str, Place]]:
    """What a quotation can be of: paragraphs, headings, and rows of the tables."""
    paragraphs = [*report.preamble, *report.signature]
    if report.title is not None:
        paragraphs.append(report.title)
    for section in report.sections:
        if section.heading is not None:
            paragraphs.append(section.heading)
        paragraphs += section.paragraphs
    for paragraph in paragraphs:
        yield paragraph.text, paragraph.place
    rows: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    for cell in report.cells:
        row = cell.field.rpartition(".")[0]
        rows.setdefault(row, [cell.row_label]).append(cell.raw)
        places.setdefault(row, cell.place)
    for row, texts in rows.items():
        yield "".join(texts), places[row]


def _plain(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in "|│")


def _sentence(text: str) -> str:
    """A text with a mark at its end, so that another sentence can follow."""
    return text if not text or text[-1] in "。！？；.!?;" else text + "。"
