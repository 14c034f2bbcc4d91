"""The picture of a series: every year, the path, and what has no figure."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn import (
    GAS,
    GAS_YEARS,
    HEAT,
    RUNG,
    SIZES,
    SOLAR,
    SOLAR_YEARS,
    assert_legible,
    gas_figure,
    hatches,
    joined,
    markers,
    rows,
    words,
)
from matplotlib.collections import FillBetweenPolyCollection, LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from wijkdata import catalogue, project_area
from wijkdata.ambition import model
from wijkdata.pathways import Pathway, Point
from wijkdata.plots import Reference, plot_series, style
from wijkdata.plots.scales import from_zero, value_axis
from wijkdata.series import series

SERIES_CASES = {
    "complete": gas_figure,
    "very close values": lambda **size: plot_series(
        rows(GAS_YEARS),
        GAS,
        baseline=Point(2017, 930.0),
        pathway=Pathway("lineair", Point(2017, 930.0), Point(2030, 925.0)),
        references=[
            Reference(name, (Point(2017, value),))
            for name, value in (
                ("Rotterdam", 931.0),
                ("Nederland", 929.0),
                ("vergelijkbare buurten", 927.0),
                ("wijk Prins Alexander", 930.0),
            )
        ],
        status="behaald",
        source="Bron: CBS",
        **size,
    ),
    "band": lambda **size: plot_series(
        rows({2023: 2.0}, status="eigen meting"),
        RUNG,
        baseline=Point(2023, 2.0),
        pathway=Pathway("lineair", Point(2023, 2.0), Point(2026, 3.0)),
        target=model.Target(value=3.0, year=2026, upper=4.0),
        status="niet te bepalen",
        source="Bron: eigen telling",
        **size,
    ),
    "one point": lambda **size: plot_series(rows({2019: 297.0}), SOLAR, source="Bron: CBS", **size),
    "one point that is the baseline": lambda **size: plot_series(
        rows({2019: 297.0}), SOLAR, baseline=Point(2019, 297.0), source="Bron: CBS", **size
    ),
    "no target": lambda **size: plot_series(rows(SOLAR_YEARS), SOLAR, source="Bron: CBS", **size),
    "target without path": lambda **size: plot_series(
        rows(SOLAR_YEARS), SOLAR, baseline=Point(2016, 297.0), target=Point(2030, 9000.0), **size
    ),
    "target that is past": lambda **size: plot_series(
        rows(SOLAR_YEARS),
        SOLAR,
        baseline=Point(2016, 297.0),
        pathway=Pathway("lineair", Point(2016, 297.0), Point(2020, 1200.0)),
        status="op koers",
        **size,
    ),
    "all missing": lambda **size: plot_series(
        rows({2014: None, 2015: None, 2016: None}, missing="geheim", note="CBS toont ‘.’"),
        HEAT,
        source="Bron: CBS",
        **size,
    ),
    "missing for two reasons": lambda **size: plot_series(
        pd.concat([rows({2014: None}, missing="geheim"), rows({2015: None, 2016: 12.0, 2017: None})]),
        HEAT,
        source="Bron: CBS",
        **size,
    ),
    "nothing at all": lambda **size: plot_series(rows({}), SOLAR, source="Bron: CBS", **size),
    "below zero": lambda **size: plot_series(
        rows({2020: 0.0, 2021: -4.0, 2022: 12.0, 2023: -20.0}, status="eigen meting"),
        catalogue.indicator("woonlasten_delta"),
        baseline=Point(2020, 0.0),
        pathway=Pathway("lineair", Point(2020, 0.0), Point(2030, -25.0)),
        status="onvoldoende",
        **size,
    ),
    "steps": lambda **size: plot_series(
        rows({2014: 980.0, 2015: 955.0, 2016: 972.0, 2017: 960.0}, status="geschat"),
        catalogue.indicator("gas_gem_tc"),
        baseline=Point(2014, 980.0),
        pathway=Pathway(
            "stapsgewijs", Point(2014, 980.0), Point(2030, 600.0), (Point(2020, 800.0), Point(2025, 700.0))
        ),
        status="versnelling nodig",
        source="Bron: CBS, KNMI; eigen berekening",
        **size,
    ),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", SERIES_CASES)
def test_no_text_of_a_series_overlaps_another_or_leaves_the_figure(case, size):
    assert_legible(SERIES_CASES[case](size=size))


def test_series_names_everything_directly():
    shown = words(gas_figure(size=(1240, 800)))
    for text in (
        "nulmeting 2014: 925",
        "2017: 930",
        "2025: 750",
        "doel 2030: 600 m³/jaar",
        "Rotterdam 2017: 880",
        "Nederland 2017: 1.240",
        "✖ verkeerde richting",
        "m³/jaar · minder is beter",
        "2018: in deze uitgave nog niet gepubliceerd",
        "Bron: CBS KWB 2014-2018, definitief · 11.029 woningen",
    ):
        assert text in shown
    assert gas_figure().axes[0].get_legend() is None


def test_years_have_no_separator_and_values_are_dutch():
    figure = SERIES_CASES["no target"](size=(860, 560))
    axes = figure.axes[0]
    assert [one.get_text() for one in axes.get_xticklabels()] == [str(year) for year in SOLAR_YEARS]
    assert [one.get_text() for one in axes.get_yticklabels()] == ["0", "1.000", "2.000", "3.000"]


def test_a_year_without_a_figure_is_hatched_with_its_reason_and_not_joined():
    figure = plot_series(
        pd.concat([rows({2014: 10.0, 2015: None}, missing="geheim"), rows({2016: 12.0, 2017: 13.0})]), HEAT
    )
    (band,) = hatches(figure)
    assert band.get_x() < 2015 < band.get_x() + band.get_width() < 2016
    assert "niet openbaar" in words(figure)
    assert joined(figure) == [([2014], [10.0]), ([2016, 2017], [12.0, 13.0])]


def test_the_line_is_broken_where_the_way_of_measuring_changed():
    poor = catalogue.indicator("laag_inkomen_aandeel")
    figure = plot_series(rows({2014: 12.0, 2015: 10.0, 2016: 10.5}), poor)
    assert joined(figure) == [([2014], [12.0]), ([2015, 2016], [10.0, 10.5])]
    gas_free = catalogue.indicator("aardgasvrij_aandeel")
    old_and_new = rows({2021: 20.0, 2022: 21.0, 2023: 25.0}).assign(
        table=["85337NED", "85677NED", "maatwerk-hoofdverwarming"]
    )
    assert joined(plot_series(old_and_new, gas_free)) == [([2021, 2022], [20.0, 21.0]), ([2023], [25.0])]


def test_the_year_from_which_figures_are_made_in_another_way_is_marked():
    gas = catalogue.indicator("gas_gem")
    figures = rows({2021: 900.0, 2022: 840.0}).assign(table=["81528NED", "81528NED"])
    figure = plot_series(figures, gas)
    dotted = [one.get_xdata()[0] for one in figure.axes[0].lines if list(one.get_ydata()) == [0, 1]]
    assert dotted == [2021.5]
    assert "andere werkwijze" in words(figure)
    assert joined(figure) == [([2021, 2022], [900.0, 840.0])], "these may still be compared"
    same_way = plot_series(rows({2015: 940.0, 2016: 930.0}).assign(table=["83220NED", "83487NED"]), gas)
    assert "andere werkwijze" not in words(same_way)


@pytest.mark.parametrize("indicator", ["gas_gem", "gas_gem_tc", "elektra_gem"])
def test_another_rounding_is_no_other_way_of_measuring(indicator):
    """CBS rounded 2014 to 50 and the years after it to 10: what was measured stayed the same."""
    figures = rows({2014: 900.0, 2015: 940.0}).assign(
        table=["82931NED", "83220NED"], note=["afgerond op 50", ""]
    )
    figure = plot_series(figures, catalogue.indicator(indicator))
    assert "andere werkwijze" not in words(figure)
    assert [one for one in figure.axes[0].lines if list(one.get_ydata()) == [0, 1]] == []
    assert words(figure).count("afgerond") == 1
    assert "2014: afgerond op 50" in words(figure)


def test_each_remark_stands_once_with_all_its_years():
    cold = "zonder warmte; de uitkomst is een ondergrens"
    figures = rows({2014: 9.0, 2015: 8.0, 2016: 8.5}).assign(note=[f"afgerond op 50; {cold}", cold, cold])
    shown = " ".join(words(plot_series(figures, SOLAR)).split(" | "))
    assert shown.count("zonder warmte") == shown.count("ondergrens") == shown.count("afgerond") == 1
    assert "2014: afgerond op 50" in shown
    assert f"2014-2016: {cold}" in shown


def test_of_a_year_without_any_figure_the_reason_is_told_and_of_a_part_which_buurt_it_is():
    lacking = "geen cijfer voor Prinsenland (5.154 woningen)"
    figures = rows({2016: None, 2017: None, 2018: None, 2019: 9.0}, status="ontbreekt").assign(
        value=[float("nan")] * 3 + [9.0],
        coverage=[0.0, 0.4, 0.0, 1.0],
        note=[f"{lacking}; nog niet gepubliceerd", f"{lacking}; geheim", lacking, ""],
    )
    shown = words(plot_series(figures, SOLAR)).replace(" | ", " ")
    assert "2016: nog niet gepubliceerd" in shown
    assert f"2017-2018: {lacking}" in shown
    assert "2017: geheim" in shown


def test_a_remark_that_is_told_beside_the_figure_is_not_repeated():
    figures = rows({2019: 9.0}).assign(note=["woningen plus andere gebouwen in het model; eigen telling"])
    entry = catalogue.indicator("gasaansluitingen")
    assert "andere gebouwen" in words(plot_series(figures, entry))
    beside = words(plot_series(figures, entry, told=entry.caveat))
    assert "andere gebouwen" not in beside
    assert "2019: eigen telling" in beside


@pytest.mark.parametrize(
    "indicator", ["gasaansluitingen", "co2_gebouwen", "bomen_aantal", "tevreden_buurt_aandeel", "gas_gem_tc"]
)
def test_of_the_figures_at_hand_nothing_is_said_twice_below_the_picture(indicator):
    """The caveat of the indicator stands right below the picture."""
    figures = series(project_area("BU05991448", "BU05991449"), [indicator])
    entry = catalogue.indicator(indicator)
    below = words(plot_series(figures, entry, told=entry.caveat)).replace(" | ", " ").casefold()
    parts = {part for note in figures["note"] for part in note.casefold().split("; ") if part}
    assert parts
    assert [part for part in parts if (part in below) == (part in entry.caveat.casefold())] == []


def test_what_was_counted_is_not_joined_to_what_a_model_says():
    figure = plot_series(
        pd.concat([rows({2018: 9.0}), rows({2019: 8.0}, status="model"), rows({2023: 7.0, 2024: 6.0})]), SOLAR
    )
    assert joined(figure) == [([2018], [9.0]), ([2019], [8.0]), ([2023, 2024], [7.0, 6.0])]


def test_years_without_a_figure_in_a_row_share_one_place():
    figure = SERIES_CASES["all missing"](size=(860, 560))
    (band,) = hatches(figure)
    assert band.get_x() < 2014
    assert band.get_x() + band.get_width() > 2016
    assert words(figure).count("niet openbaar") == 1
    assert "2014-2016: CBS toont ‘.’" in words(figure)
    assert "er is nog geen cijfer" in words(figure)


def test_missing_is_never_drawn_as_zero():
    figure = gas_figure()
    assert all(0 not in list(one.get_ydata()) for one in markers(figure, "o"))


def test_measured_is_filled_and_calculated_is_open():
    series = pd.concat(
        [rows({2017: 5.0}), rows({2018: 6.0}, status="model"), rows({2019: 7.0}, status="geschat")]
    )
    dots = markers(plot_series(series, SOLAR), "o")
    fills = [one.get_markerfacecolor() for one in sorted(dots, key=lambda one: one.get_xdata()[0])]
    assert fills == ["#0072B2", style.PAPER, style.PAPER]
    assert {one.get_markeredgecolor() for one in dots} == {style.INK}


def test_open_marks_are_explained():
    assert "○ modelcijfer, niet gemeten" in words(plot_series(rows({2019: 5.0}, status="model"), SOLAR))
    assert "○" not in words(plot_series(rows({2019: 5.0}), SOLAR))


def test_provisional_years_are_named():
    series = pd.concat([rows({2021: 4.0}), rows({2022: 5.0, 2023: 6.0}, status="voorlopig")])
    assert "2022-2023: voorlopig cijfer" in words(plot_series(series, SOLAR))


def test_pinned_baseline_stays_where_it_was_when_the_series_was_revised():
    figure = gas_figure(baseline=Point(2014, 925.0))
    at_2014 = [one.get_ydata()[0] for one in markers(figure, "o") if one.get_xdata()[0] == 2014]
    assert sorted(at_2014) == [900.0, 925.0, 925.0]  # the revised figure, the pinned one and its ring


def test_a_baseline_that_was_revised_is_joined_to_what_the_series_says_now():
    """The path begins at the pinned figure and the series runs through the revised one: the step between is told."""
    years = {2016: 1100.0, 2017: 1080.0, 2018: 1060.0, 2019: 1040.0}
    path = Pathway("lineair", Point(2018, 1120.0), Point(2030, 600.0))
    figure = plot_series(rows(years), GAS, baseline=Point(2018, 1120.0), pathway=path)
    upright = [one for one in figure.axes[0].lines if list(one.get_xdata()) == [2018, 2018]]
    assert [list(one.get_ydata()) for one in upright] == [[1120.0, 1060.0]]
    said = words(figure)
    assert "nulmeting 2018: 1.120" in said
    assert "2018 staat nu op 1.060" in said
    assert_legible(figure)
    newest = words(
        plot_series(rows({2017: 1080.0, 2018: 1060.0}), GAS, baseline=Point(2018, 1120.0), pathway=path)
    )
    assert "2018 staat nu op 1.060" in newest
    assert "| 2018: 1.060" not in newest, "once is enough"


def test_a_baseline_that_reads_the_same_as_the_series_is_not_called_another_figure():
    figure = plot_series(rows({2018: 900.2, 2019: 890.0}), GAS, baseline=Point(2018, 900.4))
    assert "staat nu op" not in words(figure)


def test_path_is_dashed_in_the_colour_of_the_theme_and_ends_at_the_target():
    figure = gas_figure()
    (path,) = [one for one in figure.findobj(Line2D) if one.get_linestyle() == "--"]
    assert path.get_color() == catalogue.theme("energiebesparing").colour
    assert (path.get_xdata()[0], path.get_ydata()[0]) == (2014, 925.0)
    assert (path.get_xdata()[-1], path.get_ydata()[-1]) == (2030, 600.0)
    on_way = dict(zip(path.get_xdata(), path.get_ydata(), strict=True))
    assert on_way[2025] == 750.0


def test_band_target_is_drawn_over_its_whole_height():
    figure = SERIES_CASES["band"](size=(860, 560))
    bars = [one for one in figure.axes[0].patches if isinstance(one, Rectangle) and not one.get_hatch()]
    assert [(one.get_y(), one.get_y() + one.get_height()) for one in bars] == [(3.0, 4.0)]
    assert "doel 2026: 3 tot 4" in words(figure)
    assert figure.axes[0].get_ylim() == (1.0, 5.0)


@pytest.mark.parametrize(
    ("indicator", "values", "low"),
    [
        ("zonnestroom_vermogen", [2000.0, 2100.0], 0),
        ("koop_aandeel", [51.0, 53.0], 0),
        ("aardgasvrij_aantal", [500.0, 520.0], 0),
        ("gas_gem", [300.0, 940.0], 0),
        ("gas_gem", [600.0, 940.0], 500),
    ],
)
def test_counts_and_shares_begin_at_zero(indicator, values, low):
    assert value_axis(catalogue.indicator(indicator), values).low == low


def test_an_axis_that_does_not_begin_at_zero_says_so():
    figure = plot_series(rows({2016: 940.0, 2017: 930.0}), GAS, target=Point(2030, 600.0))
    assert figure.axes[0].get_ylim()[0] == 500
    assert "as begint bij 500" in words(figure)
    assert "as begint" not in words(SERIES_CASES["no target"](size=(860, 560)))


def test_a_share_does_not_go_beyond_one_hundred():
    assert value_axis(catalogue.indicator("koop_aandeel"), [96.0]).high == 100


def test_no_grid_and_only_the_line_along_the_bottom():
    axes = gas_figure().axes[0]
    assert not any(line.get_visible() for line in [*axes.get_xgridlines(), *axes.get_ygridlines()])
    assert [side for side, spine in axes.spines.items() if spine.get_visible()] == ["bottom"]


def test_an_unknown_status_is_refused():
    with pytest.raises(ValueError, match="unknown status"):
        gas_figure(status="prima")


def test_what_adds_up_is_drawn_from_zero():
    assert from_zero(catalogue.indicator("co2_woningen"))
    assert from_zero(catalogue.indicator("woningen"))
    assert from_zero(catalogue.indicator("koop_aandeel"))
    assert not from_zero(catalogue.indicator("gas_gem"))


def test_the_line_is_broken_where_it_is_no_longer_the_same_area():
    figure = plot_series(rows({2014: 900.0, 2015: 940.0, 2016: 930.0}), SOLAR, apart={2015})
    assert joined(figure) == [([2014], [900.0]), ([2015, 2016], [940.0, 930.0])]
    assert "andere grens" in words(figure)
    assert "andere grens" not in words(plot_series(rows({2014: 900.0, 2015: 940.0}), SOLAR))


# --- how sure ----------------------------------------------------------------------------------------------------


def ranged(values, half, **changes):
    made = rows(values, **changes)
    return made.assign(low=made["value"] - half, high=made["value"] + half)


def bands(figure):
    return [one for one in figure.axes[0].collections if isinstance(one, FillBetweenPolyCollection)]


def bars(figure):
    """Return the ends of every bar that stands alone."""
    return [
        tuple(float(y) for _, y in segment)
        for one in figure.axes[0].collections
        if isinstance(one, LineCollection)
        for segment in one.get_segments()
    ]


def test_a_band_lies_around_the_line_and_is_named():
    figure = plot_series(ranged(GAS_YEARS, 100.0), GAS)
    (band,) = bands(figure)
    ends = band.get_paths()[0].vertices
    assert (ends[:, 0].min(), ends[:, 0].max()) == (2014, 2017)
    assert (ends[:, 1].min(), ends[:, 1].max()) == (800, 1040)
    assert bars(figure) == []
    assert "lichte band of streep: marge" in words(figure)
    assert figure.axes[0].get_ylim()[1] >= 1040
    assert_legible(figure)


def test_a_figure_that_stands_alone_gets_a_bar():
    figure = plot_series(ranged({2023: 50.0}, 15.0, status="eigen meting"), HEAT)
    assert bands(figure) == []
    assert bars(figure) == [(35.0, 65.0)]


def test_a_bound_without_a_figure_is_a_bar_without_a_mark():
    values = rows({2014: 2.0, 2015: None, 2016: 2.5}, missing="geheim").assign(
        low=[2.0, 0.0, 2.5], high=[2.0, 5.0, 2.5]
    )
    figure = plot_series(values, HEAT)
    assert bars(figure) == [(0.0, 5.0)]
    assert {one.get_xdata()[0] for one in markers(figure, "o")} == {2014, 2016}
    assert "streep zonder punt: daar ligt het tussen" in words(figure)
    assert "marge" not in words(figure)


def test_a_range_that_hides_behind_the_marks_is_not_explained():
    figure = plot_series(ranged(GAS_YEARS, 0.1), GAS)
    assert len(bands(figure)) == 1
    assert "marge" not in words(figure)


def test_what_else_the_status_could_be_stands_behind_it():
    figure = plot_series(
        rows(GAS_YEARS), GAS, status="op koers", also="binnen de marge ook: versnelling nodig"
    )
    assert "▲ op koers (binnen de marge ook: versnelling nodig)" in words(figure)
    assert_legible(figure)
