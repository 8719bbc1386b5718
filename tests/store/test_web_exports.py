"""Web pages: one file, nothing acts in it but our own script, and a browser shows what it says."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess

import pytest
from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser

from importers.batch import discover, import_files
from store.annotations import Verdict, add_finding, add_note, decide
from store.database import open_workspace
from store.exports import export_workspace
from store.exports.web_page import safe
from store.findings import ledger_rows
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.sample_reports import SAMPLES, encoded

LI = Reviewer(1, "li", "li")
BROWSER = os.environ.get("GOUJI_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
EVIL = (
    "</td><script>document.title='PWNED'</script><img src=http://evil.example/x onerror=alert(1)>"
)


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for sample in SAMPLES[:8]:
        (folder / f"{sample.name}.txt").write_bytes(encoded(sample))
    with open_workspace(tmp_path / "gouji.db") as opened:
        import_files(opened, list(discover([folder])))
        yield opened


def page_of(workspace, tmp_path, language="zh"):
    target = tmp_path / "a.html"
    export_workspace(workspace, target, what="findings", current_only=True, language=language)
    return target


def test_every_finding_of_the_ledger_is_in_the_page(workspace, tmp_path):
    tree = LexborHTMLParser(page_of(workspace, tmp_path).read_bytes())
    expected = [row for row in ledger_rows(workspace, "zh", current_only=True) if row["in_ledger"]]
    found = tree.css("tr.finding")
    assert [row.css("td")[3].text() for row in found] == [row["own_words"][0] for row in expected]
    assert [row.attributes["id"] for row in found] == [f"f{n}" for n in range(1, len(found) + 1)]
    organs = [head.text() for head in tree.css("section.report h2")]
    assert len(organs) == len({row["report"] for row in expected})
    clean = {item.text() for item in tree.css("section.clean li")}
    assert "青禾县柳溪镇人民政府 2023 第 1 版" in clean


def test_tables_show_every_cell_and_mark_the_doubted_ones_in_words(workspace, tmp_path):
    page = lxml_html.fromstring(page_of(workspace, tmp_path).read_bytes())
    (section,) = page.xpath("//section[h2[contains(., '石滩乡')]]")
    assert len(section.xpath(".//table[@class='form']//td")) == 200
    doubted = section.xpath(".//td[@class='doubt']")
    assert "8〔1〕" in [cell.text_content() for cell in doubted]
    anchor = doubted[0].xpath(".//a/@href")[0].removeprefix("#")
    (row,) = page.xpath(f"//*[@id='{anchor}']")
    assert "合计为 6，“总计”栏填报 8" in row.text_content()
    opened = [one.xpath("string(summary)") for one in section.xpath(".//details[@open]")]
    assert opened == ["三、收到和处理政府信息公开申请情况"]


def test_the_policy_allows_our_style_and_script_alone(workspace, tmp_path):
    text = page_of(workspace, tmp_path).read_text("utf-8")
    page = lxml_html.fromstring(text.encode())
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for tag in ("script", "style"):
        (inner,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert not page.xpath("//@src | //@style | //link | //iframe | //object | //base")
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
    assert {href[0] for href in page.xpath("//@href")} == {"#"}
    assert "url(" not in text
    assert "@import" not in text


def test_text_of_documents_and_reviewers_cannot_act(workspace, tmp_path):
    report = next(iter(iterate_reports(workspace))).id
    add_finding(
        workspace,
        LI,
        report,
        line=1,
        place=EVIL,
        quote=EVIL,
        problem=EVIL,
        suggestion="=1+1\x1b[2J",
    )
    add_note(workspace, LI, report, flags_of(workspace, report)[0].id, EVIL)
    path = page_of(workspace, tmp_path)
    page = lxml_html.fromstring(path.read_bytes())
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//img")
    assert EVIL + "。" in [one.text_content() for one in page.xpath("//tr[@id]/td")]
    # A spreadsheet that opens the page takes no cell for a formula.
    assert "'=1+1␛[2J" in [one.text_content() for one in page.xpath("//tr[@id]/td")]
    assert b"\x1b" not in path.read_bytes()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("-", "-"), ("-5", "-5"), ("0.86", "0.86"), ("—", "—"), ("=1", "&#x27;=1"), ("-1+1", "&#x27;-1+1"),
     ("@x", "&#x27;@x"), ("＝1", "&#x27;＝1"), ('"', "&quot;")],
)  # fmt: skip
def test_figures_stay_and_formulas_become_text(text, shown):
    assert safe(text) == shown


@pytest.mark.skipif(BROWSER is None, reason="no headless browser is installed (chromium)")
@pytest.mark.slow
def test_a_browser_runs_the_filter_and_nothing_else(workspace, tmp_path):
    report = next(iter(iterate_reports(workspace))).id
    add_finding(workspace, LI, report, line=1, place="", quote="", problem=EVIL, suggestion="")
    record = next(
        record
        for stored in iterate_reports(workspace, words="石滩乡")
        for record in flags_of(workspace, stored.id)
    )
    decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    path = page_of(workspace, tmp_path)
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}/browser",
        "--virtual-time-budget=2000",
    ]
    dumped = subprocess.run(
        [*command, "--dump-dom", path.as_uri()], check=True, capture_output=True, timeout=120
    ).stdout
    page = lxml_html.fromstring(dumped.decode("utf-8"))
    findings = page.xpath("//tr[contains(@class, 'finding')]")
    # The script has run: the filter is there, counts all findings and knows their classes.
    assert page.xpath("string(//*[@id='count'])") == str(len(findings))
    assert page.xpath("//*[@id='filter']")[0].get("hidden") is None
    options = page.xpath("//select[@id='class']/option/text()")
    assert options[0] == "全部"
    assert set(options[1:]) == {row.get("data-class") for row in findings}
    assert page.xpath("string(//title)") == "政府信息公开工作年度报告审核报告"
    shot = tmp_path / "shot.png"
    subprocess.run(
        [*command, "--window-size=1280,900", f"--screenshot={shot}", path.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert shot.read_bytes().startswith(b"\x89PNG")
    assert shot.stat().st_size > 20_000
