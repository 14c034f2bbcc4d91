"""What to hold the figures of an area against: its gemeente, the country, buurten like it, and rules of thumb."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from wijkdata import catalogue, datasets, dutch
from wijkdata import figures as figures_at_hand
from wijkdata.areas import COUNTRY, ProjectArea
from wijkdata.baseline import usable_rows
from wijkdata.correspondence import correspondence
from wijkdata.series import series
from wijkdata.similar import Similar

COLUMNS = ["name", "year", "value", "source"]

#: The name of the middle of the buurten that are like the area.
ALIKE = "gelijksoortige buurten"
#: A middle counts in years in which at least this part of those buurten has a figure.
_PART = 0.5


@dataclass(frozen=True)
class Among:
    """How an area stands among the buurten that are like it, and how it and they moved.

    Attributes
    ----------
    indicator
        Id from the catalogue.
    year
        Year of the figures; None where there are none to compare.
    own, others
        Figure of the area and of each buurt (by code, the nearest first; NaN where there is none), in the unit of the
        indicator.
    statuses
        Status of the figure of each buurt in that year, by code.
    source
        Where the figures come from, as a Dutch source line.
    since
        First year of the movement, up to `year`; None where none can be told.
    own_pace, paces
        Change per year of the area and of each buurt over those years [unit of the indicator per year]; NaN where
        the figure, or the same boundary, is missing in one of the two.
    why
        Dutch words: why there is nothing to compare, or no movement; empty where there is.
    rows
        The figure of each buurt in that year with all that is known of it, as ``series`` gives it, and its ``code``.
    normal
        The same corrected for the weather, over the same years; None where it does not follow the weather, or there
        are no such figures.
    """

    indicator: str
    year: int | None = None
    own: float = math.nan
    others: pd.Series = field(default_factory=lambda: pd.Series(dtype="float64"), hash=False)
    statuses: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str = ""
    since: int | None = None
    own_pace: float = math.nan
    paces: pd.Series = field(default_factory=lambda: pd.Series(dtype="float64"), hash=False)
    why: str = ""
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, hash=False)
    normal: Among | None = None

    @property
    def median(self) -> float:
        """The middle value of the buurten with a figure; NaN where there is none."""
        return float(self.others.median())

    @property
    def rank(self) -> int | None:
        """The place of the area among those buurten, 1 for the lowest value; None where that cannot be said."""
        return None if math.isnan(self.own) else 1 + int((self.others < self.own).sum())

    @property
    def of(self) -> int:
        """How many have a place: the buurten with a figure, and the area."""
        return int(self.others.notna().sum()) + 1

    @property
    def without(self) -> int:
        """Number of buurten without a figure for that year, suppressed or not."""
        return int(self.others.isna().sum())

    @property
    def suppressed(self) -> int:
        """Number of buurten of which the publisher does not show the figure."""
        return sum(self.statuses.get(str(code)) == "geheim" for code in self.others.index[self.others.isna()])

    @property
    def median_pace(self) -> float:
        """The middle change per year of the buurten of which it is known."""
        return float(self.paces.median())

    def finding(self) -> str:
        """Say in one Dutch sentence how the area stands beside the middle one of those buurten."""
        entry = catalogue.indicator(self.indicator)
        if self.year is None:
            return f"{entry.name}: {self.why}"
        return (
            f"{entry.name}: {entry.text(self.own)} in {self.year}; in de middelste van {self.of - 1} gelijksoortige "
            f"buurten {entry.text(self.median, unit=entry.unit == '%')}"
        )

    def sentence(self) -> str:
        """Say in Dutch which place the area has, how it and the others moved, and who is not counted."""
        entry = catalogue.indicator(self.indicator)
        if self.year is None:
            return ""
        said = [f"Plaats {self.rank} van {self.of}, van laag naar hoog."]
        if self.without:
            hidden = f", waarvan {self.suppressed} niet openbaar" if self.suppressed else ""
            said.append(f"{_buurten(self.without)} zonder cijfer{hidden}.")
        if self.since is None:
            return " ".join([*said, dutch.sentence(self.why)]).strip()
        known = int(self.paces.notna().sum())
        own, others = _pace(entry, self.own_pace), _pace(entry, self.median_pace)
        # A mild winter looks like a fall, a cold one like a rise.
        if self.normal is not None:
            own += f" (gecorrigeerd voor het weer {_pace(entry, self.normal.own_pace)})"
            others += f" ({_pace(entry, self.normal.median_pace)})"
        elif entry.follows_weather:
            own += ", niet gecorrigeerd voor het weer"
        said.append(f"Sinds {self.since} per jaar {own}; bij de middelste van {known} {others}.")
        if known < len(self.paces):
            said.append(f"Van {_buurten(len(self.paces) - known)} is de verandering niet te zeggen.")
        return " ".join(said)


def among(area: ProjectArea, found: Similar, indicator: str, figures: pd.DataFrame) -> Among:
    """Return how an area stands among the buurten that are like it, and how it and they moved.

    Parameters
    ----------
    area
        The project area.
    found
        The buurten that are like it.
    indicator
        Id from the catalogue.
    figures
        What `series` returned for the project area.
    """
    entry = catalogue.indicator(indicator)
    if entry.adds_up:
        return Among(
            entry.id, why="een totaal hangt af van de grootte van het gebied en is niet te vergelijken"
        )
    own = figures[(figures["indicator"] == entry.id) & usable_rows(figures)]
    mine = {int(year): float(value) for year, value in zip(own["year"], own["value"], strict=True)}
    rows = _of_each(found, entry, own)
    others = rows[usable_rows(rows)].pivot_table(index="code", columns="year", values="value")
    others = others.reindex(found.codes)
    enough = len(found.codes) * _PART
    shared = [year for year in sorted(mine) if year in others and others[year].notna().sum() >= enough]
    if not mine:
        return Among(entry.id, why="van dit gebied is er geen cijfer")
    if not shared or not found.codes:
        alike = " dat op dezelfde manier is berekend" if entry.kind == "berekend" else ""
        why = f"van te weinig gelijksoortige buurten is er een cijfer over hetzelfde jaar{alike}"
        return Among(entry.id, why=why)
    year = shared[-1]
    of_year = rows[rows["year"] == year]
    statuses = dict(zip(of_year["code"], of_year["status"], strict=True))
    newest = own[own["year"] == year].iloc[0]
    source = f"Bron: {newest['source']}" + (f" ({newest['table']})" if newest["table"] else "")
    source = f"{source}, {year}, {newest['status']}"
    stand = Among(entry.id, year, mine[year], others[year].rename(None), statuses, source, rows=of_year)
    tables = dict(zip(own["year"], own["table"], strict=True))
    moved = _moved(stand, area, entry, mine, others, shared, tables)
    if moved.since is None or entry.corrected is None:
        return moved
    normal = among(area, found, entry.corrected, figures)
    same = (normal.since, normal.year) == (moved.since, moved.year)
    return replace(moved, normal=normal) if same else moved


def _moved(
    stand: Among,
    area: ProjectArea,
    entry: catalogue.Indicator,
    mine: Mapping[int, float],
    others: pd.DataFrame,
    shared: list[int],
    tables: Mapping[int, str],
) -> Among:
    """Add how the area and the others moved: from the first year that can be compared with the newest."""
    last = shared[-1]
    enough = len(others) * _PART
    starts = [
        year
        for year in shared[:-1]
        if (others[year].notna() & others[last].notna()).sum() >= enough
        and not any(
            not one.comparable and one.between(year, tables[year], last, tables[last]) for one in entry.breaks
        )
        and correspondence(area, year, last).comparable
    ]
    if not starts:
        return replace(stand, why="hoe het zich ontwikkelde, is over deze jaren niet te vergelijken")
    first = starts[0]
    years = last - first
    register = figures_at_hand.areas()
    same = [correspondence(register.project_area([code]), first, last).comparable for code in others.index]
    paces = ((others[last] - others[first]) / years).where(pd.Series(same, index=others.index))
    own_pace = (mine[last] - mine[first]) / years
    return replace(stand, since=first, own_pace=own_pace, paces=paces.rename(None))


def _of_each(found: Similar, entry: catalogue.Indicator, own: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of each buurt that is like the area; of a calculated one those reckoned like its own."""
    rows = _each(found)
    rows = rows[rows["indicator"] == entry.id]
    if entry.kind == "berekend" and len(own):
        rows = rows[rows["method"].isin(own["method"])]
    return rows


