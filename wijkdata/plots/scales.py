"""Where an axis of values begins and ends, and what is written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from wijkdata import dutch

if TYPE_CHECKING:
    from wijkdata.catalogue import Indicator

_PARTS = 5
_MARGIN = 0.06
_LONGEST_UNIT = 14


class ValueAxis(NamedTuple):
    """An axis of values: its ends, and its ticks with how a Dutch reader writes them."""

    low: float
    high: float
    ticks: list[float]
    texts: list[str]


def from_zero(indicator: Indicator) -> bool:
    """Say whether this is a count or a share: only an axis from zero shows those as they are."""
    return indicator.adds_up or indicator.kind == "aandeel" or indicator.unit.startswith("%")


def value_axis(indicator: Indicator, values: Sequence[float], parts: int = _PARTS) -> ValueAxis:
    """Return the axis for these values of an indicator, divided in at most so many parts.

    It begins at zero for counts and shares, and for others where the values reach below half of the highest. A scale
    with two ends, such as 1 to 5, is shown whole. A share does not go beyond 100 unless a value does.
    """
    if not values:
        return ValueAxis(0.0, 1.0, [], [])
    floor, ceiling = indicator.limits
    low, high = min(values), max(values)
    if indicator.kind == "index" and floor is not None and ceiling is not None:
        low, high = min(low, floor), max(high, ceiling)
    elif low >= 0 and (from_zero(indicator) or low < high / 2):
        low = 0.0
    else:
        margin = (high - low or abs(high)) * _MARGIN
        low, high = low - margin, high + margin
    if low == high:
        high = low + 1
    ticks, texts = number_ticks(low, high, parts, whole=indicator.decimals == 0)
    end = ticks[-1] if ceiling is None or max(values) > ceiling else min(ticks[-1], ceiling)
    kept = [(tick, text) for tick, text in zip(ticks, texts, strict=True) if tick <= end]
    return ValueAxis(ticks[0], end, [tick for tick, _ in kept], [text for _, text in kept])


def value_text(indicator: Indicator, value: float) -> str:
    """Write a value with its unit; without it where that is a description, which stands beside the axis."""
    return indicator.text(value, unit="(" not in indicator.unit and len(indicator.unit) <= _LONGEST_UNIT)


def number_ticks(
    low: float, high: float, parts: int = _PARTS, *, whole: bool = False
) -> tuple[list[float], list[str]]:
    """Return round values from at or below `low` to at or above `high`, and how a Dutch reader writes them.

    With `whole` there are no values between two whole numbers.
    """
    places = MaxNLocator(nbins=parts, steps=[1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high)
    ticks = [float(round(place, 10)) + 0.0 for place in places]
    decimals = _decimals(ticks[1] - ticks[0])
    return ticks, [dutch.number(tick, decimals) for tick in ticks]


def year_ticks(first: int, last: int, width: float, least: float = 64) -> list[int]:
    """Return the years to write below an axis of this width in pixels, at least `least` pixels apart."""
    span = max(last - first, 1)
    step = next((one for one in (1, 2, 5, 10, 20, 50) if width / (span + 1) * one >= least), 100)
    return [year for year in range(first, last + 1) if year % step == 0] or [last]


def _decimals(step: float) -> int:
    return next(
        (number for number in range(6) if abs(step * 10**number - round(step * 10**number)) < 1e-6), 6
    )
