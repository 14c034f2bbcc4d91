"""What the figures of an objective would have been in a year of normal weather.

A mild winter looks like progress. Where both the baseline and the newest figure can be corrected for the weather, an
objective is judged on what they would have been in a normal year; the target is read as a value in such a year, for
nobody knows the weather of 2030. A raw baseline is never held against a corrected figure: both are corrected, or
neither.

What was pinned stays what it is. If the publisher changed the figure since, the pinned one is corrected in the same
ratio as the figure of now. What the team measured itself can be corrected for gas per dwelling only: how much gas is
in a figure of CO2 is not known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wijkdata import catalogue, datasets, dutch, uncertainty, weather
from wijkdata.ambition import planned

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.model import Objective
    from wijkdata.ambition.readings import Reading

OWN = "eigen meting"

#: What the correction of a year does to a figure of the team's own is known for this one alone.
_BY_YEAR = "gas_gem"
_EVEN = {"rel_tol": 1e-9, "abs_tol": 1e-12}


@dataclass(frozen=True)
class Corrected:
    """The figures of an objective as they would have been in a year of normal weather.

    Attributes
    ----------
    indicator
        Id of the indicator that says the same without the weather.
    baseline, newest, points
        As those of the follow-up; points of which no correction is known are left out.
    words
        What was compared with what, as Dutch sentences.
    problem
        Why nothing can be judged on them, as a Dutch clause; empty if it can.
    """

    indicator: str
    baseline: Reading
    newest: Reading | None
    points: tuple[Reading, ...]
    words: str
    problem: str = ""


def in_normal_weather(
    objective: Objective,
    series: pd.DataFrame,
    baseline: Reading | None,
    newest: Reading | None,
    points: Sequence[Reading],
) -> tuple[Corrected | None, str]:
    """Return what an objective is judged on instead of the figures as they were measured.

    Parameters
    ----------
    objective
        The objective.
    series
        Figures of the area, with the corrected indicator beside the raw one.
    baseline, newest, points
        The figures as measured.

    Returns
    -------
    tuple
        The corrected figures; None where the indicator does not follow the weather or not both figures can be
        corrected. And in that last case why not, as a Dutch sentence.
    """
    entry = planned.entry_of(objective)
    if entry is None or not entry.corrected or baseline is None:
        return None, ""
    known = _Known(entry, series)
    compared = [baseline] if newest is None or newest.year <= baseline.year else [baseline, newest]
    found = [known.normal(one) for one in compared]
    if any(one is None for one in found):
        raw = next(one for one, normal in zip(compared, found, strict=True) if normal is None)
        return None, _why_not(entry, raw)
    normal = [one for one in map(known.normal, points) if one is not None]
    start, last = found[0], found[-1]
    if start is None:
        return None, ""
    made = Corrected(
        entry.corrected,
        start,
        None if newest is None else last,
        tuple(normal),
        _words(entry, compared, [one for one in found if one is not None]),
        _problem(objective, entry, baseline, start),
    )
    return made, ""


class _Known:
    """What is known of an indicator with the weather in it and of the one without."""

    def __init__(self, entry: catalogue.Indicator, series: pd.DataFrame) -> None:
        self._raw, self._normal = (_by_year(series, one) for one in (entry.id, str(entry.corrected)))
        self._factors: dict[int, float] = {}
        self._factors_at: list[list[dict[int, float]]] = []
        if entry.id == _BY_YEAR:
            known = uncertainty.parameters()
            self._factors = weather.factors({key: one.value for key, one in known.items()})
            self._factors_at = [
                [weather.factors(corner.parameters) for corner in alike]
                for alike in uncertainty.corners(known)
            ]

    def normal(self, one: Reading) -> Reading | None:
        """Return a figure as it would have been in a year of normal weather; None where that is not known."""
        if one.status == OWN:
            factor = self._factors.get(one.year)
            if factor is None:
                return None
            made = _scaled(one, factor, one.source, one.method)
            return replace(made, joint=self._joint_of_own(one))
        raw, normal = self._raw.get(one.year), self._normal.get(one.year)
        if raw is None or normal is None:
            return None
        source, method = str(normal["source"]), str(normal["method"])
        if math.isclose(one.value, raw["value"], **_EVEN):
            ends = (
                _finite(normal.get("low")),
                _finite(normal.get("high")),
                str(normal.get("why_range") or ""),
            )
            low, high, why = ends
            return replace(
                one,
                value=float(normal["value"]),
                status=str(normal["status"]),
                source=source,
                method=method,
                low=low,
                high=high,
                why_range=why,
                joint=_joint(normal),
            )
        if not raw["value"]:
            return None
        made = _scaled(one, normal["value"] / raw["value"], source, method)
        # The ends of the figure of now, in the ratio of the pinned one to it.
        ratio = one.value / raw["value"]
        return replace(made, joint=tuple((low * ratio, high * ratio) for low, high in _joint(normal)))

    def _joint_of_own(self, one: Reading) -> uncertainty.Pairs:
        """Return between what a measurement of the team's own lies, per combination of the shared parameters."""
        made = []
        for alike in self._factors_at:
            every = [end * at[one.year] for at in alike for end in one.possible]
            made.append((min(every), max(every)))
        return tuple(made)


