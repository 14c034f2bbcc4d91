"""Gas per dwelling that the team measured itself, as it would have been in a year of normal weather.

What the homes use is reckoned from gas without the weather in it. A team that has a figure of its own seldom has it
so, and a newer measurement must not lie unused beside an older published figure. Where the degree days of its year
are known, it therefore counts as a measurement of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wijkdata import catalogue, datasets, uncertainty, weather
from wijkdata.ambition.model import OwnMeasurement

RAW, NORMAL = "gas_gem", "gas_gem_tc"


def with_normal_weather(measurements: Sequence[OwnMeasurement]) -> list[OwnMeasurement]:
    """Return the team's measurements, and those of gas per dwelling once more without the weather.

    Parameters
    ----------
    measurements
        Measurements of the team, in the order in which they count: of one year the last.

    Returns
    -------
    list
        First what follows from the others [m³/yr], for a year of which the degree days are known; then the
        measurements as they are, so that one that the team made without the weather itself goes first.
    """
    raw = [one for one in measurements if _indicator(one) == RAW]
    if not raw:
        return list(measurements)
    known = {key: one.value for key, one in uncertainty.parameters().items()}
    factors = weather.factors(known)
    given = {(one.year, tuple(sorted(one.area))) for one in measurements if _indicator(one) == NORMAL}
    made = [
        one.model_copy(
            update={
                "indicator": NORMAL,
                "value": one.value * factors[one.year],
                "source": f"{one.source}, KNMI; eigen berekening",
                "method": _method(one.year, known),
            }
        )
        for one in raw
        if one.year in factors and (one.year, tuple(sorted(one.area))) not in given
    ]
    return [*made, *measurements]


def left_out(measurements: Iterable[OwnMeasurement], newest: int) -> OwnMeasurement | None:
    """Return the newest measurement of gas that is of after a year and cannot be corrected; None if there is none."""
    factors = weather.factors({key: one.value for key, one in uncertainty.parameters().items()})
    found = [
        one
        for one in measurements
        if _indicator(one) == RAW and one.year > newest and one.year not in factors
    ]
    return max(found, key=lambda one: one.year, default=None)


def _indicator(one: OwnMeasurement) -> str:
    return catalogue.ALIASES.get(one.indicator, one.indicator)


def _method(year: int, known: dict[str, float]) -> str:
    estimated = datasets.parameters()["status"].to_dict().get(f"{weather.OF_YEAR}{year}") == "geschat"
    days = f"; de graaddagen van {year} zijn geschat" if estimated else ""
    return f"eigen meting, gecorrigeerd voor het weer: {weather.correction_text(known)}{days}"
