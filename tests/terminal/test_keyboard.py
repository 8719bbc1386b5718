"""What reaches the program from a keyboard, an input method, a paste, a mouse, a window."""

from __future__ import annotations

import fcntl
import re
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time

import pytest

from store.annotations import add_note, change_identity
from store.flags import flags_of
from store.report import Identity, Kind, Level
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.terminal.program import (
    CODE,
    ELEVEN,
    F2,
    REPORTS,
    WORDS,
    WRONG,
    Screen,
    asks,
    assert_harmless,
    environment,
    fill,
    log_of,
    open_note,
    open_review,
    running,
    workspace_of,
)
from tui.locale import translator

(THIN,) = REPORTS.glob("30_*.txt")
COMMITS = ["属", "判为属实", "第1条不符", "请核对申请台账后再更正", "2023年1月", "1、2项", "yes行"]


def settle(program, seconds=0.3):
    """Take in what comes until nothing has come for a while; how many bytes it was."""
    before, last = len(program.raw), time.monotonic()
    while time.monotonic() - last < seconds:
        size = len(program.raw)
        program.read(0.05)
        if len(program.raw) != size:
            last = time.monotonic()
    return len(program.raw) - before


def resize(program, width, height):
    program.screen = Screen(width, height)
    fcntl.ioctl(program.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    program.process.send_signal(signal.SIGWINCH)


@pytest.mark.parametrize("text", COMMITS)
def test_committed_text_is_whole_in_a_field_and_nothing_outside_one(tmp_path, text):
    fill(tmp_path, THIN)
    with running(tmp_path, "review") as program:
        open_review(program)
        settle(program)
        program.send(text)
        program.sees(WORDS("hint_ime")[:12])
        settle(program)
        assert log_of(tmp_path) == []
        program.send("c")
        asks(program, "ask.note")
        program.send(text + "\r")
        program.sees(WORDS("told.noted"))
    assert [entry.payload.get("text") for entry in log_of(tmp_path)] == [text]


def test_a_paste_outside_a_field_does_nothing(tmp_path):
    fill(tmp_path, THIN)
    with running(tmp_path, "review") as program:
        open_review(program)
        program.send("\x1b[200~1\r2\rgy属实\x1b[201~")
        program.sees(WORDS("hint_paste")[:10])
        settle(program)
        program.sees(WORDS("footer.confirm"))
    assert log_of(tmp_path) == []


def test_what_an_input_method_sends_for_keys_acts(tmp_path):
    fill(tmp_path, THIN)
    with running(tmp_path, "review") as program:
        open_review(program)
        for sent, verdict in (("１", "confirmed"), ("ｘ", "dismissed")):
            settle(program)
            program.send(sent)
            program.sees(WORDS("told.stored", verdict=WORDS(f"verdict.{verdict}"), rule=""))
        settle(program)
        program.send("，")
        asks(program, "ask.reason")
        program.send("\x1b")
        settle(program)
        program.send("？")
        program.sees(WORDS("help.title"))
    assert [entry.payload["verdict"] for entry in log_of(tmp_path)] == ["confirmed", "dismissed"]


SIZES = ((20, 5), (200, 60), (40, 10), (80, 24), (59, 16), (120, 40), (1, 1), (80, 24))


@pytest.mark.parametrize(
    "keys", ["", "\r", "\rs", "\rg", "\r" + F2, "d", "r", "\x1bOP", "\x10", "\rc"]
)
def test_every_screen_bears_every_window(tmp_path, keys):
    fill(tmp_path, THIN, WRONG)
    with running(tmp_path, "review") as program:
        program.sees(WORDS("footer.open"))
        for key in re.findall(r"\x1bO.|.|\r", keys):
            before = program.screen.text()
            program.send(key)
            # What a screen needs may have to be loaded first.
            program.until(lambda before=before: program.screen.text() != before, repr(key))
            settle(program, 0.2)
        whole = program.screen.text()
        for width, height in SIZES:
            resize(program, width, height)
            settle(program, 0.25)
            assert program.process.poll() is None
        settle(program)
        assert program.screen.strange == []
        # Back in the first window all is as it was, but for how far it was scrolled.
        assert program.screen.text().splitlines()[0] == whole.splitlines()[0]


def test_a_window_that_is_stopped_goes_on(tmp_path):
    fill(tmp_path, THIN)
    with running(tmp_path, "review") as program:
        open_review(program)
        program.process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        program.process.send_signal(signal.SIGCONT)
        program.send("1")
        program.sees(WORDS("told.stored", verdict=WORDS("verdict.confirmed"), rule=""))


COLOURS = re.compile(rb"\x1b\[([\d;]*)m")


def colours(raw):
    """The kinds of colours in what was sent: "16", "256", "true"."""
    found = set()
    for code in COLOURS.findall(raw):
        numbers = [int(n or 0) for n in code.split(b";")]
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                found.add("256" if numbers[0] == 5 else "true")
                del numbers[: 2 if numbers[0] == 5 else 4]
            elif 30 <= number <= 37 or 40 <= number <= 47 or 90 <= number <= 107:
                found.add("16")
    return found


@pytest.mark.parametrize(
    ("theme", "env", "wanted"),
    [
        ("ansi", {"TERM": "xterm"}, {"16"}),
        ("ansi", {"TERM": "xterm-256color"}, {"16"}),
        ("ansi", {"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"16"}),
        ("light", {"TERM": "xterm"}, {"16"}),
        ("light", {"TERM": "xterm-256color"}, {"16", "256"}),
        ("dark", {"TERM": "linux"}, {"16"}),
        ("colourblind", {"TERM": "screen-256color"}, {"16", "256"}),
        *((theme, {"NO_COLOR": "1"}, set()) for theme in ("ansi", "dark", "light", "colourblind")),
    ],
)
def test_a_terminal_gets_the_colours_that_it_has(tmp_path, theme, env, wanted):
    fill(tmp_path, THIN, WRONG)
    own_file(tmp_path, f'theme = "{theme}"\n')
    with running(tmp_path, "review", XDG_CONFIG_HOME=str(tmp_path), **env) as program:
        open_review(program)
        program.send("1nn]")
        settle(program)
        program.send("c")
        asks(program, "ask.note")
        assert colours(program.raw) == wanted


def own_file(folder, text):
    (folder / "gouji").mkdir()
    (folder / "gouji" / "config.toml").write_text(text, encoding="utf-8")


def test_keys_language_and_signs_of_the_own_file(tmp_path):
    fill(tmp_path, THIN)
    own_file(tmp_path, 'lang = "en"\nambiguous = "wide"\n[keys]\nconfirm = "f9"\nundo = "f13"\n')
    with running(tmp_path, "review", XDG_CONFIG_HOME=str(tmp_path)) as program:
        program.sees(translator("en")("footer.open"), "config.toml line 5")
        program.send("\r")
        program.sees("F9yes")
        assert not set(program.screen.text()) & set("“”—…→·─│")
        program.send("\x1b[20~")
        program.sees("stored")
        program.send("\x11")
        assert program.end() == 0
        assert "f13" in program.raw.decode().partition("\x1b")[0]
    assert [entry.payload["verdict"] for entry in log_of(tmp_path)] == ["confirmed"]


def test_the_mouse_is_left_to_the_terminal_on_request(tmp_path):
    fill(tmp_path, THIN)
    with running(tmp_path, "review", "--no-mouse") as program:
        program.sees(WORDS("footer.open"))
        assert b"\x1b[?1003h" not in program.raw
        program.send("\x14")
        program.sees(WORDS("told.mouse_on")[:8])
        assert program.raw.rindex(b"\x1b[?1003h") > 0
        program.send("q")
        assert program.end() == 0
        assert program.raw.rindex(b"\x1b[?1003l") > program.raw.rindex(b"\x1b[?1003h")


def test_the_mouse_is_given_back_at_run_time(tmp_path):
    fill(tmp_path, THIN)
    with running(tmp_path, "review") as program:
        program.sees(WORDS("footer.open"))
        assert b"\x1b[?1003h" in program.raw
        program.send("\x14")
        program.sees(WORDS("told.mouse_off")[:8])
        program.until(
            lambda: program.raw.rfind(b"\x1b[?1003l") > program.raw.rindex(b"\x1b[?1003h"), "off"
        )


@pytest.mark.parametrize("locale", ["zh_CN.GB18030", "zh_CN.GBK", "zh_CN.gb2312"])
def test_a_profile_in_another_encoding_is_told_what_to_do(tmp_path, locale):
    """Also where that locale is not installed and Python takes UTF-8 in its place."""
    with running(tmp_path, "review", LANG=locale) as program:
        assert program.end() == 2
        assert b"LANG=" in program.raw
        assert b"\x1b" not in program.raw


# The stock palette of Textual costs 80 kB and more.
BUDGETS = {
    "move": 800,
    "verdict": 6000,
    "page": 10_000,
    "palette": 15_000,
    "palette closed": 15_000,
}


def test_bytes_to_the_terminal_stay_within_the_budget(tmp_path):
    reports = sorted(REPORTS.glob("*.txt"))
    fill(tmp_path, *reports)
    with running(tmp_path, "review", width=120, height=40) as program:
        program.sees(WORDS("footer.open"))
        settle(program)
        sent = {}

        def costs(name, key):
            program.send(key)
            sent.setdefault(name, []).append(settle(program))

        for _ in range(3):
            costs("move", "j")
        for key in ("\x04", "\x15", "G"):
            costs("page", key)
        program.send("\x1b[H")
        settle(program)
        program.send("\r")
        settle(program)
        for key in "13414":
            costs("verdict", key)
        costs("palette", "\x10")
        costs("palette closed", "\x1b")
        time.sleep(0.3)
        assert settle(program, 2.5) == 0
    for name, most in BUDGETS.items():
        # A verdict may lead to another page of prose, which is new as a whole.
        assert 0 < statistics.median(sent[name]) <= most, sent


THREATS = {
    "clipboard": "A\x1b]52;c;ZXZpbA==\x07B",
    "title": "\x1b]0;PWNED\x07",
    "screen": "\x1b[2J\x1b[1;1H已通过",
    "eight bits": "\x9b2J\x9d0;x\x9c\x90q\x9c",
    "answer back": '\x1bP$q"p\x1b\\\x1b[6n\x1b[c',
    "link": "\x1b]8;;http://evil\x1b\\X\x1b]8;;\x1b\\",
    "digits": "12\u202e34\u202c1\u200b21\u00ad2",
    "markup": "[/b][/][sys:LOCK=SAFE][b见附件[1]",
    "deception": "[red]12[/red][@click=app.quit]x[/]",
}


@pytest.mark.parametrize("threat", THREATS.values(), ids=THREATS)
def test_a_threat_is_harmless_wherever_it_stands(tmp_path, threat):
    """In a cell, a note, an organ's name and a file's name; in the queue and on every screen."""
    text = WRONG.read_text(encoding="utf-8").replace("\t8\t", f"\t8{threat}\t")
    lines = text.splitlines()
    lines[116] = f"8{threat}"
    path = tmp_path / f"{threat.replace('/', '∕')}.txt"
    path.write_bytes("\n".join(lines).encode())
    fill(tmp_path, path)
    with workspace_of(tmp_path) as workspace:
        (stored,) = iterate_reports(workspace)
        evil = Reviewer(1, "x", threat)
        identity = Identity(f"甲{threat}乡", threat, 2023, Kind.OWN, Level.TOWNSHIP)
        change_identity(workspace, evil, stored.id, identity)
        for flag in flags_of(workspace, stored.id):
            add_note(workspace, evil, stored.id, flag.id, f"注{threat}")
    with running(tmp_path, "review", width=120, height=40) as program:
        program.sees("甲")
        assert_harmless(program, "queue")
        program.send("\r")
        program.sees("注")
        for key in (
            "o",
            "n",
            "s",
            "q",
            F2,
            "q",
            "g",
            "q",
            "d",
            "q",
            "f",
            "\x10",
            "\x1b",
            "e",
            "\x1b",
        ):
            program.send(key)
            settle(program, 0.25)
            assert_harmless(program, key)
        program.send("q")
        program.sees("甲")
        program.send("r")
        settle(program)
        assert_harmless(program, "roster")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="without tmux")
def test_inside_tmux(tmp_path):
    """Drawn, decided, detached and attached again, as a reviewer over SSH does."""
    fill(tmp_path, THIN)
    tmux = ["tmux", "-L", f"gouji-{tmp_path.name}", "-f", "/dev/null"]
    env = environment(TERM="screen-256color")

    def call(*args):
        done = subprocess.run(
            [*tmux, *args], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.stdout

    def sees(text):
        deadline = time.monotonic() + 15
        while text not in (shown := call("capture-pane", "-p", "-t", "one")):
            assert time.monotonic() < deadline, shown
            time.sleep(0.1)

    call(
        *("-u", "new-session", "-d", "-s", "one", "-x", "80", "-y", "24"),
        *(sys.executable, "-c", CODE, "review"),
    )
    try:
        sees(WORDS("footer.open"))
        call("send-keys", "-t", "one", "Enter")
        sees(WORDS("footer.confirm"))
        call("send-keys", "-t", "one", "-l", ELEVEN)
        sees(WORDS("hint_ime")[:12])
        time.sleep(0.1)
        call("send-keys", "-t", "one", "-l", "1")
        sees(WORDS("told.stored", verdict=WORDS("verdict.confirmed"), rule=""))
        # A reviewer comes, types half a note, loses the line; and comes back in a larger window.
        attach = (*tmux, "-u", "attach", "-t", "one")
        with running(tmp_path, command=attach, width=80, height=24) as program:
            program.sees(WORDS("footer.confirm"))
            program.send("c")
            program.sees(WORDS("ask.note"))
            program.send(ELEVEN)
            program.sees(ELEVEN)
        with running(tmp_path, command=attach, width=120, height=40) as program:
            program.sees(ELEVEN)
            program.send("\r")
            program.sees(WORDS("told.noted"))
            call("detach-client", "-s", "one")
            program.end()
        call("send-keys", "-t", "one", "q")
        sees(WORDS("footer.open"))
        call("send-keys", "-t", "one", "q")
    finally:
        time.sleep(0.5)
        call("kill-server")
    decided, noted = log_of(tmp_path)
    assert decided.payload["verdict"] == "confirmed"
    assert noted.payload["text"] == ELEVEN


def test_a_note_is_not_lost_to_keys_that_end(tmp_path):
    fill(tmp_path, WRONG)
    with running(tmp_path, "review") as program:
        open_note(program)
        program.send(ELEVEN)
        program.sees(ELEVEN)
        program.send("\x11")
        assert program.end() == 0
    with running(tmp_path, "review") as program:
        program.sees(WORDS("footer.confirm"))
        told = WORDS("session.draft", organ="石滩乡人民政府", rule="A103", what="批注", pressed="c")
        program.sees(told[:24])
        program.send("c")
        program.sees(ELEVEN)
