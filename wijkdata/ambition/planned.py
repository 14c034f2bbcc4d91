"""The planned path of an objective, from what the team wrote down."""

from __future__ import annotations

import re

from wijkdata import catalogue
from wijkdata.ambition.model import Objective
from wijkdata.pathways import Pathway, Point

#: Kinds of path that run along milestones; with the others milestones are kept but do not count.
WITH_MILESTONES = ("mijlpalen", "stapsgewijs")


def pathway(objective: Objective) -> Pathway | None:
    """Return the path from baseline to target; None as long as one of the two is missing.

    Raises
    ------
    TargetError
        If the path cannot be drawn; ``field`` names what is wrong, as in ``Pathway``.
    """
    base, target, choice = objective.baseline, objective.target, objective.path
    if base is None or target is None:
        return None
    options = {"rate": choice.rate, "steepness": choice.steepness, "midpoint": choice.midpoint}
    milestones = objective.milestones if choice.kind in WITH_MILESTONES else []
    return Pathway(
        choice.kind,
        Point(base.year, base.value),
        Point(target.year, target.value),
        tuple(Point(one.year, one.value) for one in milestones),
        **{name: value for name, value in options.items() if value is not None},
    )


def band(objective: Objective) -> tuple[float, float] | None:
    """Return the lowest and highest good value where the direction is ``band`` and both are known."""
    target = objective.target
    if objective.direction != "band" or target is None or target.upper is None:
        return None
    return target.value, target.upper


def entry_of(objective: Objective) -> catalogue.Indicator | None:
    """Return what the catalogue says about the indicator; None for none, and for one it does not have."""
    known = catalogue.ALIASES.get(objective.indicator or "", objective.indicator or "")
    return catalogue.indicators().get(known)


def name_of(objective: Objective) -> str:
    """Return the short name of an objective for people: that of its indicator, or else its own words."""
    entry = entry_of(objective)
    if entry is not None:
        return entry.name
    words = " ".join(objective.statement.split()).rstrip(".")  # a name, after which more follows
    return (words if len(words) <= 60 else words[:59] + "…") or objective.indicator or objective.id


def name_by_id(objective_id: str) -> str:
    """Name an objective by its id alone: that of its indicator, with a number from the second on."""
    found = re.fullmatch(r"(.+)-(\d+)", objective_id)
    key, number = (found[1], f" ({found[2]})") if found else (objective_id, "")
    entry = catalogue.indicators().get(catalogue.ALIASES.get(key, key))
    return f"{entry.name}{number}" if entry else objective_id


def place_of(position: int, objective: Objective) -> str:
    """Name an objective and its place in the ambition, given from 0: ``doel 2 (Gas per woning)``."""
    return f"doel {position + 1} ({name_of(objective)})"
