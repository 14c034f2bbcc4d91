"""The ambition document: what the team agreed, standing by itself for who was not there."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition import common_ground, rules
from wijkdata.ambition.standing import UNDETERMINED
from wijkdata.delay_words import finding
from wijkdata.reports import (
    chapter_agreement,
    chapter_area,
    chapter_delay,
    chapter_objectives,
    chapter_programme,
    phrases,
    pictures,
)
from wijkdata.reports.blocks import (
    Block,
    Bullets,
    Document,
    bullets,
    heading,
)
from wijkdata.reports.facts import Facts, theme_name

STEM = "ambitie"


def document(facts: Facts) -> Document:
    """Return the ambition document."""
    blocks: list[Block] = [
        *_summary(facts),
        *chapter_area.chapter(facts),
        *chapter_agreement.parties(facts),
        *chapter_agreement.themes(facts),
        *chapter_agreement.terms(facts),
        *chapter_objectives.chapter(facts),
        *chapter_programme.chapter(facts),
        *chapter_delay.chapter(facts),
        *chapter_agreement.decisions(facts),
        *phrases.open_blocks(facts),
        *chapter_area.appendix(facts),
        *chapter_agreement.wordings(facts),
    ]
    blocks += [*phrases.source_blocks(facts, blocks), *phrases.about_blocks(facts)]
    return Document(
        STEM,
        "Ambitie voor de wijk",
        phrases.title(facts),
        phrases.front(facts),
        phrases.warning(facts),
        phrases.running(facts),
        facts.day,
        tuple(blocks),
    )


def _summary(facts: Facts) -> Iterator[Block]:
    yield heading("Samenvatting", new_page=True)
    yield Bullets(tuple(summary(facts)))
    yield from pictures.overviews(facts)


def summary(facts: Facts) -> list[str]:
    """Return what matters most, in a few sentences."""
    lines = [_area_sentence(facts), _objectives_sentence(facts)]
    if any(one.weights for one in facts.grounds):
        lines.append(common_ground.finding(facts.grounds))
    must = [theme_name(one.theme) for one in facts.ambition.themes if one.choice == "moet"]
    if must:
        lines.append(f"Deze thema’s moeten mee: {dutch.join(must)}.")
    if facts.programme is not None:
        lines.append(f"Programma ‘{facts.programme.name}’: {facts.programme.done.verdict}")
    if facts.delay is not None:
        lines.append(dutch.sentence(finding(facts.delay.found, facts.delay.even)))
    count = len(phrases.open_points(facts))
    if count:
        verb = "staat 1 punt" if count == 1 else f"staan {count} punten"
        lines.append(f"Er {verb} nog open; zie ‘Nog open’.")
    return list(bullets(lines).items)


def _area_sentence(facts: Facts) -> str:
    if facts.baseline is None:
        return "Er is nog geen gebied gekozen waarvan cijfers bekend zijn."
    rows = facts.baseline.set_index("indicator")
    said: list[str] = []
    for key in ("woningen", "inwoners"):
        row = rows.loc[key]
        if not pd.isna(row["value"]):
            said.append(
                f"{catalogue.indicator(key).text(row['value'])} ({int(row['year'])}) "
                f"{facts.sources.mark(str(row['source']), str(row['table']))}"
            )
    name = facts.area.name if facts.area else ""
    return f"Het gaat om {name}" + (f": {dutch.join(said)}." if said else ".")


def _objectives_sentence(facts: Facts) -> str:
    all_of = facts.ambition.objectives
    if not all_of:
        return "Er zijn nog geen doelen gesteld."
    testable = sum(rules.testable(facts.objective_here(one)) for one in all_of)
    counts: dict[str, int] = {}
    for one in facts.standings.values():
        counts[one.status] = counts.get(one.status, 0) + 1
    known = [f"{number} {status}" for status, number in counts.items() if status != UNDETERMINED]
    unknown = counts.get(UNDETERMINED, 0)
    told = dutch.join([*known, *([f"{unknown} nog niet te bepalen"] if unknown else [])])
    goals = "Er is 1 doel" if len(all_of) == 1 else f"Er zijn {len(all_of)} doelen"
    return f"{goals}, waarvan er {testable} toetsbaar {'is' if testable == 1 else 'zijn'}. Stand: {told}."
