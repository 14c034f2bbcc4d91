"""The chapter about the programme of measures: what it covers, and what residents notice of it."""

from __future__ import annotations

from collections.abc import Iterator

from wijkdata import dutch
from wijkdata.effects import MEASURES
from wijkdata.reports import pictures
from wijkdata.reports.blocks import (
    Block,
    Column,
    bullets,
    heading,
    paragraph,
    table,
)
from wijkdata.reports.facts import Facts, Planned
from wijkdata.residents import RESIDENTS
from wijkdata.residents_words import (
    change_text,
    neutral_text,
    prices_text,
    solar_home,
    solar_homes,
    solar_rule,
    solar_texts,
    state_name,
)


def chapter(facts: Facts) -> Iterator[Block]:
    """Return the programme with what it covers of each objective and what residents notice."""
    yield heading("Programma van maatregelen")
    if facts.programme is None:
        yield paragraph(
            "Er is nog geen programma van maatregelen gekozen; dat kan bij de stap ‘Samenhang’."
            if not facts.ambition.programme
            else "Wat het gekozen programma oplevert, is hier niet te berekenen; zie ‘Nog open’."
        )
        return
    planned_ = facts.programme
    yield paragraph(f"Programma ‘{planned_.name}’. {planned_.done.verdict}", "lead")
    yield paragraph(
        "Dit is een berekening met kengetallen, geen meting. De kengetallen staan in het werkboek.", "note"
    )
    steps = [one for one in facts.ambition.scenarios if one.name == planned_.name]
    yield table(
        [
            Column("Maatregel", 2),
            Column("Woningtype", 1),
            Column("Woningen per jaar", 0.9, right=True),
            Column("Jaren", 0.9),
        ],
        [
            (
                MEASURES[each.measure].name if each.measure in MEASURES else each.measure,
                each.type or "alle",
                dutch.number(each.homes, 0),
                f"{each.start}-{each.end}",
            )
            for one in steps
            for each in one.steps
        ],
    )
    yield from pictures.coverages(facts)
    yield table(
        [Column("Doel", 1.3), Column("Uitkomst", 0.8), Column("In woorden", 2.4)],
        [
            (one.aim.name or "doel zonder indicator", one.verdict, one.sentence)
            for one in planned_.done.answers
        ],
    )
    yield bullets(dict.fromkeys([*planned_.done.remarks, *planned_.situation.stock.notes]))
    yield from _residents(planned_)


def _residents(found: Planned) -> Iterator[Block]:
    """Say what the programme does to the monthly costs of the people in the homes at which something is done."""
    situation, panels = found.situation, solar_homes(found.done)
    if not found.done.residents and not panels:
        return
    yield heading("Wat bewoners ervan merken", 2)
    if found.done.residents:
        # What is to be done on screen about it is no matter for a reader.
        said, _, _ = neutral_text(situation, found.done).partition(": vul ")
        yield paragraph(dutch.sentence(said), "lead")
    yield paragraph(
        "Verandering van de maandlasten in euro per maand; + is duurder. Tussen haakjes waar het tussen ligt. "
        "Berekend met kengetallen, voor de woningen waaraan iets wordt gedaan.",
        "note",
    )
    rows = [
        (
            situation.stock.groups[one.group].name,
            state_name(one.state),
            dutch.number(one.homes, 0),
            *(change_text(one, who) for who in RESIDENTS),
        )
        for one in sorted(found.done.residents, key=lambda one: -one.homes)
    ]
    if panels:
        # On which of the other homes they lie is not known, so they are told apart.
        solar = solar_texts(situation)
        rows.append(
            (
                solar_home(situation.parameters),
                "zonnepanelen",
                dutch.number(panels, 0),
                *(solar[who] for who in RESIDENTS),
            )
        )
    yield table(
        [
            Column("Woning", 1.4),
            Column("Maatregelen", 1.4),
            Column("Woningen", 0.7, right=True),
            Column("Eigenaar", 1.1, right=True),
            Column("Huurder", 1.1, right=True),
        ],
        rows,
    )
    yield paragraph(f"Gerekend met: {prices_text(situation.parameters)}.", "note")
    if panels:
        yield paragraph(solar_rule(situation.parameters), "note")
