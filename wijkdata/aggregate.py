"""From buurten to a project area: sums, weighted means and shares, and how much of the area stands behind them.

* A count adds up. If one buurt has no figure there is no sum: half a sum would be read as the whole.
* A mean or share is weighted with its own denominator (``weight`` in the catalogue), never a plain mean.
* Coverage is the part of the dwellings (or of the weight) that stands behind a figure. What the publisher counts in
  a wijk or gemeente beyond the buurten that are known of it is missing too.
* What was chosen as a wijk or gemeente gets the publisher's own figure where there is one; only where there is none
  it is made up of its buurten.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.areas import Areas, ProjectArea, level
from wijkdata.observations import PUBLISHED, STATUSES, WITHOUT_VALUE

_T = TypeVar("_T")
_Ends = tuple[float, float]

DWELLINGS = "woningen"

#: Different remarks of buurten that are repeated beside the figure of the whole.
_REASONS = 3
#: Missing buurten that are named beside the figure of the whole; and from how many on they are counted only, where
#: they are most of the area.
_NAMED, _MANY = 4, 12

#: What a wijk or gemeente may count beyond its buurten before some of them must be unknown: part of the whole [-],
#: and per buurt, because CBS rounds numbers of buurten to five.
BEYOND, BEYOND_PER_BUURT = 0.01, 5.0

COLUMNS = [
    "indicator",
    "year",
    "value",
    "unit",
    "status",
    "source",
    "table",
    "method",
    "note",
    "retrieved",
    "boundary_year",
    "coverage",
    "missing",
    "missing_dwellings",
]


#: One figure of a project area: `COLUMNS` by name. Plain rows, because frames are slow in small pieces.
Figure = dict[str, Any]


class Observed(NamedTuple):
    """One row of an observation table."""

    area: str
    indicator: str
    year: int
    value: float
    unit: str
    status: str
    source: str
    table: str
    method: str
    note: str
    retrieved: str
    boundary_year: int


class _Weights:
    """Weights per area, each from the year asked for or the nearest year in which that area has one."""

    def __init__(self, rows: Iterable[Observed], indicator: str) -> None:
        self._by_area: dict[str, dict[int, float]] = {}
        self._given: dict[tuple[tuple[str, ...], int], tuple[list[float], list[int]]] = {}
        for row in rows:
            if row.indicator == indicator and not math.isnan(row.value):
                self._by_area.setdefault(row.area, {}).setdefault(row.year, row.value)

    def of(self, areas: Sequence[str], year: int) -> tuple[list[float], list[int]]:
        """Return the weight of each area (NaN where none is known at all) and the years these are from."""
        asked = (tuple(areas), year)
        if asked not in self._given:
            self._given[asked] = self._nearest(areas, year)
        return self._given[asked]

    def _nearest(self, areas: Sequence[str], year: int) -> tuple[list[float], list[int]]:
        weights, years = [], set()
        for area in areas:
            known = self._by_area.get(area)
            if known:
                near = min(known, key=lambda one: (abs(one - year), one))
                weights.append(known[near])
                years.add(near)
            else:
                weights.append(math.nan)
        return weights, sorted(years)


def aggregate(
    observations: pd.DataFrame, area: ProjectArea, register: Areas, indicators: Iterable[str] | None = None
) -> pd.DataFrame:
    """Bring the observations of the buurten together to one row per indicator and year.

    Parameters
    ----------
    observations
        Observation table; other areas than those of the project area are ignored.
    area
        The project area.
    register
        Names for the notes.
    indicators
        Ids to return; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row per indicator and year, sorted. ``coverage`` is 0-1; ``missing`` holds the codes of the
        buurten without a usable figure and ``missing_dwellings`` how many dwellings those have (NaN: unknown).
    """
    wanted = None if indicators is None else {catalogue.indicator(one).id for one in indicators}
    return as_table(combined(observed(observations, area), area, register, wanted))


def observed(observations: pd.DataFrame, area: ProjectArea) -> list[Observed]:
    """Return the rows of an observation table that are about a project area or a buurt in it."""
    return rows_of(observations, {*area.buurten, *area.codes})


def rows_of(
    observations: pd.DataFrame, codes: Collection[str], indicators: Collection[str] | None = None
) -> list[Observed]:
    """Return the rows of an observation table that are about some areas (and indicators)."""
    rows = observations[observations["area"].isin(set(codes))]
    if indicators is not None:
        rows = rows[rows["indicator"].isin(set(indicators))]
    columns = [rows[name].to_numpy().tolist() for name in Observed._fields]
    return list(map(Observed._make, zip(*columns, strict=True)))


def combined(
    rows: Sequence[Observed],
    area: ProjectArea,
    register: Areas,
    indicators: Collection[str] | None = None,
    ends: Callable[[Observed], _Ends] | None = None,
) -> list[Figure]:
    """Return what `aggregate` does, given and returned as plain rows.

    With `ends`, which gives between what a published value lies, each figure has ``low`` and ``high`` besides: the
    same sum or mean of the low and of the high ends. The weights are taken as they are.
    """
    asked = rows if indicators is None else [row for row in rows if row.indicator in indicators]
    weights = {key: _Weights(rows, key) for key in weights_of({row.indicator for row in asked})}
    own = [_published(row, ends) for row in asked if row.area == area.published_code]
    # Where the publisher has a figure for the whole there is nothing to combine.
    answered = {(one["indicator"], one["year"]) for one in own if not math.isnan(one["value"])}
    groups = _groups(asked, answered) if area.published_code not in area.buurten else ()
    return _best_per_year([*own, *(_combine(group, area, register, weights, ends) for group in groups)])


def as_table(found: Sequence[Figure]) -> pd.DataFrame:
    """Return figures as a table with `COLUMNS`."""
    table = pd.DataFrame(found, columns=COLUMNS)
    numbers = {"year": "int64", "value": "float64", "coverage": "float64", "boundary_year": "int64"}
    return table.astype(numbers) if found else table


def firmest(rows: Iterable[Observed]) -> list[Observed]:
    """Keep per area, indicator and year one row: one with a value where there is one, and of those the firmest."""
    best: dict[tuple[str, str, int], tuple[tuple[int, str], Observed]] = {}
    for row in rows:
        place, rank = (row.area, row.indicator, row.year), (STATUSES.index(row.status), row.table)
        if place not in best or rank < best[place][0]:
            best[place] = rank, row
    return [row for _, row in best.values()]


def weights_of(indicators: Iterable[str]) -> set[str]:
    """Return the indicators that are needed to weigh these."""
    used = {entry.weight for entry in map(catalogue.indicator, indicators) if entry.weight}
    return used | {DWELLINGS}


def _published(row: Observed, ends: Callable[[Observed], _Ends] | None) -> Figure:
    """Return the publisher's own figure for an area that is exactly one gemeente, wijk or buurt."""
    figure, known = row._asdict(), not math.isnan(row.value)
    code = figure.pop("area")
    return figure | {
        "coverage": float(known),
        "missing": () if known else (code,),
        "missing_dwellings": math.nan,
        **({} if ends is None else dict(zip(("low", "high"), ends(row), strict=True))),
    }


