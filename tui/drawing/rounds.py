"""The screen of a round: what a corrected file has mended, and the versions of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.flags import FlagRecord
from store.forms import load_form
from store.messages import letter, message, section_name
from store.report import Number
from store.review import ReviewData
from store.round_view import RoundView, Version
from store.rounds import Fate, RoundFlag
from tui.drawing.text import (
    Line,
    Look,
    Span,
    clip,
    left,
    local_time,
    rule,
    text_line,
    width_of,
    wrap,
)
from tui.drawing.words import field_words, table_name
from tui.locale import Translator

# What is left to do comes first.
_ORDER = (Fate.STILL, Fate.NEW, Fate.FIXED)
_LOOKS = {Fate.STILL: Look.WARNING, Fate.NEW: Look.ERROR, Fate.FIXED: Look.GOOD}
_MOST_VALUES = 3
_MOST_LINES = 4
Entry = RoundFlag | Version


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; ``entry`` is what the cursor can stand on, None: a heading."""

    entry: Entry | None
    lines: tuple[Line, ...]


def counted(view: RoundView, words: Translator) -> str:
    """How many flags are fixed, still there, new."""
    if view.round is None:
        return words("round.none")
    return " · ".join(
        f"{words('fate.' + fate.value)} {len(view.round.of(fate))}"
        for fate in (Fate.FIXED, Fate.STILL, Fate.NEW)
    )


def round_title(view: RoundView, width: int, words: Translator) -> str:
    """Whose report, which versions, and the counts, which are never cut off."""
    stored = view.stored
    name = stored.organ or words("unknown_organ")
    text = f"{name} {stored.year or words('unknown_year')}  "
    text += words("revision", number=stored.revision)
    if view.previous is not None:
        text = words("round.against", now=text, before=view.previous.revision)
    tail = counted(view, words)
    return left(text, max(0, width - width_of(tail) - 1)) + " " + tail


def entries_of(view: RoundView) -> tuple[Entry, ...]:
    """What the cursor goes over: flags by fate, then the versions."""
    flags = () if view.round is None else view.round.flags
    ordered = [entry for fate in _ORDER for entry in flags if entry.fate is fate]
    return (*ordered, *view.versions)


def round_blocks(
    view: RoundView, at: int, width: int, words: Translator, *, ascii_only: bool = False
) -> list[Block]:
    """All lines of the screen; the entry at ``at`` is under the cursor and shown in full."""
    blocks: list[Block] = []
    last: object = None
    for number, entry in enumerate(entries_of(view)):
        kind = entry.fate if isinstance(entry, RoundFlag) else Version
        if kind is not last:
            last = kind
            blocks.append(Block(None, (_heading(view, entry, width, words, ascii_only),)))
        here = number == at
        lines = (
            _flag_lines(entry, width, words, here=here)
            if isinstance(entry, RoundFlag)
            else (_version_line(entry, width, words, here=here),)
        )
        blocks.append(Block(entry, lines))
    return blocks


def _heading(
    view: RoundView, entry: Entry, width: int, words: Translator, ascii_only: bool
) -> Line:
    if isinstance(entry, Version):
        return rule(width, words("round.versions"), ascii_only=ascii_only)
    count = len(view.round.of(entry.fate)) if view.round is not None else 0
    text = f"{words('fate.' + entry.fate.value)} {count}"
    return rule(width, text, _LOOKS[entry.fate], ascii_only=ascii_only)


def _flag_lines(entry: RoundFlag, width: int, words: Translator, *, here: bool) -> tuple[Line, ...]:
    record = entry.now or entry.before
    assert record is not None
    parts = [f"{'▸' if here else ' '}{record.flag.rule} {place_of(record, words)}"]
    values = changed_values(entry, words)
    if values:
        parts.append(values)
    verdicts = [
        words(f"verdict.{one.verdict or 'open'}") if one is not None else words("round.unseen")
        for one in (entry.before, entry.now)
        if one is not None or entry.fate is Fate.STILL
    ]
    parts.append("→".join(dict.fromkeys(verdicts)))
    first = (Span(left("  ".join(parts), width), Look.CURSOR if here else Look.PLAIN),)
    flag = record.flag
    sentence = letter(flag.rule, flag.params, words.language)
    sentence = sentence or message(flag.rule, flag.params, words.language)
    rows = wrap(sentence, width - 5, _MOST_LINES) if here else [clip(sentence, width - 5)]
    return (first, *(text_line("     " + row, Look.DIM) for row in rows))


def place_of(record: FlagRecord, words: Translator) -> str:
    """Where a flag stands, in a few words."""
    flag = record.flag
    form = load_form(str(flag.params["form"]))
    if flag.params.get("place"):
        return str(flag.params["place"])
    if flag.fields:
        if flag.rule.startswith("A") or len(flag.fields) == 1:
            return field_words(form, flag.fields[0], words.language)
        table = form.tables_by_key[flag.fields[0].split(".")[0]]
        return words("round.cells", table=table_name(table, words.language), count=len(flag.fields))
    section = str(flag.params.get("section") or "")
    if section in form.sections_by_key:
        return section_name(section, form.edition, words.language)
    return words("info.source", line=flag.place.line) if flag.place.line else ""


def changed_values(entry: RoundFlag, words: Translator) -> str:
    """Values printed before and now: those that changed, else the first one."""
    now = dict(entry.printed_now)
    if not entry.printed_before:
        return ""
    changed = [
        (old, now.get(field)) for field, old in entry.printed_before if old != now.get(field)
    ]
    if entry.before is None or not changed:
        field, old = entry.printed_before[0]
        return _shown(now.get(field) if entry.before is None else old)
    texts = [f"{_shown(old)}→{_shown(new)}" for old, new in changed[:_MOST_VALUES]]
    if len(changed) > _MOST_VALUES:
        texts.append(words("round.more_values", count=len(changed) - _MOST_VALUES))
    return " ".join(texts)


def _shown(value: Number | None) -> str:
    return "_" if value is None else str(value)


def _version_line(version: Version, width: int, words: Translator, *, here: bool) -> Line:
    text = (
        f"{'▸' if here else ' '}{words('revision', number=version.revision)}  "
        f"{words('standing.' + version.standing.value)}  {local_time(version.imported_at)}  "
        f"{words('state.' + version.state.value)}  {version.path}"
    )
    return (Span(left(text, width), Look.CURSOR if here else Look.PLAIN),)


def fate_mark(data: ReviewData, record: FlagRecord, words: Translator) -> str:
    """What a round made of a flag, with the value before; "" where there is no round."""
    found = data.fates.get(record.id)
    if found is None:
        return ""
    text = words(f"fate.{found.fate.value}")
    if found.fixed_in is not None and found.fixed_in.report_id != data.stored.id:
        return f"{text} {words('revision', number=found.fixed_in.revision)}"
    entry = _entry_of(data.round.flags if data.round is not None else (), record)
    if entry is None or entry.before is None:
        return text
    if found.fate is Fate.NEW:
        verdict = words(f"verdict.{entry.before.verdict or 'open'}")
        return f"{text} {words('round.was_decided', verdict=verdict)}"
    now = dict(entry.printed_now)
    changed = [old for field, old in entry.printed_before[:1] if old != now.get(field)]
    return f"{text} {words('round.was', value=_shown(changed[0]))}" if changed else text


def _entry_of(flags: Sequence[RoundFlag], record: FlagRecord) -> RoundFlag | None:
    return next((e for e in flags if e.now is not None and e.now.id == record.id), None)
