"""A series with the weather in it and the one without stand in one picture."""

from __future__ import annotations

import pytest
from drawn import flowing

from wijkdata.ambition import edit
from wijkdata.baseline import baseline
from wijkdata.drawing import objective_figure, other_weather, paths
from wijkdata.panels.baselines import pinned


@pytest.fixture
def gas(model):
    """Return the model with an objective on gas as measured, and where that stands."""
    row = baseline(model.known_area(), year=2014, indicators=["gas_gem"], figures=model.figures).iloc[0]
    key = model.change(edit.start_objective, "energiebesparing", "gas_gem", pinned(row))
    model.change(edit.set_target, key, 600.0, 2030)
    model.change(edit.set_responsibility, key, owner="gemeente", how="CBS", who="", frequency="elk jaar")
    objective = next(one for one in model.ambition.objectives if one.id == key)
    return model, objective, next(one for one in model.follow_ups() if one.objective_id == key)


def test_the_picture_of_an_objective_shows_what_it_is_judged_on_and_what_was_measured(gas):
    model, objective, standing = gas
    shown = flowing(objective_figure(model, objective, standing, size=(880, 590)))
    assert "gecorrigeerd voor het weer" in shown
    assert "nulmeting 2014: 1.102" in shown
    assert "2017: 1.073" in shown
    assert "zoals gemeten 2017: 983" in shown


def test_the_path_of_the_overview_starts_where_the_judgement_does(gas):
    model, objective, standing = gas
    assert paths(model.ambition)[objective.id].start.value == objective.baseline.value
    start = paths(model.ambition, model.follow_ups())[objective.id].start
    assert start.value == standing.corrected.baseline.value != objective.baseline.value


@pytest.mark.parametrize(
    ("indicator", "name", "value"),
    [
        ("gas_gem", "zonder het weer", 1072.98),
        ("gas_gem_tc", "zoals gemeten", 983.27),
        ("co2_woning_tc", "zoals gemeten", 2876.98),
    ],
)
def test_of_a_pair_the_other_one_stands_beside_it(model, indicator, name, value):
    (line,) = other_weather(model, indicator)
    assert line.name == name
    assert (line.points[-1].year, line.points[-1].value) == (2017, pytest.approx(value, abs=0.01))


def test_what_does_not_follow_the_weather_stands_alone(model):
    assert other_weather(model, "corporatie_aandeel") == []
