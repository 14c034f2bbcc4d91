"""The cost of delay against the months, with the subsidy on the table, and beside it who and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from wijkdata import dutch
from wijkdata.delay import BEARERS, NOTHING, UNDIVIDED, UNDIVIDED_NAME
from wijkdata.delay_words import bare_span, break_even_text, finding, left_out_text, money, plain, scale_of
from wijkdata.plots import style
from wijkdata.plots.board import Board
from wijkdata.plots.labels import Box
from wijkdata.plots.scales import number_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wijkdata.delay import Band, BreakEven, Delay, Line

#: Below this width there is no room for the lines beside the curve.
_WIDTH_WITH_LINES = 780
_LINES_PART = 0.43
_LINE = style.TEXT * style.LINE_HEIGHT
#: Rows that stand on one line of text, so that names and figures are level.
_ROW = 24.0
_BAR = 5.0
_ABOVE_HEADING = 6.0
_BAND_COLOUR = "#D4D4D4"
#: A subsidy this many times as high as the curve would flatten it; it is named below the figure instead.
_FAR_ABOVE = 4.0


@dataclass
class _Row:
    """A row beside the curve: a heading, or a name with what stands behind it and how much that is."""

    name: str
    text: str = ""
    band: Band | None = None
    heading: bool = False
    bar: bool = False


def plot_delay(
    delay: Delay,
    curve: Sequence[tuple[float, Band]],
    *,
    even: BreakEven | None = None,
    title: str | None = None,
    source: str = "",
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw what delay costs.

    Parameters
    ----------
    delay
        The cost at the months that were asked for.
    curve
        Months with the cost then, from ``delay.curve``.
    even
        The subsidy on the table and when the cost equals it; None if there is none.
    title
        By default the finding.
    source
        The line below the figure.
    size
        Width and height in pixels; the lines are left out where they do not fit beside the curve.
    """
    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else finding(delay, even), 0.25) - 6
    highest = max((band.high for _, band in curve), default=0.0)
    out_of_sight = even is not None and even.subsidy > _FAR_ABOVE * max(highest, 1.0)
    notes = [left_out_text(delay)]
    if even is not None and (out_of_sight or even.month is None):
        notes.append(break_even_text(even))
    bottom = style.add_source(figure, source, [one for one in notes if one]) + 8
    if delay.total is None:
        return figure
    with_lines = size[0] >= _WIDTH_WITH_LINES
    right = size[0] * (1 - _LINES_PART) - style.MARGIN if with_lines else size[0] - style.MARGIN
    place = Box(style.MARGIN, bottom, right - style.MARGIN, top - bottom)
    left = right + 2 * style.MARGIN
    beside = Box(left, bottom, size[0] - style.MARGIN - left, top - bottom) if with_lines else None
    _draw_curve(figure, place, delay, curve, None if out_of_sight else even, beside)
    if beside is not None:
        _draw_rows(figure, beside, _rows(delay))
    return figure


# --- the curve ---------------------------------------------------------------------------------------------------


def _draw_curve(
    figure: Figure,
    place: Box,
    delay: Delay,
    curve: Sequence[tuple[float, Band]],
    even: BreakEven | None,
    beside: Box | None,
) -> None:
    values = [end for _, band in curve for end in (band.low, band.high)]
    values += [0.0] if even is None else [0.0, even.subsidy]
    low, high = min(values), max(values)
    unit, factor = scale_of(max(abs(low), abs(high)))
    ticks, texts = number_ticks(low / factor, (high if high > low else low + factor) / factor)
    left = place.left + max(style.width_of(text) for text in texts) + 10
    head = place.top - _LINE - 8
    foot = place.bottom + 2 * _LINE + 8
    style.write(figure, place.left, place.top, unit, colour=style.SOFT)
    axes = style.add_axes(figure, left, foot, place.right - left - 8, head - foot - 6)
    last = curve[-1][0]
    axes.set_xlim(0, last)
    axes.set_ylim(ticks[0] * factor, ticks[-1] * factor)
    axes.set_yticks([tick * factor for tick in ticks], labels=texts)
    step = next(one for one in (1, 2, 3, 6, 12, 24) if last / one <= 8)
    shown = list(range(0, int(last) + 1, step))
    axes.set_xticks(shown, labels=[str(one) for one in shown])
    if ticks[0] < 0:
        axes.axhline(0, color=style.GREY, linewidth=style.points(1), zorder=1)
    style.write(figure, left, place.bottom + _LINE, "maanden uitstel", colour=style.SOFT)
    months, bands = [month for month, _ in curve], [band for _, band in curve]
    axes.fill_between(
        months,
        [one.low for one in bands],
        [one.high for one in bands],
        color=_BAND_COLOUR,
        linewidth=0,
        zorder=1.5,
    )
    style.add_line(axes, months, [one.mid for one in bands], style.INK)
    board = Board(figure, axes, [] if beside is None else [beside])
    _label(board, delay, curve, even)


