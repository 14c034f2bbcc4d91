"""The area and the buurten that are most like it, one per row: where each stands, and from where it came."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from wijkdata import catalogue, dutch
from wijkdata.plots import style
from wijkdata.plots.scales import value_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.catalogue import Indicator

_TICK_LABELS = 30.0
_NAMES_PART = 0.37
_LINE = style.TEXT * style.LINE_HEIGHT
_ROW = _LINE + 2
_BEFORE = 8.0
_APART = "verschil"
_OTHER = "#D5D1C7"


class Row(NamedTuple):
    """One area.

    Attributes
    ----------
    name
        Its name.
    value, before
        The newest value and that of the first year, in the unit of the indicator; NaN where there is none.
    distance
        How far it is from the area; None for the area itself.
    calculated
        Whether its value was calculated and not counted.
    word
        What stands in the place of a value that is not there.
    unsure
        Whether its distance is less sure than that of the others; it has a star.
    """

    name: str
    value: float
    before: float = math.nan
    distance: float | None = None
    calculated: bool = False
    word: str = "geen cijfer"
    unsure: bool = False


def plot_alike(  # noqa: PLR0913  (what there is to show; all but the first two by name)
    rows: Sequence[Row],
    indicator: Indicator,
    *,
    median: float = math.nan,
    years: tuple[int | None, int | None] = (None, None),
    title: str = "",
    words: str = "",
    notes: Sequence[str] = (),
    source: str = "",
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw the area and the buurten like it as rows, with what they were and what they are along one axis.

    Parameters
    ----------
    rows
        The area first, then the others, the nearest first; those for which there is no room are named as a number.
    indicator
        The indicator; its theme gives the colour.
    median
        The middle value of the others: an upright grey line.
    years
        First year and newest year of the values; None where there is no such year.
    title, words
        The finding, and what more there is to say.
    notes, source
        What must be said below the figure.
    size
        Width and height in pixels.
    """
    figure = style.new_figure(size)
    available = size[0] - 2 * style.MARGIN
    top = style.add_title(figure, title) - 2 if title else size[1] - style.MARGIN
    lines = style.shorten(style.wrap(words, available), 3, available)
    top = style.write_lines(figure, style.MARGIN, top, lines) - 4
    bottom = style.add_source(figure, source, notes) + style.MARGIN * 0.5
    known = [one for row in rows for one in (row.value, row.before) if not math.isnan(one)]
    scale = value_axis(indicator, [*known, *([] if math.isnan(median) else [median])], min(5, size[0] // 170))
    if not scale.ticks or not rows:
        return figure
    below = bottom + _LINE + _TICK_LABELS
    most = max(1, int((top - below - _LINE) / _ROW))
    shown, left_out = rows[:most], len(rows) - most
    _write_foot(figure, indicator, scale.low, scale.texts[0], years, left_out, bottom)
    left = style.MARGIN + available * _NAMES_PART
    right = size[0] - style.MARGIN - style.width_of("0,00*") - 24
    height = top - below - _LINE
    axes = style.add_axes(figure, left, below, right - left, height)
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(0, len(shown))
    axes.set_xticks(scale.ticks, labels=scale.texts)
    axes.set_yticks([])
    style.write(figure, size[0] - style.MARGIN, top, _APART, colour=style.SOFT, align="right")
    _draw_median(figure, axes, indicator, median, top, right)
    colour = catalogue.theme(indicator.theme).colour
    for number, row in enumerate(shown):
        _draw_row(figure, axes, row, len(shown) - number - 0.5, indicator, colour, left)
    return figure


def _write_foot(
    figure: Figure,
    indicator: Indicator,
    low: float,
    first_tick: str,
    years: tuple[int | None, int | None],
    left_out: int,
    bottom: float,
) -> None:
    """Write below the axis what it is in, which mark is which year, and how many rows found no room."""
    before, now = years
    said = [indicator.unit, *([] if low == 0 else [f"as begint bij {first_tick}"])]
    said += [f"grijze stip {before}, grote stip {now}"] if before is not None else []
    said += [f"nog {dutch.number(left_out, 0)} niet getoond"] if left_out > 0 else []
    available = style.size_of(figure)[0] - 2 * style.MARGIN
    line = style.shorten(style.wrap(" · ".join(said), available), 1, available)
    style.write_lines(figure, style.MARGIN, bottom + _LINE, line, colour=style.SOFT)


def _draw_median(
    figure: Figure, axes: Axes, indicator: Indicator, median: float, top: float, right: float
) -> None:
    if math.isnan(median):
        return
    axes.axvline(median, color=style.GREY, linewidth=style.points(2), zorder=1)
    x, _ = axes.transData.transform((median, 0))
    text = f"middelste: {indicator.text(median, unit=False)}"
    half = style.width_of(text) / 2
    # The heading of the last column stands at the end of the same line.
    place = min(max(float(x), axes.bbox.x0 + half), right - half - style.width_of(_APART) + 24)
    style.write(figure, place, top, text, colour=style.SOFT, align="center")


def _draw_row(
    figure: Figure, axes: Axes, row: Row, y: float, indicator: Indicator, colour: str, left: float
) -> None:
    own = row.distance is None
    middle = float(axes.transData.transform((0, y))[1])
    value = row.word if math.isnan(row.value) else indicator.text(row.value, unit=False)
    room = left - style.MARGIN - 20 - style.width_of(value, bold=own) * 1.02 - 14
    # Bold is wider than what `shorten` measures.
    name = style.shorten(style.wrap(row.name, room, bold=own), 1, room * (0.88 if own else 1))[0]
    style.write(figure, style.MARGIN, middle, name, bold=own, vertical="center")
    style.write(figure, left - 20, middle, value, bold=own, align="right", vertical="center")
    if row.distance is not None:
        far = dutch.number(row.distance, 2) + "*" * row.unsure
        end = style.size_of(figure)[0] - style.MARGIN
        style.write(figure, end, middle, far, colour=style.SOFT, align="right", vertical="center")
    if math.isnan(row.value):
        low, high = axes.get_xlim()
        axes.add_patch(style.hatched(low, y - 0.25, high - low, 0.5, zorder=1.5))
        return
    if not math.isnan(row.before):
        axes.plot([row.before, row.value], [y, y], color=style.GREY, linewidth=style.points(3), zorder=2)
        style.add_marker(axes, row.before, y, style.GREY, size=_BEFORE)
    size = style.MARKER + (3 if own else 0)
    style.add_marker(axes, row.value, y, colour if own else _OTHER, filled=not row.calculated, size=size)
