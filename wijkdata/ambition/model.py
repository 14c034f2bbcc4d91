"""What stands in an ambition: the agreement of a project team, as it is kept in one JSON file.

The models only say what a field is; whether the whole is testable and consistent is judged in ``rules``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: Raised when the form of the file changes; a newer file is refused, an older one is read.
SCHEMA_VERSION = 2

Finite = Annotated[float, Field(allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Text = Annotated[str, Field(max_length=10_000)]
Name = Annotated[str, Field(max_length=200)]
Choice = Literal["moet", "kan", "niet", ""]
Direction = Literal["omhoog", "omlaag", "band", "context"]


class _Part(BaseModel):
    """Strict and closed: a field that is not known here is a mistake in the file, not something to ignore."""

    model_config = ConfigDict(extra="forbid", strict=True, validate_assignment=True)


class AreaChoice(_Part):
    """The project area: a set of buurten, wijken or a gemeente, in the division of one year."""

    name: Name = ""
    codes: list[Name] = []
    boundary_year: Year | None = None


class ThemeChoice(_Part):
    """Whether a theme is taken along, and why. An empty choice means: not decided yet."""

    theme: Name
    choice: Choice = ""
    reason: Text = ""


class Figure(_Part):
    """A figure that is pinned: it stays as it was, also when the publisher revises it later.

    Attributes
    ----------
    coverage
        Part of the dwellings that stands behind the figure, 0-1; None where that has no meaning.
    why
        Why this figure and no other, as a Dutch sentence.
    area
        Codes of the project area of which it is the figure; empty where that was not noted (before version 2).
    """

    value: Finite
    year: Year
    unit: Name
    status: Name
    source: Text
    table: Text = ""
    method: Text = ""
    retrieved: date | None = None
    coverage: Annotated[float, Field(ge=0, le=1)] | None = None
    note: Text = ""
    why: Text = ""
    area: list[Name] = []


class Target(_Part):
    """The value to reach and the year; with direction ``band`` the value is the lower end and `upper` the higher."""

    value: Finite
    year: Year
    upper: Finite | None = None


class Milestone(_Part):
    """A value to have reached on the way."""

    year: Year
    value: Finite


class PathChoice(_Part):
    """How the team plans to get from the baseline to the target; see ``wijkdata.pathways``."""

    kind: Name = "lineair"
    rate: Finite | None = None
    steepness: Finite | None = None
    midpoint: Finite | None = None


class Measuring(_Part):
    """How the objective is followed: from which source, by whom and how often."""

    how: Text = ""
    who: Name = ""
    frequency: Name = ""


class Objective(_Part):
    """One objective. Without an indicator it is a qualitative objective."""

    id: Name
    theme: Name
    statement: Text = ""
    indicator: Name | None = None
    direction: Direction | None = None
    baseline: Figure | None = None
    target: Target | None = None
    path: PathChoice = PathChoice()
    milestones: list[Milestone] = []
    owner: Name = ""
    measuring: Measuring = Measuring()


class OwnMeasurement(_Part):
    """A figure that the team counted or measured itself, for the whole project area.

    Attributes
    ----------
    area
        Codes of that area; empty where it was not noted (before version 2).
    """

    indicator: Name
    year: Year
    value: Finite
    source: Annotated[str, Field(min_length=1, max_length=10_000)]
    method: Text = ""
    entered: date | None = None
    note: Text = ""
    area: list[Name] = []


class Decision(_Part):
    """Who decided what, when and why. Decisions are only ever added."""

    date: date
    what: Text
    why: Text = ""
    who: Text = ""


class Ambition(_Part):
    """The whole agreement.

    Attributes
    ----------
    example
        True for the example that ships with the package: shown as an example, nobody's decision.
    changed
        When it was last saved; set by saving.
    """

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    title: Text = ""
    example: bool = False
    area: AreaChoice = AreaChoice()
    themes: list[ThemeChoice] = []
    objectives: list[Objective] = []
    measurements: list[OwnMeasurement] = []
    decisions: list[Decision] = []
    changed: datetime | None = None

    @model_validator(mode="after")
    def _unique(self) -> Ambition:
        ids = [objective.id for objective in self.objectives]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"twee doelen hebben hetzelfde kenmerk: {', '.join(twice)}")
        return self

    def is_of_this_area(self, codes: Sequence[str]) -> bool:
        """Say whether a figure with these codes is about the project area as it is now; without codes it may be."""
        return not codes or set(codes) == set(self.area.codes)

    def objective(self, objective_id: str) -> Objective:
        """Return the objective with this id; KeyError if there is none."""
        for objective in self.objectives:
            if objective.id == objective_id:
                return objective
        raise KeyError(objective_id)
