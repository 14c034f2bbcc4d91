"""Planned paths from the baseline to the target: which value is agreed for each year in between."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wijkdata.dutch import join, nearest, number
from wijkdata.errors import TargetError

PATH_NAMES: dict[str, str] = {
    "lineair": "rechte lijn",
    "mijlpalen": "rechte lijnen langs de mijlpalen",
    "stapsgewijs": "in stappen, per mijlpaal",
    "constant": "elk jaar hetzelfde percentage",
    "s-curve": "s-curve: langzaam, snel, langzaam",
    "absoluut": "elk jaar een vast deel van de nulmeting",
}

DIRECTION_MEANINGS: dict[str, str] = {
    "omhoog": "meer is beter",
    "omlaag": "minder is beter",
    "band": "tussen twee waarden is goed",
    "context": "wordt getoond, niet beoordeeld",
}

CONTRACTION_RATE = 0.042
"""Share of the base year per year that SBTi asked at least for a 1.5 °C path; 2020 to 2030 is 42%.

SBTi has since made the share depend on the base year, so it is offered and never filled in silently.
"""

_USE_MILESTONES = ("mijlpalen", "stapsgewijs")
_LARGEST_VALUE = (
    1e15  # beyond it, differences between values are lost and nothing in a wijk is counted so high
)
_LARGEST_YEAR = 9999
_STEEPEST = 100.0  # an s-curve this steep is a step within a tenth of the time
_MOST_DECIMALS = 8
_NOISE = 1e-9


class Point(NamedTuple):
    """A value in a year.

    Attributes
    ----------
    year
        Calendar year.
    value
        Value in the unit of the indicator.
    """

    year: int
    value: float


@dataclass(frozen=True)
class Pathway:
    """The value agreed for each year between the baseline and the target.

    Before the baseline year the path has the baseline value; from the target year on it has the target value.
    With t0, y0 the baseline, tT, yT the target and x = (t - t0) / (tT - t0), the kinds are:

    - ``lineair``: y0 + (yT - y0) x.
    - ``mijlpalen``: straight lines between neighbouring milestones; without milestones equal to ``lineair``.
    - ``stapsgewijs``: the value of the latest milestone reached, and the baseline value before the first one.
    - ``constant``: y0 (yT / y0)^x, the same percentage each year.
    - ``s-curve``: y0 + (yT - y0) s(x), with s(x) = (L(x) - L(0)) / (L(1) - L(0)) and
      L(x) = 1 / (1 + exp(-k (x - m))).
    - ``absoluut``: absolute contraction, y0 (1 - r (t - t0)). Without a rate r follows from the target, which
      makes a straight line. With a rate the path may reach the target before its year, and then stays there;
      a rate too small to reach the target is refused. For a target above the baseline the share is added.

    Attributes
    ----------
    kind
        One of the keys of ``PATH_NAMES``.
    start, end
        Baseline and target, in the unit of the indicator.
    milestones
        Points strictly between the two years, in any order; only for the two kinds that use them.
    rate
        r of ``absoluut``: share of the baseline value per year, 0.042 for 4.2%.
    steepness, midpoint
        k (above 0, at most 100) and m (share of the time, between 0 and 1) of the s-curve.

    Raises
    ------
    TargetError
        If the path cannot be drawn; ``field`` is ``baseline``, ``target``, ``target_year``, ``milestones``,
        ``path``, ``rate``, ``steepness`` or ``midpoint``.
    """

    kind: str
    start: Point
    end: Point
    milestones: tuple[Point, ...] = ()
    rate: float | None = None
    steepness: float = 10.0
    midpoint: float = 0.5

    def __post_init__(self) -> None:
        check_word(self.kind, PATH_NAMES, "pad", "path")
        milestones = [check_point(point, "de mijlpaal", "milestones") for point in self.milestones]
        object.__setattr__(self, "start", check_point(self.start, "de nulmeting", "baseline"))
        object.__setattr__(self, "end", check_point(self.end, "het doel", "target"))
        object.__setattr__(self, "milestones", tuple(sorted(milestones)))
        check_span(self.start, self.end)
        _check_milestones(self)
        if self.rate is not None and self.kind != "absoluut":
            raise TargetError(
                f"Een vast deel per jaar hoort bij het pad ‘absoluut’, niet bij ‘{self.kind}’. "
                "Laat het leeg of kies ‘absoluut’.",
                field="rate",
            )
        if self.kind in _CHECKS:
            _CHECKS[self.kind](self)

    def value(self, year: float) -> float:
        """Return the value that the path has in a year, which may lie between two calendar years.

        Raises
        ------
        TargetError
            If the year is not a number.
        """
        if math.isnan(year):
            raise TargetError("Zonder jaar is er geen waarde op het pad. Geef een jaartal.", field="year")
        if year <= self.start.year:
            return self.start.value
        if year >= self.end.year:
            return self.end.value
        return _SHAPES[self.kind](self, year)

    def values(self, years: Iterable[float]) -> list[float]:
        """Return the value of the path in each of the years."""
        return [self.value(year) for year in years]


def check_target(
    baseline: Point,
    target: Point,
    direction: str,
    limits: tuple[float | None, float | None] = (None, None),
    *,
    unit: str = "",
) -> None:
    """Refuse a target that cannot be right for this baseline.

    A target equal to the baseline is allowed: it says "keep it so".

    Parameters
    ----------
    baseline, target
        Value and year, in the unit of the indicator.
    direction
        A key of ``DIRECTION_MEANINGS``.
    limits
        Lowest and highest value that can occur; ``None`` where there is no limit. (0, 100) for a share.
    unit
        Unit for the message.

    Raises
    ------
    TargetError
        With ``field`` ``target``, ``target_year``, ``baseline`` or ``direction``.
    """
    check_word(direction, DIRECTION_MEANINGS, "richting", "direction")
    if direction == "context":
        raise TargetError(
            "Dit cijfer wordt getoond als context en niet beoordeeld; daar hoort geen doel bij. "
            "Kies een ander cijfer, of spreek af of meer of minder beter is.",
            field="direction",
        )
    baseline = check_point(baseline, "de nulmeting", "baseline")
    target = check_point(target, "het doel", "target")
    check_span(baseline, target)
    _check_limits(target.value, limits, unit)
    if direction != "band":
        _check_side(baseline.value, target.value, direction, unit)


def check_word(word: str, known: Iterable[str], what: str, field: str) -> None:
    """Refuse a word that is none of the known ones, and name the nearest.

    Parameters
    ----------
    word
        What was given.
    known
        The words that can be used.
    what
        Dutch noun for what the word names.
    field
        Field at fault.

    Raises
    ------
    TargetError
        If the word is not known.
    """
    words = list(known)
    if word in words:
        return
    alike = nearest(str(word), words, count=2)
    question = f" Bedoelt u {join([f'‘{item}’' for item in alike], 'of')}?" if alike else ""
    raise TargetError(
        f"Wij kennen ‘{str(word)[:40]}’ niet als {what}.{question} U kunt kiezen uit {join(words)}.",
        field=field,
    )


def check_point(point: Point, what: str, field: str) -> Point:
    """Return the point with a whole year and a plain float, or refuse it.

    Parameters
    ----------
    point
        Year and value.
    what
        Dutch name of the point, with its article.
    field
        Field at fault.

    Raises
    ------
    TargetError
        If the year is not a whole year or the value is missing, infinite or too large to calculate with.
    """
    year, value = point
    if not (math.isfinite(year) and year == int(year) and abs(year) <= _LARGEST_YEAR):
        raise TargetError(f"Het jaar van {what} is geen jaartal. Geef een jaar als 2030.", field=field)
    return Point(int(year), check_value(value, what, field))


def check_value(value: float, what: str, field: str) -> float:
    """Return the value as a plain float, or refuse it.

    Parameters
    ----------
    value
        The number.
    what
        Dutch name of the number, with its article.
    field
        Field at fault.

    Raises
    ------
    TargetError
        If the value is missing, infinite or too large to calculate with.
    """
    if not math.isfinite(value):
        raise TargetError(f"De waarde van {what} ontbreekt of is oneindig. Geef een getal.", field=field)
    if abs(value) > _LARGEST_VALUE:
        raise TargetError(
            f"De waarde van {what} is te groot om mee te rekenen. Controleer het getal of kies een grotere eenheid.",
            field=field,
        )
    return float(value)


def check_span(baseline: Point, target: Point) -> None:
    """Refuse a target year that does not come after the baseline year.

    Raises
    ------
    TargetError
        With ``field`` ``target_year``.
    """
    if target.year <= baseline.year:
        raise TargetError(
            f"Het doeljaar ({target.year}) moet na het jaar van de nulmeting ({baseline.year}) liggen. "
            f"Kies {baseline.year + 1} of later.",
            field="target_year",
        )


def distinct_texts(values: Sequence[float], unit: str = "", decimals: int | None = None) -> list[str]:
    """Write numbers the Dutch way with as many decimals as it takes to tell different values apart.

    Parameters
    ----------
    values
        The numbers, all in the same unit.
    unit
        Unit written behind each number.
    decimals
        Decimals to start with; ``None`` means three significant digits each.
    """
    shortest = [_text(value, unit, decimals) for value in values]
    texts, more = shortest, decimals or 0
    while len(set(texts)) < len(set(values)):
        more += 1
        if more > _MOST_DECIMALS:
            return shortest
        texts = [_text(value, unit, more) for value in values]
    return texts


def _text(value: float, unit: str, decimals: int | None) -> str:
    # A growth carried on for decades can leave the range in which digits mean anything.
    if abs(value) > _LARGEST_VALUE:
        bound = number(math.copysign(_LARGEST_VALUE, value), 0, unit=unit)
        return f"{'meer' if value > 0 else 'minder'} dan {bound}"
    return number(value, decimals, unit=unit)


def _check_limits(value: float, limits: tuple[float | None, float | None], unit: str) -> None:
    low, high = limits
    if low is not None and value < low:
        shown, limit = distinct_texts([value, low], unit)
        raise TargetError(
            f"Het doel ({shown}) ligt onder {limit}, de laagste waarde die kan voorkomen. "
            f"Kies een doel van ten minste {limit}.",
            field="target",
        )
    if high is not None and value > high:
        shown, limit = distinct_texts([value, high], unit)
        raise TargetError(
            f"Het doel ({shown}) ligt boven {limit}, de hoogste waarde die kan voorkomen. "
            f"Kies een doel van ten hoogste {limit}.",
            field="target",
        )


def _check_side(baseline: float, target: float, direction: str, unit: str) -> None:
    if (target < baseline) if direction == "omlaag" else (target > baseline):
        return
    if target == baseline:
        return
    more = direction == "omhoog"
    side, measure, other, wish = (
        ("onder", "meer", "omlaag", "hoger") if more else ("boven", "minder", "omhoog", "lager")
    )
    target_text, baseline_text = distinct_texts([target, baseline], unit)
    raise TargetError(
        f"Het doel ({target_text}) ligt {side} de nulmeting ({baseline_text}) terwijl {measure} beter is. "
        f"Bedoelt u ‘{other}’, of een {wish} doel?",
        field="target",
    )


def _check_milestones(path: Pathway) -> None:
    if path.milestones and path.kind not in _USE_MILESTONES:
        raise TargetError(
            f"Het pad ‘{path.kind}’ loopt niet langs mijlpalen, dus zouden ze niet meetellen. "
            f"Kies {join([f'‘{kind}’' for kind in _USE_MILESTONES], 'of')}, of haal de mijlpalen weg.",
            field="milestones",
        )
    first, last = path.start.year, path.end.year
    for milestone in path.milestones:
        if not first < milestone.year < last:
            raise TargetError(
                f"De mijlpaal in {milestone.year} ligt niet tussen de nulmeting ({first}) en het doeljaar ({last}). "
                "Kies een jaar daartussen.",
                field="milestones",
            )
    years = [milestone.year for milestone in path.milestones]
    twice = sorted({year for year in years if years.count(year) > 1})
    if twice:
        raise TargetError(
            f"Er is meer dan één mijlpaal in {join([str(year) for year in twice])}. Houd er per jaar één over.",
            field="milestones",
        )


def _check_constant(path: Pathway) -> None:
    zero = path.start.value == 0 or path.end.value == 0
    if not zero and (path.start.value < 0) == (path.end.value < 0):
        return
    problem = (
        "de nulmeting of het doel 0 is" if zero else "de nulmeting en het doel aan weerszijden van 0 liggen"
    )
    raise TargetError(
        f"Een vast percentage per jaar kan niet als {problem}. Kies ‘lineair’ of ‘s-curve’.", field="path"
    )


def _check_s_curve(path: Pathway) -> None:
    if not 0 < path.steepness <= _STEEPEST:
        raise TargetError(
            "De steilheid van de s-curve moet boven 0 liggen en is ten hoogste 100. Gebruikelijk is 10.",
            field="steepness",
        )
    if not 0 < path.midpoint < 1:
        raise TargetError(
            "Het midden van de s-curve is een deel van de tijd, tussen 0 en 1. Gebruikelijk is 0,5.",
            field="midpoint",
        )


def _check_absolute(path: Pathway) -> None:
    if path.start.value == 0:
        raise TargetError(
            "Een vast deel van de nulmeting per jaar kan niet als de nulmeting 0 is. Kies ‘lineair’ of ‘s-curve’.",
            field="path",
        )
    if path.rate is None:
        return
    if not (math.isfinite(path.rate) and path.rate > 0):
        raise TargetError("Het deel van de nulmeting per jaar moet een getal boven 0 zijn.", field="rate")
    years = path.end.year - path.start.year
    needed = abs(path.end.value - path.start.value) / abs(path.start.value) / years
    if path.rate < needed * (1 - _NOISE):
        given, enough = number(path.rate * 100, 2), number(math.ceil(needed * 10_000) / 100, 2)
        raise TargetError(
            f"Met {given}% van de nulmeting per jaar is het doel in {path.end.year} nog niet bereikt; daarvoor is "
            f"{enough}% per jaar nodig. Verhoog het percentage, laat het leeg of kies een later doeljaar.",
            field="rate",
        )


def _between(first: float, last: float, share: float) -> float:
    # Rounding may carry the sum just past the end; a path never passes its target.
    value = first + (last - first) * share
    return min(max(value, min(first, last)), max(first, last))


def _time_share(first: Point, last: Point, year: float) -> float:
    return (year - first.year) / (last.year - first.year)


def _linear(path: Pathway, year: float) -> float:
    return _between(path.start.value, path.end.value, _time_share(path.start, path.end, year))


def _through_milestones(path: Pathway, year: float) -> float:
    points = (path.start, *path.milestones, path.end)
    later = bisect_right([point.year for point in points], year)
    left, right = points[later - 1], points[later]
    return _between(left.value, right.value, _time_share(left, right, year))


def _stepped(path: Pathway, year: float) -> float:
    points = (path.start, *path.milestones)
    return points[bisect_right([point.year for point in points], year) - 1].value


def _constant_rate(path: Pathway, year: float) -> float:
    first, last = path.start.value, path.end.value
    share = _time_share(path.start, path.end, year)
    # The weighted geometric mean equals y0 (yT / y0)^x and cannot overflow.
    size = abs(first) ** (1 - share) * abs(last) ** share
    return min(max(math.copysign(size, first), min(first, last)), max(first, last))


def _s_curve(path: Pathway, year: float) -> float:
    k, m = path.steepness, path.midpoint
    x = _time_share(path.start, path.end, year)
    # (L(x) - L(0)) / (L(1) - L(0)) rewritten without differences of nearly equal numbers, so a flat curve
    # (k near 0) stays exact too.
    share = (
        math.sinh(k * x / 2) * math.cosh(k * (1 - m) / 2) / (math.sinh(k / 2) * math.cosh(k * (x - m) / 2))
    )
    return _between(path.start.value, path.end.value, share)


def _absolute(path: Pathway, year: float) -> float:
    if path.rate is None:
        return _linear(path, year)
    whole = abs(path.end.value - path.start.value)
    done = path.rate * abs(path.start.value) * (year - path.start.year)
    return path.end.value if done >= whole else _between(path.start.value, path.end.value, done / whole)


_SHAPES: dict[str, Callable[[Pathway, float], float]] = {
    "lineair": _linear,
    "mijlpalen": _through_milestones,
    "stapsgewijs": _stepped,
    "constant": _constant_rate,
    "s-curve": _s_curve,
    "absoluut": _absolute,
}

_CHECKS: dict[str, Callable[[Pathway], None]] = {
    "constant": _check_constant,
    "s-curve": _check_s_curve,
    "absoluut": _check_absolute,
}
