"""How the CBS tables about one topic per wijk and buurt, one per year, are given and fetched.

The module of a topic says which tables there are (`Family`) and how rows become figures (`Figures`); what is the same
for each topic stands here: the description belongs to the table and names its year, a dimension tells what codes
mean, and the areas in a table are in the division of that year.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_service, cbs_years, reading
from wijkdata.sources.cbs_metadata import STATUS_UNKNOWN, UNTOLD, TableInfo, one_year, statuses
from wijkdata.sources.cbs_service import Fetched
from wijkdata.sources.cbs_sheet import Sheet
from wijkdata.sources.cbs_years import YearlyTables
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded


@dataclass(frozen=True)
class Family(YearlyTables):
    """Tables about one topic: besides id, title and kind, what makes them known and how they are read.

    Attributes
    ----------
    words
        What must stand in the title of a description.
    what
        What a file should be, for the message when it is not: "met het energieverbruik per buurt".
    own_names
        Whether ``Gemeentenaam`` holds the name of the area itself (see `cbs_area_tables.areas_of`).
    dimension
        Role of the dimension that tells what the codes in a table mean; empty if it has no other than the areas.
    """

    words: tuple[str, ...]
    what: str
    own_names: bool
    dimension: str = ""


@dataclass(frozen=True)
class YearTable:
    """The rows of one year.

    Attributes
    ----------
    info
        What CBS says of the table.
    year
        Reporting year, which is the year of the division too.
    rows
        The rows that are about an area.
    dimension
        The dimension of the family, where it was given along.
    described
        Whether CBS's own description was given along; without it the status is not known.
    """

    info: TableInfo
    year: int
    rows: forms.AreaRows
    dimension: cbs_odata.AnySource | None
    described: bool = True

    @property
    def status(self) -> str:
        """Status of the figures, as the description gives it.

        Raises
        ------
        SourceError
            If it gives none.
        """
        return statuses(self.info, [self.year])[self.year] if self.described else UNTOLD

    def finished(
        self, frames: list[pd.DataFrame], retrieved: str, aside: Mapping[str, int] | None = None
    ) -> pd.DataFrame:
        """Join the indicators to one observation table; ``aside`` is what was left out beside rows of no area."""
        if not self.described:
            frames = [_remarked(frame) for frame in frames]
        return forms.finished(
            frames,
            sheet=self.rows.sheet,
            table=self.info.id,
            year=self.year,
            boundary_year=self.year,
            retrieved=retrieved,
            set_aside={**self.rows.set_aside, **(aside or {})},
        )


def _remarked(frame: pd.DataFrame) -> pd.DataFrame:
    """Say beside the figures that their status is not known."""
    known = frame["value"].notna()
    note = frame["note"].where(
        ~known, frame["note"].where(frame["note"] == "", frame["note"] + "; ") + STATUS_UNKNOWN
    )
    return frame.assign(note=note)


#: Turns the rows of one year into observations, given the ISO date on which they were taken over.
Figures = Callable[[YearTable, str], pd.DataFrame]


def read(
    family: Family,
    source: cbs_odata.AnySource,
    metadata: cbs_odata.AnySource,
    *,
    dimension: cbs_odata.AnySource | None = None,
    within: str | None = None,
) -> YearTable:
    """Read the rows of one year.

    Parameters
    ----------
    family
        The tables it must be one of.
    source
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    metadata
        Description of the same table (``TableInfos``, JSON).
    dimension
        The dimension of the family (JSON).
    within
        Code of a gemeente: keep only that gemeente with its wijken and buurten, and the country.

    Raises
    ------
    SourceError
        If it is no such table, or the description is of another one or names no year.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    return _of_sheet(family, forms.read_sheet(source, what=family.what), metadata, dimension, within)


def _of_sheet(
    family: Family,
    sheet: Sheet,
    metadata: cbs_odata.AnySource,
    dimension: cbs_odata.AnySource | None,
    within: str | None = None,
) -> YearTable:
    info = forms.description(sheet, metadata, family.words)
    return YearTable(info, one_year(info), forms.area_rows_of(sheet, within), dimension)


def load(
    family: Family, figures: Figures, path: Path, *, retrieved: str, companions: Mapping[str, Path]
) -> Loaded:
    """Read everything in a file: figures, and areas.

    Raises
    ------
    SourceError
        If ``TableInfos`` was not given along and the file does not say which table it is, and as `read` and
        ``figures``.
    """
    sheet = forms.read_sheet(path, what=family.what)
    years = {table: year for year, table in family.ids.items()}
    names = forms.names_given_along(companions, sheet)
    dimension = companions.get(family.dimension)
    if forms.TABLE_INFOS not in companions and sheet.table.upper() in years:
        year = years[sheet.table.upper()]
        info = TableInfo(sheet.file, sheet.table.upper(), family.title, str(year), "", "")
        table = YearTable(info, year, forms.area_rows_of(sheet, None), dimension, described=False)
    else:
        metadata = forms.given_along(companions, forms.TABLE_INFOS, path, sheet.table)
        table = _of_sheet(family, sheet, metadata, dimension)
    return _loaded(family, figures, table, names, retrieved)


def get(
    family: Family,
    figures: Figures,
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None,
    *,
    base: str | None,
) -> Loaded:
    """Fetch the tables of several years, and read them; see `cbs_years.get_years`.

    Raises
    ------
    DownloadError
        If no year at all could be fetched.
    UnknownAreaError
        If an area is no code of a gemeente, wijk or buurt.
    """

    def read_one(fetched: Fetched, _year: int) -> Loaded:
        infos = cbs_service.text_of(fetched.infos)
        dimension = None
        if family.dimension:
            dimension = cbs_service.get_resource(client, fetched.table, family.dimension, address=base)
        table = _of_sheet(family, fetched.sheet(), infos, dimension)
        return _loaded(family, figures, table, fetched.area_names(), fetched.retrieved)

    return cbs_years.get_years(client, areas, years, family, read=read_one, base=base)


def _loaded(
    family: Family, figures: Figures, table: YearTable, names: Mapping[str, str] | None, retrieved: str
) -> Loaded:
    frame = figures(table, retrieved)
    return Loaded(
        f"{family.kind} {table.year}",
        (table.info.table([table.year]),),
        frame,
        forms.areas_of(table.rows, table.year, own_names=family.own_names, names=names),
        set_aside=reading.set_aside(frame),
    )
