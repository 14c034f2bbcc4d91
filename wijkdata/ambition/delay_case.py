"""The cost of delay in an ambition: what the team set, and what is proposed where it set nothing.

Each number is one `Assumption`: those of ``delay.PARAMETERS`` by their own id, the months and the subsidy on the
table as ``maanden`` and ``subsidie``, and who bears a line as ``deel_<line>_<bearer>`` with the part, 0-1. What is
not there was not said; a proposal is shown, and only kept when the team takes it over.

As in ``ambition.edit`` the functions return a new ambition, or refuse with the field at fault.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from wijkdata import delay, dutch
from wijkdata.ambition.edit import new_part, part_with, with_parts
from wijkdata.ambition.here import in_this_area
from wijkdata.ambition.model import Ambition, Assumption
from wijkdata.areas import ProjectArea
from wijkdata.baseline import baseline
from wijkdata.delay import Amount, Case
from wijkdata.errors import WijkdataError

MONTHS, SUBSIDY = "maanden", "subsidie"

#: What the question asks as long as the team did not choose.
USUAL_MONTHS = 6.0

_SHARES = {f"deel_{line}_{who}": (line, who) for line in delay.CASH for who in delay.BEARERS}


def set_assumption(
    ambition: Ambition,
    key: str,
    value: float,
    *,
    low: float | None = None,
    high: float | None = None,
    source: str = "",
    internal: bool | None = None,
) -> Ambition:
    """Set a number with its bandwidth and source; it replaces what was there.

    Parameters
    ----------
    key
        An id of ``delay.PARAMETERS``, or ``maanden`` or ``subsidie``, which have no bandwidth.
    low, high
        Bandwidth; None for none on that side.
    internal
        Whether it reaches no document for others; None leaves that as it was.

    Raises
    ------
    WijkdataError
        With ``field`` `key` if the number cannot occur or there is no such number.
    """
    if key in (MONTHS, SUBSIDY):
        if low is not None or high is not None:
            raise WijkdataError("Dit is wat u kiest of wat er geboden is; daar hoort geen marge bij.", key)
        (delay.check_months if key == MONTHS else delay.check_subsidy)(value)
    else:
        delay.check_amount(key, Amount(value, low, high))
    given = {} if internal is None else {"internal": internal}
    return _put(ambition, key, value=value, low=low, high=high, source=source, **given)


def set_value(ambition: Ambition, key: str, value: float) -> Ambition:
    """Set only the number: its source stays, and its bandwidth too as long as the number lies in it.

    Raises
    ------
    WijkdataError
        As `set_assumption`.
    """
    before = _found(ambition, key)
    if before is None:
        return set_assumption(ambition, key, value)
    low, high = Amount(before.value, before.low, before.high).ends
    kept = (before.low, before.high) if low <= value <= high else (None, None)
    return set_assumption(ambition, key, value, source=before.source, low=kept[0], high=kept[1])


def set_internal(ambition: Ambition, key: str, *, internal: bool) -> Ambition:
    """Say whether a number of the team reaches no document for others.

    Raises
    ------
    WijkdataError
        With ``field`` `key` if the team did not set it: what is proposed is public already.
    """
    if _found(ambition, key) is None:
        raise WijkdataError("Vul eerst het getal zelf in; een voorstel is al openbaar.", key)
    return with_parts(
        ambition,
        delay=[part_with(one, internal=internal) if one.id == key else one for one in ambition.delay],
    )


def is_internal(ambition: Ambition, key: str) -> bool:
    """Say whether a number reaches no document for others."""
    return any(one.id == key and one.internal for one in ambition.delay)


def set_share(ambition: Ambition, line: str, bearer: str, part: float | None) -> Ambition:
    """Say which part of a line somebody bears; None takes it back.

    Parameters
    ----------
    line, bearer
        Keys of ``delay.CASH`` and ``delay.BEARERS``.
    part
        0-1.

    Raises
    ------
    WijkdataError
        With ``field`` the line if there is no such line or bearer, or the parts come to more than the whole.
    """
    parts = {
        **shares_of(ambition).get(line, {}),
        **({} if part is None else {bearer: part}),
    }
    delay.check_shares(line, parts)
    key = f"deel_{line}_{bearer}"
    if part is None:
        return clear_assumption(ambition, key)
    return _put(ambition, key, value=part)


def clear_assumption(ambition: Ambition, key: str) -> Ambition:
    """Take a number back; what is proposed counts again, if anything is."""
    return with_parts(ambition, delay=[one for one in ambition.delay if one.id != key])


def case_of(ambition: Ambition, proposed: Mapping[str, Amount] | None = None) -> Case:
    """Return the assumptions to compute with: those of the team, and else the proposed ones.

    Parameters
    ----------
    proposed
        Proposals by id, of `proposals_for`; by default only the published rates.

    Raises
    ------
    WijkdataError
        If the file has a number that cannot occur, is not known or is there twice.
    """
    found = problems(ambition)
    if found:
        raise WijkdataError(" ".join(found), "delay")
    own = {
        one.id: Amount(one.value, one.low, one.high, one.source)
        for one in ambition.delay
        if one.id in delay.PARAMETERS
    }
    offered = delay.proposals() if proposed is None else proposed
    return Case({**offered, **own}, shares_of(ambition))


def months_of(ambition: Ambition) -> float:
    """Return the months of delay that the team looks at."""
    kept = _found(ambition, MONTHS)
    return USUAL_MONTHS if kept is None else kept.value


def subsidy_amount(ambition: Ambition) -> Amount | None:
    """Return the subsidy that is on the table with its source; None if there is none."""
    kept = _found(ambition, SUBSIDY)
    return None if kept is None else Amount(kept.value, source=kept.source)


def subsidy_of(ambition: Ambition) -> float | None:
    """Return the subsidy that is on the table [euro]; None if there is none."""
    kept = _found(ambition, SUBSIDY)
    return None if kept is None else kept.value


def shares_of(ambition: Ambition) -> dict[str, dict[str, float]]:
    """Return per line who bears which part, as far as it was said."""
    found: dict[str, dict[str, float]] = {}
    for one in ambition.delay:
        if one.id in _SHARES:
            line, who = _SHARES[one.id]
            found.setdefault(line, {})[who] = one.value
    return found


def problems(ambition: Ambition) -> list[str]:
    """Return what is wrong with the assumptions as they stand in the file, as full Dutch sentences."""
    keys = [one.id for one in ambition.delay]
    found = [
        f"De aanname ‘{key[:40]}’ over uitstel staat er twee keer. Houd er één over."
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    ]
    for one in ambition.delay:
        try:
            _check(one)
        except WijkdataError as error:
            found.append(str(error))
    for line, parts in shares_of(ambition).items():
        try:
            delay.check_shares(line, parts)
        except WijkdataError as error:
            found.append(str(error))
    return found


# --- what is proposed --------------------------------------------------------------------------------------------


def proposals_for(
    ambition: Ambition, area: ProjectArea | None, figures: pd.DataFrame | None = None
) -> dict[str, Amount]:
    """Return what is proposed for an ambition: published rates, and homes and CO2 from its area.

    Parameters
    ----------
    area
        The project area; without one only the rates are proposed.
    figures
        What ``series`` returned for the area, if it is at hand.
    """
    found = delay.proposals()
    if area is None:
        return found
    own = [one for one in ambition.measurements if ambition.is_of_this_area(one.area)]
    rows = baseline(area, indicators=["woningen", "co2_woning"], measurements=own, figures=figures)
    by_indicator = {str(one["indicator"]): one for one in rows.to_dict("records")}
    homes, co2 = by_indicator["woningen"], by_indicator["co2_woning"]
    if math.isfinite(homes["value"]):
        text = f"{_origin(homes)}: alle woningen van het gebied."
        brief = f"{homes['source']}, {int(homes['year'])}"
        found["woningen"] = Amount(float(homes["value"]), source=text, proposed=True, brief=brief)
    reduction = _planned_reduction(ambition)
    if reduction is not None:
        found["co2"] = reduction
    elif math.isfinite(co2["value"]) and co2["value"] >= 0:
        text = f"{_origin(co2)}: alles wat een woning nu uitstoot, dus ten hoogste."
        brief = f"ten hoogste: alles wat een woning in {int(co2['year'])} uitstootte"
        found["co2"] = Amount(float(round(co2["value"])), source=text, proposed=True, brief=brief)
    return found


def _planned_reduction(ambition: Ambition) -> Amount | None:
    """Return what the objective for CO2 per home takes off from its baseline, if there is one."""
    for one in ambition.objectives:
        known = in_this_area(ambition, one)
        if known.indicator != "co2_woning" or known.baseline is None or known.target is None:
            continue
        less = known.baseline.value - known.target.value
        if less >= 0:
            text = f"Doel voor CO₂ per woning: van {dutch.number(known.baseline.value, 0)} kg in "
            text += (
                f"{known.baseline.year} naar {dutch.number(known.target.value, 0)} kg in {known.target.year}."
            )
            return Amount(less, source=text, proposed=True, brief=f"doel voor {known.target.year}")
    return None


def _origin(row: Mapping[Any, Any]) -> str:
    return f"{row['source']}, {int(row['year'])}, {row['status']}"


# --- keeping -----------------------------------------------------------------------------------------------------


def _check(one: Assumption) -> None:
    if one.id == MONTHS:
        delay.check_months(one.value)
    elif one.id == SUBSIDY:
        delay.check_subsidy(one.value)
    elif one.id in _SHARES:
        line, who = _SHARES[one.id]
        delay.check_shares(line, {who: one.value})
    else:
        delay.check_amount(one.id, Amount(one.value, one.low, one.high))


def _found(ambition: Ambition, key: str) -> Assumption | None:
    return next((one for one in ambition.delay if one.id == key), None)


def _put(ambition: Ambition, key: str, **parts: Any) -> Ambition:
    before = _found(ambition, key)
    # Another value makes nothing known that was to stay within the team.
    new = new_part(Assumption, id=key, **{"internal": before is not None and before.internal, **parts})
    known = [one.id for one in ambition.delay]
    if key not in known:
        return with_parts(ambition, delay=[*ambition.delay, new])
    kept = [one for one in ambition.delay if one.id != key]
    kept.insert(known.index(key), new)
    return with_parts(ambition, delay=kept)
