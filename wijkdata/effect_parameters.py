"""The numbers that the effects of measures are computed with, in three variants that each hold together.

Every parameter has a middle and, where sources differ, a lowest and a highest value. The inputs move together, so the
bounds are not varied one by one: ``ongunstig`` takes of every parameter the end at which measures do least (least gas
and CO2 saved, most expensive), ``gunstig`` the end at which they do most, ``midden`` the middle. What has no bound is
the same in all three.

So of gas saved, CO2 of heating and investment ``midden`` always lies between the other two. It does not of

- the CO2 that solar panels save: the cleaner the grid, as in ``gunstig``, the less there is to save;
- the CO2 of induction: electricity is then cleaner and less, but in a home that hardly used gas more is replaced;
- the electricity of a hybrid heat pump: in ``gunstig`` it gives more of the heat, and uses less for it;
- a subsidy that is a part of the cost: what is dearer gets more of it; the cost less the subsidy does keep the order;
- the loan over many years together: a longer one, as in ``gunstig``, costs less a month but more interest.

Solar panels cost most in ``gunstig``, where there are most of them. Bandwidths are therefore the smallest and the
largest of the three, whichever variant they come from.

Source: ``data/parameters.csv``, where every row names its own; the team can set each itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from wijkdata import datasets, dutch
from wijkdata.delay_words import plain
from wijkdata.effects import MOST_GAS
from wijkdata.errors import WijkdataError

#: From the least to the most that measures do.
VARIANTS = ("ongunstig", "midden", "gunstig")

DWELLING_TYPES = {
    "appartement": "appartement",
    "tussenwoning": "tussenwoning",
    "hoekwoning": "hoekwoning",
    "tweeondereenkap": "twee-onder-een-kapwoning",
    "vrijstaand": "vrijstaande woning",
    "eengezins": "eengezinswoning, soort onbekend",
}

_PER_TYPE = {
    "isolatie_b_gas": "hoog",
    "isolatie_b_kosten": "laag",
    "isolatie_standaard_kosten": "laag",
    "gas_landelijk": "",
}

#: Per parameter the end at which measures do most; empty where a bound would mix two ways of counting.
FAVOURABLE: Mapping[str, str] = {
    "energie_inhoud_gas": "",
    "aandeel_verwarming": "hoog",
    "warmte_per_aansluiting": "",
    "ketel_rendement_rv": "laag",
    "ketel_rendement_tw": "laag",
    "gas_koken": "hoog",
    "stroom_inductie": "laag",
    "hybride_aandeel": "hoog",
    "hybride_spf": "hoog",
    "warmtepomp_spf_rv": "hoog",
    "warmtepomp_spf_tw": "hoog",
    "bodem_spf_rv": "hoog",
    "bodem_spf_tw": "hoog",
    "isolatie_standaard_aandeel": "hoog",
    **{f"{name}_{kind}": end for name, end in _PER_TYPE.items() for kind in DWELLING_TYPES},
    "isolatie_subsidie": "hoog",
    "hybride_kosten": "laag",
    "warmtepomp_kosten": "laag",
    "bodem_kosten": "laag",
    "warmtenet_kosten": "laag",
    "inductie_kosten": "laag",
    "hybride_subsidie": "hoog",
    "warmtepomp_subsidie": "hoog",
    "bodem_subsidie": "hoog",
    "warmtenet_subsidie": "hoog",
    "zonnepanelen_vermogen": "hoog",
    "zonnepanelen_opbrengst": "hoog",
    "zonnepanelen_kosten": "laag",
    "zonnepanelen_eigen": "hoog",
    "zonnepanelen_terug": "hoog",
    "gasprijs": "hoog",
    "stroomprijs": "laag",
    "warmteprijs": "laag",
    "vastrecht_gas": "hoog",
    "vastrecht_warmte": "laag",
    "rente_lening": "laag",
    "looptijd_lening": "hoog",
    "ketel_kosten": "hoog",
    "ketel_levensduur": "laag",
    "ketel_onderhoud": "hoog",
    "warmtepomp_onderhoud": "laag",
    "hybride_onderhoud": "laag",
    "huurverandering": "laag",
    "co2_gas": "hoog",
    "co2_warmte": "laag",
    "co2_stroom_2026": "laag",
    "co2_stroom_2030": "laag",
}

#: What can be, by unit: a number below the first or above the second is a slip of the pen, and is refused.
_LIMITS: Mapping[str, tuple[float, float]] = {
    "deel": (0.0, 1.0),
    "GJ/GJ": (0.1, 10.0),
    "GJ/m³": (0.01, 0.1),
    "GJ/jaar": (0.0, 500.0),
    "m³/jaar": (0.0, MOST_GAS),
    "kWh/jaar": (0.0, 10_000.0),
    "kWp": (0.0, 100.0),
    "kWh/kWp": (0.0, 2_000.0),
    "euro": (0.0, 200_000.0),
    "euro/jaar": (0.0, 10_000.0),
    "euro/maand": (-10_000.0, 10_000.0),
    "euro/kWp": (0.0, 10_000.0),
    "euro/m³": (0.0, 20.0),
    "euro/kWh": (0.0, 5.0),
    "euro/GJ": (0.0, 500.0),
    "kg/m³": (0.0, 10.0),
    "kg/kWh": (0.0, 2.0),
    "kg/GJ": (0.0, 500.0),
    "% per jaar": (0.0, 50.0),
    "jaar": (1.0, 60.0),
}
#: Gas is divided in proportion to these, so they are no zero. [m³/yr]
_LEAST_WEIGHT = 1.0


#: How a year is introduced, by what it is the year of.
_YEAR_OF = {
    "": "",
    "publicatie": "gepubliceerd in ",
    "raadpleging": "geraadpleegd in ",
    "ingang": "geldt vanaf ",
}


class Set(Protocol):
    """A number that the team set itself; see ``wijkdata.ambition.model.Assumption``."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def low(self) -> float | None: ...  # noqa: D102
    @property
    def high(self) -> float | None: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Parameter:
    """One number with its bandwidth and where it is from.

    Attributes
    ----------
    value, low, high
        In `unit`; NaN where it is not known.
    favourable
        ``hoog`` or ``laag``: the end at which measures do most; empty where the bounds are not used.
    year
        None where it has none.
    year_of
        Empty if the number holds for that year; ``publicatie`` or ``raadpleging`` if the source does not say for
        which it holds, and it is the year in which the source came out or was looked up; ``ingang`` if the source is
        older and says that it holds from that year on.
    status
        As of an observation; ``ontbreekt`` where nobody gives it and the team has to.
    own
        True if the team set it.
    """

    id: str
    name: str
    value: float
    low: float
    high: float
    unit: str
    favourable: str
    year: int | None
    status: str
    source: str
    table: str
    note: str
    year_of: str = ""
    own: bool = False

    @property
    def year_text(self) -> str:
        """The year in words: ``2026``, ``gepubliceerd in 2021``; that there is none where there is none."""
        if self.year is None:
            return "" if self.own or math.isnan(self.value) else "geen jaar in de bron"
        return f"{_YEAR_OF[self.year_of]}{self.year}"

    @property
    def origin(self) -> str:
        """Source, year and status in words: ``ACM 2026, geschat``, ``PBL, gepubliceerd in 2021, geschat``.

        Of what holds from a later year on also which publication it is.
        """
        if self.status == "ontbreekt":
            return self.note
        if self.own:
            return self.source
        year = f", {self.year_text}" if self.year_of or self.year is None else f" {self.year_text}"
        # A source from before that year would else seem to be of it.
        source = f"{self.source} ({self.table})" if self.year_of == "ingang" else self.source
        return f"{source}{year}, {self.status}"

    @property
    def span_text(self) -> str:
        """The bandwidth in words: ``0,97 tot 1,07``, ``vanaf 0,5``; that there is none, or that it does not count."""
        if math.isnan(self.value):
            return "–"
        if math.isnan(self.low) and math.isnan(self.high):
            return "geen bandbreedte opgegeven" if self.own else "geen bandbreedte in de bron"
        if math.isnan(self.low):
            span = f"tot {plain(self.high)}"
        elif math.isnan(self.high):
            span = f"vanaf {plain(self.low)}"
        else:
            span = f"{plain(self.low)} tot {plain(self.high)}"
        return span if self.favourable else f"{span}, telt niet mee in de marge"

    def of(self, variant: str) -> float:
        """Return the value in a variant; a bound that is not known is the middle."""
        favourable_end, other_end = (
            (self.high, self.low) if self.favourable == "hoog" else (self.low, self.high)
        )
        if variant == "midden" or not self.favourable:
            return self.value
        end = favourable_end if variant == "gunstig" else other_end
        return self.value if math.isnan(end) else end


