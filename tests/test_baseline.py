"""The baseline: the newest usable figure, why this one, and what to do where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijkdata import aggregate, catalogue, datasets, figures
from wijkdata.baseline import COLUMNS, baseline, firmest
from wijkdata.errors import NoFigureError, UnknownIndicatorError

A, B = "BU05991448", "BU05991449"
BOTH = datasets.areas().project_area([A, B])


@dataclass(frozen=True)
class Counted:
    indicator: str = "gas_gem"
    year: int = 2023
    value: float = 812.0
    source: str = "Meteropname Prinsenland"
    method: str = "opname bij 200 woningen"
    sample: int | None = None
    response: float | None = None


def _figures(*rows: dict[str, Any]) -> pd.DataFrame:
    filled = [
        {
            "indicator": "gas_gem",
            "value": 900.0,
            "unit": "m³/jaar",
            "status": "definitief",
            "source": "CBS",
            "table": "T",
            "method": "gepubliceerd",
            "note": "",
            "retrieved": "2025-01-31",
            "boundary_year": row["year"],
            "coverage": 1.0,
            "missing": (),
            "missing_dwellings": 0.0,
        }
        | row
        for row in rows
    ]
    return pd.DataFrame(filled, columns=aggregate.COLUMNS)


def _gas(*rows: dict[str, Any], **options: Any) -> pd.Series:
    return baseline(BOTH, indicators=["gas_gem"], figures=_figures(*rows), **options).iloc[0]


def test_the_firmest_figure_is_counted_and_no_model():
    def row(indicator, year, status, coverage=1.0, value=5.0):
        return {"indicator": indicator, "year": year, "status": status, "coverage": coverage, "value": value}

    table = pd.DataFrame(
        [
            row("gas_gem_tc", 2017, "geschat"),
            row("gasaansluitingen", 2019, "model"),
            row("zonnestroom_vermogen", 2021, "definitief"),
            row("zonnestroom_vermogen", 2022, "model"),
            row("bomen_aantal", 2020, "definitief", coverage=0.1),
        ]
    )
    wanted = ["gasaansluitingen", "gas_gem_tc", "bomen_aantal", "zonnestroom_vermogen"]
    assert firmest(wanted, table) == "zonnestroom_vermogen"
    assert firmest(wanted[:2], table) == "gas_gem_tc"
    assert firmest(["bomen_aantal"], table) is None


def test_the_newest_figure_is_taken_and_said_why() -> None:
    row = _gas({"year": 2015, "value": 940.0}, {"year": 2017, "value": 980.0})
    assert (row["year"], row["value"], row["coverage"]) == (2017, 980.0, 1.0)
    assert row["why"] == "Het nieuwste jaar met een bruikbaar cijfer: 2017."
    assert (row["theme"], row["direction"], row["unit"]) == ("energiebesparing", "omlaag", "m³/jaar")


def test_a_newer_year_without_figure_is_passed_over_and_named() -> None:
    late = {"year": 2018, "value": np.nan, "status": "ontbreekt", "coverage": 0.0, "note": "nog niet uit"}
    row = _gas({"year": 2017, "value": 980.0}, late)
    assert row["year"] == 2017
    assert row["why"].endswith("Over 2018 is er geen (nog niet uit).")


@pytest.mark.parametrize(("coverage", "year"), [(0.8, 2018), (0.79, 2017)])
def test_a_figure_must_stand_for_enough_dwellings(coverage: float, year: int) -> None:
    row = _gas({"year": 2017}, {"year": 2018, "value": 700.0, "coverage": coverage})
    assert row["year"] == year


def test_part_of_the_dwellings_is_said() -> None:
    assert "voor 84% van de woningen" in _gas({"year": 2017, "coverage": 0.84})["why"]


def test_a_published_zero_is_a_figure() -> None:
    row = _gas({"year": 2016, "value": 900.0}, {"year": 2017, "value": 0.0})
    assert (row["year"], row["value"]) == (2017, 0.0)


def test_an_own_measurement_goes_before_a_published_figure() -> None:
    row = _gas({"year": 2023, "value": 700.0}, measurements=[Counted(year=2021, value=830.0), Counted()])
    assert (row["year"], row["value"], row["status"]) == (2023, 812.0, "eigen meting")
    assert row["source"] == "Meteropname Prinsenland"
    assert row["method"] == "opname bij 200 woningen"
    assert "Eigen meting van het team over 2023" in row["why"]


def test_an_old_own_measurement_does_not_hide_a_newer_figure() -> None:
    row = _gas({"year": 2024, "value": 700.0}, measurements=[Counted()])
    assert (row["year"], row["value"], row["status"]) == (2024, 700.0, "definitief")


def test_what_the_publisher_left_out_is_not_called_secret() -> None:
    """PBL has no figures for four of the eight buurten of Prins Alexander; nothing about them is secret."""
    row = baseline(figures.project_area("WK059914"), indicators=["label_ab_aandeel"]).iloc[0]
    assert row["status"] == "ontbreekt"
    assert "van de woningen met een label" in row["why"]


def test_an_own_measurement_of_another_indicator_or_year_does_not_count() -> None:
    assert _gas({"year": 2017}, measurements=[Counted(indicator="woningen")])["status"] == "definitief"
    row = _gas({"year": 2017}, measurements=[Counted()], year=2017)
    assert (row["year"], row["status"]) == (2017, "definitief")
    assert _gas({"year": 2017}, measurements=[Counted()], year=2023)["status"] == "eigen meting"


def test_an_own_measurement_fills_an_indicator_without_open_data() -> None:
    own = Counted(indicator="draagvlak", value=0.0, method="")
    row = baseline(BOTH, indicators=["draagvlak"], measurements=[own]).iloc[0]
    assert (row["value"], row["method"]) == (0.0, "eigen meting")


def test_the_year_asked_for() -> None:
    row = _gas({"year": 2015, "value": 940.0}, {"year": 2017, "value": 980.0}, year=2015)
    assert (row["year"], row["value"]) == (2015, 940.0)
    assert row["why"] == "Het cijfer over 2015, zoals gevraagd."


def test_a_year_without_figure_lists_the_years_there_are() -> None:
    with pytest.raises(
        NoFigureError, match=r"Over 2012 is er geen cijfer. Wel over 2015 en 2017\."
    ) as caught:
        _gas({"year": 2015}, {"year": 2017}, year=2012)
    assert "Gas per woning, Prinsenland en Het Lage Land" in str(caught.value)


def test_no_open_figures_at_all_asks_for_an_own_measurement() -> None:
    row = baseline(BOTH, indicators=["energiearmoede"]).iloc[0]
    assert np.isnan(row["value"])
    assert (row["status"], row["coverage"]) == ("ontbreekt", 0.0)
    assert "eigen meting" in row["why"]
    with pytest.raises(NoFigureError, match=r"Energiearmoede.*eigen meting"):
        baseline(BOTH, indicators=["energiearmoede"], year=2016)


def test_published_figures_of_two_buurten() -> None:
    row = baseline(BOTH, indicators=["gas_gem"]).iloc[0]
    assert row["year"] == 2017
    assert row["value"] == pytest.approx((930 * 5154 + 1030 * 5875) / (5154 + 5875))
    assert (row["source"], row["table"], row["status"]) == ("CBS", "83765NED", "definitief")
    assert "Over 2018 is er geen" in row["why"]
    assert "nog niet gepubliceerd" in row["why"]
    assert row["why"].endswith("Haal nieuwere jaren op met ‘wijkdata fetch GM0599’.")


def test_a_suppressed_share_offers_the_figure_of_the_wijk() -> None:
    """CBS shows 6,3% for wijk Hoek van Holland in 2017, and nothing for one of its buurten."""
    row = baseline("BU05991703", indicators=["laag_inkomen_aandeel"]).iloc[0]
    assert np.isnan(row["value"])
    assert row["status"] == "geheim"
    assert "Niet openbaar" in row["why"]
    assert "de wijk Hoek van Holland: 6,3% (2017)" in row["why"]


def test_no_wijk_is_offered_where_the_area_lies_in_two() -> None:
    area = datasets.areas().project_area([A, "BU05990321"])
    hidden = _figures(
        {"indicator": "stadsverwarming_aandeel", "year": 2017, "value": np.nan, "status": "geheim"}
    )
    row = baseline(area, indicators=["stadsverwarming_aandeel"], figures=hidden).iloc[0]
    assert row["status"] == "geheim"
    assert "cijfer van de wijk" not in row["why"]


def test_a_count_of_the_wijk_is_no_substitute_for_one_of_the_buurten() -> None:
    hidden = _figures({"indicator": "inwoners", "year": 2017, "value": np.nan, "status": "geheim"})
    row = baseline(BOTH, indicators=["inwoners"], figures=hidden).iloc[0]
    assert "cijfer van de wijk" not in row["why"]
    assert "eigen meting" in row["why"]


def test_every_indicator_has_a_row_and_a_reason() -> None:
    table = baseline(BOTH)
    assert list(table.columns) == COLUMNS
    assert table["indicator"].tolist() == [
        key for key, one in catalogue.indicators().items() if not one.detail
    ]
    assert table["why"].str.endswith(".").all()
    without = table["value"].isna()
    assert table.loc[without, "status"].isin(["geheim", "ontbreekt"]).all()
    assert not table.loc[~without, "status"].isin(["geheim", "ontbreekt"]).any()
    assert table.loc[~without, "source"].ne("").all()


def test_an_unknown_indicator_gets_the_nearest() -> None:
    with pytest.raises(UnknownIndicatorError, match="gas_gem"):
        baseline(BOTH, indicators=["gas_gen"])


MODELLED = {"year": 2023, "value": 700.0, "status": "model", "source": "PBL"}


def test_what_was_measured_goes_before_a_newer_model() -> None:
    row = _gas({"year": 2017, "value": 980.0}, MODELLED)
    assert (row["year"], row["value"], row["status"]) == (2017, 980.0, "definitief")
    assert row["why"] == (
        "Het nieuwste jaar met een gemeten cijfer: 2017. Over 2023 is er een cijfer uit een model (700 m³/jaar); wat "
        "is gemeten gaat voor."
    )


def test_a_model_is_better_than_nothing_and_is_said_to_be_one() -> None:
    nothing = {"year": 2017, "value": np.nan, "status": "ontbreekt", "coverage": 0.0, "note": "nog niet uit"}
    row = _gas(nothing, MODELLED)
    assert (row["year"], row["status"]) == (2023, "model")
    assert "uit een model: 2023" in row["why"]
    own = _gas(nothing, MODELLED, measurements=[Counted(year=2020)])
    assert (own["year"], own["status"]) == (2020, "eigen meting")
    assert own["why"].endswith("in plaats van 700 m³/jaar (PBL, 2023).")


def test_what_is_not_loaded_yet_is_not_said_to_be_closed() -> None:
    gas = baseline(BOTH, indicators=["gas_gem"], figures=_figures()).iloc[0]["why"]
    assert "nog niets geladen" in gas
    assert "wijkdata fetch" in gas
    poverty = baseline(BOTH, indicators=["energiearmoede"], figures=_figures()).iloc[0]["why"]
    assert poverty.startswith("Hierover zijn geen open cijfers.")


def test_an_area_goes_by_its_codes_or_name_too() -> None:
    expected = baseline(BOTH, indicators=["gas_gem"])
    pd.testing.assert_frame_equal(baseline([A, B], indicators=["gas_gem"]), expected)
    assert baseline("Prinsenland", indicators=["gas_gem"])["value"].item() == 930


def test_the_range_of_the_figure_stands_beside_it() -> None:
    # Rounded to 10 by CBS since 2015: 5 on both sides, whatever the numbers of dwellings.
    row = baseline(BOTH, indicators=["gas_gem"]).iloc[0]
    assert row["high"] - row["value"] == pytest.approx(5)
    assert row["value"] - row["low"] == pytest.approx(5)
    assert row["why_range"] == "CBS rondt af op 10 m³/jaar"


def test_what_the_wijk_leaves_over_is_told_and_is_no_figure() -> None:
    row = baseline(BOTH, indicators=["stadsverwarming_aandeel"]).iloc[0]
    assert (row["status"], row["year"]) == ("geheim", 2017)
    assert np.isnan(row["value"])
    assert row["low"] == 0
    assert 0 < row["high"] < 10
    assert (
        "Het ligt tussen 0,0% en 2,8%: dat volgt uit het cijfer van Prins Alexander (42,0%) en de bekende buurten "
        "(2017)." in row["why"]
    )
    # The wijk as a whole cannot stand in for an area that is known to be another.
    assert "gebruik het cijfer van de wijk" not in row["why"]


def test_an_own_share_has_the_range_of_its_respondents() -> None:
    asked = Counted("draagvlak", 2024, 50.0, "enquête", sample=400, response=0.4)
    row = baseline(BOTH, indicators=["draagvlak"], measurements=[asked]).iloc[0]
    assert 44 < row["low"] < 46
    assert 54 < row["high"] < 56
    assert row["why_range"].startswith("400 ondervraagden, respons 40%")
