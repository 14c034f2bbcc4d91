"""The area among the buurten of its gemeente."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from drawn import GAS, PEERS, assert_legible, flowing, markers, squares, ten_values

from wijkdata.plots import plot_peers, standing
from wijkdata.plots.peers import stack


@pytest.mark.parametrize("size", [(860, 560), (1240, 800)])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"area_value": None},
        {"references": {"Rotterdam": 935.0, "wijk": 936.0}},
        {"selected": list(squares().index)},
        {"selected": []},
        {"values": ten_values() * np.nan},
        {"area_name": "een gebied met een naam die veel langer is dan er op een regel past " * 2},
    ],
)
def test_no_text_of_the_peers_overlaps_another(changes, size):
    assert_legible(plot_peers(**{**PEERS, **changes}, size=size))


def test_peers_say_where_the_area_stands():
    figure = plot_peers(**PEERS)
    shown = flowing(figure)
    assert "Gas per woning: 935 m³/jaar in Prinsenland en Het Lage Land" in shown
    assert "Van de 6 andere buurten met een cijfer ligt het bij 1 hoger en bij 5 lager." in shown
    assert "2 buurten zonder cijfer tellen niet mee." in shown
    for label in ("Buurt 2: 940", "Buurt 3: 930", "Rotterdam: 880", "Nederland: 1.240"):
        assert label in shown
    dots = [len(one.get_xdata()) for one in markers(figure, "o")]
    assert sum(dots) == 8


@pytest.mark.parametrize(
    ("area_value", "selected", "sentence"),
    [
        (
            700.0,
            [],
            "Van de 8 andere buurten met een cijfer ligt het bij 5 hoger, bij 2 lager en bij 1 gelijk.",
        ),
        (None, [], "Van dit gebied is er geen cijfer; van 8 buurten in de gemeente wel."),
        (float("nan"), [], "Van dit gebied is er geen cijfer; van 8 buurten in de gemeente wel."),
        (700.0, list(squares().index[:8]), "Van geen enkele andere buurt is er een cijfer."),
        (700.0, list(squares().index), "Er zijn geen andere buurten."),
    ],
)
def test_standing(area_value, selected, sentence):
    assert standing(GAS, ten_values(), selected, area_value).startswith(sentence)


def test_dots_are_stacked_without_overlap():
    places = [0.0, 1, 2, 3, 20, 21, 40]
    heights = stack(places, 12, 60)
    for (x, y), (x2, y2) in itertools.combinations(zip(places, heights, strict=True), 2):
        assert abs(x - x2) >= 12 or abs(y - y2) >= 12
    assert max(map(abs, heights)) <= 60
