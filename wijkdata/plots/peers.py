"""Where the project area stands among the buurten of its gemeente."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from wijkdata import catalogue, dutch
from wijkdata.plots import style
from wijkdata.plots.scales import ValueAxis, value_axis, value_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.catalogue import Indicator

_DOT = 11.0
_OWN_DOT = 15.0
_TICK_LABELS = 30.0
_NAME_ROW = 27.0
_LEAST_SWARM = 50.0
_ABOVE_AXIS = 5.0
_OTHER = "#D5D1C7"


def standing(
    indicator: Indicator, values: pd.Series, selected: Collection[str], area_value: float | None
) -> str:
    """Say in words where an area stands among the other buurten, and how many of those have no figure.

    Parameters
    ----------
    indicator
        The indicator.
    values
        By code of buurt, NaN where there is no figure.
    selected
        Codes of the buurten of the area, which are not counted.
    area_value
        Value of the area; None or NaN if it has none.
    """
    others = values[~values.index.isin(list(selected))]
    known = others.dropna()
    total, without = len(known), len(others) - len(known)
    absent = f"{_buurten(without)} zonder cijfer {'telt' if without == 1 else 'tellen'} niet mee."
    if not total:
        return "Van geen enkele andere buurt is er een cijfer." if without else "Er zijn geen andere buurten."
    if area_value is None or math.isnan(area_value):
        words = f"Van dit gebied is er geen cijfer; van {_buurten(total)} in de gemeente wel."
    else:
        rounded = known.round(indicator.decimals)
        mine = round(area_value, indicator.decimals)
        higher, lower = int((rounded > mine).sum()), int((rounded < mine).sum())
        same = total - higher - lower
        parts = [f"bij {dutch.number(higher, 0)} hoger", f"bij {dutch.number(lower, 0)} lager"]
        parts += [f"bij {dutch.number(same, 0)} gelijk"] if same else []
        words = f"Van de {dutch.number(total, 0)} andere buurten met een cijfer ligt het {dutch.join(parts)}."
    return f"{words} {absent}" if without else words


def plot_peers(  # noqa: PLR0913  (what is compared with what; all but the first three by name)
    values: pd.Series,
    names: Mapping[str, str],
    indicator: Indicator,
    *,
    selected: Collection[str] = (),
    area_value: float | None = None,
    area_name: str = "het gebied",
    references: Mapping[str, float] | None = None,
    title: str | None = None,
    source: str = "",
    size: tuple[int, int] = (860, 560),
) -> Figure:
    """Draw all buurten of a gemeente as dots along one axis, with the project area among them.

    Parameters
    ----------
    values
        By code of buurt, in the unit of the indicator; NaN where there is no figure.
    names
        Names by code, for the buurten of the area.
    indicator
        The indicator; its theme gives the colour.
    selected
        Codes of the buurten of the project area.
    area_value, area_name
        Value and name of the project area as a whole.
    references
        Other values by name, such as that of the gemeente: thin grey lines.
    title
        The finding; by default the value of the area.
    source
        The line below the figure.
    size
        Width and height in pixels.
    """
    own = None if area_value is None or math.isnan(area_value) else float(area_value)
    known = values.dropna().astype(float)
    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else _title(indicator, own, area_name)) - 2
    words = style.wrap(standing(indicator, values, selected, own), size[0] - 2 * style.MARGIN)
    top = style.write_lines(figure, style.MARGIN, top, words) - 6
    bottom = style.add_source(figure, source) + style.MARGIN * 0.5
    levels = [*([(area_name, own)] if own is not None else []), *(references or {}).items()]
    scale = value_axis(indicator, [*known, *(value for _, value in levels)], min(5, size[0] // 120))
    if not scale.ticks:
        return figure
    room = int((top - bottom - 2 * _TICK_LABELS - _NAME_ROW - _LEAST_SWARM) / _NAME_ROW)
    levels, told = levels[: max(1, room)], levels[max(1, room) :]
    notes = [indicator.unit, *([] if scale.low == 0 else [f"as begint bij {scale.texts[0]}"])]
    notes += [f"{name}: {indicator.text(value, unit=False)}" for name, value in told]
    available = size[0] - 2 * style.MARGIN
    lines = style.shorten(style.wrap(" · ".join(notes), available), 2, available)
    below = bottom + len(lines) * style.TEXT * style.LINE_HEIGHT
    style.write_lines(figure, style.MARGIN, below, lines, colour=style.SOFT)
    axes = style.add_axes(
        figure, 2 * style.MARGIN, below + _TICK_LABELS, size[0] - 4 * style.MARGIN, top - below - _TICK_LABELS
    )
    _set_axes(axes, scale)
    rows_top = _draw_levels(figure, axes, levels, own, indicator)
    colour = catalogue.theme(indicator.theme).colour
    chosen = {
        str(code): f"{names.get(code, code)}: {indicator.text(value, unit=False)}"
        for code, value in known.sort_values(kind="stable").items()
        if code in set(selected)
    }
    rows_bottom, left_out = _draw_own(figure, axes, known, chosen, colour, rows_top)
    _draw_others(axes, known[[code not in chosen for code in known.index]], rows_bottom, rows_top)
    if left_out:
        width = available - style.width_of(lines[-1]) - 24
        also = style.shorten(style.wrap(f"Ook: {dutch.join(left_out)}", width), 1, width)
        last = below - (len(lines) - 1) * style.TEXT * style.LINE_HEIGHT
        style.write(figure, size[0] - style.MARGIN, last, also[0], align="right")
    return figure


def _title(indicator: Indicator, own: float | None, area_name: str) -> str:
    if own is None:
        return f"{indicator.name}: geen cijfer voor {area_name}"
    return f"{indicator.name}: {value_text(indicator, own)} in {area_name}"


def _set_axes(axes: Axes, scale: ValueAxis) -> None:
    """Let one unit of the upright axis be one pixel, for the dots are stacked in pixels."""
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(0, float(axes.bbox.height))
    axes.set_xticks(scale.ticks, labels=scale.texts)
    axes.set_yticks([])


def _draw_levels(
    figure: Figure,
    axes: Axes,
    levels: Sequence[tuple[str, float]],
    own: float | None,
    indicator: Indicator,
) -> float:
    """Draw the upright lines of the area and the references, and return the height at which their names begin.

    Each name has a row of its own above the dots.
    """
    box = axes.bbox
    strip = float(box.height) - len(levels) * _NAME_ROW
    for row, (name, value) in enumerate(levels):
        is_own = row == 0 and own is not None
        x, _ = axes.transData.transform((value, 0))
        bottom = box.y0 + strip + (len(levels) - 1 - row) * _NAME_ROW
        axes.plot(
            [value] * 2,
            [0, bottom - box.y0 + _NAME_ROW * 0.8],
            color=style.INK if is_own else style.GREY,
            linewidth=style.points(3 if is_own else 2),
            zorder=1.5,
        )
        value_text = indicator.text(value, unit=False)
        widest = box.width - style.width_of(f": {value_text}", bold=is_own) - 8
        short = style.shorten(style.wrap(name, widest, bold=is_own), 1, widest)[0]
        text = f"{short}: {value_text}"
        width = style.width_of(text, bold=is_own) * 1.02 + 4
        crossing = [float(axes.transData.transform((other, 0))[0]) for _, other in levels[:row]]
        left = _beside(float(x), width, style.size_of(figure)[0], crossing)
        label = style.write(
            figure,
            left,
            bottom + _NAME_ROW / 2,
            text,
            colour=style.INK if is_own else style.SOFT,
            bold=is_own,
            vertical="center",
        )
        label.set_bbox({"facecolor": style.PAPER, "edgecolor": "none", "pad": 1})
    return strip


def _beside(x: float, width: float, whole: float, crossing: Sequence[float]) -> float:
    """Return where a label beside a line begins: on the side where no other line runs through it, if there is one."""
    sides = [left for left in (x + 8, x - 8 - width) if left >= 8 and left + width <= whole - 8]
    free = [left for left in sides if not any(left - 4 <= other <= left + width + 4 for other in crossing)]
    return (free or sides or [max(8.0, whole - 8 - width)])[0]


def _draw_own(
    figure: Figure,
    axes: Axes,
    known: pd.Series,
    texts: Mapping[str, str],
    colour: str,
    top: float,
) -> tuple[float, list[str]]:
    """Draw the buurten of the area below the others, each with its name.

    Returns
    -------
    tuple
        The height at which the rows of names end, and the names for which there was no row.
    """
    box = axes.bbox
    whole = style.size_of(figure)[0]
    most = max(1, int((top - _LEAST_SWARM) / _NAME_ROW))
    rows: list[list[tuple[float, float]]] = []
    placed: list[tuple[int, str, float, float]] = []
    left_out = []
    for code, name in texts.items():
        text = style.clean(name)
        x = float(axes.transData.transform((known[code], 0))[0])
        width = style.width_of(text) * 1.02 + 8
        right = x + _OWN_DOT + width <= whole - 8
        span = (x - _OWN_DOT, x + _OWN_DOT + width) if right else (x - _OWN_DOT - width, x + _OWN_DOT)
        row = next((row for row, spans in enumerate(rows) if _is_free(span, spans)), len(rows))
        if row >= most:
            left_out.append(text)
            continue
        if row == len(rows):
            rows.append([])
        rows[row].append(span)
        placed.append((row, text, float(known[code]), x + _OWN_DOT if right else x - _OWN_DOT - width + 8))
    end = len(rows) * _NAME_ROW + _ABOVE_AXIS
    for row, text, value, left in placed:
        y = end - (row + 0.5) * _NAME_ROW
        style.add_marker(axes, value, y, colour, size=_OWN_DOT)
        label = style.write(figure, left, float(box.y0) + y, text, vertical="center")
        label.set_bbox({"facecolor": style.PAPER, "edgecolor": "none", "pad": 2.3})
    return end, left_out


def _is_free(span: tuple[float, float], spans: Sequence[tuple[float, float]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in spans)


def _draw_others(axes: Axes, known: pd.Series, bottom: float, top: float) -> None:
    """Stack the dots of the other buurten around the middle between the two heights."""
    ordered = known.sort_values(kind="stable")
    pixels = [float(axes.transData.transform((value, 0))[0]) for value in ordered]
    middle = (bottom + top) / 2
    heights = stack(pixels, _DOT + 1, (top - bottom) / 2 - _DOT)
    axes.plot(
        list(ordered),
        [middle + height for height in heights],
        linestyle="none",
        marker="o",
        markersize=style.points(_DOT),
        markerfacecolor=_OTHER,
        markeredgecolor=style.GREY,
        markeredgewidth=style.points(1.5),
        clip_on=False,
        zorder=2,
    )


def stack(places: Sequence[float], width: float, room: float) -> list[float]:
    """Return how far each dot is put above or below the middle so that no two overlap.

    Parameters
    ----------
    places
        Where each dot stands along the axis in pixels, from low to high.
    width
        Width of a dot with the space around it, in pixels.
    room
        How far a dot may be from the middle; where that is not enough they do overlap.
    """
    steps = [sign * number * width for number in range(int(max(room, 0) // width) + 1) for sign in (1, -1)]
    rows: dict[float, float] = {}
    found = []
    for x in places:
        free = next((step for step in steps if x - rows.get(step, -1e9) >= width), None)
        height = min(steps, key=lambda step: (rows.get(step, -1e9), abs(step))) if free is None else free
        rows[height] = x
        found.append(height)
    return found


def _buurten(count: int) -> str:
    return f"{dutch.number(count, 0)} {'buurt' if count == 1 else 'buurten'}"
