"""Where each objective stands: which figure counts, what it is held against, and what is said about it."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata import figures
from wijkdata.ambition.follow_up import follow_up, follow_ups
from wijkdata.ambition.model import (
    Ambition,
    Figure,
    Measuring,
    Milestone,
    Objective,
    OwnMeasurement,
    PathChoice,
    Target,
)
from wijkdata.ambition.standing import as_rows

COLUMNS = ["indicator", "year", "value", "unit", "status", "source", "table", "coverage", "note"]


def series(*rows, indicator="gas_gem", **columns):
    """Rows of (year, value), all of one table, with columns that differ given by name."""
    made = [
        {
            "indicator": indicator,
            "year": year,
            "value": value,
            "unit": "m³/jaar",
            "status": "definitief",
            "source": "CBS",
            "table": "83765NED",
            "coverage": 1.0,
            "note": "",
        }
        for year, value in rows
    ]
    return pd.DataFrame(made, columns=COLUMNS).assign(**columns)


def figure(**changes):
    parts = {"value": 900.0, "year": 2020, "unit": "m³/jaar", "status": "definitief", "source": "CBS"}
    return Figure(**{**parts, "table": "83765NED", **changes})


def gas(**changes):
    """From 900 in 2020 to 600 in 2030: a straight path of 30 a year."""
    parts = {
        "id": "gas_gem",
        "theme": "energiebesparing",
        "indicator": "gas_gem",
        "direction": "omlaag",
        "baseline": figure(),
        "target": Target(value=600, year=2030),
        "owner": "Gemeente",
        "measuring": Measuring(how="CBS", frequency="elk jaar"),
    }
    return Objective(**{**parts, **changes})


def own(year=2023, value=800.0, **changes):
    return OwnMeasurement(
        **{"indicator": "gas_gem", "year": year, "value": value, "source": "telling", **changes}
    )


def test_the_newest_figure_is_held_against_the_path():
    standing = follow_up(gas(), series((2020, 900.0), (2022, 870.0), (2024, 760.0), (2025, np.nan)))
    assert (standing.newest.year, standing.newest.value, standing.newest.source) == (2024, 760.0, "CBS")
    assert standing.path_value == 780.0
    assert standing.ratio == pytest.approx(140 / 120)
    assert standing.status == "op koers"
    assert standing.observed_rate == 35.0
    assert standing.required_rate == pytest.approx(160 / 6)
    assert standing.forecast == 2029
    assert "1 jaar eerder" in standing.forecast_reason
    assert standing.pace == "nodig 27 m³ minder per jaar; afgesproken was 30, tot nu toe 35 m³ minder"
    assert [(one.year, one.value) for one in standing.points] == [(2020, 900.0), (2022, 870.0), (2024, 760.0)]
    assert standing.testable
    assert standing.missing == ()
    assert standing.revised == ""
    assert standing.reason.startswith("In 2024 is de stand 760 m³/jaar")


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (600.0, "behaald"),
        (786.0, "op koers"),
        (787.0, "versnelling nodig"),
        (829.0, "onvoldoende"),
        (901.0, "verkeerde richting"),
    ],
)
def test_the_status_follows_the_share_of_the_path(value, status):
    assert follow_up(gas(), series((2024, value))).status == status


def test_figures_from_before_the_baseline_do_not_count():
    standing = follow_up(gas(), series((2018, 950.0), (2019, 700.0)), [own(2019, 600.0)])
    assert standing.newest is None
    assert standing.status == "niet te bepalen"
    assert "nog geen meting na de nulmeting" in standing.reason
    assert standing.required_rate == 30.0
    assert standing.pace == "nodig 30 m³ minder per jaar, na de nulmeting nog geen cijfer"
    assert [one.year for one in standing.points] == [2020]


def test_without_a_figure_after_the_baseline_it_says_what_those_before_show():
    standing = follow_up(gas(), series((2018, 950.0), (2019, 930.0), (2020, 900.0)))
    assert standing.status == "niet te bepalen"
    assert "dus is er nog niets om te beoordelen" in standing.reason
    assert standing.reason.endswith(
        "De cijfers ervoor gingen van 950 m³/jaar (2018) naar 900 m³/jaar (2020, de nulmeting, niet gecorrigeerd "
        "voor het weer)."
    )
    assert "De cijfers ervoor" not in follow_up(gas(), series((2018, 950.0), (2022, 900.0))).reason
    assert "De cijfers ervoor" not in follow_up(gas(), series((2018, 950.0), status="model")).reason


def test_the_year_of_the_baseline_itself_judges_nothing_yet():
    standing = follow_up(gas(), series((2020, 900.0)))
    assert standing.newest.year == 2020
    assert standing.status == "niet te bepalen"
    assert standing.forecast is None


def test_an_own_measurement_goes_before_a_published_figure_of_that_year():
    standing = follow_up(
        gas(), series((2022, 850.0), (2024, 700.0)), [own(2024, 790.0, source="warmtebedrijf")]
    )
    assert (standing.newest.value, standing.newest.status) == (790.0, "eigen meting")
    assert (
        "Voor 2024 telt de eigen meting; die gaat voor het gepubliceerde cijfer van CBS." in standing.reason
    )
    assert "De nulmeting is van CBS en het cijfer over 2024 een eigen meting" in standing.reason


def test_the_newest_year_wins_whoever_measured():
    published = follow_up(gas(), series((2024, 760.0)), [own(2023, 100.0)])
    assert (published.newest.year, published.newest.value) == (2024, 760.0)
    assert "eigen meting" not in published.reason
    measured = follow_up(gas(), series((2023, 760.0)), [own(2024, 750.0), own(2024, 740.0)])
    assert (measured.newest.year, measured.newest.value) == (2024, 740.0)


def test_measurements_of_another_indicator_do_not_count():
    standing = follow_up(gas(), series((2024, 1.0), indicator="gas_gem_tc"), [own(indicator="gas_gem_tc")])
    assert standing.newest is None


def test_another_name_of_an_indicator_is_found():
    objective = gas(indicator="co2_wijk", baseline=figure(unit="t/jaar"))
    assert follow_up(objective, series((2024, 760.0), indicator="co2_woningen")).newest.value == 760.0
    assert follow_up(objective, series(), [own(2024, 770.0, indicator="co2_wijk")]).newest.value == 770.0


def test_a_figure_of_too_few_dwellings_is_passed_over_and_said():
    rows = series((2023, 800.0), (2024, 500.0), coverage=[1.0, 0.4])
    standing = follow_up(gas(), rows)
    assert standing.newest.year == 2023
    assert "Het cijfer over 2024 geldt voor 40% van de woningen en telt daarom niet mee." in standing.reason
    assert follow_up(gas(), series((2024, 500.0), coverage=math.nan)).newest.year == 2024


def test_another_table_source_or_method_is_said():
    other = follow_up(gas(), series((2024, 760.0), table="85618NED")).reason
    assert "uit een andere tabel (85618NED) dan de nulmeting (83765NED)" in other
    source = follow_up(gas(), series((2024, 760.0), table="", source="Stedin")).reason
    assert "uit een andere bron (Stedin) dan de nulmeting (83765NED)" in source
    pinned = gas(baseline=figure(method="gemiddelde over 2 buurten, gewogen met woningen (2020)"))
    same = series((2024, 760.0)).assign(method="gemiddelde over 2 buurten, gewogen met woningen (2024)")
    assert "anders bepaald" not in follow_up(pinned, same).reason
    more = series((2024, 760.0)).assign(method="gemiddelde over 3 buurten, gewogen met woningen (2024)")
    assert "anders bepaald (gemiddelde over 3 buurten" in follow_up(pinned, more).reason
    assert follow_up(pinned, same).status == follow_up(pinned, more).status == "op koers"


@pytest.mark.parametrize(
    ("first", "later", "said"),
    [
        ("model", "definitief", "De nulmeting is een modelcijfer, anders dan het cijfer over 2024."),
        ("definitief", "geschat", "Het cijfer over 2024 is berekend of geschat, anders dan de nulmeting."),
        ("model", "model", None),
        ("definitief", "voorlopig", None),
    ],
)
def test_a_model_figure_against_a_measured_one_is_said(first, later, said):
    standing = follow_up(gas(baseline=figure(status=first)), series((2024, 760.0), status=later))
    assert standing.status == "op koers"
    assert said in standing.reason if said else "anders dan" not in standing.reason


# --- figures that cannot be compared ------------------------------------------------------------------------------

ZEVENKAMP = "BU05991466"


def partly(coverage, missing):
    """Two years: the first over the whole area, the second without some of it."""
    rows = series((2020, 900.0), (2024, 760.0))
    return rows.assign(coverage=[1.0, coverage], missing=[(), missing])


def test_figures_over_different_buurten_are_not_compared():
    standing = follow_up(gas(), partly(0.85, (ZEVENKAMP,)))
    assert (standing.status, standing.ratio, standing.forecast) == ("niet te bepalen", None, None)
    assert "in 2024 ontbreekt Zevenkamp" in standing.reason
    assert (standing.newest.value, standing.path_value) == (760.0, 780.0)


def test_a_buurt_too_small_to_matter_does_not_stop_the_judgement():
    assert follow_up(gas(), partly(0.995, (ZEVENKAMP,))).status == "op koers"


def test_the_same_buurten_may_be_missing_in_both_years():
    rows = partly(0.85, (ZEVENKAMP,)).assign(coverage=[0.85, 0.85], missing=[(ZEVENKAMP,)] * 2)
    assert follow_up(gas(), rows).status == "op koers"


def test_a_changed_way_of_measuring_is_not_judged():
    objective = gas(
        id="arm",
        theme="woonlasten",
        indicator="laag_inkomen_aandeel",
        baseline=figure(value=12.0, year=2014, unit="%"),
        target=Target(value=6, year=2030),
    )
    rows = series((2014, 12.0), (2017, 10.0), indicator="laag_inkomen_aandeel").assign(unit="%")
    standing = follow_up(objective, rows)
    assert standing.status == "niet te bepalen"
    assert "tussen 2014 en 2017 veranderde de meting" in standing.reason
    assert follow_up(
        objective.model_copy(update={"baseline": figure(value=12.0, year=2015, unit="%")}), rows
    ).ratio


def test_gas_that_follows_the_weather_says_so_and_names_the_better_figure():
    reason = follow_up(gas(), series((2024, 760.0))).reason
    assert "niet gecorrigeerd voor het weer" in reason
    assert "‘Gas per woning, gecorrigeerd voor het weer’ is dat wel" in reason


def test_a_revision_by_smart_meters_between_the_years_is_said():
    rows = series((2020, 900.0), (2024, 760.0), table="81528NED")
    assert "slimme meters" in follow_up(gas(baseline=figure(table="81528NED")), rows).reason
    assert "slimme meters" not in follow_up(gas(), series((2024, 760.0))).reason


def test_a_series_of_another_method_is_not_compared_with_the_old_one():
    """CBS counts the main heating in another way in the workbook, which starts in the last year of the old series."""
    objective = gas(
        id="vrij",
        theme="aardgasvrij",
        indicator="aardgasvrij_aandeel",
        direction="omhoog",
        baseline=figure(value=20.0, year=2022, unit="%", table="85677NED"),
        target=Target(value=80, year=2030),
    )
    rows = series((2023, 26.0), indicator="aardgasvrij_aandeel").assign(unit="%")
    assert follow_up(objective, rows.assign(table="maatwerk-hoofdverwarming")).status == "niet te bepalen"
    new = objective.model_copy(
        update={"baseline": figure(value=20.0, year=2022, unit="%", table="maatwerk-hoofdverwarming")}
    )
    assert follow_up(new, rows.assign(table="maatwerk-hoofdverwarming")).ratio is not None


# --- revisions ---------------------------------------------------------------------------------------------------


def test_a_revision_is_shown_and_the_baseline_stays():
    objective = gas(baseline=figure(value=930.0, year=2017))
    standing = follow_up(objective, series((2017, 940.0), (2024, 760.0)))
    assert standing.revised == "CBS heeft 2017 herzien van 930 naar 940; de nulmeting blijft 930."
    assert standing.baseline.value == 930.0
    assert standing.points[0].value == 930.0
    assert standing.components["base_value"] == 930.0


@pytest.mark.parametrize(
    ("pinned", "columns"),
    [
        ({}, {}),
        ({"value": 900.0000000001}, {}),
        ({"value": 910.0}, {"table": "85618NED"}),
        ({"value": 910.0, "status": "eigen meting"}, {}),
        ({"value": 910.0, "method": "som over 2 buurten"}, {"method": "som over 3 buurten"}),
        ({"value": 910.0}, {"indicator": "gas_gem_tc"}),
        ({"value": 910.0}, {"value": math.nan}),
    ],
)
def test_another_figure_is_not_always_a_revision(pinned, columns):
    rows = series((2020, 900.0), (2024, 760.0)).assign(**columns)
    assert follow_up(gas(baseline=figure(**pinned)), rows).revised == ""


def test_a_revision_smaller_than_the_decimals_is_told_apart():
    standing = follow_up(gas(baseline=figure(value=900.2)), series((2020, 900.4)))
    assert standing.revised == "CBS heeft 2020 herzien van 900,2 naar 900,4; de nulmeting blijft 900,2."


def test_a_source_of_several_publishers_is_not_named_as_one():
    standing = follow_up(
        gas(baseline=figure(value=930.0, source="CBS, KNMI; eigen berekening")), series((2020, 940.0))
    )
    assert standing.revised.startswith("De bron heeft 2020 herzien")


# --- paths, bands, methods ---------------------------------------------------------------------------------------


def test_the_path_of_the_team_is_used():
    stepped = gas(path=PathChoice(kind="stapsgewijs"), milestones=[Milestone(year=2024, value=850)])
    assert follow_up(stepped, series((2023, 900.0))).path_value == 900.0
    assert follow_up(stepped, series((2024, 850.0))).status == "op koers"
    unused = gas(milestones=[Milestone(year=2024, value=850)])
    assert follow_up(unused, series((2024, 760.0))).path_value == 780.0
    fast = gas(path=PathChoice(kind="absoluut", rate=0.05))
    assert follow_up(fast, series((2024, 760.0))).path_value == pytest.approx(720.0)


def test_after_the_target_year_its_own_figure_is_judged():
    standing = follow_up(gas(), series((2030, 590.0), (2032, 640.0)))
    assert standing.status == "behaald"
    assert standing.newest.year == 2032
    assert "In 2032" in standing.reason


def test_a_band_is_judged_on_the_distance_to_it():
    objective = gas(
        indicator="participatietrede",
        direction="band",
        baseline=figure(value=1.0, unit="trede (1-5)"),
        target=Target(value=3, upper=4, year=2030),
    )
    halfway = follow_up(objective, series((2025, 2.0), indicator="participatietrede"))
    assert (halfway.ratio, halfway.required_rate, halfway.upper) == (1.0, 0.2, 4.0)
    assert follow_up(objective, series((2025, 4.0), indicator="participatietrede")).status == "behaald"
    assert follow_up(objective, series()).required_rate == 0.2
    open_end = objective.model_copy(update={"target": Target(value=3, year=2030)})
    assert "bovengrens" in follow_up(open_end, series()).reason


def test_other_methods_can_be_asked_for():
    objective = gas(
        baseline=figure(value=14.5, year=2015), target=Target(value=7.25, year=2030), indicator="gas_gem"
    )
    standing = follow_up(objective, series((2023, 10.2)), method="statcan")
    # Statistics Canada publishes 0.9525901792032172 and score 2.5185563910306596 for these figures (1-1-1).
    assert standing.ratio == pytest.approx(0.9525901792032172, abs=1e-12)
    assert standing.score == pytest.approx(2.5185563910306596, abs=1e-9)
    assert standing.method == "statcan"
    assert follow_up(objective, series(), method="statcan").required_rate is None


# --- never an error ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indicator": None, "direction": None}, "geen indicator"),
        ({"baseline": None}, "er mist een nulmeting"),
        ({"target": None}, "er mist een streefwaarde en een streefjaar"),
        ({"owner": ""}, "er mist een eigenaar"),
        ({"direction": None}, "er mist een richting"),
        ({"direction": "context"}, "er mist een richting"),
        ({"indicator": "gas_gen"}, "er mist een indicator uit de lijst"),
        ({"target": Target(value=600, year=2020)}, "moet na het jaar van de nulmeting"),
        ({"target": Target(value=0, year=2030), "path": PathChoice(kind="constant")}, "vast percentage"),
        ({"path": PathChoice(kind="liniair")}, "Bedoelt u ‘lineair’"),
        (
            {"path": PathChoice(kind="mijlpalen"), "milestones": [Milestone(year=2040, value=1)]},
            "mijlpaal in 2040",
        ),
        ({"baseline": figure(value=1e300)}, "te groot"),
    ],
)
def test_what_cannot_be_judged_gets_a_reason(changes, said):
    standing = follow_up(gas(**changes), series((2024, 760.0)))
    assert standing.status == "niet te bepalen"
    assert said in standing.reason
    json.dumps(as_rows([standing]), allow_nan=False)


def test_without_an_owner_the_numbers_are_there_but_no_judgement():
    standing = follow_up(gas(owner=""), series((2022, 830.0), (2024, 760.0)))
    assert (standing.status, standing.testable, standing.missing) == (
        "niet te bepalen",
        False,
        ("een eigenaar",),
    )
    assert standing.path_value == 780.0
    assert standing.forecast == 2029
    assert standing.could_be == ()


# --- how sure ----------------------------------------------------------------------------------------------------


def ranged(*rows):
    """Rows of (year, value), each within 5 on both sides, as a figure that was rounded to 10."""
    made = series(*rows)
    return made.assign(low=made["value"] - 5, high=made["value"] + 5, why_range="CBS rondt af op 10 m³/jaar")


def test_a_status_that_could_go_either_way_says_so():
    # In 2024 the path asks 120 of the 300; 95% of that is 114, so up to 786 is on course. 786 is between 781 and 791.
    standing = follow_up(gas(), ranged((2020, 900.0), (2024, 786.0)))
    assert (standing.status, standing.could_be) == ("op koers", ("versnelling nodig",))
    assert standing.status_words == "op koers (binnen de marge ook: versnelling nodig)"
    assert standing.certainty == (
        "Het cijfer over 2024 ligt tussen 781 en 791 m³/jaar (CBS rondt af op 10 m³/jaar). Binnen de marge kan het "
        "ook zijn: versnelling nodig."
    )
    assert (standing.newest.low, standing.newest.high) == (781.0, 791.0)
    (row,) = as_rows([standing])
    assert row["newest"]["low"] == 781.0
    assert row["newest"]["why_range"] == "CBS rondt af op 10 m³/jaar"
    assert row["could_be"] == ["versnelling nodig"]


def test_the_range_of_the_baseline_counts_too():
    # 783 alone is on course at both ends of ±5 only if the baseline is 900 sharp: from 895 the path asks 118 by 2024,
    # of which 895 - 788 = 107 is done, 91%.
    rows = ranged((2020, 900.0), (2024, 783.0))
    sharp = rows.assign(
        low=rows["low"].where(rows["year"] == 2024), high=rows["high"].where(rows["year"] == 2024)
    )
    sharp["high"] = sharp["high"].where(sharp["year"] != 2024, 785.0)
    assert follow_up(gas(), sharp).could_be == ()
    both = rows.assign(high=rows["high"].where(rows["year"] != 2024, 785.0))
    assert follow_up(gas(), both).could_be == ("versnelling nodig",)
    # A baseline that the publisher revised is not the figure of which the range is known.
    revised = both.assign(value=both["value"].where(both["year"] == 2024, 905.0))
    assert follow_up(gas(), revised).baseline.low is None


def test_a_status_that_is_the_same_at_every_end_stands_alone():
    standing = follow_up(gas(), ranged((2020, 900.0), (2024, 760.0)))
    assert (standing.status, standing.could_be) == ("op koers", ())
    assert standing.status_words == "op koers"
    assert (
        standing.certainty
        == "Het cijfer over 2024 ligt tussen 755 en 765 m³/jaar (CBS rondt af op 10 m³/jaar)."
    )


def test_a_figure_of_unknown_margin_says_that_and_gets_none():
    standing = follow_up(gas(), series((2024, 786.0), why_range="marge niet bekend: een modelcijfer"))
    assert (standing.newest.low, standing.newest.high, standing.could_be) == (None, None, ())
    assert standing.certainty == "Marge niet bekend: een modelcijfer."


def support(**changes):
    """From 40% in 2022 to 80% in 2030: 5 percentage points a year."""
    start = figure(value=40.0, year=2022, unit="%", status="eigen meting", source="enquête", table="")
    parts = {"id": "d", "theme": "participatie", "indicator": "draagvlak", "direction": "omhoog"}
    goal = {"baseline": start, "target": Target(value=80, year=2030)}
    return gas(**{**parts, **goal, **changes})


def test_a_share_from_a_survey_is_as_sure_as_its_respondents_are_many():
    found = [
        follow_up(
            support(),
            series(),
            [own(2024, 50.0, indicator="draagvlak", source="enquête", sample=sample, response=0.25)],
        )
        for sample in (40, 4000)
    ]
    few, many = found
    assert few.newest.low < many.newest.low < 50 < many.newest.high < few.newest.high
    # 50% of 40 people: 35 to 65%, from verkeerde richting to far ahead. 5 points are noise.
    assert (few.status, few.could_be[-1]) == ("op koers", "verkeerde richting")
    assert few.status_words == "op koers (binnen de marge ook: versnelling nodig tot verkeerde richting)"
    assert many.could_be == ("versnelling nodig",)
    assert "40 ondervraagden, respons 25%: 95%-interval" in few.certainty


def test_the_people_there_are_narrow_the_interval():
    homes = series((2024, 60.0), indicator="woningen")
    asked = [own(2024, 50.0, indicator="draagvlak", source="enquête", sample=40)]
    alone, of_sixty = (follow_up(support(), rows, asked).newest for rows in (series(), homes))
    assert alone.low < of_sixty.low < 50 < of_sixty.high < alone.high


def test_a_survey_without_its_respondents_has_no_margin():
    standing = follow_up(support(), series(), [own(2024, 50.0, indicator="draagvlak", source="enquête")])
    assert standing.certainty == "Marge niet bekend: het aantal ondervraagden is niet genoteerd."


def test_a_forecast_rests_on_the_years_that_can_be_compared():
    rows = series((2021, 880.0), (2022, 850.0), (2024, 760.0))
    standing = follow_up(gas(), rows)
    assert standing.forecast_years == 4
    assert standing.forecast_earliest <= standing.forecast <= standing.forecast_latest
    assert standing.forecast_text == (
        f"gehaald in {standing.forecast} (tussen {standing.forecast_earliest} en {standing.forecast_latest})"
    )
    worse = follow_up(gas(), series((2021, 910.0), (2022, 920.0), (2024, 930.0)))
    assert worse.forecast_text == "niet gehaald"
    two = follow_up(gas(), series((2024, 760.0)))
    assert two.forecast_text == ""
    assert (two.forecast, two.forecast_years) == (None, 2)
    assert "ten minste 3 jaren" in two.forecast_reason
    (row,) = as_rows([standing])
    assert [row["forecast_earliest"], row["forecast_latest"]] == [
        standing.forecast_earliest,
        standing.forecast_latest,
    ]


def test_what_the_trend_had_met_in_a_year_that_is_over_is_told_as_such():
    rows = series((2021, 880.0), (2022, 850.0), (2024, 760.0))
    standing = follow_up(gas(), rows, year=2035)
    assert (standing.forecast, standing.forecast_past, standing.forecast_text) == (None, 2030, "")
    assert "was het doel in 2030 al gehaald; of dat zo is, zegt nog geen cijfer" in standing.forecast_reason
    (row,) = as_rows([standing])
    assert (row["forecast"], row["forecast_past"]) == (None, 2030)
    early = follow_up(gas(), rows, year=2030)
    assert early.forecast_text == f"gehaald in 2030 (de marge loopt van nu tot {early.forecast_latest})"
    worse = follow_up(gas(), series((2021, 700.0), (2022, 720.0), (2023, 740.0), (2024, 860.0)), year=2050)
    assert worse.forecast_text == "niet gehaald; de marge is te groot om een jaar te noemen"


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame(),
        pd.DataFrame(columns=COLUMNS),
        pd.DataFrame({"indicator": ["gas_gem"], "year": [2024]}),
        series((2024, np.nan), (math.nan, 5.0), (2023, math.inf)),
        series((2024, 760.0)).astype(object).assign(value="geheim"),
        series((2024, 760.0)).astype({"value": "Float64"}).assign(value=pd.NA),
    ],
)
def test_a_series_without_figures_is_no_error(rows):
    standing = follow_up(gas(), rows)
    assert standing.newest is None
    assert standing.status == "niet te bepalen"


def test_columns_that_are_not_there_are_simply_unknown():
    rows = pd.DataFrame({"indicator": ["gas_gem"], "year": [2024], "value": [760]})
    standing = follow_up(gas(), rows)
    assert (standing.newest.value, standing.newest.source) == (760.0, "")


# --- the whole ambition ------------------------------------------------------------------------------------------


def test_rows_are_plain_json():
    ambition = Ambition(
        objectives=[gas(), gas(id="doel-1", indicator=None, statement="=1+1 <script>")],
        measurements=[own(2024, 790.0)],
    )
    rows = as_rows(follow_ups(ambition, series((2022, np.float64(850)), (2024, 700.0))))
    text = json.dumps(rows, allow_nan=False)
    assert json.loads(text) == rows
    first, second = rows
    assert first["baseline"]["value"] == 900.0
    assert first["baseline"]["year"] == 2020
    assert first["newest"]["status"] == "eigen meting"
    assert first["target"] == {"value": 600.0, "upper": None, "year": 2030}
    assert first["path_value"] == 780.0
    assert (first["status"], round(first["ratio"], 3)) == ("versnelling nodig", 0.917)
    assert first["points"] == [[2020, 900.0], [2022, 850.0], [2024, 790.0]]
    assert {"required_rate", "observed_rate", "pace", "forecast", "reason", "revised"} <= first.keys()
    assert second["name"] == "=1+1 <script>"
    assert (second["status"], second["newest"], second["testable"]) == ("niet te bepalen", None, False)


def test_following_up_changes_nothing():
    ambition = Ambition(objectives=[gas()], measurements=[own()])
    before = ambition.model_copy(deep=True)
    rows = series((2024, 760.0))
    untouched = rows.copy()
    follow_ups(ambition, rows)
    assert ambition == before
    pd.testing.assert_frame_equal(rows, untouched)


# --- of which area -----------------------------------------------------------------------------------------------


def test_a_baseline_of_another_area_is_not_judged():
    area = figures.areas().project_area(["BU05991448"])
    same = follow_up(gas(baseline=figure(area=["BU05991448"])), series((2022, 800.0)), area=area)
    other = follow_up(gas(baseline=figure(area=["BU05991449"])), series((2022, 800.0)), area=area)
    assert (same.status, other.status) == ("op koers", "niet te bepalen")
    assert "ander gebied" in other.reason
    assert (other.baseline, other.revised, other.testable) == (None, "", False)
    assert [one.value for one in other.points] == [800.0]


def test_a_measurement_of_another_area_does_not_count():
    area = figures.areas().project_area(["BU05991448"])
    objective = gas(baseline=figure(area=["BU05991448"]))
    mine = follow_up(objective, series(), [own(area=["BU05991448"])], area=area)
    other = follow_up(objective, series(), [own(area=["BU05991449"])], area=area)
    assert mine.newest.value == 800.0
    assert other.newest is None or other.newest.year == 2020


# --- what a model says -------------------------------------------------------------------------------------------


def test_a_model_is_no_progress_since_what_was_counted():
    modelled = pd.concat([series((2022, 850.0)), series((2024, 500.0), status="model")], ignore_index=True)
    counted = follow_up(gas(), modelled)
    assert (counted.newest.year, counted.newest.value) == (2022, 850.0)
    assert "Over 2024 is er een modelcijfer (CBS); dat telt niet mee" in counted.reason
    nothing_else = follow_up(gas(), series((2024, 500.0), status="model"))
    assert nothing_else.status == "niet te bepalen"
    assert "modelcijfer" in nothing_else.reason
    from_model = follow_up(gas(baseline=figure(status="model")), modelled)
    assert from_model.newest.value == 500.0


# --- status and forecast beside each other ------------------------------------------------------------------------

_BUT_THE_TREND = "dan de nulmeting, maar door alle jaren samen gaat de trend de"


def test_on_course_beside_a_late_forecast_is_explained():
    """The path asks little at first: the straight line through what was done comes later than agreed."""
    slow_start = gas(
        path=PathChoice(kind="mijlpalen"), milestones=[Milestone(year=2024, value=880.0)], baseline=figure()
    )
    standing = follow_up(slow_start, series((2021, 895.0), (2022, 890.0), (2024, 880.0)))
    assert standing.status == "op koers"
    assert standing.forecast > 2030
    said = (
        "Op koers is het tot nu toe, maar straks is per jaar meer nodig dan tot nu toe is gehaald: wie de trend "
        "rechtdoor trekt, komt later uit."
    )
    assert standing.apart == said
    assert standing.forecast_reason.endswith(said)
    (row,) = as_rows([standing])
    assert row["apart"] == said


@pytest.mark.parametrize(
    ("rows", "status", "said"),
    [
        (
            [(2021, 700.0), (2022, 720.0), (2023, 740.0), (2024, 860.0)],
            "onvoldoende",
            f"Het nieuwste cijfer is beter {_BUT_THE_TREND} verkeerde kant op.",
        ),
        (
            [(2021, 880.0), (2022, 860.0), (2023, 840.0), (2024, 910.0)],
            "verkeerde richting",
            f"Het nieuwste cijfer is slechter {_BUT_THE_TREND} goede kant op.",
        ),
        (
            [(2021, 899.0), (2022, 898.0), (2023, 897.0), (2024, 775.0)],
            "op koers",
            "Op koers is het nieuwste cijfer; de trend door alle jaren is trager.",
        ),
        ([(2021, 870.0), (2022, 840.0), (2023, 810.0), (2024, 780.0)], "op koers", ""),
        ([(2021, 895.0), (2022, 890.0), (2023, 885.0), (2024, 880.0)], "onvoldoende", ""),
    ],
)
def test_a_status_that_seems_to_contradict_its_forecast_is_explained(rows, status, said):
    standing = follow_up(gas(), series(*rows))
    assert (standing.status, standing.apart) == (status, said)


@given(
    values=st.lists(st.floats(500.0, 1000.0), min_size=3, max_size=6),
    kind=st.sampled_from(["lineair", "s-curve", "mijlpalen", "constant"]),
)
@settings(max_examples=60, deadline=None)
def test_no_status_contradicts_its_forecast_without_a_word(values, kind):
    milestones = [Milestone(year=2025, value=850.0)]
    objective = gas(path=PathChoice(kind=kind), milestones=milestones)
    standing = follow_up(objective, series(*((2021 + number, one) for number, one in enumerate(values))))
    if standing.status in ("behaald", "niet te bepalen") or standing.forecast_confidence is None:
        assert standing.apart == ""
        return
    in_time = standing.forecast is not None and standing.forecast <= 2030
    assert in_time == (standing.status == "op koers") or standing.apart
