"""``gouji init``, ``gouji doctor`` and ``gouji assign``: what they say, exit codes, both languages."""

from __future__ import annotations

import os
import shlex
import stat

import pytest
from click.testing import CliRunner

from store.annotations import annotations_of, last_own
from store.assignments import assignments
from store.database import open_workspace
from store.holds import take_hold
from store.own_log import OwnAct, own_acts
from store.queue import queue_ids
from store.reviewer import Reviewer, current_reviewer
from tests.store.test_annotations import fill
from tui.cli import main
from tui.drawing.acts import act_line
from tui.locale import translator


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.delenv("GOUJI_DB", raising=False)
    monkeypatch.setenv("GOUJI_REVIEWER", "boss")
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0, language="zh", **options):
        found = CliRunner().invoke(main, ["--lang", language, *map(str, arguments)], **options)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert found.exit_code == code, found.output
        assert "Traceback" not in found.output
        return found

    return call


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


# --- init and doctor ---------------------------------------------------------------------------


def test_init_makes_a_private_workspace(run, tmp_path):
    assert "只有您自己能用（0600）" in run("init").stdout
    assert mode(tmp_path / "gouji.db") == 0o600
    assert "已有文件，未作改动" in run("init", code=2).stderr
    assert "没有发现问题" in run("doctor").stdout


def test_init_shared_says_who_is_in(run, tmp_path):
    found = run("init", "--shared", "--db", "office/gouji.db", code=_code(tmp_path))
    assert "共用（0660），组内账户：" in found.stdout
    assert (mode(tmp_path / "office"), mode(tmp_path / "office" / "gouji.db")) == (0o2770, 0o660)


def _code(tmp_path):
    """1 where this host's own folders shut out a group."""
    shut = [one for one in (tmp_path, *tmp_path.parents) if not one.stat().st_mode & stat.S_IXOTH]
    return int(
        any(one.stat().st_gid != os.getegid() or not one.stat().st_mode & 0o010 for one in shut)
    )


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "请输入：chgrp GROUP "), ("en", "type: chgrp GROUP ")]
)
def test_init_shared_says_what_to_type(run, tmp_path, language, said):
    (tmp_path / "letter.docx").write_text("x")
    found = run("init", "--shared", code=2, language=language)
    shown = shlex.quote(str(tmp_path))
    assert f"{said}{shown} && chmod 2770 {shown}" in found.stderr
    assert not (tmp_path / "gouji.db").exists()


def test_doctor_names_what_to_mend(run, tmp_path):
    run("init")
    (tmp_path / "gouji.db").chmod(0o604)
    found = run("doctor", code=1)
    assert "[错] 组外的人也能读或写此文件（0604）\n    请输入：chmod o= gouji.db" in found.stdout
    assert "有 1 处要处理" in found.stdout
    english = run("doctor", code=1, language="en").stdout
    assert "[wrong] people outside the group may read or write the file (0604)" in english
    assert "type: chmod o= gouji.db" in english
    assert "1 to mend" in english
    (tmp_path / "gouji.db").chmod(0o600)
    assert "nothing is wrong" in run("doctor", language="en").stdout


def test_doctor_of_nothing(run, tmp_path):
    assert "没有工作区" in run("doctor", "--db", "没有.db", code=1).stdout
    assert list(tmp_path.iterdir()) == []


def test_names_of_files_are_made_harmless(run, tmp_path):
    hostile = tmp_path / "a\x1b[2J.db"
    run("init", "--db", hostile)
    found = run("doctor", "--db", hostile).output
    assert "␛[2J.db" in found
    assert "\x1b" not in found


def test_every_symptom_has_its_words():
    import re
    from pathlib import Path

    import store.doctor

    folder = Path(store.doctor.__file__).parent
    used = set()
    for path in folder.glob("doctor*.py"):
        used |= set(re.findall(r"(?:good|wrong)\(\s*\"(\w+)\"", path.read_text(encoding="utf-8")))
    assert len(used) > 30
    for language in ("zh", "en"):
        words = translator(language).words
        assert {name for name in used if f"doctor.{name}" not in words} == set()


# --- assign ------------------------------------------------------------------------------------


@pytest.fixture
def office(run, tmp_path):
    run("init")
    with open_workspace(tmp_path / "gouji.db") as workspace:
        for number in (2, 3, 5, 27):
            fill(workspace, number)
    return tmp_path / "gouji.db"


