"""The questions for a finding that no rule saw; review and source screen share them."""

from __future__ import annotations

from store.annotations import add_finding
from store.messages import section_name
from tui.drawing.state import ReviewState
from tui.drawing.text import Look, clip
from tui.screens.keyed import KeyedScreen

_LONGEST_QUOTE = 120


def place_words(state: ReviewState, line: int | None) -> str:
    """The part of the report in which a line stands."""
    key = None
    for section in state.data.report.sections:
        if section.heading is not None and (section.heading.place.line or 0) <= (line or 0):
            key = section.key
    return section_name(key, state.data.form.edition, "zh") if key else ""


def quote_of(source: tuple[str, ...], line: int | None) -> str:
    """A line of the source as a quotation: on one line, the end marked where it is cut."""
    if line is None or not 1 <= line <= len(source):
        return ""
    return clip(" ".join(source[line - 1].split()), _LONGEST_QUOTE)


async def ask_for_finding(screen: KeyedScreen, state: ReviewState, line: int | None) -> bool:
    """Ask for problem, quoted text, place and suggestion; True where the finding is stored."""
    report_id = state.data.stored.id
    words = screen.words
    answers: dict[str, str] = {}
    slots = []
    steps = (
        ("problem", ""),
        ("quote", quote_of(state.source, line)),
        ("place", place_words(state, line)),
        ("suggestion", words("ask.suggestion_text")),
    )
    for at, (name, text) in enumerate(steps, 1):
        question = words("ask.step", question=words(f"ask.{name}"), at=at, of=len(steps))
        # The line in view may not be what the problem is about: typing takes its place.
        replaces = name == "quote"
        slot = f"finding:{report_id}:{line}:{name}"
        answer = await screen.ask(question, text, slot, replaces=replaces)
        while name == "problem" and answer is not None and not answer.strip():
            screen.say(words("told.no_problem"), Look.WARNING)
            answer = await screen.ask(question, text, slot)
        if answer is None:
            return False
        slots.append(slot)
        answers[name] = answer.strip()
    await screen.workbench.gateway.write(
        add_finding, screen.workbench.reviewer, report_id, line=line, **answers
    )
    await screen.forget_drafts(*slots)
    return True
