"""The paces that gemeenten and buurten reached, reckoned from whole published series: what is embedded of them.

Which areas count:

- Only an area that is the same throughout. A gemeente that came or went has no figures in all years; one that kept
  its code and took in another is in `TOOK_IN`; and where CBS marks a change in the table itself, that counts too. Of
  a buurt CBS marks a change each year, and where the mark is absent it is not known and the buurt does not count.
  A correction of a boundary between gemeenten that CBS does not mark in these tables is not known and is taken to
  be small.
- Only with enough years (``pace.LEAST_YEARS``), the first and the last among them.
- A count needs the number of dwellings. These tables do not have it; the data set of Quintel (ETLocal) has it, for
  2016 and for the buurten in it. A gemeente counts if all its buurten are there, but for those where never an
  installation was counted: a harbour without homes is in no list of homes.
- Of buurten only those with enough dwellings (``pace.LEAST_DWELLINGS``): in a buurt of 12 homes a single installation
  is a pace of 8 per 100. Even so a buurt in which was built since seems too fast, so of buurten no record is kept,
  only percentiles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from wijkdata.pace import (
    BUURT,
    GEMEENTE,
    LEAST_DWELLINGS,
    LEAST_YEARS,
    LEFT_OUT,
    MEASURES,
    PER_HUNDRED,
    PERCENTILES,
    Measure,
    pace,
)
from wijkdata.weather import correct_gas

#: Gemeenten that took in another or a part of it and kept their code, by the year from which the figures include
#: it. Source: CBS, gemeentelijke herindelingen 2018, 2019, 2021 and 2022 (Weesp went to Amsterdam on 24 March 2022).
TOOK_IN: Mapping[int, tuple[str, ...]] = {
    2018: ("GM0080", "GM0299", "GM1900"),
    2019: ("GM0014", "GM0394", "GM0575"),
    2021: ("GM0757", "GM0824", "GM0855", "GM0865"),
    2022: ("GM0439",),
    2023: ("GM0363",),
}
UNCHANGED = "1"
_LETTERS = {GEMEENTE: "GM", BUURT: "BU"}
_DECIMALS = 4
PACE_COLUMNS = ["indicator", "area", "name", "first", "last", "years", "start", "end", "dwellings", "pace"]
SUMMARY_COLUMNS = [
    "indicator",
    "level",
    "first",
    "last",
    "count",
    *LEFT_OUT,
    *(f"p{one}" for one in PERCENTILES),
    "tables",
]


@dataclass(frozen=True)
class Register:
    """What is known of areas beside their figures.

    Attributes
    ----------
    names
        Name by code of gemeente.
    marks
        By code and year the mark of CBS: ``1`` is unchanged since the year before; absent where CBS gives none.
    dwellings
        Number of dwellings by code, where known.
    """

    names: Mapping[str, str]
    marks: Mapping[tuple[str, int], str]
    dwellings: Mapping[str, float] = field(default_factory=dict)


def register(areas: pd.DataFrame, dwellings: pd.DataFrame, installations: pd.DataFrame) -> Register:
    """Return what is known of areas.

    Parameters
    ----------
    areas
        All gemeenten, wijken and buurten of several years: code, boundary_year, name, level, gemeente and change.
    dwellings
        Observations of the number of dwellings of buurten in one year.
    installations
        Observations of the installations with solar panels: where there are any, there are homes.
    """
    gemeenten = areas[areas["level"] == GEMEENTE].sort_values("boundary_year")
    names = dict(zip(gemeenten["code"], gemeenten["name"], strict=True))
    marked = areas[areas["change"].notna() & (areas["change"] != "")]
    keys = zip(marked["code"], marked["boundary_year"].astype(int), strict=True)
    marks = dict(zip(keys, marked["change"].astype(str), strict=True))
    known = dwellings[dwellings["value"].notna()]
    homes = known.set_index("area")["value"]
    year = int(known["year"].iloc[0]) if len(known) else 0
    lived_in = {*homes.index, *installations.loc[installations["value"] > 0, "area"]}
    buurten = areas[
        (areas["level"] == BUURT) & (areas["boundary_year"] == year) & areas["code"].isin(lived_in)
    ]
    whole = buurten.assign(homes=buurten["code"].map(homes)).groupby("gemeente")["homes"]
    sums = whole.sum(min_count=1)[whole.count() == whole.size()].dropna()
    found = {str(code): float(number) for one in (homes, sums) for code, number in one.items()}
    return Register(names, marks, found)


def tables_of(
    figures: Mapping[str, pd.DataFrame],
    known: Register,
    sources: Mapping[str, Mapping[str, Collection[int]]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the paces of gemeenten, and the distributions of gemeenten and of buurten.

    Parameters
    ----------
    figures
        By id of an indicator of ``pace.MEASURES`` its observations: area, year, value.
    known
        Names, boundaries and dwellings.
    sources
        By id of the indicator the tables behind it, with their years; none for a table that counts for all years.

    Returns
    -------
    tuple
        Tables with `PACE_COLUMNS` and `SUMMARY_COLUMNS`.
    """
    gemeenten, summaries = [], []
    for indicator, measure in MEASURES.items():
        for level, period in _wanted(measure):
            rows, left_out = _paces(figures[indicator], period, level, known)
            if level == GEMEENTE and period == measure:
                gemeenten += rows
            summaries.append(_summary(period, level, rows, left_out, sources[indicator]))
    return (
        pd.DataFrame(gemeenten, columns=PACE_COLUMNS).sort_values(["indicator", "area"], ignore_index=True),
        pd.DataFrame(summaries, columns=SUMMARY_COLUMNS),
    )


