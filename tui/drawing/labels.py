"""A label in doubt: its normal form, what it was taken for and why, what else it may mean."""

from __future__ import annotations

from importers.explaining import Explanation, Meaning, explain
from store.forms import Form
from store.report import Flag
from tui.drawing.text import Line, Look, Span, clip, labelled, left, text_line, width_of
from tui.drawing.words import meaning_name
from tui.locale import Translator

# The rules whose flags are about one label.
LABEL_RULES = frozenset({"L301", "L302"})
_GAP = "  "
_LEAST_NAME = 16
_GROUP_WIDTH = 15


def explained(form: Form, flag: Flag) -> Explanation | None:
    """What is known of the label that a flag is about; None where it is about none."""
    return explain(flag.params, form, flag.fields) if flag.rule in LABEL_RULES else None


def label_lines(
    form: Form, about: Explanation, candidate: int | None, width: int, words: Translator
) -> list[Line]:
    """The label, what it was taken for, and the candidates or the previewed one: ≤ 3 lines."""
    head = max(width_of(words("meaning.label")), width_of(words("meaning.candidates")))
    room = width - head - 1
    taken, standing = _taken(form, about, room, words), _standing(about, words)
    facts = [taken, standing]
    if width_of(taken) + width_of(_GAP) + width_of(standing) <= room:
        facts = [taken + _GAP + standing]
    choice = [_candidates(form, about, room, words)]
    if candidate is not None and candidate < len(about.candidates):
        choice = _preview(form, about, candidate, room, words)
        facts = facts[: 3 - len(choice)]
    look = Look.STRONG if candidate is not None else Look.PLAIN
    first, *more = facts
    lines = labelled(left(words("meaning.label"), head), first, width)
    lines += [(Span(" " * (head + 1)), Span(clip(text, room))) for text in more]
    lines += labelled(left(words("meaning.candidates"), head), choice[0], width, look)
    lines += [(Span(" " * (head + 1)), Span(clip(text, room), look)) for text in choice[1:]]
    return lines


def _taken(form: Form, about: Explanation, width: int, words: Translator) -> str:
    if about.target is None:
        around = width_of(words("meaning.taken_for_nothing", label=""))
        return words("meaning.taken_for_nothing", label=clip(about.normal, width - around))
    reason = {
        "target": _name(form, about, about.target, words),
        "score": f"{about.target.score:.2f}",
        "how": words(f"how.{about.target.how.value}"),
    }
    rest = width_of(words("meaning.taken", label="", **reason))
    return words("meaning.taken", label=clip(about.normal, max(12, width - rest)), **reason)


def _standing(about: Explanation, words: Translator) -> str:
    """Number in front, group and position, as far as they are known."""
    target = about.target
    parts = [words("meaning.no_number")]
    if about.number:
        says = words(f"number.{target.number.value}") if target is not None else ""
        key = "meaning.number" if target is not None else "meaning.number_alone"
        parts = [words(key, number=about.number, says=says)]
    if about.group:
        group = clip(about.group, _GROUP_WIDTH)
        if target is None:
            parts.append(words("meaning.group_alone", group=group))
        else:
            parts.append(words("meaning.group", group=group, says=_group_says(target, words)))
    places = []
    if about.position is not None:
        places.append(words("meaning.source_row", at=about.position, of=about.of))
    if target is not None and (target.position is not None or target.key):
        places.append(_place(about, target, words))
    if places:
        parts.append("→".join(places))
    return _GAP.join(parts)


def _group_says(meaning: Meaning, words: Translator) -> str:
    return words("group." + {None: "untold", True: "fits", False: "other"}[meaning.group])


def _place(about: Explanation, meaning: Meaning, words: Translator) -> str:
    if meaning.position is None:
        return words("meaning.position_other", form=meaning.edition)
    key = f"meaning.position_{about.axis}"
    return words(key, at=meaning.position, of=meaning.of)


def _name(form: Form, about: Explanation, meaning: Meaning, words: Translator) -> str:
    return meaning_name(form, about.table, meaning, words.language)


def _candidates(form: Form, about: Explanation, width: int, words: Translator) -> str:
    """As many candidates as fit, best first, and the keys that take them."""
    if not about.can_be_taught:
        return words("meaning.untaught")
    if not about.candidates:
        return words("meaning.none")
    hint = words("meaning.hint")
    room = width - width_of(hint) - width_of(_GAP)
    text = ""
    for at, meaning in enumerate(about.candidates):
        one = words(
            "meaning.candidate",
            label=_name(form, about, meaning, words),
            score=f"{meaning.score:.2f}",
        )
        longer = text + _GAP + one if at else clip(one, room)
        if width_of(longer) > room:
            break
        text = longer
    return text + _GAP + hint


def _preview(
    form: Form, about: Explanation, candidate: int, width: int, words: Translator
) -> list[str]:
    """One candidate with what speaks for it: on one line where its name has room there."""
    meaning = about.candidates[candidate]
    name = _name(form, about, meaning, words)
    at = f"{candidate + 1}/{len(about.candidates)} "
    reason = words(
        "meaning.reason",
        score=f"{meaning.score:.2f}",
        how=words(f"how.{meaning.how.value}"),
        number=words(f"number.{meaning.number.value}"),
        group=_group_says(meaning, words),
        position=_place(about, meaning, words),
    )
    reason += _GAP + words("meaning.take")
    left_over = width - width_of(at) - width_of(reason) - width_of(_GAP)
    if left_over >= min(width_of(name), _LEAST_NAME):
        return [at + clip(name, left_over) + _GAP + reason]
    return [at + clip(name, width - width_of(at)), reason]


def meaning_table(
    form: Form, about: Explanation, candidate: int | None, width: int, words: Translator
) -> list[Line]:
    """What the label was taken for, then the candidates, each with its score and why."""
    shown = [*([about.target] if about.target is not None else []), *about.candidates]
    if not shown:
        return []
    names = ("score", "how", "enumerator", "group", "position")
    rows = [[words(f"match.column_{name}") for name in names]]
    rows += [_facts(about, meaning, words) for meaning in shown]
    widths = [max(width_of(row[i]) for row in rows) for i in range(len(names))]
    lines = [text_line(words("meaning.side"), Look.DIM)]
    cells = [[left(t, size) for t, size in zip(row, widths, strict=True)] for row in rows]
    lines.append(text_line(clip("  " + " ".join(cells[0]), width), Look.DIM))
    room = width - 3 - sum(widths) - len(widths)
    titles = [_name(form, about, meaning, words) for meaning in shown]
    beside = all(width_of(title) <= room for title in titles)
    first = len(shown) - len(about.candidates)
    for index, (row, title) in enumerate(zip(cells[1:], titles, strict=True)):
        here = candidate is not None and index == candidate + first
        look = Look.STRONG if here else Look.PLAIN
        sign = "▸" if here else "→" if index < first else " "
        facts = f"{sign} {' '.join(row)}"
        if beside:
            lines.append(text_line(clip(f"{facts} {title}", width), look))
        else:
            lines.append(text_line(clip(f"{sign} {title}", width), look))
            lines.append(text_line(clip(f"  {' '.join(row)}", width), look))
    return [*lines, ()]


def _facts(about: Explanation, meaning: Meaning, words: Translator) -> list[str]:
    place = meaning.edition
    if meaning.position is not None:
        key = f"meaning.side_{about.axis}"
        place = words(key, at=meaning.position, of=meaning.of)
    return [
        f"{meaning.score:.2f}",
        words(f"how.{meaning.how.value}"),
        words(f"number.{meaning.number.value}"),
        _group_says(meaning, words),
        place,
    ]
