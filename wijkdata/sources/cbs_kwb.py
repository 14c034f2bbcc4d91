"""CBS Kerncijfers wijken en buurten (KWB), 2013 and later, in every form in which people have them.

One table is one year, in the division of that year. The columns differ by year in order, number, name, unit and
meaning, and even between two editions of one table; so each is looked up by its title *and* unit, or by the stem of
its key where the file gives no titles (see `cbs_kwb_measures`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.observations import NOT_YET_PUBLISHED
from wijkdata.sources import (
    cbs_odata,
    cbs_service,
    cbs_sheet,
    cbs_statline_csv,
    cbs_v4_zip,
    cbs_years,
    reading,
)
from wijkdata.sources.cbs_area_tables import CHANGE, NAME
from wijkdata.sources.cbs_kwb_measures import ALL_TABLE_IDS, EMBEDDED, MEASURES
from wijkdata.sources.cbs_metadata import STATUS_UNKNOWN, UNTOLD, TableInfo, one_year, statuses
from wijkdata.sources.cbs_sheet import (
    EMPTY,
    NOT_SHOWN,
    STATUS_OF_STARS,
    Column,
    Sheet,
    Topic,
)
from wijkdata.sources.cbs_years import YearlyTables
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample, sample
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import Table, cbs

__all__ = [
    "ALL_TABLE_IDS",
    "EMPTY",
    "INDICATORS",
    "NOT_SHOWN",
    "NOT_YET_PUBLISHED",
    "TABLES",
    "TABLE_IDS",
    "area_rows",
    "get_kwb",
    "load",
    "read_areas",
    "read_kwb",
    "recognises",
]

#: The years that come with the package.
TABLE_IDS = {year: ALL_TABLE_IDS[year] for year in range(2014, 2019)}
TITLE = "Kerncijfers wijken en buurten"
_YEARLY = YearlyTables(ALL_TABLE_IDS, TITLE, f"CBS {TITLE}")
TABLES: tuple[Table, ...] = tuple(
    cbs(table_id, f"{TITLE} {year}", (year,)) for year, table_id in TABLE_IDS.items()
)

ROUNDED_TO_50 = "afgerond op 50"
STATUS_NOT_TOLD = "CBS noemt bij deze tabel geen status; als voorlopig behandeld"
STATUS_MIXED = "CBS noemt bij deze tabel meer dan één status; de minst zekere aangehouden"

#: The names under which other files can be given along.
TABLE_INFOS, DATA_PROPERTIES, MEASURE_CODES = "TableInfos", "DataProperties", "MeasureCodes"
NAMES = ("WijkenEnBuurten", "WijkenEnBuurtenCodes")

_REGION = "WijkenEnBuurten"
_TITLE = re.compile(rf"{TITLE} (\d{{4}})")
#: From so many columns on, a file holds the whole table and not a selection of its columns.
_WHOLE_TABLE = 90
#: What a file must have of our figures to be taken for this table if it does not say so itself.
_ENOUGH = 3

_NAME = Topic((_REGION, "Wijken en buurten"))
_CODE = Topic(("Codering", "Regiocode (gemeente, wijk, buurt)"), ("Codering",))
_REGION_KEY = Topic((), (_REGION,), codes=(_REGION,))
_YEAR = Topic(("Jaar",))
#: What says of a row which area it is about.
_OF_THE_AREA = (_NAME, _CODE, _REGION_KEY, _YEAR, CHANGE, NAME)
_TOPICS = (*(one.topic for one in MEASURES.values()), *_OF_THE_AREA)

#: Every indicator that is taken over.
INDICATORS = tuple(MEASURES)


@dataclass(frozen=True)
class _Kwb:
    """The rows of areas in a table of one year.

    Attributes
    ----------
    sheet
        Only the rows of areas.
    year
        Reporting year, which is the year of the division too.
    stars
        What stands behind the year: ``*`` provisional, ``**`` revised provisional.
    codes
        Code of the area of every row.
    info
        What CBS says of the table; None where that was not given along.
    names
        Name by code, where that was given along.
    set_aside
        Rows that were not taken over, by reason.
    """

    sheet: Sheet
    year: int
    stars: str
    codes: pd.Series
    info: TableInfo | None
    names: Mapping[str, str]
    set_aside: Mapping[str, int]

    @property
    def table(self) -> Table:
        """How to cite the table."""
        if self.info is not None:
            return self.info.table([self.year])
        return cbs(ALL_TABLE_IDS[self.year], f"{TITLE} {self.year}", (self.year,))


# --- reading ------------------------------------------------------------------------------------------------------


def read_kwb(
    source: reading.Source,
    *,
    retrieved: str,
    indicators: Collection[str] = tuple(EMBEDDED),
    companions: Mapping[str, reading.Source] | None = None,
) -> pd.DataFrame:
    """Read the indicators of one year.

    Source: CBS, Kerncijfers wijken en buurten, tables 82339NED to 86165NED. Shares are in % of all dwellings (low
    income: of all households), the mean value of dwellings in thousands of euros, gas in m³ and electricity in kWh
    per dwelling and year, surfaces in ha.

    Parameters
    ----------
    source
        The table of one year: StatLine CSV of either flavour, CSV or JSON of OData v3 (typed or untyped), or JSON of
        the observations of OData v4; the file, or its content.
    retrieved
        ISO date on which the file was taken over from the publisher.
    indicators
        Which figures to take over; ``INDICATORS`` are all there are.
    companions
        Other files of the same table, by what they are: ``TableInfos`` (year and status; needed where the file does
        not say its year), ``DataProperties`` or ``MeasureCodes`` (titles and units) and ``WijkenEnBuurten`` (names).

    Returns
    -------
    DataFrame
        Observations: every indicator for every area in the file. A figure that CBS does not show is a row with
        the status ``geheim`` or ``ontbreekt`` and the reason in ``note``, never zero.

    Raises
    ------
    SourceError
        If the file is no such table, a column is missing or has another unit, or a cell is no number.
    """
    kwb = _read(source, companions or {})
    frame, missing = _observations(kwb, indicators, retrieved)
    return reading.with_set_aside(frame, {**kwb.set_aside, **missing})


def read_areas(
    source: reading.Source, *, companions: Mapping[str, reading.Source] | None = None
) -> pd.DataFrame:
    """Read the areas in a table, as CBS named and divided them in that year.

    Parameters
    ----------
    source, companions
        As for `read_kwb`. Only a StatLine CSV has the names of wijken and buurten in itself.

    Returns
    -------
    DataFrame
        code, boundary_year, name, level, parent, gemeente and change (``1`` unchanged, ``2`` renamed, ``3``
        boundary changed since the year before, empty if unknown), in the order of the file.

    Raises
    ------
    SourceError
        If the file is no such table.
    """
    kwb = _read(source, companions or {})
    return reading.with_set_aside(_areas(kwb), dict(kwb.set_aside))


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path] | None = None) -> Loaded:
    """Read everything in a file with the table of one year: figures and areas.

    Parameters
    ----------
    path
        Any form that `read_kwb` knows.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        As for `read_kwb`.

    Raises
    ------
    SourceError
        As `read_kwb`; names the file that must be given along where one is missing.
    """
    return _loaded(_read(path, companions or {}), retrieved)


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is a table of Kerncijfers wijken en buurten."""
    if sample.kind == "zip":
        return cbs_v4_zip.is_v4_zip(sample.members)
    if sample.kind != "text":
        return False
    answer = cbs_odata.what_is(sample.text)
    if answer is not None:
        return _is_answer(sample.text, *answer)
    title, columns = cbs_statline_csv.header_of(sample.text)
    return bool(_TITLE.search(title)) or (not title and _has_enough(columns))


