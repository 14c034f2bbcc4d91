"""What stands in an ambition: the agreement of a project team, as it is kept in one JSON file.

The models only say what a field is; whether the whole is testable and consistent is judged in ``rules``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: Raised when the form of the file changes; a newer file is refused, an older one is read.
SCHEMA_VERSION = 5

Finite = Annotated[float, Field(allow_inf_nan=False)]
#: A count or quantity of which there cannot be less than none.
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Text = Annotated[str, Field(max_length=10_000)]
Name = Annotated[str, Field(max_length=200)]
Choice = Literal["moet", "kan", "niet", ""]
Direction = Literal["omhoog", "omlaag", "band", "context"]
#: How much a party cares about a theme: 0 not at all, 5 nothing matters more.
Weight = Annotated[int, Field(ge=0, le=5)]
#: How much a group of traits counts for which buurten are alike: 0 leaves it out.
Count = Annotated[int, Field(ge=0, le=3)]
#: From where it is reckoned what the parts of an objective have to add up to.
CountedFrom = Literal["nulmeting", "nieuwste stand"]
#: The tracks (sporen) of Wijkkompas.
Track = Literal["A", "B", "C", "D", "E", "F"]


class _Part(BaseModel):
    """Strict and closed: a field that is not known here is a mistake in the file, not something to ignore."""

    model_config = ConfigDict(extra="forbid", strict=True, validate_assignment=True)


class AreaChoice(_Part):
    """The project area: a set of buurten, wijken or a gemeente, in the division of one year."""

    name: Name = ""
    codes: list[Name] = []
    boundary_year: Year | None = None


class Party(_Part):
    """A party at the table, by role and not by person.

    Attributes
    ----------
    name
        Role on screen, such as "woningcorporatie"; the key by which interests and wordings name it.
    priorities
        Themes that come first for this party, the first first.
    """

    name: Name
    priorities: list[Name] = []
    note: Text = ""


class Interest(_Part):
    """What a party wants from a theme (belang), and how much.

    Attributes
    ----------
    weight
        0-5; None as long as the party has not said it.
    source
        Where it was taken from as a suggestion; empty for the party's own words.
    internal
        True for what is not meant for others: it reaches no document for them.
    """

    party: Name
    theme: Name
    weight: Weight | None = None
    text: Text = ""
    source: Text = ""
    internal: bool = False


class Agreement(_Part):
    """A working agreement (werkafspraak): what, who sees to it, and when."""

    what: Text
    owner: Name = ""
    due: date | None = None
    done: bool = False


class ThemeChoice(_Part):
    """Whether a theme is taken along, and why. An empty choice means: not decided yet."""

    theme: Name
    choice: Choice = ""
    reason: Text = ""


class ThemeLink(_Part):
    """A link between two themes (koppelkans): what one does for the other.

    Attributes
    ----------
    theme, helps
        The theme that is worked on, and the one that gains by it.
    by
        By what, such as "bij de vervanging van het riool in 2028 komt er groen".
    """

    theme: Name
    helps: Name
    by: Text = ""


class Wording(_Part):
    """What a term means to one party, in its own words."""

    party: Name
    text: Text


class OpenChoice(_Part):
    """A question that a definition leaves open, and the team's answer; empty as long as there is none."""

    question: Text
    answer: Text = ""


class Term(_Part):
    """A container term (begrip) and what the team means by it.

    Attributes
    ----------
    name
        The term; the key by which objectives name it.
    published, source
        A published definition to start from, and where it is from.
    wordings
        What it means to each party.
    choices
        What the definition leaves open.
    agreed, agreed_on, agreed_by
        The team's own definition, when it was agreed and by whom; empty as long as it is not.
    criterion
        What it leads to that can be tested.
    """

    name: Name
    published: Text = ""
    source: Text = ""
    wordings: list[Wording] = []
    choices: list[OpenChoice] = []
    agreed: Text = ""
    agreed_on: date | None = None
    agreed_by: Text = ""
    criterion: Text = ""


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
    """One objective. Without an indicator it is a qualitative objective.

    Attributes
    ----------
    parties
        Parties of which the interest in the theme it rests on.
    terms
        Container terms that it uses.
    tracks
        Tracks (sporen) that it serves.
    review
        When it is looked at again; None where that was not agreed.
    origin
        Whose objective it was taken over from, with source and year; empty for the team's own.
    part_of
        Id of the objective (the whole) to which this one contributes; None for one that stands by itself.
    counted_from
        Of a whole: whether its task, and what its parts contribute, is reckoned from the baseline or from the
        newest figure.
    """

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
    parties: list[Name] = []
    terms: list[Name] = []
    tracks: list[Track] = []
    review: date | None = None
    origin: Text = ""
    part_of: Name | None = None
    counted_from: CountedFrom = "nulmeting"


