"""Where an objective stands: every figure that came into it, the status, and these in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from wijkdata import catalogue, dutch
from wijkdata.progress import STATUSES
from wijkdata.uncertainty import between

if TYPE_CHECKING:
    from wijkdata.ambition.normal_weather import Corrected
    from wijkdata.ambition.pace_asked import PaceAsked
    from wijkdata.ambition.readings import Reading
    from wijkdata.pathways import Point

UNDETERMINED = "niet te bepalen"
ACHIEVED = "behaald"

#: Other statuses that are each named.
_NAMED = 2


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
    path_value, ratio, score, observed_rate
        As in ``progress.Assessment``, in the unit of the objective (for a band: of the distance to it).
    required_rate, required_from, agreed_rate
        What is left to do per year and from which year on, and what was agreed per year at the baseline; see
        ``rates.Rates``. By a method that reckons in growth the first is that of the method and the others are None.
    status
        One of ``progress.STATUSES``. ``niet te bepalen`` as long as the objective is not testable; the numbers are
        given where they exist.
    pace, reason, forecast_reason
        Dutch: pace needed and pace so far, why this status, and what stands behind the forecast.
    forecast
        Calendar year in which the target is met if the trend so far continues; None where that cannot be said.
    forecast_earliest, forecast_latest, forecast_confidence, forecast_years
        Interval of that year, how sure it is and on how many years it rests; see ``progress.Forecast``.
    forecast_past
        The year that is over in which the trend had met the target, where no figure tells whether it did.
    apart, apart_brief
        Why status and forecast seem to contradict each other, as a Dutch sentence and in a few words; empty where
        they do not.
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
    asked_in
        The year in which this is asked; None where only the figures count.
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
    forecast_past: int | None = None
    apart: str = ""
    apart_brief: str = ""
    incomparable: str = ""
    corrected: Corrected | None = None
    asked_in: int | None = None
    required_from: int | None = None
    agreed_rate: float | None = None

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
        # The interval begins at the earliest in the year in which this is asked: until then no figure tells.
        over = first is not None and first == self.asked_in
        if self.forecast is None:
            if first is None:
                return "niet gehaald"
            if over:
                return "niet gehaald; de marge is te groot om een jaar te noemen"
            return f"niet gehaald; binnen de marge kan het wel, op zijn vroegst in {first}"
        span = f"op zijn vroegst {first}, of nooit" if last is None else f"tussen {first} en {last}"
        if over:
            span = f"de marge loopt van nu tot {'nooit' if last is None else last}"
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
        return f"binnen de marge{ook}: {statuses_text(self.could_be)}"

    @property
    def status_words(self) -> str:
        """The status, with what else it could be: ``op koers (binnen de marge ook: versnelling nodig)``."""
        return f"{self.status} ({self.also})" if self.could_be else self.status


def statuses_text(found: Sequence[str]) -> str:
    """Name two statuses, and of more the best and the worst."""
    return dutch.join(found, "of") if len(found) <= _NAMED else f"{found[0]} tot {found[-1]}"


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
        "required_from": one.required_from,
        "agreed_rate": one.agreed_rate,
        "observed_rate": one.observed_rate,
        "pace": one.pace,
        "could_be": list(one.could_be),
        "certainty": one.certainty,
        "forecast": one.forecast,
        "forecast_earliest": one.forecast_earliest,
        "forecast_latest": one.forecast_latest,
        "forecast_confidence": one.forecast_confidence,
        "forecast_past": one.forecast_past,
        "forecast_reason": one.forecast_reason,
        "apart": one.apart,
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
