"""Status of an objective by the methods of the UN, Statistics Canada and the German strategy."""

from __future__ import annotations

import pytest
from judged import judge

from wijkdata.pathways import Point
from wijkdata.progress import pace_sentence


def test_unstats_carries_the_growth_on_to_the_target_year():
    found = judge("14.5@2015", "10.2@2023", "7.25@2030", "omlaag", method="unstats")
    assert found.ratio == pytest.approx(0.966, abs=5e-4)
    assert found.status == "op koers"
    assert found.components["expected_value"] == pytest.approx(10.2 * (10.2 / 14.5) ** (7 / 8))


@pytest.mark.parametrize(
    ("current", "status"),
    [
        (151, "op koers"),
        (120, "versnelling nodig"),
        (106.6, "versnelling nodig"),
        (106, "onvoldoende"),
        (101, "onvoldoende"),
        (100, "onvoldoende"),
        (99, "verkeerde richting"),
    ],
)
def test_unstats_is_cut_at_95_and_10_percent(current, status):
    # One half of the time has gone by, so the growth factor is squared.
    found = judge("100@2020", f"{current}@2025", "230@2030", method="unstats")
    assert found.ratio == pytest.approx((current**2 / 100 - 100) / 130)
    assert found.status == status


def test_growth_from_nearly_nothing_is_not_spelled_out():
    found = judge("5e-154@2020", "1@2021", "1.5@2022", method="unstats")
    assert found.status == "op koers"
    assert "meer dan 1.000.000.000.000.000" in found.reason
    assert pace_sentence(found).endswith("tot nu toe meer dan 1.000%")


@pytest.mark.parametrize(
    ("growth", "status"),
    [
        (0.021, "op koers"),
        (0.019, "versnelling nodig"),
        (0.004, "onvoldoende"),
        (-0.001, "verkeerde richting"),
    ],
)
def test_unstats_without_a_target_is_cut_at_2_and_half_a_percent(growth, status):
    up = judge("100@2020", f"{100 * (1 + growth)}@2021", None, method="unstats")
    down = judge("100@2020", f"{100 * (1 - growth)}@2021", None, "omlaag", method="unstats")
    assert (up.status, down.status) == (status, status)
    assert up.observed_rate == pytest.approx(growth)
    assert down.observed_rate == pytest.approx(growth)


@pytest.mark.parametrize("method", ["statcan", "unstats"])
def test_growth_cannot_cross_zero_and_turns_around_below_it(method):
    crossed = judge("5@2020", "-1@2024", "9@2030", method=method)
    assert crossed.status == "niet te bepalen"
    assert "weerszijden van 0" in crossed.reason
    rising = judge("-100@2020", "-90@2024", "-50@2030", method=method)
    assert rising.observed_rate > 0
    assert rising.ratio > 0


def yearly(first: int, *values: float) -> list[Point]:
    return [Point(first + place, value) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("target", "symbol", "status"),
    [
        (150, "zon", "op koers"),
        (152.5, "zon", "op koers"),
        (152.7, "licht bewolkt", "versnelling nodig"),
        (160, "licht bewolkt", "versnelling nodig"),
        (162.5, "licht bewolkt", "versnelling nodig"),
        (163, "bewolkt", "onvoldoende"),
        (400, "bewolkt", "onvoldoende"),
    ],
)
def test_dns_symbols_follow_the_share_of_the_distance_that_would_be_missed(target, symbol, status):
    # From 50 in 2015 to 100 in 2020 is 10 a year; with five years to go that leads to 150.
    history = yearly(2015, 50, 55, 70, 80, 95, 100)
    found = judge("50@2015", "100@2020", f"{target}@2025", method="dns", history=history)
    assert found.components["annual_change"] == 10
    assert found.components["expected_value"] == 150
    assert found.components["miss"] == pytest.approx(max(0, target - 150) / (target - 100))
    assert (found.components["symbol"], found.status) == (symbol, status)
    assert found.ratio == pytest.approx(found.observed_rate / found.required_rate)


@pytest.mark.parametrize("values", [(100, 99, 98, 97, 96, 95), (95, 97, 96, 94, 93, 95)])
def test_dns_gives_thunder_for_the_wrong_way_and_for_standing_still(values):
    found = judge(f"{values[0]}@2015", "95@2020", "150@2025", method="dns", history=yearly(2015, *values))
    assert (found.components["symbol"], found.status) == ("onweer", "verkeerde richting")


def test_dns_needs_six_years_and_names_the_ones_it_lacks():
    found = judge("50@2014", "100@2020", "200@2030", method="dns", history=yearly(2017, 70, 80, 95))
    assert (found.status, found.observed_rate) == ("niet te bepalen", None)
    assert "2015 en 2016" in found.reason
    assert found.required_rate == 10


def test_baseline_and_measurement_count_among_the_six_years():
    found = judge("50@2015", "100@2020", "150@2025", method="dns", history=yearly(2016, 55, 70, 80, 95))
    assert found.status == "op koers"
