"""One workspace for several accounts of a host: who can make it, who gets in, what is left behind."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import stat
import tempfile
from pathlib import Path

import pytest

from store.annotations import add_note, annotations_of
from store.copies import opened_copy
from store.database import open_workspace
from store.doctor import examine
from store.errors import WorkspaceError
from store.holds import holds, take_hold
from store.reviewer import Reviewer, current_reviewer
from store.workspace_making import make_workspace
from tests.store.accounts import ALICE, BOB, CAROL, GROUP, as_account, needs_root
from tests.store.test_annotations import fill
from tests.store.test_migrations import as_first

UMASKS = pytest.mark.parametrize("umask", [0o022, 0o077])


@pytest.fixture
def place():
    """A folder that every account can pass."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def folder(place):
    """An empty folder of Alice, as ``mkdir`` and ``chgrp`` leave it."""
    made = place / "审核"
    made.mkdir(mode=0o755)
    os.chown(made, ALICE, GROUP)
    return made


@pytest.fixture
def path(folder):
    return folder / "gouji.db"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def code_of(work):
    with pytest.raises(WorkspaceError) as caught:
        work()
    return caught.value.code


def problems(path):
    return {one.code for one in examine(path) if one.is_wrong}


def told(path):
    """What is wrong, what to type, and who has to."""
    return [[one.code, one.command, one.by] for one in examine(path) if one.is_wrong]


def fails(work):
    """The code of the error, for a child process."""
    try:
        work()
    except WorkspaceError as error:
        return [error.code, dict(error.params)]
    return None


# --- making ------------------------------------------------------------------------------------


def test_a_private_workspace_is_the_owners_alone(tmp_path):
    path = tmp_path / "gouji.db"
    before = os.umask(0)
    try:
        made = make_workspace(path)
    finally:
        os.umask(before)
    assert not made.is_shared
    assert mode(path) == 0o600
    assert problems(path) == set()
    data = path.read_bytes()
    assert code_of(lambda: make_workspace(path)) == "workspace_exists"
    assert path.read_bytes() == data


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_shared_one_gets_its_modes_under_any_umask(tmp_path, umask):
    path = tmp_path / "new" / "gouji.db"
    before = os.umask(umask)
    try:
        assert make_workspace(path, shared=True).is_shared
    finally:
        os.umask(before)
    assert (mode(path.parent), mode(path)) == (0o2770, 0o660)
    assert path.stat().st_gid == path.parent.stat().st_gid


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    folder = tmp_path / "in use"
    folder.mkdir(mode=0o750)
    (folder / "letter.docx").write_text("x")
    with pytest.raises(WorkspaceError) as caught:
        make_workspace(folder / "gouji.db", shared=True)
    assert caught.value.code == "shared_folder"
    assert caught.value.params["mode"] == "0750"
    assert caught.value.params["command"] == (f"chgrp GROUP '{folder}' && chmod 2770 '{folder}'")
    assert [one.name for one in folder.iterdir()] == ["letter.docx"]
    assert mode(folder) == 0o750
    folder.chmod(0o2770)
    make_workspace(folder / "gouji.db", shared=True)
    assert mode(folder / "gouji.db") == 0o660


@pytest.mark.parametrize("wrong", [0o2777, 0o3770, 0o2750, 0o0770])
def test_folders_that_are_not_fit(tmp_path, wrong):
    folder = tmp_path / "in use"
    folder.mkdir()
    (folder / "x").write_text("x")
    folder.chmod(wrong)
    path = folder / "gouji.db"
    assert code_of(lambda: make_workspace(path, shared=True)) == "shared_folder"
    assert not path.exists()


def test_a_group_that_there_is_not(tmp_path):
    path = tmp_path / "new" / "gouji.db"
    assert code_of(lambda: make_workspace(path, shared=True, group="no such")) == "shared_no_group"
    assert not path.parent.exists()


