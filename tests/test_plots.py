"""What all pictures share: places, sizes, letters and colours."""

from __future__ import annotations

import itertools
import subprocess
import sys
import warnings

import pytest
from drawn import (
    GAS,
    GAS_YEARS,
    PEERS,
    SIZES,
    SOLAR,
    SOLAR_YEARS,
    assert_legible,
    flowing,
    gas_figure,
    rows,
    squares,
    ten_values,
    texts,
)

from wijkdata import catalogue
from wijkdata.plots import plot_map, plot_peers, plot_series, style, to_png
from wijkdata.plots.labels import Box, place, spread
from wijkdata.plots.scales import number_ticks, year_ticks


def test_spread_keeps_order_and_moves_as_little_as_needed():
    assert spread([10, 100], [20, 20], 0, 200) == [10, 100]
    assert spread([50, 50, 50], [20, 20, 20], 0, 200) == [30, 50, 70]
    assert spread([5, 5], [20, 20], 0, 200) == [10, 30]
    assert spread([199, 190], [20, 20], 0, 200) == [190, 170]


def test_place_avoids_what_is_taken():
    room = Box(0, 0, 300, 300)
    above = place((150, 150), (80, 20), gap=5, room=room, taken=[])
    assert above == Box(110, 155, 80, 20)
    other = place((150, 150), (80, 20), gap=5, room=room, taken=[Box(100, 155, 100, 40)])
    assert other is not None
    assert not other.overlaps(Box(100, 155, 100, 40))
    assert other.within(room)
    assert place((150, 150), (80, 20), gap=5, room=room, taken=[room]) is None


def test_marks_and_words_are_in_the_font():
    marks = "".join(style.MARKS.values()) + "●○▲◆▼✖✔−³²₂’‘–·…"
    assert style.clean(marks) == marks


def test_what_a_person_types_cannot_break_a_figure():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = plot_series(
            rows({2020: 5.0}), SOLAR, title="Zon $\\x$ &\n\tdaken 🏠 " + "lang" * 60, source="Bron: 日本 $a"
        )
        assert_legible(figure)
        to_png(figure)
    shown = flowing(figure)
    assert "Zon $\\x$ & daken ▯" in shown
    assert "Bron: ▯▯ $a" in shown


@pytest.mark.parametrize("size", [(860, 560), (1240, 800)])
def test_texts_longer_than_a_page_leave_room_for_the_picture(size):
    endless = "x" * 10_000
    series = rows(GAS_YEARS, note=endless)
    drawn = [
        gas_figure(title=endless, source=endless, size=size),
        plot_series(series, GAS, source=endless, size=size),
        plot_map(squares(), ten_values(), GAS, title=endless, source=endless, size=size),
        plot_peers(**{**PEERS, "title": endless, "source": endless}, size=size),
    ]
    for figure in drawn:
        assert_legible(figure)
        assert figure.axes[0].bbox.height >= 45


def test_a_title_is_wrapped_and_not_cut_off():
    title = "Vermogen zonnepanelen op woningen: van 297 naar 2.508 kWp sinds 2016, en dat is meer dan gedacht"
    figure = plot_series(rows(SOLAR_YEARS), SOLAR, title=title)
    assert title in flowing(figure)
    large = [one for one in texts(figure) if one.get_fontsize() == pytest.approx(28 * 0.72)]
    assert len(large) > 1
    assert {round(one.get_window_extent().x0) // 4 for one in large} == {4}
    longer = " ".join([title] * 5)
    assert longer in flowing(plot_series(rows(SOLAR_YEARS), SOLAR, title=longer))
    assert "…" in flowing(plot_series(rows(SOLAR_YEARS), SOLAR, title=longer * 10))


def test_the_same_figure_gives_the_same_bytes_without_traces_of_the_machine():
    first, second = to_png(gas_figure()), to_png(gas_figure())
    assert first == second
    assert first.startswith(b"\x89PNG")
    assert b"Software" not in first
    assert b"tIME" not in first


@pytest.mark.parametrize("size", SIZES)
def test_an_image_has_the_size_that_was_asked(size):
    image = to_png(gas_figure(size=size))
    assert (int.from_bytes(image[16:20]), int.from_bytes(image[20:24])) == size


def test_a_figure_too_small_to_read_is_refused():
    with pytest.raises(ValueError, match="at least"):
        gas_figure(size=(300, 200))


@pytest.mark.parametrize("theme", catalogue.themes().values(), ids=lambda theme: theme.id)
def test_shades_run_from_light_to_dark_and_lines_stand_out(theme):
    shades = style.shades(theme.colour, 5)
    ratios = [style.contrast(shade, style.PAPER) for shade in shades]
    assert ratios == sorted(ratios)
    assert min(after / before for before, after in itertools.pairwise(ratios)) > 1.2
    cased = bool(style.line_effects(theme.colour, 3))
    assert cased == (style.contrast(theme.colour, style.PAPER) < 3)


def test_ticks_are_dutch_and_whole_where_only_whole_numbers_exist():
    assert number_ticks(0, 1) == ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], ["0,0", "0,2", "0,4", "0,6", "0,8", "1,0"])
    assert number_ticks(1, 3, whole=True)[1] == ["1", "2", "3"]
    assert year_ticks(2014, 2030, 570) == [2014, 2016, 2018, 2020, 2022, 2024, 2026, 2028, 2030]
    assert year_ticks(2014, 2030, 250) == [2015, 2020, 2025, 2030]


def test_figures_load_without_pyplot_and_without_geopandas():
    code = (
        "import sys, wijkdata.plots; "
        "print([one for one in ('matplotlib.pyplot', 'geopandas', 'shapely', 'ipywidgets') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
