"""The figures that count for an objective: the pinned baseline, what was published since, and what was measured.

A baseline that was pinned is the start, whatever the publisher makes of that year later. In the same year a
measurement of the team's own goes before a published figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wijkdata import catalogue, uncertainty
from wijkdata.ambition import planned
from wijkdata.ambition.model import Figure, Objective, OwnMeasurement
from wijkdata.baseline import MIN_COVERAGE
from wijkdata.observations import MODEL
from wijkdata.uncertainty import own_range

if TYPE_CHECKING:
    import pandas as pd

OWN = "eigen meting"

_COLUMNS = (
    "indicator",
    "year",
    "value",
    "unit",
    "status",
    "source",
    "table",
    "method",
    "coverage",
    "note",
    "missing",
    *uncertainty.COLUMNS,
    uncertainty.JOINT,
)


@dataclass(frozen=True)
class Reading:
    """A figure of one year, as it counts for an objective.

    Attributes
    ----------
    value
        In the unit of the objective.
    status, source, table, method
        As in the observation table; ``eigen meting`` for what the team measured itself.
    low, high, why_range
        Between what it lies and what that follows from; None where an end is not known.
    joint
        Between what it lies per combination of the ends of the parameters that are the same in every year; empty for
        a figure that does not follow from these.
    """

    year: int
    value: float
    status: str
    source: str
    table: str = ""
    method: str = ""
    low: float | None = None
    high: float | None = None
    why_range: str = ""
    joint: uncertainty.Pairs = ()

    @property
    def possible(self) -> tuple[float, ...]:
        """The value and the ends of its range, each once."""
        ends = (one for one in (self.low, self.high) if one is not None)
        return tuple(dict.fromkeys((self.value, *ends)))


@dataclass(frozen=True)
class Published:
    """The published figures of one indicator: which count, which stand for too little, and what is left out.

    Where the baseline was counted, what a model says since is no progress: it does not count and is told apart.
    """

    usable: dict[int, Reading]
    modelled: dict[int, Reading]
    partial: dict[int, float]
    missing: dict[int, tuple[str, ...]]
    coverage: dict[int, float]


def published_of(objective: Objective, series: pd.DataFrame) -> Published:
    """Return the published figures of the indicator of an objective; `series` as in ``follow_up``."""
    usable: dict[int, Reading] = {}
    partial: dict[int, float] = {}
    missing: dict[int, tuple[str, ...]] = {}
    covered: dict[int, float] = {}
    for row in rows_of(objective, series):
        value, year, coverage = as_float(row["value"]), as_float(row["year"]), as_float(row["coverage"])
        if value is None or year is None:
            continue
        if coverage is not None and coverage < MIN_COVERAGE:
            partial[int(year)] = coverage
            continue
        status, source, table, method, why = (
            as_text(row[name]) for name in ("status", "source", "table", "method", "why_range")
        )
        ends = as_float(row["low"]), as_float(row["high"])
        joint = row[uncertainty.JOINT] if isinstance(row[uncertainty.JOINT], tuple) else ()
        usable[int(year)] = Reading(int(year), value, status, source, table, method, *ends, why, joint)
        missing[int(year)] = row["missing"] if isinstance(row["missing"], tuple) else ()
        covered[int(year)] = 1.0 if coverage is None else coverage
    base = objective.baseline
    counts = base is not None and base.status != MODEL
    modelled = {year: one for year, one in usable.items() if counts and one.status == MODEL}
    counted = {year: one for year, one in usable.items() if year not in modelled}
    return Published(counted, modelled, partial, missing, covered)


def rows_of(objective: Objective, series: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a series that are about the indicator of an objective, with every column there can be."""
    if not objective.indicator or "indicator" not in series.columns:
        return []
    entry = planned.entry_of(objective)
    wanted = entry.id if entry else objective.indicator
    found = series[series["indicator"] == wanted].reindex(columns=list(_COLUMNS))
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def own_of(
    objective: Objective, measurements: Sequence[OwnMeasurement], series: pd.DataFrame
) -> dict[int, Reading]:
    """Return the team's measurements by year; of one year the last that was entered."""
    entry = planned.entry_of(objective)
    names = {objective.indicator, entry.id if entry else objective.indicator} - {None}
    found = {}
    for one in measurements:
        if catalogue.ALIASES.get(one.indicator, one.indicator) in names:
            sure = own_range(one, entry, _population(entry, one.year, series))
            found[one.year] = Reading(
                one.year,
                float(one.value),
                OWN,
                one.source,
                "",
                one.method,
                finite(sure.low),
                finite(sure.high),
                sure.why,
            )
    return found


def _population(entry: catalogue.Indicator | None, year: int, series: pd.DataFrame) -> float | None:
    """Return of how many a share is a share, in the year or the last one before it; None where that is not known."""
    if entry is None or entry.weight is None or "indicator" not in series.columns:
        return None
    rows = series[(series["indicator"] == entry.weight) & series["value"].notna() & (series["year"] <= year)]
    return None if rows.empty else float(rows.sort_values("year")["value"].iloc[-1])


def ranged(base: Reading, published: Published, own: dict[int, Reading]) -> Reading:
    """Return the pinned baseline with the range of the figure that it was, as long as that is still the same."""
    same = (own if base.status == OWN else published.usable).get(base.year)
    if same is None:
        return base
    if not math.isclose(same.value, base.value, rel_tol=1e-9, abs_tol=1e-12):
        # Between what the pinned figure lies is not known any more. A parameter that is the same in every year still
        # moves it along with the later figures, in the ratio of the pinned figure to that of now.
        ratio = base.value / same.value if same.value else 0.0
        return replace(base, joint=tuple((low * ratio, high * ratio) for low, high in same.joint))
    return replace(base, low=same.low, high=same.high, why_range=same.why_range, joint=same.joint)


def reading_of(figure: Figure) -> Reading:
    """Return a pinned baseline as it counts."""
    return Reading(
        figure.year, float(figure.value), figure.status, figure.source, figure.table, figure.method
    )


def points_of(base: Reading | None, published: Published, own: dict[int, Reading]) -> tuple[Reading, ...]:
    """Return all figures that count, by year: the pinned baseline and what came after it."""
    by_year = published.usable | own
    if base is not None:
        by_year = {year: one for year, one in by_year.items() if year > base.year} | {base.year: base}
    return tuple(by_year[year] for year in sorted(by_year))


def newest_of(base: Reading | None, published: Published, own: dict[int, Reading]) -> Reading | None:
    """Return the newest figure from the year of the baseline on; None if there is none."""
    by_year = published.usable | own
    years = [year for year in by_year if base is None or year >= base.year]
    return by_year[max(years)] if years else None


def unit_of(objective: Objective) -> str:
    """Return the unit of an objective: that of its baseline, or else that of its indicator."""
    entry = planned.entry_of(objective)
    if objective.baseline is not None and objective.baseline.unit.strip():
        return catalogue.unit_now(objective.baseline.unit)
    return entry.unit if entry else ""


def as_float(value: object) -> float | None:
    """Return a plain finite float, or None for what is missing."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return finite(number)


def finite(value: float | None) -> float | None:
    """Return a number as it is, or None for what is missing or no number."""
    return None if value is None or not math.isfinite(value) else float(value)


def as_text(value: object) -> str:
    """Return a text, empty for what is missing."""
    return value if isinstance(value, str) else ""
