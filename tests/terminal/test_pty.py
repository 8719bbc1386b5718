"""The real program under a pseudo-terminal: what reaches the terminal, what survives its loss."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from store.annotations import add_note
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.terminal.program import (
    CODE,
    ELEVEN,
    F2,
    HOSTILE,
    REPORTS,
    RUN,
    RUN_UNCONTROLLED,
    RUN_WITHOUT_HUP,
    TWENTY,
    WORDS,
    WRONG,
    Screen,
    asks,
    assert_harmless,
    environment,
    fill,
    flags_in,
    log_of,
    note_draft,
    open_note,
    open_review,
    resume_note,
    running,
    workspace_of,
)


def test_the_screen_of_these_tests_knows_what_is_strange():
    screen = Screen(10, 2)
    screen.feed("\x1b[2;1H\x1b[1;31m汉字\x1b[0m[/b]\x1b[?25l")
    assert (screen.text(), screen.strange) == ("          \n汉字[/b]  ", [])
    assert screen.colours == {31}
    for text in ("\x1b[2J", "\x1b]52;c;ZXZpbA==\x07", "\u202e", "\u200b", "\x9b2J", "\x1b[6n"):
        screen = Screen(10, 2)
        screen.feed(text)
        assert screen.strange, repr(text)


def test_nothing_of_a_hostile_report_acts_on_the_terminal(tmp_path):
    with running(tmp_path, "review", HOSTILE) as program:
        program.sees(
            "沙湾乡人民政府", WORDS("told.import_done", imported=1, known=0, skipped=0, failed=0)
        )
        count = len(flags_in(tmp_path))
        assert count == 7
        program.send("\r")
        shown = ""
        for position in range(1, count + 1):
            program.sees(f" {position}/{count} ")
            shown += program.screen.text()
            program.send("s")
            program.sees(WORDS("source.title", path=HOSTILE.name))
            shown += program.screen.text()
            program.send("\x1b")
            program.sees(f" {position}/{count} ")
            program.send("n")
        for literal in (
            "[/b]",
            "[red]12[/red]",
            "=1+1",
            "318␛[2J",
            "<U+202E>12",
            "␛]52;c;ZXZpbA==",
        ):
            assert literal in shown, literal
        program.send("gq")
        program.send(F2)
        program.sees(WORDS("history.title"))
        assert_harmless(program)


def test_a_hostile_line_in_a_field_is_harmless(tmp_path):
    """A finding is prefilled from the line in view, the letter's sentence from the cell."""
    fill(tmp_path, HOSTILE)
    with running(tmp_path, "review") as program:
        open_review(program)
        for position, flag in enumerate(flags_in(tmp_path), 1):
            program.sees(f" {position}/7 ")
            program.send("e")
            asks(program, "ask.letter")
            program.send("\x1b[F")
            program.send("\x1b")
            program.sees(WORDS("footer.confirm"))
            program.send("a")
            asks(program, "ask.problem")
            program.send("栏目名称不一\r")
            asks(program, "ask.quote")
            program.send("\r")
            asks(program, "ask.place")
            program.send("\r")
            asks(program, "ask.suggestion")
            program.send("\x1b")
            program.sees(WORDS("footer.confirm"))
            program.send("n")
            assert_harmless(program, f"{flag.flag.rule} {flag.flag.place}")


