"""What one theme does for another: themes on the left, those that gain on the right, and the words between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from wijkdata import catalogue
from wijkdata.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: More links than this go to a next page: the type is never made smaller.
MOST_LINKS = 7

_NODE = 200.0
_BAR = 8.0
_BEND = 64.0
_LINE = style.TEXT * style.LINE_HEIGHT
_LANE = 2 * _LINE + 14
_TITLE_PART = 0.2


class Link(Protocol):
    """What is drawn; see ``wijkdata.ambition.model.ThemeLink``."""

    @property
    def theme(self) -> str: ...  # noqa: D102
    @property
    def helps(self) -> str: ...  # noqa: D102
    @property
    def by(self) -> str: ...  # noqa: D102


_Link = TypeVar("_Link", bound=Link)


def plot_influences(
    links: Sequence[Link],
    *,
    page: int = 0,
    title: str = "",
    notes: Sequence[str] = (),
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw an arrow for each link, from the theme that is worked on to the one that gains, with by what above it.

    Parameters
    ----------
    links
        The links between themes; those of one theme are drawn together.
    page
        Number of the page, from 0; `influence_pages` tells how many there are.
    title
        The finding; see ``ambition.themes.links_finding``.
    notes
        What must be said below the picture.
    size
        Width and height in pixels.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    pages = influence_pages(len(links))
    if not 0 <= page < pages:
        raise ValueError(f"page {page} of {pages}")
    figure = style.new_figure(size)
    top = style.add_title(figure, title, _TITLE_PART) if title else size[1] - style.MARGIN
    if not links:
        words = "Hier komt te staan welk thema een ander thema helpt, en waardoor."
        style.write_lines(figure, style.MARGIN, top, style.wrap(words, size[0] - 2 * style.MARGIN))
        return figure
    shown = links_on_page(links, page)
    paging = [f"Bladzijde {page + 1} van {pages}."] if pages > 1 else []
    how = "Links het thema waaraan wordt gewerkt, rechts het thema dat ervan profiteert."
    bottom = style.add_source(figure, " ".join([how, *paging]), notes) + 14
    _Map(figure, shown, top - 8, bottom).draw()
    return figure


def influence_pages(links: int) -> int:
    """Return over how many pages so many links are divided; none is one page."""
    return max(1, math.ceil(links / MOST_LINKS))


def links_on_page(links: Sequence[_Link], page: int) -> list[_Link]:
    """Return the links on a page, from 0, in the order of the picture: those of one theme together."""
    first = {one.theme: number for number, one in reversed(list(enumerate(links)))}
    together = sorted(links, key=lambda one: first[one.theme])
    return together[page * MOST_LINKS : (page + 1) * MOST_LINKS]


class _Map:
    """The two columns of themes and the lanes between them on one figure, in pixels."""

    def __init__(self, figure: Figure, links: Sequence[Link], top: float, bottom: float) -> None:
        self.figure = figure
        self.links = links
        self.size = style.size_of(figure)
        self.lane = min((top - bottom) / len(links), _LANE * 1.3)
        self.top = top
        self.start = style.MARGIN + _NODE
        self.end = self.size[0] - style.MARGIN - _NODE
        self.left = {
            theme: self._middle([one.theme == theme for one in links])
            for theme in dict.fromkeys(one.theme for one in links)
        }
        self.right = self._spread(
            {
                theme: self._middle([one.helps == theme for one in links])
                for theme in dict.fromkeys(one.helps for one in links)
            }
        )

    def y(self, lane: int) -> float:
        # the words stand above their line
        return self.top - (lane + 0.75) * self.lane

    def _middle(self, belongs: Sequence[bool]) -> float:
        heights = [self.y(number) for number, one in enumerate(belongs) if one]
        return sum(heights) / len(heights)

    def _spread(self, wanted: dict[str, float]) -> dict[str, float]:
        """Give each theme a height of its own, as near as it can be to its lanes and in their order."""
        order = sorted(wanted, key=lambda theme: -wanted[theme])
        lanes = [self.y(number) for number in range(len(self.links))]
        placed: dict[str, float] = {}
        for number, theme in enumerate(order):
            still_to_come = len(order) - number - 1
            free = [one for one in lanes if one < min(placed.values(), default=math.inf) - 1]
            # the ones below need a lane too
            free = free[: len(free) - still_to_come]
            placed[theme] = min(free, key=lambda one: abs(one - wanted[theme]))
        return placed

    def draw(self) -> None:
        for theme, y in self.left.items():
            self._node(style.MARGIN, y, theme)
        for theme, y in self.right.items():
            self._node(self.end + 12, y, theme)
        for number, one in enumerate(self.links):
            self._arrow(one, self.y(number))

    def _node(self, x: float, y: float, theme: str) -> None:
        known = catalogue.theme(theme)
        room = _NODE - _BAR - 22
        lines = style.shorten(style.wrap(known.name, room, bold=True), 2, room)
        height = max(len(lines) * _LINE + 6, self.lane * 0.5)
        width, whole = self.size
        bar = Rectangle(
            (x / width, (y - height / 2) / whole),
            _BAR / width,
            height / whole,
            transform=self.figure.transFigure,
            facecolor=known.colour,
            edgecolor=style.INK,
            linewidth=style.points(1),
            gid=theme,
        )
        self.figure.add_artist(bar)
        for number, line in enumerate(lines):
            middle = y + ((len(lines) - 1) / 2 - number) * _LINE
            style.write(self.figure, x + _BAR + 8, middle, line, bold=True, vertical="center")

    def _arrow(self, one: Link, y: float) -> None:
        colour = catalogue.theme(one.theme).colour
        begin, bend = self.start + 24, self.end - _BEND
        self._line([(self.start - 6, self.left[one.theme]), (begin, y), (bend, y)], colour)
        arrow = FancyArrowPatch(
            self._part(bend, y),
            self._part(self.end + 4, self.right[one.helps]),
            transform=self.figure.transFigure,
            arrowstyle="-|>,head_length=6,head_width=3.2",
            mutation_scale=1.1,
            shrinkA=0,
            shrinkB=0,
            linewidth=style.points(2.5),
            color=colour,
            path_effects=style.line_effects(colour, 2.5),
            gid=f"{one.theme} > {one.helps}",
        )
        self.figure.add_artist(arrow)
        room = bend - begin - 8
        most = 2 if self.lane >= 2 * _LINE + 8 else 1
        lines = style.shorten(style.wrap(one.by, room), most, room)
        style.write_lines(self.figure, begin + 4, y + len(lines) * _LINE + 4, lines)

    def _line(self, places: Sequence[tuple[float, float]], colour: str) -> None:
        parts = [self._part(*one) for one in places]
        line = Line2D(
            [x for x, _ in parts],
            [y for _, y in parts],
            color=colour,
            linewidth=style.points(2.5),
            solid_joinstyle="round",
            path_effects=style.line_effects(colour, 2.5),
        )
        self.figure.add_artist(line)

    def _part(self, x: float, y: float) -> tuple[float, float]:
        return x / self.size[0], y / self.size[1]