def _groups(rows: Iterable[Observed], answered: Container[tuple[str, int]]) -> Iterator[list[Observed]]:
    """Give the rows of unanswered years that can be combined: per table, and over the tables of one division.

    Two tables of one year may each know other buurten; together they can cover more than either.
    """
    of_years: dict[tuple[str, int], list[Observed]] = {}
    for row in rows:
        if (row.indicator, row.year) not in answered:
            of_years.setdefault((row.indicator, row.year), []).append(row)
    for of_year in of_years.values():
        by_table: dict[str, list[Observed]] = {}
        by_division: dict[int, list[Observed]] = {}
        for row in of_year:
            by_table.setdefault(row.table, []).append(row)
            by_division.setdefault(row.boundary_year, []).append(row)
        yield from by_table.values()
        for of_division in by_division.values():
            if len({row.table for row in of_division}) > 1:
                yield sorted(of_division, key=lambda row: (STATUSES.index(row.status), row.table))


def _combine(
    group: Sequence[Observed],
    area: ProjectArea,
    register: Areas,
    weights: Mapping[str, _Weights],
    ends: Callable[[Observed], _Ends] | None,
) -> Figure:
    """Combine the rows of one indicator and year; of an area that has more than one, the first."""
    entry, year = catalogue.indicator(group[0].indicator), group[0].year
    by_area: dict[str, Observed] = {}
    for row in group:
        by_area.setdefault(row.area, row)
    units = _units(area, by_area)
    rows = [by_area.get(code) for code in units]
    values = [math.nan if row is None else row.value for row in rows]
    dwellings, _ = weights[DWELLINGS].of(units, year)
    used, weight, method = [not math.isnan(one) for one in values], dwellings, ""
    heavy = DWELLINGS if entry.kind == "aantal" else entry.weight or DWELLINGS
    beyond = _beyond(area, units, weights[heavy], year)
    whole: Callable[[Sequence[float]], float] = _nothing
    if entry.kind == "aantal":
        whole = math.fsum if all(used) and not beyond else _nothing
        method = f"som over {_count(units)}"
    elif entry.weight is not None:
        weight, years = weights[entry.weight].of(units, year)
        # A buurt of unknown weight cannot take part in a weighted mean; it counts as missing.
        used = [known and not math.isnan(one) for known, one in zip(used, weight, strict=True)]
        whole = partial(_mean, weight=_only(weight, used))
        method = (
            f"gemiddelde over {_count(_only(units, used))}, gewogen met "
            f"{catalogue.indicator(entry.weight).name.lower()} ({dutch.join(map(str, years)) or 'onbekend'})"
        )
    value = whole(_only(values, used))
    unused = [not counts for counts in used]
    missing, absent = tuple(_only(units, unused)), math.fsum(_only(dwellings, unused))
    if beyond:
        absent += math.fsum(_beyond(area, units, weights[DWELLINGS], year).values())
    present = [row for row in rows if row is not None]
    behind = [row for row in _only(rows, used) if row is not None] or present
    return {
        "indicator": entry.id,
        "year": year,
        "value": value,
        "unit": entry.unit,
        "status": _status(present if math.isnan(value) else behind, value),
        "source": dutch.join(sorted({row.source for row in behind})),
        "table": dutch.join(sorted({row.table for row in behind})),
        "method": method,
        "note": _note(
            [row.note for row in present],
            _who(missing, units, beyond, register),
            absent,
            _only(values, used),
            entry,
        ),
        "retrieved": max(row.retrieved for row in behind),
        "boundary_year": group[0].boundary_year,
        "coverage": _share([*weight, *beyond.values()], [*used, *(False for _ in beyond)]),
        "missing": (*missing, *beyond),
        "missing_dwellings": absent,
        **(
            {}
            if ends is None
            else _ends_of([row for row in _only(rows, used) if row is not None], whole, ends)
        ),
    }


