"""LibreOffice as a converter: old office files in, OOXML out, many files a call.

One call costs about a second before the first file and a few hundredths for each further one
(measured with 7.4 on two cores: one .doc 1.2 s, six 1.2 s; an old profile saves 0.1 s, so each
call has its own, and calls side by side never meet).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from importers.errors import (
    ConverterFailedError,
    ConverterMissingError,
    FileEncryptedError,
    ImporterError,
)
from importers.readers.left_over import prefix, remove_left_overs
from importers.readers.legacy_password import needs_password
from importers.readers.protocol import Format

OFFICE_VARIABLE: Final = "GOUJI_SOFFICE"
FILE_SECONDS: Final = 60.0
_MOST_CONVERTED = 64 * 1024 * 1024
_POLL_SECONDS = 0.02
# All files are there and soffice does not end: it is not waited for.
_ENDING_SECONDS = 5.0
# CPU seconds, megabytes of one written file and of data, for soffice and all that it starts.
_LIMITS = (600, 256, 4096)

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/local/bin/soffice",
    "/snap/bin/libreoffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)

# The suffix leads LibreOffice to the filter: ours goes by content, never by the user's name.
_SUFFIXES: Mapping[Format, str] = {
    Format.WORD: "doc",
    Format.EXCEL: "xls",
    Format.RTF: "rtf",
    Format.ODT: "odt",
    Format.ODS: "ods",
    Format.WORD_XML: "xml",
}
_WORD_TARGET = ("docx", "docx:MS Word 2007 XML")
_SHEET_TARGET = ("xlsx", "xlsx:Calc MS Excel 2007 XML")
SHEETS: Final = frozenset({Format.EXCEL, Format.ODS})

# No macro runs, no link is followed (Writer 0 and Calc 1 both mean never), nothing is looked up:
# what still tried to reach a host would be sent to a port of this machine where nobody listens.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Office.Writer/Content/Update", "Chart", "false"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
)
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "LD_LIBRARY_PATH")

OldFile = tuple[Format, bytes]
Conversion = bytes | ImporterError


def find_office() -> Path | None:
    """The program to call: GOUJI_SOFFICE, else on PATH, else where installers put it.

    A GOUJI_SOFFICE that names no program means none: nothing else is looked for.
    """
    named = os.environ.get(OFFICE_VARIABLE)
    if named:
        found = shutil.which(named)
        return Path(found).absolute() if found else None
    for program in _PROGRAMS:
        found = shutil.which(program)
        if found:
            return Path(found).absolute()
    for place in _PLACES:
        anchor = Path(place).anchor
        if not anchor:
            continue
        for path in sorted(Path(anchor).glob(str(Path(place).relative_to(anchor))), reverse=True):
            if os.access(path, os.X_OK):
                return path
    return None


def target_format(found: Format) -> Format:
    """What LibreOffice makes of a format: DOCX of texts, XLSX of sheets."""
    return Format.XLSX if found in SHEETS else Format.DOCX


def convert_files(files: Sequence[OldFile], seconds: float = FILE_SECONDS) -> list[Conversion]:
    """The converted bytes of each file, or the error of that file alone, in the order given.

    ``seconds`` is the longest time that one file may take. All texts go into one call of soffice
    and all sheets into another; where a call hangs or dies, the file that it was at is tried
    alone or given up, and the rest goes into another call. Errors are ConverterMissingError,
    ConverterFailedError and FileEncryptedError.
    """
    results: list[Conversion | None] = [None] * len(files)
    office = find_office()
    waiting: dict[tuple[str, str], list[int]] = {}
    for index, (found, _) in enumerate(files):
        if found not in _SUFFIXES:
            raise ValueError(found)
        if office is None:
            results[index] = ConverterMissingError(format=found.value)
        else:
            target = _SHEET_TARGET if found in SHEETS else _WORD_TARGET
            waiting.setdefault(target, []).append(index)
    if office is not None:
        for target, indices in waiting.items():
            for index, result in _convert_all(office, target, files, indices, seconds):
                results[index] = result
    return [result for result in results if result is not None]


def _convert_all(
    office: Path,
    target: tuple[str, str],
    files: Sequence[OldFile],
    indices: list[int],
    seconds: float,
) -> Iterator[tuple[int, Conversion]]:
    """Each file's result; a call that ends badly is followed by others without its culprit."""
    batches = [indices]
    while batches:
        batch = batches.pop()
        done, ending = _call(office, target, [files[index] for index in batch], seconds)
        left = []
        for index, converted in zip(batch, done, strict=True):
            if converted is None:
                left.append(index)
            else:
                yield index, converted
        if not left:
            continue
        if ending is None:
            for index in left:
                yield index, _failed(files[index], "it could not be loaded")
        elif len(batch) == 1 or ending.is_of_first:
            yield left[0], _failed(files[left[0]], ending.reason)
            if left[1:]:
                batches.append(left[1:])
        else:
            # Files are taken in order: the first without a result is the suspect.
            if left[1:]:
                batches.append(left[1:])
            batches.append(left[:1])


