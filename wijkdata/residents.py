"""What a programme does to the monthly costs of the people in the homes at which something was done.

Solar panels are not in it: on which of these homes they lie is not known. What they do to one home that gets them is
told apart, by `solar_changes`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from wijkdata.effect_parameters import VARIANTS
from wijkdata.effects import Values
from wijkdata.housing_costs import (
    Change,
    change_for_owner,
    change_for_tenant,
    investment,
    solar_change_for_owner,
    solar_change_for_tenant,
)
from wijkdata.programme import TODAY, Course, State, use_in
from wijkdata.stock import Stock

#: What is less than a millionth of a euro is rounding. [euro/month]
_SAME = 1e-6

#: Who lives there, with the Dutch name of more of them.
RESIDENTS = {"eigenaar": "eigenaren", "huurder": "huurders"}


class Definition(Protocol):
    """What the team means by woonlastenneutraal; see ``wijkdata.ambition.model.HousingCosts``."""

    @property
    def loan(self) -> bool: ...  # noqa: D102
    @property
    def resident(self) -> str: ...  # noqa: D102
    @property
    def each(self) -> bool: ...  # noqa: D102
    @property
    def years(self) -> int: ...  # noqa: D102
    @property
    def upkeep(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class Outcome:
    """Homes of one group in one state, and what that does to their residents.

    Attributes
    ----------
    group
        Position in the stock.
    homes
        How many.
    changes
        By resident and variant of the numbers.
    """

    group: int
    state: State
    homes: float
    changes: Mapping[str, Mapping[str, Change]]


def outcomes(
    stock: Stock, course: Course, year: int, values: Mapping[str, Values], definition: Definition
) -> list[Outcome]:
    """Return what the measures taken up to and including a year do, by group and state."""
    return [
        Outcome(number, state, homes, changes_of(stock, number, state, values, definition))
        for (number, state), homes in sorted(course.homes_at(year).items())
    ]


def changes_of(
    stock: Stock, number: int, state: State, values: Mapping[str, Values], definition: Definition
) -> dict[str, dict[str, Change]]:
    """Return what a state does to whoever lives in one home of a group, by resident and variant."""
    group = stock.groups[number]
    found: dict[str, dict[str, Change]] = {resident: {} for resident in RESIDENTS}
    for variant in VARIANTS:
        known = values[variant]
        before, after = use_in(group, TODAY, known), use_in(group, state, known)
        paid = investment(
            group.type,
            state.heating,
            state.insulation,
            induction=state.induction,
            hybrid_first=state.hybrid_first,
            values=known,
        )
        found["eigenaar"][variant] = change_for_owner(before, after, state.heating, paid, definition, known)
        found["huurder"][variant] = change_for_tenant(before, after, state.heating, known)
    return found


def solar_changes(values: Mapping[str, Values], definition: Definition) -> dict[str, dict[str, Change]]:
    """Return what solar panels do to whoever lives in a home that gets them, by resident and variant."""
    return {
        "eigenaar": {variant: solar_change_for_owner(definition, values[variant]) for variant in VARIANTS},
        "huurder": {variant: solar_change_for_tenant(values[variant]) for variant in VARIANTS},
    }


def mean_change(found: Sequence[Outcome], resident: str, owned: float | None, variant: str) -> float | None:
    """Return the mean change over the homes at which something was done [euro/month].

    Parameters
    ----------
    resident
        ``eigenaar``, ``huurder`` or ``beiden``; both are weighed by how many own their home.
    owned
        Part of the homes whose owner lives there, 0-1.

    Returns
    -------
    None where nothing was done, or a part is not known.
    """
    total = sum(one.homes for one in found)
    weights = _weights(resident, owned)
    if not total or weights is None:
        return None
    mean = sum(
        one.homes * part * one.changes[who][variant].total for one in found for who, part in weights.items()
    )
    return None if math.isnan(mean) else mean / total


def neutral_share(found: Sequence[Outcome], resident: str, owned: float | None, variant: str) -> float | None:
    """Return the part of the homes at which something was done where the costs do not rise [%]; None as above."""
    total = sum(one.homes for one in found)
    weights = _weights(resident, owned)
    if not total or weights is None:
        return None
    share = 0.0
    for one in found:
        for who, part in weights.items():
            change = one.changes[who][variant].total
            if math.isnan(change):
                return None
            share += one.homes * part * (change <= _SAME)
    return 100 * share / total


def is_neutral(
    found: Sequence[Outcome], definition: Definition, owned: float | None, variant: str
) -> bool | None:
    """Say whether the programme is woonlastenneutraal by the definition; None where that cannot be said.

    For each home, or for the mean of the homes of owners and of those of tenants: one does not make up for the other.
    """
    weights = _weights(definition.resident, owned)
    who = ("eigenaar", "huurder") if weights is None else tuple(weights)
    if not found:
        return None
    if definition.each:
        changes = [one.changes[resident][variant].total for one in found for resident in who]
    else:
        means = [mean_change(found, resident, owned, variant) for resident in who]
        changes = [math.nan if one is None else one for one in means]
    if any(change > _SAME for change in changes):
        return False
    return None if any(math.isnan(change) for change in changes) else True


def _weights(resident: str, owned: float | None) -> dict[str, float] | None:
    if resident != "beiden":
        return {resident: 1.0}
    if owned is None:
        return None
    # Of whoever does not live there nothing needs to be known.
    return {who: part for who, part in (("eigenaar", owned), ("huurder", 1 - owned)) if part}
