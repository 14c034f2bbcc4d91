"""Do the objectives hold together: what a programme of measures yields for each, and what of it is not covered.

`situation_of` gathers once what does not depend on the programme; `coverage` then reckons a programme quickly, so
that a panel can follow a slider.

An objective starts from its newest figure, in a year of normal weather where the figures can be corrected for it:
that is also what its status is judged on. What the programme changes after the year of that figure, up to the target
year, is added to that, by measure: what was done before is in the figure already. A programme that begins in the past
is carried out on the homes as they were before its first year (see `Situation.older`); of what it did since, only
what came after the newest figure of an objective is added to that. So what was reached is never counted twice.

A fall in CO2 also has a part that comes from cleaner electricity and heat, which is told apart. The gas and the CO2
of an objective can be of another year than those of the stock, or measured in another way: they fall by the same part
as those that are reckoned here. A share or count ends at what there can be, also where figures of other years do not
fit each other. All measures run in one calculation, so nothing is counted twice, and the parts add up to the whole.
Every result is there in the three variants of the numbers, each from the newest figure and from both ends of its
range; the smallest and the largest of these are its bandwidth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from wijkdata import catalogue, datasets, dutch, emissions
from wijkdata import effect_parameters as numbers
from wijkdata.ambition import here, planned
from wijkdata.ambition.derived import REDUCTION, co2_baseline
from wijkdata.ambition.follow_up import follow_ups, this_year
from wijkdata.ambition.model import Ambition, HousingCosts, Objective
from wijkdata.ambition.own_gas import left_out, with_normal_weather
from wijkdata.ambition.programme import housing_costs_of
from wijkdata.ambition.standing import FollowUp
from wijkdata.ambition.verdicts import EITHER, MISSED, REACHED, UNKNOWN
from wijkdata.baseline import baseline, usable_rows
from wijkdata.effect_parameters import DWELLING_TYPES, VARIANTS, Parameter
from wijkdata.effects import GRID, MEASURES, NO_USE, Use, Values, co2_factors
from wijkdata.errors import TargetError
from wijkdata.indicator_effects import GAS, Moment, Parts, change_of, level_of, why_not
from wijkdata.pathways import Pathway
from wijkdata.programme import Course, Line, Yield, carry_out, use_today, yields
from wijkdata.residents import Outcome, mean_change, neutral_share, outcomes
from wijkdata.series import series
from wijkdata.stock import CHANGED, INDICATORS, Stock, stock_of

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.model import OwnMeasurement
    from wijkdata.areas import ProjectArea

#: Objectives about the costs of residents: these follow from the homes, not from a change per measure.
_COSTS = {"woonlasten_delta": mean_change, "woonlastenneutraal_aandeel": neutral_share}

#: Half of the last digit that is shown; what differs less is the same.
_SAME = 1e-6

#: Fewer homes than this are none.
_LEAST = 0.5

#: So small a part of the homes is hardly any.
_HARDLY_ANY = 0.05

#: Beyond this part a change is told to come from one thing.
_MOST = 0.5


@dataclass(frozen=True)
class Aim:
    """An objective, as far as a programme can be held against it.

    Attributes
    ----------
    start
        Newest figure, and its year; None for costs of residents, which start from nothing.
    start_low, start_high
        Between what the newest figure lies; None where that is not known.
    unseen
        What is known of the gas since that does not count in it, as Dutch sentences; empty for nothing.
    normal
        Whether `start` and `path` are what they would be in a year of normal weather.
    why_not
        Why no programme can be held against it; empty if one can.
    """

    objective_id: str
    theme: str
    indicator: str
    name: str
    unit: str
    decimals: int
    direction: str
    start: float | None
    start_year: int | None
    target: float | None
    upper: float | None
    year: int | None
    path: Pathway | None
    why_not: str = ""
    normal: bool = False
    start_low: float | None = None
    start_high: float | None = None
    unseen: str = ""

    @property
    def starts(self) -> tuple[float, ...]:
        """The newest figure and the ends of its range, each once; none for costs of residents."""
        known = (self.start, self.start_low, self.start_high)
        return tuple(dict.fromkeys(one for one in known if one is not None))


def _none_older(_first: int) -> Stock | None:
    return None


@dataclass(frozen=True)
class Situation:
    """What a programme is held against.

    Attributes
    ----------
    stock
        The dwellings by the newest figures.
    parameters, variants
        The numbers, and what to compute with per variant.
    factors
        Published CO2 factors by year and carrier.
    co2_base
        Baseline from which a fall in CO2 is reckoned: indicator and value; None without one.
    older
        Returns the dwellings as they were before a year, by the figures of then (or by the oldest there are); None
        where the newest figures are from before it themselves. WijkdataError as `situation_of`.
    """

    stock: Stock
    parameters: Mapping[str, Parameter]
    variants: Mapping[str, Values]
    factors: Mapping[tuple[int, str], float]
    aims: tuple[Aim, ...]
    costs: HousingCosts
    co2_base: tuple[str, float] | None
    older: Callable[[int], Stock | None] = field(default=_none_older, compare=False)

    def stock_for(self, lines: Iterable[Line]) -> Stock:
        """Return the dwellings that a programme is carried out on: those before its first year, where known."""
        first = min((one.start for one in lines), default=None)
        return (None if first is None else self.older(first)) or self.stock


@dataclass(frozen=True)
class Answer:
    """What a programme yields for one objective in its target year.

    Attributes
    ----------
    parts
        Change by measure (and ``effects.GRID``), in the unit of the objective, in the middle variant.
    reached, low, high
        Value in the target year: the middle, and the smallest and largest of the variants and the range of the newest
        figure; None where it is unknown.
    needed
        What there was still to go, as a size; 0 if the start is good already.
    gap, gap_low, gap_high
        What is not covered of it; 0 if all of it is.
    verdict
        ``gehaald``, ``niet gehaald``, ``kan beide kanten op`` or ``niet te zeggen``.
    sentence
        The same in Dutch.
    """

    aim: Aim
    parts: Mapping[str, float]
    reached: float | None
    low: float | None
    high: float | None
    needed: float | None
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    verdict: str
    sentence: str

    @property
    def covered(self) -> float | None:
        """Part of what was needed that is covered, 0-1; None where that is unknown or nothing was needed."""
        if not self.needed or self.gap is None:
            return None
        return 1 - min(self.gap, self.needed) / self.needed


@dataclass(frozen=True)
class Coverage:
    """What a programme yields.

    Attributes
    ----------
    years
        From its first year to the last target year.
    residents
        What it does to the people in the homes, at the end.
    stock
        The dwellings that it was carried out on; see `Situation.stock_for`.
    """

    course: Course
    yields: Mapping[str, Yield]
    answers: tuple[Answer, ...]
    residents: tuple[Outcome, ...]
    stock: Stock

    @property
    def years(self) -> tuple[int, ...]:
        """From the first year of the programme to the last target year."""
        return self.course.years

    @property
    def verdict(self) -> str:
        """How many of the objectives are reached, missed and in doubt, in Dutch; with reserve for doubtful homes."""
        said = _verdict([one.verdict for one in self.answers])
        if not self.stock.doubts or all(one.verdict == UNKNOWN for one in self.answers):
            return said
        return f"Onder voorbehoud: {said[:1].lower()}{said[1:]}"

    @property
    def beyond_text(self) -> str:
        """For which measures there are too few homes, in Dutch; empty if for none."""
        if not self.course.beyond:
            return ""
        parts = [
            f"{MEASURES[key].short} {dutch.number(homes, 0)}" for key, homes in self.course.beyond.items()
        ]
        none = "".join(f" {absent_text(one, self.stock)}." for one in self.course.absent)
        return f"Meer gepland dan er woningen zijn, en niet meegeteld: {dutch.join(parts)}.{none}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What has to be known to read the answers rightly, as Dutch sentences."""
        found = [
            *self.stock.doubts,
            self.beyond_text,
            *(f"{one.aim.name}: {one.aim.unseen}" for one in self.answers if one.aim.unseen),
            *map(_cleaner_text, self.answers),
            *map(self._connections_text, self.answers),
        ]
        return tuple(dict.fromkeys(filter(None, found)))

    def _connections_text(self, one: Answer) -> str:
        """Say why connections are left where hardly any home is on gas any more."""
        left = self.stock.on_gas - self.course.gas_free(one.aim.year or 0)
        if one.aim.indicator != "gasaansluitingen" or not one.reached:
            return ""
        if left <= _LEAST:
            homes, others = "zijn alle woningen van het gas af; de", "die overblijven"
        elif left <= self.stock.on_gas * _HARDLY_ANY and left < one.reached - left:
            homes = "{} nog {} op aardgas; de".format(
                *("is", "1 woning") if left < 1 + _LEAST else ("zijn", f"{dutch.number(left, 0)} woningen")
            )
            others = "andere aansluitingen die overblijven"
        else:
            return ""
        rest = dutch.number(one.reached - max(left, 0.0), 0)
        return (
            f"Gasaansluitingen: in {one.aim.year} {homes} {rest} {others} horen bij andere gebouwen, want die telt "
            "dit cijfer mee."
        )


