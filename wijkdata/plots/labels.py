"""Where labels go: beside what they name, not over each other and not over the lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

#: Directions in which a label is tried, best first, as signs of the shift in x and y.
_DIRECTIONS = ((0, 1), (0, -1), (1, 1), (1, -1), (1, 0), (-1, 1), (-1, -1), (-1, 0), (0.5, 1), (0.5, -1))
#: What it costs to stand on a line, in pixels of distance: at all, and for each of its points (see `along`).
_ON_LINE = 25.0
_PER_POINT = 3.0
#: What it costs when the line from point to label crosses another line, and so seems to name that one.
_LEADER_OVER_LINE = 60.0
_NEAR = 26.0
_RINGS = 16
_GRAIN = 6.0


class Box(NamedTuple):
    """A rectangle in pixels, from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.left + self.width / 2, self.bottom + self.height / 2

    def overlaps(self, other: Box) -> bool:
        """Say whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: Box) -> bool:
        """Say whether this one lies wholly in the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )

    def contains(self, point: tuple[float, float]) -> bool:
        """Say whether the point lies in the rectangle."""
        return self.left <= point[0] <= self.right and self.bottom <= point[1] <= self.top


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Shift the middles of labels in one column just so far that they do not overlap.

    Parameters
    ----------
    wanted
        Where the middle of each label should be, in pixels.
    heights
        Height of each label, with the space around it.
    low, high
        Between these the labels must stay; when they do not fit they are stacked from `low` on.

    Returns
    -------
    list of float
        The middles, in the order in which they were given. Neighbours that meet are shifted as one group around
        the mean of where they wanted to be.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[list[int]] = []
    bottoms: list[float] = []
    for index in order:
        group = [index]
        bottom = _group_bottom(group, wanted, heights, low, high)
        while groups and bottoms[-1] + sum(heights[one] for one in groups[-1]) > bottom:
            group = groups.pop() + group
            bottoms.pop()
            bottom = _group_bottom(group, wanted, heights, low, high)
        groups.append(group)
        bottoms.append(bottom)
    middles = [0.0] * len(wanted)
    for group, start in zip(groups, bottoms, strict=True):
        bottom = start
        for index in group:
            middles[index] = bottom + heights[index] / 2
            bottom += heights[index]
    return middles


def place(
    anchor: tuple[float, float],
    size: tuple[float, float],
    *,
    gap: float,
    room: Box,
    taken: Sequence[Box],
    lines: Iterable[tuple[float, float]] = (),
    dots: Sequence[Box] = (),
) -> Box | None:
    """Find a free place for a label near the point that it names.

    Parameters
    ----------
    anchor
        The point that is named, in pixels.
    size
        Width and height of the label.
    gap
        Distance between the point and the nearest edge of the label.
    room
        The label must stay in here.
    taken
        Where nothing may be written: other labels and marks.
    lines
        Points along lines, which are avoided where there is another place close by.
    dots
        Small marks that a label may not cover, though the thin line to a label further away may cross them.

    Returns
    -------
    Box or None
        The nearest place that is free; None if there is none at all.
    """
    on_lines = list(lines)
    cells = {_cell(point) for point in on_lines}
    best: tuple[float, Box] | None = None
    for ring in range(_RINGS):
        distance = gap + ring * size[1] / 2
        if best is not None and best[0] <= distance:
            break
        for rank, (right, up) in enumerate(_DIRECTIONS):
            box = _beside(anchor, size, right, up, distance)
            if not box.within(room) or any(box.overlaps(other) for other in (*taken, *dots)):
                continue
            if _leader_crosses(anchor, box, taken):
                continue
            crossed = sum(box.contains(point) for point in on_lines)
            cost = distance + rank + (_ON_LINE + _PER_POINT * crossed if crossed else 0)
            cost += _LEADER_OVER_LINE if _leader_meets(anchor, box, cells) else 0
            if best is None or cost < best[0]:
                best = (cost, box)
    return best[1] if best else _anywhere(anchor, size, room, (*taken, *dots))


def nearest(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    """Return the point of the rectangle that lies nearest to this point."""
    return min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top)


def needs_leader(anchor: tuple[float, float], box: Box) -> bool:
    """Say whether a label stands so far from its point that a line must lead to it."""
    x, y = nearest(box, anchor)
    return abs(x - anchor[0]) + abs(y - anchor[1]) > _NEAR


def along(points: Sequence[tuple[float, float]], step: float = 4) -> list[tuple[float, float]]:
    """Return points at most `step` pixels apart along a line through these points."""
    found: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        count = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / step))
        found += [(x0 + (x1 - x0) * part / count, y0 + (y1 - y0) * part / count) for part in range(count + 1)]
    return found


def _leader_meets(anchor: tuple[float, float], box: Box, cells: set[tuple[int, int]]) -> bool:
    """Say whether a line from the point to its label would cross a line that does not begin there."""
    if not needs_leader(anchor, box):
        return False
    away = [
        point for point in along([anchor, nearest(box, anchor)], 2) if math.dist(point, anchor) > 2 * _GRAIN
    ]
    return any(_cell(point) in cells for point in away)


def _cell(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] / _GRAIN), round(point[1] / _GRAIN)


def _anywhere(
    anchor: tuple[float, float], size: tuple[float, float], room: Box, taken: Sequence[Box]
) -> Box | None:
    """Return the free place nearest to the point in the whole room, whatever the line to it crosses."""
    boxes = [
        Box(left, bottom, *size)
        for left in _steps(room.left, room.right - size[0])
        for bottom in _steps(room.bottom, room.top - size[1])
    ]
    free = [box for box in boxes if not any(box.overlaps(other) for other in taken)]
    return min(free, key=lambda box: math.dist(box.middle, anchor), default=None)


def _steps(low: float, high: float, step: float = 12) -> list[float]:
    return [low + number * step for number in range(int((high - low) / step) + 1)] if high >= low else []


def _leader_crosses(anchor: tuple[float, float], box: Box, taken: Sequence[Box]) -> bool:
    """Say whether a line from the point to its label would run through something else."""
    others = [other for other in taken if not other.contains(anchor)]
    return any(other.contains(point) for point in along([anchor, nearest(box, anchor)]) for other in others)


def _beside(
    anchor: tuple[float, float], size: tuple[float, float], right: float, up: float, distance: float
) -> Box:
    width, height = size
    left = anchor[0] - width / 2 + right * (width / 2 + (distance if up == 0 else distance / 2))
    bottom = anchor[1] - height / 2 + up * (height / 2 + distance)
    return Box(left, bottom, width, height)


def _group_bottom(
    group: Sequence[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> float:
    """Return where a stack of labels begins so that they are, on average, where they want to be."""
    below = 0.0
    starts = []
    for index in group:
        starts.append(wanted[index] - heights[index] / 2 - below)
        below += heights[index]
    return max(low, min(sum(starts) / len(starts), high - below))
