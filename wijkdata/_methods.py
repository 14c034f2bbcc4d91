"""The methods that turn a case into a status, each with the cut-offs of its publisher."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wijkdata._judgement import (
    BEST_SCORE,
    FASTER,
    NOISE,
    ON_TRACK,
    TOO_LITTLE,
    UNDETERMINED,
    WRONG_WAY,
    Assessment,
    Case,
    percent,
    upper_first,
    verdict,
)
from wijkdata.dutch import join, number
from wijkdata.pathways import DIRECTION_MEANINGS, PATH_NAMES, Pathway, Point

#: Lower bounds of the ratio per status. Source: Eurostat and Statistics Canada, compound growth ratio.
RATIO_CUTS: Mapping[str, float] = {ON_TRACK: 0.95, FASTER: 0.60, TOO_LITTLE: 0.0}
#: Lower bounds of the growth per year without a target. Source: Statistics Canada.
GROWTH_CUTS: Mapping[str, float] = {ON_TRACK: 0.015, FASTER: 0.005, TOO_LITTLE: 0.0}
#: Source: UNSTATS progress chart 2023 as Eustat uses it: met or on track; fair, to be accelerated; stagnation
#: or regression. The last class is split here: regression is "verkeerde richting".
UNSTATS_RATIO_CUTS: Mapping[str, float] = {ON_TRACK: 0.95, FASTER: 0.10, TOO_LITTLE: 0.0}
UNSTATS_GROWTH_CUTS: Mapping[str, float] = {ON_TRACK: 0.02, FASTER: 0.005, TOO_LITTLE: 0.0}
#: Weather symbol -> status. Source: indicator reports of the German Sustainable Development Strategy.
WEATHER_SYMBOLS: Mapping[str, str] = {
    "zon": ON_TRACK,
    "licht bewolkt": FASTER,
    "bewolkt": TOO_LITTLE,
    "onweer": WRONG_WAY,
}

_LIMIT_POWER = 4.44
_WORST_SCORE = -5.0
_DNS_POINTS = 6
_USE_PATH_METHOD = "Kies de methode ‘pad’, die met het verschil rekent."


def limit_coefficient(base: float, limit: float) -> float:
    """Return the factor by which a natural limit lowers the growth that may be asked.

    1 far from the limit, 0 at it: 1 - (base / limit)^4.44 below the limit, 1 - ((2 limit - base) / limit)^4.44
    above it. Source: Statistics Canada, progress measurement methodology as built into Open SDG.

    Parameters
    ----------
    base, limit
        Baseline value and natural limit, in the same unit; their signs do not count.
    """
    base, limit = abs(base), abs(limit)
    if base >= 2 * limit:  # first, so that a base and limit of 0 give 1
        return 1.0
    if base <= limit:
        return 1 - math.pow(base / limit, _LIMIT_POWER)
    return 1 - math.pow((2 * limit - base) / limit, _LIMIT_POWER)


def score_with_target(ratio: float, *, exact_fractions: bool = False) -> float:
    """Return the score of a growth ratio: -5 at -60%, 0 at 60%, 5 at 130% and more.

    Source: Statistics Canada, which publishes with factors rounded to four decimals; Eustat uses the exact
    fractions, so scores of the two differ from the fifth decimal on.

    Parameters
    ----------
    ratio
        Growth over growth needed.
    exact_fractions
        Calculate as Eustat does.
    """
    steep, offset, gentle = (50 / 7, 30 / 7, 25 / 6) if exact_fractions else (7.1429, 4.2857, 4.1667)
    if ratio >= RATIO_CUTS[FASTER]:
        return min(steep * ratio - offset, BEST_SCORE)
    return max(gentle * ratio - 2.5, _WORST_SCORE)


def score_without_target(growth: float, coefficient: float = 1.0) -> float:
    """Return the score of a growth per year where no target was set: -5 at -2%, 5 at 2% and more.

    Source: Statistics Canada.

    Parameters
    ----------
    growth
        Compound growth per year in the wanted direction, as a fraction.
    coefficient
        From ``limit_coefficient``; 0 means that the baseline was at the limit, and keeping it scores 5.
    """
    if growth < 0:
        return max(125 * growth - 2.5, _WORST_SCORE)
    if coefficient == 0:
        return BEST_SCORE
    if growth >= GROWTH_CUTS[ON_TRACK] * coefficient:
        return min(500 * growth / coefficient - 5, BEST_SCORE)
    if growth >= GROWTH_CUTS[FASTER] * coefficient:
        return 250 * growth / coefficient - 1.25
    return 500 * growth / coefficient - 2.5


def _judge_by_path(case: Case) -> Assessment:
    """Compare what was done since the baseline with what the path asks by now."""
    rates = (_pace_needed(case), _pace_so_far(case))
    if case.target is None:
        return verdict(
            case,
            UNDETERMINED,
            "Er is geen doel met een doeljaar, dus geen pad om mee te vergelijken. Stel een doel, of kies de "
            "methode ‘statcan’ om alleen de ontwikkeling te beoordelen.",
            rates=rates,
        )
    path = case.path if isinstance(case.path, Pathway) else Pathway(case.path, case.baseline, case.target)
    path_value = path.value(case.current.year)
    asked = case.way * (path_value - case.baseline.value) + 0.0
    parts: dict[str, Any] = {"path_change": asked, "thresholds": dict(RATIO_CUTS)}
    if asked <= NOISE * abs(case.target.value - case.baseline.value):
        status, reason = _asked_nothing(case, path, path_value)
        return verdict(case, status, reason, path_value=path_value, rates=rates, **parts)
    ratio = case.change / asked
    status = _cut(ratio, RATIO_CUTS, NOISE)
    return verdict(
        case,
        status,
        _path_reason(case, path, path_value, ratio, status),
        ratio=ratio,
        path_value=path_value,
        rates=rates,
        **parts,
    )


def _asked_nothing(case: Case, path: Pathway, path_value: float) -> tuple[str, str]:
    base, asked, now = case.texts(case.baseline.value, path_value, case.current.value)
    opening = (
        f"Het pad ({PATH_NAMES[path.kind]}) vraagt in {case.current.year} geen verbetering ten opzichte van de "
        f"nulmeting ({base}): {asked} is genoeg"
    )
    if case.way * (case.current.value - path_value) >= -NOISE * case.scale:
        return ON_TRACK, f"{opening}, en {case.noun} is {now}."
    return WRONG_WAY, f"{opening}, maar {case.noun} is {now} en dus slechter geworden."


def _path_reason(case: Case, path: Pathway, path_value: float, ratio: float, status: str) -> str:
    if status == WRONG_WAY:
        return _wrong_way_reason(case)
    base, asked, now = case.texts(case.baseline.value, path_value, case.current.value)
    year, since = case.current.year, case.baseline.year
    if case.change == 0:
        return (
            f"{upper_first(case.noun)} is sinds {since} niet veranderd ({base}), terwijl het pad "
            f"({PATH_NAMES[path.kind]}) in {year} {asked} vraagt. Dat is {status}."
        )
    return (
        f"In {year} is {case.noun} {now}; het pad ({PATH_NAMES[path.kind]}) vraagt dan {asked}. Sinds {since} "
        f"({base}) is {ratio_text(ratio)} van de gevraagde verandering gehaald: {_cut_text(status, RATIO_CUTS)}."
    )


def _judge_by_growth(case: Case) -> Assessment:
    """Statistics Canada: compound growth since the baseline, against the growth needed or fixed cut-offs."""
    problem = _growth_problem(case, case.current.value)
    if problem:
        return verdict(case, UNDETERMINED, f"{problem} {_USE_PATH_METHOD}")
    growth = _wanted_growth(case, case.current)
    if case.target is None:
        return _growth_alone(case, growth)
    problem = _target_problem(case, case.target)
    if problem:
        return verdict(case, UNDETERMINED, f"{problem} {_USE_PATH_METHOD}", rates=(None, growth))
    needed = _wanted_growth(case, case.target)
    parts: dict[str, Any] = {"progress_value": None, "sign": _sign(case), "thresholds": dict(RATIO_CUTS)}
    if needed == 0:
        return verdict(case, WRONG_WAY, _wrong_way_reason(case), rates=(needed, growth), **parts)
    ratio = growth / abs(needed)
    if not math.isfinite(ratio):
        return verdict(
            case, UNDETERMINED, f"De groeipercentages zijn niet uit te drukken. {_USE_PATH_METHOD}"
        )
    status = _cut(ratio, RATIO_CUTS)
    parts["progress_value"] = ratio
    reason = _wrong_way_reason(case)
    if status != WRONG_WAY:
        reason = (
            f"{_growth_text(case, growth)} Voor het doel van {case.texts(case.target.value)[0]} in "
            f"{case.target.year} is vanaf {case.baseline.year} {percent(abs(needed))} per jaar nodig. Daarvan is "
            f"{ratio_text(ratio)} gehaald: {_cut_text(status, RATIO_CUTS)}."
        )
    score = score_with_target(ratio)
    return verdict(case, status, reason, ratio=ratio, score=score, rates=(needed, growth), **parts)


def _growth_alone(case: Case, growth: float) -> Assessment:
    coefficient = 1.0 if case.limit is None else _coefficient(case, case.limit)
    cuts = {status: cut * coefficient for status, cut in GROWTH_CUTS.items()}
    return verdict(
        case,
        _cut(growth, cuts),
        _growth_alone_reason(case, growth, cuts, scaled=coefficient < 1),
        score=score_without_target(growth, coefficient),
        rates=(None, growth),
        progress_value=growth,
        sign=_sign(case),
        coefficient=coefficient,
        thresholds=cuts,
    )


def _coefficient(case: Case, limit: float) -> float:
    # Only a limit that the wanted direction runs into counts, not one at the other end.
    ahead = case.way * (limit - case.baseline.value) >= 0
    return limit_coefficient(case.baseline.value, limit) if ahead else 1.0


def _growth_alone_reason(
    case: Case, growth: float, cuts: Mapping[str, float], *, scaled: bool = False
) -> str:
    status = _cut(growth, cuts)
    if status == WRONG_WAY:
        return _wrong_way_reason(case)
    near = " (lager dan gewoonlijk, want de nulmeting ligt dicht bij de grens)" if scaled else ""
    return (
        f"{_growth_text(case, growth)} Er is geen doel; dan geldt {percent(cuts[ON_TRACK])} of meer als op koers en "
        f"{percent(cuts[FASTER])} of meer als versnelling nodig{near}. Dit is {status}."
    )


def _judge_by_expected_value(case: Case) -> Assessment:
    """UNSTATS: carry the growth so far on to the target year and compare with the target."""
    problem = _growth_problem(case, case.current.value)
    if problem:
        return verdict(case, UNDETERMINED, f"{problem} {_USE_PATH_METHOD}")
    growth = _wanted_growth(case, case.current)
    if case.target is None:
        return verdict(
            case,
            _cut(growth, UNSTATS_GROWTH_CUTS),
            _growth_alone_reason(case, growth, UNSTATS_GROWTH_CUTS),
            rates=(None, growth),
            progress_value=growth,
            thresholds=dict(UNSTATS_GROWTH_CUTS),
        )
    expected = _expected(case, case.target)
    asked = case.way * (case.target.value - case.baseline.value)
    needed = None if _target_problem(case, case.target) else _wanted_growth(case, case.target)
    parts: dict[str, Any] = {"expected_value": expected, "thresholds": dict(UNSTATS_RATIO_CUTS)}
    ratio = case.way * (expected - case.baseline.value) / asked if asked > 0 else math.nan
    if growth < 0 or asked <= 0:
        shown = None if asked <= 0 else ratio
        return verdict(case, WRONG_WAY, _wrong_way_reason(case), ratio=shown, rates=(needed, growth), **parts)
    if not math.isfinite(ratio):
        return verdict(
            case, UNDETERMINED, f"De doorgetrokken groei is niet uit te drukken. {_USE_PATH_METHOD}"
        )
    status = _cut(ratio, UNSTATS_RATIO_CUTS)
    there, goal = case.texts(expected, case.target.value)
    reason = (
        f"{_growth_text(case, growth)} Gaat dat zo door, dan is {case.noun} in {case.target.year} {there}; het doel "
        f"is {goal}. Zo wordt {ratio_text(ratio)} van de opgave gehaald: {_cut_text(status, UNSTATS_RATIO_CUTS)}."
    )
    return verdict(case, status, reason, ratio=ratio, rates=(needed, growth), **parts)


def _judge_by_weather(case: Case) -> Assessment:
    """German Sustainable Development Strategy: carry the last five annual changes on to the target year."""
    needed = _pace_needed(case)
    if case.target is None:
        return verdict(
            case, UNDETERMINED, "Er is geen doel met een doeljaar om de ontwikkeling naar door te trekken."
        )
    series, absent = _last_years(case)
    if absent:
        return verdict(
            case,
            UNDETERMINED,
            f"Voor de weersymbolen zijn zes jaren achter elkaar nodig; er ontbreekt een meting van {join(absent)}. "
            "Vul ze aan of kies de methode ‘pad’.",
            rates=(needed, None),
        )
    annual = (series[-1].value - series[0].value) / (len(series) - 1)  # the mean of the five annual changes
    there = case.current.value + annual * max(0, case.target.year - case.current.year)
    left = case.way * (case.target.value - case.current.value)
    miss = max(0.0, case.way * (case.target.value - there)) / left if left > 0 else 0.0
    symbol = _symbol(case.way * annual, miss)
    return verdict(
        case,
        WEATHER_SYMBOLS[symbol],
        _weather_reason(case, case.target, series, there, miss, symbol),
        ratio=case.way * (there - case.current.value) / left + 0.0 if left > 0 else None,
        rates=(needed, case.way * annual + 0.0),
        symbol=symbol,
        annual_change=annual,
        expected_value=there,
        miss=miss,
        series=[list(point) for point in series],
    )


def _last_years(case: Case) -> tuple[list[Point], list[str]]:
    """Return the six years up to the measurement, and the years of those that have none."""
    known = {point.year: point for point in (case.baseline, *case.history, case.current)}
    years = range(case.current.year - _DNS_POINTS + 1, case.current.year + 1)
    absent = [str(year) for year in years if year not in known]
    return ([] if absent else [known[year] for year in years]), absent


def _symbol(pace: float, miss: float) -> str:
    if pace <= 0:
        return "onweer"
    if miss < 0.05 - NOISE:
        return "zon"
    return "licht bewolkt" if miss <= 0.20 + NOISE else "bewolkt"


def _weather_reason(
    case: Case, target: Point, series: Sequence[Point], there: float, miss: float, symbol: str
) -> str:
    span = f"Van {series[0].year} tot {series[-1].year}"
    if symbol == "onweer":
        moved = "bleef gelijk" if series[0].value == series[-1].value else "ging de verkeerde kant op"
        first, last = case.texts(series[0].value, series[-1].value)
        return f"{span} {moved} {case.noun} ({first} en {last}): onweer, dus verkeerde richting."
    expected, goal = case.texts(there, target.value)
    return (
        f"Gaat de gemiddelde verandering van de laatste vijf jaar zo door, dan is {case.noun} in {target.year} "
        f"{expected}; het doel is {goal}. Dan ontbreekt {percent(miss)} van de afstand die er nu nog is: "
        f"{symbol}, dus {WEATHER_SYMBOLS[symbol]}."
    )


JUDGES: dict[str, Callable[[Case], Assessment]] = {
    "pad": _judge_by_path,
    "statcan": _judge_by_growth,
    "unstats": _judge_by_expected_value,
    "dns": _judge_by_weather,
}


def _cut(value: float, cuts: Mapping[str, float], tolerance: float = 0.0) -> str:
    return next((status for status, lowest in cuts.items() if value >= lowest - tolerance), WRONG_WAY)


def _pace_so_far(case: Case) -> float:
    return case.change / case.years


def _pace_needed(case: Case) -> float | None:
    if case.target is None or case.target.year <= case.current.year:
        return None
    return case.way * (case.target.value - case.current.value) / (case.target.year - case.current.year) + 0.0


def _sign(case: Case) -> int:
    # A negative value that shrinks towards 0 grows less than 100%: the sign turns that growth around.
    return -1 if case.baseline.value < 0 else 1


def _growth(first: Point, last: Point) -> float:
    return float((last.value / first.value) ** (1 / (last.year - first.year)) - 1)


def _wanted_growth(case: Case, point: Point) -> float:
    return case.way * _sign(case) * _growth(case.baseline, point) + 0.0


def _growth_problem(case: Case, value: float) -> str:
    """Say why there is no growth percentage from the baseline to this value, or return an empty text."""
    if case.baseline.value == 0:
        what = "De nulmeting" if case.inputs.band is None else "De afstand tot de band bij de nulmeting"
        return f"{what} is 0, en een groeipercentage vanaf 0 bestaat niet."
    if value != 0 and (case.baseline.value < 0) != (value < 0):
        return "De waarden liggen aan weerszijden van 0, en daartussen bestaat geen groeipercentage."
    return ""


def _target_problem(case: Case, target: Point) -> str:
    """Say why there is no growth percentage that leads to the target, or return an empty text."""
    if target.value == 0:
        what = "Het doel is 0" if case.inputs.band is None else "Het doel is een afstand van 0 tot de band"
        return f"{what}, en met een vast percentage per jaar wordt 0 nooit bereikt."
    return _growth_problem(case, target.value)


def _expected(case: Case, target: Point) -> float:
    growth = 1 + _growth(case.baseline, case.current)
    try:
        return float(case.current.value * growth ** max(0, target.year - case.current.year))
    except OverflowError:
        return math.inf


def _wrong_way_reason(case: Case) -> str:
    first, last = case.texts(case.baseline.value, case.current.value)
    wish = DIRECTION_MEANINGS[case.inputs.direction] if case.inputs.band is None else "dichterbij is beter"
    return (
        f"{upper_first(case.noun)} ging van {first} ({case.baseline.year}) naar {last} ({case.current.year}). "
        f"Dat is de verkeerde kant op, want {wish}."
    )


def _growth_text(case: Case, growth: float) -> str:
    first, last = case.texts(case.baseline.value, case.current.value)
    span = f"van {first} ({case.baseline.year}) naar {last} ({case.current.year})"
    if growth == 0:
        return f"{upper_first(case.noun)} is niet veranderd: {span}."
    side = "de goede kant op" if growth > 0 else "de verkeerde kant op"
    return f"{upper_first(case.noun)} ging {span}: gemiddeld {percent(abs(growth))} per jaar {side}."


def _cut_text(status: str, cuts: Mapping[str, float]) -> str:
    names = list(cuts)
    place = names.index(status)
    if place == 0:
        return f"{status} ({percent(cuts[status])} of meer)"
    above = percent(cuts[names[place - 1]])
    lowest = cuts[status]
    return f"{status} ({percent(lowest)} tot {above})" if lowest else f"{status} (minder dan {above})"


def ratio_text(ratio: float) -> str:
    """Write the part that is done of what was asked as a percentage."""
    # Rounded down: 94.96% must not read as 95.0% beside "versnelling nodig".
    if ratio > 10:
        return "meer dan 1.000%"
    return number(math.floor(round(ratio * 1000, 6)) / 10, 1, unit="%")
