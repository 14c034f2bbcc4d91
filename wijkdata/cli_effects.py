"""The command ``wijkdata effects``: what the programme of an ambition yields per year, and what it covers."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkdata.cli_output import filled, print_json, print_table
from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    from wijkdata.ambition.coverage import Answer, Coverage, Situation
    from wijkdata.housing_costs import Change
    from wijkdata.residents import Outcome

#: Per quantity of a row its name on screen, and how many of its unit are one there.
_QUANTITIES: Mapping[str, tuple[str, int]] = {
    "gas_m3": ("gas, 1.000 m³", 1_000),
    "electricity_kwh": ("stroom, MWh", 1_000),
    "heat_gj": ("warmte, GJ", 1),
    "co2_t": ("CO₂, t", 1),
    "cost_euro": ("kosten, 1.000 euro", 1_000),
    "subsidy_euro": ("subsidie, 1.000 euro", 1_000),
}
#: What is paid in a year itself; the others are the change of the yearly use by all that was done until then.
_PAID = ("cost_euro", "subsidy_euro")

#: Of a quantity the amount in each variant of the numbers.
_Amounts = dict[str, list[float]]
_Row = dict[str, Any]
_Columns = Mapping[str, tuple[str, int]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("file", type=Path, metavar="BESTAND")
    parser.add_argument(
        "--scenario", metavar="NAAM", help="een ander scenario dan het gekozen programma, met zijn naam"
    )
    parser.add_argument(
        "--numbers",
        action="store_true",
        help="ook elk kengetal waarmee is gerekend, met bandbreedte, jaar en bron",
    )


def run(chosen: argparse.Namespace) -> int:
    """Print what the programme yields; returns the exit code."""
    scenario, situation, done = _reckoned(chosen.file, chosen.scenario)
    if chosen.json:
        return print_json(as_dict(scenario, situation, done))
    _print(scenario, situation, done)
    if chosen.numbers:
        _print_numbers(situation)
    return 0


def as_dict(scenario: str, situation: Situation, done: Coverage) -> dict[str, Any]:
    """Return the answer as a program reads it; what is not known is null.

    In ``years`` each row is a measure in a year: ``homes`` are those of that year, ``homes_so_far`` all until then;
    gas, electricity, heat and CO2 are the change of the yearly use by all of those, below zero for less; cost and
    subsidy are of that year. The measure ``energie`` is what cleaner electricity and heat do to the CO2 of what the
    homes use today. ``low`` and ``high`` hold what differs between the variants of the numbers; in ``totals`` they
    are those of the sum, and not the sum of those, and ``co2_measures_t`` and ``co2_energy_t`` are the two parts of
    ``co2_t``. A group that is not ``counted`` is what is left of the area beside what the team counted.
    """
    from wijkdata.residents_words import warnings  # noqa: PLC0415

    stock = situation.stock
    return {
        "scenario": scenario,
        "verdict": done.verdict,
        "remarks": [*done.remarks, *warnings(situation, done)],
        "stock": {
            "year": stock.year,
            "dwellings": stock.dwellings,
            "on_gas": stock.on_gas,
            "on_heat": stock.on_heat,
            "electric": stock.electric,
            "gas_m3": stock.gas,
            "groups": [
                {
                    "name": one.name,
                    "type": one.type,
                    "period": one.period,
                    "dwellings": one.dwellings,
                    "gas_m3": one.gas,
                    "counted": not one.uncounted,
                }
                for one in stock.groups
            ],
            "notes": list(stock.notes),
        },
        "years": yearly(situation, done),
        "totals": totals(situation, done),
        "beyond": dict(done.course.beyond),
        "objectives": [_objective(one) for one in done.answers],
        "residents": _residents(situation, done),
        "parameters": [
            {
                "id": one.id,
                "name": one.name,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "unit": one.unit,
                "year": one.year,
                "year_of": one.year_of,
                "bandwidth": one.span_text,
                "status": one.status,
                "source": one.source,
                "table": one.table,
                "note": one.note,
                "own": one.own,
            }
            for one in situation.parameters.values()
        ],
    }


def yearly(situation: Situation, done: Coverage) -> list[_Row]:
    """Return what each measure yields in each year, the measures in the order in which they are taken."""
    rows = []
    for year in done.years:
        for part, amounts in _amounts(situation, done, year).items():
            so_far = done.course.homes_by(part, year)
            now = so_far - done.course.homes_by(part, year - 1)
            rows.append(
                {"year": year, "measure": part, "homes": now, "homes_so_far": so_far, **_ends_of(amounts)}
            )
    return rows


def totals(situation: Situation, done: Coverage) -> list[_Row]:
    """Return what all measures and cleaner energy together yield in each year; each variant is added up by itself."""
    return [_total(year, _amounts(situation, done, year)) for year in done.years]


def _total(year: int, parts: dict[str, _Amounts]) -> _Row:
    """Return all together, with the CO2 of the measures and of cleaner energy apart."""
    from wijkdata.effects import GRID  # noqa: PLC0415

    together = _together(parts.values())
    cleaner = parts[GRID]["co2_t"] if GRID in parts else [0.0] * len(together["co2_t"])
    measures = [whole - part for whole, part in zip(together["co2_t"], cleaner, strict=True)]
    apart = {"co2_measures_t": measures, "co2_energy_t": cleaner}
    return {"year": year, **_ends_of({**together, **apart})}


def _amounts(situation: Situation, done: Coverage, year: int) -> dict[str, _Amounts]:
    """Return by part (a measure, or cleaner energy) what it yields in a year, where it does anything."""
    from wijkdata.effects import GRID, MEASURES  # noqa: PLC0415

    none = dict.fromkeys(_QUANTITIES, [0.0] * len(done.yields))
    co2 = _co2(situation, done, year)
    found = {}
    for measure in MEASURES:
        if done.course.homes_by(measure, year):
            used = [one.use[year, measure] for one in done.yields.values()]
            key = year, measure
            found[measure] = {
                "gas_m3": [one.gas for one in used],
                "electricity_kwh": [one.power for one in used],
                "heat_gj": [one.heat for one in used],
                "co2_t": co2[measure],
                "cost_euro": [one.cost.get(key, 0.0) for one in done.yields.values()],
                "subsidy_euro": [one.subsidy.get(key, 0.0) for one in done.yields.values()],
            }
    if any(co2[GRID]):
        found[GRID] = {**none, "co2_t": co2[GRID]}
    return found


def _together(parts: Iterable[_Amounts]) -> _Amounts:
    found = list(parts)
    return {
        quantity: [sum(each) for each in zip(*(one[quantity] for one in found), strict=True)] or [0.0] * 3
        for quantity in _QUANTITIES
    }


def _ends_of(amounts: _Amounts) -> _Row:
    """Return the middle of each quantity, and under ``low`` and ``high`` the ends of those that differ."""
    differ = {key: values for key, values in amounts.items() if not math.isclose(min(values), max(values))}
    return {
        **{key: values[1] for key, values in amounts.items()},
        "low": {key: min(values) for key, values in differ.items()},
        "high": {key: max(values) for key, values in differ.items()},
    }


def _co2(situation: Situation, done: Coverage, year: int) -> dict[str, list[float]]:
    """Return the change of CO2 [t/yr] since the year of the stock, by measure, per variant."""
    from wijkdata.effects import co2_factors  # noqa: PLC0415
    from wijkdata.programme import co2_change, use_today  # noqa: PLC0415

    found: dict[str, list[float]] = {}
    for variant, values in situation.variants.items():
        now, then = (co2_factors(one, situation.factors, values) for one in (situation.stock.year, year))
        today = use_today(situation.stock, values)
        kilos = co2_change(done.yields[variant], today, year, now, then, values)
        for part, change in kilos.items():
            found.setdefault(part, []).append(change / 1_000)
    return found


def _objective(one: Answer) -> dict[str, Any]:
    aim = one.aim
    return {
        "objective": aim.objective_id,
        "name": aim.name,
        "indicator": aim.indicator or None,
        "unit": aim.unit,
        "direction": aim.direction,
        "year": aim.year,
        "start": aim.start,
        "start_year": aim.start_year,
        "start_low": aim.start_low,
        "start_high": aim.start_high,
        "normal_weather": aim.normal,
        "target": aim.target,
        "reached": one.reached,
        "low": one.low,
        "high": one.high,
        "needed": one.needed,
        "gap": one.gap,
        "covered": one.covered,
        "verdict": one.verdict,
        "sentence": one.sentence,
        "parts": dict(one.parts),
    }


def _residents(situation: Situation, done: Coverage) -> dict[str, Any]:
    from wijkdata.residents import RESIDENTS, is_neutral, mean_change, solar_changes  # noqa: PLC0415
    from wijkdata.residents_words import solar_homes  # noqa: PLC0415

    found, costs, owned = done.residents, situation.costs, situation.stock.owned
    panels = solar_changes(situation.variants, costs)
    neutral = [is_neutral(found, costs, owned, variant) for variant in situation.variants]
    return {
        "definition": costs.model_dump(),
        "neutral": None if None in neutral or len(set(neutral)) > 1 else neutral[0],
        **{
            f"{who}_euro_month": _ends([mean_change(found, who, owned, one) for one in situation.variants])
            for who in RESIDENTS
        },
        "homes": [
            {
                "group": situation.stock.groups[one.group].name,
                **one.state._asdict(),
                "homes": one.homes,
                **{
                    f"{who}_euro_month": _ends([change.total for change in _changes(one, who)])
                    for who in RESIDENTS
                },
                "bill_euro_month": _ends([change.bill for change in _changes(one, "huurder")]),
            }
            for one in found
        ],
        "solar_panels": {
            "homes": solar_homes(done),
            "bill_euro_month": _ends([one.bill for one in panels["huurder"].values()]),
            "eigenaar_euro_month": _ends([one.total for one in panels["eigenaar"].values()]),
        },
    }


def _changes(one: Outcome, who: str) -> list[Change]:
    return list(one.changes[who].values())


def _ends(values: Sequence[float | None]) -> dict[str, float] | None:
    known = [one for one in values if one is not None and not math.isnan(one)]
    if len(known) < len(values):
        return None
    return {"low": min(known), "mid": known[1], "high": max(known)}


def _reckoned(path: Path, name: str | None) -> tuple[str, Situation, Coverage]:
    from wijkdata import dutch, figures  # noqa: PLC0415
    from wijkdata.ambition import coverage, programme  # noqa: PLC0415
    from wijkdata.ambition.file import load  # noqa: PLC0415

    ambition = load(path)
    choice = ambition.area
    if not choice.codes:
        raise WijkdataError(
            f"In {path.name} is nog geen gebied gekozen. Kies het op het werkscherm bij Wijk."
        )
    scenario = ambition.programme if name is None else name
    if not scenario:
        known = ", ".join(f"--scenario “{one.name}”" for one in ambition.scenarios)
        way_out = f"of noem een scenario: {known}" if known else "op het werkscherm"
        raise WijkdataError(
            f"In {path.name} is nog geen programma van maatregelen gekozen. Kies het bij Samenhang, {way_out}."
        )
    names = [one.name for one in ambition.scenarios]
    if scenario not in names:
        choice_of = (
            f"Kies uit {dutch.join([f'‘{one}’' for one in names], 'of')}" if names else "Er is er nog geen"
        )
        raise WijkdataError(f"Het scenario ‘{scenario}’ staat niet in {path.name}. {choice_of}.")
    lines = programme.find_scenario(ambition, scenario).steps
    area = figures.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)
    situation = coverage.situation_of(ambition, area)
    done = coverage.coverage(situation, lines)
    return scenario, replace(situation, stock=done.stock), done


# --- for people --------------------------------------------------------------------------------------------------


def _print(scenario: str, situation: Situation, done: Coverage) -> None:
    from wijkdata.residents_words import warnings  # noqa: PLC0415

    print(filled(f"‘{scenario}’: {done.verdict}"))
    for one in done.answers:
        print(filled(f"{one.aim.name or 'Doel zonder indicator'}: {one.sentence}", first="  ", later="    "))
    for remark in done.remarks:
        print(filled(remark))
    _print_by_measure(situation, done)
    _print_by_year(situation, done)
    _print_residents(situation, done)
    print("\nGerekend met:")
    for note in (*situation.stock.notes, *warnings(situation, done), *_open_numbers(situation)):
        print(filled(note, first="  ", later="    "))


def _print_numbers(situation: Situation) -> None:
    """Print each number that was reckoned with, and that there is no bandwidth or year where there is none."""
    from wijkdata.delay_words import plain  # noqa: PLC0415

    print("\nKengetallen:")
    for one in situation.parameters.values():
        value = "onbekend" if math.isnan(one.value) else f"{plain(one.value)} {one.unit} ({one.span_text})"
        told = [one.source, one.table, one.year_text, one.status] if one.source else [one.note]
        text = f"{one.name}: {value}; {', '.join(part for part in told if part)}"
        print(filled(text, first="  ", later="    "))


def _open_numbers(situation: Situation) -> list[str]:
    from wijkdata import dutch  # noqa: PLC0415

    names = [f"‘{one.name}’" for one in situation.parameters.values() if math.isnan(one.value)]
    if not names:
        return []
    return [f"Niet bekend, en dus niet meegeteld: {dutch.join(names)}. Vul het in bij de kengetallen."]


def _print_by_measure(situation: Situation, done: Coverage) -> None:
    """Print what each measure yields in the last year, and what it cost in all of them."""
    from wijkdata import dutch  # noqa: PLC0415
    from wijkdata.effects import GRID, GRID_NAME, MEASURES  # noqa: PLC0415

    last = done.years[-1]
    by_year = [_amounts(situation, done, year) for year in done.years]
    names = {key: one.name for key, one in MEASURES.items()} | {GRID: GRID_NAME}
    shown = {part: name for part, name in names.items() if part in by_year[-1]}
    if not shown:
        return
    whole = {
        part: by_year[-1][part]
        | {key: _together(one[part] for one in by_year if part in one)[key] for key in _PAID}
        for part in shown
    }
    cells = []
    for part, name in shown.items():
        homes = done.course.homes_by(part, last)
        row = _ends_of(whole[part])
        cells.append((name, dutch.number(homes, 0) if homes else "", *_cells(row, row)))
    cells += [(name, "", *rest) for name, *rest in _with_ends("samen", _ends_of(_together(whole.values())))]
    _print_quantities([f"Tot en met {last}", "woningen"], cells)


def _print_by_year(situation: Situation, done: Coverage) -> None:
    columns = dict(_QUANTITIES)
    del columns["co2_t"]
    columns |= {
        "co2_measures_t": ("CO₂ door de maatregelen, t", 1),
        "co2_energy_t": ("CO₂ door schonere energie, t", 1),
    }
    rows = [(str(row["year"]), *_cells(row, row, columns)) for row in totals(situation, done)]
    _print_quantities(["Jaar"], rows, columns)


def _with_ends(name: str, row: _Row) -> list[Sequence[str]]:
    """Return a line with the middle, and where they differ one with the smallest and one with the largest."""
    lines: list[Sequence[str]] = [(name, *_cells(row, row))]
    if row["low"]:
        lines += [("  van", *_cells(row["low"], row)), ("  tot", *_cells(row["high"], row))]
    return lines


def _cells(amounts: _Row, otherwise: _Row, columns: _Columns = _QUANTITIES) -> list[str]:
    from wijkdata import dutch  # noqa: PLC0415

    return [
        dutch.number((amounts if key in amounts else otherwise)[key] / size, 0, sign=key not in _PAID)
        for key, (_, size) in columns.items()
    ]


def _print_quantities(
    heads: Sequence[str], cells: Sequence[Sequence[str]], columns: _Columns = _QUANTITIES
) -> None:
    import pandas as pd  # noqa: PLC0415

    print()
    print_table(pd.DataFrame(cells, columns=[*heads, *(name for name, _ in columns.values())]))


def _print_residents(situation: Situation, done: Coverage) -> None:
    import pandas as pd  # noqa: PLC0415

    from wijkdata import dutch  # noqa: PLC0415
    from wijkdata.residents import RESIDENTS  # noqa: PLC0415
    from wijkdata.residents_words import (  # noqa: PLC0415
        change_text,
        solar_home,
        solar_homes,
        solar_rule,
        solar_texts,
        state_name,
    )

    cells = [
        (
            situation.stock.groups[one.group].name,
            state_name(one.state),
            dutch.number(one.homes, 0),
            *(change_text(one, who) for who in RESIDENTS),
        )
        for one in done.residents
    ]
    panels = solar_homes(done)
    if panels:
        solar = solar_texts(situation)
        home = solar_home(situation.parameters)
        cells.append((home, "zonnepanelen", dutch.number(panels, 0), *(solar[who] for who in RESIDENTS)))
    if not cells:
        return
    print()
    heads = ["Woonlasten, euro per maand", "maatregelen", "woningen", "eigenaar", "huurder"]
    print_table(pd.DataFrame(cells, columns=heads))
    if panels:
        print(filled(solar_rule(situation.parameters), first="  ", later="    "))