def absent_text(kind: str, stock: Stock) -> str:
    """Say that a programme asks for a type of dwellings of which there is none, or none that is known."""
    # Of single-family homes of which the kind is not known nobody says that there are none.
    if kind != "appartement" and any(one.type == "eengezins" for one in stock.groups):
        return f"Van het type {DWELLING_TYPES[kind]} is geen aantal bekend"
    return f"Van het type {DWELLING_TYPES[kind]} zijn er volgens deze cijfers geen"


def _cleaner_text(one: Answer) -> str:
    """Say that most of a change comes from cleaner energy; empty where the measures do as much."""
    cleaner = one.parts.get(GRID, 0.0)
    whole = sum(part for part in one.parts.values() if part * cleaner > 0)
    if not cleaner or cleaner / whole <= _MOST:
        return ""
    part = dutch.number(100 * cleaner / whole, 0, unit="%")
    return (
        f"{one.aim.name}: {part} van de verandering tot {one.aim.year} komt van schonere stroom en warmte, niet "
        "van de maatregelen."
    )


def _verdict(verdicts: Sequence[str]) -> str:
    """Say of how many objectives each verdict is; only the first is followed by the word for them."""
    words = {REACHED: "{} {} gehaald", MISSED: "{} {} niet gehaald", EITHER: "van {} is het onzeker"}
    said: list[str] = []
    for verdict, text in words.items():
        count = sum(one == verdict for one in verdicts)
        if count:
            of = "" if said else " doel" if count == 1 else " doelen"
            said.append(text.format(f"{count}{of}", "wordt" if count == 1 else "worden"))
    if not said:
        return "Van geen enkel doel is te zeggen wat dit programma eraan bijdraagt."
    return dutch.sentence("; ".join(said))


