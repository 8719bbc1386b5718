"""Progress as bars of plain signs, which all terminals draw one cell wide."""

from __future__ import annotations

from collections.abc import Sequence

from store.progress import By, Progress, ProgressRow
from store.visible import one_line
from tui.drawing.text import Line, Look, Span, fitted, left, right, width_of
from tui.locale import Translator

_PERCENT = 5
_LEAST_BAR = 10


def bar(done: int, of: int, width: int) -> str:
    """A bar of # and .; full only where all is done, empty only where nothing is."""
    inner = max(1, width - 2)
    filled = inner * done // of if of else 0
    if done and not filled:
        filled = 1
    return "[" + "#" * filled + "." * (inner - filled) + "]"


def percent(done: int, of: int) -> str:
    """Whole percents; 100 only where all is done; — where there is nothing."""
    return f"{100 * done // of}%" if of else "—"


def progress_title(found: Progress, words: Translator) -> str:
    """What it is by, and the sums of the workspace."""
    total = found.total
    return words(
        "progress.title",
        by=words(f"progress.by_{found.by}"),
        decided=f"{total.decided:,}",
        all=f"{total.all:,}",
        percent=percent(total.decided, total.all),
        open=f"{total.open:,}",
        reading=f"{total.reading or 0:,}",
        signed=f"{total.signed or 0:,}",
        reports=f"{total.reports or 0:,}",
    )


def progress_lines(
    found: Progress, width: int, words: Translator, titles: dict[str, str] | None = None
) -> list[Line]:
    """One line a row: name, bar, decided of all, open, and what else is known of it.

    ``titles`` are the titles of rules by code.
    """
    rows = found.rows
    if not rows:
        return [(Span(words("progress.none"), Look.DIM),)]
    names = [_name(found.by, row, words, titles or {}) for row in rows]
    if found.by is By.REVIEWER:
        names = _told_apart(rows, names, words)
    tails = [_tail(found.by, row, words) for row in rows]
    tail = max(width_of(text) for text in tails) + 1
    widest = max(width_of(name) for name in names) + 2
    counts = max(len(f"{row.decided:,}/{row.all:,}") for row in rows) + 1
    most = width - counts - _PERCENT - tail - _LEAST_BAR
    room = max(8, min(widest, most, width // 2))
    space = max(_LEAST_BAR, width - room - counts - _PERCENT - tail)
    lines: list[Line] = []
    for name, row, text in zip(names, rows, tails, strict=True):
        numbers = f"{row.decided:,}/{row.all:,}"
        lines.append(
            fitted(
                [
                    Span(left(" " + name, room)),
                    Span(bar(row.decided, row.all, space)),
                    Span(right(numbers, counts)),
                    Span(right(percent(row.decided, row.all), _PERCENT)),
                    Span(" " + text, Look.DIM),
                ],
                width,
            )
        )
    if found.count > len(rows):
        more = words("progress.more", shown=f"{len(rows):,}", all=f"{found.count:,}")
        lines.append((Span(more, Look.DIM),))
    return lines


def _name(by: By, row: ProgressRow, words: Translator, titles: dict[str, str]) -> str:
    if by is By.RULE:
        return f"{row.name} {titles.get(row.name, '')}".rstrip()
    unknown = {By.ORGAN: "unknown_organ", By.REGION: "progress.no_region"}.get(by)
    return one_line(row.name) or (words(unknown) if unknown else "—")


def _told_apart(rows: Sequence[ProgressRow], names: Sequence[str], words: Translator) -> list[str]:
    """An account and a label of one name, or labels of two accounts, with their accounts."""
    return [
        words("progress.of_account", name=name, account=one_line(row.account))
        if names.count(name) > 1
        else name
        for row, name in zip(rows, names, strict=True)
    ]


def _tail(by: By, row: ProgressRow, words: Translator) -> str:
    if by is By.RULE:
        return words("progress.open", open=f"{row.open:,}")
    if by is By.REVIEWER:
        return words("progress.today", today=f"{row.today or 0:,}", signed=f"{row.signed or 0:,}")
    return words(
        "progress.open_signed",
        open=f"{row.open:,}",
        signed=f"{row.signed or 0:,}",
        reports=f"{row.reports or 0:,}",
    )


def filter_of(by: By, row: ProgressRow, language: str) -> str:
    """The filter that shows the reports of a row; "" where there is none."""
    from store.filter_words import NAMES, TermKind

    kind = {
        By.REGION: TermKind.REGION,
        By.ORGAN: TermKind.WORD,
        By.RULE: TermKind.RULE,
        By.REVIEWER: TermKind.REVIEWER,
    }[by]
    if not row.name or '"' in row.name:
        return ""
    word = f'"{row.name}"' if _needs_quotes(row.name) else row.name
    return word if kind is TermKind.WORD else f"{NAMES[kind][language == 'en']}:{word}"


def _needs_quotes(name: str) -> bool:
    return any(char.isspace() or char in ",，、:：-－−“”「」" for char in name)


def shown_text(lines: Sequence[Line]) -> str:
    """Lines as plain text, for the command line."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)
