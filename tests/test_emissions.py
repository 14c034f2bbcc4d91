"""CO2 of homes, by hand on small frames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wijkdata import datasets
from wijkdata.emissions import co2_of_homes, heat_share

FACTORS = pd.DataFrame(
    [
        (year, carrier, value, "TTW")
        for year in (2016, 2017)
        for carrier, value in (("gas", 2.0), ("elektriciteit", 0.5), ("warmte", 40.0))
    ],
    columns=["year", "carrier", "value", "scope"],
)
Row = tuple[str, int, float, float]


def _series(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["indicator", "year", "value", "coverage"])


def _year(year: int, gas: float = 1000.0, power: float = 2000.0, dwellings: float = 50.0) -> list[Row]:
    return [
        ("gas_gem", year, gas, 1.0),
        ("elektra_gem", year, power, 1.0),
        ("woningen", year, dwellings, 1.0),
    ]


def test_with_heat() -> None:
    frame = _series(*_year(2016), ("stadsverwarming_aandeel", 2016, 25.0, 1.0))
    row = co2_of_homes(frame, FACTORS, 30.0).loc[2016]
    assert row["gas"] == 2000.0
    assert row["elektriciteit"] == 1000.0
    assert row["warmte"] == pytest.approx(0.25 * 30 * 40)
    assert row["totaal"] == pytest.approx(3300.0)
    assert row["woningen_t"] == pytest.approx(165.0)
    assert row["with_heat"]


def test_without_heat_the_total_is_a_lower_bound_and_says_so() -> None:
    result = co2_of_homes(_series(*_year(2016)), FACTORS, 30.0)
    assert result.loc[2016, "totaal"] == 3000.0
    assert np.isnan(result.loc[2016, "warmte"])
    assert not result["with_heat"].any()


def test_a_published_share_of_zero_is_heat_of_zero_not_unknown() -> None:
    row = co2_of_homes(_series(*_year(2016), ("stadsverwarming_aandeel", 2016, 0.0, 1.0)), FACTORS, 30.0)
    assert row.loc[2016, "warmte"] == 0.0
    assert row.loc[2016, "totaal"] == 3000.0
    assert row["with_heat"].all()


@pytest.mark.parametrize(("coverage", "with_heat"), [(0.8, True), (0.79, False), (0.47, False)])
def test_a_share_of_heat_needs_enough_of_the_dwellings(coverage: float, with_heat: bool) -> None:  # noqa: FBT001
    frame = _series(*_year(2016), ("stadsverwarming_aandeel", 2016, 25.0, coverage))
    assert bool(co2_of_homes(frame, FACTORS, 30.0)["with_heat"].all()) is with_heat
    assert (heat_share(frame.to_dict("records")) == {2016: 25.0}) is with_heat


def test_heat_is_in_every_year_or_in_none() -> None:
    factors = pd.concat([FACTORS, FACTORS[FACTORS["year"] == 2017].assign(year=2018)])
    years = [*_year(2016), *_year(2017), *_year(2018)]
    heat = [("stadsverwarming_aandeel", year, 25.0, 1.0) for year in (2016, 2017)]
    most = co2_of_homes(_series(*years, *heat), factors, 30.0)["totaal"]
    assert most[2016] == pytest.approx(3300.0)
    assert np.isnan(most[2018])
    few = co2_of_homes(_series(*years, heat[0]), factors, 30.0)["totaal"]
    assert few.tolist() == [3000.0, 3000.0, 3000.0]


def test_a_year_without_factors_has_no_co2() -> None:
    result = co2_of_homes(_series(*_year(2016), *_year(2024)), FACTORS, 30.0)
    assert list(result.index) == [2016]


def test_factors_of_another_scope_are_not_used() -> None:
    wider = FACTORS.assign(scope="WTW", value=99.0)
    frame = _series(*_year(2016))
    assert len(co2_of_homes(frame, wider, 30.0)) == 0
    assert co2_of_homes(frame, pd.concat([FACTORS, wider]), 30.0).loc[2016, "totaal"] == 3000.0


@pytest.mark.parametrize("absent", ["gas_gem", "elektra_gem"])
def test_gas_and_electricity_are_both_needed(absent: str) -> None:
    frame = _series(*_year(2016))
    assert len(co2_of_homes(frame[frame["indicator"] != absent], FACTORS, 30.0)) == 0


def test_without_dwellings_there_is_a_figure_per_home_but_no_total() -> None:
    frame = _series(*_year(2016))
    result = co2_of_homes(frame[frame["indicator"] != "woningen"], FACTORS, 30.0)
    assert result.loc[2016, "totaal"] == 3000.0
    assert np.isnan(result.loc[2016, "woningen_t"])


def test_each_year_has_the_factors_of_that_year() -> None:
    """Klimaatmonitor: 0,503 kg/kWh in 2014 and 0,272 in 2022; the same homes, less CO2."""
    result = co2_of_homes(_series(*_year(2014), *_year(2022)), datasets.co2_factors(), 27.9)
    assert result.loc[2014, "totaal"] == pytest.approx(1000 * 1.785 + 2000 * 0.503)
    assert result.loc[2022, "totaal"] == pytest.approx(1000 * 1.788 + 2000 * 0.272)


def test_the_factors_are_whole_and_traceable() -> None:
    factors = datasets.co2_factors()
    assert set(factors["carrier"]) == {"gas", "elektriciteit", "warmte"}
    assert factors.groupby("year")["carrier"].nunique().eq(3).all()
    assert not factors.duplicated(["year", "carrier", "scope"]).any()
    for column in ("unit", "scope", "status", "source", "table"):
        assert factors[column].notna().all(), column


def test_nothing_in_nothing_out() -> None:
    assert len(co2_of_homes(_series(), FACTORS, 30.0)) == 0
    assert heat_share([]) == {}


def test_a_factor_that_is_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        co2_of_homes(_series(*_year(2016)), pd.concat([FACTORS, FACTORS]), 30.0)
