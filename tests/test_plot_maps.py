"""The map."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn import GAS, RUNG, assert_legible, squares, ten_values, texts, words
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure

from wijkdata import catalogue
from wijkdata.plots import plot_map, style
from wijkdata.plots.shapes import class_limits


def filled(figure: Figure) -> dict[str, int]:
    """Return how many polygons have each colour, on the large map."""
    found: dict[str, int] = {}
    for one in figure.axes[0].collections:
        if isinstance(one, PatchCollection) and one.get_facecolor().size:
            colour = "hatched" if one.get_hatch() else style.to_hex(one.get_facecolor()[0])
            found[colour] = found.get(colour, 0) + len(one.get_paths())
    return found


MAP_CASES = {
    "two buurten": {"selected": ["BU05990200", "BU05990300"]},
    "chosen without a figure": {"selected": ["BU05990700", "BU05990800"]},
    "all": {"selected": list(squares().index)},
    "none": {},
    "zoom": {"selected": ["BU05990200"], "zoom": ["BU05990000", "BU05990500"]},
    "outlines": {"selected": ["BU05990200"], "outlines": squares().iloc[:5]},
}


@pytest.mark.parametrize("size", [(860, 560), (1240, 800), (880, 470)])
@pytest.mark.parametrize("case", MAP_CASES)
def test_no_text_of_a_map_overlaps_another(case, size):
    assert_legible(plot_map(squares(), ten_values(), GAS, source="Bron: CBS", size=size, **MAP_CASES[case]))


def test_map_legend_counts_every_buurt_once_and_names_those_without_a_figure():
    figure = plot_map(squares(), ten_values(), GAS, selected=["BU05990200"])
    legend = [one.get_text() for one in texts(figure) if " buurt" in one.get_text() and "(" in one.get_text()]
    assert legend[-1] == "geen cijfer (2 buurten)"
    assert sum(int(one.rsplit("(", 1)[1].split()[0]) for one in legend) == 10
    assert legend[0].startswith("minder dan ")


def test_map_colours_by_class_and_hatches_what_has_no_figure():
    figure = plot_map(squares(), ten_values(), GAS)
    colours = filled(figure)
    assert colours.pop("hatched") == 2
    assert sum(colours.values()) == 9  # eight buurten with a figure, one of them in two parts
    assert set(colours) == set(style.shades(catalogue.theme("energiebesparing").colour, len(colours)))


def test_map_labels_the_chosen_buurten_with_their_value():
    shown = words(plot_map(squares(), ten_values(), GAS, selected=["BU05990200", "BU05990800"]))
    assert "Buurt 2 940" in shown
    assert "Buurt 8 geen cijfer" in shown
    assert "Buurt 5" not in shown


def test_many_chosen_buurten_are_numbered_and_named_beside_the_map():
    figure = plot_map(squares(), ten_values(), GAS, selected=list(squares().index)[:6])
    found = [one.get_text() for one in texts(figure)]
    for number, value in enumerate([900, 940, 940, 930, 500, 600]):
        assert str(number + 1) in found
        assert f"{number + 1} Buurt {number}: {value}" in found


def test_buurten_that_cannot_be_named_are_counted():
    shown = words(plot_map(squares(), ten_values(), GAS, selected=list(squares().index), size=(860, 360)))
    assert "1 Buurt 0: 900" in shown
    assert " | en nog " in shown


def test_map_zooms_to_the_area_and_shows_the_gemeente_small_beside_it():
    figure = plot_map(squares(), ten_values(), GAS, selected=["BU05990200"])
    large, small = figure.axes
    left, right = large.get_xlim()
    assert left < 2000
    assert right > 3000
    assert right - left < 0.9 * 10_000
    assert small.get_xlim()[0] <= 0
    assert small.get_xlim()[1] >= 10_000
    for axes in figure.axes:
        across, up = np.diff(axes.get_xlim())[0], np.diff(axes.get_ylim())[0]
        assert across / axes.bbox.width == pytest.approx(up / axes.bbox.height)


def test_map_of_the_whole_gemeente_has_no_small_map():
    assert len(plot_map(squares(), ten_values(), GAS, zoom=list(squares().index)).axes) == 1


def test_map_leaves_out_other_gemeenten_and_says_which_figures_it_cannot_show():
    other = squares().iloc[:1].rename(index={"BU05990000": "BU03630000"})
    both = gpd.GeoDataFrame(pd.concat([squares(), other]), crs="EPSG:28992")
    values = pd.concat([ten_values(), pd.Series({"BU05999999": 4.0})])
    figure = plot_map(both, values, GAS)
    assert sum(filled(figure).values()) == 11
    assert "1 buurt met een cijfer, maar niet op deze kaart: andere indeling" in words(figure)


def test_map_without_any_figure_and_without_any_boundary():
    nothing = ten_values() * np.nan
    assert filled(plot_map(squares(), nothing, GAS)) == {"hatched": 11}
    empty = plot_map(squares().iloc[:0], ten_values(), GAS)
    assert "geen grenzen bekend" in words(empty)
    assert_legible(empty)


def test_map_of_few_values_names_each():
    shown = words(plot_map(squares(), ten_values().where(lambda one: one.isna(), 3.0), RUNG))
    assert "3 (8 buurten)" in shown


def test_class_limits_are_round_and_within_the_values():
    limits, decimals = class_limits([10.0, 300, 560, 780, 800, 900, 940, 950, 1000, 1200, 3940])
    assert limits == [550, 800, 950, 1000]
    assert decimals == 0
    assert class_limits([0.0] * 9 + [5.0])[0] != []
