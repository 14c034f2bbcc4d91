"""The chapters about what the parties want, chose, mean and decided."""

from __future__ import annotations

from collections.abc import Iterator

from wijkdata import dutch
from wijkdata.ambition import common_ground
from wijkdata.ambition.themes import links_finding
from wijkdata.reports import phrases, pictures
from wijkdata.reports.blocks import (
    Block,
    Column,
    bullets,
    heading,
    named,
    paragraph,
    table,
)
from wijkdata.reports.facts import Facts, theme_name

_CHOICES = {"moet": "moet mee", "kan": "kan mee", "niet": "gaat niet mee", "": "nog niet gekozen"}


def parties(facts: Facts) -> Iterator[Block]:
    """Return who sits at the table, what they share and want, and the working agreements."""
    ambition = facts.ambition
    yield heading("Partijen en gedeelde grond")
    if not ambition.parties:
        yield paragraph("Er zitten nog geen partijen aan tafel.")
    else:
        yield paragraph(f"Aan tafel: {dutch.join(one.name for one in ambition.parties)}.")
        drawn = pictures.grounds(facts)
        yield from drawn
        if not drawn:
            # A picture says it itself.
            yield paragraph(common_ground.finding(facts.grounds), "lead")
    yield from _interests(facts)
    if ambition.agreements:
        yield heading("Werkafspraken", 2)
        yield table(
            [Column("Afspraak", 2.4), Column("Wie", 1), Column("Voor", 0.8), Column("Gedaan", 0.5)],
            [
                (
                    one.what,
                    one.owner or phrases.NOT_SAID,
                    dutch.day(one.due) if one.due else "–",
                    "ja" if one.done else "nee",
                )
                for one in ambition.agreements
            ],
        )


def _interests(facts: Facts) -> Iterator[Block]:
    """Say per party what it wants from each theme, in the order of the parties."""
    by_party: dict[str, list[tuple[str, str, str]]] = {one.name: [] for one in facts.ambition.parties}
    for one in facts.ambition.interests:
        by_party.setdefault(one.party, []).append(
            (
                theme_name(one.theme),
                "–" if one.weight is None else str(one.weight),
                f"{one.text} {facts.sources.mark(one.source)}".strip() or "–",
            )
        )
    if not any(by_party.values()):
        return
    yield heading("Wat partijen willen", 2)
    yield paragraph(
        "Gewicht: 0 is niet van belang, 5 is dat niets belangrijker is; een streepje betekent dat de partij het "
        "niet heeft gezegd. Een belang met een bron is overgenomen van wat zo’n partij elders zei.",
        "note",
    )
    for party, rows in by_party.items():
        if rows:
            yield heading(party, 3)
            yield table([Column("Thema", 1), Column("Gewicht", 0.5, right=True), Column("Belang", 3)], rows)


def themes(facts: Facts) -> Iterator[Block]:
    """Return what was chosen about each theme, and what one does for another."""
    yield heading("Thema’s")
    ambition = facts.ambition
    if ambition.themes:
        yield table(
            [Column("Thema", 1.2), Column("Keuze", 0.8), Column("Reden", 2)],
            [(theme_name(one.theme), _CHOICES[one.choice], one.reason or "–") for one in ambition.themes],
        )
    else:
        yield paragraph("Er is nog over geen thema gekozen.")
    if ambition.links:
        yield heading("Koppelkansen", 2)
        said = links_finding(ambition)
        if said:
            yield paragraph(said)
        yield bullets(
            f"{theme_name(one.theme)} helpt {theme_name(one.helps)}" + (f": {one.by}" if one.by else "")
            for one in ambition.links
        )


def terms(facts: Facts) -> Iterator[Block]:
    """Return what the team means by its terms."""
    yield heading("Begrippen: wat wij eronder verstaan")
    if not facts.ambition.terms:
        yield paragraph("Er zijn nog geen begrippen afgesproken.")
    for one in facts.ambition.terms:
        yield heading(one.name or "begrip zonder naam", 2)
        yield (
            paragraph(one.agreed, "lead")
            if one.agreed.strip()
            else paragraph("Het team heeft nog niet afgesproken wat het hieronder verstaat.")
        )
        agreed = dutch.join(
            filter(None, [one.agreed_by, dutch.day_in_words(one.agreed_on) if one.agreed_on else ""]), "op"
        )
        published = f"{one.published} {facts.sources.mark(one.source)}".strip() if one.published else ""
        rows = [("Afgesproken", agreed), ("Toetsbaar aan", one.criterion), ("Gepubliceerd", published)]
        rows += [
            (f"Keuze {number}", f"{each.question} {each.answer or 'Nog open.'}")
            for number, each in enumerate(one.choices, 1)
        ]
        if any(text.strip() for _, text in rows):
            yield named(rows)


def wordings(facts: Facts) -> Iterator[Block]:
    """Give the parties' own words about the terms; what they agreed stands in the chapter about those."""
    worded = [one for one in facts.ambition.terms if one.wordings]
    if not worded:
        return
    yield heading("Bijlage: begrippen in de woorden van de partijen", new_page=True)
    yield paragraph(
        "Wat partijen er ieder apart onder verstonden, voordat zij het samen afspraken. Wat is afgesproken, staat "
        "bij ‘Begrippen’."
    )
    for one in worded:
        yield heading(one.name or "begrip zonder naam", 2)
        yield table(
            [Column("Partij", 1), Column("In eigen woorden", 3)],
            [(each.party, each.text) for each in one.wordings],
        )


def decisions(facts: Facts) -> Iterator[Block]:
    """Return what was decided and adopted."""
    yield heading("Besluiten")
    if not facts.ambition.decisions and not facts.ambition.adopted:
        yield paragraph("Er is nog niets besloten of vastgesteld.")
        return
    if facts.ambition.decisions:
        yield table(
            [Column("Datum", 0.7), Column("Besluit", 1.9), Column("Waarom", 1.5), Column("Wie", 1)],
            [
                (dutch.day(one.date), one.what, one.why or "–", one.who or "–")
                for one in sorted(facts.ambition.decisions, key=lambda one: one.date)
            ],
        )
    for one in facts.ambition.adopted:
        when = dutch.day_in_words(one.date)
        yield paragraph(f"Versie {one.number} is op {when} vastgesteld door {one.who}.")
