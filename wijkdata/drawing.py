"""The pictures of an ambition that the screen and the documents share: which figures and words go into each.

Each function gathers what one picture shows and hands it to a function of ``plots``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition import common_ground, rules
from wijkdata.ambition.model import Ambition, Objective, OwnMeasurement
from wijkdata.ambition.planned import pathway
from wijkdata.ambition.reckoned import Reckoned
from wijkdata.ambition.standing import FollowUp
from wijkdata.baseline import usable_rows
from wijkdata.correspondence import apart
from wijkdata.errors import TargetError
from wijkdata.pathways import Pathway, Point
from wijkdata.uncertainty import own_range

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wijkdata.plots.series import Reference


def objective_figure(
    model: Reckoned,
    objective: Objective,
    standing: FollowUp,
    *,
    told: str = "",
    size: tuple[int, int],
    brief: bool = False,
) -> Figure:
    """Return the figure of one objective: series, baseline, path, milestones, target, status and references.

    What is `told` beside the figure is not repeated below it. One that is `brief` is for who looks from afar: it has
    no references, remarks and source, which whoever shows it then tells beside it.
    """
    from wijkdata.plots.series import plot_series  # noqa: PLC0415  (matplotlib loads with the first picture)

    own = model.own_measurements(catalogue.indicator(str(objective.indicator)).id)
    judged = standing if standing.corrected is None else standing.corrected
    entry = catalogue.indicator(str(judged.indicator))
    if standing.corrected is not None:
        # The path and the figures along it are those without the weather; as measured they stand beside it.
        objective = _as_judged(objective, standing)
        counted = {one.year: one.value for one in standing.corrected.points}
        own = [one.model_copy(update={"value": counted[one.year]}) for one in own if one.year in counted]
    published = model.figures[model.figures["indicator"] == entry.id]
    rows = with_measurements(published, own)
    if brief:
        rows = rows.assign(note="")
    return plot_series(
        rows,
        entry,
        baseline=Point(judged.baseline.year, judged.baseline.value) if judged.baseline else None,
        pathway=_pathway(objective),
        target=objective.target,
        milestones=[Point(one.year, one.value) for one in objective.milestones],
        references=[]
        if brief
        else [
            *(other_weather(model, entry.id) if standing.corrected else []),
            *references(model, entry.id),
        ],
        apart=apart(model.known_area(), published.loc[published["value"].notna(), "year"]),
        status=standing.status if objective.target else None,
        also=standing.also,
        source="" if brief else figure_source(objective) + sources(model, entry.id),
        told=told,
        size=size,
    )


def paths(ambition: Ambition, standings: Sequence[FollowUp] = ()) -> dict[str, Pathway]:
    """Return the planned path of each objective that has one, from the baseline that it is judged on."""
    judged = {one.objective_id: one for one in standings}
    found = {
        one.id: _pathway(_as_judged(rules.in_this_area(ambition, one), judged.get(one.id)))
        for one in ambition.objectives
    }
    return {key: path for key, path in found.items() if path is not None}


def _as_judged(objective: Objective, standing: FollowUp | None) -> Objective:
    """Return an objective with the baseline that it is judged on: without the weather, where that is known."""
    base = objective.baseline
    if base is None or standing is None or standing.corrected is None:
        return objective
    value = standing.corrected.baseline.value
    return objective.model_copy(update={"baseline": base.model_copy(update={"value": value})})


def _pathway(objective: Objective) -> Pathway | None:
    """Return the planned path; None where it cannot be drawn (yet), which the verdict explains."""
    try:
        return pathway(objective)
    except TargetError:
        return None


def figure_source(objective: Objective) -> str:
    """Return the source line of the pinned baseline."""
    base = objective.baseline
    if base is None:
        return ""
    retrieved = f", opgehaald {dutch.day(base.retrieved)}" if base.retrieved else ""
    table = f" ({base.table})" if base.table else ""
    return f"Bron nulmeting: {base.source}{table}, {base.year}, {base.status}{retrieved}"


def ground_figure(ambition: Ambition, *, size: tuple[int, int], page: int = 0) -> Figure:
    """Return the picture of what the parties of an ambition share; internal interests stay out and are counted."""
    from wijkdata.plots.common_ground import plot_common_ground  # noqa: PLC0415

    grounds = common_ground.common_ground(ambition)
    hidden = common_ground.hidden_count(ambition)
    verb = "1 intern belang staat" if hidden == 1 else f"{hidden} interne belangen staan"
    return plot_common_ground(
        grounds,
        [one.name for one in ambition.parties],
        page=page,
        title=common_ground.finding(grounds),
        notes=[f"{verb} er niet bij."] if hidden else [],
        size=size,
    )


def references(model: Reckoned, indicator: str) -> list[Reference]:
    """Return the lines to compare the area with; none for an indicator that adds up."""
    from wijkdata.plots.series import Reference  # noqa: PLC0415  (matplotlib loads with the first picture)

    found = []
    for name, rows in model.beside(indicator).groupby("name", sort=False):
        timeless = rows["year"].isna().any()
        years = rows["year"].fillna(model.figures["year"].max())
        points = [Point(int(year), float(value)) for year, value in zip(years, rows["value"], strict=True)]
        found.append(Reference(str(name), tuple(points), timeless=bool(timeless)))
    return found


def other_weather(model: Reckoned, indicator: str) -> list[Reference]:
    """Return the same series with the weather in it, or without it: of what is one of such a pair the other one."""
    from wijkdata.plots.series import Reference  # noqa: PLC0415  (matplotlib loads with the first picture)

    other = catalogue.indicator(indicator).corrected
    name = "zonder het weer"
    if other is None:
        name = "zoals gemeten"
        other = next((one.id for one in catalogue.indicators().values() if one.corrected == indicator), None)
    rows = model.figures
    rows = rows[(rows["indicator"] == other) & usable_rows(rows)].sort_values("year")
    points = {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}
    points |= {one.year: one.value for one in model.own_measurements(other or "")}
    if not points:
        return []
    return [Reference(name, tuple(Point(year, value) for year, value in sorted(points.items())))]


def sources(model: Reckoned, indicator: str) -> str:
    """Return where those lines come from, as the end of a source line; empty if there are none."""
    rows = model.beside(indicator)
    if rows.empty:
        return ""
    named: list[str] = list(dict.fromkeys(rows["name"]))
    origins: list[str] = list(dict.fromkeys(rows["source"]))
    return f". {', '.join(named)}: {'; '.join(origins)}" if pd.notna(rows["source"]).all() else ""


def with_measurements(rows: pd.DataFrame, own: Sequence[OwnMeasurement]) -> pd.DataFrame:
    """Return the rows of a series with the team's own measurements in place of the published years.

    A value for too few of the dwellings is left out: it is not the figure of the area, and its note says so.
    """
    added = pd.DataFrame(
        [
            {
                "year": one.year,
                "value": one.value,
                "status": "eigen meting",
                "note": f"eigen meting ({one.source})",
                "table": "",
                **dict(
                    zip(("low", "high"), own_range(one, catalogue.indicator(one.indicator))[:2], strict=True)
                ),
            }
            for one in own
        ],
        columns=["year", "value", "status", "note", "table", "low", "high"],
    )
    usable = usable_rows(rows)
    whole = rows.assign(value=rows["value"].where(usable))
    # What is known of a part of the area is no range of the whole.
    partial = rows["value"].notna() & ~usable
    whole = whole.assign(**{end: whole[end].mask(partial) for end in ("low", "high")})
    published = whole[~whole["year"].isin(added["year"])][list(added.columns)]
    frames = [frame for frame in (published, added) if len(frame)]
    return pd.concat(frames, ignore_index=True).sort_values("year") if frames else published