def _nothing(_values: Sequence[float]) -> float:
    return math.nan


def _mean(values: Sequence[float], weight: Sequence[float]) -> float:
    total = math.fsum(weight)
    if total <= 0:
        return math.nan
    return math.fsum(one * heavy for one, heavy in zip(values, weight, strict=True)) / total


def _ends_of(
    rows: Sequence[Observed], whole: Callable[[Sequence[float]], float], ends: Callable[[Observed], _Ends]
) -> Figure:
    found = [ends(row) for row in rows]
    return {"low": whole([low for low, _ in found]), "high": whole([high for _, high in found])}


def _beyond(area: ProjectArea, units: Sequence[str], weights: _Weights, year: int) -> dict[str, float]:
    """Return what the publisher counts in the chosen wijken and gemeenten beyond the buurten that are known of them.

    Where only a part of the buurten was ever loaded nothing else tells that there are more. Only numbers of one year
    tell it: what was built in between is no other buurt.
    """
    found = {}
    for code, buurten in area.parts.items():
        if code in units or not buurten:
            continue
        (whole,), of_whole = weights.of((code,), year)
        parts, of_parts = weights.of(buurten, year)
        more = whole - math.fsum(parts)
        # Of a number that is not known nothing is more.
        if of_whole == of_parts and more > max(BEYOND * whole, BEYOND_PER_BUURT * len(buurten)):
            found[code] = more
    return found


def _only(items: Iterable[_T], chosen: Iterable[bool]) -> list[_T]:
    return list(compress(items, chosen))


def _share(weight: Sequence[float], used: Sequence[bool]) -> float:
    """Return the part of the total weight that is used.

    An area of unknown weight is taken to be as large as the others are on average: leaving it out would make the
    rest look like the whole.
    """
    known = [one for one in weight if not math.isnan(one)]
    total = math.fsum(known)
    if total == 0:
        return sum(used) / len(used)
    mean = total / len(known)
    assumed = [mean if math.isnan(one) else one for one in weight]
    return math.fsum(_only(assumed, used)) / math.fsum(assumed)


