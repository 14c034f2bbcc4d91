"""Figures that follow from the ambition itself: the fall in CO2 since its baseline, and how much is testable."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from wijkdata import datasets
from wijkdata.ambition import edit, file
from wijkdata.ambition.derived import with_derived
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.ambition.model import Ambition, Figure
from wijkdata.baseline import baseline
from wijkdata.series import series

AREA = ["BU05991448", "BU05991449"]


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return series(AREA)


def ambition_with(indicator: str, value: float, year: int = 2014) -> Ambition:
    """An ambition whose only objective starts from this figure of CO2."""
    start = edit.set_area(Ambition(), AREA, "", 2014)
    unit = "t/jaar" if indicator == "co2_woningen" else "kg/jaar"
    figure = Figure(value=value, year=year, unit=unit, status="geschat", source="CBS")
    return edit.start_objective(start, "aardgasvrij", indicator, figure)[0]


def of(rows: pd.DataFrame, indicator: str) -> dict[int, float]:
    chosen = rows[rows["indicator"] == indicator]
    return dict(zip(chosen["year"], chosen["value"], strict=True))


def test_the_fall_is_reckoned_from_the_baseline(found: pd.DataFrame) -> None:
    total = of(found, "co2_woningen")
    fall = of(with_derived(ambition_with("co2_woningen", 32_000.0), found), "co2_reductie")
    assert fall[2014] == 0
    for year in (2015, 2016, 2017):
        assert fall[year] == pytest.approx((32_000 - total[year]) / 32_000 * 100)
    assert min(fall) == 2014


def test_the_fall_per_dwelling_serves_where_there_is_no_total(found: pd.DataFrame) -> None:
    per_dwelling = of(found, "co2_woning")
    fall = of(with_derived(ambition_with("co2_woning", 3_000.0), found), "co2_reductie")
    assert fall[2017] == pytest.approx((3_000 - per_dwelling[2017]) / 3_000 * 100)


def test_an_own_measurement_counts(found: pd.DataFrame) -> None:
    ambition = edit.measure(
        ambition_with("co2_woningen", 32_000.0), "co2_woningen", 24_000.0, 2024, "telling"
    )
    rows = with_derived(ambition, found)
    assert of(rows, "co2_reductie")[2024] == 25
    last = rows[(rows["indicator"] == "co2_reductie") & (rows["year"] == 2024)].iloc[0]
    assert (last["status"], last["source"], last["coverage"]) == ("eigen meting", "telling", 1.0)


def test_without_a_baseline_of_this_area_there_is_no_fall(found: pd.DataFrame) -> None:
    elsewhere = edit.set_area(ambition_with("co2_woningen", 32_000.0), ["BU05991448"], "", 2014)
    for ambition in (Ambition(), elsewhere):
        rows = with_derived(ambition, found)
        assert of(rows, "co2_reductie") == {}
    why = baseline(AREA, indicators=["co2_reductie"], figures=found).iloc[0]["why"]
    assert why == "Dit volgt uit de ambitie zelf. Bestaat pas als er een nulmeting voor CO₂ is vastgelegd."


def test_a_year_without_co2_has_no_fall(found: pd.DataFrame) -> None:
    fall = of(with_derived(ambition_with("co2_woningen", 32_000.0), found), "co2_reductie")
    unknown = {year for year, value in of(found, "co2_woningen").items() if pd.isna(value) and year > 2014}
    assert unknown
    assert all(pd.isna(fall[year]) for year in unknown)


def row_of(rows: pd.DataFrame, indicator: str, year: int) -> pd.Series:
    return rows[(rows["indicator"] == indicator) & (rows["year"] == year)].iloc[0]


def test_a_fall_lies_between_what_its_two_figures_leave_open(found: pd.DataFrame) -> None:
    """By hand: no heat network here, so nothing is shared, and the least and the most that both can be count."""
    then, now = (row_of(found, "co2_woningen", year) for year in (2014, 2017))
    fall = row_of(with_derived(ambition_with("co2_woningen", then["value"]), found), "co2_reductie", 2017)
    assert fall["low"] == pytest.approx(100 * (1 - now["high"] / then["low"]))
    assert fall["high"] == pytest.approx(100 * (1 - now["low"] / then["high"]))
    assert fall["low"] < fall["value"] < fall["high"]
    assert fall["why_range"] == "door de marges van de CO₂ in 2014 en in 2017"
    start = row_of(with_derived(ambition_with("co2_woningen", then["value"]), found), "co2_reductie", 2014)
    assert (start["low"], start["high"]) == (0, 0)


def test_ends_of_a_fall_in_normal_weather_go_together(found: pd.DataFrame) -> None:
    """Which part of the gas follows the weather is one number: the ends of one combination go together."""
    then, now = (row_of(found, "co2_woningen_tc", year) for year in (2014, 2017))
    raw = row_of(found, "co2_woningen", 2014)["value"]
    fall = row_of(with_derived(ambition_with("co2_woningen", raw), found), "co2_reductie_tc", 2017)
    pairs = list(zip(then["joint"], now["joint"], strict=True))
    assert len(pairs) > 1
    lows = [100 * (1 - of_now[1] / of_then[0]) for of_then, of_now in pairs]
    highs = [100 * (1 - of_now[0] / of_then[1]) for of_then, of_now in pairs]
    assert (fall["low"], fall["high"]) == pytest.approx((min(lows), max(highs)))
    assert fall["low"] > 100 * (1 - now["high"] / then["low"])
    # A figure that was pinned before the publisher changed it has the same part of it open.
    other = row_of(with_derived(ambition_with("co2_woningen", raw * 1.1), found), "co2_reductie", 2017)
    plain = row_of(with_derived(ambition_with("co2_woningen", raw), found), "co2_reductie", 2017)
    assert 100 - other["low"] == pytest.approx((100 - plain["low"]) / 1.1)


def test_a_fall_from_or_to_what_the_team_counted_has_no_range(found: pd.DataFrame) -> None:
    ambition = edit.measure(
        ambition_with("co2_woningen", 32_000.0), "co2_woningen", 24_000.0, 2024, "telling"
    )
    later = row_of(with_derived(ambition, found), "co2_reductie", 2024)
    assert pd.isna(later["low"])
    assert pd.isna(later["high"])
    none = row_of(with_derived(ambition_with("co2_woningen", 32_000.0, 2010), found), "co2_reductie", 2017)
    assert pd.isna(none["low"])
    assert none["value"] > 0
    counted = ambition_with("co2_woningen", 32_000.0)
    counted.objectives[0].baseline = counted.objectives[0].baseline.model_copy(
        update={"status": "eigen meting"}
    )
    assert pd.isna(row_of(with_derived(counted, found), "co2_reductie", 2017)["low"])


def test_the_follow_up_of_a_fall_tells_its_range(found: pd.DataFrame) -> None:
    ambition = ambition_with("co2_woningen", of(found, "co2_woningen")[2014])
    start = Figure(value=0.0, year=2014, unit="%", status="geschat", source="CBS")
    ambition, key = edit.start_objective(ambition, "aardgasvrij", "co2_reductie", start)
    standing = next(one for one in follow_ups(ambition, found) if one.objective_id == key)
    assert standing.newest.low < standing.newest.value < standing.newest.high
    assert standing.range_text.startswith("tussen ")


def test_how_much_is_testable_is_that_of_now(found: pd.DataFrame) -> None:
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    dated = example.model_copy(update={"changed": datetime(2025, 3, 1, tzinfo=UTC)})
    rows = with_derived(dated, found)
    assert of(rows, "ambitie_toetsbaar_aandeel") == {2025: 87.5}
    assert of(with_derived(dated, rows), "ambitie_toetsbaar_aandeel") == {2025: 87.5}
    assert rows.columns.tolist() == found.columns.tolist()


def test_a_fall_in_co2_can_be_an_objective(found: pd.DataFrame) -> None:
    ambition = ambition_with("co2_woningen", of(found, "co2_woningen")[2014])
    start = Figure(value=0.0, year=2014, unit="%", status="geschat", source="CBS")
    ambition, key = edit.start_objective(ambition, "aardgasvrij", "co2_reductie", start)
    ambition = edit.set_target(ambition, key, 55.0, 2030)
    ambition = edit.set_responsibility(ambition, key, owner="gemeente", how="CBS", frequency="elk jaar")
    standing = next(one for one in follow_ups(ambition, found) if one.objective_id == key)
    assert standing.newest is not None
    assert standing.newest.year == 2017
    assert standing.status == "onvoldoende"
