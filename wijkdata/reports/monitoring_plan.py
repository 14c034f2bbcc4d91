"""The monitoring plan, in the steps and chapters that the NPLW asks for.

Its Stappenplan monitoring has four steps (focus, cycle, collecting data, organisation), and the plan that it worked
out for a gemeente Nieuwerland has five chapters: goal, what is followed, the cycle, collecting data, organisation.
The first step takes the first two chapters.
"""

from __future__ import annotations

from collections.abc import Iterator

from wijkdata import catalogue, dutch
from wijkdata.ambition import planned, rules
from wijkdata.ambition.model import Objective
from wijkdata.reports import phrases, pictures
from wijkdata.reports.blocks import Block, Column, Document, bullets, heading, named, paragraph, table
from wijkdata.reports.facts import Facts, theme_name

STEM = "monitorplan"

#: Where the form of the plan is from.
_STEPS = ("NPLW, Stappenplan monitoring", "nplw.nl/data-en-monitoring/stappenplan-monitoring")
_EXAMPLE = (
    "NPLW, Monitorplan gemeente Nieuwerland",
    "nplw.nl/data-en-monitoring/monitorplan-gemeente-nieuwerland",
)


def name_sources(facts: Facts) -> None:
    """Give the sources of the form of the plan their numbers."""
    for one in (_STEPS, _EXAMPLE):
        facts.sources.number(*one)


def document(facts: Facts) -> Document:
    """Return the monitoring plan."""
    blocks: list[Block] = [
        *_goal(facts),
        *_followed(facts),
        *_cycle(facts),
        *_collecting(facts),
        *_organisation(facts),
        *phrases.open_blocks(facts),
    ]
    blocks += [*phrases.source_blocks(facts, blocks), *phrases.about_blocks(facts)]
    return Document(
        STEM,
        "Monitorplan",
        phrases.title(facts),
        phrases.front(facts),
        phrases.warning(facts),
        phrases.running(facts),
        facts.day,
        tuple(blocks),
    )


def question(one: Objective) -> str:
    """Return the question that following an objective answers."""
    name = planned.name_of(one)
    if one.target is None or one.baseline is None:
        return f"{name}: waaraan zien wij dat dit wordt gehaald? Dat is nog af te spreken."
    return (
        f"{name}: gaat het van {phrases.value(one, one.baseline.value)} in {one.baseline.year} naar "
        f"{phrases.target_text(one)}, en snel genoeg?"
    )


def _here(facts: Facts) -> list[Objective]:
    return [facts.objective_here(one) for one in facts.ambition.objectives]


def _goal(facts: Facts) -> Iterator[Block]:
    steps, example = facts.sources.mark(*_STEPS), facts.sources.mark(*_EXAMPLE)
    yield heading("1 Doel", new_page=True)
    yield paragraph("Stap 1, focus: waartoe dient het volgen?", "lead")
    yield paragraph(
        f"Dit plan zegt hoe wordt gevolgd of de ambitie voor {facts.ambition.area.name or 'de wijk'} wordt gehaald, "
        "door wie en wanneer, zodat op tijd kan worden bijgestuurd. Het volgt de vier stappen van het Stappenplan "
        f"monitoring van het NPLW {steps} en de vijf hoofdstukken van het voorbeeld Monitorplan gemeente Nieuwerland "
        f"{example}."
    )
    yield paragraph("De ambitie:")
    objectives = _here(facts)
    yield (
        bullets(one.statement or planned.name_of(one) for one in objectives)
        if objectives
        else paragraph("Er zijn nog geen doelen gesteld.")
    )
    yield paragraph(
        f"Vanaf het tweede warmteprogramma is een inhoudelijke terugblik verplicht {steps}; wat hier wordt gevolgd, "
        "kan daarvoor dienen."
    )


def _followed(facts: Facts) -> Iterator[Block]:
    yield heading("2 Wat monitoren we")
    yield paragraph("Stap 1, focus: wat volgen wij, en met welke vragen?", "lead")
    objectives = _here(facts)
    if not objectives:
        yield paragraph("Er zijn nog geen doelen gesteld.")
        return
    yield heading("Vragen", 2)
    yield bullets(map(question, objectives))
    yield heading("Indicatoren", 2)
    yield table(
        [
            Column("Nr", 0.32, right=True),
            Column("Indicator", 1.5),
            Column("Thema", 1),
            Column("Nulmeting", 1.2),
            Column("Streefwaarde", 1.1),
        ],
        [
            (
                str(number),
                planned.name_of(one),
                theme_name(one.theme),
                phrases.baseline_text(facts, one),
                phrases.target_text(one),
            )
            for number, one in enumerate(objectives, 1)
        ],
    )
    yield heading("Wat de indicatoren betekenen", 2)
    entries = dict.fromkeys(entry for one in objectives if (entry := planned.entry_of(one)) is not None)
    yield named(
        (one.name, f"{one.definition} Eenheid: {one.unit}. {_direction(one.direction)}".strip())
        for one in entries
    )
    yield from pictures.overviews(facts)


