"""CBS Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten (one table per year, 2016 and later).

Read from an answer of the OData service, its CSV or an export of StatLine, with the description of the table. CBS
leaves a cell empty where there is nothing as well as where the figure is unknown or secret: the tables of 2016 to
2020 do not hold a single zero. Only the untyped answer keeps ``.`` and empty apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_table_family, reading
from wijkdata.sources.cbs_metadata import one_year
from wijkdata.sources.cbs_sheet import Topic
from wijkdata.sources.cbs_table_family import Family, YearTable
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

_TABLES = Family(
    ids=TABLE_IDS,
    title="Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten",
    words=("Zonnestroom", "wijken en buurten"),
    kind="CBS Zonnestroom op woningen",
    what="met de zonnestroom per wijk en buurt",
    own_names=False,
)
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
    return cbs_table_family.load(_TABLES, _observations, path, retrieved=retrieved, companions=companions)


def get_zonnestroom(
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None = None,
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several years, and read them; parameters and errors as `cbs_years.get_years`."""
    return cbs_table_family.get(_TABLES, _observations, client, areas, years, base=base)


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
    return _observations(cbs_table_family.read(_TABLES, source, metadata, within=within), retrieved)


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
    table = cbs_table_family.read(_TABLES, source, metadata, within=within)
    frame = forms.areas_of(table.rows, table.year, own_names=_TABLES.own_names)
    return reading.with_set_aside(frame, table.rows.set_aside)


def read_table(metadata: reading.Source) -> Table:
    """Return how to cite the table with this description."""
    info = cbs_odata.read_info(metadata)
    return info.table([one_year(info)])


def _observations(table: YearTable, retrieved: str) -> pd.DataFrame:
    sheet, status = table.rows.sheet, table.status
    frames = [
        forms.of_indicator(
            indicator, table.rows.codes, forms.figures(sheet, forms.find(sheet, topic), EMPTY), status
        )
        for indicator, topic in _INDICATORS.items()
    ]
    return table.finished(frames, retrieved)
