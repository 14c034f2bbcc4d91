"""One indicator through the years: what was measured, where it started and where it is meant to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from wijkdata import catalogue, dutch
from wijkdata.pathways import DIRECTION_MEANINGS, Point
from wijkdata.plots import style
from wijkdata.plots.labels import Box, along, nearest, place, spread

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from wijkdata.catalogue import Indicator
    from wijkdata.pathways import Pathway

_HALF_YEAR = 0.5
_GAP = 6.0
_NEAR = 26.0
_WIDEST_LABEL = 0.28
_AXIS_MARGIN = 0.06
_SAMPLES_PER_YEAR = 24
_TICK_LABELS = 30.0
_PROVISIONAL = ("voorlopig", "nader voorlopig")


class Goal(Protocol):
    """A value to reach in a year: a point, or a target of which `upper` may give the higher end of a band."""

    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def year(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Reference:
    """Something to compare with, such as the gemeente.

    Attributes
    ----------
    name
        Dutch name, as it stands at the end of the line.
    points
        Its values. A single one is drawn as a level over the whole width, with its year in the label.
    """

    name: str
    points: tuple[Point, ...]


def finding(
    indicator: Indicator,
    latest: Point | None,
    *,
    baseline: Point | None = None,
    target: Goal | None = None,
    path_value: float | None = None,
) -> str:
    """Say in one Dutch sentence what the figure shows.

    Parameters
    ----------
    indicator
        The indicator.
    latest
        The newest figure; None if there is none.
    baseline
        The nulmeting. A figure that is newer than it makes the sentence one about progress.
    target
        The agreed target.
    path_value
        The value that the path has in the year of the newest figure.
    """
    if latest is None:
        tail = f"; het doel voor {target.year} is {_target_value(indicator, target)}" if target else ""
        return f"{indicator.name}: er is nog geen cijfer{tail}"
    if baseline is not None and latest.year > baseline.year:
        return _progress(indicator, baseline, latest, path_value)
    text = f"{indicator.name}: {indicator.text(latest.value)} in {latest.year}"
    if target is None:
        return text
    return f"{text}; het pad naar {target.year} vraagt {_target_value(indicator, target, unit=False)}"


def plot_series(  # noqa: PLR0913  (what there is to show about one indicator; all but the first two by name)
    series: pd.DataFrame,
    indicator: Indicator,
    *,
    baseline: Point | None = None,
    pathway: Pathway | None = None,
    target: Goal | None = None,
    milestones: Sequence[Point] = (),
    references: Sequence[Reference] = (),
    status: str | None = None,
    title: str | None = None,
    source: str = "",
    size: tuple[int, int] = (860, 560),
) -> Figure:
    """Draw the years of one indicator with its baseline, path and target.

    Parameters
    ----------
    series
        Columns year, value (in the unit of the indicator, NaN where there is no figure), status and note; one row
        per year. A year without a figure gets a hatched place with the reason, and the line is broken there.
    indicator
        The indicator; its theme gives the colour.
    baseline
        The pinned nulmeting, which may differ from the series when the publisher revised it later.
    pathway
        The planned path, drawn dashed.
    target
        The target; by default the end of the path.
    milestones
        Values to have reached on the way; those of the path by default.
    references
        Lines to compare with, thin and grey.
    status
        Status of the objective, a key of ``style.MARKS``.
    title
        The finding; `finding` makes it by default.
    source
        The line below the figure.
    size
        Width and height in pixels.
    """
    rows = series.sort_values("year").reset_index(drop=True)
    known = rows[rows["value"].notna()]
    scene = _Scene(
        indicator=indicator,
        colour=catalogue.theme(indicator.theme).colour,
        known=[Point(int(year), float(value)) for year, value in zip(known["year"], known["value"], strict=True)],
        statuses=[str(one) for one in known["status"]],
        missing=_missing(rows),
        baseline=baseline,
        pathway=pathway,
        target=target if target is not None or pathway is None else pathway.end,
        milestones=list(milestones) or (list(pathway.milestones) if pathway is not None else []),
        references=list(references),
    )
    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else _default_title(scene)) - 4
    if status is not None:
        style.write(figure, style.MARGIN, top, style.state_text(status), style.STATE, bold=True)
        top -= style.STATE * style.LINE_HEIGHT + 2
    bottom = style.add_source(figure, source, _notes(rows)) + style.MARGIN * 0.5
    _draw(figure, scene, top, bottom)
    return figure


# --- words ---------------------------------------------------------------------------------------------------


def _default_title(scene: _Scene) -> str:
    latest = scene.known[-1] if scene.known else None
    path_value = scene.pathway.value(latest.year) if scene.pathway is not None and latest is not None else None
    return finding(
        scene.indicator, latest, baseline=scene.baseline, target=scene.target, path_value=path_value
    )


def _progress(indicator: Indicator, baseline: Point, latest: Point, path_value: float | None) -> str:
    doubled = baseline.value > 0 and latest.value >= 2 * baseline.value and not indicator.unit.startswith("%")
    if doubled:
        start, end = indicator.text(baseline.value, unit=False), indicator.text(latest.value)
        text = f"{indicator.name}: van {start} naar {end} sinds {baseline.year}"
        asked = "" if path_value is None else indicator.text(path_value, unit=False)
    else:
        text = f"{indicator.name}: {_change(indicator, baseline.value, latest.value)} sinds {baseline.year}"
        asked = "" if path_value is None else _asked(indicator, baseline.value, path_value)
    return f"{text}; het pad vroeg {asked} tot {latest.year}" if asked else text


def _change(indicator: Indicator, start: float, end: float) -> str:
    amount = _amount(indicator, start, end)
    if amount is None:
        return "vrijwel gelijk gebleven" if start != end else "gelijk gebleven"
    return f"{amount} {'gestegen' if end > start else 'gedaald'}"


def _asked(indicator: Indicator, start: float, end: float) -> str:
    amount = _amount(indicator, start, end)
    return "geen verandering" if amount is None else f"{amount} {'stijging' if end > start else 'daling'}"


def _amount(indicator: Indicator, start: float, end: float) -> str | None:
    """Return the size of a change in words, without its sign; None where it rounds to nothing.

    Shares differ by percentage points. A part of the start has no meaning for an index, nor where the start is
    zero or negative; there the difference itself is given.
    """
    difference = abs(end - start)
    if indicator.unit.startswith("%"):
        shown = dutch.number(difference, min(indicator.decimals, 1))
        return None if _is_zero(shown) else f"{shown} procentpunt"
    if indicator.kind == "index" or start <= 0:
        shown = indicator.text(difference, unit=False)
        unit = "" if indicator.kind == "index" and "°" not in indicator.unit else indicator.unit
        return None if _is_zero(shown) else f"{shown} {unit or 'punten'}"
    part = 100 * difference / start
    shown = dutch.number(part, 0 if part >= 1 else 1)
    return None if _is_zero(shown) else f"{shown}%"


def _is_zero(shown: str) -> bool:
    return not shown.strip("0,.")


def _target_value(indicator: Indicator, target: Goal, *, unit: bool = True) -> str:
    upper = _upper(target)
    if upper is None:
        return indicator.text(target.value, unit=unit)
    return f"{indicator.text(target.value, unit=False)} tot {indicator.text(upper, unit=unit)}"


def _upper(target: Goal) -> float | None:
    upper = getattr(target, "upper", None)
    return None if upper is None else float(upper)


def _notes(rows: pd.DataFrame) -> list[str]:
    """Return what must be said below the figure about single years, years with the same remark together."""
    years: dict[str, list[int]] = {}
    for row in rows.itertuples():
        note = str(row.note or "") if row.note == row.note else ""
        if not note and row.status in _PROVISIONAL:
            note = f"{row.status} cijfer"
        if note:
            years.setdefault(note, []).append(int(row.year))
    return [f"{spans(found)}: {note}" for note, found in years.items()]


def spans(years: Sequence[int]) -> str:
    """Write years in words, runs of years as a span: ``2014-2016 en 2018``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return dutch.join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


