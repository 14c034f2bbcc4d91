"""Is an objective on course? Each method returns its status together with everything it was derived from.

The default, ``pad``, compares with the planned path. The three published methods are there to be named and
compared. Two of them (``statcan``, ``unstats``) work with growth percentages, which say nothing for a baseline
of 0 and little for one near 0; then the answer is "niet te bepalen", never a figure made up to avoid the zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wijkdata._judgement import (
    ACHIEVED,
    METHODS,
    NOISE,
    STATUSES,
    Assessment,
    Inputs,
    achieved,
    change_unit,
    check_inputs,
    make_case,
    no_case,
)
from wijkdata._methods import JUDGES, limit_coefficient, score_with_target, score_without_target
from wijkdata.dutch import number
from wijkdata.errors import TargetError
from wijkdata.pathways import DIRECTION_MEANINGS, Pathway, Point, check_value, check_word

__all__ = [
    "METHODS",
    "STATUSES",
    "Assessment",
    "Forecast",
    "assess",
    "check_contributions",
    "forecast_year",
    "limit_coefficient",
    "pace_sentence",
    "remaining_effort",
    "score_with_target",
    "score_without_target",
]

_LAST_FORECAST = 2150
_LARGEST_WITH_DECIMALS = 1e15
_YEARLY_UNIT = re.compile(r"\s*(/|per)\s*(jaar|jr)$")
#: Per direction: the word behind a pace the right way, and behind one the wrong way.
_PACE_WORDS: Mapping[str, tuple[str, str]] = {
    "omhoog": ("", "mínder"),
    "omlaag": ("minder", "méér"),
    "band": ("dichterbij", "verder weg"),
}


@dataclass(frozen=True)
class Forecast:
    """The year in which a target is met at the pace so far.

    Attributes
    ----------
    year
        Calendar year, or ``None`` where it cannot be said or lies after 2150.
    reason
        The explanation, always filled.
    """

    year: int | None
    reason: str


def assess(  # noqa: PLR0913  (each is one named input of the judgement)
    *,
    baseline: Point,
    current: Point | None,
    target: Point | None,
    direction: str,
    method: str = "pad",
    path: str | Pathway = "lineair",
    limit: float | None = None,
    history: Sequence[Point] = (),
    band: tuple[float, float] | None = None,
    unit: str = "",
    decimals: int | None = None,
) -> Assessment:
    """Judge a measurement against the target agreed for it.

    A target that is met is ``behaald`` by every method. After the target year the measurement of that year is
    judged if the history has it; otherwise the newest one is held against the target itself.

    Parameters
    ----------
    baseline
        The pinned baseline.
    current
        The newest measurement, or ``None``.
    target
        Value and year, or ``None``; then only ``statcan`` and ``unstats`` can judge, on the growth alone.
    direction
        A key of ``DIRECTION_MEANINGS``; given, never derived from the values.
    method
        A key of ``METHODS``.
    path
        A key of ``PATH_NAMES``, or the path itself; used by ``pad``.
    limit
        Natural limit that the wanted direction runs into; used by ``statcan`` without a target.
    history
        Other measurements in any order; ``dns`` needs six in consecutive years, with baseline and current.
    band
        Lowest and highest good value; required for and only for the direction ``band``. Judged is the distance
        to the band, 0 inside it, which has to fall. Path value, rates and ratio are then those of the distance.
    unit, decimals
        For the numbers in the reason.

    Raises
    ------
    TargetError
        If an input cannot be right: not a number, an unknown word, a target year that is not after the
        baseline, a path that cannot be drawn. ``field`` names the input.
    """
    check_word(method, METHODS, "methode", "method")
    check_word(direction, DIRECTION_MEANINGS, "richting", "direction")
    inputs = check_inputs(
        Inputs(
            baseline, current, target, direction, method, path, limit, tuple(history), band, unit, decimals
        )
    )
    if direction == "context":
        return no_case(
            inputs, "Dit cijfer wordt getoond, niet beoordeeld: het is op zichzelf goed noch slecht."
        )
    if inputs.current is None:
        return no_case(inputs, "Er is nog geen meting na de nulmeting, dus nog niets om te beoordelen.")
    if inputs.current.year <= inputs.baseline.year:
        return no_case(
            inputs,
            f"De nieuwste meting ({inputs.current.year}) is niet van later dan de nulmeting "
            f"({inputs.baseline.year}), dus is er nog niets om te beoordelen.",
        )
    case = make_case(inputs, inputs.current)
    assessment = JUDGES[method](case)
    return achieved(case, assessment) if case.met_in else assessment


def forecast_year(
    baseline: Point,
    current: Point | None,
    target: Point | None,
    direction: str,
    *,
    band: tuple[float, float] | None = None,
) -> Forecast:
    """Say when the target is met if the pace so far continues: a straight line through baseline and current.

    Parameters
    ----------
    baseline, current, target
        As in ``assess``.
    direction
        A key of ``DIRECTION_MEANINGS``.
    band
        Lowest and highest good value, for the direction ``band``.

    Raises
    ------
    TargetError
        If an input cannot be right, as in ``assess``.
    """
    known = assess(baseline=baseline, current=current, target=target, direction=direction, band=band)
    parts = known.components
    if known.status == ACHIEVED:
        return Forecast(parts["met_year"], f"Het doel is al gehaald in {parts['met_year']}.")
    if parts["years_elapsed"] is None or current is None:
        return Forecast(None, f"Niet te bepalen: {_lower_first(known.reason)}")
    if target is None:
        return Forecast(None, "Niet te bepalen: er is geen doel.")
    pace, left = parts["change"] / parts["years_elapsed"], parts["left"]
    if pace <= 0:
        moved = "staat stil" if pace == 0 else "gaat de verkeerde kant op"
        return Forecast(None, f"Niet te bepalen: de ontwikkeling sinds {baseline.year} {moved}.")
    wait = left / pace
    year = current.year + math.ceil(wait - NOISE) if wait <= _LAST_FORECAST else math.inf
    if year > _LAST_FORECAST:
        return Forecast(None, f"In dit tempo wordt het doel later dan {_LAST_FORECAST} gehaald.")
    return Forecast(
        int(year), f"In dit tempo wordt het doel in {year} gehaald, {_lateness(int(year), target.year)}."
    )


def pace_sentence(assessment: Assessment, unit: str = "", decimals: int | None = None) -> str:
    """Put the pace needed and the pace so far into words: ``nodig 480 woningen per jaar, tot nu toe 12``.

    Parameters
    ----------
    assessment
        The result of ``assess``.
    unit
        Unit of the indicator; a difference of percentages is written in percentage points.
    decimals
        Decimals of the indicator; more are used where a pace would otherwise read as 0.
    """
    words = _PACE_WORDS.get(assessment.components.get("direction", ""), ("", ""))
    growth = assessment.method in ("statcan", "unstats")
    unit = "%" if growth else _pace_unit(unit)
    needed, done = (
        None if rate is None else rate * (100 if growth else 1)
        for rate in (assessment.required_rate, assessment.observed_rate)
    )
    decimals = _pace_decimals(
        [abs(rate) for rate in (needed, done) if rate is not None], 1 if growth else decimals
    )
    so_far = (
        "tot nu toe niet te bepalen" if done is None else f"tot nu toe {_pace(done, unit, decimals, words)}"
    )
    per_year = "" if done is None else " per jaar"
    if assessment.status == ACHIEVED or (needed is not None and needed <= 0):
        return f"niets meer nodig, {so_far}{per_year}"
    if needed is None:
        return f"{so_far}{per_year}"
    if done is not None and done >= 0 and not words[0] and not growth:
        so_far = f"tot nu toe {number(done, decimals)}"
    return f"nodig {_pace(needed, unit, decimals, words)} per jaar, {so_far}"


def remaining_effort(base: float, target_share: float, latest: float) -> tuple[float, float]:
    """Return the whole task of a reduction target and the part of it that is left.

    The contributions of themes or measures must add up to one of the two: to the first if each is counted from
    the base year, to the second if each is counted from the latest inventory. Source: Covenant of Mayors,
    guidance on setting targets for a baseline emission inventory.

    Parameters
    ----------
    base
        Value in the base year. [t/yr, or another amount]
    target_share
        Reduction agreed as a share of the base year, 0.25 for 25%.
    latest
        Value in the latest inventory, in the unit of ``base``.

    Returns
    -------
    Task against the base year and task against the latest inventory; the second is negative once the target
    is passed.

    Raises
    ------
    TargetError
        If the share does not lie between 0 and 1.
    """
    base = check_value(base, "het basisjaar", "baseline")
    latest = check_value(latest, "de nieuwste meting", "current")
    if not 0 <= target_share <= 1:
        raise TargetError(
            f"De afgesproken daling ({number(target_share)}) is een deel van het basisjaar, tussen 0 en 1. "
            "Schrijf 25% als 0,25.",
            field="target",
        )
    return base * target_share, latest - base * (1 - target_share)


def check_contributions(contributions: Iterable[float], task: float) -> float:
    """Return what the contributions leave open of the task.

    Parameters
    ----------
    contributions
        Contribution of each theme or measure, all counted from the same year.
    task
        One of the two amounts of ``remaining_effort``, in the same unit.

    Returns
    -------
    Positive: so much is not covered yet. 0: it adds up. Negative: more is promised than the task, which may be
    counted twice.

    Raises
    ------
    TargetError
        If a contribution is missing: unknown is not the same as nothing.
    """
    known = [check_value(amount, "een bijdrage", "contributions") for amount in contributions]
    return check_value(task, "de opgave", "target") - math.fsum(known)


def _pace_unit(unit: str) -> str:
    # "m³/jaar" changes in m³ per year; "per year" is in the sentence already.
    return _YEARLY_UNIT.sub("", change_unit(unit))


def _pace(rate: float, unit: str, decimals: int | None, words: tuple[str, str]) -> str:
    # A percentage beyond that says only that growth from nearly nothing is no measure.
    beyond = unit == "%" and abs(rate) > 1000
    amount = "meer dan 1.000%" if beyond else number(abs(rate), decimals, unit=unit)
    return amount if rate == 0 else f"{amount} {words[0] if rate > 0 else words[1]}".rstrip()


def _pace_decimals(sizes: Sequence[float], decimals: int | None) -> int | None:
    """Add decimals until no pace reads as 0 and two different ones do not read alike."""
    if decimals is None or max(sizes, default=0.0) > _LARGEST_WITH_DECIMALS:
        return None
    texts = [number(size, decimals) for size in sizes]
    hidden = any(size > 0 and size < 0.5 * 10**-decimals for size in sizes)
    alike = len(set(texts)) < len(set(sizes))
    return _pace_decimals(sizes, decimals + 1) if (hidden or alike) and decimals < 8 else decimals


def _lateness(year: int, agreed: int) -> str:
    if year == agreed:
        return "precies op tijd"
    years = abs(year - agreed)
    return f"{years} jaar {'later' if year > agreed else 'eerder'} dan afgesproken"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
