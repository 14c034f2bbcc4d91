"""CBS Sociaal-economische status (SES-WOA): scores per wijk and buurt.

"Gemiddelde score" stands under several headings: the total and the partial scores. The export of the whole dataset
("CSV met statistische symbolen") says under which a column stands; an answer of OData does so with its
``DataProperties``. A table holds more years, all of them in one division of areas, which its title names
("regio-indeling 2021"): not that of the year itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_service, cbs_sheet, cbs_statline_csv, cbs_years, reading
from wijkdata.sources.cbs_metadata import TableInfo, statuses
from wijkdata.sources.cbs_service import Fetched
from wijkdata.sources.cbs_sheet import Column, Sheet, Topic, plain
from wijkdata.sources.cbs_years import YearlyTables
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import Table

#: Table id per year of the division.
TABLE_IDS = {2021: "85163NED", 2022: "85539NED", 2023: "85900NED", 2024: "86092NED"}

#: Role of the description of the columns of an answer of OData.
PROPERTIES = "DataProperties"

NO_YEAR = "geen heel jaar"

_WHAT = "met de SES-WOA-scores per wijk en buurt"
_TABLES = YearlyTables(
    ids=TABLE_IDS,
    title="Sociaal-economische status; scores per wijk en buurt, regio-indeling",
    kind="CBS Sociaal-economische status (SES-WOA)",
)
_TITLE = ("Sociaal-economische status", "wijk en buurt")
_PERIOD = Topic(("Perioden",), ("Perioden",))
_DIVISION = r"regio-indeling\s+(\d{4})"
_YEAR = r"(?P<year>\d{4})(?:JJ00)?(?P<stars>\*{0,2})"
_STATUS_OF_STARS = {"": "definitief", "*": "voorlopig", "**": "nader voorlopig"}

_SCORE = ("SES-WOA", "Totaalscore", "Gemiddelde score")
#: Headings and title of each column, with its unit.
_INDICATORS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "ses_woa": (_SCORE, "Getal"),
    "ses_woa_spreiding": (("Spreiding", "Spreiding totaal", "Waarde"), "Getal"),
    "ses_huishoudens": (("Particuliere huishoudens",), "Aantal"),
    "opleiding_hoog_aandeel": (("Opleidingsniveau", "Hoog", "Waarde"), "%"),
    "opleiding_middelbaar_aandeel": (("Opleidingsniveau", "Middelbaar", "Waarde"), "%"),
    "opleiding_laag_aandeel": (("Opleidingsniveau", "Laag", "Waarde"), "%"),
}


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is an export of StatLine with SES-WOA scores."""
    if sample.kind != "text":
        return False
    answer = cbs_odata.what_is(sample.text)
    if answer is not None:
        # Only the id tells: the keys of this table are not known.
        return answer[1].upper() in TABLE_IDS.values() and answer[0] in ("TypedDataSet", "UntypedDataSet")
    _, columns = cbs_statline_csv.header_of(sample.text)
    return any(_path(one) == _plain(_SCORE) for one in columns)


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Read everything in an export.

    Parameters
    ----------
    path
        Export of the whole dataset, or of a part of its areas and years; or an answer of OData.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the same table: names its id and the division of its areas. For an answer of OData also
        ``DataProperties``: what each column is.

    Raises
    ------
    SourceError
        If ``TableInfos`` was not given along, and as `read_seswoa`.
    """
    if forms.TABLE_INFOS not in companions:
        ids = dutch.join((f"{table} (regio-indeling {year})" for year, table in TABLE_IDS.items()), "of")
        raise SourceError(
            f"{path.name}: geef ook het bestand TableInfos van de tabel mee waaruit u deze export maakte; daarin "
            f"staat bij welke regio-indeling de codes horen, en dat staat niet in de export. Dat is {ids}; "
            f"bijvoorbeeld {forms.address(TABLE_IDS[2024], forms.TABLE_INFOS)}."
        )
    sheet = forms.read_sheet(path, what=_WHAT)
    if PROPERTIES in companions:
        sheet = sheet.described(cbs_odata.read_properties(companions[PROPERTIES]))
    names = forms.names_given_along(companions, sheet)
    return _loaded(sheet, companions[forms.TABLE_INFOS], names, retrieved)


def _loaded(
    sheet: Sheet, metadata: cbs_odata.AnySource, names: Mapping[str, str] | None, retrieved: str
) -> Loaded:
    table = _of_sheet(sheet, metadata, None)
    frame = _observations(table, retrieved)
    years = sorted(set(frame["year"]))
    return Loaded(
        f"{_TABLES.kind} {dutch.join(map(str, years))}",
        (table.info.table(years),),
        frame,
        forms.areas_of(table.rows, table.division, own_names=True, names=names),
        set_aside=reading.set_aside(frame),
    )


def get_seswoa(
    client: Client,
    areas: Collection[str] | None,
    divisions: Collection[int] | None = None,
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several divisions of areas, and read them; see `cbs_years.get_years`.

    Parameters
    ----------
    client
        Fetches, and keeps what came.
    areas
        Codes of gemeenten, wijken or buurten: their whole gemeenten are fetched. The whole country for None.
    divisions
        Years of the division, each with a table of its own about more years; all that we know for None.
    base
        Address of the service, in place of that of CBS (or that in ``WIJKDATA_CBS_URL``).

    Raises
    ------
    DownloadError
        If nothing at all could be fetched.
    UnknownAreaError
        If an area is no code of a gemeente, wijk or buurt.
    """

    def read(fetched: Fetched, _division: int) -> Loaded:
        infos = cbs_service.text_of(fetched.infos)
        return _loaded(fetched.sheet(), infos, fetched.area_names(), fetched.retrieved)

    return cbs_years.get_years(client, areas, divisions, _TABLES, read=read, base=base)


