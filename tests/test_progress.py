"""Status of an objective by the planned path, and where methods disagree."""

from __future__ import annotations

import math

import pytest
from judged import case, judge

from wijkdata.errors import TargetError
from wijkdata.pathways import Pathway, Point
from wijkdata.progress import METHODS


@pytest.mark.parametrize(
    ("baseline", "current", "target", "direction", "pad", "statcan"),
    [
        case(
            "StatCan 1-1-1",
            "14.5@2015",
            "10.2@2023",
            "7.25@2030",
            "omlaag",
            (1.112, "op koers"),
            (0.953, "op koers"),
        ),
        case(
            "aardgasvrij",
            "6@2024",
            "12@2026",
            "100@2040",
            "omhoog",
            (0.511, "onvoldoende"),
            (2.155, "op koers"),
        ),
    ],
)
def test_methods_can_disagree_on_the_same_figures(baseline, current, target, direction, pad, statcan):
    for method, (ratio, status) in {"pad": pad, "statcan": statcan}.items():
        found = judge(baseline, current, target, direction, method=method)
        assert found.ratio == pytest.approx(ratio, abs=5e-4)
        assert found.status == status


@pytest.mark.parametrize(("epsilon", "ratio"), [(0.001, 0.15), (0.01, 0.18), (1, 0.31), (10, 0.58)])
def test_a_small_number_for_a_target_of_zero_would_set_the_status(epsilon, ratio):
    found = judge("100@2024", "85@2026", f"{epsilon}@2040", "omlaag", method="statcan")
    assert found.ratio == pytest.approx(ratio, abs=6e-3)


def test_a_target_of_zero_is_judged_by_the_path_and_left_open_by_growth():
    by_path = judge("100@2024", "85@2026", "0@2040", "omlaag")
    assert by_path.ratio == pytest.approx(1.2)
    assert (by_path.status, by_path.path_value) == ("op koers", 87.5)
    by_growth = judge("100@2024", "85@2026", "0@2040", "omlaag", method="statcan")
    assert (by_growth.status, by_growth.ratio, by_growth.score) == ("niet te bepalen", None, None)
    assert "Het doel is 0" in by_growth.reason
    assert "‘pad’" in by_growth.reason
    assert by_growth.observed_rate == pytest.approx(1 - 0.85**0.5)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_target_of_zero_that_is_reached_is_met(method):
    assert judge("100@2024", "0@2026", "0@2040", "omlaag", method=method).status == "behaald"


def test_nothing_done_from_zero_is_not_achieved():
    found = judge("0@2020", "0@2024", "500@2030")
    assert (found.status, found.ratio, found.path_value) == ("onvoldoende", 0.0, 200)
    assert math.copysign(1, found.ratio) == 1
    assert "niet veranderd" in found.reason
    for method in ("statcan", "unstats"):
        open_end = judge("0@2020", "0@2024", "500@2030", method=method)
        assert (open_end.status, open_end.ratio) == ("niet te bepalen", None)
        assert "De nulmeting is 0" in open_end.reason


@pytest.mark.parametrize(
    ("current", "status"),
    [
        (120, "op koers"),
        (95, "op koers"),
        (94.9, "versnelling nodig"),
        (60, "versnelling nodig"),
        (59.9, "onvoldoende"),
        (0, "onvoldoende"),
        (-0.1, "verkeerde richting"),
    ],
)
def test_the_path_ratio_is_cut_at_95_60_and_0(current, status):
    for sign, direction in ((1, "omhoog"), (-1, "omlaag")):
        found = judge("0@2020", f"{sign * current}@2025", f"{sign * 200}@2030", direction)
        assert found.status == status
        assert found.ratio == pytest.approx(current / 100)


def test_machine_rounding_decides_no_status():
    assert judge("0.3@2020", f"{0.1 + 0.2}@2025", "0.1@2030", "omlaag").status == "onvoldoende"
    by_growth = judge("0.3@2020", f"{0.1 + 0.2}@2021", "0.1@2030", "omlaag", method="statcan")
    assert (by_growth.status, by_growth.ratio) == ("onvoldoende", 0)
    assert judge("0.9@2020", f"{0.1 + 0.2}@2025", "0.3@2030", "omlaag").status == "behaald"


def test_rates_count_in_the_wanted_direction():
    down = judge("1200@2020", "1220@2024", "1000@2030", "omlaag")
    assert down.observed_rate == -5
    assert down.required_rate == pytest.approx(220 / 6)
    up = judge("0@2020", "48@2024", "2928@2030")
    assert (up.observed_rate, up.required_rate) == (12, 480)


def test_a_target_already_passed_is_met_whatever_the_trend():
    found = judge("70@2020", "65@2024", "60@2030")
    assert found.status == "behaald"
    assert judge("70@2020", "55@2024", "60@2030").status == "verkeerde richting"


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ("100@2020", "120@2024", "150@2030", "omlaag"),
            "(100) was het al gehaald. Het ligt hoger dan de nulmeting, terwijl minder beter is: controleer",
        ),
        (
            ("100@2020", "90@2024", "50@2030", "omhoog"),
            "(100) was het al gehaald. Het ligt lager dan de nulmeting, terwijl meer beter is: controleer",
        ),
    ],
)
def test_a_target_that_the_baseline_met_already_is_said_to_be_one(method, given, said):
    found = judge(*given, method=method)
    assert found.status == "behaald"
    assert f"Bij de nulmeting in 2020 {said}" in found.reason


