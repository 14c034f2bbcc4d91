"""What measures do to the monthly cost of a home (woonlasten), by the definition that the team agreed on.

The bill counts what changes: gas, heat, and the electricity for heating, hot water and cooking. [euro/yr, with VAT]::

    rekening = gas × gasprijs + stroom × stroomprijs + warmte × warmteprijs
               + vastrecht_gas (as long as there is gas) + vastrecht_warmte (on a heat network)

What is borrowed, the investment less the subsidy, is paid back in equal months at an effective rate r per year::

    lening per maand = bedrag × i / (1 − (1 + i)^(−12 × looptijd))      i = (1 + r)^(1/12) − 1
                     = bedrag / (12 × looptijd)                         without interest

For a resident, per month::

    eigenaar  (rekening na − rekening vóór) / 12 + lening + onderhoud
    huurder   (rekening na − rekening vóór) / 12 + huurverandering

Over more years together a loan that ends earlier counts for the months in which it runs. ``onderhoud`` is only
counted if the team chose so: the difference in upkeep, less the boiler that no longer has to be replaced. Prices are
those of today in every year: what they will be nobody knows; their bandwidth is in the variants.

Of an investment in label B no more is counted than the Standaard costs, unless the team set that of label B itself.

Neutral is a change of 0 or less.

Source of the formulas: Nationaal Warmtefonds and hetkanWel, whose published monthly payments are tests; prices and
costs by their own source in ``data/parameters.csv``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from wijkdata import dutch
from wijkdata.effect_parameters import DWELLING_TYPES
from wijkdata.effects import GAS_FREE, Use, Values, solar_yield

#: Below this the formula divides by nothing. [% per year]
_NO_INTEREST = 1e-9

#: Of the heatings that cost an investment, the parameters of its cost and subsidy.
_INVESTMENT = {
    "hybride": ("hybride_kosten", "hybride_subsidie"),
    "warmtepomp": ("warmtepomp_kosten", "warmtepomp_subsidie"),
    "bodem": ("bodem_kosten", "bodem_subsidie"),
    "warmtenet": ("warmtenet_kosten", "warmtenet_subsidie"),
}
_UPKEEP = {
    "ketel": "ketel_onderhoud",
    "hybride": "hybride_onderhoud",
    "warmtepomp": "warmtepomp_onderhoud",
    "bodem": "warmtepomp_onderhoud",
}


class Definition(Protocol):
    """What the team means by woonlastenneutraal; see ``wijkdata.ambition.model.HousingCosts``."""

    @property
    def loan(self) -> bool: ...  # noqa: D102
    @property
    def years(self) -> int: ...  # noqa: D102
    @property
    def upkeep(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class Investment:
    """What the measures at one home cost.

    Attributes
    ----------
    cost, subsidy
        [euro]; of what is known. A subsidy on a measure is never more than its cost.
    unknown
        Parameters that nobody gave; what they stand for is not in `cost`.
    """

    cost: float
    subsidy: float
    unknown: tuple[str, ...] = ()

    @property
    def own(self) -> float:
        """What is left to pay [euro]."""
        return self.cost - self.subsidy


@dataclass(frozen=True)
class Change:
    """How the monthly cost of a resident changes, by part [euro/month].

    Attributes
    ----------
    other
        The change of the rent of a tenant, or of the upkeep of an owner.
    unknown
        Parameters that nobody gave; with an unknown rent the total is NaN.
    """

    bill: float
    loan: float
    other: float
    unknown: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All of it [euro/month]; NaN where a part is unknown."""
        return self.bill + self.loan + self.other


def yearly_bill(used: Use, heating: str, values: Values) -> float:
    """Return the part of the energy bill that measures can change [euro/yr]."""
    fixed = values["vastrecht_warmte"] if heating == "warmtenet" else 0.0
    if heating not in GAS_FREE:
        fixed += values["vastrecht_gas"]
    return (
        used.gas * values["gasprijs"]
        + used.power * values["stroomprijs"]
        + used.heat * values["warmteprijs"]
        + fixed
    )


def solar_income(values: Values) -> float:
    """Return what solar panels take off the bill of a home without net metering [euro/yr]."""
    part = values["zonnepanelen_eigen"]
    worth = part * values["stroomprijs"] + (1 - part) * values["zonnepanelen_terug"]
    return solar_yield(values) * worth


def monthly_payment(amount: float, rate: float, years: float) -> float:
    """Return what a loan costs per month, interest and repayment [euro].

    Parameters
    ----------
    amount
        [euro]
    rate
        Effective interest. [% per year]
    years
        Over how many years it is paid back.
    """
    months = 12 * years
    if rate < _NO_INTEREST:
        return amount / months
    monthly = math.pow(1 + rate / 100, 1 / 12) - 1
    return amount * monthly / -math.expm1(-months * math.log1p(monthly))


