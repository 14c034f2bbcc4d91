"""The chapter about the objectives: all together, and each by itself."""

from __future__ import annotations

from collections.abc import Iterator

from wijkdata import dutch
from wijkdata.ambition import planned, rules
from wijkdata.ambition.contributions import parts_of
from wijkdata.ambition.model import Objective
from wijkdata.ambition.standing import UNDETERMINED
from wijkdata.reports import phrases, pictures
from wijkdata.reports.blocks import (
    Block,
    Column,
    Paragraph,
    Picture,
    heading,
    named,
    paragraph,
    table,
)
from wijkdata.reports.facts import Facts, theme_name
from wijkdata.reports.tables_figures import series_sources


def chapter(facts: Facts) -> Iterator[Block]:
    """Return the objectives: all in one table with what they ask per year, and each by itself."""
    all_of = [facts.objective_here(one) for one in facts.ambition.objectives]
    yield heading("Doelen")
    if not all_of:
        yield paragraph("Er zijn nog geen doelen gesteld.")
        return
    yield table(
        [
            Column("Nr", 0.32, right=True),
            Column("Doel", 1.45),
            Column("Nulmeting", 1.1),
            Column("Streefwaarde", 0.95),
            Column("Nodig per jaar", 0.85, right=True),
            Column("Tot nu per jaar", 0.85, right=True),
            Column("Stand", 0.85),
        ],
        [
            (
                str(number),
                planned.name_of(one),
                phrases.baseline_text(facts, one),
                phrases.target_text(one),
                phrases.rate_text(one, facts.standings[one.id].required_rate),
                phrases.rate_text(one, facts.standings[one.id].observed_rate),
                facts.standings[one.id].status if rules.testable(one) else "niet toetsbaar",
            )
            for number, one in enumerate(all_of, 1)
        ],
    )
    yield paragraph(
        "Per jaar de kant op die goed is; met een minteken de andere kant op. Nodig is wat van nu af elk jaar moet, "
        "als er sinds het nieuwste cijfer niets veranderde. De stand houdt de gehaalde verandering tegen wat het pad "
        "tot dat jaar vraagt: behaald, op koers (95% of meer), versnelling nodig (60% of meer), onvoldoende, "
        "verkeerde richting, of niet te bepalen.",
        "note",
    )
    for number, one in enumerate(all_of, 1):
        # One with a picture has a page of its own; one in words alone goes on where there is room.
        drawn = pictures.objective(facts, one)
        yield from _objective(facts, number, one, drawn)


def _objective(facts: Facts, number: int, one: Objective, drawn: Picture | None) -> Iterator[Block]:
    standing = facts.standings[one.id]
    yield heading(f"Doel {number}: {planned.name_of(one)}", 2, new_page=drawn is not None)
    if one.statement.strip():
        yield paragraph(one.statement, "lead")
    if drawn is not None:
        yield drawn
    series = series_sources(facts, one)
    if drawn is not None and series:
        yield paragraph(f"Bronnen van het verloop: {', '.join(f'[{each}]' for each in series)}.", "note")
    wholes = [planned.name_of(each) for each in facts.ambition.objectives if each.id == one.part_of]
    better = phrases.direction_text(one)
    yield named(
        [
            ("Thema", theme_name(one.theme)),
            ("Nulmeting", phrases.baseline_text(facts, one)),
            ("Nieuwste stand", phrases.newest_text(facts, one) if one.baseline else ""),
            ("Streefwaarde", f"{phrases.target_text(one)}{f' ({better})' if better else ''}"),
            ("Pad", phrases.path_text(one)),
            ("Eigenaar", one.owner or phrases.NOT_SAID),
            ("Vervolgmeting", phrases.measuring_text(one)),
            ("Herziening", dutch.day_in_words(one.review) if one.review else ""),
            ("Rust op belang van", dutch.join(one.parties)),
            ("Gebruikt begrip", dutch.join(one.terms)),
            ("Sporen", dutch.join(one.tracks)),
            ("Onderdeel van", dutch.join(wholes)),
            ("Bestaat uit", dutch.join(planned.name_of(each) for each in parts_of(facts.ambition, one.id))),
            ("Herkomst", one.origin),
            ("Toetsbaar", "" if rules.testable(one) else rules.testable_sentence(one)),
            ("Stand", standing.status_words if one.target else ""),
        ]
    )
    yield from _verdict(one, facts)


def _verdict(one: Objective, facts: Facts) -> Iterator[Paragraph]:
    standing = facts.standings[one.id]
    entry = planned.entry_of(one)
    pace = dutch.sentence(f"Tempo: {standing.pace}") if standing.pace else ""
    elsewhere = f"Elders: {' '.join(standing.tempo.sentences)}" if standing.tempo else ""
    caveat = f"Let op bij dit cijfer: {entry.caveat}" if entry is not None and entry.caveat else ""
    # Where there is no trend, its reason repeats why nothing can be judged.
    ahead = "" if standing.status == UNDETERMINED else standing.forecast_reason
    said = dict.fromkeys(
        filter(
            None,
            (
                standing.reason,
                pace,
                elsewhere,
                ahead,
                standing.certainty,
                standing.revised,
                caveat,
            ),
        )
    )
    for text in said:
        yield paragraph(text, "small")
