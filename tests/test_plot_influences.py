"""The picture of what one theme does for another."""

from __future__ import annotations

import pytest
from drawn import assert_legible, texts, words
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import FancyArrowPatch, Rectangle

from wijkdata import catalogue
from wijkdata.ambition.model import ThemeLink
from wijkdata.plots.influences import MOST_LINKS, influence_pages, plot_influences

SIZES = [(880, 590), (1320, 860), (700, 480)]
THEMES = [one.id for one in catalogue.themes().values() if not one.context]
LONG = (
    "bij de vervanging van het riool en het warmtenet in dezelfde straat komt er waterberging en groen " * 3
)


def links(count: int, by: str = "het riool gaat toch open") -> list[ThemeLink]:
    return [
        ThemeLink(theme=THEMES[number % 4], helps=THEMES[(number * 3 + 4) % 9], by=f"{by} {number}")
        for number in range(count)
    ]


def arrows(figure) -> list[str]:
    return [one.get_gid() for one in figure.findobj(FancyArrowPatch) if one.get_gid()]


def nodes(figure) -> list[str]:
    return [one.get_gid() for one in figure.findobj(Rectangle) if one.get_gid()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 20])
@pytest.mark.parametrize("by", ["het riool gaat toch open", LONG])
def test_no_text_overlaps_another(count, size, by):
    for page in range(influence_pages(count)):
        title = "20 koppelkansen: Klimaatadaptatie en Leefbaarheid profiteren het vaakst"
        assert_legible(plot_influences(links(count, by), page=page, title=title, size=size))


def test_there_is_an_arrow_for_each_link_and_a_place_for_each_theme():
    found = [
        ThemeLink(theme="openbare_ruimte", helps="klimaatadaptatie", by="riool"),
        ThemeLink(theme="energiebesparing", helps="woonlasten", by="isolatie"),
        ThemeLink(theme="openbare_ruimte", helps="natuurinclusief", by="groen"),
        ThemeLink(theme="energiebesparing", helps="openbare_ruimte", by="minder ruimte in de bodem"),
    ]
    figure = plot_influences(found)
    assert sorted(arrows(figure)) == sorted(f"{one.theme} > {one.helps}" for one in found)
    # a theme that helps and gains stands on both sides
    assert sorted(nodes(figure)) == sorted(
        [
            *("openbare_ruimte", "energiebesparing"),
            *("klimaatadaptatie", "woonlasten", "natuurinclusief", "openbare_ruimte"),
        ]
    )
    for text in ("riool", "isolatie", "groen", "Woonlasten", "Klimaatadaptatie", "rechts het thema dat"):
        assert text in words(figure)


def test_each_arrow_ends_at_its_own_theme():
    found = links(MOST_LINKS)
    figure = plot_influences(found)
    bars = [one for one in figure.findobj(Rectangle) if one.get_gid()]
    middle = figure.bbox.width / 2
    arrows = figure.findobj(FancyArrowPatch)
    assert len(arrows) == len(found)
    for arrow in arrows:
        _, gains = arrow.get_gid().split(" > ")
        (bar,) = [
            one.get_window_extent()
            for one in bars
            if one.get_gid() == gains and one.get_window_extent().x0 > middle
        ]
        (_, (x, y)) = arrow._posA_posB
        x, y = figure.transFigure.transform((x, y))
        assert y == pytest.approx((bar.y0 + bar.y1) / 2)
        assert x < bar.x0


def test_every_link_is_on_exactly_one_page():
    found = links(20)
    pages = [plot_influences(found, page=page) for page in range(influence_pages(20))]
    assert [len(arrows(one)) for one in pages] == [7, 7, 6]
    assert "Bladzijde 2 van 3." in words(pages[1])
    with pytest.raises(ValueError, match="page 3 of 3"):
        plot_influences(found, page=3)


def test_without_links_it_says_what_will_stand_here():
    figure = plot_influences([])
    assert "Hier komt te staan welk thema een ander thema helpt" in words(figure)
    assert arrows(figure) == nodes(figure) == []


def test_a_theme_of_the_team_is_drawn_in_the_neutral_colour():
    figure = plot_influences([ThemeLink(theme="eenzaamheid", helps="leefbaarheid", by="samen koken")])
    (bar,) = [one for one in figure.findobj(Rectangle) if one.get_gid() == "eenzaamheid"]
    assert bar.get_facecolor()[:3] == pytest.approx((0x6B / 255,) * 3)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*THEMES, "<b>eigen</b>", "W" * 200]),
            st.sampled_from(THEMES),
            st.text(max_size=300),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_whatever_is_typed_the_picture_stays_legible(found):
    made = [ThemeLink(theme=theme, helps=helps, by=by) for theme, helps, by in found]
    figure = plot_influences(made, title="titel " * 30)
    assert_legible(figure)
    assert texts(figure)
