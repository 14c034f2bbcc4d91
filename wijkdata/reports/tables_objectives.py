"""The tables about the objectives and what was measured for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wijkdata import catalogue
from wijkdata.ambition import planned, rules
from wijkdata.pathways import PATH_NAMES
from wijkdata.reports.facts import Facts, theme_name
from wijkdata.reports.sheets import (
    DECIMALS,
    Row,
    Sheet,
    days,
    numbers,
    row_of,
    texts,
    truths,
    wholes,
)

if TYPE_CHECKING:
    from wijkdata.ambition.model import Objective
    from wijkdata.ambition.standing import FollowUp


def objectives(facts: Facts) -> Sheet:
    """Return the objectives with where they stand."""
    rows = [
        _objective_row(facts, number, facts.objective_here(one), facts.standings[one.id])
        for number, one in enumerate(facts.ambition.objectives, 1)
    ]
    return Sheet(
        "objectives",
        "Doelen",
        "De doelen, met nulmeting, nieuwste stand, streefwaarde en wat is afgesproken.",
        (
            wholes("number", "Nr", "Nummer van het doel.", 6),
            texts("id", "Kenmerk", "Kenmerk van het doel in de ambitie.", 18),
            texts("theme", "Thema", "Thema.", 22),
            texts("statement", "Doel in woorden", "Het doel in de woorden van het team.", 40),
            texts("name", "Indicator", "Wat er wordt gemeten; zonder indicator het doel in het kort.", 28),
            texts("indicator", "Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 20),
            texts("unit", "Eenheid", "Eenheid van alle waarden in de rij.", 16),
            texts("direction", "Richting", "Welke kant op goed is.", 10),
            numbers("baseline", "Nulmeting", "Vastgelegde nulmeting."),
            wholes("baseline_year", "Jaar nulmeting", "Jaar van de nulmeting."),
            texts("baseline_status", "Status nulmeting", "Hoe vast de nulmeting is."),
            wholes("baseline_source", "Bron nulmeting", "Nummer in de tabel met bronnen."),
            numbers("newest", "Nieuwste stand", "Nieuwste cijfer vanaf de nulmeting."),
            numbers("newest_low", "Ten minste", "Onderkant van de marge; leeg waar die niet bekend is."),
            numbers("newest_high", "Ten hoogste", "Bovenkant van de marge; leeg waar die niet bekend is."),
            wholes("newest_year", "Jaar stand", "Jaar van het nieuwste cijfer."),
            texts("newest_status", "Status stand", "Hoe vast het nieuwste cijfer is."),
            wholes("newest_source", "Bron stand", "Nummer in de tabel met bronnen."),
            numbers("target", "Streefwaarde", "Streefwaarde; bij een band de onderkant."),
            numbers("target_upper", "Bovengrens", "Bovenkant van een band."),
            wholes("target_year", "Streefjaar", "Jaar van de streefwaarde."),
            texts("path", "Pad", "Vorm van het pad van nulmeting naar streefwaarde.", 28),
            numbers("path_value", "Pad nu", "Wat het pad vraagt in het jaar van het nieuwste cijfer."),
            texts("status", "Beoordeling", "Hoe het doel ervoor staat.", 20),
            numbers(
                "ratio",
                "Verhouding",
                "Gehaalde verandering gedeeld door wat het pad tot nu vraagt.",
                decimals=2,
            ),
            numbers(
                "agreed_rate",
                "Tempo afgesproken",
                "Per jaar, van de nulmeting recht naar het doel.",
                decimals=2,
            ),
            numbers(
                "required_rate",
                "Tempo nodig",
                "Per jaar vanaf het jaar hiernaast, als er sinds het nieuwste cijfer niets veranderde.",
                decimals=2,
            ),
            wholes("required_from", "Nodig vanaf", "Jaar waarin dat tempo begint."),
            numbers("observed_rate", "Tempo tot nu", "Verandering per jaar tot nu toe.", decimals=2),
            wholes("forecast", "Gehaald in", "Jaar waarin het doel met deze trend wordt gehaald."),
            texts("reason", "Waarom", "Waarom deze beoordeling.", 50),
            texts("owner", "Eigenaar", "Wie erop toeziet.", 28),
            texts("measured_how", "Hoe gemeten", "Bron van de vervolgmeting.", 28),
            texts("measured_by", "Wie meet", "Wie de vervolgmeting doet.", 22),
            texts("frequency", "Hoe vaak", "Hoe vaak er wordt gemeten.", 16),
            days("review", "Herziening", "Dag waarop het doel opnieuw wordt bekeken."),
            texts("parties", "Belang van", "Partijen op wier belang het doel rust.", 28),
            texts("terms", "Begrippen", "Begrippen die het doel gebruikt.", 24),
            texts("tracks", "Sporen", "Sporen van Wijkkompas.", 10),
            texts("part_of", "Onderdeel van", "Het grotere doel waaraan dit doel bijdraagt.", 24),
            texts("origin", "Herkomst", "Van wie het doel is overgenomen.", 28),
            truths("testable", "Toetsbaar", "Of alles er staat om het doel te toetsen."),
            texts("missing", "Mist nog", "Wat daarvoor nog mist.", 40),
        ),
        tuple(rows),
    )


def _objective_row(facts: Facts, number: int, one: Objective, standing: FollowUp) -> Row:
    base, newest, target, entry = one.baseline, standing.newest, one.target, planned.entry_of(one)
    wholes = {each.id: planned.name_of(each) for each in facts.ambition.objectives}
    return row_of(
        [
            *(number, one.id, theme_name(one.theme), one.statement, standing.name, one.indicator),
            standing.unit,
            one.direction,
            *((base.value, base.year, base.status) if base else (None, None, None)),
            facts.sources.number(base.source, base.table) if base else None,
            *((newest.value, newest.low, newest.high, newest.year, newest.status) if newest else (None,) * 5),
            facts.sources.number(newest.source, newest.table) if newest else None,
            *((target.value, target.upper, target.year) if target else (None, None, None)),
            PATH_NAMES.get(one.path.kind, one.path.kind) if target else None,
            standing.path_value,
            standing.status,
            standing.ratio,
            standing.agreed_rate,
            standing.required_rate,
            standing.required_from,
            standing.observed_rate,
            standing.forecast,
            standing.reason,
            one.owner,
            one.measuring.how,
            one.measuring.who,
            one.measuring.frequency,
            one.review,
            "; ".join(one.parties),
            "; ".join(one.terms),
            ", ".join(one.tracks),
            wholes.get(one.part_of or "", one.part_of),
            one.origin,
            rules.testable(one),
            "; ".join(rules.missing(one)),
        ],
        entry.decimals if entry else DECIMALS,
    )


def milestones(facts: Facts) -> Sheet:
    """Return what is to be reached on the way."""
    rows = []
    for number, one in enumerate(facts.ambition.objectives, 1):
        entry = planned.entry_of(one)
        for each in one.milestones:
            cells: list[Any] = [
                number,
                planned.name_of(one),
                each.year,
                each.value,
                facts.standings[one.id].unit,
            ]
            rows.append(row_of(cells, entry.decimals if entry else DECIMALS))
    return Sheet(
        "milestones",
        "Mijlpalen",
        "Waarden die onderweg gehaald moeten zijn.",
        (
            wholes("objective", "Doel", "Nummer van het doel.", 8),
            texts("name", "Indicator", "Wat er wordt gemeten.", 32),
            wholes("year", "Jaar", "Jaar van de mijlpaal."),
            numbers("value", "Waarde", "Waarde in dat jaar."),
            texts("unit", "Eenheid", "Eenheid.", 16),
        ),
        tuple(rows),
    )


def measurements(facts: Facts) -> Sheet:
    """Return what the team measured itself."""
    rows = []
    for one in facts.ambition.measurements:
        entry = catalogue.indicators().get(catalogue.ALIASES.get(one.indicator, one.indicator))
        here = facts.ambition.is_of_this_area(one.area)
        rows.append(
            row_of(
                [
                    *(entry.name if entry else one.indicator, one.indicator, one.year, one.value),
                    *(entry.unit if entry else "", one.source, facts.sources.number(one.source)),
                    *(one.method, one.sample, one.response, one.entered, here, one.note),
                ],
                entry.decimals if entry else DECIMALS,
            )
        )
    return Sheet(
        "measurements",
        "Eigen metingen",
        "Wat het team zelf heeft geteld of gemeten.",
        (
            texts("name", "Indicator", "Wat er is gemeten.", 32),
            texts("indicator", "Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 20),
            wholes("year", "Jaar", "Jaar van de meting."),
            numbers("value", "Waarde", "Gemeten waarde."),
            texts("unit", "Eenheid", "Eenheid.", 16),
            texts("source_text", "Wie en hoe", "Bron in de woorden van het team.", 40),
            wholes("source", "Bron", "Nummer in de tabel met bronnen.", 8),
            texts("method", "Methode", "Hoe er is gemeten.", 30),
            wholes("sample", "Ondervraagden", "Van een enquête: hoeveel antwoorden."),
            numbers("response", "Respons", "Van een enquête: deel van de gevraagden, 0-1.", decimals=2),
            days("entered", "Ingevoerd", "Dag waarop de meting is ingevoerd."),
            truths(
                "this_area",
                "Dit gebied",
                "Of de meting over het gebied van nu gaat; zo niet, dan telt zij niet.",
            ),
            texts("note", "Opmerking", "Wat erbij hoort.", 40),
        ),
        tuple(rows),
    )
