"""How fast a figure moves per year, in a unit in which areas of different size compare, and who went how fast."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wijkdata import datasets, pace
from wijkdata.pace import BUURT, MEASURES, PER_HUNDRED, PERCENT, SHARE, Distribution
from wijkdata.pathways import Point

# CBS 84948NED, Rotterdam: dwellings without natural gas [%].
ROTTERDAM = {2017: 16.1, 2018: 17.1, 2019: 17.3, 2020: 18.2, 2021: 18.7, 2022: 19.3}

values = st.floats(1, 1e6, allow_subnormal=False)
series = st.dictionaries(st.integers(2000, 2040), values, min_size=2, max_size=9)


# --- the pace of a series ------------------------------------------------------------------------------------------


def test_the_pace_of_a_straight_line_is_its_slope():
    points = [(year, 5 + 1.5 * (year - 2017)) for year in range(2017, 2023)]
    assert pace.pace(points, SHARE, "omhoog") == pytest.approx(1.5)
    assert pace.pace(points, SHARE, "omlaag") == pytest.approx(-1.5)


def test_the_pace_is_the_median_of_all_slopes_as_theil_and_sen_have_it():
    slopes = sorted(
        (ROTTERDAM[later] - ROTTERDAM[earlier]) / (later - earlier)
        for later in ROTTERDAM
        for earlier in ROTTERDAM
        if later > earlier
    )
    assert len(slopes) == 15
    assert pace.pace(ROTTERDAM.items(), SHARE, "omhoog") == pytest.approx(slopes[7])
    assert slopes[7] == pytest.approx(0.6)


def test_one_odd_year_does_not_make_the_pace():
    odd = ROTTERDAM | {2019: 1.7}  # a zero that dropped out of 17.3
    assert pace.pace(odd.items(), SHARE, "omhoog") == pytest.approx(0.64, abs=0.05)


def test_two_years_give_the_difference_per_year():
    assert pace.pace([(2017, 10.0), (2022, 30.0)], SHARE, "omhoog") == pytest.approx(4.0)


def test_a_missing_year_is_not_zero():
    known = [(2017, 10.0), (2018, 11.0), (2020, 13.0), (2021, 14.0)]
    assert pace.pace([*known, (2019, math.nan)], SHARE, "omhoog") == pace.pace(known, SHARE, "omhoog") == 1.0


@pytest.mark.parametrize("points", [[], [(2020, 5.0)], [(2020, 5.0), (2021, math.nan)]])
def test_one_year_has_no_pace(points):
    assert pace.slope(points) is None
    assert pace.pace(points, SHARE, "omhoog") is None


def test_a_year_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        pace.slope([(2020, 5.0), (2020, 6.0), (2021, 7.0)])


def test_a_count_is_scaled_to_a_hundred_dwellings():
    # CBS 84517NED to 86044NED and Quintel, Rotterdam: 4,873 to 24,980 installations on 311,115 dwellings.
    points = [(2017, 4873.0), (2022, 24980.0)]
    found = pace.pace(points, PER_HUNDRED, "omhoog", dwellings=311_115)
    assert found == pytest.approx((24980 - 4873) / 5 / 3111.15)
    for unknown in (None, 0.0, math.nan):
        assert pace.pace(points, PER_HUNDRED, "omhoog", dwellings=unknown) is None


def test_gas_goes_in_percent_of_where_it_began():
    points = [(year, 1500 - 30 * (year - 2016)) for year in range(2016, 2022)]
    assert pace.pace(points, PERCENT, "omlaag") == pytest.approx(2.0)
    assert pace.pace([(2016, 0.0), (2017, 0.0)], PERCENT, "omlaag") is None


@given(series, st.floats(0.01, 100), st.sampled_from(["omhoog", "omlaag"]))
def test_twice_as_many_homes_and_installations_is_the_same_pace(found, factor, direction):
    small = pace.pace(found.items(), PER_HUNDRED, direction, dwellings=1000)
    large = pace.pace(
        ((year, value * factor) for year, value in found.items()),
        PER_HUNDRED,
        direction,
        dwellings=1000 * factor,
    )
    assert large == pytest.approx(small, rel=1e-6, abs=1e-9)


@given(series, st.floats(0.01, 100))
def test_the_unit_of_gas_does_not_matter(found, factor):
    in_m3 = pace.pace(found.items(), PERCENT, "omlaag")
    in_other = pace.pace(((year, value * factor) for year, value in found.items()), PERCENT, "omlaag")
    assume(in_m3 is not None and in_other is not None)
    assert in_other == pytest.approx(in_m3, rel=1e-6, abs=1e-6)


@given(st.data(), series)
def test_the_order_of_the_years_does_not_matter(data, found):
    shuffled = data.draw(st.permutations(list(found.items())))
    assert pace.slope(shuffled) == pace.slope(found.items())


@given(series, st.integers(2041, 2060))
def test_a_missing_year_more_changes_nothing(found, year):
    assert pace.slope([*found.items(), (year, math.nan)]) == pace.slope(found.items())


@given(series)
def test_the_pace_lies_between_the_slowest_and_the_fastest_slope(found):
    points = sorted(found.items())
    steps = [(later[1] - earlier[1]) / (later[0] - earlier[0]) for earlier, later in pairwise(points)]
    margin = 1e-9 * max(map(abs, steps))
    assert min(steps) - margin <= pace.slope(points) <= max(steps) + margin


@given(series)
def test_the_other_direction_is_the_other_sign(found):
    assert pace.pace(found.items(), SHARE, "omhoog") == -pace.pace(found.items(), SHARE, "omlaag")


def test_the_pace_needed_leads_to_the_target():
    share, gas = MEASURES["aardgasvrij_aandeel"], MEASURES["gas_gem_tc"]
    assert pace.needed(Point(2022, 19.3), Point(2040, 100), share) == pytest.approx(80.7 / 18)
    assert pace.needed(Point(2020, 1000), Point(2030, 800), gas) == pytest.approx(2.0)
    assert pace.needed(Point(2025, 900), Point(2030, 800), gas, level=1000) == pytest.approx(2.0)
    assert pace.needed(Point(2020, 0), Point(2030, 0), gas) is None
    solar = MEASURES["zonnestroom_installaties"]
    assert pace.needed(Point(2020, 100), Point(2030, 600), solar, dwellings=1000) == pytest.approx(5.0)
    assert pace.needed(Point(2020, 100), Point(2030, 600), solar) is None


# --- where a pace stands -------------------------------------------------------------------------------------------

TEN = Distribution(
    MEASURES["aardgasvrij_aandeel"],
    pace.GEMEENTE,
    10,
    {},
    tuple(float(number) for number in range(1, 11)),
    tuple("ABCDEFGHIJ"),
    ("84948NED",),
)


def test_where_a_pace_stands_in_words():
    assert TEN.standing(9.5) == "sneller dan 90 van de 100 gemeenten"
    assert TEN.standing(10.0) == "sneller dan 90 van de 100 gemeenten"
    assert TEN.standing(2.5) == "80 van de 100 gemeenten gingen sneller"
    assert TEN.standing(0.5) == "vrijwel alle gemeenten gingen sneller"
    assert TEN.standing(10.01) == (
        "niemand van de 10 gemeenten ging in 2017-2022 zo hard: de snelste, J, deed 10,0 procentpunt per jaar"
    )


def test_the_best_tenth_and_the_middle():
    assert TEN.best_tenth == pytest.approx(9.1)
    assert TEN.typical == pytest.approx(5.5)
    assert TEN.fastest == 10.0


def test_of_buurten_the_percentiles_say_where_a_pace_stands():
    found = pace.reached("zonnestroom_installaties", BUURT)
    assert found.names == ()
    for percentile, at in zip(pace.PERCENTILES, found.paces, strict=True):
        assert found.slower(at) == pytest.approx(percentile / 100)
    between = (found.at(0.5) + found.at(0.6)) / 2
    assert found.slower(between) == pytest.approx(0.55)
    assert found.standing(1e6) == "sneller dan 99 van de 100 buurten"
    assert not found.unheard_of(1e6)  # new homes may have made the fastest


@given(st.floats(-5, 50), st.floats(-5, 50))
def test_a_faster_pace_never_stands_lower(one, other):
    slow, fast = sorted((one, other))
    for found in (TEN, pace.reached("zonnestroom_installaties", BUURT)):
        assert 0 <= found.slower(slow) <= found.slower(fast) <= 1


# --- the paces that are embedded -----------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", sorted(MEASURES))
def test_the_summary_agrees_with_the_gemeenten(indicator):
    found = pace.reached(indicator)
    rows = datasets.paces_summary()
    row = rows[(rows["indicator"] == indicator) & (rows["level"] == "gemeente")].iloc[0]
    assert found.count == len(found.paces) == len(found.names) == row["count"] > 50
    assert list(found.paces) == sorted(found.paces)
    for percentile in pace.PERCENTILES:
        assert found.at(percentile / 100) == pytest.approx(row[f"p{percentile}"], abs=1e-3)
    assert sum(found.left_out.values()) > 0
    assert found.left_out.keys() <= set(pace.LEFT_OUT.values())


def test_who_went_fastest_without_gas():
    found = pace.reached("aardgasvrij_aandeel")
    assert found.names[-1] == "Diemen"
    assert found.fastest == pytest.approx(3.73, abs=0.01)
    assert 0.8 < found.best_tenth < 0.9
    gemeenten = datasets.paces_of_gemeenten()
    rotterdam = gemeenten[(gemeenten["area"] == "GM0599") & (gemeenten["indicator"] == "aardgasvrij_aandeel")]
    assert rotterdam["pace"].item() == pytest.approx(pace.pace(ROTTERDAM.items(), SHARE, "omhoog"), abs=1e-4)


def test_gas_is_held_against_the_series_that_is_corrected_for_the_weather():
    assert pace.reached("gas_gem") == pace.reached("gas_gem_tc")
    found = pace.reached("gas_gem_tc")
    assert found.span == "2016-2021"
    assert "1,5% per jaar over 2016-2021 en 4,3% over 2016-2024." in pace.also_text(found)
    assert pace.also_text(pace.reached("aardgasvrij_aandeel")) == ""


def test_an_indicator_without_series_elsewhere_has_no_paces():
    assert pace.reached("groen_aandeel") is None
    assert pace.reached("aardgasvrij_aandeel", BUURT) is None
    assert pace.measure_of(None) is None


def test_the_source_names_publisher_tables_and_years():
    told = pace.source_text(pace.reached("zonnestroom_installaties"))
    assert told.startswith("Bron: CBS (84517NED, ")
    assert "86044NED)" in told
    assert "Quintel (ETLocal 2016)" in told
    assert told.endswith("2017-2022; eigen berekening")


def test_what_the_series_of_others_are_about_names_each_of_them():
    assert set(MEASURES) == {
        "aardgasvrij_aandeel",
        "gas_gem_tc",
        "zonnestroom_installaties",
        "zonnestroom_vermogen",
    }
    for words in ("aardgasvrije woningen", "gas per woning", "zonnepanelen"):
        assert words in pace.ABOUT
