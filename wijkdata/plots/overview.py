"""All objectives on one page: where each stands, in words and in a small series."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from wijkdata import catalogue, dutch
from wijkdata.plots import style
from wijkdata.plots.labels import Box
from wijkdata.plots.scales import from_zero
from wijkdata.trend import FEWEST_YEARS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wijkdata.ambition.standing import FollowUp
    from wijkdata.pathways import Pathway

#: A page has no more objectives than this, however large it is.
MOST_PER_PAGE = 12

_SMALLEST_CELL = (300.0, 130.0)
_WORDS_WIDTH = 206.0
_GAP = 18.0
#: Two lines of title on a small screen: the objectives need the rest.
_TITLE_PART = 0.14
_BAR = 6.0
_LINE = style.TEXT * style.LINE_HEIGHT
_MARKER = 8.0
_PATH_STEPS = 48
#: Nearer to each other than this, in parts of the largest, values are drawn as one.
_SAME = 1e-9
_ABOUT_ZERO = "De lijn onder een grafiekje is nul; een grafiekje zonder lijn begint hoger."


def plot_overview(
    follow_ups: Sequence[FollowUp],
    *,
    pathways: Mapping[str, Pathway] | None = None,
    page: int = 0,
    title: str | None = None,
    source: str | None = None,
    size: tuple[int, int] = (1320, 640),
) -> Figure:
    """Draw the standing of all objectives as small multiples, themes together.

    Parameters
    ----------
    follow_ups
        Where each objective stands, from ``ambition.follow_up``.
    pathways
        The planned path by id of the objective. Where it is not given only a straight path is drawn, for its two
        ends say everything.
    page
        Number of the page, from 0; `page_count` tells how many there are.
    title
        By default how many objectives are reached or on course.
    source
        The line below the figure; by default the sources of the newest figures.
    size
        Width and height in pixels.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    pages = page_count(len(follow_ups), size)
    if not 0 <= page < pages:
        raise ValueError(f"page {page} of {pages}")
    columns, rows = _grid(size)
    order = list(catalogue.themes())
    ordered = sorted(follow_ups, key=lambda one: order.index(one.theme) if one.theme in order else len(order))
    shown = ordered[page * columns * rows : (page + 1) * columns * rows]

    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else _title(follow_ups), _TITLE_PART) - 2
    notes = [] if all(_from_zero(one) for one in shown) else [_ABOUT_ZERO]
    available = size[0] - 2 * style.MARGIN
    sources = style.wrap(_sources(shown) if source is None else source, available)
    bottom = style.add_source(figure, " ".join(style.shorten(sources, 1, available)), notes) + 4
    if not shown:
        words = "Hier komt de stand van elk doel te staan, zodra er doelen zijn."
        style.write_lines(figure, style.MARGIN, top, style.wrap(words, available))
        return figure
    top = _draw_themes(figure, shown, top, f"bladzijde {page + 1} van {pages}" if pages > 1 else "") - 8
    columns, rows = _fitting(len(shown), columns, rows)
    width = (size[0] - 2 * style.MARGIN + _GAP) / columns - _GAP
    height = (top - bottom + _GAP) / rows - _GAP
    for number, one in enumerate(shown):
        row, column = divmod(number, columns)
        left = style.MARGIN + column * (width + _GAP)
        cell = Box(left, top - (row + 1) * height - row * _GAP, width, height)
        _draw_cell(figure, cell, one, (pathways or {}).get(one.objective_id))
    return figure


def page_count(count: int, size: tuple[int, int] = (1320, 640)) -> int:
    """Return over how many pages so many objectives are divided; an overview without any is one page."""
    columns, rows = _grid(size)
    return max(1, math.ceil(count / (columns * rows)))


