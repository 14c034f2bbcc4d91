"""All figures of one project area through the years: what is published, and what follows from it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from wijkdata import aggregate, catalogue, datasets, dutch, emissions, figures, weather
from wijkdata.areas import Areas, ProjectArea
from wijkdata.observations import WITHOUT_VALUE

DERIVED = ("gas_gem_tc", "co2_woning", "co2_woningen", "aardgasvrij_aantal")
#: What the CO2 of homes comes from, with the word in a sentence.
_CARRIERS = {"gas_gem": "gas", "elektra_gem": "elektriciteit", "stadsverwarming_aandeel": "stadsverwarming"}
_NO_HEAT = "zonder warmte: stadsverwarming is voor dit gebied niet openbaar; de uitkomst is een ondergrens"
_NO_DWELLINGS = "het aantal woningen van {year} is hier niet bekend"
_INPUTS = ("gas_gem", "elektra_gem", "stadsverwarming_aandeel", "woningen", "aardgasvrij_aandeel")


def series(
    area: ProjectArea | str | Iterable[str],
    indicators: Iterable[str] | None = None,
    *,
    observations: pd.DataFrame | None = None,
    register: Areas | None = None,
) -> pd.DataFrame:
    """Return every figure of a project area: one row per indicator and year.

    Parameters
    ----------
    area
        The project area; or the code or exact name of one area, or several of them, that make it.
    indicators
        Ids from the catalogue; all by default.
    observations, register
        Where the figures and names come from; by default the embedded ones and those in the store.

    Returns
    -------
    DataFrame
        The columns of ``aggregate.COLUMNS``, sorted by indicator and year. Years without a figure are rows with
        value NaN and the reason in ``note``.

    Raises
    ------
    UnknownAreaError
        For a code or name that is no known area.
    UnknownIndicatorError
        For an id that is not in the catalogue, with the nearest.
    """
    names = figures.areas() if register is None else register
    area = as_project_area(area, names)
    wanted = None if indicators is None else [catalogue.indicator(one).id for one in indicators]
    needed = None if wanted is None else {*wanted, *(_INPUTS if set(wanted) & set(DERIVED) else ())}
    if observations is None:
        read = None if needed is None else {*needed, *aggregate.weights_of(needed)}
        table = figures.of_areas({*area.buurten, *area.codes}, read)
    else:
        table = observations
    found = aggregate.aggregate(table, area, names, needed)
    derived = [
        _weather_corrected_gas(found),
        *_co2(found, table, area, names),
        _gas_free_count(found),
    ]
    rows = pd.concat([found, *(frame for frame in derived if len(frame))], ignore_index=True)
    rows = _with_changes(rows, area, names)
    if wanted is not None:
        rows = rows[rows["indicator"].isin(wanted)]
    return rows.reset_index(drop=True)


def as_project_area(area: ProjectArea | str | Iterable[str], register: Areas | None = None) -> ProjectArea:
    """Return a project area as it is, and one made of codes or exact names.

    Raises
    ------
    UnknownAreaError
        For a code or name that is no known area.
    """
    if isinstance(area, ProjectArea):
        return area
    names = figures.areas() if register is None else register
    return names.project_area([area] if isinstance(area, str) else list(area))


def _derive(
    base: pd.DataFrame, indicator: str, values: pd.Series, method: str, **changes: str
) -> pd.DataFrame:
    """Return rows of a derived indicator: as the base rows they follow from, with another value and method."""
    entry = catalogue.indicator(indicator)
    rows = base.copy()
    rows["value"] = rows["year"].map(values).astype(float)
    rows["indicator"], rows["unit"], rows["method"] = entry.id, entry.unit, method
    without = rows["status"].where(rows["status"].isin(WITHOUT_VALUE), "ontbreekt")
    rows["status"] = np.where(rows["value"].notna(), "geschat", without)
    for column, text in changes.items():
        rows[column] = text
    return rows


def _weather_corrected_gas(found: pd.DataFrame) -> pd.DataFrame:
    gas = found[(found["indicator"] == "gas_gem") & found["value"].notna()]
    parameters = datasets.parameters()["value"]
    share, norm = float(parameters["aandeel_verwarming"]), float(parameters["graaddagen_norm_1981_2010"])
    corrected = {
        int(year): weather.correct_gas(
            float(value), share=share, degree_days_year=float(degree_days), degree_days_norm=norm
        )
        for year, value in zip(gas["year"], gas["value"], strict=True)
        if (degree_days := parameters.get(f"graaddagen_{year}")) is not None
    }
    gas = gas.assign(
        note=[
            note if year in corrected else f"de graaddagen van {year} zijn hier niet bekend"
            for note, year in zip(gas["note"], gas["year"], strict=True)
        ]
    )
    method = f"eigen berekening: {share:.0%} van het gas volgt de graaddagen van De Bilt, norm {norm:.0f}"
    return _derive(
        gas, "gas_gem_tc", pd.Series(corrected, dtype=float), method, source="CBS, KNMI; eigen berekening"
    )


def _co2(found: pd.DataFrame, table: pd.DataFrame, area: ProjectArea, register: Areas) -> list[pd.DataFrame]:
    """Return the CO2 of homes by year, over the buurten of which every carrier that is counted is known."""
    with_heat = emissions.knows_heat(found)
    carriers = {key: name for key, name in _CARRIERS.items() if with_heat or key != "stadsverwarming_aandeel"}
    same = _same_buurten(found, table, area, register, carriers)
    base = same[same["indicator"] == "gas_gem"]
    if base.empty:
        return []
    inputs = pd.concat([same, found[found["indicator"] == aggregate.DWELLINGS]])
    per_connection = float(datasets.parameters()["value"][emissions.HEAT_PER_CONNECTION])
    homes = emissions.co2_of_homes(inputs, datasets.co2_factors(), per_connection, with_heat=with_heat)
    counted = dutch.join(carriers.values()).replace("stadsverwarming", "warmte")
    method = f"eigen berekening: {counted} × CO₂-factoren van het jaar ({emissions.SCOPE})"
    known = set(homes.index[homes["gas"].notna()])
    base = base.assign(note=[_co2_note(row, known, with_heat=with_heat) for row in base.to_dict("records")])
    source = "CBS, Klimaatmonitor; eigen berekening"
    total = _derive(base, "co2_woningen", homes["woningen_t"], f"{method} × woningen", source=source)
    return [
        _derive(base, "co2_woning", homes["totaal"], method, source=source),
        _with_reason(total, _NO_DWELLINGS),
    ]


def _co2_note(gas: Mapping[Any, Any], known: Container[int], *, with_heat: bool) -> str:
    """Return what must be said beside the CO2 of one year, given the row of its gas and the years with factors."""
    no_factors = pd.notna(gas["value"]) and gas["year"] not in known
    parts = [
        gas["note"],
        f"de CO₂-factoren van {gas['year']} zijn hier niet bekend" if no_factors else "",
        "" if with_heat else _NO_HEAT,
    ]
    return "; ".join(filter(None, parts))


def _same_buurten(
    found: pd.DataFrame, table: pd.DataFrame, area: ProjectArea, register: Areas, carriers: Mapping[str, str]
) -> pd.DataFrame:
    """Return the figures of the area per carrier, each over the buurten of which all carriers are known.

    Gas of some buurten and electricity of others would together be the CO2 of no area at all.
    """
    every = table[table["indicator"].isin(carriers) & table["area"].isin({*area.buurten, *area.codes})]
    rows = aggregate.firmest(every)
    known: dict[tuple[str, int], set[str]] = {}
    for place, carrier, value in zip(
        zip(rows["area"], rows["year"], strict=True), rows["indicator"], rows["value"], strict=True
    ):
        known.setdefault(place, set()).update(() if pd.isna(value) else (carrier,))
    unknown = {
        place: dutch.join(name for key, name in carriers.items() if key not in at_hand) + " onbekend"
        for place, at_hand in known.items()
        if len(at_hand) < len(carriers)
    }
    reason = pd.Series(
        [unknown.get(place, "") for place in zip(rows["area"], rows["year"], strict=True)], rows.index
    )
    left_out = (reason != "") & rows["value"].notna()
    if not left_out.any() and len(rows) == len(every):
        return found[found["indicator"].isin(carriers)]  # combined already, and over the same buurten
    masked = rows.assign(
        value=rows["value"].mask(left_out),
        status=rows["status"].mask(left_out, "ontbreekt"),
        note=rows["note"].mask(left_out, reason),
    )
    weights = table[table["indicator"] == aggregate.DWELLINGS]
    return aggregate.aggregate(pd.concat([masked, weights]), area, register, carriers)


def _gas_free_count(found: pd.DataFrame) -> pd.DataFrame:
    share = found[(found["indicator"] == "aardgasvrij_aandeel") & found["value"].notna()]
    dwellings = found[found["indicator"] == aggregate.DWELLINGS].set_index("year")["value"]
    count = share.set_index("year")["value"] / 100 * dwellings
    rows = _derive(share, "aardgasvrij_aantal", count.dropna(), "eigen berekening: aandeel × woningen")
    return _with_reason(rows, _NO_DWELLINGS)


def _with_reason(rows: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Give the rows without a value and without a remark their reason, in which the year may be named."""
    notes = [
        reason.format(year=row["year"]) if pd.isna(row["value"]) and not row["note"] else row["note"]
        for row in rows.to_dict("records")
    ]
    return rows.assign(note=notes)


