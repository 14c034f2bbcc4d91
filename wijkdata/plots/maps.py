"""The buurten of a gemeente coloured by one indicator, around the project area."""

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

from wijkdata import areas, catalogue, dutch
from wijkdata.plots import style
from wijkdata.plots.labels import Box, nearest, place

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.catalogue import Indicator

_CLASSES = 5
_SIDE = 0.34
_NARROWEST_SIDE = 220.0
_SPACE = 10.0
#: Around the project area the map shows at least this part of its width, and up to this width three times.
_CLOSE = 1.3
_WIDE = 3.0
_NEARBY = 7_000.0
_SMALLEST_WINDOW = 4_000.0
_BETWEEN_ROWS = 5.0
_SMALLEST_LOCATOR = 24.0
#: With more buurten than this the map carries numbers, and their names stand beside it.
_MOST_NAMES = 4
_SWATCH = (26.0, 18.0)
_LAND = "#E4E1DA"

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Class:
    """One row of the legend: the areas that share a colour."""

    text: str
    colour: str
    codes: list[str]


def plot_map(  # noqa: PLR0913  (what there is to show on one map; all but the first three by name)
    boundaries: gpd.GeoDataFrame,
    values: pd.Series,
    indicator: Indicator,
    *,
    selected: Collection[str] = (),
    outlines: gpd.GeoDataFrame | None = None,
    zoom: Collection[str] | None = None,
    title: str | None = None,
    source: str = "",
    size: tuple[int, int] = (860, 560),
) -> Figure:
    """Draw a map of the buurten of one gemeente in shades of the theme.

    The classes hold about equally many buurten, with rounded limits. Buurten without a figure are hatched and
    counted in the legend; the project area has a heavy outline, and its buurten carry their name and value.

    Parameters
    ----------
    boundaries
        Index: code; columns name and geometry, in metres. Only those in a gemeente of `values` or `selected` are
        drawn.
    values
        By code, in the unit of the indicator; NaN where there is no figure. A code that is not there has none.
    indicator
        The indicator; its theme gives the colour.
    selected
        Codes of the project area.
    outlines
        Larger areas of which only the outline is drawn, such as wijken.
    zoom
        Codes that must be in sight; by default the project area with its surroundings. The whole gemeente is then
        shown small beside the map.
    title
        The finding; by default the name of the indicator and "per buurt".
    source
        The line below the figure.
    size
        Width and height in pixels.
    """
    shown = _same_gemeente(boundaries, [*values.index, *selected])
    chosen = [code for code in shown.index if code in set(selected)]
    known = values.reindex(shown.index)
    classes = _classes(known.dropna(), catalogue.theme(indicator.theme).colour)
    without = [str(code) for code in known.index[known.isna()]]

    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else f"{indicator.name} per buurt") - 8
    elsewhere = values.drop(index=shown.index, errors="ignore").count()
    notes = (
        [f"{_count(int(elsewhere))} met een cijfer, maar niet op deze kaart: andere indeling"]
        if elsewhere
        else []
    )
    bottom = style.add_source(figure, source, notes) + style.MARGIN * 0.5
    side = max(_SIDE * size[0], _NARROWEST_SIDE)
    frame = Box(style.MARGIN, bottom, size[0] - side - 2.5 * style.MARGIN, top - bottom)
    column = Box(frame.right + style.MARGIN, bottom, side - style.MARGIN / 2, top - bottom)

    if shown.empty:
        style.write_lines(figure, style.MARGIN, top, ["Van dit gebied zijn geen grenzen bekend."])
        return figure
    window = _window(shown, chosen, zoom, known, frame.width / frame.height)
    axes = _map_axes(figure, frame, window)
    _draw_areas(axes, shown, classes, without)
    if outlines is not None:
        _draw_outline(axes, _same_gemeente(outlines, [*shown.index]), style.SOFT, 1.5)
    if chosen:
        _draw_outline(axes, _merged(shown.loc[chosen]), style.INK, 4, casing=8)
    labels = {code: _area_label(code, shown, known, indicator) for code in chosen}
    listed = _label_areas(figure, axes, shown, labels)
    legend = _legend(indicator, classes, without, column)
    beside = [style.wrap(text, column.width) for text in listed]
    line = style.TEXT * style.LINE_HEIGHT
    free = column.height - _height(legend) - sum(map(len, beside)) * line - 3 * _SPACE
    height = _draw_locator(figure, column, shown, chosen, window, free)
    y = _draw_legend(figure, Box(*column[:3], column.height - height), legend) - _SPACE / 2
    style.write_lines(figure, column.left, y, _first(beside, int((y - column.bottom) / line)))
    return figure


def _same_gemeente(boundaries: gpd.GeoDataFrame, codes: Sequence[str]) -> gpd.GeoDataFrame:
    wanted = {areas.gemeente(str(code)) for code in codes}
    return boundaries[[areas.gemeente(str(code)) in wanted for code in boundaries.index]]


# --- classes -------------------------------------------------------------------------------------------------


