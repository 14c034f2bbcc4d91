"""What the CBS tables about one topic per wijk and buurt have in common, in whichever form they were brought.

These tables say little about themselves: the id stands around an answer of OData and not in a CSV, the year and the
status of the figures only in the description (``TableInfos``). That must be given along.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_odata, cbs_sheet, cbs_statline_csv, reading
from wijkdata.sources.cbs_metadata import TableInfo
from wijkdata.sources.cbs_sheet import Column, Figures, Sheet, Topic
from wijkdata.sources.loaded import Sample
from wijkdata.sources.register import area_rows

#: Roles of the files that may be given along.
TABLE_INFOS, AREA_NAMES = "TableInfos", "WijkenEnBuurten"

NO_AREA = "geen code van een gebied"

REGION = Topic(("Wijken en buurten",), ("WijkenEnBuurten",))
CODE = Topic(("Codering", "Regiocode (gemeente, wijk, buurt)", "Regiocode"), ("Codering",))
NAME = Topic(("Gemeentenaam",), ("Gemeentenaam",))
CHANGE = Topic(
    ("Indelingswijziging wijken en buurten", "Indelingswijziging gemeente, wijk, buurt"),
    ("IndelingswijzigingWijkenEnBuurten", "IndelingswijzigingGemeenteWijkBuurt"),
)

#: Forms that hold titles and names where the others have keys and codes.
TITLED = ("portaal", "dataset")
_KEY = re.compile(r'"(\w+?)(?:_\d+)?"\s*:')
_WITH_COMMA = r"-?\d{1,3}(\.\d{3})*,\d+|-?\d+,\d+"


def read_sheet(source: cbs_odata.AnySource, *, what: str) -> Sheet:
    """Read a table: an answer of OData v3, its CSV, or an export of StatLine.

    Parameters
    ----------
    source
        The file, or its content.
    what
        What the file should be, for the message when it is not: "met het energieverbruik per buurt".

    Raises
    ------
    SourceError
        If it is none of these.
    """
    raw = _text_of(source)
    if raw.text.lstrip().startswith(("{", "[")):
        return _plain_cells(cbs_odata.read_dataset(raw))
    sheet = cbs_statline_csv.read_statline_csv(raw, what=what)
    return replace(sheet, decimal=_decimal(sheet)) if sheet.form == "dataset" else sheet


def _plain_cells(sheet: Sheet) -> Sheet:
    """Refuse cells that hold a list or more."""
    for key in [key for key, kind in sheet.cells.dtypes.items() if pd.api.types.is_object_dtype(kind)]:
        nested = [isinstance(cell, list | dict | np.ndarray) for cell in sheet.cells[key]]
        if any(nested):
            raise SourceError(
                f"{sheet.file}, rij {sheet.cells.index[nested.index(True)]}, kolom ‘{key}’: hier staat een lijst in "
                f"plaats van een cijfer of tekst. {sheet.again}"
            )
    return sheet


def _text_of(source: cbs_odata.AnySource) -> reading.RawFile:
    return source if isinstance(source, reading.RawFile) else reading.read_text(source)


def _as_file(name: str, text: str) -> io.StringIO:
    """Return text as a file with a name, for readers that take a file."""
    file = io.StringIO(text, newline="")
    file.name = name
    return file


def _decimal(sheet: Sheet) -> str:
    """Return the decimal sign: some exports of a whole dataset have a comma where most have a point."""
    cells = (sheet.cells[one.key].dropna() for one in sheet.columns if one.unit is not None)
    return "," if any(column.str.strip().str.fullmatch(_WITH_COMMA).any() for column in cells) else "."


def has_columns(sample: Sample, topics: Collection[Topic]) -> bool:
    """Tell whether a file with this beginning is a CBS table with figures that has these columns."""
    if sample.kind != "text":
        return False
    answer = cbs_odata.what_is(sample.text)
    if answer is not None:
        keys = {key.casefold() for key in _KEY.findall(sample.text)}
        return answer[0] in ("TypedDataSet", "UntypedDataSet", "") and all(
            any(stem.casefold() in keys for stem in topic.stems) for topic in topics
        )
    _, columns = cbs_statline_csv.header_of(sample.text)
    titles = {cbs_sheet.plain(one.title) for one in columns if one.title}
    stems = {one.stem.casefold() for one in columns}
    return bool(columns) and all(
        any(cbs_sheet.plain(title) in titles for title in topic.titles)
        or any(stem.casefold() in stems for stem in topic.stems)
        for topic in topics
    )


def given_along(companions: Mapping[str, Path], role: str, path: Path, table: str) -> Path:
    """Return the file that was given along for a role.

    Raises
    ------
    SourceError
        If it was not, with where to get it.
    """
    if role in companions:
        return companions[role]
    name = f"tabel {table}" if table else "dezelfde tabel"
    raise SourceError(
        f"{path.name}: geef ook het bestand {role} van {name} mee; daarin staat wat dit bestand niet zegt "
        f"({_SAYS.get(role, 'wat de codes betekenen')}). Het is te downloaden op {address(table, role)}."
    )


def address(table: str, role: str) -> str:
    """Return where a part of a table can be downloaded."""
    return f"https://opendata.cbs.nl/ODataApi/odata/{table or '(tabelnummer)'}/{role}?$format=json"


_SAYS = {TABLE_INFOS: "tabelnummer, jaar en status van de cijfers"}


def names_given_along(companions: Mapping[str, Path], sheet: Sheet) -> dict[str, str] | None:
    """Return the names of areas per code, if the dimension of the areas was given along."""
    if AREA_NAMES not in companions:
        return None
    return dimension(companions[AREA_NAMES], AREA_NAMES, sheet)


def description(sheet: Sheet, metadata: cbs_odata.AnySource, words: Sequence[str]) -> TableInfo:
    """Read the description of a table, and check that it is the one of this table.

    Parameters
    ----------
    sheet
        The table.
    metadata
        ``TableInfos`` (JSON) of the same table.
    words
        What must stand in its title.

    Raises
    ------
    SourceError
        If it is the description of another table.
    """
    info = cbs_odata.read_info(metadata)
    if sheet.table and sheet.table.casefold() != info.id.casefold():
        raise SourceError(
            f"{info.file} beschrijft tabel {info.id}, maar {sheet.file} is van tabel {sheet.table}. Geef de "
            f"tabelinformatie van {sheet.table} mee."
        )
    title = info.title.casefold()
    if any(word.casefold() not in title for word in words):
        raise SourceError(
            f"{info.file} beschrijft tabel {info.id}, ‘{info.title}’. Hier hoort de tabelinformatie van een tabel "
            f"waarvan de titel {dutch.join(f'‘{word}’' for word in words)} bevat."
        )
    return info


def dimension(source: cbs_odata.AnySource, role: str, sheet: Sheet) -> dict[str, str]:
    """Read the titles of the codes of a dimension.

    Parameters
    ----------
    source
        The dimension (JSON), such as ``Woningkenmerken``.
    role
        Its name.
    sheet
        The table that it must belong to.

    Raises
    ------
    SourceError
        If it is another dimension, or of another table.
    """
    raw = _text_of(source)
    resource, table = cbs_odata.what_is(raw.text) or ("", "")
    if resource and resource.casefold() != role.casefold():
        raise SourceError(
            f"{raw.name} is {resource}; hier hoort {role} van tabel {sheet.table or 'dit bestand'}."
        )
    if table and sheet.table and table.casefold() != sheet.table.casefold():
        raise SourceError(
            f"{raw.name} is {role} van tabel {table}, maar {sheet.file} is van tabel {sheet.table}. Geef {role} van "
            f"{sheet.table} mee."
        )
    return cbs_odata.read_names(_as_file(raw.name, raw.text))


@dataclass(frozen=True)
class AreaRows:
    """The rows of a table that are about an area.

    Attributes
    ----------
    sheet
        The table, with these rows only.
    codes
        The code of each row.
    set_aside
        How many rows were left out, by reason.
    """

    sheet: Sheet
    codes: pd.Series
    set_aside: dict[str, int]


def area_rows_of(sheet: Sheet, within: str | None) -> AreaRows:
    """Return the rows that are about an area: of the whole country, or of one gemeente and the country.

    Raises
    ------
    SourceError
        If there is no column with codes of areas.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    region, code = (cbs_sheet.find_if_there(sheet, topic) for topic in (REGION, CODE))
    if region is None and code is None:
        find(sheet, REGION)
    if code is None and sheet.form in TITLED:
        raise SourceError(
            f"{sheet.file}: de kolom ‘Codering’ ontbreekt. Zonder code van de gebieden is niet zeker welke buurt "
            "bedoeld is, want namen komen vaker voor. Neem dat onderwerp mee in de export."
        )
    codes = cbs_sheet.first_with_areas(sheet, [region, code])
    known = reading.is_area(codes)
    kept = known & reading.inside(codes, within)
    rows = replace(sheet, cells=sheet.cells[kept])
    return AreaRows(rows, codes[kept], {NO_AREA: int((~known).sum())})


