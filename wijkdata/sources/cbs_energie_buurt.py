"""CBS Energieverbruik particuliere woningen per wijk en buurt (one table per year, 2010 and later).

Every area has a row for all dwellings together and one per kind of dwelling. The kinds are codes in OData and titles
in an export of StatLine. The titles of seven codes are known from CBS itself; the title of another code is read from
the dimension ``Woningkenmerken`` of the table, and without that its rows are set aside.

Gas and electricity are means over dwellings, as published: not corrected for the weather, and with the dwellings that
have district heating and so hardly any gas. Net delivery per kind of dwelling is not taken over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_sheet, cbs_table_family, reading
from wijkdata.sources.cbs_kwb import ROUNDED_TO_50
from wijkdata.sources.cbs_sheet import Column, Figures, Sheet, Topic, plain
from wijkdata.sources.cbs_table_family import Family, YearTable
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample

#: Table id per reporting year.
TABLE_IDS = {
    2010: "83026NED",
    2011: "83025NED",
    2012: "83023NED",
    2013: "83022NED",
    2014: "83187NED",
    2015: "83568NED",
    2016: "83800NED",
    2017: "84314NED",
    2018: "84585NED",
    2019: "84837NED",
    2020: "85126NED",
    2021: "85359NED",
    2022: "85697NED",
    2023: "85999NED",
    2024: "86159NED",
}

#: Role of the dimension that may be given along: the titles of the kinds of dwelling.
KINDS = "Woningkenmerken"

NO_TITLE = "soort woning zonder bekende titel; geef Woningkenmerken van dezelfde tabel mee"
NOT_PUBLISHED = "in deze uitgave door CBS niet gepubliceerd"

_TABLES = Family(
    ids=TABLE_IDS,
    title="Energieverbruik particuliere woningen; woningtype, wijken en buurten",
    words=("Energieverbruik", "woningen", "wijken en buurten"),
    kind="CBS Energieverbruik van woningen per wijk en buurt",
    what="met het energieverbruik van woningen per wijk en buurt",
    own_names=False,
    dimension=KINDS,
)

_KIND = Topic(("Woningkenmerken",), ("Woningkenmerken",))
_GAS = Topic(("Gemiddeld aardgasverbruik",), ("GemiddeldAardgasverbruik",), ("m³",))
_ELECTRICITY = Topic(
    ("Gemiddelde elektriciteitslevering", "Gemiddeld elektriciteitsverbruik"),
    ("GemiddeldeElektriciteitslevering", "GemiddeldElektriciteitsverbruik"),
    ("kWh",),
)
_NET = Topic(
    ("Gemiddelde netto elektriciteitslevering",), ("GemiddeldeNettoElektriciteitslevering",), ("kWh",)
)
_HEAT = Topic(("Stadsverwarming",), ("Stadsverwarming",), ("%",))

_TOTAL: Mapping[str, Topic] = {
    "gas_gem": _GAS,
    "elektra_gem": _ELECTRICITY,
    "elektra_gem_netto": _NET,
    "stadsverwarming_aandeel": _HEAT,
}
_PER_KIND: Mapping[str, Topic] = {"gas_gem": _GAS, "elektra_gem": _ELECTRICITY}
#: Not in every year.
_MAY_BE_ABSENT = (_NET, _HEAT)

#: Codes whose titles CBS itself has given; `1014850` is not among them.
_TITLES: Mapping[str, str] = {
    "T001100": "Totaal woningen",
    "ZW25810": "Appartement",
    "ZW25805": "Tussenwoning",
    "ZW25806": "Hoekwoning",
    "ZW10300": "Twee-onder-één-kap woning",
    "ZW10320": "Vrijstaande woning",
    "1014800": "Eigen woning",
}
_ALL = "totaal"
_KIND_OF_TITLE: Mapping[str, str] = {
    "totaal woningen": _ALL,
    "appartement": "appartement",
    "tussenwoning": "tussenwoning",
    "hoekwoning": "hoekwoning",
    "twee-onder-één-kap woning": "tweeondereenkap",
    "twee-onder-één-kapwoning": "tweeondereenkap",
    "2-onder-1-kapwoning": "tweeondereenkap",
    "vrijstaande woning": "vrijstaand",
    "eigen woning": "koop",
    "koopwoning": "koop",
    "huurwoning": "huur",
}

#: Up to this year CBS rounded gas and electricity to 50, later to 10.
_LAST_YEAR_BY_FIFTY = 2014


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is a table of the energy use of dwellings per wijk and buurt."""
    return forms.has_columns(sample, [forms.REGION, _KIND, _GAS, _ELECTRICITY])


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Read everything in a table of one year.

    Parameters
    ----------
    path
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the same table; for the title of every kind of dwelling ``Woningkenmerken``; and for the
        names of wijken and buurten ``WijkenEnBuurten``.

    Raises
    ------
    SourceError
        If ``TableInfos`` was not given along, and as `read_energie_buurt`.
    """
    return cbs_table_family.load(_TABLES, _observations, path, retrieved=retrieved, companions=companions)


def get_energie_buurt(
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None = None,
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several years, and read them; parameters and errors as `cbs_years.get_years`."""
    return cbs_table_family.get(_TABLES, _observations, client, areas, years, base=base)


