"""What an objective rests on and serves: parties and their interest, terms, tracks, the whole of which it is a part.

Also when it is reviewed.

Changes to an ambition, like those in ``edit``: each returns a new one, or refuses with the field at fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from wijkdata.ambition import contributions, words
from wijkdata.ambition.edit import find_objective, part_with, with_objective
from wijkdata.ambition.model import Ambition, Interest, Objective, Track
from wijkdata.errors import WijkdataError

#: The tracks (sporen) of Wijkkompas (wijkkompas.nl/kompas/aan-de-slag/3). Of E and F no name is known for certain.
TRACKS = {
    "A": "A: bewoners doen mee",
    "B": "B: zakelijke vastgoedeigenaren doen mee",
    "C": "C: besluitvorming zorgvuldig en transparant",
    "D": "D: overstap is betaalbaar en financierbaar",
    "E": "spoor E",
    "F": "spoor F",
}


def set_grounds(
    ambition: Ambition,
    objective_id: str,
    *,
    parties: Iterable[str] | None = None,
    terms: Iterable[str] | None = None,
    tracks: Iterable[str] | None = None,
) -> Ambition:
    """Say what an objective rests on; what is None stays as it was. Of equal ones the first stays.

    Parameters
    ----------
    parties, terms
        By name.
    tracks
        Letters A-F; they are kept in that order.

    Raises
    ------
    WijkdataError
        If a party is not at the table (``parties``), the team does not have the term (``terms``) or there is no such
        track (``tracks``). What stood there already may stay.
    """
    objective = find_objective(ambition, objective_id)
    parts: dict[str, Any] = {}
    if parties is not None:
        known = [*objective.parties, *(one.name for one in ambition.parties)]
        parts["parties"] = _known(parties, known, "zit niet aan tafel. Voeg haar toe bij Partijen", "parties")
    if terms is not None:
        known = [*objective.terms, *(one.name for one in ambition.terms)]
        parts["terms"] = _known(
            terms, known, "is geen begrip van het team. Voeg het toe bij Begrippen", "terms"
        )
    if tracks is not None:
        letters = _known(tracks, get_args(Track), "is geen spoor. Kies A tot en met F", "tracks")
        parts["tracks"] = sorted(letters)
    return with_objective(ambition, part_with(objective, **parts))


def set_review(ambition: Ambition, objective_id: str, day: date | None) -> Ambition:
    """Say when an objective is looked at again; None takes the day away."""
    return with_objective(ambition, part_with(find_objective(ambition, objective_id), review=day))


def set_whole(ambition: Ambition, objective_id: str, whole_id: str | None) -> Ambition:
    """Say of which other objective this one is a part; None for none.

    Raises
    ------
    WijkdataError
        With ``field`` ``part_of`` if the two do not add up: it is the objective itself or a part of it, one of the
        two is no quantity, or unit, direction or area is another.
    """
    objective = find_objective(ambition, objective_id)
    if whole_id is not None:
        problem = contributions.problem(ambition, objective, find_objective(ambition, whole_id))
        if problem:
            raise WijkdataError(problem, "part_of")
    return with_objective(ambition, part_with(objective, part_of=whole_id))


def set_counted_from(ambition: Ambition, objective_id: str, way: str) -> Ambition:
    """Say of a whole from where its task is reckoned: ``nulmeting`` or ``nieuwste stand``.

    Raises
    ------
    WijkdataError
        If there is no such way; ``field`` is ``counted_from``.
    """
    return with_objective(ambition, part_with(find_objective(ambition, objective_id), counted_from=way))


def interests_in(ambition: Ambition, objective: Objective) -> list[Interest]:
    """Return what the parties want from the theme of an objective, the heaviest first; internal ones are left out."""
    found = [one for one in ambition.interests if one.theme == objective.theme and not one.internal]
    return sorted(found, key=lambda one: -1 if one.weight is None else one.weight, reverse=True)


def _known(names: Iterable[str], known: Iterable[str], problem: str, field: str) -> list[str]:
    chosen, there = list(dict.fromkeys(names)), set(known)
    for one in chosen:
        if one not in there:
            raise WijkdataError(f"{words.quote(one)} {problem}.", field)
    return chosen
