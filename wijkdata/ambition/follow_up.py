"""Where each objective stands: the newest figure held against the path that was agreed.

The pinned baseline is the start, whatever the publisher makes of that year later. What is measured afterwards comes
from the published series of the area and from the team's own measurements.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from wijkdata import catalogue, dutch, figures, uncertainty
from wijkdata.ambition import planned, rules
from wijkdata.ambition.derived import with_derived
from wijkdata.ambition.model import Ambition, Figure, Objective, OwnMeasurement
from wijkdata.ambition.normal_weather import Corrected, in_normal_weather
from wijkdata.ambition.pace_asked import PaceAsked, pace_asked
from wijkdata.baseline import MIN_COVERAGE
from wijkdata.correspondence import correspondence
from wijkdata.errors import TargetError
from wijkdata.observations import MODEL
from wijkdata.pathways import Point, distinct_texts
from wijkdata.progress import STATUSES, Assessment, assess, forecast_year, pace_sentence
from wijkdata.uncertainty import between, own_range

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.areas import ProjectArea

UNDETERMINED = "niet te bepalen"
ACHIEVED = "behaald"
OWN = "eigen meting"

#: From this coverage on, buurten without a figure are too small to make a difference.
_SAME_AREA = 0.99

#: Other statuses that are each named.
_NAMED = 2

_CALCULATED = ("model", "geschat")
_COLUMNS = (
    "indicator",
    "year",
    "value",
    "unit",
    "status",
    "source",
    "table",
    "method",
    "coverage",
    "note",
    "missing",
    *uncertainty.COLUMNS,
    uncertainty.JOINT,
)
#: The year of the weights stands in a method; another year is no other method.
_YEAR_OF_WEIGHTS = re.compile(r"\s*\(\d{4}\)")


@dataclass(frozen=True)
class Reading:
    """A figure of one year, as it counts for an objective.

    Attributes
    ----------
    value
        In the unit of the objective.
    status, source, table, method
        As in the observation table; ``eigen meting`` for what the team measured itself.
    low, high, why_range
        Between what it lies and what that follows from; None where an end is not known.
    joint
        Between what it lies per combination of the ends of the parameters that are the same in every year; empty for
        a figure that does not follow from these.
    """

    year: int
    value: float
    status: str
    source: str
    table: str = ""
    method: str = ""
    low: float | None = None
    high: float | None = None
    why_range: str = ""
    joint: uncertainty.Pairs = ()

    @property
    def possible(self) -> tuple[float, ...]:
        """The value and the ends of its range, each once."""
        ends = (one for one in (self.low, self.high) if one is not None)
        return tuple(dict.fromkeys((self.value, *ends)))


@dataclass(frozen=True)
class FollowUp:
    """Where one objective stands, with everything that came into it.

    Attributes
    ----------
    direction
        ``omhoog``, ``omlaag``, ``band``, ``context``, or empty where the objective has none.
    baseline
        The pinned baseline.
    newest
        The newest usable figure from the baseline year on; None if there is none.
    points
        All usable figures from the baseline on, by year; the first is the pinned baseline.
    target, upper
        Target and, for a band, its higher end.
    path_value, ratio, score, required_rate, observed_rate
        As in ``progress.Assessment``, in the unit of the objective (for a band: of the distance to it). Before
        the first measurement ``required_rate`` is the pace from the baseline to the target.
    status
        One of ``progress.STATUSES``. ``niet te bepalen`` as long as the objective is not testable; the numbers are
        given where they exist.
    pace, reason, forecast_reason
        Dutch: pace needed and pace so far, why this status, and what stands behind the forecast.
    forecast
        Calendar year in which the target is met if the trend so far continues; None where that cannot be said.
    forecast_earliest, forecast_latest, forecast_confidence, forecast_years
        Interval of that year, how sure it is and on how many years it rests; see ``progress.Forecast``.
    could_be
        Other statuses that are possible within the ranges of the baseline and the newest figure, the best first.
    certainty
        Dutch sentences: between what the newest figure lies, and whether that leaves another status open.
    missing
        What the objective misses to be testable, in Dutch.
    revised
        Dutch sentence when the publisher now gives another value for the baseline; empty otherwise.
    components
        The inputs and intermediates of the assessment.
    tempo
        What pace is needed now and later, and who went so fast; None where no series of others is at hand.
    incomparable
        Why the newest figure cannot be held against the baseline, as a Dutch clause; empty if it can.
    corrected
        The figures without the weather that all of this was judged on; None where it was judged on those above.
    """

    objective_id: str
    theme: str
    indicator: str | None
    name: str
    unit: str
    direction: str
    baseline: Reading | None
    newest: Reading | None
    points: tuple[Reading, ...]
    target: Point | None
    upper: float | None
    method: str
    path_value: float | None
    ratio: float | None
    score: float | None
    status: str
    required_rate: float | None
    observed_rate: float | None
    pace: str
    forecast: int | None
    forecast_reason: str
    reason: str
    testable: bool
    missing: tuple[str, ...]
    revised: str = ""
    components: dict[str, Any] = field(default_factory=dict, hash=False)
    tempo: PaceAsked | None = None
    could_be: tuple[str, ...] = ()
    certainty: str = ""
    forecast_earliest: int | None = None
    forecast_latest: int | None = None
    forecast_confidence: float | None = None
    forecast_years: int = 0
    incomparable: str = ""
    corrected: Corrected | None = None

    @property
    def range_text(self) -> str:
        """Between what the newest figure lies: ``tussen 960 en 1.010 m³/jaar``; empty where that is not known."""
        newest = self.newest
        if newest is None or newest.low == newest.high:
            return ""
        return between(newest.low, newest.high, catalogue.indicators().get(self.indicator or ""), self.unit)

    @property
    def forecast_text(self) -> str:
        """When the target is met, in a few words: ``gehaald in 2047 (tussen 2041 en 2060)``; empty for no trend."""
        if self.status == ACHIEVED or self.forecast_confidence is None:
            return ""
        first, last = self.forecast_earliest, self.forecast_latest
        if self.forecast is None:
            return "niet gehaald" + ("" if first is None else f" (op zijn vroegst in {first})")
        span = f"op zijn vroegst {first}, of nooit" if last is None else f"tussen {first} en {last}"
        return f"gehaald in {self.forecast} ({span})"

    @property
    def also(self) -> str:
        """What else the status could be: ``binnen de marge ook: versnelling nodig``; empty for nothing else."""
        if not self.could_be:
            return ""
        first, last = self.could_be[0], self.could_be[-1]
        around = STATUSES.index(first) < STATUSES.index(self.status) < STATUSES.index(last)
        # Of more than two the ends are named: what lies around the status itself is not besides it.
        ook = "" if around and len(self.could_be) > _NAMED else " ook"
        return f"binnen de marge{ook}: {_statuses(self.could_be)}"

    @property
    def status_words(self) -> str:
        """The status, with what else it could be: ``op koers (binnen de marge ook: versnelling nodig)``."""
        return f"{self.status} ({self.also})" if self.could_be else self.status


def follow_ups(ambition: Ambition, series: pd.DataFrame, *, method: str = "pad") -> list[FollowUp]:
    """Return where each objective of an ambition stands; see `follow_up`."""
    area = _area_of(ambition)
    series = with_derived(ambition, series)
    return [
        follow_up(objective, series, ambition.measurements, method=method, area=area)
        for objective in ambition.objectives
    ]


def _area_of(ambition: Ambition) -> ProjectArea | None:
    choice = ambition.area
    if not choice.codes or rules.area_problem(choice):
        return None
    return figures.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)


def follow_up(
    objective: Objective,
    series: pd.DataFrame,
    measurements: Sequence[OwnMeasurement] = (),
    *,
    method: str = "pad",
    area: ProjectArea | None = None,
) -> FollowUp:
    """Return where an objective stands. What cannot be judged gets a reason, never an error.

    Parameters
    ----------
    objective
        The objective.
    series
        One row per indicator and year for the project area: ``indicator``, ``year``, ``value``, ``status``,
        ``source``, ``table`` and, where known, ``method``, ``unit``, ``coverage`` (0-1) and ``note``. Missing
        values are NaN.
    measurements
        The team's own measurements; in the same year they go before a published figure.
    method
        A key of ``progress.METHODS``.
    area
        The project area; with it, a boundary that changed between two figures is looked at.
    """
    elsewhere = ""
    if objective.baseline is not None and not _is_of(area, objective.baseline.area):
        # Of another area: nothing can be reckoned from it.
        elsewhere = f"de nulmeting hoort bij een ander gebied. {rules.other_area(objective.baseline.area)}"
        objective = objective.model_copy(update={"baseline": None})
    published = _published(objective, series)
    own = _own(objective, [one for one in measurements if _is_of(area, one.area)], series)
    base = _ranged(_reading(objective.baseline), published, own) if objective.baseline else None
    points = _points(base, published, own)
    newest = _newest(base, published, own)
    gaps = rules.missing(objective)
    standing = FollowUp(
        objective_id=objective.id,
        theme=objective.theme,
        indicator=objective.indicator,
        name=planned.name_of(objective),
        unit=_unit(objective),
        direction=objective.direction or "",
        baseline=base,
        newest=newest,
        points=points,
        target=Point(objective.target.year, objective.target.value) if objective.target else None,
        upper=objective.target.upper if objective.target else None,
        method=method,
        path_value=None,
        ratio=None,
        score=None,
        status=UNDETERMINED,
        required_rate=None,
        observed_rate=None,
        pace="",
        forecast=None,
        forecast_reason="",
        reason=_why_not(objective, gaps),
        testable=not gaps,
        missing=tuple(gaps),
        revised=_revised(objective, series),
    )
    try:
        normal, why_raw = in_normal_weather(objective, series, base, newest, points)
        remarks = _remarks(objective, base, newest, published, own, area, normal, why_raw)
        alike = {one.year for one in points if not _incomparable(objective, base, one, published, area)}
        counted = standing
        if normal is not None:
            # What is judged is the weather taken out; what is shown stays what was measured.
            counted = replace(
                standing,
                baseline=normal.baseline,
                newest=normal.newest,
                points=normal.points,
                corrected=normal,
            )
        judged = _judged(objective, counted, remarks, [one for one in counted.points if one.year in alike])
        if normal is not None and normal.problem:
            judged = replace(_undetermined(judged, normal.problem), could_be=(), incomparable="")
        judged = _undetermined(judged, elsewhere or _incomparable(objective, base, newest, published, area))
        judged = replace(judged, tempo=pace_asked(judged, objective, series))
        return replace(judged, baseline=base, newest=newest, points=points)
    except TargetError as error:
        return replace(standing, reason=f"Niet te bepalen: {error}")


def as_rows(standings: Iterable[FollowUp]) -> list[dict[str, Any]]:
    """Return follow-ups as plain dictionaries for JSON: null where there is no figure, never NaN."""
    return [_row(one) for one in standings]


def _row(one: FollowUp) -> dict[str, Any]:
    target = None
    if one.target is not None:
        target = {"value": one.target.value, "upper": one.upper, "year": one.target.year}
    return {
        "objective": one.objective_id,
        "theme": one.theme,
        "indicator": one.indicator,
        "name": one.name,
        "unit": one.unit,
        "direction": one.direction,
        "baseline": _reading_row(one.baseline),
        "newest": _reading_row(one.newest),
        "target": target,
        "status": one.status,
        "ratio": one.ratio,
        "score": one.score,
        "method": one.method,
        "path_value": one.path_value,
        "required_rate": one.required_rate,
        "observed_rate": one.observed_rate,
        "pace": one.pace,
        "could_be": list(one.could_be),
        "certainty": one.certainty,
        "forecast": one.forecast,
        "forecast_earliest": one.forecast_earliest,
        "forecast_latest": one.forecast_latest,
        "forecast_confidence": one.forecast_confidence,
        "forecast_reason": one.forecast_reason,
        "reason": one.reason,
        "testable": one.testable,
        "missing": list(one.missing),
        "revised": one.revised,
        "tempo": one.tempo.as_row() if one.tempo else None,
        "points": [[point.year, point.value] for point in one.points],
        "corrected": _corrected_row(one.corrected),
    }


def _corrected_row(one: Corrected | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "indicator": one.indicator,
        "baseline": _reading_row(one.baseline),
        "newest": _reading_row(one.newest),
        "points": [[point.year, point.value] for point in one.points],
    }


def _reading_row(one: Reading | None) -> dict[str, Any] | None:
    return None if one is None else {key: value for key, value in asdict(one).items() if key != "joint"}


# --- judging -----------------------------------------------------------------------------------------------------


def _judged(
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
    if in_units and (now is None or now.year <= base.year):
        found = replace(found, required_rate=_pace_from_baseline(start, target, standing.direction, band))
    history = [Point(one.year, one.value) for one in alike]
    forecast = forecast_year(start, now, target, standing.direction, history=history, band=band)
    reasons = [found.reason if standing.testable else standing.reason, *remarks]
    status = found.status if standing.testable else UNDETERMINED
    could_be = _could_be(objective, standing) if status != UNDETERMINED else ()
    return replace(
        standing,
        path_value=_finite(found.path_value),
        ratio=_finite(found.ratio),
        score=_finite(found.score),
        status=status,
        required_rate=_finite(found.required_rate),
        observed_rate=_finite(found.observed_rate),
        pace=pace_sentence(found, standing.unit, decimals),
        forecast=forecast.year,
        forecast_reason=forecast.reason,
        forecast_earliest=forecast.earliest,
        forecast_latest=forecast.latest,
        forecast_confidence=forecast.confidence,
        forecast_years=forecast.years,
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
    return f"Binnen de marge kan het ook zijn: {_statuses(could_be)}." if could_be else ""


def _statuses(found: Sequence[str]) -> str:
    """Name two statuses, and of more the best and the worst."""
    return dutch.join(found, "of") if len(found) <= _NAMED else f"{found[0]} tot {found[-1]}"


def _undetermined(judged: FollowUp, why: str) -> FollowUp:
    """Take the status and what follows from it back where the two figures cannot be compared; the figures stay."""
    if not why:
        return judged
    unknown = f"Niet te bepalen: {why}"
    return replace(
        judged,
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
        could_be=(),
        reason=unknown,
        incomparable=why,
    )


def _incomparable(
    objective: Objective,
    base: Reading | None,
    newest: Reading | None,
    published: _Published,
    area: ProjectArea | None,
) -> str:
    """Say why baseline and newest figure cannot be compared; empty if they can."""
    if base is None or newest is None or newest.year <= base.year:
        return ""
    entry = planned.entry_of(objective)
    for one in entry.breaks if entry else ():
        if not one.comparable and one.between(base.year, base.table, newest.year, newest.table):
            return f"tussen {base.year} en {newest.year} veranderde de meting. {dutch.sentence(one.note)}"
    if OWN in (base.status, newest.status):
        return ""
    same = correspondence(area, base.year, newest.year) if area is not None else None
    if same is not None and not same.comparable:
        what = "veranderde het gebied" if same.changed else "kan het gebied zijn veranderd"
        return f"tussen {base.year} en {newest.year} {what}. {dutch.sentence(same.reason)}"
    years = (base.year, newest.year)
    if min(published.coverage.get(year, 1.0) for year in years) >= _SAME_AREA:
        return ""
    before, after = (set(published.missing.get(year, ())) for year in years)
    if before == after:
        return ""
    names = [
        f"in {year} ontbreekt {dutch.join(map(figures.areas().name, sorted(codes)))}"
        for year, codes in ((base.year, before - after), (newest.year, after - before))
        if codes
    ]
    return (
        f"de nulmeting en het cijfer over {newest.year} gaan niet over dezelfde buurten: {dutch.join(names)}. Een "
        "verschil zegt dan niets over de ontwikkeling. Kies andere buurten, of voer een eigen meting in."
    )


def _is_of(area: ProjectArea | None, codes: Sequence[str]) -> bool:
    """Say whether a figure with these codes is about the area; where one of the two is not known it may be."""
    return area is None or not codes or set(codes) == set(area.codes)


def _limit(entry: catalogue.Indicator | None, direction: str) -> float | None:
    """Return the natural limit that the wanted direction runs into."""
    if entry is None or direction == "band":
        return None
    return entry.limits[1] if direction == "omhoog" else entry.limits[0]


def _pace_from_baseline(
    start: Point, target: Point, direction: str, band: tuple[float, float] | None
) -> float | None:
    years = target.year - start.year
    if years <= 0:
        return None
    if band is not None:
        return max(band[0] - start.value, start.value - band[1], 0.0) / years
    return (1 if direction == "omhoog" else -1) * (target.value - start.value) / years + 0.0


def _why_not(objective: Objective, gaps: Sequence[str]) -> str:
    if not objective.indicator:
        return "Dit doel heeft geen indicator en is dus niet in cijfers te volgen. Bespreek het in het team."
    if gaps:
        return f"{rules.testable_sentence(objective)}."
    return "Niet te bepalen."


# --- the figures that count --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Published:
    """The published figures of one indicator: which count, which stand for too little, and what is left out.

    Where the baseline was counted, what a model says since is no progress: it does not count and is told apart.
    """

    usable: dict[int, Reading]
    modelled: dict[int, Reading]
    partial: dict[int, float]
    missing: dict[int, tuple[str, ...]]
    coverage: dict[int, float]


def _published(objective: Objective, series: pd.DataFrame) -> _Published:
    usable: dict[int, Reading] = {}
    partial: dict[int, float] = {}
    missing: dict[int, tuple[str, ...]] = {}
    covered: dict[int, float] = {}
    for row in _rows(objective, series):
        value, year, coverage = _float(row["value"]), _float(row["year"]), _float(row["coverage"])
        if value is None or year is None:
            continue
        if coverage is not None and coverage < MIN_COVERAGE:
            partial[int(year)] = coverage
            continue
        status, source, table, method, why = (
            _text(row[name]) for name in ("status", "source", "table", "method", "why_range")
        )
        ends = _float(row["low"]), _float(row["high"])
        joint = row[uncertainty.JOINT] if isinstance(row[uncertainty.JOINT], tuple) else ()
        usable[int(year)] = Reading(int(year), value, status, source, table, method, *ends, why, joint)
        missing[int(year)] = row["missing"] if isinstance(row["missing"], tuple) else ()
        covered[int(year)] = 1.0 if coverage is None else coverage
    base = objective.baseline
    counts = base is not None and base.status != MODEL
    modelled = {year: one for year, one in usable.items() if counts and one.status == MODEL}
    counted = {year: one for year, one in usable.items() if year not in modelled}
    return _Published(counted, modelled, partial, missing, covered)


def _rows(objective: Objective, series: pd.DataFrame) -> list[dict[str, Any]]:
    if not objective.indicator or "indicator" not in series.columns:
        return []
    entry = planned.entry_of(objective)
    wanted = entry.id if entry else objective.indicator
    found = series[series["indicator"] == wanted].reindex(columns=list(_COLUMNS))
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def _own(
    objective: Objective, measurements: Sequence[OwnMeasurement], series: pd.DataFrame
) -> dict[int, Reading]:
    """Return the team's measurements by year; of one year the last that was entered."""
    entry = planned.entry_of(objective)
    names = {objective.indicator, entry.id if entry else objective.indicator} - {None}
    found = {}
    for one in measurements:
        if catalogue.ALIASES.get(one.indicator, one.indicator) in names:
            sure = own_range(one, entry, _population(entry, one.year, series))
            found[one.year] = Reading(
                one.year,
                float(one.value),
                OWN,
                one.source,
                "",
                one.method,
                _finite(sure.low),
                _finite(sure.high),
                sure.why,
            )
    return found


