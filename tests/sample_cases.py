"""Samples whose defects are in the figures, and samples without any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.sample_figures import BUSY, OLD, PLAIN, YEAR_AFTER, YEAR_BEFORE
from tests.sample_layouts import Layout
from tests.sample_prose import Subject, compose, preamble, worded
from tests.sample_tables import Edits
from tests.sample_texts import Flag, SampleReport, column_of, row_of

TITLE = "{organ}{year}年政府信息公开工作年度报告"
ERROR = "error"
WARNING = "warning"
INFO = "info"


def make_sample(
    name: str,
    layout: Layout,
    organ: tuple[str | None, str],
    base: Mapping[str, str],
    pick: int,
    *,
    year: int = 2023,
    edition: str = "2021",
    title: str = TITLE,
    printed: Mapping[str, str] | None = None,
    edits: Edits | None = None,
    cites_notice: bool = True,
    flags: tuple[Flag, ...] = (),
) -> SampleReport:
    """A sample whose prose agrees with ``base``; ``printed`` are the cells that differ from it."""
    region, organisation = organ
    place = organisation.removesuffix("人民政府").removesuffix("办事处")
    return SampleReport(
        name=name,
        edition=edition,
        layout=layout,
        title=title.format(organ=f"{region or ''}{organisation}", year=year),
        preamble=preamble(year, edition, notice=cites_notice),
        sections=compose(Subject(place, year), base, pick),
        values={**base, **(printed or {})},
        organisation=organisation,
        region=region,
        year=year,
        edits=edits or Edits(),
        flags=flags,
    )


def _rows(edition: str, cells: Mapping[str, str]) -> dict[str, str]:
    """Whole rows of one raw text each."""
    fields: dict[str, str] = {}
    for row, text in cells.items():
        fields |= row_of(edition, row, text)
    return fields


def _arithmetic() -> tuple[SampleReport, ...]:
    """A clean report, and reports whose sums fail."""
    clean = make_sample(
        "01_liuxi_2023_clean", Layout.VERTICAL, ("青禾县", "柳溪镇人民政府"), BUSY, 0
    )
    clean = replace(
        clean,
        sections=worded(
            clean.sections,
            "（一）主动公开。",
            "（一）主动公开。制发行政规范性文件4件，废止1件，现行有效12件。",
        ),
    )
    return (
        clean,
        make_sample(
            "02_shitan_2023_row_total",
            Layout.BARS_TRAILING,
            ("青禾县", "石滩乡人民政府"),
            PLAIN,
            1,
            printed={"requests.granted.total": "8"},
            flags=(("A103", ERROR),),
        ),
        make_sample(
            "03_yangping_2023_column",
            Layout.PIPE,
            ("青禾县", "杨坪镇人民政府"),
            BUSY,
            2,
            printed={"requests.carried_out.business": "3"},
            flags=(("A103", ERROR),),
        ),
        make_sample(
            "04_hekou_2023_two_cells",
            Layout.MARKDOWN,
            ("岚川县", "河口镇人民政府"),
            BUSY,
            3,
            printed={
                "requests.granted.natural_person": "9",
                "requests.unavailable.not_held.research": "2",
            },
            flags=(("A103", ERROR),),
        ),
        make_sample(
            "05_meiling_2023_slid",
            Layout.SPACES,
            ("岚川县", "梅岭乡人民政府"),
            PLAIN,
            4,
            printed={
                "requests.unavailable.not_held.natural_person": "0",
                "requests.unavailable.not_held.business": "2",
            },
            flags=(("A102", ERROR),),
        ),
        make_sample(
            "29_lengshui_2023_offset",
            Layout.SPACES,
            ("沅岭县", "冷水镇人民政府"),
            BUSY,
            28,
            printed={
                "requests.received.natural_person": "21",
                "requests.received.other": "2",
                "litigation.review.total": "5",
            },
            flags=(("A101", ERROR), ("A104", ERROR)),
        ),
    )


def _cells() -> tuple[SampleReport, ...]:
    """Reports whose cells are blank, marked, impossible, or of another form."""
    return (
        make_sample(
            "06_donghu_2023_old_form",
            Layout.VERTICAL,
            ("岚川县", "东湖镇人民政府"),
            OLD,
            5,
            edition="2019",
            cites_notice=False,
            flags=(("S405", ERROR),),
        ),
        make_sample(
            "07_songgang_2023_marks",
            Layout.BARS_ALONE,
            ("望河县", "松岗镇人民政府"),
            PLAIN,
            6,
            printed=_rows(
                "2021",
                {
                    "disclosure.regulations": "/",
                    "requests.carried_in": "无",
                    "litigation.direct": "—",
                },
            ),
            flags=(("C202", WARNING),) * 3,
        ),
        make_sample(
            "08_nanqu_2023_regulations",
            Layout.LINES,
            ("望河县", "南渠乡人民政府"),
            BUSY,
            7,
            printed={
                "disclosure.regulations.made": "1",
                "disclosure.regulations.in_force": "6",
            },
            flags=(("C206", WARNING),),
        ),
        make_sample(
            "15_huashi_2023_blank_column",
            Layout.VERTICAL,
            ("沅岭县", "花石镇人民政府"),
            PLAIN,
            14,
            printed=column_of("2021", "requests", "other", ""),
            edits=Edits(is_spaced=True),
            flags=(("C201", WARNING),),
        ),
        make_sample(
            "16_shiqiao_2023_blank_totals",
            Layout.BARS_ALONE,
            (None, "石桥镇人民政府"),
            BUSY,
            15,
            title="{organ} {year} 年政府信息公开工作年度报告",
            printed=column_of("2021", "requests", "total", ""),
            flags=(("C201", ERROR),),
        ),
        make_sample(
            "17_baiyin_2020_old_form",
            Layout.PIPE,
            ("塔林中旗", "白音苏木人民政府"),
            OLD,
            16,
            year=2020,
            edition="2019",
        ),
        make_sample(
            "28_gaotai_2023_negative",
            Layout.BARS_TRAILING,
            ("沅岭县", "高台乡人民政府"),
            PLAIN,
            27,
            printed={
                "disclosure.normative_documents.repealed": "-1",
                "disclosure.licences.decisions": "2.5",
            },
            flags=(("C203", ERROR), ("C203", ERROR)),
        ),
    )


def _years() -> tuple[SampleReport, ...]:
    """Two years of one organ, each clean in itself; what is carried over does not join."""
    organ = ("青禾县", "白云镇人民政府")
    return (
        make_sample("09_baiyun_2022_carries_3", Layout.SPACES, organ, YEAR_BEFORE, 8, year=2022),
        make_sample("10_baiyun_2023_carries_1", Layout.LINES, organ, YEAR_AFTER, 9),
    )


FIGURE_SAMPLES = (*_arithmetic(), *_cells(), *_years())
