"""From buurten to a project area: sums, weighted means, coverage, and what follows from the figures.

Published figures: CBS, Kerncijfers wijken en buurten (82931NED, 83220NED, 83487NED, 83765NED).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijkdata import catalogue, datasets, observations, uncertainty, weather
from wijkdata.aggregate import COLUMNS, aggregate
from wijkdata.areas import Areas, ProjectArea
from wijkdata.errors import UnknownAreaError, UnknownIndicatorError
from wijkdata.series import series

REGISTER = datasets.areas()
A, B = "BU05991448", "BU05991449"
BOTH = REGISTER.project_area([A, B])
EIGHT = REGISTER.project_area([f"BU059914{tail}" for tail in (44, 46, 48, 49, 63, 66, 67, 68)])


def _observations(*rows: dict[str, Any]) -> pd.DataFrame:
    filled = []
    for row in rows:
        base = {
            "year": 2016,
            "unit": catalogue.indicator(row["indicator"]).unit,
            "status": "definitief",
            "source": "CBS",
            "table": "T",
            "method": "gepubliceerd",
            "note": "",
            "retrieved": "2025-01-31",
            "boundary_year": 2016,
        }
        filled.append({**base, **row})
    return observations.validate(pd.DataFrame(filled))


def _figure(area: str, indicator: str, value: float, **changes: Any) -> dict[str, Any]:
    return {"area": area, "indicator": indicator, "value": value, **changes}


def _secret(area: str, indicator: str, **changes: Any) -> dict[str, Any]:
    return _figure(area, indicator, np.nan, status="geheim", note="niet getoond", **changes)


DWELLINGS = (_figure(A, "woningen", 100.0), _figure(B, "woningen", 300.0))


def _one(frame: pd.DataFrame, indicator: str, year: int = 2016) -> pd.Series:
    rows = frame[(frame["indicator"] == indicator) & (frame["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


def _values(frame: pd.DataFrame, indicator: str) -> dict[int, float]:
    rows = frame[(frame["indicator"] == indicator) & frame["value"].notna()]
    return dict(zip(rows["year"], rows["value"], strict=True))


def test_a_mean_is_weighted_with_dwellings() -> None:
    table = _observations(*DWELLINGS, _figure(A, "gas_gem", 1000.0), _figure(B, "gas_gem", 500.0))
    gas = _one(aggregate(table, BOTH, REGISTER), "gas_gem")
    assert gas["value"] == pytest.approx((100 * 1000 + 300 * 500) / 400)
    assert gas["value"] != pytest.approx(750)
    assert (gas["coverage"], gas["missing"], gas["missing_dwellings"]) == (1.0, (), 0.0)
    assert gas["method"] == "gemiddelde over 2 buurten, gewogen met woningen (2016)"


def test_a_share_is_weighted_with_its_own_denominator() -> None:
    table = _observations(
        *DWELLINGS,
        _figure(A, "huishoudens", 900.0),
        _figure(B, "huishoudens", 100.0),
        _figure(A, "laag_inkomen_aandeel", 10.0),
        _figure(B, "laag_inkomen_aandeel", 20.0),
    )
    assert _one(aggregate(table, BOTH, REGISTER), "laag_inkomen_aandeel")["value"] == pytest.approx(11.0)


def test_a_mean_with_a_missing_part_says_which_part_stands_behind_it() -> None:
    table = _observations(*DWELLINGS, _figure(A, "gas_gem", 1000.0), _secret(B, "gas_gem"))
    gas = _one(aggregate(table, BOTH, REGISTER), "gas_gem")
    assert gas["value"] == 1000.0
    assert gas["coverage"] == pytest.approx(0.25)
    assert gas["missing"] == (B,)
    assert gas["missing_dwellings"] == 300.0
    assert gas["note"] == "geen cijfer voor Het Lage Land (300 woningen); niet getoond"


def test_suppressed_is_never_zero() -> None:
    table = _observations(*DWELLINGS, _secret(A, "gas_gem"), _secret(B, "gas_gem"))
    gas = _one(aggregate(table, BOTH, REGISTER), "gas_gem")
    assert np.isnan(gas["value"])
    assert gas["status"] == "geheim"
    assert gas["coverage"] == 0.0


def test_a_published_zero_counts() -> None:
    table = _observations(*DWELLINGS, _figure(A, "gas_gem", 0.0), _figure(B, "gas_gem", 400.0))
    gas = _one(aggregate(table, BOTH, REGISTER), "gas_gem")
    assert gas["value"] == pytest.approx(300.0)
    assert gas["coverage"] == 1.0


def test_a_count_adds_up() -> None:
    table = _observations(*DWELLINGS, _figure(A, "inwoners", 250.0), _figure(B, "inwoners", 650.0))
    people = _one(aggregate(table, BOTH, REGISTER), "inwoners")
    assert people["value"] == 900.0
    assert people["method"] == "som over 2 buurten"


def test_a_count_with_a_missing_part_has_no_sum_but_says_what_is_known() -> None:
    table = _observations(*DWELLINGS, _figure(A, "inwoners", 1250.0), _secret(B, "inwoners"))
    people = _one(aggregate(table, BOTH, REGISTER), "inwoners")
    assert np.isnan(people["value"])
    assert people["status"] == "geheim"
    assert people["missing"] == (B,)
    assert "geen cijfer voor Het Lage Land (300 woningen)" in people["note"]
    assert "de andere buurten samen: 1.250 inwoners" in people["note"]


def test_a_buurt_without_any_row_is_missing_too() -> None:
    table = _observations(*DWELLINGS, _figure(A, "inwoners", 1250.0))
    people = _one(aggregate(table, BOTH, REGISTER), "inwoners")
    assert np.isnan(people["value"])
    assert people["status"] == "ontbreekt"
    assert people["missing"] == (B,)


def test_a_result_is_no_firmer_than_its_weakest_part() -> None:
    table = _observations(
        *DWELLINGS, _figure(A, "gas_gem", 1000.0), _figure(B, "gas_gem", 500.0, status="voorlopig")
    )
    assert _one(aggregate(table, BOTH, REGISTER), "gas_gem")["status"] == "voorlopig"


def test_weights_of_the_nearest_year_are_used_and_named() -> None:
    table = _observations(
        *DWELLINGS,
        _figure(A, "woningen", 900.0, year=2010),
        _figure(B, "woningen", 100.0, year=2010),
        _figure(A, "gas_gem", 1000.0, year=2019),
        _figure(B, "gas_gem", 500.0, year=2019),
    )
    gas = _one(aggregate(table, BOTH, REGISTER), "gas_gem", 2019)
    assert gas["value"] == pytest.approx(625.0)
    assert "(2016)" in gas["method"]


def test_many_missing_buurten_are_counted_rather_than_listed() -> None:
    rows = [_figure(code, "woningen", 10.0) for code in EIGHT.buurten]
    gas = [_secret(code, "gas_gem") for code in EIGHT.buurten[1:]]
    table = _observations(*rows, _figure(EIGHT.buurten[0], "gas_gem", 900.0), *gas)
    row = _one(aggregate(table, EIGHT, REGISTER), "gas_gem")
    assert "en 3 andere buurten (70 woningen)" in row["note"]
    assert row["coverage"] == pytest.approx(1 / 8)


def test_other_areas_do_not_leak_in() -> None:
    table = _observations(
        *DWELLINGS,
        _figure("BU05991466", "woningen", 7000.0),
        _figure("BU05991466", "inwoners", 9.0),
        _figure(A, "inwoners", 1.0),
        _figure(B, "inwoners", 2.0),
    )
    assert _one(aggregate(table, BOTH, REGISTER), "inwoners")["value"] == 3.0


def test_no_rows_give_an_empty_table_with_the_columns() -> None:
    empty = aggregate(observations.empty(), BOTH, REGISTER)
    assert list(empty.columns) == COLUMNS
    assert len(empty) == 0


def test_only_the_indicators_asked_for() -> None:
    found = aggregate(datasets.embedded_observations(), BOTH, REGISTER, ["gas_gem"])
    assert set(found["indicator"]) == {"gas_gem"}


def test_of_two_tables_the_firmest_figure_of_a_year_is_taken() -> None:
    wijk = REGISTER.project_area(["WK059914"])
    table = _observations(
        _figure("WK059914", "gas_gem", 600.0, status="voorlopig", table="oud"),
        _figure("WK059914", "gas_gem", 640.0, table="nieuw"),
        _secret("WK059914", "gas_gem", table="leeg"),
    )
    assert _one(aggregate(table, wijk, REGISTER), "gas_gem")["table"] == "nieuw"


def test_a_wijk_has_the_figures_that_cbs_published() -> None:
    found = series(REGISTER.project_area(["WK059914"]), ["gas_gem"])
    assert _values(found, "gas_gem") == {2014: 550.0, 2015: 570.0, 2016: 640.0, 2017: 620.0}
    known = found[found["value"].notna()]
    assert set(known["method"]) == {"gepubliceerd"}
    assert set(known["coverage"]) == {1.0}


def test_the_gemeente_has_the_figures_that_cbs_published() -> None:
    gas = _values(series(REGISTER.project_area(["GM0599"]), ["gas_gem"]), "gas_gem")
    assert {year: gas[year] for year in range(2014, 2018)} == {2014: 800, 2015: 840, 2016: 870, 2017: 840}


def test_two_buurten_are_weighted_with_their_dwellings() -> None:
    found = series(BOTH, ["gas_gem", "inwoners"])
    gas = _values(found, "gas_gem")
    assert set(gas) == {2014, 2015, 2016, 2017}
    assert gas[2014] == pytest.approx((900 * 5117 + 950 * 5702) / (5117 + 5702))
    assert gas[2016] == pytest.approx((940 * 5153 + 1080 * 5822) / (5153 + 5822))
    assert gas[2017] == pytest.approx((930 * 5154 + 1030 * 5875) / (5154 + 5875))
    assert _values(found, "inwoners")[2018] == 20_760


def test_a_year_not_yet_published_is_a_row_with_the_reason() -> None:
    row = _one(series(BOTH, ["gas_gem"]), "gas_gem", 2018)
    assert np.isnan(row["value"])
    assert row["status"] == "ontbreekt"
    assert "nog niet gepubliceerd" in row["note"]


def test_weighted_buurten_differ_from_the_published_wijk_and_are_not_forced_equal() -> None:
    """CBS averages occupied private dwellings; here every dwelling weighs."""
    computed = _one(series(EIGHT, ["gas_gem"]), "gas_gem")
    published = _one(series(REGISTER.project_area(["WK059914"]), ["gas_gem"]), "gas_gem")
    assert round(computed["value"]) == 657
    assert computed["coverage"] == 1.0
    assert published["value"] == 640.0


def test_a_year_with_a_suppressed_buurt_reports_its_coverage() -> None:
    row = _one(series(EIGHT, ["gas_gem"]), "gas_gem", 2015)
    assert row["missing"] == ("BU05991466",)
    assert row["missing_dwellings"] == 7235
    assert row["coverage"] == pytest.approx(1 - 7235 / 45342)
    assert "Zevenkamp (7.235 woningen)" in row["note"]


def test_weather_corrected_gas_by_hand() -> None:
    found = series(REGISTER.project_area(["WK059914"]), ["gas_gem_tc"])
    row = _one(found, "gas_gem_tc")
    assert row["value"] == pytest.approx(0.8 * 640 * 2949 / 2784.5 + 0.2 * 640)
    assert row["status"] == "geschat"
    assert row["unit"] == "m³/jaar"
    assert "80%" in row["method"]
    assert set(found["indicator"]) == {"gas_gem_tc"}


def test_a_year_without_degree_days_has_no_corrected_gas() -> None:
    table = _observations(_figure(A, "gas_gem", 900.0, year=1999), _figure(A, "woningen", 10.0, year=1999))
    one = REGISTER.project_area([A])
    row = series(one, ["gas_gem_tc"], observations=table, register=REGISTER).iloc[0]
    assert np.isnan(row["value"])
    assert row["status"] == "ontbreekt"
    assert "graaddagen van 1999" in row["note"]


def test_co2_of_a_wijk_with_heat_by_hand() -> None:
    found = series(REGISTER.project_area(["WK059914"]), ["co2_woning", "co2_woningen"])
    row = _one(found, "co2_woning")
    expected = 640 * 1.788 + 2770 * 0.495 + 0.422 * 27.9 * 35.97
    assert row["value"] == pytest.approx(expected)
    assert "warmte" in row["method"]
    assert "TTW" in row["method"]
    dwellings = _values(series(REGISTER.project_area(["WK059914"]), ["woningen"]), "woningen")[2016]
    assert _one(found, "co2_woningen")["value"] == pytest.approx(expected * dwellings / 1000)


def test_co2_of_two_buurten_without_public_heat_by_hand() -> None:
    row = _one(series(BOTH, ["co2_woning"]), "co2_woning")
    dwellings = 5153 + 5822
    gas = (940 * 5153 + 1080 * 5822) / dwellings
    power = (2650 * 5153 + 2410 * 5822) / dwellings
    assert row["value"] == pytest.approx(gas * 1.788 + power * 0.495)
    assert "zonder warmte" in row["note"]
    assert "ondergrens" in row["note"]


def test_corrected_co2_of_a_wijk_by_hand() -> None:
    """Only the gas is corrected: electricity as it is, heat the same number per connection in every year."""
    found = series(REGISTER.project_area(["WK059914"]), ["co2_woning_tc", "co2_woningen_tc", "co2_woning"])
    row = _one(found, "co2_woning_tc")
    gas = 0.8 * 640 * 2949 / 2784.5 + 0.2 * 640
    expected = gas * 1.788 + 2770 * 0.495 + 0.422 * 27.9 * 35.97
    assert row["value"] == pytest.approx(expected)
    assert row["value"] - _one(found, "co2_woning")["value"] == pytest.approx((gas - 640) * 1.788)
    assert "graaddagen van De Bilt, norm 2949" in row["method"]
    assert row["source"] == "CBS, Klimaatmonitor, KNMI; eigen berekening"
    dwellings = _values(series(REGISTER.project_area(["WK059914"]), ["woningen"]), "woningen")[2016]
    assert _one(found, "co2_woningen_tc")["value"] == pytest.approx(expected * dwellings / 1000)


def test_corrected_co2_lies_between_the_ends_of_its_parameters() -> None:
    found = series(REGISTER.project_area(["WK059914"]), ["co2_woning_tc"])
    row = _one(found, "co2_woning_tc")
    # CBS rounds to 10 m³ and 10 kWh and to 0.1%; the share that heats is 0.75 to 0.85, heat 20 to 27.9 GJ.
    ends = [
        (640 + half) * (share * 2949 / 2784.5 + 1 - share) * 1.788
        + (2770 + half) * 0.495
        + (42.2 + half / 100) / 100 * heat * 35.97
        for half, share, heat in ((-5, 0.75, 20), (5, 0.85, 27.9))
    ]
    assert (row["low"], row["high"]) == pytest.approx(ends)


def test_every_year_with_co2_factors_has_degree_days() -> None:
    days = weather.factors(datasets.parameters()["value"].to_dict())
    assert set(datasets.co2_factors()["year"]) <= set(days)


def test_a_year_without_degree_days_has_raw_co2_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    without = datasets.parameters().drop("graaddagen_2016")
    monkeypatch.setattr(datasets, "parameters", lambda: without)
    found = series(REGISTER.project_area(["WK059914"]), ["co2_woning", "co2_woning_tc", "co2_woningen_tc"])
    assert _one(found, "co2_woning")["value"] > 0
    for indicator in ("co2_woning_tc", "co2_woningen_tc"):
        row = _one(found, indicator)
        assert np.isnan(row["value"])
        assert row["status"] == "ontbreekt"
        assert "de graaddagen van 2016 zijn hier niet bekend" in row["note"]
        assert _one(found, indicator, 2017)["value"] > 0


def test_the_number_of_gas_free_dwellings_is_share_times_dwellings() -> None:
    table = _observations(
        *DWELLINGS, _figure(A, "aardgasvrij_aandeel", 10.0), _figure(B, "aardgasvrij_aandeel", 2.0)
    )
    found = series(BOTH, observations=table, register=REGISTER)
    assert _one(found, "aardgasvrij_aandeel")["value"] == pytest.approx(4.0)
    assert _one(found, "aardgasvrij_aantal")["value"] == pytest.approx(16.0)
    assert _one(found, "aardgasvrij_aantal")["status"] == "geschat"


def _changed(code: str, year: int) -> Areas:
    table = REGISTER.table.copy()
    table["change"] = "1"
    table.loc[(table["code"] == code) & (table["boundary_year"] == year), "change"] = "3"
    return Areas(table)


def _gas(area: ProjectArea, register: Areas) -> pd.DataFrame:
    return series(area, ["gas_gem"], register=register).set_index("year")


def test_a_boundary_change_is_told_in_its_year_and_no_other() -> None:
    notes = _gas(BOTH, _changed(B, 2016))["note"]
    assert "CBS meldt een gewijzigde grens in 2016 (Het Lage Land)" in notes[2016]
    assert not notes.drop(index=2016).str.contains("grens").any()


def test_a_change_in_the_first_year_or_of_another_buurt_breaks_no_series() -> None:
    assert not _gas(BOTH, _changed(B, 2014))["note"].str.contains("grens").any()
    assert not _gas(BOTH, _changed("BU05991466", 2016))["note"].str.contains("grens").any()


def test_boundary_changes_that_cbs_reported() -> None:
    notes = _gas(REGISTER.project_area(["BU05990321"]), REGISTER)["note"]
    assert "gewijzigde grens in 2015 (Bospolder)" in notes[2015]
    assert "grens" not in notes[2016]


def test_an_unknown_indicator_gets_the_nearest() -> None:
    with pytest.raises(UnknownIndicatorError, match="gas_gem"):
        series(BOTH, ["gas_gen"])


def test_an_area_may_be_given_by_code_or_name() -> None:
    expected = series(REGISTER.project_area([A]), ["gas_gem"])
    for given in (A, "Prinsenland", [A], (one for one in ["prinsenland"])):
        pd.testing.assert_frame_equal(series(given, ["gas_gem"]), expected)
    both = series([A, B], ["gas_gem"])
    pd.testing.assert_frame_equal(both, series(REGISTER.project_area([A, B]), ["gas_gem"]))
    with pytest.raises(UnknownAreaError, match="‘Prinsland’"):
        series("Prinsland")


def test_everything_is_sorted_with_one_row_per_indicator_and_year() -> None:
    found = series(BOTH)
    assert list(found.columns) == [*COLUMNS, *uncertainty.COLUMNS, uncertainty.JOINT]
    assert not found.duplicated(["indicator", "year"]).any()
    assert found[["indicator", "year"]].equals(
        found[["indicator", "year"]].sort_values(["indicator", "year"], ignore_index=True)
    )
    for column in ("unit", "status", "source", "table", "method", "retrieved"):
        assert found[column].ne("").all(), column
        assert found[column].notna().all(), column


def test_another_name_of_an_indicator_gives_its_series() -> None:
    assert set(series(BOTH, ["co2_wijk"])["indicator"]) == {"co2_woningen"}


# --- several wijken ------------------------------------------------------------------------------------------------


def test_wijken_together_are_made_of_what_was_published_for_each() -> None:
    """Zevenkamp is suppressed in 2015 and 2017, but CBS gives the figure of its wijk, in which it counts."""
    found = series(REGISTER.project_area(["WK059913", "WK059914"]), ["gas_gem"]).set_index("year")
    parts = [
        series(REGISTER.project_area([code]), ["gas_gem", "woningen"]) for code in ("WK059913", "WK059914")
    ]
    for year in range(2014, 2018):
        gas, dwellings = (
            np.array([_one(part, one, year)["value"] for part in parts]) for one in ("gas_gem", "woningen")
        )
        assert found.loc[year, "value"] == pytest.approx(np.average(gas, weights=dwellings))
        assert found.loc[year, "coverage"] == 1
        assert found.loc[year, "method"].startswith("gemiddelde over 2 gebieden")


def test_a_wijk_without_a_figure_of_its_own_is_made_of_its_buurten() -> None:
    table = _observations(
        _figure("WK059913", "gas_gem", 500.0),
        _figure("WK059913", "woningen", 100.0),
        _figure("WK059914", "gas_gem", np.nan, status="geheim"),
        _figure(A, "gas_gem", 900.0),
        _figure(A, "woningen", 300.0),
    )
    both = ProjectArea("twee wijken", ("WK059913", "WK059914"), ("BU05991301", A), 2016)
    row = series(both, ["gas_gem"], observations=table, register=REGISTER).iloc[0]
    assert row["value"] == pytest.approx((500 * 100 + 900 * 300) / 400)


def test_a_buurt_inside_a_chosen_wijk_counts_once() -> None:
    whole = series(REGISTER.project_area(["WK059914", "WK059913"]), ["woningen"])
    twice = series(REGISTER.project_area(["WK059914", A, "WK059913"]), ["woningen"])
    assert twice["value"].tolist() == whole["value"].tolist()


# --- years that are measured in another way ------------------------------------------------------------------------


def test_a_year_that_is_measured_in_another_way_says_so_once() -> None:
    notes = series(BOTH, ["laag_inkomen_aandeel"]).set_index("year")["note"]
    assert [year for year in notes.index if "andere manier van meten" in notes[year]] == [2015]


def test_a_break_of_one_table_is_told_of_that_table_only() -> None:
    notes = series(REGISTER.project_area(["GM0599"]), ["gas_gem"]).set_index("year")["note"]
    assert [year for year in notes.index if "slimme meters" in notes[year]] == [2022]


def test_the_rounding_of_2014_is_told_once_beside_that_year_and_in_its_range() -> None:
    found = series(BOTH, ["gas_gem"]).set_index("year")
    assert [year for year, note in found["note"].items() if "afgerond op 50" in note] == [2014]
    assert [year for year, note in found["note"].items() if "afronding" in note] == []
    assert found.loc[2014, "high"] - found.loc[2014, "low"] > 4 * (
        found.loc[2015, "high"] - found.loc[2015, "low"]
    )


def test_fewer_published_shares_of_district_heating_are_told() -> None:
    """Rotterdam: 79 buurten with a share in 2014 and 34 in 2015, of which none below 5%."""
    shares = datasets.embedded_observations().query(
        "indicator == 'stadsverwarming_aandeel' and value.notna()"
    )
    shares = shares[shares["area"].str.startswith("BU")]
    assert shares.groupby("year")["area"].nunique().loc[[2014, 2015]].tolist() == [79, 34]
    assert shares[shares["year"] > 2014]["value"].min() >= 5 > shares[shares["year"] == 2014]["value"].min()
    notes = series(REGISTER.project_area(["BU05991463"]), ["stadsverwarming_aandeel"]).set_index("year")[
        "note"
    ]
    assert [year for year in notes.index if "minder gebieden openbaar" in notes[year]] == [2015]
