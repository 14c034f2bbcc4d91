"""What a programme does to the monthly costs of residents, in Dutch words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wijkdata import dutch
from wijkdata.delay_words import plain
from wijkdata.effect_parameters import VARIANTS, Parameter
from wijkdata.effects import HEATINGS, INSULATIONS
from wijkdata.housing_costs import dearer_text, is_free_step
from wijkdata.own_insulation import remarks
from wijkdata.programme import State
from wijkdata.residents import Outcome, is_neutral, solar_changes

if TYPE_CHECKING:
    from wijkdata.ambition.coverage import Coverage, Situation


def neutral_text(situation: Situation, done: Coverage) -> str:
    """Say whether the programme is woonlastenneutraal by the team's own definition."""
    if not done.residents:
        return "Zo veranderen de maandlasten per pakket"
    owned = situation.stock.owned
    told = [is_neutral(done.residents, situation.costs, owned, variant) for variant in VARIANTS]
    if None in told:
        return (
            "Of het woonlastenneutraal is, is nog niet te zeggen: vul de huurverandering in bij Kengetallen"
        )
    if all(told):
        return "Dit programma is woonlastenneutraal"
    return (
        "Dit programma is niet woonlastenneutraal"
        if not any(told)
        else "Woonlastenneutraal: het kan beide kanten op"
    )


def state_name(state: State) -> str:
    """Return what was done at a home, in Dutch: ``warmtenet, naar label B``."""
    parts = [HEATINGS[state.heating]] if state.heating != "ketel" else []
    parts += ["eerst hybride"] if state.hybrid_first else []
    parts += [INSULATIONS[state.insulation]] if state.insulation else []
    parts += ["koken op inductie"] if state.induction else []
    return ", ".join(parts) or "zoals nu"


def change_text(one: Outcome, who: str) -> str:
    """Return what changes for whoever lives there [euro/month], with its bandwidth: ``−12 (−30 tot +4)``."""
    totals = [one.changes[who][variant].total for variant in VARIANTS]
    if any(map(math.isnan, totals)):
        bills = [one.changes[who][variant].bill for variant in VARIANTS]
        return f"{_signed(bills)}, huur onbekend"
    return _signed(totals)


def bill_text(one: Outcome) -> str:
    """Return what changes in the energy bill of whoever lives there [euro/month], with its bandwidth."""
    return _signed([one.changes["huurder"][variant].bill for variant in VARIANTS])


def tenant_head(parameters: Mapping[str, Parameter]) -> str:
    """Return what is told of tenants: all they pay, with which rent, or only the bill as long as nobody gave it."""
    rent = parameters["huurverandering"].value
    if math.isnan(rent):
        return "Energierekening"
    return f"Huurder, met {dutch.number(rent, 0, sign=True)} huur"


def prices_text(parameters: Mapping[str, Parameter]) -> str:
    """Say with which prices the monthly costs are reckoned, of which year and from whom."""
    told = [
        f"{one.name.split(',')[0].lower()} {plain(one.value)} {one.unit} ({one.origin})"
        for one in (parameters[key] for key in ("gasprijs", "stroomprijs", "warmteprijs"))
    ]
    return "; ".join(told)


def solar_home(parameters: Mapping[str, Parameter]) -> str:
    """Return which home the solar panels are reckoned for: ``elke woning met 3,48 kWp``."""
    power = parameters["zonnepanelen_vermogen"]
    return f"elke woning met {plain(power.value)} {power.unit}"


def solar_homes(done: Coverage) -> float:
    """Return how many homes get solar panels in all years of the programme."""
    return done.course.homes_by("zonnepanelen", done.years[-1]) if done.years else 0.0


def solar_texts(situation: Situation) -> dict[str, str]:
    """Return what solar panels change for whoever lives in a home that gets them, by resident [euro/month]."""
    found = solar_changes(situation.variants, situation.costs)
    return {
        "eigenaar": _signed([one.total for one in found["eigenaar"].values()]),
        "huurder": f"{solar_bill_text(situation)}, vergoeding onbekend",
    }


def solar_bill_text(situation: Situation) -> str:
    """Return what solar panels change in the bill of a home that gets them [euro/month]."""
    found = solar_changes(situation.variants, situation.costs)
    return _signed([one.bill for one in found["huurder"].values()])


def solar_rule(parameters: Mapping[str, Parameter]) -> str:
    """Say by which rule the income of solar panels is reckoned, of which year and from whom."""
    own, back = parameters["zonnepanelen_eigen"], parameters["zonnepanelen_terug"]
    part = dutch.number(100 * own.value, unit="%")
    between = "" if math.isnan(back.low) else f" ({plain(back.low)} na kosten van terugleveren)"
    return (
        f"Zonnepanelen: zonder salderen, dat in 2027 stopt (Milieu Centraal). {part} wordt zelf gebruikt "
        f"({own.origin}), de rest brengt {plain(back.value)} {back.unit} op{between} ({back.origin})."
    )


def warnings(situation: Situation, done: Coverage) -> list[str]:
    """Return in which respects the costs and heat pumps of a programme are reckoned too simply, in Dutch."""
    last = done.years[-1] if done.years else 0
    groups = done.stock.groups
    found = []
    insulated = [one.group for one in done.course.moves if one.after.insulation == "b"]
    middle = situation.variants["midden"]
    further = sum(
        one.homes
        for one in done.course.moves
        if one.before.insulation == "b"
        and one.after.insulation == "standaard"
        and is_free_step(groups[one.group].type, middle)
    )
    found.append(dearer_text((groups[one].type for one in insulated), middle, further))
    better = dict.fromkeys(one.group for one in done.course.moves if one.measure.startswith("isolatie"))
    found += remarks((groups[one] for one in better), situation.parameters, middle)
    pumped = sum(
        homes
        for (group, state), homes in done.course.homes_at(last).items()
        if state.heating == "warmtepomp" and not state.insulation and groups[group].can_be_insulated
    )
    if pumped:
        found.append(
            f"{dutch.number(pumped, 0)} woningen krijgen een luchtwarmtepomp zonder isolatie. Het jaarrendement is "
            "voor elke woning gelijk; in een slecht geïsoleerde woning is het lager, en valt de rekening hoger uit "
            "dan hier staat."
        )
    if any(one.subsidy for one in done.yields.values()) and done.course.moves:
        found.append(
            "Subsidie is voor elke woning geteld met het bedrag voor een eigenaar die er woont; een corporatie of "
            "belegger kan iets anders krijgen, of niets."
        )
    flats = sum(one.dwellings for one in groups if one.type == "appartement")
    if solar_homes(done) and flats:
        power = situation.parameters["zonnepanelen_vermogen"]
        found.append(
            f"Zonnepanelen: ook een appartement is met {plain(power.value)} {power.unit} per woning geteld; of het "
            "dak daar ruimte voor heeft is niet bekend."
        )
    return [one for one in found if one]


def _signed(amounts: Sequence[float]) -> str:
    low, middle, high = min(amounts), amounts[1], max(amounts)
    text = dutch.number(middle, 0, sign=True)
    if dutch.number(low, 0) == dutch.number(high, 0):
        return text
    return f"{text} ({dutch.number(low, 0, sign=True)} tot {dutch.number(high, 0, sign=True)})"
