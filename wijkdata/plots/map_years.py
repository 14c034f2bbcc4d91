"""The buurten around the project area in every year side by side, all in the same classes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wijkdata import catalogue
from wijkdata.plots import style
from wijkdata.plots.labels import Box
from wijkdata.plots.shapes import (
    SWATCH,
    ColourClass,
    LegendRow,
    colour_classes,
    draw_areas,
    draw_legend,
    draw_outline,
    map_axes,
    merged,
    part_shown,
    same_gemeente,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

    from wijkdata.catalogue import Indicator

#: More small maps than this cannot be told from each other.
MOST_YEARS = 6
_SIDE = 215.0
_GAP = 14.0
_LINE = style.TEXT * style.LINE_HEIGHT


def plot_map_years(
    boundaries: gpd.GeoDataFrame,
    values: Mapping[int, pd.Series],
    indicator: Indicator,
    *,
    selected: Collection[str] = (),
    title: str | None = None,
    source: str = "",
    size: tuple[int, int] = (860, 560),
) -> Figure:
    """Draw a small map per year; a colour stands for the same values in all of them.

    Above each map stands its year, and below that how many of its buurten have no figure: those are hatched. Of more
    years than fit, the first and the last are shown and those between at equal steps, which is said.

    Parameters
    ----------
    boundaries
        Index: code; columns name and geometry, in metres. The same for all years: a buurt that is not among them is
        not drawn.
    values
        Per year by code, in the unit of the indicator; NaN where there is no figure.
    indicator
        The indicator; its theme gives the colour.
    selected
        Codes of the project area, which is outlined.
    title
        The finding; by default the name of the indicator and "per buurt".
    source
        The line below the figure.
    size
        Width and height in pixels.
    """
    years = shown_years(sorted(values))
    codes = [code for year in years for code in values[year].index]
    shown = same_gemeente(boundaries, [*codes, *selected])
    chosen = [code for code in shown.index if code in set(selected)]

    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else f"{indicator.name} per buurt") - 4
    left_out = len(values) - len(years)
    notes = [f"{left_out} van de {len(values)} jaren zijn niet getekend"] if left_out else []
    bottom = style.add_source(figure, source, notes) + 6
    if shown.empty or not years:
        words = "Van dit gebied zijn geen grenzen bekend." if years else "Er is nog geen jaar met cijfers."
        style.write_lines(figure, style.MARGIN, top, [words])
        return figure
    known = {year: values[year].reindex(shown.index) for year in years}
    classes = colour_classes(_together(known), catalogue.theme(indicator.theme).colour)
    room = Box(style.MARGIN, bottom, size[0] - _SIDE - 3 * style.MARGIN, top - bottom)
    columns = _columns(len(years), room)
    rows = -(-len(years) // columns)
    width, height = (room.width + _GAP) / columns - _GAP, (room.height + _GAP) / rows - _GAP
    newest = known[years[-1]]
    head = _LINE * (2 if any(one.isna().any() for one in known.values()) else 1)
    window = part_shown(shown, chosen, None, newest, width / (height - head))
    for number, year in enumerate(years):
        row, column = divmod(number, columns)
        left, upper = room.left + column * (width + _GAP), top - row * (height + _GAP)
        without = [str(code) for code in shown.index[known[year].isna()]]
        above = [str(year), *([f"{len(without)} zonder cijfer"] if without else [])]
        style.write_lines(figure, left, upper, above)
        axes = map_axes(figure, Box(left, upper - height, width, height - head), window)
        draw_areas(axes, shown, _of_year(classes, year), without)
        if chosen:
            draw_outline(axes, merged(shown.loc[chosen]), style.INK, 3, casing=6)
    side = Box(room.right + 2 * style.MARGIN, bottom, _SIDE, top - bottom)
    draw_legend(figure, side, _legend(indicator, classes, known, side.width))
    return figure


def shown_years(years: list[int]) -> list[int]:
    """Return the years to draw: all of them, or else the first, the last, and some at equal steps between."""
    if len(years) <= MOST_YEARS:
        return years
    return [years[round(one)] for one in np.linspace(0, len(years) - 1, MOST_YEARS)]


def _together(known: Mapping[int, pd.Series]) -> pd.Series:
    """Return the figures of all years under each other, by year and code in one text."""
    import pandas as pd  # noqa: PLC0415  (pandas is slow to import)

    found = {f"{year} {code}": one for year, values in known.items() for code, one in values.dropna().items()}
    return pd.Series(found, dtype="float64")


def _of_year(classes: list[ColourClass], year: int) -> list[ColourClass]:
    """Return the same classes with the codes that are in each of them in one year."""
    start = f"{year} "
    return [
        replace(one, codes=[code.removeprefix(start) for code in one.codes if code.startswith(start)])
        for one in classes
    ]


def _columns(count: int, room: Box) -> int:
    """Return in how many columns the maps are largest."""
    return max(range(1, count + 1), key=lambda one: min(room.width / one, room.height / -(-count // one)))


def _legend(
    indicator: Indicator, classes: list[ColourClass], known: Mapping[int, pd.Series], width: float
) -> list[LegendRow]:
    rows = [LegendRow(style.wrap(f"{indicator.unit}, in alle jaren gelijk", width))]
    rows += [LegendRow(style.wrap(one.text, width - SWATCH[0] - 8), one.colour) for one in classes]
    if any(of_year.isna().any() for of_year in known.values()):
        rows.append(LegendRow(style.wrap("geen cijfer", width - SWATCH[0] - 8), ""))
    return rows
