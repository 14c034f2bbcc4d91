"""One indicator through the years: what was measured, where it started and where it is meant to go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.patches import Rectangle

from wijkdata import catalogue, dutch
from wijkdata.observations import MODEL
from wijkdata.pathways import DIRECTION_MEANINGS, Point
from wijkdata.plots import style
from wijkdata.plots.board import GAP, LEADING, WIDEST_LABEL, Board, label_size
from wijkdata.plots.findings import Goal, finding, spans, target_value, upper_of
from wijkdata.plots.labels import Box, spread
from wijkdata.plots.scales import value_axis, year_ticks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from wijkdata.catalogue import Break, Indicator
    from wijkdata.pathways import Pathway

_HALF_YEAR = 0.5
_SAMPLES_PER_YEAR = 24
_TICK_LABELS = 30.0
_TICK_DISTANCE = 30.0
_SHIFT = 6.0
_BAND = 0.25
_NO_FIGURE = "geen cijfer voor "
_PROVISIONAL = ("voorlopig", "nader voorlopig")


@dataclass(frozen=True)
class Reference:
    """Something to compare with, such as the gemeente.

    Attributes
    ----------
    name
        Dutch name, as it stands at the end of the line.
    points
        Its values. A single one is drawn as a level over the whole width, with its year in the label.
    timeless
        Whether it is a rule of thumb: a single level of which the year means nothing.
    """

    name: str
    points: tuple[Point, ...]
    timeless: bool = False

    @property
    def years(self) -> list[int]:
        """The years that must lie on the axis."""
        return [] if self.timeless else [point.year for point in self.points]

    @property
    def when(self) -> str:
        """The year of the newest value as it stands in a label, with the space before it."""
        return "" if self.timeless else f"{style.TIE}{self.points[-1].year}"


def plot_series(  # noqa: PLR0913  (what there is to show about one indicator; all but the first two by name)
    series: pd.DataFrame,
    indicator: Indicator,
    *,
    baseline: Point | None = None,
    pathway: Pathway | None = None,
    target: Goal | None = None,
    milestones: Sequence[Point] = (),
    references: Sequence[Reference] = (),
    apart: Collection[int] = (),
    status: str | None = None,
    also: str = "",
    title: str | None = None,
    source: str = "",
    told: str = "",
    size: tuple[int, int] = (860, 560),
) -> Figure:
    """Draw the years of one indicator with its baseline, path and target.

    Parameters
    ----------
    series
        Columns year, value (in the unit of the indicator, NaN where there is no figure), status and note; one row
        per year. A year without a figure gets a hatched place with the reason, and the line is broken there; it is
        broken too where the way of measuring changed (a break of the indicator; column table, if it is there), and
        between what was counted and what a model says. With the columns low and high (NaN: not known) there is a band
        between what the figures lie; of a year without a figure they are the bound that follows from another one.
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
    apart
        Years whose figure is of another area than that of the year before it (see ``correspondence.apart``): the
        line is broken there too.
    status
        Status of the objective, a key of ``style.MARKS``.
    also
        What else the status could be, in words: ``binnen de marge ook: versnelling nodig``.
    title
        The finding; `finding` makes it by default.
    source
        The line below the figure.
    told
        What is said beside the figure: a remark of a year that stands in it is not repeated below the figure.
    size
        Width and height in pixels.
    """
    rows = series.sort_values("year").reset_index(drop=True)
    known = rows[rows["value"].notna()]
    scene = _Scene(
        indicator=indicator,
        colour=catalogue.theme(indicator.theme).colour,
        known=[
            Point(int(year), float(value)) for year, value in zip(known["year"], known["value"], strict=True)
        ],
        statuses=[str(one) for one in known["status"]],
        tables=[str(one) for one in known["table"]] if "table" in known else [""] * len(known),
        missing=_missing(rows),
        ranges=_ranges(rows),
        apart=frozenset(apart),
        baseline=baseline,
        pathway=pathway,
        target=target if target is not None or pathway is None else pathway.end,
        milestones=list(milestones) or (list(pathway.milestones) if pathway is not None else []),
        references=list(references),
    )
    figure = style.new_figure(size)
    top = style.add_title(figure, title if title is not None else _default_title(scene)) - 4
    if status is not None:
        said = style.state_text(status) + (f" ({also})" if also else "")
        for line in style.wrap(said, size[0] - 2 * style.MARGIN, style.STATE, bold=True):
            style.write(figure, style.MARGIN, top, line, style.STATE, bold=True)
            top -= style.STATE * style.LINE_HEIGHT
        top -= 2
    bottom = style.add_source(figure, source, _notes(rows, told)) + style.MARGIN * 0.5
    _draw(figure, scene, top, bottom)
    return figure


# --- words ---------------------------------------------------------------------------------------------------


def _default_title(scene: _Scene) -> str:
    latest = scene.known[-1] if scene.known else None
    path_value = (
        scene.pathway.value(latest.year) if scene.pathway is not None and latest is not None else None
    )
    return finding(
        scene.indicator, latest, baseline=scene.baseline, target=scene.target, path_value=path_value
    )


def _notes(rows: pd.DataFrame, told: str = "") -> list[str]:
    """Return what must be said below the figure about single years: each remark once, with all its years."""
    years: dict[str, list[int]] = {}
    told = told.casefold()
    # That a whole year has no figure is drawn: only the reason is told, if there is one.
    nothing = rows["value"].isna() & (rows["coverage"] == 0 if "coverage" in rows else False)
    for year, status, note, empty in zip(
        rows["year"], rows["status"], rows["note"].fillna(""), nothing, strict=True
    ):
        remark = str(note) or (f"{status} cijfer" if status in _PROVISIONAL else "")
        parts = [part for part in remark.split("; ") if part]
        reasons = [part for part in parts if not (empty and part.startswith(_NO_FIGURE))]
        for part in dict.fromkeys(reasons or parts):
            if part.casefold() not in told:
                years.setdefault(part, []).append(int(year))
    together: dict[tuple[int, ...], list[str]] = {}
    for part, found in years.items():
        together.setdefault(tuple(found), []).append(part)
    return [f"{spans(found)}: {'; '.join(parts)}" for found, parts in together.items()]


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
    tables: list[str]
    missing: list[_Gap]
    ranges: dict[int, tuple[float, float]]
    apart: frozenset[int]
    baseline: Point | None
    pathway: Pathway | None
    target: Goal | None
    milestones: list[Point]
    references: list[Reference]

    def years(self) -> tuple[int, int]:
        """Return the first and last year of the axis."""
        found = [point.year for point in self._points()]
        found += [year for gap in self.missing for year in (gap.first, gap.last)]
        found += [year for reference in self.references for year in reference.years]
        if self.target is not None:
            found.append(self.target.year)
        return (min(found), max(found)) if found else (0, 0)

    def values(self) -> list[float]:
        """Return every value that must lie within the axis."""
        found = [point.value for point in self._points()]
        found += [point.value for reference in self.references for point in reference.points]
        found += [end for ends in self.ranges.values() for end in ends]
        if self.target is not None:
            upper = upper_of(self.target)
            found += [self.target.value] if upper is None else [self.target.value, upper]
        return found

    def _points(self) -> list[Point]:
        found = [*self.known, *self.milestones]
        if self.baseline is not None:
            found.append(self.baseline)
        if self.pathway is not None:
            found += [self.pathway.start, self.pathway.end]
        return found

    @property
    def restated(self) -> Point | None:
        """What the series says now of the year of the baseline; None where that reads the same as the baseline."""
        base, text = self.baseline, self.indicator.text
        found = next((point for point in self.known if base is not None and point.year == base.year), None)
        if found is None or base is None or text(found.value) == text(base.value):
            return None
        return found

    def runs(self) -> list[list[Point]]:
        """Return the known points that may be joined.

        No year without a figure lies between them, and they are measured in the same way.
        """
        found: list[list[Point]] = []
        for number, point in enumerate(self.known):
            if number and self._joined(number):
                found[-1].append(point)
            else:
                found.append([point])
        return found

    def changes(self) -> list[int]:
        """Return the years from which figures are made in another way than those before."""
        found = (self._breaks(number) for number in range(1, len(self.known)))
        return sorted({one.year for breaks in found for one in breaks if not one.rounding})

    def _breaks(self, number: int) -> list[Break]:
        """Return the changes in the way of measuring between a point and the one before it."""
        before, after = self.known[number - 1], self.known[number]
        old, new = self.tables[number - 1], self.tables[number]
        return [
            one for one in self.indicator.breaks if one.between(int(before.year), old, int(after.year), new)
        ]

    def _joined(self, number: int) -> bool:
        """Say whether a point belongs with the one before it."""
        before, after = self.known[number - 1].year, self.known[number].year
        gap = any(before < one.first < after for one in self.missing)
        other_way = any(not one.comparable for one in self._breaks(number))
        one_modelled = (self.statuses[number - 1] == MODEL) != (self.statuses[number] == MODEL)
        return not gap and not other_way and not one_modelled and after not in self.apart


def _ranges(rows: pd.DataFrame) -> dict[int, tuple[float, float]]:
    """Return between what the figure of each year lies, where both ends are known and differ."""
    if "low" not in rows or "high" not in rows:
        return {}
    known = rows[rows["low"].notna() & rows["high"].notna() & (rows["low"] < rows["high"])]
    return {
        int(year): (float(low), float(high))
        for year, low, high in zip(known["year"], known["low"], known["high"], strict=True)
    }


def _missing(rows: pd.DataFrame) -> list[_Gap]:
    gaps: list[_Gap] = []
    absent = rows[rows["value"].isna()]
    for year, status in zip(absent["year"].astype(int), absent["status"], strict=True):
        word = style.MISSING_WORDS.get(str(status), style.MISSING_WORDS["ontbreekt"])
        if gaps and gaps[-1].last == year - 1 and gaps[-1].word == word:
            gaps[-1] = _Gap(gaps[-1].first, year, word)
        else:
            gaps.append(_Gap(year, year, word))
    return gaps


def _draw(figure: Figure, scene: _Scene, top: float, bottom: float) -> None:
    if not scene.values() and not scene.missing:
        style.write_lines(figure, style.MARGIN, top, ["Hier komt de reeks te staan zodra er een cijfer is."])
        return
    whole = style.size_of(figure)[0]
    height = top - bottom - _TICK_LABELS - 3 * style.TEXT * style.LINE_HEIGHT
    parts = min(5, max(1, int(height / _TICK_DISTANCE)))
    low, high, ticks, tick_texts = value_axis(scene.indicator, scene.values(), parts)
    scene, told = _fitting(scene, height, whole)
    # A range that is hidden behind the marks needs no explanation.
    smallest = style.MARKER * (high - low) / height
    seen = {year for year, (bottom_end, top_end) in scene.ranges.items() if top_end - bottom_end > smallest}
    axis_note = style.wrap(_axis_note(scene, low, told, seen), whole - 2 * style.MARGIN)
    axis_note = style.shorten(axis_note, 3, whole - 2 * style.MARGIN)
    top = style.write_lines(figure, style.MARGIN, top, axis_note, style.TEXT, style.SOFT) - 10
    ends = _end_labels(scene)
    left = style.MARGIN + max([style.width_of(text) for text in tick_texts], default=0) + 6
    column = max((style.width_of(line) for end in ends for line in _end_lines(end, whole)), default=0)
    right = whole - style.MARGIN - (column * 1.02 + 12 if ends else 0)
    axes = style.add_axes(figure, left, bottom + _TICK_LABELS, right - left, top - bottom - _TICK_LABELS)
    board = Board(figure, axes)
    _set_axes(axes, scene.years(), (low, high), ticks, tick_texts)
    _draw_lines(board, scene)
    _draw_points(board, scene)
    words = _draw_gaps(board, scene.missing)
    _write_ends(board, ends)
    for label, gap in words:
        _settle_word(board, label, gap)
    _write_labels(board, scene)


def _fitting(scene: _Scene, height: float, width: float) -> tuple[_Scene, list[str]]:
    """Keep the references for which there is room on the right; return the words for the others too."""
    told: list[str] = []
    while scene.references and _column_height(_end_labels(scene), width) > height:
        *kept, last = scene.references
        told.insert(
            0,
            f"{last.name}{last.when}: {scene.indicator.text(last.points[-1].value, unit=False)}",
        )
        scene = replace(scene, references=kept)
    return scene, told


def _column_height(ends: Sequence[_End], width: float) -> float:
    lines = sum(len(_end_lines(end, width)) for end in ends)
    return lines * style.TEXT * style.LINE_HEIGHT + len(ends) * 2 * LEADING


def _end_lines(end: _End, width: float) -> list[str]:
    return style.wrap(end.text, WIDEST_LABEL * width)


def _axis_note(scene: _Scene, low: float, told: Sequence[str], ranges: Collection[int]) -> str:
    """Return what must be known to read the figure: unit, which way is better, where the axis begins, what is drawn.

    `ranges` are the years of which the range can be seen.
    """
    indicator = scene.indicator
    parts = [indicator.unit]
    if indicator.direction in ("omhoog", "omlaag"):
        parts.append(DIRECTION_MEANINGS[indicator.direction])
    if low != 0 and scene.values():
        parts.append(f"as begint bij {dutch.number(low)}")
    words = dict.fromkeys(_OPEN_WORDS[status] for status in scene.statuses if status in _OPEN_WORDS)
    if words:
        parts.append(f"○ {dutch.join(words)}, niet gemeten")
    if scene.changes():
        parts.append("┊ andere werkwijze")
    if scene.apart:
        parts.append("lijn onderbroken: andere grens")
    known = {point.year for point in scene.known}
    if known.intersection(ranges):
        parts.append("lichte band of streep: marge")
    if scene.ranges.keys() - known:
        parts.append("streep zonder punt: daar ligt het tussen")
    return " · ".join([*parts, *told])


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
    shown = year_ticks(first, last, float(axes.bbox.width))
    axes.set_xticks(shown, labels=[str(year) for year in shown])
    axes.set_yticks(list(ticks), labels=list(texts))
    if values[0] < 0 < values[1]:
        axes.axhline(0, color=style.INK, linewidth=style.points(1), zorder=1)


def _draw_lines(board: Board, scene: _Scene) -> None:
    axes = board.axes
    first, last = axes.get_xlim()
    for year in scene.changes():
        axes.axvline(
            year - _HALF_YEAR, color=style.SOFT, linewidth=style.points(2), linestyle=(0, (1, 2)), zorder=0
        )
    for reference in scene.references:
        points = reference.points
        along_years = (
            [(first, points[0].value), (last, points[0].value)]
            if len(points) == 1
            else [(point.year, point.value) for point in points]
        )
        axes.plot(
            [x for x, _ in along_years],
            [y for _, y in along_years],
            color=style.GREY,
            lw=style.points(2),
            zorder=2,
        )
        board.line(along_years)
    if scene.pathway is not None:
        path = _path_points(scene.pathway)
        style.add_line(axes, [x for x, _ in path], [y for _, y in path], scene.colour, planned=True)
        board.line(path)
    if scene.restated is not None and scene.baseline is not None:
        # From the pinned baseline, where the path starts, to what became of it, where the series runs.
        joint = [scene.baseline, scene.restated]
        axes.plot(
            [x for x, _ in joint], [y for _, y in joint], color=style.SOFT, lw=style.points(2), zorder=2
        )
        board.line([(float(x), y) for x, y in joint])
    _draw_ranges(board, scene)
    for run in scene.runs():
        style.add_line(axes, [point.year for point in run], [point.value for point in run], scene.colour)
        board.line(run)


def _draw_ranges(board: Board, scene: _Scene) -> None:
    """Draw between what the figures lie: a band along a line, a bar where a year stands alone or has no figure."""
    drawn: set[int] = set()
    for run in scene.runs():
        for sure, points in groupby(run, lambda point: point.year in scene.ranges):
            years = [point.year for point in points]
            if sure and len(years) > 1:
                low, high = zip(*(scene.ranges[year] for year in years), strict=True)
                board.axes.fill_between(
                    years, low, high, color=scene.colour, alpha=_BAND, linewidth=0, zorder=1.5
                )
                drawn |= set(years)
    alone = sorted(scene.ranges.keys() - drawn)
    if alone:
        low, high = zip(*(scene.ranges[year] for year in alone), strict=True)
        middle = [(one + other) / 2 for one, other in zip(low, high, strict=True)]
        half = [(other - one) / 2 for one, other in zip(low, high, strict=True)]
        board.axes.errorbar(
            alone,
            middle,
            yerr=half,
            fmt="none",
            ecolor=scene.colour,
            elinewidth=style.points(2),
            capsize=style.points(5),
            capthick=style.points(2),
            zorder=3,
        )
        for year in alone:
            board.line([(year, one) for one in scene.ranges[year]])


def _path_points(pathway: Pathway) -> list[tuple[float, float]]:
    """Return the path in steps so small that a curve looks smooth and a step looks upright."""
    span = pathway.end.year - pathway.start.year
    years = [
        pathway.start.year + number / _SAMPLES_PER_YEAR for number in range(span * _SAMPLES_PER_YEAR + 1)
    ]
    return list(zip(years, pathway.values(years), strict=True))


def _draw_points(board: Board, scene: _Scene) -> None:
    axes, colour = board.axes, scene.colour
    for point, status in zip(scene.known, scene.statuses, strict=True):
        style.add_marker(axes, point.year, point.value, colour, filled=status not in style.CALCULATED)
        board.mark(point.year, point.value)
    for point in scene.milestones:
        style.add_marker(
            axes, point.year, point.value, colour, filled=False, shape="D", size=style.MARKER - 1
        )
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


def _draw_target(board: Board, target: Goal, colour: str) -> None:
    upper = upper_of(target)
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


def _draw_gaps(board: Board, gaps: Sequence[_Gap]) -> list[tuple[Text, _Gap]]:
    """Hatch the years without a figure and write why; where is decided once the ends have their labels."""
    written = []
    low, high = board.axes.get_ylim()
    for gap in gaps:
        width = gap.last - gap.first + 0.7
        board.axes.add_patch(style.hatched(gap.first - 0.35, low, width, high - low, zorder=0.5))
        label = style.write(board.figure, 0, 0, gap.word, colour=style.INK, vertical="bottom")
        label.set_bbox({"facecolor": style.PAPER, "edgecolor": "none", "pad": 1})
        label.set_zorder(5)
        if board.pixel(width, 0)[0] - board.pixel(0, 0)[0] < label_size(label)[0]:
            label.set_rotation(90)
        written.append((label, gap))
    return written


def _settle_word(board: Board, label: Text, gap: _Gap) -> None:
    """Write the reason in the middle of its years, at a height where no line or label stands."""
    width, height = label_size(label)
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

    if height > axes.height:
        label.remove()  # only where long texts leave hardly any picture; the hatching still says that it is missing
    else:
        board.put(label, min(boxes, key=crossings))
    board.lines |= {
        (x, axes.y0 + step)
        for x in (left, (left + right) / 2, right)
        for step in range(0, int(axes.height), 6)
    }


# --- labels --------------------------------------------------------------------------------------------------


class _End(NamedTuple):
    """What is named in the column on the right, and where the line that it names ends."""

    text: str
    point: Point
    colour: str


def _end_labels(scene: _Scene) -> list[_End]:
    """Return the target and the references of which the line reaches the right edge."""
    indicator = scene.indicator
    last = scene.years()[1]
    labels: list[_End] = []
    if scene.target is not None and scene.target.year == last:
        upper = upper_of(scene.target)
        middle = scene.target.value if upper is None else (scene.target.value + upper) / 2
        labels.append(_End(_target_text(scene), Point(last, middle), style.INK))
    for reference in scene.references:
        end = reference.points[-1]
        single = len(reference.points) == 1
        if single or end.year == last:
            year = reference.when if single else ""
            value = indicator.text(end.value, unit=False)
            text = f"{reference.name}{year}:{style.TIE}{value}"
            labels.append(_End(text, Point(last, end.value), style.SOFT))
    return labels


def _target_text(scene: _Scene) -> str:
    if scene.target is None:
        return ""
    return f"doel{style.TIE}{scene.target.year}: {target_value(scene.indicator, scene.target)}"


def _write_ends(board: Board, ends: Sequence[_End]) -> None:
    """Write the labels of the right column at the height of what they name, shifted where they would meet."""
    if not ends:
        return
    labels = [board.write(end.text, colour=end.colour) for end in ends]
    sizes = [label_size(label) for label in labels]
    anchors = [board.pixel(*end.point) for end in ends]
    axes = board.axes.bbox
    heights = [height + LEADING for _, height in sizes]
    middles = spread([y for _, y in anchors], heights, axes.y0 - 8, axes.y1 + 8)
    for label, (width, height), middle, (_, y) in zip(labels, sizes, middles, anchors, strict=True):
        board.put(label, Box(axes.x1 + 8, middle - height / 2, width, height))
        if abs(middle - y) > _SHIFT:
            style.add_leader(board.figure, (axes.x1 - 4, y), (axes.x1 + 8, middle))


def _write_labels(board: Board, scene: _Scene) -> None:
    """Name the newest value, the baseline, the milestones and what else is not named on the right."""
    indicator = scene.indicator
    newest = scene.known[-1] if scene.known else None
    restated = scene.restated
    if newest is not None and newest not in (scene.baseline, restated):
        text = f"{newest.year}: {indicator.text(newest.value, unit=False)}"
        board.settle(board.write(text, style.STATE, bold=True), board.pixel(*newest))
    if restated is not None:
        text = f"{restated.year} staat nu op {indicator.text(restated.value, unit=False)}"
        board.settle(board.write(text, colour=style.SOFT), board.pixel(*restated))
    if scene.baseline is not None:
        text = f"nulmeting {scene.baseline.year}: {indicator.text(scene.baseline.value, unit=False)}"
        is_newest = newest == scene.baseline
        label = board.write(text, style.STATE if is_newest else style.TEXT, bold=is_newest)
        board.settle(label, board.pixel(*scene.baseline), gap=GAP + 4)
    last = scene.years()[1]
    if scene.target is not None and scene.target.year != last:
        board.settle(board.write(_target_text(scene)), board.pixel(scene.target.year, scene.target.value))
    for point in scene.milestones:
        text = f"{point.year}: {indicator.text(point.value, unit=False)}"
        board.settle(board.write(text), board.pixel(*point))
    # From above: of two that end close together the higher one takes the place above.
    for reference in sorted(scene.references, key=lambda one: one.points[-1].value, reverse=True):
        end = reference.points[-1]
        if len(reference.points) > 1 and end.year != last:
            text = f"{reference.name} {end.year}: {indicator.text(end.value, unit=False)}"
            board.settle(board.write(text, colour=style.SOFT), board.pixel(*end), gap=8)
