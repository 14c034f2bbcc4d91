"""What each party wants, and what they share: themes by parties, a dot for each weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.patches import Circle
from matplotlib.transforms import Affine2D, Transform

from wijkdata import catalogue, dutch
from wijkdata.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wijkdata.ambition.common_ground import Ground

#: More parties or themes than this go to a next page: the type is never made smaller.
MOST_PARTIES, MOST_THEMES = 12, 9

_THEME_WIDTH = 178.0
#: The two columns at the side: the least weight, and the spread.
_SIDE = (44.0, 44.0, 44.0)
_SIDE_GAP = 26.0
_SIDE_WORDS = ("laagste", "gemiddeld", "verschil")
_WIDEST_COLUMN = 150.0
#: Diameter of a dot of weight 0 and of weight 5: by area, and never too small for the number in it.
_DOTS = (22.0, 33.0)
_ROW = 36.0
_LONGEST_HEADING = 185.0
_SLOPE = math.radians(45)
_TITLE_PART = 0.17
_LINE = style.TEXT * style.LINE_HEIGHT
#: Text in a dot stands on the colour of a theme: black or white, whichever can be read best there.
_IN_DOT = ("#000000", "#FFFFFF")


def plot_common_ground(
    grounds: Sequence[Ground],
    parties: Sequence[str],
    *,
    page: int = 0,
    title: str = "",
    notes: Sequence[str] = (),
    size: tuple[int, int] = (880, 590),
) -> Figure:
    """Draw the weight that each party gives each theme, with the least, the mean and the spread at the side.

    Parameters
    ----------
    grounds
        How the parties stand per theme, from ``ambition.common_ground``.
    parties
        The parties, in the order of the columns.
    page
        Number of the page, from 0; `page_count` tells how many there are.
    title
        The finding; see ``common_ground.finding``.
    notes
        What must be said below the picture besides how to read it.
    size
        Width and height in pixels.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    pages = page_count(len(grounds), len(parties))
    if not 0 <= page < pages:
        raise ValueError(f"page {page} of {pages}")
    figure = style.new_figure(size)
    top = style.add_title(figure, title, _TITLE_PART) if title else size[1] - style.MARGIN
    if not grounds or not parties:
        words = "Hier komt per thema te staan hoeveel elke partij erom geeft, zodra er partijen zijn."
        style.write_lines(figure, style.MARGIN, top, style.wrap(words, size[0] - 2 * style.MARGIN))
        return figure
    themes_shown, parties_shown = _page(grounds, parties, page)
    how = "Getal: hoe zwaar het thema weegt, van 0 tot 5. Open ring: niet bekend. Dikke rand: staat alleen."
    paging = [f"Bladzijde {page + 1} van {pages}."] if pages > 1 else []
    bottom = style.add_source(figure, " ".join([how, *paging, *notes])) + 4
    _Matrix(figure, themes_shown, parties_shown, top, bottom).draw()
    return figure


def page_count(themes: int, parties: int) -> int:
    """Return over how many pages so many themes and parties are divided; none is one page."""
    return max(1, math.ceil(themes / MOST_THEMES)) * max(1, math.ceil(parties / MOST_PARTIES))


def _page(
    grounds: Sequence[Ground], parties: Sequence[str], page: int
) -> tuple[Sequence[Ground], Sequence[str]]:
    down, across = divmod(page, max(1, math.ceil(len(parties) / MOST_PARTIES)))
    return (
        grounds[down * MOST_THEMES : (down + 1) * MOST_THEMES],
        parties[across * MOST_PARTIES : (across + 1) * MOST_PARTIES],
    )


