"""What pace an objective asks per year, along its path and from today on, and who else ever went that fast.

The path runs from the newest figure, which may be years old. What happened since is not known; so beside the path
stands the pace from this year on for an area where nothing changed since.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wijkdata import dutch, pace
from wijkdata.ambition import planned
from wijkdata.baseline import MIN_COVERAGE
from wijkdata.pathways import Pathway, Point

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.model import Objective
    from wijkdata.ambition.standing import FollowUp

_STRAIGHT = ("lineair",)
_DWELLINGS = "woningen"


@dataclass(frozen=True)
class Leg:
    """A pace over some years, and where it would stand among the paces reached elsewhere.

    Attributes
    ----------
    start, end
        First and last year.
    pace
        Per year, positive the way that is wanted, in the unit of `PaceAsked`.
    slower
        Share (0-1) of the gemeenten that stayed below it.
    unheard_of
        Whether no gemeente went so fast.
    standing
        The same in Dutch; over both spans of years where the gemeenten are known over two.
    """

    start: int
    end: int
    pace: float
    slower: float
    unheard_of: bool
    standing: str

    @property
    def span(self) -> str:
        """The years: ``2022-2030``."""
        return f"{self.start}-{self.end}"


@dataclass(frozen=True)
class PaceAsked:
    """The pace that an objective asks, the pace of the area so far, and what gemeenten reached.

    Attributes
    ----------
    indicator
        Indicator of the series elsewhere.
    unit
        Unit of every pace here, without "per year".
    needed
        From the newest figure to the target, one leg per part of the path. Empty where the newest figure is of the
        target year or later.
    year
        The year in which this is asked.
    unchanged
        From `year` straight to the target, for an area where nothing changed since the newest figure; None where that
        figure is of this year or the last, where the target year is there, or where nothing is left to be done.
    own
        The pace of the area from the baseline to the newest figure; None where it cannot be said.
    years, count, typical, best_tenth, fastest, fastest_name
        Of the paces that gemeenten reached: over which years, of how many, in the middle, of the fastest tenth at
        least, and of the fastest.
    buurten
        Where the pace of the current leg would stand among buurten, in Dutch; empty where those have no series.
    sentences
        What is needed, what the own pace was and what both are held against, as Dutch sentences.
    """

    indicator: str
    unit: str
    needed: tuple[Leg, ...]
    year: int
    unchanged: Leg | None
    own: Leg | None
    years: str
    count: int
    typical: float
    best_tenth: float
    fastest: float
    fastest_name: str
    buurten: str
    sentences: tuple[str, ...]

    @property
    def words(self) -> str:
        """All of it in one Dutch text."""
        return " ".join(self.sentences)

    @property
    def now(self) -> Leg | None:
        """The leg that is not over yet; None where nothing is needed any more, or the target year is there."""
        return next(iter(_to_come(self.needed, self.year)), None)

    @property
    def later(self) -> Leg | None:
        """The fastest of what is needed after that; None where the path goes on as it does now."""
        return max(_to_come(self.needed, self.year)[1:], key=lambda leg: leg.pace, default=None)

    @property
    def brief(self) -> str:
        """Where the fastest pace that is needed would stand, in Dutch; empty where nothing is needed."""
        hardest = max(_to_come(self.needed, self.year), key=lambda leg: leg.pace, default=None)
        if hardest is None or hardest.pace <= 0:
            return ""
        when = "" if hardest == self.now else f", voor {hardest.span}"
        # With two spans of years, or where nobody went so fast, the years are said already.
        over = (
            "" if hardest.unheard_of or pace.reached_also(self.indicator) is not None else f" ({self.years})"
        )
        return f"Elders{over}{when}: {hardest.standing}."

    @property
    def since(self) -> str:
        """What is needed from this year on if nothing changed, as a Dutch sentence; empty where that is the same."""
        found = pace.reached(self.indicator)
        return "" if found is None else unchanged_sentence(self.needed, self.unchanged, found)

    def as_row(self) -> dict[str, Any]:
        """Return it as a plain dictionary for JSON."""
        lists = {"needed": [asdict(leg) for leg in self.needed], "sentences": list(self.sentences)}
        return {**asdict(self), **lists}


def pace_asked(
    standing: FollowUp, objective: Objective, series: pd.DataFrame, year: int | None = None
) -> PaceAsked | None:
    """Return what pace an objective asks; None where there is nothing to hold it against.

    Parameters
    ----------
    standing
        Where the objective stands.
    objective
        The objective, for its path; without a baseline it has none and a straight line counts.
    series
        Figures of the area: ``indicator``, ``year``, ``value`` and ``coverage`` (0-1). Of these only the number of
        dwellings is used.
    year
        The year in which this is asked; by default that of the newest figure.

    Raises
    ------
    TargetError
        If the path cannot be drawn.
    """
    found = pace.reached(standing.indicator or "")
    if found is None or standing.direction != found.measure.direction or standing.target is None:
        return None
    dwellings = dwellings_of(series) if found.measure.kind == pace.PER_HUNDRED else None
    if found.measure.kind == pace.PER_HUNDRED and dwellings is None:
        return None
    needed = _needed(standing, planned.pathway(objective), found, dwellings)
    newest = standing.newest or standing.baseline
    asked_in = max(year or 0, newest.year if newest is not None else 0)
    unchanged = _unchanged(standing, found, dwellings, asked_in)
    own = _own(standing, found, dwellings)
    if not needed and own is None:
        return None
    among = pace.reached(found.measure.indicator, pace.BUURT)
    buurten = ""
    current = next(iter(_to_come(needed, asked_in)), None)
    if among is not None and current is not None and current.pace > 0:
        buurten = f"naast {dutch.number(among.count, 0)} buurten: {among.standing(current.pace)}"
    return PaceAsked(
        indicator=found.measure.indicator,
        unit=found.measure.unit,
        needed=needed,
        year=asked_in,
        unchanged=unchanged,
        own=own,
        years=found.span,
        count=found.count,
        typical=found.typical,
        best_tenth=found.best_tenth,
        fastest=found.fastest,
        fastest_name=found.names[-1],
        buurten=buurten,
        sentences=tuple(
            filter(
                None,
                [
                    needed_sentence(needed, found, asked_in),
                    unchanged_sentence(needed, unchanged, found),
                    own_sentence(own, found),
                    found.over_which,
                    pace.also_text(found),
                ],
            )
        ),
    )


def legs(now: Point, target: Point, path: Pathway | None) -> list[Point]:
    """Return the points between which the pace is asked, from the newest figure to the target.

    Along milestones these are the milestones still to come. A path that bends is divided at the year in the middle,
    at the value that it has then; a straight line is not divided.
    """
    between: Sequence[Point] = ()
    if path is not None and path.kind in planned.WITH_MILESTONES:
        between = [one for one in path.milestones if now.year < one.year < target.year]
    elif path is not None and path.kind not in _STRAIGHT and target.year - now.year > 1:
        middle = (now.year + target.year) // 2
        between = [Point(middle, path.value(middle))] if middle > now.year else ()
    return [now, *between, target]


def dwellings_of(series: pd.DataFrame) -> float | None:
    """Return the newest number of dwellings of an area; None if it is not known for enough of it."""
    if not {"indicator", "year", "value"} <= set(series.columns):
        return None
    rows = series[(series["indicator"] == _DWELLINGS) & series["value"].notna()]
    if "coverage" in rows.columns:
        rows = rows[~(rows["coverage"] < MIN_COVERAGE)]
    if rows.empty:
        return None
    newest = float(rows.sort_values("year")["value"].iloc[-1])
    return newest if math.isfinite(newest) and newest > 0 else None


def needed_sentence(needed: Sequence[Leg], found: pace.Distribution, year: int) -> str:
    """Say in Dutch what pace is needed over which years, and who went so fast; empty where nothing is needed.

    A leg that was over before `year` is left out: what was needed then is told by the figure that is not there yet.
    """
    if not needed:
        return ""
    to_come = _to_come(needed, year)
    if not to_come:
        last = needed[-1]
        return "" if last.pace <= 0 else f"Nodig was over {last.span} {_part(last, found)}."
    first = to_come[0]
    later = max(to_come[1:], key=lambda leg: leg.pace, default=None)
    if later is None:
        if first.pace <= 0:
            return "Er is niets meer nodig."
        return f"Nodig is over {first.span} {_part(first, found)}."
    return f"Nodig is over {first.span} {_part(first, found)}; en over {later.span} {_part(later, found)}."


def unchanged_sentence(needed: Sequence[Leg], unchanged: Leg | None, found: pace.Distribution) -> str:
    """Say in Dutch what is needed from this year on if nothing changed since the newest figure; empty for nothing."""
    if unchanged is None or not needed:
        return ""
    return (
        f"Is er sinds {needed[0].start} niets veranderd, dan is vanaf {unchanged.start} "
        f"{found.measure.text(unchanged.pace)} per jaar nodig: {unchanged.standing}."
    )


def _to_come(needed: Sequence[Leg], year: int) -> list[Leg]:
    return [leg for leg in needed if leg.end > year]


def own_sentence(own: Leg | None, found: pace.Distribution) -> str:
    """Say in Dutch how fast the area itself went, and among whom that puts it; empty where that is not known."""
    if own is None:
        return ""
    when = f"Van {own.start} naar {own.end}"
    if own.pace <= 0:
        moved = "stond het stil" if own.pace == 0 else "ging het de verkeerde kant op"
        return f"{when} {moved} ({found.measure.text(own.pace)} per jaar)."
    return f"{when} was het eigen tempo {found.measure.text(own.pace)} per jaar: {own.standing}."


def _part(leg: Leg, found: pace.Distribution) -> str:
    if leg.pace <= 0:
        return "niets"
    return f"{found.measure.text(leg.pace)} per jaar: {leg.standing}"


def _needed(
    standing: FollowUp, path: Pathway | None, found: pace.Distribution, dwellings: float | None
) -> tuple[Leg, ...]:
    newest = standing.newest or standing.baseline
    if newest is None or standing.target is None or newest.year >= standing.target.year:
        return ()
    now = Point(newest.year, newest.value)
    made = []
    for start, end in pairwise(legs(now, standing.target, path)):
        asked = pace.needed(start, end, found.measure, dwellings=dwellings, level=now.value)
        if asked is None:
            return ()
        made.append(_leg(start.year, end.year, asked, found))
    return tuple(made)


def _unchanged(
    standing: FollowUp, found: pace.Distribution, dwellings: float | None, year: int
) -> Leg | None:
    newest, target = standing.newest or standing.baseline, standing.target
    # Figures appear a year later: over last year there can be none yet.
    if newest is None or target is None or newest.year >= year - 1 or year >= target.year:
        return None
    asked = pace.needed(
        Point(year, newest.value), target, found.measure, dwellings=dwellings, level=newest.value
    )
    return None if asked is None or asked <= 0 else _leg(year, target.year, asked, found)


def _own(standing: FollowUp, found: pace.Distribution, dwellings: float | None) -> Leg | None:
    """Return the pace that the status is judged on: straight from the baseline to the figure that was judged.

    Through all years, as elsewhere, it may differ; two paces of one objective would only be a riddle to the reader.
    """
    # Where two figures cannot be compared there is no pace so far.
    base = standing.baseline
    if standing.observed_rate is None or base is None:
        return None
    last = next((one for one in standing.points if one.year == standing.components.get("judged_year")), None)
    if last is None or last.year <= base.year:
        return None
    change = (last.value - base.value) / (last.year - base.year)
    own = pace.scaled(
        change, found.measure.kind, found.measure.direction, dwellings=dwellings, level=base.value
    )
    return None if own is None else _leg(base.year, last.year, own, found)


def _leg(start: int, end: int, asked: float, found: pace.Distribution) -> Leg:
    return Leg(start, end, asked, found.slower(asked), found.unheard_of(asked), pace.standings(found, asked))