def read_seswoa(
    source: reading.Source, metadata: reading.Source, *, retrieved: str, within: str | None = None
) -> pd.DataFrame:
    """Read the SES-WOA scores of households on 1 January, per area and year.

    Source: CBS, Sociaal-economische status; scores per wijk en buurt (85163NED and its successors).

    Parameters
    ----------
    source
        Export of the whole dataset, or of a part of its areas and years.
    metadata
        Description of the same table (``TableInfos``, JSON).
    retrieved
        ISO date on which the file was taken over from the publisher.
    within
        Code of a gemeente: keep only that gemeente with its wijken and buurten, and the country.

    Returns
    -------
    DataFrame
        Observations. A column that was left out of the export gives no rows; the total score must be there.

    Raises
    ------
    SourceError
        If it is no such export, a column has another unit, a cell is no number, or the description names no division.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    return _observations(_read(source, metadata, within), retrieved)


@dataclass(frozen=True)
class _Scores:
    """Rows of areas, with the year of each and the stars behind it."""

    info: TableInfo
    division: int
    rows: forms.AreaRows
    years: pd.Series
    stars: pd.Series


def _read(source: reading.Source, metadata: reading.Source, within: str | None) -> _Scores:
    return _of_sheet(forms.read_sheet(source, what=_WHAT), metadata, within)


def _of_sheet(sheet: Sheet, metadata: cbs_odata.AnySource, within: str | None) -> _Scores:
    if sheet.form == "portaal" or not any(one.parents for one in sheet.columns):
        raise SourceError(
            f"{sheet.file}: in deze vorm staat niet bij welke groep een kolom hoort, en ‘Gemiddelde score’ komt in "
            "meer groepen voor. Download bij deze tabel op StatLine ‘CSV met statistische symbolen’."
        )
    info = forms.description(sheet, metadata, _TITLE)
    division = pd.Series([info.title]).str.extract(_DIVISION, expand=False).iloc[0]
    if pd.isna(division):
        raise SourceError(
            f"{info.file}: de titel ‘{info.title}’ noemt geen regio-indeling. Zonder die is niet zeker bij welke "
            "buurten de codes horen."
        )
    rows = forms.area_rows_of(sheet, within)
    period = cbs_sheet.texts(rows.sheet.cells[forms.find(rows.sheet, _PERIOD).key])
    found = period.str.extract(f"^{_YEAR}$")
    whole = found["year"].notna()
    if not whole.any():
        raise SourceError(f"{sheet.file} bevat geen enkel heel jaar in de kolom ‘Perioden’. {sheet.again}")
    _check_period(sheet, info, found["year"][whole].astype("int64"))
    kept = forms.AreaRows(
        replace(rows.sheet, cells=rows.sheet.cells[whole]),
        rows.codes[whole],
        {**rows.set_aside, NO_YEAR: int((~whole).sum())},
    )
    return _Scores(info, int(division), kept, found["year"][whole].astype("int64"), found["stars"][whole])


def _check_period(sheet: Sheet, info: TableInfo, years: pd.Series) -> None:
    """Refuse the description of a table that does not have these years: it is another one of the same name."""
    period = [int(year) for year in re.findall(r"\d{4}", info.period)]
    if period and not years.between(min(period), max(period)).all():
        raise SourceError(
            f"{sheet.file} gaat over {dutch.join(map(str, sorted(set(years))))}, maar {info.file} beschrijft tabel "
            f"{info.id} over {info.period}. Geef de tabelinformatie mee van de tabel waaruit deze export komt."
        )


def _observations(table: _Scores, retrieved: str) -> pd.DataFrame:
    sheet, codes = table.rows.sheet, table.rows.codes
    shown = {}
    for indicator, (path, unit) in _INDICATORS.items():
        column = _column(sheet, path, unit)
        if column is not None:
            shown[indicator] = cbs_sheet.figures(sheet, column)
            if unit == "%":
                forms.check_share(sheet, column, shown[indicator].numbers)
    status = _status(table, symbols=any(one.hidden.any() for one in shown.values()))
    frames = []
    for indicator, found in shown.items():
        frame = forms.of_indicator(indicator, codes, found, "")
        frame["status"] = np.where(frame["status"] == "", status, frame["status"])
        frames.append(frame.assign(year=table.years))
    joined = pd.concat(frames, ignore_index=True)
    return forms.finished(
        [joined],
        sheet=sheet,
        table=table.info.id,
        year=joined["year"],
        boundary_year=table.division,
        retrieved=retrieved,
        set_aside=table.rows.set_aside,
    )


def _status(table: _Scores, *, symbols: bool) -> pd.Series:
    """Return the status per row: from the stars where the export has symbols, else from the description."""
    if symbols or (table.stars != "").any():
        return table.stars.map(_STATUS_OF_STARS)
    return table.years.map(statuses(table.info, sorted(set(table.years))))


def _column(sheet: Sheet, path: tuple[str, ...], unit: str) -> Column | None:
    """Return the column under these headings; None if it was left out of the export.

    Raises
    ------
    SourceError
        If it has another unit, occurs twice, or is the total score and missing.
    """
    found = [one for one in sheet.columns if _path(one) == _plain(path)]
    name = "/".join(path)
    if len(found) > 1:
        raise SourceError(f"{sheet.file}: de kolom ‘{name}’ komt {len(found)} keer voor. {sheet.again}")
    if not found:
        if path == _SCORE:
            raise SourceError(f"{sheet.file}: de kolom ‘{name}’ ontbreekt. {sheet.again}")
        return None
    if plain(found[0].unit or "") != plain(unit):
        raise SourceError(
            f"{sheet.file}: de eenheid van ‘{name}’ is ‘{found[0].unit}’ en niet ‘{unit}’. Wij nemen dit cijfer niet "
            "over; kijk bij CBS wat er is veranderd."
        )
    return found[0]


def _path(column: Column) -> tuple[str, ...]:
    return _plain((*column.parents, column.title))


def _plain(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(part) for part in path)


def read_table(metadata: reading.Source, years: list[int]) -> Table:
    """Return how to cite the table with this description."""
    return cbs_odata.read_info(metadata).table(years)
