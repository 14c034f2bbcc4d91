"""The tables about what the team agreed besides its objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wijkdata.reports.facts import Facts, theme_name
from wijkdata.reports.sheets import (
    Sheet,
    days,
    row_of,
    texts,
    truths,
    wholes,
)

if TYPE_CHECKING:
    pass


def themes(facts: Facts) -> Sheet:
    """Return what was chosen about each theme."""
    return Sheet(
        "Thema’s",
        "Welke thema’s meegaan, en waarom.",
        (
            texts("Thema", "Thema.", 28),
            texts("Keuze", "moet, kan, niet, of leeg: nog niet gekozen.", 10),
            texts("Reden", "Waarom.", 70),
        ),
        tuple(row_of([theme_name(one.theme), one.choice, one.reason]) for one in facts.ambition.themes),
    )


def links(facts: Facts) -> Sheet:
    """Return what one theme does for another."""
    return Sheet(
        "Koppelkansen",
        "Wat het ene thema voor het andere doet.",
        (
            texts("Werk aan", "Thema waaraan wordt gewerkt.", 28),
            texts("Helpt", "Thema dat daar beter van wordt.", 28),
            texts("Doordat", "Waardoor.", 60),
        ),
        tuple(row_of([theme_name(one.theme), theme_name(one.helps), one.by]) for one in facts.ambition.links),
    )


def interests(facts: Facts) -> Sheet:
    """Return what the parties want, as far as it is meant for others."""
    rows = [
        row_of(
            [one.party, theme_name(one.theme), one.weight, one.text, facts.sources.number(one.source)],
        )
        for one in facts.ambition.interests
    ]
    return Sheet(
        "Belangen",
        "Wat partijen willen en hoe zwaar dat weegt, voor zover voor anderen bestemd.",
        (
            texts("Partij", "Partij, naar haar rol.", 28),
            texts("Thema", "Thema.", 26),
            wholes("Gewicht", "0 (niet van belang) tot 5; leeg: niet gezegd.", 10),
            texts("Belang", "Wat de partij wil.", 70),
            wholes("Bron", "Nummer in de tabel met bronnen; leeg voor eigen woorden.", 8),
        ),
        tuple(rows),
    )


def terms(facts: Facts) -> Sheet:
    """Return what the team means by its terms."""
    rows = [
        row_of(
            [
                *(one.name, one.agreed, one.agreed_on, one.agreed_by, one.criterion, one.published),
                facts.sources.number(one.source),
                "\n".join(f"{each.question} {each.answer or '(open)'}" for each in one.choices),
            ]
        )
        for one in facts.ambition.terms
    ]
    return Sheet(
        "Begrippen",
        "Wat het team onder een begrip verstaat.",
        (
            texts("Begrip", "Het begrip.", 16),
            texts(
                "Afgesproken omschrijving",
                "Wat het team eronder verstaat; leeg: nog niet afgesproken.",
                40,
            ),
            days("Afgesproken op", "Dag van de afspraak.", 14),
            texts("Afgesproken door", "Wie het afsprak.", 14),
            texts("Toetsbaar aan", "Waaraan het te toetsen is.", 28),
            texts("Gepubliceerde omschrijving", "Waar het team van uitging.", 40),
            wholes("Bron", "Nummer in de tabel met bronnen.", 8),
            texts("Keuzes", "Vragen die een omschrijving openlaat, met het antwoord.", 38),
        ),
        tuple(rows),
    )


def wordings(facts: Facts) -> Sheet:
    """Return what the parties understood by the terms, each in its own words."""
    return Sheet(
        "Eigen woorden",
        "Wat partijen ieder apart onder een begrip verstonden.",
        (
            texts("Begrip", "Het begrip.", 26),
            texts("Partij", "Partij, naar haar rol.", 28),
            texts("In eigen woorden", "Wat de partij eronder verstond.", 70),
        ),
        tuple(
            row_of([one.name, each.party, each.text]) for one in facts.ambition.terms for each in one.wordings
        ),
    )


def decisions(facts: Facts) -> Sheet:
    """Return the log of decisions and adopted versions, as far as they are meant for others."""
    rows = [(one.date, "besluit", one.what, one.why, one.who) for one in facts.ambition.decisions]
    rows += [
        (one.date, "vaststelling", f"Versie {one.number} vastgesteld ({one.fingerprint})", "", one.who)
        for one in facts.ambition.adopted
    ]
    return Sheet(
        "Besluiten",
        "Wat wanneer door wie is besloten.",
        (
            days("Datum", "Dag van het besluit."),
            texts("Soort", "besluit of vaststelling.", 14),
            texts("Wat", "Wat er is besloten.", 70),
            texts("Waarom", "Waarom.", 50),
            texts("Wie", "Wie het besloot.", 28),
        ),
        tuple(row_of(list(one)) for one in sorted(rows, key=lambda one: one[0])),
    )


def agreements(facts: Facts) -> Sheet:
    """Return the working agreements."""
    return Sheet(
        "Werkafspraken",
        "Werkafspraken van het team.",
        (
            texts("Wat", "Wat er is afgesproken.", 70),
            texts("Wie", "Wie erop toeziet.", 28),
            days("Voor", "Dag waarvoor het klaar moet zijn."),
            truths("Gedaan", "Of het is gedaan."),
        ),
        tuple(row_of([one.what, one.owner, one.due, one.done]) for one in facts.ambition.agreements),
    )