def situation_of(ambition: Ambition, area: ProjectArea, figures: pd.DataFrame | None = None) -> Situation:
    """Gather what a programme of this ambition is held against.

    Parameters
    ----------
    area
        The project area.
    figures
        What ``series`` returned for it, if at hand.

    Raises
    ------
    WijkdataError
        If dwellings or gas of the area are not known, or a number of the team cannot be.
    """
    measured = [one for one in ambition.measurements if ambition.is_of_this_area(one.area)]
    own = with_normal_weather(measured)
    table = series(area) if figures is None else figures
    for one in ambition.parameters:
        numbers.check(one.id, one.value, one.low, one.high)
    known = numbers.parameters(ambition.parameters)
    values = numbers.values(known)
    newest = baseline(area, indicators=INDICATORS, measurements=own, figures=table)
    stock = stock_of(newest, values["midden"], ambition.stock, table)
    base = co2_baseline(ambition)

    @cache
    def older(first: int) -> Stock | None:
        if first > int(newest.loc[newest["indicator"].isin(CHANGED), "year"].max()):
            return None
        # Without gas from before it, the oldest is the nearest to how it was.
        until = max(first, min(_years_of_gas(own, table)) + 1)
        before = _before(until, area, own, table)
        return stock_of(before, values["midden"], ambition.stock, table[table["year"] < until], first)

    return Situation(
        stock,
        known,
        values,
        emissions.by_year_and_carrier(datasets.co2_factors()),
        tuple(
            _with_unseen(_aim(ambition, one, this_year(ambition)), stock, measured)
            for one in follow_ups(ambition, table)
        ),
        housing_costs_of(ambition),
        None if base is None or base[1].value <= 0 else (base[0], base[1].value),
        older,
    )


