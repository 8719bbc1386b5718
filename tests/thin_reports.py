"""Reports that share their doubts: sample 30 under the names of other organs."""

from __future__ import annotations

from pathlib import Path

_SAMPLE = Path(__file__).parent / "reports" / "30_maotian_2023_thin.txt"
_NAMES = "甲乙丙丁戊己庚辛壬癸"
_SECTION_SIX = "没有其他需要报告的事项。"


def thin_report(number: int, *, says_none: bool = False) -> bytes:
    """Text of the report of organ ``number``; ``says_none``: its section six is only 无。"""
    name = "".join(_NAMES[int(digit)] for digit in f"{number:03}")
    text = _SAMPLE.read_text(encoding="utf-8").replace("茅田乡", f"{name}乡")
    assert _SECTION_SIX in text
    return (text.replace(_SECTION_SIX, "无。") if says_none else text).encode()


def write_thin_reports(folder: Path, count: int, *, say_none: int = 0) -> list[Path]:
    """Write ``count`` such reports, the last ``say_none`` of them with an empty section six."""
    paths = []
    for number in range(count):
        path = folder / f"{number:02}_thin.txt"
        path.write_bytes(thin_report(number, says_none=number >= count - say_none))
        paths.append(path)
    return paths
