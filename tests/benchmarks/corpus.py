"""Files to measure on: generated reports of known figures, or a folder of files with truths."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from store.forms import load_form
from tests.benchmarks.candidates import RULED, UNRULED
from tests.benchmarks.truths import EDITION, write_truth
from tests.sample_cases import make_sample
from tests.sample_described import Described, as_is, describe, for_print, for_xml
from tests.sample_docx import docx
from tests.sample_html import html
from tests.sample_layouts import Layout
from tests.sample_mhtml import mhtml
from tests.sample_pdf import STYLES, pdf
from tests.sample_texts import SampleReport, figures, render
from tests.sample_xlsx import xlsx

_KIND_OF_SUFFIX = {
    ".docx": "DOCX", ".html": "HTML", ".htm": "HTML", ".mhtml": "MHTML", ".mht": "MHTML",
    ".xlsx": "XLSX",
}  # fmt: skip
_RULED_STYLES = tuple(name for name, style in STYLES.items() if style.rulings != "none")
_UNRULED_STYLES = tuple(name for name, style in STYLES.items() if style.rulings == "none")
# Each report is printed in so many of the ruled styles, in turn, so that all of them occur.
_STYLES_A_REPORT = 2
_OTHERS: dict[str, tuple[Callable[[Described], bytes], Callable[[str], str]]] = {
    ".docx": (docx, for_xml),
    ".html": (html, as_is),
    ".mhtml": (mhtml, as_is),
    ".xlsx": (xlsx, for_xml),
}
# A page with a ruled table draws at least this many paths; prose draws a few underlines.
_FEWEST_PATHS = 12
_REGIONS = (
    *("青禾县", "岚川县", "望河县", "沅岭县", "云汀县"),
    *(
        f"{first}{second}县"
        for first in "东西南北上下新古长大"
        for second in "川河山江湖原平阳泉林"
    ),
)
_FIRST, _SECOND = "杨梅松桐槐竹桃杏榆枫", "溪滩坪口岭湖岗渠坝桥"
# None, then one of these between the two.
_MIDDLE = ("", *_FIRST[1:])
# Every so many reports leave their zeros blank.
_BLANK_EVERY = 4


@dataclass(frozen=True)
class Measured:
    """A file to read, the truth beside it, and which of the ``KINDS`` of candidates it is."""

    path: Path
    truth: Path
    kind: str


def find_files(folder: Path) -> list[Measured]:
    """All files of a folder that have a truth beside them, in name order."""
    found = []
    for path in sorted(folder.iterdir()):
        truth = folder / (path.name.partition(".")[0] + ".json")
        suffix = path.suffix.lower()
        if suffix == ".pdf":
            kind = RULED if _is_ruled(path) else UNRULED
        elif suffix in _KIND_OF_SUFFIX:
            kind = _KIND_OF_SUFFIX[suffix]
        else:
            continue
        if truth.exists():
            found.append(Measured(path, truth, kind))
    return found


def _is_ruled(path: Path) -> bool:
    import pypdfium2
    import pypdfium2.raw as raw

    with pypdfium2.PdfDocument(path) as document:
        return any(
            sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])) >= _FEWEST_PATHS
            for page in document
        )


def write_corpus(folder: Path, documents: int) -> None:
    """Write ``documents`` reports, each in every format, with their truths."""
    for number, report in enumerate(_reports(documents)):
        name = f"doc{number:02d}"
        _write_truth(folder / f"{name}.json", report)
        styles = [
            _RULED_STYLES[(number * _STYLES_A_REPORT + turn) % len(_RULED_STYLES)]
            for turn in range(_STYLES_A_REPORT)
        ]
        for style in (*styles, *_UNRULED_STYLES):
            _write_pdf(folder / f"{name}.{style}.pdf", report, number, style)
        for suffix in _OTHERS:
            _write_other(folder / f"{name}{suffix}", report, number)


def write_imports(folder: Path, documents: int) -> None:
    """Write ``documents`` PDFs and as many files of other formats, no two of the same report."""
    suffixes = (*_OTHERS, ".txt")
    for number, report in enumerate(_reports(documents * 2)):
        name, turn = f"doc{number:04d}", number // 2
        if number % 2:
            path = folder / f"{name}{suffixes[turn % len(suffixes)]}"
            if path.suffix == ".txt":
                path.write_text(render(report), "utf-8")
            else:
                _write_other(path, report, turn)
        else:
            style = _RULED_STYLES[turn % len(_RULED_STYLES)]
            _write_pdf(folder / f"{name}.pdf", report, turn, style)


def _reports(count: int) -> Iterator[SampleReport]:
    return map(sample_number, range(count))


def sample_number(number: int) -> SampleReport:
    """A report whose figures are its own; in most of its rows some applicants are 0."""
    rng = random.Random(number)
    form = load_form(EDITION)
    tables = form.tables_by_key
    derived = {"received", "carried_in", "carried_out", "total"}
    base = figures(
        EDITION,
        {row.key: _numbers(rng, len(row.columns), 700, 0.7) for row in tables["disclosure"].rows}
        | {"fees": f"{rng.randint(1, 99_999) / 100:.2f}"},
        {
            row.key: _numbers(rng, 6, 60, 0.35)
            for row in tables["requests"].rows
            if row.key not in derived
        }
        | {"granted": " ".join(str(rng.randint(20, 90)) for _ in range(6))},
        carried_in=_numbers(rng, 6, 19, 0.6),
        carried_out=_numbers(rng, 6, 19, 0.6),
        litigation={row.key: _numbers(rng, 4, 15, 0.6) for row in tables["litigation"].rows},
    )
    is_blank = number % _BLANK_EVERY == _BLANK_EVERY - 1
    return make_sample(
        f"doc{number:02d}",
        Layout.VERTICAL,
        _organ(number),
        base,
        number,
        edition=EDITION,
        printed={field: "" for field, raw in base.items() if raw == "0"} if is_blank else {},
    )


def _organ(number: int) -> tuple[str, str]:
    """Region and name of an invented organ; ValueError where there are no more names."""
    chosen = []
    for choices in (_REGIONS, _FIRST, _SECOND, _MIDDLE):
        number, index = divmod(number, len(choices))
        chosen.append(choices[index])
    if number:
        raise ValueError("there are no names for so many reports")
    region, first, second, middle = chosen
    return region, f"{first}{middle}{second}镇人民政府"


def _numbers(rng: random.Random, count: int, most: int, share: float) -> str:
    """So many figures from 1 to ``most``; all but about ``share`` of them are 0."""
    drawn: Sequence[int] = [
        rng.randint(1, most) if rng.random() < share else 0 for _ in range(count)
    ]
    return " ".join(map(str, drawn))


def _write_truth(path: Path, report: SampleReport) -> None:
    assert report.organisation is not None and report.year is not None
    write_truth(
        path, report.values, title=report.title, organ=report.organisation, year=report.year
    )


def _write_pdf(path: Path, report: SampleReport, turn: int, style: str) -> None:
    write = partial(pdf, style_name=style)
    path.write_bytes(write(describe(report, turn, for_print)))


def _write_other(path: Path, report: SampleReport, turn: int) -> None:
    write, clean = _OTHERS[path.suffix]
    path.write_bytes(write(describe(report, turn, clean)))
