"""CO2 of homes from gas, electricity and heat, with the factors of the same year.

Formula, per dwelling and year::

    CO2 [kg] = gas [m³] × f_gas + electricity [kWh] × f_elektriciteit + heat [GJ] × f_warmte
    heat [GJ] = share of dwellings with district heating × heat per connected dwelling [GJ]

Scope TTW ("tank to wheel"): what leaves the chimney of the home, the power station and the heat plant; not the
winning and transport of fuels. The factors by year are those that the Klimaatmonitor publishes; the heat per
connected dwelling is a parameter with its own source (see ``data/parameters.csv``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

SCOPE = "TTW"
CARRIERS = ("gas", "elektriciteit", "warmte")
HEAT_PER_CONNECTION = "warmte_per_aansluiting"

#: Below this part of the dwellings a share of district heating says too little about the area.
MIN_HEAT_COVERAGE = 0.8

#: Figures of one area: rows with indicator, year, value and coverage.
Figures = Iterable[Mapping[Any, Any]]

_COLUMNS = ("gas", "elektriciteit", "warmte", "totaal", "woningen_t", "with_heat")


def co2_of_homes(
    series: pd.DataFrame, factors: pd.DataFrame, heat_per_connection: float, *, with_heat: bool | None = None
) -> pd.DataFrame:
    """Compute the CO2 of homes of one area.

    Parameters
    ----------
    series
        Rows of one area as `aggregate` gives them, with gas_gem [m³/dwelling], elektra_gem [kWh/dwelling],
        stadsverwarming_aandeel [%] and woningen.
    factors
        year, carrier, value [kg per m³, kWh or GJ], scope.
    heat_per_connection
        Heat use of a dwelling on a heat network [GJ/year].
    with_heat
        Whether heat is counted; by default as `knows_heat` says.

    Returns
    -------
    DataFrame
        Index: year. Columns gas, elektriciteit, warmte and totaal [kg/dwelling/year] and woningen_t [t/year, all
        dwellings]; `with_heat` says whether the total includes heat. Heat is in every year or in none, so that
        the years can be compared: where it is left out the total is a lower bound, and where it is counted a
        year without it has no total.
    """
    figures = series[["indicator", "year", "value", "coverage"]].to_dict("records")
    if with_heat is None:
        with_heat = knows_heat(figures)
    by_year = co2_by_year(figures, by_year_and_carrier(factors), heat_per_connection, with_heat=with_heat)
    rows = {year: {**parts, "with_heat": with_heat} for year, parts in by_year.items()}
    index = pd.Index(list(rows), name="year", dtype="int64")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(_COLUMNS))


def by_year_and_carrier(factors: pd.DataFrame) -> dict[tuple[int, str], float]:
    """Return the factors of the scope that is used, by year and carrier [kg per m³, kWh or GJ].

    Raises
    ------
    ValueError
        If a factor is given twice: which one counts would be a guess.
    """
    rows = factors[factors["scope"] == SCOPE]
    if rows.duplicated(["year", "carrier"]).any():
        raise ValueError("a CO2 factor is given twice for one year")
    return {
        (int(year), carrier): float(value)
        for year, carrier, value in zip(rows["year"], rows["carrier"], rows["value"], strict=True)
    }


def co2_by_year(
    figures: Figures,
    factors: Mapping[tuple[int, str], float],
    heat_per_connection: float,
    *,
    with_heat: bool,
) -> dict[int, dict[str, float]]:
    """Return what `co2_of_homes` does, given and returned as plain rows: per year gas … woningen_t."""
    rows = list(figures)
    gas, power, dwellings = (_values(rows, one) for one in ("gas_gem", "elektra_gem", "woningen"))
    heat = heat_share(rows)
    found = {}
    for year in sorted(gas.keys() & power.keys()):
        if (year, "gas") not in factors or (year, "elektriciteit") not in factors:
            continue
        heat_used = heat.get(year, math.nan) / 100 * heat_per_connection
        parts = {
            "gas": gas[year] * factors[year, "gas"],
            "elektriciteit": power[year] * factors[year, "elektriciteit"],
            "warmte": heat_used * factors.get((year, "warmte"), math.nan),
        }
        total = parts["gas"] + parts["elektriciteit"] + (parts["warmte"] if with_heat else 0.0)
        all_homes = total * dwellings.get(year, math.nan) / 1000
        found[year] = {**parts, "totaal": total, "woningen_t": all_homes}
    return found


def knows_heat(figures: Figures) -> bool:
    """Say whether the share of district heating is known in most of the years in which gas and electricity are."""
    rows = list(figures)
    both = _values(rows, "gas_gem").keys() & _values(rows, "elektra_gem").keys()
    return bool(both) and len(both & heat_share(rows).keys()) / len(both) > 0.5


def heat_share(figures: Figures) -> dict[int, float]:
    """Return the share of dwellings with district heating by year [%], where enough of the area is known."""
    enough = (one for one in figures if one["coverage"] >= MIN_HEAT_COVERAGE)
    return _values(enough, "stadsverwarming_aandeel")


def _values(figures: Figures, indicator: str) -> dict[int, float]:
    """Return the known values of an indicator by year; of a year that is there twice, the first."""
    found: dict[int, float] = {}
    for one in figures:
        if one["indicator"] == indicator and not math.isnan(one["value"]):
            found.setdefault(int(one["year"]), float(one["value"]))
    return found
