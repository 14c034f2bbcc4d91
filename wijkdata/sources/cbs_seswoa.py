"""CBS Sociaal-economische status (SES-WOA): scores per wijk and buurt.

"Gemiddelde score" stands under several headings: the total and the partial scores. The export of the whole dataset
("CSV met statistische symbolen") says under which a column stands, and so does the zip of OData v4; an answer of
OData v3 does so with its ``DataProperties``. A table holds more years, all of them in one division of areas, which
its title names ("regio-indeling 2021"): not that of the year itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import (
    cbs_odata,
    cbs_service,
    cbs_sheet,
    cbs_statline_csv,
    cbs_v4_zip,
    cbs_years,
    reading,
)
from wijkdata.sources.cbs_metadata import STATUS_UNKNOWN, UNTOLD, TableInfo, statuses
from wijkdata.sources.cbs_service import Fetched
from wijkdata.sources.cbs_sheet import STATUS_OF_STARS, Column, Sheet, Topic, plain
from wijkdata.sources.cbs_years import YearlyTables
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import Table, cbs

#: Table id per year of the division.
TABLE_IDS = {2021: "85163NED", 2022: "85539NED", 2023: "85900NED", 2024: "86092NED", 2025: "86296NED"}

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
#: What v4 says of a period, in capitals and without spaces.
_STATUS_OF_PERIOD = {
    "definitief": "definitief",
    "voorlopig": "voorlopig",
    "nadervoorlopig": "nader voorlopig",
}

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
    """Tell whether a file with this beginning is a table of CBS with SES-WOA scores."""
    if sample.kind == "zip":
        return _is_v4(sample)
    if sample.kind != "text":
        return False
    answer = cbs_odata.what_is(sample.text)
    if answer is not None:
        # Only the id tells: the keys of this table are not known.
        return answer[1].upper() in TABLE_IDS.values() and answer[0] in ("TypedDataSet", "UntypedDataSet")
    _, columns = cbs_statline_csv.header_of(sample.text)
    return any(_path(one) == _plain(_SCORE) for one in columns)


def _is_v4(sample: Sample) -> bool:
    if sample.path is None or not cbs_v4_zip.is_v4_zip(sample.members, periods=True):
        return False
    try:
        return any(_path(one) == _plain(_SCORE) for one in cbs_v4_zip.read_columns(sample.path).values())
    except SourceError:
        return False


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Read everything in an export.

    Parameters
    ----------
    path
        Export of the whole dataset, or of a part of its areas and years; an answer of OData v3; or the zip of v4.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the same table: its id, the division of its areas and the status of its figures. Needed
        where the file does not say of which table it is. For an answer of OData v3 also ``DataProperties``: what each
        column is.

    Raises
    ------
    SourceError
        If ``TableInfos`` is needed and was not given along, and as `read_seswoa`.
    """
    sheet, names, periods = _opened(path, companions)
    return _loaded(sheet, companions.get(forms.TABLE_INFOS), names, retrieved, periods)


