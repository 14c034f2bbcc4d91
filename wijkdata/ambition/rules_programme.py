"""Does the programme of measures fit: its lines and numbers, the homes it asks for, the objectives it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from wijkdata import dutch, figures
from wijkdata.ambition import coverage, planned, programme, terms, words
from wijkdata.ambition.finding import ADVICE, CAUTION, WRONG, Finding
from wijkdata.ambition.here import area_problem
from wijkdata.ambition.model import Ambition
from wijkdata.ambition.verdicts import EITHER, MISSED
from wijkdata.effects import MEASURES
from wijkdata.errors import WijkdataError
from wijkdata.series import series
from wijkdata.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.coverage import Answer, Coverage, Situation

_NEUTRAL = "woonlastenneutraliteit"
#: Objectives that only a definition of woonlastenneutraal gives a meaning to.
_BY_DEFINITION = ("woonlasten_delta", "woonlastenneutraal_aandeel")

#: What of an ambition the reckoning of its programme follows from.
_REACHING = (
    "area",
    "objectives",
    "measurements",
    "stock",
    "parameters",
    "scenarios",
    "programme",
    "housing_costs",
)


def check(ambition: Ambition, *, reckoned: bool = True) -> Iterator[Finding]:
    """Give what is wrong with the programme, or left open by it.

    Parameters
    ----------
    reckoned
        Whether the programme is held against the homes and the objectives. That takes about a second the first time,
        and never finds what is wrong, only what is open.
    """
    problems = programme.problems(ambition)
    for where, text in problems:
        yield Finding(WRONG, where, text)
    yield from _undefined_costs(ambition)
    if not ambition.programme and any(one.steps for one in ambition.scenarios):
        yield Finding(
            ADVICE,
            "programma",
            "Er is geen programma gekozen: wat bij Samenhang is geprobeerd komt niet in de documenten. Kies daar bij "
            "Scenario’s ‘Maak dit het programma’.",
        )
    if reckoned and not problems and ambition.area.codes and programme.steps_of(ambition):
        key = ambition.model_dump_json(include=set(_REACHING))
        yield from _held_against(key, figures.store())


def _undefined_costs(ambition: Ambition) -> Iterator[Finding]:
    # As long as there is no programme to reckon, nothing is lost by it.
    if ambition.housing_costs is not None or not ambition.scenarios:
        return
    for position, objective in enumerate(ambition.objectives):
        used = {
            known.name for name in terms.used_in(ambition, objective) if (known := terms.default_of(name))
        }
        entry = planned.entry_of(objective)
        if _NEUTRAL in used or (entry is not None and entry.id in _BY_DEFINITION):
            yield Finding(
                CAUTION,
                f"{planned.place_of(position, objective)}, woonlasten",
                "Dit doel gaat over woonlastenneutraal, maar het team heeft niet gekozen wat er in de berekening "
                "meetelt: rekening of ook lening, voor eigenaren of huurders, gemiddeld of voor elk woningtype. Kies "
                "dat bij Samenhang, onder Bewoners.",
            )


@lru_cache(maxsize=4)
def _held_against(key: str, loaded: Store) -> tuple[Finding, ...]:
    """Hold the programme of an ambition, in the form of a file, against the homes and the objectives."""
    ambition = Ambition.model_validate_json(key)
    where = f"programma {words.quote(ambition.programme)}"
    area = ambition.area
    try:
        table = _series(tuple(area.codes), area.boundary_year, loaded)
        project = figures.areas().project_area(area.codes, area.name or None, area.boundary_year)
        situation = coverage.situation_of(ambition, project, table)
        done = coverage.coverage(situation, programme.steps_of(ambition))
    except WijkdataError as error:
        # What is wrong with the area itself is a finding of its own.
        return () if area_problem(area) else (Finding(CAUTION, where, str(error)),)
    found = [*_homes(where, done), *_begun_before(where, done)]
    found += [Finding(CAUTION, "woningen van het programma", one) for one in done.stock.doubts]
    found += _cooking(situation)
    places = {one.id: planned.place_of(place, one) for place, one in enumerate(ambition.objectives)}
    for answer in done.answers:
        found += _open(places[answer.aim.objective_id], ambition.programme, answer)
    return tuple(found)


@lru_cache(maxsize=2)
def _series(codes: tuple[str, ...], year: int | None, _loaded: Store) -> pd.DataFrame:
    return series(figures.areas().project_area(codes, None, year))


def _homes(where: str, done: Coverage) -> Iterator[Finding]:
    for kind in done.course.absent:
        text = coverage.absent_text(kind, done.stock)
        yield Finding(CAUTION, where, f"{text}; wat daarvoor is gepland telt niet.")
    for measure, homes in done.course.beyond.items():
        yield Finding(
            CAUTION,
            where,
            f"Voor {words.quote(MEASURES[measure].name)} vraagt dit programma {dutch.number(homes, 0)} woningen meer "
            "dan er zijn om dit aan te doen. Verlaag het aantal per jaar, of stop eerder.",
        )


def _cooking(situation: Situation) -> Iterator[Finding]:
    """Say that the team has homes cook on more gas than they use for everything."""
    cooking, stock = situation.parameters["gas_koken"], situation.stock
    if cooking.own and stock.groups and cooking.value > (most := max(one.gas for one in stock.groups)):
        yield Finding(
            CAUTION,
            "kengetallen",
            f"{cooking.name} ({dutch.number(cooking.value, 0)} m³) is meer dan een woning hier in totaal gebruikt "
            f"({dutch.number(most, 0)} m³), en wordt dus niet gehaald. Geef een lager getal.",
        )


def _begun_before(where: str, done: Coverage) -> Iterator[Finding]:
    """Say that a programme has begun in a year of which nobody knows what the homes were like before it."""
    first, newest = done.years[0], done.stock.year
    if first <= newest:
        yield Finding(
            CAUTION,
            where,
            f"Dit programma begint in {first}, maar het oudste gas waar het van kan uitgaan is van {newest}: wat tot "
            f"en met dat jaar is gedaan zit daar al in en telt nu dubbel. Voeg oudere cijfers toe, of laat het na "
            f"{newest} beginnen.",
        )


def _open(where: str, name: str, answer: Answer) -> Iterator[Finding]:
    if answer.verdict == MISSED:
        yield Finding(
            CAUTION, where, f"Het programma {words.quote(name)} haalt dit doel niet. {answer.sentence}"
        )
    elif answer.verdict == EITHER:
        yield Finding(
            ADVICE,
            where,
            f"Of het programma {words.quote(name)} dit doel haalt is niet zeker. {answer.sentence}",
        )
