"""The paces that gemeenten reached, with the pace that is needed and the pace of the area among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from wijkdata import catalogue, dutch
from wijkdata.pace import also_text, reached_also, source_text
from wijkdata.plots import style
from wijkdata.plots.scales import number_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.ambition.pace_asked import PaceAsked
    from wijkdata.catalogue import Indicator
    from wijkdata.pace import Distribution

_ROW = 27.0
_TICK_LABELS = 30.0
_LARGEST_DOT, _SMALL_DOT, _SMALLEST_DOT = 11.0, 6.0, 3.0
_OTHER = "#D5D1C7"
#: What lies this many times beyond the fastest is named at the edge: it would press all dots together.
_FAR = 2.5
_GAP = 8.0
_LOW = 450
_MIDDLE, _AGREED = "middelste gemeente", "afgesproken"
_MARGIN = 0.03


class _Level(NamedTuple):
    """An upright line with its name: a pace that is needed, reached by the area, or of the best tenth."""

    name: str
    pace: float
    colour: str
    bold: bool = False
    dashed: bool = False
    prefix: str = ""


def finding(indicator: Indicator, asked: PaceAsked, found: Distribution) -> str:
    """Say in one Dutch sentence what is needed and who went so fast."""
    if not asked.needed:
        own = (
            ""
            if asked.own is None
            else f": het eigen tempo was {found.measure.text(asked.own.pace)} per jaar"
        )
        return f"{indicator.name}{own}"
    hardest = max(asked.needed, key=lambda leg: leg.pace)
    if hardest.pace <= 0:
        return f"{indicator.name}: er is niets meer nodig"
    among = (
        f"geen van de {dutch.number(found.count, 0)} gemeenten ging zo hard"
        if hardest.unheard_of
        else hardest.standing
    )
    first = asked.needed[0]
    changed = "" if asked.since is None else f" als er sinds {asked.since} niets veranderde"
    # Over two spans of years the answer may turn around: both middles stand there, and no verdict.
    other = reached_also(found.measure.indicator, found.level)
    if other is not None:
        low, high = found.measure.text(found.typical), found.measure.text(other.typical)
        among = f"de middelste gemeente deed {low} ({found.span}) of {high} ({other.span})"
    if hardest is first:
        start = "" if asked.since is None else f" vanaf {first.start}"
        return (
            f"{indicator.name}: nodig is {found.measure.text(first.pace)} per jaar{start}{changed}; {among}"
        )
    now = found.measure.text(max(first.pace, 0.0), unit=False)
    return (
        f"{indicator.name}: nodig is {now} ({first.span}) en {found.measure.text(hardest.pace)} per jaar "
        f"({hardest.span}){changed}; {among}"
    )


def plot_pace(
    indicator: Indicator,
    asked: PaceAsked,
    found: Distribution,
    *,
    title: str | None = None,
    source: str | None = None,
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw the paces that gemeenten reached as dots, and the paces of an objective as lines among them.

    Parameters
    ----------
    indicator
        The indicator of the objective; its theme gives the colour.
    asked
        The paces of the objective.
    found
        The paces that gemeenten reached.
    title
        By default the finding.
    source
        The line below the figure; by default where the paces come from.
    size
        Width and height in pixels.
    """
    figure = style.new_figure(size)
    top = style.add_title(figure, finding(indicator, asked, found) if title is None else title, 0.25) - 6
    bottom = style.add_source(figure, source_text(found) if source is None else source, _notes(asked, found))
    bottom = _below_axis(figure, found, bottom + style.MARGIN * 0.5)
    axes = style.add_axes(
        figure,
        2 * style.MARGIN,
        bottom + _TICK_LABELS,
        size[0] - 4 * style.MARGIN,
        top - bottom - _TICK_LABELS,
    )
    colour = catalogue.theme(indicator.theme).colour
    levels = _levels(asked, found, colour)
    if size[1] < _LOW:
        # There is no room for every row; the title says the other middle too.
        levels = [level for level in levels if not level.name.startswith((_MIDDLE, _AGREED))]
    _set_axes(axes, found, levels)
    room = _draw_levels(figure, axes, levels, found)
    _draw_dots(figure, axes, found, colour, room, [level.pace for level in levels])
    return figure


