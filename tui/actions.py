"""The registry of actions: it feeds keys, line of keys, palette, help and the README's table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """The screens that actions belong to."""

    QUEUE = "queue"
    REVIEW = "review"
    SOURCE = "source"
    SUMMARY = "summary"
    HISTORY = "history"
    LABELS = "labels"
    ROSTER = "roster"
    ROUND = "round"
    JUMP = "jump"
    SEARCH = "search"
    PROSE = "prose"
    PROGRESS = "progress"
    GATHERED = "gathered"
    RULES = "rules"
    FLAGS = "flags"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does. ``footer`` puts it into the line of keys of a screen."""

    id: str
    keys: tuple[str, ...]
    places: frozenset[Place]
    footer: bool = False


def _at(*places: Place) -> frozenset[Place]:
    return frozenset(places)


_PAGES = _at(
    Place.SOURCE,
    Place.SUMMARY,
    Place.HISTORY,
    Place.HELP,
    Place.LABELS,
    Place.ROSTER,
    Place.ROUND,
    Place.PROSE,
    Place.PROGRESS,
    Place.GATHERED,
    Place.RULES,
    Place.FLAGS,
)
_TYPING = _at(Place.JUMP, Place.SEARCH)
_LISTS = _PAGES | _at(Place.QUEUE)
_BACK = _PAGES | _at(Place.REVIEW)
_REVIEW = _at(Place.REVIEW)
_QUEUE = _at(Place.QUEUE)
_LABELS = _at(Place.LABELS)
_ROSTER = _at(Place.ROSTER)
_OPENING = _at(Place.QUEUE, Place.ROSTER, Place.ROUND, Place.GATHERED, Place.RULES, Place.FLAGS)
_MANY = _at(Place.GATHERED, Place.FLAGS)