def corrected_gas(gas: pd.DataFrame, parameters: Mapping[str, float]) -> pd.DataFrame:
    """Return gas use corrected for the weather; a year of which the degree days are not known is left out.

    Parameters
    ----------
    gas
        Observations of ``gas_gem``: area, year and value [m³/yr].
    parameters
        Values by id: ``aandeel_verwarming``, ``graaddagen_norm_1981_2010`` and ``graaddagen_`` with the year.
    """
    share, norm = float(parameters["aandeel_verwarming"]), float(parameters["graaddagen_norm_1981_2010"])
    factors = {
        year: correct_gas(
            1.0,
            share=share,
            degree_days_year=float(parameters[f"graaddagen_{year}"]),
            degree_days_norm=norm,
        )
        for year in sorted(set(gas["year"]))
        if f"graaddagen_{year}" in parameters
    }
    factor = gas["year"].map(factors)
    return gas.assign(value=gas["value"] * factor)[factor.notna()]


def _wanted(measure: Measure) -> list[tuple[str, Measure]]:
    """Return for which level and which years there is a distribution; the first is that of the gemeenten."""
    found = [(GEMEENTE, measure)]
    if measure.kind == PER_HUNDRED:
        found.append((BUURT, measure))
    if measure.also is not None:
        first, last = measure.also
        found.append((GEMEENTE, replace(measure, first=first, last=last)))
    return found


def _summary(
    measure: Measure,
    level: str,
    rows: list[dict[str, Any]],
    left_out: Mapping[str, int],
    sources: Mapping[str, Collection[int]],
) -> dict[str, Any]:
    paces = [row["pace"] for row in rows]
    years = set(range(measure.first, measure.last + 1))
    tables = [table for table, covered in sources.items() if not covered or years & set(covered)]
    places = np.percentile(paces, PERCENTILES) if paces else [np.nan] * len(PERCENTILES)
    return {
        "indicator": measure.indicator,
        "level": level,
        "first": measure.first,
        "last": measure.last,
        "count": len(paces),
        **left_out,
        **{f"p{one}": round(float(at), _DECIMALS) for one, at in zip(PERCENTILES, places, strict=True)},
        "tables": ";".join(tables),
    }


def _paces(
    observed: pd.DataFrame, measure: Measure, level: str, known: Register
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return the areas that count, each with its pace, and how many do not, by reason."""
    left_out = dict.fromkeys(LEFT_OUT, 0)
    rows = []
    observed = observed[observed["year"].between(measure.first, measure.last)]
    observed = observed[observed["area"].str.startswith(_LETTERS[level])]
    for code, figures in observed.groupby("area"):
        area = str(code)
        points = {
            int(year): float(value)
            for year, value in zip(figures["year"], figures["value"], strict=True)
            if not np.isnan(value)
        }
        dwellings = known.dwellings.get(area) if measure.kind == PER_HUNDRED else None
        reason = _why_not(area, points, dwellings, measure, level, known)
        if reason:
            left_out[reason] += 1
            continue
        found = pace(points.items(), measure.kind, measure.direction, dwellings=dwellings)
        if found is None:
            left_out["too_few_years"] += 1
            continue
        rows.append(
            {
                "indicator": measure.indicator,
                "area": area,
                "name": known.names.get(area, area),
                "first": measure.first,
                "last": measure.last,
                "years": len(points),
                "start": round(points[measure.first], _DECIMALS),
                "end": round(points[measure.last], _DECIMALS),
                "dwellings": np.nan if dwellings is None else dwellings,
                "pace": round(found, _DECIMALS),
            }
        )
    return rows, left_out


def _why_not(
    area: str,
    points: Mapping[int, float],
    dwellings: float | None,
    measure: Measure,
    level: str,
    known: Register,
) -> str:
    """Return the column of `LEFT_OUT` in which an area that does not count is counted; empty if it counts."""
    if _changed(area, measure, level, known):
        return "changed"
    if len(points) < LEAST_YEARS or not {measure.first, measure.last} <= points.keys():
        return "too_few_years"
    if measure.kind == PER_HUNDRED and not dwellings:
        return "no_dwellings"
    if level == BUURT and dwellings is not None and dwellings < LEAST_DWELLINGS:
        return "too_small"
    return ""


def _changed(area: str, measure: Measure, level: str, known: Register) -> bool:
    # The dwellings of a buurt are those of the year before the first figures, so that its mark counts too.
    since = measure.first if level == BUURT else measure.first + 1
    marks = [known.marks.get((area, year), "") for year in range(since, measure.last + 1)]
    if level == BUURT:
        return any(mark != UNCHANGED for mark in marks)
    took_in = (codes for year, codes in TOOK_IN.items() if measure.first < year <= measure.last)
    return any(mark not in ("", UNCHANGED) for mark in marks) or any(area in codes for codes in took_in)
