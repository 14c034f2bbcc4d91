"""All figures of one project area through the years: what is published, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable, Mapping, Sequence

import pandas as pd

from wijkdata import (
    aggregate,
    catalogue,
    datasets,
    dutch,
    emissions,
    figures,
    left_over,
    uncertainty,
    weather,
)
from wijkdata.aggregate import Figure, Observed
from wijkdata.areas import Areas, ProjectArea
from wijkdata.correspondence import untold_text
from wijkdata.observations import WITHOUT_VALUE
from wijkdata.uncertainty import JOINT, Corner, Place, Range

DERIVED = (
    *("gas_gem_tc", "co2_woning", "co2_woningen"),
    *("co2_woning_tc", "co2_woningen_tc", "aardgasvrij_aantal"),
)
#: What the CO2 of homes comes from, with the word in a sentence.
_CARRIERS = {"gas_gem": "gas", "elektra_gem": "elektriciteit", "stadsverwarming_aandeel": "stadsverwarming"}
_NO_HEAT = "zonder warmte: stadsverwarming is voor dit gebied niet openbaar; de uitkomst is een ondergrens"
_NO_DEGREE_DAYS = "de graaddagen van {year} zijn hier niet bekend"
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
        The columns of ``aggregate.COLUMNS`` and ``uncertainty.COLUMNS`` and ``uncertainty.JOINT``, sorted by
        indicator and year. Years without a figure are rows with value NaN and the reason in ``note``; what another
        figure leaves over for them stands in ``low`` and ``high``.

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
    rows = aggregate.observed(table, area)

    def fetch(codes: Collection[str], needs: Collection[str]) -> list[Observed]:
        known = figures.of_areas(codes, needs) if observations is None else observations
        return aggregate.rows_of(known, codes, needs)

    combined = aggregate.combined(rows, area, names, needed, uncertainty.ends)
    parameters = uncertainty.parameters()
    derived = []
    if wanted is None or set(wanted) & set(DERIVED):
        middle = {key: one.value for key, one in parameters.items()}
        derived = _derived(combined, rows, area, names, middle, uncertainty.corners(parameters))
    asked = [one for one in (*combined, *derived) if wanted is None or one["indicator"] in wanted]
    sure = uncertainty.ranges(asked, rows, parameters)
    sure |= left_over.bounds(asked, area, names, fetch)
    told = _with_changes(asked, area, names)
    return _with_ranges(aggregate.as_table(told), sure)


def _derived(
    combined: Sequence[Figure],
    rows: Sequence[Observed],
    area: ProjectArea,
    register: Areas,
    parameters: Mapping[str, float],
    corners: Sequence[Sequence[Corner]],
) -> list[Figure]:
    """Return the figures that follow from the combined ones, with their ends."""
    return [
        *_weather_corrected_gas(combined, parameters, corners),
        *_co2(combined, rows, area, register, parameters, corners),
        *_gas_free_count(combined, corners),
    ]


def _at(found: Iterable[Figure], side: int) -> list[Figure]:
    """Return figures with their low (-1) or high (1) end for a value."""
    end = "low" if side < 0 else "high"
    return [one | {"value": one[end]} for one in found]


def _at_both(found: Sequence[Figure]) -> dict[int, list[Figure]]:
    return {side: _at(found, side) for side in (-1, 1)}


def _with_ranges(table: pd.DataFrame, sure: Mapping[tuple[str, int], Range]) -> pd.DataFrame:
    nothing = Range()
    places = zip(table["indicator"], table["year"], strict=True)
    low, high, why, joint = (
        zip(*(sure.get(place, nothing) for place in places), strict=True) if len(table) else [()] * 4
    )
    return table.assign(
        low=pd.Series(low, index=table.index, dtype="float64"),
        high=pd.Series(high, index=table.index, dtype="float64"),
        why_range=pd.Series(why, index=table.index, dtype="str"),
        **{JOINT: pd.Series(joint, index=table.index, dtype="object")},
    )


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
    base: Iterable[Figure], indicator: str, values: Mapping[int, float], method: str, *, source: str = ""
) -> list[Figure]:
    """Return figures of a derived indicator: as those they follow from, with another value and method."""
    entry = catalogue.indicator(indicator)
    made = []
    for one in base:
        value = values.get(one["year"], math.nan)
        without = one["status"] if one["status"] in WITHOUT_VALUE else "ontbreekt"
        status = without if math.isnan(value) else "geschat"
        changed = {
            "indicator": entry.id,
            "unit": entry.unit,
            "value": value,
            "status": status,
            "method": method,
        }
        made.append(one | changed | ({"source": source} if source else {}))
    return made


def _known(found: Iterable[Figure], indicator: str) -> list[Figure]:
    return [one for one in found if one["indicator"] == indicator and not math.isnan(one["value"])]


def _by_year(found: Iterable[Figure]) -> dict[int, float]:
    return {one["year"]: one["value"] for one in found}


def _weather_corrected_gas(
    found: Iterable[Figure], parameters: Mapping[str, float], corners: Sequence[Sequence[Corner]]
) -> list[Figure]:
    gas = _known(found, "gas_gem")
    corrected = _corrected(gas, parameters)
    base = [
        one if one["year"] in corrected else one | {"note": _NO_DEGREE_DAYS.format(year=one["year"])}
        for one in gas
    ]
    method = f"eigen berekening: {weather.correction_text(parameters)}"
    made = _derive(base, "gas_gem_tc", corrected, method, source="CBS, KNMI; eigen berekening")
    at_both = _at_both(gas)

    def reckon(corner: Corner) -> dict[Place, float]:
        return {
            ("gas_gem_tc", year): value
            for year, value in _corrected(at_both[corner.side], corner.parameters).items()
        }

    return uncertainty.with_ends(made, corners, reckon)


def _corrected(gas: Iterable[Figure], parameters: Mapping[str, float]) -> dict[int, float]:
    """Return gas per dwelling in a year of normal weather, of the years of which it and the degree days are known."""
    factors = weather.factors(parameters)
    return {
        one["year"]: one["value"] * factors[one["year"]]
        for one in gas
        if one["year"] in factors and not math.isnan(one["value"])
    }


def _co2(
    found: Sequence[Figure],
    observed: Sequence[Observed],
    area: ProjectArea,
    register: Areas,
    parameters: Mapping[str, float],
    corners: Sequence[Sequence[Corner]],
) -> list[Figure]:
    """Return the CO2 of homes by year, over the buurten of which every carrier that is counted is known."""
    with_heat = emissions.knows_heat(found)
    carriers = {key: name for key, name in _CARRIERS.items() if with_heat or key != "stadsverwarming_aandeel"}
    same = _same_buurten(found, observed, area, register, carriers)
    base = [one for one in same if one["indicator"] == "gas_gem"]
    if not base:
        return []
    dwellings, factors = (
        _known(found, aggregate.DWELLINGS),
        emissions.by_year_and_carrier(datasets.co2_factors()),
    )
    homes, homes_normal = _homes(same, dwellings, factors, parameters, with_heat=with_heat)
    corrected = _corrected(base, parameters)
    counted = dutch.join(carriers.values()).replace("stadsverwarming", "warmte")
    method = f"eigen berekening: {counted} × CO₂-factoren van het jaar ({emissions.SCOPE})"
    base = [gas | {"note": _co2_note(gas, homes, with_heat=with_heat)} for gas in base]
    made = _of_a_home_and_of_all(base, homes, "", (method, ""), "CBS, Klimaatmonitor; eigen berekening")
    base = [
        gas
        if math.isnan(gas["value"]) or gas["year"] in corrected
        else gas | {"note": "; ".join(filter(None, [gas["note"], _NO_DEGREE_DAYS.format(year=gas["year"])]))}
        for gas in base
    ]
    source = "CBS, Klimaatmonitor, KNMI; eigen berekening"
    methods = (method, f"; {weather.correction_text(parameters)}")
    made += _of_a_home_and_of_all(base, homes_normal, "_tc", methods, source)
    same_at, dwellings_at = _at_both(same), _at_both(dwellings)

    def reckon(corner: Corner) -> dict[Place, float]:
        side = corner.side
        both = _homes(same_at[side], dwellings_at[side], factors, corner.parameters, with_heat=with_heat)
        return {
            (f"{indicator}{ending}", year): parts[name]
            for ending, of_years in zip(("", "_tc"), both, strict=True)
            for year, parts in of_years.items()
            for indicator, name in (("co2_woning", "totaal"), ("co2_woningen", "woningen_t"))
        }

    return uncertainty.with_ends(made, corners, reckon)


def _homes(
    same: Sequence[Figure],
    dwellings: Sequence[Figure],
    factors: Mapping[tuple[int, str], float],
    parameters: Mapping[str, float],
    *,
    with_heat: bool,
) -> tuple[dict[int, dict[str, float]], dict[int, dict[str, float]]]:
    """Return the CO2 of homes by year, as it was and in years of normal weather."""
    corrected = _corrected((one for one in same if one["indicator"] == "gas_gem"), parameters)
    # Heat is one and the same number per connection in every year, and so is not of the weather of that year.
    normal = [
        one | {"value": corrected.get(one["year"], math.nan)} if one["indicator"] == "gas_gem" else one
        for one in same
    ]
    heat = parameters[emissions.HEAT_PER_CONNECTION]
    as_it_was, as_normal = (
        emissions.co2_by_year([*rows, *dwellings], factors, heat, with_heat=with_heat)
        for rows in (same, normal)
    )
    return as_it_was, as_normal


def _of_a_home_and_of_all(
    base: Sequence[Figure],
    homes: Mapping[int, Mapping[str, float]],
    ending: str,
    method: tuple[str, str],
    source: str,
) -> list[Figure]:
    """Return the CO2 of a home and of all homes by year; the ending of the id tells what is corrected from the rest.

    The method is given in two parts, between which the number of dwellings comes in.
    """
    how, correction = method
    of_a_home, of_all = (
        {year: parts[name] for year, parts in homes.items()} for name in ("totaal", "woningen_t")
    )
    total = _derive(base, f"co2_woningen{ending}", of_all, f"{how} × woningen{correction}", source=source)
    return [
        *_derive(base, f"co2_woning{ending}", of_a_home, f"{how}{correction}", source=source),
        *_with_reason(total, _NO_DWELLINGS),
    ]


def _co2_note(gas: Figure, known: Container[int], *, with_heat: bool) -> str:
    """Return what must be said beside the CO2 of one year, given its gas and the years that could be reckoned."""
    no_factors = not math.isnan(gas["value"]) and gas["year"] not in known
    parts = [
        gas["note"],
        f"de CO₂-factoren van {gas['year']} zijn hier niet bekend" if no_factors else "",
        "" if with_heat else _NO_HEAT,
    ]
    return "; ".join(filter(None, parts))


def _same_buurten(
    found: Iterable[Figure],
    observed: Sequence[Observed],
    area: ProjectArea,
    register: Areas,
    carriers: Mapping[str, str],
) -> list[Figure]:
    """Return the figures of the area per carrier, each over the buurten of which all carriers are known.

    Gas of some buurten and electricity of others would together be the CO2 of no area at all.
    """
    every = [row for row in observed if row.indicator in carriers]
    rows = aggregate.firmest(every)
    known: dict[tuple[str, int], set[str]] = {}
    for row in rows:
        known.setdefault((row.area, row.year), set()).update(
            () if math.isnan(row.value) else (row.indicator,)
        )
    unknown = {
        place: dutch.join(name for key, name in carriers.items() if key not in at_hand) + " onbekend"
        for place, at_hand in known.items()
        if len(at_hand) < len(carriers)
    }
    masked = [
        row._replace(value=math.nan, status="ontbreekt", note=unknown[row.area, row.year])
        if (row.area, row.year) in unknown and not math.isnan(row.value)
        else row
        for row in rows
    ]
    if masked == every:
        return [
            one for one in found if one["indicator"] in carriers
        ]  # combined already, over the same buurten
    weights = [row for row in observed if row.indicator == aggregate.DWELLINGS]
    return aggregate.combined([*masked, *weights], area, register, carriers, uncertainty.ends)


def _gas_free_count(found: Sequence[Figure], corners: Sequence[Sequence[Corner]]) -> list[Figure]:
    share, dwellings = _known(found, "aardgasvrij_aandeel"), _known(found, aggregate.DWELLINGS)

    def count(shares: Iterable[Figure], homes: Iterable[Figure]) -> dict[int, float]:
        of_year = _by_year(homes)
        return {
            one["year"]: one["value"] / 100 * of_year[one["year"]] for one in shares if one["year"] in of_year
        }

    rows = _derive(
        share, "aardgasvrij_aantal", count(share, dwellings), "eigen berekening: aandeel × woningen"
    )

    def reckon(corner: Corner) -> dict[Place, float]:
        values = count(_at(share, corner.side), _at(dwellings, corner.side))
        return {("aardgasvrij_aantal", year): value for year, value in values.items()}

    return uncertainty.with_ends(_with_reason(rows, _NO_DWELLINGS), corners, reckon)


def _with_reason(rows: Iterable[Figure], reason: str) -> list[Figure]:
    """Give the figures without a value and without a remark their reason, in which the year may be named."""
    return [
        one | {"note": reason.format(year=one["year"])}
        if math.isnan(one["value"]) and not one["note"]
        else one
        for one in rows
    ]


def _with_changes(rows: Iterable[Figure], area: ProjectArea, register: Areas) -> list[Figure]:
    """Say beside a figure what changed since the figure before it: a boundary, or the way it is measured."""
    # Of a wijk that was chosen as a whole, changes between the buurten in it do not matter.
    boundaries = {
        year: ", ".join(map(register.name, codes))
        for year, codes in register.boundary_changes(area.parts).items()
    }
    told: list[Figure] = []
    # The last figure before each row; a year without a figure is nothing to compare with.
    before: dict[str, Figure] = {}
    for row in sorted(rows, key=lambda one: (one["indicator"], one["year"])):
        previous = before.get(row["indicator"])
        changes = _changes(row, previous, boundaries)
        if previous is not None and not math.isnan(row["value"]):
            untold = register.untold_changes(area.parts, previous["year"], row["year"])
            changes.append(untold_text(untold, register))
        told.append(row | {"note": "; ".join(filter(None, [row["note"], *changes]))})
        if not math.isnan(row["value"]):
            before[row["indicator"]] = row
    return told


def _changes(row: Figure, previous: Figure | None, boundaries: Mapping[int, str]) -> list[str]:
    """Return what changed after the previous figure (None: there is none), up to and including this one."""
    if previous is None or math.isnan(row["value"]):
        return []
    start, year = previous["year"], row["year"]
    moved = [f"{one} ({names})" for one, names in boundaries.items() if start < one <= year]
    said = [f"CBS meldt een gewijzigde grens in {dutch.join(moved)}"] if moved else []
    breaks = catalogue.indicator(row["indicator"]).breaks
    # How a figure is rounded stands beside the figure itself, and in its range.
    told = [one for one in breaks if one.between(start, previous["table"], year, row["table"])]
    return said + [one.note for one in told if not one.rounding]