def _loaded(kwb: _Kwb, retrieved: str) -> Loaded:
    frame, missing = _observations(kwb, MEASURES, retrieved)
    return Loaded(
        f"{_YEARLY.kind} {kwb.year}",
        (kwb.table,),
        frame,
        _areas(kwb),
        set_aside={reason: count for reason, count in {**kwb.set_aside, **missing}.items() if count},
    )


# --- what it is ---------------------------------------------------------------------------------------------------


def _is_answer(text: str, resource: str, table: str) -> bool:
    """Tell whether an answer of OData with this beginning holds figures of this table."""
    if resource not in ("TypedDataSet", "UntypedDataSet", "Observations", ""):
        return False
    if table.upper() in ALL_TABLE_IDS.values():
        return bool(resource) or f'"{_REGION}":' in text.replace(" ", "")
    if resource == "Observations":
        codes = set(re.findall(r'"Measure"\s*:\s*"([^"]*)"', text))
        return f'"{_REGION}"' in text and len(codes & _measure_codes()) >= _ENOUGH
    return _has_enough([Column(key) for key in dict.fromkeys(re.findall(r'"(\w+)"\s*:', text))])


def _has_enough(columns: Sequence[Column]) -> bool:
    """Tell whether columns are those of this table: areas, and several of our figures in one column each."""
    stems = {one.stem.casefold() for one in columns}
    titles = {cbs_sheet.plain(one.title) for one in columns}
    has_areas = bool({_REGION.casefold(), "codering"} & stems) or "codering" in titles
    found = 0
    for measure in EMBEDDED.values():
        by_key = stems & {one.casefold() for one in measure.topic.stems}
        found += bool(by_key or titles & {cbs_sheet.plain(one) for one in measure.topic.titles})
    return has_areas and found >= _ENOUGH and not any("Woningkenmerken" in one.key for one in columns)


