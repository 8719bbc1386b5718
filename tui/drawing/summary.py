"""The summary before sign-off: verdicts, what is open, and the sentences of the letter."""

from __future__ import annotations

from collections import Counter

from store.finding_words import enters_letter
from store.messages import message
from store.review import ReviewData, letter_sentence
from tui.drawing.text import Line, Look, Span, clip, rule, wrap
from tui.locale import Translator


def summary_lines(data: ReviewData, width: int, words: Translator) -> list[Line]:
    """All lines of the summary; the screen scrolls them."""
    stored = data.stored
    counts: Counter[str] = Counter(
        record.verdict or "open" for record in data.flags if record.is_raised or record.verdict
    )
    title = words(
        "summary.title",
        organ=stored.organ or words("unknown_organ"),
        year=stored.year or words("unknown_year"),
    )
    verdicts = ("confirmed", "misread", "dismissed", "unsure", "open")
    counted = "　".join(f"{words('verdict.' + v)} {counts[v]}" for v in verdicts)
    lines: list[Line] = [(Span(title, Look.STRONG),), (Span(counted),)]
    if counts["open"]:
        lines.append((Span(words("summary.open", count=counts["open"]), Look.WARNING),))
    for record in data.flags:
        if record.verdict is None and record.is_raised:
            text = f"  {record.flag.rule} " + message(
                record.flag.rule, record.flag.params, words.language
            )
            lines += [(Span(row),) for row in wrap(text, width, 2)]
    lines.append(rule(width, words("summary.verdicts")))
    for record in data.flags:
        if record.verdict is not None:
            text = f"{words('verdict.' + record.verdict)} {record.flag.rule} " + message(
                record.flag.rule, record.flag.params, words.language
            )
            lines.append((Span(clip(text, width)),))
    lines.append(rule(width, words("summary.letter")))
    number = 0
    unseen = data.round.unseen if data.round is not None else ()
    carried = [entry.before for entry in unseen if entry.before is not None]
    for record in (*data.flags, *carried):
        if not enters_letter(record):
            continue
        sentence = letter_sentence(data, record, "zh")
        if record.report_id != data.stored.id:
            sentence = f"{words('fate.still')} {sentence}"
        number += 1
        lines += [(Span(row),) for row in wrap(f"{number}. {sentence}", width)]
    if not number:
        lines.append((Span(words("summary.nothing"), Look.GOOD),))
    return lines
