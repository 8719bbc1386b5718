"""``gouji letters``: who gets one, who does not and why, and what it asks before."""

from __future__ import annotations

import pytest
from docx import Document

from store.annotations import Verdict, decide, sign_off
from store.database import open_workspace
from store.flags import flag_record, flags_of
from store.letters import letter_candidates
from tests.sample_reports import SAMPLES, encoded
from tests.store.corrected_files import LI
from tests.tui.test_cli import folder, lines, run  # noqa: F401

BY_NAME = {sample.name: sample for sample in SAMPLES}
CLEAN, WRONG, THIRD = (
    BY_NAME[name]
    for name in ("01_liuxi_2023_clean", "02_shitan_2023_row_total", "03_yangping_2023_column")
)
NAMES = ("青禾县柳溪镇人民政府", "青禾县石滩乡人民政府")
END = "2023年度政府信息公开年报反馈意见（第1轮）"


@pytest.fixture
def filled(folder):  # noqa: F811
    """A workspace of three reports; two are reviewed."""
    for sample in (CLEAN, WRONG, THIRD):
        (folder / f"{sample.name}.txt").write_bytes(encoded(sample))
    assert run("import", *sorted(folder.glob("*.txt"))).exit_code == 0
    with open_workspace(folder / "gouji.db") as workspace:
        for report_id in letter_candidates(workspace, "柳溪") + letter_candidates(
            workspace, "石滩"
        ):
            for record in flags_of(workspace, report_id):
                now = flag_record(workspace, record.id)
                decide(workspace, LI, now.id, now.version, Verdict.CONFIRMED)
            sign_off(workspace, LI, report_id)
    return folder


def test_letters_of_all_that_are_ready(filled):
    result = run("letters", "out", "--yes", GOUJI_REVIEWER="li")
    assert result.exit_code == 0
    assert sorted(lines(result)) == sorted(f"out/{name}{END}.docx" for name in NAMES)
    assert "青禾县杨坪镇人民政府 2023: 尚未审结" in result.stderr
    assert "已出 2 份，未出 1 份" in result.stderr
    for line in lines(result):
        assert Document(filled / line).paragraphs[0].text == "政府信息公开工作年度报告审核反馈意见"
    again = run("letters", "out", "--yes")
    assert (again.exit_code, lines(again)) == (0, [])
    assert again.stderr.count("本轮已出，没有新内容") == 2


def test_it_asks_before_it_records(filled):
    result = run("letters", "out")
    assert result.exit_code == 1
    assert "可出反馈意见 2 份，未出。加 --yes 出具" in result.stderr
    assert not (filled / "out").exists()


def test_formats_filters_kinds_and_languages(filled):
    page = run("letters", "out", "--yes", "--format", "html", "--filter", "石滩 2023")
    assert lines(page) == [f"out/{NAMES[1]}{END}.html"]
    notice = run("letters", "out", "--yes", "--format", "md", "--kind", "notice", "--again")
    assert lines(notice) == [f"out/{NAMES[1]}2023年度政府信息公开年报整改通知（第1轮）.md"]
    assert "未发现问题，不出整改通知" in notice.stderr
    english = run("--lang", "en", "letters", "out", "--yes", "--format", "md", "--again")
    assert len(lines(english)) == 2
    text = (filled / lines(english)[0]).read_text("utf-8")
    assert text.startswith("# Feedback on the Annual Report")
    chinese = run(
        "--lang", "en", "letters", "out", "--yes", "--format", "md", "--again", "--lang", "zh"
    )
    assert "政府信息公开" in (filled / lines(chinese)[0]).read_text("utf-8")


def test_files_that_are_there_are_replaced_only_when_told(filled):
    assert run("letters", "out", "--yes").exit_code == 0
    refused = run("letters", "out", "--yes", "--again")
    assert refused.exit_code == 1
    assert refused.stderr.count("已有这个文件，未改动") == 2
    assert "失败 2 份" in refused.stderr
    replaced = run("letters", "out", "--yes", "--again", "--overwrite")
    assert (replaced.exit_code, len(lines(replaced))) == (0, 2)


def test_a_template_of_the_office(filled):
    (filled / "t.md").write_text("意见：{{ organ }}", encoding="utf-8")
    result = run("letters", "out", "--yes", "--format", "md", "--template", "t.md")
    assert "模板：t.md" in result.stderr
    texts = sorted((filled / line).read_text("utf-8") for line in lines(result))
    assert texts == sorted(f"意见：{name}" for name in NAMES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n{{ organisation }}", "t.md 第 2 行：模板有误：'organisation' is undefined"),
        ("{% if %}", "t.md 第 1 行：模板有误"),
    ],
)
def test_a_broken_template_is_told_with_its_line(filled, text, said):
    (filled / "t.md").write_text(text, encoding="utf-8")
    result = run("letters", "out", "--yes", "--format", "md", "--template", "t.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert list((filled / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--template", "none.docx"), "没有这个模板文件或文件夹"),
        (("--template", "01_liuxi_2023_clean.txt"), "模板后缀应为 .docx"),
        (("--db", "missing.db"), "missing.db"),
    ],
)
def test_what_cannot_be_is_told(filled, args, said):
    result = run("letters", "out", "--yes", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_file_where_the_folder_should_be(filled):
    (filled / "out").write_text("")
    result = run("letters", "out", "--yes")
    assert result.exit_code == 2
    assert "out：不是文件夹" in result.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('office = ""', "应为一行文字"),
        ("contact = 5", "应为一行文字"),
        ('deadline = "a\\nb"', "应为一行文字"),
        (f'submit = "{"长" * 501}"', "应为一行文字"),
        ('adress = "x"', "没有“letter.adress”这一项"),
    ],
)
def test_settings_that_are_wrong_are_told(filled, line, said):
    (filled / "gouji.toml").write_text(f"[letter]\n{line}", encoding="utf-8")
    result = run("letters", "out", "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_settings_of_letters_ask_for_no_recheck(filled):
    (filled / "gouji.toml").write_text('[letter]\noffice = "县政府办"', encoding="utf-8")
    assert "gouji recheck" not in run("status").stdout
    result = run("letters", "out", "--yes", "--format", "md")
    assert "县政府办" in (filled / lines(result)[0]).read_text("utf-8")
