"""The figures: what stands on them, that it can be read, and that the same input gives the same image."""

from __future__ import annotations

import itertools
import subprocess
import sys
import warnings
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from shapely.geometry import MultiPolygon, Polygon, box

from wijkdata import catalogue, datasets, figures
from wijkdata.ambition import file, model
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.pathways import Pathway, Point
from wijkdata.plots import (
    Reference,
    finding,
    page_count,
    plot_map,
    plot_overview,
    plot_peers,
    plot_series,
    standing,
    style,
    to_png,
)
from wijkdata.plots.findings import spans
from wijkdata.plots.labels import Box, place, spread
from wijkdata.plots.maps import class_limits
from wijkdata.plots.peers import stack
from wijkdata.plots.scales import from_zero, number_ticks, value_axis, value_text, year_ticks
from wijkdata.series import series

GAS = catalogue.indicator("gas_gem")
SOLAR = catalogue.indicator("zonnestroom_vermogen")
HEAT = catalogue.indicator("stadsverwarming_aandeel")
RUNG = catalogue.indicator("participatietrede")

# CBS, Kerncijfers wijken en buurten: gas per woning in Prinsenland; 2018 was not yet published.
GAS_YEARS = {2014: 900.0, 2015: 940.0, 2016: 940.0, 2017: 930.0, 2018: None}
# CBS, Zonnestroom: kWp on homes of Prinsenland and Het Lage Land together.
SOLAR_YEARS = {2016: 297.0, 2017: 379.0, 2018: 532.0, 2019: 792.0, 2020: 1147.0, 2021: 1522.0, 2022: 2508.0}

SIZES = [(860, 560), (1240, 800), (480, 400)]


def rows(values, status="definitief", missing="ontbreekt", note=""):
    return pd.DataFrame(
        [
            {
                "year": year,
                "value": np.nan if value is None else value,
                "status": missing if value is None else status,
                "note": note if value is None else "",
            }
            for year, value in values.items()
        ],
        columns=["year", "value", "status", "note"],
    )


def texts(figure: Figure) -> list[Text]:
    return [one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip()]


def words(figure: Figure) -> str:
    """Return every text of the figure with its line breaks taken out."""
    return " | ".join(one.get_text().replace("\n", " ") for one in texts(figure))


def flowing(figure: Figure) -> str:
    """Return the texts as they run on: a title over two lines is one sentence."""
    return " ".join(one.get_text().replace("\n", " ") for one in texts(figure))


def assert_legible(figure: Figure) -> None:
    """Every text of 16 px or more, in a colour of contrast 4.5, within the figure and over no other text."""
    for dpi in (100, 150):
        figure.set_dpi(dpi)
        figure.canvas.draw()
        found = [(one.get_text(), one.get_window_extent()) for one in texts(figure)]
        for text, extent in found:
            assert min(extent.x0, extent.y0) >= 0, text
            assert extent.x1 <= figure.bbox.width, text
            assert extent.y1 <= figure.bbox.height, text
        for (one, a), (other, b) in itertools.combinations(found, 2):
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            up = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across <= 1 or up <= 1, f"{one!r} over {other!r} at {dpi} dpi"
    figure.set_dpi(100)
    for one in texts(figure):
        assert one.get_fontsize() >= 16 * 0.72 - 1e-9, one.get_text()
        assert one.get_fontfamily() == ["DejaVu Sans"], one.get_text()
        assert style.contrast(one.get_color(), style.PAPER) >= 4.5, one.get_text()


def markers(figure: Figure, shape: str) -> list[Line2D]:
    return [one for one in figure.findobj(Line2D) if one.get_marker() == shape]


def hatches(figure: Figure) -> list[Rectangle]:
    return [one for one in figure.findobj(Rectangle) if one.get_hatch()]


def joined(figure: Figure) -> list[tuple[list[float], list[float]]]:
    """Return the solid coloured lines: those that join measured values."""
    colours = {theme.colour for theme in catalogue.themes().values()}
    return [
        (list(one.get_xdata()), list(one.get_ydata()))
        for one in figure.findobj(Line2D)
        if one.get_marker() == "None" and one.get_linestyle() == "-" and one.get_color() in colours
    ]


