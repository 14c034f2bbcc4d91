"""From buurten to a project area: sums, weighted means and shares, and how much of the area stands behind them.

* A count adds up. If one buurt has no figure there is no sum: half a sum would be read as the whole.
* A mean or share is weighted with its own denominator (``weight`` in the catalogue), never a plain mean.
* Coverage is the part of the dwellings (or of the weight) that stands behind a figure.
* What was chosen as a wijk or gemeente gets the publisher's own figure where there is one; only where there is none
  it is made up of its buurten.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.areas import Areas, ProjectArea, level
from wijkdata.observations import PUBLISHED, STATUSES, WITHOUT_VALUE

DWELLINGS = "woningen"

#: Different remarks of buurten that are repeated beside the figure of the whole.
_REASONS = 3

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


class _Row(NamedTuple):
    """One observation, as far as it is combined with others. Plain rows: frames are slow in small pieces."""

    area: str
    indicator: str
    year: int
    value: float
    status: str
    source: str
    table: str
    note: str
    retrieved: str
    boundary_year: int


class _Weights:
    """Weights per area, each from the year asked for or the nearest year in which that area has one."""

    def __init__(self, observations: pd.DataFrame, indicator: str) -> None:
        rows = observations[(observations["indicator"] == indicator) & observations["value"].notna()]
        self._by_area: dict[str, dict[int, float]] = {}
        self._given: dict[tuple[tuple[str, ...], int], tuple[np.ndarray, list[int]]] = {}
        for area, year, value in zip(rows["area"], rows["year"], rows["value"], strict=True):
            self._by_area.setdefault(area, {}).setdefault(int(year), float(value))

    def of(self, areas: Sequence[str], year: int) -> tuple[np.ndarray, list[int]]:
        """Return the weight of each area (NaN where none is known at all) and the years these are from."""
        asked = (tuple(areas), year)
        if asked not in self._given:
            self._given[asked] = self._nearest(areas, year)
        return self._given[asked]

    def _nearest(self, areas: Sequence[str], year: int) -> tuple[np.ndarray, list[int]]:
        weight, years = np.full(len(areas), np.nan), set()
        for place, area in enumerate(areas):
            known = self._by_area.get(area)
            if known:
                near = min(known, key=lambda one: (abs(one - year), one))
                weight[place] = known[near]
                years.add(near)
        return weight, sorted(years)


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
    of_area = observations[observations["area"].isin({*area.buurten, *area.codes})]
    rows = of_area if wanted is None else of_area[of_area["indicator"].isin(wanted)]
    weights = {key: _Weights(of_area, key) for key in weights_of(set(rows["indicator"]))}
    own = _published(rows, area)
    # Where the publisher has a figure for the whole there is nothing to combine.
    known = own[own["value"].notna()]
    answered = set(zip(known["indicator"], known["year"], strict=True))
    groups = _groups(rows, answered) if area.published_code not in area.buurten else ()
    computed = [_combine(group, area, register, weights) for group in groups]
    frames = [frame for frame in (own, pd.DataFrame(computed, columns=COLUMNS)) if len(frame)]
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    return _best_per_year(pd.concat(frames, ignore_index=True))


def firmest(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep per area, indicator and year one row: one with a value where there is one, and of those the firmest."""
    ranked = rows.assign(_rank=rows["status"].map(STATUSES.index)).sort_values(
        ["_rank", "table"], kind="stable"
    )
    return ranked.drop_duplicates(["area", "indicator", "year"]).drop(columns="_rank").sort_index()


def weights_of(indicators: Iterable[str]) -> set[str]:
    """Return the indicators that are needed to weigh these."""
    used = {entry.weight for entry in map(catalogue.indicator, indicators) if entry.weight}
    return used | {DWELLINGS}


def _published(rows: pd.DataFrame, area: ProjectArea) -> pd.DataFrame:
    """Return the publisher's own rows for an area that is exactly one gemeente, wijk or buurt."""
    if area.published_code is None:
        return pd.DataFrame(columns=COLUMNS)
    own = rows[rows["area"] == area.published_code].copy()
    own["coverage"] = np.where(own["value"].notna(), 1.0, 0.0)
    own["missing"] = [() if known else (area.published_code,) for known in own["value"].notna()]
    own["missing_dwellings"] = np.nan
    return own[COLUMNS]


def _groups(rows: pd.DataFrame, answered: Container[tuple[str, int]]) -> Iterator[list[_Row]]:
    """Give the rows of unanswered years that can be combined: per table, and over the tables of one division.

    Two tables of one year may each know other buurten; together they can cover more than either.
    """
    columns = [rows[name].tolist() for name in _Row._fields]
    of_years: dict[tuple[str, int], list[_Row]] = {}
    for row in map(_Row._make, zip(*columns, strict=True)):
        if (row.indicator, row.year) not in answered:
            of_years.setdefault((row.indicator, row.year), []).append(row)
    for of_year in of_years.values():
        by_table: dict[str, list[_Row]] = {}
        by_division: dict[int, list[_Row]] = {}
        for row in of_year:
            by_table.setdefault(row.table, []).append(row)
            by_division.setdefault(row.boundary_year, []).append(row)
        yield from by_table.values()
        for of_division in by_division.values():
            if len({row.table for row in of_division}) > 1:
                yield sorted(of_division, key=lambda row: (STATUSES.index(row.status), row.table))


