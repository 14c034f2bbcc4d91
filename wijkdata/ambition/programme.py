"""Programmes of measures in an ambition: scenarios, the one that was chosen, and the numbers they are reckoned with.

As in ``ambition.edit`` the functions return a new ambition, or refuse with the field at fault. Every function that
names a scenario raises WijkdataError with ``field`` ``scenario`` if there is none with that name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from wijkdata import effect_parameters, programme, stock
from wijkdata.ambition.edit import new_part, part_with, with_parts
from wijkdata.ambition.model import Ambition, Assumption, DwellingGroup, HousingCosts, Scenario, Step
from wijkdata.errors import WijkdataError

#: The name that a first scenario gets.
FIRST_NAME = "Programma A"


def add_scenario(ambition: Ambition, name: str, like: str = "") -> Ambition:
    """Add a scenario to try things in; it is no programme until it is chosen, see `choose_programme`.

    Parameters
    ----------
    like
        Name of a scenario to begin from; empty for one without measures.

    Raises
    ------
    WijkdataError
        With ``field`` ``name`` if it has no name or one that is there already.
    """
    _check_name(ambition, name)
    steps = [one.model_copy() for one in find_scenario(ambition, like).steps] if like else []
    scenario = new_part(Scenario, name=name.strip(), steps=steps)
    return with_parts(ambition, scenarios=[*ambition.scenarios, scenario])


def rename_scenario(ambition: Ambition, name: str, new: str) -> Ambition:
    """Give a scenario another name.

    Raises
    ------
    WijkdataError
        As `add_scenario`.
    """
    scenario = find_scenario(ambition, name)
    if new.strip() == name:
        return ambition
    _check_name(ambition, new)
    chosen = new.strip() if ambition.programme == name else ambition.programme
    renamed = _with_scenario(ambition, name, part_with(scenario, name=new.strip()))
    return with_parts(renamed, programme=chosen)


def remove_scenario(ambition: Ambition, name: str) -> Ambition:
    """Take a scenario away; if it was the programme, there is none any more."""
    find_scenario(ambition, name)
    left = [one for one in ambition.scenarios if one.name != name]
    return with_parts(
        ambition, scenarios=left, programme="" if ambition.programme == name else ambition.programme
    )


def choose_programme(ambition: Ambition, name: str) -> Ambition:
    """Make a scenario the programme."""
    find_scenario(ambition, name)
    return with_parts(ambition, programme=name)


def set_step(
    ambition: Ambition, name: str, measure: str, homes: float, start: int, end: int, dwelling_type: str = ""
) -> Ambition:
    """Set how many homes a year get a measure; it takes the place of what was planned for it, 0 takes it away.

    Parameters
    ----------
    name
        The scenario.
    measure, homes, start, end, dwelling_type
        As in ``ambition.model.Step``.

    Raises
    ------
    WijkdataError
        As ``programme.check_line``.
    """
    scenario = find_scenario(ambition, name)
    step = new_part(Step, measure=measure, homes=float(homes), start=start, end=end, type=dwelling_type)
    programme.check_line(step)
    same = [one.measure == measure and one.type == dwelling_type for one in scenario.steps]
    kept = [one for one, is_same in zip(scenario.steps, same, strict=True) if not is_same]
    place = same.index(True) if True in same else len(kept)
    steps = [*kept[:place], *([step] if step.homes else []), *kept[place:]]
    return _with_scenario(ambition, name, part_with(scenario, steps=steps))


def plan(ambition: Ambition, name: str, measure: str, homes: float, start: int, end: int) -> Ambition:
    """Set how many homes a year get a measure, in all types; a scenario that is not there yet is added.

    Raises
    ------
    WijkdataError
        As `add_scenario` and `set_step`.
    """
    there = name in [one.name for one in ambition.scenarios]
    return set_step(ambition if there else add_scenario(ambition, name), name, measure, homes, start, end)


def set_years(ambition: Ambition, name: str, start: int, end: int, measure: str = "") -> Ambition:
    """Let a measure of a scenario run from one year to another, in every type of dwelling; by default all measures.

    Raises
    ------
    WijkdataError
        As ``programme.check_line``.
    """
    scenario = find_scenario(ambition, name)
    steps = [
        part_with(one, start=start, end=end) if measure in ("", one.measure) else one
        for one in scenario.steps
    ]
    for one in steps:
        programme.check_line(one)
    return _with_scenario(ambition, name, part_with(scenario, steps=steps))


def steps_of(ambition: Ambition, name: str = "") -> list[Step]:
    """Return the lines of a scenario, by default of the programme; none if there is none."""
    chosen = name or ambition.programme
    return list(find_scenario(ambition, chosen).steps) if chosen else []


def set_parameter(
    ambition: Ambition,
    key: str,
    value: float,
    *,
    low: float | None = None,
    high: float | None = None,
    source: str = "",
) -> Ambition:
    """Set a number of the effects; it goes before the published one, and what was internal stays so.

    Raises
    ------
    WijkdataError
        As ``effect_parameters.check``.
    """
    effect_parameters.check(key, value, low, high)
    internal = any(one.internal for one in ambition.parameters if one.id == key)
    number = new_part(
        Assumption, id=key, value=float(value), low=low, high=high, source=source, internal=internal
    )
    known = [one.id for one in ambition.parameters]
    others = [number if one.id == key else one for one in ambition.parameters]
    return with_parts(ambition, parameters=others if key in known else [*others, number])


def set_value(ambition: Ambition, key: str, value: float) -> Ambition:
    """Set only the number: its source stays, and its bandwidth too as long as the number lies in it.

    Raises
    ------
    WijkdataError
        As `set_parameter`.
    """
    before = effect_parameters.parameters(ambition.parameters).get(key)
    if before is None:
        return set_parameter(ambition, key, value)
    low, high = (None if math.isnan(end) else end for end in (before.low, before.high))
    inside = (low is None or low <= value) and (high is None or value <= high)
    own = next((one.source for one in ambition.parameters if one.id == key), "")
    kept = {"low": low, "high": high} if inside else {}
    return set_parameter(ambition, key, value, source=own, **kept)


def set_internal(ambition: Ambition, key: str, *, internal: bool) -> Ambition:
    """Say whether a number of the team reaches no document for others.

    Raises
    ------
    WijkdataError
        With ``field`` `key` if the team did not set it: what is published is public already.
    """
    if key not in [one.id for one in ambition.parameters]:
        raise WijkdataError("Vul eerst het getal zelf in; wat is gepubliceerd is al openbaar.", key)
    return with_parts(
        ambition,
        parameters=[
            part_with(one, internal=internal) if one.id == key else one for one in ambition.parameters
        ],
    )


def clear_parameter(ambition: Ambition, key: str) -> Ambition:
    """Take a number of the team back; the published one counts again."""
    return with_parts(ambition, parameters=[one for one in ambition.parameters if one.id != key])


def set_group(
    ambition: Ambition,
    dwelling_type: str,
    period: str,
    dwellings: float,
    *,
    gas: float | None = None,
    source: str = "",
) -> Ambition:
    """Say how many dwellings on gas there are of a type and period; from then on only what the team counted counts.

    Raises
    ------
    WijkdataError
        As ``stock.check_counted``; with ``field`` ``source`` if it is not said where the count is from.
    """
    group = new_part(
        DwellingGroup,
        type=dwelling_type,
        period=period,
        dwellings=float(dwellings),
        gas=gas,
        source=source,
    )
    stock.check_counted(group)
    if not source.strip():
        raise WijkdataError(
            "Geef aan waar de telling vandaan komt, zoals ‘woningcorporatie, 2026’.", "source"
        )
    return with_parts(
        ambition, stock=[*(one for one in ambition.stock if not _same(one, dwelling_type, period)), group]
    )


def remove_group(ambition: Ambition, dwelling_type: str, period: str) -> Ambition:
    """Take a group of dwellings away; without any, the published figures count again."""
    return with_parts(
        ambition, stock=[one for one in ambition.stock if not _same(one, dwelling_type, period)]
    )


def set_housing_costs(ambition: Ambition, **parts: Any) -> Ambition:
    """Say what counts for woonlastenneutraal; what is not named stays as it is. See ``model.HousingCosts``."""
    return with_parts(ambition, housing_costs=part_with(housing_costs_of(ambition), **parts))


def housing_costs_of(ambition: Ambition) -> HousingCosts:
    """Return what counts for woonlastenneutraal: as the team said, or else loan and bill, for all, at once."""
    return ambition.housing_costs or HousingCosts()


def problems(ambition: Ambition) -> list[tuple[str, str]]:
    """Return what is wrong with programmes and numbers as they stand in the file: where, and a Dutch sentence."""
    found: list[tuple[str, str]] = []
    for scenario in ambition.scenarios:
        for step in scenario.steps:
            try:
                programme.check_line(step)
            except WijkdataError as error:
                found.append((f"scenario ‘{scenario.name}’", str(error)))
    for number in ambition.parameters:
        try:
            effect_parameters.check(number.id, number.value, number.low, number.high)
        except WijkdataError as error:
            found.append(("kengetallen", str(error)))
    for group in ambition.stock:
        try:
            stock.check_counted(group)
        except WijkdataError as error:
            found.append(("woningen van de wijk", str(error)))
    if ambition.programme and ambition.programme not in [one.name for one in ambition.scenarios]:
        text = f"Het programma ‘{ambition.programme}’ is er niet. Kies een ander scenario als programma."
        found.append(("programma", text))
    return found


def sound_steps(ambition: Ambition, name: str) -> list[Step]:
    """Return the lines of a scenario that can be carried out; what is wrong with the others `problems` tells.

    Raises
    ------
    WijkdataError
        If there is no such scenario.
    """
    return [one for one in find_scenario(ambition, name).steps if _can_be(programme.check_line, one)]


def without_problems(ambition: Ambition) -> Ambition:
    """Leave out what `problems` tells: lines, numbers and groups that cannot be, a programme that is not there."""
    scenarios = [
        part_with(one, steps=sound)
        if (sound := [line for line in one.steps if _can_be(programme.check_line, line)]) != one.steps
        else one
        for one in ambition.scenarios
    ]
    is_there = ambition.programme in [one.name for one in scenarios]
    return with_parts(
        ambition,
        scenarios=scenarios,
        programme=ambition.programme if is_there else "",
        parameters=[
            one
            for one in ambition.parameters
            if _can_be(effect_parameters.check, one.id, one.value, one.low, one.high)
        ],
        stock=[one for one in ambition.stock if _can_be(stock.check_counted, one)],
    )


def find_scenario(ambition: Ambition, name: str) -> Scenario:
    """Return the scenario with this name.

    Raises
    ------
    WijkdataError
        If there is none.
    """
    try:
        return ambition.scenario(name)
    except KeyError:
        raise WijkdataError(f"Het scenario ‘{name}’ is er niet (meer). Kies een ander.", "scenario") from None


def _check_name(ambition: Ambition, name: str) -> None:
    if not name.strip():
        raise WijkdataError("Geef het scenario een naam.", "name")
    if name.strip() in [one.name for one in ambition.scenarios]:
        raise WijkdataError(f"Er is al een scenario ‘{name.strip()}’. Kies een andere naam.", "name")


def _can_be(check: Callable[..., object], *parts: object) -> bool:
    try:
        check(*parts)
    except WijkdataError:
        return False
    return True


def _same(group: DwellingGroup, dwelling_type: str, period: str) -> bool:
    return (group.type, group.period) == (dwelling_type, period)


def _with_scenario(ambition: Ambition, name: str, scenario: Scenario) -> Ambition:
    changed = [scenario if one.name == name else one for one in ambition.scenarios]
    return with_parts(ambition, scenarios=changed)
