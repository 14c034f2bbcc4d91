"""What a series shows, in one Dutch sentence: the title of its figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from wijkdata import dutch
from wijkdata.plots.scales import value_text

if TYPE_CHECKING:
    from wijkdata.catalogue import Indicator
    from wijkdata.pathways import Point


class Goal(Protocol):
    """A value to reach in a year: a point, or a target of which `upper` may give the higher end of a band."""

    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def year(self) -> int: ...  # noqa: D102


def finding(
    indicator: Indicator,
    latest: Point | None,
    *,
    baseline: Point | None = None,
    target: Goal | None = None,
    path_value: float | None = None,
) -> str:
    """Say in one Dutch sentence what the figure shows.

    Parameters
    ----------
    indicator
        The indicator.
    latest
        The newest figure; None if there is none.
    baseline
        The nulmeting. A figure that is newer than it makes the sentence one about progress.
    target
        The agreed target.
    path_value
        The value that the path has in the year of the newest figure.
    """
    if latest is None:
        tail = f"; het doel voor {target.year} is {target_value(indicator, target)}" if target else ""
        return f"{indicator.name}: er is nog geen cijfer{tail}"
    if baseline is not None and latest.year > baseline.year:
        return _progress(indicator, baseline, latest, path_value)
    text = f"{indicator.name}: {value_text(indicator, latest.value)} in {latest.year}"
    if target is None:
        return text
    return f"{text}; het pad naar {target.year} vraagt {target_value(indicator, target, unit=False)}"


def target_value(indicator: Indicator, target: Goal, *, unit: bool = True) -> str:
    """Write the value of a target; of a band its two ends."""
    upper = upper_of(target)
    last = target.value if upper is None else upper
    text = value_text(indicator, last) if unit else indicator.text(last, unit=False)
    return text if upper is None else f"{indicator.text(target.value, unit=False)} tot {text}"


def upper_of(target: Goal) -> float | None:
    """Return the higher end of a band; None for a target of one value."""
    upper = getattr(target, "upper", None)
    return None if upper is None else float(upper)


def spans(years: Sequence[int]) -> str:
    """Write years in words, runs of years as a span: ``2014-2016 en 2018``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return dutch.join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _progress(indicator: Indicator, baseline: Point, latest: Point, path_value: float | None) -> str:
    doubled = baseline.value > 0 and latest.value >= 2 * baseline.value and not indicator.unit.startswith("%")
    if doubled:
        start, end = indicator.text(baseline.value, unit=False), value_text(indicator, latest.value)
        text = f"{indicator.name}: van {start} naar {end} sinds {baseline.year}"
        asked = "" if path_value is None else indicator.text(path_value, unit=False)
    else:
        text = f"{indicator.name}: {_change(indicator, baseline.value, latest.value)} sinds {baseline.year}"
        asked = "" if path_value is None else _asked(indicator, baseline.value, path_value)
    return f"{text}; het pad vroeg {asked} tot {latest.year}" if asked else text


def _change(indicator: Indicator, start: float, end: float) -> str:
    amount = _amount(indicator, start, end)
    if amount is None:
        return "vrijwel gelijk gebleven" if start != end else "gelijk gebleven"
    return f"{amount} {'gestegen' if end > start else 'gedaald'}"


def _asked(indicator: Indicator, start: float, end: float) -> str:
    amount = _amount(indicator, start, end)
    return "geen verandering" if amount is None else f"{amount} {'stijging' if end > start else 'daling'}"


def _amount(indicator: Indicator, start: float, end: float) -> str | None:
    """Return the size of a change in words, without its sign; None where it rounds to nothing.

    Shares differ by percentage points. A part of the start has no meaning for an index, nor where the start is
    zero or negative; there the difference itself is given.
    """
    difference = abs(end - start)
    if indicator.unit.startswith("%"):
        shown = dutch.number(difference, min(indicator.decimals, 1))
        return None if _is_zero(shown) else f"{shown} procentpunt"
    if indicator.kind == "index" or start <= 0:
        shown = indicator.text(difference, unit=False)
        unit = indicator.unit.partition(" (")[0]
        points = "punt" if shown == "1" else "punten"
        return None if _is_zero(shown) else f"{shown} {points if unit == 'index' else unit}"
    part = 100 * difference / start
    shown = dutch.number(part, 0 if part >= 1 else 1)
    return None if _is_zero(shown) else f"{shown}%"


def _is_zero(shown: str) -> bool:
    return not shown.strip("0,.")
