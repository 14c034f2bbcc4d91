"""Status of an objective, against figures that statistical offices published with their inputs.

StatCan: repository sdg-data-canada-odd-donnees/cif-data-donnees-cic, commit
0004afd167193f28b9ca5d757999ad3dcb51fc28. EUSTAT: repository EUSTAT-DES/data, commit
00a0109c527bbfc86d81469609e927152a02fa13. In both the file indicator_calculation_components.yml. Open SDG:
repository open-sdg/open-sdg, tests/features/ProgressStatus.feature.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata.errors import TargetError
from wijkdata.pathways import PATH_NAMES, Pathway, Point
from wijkdata.progress import (
    METHODS,
    STATUSES,
    Assessment,
    assess,
    check_contributions,
    forecast_year,
    limit_coefficient,
    pace_sentence,
    remaining_effort,
    score_with_target,
    score_without_target,
)


def point(text: str | None) -> Point | None:
    if text is None:
        return None
    value, year = text.split("@")
    return Point(int(year), float(value))


def judge(
    baseline: str, current: str | None, target: str | None, direction: str = "omhoog", **more
) -> Assessment:
    return assess(
        baseline=point(baseline), current=point(current), target=point(target), direction=direction, **more
    )


def case(name, *values):
    return pytest.param(*values, id=name)


STATCAN_WITH_TARGET = [
    case(
        "1-1-1",
        "14.5@2015",
        "10.2@2023",
        "7.25@2030",
        "omlaag",
        0.9525901792032172,
        2.5185563910306596,
        "op koers",
    ),
    case(
        "11-3-1",
        "63@2005",
        "74@2020",
        "85@2030",
        "omhoog",
        0.8949392974311927,
        2.106761907621266,
        "versnelling nodig",
    ),
    case(
        "11-6-1",
        "699@2014",
        "683.4@2022",
        "490@2030",
        "omlaag",
        0.12830416881599752,
        -1.9653950197943832,
        "onvoldoende",
    ),
    case(
        "15-2-1",
        "42@2019",
        "40@2024",
        "60@2026",
        "omhoog",
        -0.18576295071190677,
        -3.274018486731302,
        "verkeerde richting",
    ),
    case("15-5-1", "70@2015", "68@2021", "100@2030", "omlaag", 0.20028868698657923, 5, "behaald"),
    case(
        "12-1-1",
        "0.37@2015",
        "14.63@2024",
        "60@2030",
        "omhoog",
        1.249622415033452,
        4.640227948342444,
        "op koers",
    ),
    case(
        "15-4-1",
        "10.1@2015",
        "13.7@2023",
        "30@2030",
        "omhoog",
        0.5160064971944834,
        -0.34995572813974585,
        "onvoldoende",
    ),
    case(
        "11-1-1",
        "26866@2016",
        "36058@2024",
        "13433@2028",
        "omlaag",
        -0.6675781357974336,
        -5,
        "verkeerde richting",
    ),
]

STATCAN_WITHOUT_TARGET = [
    case(
        "10-1-1",
        "0.314@2015",
        "0.3@2023",
        "omlaag",
        None,
        0.005685092259251845,
        0.17127306481296123,
        "versnelling nodig",
    ),
    case(
        "12-4-1",
        "0.83@2015",
        "0.81@2021",
        "omlaag",
        None,
        0.004056990276131822,
        -0.4715048619340889,
        "onvoldoende",
    ),
    case(
        "1-3-1",
        "178.8@2015",
        "171.9@2024",
        "omlaag",
        None,
        0.004363225612730504,
        -0.3183871936347482,
        "onvoldoende",
    ),
    case(
        "1-2-1",
        "66.6@2016",
        "71.4@2023",
        "omhoog",
        100,
        0.009991483690946268,
        1.739752850099936,
        "versnelling nodig",
    ),
    case(
        "15-1-1",
        "79.82@2015",
        "80@2020",
        "omhoog",
        100,
        0.0004506085041826591,
        -2.1437311547039553,
        "onvoldoende",
    ),
    case(
        "16-6-1",
        "87.93@2015",
        "77.78@2023",
        "omlaag",
        None,
        0.015215151249107883,
        2.6075756245539417,
        "op koers",
    ),
    case("16-1-1", "79@2021", "79@2022", "omhoog", 100, 0.0, -2.5, "onvoldoende"),
    case(
        "11-4-1",
        "75.3@2023",
        "74.6@2024",
        "omhoog",
        100,
        -0.009296148738379806,
        -3.6620185922974757,
        "verkeerde richting",
    ),
    case("10-2-1", "3.8@2015", "11.9@2024", "omlaag", None, -0.1352325064900486, -5, "verkeerde richting"),
]

EUSTAT_WITH_TARGET = [
    case(
        "1-1-1",
        "0.1490340749@2016",
        "0.17@2022",
        "0.1@2030",
        "omlaag",
        -0.7893659694952404,
        -5.0,
        "verkeerde richting",
    ),
    case(
        "1-2-1",
        "16.4@2016",
        "16.5@2022",
        "8.2@2030",
        "omlaag",
        -0.02098521874625286,
        -2.58743841144272,
        "verkeerde richting",
    ),
    case(
        "1-4-1 bath",
        "99.6@2015",
        "99.8@2023",
        "99.9@2030",
        "omhoog",
        1.2506577815013848,
        4.64755558215275,
        "op koers",
    ),
    case(
        "2-1-2",
        "3.1@2016",
        "2.6@2024",
        "0.1@2030",
        "omlaag",
        0.09997499565957124,
        -2.0834375180851197,
        "onvoldoende",
    ),
]


@pytest.mark.parametrize(
    ("baseline", "current", "target", "direction", "progress_value", "score", "status"), STATCAN_WITH_TARGET
)
def test_statcan_with_a_target_gives_the_published_value(
    baseline, current, target, direction, progress_value, score, status
):
    found = judge(baseline, current, target, direction, method="statcan")
    assert found.status == status
    assert found.ratio == pytest.approx(progress_value, abs=1e-9)
    assert found.components["progress_value"] == found.ratio
    assert found.score == pytest.approx(score, abs=1e-9)
    assert found.ratio == pytest.approx(found.observed_rate / abs(found.required_rate))


@pytest.mark.parametrize(
    ("baseline", "current", "direction", "limit", "progress_value", "score", "status"), STATCAN_WITHOUT_TARGET
)
def test_statcan_without_a_target_gives_the_published_value(
    baseline, current, direction, limit, progress_value, score, status
):
    found = judge(baseline, current, None, direction, method="statcan", limit=limit)
    assert found.status == status
    assert found.observed_rate == pytest.approx(progress_value, abs=1e-9)
    assert found.components["progress_value"] == found.observed_rate
    assert found.score == pytest.approx(score, abs=1e-9)
    assert found.ratio is None
    assert found.required_rate is None


@pytest.mark.parametrize(
    ("baseline", "current", "target", "direction", "progress_value", "score", "status"), EUSTAT_WITH_TARGET
)
def test_eustat_publishes_the_same_ratio_and_a_score_in_exact_fractions(
    baseline, current, target, direction, progress_value, score, status
):
    found = judge(baseline, current, target, direction, method="statcan")
    assert found.status == status
    assert found.ratio == pytest.approx(progress_value, abs=1e-9)
    assert found.score == pytest.approx(score, abs=1e-4)
    assert score_with_target(found.ratio, exact_fractions=True) == pytest.approx(score, abs=1e-9)


def test_the_open_sdg_feature_case_is_on_track():
    # Indicator 1-5-4 of the feature test.
    found = judge("5@2015", "6@2016", "9@2030", method="statcan")
    assert found.ratio == pytest.approx(5.0045, abs=5e-5)
    assert (found.status, found.score) == ("op koers", 5)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_target_equal_to_the_baseline_and_kept_is_met(method):
    # EUSTAT 1-4-1, dwellings with drinking water: published with score 5 and no progress value.
    found = judge("99.9@2015", "99.9@2023", "99.9@2030", method=method)
    assert found.status == "behaald"
    assert found.ratio is None
    assert found.score == (5 if method == "statcan" else None)


@pytest.mark.parametrize("method", ["pad", "statcan", "unstats"])
def test_a_target_equal_to_the_baseline_and_not_kept_is_the_wrong_way(method):
    found = judge("99.9@2015", "99.1@2023", "99.9@2030", method=method)
    assert (found.status, found.ratio) == ("verkeerde richting", None)


def test_a_baseline_at_its_limit_that_is_kept_scores_full():
    # EUSTAT 1-5-4, municipalities covered by an emergency plan: 100 in 2015 and 2024, score 5.
    found = judge("100@2015", "100@2024", None, method="statcan", limit=100)
    assert (found.status, found.score, found.observed_rate) == ("op koers", 5, 0)
    assert judge("100@2015", "99@2024", None, method="statcan", limit=100).status == "verkeerde richting"


def test_the_limit_lowers_what_may_be_asked():
    assert limit_coefficient(66.6, 100) == pytest.approx(0.835477, abs=5e-7)
    assert limit_coefficient(133.4, 100) == pytest.approx(limit_coefficient(66.6, 100))
    assert [limit_coefficient(*pair) for pair in [(100, 100), (250, 100), (5, 0), (0, 0), (0, 100)]] == [
        0,
        1,
        1,
        1,
        1,
    ]


def test_a_limit_at_the_other_end_does_not_count():
    found = judge("90@2015", "89@2023", None, "omlaag", method="statcan", limit=100)
    assert found.components["coefficient"] == 1


@pytest.mark.parametrize(("ratio", "score"), [(-0.6, -5), (-2, -5), (0.6, 0), (1.3, 5), (9, 5)])
def test_the_score_has_the_published_anchors(ratio, score):
    assert score_with_target(ratio) == pytest.approx(score, abs=1e-4)
    assert score_with_target(ratio, exact_fractions=True) == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(
    ("growth", "score"), [(-0.03, -5), (-0.02, -5), (0, -2.5), (0.005, 0), (0.015, 2.5), (0.02, 5), (0.5, 5)]
)
def test_the_score_without_target_has_the_published_anchors(growth, score):
    assert score_without_target(growth) == pytest.approx(score)


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


def test_unstats_carries_the_growth_on_to_the_target_year():
    found = judge("14.5@2015", "10.2@2023", "7.25@2030", "omlaag", method="unstats")
    assert found.ratio == pytest.approx(0.966, abs=5e-4)
    assert found.status == "op koers"
    assert found.components["expected_value"] == pytest.approx(10.2 * (10.2 / 14.5) ** (7 / 8))


@pytest.mark.parametrize(
    ("current", "status"),
    [
        (151, "op koers"),
        (120, "versnelling nodig"),
        (106.6, "versnelling nodig"),
        (106, "onvoldoende"),
        (101, "onvoldoende"),
        (100, "onvoldoende"),
        (99, "verkeerde richting"),
    ],
)
def test_unstats_is_cut_at_95_and_10_percent(current, status):
    # One half of the time has gone by, so the growth factor is squared.
    found = judge("100@2020", f"{current}@2025", "230@2030", method="unstats")
    assert found.ratio == pytest.approx((current**2 / 100 - 100) / 130)
    assert found.status == status


def test_growth_from_nearly_nothing_is_not_spelled_out():
    found = judge("5e-154@2020", "1@2021", "1.5@2022", method="unstats")
    assert found.status == "op koers"
    assert "meer dan 1.000.000.000.000.000" in found.reason
    assert pace_sentence(found).endswith("tot nu toe meer dan 1.000%")


@pytest.mark.parametrize(
    ("growth", "status"),
    [
        (0.021, "op koers"),
        (0.019, "versnelling nodig"),
        (0.004, "onvoldoende"),
        (-0.001, "verkeerde richting"),
    ],
)
def test_unstats_without_a_target_is_cut_at_2_and_half_a_percent(growth, status):
    up = judge("100@2020", f"{100 * (1 + growth)}@2021", None, method="unstats")
    down = judge("100@2020", f"{100 * (1 - growth)}@2021", None, "omlaag", method="unstats")
    assert (up.status, down.status) == (status, status)
    assert up.observed_rate == pytest.approx(growth)
    assert down.observed_rate == pytest.approx(growth)


@pytest.mark.parametrize("method", ["statcan", "unstats"])
def test_growth_cannot_cross_zero_and_turns_around_below_it(method):
    crossed = judge("5@2020", "-1@2024", "9@2030", method=method)
    assert crossed.status == "niet te bepalen"
    assert "weerszijden van 0" in crossed.reason
    rising = judge("-100@2020", "-90@2024", "-50@2030", method=method)
    assert rising.observed_rate > 0
    assert rising.ratio > 0


def yearly(first: int, *values: float) -> list[Point]:
    return [Point(first + place, value) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("target", "symbol", "status"),
    [
        (150, "zon", "op koers"),
        (152.5, "zon", "op koers"),
        (152.7, "licht bewolkt", "versnelling nodig"),
        (160, "licht bewolkt", "versnelling nodig"),
        (162.5, "licht bewolkt", "versnelling nodig"),
        (163, "bewolkt", "onvoldoende"),
        (400, "bewolkt", "onvoldoende"),
    ],
)
def test_dns_symbols_follow_the_share_of_the_distance_that_would_be_missed(target, symbol, status):
    # From 50 in 2015 to 100 in 2020 is 10 a year; with five years to go that leads to 150.
    history = yearly(2015, 50, 55, 70, 80, 95, 100)
    found = judge("50@2015", "100@2020", f"{target}@2025", method="dns", history=history)
    assert found.components["annual_change"] == 10
    assert found.components["expected_value"] == 150
    assert found.components["miss"] == pytest.approx(max(0, target - 150) / (target - 100))
    assert (found.components["symbol"], found.status) == (symbol, status)
    assert found.ratio == pytest.approx(found.observed_rate / found.required_rate)


@pytest.mark.parametrize("values", [(100, 99, 98, 97, 96, 95), (95, 97, 96, 94, 93, 95)])
def test_dns_gives_thunder_for_the_wrong_way_and_for_standing_still(values):
    found = judge(f"{values[0]}@2015", "95@2020", "150@2025", method="dns", history=yearly(2015, *values))
    assert (found.components["symbol"], found.status) == ("onweer", "verkeerde richting")


def test_dns_needs_six_years_and_names_the_ones_it_lacks():
    found = judge("50@2014", "100@2020", "200@2030", method="dns", history=yearly(2017, 70, 80, 95))
    assert (found.status, found.observed_rate) == ("niet te bepalen", None)
    assert "2015 en 2016" in found.reason
    assert found.required_rate == 10


def test_baseline_and_measurement_count_among_the_six_years():
    found = judge("50@2015", "100@2020", "150@2025", method="dns", history=yearly(2016, 55, 70, 80, 95))
    assert found.status == "op koers"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        case("method", "method", {"method": "statscan"}),
        case("direction", "direction", {"direction": "up"}),
        case("path", "path", {"path": "linear"}),
        case("path that cannot be", "path", {"path": "constant", "target": Point(2030, 0)}),
        case("baseline", "baseline", {"baseline": Point(2020, math.nan)}),
        case("current", "current", {"current": Point(2024, math.inf)}),
        case("target", "target", {"target": Point(2030, math.nan)}),
        case("target year", "target_year", {"target": Point(2020, 80)}),
        case("limit", "limit", {"limit": math.nan}),
        case("history", "history", {"history": [Point(2022, math.nan)]}),
        case("band missing", "band", {"direction": "band"}),
        case("band unwanted", "band", {"band": (1, 2)}),
        case("band turned", "band", {"direction": "band", "band": (2, 1)}),
        case("band unknown", "band", {"direction": "band", "band": (math.nan, 1)}),
    ],
)
def test_an_input_that_cannot_be_right_is_refused_at_its_field(field, more):
    given_inputs = {
        "baseline": Point(2020, 50),
        "current": Point(2024, 60),
        "target": Point(2030, 80),
        "direction": "omhoog",
    } | more
    with pytest.raises(TargetError) as caught:
        assess(**given_inputs)
    assert caught.value.field == field
    assert str(caught.value).endswith((".", "?"))


def test_an_unknown_method_names_the_nearest():
    with pytest.raises(TargetError, match="Bedoelt u ‘statcan’"):
        judge("50@2020", "60@2024", "80@2030", method="statscan")


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
        case("none", "0@2020", None, "40@2030", "omhoog", "bomen", "tot nu toe niet te bepalen"),
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
        ("10@2021", "30@2025", 2023, "2 jaar eerder"),
        ("10@2021", "50@2025", 2025, "precies op tijd"),
        ("10@2021", "95@2025", 2030, "5 jaar later"),
        ("40@2021", "30@2025", 2021, "al gehaald"),
        ("0@2021", "30@2025", None, "staat stil"),
        ("-1@2021", "30@2025", None, "verkeerde kant op"),
        ("0.1@2021", "30@2025", None, "later dan 2150"),
        (None, "30@2025", None, "Niet te bepalen: er is nog geen meting"),
        ("5@2020", "30@2025", None, "niet van later"),
        ("5@2021", None, None, "geen doel"),
    ],
)
def test_the_forecast_follows_the_line_so_far(current, target, year, words):
    found = forecast_year(Point(2020, 0), point(current), point(target), "omhoog")
    assert found.year == year
    assert words in found.reason


def test_the_forecast_rounds_up_to_a_whole_year_and_not_by_machine_rounding():
    # (0.4 - 0.1) / 0.1 is a little more than 3 in binary.
    assert forecast_year(Point(2020, 0), Point(2021, 0.1), Point(2030, 0.4), "omhoog").year == 2024
    assert forecast_year(Point(2020, 100), Point(2022, 85), Point(2040, 0), "omlaag").year == 2034


def test_the_forecast_of_a_band_and_of_context():
    found = forecast_year(Point(2020, 60), Point(2022, 50), Point(2030, 40), "band", band=(20, 40))
    assert found.year == 2024
    assert forecast_year(Point(2020, 60), Point(2022, 50), Point(2030, 40), "context").year is None


def test_contributions_add_up_to_the_task_against_the_base_or_the_latest_year():
    # Covenant of Mayors: 1,000,000 t in 1990, 25% less by 2020, inventory of 2009: 900,000 t.
    from_base, from_latest = remaining_effort(1_000_000, 0.25, 900_000)
    assert (from_base, from_latest) == (250_000, 150_000)
    assert check_contributions([100_000, 120_000, 30_000], from_base) == 0
    assert check_contributions([100_000, 20_000], from_latest) == 30_000
    assert check_contributions([100_000, 120_000, 30_000], from_latest) == -100_000


def test_an_unknown_contribution_is_not_nothing():
    with pytest.raises(TargetError) as caught:
        check_contributions([100_000, math.nan], 250_000)
    assert caught.value.field == "contributions"
    with pytest.raises(TargetError, match="25% als 0,25"):
        remaining_effort(1_000_000, 25, 900_000)


values = st.floats(-1e12, 1e12) | st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 100.0, 1e14])
amounts = st.floats(-1e6, 1e6, width=32, allow_subnormal=False)
points = st.builds(Point, st.integers(2015, 2050), values)


@settings(deadline=None, max_examples=400)
@given(
    values,
    st.none() | points,
    st.none() | st.builds(Point, st.integers(2021, 2060), values),
    st.sampled_from(["omhoog", "omlaag", "band", "context"]),
    st.sampled_from(sorted(METHODS)),
    st.sampled_from(sorted(PATH_NAMES)),
    st.none() | values,
    st.lists(points, max_size=8),
    st.tuples(values, values),
    st.none() | st.integers(0, 3),
)
def test_every_finite_input_gets_one_of_the_six_statuses(
    base, current, target, direction, method, path, limit, history, edges, decimals
):
    baseline = Point(2020, base)
    try:
        found = assess(
            baseline=baseline,
            current=current,
            target=target,
            direction=direction,
            method=method,
            path=path,
            limit=limit,
            history=history,
            band=(min(edges), max(edges)) if direction == "band" else None,
            unit="%",
            decimals=decimals,
        )
    except TargetError:
        # Only where the path itself does not exist for these values, and only if the method needs it.
        assert (method, path) in {("pad", "constant"), ("pad", "absoluut")}
        return
    assert found.status in STATUSES
    assert found.reason.endswith(".")
    json.dumps(asdict(found), allow_nan=False)
    assert pace_sentence(found, "m³/jaar", decimals)


@settings(deadline=None)
@given(
    amounts,
    amounts,
    amounts,
    st.sampled_from(["omhoog", "omlaag"]),
    st.sampled_from([2.0, 1024.0, 0.5]),
)
def test_the_path_ratio_does_not_depend_on_the_unit(base, current, target, direction, factor):
    first, second = (
        assess(
            baseline=Point(2020, base * scale),
            current=Point(2024, current * scale),
            target=Point(2030, target * scale),
            direction=direction,
        )
        for scale in (1.0, factor)
    )
    assert first.status == second.status
    if first.ratio is None or second.ratio is None:
        assert first.ratio == second.ratio
    else:
        assert first.ratio == pytest.approx(second.ratio, rel=1e-9)


@settings(deadline=None)
@given(values, values, st.none() | values, st.sampled_from(["omhoog", "omlaag", "context"]))
def test_every_finite_input_gets_a_forecast(base, current, target, direction):
    goal = None if target is None else Point(2030, target)
    found = forecast_year(Point(2020, base), Point(2024, current), goal, direction)
    assert found.year is None or 2024 <= found.year <= 2150
    assert found.reason.endswith(".")
