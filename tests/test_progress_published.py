"""Status of an objective, against figures that statistical offices published with their inputs.

StatCan: repository sdg-data-canada-odd-donnees/cif-data-donnees-cic, commit
0004afd167193f28b9ca5d757999ad3dcb51fc28. EUSTAT: repository EUSTAT-DES/data, commit
00a0109c527bbfc86d81469609e927152a02fa13. In both the file indicator_calculation_components.yml. Open SDG:
repository open-sdg/open-sdg, tests/features/ProgressStatus.feature.
"""

from __future__ import annotations

import pytest
from judged import case, judge

from wijkdata.progress import METHODS, limit_coefficient, score_with_target, score_without_target

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
