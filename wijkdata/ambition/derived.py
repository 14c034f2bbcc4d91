"""Figures that follow from the ambition itself: the fall in CO2 since its baseline, and which part is testable.

A fall lies between the ends of the two figures that it follows from. A parameter that is the same number in both
years makes both higher or lower together, so only ends of one combination go together (see ``uncertainty``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from wijkdata import catalogue, uncertainty
from wijkdata.aggregate import COLUMNS
from wijkdata.ambition.here import in_this_area
from wijkdata.ambition.model import Ambition, Figure
from wijkdata.ambition.testable import testable

REDUCTION, TESTABLE = "co2_reductie", "ambitie_toetsbaar_aandeel"
NORMAL_REDUCTION = "co2_reductie_tc"

#: The indicators of which the fall can be told, the total first: it also falls when dwellings go.
_CO2 = ("co2_woningen", "co2_woning")


def with_derived(ambition: Ambition, series: pd.DataFrame) -> pd.DataFrame:
    """Return a series with the figures that follow from the ambition in it.

    Parameters
    ----------
    ambition
        Its baseline of CO2 is what the fall is reckoned from. Without one, or with one of another area, there is no
        fall.
    series
        What ``series`` returned for the area of the ambition.

    Returns
    -------
    DataFrame
        The same columns; ``co2_reductie`` [%] from the year of the baseline on, with the status of the figures it
        follows from; ``co2_reductie_tc`` [%], the same in a year of normal weather, where both are published; and
        ``ambitie_toetsbaar_aandeel`` [%] as it is now.
    """
    rows = [*_reduction(ambition, series), *_normal_reduction(ambition, series), *_testable(ambition)]
    others = series[~series["indicator"].isin((REDUCTION, NORMAL_REDUCTION, TESTABLE))]
    if not rows:
        return others
    columns = [*COLUMNS, *uncertainty.COLUMNS, uncertainty.JOINT]
    made = pd.DataFrame(rows, columns=columns).reindex(columns=series.columns)
    return pd.concat([others, made], ignore_index=True) if len(others) else made


def _reduction(ambition: Ambition, series: pd.DataFrame) -> Iterator[dict[str, Any]]:
    base = co2_baseline(ambition)
    if base is None or base[1].value <= 0:
        return
    indicator, start = base
    method = f"eigen berekening: daling sinds de nulmeting van {start.year}, als deel van die nulmeting"
    own = {
        one.year: {"value": one.value, "status": "eigen meting", "source": one.source}
        for one in ambition.measurements
        if one.indicator == indicator and ambition.is_of_this_area(one.area)
    }
    found = {row["year"]: row for row in series[series["indicator"] == indicator].to_dict("records")}
    pinned = start.model_dump(include={"value", "status", "source", "table", "note"})
    for year, row in sorted((found | own | {start.year: pinned}).items()):
        if year >= start.year:
            yield _row(
                REDUCTION,
                year,
                (start.value - row["value"]) / start.value * 100,
                method,
                _origin(row) | _range_of_fall(start, found.get(start.year), year, row),
            )


def _normal_reduction(ambition: Ambition, series: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the fall in years of normal weather; the pinned baseline is corrected as the figure of now is."""
    base = co2_baseline(ambition)
    if base is None or base[1].value <= 0 or base[1].status == "eigen meting":
        return
    indicator, start = base
    known = series[series["value"].notna()]
    raw, normal = (
        {
            int(row["year"]): {str(name): value for name, value in row.items()}
            for row in known[known["indicator"] == one].to_dict("records")
        }
        for one in (indicator, catalogue.indicator(indicator).corrected)
    )
    if start.year not in raw or start.year not in normal or raw[start.year]["value"] <= 0:
        return
    first = start.value * normal[start.year]["value"] / raw[start.year]["value"]
    for year, row in sorted(normal.items()):
        if year >= start.year:
            yield _row(
                NORMAL_REDUCTION,
                year,
                (first - row["value"]) / first * 100,
                f"eigen berekening: daling sinds de nulmeting van {start.year}; {row['method']}",
                _origin(row) | _range_of_fall(start, normal[start.year], year, row, first),
            )


