"""The sample reports in every format: ``python -m tests.sample_formats FOLDER`` writes all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from store.forms import load_form
from tests import sample_described
from tests.sample_archive import with_litter
from tests.sample_cases import make_sample
from tests.sample_described import Described, as_is, describe, for_print, for_xml
from tests.sample_docx import docx
from tests.sample_html import html
from tests.sample_layouts import Layout
from tests.sample_mhtml import mhtml
from tests.sample_odf import odt
from tests.sample_pdf import STYLES, pdf
from tests.sample_reports import SAMPLES, SampleReport, encoded
from tests.sample_rtf import rtf
from tests.sample_texts import figures
from tests.sample_xlsx import xlsx

Clean = Callable[[str], str]
_WRITERS: dict[str, tuple[Callable[[Described], bytes], Clean]] = {
    "docx": (docx, for_xml),
    "html": (html, as_is),
    "mhtml": (mhtml, as_is),
    "xlsx": (xlsx, for_xml),
    "odt": (odt, for_xml),
    "rtf": (rtf, for_print),
    **{f"pdf-{style}": (partial(pdf, style_name=style), for_print) for style in STYLES},
}
FORMATS = tuple(_WRITERS)
_DERIVED = ("received", "carried_in", "carried_out", "total")
_TURNS = {sample.name: turn for turn, sample in enumerate(SAMPLES)}


@cache
def printed(name: str, format_name: str, turn: int | None = None) -> bytes:
    """The sample of this name in one of ``FORMATS``; ``turn`` picks the shape of the format.

    Without a turn it is the sample's place in the list, so that all shapes occur.
    """
    write, clean = _WRITERS[format_name]
    turn = _TURNS[name] if turn is None else turn
    return write(describe(sample_named(name), turn, clean))


def format_truth(sample: SampleReport, format_name: str) -> dict[str, object]:
    """What a reader must find in the sample as printed in a format."""
    return sample_described.format_truth(sample, _WRITERS[format_name][1])


def sample_named(name: str) -> SampleReport:
    """The sample of this name."""
    return SAMPLES[_TURNS[name]]


def suffix(format_name: str) -> str:
    """The suffix of files of a format."""
    return "." + format_name.partition("-")[0]


def printed_archive() -> bytes:
    """Reports of four formats in one ZIP file, with what else such files hold."""
    names = [sample.name for sample in SAMPLES[:4]]
    formats = ("docx", "html", "pdf-office", "xlsx")
    return with_litter(
        {
            f"{sample_named(name).organisation}年报{suffix(format_name)}": printed(
                name, format_name
            )
            for name, format_name in zip(names, formats, strict=True)
        }
    )


def distinct_figures(edition: str, numbers: Iterator[int]) -> dict[str, str]:
    """Figures of a form that satisfy its equations, their parts taken from ``numbers``."""

    def take(count: int) -> str:
        return " ".join(str(next(numbers)) for _ in range(count))

    tables = load_form(edition).tables_by_key
    return figures(
        edition,
        {row.key: take(len(row.columns)) for row in tables["disclosure"].rows},
        {row.key: take(6) for row in tables["requests"].rows if row.key not in _DERIVED},
        carried_in=take(6),
        carried_out=take(6),
        litigation={row.key: take(4) for row in tables["litigation"].rows},
    )


def distinct_sample(edition: str) -> SampleReport:
    """A report in which no figure is 0 and no two parts are equal: a slip of a cell shows."""
    values = distinct_figures(edition, iter(range(11, 10_000)))
    year = 2023 if edition == "2021" else 2020
    organ = ("青禾县", "柳溪镇人民政府")
    return make_sample("s", Layout.VERTICAL, organ, values, 3, year=year, edition=edition)


def main(folder: Path) -> None:
    """Write every sample in every format, and the archive."""
    for format_name in FORMATS:
        place = folder / format_name
        place.mkdir(parents=True, exist_ok=True)
        for sample in SAMPLES:
            path = place / f"{sample.name}{suffix(format_name)}"
            path.write_bytes(printed(sample.name, format_name))
    (folder / "txt").mkdir(exist_ok=True)
    for sample in SAMPLES:
        (folder / "txt" / f"{sample.name}.txt").write_bytes(encoded(sample))
    (folder / "archive.zip").write_bytes(printed_archive())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
