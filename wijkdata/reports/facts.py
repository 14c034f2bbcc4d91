"""Everything that the documents are made of, gathered once: the ambition for others, and what is reckoned from it.

Nothing internal gets past here: all that follows starts from ``public.for_others``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from wijkdata import aggregate, catalogue, dutch, figures, uncertainty
from wijkdata.ambition import adoption, common_ground, coverage, delay_case, programme, rules
from wijkdata.ambition.finding import Finding
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.ambition.model import Ambition, Objective
from wijkdata.ambition.public import for_others
from wijkdata.ambition.reckoned import Reckoned
from wijkdata.ambition.seal import seal
from wijkdata.ambition.standing import FollowUp
from wijkdata.baseline import baseline
from wijkdata.delay import BreakEven, Case, Delay, break_even, cost_of_delay
from wijkdata.errors import WijkdataError
from wijkdata.reports.blocks import Picture
from wijkdata.reports.sources_list import Sources

if TYPE_CHECKING:
    from wijkdata.ambition.coverage import Coverage, Situation
    from wijkdata.areas import ProjectArea

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Postponed:
    """What delay costs, by the numbers of the team: see ``wijkdata.delay``."""

    case: Case
    found: Delay
    even: BreakEven | None


@dataclass(frozen=True)
class Planned:
    """What the programme of measures yields: see ``ambition.coverage``."""

    name: str
    situation: Situation
    done: Coverage


@dataclass(eq=False)
class Facts:
    """What the documents are made of.

    Attributes
    ----------
    ambition
        The ambition for others.
    hidden
        How many parts of it were left out as internal.
    unsure
        Whether numbers of the team were among those, so that others reckon with what is proposed in their place.
    day
        The day of the documents.
    standing
        Which version stands, and whether the ambition is still that version.
    fingerprint
        Of what was agreed, as it is now.
    model
        The ambition with its figures, as the pictures take it.
    sources
        The sources that were named so far.
    drawn
        The pictures that were drawn so far: each document that shows one takes the same.
    undrawn
        What could not be drawn, in Dutch: numbers that no axis can hold.
    """

    ambition: Ambition
    hidden: int
    unsure: bool
    day: date
    standing: adoption.Standing
    fingerprint: str
    model: Reckoned = field(repr=False)
    sources: Sources = field(repr=False)
    drawn: dict[str, list[Picture]] = field(default_factory=dict, repr=False)
    undrawn: list[str] = field(default_factory=list)

    @cached_property
    def area(self) -> ProjectArea | None:
        """The project area; None where none was chosen, or one of which nothing is known here."""
        return self.model.area

    @cached_property
    def figures(self) -> pd.DataFrame | None:
        """Every figure of the area by year, with what follows from the ambition; None without an area."""
        return None if self.area is None else self.model.figures

    @cached_property
    def baseline(self) -> pd.DataFrame | None:
        """The newest usable figure per indicator; None without an area."""
        if self.area is None:
            return None
        own = [one for one in self.ambition.measurements if self.ambition.is_of_this_area(one.area)]
        return baseline(self.area, measurements=own, figures=self.figures)

    @cached_property
    def standings(self) -> dict[str, FollowUp]:
        """Where each objective stands, by its id."""
        if self.figures is None:
            nothing = pd.DataFrame(columns=[*aggregate.COLUMNS, *uncertainty.COLUMNS])
            return {one.objective_id: one for one in follow_ups(self.ambition, nothing)}
        return {one.objective_id: one for one in self.model.follow_ups()}

    @cached_property
    def findings(self) -> list[Finding]:
        """What is wrong in the ambition or left open, the worst first."""
        return rules.check(self.ambition, today=self.day)

    @cached_property
    def grounds(self) -> list[common_ground.Ground]:
        """How the parties stand in each theme."""
        return common_ground.common_ground(self.ambition)

    @cached_property
    def delay(self) -> Postponed | None:
        """What delay costs; None as long as the team said nothing of it, or too little to reckon with."""
        return _unless_refused(self._postponed) if self.ambition.delay else None

    def _postponed(self) -> Postponed | None:
        proposed = delay_case.proposals_for(self.ambition, self.area, self.figures)
        case = delay_case.case_of(self.ambition, proposed)
        found = cost_of_delay(case, delay_case.months_of(self.ambition))
        if found.total is None:
            return None
        subsidy = delay_case.subsidy_of(self.ambition)
        return Postponed(case, found, None if subsidy is None else break_even(case, subsidy))

    @cached_property
    def programme(self) -> Planned | None:
        """What the programme yields; None as long as none was chosen, or where it cannot be reckoned."""
        return _unless_refused(self._planned) if self.ambition.programme and self.area is not None else None

    def _planned(self) -> Planned | None:
        if self.area is None:
            return None
        sound = programme.without_problems(self.ambition)
        situation = coverage.situation_of(sound, self.area, self.figures)
        steps = programme.sound_steps(sound, sound.programme)
        done = coverage.coverage(situation, steps)
        return Planned(sound.programme, replace(situation, stock=done.stock), done)

    def objective_here(self, objective: Objective) -> Objective:
        """Return an objective as it holds for the area as it is now."""
        return rules.in_this_area(self.ambition, objective)

    @property
    def version(self) -> str:
        """Which version this is, in words."""
        mark = self.standing.version
        if mark is None:
            return "concept, niet vastgesteld"
        when = f"versie {mark.number}, vastgesteld op {dutch.day_in_words(mark.date)} door {mark.who}"
        return f"concept: gewijzigd sinds {when}" if self.standing.changed else when


def gather(ambition: Ambition, day: date) -> Facts:
    """Gather what the documents of an ambition are made of, without what is internal.

    Parameters
    ----------
    ambition
        The whole ambition, as it is in the file.
    day
        The day of the documents; what is overdue is reckoned from it.
    """
    shown = for_others(ambition)
    numbers = [*ambition.delay, *ambition.parameters]
    marked = [one.internal for one in ambition.interests] + [one.internal for one in ambition.decisions]
    standing = adoption.state(ambition)
    # What was adopted bears the fingerprint of its day, also where it would be reckoned in another way now.
    adopted = None if standing.version is None or standing.changed else standing.version.fingerprint
    hidden = len(ambition.notes) + sum(marked) + sum(one.internal for one in numbers)
    return Facts(
        ambition=shown,
        hidden=hidden,
        unsure=any(one.internal for one in numbers),
        day=day,
        standing=standing,
        fingerprint=adopted or seal(ambition),
        model=Reckoned(shown),
        sources=Sources(figures.tables()),
    )


def theme_name(theme: str) -> str:
    """Return a theme as it is called on screen."""
    return catalogue.theme(theme).name or "zonder thema"


def _unless_refused(reckon: Callable[[], _Answer | None]) -> _Answer | None:
    """Return what was reckoned; None where the numbers cannot be, which the findings tell."""
    try:
        return reckon()
    except WijkdataError:
        return None
