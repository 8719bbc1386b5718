"""A letter on paper: LibreOffice reads the Word file and makes the pages that an organ gets."""

from __future__ import annotations

import shutil
import subprocess

import pypdfium2
import pytest

from store.annotations import add_finding, sign_off
from store.database import open_workspace
from tests.store.corrected_files import LI, WRONG, bring
from tests.store.letter_reports import decide_all, make, write_all

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
HEADS = ("序号", "位置", "原文", "问题", "修改建议", "类别")


def pages_of(path, folder):
    """The text of each page, without white space."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, path],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with pypdfium2.PdfDocument(folder / f"{path.stem}.pdf") as document:
        sizes = {tuple(round(side) for side in page.get_size()) for page in document}
        assert sizes == {(595, 842)}
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_a_letter_of_many_findings_has_its_heads_and_number_on_every_page(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:
        (report_id,) = bring(workspace, tmp_path, one=make(printed=WRONG))
        decide_all(workspace, report_id)
        for number in range(1, 15):
            add_finding(
                workspace,
                LI,
                report_id,
                line=None,
                place="第一部分“（四）政府信息公开平台建设”",
                quote="全年召开会议十二次，研究部署各项工作，会议精神及时传达到村组。",
                problem=f"第{number}处只写会议情况，没有写平台建设。",
                suggestion="请补写网站、公众号和查阅点的建设情况。",
            )
        sign_off(workspace, LI, report_id)
        (outcome,) = write_all(workspace, tmp_path / "out")
    pages = pages_of(outcome.path, tmp_path)
    assert len(pages) >= 3
    assert pages[0].startswith("政府信息公开工作年度报告审核反馈意见样例县段村乡人民政府：")
    for number, page in enumerate(pages, 1):
        assert f"—{number}—" in page
        if "处只写会议情况" in page:
            assert "".join(HEADS) in page
    whole = "".join(pages)
    assert "请核对申请台账后更正。" in whole
    for number in range(1, 15):
        assert f"第{number}处" in whole
    assert whole.count("请补写网站") == 14
    # Date and signature are not torn apart.
    assert "2024年1月20日" in pages[-1] and "＿" * 10 in pages[-1]


def test_a_clean_letter_is_one_page(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:
        (report_id,) = bring(workspace, tmp_path, one=make())
        sign_off(workspace, LI, report_id)
        (outcome,) = write_all(workspace, tmp_path / "out")
    (page,) = pages_of(outcome.path, tmp_path)
    assert "未发现问题。" in page
    assert "".join(HEADS) not in page
