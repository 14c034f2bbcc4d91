"""A trend through yearly figures that one odd year does not turn: Theil-Sen, with Sen's interval.

The slope is the median of the slopes between every two years (Theil, 1950; Sen, 1968, Journal of the American
Statistical Association 63). The interval runs from one of these slopes to another, counted in from both ends by the
exact distribution of Kendall's K under no trend: with n years the slopes that are smaller than the true one are as
many as a random order of n has inversions. It supposes that the years deviate from a straight line independently of
each other and in the same way; a mild winter is such a deviation, a new heat network is not.

With few years an interval of the wished sureness does not exist: even between the smallest and the largest slope the
true one lies with a chance of 1 - 2/n! only (67% for three years, 92% for four). Then that is the interval, and
`confidence` says how sure it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from statistics import median

from wijkdata.pathways import Point

#: Fewer years than this give no trend: two can always be joined by a straight line.
FEWEST_YEARS = 3

#: The sureness that is wished of the interval.
CONFIDENCE = 0.9


@dataclass(frozen=True)
class Trend:
    """A straight line through yearly figures.

    Attributes
    ----------
    slope
        Change per year.
    low, high
        Interval of the slope.
    confidence
        Chance that such an interval holds the true slope, 0-1.
    points
        The figures, by year.
    """

    slope: float
    low: float
    high: float
    confidence: float
    points: tuple[Point, ...]

    def value(self, year: float, slope: float | None = None) -> float:
        """Return the value of the line in a year, with another slope where one is given.

        The line of each slope runs through the middle of the figures: half of them lie above it.
        """
        tilt = self.slope if slope is None else slope
        return median(point.value + tilt * (year - point.year) for point in self.points)

    def year_of(self, value: float, slope: float | None = None) -> float:
        """Return when the line has a value, as a year with decimals; infinite for a flat line."""
        tilt = self.slope if slope is None else slope
        if tilt == 0:
            return math.inf
        first = self.points[0].year
        return first + (value - self.value(first, tilt)) / tilt


def trend(points: Iterable[Point], confidence: float = CONFIDENCE) -> Trend | None:
    """Return the trend through yearly figures; None for fewer than three years.

    Parameters
    ----------
    points
        One figure per year; of a year that is there twice the last.
    confidence
        Sureness that is wished of the interval: the narrowest one that has it, or else the widest there is.
    """
    by_year = {point.year: point for point in points}
    known = tuple(by_year[year] for year in sorted(by_year))
    if len(known) < FEWEST_YEARS:
        return None
    slopes = sorted(
        (after.value - before.value) / (after.year - before.year) for before, after in combinations(known, 2)
    )
    outside, sure = 0, _coverage(len(known), 0)
    while outside + 1 < len(slopes) / 2 and _coverage(len(known), outside + 1) >= confidence:
        outside += 1
        sure = _coverage(len(known), outside)
    return Trend(median(slopes), slopes[outside], slopes[-1 - outside], sure, known)


def _coverage(years: int, outside: int) -> float:
    """Return the chance that the true slope lies within, with so many slopes left out on each side."""
    orders = _inversions(years)
    return 1 - 2 * sum(orders[: outside + 1]) / math.factorial(years)


@lru_cache(maxsize=64)
def _inversions(years: int) -> tuple[int, ...]:
    """Return how many orders of so many years have 0, 1, 2, … inversions."""
    counts = [1]
    for one in range(2, years + 1):
        longer = [0] * (len(counts) + one - 1)
        for place, count in enumerate(counts):
            for added in range(one):
                longer[place + added] += count
        counts = longer
    return tuple(counts)