# --- the series --------------------------------------------------------------------------------------------------


def gas_figure(**changes):
    given = {
        "baseline": Point(2014, 925.0),
        "pathway": Pathway("mijlpalen", Point(2014, 925.0), Point(2030, 600.0), (Point(2025, 750.0),)),
        "references": [
            Reference("Rotterdam", (Point(2014, 890.0), Point(2017, 880.0))),
            Reference("Nederland", (Point(2017, 1240.0),)),
        ],
        "status": "verkeerde richting",
        "source": "Bron: CBS KWB 2014-2018, definitief · 11.029 woningen",
    }
    series = rows(GAS_YEARS, note="in deze uitgave nog niet gepubliceerd")
    return plot_series(series, GAS, **{**given, **changes})


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
    figures = rows({2014: 900.0, 2015: 940.0}).assign(table=["82931NED", "83220NED"])
    figure = plot_series(figures, gas)
    dotted = [one.get_xdata()[0] for one in figure.axes[0].lines if list(one.get_ydata()) == [0, 1]]
    assert dotted == [2014.5]
    assert "andere werkwijze" in words(figure)
    assert joined(figure) == [([2014, 2015], [900.0, 940.0])], "these may still be compared"
    same_way = plot_series(rows({2015: 940.0, 2016: 930.0}).assign(table=["83220NED", "83487NED"]), gas)
    assert "andere werkwijze" not in words(same_way)


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


# --- the finding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "given", "sentence"),
    [
        (
            "gas_gem",
            {"latest": Point(2017, 983.0), "target": Point(2030, 600.0)},
            "Gas per woning: 983 m³/jaar in 2017; het pad naar 2030 vraagt 600",
        ),
        (
            "gas_gem",
            {"latest": Point(2017, 953.0), "baseline": Point(2014, 925.0), "path_value": 864.0},
            "Gas per woning: 3% gestegen sinds 2014; het pad vroeg 7% daling tot 2017",
        ),
        (
            "gas_gem",
            {"latest": Point(2017, 925.0), "baseline": Point(2014, 925.0), "path_value": 925.0},
            "Gas per woning: gelijk gebleven sinds 2014; het pad vroeg geen verandering tot 2017",
        ),
        (
            "koop_aandeel",
            {"latest": Point(2023, 46.0), "baseline": Point(2020, 40.0), "path_value": 49.0},
            "Koopwoningen: 6 procentpunt gestegen sinds 2020; het pad vroeg 9 procentpunt stijging tot 2023",
        ),
        (
            "zonnestroom_vermogen",
            {"latest": Point(2022, 2508.0), "baseline": Point(2016, 297.0)},
            "Vermogen zonnepanelen op woningen: van 297 naar 2.508 kWp sinds 2016",
        ),
        (
            "bomen_aantal",
            {"latest": Point(2022, 12.0), "baseline": Point(2016, 0.0), "path_value": 30.0},
            "Bomen van de gemeente: 12 bomen gestegen sinds 2016; het pad vroeg 30 bomen stijging tot 2022",
        ),
        (
            "veiligheidsindex",
            {"latest": Point(2018, 120.0), "baseline": Point(2014, 121.0)},
            "Veiligheidsindex: 1 punt gedaald sinds 2014",
        ),
        (
            "participatietrede",
            {"latest": Point(2023, 2.0), "target": model.Target(value=3.0, year=2026, upper=4.0)},
            "Trede van de participatieladder: 2 in 2023; het pad naar 2026 vraagt 3 tot 4",
        ),
        (
            "stadsverwarming_aandeel",
            {"latest": None, "target": Point(2030, 50.0)},
            "Woningen met stadsverwarming: er is nog geen cijfer; het doel voor 2030 is 50,0%",
        ),
    ],
)
def test_finding(indicator, given, sentence):
    assert finding(catalogue.indicator(indicator), **given) == sentence


def test_the_finding_is_the_title():
    title = "Gas per woning: 0,5% gestegen sinds 2014; het pad vroeg 5% daling tot 2017"
    assert title in flowing(gas_figure())