def _label(board: Board, delay: Delay, curve: Sequence[tuple[float, Band]], even: BreakEven | None) -> None:
    axes = board.axes
    board.line([(month, band.mid) for month, band in curve])
    last = curve[-1][0]
    total = delay.total or NOTHING
    if even is not None:
        style.add_line(axes, [0, last], [even.subsidy] * 2, style.SOFT, planned=True)
        board.line([(0, even.subsidy), (last, even.subsidy)])
    style.add_marker(axes, delay.months, total.mid, style.INK)
    board.mark(delay.months, total.mid)
    meets = even is not None and even.month is not None and even.month <= last
    if even is not None and meets:
        style.add_marker(axes, float(even.month or 0), even.subsidy, style.PAPER, filled=False, shape="D")
        board.mark(float(even.month or 0), even.subsidy)
    if even is not None:
        label = board.write(f"subsidie {money(even.subsidy)}", colour=style.SOFT)
        board.settle(label, board.pixel(last * 0.02, even.subsidy), board.pixel(last * 0.8, even.subsidy))
    if even is not None and meets:
        label = board.write(_meeting(even), bold=True)
        board.settle(label, board.pixel(float(even.month or 0), even.subsidy))
    unit = "maand" if delay.months == 1 else "maanden"
    label = board.write(f"{plain(delay.months)} {unit}")
    board.settle(label, board.pixel(delay.months, total.mid))


def _meeting(even: BreakEven) -> str:
    month = dutch.number(even.month, 1)
    if even.earliest == even.latest:
        return f"evenveel na {month} maanden"
    early = dutch.number(even.earliest, 1)
    late = "of langer" if even.latest is None else f"tot {dutch.number(even.latest, 1)}"
    return f"evenveel na {month} maanden ({early} {late})"


# --- beside it ---------------------------------------------------------------------------------------------------


def _rows(delay: Delay) -> list[_Row]:
    bands = [one.cost for one in (*delay.cash, *delay.social) if one.cost is not None]
    unit, factor = scale_of(max(max(abs(one.low), abs(one.high)) for one in bands))
    found = [_Row("Waaruit het bestaat", unit, heading=True)]
    found += [_line_row(one, factor) for one in delay.cash]
    found.append(_Row("Wie het draagt", heading=True))
    names = {**BEARERS, UNDIVIDED: UNDIVIDED_NAME}
    found += [
        _Row(names[who], bare_span(band, factor), band, bar=True)
        for who, band in delay.bearers.items()
        if band != NOTHING
    ]
    found.append(_Row("Daarnaast gemist, niet meegeteld", heading=True))
    for one in delay.social:
        row = replace(_line_row(one, factor), bar=False)
        if one.id == "co2" and delay.co2 is not None:
            row.name = f"{dutch.number(_three_digits(delay.co2.mid), 0)} ton CO₂"
            row.text = row.text if one.cost is not None else "prijs open"
        found.append(row)
    return found


def _line_row(line: Line, factor: float) -> _Row:
    if line.cost is None:
        return _Row(line.name, "open")
    return _Row(line.name, bare_span(line.cost, factor), line.cost, bar=line.cost != NOTHING)


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _draw_rows(figure: Figure, place: Box, rows: Sequence[_Row]) -> None:
    names = [style.wrap(one.name, place.width - style.width_of(one.text) - 14) for one in rows]
    bars = [one.band for one in rows if one.band is not None and one.bar]
    needed = sum(len(one) for one in names) * _ROW + sum(one.heading for one in rows) * _ABOVE_HEADING
    with_bars = needed + len(bars) * (_BAR + 4) <= place.height
    largest = max((max(abs(one.low), abs(one.high)) for one in bars), default=0.0)
    y = place.top - style.TEXT
    for number, (row, name) in enumerate(zip(rows, names, strict=True)):
        y -= _ABOVE_HEADING if row.heading and number else 0
        if y - (len(name) - 1) * _ROW < place.bottom:  # a page too low for all of them says so
            style.write(figure, place.left, y, "…", vertical="baseline")
            return
        for line, text in enumerate(name):
            bold, where = row.heading, y - line * _ROW
            style.write(figure, place.left, where, text, bold=bold, vertical="baseline")
        if row.text:
            colour = style.SOFT if row.heading or row.band is None else style.INK
            style.write(figure, place.right, y, row.text, colour=colour, align="right", vertical="baseline")
        y -= len(name) * _ROW
        if with_bars and row.bar and row.band is not None and largest > 0:
            _bar(figure, place, y + _ROW - 8, row.band, largest)
            y -= _BAR + 4


def _bar(figure: Figure, place: Box, top: float, band: Band, largest: float) -> None:
    """Draw the bandwidth light and the middle dark; what takes off from the cost is an open bar."""
    width, height = style.size_of(figure)
    saves = band.mid < 0
    outer = max(abs(band.low), abs(band.high))
    for length, colour in ((outer, _BAND_COLOUR), (abs(band.mid), style.PAPER if saves else style.INK)):
        figure.add_artist(
            Rectangle(
                (place.left / width, (top - _BAR) / height),
                place.width * length / largest / width,
                _BAR / height,
                transform=figure.transFigure,
                facecolor=colour,
                edgecolor=style.INK if saves else "none",
                linewidth=style.points(1) if saves else 0,
            )
        )
