"""All figures of one project area through the years: what is published, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from wijkdata import aggregate, catalogue, datasets, emissions, weather
from wijkdata.areas import Areas, ProjectArea

DERIVED = ("gas_gem_tc", "co2_woning", "co2_woningen", "aardgasvrij_aantal")
_INPUTS = ("gas_gem", "elektra_gem", "stadsverwarming_aandeel", "woningen", "aardgasvrij_aandeel")


def series(
    area: ProjectArea,
    indicators: Iterable[str] | None = None,
    *,
    observations: pd.DataFrame | None = None,
    register: Areas | None = None,
) -> pd.DataFrame:
    """Return every figure of a project area: one row per indicator and year.

    Parameters
    ----------
    area
        The project area, from ``Areas.project_area``.
    indicators
        Ids from the catalogue; all by default.
    observations, register
        Where the figures and names come from; the embedded ones by default.

    Returns
    -------
    DataFrame
        The columns of ``aggregate.COLUMNS``, sorted by indicator and year. Years without a figure are rows with
        value NaN and the reason in ``note``.

    Raises
    ------
    UnknownIndicatorError
        For an id that is not in the catalogue, with the nearest.
    """
    table = datasets.embedded_observations() if observations is None else observations
    names = datasets.areas() if register is None else register
    wanted = None if indicators is None else [catalogue.indicator(one).id for one in indicators]
    needed = None if wanted is None else {*wanted, *(_INPUTS if set(wanted) & set(DERIVED) else ())}
    found = aggregate.aggregate(table, area, names, needed)
    derived = [
        _weather_corrected_gas(found),
        *_co2(found),
        _gas_free_count(found),
    ]
    rows = pd.concat([found, *(frame for frame in derived if len(frame))], ignore_index=True)
    rows = _with_boundary_changes(rows, area, names)
    if wanted is not None:
        rows = rows[rows["indicator"].isin(wanted)]
    return rows.sort_values(["indicator", "year"], kind="stable", ignore_index=True)


def _derive(
    base: pd.DataFrame, indicator: str, values: pd.Series, method: str, **changes: str
) -> pd.DataFrame:
    """Return rows of a derived indicator: as the base rows they follow from, with another value and method."""
    entry = catalogue.indicator(indicator)
    rows = base[base["year"].isin(values.index)].copy()
    rows["value"] = rows["year"].map(values).astype(float)
    rows["indicator"], rows["unit"], rows["method"] = entry.id, entry.unit, method
    rows["status"] = np.where(rows["value"].notna(), "geschat", "ontbreekt")
    for column, text in changes.items():
        rows[column] = text
    return rows


def _weather_corrected_gas(found: pd.DataFrame) -> pd.DataFrame:
    gas = found[(found["indicator"] == "gas_gem") & found["value"].notna()]
    parameters = datasets.parameters()["value"]
    share, norm = float(parameters["aandeel_verwarming"]), float(parameters["graaddagen_norm_1981_2010"])
    corrected = {
        int(year): weather.correct_gas(
            float(value), share=share, degree_days_year=float(degree_days), degree_days_norm=norm
        )
        for year, value in zip(gas["year"], gas["value"], strict=True)
        if (degree_days := parameters.get(f"graaddagen_{year}")) is not None
    }
    method = f"eigen berekening: {share:.0%} van het gas volgt de graaddagen van De Bilt, norm {norm:.0f}"
    return _derive(
        gas, "gas_gem_tc", pd.Series(corrected, dtype=float), method, source="CBS, KNMI; eigen berekening"
    )


def _co2(found: pd.DataFrame) -> list[pd.DataFrame]:
    factors = datasets.co2_factors()
    heat = float(datasets.parameters()["value"][emissions.HEAT_PER_CONNECTION])
    homes = emissions.co2_of_homes(found, factors, heat)
    if homes.empty:
        return []
    gas = found[(found["indicator"] == "gas_gem") & found["value"].notna()]
    with_heat = bool(homes["with_heat"].iloc[0])
    parts = "gas, elektriciteit en warmte" if with_heat else "gas en elektriciteit"
    method = f"eigen berekening: {parts} × CO₂-factoren van het jaar ({emissions.SCOPE})"
    note = (
        ""
        if with_heat
        else "zonder warmte: stadsverwarming is voor dit gebied niet openbaar; de uitkomst is een ondergrens"
    )
    changes = {"note": note, "source": "CBS, Klimaatmonitor; eigen berekening"}
    return [
        _derive(gas, "co2_woning", homes["totaal"], method, **changes),
        _derive(gas, "co2_woningen", homes["woningen_t"], f"{method} × woningen", **changes),
    ]


def _gas_free_count(found: pd.DataFrame) -> pd.DataFrame:
    share = found[(found["indicator"] == "aardgasvrij_aandeel") & found["value"].notna()]
    dwellings = found[found["indicator"] == "woningen"].set_index("year")["value"]
    count = share.set_index("year")["value"] / 100 * dwellings
    return _derive(share, "aardgasvrij_aantal", count.dropna(), "eigen berekening: aandeel × woningen")


def _with_boundary_changes(rows: pd.DataFrame, area: ProjectArea, register: Areas) -> pd.DataFrame:
    """Say in the note of a year that the boundary of a buurt was changed then: its trend is not the same area."""
    table = register.table
    changed = table[(table["change"] == "3") & table["code"].isin(area.buurten)]
    by_year = {
        int(str(year)): "CBS meldt een gewijzigde grens in dit jaar: " + ", ".join(map(register.name, codes))
        for year, codes in changed.groupby("boundary_year")["code"]
    }
    first = rows.groupby("indicator")["year"].transform("min")
    told = [
        "; ".join(part for part in (note, by_year.get(year, "") if year > start else "") if part)
        for note, year, start in zip(rows["note"].fillna(""), rows["year"], first, strict=True)
    ]
    return rows.assign(note=told)