def _status(rows: Sequence[Observed], value: float) -> str:
    """Return the least firm status: a sum is no firmer than its weakest part."""
    found = [row.status for row in rows]
    if math.isnan(value):
        return "geheim" if "geheim" in found else "ontbreekt"
    return max((one for one in found if one not in WITHOUT_VALUE), key=STATUSES.index)


def _who(missing: Sequence[str], units: Sequence[str], beyond: Iterable[str], register: Areas) -> list[str]:
    """Name what has no figure; what is many and most of the area is counted."""
    names = [register.name(code) for code in missing[:_NAMED]]
    if len(missing) >= _MANY and 2 * len(missing) > len(units):
        names = [f"{len(missing)} van de {_count(units)}"]
    elif len(missing) > _NAMED:
        names = [f"{dutch.join(names)} en {len(missing) - _NAMED} andere buurten"]
    return names + [
        f"een deel van {register.name(code)} waarvan de buurten hier niet bekend zijn" for code in beyond
    ]


def _note(
    notes: Sequence[str],
    missing: Sequence[str],
    dwellings: float,
    used: Sequence[float],
    entry: catalogue.Indicator,
) -> str:
    reasons = list(dict.fromkeys(note for note in notes if note))
    if len(reasons) > _REASONS:
        reasons[_REASONS:] = [f"en nog {len(reasons) - _REASONS} opmerkingen per buurt"]
    if not missing:
        return "; ".join(reasons)
    size = "aantal woningen onbekend" if math.isnan(dwellings) else f"{dutch.number(dwellings, 0)} woningen"
    text = f"geen cijfer voor {dutch.join(missing)} ({size})"
    if entry.kind == "aantal" and used:
        text += f"; de andere buurten samen: {entry.text(math.fsum(used))}"
    return "; ".join([text, *reasons])


def _units(area: ProjectArea, by_area: Mapping[str, Observed]) -> list[str]:
    """Return the areas to combine: each part as it was chosen where it has a figure of its own, else its buurten."""
    units: list[str] = []
    for code, buurten in area.parts.items():
        own = by_area.get(code)
        whole = own is not None and not math.isnan(own.value)
        units += [code] if whole or not any(one in by_area for one in buurten) else buurten
    return sorted(units)


def _count(units: Sequence[str]) -> str:
    word = "buurt" if all(level(code) == "buurt" for code in units) else "gebied"
    return f"{len(units)} {word}" + ("" if len(units) == 1 else "en")


def _best_per_year(found: Iterable[Figure]) -> list[Figure]:
    """Keep one figure per indicator and year: the publisher's own, then the best covered, then the firmest.

    Between equals the first stays, so that one table goes before a combination of tables. Another source that says
    something else about just as much of the area is named in the note.
    """
    candidates: dict[tuple[str, int], list[Figure]] = {}
    for one in sorted(found, key=_worse_last):
        candidates.setdefault((one["indicator"], one["year"]), []).append(one)
    return [_with_contradictions(best, others) for best, *others in candidates.values()]


def _with_contradictions(best: Figure, others: Sequence[Figure]) -> Figure:
    """Say beside a figure which other tables have another one for the same area and year."""
    if not others or math.isnan(best["value"]):
        return best
    entry = catalogue.indicator(best["indicator"])
    own = entry.text(best["value"])
    said = {
        f"{one['table']} geeft {entry.text(one['value'])}"
        for one in others
        if not math.isnan(one["value"])
        and one["coverage"] >= best["coverage"]
        and entry.text(one["value"]) != own
        # A combination of tables does not contradict the tables it is made of.
        and best["table"] not in one["table"]
        and one["table"] not in best["table"]
    }
    if not said:
        return best
    return best | {
        "note": "; ".join([*filter(None, [best["note"]]), f"een andere bron: {dutch.join(sorted(said))}"])
    }


def _worse_last(one: Figure) -> tuple[str, int, bool, bool, float, int]:
    unknown, made = math.isnan(one["value"]), one["method"] != PUBLISHED
    return one["indicator"], one["year"], unknown, made, -one["coverage"], STATUSES.index(one["status"])