def test_runs_of_years():
    assert spans([2014, 2016, 2015, 2018]) == "2014-2016 en 2018"


def test_a_unit_that_is_a_description_stays_out_of_the_sentence():
    assert value_text(catalogue.indicator("veiligheidsindex"), 130.0) == "130"
    assert value_text(GAS, 930.0) == "930 m³/jaar"


# --- the overview ------------------------------------------------------------------------------------------------


def objective(number, indicator, value, target, *, year=2014, upper=None, owner="gemeente", path="lineair"):
    entry = catalogue.indicator(indicator)
    return model.Objective(
        id=f"doel-{number}",
        theme=entry.theme,
        statement="afgesproken",
        indicator=indicator,
        direction=entry.direction,
        baseline=model.Figure(
            value=value,
            year=year,
            unit=entry.unit,
            status="eigen meting",
            source="team",
            retrieved=date(2024, 1, 1),
        ),
        target=model.Target(value=target, year=2030, upper=upper),
        path=model.PathChoice(kind=path),
        owner=owner,
        measuring=model.Measuring(how="eigen telling", who="team", frequency="elk jaar"),
    )


def standings(count=12):
    parts = [
        objective(1, "gas_gem", 925.0, 600.0),
        objective(2, "zonnestroom_vermogen", 297.0, 9000.0, path="s-curve"),
        objective(3, "zonnestroom_installaties", 75.0, 3000.0),
        objective(4, "gas_gem_tc", 980.0, 600.0),
        objective(5, "co2_woning", 2900.0, 1200.0),
        objective(6, "bewoners_bereikt", 35.0, 90.0),
        objective(7, "participatietrede", 2.0, 3.0, upper=4.0),
        objective(8, "verhard_aandeel", 58.0, 45.0, owner=""),
        objective(9, "veiligheidsindex", 100.0, 130.0),
        objective(10, "tevreden_buurt_aandeel", 70.0, 85.0),
        objective(11, "bomen_aantal", 6660.0, 9000.0),
        objective(12, "woonlastenneutraal_aandeel", 0.0, 100.0),
    ]
    parts += [objective(number, "draagvlak", 50.0, 80.0) for number in range(13, 31)]
    measured = {
        "gas_gem": 955.0,
        "zonnestroom_vermogen": 2508.0,
        "participatietrede": 3.0,
        "bewoners_bereikt": 48.0,
        "woonlastenneutraal_aandeel": 72.0,
    }
    own = [
        model.OwnMeasurement(indicator=indicator, year=2018, value=value, source="team")
        for indicator, value in measured.items()
    ]
    nothing = pd.DataFrame(columns=["indicator", "year", "value", "status", "source", "table"])
    return follow_ups(model.Ambition(objectives=parts[:count], measurements=own), nothing)


@pytest.mark.parametrize("size", [(1320, 640), (880, 590), (1840, 860)])
@pytest.mark.parametrize("count", [0, 1, 5, 12, 30])
def test_no_text_of_an_overview_overlaps_another(count, size):
    found = standings(count)
    for page in range(page_count(count, size)):
        assert_legible(plot_overview(found, page=page, size=size))


def test_twelve_objectives_fit_on_one_page_of_a_small_screen():
    assert page_count(12, (1320, 640)) == 1
    assert page_count(13, (1320, 640)) == 2
    assert page_count(30, (880, 590)) == 5
    assert len(plot_overview(standings(12)).axes) == 12


def test_every_objective_is_on_exactly_one_page():
    found = standings(30)
    pages = [words(plot_overview(found, page=page)) for page in range(page_count(30))]
    assert sum(page.count("doel ") for page in pages) == 30
    assert "pagina 3 van 3" in pages[2]
    with pytest.raises(ValueError, match="page 3 of 3"):
        plot_overview(found, page=3)


def test_overview_says_where_each_objective_stands():
    shown = words(plot_overview(standings(12)))
    for text in (
        "✖ verkeerde richting",
        "955 in 2018",
        "doel 600 in 2030",
        "in dit tempo niet",
        "in dit tempo in 2030",
        "✔ behaald",
        "doel 3 tot 4 in 2030",
        "mist: een eigenaar",
        "nog geen nieuwe meting",
        "Energiebesparing",
        "De lijn onder een grafiekje is nul",
        "Bron: team",
    ):
        assert text in shown, text