def _population(entry: catalogue.Indicator | None, year: int, series: pd.DataFrame) -> float | None:
    """Return of how many a share is a share, in the year or the last one before it; None where that is not known."""
    if entry is None or entry.weight is None or "indicator" not in series.columns:
        return None
    rows = series[(series["indicator"] == entry.weight) & series["value"].notna() & (series["year"] <= year)]
    return None if rows.empty else float(rows.sort_values("year")["value"].iloc[-1])


def _ranged(base: Reading, published: _Published, own: dict[int, Reading]) -> Reading:
    """Return the pinned baseline with the range of the figure that it was, as long as that is still the same."""
    same = (own if base.status == OWN else published.usable).get(base.year)
    if same is None or not math.isclose(same.value, base.value, rel_tol=1e-9, abs_tol=1e-12):
        return base
    return replace(base, low=same.low, high=same.high, why_range=same.why_range, joint=same.joint)


def _reading(figure: Figure) -> Reading:
    return Reading(
        figure.year, float(figure.value), figure.status, figure.source, figure.table, figure.method
    )


def _points(base: Reading | None, published: _Published, own: dict[int, Reading]) -> tuple[Reading, ...]:
    by_year = published.usable | own
    if base is not None:
        by_year = {year: one for year, one in by_year.items() if year > base.year} | {base.year: base}
    return tuple(by_year[year] for year in sorted(by_year))


