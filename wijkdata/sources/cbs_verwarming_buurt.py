"""How dwellings are heated per wijk and buurt: the CBS tables of 2017 to 2022.

They give whole percents, one row per area and kind of heating. The kinds are codes; what they mean is read from the
dimension ``TypeVerwarmingsinstallatie`` of the same table, which must be given along (an export of StatLine holds the
titles itself). For later years see `cbs_verwarming_maatwerk`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_service, cbs_sheet, cbs_verwarming, reading
from wijkdata.sources.cbs_metadata import TableInfo, one_year, statuses
from wijkdata.sources.cbs_service import Fetched
from wijkdata.sources.cbs_sheet import Figures, Sheet, Topic
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import Table

#: Table id per reporting year, of the old method.
TABLE_IDS = {
    2017: "84950NED",
    2018: "84949NED",
    2019: "84983NED",
    2020: "85080NED",
    2021: "85337NED",
    2022: "85677NED",
}

#: Role of the dimension that must be given along: what the codes mean.
KINDS = "TypeVerwarmingsinstallatie"

NO_ROW = "geen rij in deze tabel"

_WHAT = "met de hoofdverwarming van woningen per wijk en buurt"
_TITLE = ("hoofdverwarmingsinstallaties", "wijken en buurten")
_SEARCH = "Woningen; hoofdverwarmingsinstallaties, wijken en buurten"
_KIND = Topic(("Type verwarmingsinstallatie",), ("TypeVerwarmingsinstallatie",))
_SHARE = Topic(("Woningen",), ("Woningen",), ("%",))


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is a table of the main heating of dwellings per wijk and buurt."""
    return forms.has_columns(sample, [forms.REGION, _KIND, _SHARE])


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Read everything in a table of one year, of the old method.

    Parameters
    ----------
    path
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the same table and, unless it is an export of StatLine, ``TypeVerwarmingsinstallatie``.

    Raises
    ------
    SourceError
        If one of these was not given along, and as `read_verwarming_buurt`.
    """
    own = forms.table_of(path)
    metadata = forms.given_along(companions, forms.TABLE_INFOS, path, own)
    sheet = forms.read_sheet(path, what=_WHAT)
    names = forms.names_given_along(companions, sheet)
    return _loaded(sheet, metadata, companions.get(KINDS), names, retrieved)


def _loaded(
    sheet: Sheet,
    metadata: cbs_odata.AnySource,
    kinds: cbs_odata.AnySource | None,
    names: Mapping[str, str] | None,
    retrieved: str,
) -> Loaded:
    table = _of_sheet(sheet, metadata, kinds, None)
    frame = _observations(table, retrieved)
    return Loaded(
        f"CBS Hoofdverwarming van woningen per wijk en buurt {table.year}",
        (table.info.table([table.year]),),
        frame,
        forms.areas_of(table.rows, table.year, own_names=True, names=names),
        set_aside=reading.set_aside(frame),
    )


def get_verwarming_buurt(
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
        kinds = forms.fetch_dimension(client, fetched.table, KINDS, base)
        return _loaded(fetched.sheet(), infos, kinds, fetched.area_names(), fetched.retrieved)

    return forms.get_years(client, areas, years, known=TABLE_IDS, title=_SEARCH, read=read, base=base)


def read_verwarming_buurt(
    source: reading.Source,
    metadata: reading.Source,
    *,
    retrieved: str,
    kinds: reading.Source | None = None,
    within: str | None = None,
) -> pd.DataFrame:
    """Read how dwellings are heated per area, in whole % of the dwellings on 1 January, of one year.

    Source: CBS, Woningen; hoofdverwarmingsinstallaties, wijken en buurten (84950NED and its successors, to 2022).

    Parameters
    ----------
    source
        Answer of OData (typed or untyped), its CSV, or export of StatLine.
    metadata
        Description of the same table (``TableInfos``, JSON): gives id, year and status of the figures.
    retrieved
        ISO date on which the file was taken over from the publisher.
    kinds
        Dimension ``TypeVerwarmingsinstallatie`` of the same table (JSON); not needed for an export of StatLine.
    within
        Code of a gemeente: keep only that gemeente with its wijken and buurten, and the country.

    Returns
    -------
    DataFrame
        Observations. The method of ``aardgasvrij_aandeel`` says whether it is the published total or a sum of two
        published shares.

    Raises
    ------
    SourceError
        If the meaning of the codes is not given along, a kind that is needed is missing, a share is no share, or more
        than 1% of the rows contradict themselves.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    return _observations(_read(source, metadata, kinds, within), retrieved)


