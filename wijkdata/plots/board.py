"""Axes on which labels are placed one after the other, each where there is still room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wijkdata.plots import style
from wijkdata.plots.labels import Box, along, nearest, needs_leader, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: Widest label, as a part of the width of the figure; what is longer goes on in a next line.
WIDEST_LABEL = 0.28

LEADING = 2.0
#: Between a mark and its label.
GAP = 6.0 + style.MARKER / 2

_GRAIN = 4.0
#: Room for letters that come out wider when the figure is drawn finer.
_FINER = 1.03


@dataclass
class Board:
    """The axes of one figure and what already stands on them, in pixels."""

    figure: Figure
    axes: Axes
    taken: list[Box] = field(default_factory=list)
    lines: set[tuple[float, float]] = field(default_factory=set)

    def pixel(self, year: float, value: float) -> tuple[float, float]:
        """Return where a value of a year stands."""
        x, y = self.axes.transData.transform((year, value))
        return float(x), float(y)

    def room(self) -> Box:
        """Return where labels may stand: on the axes, and to the right of them where nothing stands yet."""
        box = self.axes.bbox
        right = style.size_of(self.figure)[0] - style.MARGIN / 2
        return Box(box.x0 + 8, box.y0 + 2, right - box.x0 - 8, box.height + 6)

    def line(self, points: Sequence[tuple[float, float]]) -> None:
        """Remember where a line runs through these years and values."""
        on_line = along([self.pixel(*point) for point in points])
        self.lines |= {(round(x / _GRAIN) * _GRAIN, round(y / _GRAIN) * _GRAIN) for x, y in on_line}

    def mark(self, year: float, value: float, size: float = style.MARKER) -> None:
        """Remember where a mark stands."""
        x, y = self.pixel(year, value)
        self.taken.append(Box(x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2))

    def write(
        self, text: str, size: float = style.TEXT, colour: str = style.INK, *, bold: bool = False
    ) -> Text:
        """Write a label of which the place is still to be chosen."""
        widest = WIDEST_LABEL * style.size_of(self.figure)[0] * size / style.TEXT
        lines = style.wrap(text, widest, size, bold=bold)
        label = style.write(self.figure, 0, 0, "\n".join(lines), size, colour, bold=bold, vertical="bottom")
        label.set_path_effects(style.halo())
        label.set_zorder(6)
        return label

    def settle(self, label: Text, *anchors: tuple[float, float], gap: float = GAP) -> None:
        """Put a label at the free place nearest to what it names, with a line if that is far.

        Of several points that it may stand beside, the first is taken unless the label would cross a line there.
        """
        size, room = label_size(label), self.room()
        found = []
        for anchor in anchors:
            box = place(anchor, size, gap=gap, room=room, taken=self.taken, lines=self.lines)
            if box is not None:
                found.append((sum(box.contains(point) for point in self.lines), box, anchor))
        if not found:  # so crowded that there is no free place at all; the figure stays legible without it
            label.remove()
            return
        _, box, anchor = min(found, key=lambda one: one[0])
        self.put(label, box)
        if needs_leader(anchor, box):
            style.add_leader(self.figure, anchor, nearest(box, anchor))

    def put(self, label: Text, box: Box) -> None:
        """Put a label at a place that was found, and keep others away from it."""
        width, height = style.size_of(self.figure)
        label.set_position((box.left / width, (box.bottom + LEADING / 2) / height))
        self.taken.append(box)


def label_size(label: Text) -> tuple[float, float]:
    """Return the width and height of a label with a little space around it."""
    extent = label.get_window_extent()
    return float(extent.width) * _FINER + 4, float(extent.height) + LEADING
