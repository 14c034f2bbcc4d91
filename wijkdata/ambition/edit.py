"""Changes to an ambition: each returns a new one, or refuses with the field at fault.

Nothing here keeps anything: the panels keep what these functions return. The ambition that is given is never
changed itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wijkdata import catalogue
from wijkdata.ambition.model import (
    Ambition,
    AreaChoice,
    Decision,
    Figure,
    Measuring,
    Milestone,
    Objective,
    OwnMeasurement,
    PathChoice,
    Target,
    ThemeChoice,
)
from wijkdata.ambition.planned import pathway
from wijkdata.errors import TargetError, WijkdataError
from wijkdata.pathways import PATH_NAMES, Point, check_target, check_word


def set_area(ambition: Ambition, codes: Sequence[str], name: str, boundary_year: int | None) -> Ambition:
    """Choose the buurten of the project area."""
    return _with(ambition, area=AreaChoice(name=name, codes=list(codes), boundary_year=boundary_year))


def set_theme(ambition: Ambition, theme: str, choice: str, reason: str) -> Ambition:
    """Say whether a theme is taken along, and why."""
    chosen = ThemeChoice.model_validate({"theme": theme, "choice": choice, "reason": reason})
    themes = list(ambition.themes)
    for place, one in enumerate(themes):
        if one.theme == theme:
            themes[place] = chosen
            return _with(ambition, themes=themes)
    return _with(ambition, themes=[*themes, chosen])


def add_objective(
    ambition: Ambition, theme: str, indicator: str | None, statement: str = ""
) -> tuple[Ambition, str]:
    """Add an objective; without an indicator it is a qualitative one.

    Returns
    -------
    tuple of Ambition and str
        The new ambition and the id of the objective: the indicator, with a number behind it where it is taken.

    Raises
    ------
    UnknownIndicatorError
        For an indicator that is not in the catalogue.
    """
    entry = catalogue.indicator(indicator) if indicator else None
    taken = {one.id for one in ambition.objectives}
    stem, number = (entry.id, 1) if entry else ("doel", 1)
    key = stem if entry else f"{stem}-1"
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    objective = Objective(
        id=key,
        theme=theme,
        statement=statement,
        indicator=entry.id if entry else None,
        direction=entry.direction if entry else None,  # type: ignore[arg-type]  # checked by the catalogue
    )
    return _with(ambition, objectives=[*ambition.objectives, objective]), key


def start_objective(ambition: Ambition, theme: str, indicator: str, baseline: Figure) -> tuple[Ambition, str]:
    """Add an objective on an indicator with its baseline pinned."""
    added, key = add_objective(ambition, theme, indicator)
    return pin_baseline(added, key, baseline), key


def remove_objective(ambition: Ambition, objective_id: str) -> Ambition:
    """Take an objective out of the ambition."""
    ambition.objective(objective_id)
    return _with(ambition, objectives=[one for one in ambition.objectives if one.id != objective_id])


def pin_baseline(ambition: Ambition, objective_id: str, figure: Figure) -> Ambition:
    """Pin the figure from which an objective starts.

    Raises
    ------
    TargetError
        If the target that is already there cannot belong to this baseline.
    """
    objective = ambition.objective(objective_id)
    if objective.target is not None:
        _check(objective, figure, objective.target)
    return _replace(ambition, objective, baseline=figure)


def set_target(
    ambition: Ambition, objective_id: str, value: float, year: int, upper: float | None = None
) -> Ambition:
    """Set the value to reach and the year.

    Raises
    ------
    TargetError
        If the target is on the wrong side of the baseline, outside the limits of the indicator, or not later than
        the baseline; or if a milestone or path does not fit it. ``field`` is ``target``, ``target_year``, ``upper``,
        ``milestones`` or ``path``.
    """
    objective = ambition.objective(objective_id)
    if objective.direction == "band" and (upper is None or upper < value):
        raise TargetError("Geef van en tot en met, van laag naar hoog.", "upper")
    if not 1900 <= year <= 2200:
        raise TargetError(
            "Het jaar ligt niet tussen 1900 en 2200. Bedoelt u bijvoorbeeld 2030?", "target_year"
        )
    target = Target(value=value, year=year, upper=upper if objective.direction == "band" else None)
    if objective.baseline is not None:
        _check(objective, objective.baseline, target)
    changed = objective.model_copy(update={"target": target})
    pathway(changed)
    return _replace(ambition, objective, target=target)


def set_path(ambition: Ambition, objective_id: str, kind: str, **shape: float | None) -> Ambition:
    """Choose the kind of path, with `rate`, `steepness` or `midpoint` where the kind has those.

    Raises
    ------
    TargetError
        If there is no such path, or it cannot be drawn between this baseline and target.
    """
    check_word(kind, PATH_NAMES, "pad", "path")
    objective = ambition.objective(objective_id)
    path = PathChoice(kind=kind, **shape)
    pathway(objective.model_copy(update={"path": path}))
    return _replace(ambition, objective, path=path)


def set_milestones(ambition: Ambition, objective_id: str, milestones: Sequence[Milestone]) -> Ambition:
    """Set the values to have reached on the way.

    Raises
    ------
    TargetError
        If a milestone is not between baseline and target, or two are in one year.
    """
    objective = ambition.objective(objective_id)
    ordered = sorted(milestones, key=lambda one: one.year)
    pathway(objective.model_copy(update={"milestones": ordered}))
    return _replace(ambition, objective, milestones=ordered)


def set_statement(ambition: Ambition, objective_id: str, statement: str) -> Ambition:
    """Put an objective into words."""
    return _replace(ambition, ambition.objective(objective_id), statement=statement)


def set_responsibility(
    ambition: Ambition, objective_id: str, *, owner: str, how: str, who: str, frequency: str
) -> Ambition:
    """Say who owns an objective, and how, by whom and how often it is measured."""
    measuring = Measuring(how=how, who=who, frequency=frequency)
    return _replace(ambition, ambition.objective(objective_id), owner=owner, measuring=measuring)


def add_measurement(ambition: Ambition, measurement: OwnMeasurement) -> Ambition:
    """Add a figure that the team measured itself; it replaces an own figure of the same indicator and year.

    Raises
    ------
    WijkdataError
        If the value cannot be, such as a share over 100, or the indicator is unknown.
    """
    entry = catalogue.indicator(measurement.indicator)
    low, high = entry.limits
    too_low, too_high = (
        low is not None and measurement.value < low,
        high is not None and measurement.value > high,
    )
    if too_low or too_high:
        limit = f"hoger dan {entry.text(high)}" if too_high else f"lager dan {entry.text(low)}"
        raise WijkdataError(
            f"{entry.text(measurement.value)} kan niet: {entry.name.lower()} is nooit {limit}.", "value"
        )
    others = [
        one
        for one in ambition.measurements
        if (one.indicator, one.year) != (measurement.indicator, measurement.year)
    ]
    return _with(ambition, measurements=[*others, measurement])


def remove_measurement(ambition: Ambition, indicator: str, year: int) -> Ambition:
    """Take an own figure away."""
    kept = [one for one in ambition.measurements if (one.indicator, one.year) != (indicator, year)]
    return _with(ambition, measurements=kept)


def add_decision(ambition: Ambition, decision: Decision) -> Ambition:
    """Add a decision to the log; decisions are never changed or taken away."""
    return _with(ambition, decisions=[*ambition.decisions, decision])


def _check(objective: Objective, baseline: Figure, target: Target) -> None:
    if objective.indicator is None or objective.direction is None:
        return
    entry = catalogue.indicator(objective.indicator)
    start, end = Point(baseline.year, baseline.value), Point(target.year, target.value)
    check_target(start, end, objective.direction, entry.limits, unit=entry.unit)
    if target.upper is not None:
        check_target(
            start, Point(target.year, target.upper), objective.direction, entry.limits, unit=entry.unit
        )


def _with(ambition: Ambition, **parts: Any) -> Ambition:
    return Ambition.model_validate({**dict(ambition), **parts})


def _replace(ambition: Ambition, objective: Objective, **parts: Any) -> Ambition:
    changed = Objective.model_validate({**dict(objective), **parts})
    objectives = [changed if one.id == objective.id else one for one in ambition.objectives]
    return _with(ambition, objectives=objectives)