def _origin(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return of a figure of CO2 what holds of the fall that follows from it as well."""
    own = ("indicator", "unit", "method", *uncertainty.COLUMNS, uncertainty.JOINT)
    return {name: value for name, value in row.items() if name not in own}


def _range_of_fall(
    start: Figure,
    base: Mapping[Any, Any] | None,
    year: int,
    row: Mapping[Any, Any],
    first: float | None = None,
) -> dict[str, Any]:
    """Return between what the fall since the baseline lies [%], as the columns of a series.

    Parameters
    ----------
    start
        The pinned baseline.
    base
        What is published now of that year; None if nothing is. Its ends are those of the pinned figure, in the ratio
        of the two.
    row
        The figure of the year of the fall.
    first
        Value that the fall is reckoned from; by default that of `start`.
    """
    if year == start.year:
        return {"low": 0.0, "high": 0.0}  # a figure does not differ from itself
    if base is None or not base["value"] or start.status == "eigen meting":
        return {}
    pairs = _pairs(base, row)
    if pairs is None:
        return {}
    ratio = (start.value if first is None else first) / base["value"]
    joint = tuple((_fall(now[1], then[0] * ratio), _fall(now[0], then[1] * ratio)) for then, now in pairs)
    return {
        "low": min(low for low, _ in joint),
        "high": max(high for _, high in joint),
        "why_range": f"door de marges van de CO₂ in {start.year} en in {year}",
        uncertainty.JOINT: joint if len(joint) > 1 else (),
    }


def _pairs(
    base: Mapping[Any, Any], row: Mapping[Any, Any]
) -> list[tuple[tuple[float, float], tuple[float, float]]] | None:
    """Return the ends of two figures that go together; None where these are not known or reach nothing."""
    then, now = (one.get(uncertainty.JOINT) for one in (base, row))
    if not (isinstance(then, tuple) and isinstance(now, tuple) and then and len(then) == len(now)):
        then, now = (((one.get("low", math.nan), one.get("high", math.nan)),) for one in (base, row))
    found = list(zip(then, now, strict=True))
    sound = all(math.isfinite(end) for pair in found for ends in pair for end in ends)
    return found if sound and all(start[0] > 0 for start, _ in found) else None


def _fall(now: float, then: float) -> float:
    return (then - now) / then * 100


def co2_baseline(ambition: Ambition) -> tuple[str, Figure] | None:
    """Return the indicator and baseline that the fall in CO2 is reckoned from; None without one."""
    pinned = {
        one.indicator: one.baseline
        for one in ambition.objectives
        if one.baseline is not None and ambition.is_of_this_area(one.baseline.area)
    }
    return next(((one, pinned[one]) for one in _CO2 if one in pinned), None)


def _testable(ambition: Ambition) -> Iterator[dict[str, Any]]:
    if not ambition.objectives:
        return
    count = sum(testable(in_this_area(ambition, one)) for one in ambition.objectives)
    total = len(ambition.objectives)
    year = (ambition.changed.date() if ambition.changed else date.today()).year
    origin = {"status": "definitief", "source": "deze ambitie"}
    yield _row(TESTABLE, year, 100 * count / total, f"{count} van de {total} doelen", origin)


def _row(indicator: str, year: int, value: float, method: str, origin: dict[str, Any]) -> dict[str, Any]:
    whole = {
        "table": "",
        "note": "",
        "retrieved": "",
        "boundary_year": year,
        "coverage": 1.0,
        "missing": (),
        "missing_dwellings": 0.0,
        "low": math.nan,
        "high": math.nan,
        "why_range": "",
        uncertainty.JOINT: (),
    }
    unit = catalogue.indicator(indicator).unit
    made = {"indicator": indicator, "year": year, "value": value, "unit": unit, "method": method}
    return whole | origin | made