def _notes(asked: PaceAsked, found: Distribution) -> list[str]:
    """Return what to know about the dots: which gemeenten do not count, and how the pace was reckoned."""
    without = [f"{dutch.number(count, 0)} ({reason})" for reason, count in found.left_out.items()]
    told = [found.measure.note, "" if asked.needed else also_text(found)]  # else the title says it
    if asked.buurten:
        told.append(f"Wat nodig is, {asked.buurten}.")
    if without:
        told.append(f"Niet meegeteld: {dutch.join(without)}.")
    return [" ".join(filter(None, told))]


def _below_axis(figure: Figure, found: Distribution, bottom: float) -> float:
    """Write what the axis and a dot mean, and return the height at which that ends."""
    start = " (van het eerste jaar)" if found.measure.unit == "%" else ""
    text = f"{found.measure.unit}{start} per jaar · elke stip is een gemeente, {found.span}"
    width = style.size_of(figure)[0] - 2 * style.MARGIN
    lines = style.shorten(style.wrap(text, width), 2, width)
    top = bottom + len(lines) * style.TEXT * style.LINE_HEIGHT
    style.write_lines(figure, style.MARGIN, top, lines, colour=style.SOFT)
    return top


def _levels(asked: PaceAsked, found: Distribution, colour: str) -> list[_Level]:
    levels = []
    now, later = asked.now, asked.later
    if now is not None and now.pace > 0:
        levels.append(_Level(f"nodig ({now.span})", now.pace, style.INK, bold=True))
    if later is not None and later.pace > 0:
        levels.append(_Level(f"nodig ({later.span})", later.pace, style.INK, bold=True, dashed=True))
    if asked.agreed is not None and asked.agreed.pace > 0:
        levels.append(_Level(f"{_AGREED} ({asked.agreed.span})", asked.agreed.pace, style.INK))
    if asked.own is not None:
        levels.append(_Level(f"eigen tempo ({asked.own.span})", asked.own.pace, colour))
    levels.append(_Level("snelste tiende", found.best_tenth, style.GREY, prefix="vanaf "))
    other = reached_also(found.measure.indicator, found.level)
    if other is not None:
        levels.append(_Level(f"{_MIDDLE}, {other.span}", other.typical, style.GREY, dashed=True))
    return levels


def _set_axes(axes: Axes, found: Distribution, levels: Sequence[_Level]) -> None:
    """Let one unit of the upright axis be one pixel, for the dots are stacked in pixels."""
    edge = _FAR * found.fastest
    paces = [min(max(level.pace, -edge), edge) for level in levels]
    lowest, highest = min(0.0, found.paces[0], *paces), max(found.fastest, *paces)
    ticks, texts = number_ticks(lowest, highest, 7)
    low = max(ticks[0], lowest - _MARGIN * (highest - lowest)) if lowest < 0 else 0.0
    shown = [(tick, text) for tick, text in zip(ticks, texts, strict=True) if tick >= low]
    axes.set_xlim(low, ticks[-1])
    axes.set_ylim(0, float(axes.bbox.height))
    axes.set_xticks([tick for tick, _ in shown], labels=[text for _, text in shown])
    axes.set_yticks([])


def _draw_levels(figure: Figure, axes: Axes, levels: Sequence[_Level], found: Distribution) -> float:
    """Draw the lines, each with its name in a row of its own, and return the room that is left for the dots."""
    box, width = axes.bbox, style.size_of(figure)[0]
    low, high = axes.get_xlim()
    room = float(box.height) - len(levels) * _ROW
    names = []
    for level in levels:
        inside = min(max(level.pace, low), high)
        beyond = "" if inside == level.pace else ", buiten deze as"
        text = f"{level.name}: {level.prefix}{found.measure.text(level.pace, unit=False)}{beyond}"
        x = float(axes.transData.transform((inside, 0))[0])
        names.append(_Name(level, text, x, style.width_of(text, bold=level.bold) * 1.02 + 4))
    for row, (name, left) in enumerate(_arranged(names, width)):
        level = name.level
        middle = room + (len(levels) - row - 0.5) * _ROW
        axes.plot(
            [min(max(level.pace, low), high)] * 2,
            [0, middle + 0.4 * _ROW],
            color=level.colour,
            linewidth=style.points(3 if level.bold else 2.5),
            linestyle=(0, (3, 2)) if level.dashed else "solid",
            path_effects=style.line_effects(level.colour, 2.5),
            zorder=1.5,
        )
        label = style.write(
            figure, left, float(box.y0) + middle, name.text, bold=level.bold, vertical="center"
        )
        label.set_bbox({"facecolor": style.PAPER, "edgecolor": "none", "pad": 1})
    return room


