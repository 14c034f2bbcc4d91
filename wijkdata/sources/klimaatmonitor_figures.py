"""What a title and a unit of Klimaatmonitor say, in an export of its portal as well as from its service.

Totals are in TJ where no unit stands in the header. 31.65 MJ per m³ gas and 3.6 MJ per kWh turn the other units into
TJ; Klimaatmonitor itself does so (Emmen 2015: 155,761,000 m³ and 4,930 TJ).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.errors import SourceError
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.reading import set_aside
from wijkdata.sources.tables import Table

TABLE = Table(
    id="Klimaatmonitor",
    title="Klimaatmonitor",
    publisher="Rijkswaterstaat",
    attribution="Bron: Klimaatmonitor, Rijkswaterstaat",
    licence="voorwaarden van Klimaatmonitor; niet vrij te verspreiden",
    years=(),
)

NOT_THERE = "Klimaatmonitor toont ‘?’: ontbreekt"
EMPTY = "leeg bij Klimaatmonitor"
NO_DIVISION = "Klimaatmonitor noemt geen jaar van de gebiedsindeling"
#: Why a cell holds no figure, by what stands in it.
MISSING = {"?": NOT_THERE, "": EMPTY}

#: To TJ. 31.65 MJ/m³ is the lower heating value of Groningen gas; 3.6 MJ/kWh is exact.
_MJ = {"gas": 31.65, "elektra": 3.6}
_UNITS = {
    "m3": ("gas", 1e-6),
    "m³": ("gas", 1e-6),
    "miljoen m3": ("gas", 1.0),
    "mln m3": ("gas", 1.0),
    "kwh": ("elektra", 1e-6),
    "mwh": ("elektra", 1e-3),
    "gwh": ("elektra", 1.0),
    "miljoen kwh": ("elektra", 1.0),
    "mln kwh": ("elektra", 1.0),
}
_WORDS = {"gas": "m³ × 31,65 MJ/m³", "elektra": "kWh × 3,6 MJ/kWh"}
_JOULES = {"gj": 1e-3, "tj": 1.0, "pj": 1e3}

_USE = r"(ge|ver)bruik"
#: Subjects as Klimaatmonitor titles them, without unit, in lower case; the whole title must be this.
_SUBJECTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(totaal )?(aard)?gas{_USE} woningen \(temperatuurgecorrigeerd\)"), "gas_woningen_tc"),
    (re.compile(rf"(totaal )?(aard)?gas{_USE} woningen"), "gas_woningen"),
    (re.compile(rf"(totaal )?elektriciteits{_USE} woningen"), "elektra_woningen"),
    (
        re.compile(
            rf"totaal elektriciteits{_USE} bedrijven en instellingen( op grondgebied|, geleverd via openbaar net)?"
        ),
        "elektra_bedrijven",
    ),
    (
        re.compile(
            rf"totaal (aard)?gas{_USE} bedrijven( en |/)instellingen "
            rf"(excl\. gas{_USE} energieproductie( op grondgebied)?|\(excl\. sbi d\))"
        ),
        "gas_bedrijven",
    ),
    (re.compile(rf"gemiddeld (aard)?gas{_USE}( (per|van alle|alle) woning(en)?| woningen)?"), "gas_gem"),
    (
        re.compile(rf"gemiddeld elektriciteits{_USE}( (per|van alle|alle) woning(en)?| woningen)?"),
        "elektra_gem",
    ),
)
MEANS = {"gas_gem": "m3", "elektra_gem": "kwh"}
_OF_MEAN = {"gas_woningen": "gas_gem", "elektra_woningen": "elektra_gem"}


@dataclass(frozen=True)
class Subject:
    """An indicator, and how to turn the figures of this column into its unit."""

    indicator: str
    factor: float = 1.0
    method: str = observations.PUBLISHED


def subject_of(title: str, what: str, unit: str) -> Subject | None:
    """Return what a title is about; None where it is nothing we use.

    Parameters
    ----------
    title
        Title of a column, a row or a variable; may end in a unit.
    what
        What the sheet says of all its columns: ``Totaal``, ``Gemiddelde``; may be empty.
    unit
        Unit, where the title has none.

    Raises
    ------
    SourceError
        If it is something we use, in a unit that cannot be turned into ours.
    """
    bare, in_title = _title_and_unit(title)
    words = bare.casefold()
    indicator = next((one for pattern, one in _SUBJECTS if pattern.fullmatch(words)), None)
    if what.casefold().startswith("gemiddeld"):
        indicator = _OF_MEAN.get(indicator or "", indicator if indicator in MEANS else None)
    unit = (in_title or unit).casefold().replace("³", "3").replace("mln.", "mln")
    if indicator is None:
        return None
    if indicator in MEANS:
        # The mean of one dwelling must say what it is in; corrected means are calculated by wijkdata itself.
        return Subject(indicator) if unit == MEANS[indicator] else None
    carrier = indicator.split("_")[0]
    if unit == "" and what.casefold() == "totaal":
        unit = "tj"
    if unit in _JOULES:
        return Subject(
            indicator, _JOULES[unit], observations.PUBLISHED if unit == "tj" else f"{unit.upper()} naar TJ"
        )
    of, factor = _UNITS.get(unit, ("", 0.0))
    if of != carrier:
        raise SourceError(
            f"Klimaatmonitor geeft ‘{bare}’ in ‘{unit or 'geen eenheid'}’; dat kunnen wij niet in TJ omrekenen. Wij "
            "nemen dit cijfer niet over; kijk bij Klimaatmonitor wat er is veranderd."
        )
    return Subject(indicator, factor * _MJ[carrier], _WORDS[carrier])


def _title_and_unit(title: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)(?: \(TJ\))?(?: \[([^\]]+)\])?", " ".join(title.split()))
    return (found[1], found[2] or "") if found else (title, "")


def completed(name: str, frame: pd.DataFrame, retrieved: str) -> pd.DataFrame:
    """Return observations, given area, indicator, year, value, method, note and boundary_year of each.

    Raises
    ------
    SourceError
        If something in it is no observation; ``name`` is the file it came from.
    """
    table = frame.assign(
        unit=[catalogue.indicator(one).unit for one in frame["indicator"]],
        status=frame["value"].notna().map({True: "model", False: "ontbreekt"}),
        source=TABLE.publisher,
        table=TABLE.id,
        retrieved=retrieved,
    )
    return observations.validate(table, where=name)


def as_loaded(figures: pd.DataFrame) -> Loaded:
    """Return observations as what was loaded from Klimaatmonitor."""
    found = replace(TABLE, years=tuple(sorted(set(figures["year"]))))
    return Loaded(kind=TABLE.title, tables=(found,), observations=figures, set_aside=set_aside(figures))