def _grid(size: tuple[int, int]) -> tuple[int, int]:
    """Return how many columns and rows fit without making the text smaller."""
    width, height = size[0] - 2 * style.MARGIN + _GAP, size[1] - 4.5 * style.TITLE + _GAP
    columns = max(1, min(4, int(width / (_SMALLEST_CELL[0] + _GAP))))
    rows = max(1, int(height / (_SMALLEST_CELL[1] + _GAP)))
    return columns, min(rows, MOST_PER_PAGE // columns)


def _fitting(count: int, columns: int, rows: int) -> tuple[int, int]:
    """Return the grid for this many objectives: as wide cells as the rows allow."""
    fewest = math.ceil(count / rows)
    columns = min(columns, max(fewest, 2 if count > 1 else 1))
    return columns, max(math.ceil(count / columns), min(2, rows))


def _title(follow_ups: Sequence[FollowUp]) -> str:
    count = len(follow_ups)
    if count <= 1:
        return f"{follow_ups[0].name}: {follow_ups[0].status}" if follow_ups else "Nog geen doelen"
    good = sum(one.status in ("behaald", "op koers") for one in follow_ups)
    unknown = sum(one.status == "niet te bepalen" for one in follow_ups)
    if unknown == count:
        return f"Van geen van de {count} doelen is de stand te bepalen"
    besides = f"; van {unknown} is de stand niet te bepalen" if unknown else ""
    return (
        f"{good or 'Geen'} van de {count} doelen {'is' if good < 2 else 'zijn'} behaald of op koers{besides}"
    )


def _sources(shown: Sequence[FollowUp]) -> str:
    readings = [one.newest or one.baseline for one in shown]
    sources = [reading.source for reading in readings if reading is not None]
    names = dict.fromkeys(name for source in sources for name in re.split(r"[,;]\s+", source) if name)
    return f"Bron: {', '.join(names)}" if names else ""


def _draw_themes(figure: Figure, shown: Sequence[FollowUp], top: float, page: str) -> float:
    """Name the themes of this page with their colours, and return the height at which that ends."""
    right = style.size_of(figure)[0] - style.MARGIN
    if page:
        style.write(figure, right, top, page, colour=style.SOFT, align="right")
        right -= style.width_of(page) + 20
    x = float(style.MARGIN)
    for theme in dict.fromkeys(catalogue.theme(one.theme) for one in shown):
        name = style.clean(theme.name)
        needed = 18 + style.width_of(name) * 1.02
        if x > style.MARGIN and x + needed > right:
            x, top = float(style.MARGIN), top - _LINE
        _fill(figure, Box(x, top - 17, 12, 12), theme.colour)
        style.write(figure, x + 18, top, name, colour=style.SOFT)
        x += needed + 20
    return top - _LINE


def _draw_cell(figure: Figure, cell: Box, one: FollowUp, pathway: Pathway | None) -> None:
    colour = catalogue.theme(one.theme).colour
    _fill(figure, Box(cell.left, cell.bottom, _BAR, cell.height), colour)
    left = cell.left + _BAR + 8
    width = cell.right - left
    said = one.unit in ("", "%") or one.unit.casefold() in one.name.casefold()
    name = one.name if said else f"{one.name}, {one.unit}"
    lines = style.shorten(style.wrap(name, width), 2, width)
    y = style.write_lines(figure, left, cell.top, lines, colour=style.INK)
    state = style.state_text(one.status)
    style.write(figure, left, y, state, bold=True)
    taken = style.width_of(state, bold=True) + 8
    fitting = (text for text in _also(one) if style.width_of(text) <= width - taken)
    also = next(fitting, "")
    style.write(figure, left + taken, y, also)
    words_width = min(_WORDS_WIDTH, width)
    body = y - _LINE if also else y  # the small series keeps clear of what stands behind the status
    y -= _LINE
    room = max(1, int((y - cell.bottom) / _LINE + 0.2))
    drawn = bool(one.points or one.target)
    words = _fitting_words(one, words_width if drawn else width, room)
    style.write_lines(figure, left, y, words)
    place = Box(left + words_width + 8, cell.bottom + 8, width - words_width - 14, body - cell.bottom - 14)
    if drawn and place.width >= 3 * _MARKER:
        _draw_small_series(figure, place, one, pathway, colour)


def _fill(figure: Figure, box: Box, colour: str) -> None:
    width, height = style.size_of(figure)
    figure.add_artist(
        Rectangle(
            (box.left / width, box.bottom / height),
            box.width / width,
            box.height / height,
            transform=figure.transFigure,
            facecolor=colour,
            edgecolor="none",
        )
    )


# --- words ---------------------------------------------------------------------------------------------------


def _fitting_words(one: FollowUp, width: float, room: int) -> list[str]:
    """Return the words beside the small series: the longest that there is room for, rather than a text cut off."""
    count = len(one.missing)
    missing = [[f"mist: {dutch.join(one.missing)}"], [f"mist nog {count}: zie Doelen"]]
    if count > 1:
        missing.insert(1, [f"mist: {one.missing[0]} en nog {count - 1}; zie Doelen"])
    # The words around the year and its interval go first, then why it is late, and never these themselves.
    short = f"{one.forecast}{_years_short(one)}"
    late = one.target is not None and one.forecast is not None and one.forecast > one.target.year
    brief = [f"trend: {'pas ' if late else ''}{short}", f"trend: {short}"] if one.forecast is not None else []
    trend = [[text, why] for why in dict.fromkeys((one.apart_brief, "")) for text in (_forecast(one), *brief)]
    ahead = missing if one.missing else trend
    made: list[str] = []
    for last in ahead if one.missing or one.target is not None else [[]]:
        made = [line for text in [*_words(one), *filter(None, last)] for line in style.wrap(text, width)]
        if len(made) <= room:
            return made
    return style.shorten(made, room, width)


def _words(one: FollowUp) -> list[str]:
    """Return the newest value and the target, each in a few words."""
    newest = one.newest or one.baseline
    words = [f"{_value(one, newest.value)} in {newest.year}" if newest else "nog geen cijfer"]
    if one.corrected is not None and one.corrected.newest is not None:
        words[0] += f" (bij normaal weer {_value(one, one.corrected.newest.value)})"
    if one.target is not None:
        upper = "" if one.upper is None else f" tot {_value(one, one.upper)}"
        words.append(f"doel {_value(one, one.target.value)}{upper} in {one.target.year}")
    return words


def _also(one: FollowUp) -> list[str]:
    """Return what else the status could be, to stand behind it: the longest text first."""
    order = list(style.MARKS)
    others, own = one.could_be, order.index(one.status)
    if not others:
        return []
    if order.index(others[0]) < own < order.index(others[-1]):
        return ["(of beter, of slechter)", "(beter of slechter)", "(of anders)"]
    worse = own < order.index(others[0])
    named = f"(of {others[0]})" if len(others) == 1 else f"(tot {others[-1] if worse else others[0]})"
    return [named, "(of slechter)" if worse else "(of beter)"]


def _forecast(one: FollowUp) -> str:
    if one.status == "behaald":
        return "" if one.forecast is None else f"gehaald in {one.forecast}"
    if one.forecast is not None:
        late = one.target is not None and one.forecast > one.target.year
        return f"met deze trend {'pas ' if late else ''}in {one.forecast}{_years(one)}"
    if one.forecast_past is not None:
        return f"volgens trend al in {one.forecast_past}; geen cijfer"
    if one.observed_rate is None:
        return "nog geen nieuwe meting"
    if 0 < one.forecast_years < FEWEST_YEARS:
        return f"nog geen verwachting: {one.forecast_years} van {FEWEST_YEARS} jaren"
    beyond = one.forecast_reason.startswith("Met deze trend wordt het doel later")
    return f"met deze trend {'na 2150' if beyond else 'niet'}"


def _years(one: FollowUp) -> str:
    """Return the interval of the forecast as it stands behind the year."""
    if one.forecast_earliest is None:
        return ""
    if one.forecast_latest is None:
        return f" ({one.forecast_earliest} of later, of nooit)"
    return f" ({one.forecast_earliest} tot {one.forecast_latest})"


def _years_short(one: FollowUp) -> str:
    if one.forecast_earliest is None:
        return ""
    return f" ({one.forecast_earliest}-{'nooit' if one.forecast_latest is None else one.forecast_latest})"


def _value(one: FollowUp, value: float) -> str:
    entry = catalogue.indicators().get(one.indicator or "")
    return dutch.number(value, entry.decimals if entry else None, unit="%" if one.unit == "%" else "")


# --- the small series ----------------------------------------------------------------------------------------


def _draw_small_series(
    figure: Figure, place: Box, one: FollowUp, pathway: Pathway | None, colour: str
) -> None:
    path = _path(one, pathway)
    # What is judged is drawn: without the weather, where that is known.
    judged = one.points if one.corrected is None else one.corrected.points
    points = [(float(point.year), point.value) for point in judged]
    goals = [] if one.target is None else [(float(one.target.year), one.target.value)]
    if one.target is not None and one.upper is not None:
        goals.append((float(one.target.year), one.upper))
    axes = style.add_axes(figure, *place)
    axes.set_axis_off()
    # No value stands at the axis, so each may be a part of the largest: no number is too large or too small to draw.
    largest = max((abs(y) for _, y in [*points, *path, *goals]), default=0.0) or 1.0
    points, path, goals = ([(x, y / largest) for x, y in line] for line in (points, path, goals))
    zero = [((points or goals)[0][0], 0.0)] if _from_zero(one) else []
    _set_limits(axes, [*points, *path, *goals, *zero], place)
    if zero:
        axes.axhline(0, color=style.GREY, linewidth=style.points(1), zorder=1)
    if path:
        style.add_line(axes, [x for x, _ in path], [y for _, y in path], colour, planned=True)
    style.add_line(axes, [x for x, _ in points], [y for _, y in points], colour)
    for (year, value), point in zip(points, judged, strict=True):
        filled = point.status not in style.CALCULATED
        style.add_marker(axes, year, value, colour, filled=filled, size=_MARKER)
    if len(goals) == 1:
        style.add_marker(axes, *goals[0], colour, filled=False, shape="D", size=_MARKER)
    elif goals:
        (year, low), (_, high) = goals
        half = (axes.get_xlim()[1] - axes.get_xlim()[0]) * _MARKER / 2 / place.width
        bar = Rectangle((year - half, low), 2 * half, high - low, facecolor=style.PAPER, edgecolor=style.INK)
        bar.set(linewidth=style.points(1.5), clip_on=False, zorder=4)
        axes.add_patch(bar)


def _from_zero(one: FollowUp) -> bool:
    entry = catalogue.indicators().get(one.indicator or "")
    return entry is not None and from_zero(entry)


def _path(one: FollowUp, pathway: Pathway | None) -> list[tuple[float, float]]:
    if pathway is not None:
        start, span = pathway.start.year, pathway.end.year - pathway.start.year
        years = [start + span * number / _PATH_STEPS for number in range(_PATH_STEPS + 1)]
        return list(zip(years, pathway.values(years), strict=True))
    base = one.baseline if one.corrected is None else one.corrected.baseline
    if base is None or one.target is None or one.components.get("path", "lineair") != "lineair":
        return []
    return [(base.year, base.value), (one.target.year, one.target.value)]


def _set_limits(axes: Axes, points: Sequence[tuple[float, float]], place: Box) -> None:
    """Fit the axes around the points, with room for half a mark on each side."""
    for values, length, setter in (
        ([x for x, _ in points], place.width, axes.set_xlim),
        ([y for _, y in points], place.height, axes.set_ylim),
    ):
        low, high = min(values), max(values)
        if high - low < _SAME:
            low, high = low - 1, high + 1
        room = (high - low) * _MARKER / (length - 2 * _MARKER)
        setter(low - room, high + room)
