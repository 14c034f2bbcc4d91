"""What delay costs ("Tijd is geld"): by line, by who bears it, and the month at which it equals a subsidy.

With m months of delay, rates per year::

    rente     = K × ((1 + r)^(m/12) − 1)      K invested so far, r interest
    indexatie = B × ((1 + i_k)^(m/12) − 1)    B work still to be contracted, i_k rise of its cost
    opbrengst = −O × ((1 + i_o)^(m/12) − 1)   O revenue still to come, i_o its rise: it takes off from the cost
    proces    = m × fte × rate per month      staff and advisers that go on
    vertraging = rente + indexatie + opbrengst + proces

    bewoners  = homes × saving per home per year × m/12
    co2       = homes × CO2 per home per year / 1000 × m/12 × price per tonne

``vertraging`` is money of the parties. What residents and the climate miss is no money of theirs and is only ever
shown apart: adding it would count twice what parties pass on to residents.

Bandwidths: of each line the smallest and the largest value that its inputs allow, so over all corners of their
bandwidths; a line rises or falls with each input, so it cannot get outside those. The total adds the smallest, and
the largest. It therefore holds whatever the inputs turn out to be within their bandwidths, and is wider than what is
likely, for it lets everything go well, or wrong, at once. The middle is computed with the middle of each input.

Zero months cost exactly zero. A line of which an input is unknown has no cost: it is left out and named, never zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from wijkdata import dutch
from wijkdata.errors import WijkdataError

#: Beyond this a rate per year or a revenue is no longer what it was planned with, and the formulas say nothing.
MOST_MONTHS = 120

#: Rates beyond this are taken for a mistake, such as 400 for 4%.
_HIGHEST_RATE = 50.0

#: Months between which the cost is looked at for the first time that it equals the subsidy.
_STEP = 0.25

#: Who can bear a part of the cost, with the name on screen.
BEARERS = {
    "gemeente": "gemeente",
    "corporatie": "woningcorporatie",
    "ontwikkelaar": "ontwikkelaar of warmtebedrijf",
    "bewoners": "bewoners",
}

#: The part of a line of which nobody said who bears it.
UNDIVIDED = "onverdeeld"
UNDIVIDED_NAME = "nog niet verdeeld"


@dataclass(frozen=True)
class Parameter:
    """A number that the cost of delay is computed from.

    Attributes
    ----------
    name
        Dutch name on screen.
    unit
        Unit of the value; rates are in ``% per jaar``.
    lowest
        Values below this are refused; None where any is possible.
    """

    id: str
    name: str
    unit: str
    lowest: float | None = 0.0

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage per year."""
        return self.unit.startswith("%")


PARAMETERS = {
    one.id: one
    for one in (
        Parameter("geinvesteerd", "Al geïnvesteerd", "euro"),
        Parameter("rente", "Rente", "% per jaar", -_HIGHEST_RATE),
        Parameter("aan_te_besteden", "Nog aan te besteden", "euro"),
        Parameter("kostenindex", "Stijging van kosten", "% per jaar", -_HIGHEST_RATE),
        Parameter("opbrengst", "Opbrengst die nog komt", "euro"),
        Parameter("opbrengstindex", "Stijging van opbrengsten", "% per jaar", -_HIGHEST_RATE),
        Parameter("fte", "Mensen erop", "fte"),
        Parameter("maandtarief", "Kosten per fte", "euro per maand"),
        Parameter("woningen", "Woningen", "woningen"),
        Parameter("besparing", "Besparing per woning", "euro per jaar", None),
        Parameter("co2", "CO₂ per woning minder", "kg per jaar"),
        Parameter("co2_prijs", "Prijs van CO₂", "euro per ton"),
    )
}


@dataclass(frozen=True)
class Amount:
    """One number with its bandwidth and where it is from.

    Attributes
    ----------
    low, high
        Bandwidth; by default none, so the value itself.
    source
        Where it is from, with the year; empty as long as nobody said.
    proposed
        True for a published or computed value that the team did not set itself.
    brief
        Of a proposal, who says so and for which year, in a few words.
    """

    value: float
    low: float | None = None
    high: float | None = None
    source: str = ""
    proposed: bool = False
    brief: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )


