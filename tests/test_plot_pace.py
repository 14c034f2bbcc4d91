"""The picture of paces: a dot per gemeente, the best tenth, and what is needed and reached among them."""

from __future__ import annotations

import pytest
from drawn import SIZES, assert_legible, flowing, markers
from test_pace_asked import GAS, objective, rows

from wijkdata import catalogue, pace
from wijkdata.ambition.follow_up import follow_up
from wijkdata.ambition.model import Milestone, PathChoice
from wijkdata.plots import plot_pace, style

GAS_FREE = catalogue.indicator("aardgasvrij_aandeel")
LATER = {"path": PathChoice(kind="mijlpalen"), "milestones": [Milestone(year=2030, value=26.0)]}
FIGURES = {"y2020": 20.0, "y2021": 20.5, "y2022": 21.2}


def drawn(figures=FIGURES, size=(880, 590), **changes):
    asked = follow_up(objective(**changes), rows(**figures)).tempo
    return plot_pace(GAS_FREE, asked, pace.reached("aardgasvrij_aandeel"), size=size)


def upright(figure):
    """The upright lines, from left to right: where each stands, and whether it is dashed."""
    lines = [
        one for one in figure.axes[0].get_lines() if len(set(one.get_xdata())) == 1 < len(one.get_xdata())
    ]
    return sorted((one.get_xdata()[0], one.is_dashed()) for one in lines)


def test_the_title_is_the_finding():
    assert (
        "Aardgasvrije woningen (aandeel): nodig is 4,4 procentpunt per jaar; geen van de 313 gemeenten ging zo hard"
        in flowing(drawn())
    )
    assert "nodig is 0,6 (2022-2030) en 7,4 procentpunt per jaar (2030-2040); geen van de 313" in flowing(
        drawn(**LATER)
    )
    assert "nodig is 1,0 procentpunt per jaar; sneller dan 9" in flowing(drawn(goal=39.2))
    assert "er is niets meer nodig" in flowing(drawn(goal=21.0))
    assert "het eigen tempo was 0,6 procentpunt per jaar" in flowing(drawn(goal=30.0, by=2022))


def test_every_gemeente_is_a_dot_at_its_pace_and_the_best_tenth_has_the_colour_of_the_theme():
    figure, found = drawn(), pace.reached("aardgasvrij_aandeel")
    others, best = markers(figure, "o")
    assert len(others.get_xdata()) + len(best.get_xdata()) == found.count
    assert best.get_markerfacecolor() == catalogue.theme(GAS_FREE.theme).colour
    assert len(best.get_xdata()) == sum(one >= found.best_tenth for one in found.paces)
    for x, exact in zip(best.get_xdata(), found.paces[-len(best.get_xdata()) :], strict=True):
        assert x == pytest.approx(exact, abs=0.05)  # within the width of a dot


def test_the_dots_do_not_reach_the_names_above_them():
    for size in SIZES:
        figure = drawn(size=size, **LATER)
        axes = figure.axes[0]
        heights = [y for one in markers(figure, "o") for y in one.get_ydata()]
        assert max(heights) < axes.bbox.height - 4 * 27


def test_what_is_needed_now_and_later_and_the_own_pace_stand_among_them():
    asked = follow_up(objective(**LATER), rows(**FIGURES)).tempo
    figure = drawn(**LATER)
    expected = [
        (asked.now.pace, False),
        (asked.later.pace, True),
        (asked.own.pace, False),
        (asked.agreed.pace, False),
        (asked.best_tenth, False),
    ]
    assert upright(figure) == sorted(expected)
    for text in (
        "nodig (2022-2030): 0,6",
        "nodig (2030-2040): 7,4",
        "eigen tempo (2020-2022): 0,6",
        "afgesproken (2020-2040): 4,0",
        "snelste tiende: vanaf 0,9",
        "Diemen: 3,7",
    ):
        assert text in flowing(figure)


def test_a_pace_far_beyond_every_other_is_named_at_the_edge_and_does_not_press_the_dots_together():
    figure = drawn(by=2024)
    assert "nodig (2022-2024): 39,4, buiten deze as" in flowing(figure)
    assert figure.axes[0].get_xlim()[1] < 12


def test_what_does_not_count_and_the_source_stand_below():
    shown = flowing(drawn())
    assert "Niet meegeteld: 18 (grens veranderd, of dat is niet bekend) en 73 (niet al die jaren" in shown
    assert "2022 is voorlopig" in shown
    assert "elke stip is een gemeente, 2017-2022" in shown
    assert "Bron: CBS (84948NED), 2017-2022; eigen berekening" in shown


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "changes", [{}, LATER, {"goal": 39.2}, {"goal": 21.0}, {"by": 2024}, {"goal": 30.0, "by": 2022}]
)
def test_it_is_legible(size, changes):
    assert_legible(drawn(size=size, **changes))


@pytest.mark.parametrize("indicator", sorted(pace.MEASURES))
def test_the_paces_of_every_indicator_can_be_drawn(indicator):
    entry = catalogue.indicator(indicator)
    found = pace.reached(indicator)
    asked = follow_up(objective(), rows(y2022=21.0)).tempo
    figure = plot_pace(entry, asked, found)
    assert_legible(figure)
    assert style.clean(f"{found.names[-1]}: ") in flowing(figure)


@pytest.mark.parametrize("size", SIZES)
def test_gas_shows_both_spans_of_years_and_what_is_needed_if_nothing_changed(size):
    figures = rows(indicator="gas_gem_tc", unit="m³/jaar", y2017=1073.0)
    asked = follow_up(objective(**GAS), figures, year=2026).tempo
    figure = plot_pace(catalogue.indicator("gas_gem_tc"), asked, pace.reached("gas_gem_tc"), size=size)
    assert_legible(figure)
    shown = flowing(figure)
    assert "nodig is 8,7% per jaar vanaf 2026 als er sinds 2017 niets veranderde" in shown
    assert ("afgesproken (2017-2030): 2,7" in shown) == (size[1] >= 450)
    assert "2016-2021 (328 gemeenten) en 2016-2024 (308 gemeenten); eigen berekening" in shown
    assert "deed 1,5% (2016-2021) of 4,3% (2016-2024)" in shown
    assert ("middelste gemeente, 2016-2024: 4,3" in shown) == (size[1] >= 450)