def _direction(direction: str) -> str:
    from wijkdata.pathways import DIRECTION_MEANINGS  # noqa: PLC0415

    return dutch.sentence(DIRECTION_MEANINGS.get(direction, ""))


def _cycle(facts: Facts) -> Iterator[Block]:
    yield heading("3 De monitoringcyclus")
    yield paragraph("Stap 2, cyclus: wanneer wordt gemeten, besproken en bijgestuurd?", "lead")
    yield bullets(
        [
            "Meten: de nieuwe cijfers toevoegen, elk met bron, jaar en status.",
            "Beoordelen: elk doel tegen het pad houden, waar dat kan zonder de invloed van het weer.",
            "Bespreken: wat loopt achter, waardoor, en wat is eraan te doen?",
            "Besluiten: wat wordt bijgesteld komt in het besluitenlog, en in een nieuwe vastgestelde versie.",
        ]
    )
    if not facts.ambition.objectives:
        yield paragraph("Er zijn nog geen doelen gesteld.")
    else:
        yield table(
            [
                Column("Doel", 1.6),
                Column("Hoe vaak gemeten", 1),
                Column("Herziening", 1),
                Column("Mijlpalen", 1.2),
                Column("Streefjaar", 0.7, right=True),
            ],
            [
                (
                    planned.name_of(one),
                    one.measuring.frequency or phrases.NOT_SAID,
                    dutch.day_in_words(one.review) if one.review else phrases.NOT_SAID,
                    dutch.join(f"{phrases.value(one, each.value)} in {each.year}" for each in one.milestones)
                    or "–",
                    str(one.target.year) if one.target else phrases.NOT_SAID,
                )
                for one in _here(facts)
            ],
        )


def _collecting(facts: Facts) -> Iterator[Block]:
    yield heading("4 Gegevensverzameling")
    yield paragraph("Stap 3, gegevens: waar komen de cijfers vandaan, en wat kunnen ze niet zeggen?", "lead")
    if not facts.ambition.objectives:
        yield paragraph("Er zijn nog geen doelen gesteld.")
    else:
        yield table(
            [
                Column("Doel", 1.2),
                Column("Nulmeting uit", 1.3),
                Column("Vervolgmeting uit", 1),
                Column("Let op", 1.8),
            ],
            [
                (
                    planned.name_of(one),
                    _origin(facts, one),
                    one.measuring.how or phrases.NOT_SAID,
                    _care(facts, one),
                )
                for one in _here(facts)
            ],
        )
    if facts.ambition.measurements:
        yield heading("Eigen metingen tot nu toe", 2)
        yield table(
            [
                Column("Wat", 1.5),
                Column("Jaar", 0.4, right=True),
                Column("Waarde", 0.9, right=True),
                Column("Bron en methode", 2),
            ],
            [
                (
                    entry.name if (entry := catalogue.indicators().get(one.indicator)) else one.indicator,
                    str(one.year),
                    entry.text(one.value) if entry else dutch.number(one.value),
                    " ".join(filter(None, (one.source, facts.sources.mark(one.source), one.method))),
                )
                for one in facts.ambition.measurements
            ],
        )


def _origin(facts: Facts, one: Objective) -> str:
    base = one.baseline
    if base is None:
        return phrases.NOT_SAID
    parts = [
        base.source,
        base.table,
        base.status,
        f"voor {dutch.number(100 * base.coverage, 0)}% van de woningen"
        if base.coverage is not None and base.coverage < 1
        else "",
    ]
    return f"{', '.join(filter(None, parts))} {facts.sources.mark(base.source, base.table)}".strip()


def _care(facts: Facts, one: Objective) -> str:
    entry, standing = planned.entry_of(one), facts.standings[one.id]
    said = [
        entry.caveat if entry else "",
        standing.certainty if standing.certainty.startswith("Marge niet") else "",
        standing.revised,
    ]
    return " ".join(filter(None, said)) or "–"


def _organisation(facts: Facts) -> Iterator[Block]:
    yield heading("5 Organisatie")
    yield paragraph(
        "Stap 4, organisatie: wie ziet erop toe, wie meet, en wat is daarover afgesproken?", "lead"
    )
    ambition = facts.ambition
    if not facts.ambition.objectives:
        yield paragraph("Er zijn nog geen doelen gesteld.")
    else:
        yield table(
            [Column("Doel", 1.6), Column("Eigenaar", 1.1), Column("Wie meet", 1.1), Column("Toetsbaar", 1.5)],
            [
                (
                    planned.name_of(one),
                    one.owner or phrases.NOT_SAID,
                    one.measuring.who or phrases.NOT_SAID,
                    "ja" if rules.testable(one) else rules.testable_sentence(one),
                )
                for one in _here(facts)
            ],
        )
    if ambition.parties:
        yield paragraph(f"Aan tafel: {dutch.join(one.name for one in ambition.parties)}.")
    if ambition.agreements:
        yield heading("Werkafspraken", 2)
        yield table(
            [Column("Afspraak", 2.4), Column("Wie", 1), Column("Voor", 0.8)],
            [
                (one.what, one.owner or phrases.NOT_SAID, dutch.day(one.due) if one.due else "–")
                for one in ambition.agreements
            ],
        )