def investment(
    dwelling_type: str,
    heating: str,
    insulation: str,
    *,
    induction: bool,
    values: Values,
    hybrid_first: bool = False,
) -> Investment:
    """Return what it costs to bring a home on a gas boiler to this state.

    Parameters
    ----------
    induction
        Whether it went over to cooking on induction; without gas it always does.
    hybrid_first
        Whether it had a hybrid heat pump before this heating: then both were paid, and nothing is paid back.
    """
    cost = subsidy = 0.0
    if insulation:
        cost = insulation_cost(dwelling_type, insulation, values)
        subsidy = cost * values["isolatie_subsidie"]
    for one in ("hybride", heating) if hybrid_first else (heating,):
        if one in _INVESTMENT:
            of_heating, its_subsidy = (values[key] for key in _INVESTMENT[one])
            cost += of_heating
            subsidy += min(of_heating, its_subsidy)
    unknown: tuple[str, ...] = ()
    if induction or heating in GAS_FREE:
        if math.isnan(values["inductie_kosten"]):
            unknown = ("inductie_kosten",)
        else:
            cost += values["inductie_kosten"]
    return Investment(cost, subsidy, unknown)


def insulation_cost(dwelling_type: str, insulation: str, values: Values) -> float:
    """Return what insulating a home costs, before subsidy [euro].

    Label B costs at most what the Standaard does, which goes further: the two are from other sources and of other
    years, and of some types those of label B are the higher. `dearer_text` tells of which. What the team set for
    label B holds: ``effect_parameters.values`` then raises the Standaard.
    """
    further = values[f"isolatie_standaard_kosten_{dwelling_type}"]
    if insulation == "standaard":
        return further
    return min(values[f"isolatie_b_kosten_{dwelling_type}"], further)


def dearer_text(dwelling_types: Iterable[str], values: Values, further: float = 0.0) -> str:
    """Say of which types label B is dearer than the Standaard by its source; empty if of none.

    Parameters
    ----------
    further
        How many of those homes go on from label B to the Standaard: of that step the cost is not known.
    """
    dearer = [
        DWELLING_TYPES[one]
        for one in dict.fromkeys(dwelling_types)
        if values[f"isolatie_b_kosten_{one}"] > values[f"isolatie_standaard_kosten_{one}"]
    ]
    if not dearer:
        return ""
    return (
        f"Label B ({dutch.join(dearer)}): het kengetal is hoger dan dat van de Standaard, die verder gaat. De twee "
        "zijn van verschillende bronnen en jaren. Voor label B is gerekend met de kosten van de Standaard. "
    ) + (
        f"Wat de stap daarna naar de Standaard kost, bij {dutch.number(further, 0)} van deze woningen, is niet "
        "bekend en niet meegeteld: de kosten zijn te laag."
        if further
        else "Wat een latere stap naar de Standaard kost is dan niet bekend, en staat op 0."
    )


def is_free_step(dwelling_type: str, values: Values) -> bool:
    """Say whether the step from label B to the Standaard seems to cost nothing: what it costs is not known then."""
    return (
        values[f"isolatie_b_kosten_{dwelling_type}"] >= values[f"isolatie_standaard_kosten_{dwelling_type}"]
    )


def solar_cost(values: Values) -> float:
    """Return what the panels of one home cost [euro]."""
    return values["zonnepanelen_vermogen"] * values["zonnepanelen_kosten"]


def change_for_owner(
    before: Use, after: Use, heating: str, paid: Investment, definition: Definition, values: Values
) -> Change:
    """Return how the monthly cost of an owner changes by measures at a home on a gas boiler."""
    loan = _loan(paid.own, definition, values) if definition.loan else 0.0
    upkeep = _upkeep(heating, values) if definition.upkeep else 0.0
    return Change(_bill_change(before, after, heating, values), loan, upkeep, paid.unknown)


def change_for_tenant(before: Use, after: Use, heating: str, values: Values) -> Change:
    """Return how the monthly cost of a tenant changes: the landlord invests, and may change the rent."""
    rent = values["huurverandering"]
    unknown = ("huurverandering",) if math.isnan(rent) else ()
    return Change(_bill_change(before, after, heating, values), 0.0, rent, unknown)


def solar_change_for_owner(definition: Definition, values: Values) -> Change:
    """Return how the monthly cost of an owner changes by solar panels, without net metering; there is no subsidy."""
    loan = _loan(solar_cost(values), definition, values) if definition.loan else 0.0
    return Change(-solar_income(values) / 12, loan, 0.0)


def solar_change_for_tenant(values: Values) -> Change:
    """Return the same of a tenant; what the landlord asks for the panels is not known, so neither is the total."""
    return Change(-solar_income(values) / 12, 0.0, math.nan)


def _bill_change(before: Use, after: Use, heating: str, values: Values) -> float:
    if (before, heating) == (after, "ketel"):
        return 0.0
    return (yearly_bill(after, heating, values) - yearly_bill(before, "ketel", values)) / 12


def _loan(amount: float, definition: Definition, values: Values) -> float:
    if not amount:
        return 0.0
    runs = values["looptijd_lening"]
    payment = monthly_payment(amount, values["rente_lening"], runs)
    return payment * min(runs, definition.years) / definition.years


def _upkeep(heating: str, values: Values) -> float:
    now, later = values[_UPKEEP["ketel"]], values.get(_UPKEEP.get(heating, ""), 0.0)
    replaced = values["ketel_kosten"] / values["ketel_levensduur"] if heating in GAS_FREE else 0.0
    return (later - now - replaced) / 12