@cache
def published() -> Mapping[str, Parameter]:
    """Return the parameters as they were published or chosen, by id, in the order of `FAVOURABLE`."""
    table = datasets.parameters().fillna({"year_of": "", "source": "", "table": "", "note": ""})
    rows = {str(row["id"]): row for row in table.reset_index().to_dict("records")}
    found = {}
    for key, favourable in FAVOURABLE.items():
        row = rows[key]
        year = row["year"]
        found[key] = Parameter(
            key,
            row["name"],
            row["value"],
            row["low"],
            row["high"],
            row["unit"],
            favourable,
            None if math.isnan(year) else int(year),
            row["status"],
            row["source"],
            row["table"],
            row["note"],
            row["year_of"],
        )
    return found


def parameters(own: Iterable[Set] = ()) -> dict[str, Parameter]:
    """Return the parameters by id: those of the team, and else the published ones.

    A number of the team has the bandwidth that the team gave it, or none: that of the published number says nothing
    of it.
    """
    found = dict(published())
    for one in own:
        if one.id in found:
            found[one.id] = _set(found[one.id], one)
    return found


def values(known: Mapping[str, Parameter]) -> dict[str, dict[str, float]]:
    """Return the numbers to compute with: per variant the value by id.

    A number of the team for label B goes before a published one of the Standaard, which goes further and so costs
    and saves at least as much: its cost is raised to that of label B, and under ``isolatie_standaard_minst_`` and the
    type is what it saves at least [m³/yr], 0 where the team said nothing.
    """
    return {
        variant: _standaard_goes_further({key: one.of(variant) for key, one in known.items()}, known)
        for variant in VARIANTS
    }