def _years_of_gas(own: Sequence[OwnMeasurement], table: pd.DataFrame) -> list[int]:
    published = table[table["indicator"].isin(GAS) & usable_rows(table)]
    return [*map(int, published["year"]), *(one.year for one in own if one.indicator in GAS)]


def _before(
    first: int, area: ProjectArea, own: Sequence[OwnMeasurement], table: pd.DataFrame
) -> pd.DataFrame:
    """Return the newest figures from before a year; where there is none, the first one after, except of the gas."""
    past = baseline(
        area,
        indicators=INDICATORS,
        measurements=[one for one in own if one.year < first],
        figures=table[table["year"] < first],
    ).set_index("indicator")
    unknown = {str(one) for one in past.index[past["value"].isna()] if not str(one).startswith("gas_gem")}
    later = table[table["indicator"].isin(unknown) & (table["year"] >= first) & usable_rows(table)]
    for indicator, year in later.groupby("indicator")["year"].min().to_dict().items():
        of_then = baseline(area, year=int(year), indicators=[str(indicator)], figures=table)
        past.loc[str(indicator)] = of_then.set_index("indicator").iloc[0]
    return past.reset_index()


def coverage(situation: Situation, lines: Iterable[Line]) -> Coverage:
    """Return what a programme yields for every objective.

    Raises
    ------
    WijkdataError
        If a line of the programme cannot be.
    """
    steps = list(lines)
    wanted = [one.year for one in situation.aims if one.year is not None]
    stock = situation.stock_for(steps)
    last = max([*wanted, *(one.end for one in steps)], default=max(stock.year, 2030))
    course = carry_out(stock, steps, last)
    found = yields(stock, course, situation.variants)
    reckoned = _Reckoned(situation, stock, course, found)
    return Coverage(
        course,
        found,
        tuple(reckoned.answer(one) for one in situation.aims),
        tuple(outcomes(stock, course, last, situation.variants, situation.costs)),
        stock,
    )


def pieces_of(situation: Situation, done: Coverage, aim: Aim) -> list[tuple[int, Parts]]:
    """Return by year what each measure changed since the newest figure of an objective, in the middle variant.

    From the year of that figure to the target year; none where no programme can be held against it.
    """
    reckoned = _Reckoned(situation, done.stock, done.course, done.yields)
    if aim.why_not or aim.start_year is None or aim.year is None:
        return []
    found = [(year, reckoned.parts(aim, year, "midden")) for year in range(aim.start_year, aim.year + 1)]
    return [(year, parts) for year, parts in found if parts is not None]


def _aim(ambition: Ambition, standing: FollowUp, this_year: int) -> Aim:
    objective = ambition.objective(standing.objective_id)
    entry = planned.entry_of(objective)
    indicator = entry.id if entry else ""
    costs = indicator in _COSTS
    judged, target = standing.corrected or standing, standing.target
    newest = judged.newest or judged.baseline
    pinned = objective.baseline
    if standing.corrected and pinned is not None:
        # What it would have been in a normal year, for a target is read as a value of such a year too.
        pinned = pinned.model_copy(update={"value": standing.corrected.baseline.value})
    try:
        path = planned.pathway(objective.model_copy(update={"baseline": pinned}))
    except TargetError:
        path = None
    return Aim(
        objective_id=standing.objective_id,
        theme=standing.theme,
        indicator=indicator,
        name=standing.name,
        unit=standing.unit,
        decimals=entry.decimals if entry else 0,
        direction=standing.direction,
        start=None if costs or newest is None else newest.value,
        start_year=None if costs or newest is None else newest.year,
        target=target.value if target else None,
        upper=standing.upper,
        year=target.year if target else None,
        path=path,
        why_not=_of_another_area(ambition, objective)
        or _obstacle(entry, standing, costs=costs)
        or ("" if costs or newest is None else _in_the_past(standing, newest.year, this_year)),
        normal=standing.corrected is not None,
        start_low=None if costs or newest is None else newest.low,
        start_high=None if costs or newest is None else newest.high,
    )


