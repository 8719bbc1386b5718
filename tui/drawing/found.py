"""What a search has found: a line each, with what was looked for between marks."""

from __future__ import annotations

from store.prose_chars import hits
from store.prose_index import Passage
from store.search import NoteHit, OrganHit, ProseHit
from store.visible import one_line
from tui.drawing.text import Line, Look, Span, clip, left, width_of, wrap
from tui.locale import Translator

_KIND = 5
_YEAR = 5
_PLACE = 8
_BEFORE = 0.3
_ELLIPSIS = "…"

Hit = OrganHit | NoteHit | ProseHit


def found_line(
    hit: Hit, words: list[str], width: int, translator: Translator, *, under_cursor: bool
) -> Line:
    """One hit: what it is, whose, year, place, and the text around it."""
    organ_room = max(16, min(34, width * 3 // 10))
    mark = "▸" if under_cursor else " "
    if isinstance(hit, OrganHit):
        kind, name = "organ", (hit.region or "") + hit.organ
        years = " ".join(str(year or "—") for year in hit.years) or translator("found.no_report")
        head = left(mark + translator(f"found.{kind}"), _KIND + 1)
        return (
            Span(head, Look.DIM),
            *marked_in(name, words, width - width_of(head) - 12),
            Span("  " + years),
        )
    kind = "note" if isinstance(hit, NoteHit) else "prose"
    whose = hit.whose
    name = (whose.region or "") + (whose.organ or translator("unknown_organ"))
    head = left(mark + translator(f"found.{kind}"), _KIND + 1)
    head += left(_tail(name, organ_room - 1), organ_room) + left(str(whose.year or "—"), _YEAR)
    if isinstance(hit, NoteHit):
        place, text = hit.reviewer, hit.text
    else:
        place, text = place_words(hit.passage, translator), hit.passage.text
    head += left(clip(place, _PLACE - 1), _PLACE)
    return (Span(head, Look.DIM), *marked_in(text, words, width - width_of(head)))


def _tail(text: str, width: int) -> str:
    """The end of a name that is too long: there organs differ."""
    text = one_line(text)
    if width_of(text) <= width:
        return text
    while text and width_of(text) > width - 1:
        text = text[1:]
    return _ELLIPSIS + text


def place_words(passage: Passage, translator: Translator) -> str:
    """Page or line of a passage."""
    if passage.page is not None:
        return translator("found.page", page=passage.page)
    return translator("found.line", line=passage.line) if passage.line else ""


def marked_in(text: str, words: list[str], width: int) -> list[Span]:
    """The part of a text around its first hit, hits between ‹ and ›."""
    text = one_line(text)
    spans = hits(text, words)
    if not spans:
        return [Span(clip(text, width))]
    begin = spans[0][0]
    room = int(width * _BEFORE)
    start = begin
    while start > 0 and width_of(text[start - 1 : begin]) <= room:
        start -= 1
    shown: list[Span] = [Span(_ELLIPSIS)] if start else []
    at = start
    for low, high in spans:
        shown += [Span(text[at:low]), Span(f"‹{text[low:high]}›", Look.MARKED)]
        at = high
    shown.append(Span(text[at:]))
    return shown


def prose_lines(
    passages: list[Passage], at: int, words: list[str], width: int, translator: Translator
) -> tuple[list[Line], int]:
    """The whole prose wrapped, with hits between marks, and the line of the first hit in the
    passage with the number ``at``."""
    gutter = 7
    lines: list[Line] = []
    focus = 0
    for number, passage in enumerate(passages):
        text = one_line(passage.text)
        text, spans = _with_marks(text, hits(text, words))
        position = 0
        is_found = False
        for index, row in enumerate(wrap(text, max(4, width - gutter))):
            end = position + len(row)
            inside = [(max(a, position), min(b, end)) for a, b in spans if a < end and b > position]
            if number == at and (not is_found) and (inside or index == 0):
                focus = len(lines)
                is_found = bool(inside)
            label = place_words(passage, translator) if index == 0 else ""
            sign = "▸" if number == at else " "
            head = Span(left(sign + label, gutter), Look.STRONG if number == at else Look.DIM)
            lines.append((head, *_spans(row, position, inside)))
            position = end
    return lines, focus


def _with_marks(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    moved: list[tuple[int, int]] = []
    at = 0
    for low, high in spans:
        shift = 2 * len(moved)
        parts += [text[at:low], "‹", text[low:high], "›"]
        moved.append((low + shift, high + shift + 2))
        at = high
    return "".join([*parts, text[at:]]), moved


def _spans(row: str, position: int, inside: list[tuple[int, int]]) -> list[Span]:
    shown: list[Span] = []
    at = 0
    for low, high in inside:
        low, high = low - position, high - position
        shown += [Span(row[at:low]), Span(row[low:high], Look.MARKED)]
        at = high
    shown.append(Span(row[at:]))
    return [span for span in shown if span.text]
