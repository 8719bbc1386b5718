"""Files that could not be read are signed off by hand, each content for itself."""

from __future__ import annotations

import pytest

from importers.batch import SourceFile, import_files
from store.annotations import undo
from store.database import open_workspace
from store.errors import AnnotationError
from store.unread import sign_off_unread, unread_files
from tests.store.corrected_files import LI, text


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def bring(workspace, folder, name, content):
    path = folder / name
    path.write_bytes(content)
    import_files(workspace, [SourceFile(path, name)])


def told(workspace, words=""):
    return [(file.path, file.signed_by) for file in unread_files(workspace, words)]


def test_a_file_is_signed_off_and_taken_back(workspace, tmp_path):
    bring(workspace, tmp_path, "a.pdf", b"%PDF-1.4 broken")
    bring(workspace, tmp_path, "b.pdf", b"%PDF-1.4 also broken")
    assert told(workspace) == [("a.pdf", None), ("b.pdf", None)]
    made = sign_off_unread(workspace, LI, "a.pdf")
    # What waits comes first.
    assert told(workspace) == [("b.pdf", None), ("a.pdf", "li")]
    undo(workspace, LI, made, None)
    assert told(workspace) == [("a.pdf", None), ("b.pdf", None)]


def test_another_file_under_the_same_name_is_asked_about_again(workspace, tmp_path):
    bring(workspace, tmp_path, "a.pdf", b"%PDF-1.4 broken")
    sign_off_unread(workspace, LI, "a.pdf")
    bring(workspace, tmp_path, "a.pdf", b"%PDF-1.4 broken otherwise")
    assert told(workspace) == [("a.pdf", None)]


def test_a_file_that_is_read_leaves_the_list(workspace, tmp_path):
    bring(workspace, tmp_path, "a.txt", b"%PDF-1.4 broken")
    sign_off_unread(workspace, LI, "a.txt")
    bring(workspace, tmp_path, "a.txt", text().encode())
    assert told(workspace) == []
    with pytest.raises(AnnotationError):
        sign_off_unread(workspace, LI, "a.txt")


def test_words_choose_among_paths(workspace, tmp_path):
    bring(workspace, tmp_path, "Town_a.pdf", b"%PDF-1.4 broken")
    bring(workspace, tmp_path, "b.pdf", b"%PDF-1.4 also broken")
    assert told(workspace, "town") == [("Town_a.pdf", None)]
    assert told(workspace, "town b.p") == []


def test_a_file_without_a_report_is_no_failure(workspace, tmp_path):
    bring(workspace, tmp_path, "note.txt", "关于召开会议的通知。".encode())
    assert told(workspace) == []
