"""One objective year by year: what each measure of a programme takes off or adds, beside the path that was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from wijkdata import catalogue
from wijkdata.effects import GRID, MEASURES
from wijkdata.plots import style
from wijkdata.plots.coverage import PIECES, tints_of
from wijkdata.plots.labels import spread
from wijkdata.plots.scales import value_axis, value_text, year_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.ambition.coverage import Answer

_LINE = style.TEXT * style.LINE_HEIGHT
_LEFT_OVER = "#EFECE5"
_LEADER = 10.0


def plot_coverage_path(
    answer: Answer,
    pieces: Sequence[tuple[int, dict[str, float]]],
    *,
    title: str,
    source: str = "",
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw the years from the newest figure of an objective to its target year.

    Parameters
    ----------
    answer
        What the programme yields in the target year.
    pieces
        By year the change by measure since the newest figure, from ``coverage.pieces_of``.
    title
        The finding.
    source
        The line below the figure.
    size
        Width and height in pixels.
    """
    figure = style.new_figure(size)
    top = style.add_title(figure, title, 0.2) - 8
    bottom = style.add_source(figure, source) + 8
    aim = answer.aim
    if not pieces or aim.start is None or aim.target is None or aim.year is None:
        words = "Hier komt dit doel jaar voor jaar te staan, zodra er een cijfer en een streefwaarde zijn."
        style.write_lines(figure, style.MARGIN, top, style.wrap(words, size[0] - 2 * style.MARGIN))
        return figure
    years = [year for year, _ in pieces]
    planned = (
        []
        if aim.path is None
        else [(year, aim.path.value(year)) for year in years if year >= aim.path.start.year]
    )
    borders = _borders(aim.start, aim.target, pieces)
    entry = catalogue.indicator(aim.indicator)
    values = (
        [one for line in borders.values() for one in line] + [value for _, value in planned] + [aim.target]
    )
    scale = value_axis(entry, values)
    right = max(style.width_of(text, bold=True) for text in _end_texts(answer, borders)) + _LEADER + 8
    left = style.MARGIN + max(style.width_of(text) for text in scale.texts) + 10
    said = [entry.unit, *([] if scale.low == 0 else [f"as begint bij {scale.texts[0]}"])]
    path = ["streepjes: het afgesproken pad"] if planned else []
    told = "; ".join([", ".join(said), *path, *_before_it_begins(pieces)])
    lines = style.wrap(told, size[0] - 2 * style.MARGIN)
    below = style.write_lines(figure, style.MARGIN, top, lines, colour=style.SOFT)
    foot, head = bottom + _LINE + 8, below - 6
    axes = style.add_axes(figure, left, foot, size[0] - right - left, head - foot)
    # A target in the year of the newest figure still needs an axis.
    first = min(years[0], years[-1] - 1)
    axes.set_xlim(first, years[-1])
    axes.set_ylim(scale.low, scale.high)
    axes.set_yticks(scale.ticks, labels=scale.texts)
    shown = year_ticks(first, years[-1], axes.bbox.width)
    axes.set_xticks(shown, labels=[str(year) for year in shown])
    toward = 1.0 if aim.target >= aim.start else -1.0
    _draw(axes, years, borders, catalogue.theme(aim.theme).colour, scale.low, toward)
    if planned:
        style.add_line(
            axes, [year for year, _ in planned], [value for _, value in planned], style.INK, planned=True
        )
    if answer.low is not None and answer.high is not None and answer.low < answer.high:
        axes.plot(
            [aim.year] * 2,
            [answer.low, answer.high],
            color=style.INK,
            linewidth=style.points(3),
            marker="_",
            markersize=style.points(style.MARKER),
            clip_on=False,
            zorder=3.5,
        )
    style.add_marker(axes, aim.year, aim.target, style.INK)
    _label_ends(figure, axes, answer, borders)
    return figure


