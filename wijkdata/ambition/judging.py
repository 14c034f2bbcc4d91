"""The status of an objective: what was done held against its path, and what else it could be within the margins."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from wijkdata import catalogue, dutch
from wijkdata.ambition import planned
from wijkdata.ambition.rates import Rates, rates
from wijkdata.ambition.readings import Reading, finite
from wijkdata.ambition.standing import UNDETERMINED, FollowUp, statuses_text
from wijkdata.errors import TargetError
from wijkdata.pathways import Point
from wijkdata.progress import (
    ON_TRACK,
    STATUSES,
    WRONG_WAY,
    Assessment,
    Forecast,
    assess,
    forecast_year,
    pace_sentence,
)
from wijkdata.uncertainty import between

if TYPE_CHECKING:
    from wijkdata.ambition.model import Objective

#: Statuses of an objective that is judged and not reached yet.
_ON_THE_WAY = STATUSES[1:-1]


def judged(
    objective: Objective, standing: FollowUp, remarks: Sequence[str], alike: Sequence[Reading]
) -> FollowUp:
    """Fill in what is judged; `alike` are the points that can be compared with the baseline."""
    base, target = standing.baseline, standing.target
    if base is None or target is None or standing.direction not in ("omhoog", "omlaag", "band"):
        return standing
    entry, band = planned.entry_of(objective), planned.band(objective)
    if standing.direction == "band" and band is None:
        return standing
    start = Point(base.year, base.value)
    now = Point(standing.newest.year, standing.newest.value) if standing.newest else None
    decimals = entry.decimals if entry else None
    found = _assessed(objective, standing, start, now)
    in_units = standing.method in ("pad", "dns")  # the other methods reckon in growth
    pace = None
    if in_units:
        pace = rates(
            found,
            baseline=start,
            newest=now,
            target=target,
            direction=standing.direction,
            band=band,
            asked_in=standing.asked_in,
        )
    history = [Point(one.year, one.value) for one in alike]
    forecast = forecast_year(
        start, now, target, standing.direction, history=history, band=band, year=standing.asked_in
    )
    reasons = [found.reason if standing.testable else standing.reason, *remarks]
    status = found.status if standing.testable else UNDETERMINED
    could_be = _could_be(objective, standing) if status != UNDETERMINED else ()
    apart, apart_brief = _apart(status, found, forecast, target, pace)
    told = found if pace is None else replace(found, required_rate=pace.needed)
    return replace(
        standing,
        path_value=finite(found.path_value),
        ratio=finite(found.ratio),
        score=finite(found.score),
        status=status,
        required_rate=finite(told.required_rate),
        required_from=None if pace is None else pace.start,
        agreed_rate=None if pace is None else finite(pace.agreed),
        observed_rate=finite(told.observed_rate),
        pace=_pace_words(told, pace, standing.unit, decimals),
        forecast=forecast.year,
        forecast_reason=f"{forecast.reason} {apart}".strip(),
        forecast_earliest=forecast.earliest,
        forecast_latest=forecast.latest,
        forecast_confidence=forecast.confidence,
        forecast_years=forecast.years,
        forecast_past=forecast.past,
        apart=apart,
        apart_brief=apart_brief,
        reason=" ".join(reasons),
        components=found.components,
        could_be=tuple(one for one in could_be if one != status),
        certainty=_certainty(standing, entry, [one for one in could_be if one != status]),
    )


def _assessed(objective: Objective, standing: FollowUp, start: Point, now: Point | None) -> Assessment:
    """Judge a newest value against a baseline value, which may be those at an end of their ranges."""
    entry, pinned = planned.entry_of(objective), objective.baseline
    if pinned is not None and pinned.value != start.value:
        objective = objective.model_copy(
            update={"baseline": pinned.model_copy(update={"value": start.value})}
        )
    return assess(
        baseline=start,
        current=now,
        target=standing.target,
        direction=standing.direction,
        method=standing.method,
        path=planned.pathway(objective) or "lineair",
        limit=_limit(entry, standing.direction),
        history=[Point(one.year, one.value) for one in standing.points],
        band=planned.band(objective),
        unit=standing.unit,
        decimals=entry.decimals if entry else None,
    )


def _pace_words(found: Assessment, pace: Rates | None, unit: str, decimals: int | None) -> str:
    if pace is None:
        return pace_sentence(found, unit, decimals)
    return pace_sentence(found, unit, decimals, agreed=pace.agreed, start=pace.start, since=pace.since)


def _apart(
    status: str, found: Assessment, forecast: Forecast, target: Point, pace: Rates | None
) -> tuple[str, str]:
    """Say why a status and a forecast can both be true where they seem to contradict each other.

    The status looks at the newest figure and the path up to there; the forecast at the trend through all years and at
    all that is left to be done.
    """
    needed, done = found.required_rate, found.observed_rate
    if forecast.slope is None or done is None or found.method != "pad" or status not in _ON_THE_WAY:
        return "", ""
    if forecast.slope <= 0 < done:
        way = "staat de trend stil" if forecast.slope == 0 else "gaat de trend de verkeerde kant op"
        said = f"Het nieuwste cijfer is beter dan de nulmeting, maar door alle jaren samen {way}."
        return said, "wel beter dan nulmeting"
    if status == WRONG_WAY and forecast.slope > 0:
        way = "gaat de trend de goede kant op"
        said = f"Het nieuwste cijfer is slechter dan de nulmeting, maar door alle jaren samen {way}."
        return said, "nieuwste cijfer viel tegen"
    good = status == ON_TRACK
    reached = forecast.year if forecast.past is None else forecast.past
    in_time = reached is not None and reached <= target.year
    if needed is None or good == in_time:
        return "", ""
    now = "Op koers" if good else "Achter"
    if (needed > done) == good:
        if not good and pace is not None and pace.needed is not None and pace.needed > done:
            # By the figures less is needed than was done; from now on, if nothing changed since, it is more.
            said = f"{now} is het tot nu toe; trok de trend sindsdien rechtdoor, dan komt die op tijd uit."
            return said, "trend komt op tijd uit"
        more, then = ("meer", "later") if good else ("minder", "op tijd")
        said = (
            f"{now} is het tot nu toe, maar straks is per jaar {more} nodig dan tot nu toe is gehaald: wie de trend "
            f"rechtdoor trekt, komt {then} uit."
        )
        return said, f"straks is {more} nodig"
    beside = "is trager" if good else "is sneller"
    return f"{now} is het nieuwste cijfer; de trend door alle jaren {beside}.", f"trend {beside}"


def _could_be(objective: Objective, standing: FollowUp) -> list[str]:
    """Return the statuses within the ranges of baseline and newest figure, the best first.

    What was done grows with the newest value and with the baseline, each in one direction: the best and the worst
    status are at the ends, and those that lie between these two lie between the ends. Ends that follow from one
    parameter go together: where that is high, it is high in both years.
    """
    base, newest = standing.baseline, standing.newest
    if base is None or newest is None or newest.year <= base.year:
        return []
    found = set()
    for start, now in _together(base, newest):
        with suppress(TargetError):  # an end of the range from which the path cannot be drawn says nothing
            found.add(_assessed(objective, standing, Point(base.year, start), Point(newest.year, now)).status)
    places = [STATUSES.index(one) for one in found - {UNDETERMINED}]
    return list(STATUSES[min(places) : max(places) + 1]) if places else []


def _together(base: Reading, newest: Reading) -> set[tuple[float, float]]:
    """Return the values of baseline and newest figure that can be true at the same time, as far as they are ends."""
    if not base.joint or len(base.joint) != len(newest.joint):
        return set(product(base.possible, newest.possible))
    found = {(base.value, newest.value)}
    for pair in zip(base.joint, newest.joint, strict=True):
        found.update(product(*pair))
    return found


def _certainty(standing: FollowUp, entry: catalogue.Indicator | None, could_be: Sequence[str]) -> str:
    """Say between what the newest figure lies, and whether that leaves another status open."""
    newest = standing.newest
    if newest is None or (newest.low is not None and newest.low == newest.high):
        return "" if not could_be else _other_status(could_be)
    said = between(newest.low, newest.high, entry, standing.unit)
    if not said:
        return dutch.sentence(newest.why_range)
    text = f"Het cijfer over {newest.year} ligt {said} ({newest.why_range})."
    return f"{text} {_other_status(could_be)}".strip()


def _other_status(could_be: Sequence[str]) -> str:
    return f"Binnen de marge kan het ook zijn: {statuses_text(could_be)}." if could_be else ""


def undetermined(standing: FollowUp, why: str) -> FollowUp:
    """Take the status and what follows from it back where the two figures cannot be compared; the figures stay."""
    if not why:
        return standing
    unknown = f"Niet te bepalen: {why}"
    return replace(
        standing,
        status=UNDETERMINED,
        ratio=None,
        score=None,
        observed_rate=None,
        pace="",
        forecast=None,
        forecast_reason=unknown,
        forecast_earliest=None,
        forecast_latest=None,
        forecast_confidence=None,
        forecast_past=None,
        apart="",
        apart_brief="",
        could_be=(),
        reason=unknown,
        incomparable=why,
    )


def _limit(entry: catalogue.Indicator | None, direction: str) -> float | None:
    """Return the natural limit that the wanted direction runs into."""
    if entry is None or direction == "band":
        return None
    return entry.limits[1] if direction == "omhoog" else entry.limits[0]
