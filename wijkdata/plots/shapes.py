"""What maps have in common: areas in shades of a theme, what part of a gemeente is shown, and a legend."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from wijkdata import areas, dutch
from wijkdata.plots import style
from wijkdata.plots.labels import Box

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CLASSES = 5
#: Around the project area the map shows at least this part of its width, and up to this width three times.
_CLOSE = 1.3
_WIDE = 3.0
_NEARBY = 7_000.0
_SMALLEST_WINDOW = 4_000.0
_BETWEEN_ROWS = 5.0
SWATCH = (26.0, 18.0)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class ColourClass:
    """One row of the legend: the areas that share a colour."""

    text: str
    colour: str
    codes: list[str]


def same_gemeente(boundaries: gpd.GeoDataFrame, codes: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the areas that lie in a gemeente of one of these codes."""
    wanted = {areas.gemeente(str(code)) for code in codes}
    return boundaries[[areas.gemeente(str(code)) in wanted for code in boundaries.index]]


def colour_classes(known: pd.Series, colour: str) -> list[ColourClass]:
    """Divide the areas over the colours of the legend."""
    if known.empty:
        return []
    distinct = sorted({float(value) for value in known})
    if len(distinct) <= _CLASSES:
        shades = style.shades(colour, len(distinct))
        return [
            ColourClass(dutch.number(value), shade, [str(code) for code in known.index[known == value]])
            for value, shade in zip(distinct, shades, strict=True)
        ]
    limits, decimals = class_limits([float(value) for value in known])
    shades = style.shades(colour, len(limits) + 1)
    texts = [dutch.number(limit, decimals) for limit in limits]
    words = [f"minder dan {texts[0]}"]
    words += [f"{low} tot {high}" for low, high in pairwise(texts)]
    words += [f"{texts[-1]} of meer"]
    number = np.searchsorted(limits, known.to_numpy(dtype=float), side="right")
    return [
        ColourClass(text, shade, [str(code) for code in known.index[number == rank]])
        for rank, (text, shade) in enumerate(zip(words, shades, strict=True))
    ]


def class_limits(values: Sequence[float]) -> tuple[list[float], int]:
    """Return rounded limits between classes with about equally many values, and the decimals to write them with."""
    parts = [rank / _CLASSES for rank in range(1, _CLASSES)]
    raw = [float(one) for one in np.quantile(values, parts)]
    width = raw[-1] - raw[0] or max(values) - min(values) or 1.0
    exponent = math.floor(math.log10(width)) - 1
    step = 5 * 10.0**exponent
    decimals = max(0, -exponent)
    limits = sorted({round(round(one / step) * step, decimals) for one in raw})
    inside = [one for one in limits if min(values) < one <= max(values)]
    return inside or [raw[0]], decimals


def part_shown(
    shown: gpd.GeoDataFrame,
    chosen: Sequence[str],
    zoom: Collection[str] | None,
    known: pd.Series,
    ratio: float,
) -> Bounds:
    """Return what a map shows, in metres: as wide as its frame asks, no larger than the gemeente needs."""
    whole = bounds(shown)
    around = False
    if zoom is not None and any(code in shown.index for code in zoom):
        window = bounds(shown[shown.index.isin(list(zoom))])
    elif chosen:
        window, around = bounds(shown.loc[list(chosen)]), True
    else:
        with_figure = shown[known.notna().to_numpy()]
        window = bounds(with_figure) if len(with_figure) else whole
    middle = (window[0] + window[2]) / 2, (window[1] + window[3]) / 2
    width = _length(window[2] - window[0], whole[2] - whole[0], around=around)
    height = _length(window[3] - window[1], whole[3] - whole[1], around=around)
    width, height = max(width, height * ratio), max(height, width / ratio)
    x = _moved_inside(middle[0], width, whole[0], whole[2], (window[0], window[2]))
    y = _moved_inside(middle[1], height, whole[1], whole[3], (window[1], window[3]))
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _length(needed: float, whole: float, *, around: bool) -> float:
    """Return how much to show in one direction, of what there is."""
    if not around:
        return 1.04 * needed
    return min(max(_CLOSE * needed, min(_WIDE * needed, _NEARBY), _SMALLEST_WINDOW), 1.04 * whole)


def _moved_inside(
    middle: float, length: float, low: float, high: float, needed: tuple[float, float]
) -> float:
    """Move a window so that it shows little beyond the gemeente, yet all of what is needed with some room."""
    margin = 0.02 * length
    if length >= high - low:
        wanted = (low + high) / 2
    else:
        wanted = min(max(middle, low - margin + length / 2), high + margin - length / 2)
    room = 0.12 * (needed[1] - needed[0])
    lowest, highest = needed[1] + room - length / 2, needed[0] - room + length / 2
    return min(max(wanted, lowest), highest) if lowest <= highest else (needed[0] + needed[1]) / 2


