"""From buurten to a project area: sums, weighted means and shares, and how much of the area stands behind them.

* A count adds up. If one buurt has no figure there is no sum: half a sum would be read as the whole.
* A mean or share is weighted with its own denominator (``weight`` in the catalogue), never a plain mean.
* Coverage is the part of the dwellings (or of the weight) that stands behind a figure.
* An area that is exactly one gemeente, wijk or buurt gets the publisher's own figure where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.areas import Areas, ProjectArea
from wijkdata.observations import PUBLISHED, STATUSES

DWELLINGS = "woningen"

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


@dataclass(frozen=True)
class _Weights:
    """Weights per area, from the year asked for or the nearest year that has them."""

    by_year: pd.DataFrame  # index: area, columns: year

    def of(self, areas: Sequence[str], year: int) -> tuple[np.ndarray, int | None]:
        """Return the weight of each area (NaN where unknown) and the year it is from."""
        years = [int(one) for one in self.by_year.columns]
        if not years:
            return np.full(len(areas), np.nan), None
        nearest = min(years, key=lambda one: (abs(one - year), one))
        return self.by_year[nearest].reindex(list(areas)).to_numpy(dtype=float), nearest


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
        buurten without a figure and ``missing_dwellings`` how many dwellings those have.
    """
    wanted = None if indicators is None else {catalogue.indicator(one).id for one in indicators}
    of_area = observations[observations["area"].isin({*area.buurten, *area.codes})]
    weights = {key: _weights(of_area, key) for key in _weight_ids()}
    rows = of_area if wanted is None else of_area[of_area["indicator"].isin(wanted)]
    own = _published(rows, area)
    parts = rows[rows["area"].isin(area.buurten)]
    computed = [
        _combine(group, area, register, weights)
        for _, group in parts.groupby(["indicator", "year", "table"], sort=False, observed=True)
        if area.published_code not in area.buurten
    ]
    frames = [frame for frame in (own, pd.DataFrame(computed, columns=COLUMNS)) if len(frame)]
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    return _best_per_year(pd.concat(frames, ignore_index=True))


def _weight_ids() -> set[str]:
    used = {entry.weight for entry in catalogue.indicators().values() if entry.weight}
    return used | {DWELLINGS}


def _weights(observations: pd.DataFrame, indicator: str) -> _Weights:
    rows = observations[(observations["indicator"] == indicator) & observations["value"].notna()]
    wide = rows.pivot_table(index="area", columns="year", values="value", aggfunc="first")
    return _Weights(wide)


def _published(rows: pd.DataFrame, area: ProjectArea) -> pd.DataFrame:
    """Return the publisher's own rows for an area that is exactly one gemeente, wijk or buurt."""
    if area.published_code is None:
        return pd.DataFrame(columns=COLUMNS)
    own = rows[rows["area"] == area.published_code].copy()
    own["coverage"] = np.where(own["value"].notna(), 1.0, 0.0)
    own["missing"] = [() if known else (area.published_code,) for known in own["value"].notna()]
    own["missing_dwellings"] = np.nan
    return own[COLUMNS]


def _combine(
    group: pd.DataFrame, area: ProjectArea, register: Areas, weights: dict[str, _Weights]
) -> dict[str, object]:
    """Combine the rows of one indicator, year and table."""
    first = group.iloc[0]
    entry = catalogue.indicator(first["indicator"])
    year = int(first["year"])
    by_area = group.drop_duplicates("area").set_index("area").reindex(list(area.buurten))
    values = by_area["value"].to_numpy(dtype=float)
    known = ~np.isnan(values)
    dwellings, _ = weights[DWELLINGS].of(area.buurten, year)
    missing = tuple(code for code, has in zip(area.buurten, known, strict=True) if not has)
    value, coverage, method = np.nan, _share(dwellings, known), ""
    if entry.kind == "aantal":
        value = float(values.sum()) if known.all() else np.nan
        method = f"som over {_buurten(len(area.buurten))}"
    elif entry.weight is not None:
        weight, weight_year = weights[entry.weight].of(area.buurten, year)
        both = known & ~np.isnan(weight)
        if both.any() and weight[both].sum() > 0:
            value = float(np.average(values[both], weights=weight[both]))
            coverage = _share(weight, both)
        method = (
            f"gemiddelde over {_buurten(int(both.sum()))}, gewogen met "
            f"{catalogue.indicator(entry.weight).name.lower()} ({weight_year})"
        )
    absent = float(np.nansum(dwellings[~known])) if missing else 0.0
    contributing = by_area[known] if known.any() else by_area.dropna(subset=["status"])
    return {
        "indicator": entry.id,
        "year": year,
        "value": value,
        "unit": entry.unit,
        "status": _status(by_area, value),
        "source": _joined(contributing["source"]),
        "table": first["table"],
        "method": method,
        "note": _note(group, missing, absent, values, entry, register),
        "retrieved": max(contributing["retrieved"]),
        "boundary_year": int(first["boundary_year"]),
        "coverage": coverage,
        "missing": missing,
        "missing_dwellings": absent,
    }


def _share(weight: np.ndarray, known: np.ndarray) -> float:
    """Return the part of the total weight that is known; by number of areas where no weight is known."""
    if np.isnan(weight).all() or np.nansum(weight) == 0:
        return float(known.mean())
    return float(np.nansum(weight[known]) / np.nansum(weight))


def _status(by_area: pd.DataFrame, value: float) -> str:
    """Return the least firm status: a sum is no firmer than its weakest part."""
    found = [str(status) for status in by_area["status"].dropna()]
    if np.isnan(value):
        return "geheim" if "geheim" in found else "ontbreekt"
    return max((one for one in found if one not in ("geheim", "ontbreekt")), key=STATUSES.index)


def _note(
    group: pd.DataFrame,
    missing: tuple[str, ...],
    dwellings: float,
    values: np.ndarray,
    entry: catalogue.Indicator,
    register: Areas,
) -> str:
    reasons = list(dict.fromkeys(note for note in group["note"] if note))
    if not missing:
        return "; ".join(reasons)
    names = dutch.join(register.name(code) for code in missing[:4])
    if len(missing) > 4:
        names += f" en {len(missing) - 4} andere buurten"
    text = f"geen cijfer voor {names} ({dutch.number(dwellings, 0)} woningen)"
    known = values[~np.isnan(values)]
    if entry.kind == "aantal" and len(known):
        text += f"; de andere buurten samen: {entry.text(float(known.sum()))}"
    return "; ".join([text, *reasons])


def _buurten(count: int) -> str:
    return "1 buurt" if count == 1 else f"{count} buurten"


def _joined(texts: pd.Series) -> str:
    return dutch.join(sorted(set(texts.dropna())))


def _best_per_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one row per indicator and year: the publisher's own, then the best covered, then the firmest."""
    ranked = rows.assign(
        _empty=rows["value"].isna(),
        _computed=rows["method"] != PUBLISHED,
        _uncovered=1 - rows["coverage"].astype(float),
        _rank=rows["status"].map(STATUSES.index),
    ).sort_values(["indicator", "year", "_empty", "_computed", "_uncovered", "_rank", "table"], kind="stable")
    best = ranked.drop_duplicates(["indicator", "year"])[COLUMNS].reset_index(drop=True)
    return best.astype({"year": "int64", "value": "float64", "coverage": "float64", "boundary_year": "int64"})