def test_themes_stand_together_in_the_order_of_the_screen():
    figure = plot_overview(standings(12))
    names = [one.get_text() for one in texts(figure)]
    assert names.index("Aardgasvrij en CO₂") < names.index("Energiebesparing") < names.index("Participatie")
    assert names.index("CO₂ per woning, kg/jaar") < names.index("Gas per woning, m³/jaar")


def test_a_path_that_is_not_straight_is_only_drawn_when_it_is_given():
    (standing_of,) = [one for one in standings(2) if one.indicator == "zonnestroom_vermogen"]
    curve = Pathway("s-curve", Point(2014, 297.0), Point(2030, 9000.0))

    def dashed(figure):
        return [one for one in figure.findobj(Line2D) if one.get_linestyle() == "--"]

    assert dashed(plot_overview([standing_of])) == []
    (drawn,) = dashed(plot_overview([standing_of], pathways={standing_of.objective_id: curve}))
    assert list(drawn.get_ydata()) == curve.values(drawn.get_xdata())


# --- the map -----------------------------------------------------------------------------------------------------


def squares() -> gpd.GeoDataFrame:
    """Return ten buurten of a kilometre in a row, one with a hole, one of two parts, one that crosses itself."""
    shapes = [box(1000 * number, 0, 1000 * (number + 1), 1000) for number in range(10)]
    shapes[1] = Polygon(shapes[1].exterior.coords, [[(1400, 400), (1600, 400), (1600, 600), (1400, 600)]])
    shapes[2] = MultiPolygon([box(2000, 0, 3000, 400), box(2000, 600, 3000, 1000)])
    shapes[3] = Polygon([(3000, 0), (4000, 1000), (4000, 0), (3000, 1000)])
    codes = [f"BU05990{number}00" for number in range(10)]
    names = [f"Buurt {number}" for number in range(10)]
    return gpd.GeoDataFrame({"name": names}, geometry=shapes, index=pd.Index(codes), crs="EPSG:28992")


def ten_values(**changes) -> pd.Series:
    values = pd.Series([900.0, 940, 940, 930, 500, 600, 700, 800, np.nan, np.nan], index=squares().index)
    for code, value in changes.items():
        values[code] = value
    return values


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


# --- among the buurten of the gemeente ----------------------------------------------------------------------------


PEERS = {
    "values": ten_values(),
    "names": dict(squares()["name"]),
    "indicator": GAS,
    "selected": ["BU05990200", "BU05990300"],
    "area_value": 935.0,
    "area_name": "Prinsenland en Het Lage Land",
    "references": {"Rotterdam": 880.0, "Nederland": 1240.0},
    "source": "Bron: CBS",
}


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


# --- what all share ----------------------------------------------------------------------------------------------


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


def test_an_overview_keeps_to_one_page_whatever_its_title_and_source():
    for size in ((1320, 640), (880, 590)):
        assert_legible(plot_overview(standings(6), title="naam " * 300, source="bron " * 300, size=size))


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


def test_the_title_of_an_overview_says_how_many_could_not_be_judged():
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    standings = follow_ups(example, series(figures.areas().project_area(example.area.codes, None, 2014)))
    unknown = [replace(one, status="niet te bepalen") for one in standings]

    def title(shown):
        return " ".join(text.get_text() for text in plot_overview(shown, pathways={}).texts[:2])

    assert title(unknown).startswith("Van geen van de 8 doelen is de stand te bepalen")
    assert "van 7 is de stand" in title([replace(standings[0], status="op koers"), *unknown[1:]])
    assert "niet te bepalen" not in title([replace(one, status="op koers") for one in standings])


def test_what_adds_up_is_drawn_from_zero():
    assert from_zero(catalogue.indicator("co2_woningen"))
    assert from_zero(catalogue.indicator("woningen"))
    assert from_zero(catalogue.indicator("koop_aandeel"))
    assert not from_zero(catalogue.indicator("gas_gem"))
