"""What a measure does to the gas, electricity and heat of one home, by formulas that can be redone by hand.

Of a home that is heated with a gas boiler the metered gas G0 [m³/yr] is split first::

    G_rv   = aandeel_verwarming × G0                 space heating
    G_kook = gas_koken, at most G0 − G_rv            cooking, if it is done on gas
    G_tap  = G0 − G_rv − G_kook                      hot water

Insulation takes dG off G_rv, never more than there is::

    naar Standaard    dG = isolatie_standaard_aandeel × G0             [m³/yr]
    naar label B      dG = isolatie_b_gas[type], at most what the Standaard takes off

The Standaard goes further than label B, and the gain of label B is one number per type, which would be too much for
a home that uses little. If the team set that number itself it holds, and the Standaard takes off at least as much
(``isolatie_standaard_minst[type]``). Both are what use fell by in practice; no other correction for behaviour is
applied. The heat that is left::

    Q_rv  = (G_rv − dG) × energie_inhoud × ketel_rendement_rv          [GJ/yr]
    Q_tap = G_tap × energie_inhoud × ketel_rendement_tw                [GJ/yr]

and by main heating, of which a home has exactly one (E in kWh/yr, 1 kWh = 0,0036 GJ)::

    ketel        gas = G_rv − dG + G_tap + G_kook
    hybride      gas = (G_rv − dG) × (1 − a) + G_tap + G_kook          E = Q_rv × a / SPF
    warmtepomp   gas = 0                                               E = Q_rv / SPF_rv + Q_tap / SPF_tw
    bodem        gas = 0                                               as warmtepomp, with its own SPF
    warmtenet    gas = 0          heat = Q_rv + Q_tap [GJ/yr]

Whoever no longer cooks on gas uses ``stroom_inductie`` kWh instead of G_kook. Solar panels give
``zonnepanelen_vermogen × zonnepanelen_opbrengst`` kWh, whatever the heating is.

Source of the formulas: the parameters of ``data/parameters.csv``; the split and the efficiencies follow PBL,
Referentieverbruik warmte woningen II (5629), with its example dwelling as a test.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from wijkdata import dutch
from wijkdata.errors import WijkdataError

#: Energy of a kWh. [GJ]
GJ_PER_KWH = 0.0036

#: No home uses more gas than this; it is a slip of the pen. [m³/yr]
MOST_GAS = 20_000.0

#: The part of a fall in CO2 that comes from cleaner gas, electricity and heat, and from no measure.
GRID = "energie"
GRID_NAME = "Schonere stroom en warmte"

HEATINGS = {
    "ketel": "HR-ketel op aardgas",
    "hybride": "hybride warmtepomp",
    "warmtepomp": "luchtwarmtepomp",
    "bodem": "bodemwarmtepomp",
    "warmtenet": "warmtenet",
}

INSULATIONS = {"": "zoals nu", "b": "naar label B", "standaard": "naar de Standaard"}

#: Main heatings without gas; the home has no connection left, so cooking is on induction.
GAS_FREE = ("warmtepomp", "bodem", "warmtenet")

#: Main heatings on electricity alone. A hybrid one is none: on cold days it burns gas, and how the statistics count
#: it is not told.
ELECTRIC = ("warmtepomp", "bodem")

Values = Mapping[str, float]


@dataclass(frozen=True)
class Measure:
    """A measure that a programme can hold.

    Attributes
    ----------
    name
        Dutch, on screen.
    short
        The same in a word or two, for in a picture.
    """

    id: str
    name: str
    short: str


#: In the order in which they are taken within a year: first insulate, then heat, then the rest.
MEASURES = {
    one.id: one
    for one in (
        Measure("isolatie_standaard", "Isoleren naar de Standaard", "Standaard"),
        Measure("isolatie_b", "Isoleren naar label B", "label B"),
        Measure("warmtenet", "Aansluiten op een warmtenet", "warmtenet"),
        Measure("warmtepomp", "Luchtwarmtepomp", "warmtepomp"),
        Measure("bodem", "Bodemwarmtepomp", "bodempomp"),
        Measure("hybride", "Hybride warmtepomp", "hybride"),
        Measure("inductie", "Koken op inductie", "inductie"),
        Measure("zonnepanelen", "Zonnepanelen", "zonnepanelen"),
    )
}


@dataclass(frozen=True)
class Gas:
    """The gas of a home on a boiler by what it is for [m³/yr]."""

    heating: float
    water: float
    cooking: float

    @property
    def total(self) -> float:
        """All of it [m³/yr]."""
        return self.heating + self.water + self.cooking


@dataclass(frozen=True)
class Use:
    """What a home uses in a year.

    Attributes
    ----------
    gas
        [m³/yr]
    power
        For heating, hot water and cooking, not for the rest of the household; negative for what panels give.
        [kWh/yr]
    heat
        From a heat network, delivered. [GJ/yr]
    """

    gas: float
    power: float
    heat: float

    def __sub__(self, other: Use) -> Use:
        return Use(self.gas - other.gas, self.power - other.power, self.heat - other.heat)

    def __add__(self, other: Use) -> Use:
        return Use(self.gas + other.gas, self.power + other.power, self.heat + other.heat)

    def times(self, number: float) -> Use:
        """Return the use of so many equal homes."""
        return Use(self.gas * number, self.power * number, self.heat * number)


NO_USE = Use(0.0, 0.0, 0.0)


def split_gas(metered: float, values: Values) -> Gas:
    """Split the metered gas of a home on a boiler [m³/yr].

    Raises
    ------
    WijkdataError
        If it is below zero or no number.
    """
    if not (metered >= 0 and math.isfinite(metered)):
        raise WijkdataError(
            f"Het gas van een woning ({dutch.number(metered)} m³ per jaar) kan niet. Geef een getal van 0 of meer.",
            "gas",
        )
    heating = values["aandeel_verwarming"] * metered
    cooking = min(values["gas_koken"], metered - heating)
    return Gas(heating, metered - heating - cooking, cooking)


def gas_saved(gas: Gas, dwelling_type: str, insulation: str, values: Values) -> float:
    """Return what insulation takes off the gas of a home on a boiler [m³/yr].

    Parameters
    ----------
    dwelling_type
        A key of ``effect_parameters.DWELLING_TYPES``.
    insulation
        A key of `INSULATIONS`.
    """
    standaard = values["isolatie_standaard_aandeel"] * gas.total
    most = min(max(standaard, values[f"isolatie_standaard_minst_{dwelling_type}"]), gas.heating)
    if insulation == "b":
        return min(values[f"isolatie_b_gas_{dwelling_type}"], most)
    return most if insulation == "standaard" else 0.0


def use(gas: Gas, saved: float, heating: str, *, induction: bool, values: Values) -> Use:
    """Return what a home uses with a main heating.

    Parameters
    ----------
    gas
        Its gas on a boiler, before any measure.
    saved
        What insulation takes off the gas for heating. [m³/yr]
    heating
        A key of `HEATINGS`.
    induction
        Whether it cooks on induction; without gas it always does.
    """
    left = gas.heating - saved
    heat = left * values["energie_inhoud_gas"] * values["ketel_rendement_rv"]
    water = gas.water * values["energie_inhoud_gas"] * values["ketel_rendement_tw"]
    electric = induction or heating in GAS_FREE
    cooking_gas, cooking_power = (0.0, values["stroom_inductie"]) if electric else (gas.cooking, 0.0)
    if heating == "ketel":
        return Use(left + gas.water + cooking_gas, cooking_power, 0.0)
    if heating == "hybride":
        part = values["hybride_aandeel"]
        power = heat * part / GJ_PER_KWH / values["hybride_spf"]
        return Use(left * (1 - part) + gas.water + cooking_gas, power + cooking_power, 0.0)
    if heating == "warmtenet":
        return Use(0.0, cooking_power, heat + water)
    if heating not in ("warmtepomp", "bodem"):
        raise KeyError(heating)
    for_heat = heat / GJ_PER_KWH / values[f"{heating}_spf_rv"]
    for_water = water / GJ_PER_KWH / values[f"{heating}_spf_tw"]
    return Use(0.0, for_heat + for_water + cooking_power, 0.0)


def solar_yield(values: Values) -> float:
    """Return what the panels of one home give [kWh/yr]."""
    return values["zonnepanelen_vermogen"] * values["zonnepanelen_opbrengst"]


def co2(used: Use, factors: Mapping[str, float]) -> float:
    """Return the CO2 of a use, TTW [kg/yr].

    Formula: gas × f_gas + power × f_elektriciteit + heat × f_warmte. The heat factor is per delivered GJ, so the loss
    of the network is in it.

    Parameters
    ----------
    factors
        kg per m³, kWh and GJ, as `co2_factors` gives them.
    """
    return used.gas * factors["gas"] + used.power * factors["elektriciteit"] + used.heat * factors["warmte"]


def co2_factors(year: int, published: Mapping[tuple[int, str], float], values: Values) -> dict[str, float]:
    """Return the CO2 factors of a year, TTW: those of the year itself as far as they are published, then the outlook.

    After the last published year the factor goes in a straight line to that of 2026 and, for electricity, on to that
    of 2030; after that it stays. Source: Klimaatmonitor up to that year; ``co2_*`` of ``data/parameters.csv`` after.

    Parameters
    ----------
    published
        By year and carrier, of ``emissions.by_year_and_carrier``.

    Returns
    -------
    dict
        gas [kg/m³], elektriciteit [kg/kWh], warmte [kg/GJ].
    """
    ahead = {
        "gas": {2026: values["co2_gas"]},
        "elektriciteit": {2026: values["co2_stroom_2026"], 2030: values["co2_stroom_2030"]},
        "warmte": {2026: values["co2_warmte"]},
    }
    found = {}
    for carrier, later in ahead.items():
        known = {when: factor for (when, one), factor in published.items() if one == carrier}
        points = known | {when: factor for when, factor in later.items() if when > max(known, default=0)}
        found[carrier] = _on_line(points, year)
    return found


def _on_line(points: Mapping[int, float], year: int) -> float:
    """Return the value of a year on the line through the points; before the first and after the last it is theirs."""
    years = sorted(points)
    before = max((one for one in years if one <= year), default=years[0])
    after = min((one for one in years if one >= year), default=years[-1])
    if after <= before:
        return points[before] if year >= before else points[after]
    part = (year - before) / (after - before)
    return points[before] + part * (points[after] - points[before])
