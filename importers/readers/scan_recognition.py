"""Text recognition by rapidocr: where text stands on a page, and what a piece of it says.

The models are those inside the installed package; nothing is looked for elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
PixelBox = tuple[int, int, int, int]

_MODELS = {"Det": "*det*.onnx", "Rec": "*rec*.onnx", "Cls": "*cls*.onnx"}
# The detector sees text of this height best; larger pages are shown to it smaller.
_LONGEST_SIDE = 2400


class ModelsMissingError(Exception):
    """The installed rapidocr has no models in its package."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece of an image says, and how sure that is (0 to 1)."""

    text: str
    score: float


def model_paths() -> dict[str, Path]:
    """The models inside rapidocr's package by task. Raises ModelsMissingError."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModelsMissingError
    folder = Path(spec.origin).parent / "models"
    found = {task: sorted(folder.glob(pattern)) for task, pattern in _MODELS.items()}
    if not all(found.values()):
        raise ModelsMissingError
    return {task: paths[0] for task, paths in found.items()}


class Recogniser:
    """The engine of this process: loads its models once, about 0.5 GB at work."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        # Its logger writes to the terminal, where a screen may be.
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        params: dict[str, object] = {
            f"{task}.model_path": str(path) for task, path in model_paths().items()
        }
        params |= {
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Global.max_side_len": _LONGEST_SIDE,
        }
        # What it returns depends on how it is called: its types are unions of all.
        self._engine: Any = RapidOCR(params=params)

    def find_text(self, gray: Gray) -> list[PixelBox]:
        """Boxes of the lines of text of an upright page, in pixels."""
        # rapidocr keeps these choices from one call to the next: all are named in each.
        found = self._engine(
            cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False
        )
        if found.boxes is None:
            return []
        height, width = gray.shape
        boxes = []
        for corners in np.asarray(found.boxes):
            low, high = corners.min(axis=0), corners.max(axis=0)
            left, top = max(0, int(low[0])), max(0, int(low[1]))
            right, bottom = min(width, int(high[0]) + 1), min(height, int(high[1]) + 1)
            if right - left > 2 and bottom - top > 2:
                boxes.append((left, top, right, bottom))
        return boxes

    def read(self, pieces: Sequence[Gray]) -> list[Reading]:
        """What each piece says, one line of text each."""
        if not pieces:
            return []
        colour = [cv2.cvtColor(piece, cv2.COLOR_GRAY2BGR) for piece in pieces]
        found = self._engine.recognize_txt(colour)
        return [
            Reading(str(text).strip(), float(score))
            for text, score in zip(found.txts, found.scores, strict=True)
        ]

    def upside_down(self, pieces: Sequence[Gray]) -> bool:
        """True where most pieces of text stand on their heads."""
        if not pieces:
            return False
        colour = [cv2.cvtColor(piece, cv2.COLOR_GRAY2BGR) for piece in pieces]
        _, found = self._engine.cls_and_rotate(colour)
        votes = [1 if "180" in label else -1 for label, score in found.cls_res if score > 0.8]
        return sum(votes) > 0


@cache
def recogniser() -> Recogniser:
    """The one recogniser of this process."""
    return Recogniser()
