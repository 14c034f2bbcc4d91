"""CBS Kerncijfers wijken en buurten (KWB) 2014-2018, from the CSV export of the StatLine portal.

The export starts with a title, an empty line and a line "Onderwerp"; then a row of titles and a row of units. The
columns differ by year in order, number and unit, so each is looked up by its title *and* unit: the same title
stands under electricity (kWh) and under gas (m³). The ``|`` before a title are no part of it; they do not tell the
group either, because the first column of a group carries more of them than the others.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkdata import areas as area_codes
from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import reading
from wijkdata.sources.tables import Table, cbs

#: Table id per reporting year.
TABLE_IDS = {2014: "82931NED", 2015: "83220NED", 2016: "83487NED", 2017: "83765NED", 2018: "84286NED"}
TABLES: tuple[Table, ...] = tuple(
    cbs(table_id, f"Kerncijfers wijken en buurten {year}", (year,)) for year, table_id in TABLE_IDS.items()
)

AREA_COLUMNS = ["code", "boundary_year", "name", "level", "parent", "gemeente", "change"]

NOT_YET_PUBLISHED = "in deze uitgave nog niet gepubliceerd"
NOT_SHOWN = "CBS toont ‘.’: onbekend, niet betrouwbaar genoeg of geheim"
EMPTY = "leeg bij CBS: kan niet voorkomen of is nihil"
ROUNDED_TO_50 = "afgerond op 50"

_TITLE = re.compile(r"Kerncijfers wijken en buurten (\d{4})")
_HEADER_ROWS = 8
_STATUS_OF_STARS = {"": "definitief", "*": "voorlopig", "**": "nader voorlopig"}
_NEW_EXPORT = "Maak de CSV-export op StatLine opnieuw, met alle onderwerpen, en wijzig het bestand niet."


@dataclass(frozen=True)
class _Topic:
    """A column to look up: its title, and its unit where it must have one."""

    title: str
    unit: str | None = None


_NAME = _Topic("", "Wijken en buurten")
_CODE = _Topic("Codering", "code")
_YEAR = _Topic("Jaar")
_CHANGE = _Topic("Indelingswijziging wijken en buurten", "code")

_INDICATORS = {
    "inwoners": _Topic("Aantal inwoners", "aantal"),
    "huishoudens": _Topic("Huishoudens totaal", "aantal"),
    "woningen": _Topic("Woningvoorraad", "aantal"),
    "eengezins_aandeel": _Topic("Percentage eengezinswoning", "%"),
    "meergezins_aandeel": _Topic("Percentage meergezinswoning", "%"),
    "bewoond_aandeel": _Topic("Percentage bewoond", "%"),
    "koop_aandeel": _Topic("Koopwoningen", "%"),
    "huur_aandeel": _Topic("Huurwoningen totaal", "%"),
    "corporatie_aandeel": _Topic("In bezit woningcorporatie", "%"),
    "overige_verhuur_aandeel": _Topic("In bezit overige verhuurders", "%"),
    "voor_2000_aandeel": _Topic("Bouwjaar voor 2000", "%"),
    "woz_gem": _Topic("Gemiddelde woningwaarde", "x 1 000 euro"),
    "elektra_gem": _Topic("Gemiddeld elektriciteitsverbruik totaal", "kWh"),
    "gas_gem": _Topic("Gemiddeld aardgasverbruik totaal", "m³"),
    "stadsverwarming_aandeel": _Topic("Percentage woningen met stadsverwarming", "%"),
    "laag_inkomen_aandeel": _Topic("Huishoudens met een laag inkomen", "%"),
}


def read_kwb(source: reading.Source, *, retrieved: str) -> pd.DataFrame:
    """Read the indicators of one year from a StatLine export.

    Source: CBS, Kerncijfers wijken en buurten, tables 82931NED, 83220NED, 83487NED, 83765NED and 84286NED. Shares
    are in % of all dwellings (low income: of all households), the mean value of dwellings in thousands of euros,
    gas in m³ and electricity in kWh per dwelling and year.

    Parameters
    ----------
    source
        The export of one year: the file, or its content.
    retrieved
        ISO date on which the file was taken over from the publisher.

    Returns
    -------
    DataFrame
        Observations: every indicator for every area in the file. A figure that CBS does not show is a row with
        the status ``geheim`` or ``ontbreekt`` and the reason in ``note``, never zero.

    Raises
    ------
    SourceError
        If the file is no such export, a column is missing or has another unit, or a cell is no number.
    """
    export = _read_export(source)
    frame = pd.concat([_observations(export, indicator) for indicator in _INDICATORS], ignore_index=True)
    frame["year"] = frame["boundary_year"] = export.year
    frame["source"] = "CBS"
    frame["table"] = TABLE_IDS[export.year]
    frame["method"] = observations.PUBLISHED
    frame["retrieved"] = retrieved
    return reading.with_set_aside(observations.validate(frame, where=export.file), export.set_aside)


def read_areas(source: reading.Source) -> pd.DataFrame:
    """Read the areas in a StatLine export, as CBS named and divided them in that year.

    Parameters
    ----------
    source
        The export of one year: the file, or its content.

    Returns
    -------
    DataFrame
        code, boundary_year, name, level, parent, gemeente and change (``1`` unchanged, ``2`` renamed, ``3``
        boundary changed since the year before, empty if unknown), in the order of the file.

    Raises
    ------
    SourceError
        If the file is no such export.
    """
    export = _read_export(source)
    names, changes = (export.cells[_column(export.file, export.headers, topic)] for topic in (_NAME, _CHANGE))
    frame = area_rows(export.codes, export.year, names, changes)
    return reading.with_set_aside(frame, export.set_aside)


def area_rows(codes: pd.Series, year: int, names: pd.Series, changes: pd.Series) -> pd.DataFrame:
    """Return rows for the register of areas; level, parent and gemeente follow from the code itself."""
    frame = pd.DataFrame({"code": codes, "boundary_year": year, "name": names})
    frame["level"] = frame["code"].map(area_codes.level)
    frame["parent"] = frame["code"].map(area_codes.parent).fillna("")
    frame["gemeente"] = frame["code"].map(area_codes.gemeente).fillna("")
    frame["change"] = changes.where(changes.isin(["1", "2", "3"]), "")
    return frame[AREA_COLUMNS].reset_index(drop=True)


@dataclass(frozen=True)
class _Header:
    """Title and unit of one column, without the signs around them; ``stars`` mark provisional figures."""

    title: str
    unit: str
    stars: str


@dataclass(frozen=True)
class _Export:
    """The rows of areas in an export: cells as text, columns numbered, rows indexed by their line in the file."""

    file: str
    year: int
    stars: str
    headers: list[_Header]
    codes: pd.Series
    cells: pd.DataFrame
    set_aside: dict[str, int]


def _read_export(source: reading.Source) -> _Export:
    raw = reading.read_text(source)
    lines = _lines(raw)
    title, headers = _headers(raw.name, lines)
    code_column = _column(raw.name, headers, _CODE)
    rows = {line: cells for line, cells in lines if any(cells)}
    codes = pd.Series(
        {line: cells[code_column] if len(cells) > code_column else "" for line, cells in rows.items()},
        dtype="str",
    )
    codes = reading.clean_codes(codes)
    known = codes[reading.is_area(codes)]
    if known.empty:
        raise SourceError(f"{raw.name} bevat geen enkele gemeente, wijk of buurt. {_NEW_EXPORT}")
    for line, code in zip(known.index.to_list(), known, strict=True):
        if len(rows[line]) != len(headers):
            raise SourceError(
                f"{raw.name}, rij {line} ({code}): {len(rows[line])} kolommen in plaats van {len(headers)}. "
                f"{_NEW_EXPORT}"
            )
    table = pd.DataFrame([rows[line] for line in known.index.to_list()], index=known.index, dtype="str")
    year, stars = _year(raw.name, title, table[_column(raw.name, headers, _YEAR)])
    set_aside = {"geen code van een gebied": len(codes) - len(known)}
    return _Export(raw.name, year, stars, headers, known, table, set_aside)


def _lines(raw: reading.RawFile) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the stripped cells of every line."""
    reader = csv.reader(io.StringIO(raw.text, newline=""), delimiter=";")
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise SourceError(
            f"{raw.name}, rij {reader.line_num}: geen leesbare CSV ({error}). {_NEW_EXPORT}"
        ) from None


