"""Like with like: which buurten are most like an area, by a distance that is plainly stated.

Formula, of two areas a and b::

    difference of a trait  = |a − b| / spread, with spread the standard deviation over all buurten that are compared
    difference of a group  = mean over its traits that both areas have
    distance               = Σ weight × difference of a group / Σ weight, over the groups that both areas have

So a distance of 1 means: on average one standard deviation apart.

A group that one of the two does not have may differ, so it never counts as equal. It counts for what it differs on
average: the one figure that there is from those of all buurten, and without any figure those buurten from each other.
That is less sure than a figure, so it is named. (So a buurt that is all on district heating is not like an area whose
heat is not public just because the rest fits.) Only what nobody has is left out. An area with fewer groups in common
than asked for has no distance.

Every trait is taken from one year, the same for all: of the last years in which the area has a figure the newest of
which nearly as many buurten are known as of any other; without a figure of the area the same among all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijkdata import catalogue, dutch, figures
from wijkdata.areas import ProjectArea, gemeente
from wijkdata.baseline import usable_rows
from wijkdata.errors import WijkdataError
from wijkdata.observations import STATUSES
from wijkdata.series import series
from wijkdata.store import Store

DWELLINGS, LAND, PER_HECTARE = "woningen", "oppervlakte_land", "woningen_per_ha"

#: The traits by group; of a group that has several each counts as much as the others.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "woningtype": ("meergezins_aandeel",),
    "bouwperiode": ("voor_2000_aandeel",),
    "eigendom": ("koop_aandeel", "corporatie_aandeel"),
    "dichtheid": ("adressendichtheid", PER_HECTARE),
    "stadsverwarming": ("stadsverwarming_aandeel",),
}
TRAITS = tuple(trait for traits in GROUPS.values() for trait in traits)

#: How much a group may weigh: 0 leaves it out.
WEIGHTS = (0, 1, 2, 3)

#: A newer year counts when it has at least this part of the buurten of the year with most.
_WHOLE = 0.9
#: How many years are looked at; what a buurt is like changes slowly, but not that slowly.
_YEARS = 5
#: With fewer buurten a spread says nothing.
_FEWEST = 5
_COLUMNS = ["code", "name", "gemeente", "dwellings", "distance", "compared", "missing"]


@dataclass(frozen=True)
class Choice:
    """What a user may change about the comparison.

    Attributes
    ----------
    weights
        By group of `GROUPS`, one of `WEIGHTS`; a group that is not named weighs 1.
    least
        In how many groups that weigh two areas must be comparable.
    dwellings
        Smaller buurten are left out.
    count
        How many buurten are given.
    """

    weights: Mapping[str, int] = field(default_factory=dict, hash=False)
    least: int = 3
    dwellings: int = 100
    count: int = 8

    def __post_init__(self) -> None:
        for group, weight in self.weights.items():
            if group not in GROUPS:
                raise WijkdataError(
                    f"‘{group}’ is geen kenmerk om op te vergelijken. Kies uit {dutch.join(GROUPS)}."
                )
            if weight not in WEIGHTS:
                raise WijkdataError(
                    f"Het gewicht van {group} ({weight}) kan niet. Kies 0 (telt niet mee), 1, 2 of 3."
                )
        if not self.counted:
            raise WijkdataError(
                "Geef minstens één kenmerk een gewicht; anders is er niets om te vergelijken."
            )
        for what, number, least in (
            ("kenmerken", self.least, 1),
            ("woningen", self.dwellings, 0),
            ("buurten", self.count, 1),
        ):
            if not (number >= least and float(number).is_integer()):
                raise WijkdataError(
                    f"Het aantal {what} om te vergelijken ({dutch.number(number)}) hoort een heel getal vanaf "
                    f"{least} te zijn."
                )

    @property
    def counted(self) -> dict[str, int]:
        """The groups that weigh, with their weight."""
        every = {group: self.weights.get(group, 1) for group in GROUPS}
        return {group: weight for group, weight in every.items() if weight}

    @property
    def needed(self) -> int:
        """In how many groups areas must be comparable, given how many weigh at all."""
        return min(self.least, len(self.counted))


class _Known(NamedTuple):
    """What is known of all buurten: per trait a table of buurten by years, and the newest number of dwellings."""

    traits: dict[str, pd.DataFrame]
    dwellings: pd.Series


class Trait(NamedTuple):
    """One trait as it was compared.

    Attributes
    ----------
    year
        Year of the figures, the same for all; None where there are none.
    own
        Value of the area; NaN where it has none.
    spread
        Standard deviation over the buurten; NaN where the trait is left out.
    known
        Number of buurten with a figure.
    why
        Why it is left out, or that the area has no figure, in Dutch; empty where it is compared.
    """

    year: int | None = None
    own: float = math.nan
    spread: float = math.nan
    known: int = 0
    why: str = ""


@dataclass(frozen=True, eq=False)
class Similar:
    """The buurten that are most like an area.

    Attributes
    ----------
    area
        The area.
    choice
        How they were sought.
    table
        One row per buurt, the nearest first: code, name, gemeente, dwellings, distance, compared (number of groups),
        missing (names of the groups that were not) and per trait the difference in standard deviations (buurt minus
        area; NaN where it was not compared).
    traits
        Every trait, with its year.
    candidates
        Number of buurten of the right size besides the area itself.
    too_few
        Number of those of which too little is known to compare.
    small
        Number of buurten left out because they have too few dwellings, or none that are known.
    """

    area: ProjectArea
    choice: Choice
    table: pd.DataFrame
    traits: Mapping[str, Trait]
    candidates: int
    too_few: int
    small: int

    @property
    def codes(self) -> list[str]:
        """The codes of the buurten, the nearest first."""
        return list(self.table["code"])

    def sentence(self) -> str:
        """Say in Dutch on what was compared, what could not be, and who was left out."""
        used = [group for group in self.choice.counted if self._years(group)]
        without = [group for group in self.choice.counted if not self._years(group)]
        said = []
        if used:
            years = [f"{group} ({dutch.join(map(str, sorted(set(self._years(group)))))})" for group in used]
            said.append(f"Vergeleken op {dutch.join(years)}.")
        if without:
            reasons = [f"{group} ({self.traits[GROUPS[group][0]].why})" for group in without]
            said.append(f"Niet op {dutch.join(reasons)}{self._instead(without)}.")
        left = [
            f"{dutch.number(number, 0)} {why}"
            for number, why in (
                (self.too_few, "met te weinig cijfers"),
                (self.small, f"met minder dan {dutch.number(self.choice.dwellings, 0)} woningen"),
            )
            if number
        ]
        total = dutch.number(self.candidates - self.too_few, 0)
        said.append(
            f"Gezocht onder {total} buurten" + (f"; niet meegedaan: {dutch.join(left)}." if left else ".")
        )
        return " ".join(said)

    def _instead(self, without: list[str]) -> str:
        """Say what counts in the place of groups of which the area has no figure."""
        if not self.unsure:
            return ""
        named = ": daarvoor" if self.unsure == without else f"; voor {dutch.join(self.unsure)}"
        return f"{named} telt het gemiddelde verschil, wat minder zeker is"

    @property
    def unsure(self) -> list[str]:
        """The groups that weigh and of which the area has no figure: they count for what they differ on average."""
        return [
            group
            for group in self.choice.counted
            if not self._years(group) and any(self.traits[trait].spread > 0 for trait in GROUPS[group])
        ]

    @property
    def partly(self) -> set[str]:
        """The codes of the buurten that have no figure of a group in which the area was compared."""
        compared = {group for group in self.choice.counted if self._years(group)}
        return {
            code
            for code, *differences in self.table[["code", *TRAITS]].itertuples(index=False)
            if any(
                all(math.isnan(differences[TRAITS.index(trait)]) for trait in GROUPS[group])
                for group in compared
            )
        }

    def _years(self, group: str) -> list[int]:
        found = (self.traits[trait] for trait in GROUPS[group])
        return [one.year for one in found if one.year is not None and not one.why]


def similar(area: ProjectArea, choice: Choice | None = None) -> Similar:
    """Return the buurten that are most like a project area, of all of which there are figures at hand.

    Parameters
    ----------
    area
        The project area; its traits are those of the area as a whole, and its own buurten are no candidates.
    choice
        Weights, sizes and numbers.
    """
    chosen = choice or Choice()
    own = _own(area)
    newest = max((year for by_year in own.values() for year in by_year), default=0)
    known = _everywhere(figures.store(), newest - _YEARS + 1)
    outside = ~known.dwellings.index.isin(list(area.buurten))
    large = outside & (known.dwellings >= chosen.dwellings).to_numpy()
    others = known.dwellings.index[large]
    traits = {trait: _trait(known.traits.get(trait), own.get(trait, {}), large) for trait in TRAITS}
    values = pd.DataFrame(
        {
            trait: np.nan if one.year is None else known.traits[trait][one.year].to_numpy()[large]
            for trait, one in traits.items()
        },
        index=others,
    )
    found = distances(
        values,
        {trait: one.own for trait, one in traits.items()},
        {trait: one.spread for trait, one in traits.items()},
        chosen,
        values,
    )
    enough = found[found["distance"].notna()]
    nearest = enough.sort_values(["distance", "code"], kind="stable").head(chosen.count)
    return Similar(
        area,
        chosen,
        _described(nearest, known.dwellings),
        traits,
        candidates=len(others),
        too_few=len(found) - len(enough),
        small=int(outside.sum()) - len(others),
    )


def distances(
    values: pd.DataFrame,
    own: Mapping[str, float],
    spread: Mapping[str, float],
    choice: Choice,
    every: pd.DataFrame,
) -> pd.DataFrame:
    """Return how far each area is from one; see the formula at the top of this module.

    Parameters
    ----------
    values
        One row per area, one column per trait of `TRAITS`, in any unit; NaN where there is no figure.
    own, spread
        By trait: the value of the area, and the standard deviation, in the same unit.
    choice
        The weights, and in how many groups two areas must be comparable.
    every
        As `values`, of all buurten: what they differ from each other stands in for what is not known.

    Returns
    -------
    DataFrame
        code, distance (NaN: too little in common), compared, missing, and the difference per trait [standard
        deviations; NaN where one of the two has no figure].
    """
    differences = pd.DataFrame(
        {
            trait: (values[trait] - own[trait]) / spread[trait]
            if spread[trait] > 0
            else pd.Series(np.nan, values.index)
            for trait in values.columns
        },
        index=values.index,
    )
    counted = choice.counted
    by_group = pd.DataFrame(
        {group: differences[list(GROUPS[group])].abs().mean(axis=1) for group in counted}, index=values.index
    )
    weights = pd.Series(counted, dtype="float64")
    at_hand = by_group.notna()
    expected = pd.DataFrame(
        {
            trait: _expected(values[trait], own[trait], spread[trait], every[trait])
            for trait in values.columns
        },
        index=values.index,
    )
    filled = by_group.fillna(
        pd.DataFrame(
            {group: expected[list(GROUPS[group])].mean(axis=1) for group in counted}, index=values.index
        )
    )
    total = (filled * weights).sum(axis=1) / (filled.notna() * weights).sum(axis=1)
    compared = at_hand.sum(axis=1)
    head = {
        "code": list(values.index),
        "distance": total.where(compared >= choice.needed),
        "compared": compared,
        "missing": _missing(at_hand),
    }
    return pd.DataFrame(head, index=values.index).join(differences).reset_index(drop=True)


def _expected(values: pd.Series, own: float, spread: float, every: pd.Series) -> pd.Series:
    """Return the mean difference of a trait where it is not known of both [standard deviations]; else of no use."""
    known = np.sort(every.dropna().to_numpy())
    if not (spread > 0 and len(known)):
        return pd.Series(np.nan, values.index)
    from_all = _mean_difference(values.fillna(own).to_numpy(), known)
    from_each_other = _mean_difference(known, known).mean()
    return pd.Series(np.where(np.isnan(from_all), from_each_other, from_all) / spread, values.index)


def _mean_difference(values: NDArray[np.float64], ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each value is on average from those in order.

    By what is below it and what is above: the table of every two would be too large for a country.
    """
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    below = np.searchsorted(ordered, values)
    lower, higher = sums[below], sums[-1] - sums[below]
    found: NDArray[np.float64] = (values * below - lower + higher - values * (len(ordered) - below)) / len(
        ordered
    )
    return found