# --- what is drawn -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Gap:
    """Years in a row without a figure, all for the same reason."""

    first: int
    last: int
    word: str


@dataclass(frozen=True)
class _Scene:
    """Everything that one figure shows, in the unit of the indicator."""

    indicator: Indicator
    colour: str
    known: list[Point]
    statuses: list[str]
    missing: list[_Gap]
    baseline: Point | None
    pathway: Pathway | None
    target: Goal | None
    milestones: list[Point]
    references: list[Reference]

    def years(self) -> tuple[int, int]:
        """Return the first and last year of the axis; one year either side where there is only one."""
        found = [point.year for point in self._points()]
        found += [year for gap in self.missing for year in (gap.first, gap.last)]
        found += [point.year for reference in self.references for point in reference.points]
        if self.target is not None:
            found.append(self.target.year)
        return (min(found), max(found)) if found else (0, 0)

    def values(self) -> list[float]:
        """Return every value that must lie within the axis."""
        found = [point.value for point in self._points()]
        found += [point.value for reference in self.references for point in reference.points]
        if self.target is not None:
            upper = _upper(self.target)
            found += [self.target.value] if upper is None else [self.target.value, upper]
        return found

    def _points(self) -> list[Point]:
        found = [*self.known, *self.milestones]
        if self.baseline is not None:
            found.append(self.baseline)
        if self.pathway is not None:
            found += [self.pathway.start, self.pathway.end]
        return found

    def runs(self) -> list[list[Point]]:
        """Return the known points that may be joined: no year without a figure lies between them."""
        gaps = [gap.first for gap in self.missing]
        found: list[list[Point]] = []
        for point in self.known:
            if found and not any(found[-1][-1].year < year < point.year for year in gaps):
                found[-1].append(point)
            else:
                found.append([point])
        return found


