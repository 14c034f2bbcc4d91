"""What the parts of an objective contribute to it, and whether that adds up to its task (opgave).

An objective can be a part of another one, the whole. The task of a whole is what it has to change, and it is
reckoned in one of the two ways of the Covenant of Mayors (com-east.eu, R. Chatelet): from the baseline, or from the
newest figure. From 1,000,000 t with 25% less and 900,000 t now, the parts add up to 250,000 t or to 150,000 t. What a
part contributes is reckoned in the same way: from its own baseline, or from its own newest figure.

A newest figure is what it would be in a year of normal weather, as for the status (see ``normal_weather``): after a
mild winter the task is larger than it seems. That only holds if it is so for the whole and for each part that
follows the weather; else all of them are as they were measured, and that is said. A baseline is what was agreed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

import pandas as pd

from wijkdata import catalogue, dutch, figures
from wijkdata.ambition import planned, words
from wijkdata.ambition.follow_up import follow_up
from wijkdata.ambition.here import in_this_area
from wijkdata.ambition.model import Ambition, CountedFrom, Objective
from wijkdata.errors import WijkdataError
from wijkdata.pathways import Point
from wijkdata.series import series

if TYPE_CHECKING:
    from wijkdata.ambition.readings import Reading
    from wijkdata.areas import ProjectArea
    from wijkdata.store import Store

BASELINE, NEWEST = get_args(CountedFrom)

#: Part of the task by which the sum may differ from it, for rounding.
_ROUNDING = 0.01


@dataclass(frozen=True)
class Contribution:
    """What one part contributes.

    Attributes
    ----------
    objective
        The part.
    amount
        In the unit of the whole, positive in its direction; None if it does not count.
    since
        Year from which it is counted; None where that is not known.
    why
        Why it does not count, as a Dutch clause; empty if it does.
    """

    objective: Objective
    amount: float | None
    since: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Reckoning:
    """The parts of a whole held against its task, in its unit.

    Attributes
    ----------
    whole
        The whole.
    contributions
        One for each part, in the order of the ambition.
    total
        The sum of those that count.
    start
        From where the task is reckoned; None where the task is not known.
    task
        What the whole has to change from there, positive in its direction; None where that is not known.
    other_start, other_task
        The same in the other way of reckoning; None where that is not known.
    why
        Why the task is not known, as a Dutch sentence; empty if it is.
    normal
        Whether the newest figures are what they would be in a year of normal weather.
    as_measured
        Whether they could be for the whole, but not for all parts, so that all are as measured.
    """

    whole: Objective
    contributions: tuple[Contribution, ...]
    total: float
    start: Point | None = None
    task: float | None = None
    other_start: Point | None = None
    other_task: float | None = None
    why: str = ""
    normal: bool = False
    as_measured: bool = False

    @property
    def gap(self) -> float | None:
        """What is still missing; negative for too much, None where it cannot be said."""
        return None if self.task is None else self.task - self.total

    @property
    def complete(self) -> bool:
        """Whether every part counts."""
        return all(one.amount is not None for one in self.contributions)

    @property
    def fits(self) -> bool:
        """Whether every part counts, and they add up to the task but for rounding."""
        if self.gap is None or self.task is None:
            return False
        largest = max(abs(self.task), abs(self.other_task or 0.0))
        return self.complete and abs(self.gap) <= _ROUNDING * largest

    @property
    def sentence(self) -> str:
        """The sum, the task in both ways, the gap and what to do, in Dutch."""
        return " ".join([*self._left_out(), *self._sum(), *self._years(), *self._weather()])

    def _left_out(self) -> Iterator[str]:
        for one in self.contributions:
            if one.why:
                yield f"{words.quote(planned.name_of(one.objective))} telt nog niet mee: {one.why}."

    def _sum(self) -> Iterator[str]:
        if self.task is None or self.gap is None:
            yield self.why
            return
        way, other = self._ways()
        aside = "" if self.other_task is None else f" ({self._text(self.other_task)} {other})"
        yield (
            f"De bijdragen tellen op tot {self._text(self.total)}; de opgave is {self._text(self.task)} "
            f"{way}{aside}."
        )
        if not self.fits and self.gap > 0:
            yield (
                f"Er ontbreekt {self._text(self.gap)}. Verhoog een bijdrage, voeg een onderdeel toe, of pas het hele "
                "doel aan."
            )
        elif not self.fits and self.gap < 0:
            yield (
                f"Dat is {self._text(-self.gap)} te veel. Kijk of er iets dubbel telt, verlaag een bijdrage, of "
                "scherp het hele doel aan."
            )

    def _ways(self) -> tuple[str, str]:
        """Return how the task is reckoned, and the other way in few words."""
        from_baseline = "ten opzichte van de nulmeting"
        start, other = self.start, self.other_start
        weather = " bij normaal weer" if self.normal else ""
        if self.whole.counted_from == BASELINE:
            return from_baseline, "" if other is None else f"ten opzichte van {other.year}{weather}"
        newest = f"ten opzichte van {'' if start is None else f'{start.year}, '}de nieuwste stand{weather}"
        return newest, from_baseline

    def _weather(self) -> Iterator[str]:
        if self.as_measured and self.task is not None:
            yield (
                "De nieuwste standen tellen zoals zij zijn gemeten: niet van elk onderdeel is bekend wat het bij "
                "normaal weer was."
            )

    def _years(self) -> Iterator[str]:
        """Give the parts that are counted from another year than the whole."""
        if self.start is None:
            return
        for one in self.contributions:
            if one.amount is not None and one.since != self.start.year:
                yield (
                    f"Let op: {words.quote(planned.name_of(one.objective))} telt vanaf {one.since}, de opgave vanaf "
                    f"{self.start.year}."
                )

    def _text(self, value: float) -> str:
        entry = planned.entry_of(self.whole)
        return dutch.number(value, entry.decimals if entry else None, unit=entry.unit if entry else "")


def parts_of(ambition: Ambition, whole_id: str) -> list[Objective]:
    """Return the objectives that are a part of this one."""
    return [one for one in ambition.objectives if one.part_of == whole_id and one.id != whole_id]


def problem(ambition: Ambition, part: Objective, whole: Objective) -> str:
    """Say in Dutch why an objective cannot be a part of another one; empty if it can."""
    if part.id == whole.id:
        return "Een doel kan geen onderdeel zijn van zichzelf. Kies een ander doel."
    if any(one.id == part.id for one in _above(ambition, whole)):
        return (
            f"{_called(whole)} is zelf een onderdeel van {_called(part)}. Haal dat daar eerst weg, of kies een ander "
            "doel."
        )
    for one in (part, whole):
        entry = planned.entry_of(one)
        if entry is None or not entry.adds_up:
            return (
                f"{_called(one)} is geen hoeveelheid die kan worden opgeteld. Kies doelen met een aantal of een "
                "totaal, zoals CO₂ van alle woningen."
            )
    mine, other = planned.entry_of(part), planned.entry_of(whole)
    if mine is None or other is None or mine.unit != other.unit:
        return (
            f"{_called(part)} is in ‘{mine.unit if mine else ''}’ en {_called(whole)} in "
            f"‘{other.unit if other else ''}’. Alleen doelen in dezelfde eenheid tellen op; kies een ander doel."
        )
    if part.direction != whole.direction or part.direction not in ("omhoog", "omlaag"):
        return (
            f"{_called(part)} en {_called(whole)} gaan niet allebei omhoog of omlaag, dus tellen zij niet op. Kies "
            "een ander doel."
        )
    areas = [frozenset(one.baseline.area) for one in (part, whole) if one.baseline and one.baseline.area]
    if len(set(areas)) > 1:
        return (
            f"De nulmetingen van {_called(part)} en {_called(whole)} gaan niet over hetzelfde gebied. Leg ze bij "
            "Nulmeting opnieuw vast."
        )
    return ""


def possible_wholes(ambition: Ambition, part: Objective) -> list[Objective]:
    """Return the objectives of which this one can be a part."""
    return [one for one in ambition.objectives if not problem(ambition, part, one)]


def reckon(ambition: Ambition, whole: Objective) -> Reckoning:
    """Hold what the parts of an objective contribute against its task.

    What cannot be reckoned is said and never counted as nothing: a part without baseline or target, and one that is
    reached after the year of the whole.
    """
    whole = in_this_area(ambition, whole)
    parts = parts_of(ambition, whole.id)
    stands = {one.id: _newest(ambition, in_this_area(ambition, one)) for one in (whole, *parts)}
    known = stands[whole.id].normal is not None
    normal = known and all(
        stands[one.id].normal is not None or not _follows_weather(one)
        for one in parts
        if not _why_not(ambition, one, whole)
    )
    found = tuple(_contribution(ambition, one, whole, stands[one.id], normal=normal) for one in parts)
    mixed = known and not normal
    total = sum(one.amount for one in found if one.amount is not None)
    base, target = whole.baseline, whole.target
    if base is None or target is None:
        missing = dutch.join(
            text for text, there in (("nulmeting", base), ("streefwaarde", target)) if there is None
        )
        why = f"Zonder {missing} is er geen opgave. Leg die van het hele doel vast."
        return Reckoning(whole, found, total, why=why)
    first = Point(base.year, base.value)
    newest, why = stands[whole.id].counted(normal=normal), stands[whole.id].why
    tasks = {
        BASELINE: (first, _change(whole, first)),
        NEWEST: (newest, None if newest is None else _change(whole, newest)),
    }
    start, task = tasks[whole.counted_from]
    other, other_task = tasks[NEWEST if whole.counted_from == BASELINE else BASELINE]
    if other == start:
        other, other_task = None, None  # without a newer figure the two are one
    if task is None:
        why = f"Vanaf de nieuwste stand is geen opgave te berekenen: {why}"
        return Reckoning(
            whole,
            found,
            total,
            other_start=other,
            other_task=other_task,
            why=why,
            normal=normal,
            as_measured=mixed,
        )
    return Reckoning(whole, found, total, start, task, other, other_task, normal=normal, as_measured=mixed)


# --- reckoning ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stand:
    """The newest figure of an objective, or else its baseline.

    Attributes
    ----------
    measured, normal
        As it was measured, and in a year of normal weather; None where that is not known.
    why
        Why it cannot be held against the baseline, as ``follow_up`` says it.
    """

    measured: Point | None
    normal: Point | None = None
    why: str = ""

    def counted(self, *, normal: bool) -> Point | None:
        """Return the figure to reckon from."""
        return (self.normal or self.measured) if normal else self.measured


def _why_not(ambition: Ambition, part: Objective, whole: Objective) -> str:
    """Say in a Dutch clause why a part does not count, whatever its figures are; empty if it does."""
    why = problem(ambition, part, whole)
    if why:
        return _clause(why)
    here = in_this_area(ambition, part)
    if here.baseline is None or here.target is None:
        missing = dutch.join(
            text
            for text, there in (("een nulmeting", here.baseline), ("een streefwaarde", here.target))
            if there is None
        )
        return f"er mist {missing}"
    if whole.target is not None and here.target.year > whole.target.year:
        return f"het wordt pas in {here.target.year} gehaald, na {whole.target.year}"
    return ""


def _contribution(
    ambition: Ambition, part: Objective, whole: Objective, stand: _Stand, *, normal: bool
) -> Contribution:
    why = _why_not(ambition, part, whole)
    here = in_this_area(ambition, part)
    base = here.baseline
    if why or base is None:
        return Contribution(part, None, why=why)
    start: Point | None = Point(base.year, base.value)
    if whole.counted_from == NEWEST:
        start = stand.counted(normal=normal)
    if start is None:
        return Contribution(part, None, why=_clause(stand.why))
    return Contribution(part, _change(here, start), start.year)


def _follows_weather(objective: Objective) -> bool:
    entry = planned.entry_of(objective)
    return entry is not None and entry.follows_weather


def _change(objective: Objective, start: Point) -> float:
    """Return what an objective changes from a figure on, positive in its direction."""
    if objective.target is None:
        raise ValueError(objective.id)
    change = objective.target.value - start.value
    return (change if objective.direction == "omhoog" else -change) + 0.0


def _newest(ambition: Ambition, objective: Objective) -> _Stand:
    """Return the newest figure, or else the baseline; or why the two cannot be compared, as ``follow_up`` says it."""
    codes, year = tuple(ambition.area.codes), ambition.area.boundary_year
    area, rows = _published(codes, year, (objective.indicator or ""), figures.store())
    standing = follow_up(objective, rows, ambition.measurements, area=area)
    if standing.incomparable:
        return _Stand(None, why=standing.incomparable)
    measured, normal = (
        None if one is None else _point(one.newest or one.baseline) for one in (standing, standing.corrected)
    )
    return _Stand(measured, normal, "" if measured else "er is geen cijfer")


def _point(reading: Reading | None) -> Point | None:
    return None if reading is None else Point(reading.year, reading.value)


@lru_cache(maxsize=32)
def _published(
    codes: tuple[str, ...], year: int | None, indicator: str, _loaded: Store
) -> tuple[ProjectArea | None, pd.DataFrame]:
    """Return the area and what is published of one indicator in it; nothing where the area is not there.

    With it comes the indicator that says the same without the weather.
    """
    try:
        area = figures.areas().project_area(codes, None, year)
        corrected = catalogue.indicator(indicator).corrected
        return area, series(area, [indicator, *([corrected] if corrected else [])])
    except WijkdataError:
        # What is wrong with the area or the indicator is a finding of its own; own measurements still count.
        return None, pd.DataFrame()


# --- the objectives ----------------------------------------------------------------------------------------------


def _above(ambition: Ambition, objective: Objective) -> Iterator[Objective]:
    """Give the whole of an objective, the whole of that, and so on; each once."""
    by_id = {one.id: one for one in ambition.objectives}
    seen = {objective.id}
    above = by_id.get(objective.part_of or "")
    while above is not None and above.id not in seen:
        yield above
        seen.add(above.id)
        above = by_id.get(above.part_of or "")


def _called(objective: Objective) -> str:
    return words.quote(planned.name_of(objective))


def _clause(sentence: str) -> str:
    return sentence.strip().removesuffix(".")
