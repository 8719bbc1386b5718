"""``gouji keys``: the keys as they are bound, with the ids that ``config.toml`` knows."""

from __future__ import annotations

import os

import click

from tui.options import words_of
from tui.preferences_path import preferences_path


def own_language() -> str | None:
    """The language of the reviewer's own file, where there is one."""
    path = preferences_path()
    if not os.path.lexists(path):
        return None
    from tui.preferences import read_preferences

    return read_preferences(path).lang


@click.command()
@click.pass_context
def keys(ctx: click.Context) -> None:
    """Print all keys with their ids, and what is wrong in config.toml."""
    from rich.cells import cell_len

    from tui.actions import ACTIONS, Place
    from tui.key_names import key_label
    from tui.keymap import Keymap
    from tui.preference_words import problem_sentences
    from tui.preferences import read_preferences

    words = words_of(ctx)
    path = preferences_path()
    preferences = read_preferences(path)
    keymap = Keymap(preferences.keys)
    click.echo(words("config.file", path=str(path)))
    for action in ACTIONS:
        shown = " ".join(key_label(key, words) for key in keymap.keys_of(action.id))
        where = words("place.everywhere")
        if len(action.places) < len(Place):
            named = [words(f"place.{place.value}") for place in Place if place in action.places]
            where = words("letters.between").join(named)
        mark = "*" if keymap.is_bound(action.id) else " "
        pad = " " * max(1, 16 - cell_len(shown))
        click.echo(f"{mark}{action.id:<18} {shown}{pad}{words(f'action.{action.id}')}（{where}）")
    problems = problem_sentences(words, preferences.problems, keymap.clashes)
    for sentence in problems:
        click.echo(sentence, err=True)
    ctx.exit(1 if problems else 0)