@lru_cache(maxsize=4)
def _each(found: Similar) -> pd.DataFrame:
    """Return every figure of each buurt that is like the area, with its ``code``."""
    register = figures_at_hand.areas()
    table = figures_at_hand.of_areas(found.codes)
    frames = [
        series(register.project_area([code]), observations=table).assign(code=code) for code in found.codes
    ]
    filled = [frame for frame in frames if len(frame)]
    empty = pd.DataFrame(columns=["code", "indicator", "year", "value", "status", "method", "coverage"])
    return pd.concat(filled, ignore_index=True) if filled else empty


def beside(
    area: ProjectArea, indicator: str, figures: pd.DataFrame, alike: Similar | None = None
) -> pd.DataFrame:
    """Return the figures of the gemeente and the country, and other reference values, of one indicator.

    Parameters
    ----------
    area
        The project area.
    indicator
        Id from the catalogue.
    figures
        What `series` returned for the project area. A calculated figure is only put beside one that was calculated
        in the same way: the CO2 of a gemeente with its heat networks is no match for that of a buurt without them.
    alike
        The buurten that are like it; the middle one of those is added, in years in which half of them have a figure.

    Returns
    -------
    DataFrame
        `COLUMNS`; values in the unit of the indicator, ``year`` a float that is NaN for a rule of thumb. Empty for
        an indicator that adds up: a total of the country says nothing about a buurt.
    """
    entry = catalogue.indicator(indicator)
    if entry.adds_up:
        return pd.DataFrame(columns=COLUMNS)
    register = figures_at_hand.areas()
    own = figures[(figures["indicator"] == entry.id) & figures["value"].notna()]
    larger = [code for code in (area.gemeente, COUNTRY) if code in register and code not in area.codes]
    found = [_published(register.project_area([str(code)]), entry, own) for code in larger]
    if alike is not None:
        # After the nearest one: where there is little room the last are only named.
        found.insert(1, _middle(alike, entry, own))
    rows = pd.concat([*found, _references(entry.id)], ignore_index=True)
    return rows.drop_duplicates(["name", "year"], ignore_index=True)


