"""Is an objective on course? Each method returns its status together with everything it was derived from.

The default, ``pad``, compares with the planned path. The three published methods are there to be named and
compared. Two of them (``statcan``, ``unstats``) work with growth percentages, which say nothing for a baseline
of 0 and little for one near 0; then the answer is "niet te bepalen", never a figure made up to avoid the zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wijkdata._judgement import (
    ACHIEVED,
    METHODS,
    NOISE,
    ON_TRACK,
    STATUSES,
    WRONG_WAY,
    Assessment,
    Inputs,
    achieved,
    change_unit,
    check_inputs,
    make_case,
    no_case,
)
from wijkdata._methods import JUDGES, limit_coefficient, ratio_text, score_with_target, score_without_target
from wijkdata.dutch import join, number
from wijkdata.pathways import DIRECTION_MEANINGS, Pathway, Point, check_word
from wijkdata.trend import FEWEST_YEARS, Trend, trend

__all__ = [
    "METHODS",
    "ON_TRACK",
    "STATUSES",
    "WRONG_WAY",
    "Assessment",
    "Forecast",
    "assess",
    "forecast_year",
    "limit_coefficient",
    "pace_sentence",
    "ratio_text",
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
    """The year in which a target is met if the trend so far continues.

    Attributes
    ----------
    year
        Calendar year, or ``None`` where it cannot be said or lies after 2150.
    reason
        The explanation, always filled.
    earliest, latest
        Interval of the year; ``None`` for an end after 2150 or never, and where there is no trend.
    confidence
        How sure the interval is, 0-1; ``None`` where there is no trend.
    years
        How many years with a figure it rests on; 0 where that does not matter.
    slope
        Change per year of the trend, positive the way that is wanted; ``None`` where there is no trend.
    past
        The year in which the trend had met the target, where that year is over and no figure tells whether it did:
        then there is no year to come, and no interval. ``None`` otherwise.
    """

    year: int | None
    reason: str
    earliest: int | None = None
    latest: int | None = None
    confidence: float | None = None
    years: int = 0
    slope: float | None = None
    past: int | None = None


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
    history: Sequence[Point] = (),
    band: tuple[float, float] | None = None,
    year: int | None = None,
) -> Forecast:
    """Say when the target is met if the trend so far continues, and between which years that lies.

    The trend is the Theil-Sen line through all figures from the baseline to the newest (see ``wijkdata.trend``); the
    interval of the year follows from that of its slope. A trend takes three years with a figure: through two there
    always runs a straight line, whatever happened. A year that is over is no forecast.

    Parameters
    ----------
    baseline, current, target
        As in ``assess``.
    direction
        A key of ``DIRECTION_MEANINGS``.
    history
        Other measurements in any order; those between the baseline and the newest count.
    band
        Lowest and highest good value, for the direction ``band``.
    year
        The year in which this is asked; by default the first after the newest figure.

    Raises
    ------
    TargetError
        If an input cannot be right, as in ``assess``.
    """
    known = assess(
        baseline=baseline, current=current, target=target, direction=direction, band=band, history=history
    )
    parts = known.components
    if known.status == ACHIEVED:
        return Forecast(parts["met_year"], f"Het doel is al gehaald in {parts['met_year']}.")
    if parts["years_elapsed"] is None or current is None:
        return Forecast(None, f"Niet te bepalen: {_lower_first(known.reason)}")
    if target is None:
        return Forecast(None, "Niet te bepalen: er is geen doel.")
    between = [point for point in history if baseline.year < point.year < current.year]
    points = [_as_judged(point, band) for point in (baseline, *between, current)]
    found, years = trend(points), sorted({point.year for point in points})
    if found is None:
        return Forecast(
            None,
            f"Niet te bepalen: een verwachting rust op ten minste {FEWEST_YEARS} jaren met een cijfer, en er zijn er "
            f"{len(years)} ({join(map(str, years))}).",
            years=len(years),
        )
    now = max(year or 0, current.year + 1)
    return _forecast(
        found, _as_judged(target, band).value, target.year, 1 if direction == "omhoog" else -1, now
    )


def _as_judged(point: Point, band: tuple[float, float] | None) -> Point:
    """Return a figure as it is judged: in a band its distance to it, which has to fall."""
    if band is None:
        return point
    return Point(point.year, max(band[0] - point.value, point.value - band[1], 0.0))


def _forecast(found: Trend, goal: float, agreed: int, way: int, now: int) -> Forecast:
    """Say when the line reaches the goal, given that the newest figure does not and what is over is no forecast."""
    last, count, slope = found.points[-1].year, len(found.points), way * found.slope
    best, worst = (found.high, found.low) if way > 0 else (found.low, found.high)
    year, first, latest = (_year_met(found, goal, one, way) for one in (found.slope, best, worst))
    if year is not None and year < now:
        reason = (
            f"Met de trend tot {last} was het doel in {year} al gehaald; of dat zo is, zegt nog geen cijfer. "
            f"Trend over {count} jaren ({found.points[0].year}-{last})."
        )
        return Forecast(None, reason, years=count, slope=slope, past=year)
    earliest = None if first is None else max(first, now)
    over = first is not None and first < now
    basis = (
        f"Trend over {count} jaren ({found.points[0].year}-{last}); deze marge is "
        f"{number(100 * found.confidence, 0)}% zeker."
    )
    if slope <= 0 or year is None:
        wide = "; de marge is te groot om een jaar te noemen"
        still = wide if over else f"; binnen de marge wordt het op zijn vroegst in {earliest} gehaald"
        still = "" if earliest is None else still
        moved = "staat stil" if found.slope == 0 else "gaat de verkeerde kant op"
        reason = (
            f"Met deze trend wordt het doel niet gehaald: die {moved} sinds {found.points[0].year}{still}."
        )
        if slope > 0:
            reason = f"Met deze trend wordt het doel later dan {_LAST_FORECAST} gehaald{still}."
    else:
        reason = (
            f"Met deze trend wordt het doel in {year} gehaald ({_years_text(earliest, latest, over=over)}), "
            f"{_lateness(year, agreed)}."
        )
    return Forecast(year, f"{reason} {basis}", earliest, latest, found.confidence, count, slope)


def _year_met(found: Trend, goal: float, slope: float, way: int) -> int | None:
    """Return the first year in which the line with this slope has reached the goal; None for never or after 2150."""
    if way * slope <= 0:
        return None
    moment = found.year_of(goal, slope)
    if not moment <= _LAST_FORECAST:
        return None
    # The newest figure has not reached it, whatever the line says.
    return max(math.ceil(moment - NOISE), found.points[-1].year + 1)


def _years_text(earliest: int | None, latest: int | None, *, over: bool) -> str:
    """Put the interval of a year into words; an open end is after 2150, or never, and what is over is no year."""
    if over:
        return f"de marge loopt van nu tot {f'na {_LAST_FORECAST}, of nooit' if latest is None else latest}"
    if latest is None:
        return f"op zijn vroegst {earliest}; na {_LAST_FORECAST} of nooit kan ook"
    return f"tussen {earliest} en {latest}" if earliest != latest else f"binnen de marge ook {latest}"


def pace_sentence(
    assessment: Assessment,
    unit: str = "",
    decimals: int | None = None,
    *,
    agreed: float | None = None,
    start: int | None = None,
    since: int | None = None,
) -> str:
    """Put the pace needed, the one agreed and the one so far into words.

    ``nodig 480 woningen per jaar; afgesproken was 320, tot nu toe 12``.

    Parameters
    ----------
    assessment
        The result of ``assess``; its ``required_rate`` is told as what is needed.
    unit
        Unit of the indicator; a difference of percentages is written in percentage points.
    decimals
        Decimals of the indicator; more are used where a pace would otherwise read as 0.
    agreed
        The pace from the baseline to the target; ``None`` leaves it out.
    start, since
        The year from which what is needed counts, and that of the newest figure where that is older.
    """
    words = _PACE_WORDS.get(assessment.components.get("direction", ""), ("", ""))
    growth = assessment.method in ("statcan", "unstats")
    unit = "%" if growth else _pace_unit(unit)
    needed, done = (
        None if rate is None else rate * (100 if growth else 1)
        for rate in (assessment.required_rate, assessment.observed_rate)
    )
    decimals = _pace_decimals(
        [abs(rate) for rate in (needed, done, agreed) if rate is not None], 1 if growth else decimals
    )
    full = "" if done is None else f"{_pace(done, unit, decimals, words)} per jaar"
    if assessment.status == ACHIEVED or (needed is not None and needed <= 0):
        return f"niets meer nodig, {_so_far(assessment, full, since)}"
    if needed is None and agreed is None:
        return _so_far(assessment, full, since)
    alike = done is not None and done >= 0 and not words[0] and not growth
    so_far = _so_far(
        assessment, "" if done is None else _pace(done, "" if alike else unit, decimals, words), since
    )
    if needed is None:
        return f"afgesproken was {_pace(agreed or 0.0, unit, decimals, words)} per jaar, {so_far}"
    from_when = "" if since is None else f" vanaf {start}, als er sinds {since} niets veranderde"
    same = agreed is not None and number(agreed, decimals) == number(needed, decimals)
    between = ", " if agreed is None or same else f"; afgesproken was {number(agreed, decimals)}, "
    return f"nodig {_pace(needed, unit, decimals, words)} per jaar{from_when}{between}{so_far}"


def _so_far(assessment: Assessment, done: str, since: int | None) -> str:
    """Say what was done per year, over which years where those are long ago."""
    parts = assessment.components
    if not done:
        first = "years_elapsed" in parts and parts["years_elapsed"] is None
        return "na de nulmeting nog geen cijfer" if first else "tot nu toe niet te bepalen"
    years = "" if since is None else f" ({parts['base_year']}-{parts['judged_year']})"
    return f"tot nu toe {done}{years}"


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
