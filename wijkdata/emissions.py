"""CO2 of homes from gas, electricity and heat, with the factors of the same year.

Formula, per dwelling and year::

    CO2 [kg] = gas [m³] × f_gas + electricity [kWh] × f_elektriciteit + heat [GJ] × f_warmte
    heat [GJ] = share of dwellings with district heating × heat per connected dwelling [GJ]

Scope TTW ("tank to wheel"): what leaves the chimney of the home, the power station and the heat plant; not the
winning and transport of fuels. The factors by year are those that the Klimaatmonitor publishes; the heat per
connected dwelling is a parameter with its own source (see ``data/parameters.csv``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SCOPE = "TTW"
CARRIERS = ("gas", "elektriciteit", "warmte")
HEAT_PER_CONNECTION = "warmte_per_aansluiting"

#: Below this part of the dwellings a share of district heating says too little about the area.
MIN_HEAT_COVERAGE = 0.8


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
    wide = series[series["value"].notna()].drop_duplicates(["indicator", "year"])
    # pivot and not pivot_table: what is given twice must fail, and not be averaged.
    wide = wide.pivot(index="year", columns="indicator", values="value")  # noqa: PD010
    wide = wide.reindex(columns=["gas_gem", "elektra_gem", "woningen"])
    factor = factors[factors["scope"] == SCOPE]
    factor = factor.pivot(index="year", columns="carrier", values="value")  # noqa: PD010
    factor = factor.reindex(index=wide.index, columns=list(CARRIERS))
    heat = heat_share(series).reindex(wide.index)
    result = pd.DataFrame(index=wide.index)
    result["gas"] = wide["gas_gem"] * factor["gas"]
    result["elektriciteit"] = wide["elektra_gem"] * factor["elektriciteit"]
    result["warmte"] = heat / 100 * heat_per_connection * factor["warmte"]
    computable = result["gas"].notna() & result["elektriciteit"].notna()
    if with_heat is None:
        with_heat = knows_heat(series)
    parts = list(CARRIERS) if with_heat else ["gas", "elektriciteit"]
    result["totaal"] = result[parts].sum(axis="columns", skipna=False)
    result["woningen_t"] = result["totaal"] * wide["woningen"] / 1000
    result["with_heat"] = with_heat
    return result[computable]


def knows_heat(series: pd.DataFrame) -> bool:
    """Say whether the share of district heating is known in most of the years in which gas and electricity are."""
    known = series[series["value"].notna()]
    gas, power = (set(known.loc[known["indicator"] == one, "year"]) for one in ("gas_gem", "elektra_gem"))
    heat = heat_share(series).dropna().index
    return bool(gas & power) and len(gas & power & set(heat)) / len(gas & power) > 0.5


def heat_share(series: pd.DataFrame) -> pd.Series:
    """Return the share of dwellings with district heating by year [%], where enough of the area is known."""
    rows = series[series["indicator"] == "stadsverwarming_aandeel"].set_index("year")
    usable = rows["value"].where(rows["coverage"] >= MIN_HEAT_COVERAGE)
    return usable.astype(float) if len(usable) else pd.Series(dtype=float, index=pd.Index([], dtype=np.int64))
