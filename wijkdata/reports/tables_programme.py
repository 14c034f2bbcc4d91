"""The tables about the programme of measures, the numbers behind it, and what is left open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wijkdata import delay
from wijkdata.delay import BEARERS
from wijkdata.effect_parameters import VARIANTS
from wijkdata.effects import MEASURES
from wijkdata.reports.facts import Facts, Planned
from wijkdata.reports.sheets import (
    Cell,
    Row,
    Sheet,
    numbers,
    row_of,
    texts,
    truths,
    wholes,
)
from wijkdata.residents import RESIDENTS, solar_changes
from wijkdata.residents_words import change_text, solar_home, solar_homes, solar_rule, solar_texts, state_name

if TYPE_CHECKING:
    from wijkdata.ambition.model import Assumption


def steps(facts: Facts) -> Sheet:
    """Return the programmes of measures that were thought through."""
    rows = [
        row_of(
            [
                *(one.name, one.name == facts.ambition.programme),
                MEASURES[each.measure].name if each.measure in MEASURES else each.measure,
                *(each.type, each.homes, each.start, each.end),
            ],
            0,
        )
        for one in facts.ambition.scenarios
        for each in one.steps
    ]
    return Sheet(
        "programme",
        "Programma",
        "Maatregelen per scenario: hoeveel woningen per jaar, van wanneer tot wanneer.",
        (
            texts("scenario", "Scenario", "Naam van het scenario.", 28),
            truths("chosen", "Gekozen", "Of dit scenario het programma is."),
            texts("measure", "Maatregel", "Maatregel.", 30),
            texts("type", "Woningtype", "Alleen in dit type; leeg: in alle.", 18),
            numbers("homes", "Woningen per jaar", "Woningen per jaar.", 18, 0),
            wholes("start", "Van", "Eerste jaar.", 8),
            wholes("end", "Tot en met", "Laatste jaar.", 12),
        ),
        tuple(rows),
    )


def answers(facts: Facts) -> Sheet:
    """Return what the programme yields for each objective."""
    rows = []
    if facts.programme is not None:
        for one in facts.programme.done.answers:
            aim = one.aim
            cells: list[Any] = [
                *(aim.name, aim.unit, aim.start_year, aim.start, aim.year, aim.target, aim.upper),
                *(one.reached, one.low, one.high, one.needed, one.gap, one.verdict, one.sentence),
            ]
            rows.append(row_of(cells, aim.decimals))
    return Sheet(
        "coverage",
        "Dekking programma",
        "Wat het gekozen programma van elk doel dekt: een berekening, geen meting.",
        (
            texts("name", "Doel", "Wat er wordt gemeten.", 36),
            texts("unit", "Eenheid", "Eenheid.", 16),
            wholes("start_year", "Van jaar", "Jaar van het beginpunt."),
            numbers("start", "Van", "Beginpunt; van gas en CO₂ bij normaal weer, waar dat bekend is."),
            wholes("year", "Streefjaar", "Streefjaar."),
            numbers("target", "Streefwaarde", "Streefwaarde."),
            numbers("target_upper", "Bovengrens", "Bovenkant van een band."),
            numbers("reached", "Komt uit op", "Berekende waarde in het streefjaar."),
            numbers("low", "Ten minste", "Kleinste van de varianten."),
            numbers("high", "Ten hoogste", "Grootste van de varianten."),
            numbers("needed", "Opgave", "Wat er nog te gaan was."),
            numbers("gap", "Niet gedekt", "Wat daarvan niet gedekt is."),
            texts("verdict", "Uitkomst", "Of het doel wordt gehaald.", 20),
            texts("sentence", "In woorden", "Hetzelfde in een zin.", 60),
        ),
        tuple(rows),
    )


def residents(facts: Facts) -> Sheet:
    """Return what the programme changes in the monthly costs of residents."""
    rows = []
    if facts.programme is not None:
        situation = facts.programme.situation
        for one in facts.programme.done.residents:
            for who, called in RESIDENTS.items():
                ends = _ends([one.changes[who][variant].total for variant in VARIANTS])
                cells: list[Any] = [situation.stock.groups[one.group].name, state_name(one.state), one.homes]
                note = change_text(one, who) if ends[0] is None else ""
                rows.append(row_of([*cells, called, *ends, note], 0))
        rows += _solar_rows(facts.programme)
    return Sheet(
        "residents",
        "Woonlasten",
        "Wat het gekozen programma per maand verandert voor wie er woont, in euro: een berekening; + is duurder.",
        (
            texts("group", "Woning", "Soort woning.", 32),
            texts("measures", "Maatregelen", "Wat er aan de woning is gedaan.", 32),
            numbers("homes", "Woningen", "Hoeveel woningen.", 12, 0),
            texts("resident", "Voor", "eigenaren of huurders.", 12),
            numbers("change", "Euro per maand", "Verandering; leeg waar een deel niet bekend is.", 16, 0),
            numbers("low", "Ten minste", "Kleinste van de varianten.", 12, 0),
            numbers("high", "Ten hoogste", "Grootste van de varianten.", 12, 0),
            texts("note", "Opmerking", "Wat er niet bekend is, en waarmee zonnepanelen zijn berekend.", 60),
        ),
        tuple(rows),
    )


def _solar_rows(found: Planned) -> list[Row]:
    """Return what solar panels change for whoever gets them; on which of the other homes they lie is not known."""
    situation, homes = found.situation, solar_homes(found.done)
    if not homes:
        return []
    changes = solar_changes(situation.variants, situation.costs)
    told, rule = solar_texts(situation), solar_rule(situation.parameters)
    rows = []
    for who, called in RESIDENTS.items():
        ends = _ends([one.total for one in changes[who].values()])
        note = rule if ends[0] is not None else f"{told[who]}. {rule}"
        rows.append(row_of([solar_home(situation.parameters), "zonnepanelen", homes, called, *ends, note], 0))
    return rows


def _ends(amounts: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """Return the middle, the least and the most of the variants; None for each where one is not known."""
    if any(map(math.isnan, amounts)):
        return None, None, None
    return amounts[1], min(amounts), max(amounts)


def parameters(facts: Facts) -> Sheet:
    """Return the numbers that the calculations were made with, each with its source."""
    rows = []
    if facts.programme is not None:
        for one in facts.programme.situation.parameters.values():
            number = facts.sources.number(one.source, one.table) if one.source else None
            cells = ["maatregelen", one.id, one.name, one.value, one.low, one.high, one.unit, one.year]
            rows.append(row_of([*cells, one.status, one.own, number, one.note]))
    if facts.delay is not None:
        for key, amount in facts.delay.case.amounts.items():
            number = facts.sources.number(amount.source) if amount.source else None
            low, high = amount.ends
            what = delay.PARAMETERS[key]
            cells = ["uitstel", key, what.name, amount.value, low, high, what.unit, None]
            rows.append(row_of([*cells, "", not amount.proposed, number, ""]))
        rows += [row_of(_kept_cells(one)) for one in facts.ambition.delay if one.id not in delay.PARAMETERS]
    return Sheet(
        "parameters",
        "Kengetallen",
        "De getallen waarmee is gerekend, met marge en bron.",
        (
            texts("kind", "Waarvoor", "maatregelen of uitstel.", 14),
            texts("id", "Kenmerk", "Naam in de berekening.", 24),
            texts("name", "Kengetal", "Nederlandse naam.", 44),
            numbers("value", "Waarde", "Waarde; leeg waar die niet bekend is."),
            numbers("low", "Laag", "Onderkant van de marge."),
            numbers("high", "Hoog", "Bovenkant van de marge."),
            texts("unit", "Eenheid", "Eenheid.", 18),
            wholes("year", "Jaar", "Jaar waarvoor de waarde geldt.", 8),
            texts("status", "Status", "Hoe vast de waarde is.", 14),
            truths("own", "Van het team", "Of het team de waarde zelf heeft gekozen."),
            wholes("source", "Bron", "Nummer in de tabel met bronnen.", 8),
            texts("note", "Opmerking", "Wat een lezer van deze waarde moet weten.", 60),
        ),
        tuple(rows),
    )


def _kept_cells(one: Assumption) -> list[Cell]:
    names = {"maanden": ("Maanden uitstel", "maanden"), "subsidie": ("Subsidie op tafel", "euro")}
    for line in delay.CASH:
        for who, bearer in BEARERS.items():
            names[f"deel_{line}_{who}"] = (
                f"Deel van {delay.CASH[line].name.lower()} voor {bearer}",
                "deel (0-1)",
            )
    name, unit = names.get(one.id, (one.id, ""))
    return ["uitstel", one.id, name, one.value, one.low, one.high, unit, None, "", True, None, ""]


def findings(facts: Facts) -> Sheet:
    """Return what is wrong or left open."""
    return Sheet(
        "findings",
        "Nog open",
        "Wat in de ambitie nog niet klopt, openligt of goed is om te weten.",
        (
            texts("level", "Soort", "fout, let op of advies.", 10),
            texts("where", "Waar", "Over welk onderdeel.", 44),
            texts("message", "Wat", "Wat er is, en wat eraan te doen.", 90),
        ),
        tuple(row_of([one.level, one.where, one.message]) for one in facts.findings),
    )
