"""What pace an objective asks per year along its path, what was agreed, and who else ever went that fast.

From which year on the pace counts where the newest figure is old stands in ``rates``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wijkdata import dutch, pace
from wijkdata.ambition import planned
from wijkdata.ambition.rates import start_of
from wijkdata.baseline import MIN_COVERAGE
from wijkdata.pathways import Pathway, Point

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.model import Objective
    from wijkdata.ambition.readings import Reading
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
        From now on to the target, one leg per part of the path. Empty where the target year is there.
    since
        The year of the newest figure, where that is too old to count from: what is needed then counts from the year
        in which it is asked, for an area where nothing changed since. None otherwise.
    agreed
        From the baseline straight to the target; None where that is what is needed now.
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
    since: int | None
    agreed: Leg | None
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
        """The leg that begins now; None where the target year is there."""
        return next(iter(self.needed), None)

    @property
    def later(self) -> Leg | None:
        """The fastest of what is needed after that; None where the path goes on as it does now."""
        return max(self.needed[1:], key=lambda leg: leg.pace, default=None)

    @property
    def brief(self) -> str:
        """Where the fastest pace that is needed would stand, in Dutch; empty where nothing is needed."""
        hardest = max(self.needed, key=lambda leg: leg.pace, default=None)
        if hardest is None or hardest.pace <= 0:
            return ""
        when = "" if hardest == self.now else f", voor {hardest.span}"
        # With two spans of years, or where nobody went so fast, the years are said already.
        over = (
            "" if hardest.unheard_of or pace.reached_also(self.indicator) is not None else f" ({self.years})"
        )
        return f"Elders{over}{when}: {hardest.standing}."

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
    newest = standing.newest or standing.baseline
    if newest is None:
        return None
    start = start_of(newest.year, year)
    since = newest.year if start > newest.year else None
    needed = _needed(newest, start, standing.target, planned.pathway(objective), found, dwellings)
    agreed = _agreed(standing, start, found, dwellings)
    own = _own(standing, found, dwellings)
    if not needed and own is None:
        return None
    among = pace.reached(found.measure.indicator, pace.BUURT)
    buurten = ""
    if among is not None and needed and needed[0].pace > 0:
        buurten = f"naast {dutch.number(among.count, 0)} buurten: {among.standing(needed[0].pace)}"
    return PaceAsked(
        indicator=found.measure.indicator,
        unit=found.measure.unit,
        needed=needed,
        since=since,
        agreed=agreed,
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
                    needed_sentence(needed, found, since),
                    agreed_sentence(agreed, found) if needed and needed[0].pace > 0 else "",
                    own_sentence(own, found),
                    found.over_which,
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


def needed_sentence(needed: Sequence[Leg], found: pace.Distribution, since: int | None) -> str:
    """Say in Dutch what pace is needed over which years, and who went so fast; empty where nothing is needed."""
    if not needed:
        return ""
    first, *_ = needed
    later = max(needed[1:], key=lambda leg: leg.pace, default=None)
    if later is None and first.pace <= 0:
        return "Er is niets meer nodig."
    unchanged = "" if since is None else f", als er sinds {since} niets veranderde,"
    said = f"Nodig is over {first.span}{unchanged} {_part(first, found)}"
    return f"{said}." if later is None else f"{said}. En over {later.span} {_part(later, found)}."


def agreed_sentence(agreed: Leg | None, found: pace.Distribution) -> str:
    """Say in Dutch what pace was agreed at the baseline; empty where that cannot be said."""
    if agreed is None or agreed.pace <= 0:
        return ""
    return f"Afgesproken was over {agreed.span} {found.measure.text(agreed.pace)} per jaar."


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
    newest: Reading,
    start: int,
    target: Point,
    path: Pathway | None,
    found: pace.Distribution,
    dwellings: float | None,
) -> tuple[Leg, ...]:
    if start >= target.year:
        return ()
    made = []
    for now, end in pairwise(legs(Point(start, newest.value), target, path)):
        asked = pace.needed(now, end, found.measure, dwellings=dwellings, level=newest.value)
        if asked is None:
            return ()
        made.append(_leg(now.year, end.year, asked, found))
    return tuple(made)


def _agreed(
    standing: FollowUp, from_year: int, found: pace.Distribution, dwellings: float | None
) -> Leg | None:
    base, target = standing.baseline, standing.target
    if base is None or target is None or base.year >= target.year or base.year == from_year:
        return None
    start = Point(base.year, base.value)
    asked = pace.needed(start, target, found.measure, dwellings=dwellings, level=base.value)
    return None if asked is None else _leg(base.year, target.year, asked, found)


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
