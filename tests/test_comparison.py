"""What the figures of an area are held against."""

from __future__ import annotations

import pandas as pd
import pytest

from wijkdata import comparison, figures
from wijkdata.series import series

AREA = figures.project_area("BU05991448", "BU05991449")
FIGURES = series(AREA)


def test_the_gemeente_and_the_country_stand_beside_a_mean() -> None:
    """CBS 81528NED: 840 m³ in Rotterdam and 1.240 m³ in the Netherlands in 2017."""
    found = comparison.beside(AREA, "gas_gem", FIGURES).set_index(["name", "year"])["value"]
    assert found["Rotterdam", 2017] == 840
    assert found["Nederland", 2017] == 1240


@pytest.mark.parametrize(
    "indicator", ["woningen", "co2_woningen", "aardgasvrij_aantal", "zonnestroom_vermogen"]
)
def test_nothing_is_held_against_a_total(indicator: str) -> None:
    assert comparison.beside(AREA, indicator, FIGURES).empty


def test_co2_without_heat_is_not_held_against_co2_with_heat() -> None:
    assert comparison.beside(AREA, "co2_woning", FIGURES).empty
    wijk = figures.project_area("WK059914")
    assert set(comparison.beside(wijk, "co2_woning", series(wijk))["name"]) == {"Rotterdam", "Nederland"}


def test_a_rule_of_thumb_has_no_year() -> None:
    found = comparison.beside(AREA, "boomkroon_aandeel", FIGURES).set_index("name")
    assert found.loc["3-30-300", "value"] == 30
    assert pd.isna(found.loc["3-30-300", "year"])
    assert found.loc["Nederland", "source"] == "Klimaateffectatlas"


def test_an_area_is_not_held_against_itself() -> None:
    rotterdam = figures.project_area("GM0599")
    assert set(comparison.beside(rotterdam, "gas_gem", series(rotterdam))["name"]) == {"Nederland"}
