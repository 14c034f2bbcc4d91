"""A programme of measures carried out year by year on the dwellings of an area, and what it yields.

Homes are counted by group of the stock and by state: one main heating, one insulation, cooking on gas or induction.
Each year, in the fixed order of ``effects.MEASURES``, as many homes as planned go from one state to another, so that
typing the lines in another order makes no difference and no home is ever counted twice:

- insulation takes homes that were not insulated yet, first those on a boiler; insulation to the Standaard also takes
  homes that went to label B before, after those that were not insulated;
- a heat network or heat pump takes homes on a boiler, those insulated best first, and only then hybrid ones;
- a hybrid heat pump takes homes on a boiler, those insulated best first;
- induction takes homes that cook on gas; solar panels take homes without.

A measure takes its homes from the groups in proportion to how many of each it can be taken at, and the order above
holds within a group. So no measure draws another one to other dwellings, and more homes never give more gas. Of what
is planned beyond the homes that are left nothing happens; it is told in `Course.beyond`.

The yield of a measure is what the homes that it took use less at that moment, so the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from wijkdata import dutch
from wijkdata.effect_parameters import DWELLING_TYPES, VARIANTS
from wijkdata.effects import (
    GAS_FREE,
    GRID,
    MEASURES,
    NO_USE,
    Use,
    Values,
    co2,
    gas_saved,
    solar_yield,
    split_gas,
    use,
)
from wijkdata.errors import WijkdataError
from wijkdata.housing_costs import investment, solar_cost
from wijkdata.stock import MOST_HOMES, Group, Stock

_LEAST = 1e-9
_MOST_YEARS = 100
_BEST_FIRST = ("standaard", "b", "")
_BOILER_FIRST = ("ketel", "hybride", *GAS_FREE)


class Line(Protocol):
    """A line of a programme; see ``wijkdata.ambition.model.Step``."""

    @property
    def measure(self) -> str: ...  # noqa: D102
    @property
    def homes(self) -> float: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102


class State(NamedTuple):
    """The state of a home; of one without gas also whether it had a hybrid heat pump first, for that was paid too."""

    heating: str = "ketel"
    insulation: str = ""
    induction: bool = False
    hybrid_first: bool = False


#: The state of every home on gas today: what was insulated before is in its gas already.
TODAY = State()


class Move(NamedTuple):
    """Homes of one group that went to another state in one year by one measure."""

    year: int
    measure: str
    group: int
    before: State
    after: State
    homes: float


@dataclass(frozen=True)
class Course:
    """How a programme goes, whatever the numbers of the effects are.

    Attributes
    ----------
    years
        From the first year of the programme to the last that was asked for.
    moves
        In the order in which they happen.
    solar
        Homes that get solar panels, by year.
    homes
        By group and state, at the end.
    beyond
        Homes planned for which there were none left, by measure.
    absent
        Types of dwelling that were planned for and of which there is none.
    """

    years: tuple[int, ...]
    moves: tuple[Move, ...]
    solar: Mapping[int, float]
    homes: Mapping[tuple[int, State], float]
    beyond: Mapping[str, float] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def homes_by(self, measure: str, until: int) -> float:
        """Return the homes at which a measure was taken up to and including a year."""
        if measure == "zonnepanelen":
            return sum(homes for year, homes in self.solar.items() if year <= until)
        return sum(one.homes for one in self.moves if one.measure == measure and one.year <= until)

    def homes_at(self, year: int) -> dict[tuple[int, State], float]:
        """Return the homes at which something was done by group and state, at the end of a year."""
        found: dict[tuple[int, State], float] = {}
        for one in self.moves:
            if one.year <= year:
                for state, homes in ((one.before, -one.homes), (one.after, one.homes)):
                    found[one.group, state] = found.get((one.group, state), 0.0) + homes
        return {
            (group, state): homes
            for (group, state), homes in found.items()
            if state != TODAY and homes > _LEAST
        }

    def gas_free(self, until: int) -> float:
        """Return the homes that went off gas up to and including a year."""
        return sum(
            one.homes
            for one in self.moves
            if one.year <= until and one.after.heating in GAS_FREE and one.before.heating not in GAS_FREE
        )


def check_line(line: Line) -> None:
    """Refuse a line of a programme that cannot be.

    Raises
    ------
    WijkdataError
        With ``field`` the part that is wrong.
    """
    if line.measure not in MEASURES:
        known = dutch.join([one.name for one in MEASURES.values()], "of")
        raise WijkdataError(f"De maatregel ‘{line.measure}’ kennen wij niet; kies {known}.", "measure")
    if line.type and line.type not in DWELLING_TYPES:
        raise WijkdataError(f"Het woningtype ‘{line.type}’ kennen wij niet.", "type")
    if not 0 <= line.homes <= MOST_HOMES:
        raise WijkdataError(
            f"Het aantal woningen per jaar hoort van 0 tot en met {dutch.number(MOST_HOMES, 0)} te liggen.",
            "homes",
        )
    if line.end < line.start:
        raise WijkdataError(
            f"Het laatste jaar ({line.end}) ligt vóór het eerste ({line.start}). Verwissel ze, of kies een later "
            "jaar.",
            "end",
        )
    if line.end - line.start > _MOST_YEARS:
        raise WijkdataError("Een maatregel kan ten hoogste 100 jaar duren.", "end")


def carry_out(stock: Stock, lines: Iterable[Line], until: int) -> Course:
    """Carry out a programme.

    Parameters
    ----------
    until
        The last year that is looked at; lines go on no longer.

    Raises
    ------
    WijkdataError
        As `check_line`.
    """
    # A line for one type comes before one for all: it has fewer homes to choose from.
    planned = sorted(lines, key=lambda one: (not one.type, one.type, one.start))
    for line in planned:
        check_line(line)
    start = min((one.start for one in planned), default=until)
    homes: dict[tuple[int, State], float] = {
        (number, TODAY): one.dwellings for number, one in enumerate(stock.groups) if one.dwellings > 0
    }
    moves: list[Move] = []
    solar: dict[int, float] = {}
    beyond: dict[str, float] = {}
    roofs = _Roofs(stock)
    for year in range(start, until + 1):
        for measure in MEASURES:
            for line in planned:
                if line.measure != measure or not line.start <= year <= line.end or not line.homes:
                    continue
                if measure == "zonnepanelen":
                    placed = roofs.take(line)
                    solar[year] = solar.get(year, 0.0) + placed
                    left = line.homes - placed
                else:
                    left = _take(homes, stock.groups, line, year, moves)
                if left > _LEAST:
                    beyond[measure] = beyond.get(measure, 0.0) + left
    there = {one.type for one in stock.groups}
    absent = dict.fromkeys(one.type for one in planned if one.homes and one.type and one.type not in there)
    return Course(tuple(range(start, until + 1)), tuple(moves), solar, homes, beyond, tuple(absent))


class _Roofs:
    """Homes without solar panels; where those are by type is not known, so each type is taken to have its share."""

    def __init__(self, stock: Stock) -> None:
        self._left = max(0.0, stock.dwellings - (stock.solar_homes or 0.0))
        part = self._left / stock.dwellings if stock.dwellings else 0.0
        self._of_type = {
            kind: part * sum(one.dwellings for one in stock.groups if one.type == kind)
            for kind in DWELLING_TYPES
        }

    def take(self, line: Line) -> float:
        """Put panels on as many homes as planned, or as there are left; return how many."""
        placed = min(line.homes, self._left, self._of_type.get(line.type, self._left))
        self._left -= placed
        if line.type:
            self._of_type[line.type] -= placed
        return placed


def _take(
    homes: dict[tuple[int, State], float],
    groups: Sequence[Group],
    line: Line,
    year: int,
    moves: list[Move],
) -> float:
    """Bring homes to another state, and return how many there were too few."""
    rank, become = _RULES[line.measure]
    found: dict[int, dict[int, list[State]]] = {}
    for (number, state), there in homes.items():
        place = rank(state, groups[number])
        if place is not None and there > 0 and line.type in ("", groups[number].type):
            found.setdefault(number, {}).setdefault(place, []).append(state)
    eligible = sum(
        homes[number, state]
        for number, ranks in found.items()
        for states in ranks.values()
        for state in states
    )
    if eligible <= _LEAST:
        return line.homes
    part = min(1.0, line.homes / eligible)
    for number, ranks in found.items():
        wanted = part * sum(homes[number, state] for states in ranks.values() for state in states)
        for place in sorted(ranks):
            there = sum(homes[number, state] for state in ranks[place])
            if there <= 0 or wanted <= 0:
                continue
            of_these = min(1.0, wanted / there)
            for state in ranks[place]:
                taken = homes[number, state] * of_these
                after = become(state)
                homes[number, state] -= taken
                homes[number, after] = homes.get((number, after), 0.0) + taken
                moves.append(Move(year, line.measure, number, state, after, taken))
            wanted -= there * of_these
    return max(0.0, line.homes - eligible)


_Rank = Callable[[State, Group], int | None]


def _insulate_to_b(state: State, group: Group) -> int | None:
    if state.insulation or not group.can_be_insulated:
        return None
    return _BOILER_FIRST.index(state.heating)


def _insulate_to_standaard(state: State, group: Group) -> int | None:
    if state.insulation == "standaard" or not group.can_be_insulated:
        return None
    return 2 * _BOILER_FIRST.index(state.heating) + (state.insulation == "b")


def _go_off_gas(state: State, _: Group) -> int | None:
    if state.heating not in ("ketel", "hybride"):
        return None
    return _BEST_FIRST.index(state.insulation) + (10 if state.heating == "hybride" else 0)


def _off_gas(state: State, heating: str) -> State:
    return state._replace(heating=heating, hybrid_first=state.heating == "hybride")


def _go_hybrid(state: State, _: Group) -> int | None:
    return _BEST_FIRST.index(state.insulation) if state.heating == "ketel" else None


def _cook_electric(state: State, _: Group) -> int | None:
    if state.induction or state.heating in GAS_FREE:
        return None
    return _BOILER_FIRST.index(state.heating)


#: Per measure which homes it takes (the lowest first, None for not at all), and what becomes of them.
_RULES: Mapping[str, tuple[_Rank, Callable[[State], State]]] = {
    "isolatie_standaard": (_insulate_to_standaard, lambda one: one._replace(insulation="standaard")),
    "isolatie_b": (_insulate_to_b, lambda one: one._replace(insulation="b")),
    "warmtenet": (_go_off_gas, lambda one: _off_gas(one, "warmtenet")),
    "warmtepomp": (_go_off_gas, lambda one: _off_gas(one, "warmtepomp")),
    "bodem": (_go_off_gas, lambda one: _off_gas(one, "bodem")),
    "hybride": (_go_hybrid, lambda one: one._replace(heating="hybride")),
    "inductie": (_cook_electric, lambda one: one._replace(induction=True)),
}


@dataclass(frozen=True)
class Yield:
    """What a programme yields, by year and measure, in one variant of the numbers.

    Attributes
    ----------
    use
        Change of the yearly use by (year, measure), of all measures taken up to and including that year: gas [m³],
        power [kWh; solar panels count as negative] and heat [GJ]. Falls are negative.
    cost, subsidy
        What is invested in that year [euro], by (year, measure), as far as known.
    """

    years: tuple[int, ...]
    use: Mapping[tuple[int, str], Use]
    cost: Mapping[tuple[int, str], float]
    subsidy: Mapping[tuple[int, str], float]

    def total(self, year: int) -> Use:
        """Return the change by all measures together."""
        found = NO_USE
        for measure in MEASURES:
            found += self.use.get((year, measure), NO_USE)
        return found


def yields(stock: Stock, course: Course, values: Mapping[str, Values]) -> dict[str, Yield]:
    """Return what a programme yields in each of `VARIANTS`.

    Parameters
    ----------
    values
        Of ``effect_parameters.values``.
    """
    return {variant: _yield(stock, course, values[variant]) for variant in VARIANTS}


def _yield(stock: Stock, course: Course, values: Values) -> Yield:
    homes = _Homes(stock, values)
    change: dict[tuple[int, str], Use] = {}
    cost: dict[tuple[int, str], float] = {}
    subsidy: dict[tuple[int, str], float] = {}
    for one in course.moves:
        key = one.year, one.measure
        fall = homes.use(one.group, one.after) - homes.use(one.group, one.before)
        change[key] = change.get(key, NO_USE) + fall.times(one.homes)
        before, after = (homes.investment(one.group, state) for state in (one.before, one.after))
        # Of a home that first got a hybrid heat pump both are in what it cost, so this is what the step costs itself;
        # nothing is ever paid back.
        cost[key] = cost.get(key, 0.0) + (after[0] - before[0]) * one.homes
        subsidy[key] = subsidy.get(key, 0.0) + (after[1] - before[1]) * one.homes
    panels = Use(0.0, -solar_yield(values), 0.0)
    for year, number in course.solar.items():
        change[year, "zonnepanelen"] = panels.times(number)
        cost[year, "zonnepanelen"] = solar_cost(values) * number
    return Yield(course.years, _cumulative(change, course.years), cost, subsidy)


def _cumulative(change: Mapping[tuple[int, str], Use], years: Sequence[int]) -> dict[tuple[int, str], Use]:
    found: dict[tuple[int, str], Use] = {}
    for measure in {measure for _, measure in change}:
        so_far = NO_USE
        for year in years:
            so_far += change.get((year, measure), NO_USE)
            found[year, measure] = so_far
    return found


class _Homes:
    """What one home of a group uses and costs per state; each is computed once."""

    def __init__(self, stock: Stock, values: Values) -> None:
        self._groups, self._values = stock.groups, values
        self._use: dict[tuple[int, State], Use] = {}
        self._paid: dict[tuple[int, State], tuple[float, float]] = {}

    def use(self, number: int, state: State) -> Use:
        key = number, state
        if key not in self._use:
            self._use[key] = use_in(self._groups[number], state, self._values)
        return self._use[key]

    def investment(self, number: int, state: State) -> tuple[float, float]:
        key = number, state
        if key not in self._paid:
            paid = investment(
                self._groups[number].type,
                state.heating,
                state.insulation,
                induction=state.induction,
                hybrid_first=state.hybrid_first,
                values=self._values,
            )
            self._paid[key] = paid.cost, paid.subsidy
        return self._paid[key]


def use_in(group: Group, state: State, values: Values) -> Use:
    """Return what one home of a group uses in a state, for heating, hot water and cooking."""
    gas = split_gas(group.gas, values)
    saved = gas_saved(gas, group.type, state.insulation, values)
    return use(gas, saved, state.heating, induction=state.induction, values=values)


def use_today(stock: Stock, values: Values) -> Use:
    """Return what all dwellings use today: gas, all electricity (where it is known) and heat."""
    power = 0.0 if stock.power is None else stock.power * stock.dwellings
    return Use(stock.gas, power, stock.on_heat * values["warmte_per_aansluiting"])


def co2_change(
    done: Yield,
    today: Use,
    year: int,
    now: Mapping[str, float],
    then: Mapping[str, float],
    values: Values,
) -> dict[str, float]:
    """Return by what each part changes the CO2 of the homes between the factors of now and those of a year [kg/yr].

    The measures are counted with the factors of that year, and `GRID` with what the homes use today; together they
    are the whole change. The CO2 of homes is that of what the net delivers to them (see ``emissions``): of what solar
    panels give only the part that the home uses itself counts, for what is fed back makes the net cleaner, which is
    in its factor already.

    Parameters
    ----------
    now, then
        Of ``effects.co2_factors``.
    values
        Of the same variant as `done`.
    """
    found = {GRID: co2(today, then) - co2(today, now)}
    for measure in MEASURES:
        used = done.use.get((year, measure))
        if used is not None:
            part = values["zonnepanelen_eigen"] if measure == "zonnepanelen" else 1.0
            found[measure] = co2(used.times(part), then)
    return found