class OwnMeasurement(_Part):
    """A figure that the team counted or measured itself, for the whole project area.

    Attributes
    ----------
    sample, response
        Of a survey: how many answered, and which part of those who were asked (0-1); None where it is no survey or
        was not noted.
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
    sample: Annotated[int, Field(ge=1)] | None = None
    response: Annotated[float, Field(gt=0, le=1)] | None = None


class Decision(_Part):
    """Who decided what, when and why. Decisions are only ever added.

    Attributes
    ----------
    internal
        True for what is not meant for others: it reaches no document for them.
    """

    date: date
    what: Text
    why: Text = ""
    who: Text = ""
    internal: bool = False


class Note(_Part):
    """A note for the team itself: it reaches no document for others.

    Attributes
    ----------
    about
        What it is about, in the words of the team; empty for the whole.
    """

    text: Text
    about: Text = ""
    entered: date | None = None


class Assumption(_Part):
    """A number of a calculation that the team set itself, with its bandwidth and source.

    Attributes
    ----------
    id
        Which one; see ``wijkdata.delay`` and ``wijkdata.effect_parameters``.
    low, high
        Bandwidth; None where the value is taken to be certain.
    internal
        True for what is not meant for others: it reaches no document for them.
    """

    id: Name
    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    source: Text = ""
    internal: bool = False


class DwellingGroup(_Part):
    """Dwellings of one type and building period, as the team counted them itself.

    Attributes
    ----------
    type, period
        Keys of ``wijkdata.stock``; an empty period stands for all.
    gas
        Gas of a dwelling that is heated with it. [m³/yr]; None: follows from the figures of the area.
    source
        Where the count is from.
    """

    type: Name
    period: Name = ""
    dwellings: Amount
    gas: Amount | None = None
    source: Text = ""


class Step(_Part):
    """A line of a programme: a measure in a number of homes a year, in every year from `start` to `end`.

    Attributes
    ----------
    measure
        A key of ``wijkdata.effects.MEASURES``.
    homes
        Homes per year.
    type
        Dwelling type to which it is kept; empty for all, each its share.
    """

    measure: Name
    homes: Amount
    start: Year
    end: Year
    type: Name = ""


class Scenario(_Part):
    """A programme of measures that was thought through; one of them can be made the programme.

    Attributes
    ----------
    name
        The key by which the ambition names its programme.
    """

    name: Name
    steps: list[Step] = []
    note: Text = ""


class HousingCosts(_Part):
    """What the team means by woonlastenneutraal, in so far as it can be reckoned.

    Attributes
    ----------
    loan
        Whether what is borrowed counts, or the energy bill alone.
    resident
        For whom it has to hold.
    each
        True if it has to hold for every type of dwelling; False for the mean of all.
    years
        Over how many years together; 1 for at once.
    upkeep
        Whether the boiler that no longer has to be replaced and maintained counts.
    """

    loan: bool = True
    resident: Literal["eigenaar", "huurder", "beiden"] = "beiden"
    each: bool = False
    years: Annotated[int, Field(ge=1, le=60)] = 1
    upkeep: bool = False


class Likeness(_Part):
    """What makes buurten alike: how much each group of traits of ``wijkdata.similar`` counts, by its own name.

    Attributes
    ----------
    dwellings
        Buurten with fewer are left out.
    """

    woningtype: Count = 1
    bouwperiode: Count = 1
    eigendom: Count = 1
    dichtheid: Count = 1
    stadsverwarming: Count = 1
    dwellings: Annotated[int, Field(ge=0)] = 100

    @model_validator(mode="after")
    def _something(self) -> Likeness:
        if not any(self.model_dump(exclude={"dwellings"}).values()):
            raise ValueError("geen enkel kenmerk telt mee; geef er minstens één een gewicht")
        return self


class Adopted(_Part):
    """A version that was adopted (vastgesteld): frozen, and only ever added.

    Attributes
    ----------
    number
        1 for the first.
    fingerprint
        SHA-256 of what was adopted; see ``wijkdata.ambition.adoption``.
    """

    number: Annotated[int, Field(ge=1)]
    date: date
    who: Text
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Ambition(_Part):
    """The whole agreement.

    Attributes
    ----------
    example
        True for the example that ships with the package: shown as an example, nobody's decision.
    stock
        The dwellings of the area as the team counted them; empty: they follow from the published figures.
    parameters
        Numbers of the effects of measures that the team set itself.
    scenarios, programme
        Programmes of measures, and the name of the one that was chosen; empty as long as none was.
    housing_costs
        What woonlastenneutraal means in a calculation; None as long as that was not said.
    likeness
        What makes buurten alike; None as long as nobody chose: all traits count the same.
    changed
        When it was last saved; set by saving.
    """

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    title: Text = ""
    example: bool = False
    area: AreaChoice = AreaChoice()
    parties: list[Party] = []
    interests: list[Interest] = []
    agreements: list[Agreement] = []
    themes: list[ThemeChoice] = []
    links: list[ThemeLink] = []
    terms: list[Term] = []
    objectives: list[Objective] = []
    measurements: list[OwnMeasurement] = []
    decisions: list[Decision] = []
    adopted: list[Adopted] = []
    notes: list[Note] = []
    delay: list[Assumption] = []
    stock: list[DwellingGroup] = []
    parameters: list[Assumption] = []
    scenarios: list[Scenario] = []
    programme: Name = ""
    housing_costs: HousingCosts | None = None
    likeness: Likeness | None = None
    changed: datetime | None = None

    @model_validator(mode="after")
    def _unique(self) -> Ambition:
        for what, keys in (
            ("doelen hebben hetzelfde kenmerk", [one.id for one in self.objectives]),
            ("partijen hebben dezelfde naam", [one.name for one in self.parties]),
            ("begrippen hebben dezelfde naam", [one.name for one in self.terms]),
            ("scenario’s hebben dezelfde naam", [one.name for one in self.scenarios]),
            ("kengetallen hebben hetzelfde kenmerk", [one.id for one in self.parameters]),
            # Of the same homes counted twice nobody could tell.
            (
                "groepen woningen zijn van hetzelfde type uit dezelfde bouwperiode",
                [f"{one.type} ({one.period or 'alle bouwjaren'})" for one in self.stock],
            ),
            (
                "belangen zijn van dezelfde partij in hetzelfde thema",
                [f"{one.party}, {one.theme}" for one in self.interests],
            ),
        ):
            twice = sorted({one for one in keys if keys.count(one) > 1})
            if twice:
                raise ValueError(f"twee {what}: {', '.join(twice)}")
        return self

    def is_of_this_area(self, codes: Sequence[str]) -> bool:
        """Say whether a figure with these codes is about the project area as it is now; without codes it may be."""
        return not codes or set(codes) == set(self.area.codes)

    def party(self, name: str) -> Party:
        """Return the party with this name; KeyError if there is none."""
        for party in self.parties:
            if party.name == name:
                return party
        raise KeyError(name)

    def term(self, name: str) -> Term:
        """Return the term with this name; KeyError if there is none."""
        for term in self.terms:
            if term.name == name:
                return term
        raise KeyError(name)

    def scenario(self, name: str) -> Scenario:
        """Return the scenario with this name; KeyError if there is none."""
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        raise KeyError(name)

    def objective(self, objective_id: str) -> Objective:
        """Return the objective with this id; KeyError if there is none."""
        for objective in self.objectives:
            if objective.id == objective_id:
                return objective
        raise KeyError(objective_id)
