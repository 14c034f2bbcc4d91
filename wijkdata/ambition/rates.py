"""The pace of an objective per year: as it was agreed, and what is left to do per year from now on.

The newest figure may be years old. What happened since is not known, so what is left counts from this year on for an
area where nothing changed since. Every screen, document and command takes these two from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from wijkdata.pathways import Point
from wijkdata.progress import Assessment


@dataclass(frozen=True)
class Rates:
    """Changes per year in the unit of the objective, positive the way that is wanted.

    Attributes
    ----------
    agreed
        From the baseline straight to the target.
    needed
        From `start` straight to the target; None where the target year is there, or nothing can be reckoned.
    start
        The year from which that counts: of the newest figure, or the year in which it is asked where that figure is
        older than last year.
    since
        The year of the newest figure, where that is older: since then nothing is known. None otherwise.
    """

    agreed: float | None
    needed: float | None
    start: int
    since: int | None


def start_of(newest: int, asked_in: int | None) -> int:
    """Return the year from which counts what is left to do, given that of the newest figure.

    Figures appear a year later: over last year there can be none yet.
    """
    return newest if asked_in is None or newest >= asked_in - 1 else asked_in


def rates(
    found: Assessment,
    *,
    baseline: Point,
    newest: Point | None,
    target: Point,
    direction: str,
    band: tuple[float, float] | None,
    asked_in: int | None,
) -> Rates:
    """Return the pace that was agreed and the one that is left, for a method that reckons in units."""
    agreed = _straight(baseline, target, baseline.year, direction, band)
    last = newest if newest is not None and newest.year > baseline.year else baseline
    start = start_of(last.year, asked_in)
    since = last.year if start > last.year else None
    if last is not baseline and found.required_rate is None:  # past the target year
        return Rates(agreed, None, start, since)
    return Rates(agreed, _straight(last, target, start, direction, band), start, since)


def _straight(
    now: Point, target: Point, start: int, direction: str, band: tuple[float, float] | None
) -> float | None:
    years = target.year - start
    if years <= 0:
        return None
    if band is not None:
        return max(band[0] - now.value, now.value - band[1], 0.0) / years
    return (1 if direction == "omhoog" else -1) * (target.value - now.value) / years + 0.0