@dataclass
class _Board:
    """The axes of one figure and what already stands on them, in pixels."""

    figure: Figure
    axes: Axes
    taken: list[Box] = field(default_factory=list)
    lines: list[tuple[float, float]] = field(default_factory=list)

    def pixel(self, year: float, value: float) -> tuple[float, float]:
        x, y = self.axes.transData.transform((year, value))
        return float(x), float(y)

    def room(self) -> Box:
        """Return where labels may stand: on the axes, and to the right of them where nothing stands yet."""
        box = self.axes.bbox
        right = style.size_of(self.figure)[0] - style.MARGIN / 2
        return Box(box.x0 - 2, box.y0 + 2, right - box.x0 + 2, box.height + 6)

    def line(self, points: Sequence[tuple[float, float]]) -> None:
        self.lines += along([self.pixel(*point) for point in points])

    def mark(self, year: float, value: float, size: float = style.MARKER) -> None:
        x, y = self.pixel(year, value)
        self.taken.append(Box(x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2))

    def write(self, text: str, size: float = style.TEXT, colour: str = style.INK, *, bold: bool = False) -> Text:
        """Write a label of which the place is still to be chosen."""
        widest = _WIDEST_LABEL * style.size_of(self.figure)[0]
        lines = style.wrap(text, widest, size, bold=bold)
        label = style.write(self.figure, 0, 0, "\n".join(lines), size, colour, bold=bold, vertical="bottom")
        label.set_path_effects(style.halo())
        label.set_zorder(6)
        return label

    def settle(self, label: Text, anchor: tuple[float, float], *, gap: float = _GAP) -> None:
        """Put a label at the free place nearest to the point that it names, with a line if that is far."""
        size = _size(label)
        box = place(
            anchor, size, gap=gap + style.MARKER / 2, room=self.room(), taken=self.taken, lines=self.lines
        )
        if box is None:
            label.remove()
            return
        self.put(label, box)
        edge = nearest(box, anchor)
        if abs(edge[0] - anchor[0]) + abs(edge[1] - anchor[1]) > _NEAR:
            self.connect(anchor, edge)

    def put(self, label: Text, box: Box) -> None:
        width, height = style.size_of(self.figure)
        label.set_position((box.left / width, (box.bottom + _LEADING / 2) / height))
        self.taken.append(box)

    def connect(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a thin line from a point to the label that stands away from it."""
        width, height = style.size_of(self.figure)
        self.figure.add_artist(
            Line2D(
                [start[0] / width, end[0] / width],
                [start[1] / height, end[1] / height],
                color=style.GREY,
                linewidth=style.points(1),
                zorder=1,
            )
        )


_LEADING = 2.0


def _size(label: Text) -> tuple[float, float]:
    """Return the width and height of a label, with room for letters that are wider at another resolution."""
    extent = label.get_window_extent()
    return float(extent.width) * 1.02 + 4, float(extent.height) + _LEADING


def _missing(rows: pd.DataFrame) -> list[_Gap]:
    gaps: list[_Gap] = []
    for row in rows[rows["value"].isna()].itertuples():
        year, word = int(row.year), style.MISSING_WORDS.get(str(row.status), style.MISSING_WORDS["ontbreekt"])
        if gaps and gaps[-1].last == year - 1 and gaps[-1].word == word:
            gaps[-1] = _Gap(gaps[-1].first, year, word)
        else:
            gaps.append(_Gap(year, year, word))
    return gaps


def _draw(figure: Figure, scene: _Scene, top: float, bottom: float) -> None:
    ends = _end_labels(scene)
    if not scene.values() and not scene.missing:
        style.write_lines(figure, style.MARGIN, top, ["Hier komt de reeks te staan zodra er een cijfer is."])
        return
    low, high, ticks, tick_texts = _value_axis(scene)
    axis_note = style.wrap(_axis_note(scene, low), style.size_of(figure)[0] - 2 * style.MARGIN)
    top = style.write_lines(figure, style.MARGIN, top, axis_note, style.TEXT, style.SOFT) - 10
    left = style.MARGIN + max([style.width_of(text) for text in tick_texts], default=0) + 6
    widest = _WIDEST_LABEL * style.size_of(figure)[0]
    column = max(
        (style.width_of(line) for text, _ in ends for line in style.wrap(text, widest)), default=0
    )
    right = style.size_of(figure)[0] - style.MARGIN - (column * 1.02 + 12 if ends else 0)
    axes = style.add_axes(figure, left, bottom + _TICK_LABELS, right - left, top - bottom - _TICK_LABELS)
    board = _Board(figure, axes)
    _set_axes(axes, scene.years(), (low, high), ticks, tick_texts)
    _draw_lines(board, scene)
    _draw_points(board, scene)
    words = _draw_gaps(board, scene.missing)
    _write_ends(board, ends)
    for label, gap in words:
        _settle_word(board, label, gap)
    _write_labels(board, scene)


def _value_axis(scene: _Scene) -> tuple[float, float, list[float], list[str]]:
    """Return the ends of the axis of values and its ticks: from zero for a count or a share."""
    values = scene.values()
    if not values:
        return 0.0, 1.0, [], []
    indicator = scene.indicator
    floor, ceiling = indicator.limits
    low, high = min(values), max(values)
    if indicator.kind == "index" and floor is not None and ceiling is not None:
        low, high = min(low, floor), max(high, ceiling)  # a scale with two ends is shown whole
    elif low >= 0 and (from_zero(indicator) or low < high / 2):
        low = 0.0
    else:
        margin = (high - low or abs(high)) * _AXIS_MARGIN
        low, high = low - margin, high + margin
    if low == high:
        high = low + 1
    ticks, texts = style.number_ticks(low, high, whole=indicator.decimals == 0)
    end = ticks[-1] if ceiling is None or max(values) > ceiling else min(ticks[-1], ceiling)
    kept = [(tick, text) for tick, text in zip(ticks, texts, strict=True) if ticks[0] <= tick <= end]
    return ticks[0], end, [tick for tick, _ in kept], [text for _, text in kept]


def from_zero(indicator: Indicator) -> bool:
    """Say whether this is a count or a share: only an axis from zero shows those as they are."""
    count = indicator.kind == "berekend" and "/" not in indicator.unit
    return indicator.kind in ("aantal", "aandeel") or indicator.unit.startswith("%") or count


def _axis_note(scene: _Scene, low: float) -> str:
    """Return what must be known to read the figure: unit, which way is better, where the axis begins."""
    indicator = scene.indicator
    parts = [indicator.unit]
    if indicator.direction in ("omhoog", "omlaag"):
        parts.append(DIRECTION_MEANINGS[indicator.direction])
    if low != 0 and scene.values():
        parts.append(f"as begint bij {dutch.number(low)}")
    words = dict.fromkeys(_OPEN_WORDS[status] for status in scene.statuses if status in _OPEN_WORDS)
    if words:
        parts.append(f"○ {dutch.join(words)}, niet gemeten")
    return " · ".join(parts)


_OPEN_WORDS = {"model": "modelcijfer", "geschat": "eigen berekening"}


def _set_axes(
    axes: Axes,
    years: tuple[int, int],
    values: tuple[float, float],
    ticks: Sequence[float],
    texts: Sequence[str],
) -> None:
    first, last = years
    axes.set_xlim(first - _HALF_YEAR, last + _HALF_YEAR)
    axes.set_ylim(*values)
    axes.set_xticks(style.year_ticks(first, last, float(axes.bbox.width)))
    axes.xaxis.set_major_formatter(style.year_formatter())
    axes.set_yticks(list(ticks), labels=list(texts))
    if values[0] < 0 < values[1]:
        axes.axhline(0, color=style.INK, linewidth=style.points(1), zorder=1)


def _draw_lines(board: _Board, scene: _Scene) -> None:
    axes = board.axes
    first, last = axes.get_xlim()
    for reference in scene.references:
        points = reference.points
        along_years = (
            [(first, points[0].value), (last, points[0].value)]
            if len(points) == 1
            else [(point.year, point.value) for point in points]
        )
        axes.plot(
            [x for x, _ in along_years], [y for _, y in along_years], color=style.GREY, lw=style.points(2), zorder=2
        )
        board.line(along_years)
    if scene.pathway is not None:
        path = _path_points(scene.pathway)
        style.add_line(axes, [x for x, _ in path], [y for _, y in path], scene.colour, planned=True)
        board.line(path)
    for run in scene.runs():
        style.add_line(axes, [point.year for point in run], [point.value for point in run], scene.colour)
        board.line(run)


def _path_points(pathway: Pathway) -> list[tuple[float, float]]:
    """Return the path in steps so small that a curve looks smooth and a step looks upright."""
    span = pathway.end.year - pathway.start.year
    years = [pathway.start.year + number / _SAMPLES_PER_YEAR for number in range(span * _SAMPLES_PER_YEAR + 1)]
    return list(zip(years, pathway.values(years), strict=True))


def _draw_points(board: _Board, scene: _Scene) -> None:
    axes, colour = board.axes, scene.colour
    for point, status in zip(scene.known, scene.statuses, strict=True):
        style.add_marker(axes, point.year, point.value, colour, filled=status not in style.CALCULATED)
        board.mark(point.year, point.value)
    for point in scene.milestones:
        style.add_marker(axes, point.year, point.value, colour, filled=False, shape="D", size=style.MARKER - 1)
        board.mark(point.year, point.value)
    if scene.target is not None:
        _draw_target(board, scene.target, colour)
    if scene.baseline is not None:
        size = style.MARKER + 9
        if scene.baseline not in scene.known:
            style.add_marker(axes, *scene.baseline, colour)
        ring = style.add_marker(axes, *scene.baseline, colour, size=size)
        ring.set_markerfacecolor("none")
        board.mark(*scene.baseline, size)


def _draw_target(board: _Board, target: Goal, colour: str) -> None:
    upper = _upper(target)
    if upper is None:
        size = style.MARKER + 4
        style.add_marker(board.axes, target.year, target.value, colour, filled=False, shape="D", size=size)
        board.mark(target.year, target.value, size)
        return
    left, _ = board.pixel(target.year, 0)
    half = board.axes.transData.inverted().transform((left + style.MARKER / 2, 0))[0] - target.year
    bar = Rectangle(
        (target.year - half, target.value),
        2 * half,
        upper - target.value,
        facecolor=style.PAPER,
        edgecolor=style.INK,
        linewidth=style.points(1.5),
        clip_on=False,
        zorder=4,
    )
    board.axes.add_patch(bar)
    (_, low), (_, high) = board.pixel(0, target.value), board.pixel(0, upper)
    board.taken.append(Box(left - style.MARKER, low, 2 * style.MARKER, high - low))


def _draw_gaps(board: _Board, gaps: Sequence[_Gap]) -> list[tuple[Text, _Gap]]:
    """Hatch the years without a figure and write why; where is decided once the ends have their labels."""
    written = []
    low, high = board.axes.get_ylim()
    for gap in gaps:
        width = gap.last - gap.first + 0.7
        board.axes.add_patch(style.hatched(gap.first - 0.35, low, width, high - low, zorder=0.5))
        label = style.write(board.figure, 0, 0, gap.word, colour=style.INK, vertical="bottom")
        label.set_bbox({"facecolor": style.PAPER, "edgecolor": "none", "pad": 1})
        label.set_zorder(5)
        if board.pixel(width, 0)[0] - board.pixel(0, 0)[0] < _size(label)[0]:
            label.set_rotation(90)
        written.append((label, gap))
    return written


def _settle_word(board: _Board, label: Text, gap: _Gap) -> None:
    """Write the reason in the middle of its years, at a height where no line or label stands."""
    width, height = _size(label)
    (left, _), (right, _) = board.pixel(gap.first - 0.35, 0), board.pixel(gap.last + 0.35, 0)
    axes = board.axes.bbox
    wanted = axes.y0 + 6 if label.get_rotation() else axes.y0 + (axes.height - height) / 2
    boxes = [
        Box((left + right - width) / 2, bottom, width, height)
        for step in range(0, max(1, int(axes.height - height)), 8)
        for bottom in {wanted + step, wanted - step}
        if axes.y0 + 4 <= bottom <= axes.y1 - height
    ] or [Box((left + right - width) / 2, axes.y0 + 4, width, height)]

    def crossings(box: Box) -> int:
        on_lines = sum(box.contains(point) for point in board.lines)
        return on_lines + 1000 * sum(box.overlaps(other) for other in board.taken)

    board.put(label, min(boxes, key=crossings))
    hatch = [(x, axes.y0 + step) for x in (left, (left + right) / 2, right) for step in range(0, int(axes.height), 6)]
    board.lines += hatch


# --- labels --------------------------------------------------------------------------------------------------


def _end_labels(scene: _Scene) -> list[tuple[str, Point]]:
    """Return what is named in the column on the right: target, references, and the newest value if it is there."""
    indicator = scene.indicator
    last = scene.years()[1]
    labels: list[tuple[str, Point]] = []
    if scene.target is not None and scene.target.year == last:
        upper = _upper(scene.target)
        middle = scene.target.value if upper is None else (scene.target.value + upper) / 2
        labels.append((_target_text(scene), Point(last, middle)))
    for reference in scene.references:
        end = reference.points[-1]
        single = len(reference.points) == 1
        if single or end.year == last:
            year = f"{style.TIE}{end.year}" if single else ""
            value = indicator.text(end.value, unit=False)
            labels.append((f"{reference.name}{year}:{style.TIE}{value}", Point(last, end.value)))
    return labels


def _target_text(scene: _Scene) -> str:
    if scene.target is None:
        return ""
    return f"doel{style.TIE}{scene.target.year}: {_target_value(scene.indicator, scene.target)}"


def _write_ends(board: _Board, ends: Sequence[tuple[str, Point]]) -> None:
    """Write the labels of the right column at the height of what they name, shifted where they would meet."""
    if not ends:
        return
    labels = [
        board.write(text, colour=style.INK if text.startswith("doel") else style.SOFT) for text, _ in ends
    ]
    sizes = [_size(label) for label in labels]
    anchors = [board.pixel(*point) for _, point in ends]
    axes = board.axes.bbox
    heights = [height + _LEADING for _, height in sizes]
    middles = spread([y for _, y in anchors], heights, axes.y0 - _TICK_LABELS / 2, axes.y1 + 8)
    for label, (width, height), middle, (_, y) in zip(labels, sizes, middles, anchors, strict=True):
        board.put(label, Box(axes.x1 + 8, middle - height / 2, width, height))
        if abs(middle - y) > _GAP:
            board.connect((axes.x1 - 4, y), (axes.x1 + 8, middle))


def _write_labels(board: _Board, scene: _Scene) -> None:
    """Name the newest value, the baseline, the milestones and what else is not named on the right."""
    indicator = scene.indicator
    newest = scene.known[-1] if scene.known else None
    if newest is not None and newest != scene.baseline:
        text = f"{newest.year}: {indicator.text(newest.value, unit=False)}"
        board.settle(board.write(text, style.STATE, bold=True), board.pixel(*newest))
    if scene.baseline is not None:
        text = f"nulmeting {scene.baseline.year}: {indicator.text(scene.baseline.value, unit=False)}"
        is_newest = newest == scene.baseline
        label = board.write(text, style.STATE if is_newest else style.TEXT, bold=is_newest)
        board.settle(label, board.pixel(*scene.baseline), gap=_GAP + 4)
    last = scene.years()[1]
    if scene.target is not None and scene.target.year != last:
        board.settle(board.write(_target_text(scene)), board.pixel(scene.target.year, scene.target.value))
    for point in scene.milestones:
        text = f"{point.year}: {indicator.text(point.value, unit=False)}"
        board.settle(board.write(text), board.pixel(*point))
    for reference in scene.references:
        end = reference.points[-1]
        if len(reference.points) > 1 and end.year != last:
            text = f"{reference.name}: {indicator.text(end.value, unit=False)}"
            board.settle(board.write(text, colour=style.SOFT), board.pixel(*end), gap=2)
