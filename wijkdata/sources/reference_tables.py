"""Figures that no publisher offers as a file to read: CO2 factors, parameters and reference values.

They are kept by hand in ``reference_tables.yaml`` and ``effect_parameters.yaml``, each with its source, and become
the files ``co2_factors.csv``, ``parameters.csv`` and ``references.csv`` of the embedded data.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from wijkdata.kept_tables import kept_table

_FACTOR_COLUMNS = ["year", "carrier", "value", "unit", "scope", "status", "source", "table", "note"]
_PARAMETER_COLUMNS = [
    "id",
    "name",
    "value",
    "low",
    "high",
    "unit",
    "year",
    "year_of",
    "status",
    "source",
    "table",
    "note",
]
_REFERENCE_COLUMNS = [
    "indicator",
    "value",
    "unit",
    "year",
    "area",
    "status",
    "description",
    "source",
    "table",
]


def co2_factors() -> pd.DataFrame:
    """Return the CO2 factors of the Klimaatmonitor: one row per year and carrier.

    Returns
    -------
    DataFrame
        year, carrier (gas, elektriciteit, warmte), value [kg per m³, kWh or GJ], unit, scope (TTW), status, source,
        table, note.
    """
    kept = _kept()["co2_factors"]
    rows = [
        {
            "year": year,
            "carrier": carrier,
            "value": float(value),
            "unit": kept["units"][carrier],
            "note": kept["note"][carrier],
            **{key: kept[key] for key in ("scope", "status", "source", "table")},
        }
        for year, by_carrier in kept["years"].items()
        for carrier, value in by_carrier.items()
    ]
    return pd.DataFrame(rows, columns=_FACTOR_COLUMNS)


def parameters() -> pd.DataFrame:
    """Return the parameters of own calculations: degree days by year, and single values with their range.

    A value that no source gives and that a team has to fill in is there without a value, with status ``ontbreekt``.

    Returns
    -------
    DataFrame
        id, name, value, low, high, unit, year, year_of, status, source, table, note.
    """
    kept = _kept()["degree_days"]
    degree_days = [
        {
            "id": f"graaddagen_{year}",
            "name": f"Graaddagen De Bilt {year}",
            "value": float(value),
            "year": year,
            "note": " ".join(
                [kept["note"], kept["note_compared" if year in kept["compared"] else "note_not_compared"]]
            ),
            **{key: kept[key] for key in ("unit", "status", "source", "table")},
        }
        for year, value in kept["years"].items()
    ]
    rows = [*degree_days, *_kept()["parameters"], *_kept_in("effect_parameters.yaml")]
    frame = pd.DataFrame(rows, columns=_PARAMETER_COLUMNS)
    return frame.astype({"value": "float64", "low": "float64", "high": "float64", "year": "Int64"})


def references() -> pd.DataFrame:
    """Return values to compare with by indicator: national figures, and rules of thumb (these have no year).

    Returns
    -------
    DataFrame
        indicator, value, unit, year, area, status, description, source, table.
    """
    frame = pd.DataFrame(_kept()["references"], columns=_REFERENCE_COLUMNS)
    return frame.astype({"value": "float64", "year": "Int64"})


def _kept() -> dict[str, Any]:
    return dict(_kept_in("reference_tables.yaml"))


@cache
def _kept_in(name: str) -> Any:
    return kept_table(name, "wijkdata.sources")
