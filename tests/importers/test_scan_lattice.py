"""Ruling lines of a page → its cells: merged, open at the sides, broken, turned."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from importers.readers.scan_lattice import find_ruling, without_lines  # noqa: E402
from importers.readers.scan_upright import level, skew  # noqa: E402

SCALE = 200 / 72
XS = (100, 300, 420, 540, 700)
YS = (120, 160, 200, 240, 320)


def paper(height=480, width=820):
    noise = np.random.default_rng(5).normal(0, 6, (height, width))
    return np.clip(243 + noise, 0, 255).astype(np.uint8)


def draw(page, *lines, thick=2):
    for start, end in lines:
        cv2.line(page, start, end, (30,), thick)
    return cv2.GaussianBlur(page, (3, 3), 0.7)


def levels(ys=YS, left=XS[0], right=XS[-1]):
    return [((left, y), (right, y)) for y in ys]


def uprights(xs=XS, top=YS[0], bottom=YS[-1]):
    return [((x, top), (x, bottom)) for x in xs]


def spans(page):
    (lattice,) = find_ruling(page, SCALE).lattices
    return [(cell.row, cell.column, cell.rows, cell.columns) for cell in lattice.cells]


def test_a_full_grid_has_all_its_cells_in_reading_order():
    page = draw(paper(), *levels(), *uprights())
    assert spans(page) == [(row, column, 1, 1) for row in range(4) for column in range(4)]


def test_cells_carry_their_boxes():
    page = draw(paper(), *levels(), *uprights())
    (lattice,) = find_ruling(page, SCALE).lattices
    for cell in lattice.cells:
        wanted = (XS[cell.column], YS[cell.row], XS[cell.column + 1], YS[cell.row + 1])
        assert all(abs(one - other) <= 2 for one, other in zip(cell.box, wanted, strict=True))


def test_merged_cells_begin_where_they_are_drawn():
    page = draw(
        paper(),
        *levels((YS[0], YS[-1])),
        # The first column is one cell; the head is one cell over the last three columns.
        *levels(YS[1:-1], left=XS[1]),
        *uprights((XS[0], XS[1], XS[-1])),
        *uprights(XS[2:-1], top=YS[1]),
    )
    assert spans(page) == [
        (0, 0, 4, 1),
        (0, 1, 1, 3),
        *[(row, column, 1, 1) for row in (1, 2, 3) for column in (1, 2, 3)],
    ]


def test_a_table_without_side_borders_keeps_its_outer_columns():
    page = draw(paper(), *levels(), *uprights(XS[1:-1]))
    assert spans(page) == [(row, column, 1, 1) for row in range(4) for column in range(4)]


def test_a_table_torn_by_the_page_keeps_its_last_row():
    page = draw(paper(), *levels(YS[:-1]), *uprights())
    assert len(spans(page)) == 16


def test_double_lines_are_one():
    page = draw(paper(), *levels(), *uprights(), *uprights((XS[0] - 6, XS[-1] + 6)))
    assert {columns for _, _, _, columns in spans(page)} == {1}
    assert len(spans(page)) == 16


def test_a_broken_wall_joins_two_cells_and_moves_no_other():
    page = draw(paper(), *levels(), *uprights())
    page[YS[1] + 4 : YS[2] - 4, XS[2] - 4 : XS[2] + 5] = 243
    found = spans(page)
    assert (1, 1, 1, 2) in found
    assert (1, 3, 1, 1) in found
    assert (2, 2, 1, 1) in found
    assert len(found) == 15


def test_a_row_with_a_half_line_in_a_cell_is_doubtful():
    page = draw(paper(), *levels(), *uprights())
    page[YS[2] - 4 : YS[2] + 5, XS[0] + 90 : XS[1] - 4] = 243
    (lattice,) = find_ruling(page, SCALE).lattices
    joined = next(cell for cell in lattice.cells if cell.rows == 2)
    assert (joined.row, joined.column) == (1, 0)
    assert {cell.row for cell in lattice.cells if cell.is_doubtful} == {1, 2}
    assert {cell.row for cell in lattice.cells if not cell.is_doubtful} == {0, 3}


def test_merged_cells_are_not_doubtful():
    page = draw(paper(), *levels((YS[0], YS[-1])), *levels(YS[1:-1], left=XS[1]), *uprights())
    (lattice,) = find_ruling(page, SCALE).lattices
    assert len(lattice.cells) == 13
    assert not any(cell.is_doubtful for cell in lattice.cells)


def test_strokes_of_text_are_no_walls():
    page = draw(paper(), *levels(), *uprights((XS[0], XS[1], XS[-1])))
    for y in YS[:3]:
        # Strokes as tall as a character, one over the other, from near line to near line.
        for x in (350, 358, 366, 480):
            cv2.line(page, (x, y + 9), (x, y + 33), (30,), 3)
    assert spans(page) == [(row, column, 1, 1) for row in range(4) for column in range(2)]


def test_a_frame_and_an_underline_are_no_table():
    frame = draw(paper(), *levels((120, 320)), *uprights((100, 700)))
    assert not find_ruling(frame, SCALE).lattices
    underline = draw(paper(), ((100, 200), (700, 200)))
    assert not find_ruling(underline, SCALE).lattices


def test_painting_over_takes_lines_and_leaves_text():
    page = draw(paper(), *levels(), *uprights())
    cv2.putText(page, "57", (325, 190), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20,), 2)
    ruling = find_ruling(page, SCALE)
    clean = without_lines(page, ruling.lines, SCALE)
    assert clean[YS[1] - 3 : YS[1] + 4, XS[0] : XS[-1]].min() > 180
    assert np.array_equal(clean[168:193, 322:360], page[168:193, 322:360])


@pytest.mark.parametrize("angle", [-2.5, -0.35, 0.0, 0.8, 3.2])
def test_a_skewed_page_is_levelled(angle):
    page = draw(paper(700, 900), *levels(), *uprights())
    matrix = cv2.getRotationMatrix2D((450, 350), angle, 1)
    turned = cv2.warpAffine(page, matrix, (900, 700), borderValue=(243,))
    assert skew(turned) == pytest.approx(-angle, abs=0.06)
    upright = level(turned)
    (lattice,) = find_ruling(upright.gray, SCALE).lattices
    assert len(lattice.cells) == 16
    # Back on the page as it lay: the middle of the first cell.
    wanted = matrix @ np.array([(XS[0] + XS[1]) / 2, (YS[0] + YS[1]) / 2, 1])
    left, top, right, bottom = upright.source_box(lattice.cells[0].box)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx(tuple(wanted), abs=3)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_quarters_lead_back_to_the_page(quarters):
    page = np.full((300, 500), 255, np.uint8)
    page[40:60, 100:180] = 0
    upright = level(page, quarters)
    rows, columns = np.nonzero(upright.gray < 128)
    box = (columns.min(), rows.min(), columns.max(), rows.max())
    assert upright.source_box(box) == pytest.approx((100, 40, 179, 59), abs=2)