def _combine(
    group: Sequence[_Row], area: ProjectArea, register: Areas, weights: dict[str, _Weights]
) -> dict[str, object]:
    """Combine the rows of one indicator and year; of an area that has more than one, the first."""
    entry, year = catalogue.indicator(group[0].indicator), group[0].year
    by_area: dict[str, _Row] = {}
    for row in group:
        by_area.setdefault(row.area, row)
    units = _units(area, by_area)
    rows = [by_area.get(code) for code in units]
    values = np.array([np.nan if row is None else row.value for row in rows])
    dwellings, _ = weights[DWELLINGS].of(units, year)
    used, value, weight, method = ~np.isnan(values), np.nan, dwellings, ""
    if entry.kind == "aantal":
        value = float(values.sum()) if used.all() else np.nan
        method = f"som over {_count(units)}"
    elif entry.weight is not None:
        weight, years = weights[entry.weight].of(units, year)
        # A buurt of unknown weight cannot take part in a weighted mean; it counts as missing.
        used &= ~np.isnan(weight)
        if weight[used].sum() > 0:
            value = float(np.average(values[used], weights=weight[used]))
        taking_part = [code for code, counts in zip(units, used, strict=True) if counts]
        method = (
            f"gemiddelde over {_count(taking_part)}, gewogen met "
            f"{catalogue.indicator(entry.weight).name.lower()} ({dutch.join(map(str, years)) or 'onbekend'})"
        )
    missing = tuple(code for code, counts in zip(units, used, strict=True) if not counts)
    absent = float(dwellings[~used].sum())
    present = [row for row in rows if row is not None]
    behind = [row for row, counts in zip(rows, used, strict=True) if counts and row is not None] or present
    return {
        "indicator": entry.id,
        "year": year,
        "value": value,
        "unit": entry.unit,
        "status": _status(present if np.isnan(value) else behind, value),
        "source": dutch.join(sorted({row.source for row in behind})),
        "table": dutch.join(sorted({row.table for row in behind})),
        "method": method,
        "note": _note([row.note for row in present], missing, absent, values[used], entry, register),
        "retrieved": max(row.retrieved for row in behind),
        "boundary_year": group[0].boundary_year,
        "coverage": _share(weight, used),
        "missing": missing,
        "missing_dwellings": absent,
    }


def _share(weight: np.ndarray, used: np.ndarray) -> float:
    """Return the part of the total weight that is used.

    An area of unknown weight is taken to be as large as the others are on average: leaving it out would make the
    rest look like the whole.
    """
    known = ~np.isnan(weight)
    if not known.any() or weight[known].sum() == 0:
        return float(used.mean())
    assumed = np.where(known, weight, weight[known].mean())
    return float(assumed[used].sum() / assumed.sum())


def _status(rows: Sequence[_Row], value: float) -> str:
    """Return the least firm status: a sum is no firmer than its weakest part."""
    found = [row.status for row in rows]
    if np.isnan(value):
        return "geheim" if "geheim" in found else "ontbreekt"
    return max((one for one in found if one not in WITHOUT_VALUE), key=STATUSES.index)


def _note(
    notes: Sequence[str],
    missing: tuple[str, ...],
    dwellings: float,
    used: np.ndarray,
    entry: catalogue.Indicator,
    register: Areas,
) -> str:
    reasons = list(dict.fromkeys(note for note in notes if note))
    if len(reasons) > _REASONS:
        reasons[_REASONS:] = [f"en nog {len(reasons) - _REASONS} opmerkingen per buurt"]
    if not missing:
        return "; ".join(reasons)
    names = dutch.join(register.name(code) for code in missing[:4])
    if len(missing) > 4:
        names += f" en {len(missing) - 4} andere buurten"
    size = "aantal woningen onbekend" if np.isnan(dwellings) else f"{dutch.number(dwellings, 0)} woningen"
    text = f"geen cijfer voor {names} ({size})"
    if entry.kind == "aantal" and len(used):
        text += f"; de andere buurten samen: {entry.text(float(used.sum()))}"
    return "; ".join([text, *reasons])


def _units(area: ProjectArea, by_area: Mapping[str, _Row]) -> list[str]:
    """Return the areas to combine: each part as it was chosen where it has a figure of its own, else its buurten."""
    units: list[str] = []
    for code, buurten in area.parts.items():
        own = by_area.get(code)
        whole = own is not None and not np.isnan(own.value)
        units += [code] if whole or not any(one in by_area for one in buurten) else buurten
    return sorted(units)


def _count(units: Sequence[str]) -> str:
    word = "buurt" if all(level(code) == "buurt" for code in units) else "gebied"
    return f"{len(units)} {word}" + ("" if len(units) == 1 else "en")


def _best_per_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one row per indicator and year: the publisher's own, then the best covered, then the firmest.

    Between equals the first stays, so that one table goes before a combination of tables.
    """
    keys = [
        (indicator, year, np.isnan(value), method != PUBLISHED, -coverage, STATUSES.index(status))
        for indicator, year, value, method, coverage, status in zip(
            *(rows[name].tolist() for name in ("indicator", "year", "value", "method", "coverage", "status")),
            strict=True,
        )
    ]
    best: dict[tuple[str, int], int] = {}
    for place in sorted(range(len(keys)), key=keys.__getitem__):
        best.setdefault(keys[place][:2], place)
    kept = rows.iloc[list(best.values())][COLUMNS].reset_index(drop=True)
    return kept.astype({"year": "int64", "value": "float64", "coverage": "float64", "boundary_year": "int64"})