def _read(source: reading.Source, companions: Mapping[str, reading.Source]) -> _Kwb:
    info = cbs_odata.read_info(companions[TABLE_INFOS]) if TABLE_INFOS in companions else None
    names: dict[str, str] = {}
    for role in NAMES:
        names |= cbs_odata.read_names(companions[role]) if role in companions else {}
    if isinstance(source, str | Path) and cbs_v4_zip.is_zip(Path(source)):
        sheet, names = cbs_v4_zip.read_v4_zip(Path(source), measures=_measure_codes())
    else:
        sheet = _sheet(source, companions)
    return _kwb_of(sheet, info, names)


def _measure_codes() -> set[str]:
    return {code for one in MEASURES.values() for code in one.topic.codes}


def _sheet(source: reading.Source, companions: Mapping[str, reading.Source]) -> Sheet:
    """Return the table in a file of any form, with titles and units where they are known."""
    given = source if isinstance(source, str | Path) else cbs_sheet.opened(source)
    # A national table is not read whole only to see what it is.
    start = given.text if isinstance(given, reading.RawFile) else sample(Path(given)).text
    described: dict[str, Column] = {}
    if DATA_PROPERTIES in companions:
        described |= cbs_odata.read_properties(companions[DATA_PROPERTIES])
    if MEASURE_CODES in companions:
        described |= cbs_odata.read_measures(companions[MEASURE_CODES])
    answer = cbs_odata.what_is(start)
    if answer is None:
        sheet = cbs_statline_csv.read_statline_csv(
            given, what=f"van de {TITLE}", wanted=lambda column: _is_used(described.get(column.key, column))
        )
    elif answer[0] == "Observations" or '"Measure"' in start[:2000]:
        sheet = cbs_odata.read_observations(given, measures=_measure_codes())
    else:
        sheet = cbs_odata.read_dataset(given, wanted=lambda key: _is_used(described.get(key, Column(key))))
    return sheet.described(described)


def _kwb_of(sheet: Sheet, info: TableInfo | None, names: Mapping[str, str]) -> _Kwb:
    """Return the rows of areas of a table, and the year it is about."""
    if sheet.form == "portaal" and not _TITLE.search(sheet.title):
        raise SourceError(
            f"{sheet.file}: de titel van deze export is ‘{sheet.title}’ en niet ‘{TITLE}’. {sheet.again}"
        )
    if sheet.cells.empty:
        raise SourceError(
            f"{sheet.file} bevat geen enkele rij. Bij CBS gebeurt dat als een code in de vraag niet met spaties is "
            "aangevuld tot tien tekens, of als het gebied in dat jaar niet bestond."
        )
    lookups = (_CODE, _REGION_KEY) if sheet.form != "portaal" else (_CODE,)
    found = [cbs_sheet.find_if_there(sheet, one) for one in lookups]
    if not any(found):
        cbs_sheet.find(sheet, _CODE)
    codes = cbs_sheet.first_with_areas(sheet, found)
    known = reading.is_area(codes)
    rows = replace(sheet, cells=_used(sheet)[known], reasons=_only(sheet.reasons, known))
    year, stars = _year(rows, info)
    set_aside = {"geen code van een gebied": int((~known).sum())}
    if sheet.more:
        set_aside["dit is één deel van de tabel: er volgt bij CBS nog een deel"] = 1
    return _Kwb(rows, year, stars, codes[known], info, names, set_aside)


