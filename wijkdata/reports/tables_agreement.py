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
        "themes",
        "Thema’s",
        "Welke thema’s meegaan, en waarom.",
        (
            texts("theme", "Thema", "Thema.", 28),
            texts("choice", "Keuze", "moet, kan, niet, of leeg: nog niet gekozen.", 10),
            texts("reason", "Reden", "Waarom.", 70),
        ),
        tuple(row_of([theme_name(one.theme), one.choice, one.reason]) for one in facts.ambition.themes),
    )


def links(facts: Facts) -> Sheet:
    """Return what one theme does for another."""
    return Sheet(
        "links",
        "Koppelkansen",
        "Wat het ene thema voor het andere doet.",
        (
            texts("theme", "Werk aan", "Thema waaraan wordt gewerkt.", 28),
            texts("helps", "Helpt", "Thema dat daar beter van wordt.", 28),
            texts("by", "Doordat", "Waardoor.", 60),
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
        "interests",
        "Belangen",
        "Wat partijen willen en hoe zwaar dat weegt, voor zover voor anderen bestemd.",
        (
            texts("party", "Partij", "Partij, naar haar rol.", 28),
            texts("theme", "Thema", "Thema.", 26),
            wholes("weight", "Gewicht", "0 (niet van belang) tot 5; leeg: niet gezegd.", 10),
            texts("text", "Belang", "Wat de partij wil.", 70),
            wholes("source", "Bron", "Nummer in de tabel met bronnen; leeg voor eigen woorden.", 8),
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
        "terms",
        "Begrippen",
        "Wat het team onder een begrip verstaat.",
        (
            texts("name", "Begrip", "Het begrip.", 26),
            texts(
                "agreed",
                "Afgesproken omschrijving",
                "Wat het team eronder verstaat; leeg: nog niet afgesproken.",
                60,
            ),
            days("agreed_on", "Afgesproken op", "Dag van de afspraak."),
            texts("agreed_by", "Afgesproken door", "Wie het afsprak.", 24),
            texts("criterion", "Toetsbaar aan", "Waaraan het te toetsen is.", 44),
            texts("published", "Gepubliceerde omschrijving", "Waar het team van uitging.", 60),
            wholes("source", "Bron", "Nummer in de tabel met bronnen.", 8),
            texts("choices", "Keuzes", "Vragen die een omschrijving openlaat, met het antwoord.", 52),
        ),
        tuple(rows),
    )


def wordings(facts: Facts) -> Sheet:
    """Return what the parties understood by the terms, each in its own words."""
    return Sheet(
        "wordings",
        "Eigen woorden",
        "Wat partijen ieder apart onder een begrip verstonden.",
        (
            texts("term", "Begrip", "Het begrip.", 26),
            texts("party", "Partij", "Partij, naar haar rol.", 28),
            texts("text", "In eigen woorden", "Wat de partij eronder verstond.", 70),
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
        "decisions",
        "Besluiten",
        "Wat wanneer door wie is besloten.",
        (
            days("date", "Datum", "Dag van het besluit."),
            texts("kind", "Soort", "besluit of vaststelling.", 14),
            texts("what", "Wat", "Wat er is besloten.", 70),
            texts("why", "Waarom", "Waarom.", 50),
            texts("who", "Wie", "Wie het besloot.", 28),
        ),
        tuple(row_of(list(one)) for one in sorted(rows, key=lambda one: one[0])),
    )


def agreements(facts: Facts) -> Sheet:
    """Return the working agreements."""
    return Sheet(
        "agreements",
        "Werkafspraken",
        "Werkafspraken van het team.",
        (
            texts("what", "Wat", "Wat er is afgesproken.", 70),
            texts("owner", "Wie", "Wie erop toeziet.", 28),
            days("due", "Voor", "Dag waarvoor het klaar moet zijn."),
            truths("done", "Gedaan", "Of het is gedaan."),
        ),
        tuple(row_of([one.what, one.owner, one.due, one.done]) for one in facts.ambition.agreements),
    )