class _Matrix:
    """The rows of themes and columns of parties on one figure, in pixels."""

    def __init__(
        self, figure: Figure, grounds: Sequence[Ground], parties: Sequence[str], top: float, bottom: float
    ) -> None:
        self.figure = figure
        self.grounds = grounds
        self.parties = parties
        self.size = style.size_of(figure)
        self.left = style.MARGIN + _THEME_WIDTH
        room = self.size[0] - self.left - sum(_SIDE) - _SIDE_GAP - 1.5 * style.MARGIN
        self.column = min(room / len(parties), _WIDEST_COLUMN)
        self.side = self.left + self.column * len(parties) + _SIDE_GAP
        self.level = self._headings_fit()
        self.top = top - 6 - self._heading_height()
        self.row = min((self.top - bottom) / len(grounds), _ROW + 10)

    def _headings_fit(self) -> bool:
        """Say whether the names of the parties can be written level, on at most two lines each."""
        lines = [style.wrap(name, self.column - 8) for name in self.parties]
        whole = all(
            " ".join(one).replace(" ", "") == style.clean(name).replace(" ", "")
            and all(word in style.clean(name).split() for line in one for word in line.split())
            for one, name in zip(lines, self.parties, strict=True)
        )
        return whole and max(map(len, lines)) <= 2

    def _heading(self, name: str) -> list[str]:
        if self.level:
            return style.wrap(name, self.column - 8)
        return style.shorten(style.wrap(name, _LONGEST_HEADING), 1, _LONGEST_HEADING) or [""]

    def _heading_height(self) -> float:
        sloping = (
            _SIDE_WORDS if self.level else [*_SIDE_WORDS, *(self._heading(one)[0] for one in self.parties)]
        )
        height = max(map(style.width_of, sloping)) * math.sin(_SLOPE) + _LINE
        if self.level:
            height = max(height, max(len(self._heading(name)) for name in self.parties) * _LINE + 4)
        return height

    def x(self, column: int) -> float:
        return self.left + (column + 0.5) * self.column

    def y(self, row: int) -> float:
        return self.top - (row + 0.5) * self.row

    def draw(self) -> None:
        for number, party in enumerate(self.parties):
            self._write_heading(self.x(number), self._heading(party), sloping=not self.level)
        for number, word in enumerate(_SIDE_WORDS):
            self._write_heading(self._side_x(number), [word], sloping=True)
        above = 1
        for row, ground in enumerate(self.grounds):
            # Two lines reach into the rows beside it, so there is room for them below a name of one line only.
            most = 2 if above == 1 or self.row >= 2 * _LINE else 1
            lines = style.shorten(style.wrap(ground.name, _THEME_WIDTH - 14), most, _THEME_WIDTH - 14)
            above = len(lines)
            self._draw_row(row, ground, lines)

    def _side_x(self, number: int) -> float:
        return self.side + sum(_SIDE[:number]) + _SIDE[number] / 2

    def _write_heading(self, x: float, lines: Sequence[str], *, sloping: bool) -> None:
        if sloping:
            text = style.write(self.figure, x - 6, self.top + 4, lines[0], vertical="bottom")
            text.set_rotation(math.degrees(_SLOPE))
            text.set_rotation_mode("anchor")
            return
        for number, line in enumerate(reversed(lines)):
            height = self.top + 4 + number * _LINE
            style.write(self.figure, x, height, line, align="center", vertical="bottom")

    def _draw_row(self, row: int, ground: Ground, lines: Sequence[str]) -> None:
        y, colour = self.y(row), catalogue.theme(ground.theme).colour
        for number, line in enumerate(lines):
            middle = y + ((len(lines) - 1) / 2 - number) * _LINE
            style.write(self.figure, style.MARGIN, middle, line, vertical="center")
        for column, party in enumerate(self.parties):
            self._draw_dot(self.x(column), y, colour, ground.weights.get(party), party == ground.alone)
        # The mean stands between the two that say what it hides.
        mean = None if ground.mean is None else dutch.number(ground.mean, 1)
        for number, value in enumerate((ground.least, mean, ground.spread)):
            text = "–" if value is None else str(value)
            style.write(
                self.figure, self._side_x(number), y, text, bold=True, align="center", vertical="center"
            )

    def _draw_dot(self, x: float, y: float, colour: str, weight: int | None, alone: bool) -> None:  # noqa: FBT001
        said = weight is not None
        smallest, largest = (one**2 for one in _DOTS)
        diameter = math.sqrt(smallest + (largest - smallest) * (weight or 0) / 5)
        dot = Circle(
            (x, y),
            diameter / 2,
            transform=self._pixels(),
            facecolor=colour if said else style.PAPER,
            edgecolor=style.INK if said else style.GREY,
            linewidth=style.points(4 if alone else 1.5),
            linestyle="-" if said else (0, (2, 2)),
            gid="said" if said else "silent",
        )
        self.figure.add_artist(dot)
        if said:
            ink = max(_IN_DOT, key=lambda one: style.contrast(one, colour))
            style.write(self.figure, x, y + 1, str(weight), colour=ink, align="center", vertical="center")

    def _pixels(self) -> Transform:
        """Return the transform from pixels at `style.DPI`, so that a dot grows with the figure."""
        width, height = self.size
        return Affine2D().scale(1 / width, 1 / height) + self.figure.transFigure
