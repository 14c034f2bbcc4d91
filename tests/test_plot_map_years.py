"""The maps per year."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from drawn import GAS, assert_legible, squares, ten_values, words
from matplotlib.collections import PatchCollection
from shapely import Point

from wijkdata.plots import style
from wijkdata.plots.map_years import plot_map_years, shown_years
from wijkdata.plots.maps import outlines_in_picture, plot_map
from wijkdata.plots.shapes import colour_classes


def by_year(*years: int) -> dict[int, pd.Series]:
    """Return figures that go up by a hundred each year."""
    return {year: ten_values() + 100 * number for number, year in enumerate(years)}


def colours(axes) -> list[str]:
    return [
        style.to_hex(one.get_facecolor()[0])
        for one in axes.collections
        if isinstance(one, PatchCollection) and one.get_facecolor().size and not one.get_hatch()
        for _ in one.get_paths()
    ]


@pytest.mark.parametrize("size", [(880, 402), (860, 560), (1240, 800)])
@pytest.mark.parametrize("count", [1, 2, 4, 6, 9])
def test_no_text_overlaps_another(size, count):
    values = by_year(*range(2012, 2012 + count))
    assert_legible(
        plot_map_years(squares(), values, GAS, selected=["BU05990200"], source="Bron: CBS", size=size)
    )


def test_there_is_a_map_per_year_all_of_the_same_part():
    figure = plot_map_years(squares(), by_year(2014, 2015, 2017), GAS, selected=["BU05990200"])
    assert len(figure.axes) == 3
    assert len({(*one.get_xlim(), *one.get_ylim()) for one in figure.axes}) == 1
    for year in (2014, 2015, 2017):
        assert f"{year} | 2 zonder cijfer" in words(figure)
    assert "2016" not in words(figure)


@pytest.mark.parametrize("count", [4, 6, 9])
def test_above_a_map_nothing_is_cut_off(count):
    values = by_year(*range(2012, 2012 + count))
    figure = plot_map_years(squares(), values, GAS, selected=["BU05990200"], size=(880, 402))
    assert "…" not in words(figure)
    assert words(figure).count("2 zonder cijfer") == len(figure.axes) == min(count, 6)


def test_a_colour_stands_for_the_same_values_in_every_year():
    values = by_year(2014, 2015)
    figure = plot_map_years(squares(), values, GAS)
    first, second = (colours(axes) for axes in figure.axes)
    assert first != second
    pooled = pd.concat([one.dropna().reset_index(drop=True) for one in values.values()], ignore_index=True)
    expected = {one.colour for one in colour_classes(pooled, style.to_hex("#56B4E9")) if one.codes}
    assert len(set(first) | set(second)) == len(expected)


def test_the_same_figures_give_the_same_map_in_every_year():
    figure = plot_map_years(squares(), {2014: ten_values(), 2015: ten_values()}, GAS)
    first, second = (colours(axes) for axes in figure.axes)
    assert first == second


def test_of_many_years_the_ends_are_shown_and_what_is_left_out_is_said():
    assert shown_years([2010, 2012]) == [2010, 2012]
    assert shown_years(list(range(2010, 2020))) == [2010, 2012, 2014, 2015, 2017, 2019]
    assert "4 van de 10 jaren zijn niet getekend" in words(
        plot_map_years(squares(), by_year(*range(2010, 2020)), GAS)
    )


def test_without_years_or_boundaries_that_is_said():
    assert "nog geen jaar" in words(plot_map_years(squares(), {}, GAS))
    assert "geen grenzen" in words(plot_map_years(squares().iloc[:0], by_year(2014), GAS))


@pytest.mark.parametrize("dpi", [100, 150])
def test_the_outlines_lie_where_the_areas_are_drawn(dpi):
    figure = plot_map(squares(), ten_values(), GAS, zoom=list(squares().index), size=(860, 560))
    figure.set_dpi(dpi)
    found = outlines_in_picture(figure, squares())
    assert set(found) == set(squares().index)
    axes = figure.axes[0]
    back = axes.transData.inverted()
    for code, (outline, point) in found.items():
        corners = re.findall(r"([-\d.]+),([-\d.]+)", outline)
        drawn = back.transform([(float(x) * dpi / 100, (560 - float(y)) * dpi / 100) for x, y in corners])
        assert (*drawn.min(axis=0), *drawn.max(axis=0)) == pytest.approx(
            squares().geometry[code].bounds, abs=20
        )
        there = back.transform((point[0] * dpi / 100, (560 - point[1]) * dpi / 100))
        assert squares().geometry.make_valid()[code].distance(Point(there)) < 1


def test_outlines_out_of_sight_are_left_out():
    figure = plot_map(squares(), ten_values(), GAS, selected=["BU05990200"])
    found = outlines_in_picture(figure, squares())
    assert "BU05990200" in found
    assert len(found) < len(squares())
