"""Planned paths between baseline and target, and targets that cannot be right."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wijkdata import catalogue
from wijkdata.errors import TargetError
from wijkdata.pathways import (
    CONTRACTION_RATE,
    DIRECTION_MEANINGS,
    PATH_NAMES,
    Pathway,
    Point,
    check_target,
    distinct_texts,
)

START, END = Point(2020, 100.0), Point(2030, 40.0)

amounts = st.floats(-1e9, 1e9, width=32, allow_subnormal=False)
years = st.integers(1990, 2060)


def refused(field: str, *words: str, **given_path: object) -> None:
    with pytest.raises(TargetError) as caught:
        Pathway(**{"kind": "lineair", "start": START, "end": END} | given_path)
    assert caught.value.field == field
    for word in words:
        assert word in str(caught.value)


def test_a_straight_line_goes_the_same_amount_each_year():
    path = Pathway("lineair", START, END)
    assert path.values([2020, 2021, 2025, 2027.5, 2030]) == pytest.approx([100, 94, 70, 55, 40])


def test_the_path_keeps_the_baseline_before_and_the_target_after_its_years():
    for kind in PATH_NAMES:
        assert Pathway(kind, START, END).values([1990, 2019.9, 2030.1, 2100]) == [100, 100, 40, 40]


def test_milestones_are_connected_by_straight_lines():
    path = Pathway("mijlpalen", START, END, milestones=(Point(2028, 50), Point(2024, 90)))
    assert path.values([2022, 2024, 2026, 2028, 2029]) == pytest.approx([95, 90, 70, 50, 45])


def test_a_stepped_path_has_the_value_of_the_latest_milestone_reached():
    path = Pathway("stapsgewijs", START, END, milestones=(Point(2024, 90), Point(2028, 50)))
    assert path.values([2021, 2023.9, 2024, 2027, 2028, 2029, 2030]) == [100, 100, 90, 90, 50, 50, 40]


def test_without_milestones_a_stepped_path_asks_nothing_before_the_target_year():
    assert Pathway("stapsgewijs", START, END).values([2021, 2029, 2030]) == [100, 100, 40]
    assert Pathway("mijlpalen", START, END).value(2025) == Pathway("lineair", START, END).value(2025)


def test_a_constant_rate_changes_by_the_same_percentage_each_year():
    path = Pathway("constant", Point(2020, 100.0), Point(2022, 81.0))
    assert path.value(2021) == pytest.approx(90)
    assert Pathway("constant", Point(2020, -100.0), Point(2022, -81.0)).value(2021) == pytest.approx(-90)


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.77])
@pytest.mark.parametrize(("steepness", "midpoint"), [(10.0, 0.5), (4.0, 0.3), (1e-6, 0.5)])
def test_the_s_curve_is_the_logistic_function_stretched_to_both_ends(share, steepness, midpoint):
    def logistic(x: float) -> float:
        return 1 / (1 + math.exp(-steepness * (x - midpoint)))

    expected = (logistic(share) - logistic(0)) / (logistic(1) - logistic(0))
    path = Pathway("s-curve", Point(2020, 0.0), Point(2030, 1.0), steepness=steepness, midpoint=midpoint)
    assert path.value(2020 + 10 * share) == pytest.approx(expected, rel=1e-6)


def test_the_s_curve_starts_slowly_and_is_halfway_at_its_midpoint():
    path = Pathway("s-curve", Point(2020, 0.0), Point(2040, 200.0))
    assert path.value(2030) == pytest.approx(100)
    assert path.value(2022) < 0.1 * 200 < 0.9 * 200 < path.value(2038)


def test_a_steep_s_curve_does_not_round_past_its_target():
    for midpoint in (0.01, 0.1, 0.3, 0.5):
        path = Pathway("s-curve", Point(2020, 0.1), Point(2050, 0.3), steepness=100, midpoint=midpoint)
        assert max(path.values(2020 + month / 12 for month in range(361))) == 0.3


def test_absolute_contraction_takes_the_same_share_of_the_base_each_year():
    # SBTi: 4.2% of the base year a year makes 42% from 2020 to 2030.
    path = Pathway("absoluut", Point(2020, 100.0), Point(2030, 58.0), rate=CONTRACTION_RATE)
    assert path.values([2021, 2025, 2029]) == pytest.approx([95.8, 79, 62.2])
    assert path.value(2030) == 58


def test_a_faster_contraction_stays_at_the_target_once_it_is_there():
    path = Pathway("absoluut", Point(2020, 100.0), Point(2050, 0.0), rate=CONTRACTION_RATE)
    assert path.value(2043) == pytest.approx(3.4)
    assert path.values([2044, 2049]) == [0, 0]


def test_without_a_rate_the_contraction_follows_from_the_target():
    path = Pathway("absoluut", START, END)
    assert path.values([2021, 2025]) == pytest.approx([94, 70])


def test_a_contraction_too_slow_for_the_target_is_refused_with_the_rate_that_is_enough():
    refused("rate", "4,2", "6,00%", kind="absoluut", rate=0.042)
    assert Pathway("absoluut", START, END, rate=0.06).value(2025) == pytest.approx(70)
    # 1 - 0.7 is a little more than 3 x 0.1 in binary; that is no reason to refuse.
    assert Pathway("absoluut", Point(2020, 1.0), Point(2023, 0.7), rate=0.1).value(2022) == pytest.approx(0.8)


def test_a_target_above_the_baseline_adds_the_share():
    path = Pathway("absoluut", Point(2020, 200.0), Point(2030, 300.0), rate=0.1)
    assert path.values([2021, 2024, 2025, 2026]) == pytest.approx([220, 280, 300, 300])


def test_the_target_year_comes_after_the_baseline_year():
    refused("target_year", "2020", "2021 of later", end=Point(2020, 40.0))
    refused("target_year", end=Point(2019, 40.0))


def test_milestones_lie_between_the_years_and_one_in_each():
    for year in (2019, 2020, 2030, 2031):
        refused("milestones", str(year), "Kies een jaar", kind="mijlpalen", milestones=(Point(year, 70),))
    twice = (Point(2025, 70), Point(2025, 60))
    refused("milestones", "meer dan één mijlpaal in 2025", kind="stapsgewijs", milestones=twice)


def test_milestones_are_refused_where_they_would_not_count():
    for kind in ("lineair", "constant", "s-curve", "absoluut"):
        refused("milestones", "‘mijlpalen’ of ‘stapsgewijs’", kind=kind, milestones=(Point(2025, 70),))
    refused("rate", "‘absoluut’", kind="constant", rate=0.05)


def test_an_unknown_kind_names_the_nearest():
    refused("path", "‘linear’", "Bedoelt u ‘lineair’?", kind="linear")
    refused("path", "U kunt kiezen uit lineair, mijlpalen", kind="x")


def test_a_percentage_needs_values_on_one_side_of_zero():
    refused("path", "0 is", "‘lineair’", kind="constant", end=Point(2030, 0.0))
    refused("path", "0 is", kind="constant", start=Point(2020, 0.0))
    refused("path", "weerszijden van 0", kind="constant", end=Point(2030, -5.0))
    refused("path", "nulmeting 0", "‘lineair’", kind="absoluut", start=Point(2020, 0.0))


@pytest.mark.parametrize(
    ("field", "given_path"),
    [
        pytest.param("target", {"end": Point(2030, math.nan)}, id="unknown target"),
        pytest.param("baseline", {"start": Point(2020, math.inf)}, id="infinite baseline"),
        pytest.param("target", {"end": Point(2030, 1e16)}, id="too large"),
        pytest.param("target", {"end": Point(2030.5, 40)}, id="half a year"),
        pytest.param("target", {"end": Point(203000, 40)}, id="no year"),
        pytest.param(
            "milestones", {"kind": "mijlpalen", "milestones": (Point(2025, math.nan),)}, id="milestone"
        ),
        pytest.param("steepness", {"kind": "s-curve", "steepness": 0}, id="no steepness"),
        pytest.param("steepness", {"kind": "s-curve", "steepness": math.nan}, id="unknown steepness"),
        pytest.param("midpoint", {"kind": "s-curve", "midpoint": 1}, id="midpoint at the end"),
        pytest.param("rate", {"kind": "absoluut", "rate": -0.1}, id="negative rate"),
        pytest.param("rate", {"kind": "absoluut", "rate": math.nan}, id="unknown rate"),
    ],
)
def test_a_number_that_is_none_is_refused_at_its_field(field, given_path):
    refused(field, **given_path)


def test_a_year_that_is_no_number_has_no_value():
    with pytest.raises(TargetError) as caught:
        Pathway("lineair", START, END).value(math.nan)
    assert caught.value.field == "year"


def milestones_for(kind: str, start: Point, end: Point, values: list[float]) -> tuple[Point, ...]:
    if kind not in ("mijlpalen", "stapsgewijs"):
        return ()
    return tuple(
        Point(year, value) for year, value in zip(range(start.year + 1, end.year), values, strict=False)
    )


@given(
    st.sampled_from(sorted(PATH_NAMES)),
    amounts,
    amounts,
    years,
    st.integers(1, 60),
    st.lists(amounts, max_size=5),
)
def test_every_path_hits_both_ends_exactly(kind, first, last, year, length, values):
    start, end = Point(year, first), Point(year + length, last)
    assume(kind != "constant" or (first != 0 and last != 0 and (first < 0) == (last < 0)))
    assume(kind != "absoluut" or first != 0)
    path = Pathway(kind, start, end, milestones=milestones_for(kind, start, end, values))
    assert path.value(start.year) == first
    assert path.value(end.year) == last


@given(
    st.sampled_from(["lineair", "constant", "s-curve", "absoluut"]),
    amounts,
    amounts,
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.1, 100),
    st.floats(0.01, 0.99),
)
def test_paths_without_milestones_never_turn_back_or_leave_the_ends(
    kind, first, last, a, b, steepness, midpoint
):
    assume(kind in ("lineair", "s-curve") or (first != 0 and last != 0 and (first < 0) == (last < 0)))
    path = Pathway(kind, Point(2020, first), Point(2040, last), steepness=steepness, midpoint=midpoint)
    early, late = path.value(2020 + 20 * min(a, b)), path.value(2020 + 20 * max(a, b))
    assert min(first, last) <= early <= max(first, last)
    slack = 1e-12 * max(abs(first), abs(last))
    assert (late - early) * math.copysign(1, last - first) >= -slack


@given(amounts, amounts, st.integers(2021, 2039))
def test_a_straight_line_is_monotone(first, last, year):
    path = Pathway("lineair", Point(2020, first), Point(2040, last))
    before, now = path.values([year - 1, year])
    assert now >= before if last >= first else now <= before


def target_refused(field: str, *words: str, **changes: object) -> None:
    given_target = {
        "baseline": Point(2024, 52.0),
        "target": Point(2030, 60.0),
        "direction": "omhoog",
        "limits": (0, 100),
        "unit": "%",
    } | changes
    with pytest.raises(TargetError) as caught:
        check_target(**given_target)
    assert caught.value.field == field
    for word in words:
        assert word in str(caught.value)


def test_a_target_on_the_wrong_side_asks_what_is_meant():
    target_refused(
        "target",
        "Het doel (45%) ligt onder de nulmeting (52%) terwijl meer beter is. "
        "Bedoelt u ‘omlaag’, of een hoger doel?",
        target=Point(2030, 45.0),
    )
    target_refused("target", "ligt boven de nulmeting", "‘omhoog’, of een lager doel", direction="omlaag")


def test_the_message_shows_enough_decimals_to_see_the_difference():
    target_refused("target", "52,01%", "52,02%", baseline=Point(2024, 52.02), target=Point(2030, 52.01))
    assert distinct_texts([1.0, 1.0]) == ["1", "1"]
    assert distinct_texts([1e153, -2e15], "t") == [
        "meer dan 1.000.000.000.000.000 t",
        "minder dan −1.000.000.000.000.000 t",
    ]
    assert distinct_texts([1.0, 1.0 + 1e-13]) == ["1", "1,00"]


def test_a_target_outside_what_can_occur_is_refused():
    target_refused("target", "110%", "ten hoogste 100%", target=Point(2030, 110.0))
    target_refused(
        "target",
        "−5 bomen",
        "ten minste 0 bomen",
        target=Point(2030, -5.0),
        direction="omlaag",
        limits=(0, None),
        unit="bomen",
    )


def test_the_other_faults_of_a_target_stand_at_their_field():
    target_refused("target_year", "2024", target=Point(2024, 60.0))
    target_refused("baseline", baseline=Point(2024, math.nan))
    target_refused("target", target=Point(2030, math.inf))
    target_refused("direction", "‘omhog’", "Bedoelt u ‘omhoog’ of ‘omlaag’?", direction="omhog")
    target_refused("direction", "niet beoordeeld", direction="context")


def test_a_target_that_can_be_right_passes():
    check_target(Point(2024, 52.0), Point(2030, 60.0), "omhoog", (0, 100))
    check_target(Point(2024, 52.0), Point(2030, 0.0), "omlaag", (0, None))
    check_target(Point(2024, 99.9), Point(2030, 99.9), "omhoog", (0, 100))
    check_target(Point(2024, 52.0), Point(2030, 30.0), "band", (0, 100))
    check_target(Point(2024, 0.0), Point(2030, 500.0), "omhoog")


def test_every_direction_of_the_catalogue_has_its_meaning():
    assert tuple(DIRECTION_MEANINGS) == tuple(catalogue.DIRECTIONS)