def _used(sheet: Sheet) -> pd.DataFrame:
    """Return the cells without the columns of which nothing is taken over: four of five."""
    keys = {one.key for one in sheet.columns if _is_used(one)}
    return sheet.cells[[key for key in sheet.cells.columns if key in keys]]


def _is_used(column: Column) -> bool:
    """Tell whether something of a column may be taken over."""
    return cbs_sheet.has_one(column, _TOPICS)


def _only(frame: pd.DataFrame | None, rows: pd.Series) -> pd.DataFrame | None:
    return None if frame is None else frame[rows]


def _year(sheet: Sheet, info: TableInfo | None) -> tuple[int, str]:
    """Return the reporting year and the stars behind it; everything that tells the year must agree."""
    told: dict[str, int] = {}
    if found := _TITLE.search(sheet.title):
        told[f"de titel ‘{sheet.title}’"] = int(found[1])
    if sheet.table:
        by_id = {table: year for year, table in ALL_TABLE_IDS.items()}
        if sheet.table.upper() in by_id:
            told[f"tabel {sheet.table}"] = by_id[sheet.table.upper()]
    if info is not None:
        if sheet.table and info.id.upper() != sheet.table.upper():
            raise SourceError(
                f"{info.file} beschrijft tabel {info.id}, maar {sheet.file} is tabel {sheet.table}. Geef de "
                "TableInfos van dezelfde tabel mee."
            )
        if not _TITLE.search(info.title):
            raise SourceError(
                f"{info.file} beschrijft ‘{info.title}’ en niet de {TITLE}. Geef de TableInfos van dezelfde tabel "
                "mee."
            )
        told[f"TableInfos ‘{info.title}’"] = one_year(info)
    stars = _check_rows(sheet, told)
    return _one_year_of(sheet, told, info), stars


def _check_rows(sheet: Sheet, told: Mapping[str, int]) -> str:
    """Return the stars behind the year in the rows; each row must name the year that is told."""
    column = cbs_sheet.find_if_there(sheet, _YEAR)
    if column is None or not told:
        return ""
    where, year = next(iter(told.items()))
    cells = cbs_sheet.texts(sheet.cells[column.key])
    other = cells[cells.str.rstrip("*") != str(year)]
    if len(other):
        raise SourceError(
            f"{sheet.file}, rij {other.index[0]}: het jaar is ‘{other.iloc[0]}’, maar {where} zegt {year}. Maak per "
            "jaar een eigen export."
        )
    return str(cells.iloc[0].removeprefix(str(year)))


def _one_year_of(sheet: Sheet, told: Mapping[str, int], info: TableInfo | None) -> int:
    years = set(told.values())
    if not years:
        raise SourceError(
            f"{sheet.file}: dit bestand zegt niet over welk jaar het gaat. Geef de TableInfos van dezelfde tabel mee "
            "(bij CBS naast de tabel te downloaden)."
        )
    if len(years) > 1:
        each = dutch.join(f"{what} zegt {year}" for what, year in told.items())
        raise SourceError(
            f"{sheet.file}: over het jaar is geen eenheid: {each}. Kijk bij CBS welk jaar klopt."
        )
    year = years.pop()
    if info is None and year not in ALL_TABLE_IDS:
        raise SourceError(
            f"{sheet.file} gaat over {year}. Zonder TableInfos kennen wij de tabellen van {min(ALL_TABLE_IDS)} tot "
            f"en met {max(ALL_TABLE_IDS)}; geef de TableInfos van dezelfde tabel mee."
        )
    if info is not None and ALL_TABLE_IDS.get(year, info.id).upper() != info.id.upper():
        raise SourceError(
            f"{info.file}: de {TITLE} van {year} zijn tabel {ALL_TABLE_IDS[year]}, niet {info.id}. Geef de "
            "TableInfos van die tabel mee."
        )
    return year


