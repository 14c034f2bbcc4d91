"""Whether two figures of an objective can be held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wijkdata import dutch, figures
from wijkdata.ambition import planned
from wijkdata.ambition.readings import OWN, Published, Reading
from wijkdata.correspondence import correspondence

if TYPE_CHECKING:
    from wijkdata.ambition.model import Objective
    from wijkdata.areas import ProjectArea

#: From this coverage on, buurten without a figure are too small to make a difference.
_SAME_AREA = 0.99


def incomparable(
    objective: Objective,
    base: Reading | None,
    newest: Reading | None,
    published: Published,
    area: ProjectArea | None,
) -> str:
    """Say why baseline and newest figure cannot be compared; empty if they can."""
    if base is None or newest is None or newest.year <= base.year:
        return ""
    entry = planned.entry_of(objective)
    for one in entry.breaks if entry else ():
        if not one.comparable and one.between(base.year, base.table, newest.year, newest.table):
            return f"tussen {base.year} en {newest.year} veranderde de meting. {dutch.sentence(one.note)}"
    if OWN in (base.status, newest.status):
        return ""
    same = correspondence(area, base.year, newest.year) if area is not None else None
    if same is not None and not same.comparable:
        what = "veranderde het gebied" if same.changed else "kan het gebied zijn veranderd"
        return f"tussen {base.year} en {newest.year} {what}. {dutch.sentence(same.reason)}"
    years = (base.year, newest.year)
    if min(published.coverage.get(year, 1.0) for year in years) >= _SAME_AREA:
        return ""
    before, after = (set(published.missing.get(year, ())) for year in years)
    if before == after:
        return ""
    names = [
        f"in {year} ontbreekt {dutch.join(map(figures.areas().name, sorted(codes)))}"
        for year, codes in ((base.year, before - after), (newest.year, after - before))
        if codes
    ]
    return (
        f"de nulmeting en het cijfer over {newest.year} gaan niet over dezelfde buurten: {dutch.join(names)}. Een "
        "verschil zegt dan niets over de ontwikkeling. Kies andere buurten, of voer een eigen meting in."
    )


def is_of(area: ProjectArea | None, codes: Sequence[str]) -> bool:
    """Say whether a figure with these codes is about the area; where one of the two is not known it may be."""
    return area is None or not codes or set(codes) == set(area.codes)