@needs_root
def test_a_folder_of_another_is_not_touched(folder, path):
    os.chown(folder, CAROL, GROUP)
    found = as_account(ALICE, lambda: fails(lambda: make_workspace(path, shared=True)))
    assert found[0] in ("shared_folder", "workspace_system")
    assert mode(folder) == 0o755
    assert list(folder.iterdir()) == []


# --- working together --------------------------------------------------------------------------


def make(path, umask=0o022):
    as_account(ALICE, lambda: make_workspace(path, shared=True) and None, umask=umask)


def _fill(path):
    """Put a report in, as root: other accounts may not be able to read this repository."""
    with open_workspace(path) as workspace:
        assert fill(workspace, 2) == 1


def note(path, text):
    """Write a note to the first report, and say what the files look like in between."""
    with open_workspace(path) as workspace, workspace.transaction():
        add_note(workspace, current_reviewer(), 1, None, text)
        side = path.with_name("gouji.db-journal").stat()
        return [side.st_uid, side.st_gid, stat.S_IMODE(side.st_mode)]


def notes(path):
    with open_workspace(path) as workspace:
        return [[one.uid, one.payload["text"]] for one in annotations_of(workspace, 1)]


@needs_root
@UMASKS
def test_both_write_and_the_journal_is_the_groups(folder, path, umask):
    make(path, umask)
    assert (mode(folder), mode(path)) == (0o2770, 0o660)
    assert (path.stat().st_uid, path.stat().st_gid) == (ALICE, GROUP)

    _fill(path)
    for uid in (BOB, ALICE):
        side = as_account(uid, lambda: note(path, "已看"), umask=umask)
        assert side == [uid, GROUP, 0o660]
    assert as_account(BOB, lambda: notes(path)) == [[BOB, "已看"], [ALICE, "已看"]]
    assert as_account(BOB, lambda: sorted(problems(path))) == []
    assert sorted(one.name for one in folder.iterdir()) == ["gouji.db"]


def _die_in_the_middle(path):
    """Be killed in a write of which a part is in the file already."""
    with open_workspace(path) as workspace:
        workspace.execute("pragma cache_size = 5")
        with workspace.transaction():
            # More than fits into memory.
            for _ in range(300):
                add_note(workspace, current_reviewer(), 1, None, "半" * 1_000)
            os.kill(os.getpid(), signal.SIGKILL)


@needs_root
@UMASKS
def test_what_one_left_in_the_middle_the_other_one_takes_back(folder, path, umask):
    make(path, umask)
    _fill(path)

    as_account(ALICE, lambda: _die_in_the_middle(path), umask=umask)
    journal = folder / "gouji.db-journal"
    assert journal.stat().st_size > 10_000
    assert (journal.stat().st_gid, mode(journal)) == (GROUP, 0o660)
    assert as_account(BOB, lambda: notes(path), umask=umask) == []
    assert not journal.exists()
    assert as_account(BOB, lambda: sorted(problems(path))) == []


@needs_root
def test_a_journal_of_the_wrong_group_is_told(folder, path):
    make(path)
    journal = folder / "gouji.db-journal"
    journal.write_bytes(b"x")
    os.chown(journal, ALICE, ALICE)
    journal.chmod(0o600)
    quoted = shlex.quote(str(journal))
    found = [one for one in examine(path) if one.is_wrong]
    assert [one.code for one in found] == ["journal_access"]
    assert found[0].command == f"chgrp {GROUP} {quoted} && chmod 660 {quoted}"


@needs_root
def test_an_account_is_the_kernels_whatever_the_environment_says(path, monkeypatch):
    make(path)
    _fill(path)
    for name in ("USER", "LOGNAME", "GOUJI_REVIEWER"):
        monkeypatch.setenv(name, "alice")
    as_account(BOB, lambda: note(path, "。"))
    (found,) = as_account(ALICE, lambda: notes(path))
    assert found[0] == BOB

    def held():
        with open_workspace(path) as workspace:
            hold = take_hold(workspace, current_reviewer(), 1)
            return [hold.uid, hold.label]

    assert as_account(BOB, held) == [BOB, "alice"]
    alice = Reviewer(ALICE, "alice", "alice")
    with open_workspace(path) as workspace:
        assert not holds(workspace, [1], alice)[1].is_own