def test_to_stay_as_good_as_it_was_is_no_mistake_in_the_direction():
    kept = judge("0@2020", "0@2024", "0@2030", "omlaag")
    assert kept.reason.endswith("Bij de nulmeting in 2020 (0) was het al gehaald.")
    rounded = judge(f"{0.1 + 0.2}@2020", "0.3@2024", "0.3@2030", "omlaag")
    assert "controleer" not in rounded.reason
    within = judge("30@2020", "35@2024", "30@2030", "band", band=(20, 40))
    assert "controleer" not in within.reason


def test_a_target_that_was_reached_on_the_way_says_nothing_of_the_baseline():
    assert "nulmeting" not in judge("100@2020", "50@2024", "60@2030", "omlaag").reason


def test_at_the_target_year_no_pace_is_left():
    found = judge("0@2020", "97@2030", "100@2030")
    assert (found.status, found.required_rate, found.path_value) == ("op koers", None, 100)


def test_after_the_target_year_the_measurement_of_that_year_is_judged():
    found = judge("0@2020", "90@2033", "100@2030", history=[Point(2025, 60), Point(2030, 70)])
    assert (found.status, found.ratio) == ("versnelling nodig", 0.7)
    assert found.reason.startswith("Het doeljaar 2030 is voorbij; beoordeeld is de meting van dat jaar.")
    assert (found.components["judged_year"], found.components["current_year"]) == (2030, 2033)


def test_after_the_target_year_without_a_measurement_the_newest_meets_the_target_itself():
    found = judge("0@2020", "70@2033", "100@2030", history=[Point(2025, 60)])
    assert (found.status, found.ratio, found.required_rate) == ("versnelling nodig", 0.7, None)
    assert "geen meting van dat jaar" in found.reason


def test_met_late_or_lost_again_is_said():
    late = judge("0@2020", "105@2033", "100@2030", history=[Point(2030, 70)])
    assert late.status == "behaald"
    assert "na het doeljaar" in late.reason
    lost = judge("0@2020", "80@2033", "100@2030", history=[Point(2030, 101)])
    assert lost.status == "behaald"
    assert "In 2033 was dat niet meer zo: 80." in lost.reason


@pytest.mark.parametrize("current", [None, "55@2020", "55@2019"])
@pytest.mark.parametrize("method", sorted(METHODS))
def test_without_a_later_measurement_there_is_nothing_to_judge(method, current):
    found = judge("50@2020", current, "80@2030", method=method)
    assert (found.status, found.ratio, found.observed_rate) == ("niet te bepalen", None, None)
    assert "nulmeting" in found.reason


@pytest.mark.parametrize(
    ("current", "status"),
    [("51@2024", "op koers"), ("50@2024", "op koers"), ("49@2024", "verkeerde richting")],
)
def test_a_stepped_path_asks_nothing_before_its_first_milestone(current, status):
    found = judge("50@2020", current, "80@2030", path="stapsgewijs")
    assert (found.status, found.ratio, found.path_value) == (status, None, 50)
    assert "vraagt in 2024 geen verbetering" in found.reason


def test_a_path_that_allows_a_dip_is_judged_against_that_dip():
    path = Pathway("mijlpalen", Point(2020, 50), Point(2030, 80), milestones=(Point(2024, 40),))
    better = judge("50@2020", "45@2024", None, path=path)
    assert (better.status, better.ratio, better.path_value) == ("op koers", None, 40)
    assert judge("50@2020", "39@2024", "80@2030", path=path).status == "verkeerde richting"


def test_a_path_of_another_baseline_or_target_is_refused():
    path = Pathway("lineair", Point(2020, 50), Point(2030, 80))
    for baseline, target in (("51@2020", "80@2030"), ("50@2020", "80@2031")):
        with pytest.raises(TargetError) as caught:
            judge(baseline, "60@2024", target, path=path)
        assert caught.value.field == "path"


def test_context_is_shown_and_not_judged():
    found = judge("50@2020", "60@2024", "80@2030", "context")
    assert found.status == "niet te bepalen"
    assert "wordt getoond, niet beoordeeld" in found.reason


def test_a_band_is_judged_as_a_falling_distance():
    found = judge("60@2020", "54@2025", "40@2030", "band", band=(20, 40), unit="%")
    assert found.ratio == pytest.approx(0.6)
    assert (found.status, found.path_value) == ("versnelling nodig", 10)
    assert (found.components["base_distance"], found.components["current_distance"]) == (20, 14)
    assert (found.components["base_value"], found.components["current_value"]) == (60, 54)
    assert "14 procentpunt" in found.reason
    without_target = judge("60@2020", "54@2025", None, "band", band=(20, 40), method="statcan", limit=15)
    assert (without_target.status, without_target.components["coefficient"]) == ("op koers", 1)
    assert without_target.observed_rate == pytest.approx(1 - 0.7**0.2)
    below = judge("0@2020", "6@2025", "30@2030", "band", band=(20, 40))
    assert below.ratio == pytest.approx(0.6)


def test_inside_the_band_is_met_and_leaving_it_is_the_wrong_way():
    assert judge("60@2020", "33@2025", "30@2030", "band", band=(20, 40)).status == "behaald"
    assert judge("60@2020", "33@2025", None, "band", band=(20, 40)).status == "behaald"
    assert judge("30@2020", "35@2025", "30@2030", "band", band=(20, 40)).status == "behaald"
    left = judge("30@2020", "45@2025", "30@2030", "band", band=(20, 40))
    assert (left.status, left.ratio) == ("verkeerde richting", None)


def test_without_a_target_only_growth_can_be_judged():
    for method in ("pad", "dns"):
        found = judge("50@2020", "60@2024", None, method=method)
        assert found.status == "niet te bepalen"
        assert "geen doel" in found.reason
    assert judge("50@2020", "60@2024", None).observed_rate == 2.5
