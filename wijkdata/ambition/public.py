"""The ambition for others: without what is internal to the team, and with the number of what was left out.

Whatever leaves the team (documents, tables, pictures for others) starts from `for_others`.
"""

from __future__ import annotations

from wijkdata import dutch
from wijkdata.ambition.model import Ambition


def for_others(ambition: Ambition) -> Ambition:
    """Return a copy without notes, internal interests and internal decisions.

    An internal interest is left out whole: its weight alone already tells what a party does not want to be told.
    """
    shown = {
        "notes": [],
        "interests": [one for one in ambition.interests if not one.internal],
        "decisions": [one for one in ambition.decisions if not one.internal],
    }
    return ambition.model_copy(update=shown).model_copy(deep=True)


def left_out(ambition: Ambition) -> str:
    """Say what `for_others` leaves out: ``2 interne notities en 1 intern belang``; empty if that is nothing."""
    counts = (
        (len(ambition.notes), "interne notitie", "interne notities"),
        (sum(one.internal for one in ambition.interests), "intern belang", "interne belangen"),
        (sum(one.internal for one in ambition.decisions), "intern besluit", "interne besluiten"),
    )
    return dutch.join(f"{count} {one if count == 1 else more}" for count, one, more in counts if count)
