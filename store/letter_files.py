"""Letters as files: written first, then recorded; what fails leaves neither file nor record."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from store.database import Workspace
from store.errors import ExportError, StoreError, TemplateError
from store.exports.atomic import write_atomically
from store.letter_names import Names, letter_name
from store.letter_templates import LetterFormat, LetterTemplate, load_template, render_letter
from store.letter_text import letter_context, letter_title
from store.letters import Letter, Obstacle, issue_letter, letter_of, obstacle_of
from store.reports import stored_report
from store.reviewer import Reviewer


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """How letters are written; ``again``: also where one was issued; ``template``: file, folder."""

    format: LetterFormat
    today: date
    language: str = "zh"
    is_notice: bool = False
    again: bool = False
    overwrite: bool = False
    with_personal: bool = False
    template: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one report: the file that was written, or why there is none."""

    report_id: int
    name: str
    path: Path | None = None
    obstacle: Obstacle | None = None
    error: StoreError | None = None


def chosen_template(workspace: Workspace, options: LetterOptions) -> LetterTemplate:
    """The template of the options, else that of gouji.toml, else gouji's own."""
    set_ = workspace.settings.letter.template
    return load_template(
        options.format, options.template or (workspace.path.parent / set_ if set_ else None)
    )


def format_of(path: Path) -> LetterFormat:
    """The format that the suffix of a file names. Raises ExportError."""
    suffix = path.suffix.lower()
    try:
        return LetterFormat(suffix.removeprefix("."))
    except ValueError as error:
        known = " ".join(f".{one.value}" for one in LetterFormat)
        raise ExportError("export_suffix", path=str(path), suffix=suffix, known=known) from error


def letter_folder(path: Path) -> Path:
    """The folder for letters, made where it is missing. Raises ExportError."""
    try:
        path.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise ExportError("export_not_a_folder", path=str(path)) from error
    except OSError as error:
        raise ExportError("export_system", path=str(path), reason=str(error.strerror)) from error
    except ValueError as error:
        # A name that no system can hold.
        raise ExportError("export_system", path=str(path), reason=str(error)) from error
    return path


def default_name(workspace: Workspace, report_id: int, options: LetterOptions) -> str:
    """The name that the letter on a report gets where nobody says another one."""
    letter = letter_of(workspace, report_id, options.language, is_notice=options.is_notice)
    return f"{letter_name(letter)}.{options.format.value}"


def outcomes_before(
    workspace: Workspace, report_ids: Sequence[int], options: LetterOptions
) -> Iterator[Outcome]:
    """The reports on which there is no letter now, and why; the others are left out."""
    for report_id in report_ids:
        obstacle = _obstacle(workspace, report_id, options)
        if obstacle is not None:
            yield Outcome(report_id, _shown_name(workspace, report_id), obstacle=obstacle)


def write_letters(
    workspace: Workspace,
    reviewer: Reviewer,
    report_ids: Sequence[int],
    folder: Path,
    options: LetterOptions,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Outcome]:
    """Write the letters on some reports into a folder and record each; one outcome a report.

    The folder is made with the first letter.
    What is wrong with one report or file does not stop the others. Raises TemplateError and, of
    the folder, ExportError.
    """
    template = chosen_template(workspace, options)
    names = Names()
    for report_id in report_ids:
        if is_cancelled():
            return
        name = _shown_name(workspace, report_id)
        obstacle = _obstacle(workspace, report_id, options)
        if obstacle is not None:
            yield Outcome(report_id, name, obstacle=obstacle)
            continue
        letter = _letter(workspace, report_id, options)
        # Only now: without a letter there is to be no folder.
        folder = letter_folder(folder)
        path = folder / f"{names.give(letter_name(letter))}.{options.format.value}"
        try:
            _write(workspace, reviewer, letter, path, template, options)
        except TemplateError:
            raise
        except StoreError as error:
            yield Outcome(report_id, name, error=error)
        else:
            yield Outcome(report_id, name, path=path)


def write_letter(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    path: Path,
    options: LetterOptions,
) -> Outcome:
    """Write the letter on one report to a file and record it.

    Raises TemplateError, and ExportError or LetterError, after which there is no file.
    """
    name = _shown_name(workspace, report_id)
    obstacle = _obstacle(workspace, report_id, options)
    if obstacle is not None:
        return Outcome(report_id, name, obstacle=obstacle)
    template = chosen_template(workspace, options)
    letter = _letter(workspace, report_id, options)
    _write(workspace, reviewer, letter, path, template, options)
    return Outcome(report_id, name, path=path)


def _obstacle(workspace: Workspace, report_id: int, options: LetterOptions) -> Obstacle | None:
    return obstacle_of(workspace, report_id, again=options.again, is_notice=options.is_notice)


def _letter(workspace: Workspace, report_id: int, options: LetterOptions) -> Letter:
    return letter_of(
        workspace,
        report_id,
        options.language,
        is_notice=options.is_notice,
        with_personal=options.with_personal,
    )


def _shown_name(workspace: Workspace, report_id: int) -> str:
    """Whose report it is, for the list of what was done."""
    stored = stored_report(workspace, report_id)
    if stored is None:
        return str(report_id)
    if stored.organ is None:
        return stored.path
    year = f" {stored.year}" if stored.year is not None else ""
    return f"{stored.region or ''}{stored.organ}{year}"


def _write(
    workspace: Workspace,
    reviewer: Reviewer,
    letter: Letter,
    path: Path,
    template: LetterTemplate,
    options: LetterOptions,
) -> None:
    content = render_letter(template, letter_context(letter, options.today))
    before = _content_before(path, options)
    _put(path, content)
    try:
        issue_letter(
            workspace,
            reviewer,
            letter.report_id,
            letter=letter,
            title=letter_title(letter),
            with_personal=options.with_personal,
            again=options.again,
        )
    except BaseException:
        # No record, no file: what stood there before stands there again.
        if before is None:
            path.unlink(missing_ok=True)
        else:
            _put(path, before)
        raise


def _content_before(path: Path, options: LetterOptions) -> bytes | None:
    """What a file holds that may be replaced; None where there is none. Raises ExportError."""
    if not os.path.lexists(path):
        return None
    if not options.overwrite or path.is_symlink() or not path.is_file():
        code = "export_exists" if path.is_file() else "export_not_a_file"
        raise ExportError("export_not_a_file" if path.is_symlink() else code, path=str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError("export_system", path=str(path), reason=str(error.strerror)) from error


def _put(path: Path, content: bytes) -> None:
    def write(temporary: Path) -> int:
        return temporary.write_bytes(content)

    write_atomically(path, write)
