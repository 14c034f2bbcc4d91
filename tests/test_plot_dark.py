"""Figures on dark paper: the same picture, of which every word can still be read."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from drawn import PEERS, gas_figure, squares, standings, ten_values, texts
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from wijkdata import catalogue, look
from wijkdata.ambition.common_ground import Ground
from wijkdata.plots import plot_common_ground, plot_map, plot_overview, plot_peers, style, to_png
from wijkdata.plots.dark import dark, darken


def pixels(figure) -> np.ndarray:
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3]


def ground_under(drawn: np.ndarray, extent) -> str:
    """The colour that most of the pixels around a text have: what it stands on."""
    high = drawn.shape[0]
    rows = slice(max(0, int(high - extent.y1)), int(high - extent.y0) + 1)
    part = drawn[rows, max(0, int(extent.x0)) : int(extent.x1) + 1].reshape(-1, 3)
    (red, green, blue), _ = Counter(map(tuple, part.tolist())).most_common(1)[0]
    return f"#{red:02X}{green:02X}{blue:02X}"


def parties_figure():
    grounds = [
        Ground(theme, {"gemeente": weight, "huurders": 5 - weight}, ())
        for weight, theme in enumerate(("aardgasvrij", "woonlasten", "circulair", "natuurinclusief"))
    ]
    return plot_common_ground(grounds, ("gemeente", "huurders"), title="Wat deelt u?")


FIGURES = {
    "series": gas_figure,
    "peers": lambda: plot_peers(**PEERS),
    "map": lambda: plot_map(squares(), ten_values(), catalogue.indicator("gas_gem"), selected=["BU05990200"]),
    "overview": lambda: plot_overview(standings(6)),
    "parties": parties_figure,
}


@pytest.mark.parametrize("kind", FIGURES)
def test_every_word_can_be_read(kind):
    figure = FIGURES[kind]()
    said = [one.get_text() for one in texts(figure)]
    darken(figure)
    drawn = pixels(figure)
    assert [one.get_text() for one in texts(figure)] == said
    assert len(said) > 5
    for one in texts(figure):
        ground = ground_under(drawn, one.get_window_extent())
        assert style.contrast(to_hex(one.get_color()), ground) >= 4.5, (one.get_text(), ground)


@pytest.mark.parametrize("kind", FIGURES)
def test_the_paper_is_dark_and_nothing_stays_white(kind):
    figure = FIGURES[kind]()
    darken(figure)
    drawn = pixels(figure)
    assert f"#{bytes(drawn[0, 0]).hex()}".upper() == look.DARK.paper
    white = (drawn.min(axis=2) > 250).mean()
    assert white < 0.001, "but for the letters in a dot nothing is white"


def test_a_theme_keeps_its_colour():
    for theme in catalogue.themes().values():
        assert dark(theme.colour) == theme.colour
    figure = gas_figure()
    blue = catalogue.theme("energiebesparing").colour
    before = sum(one.get_color() == blue for one in figure.findobj(Line2D))
    darken(figure)
    assert before
    assert sum(one.get_color() == blue for one in figure.findobj(Line2D)) == before


def test_a_tint_turns_with_the_text_on_it_and_keeps_its_order():
    shades = style.shades("#0072B2", 5)
    turned = [style.lightness(dark(one)) for one in shades]
    assert turned == sorted(turned)
    assert style.contrast(dark(shades[0]), look.DARK.ink) >= 7
    assert dark("none") == "none"
    assert dark((1.0, 1.0, 1.0, 0.5))[3] == 0.5


def test_twice_is_once():
    once, twice = gas_figure(), gas_figure()
    darken(once)
    darken(twice)
    darken(twice)
    assert to_png(once) == to_png(twice)


def test_a_missing_figure_keeps_its_hatching():
    figure = gas_figure()
    darken(figure)
    hatched = [one for one in figure.findobj(Rectangle) if one.get_hatch()]
    assert hatched
    assert {to_hex(one.get_edgecolor()).upper() for one in hatched} == {look.DARK.hatch}
