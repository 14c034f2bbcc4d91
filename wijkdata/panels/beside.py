"""What is drawn beside the figures of the area: gemeente, country and rules of thumb, as lines of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import catalogue
from wijkdata.baseline import usable_rows
from wijkdata.panels.model import AmbitionModel
from wijkdata.pathways import Point

if TYPE_CHECKING:
    from wijkdata.plots.series import Reference


def references(model: AmbitionModel, indicator: str) -> list[Reference]:
    """Return the lines to compare the area with; none for an indicator that adds up."""
    from wijkdata.plots.series import Reference  # noqa: PLC0415  (matplotlib loads with the first picture)

    found = []
    for name, rows in model.beside(indicator).groupby("name", sort=False):
        timeless = rows["year"].isna().any()
        years = rows["year"].fillna(model.figures["year"].max())
        points = [Point(int(year), float(value)) for year, value in zip(years, rows["value"], strict=True)]
        found.append(Reference(str(name), tuple(points), timeless=bool(timeless)))
    return found


def other_weather(model: AmbitionModel, indicator: str) -> list[Reference]:
    """Return the same series with the weather in it, or without it: of what is one of such a pair the other one."""
    from wijkdata.plots.series import Reference  # noqa: PLC0415  (matplotlib loads with the first picture)

    other = catalogue.indicator(indicator).corrected
    name = "zonder het weer"
    if other is None:
        name = "zoals gemeten"
        other = next((one.id for one in catalogue.indicators().values() if one.corrected == indicator), None)
    rows = model.figures
    rows = rows[(rows["indicator"] == other) & usable_rows(rows)].sort_values("year")
    points = {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}
    points |= {one.year: one.value for one in model.own_measurements(other or "")}
    if not points:
        return []
    return [Reference(name, tuple(Point(year, value) for year, value in sorted(points.items())))]


def sources(model: AmbitionModel, indicator: str) -> str:
    """Return where those lines come from, as the end of a source line; empty if there are none."""
    rows = model.beside(indicator)
    if rows.empty:
        return ""
    named: list[str] = list(dict.fromkeys(rows["name"]))
    origins: list[str] = list(dict.fromkeys(rows["source"]))
    return f". {', '.join(named)}: {'; '.join(origins)}" if pd.notna(rows["source"]).all() else ""
