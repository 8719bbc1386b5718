"""Turn a page image upright: lines of text and of tables lie level afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# Degrees; more than this is no slip of the paper.
_MOST_SKEW = 4.0
_COARSE, _FINE = 0.25, 0.02
# Skew is measured on a copy of about this width: 50 ms a page.
_MEASURED_WIDTH = 900


@dataclass(frozen=True, slots=True)
class Upright:
    """A page in grey, upright, with the matrix (2×3) that leads its pixels back to the source."""

    gray: NDArray[np.uint8]
    back: NDArray[np.float64]

    def source_box(self, box: tuple[float, float, float, float]) -> tuple[float, ...]:
        """The box around a box of this image, in pixels of the source image."""
        left, top, right, bottom = box
        corners = np.array([(left, top), (right, top), (left, bottom), (right, bottom)])
        placed = corners @ self.back[:, :2].T + self.back[:, 2]
        low, high = placed.min(axis=0), placed.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def level(gray: NDArray[np.uint8], quarters: int = 0) -> Upright:
    """Turn by quarters of a circle (clockwise), then by the skew that is left."""
    height, width = gray.shape
    turned = np.ascontiguousarray(np.rot90(gray, -quarters))
    back = _quarter_back(quarters % 4, width, height)
    angle = skew(turned)
    if abs(angle) < _FINE:
        return Upright(turned, back[:2])
    rows, columns = turned.shape
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, 1.0)
    paper = int(np.median(turned))
    straight = cv2.warpAffine(
        turned, matrix, (columns, rows), flags=cv2.INTER_CUBIC, borderValue=(paper,)
    )
    inverse = np.vstack([cv2.invertAffineTransform(matrix), (0.0, 0.0, 1.0)])
    return Upright(np.asarray(straight, np.uint8), (back @ inverse)[:2])


def skew(gray: NDArray[np.uint8]) -> float:
    """Degrees by which to turn counter-clockwise: the sums of rows are most uneven then."""
    shrink = min(1.0, _MEASURED_WIDTH / gray.shape[1])
    small = cv2.resize(gray, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    dark = 255 - small.astype(np.float32)
    dark -= float(np.median(dark))
    np.clip(dark, 0, None, out=dark)
    rough = _best(dark, 0.0, _MOST_SKEW, _COARSE)
    return _best(dark, rough, _COARSE, _FINE)


def _best(dark: NDArray[np.float32], middle: float, reach: float, step: float) -> float:
    steps = round(reach / step)
    angles = [middle + step * index for index in range(-steps, steps + 1)]
    return max(angles, key=lambda angle: (_unevenness(dark, angle), -abs(angle)))


def _unevenness(dark: NDArray[np.float32], angle: float) -> float:
    """Sum of squared steps between neighbouring rows, the page sheared instead of turned."""
    rows, columns = dark.shape
    shear = np.tan(np.radians(angle))
    matrix = np.array([[1.0, 0.0, 0.0], [-shear, 1.0, shear * columns / 2]])
    sheared = cv2.warpAffine(dark, matrix, (columns, rows), flags=cv2.INTER_LINEAR)
    return float(np.square(np.diff(sheared.sum(axis=1))).sum())


def _quarter_back(quarters: int, width: int, height: int) -> NDArray[np.float64]:
    """From the turned image's pixels to the source's, for a source of this size."""
    return np.array(
        {
            0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1: [[0, 1, 0], [-1, 0, height - 1], [0, 0, 1]],
            2: [[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]],
            3: [[0, -1, width - 1], [1, 0, 0], [0, 0, 1]],
        }[quarters],
        np.float64,
    )
