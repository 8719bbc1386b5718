"""Cells of a scan with a recogniser that says what the test wants: confidence and places."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("cv2")

from importers.readers.scan_cells import (  # noqa: E402
    Region,
    cell_regions,
    ink_components,
    read_regions,
)
from importers.readers.scan_recognition import Reading  # noqa: E402

SCALE = 200 / 72
CELL = (100, 100, 200, 140)
NEXT = (200, 100, 300, 140)
PAGE = np.full((400, 400), 255, np.uint8)


class Says:
    """A recogniser that answers call by call; ``asked`` are the sizes of the pieces."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.asked = []

    def read(self, pieces):
        self.asked.append([piece.shape for piece in pieces])
        if not pieces:
            return []
        answers = self._answers.pop(0)
        assert len(answers) == len(pieces)
        return [Reading(*answer) for answer in answers]


def spots(*lefts, top=110, width=12, height=20):
    return [(left, top, left + width, top + height) for left in lefts]


def one(says, found, ink):
    (text,) = read_regions(says, PAGE, cell_regions([CELL], found, ink, SCALE), SCALE)
    return text.text, text.confidence


def test_a_figure_read_alike_twice_is_sure():
    says = Says([("57", 0.99)], [("57", 0.97)])
    assert one(says, [(120, 106, 160, 134)], spots(124, 140)) == ("57", 0.97)


def test_readings_that_differ_make_a_cell_unsure():
    says = Says([("57", 0.99)], [("51", 0.98)])
    text, confidence = one(says, [(120, 106, 160, 134)], spots(124, 140))
    assert text == "57"
    assert confidence < 0.5


def test_full_width_digits_are_no_difference_and_stay_as_read():
    says = Says([("５７", 0.99)], [("57", 0.98)])
    assert one(says, [(120, 106, 160, 134)], spots(124, 140)) == ("５７", 0.98)


def test_more_spots_of_ink_than_digits_make_a_cell_unsure():
    says = Says([("5", 0.99)], [("5", 0.99)])
    text, confidence = one(says, [(120, 106, 176, 134)], spots(124, 140, 156))
    assert (text, confidence < 0.5) == ("5", True)


@pytest.mark.parametrize("text", ["O", "l2", "〇", "-", "／", "日", "1a"])
def test_what_is_no_number_is_unsure_and_stays_as_read(text):
    says = Says([(text, 0.99)], [(text, 0.99)])
    found, confidence = one(says, [(120, 106, 160, 134)], spots(124, 140))
    assert found == text
    assert confidence <= 0.5


def test_words_are_read_once():
    says = Says([("其他", 0.98)])
    assert one(says, [(120, 106, 160, 134)], spots(124, 140)) == ("其他", 0.98)
    assert says.asked[1] == []


def test_ink_that_the_detector_passed_over_is_read():
    says = Says([("1", 0.95)], [("1", 0.96)])
    assert one(says, [], spots(145)) == ("1", 0.95)


def test_ink_that_gives_no_text_is_never_a_sure_blank():
    assert one(Says([("", 0.0)], [("", 0.0)]), [], spots(145)) == ("", 0.0)


def test_a_cell_without_ink_is_surely_blank():
    assert one(Says(), [], []) == ("", 1.0)


def test_text_where_no_ink_is_seen_is_unsure():
    text, confidence = one(Says([("8", 0.99)]), [(102, 102, 198, 138)], [])
    assert (text, confidence <= 0.5) == ("8", True)


def test_text_found_across_a_wall_is_cut_at_the_wall():
    ink = [*spots(150, 170), *spots(220)]
    regions = cell_regions([CELL, NEXT], [(145, 104, 240, 136)], ink, SCALE)
    says = Says([("57", 0.99), ("8", 0.99)], [("57", 0.99), ("8", 0.99)])
    texts = read_regions(says, PAGE, regions, SCALE)
    assert [text.text for text in texts] == ["57", "8"]
    (first,), (second,) = (region.pieces for region in regions)
    assert first[2] <= 200 <= second[0]


def test_a_box_that_only_leans_over_a_wall_leaves_the_neighbour_blank():
    regions = cell_regions([CELL, NEXT], [(150, 104, 212, 136)], spots(170), SCALE)
    assert [len(region.pieces) for region in regions] == [1, 0]


def test_ink_that_runs_over_a_wall_leaves_no_sure_blank():
    below = (100, 140, 200, 180)
    regions = cell_regions([CELL, below], [(120, 124, 160, 160)], spots(130, top=130), SCALE)
    says = Says([("8", 0.99)] * sum(len(region.pieces) for region in regions), [("8", 0.99)])
    texts = read_regions(says, PAGE, regions, SCALE)
    assert all(text.confidence < 0.5 for text in texts)


def test_a_figure_far_from_the_words_of_its_cell_is_unsure():
    wide = Region((0, 0, 400, 40), [(10, 8, 90, 32), (300, 8, 340, 32)], spots(20, 310))
    says = Says([("行政许可", 0.99), ("666", 0.99)])
    (text,) = read_regions(says, PAGE, [wide], SCALE)
    assert text.confidence < 0.5


def test_lines_of_a_cell_keep_their_order():
    says = Says([("结果", 0.99), ("维持", 0.98)])
    region = Region((0, 0, 100, 100), [(10, 60, 60, 90), (10, 10, 60, 40)], spots(20, top=15))
    says = Says([("维持", 0.98), ("结果", 0.99)])
    (text,) = read_regions(says, PAGE, [region], SCALE)
    assert (text.text, text.confidence) == ("结果\n维持", 0.98)


def test_dust_is_no_ink():
    ink = np.zeros((100, 100), np.uint8)
    ink[20:22, 20:22] = 255
    ink[50:70, 50:54] = 255
    assert ink_components(ink, SCALE) == [(50, 50, 54, 70)]
