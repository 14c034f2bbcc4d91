"""Figures to draw, and what can be asked of a picture: its texts, marks and lines."""

from __future__ import annotations

import itertools
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from shapely.geometry import MultiPolygon, Polygon, box

from wijkdata import catalogue
from wijkdata.ambition import model
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.pathways import Pathway, Point
from wijkdata.plots import Reference, plot_series, style

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
    # Of 2016 and 2018, on a straight line from the baseline of 2014.
    measured = {
        "gas_gem": (1000.0, 1050.0),
        "zonnestroom_vermogen": (1402.5, 2508.0),
        "participatietrede": (2.0, 3.0),
        "bewoners_bereikt": (41.5, 48.0),
        "woonlastenneutraal_aandeel": (36.0, 72.0),
    }
    own = [
        model.OwnMeasurement(indicator=indicator, year=year, value=value, source="team")
        for indicator, values in measured.items()
        for year, value in zip((2016, 2018), values, strict=True)
    ]
    nothing = pd.DataFrame(columns=["indicator", "year", "value", "status", "source", "table"])
    return follow_ups(model.Ambition(objectives=parts[:count], measurements=own), nothing)


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
