"""What pace an objective asks, leg by leg of its path, and where that stands among the paces reached."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import pace
from wijkdata.ambition.follow_up import follow_up, this_year
from wijkdata.ambition.model import Ambition, Figure, Measuring, Milestone, Objective, PathChoice, Target
from wijkdata.ambition.pace_asked import dwellings_of, legs
from wijkdata.ambition.standing import as_rows
from wijkdata.pathways import Pathway, Point


def rows(indicator="aardgasvrij_aandeel", unit="%", dwellings=None, **figures):
    """Figures by year, given as ``y2020=12.0``, and the number of dwellings in 2022."""
    made = [(indicator, int(name[1:]), value, unit) for name, value in figures.items()]
    if dwellings is not None:
        made.append(("woningen", 2022, dwellings, "woningen"))
    frame = pd.DataFrame(made, columns=["indicator", "year", "value", "unit"])
    return frame.assign(status="definitief", source="CBS", table="84948NED", coverage=1.0, note="")


def objective(goal=100.0, by=2040, **changes):
    """Dwellings without gas: from a baseline in 2020 to a target."""
    parts = {
        "id": "doel",
        "theme": "aardgasvrij",
        "indicator": "aardgasvrij_aandeel",
        "direction": "omhoog",
        "baseline": Figure(
            value=20.0, year=2020, unit="%", status="definitief", source="CBS", table="84948NED"
        ),
        "target": Target(value=goal, year=by),
        "owner": "Gemeente",
        "measuring": Measuring(how="CBS", frequency="elk jaar"),
    }
    return Objective(**{**parts, **changes})


def test_a_straight_path_asks_one_pace_from_the_newest_figure_on():
    found = follow_up(objective(), rows(y2020=20.0, y2022=22.0)).tempo
    (leg,) = found.needed
    assert (leg.start, leg.end, leg.pace) == (2022, 2040, pytest.approx(78 / 18))
    assert found.now == leg
    assert found.later is None
    assert leg.unheard_of
    assert found.words.startswith(
        f"Nodig is over 2022-2040 4,3 procentpunt per jaar: niemand van de {found.count} gemeenten ging in "
        "2017-2022 zo hard: de snelste, Diemen, deed 3,7 procentpunt per jaar."
    )


def test_the_pace_of_the_area_so_far_is_held_against_the_same_paces():
    found = follow_up(objective(), rows(y2020=20.0, y2021=20.5, y2022=22.0)).tempo
    assert (found.own.start, found.own.end) == (2020, 2022)
    assert found.own.pace == pytest.approx(1.0)
    assert found.own.slower == pace.reached("aardgasvrij_aandeel").slower(1.0)
    assert (
        "Van 2020 naar 2022 was het eigen tempo 1,0 procentpunt per jaar: sneller dan 94 van de 100 gemeenten."
        in found.words
    )
    assert "Vergeleken met 313 gemeenten over 2017-2022." in found.words


@pytest.mark.parametrize("between", [(20.0, 20.0), (30.0, 30.0), (24.0, 18.0)])
def test_an_objective_has_one_pace_so_far_wherever_it_is_told(between):
    """Whatever the years between do: the pace beside the status and the one among the gemeenten are the same."""
    path = dict(zip(("y2021", "y2022"), between, strict=True))
    standing = follow_up(objective(), rows(y2020=20.0, **path, y2023=23.0))
    assert standing.observed_rate == pytest.approx(1.0)
    assert standing.tempo.own.pace == pytest.approx(standing.observed_rate)
    assert standing.pace.endswith("tot nu toe 1,0")


def test_past_the_target_year_the_pace_is_that_of_the_year_that_was_judged():
    standing = follow_up(objective(goal=30.0, by=2022), rows(y2022=25.0, y2023=20.0))
    assert standing.tempo.own.pace == pytest.approx(standing.observed_rate) == pytest.approx(2.5)
    assert standing.tempo.own.span == "2020-2022"


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (20.0, "Van 2020 naar 2022 stond het stil"),
        (18.0, "Van 2020 naar 2022 ging het de verkeerde kant op"),
    ],
)
def test_an_area_that_did_not_move_forward_is_told(newest, said):
    found = follow_up(objective(), rows(y2022=newest)).tempo
    assert said in found.words


def test_along_milestones_the_pace_of_now_and_of_later():
    milestones = [Milestone(year=2030, value=26.0), Milestone(year=2021, value=21.0)]
    found = follow_up(
        objective(path=PathChoice(kind="mijlpalen"), milestones=milestones), rows(y2022=22.0)
    ).tempo
    assert [(leg.start, leg.end) for leg in found.needed] == [(2022, 2030), (2030, 2040)]
    assert [leg.pace for leg in found.needed] == pytest.approx([0.5, 7.4])
    assert found.later == found.needed[1]
    assert "Nodig is over 2022-2030 0,5 procentpunt per jaar: " in found.words
    assert "En over 2030-2040 7,4 procentpunt per jaar: niemand van de" in found.words


def test_in_brief_only_where_the_pace_stands():
    assert follow_up(objective(), rows(y2022=22.0)).tempo.brief == (
        "Elders: niemand van de 313 gemeenten ging in 2017-2022 zo hard: de snelste, Diemen, deed 3,7 procentpunt "
        "per jaar."
    )
    milestones = [Milestone(year=2030, value=50.0)]
    later = objective(path=PathChoice(kind="mijlpalen"), milestones=milestones)
    # Now nothing is needed: the milestone was passed already.
    assert follow_up(later, rows(y2022=55.0)).tempo.brief.startswith("Elders, voor 2030-2040: niemand ")
    assert follow_up(objective(goal=30.0), rows(y2022=35.0)).tempo.brief == ""
    assert follow_up(objective(goal=30.0), rows(y2022=22.0)).tempo.brief == (
        "Elders (2017-2022): sneller dan 50 van de 100 gemeenten."
    )


def test_a_path_that_bends_is_divided_in_the_middle():
    curve = Pathway("s-curve", Point(2020, 20), Point(2040, 100))
    points = legs(Point(2022, 20), Point(2040, 100), curve)
    assert points == [Point(2022, 20), Point(2031, curve.value(2031)), Point(2040, 100)]
    straight = Pathway("lineair", Point(2020, 20), Point(2040, 100))
    for path in (straight, None):
        assert legs(Point(2022, 20), Point(2040, 100), path) == [Point(2022, 20), Point(2040, 100)]
    assert legs(Point(2039, 20), Point(2040, 100), curve) == [Point(2039, 20), Point(2040, 100)]


@given(
    st.sampled_from(["lineair", "mijlpalen", "stapsgewijs", "s-curve", "constant", "absoluut"]),
    st.floats(1, 99),
    st.integers(2020, 2039),
)
def test_the_legs_together_are_the_whole_way(kind, value, year):
    milestones = (Point(2030, 50),) if kind in ("mijlpalen", "stapsgewijs") else ()
    path = Pathway(kind, Point(2020, 10), Point(2040, 100), milestones)
    points = legs(Point(year, value), path.end, path)
    assert [point.year for point in points] == sorted({point.year for point in points})
    steps = [later.value - earlier.value for earlier, later in pairwise(points)]
    assert math.fsum(steps) == pytest.approx(100 - value)
    assert points[0].value == value


def test_a_count_is_held_against_the_dwellings_of_the_area():
    solar = {
        "indicator": "zonnestroom_installaties",
        "baseline": Figure(
            value=500, year=2020, unit="installaties", status="definitief", source="CBS", table="85447NED"
        ),
        "target": Target(value=3000, year=2030),
    }
    figures = {"indicator": "zonnestroom_installaties", "unit": "installaties", "y2022": 1000.0}
    found = follow_up(objective(**solar), rows(**figures, dwellings=5000.0)).tempo
    assert found.now.pace == pytest.approx(100 * 2000 / 8 / 5000)
    assert found.unit == "installaties per 100 woningen"
    assert "over 2017-2022, per 100 woningen van 2016." in found.words
    assert found.buurten == "naast 1.289 buurten: sneller dan 70 van de 100 buurten"
    assert follow_up(objective(**solar), rows(**figures)).tempo is None  # dwellings unknown: no pace


def test_gas_is_asked_in_percent_of_what_it_is_now():
    gas = {
        "indicator": "gas_gem_tc",
        "direction": "omlaag",
        "baseline": Figure(
            value=1200, year=2020, unit="m³/jaar", status="berekend", source="CBS", table="81528NED"
        ),
        "target": Target(value=800, year=2030),
    }
    found = follow_up(objective(**gas), rows(indicator="gas_gem_tc", unit="m³/jaar", y2022=1000.0)).tempo
    assert found.now.pace == pytest.approx(100 * 200 / 8 / 1000)
    assert found.unit == "%"


GAS = {
    "indicator": "gas_gem_tc",
    "direction": "omlaag",
    "baseline": Figure(
        value=1073, year=2017, unit="m³/jaar", status="berekend", source="CBS", table="81528NED"
    ),
    "target": Target(value=700, year=2030),
}


def test_gas_is_held_against_both_spans_of_years_for_the_answer_turns_around():
    figures = rows(indicator="gas_gem_tc", unit="m³/jaar", y2017=1073.0)
    found = follow_up(objective(**GAS), figures).tempo
    assert (
        "Nodig is over 2017-2030 2,7% per jaar: sneller dan 96 van de 100 gemeenten in 2016-2021, maar vrijwel alle "
        "gemeenten gingen sneller in 2016-2024." in found.words
    )
    assert (
        "Vergeleken met 328 gemeenten over 2016-2021 (de middelste deed 1,5% per jaar) en 308 over 2016-2024 (4,3%)."
        in found.words
    )
    assert found.brief.startswith(
        "Elders: sneller dan 96 van de 100 gemeenten in 2016-2021, maar vrijwel alle"
    )


@pytest.mark.parametrize(
    ("year", "said"), [(None, False), (2018, False), (2019, True), (2026, True), (2030, False)]
)
def test_from_this_year_on_more_is_needed_if_nothing_changed_since_an_old_figure(year, said):
    figures = rows(indicator="gas_gem_tc", unit="m³/jaar", y2017=1073.0)
    standing = follow_up(objective(**GAS), figures, year=year)
    found = standing.tempo
    since = 2017 if said else None
    if year == 2030:
        assert (found, standing.required_rate) == (None, None)
        return
    start = year if said else 2017
    assert (found.since, found.now.span) == (since, f"{start}-2030")
    assert found.now.pace == pytest.approx(100 * (1073 - 700) / (2030 - start) / 1073)
    # The pace beside the status is the same one.
    assert standing.required_from == start
    assert standing.required_rate == pytest.approx(found.now.pace * 1073 / 100)
    assert standing.agreed_rate == pytest.approx((1073 - 700) / 13)
    assert ("als er sinds 2017 niets veranderde" in found.words) == said == ("sinds 2017" in standing.pace)
    if year == 2026:
        assert found.words.startswith(
            "Nodig is over 2026-2030, als er sinds 2017 niets veranderde, 8,7% per jaar: niemand"
        )
        assert "Afgesproken was over 2017-2030 2,7% per jaar." in found.words
        assert standing.pace == (
            "nodig 93 m³ minder per jaar vanaf 2026, als er sinds 2017 niets veranderde; afgesproken was 29, na de "
            "nulmeting nog geen cijfer"
        )


def test_every_pace_of_an_old_figure_names_its_years():
    standing = follow_up(objective(), rows(y2020=20.0, y2022=22.0), year=2030)
    assert standing.pace == (
        "nodig 7,8 procentpunt per jaar vanaf 2030, als er sinds 2022 niets veranderde; afgesproken was 4,0, tot nu "
        "toe 1,0 (2020-2022)"
    )
    assert standing.tempo.agreed.pace == pytest.approx(standing.agreed_rate) == pytest.approx(4.0)
    (row,) = as_rows([standing])
    assert (row["required_rate"], row["required_from"], row["agreed_rate"]) == (pytest.approx(7.8), 2030, 4.0)


def test_a_leg_that_is_over_is_not_what_is_needed():
    milestones = [Milestone(year=2025, value=26.0)]
    path = objective(path=PathChoice(kind="mijlpalen"), milestones=milestones)
    before = follow_up(path, rows(y2022=22.0), year=2023).tempo
    assert before.now.span == "2022-2025"
    after = follow_up(path, rows(y2022=22.0), year=2026).tempo
    assert (after.now.span, after.later) == ("2026-2040", None)
    assert after.now.pace == pytest.approx(78 / 14)
    assert after.words.startswith("Nodig is over 2026-2040, als er sinds 2022 niets veranderde, ")
    assert "2022-2025" not in after.words + after.brief
    standing = follow_up(objective(goal=30.0, by=2025), rows(y2022=22.0), year=2026)
    over = standing.tempo
    assert (over.now, over.brief) == (None, "")
    assert over.words.startswith("Van 2020 naar 2022 was het eigen tempo")
    assert (standing.required_rate, standing.pace) == (
        None,
        "afgesproken was 2,0 procentpunt per jaar, tot nu toe 1,0 (2020-2022)",
    )


def test_this_year_is_that_of_the_last_save_or_of_the_day():
    saved = Ambition(changed=datetime(2025, 3, 1, tzinfo=UTC))
    assert this_year(saved, date(2027, 1, 1)) == 2025
    assert this_year(Ambition(), date(2027, 1, 1)) == 2027


def test_a_target_that_is_met_asks_nothing_more():
    found = follow_up(objective(goal=30.0), rows(y2022=35.0)).tempo
    assert found.now.pace < 0
    assert found.words.startswith("Er is niets meer nodig.")


def test_after_the_target_year_only_the_pace_so_far_is_told():
    found = follow_up(objective(goal=30.0, by=2022), rows(y2022=25.0)).tempo
    assert found.needed == ()
    assert found.words.startswith("Van 2020 naar 2022 was het eigen tempo 2,5 procentpunt per jaar")


@pytest.mark.parametrize(
    "changes",
    [
        {"indicator": "groen_aandeel"},
        {"direction": "omlaag", "target": Target(value=10, year=2040)},
        {"direction": "band", "target": Target(value=40, upper=60, year=2040)},
        {"target": None},
        {"indicator": None, "statement": "Het wordt fijn."},
    ],
)
def test_where_there_is_nothing_to_hold_it_against_there_is_no_pace(changes):
    assert follow_up(objective(**changes), rows(y2022=22.0)).tempo is None


def test_a_missing_number_of_dwellings_is_not_zero():
    assert dwellings_of(rows(dwellings=5000.0)) == 5000.0
    assert dwellings_of(rows(dwellings=math.nan)) is None
    assert dwellings_of(rows(dwellings=5000.0).assign(coverage=0.2)) is None
    assert dwellings_of(pd.DataFrame()) is None


def test_it_is_in_the_rows_for_programs():
    (row,) = as_rows([follow_up(objective(), rows(y2022=22.0))])
    assert row["tempo"]["needed"][0]["unheard_of"] is True
    assert row["tempo"]["best_tenth"] == pytest.approx(0.865, abs=0.01)
    assert json.loads(json.dumps(row, allow_nan=False))["tempo"] == row["tempo"]