def test_a_hostile_paste_is_harmless(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_note(program)
        program.send("\x1b[200~改\u202e为\u200b12\x07\x9b2J[/b]藕\x1b[201~")
        program.sees("藕")
        assert_harmless(program, "in the field")
        program.send("\r")
        program.sees(WORDS("told.noted"))
        assert_harmless(program, "as a note")


def test_all_lines_of_a_paste_arrive(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_note(program)
        program.send("\x1b[200~电话问过，\r\n下周补。\x1b[201~")
        program.sees("下周补。")
        program.send("\r")
        program.sees(WORDS("told.noted"))
    assert log_of(tmp_path)[0].payload["text"] == "电话问过，下周补。"


def test_names_notes_and_labels_are_harmless_too(tmp_path):
    evil = "\x1b]0;PWNED\x07\x1b[2J\u202e[/b]"
    name = f"{evil.replace('/', '∕')}.txt"
    (tmp_path / name).write_bytes(WRONG.read_bytes())
    fill(tmp_path, tmp_path / name)
    (flag,) = flags_in(tmp_path)
    with workspace_of(tmp_path) as workspace:
        add_note(workspace, Reviewer(1, "x", evil), flag.report_id, flag.id, f"见{evil}原件")
    with running(tmp_path, "review", GOUJI_REVIEWER=evil) as program:
        open_review(program)
        program.sees("见␛]0;PWNED")
        program.send("o")
        program.sees(".txt")
        for key, title in (
            ("s", WORDS("source.title", path="␛]0;PWNED")),
            (F2, WORDS("history.title")),
        ):
            program.send(key)
            program.sees(title)
            program.send("q")
            program.sees("1/1")
        program.send("2")
        program.sees(WORDS("ask.cell", field="")[1:5])
        program.send("[/b][red]8[/red]\r")
        program.sees(WORDS("ask.not_a_number", text="[/b][red]8[/red]"))
        assert_harmless(program)


def test_a_label_in_another_encoding_still_decides_and_undoes(tmp_path):
    """GOUJI_REVIEWER as an old terminal profile sends it: bytes that are not UTF-8."""
    fill(tmp_path, WRONG)
    with running(tmp_path, "review", GOUJI_REVIEWER=os.fsdecode("李".encode("gb18030"))) as program:
        open_review(program)
        program.send("1")
        program.sees(WORDS("told.stored_next", verdict=WORDS("verdict.confirmed"), rule="A103")[:8])
        program.send("u")
        program.sees(WORDS("told.undone", what=WORDS("what.decision")))
    assert [entry.is_undone for entry in log_of(tmp_path)] == [True]


def test_a_verdict_that_shows_as_stored_survives_kill_9(tmp_path):
    fill(tmp_path, WRONG)
    stored = WORDS("told.stored_next", verdict=WORDS("verdict.confirmed"), rule="A103")
    with running(tmp_path, "review") as program:
        open_review(program)
        program.send("1")
        program.sees(stored[:10])
        program.process.send_signal(signal.SIGKILL)
        program.process.wait()
    (flag,) = flags_in(tmp_path)
    assert flag.verdict == "confirmed"
    assert [entry.payload["verdict"] for entry in log_of(tmp_path)] == ["confirmed"]


def by_hang_up(program):
    program.hang_up()


def by_signal(number):
    return lambda program: program.process.send_signal(number)


@pytest.mark.parametrize(
    ("lose", "command"),
    [
        (by_hang_up, RUN),
        (by_signal(signal.SIGHUP), RUN),
        (by_signal(signal.SIGTERM), RUN),
        (by_hang_up, RUN_WITHOUT_HUP),
        (by_hang_up, RUN_UNCONTROLLED),
    ],
    ids=[
        "terminal gone",
        "HUP",
        "TERM",
        "terminal gone, HUP ignored",
        "terminal not its own, gone",
    ],
)
def test_a_note_in_the_making_survives_the_loss_of_the_terminal(tmp_path, lose, command):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review", command=command) as program:
        open_note(program)
        program.send(ELEVEN)
        program.sees(ELEVEN)
        lose(program)
        program.end()
        if program.master is not None:
            # The terminal is given back: the other screen left, the cursor shown.
            assert program.raw.rindex(b"\x1b[?1049l") > program.raw.rindex(b"\x1b[?1049h")
            assert program.raw.rindex(b"\x1b[?25h") > program.raw.rindex(b"\x1b[?25l")
    assert note_draft(tmp_path) == ELEVEN
    assert log_of(tmp_path) == []
    with running(tmp_path, "review") as program:
        resume_note(program)
        program.sees(ELEVEN)
        program.send("\r")
        program.sees(WORDS("told.noted"))
    assert [entry.payload["text"] for entry in log_of(tmp_path)] == [ELEVEN]
    assert note_draft(tmp_path) is None


def test_a_terminal_that_is_not_its_own_is_a_terminal(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review", command=RUN_UNCONTROLLED) as program:
        open_review(program)
        # Longer than between two looks at whether it is still there.
        until = time.monotonic() + 2.5
        program.until(lambda: time.monotonic() > until, "some looks")
        program.send("1")
        program.sees(WORDS("verdict.confirmed"))
        assert program.process.poll() is None


def test_a_note_in_the_making_survives_even_kill_9_once_it_is_kept(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_note(program)
        program.send(ELEVEN)
        program.sees(ELEVEN)
        program.until(lambda: note_draft(tmp_path) == ELEVEN, "the draft to be kept")
        program.process.send_signal(signal.SIGKILL)
        program.process.wait()
    with running(tmp_path, "review") as program:
        resume_note(program)
        program.sees(ELEVEN)


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (ELEVEN, ELEVEN),
        (f"\x1b[200~{TWENTY}\x1b[201~", TWENTY),
        (f"{ELEVEN}，ab１\x1b[200~{TWENTY}\x1b[201~。", f"{ELEVEN}，ab１{TWENTY}。"),
    ],
    ids=["committed at once", "pasted", "mixed"],
)
def test_chinese_arrives_whole(tmp_path, sent, wanted):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_note(program)
        program.send(sent)
        program.sees(wanted[-8:])
        program.send("\r")
        program.sees(WORDS("told.noted"))
    assert [entry.payload["text"] for entry in log_of(tmp_path)] == [wanted]


def test_chinese_committed_outside_a_field_decides_nothing(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_review(program)
        program.send(ELEVEN)
        program.sees(WORDS("hint_ime")[:12])
        # What the input method sends for digits does decide, once the burst is over.
        time.sleep(0.1)
        program.send("１")
        program.sees(WORDS("verdict.confirmed"), "A103")
        program.until(lambda: log_of(tmp_path), "the decision")
    assert [entry.payload["verdict"] for entry in log_of(tmp_path)] == ["confirmed"]


def test_colours_are_left_out_on_request(tmp_path):
    seen = {}
    for name, env in (("plain", {"NO_COLOR": "1"}), ("colours", {})):
        folder = tmp_path / name
        folder.mkdir()
        fill(folder, WRONG, HOSTILE)
        with running(folder, "review", **env) as program:
            open_review(program)
            program.sees("1/7")
            program.send("n]")
            program.sees("A103")
            program.send("q")
            program.sees(WORDS("footer.open"))
            program.send("q")
            assert program.end() == 0
            seen[name] = program.screen.colours - {39}
    assert seen["colours"] != set()
    assert seen["plain"] == set()


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_is_refused_with_a_sentence(tmp_path, term):
    with running(tmp_path, "review", WRONG, TERM=term) as program:
        assert program.end() == 2
        assert WORDS("terminal.dumb")[:20] in program.raw.decode().replace("\r\n", "")
        assert b"\x1b" not in program.raw


def test_a_terminal_that_is_not_utf_8_is_refused_with_a_sentence(tmp_path):
    with running(
        tmp_path, "review", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    ) as program:
        assert program.end() == 2
        assert b"LANG=" in program.raw
        assert b"\x1b" not in program.raw


def test_q_gives_the_terminal_back(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        program.sees(WORDS("footer.open"))
        before = termios.tcgetattr(program.master)
        program.send("q")
        assert program.end() == 0
        assert b"\x1b[?1049l" in program.raw
    assert before is not None


def test_a_terminal_that_shrinks_and_grows(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_review(program)
        for width, height in ((20, 5), (1, 1), (120, 40), (80, 24)):
            program.screen = Screen(width, height)
            size = struct.pack("HHHH", height, width, 0, 0)
            fcntl.ioctl(program.master, termios.TIOCSWINSZ, size)
            program.process.send_signal(signal.SIGWINCH)
            if width >= 80:
                program.sees("A103", WORDS("footer.confirm"))
        assert program.process.poll() is None


def without_terminal(folder, *args, **env):
    return subprocess.run(
        [sys.executable, "-c", CODE, *map(str, args)],
        cwd=folder,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("command", [("review",), ()])
def test_without_a_terminal_it_imports_and_says_how_to_open(tmp_path, command):
    done = without_terminal(tmp_path, *command, REPORTS)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert WORDS("cli.open_hint", db="gouji.db") in done.stdout
    count = len(list(REPORTS.glob("*.txt")))
    assert (
        WORDS("cli.imported", imported=count, known=0, skipped=0, failed=0, total=count)
        in done.stdout
    )
    assert "\x1b" not in done.stdout
    with workspace_of(tmp_path) as workspace:
        assert len(list(iterate_reports(workspace))) == count
    again = without_terminal(tmp_path, "review")
    assert again.returncode == 0
    assert WORDS("cli.open_hint", db="gouji.db") in again.stdout