def _scaled(one: Reading, factor: float, source: str, method: str) -> Reading:
    low, high = (None if end is None else end * factor for end in (one.low, one.high))
    return replace(one, value=one.value * factor, low=low, high=high, source=source, method=method)


def _by_year(series: pd.DataFrame, indicator: str) -> dict[int, dict[str, Any]]:
    if not {"indicator", "year", "value"} <= set(series.columns):
        return {}
    rows = series[(series["indicator"] == indicator) & series["value"].notna() & series["year"].notna()]
    columns = ["year", "value", "status", "source", "method", "low", "high", "why_range", uncertainty.JOINT]
    found = rows.reindex(columns=columns).to_dict("records")
    return {int(row["year"]): {str(name): value for name, value in row.items()} for row in found}


def _joint(row: dict[str, Any]) -> uncertainty.Pairs:
    found = row.get(uncertainty.JOINT)
    return found if isinstance(found, tuple) else ()


def _finite(value: Any) -> float | None:
    return float(value) if isinstance(value, float) and math.isfinite(value) else None


# --- words -------------------------------------------------------------------------------------------------------


def _words(entry: catalogue.Indicator, compared: Sequence[Reading], normal: Sequence[Reading]) -> str:
    told = [
        f"{what} van {entry.text(one.value, unit=False)} ({one.year}) {'telt ' if not number else ''}als "
        f"{entry.text(as_if.value, unit=False)}"
        for number, (what, one, as_if) in enumerate(
            zip(("de nulmeting", "het cijfer"), compared, normal, strict=False)
        )
    ]
    only = " Van CO₂ is alleen het gas gecorrigeerd." if entry.id.startswith("co2") else ""
    guessed = _estimated(one.year for one in compared)
    estimated = f" De graaddagen van {dutch.join(guessed)} zijn geschat." if guessed else ""
    return (
        f"Beoordeeld alsof het weer elk jaar normaal was: {dutch.join(told)}.{only} Het doel is gelezen als een "
        f"waarde in een jaar met normaal weer.{estimated}"
    )


def _estimated(years: Any) -> list[str]:
    statuses = datasets.parameters()["status"].to_dict()
    found = [str(year) for year in years if statuses.get(f"{weather.OF_YEAR}{year}") == "geschat"]
    return list(dict.fromkeys(found))


def _why_not(entry: catalogue.Indicator, raw: Reading) -> str:
    if raw.status == OWN and entry.id != _BY_YEAR:
        return (
            f"De eigen meting over {raw.year} is niet te corrigeren voor het weer: hoeveel gas erin zit, is niet "
            "bekend. Beide cijfers zijn dus genomen zoals ze zijn gemeten."
        )
    return (
        f"Voor het weer van {raw.year} is hier geen correctie bekend. Beide cijfers zijn dus genomen zoals ze zijn "
        "gemeten."
    )


def _problem(objective: Objective, entry: catalogue.Indicator, raw: Reading, normal: Reading) -> str:
    """Say that a baseline lies beyond the target only once the weather is taken out of it."""
    target = objective.target
    if target is None or objective.direction not in ("omhoog", "omlaag"):
        return ""
    sign = 1 if objective.direction == "omhoog" else -1
    before, after = (sign * (one.value - target.value) >= 0 for one in (raw, normal))
    if before or not after:
        return ""
    return (
        f"gecorrigeerd voor het weer was het doel van {entry.text(target.value)} in het jaar van de nulmeting "
        f"({raw.year}) al gehaald: {entry.text(normal.value)}, gemeten {entry.text(raw.value)}. Kies een doel dat "
        "verder gaat"
    )