def _with_unseen(aim: Aim, stock: Stock, measured: Sequence[OwnMeasurement]) -> Aim:
    """Say of an objective which newer figure of the gas does not count in the one that it starts from.

    The CO2 of the year of the gas does not follow from it: the electricity of that year is not known.
    """
    if aim.why_not or aim.start_year is None:
        return aim
    newer = left_out(measured, stock.year)
    if aim.indicator.startswith("co2_") and aim.start_year < stock.year:
        return replace(
            aim,
            unseen=f"dit gaat uit van het cijfer van {aim.start_year}; wat het gas daarna veranderde (tot "
            f"{stock.year}) telt er niet in mee. Is er minder gas gebruikt, dan is het tekort waarschijnlijk "
            f"kleiner. Leg ook de CO₂ van {stock.year} vast als eigen meting.",
        )
    if aim.indicator == "gas_gem_tc" and newer is not None and newer.year > aim.start_year:
        return replace(
            aim,
            unseen=f"de eigen meting van het gas over {newer.year} telt niet mee, want de graaddagen van dat jaar "
            "zijn hier niet bekend. Leg haar vast als ‘Gas per woning, gecorrigeerd voor het weer’.",
        )
    return aim


def _of_another_area(ambition: Ambition, objective: Objective) -> str:
    """Say that what an objective is measured from is about other homes than the programme."""
    pinned = objective.baseline
    return "" if pinned is None or ambition.is_of_this_area(pinned.area) else here.other_area(pinned.area)


def _obstacle(entry: catalogue.Indicator | None, standing: FollowUp, *, costs: bool) -> str:
    if entry is None:
        return "Een doel zonder indicator is niet te berekenen."
    if standing.target is None:
        return "Er is nog geen streefwaarde."
    if standing.direction not in ("omhoog", "omlaag", "band"):
        return "Er is niet gezegd welke kant het op moet."
    if not costs and standing.newest is None and standing.baseline is None:
        return "Er is geen cijfer om van uit te gaan."
    return ""


def _in_the_past(standing: FollowUp, newest: int, this_year: int) -> str:
    """Say that a target year has been measured already, or is over: no programme can change that any more."""
    if standing.target is None:
        return ""
    if standing.target.year > newest:
        if standing.target.year >= this_year:
            return ""
        return (
            f"Het streefjaar {standing.target.year} is voorbij, en van dat jaar is nog geen cijfer (het nieuwste is "
            f"van {newest}). Kies een jaar dat nog komt."
        )
    return (
        f"Het streefjaar {standing.target.year} ligt niet na het nieuwste cijfer ({newest}): wat het werd staat bij "
        "Voortgang."
    )


def _limits(indicator: str, stock: Stock) -> tuple[float, float]:
    """Return between which a share or count of homes lies."""
    if indicator.endswith("_aandeel"):
        return 0.0, 100.0
    if indicator in ("aardgasvrij_aantal", "zonnestroom_installaties"):
        return 0.0, stock.dwellings
    return (0.0 if indicator == "gasaansluitingen" else -math.inf), math.inf


