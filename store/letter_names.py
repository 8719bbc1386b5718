"""Names of files for letters that every system can hold, each once in a folder."""

from __future__ import annotations

import re
import unicodedata

from store.letter_text import load_phrases, organ_name, tidy
from store.letters import Letter
from store.report import Kind

# With a suffix and a number there is room below the 255 bytes of a file system.
_MOST_BYTES = 200
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def safe_name(text: str) -> str:
    """A text as the name of a file without suffix: no path, nothing hidden, not too long."""
    name = _NOT_IN_NAMES.sub("_", tidy(unicodedata.normalize("NFC", text)))
    name = _cut(name).strip(" .\u3000")
    if _RESERVED.fullmatch(name) or not name:
        name = f"_{name}"
    # A leading dash is an option to many programs, a leading point hides a file.
    return f"_{name[1:]}" if name[0] in "-~" else name


def _cut(text: str) -> str:
    return text.encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")


def letter_name(letter: Letter) -> str:
    """The name of a letter's file without suffix: organ, year, what it is, the round."""
    phrases = load_phrases(letter.language)
    organ = organ_name(letter) or str(phrases["file_no_organ"])
    if letter.figures is not Kind.OWN:
        organ += str(phrases[f"kind_{letter.figures.value}"])
    title = phrases["file_title_notice" if letter.is_notice else "file_title"]
    year = letter.year if letter.year is not None else "____"
    end = str(phrases["file_round"]).format(round=letter.round)
    name = str(phrases["file"]).format(organ="", year=year, title=title).lstrip() + end
    room = _MOST_BYTES - len(name.encode())
    short = organ.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return safe_name(str(phrases["file"]).format(organ=short, year=year, title=title) + end)


class Names:
    """Names given out so far; the same one again gets a number."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, name: str) -> str:
        """The name, with a number where it was given already, in whatever case."""
        found, number = name, 1
        while unicodedata.normalize("NFC", found).casefold() in self._given:
            number += 1
            found = f"{name}-{number}"
        self._given.add(unicodedata.normalize("NFC", found).casefold())
        return found
