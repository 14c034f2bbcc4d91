"""What an objective still misses to be testable, and which of its values cannot be.

An objective is testable (toetsbaar) when it has an indicator with unit and direction, a baseline with value, year,
source and status, a target with its year, a path, and who follows it how often from which source.
"""

from __future__ import annotations

from wijkdata import catalogue, dutch
from wijkdata.ambition import planned
from wijkdata.ambition.model import Objective
from wijkdata.errors import UnknownIndicatorError

#: Directions in which an objective can be judged.
SCORED = ("omhoog", "omlaag", "band")


def missing(objective: Objective) -> list[str]:
    """Return in Dutch words, with their article, what an objective misses to be testable."""
    checks = _indicator_gaps(objective) | _figure_gaps(objective) | _agreement_gaps(objective)
    return [what for what, absent in checks.items() if absent]


def testable(objective: Objective) -> bool:
    """Say whether everything is there by which the objective can be tested."""
    return not missing(objective)


def testable_sentence(objective: Objective) -> str:
    """Say whether an objective can be tested, and if not, what is missing."""
    gaps = missing(objective)
    return f"Niet toetsbaar: er mist {dutch.join(gaps)}" if gaps else "Toetsbaar"


def unknown_indicator(indicator: str) -> str:
    """Say in Dutch that the catalogue does not have an indicator, with the nearest it has."""
    try:
        catalogue.indicator(indicator)
    except UnknownIndicatorError as error:
        return str(error)
    return ""


def outside_limits(value: float | None, entry: catalogue.Indicator | None) -> str:
    """Say in Dutch that a value cannot occur for this indicator; empty if it can."""
    if value is None or entry is None:
        return ""
    low, high = entry.limits
    side, limit = ("lager", low) if low is not None and value < low else ("hoger", high)
    if limit is None or (side == "hoger" and value <= limit):
        return ""
    bound = entry.text(limit)
    return (
        f"{dutch.number(value, unit=entry.unit)} kan niet: {entry.name} is nooit {side} dan {bound}. "
        "Controleer het getal."
    )


def _indicator_gaps(objective: Objective) -> dict[str, bool]:
    entry, base = planned.entry_of(objective), objective.baseline
    named = bool(objective.indicator and objective.indicator.strip())
    unit = (base.unit.strip() if base else "") or (entry.unit if entry else "")
    return {
        "een indicator": not named,
        "een indicator uit de lijst": named and entry is None,
        # Without an indicator its unit and direction have nothing to belong to.
        "een eenheid": named and not unit,
        "een richting": named and objective.direction not in SCORED,
    }


def _figure_gaps(objective: Objective) -> dict[str, bool]:
    base, target = objective.baseline, objective.target
    return {
        "een nulmeting": base is None,
        "de bron van de nulmeting": base is not None and not base.source.strip(),
        "de status van de nulmeting": base is not None and not base.status.strip(),
        "een streefwaarde": target is None,
        "een streefjaar": target is None,
        "de bovengrens van de streefwaarde": (
            target is not None and objective.direction == "band" and target.upper is None
        ),
        "een pad": not objective.path.kind.strip(),
    }


def _agreement_gaps(objective: Objective) -> dict[str, bool]:
    return {
        "de afspraak hoe vaak er gemeten wordt": not objective.measuring.frequency.strip(),
        "een eigenaar": not objective.owner.strip(),
        "de bron van de vervolgmeting": not objective.measuring.how.strip(),
    }