def _failed(file: OldFile, reason: str) -> ImporterError:
    # Asked only now: LibreOffice opens what Excel locks with the password that all know.
    if needs_password(*file):
        return FileEncryptedError(format=file[0].value)
    return ConverterFailedError(format=file[0].value, reason=reason)


class _BadEnding:
    """How a call ended that did not end well; ``is_of_first``: the first file left is to blame."""

    def __init__(self, reason: str, *, is_of_first: bool) -> None:
        self.reason = reason
        self.is_of_first = is_of_first


def _call(
    office: Path, target: tuple[str, str], files: Sequence[OldFile], seconds: float
) -> tuple[list[bytes | None], _BadEnding | None]:
    """One call of soffice: the results in order, None for a file that has none."""
    remove_left_overs()
    # mkdtemp's folders are open to their owner alone.
    with tempfile.TemporaryDirectory(prefix=prefix(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made = folder / "made"
        made.mkdir()
        _write_profile(folder / "profile")
        sources = []
        for number, (found, data) in enumerate(files):
            source = folder / f"{number}.{_SUFFIXES[found]}"
            source.write_bytes(data)
            sources.append(str(source))
        outputs = [made / f"{number}.{target[0]}" for number in range(len(files))]
        command = [
            str(office),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            target[1],
            "--outdir",
            str(made),
            *sources,
        ]
        ending = _run(_limited(command), folder, outputs, seconds)
        return [_finished(output) for output in outputs], ending


def _run(
    command: Sequence[str], folder: Path, outputs: Sequence[Path], seconds: float
) -> _BadEnding | None:
    """Run until the end, or until ``seconds`` passed without one more file; None: it ended well."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return _BadEnding(str(error.strerror or error), is_of_first=False)
    try:
        made = 0
        since = time.monotonic()
        while (code := process.poll()) is None:
            now = sum(output.exists() for output in outputs)
            if now > made:
                made, since = now, time.monotonic()
            idle = time.monotonic() - since
            if made == len(outputs) and idle > _ENDING_SECONDS:
                return None
            if idle > seconds:
                return _BadEnding(f"no result within {seconds:g} s", is_of_first=True)
            time.sleep(_POLL_SECONDS)
    finally:
        _end(process)
    return None if code == 0 else _BadEnding(f"it ended with code {code}", is_of_first=False)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started; soffice is a script that starts the program."""
    if sys.platform == "win32":
        process.kill()
    else:
        # Where nobody of the group is left, macOS says so by EPERM.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limited(command: Sequence[str]) -> list[str]:
    """The command under limits of time, file size and memory, where the system has a shell."""
    if sys.platform == "win32":
        return list(command)
    seconds, written, data = _LIMITS
    # dash and macOS count -f in blocks of 512 bytes, bash outside POSIX mode of 1024.
    limits = (("c", 0), ("t", seconds), ("f", written * 2048), ("d", data * 1024))
    script = "".join(f"ulimit -{kind} {most} 2>/dev/null || :; " for kind, most in limits)
    script += 'exec "$@"'
    return ["/bin/sh", "-c", script, "sh", *command]


def _environment(folder: Path) -> dict[str, str]:
    """No display, no settings of the user, every temporary file in our own folder."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    place = str(folder)
    return kept | {
        "HOME": place,
        "TMPDIR": place,
        "TEMP": place,
        "TMP": place,
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _write_profile(profile: Path) -> None:
    items = "\n".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{items}\n</oor:items>\n",
        encoding="utf-8",
    )


def _finished(output: Path) -> bytes | None:
    """The bytes of a result, where it was written to its end."""
    try:
        if output.is_symlink() or output.stat().st_size > _MOST_CONVERTED:
            return None
        # The directory of a ZIP file is its end: without it the writer was cut off.
        return output.read_bytes() if zipfile.is_zipfile(output) else None
    except OSError:
        return None