def _classes(known: pd.Series, colour: str) -> list[_Class]:
    """Divide the areas over the colours of the legend."""
    if known.empty:
        return []
    distinct = sorted({float(value) for value in known})
    if len(distinct) <= _CLASSES:
        shades = style.shades(colour, len(distinct))
        return [
            _Class(dutch.number(value), shade, [str(code) for code in known.index[known == value]])
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
        _Class(text, shade, [str(code) for code in known.index[number == rank]])
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


# --- the map -------------------------------------------------------------------------------------------------


def _window(
    shown: gpd.GeoDataFrame,
    chosen: Sequence[str],
    zoom: Collection[str] | None,
    known: pd.Series,
    ratio: float,
) -> Bounds:
    """Return what the map shows, in metres: as wide as its frame asks, no larger than the gemeente needs."""
    whole = _bounds(shown)
    around = False
    if zoom is not None and any(code in shown.index for code in zoom):
        window = _bounds(shown[shown.index.isin(list(zoom))])
    elif chosen:
        window, around = _bounds(shown.loc[list(chosen)]), True
    else:
        with_figure = shown[known.notna().to_numpy()]
        window = _bounds(with_figure) if len(with_figure) else whole
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


def _map_axes(figure: Figure, frame: Box, window: Bounds) -> Axes:
    axes = style.add_axes(figure, *frame)
    axes.set_axis_off()
    axes.set_xlim(window[0], window[2])
    axes.set_ylim(window[1], window[3])
    return axes


def _draw_areas(
    axes: Axes, shown: gpd.GeoDataFrame, classes: Sequence[_Class], without: Sequence[str]
) -> None:
    for one in classes:
        _add(
            axes, shown.loc[one.codes], facecolor=one.colour, edgecolor=style.PAPER, linewidth=style.points(1)
        )
    _add(
        axes,
        shown.loc[list(without)],
        facecolor=style.PAPER,
        edgecolor=style.HATCH_COLOUR,
        hatch=style.HATCH,
        linewidth=style.points(1),
    )


def _draw_outline(
    axes: Axes, shapes: gpd.GeoDataFrame, colour: str, width: float, *, casing: float = 0
) -> None:
    if casing:
        _add(axes, shapes, facecolor="none", edgecolor=style.PAPER, linewidth=style.points(casing), zorder=3)
    _add(axes, shapes, facecolor="none", edgecolor=colour, linewidth=style.points(width), zorder=3)


def _add(axes: Axes, shapes: gpd.GeoDataFrame, **look: Any) -> None:
    patches = [PathPatch(path) for path in _paths(shapes)]
    if patches:
        axes.add_collection(PatchCollection(patches, **look), autolim=False)


def _paths(shapes: gpd.GeoDataFrame) -> Iterator[Path]:
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


def _merged(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas as one; a metre of overlap closes the slits that simplified boundaries may have."""
    grown = shapes.geometry.make_valid().buffer(1)
    merged = type(grown)([grown.union_all().buffer(-1)], crs=shapes.crs)
    return merged.to_frame("geometry")


def _area_label(
    code: str, shown: gpd.GeoDataFrame, known: pd.Series, indicator: Indicator
) -> tuple[str, str]:
    """Return the name of an area and its value in words."""
    value = float(known[code])
    text = "geen cijfer" if math.isnan(value) else indicator.text(value, unit=False)
    return style.clean(str(shown["name"][code])), text


def _label_areas(
    figure: Figure, axes: Axes, shown: gpd.GeoDataFrame, labels: dict[str, tuple[str, str]]
) -> list[str]:
    """Write the name and value of each chosen area on the map, or a number where there are too many for that.

    Returns
    -------
    list of str
        What must be written beside the map: the names with their numbers, or those for which there was no place.
    """
    box = axes.bbox
    room = Box(box.x0, box.y0, box.width, box.height)
    taken: list[Box] = []
    listed = []
    many = len(labels) > _MOST_NAMES
    for number, (code, (name, value)) in enumerate(labels.items(), start=1):
        lines = [str(number)] if many else [*style.wrap(name, box.width / 2), value]
        width = max(style.width_of(line) for line in lines) + 8
        height = len(lines) * style.TEXT * style.LINE_HEIGHT + 4
        point = shown.geometry[code].representative_point()
        x, y = (float(one) for one in axes.transData.transform((point.x, point.y)))
        centred = Box(x - width / 2, y - height / 2, width, height)
        free = centred.within(room) and not any(centred.overlaps(other) for other in taken)
        spot = centred if free else place((x, y), (width, height), gap=2, room=room, taken=taken)
        if many or spot is None:
            listed.append(f"{f'{number} ' if many else ''}{name}: {value}")
        if spot is None:
            continue
        taken.append(spot)
        label = style.write(figure, *spot.middle, "\n".join(lines), align="center", vertical="center")
        label.set_bbox({"facecolor": style.PAPER, "edgecolor": "none", "alpha": 0.88, "pad": 2})
        label.set_zorder(6)
        if not spot.contains((x, y)):
            axes.plot(
                *axes.transData.inverted().transform([(x, y), nearest(spot, (x, y))]).T,
                color=style.INK,
                linewidth=style.points(1.5),
                path_effects=style.halo(3),
                scalex=False,
                scaley=False,
            )
    return listed


# --- beside the map ------------------------------------------------------------------------------------------


def _draw_locator(
    figure: Figure,
    column: Box,
    shown: gpd.GeoDataFrame,
    chosen: Sequence[str],
    window: Bounds,
    free: float,
) -> float:
    """Draw the whole gemeente with a frame around what the map shows, and return the height it took.

    Nothing is drawn where the map itself shows nearly the whole gemeente, or where so little height is free that it
    could not be made out.
    """
    whole = _bounds(shown)
    across, up = whole[2] - whole[0], whole[3] - whole[1]
    if window[2] - window[0] >= 0.9 * across and window[3] - window[1] >= 0.9 * up:
        return 0.0
    width = column.width
    height = min(width * up / across, column.height * 0.36, free)
    if height < _SMALLEST_LOCATOR:
        return 0.0
    frame = Box(column.left, column.top - height, width, height)
    scale = max(across / width, up / height) * 1.04
    middle = (whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2
    half = scale * width / 2, scale * height / 2
    axes = _map_axes(
        figure, frame, (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    )
    _add(axes, shown, facecolor=_LAND, edgecolor=_LAND, linewidth=style.points(1))
    if chosen:
        _add(
            axes, shown.loc[list(chosen)], facecolor=style.INK, edgecolor=style.INK, linewidth=style.points(1)
        )
    left, low = max(window[0], middle[0] - half[0]), max(window[1], middle[1] - half[1])
    right, high = min(window[2], middle[0] + half[0]), min(window[3], middle[1] + half[1])
    axes.add_patch(
        Rectangle(
            (left, low),
            right - left,
            high - low,
            facecolor="none",
            edgecolor=style.INK,
            linewidth=style.points(1.5),
            clip_on=False,
        )
    )
    return height + _SPACE


@dataclass(frozen=True)
class _Row:
    """One row of the legend: its lines of text and its colour; hatched without one, and no swatch for the head."""

    lines: list[str]
    colour: str | None = None


def _legend(
    indicator: Indicator, classes: Sequence[_Class], without: Sequence[str], column: Box
) -> list[_Row]:
    """Return the rows of the legend; where height is short the word "buurten" stands only once, at the head."""
    found = [(one.text, one.colour, len(one.codes)) for one in classes]
    found += [("geen cijfer", "", len(without))] if without else []
    rows: list[_Row] = []
    for head, count_of in ((indicator.unit, _count), (f"{indicator.unit} (aantal buurten)", str)):
        rows = [_Row(style.wrap(head, column.width))]
        for text, colour, count in found:
            words = f"{text} ({count_of(count)})"
            rows.append(_Row(style.wrap(words, column.width - _SWATCH[0] - 8), colour))
        if _height(rows) <= column.height:
            break
    return rows


def _height(rows: Sequence[_Row], between: float = _BETWEEN_ROWS) -> float:
    lines = sum(len(row.lines) for row in rows)
    return lines * style.TEXT * style.LINE_HEIGHT + (len(rows) - 1) * between


def _draw_legend(figure: Figure, column: Box, rows: Sequence[_Row]) -> float:
    """Draw the rows, closer together where height is short, and return the height at which they end."""
    width, height = style.size_of(figure)
    line = style.TEXT * style.LINE_HEIGHT
    between = min(_BETWEEN_ROWS, max(0.0, (column.height - _height(rows, 0)) / max(1, len(rows) - 1)))
    y = column.top
    for row in rows:
        if row.colour is None:
            y = style.write_lines(figure, column.left, y, row.lines, style.TEXT, style.SOFT) - between
            continue
        place_of = (column.left / width, (y - (line + _SWATCH[1]) / 2) / height)
        extent = (_SWATCH[0] / width, _SWATCH[1] / height)
        swatch = (
            Rectangle(
                place_of, *extent, facecolor=row.colour, edgecolor=style.GREY, linewidth=style.points(1)
            )
            if row.colour
            else style.hatched(*place_of, *extent)
        )
        swatch.set_transform(figure.transFigure)
        figure.add_artist(swatch)
        y = style.write_lines(figure, column.left + _SWATCH[0] + 8, y, row.lines) - between
    return y


def _first(texts: Sequence[list[str]], most: int) -> list[str]:
    """Return the lines of the first texts that fit, and how many there are more."""
    lines = [line for text in texts for line in text]
    if len(lines) <= most:
        return lines
    shown: list[str] = []
    for number, text in enumerate(texts):
        if len(shown) + len(text) > most - 1:
            return [*shown, f"en nog {_count(len(texts) - number)}"] if most > 0 else []
        shown += text
    return shown


def _count(number: int) -> str:
    return f"{dutch.number(number, 0)} {'buurt' if number == 1 else 'buurten'}"


def _bounds(shapes: gpd.GeoDataFrame) -> Bounds:
    left, low, right, high = (float(one) for one in shapes.total_bounds)
    return left, low, right, high