class _Name(NamedTuple):
    """The name of a line, where its line stands and how wide it is, in pixels."""

    level: _Level
    text: str
    x: float
    width: float


def _arranged(names: Sequence[_Name], whole: float) -> list[tuple[_Name, float]]:
    """Return the names from the upper row down, each with where it begins, so that few lines run through one.

    A line reaches up to the row of its name, so a name is only crossed by lines of the rows above it.
    """
    best: tuple[int, list[tuple[_Name, float]]] | None = None
    for order in permutations(names):
        crossed, placed = 0, []
        for row, name in enumerate(order):
            above = [other.x for other in order[:row]]
            sides = [name.x + _GAP, name.x - _GAP - name.width]
            fits = [left for left in sides if left >= _GAP and left + name.width <= whole - _GAP]
            fits = fits or [max(_GAP, whole - _GAP - name.width)]
            counts = [sum(left - 4 <= x <= left + name.width + 4 for x in above) for left in fits]
            crossed += min(counts)
            placed.append((name, fits[counts.index(min(counts))]))
        if best is None or crossed < best[0]:
            best = crossed, placed
    return best[1] if best else []


def _draw_dots(
    figure: Figure, axes: Axes, found: Distribution, colour: str, room: float, lines: Sequence[float]
) -> None:
    """Stack a dot per gemeente in columns on the axis, the best tenth in the colour of the theme."""
    transform = axes.transData
    pixels = [float(transform.transform((pace, 0))[0]) for pace in found.paces]
    dot = _LARGEST_DOT
    while dot > _SMALLEST_DOT and _highest(pixels, dot) * dot > room - _ROW:
        dot -= 0.5
    # Where even the smallest do not fit they overlap.
    step = min(dot, (room - _ROW) / _highest(pixels, dot))
    heights: Counter[int] = Counter()
    places = []
    for x in pixels:
        column = round(x / dot)
        places.append((column * dot, 0.6 * dot + heights[column] * step))
        heights[column] += 1
    for best, fill in ((False, _OTHER), (True, colour)):
        shown = [
            place
            for place, pace in zip(places, found.paces, strict=True)
            if (pace >= found.best_tenth) == best
        ]
        axes.plot(
            [float(transform.inverted().transform((x, 0))[0]) for x, _ in shown],
            [y for _, y in shown],
            linestyle="none",
            marker="o",
            markersize=style.points(dot - 1),
            markerfacecolor=fill,
            markeredgecolor=style.GREY if not best else style.INK,
            markeredgewidth=style.points(1 if dot > _SMALL_DOT else 0.5),
            clip_on=False,
            zorder=3,
        )
    _name_fastest(figure, axes, found, dot, places[-1], lines)


def _highest(pixels: Sequence[float], dot: float) -> int:
    return max(Counter(round(x / dot) for x in pixels).values())


def _name_fastest(
    figure: Figure,
    axes: Axes,
    found: Distribution,
    dot: float,
    place: tuple[float, float],
    lines: Sequence[float],
) -> None:
    """Write the name of the fastest gemeente above its dot, clear of the lines."""
    text = style.clean(f"{found.names[-1]}: {found.measure.text(found.fastest, unit=False)}")
    width = style.width_of(text) * 1.02 + 4
    x, y = place[0], float(axes.bbox.y0) + place[1] + 1.4 * dot
    crossing = [float(axes.transData.transform((pace, 0))[0]) for pace in lines]
    starts = [x - width / 2, x - width + dot, x - dot, x + dot]
    fits = [left for left in starts if left >= _GAP and left + width <= style.size_of(figure)[0] - _GAP]
    free = [left for left in fits if not any(left - 4 <= other <= left + width + 4 for other in crossing)]
    left = (free or fits or [_GAP])[0]
    label = style.write(figure, left, y, text, vertical="bottom")
    label.set_path_effects(style.halo())
    label.set_zorder(6)