ACTIONS: tuple[Action, ...] = (
    Action("map_all", ("1", "y"), _LABELS, True),
    Action("mark_foreign", ("3", "x"), _LABELS, True),
    Action("is_entry", ("1", "y"), _ROSTER, True),
    Action("is_not_entry", ("3", "x"), _ROSTER, True),
    Action("choice", ("tab",), _LABELS | _ROSTER, True),
    Action("choice_back", ("shift+tab",), _LABELS | _ROSTER),
    Action("members", ("enter",), _LABELS, True),
    Action("drop", ("space",), _LABELS, True),
    Action("taught", ("t",), _LABELS, True),
    Action("confirm", ("1", "y"), _REVIEW, True),
    Action("misread", ("2", "r"), _REVIEW, True),
    Action("dismiss", ("3", "x"), _REVIEW, True),
    Action("unsure", ("4", "w"), _REVIEW, True),
    Action("group_confirm", ("1",), _MANY, True),
    Action("group_misread", ("2", "r"), _MANY, True),
    Action("group_dismiss", ("3", "x"), _MANY, True),
    Action("group_unsure", ("4", "w"), _MANY, True),
    Action("accept_group", ("y",), _at(Place.GATHERED), True),
    Action("leave_out", ("space",), _at(Place.GATHERED), True),
    Action("reason", (".",), _at(Place.REVIEW, Place.GATHERED)),
    Action("finding", ("a",), _at(Place.REVIEW, Place.SOURCE), True),
    Action("letter", ("e",), _REVIEW, True),
    Action("note", ("c",), _REVIEW, True),
    Action("note_last", (",",), _REVIEW),
    Action(
        "undo",
        ("u",),
        _LISTS
        - {Place.SOURCE, Place.SUMMARY, Place.HELP, Place.PROSE, Place.PROGRESS, Place.RULES}
        - {Place.FLAGS}
        | _at(Place.REVIEW),
        True,
    ),
    Action("history", ("f2",), _at(Place.REVIEW, Place.QUEUE)),
    Action("scope", ("t",), _at(Place.HISTORY), True),
    Action("mark", ("space",), _at(Place.QUEUE, Place.REVIEW, Place.FLAGS)),
    Action("range", ("v",), _at(Place.QUEUE, Place.REVIEW, Place.FLAGS)),
    Action("gather", ("*",), _at(Place.QUEUE, Place.REVIEW)),
    Action("flags", ("0",), _REVIEW),
    Action("source", ("s",), _REVIEW, True),
    Action("sign_off", ("g",), _REVIEW, True),
    Action("next", ("n",), _REVIEW, True),
    Action("previous", ("p",), _REVIEW),
    Action("next_report", ("]",), _REVIEW),
    Action("previous_report", ("[",), _REVIEW),
    Action("candidate", ("tab",), _REVIEW),
    Action("candidate_back", ("shift+tab",), _REVIEW),
    Action("cell", ("enter",), _REVIEW),
    Action("identity", ("i",), _REVIEW),
    Action("remap", ("m",), _REVIEW),
    Action("file", ("o",), _REVIEW),
    Action("take_over", ("C", "T"), _REVIEW),
    Action("zero_rows", ("z",), _REVIEW),
    Action("last_year", ("b",), _REVIEW),
    Action("view", ("t",), _at(Place.REVIEW, Place.QUEUE)),
    Action("open", ("enter",), _OPENING, True),
    Action("sign_off_unread", ("g",), _QUEUE),
    Action("make_current", ("1",), _at(Place.ROUND), True),
    Action("accept_current", ("y",), _at(Place.ROUND), True),
    Action("round", ("f",), _at(Place.QUEUE, Place.REVIEW)),
    Action("filter", ("/",), _QUEUE, True),
    Action("jump", ("f6",), _at(Place.QUEUE, Place.REVIEW)),
    Action("search", ("f7",), _at(Place.QUEUE, Place.REVIEW)),
    Action("progress", ("f8",), _at(Place.QUEUE, Place.REVIEW)),
    Action("progress_by", ("tab",), _at(Place.PROGRESS), True),
    Action("progress_by_back", ("shift+tab",), _at(Place.PROGRESS)),
    Action("show_these", ("enter",), _at(Place.PROGRESS), True),
    Action("open_found", ("enter",), _TYPING | _at(Place.PROSE), True),
    Action("choose_up", ("up",), _TYPING),
    Action("choose_down", ("down",), _TYPING),
    Action("leave", ("escape",), _TYPING, True),
    Action("import", ("f3",), _QUEUE, True),
    Action("export", ("f4",), _QUEUE, True),
    Action("letters", ("f5",), _QUEUE, True),
    Action("join", ("b",), _QUEUE),
    Action("labels", ("d",), _at(Place.QUEUE, Place.REVIEW), True),
    Action("roster", ("r",), _QUEUE, True),
    Action("accept", ("y",), _at(Place.SUMMARY), True),
    Action("accept_open", ("g",), _at(Place.SUMMARY)),
    Action("write_letter", ("w",), _at(Place.SUMMARY), True),
    Action("up", ("up", "k"), _LISTS | _REVIEW),
    Action("down", ("down", "j"), _LISTS | _REVIEW),
    Action("move_left", ("left", "h"), _REVIEW),
    Action("move_right", ("right", "l"), _REVIEW),
    Action("page_up", ("pageup", "ctrl+u"), _LISTS | _REVIEW),
    Action("page_down", ("pagedown", "ctrl+d"), _LISTS | _REVIEW),
    Action("first", ("home",), _LISTS | _REVIEW),
    Action("last", ("end", "G"), _LISTS | _REVIEW),
    Action("palette", ("ctrl+p",), _at(*Place) - _TYPING),
    Action("mouse", ("ctrl+t",), _at(*Place) - _TYPING),
    Action("help", ("f1", "?"), _at(*Place), True),
    Action("back", ("escape", "q"), _BACK),
    Action("stop", ("escape",), _QUEUE),
    Action("quit", ("q",), _QUEUE, True),
)


# What only moves the eye: these act at once, whatever comes behind them.
MOVES = frozenset(
    {"up", "down", "move_left", "move_right", "page_up", "page_down", "first", "last"}
)
# What only opens a field, which takes what is typed behind the key.
ASKS = frozenset(
    {"note", "note_last", "finding", "letter", "identity", "remap", "cell", "filter"}
    | {"import", "export", "letters", "join", "write_letter", "palette", "jump", "search"}
)


def actions_at(place: Place) -> Iterator[Action]:
    """The actions of one screen, in the order of the registry."""
    return (action for action in ACTIONS if place in action.places)
