"""An ambition with what is known of its area: figures, buurten like it and standings, each reckoned once.

The screen and the documents share it. It reads the ambition and never changes it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from wijkdata import comparison
from wijkdata import figures as figures_at_hand
from wijkdata.ambition.derived import with_derived
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.ambition.here import area_problem
from wijkdata.ambition.likeness import likeness_of
from wijkdata.ambition.model import Ambition, Objective, OwnMeasurement
from wijkdata.ambition.own_gas import with_normal_weather
from wijkdata.ambition.standing import FollowUp
from wijkdata.areas import ProjectArea
from wijkdata.errors import WijkdataError
from wijkdata.series import series
from wijkdata.similar import Choice, Similar, similar

#: What of an ambition no figure and no standing of an objective follows from.
_NOT_GROUND: dict[str, Any] = {"scenarios": [], "programme": "", "likeness": None, "changed": None}


class Reckoned:
    """One ambition, and what its area looks like in figures.

    Attributes
    ----------
    ambition
        The ambition as it is now; whoever replaces it gets figures and standings that fit.
    """

    ambition: Ambition

    def __init__(self, ambition: Ambition) -> None:
        self.ambition = ambition
        self._figures: dict[ProjectArea, pd.DataFrame] = {}
        self._derived: tuple[Ambition, pd.DataFrame] | None = None
        self._standing: list[FollowUp] | None = None
        self._beside: dict[tuple[ProjectArea, str], pd.DataFrame] = {}
        self._alike: Similar | None = None

    @property
    def area(self) -> ProjectArea | None:
        """The project area; None as long as none has been chosen, or one that is not there: see `area_problem`."""
        choice = self.ambition.area
        if not choice.codes or self.area_problem:
            return None
        return figures_at_hand.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)

    @property
    def area_problem(self) -> str:
        """Why nothing can be shown of the area that was chosen, as Dutch sentences; empty if it can."""
        return area_problem(self.ambition.area)

    def own_measurements(self, indicator: str) -> list[OwnMeasurement]:
        """Return what the team measured of an indicator in the area as it is now; gas also without the weather."""
        here = [one for one in self.ambition.measurements if self.ambition.is_of_this_area(one.area)]
        return [one for one in with_normal_weather(here) if one.indicator == indicator]

    @property
    def left_behind(self) -> list[Objective]:
        """The objectives of which the baseline is about another area than the ambition is now."""
        return [
            one
            for one in self.ambition.objectives
            if one.baseline is not None and not self.ambition.is_of_this_area(one.baseline.area)
        ]

    def known_area(self) -> ProjectArea:
        """Return the project area.

        Raises
        ------
        WijkdataError
            If none has been chosen, or one that is not there.
        """
        area = self.area
        if area is None:
            raise WijkdataError(self.area_problem or "Kies eerst bij Wijk over welke buurten het gaat.")
        return area

    @property
    def figures(self) -> pd.DataFrame:
        """Every figure of the project area, as ``series`` gives it, and what follows from the ambition itself.

        What is published is read once per choice of area.
        """
        area = self.known_area()
        if area not in self._figures:
            self._figures = {area: series(area)}
            self._derived = None
        ground = self._ground()
        if self._derived is None or self._derived[0] != ground:
            self._derived = (ground, with_derived(self.ambition, self._figures[area]))
            self._standing = None
        return self._derived[1]

    def _ground(self) -> Ambition:
        """Return what figures and standings follow from: all but the programme, which changes with every slider."""
        return self.ambition.model_copy(update=_NOT_GROUND)

    @property
    def likeness(self) -> Choice:
        """What makes buurten alike."""
        return likeness_of(self.ambition)

    @property
    def alike(self) -> Similar:
        """The buurten that are most like the project area, by `likeness`; sought once per area and choice."""
        area, choice = self.known_area(), self.likeness
        if self._alike is None or (self._alike.area, self._alike.choice) != (area, choice):
            self._alike = similar(area, choice)
            self._beside.clear()
        return self._alike

    def beside(self, indicator: str) -> pd.DataFrame:
        """Return what to hold an indicator against, as ``comparison.beside``; read once per area and indicator."""
        alike = self.alike
        key = (alike.area, indicator)
        if key not in self._beside:
            self._beside[key] = comparison.beside(alike.area, indicator, self.figures, alike)
        return self._beside[key]

    def among(self, indicator: str) -> comparison.Among:
        """Return how the area stands and moved among the buurten like it, as ``comparison.among``."""
        return comparison.among(self.known_area(), self.alike, indicator, self.figures)

    def follow_ups(self) -> list[FollowUp]:
        """Return where each objective stands; reckoned once as long as what that follows from stays the same."""
        if not self.ambition.objectives:
            return []
        figures = self.figures
        if self._standing is None:
            self._standing = follow_ups(self.ambition, figures)
        return list(self._standing)