@dataclass(frozen=True)
class Band:
    """A result: lowest, middle and highest."""

    low: float
    mid: float
    high: float

    def __add__(self, other: Band) -> Band:
        return Band(self.low + other.low, self.mid + other.mid, self.high + other.high)

    def times(self, part: float) -> Band:
        """Return this part of it; the part is not negative."""
        return Band(self.low * part, self.mid * part, self.high * part)


NOTHING = Band(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Case:
    """The assumptions of one plan.

    Attributes
    ----------
    amounts
        Per id of `PARAMETERS` the number; what is unknown is not there.
    shares
        Per line of `CASH` who bears which part, 0-1; what is left is nobody's yet.

    Raises
    ------
    WijkdataError
        If a number cannot occur (``field`` is its id) or the parts of a line are no parts of one whole (``field`` is
        the line).
    """

    amounts: Mapping[str, Amount]
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, amount in self.amounts.items():
            check_amount(key, amount)
        for line, parts in self.shares.items():
            check_shares(line, parts)


@dataclass(frozen=True)
class Line:
    """One line of the cost.

    Attributes
    ----------
    cost
        In euro; negative where delay yields something. None if an input is unknown.
    missing
        Names of the inputs that are unknown.
    bearers
        Per bearer, and `UNDIVIDED`, its part of the cost; empty without a cost, and for what is no money of the
        parties.
    """

    id: str
    name: str
    cost: Band | None
    missing: tuple[str, ...] = ()
    bearers: Mapping[str, Band] = field(default_factory=dict)


@dataclass(frozen=True)
class Delay:
    """What a delay costs.

    Attributes
    ----------
    cash
        The lines that are money of the parties, in the order of `CASH`.
    social
        What residents and the climate miss, in the order of `SOCIAL`; never part of `total`.
    total
        Sum of the cash lines that could be computed; None if there is none.
    bearers
        Per bearer, and `UNDIVIDED`, its part of `total`.
    co2
        CO2 that is not avoided meanwhile, in tonnes; None if unknown.
    """

    months: float
    cash: tuple[Line, ...]
    social: tuple[Line, ...]
    total: Band | None
    bearers: Mapping[str, Band]
    co2: Band | None

    @property
    def left_out(self) -> tuple[Line, ...]:
        """The cash lines that are not in the total, because an input is unknown."""
        return tuple(one for one in self.cash if one.cost is None)

    @property
    def society(self) -> Band | None:
        """The total with what residents and the climate miss; None unless all of it is known."""
        lines = [one.cost for one in (*self.cash, *self.social)]
        known = [one for one in lines if one is not None]
        return sum(known, NOTHING) if len(known) == len(lines) else None


@dataclass(frozen=True)
class BreakEven:
    """When the cost of delay equals a subsidy.

    Attributes
    ----------
    month
        With the middle of each input; None if it does not happen within `MOST_MONTHS`.
    earliest, latest
        With the highest and with the lowest cost; None as for `month`.
    """

    subsidy: float
    month: float | None
    earliest: float | None
    latest: float | None


# --- the formulas ------------------------------------------------------------------------------------------------


def growth(amount: float, rate: float, months: float) -> float:
    """Return what an amount grows by at a rate per year (0.04 for 4%): amount × ((1 + rate)^(months/12) − 1)."""
    return amount * math.expm1(months / 12 * math.log1p(rate))


def over_time(per_month: float, months: float) -> float:
    """Return what goes on every month."""
    return per_month * months


@dataclass(frozen=True)
class _Formula:
    name: str
    inputs: tuple[str, ...]
    cost: Callable[..., float]


#: The lines that are money of the parties.
CASH = {
    "rente": _Formula(
        "Rente op investeringen",
        ("geinvesteerd", "rente"),
        lambda m, capital, rate: growth(capital, rate / 100, m),
    ),
    "indexatie": _Formula(
        "Werk dat duurder wordt",
        ("aan_te_besteden", "kostenindex"),
        lambda m, work, rate: growth(work, rate / 100, m),
    ),
    "opbrengst": _Formula(
        "Opbrengst die stijgt",
        ("opbrengst", "opbrengstindex"),
        lambda m, revenue, rate: -growth(revenue, rate / 100, m),
    ),
    "proces": _Formula(
        "Mensen die doorwerken",
        ("fte", "maandtarief"),
        lambda m, staff, rate: over_time(staff * rate, m),
    ),
}

#: What others miss meanwhile.
SOCIAL = {
    "bewoners": _Formula(
        "Besparing van bewoners",
        ("woningen", "besparing"),
        lambda m, homes, saving: over_time(homes * saving / 12, m),
    ),
    "co2": _Formula(
        "CO₂ die niet daalt",
        ("woningen", "co2", "co2_prijs"),
        lambda m, homes, mass, price: over_time(homes * mass / 1000 * price / 12, m),
    ),
}

_TONNES = _Formula("", ("woningen", "co2"), lambda m, homes, mass: over_time(homes * mass / 1000 / 12, m))


def cost_of_delay(case: Case, months: float) -> Delay:
    """Compute what so many months of delay cost.

    Parameters
    ----------
    months
        0 to `MOST_MONTHS`; part of a month is possible.

    Raises
    ------
    WijkdataError
        If there are fewer or more months; ``field`` is ``maanden``.
    """
    check_months(months)
    cash = tuple(_line(key, formula, case, months) for key, formula in CASH.items())
    known = [one.cost for one in cash if one.cost is not None]
    bearers = {
        who: sum((one.bearers[who] for one in cash if one.cost is not None), NOTHING)
        for who in (*BEARERS, UNDIVIDED)
    }
    return Delay(
        months=months,
        cash=cash,
        social=tuple(_line(key, formula, case, months) for key, formula in SOCIAL.items()),
        total=sum(known, NOTHING) if known else None,
        bearers=bearers if known else {},
        co2=_band(_TONNES, case, months),
    )


def total(case: Case, months: float) -> Band:
    """Return the cash cost of the lines that are known; nothing at all if there is none."""
    check_months(months)
    bands = (_band(formula, case, months) for formula in CASH.values())
    return sum((one for one in bands if one is not None), NOTHING)


def curve(case: Case, last: float, count: int = 60) -> list[tuple[float, Band]]:
    """Return the cash cost at evenly spread months from 0 to the last."""
    return [(last * step / count, total(case, last * step / count)) for step in range(count + 1)]


def horizon(months: float, even: BreakEven | None = None) -> int:
    """Return up to which month to show the cost: past the months asked for and, if it is near, the break-even."""
    meet = None if even is None else even.month
    wanted = max(12.0, 1.5 * months, 1.25 * meet if meet is not None else 0.0)
    return min(MOST_MONTHS, 6 * math.ceil(wanted / 6))


def break_even(case: Case, subsidy: float) -> BreakEven:
    """Find the first month at which the cost of delay equals a subsidy.

    Raises
    ------
    WijkdataError
        If the subsidy is not above zero; ``field`` is ``subsidie``.
    """
    check_subsidy(subsidy)
    return BreakEven(
        subsidy,
        month=_first(lambda month: total(case, month).mid, subsidy),
        earliest=_first(lambda month: total(case, month).high, subsidy),
        latest=_first(lambda month: total(case, month).low, subsidy),
    )


def _first(cost: Callable[[float], float], wanted: float) -> float | None:
    """Return the first month at which a cost reaches a value; revenue that rises faster can make it fall later."""
    before = 0.0
    for number in range(1, round(MOST_MONTHS / _STEP) + 1):
        month = number * _STEP
        if cost(month) >= wanted:
            low, high = before, month
            while high - low > 1e-9:
                middle = (low + high) / 2
                low, high = (low, middle) if cost(middle) >= wanted else (middle, high)
            return high
        before = month
    return None


def _line(key: str, formula: _Formula, case: Case, months: float) -> Line:
    missing = tuple(PARAMETERS[one].name for one in formula.inputs if one not in case.amounts)
    band = _band(formula, case, months)
    if band is None or key not in CASH:
        return Line(key, formula.name, band, missing)
    parts = case.shares.get(key, {})
    left = max(0.0, 1 - math.fsum(parts.values()))
    bearers = {who: band.times(parts.get(who, 0.0)) for who in BEARERS}
    return Line(key, formula.name, band, missing, {**bearers, UNDIVIDED: band.times(left)})


def _band(formula: _Formula, case: Case, months: float) -> Band | None:
    if any(one not in case.amounts for one in formula.inputs):
        return None
    inputs = [case.amounts[one] for one in formula.inputs]
    middle = formula.cost(months, *(one.value for one in inputs))
    corners = [formula.cost(months, *corner) for corner in product(*(one.ends for one in inputs))]
    # Where the ends are the value itself, they are the same sum; + 0.0 takes the sign off zero.
    return Band(min(middle, *corners) + 0.0, middle + 0.0, max(middle, *corners) + 0.0)


# --- what is proposed --------------------------------------------------------------------------------------------


def proposals() -> dict[str, Amount]:
    """Return the rates for which a published value ships with the package, each with its source and year.

    Nothing is proposed for amounts, people, savings and the price of CO2: only the team knows those.
    """
    return dict(_published())


@cache
def _published() -> dict[str, Amount]:
    from wijkdata import datasets  # noqa: PLC0415  (pandas is slow to import and only needed here)

    kept = {row["id"]: row for row in datasets.parameters().reset_index().to_dict("records")}
    found = {}
    for key in ("rente", "kostenindex", "opbrengstindex"):
        row = kept[f"uitstel_{key}"]
        year = int(row["year"])
        found[key] = Amount(
            float(row["value"]),
            float(row["low"]),
            float(row["high"]),
            source=f"{row['source']}, {row['table']} ({year}). {row['note']}",
            proposed=True,
            brief=f"{row['source']}, {year}",
        )
    return found


# --- checking ----------------------------------------------------------------------------------------------------


def check_amount(key: str, amount: Amount) -> None:
    """Refuse a number that cannot occur.

    Raises
    ------
    WijkdataError
        With ``field`` the id of the number.
    """
    if key not in PARAMETERS:
        raise WijkdataError(
            f"‘{key[:40]}’ is geen getal waarmee uitstel wordt berekend. Kies uit {dutch.join(PARAMETERS, 'of')}.",
            key,
        )
    parameter = PARAMETERS[key]
    low, high = amount.ends
    if not all(math.isfinite(one) for one in (low, amount.value, high)):
        raise WijkdataError(f"{parameter.name}: geef een eindig getal.", key)
    if not low <= amount.value <= high:
        raise WijkdataError(
            f"{parameter.name}: geef laag, midden en hoog van klein naar groot; nu staat er "
            f"{dutch.number(low)}, {dutch.number(amount.value)} en {dutch.number(high)}.",
            key,
        )
    if parameter.lowest is not None and low < parameter.lowest:
        least = dutch.number(parameter.lowest, unit="%" if parameter.is_rate else "")
        raise WijkdataError(f"{parameter.name} kan niet lager zijn dan {least}.", key)
    if parameter.is_rate and high > _HIGHEST_RATE:
        raise WijkdataError(
            f"{parameter.name} van {dutch.number(high)}% per jaar kan niet kloppen; schrijf 4 voor 4%.", key
        )


def check_shares(line: str, parts: Mapping[str, float]) -> None:
    """Refuse parts that are no parts of one whole.

    Raises
    ------
    WijkdataError
        With ``field`` the line.
    """
    if line not in CASH:
        raise WijkdataError(
            f"‘{line[:40]}’ is geen kostenregel die partijen verdelen. Kies uit {dutch.join(CASH, 'of')}.",
            line,
        )
    for who, part in parts.items():
        if who not in BEARERS:
            raise WijkdataError(
                f"‘{who[:40]}’ is geen partij die kosten draagt. Kies uit {dutch.join(BEARERS, 'of')}.", line
            )
        if not (math.isfinite(part) and 0 <= part <= 1):
            raise WijkdataError(f"{CASH[line].name}: een aandeel ligt tussen 0% en 100%.", line)
    whole = math.fsum(parts.values())
    if whole > 1 + 1e-9:
        raise WijkdataError(
            f"{CASH[line].name}: de aandelen zijn samen {dutch.number(100 * whole)}%. Verdeel ten hoogste 100%.",
            line,
        )


def check_months(months: float) -> None:
    """Refuse a delay that is below zero or longer than `MOST_MONTHS`.

    Raises
    ------
    WijkdataError
        With ``field`` ``maanden``.
    """
    if not (math.isfinite(months) and 0 <= months <= MOST_MONTHS):
        raise WijkdataError(f"Geef het uitstel in maanden, van 0 tot en met {MOST_MONTHS}.", "maanden")


def check_subsidy(subsidy: float) -> None:
    """Refuse a subsidy that is not above zero.

    Raises
    ------
    WijkdataError
        With ``field`` ``subsidie``.
    """
    if not (math.isfinite(subsidy) and subsidy > 0):
        raise WijkdataError("Een subsidie is meer dan 0 euro. Laat haar leeg als er geen is.", "subsidie")