def _loaded(
    sheet: Sheet,
    metadata: cbs_odata.AnySource | None,
    names: Mapping[str, str] | None,
    retrieved: str,
    periods: Mapping[str, str] | None = None,
) -> Loaded:
    table = replace(_of_sheet(sheet, metadata, None), periods=periods or {})
    frame = _observations(table, retrieved)
    years = sorted(set(frame["year"]))
    return Loaded(
        f"{_TABLES.kind} {dutch.join(map(str, years))}",
        (table.cited(years),),
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
    """Fetch the tables of several divisions of areas, and read them.

    ``divisions`` are years of the division, each with a table of its own about more years. The other parameters and
    the errors are those of `cbs_years.get_years`.
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
    """Rows of areas, with the year of each and the stars behind it.

    Attributes
    ----------
    table
        Id of the table.
    info
        What CBS says of the table; None where that was not given along.
    division
        Year of the division of the areas.
    rows, years, stars
        The rows, and per row the year and what stands behind it.
    periods
        v4 only: what CBS says of every period, by its code.
    """

    table: str
    info: TableInfo | None
    division: int
    rows: forms.AreaRows
    years: pd.Series
    stars: pd.Series
    periods: Mapping[str, str] = field(default_factory=dict)

    def cited(self, years: list[int]) -> Table:
        """Return how to cite the table."""
        if self.info is not None:
            return self.info.table(years)
        return cbs(self.table, f"{_TABLES.title} {self.division}", tuple(years))


def _opened(
    path: Path, companions: Mapping[str, Path]
) -> tuple[Sheet, dict[str, str] | None, Mapping[str, str]]:
    """Return the table in a file of any form, the names of its areas, and what it says of its periods."""
    if cbs_v4_zip.is_zip(path):
        found = cbs_v4_zip.read_dataset(path, lambda column: _path(column) in _PATHS)
        return found.sheet, dict(found.names), found.statuses
    sheet = forms.read_sheet(path, what=_WHAT)
    if PROPERTIES in companions:
        sheet = sheet.described(cbs_odata.read_properties(companions[PROPERTIES]))
    return sheet, forms.names_given_along(companions, sheet), {}


def _read(source: reading.Source, metadata: reading.Source, within: str | None) -> _Scores:
    return _of_sheet(forms.read_sheet(source, what=_WHAT), metadata, within)


def _of_sheet(sheet: Sheet, metadata: cbs_odata.AnySource | None, within: str | None) -> _Scores:
    if sheet.form == "portaal" or not any(one.parents for one in sheet.columns):
        raise SourceError(
            f"{sheet.file}: in deze vorm staat niet bij welke groep een kolom hoort, en ‘Gemiddelde score’ komt in "
            f"meer groepen voor. {_which_form(sheet)}"
        )
    info = forms.description(sheet, metadata, _TITLE) if metadata is not None else None
    table, division = _division(sheet, info)
    rows = forms.area_rows_of(sheet, within)
    period = cbs_sheet.texts(rows.sheet.cells[forms.find(rows.sheet, _PERIOD).key])
    found = period.str.extract(f"^{_YEAR}$")
    whole = found["year"].notna()
    if not whole.any():
        raise SourceError(f"{sheet.file} bevat geen enkel heel jaar in de kolom ‘Perioden’. {sheet.again}")
    if info is not None:
        _check_period(sheet, info, found["year"][whole].astype("int64"))
    kept = forms.AreaRows(
        replace(rows.sheet, cells=rows.sheet.cells[whole]),
        rows.codes[whole],
        {**rows.set_aside, NO_YEAR: int((~whole).sum())},
    )
    return _Scores(table, info, division, kept, found["year"][whole].astype("int64"), found["stars"][whole])


def _which_form(sheet: Sheet) -> str:
    """Return what to bring instead of a form that does not say under which heading a column stands."""
    if sheet.form in ("typed", "untyped"):
        return (
            f"Geef ook het bestand {PROPERTIES} van dezelfde tabel mee; het is te downloaden op "
            f"{forms.address(sheet.table, PROPERTIES)}."
        )
    return "Download bij deze tabel op StatLine ‘CSV met statistische symbolen’."


def _division(sheet: Sheet, info: TableInfo | None) -> tuple[str, int]:
    """Return the id of the table and the year of its division: from its description, else from its title or id.

    Raises
    ------
    SourceError
        If the description names no division, or there is none and the file does not say of which table it is.
    """
    if info is not None:
        told = re.search(_DIVISION, info.title)
        if told is None:
            raise SourceError(
                f"{info.file}: de titel ‘{info.title}’ noemt geen regio-indeling. Zonder die is niet zeker bij "
                "welke buurten de codes horen."
            )
        return info.id, int(told[1])
    by_id = {table: year for year, table in TABLE_IDS.items()}
    told = re.search(_DIVISION, sheet.title)
    year = int(told[1]) if told else by_id.get(sheet.table.upper())
    if sheet.table and year is not None:
        return sheet.table.upper(), year
    ids = dutch.join((f"{table} (regio-indeling {year})" for year, table in TABLE_IDS.items()), "of")
    newest = sheet.table or TABLE_IDS[max(TABLE_IDS)]
    raise SourceError(
        f"{sheet.file}: geef ook het bestand TableInfos van de tabel mee waaruit u deze export maakte; daarin "
        f"staat bij welke regio-indeling de codes horen, en dat staat niet in de export. Dat is {ids}; "
        f"bijvoorbeeld {forms.address(newest, forms.TABLE_INFOS)}."
    )


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
    status, about = _status(table, symbols=any(one.hidden.any() for one in shown.values()))
    frames = []
    for indicator, found in shown.items():
        frame = forms.of_indicator(indicator, codes, found, "").assign(year=table.years)
        has_figure = frame["status"] == ""
        frame["status"] = np.where(has_figure, status, frame["status"])
        frame["note"] = frame["note"].mask(has_figure & (frame["note"] == ""), about)
        # Of v4 only: a figure about which nothing is said is not there at all.
        frames.append(frame[~found.absent])
    joined = pd.concat(frames, ignore_index=True)
    return forms.finished(
        [joined],
        sheet=sheet,
        table=table.table,
        year=joined["year"],
        boundary_year=table.division,
        retrieved=retrieved,
        set_aside=table.rows.set_aside,
    )


def _status(table: _Scores, *, symbols: bool) -> tuple[pd.Series, str]:
    """Return the status per row, and how it was decided where CBS does not say so.

    From the stars where the export has symbols, from the periods of v4, else from the description.
    """
    titled = table.rows.sheet.form in forms.TITLED
    if titled and (symbols or (table.stars != "").any()):
        return table.stars.map(STATUS_OF_STARS), ""
    told = {
        whole["year"]: _STATUS_OF_PERIOD.get("".join(said.casefold().split()), "")
        for code, said in table.periods.items()
        if (whole := re.fullmatch(_YEAR, code))
    }
    years = sorted(set(table.years))
    if all(told.get(str(year)) for year in years):
        return table.years.astype("str").map(told), ""
    if table.info is not None:
        return table.years.map(statuses(table.info, years)), ""
    return pd.Series(UNTOLD, index=table.years.index), STATUS_UNKNOWN


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


_PATHS = frozenset(_plain(path) for path, _ in _INDICATORS.values())