def _published(larger: ProjectArea, entry: catalogue.Indicator, own: pd.DataFrame) -> pd.DataFrame:
    rows = series(larger, [entry.id])
    rows = rows[rows["value"].notna()]
    if entry.kind == "berekend" and len(own):
        rows = rows[rows["method"].isin(own["method"])]
    return rows.assign(name=larger.name)[COLUMNS]


def _middle(alike: Similar, entry: catalogue.Indicator, own: pd.DataFrame) -> pd.DataFrame:
    """Return the middle value of the buurten like the area, of each year in which half of them have one."""
    known = _middles(alike, _of_each(alike, entry, own))
    if known.empty:
        return pd.DataFrame(columns=COLUMNS)
    fewest, most = int(known["count"].min()), int(known["count"].max())
    number = str(most) if fewest == most else f"{fewest} tot {most}"
    source = f"de middelste van {number} buurten die het meest lijken"
    return known.reset_index().assign(name=ALIKE, source=source).rename(columns={"median": "value"})[COLUMNS]


def _middles(alike: Similar, rows: pd.DataFrame) -> pd.DataFrame:
    """Return median and count by year, of the years in which half of the buurten have a figure."""
    by_year = rows[usable_rows(rows)].groupby("year")["value"].agg(["median", "count"])
    return by_year[by_year["count"] >= max(1.0, len(alike.codes) * _PART)]


class Middle(NamedTuple):
    """The middle value of the buurten like an area, in one year.

    Attributes
    ----------
    value
        In the unit of the indicator; of what adds up it is that of one buurt.
    year, buurten
        Its year, and of how many buurten.
    same_method
        False for a calculated figure that was not reckoned like that of the area.
    """

    value: float
    year: int
    buurten: int
    same_method: bool = True


def middle(alike: Similar, indicator: str, own: pd.Series) -> Middle | None:
    """Return what the middle one of the buurten like the area has, beside one figure of the area.

    Parameters
    ----------
    alike
        The buurten that are like it.
    indicator
        Id from the catalogue.
    own
        A row of the baseline table: its year is taken where half of the buurten have a figure, and else the newest.

    Returns
    -------
    None where fewer than half of the buurten have a figure in any year.
    """
    entry = catalogue.indicator(indicator)
    rows = _each(alike)
    rows = rows[rows["indicator"] == entry.id]
    same = rows[rows["method"] == own["method"]] if entry.kind == "berekend" else rows
    by_year = _middles(alike, same)
    if by_year.empty and rows["value"].notna().any():
        # Reckoned in one way all the same: with heat and without it would together be the middle of nothing.
        way = rows.loc[rows["value"].notna(), "method"].mode()[0]
        same, by_year = rows[:0], _middles(alike, rows[rows["method"] == way])
    if by_year.empty:
        return None
    year = own["year"] if own["year"] in by_year.index and pd.notna(own["value"]) else by_year.index[-1]
    found = by_year.loc[year]
    return Middle(float(found["median"]), int(year), int(found["count"]), bool(len(same)))


def _references(indicator: str) -> pd.DataFrame:
    table = datasets.references()
    rows = table[table["indicator"] == indicator]
    names = [
        figures_at_hand.areas().name(COUNTRY) if area == "NL" and pd.notna(year) else source
        for area, year, source in zip(rows["area"], rows["year"], rows["source"], strict=True)
    ]
    return rows.assign(name=names)[COLUMNS]


def references_sentence(indicator: str) -> str:
    """Say which national figures, norms and rules of thumb there are for an indicator, with year and source.

    Returns
    -------
    Dutch sentences, of each kind the newest; empty where there are none.
    """
    entry = catalogue.indicator(indicator)
    table = datasets.references()
    rows = table[table["indicator"] == entry.id].sort_values("year", na_position="last")
    # Of a figure of several years the newest says enough.
    dated = rows[rows["year"].notna()].drop_duplicates("area", keep="last")
    said = []
    for row in pd.concat([dated, rows[rows["year"].isna()]]).to_dict("records"):
        when = "" if pd.isna(row["year"]) else f" in {int(row['year'])}, {row['status']}"
        origin = ", ".join(filter(None, (row["source"], row["table"])))
        said.append(f"{entry.text(row['value'])}{when} ({origin}): {dutch.sentence(row['description'])}")
    return " ".join(said)


def _pace(entry: catalogue.Indicator, pace: float) -> str:
    unit = "procentpunt" if entry.unit == "%" else entry.unit.removesuffix("/jaar")
    decimals = max(entry.decimals, 1) if abs(pace) < 10 else entry.decimals
    return dutch.number(pace, decimals, unit=unit, sign=True)


def _buurten(count: int) -> str:
    return "1 buurt" if count == 1 else f"{dutch.number(count, 0)} buurten"
