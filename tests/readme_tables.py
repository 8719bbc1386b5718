"""The README's screen and its tables of keys and rules, made from the registries; run as a script to rewrite."""

from __future__ import annotations

import re
from pathlib import Path

from store.rules import CODES, load_catalogue
from tui.actions import ACTIONS, Place
from tui.locale import translator

README = Path(__file__).parent.parent / "README.md"
SCREEN = Path(__file__).parent / "tui" / "goldens" / "review_preview_zh_80x24.txt"


def keys_table() -> str:
    """One line an action: keys, its id, where, what it does in both languages."""
    zh, en = translator("zh"), translator("en")
    lines = ["| keys | id | where | what | 作用 |", "| --- | --- | --- | --- | --- |"]
    for action in ACTIONS:
        keys = " ".join(f"`{key}`" for key in action.keys)
        where = ", ".join(place.value for place in Place if place in action.places)
        if len(action.places) == len(Place):
            where = "everywhere"
        words = f"action.{action.id}"
        lines.append(f"| {keys} | {action.id} | {where} | {en(words)} | {zh(words)} |")
    return "\n".join(lines)


def rules_table() -> str:
    """One line a rule: code, severity, title in both languages."""
    zh, en = load_catalogue("zh"), load_catalogue("en")
    lines = ["| code | severity | title | 名称 |", "| --- | --- | --- | --- |"]
    for code in CODES:
        lines.append(f"| {code} | {en[code].severity} | {en[code].title} | {zh[code].title} |")
    return "\n".join(lines)


def screen() -> str:
    """The review screen as it is drawn at 80x24."""
    return f"```\n{SCREEN.read_text(encoding='utf-8').rstrip()}\n```"


def with_tables(text: str) -> str:
    """A README's text with its tables and its screen made anew between their markers."""
    for name, table in (("keys", keys_table()), ("rules", rules_table()), ("screen", screen())):
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda found, t=table: found.group(1) + t + found.group(2), text)
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