def _missing(at_hand: pd.DataFrame) -> list[str]:
    """Name per row the groups that are not at hand."""
    names = np.array(list(at_hand.columns), dtype=object)
    kinds, which = np.unique(at_hand.to_numpy(), axis=0, return_inverse=True)
    texts = [dutch.join(names[~kind]) for kind in kinds]
    return [texts[number] for number in which.ravel()]


def _described(nearest: pd.DataFrame, dwellings: pd.Series) -> pd.DataFrame:
    register = figures.areas()
    told = nearest.assign(
        name=[register.name(code) for code in nearest["code"]],
        gemeente=[register.name(str(gemeente(code))) for code in nearest["code"]],
        dwellings=dwellings.reindex(nearest["code"]).to_numpy(),
    )
    return told[[*_COLUMNS, *TRAITS]].reset_index(drop=True)


def _trait(wide: pd.DataFrame | None, own: Mapping[int, float], large: NDArray[np.bool_]) -> Trait:
    """Choose the year of one trait: the newest of which nearly as many buurten are known as in any other."""
    if wide is None:
        return Trait(why="geen cijfers per buurt geladen")
    shared = [year for year in own if year in wide.columns]
    known = {int(year): wide[year].to_numpy()[large] for year in shared or wide.columns}
    counts = {year: int(np.isfinite(values).sum()) for year, values in known.items()}
    most = max(counts.values(), default=0)
    why = "" if shared else "van dit gebied niet bekend"
    if most < _FEWEST:
        return Trait(why=why or "van te weinig andere buurten bekend over hetzelfde jaar")
    year = max(year for year, count in counts.items() if count >= most * _WHOLE)
    spread = float(np.nanstd(known[year]))
    return Trait(
        year, own.get(year, math.nan), spread, counts[year], why or ("" if spread > 0 else "overal gelijk")
    )


