"""The tables about the objectives and what was measured for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wijkdata import catalogue
from wijkdata.ambition import planned, rules
from wijkdata.pathways import PATH_NAMES
from wijkdata.reports.facts import Facts, theme_name
from wijkdata.reports.sheets import (
    DECIMALS,
    Sheet,
    days,
    numbers,
    sheet_of,
    texts,
    truths,
    wholes,
)

if TYPE_CHECKING:
    from wijkdata.ambition.model import Figure, Objective
    from wijkdata.ambition.readings import Reading
    from wijkdata.ambition.standing import FollowUp


@dataclass(frozen=True)
class _Aim:
    """An objective with its number and where it stands."""

    number: int
    one: Objective
    standing: FollowUp

    @property
    def decimals(self) -> int:
        entry = planned.entry_of(self.one)
        return entry.decimals if entry else DECIMALS


def _aims(facts: Facts) -> list[_Aim]:
    return [
        _Aim(number, facts.objective_here(one), facts.standings[one.id])
        for number, one in enumerate(facts.ambition.objectives, 1)
    ]


def objectives(facts: Facts) -> Sheet:
    """Return what the objectives are: from which baseline to which target."""
    return sheet_of(
        "Doelen",
        "De doelen, elk met nulmeting en streefwaarde.",
        [
            (wholes("Nr", "Nummer van het doel.", 5), lambda each: each.number),
            (texts("Kenmerk", "Kenmerk van het doel in de ambitie.", 12), lambda each: each.one.id),
            (texts("Thema", "Thema.", 14), lambda each: theme_name(each.one.theme)),
            (
                texts("Doel in woorden", "Het doel in de woorden van het team.", 34),
                lambda each: each.one.statement,
            ),
            (
                texts("Indicator", "Wat er wordt gemeten; zonder indicator het doel in het kort.", 22),
                lambda each: each.standing.name,
            ),
            (texts("Eenheid", "Eenheid van alle waarden in de rij.", 11), lambda each: each.standing.unit),
            (texts("Richting", "Welke kant op goed is.", 11), lambda each: each.one.direction),
            (numbers("Nulmeting", "Vastgelegde nulmeting."), lambda each: _of(each.one.baseline, "value")),
            (wholes("Jaar nulmeting", "Jaar van de nulmeting."), lambda each: _of(each.one.baseline, "year")),
            (
                texts("Status nulmeting", "Hoe vast de nulmeting is.", 12),
                lambda each: _of(each.one.baseline, "status"),
            ),
            (
                wholes("Bron nulmeting", "Nummer in de tabel met bronnen."),
                lambda each: _source(facts, each.one.baseline),
            ),
            (
                numbers("Streefwaarde", "Streefwaarde; bij een band de onderkant."),
                lambda each: _of(each.one.target, "value"),
            ),
            (numbers("Bovengrens", "Bovenkant van een band."), lambda each: _of(each.one.target, "upper")),
            (wholes("Streefjaar", "Jaar van de streefwaarde."), lambda each: _of(each.one.target, "year")),
        ],
        _aims(facts),
        lambda each: each.decimals,
    )


def standings(facts: Facts) -> Sheet:
    """Return where the objectives stand, and how fast they have to go."""
    return sheet_of(
        "Stand van doelen",
        "Het nieuwste cijfer van elk doel, de beoordeling en het tempo.",
        [
            (wholes("Nr", "Nummer van het doel.", 5), lambda each: each.number),
            (texts("Indicator", "Wat er wordt gemeten.", 17), lambda each: each.standing.name),
            (texts("Eenheid", "Eenheid van alle waarden in de rij.", 10), lambda each: each.standing.unit),
            (
                numbers("Nieuwste stand", "Nieuwste cijfer vanaf de nulmeting.", 11),
                lambda each: _of(each.standing.newest, "value"),
            ),
            (
                numbers("Ten minste", "Onderkant van de marge; leeg waar die niet bekend is.", 10),
                lambda each: _of(each.standing.newest, "low"),
            ),
            (
                numbers("Ten hoogste", "Bovenkant van de marge; leeg waar die niet bekend is.", 10),
                lambda each: _of(each.standing.newest, "high"),
            ),
            (
                wholes("Jaar stand", "Jaar van het nieuwste cijfer.", 8),
                lambda each: _of(each.standing.newest, "year"),
            ),
            (
                texts("Status stand", "Hoe vast het nieuwste cijfer is.", 12),
                lambda each: _of(each.standing.newest, "status"),
            ),
            (
                wholes("Bron stand", "Nummer in de tabel met bronnen.", 8),
                lambda each: _source(facts, each.standing.newest),
            ),
            (
                numbers("Pad nu", "Wat het pad vraagt in het jaar van het nieuwste cijfer.", 9),
                lambda each: each.standing.path_value,
            ),
            (texts("Beoordeling", "Hoe het doel ervoor staat.", 14), lambda each: each.standing.status),
            (
                numbers(
                    "Verhouding",
                    "Gehaalde verandering gedeeld door wat het pad tot nu vraagt.",
                    decimals=2,
                ),
                lambda each: each.standing.ratio,
            ),
            (
                numbers(
                    "Tempo volgens afspraak",
                    "Per jaar, van de nulmeting recht naar het doel.",
                    11,
                    decimals=2,
                ),
                lambda each: each.standing.agreed_rate,
            ),
            (
                numbers(
                    "Tempo nodig",
                    "Per jaar vanaf het jaar hiernaast, als er sinds het nieuwste cijfer niets veranderde.",
                    10,
                    decimals=2,
                ),
                lambda each: each.standing.required_rate,
            ),
            (
                wholes("Nodig vanaf", "Jaar waarin dat tempo begint.", 8),
                lambda each: each.standing.required_from,
            ),
            (
                numbers("Tempo tot nu", "Verandering per jaar tot nu toe.", 10, decimals=2),
                lambda each: each.standing.observed_rate,
            ),
            (
                wholes("Gehaald in", "Jaar waarin het doel met deze trend wordt gehaald.", 10),
                lambda each: each.standing.forecast,
            ),
            (texts("Waarom", "Waarom deze beoordeling.", 24), lambda each: each.standing.reason),
        ],
        _aims(facts),
        lambda each: each.decimals,
    )


def arrangements(facts: Facts) -> Sheet:
    """Return what was agreed about each objective: who sees to it, how it is followed, and what is still missing."""
    names = {each.id: planned.name_of(each) for each in facts.ambition.objectives}
    return sheet_of(
        "Afspraken per doel",
        "Wie op een doel toeziet, hoe het wordt gevolgd, waar het op rust en wat er nog mist.",
        [
            (wholes("Nr", "Nummer van het doel.", 5), lambda each: each.number),
            (texts("Indicator", "Wat er wordt gemeten.", 16), lambda each: each.standing.name),
            (
                texts("Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 14),
                lambda each: each.one.indicator,
            ),
            (
                texts("Pad", "Vorm van het pad van nulmeting naar streefwaarde.", 14),
                lambda each: (
                    PATH_NAMES.get(each.one.path.kind, each.one.path.kind) if each.one.target else None
                ),
            ),
            (texts("Eigenaar", "Wie erop toeziet.", 15), lambda each: each.one.owner),
            (texts("Hoe gemeten", "Bron van de vervolgmeting.", 14), lambda each: each.one.measuring.how),
            (texts("Wie meet", "Wie de vervolgmeting doet.", 10), lambda each: each.one.measuring.who),
            (texts("Hoe vaak", "Hoe vaak er wordt gemeten.", 9), lambda each: each.one.measuring.frequency),
            (
                days("Herziening", "Dag waarop het doel opnieuw wordt bekeken.", 13),
                lambda each: each.one.review,
            ),
            (
                texts("Belang van", "Partijen op wier belang het doel rust.", 13),
                lambda each: "; ".join(each.one.parties),
            ),
            (
                texts("Begrippen", "Begrippen die het doel gebruikt.", 13),
                lambda each: "; ".join(each.one.terms),
            ),
            (texts("Sporen", "Sporen van Wijkkompas.", 9), lambda each: ", ".join(each.one.tracks)),
            (
                texts("Onderdeel van", "Het grotere doel waaraan dit doel bijdraagt.", 13),
                lambda each: names.get(each.one.part_of or "", each.one.part_of),
            ),
            (texts("Herkomst", "Van wie het doel is overgenomen.", 12), lambda each: each.one.origin),
            (
                truths("Toetsbaar", "Of alles er staat om het doel te toetsen."),
                lambda each: rules.testable(each.one),
            ),
            (
                texts("Mist nog", "Wat daarvoor nog mist.", 18),
                lambda each: "; ".join(rules.missing(each.one)),
            ),
        ],
        _aims(facts),
    )


def _of(thing: Any, name: str) -> Any:
    """Return a part of what may not be there."""
    return None if thing is None else getattr(thing, name)


def _source(facts: Facts, figure: Figure | Reading | None) -> int | None:
    return None if figure is None else facts.sources.number(figure.source, figure.table)


def milestones(facts: Facts) -> Sheet:
    """Return what is to be reached on the way."""
    return sheet_of(
        "Mijlpalen",
        "Waarden die onderweg gehaald moeten zijn.",
        [
            (wholes("Doel", "Nummer van het doel.", 8), lambda pair: pair[0].number),
            (texts("Indicator", "Wat er wordt gemeten.", 32), lambda pair: planned.name_of(pair[0].one)),
            (wholes("Jaar", "Jaar van de mijlpaal."), lambda pair: pair[1].year),
            (numbers("Waarde", "Waarde in dat jaar."), lambda pair: pair[1].value),
            (texts("Eenheid", "Eenheid.", 16), lambda pair: pair[0].standing.unit),
        ],
        [(aim, each) for aim in _aims(facts) for each in aim.one.milestones],
        lambda pair: pair[0].decimals,
    )


def measurements(facts: Facts) -> Sheet:
    """Return what the team measured itself."""
    entries = {
        one.indicator: catalogue.indicators().get(catalogue.ALIASES.get(one.indicator, one.indicator))
        for one in facts.ambition.measurements
    }
    return sheet_of(
        "Eigen metingen",
        "Wat het team zelf heeft geteld of gemeten.",
        [
            (
                texts("Indicator", "Wat er is gemeten.", 20),
                lambda one: _of(entries[one.indicator], "name") or one.indicator,
            ),
            (
                texts("Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 14),
                lambda one: one.indicator,
            ),
            (wholes("Jaar", "Jaar van de meting.", 8), lambda one: one.year),
            (numbers("Waarde", "Gemeten waarde.", 10), lambda one: one.value),
            (texts("Eenheid", "Eenheid.", 11), lambda one: _of(entries[one.indicator], "unit")),
            (texts("Wie en hoe", "Bron in de woorden van het team.", 26), lambda one: one.source),
            (
                wholes("Bron", "Nummer in de tabel met bronnen.", 8),
                lambda one: facts.sources.number(one.source),
            ),
            (texts("Methode", "Hoe er is gemeten.", 20), lambda one: one.method),
            (wholes("Ondervraagden", "Van een enquête: hoeveel antwoorden."), lambda one: one.sample),
            (
                numbers("Respons", "Van een enquête: deel van de gevraagden, 0-1.", 10, decimals=2),
                lambda one: one.response,
            ),
            (days("Ingevoerd", "Dag waarop de meting is ingevoerd.", 13), lambda one: one.entered),
            (
                truths("Dit gebied", "Of de meting over het gebied van nu gaat; zo niet, dan telt zij niet."),
                lambda one: facts.ambition.is_of_this_area(one.area),
            ),
            (texts("Opmerking", "Wat erbij hoort.", 24), lambda one: one.note),
        ],
        facts.ambition.measurements,
        lambda one: DECIMALS if (entry := entries[one.indicator]) is None else entry.decimals,
    )