@needs_root
def test_one_outside_the_group_is_told_who_can_help(folder, path):
    make(path)
    found = as_account(CAROL, lambda: fails(lambda: open_workspace(path)), groups=())
    assert found[0] == "workspace_folder_denied"
    assert found[1]["path"] == str(folder)
    assert (found[1]["group"], found[1]["mode"]) == (str(GROUP), "2770")
    assert as_account(CAROL, lambda: told(path), groups=()) == [
        ["no_member", f"usermod -aG {GROUP} {CAROL}", "root"]
    ]


@needs_root
def test_a_workspace_that_is_not_shared_says_whose_it_is(folder, path):
    as_account(ALICE, lambda: make_workspace(path) and None)
    found = as_account(BOB, lambda: fails(lambda: open_workspace(path)))
    assert found[0] == "workspace_denied"
    assert (found[1]["owner"], found[1]["mode"]) == (str(ALICE), "0600")
    assert as_account(BOB, lambda: sorted(problems(path))) == ["no_access"]


@needs_root
def test_a_folder_in_which_one_may_not_write(folder, path):
    make(path)
    folder.chmod(0o750)
    found = as_account(BOB, lambda: fails(lambda: open_workspace(path)))
    assert found[0] == "workspace_folder_denied"
    assert as_account(BOB, lambda: sorted(problems(path))) == ["folder_mode", "no_access"]


@needs_root
@UMASKS
def test_a_colleague_may_migrate_it(folder, path, umask):
    make(path)
    _fill(path)
    old = folder / "old.db"
    as_first(path, old)
    old.replace(path)
    os.chown(path, ALICE, GROUP)
    path.chmod(0o660)
    as_account(BOB, lambda: notes(path), umask=umask)
    (backup,) = folder.glob("*.bak")
    assert (backup.stat().st_uid, backup.stat().st_gid, mode(backup)) == (BOB, GROUP, 0o660)
    assert as_account(ALICE, lambda: notes(path)) == []


# --- doctor ------------------------------------------------------------------------------------


@needs_root
@pytest.mark.parametrize(
    ("spoil", "code", "command"),
    [
        (lambda path: path.chmod(0o664), "file_open", "chmod o= {path}"),
        (lambda path: path.chmod(0o640), "file_half", "chmod 660 {path}"),
        (lambda path: path.parent.chmod(0o770), "folder_mode", "chmod 2770 {folder}"),
        (lambda path: path.parent.chmod(0o2750), "folder_mode", "chmod 2770 {folder}"),
        (lambda path: path.parent.chmod(0o2772), "folder_open", "chmod o-w {folder}"),
        (lambda path: path.parent.chmod(0o3770), "sticky", "chmod -t {folder}"),
        (lambda path: os.chown(path, ALICE, ALICE), "groups_differ", f"chgrp {GROUP} {{path}}"),
        (lambda path: path.parent.parent.chmod(0o700), "no_way", "chmod o+x {outer}"),
    ],
)
def test_what_is_typed_mends_it(path, spoil, code, command):
    make(path)
    assert problems(path) == set()
    spoil(path)
    found = [one for one in examine(path) if one.is_wrong]
    assert [one.code for one in found] == [code]
    names = {"path": path, "folder": path.parent, "outer": path.parent.parent}
    names = {name: shlex.quote(str(one)) for name, one in names.items()}
    assert found[0].command == command.format(**names)
    assert os.system(found[0].command) == 0
    assert problems(path) == set()


