"""Degree days and corrected gas, against the examples that CBS published."""

from __future__ import annotations

import math

import pytest

from wijkdata import datasets
from wijkdata.errors import WijkdataError
from wijkdata.weather import correct_gas, degree_days, factors


@pytest.mark.parametrize(
    ("share", "year", "norm", "heating", "other", "published"),
    [
        pytest.param(0.78, 2525, 3075, 950, 220, 1170, id="CBS 2009, norm 1971-2000"),
        pytest.param(0.80, 3300, 2950, 715, 200, 915, id="CBS 2011, norm 1981-2010"),
    ],
)
def test_corrected_gas_equals_the_published_example(share, year, norm, heating, other, published):
    corrected = correct_gas(1000, share=share, degree_days_year=year, degree_days_norm=norm)
    assert round(corrected) == published
    assert round(correct_gas(1000 * share, share=1, degree_days_year=year, degree_days_norm=norm)) == heating
    assert corrected - other == pytest.approx(heating, abs=0.5)


def test_degree_days_equal_the_published_example():
    # CBS 2012: days of 20, 10 and -4 °C count 0, 8 and 22.
    assert degree_days([20]) == 0
    assert degree_days([20, 10, -4]) == 30
    assert degree_days([]) == 0


def test_a_mild_year_is_corrected_up_and_a_cold_one_down():
    # CBS 2014: 2,879 degree days in 2012 and 3,078 in 2013, norm 2,949.
    mild = correct_gas(1000, share=0.8, degree_days_year=2879, degree_days_norm=2949)
    cold = correct_gas(1000, share=0.8, degree_days_year=3078, degree_days_norm=2949)
    assert mild == pytest.approx(800 * 2949 / 2879 + 200)
    assert cold == pytest.approx(800 * 2949 / 3078 + 200)
    assert cold < 1000 < mild


def test_no_gas_stays_no_gas_and_a_normal_year_changes_nothing():
    assert correct_gas(0, share=0.8, degree_days_year=2500, degree_days_norm=2900) == 0
    assert correct_gas(830, share=0.8, degree_days_year=2900, degree_days_norm=2900) == pytest.approx(830)
    assert correct_gas(830, share=0, degree_days_year=2500, degree_days_norm=2900) == 830


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"gas": -1}, "gasverbruik (−1)", id="negative gas"),
        pytest.param({"gas": math.nan}, "gasverbruik (onbekend)", id="unknown gas"),
        pytest.param({"share": 80}, "tussen 0 en 1", id="share in percents"),
        pytest.param({"degree_days_year": 0}, "dit jaar (0)", id="no degree days"),
        pytest.param({"degree_days_norm": math.inf}, "een normaal jaar (oneindig)", id="infinite norm"),
    ],
)
def test_impossible_numbers_are_refused_in_dutch(changed, words):
    given = {"gas": 1000, "share": 0.8, "degree_days_year": 2800, "degree_days_norm": 2900} | changed
    with pytest.raises(WijkdataError) as refused:
        correct_gas(**given)
    assert words in str(refused.value)


def test_a_missing_day_is_not_a_day_without_heating():
    with pytest.raises(WijkdataError, match="dag 2 ontbreekt"):
        degree_days([5, math.nan, 5])


def test_the_factor_of_a_year_follows_from_the_parameters():
    given = {
        "aandeel_verwarming": 0.8,
        "graaddagen_norm_1981_2010": 2949,
        "graaddagen_2012": 2879,
        "graaddagen_2013": 3078,
        "warmte_per_aansluiting": 27.9,
    }
    assert factors(given) == pytest.approx({2012: 0.8 * 2949 / 2879 + 0.2, 2013: 0.8 * 2949 / 3078 + 0.2})


def test_the_embedded_parameters_are_those_of_the_published_examples():
    """CBS 2014 names 2,879 and 3,078 degree days beside the norm of 2,949; the share of CBS 2011 is .80."""
    table = datasets.parameters()
    assert table["value"]["graaddagen_norm_1981_2010"] == 2949
    assert table["value"]["aandeel_verwarming"] == 0.8
    assert [round(table["value"][f"graaddagen_{year}"]) for year in (2012, 2013)] == [2879, 3078]
    used = table.loc[["aandeel_verwarming", "graaddagen_norm_1981_2010"]]
    assert (used["source"] == "CBS").all()
    assert (used["table"] != "").all()
