"""What a reviewer sees, as plain text; GOUJI_WRITE_GOLDENS=1 writes the files anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sample_reports import SAMPLES, encoded
from tests.sample_tables import Edits
from tests.tui.golden_screens import SIZES, check_golden

# A report with an arithmetic doubt, and a row of another label than the form's.
ROW_LABEL = replace(
    next(sample for sample in SAMPLES if sample.name.startswith("03_")),
    edits=Edits(labels={"2.重复申请": "2.重复的申请"}),
)

# Name, samples, keys that lead to the screen.
SCREENS = (
    ("queue", (1, 2, 18, 19, 13), ()),
    ("queue_reading", (1, 18), ("t",)),
    ("review_table", (2,), ("enter",)),
    ("review_preview", (2,), ("enter", "tab")),
    ("review_lost", (19,), ("enter",)),
    ("review_lost_preview", (19,), ("enter", "tab")),
    ("review_label", (18,), ("enter",)),
    ("review_label_preview", (18,), ("enter", "tab", "tab")),
    ("review_row_label", (ROW_LABEL,), ("enter", "n")),
    ("review_row_label_preview", (ROW_LABEL,), ("enter", "n", "tab", "tab")),
    ("review_foreign", (21,), ("enter", "tab")),
    ("review_prose", (13,), ("enter",)),
    ("review_reading", (33,), ("t", "enter")),
    ("review_clean", (1,), ("enter",)),
    ("review_litigation", (16,), ("enter",)),
    ("review_hostile", (27,), ("enter", "n")),
    ("source", (2,), ("enter", "s")),
    ("summary", (30,), ("enter", "1", "g")),
    ("help", (2,), ("enter", "f1")),
    ("small", (2,), ("enter",)),
    ("queue_empty", (), ()),
    ("queue_marks", (1, 2), ("space",)),
    ("queue_export", (1, 2), ("f4",)),
    ("queue_import", (1, 2), ("f3",)),
    ("queue_letters", (1, 2), ("f5",)),
    ("queue_filter", (1, 2), ("/",)),
    ("review_decided", (30,), ("enter", "1")),
    ("review_undone", (30,), ("enter", "1", "u")),
    ("review_no_key", (30,), ("enter", "Z")),
    ("review_expanded", (2,), ("enter", "z")),
    ("review_marks", (30,), ("enter", "space")),
    ("review_note", (2,), ("enter", "c")),
    ("review_letter", (2,), ("enter", "e")),
    ("review_reason", (30,), ("enter", ".")),
    ("review_misread", (16,), ("enter", "2")),
    ("review_finding", (2,), ("enter", "a")),
    ("review_identity", (2,), ("enter", "i")),
    ("review_remap", (18,), ("enter", "m")),
    ("review_signed", (1,), ("enter", "g", "y", "enter")),
    ("history", (30,), ("enter", "1", "3", "u", "f2")),
    ("history_all", (30,), ("enter", "1", "f2", "t", "t")),
    ("palette", (2,), ("enter", "ctrl+p")),
    ("progress_rule", (2, 18), ("f8", "tab", "tab")),
    ("labels_none", (2,), ("d",)),
    ("roster_none", (2,), ("r",)),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(("name", "samples", "keys"), SCREENS, ids=[s[0] for s in SCREENS])
async def test_screen(bench, name, samples, keys, size, language):
    width, height = (50, 12) if name == "small" else size
    for sample in samples:
        if isinstance(sample, int):
            bench.fill(sample)
        else:
            bench.fill_with(f"{sample.name}.txt", encoded(sample))
    async with bench.running(language=language, size=(width, height)) as desk:
        for key in keys:
            await desk.press(key)
        await desk.settle()
        check_golden(f"{name}_{language}_{width}x{height}", desk.lines(), width)
