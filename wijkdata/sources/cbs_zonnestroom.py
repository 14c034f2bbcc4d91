"""CBS Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten (one table per year, 2016 and later).

Read from the CSV of the OData service and the description of the table. CBS leaves a cell empty where there is
nothing as well as where the figure is unknown or secret: the tables of 2016 to 2020 do not hold a single zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.sources import reading
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.sources.cbs_metadata import TableInfo, one_year, read_table_info, statuses
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

_REGION = "WijkenEnBuurten"
_GEMEENTE_NAME = "Gemeentenaam"
_CHANGE = "IndelingswijzigingWijkenEnBuurten"
_INDICATORS: Mapping[str, str] = {
    "zonnestroom_installaties": "AantalInstallatiesBijWoningen",
    "zonnestroom_vermogen": "OpgesteldVermogenVanZonnepanelen",
}


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
        CSV of the table from the OData service.
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
    table = _read(source, metadata, within)
    status = statuses(table.info, [table.year])[table.year]
    frame = pd.concat([_observations(table, *one, status) for one in _INDICATORS.items()], ignore_index=True)
    frame["year"] = frame["boundary_year"] = table.year
    frame["source"] = "CBS"
    frame["table"] = table.info.id
    frame["method"] = observations.PUBLISHED
    frame["retrieved"] = retrieved
    return reading.with_set_aside(observations.validate(frame, where=table.file), table.set_aside)


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
    names, changes = (
        table.cells[reading.column_by_stem(table.file, table.cells, stem)]
        for stem in (_GEMEENTE_NAME, _CHANGE)
    )
    has_name = table.codes.str.startswith(("NL", "GM"))
    frame = area_rows(table.codes, table.year, names.where(has_name, ""), changes)
    return reading.with_set_aside(frame, table.set_aside)


def read_table(metadata: reading.Source) -> Table:
    """Return how to cite the table with this description."""
    info = read_table_info(metadata)
    return info.table([one_year(info)])


@dataclass(frozen=True)
class _YearTable:
    file: str
    info: TableInfo
    year: int
    codes: pd.Series
    cells: pd.DataFrame
    set_aside: dict[str, int]


def _read(source: reading.Source, metadata: reading.Source, within: str | None) -> _YearTable:
    info = read_table_info(metadata)
    file, cells = reading.read_delimited(source)
    codes = reading.clean_codes(cells[reading.column_by_stem(file, cells, _REGION)])
    known = reading.is_area(codes)
    kept = known & reading.inside(codes, within)
    set_aside = {"geen code van een gebied": int((~known).sum())}
    return _YearTable(file, info, one_year(info), codes[kept], cells[kept], set_aside)


def _observations(table: _YearTable, indicator: str, stem: str, status: str) -> pd.DataFrame:
    column = reading.column_by_stem(table.file, table.cells, stem)
    values = reading.numbers(table.cells[column], name=table.file, column=column)
    return pd.DataFrame(
        {
            "area": table.codes,
            "indicator": indicator,
            "value": values,
            "unit": catalogue.indicator(indicator).unit,
            "status": np.where(values.isna(), "ontbreekt", status),
            "note": np.where(values.isna(), EMPTY, ""),
        }
    )
