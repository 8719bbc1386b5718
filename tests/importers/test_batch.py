"""Many files: known content skipped, failures kept, nothing stops the rest."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from importers.batch import (
    Failure,
    Overrides,
    ReadFile,
    SourceFile,
    discover,
    import_files,
    read_bytes,
    read_file,
)
from importers.errors import ImporterError
from store.database import open_workspace
from store.flags import flags_of
from store.reports import failures, iterate_reports, load_report
from tests.sample_reports import SAMPLES, encoded, render

CLEAN, BROKEN = SAMPLES[0], SAMPLES[1]
MEGABYTE = 1024 * 1024


def source(path):
    return SourceFile(path, path.name)


def written(path, data):
    path.write_bytes(data)
    return source(path)


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "workspace"
    folder.mkdir()
    with open_workspace(folder / "gouji.db") as opened:
        yield opened


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\t ", "file_empty"),
        (random.Random(1).randbytes(5000), "file_undecodable"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "file_unsupported"),
        (b"Rar!\x1a\x07" + bytes(20), "file_unsupported"),
        (b"SQLite format 3\x00" + bytes(20), "file_unsupported"),
        ("今天天气晴朗，宜晒被子。".encode(), "no_report"),
        (b"a,b,c\n1,2,3\n", "no_report"),
    ],
)
def test_what_is_no_report_is_a_failure_with_a_code(tmp_path, data, code):
    found = read_file(written(tmp_path / "x.txt", data))
    assert isinstance(found, Failure)
    assert found.code == code


def test_the_format_is_named(tmp_path):
    found = read_file(written(tmp_path / "x.txt", b"Rar!\x1a\x07" + bytes(20)))
    assert isinstance(found, Failure)
    assert found.params["format"] == "RAR"


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50 * MEGABYTE)
    found = read_file(source(path))
    assert isinstance(found, Failure)
    assert (found.code, found.sha256) == ("file_too_large", None)
    assert found.params["size"] == 50


@pytest.mark.parametrize("name", ["missing.txt", "folder"])
def test_what_is_no_regular_file_is_unreadable(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(ImporterError) as caught:
        read_bytes(tmp_path / name)
    assert caught.value.code == "file_unreadable"


def test_a_report_is_read_with_its_hash(tmp_path):
    found = read_file(written(tmp_path / "x.txt", encoded(CLEAN)))
    assert isinstance(found, ReadFile)
    assert len(found.sha256) == 64
    assert found.reports[0].identity.organ == CLEAN.organisation


def test_files_are_found_in_name_order_without_hidden_ones(tmp_path):
    for name in ("b.txt", "a.txt", ".hidden", "~$a.docx", "inner/c.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = [one.name for one in discover([tmp_path])]
    assert found == ["a.txt", "b.txt", "inner/c.txt"]


def test_a_file_named_twice_is_found_once(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert len(list(discover([path, tmp_path, path]))) == 1


def test_a_link_to_the_folder_above_ends(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [one.name for one in discover([tmp_path])] == ["a.txt"]


def three(tmp_path):
    return [
        written(tmp_path / "1.txt", encoded(CLEAN)),
        written(tmp_path / "2.txt", random.Random(2).randbytes(3000)),
        written(tmp_path / "3.txt", encoded(BROKEN)),
    ]


def test_a_failing_file_does_not_stop_the_batch(tmp_path, workspace):
    seen = []
    progress = import_files(
        workspace, three(tmp_path), on_progress=lambda p, s, f: seen.append((s.name, f and f.code))
    )
    assert (progress.total, progress.done) == (3, 3)
    assert (progress.imported, progress.known, progress.failed) == (2, 0, 1)
    assert seen == [("1.txt", None), ("2.txt", "file_undecodable"), ("3.txt", None)]
    assert [one.path for one in iterate_reports(workspace)] == ["1.txt", "3.txt"]


def test_failures_are_kept_until_the_file_can_be_read(tmp_path, workspace):
    sources = three(tmp_path)
    import_files(workspace, sources)
    assert [(path, code) for path, code, _ in failures(workspace)] == [
        ("2.txt", "file_undecodable")
    ]
    sources[1].path.write_bytes(encoded(SAMPLES[2]))
    progress = import_files(workspace, sources)
    assert (progress.imported, progress.known, progress.failed) == (1, 2, 0)
    assert failures(workspace) == []


def test_a_failure_is_cleared_when_the_file_becomes_known_content(tmp_path, workspace):
    sources = three(tmp_path)
    import_files(workspace, sources)
    sources[1].path.write_bytes(encoded(CLEAN))
    progress = import_files(workspace, sources)
    assert (progress.known, progress.failed) == (3, 0)
    assert failures(workspace) == []


def counts(workspace):
    tables = ("organ", "series", "report", "cell", "flag")
    return [workspace.value(f"select count(*) from {table}") for table in tables]  # noqa: S608


def test_a_second_run_imports_nothing_new(tmp_path, workspace):
    sources = three(tmp_path)
    import_files(workspace, sources)
    before = counts(workspace)
    progress = import_files(workspace, sources)
    assert (progress.imported, progress.known, progress.failed) == (0, 2, 1)
    assert counts(workspace) == before


def test_the_same_content_under_another_name_is_known(tmp_path, workspace):
    sources = [written(tmp_path / name, encoded(CLEAN)) for name in ("a.txt", "b.txt")]
    progress = import_files(workspace, sources)
    assert (progress.imported, progress.known) == (1, 1)


def test_several_reports_in_one_file(tmp_path, workspace):
    text = render(replace(CLEAN, layout=BROKEN.layout)) + "\n" + render(BROKEN)
    progress = import_files(workspace, [written(tmp_path / "two.txt", text.encode())])
    assert progress.imported == 1
    stored = list(iterate_reports(workspace))
    assert [(one.path, one.ordinal) for one in stored] == [("two.txt", 1), ("two.txt", 2)]
    assert [one.organ for one in stored] == [CLEAN.organisation, BROKEN.organisation]
    assert len({one.sha256 for one in stored}) == 1
    for one in stored:
        # Each of them says that it is not alone, the first one too.
        assert "R804" in [record.flag.rule for record in flags_of(workspace, one.id)]


def test_what_is_stored_is_what_was_read(tmp_path, workspace):
    for number, sample in enumerate(SAMPLES):
        one = written(tmp_path / f"{number}.txt", encoded(sample))
        found = read_file(one)
        assert isinstance(found, ReadFile)
        import_files(workspace, [one])
        *_, stored = iterate_reports(workspace)
        loaded = load_report(workspace, stored.id)
        # Scores are kept to four places.
        assert loaded.cells == tuple(
            replace(cell, score=round(cell.score, 4)) for cell in found.reports[0].cells
        )
        assert loaded.sections == found.reports[0].sections
        assert loaded.observations == found.reports[0].observations
        assert loaded.claims == found.reports[0].claims
        assert loaded.identity == found.reports[0].identity


def test_identity_given_for_all_files_stands(tmp_path, workspace):
    overrides = Overrides(region="东平县", year=2021)
    import_files(workspace, [written(tmp_path / "a.txt", encoded(CLEAN))], overrides=overrides)
    (stored,) = iterate_reports(workspace)
    assert (stored.region, stored.organ, stored.year) == ("东平县", CLEAN.organisation, 2021)


def test_a_cancelled_import_keeps_what_it_has(tmp_path, workspace):
    progress = import_files(workspace, three(tmp_path), is_cancelled=lambda: True)
    assert (progress.done, progress.total) == (0, 3)
    assert list(iterate_reports(workspace)) == []


def test_a_hostile_name_is_stored_and_found_again(tmp_path, workspace):
    name = "\x1b[2J\udcff报告.txt"
    path = tmp_path / name
    path.write_bytes(random.Random(3).randbytes(2000))
    import_files(workspace, [SourceFile(path, name)])
    assert len(failures(workspace)) == 1
    path.write_bytes(encoded(CLEAN))
    import_files(workspace, [SourceFile(path, name)])
    assert failures(workspace) == []
    (stored,) = iterate_reports(workspace)
    assert stored.path.encode().decode().endswith("报告.txt")
