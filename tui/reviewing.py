"""``gouji review``: open the workbench, or without a terminal import and say how to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from tui.locale import Translator
from tui.preferences import Preferences, read_preferences
from tui.preferences_path import preferences_path
from tui.terminal import encoding_of_locale, is_interactive, is_utf8, why_not
from tui.warming import begin_cold


def review(
    paths: Sequence[Path],
    db: Path,
    words: Translator,
    *,
    allow_network: bool,
    ascii_only: bool,
    has_mouse: bool = True,
) -> int:
    """Import paths and open the workbench; the exit code."""
    if not is_interactive():
        from importers.batch import Overrides
        from tui.importing import import_paths, show_status

        code = 0
        if paths:
            code = import_paths(
                paths, db, Overrides(), words, quiet=True, allow_network=allow_network
            )
        if db.exists():
            show_status(db, words, allow_network=allow_network)
        click.echo(words("cli.open_hint", db=db))
        # A file that cannot be read is in the status; a path that is not there is an error.
        return 0 if all(path.exists() for path in paths) else code
    reason = why_not()
    if reason is not None:
        click.echo(words(f"terminal.{reason}"), err=True)
        return 2
    encoding = encoding_of_locale()
    if not is_utf8(encoding):
        click.echo(words("terminal.not_utf8", encoding=encoding), err=True)
        return 2
    preferences = read_preferences(preferences_path())
    if not has_mouse:
        preferences = replace(preferences, mouse=False)
    begin_cold()
    return _open(paths, db, words, preferences, allow_network=allow_network, ascii_only=ascii_only)


def _open(
    paths: Sequence[Path],
    db: Path,
    words: Translator,
    preferences: Preferences,
    *,
    allow_network: bool,
    ascii_only: bool,
) -> int:
    from store.reviewer import current_reviewer
    from tui.app import Workbench
    from tui.opening import opened

    missing = [path for path in paths if not path.exists()]
    for path in missing:
        click.echo(words("cli.no_path", path=str(path)), err=True)
    if missing:
        return 2
    # Refuse a workspace that cannot be opened before the screen is taken over.
    opened(db, words, allow_network=allow_network).close()
    app = Workbench(
        db,
        words,
        current_reviewer(),
        paths=paths,
        allow_network=allow_network,
        ascii_only=ascii_only,
        preferences=preferences,
    )
    # On the screen there is room for the first one only.
    if app.problems:
        click.echo(words("config.file", path=str(preferences_path())), err=True)
    for sentence in app.problems:
        click.echo(sentence, err=True)
    app.run(mouse=preferences.mouse)
    return app.return_code or 0
