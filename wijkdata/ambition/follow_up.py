"""Where each objective stands: the newest figure held against the path that was agreed.

The pinned baseline is the start, whatever the publisher makes of that year later. What is measured afterwards comes
from the published series of the area and from the team's own measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from wijkdata import figures
from wijkdata.ambition import planned
from wijkdata.ambition.comparable import incomparable, is_of
from wijkdata.ambition.derived import with_derived
from wijkdata.ambition.here import area_problem, other_area
from wijkdata.ambition.judging import judged, undetermined
from wijkdata.ambition.model import Ambition, Objective, OwnMeasurement
from wijkdata.ambition.normal_weather import in_normal_weather
from wijkdata.ambition.own_gas import with_normal_weather
from wijkdata.ambition.pace_asked import pace_asked
from wijkdata.ambition.readings import newest_of, own_of, points_of, published_of, ranged, reading_of, unit_of
from wijkdata.ambition.remarks import remarks, revised
from wijkdata.ambition.standing import UNDETERMINED, FollowUp
from wijkdata.ambition.testable import missing, testable_sentence
from wijkdata.errors import TargetError
from wijkdata.pathways import Point

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.areas import ProjectArea


def follow_ups(ambition: Ambition, series: pd.DataFrame, *, method: str = "pad") -> list[FollowUp]:
    """Return where each objective of an ambition stands; see `follow_up`."""
    area = _area_of(ambition)
    series = with_derived(ambition, series)
    year = this_year(ambition)
    return [
        follow_up(objective, series, ambition.measurements, method=method, area=area, year=year)
        for objective in ambition.objectives
    ]


def this_year(ambition: Ambition, today: date | None = None) -> int:
    """Return the year from which is reckoned what is still to be done: that in which the ambition was last saved.

    So a file gives the same words whenever it is read; the words name the year. One that was never saved is of today.
    """
    return (ambition.changed.date() if ambition.changed else today or date.today()).year


def _area_of(ambition: Ambition) -> ProjectArea | None:
    choice = ambition.area
    if not choice.codes or area_problem(choice):
        return None
    return figures.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)


def follow_up(
    objective: Objective,
    series: pd.DataFrame,
    measurements: Sequence[OwnMeasurement] = (),
    *,
    method: str = "pad",
    area: ProjectArea | None = None,
    year: int | None = None,
) -> FollowUp:
    """Return where an objective stands. What cannot be judged gets a reason, never an error.

    Parameters
    ----------
    objective
        The objective.
    series
        One row per indicator and year for the project area: ``indicator``, ``year``, ``value``, ``status``,
        ``source``, ``table`` and, where known, ``method``, ``unit``, ``coverage`` (0-1) and ``note``. Missing
        values are NaN.
    measurements
        The team's own measurements; in the same year they go before a published figure. Gas per dwelling also counts
        without the weather (see ``own_gas``).
    method
        A key of ``progress.METHODS``.
    area
        The project area; with it, a boundary that changed between two figures is looked at.
    year
        The year in which this is asked, see `this_year`; by default that of the newest figure.
    """
    elsewhere = ""
    if objective.baseline is not None and not is_of(area, objective.baseline.area):
        # Of another area: nothing can be reckoned from it.
        elsewhere = f"de nulmeting hoort bij een ander gebied. {other_area(objective.baseline.area)}"
        objective = objective.model_copy(update={"baseline": None})
    published = published_of(objective, series)
    here = [one for one in measurements if is_of(area, one.area)]
    own = own_of(objective, with_normal_weather(here), series)
    base = ranged(reading_of(objective.baseline), published, own) if objective.baseline else None
    points = points_of(base, published, own)
    newest = newest_of(base, published, own)
    gaps = missing(objective)
    standing = FollowUp(
        objective_id=objective.id,
        theme=objective.theme,
        indicator=objective.indicator,
        name=planned.name_of(objective),
        unit=unit_of(objective),
        direction=objective.direction or "",
        baseline=base,
        newest=newest,
        points=points,
        target=Point(objective.target.year, objective.target.value) if objective.target else None,
        upper=objective.target.upper if objective.target else None,
        method=method,
        path_value=None,
        ratio=None,
        score=None,
        status=UNDETERMINED,
        required_rate=None,
        observed_rate=None,
        pace="",
        forecast=None,
        forecast_reason="",
        reason=_why_not(objective, gaps),
        testable=not gaps,
        missing=tuple(gaps),
        revised=revised(objective, series),
        asked_in=year,
    )
    try:
        normal, why_raw = in_normal_weather(objective, series, base, newest, points)
        said = remarks(objective, base, newest, published, own, area, normal, why_raw)
        alike = {one.year for one in points if not incomparable(objective, base, one, published, area)}
        counted = standing
        if normal is not None:
            # What is judged is the weather taken out; what is shown stays what was measured.
            counted = replace(
                standing,
                baseline=normal.baseline,
                newest=normal.newest,
                points=normal.points,
                corrected=normal,
            )
        found = judged(objective, counted, said, [one for one in counted.points if one.year in alike])
        if normal is not None and normal.problem:
            found = replace(undetermined(found, normal.problem), could_be=(), incomparable="")
        found = undetermined(found, elsewhere or incomparable(objective, base, newest, published, area))
        found = replace(found, tempo=pace_asked(found, objective, series, year))
        return replace(found, baseline=base, newest=newest, points=points)
    except TargetError as error:
        return replace(standing, reason=f"Niet te bepalen: {error}")


def _why_not(objective: Objective, gaps: Sequence[str]) -> str:
    if not objective.indicator:
        return "Dit doel heeft geen indicator en is dus niet in cijfers te volgen. Bespreek het in het team."
    if gaps:
        return f"{testable_sentence(objective)}."
    return "Niet te bepalen."
