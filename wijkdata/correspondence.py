"""Is it still the same area? The outline of a project area in the divisions of two years, laid over each other.

CBS marks a buurt whose boundary changed, but not by how much, and publishes no table to convert figures. Where the
boundaries of both years are at hand the outlines themselves tell; where they are not, a trend over the change cannot
be vouched for.
"""

from __future__ import annotations

from dataclasses import dataclass

from wijkdata import dutch, figures
from wijkdata.areas import ProjectArea

#: From this overlap on, the areas of two years are taken to be the same.
SAME = 0.99


@dataclass(frozen=True)
class Correspondence:
    """How the area of one year lies over that of another.

    Attributes
    ----------
    comparable
        Whether figures of both years are about the same area.
    overlap
        Common surface as a part of the surface of both together, 0-1; None where it could not be computed.
    reason
        Dutch words: what changed, and how that was judged; empty where nothing changed.
    """

    comparable: bool
    overlap: float | None
    reason: str


def correspondence(area: ProjectArea, before: int, after: int) -> Correspondence:
    """Say whether an area is the same in two years.

    Parameters
    ----------
    area
        The project area.
    before, after
        Years of the figures that are compared.
    """
    changed = changed_codes(area, before, after)
    if not changed:
        return Correspondence(comparable=True, overlap=None, reason="")
    register = figures.areas()
    names = dutch.join(f"{register.name(code)} ({year})" for code, year in changed)
    what = f"CBS meldt een gewijzigde grens van {names}"
    overlap = _overlap(area, before, after)
    if overlap is None:
        return Correspondence(
            comparable=False,
            overlap=None,
            reason=f"{what}; de grenzen van voor en na die wijziging zijn hier niet allebei bekend",
        )
    share = dutch.number(100 * overlap, 1, unit="%")
    judged = (
        "het gebied is vrijwel gelijk gebleven" if overlap >= SAME else "het is niet meer hetzelfde gebied"
    )
    return Correspondence(
        comparable=overlap >= SAME,
        overlap=overlap,
        reason=f"{what}; de grenzen van voor en na vallen voor {share} samen (berekend): {judged}",
    )


def changed_codes(area: ProjectArea, before: int, after: int) -> list[tuple[str, int]]:
    """Return the parts of an area of which CBS marks a changed boundary after one year, up to another; with the year.

    Of a wijk that was chosen as a whole, changes between the buurten in it do not matter.
    """
    table = figures.areas().table
    marked = table[
        (table["change"] == "3")
        & table["code"].isin(area.parts)
        & (table["boundary_year"] > before)
        & (table["boundary_year"] <= after)
    ].sort_values(["boundary_year", "code"])
    return [
        (str(code), int(year)) for code, year in zip(marked["code"], marked["boundary_year"], strict=True)
    ]


def _overlap(area: ProjectArea, before: int, after: int) -> float | None:
    """Return the common part of the outlines of both years; None where one of the two is not at hand."""
    if area.gemeente is None:
        return None
    shapes = figures.divisions(area.gemeente)
    moments = [year for _, year in changed_codes(area, before, after)]
    old = [year for year in shapes if before <= year < min(moments)]
    new = [year for year in shapes if max(moments) <= year <= after]
    if not old or not new:
        return None
    outlines = []
    for frame in (shapes[max(old)], shapes[min(new)]):
        own = frame[frame.index.isin(area.buurten)]
        if len(own) < len(area.buurten):
            return None
        outlines.append(own.geometry.union_all())
    one, other = outlines
    return float(one.intersection(other).area / one.union(other).area)
