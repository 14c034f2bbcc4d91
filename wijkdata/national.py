"""All wijken or gemeenten at once: what `aggregate` says of each, for the whole country in one go.

The rules are those of ``aggregate``, area by area; here they are followed on columns. What the publisher has of a
wijk or gemeente itself goes first; where there is nothing, its buurten are added up or weighted as the catalogue
says. A count of which one buurt is missing has no sum. Missing and secret are never zero, and the coverage says for
which part a figure holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijkdata import aggregate, catalogue, datasets, dutch, figures
from wijkdata.areas import Areas
from wijkdata.errors import WijkdataError
from wijkdata.layers import NO_ROW, Flags, Key, Layer, Numbers, Whole, from_observations, layers
from wijkdata.observations import PUBLISHED, STATUSES
from wijkdata.series import DERIVED

LEVELS = ("wijk", "gemeente")

#: One row per area, indicator and year.
COLUMNS = {
    "area": "code of the wijk or gemeente",
    "indicator": "id from the catalogue",
    "year": "reporting year",
    "value": "in `unit`; missing where there is no figure, never 0",
    "unit": "as in the catalogue",
    "status": "one of `observations.STATUSES`",
    "table": "the published tables behind it",
    "source": "their publishers",
    "method": "``gepubliceerd``, or how it was made of buurten",
    "coverage": "part of the dwellings, or of what weighs, that stands behind it (0-1)",
    "buurten": "how many were combined; 0 for a published figure",
    "missing": "how many of them have no usable figure",
    "missing_dwellings": "how many dwellings those have; missing: unknown",
    "weight_from": "oldest year of the weights; missing where nothing is weighted",
    "weight_to": "newest year of the weights",
    "boundary_year": "year of division",
}
_SECRET, _MISSING = STATUSES.index("geheim"), STATUSES.index("ontbreekt")
_LAST = np.iinfo("int64").max


@dataclass(frozen=True, eq=False)
class Country:
    """The areas to make, and which buurten each has; buurten stand per area one after the other.

    Attributes
    ----------
    wholes, buurten
        Codes; a layer has the wholes first, then the buurten.
    members
        Places of the buurten of all areas that have any, in a layer.
    starts
        Where in `members` each of those areas starts.
    having
        Which of the wholes those are.
    """

    wholes: Sequence[str]
    buurten: Sequence[str]
    members: Whole
    starts: Whole
    having: Whole

    @property
    def codes(self) -> list[str]:
        """The areas of a layer, in order."""
        return [*self.wholes, *self.buurten]

    @cached_property
    def sizes(self) -> Whole:
        """How many buurten each area has that has any."""
        return np.diff(np.append(self.starts, len(self.members)))

    def sums(self, per_member: NDArray[np.generic]) -> Numbers:
        """Add up what the buurten of each area have; NaN goes along."""
        return np.add.reduceat(per_member.astype("float64"), self.starts)


@dataclass(eq=False)
class _Made:
    """One figure per area: what is known of it, and what it is ranked by."""

    value: Numbers
    status: Whole
    tables: NDArray[np.int64]
    coverage: Numbers
    missing: Whole
    absent: Numbers
    weight_from: Numbers
    weight_to: Numbers
    division: Whole
    order: Whole
    published: Flags
    exists: Flags


@dataclass(frozen=True, eq=False)
class _Weighing:
    """The weights of one year; first per buurt as `Country.members` has them, then per area.

    Attributes
    ----------
    weight, year
        Weight of each buurt, and the year it is from; NaN where none is known at all.
    assumed
        The same, with for an unknown weight the mean of the others of its area.
    beyond
        What the publisher counts in the area beyond its buurten; NaN where nothing.
    known, total
        Sum of the known weights and of the assumed ones, both with what is beyond.
    oldest, newest
        Years of the weights.
    """

    weight: Numbers
    year: Numbers
    assumed: Numbers
    beyond: Numbers
    known: Numbers
    total: Numbers
    oldest: Numbers
    newest: Numbers


class _Weights:
    """Weights per area, each from the year asked for or the nearest year in which that area has one."""

    def __init__(self, found: Mapping[Key, Layer], indicator: str, country: Country) -> None:
        by_year: dict[int, list[Layer]] = {}
        for key, layer in found.items():
            if key.indicator == indicator:
                by_year.setdefault(key.year, []).append(layer)
        self._years = {year: _first_known(of_year) for year, of_year in by_year.items()}
        self._country = country
        self._given: dict[int, _Weighing] = {}

    def of(self, year: int) -> _Weighing:
        """Return the weights for a year."""
        if year not in self._given:
            self._given[year] = _weighing(*self._nearest(year), self._country)
        return self._given[year]

    def _nearest(self, year: int) -> tuple[Numbers, Numbers]:
        size = len(self._country.codes)
        weight, of_year = np.full(size, np.nan), np.full(size, np.nan)
        for near in sorted(self._years, key=lambda one: (abs(one - year), one)):
            found = np.isnan(weight) & ~np.isnan(self._years[near])
            weight[found], of_year[found] = self._years[near][found], near
        return weight, of_year


def _weighing(weight: Numbers, years: Numbers, country: Country) -> _Weighing:
    of_member, year = weight[country.members], years[country.members]
    there = ~np.isnan(of_member)
    beyond = _beyond(weight, years, country)
    count = country.sums(there) + ~np.isnan(beyond)
    extra = np.where(np.isnan(beyond), 0.0, beyond)
    known = country.sums(np.where(there, of_member, 0.0)) + extra
    mean = np.divide(known, count, out=np.zeros(len(count)), where=count > 0)
    assumed = np.where(there, of_member, np.repeat(mean, country.sizes))
    return _Weighing(
        of_member,
        year,
        assumed,
        beyond,
        known,
        country.sums(assumed) + extra,
        np.fmin.reduceat(year, country.starts),
        np.fmax.reduceat(year, country.starts),
    )


def _beyond(weight: Numbers, years: Numbers, country: Country) -> Numbers:
    """Return what the publisher counts in each area beyond the buurten that are known of it; NaN where nothing."""
    whole = weight[country.having]
    more = whole - country.sums(weight[country.members])
    of_parts = years[country.members]
    oldest, newest = (reduce.reduceat(of_parts, country.starts) for reduce in (np.minimum, np.maximum))
    # Only numbers of one year tell it: what was built in between is no other buurt.
    same = (oldest == newest) & (oldest == years[country.having])
    limit = np.maximum(aggregate.BEYOND * whole, aggregate.BEYOND_PER_BUURT * country.sizes)
    return np.where(same & (more > limit), more, np.nan)


def _first_known(of_year: Sequence[Layer]) -> Numbers:
    """Return per area the first value among the rows of one year."""
    if len(of_year) == 1:
        return of_year[0].value
    orders = np.stack([np.where(np.isnan(one.value), _LAST, one.order) for one in of_year])
    values = np.stack([one.value for one in of_year])
    first: Numbers = np.take_along_axis(values, orders.argmin(axis=0)[np.newaxis], axis=0)[0]
    return first


def national(
    level: str, indicators: Iterable[str] | None = None, years: Collection[int] | None = None
) -> pd.DataFrame:
    """Return the figures of every wijk or gemeente of which anything is at hand.

    Parameters
    ----------
    level
        ``wijk`` or ``gemeente``.
    indicators
        Ids from the catalogue; all that are not reckoned by default.
    years
        Reporting years; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS`, sorted by indicator, year and area; texts that repeat are categories.

    Raises
    ------
    WijkdataError
        For another level, or an indicator that follows from others.
    UnknownIndicatorError
        For an id that is not in the catalogue, with the nearest.
    """
    if level not in LEVELS:
        raise WijkdataError(
            f"‘{level}’ is geen niveau om naar op te tellen. Kies {dutch.join(LEVELS, 'of')}."
        )
    wanted = _wanted(indicators)
    needed = aggregate.weights_of(wanted) | wanted
    embedded = from_observations(datasets.embedded_observations(), needed)
    country = country_of(figures.areas(), level)
    found = layers([embedded, *figures.store().of_indicators(needed)], country.codes)
    return combined(found, country, wanted, years)


def _wanted(indicators: Iterable[str] | None) -> set[str]:
    if indicators is None:
        return set(catalogue.indicators()) - set(DERIVED)
    asked = [catalogue.indicator(one) for one in indicators]
    for entry in asked:
        if entry.id in DERIVED:
            raise WijkdataError(
                f"{entry.name} ({entry.id}) volgt per gebied uit andere cijfers en is er niet voor het hele land "
                f"ineens. Vraag het per gebied met ‘wijkdata series --area CODE --indicator {entry.id}’."
            )
    return {entry.id for entry in asked}


def country_of(register: Areas, level: str) -> Country:
    """Return the wijken or gemeenten of a register, with the buurten of each."""
    inside = register.buurten_of_all(level)
    wholes = list(inside)
    buurten = sorted({one for of in inside.values() for one in of})
    place = {code: len(wholes) + number for number, code in enumerate(buurten)}
    having = [number for number, code in enumerate(wholes) if inside[code]]
    sizes = [len(inside[wholes[number]]) for number in having]
    members = [place[one] for number in having for one in inside[wholes[number]]]
    starts = np.cumsum([0, *sizes[:-1]]).tolist() if having else []
    return Country(wholes, buurten, *(np.asarray(one, dtype="int64") for one in (members, starts, having)))


def combined(
    found: Mapping[Key, Layer], country: Country, indicators: Collection[str], years: Collection[int] | None
) -> pd.DataFrame:
    """Return what `national` does, from layers."""
    weights = {one: _Weights(found, one, country) for one in sorted(aggregate.weights_of(indicators))}
    of_years: dict[tuple[str, int], list[Key]] = {}
    for key in found:
        if key.indicator in indicators and (years is None or key.year in years):
            of_years.setdefault((key.indicator, key.year), []).append(key)
    parts = [
        _part(_best(place, keys, found, country, weights), place, [key.table for key in keys], country)
        for place, keys in sorted(of_years.items())
    ]
    return _table(parts, country)


def _best(
    place: tuple[str, int],
    keys: Sequence[Key],
    found: Mapping[Key, Layer],
    country: Country,
    weights: Mapping[str, _Weights],
) -> _Made:
    """Return the best figure of each area for one indicator and year; see ``aggregate`` for what is best."""
    entry, year = catalogue.indicator(place[0]), place[1]
    of_tables = [found[key] for key in keys]
    candidates = [_published(layer, number, country) for number, layer in enumerate(of_tables)]
    if len(country.having):
        for number, layer in enumerate(of_tables):
            tables = np.full(len(country.codes), 1 << number)
            candidates.append(_combine(layer, tables, entry, year, country, weights))
        if len(keys) > 1:
            candidates += _of_divisions(keys, of_tables, entry, year, country, weights)
    best, *others = candidates
    for other in others:
        _take_better(best, other)
    return best


def _published(layer: Layer, number: int, country: Country) -> _Made:
    size = len(country.wholes)
    value = layer.value[:size].copy()
    nothing = np.full(size, np.nan)
    return _Made(
        value=value,
        status=layer.status[:size].astype("int64"),
        tables=np.full(size, 1 << number),
        coverage=(~np.isnan(value)).astype("float64"),
        missing=np.isnan(value).astype("int64"),
        absent=nothing.copy(),
        weight_from=nothing.copy(),
        weight_to=nothing.copy(),
        division=layer.division[:size].astype("int64"),
        order=layer.order[:size].copy(),
        published=np.ones(size, "bool"),
        exists=layer.present[:size].copy(),
    )


def _of_divisions(
    keys: Sequence[Key],
    of_tables: Sequence[Layer],
    entry: catalogue.Indicator,
    year: int,
    country: Country,
    weights: Mapping[str, _Weights],
) -> list[_Made]:
    """Combine over the tables of one division: each may know other buurten."""
    made = []
    divisions = sorted({int(one) for layer in of_tables for one in np.unique(layer.division[layer.present])})
    for division in divisions:
        joined, tables = Layer.empty(len(country.codes)), np.zeros(len(country.codes), "int64")
        count = np.zeros(len(country.wholes), "int64")
        first = np.full(len(country.codes), _LAST)
        rank = np.full(len(country.codes), len(STATUSES))
        for number in sorted(range(len(keys)), key=lambda one: keys[one].table):
            layer = of_tables[number]
            here = layer.present & (layer.division == division)
            first = np.minimum(first, np.where(here, layer.order, _LAST))
            firmer = here & (layer.status < rank)
            rank[firmer] = layer.status[firmer]
            joined.value[firmer], joined.status[firmer] = layer.value[firmer], layer.status[firmer]
            tables[firmer] = 1 << number
            count += _any_row(here, country)
        joined.division[:] = division
        joined.order[:] = first
        one = _combine(joined, tables, entry, year, country, weights)
        one.exists &= count > 1
        # A single table goes before a combination of tables.
        one.order = np.where(one.order < _LAST // 2, one.order + _LAST // 2, one.order)
        made.append(one)
    return made


def _any_row(here: Flags, country: Country) -> Flags:
    """Say of which areas there is a row of its own or of one of its buurten."""
    found = here[: len(country.wholes)].copy()
    if len(country.having):
        found[country.having] |= np.logical_or.reduceat(here[country.members], country.starts)
    return found


def _combine(
    layer: Layer,
    tables: Whole,
    entry: catalogue.Indicator,
    year: int,
    country: Country,
    weights: Mapping[str, _Weights],
) -> _Made:
    """Combine the buurten of each area; the formulas are those of ``aggregate``."""
    value_of, status_of = layer.value[country.members], layer.status[country.members]
    dwellings = weights[aggregate.DWELLINGS].of(year)
    heavy = weights[
        aggregate.DWELLINGS if entry.kind == "aantal" else entry.weight or aggregate.DWELLINGS
    ].of(year)
    used = ~np.isnan(value_of)
    weighted = entry.kind != "aantal" and entry.weight is not None
    if weighted:
        # A buurt of unknown weight cannot take part in a weighted mean; it counts as missing.
        used &= ~np.isnan(heavy.weight)
    count = country.sums(used)
    value = np.full(len(country.having), np.nan)
    if entry.kind == "aantal":
        complete = (count == country.sizes) & np.isnan(heavy.beyond)
        value[complete] = country.sums(np.where(used, value_of, 0.0))[complete]
    elif weighted:
        total = country.sums(np.where(used, heavy.weight, 0.0))
        product = country.sums(np.where(used, value_of * heavy.weight, 0.0))
        np.divide(product, total, out=value, where=total > 0)
    known, nothing = ~np.isnan(value), np.full(len(value), np.nan)
    present = status_of != NO_ROW
    secret = status_of == _SECRET
    is_secret = country.sums(secret) > 0 if secret.any() else np.zeros(len(value), "bool")
    firm = np.maximum.reduceat(np.where(used, status_of, 0), country.starts)
    absent = country.sums(np.where(used, 0.0, dwellings.weight))
    both = ~(np.isnan(heavy.beyond) | np.isnan(dwellings.beyond))
    behind = np.where(np.repeat(count > 0, country.sizes), used, present)
    return _spread(
        country,
        value=value,
        status=np.where(known, firm, np.where(is_secret, _SECRET, _MISSING)),
        tables=_tables(tables, behind, country),
        coverage=_share(heavy, used, count, country),
        missing=country.sizes - count.astype("int64") + ~np.isnan(heavy.beyond),
        absent=absent + np.where(both, dwellings.beyond, 0.0),
        weight_from=heavy.oldest if weighted else nothing,
        weight_to=heavy.newest if weighted else nothing,
        division=_division(layer, country),
        order=_first_row(layer, country),
        published=np.zeros(len(value), "bool"),
        exists=country.sums(present) > 0,
    )


def _tables(tables: Whole, behind: Flags, country: Country) -> Whole:
    """Return the tables behind the figure of each area."""
    if (tables == tables[0]).all():
        return np.full(len(country.having), tables[0])
    found: Whole = np.bitwise_or.reduceat(np.where(behind, tables[country.members], 0), country.starts)
    return found


def _share(weighing: _Weighing, used: Flags, count: Numbers, country: Country) -> Numbers:
    """Return the part of the total weight that is used."""
    part = country.sums(np.where(used, weighing.assumed, 0.0))
    by_count = count / (country.sizes + ~np.isnan(weighing.beyond))
    return np.divide(part, weighing.total, out=by_count, where=weighing.known != 0)


def _spread(country: Country, **of_having: NDArray[np.generic]) -> _Made:
    """Give each of the wholes its place; those without buurten have nothing to combine."""
    spread = {}
    for name, found in of_having.items():
        whole = np.zeros(len(country.wholes), found.dtype)
        whole[country.having] = found
        spread[name] = whole
    return _Made(**spread)


def _division(layer: Layer, country: Country) -> Whole:
    """Return the division of the first row of each area."""
    here = layer.present
    years = np.unique(layer.division[here])
    if len(years) < 2:
        return np.full(len(country.having), years[0] if len(years) else 0, "int64")
    order = np.where(here, layer.order, _LAST)
    first = _first_row(layer, country)
    of_first = np.where(
        order[country.members] == np.repeat(first, country.sizes), layer.division[country.members], 0
    )
    own = np.where(order[country.having] == first, layer.division[country.having], 0)
    return np.maximum(np.maximum.reduceat(of_first, country.starts), own).astype("int64")


def _first_row(layer: Layer, country: Country) -> Whole:
    order = np.where(layer.present, layer.order, _LAST)
    return np.minimum(np.minimum.reduceat(order[country.members], country.starts), order[country.having])


def _take_better(best: _Made, other: _Made) -> None:
    """Put in place what is better: with a value, published, better covered, firmer, and of equals the first."""
    better, equal = other.exists & ~best.exists, other.exists & best.exists
    ranks = (
        (np.isnan(other.value), np.isnan(best.value)),
        (~other.published, ~best.published),
        (-other.coverage, -best.coverage),
        (other.status, best.status),
        (other.order, best.order),
    )
    for theirs, ours in ranks:
        better |= equal & (theirs < ours)
        equal &= theirs == ours
    for name, column in vars(best).items():
        column[better] = getattr(other, name)[better]


# --- as a table ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Part:
    """The figures of one indicator and year.

    Attributes
    ----------
    numbers
        What is a number already; the area as its place among the wholes, the status as that in ``STATUSES``.
    published
        Which figures the publisher has itself.
    sets, of_set
        The different sets of tables behind them, and which of those each figure has.
    """

    entry: catalogue.Indicator
    year: int
    numbers: Mapping[str, NDArray[Any]]
    published: Flags
    sets: Sequence[tuple[str, ...]]
    of_set: Whole


def _part(made: _Made, place: tuple[str, int], tables: Sequence[str], country: Country) -> _Part:
    which = np.flatnonzero(made.exists)
    sizes = np.zeros(len(country.wholes), "int64")
    sizes[country.having] = country.sizes
    published = made.published[which]
    if len(tables) == 1:
        sets: list[tuple[str, ...]] = [(tables[0],)]
        of_set = np.zeros(len(which), "int64")
    else:
        masks, of_set = np.unique(made.tables[which], return_inverse=True)
        sets = [
            tuple(sorted(table for number, table in enumerate(tables) if mask >> number & 1))
            for mask in masks.tolist()
        ]
    numbers = {
        "area": which,
        "value": made.value[which],
        "status": made.status[which],
        "coverage": made.coverage[which],
        "buurten": np.where(published, 0, sizes[which]),
        "missing": made.missing[which],
        "missing_dwellings": made.absent[which],
        "weight_from": made.weight_from[which],
        "weight_to": made.weight_to[which],
        "boundary_year": made.division[which],
    }
    return _Part(catalogue.indicator(place[0]), place[1], numbers, published, sets, of_set)


def _table(parts: Sequence[_Part], country: Country) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    lengths = [len(part.published) for part in parts]
    numbers = pd.DataFrame(
        {name: np.concatenate([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    )
    sets = sorted({one for part in parts for one in part.sets})
    number_of = {one: number for number, one in enumerate(sets)}
    of_set = np.concatenate(
        [np.array([number_of[one] for one in part.sets], "int64")[part.of_set] for part in parts]
    )
    publisher = figures.tables()["publisher"].to_dict()
    sources = [dutch.join(sorted({str(publisher.get(one, "")) for one in of})) for of in sets]
    published = np.concatenate([part.published for part in parts])
    methods = _repeated([_method(part.entry) for part in parts], lengths).add_categories([PUBLISHED])
    full = numbers.assign(
        area=_category(numbers["area"].to_numpy(), country.wholes),
        indicator=_repeated([part.entry.id for part in parts], lengths),
        year=np.repeat([part.year for part in parts], lengths),
        unit=_repeated([part.entry.unit for part in parts], lengths),
        status=_category(numbers["status"].to_numpy(), STATUSES),
        table=_chosen([dutch.join(one) for one in sets], of_set),
        source=_chosen(sources, of_set),
        method=pd.Series(methods).mask(published, PUBLISHED),
        weight_from=numbers["weight_from"].astype("Int64"),
        weight_to=numbers["weight_to"].astype("Int64"),
    )
    return full[list(COLUMNS)]


def _category(numbers: Whole, texts: Sequence[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(numbers, pd.Index(texts))


def _chosen(texts: Sequence[str], which: Whole) -> pd.Categorical[str]:
    """Return of each row its text, as a category."""
    different = sorted(set(texts))
    number = np.array([different.index(one) for one in texts], "int64")
    return _category(number[which], different)


def _repeated(texts: Sequence[str], lengths: Sequence[int]) -> pd.Categorical[str]:
    return _chosen(texts, np.repeat(np.arange(len(texts)), lengths))


def _method(entry: catalogue.Indicator) -> str:
    if entry.kind == "aantal":
        return "som over de buurten"
    if entry.weight is None:
        return "over buurten niet samen te nemen"
    return f"gemiddelde over de buurten, gewogen met {catalogue.indicator(entry.weight).name.lower()}"
