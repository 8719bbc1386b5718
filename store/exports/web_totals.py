"""Totals as one web page: key figures by region and level, charts, and the official tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from store.exports.form_layout import Layout, layouts
from store.exports.scope import Scope
from store.exports.totals_words import (
    GAPS,
    KEY_FIELDS,
    MOST_BARS,
    WORDS,
    Together,
    group_words,
    key_names,
    together,
)
from store.exports.web_findings import asset
from store.exports.web_page import page_foot, page_head, safe
from store.row_values import number_json
from store.totals import FieldTotal, GroupTotals

_BAR, _GAP, _LEFT, _WIDE = 18, 6, 170, 860


def write_totals_page(groups: Iterable[GroupTotals], path: Path, scope: Scope) -> int:
    """Write the page; the number of groups in it."""
    kept = list(groups)
    words = WORDS[scope.language]
    style = asset("findings.css")
    with path.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        file.write(page_head(words["title"], scope.language, style))
        file.write(f"<header><h1>{safe(words['title'])}</h1>\n")
        file.write(f'<p class="scope">{safe(scope.sentence())}</p>\n')
        file.write(f'<p class="legend">{safe(words["note"])}</p></header>\n<main>\n')
        if not kept:
            file.write(f"<p>{safe(words['none'])}</p>\n")
        for part in together(kept):
            _write_part(file, part, scope.language)
        file.write("</main>\n" + page_foot())
    return len(kept)


def _write_part(file: TextIO, part: Together, language: str) -> None:
    words = WORDS[language]
    year, kind = group_words(part.groups[0].group, language)[:2]
    file.write(f'<section class="report"><h2>{safe(year)} {safe(kind)}</h2>\n')
    file.write(_key_table(part, language))
    bars = part.by_region(KEY_FIELDS[0])[:MOST_BARS]
    if bars:
        title = words["chart"].format(year=year, kind=kind, field=key_names(language)[0])
        named = [(region or words["unknown_region"], value, share) for region, value, share in bars]
        file.write(_chart(title, named))
    for form in sorted({one.form for one in part.groups if one.form}, reverse=True):
        reports = sum(one.reports for one in part.groups if one.form == form)
        totals = part.of_form(form)
        for layout in layouts(form, language):
            title = f"{layout.title}（{words['form']} {form}，{words['reports']} {reports}）"
            file.write(f"<details open><summary>{safe(title)}</summary>\n")
            file.write(_form_table(layout, totals, reports, language))
            file.write("</details>\n")
    file.write("</section>\n")


def _key_table(part: Together, language: str) -> str:
    words = WORDS[language]
    heads = [words[name] for name in ("region", "level", "reports", "missing")]
    parts = ['<table class="figures"><thead><tr>']
    parts += [f'<th scope="col">{safe(head)}</th>' for head in [*heads, *key_names(language)]]
    parts.append("</tr></thead>\n<tbody>\n")
    parts.append(_key_line([words["all"], words["all"]], part, language))
    for one in part.by_group():
        parts.append(_key_line(group_words(one.groups[0].group, language)[2:], one, language))
    return "".join(parts) + "</tbody></table>\n"


def _key_line(names: Sequence[str], one: Together, language: str) -> str:
    cells = "".join(f'<td class="name">{safe(name)}</td>' for name in names)
    cells += f"<td>{one.reports}</td><td>{'—' if one.missing is None else one.missing}</td>"
    figures = (_figure(one.key(field), one.reports, language) for field in KEY_FIELDS)
    cells += "".join(f"<td>{figure}</td>" for figure in figures)
    return f"<tr>{cells}</tr>\n"


def _figure(total: FieldTotal | None, reports: int, language: str) -> str:
    """A sum, and where it is not of all reports, of how many, and what the others have."""
    if total is None:
        return "—"
    words = WORDS[language]
    shown = "—" if total.total is None else safe(number_json(total.total))
    if total.numbers < reports:
        share = words["share"].format(numbers=total.numbers, reports=reports)
        gaps = "，".join(
            f"{words[state.value]} {total.states[state]}"
            for state in GAPS
            if total.states.get(state)
        )
        shown += f'<br><small class="gap">{safe(share)}{safe("：" + gaps if gaps else "")}</small>'
    if total.corrected:
        corrected = f"{words['total_corrected']} {number_json(total.if_corrected)}"
        shown += f"<br><small>{safe(corrected)}</small>"
    return shown


def _chart(title: str, bars: Sequence[tuple[str, float, str]]) -> str:
    """Bars from left to right, each with its figure in words: nothing is told by length alone."""
    most = max((value for _, value, _ in bars), default=0) or 1
    height = len(bars) * (_BAR + _GAP) + 30
    parts = [
        f'<svg role="img" viewBox="0 0 {_WIDE} {height}" width="{_WIDE}" height="{height}">',
        f"<title>{safe(title)}</title>",
        f'<text x="0" y="16" font-weight="bold">{safe(title)}</text>',
    ]
    for number, (name, value, share) in enumerate(bars):
        top = 26 + number * (_BAR + _GAP)
        width = max(value, 0) / most * (_WIDE - _LEFT - 130)
        figure = number_json(value)
        parts.append(
            f'<text x="{_LEFT - 8}" y="{top + 14}" text-anchor="end">{safe(name[:14])}</text>'
            f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="#2f5597"/>'
            f'<text x="{_LEFT + width + 6:.1f}" y="{top + 14}">{safe(figure)}'
            f" ({safe(share)})</text>"
        )
    return "\n".join(parts) + "\n</svg>\n"


def _form_table(layout: Layout, totals: dict[str, FieldTotal], reports: int, language: str) -> str:
    parts = ['<table class="form">\n']
    row = -1
    for cell in layout.cells:
        if cell.row != row:
            parts.append("</tr>\n<tr>" if row >= 0 else "<tr>")
            row = cell.row
        reach = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
            f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        )
        if cell.field:
            parts.append(f"<td{reach}>{_figure(totals.get(cell.field), reports, language)}</td>")
        else:
            side = ' class="side"' if cell.column < layout.label_columns else ""
            parts.append(f"<th{side}{reach}>{safe(cell.text)}</th>")
    return "".join(parts) + "</tr>\n</table>\n"
