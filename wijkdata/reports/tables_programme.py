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
        "Programma",
        "Maatregelen per scenario: hoeveel woningen per jaar, van wanneer tot wanneer.",
        (
            texts("Scenario", "Naam van het scenario.", 28),
            truths("Gekozen", "Of dit scenario het programma is."),
            texts("Maatregel", "Maatregel.", 30),
            texts("Woningtype", "Alleen in dit type; leeg: in alle.", 18),
            numbers("Woningen per jaar", "Woningen per jaar.", 18, 0),
            wholes("Van", "Eerste jaar.", 8),
            wholes("Tot en met", "Laatste jaar.", 12),
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
        "Dekking programma",
        "Wat het gekozen programma van elk doel dekt: een berekening, geen meting.",
        (
            texts("Doel", "Wat er wordt gemeten.", 26),
            texts("Eenheid", "Eenheid.", 11),
            wholes("Van jaar", "Jaar van het beginpunt.", 8),
            numbers("Van", "Beginpunt; van gas en CO₂ bij normaal weer, waar dat bekend is.", 9),
            wholes("Streefjaar", "Streefjaar."),
            numbers("Streefwaarde", "Streefwaarde."),
            numbers("Bovengrens", "Bovenkant van een band."),
            numbers("Komt uit op", "Berekende waarde in het streefjaar.", 10),
            numbers("Ten minste", "Kleinste uitkomst binnen de marges.", 10),
            numbers("Ten hoogste", "Grootste uitkomst binnen de marges.", 10),
            numbers("Opgave", "Wat er nog te gaan was.", 10),
            numbers("Niet gedekt", "Wat daarvan niet gedekt is.", 10),
            texts("Uitkomst", "Of het doel wordt gehaald.", 13),
            texts("In woorden", "Hetzelfde in een zin.", 36),
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
        "Woonlasten",
        "Wat het gekozen programma per maand verandert voor wie er woont, in euro: een berekening; + is duurder.",
        (
            texts("Woning", "Soort woning.", 32),
            texts("Maatregelen", "Wat er aan de woning is gedaan.", 32),
            numbers("Woningen", "Hoeveel woningen.", 12, 0),
            texts("Voor", "eigenaren of huurders.", 12),
            numbers("Euro per maand", "Verandering; leeg waar een deel niet bekend is.", 16, 0),
            numbers("Ten minste", "Kleinste uitkomst binnen de marges.", 12, 0),
            numbers("Ten hoogste", "Grootste uitkomst binnen de marges.", 12, 0),
            texts("Opmerking", "Wat er niet bekend is, en waarmee zonnepanelen zijn berekend.", 60),
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
        "Kengetallen",
        "De getallen waarmee is gerekend, met marge en bron.",
        (
            texts("Waarvoor", "maatregelen of uitstel.", 14),
            texts("Kenmerk", "Naam in de berekening.", 17),
            texts("Kengetal", "Nederlandse naam.", 34),
            numbers("Waarde", "Waarde; leeg waar die niet bekend is.", 10),
            numbers("Laag", "Onderkant van de marge.", 10),
            numbers("Hoog", "Bovenkant van de marge.", 10),
            texts("Eenheid", "Eenheid.", 14),
            wholes("Jaar", "Jaar waarvoor de waarde geldt.", 8),
            texts("Status", "Hoe vast de waarde is.", 12),
            truths("Van het team", "Of het team de waarde zelf heeft gekozen.", 8),
            wholes("Bron", "Nummer in de tabel met bronnen.", 8),
            texts("Opmerking", "Wat een lezer van deze waarde moet weten.", 46),
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
        "Nog open",
        "Wat in de ambitie nog niet klopt, openligt of goed is om te weten.",
        (
            texts("Soort", "fout, let op of advies.", 10),
            texts("Waar", "Over welk onderdeel.", 44),
            texts("Wat", "Wat er is, en wat eraan te doen.", 90),
        ),
        tuple(row_of([one.level, one.where, one.message]) for one in facts.findings),
    )