def _newest(base: Reading | None, published: _Published, own: dict[int, Reading]) -> Reading | None:
    by_year = published.usable | own
    years = [year for year in by_year if base is None or year >= base.year]
    return by_year[max(years)] if years else None


def _unit(objective: Objective) -> str:
    entry = planned.entry_of(objective)
    if objective.baseline is not None and objective.baseline.unit.strip():
        return objective.baseline.unit
    return entry.unit if entry else ""


# --- remarks -----------------------------------------------------------------------------------------------------


def _remarks(
    objective: Objective,
    base: Reading | None,
    newest: Reading | None,
    published: _Published,
    own: dict[int, Reading],
    area: ProjectArea | None,
    normal: Corrected | None,
    why_raw: str,
) -> list[str]:
    """Return what a reader must know about the figure that was used, as Dutch sentences."""
    said = [] if normal is None else [normal.words]
    if newest is not None and base is not None and newest.year > base.year:
        if newest.year in own and newest.year in published.usable:
            said.append(
                f"Voor {newest.year} telt de eigen meting; die gaat voor het gepubliceerde cijfer van "
                f"{published.usable[newest.year].source}."
            )
        said += _differences(base, newest)
        said += _of_indicator(planned.entry_of(objective), base, newest, corrected=normal is not None)
        said += [why_raw] if why_raw else []
        if area is not None and OWN not in (base.status, newest.status):
            said += [
                dutch.sentence(one) for one in [correspondence(area, base.year, newest.year).reason] if one
            ]
    last = newest.year if newest else base.year if base else None
    since = [one for year, one in sorted(published.modelled.items()) if last is not None and year > last]
    if since:
        said.append(
            f"Over {since[-1].year} is er een modelcijfer ({since[-1].source}); dat telt niet mee, want de nulmeting "
            "is geen modelcijfer."
        )
    for year in sorted(published.partial):
        if last is not None and year > last:
            share = dutch.number(100 * published.partial[year], 0)
            said.append(
                f"Het cijfer over {year} geldt voor {share}% van de woningen en telt daarom niet mee."
            )
    return said


