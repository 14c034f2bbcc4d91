"""What is in there: per indicator and year whether there is a figure, and what to add where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from wijkdata import catalogue, dutch, figures, services
from wijkdata.areas import ProjectArea
from wijkdata.baseline import MIN_COVERAGE
from wijkdata.observations import NOT_YET_PUBLISHED
from wijkdata.series import series

#: Words for what there is of one indicator in one year.
FIGURE, PARTLY, SECRET, MISSING, NOT_YET, NOTHING = (
    "cijfer",
    "voor een deel",
    "niet openbaar",
    "ontbreekt",
    "nog niet gepubliceerd",
    "",
)

#: The service that has figures of whole gemeenten only.
_OF_GEMEENTE = "regio"

COLUMNS = ["indicator", "year", "area", "gemeente", "table"]


def inventory(area: ProjectArea, indicators: Iterable[str] | None = None) -> pd.DataFrame:
    """Return what there is for an area and its gemeente.

    Parameters
    ----------
    area
        The project area.
    indicators
        Ids from the catalogue; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row per indicator and year of which anything is known. ``area`` and ``gemeente`` hold one of
        the words above; empty where nothing was loaded. ``table`` is the source of the figure of the area.
    """
    wanted = [catalogue.indicator(one).id for one in (indicators or catalogue.indicators())]
    own = _states(series(area, wanted), "area")
    whole = area.gemeente
    register = figures.areas()
    if whole is None or whole not in register or whole in area.codes:
        beside = pd.DataFrame(columns=["indicator", "year", "gemeente"])
    else:
        beside = _states(series(register.project_area([whole]), wanted), "gemeente").drop(columns="table")
    rows = own.merge(beside, on=["indicator", "year"], how="outer")
    order = {one: place for place, one in enumerate(catalogue.indicators())}
    rows = rows.assign(_place=rows["indicator"].map(order)).sort_values(["_place", "year"], kind="stable")
    return rows[COLUMNS].fillna(NOTHING).astype({"year": "int64"}).reset_index(drop=True)


_MARKS = {FIGURE: "●", PARTLY: "◐", SECRET: "■", NOT_YET: "…", MISSING: "–", NOTHING: ""}


def overview(found: pd.DataFrame) -> pd.DataFrame:
    """Return the inventory as a table for people: a row per indicator, a column per year, a mark in each.

    A mark between brackets is about the gemeente, where there is nothing of the area itself.
    """
    marks = [
        _MARKS[own] if own else f"({_MARKS[whole]})" if whole else ""
        for own, whole in zip(found["area"], found["gemeente"], strict=True)
    ]
    names = [catalogue.indicator(one).name for one in found["indicator"]]
    rows = found.assign(mark=marks, Indicator=names)
    wide = rows.pivot_table(index="Indicator", columns="year", values="mark", aggfunc="first", observed=True)
    wide = wide.reindex(list(dict.fromkeys(names)))
    return wide.fillna("").rename(columns=str).rename_axis(columns=None).reset_index()


def to_add(area: ProjectArea, found: pd.DataFrame) -> list[str]:
    """Say in Dutch what to fetch, add or measure for the indicators of which the area has no figure at all."""
    known = set(found.loc[found["area"].isin([FIGURE]), "indicator"])
    open_ones = [
        one for one in catalogue.indicators().values() if one.id not in known and one.direction != "context"
    ]
    said = []
    for service in services.SERVICES:
        names = [one.name for one in open_ones if one.id in service.gives]
        if names:
            command = f"wijkdata fetch {area.gemeente or area.codes[0]} --source {service.id}"
            key = f" (met een sleutel in {service.key})" if service.key else ""
            said.append(f"{service.name}: ‘{command}’{key} kan geven: {dutch.join(names)}.")
    for what in dict.fromkeys(services.FROM_FILES.values()):
        names = [one.name for one in open_ones if services.FROM_FILES.get(one.id) == what]
        if names:
            said.append(f"Met ‘wijkdata add’ {what}: {dutch.join(names)}.")
    own = [one.name for one in open_ones if one.own]
    return [*said, f"Alleen met een eigen meting: {dutch.join(own)}."] if own else said


def newer(area: ProjectArea, found: pd.DataFrame) -> list[str]:
    """Say in Dutch of which figures newer years are known to exist, and how to get them: a line per source.

    Known to exist is a year of which the gemeente has a figure here, and one that an edition names as still to come.
    """
    said = []
    for service in services.SERVICES:
        if service.asked_for or service.id == _OF_GEMEENTE:
            continue
        names = [text for one in service.gives if (text := _newer_years(one, found))]
        if names:
            command = f"wijkdata fetch {area.gemeente or area.codes[0]} --source {service.id}"
            said.append(f"Nieuwere jaren: ‘{command}’ ({service.name}) kan geven: {dutch.join(names)}.")
    return said


def _newer_years(indicator: str, found: pd.DataFrame) -> str:
    """Return an indicator with its newest year here and the newest that is known; empty where that is the same."""
    rows = found[found["indicator"] == indicator]
    own = rows.loc[rows["area"] == FIGURE, "year"]
    if own.empty:
        return ""  # of what has no figure at all it is told what to add
    newest = int(own.max())
    known = (rows["area"] == NOT_YET) | (rows["gemeente"] == FIGURE)
    later = rows.loc[known & (rows["year"] > newest), "year"]
    if later.empty:
        return ""
    name = catalogue.indicator(indicator).name
    return f"{name} (hier tot en met {newest}, bekend tot en met {int(later.max())})"


def _states(found: pd.DataFrame, column: str) -> pd.DataFrame:
    states = [_state(row) for row in found[["value", "coverage", "status", "note"]].to_dict("records")]
    return found[["indicator", "year", "table"]].assign(**{column: states})


def _state(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["value"]):
        return FIGURE if float(row["coverage"]) >= MIN_COVERAGE else PARTLY
    if row["status"] == "geheim":
        return SECRET
    return NOT_YET if NOT_YET_PUBLISHED in str(row["note"]) else MISSING
