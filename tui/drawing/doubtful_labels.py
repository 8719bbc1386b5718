"""The labels screen: doubtful labels of all reports, each once, and what teaching one changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from importers.explaining import Meaning
from importers.label_file import targets_of
from store.labels import DoubtfulLabel, Member, TaughtLabel
from store.report import FOREIGN, LabelKey
from tui.drawing.text import Line, Look, Span, clip, fitted, left, local_time, right, rule
from tui.locale import Translator

_DETAILS = 5
_REPORTS = 8
_PART = 12


class LabelsView(StrEnum):
    """What the list shows: labels in doubt, the reports of one of them, or what was taught."""

    OPEN = "open"
    MEMBERS = "members"
    TAUGHT = "taught"


@dataclass(frozen=True, slots=True)
class Preview:
    """What mapping a label would change: counts over the reports looked at until now."""

    total: int
    reports: int = 0
    cells: int = 0
    closed: int = 0
    opened: int = 0
    is_done: bool = False


@dataclass(frozen=True)
class LabelsState:
    """What the screen shows. ``cursors`` and ``tops`` are by view.

    ``meanings`` are what the label under the cursor may mean, best first; ``chosen`` one of
    them; ``excluded`` the reports that are left out. ``preview`` is of mapping it as chosen,
    ``foreign`` of taking it as of no row or column. ``waiting`` counts reports that were not
    read by what was taught.
    """

    view: LabelsView = LabelsView.OPEN
    labels: tuple[DoubtfulLabel, ...] = ()
    taught: tuple[TaughtLabel, ...] = ()
    members: tuple[Member, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    chosen: int = 0
    excluded: frozenset[int] = frozenset()
    preview: Preview | None = None
    foreign: Preview | None = None
    waiting: int = 0
    cursor: int = 0
    member_cursor: int = 0
    taught_cursor: int = 0
    status: str = ""
    status_look: Look = Look.DIM

    @property
    def label(self) -> DoubtfulLabel | None:
        """The label under the cursor."""
        return self.labels[self.cursor] if self.cursor < len(self.labels) else None

    @property
    def meaning(self) -> Meaning | None:
        """What it is taken to mean."""
        return self.meanings[self.chosen] if self.chosen < len(self.meanings) else None

    @property
    def position(self) -> int:
        """The place of the cursor in the list in view."""
        cursors = {
            LabelsView.OPEN: self.cursor,
            LabelsView.MEMBERS: self.member_cursor,
            LabelsView.TAUGHT: self.taught_cursor,
        }
        return cursors[self.view]

    @property
    def count(self) -> int:
        """How long the list in view is."""
        lists: dict[LabelsView, Sequence[object]] = {
            LabelsView.OPEN: self.labels,
            LabelsView.MEMBERS: self.members,
            LabelsView.TAUGHT: self.taught,
        }
        return len(lists[self.view])


def labels_lines(
    state: LabelsState, width: int, height: int, words: Translator, *, ascii_only: bool
) -> list[Line]:
    """The whole screen but its last line, exactly ``height`` lines."""
    title = words("labels.header", open=len(state.labels), taught=len(state.taught))
    if state.waiting:
        title += " · " + words("labels.waiting", count=state.waiting)
    lines: list[Line] = [(Span(left(title, width), Look.BAR),), _heads(state, width, words)]
    details = _details(state, width, words) if state.view is not LabelsView.TAUGHT else []
    room = max(1, height - len(lines) - 1 - len(details))
    top = min(max(0, state.position - room // 2), max(0, state.count - room))
    rows = [
        _row(state, at, width, words, is_under=at == state.position)
        for at in range(top, min(top + room, state.count))
    ]
    if not rows:
        empty = "labels.none_taught" if state.view is LabelsView.TAUGHT else "labels.none"
        rows = [(Span(words(empty), Look.GOOD),)]
    lines += rows + [()] * (room - len(rows))
    lines.append(rule(width, state.status, state.status_look, ascii_only=ascii_only))
    lines += details
    return [fitted(line, width) for line in lines[:height]]


def _heads(state: LabelsState, width: int, words: Translator) -> Line:
    if state.view is LabelsView.MEMBERS and state.label is not None:
        label = clip(state.label.key[2], width // 2)
        text = words("labels.members_of", label=label, count=len(state.members))
    elif state.view is LabelsView.TAUGHT:
        text = words("labels.taught_ones")
    else:
        text = _columns(
            words("labels.label"), words("labels.where"), words("labels.reports"), width
        )
    return (Span(left(text, width), Look.DIM),)


def _columns(label: str, where: str, count: str, width: int) -> str:
    room = width - 2 - _PART - _REPORTS
    return "  " + left(label, room) + left(where, _PART) + right(count, _REPORTS)


def part_words(key: LabelKey, words: Translator) -> str:
    """Table and axis of a label in a few cells."""
    return words(f"labels.table_{key[0]}") + "·" + words(f"labels.axis_{key[1]}")


def official_words(key: LabelKey, target: str, words: Translator) -> str:
    """What a label means, by the key of its row or column: the official label.

    With its group in front where the table has the label more than once.
    """
    if target == FOREIGN:
        return words("labels.foreign")
    targets = targets_of(key[0], key[1])
    label = targets.get(target)
    if label is None:
        return target
    if words.language == "en":
        return label.english
    same = [other for other in targets.values() if other.text == label.text]
    return label.text if len(same) == 1 else "/".join(label.path[-2:])


def _row(state: LabelsState, at: int, width: int, words: Translator, *, is_under: bool) -> Line:
    look = Look.CURSOR if is_under else Look.PLAIN
    mark = "▸ " if is_under else "  "
    if state.view is LabelsView.OPEN:
        label = state.labels[at]
        name = label.key[2]
        if label.said is not None:
            name += " " + words("labels.said_in_one", reviewer=label.said.reviewer)
        text = _columns(name, part_words(label.key, words), str(label.reports), width)
    elif state.view is LabelsView.MEMBERS:
        text = "  " + _member(state, state.members[at], width - 2, words)
    else:
        text = "  " + _taught(state.taught[at], width - 2, words)
    return (Span(mark + text[2:], look),)


def _member(state: LabelsState, member: Member, width: int, words: Translator) -> str:
    sign = words("labels.sign_out" if member.report_id in state.excluded else "labels.sign_in")
    name = f"{member.organ or words('unknown_organ')} {member.year or '—'}"
    key = state.labels[state.cursor].key
    tail = official_words(key, member.target or FOREIGN, words)
    if member.target is not None:
        tail += f" {member.score:.2f}"
    where = member.path if member.line is None else f"{member.path}:{member.line}"
    half = (width - 6) // 3
    return f"{sign} {left(name, half)} {left(tail, half)} {clip(where, half)}"


def _taught(taught: TaughtLabel, width: int, words: Translator) -> str:
    alias = taught.alias
    meaning = official_words(alias.key, alias.target or FOREIGN, words)
    who = f"{alias.reviewer} {local_time(alias.at)}"
    counts = words("labels.read_by", count=taught.reports)
    if alias.excepted:
        counts += " " + words("labels.excepted", count=len(alias.excepted))
    room = width - 40
    text = f"{alias.key[2]} → {meaning}"
    return f"{left(text, room)} {left(who, 22)} {left(counts, 16)}"


def _details(state: LabelsState, width: int, words: Translator) -> list[Line]:
    """What the label may mean, what that changes, an example, and what else it may mean."""
    label = state.label
    if label is None:
        return [()] * _DETAILS
    meaning = state.meaning
    taken = sum(m.target == (meaning.key if meaning else None) for m in state.members)
    lines: list[Line] = []
    if meaning is not None:
        text = words(
            "labels.choice",
            at=state.chosen + 1,
            of=len(state.meanings),
            target=official_words(label.key, meaning.key, words),
            score=f"{meaning.score:.2f}",
            how=words(f"labels.how_{meaning.how.value}"),
            taken=taken,
            members=len(state.members),
        )
        lines.append((Span(clip(text, width), Look.STRONG),))
    else:
        lines.append((Span(words("labels.no_choice"), Look.DIM),))
    for key, preview in (("map", state.preview), ("foreign", state.foreign)):
        text = words(f"labels.if_{key}") + _preview(state, preview, words)
        lines.append((Span(clip(text, width)),))
    lines.append((Span(clip(_examples(state, words), width), Look.DIM),))
    others = [
        f"{official_words(label.key, other.key, words)} {other.score:.2f}"
        for at, other in enumerate(state.meanings[: state.chosen + 4])
        if at != state.chosen
    ]
    text = words("labels.others", others="　".join(others)) if others else ""
    lines.append((Span(clip(text, width), Look.DIM),))
    return lines


def _preview(state: LabelsState, preview: Preview | None, words: Translator) -> str:
    if preview is None:
        return words("labels.preview_none")
    text = words(
        "labels.preview",
        reports=preview.reports,
        cells=preview.cells,
        closed=preview.closed,
        opened=preview.opened,
    )
    if not preview.is_done:
        text += words("labels.preview_of", total=preview.total)
    elif not preview.cells and not preview.closed:
        text += words("labels.no_effect")
    if state.excluded:
        text += " " + words("labels.excepted", count=len(state.excluded))
    return text


def _examples(state: LabelsState, words: Translator) -> str:
    shown = [
        f"{m.organ or words('unknown_organ')} {m.year or '—'}"
        + (f" {words('info.source', line=m.line)}" if m.line is not None else "")
        for m in state.members[:3]
    ]
    return words("labels.examples", examples="；".join(shown)) if shown else ""
