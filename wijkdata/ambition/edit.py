"""Changes to an ambition: each returns a new one, or refuses with the field at fault.

Nothing here keeps anything: the panels keep what these functions return. The ambition that is given is never
changed, and the new one shares no part with it. What people wrote is kept literally.

Every function that names an objective raises WijkdataError with ``field`` ``objective`` if there is none with that
id, and WijkdataError with the name of the field if a text is too long to keep.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wijkdata import areas, catalogue
from wijkdata.ambition import planned, words
from wijkdata.ambition.here import code_problem
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
from wijkdata.ambition.respondents import respondents
from wijkdata.ambition.testable import outside_limits
from wijkdata.errors import TargetError, UnknownAreaError, UnknownIndicatorError, WijkdataError
from wijkdata.pathways import PATH_NAMES, Pathway, Point, check_target, check_value, check_word

_Part = TypeVar("_Part", bound=BaseModel)

_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def set_title(ambition: Ambition, title: str) -> Ambition:
    """Give the ambition its title."""
    return with_parts(ambition, title=title)


def set_area(
    ambition: Ambition, codes: Sequence[str], name: str = "", boundary_year: int | None = None
) -> Ambition:
    """Choose the buurten of the project area.

    Parameters
    ----------
    codes
        Codes of buurten, wijken or a gemeente; of equal ones the first stays, and one that lies within another
        is left out.
    name
        Name of the area for people.
    boundary_year
        Year of the division to which the codes belong.

    Raises
    ------
    UnknownAreaError
        If a text is no area code; ``field`` is ``codes``.
    """
    cleaned = [areas.clean(code) for code in codes]
    for given, code in zip(codes, cleaned, strict=True):
        if areas.level(code) not in ("gemeente", "wijk", "buurt"):
            raise UnknownAreaError(code_problem(given), "codes")
    year = None if boundary_year is None else _year(boundary_year, "boundary_year")
    outermost = [code for code in dict.fromkeys(cleaned) if not _around(code) & set(cleaned)]
    area = new_part(AreaChoice, name=name, codes=outermost, boundary_year=year)
    return with_parts(ambition, area=area)


def _around(code: str) -> set[str]:
    """Return the codes of the areas in which an area lies."""
    above = areas.parent(code)
    return set() if above is None else {above, *_around(above)}


def set_theme(ambition: Ambition, theme: str, choice: str, reason: str = "") -> Ambition:
    """Say whether a theme is taken along, and why; a theme that is no catalogue theme is the team's own.

    Raises
    ------
    WijkdataError
        If the theme has no name or the choice is not ``moet``, ``kan``, ``niet`` or empty.
    """
    if not theme.strip():
        raise WijkdataError("Geef het thema een naam.", "theme")
    chosen = new_part(ThemeChoice, theme=theme, choice=choice, reason=reason)
    known = [one.theme for one in ambition.themes]
    themes = [chosen if one.theme == theme else one for one in ambition.themes]
    return with_parts(ambition, themes=themes if theme in known else [*themes, chosen])


def add_objective(
    ambition: Ambition, theme: str, indicator: str | None, statement: str = ""
) -> tuple[Ambition, str]:
    """Add an objective; without an indicator it is a qualitative one.

    Returns
    -------
    The new ambition and the id of the objective: the indicator, with ``-2`` and so on where it is taken, or
    ``doel-1`` without an indicator.

    Raises
    ------
    UnknownIndicatorError
        For an indicator that is not in the catalogue, with the nearest.
    WijkdataError
        If the theme is one of background figures only.
    """
    if catalogue.theme(theme).context:
        raise WijkdataError(
            f"Bij ‘{catalogue.theme(theme).name}’ horen geen doelen, alleen achtergrond. Kies een ander thema.",
            "theme",
        )
    entry = _known_indicator(indicator) if indicator else None
    taken = {one.id for one in ambition.objectives}
    key, number = (entry.id, 1) if entry else ("doel-1", 1)
    while key in taken:
        number += 1
        key = f"{entry.id if entry else 'doel'}-{number}"
    objective = new_part(
        Objective,
        id=key,
        theme=theme,
        statement=statement,
        indicator=entry.id if entry else None,
        direction=entry.direction if entry else None,
    )
    return with_parts(ambition, objectives=[*ambition.objectives, objective]), key


def start_objective(ambition: Ambition, theme: str, indicator: str, figure: Figure) -> tuple[Ambition, str]:
    """Add an objective on an indicator with its baseline pinned; see `add_objective` and `pin_baseline`."""
    added, key = add_objective(ambition, theme, indicator)
    return pin_baseline(added, key, figure), key


def remove_objective(ambition: Ambition, objective_id: str) -> Ambition:
    """Take an objective out of the ambition; what was a part of it stands by itself again."""
    gone = find_objective(ambition, objective_id)
    kept = [one for one in ambition.objectives if one.id != gone.id]
    return with_parts(
        ambition,
        objectives=[part_with(one, part_of=None) if one.part_of == gone.id else one for one in kept],
    )


def pin_baseline(ambition: Ambition, objective_id: str, figure: Figure) -> Ambition:
    """Pin the figure from which an objective starts.

    Raises
    ------
    TargetError
        With ``field`` ``baseline`` if the figure has another unit than the indicator or cannot occur, and as
        `set_target` if the target that is already there cannot belong to it.
    """
    objective = find_objective(ambition, objective_id)
    entry = planned.entry_of(objective)
    if entry is not None and figure.unit != entry.unit:
        raise TargetError(
            f"Dit cijfer staat in {words.quote(figure.unit)}, maar {entry.name} is in ‘{entry.unit}’. Kies een "
            "cijfer in die eenheid.",
            "baseline",
        )
    problem = outside_limits(figure.value, entry)
    if problem:
        raise TargetError(problem, "baseline")
    of_area = figure.model_copy(update={"area": list(ambition.area.codes)})
    return with_objective(ambition, _agreed(objective, baseline=of_area))


def clear_target(ambition: Ambition, objective_id: str) -> Ambition:
    """Take the target of an objective away; baseline, path and milestones stay."""
    return with_objective(ambition, part_with(find_objective(ambition, objective_id), target=None))


def set_target(
    ambition: Ambition, objective_id: str, value: float, year: int, upper: float | None = None
) -> Ambition:
    """Set the value to reach and the year.

    Parameters
    ----------
    value, upper
        In the unit of the indicator. For the direction ``band`` the lowest and highest good value; otherwise
        there is no upper.
    year
        Calendar year.

    Raises
    ------
    TargetError
        If the target is on the wrong side of the baseline, outside the limits of the indicator or not later than
        the baseline, or if the path or a milestone does not fit it. ``field`` is ``target``, ``target_year``,
        ``upper``, ``indicator``, ``direction``, ``milestones``, ``path`` or ``rate``.
    """
    objective = find_objective(ambition, objective_id)
    if objective.direction is None:
        raise TargetError(
            "Dit doel heeft geen indicator, dus er is niets om een streefwaarde op te zetten. Kies eerst een "
            "indicator.",
            "indicator",
        )
    entry = planned.entry_of(objective)
    target = new_part(
        Target,
        value=check_value(value, "het doel", "target"),
        year=_year(year, "target_year"),
        upper=_upper(objective, value, upper),
    )
    for number, field in ((target.value, "target"), (target.upper, "upper")):
        problem = outside_limits(number, entry)
        if problem:
            raise TargetError(problem, field)
    return with_objective(ambition, _agreed(objective, target=target))


def set_path(
    ambition: Ambition,
    objective_id: str,
    kind: str,
    rate: float | None = None,
    *,
    steepness: float | None = None,
    midpoint: float | None = None,
) -> Ambition:
    """Choose the kind of path. Milestones stay, also with a kind that does not run along them.

    Parameters
    ----------
    kind
        A key of ``pathways.PATH_NAMES``.
    rate
        For ``absoluut``: share of the baseline per year, 0.042 for 4.2%.
    steepness, midpoint
        For ``s-curve``; see ``pathways.Pathway``.

    Raises
    ------
    TargetError
        If there is no such path, or it cannot be drawn between this baseline and target.
    """
    check_word(kind, PATH_NAMES, "pad", "path")
    path = new_part(PathChoice, kind=kind, rate=rate, steepness=steepness, midpoint=midpoint)
    return with_objective(ambition, _agreed(find_objective(ambition, objective_id), path=path))


def set_milestones(ambition: Ambition, objective_id: str, milestones: Iterable[Milestone]) -> Ambition:
    """Set the values to have reached on the way, in any order; none takes them all away.

    Raises
    ------
    TargetError
        With ``field`` ``milestones`` if one is not between baseline and target in time, cannot occur, or two are
        in one year.
    """
    objective = find_objective(ambition, objective_id)
    ordered = sorted(milestones, key=lambda one: one.year)
    years = [one.year for one in ordered]
    twice = next((year for year in years if years.count(year) > 1), None)
    if twice is not None:
        raise TargetError(f"Er is meer dan één mijlpaal in {twice}. Houd er één over.", "milestones")
    for one in ordered:
        problem = outside_limits(one.value, planned.entry_of(objective))
        if problem:
            raise TargetError(problem, "milestones")
    return with_objective(ambition, _agreed(objective, milestones=ordered))


def set_statement(ambition: Ambition, objective_id: str, statement: str) -> Ambition:
    """Put an objective into words."""
    return with_objective(ambition, part_with(find_objective(ambition, objective_id), statement=statement))


def set_responsibility(
    ambition: Ambition,
    objective_id: str,
    *,
    owner: str | None = None,
    how: str | None = None,
    who: str | None = None,
    frequency: str | None = None,
) -> Ambition:
    """Say who owns an objective, and from which source, by whom and how often it is measured.

    What is None stays as it was; an empty text takes it away.
    """
    objective = find_objective(ambition, objective_id)
    given = {"how": how, "who": who, "frequency": frequency}
    measuring = {name: text for name, text in given.items() if text is not None}
    parts: dict[str, Any] = {"measuring": new_part(Measuring, **{**dict(objective.measuring), **measuring})}
    if owner is not None:
        parts["owner"] = owner
    return with_objective(ambition, part_with(objective, **parts))


def add_measurement(ambition: Ambition, measurement: OwnMeasurement) -> Ambition:
    """Add a figure that the team measured itself; it replaces an own figure of the same indicator and year.

    Raises
    ------
    UnknownIndicatorError
        If the catalogue does not have the indicator; ``field`` is ``indicator``.
    WijkdataError
        If the value cannot occur (``value``), the year is still to come (``year``) or the source is empty
        (``source``).
    """
    entry = _known_indicator(measurement.indicator)
    if measurement.year > date.today().year:
        raise WijkdataError(
            f"{measurement.year} is nog niet voorbij. Een meting gaat over een jaar dat is geweest.", "year"
        )
    problem = outside_limits(measurement.value, entry)
    if problem:
        raise WijkdataError(problem, "value")
    if not measurement.source.strip():
        raise WijkdataError("Schrijf op wie het heeft gemeten, en hoe: dat is de bron.", "source")
    codes = ambition.area.codes
    others = [
        one for one in ambition.measurements if not _same_figure(one, entry.id, measurement.year, codes)
    ]
    own = part_with(measurement, indicator=entry.id, area=list(codes))
    return with_parts(ambition, measurements=[*others, own])


def measure(
    ambition: Ambition, indicator: str, value: float, year: float, source: str, entered: date | None = None
) -> Ambition:
    """Add a figure from what was typed; see `add_measurement`. The source may tell how many answered a survey.

    Raises
    ------
    WijkdataError
        As `add_measurement`; also if the year is no year, or the respondents in the source cannot be.
    """
    sample, response = respondents(source)
    made = new_part(
        OwnMeasurement,
        indicator=indicator,
        value=value,
        year=_year(year, "year"),
        source=source,
        entered=entered,
        sample=sample,
        response=response,
    )
    return add_measurement(ambition, made)


def remove_measurement(
    ambition: Ambition, indicator: str, year: int, area: Sequence[str] | None = None
) -> Ambition:
    """Take an own figure away.

    Parameters
    ----------
    area
        The codes that it has; by default those of the ambition.

    Raises
    ------
    WijkdataError
        If there is none for this indicator and year; ``field`` is ``year``.
    """
    known = catalogue.ALIASES.get(indicator, indicator)
    codes = ambition.area.codes if area is None else area
    kept = [one for one in ambition.measurements if not _same_figure(one, known, year, codes)]
    if len(kept) == len(ambition.measurements):
        raise WijkdataError(f"Over {year} is er geen eigen meting om weg te halen.", "year")
    return with_parts(ambition, measurements=kept)


def add_decision(ambition: Ambition, decision: Decision) -> Ambition:
    """Add a decision to the log; decisions are never changed or taken away.

    Raises
    ------
    WijkdataError
        If it does not say what was decided; ``field`` is ``what``.
    """
    if not decision.what.strip():
        raise WijkdataError("Schrijf eerst op wat er is besloten.", "what")
    return with_parts(ambition, decisions=[*ambition.decisions, decision])


# --- checking ----------------------------------------------------------------------------------------------------


def _agreed(objective: Objective, **parts: Any) -> Objective:
    """Return the objective with other parts, if baseline, target, path and milestones still fit together."""
    changed = part_with(objective, **parts)
    base, target, entry = changed.baseline, changed.target, planned.entry_of(changed)
    if target is not None and changed.direction == "context":
        raise TargetError(
            "Dit cijfer wordt getoond als achtergrond en niet beoordeeld; daar hoort geen doel bij. Kies een andere "
            "indicator.",
            "direction",
        )
    if base is None or target is None or changed.direction is None:
        return changed
    start, end = Point(base.year, base.value), Point(target.year, target.value)
    check_target(start, end, changed.direction, entry.limits if entry else (None, None), unit=base.unit)
    for one in changed.milestones:
        try:
            check_target(start, Point(one.year, one.value), changed.direction, unit=base.unit)
        except TargetError as error:
            if error.field == "target":
                raise TargetError(
                    f"De mijlpaal van {one.year} past niet: {str(error).replace('Het doel', 'die')}",
                    "milestones",
                ) from None
    planned.pathway(changed)
    if changed.milestones and changed.path.kind not in planned.WITH_MILESTONES:
        # They do not count with this kind of path, but they must be usable when the team chooses one that does.
        Pathway("mijlpalen", start, end, tuple(Point(one.year, one.value) for one in changed.milestones))
    return changed


def _upper(objective: Objective, value: float, upper: float | None) -> float | None:
    if objective.direction != "band":
        if upper is not None:
            raise TargetError(
                "Een bovengrens hoort alleen bij een doel tussen twee waarden. Laat hem leeg.", "upper"
            )
        return None
    if upper is None:
        raise TargetError("Dit doel ligt tussen twee waarden. Geef ook de hoogste goede waarde.", "upper")
    if check_value(upper, "de bovengrens", "upper") < value:
        raise TargetError("De bovengrens ligt onder de streefwaarde. Geef ze van laag naar hoog.", "upper")
    return float(upper)


def _year(year: float, field: str) -> int:
    if not (math.isfinite(year) and year == int(year) and _FIRST_YEAR <= year <= _LAST_YEAR):
        raise TargetError(
            f"Dit is geen jaartal tussen {_FIRST_YEAR} en {_LAST_YEAR}. Schrijf het voluit, zoals 2030.",
            field,
        )
    return int(year)


def _known_indicator(indicator: str) -> catalogue.Indicator:
    try:
        return catalogue.indicator(indicator)
    except UnknownIndicatorError as error:
        raise UnknownIndicatorError(str(error), "indicator") from None


def _same_figure(one: OwnMeasurement, indicator: str, year: int, area: Sequence[str]) -> bool:
    """Say whether a measurement is the one of this indicator, year and area; one without an area may be."""
    same_area = not one.area or set(one.area) == set(area)
    return catalogue.ALIASES.get(one.indicator, one.indicator) == indicator and one.year == year and same_area


def find_objective(ambition: Ambition, objective_id: str) -> Objective:
    """Return the objective with this id.

    Raises
    ------
    WijkdataError
        If there is none; ``field`` is ``objective``.
    """
    try:
        return ambition.objective(objective_id)
    except KeyError:
        raise WijkdataError(
            f"Het doel {words.quote(objective_id)} is er niet (meer). Kies een ander doel.", "objective"
        ) from None


# --- making ------------------------------------------------------------------------------------------------------


def new_part(kind: type[_Part], /, **values: Any) -> _Part:
    """Make a part of an ambition.

    Raises
    ------
    WijkdataError
        If a value cannot be kept, with what is wrong in Dutch; ``field`` is its name.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise WijkdataError(words.problems(error), str(error.errors()[0]["loc"][-1])) from None


def part_with(part: _Part, /, **values: Any) -> _Part:
    """Return a part with other values; refuses as `new_part`."""
    return new_part(type(part), **{**dict(part), **values})


def with_objective(ambition: Ambition, objective: Objective) -> Ambition:
    """Return a new ambition with this objective in the place of the one with its id."""
    return with_parts(
        ambition, objectives=[objective if one.id == objective.id else one for one in ambition.objectives]
    )


def with_parts(ambition: Ambition, /, **parts: Any) -> Ambition:
    """Return a new ambition with other parts, sharing nothing with the old one or with what was given."""
    return part_with(ambition, **parts).model_copy(deep=True)