def _standaard_goes_further(found: dict[str, float], known: Mapping[str, Parameter]) -> dict[str, float]:
    for kind in DWELLING_TYPES:
        saves, costs, further = (
            f"isolatie_b_gas_{kind}",
            f"isolatie_b_kosten_{kind}",
            f"isolatie_standaard_kosten_{kind}",
        )
        found[f"isolatie_standaard_minst_{kind}"] = found[saves] if known[saves].own else 0.0
        if known[costs].own:
            found[further] = max(found[further], found[costs])
    return found


def limits(key: str) -> tuple[float, float]:
    """Return between what a parameter can be, in its unit."""
    least, most = _LIMITS[published()[key].unit]
    return (_LEAST_WEIGHT, most) if key.startswith("gas_landelijk_") else (least, most)


def check(key: str, value: float, low: float | None = None, high: float | None = None) -> None:
    """Refuse a number that cannot be.

    Raises
    ------
    WijkdataError
        With ``field`` the id.
    """
    if key not in FAVOURABLE:
        raise WijkdataError(f"Het kengetal ‘{key}’ kennen wij niet.", key)
    one = published()[key]
    least, most = limits(key)
    for number in (value, low, high):
        if number is not None and not (math.isfinite(number) and least <= number <= most):
            raise WijkdataError(
                f"{one.name}: {dutch.number(number)} {one.unit} kan niet. Geef een getal van {dutch.number(least)} "
                f"tot en met {dutch.number(most)}.",
                key,
            )
    if not FAVOURABLE[key] and (low is not None or high is not None):
        raise WijkdataError(
            f"{one.name}: een marge van dit kengetal telt niet mee. Laat laag en hoog leeg.", key
        )
    if (low is not None and low > value) or (high is not None and high < value):
        raise WijkdataError(
            f"{one.name}: de waarde hoort tussen de onderkant en de bovenkant te liggen.", key
        )


def _set(before: Parameter, one: Set) -> Parameter:
    return Parameter(
        before.id,
        before.name,
        one.value,
        math.nan if one.low is None else one.low,
        math.nan if one.high is None else one.high,
        before.unit,
        before.favourable,
        None,
        "eigen meting",
        one.source or "eigen opgave van het team",
        "",
        "",
        own=True,
    )