def _with_changes(rows: pd.DataFrame, area: ProjectArea, register: Areas) -> pd.DataFrame:
    """Say beside a figure what changed since the figure before it: a boundary, or the way it is measured."""
    table = register.table
    # Of a wijk that was chosen as a whole, changes between the buurten in it do not matter.
    changed = table[(table["change"] == "3") & table["code"].isin(area.parts)]
    by_year = {
        int(str(year)): ", ".join(map(register.name, codes))
        for year, codes in changed.groupby("boundary_year")["code"]
    }
    told = rows.sort_values(["indicator", "year"], kind="stable", ignore_index=True)
    # The year of the last figure before each row; a year without a figure is nothing to compare with.
    before: dict[str, Mapping[Any, Any]] = {}
    notes = []
    for row in told.to_dict("records"):
        changes = _changes(row, before.get(row["indicator"]), by_year)
        notes.append("; ".join(filter(None, [row["note"], *changes])))
        if pd.notna(row["value"]):
            before[row["indicator"]] = row
    return told.assign(note=notes)


def _changes(
    row: Mapping[Any, Any], previous: Mapping[Any, Any] | None, boundaries: Mapping[int, str]
) -> list[str]:
    """Return what changed after the previous figure (None: there is none), up to and including this one."""
    if previous is None or pd.isna(row["value"]):
        return []
    start, year = int(previous["year"]), row["year"]
    moved = [f"{one} ({names})" for one, names in boundaries.items() if start < one <= year]
    said = [f"CBS meldt een gewijzigde grens in {dutch.join(moved)}"] if moved else []
    breaks = catalogue.indicator(row["indicator"]).breaks
    return said + [one.note for one in breaks if one.between(start, previous["table"], year, row["table"])]
