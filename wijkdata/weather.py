"""Degree days, and gas use corrected for a mild or cold year.

CO2 of homes is corrected in its gas alone. Electricity is not: which part of it heats is not known. The heat of a
heat network is not either, although in truth it follows the weather: it is reckoned as one number per connection in
every year (see ``emissions``), so there is no weather in it to take out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from wijkdata.dutch import number
from wijkdata.errors import WijkdataError

HEATING_LIMIT = 18.0
"""Daily mean outdoor temperature below which homes are heated, as CBS counts it. [°C]"""


#: Ids of the parameters: the part of the gas that follows the weather, the norm, and the degree days of each year.
SHARE, NORM, OF_YEAR = "aandeel_verwarming", "graaddagen_norm_1981_2010", "graaddagen_"


def degree_days(daily_means: Iterable[float]) -> float:
    """Sum the degree days of a series of days: max(0, 18 - mean temperature) per day, unweighted.

    Source: CBS, temperature correction of natural gas use (explanation of 2012).

    Parameters
    ----------
    daily_means
        Mean outdoor temperature of each day. [°C]

    Returns
    -------
    Degree days. [°C day]

    Raises
    ------
    WijkdataError
        If a day is missing (NaN): a missing day is not a day without heating.
    """
    total = 0.0
    for day, mean in enumerate(daily_means, start=1):
        if not math.isfinite(mean):
            raise WijkdataError(
                f"De temperatuur van dag {day} ontbreekt. Vul de reeks aan: zonder die dag is het aantal "
                "graaddagen te laag."
            )
        total += max(0.0, HEATING_LIMIT - mean)
    return total


def correct_gas(gas: float, *, share: float, degree_days_year: float, degree_days_norm: float) -> float:
    """Correct gas use for the weather of its year.

    Formula: share · gas · norm / year + (1 - share) · gas. Only the gas for heating follows the weather; hot
    water and cooking do not. Source: CBS, temperature correction of natural gas use (explanations of 2009 and
    2011). CBS changed both the share and the norm over the years, so both are given by the caller and belong
    beside the result.

    Parameters
    ----------
    gas
        Gas use as measured, of a dwelling or an area. [m³/yr]
    share
        Part of the gas that is for heating, 0 to 1.
    degree_days_year
        Degree days of the year of the measurement. [°C day]
    degree_days_norm
        Degree days of a normal year in the period that is taken as the norm. [°C day]

    Returns
    -------
    Gas use in a year with normal weather. [m³/yr]

    Raises
    ------
    WijkdataError
        If a number is missing, negative or outside its range.
    """
    if not (math.isfinite(gas) and gas >= 0):
        raise WijkdataError(
            f"Het gasverbruik ({number(gas)}) moet 0 of meer zijn. Laat het leeg als het onbekend is."
        )
    if not 0 <= share <= 1:
        raise WijkdataError(
            f"Het deel van het gas voor verwarming ({number(share)}) moet tussen 0 en 1 liggen, zoals 0,8."
        )
    for name, days in (("dit jaar", degree_days_year), ("een normaal jaar", degree_days_norm)):
        if not (math.isfinite(days) and days > 0):
            raise WijkdataError(
                f"Het aantal graaddagen van {name} ({number(days)}) moet meer dan 0 zijn. "
                "Zoek het op bij het KNMI of het CBS."
            )
    return share * gas * degree_days_norm / degree_days_year + (1 - share) * gas


def factors(parameters: Mapping[str, float]) -> dict[int, float]:
    """Return by year what gas use is multiplied with to correct it for the weather, given the parameters by id.

    Years of which the degree days are not known are left out.

    Raises
    ------
    WijkdataError
        If a parameter is outside its range; see `correct_gas`.
    """
    return {
        int(year): correct_gas(
            1.0,
            share=parameters[SHARE],
            degree_days_year=days,
            degree_days_norm=parameters[NORM],
        )
        for key, days in parameters.items()
        if (year := key.removeprefix(OF_YEAR)).isdigit()
    }


def correction_text(parameters: Mapping[str, float]) -> str:
    """Say in Dutch how gas is corrected, given the parameters by id."""
    share, norm = parameters[SHARE], parameters[NORM]
    return f"{share:.0%} van het gas volgt de graaddagen van De Bilt, norm {norm:.0f}"
