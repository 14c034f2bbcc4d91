"""An objective that follows the weather is judged on years of normal weather: both figures corrected, or neither."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from wijkdata import datasets, figures, weather
from wijkdata.ambition import edit
from wijkdata.ambition.follow_up import follow_up, follow_ups
from wijkdata.ambition.model import Ambition, Figure, Measuring, Objective, OwnMeasurement, Target
from wijkdata.ambition.standing import as_rows
from wijkdata.series import series

AREA = figures.project_area("BU05991448", "BU05991449")
FIGURES = series(AREA)
FACTORS = weather.factors(datasets.parameters()["value"].to_dict())


def objective(indicator="gas_gem", value=900.0, year=2014, target=600.0, direction="omlaag", **changes):
    given = {
        "id": "doel",
        "theme": "energiebesparing",
        "indicator": indicator,
        "direction": direction,
        "baseline": Figure(
            value=value, year=year, unit="m³/jaar", status="definitief", source="CBS", table="T"
        ),
        "target": Target(value=target, year=2030),
        "owner": "Gemeente",
        "measuring": Measuring(how="CBS", frequency="elk jaar"),
    }
    return Objective(**{**given, **changes})


def rows(raw, normal=None, indicator="gas_gem"):
    """A raw series, and beside it the corrected one; by default that of gas."""
    given = {year: value * FACTORS[year] for year, value in raw.items()} if normal is None else normal
    return pd.DataFrame(
        [
            {
                "indicator": name,
                "year": year,
                "value": value,
                "status": "definitief" if name == indicator else "geschat",
                "source": "CBS",
                "table": "T",
                "method": "gepubliceerd" if name == indicator else "gecorrigeerd",
                "coverage": 1.0,
                "note": "",
            }
            for name, values in ((indicator, raw), (f"{indicator}_tc", given))
            for year, value in values.items()
        ]
    )


def test_both_figures_are_corrected_and_both_raw_ones_are_shown():
    # 2014 was mild (2,385 degree days, norm 2,949), 2017 less so (2,647).
    standing = follow_up(objective(), rows({2014: 900.0, 2017: 950.0}))
    first, last = 900 * (0.8 * 2949 / 2385 + 0.2), 950 * (0.8 * 2949 / 2647.1 + 0.2)
    assert (standing.baseline.value, standing.newest.value) == (900.0, 950.0)
    assert [one.value for one in standing.points] == [900.0, 950.0]
    assert standing.corrected.baseline.value == pytest.approx(first)
    assert standing.corrected.newest.value == pytest.approx(last)
    path = first + (600 - first) * 3 / 16
    assert standing.path_value == pytest.approx(path)
    assert standing.ratio == pytest.approx((first - last) / (first - path))
    assert standing.observed_rate == pytest.approx((first - last) / 3)
    assert standing.required_rate == pytest.approx((last - 600) / 13)
    assert (
        "de nulmeting van 900 (2014) telt als 1.070 en het cijfer van 950 (2017) als 1.037" in standing.reason
    )
    assert "waarde in een jaar met normaal weer" in standing.reason
    assert "zachte winter" not in standing.reason


def test_the_raw_figures_would_have_said_something_else():
    raw = rows({2014: 900.0, 2017: 950.0})
    only = raw[raw["indicator"] == "gas_gem"]
    assert follow_up(objective(), only).status == "verkeerde richting"
    assert follow_up(objective(), raw).status == "onvoldoende"


@pytest.mark.parametrize("known", [2014, 2017])
def test_one_figure_that_cannot_be_corrected_leaves_both_as_measured(known):
    normal = {known: 1000.0}
    standing = follow_up(objective(), rows({2014: 900.0, 2017: 950.0}, normal))
    other = {2014, 2017} - {known}
    assert standing.corrected is None
    assert standing.status == "verkeerde richting"
    assert standing.path_value == 900 - 300 * 3 / 16
    assert f"Voor het weer van {other.pop()} is hier geen correctie bekend" in standing.reason
    assert "zachte winter" in standing.reason


def test_a_pinned_figure_that_was_revised_is_corrected_in_the_same_ratio():
    standing = follow_up(objective(value=880.0), rows({2014: 900.0, 2017: 950.0}))
    assert standing.corrected.baseline.value == pytest.approx(880 * FACTORS[2014])
    assert standing.baseline.value == 880.0
    assert standing.revised


def test_before_the_first_new_figure_the_pace_starts_from_the_corrected_baseline():
    standing = follow_up(objective(), rows({2014: 900.0}))
    assert standing.corrected.baseline.value == pytest.approx(900 * FACTORS[2014])
    assert standing.required_rate == pytest.approx((900 * FACTORS[2014] - 600) / 16)
    assert standing.status == "niet te bepalen"


def test_a_year_in_between_that_cannot_be_corrected_is_no_point():
    raw = {2014: 900.0, 2015: 930.0, 2017: 950.0}
    normal = {2014: 900 * FACTORS[2014], 2017: 950 * FACTORS[2017]}
    standing = follow_up(objective(), rows(raw, normal))
    assert [one.year for one in standing.points] == [2014, 2015, 2017]
    assert [one.year for one in standing.corrected.points] == [2014, 2017]


def test_gas_that_the_team_counted_itself_is_corrected_too():
    counted = OwnMeasurement(indicator="gas_gem", year=2018, value=955.0, source="telling")
    standing = follow_up(objective(), rows({2014: 900.0}), [counted])
    assert standing.corrected.newest.value == pytest.approx(955 * (0.8 * 2949 / 2604.4 + 0.2))
    assert standing.newest.value == 955.0


def test_co2_that_the_team_counted_itself_cannot_be_corrected_and_so_nothing_is():
    counted = OwnMeasurement(indicator="co2_woning", year=2018, value=2700.0, source="telling")
    goal = objective("co2_woning", 2957.0, target=1500.0)
    standing = follow_up(goal, rows({2014: 2957.0}, {2014: 3270.0}, "co2_woning"), [counted])
    assert standing.corrected is None
    assert standing.path_value == pytest.approx(2957 - 1457 * 4 / 16)
    assert "hoeveel gas erin zit, is niet bekend" in standing.reason


def test_no_gas_is_no_gas_in_any_weather():
    raw = {2014: 900.0, 2017: 0.0}
    standing = follow_up(objective(target=0.0), rows(raw))
    assert standing.corrected.newest.value == 0
    assert standing.status == "behaald"


def test_a_target_that_was_met_in_normal_weather_from_the_start_says_so():
    # 2010 was cold: 950 m³ is 866 in a normal year, below the target of 900.
    standing = follow_up(objective(value=950.0, year=2010, target=900.0), rows({2010: 950.0, 2017: 880.0}))
    assert standing.status == "niet te bepalen"
    assert standing.forecast is None
    assert "al gehaald" in standing.reason
    assert "gemeten 950 m³/jaar" in standing.reason
    assert standing.incomparable == ""


def test_estimated_degree_days_are_told():
    standing = follow_up(objective(), rows({2014: 900.0, 2023: 700.0}))
    assert "De graaddagen van 2023 zijn geschat." in standing.reason


def test_a_corrected_series_is_not_corrected_again():
    standing = follow_up(
        objective("gas_gem_tc", 1070.0), rows({2014: 1.0, 2017: 1.0}, {2014: 1070.0, 2017: 1037.0})
    )
    assert standing.corrected is None
    assert standing.newest.value == 1037.0
    assert "jaar met normaal weer" not in standing.reason


def test_figures_that_cannot_be_compared_stay_so():
    raw = rows({2014: 900.0, 2017: 950.0})
    raw["missing"] = [(), (), (), ()]
    raw.loc[raw["year"] == 2017, "coverage"] = 0.9
    raw["missing"] = [("BU05991448",) if year == 2017 else () for year in raw["year"]]
    standing = follow_up(objective(), raw)
    assert standing.status == "niet te bepalen"
    assert "niet over dezelfde buurten" in standing.reason
    assert standing.incomparable


# --- with the embedded figures -----------------------------------------------------------------------------------


def pinned(indicator: str, target: float) -> Ambition:
    row = FIGURES[(FIGURES["indicator"] == indicator) & (FIGURES["year"] == 2014)].iloc[0]
    start = edit.set_area(Ambition(), list(AREA.codes), "", 2014)
    figure = Figure(
        value=float(row["value"]),
        year=2014,
        unit=row["unit"],
        status=row["status"],
        source=row["source"],
        table=row["table"],
        method=row["method"],
    )
    made, key = edit.start_objective(start, "aardgasvrij", indicator, figure)
    return edit.set_responsibility(
        edit.set_target(made, key, target, 2030),
        key,
        owner="Gemeente",
        how="CBS",
        who="",
        frequency="elk jaar",
    )


@pytest.mark.parametrize(
    ("indicator", "target"), [("gas_gem", 600.0), ("co2_woning", 1500.0), ("co2_woningen", 16_000.0)]
)
def test_the_embedded_figures_are_judged_on_the_corrected_series(indicator, target):
    (standing,) = follow_ups(pinned(indicator, target), FIGURES)
    known = FIGURES[FIGURES["indicator"] == f"{indicator}_tc"].set_index("year")["value"]
    assert standing.corrected.baseline.value == known[2014]
    assert standing.corrected.newest.value == known[2017]
    path = known[2014] + (target - known[2014]) * 3 / 16
    assert standing.path_value == pytest.approx(path)
    assert ("alleen het gas" in standing.reason) == indicator.startswith("co2")
    row = json.loads(json.dumps(as_rows([standing]), allow_nan=False))[0]
    assert row["corrected"]["newest"]["value"] == known[2017]
    assert row["newest"]["value"] == standing.newest.value


def test_the_fall_in_co2_is_judged_on_the_corrected_series():
    ambition = pinned("co2_woning", 1500.0)
    start = Figure(value=0.0, year=2014, unit="%", status="geschat", source="CBS")
    made, key = edit.start_objective(ambition, "aardgasvrij", "co2_reductie", start)
    made = edit.set_target(made, key, 50.0, 2030)
    standing = next(one for one in follow_ups(made, FIGURES) if one.indicator == "co2_reductie")
    raw, normal = (
        FIGURES[FIGURES["indicator"] == one].set_index("year")["value"]
        for one in ("co2_woning", "co2_woning_tc")
    )
    assert standing.newest.value == pytest.approx((1 - raw[2017] / raw[2014]) * 100)
    assert standing.corrected.newest.value == pytest.approx((1 - normal[2017] / normal[2014]) * 100)
    assert standing.corrected.baseline.value == 0


def test_the_fall_from_a_count_of_the_team_itself_is_not_corrected():
    ambition = pinned("co2_woning", 1500.0)
    own = ambition.objectives[0].baseline.model_copy(update={"status": "eigen meting"})
    ambition = edit.pin_baseline(ambition, ambition.objectives[0].id, own)
    (standing,) = follow_ups(ambition, FIGURES)
    assert standing.corrected is None


def test_own_gas_moves_an_objective_for_gas_without_the_weather():
    ambition = pinned("gas_gem_tc", 600.0)
    counted = OwnMeasurement(indicator="gas_gem", year=2018, value=955.0, source="telling")
    (standing,) = follow_ups(edit.add_measurement(ambition, counted), FIGURES)
    assert standing.newest.year == 2018
    assert standing.newest.value == pytest.approx(955 * FACTORS[2018])
