"""Gas that the team measured itself also counts as it would have been in a year of normal weather."""

from __future__ import annotations

import pytest

from wijkdata.ambition.model import Ambition, OwnMeasurement
from wijkdata.ambition.own_gas import left_out, with_normal_weather
from wijkdata.ambition.reckoned import Reckoned


def measured(indicator="gas_gem", year=2018, value=955.0):
    return OwnMeasurement(indicator=indicator, year=year, value=value, source="telling")


def test_gas_that_was_measured_counts_without_the_weather_too():
    normal, raw = with_normal_weather([measured()])
    assert raw == measured()
    # 2018: 2,604.4 degree days, norm 2,949; 80% of the gas follows them.
    assert (normal.indicator, normal.year) == ("gas_gem_tc", 2018)
    assert normal.value == pytest.approx(955 * (0.8 * 2949 / 2604.4 + 0.2))
    assert normal.source == "telling, KNMI; eigen berekening"
    assert "80% van het gas" in normal.method


def test_degree_days_that_are_estimated_are_told():
    assert "de graaddagen van 2025 zijn geschat" in with_normal_weather([measured(year=2025)])[0].method


def test_what_the_team_corrected_itself_goes_first():
    both = [measured(), measured("gas_gem_tc", value=1_000.0)]
    assert with_normal_weather(both) == both


def test_a_year_of_which_the_degree_days_are_not_known_is_not_made_up():
    later = measured(year=2199)
    assert with_normal_weather([later]) == [later]
    assert left_out([measured(), later], 2017) == later
    assert left_out([measured()], 2017) is None


def test_the_screen_counts_it_among_the_own_measurements():
    found = Reckoned(Ambition(measurements=[measured()])).own_measurements("gas_gem_tc")
    assert [one.year for one in found] == [2018]
