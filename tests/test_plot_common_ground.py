"""The picture of what parties share: a dot per weight, a ring for silence, and legible for a full table."""

from __future__ import annotations

import itertools

import pytest
from drawn import texts, words
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Circle

from wijkdata import catalogue
from wijkdata.ambition.common_ground import Ground
from wijkdata.plots import style
from wijkdata.plots.common_ground import page_count, plot_common_ground

ROLES = (
    *("gemeente", "woningcorporatie", "huurders", "bewoners-eigenaren", "netbeheerder", "warmtebedrijf"),
    *("VvE", "bewonersinitiatief / energiecoöperatie", "waterschap", "ondernemers", "provincie"),
    "zorg en welzijn",
)
THEMES = [one.id for one in catalogue.themes().values() if not one.context]


def grounds(parties=ROLES, themes=THEMES):
    """Return themes in which parties said 0 to 5 in turn, and every seventh was silent."""
    found = []
    for row, theme in enumerate(themes):
        said = {
            name: (row + column) % 6 for column, name in enumerate(parties) if (row * 3 + column) % 7 != 6
        }
        found.append(Ground(theme, said, tuple(name for name in parties if name not in said)))
    return found


def dots(figure, gid="said"):
    return [one for one in figure.findobj(Circle) if one.get_gid() == gid]


def assert_readable(figure):
    """Every text within the figure and of 16 px or more; of the level ones none over another."""
    for dpi in (100, 150):
        figure.set_dpi(dpi)
        figure.canvas.draw()
        level = []
        for one in texts(figure):
            extent = one.get_window_extent()
            assert min(extent.x0, extent.y0) >= 0, one.get_text()
            assert extent.x1 <= figure.bbox.width, one.get_text()
            assert extent.y1 <= figure.bbox.height, one.get_text()
            assert one.get_fontsize() >= style.points(16) - 1e-9
            if one.get_rotation() == 0:
                level.append((one.get_text(), extent))
        for (one, a), (other, b) in itertools.combinations(level, 2):
            across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across <= 1 or up <= 1, f"{one!r} over {other!r} at {dpi} dpi"
    figure.set_dpi(100)


def assert_dots_stand_apart(figure):
    figure.canvas.draw()
    placed = [(one.center, one.radius) for one in (*dots(figure), *dots(figure, "silent"))]
    for (a, r), (b, s) in itertools.combinations(placed, 2):
        assert (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= (r + s) ** 2


TITLE = (
    "Iedereen geeft om woonlasten (laagste 3); over aardgasvrij en CO₂ lopen de belangen uiteen (1 tot 5)."
)


@pytest.mark.parametrize("size", [(880, 590), (860, 560), (1240, 800)])
@pytest.mark.parametrize("count", [1, 5, 12])
def test_every_number_of_parties_is_legible(size, count):
    parties = ROLES[:count]
    figure = plot_common_ground(grounds(parties), parties, title=TITLE, size=size)
    assert_readable(figure)
    assert_dots_stand_apart(figure)
    for name in (*parties[:7], "laagste", "gemiddeld", "verschil", "Openbare ruimte en"):
        assert name in words(figure)


def test_every_weight_is_a_dot_with_its_number_and_silence_an_open_ring():
    parties = ("gemeente", "huurders", "VvE")
    one = Ground("woonlasten", {"gemeente": 0, "huurders": 5}, ("VvE",))
    figure = plot_common_ground([one], parties)
    nothing, all_of_it = sorted(dots(figure), key=lambda dot: dot.center[0])
    (silent,) = dots(figure, "silent")
    assert nothing.radius < all_of_it.radius
    assert {to_hex(dot.get_facecolor()).upper() for dot in dots(figure)} == {
        catalogue.theme("woonlasten").colour
    }
    assert to_hex(silent.get_facecolor()) == "#ffffff"
    assert silent.center[0] > all_of_it.center[0]
    found = [text.get_text() for text in texts(figure)]
    assert (found.count("0"), found.count("5")) == (2, 2)  # in the dots, and as least and spread at the side
    assert found.count("2,5") == 1  # their mean, never without those two


def test_least_mean_and_spread_stand_at_the_side_and_nothing_is_no_zero():
    known = Ground("woonlasten", {"gemeente": 2, "huurders": 5}, ())
    unknown = Ground("circulair", {}, ("gemeente", "huurders"))
    figure = plot_common_ground([known, unknown], ("gemeente", "huurders"))
    bold = [text.get_text() for text in texts(figure) if text.get_fontweight() == "bold"]
    assert bold == ["2", "3,5", "3", "–", "–", "–"]


def test_who_stands_alone_has_a_thick_edge():
    one = Ground("woonlasten", {"gemeente": 5, "huurders": 1, "VvE": 5}, ())
    thick, *others = sorted(
        dots(plot_common_ground([one], tuple(one.weights))), key=lambda dot: -dot.get_linewidth()
    )
    assert thick.get_linewidth() > 2 * max(dot.get_linewidth() for dot in others)


def test_the_number_can_be_read_on_every_colour():
    figure = plot_common_ground(grounds(), ROLES, title=TITLE)
    figure.canvas.draw()
    drawn = dots(figure)
    assert len(drawn) == sum(len(one.weights) for one in grounds())
    for dot in drawn:
        inside = [
            text
            for text in texts(figure)
            if abs(text.get_position()[0] * 880 - dot.center[0]) < 1
            and abs(text.get_position()[1] * 590 - dot.center[1]) < 3
        ]
        (text,) = inside
        assert style.contrast(text.get_color(), to_hex(dot.get_facecolor())) >= 4.5


def test_more_parties_than_fit_go_to_a_next_page():
    parties = [f"partij {number}" for number in range(1, 15)]
    assert page_count(9, 14) == 2
    second = plot_common_ground(grounds(parties), parties, page=1, title=TITLE)
    assert "partij 13" in words(second)
    assert "partij 12" not in words(second)
    assert "Bladzijde 2 van 2." in words(second)
    assert_readable(second)
    with pytest.raises(ValueError, match="page 2 of 2"):
        plot_common_ground(grounds(parties), parties, page=2)


def test_without_parties_it_says_what_will_come():
    figure = plot_common_ground(grounds(()), ())
    assert "zodra er partijen zijn" in words(figure)
    assert_readable(figure)


@settings(deadline=None, max_examples=8)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=12, unique=True))
def test_whatever_a_party_is_called_the_picture_stays_legible(names):
    figure = plot_common_ground(grounds(names), names, title="x")
    assert_readable(figure)
    assert_dots_stand_apart(figure)
