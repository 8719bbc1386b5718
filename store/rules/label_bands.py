"""How often labels that were matched with a doubt are matched rightly, as measured.

From 17,125 doubtful labels of 1,000 damaged reports of known truth (``python -m
tests.benchmarks.matching``, damage levels 1 to 5, 200 reports each): by axis, by what the label
was matched (aliases, containment, similarity), by score, and by whether the runner-up is clearly
behind. Matches by position alone were too few to measure.
"""

from __future__ import annotations

from dataclasses import dataclass

# A runner-up is clearly behind where its score is this much less.
_CLEAR_MARGIN = 0.1
# Fewer labels than this prove no share as high as 99.5 %.
_ENOUGH_LABELS = 1_000
_TRUSTED_SHARE = 99.5
# Below it a label may mean something else: the measured damage is one of print, not of words.
_TRUSTED_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class Band:
    """Labels matched alike: scores from ``low`` up to below ``high``; how many, how many wrong."""

    axis: str
    how: str
    low: float
    high: float
    is_clear: bool
    labels: int
    wrong: int

    @property
    def share(self) -> float:
        """Right ones in percent, rounded down, never 100: no sample shows that nothing fails."""
        return min(999, 1000 * (self.labels - self.wrong) // self.labels) / 10

    @property
    def is_trusted(self) -> bool:
        """True where a match of this band is right as good as always."""
        right = 100 * (self.labels - self.wrong) / self.labels
        return (
            right >= _TRUSTED_SHARE and self.labels >= _ENOUGH_LABELS and self.low >= _TRUSTED_SCORE
        )


BANDS = (
    Band("row", "alias", 0.99, 1.01, True, 137, 1),
    Band("row", "contained", 0.6, 0.8, True, 629, 1),
    Band("row", "contained", 0.8, 0.9, True, 674, 1),
    Band("row", "contained", 0.9, 0.99, True, 247, 0),
    Band("row", "contained", 0.6, 0.9, False, 119, 2),
    Band("row", "similar", 0.0, 0.6, True, 499, 4),
    Band("row", "similar", 0.6, 0.8, True, 1880, 14),
    Band("row", "similar", 0.8, 0.9, True, 3087, 2),
    Band("row", "similar", 0.9, 0.99, True, 4672, 6),
    Band("row", "similar", 0.0, 0.6, False, 165, 3),
    Band("row", "similar", 0.6, 0.8, False, 126, 2),
    Band("row", "similar", 0.8, 0.99, False, 32, 0),
    Band("column", "alias", 0.99, 1.01, True, 189, 3),
    Band("column", "contained", 0.7, 0.9, True, 202, 0),
    Band("column", "similar", 0.4, 0.8, True, 2155, 3),
    Band("column", "similar", 0.8, 0.99, True, 1905, 3),
    Band("column", "similar", 0.4, 0.99, False, 278, 3),
)


def band_of(axis: str, how: str, score: float, runner_up_score: float) -> Band | None:
    """The band that a match belongs to, None where nothing was measured."""
    is_clear = round(score - runner_up_score, 2) >= _CLEAR_MARGIN
    return next(
        (
            band
            for band in BANDS
            if (band.axis, band.how, band.is_clear) == (axis, how, is_clear)
            and band.low <= score < band.high
        ),
        None,
    )
