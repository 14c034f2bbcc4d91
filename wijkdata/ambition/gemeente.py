"""Whether the gemeente as a whole already is where an objective wants to be: a target may ask less than it seems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wijkdata import catalogue, figures

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.standing import FollowUp
    from wijkdata.areas import ProjectArea


def gemeente_sentence(standing: FollowUp, area: ProjectArea, beside: pd.DataFrame) -> str:
    """Say in Dutch that the newest figure of the gemeente meets the target; empty where it does not.

    Parameters
    ----------
    standing
        Where the objective stands; its target is read without the weather where it is judged so.
    area
        The project area.
    beside
        What ``comparison.beside`` returned for the area and the indicator that is judged.
    """
    target = standing.target
    if target is None or area.gemeente is None or standing.direction not in ("omhoog", "omlaag"):
        return ""
    name = figures.areas().name(area.gemeente)
    rows = beside[(beside["name"] == name) & beside["year"].notna()].sort_values("year")
    entry = catalogue.indicators().get(judged_indicator(standing))
    if rows.empty or entry is None:
        return ""
    year, value = int(rows["year"].iloc[-1]), float(rows["value"].iloc[-1])
    if value < target.value if standing.direction == "omhoog" else value > target.value:
        return ""
    return f"De gemeente {name} als geheel staat al op {entry.text(value)} ({year})."


def judged_indicator(standing: FollowUp) -> str:
    """Return the indicator that an objective is judged on: the one without the weather, where that is known."""
    return str(standing.indicator if standing.corrected is None else standing.corrected.indicator)