def _before_it_begins(pieces: Sequence[tuple[int, dict[str, float]]]) -> list[str]:
    """Say why the line does not fall or rise at once: in those years the programme has not begun; empty if it has."""
    begun = (year for year, parts in pieces if any(parts.get(key) for key in MEASURES))
    begins = next(begun, None)
    first = pieces[0][0]
    if begins is None or begins <= first + 1:
        return []
    cleaner = any(parts.get(GRID) for year, parts in pieces if year < begins)
    until = "alleen schonere energie" if cleaner else f"als in {first}"
    return [f"het programma begint in {begins}, tot dan {until}"]


def _borders(
    start: float, target: float, pieces: Sequence[tuple[int, dict[str, float]]]
) -> dict[str, list[float]]:
    """Return per measure the line on its far side, laid on each other from the start in the direction of the target.

    What works against the objective is laid last, back again; the last line is the value under the programme.
    """
    toward = 1.0 if target >= start else -1.0
    lines: dict[str, list[float]] = {"": [start] * len(pieces)}
    before = lines[""]
    order = (GRID, *MEASURES)
    helping = [key for key in order if any(toward * parts.get(key, 0.0) > 0 for _, parts in pieces)]
    against = [key for key in order if key not in helping and any(parts.get(key) for _, parts in pieces)]
    for key in (*helping, *against):
        before = [value + parts.get(key, 0.0) for value, (_, parts) in zip(before, pieces, strict=True)]
        lines[key] = before
    return lines


def _draw(
    axes: Axes,
    years: Sequence[int],
    borders: dict[str, list[float]],
    colour: str,
    floor: float,
    toward: float,
) -> None:
    tints = tints_of(colour)
    last = list(borders.values())[-1]
    axes.fill_between(years, floor, last, color=_LEFT_OVER, linewidth=0, zorder=1)
    before = borders[""]
    for number, (key, line) in enumerate(list(borders.items())[1:]):
        helps = any(toward * (one - other) > 0 for one, other in zip(line, before, strict=True))
        axes.fill_between(
            years,
            before,
            line,
            facecolor=style.PAPER if key == GRID or not helps else tints[number % 2],
            edgecolor=style.INK,
            linewidth=style.points(1),
            hatch=None if helps else style.HATCH,
            zorder=2,
        )
        before = line
    style.add_line(axes, list(years), last, colour)


def _end_texts(answer: Answer, borders: dict[str, list[float]]) -> list[str]:
    entry = catalogue.indicator(answer.aim.indicator)
    reached = value_text(entry, answer.reached or 0.0)
    return [*(PIECES[key] for key in borders if key), f"programma: {reached}", _target_text(answer)]


def _target_text(answer: Answer) -> str:
    return f"doel: {value_text(catalogue.indicator(answer.aim.indicator), answer.aim.target or 0.0)}"


def _label_ends(figure: Figure, axes: Axes, answer: Answer, borders: dict[str, list[float]]) -> None:
    """Write at the right end what each piece is, what the programme comes to, and the target."""
    ends = [line[-1] for line in borders.values()]
    middles = [(one + other) / 2 for one, other in pairwise(ends)]
    wanted = [*middles, ends[-1], answer.aim.target or 0.0]
    texts = _end_texts(answer, borders)
    heights = [float(axes.transData.transform((0, value))[1]) for value in wanted]
    order = sorted(range(len(texts)), key=lambda one: -heights[one])
    box = axes.bbox
    placed = spread(
        [heights[one] for one in order], [_LINE] * len(order), box.y0 - _LINE / 2, box.y1 + _LINE / 2
    )
    for one, height in zip(order, placed, strict=True):
        bold = one >= len(texts) - 2
        style.write(figure, box.x1 + _LEADER, height, texts[one], bold=bold, vertical="center")
        if abs(height - heights[one]) > 3:
            style.add_leader(figure, (box.x1 + 1, heights[one]), (box.x1 + _LEADER - 1, height))
