"""Sample reports as RTF: escaped Unicode with its fallback, rows of cells with merges."""

from __future__ import annotations

from tests.sample_described import Described, Role, Text
from tests.sample_tables import PrintedTable, dense

_PAGE_TWIPS = 9000
_HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0\uc1{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    r"{\info{\title report}}\paperw11906\paperh16838"
)


def rtf(report: Described) -> bytes:
    """The report as an RTF file, all ASCII."""
    out = [_HEAD, r"{\footer\pard\qc - {\field{\*\fldinst PAGE}{\fldrslt 1}} -\par}"]
    for block in report.blocks:
        if isinstance(block, Text):
            align = r"\qc\b" if block.role is Role.TITLE else r"\fi640"
            out.append(rf"\pard\plain{align}\f0\fs32 {_escaped(block.text)}\par")
        else:
            out.append(_table(block))
            out.append(r"\pard\par")
    return "\n".join([*out, "}"]).encode("ascii")


def _table(table: PrintedTable) -> str:
    column = _PAGE_TWIPS // table.width
    edges = "".join(rf"\clbrdr{side}\brdrs\brdrw10" for side in "tlbr")
    rows = []
    for slots in dense(table):
        definitions, contents = [], []
        for left, slot in enumerate(slots):
            if not slot.starts_column:
                continue
            box = slot.box
            merge = ""
            if box.height > 1:
                merge = r"\clvmgf" if slot.starts_row else r"\clvmrg"
            definitions.append(rf"{merge}{edges}\cellx{column * (left + box.width)}")
            text = _escaped(box.text) if slot.starts_row else ""
            contents.append(rf"\pard\intbl\qc\f0\fs21 {text}\cell")
        rows.append(
            r"\trowd\trgaph60 " + "".join(definitions) + "\n" + "\n".join(contents) + r"\row"
        )
    return "\n".join(rows)


def _escaped(text: str) -> str:
    out = []
    for char in text:
        if char == "\n":
            out.append(r"\line ")
        elif char in "\\{}":
            out.append("\\" + char)
        elif char.isascii():
            out.append(char)
        else:
            units = char.encode("utf-16-le")
            for at in range(0, len(units), 2):
                unit = int.from_bytes(units[at : at + 2], "little", signed=True)
                out.append(rf"\u{unit}?")
    return "".join(out)
