"""Figures that follow from the ambition itself: the fall in CO2 since its baseline, and which part is testable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from wijkdata import catalogue
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
    made = pd.DataFrame(rows, columns=COLUMNS).reindex(columns=series.columns)
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
                {name: value for name, value in row.items() if name not in ("indicator", "unit", "method")},
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
                {name: value for name, value in row.items() if name not in ("indicator", "unit", "method")},
            )


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
    }
    unit = catalogue.indicator(indicator).unit
    made = {"indicator": indicator, "year": year, "value": value, "unit": unit, "method": method}
    return whole | origin | made
