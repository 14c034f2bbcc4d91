"""What is said with a status: the reason, the pace and the forecast."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from judged import case, judge, point

from wijkdata.pathways import Point
from wijkdata.progress import forecast_year, pace_sentence


def test_the_answer_carries_all_that_went_into_it_and_is_plain_json():
    found = judge("14.5@2015", "10.2@2023", "7.25@2030", "omlaag", method="statcan", unit="%")
    parts = json.loads(json.dumps(asdict(found), allow_nan=False))["components"]
    assert parts["base_value"] == 14.5
    assert parts["thresholds"] == {"op koers": 0.95, "versnelling nodig": 0.6, "onvoldoende": 0.0}
    assert (parts["years_elapsed"], parts["years_total"]) == (8, 15)
    assert parts["progress_share"] == pytest.approx(4.3 / 7.25)
    assert parts["direction"] == "omlaag"
    assert hash(found) is not None


def test_the_reason_tells_the_figures_in_dutch():
    found = judge("14.5@2015", "10.2@2023", "7.25@2030", "omlaag", unit="%")
    assert found.reason == (
        "In 2023 is de stand 10,2%; het pad (rechte lijn) vraagt dan 10,6%. Sinds 2015 (14,5%) is 111,2% van de "
        "gevraagde verandering gehaald: op koers (95% of meer)."
    )
    wrong = judge("52@2020", "50@2024", "60@2030", unit="%")
    assert wrong.reason == (
        "De stand ging van 52% (2020) naar 50% (2024). Dat is de verkeerde kant op, want meer is beter."
    )


def test_a_ratio_just_below_a_cut_does_not_read_as_the_cut():
    found = judge("0@2020", "94.98@2025", "200@2030")
    assert found.status == "versnelling nodig"
    assert "94,9%" in found.reason


@pytest.mark.parametrize(
    ("baseline", "current", "target", "direction", "unit", "words"),
    [
        case(
            "up",
            "0@2020",
            "48@2024",
            "2928@2030",
            "omhoog",
            "woningen",
            "nodig 480 woningen per jaar, tot nu toe 12",
        ),
        case(
            "up, wrong way",
            *("100@2020", "52@2024", "100@2030", "omhoog", "woningen"),
            "nodig 8 woningen per jaar, tot nu toe 12 woningen mínder",
        ),
        case(
            "down",
            *("1000@2020", "980@2024", "854@2030", "omlaag", "m³/jaar"),
            "nodig 21 m³ minder per jaar, tot nu toe 5 m³ minder",
        ),
        case(
            "down, wrong way",
            *("1000@2020", "1020@2024", "894@2030", "omlaag", "m³"),
            "nodig 21 m³ minder per jaar, tot nu toe 5 m³ méér",
        ),
        case(
            "share",
            "10@2020",
            "18@2024",
            "48@2030",
            "omhoog",
            "%",
            "nodig 5 procentpunt per jaar, tot nu toe 2",
        ),
        case(
            "standing still",
            "10@2020",
            "10@2024",
            "40@2030",
            "omhoog",
            "%",
            "nodig 5 procentpunt per jaar, tot nu toe 0",
        ),
        case(
            "small",
            "10@2020",
            "11@2024",
            "41@2030",
            "omhoog",
            "bomen",
            "nodig 5,0 bomen per jaar, tot nu toe 0,2",
        ),
        case("alike", "0@2020", "83@2024", "207@2030", "omhoog", "", "nodig 20,7 per jaar, tot nu toe 20,8"),
        case(
            "met",
            "0@2020",
            "48@2024",
            "40@2030",
            "omhoog",
            "bomen",
            "niets meer nodig, tot nu toe 12 bomen per jaar",
        ),
        case("late", "0@2020", "22@2031", "40@2030", "omhoog", "bomen", "tot nu toe 2 bomen per jaar"),
        case("none", "0@2020", None, "40@2030", "omhoog", "bomen", "na de nulmeting nog geen cijfer"),
    ],
)
def test_the_pace_is_said_in_words(baseline, current, target, direction, unit, words):
    assert pace_sentence(judge(baseline, current, target, direction), unit, 0) == words


def test_the_pace_of_growth_is_a_percentage():
    found = judge("14.5@2015", "10.2@2023", "7.25@2030", "omlaag", method="statcan")
    assert pace_sentence(found, "%", 0) == "nodig 4,5% minder per jaar, tot nu toe 4,3% minder"


@pytest.mark.parametrize(
    ("current", "target", "year", "words"),
    [
        ("20@2022", "30@2025", 2023, "2 jaar eerder"),
        ("20@2022", "50@2025", 2025, "precies op tijd"),
        ("20@2022", "95@2025", 2030, "5 jaar later"),
        ("40@2022", "30@2025", 2022, "al gehaald"),
        ("0@2022", "30@2025", None, "staat stil"),
        ("-2@2022", "30@2025", None, "verkeerde kant op"),
        ("0.2@2022", "30@2025", None, "later dan 2150"),
        (None, "30@2025", None, "Niet te bepalen: er is nog geen meting"),
        ("5@2020", "30@2025", None, "niet van later"),
        ("5@2022", None, None, "geen doel"),
    ],
)
def test_the_forecast_follows_the_line_so_far(current, target, year, words):
    # Half way between baseline and newest figure a third one, on the straight line between them.
    now = point(current)
    history = [Point(2021, now.value / 2)] if now is not None else []
    found = forecast_year(Point(2020, 0), now, point(target), "omhoog", history=history)
    assert found.year == year
    assert words in found.reason


def test_two_years_give_no_forecast_and_the_reason_names_them():
    # Through two figures there always runs a straight line: until there are three, nothing is promised.
    found = forecast_year(Point(2014, 926), Point(2017, 900), Point(2030, 600), "omlaag")
    assert (found.year, found.earliest, found.latest, found.years) == (None, None, None, 2)
    assert "ten minste 3 jaren met een cijfer, en er zijn er 2 (2014 en 2017)" in found.reason


def test_the_forecast_rounds_up_to_a_whole_year_and_not_by_machine_rounding():
    # (0.5 - 0.2) / 0.1 is a little less than 3 in binary, (0.4 - 0.1) / 0.1 a little more.
    line = [Point(2021, 0.1), Point(2022, 0.2)]
    for goal, year in ((0.3, 2023), (0.4, 2024), (0.5, 2025)):
        assert (
            forecast_year(Point(2020, 0), line[1], Point(2030, goal), "omhoog", history=line[:1]).year == year
        )
    falling = [Point(2021, 92.5)]
    assert (
        forecast_year(Point(2020, 100), Point(2022, 85), Point(2040, 0), "omlaag", history=falling).year
        == 2034
    )


def test_the_forecast_of_a_band_and_of_context():
    start, now, goal, history = Point(2020, 60), Point(2022, 50), Point(2030, 40), [Point(2021, 55)]
    found = forecast_year(start, now, goal, "band", band=(20, 40), history=history)
    assert found.year == 2024
    assert forecast_year(start, now, goal, "context", history=history).year is None


def test_one_odd_year_does_not_turn_the_forecast():
    # Ten a year, and one year that is far off: the mean slope would be 4,5 a year, the median stays ten.
    years = [Point(2020 + year, 10.0 * year) for year in range(6)]
    years[3] = Point(2023, -60)
    found = forecast_year(years[0], years[-1], Point(2040, 100), "omhoog", history=years[1:-1])
    assert found.year == 2030


def test_the_interval_of_the_forecast_worked_by_hand():
    # Slopes of 0, 10, 14, 27 (2020-2023): 10, 4, 13, 7, 8.5 and 9; their median is 8.75. Four years: the interval is
    # from the smallest to the largest slope, 1 - 2/4! = 92% sure.
    # Line with slope 8.75: its value in 2020 is the median of 0, 1.25, -3.5 and 0.75, so 0.375; 100 is reached after
    # 99.625 / 8.75 = 11.4 years. Slope 13: median of 0, -3, -12, -12 = -7.5, so 107.5 / 13 = 8.3 years. Slope 4:
    # median of 0, 6, 6, 15 = 6, so 94 / 4 = 23.5 years.
    history = [Point(2021, 10), Point(2022, 14)]
    found = forecast_year(Point(2020, 0), Point(2023, 27), Point(2030, 100), "omhoog", history=history)
    assert (found.year, found.earliest, found.latest) == (2032, 2029, 2044)
    assert found.confidence == pytest.approx(11 / 12)
    assert found.reason == (
        "Met deze trend wordt het doel in 2032 gehaald (tussen 2029 en 2044), 2 jaar later dan afgesproken. Trend "
        "over 4 jaren (2020-2023); deze marge is 92% zeker."
    )


def test_an_open_end_is_said_in_words():
    # Slopes 4, 0.5 and -3: the median rises, the smallest falls, so that the target may never be met.
    found = forecast_year(Point(2020, 0), Point(2022, 1), Point(2030, 10), "omhoog", history=[Point(2021, 4)])
    assert found.latest is None
    assert found.earliest is not None
    assert "op zijn vroegst" in found.reason
    assert "na 2150 of nooit kan ook" in found.reason
    # Turned around: the median is the wrong way, and only the best end of the interval ever gets there.
    wrong = forecast_year(Point(2020, 1), Point(2022, 0), Point(2030, 10), "omhoog", history=[Point(2021, 4)])
    assert wrong.year is None
    assert f"op zijn vroegst in {wrong.earliest} gehaald" in wrong.reason


def test_a_year_that_is_over_is_no_forecast():
    # Ten a year from 2020: 50 in 2025. Asked in 2030, with no figure since 2022, nothing tells whether that is so.
    start, now, goal, history = Point(2020, 0), Point(2022, 20), Point(2040, 50), [Point(2021, 10)]
    found = forecast_year(start, now, goal, "omhoog", history=history, year=2030)
    assert (found.year, found.earliest, found.latest, found.confidence) == (None, None, None, None)
    assert (found.past, found.years) == (2025, 3)
    assert found.reason.startswith(
        "Met de trend tot 2022 was het doel in 2025 al gehaald; of dat zo is, zegt nog geen cijfer."
    )
    still = forecast_year(start, now, goal, "omhoog", history=history, year=2025)
    assert (still.year, still.past) == (2025, None)


def test_an_interval_does_not_begin_in_a_year_that_is_over():
    # Slopes 4, 0.5 and -3: at best the target is met in 2023.
    history = [Point(2021, 4)]
    found = forecast_year(
        Point(2020, 0), Point(2022, 1), Point(2030, 10), "omhoog", history=history, year=2026
    )
    assert (found.earliest, found.latest) == (2026, None)
    assert "(de marge loopt van nu tot na 2150, of nooit)" in found.reason
    assert "2023" not in found.reason
    wrong = forecast_year(
        Point(2020, 1), Point(2022, 0), Point(2030, 10), "omhoog", history=history, year=2026
    )
    assert (wrong.year, wrong.earliest) == (None, 2026)
    assert "de marge is te groot om een jaar te noemen" in wrong.reason
    # Both ends of the interval are reached, the first in a year that is over.
    years = [Point(2021, 10), Point(2022, 14)]
    both = forecast_year(
        Point(2020, 0), Point(2023, 27), Point(2030, 100), "omhoog", history=years, year=2031
    )
    assert (both.year, both.earliest, both.latest) == (2032, 2031, 2044)
    assert "(de marge loopt van nu tot 2044)" in both.reason