def given(path):
    with open_workspace(path) as workspace:
        return assignments(workspace, queue_ids(workspace))


def test_a_preview_changes_nothing(run, office):
    before = office.read_bytes()
    found = run("assign", "--to", "li,wang", "--count", 1, code=1)
    assert "li　1 份\n" in found.stdout
    assert "wang　1 份\n" in found.stdout
    assert "“li”还没有在本工作区做过任何操作" in found.stderr
    assert "未作改动。加 --yes 分派" in found.stderr
    assert office.read_bytes() == before


def test_assigning_dealing_and_taking_back(run, office):
    found = run("assign", "--to", "li，wang", "--yes")
    assert "已分派 4 份" in found.stderr
    assert sorted(given(office).values()) == ["li", "li", "wang", "wang"]
    out = run("assign").stdout
    assert out.splitlines() == [
        "li　2 份，已审结 0",
        "wang　2 份，已审结 0",
        "无人　0 份，已审结 0",
    ]
    assert "没有可分派的报告" in run("assign", "--to", "zhao", "--yes").stderr
    again = run("assign", "--to", "zhao", "--again", "--count", 1, "--yes")
    assert "原属 " in again.stdout
    assert sorted(given(office).values()).count("zhao") == 1
    run("assign", "--withdraw", "--yes")
    assert given(office) == {}
    with open_workspace(office) as workspace:
        assert last_own(workspace, current_reviewer()).kind.value == "assign"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--region", "青禾"), 2),
        (("--pattern", "02_*.txt"), 1),
        (("--filter", "石滩"), 1),
        (("--region", "青禾", "--pattern", "03_*"), 1),
        (("--region", "没有"), 0),
    ],
)
def test_what_is_chosen(run, office, options, count):
    with open_workspace(office) as workspace:
        regions = [
            row[0]
            for row in workspace.rows(
                "select organ.region from report join series on series.id = report.series_id"
                " join organ on organ.id = series.organ_id"
            )
        ]
    if options == ("--region", "青禾"):
        count = regions.count("青禾县")
    run("assign", "--to", "li", *options, "--yes")
    assert list(given(office).values()) == ["li"] * count


@pytest.mark.parametrize(("answer", "count"), [("y\n", 4), ("n\n", 0), ("", 0)])
def test_on_a_terminal_it_asks(run, office, monkeypatch, answer, count):
    monkeypatch.setattr("tui.assigning._is_terminal", lambda: True)
    run("assign", "--to", "li", input=answer, code=0 if count else 1)
    assert len(given(office)) == count


def test_wrong_usage(run, office):
    run("assign", "--count", 3, code=2)
    run("assign", "--to", "li", "--withdraw", code=2)
    run("assign", "--to", "li", "--filter", "没有:1", "--yes", code=2)
    assert given(office) == {}


def test_a_mistyped_name_stands_out_and_a_known_one_does_not(run, office):
    run("assign", "--to", "root", "--count", 1, "--yes")
    found = run("assign", "--to", "boss", "--count", 1, "--yes", language="en")
    assert "has not done anything" not in found.stderr
    assert "1 reports assigned" in found.stderr


@pytest.mark.parametrize(
    ("language", "one", "all_of_it"),
    [
        ("zh", "boss 分派 → li", "→ li 2 → wang 2"),
        ("en", "boss assignment → li", "→ li 2 → wang 2"),
    ],
)
def test_the_history_says_to_whom(run, office, language, one, all_of_it):
    run("assign", "--to", "li,wang", "--yes")
    words = translator(language)
    with open_workspace(office) as workspace:
        (act,) = own_acts(workspace, current_reviewer())
        assert all_of_it in act_line(act, words)[0].text
        mine = queue_ids(workspace, "assigned:li")[0]
        (entry,) = annotations_of(workspace, mine)
        assert one in act_line(OwnAct(entry, None, None, None), words)[0].text
        take_hold(workspace, Reviewer(1, "zhao", ""), mine)
        take_hold(workspace, current_reviewer(), mine, force=True)
        entry = annotations_of(workspace, mine)[-1]
        line = act_line(OwnAct(entry, None, None, None), words)[0].text
        assert "zhao" in line
        assert words("what.hold") in line
