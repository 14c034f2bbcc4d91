"""How far a programme of measures brings each objective, by measure, and what is not covered."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from wijkdata import catalogue, dutch
from wijkdata.ambition.coverage import outcome_text
from wijkdata.ambition.verdicts import EITHER, MISSED, REACHED, UNKNOWN
from wijkdata.effects import GRID, MEASURES
from wijkdata.plots import style
from wijkdata.plots.labels import Box

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wijkdata.ambition.coverage import Answer

#: The mark of each verdict; the word always stands beside it.
MARKS = {REACHED: "✔", EITHER: "◆", MISSED: "▼", UNKNOWN: "?"}

_LINE = style.TEXT * style.LINE_HEIGHT
_BAR = 24.0
_ROW = 2 * _LINE + _BAR + 20
#: What the bar reaches beyond the target, as a part of the way to it.
_BEYOND = 0.2
_UNSURE = 4.0
_EDGE = 1.5
#: How high above its place the foot of the letters in a bar stands, so that they are in the middle.
_BASE = 3.0
_TRACK = "#EFECE5"
#: How much wider a line can be in bold letters.
_BOLDER = 1.2

_BETWEEN = (
    "De streep onder een balk loopt van het minste tot het meeste dat begincijfer en kengetallen toelaten."
)

#: Short names of the pieces of a bar, in their order.
PIECES = {GRID: "schonere energie"} | {key: one.short for key, one in MEASURES.items()}


def plot_coverage(
    answers: Sequence[Answer],
    *,
    title: str,
    source: str = "",
    notes: Sequence[str] = (),
    elsewhere: str = "",
    page: int = 0,
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw of each objective which part of the way the programme covers.

    Parameters
    ----------
    answers
        What the programme yields, of ``coverage.Coverage.answers``. Those of which nothing can be told are named
        below the figure, or counted where they do not fit.
    title
        The finding.
    source, notes
        The lines below the figure.
    elsewhere
        Where those of which nothing can be told are named, if not here.
    page
        Number of the page, from 0; `page_count` tells how many there are.
    size
        Width and height in pixels.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    pages = page_count(answers, size)
    if not 0 <= page < pages:
        raise ValueError(f"page {page} of {pages}")
    figure = style.new_figure(size)
    top = style.add_title(figure, title, 0.2) - 4
    known = [one for one in answers if one.verdict != UNKNOWN]
    rows = _rows(size)
    shown = known[page * rows : (page + 1) * rows]
    said = [_order(shown, _whole(shown, size)), _BETWEEN if any(map(_unsure, shown)) else "", *notes]
    said.append(_left_out(answers, elsewhere, size[0] - 2 * style.MARGIN))
    bottom = style.add_source(figure, source, [one for one in said if one]) + 4
    if not shown:
        words = "Hier komt te staan hoe ver dit programma elk doel brengt, zodra er doelen met een streefwaarde zijn."
        style.write_lines(figure, style.MARGIN, top, style.wrap(words, size[0] - 2 * style.MARGIN))
        return figure
    step = min(_ROW + 16, (top - bottom) / len(shown))
    whole = _whole(shown, size)
    for number, one in enumerate(shown):
        row = Box(style.MARGIN, top - (number + 1) * step, size[0] - 2 * style.MARGIN, step)
        _draw_row(figure, row, one, whole)
    return figure


def page_count(answers: Sequence[Answer], size: tuple[int, int] = (880, 590)) -> int:
    """Return over how many pages the objectives of which something can be told are divided; at least one."""
    known = sum(one.verdict != UNKNOWN for one in answers)
    return max(1, -(-known // _rows(size)))


def _rows(size: tuple[int, int]) -> int:
    return max(1, int((size[1] - 190) / _ROW))


def _whole(shown: Sequence[Answer], size: tuple[int, int]) -> float:
    """Return how long the way from start to target is, the same in all rows [px]."""
    texts = [style.width_of(_target_text(one)) for one in shown if one.needed]
    return (size[0] - 2 * style.MARGIN - max(texts, default=0.0) - 14) / (1 + _BEYOND)


def _target_text(one: Answer) -> str:
    ends = [end for end in (one.aim.target or 0.0, one.aim.upper) if end is not None]
    *first, last = [dutch.number(end, one.aim.decimals) for end in ends]
    unit = one.aim.unit.removesuffix("/jaar")
    whole = f"{last}{unit}" if unit == "%" else f"{last} {unit}".strip()
    return f"doel {' tot '.join([*first, whole])} in {one.aim.year}"


def _unsure(one: Answer) -> bool:
    return bool(one.needed) and one.low != one.high


def _order(shown: Sequence[Answer], whole: float) -> str:
    """Say what the pieces of the bars are, if there is one without its name in it, and what works against."""
    helping: set[str] = set()
    against: set[str] = set()
    nameless = False
    for one in shown:
        parts = _parts(one)
        more = {key for key, part in parts.items() if part > 0}
        helping |= more
        against |= {key for key, part in parts.items() if part < 0} if more else set()
        nameless = nameless or any(not _fits(key, whole * parts[key]) for key in more)
    said = []
    if nameless:
        said.append(f"Van links naar rechts: {_named(helping)}.")
    if against:
        said.append(f"Gearceerd: wat er weer af gaat door {_named(against)}.")
    return " ".join(said)


def _named(keys: Container[str]) -> str:
    return dutch.join([name for key, name in PIECES.items() if key in keys])


def _parts(one: Answer) -> dict[str, float]:
    """Return the changes as parts of the way to the target; what works against it is negative."""
    if not one.needed:
        return {}
    toward = 1.0 if (one.aim.target or 0.0) > (one.aim.start or 0.0) else -1.0
    return {key: toward * part / one.needed for key, part in one.parts.items()}


def _fits(key: str, width: float) -> bool:
    return style.width_of(PIECES[key]) + 8 <= width


def _left_out(answers: Sequence[Answer], elsewhere: str, room: float) -> str:
    unknown = [one.aim.name for one in answers if one.verdict == UNKNOWN]
    if not unknown:
        return ""
    count = "één doel" if len(unknown) == 1 else f"{len(unknown)} doelen"
    names = dutch.join([one.removesuffix(".") for one in unknown])
    where = elsewhere or names
    told = f"Van {count} is niet te zeggen wat dit programma doet"
    whole = style.clean(f"{told}: {where}.")
    return whole if style.width_of(whole) <= room else f"{told}."


def _draw_row(figure: Figure, row: Box, one: Answer, whole: float) -> None:
    state = f"{MARKS[one.verdict]} {one.verdict}"
    room = row.width - style.width_of(state, bold=True) - 24
    # `shorten` reckons with thin letters, and these are bold: what is left after it has to fit as well.
    name = style.shorten(style.wrap(one.aim.name, room, bold=True), 1, room / _BOLDER)
    style.write(figure, row.left, row.top, name[0] if name else "", bold=True)
    style.write(figure, row.right, row.top, state, bold=True, align="right")
    under, room = row.top - _LINE, row.width
    if one.needed:
        _draw_bar(figure, Box(row.left, under - _BAR - 2, row.width, _BAR), one, whole)
        under -= _BAR + 10
    else:
        style.write(figure, row.right, under, _target_text(one), align="right")
        room -= style.width_of(_target_text(one)) + 12
    # The start and target may have no room; what comes of it always has.
    sentence = style.clean(one.sentence)
    told = sentence if style.width_of(sentence) <= room or not one.needed else outcome_text(one)
    words = style.shorten(style.wrap(dutch.sentence(told), room), 1, room)
    style.write(figure, row.left, under, words[0] if words else "", colour=style.SOFT)


def _draw_bar(figure: Figure, bar: Box, one: Answer, whole: float) -> None:
    """Draw the way from the start to the target, what covers it, and between what that lies."""
    aim, needed = one.aim, one.needed or 1.0
    toward = 1.0 if (aim.target or 0.0) > (aim.start or 0.0) else -1.0

    def at(part: float) -> float:
        return bar.left + whole * min(max(part, 0.0), 1 + _BEYOND)

    _rectangle(figure, Box(bar.left, bar.bottom, whole, _BAR), face=_TRACK)
    parts = _parts(one)
    # What goes on beyond the edge says so, with what it comes to.
    beyond = (
        f"{dutch.number(one.reached, aim.decimals)} ▶"
        if sum(map(_helping, parts.values())) > 1 + _BEYOND
        else ""
    )
    stop = at(1 + _BEYOND) - (style.width_of(beyond) + 8 if beyond else 0)
    _draw_pieces(figure, bar, parts, at, catalogue.theme(aim.theme).colour, stop)
    if beyond:
        style.write(figure, at(1 + _BEYOND) - 4, _foot(bar), beyond, align="right", vertical="baseline")
    if one.low is not None and one.high is not None and aim.start is not None:
        ends = sorted(toward * (end - aim.start) / needed for end in (one.low, one.high))
        if ends[1] - ends[0] > 1e-3:
            foot = bar.bottom - 3
            _line(figure, [at(ends[0]), at(ends[1])], [foot, foot], 2.5)
            for end in ends:
                _line(figure, [at(end)] * 2, [foot - _UNSURE, foot + _UNSURE], 2.5)
    _line(figure, [at(1)] * 2, [bar.bottom - 4, bar.top + 4], 3)
    style.write(figure, bar.right, bar.top - 3, _target_text(one), align="right")


def _helping(part: float) -> float:
    return max(part, 0.0)


def _foot(bar: Box) -> float:
    """Return where the letters in a bar stand."""
    return bar.bottom + (_BAR - style.TEXT) / 2 + _BASE


def _draw_pieces(
    figure: Figure,
    bar: Box,
    parts: Mapping[str, float],
    at: Callable[[float], float],
    colour: str,
    stop: float,
) -> None:
    """Draw the pieces of a bar, each with its name where that fits left of `stop`."""
    tints = tints_of(colour)
    place = 0.0
    for number, key in enumerate(PIECES):
        part = parts.get(key, 0.0)
        if part <= 0:
            continue
        piece = Box(at(place), bar.bottom, at(place + part) - at(place), _BAR)
        _rectangle(figure, piece, face=style.PAPER if key == GRID else tints[number % 2], edge=style.INK)
        room = min(piece.right, stop) - piece.left
        if _fits(key, room):
            # At a whole pixel, so that a name that moves along with its piece need not be drawn anew.
            middle = round(piece.left + room / 2)
            style.write(figure, middle, _foot(bar), PIECES[key], align="center", vertical="baseline")
        place += part
    against = -sum(part for part in parts.values() if part < 0)
    if against > 0:
        piece = Box(at(place - against), bar.bottom, at(place) - at(place - against), _BAR)
        _rectangle(figure, piece, face=style.PAPER, edge=style.INK, hatch=style.HATCH)


@cache
def tints_of(colour: str) -> tuple[str, ...]:
    """Return the two light shades of a theme's colour that pieces beside each other take in turn."""
    return tuple(style.shades(colour, 8)[:2])


def _rectangle(figure: Figure, box: Box, *, face: str, edge: str = "none", hatch: str | None = None) -> None:
    if box.width <= 0:
        return
    wide, high = style.size_of(figure)
    figure.add_artist(
        Rectangle(
            (box.left / wide, box.bottom / high),
            box.width / wide,
            box.height / high,
            transform=figure.transFigure,
            facecolor=face,
            edgecolor=edge,
            linewidth=style.points(_EDGE) if edge != "none" else 0,
            hatch=hatch,
        )
    )


def _line(figure: Figure, x: Sequence[float], y: Sequence[float], width: float) -> None:
    wide, high = style.size_of(figure)
    figure.add_artist(
        Line2D(
            [one / wide for one in x],
            [one / high for one in y],
            transform=figure.transFigure,
            color=style.INK,
            linewidth=style.points(width),
            solid_capstyle="butt",
            path_effects=style.halo(2),
        )
    )
