"""A letter in words: all that a template may put into its places, as harmless texts."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from store.finding_words import LetterClass
from store.letter_items import LetterItem
from store.letters import Letter, LetterKind
from store.rounds import Fate
from store.rules.catalogue import LANGUAGES
from store.visible import visible

# What XML has no place for and ``visible`` leaves.
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_NUMBERS = {"zh": "一二三四五", "en": "12345"}
_AFTER_NUMBER = {"zh": "、", "en": ". "}


@cache
def load_phrases(language: str) -> Mapping[str, Any]:
    """The phrases of letters in a language."""
    assert language in LANGUAGES
    text = resources.files("store.templates").joinpath(f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def tidy(text: str) -> str:
    """Text on one line that acts on nothing: line ends as spaces, what is hidden as marks."""
    flat = visible(" ".join(text.split()))
    return _NO_CHARACTER.sub(lambda match: f"<U+{ord(match.group()):04X}>", flat)


def letter_title(letter: Letter) -> str:
    """The title: the office's own, else that of its kind."""
    own = letter.office.title if not letter.is_notice else ""
    return own or str(
        load_phrases(letter.language)["title"]["notice" if letter.is_notice else "feedback"]
    )


def organ_name(letter: Letter) -> str:
    """The organ with its region, unless its name begins with it; empty where it is not known."""
    organ, region = tidy(letter.organ or ""), tidy(letter.region or "")
    return organ if not organ or organ.startswith(region) else f"{region}{organ}"


def letter_context(letter: Letter, today: date) -> dict[str, Any]:
    """What templates may use, all of it text, but for ``items``, ``requests`` and yes or no.

    What is not known or not set is a blank line to fill in.
    """
    phrases = load_phrases(letter.language)
    blank = str(phrases["blank"])
    office = letter.office
    words = {key: str(value) for key, value in phrases["words"].items()}
    words["version_number"] = words["version_number"].format(revision=letter.revision)
    signature = office.signature or office.office
    context: dict[str, Any] = {
        "language": letter.language,
        "title": tidy(letter_title(letter)),
        "organ": organ_name(letter) or str(phrases["unknown_organ"]),
        "region": tidy(letter.region or ""),
        "year": _year(letter, phrases),
        "revision": str(letter.revision),
        "received": _day(letter.received, phrases),
        "round": str(letter.round),
        "basis": _basis(letter, phrases),
        "deadline": tidy(office.deadline) or blank,
        "submit": tidy(office.submit) or blank,
        "contact": tidy(office.contact) or blank,
        "office": tidy(office.office) or blank,
        "signature": tidy(signature) or blank,
        "date": _day(today, phrases),
        "is_clean": letter.is_clean,
        "is_notice": letter.is_notice,
        "is_second": letter.kind is LetterKind.SECOND,
        "count": str(len(letter.items)),
        "items": [_item(item, phrases) for item in letter.items],
        "words": words,
    }
    context["salutation"] = str(phrases["salutation"]).format(organ=context["organ"])
    context["opening"] = _opening(letter, phrases, context)
    closing = "clean" if letter.is_clean else "notice" if letter.is_notice else "feedback"
    context["closing"] = str(phrases["closing"][closing])
    context["requests"] = _requests(letter, words, context)
    return context


def _day(day: date, phrases: Mapping[str, Any]) -> str:
    return str(phrases["date"]).format(year=day.year, month=day.month, day=day.day)


def _year(letter: Letter, phrases: Mapping[str, Any]) -> str:
    return str(letter.year) if letter.year is not None else str(phrases["short_blank"])


def _basis(letter: Letter, phrases: Mapping[str, Any]) -> str:
    own = tidy(letter.office.basis)
    return own or str(phrases["basis"]).format(notice=letter.notice)


def _counts(letter: Letter, phrases: Mapping[str, Any]) -> str:
    counted = Counter(item.class_ for item in letter.items)
    return str(phrases["between_counts"]).join(
        str(phrases["counted"]).format(name=phrases["class_short"][class_.value], count=number)
        for class_ in LetterClass
        if (number := counted[class_])
    )


def _opening(letter: Letter, phrases: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    fates = Counter(item.fate for item in letter.items)
    still, new = fates[Fate.STILL], fates[Fate.NEW]
    all_told = letter.fixed + still == letter.earlier
    if letter.is_clean:
        name = "clean" if letter.round == 1 else "clean_second"
        if letter.earlier and letter.fixed == letter.earlier:
            name = "clean_all_fixed"
    elif letter.kind is LetterKind.SECOND:
        name = "second"
    else:
        name = "notice" if letter.is_notice else "first"
    progress = str(phrases["progress" if all_told else "progress_plain"]).format(
        earlier=letter.earlier, fixed=letter.fixed, still=still, new=new
    )
    return str(phrases["opening"][name]).format(
        basis=context["basis"],
        year=context["year"],
        kind=phrases[f"kind_{letter.figures.value}"],
        revision=letter.revision,
        received=context["received"],
        count=len(letter.items),
        counts=_counts(letter, phrases),
        progress=progress,
        earlier=letter.earlier,
    )


def _requests(letter: Letter, words: Mapping[str, str], context: Mapping[str, Any]) -> list[str]:
    """The numbered lines below the table: until when, how, and whom to ask."""
    keys = ("contact",) if letter.is_clean else ("deadline", "submit", "contact")
    if len(keys) == 1:
        return [f"{words[keys[0]]}{words['colon']}{context[keys[0]]}"]
    numbers, behind = _NUMBERS[letter.language], _AFTER_NUMBER[letter.language]
    return [
        f"{numbers[at]}{behind}{words[key]}{words['colon']}{context[key]}"
        for at, key in enumerate(keys)
    ]


def _item(item: LetterItem, phrases: Mapping[str, Any]) -> dict[str, str]:
    name = str(phrases["class"][item.class_.value])
    fate = "" if item.fate is None else str(phrases["fate"].get(item.fate.value, ""))
    if fate:
        short = str(phrases["class_short"][item.class_.value])
        name = str(phrases["of_fate"]).format(name=short, fate=fate)
    source = tidy(item.source_text)
    if item.revision is not None:
        source = str(phrases["source_before"]).format(
            revision=item.revision, source=source or phrases["words"]["no_source"]
        )
    return {
        "number": str(item.number),
        "place": tidy(item.place) or str(phrases["words"]["whole"]),
        "source_text": source or str(phrases["words"]["no_source"]),
        "problem": tidy(item.problem),
        "suggestion": tidy(item.suggestion) or str(phrases["words"]["no_suggestion"]),
        "class_name": name,
        "fate": fate,
    }