def _of_indicator(
    entry: catalogue.Indicator | None, base: Reading, newest: Reading, *, corrected: bool
) -> list[str]:
    """Return what the catalogue says about comparing figures of two years."""
    if entry is None:
        return []
    said = [
        dutch.sentence(one.note)
        for one in entry.breaks
        if one.between(base.year, base.table, newest.year, newest.table)
    ]
    if entry.follows_weather and not corrected:
        better = f" ‘{catalogue.indicator(entry.corrected).name}’ is dat wel." if entry.corrected else ""
        said.append(
            f"Dit cijfer is niet gecorrigeerd voor het weer; een zachte winter lijkt op besparing.{better}"
        )
    return said


def _differences(base: Reading, newest: Reading) -> list[str]:
    said = []
    if newest.status in _CALCULATED and base.status != newest.status:
        # A model is only held against a baseline of a model.
        said.append(f"Het cijfer over {newest.year} is berekend of geschat, anders dan de nulmeting.")
    elif base.status in _CALCULATED and base.status != newest.status:
        kind = "een modelcijfer" if base.status == MODEL else "berekend of geschat"
        said.append(f"De nulmeting is {kind}, anders dan het cijfer over {newest.year}.")
    if (base.status == OWN) != (newest.status == OWN):
        said.append(
            f"De nulmeting is {_origin(base)} en het cijfer over {newest.year} {_origin(newest)}: een verschil kan "
            "ook daardoor komen."
        )
        return said
    # Two own measurements differ in the wording of their source every time.
    if base.status != OWN and _edition_of(base) != _edition_of(newest):
        what = "tabel" if base.table and newest.table else "bron"
        said.append(
            f"Het cijfer over {newest.year} komt uit een andere {what} ({newest.table or newest.source}) dan de "
            f"nulmeting ({base.table or base.source})."
        )
    if base.method and newest.method and _method(base.method) != _method(newest.method):
        said.append(
            f"Het cijfer over {newest.year} is anders bepaald ({newest.method}) dan de nulmeting ({base.method})."
        )
    return said


