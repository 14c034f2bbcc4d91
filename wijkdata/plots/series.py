"""One indicator through the years: what was measured, where it started and where it is meant to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from matplotlib.lines import Line2D

from wijkdata import catalogue, dutch
from wijkdata.pathways import DIRECTION_MEANINGS
from wijkdata.plots import style
from wijkdata.plots.labels import Box, along, place, spread

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from wijkdata.catalogue import Indicator
    from wijkdata.pathways import Pathway, Point

_HALF_YEAR = 0.5
_GAP = 6.0
_NEAR = 26.0
_WIDEST_LABEL = 0.28
_SAMPLES_PER_YEAR = 24
_TICK_LABELS = 30.0
_PROVISIONAL = ("voorlopig", "nader voorlopig")


class TargetLike(Protocol):
    """A value to reach in a year; with `upper` it is a band and `value` its lower end."""

    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def year(self) -> int: ...  # noqa: D102
    @property
    def upper(self) -> float | None: ...  # noqa: D102


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
    target: TargetLike | None = None,
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
        text = f"{indicator.name}: {_change(indicator, baseline.value, latest.value)} sinds {baseline.year}"
        if path_value is None:
            return text
        asked = _asked(indicator, baseline.value, path_value)
        return f"{text}; het pad vroeg {asked} tot {latest.year}"
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
    target: TargetLike | None = None,
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
    goal: TargetLike | None = target or (_PathEnd(pathway) if pathway is not None else None)
    known = rows[rows["value"].notna()]
    scene = _Scene(
        indicator=indicator,
        colour=catalogue.theme(indicator.theme).colour,
        known=[_PointLike(int(year), float(value)) for year, value in zip(known["year"], known["value"], strict=True)],
        statuses=[str(one) for one in known["status"]],
        missing=_missing(rows),
        baseline=baseline,
        pathway=pathway,
        target=goal,
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


def _target_value(indicator: Indicator, target: TargetLike, *, unit: bool = True) -> str:
    if target.upper is None:
        return indicator.text(target.value, unit=unit)
    return f"{indicator.text(target.value, unit=False)} tot {indicator.text(target.upper, unit=unit)}"


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
class _PointLike:
    year: int
    value: float


@dataclass(frozen=True)
class _PathEnd:
    """The end of a path as a target."""

    pathway: Pathway
    upper: None = None

    @property
    def value(self) -> float:
        return self.pathway.end.value

    @property
    def year(self) -> int:
        return self.pathway.end.year
