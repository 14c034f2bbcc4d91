"""The chapter about what delay costs."""

from __future__ import annotations

from collections.abc import Iterator

from wijkdata import dutch
from wijkdata.delay import BEARERS, NOTHING, PARAMETERS, UNDIVIDED, UNDIVIDED_NAME
from wijkdata.delay_words import amount_text, break_even_text, finding, left_out_text
from wijkdata.reports import pictures
from wijkdata.reports.blocks import (
    Block,
    Column,
    bullets,
    heading,
    paragraph,
    table,
)
from wijkdata.reports.facts import Facts


def chapter(facts: Facts) -> Iterator[Block]:
    """Return what delay costs, by line and by who bears it; nothing where the team said nothing of it."""
    if not facts.ambition.delay:
        return
    yield heading("Wat uitstel kost")
    if facts.delay is None:
        yield paragraph("Er is te weinig ingevuld om mee te rekenen; vul het aan bij de stap ‘Tijd is geld’.")
        return
    case, found, even = facts.delay.case, facts.delay.found, facts.delay.even
    drawn = pictures.delay(facts)
    # A picture says the finding itself.
    yield drawn or paragraph(dutch.sentence(finding(found, even)), "lead")
    if even is not None:
        yield paragraph(break_even_text(even))
    names = {**BEARERS, UNDIVIDED: UNDIVIDED_NAME}
    amounts = [(one.name, one.cost) for one in found.cash]
    amounts += [("Samen", found.total)]
    amounts += [(f"Draagt: {names[who]}", band) for who, band in found.bearers.items() if band != NOTHING]
    amounts += [(f"Daarnaast gemist: {one.name}", one.cost) for one in found.social if one.cost is not None]
    yield table(
        [
            Column("In euro", 2.2),
            Column("Laag", 0.9, right=True),
            Column("Midden", 0.9, right=True),
            Column("Hoog", 0.9, right=True),
        ],
        [
            (name, *(dutch.number(end, 0) for end in (band.low, band.mid, band.high)))
            if band is not None
            else (name, *(["open"] * 3))
            for name, band in amounts
        ],
    )
    left_out = left_out_text(found)
    if left_out:
        yield paragraph(left_out)
    yield paragraph("Gerekend met:")
    yield bullets(
        " ".join(
            filter(
                None,
                (
                    f"{PARAMETERS[key].name}: {amount_text(key, one)}",
                    "(voorstel)" if one.proposed else "",
                    facts.sources.mark(one.source),
                ),
            )
        )
        for key, one in case.amounts.items()
    )
