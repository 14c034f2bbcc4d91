"""What is only partly known must say so: through every step, to the baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijkdata import catalogue, datasets, observations
from wijkdata.aggregate import aggregate
from wijkdata.baseline import baseline
from wijkdata.series import series

REGISTER = datasets.areas()
A, B = "BU05991448", "BU05991449"
BOTH = REGISTER.project_area([A, B])


def _observations(*figures: tuple[str, str, float]) -> pd.DataFrame:
    shared: dict[str, Any] = {
        "year": 2016,
        "source": "CBS",
        "table": "T",
        "method": "gepubliceerd",
        "note": "",
        "retrieved": "2025-01-31",
        "boundary_year": 2016,
    }
    rows = [
        {
            "area": area,
            "indicator": indicator,
            "value": value,
            "unit": catalogue.indicator(indicator).unit,
            "status": "geheim" if np.isnan(value) else "definitief",
            **shared,
        }
        for area, indicator, value in figures
    ]
    return observations.validate(pd.DataFrame(rows))


def test_unknown_dwellings_are_not_written_as_zero() -> None:
    table = _observations((A, "inwoners", 1000.0), (B, "inwoners", np.nan))
    row = aggregate(table, BOTH, REGISTER, ["inwoners"]).iloc[0]
    assert "(0 woningen)" not in row["note"]
    assert np.isnan(row["missing_dwellings"])


def test_a_buurt_that_cannot_be_weighed_is_missing() -> None:
    table = _observations((A, "gas_gem", 1000.0), (B, "gas_gem", 500.0), (A, "woningen", 100.0))
    row = aggregate(table, BOTH, REGISTER, ["gas_gem"]).iloc[0]
    assert B in row["missing"]
    assert row["coverage"] < 1


def test_a_missing_buurt_of_unknown_size_is_not_full_coverage() -> None:
    table = _observations((A, "gas_gem", 1000.0), (B, "gas_gem", np.nan), (A, "woningen", 100.0))
    row = aggregate(table, BOTH, REGISTER, ["gas_gem"]).iloc[0]
    assert row["missing"] == (B,)
    assert row["coverage"] < 1


def test_co2_covers_no_more_than_the_least_covered_carrier() -> None:
    table = _observations(
        (A, "woningen", 100.0),
        (B, "woningen", 300.0),
        (A, "gas_gem", 1000.0),
        (B, "gas_gem", 500.0),
        (A, "elektra_gem", 2000.0),
        (B, "elektra_gem", np.nan),
    )
    row = series(BOTH, ["co2_woning"], observations=table, register=REGISTER).iloc[0]
    assert row["coverage"] == pytest.approx(0.25)
    assert row["missing"] == (B,)


def test_co2_names_the_buurt_whose_gas_is_missing() -> None:
    eight = REGISTER.project_area([f"BU059914{tail}" for tail in (44, 46, 48, 49, 63, 66, 67, 68)])
    found = series(eight, ["co2_woning"]).set_index("year")
    assert found.loc[2015, "missing"] == ("BU05991466",)
    assert "Zevenkamp" in found.loc[2015, "note"]


def test_a_year_without_co2_says_why() -> None:
    found = series(REGISTER.project_area(["GM0599"]), ["co2_woning"]).set_index("year")
    assert np.isnan(found.loc[2018, "value"])
    assert "stadsverwarming" in found.loc[2018, "note"]


def test_a_boundary_change_between_two_published_years_is_told() -> None:
    """CBS reported Bospolder as changed in 2015; the survey was held in 2014, 2016 and 2018."""
    found = series(REGISTER.project_area(["BU05990321"]), ["tevreden_buurt_aandeel"]).set_index("year")
    assert "grens" in found.loc[2016, "note"]
    assert "grens" not in found.loc[2018, "note"]


@pytest.mark.parametrize("indicator", ["woningen", "bomen_aantal", "gas_gem_tc"])
def test_a_year_nobody_published_is_missing_and_not_secret(indicator: str) -> None:
    table = baseline(BOTH, year=2012, indicators=[indicator, "inwoners"]).set_index("indicator")
    assert table.loc[indicator, "status"] == "ontbreekt"
