"""The years in which all buurten of a wijk or gemeente are known, beside those in which only some of them are.

No file says that it is complete: a year of which somebody loaded one buurt looks like a gemeente of one buurt. A
buurt that disappears for good leaves a trace: it goes into a buurt with a new code, or into one whose boundary CBS
marks as changed. A year that lacks buurten of another year without such a trace is known in part.

What is doubtful is taken to be a part: then figures are missing, with the reason, and no part is read as the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

#: The most buurten that disappear into one other, to be taken for a change of the division. [-]
_INTO_ONE = 2
#: A year with fewer of the buurten of the next one is no older division, unless they came out of others. [-]
_OLDER = 0.5


def whole_years(buurten: Mapping[int, Set[str]], changes: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the years of division in which all buurten of an area are known.

    Parameters
    ----------
    buurten
        The buurten that are known of the area, per year of division.
    changes
        The years in which CBS marks the boundary of a buurt as changed, per buurt.

    Returns
    -------
    Years, the oldest first; at least one if there is a year with a buurt.
    """
    found: list[int] = []
    for year in sorted(year for year, known in buurten.items() if known):
        if not found or _became(buurten, changes, found[-1], year):
            found.append(year)
    older = [one for one, year in pairwise(found) if _came_from(buurten, changes, one, year)]
    return [*older, *found[-1:]]


def _became(
    buurten: Mapping[int, Set[str]], changes: Mapping[str, Sequence[int]], before: int, after: int
) -> bool:
    """Say whether the buurten of one year can have become those of a later one."""
    gone = buurten[before] - buurten[after]
    return _accounted(gone, buurten[after] - buurten[before], _changed(buurten, changes, before, after))


def _came_from(
    buurten: Mapping[int, Set[str]], changes: Mapping[str, Sequence[int]], before: int, after: int
) -> bool:
    """Say whether the buurten of one year can have come from those of an earlier one.

    Many may come from one: where a gemeente builds, a buurt is divided, and the mark of that year may not be at hand.
    """
    if len(buurten[before]) >= _OLDER * len(buurten[after]):
        return True
    added = buurten[after] - buurten[before]
    return _accounted(added, buurten[before] - buurten[after], _changed(buurten, changes, before, after))


def _accounted(missing: Set[str], instead: Set[str], changed: Set[str]) -> bool:
    return len(missing) <= _INTO_ONE * (len(instead) + len(changed))


def _changed(
    buurten: Mapping[int, Set[str]], changes: Mapping[str, Sequence[int]], before: int, after: int
) -> set[str]:
    """Return the buurten of both years of which CBS marks a changed boundary after the first, up to the other."""
    return {
        code
        for code in buurten[before] & buurten[after]
        if any(before < year <= after for year in changes.get(code, ()))
    }