def _edition_of(reading: Reading) -> str:
    """Return what a figure comes from: CBS gives a table of one year an id of its own, in one series of editions."""
    series_of_editions = figures.tables()["resource"]
    return str(series_of_editions.get(reading.table, reading.table or reading.source))


def _origin(reading: Reading) -> str:
    return "een eigen meting" if reading.status == OWN else f"van {reading.source}"


def _method(text: str) -> str:
    return _YEAR_OF_WEIGHTS.sub("", text)


def _revised(objective: Objective, series: pd.DataFrame) -> str:
    """Say that the publisher changed the figure since it was pinned; the pinned one stays.

    Another area or another way of calculating also gives another figure; that is no revision and is not called one.
    """
    base = objective.baseline
    if base is None or base.status == OWN:
        return ""
    for row in _rows(objective, series):
        value = _float(row["value"])
        same = _float(row["year"]) == base.year and _text(row["table"]) == base.table
        method = _text(row["method"])
        if not same or value is None or (method and base.method and _method(method) != _method(base.method)):
            continue
        if math.isclose(value, base.value, rel_tol=1e-9, abs_tol=1e-12):
            continue
        entry = planned.entry_of(objective)
        old, now = distinct_texts([base.value, value], "", entry.decimals if entry else None)
        source = base.source.strip()
        who = source if re.fullmatch(r"[^,;]+", source) else "De bron"
        return f"{who} heeft {base.year} herzien van {old} naar {now}; de nulmeting blijft {old}."
    return ""


def _float(value: object) -> float | None:
    """Return a plain finite float, or None for what is missing."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return _finite(number)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