@pytest.mark.parametrize(("folder_mode", "wanted"), [(0o2770, "660"), (0o755, "600")])
def test_a_file_that_is_half_shared(tmp_path, folder_mode, wanted):
    path = tmp_path / "of us" / "gouji.db"
    path.parent.mkdir()
    make_workspace(path)
    path.chmod(0o640)
    path.parent.chmod(folder_mode)
    (found,) = [one for one in examine(path) if one.code == "file_half"]
    assert found.command == f"chmod {wanted} '{path}'"


@needs_root
def test_settings_that_only_one_can_read(folder, path):
    make(path)
    settings = folder / "gouji.toml"
    settings.write_text("[rules]\n")
    settings.chmod(0o600)
    (found,) = [one for one in examine(path) if one.is_wrong]
    assert (found.code, found.command) == (
        "settings_shut",
        f"chmod g+r {shlex.quote(str(settings))}",
    )


@needs_root
def test_who_may_not_mend_it_is_told_who_can(folder, path):
    make(path)
    folder.chmod(0o2750)
    quoted = shlex.quote(str(folder))
    mend = ["folder_mode", f"chmod 2770 {quoted}"]
    assert as_account(BOB, lambda: told(path)) == [[*mend, str(ALICE)], ["no_access", "", ""]]
    folder.chmod(0o2700)
    assert as_account(BOB, lambda: told(path)) == [["no_access", mend[1], str(ALICE)]]
    folder.chmod(0o2770)
    path.chmod(0o600)
    command = f"chmod 660 {shlex.quote(str(path))}"
    assert as_account(BOB, lambda: told(path)) == [["no_access", command, str(ALICE)]]
    assert os.system(command) == 0
    assert as_account(BOB, lambda: told(path)) == []


@needs_root
def test_nobody_is_sent_into_the_group_of_root(folder, path):
    make(path)
    os.chown(folder, 0, 0)
    folder.chmod(0o2770)
    assert as_account(BOB, lambda: told(path)) == [["no_access", "", ""]]


@needs_root
def test_the_group_with_the_reviewers_is_the_one_that_is_meant(folder, path, monkeypatch):
    make(path)
    people = {GROUP: ("alice", "bob")}
    monkeypatch.setattr("store.doctor_access.members_of_group", lambda gid: people.get(gid, ()))
    os.chown(folder, 0, 0)
    folder.chmod(0o755)
    commands = [command for _, command, _ in told(path)]
    quoted = shlex.quote(str(folder))
    assert commands == [f"chgrp {GROUP} {quoted}", f"chmod 2770 {quoted}"]
    assert all(os.system(command) == 0 for command in commands)
    assert problems(path) == set()


@needs_root
def test_a_journal_that_one_may_not_use_is_no_damage(folder, path):
    make(path)
    journal = folder / "gouji.db-journal"
    journal.write_bytes(b"x" * 600)
    os.chown(journal, ALICE, ALICE)
    journal.chmod(0o600)
    assert [one[0] for one in as_account(BOB, lambda: told(path))] == ["journal_access"]


@needs_root
def test_a_copy_that_may_only_be_read_is_read(folder, path):
    make(path)
    _fill(path)
    as_account(ALICE, lambda: note(path, "远处"))
    path.chmod(0o644)
    folder.chmod(0o755)

    def read():
        with opened_copy(path) as copy:
            return [one.payload["text"] for one in annotations_of(copy, 1)]

    assert as_account(CAROL, read, groups=()) == ["远处"]
    assert sorted(one.name for one in folder.iterdir()) == ["gouji.db"]


@needs_root
def test_a_read_only_copy_in_the_middle_of_a_write_is_not_read(folder, path):
    make(path)
    _fill(path)

    as_account(ALICE, lambda: _die_in_the_middle(path))
    path.chmod(0o644)
    path.with_name("gouji.db-journal").chmod(0o644)
    folder.chmod(0o755)

    def read():
        with opened_copy(path):
            pass

    found = as_account(CAROL, lambda: fails(read), groups=())
    assert found == ["workspace_unfinished", {"path": str(path)}]
    assert as_account(ALICE, lambda: notes(path)) == []