def map_axes(figure: Figure, frame: Box, window: Bounds) -> Axes:
    """Return axes without lines that show a part of the country [m] in a frame of the figure [px]."""
    axes = style.add_axes(figure, *frame)
    axes.set_axis_off()
    axes.set_xlim(window[0], window[2])
    axes.set_ylim(window[1], window[3])
    return axes


def draw_areas(
    axes: Axes, shown: gpd.GeoDataFrame, classes: Sequence[ColourClass], without: Sequence[str]
) -> None:
    """Draw the areas in the colour of their class, and hatched those without a figure."""
    for one in classes:
        add_shapes(
            axes, shown.loc[one.codes], facecolor=one.colour, edgecolor=style.PAPER, linewidth=style.points(1)
        )
    add_shapes(
        axes,
        shown.loc[list(without)],
        facecolor=style.PAPER,
        edgecolor=style.HATCH_COLOUR,
        hatch=style.HATCH,
        linewidth=style.points(1),
    )


def draw_outline(
    axes: Axes, shapes: gpd.GeoDataFrame, colour: str, width: float, *, casing: float = 0
) -> None:
    """Draw outlines of a width [px], on a wider light line if one is asked for."""
    if casing:
        add_shapes(
            axes, shapes, facecolor="none", edgecolor=style.PAPER, linewidth=style.points(casing), zorder=3
        )
    add_shapes(axes, shapes, facecolor="none", edgecolor=colour, linewidth=style.points(width), zorder=3)


def add_shapes(axes: Axes, shapes: gpd.GeoDataFrame, **look: Any) -> None:
    """Add areas as one collection, which does not move the limits of the axes."""
    patches = [PathPatch(path) for path in paths(shapes)]
    if patches:
        axes.add_collection(PatchCollection(patches, **look), autolim=False)


def paths(shapes: gpd.GeoDataFrame) -> Iterator[Path]:
    """Return one path per polygon, with its holes."""
    for geometry in shapes.geometry:
        for polygon in getattr(geometry, "geoms", [geometry]):
            if polygon.is_empty or polygon.geom_type != "Polygon":
                continue
            rings = [np.asarray(ring.coords)[:, :2] for ring in (polygon.exterior, *polygon.interiors)]
            codes = [
                code
                for ring in rings
                for code in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY)
            ]
            yield Path(np.concatenate(rings), codes)


def merged(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas as one; a metre of overlap closes the slits that simplified boundaries may have."""
    grown = shapes.geometry.make_valid().buffer(1)
    merged = type(grown)([grown.union_all().buffer(-1)], crs=shapes.crs)
    return merged.to_frame("geometry")


@dataclass(frozen=True)
class LegendRow:
    """One row of the legend: its lines of text and its colour; hatched without one, and no swatch for the head."""

    lines: list[str]
    colour: str | None = None


def legend_height(rows: Sequence[LegendRow], between: float = _BETWEEN_ROWS) -> float:
    """Return the height of a legend [px]."""
    lines = sum(len(row.lines) for row in rows)
    return lines * style.TEXT * style.LINE_HEIGHT + (len(rows) - 1) * between


def draw_legend(figure: Figure, column: Box, rows: Sequence[LegendRow]) -> float:
    """Draw the rows, closer together where height is short, and return the height at which they end."""
    width, height = style.size_of(figure)
    line = style.TEXT * style.LINE_HEIGHT
    between = min(_BETWEEN_ROWS, max(0.0, (column.height - legend_height(rows, 0)) / max(1, len(rows) - 1)))
    y = column.top
    for row in rows:
        if row.colour is None:
            y = style.write_lines(figure, column.left, y, row.lines, style.TEXT, style.SOFT) - between
            continue
        place_of = (column.left / width, (y - (line + SWATCH[1]) / 2) / height)
        extent = (SWATCH[0] / width, SWATCH[1] / height)
        swatch = (
            Rectangle(
                place_of, *extent, facecolor=row.colour, edgecolor=style.GREY, linewidth=style.points(1)
            )
            if row.colour
            else style.hatched(*place_of, *extent)
        )
        swatch.set_transform(figure.transFigure)
        figure.add_artist(swatch)
        y = style.write_lines(figure, column.left + SWATCH[0] + 8, y, row.lines) - between
    return y


def count_of(number: int) -> str:
    """Return a number of buurten in words."""
    return f"{dutch.number(number, 0)} {'buurt' if number == 1 else 'buurten'}"


def bounds(shapes: gpd.GeoDataFrame) -> Bounds:
    """Return left, lower, right and upper edge of areas, in the unit of their boundaries."""
    left, low, right, high = (float(one) for one in shapes.total_bounds)
    return left, low, right, high
