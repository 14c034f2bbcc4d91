"""How fast a figure moves per year, and how fast it ever moved elsewhere.

The pace of a series elsewhere is the median of the slopes between all pairs of years (Theil 1950, Sen 1968): one odd
year does not make it, and two years give the plain difference per year. It is written so that areas of different size
compare:

- a share in percentage points per year,
- a count per 100 dwellings per year,
- an average use in % of its level in the first year, per year.

A pace is positive the way that is wanted. What gemeenten reached is embedded (``tempo.csv``); of buurten only the
percentiles are (``tempo_verdeling.csv``). How those were made is told in ``pace_table``.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from statistics import median
from typing import TYPE_CHECKING

from wijkdata import catalogue, datasets, dutch
from wijkdata.pathways import Point

if TYPE_CHECKING:
    import pandas as pd

SHARE, PER_HUNDRED, PERCENT = "aandeel", "per honderd woningen", "procent"

#: Fewer years with a figure give no pace of an area elsewhere: it would be the noise of a few years.
LEAST_YEARS = 5
#: Below so many dwellings one installation more or less makes half a point per 100 dwellings.
LEAST_DWELLINGS = 200
#: Percentiles that are kept of buurten; beyond the last one nothing is said.
PERCENTILES = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)

GEMEENTE, BUURT = "gemeente", "buurt"
_MANY = {GEMEENTE: "gemeenten", BUURT: "buurten"}
_SIGNS = {"omhoog": 1.0, "omlaag": -1.0}
#: Decimals of a pace, by its size.
_FINE, _COARSE = 1, 0
_COARSE_FROM = 100.0
_NOISE = 1e-9
_HALF = 0.5


@dataclass(frozen=True)
class Measure:
    """How the pace of an indicator is reckoned, and over which years that was done elsewhere.

    Attributes
    ----------
    indicator
        The indicator of the series elsewhere.
    kind
        ``SHARE``, ``PER_HUNDRED`` or ``PERCENT``.
    direction
        The way that is wanted: ``omhoog`` or ``omlaag``.
    first, last
        The years elsewhere.
    note
        What to know about the figures elsewhere, in Dutch.
    also
        Other years elsewhere, of which only the percentiles are embedded. Where there are any a pace is held against
        both: which of the two is right cannot be said.
    """

    indicator: str
    kind: str
    direction: str
    first: int
    last: int
    note: str
    also: tuple[int, int] | None = None

    @property
    def unit(self) -> str:
        """Unit of the pace, without "per year"."""
        if self.kind == SHARE:
            return "procentpunt"
        if self.kind == PERCENT:
            return "%"
        return f"{catalogue.indicator(self.indicator).unit} per 100 woningen"

    def text(self, pace: float, *, unit: bool = True) -> str:
        """Write a pace: ``1,2 procentpunt``."""
        decimals = _COARSE if abs(pace) >= _COARSE_FROM else _FINE
        if 0 < abs(pace) < 0.05:
            decimals = 2
        return dutch.number(pace, decimals, unit=self.unit if unit else "")


#: Year of the number of dwellings elsewhere: no published table at hand has it per gemeente and year.
DWELLINGS_YEAR = 2016
_OF_DWELLINGS = (
    f"Het aantal woningen is dat van {DWELLINGS_YEAR} (Quintel, ETLocal), alleen bekend in een deel van het land; "
    "waar sindsdien is gebouwd, lijkt het tempo hoger."
)
#: In the solar table of 2016 there is no figure for 84 gemeenten, so those paces begin in 2017.
MEASURES: Mapping[str, Measure] = {
    one.indicator: one
    for one in (
        Measure(
            "aardgasvrij_aandeel",
            SHARE,
            "omhoog",
            2017,
            2022,
            "2022 is voorlopig. Nieuwbouw telt mee, en woningen waarvan de verwarming eerst onbekend was ook.",
        ),
        Measure(
            "gas_gem_tc",
            PERCENT,
            "omlaag",
            2016,
            2021,
            # CBS, 81528NED, changes of September 2025: 2022 and 2023 were revised, the years before were not.
            "Gecorrigeerd voor het weer. CBS herzag 2022 en 2023 met gegevens van slimme meters en de jaren ervoor "
            "niet; een deel van de snellere daling over 2016-2024 kan daarvan komen.",
            also=(2016, 2024),
        ),
        Measure("zonnestroom_installaties", PER_HUNDRED, "omhoog", 2017, 2022, _OF_DWELLINGS),
        Measure("zonnestroom_vermogen", PER_HUNDRED, "omhoog", 2017, 2022, _OF_DWELLINGS),
    )
}
#: What these are about, in a few words.
ABOUT = "aardgasvrije woningen, gas per woning en zonnepanelen"
#: Indicators that are held against the series of another, which is the same but for the weather.
_AS: Mapping[str, str] = {"gas_gem": "gas_gem_tc"}


def measure_of(indicator: str | None) -> Measure | None:
    """Return how the pace of an indicator is reckoned; None where no series of other areas is at hand."""
    return MEASURES.get(_AS.get(indicator or "", indicator or ""))


# --- the pace of one series --------------------------------------------------------------------------------------


def slope(points: Iterable[tuple[float, float]]) -> float | None:
    """Return the median of the slopes between all pairs of years; None with fewer than two years.

    Parameters
    ----------
    points
        Year and value, in any order. A value that is missing (NaN) does not count: missing is not zero.

    Returns
    -------
    Change per year, in the unit of the values.

    Raises
    ------
    ValueError
        If a year is there twice: which one counts would be a guess.
    """
    known = _known(points)
    slopes = [(later[1] - earlier[1]) / (later[0] - earlier[0]) for earlier, later in combinations(known, 2)]
    return median(slopes) if slopes else None


def pace(
    points: Iterable[tuple[float, float]], kind: str, direction: str, *, dwellings: float | None = None
) -> float | None:
    """Return the pace of a series per year, positive the way that is wanted.

    Parameters
    ----------
    points
        Year and value, in any order; a missing value is NaN.
    kind
        ``SHARE`` (values in %), ``PER_HUNDRED`` (a count) or ``PERCENT`` (an amount above 0).
    direction
        ``omhoog`` or ``omlaag``.
    dwellings
        Number of dwellings, for ``PER_HUNDRED``.

    Returns
    -------
    Percentage points, count per 100 dwellings, or % of the level in the first year. None where it cannot be said:
    fewer than two years, no dwellings, or a level of 0 in the first year.
    """
    known = _known(points)
    found = slope(known)
    if found is None:
        return None
    level = None
    if kind == PERCENT:
        first = known[0][0]
        level = median(value - found * (year - first) for year, value in known)
    return scaled(found, kind, direction, dwellings=dwellings, level=level)


def scaled(
    change: float, kind: str, direction: str, *, dwellings: float | None = None, level: float | None = None
) -> float | None:
    """Return a change per year as a pace; None where there is nothing to hold it against.

    Parameters
    ----------
    change
        Change per year, in the unit of the indicator.
    kind, direction, dwellings
        As for `pace`.
    level
        What ``PERCENT`` is a part of, in the unit of the indicator.
    """
    base = {SHARE: 100.0, PER_HUNDRED: dwellings, PERCENT: level}[kind]
    if base is None or not base > 0:
        return None
    return _SIGNS[direction] * change * (100.0 / base) + 0.0


def _known(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    known = sorted((year, value) for year, value in points if not math.isnan(value))
    if any(earlier[0] == later[0] for earlier, later in pairwise(known)):
        raise ValueError("a year is there twice")
    return known


# --- the paces reached elsewhere ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Distribution:
    """The paces that areas elsewhere reached.

    Attributes
    ----------
    measure
        How they were reckoned, over which years.
    level
        ``gemeente`` or ``buurt``.
    count
        Areas of which there is a pace.
    left_out
        Areas that do not count, by Dutch reason.
    paces
        Of gemeenten: all paces from slow to fast. Of buurten: those at `PERCENTILES`.
    names
        Name of the gemeente of each pace; empty for buurten.
    tables
        Ids of the tables that the paces come from.
    """

    measure: Measure
    level: str
    count: int
    left_out: Mapping[str, int]
    paces: tuple[float, ...]
    names: tuple[str, ...]
    tables: tuple[str, ...]

    @property
    def best_tenth(self) -> float:
        """The pace that the fastest tenth reached at least."""
        return self.at(0.9)

    @property
    def span(self) -> str:
        """The years elsewhere: ``2017-2022``."""
        return f"{self.measure.first}-{self.measure.last}"

    @property
    def over_which(self) -> str:
        """Over how many areas and which years, as a Dutch sentence."""
        homes = f", per 100 woningen van {DWELLINGS_YEAR}" if self.measure.kind == PER_HUNDRED else ""
        text = f"{dutch.number(self.count, 0)} {_MANY[self.level]} over {self.span}"
        other = reached_also(self.measure.indicator, self.level) if self.measure.also else None
        if other is not None:
            slow, fast = self.measure.text(self.typical), self.measure.text(other.typical)
            text += f" (de middelste deed {slow} per jaar) en "
            text += f"{dutch.number(other.count, 0)} over {other.span} ({fast})"
        return f"Vergeleken met {text}{homes}."

    @property
    def typical(self) -> float:
        """The pace in the middle."""
        return self.at(0.5)

    @property
    def fastest(self) -> float:
        """The highest pace that is known; of buurten that of the 99th percentile."""
        return self.paces[-1]

    def at(self, share: float) -> float:
        """Return the pace below which this share (0-1) of the areas stayed, on a line between neighbours."""
        places = self._places()
        after = min(max(bisect_left(places, share), 1), len(places) - 1) if len(places) > 1 else 0
        if after == 0:
            return self.paces[0]
        before = after - 1
        part = (share - places[before]) / (places[after] - places[before])
        low, high = self.paces[before], self.paces[after]
        return low + (high - low) * min(max(part, 0.0), 1.0)

    def slower(self, pace: float) -> float:
        """Return the share (0-1) of the areas that stayed below this pace."""
        below = bisect_left(self.paces, pace)
        if self.names:
            return below / self.count
        if pace < self.paces[0]:
            return 0.0
        if pace >= self.paces[-1]:
            return PERCENTILES[-1] / 100
        below = max(below, 1)
        low, high = self.paces[below - 1], self.paces[below]
        shares = PERCENTILES[below - 1] / 100, PERCENTILES[below] / 100
        return shares[0] + (shares[1] - shares[0]) * (pace - low) / (high - low)

    def unheard_of(self, pace: float) -> bool:
        """Say whether no area is known that went so fast; of buurten that cannot be said."""
        return bool(self.names) and pace > self.fastest

    def standing(self, pace: float) -> str:
        """Say in Dutch where a pace would stand: ``sneller dan 97 van de 100 gemeenten``."""
        areas = _MANY[self.level]
        if self.unheard_of(pace):
            return (
                f"niemand van de {dutch.number(self.count, 0)} {areas} ging in {self.span} zo hard: de snelste, "
                f"{self.names[-1]}, deed {self.measure.text(self.fastest)} per jaar"
            )
        slower = self.slower(pace)
        if slower < 0.01:
            return f"vrijwel alle {areas} gingen sneller"
        if slower < 0.5:
            return f"{math.floor(100 * (1 - slower) + _NOISE)} van de 100 {areas} gingen sneller"
        return f"sneller dan {math.floor(100 * slower + _NOISE)} van de 100 {areas}"

    def _places(self) -> list[float]:
        if not self.names:
            return [one / 100 for one in PERCENTILES]
        last = max(len(self.paces) - 1, 1)
        return [number / last for number in range(len(self.paces))]


@cache
def reached(indicator: str, level: str = GEMEENTE) -> Distribution | None:
    """Return the paces that other areas reached for an indicator; None where there are none.

    Parameters
    ----------
    indicator
        Id of the indicator.
    level
        ``gemeente`` or ``buurt``.
    """
    measure = measure_of(indicator)
    if measure is None:
        return None
    row = _summary(measure, level, measure.first, measure.last)
    if row is None:
        return None
    names: tuple[str, ...] = ()
    paces: Sequence[float] = [float(row[f"p{one}"]) for one in PERCENTILES]
    if level == GEMEENTE:
        found = datasets.paces_of_gemeenten()
        found = found[found["indicator"] == measure.indicator].sort_values(["pace", "area"])
        names, paces = tuple(found["name"]), [float(one) for one in found["pace"]]
    left_out = {reason: int(row[column]) for column, reason in LEFT_OUT.items() if int(row[column]) > 0}
    tables = tuple(str(row["tables"]).split(";"))
    return Distribution(measure, level, int(row["count"]), left_out, tuple(paces), names, tables)


def _summary(measure: Measure, level: str, first: int, last: int) -> pd.Series | None:
    rows = datasets.paces_summary()
    found = rows[
        (rows["indicator"] == measure.indicator)
        & (rows["level"] == level)
        & (rows["first"] == first)
        & (rows["last"] == last)
        & (rows["count"] > 0)
    ]
    return None if found.empty else found.iloc[0]


@cache
def reached_also(indicator: str, level: str = GEMEENTE) -> Distribution | None:
    """Return the paces over the other years of a measure, percentiles only; None where there are no other years."""
    measure = measure_of(indicator)
    if measure is None or measure.also is None:
        return None
    first, last = measure.also
    row = _summary(measure, level, first, last)
    if row is None:
        return None
    paces = tuple(float(row[f"p{one}"]) for one in PERCENTILES)
    over = replace(measure, first=first, last=last, also=None)
    left_out = {reason: int(row[column]) for column, reason in LEFT_OUT.items() if int(row[column]) > 0}
    return Distribution(
        over, level, int(row["count"]), left_out, paces, (), tuple(str(row["tables"]).split(";"))
    )


def standings(found: Distribution, pace: float) -> str:
    """Say in Dutch where a pace stands; over other years too where there are any, for the answer may turn around."""
    said = found.standing(pace)
    other = reached_also(found.measure.indicator, found.level)
    if other is None:
        return said
    if found.unheard_of(pace):
        return f"{said}. Over {other.span} gerekend: {other.standing(pace)}"
    turns = (found.slower(pace) < _HALF) != (other.slower(pace) < _HALF)
    return f"{said} in {found.span}, {'maar' if turns else 'en'} {other.standing(pace)} in {other.span}"


def also_text(found: Distribution) -> str:
    """Say in Dutch how fast the middle one went over both spans of years; empty where there is one span only."""
    other = reached_also(found.measure.indicator, found.level)
    if other is None:
        return ""
    slow, fast = found.measure.text(found.typical), found.measure.text(other.typical)
    return f"De middelste gemeente deed {slow} per jaar over {found.span} en {fast} over {other.span}."


#: Why an area does not count, by the column in which it is counted.
LEFT_OUT: Mapping[str, str] = {
    "changed": "grens veranderd, of dat is niet bekend",
    "too_few_years": "niet al die jaren een cijfer, meestal door samenvoeging",
    "no_dwellings": "aantal woningen niet bekend",
    "too_small": f"minder dan {LEAST_DWELLINGS} woningen",
}


def source_text(found: Distribution) -> str:
    """Return the source line of a distribution: publishers, tables and years, of both spans where there are two."""
    known = datasets.tables()
    other = reached_also(found.measure.indicator, found.level)
    both = [found] if other is None else [found, other]
    publishers: dict[str, list[str]] = {}
    for one in dict.fromkeys(table for each in both for table in each.tables):
        if one in known.index:
            publishers.setdefault(str(known.loc[one, "publisher"]), []).append(one)
    named = [f"{publisher} ({', '.join(ids)})" for publisher, ids in publishers.items()]
    spans = [one.span for one in both]
    if other is not None:
        spans = [f"{one.span} ({dutch.number(one.count, 0)} {_MANY[one.level]})" for one in both]
    return f"Bron: {dutch.join(named)}, {dutch.join(spans)}; eigen berekening"


def needed(
    now: Point, target: Point, measure: Measure, *, dwellings: float | None = None, level: float | None = None
) -> float | None:
    """Return the pace that leads in a straight line from one point to another.

    Parameters
    ----------
    now, target
        Year and value; the target is later.
    measure
        How the pace is reckoned.
    dwellings
        Number of dwellings of the area, for a count.
    level
        What a ``PERCENT`` is a part of; by default the value now.
    """
    change = (target.value - now.value) / (target.year - now.year)
    base = now.value if level is None else level
    return scaled(change, measure.kind, measure.direction, dwellings=dwellings, level=base)
