"""How dwellings are heated per wijk and buurt: the CBS tables of 2017 to 2022.

They give whole percents, one row per area and kind of heating. The kinds are codes; what they mean is read from the
dimension ``TypeVerwarmingsinstallatie`` of the same table, which must be given along (an export of StatLine holds the
titles itself). For later years see `cbs_verwarming_maatwerk`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_sheet, cbs_verwarming, reading
from wijkdata.sources.cbs_metadata import TableInfo, one_year, statuses
from wijkdata.sources.cbs_sheet import Figures, Topic
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

_WHAT = "met de hoofdverwarming van woningen per wijk en buurt"
_TITLE = ("hoofdverwarmingsinstallaties", "wijken en buurten")
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
    table = _read(path, metadata, companions.get(KINDS), None)
    frame = _observations(table, retrieved)
    return Loaded(
        f"CBS Hoofdverwarming van woningen per wijk en buurt {table.year}",
        (table.info.table([table.year]),),
        frame,
        forms.areas_of(table.rows, table.year, own_names=True),
        set_aside=reading.set_aside(frame),
    )


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
    sheet = forms.read_sheet(source, what=_WHAT)
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
    parts = {
        name: column[rows].set_axis(codes.to_numpy()).reindex(order)
        for name, column in vars(shown).items()
        if isinstance(column, pd.Series)
    }
    no_row = parts["note"].isna()
    flags = {
        name: part.astype("boolean").fillna(value=False).astype(bool)
        for name, part in parts.items()
        if name not in ("numbers", "note")
    }
    note = parts["note"].mask(no_row, "geen rij in deze tabel")
    return replace(shown, **{**flags, "numbers": parts["numbers"].astype("float64"), "note": note})
