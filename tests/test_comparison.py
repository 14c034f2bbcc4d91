"""What the figures of an area are held against."""

from __future__ import annotations

import pandas as pd
import pytest

from wijkdata import comparison, dutch, figures
from wijkdata.baseline import baseline
from wijkdata.correspondence import correspondence
from wijkdata.series import series
from wijkdata.similar import Choice, similar

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


# --- among the buurten that are like it --------------------------------------------------------------------------

ALIKE = similar(AREA)


def _of(code: str, indicator: str, year: int) -> float:
    rows = series(code, [indicator])
    return float(rows.loc[rows["year"] == year, "value"].iloc[0])


def test_how_the_area_stands_among_buurten_like_it() -> None:
    stand = comparison.among(AREA, ALIKE, "gas_gem", FIGURES)
    assert stand.year == 2017
    values = sorted(_of(code, "gas_gem", 2017) for code in ALIKE.codes)
    assert stand.median == pytest.approx((values[3] + values[4]) / 2)
    assert stand.rank == 1 + sum(one < stand.own for one in values)
    assert stand.of == 9
    assert f"Plaats {stand.rank} van 9" in stand.sentence()
    assert "gelijksoortige buurten 9" in stand.finding()


def test_how_the_area_and_they_moved() -> None:
    stand = comparison.among(AREA, ALIKE, "gas_gem", FIGURES)
    assert stand.since == 2014
    own = FIGURES[FIGURES["indicator"] == "gas_gem"].set_index("year")["value"]
    assert stand.own_pace == pytest.approx((own[2017] - own[2014]) / 3)
    code = str(stand.paces.dropna().index[0])
    assert stand.paces[code] == pytest.approx((_of(code, "gas_gem", 2017) - _of(code, "gas_gem", 2014)) / 3)


def test_a_movement_that_follows_the_weather_is_told_without_it_too() -> None:
    """Raw gas rose since the mild year 2014, and fell when corrected; one without the other misleads."""
    stand = comparison.among(AREA, ALIKE, "gas_gem", FIGURES)
    normal = FIGURES[FIGURES["indicator"] == "gas_gem_tc"].set_index("year")["value"]
    fall = (normal[2017] - normal[2014]) / 3
    assert stand.own_pace > 0 > fall
    assert f"+19 m³ (gecorrigeerd voor het weer {dutch.number(fall, 1, unit='m³')})" in stand.sentence()
    assert f"({dutch.number(stand.normal.median_pace, 0, unit='m³')})" in stand.sentence()
    # Of other figures, and of corrected ones themselves, there is nothing to say of the weather.
    for other in ("elektra_gem", "gas_gem_tc"):
        assert "weer" not in comparison.among(AREA, ALIKE, other, FIGURES).sentence()


def test_a_movement_that_cannot_be_corrected_for_the_weather_says_so() -> None:
    raw = FIGURES[FIGURES["indicator"] != "gas_gem_tc"]
    stand = comparison.among(AREA, ALIKE, "gas_gem", raw)
    assert stand.normal is None
    assert "Sinds 2014 per jaar +19 m³, niet gecorrigeerd voor het weer; bij" in stand.sentence()
    # Of other years it says nothing of these.
    other = FIGURES[(FIGURES["indicator"] != "gas_gem_tc") | (FIGURES["year"] != 2014)]
    assert "niet gecorrigeerd" in comparison.among(AREA, ALIKE, "gas_gem", other).sentence()


def test_a_buurt_with_another_boundary_stands_but_does_not_move() -> None:
    stand = comparison.among(AREA, ALIKE, "gas_gem", FIGURES)
    moved = stand.paces.notna()
    for code in stand.paces.index:
        whole = figures.project_area(str(code))
        known = all(pd.notna(_of(str(code), "gas_gem", year)) for year in (2014, 2017))
        assert moved[code] == (known and correspondence(whole, 2014, 2017).comparable)
    assert 0 < (~moved).sum() == len(moved) - moved.sum()
    assert "is de verandering niet te zeggen" in stand.sentence()


def test_what_is_not_public_is_counted_apart() -> None:
    one = figures.project_area(
        "BU05991463"
    )  # Ommoord, of which the share of district heating was public in 2014
    alike = similar(one, Choice(count=60))
    stand = comparison.among(one, alike, "gas_gem", series(one))
    hidden = [code for code in alike.codes if stand.statuses.get(code) == "geheim"]
    assert stand.suppressed == len(hidden)
    assert stand.without == int(stand.others.isna().sum()) >= stand.suppressed > 0
    assert f"waarvan {stand.suppressed} niet openbaar" in stand.sentence()


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("woningen", "een totaal hangt af van de grootte"),
        ("stadsverwarming_aandeel", "van dit gebied is er geen cijfer"),
        ("co2_woning", "op dezelfde manier is berekend"),
    ],
)
def test_why_there_is_nothing_to_compare(indicator: str, words: str) -> None:
    stand = comparison.among(AREA, ALIKE, indicator, FIGURES)
    assert stand.year is None
    assert words in stand.finding()
    assert stand.sentence() == ""


def test_the_middle_of_those_buurten_stands_beside_the_gemeente() -> None:
    found = comparison.beside(AREA, "gas_gem", FIGURES, ALIKE)
    middle = found[found["name"] == comparison.ALIKE].set_index("year")
    values = sorted(_of(code, "gas_gem", 2017) for code in ALIKE.codes)
    assert middle.loc[2017, "value"] == pytest.approx((values[3] + values[4]) / 2)
    assert "die het meest lijken" in middle.loc[2017, "source"]
    assert comparison.ALIKE not in set(comparison.beside(AREA, "gas_gem", FIGURES)["name"])


def test_the_middle_beside_one_figure_names_another_year_and_another_way() -> None:
    rows = baseline(AREA, indicators=["gas_gem", "co2_woning", "woningen"], figures=FIGURES).set_index(
        "indicator", drop=False
    )
    gas = comparison.middle(ALIKE, "gas_gem", rows.loc["gas_gem"])
    assert gas is not None
    assert (gas.year, gas.buurten, gas.same_method) == (2017, 8, True)
    co2 = comparison.middle(ALIKE, "co2_woning", rows.loc["co2_woning"])
    assert co2 is not None
    assert not co2.same_method
    homes = comparison.middle(ALIKE, "woningen", rows.loc["woningen"])
    assert homes is not None
    assert homes.value == ALIKE.table["dwellings"].median()


def test_norms_and_national_figures_are_told_with_their_source() -> None:
    said = comparison.references_sentence("energiearmoede")
    assert said.startswith("6,1% in 2024, voorlopig (CBS, TNO, Monitor Energiearmoede")
    assert "8,6%" not in said
    assert "30,0% (3-30-300, vuistregel): Vuistregel" in comparison.references_sentence("boomkroon_aandeel")
    assert "70" in comparison.references_sentence("draagvlak")
    assert "BW 7:220" in comparison.references_sentence("draagvlak")
    assert comparison.references_sentence("woningen") == ""


def test_a_goal_is_a_level_of_its_own_and_no_figure_of_the_country() -> None:
    found = comparison.beside(AREA, "aardgasvrij_aandeel", FIGURES).set_index("name")
    assert found.loc["landelijk doel 2050", "value"] == 100
    assert pd.isna(found.loc["landelijk doel 2050", "year"])
    assert 100 not in set(found.loc[["Nederland"], "value"])
