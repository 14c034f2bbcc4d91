"""The area and the buurten that are most like it."""

from __future__ import annotations

import math

import pytest
from drawn import GAS, HEAT, assert_legible, flowing, hatches, markers, texts

from wijkdata.plots import Row, plot_alike

ROWS = [
    Row("Prinsenland en Het Lage Land", 983.0, 927.0),
    Row("Lombardijen", 920.0, 850.0, 0.12),
    Row("Schiebroek", 1150.0, math.nan, 0.13),
    Row("Oosterflank", math.nan, math.nan, 0.2, word="niet openbaar"),
]
GIVEN = {
    "median": 1035.0,
    "years": (2014, 2017),
    "title": "Gas per woning: 983 m³/jaar in 2017; in de middelste van 3 gelijksoortige buurten 1.035",
    "words": "Plaats 2 van 3, van laag naar hoog.",
    "notes": ["Vergeleken op woningtype (2018)."],
    "source": "Bron: CBS (83765NED), 2017, definitief",
}


@pytest.mark.parametrize("size", [(880, 590), (880, 445)])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"median": math.nan, "years": (None, 2017)},
        {"title": "een titel die veel langer is dan er op een regel past " * 4},
        {"words": "Van 2 buurten is de verandering niet te zeggen. " * 5, "notes": ["Gezocht onder " * 60]},
        {"median": 1150.0},
        {"median": 920.0},
    ],
)
@pytest.mark.parametrize("rows", [ROWS, ROWS * 6, ROWS[:1]])
def test_no_text_overlaps_another(changes, rows, size):
    assert_legible(plot_alike(rows, GAS, **{**GIVEN, **changes}, size=size))


def test_a_name_of_any_length_stays_clear_of_its_value():
    long = Row("Een buurt met een naam die veel langer is dan er naast de grafiek past", 983.0, 927.0)
    assert_legible(plot_alike([long, long._replace(distance=0.4)], GAS, **GIVEN))


def test_each_area_has_its_value_and_its_difference():
    figure = plot_alike(ROWS, GAS, **GIVEN)
    shown = flowing(figure)
    for text in (
        "983",
        "920",
        "1.150",
        "niet openbaar",
        "0,12",
        "0,20",
        "middelste: 1.035",
        "grijze stip 2014",
    ):
        assert text in shown
    assert len(hatches(figure)) == 1
    # Two areas with two years, one with one year, one without.
    assert len(markers(figure, "o")) == 5


def test_what_finds_no_room_is_told():
    figure = plot_alike(ROWS * 6, GAS, **GIVEN)
    rows = sum(one.get_text() in ("0,12", "0,13", "0,20", "Prinsenland en Het …") for one in texts(figure))
    assert 9 <= rows < 24
    assert f"nog {24 - rows} niet getoond" in flowing(figure)


def test_without_figures_only_the_words_are_shown():
    figure = plot_alike([], HEAT, title="Woningen met stadsverwarming: van dit gebied is er geen cijfer")
    assert "geen cijfer" in flowing(figure)
    assert not markers(figure, "o")


def test_a_difference_that_is_less_sure_has_a_star():
    rows = [ROWS[0], ROWS[1]._replace(unsure=True), ROWS[2]]
    figure = plot_alike(rows, GAS, **GIVEN)
    assert "0,12*" in flowing(figure)
    assert "0,13*" not in flowing(figure)
    assert_legible(figure)