# --- figures ------------------------------------------------------------------------------------------------------


def _observations(
    kwb: _Kwb, indicators: Collection[str], retrieved: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the figures, and of what is not in the file how many rows lack it."""
    columns: dict[str, Column] = {}
    missing = []
    whole = kwb.sheet.form == "portaal" or len(kwb.sheet.columns) >= _WHOLE_TABLE
    for indicator in indicators:
        measure = MEASURES[indicator]
        column = cbs_sheet.find_if_there(kwb.sheet, measure.topic)
        if column is not None:
            columns[indicator] = column
        elif whole and measure.expected(kwb.year):
            cbs_sheet.find(kwb.sheet, measure.topic)
        elif measure.expected(kwb.year):
            missing.append(measure.topic.name)
    if not columns:
        raise SourceError(
            f"{kwb.sheet.file}: geen enkele kolom die wij van de {TITLE} overnemen, zoals "
            f"‘{EMBEDDED['woningen'].topic.name}’. {kwb.sheet.again}"
        )
    listed = dutch.join(f"‘{one}’" for one in missing)
    return observations.validate(_figures(kwb, columns, retrieved), where=kwb.sheet.file), (
        {f"niet in dit bestand: {listed}": len(kwb.codes)} if missing else {}
    )


def _figures(kwb: _Kwb, columns: Mapping[str, Column], retrieved: str) -> pd.DataFrame:
    """Return the figures in one column per indicator as one table."""
    levels = cbs_sheet.levels_of(kwb.codes)
    shown = cbs_sheet.figures_of(kwb.sheet, list(columns.values()))
    told = [
        _told(kwb, indicator, column, one, levels)
        for (indicator, column), one in zip(columns.items(), shown, strict=True)
    ]
    areas, rows = len(kwb.codes), len(kwb.codes) * len(columns)
    frame = pd.DataFrame(
        {
            "area": pd.concat([kwb.codes] * len(columns), ignore_index=True),
            "indicator": observations.repeated(columns, areas),
            "year": kwb.year,
            "value": np.concatenate([one.numbers.to_numpy() for one in shown]),
            "unit": observations.repeated((catalogue.indicator(one).unit for one in columns), areas),
            "status": pd.concat([status for status, _ in told], ignore_index=True),
            "source": observations.repeated(["CBS"], rows),
            "table": observations.repeated([kwb.table.id], rows),
            "method": observations.repeated([observations.PUBLISHED], rows),
            "note": pd.concat([note for _, note in told], ignore_index=True),
            "retrieved": observations.repeated([retrieved], rows),
            "boundary_year": kwb.year,
        }
    )
    absent = np.concatenate([one.absent.to_numpy() for one in shown])
    return frame[~absent] if absent.any() else frame


def _told(
    kwb: _Kwb, indicator: str, column: Column, shown: cbs_sheet.Figures, levels: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return the status of each figure of one indicator, and the note beside it."""
    missing = shown.numbers.isna()
    unpublished = _unpublished(shown, levels)
    status, about = _status(kwb, column)
    remark = "; ".join(filter(None, [_rounding(kwb.year, indicator), about]))
    withheld = missing & ~unpublished & shown.hidden
    which = withheld.to_numpy() + 2 * (missing & ~withheld).to_numpy()
    note = shown.note.mask(~missing & (shown.note == ""), remark) if remark else shown.note
    return (
        cbs_sheet.words([status, "geheim", "ontbreekt"], which, missing.index),
        note.mask(unpublished, NOT_YET_PUBLISHED) if unpublished.any() else note,
    )


def _unpublished(shown: cbs_sheet.Figures, levels: pd.Series) -> pd.Series:
    found = cbs_sheet.not_yet_published(shown, levels)
    # An untyped blank says that there is no figure, not that there is none yet.
    return found & (shown.hidden | (shown.note == cbs_sheet.NULL)) if found.any() else found


def _rounding(year: int, indicator: str) -> str:
    return ROUNDED_TO_50 if year == 2014 and indicator in ("gas_gem", "elektra_gem") else ""


def _status(kwb: _Kwb, column: Column) -> tuple[str, str]:
    """Return the status of a column, and how that was decided where CBS does not plainly say so."""
    stars = max(kwb.stars, column.stars)
    if stars not in STATUS_OF_STARS:
        raise SourceError(
            f"{kwb.sheet.file}: bij ‘{column.name}’ staat het teken ‘{stars}’, dat wij niet kennen. "
            f"{kwb.sheet.again}"
        )
    if stars or (kwb.sheet.form == "portaal" and kwb.info is None):
        return STATUS_OF_STARS[stars], ""
    if kwb.info is None:
        return UNTOLD, STATUS_UNKNOWN
    return status_of(kwb.info, kwb.year)


def status_of(info: TableInfo, year: int) -> tuple[str, str]:
    """Return the status of the figures of a table, and how it was decided where CBS does not plainly say so.

    A table of many subjects can say that some are final and others are not; then the least firm one counts.
    """
    _, _, after = info.text.partition("Status van de cijfers")
    section = after.partition("\n\n")[0].casefold()
    named = re.findall(r"nader voorlopig|voorlopig|definitief", section)
    if len(set(named)) > 1 and str(year) not in section:
        return max(named, key=observations.STATUSES.index), STATUS_MIXED
    try:
        return statuses(info, [year])[year], ""
    except SourceError:
        return "voorlopig", STATUS_NOT_TOLD


# --- areas --------------------------------------------------------------------------------------------------------


def _areas(kwb: _Kwb) -> pd.DataFrame:
    change = cbs_sheet.find_if_there(kwb.sheet, CHANGE)
    changes = (
        cbs_sheet.texts(kwb.sheet.cells[change.key])
        if change is not None
        else pd.Series("", index=kwb.codes.index, dtype="str")
    )
    return area_rows(kwb.codes, kwb.year, _names(kwb), changes)


def _names(kwb: _Kwb) -> pd.Series:
    """Return the name of each area; empty for wijken and buurten where the form does not give it."""
    given = kwb.codes.map(kwb.names).fillna("") if kwb.names else None
    own = cbs_sheet.find_if_there(kwb.sheet, _NAME)
    if own is not None and own.title:
        cells = cbs_sheet.texts(kwb.sheet.cells[own.key])
        # The key of a region can carry that title too.
        return cells.where(reading.clean_codes(cells) != kwb.codes, "") if given is None else given
    gemeente = cbs_sheet.find_if_there(kwb.sheet, NAME)
    if gemeente is None:
        return given if given is not None else pd.Series("", index=kwb.codes.index, dtype="str")
    cells = cbs_sheet.texts(kwb.sheet.cells[gemeente.key])
    from_table = cells.where(kwb.codes.str.startswith(("NL", "GM")), "")
    return from_table if given is None else given.where(given != "", from_table)


# --- fetching -----------------------------------------------------------------------------------------------------


def get_kwb(
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None = None,
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several years, and read them; parameters and errors as `cbs_years.get_years`.

    Only the columns that are taken over are asked for.
    """
    return cbs_years.get_years(client, areas, years, _YEARLY, read=_of_fetched, columns=_wanted, base=base)


def _wanted(described: Mapping[str, Column]) -> list[str]:
    """Return the keys of the columns that are taken over."""
    sheet = Sheet("DataProperties", "untyped", tuple(described.values()), pd.DataFrame())
    topics = [_CODE, CHANGE, NAME, *(one.topic for one in MEASURES.values())]
    columns = (cbs_sheet.find_if_there(sheet, topic) for topic in topics)
    return [one.key for one in columns if one is not None]


def _of_fetched(fetched: cbs_service.Fetched, year: int) -> Loaded:
    kwb = _kwb_of(
        fetched.sheet(), cbs_odata.read_info(cbs_service.text_of(fetched.infos)), fetched.area_names()
    )
    if kwb.year != year:
        raise SourceError(f"tabel {fetched.table} gaat volgens CBS over {kwb.year} en niet over {year}.")
    without = {f"{code} komt in {year} niet voor": 1 for code in fetched.without}
    loaded = _loaded(kwb, fetched.retrieved)
    return replace(loaded, set_aside={**loaded.set_aside, **without})
