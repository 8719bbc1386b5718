"""Six writers on one workspace, killed at random: a program of its own, since it forks.

``python -m tests.store.killed_writers WORKSPACE KILLS SEED`` fills the workspace, lets six
processes decide, note, correct and undo, ends one of them by SIGKILL at a random moment, starts it
anew, and so on. What a call gave back to a writer is acknowledged: it is appended to that writer's
own file, and every line of all files is then looked up in the log. Prints what was found as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import (
    Verdict,
    add_note,
    annotation,
    correct_cells,
    decide,
    last_own,
    undo,
)
from store.database import Workspace, open_workspace
from store.errors import AnnotationError, StaleDecisionError, WorkspaceError
from store.flags import flag_record
from store.reviewer import Reviewer
from store.verification import verify_workspace
from tests.thin_reports import write_thin_reports

WRITERS = 6
_REPORTS = 8
_CELL = "disclosure.licences.decisions"


def _fill(path: Path) -> None:
    folder = path.parent / "reports"
    folder.mkdir()
    with open_workspace(path) as workspace:
        sources = [SourceFile(one, one.name) for one in write_thin_reports(folder, _REPORTS)]
        import_files(workspace, sources)


def _act(workspace: Workspace, who: Reviewer, flags: list[int], chance: random.Random) -> str:
    """Do something; what was acknowledged, as a line, or nothing where it was refused."""
    what = chance.random()
    if what < 0.6:
        record = flag_record(workspace, chance.choice(flags))
        verdict = chance.choice(list(Verdict))
        try:
            made = decide(workspace, who, record.id, record.version, verdict)
        except StaleDecisionError:
            return ""
        if made.decision_id is None or made.verdict != verdict:
            raise AssertionError("acknowledged something else")
        return f"decision {made.decision_id} {made.id} {verdict.value}"
    if what < 0.8:
        report = chance.randint(1, _REPORTS)
        text = str(chance.getrandbits(60))
        return f"note {add_note(workspace, who, report, None, text)} {report} {text}"
    if what < 0.9:
        report = chance.randint(1, _REPORTS)
        value = chance.randint(0, 99)
        made_id = correct_cells(workspace, who, report, {_CELL: value})
        return f"correction {made_id} {report} {value}"
    found = last_own(workspace, who)
    if found is None:
        return ""
    undo(workspace, who, found.id, reread)
    return f"undone {found.id}"


def _write(path: Path, number: int, seed: int) -> None:
    """What a writer does until it is killed."""
    chance = random.Random(seed)
    who = Reviewer(1000 + number, f"writer{number}", "")
    acknowledged = os.open(
        path.parent / f"acknowledged{number}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
    )
    workspace = open_workspace(path, create=False)
    flags = [row[0] for row in workspace.rows("select id from flag where fields = '[]'")]
    while True:
        try:
            line = _act(workspace, who, flags, chance)
        except (AnnotationError, WorkspaceError) as error:
            line = f"refused {error.code}"
        if line:
            os.write(acknowledged, f"{line}\n".encode())


def _start(path: Path, number: int, seed: int) -> int:
    process = os.fork()
    if process:
        return process
    try:
        _write(path, number, seed)
    finally:
        os._exit(9)


def _kill_at_random(path: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    running = {_start(path, number, chance.getrandbits(32)): number for number in range(WRITERS)}
    try:
        time.sleep(0.5)
        for _ in range(kills):
            time.sleep(chance.uniform(0.0, 0.25))
            victim = chance.choice(sorted(running))
            os.kill(victim, signal.SIGKILL)
            _, status = os.waitpid(victim, 0)
            if not os.WIFSIGNALED(status):
                raise AssertionError("a writer ended by itself")
            number = running.pop(victim)
            running[_start(path, number, chance.getrandbits(32))] = number
        time.sleep(0.3)
    finally:
        for process in running:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _lost(workspace: Workspace, number: int, lines: list[str]) -> list[str]:
    """Acknowledged lines that the log does not have, by the same writer, with what they say."""
    lost = []
    for line in lines:
        kind, made, *said = line.split(" ")
        if kind == "refused":
            continue
        found = annotation(workspace, int(made))
        if found is None or found.uid != 1000 + number:
            lost.append(line)
        elif kind == "undone":
            if not found.is_undone:
                lost.append(line)
        elif kind == "decision":
            if [str(found.flag_id), found.payload["verdict"]] != said:
                lost.append(line)
        elif kind == "note":
            if [str(found.report_id), found.payload["text"]] != said:
                lost.append(line)
        elif [str(found.report_id), str(found.payload["readings"][_CELL][0])] != said:
            lost.append(line)
    return lost


def main(path: Path, kills: int, seed: int) -> dict[str, object]:
    """Run it; counts of what was acknowledged, lost, refused, and what is wrong."""
    _fill(path)
    _kill_at_random(path, kills, seed)
    acknowledged, lost, locked = 0, [], 0
    with open_workspace(path, create=False) as workspace:
        for number in range(WRITERS):
            file = path.parent / f"acknowledged{number}"
            # The last line may be torn: it was being written when its writer was killed.
            lines = file.read_text().split("\n")[:-1] if file.exists() else []
            locked += sum(line == "refused workspace_locked" for line in lines)
            acknowledged += sum(not line.startswith("refused") for line in lines)
            lost += _lost(workspace, number, lines)
        logged = workspace.value("select count(*) from annotation")
        integrity = workspace.value("pragma integrity_check")
    return {
        "kills": kills,
        "acknowledged": acknowledged,
        "lost": lost,
        "locked": locked,
        "logged": logged,
        "integrity": integrity,
        "wrong": [str(one) for one in verify_workspace(path).wrong],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
