"""Figures kept by hand: complete, traceable, and fitting the catalogue and each other."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pandas as pd
import pytest

from wijkdata import catalogue, emissions, observations, weather
from wijkdata.sources import reference_tables

RAW = os.environ.get("WIJKDATA_RAW")


def factor(year: int, carrier: str) -> float:
    table = reference_tables.co2_factors().set_index(["year", "carrier"])["value"]
    return float(table[(year, carrier)])


#: No source gives these.
FOR_THE_TEAM = {"huurverandering", "inductie_kosten"}


def parameter(name: str) -> pd.Series:
    return reference_tables.parameters().set_index("id").loc[name]


def test_there_is_one_co2_factor_per_year_and_carrier() -> None:
    table = reference_tables.co2_factors()
    assert set(table["year"]) == set(range(2012, 2023))
    assert not table.duplicated(["year", "carrier"]).any()
    assert table.groupby("year")["carrier"].agg(set).eq(set(emissions.CARRIERS)).all()
    assert set(table["scope"]) == {emissions.SCOPE}
    assert dict(zip(table["carrier"], table["unit"], strict=True)) == {
        "gas": "kg/m³",
        "elektriciteit": "kg/kWh",
        "warmte": "kg/GJ",
    }


def test_co2_factors_are_those_of_the_klimaatmonitor() -> None:
    assert (factor(2014, "gas"), factor(2014, "elektriciteit")) == (1.785, 0.503)
    assert (factor(2015, "elektriciteit"), factor(2022, "elektriciteit")) == (0.529, 0.272)
    assert factor(2018, "warmte") == 35.97


def test_the_factor_of_gas_is_combustion_of_its_lower_heating_value() -> None:
    energy = float(parameter("energie_inhoud_gas")["value"])  # GJ/m³
    for year in range(2012, 2023):
        assert factor(year, "gas") / energy == pytest.approx(56.5, abs=0.11)  # kg/GJ, TTW; WTW would be 66


def test_degree_days_of_the_years_that_cbs_published() -> None:
    published = {2010: 3321, 2011: 2622, 2012: 2879, 2013: 3078, 2014: 2385}  # CBS 80182NED
    for year, value in published.items():
        assert round(float(parameter(f"graaddagen_{year}")["value"])) == value
        assert "gelijk aan CBS 80182NED" in parameter(f"graaddagen_{year}")["note"]
    assert "niet met CBS vergeleken" in parameter("graaddagen_2015")["note"]


def test_degree_days_after_the_last_year_that_could_be_computed_are_estimates() -> None:
    table = reference_tables.parameters().set_index("id")
    status = table.loc[table.index.str.startswith("graaddagen_2"), "status"].to_dict()
    assert status == {
        **{f"graaddagen_{year}": "definitief" for year in range(2010, 2022)},
        **{f"graaddagen_{year}": "geschat" for year in range(2022, 2026)},
    }
    assert (table.loc["graaddagen_2024", "low"], table.loc["graaddagen_2024", "high"]) == (2352, 2423)


def test_the_norm_belongs_to_the_degree_days_of_the_years() -> None:
    """CBS sets 2.949 beside 2.879 (2012) and 3.078 (2013); the lower mean it also gives counts warm days off."""
    assert parameter("graaddagen_norm_1981_2010")["value"] == 2949


def test_the_parameters_correct_gas_in_the_right_direction() -> None:
    share = float(parameter("aandeel_verwarming")["value"])
    norm = float(parameter("graaddagen_norm_1981_2010")["value"])
    assert share == 0.8
    for year, up in ((2010, False), (2014, True)):  # a cold and a mild year
        days = float(parameter(f"graaddagen_{year}")["value"])
        corrected = weather.correct_gas(1000, share=share, degree_days_year=days, degree_days_norm=norm)
        assert (corrected > 1000) is up


def test_ranges_hold_their_value() -> None:
    for _, row in reference_tables.parameters().iterrows():
        assert math.isnan(row["low"]) or row["low"] <= row["value"]
        assert math.isnan(row["high"]) or row["value"] <= row["high"]
    heat = parameter("warmte_per_aansluiting")
    assert (heat["value"], heat["low"], heat["unit"]) == (27.9, 20, "GJ/jaar")


@pytest.mark.parametrize("name", ["co2_factors", "parameters", "references"])
def test_every_figure_has_a_status_a_source_and_a_table(name: str) -> None:
    table: pd.DataFrame = getattr(reference_tables, name)()
    if name == "parameters":
        table = table[~table["id"].isin(FOR_THE_TEAM)]
    assert table["value"].notna().all()
    assert set(table["status"]) <= set(observations.STATUSES) - set(observations.WITHOUT_VALUE)
    for column in ("source", "table", "unit"):
        assert table[column].str.strip().ne("").all()


def test_what_only_the_team_can_say_has_no_value_and_says_so() -> None:
    table = reference_tables.parameters().set_index("id")
    assert set(table.index[table["value"].isna()]) == FOR_THE_TEAM
    for one in FOR_THE_TEAM:
        assert table.loc[one, "status"] == "ontbreekt"
        assert "Voer" in table.loc[one, "note"] or "voer" in table.loc[one, "note"]


def test_references_fit_the_catalogue() -> None:
    for _, row in reference_tables.references().iterrows():
        indicator = catalogue.indicator(row["indicator"])
        low, high = indicator.limits
        assert row["unit"] == indicator.unit
        assert low is None or row["value"] >= low
        assert high is None or row["value"] <= high
        assert row["description"].endswith(".")


def test_references_do_not_repeat_what_cbs_tables_have_newer() -> None:
    table = reference_tables.references()
    named = set(table.loc[table["year"].notna(), "indicator"])  # a goal is no figure
    assert not named & {"gas_gem", "elektra_gem", "aardgasvrij_aandeel", "stadsverwarming_aandeel"}


def test_a_reference_has_a_year_unless_it_is_a_rule_of_thumb_or_a_goal() -> None:
    table = reference_tables.references()
    without_year = table[table["year"].isna()]
    assert (
        without_year["description"]
        .str.contains("richtlijn|[Gg]een norm|streven|Een doel|Bij renovatie")
        .all()
    )
    dated = table[table["year"].notna()]
    assert not dated.duplicated(["indicator", "year", "area"]).any()


def test_energy_poverty_of_2023_is_the_revised_figure() -> None:
    table = reference_tables.references()
    row = table[(table["indicator"] == "energiearmoede") & (table["year"] == 2023)].iloc[0]
    assert row["value"] == 4.0
    assert "4,8%" in row["description"]


@pytest.mark.skipif(not RAW, reason="WIJKDATA_RAW is not set")
def test_green_and_paved_are_the_rounded_national_means() -> None:
    assert RAW is not None
    text = (Path(RAW) / "klimaateffect" / "nederland-aggregates.json").read_text(encoding="utf-8")
    published = json.loads(text)
    table = reference_tables.references()
    atlas = table[table["source"] == "Klimaateffectatlas"].set_index("indicator")
    for indicator, key in (("verhard_aandeel", "Verharding "), ("boomkroon_aandeel", "Boomkroonoppervlakte")):
        means = published["aggregates"][key]
        assert atlas["value"][indicator] == round(means["bebouwde_kom"], 1)
        whole = f"{means['hele_buurt']:.1f}".replace(".", ",")
        assert whole in atlas["description"][indicator]
        assert published["version"] in atlas["table"][indicator]
