"""A105, C206, C207: figures of the tables that cannot be, or that last year speaks against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from store.forms import ValueKind
from store.period import plain_dates
from store.report import Cell, Flag, Kind, Level, Number, Origin, Report, Severity, State
from store.rules.filling import is_silenced
from store.rules.places import prose, said_of
from store.rules.registry import Context, rule

_ROWS = ("regulations", "normative_documents")
_IN_FORCE_FROM = re.compile(
    r"(20\d\d)年(?:[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?)?(?:起|开始)?(?:正式)?(?:施行|实施|生效|执行)"
)
_NOT_YET_IN_FORCE = ("尚未施行", "尚未生效", "未施行", "尚未实施", "暂未实施")
# Only the State Council's departments, provinces and cities with districts make 规章.
_WITHOUT_POWER = (Level.COUNTY, Level.TOWNSHIP, Level.DEPARTMENT)
_OF_THE_STATE = ("国家", "国务院", "中国", "中华人民共和国")


def _count(report: Report | None, field: str) -> int | None:
    """A cell's figure where it is a whole number that can be."""
    cell = report.cells_by_field.get(field) if report is not None else None
    if cell is None or cell.state is not State.NUMBER or not isinstance(cell.value, int):
        return None
    return cell.value if cell.value >= 0 else None


def year_before(report: Report, context: Context) -> Report | None:
    """The report on the year before of the same kind and form, where there is one."""
    previous = context.previous
    if previous is None or report.identity.year is None:
        return None
    if previous.identity.year != report.identity.year - 1:
        return None
    same = previous.form == report.form and previous.identity.kind is report.identity.kind
    return previous if same else None


@rule("A105")
def impossible_stock(report: Report, context: Context) -> Iterator[Flag]:
    """More documents repealed or issued than the stock allows: by this year's row and last year's."""
    if is_silenced(report, "disclosure"):
        return
    previous = year_before(report, context)
    for row in _ROWS:
        base = f"disclosure.{row}."
        made, repealed = _count(report, base + "made"), _count(report, base + "repealed")
        in_force = _count(report, base + "in_force")
        before = _count(previous, base + "in_force")
        if made is not None and repealed is not None and in_force is not None:
            limit = in_force + repealed
            if made > limit and not _is_in_force_later(report):
                yield _stock(report, context, row, "made", made, limit, (in_force, repealed))
        if made is not None and repealed is not None and before is not None:
            limit = before + made
            if repealed > limit:
                yield _stock(report, context, row, "repealed", repealed, limit, (before, made))
        published = _count(report, base + "newly_disclosed")
        total = _count(report, base + "total_disclosed")
        if published is not None and total is not None and published > total:
            yield _stock(report, context, row, "published", published, total, (total,))


_FIELDS = {
    "made": ("made", "in_force", "repealed"),
    "repealed": ("repealed", "made"),
    "published": ("newly_disclosed", "total_disclosed"),
}


def _is_in_force_later(report: Report) -> bool:
    """Whether the text says that what was made is not in force yet, or only from next year on."""
    if said_of(report, _NOT_YET_IN_FORCE):
        return True
    later = str((report.identity.year or 0) + 1)
    return any(
        found[1] == later
        for _, paragraph in prose(report)
        for found in _IN_FORCE_FROM.finditer(plain_dates(paragraph.text))
    )


def _stock(
    report: Report,
    context: Context,
    row: str,
    variant: str,
    value: int,
    limit: int,
    terms: tuple[int, ...],
) -> Flag:
    fields = tuple(f"disclosure.{row}.{column}" for column in _FIELDS[variant])
    return Flag(
        rule="A105",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=f"disclosure.{row}:{variant}",
        place=report.cells_by_field[fields[0]].place,
        params={
            "form": context.form.edition,
            "table": "disclosure",
            "row": row,
            "value": value,
            "limit": limit,
            "terms": tuple(str(term) for term in terms),
            "variant": variant,
        },
        fields=fields,
    )


def level_of_organ(report: Report, context: Context) -> Level:
    """The level of the report's organ: as the office has set it, else as its name tells."""
    organ = report.identity.organ or ""
    full = (report.identity.region or "") + organ
    levels = context.settings.levels
    return levels.get(full) or levels.get(organ) or report.identity.level


@rule("C206")
def regulations_without_power(report: Report, context: Context) -> Iterator[Flag]:
    """规章 above 0 at an organ that has no power to make them, where its level is known."""
    organ = report.identity.organ or ""
    if level_of_organ(report, context) not in _WITHOUT_POWER or is_silenced(report, "disclosure"):
        return
    full = (report.identity.region or "") + organ
    if report.identity.kind is Kind.SYSTEM or full.startswith(_OF_THE_STATE):
        return
    found: list[Cell] = [
        cell
        for cell in report.cells
        if cell.field.startswith("disclosure.regulations.")
        and cell.state is State.NUMBER
        and cell.value is not None
        and cell.value > 0
    ]
    if not found:
        return
    yield Flag(
        rule="C206",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor="disclosure.regulations",
        place=found[0].place,
        params={
            "form": context.form.edition,
            "table": "disclosure",
            "columns": tuple(cell.field.rsplit(".", 1)[1] for cell in found),
            "values": tuple(str(cell.value) for cell in found),
        },
        fields=tuple(cell.field for cell in found),
    )


_COMPARED = (
    "disclosure.normative_documents.in_force",
    "disclosure.licences.decisions",
    "disclosure.penalties.decisions",
    "disclosure.coercion.decisions",
    "disclosure.fees.amount",
    "requests.received.total",
    "litigation.review.total",
    "litigation.direct.total",
    "litigation.after_review.total",
)


@rule("C207")
def leaps(report: Report, context: Context) -> Iterator[Flag]:
    """A figure many times, or a small part of, the one of the year before."""
    previous = year_before(report, context)
    if previous is None:
        return
    settings = context.settings
    for field in _COMPARED:
        here, there = report.cells_by_field.get(field), previous.cells_by_field.get(field)
        if here is None or there is None or is_silenced(report, here.field.split(".")[0]):
            continue
        now, before = here.value, there.value
        if here.state is not State.NUMBER or there.state is not State.NUMBER:
            continue
        if now is None or before is None or now < 0 or before <= 0:
            continue
        is_amount = context.form.fields_by_id[field].column.kind is ValueKind.AMOUNT
        floor = settings.leap_floor_amount if is_amount else settings.leap_floor
        if max(now, before) < floor or not _leaps(now, before, settings.leap_factor):
            continue
        yield Flag(
            rule="C207",
            severity=Severity.INFO,
            origin=Origin.SOURCE,
            anchor=field,
            place=here.place,
            params={
                "form": context.form.edition,
                "field": field,
                "value": str(now),
                "before": str(before),
                "year": previous.identity.year,
                "variant": _how(now, before, is_amount),
            },
            fields=(field,),
        )


# 万元 filled in as 元: ten thousand times, or so.
_UNIT_FACTOR = (2_000, 50_000)


def _how(now: Number, before: Number, is_amount: bool) -> str:
    """Which way a figure leaps, and whether an amount may be in another unit."""
    way = "more" if now > before else "less"
    if not is_amount:
        return way
    small, large = sorted((Decimal(now), Decimal(before)))
    low, high = _UNIT_FACTOR
    return way + ("_unit" if small and low <= large / small <= high else "_amount")


def _leaps(now: Number, before: Number, factor: int) -> bool:
    # A figure of 0 is taken for a small part of any other.
    return Decimal(now) > Decimal(before) * factor or Decimal(now) * factor < Decimal(before)
