"""How a programme of measures changes the indicators that objectives are about, by measure.

Per indicator the change between today and a year, in the unit of the catalogue; the parts add up to the whole. Not
every indicator can be told: of the others `WHY_NOT` or the general reason says why. Of gas and CO2 `level_of` gives
by the same reckoning what there is today, so that a change can be fitted to a figure that says something else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wijkdata.effects import ELECTRIC, GAS_FREE, MEASURES, NO_USE, Use, Values, co2
from wijkdata.programme import Course, Yield, co2_change
from wijkdata.stock import Stock

#: By measure (and `GRID`), in the unit of the indicator.
Parts = dict[str, float]

WHY_NOT: Mapping[str, str] = {
    "co2_gebouwen": "Dit modelcijfer telt ook winkels, kantoren en scholen mee; het programma gaat over woningen.",
    "label_ab_aandeel": "Alleen woningen met een geregistreerd label tellen; wie er een aanvraagt is niet bekend.",
    "label_efg_aandeel": "Alleen woningen met een geregistreerd label tellen; wie er een aanvraagt is niet bekend.",
}
_NO_EFFECT = "Maatregelen aan woningen veranderen dit niet, of hoeveel is niet bekend."


@dataclass(frozen=True)
class Moment:
    """A year of a programme, in one variant of the numbers.

    Attributes
    ----------
    today
        What all dwellings use at the moment that the change is counted from, as the net delivers it.
    now, then
        CO2 factors of that moment and of the year; see ``effects.co2_factors``.
    """

    stock: Stock
    course: Course
    done: Yield
    today: Use
    values: Values
    year: int
    now: Mapping[str, float]
    then: Mapping[str, float]


def change_of(indicator: str, moment: Moment) -> Parts | None:
    """Return by how much each measure changed an indicator up to and including a year; None if that is not known."""
    made = _CHANGES.get(indicator)
    return None if made is None else made(moment)


def level_of(indicator: str, moment: Moment) -> float | None:
    """Return what an indicator is today by the same reckoning, in its unit.

    None where a change is not a part of a whole that is reckoned here: without the electricity of the dwellings their
    CO2 is only told in part.
    """
    stock, today = moment.stock, moment.today
    if indicator in GAS:
        return today.gas / stock.dwellings
    if indicator in _CO2 and stock.power is not None:
        return co2(today, moment.now) * _CO2[indicator](stock)
    return None


def why_not(indicator: str) -> str:
    """Say in Dutch why `change_of` gives nothing for an indicator."""
    return WHY_NOT.get(indicator, _NO_EFFECT)


def _per_dwelling(part: Callable[[Use], float]) -> Callable[[Moment], Parts]:
    def change(moment: Moment) -> Parts:
        used = {measure: moment.done.use.get((moment.year, measure), NO_USE) for measure in MEASURES}
        return {measure: part(one) / moment.stock.dwellings for measure, one in used.items() if part(one)}

    return change


def _delivered(change: Callable[[Moment], Parts]) -> Callable[[Moment], Parts]:
    """Count of solar panels only what the home uses itself: what is fed back does not change what is delivered."""

    def changed(moment: Moment) -> Parts:
        own = {"zonnepanelen": moment.values["zonnepanelen_eigen"]}
        return {key: one * own.get(key, 1.0) for key, one in change(moment).items()}

    return changed


def _off_gas(factor: Callable[[Stock], float]) -> Callable[[Moment], Parts]:
    def change(moment: Moment) -> Parts:
        found: Parts = {}
        for one in moment.course.moves:
            if one.year <= moment.year and one.measure in GAS_FREE:
                found[one.measure] = found.get(one.measure, 0.0) + one.homes * factor(moment.stock)
        return found

    return change


def _heated_electrically(moment: Moment) -> Parts:
    found: Parts = {}
    for one in moment.course.moves:
        if one.year <= moment.year and one.after.heating in ELECTRIC and one.before.heating not in ELECTRIC:
            found[one.measure] = found.get(one.measure, 0.0) + one.homes * _share(moment.stock)
    return found


def _homes(measure: str, factor: Callable[[Moment], float]) -> Callable[[Moment], Parts]:
    def change(moment: Moment) -> Parts:
        homes = moment.course.homes_by(measure, moment.year)
        return {measure: homes * factor(moment)} if homes else {}

    return change


def _share(stock: Stock) -> float:
    return 100 / stock.dwellings


def _co2(factor: Callable[[Stock], float]) -> Callable[[Moment], Parts]:
    def change(moment: Moment) -> Parts:
        kilos = co2_change(moment.done, moment.today, moment.year, moment.now, moment.then, moment.values)
        return {part: one * factor(moment.stock) for part, one in kilos.items() if one}

    return change


#: Gas per dwelling: as published, and corrected for the weather.
GAS = ("gas_gem", "gas_gem_tc")

#: By which part of the CO2 of all dwellings [kg/yr] an indicator is told.
_CO2: Mapping[str, Callable[[Stock], float]] = {
    **dict.fromkeys(("co2_woning", "co2_woning_tc"), lambda stock: 1 / stock.dwellings),
    **dict.fromkeys(("co2_woningen", "co2_woningen_tc"), lambda _: 1 / 1000),
}

_CHANGES: Mapping[str, Callable[[Moment], Parts]] = {
    **dict.fromkeys(GAS, _per_dwelling(lambda one: one.gas)),
    **{indicator: _co2(factor) for indicator, factor in _CO2.items()},
    "elektra_gem": _delivered(_per_dwelling(lambda one: one.power)),
    "elektra_gem_netto": _per_dwelling(lambda one: one.power),
    "aardgasvrij_aantal": _off_gas(lambda _: 1.0),
    "aardgasvrij_aandeel": _off_gas(_share),
    "aardgas_aandeel": _off_gas(lambda stock: -_share(stock)),
    "gasaansluitingen": _off_gas(lambda _: -1.0),
    "stadsverwarming_aandeel": _homes("warmtenet", lambda moment: _share(moment.stock)),
    "elektrisch_verwarmd_aandeel": _heated_electrically,
    "standaard_aandeel": _homes("isolatie_standaard", lambda moment: _share(moment.stock)),
    "zonnestroom_installaties": _homes("zonnepanelen", lambda _: 1.0),
    "zonnestroom_aandeel": _homes("zonnepanelen", lambda moment: _share(moment.stock)),
    "zonnestroom_vermogen": _homes("zonnepanelen", lambda moment: moment.values["zonnepanelen_vermogen"]),
}

#: Indicators of which a part comes from a cleaner grid, without any measure.
WITH_GRID = tuple(_CO2)
