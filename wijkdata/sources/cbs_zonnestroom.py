"""CBS Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten (one table per year, 2016 and later).

Read from an answer of the OData service, its CSV or an export of StatLine, with the description of the table. CBS
leaves a cell empty where there is nothing as well as where the figure is unknown or secret: the tables of 2016 to
2020 do not hold a single zero. Only the untyped answer keeps ``.`` and empty apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_service, reading
from wijkdata.sources.cbs_metadata import TableInfo, one_year, statuses
from wijkdata.sources.cbs_service import Fetched
from wijkdata.sources.cbs_sheet import Sheet, Topic
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import Table

#: Table id per reporting year.
TABLE_IDS = {
    2016: "84131NED",
    2017: "84517NED",
    2018: "84772NED",
    2019: "85010NED",
    2020: "85447NED",
    2021: "85775NED",
    2022: "86044NED",
}

EMPTY = "leeg bij CBS: nihil, onbekend of geheim"

_WHAT = "met de zonnestroom per wijk en buurt"
_TITLE = ("Zonnestroom", "wijken en buurten")
_SEARCH = "Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten"
_INDICATORS: Mapping[str, Topic] = {
    "zonnestroom_installaties": Topic(
        ("Aantal installaties bij woningen",), ("AantalInstallatiesBijWoningen",), ("aantal",)
    ),
    "zonnestroom_vermogen": Topic(
        ("Opgesteld vermogen van zonnepanelen",),
        ("OpgesteldVermogenVanZonnepanelen",),
        ("kW", "kWp", "kilowattpiek"),
    ),
}


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is a table of the solar power on dwellings per wijk and buurt."""
    return forms.has_columns(sample, [forms.REGION, *_INDICATORS.values()])


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Read everything in a table of one year.

    Parameters
    ----------
    path
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the same table; and, for the names of wijken and buurten, ``WijkenEnBuurten``.

    Raises
    ------
    SourceError
        If ``TableInfos`` was not given along, and as `read_zonnestroom`.
    """
    metadata = forms.given_along(companions, forms.TABLE_INFOS, path, forms.table_of(path))
    sheet = forms.read_sheet(path, what=_WHAT)
    return _loaded(sheet, metadata, forms.names_given_along(companions, sheet), retrieved)


def _loaded(
    sheet: Sheet, metadata: cbs_odata.AnySource, names: Mapping[str, str] | None, retrieved: str
) -> Loaded:
    table = _of_sheet(sheet, metadata, None)
    return Loaded(
        f"CBS Zonnestroom op woningen {table.year}",
        (table.info.table([table.year]),),
        _observations(table, retrieved),
        forms.areas_of(table.rows, table.year, own_names=False, names=names),
        set_aside=table.rows.set_aside,
    )


def get_zonnestroom(
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None = None,
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several years, and read them; see `cbs_area_tables.get_years`.

    Parameters
    ----------
    client
        Fetches, and keeps what came.
    areas
        Codes of gemeenten, wijken or buurten: their whole gemeenten are fetched. The whole country for None.
    years
        Reporting years; all years that we know the table of for None.
    base
        Address of the service, in place of that of CBS (or that in ``WIJKDATA_CBS_URL``).

    Raises
    ------
    DownloadError
        If no year at all could be fetched.
    UnknownAreaError
        If an area is no code of a gemeente, wijk or buurt.
    """

    def read(fetched: Fetched) -> Loaded:
        infos = cbs_service.text_of(fetched.infos)
        return _loaded(fetched.sheet(), infos, fetched.area_names(), fetched.retrieved)

    return forms.get_years(client, areas, years, known=TABLE_IDS, title=_SEARCH, read=read, base=base)


def read_zonnestroom(
    source: reading.Source,
    metadata: reading.Source,
    *,
    retrieved: str,
    within: str | None = None,
) -> pd.DataFrame:
    """Read the installations with solar panels on dwellings and their power [kWp], on 31 December of one year.

    Source: CBS, Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten (84131NED and its successors).

    Parameters
    ----------
    source
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    metadata
        Description of the same table (``TableInfos``, JSON): gives id, year and status of the figures.
    retrieved
        ISO date on which the file was taken over from the publisher.
    within
        Code of a gemeente: keep only that gemeente with its wijken and buurten, and the country.

    Returns
    -------
    DataFrame
        Observations: two rows per area. An empty cell is a row with the status ``ontbreekt``.

    Raises
    ------
    SourceError
        If a column is missing, a cell is no number, or the description gives no status.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    return _observations(_read(source, metadata, within), retrieved)


def read_areas(
    source: reading.Source, metadata: reading.Source, *, within: str | None = None
) -> pd.DataFrame:
    """Read the areas in the table, in the division of its year.

    The table names a gemeente only: wijken and buurten come without a name.

    Parameters
    ----------
    source, metadata, within
        As for `read_zonnestroom`.

    Returns
    -------
    DataFrame
        code, boundary_year, name (empty for wijk and buurt), level, parent, gemeente and change (as in the register
        of areas).

    Raises
    ------
    SourceError
        If a column is missing.
    """
    table = _read(source, metadata, within)
    frame = forms.areas_of(table.rows, table.year, own_names=False)
    return reading.with_set_aside(frame, table.rows.set_aside)


def read_table(metadata: reading.Source) -> Table:
    """Return how to cite the table with this description."""
    info = cbs_odata.read_info(metadata)
    return info.table([one_year(info)])


@dataclass(frozen=True)
class _YearTable:
    info: TableInfo
    year: int
    rows: forms.AreaRows


def _read(source: reading.Source, metadata: reading.Source, within: str | None) -> _YearTable:
    return _of_sheet(forms.read_sheet(source, what=_WHAT), metadata, within)


def _of_sheet(sheet: Sheet, metadata: cbs_odata.AnySource, within: str | None) -> _YearTable:
    info = forms.description(sheet, metadata, _TITLE)
    return _YearTable(info, one_year(info), forms.area_rows_of(sheet, within))


def _observations(table: _YearTable, retrieved: str) -> pd.DataFrame:
    sheet, codes = table.rows.sheet, table.rows.codes
    status = statuses(table.info, [table.year])[table.year]
    shown = {
        indicator: forms.figures(sheet, forms.find(sheet, topic), EMPTY)
        for indicator, topic in _INDICATORS.items()
    }
    return forms.finished(
        [forms.of_indicator(indicator, codes, found, status) for indicator, found in shown.items()],
        sheet=sheet,
        table=table.info.id,
        year=table.year,
        boundary_year=table.year,
        retrieved=retrieved,
        set_aside=table.rows.set_aside,
    )