def areas_of(
    rows: AreaRows, year: int, *, own_names: bool, names: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the areas in a table, once each, for the register of areas.

    Parameters
    ----------
    rows
        The rows.
    year
        Year of the division.
    own_names
        Whether ``Gemeentenaam`` holds the name of the area itself; else it names a gemeente, and the wijken and
        buurten of an answer of OData come without a name.
    names
        Names per code, from the dimension of the areas.
    """
    sheet, codes = rows.sheet, rows.codes
    once = ~codes.duplicated()
    region, name, change = (cbs_sheet.find_if_there(sheet, topic) for topic in (REGION, NAME, CHANGE))
    if names is not None:
        found = codes[once].map({code.strip().upper(): title for code, title in names.items()}).fillna("")
    elif sheet.form in TITLED and region is not None:
        found = cbs_sheet.texts(sheet.cells.loc[once, region.key])
    elif name is not None:
        found = cbs_sheet.texts(sheet.cells.loc[once, name.key])
        if not own_names:
            found = found.where(codes[once].str.startswith(("NL", "GM")), "")
    else:
        found = pd.Series("", index=codes[once].index)
    changes = (
        cbs_sheet.texts(sheet.cells.loc[once, change.key])
        if change is not None
        else pd.Series("", index=codes[once].index)
    )
    return area_rows(codes[once], year, found, changes)


def find(sheet: Sheet, topic: Topic) -> Column:
    """Return the one column of a topic, as `cbs_sheet.find`; names it as the file would.

    Raises
    ------
    SourceError
        If it is missing, has another unit than expected, or occurs more than once.
    """
    if sheet.form in TITLED or cbs_sheet.find_if_there(sheet, topic) is not None:
        return cbs_sheet.find(sheet, topic)
    raise SourceError(
        f"{sheet.file}: de kolom {topic.stems[0]} ontbreekt. Wel aanwezig: "
        f"{dutch.join(one.key for one in sheet.columns)}. Download de hele tabel opnieuw, zonder kolommen weg te "
        "laten."
    )


def figures(sheet: Sheet, column: Column, empty: str) -> Figures:
    """Return the cells of a column as numbers; ``empty`` tells of a form that has one nothing for all reasons."""
    shown = cbs_sheet.figures(sheet, column)
    if sheet.form != "typed" and (sheet.form != "sleutels" or shown.hidden.any()):
        return shown
    note = shown.note.mask(shown.numbers.isna() & ~shown.hidden, empty)
    return replace(shown, note=note)


def check_share(sheet: Sheet, column: Column, values: pd.Series) -> None:
    """Refuse shares outside 0-100%."""
    wrong = (values < 0) | (values > 100)
    if wrong.any():
        row = values.index[wrong][0]
        raise SourceError(
            f"{sheet.file}, rij {row}, kolom ‘{column.name}’: {dutch.number(float(values[row]), 1)} is geen aandeel "
            f"tussen 0 en 100%. {sheet.again}"
        )


def of_indicator(indicator: str, codes: pd.Series, shown: Figures, status: str) -> pd.DataFrame:
    """Return area, indicator, value, unit, status and note of one indicator."""
    missing = shown.numbers.isna()
    return pd.DataFrame(
        {
            "area": codes,
            "indicator": indicator,
            "value": shown.numbers,
            "unit": catalogue.indicator(indicator).unit,
            "status": np.select([shown.hidden, missing], ["geheim", "ontbreekt"], default=status),
            "note": shown.note,
        }
    )


def finished(
    frames: Sequence[pd.DataFrame],
    *,
    sheet: Sheet,
    table: str,
    year: int | pd.Series,
    boundary_year: int | pd.Series,
    retrieved: str,
    set_aside: dict[str, int],
) -> pd.DataFrame:
    """Join the indicators to one observation table."""
    frame = pd.concat(frames, ignore_index=True)
    frame["year"], frame["boundary_year"] = year, boundary_year
    frame["source"], frame["table"], frame["retrieved"] = "CBS", table, retrieved
    if "method" not in frame:
        frame["method"] = observations.PUBLISHED
    return reading.with_set_aside(observations.validate(frame, where=sheet.file), set_aside)
