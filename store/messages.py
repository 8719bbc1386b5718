"""Code and parameters → sentence, for the screen and for the letter, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from store.quotation import inside, opens
from store.report import Flag, Parameter
from store.rules.catalogue import RuleText, load_catalogue
from store.sentence_words import SentenceWords

# Parts problem and request in the sentences for letters.
REQUEST_MARK = "|"


class _Template(Formatter):
    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs["words"][str(key)]

    def filled(self, template: str, words: SentenceWords) -> str:
        """The template with its words; what it quotes has single marks for its own quotations."""
        text, depth = "", 0
        for literal, name, _, _ in self.parse(template):
            text += literal
            depth += opens(literal)
            if name is not None:
                word = str(self.get_field(name, (), {"words": words})[0])
                text += inside(word) if depth > 0 else word
        return text


def _template(templates: Mapping[str, str], params: Mapping[str, Parameter]) -> str:
    return templates.get(str(params.get("variant", "")), templates.get("", ""))


def _render(
    template: str,
    text: RuleText,
    params: Mapping[str, Parameter],
    language: str,
    *,
    for_organ: bool = False,
) -> str:
    words = SentenceWords(params, language, text.phrases, for_organ=for_organ)
    return _Template().filled(template, words)


def message(rule: str, params: Mapping[str, Parameter], language: str) -> str:
    """The sentence for the screen, on one line, safe to print."""
    text = load_catalogue(language)[rule]
    return _render(_template(text.messages, params), text, params, language)


def letter(rule: str, params: Mapping[str, Parameter], language: str) -> str:
    """The sentence for the organ; empty for flags that never enter a letter."""
    text = load_catalogue(language)[rule]
    template = _template(text.letters, params).replace(REQUEST_MARK, "")
    return _render(template, text, params, language, for_organ=True)


def letter_parts(rule: str, params: Mapping[str, Parameter], language: str) -> tuple[str, str]:
    """The sentence for the organ as problem and request, where the catalogue parts them.

    The template is parted, not the sentence: what a report says cannot move the border.
    """
    text = load_catalogue(language)[rule]
    problem, _, request = _template(text.letters, params).partition(REQUEST_MARK)
    return (
        _render(problem, text, params, language, for_organ=True).rstrip(),
        _render(request, text, params, language, for_organ=True),
    )


def question(rule: str, form: str, values: Sequence[tuple[str, str]], language: str) -> str:
    """Whether cells should hold other values, as a sentence; empty where the rule has none.

    ``values`` are ids of fields with what is asked about.
    """
    phrases = load_catalogue(language)[rule].phrases
    if "asked" not in phrases or not values:
        return ""
    words = SentenceWords({"form": form}, language)
    named = [
        phrases["asked_cell"].format(field=words.field_name(field), value=value)
        for field, value in values
    ]
    return phrases["asked"].format(cells="、".join(named) if language == "zh" else "; ".join(named))


def field_name(field_id: str, form: str, language: str) -> str:
    """Row and column of a field in words."""
    return SentenceWords({"form": form}, language).field_name(field_id)


def line_name(params: Mapping[str, Parameter], language: str) -> str:
    """The row or column that a failed sum is about."""
    return str(SentenceWords(params, language)["line"])


def section_name(key: str, form: str, language: str) -> str:
    """A section by its number: 第一部分."""
    words = SentenceWords({"form": form, "section": key}, language)
    return str(words["section"])


def hidden_place(place: str, form: str, language: str) -> str:
    """A cell, table or section that holds invisible characters, in words."""
    phrases = load_catalogue(language)["R805"].phrases
    return SentenceWords({"form": form}, language, phrases).hidden_place(place)


def flag_message(flag: Flag, language: str) -> str:
    """``message`` of a flag."""
    return message(flag.rule, flag.params, language)


def flag_letter(flag: Flag, language: str) -> str:
    """``letter`` of a flag."""
    return letter(flag.rule, flag.params, language)