def _headers(name: str, lines: Iterator[tuple[int, list[str]]]) -> tuple[str, list[_Header]]:
    """Return the title and the columns; afterwards ``lines`` is at the first row with figures."""
    title = ""
    for line, cells in lines:
        title = title or next((cell for cell in cells if _TITLE.search(cell)), "")
        titles = [_bare(cell) for cell in cells]
        if title and _CODE.title in titles:
            units = next(lines, (0, []))[1]
            if len(units) == len(titles):
                return title, [
                    _Header(text.rstrip("* "), unit, stars=text[len(text.rstrip("*")) :])
                    for text, unit in zip(titles, units, strict=True)
                ]
        if line >= _HEADER_ROWS:
            break
    raise SourceError(
        f"{name}: in de eerste {_HEADER_ROWS} rijen staan geen titel ‘Kerncijfers wijken en buurten’, kolomnamen "
        f"(met ‘Codering’) en daaronder eenheden. {_NEW_EXPORT}"
    )


def _bare(title: str) -> str:
    return " ".join(title.strip("| ").split())


def _column(name: str, headers: list[_Header], topic: _Topic) -> int:
    """Return the number of the one column with this title and unit."""
    same_title = [column for column, header in enumerate(headers) if header.title == topic.title]
    found = [column for column in same_title if topic.unit is None or headers[column].unit == topic.unit]
    if len(found) == 1:
        return found[0]
    label = topic.title or topic.unit
    if found:
        raise SourceError(
            f"{name}: de kolom ‘{label}’ ({topic.unit}) komt {len(found)} keer voor, in kolom "
            f"{dutch.join(str(column + 1) for column in found)}. {_NEW_EXPORT}"
        )
    if same_title and topic.title:
        units = dutch.join((f"‘{headers[column].unit}’" for column in same_title), "of")
        raise SourceError(
            f"{name}, kolom {same_title[0] + 1}: de eenheid van ‘{label}’ is {units} en niet ‘{topic.unit}’. Wij "
            "nemen dit cijfer niet over; kijk bij CBS wat er is veranderd."
        )
    near = dutch.nearest(str(label), [header.title for header in headers if header.title])
    hint = f" Lijkt erop: {dutch.join(f'‘{one}’' for one in near)}." if near else ""
    raise SourceError(f"{name}: de kolom ‘{label}’ ontbreekt.{hint} {_NEW_EXPORT}")