def read_energie_buurt(
    source: reading.Source,
    metadata: reading.Source,
    *,
    retrieved: str,
    kinds: reading.Source | None = None,
    within: str | None = None,
) -> pd.DataFrame:
    """Read gas [m³], electricity [kWh] and district heating [%] of dwellings per area, of one year.

    Source: CBS, Energieverbruik particuliere woningen; woningtype, wijken en buurten (83026NED and its successors).

    Parameters
    ----------
    source
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    metadata
        Description of the same table (``TableInfos``, JSON): gives id, year and status of the figures.
    retrieved
        ISO date on which the file was taken over from the publisher.
    kinds
        Dimension ``Woningkenmerken`` of the same table (JSON).
    within
        Code of a gemeente: keep only that gemeente with its wijken and buurten, and the country.

    Returns
    -------
    DataFrame
        Observations: of all dwellings ``gas_gem``, ``elektra_gem``, ``elektra_gem_netto`` and
        ``stadsverwarming_aandeel``; per kind of dwelling ``gas_gem_…`` and ``elektra_gem_…``.

    Raises
    ------
    SourceError
        If a column is missing or has another unit, a cell is no number, the files do not belong together, or the
        description gives no status.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    table = cbs_table_family.read(_TABLES, source, metadata, dimension=kinds, within=within)
    return _observations(table, retrieved)


def _observations(table: YearTable, retrieved: str) -> pd.DataFrame:
    codes, kinds, status = table.rows.codes, _kinds(table), table.status
    shown = {
        topic: found for topic in _TOTAL.values() if (found := _figures(table, kinds, topic)) is not None
    }
    frames = []
    for kind in sorted(set(kinds) - {""}, key=lambda one: (one != _ALL, one)):
        of_kind = kinds == kind
        for base, topic in (_TOTAL if kind == _ALL else _PER_KIND).items():
            if topic in shown:
                indicator = base if kind == _ALL else f"{base}_{kind}"
                found = _part(shown[topic], of_kind)
                frames.append(forms.of_indicator(indicator, codes[of_kind], found, status))
    return table.finished(frames, retrieved, {NO_TITLE: int((kinds == "").sum())})


def _kinds(table: YearTable) -> pd.Series:
    """Return the kind of dwelling of each row; empty where its title is not known."""
    sheet = table.rows.sheet
    codes = cbs_sheet.texts(sheet.cells[forms.find(sheet, _KIND).key])
    titles = _TITLES if table.dimension is None else forms.dimension(table.dimension, KINDS, sheet)
    known = {code: _KIND_OF_TITLE.get(plain(titles.get(code, code)), "") for code in codes.unique()}
    found: pd.Series = codes.map(known)
    if not (found == _ALL).any():
        raise SourceError(
            f"{sheet.file} bevat geen rijen voor alle woningen samen (T001100, ‘Totaal woningen’). Neem die mee in "
            "de export, of download de hele tabel opnieuw."
        )
    return found


def _part(shown: Figures, rows: pd.Series) -> Figures:
    return Figures(shown.numbers[rows], shown.hidden[rows], shown.note[rows], shown.absent[rows])


def _figures(table: YearTable, kinds: pd.Series, topic: Topic) -> Figures | None:
    """Return the figures of a topic in every row; None where the table of this year does not have it."""
    sheet = table.rows.sheet
    column = cbs_sheet.find_if_there(sheet, topic) if topic in _MAY_BE_ABSENT else forms.find(sheet, topic)
    if column is None:
        return None
    shown = forms.figures(sheet, column, cbs_sheet.NULL)
    if topic is _HEAT:
        forms.check_share(sheet, column, shown.numbers)
    else:
        _check_whole(sheet, column, shown.numbers)
    note = shown.note
    if topic in _PER_KIND.values() and _by_fifty(table.year, shown.numbers):
        note = note.mask(shown.numbers.notna(), ROUNDED_TO_50)
    country = table.rows.codes.str.startswith("NL") & (kinds == _ALL)
    if country.any() and shown.numbers.isna().all():
        # Not even the country has a figure.
        note = pd.Series(NOT_PUBLISHED, index=note.index)
        return replace(shown, note=note, hidden=pd.Series(data=False, index=note.index))
    return replace(shown, note=note)


def _by_fifty(year: int, values: pd.Series) -> bool:
    return year <= _LAST_YEAR_BY_FIFTY and bool((values.dropna() % 50 == 0).all())


def _check_whole(sheet: Sheet, column: Column, values: pd.Series) -> None:
    """Refuse broken numbers: CBS gives whole m³ and kWh, so a point in them separates thousands."""
    wrong = values.notna() & (np.floor(values) != values)
    if wrong.any():
        row = values.index[wrong][0]
        raise SourceError(
            f"{sheet.file}, rij {row}, kolom ‘{column.name}’: {dutch.number(float(values[row]), 3)} is geen heel "
            f"getal, en CBS geeft hier hele. Waarschijnlijk staat er een punt tussen de duizendtallen. {sheet.again}"
        )
