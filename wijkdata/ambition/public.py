"""The ambition for others: without what is internal to the team, and with the number of what was left out.

Whatever leaves the team (documents, tables, pictures for others) starts from `for_others`.
"""

from __future__ import annotations

from wijkdata import dutch
from wijkdata.ambition.model import Ambition, Assumption, Party


def for_others(ambition: Ambition) -> Ambition:
    """Return a copy without notes and without internal interests, decisions and assumptions.

    An internal interest is left out whole: its weight alone already tells what a party does not want to be told. So
    does its place among what comes first for that party; see `open_priorities`.

    The assumptions behind the cost of delay and the effects of measures go along with their source, because nobody
    can check a sum of which the numbers are not told; only one that the team marked as internal stays behind. What
    others compute is then made with what is proposed in its place, so `left_out` says that there was one.
    """
    shown = {
        "notes": [],
        "parties": [
            one.model_copy(update={"priorities": open_priorities(ambition, one)}) for one in ambition.parties
        ],
        "interests": [one for one in ambition.interests if not one.internal],
        "decisions": [one for one in ambition.decisions if not one.internal],
        "delay": _open_numbers(ambition.delay),
        "parameters": _open_numbers(ambition.parameters),
    }
    return ambition.model_copy(update=shown).model_copy(deep=True)


def open_priorities(ambition: Ambition, party: Party) -> list[str]:
    """Return what comes first for a party as far as others may know it: up to the first internal interest.

    What comes after an internal one stays behind too: without it, another theme would stand in its place.
    """
    internal = {one.theme for one in ambition.interests if one.internal and one.party == party.name}
    first = next((number for number, one in enumerate(party.priorities) if one in internal), None)
    return party.priorities[:first]


def left_out(ambition: Ambition) -> str:
    """Say what `for_others` leaves out: ``2 interne notities en 1 intern belang``; empty if that is nothing."""
    numbers = [*ambition.delay, *ambition.parameters]
    counts = (
        (len(ambition.notes), "interne notitie", "interne notities"),
        (sum(one.internal for one in ambition.interests), "intern belang", "interne belangen"),
        (sum(one.internal for one in ambition.decisions), "intern besluit", "interne besluiten"),
        (sum(one.internal for one in numbers), "interne aanname", "interne aannames"),
    )
    return dutch.join(f"{count} {one if count == 1 else more}" for count, one, more in counts if count)


def _open_numbers(numbers: list[Assumption]) -> list[Assumption]:
    return [one for one in numbers if not one.internal]