def _own(area: ProjectArea) -> dict[str, dict[int, float]]:
    """Return the traits of the area as a whole, by year."""
    rows = series(area, [*(trait for trait in TRAITS if trait != PER_HECTARE), DWELLINGS, LAND])
    rows = rows[usable_rows(rows)]
    found = {
        str(indicator): {int(year): float(value) for year, value in zip(of["year"], of["value"], strict=True)}
        for indicator, of in rows.groupby("indicator")
    }
    homes, land = found.get(DWELLINGS, {}), found.get(LAND, {})
    dense = {year: homes[year] / land[year] for year in homes if land.get(year)}
    return found | ({PER_HECTARE: dense} if dense else {})


@lru_cache(maxsize=2)
def _everywhere(_loaded: Store, since: int) -> _Known:
    """Return what is known of each trait and of the dwellings, of everything at hand from a year on."""
    wanted = [*(trait for trait in TRAITS if trait != PER_HECTARE), DWELLINGS, LAND]
    rows = figures.everywhere(wanted, since)
    rows = rows[rows["value"].notna()]
    place = ["area", "indicator", "year"]
    if rows.duplicated(place).any():
        rank = rows["status"].map({status: rank for rank, status in enumerate(STATUSES)}).astype("int64")
        ordered = rows.assign(_rank=rank).sort_values(["_rank", "table"], kind="stable")
        rows = ordered.drop_duplicates(place)
    number, areas = pd.factorize(rows["area"], sort=True)
    every = pd.Index(areas.astype("str"), dtype="str")
    value, years = rows["value"].to_numpy(), rows["year"].to_numpy()
    found: dict[str, dict[int, pd.Series]] = {}
    for indicator in wanted:
        of_trait = (rows["indicator"] == indicator).to_numpy()
        for year in np.unique(years[of_trait]):
            of = of_trait & (years == year)
            values = np.full(len(every), np.nan)
            values[number[of]] = value[of]
            found.setdefault(indicator, {})[int(year)] = pd.Series(values, index=every)
    homes, land = found.pop(DWELLINGS, {}), found.pop(LAND, {})
    dense = {year: homes[year] / of.where(of > 0) for year, of in land.items() if year in homes}
    traits = {name: pd.DataFrame(of) for name, of in {**found, PER_HECTARE: dense}.items() if of}
    dwellings = pd.DataFrame(homes, index=every).ffill(axis=1)
    newest = dwellings.iloc[:, -1] if len(dwellings.columns) else pd.Series(np.nan, index=every)
    return _Known(traits, newest)


def name_of(trait: str) -> str:
    """Return the Dutch name of a trait."""
    return "Woningen per hectare land" if trait == PER_HECTARE else catalogue.indicator(trait).name
