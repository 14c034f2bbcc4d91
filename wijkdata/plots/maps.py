"""The buurten of a gemeente coloured by one indicator, around the project area."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from wijkdata import catalogue
from wijkdata.plots import style
from wijkdata.plots.labels import Box, nearest, place
from wijkdata.plots.shapes import (
    SWATCH,
    Bounds,
    ColourClass,
    LegendRow,
    add_shapes,
    bounds,
    colour_classes,
    count_of,
    draw_areas,
    draw_legend,
    draw_outline,
    legend_height,
    map_axes,
    merged,
    part_shown,
    same_gemeente,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.catalogue import Indicator

_SIDE = 0.34
_NARROWEST_SIDE = 220.0
_SPACE = 10.0
_SMALLEST_LOCATOR = 24.0
#: With more buurten than this the map carries numbers, and their names stand beside it.
_MOST_NAMES = 4
_LAND = "#E4E1DA"

Place = tuple[float, float]


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
    shown = same_gemeente(boundaries, [*values.index, *selected])
    chosen = [code for code in shown.index if code in set(selected)]
    known = values.reindex(shown.index)
    classes = colour_classes(known.dropna(), catalogue.theme(indicator.theme).colour)
    without = [str(code) for code in known.index[known.isna()]]

    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else f"{indicator.name} per buurt") - 8
    elsewhere = values.drop(index=shown.index, errors="ignore").count()
    notes = (
        [f"{count_of(int(elsewhere))} met een cijfer, maar niet op deze kaart: andere indeling"]
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
    window = part_shown(shown, chosen, zoom, known, frame.width / frame.height)
    axes = map_axes(figure, frame, window)
    draw_areas(axes, shown, classes, without)
    if outlines is not None:
        draw_outline(axes, same_gemeente(outlines, [*shown.index]), style.SOFT, 1.5)
    if chosen:
        draw_outline(axes, merged(shown.loc[chosen]), style.INK, 4, casing=8)
    labels = {code: _area_label(code, shown, known, indicator) for code in chosen}
    listed = _label_areas(figure, axes, shown, labels)
    legend = _legend(indicator, classes, without, column)
    beside = [style.wrap(text, column.width) for text in listed]
    line = style.TEXT * style.LINE_HEIGHT
    free = column.height - legend_height(legend) - sum(map(len, beside)) * line - 3 * _SPACE
    height = _draw_locator(figure, column, shown, chosen, window, free)
    y = draw_legend(figure, Box(*column[:3], column.height - height), legend) - _SPACE / 2
    style.write_lines(figure, column.left, y, _first(beside, int((y - column.bottom) / line)))
    return figure


def outlines_in_picture(figure: Figure, boundaries: gpd.GeoDataFrame) -> dict[str, tuple[str, Place]]:
    """Return where each area lies in the picture of a map that `plot_map` drew.

    Returns
    -------
    dict
        By code, of the areas in sight: its outline as the data of an SVG path, and a point within it. Both in pixels
        from the upper left, for a picture of the size in which the figure was asked for.
    """
    import shapely  # noqa: PLC0415  (whoever draws a line needs none of it)

    if not figure.axes:
        return {}
    axes = figure.axes[0]
    # Figures are drawn finer than they are shown.
    scale = style.DPI / figure.dpi
    height = figure.bbox.height * scale
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    sight = shapely.box(left, low, right, high)

    def pixels(points: Any) -> list[Place]:
        placed = axes.transData.transform(np.asarray(points)[:, :2]) * scale
        return [(float(x), height - float(y)) for x, y in placed]

    found = {}
    for code, geometry in boundaries.geometry.make_valid().items():
        seen = geometry.intersection(sight)
        if seen.area == 0:
            continue
        parts = [one for one in getattr(geometry, "geoms", [geometry]) if one.geom_type == "Polygon"]
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        lines = ["L".join(f"{x:.0f},{y:.0f}" for x, y in pixels(ring.coords)) for ring in rings]
        middle = seen.representative_point()
        found[str(code)] = "".join(f"M{line}Z" for line in lines), pixels([(middle.x, middle.y)])[0]
    return found


# --- the map -------------------------------------------------------------------------------------------------


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
    whole = bounds(shown)
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
    axes = map_axes(
        figure, frame, (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    )
    add_shapes(axes, shown, facecolor=_LAND, edgecolor=_LAND, linewidth=style.points(1))
    if chosen:
        add_shapes(
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


def _legend(
    indicator: Indicator, classes: Sequence[ColourClass], without: Sequence[str], column: Box
) -> list[LegendRow]:
    """Return the rows of the legend; where height is short the word "buurten" stands only once, at the head."""
    found = [(one.text, one.colour, len(one.codes)) for one in classes]
    found += [("geen cijfer", "", len(without))] if without else []
    rows: list[LegendRow] = []
    for head, words_for in ((indicator.unit, count_of), (f"{indicator.unit} (aantal buurten)", str)):
        rows = [LegendRow(style.wrap(head, column.width))]
        for text, colour, count in found:
            words = f"{text} ({words_for(count)})"
            rows.append(LegendRow(style.wrap(words, column.width - SWATCH[0] - 8), colour))
        if legend_height(rows) <= column.height:
            break
    return rows


def _first(texts: Sequence[list[str]], most: int) -> list[str]:
    """Return the lines of the first texts that fit, and how many there are more."""
    lines = [line for text in texts for line in text]
    if len(lines) <= most:
        return lines
    shown: list[str] = []
    for number, text in enumerate(texts):
        if len(shown) + len(text) > most - 1:
            return [*shown, f"en nog {count_of(len(texts) - number)}"] if most > 0 else []
        shown += text
    return shown