class _Reckoned:
    """A programme held against the objectives; what is needed more than once is computed once."""

    def __init__(self, situation: Situation, stock: Stock, course: Course, done: Mapping[str, Yield]) -> None:
        self._situation, self._stock, self._course, self._done = situation, stock, course, done
        self._in_use: dict[tuple[int, str], Use] = {}
        self._factors: dict[tuple[int, str], dict[str, float]] = {}
        self._residents: dict[int, list[Outcome]] = {}

    def answer(self, aim: Aim) -> Answer:
        if aim.why_not or aim.year is None or aim.target is None:
            return _unknown(aim, aim.why_not)
        found = [self.values(aim, aim.year, variant) for variant in VARIANTS]
        reached = [value for values in found for value in values]
        if not all(found):
            return _unknown(aim, self._why_unknown(aim))
        if self._stock.unfit:
            return _unknown(aim, self._stock.unfit)
        middle = found[VARIANTS.index("midden")][0]
        return _answer(aim, self.parts(aim, aim.year, "midden") or {}, middle, reached)

    def values(self, aim: Aim, year: int, variant: str) -> list[float]:
        """Return the value of an objective in a year, from its newest figure first; empty where it is not known."""
        cost = _COSTS.get(aim.indicator)
        if cost is not None:
            owned = self._stock.owned
            value = cost(self._outcomes(year), self._situation.costs.resident, owned, variant)
            return [] if value is None else [value]
        found = []
        for start in aim.starts:
            parts = self.parts(replace(aim, start=start), year, variant)
            if parts is None:
                return []
            found.append(start + sum(parts.values()))
        return found

    def parts(self, aim: Aim, year: int, variant: str) -> Parts | None:
        if aim.start_year is None:
            return None
        if aim.indicator == REDUCTION:
            return self._reduction(aim, year, variant)
        parts = self._changed(aim.indicator, aim.start_year, year, variant)
        return None if parts is None else self._fitted(aim, parts, variant)

    def _changed(self, indicator: str, start: int, year: int, variant: str) -> Parts | None:
        """Return the change since a year, without what measures did up to and including that year."""
        moment = self._moment(start, year, variant)
        parts = change_of(indicator, moment)
        if parts is None or self._course.years[0] > start:
            return parts
        before = change_of(indicator, replace(moment, year=start)) or {}
        return {key: one if key == GRID else one - before.get(key, 0.0) for key, one in parts.items()}

    def _fitted(self, aim: Aim, parts: Parts, variant: str) -> Parts:
        """Return the parts as they fit the newest figure of the objective."""
        start, change = aim.start or 0.0, sum(parts.values())
        level = self._level(aim.indicator, aim.start_year or 0, variant)
        if level is not None:
            scale = start / level if level else 0.0
        else:
            low, high = _limits(aim.indicator, self._stock)
            end = min(max(start + change, min(low, start)), max(high, start))
            scale = (end - start) / change if change else 1.0
        return {key: part * scale for key, part in parts.items()}

    def _level(self, indicator: str, year: int, variant: str) -> float | None:
        """Return what is reckoned here of a year of which there is a figure; None where that cannot be."""
        return level_of(indicator, self._moment(year, year, variant))

    def _reduction(self, aim: Aim, year: int, variant: str) -> Parts | None:
        base = self._situation.co2_base
        if base is None or aim.start is None or aim.start_year is None:
            return None
        indicator, value = base
        parts = self._changed(indicator, aim.start_year, year, variant)
        if parts is None:
            return None
        # What is left of the CO2 of the baseline falls by the same part as the CO2 that is reckoned here.
        level = self._level(indicator, aim.start_year, variant)
        whole = 100 / value if level is None else (100 - aim.start) / level if level else 0.0
        return {key: -whole * part for key, part in parts.items()}

    def _moment(self, start: int, year: int, variant: str) -> Moment:
        situation = self._situation
        return Moment(
            self._stock,
            self._course,
            self._done[variant],
            self._use_in(start, variant),
            situation.variants[variant],
            year,
            self._factors_of(start, variant),
            self._factors_of(year, variant),
        )

    def _use_in(self, year: int, variant: str) -> Use:
        """Return what the net delivers to all dwellings in a year: what measures did up to then is off it."""
        key = min(year, self._course.years[-1]), variant
        if key not in self._in_use:
            values = self._situation.variants[variant]
            found = use_today(self._stock, values)
            for measure in MEASURES:
                own = values["zonnepanelen_eigen"] if measure == "zonnepanelen" else 1.0
                found += self._done[variant].use.get((key[0], measure), NO_USE).times(own)
            self._in_use[key] = found
        return self._in_use[key]

    def _factors_of(self, year: int, variant: str) -> dict[str, float]:
        key = year, variant
        if key not in self._factors:
            situation = self._situation
            self._factors[key] = co2_factors(year, situation.factors, situation.variants[variant])
        return self._factors[key]

    def _outcomes(self, year: int) -> list[Outcome]:
        if year not in self._residents:
            situation = self._situation
            self._residents[year] = outcomes(
                self._stock, self._course, year, situation.variants, situation.costs
            )
        return self._residents[year]

    def _why_unknown(self, aim: Aim) -> str:
        if aim.indicator in _COSTS:
            found = self._outcomes(aim.year or 0)
            if not found:
                return "In dit programma wordt aan geen enkele woning iets gedaan."
            missing = {key for one in found for key in one.changes["huurder"]["midden"].unknown}
            if self._situation.costs.resident != "eigenaar" and missing:
                return "Wat de huur wordt is niet opgegeven; vul het in bij de kengetallen."
            return "Hoeveel woningen koop en huur zijn is niet bekend."
        return why_not(aim.indicator)


