"""Two files of one report: text and tables apart, and Word beside PDF."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from importers.batch import SourceFile, import_files
from importers.readers.text import read_text
from importers.reports import read_reports
from importers.reread import joined_document, place_in_files, reread
from store.annotations import last_own, undo
from store.attachments import find_pairs, join_attachment
from store.database import open_workspace
from store.errors import AnnotationError
from store.flags import flags_of
from store.queue import queue_ids
from store.report import Part
from store.reports import attachment_paths, iterate_reports, load_documents, load_report
from store.reviewer import Reviewer
from tests.sample_cases import make_sample
from tests.sample_described import as_is, describe
from tests.sample_figures import BUSY, PLAIN
from tests.sample_html import html
from tests.sample_layouts import Layout
from tests.sample_texts import render, truth
from tui.cli import main

LI = Reviewer(uid=1001, account="li", label="")


def sample(**kind):
    organ = kind.pop("organ", ("青禾县", "柳溪镇人民政府"))
    return make_sample("s", Layout.PIPE, organ, kind.pop("base", BUSY), 0, **kind)


def text_alone(made):
    """The report without its tables, as an office prints it that attaches them."""
    kept = []
    for line in render(made).splitlines():
        if "|" in line:
            if kept and kept[-1] != "（详见附表）":
                kept.append("（详见附表）")
            continue
        kept.append(line)
    return "\n".join(kept)


def tables_alone(made, title="附表"):
    lines = [line for line in render(made).splitlines() if "|" in line]
    return "\n".join([title, *lines])


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return SourceFile(path, name)


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "g.db") as opened:
        yield opened


def test_the_parts_of_a_report_are_told_apart():
    made = sample()
    parts = [
        read_reports(read_text(text), "x.txt")[0].part
        for text in (render(made), text_alone(made), tables_alone(made))
    ]
    assert parts == [Part.WHOLE, Part.TEXT, Part.TABLES]


def test_an_attachment_joins_its_text_with_the_true_cells(tmp_path, workspace):
    made = sample()
    sources = [
        put(tmp_path / "in", "柳溪镇年报.txt", text_alone(made)),
        put(tmp_path / "in", "柳溪镇年报附表.txt", tables_alone(made)),
    ]
    done = import_files(workspace, sources)
    (pair,) = find_pairs(workspace, done.loose)
    assert (pair.text, pair.attachment) == ("柳溪镇年报.txt", "柳溪镇年报附表.txt")
    before = {f.flag.rule for f in flags_of(workspace, pair.text_id) if f.is_raised}
    assert "S404" in before
    join_attachment(workspace, LI, pair, reread)
    joined = load_report(workspace, pair.text_id)
    wanted = truth(made)["cells"]
    for cell in joined.cells:
        assert (cell.state.value, cell.value) == (
            wanted[cell.field]["state"],
            read_reports(read_text(render(made)), "x.txt")[0].cells_by_field[cell.field].value,
        )
    after = {f.flag.rule for f in flags_of(workspace, pair.text_id) if f.is_raised}
    assert "S404" not in after
    assert queue_ids(workspace) == (pair.text_id,)
    assert find_pairs(workspace) == []
    # The source view shows both files, and where a line stands.
    documents = load_documents(workspace, pair.text_id)
    source = joined_document(documents, attachment_paths(workspace, pair.text_id)).source
    own = len(text_alone(made).splitlines())
    assert source[own] == "【附表】 柳溪镇年报附表.txt"
    line = joined.cells_by_field["requests.received.total"].place.line
    at = place_in_files(source, line, 1)
    assert at[0] == 1
    assert tables_alone(made).splitlines()[at[1] - 1] == source[line - 1]
    assert place_in_files(source, 3, 1) == (0, 3)
    with pytest.raises(AnnotationError):
        join_attachment(workspace, LI, pair, reread)


def test_undoing_a_join_brings_both_back(tmp_path, workspace):
    made = sample()
    import_files(
        workspace,
        [
            put(tmp_path / "in", "甲.txt", text_alone(made)),
            put(tmp_path / "in", "甲附表.txt", tables_alone(made)),
        ],
    )
    (pair,) = find_pairs(workspace)
    before = [load_report(workspace, one) for one in (pair.text_id, pair.attachment_id)]
    queue = queue_ids(workspace)
    join_attachment(workspace, LI, pair, reread)
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    after = [load_report(workspace, one) for one in (pair.text_id, pair.attachment_id)]
    assert [r.cells for r in after] == [r.cells for r in before]
    assert sorted(queue_ids(workspace)) == sorted(queue)
    assert find_pairs(workspace) == [pair]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_tables_alone_never_replace_a_text_of_the_same_organ(tmp_path, workspace, order):
    made = sample()
    title = f"{made.organisation}2023年政府信息公开工作年度报告附表"
    sources = [
        put(tmp_path / "in", "1.txt", text_alone(made)),
        put(tmp_path / "in", "2.txt", tables_alone(made, title)),
    ]
    import_files(workspace, [sources[at] for at in order])
    current = {one.path for one in iterate_reports(workspace, current_only=True)}
    assert "1.txt" in current


def test_two_texts_that_fit_alike_are_not_guessed_between(tmp_path, workspace):
    first, second = sample(), sample(organ=("青禾县", "石桥镇人民政府"), base=PLAIN)
    import_files(
        workspace,
        [
            put(tmp_path / "in", "一.txt", text_alone(first)),
            put(tmp_path / "in", "二.txt", text_alone(second)),
            put(tmp_path / "in", "附表.txt", tables_alone(first)),
        ],
    )
    assert find_pairs(workspace) == []


def test_attachments_of_many_organs_find_their_texts_by_name(tmp_path, workspace):
    sources = []
    for name, base in (("柳溪镇人民政府", BUSY), ("石桥镇人民政府", PLAIN)):
        made = sample(organ=("青禾县", name), base=base)
        sources.append(put(tmp_path / "in", f"{name}年报.txt", text_alone(made)))
        sources.append(put(tmp_path / "in", f"{name}年报（附表）.txt", tables_alone(made)))
    import_files(workspace, sources)
    pairs = find_pairs(workspace)
    assert [(p.attachment[:3], p.text[:3]) for p in pairs] == [
        ("柳溪镇", "柳溪镇"),
        ("石桥镇", "石桥镇"),
    ]


def test_the_command_line_asks_only_where_somebody_can_answer(tmp_path):
    made = sample()
    put(tmp_path / "in", "甲.txt", text_alone(made))
    put(tmp_path / "in", "甲附表.txt", tables_alone(made))
    db = str(tmp_path / "g.db")
    run = CliRunner()
    shown = run.invoke(
        main, ["--lang", "zh", "import", "--db", db, "--jobs", "1", str(tmp_path / "in")]
    )
    assert "疑属“甲.txt”" in shown.output
    shown = run.invoke(main, ["--lang", "zh", "join", "--db", db])
    assert (shown.exit_code, "gouji join" in shown.output) == (1, True)
    shown = run.invoke(main, ["--lang", "zh", "join", "--yes", "--db", db])
    assert (shown.exit_code, "已并入附表 1 份" in shown.output) == (0, True)
    shown = run.invoke(main, ["--lang", "zh", "join", "--db", db])
    assert "没有待并入的附表" in shown.output


# --- files of one report in two formats --------------------------------------------------


def put_both(folder, made, change=lambda page: page):
    """The report as text and as a web page, whose print ``change`` edits."""
    page = change(html(describe(made, 0, as_is)).decode("utf-8"))
    return [put(folder, "a.txt", render(made)), put(folder, "b.html", page)]


def test_two_formats_of_one_report_are_copies(tmp_path, workspace):
    import_files(workspace, put_both(tmp_path / "in", sample()))
    first, second = iterate_reports(workspace)
    assert (second.copy_of, second.revision) == (first.id, first.revision)
    assert "R803" not in {f.flag.rule for f in flags_of(workspace, second.id)}


def test_where_their_cells_differ_a_doubt_names_them(tmp_path, workspace):
    value = f">{BUSY['disclosure.licences.decisions']}<"
    import_files(
        workspace,
        put_both(tmp_path / "in", sample(), lambda page: page.replace(value, ">99999<")),
    )
    _, second = iterate_reports(workspace)
    assert second.copy_of is None
    (twin,) = (f.flag for f in flags_of(workspace, second.id) if f.flag.anchor == "twin")
    assert twin.rule == "R803"
    assert twin.fields == ("disclosure.licences.decisions",)
    assert (twin.params["other"], twin.params["count"]) == ("a.txt", 1)


def test_a_corrected_file_of_the_same_format_is_no_twin(tmp_path, workspace):
    text = render(sample())
    value = str(BUSY["disclosure.licences.decisions"])
    import_files(
        workspace,
        [
            put(tmp_path / "in", "a.txt", text),
            put(tmp_path / "in", "b.txt", text.replace(f"| {value} |", "| 99999 |")),
        ],
    )
    for one in iterate_reports(workspace):
        assert "twin" not in {f.flag.anchor for f in flags_of(workspace, one.id)}


def test_an_attachment_may_have_the_headings_of_its_tables(tmp_path, workspace):
    made = sample()
    headings = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议",
    )
    lines = [line for line in render(made).splitlines() if "|" in line or line.startswith(headings)]
    title = f"{made.organisation}2023年政府信息公开工作年度报告附表"
    import_files(
        workspace,
        [
            put(tmp_path / "in", "正文.txt", text_alone(made)),
            put(tmp_path / "in", "附表.txt", "\n".join([title, *lines])),
        ],
    )
    (pair,) = find_pairs(workspace)
    assert (pair.text, pair.attachment) == ("正文.txt", "附表.txt")
    current = {one.path for one in iterate_reports(workspace, current_only=True)}
    assert "正文.txt" in current


def test_a_text_alone_never_replaces_a_whole_report(tmp_path, workspace):
    made = sample()
    import_files(
        workspace,
        [
            put(tmp_path / "in", "全文.txt", render(made)),
            put(tmp_path / "in", "正文.txt", text_alone(made)),
        ],
    )
    assert [one.path for one in iterate_reports(workspace, current_only=True)] == ["全文.txt"]
