"""The dwellings of an area that measures can be taken at: by type and building period, with the gas each uses.

From the newest figures of the area (see `wijkdata.baseline`), or as the team counted them itself:

- types: the counts per dwelling type where they are published; else ``meergezins_aandeel`` and, for the rest,
  ``eengezins`` of which the kind is not known;
- periods: ``voor_2000_aandeel``, taken to be the same in every type, for that is not published;
- main heating today: homes on a heat network and homes heated with electricity are set apart, for no measure of
  heating is taken there; all others are taken to have a boiler of their own on gas;
- gas: the mean per dwelling (corrected for the weather where it can be) times all dwellings is what the homes on gas
  use together. It is divided over the groups in proportion to what such dwellings use: the published gas per type of
  the area, else that of the country (PBL, Referentieverbruik warmte woningen II).

The parts therefore always add up to the published total. Where the team counted more homes than are published, the
gas and electricity of the area stay what is published, divided over the homes that were counted; far more of them
cannot be held against any objective (see `Stock.unfit`). What had to be assumed is said in `Stock.notes`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.effect_parameters import DWELLING_TYPES
from wijkdata.effects import MOST_GAS, Values
from wijkdata.errors import WijkdataError

PERIODS = {
    "": "alle bouwjaren",
    "voor_1992": "gebouwd vóór 1992",
    "voor_2000": "gebouwd vóór 2000",
    "vanaf_1992": "gebouwd vanaf 1992",
    "vanaf_2000": "gebouwd vanaf 2000",
}

#: Of these there is no known gain of insulating: the numbers are about dwellings from before 1992.
ALREADY_INSULATED = ("vanaf_1992", "vanaf_2000")

#: Figures of an area that the stock follows from.
INDICATORS = (
    "woningen",
    "meergezins_aandeel",
    "voor_2000_aandeel",
    "gas_gem_tc",
    "gas_gem",
    "elektra_gem",
    "stadsverwarming_aandeel",
    "elektrisch_verwarmd_aandeel",
    "koop_aandeel",
    "zonnestroom_installaties",
    "zonnestroom_vermogen",
    *(f"woningen_{kind}" for kind in DWELLING_TYPES if kind != "eengezins"),
    *(f"gas_gem_{kind}" for kind in DWELLING_TYPES if kind != "eengezins"),
)

#: Of these, what the measures of a programme change.
CHANGED = (
    "gas_gem_tc",
    "gas_gem",
    "elektra_gem",
    "stadsverwarming_aandeel",
    "elektrisch_verwarmd_aandeel",
    "zonnestroom_installaties",
    "zonnestroom_vermogen",
)

#: A home that uses so many times what such a home uses in the country makes one doubt the counts behind it.
_FAR_ABOVE = 1.5

#: So many times as little does too: there may be homes among them that are heated in another way.
_FAR_BELOW = 0.5

#: Less than this is shown as 0,0 times.
_NOTHING = 0.05

#: So many times the published number of homes makes one doubt a count of the team, and so many times leaves nothing
#: to be said of an objective: the figures are then about other homes than the programme.
_TOO_MANY, _FAR_TOO_MANY = 1.05, 1.2

#: Part by which the gas of the groups may be above that of the area, for rounding.
_ROUNDING = 0.005

#: More dwellings than this there are not, in the country neither.
MOST_HOMES = 1e7

#: What a figure of an area can be at most, by how its indicator begins; what it can be at least is in the catalogue.
_MOST = {"woningen": MOST_HOMES, "gas_gem": MOST_GAS}

#: The published periods in which homes of a counted one can be.
_WITHIN = {
    "voor_1992": ("voor_2000",),
    "voor_2000": ("voor_2000",),
    "vanaf_1992": ("voor_2000", "vanaf_2000"),
    "vanaf_2000": ("vanaf_2000",),
}

#: Type and period of dwellings.
_Cell = tuple[str, str]

_KNOWN_KINDS = tuple(kind for kind in DWELLING_TYPES if kind != "eengezins")


class Counted(Protocol):
    """Dwellings that the team counted; see ``wijkdata.ambition.model.DwellingGroup``."""

    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def dwellings(self) -> float: ...  # noqa: D102
    @property
    def gas(self) -> float | None: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Group:
    """Equal dwellings that are heated with a gas boiler.

    Attributes
    ----------
    type, period
        Keys of ``effect_parameters.DWELLING_TYPES`` and `PERIODS`.
    dwellings
        How many; not rounded, for it follows from shares.
    gas
        Of one of them [m³/yr].
    uncounted
        Whether they are what is left of the area beside a count of the team.
    """

    type: str
    period: str
    dwellings: float
    gas: float
    uncounted: bool = False

    @property
    def name(self) -> str:
        """Dutch name."""
        period = f", {PERIODS[self.period]}" if self.period else ""
        return f"{DWELLING_TYPES[self.type]}{period}{', niet geteld' if self.uncounted else ''}"

    @property
    def can_be_insulated(self) -> bool:
        """Whether it is known what insulating gains."""
        return self.period not in ALREADY_INSULATED


@dataclass(frozen=True)
class Stock:
    """The dwellings of an area and what they use today.

    Attributes
    ----------
    groups
        The homes on a gas boiler.
    dwellings
        All dwellings.
    on_heat, electric
        Dwellings on a heat network, and those heated with electricity.
    solar_homes, solar_power
        Homes with solar panels, and the power of those [kWp]; None where it is not known.
    power
        Electricity of a dwelling for everything [kWh/yr]; None where it is not known. That of the area, divided over
        `dwellings`.
    owned
        Part of the dwellings that their owner lives in, 0-1; None where it is not known.
    year
        Of the gas.
    notes
        What was assumed and where the figures are from, as Dutch sentences.
    doubts
        Of these, why the homes and the figures can hardly belong together; empty where they can.
    unfit
        Why nothing can be said of any objective with these homes, as a Dutch sentence; empty where it can.
    """

    groups: tuple[Group, ...]
    dwellings: float
    on_heat: float
    electric: float
    solar_homes: float | None
    solar_power: float | None
    power: float | None
    owned: float | None
    year: int
    notes: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    unfit: str = ""

    @property
    def on_gas(self) -> float:
        """Dwellings with a gas boiler."""
        return sum(one.dwellings for one in self.groups)

    @property
    def gas(self) -> float:
        """Gas of all dwellings together [m³/yr]."""
        return sum(one.dwellings * one.gas for one in self.groups)

    @property
    def gas_free(self) -> float:
        """Dwellings without gas today, as far as is known."""
        return self.dwellings - self.on_gas


def stock_of(
    baseline: pd.DataFrame,
    values: Values,
    counted: Sequence[Counted] = (),
    series: pd.DataFrame | None = None,
    first: int | None = None,
) -> Stock:
    """Return the dwellings of an area.

    Parameters
    ----------
    baseline
        Of ``wijkdata.baseline.baseline``, with `INDICATORS`.
    values
        The middle of the parameters, for the gas by type of the country.
    counted
        The team's own count; it takes the place of types and periods. As long as it has fewer homes than there are
        on gas the others stay, by the published types and periods; with more it takes the place of that number too.
    series
        Of ``wijkdata.series.series``: where the newest share of district heating is not public, an older one is used.
    first
        First year of the programme that these are the dwellings for, if that has begun: `baseline` then has the
        figures from before it. That, and what is of later all the same, is said in the notes.

    Raises
    ------
    WijkdataError
        If dwellings or gas of the area are not known; what to do is said.
    """
    known = _Figures(baseline, series)
    notes: list[str] = [] if first is None else [_begun(known, first, counted=bool(counted))]
    gas, year = _gas(known, notes)
    dwellings = known.value("woningen")
    if dwellings is None or dwellings <= 0:
        raise WijkdataError(
            "Van dit gebied is niet bekend hoeveel woningen er zijn; zonder dat is er niets te berekenen. Voeg het "
            "toe bij de nulmeting als eigen meting (Woningen)."
        )
    notes.append(f"Woningen: {dutch.number(dwellings, 0)} ({known.told('woningen')}).")
    on_heat = _apart(known, "stadsverwarming_aandeel", dwellings, "op een warmtenet", notes)
    electric = _apart(known, "elektrisch_verwarmd_aandeel", dwellings, "elektrisch verwarmd", notes)
    on_gas = max(0.0, dwellings - on_heat - electric)
    of_shares: list[str] = []
    shares = _shares(known, of_shares)
    doubts: list[str] = []
    power, unfit = known.value("elektra_gem"), ""
    if counted:
        groups = _counted(counted, shares, on_gas, gas * dwellings, known, values, notes, doubts)
        notes += of_shares if any(one.uncounted for one in groups) else []
        published, dwellings = (
            dwellings,
            max(dwellings, sum(one.dwellings for one in groups) + on_heat + electric),
        )
        power = None if power is None else power * published / dwellings
        unfit = _too_many(dwellings, published, known, doubts)
    else:
        notes += of_shares
        groups = _groups(shares, on_gas, gas * dwellings, known, values, notes, doubts)
    notes += doubts
    if power is None:
        notes.append(
            "Hoeveel elektriciteit de woningen gebruiken is niet bekend: wat schonere stroom aan CO₂ scheelt is "
            "alleen van de maatregelen geteld."
        )
    owned = known.value("koop_aandeel")
    return Stock(
        groups,
        dwellings,
        on_heat,
        electric,
        known.value("zonnestroom_installaties"),
        known.value("zonnestroom_vermogen"),
        power,
        None if owned is None else owned / 100,
        year,
        tuple(notes),
        tuple(doubts),
        unfit,
    )


def check_counted(one: Counted) -> None:
    """Refuse a group of dwellings that cannot be.

    Raises
    ------
    WijkdataError
        With ``field`` the part that is wrong.
    """
    if one.type not in DWELLING_TYPES:
        known = dutch.join(DWELLING_TYPES.values(), "of")
        raise WijkdataError(f"Het woningtype ‘{one.type}’ kennen wij niet; kies {known}.", "type")
    if one.period not in PERIODS:
        raise WijkdataError(f"De bouwperiode ‘{one.period}’ kennen wij niet.", "period")
    if not one.dwellings > 0:
        raise WijkdataError("Geef een aantal woningen boven de 0.", "dwellings")
    if one.dwellings > MOST_HOMES:
        raise WijkdataError(f"Geef ten hoogste {dutch.number(MOST_HOMES, 0)} woningen.", "dwellings")
    if one.gas is not None and not 0 < one.gas <= MOST_GAS:
        raise WijkdataError("Gas per woning hoort tussen 0 en 20.000 m³ per jaar te liggen.", "gas")


class _Figures:
    """The newest usable figures of an area."""

    def __init__(self, baseline: pd.DataFrame, series: pd.DataFrame | None) -> None:
        self._rows: Mapping[Any, Any] = baseline.set_index("indicator").to_dict("index")
        self._series = series

    def value(self, indicator: str) -> float | None:
        row = self._rows.get(indicator)
        if row is None or math.isnan(row["value"]):
            return None
        value = float(row["value"])
        self._check(indicator, value)
        return value

    def _check(self, indicator: str, value: float) -> None:
        entry = catalogue.indicator(indicator)
        least, most = (math.nan if one is None else one for one in entry.limits)
        most = min((one for start, one in _MOST.items() if indicator.startswith(start)), default=most)
        if not math.isfinite(value) or value < least or value > most:
            raise WijkdataError(
                f"{entry.name} ({self.told(indicator)}): {dutch.number(value, unit=entry.unit)} kan niet. Leg bij "
                "Nulmeting een eigen meting vast die klopt.",
                indicator,
            )

    def bounds(self, indicator: str) -> tuple[float, float, str] | None:
        """Return between what a suppressed figure lies, and of which year and from what; the newest there is."""
        if self._series is None:
            return None
        rows = self._series[self._series["indicator"] == indicator]
        rows = rows[rows["value"].isna() & rows["low"].notna() & rows["high"].notna()].sort_values("year")
        if rows.empty:
            return None
        last = rows.iloc[-1]
        return float(last["low"]), float(last["high"]), f"{int(last['year'])}, {last['why_range']}"

    def year(self, indicator: str) -> int:
        return int(self._rows[indicator]["year"])

    def is_from(self, indicator: str, first: int) -> bool:
        """Say whether there is a figure, of this year or later."""
        return self.value(indicator) is not None and self.year(indicator) >= first

    def told(self, indicator: str) -> str:
        """Return publisher, year and status of a figure."""
        row = self._rows[indicator]
        return f"{row['source']} {int(row['year'])}, {row['status']}"

    def older(self, indicator: str, least: float = 0.8) -> tuple[float, str] | None:
        """Return the newest figure of an earlier year that stands for most of the area."""
        if self._series is None:
            return None
        rows = self._series[self._series["indicator"] == indicator]
        rows = rows[rows["value"].notna() & (rows["coverage"] >= least)].sort_values("year")
        if rows.empty:
            return None
        last = rows.iloc[-1]
        return float(last["value"]), f"{last['source']} {int(last['year'])}, {last['status']}"


def _begun(known: _Figures, first: int, *, counted: bool) -> str:
    """Say that a programme has begun, and of what there are only figures of later."""
    said = [f"Dit programma begint in {first}: er is gerekend met de woningen zoals zij daarvoor waren."]
    later = [
        f"{catalogue.indicator(one).name} ({known.year(one)})"
        for one in INDICATORS
        if known.is_from(one, first)
    ]
    if later:
        said.append(f"Van die tijd is er geen cijfer van {dutch.join(later)}; het eerste van later telt.")
    if counted:
        said.append("De telling van het team geldt als die van toen.")
    return " ".join(said)


def _gas(known: _Figures, notes: list[str]) -> tuple[float, int]:
    for indicator, words in (
        ("gas_gem_tc", "gecorrigeerd voor het weer"),
        ("gas_gem", "niet gecorrigeerd voor het weer"),
    ):
        value = known.value(indicator)
        if value is not None:
            notes.append(
                f"Gas: {dutch.number(value, 0)} m³ per woning per jaar, {words} ({known.told(indicator)})."
            )
            return value, known.year(indicator)
    raise WijkdataError(
        "Van dit gebied is niet bekend hoeveel gas de woningen gebruiken; zonder dat is er niets te berekenen. Voer "
        "bij de nulmeting een eigen meting van het gas per woning in."
    )


def _apart(known: _Figures, indicator: str, dwellings: float, words: str, notes: list[str]) -> float:
    share = known.value(indicator)
    told = known.told(indicator) if share is not None else ""
    if share is None:
        share, told = known.older(indicator) or (None, "")
    if share is None:
        return _hidden(known, indicator, dwellings, words, notes)
    count = dwellings * share / 100
    notes.append(f"{dutch.number(count, 0)} woningen {words} ({told}) doen niet mee.")
    return count


def _hidden(known: _Figures, indicator: str, dwellings: float, words: str, notes: list[str]) -> float:
    """Return the fewest dwellings that a suppressed share can be, and say what is known of it."""
    bounds = known.bounds(indicator)
    said = f"Hoeveel woningen {words} zijn is niet openbaar"
    if bounds is None:
        notes.append(f"{said}: er is gerekend alsof het er geen zijn.")
        return 0.0
    low, high, why = bounds
    fewest, most = (dutch.number(dwellings * one / 100, 0) for one in (low, high))
    notes.append(
        f"{said}, maar het zijn er tussen {fewest} en {most} ({why}); gerekend is met {fewest}, en dat verschil zit "
        "niet in de marge."
    )
    return dwellings * low / 100


def _shares(known: _Figures, notes: list[str]) -> dict[tuple[str, str], float]:
    """Return the part of the dwellings per type and period; together 1."""
    counts = {kind: known.value(f"woningen_{kind}") for kind in _KNOWN_KINDS}
    found = {kind: count for kind, count in counts.items() if count is not None}
    whole = sum(found.values())
    if len(found) == len(_KNOWN_KINDS) and whole > 0:
        by_type = {kind: count / whole for kind, count in found.items()}
        notes.append(f"Woningtypen: {known.told('woningen_appartement')}.")
    else:
        flats = known.value("meergezins_aandeel")
        if flats is None:
            by_type = {"eengezins": 1.0}
            notes.append("Woningtypen zijn niet bekend: alle woningen zijn geteld als eengezinswoning.")
        else:
            by_type = {"appartement": flats / 100, "eengezins": 1 - flats / 100}
            notes.append(
                f"{dutch.number(flats, 0)}% appartementen ({known.told('meergezins_aandeel')}); welk soort "
                "eengezinswoning de andere zijn is niet bekend."
            )
    old = known.value("voor_2000_aandeel")
    if old is None:
        notes.append("Bouwperioden zijn niet bekend.")
        return {(kind, ""): part for kind, part in by_type.items() if part > 0}
    notes.append(
        f"{dutch.number(old, 0)}% is gebouwd vóór 2000 ({known.told('voor_2000_aandeel')}); in elk woningtype even "
        "veel, want dat is niet openbaar."
    )
    periods = {"voor_2000": old / 100, "vanaf_2000": 1 - old / 100}
    return {
        (kind, period): part * share
        for kind, part in by_type.items()
        for period, share in periods.items()
        if part * share > 0
    }


def _groups(
    shares: Mapping[_Cell, float],
    on_gas: float,
    gas: float,
    known: _Figures,
    values: Values,
    notes: list[str],
    doubts: list[str],
) -> tuple[Group, ...]:
    if on_gas <= 0:
        notes.append("Volgens deze cijfers heeft geen enkele woning nog een ketel op aardgas.")
        return ()
    weights = _weights({kind for kind, _ in shares}, known, values, notes)
    scale = gas / on_gas / sum(part * weights[kind] for (kind, _), part in shares.items())
    _doubt(scale, "Zijn er meer woningen op aardgas dan hier geteld?", doubts)
    return tuple(
        Group(kind, period, on_gas * part, weights[kind] * scale) for (kind, period), part in shares.items()
    )


def _weights(
    kinds: Collection[str], known: _Figures, values: Values, notes: list[str]
) -> Mapping[str, float]:
    """Return what a home of each type uses: by the published figures of the area, else as in the country [m³/yr]."""
    published = {kind: known.value(f"gas_gem_{kind}") for kind in kinds if kind != "eengezins"}
    own = {kind: gas for kind, gas in published.items() if gas}
    said = "zoals landelijk (PBL 2020)"
    if own:
        said = "zoals in de wijk" if len(own) == len(kinds) else f"deels zoals in de wijk, verder {said}"
    if len(kinds) > 1:
        notes.append(f"Het gas is over de woningtypen verdeeld {said}, en telt op tot het gas van de wijk.")
    return {kind: own.get(kind, values[f"gas_landelijk_{kind}"]) for kind in kinds}


def _counted(
    counted: Iterable[Counted],
    shares: Mapping[_Cell, float],
    on_gas: float,
    gas: float,
    known: _Figures,
    values: Values,
    notes: list[str],
    doubts: list[str],
) -> tuple[Group, ...]:
    rows = list(counted)
    for one in rows:
        check_counted(one)
    sources = sorted({one.source for one in rows if one.source})
    named = f" ({dutch.join(sources)})" if sources else ""
    total = sum(one.dwellings for one in rows)
    notes.append(f"{dutch.number(total, 0)} woningen op aardgas, door het team geteld{named}.")
    told = sum(one.dwellings * one.gas for one in rows if one.gas is not None)
    open_ones = [one for one in rows if one.gas is None]
    if told > gas * (1 + _ROUNDING) or (open_ones and told >= gas):
        raise WijkdataError(
            f"De groepen waarvan het gas is ingevuld gebruiken samen {dutch.number(told, 0)} m³ per jaar, en alle "
            f"woningen van het gebied samen {dutch.number(gas, 0)}. Verlaag dat gas of het aantal woningen, of leg "
            "bij Nulmeting een eigen meting van het gas per woning vast.",
            "gas",
        )
    # Homes that use all of the gas leave none for others.
    left = {} if told >= gas * (1 - _ROUNDING) else _left(rows, shares, on_gas)
    if left:
        notes.append(
            f"{dutch.number(sum(left.values()), 0)} andere woningen op aardgas zijn niet geteld en doen mee met de "
            "woningtypen en bouwperioden van het gebied. Zijn het er minder? Voeg dan bij Nulmeting een eigen meting "
            "toe van de woningen op een warmtenet of elektrisch verwarmd."
        )
    if not open_ones and not left and told < gas * (1 - _ROUNDING):
        notes.append(
            f"De getelde woningen gebruiken samen {dutch.number(100 * told / gas, 0)}% van het gas van het gebied; "
            "aan de rest verandert het programma niets."
        )
    kinds = {one.type for one in open_ones} | {kind for kind, _ in left}
    weights = _weights(kinds, known, values, notes) if kinds else {}
    spread = sum(one.dwellings * weights[one.type] for one in open_ones)
    spread += sum(homes * weights[kind] for (kind, _), homes in left.items())
    scale = (gas - told) / spread if spread else 1.0
    _doubt(scale, "Kloppen het aantal woningen en het ingevulde gas?", doubts)
    groups = [
        Group(
            one.type,
            one.period,
            one.dwellings,
            one.gas if one.gas is not None else weights[one.type] * scale,
        )
        for one in rows
    ]
    groups += [
        Group(kind, period, homes, weights[kind] * scale, uncounted=True)
        for (kind, period), homes in left.items()
    ]
    return tuple(groups)


def _left(rows: Sequence[Counted], shares: Mapping[_Cell, float], on_gas: float) -> dict[_Cell, float]:
    """Return the homes on gas that were not counted, by type and period: what is left of each, as far as there is.

    None where so few are left that it may be the rounding of what is published.
    """
    open_homes = on_gas - sum(one.dwellings for one in rows)
    if open_homes <= on_gas * _ROUNDING:
        return {}
    left = {cell: on_gas * part for cell, part in shares.items()}
    for one in rows:
        fitting = [cell for cell in left if _fits(one, cell)]
        there = sum(left[cell] for cell in fitting)
        part = max(0.0, 1 - one.dwellings / there) if there else 0.0
        left |= {cell: left[cell] * part for cell in fitting}
    # Of a type of which more were counted than published, the others are fewer.
    part = open_homes / sum(left.values())
    return {cell: homes * part for cell, homes in left.items() if homes > 0}


def _fits(one: Counted, cell: _Cell) -> bool:
    """Say whether counted homes can be of a published type and period."""
    kind, period = cell
    same_kind = one.type == kind or (
        "eengezins" in (one.type, kind) and "appartement" not in (one.type, kind)
    )
    return same_kind and (not one.period or not period or period in _WITHIN[one.period])


def _too_many(dwellings: float, published: float, known: _Figures, doubts: list[str]) -> str:
    """Doubt a count with more homes than are published; return why nothing can be said with far more of them."""
    if dwellings <= published * _TOO_MANY:
        return ""
    said = (
        f"Met deze telling zijn er {dutch.number(dwellings, 0)} woningen, en volgens {known.told('woningen')} "
        f"{dutch.number(published, 0)}"
    )
    advice = (
        "Verlaag de telling, of leg als die klopt bij Nulmeting het aantal vast als eigen meting (Woningen)."
    )
    if dwellings <= published * _FAR_TOO_MANY:
        doubts.append(
            f"{said}: het gas en de stroom van het gebied zijn over al die woningen verdeeld. {advice}"
        )
        return ""
    doubts.append(f"{said}. Dat scheelt te veel om iets over de doelen te zeggen. {advice}")
    return doubts[-1]


def _doubt(scale: float, advice: str, doubts: list[str]) -> None:
    """Say that the homes use far more or less than such homes elsewhere; `scale` is how many times as much."""
    said = (
        f"Een woning op aardgas gebruikt volgens deze cijfers {dutch.number(scale, 1)} keer zoveel als zo’n "
        "woning landelijk."
    )
    if scale < _NOTHING:
        said = "Een woning op aardgas gebruikt volgens deze cijfers bijna geen gas."
    if scale > _FAR_ABOVE:
        doubts.append(f"{said} {advice}")
    elif scale < _FAR_BELOW:
        doubts.append(f"{said} Wordt een deel van deze woningen anders verwarmd?")
