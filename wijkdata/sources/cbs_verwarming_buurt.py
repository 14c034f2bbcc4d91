"""How dwellings are heated per wijk and buurt: the CBS tables of 2017 to 2022.

They give whole percents, one row per area and kind of heating. The kinds are codes; what they mean is read from the
dimension ``TypeVerwarmingsinstallatie`` of the same table, which must be given along (an export of StatLine holds the
titles itself). For later years see `cbs_verwarming_maatwerk`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_sheet, cbs_table_family, cbs_verwarming, reading
from wijkdata.sources.cbs_sheet import Figures, Topic
from wijkdata.sources.cbs_table_family import Family, YearTable
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample

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

_TABLES = Family(
    ids=TABLE_IDS,
    title="Woningen; hoofdverwarmingsinstallaties, wijken en buurten",
    words=("hoofdverwarmingsinstallaties", "wijken en buurten"),
    kind="CBS Hoofdverwarming van woningen per wijk en buurt",
    what="met de hoofdverwarming van woningen per wijk en buurt",
    own_names=True,
    dimension=KINDS,
)
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
    return cbs_table_family.load(_TABLES, _observations, path, retrieved=retrieved, companions=companions)


def get_verwarming_buurt(
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None = None,
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several years, and read them; parameters and errors as `cbs_years.get_years`."""
    return cbs_table_family.get(_TABLES, _observations, client, areas, years, base=base)


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
    table = cbs_table_family.read(_TABLES, source, metadata, dimension=kinds, within=within)
    return _observations(table, retrieved)


def _observations(table: YearTable, retrieved: str) -> pd.DataFrame:
    sheet, titles = table.rows.sheet, _titles(table)
    column = forms.find(sheet, _SHARE)
    shown = forms.figures(sheet, column, cbs_sheet.NULL)
    forms.check_share(sheet, column, shown.numbers)
    shares = _wide(table, titles, shown)
    frames = cbs_verwarming.indicators(sheet, shares, pd.Series(table.status, index=shares.codes.index))
    return table.finished(frames, retrieved, shares.set_aside)


def _titles(table: YearTable) -> pd.Series:
    """Return the title of the kind of heating of each row."""
    sheet = table.rows.sheet
    codes = cbs_sheet.texts(sheet.cells[forms.find(sheet, _KIND).key])
    if table.dimension is not None:
        titles = codes.map(forms.dimension(table.dimension, KINDS, sheet)).fillna("")
    elif sheet.form in forms.TITLED:
        titles = codes
    else:
        raise SourceError(
            f"{sheet.file}: geef ook het bestand {KINDS} van tabel {table.info.id} mee; zonder dat is niet zeker wat "
            f"codes zoals {codes.iloc[0]} betekenen, en dat nemen wij niet aan. Het is te downloaden op "
            f"{forms.address(table.info.id, KINDS)}."
        )
    if (titles == "").any():
        row = titles.index[titles == ""][0]
        raise SourceError(
            f"{sheet.file}, rij {row}: voor de code ‘{codes[row]}’ staat er geen titel in {KINDS}. Download die "
            "lijst opnieuw."
        )
    return titles


def _wide(table: YearTable, titles: pd.Series, shown: Figures) -> cbs_verwarming.Shares:
    """Bring the rows per kind of heating together to one row per area."""
    codes = table.rows.codes
    file = table.rows.sheet.file
    double = pd.DataFrame({"code": codes, "title": titles}).duplicated()
    if double.any():
        row = double.index[double][0]
        raise SourceError(
            f"{file}, rij {row}: {codes[row]} komt voor ‘{titles[row]}’ twee keer voor. Download de hele tabel "
            "opnieuw."
        )
    order = pd.Index(codes.unique())
    found: dict[str, Figures] = {}
    for title in titles.unique():
        of_kind = titles == title
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
