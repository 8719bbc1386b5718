"""Findings as one web page: a list a report, and its official tables with the doubts marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TextIO

from store.database import Workspace
from store.exports.drawn import DrawnCell, DrawnReport, drawn_reports
from store.exports.form_layout import Layout, layouts
from store.exports.ledger import COLUMNS, FILLED_IN, VERDICTS, ledger_row
from store.exports.scope import Scope
from store.exports.web_page import page_foot, page_head, safe
from store.report import State

# Of more reports only the tables with doubts are drawn: no browser shows them all.
_MOST_WHOLE = 300
_SHOWN = (0, 2, 3, 4, 5, 6, 7, 8)
_WORDS = {
    "zh": {
        "title": "政府信息公开工作年度报告审核报告",
        "search": "查找",
        "class": "类别",
        "verdict": "结论",
        "every": "全部",
        "shown": "条",
        "legend": "表中加粗框、带〔号〕的格有疑点，号即上表序号；“?”列位不明，“×”报告中没有此项，"
        "“＊”为审核人校读的值。",
        "clean": "未发现问题",
        "none": "没有符合条件的问题。",
        "revision": "第 {number} 版",
        "doubted_only": "报告较多，只画出有疑点的表格。",
        "empty": "（空）",
    },
    "en": {
        "title": "Review of annual reports",
        "search": "search",
        "class": "class",
        "verdict": "verdict",
        "every": "all",
        "shown": "shown",
        "legend": "Cells with a thick frame and a number in brackets are doubted by the finding of"
        " that number; “?” column not known, “×” not in the report, “＊” read by a reviewer.",
        "clean": "no findings",
        "none": "No finding fits.",
        "revision": "revision {number}",
        "doubted_only": "There are many reports: only tables with doubts are drawn.",
        "empty": "(empty)",
    },
}


@cache
def asset(name: str) -> str:
    """A style or script that is put into the page."""
    text = resources.files("store.exports").joinpath("assets", name).read_text(encoding="utf-8")
    return text.strip()


def write_findings_page(workspace: Workspace, scope: Scope, path: Path) -> int:
    """Write the page, a report at a time; the number of findings in it."""
    words = _WORDS[scope.language]
    doubted_only = scope.reports > _MOST_WHOLE
    style, script = asset("findings.css"), asset("findings.js")
    count = 0
    with path.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        file.write(page_head(words["title"], scope.language, style, script))
        file.write(f"<header><h1>{safe(words['title'])}</h1>\n")
        file.write(f'<p class="scope">{safe(scope.sentence())}</p>\n')
        file.write(f'<p class="legend">{safe(words["legend"])}</p>\n')
        if doubted_only:
            file.write(f'<p class="legend">{safe(words["doubted_only"])}</p>\n')
        file.write(_filter(scope.language))
        file.write("</header>\n<main>\n")
        clean: list[str] = []
        for drawn in drawn_reports(workspace, scope, doubted_only=doubted_only):
            if not drawn.findings:
                clean.append(_organ(drawn, scope.language))
                continue
            _write_report(file, drawn, count, scope.language, doubted_only)
            count += len(drawn.findings)
        if clean:
            file.write(f'<section class="clean"><h2>{safe(words["clean"])}</h2>\n<ul>\n')
            file.writelines(f"<li>{safe(name)}</li>\n" for name in clean)
            file.write("</ul></section>\n")
        file.write(f'<p id="none" hidden>{safe(words["none"])}</p>\n</main>\n')
        file.write(page_foot(script))
    return count


def _organ(drawn: DrawnReport, language: str) -> str:
    stored = drawn.stored
    name = f"{stored.region or ''}{stored.organ or stored.path}"
    revision = _WORDS[language]["revision"].format(number=stored.revision)
    return f"{name} {stored.year or ''} {revision}"


def _filter(language: str) -> str:
    """The row of filters; hidden until the script shows it, so that without it nothing is dead."""
    words = _WORDS[language]
    verdicts = [words_of for verdict, words_of in VERDICTS[language].items()]
    options = "".join(f"<option>{safe(word)}</option>" for word in verdicts)
    return (
        '<div id="filter" hidden>'
        f'<label>{safe(words["search"])} <input id="search" type="search"></label> '
        f'<label>{safe(words["class"])} <select id="class"><option value="">'
        f"{safe(words['every'])}</option></select></label> "
        f'<label>{safe(words["verdict"])} <select id="verdict"><option value="">'
        f"{safe(words['every'])}</option>{options}</select></label> "
        f'<output id="count"></output> {safe(words["shown"])}</div>\n'
    )


def _write_report(
    file: TextIO, drawn: DrawnReport, before: int, language: str, doubted_only: bool
) -> None:
    file.write(f'<section class="report"><h2>{safe(_organ(drawn, language))}</h2>\n')
    heads = [COLUMNS[language][i] for i in _SHOWN] + [FILLED_IN[language][0]]
    file.write('<table class="findings"><thead><tr>')
    file.write("".join(f'<th scope="col">{safe(head)}</th>' for head in heads))
    file.write("</tr></thead>\n<tbody>\n")
    for number, row in enumerate(drawn.findings, 1):
        file.write(_finding(number, before + number, row, language))
    file.write("</tbody></table>\n")
    for layout in layouts(drawn.form, language):
        is_doubted = any(cell.field in drawn.doubts for cell in layout.cells if cell.field)
        if doubted_only and not is_doubted:
            continue
        file.write(f"<details{' open' if is_doubted else ''}>")
        file.write(f"<summary>{safe(layout.title)}</summary>\n")
        file.write(_table(layout, drawn, before, language))
        file.write("</details>\n")
    file.write("</section>\n")


def _finding(number: int, overall: int, row: Mapping[str, Any], language: str) -> str:
    values = ledger_row(number, row, language)
    verdict = VERDICTS[language].get(row["decision"], "")
    cells = "".join(f"<td>{safe(values[i])}</td>" for i in _SHOWN)
    kind = row["severity"]
    return (
        f'<tr id="f{overall}" class="finding {kind}" data-class="{safe(values[6])}"'
        f' data-verdict="{safe(verdict)}">{cells}<td>{safe(verdict)}</td></tr>\n'
    )


@cache
def _pieces(layout: Layout) -> tuple[tuple[str, str, str], ...]:
    """The table as pieces: what stands before each cell of a field, its reach, its field."""
    pieces: list[tuple[str, str, str]] = []
    text, row = '<table class="form">\n<tr>', 0
    for cell in layout.cells:
        if cell.row != row:
            text += "</tr>\n<tr>"
            row = cell.row
        reach = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
            f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        )
        if cell.field:
            pieces.append((text, reach, cell.field))
            text = ""
        else:
            side = ' class="side"' if cell.column < layout.label_columns else ""
            text += f"<th{side}{reach}>{safe(cell.text)}</th>"
    pieces.append((text + "</tr>\n</table>\n", "", ""))
    return tuple(pieces)


def _table(layout: Layout, drawn: DrawnReport, before: int, language: str) -> str:
    parts: list[str] = []
    for text, reach, field in _pieces(layout):
        parts.append(text)
        if field:
            parts.append(
                _cell(drawn.cells.get(field), drawn.doubts.get(field), reach, before, language)
            )
    return "".join(parts)


def _cell(
    cell: DrawnCell | None,
    doubts: Sequence[int] | None,
    reach: str,
    before: int,
    language: str,
) -> str:
    text = safe(cell.text) if cell is not None else ""
    if cell is not None and cell.is_corrected:
        text += "＊"
    if not doubts:
        return f"<td{reach}>{text}</td>"
    if cell is None or cell.state is State.BLANK:
        text = f"<small>{safe(_WORDS[language]['empty'])}</small>"
    links = "".join(f'<a href="#f{before + number}">〔{number}〕</a>' for number in doubts)
    return f'<td class="doubt"{reach}>{text}<sup>{links}</sup></td>'