def read_table(metadata: reading.Source) -> Table:
    """Return how to cite the table with this description."""
    info = cbs_odata.read_info(metadata)
    return info.table([one_year(info)])


@dataclass(frozen=True)
class _YearTable:
    """Rows of one year, with the title of the kind of heating of each."""

    info: TableInfo
    year: int
    rows: forms.AreaRows
    titles: pd.Series


def _read(
    source: reading.Source, metadata: reading.Source, kinds: reading.Source | None, within: str | None
) -> _YearTable:
    return _of_sheet(forms.read_sheet(source, what=_WHAT), metadata, kinds, within)


def _of_sheet(
    sheet: Sheet, metadata: cbs_odata.AnySource, kinds: cbs_odata.AnySource | None, within: str | None
) -> _YearTable:
    info = forms.description(sheet, metadata, _TITLE)
    rows = forms.area_rows_of(sheet, within)
    codes = cbs_sheet.texts(rows.sheet.cells[forms.find(rows.sheet, _KIND).key])
    if kinds is not None:
        titles = codes.map(forms.dimension(kinds, KINDS, sheet)).fillna("")
    elif sheet.form in forms.TITLED:
        titles = codes
    else:
        raise SourceError(
            f"{sheet.file}: geef ook het bestand {KINDS} van tabel {info.id} mee; zonder dat is niet zeker wat codes "
            f"zoals {codes.iloc[0]} betekenen, en dat nemen wij niet aan. Het is te downloaden op "
            f"{forms.address(info.id, KINDS)}."
        )
    if (titles == "").any():
        row = titles.index[titles == ""][0]
        raise SourceError(
            f"{sheet.file}, rij {row}: voor de code ‘{codes[row]}’ staat er geen titel in {KINDS}. Download die "
            "lijst opnieuw."
        )
    return _YearTable(info, one_year(info), rows, titles)


def _observations(table: _YearTable, retrieved: str) -> pd.DataFrame:
    sheet = table.rows.sheet
    column = forms.find(sheet, _SHARE)
    shown = forms.figures(sheet, column, cbs_sheet.NULL)
    forms.check_share(sheet, column, shown.numbers)
    shares = _wide(table, shown)
    status = statuses(table.info, [table.year])[table.year]
    frames = cbs_verwarming.indicators(sheet, shares, pd.Series(status, index=shares.codes.index))
    return forms.finished(
        frames,
        sheet=sheet,
        table=table.info.id,
        year=table.year,
        boundary_year=table.year,
        retrieved=retrieved,
        set_aside={**table.rows.set_aside, **shares.set_aside},
    )


def _wide(table: _YearTable, shown: Figures) -> cbs_verwarming.Shares:
    """Bring the rows per kind of heating together to one row per area."""
    codes = table.rows.codes
    file = table.rows.sheet.file
    double = pd.DataFrame({"code": codes, "title": table.titles}).duplicated()
    if double.any():
        row = double.index[double][0]
        raise SourceError(
            f"{file}, rij {row}: {codes[row]} komt voor ‘{table.titles[row]}’ twee keer voor. Download de hele tabel "
            "opnieuw."
        )
    order = pd.Index(codes.unique())
    found: dict[str, Figures] = {}
    for title in table.titles.unique():
        of_kind = table.titles == title
        found[title] = _aligned(shown, of_kind, codes[of_kind], order)
    areas = pd.Series(order, index=order)
    return cbs_verwarming.classified(file, areas, areas, found)


def _aligned(shown: Figures, rows: pd.Series, codes: pd.Series, order: pd.Index) -> Figures:
    """Return the figures of some rows in the order of the areas; an area without a row has none."""

    def moved(column: pd.Series) -> pd.Series:
        return column[rows].set_axis(codes.to_numpy()).reindex(order)

    def flags(column: pd.Series) -> pd.Series:
        return moved(column.astype("boolean")).fillna(value=False).astype(bool)

    note = moved(shown.note)
    return Figures(
        moved(shown.numbers), flags(shown.hidden), note.mask(note.isna(), NO_ROW), flags(shown.absent)
    )
