"""Is it still the same area? The outline of a project area in the divisions of two years, laid over each other.

CBS marks a buurt whose boundary changed, but not by how much, and publishes no table to convert figures. The mark
stands in the division of that one year: without it nobody knows. Where the boundaries of both years are at hand the
outlines themselves tell; where they are not, a trend over the change cannot be vouched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wijkdata import dutch, figures
from wijkdata.areas import Areas, ProjectArea

#: From this overlap on, the areas of two years are taken to be the same.
SAME = 0.99
#: How many areas a sentence names.
_NAMED = 4


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
        Dutch words: what changed or may have changed, and how that was judged; empty where nothing changed.
    changed
        Whether CBS marks a change; False where that is not known.
    """

    comparable: bool
    overlap: float | None
    reason: str
    changed: bool = False


def correspondence(area: ProjectArea, before: int, after: int) -> Correspondence:
    """Say whether an area is the same in two years.

    Parameters
    ----------
    area
        The project area.
    before, after
        Years of the figures that are compared.
    """
    register = figures.areas()
    changed = changed_codes(area, before, after)
    untold = register.untold_changes(area.parts, before, after)
    if not changed and not untold:
        return Correspondence(comparable=True, overlap=None, reason="")
    what = "; ".join(filter(None, [_marked(changed, register), untold_text(untold, register)]))
    overlap = _overlap(area, before, after, [*(year for _, year in changed), *untold])
    if overlap is None:
        return Correspondence(
            comparable=False,
            overlap=None,
            reason=f"{what}; de grenzen van voor en na die tijd zijn hier niet allebei bekend",
            changed=bool(changed),
        )
    share = dutch.number(100 * overlap, 1, unit="%")
    judged = (
        "het gebied is vrijwel gelijk gebleven" if overlap >= SAME else "het is niet meer hetzelfde gebied"
    )
    return Correspondence(
        comparable=overlap >= SAME,
        overlap=overlap,
        reason=f"{what}; de grenzen van voor en na vallen voor {share} samen (berekend): {judged}",
        changed=bool(changed) or overlap < SAME,
    )


def apart(area: ProjectArea, years: Iterable[int]) -> frozenset[int]:
    """Return the years whose figure is not of the same area as that of the year before it, of these years."""
    ordered = sorted({int(year) for year in years})
    return frozenset(
        after for before, after in pairwise(ordered) if not correspondence(area, before, after).comparable
    )


def changed_codes(area: ProjectArea, before: int, after: int) -> list[tuple[str, int]]:
    """Return the parts of an area of which CBS marks a changed boundary after one year, up to another; with the year.

    Of a wijk that was chosen as a whole, changes between the buurten in it do not matter.
    """
    marked = figures.areas().boundary_changes(area.parts)
    return [
        (code, year) for year, codes in marked.items() if before < year <= after for code in sorted(codes)
    ]


def untold_text(untold: Mapping[int, Sequence[str]], register: Areas) -> str:
    """Say in Dutch of which years it is not known whether a boundary changed; empty where there are none."""
    if not untold:
        return ""
    names = [
        register.name(code) for code in dict.fromkeys(code for codes in untold.values() for code in codes)
    ]
    if len(names) > _NAMED:
        names[_NAMED:] = [f"{len(names) - _NAMED} andere gebieden"]
    return (
        f"of de grens van {dutch.join(names)} veranderde in {_years(list(untold))}, is hier niet bekend (de "
        "Kerncijfers van dat jaar zeggen het)"
    )


def _marked(changed: Sequence[tuple[str, int]], register: Areas) -> str:
    names = dutch.join(f"{register.name(code)} ({year})" for code, year in changed)
    return f"CBS meldt een gewijzigde grens van {names}" if changed else ""


def _years(years: Sequence[int]) -> str:
    """Write years, which are in order: ``2017-2021`` where they follow each other."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}-{years[-1]}"
    return dutch.join(map(str, years), "of")


def _overlap(area: ProjectArea, before: int, after: int, moments: Sequence[int]) -> float | None:
    """Return the common part of the outlines from before and after these years; None where one is not at hand."""
    if area.gemeente is None:
        return None
    shapes = figures.divisions(area.gemeente)
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