def _year(name: str, title: str, cells: pd.Series) -> tuple[int, str]:
    """Return the reporting year and the stars behind it; title and every row must agree."""
    found = _TITLE.search(title)
    in_title = found[1] if found else ""
    other = cells[cells.str.rstrip("*") != in_title]
    if len(other):
        raise SourceError(
            f"{name}, rij {other.index[0]}: het jaar is ‘{other.iloc[0]}’, maar de titel is ‘{title}’. Maak per jaar "
            "een eigen export."
        )
    year = int(in_title)
    if year not in TABLE_IDS:
        raise SourceError(
            f"{name} gaat over {year}. Deze exportvorm kennen wij van {min(TABLE_IDS)} tot en met {max(TABLE_IDS)}."
        )
    return year, cells.iloc[0].removeprefix(in_title)


def _observations(export: _Export, indicator: str) -> pd.DataFrame:
    """Return area, value, unit, status and note of one indicator."""
    topic = _INDICATORS[indicator]
    column = _column(export.file, export.headers, topic)
    cells = export.cells[column]
    stars = max(export.stars, export.headers[column].stars)
    not_shown = cells == "."
    values = reading.numbers(cells.mask(not_shown, ""), name=export.file, column=topic.title, decimal=",")
    gemeente = export.codes.str.startswith("GM")
    # only where the gemeente has no figure either is it certain that CBS has none yet
    unpublished = not_shown & bool(not_shown.all() and gemeente.any())
    rounded = ROUNDED_TO_50 if export.year == 2014 and indicator in ("gas_gem", "elektra_gem") else ""
    reasons = [unpublished, not_shown, cells == ""]
    return pd.DataFrame(
        {
            "area": export.codes,
            "indicator": indicator,
            "value": values,
            "unit": catalogue.indicator(indicator).unit,
            "status": np.select(
                reasons,
                ["ontbreekt", "geheim", "ontbreekt"],
                default=_status(export.file, topic.title, stars),
            ),
            "note": np.select(reasons, [NOT_YET_PUBLISHED, NOT_SHOWN, EMPTY], default=rounded),
        }
    )


def _status(name: str, title: str, stars: str) -> str:
    if stars not in _STATUS_OF_STARS:
        raise SourceError(
            f"{name}: bij ‘{title}’ staat het teken ‘{stars}’, dat wij niet kennen. {_NEW_EXPORT}"
        )
    return _STATUS_OF_STARS[stars]
