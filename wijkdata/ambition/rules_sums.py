"""Do the objectives of an ambition add up? Counts against the stock, parts against the whole, gas against CO2.

These are sums with what the team wrote down itself and the number of dwellings in the area; what measures do to the
figures is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from wijkdata import catalogue, dutch, figures
from wijkdata.ambition import contributions, planned, words
from wijkdata.ambition.finding import ADVICE, CAUTION, WRONG, Finding
from wijkdata.ambition.model import Ambition, Objective
from wijkdata.errors import WijkdataError
from wijkdata.series import series
from wijkdata.store import Store

#: Counts of dwellings, or of things of which a dwelling has one at most.
_AT_MOST_HOMES = ("aardgasvrij_aantal", "aardgasvrij_lijst_aantal", "zonnestroom_installaties")

#: Part of the starting value by which a whole and its parts may differ, for rounding.
_ROUNDING = 0.01

#: A dwelling that stays on gas can save so much at most before the two objectives are called far apart.
_LARGEST_SAVING = 0.5


def check(ambition: Ambition) -> Iterator[Finding]:
    """Give what does not add up between the objectives, and with the number of dwellings."""
    yield from _gas_and_homes(ambition)
    yield from _beyond_the_stock(ambition)
    yield from _parts_and_whole(ambition)
    yield from _asked_of_dwellings(ambition)
    yield from _gas_and_co2(ambition)
    yield from _gas_without_gas(ambition)


def homes(ambition: Ambition) -> float | None:
    """Return the newest number of dwellings in the area: the team's own count, or else the published one."""
    own = [
        one
        for one in ambition.measurements
        if one.indicator == "woningen" and ambition.is_of_this_area(one.area)
    ]
    if own:
        return max(own, key=lambda one: one.year).value
    area = ambition.area
    return _published_homes(tuple(area.codes), area.boundary_year, figures.store()) if area.codes else None


@lru_cache(maxsize=8)
def _published_homes(codes: tuple[str, ...], year: int | None, _loaded: Store) -> float | None:
    try:
        rows = series(figures.areas().project_area(codes, None, year), ["woningen"])
    except WijkdataError:
        return None  # what is wrong with the area is a finding of its own
    known = rows[rows["value"].notna()].sort_values("year")
    return None if known.empty else float(known["value"].iloc[-1])


def task(base: float, reduction: float, newest: float | None = None) -> dict[str, float]:
    """Return what the parts of a reduction have to add up to, in the two ways in which it is reckoned.

    Parameters
    ----------
    base
        Emission in the base year [t].
    reduction
        The fall that is asked, as a part of that [%].
    newest
        Emission in the newest inventory [t]; without it there is only the first way.

    Notes
    -----
    The two options of the Covenant of Mayors (com-east.eu, R. Chatelet): from 1,000,000 t with 25% less and 900,000 t
    now, the parts add up to 250,000 t or to 150,000 t.
    """
    found = {"gerekend vanaf de nulmeting": base * reduction / 100}
    if newest is not None:
        found["gerekend vanaf het nieuwste cijfer"] = newest - base * (1 - reduction / 100)
    return found


def _gas_and_homes(ambition: Ambition) -> Iterator[Finding]:
    """Each home that leaves gas ends about one connection: of the two targets neither can be twice the other.

    Twice, because new homes count as gas-free without ending a connection, and because other buildings have
    connections too.
    """
    for gas in _changes(ambition, "gasaansluitingen"):
        for free in _changes(ambition, "aardgasvrij_aantal"):
            ended, freed = -gas.amount, free.amount
            # With different target years the two are on their way to something else.
            if gas.year != free.year or max(ended, freed) <= 0:
                continue
            if max(ended, freed) > 2 * max(min(ended, freed), 0):
                yield Finding(
                    CAUTION,
                    f"doel {gas.position + 1} en doel {free.position + 1}",
                    f"Tot {gas.year} verandert het aantal gasaansluitingen met "
                    f"{dutch.number(gas.amount, 0, sign=True)} en het aantal aardgasvrije woningen met "
                    f"{dutch.number(free.amount, 0, sign=True)}. Dat ligt ver uit elkaar: een woning die "
                    "aardgasvrij wordt, scheelt ongeveer één aansluiting. Controleer beide doelen en het jaar van "
                    "de nulmetingen.",
                )


class _Change(NamedTuple):
    position: int
    amount: float
    year: int


def _changes(ambition: Ambition, indicator: str) -> list[_Change]:
    return [
        _Change(position, one.target.value - one.baseline.value, one.target.year)
        for position, one in _of(ambition, indicator)
        if one.baseline and one.target
    ]


# --- counts ------------------------------------------------------------------------------------------------------


def _beyond_the_stock(ambition: Ambition) -> Iterator[Finding]:
    counts = [one for one in _of(ambition, *_AT_MOST_HOMES) if one.objective.target is not None]
    stock = homes(ambition) if counts else None
    for position, objective in counts:
        target = objective.target
        if stock is not None and target is not None and target.value > stock:
            yield Finding(
                CAUTION,
                f"{planned.place_of(position, objective)}, streefwaarde",
                f"Het doel is {dutch.number(target.value, 0)}, maar er zijn nu {dutch.number(stock, 0)} woningen in "
                "het gebied. Controleer het getal, of schrijf bij het doel hoeveel woningen er bij komen.",
            )


