"""One judgement: what was given, the case made of it, and the answer. Shared by the methods of ``progress``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any

from wijkdata.dutch import join, number
from wijkdata.errors import TargetError
from wijkdata.pathways import (
    PATH_NAMES,
    Pathway,
    Point,
    check_point,
    check_span,
    check_value,
    check_word,
    distinct_texts,
)

ACHIEVED = "behaald"
ON_TRACK = "op koers"
FASTER = "versnelling nodig"
TOO_LITTLE = "onvoldoende"
WRONG_WAY = "verkeerde richting"
UNDETERMINED = "niet te bepalen"

STATUSES = (ACHIEVED, ON_TRACK, FASTER, TOO_LITTLE, WRONG_WAY, UNDETERMINED)

METHODS: dict[str, str] = {
    "pad": "vergelijking met het afgesproken pad",
    "statcan": "groeipercentage tegenover het nodige groeipercentage (Statistics Canada)",
    "unstats": "doorgetrokken groeipercentage (Verenigde Naties, Eustat)",
    "dns": "weersymbolen (Duitse duurzaamheidsstrategie)",
}

BEST_SCORE = 5.0
NOISE = 1e-9  # relative size below which a difference is rounding of the machine, not a change


@dataclass(frozen=True)
class Assessment:
    """The status of one objective and how it came about.

    Both rates are a change per year counted in the wanted direction, so positive is always the right way. For
    ``pad`` and ``dns`` they are in the unit of the indicator, for ``statcan`` and ``unstats`` a fraction
    (compound growth). ``None`` stands where a figure does not exist.

    Attributes
    ----------
    status
        One of ``STATUSES``.
    ratio
        What the status was cut on: done over asked (``pad``), growth over growth needed (``statcan``),
        expected over asked change (``unstats``), pace over pace needed (``dns``).
    score
        -5 to 5, ``statcan`` only.
    method
        A key of ``METHODS``.
    path_value
        What the path asks in the year of the measurement, ``pad`` only. In the unit of the indicator.
    required_rate
        ``pad`` and ``dns``: the pace still needed from the measurement to the target. ``statcan`` and
        ``unstats``: the growth needed from the baseline to the target, as those methods define it.
    observed_rate
        ``pad``: the pace from the baseline to the measurement; ``dns``: the mean of the last five annual
        changes; ``statcan`` and ``unstats``: the growth from the baseline to the measurement.
    reason
        Why this status, in words and numbers.
    components
        Every input and intermediate, as plain numbers and texts.
    """

    status: str
    ratio: float | None
    score: float | None
    method: str
    path_value: float | None
    required_rate: float | None
    observed_rate: float | None
    reason: str
    components: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Inputs:
    """What was given, checked; in a band, ``_as_distances`` turns the values into distances to it."""

    baseline: Point
    current: Point | None
    target: Point | None
    direction: str
    method: str
    path: str | Pathway
    limit: float | None
    history: tuple[Point, ...]
    band: tuple[float, float] | None
    unit: str
    decimals: int | None


@dataclass(frozen=True)
class Case:
    """A judgement that can be made: there is a measurement after the baseline and a wanted direction.

    Attributes
    ----------
    current, newest
        The measurement that is judged, and the newest one; they differ only after the target year.
    way
        1 if more is better, -1 if less is.
    noun, unit
        What the values are called in a reason: the figure itself or its distance to the band.
    lead
        Sentence before the reason, or empty.
    met_in
        The measurement with which the target was met.
    """

    inputs: Inputs
    baseline: Point
    current: Point
    newest: Point
    target: Point | None
    path: str | Pathway
    history: tuple[Point, ...]
    limit: float | None
    way: int
    noun: str
    unit: str
    lead: str = ""
    met_in: Point | None = None

    @property
    def years(self) -> int:
        return self.current.year - self.baseline.year

    @property
    def change(self) -> float:
        return self.way * (self.current.value - self.baseline.value) + 0.0  # + 0.0: never "-0"

    @property
    def scale(self) -> float:
        return max(
            abs(self.baseline.value), abs(self.current.value), abs(self.target.value if self.target else 0)
        )

    def texts(self, *values: float) -> list[str]:
        return distinct_texts(values, self.unit, self.inputs.decimals)


def check_inputs(given: Inputs) -> Inputs:
    """Return the inputs with plain numbers and a target, or refuse the one that cannot be right."""
    baseline = check_point(given.baseline, "de nulmeting", "baseline")
    current = None if given.current is None else check_point(given.current, "de nieuwste meting", "current")
    target = None if given.target is None else check_point(given.target, "het doel", "target")
    if isinstance(given.path, Pathway):
        target = _target_of_path(given.path, baseline, target)
    else:
        check_word(given.path, PATH_NAMES, "pad", "path")
    if target is not None:
        check_span(baseline, target)
    return replace(
        given,
        baseline=baseline,
        current=current,
        target=target,
        limit=None if given.limit is None else check_value(given.limit, "de grens", "limit"),
        history=tuple(check_point(point, "een eerdere meting", "history") for point in given.history),
        band=_check_band(given.direction, given.band),
    )


def _target_of_path(path: Pathway, baseline: Point, target: Point | None) -> Point:
    if path.start != baseline or target not in (None, path.end):
        raise TargetError(
            f"Het pad loopt van {path.start.year} tot {path.end.year} en past niet bij de nulmeting of het doel. "
            "Teken het pad opnieuw vanaf de nulmeting tot het doel.",
            field="path",
        )
    return path.end


def _check_band(direction: str, band: tuple[float, float] | None) -> tuple[float, float] | None:
    if band is None:
        if direction == "band":
            raise TargetError(
                "Bij de richting ‘band’ horen een laagste en een hoogste goede waarde. Vul ze allebei in.",
                field="band",
            )
        return None
    if direction != "band":
        raise TargetError(
            f"Een laagste en hoogste goede waarde horen bij de richting ‘band’, niet bij ‘{direction}’. "
            "Haal ze weg of kies ‘band’.",
            field="band",
        )
    low, high = (check_value(edge, "de rand van de band", "band") for edge in band)
    if low > high:
        raise TargetError(
            f"De laagste goede waarde ({number(low)}) ligt boven de hoogste ({number(high)}). Verwissel ze.",
            field="band",
        )
    return low, high


def make_case(inputs: Inputs, newest: Point) -> Case:
    """Turn what was given into one measurement against one target in one direction."""
    measured = _as_distances(inputs, newest)
    target, newest = measured.target, _steadied(measured, measured.current or newest)
    judged, lead = _judged(measured, newest)
    case = Case(
        inputs=inputs,
        baseline=measured.baseline,
        current=_steadied(measured, judged),
        newest=newest,
        target=target,
        path=measured.path,
        history=measured.history,
        limit=measured.limit,
        way=1 if inputs.direction == "omhoog" else -1,
        noun="de stand" if inputs.band is None else f"de afstand tot de band ({_band_text(inputs)})",
        unit=inputs.unit if inputs.band is None else change_unit(inputs.unit),
        lead=lead,
    )
    met = next((point for point in (judged, newest) if _meets(case, point)), None)
    return replace(case, met_in=met)


def verdict(
    case: Case,
    status: str,
    reason: str,
    *,
    ratio: float | None = None,
    score: float | None = None,
    path_value: float | None = None,
    rates: tuple[float | None, float | None] = (None, None),
    **parts: Any,
) -> Assessment:
    """Return the answer of a method, with what was given and derived beside its own parts."""
    return Assessment(
        status=status,
        ratio=_finite(ratio),
        score=_finite(score),
        method=case.inputs.method,
        path_value=path_value,
        required_rate=_finite(rates[0]),
        observed_rate=_finite(rates[1]),
        reason=case.lead + reason,
        components={
            **_given(case.inputs),
            **_derived(case),
            **{name: _finite(part) if isinstance(part, float) else part for name, part in parts.items()},
        },
    )


def no_case(inputs: Inputs, reason: str) -> Assessment:
    """Return the answer where there is nothing to judge."""
    nothing = {"years_elapsed": None, "change": None}
    return Assessment(
        UNDETERMINED, None, None, inputs.method, None, None, None, reason, {**_given(inputs), **nothing}
    )


def achieved(case: Case, assessment: Assessment) -> Assessment:
    """Let a target that is met count as met, whatever the method makes of the way there."""
    met = case.met_in or case.current
    if case.target is None:
        reason = f"De waarde ligt binnen de band ({_band_text(case.inputs)})."
    else:
        goal, value = case.texts(case.target.value, met.value)
        reason = f"Het doel ({goal} in {case.target.year}) is gehaald: {case.noun} in {met.year} is {value}."
        if met.year > case.target.year:
            reason += " Dat is na het doeljaar."
        if not _meets(case, case.newest):
            reason += f" In {case.newest.year} was dat niet meer zo: {case.texts(case.newest.value)[0]}."
        reason += _met_from_the_start(case, case.target)
    return replace(
        assessment,
        status=ACHIEVED,
        score=BEST_SCORE if assessment.method == "statcan" else assessment.score,
        reason=reason,
        components={**assessment.components, "met_year": met.year},
    )


def _met_from_the_start(case: Case, target: Point) -> str:
    """Say that the baseline met the target already, which mostly means that the direction was mistyped."""
    if not _meets(case, case.baseline):
        return ""
    start = case.texts(case.baseline.value)[0]
    text = f" Bij de nulmeting in {case.baseline.year} ({start}) was het al gehaald."
    beyond = case.way * (case.baseline.value - target.value) > NOISE * case.scale
    if case.inputs.band is not None or not beyond:
        return text  # to stay within a band, or as good as it was, can be what is wanted
    side, better = ("hoger", "minder") if case.way < 0 else ("lager", "meer")
    return f"{text} Het ligt {side} dan de nulmeting, terwijl {better} beter is: controleer het doel en de richting."


def percent(fraction: float) -> str:
    """Write a fraction as a percentage with three significant digits, without zeros that say nothing."""
    if fraction > 10:
        return "meer dan 1.000%"
    text = number(fraction * 100)
    return (text.rstrip("0").rstrip(",") if "," in text else text) + "%"


def change_unit(unit: str) -> str:
    """Return the unit of a difference: percentage points for a share, points for an index."""
    if unit.startswith("%"):
        return "procentpunt"
    return "punten" if unit.startswith("index") else re.sub(r"\s*\(.*\)$", "", unit)


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _as_distances(inputs: Inputs, newest: Point) -> Inputs:
    if inputs.band is None:
        return inputs
    low, high = inputs.band

    def distance(point: Point) -> Point:
        return Point(point.year, max(low - point.value, point.value - high, 0.0))

    path = inputs.path
    if isinstance(path, Pathway):
        path = replace(
            path,
            start=distance(path.start),
            end=distance(path.end),
            milestones=tuple(distance(point) for point in path.milestones),
        )
    return replace(
        inputs,
        baseline=distance(inputs.baseline),
        current=distance(newest),
        target=distance(inputs.target) if inputs.target else None,
        history=tuple(distance(point) for point in inputs.history),
        path=path,
        limit=None,  # a limit of the indicator is none of its distance to the band
    )


def _steadied(inputs: Inputs, point: Point) -> Point:
    """Take a difference with the baseline that is only machine rounding for what it is: no change."""
    same = math.isclose(point.value, inputs.baseline.value, rel_tol=NOISE)
    return Point(point.year, inputs.baseline.value) if same else point


def _judged(inputs: Inputs, newest: Point) -> tuple[Point, str]:
    """Choose the measurement to judge, and say so if it is not simply the newest."""
    if inputs.target is None or newest.year <= inputs.target.year:
        return newest, ""
    year = inputs.target.year
    of_that_year = [point for point in inputs.history if point.year == year]
    if of_that_year:
        return of_that_year[-1], f"Het doeljaar {year} is voorbij; beoordeeld is de meting van dat jaar. "
    return newest, (
        f"Het doeljaar {year} is voorbij en er is geen meting van dat jaar; de nieuwste is met het doel vergeleken. "
    )


def _meets(case: Case, point: Point) -> bool:
    if case.target is None:
        return case.inputs.band is not None and point.value == 0
    return case.way * (point.value - case.target.value) >= -NOISE * case.scale


def _band_text(inputs: Inputs) -> str:
    low, high = inputs.band or (0.0, 0.0)
    return join(distinct_texts([low, high], inputs.unit, inputs.decimals), "tot")


def _given(inputs: Inputs) -> dict[str, Any]:
    points = (("base", inputs.baseline), ("current", inputs.current), ("target", inputs.target))
    parts: dict[str, Any] = {}
    for name, point in points:
        parts[f"{name}_value"], parts[f"{name}_year"] = (point.value, point.year) if point else (None, None)
    parts |= {
        "direction": inputs.direction,
        "method": inputs.method,
        "path": inputs.path.kind if isinstance(inputs.path, Pathway) else inputs.path,
        "limit": inputs.limit,
        "band": list(inputs.band) if inputs.band else None,
        "history": [list(point) for point in inputs.history],
        "unit": inputs.unit,
    }
    return parts


def _derived(case: Case) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "judged_value": case.current.value,
        "judged_year": case.current.year,
        "years_elapsed": case.years,
        "change": case.change,
    }
    if case.inputs.band is not None:
        parts |= {
            "base_distance": case.baseline.value,
            "current_distance": case.current.value,
            "target_distance": case.target.value if case.target else None,
        }
    if case.target is not None:
        whole = case.way * (case.target.value - case.baseline.value)
        parts |= {
            "years_total": case.target.year - case.baseline.year,
            "left": case.way * (case.target.value - case.current.value) + 0.0,
            "progress_share": _finite(case.change / whole) if whole else None,
        }
    return parts


def _finite(value: float | None) -> float | None:
    # A growth from nearly nothing can exceed what a number can hold; it is then not there, never "infinite".
    return None if value is None or not math.isfinite(value) else value