def _unknown(aim: Aim, why: str) -> Answer:
    return Answer(aim, {}, None, None, None, None, None, None, None, UNKNOWN, why)


def _answer(aim: Aim, parts: Mapping[str, float], middle: float, values: Sequence[float]) -> Answer:
    gaps = [_short_of(aim, one) for one in values]
    needed = None if aim.start is None else _short_of(aim, aim.start)
    met = [one <= _SAME * max(1.0, abs(aim.target or 0.0)) for one in gaps]
    verdict = REACHED if all(met) else EITHER if any(met) else MISSED
    answer = Answer(
        aim,
        parts,
        middle,
        min(values),
        max(values),
        needed,
        _short_of(aim, middle),
        min(gaps),
        max(gaps),
        verdict,
        "",
    )
    return replace(answer, sentence=_sentence(answer))


def _short_of(aim: Aim, value: float) -> float:
    """Return how far a value is from good, as a size; 0 for a good one."""
    target = aim.target or 0.0
    if aim.direction == "omhoog":
        return max(0.0, target - value)
    if aim.direction == "omlaag":
        return max(0.0, value - target)
    upper = target if aim.upper is None else aim.upper
    return max(0.0, target - value, value - upper)


def _sentence(one: Answer) -> str:
    """Say from where to where an objective goes, and what the programme makes of it."""
    aim = one.aim
    if aim.start is None:
        return dutch.sentence(f"{one.verdict}: {result_text(one)} in {aim.year}, doel {_ends_text(aim)}")
    if one.needed == 0:
        stays = "en het blijft zo" if one.verdict == REACHED else one.verdict
        return dutch.sentence(f"{_way_text(aim)}: al gehaald, {stays}; het wordt {result_text(one)}")
    if one.verdict != MISSED:
        return dutch.sentence(f"{_way_text(aim)}: {one.verdict}, {result_text(one)}")
    return dutch.sentence(f"{_way_text(aim)}: {outcome_text(one)}")


def _way_text(aim: Aim) -> str:
    weather = ", normaal weer" if aim.normal else ""
    start = _amount(aim, aim.start or 0.0)
    return f"van {start} ({aim.start_year}{weather}) naar {_ends_text(aim)} ({aim.year})"


def _ends_text(aim: Aim) -> str:
    low = _amount(aim, aim.target or 0.0)
    return low if aim.upper is None else f"{_digits(aim, aim.target or 0.0)} tot {_amount(aim, aim.upper)}"


def outcome_text(one: Answer) -> str:
    """Return what a programme comes to, or what it leaves where that is too little, and between what that lies."""
    if one.verdict != MISSED or one.needed is None:
        return result_text(one)
    return f"tekort {_difference(one.aim, one.gap or 0.0)}{_span(one.aim, one.gap_low or 0.0, one.gap_high or 0.0)}"


def result_text(one: Answer) -> str:
    """Return the value in the target year, and between what it lies."""
    return f"{_amount(one.aim, one.reached or 0.0)}{_span(one.aim, one.low or 0.0, one.high or 0.0)}"


def _difference(aim: Aim, value: float) -> str:
    return f"{_digits(aim, value)} procentpunt" if aim.unit == "%" else _amount(aim, value)


def _amount(aim: Aim, value: float) -> str:
    unit = aim.unit.removesuffix("/jaar")
    return f"{_digits(aim, value)}{unit if unit == '%' else f' {unit}' if unit else ''}"


def _digits(aim: Aim, value: float) -> str:
    return dutch.number(value, aim.decimals)


def _span(aim: Aim, low: float, high: float) -> str:
    first, last = _digits(aim, low), _digits(aim, high)
    return "" if first == last or math.isclose(low, high) else f" (tussen {first} en {last})"