def _parts_and_whole(ambition: Ambition) -> Iterator[Finding]:
    """Hold what the parts of an objective contribute against its task, and find parts of what is no whole."""
    known = {one.id: one for one in ambition.objectives}
    for position, one in enumerate(ambition.objectives):
        where = planned.place_of(position, one)
        if one.part_of is not None:
            whole = known.get(one.part_of)
            problem = (
                f"Dit doel is een onderdeel van {words.quote(planned.name_by_id(one.part_of))}, maar dat doel is er "
                "niet (meer). Kies bij Doelen een ander, of geen."
                if whole is None
                else contributions.problem(ambition, one, whole)
            )
            if problem:
                yield Finding(WRONG, f"{where}, onderdeel van", problem)
        if contributions.parts_of(ambition, one.id):
            reckoned = contributions.reckon(ambition, one)
            if not reckoned.fits:
                level = ADVICE if reckoned.task is None else CAUTION
                yield Finding(level, f"{where}, bijdragen", reckoned.sentence)


def _asked_of_dwellings(ambition: Ambition) -> Iterator[Finding]:
    """Hold the fall in CO2 that is asked against what the objective for the dwellings contributes."""
    for whole in _of(ambition, "co2_reductie"):
        for part in _of(ambition, "co2_woningen"):
            asked, given, base = whole.objective.target, part.objective.target, part.objective.baseline
            if asked is None or given is None or base is None or asked.year != given.year:
                continue
            start = whole.objective.baseline
            reached = start.value if start is not None and start.year > base.year else None
            newest = None if reached is None else base.value * (1 - reached / 100)
            contribution = base.value - given.value
            tasks = task(base.value, asked.value, newest)
            if abs(contribution - next(iter(tasks.values()))) <= _ROUNDING * base.value:
                continue
            contributions = [contribution, contribution - (base.value - (newest or base.value))]
            ways = [
                f"{way} gaat het om {dutch.number(amount, 0)} t en levert dat doel {dutch.number(one, 0)} t"
                for (way, amount), one in zip(tasks.items(), contributions, strict=False)
            ]
            yield Finding(
                CAUTION,
                _pair(whole, part),
                f"Deze doelen tellen niet op. Voor {asked.year} vraagt het ene {dutch.number(asked.value)}% minder "
                f"CO₂; {dutch.join(ways)}. Kies een van de twee rekenwijzen en pas een van de doelen aan.",
            )


def _gas_and_co2(ambition: Ambition) -> Iterator[Finding]:
    """Find CO2 that is to be almost gone while many dwellings still have gas."""
    for co2 in _of(ambition, "co2_woningen", "co2_woning", "co2_reductie"):
        left, target = _co2_left(co2.objective), co2.objective.target
        if left is None or target is None:
            continue
        for gas in _of(ambition, "aardgasvrij_aandeel", "aardgasvrij_aantal", "gasaansluitingen"):
            on_gas, goal = _on_gas(ambition, gas.objective), gas.objective.target
            # Of a year before that of CO2, more can have left gas since.
            if not on_gas or goal is None or goal.year < target.year:
                continue
            saving = 1 - left / on_gas
            if saving > _LARGEST_SAVING:
                yield Finding(
                    CAUTION,
                    _pair(co2, gas),
                    f"In {target.year} mag er nog {dutch.number(100 * left, 0)}% van de CO₂ over zijn, maar "
                    f"{dutch.number(100 * on_gas, 0)}% van de woningen heeft dan nog aardgas. Ook als alle andere "
                    "woningen niets meer uitstoten, moet een woning op aardgas "
                    f"{dutch.number(100 * saving, 0)}% minder uitstoten dan een gemiddelde woning bij de nulmeting. "
                    "Controleer beide doelen.",
                )


def _gas_without_gas(ambition: Ambition) -> Iterator[Finding]:
    """Find gas that is to be used after the last dwelling has left it."""
    for free in _of(ambition, "aardgasvrij_aandeel", "aardgasvrij_aantal"):
        goal = free.objective.target
        if goal is None or _on_gas(ambition, free.objective) != 0:
            continue
        for use in _of(ambition, "gas_gem", "gas_gem_tc"):
            target = use.objective.target
            if target is not None and target.value > 0 and target.year >= goal.year:
                yield Finding(
                    CAUTION,
                    _pair(free, use),
                    f"In {goal.year} zijn alle woningen van het aardgas af, maar voor {target.year} staat er nog "
                    f"{dutch.number(target.value, 0)} m³ per woning. Controleer beide doelen.",
                )


def _co2_left(objective: Objective) -> float | None:
    """Return which part of the CO2 of the baseline may be left at the target."""
    base, target = objective.baseline, objective.target
    if target is None:
        return None
    if objective.indicator == "co2_reductie":
        return 1 - target.value / 100
    return target.value / base.value if base is not None and base.value > 0 else None


def _on_gas(ambition: Ambition, objective: Objective) -> float | None:
    """Return which part of the dwellings still has gas at the target, 0-1."""
    if objective.target is None:
        return None
    value = objective.target.value
    if objective.indicator == "aardgasvrij_aandeel":
        return 1 - value / 100
    stock = homes(ambition)
    if not stock:
        return None
    left = value if objective.indicator == "gasaansluitingen" else stock - value
    return min(1.0, max(0.0, left / stock))


class _Placed(NamedTuple):
    position: int
    objective: Objective


def _of(ambition: Ambition, *indicators: str) -> list[_Placed]:
    """Return the objectives on these indicators, each with its place and as it holds for the area of now."""
    return [
        _Placed(position, one.model_copy(update={} if here else {"baseline": None}))
        for position, one in enumerate(ambition.objectives)
        if catalogue.ALIASES.get(one.indicator or "", one.indicator) in indicators
        for here in [one.baseline is None or ambition.is_of_this_area(one.baseline.area)]
    ]


def _pair(one: _Placed, other: _Placed) -> str:
    first, second = sorted((one, other), key=lambda each: each.position)
    return " en ".join(planned.place_of(*each) for each in (first, second))
