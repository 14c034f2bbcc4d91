"""Klimaatmonitor (Rijkswaterstaat): exports of the portal, and answers of its open data service.

An export (.xls, or re-saved as CSV) has a title (``Totaal  2017 - Wijken 2018 van Hengelo``: the year of the figures
and that of the division differ), a header, a row per area and at the end unit and source. Areas are named, not coded:
the names are looked up in the register of that gemeente and that division, which must be given along. A sheet
``Thema's 2017 - Emmen`` is about the gemeente as a whole, with a row per subject.

The service gives codes, and its values as text. What a variable means is read from its own description.

Totals are in TJ where no unit stands in the header. 31.65 MJ per m³ gas and 3.6 MJ per kWh turn the other units into
TJ; Klimaatmonitor itself does so (Emmen 2015: 155,761,000 m³ and 4,930 TJ).
"""

from __future__ import annotations

import csv
import io
import os
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np
import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources import delimited
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import AREA_COLUMNS, Loaded, Sample, sample
from wijkdata.sources.reading import clean_codes, is_area, read_json, read_text, set_aside, with_set_aside
from wijkdata.sources.tables import Table

ADDRESS = "https://klimaatmonitor.databank.nl/jiveservices/odata"
KEY = "WIJKDATA_KLIMAATMONITOR_KEY"
TABLE = Table(
    id="Klimaatmonitor",
    title="Klimaatmonitor",
    publisher="Rijkswaterstaat",
    attribution="Bron: Klimaatmonitor, Rijkswaterstaat",
    licence="voorwaarden van Klimaatmonitor; niet vrij te verspreiden",
    years=(),
)
TABLES = (TABLE,)

NOT_THERE = "Klimaatmonitor toont ‘?’: ontbreekt"
EMPTY = "leeg bij Klimaatmonitor"
_NO_DIVISION = "Klimaatmonitor noemt geen jaar van de gebiedsindeling"

_HOW_TO_GET_A_KEY = (
    "Vraag een sleutel aan met het contactformulier op klimaatmonitor.databank.nl (zie daar ‘Handleiding open data "
    f"service’; de dienst is voor overheden) en zet die in de omgevingsvariabele {KEY}. Zonder sleutel kunt u een "
    "export van de website toevoegen met ‘wijkdata add’."
)
_NEW_EXPORT = "Maak de export op klimaatmonitor.databank.nl opnieuw en wijzig het bestand niet."

_TITLE = re.compile(
    r"(?P<what>[^\d\W][\w ’'-]*?)\s+(?P<year>\d{4})\s*-\s*(?P<level>Wijken|Buurten|Gemeenten)\s+(?P<division>\d{4})"
    r"\s+van\s+(?:Gemeente\s+)?(?P<place>\S.*)"
)
_THEMES = re.compile(r"Thema[’']s\s*(?P<year>\d{4})?\s*-\s*(?P<place>\S.*)")
_FOOTER = ("eenheid", "bron", "speciale waarden", "legenda", "toelichting")
_LEVELS = {"Wijken": "wijk", "Buurten": "buurt", "Gemeenten": "gemeente"}
_PART = "(gedeeltelijk)"
_MISSING = {"?": NOT_THERE, "": EMPTY}
_LARGEST = 50 * 1024**2

#: To TJ. 31.65 MJ/m³ is the lower heating value of Groningen gas; 3.6 MJ/kWh is exact.
_MJ = {"gas": 31.65, "elektra": 3.6}
_UNITS = {
    "m3": ("gas", 1e-6),
    "m³": ("gas", 1e-6),
    "miljoen m3": ("gas", 1.0),
    "mln m3": ("gas", 1.0),
    "kwh": ("elektra", 1e-6),
    "mwh": ("elektra", 1e-3),
    "gwh": ("elektra", 1.0),
    "miljoen kwh": ("elektra", 1.0),
    "mln kwh": ("elektra", 1.0),
}
_WORDS = {"gas": "m³ × 31,65 MJ/m³", "elektra": "kWh × 3,6 MJ/kWh"}
_JOULES = {"gj": 1e-3, "tj": 1.0, "pj": 1e3}

_USE = r"(ge|ver)bruik"
#: Subjects as Klimaatmonitor titles them, without unit, in lower case; the whole title must be this.
_SUBJECTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(totaal )?(aard)?gas{_USE} woningen \(temperatuurgecorrigeerd\)"), "gas_woningen_tc"),
    (re.compile(rf"(totaal )?(aard)?gas{_USE} woningen"), "gas_woningen"),
    (re.compile(rf"(totaal )?elektriciteits{_USE} woningen"), "elektra_woningen"),
    (
        re.compile(
            rf"totaal elektriciteits{_USE} bedrijven en instellingen( op grondgebied|, geleverd via openbaar net)?"
        ),
        "elektra_bedrijven",
    ),
    (
        re.compile(
            rf"totaal (aard)?gas{_USE} bedrijven( en |/)instellingen "
            rf"(excl\. gas{_USE} energieproductie( op grondgebied)?|\(excl\. sbi d\))"
        ),
        "gas_bedrijven",
    ),
    (re.compile(rf"gemiddeld (aard)?gas{_USE}( (per|van alle|alle) woning(en)?| woningen)?"), "gas_gem"),
    (
        re.compile(rf"gemiddeld elektriciteits{_USE}( (per|van alle|alle) woning(en)?| woningen)?"),
        "elektra_gem",
    ),
)
_MEANS = {"gas_gem": "m3", "elektra_gem": "kwh"}
_OF_MEAN = {"gas_woningen": "gas_gem", "elektra_woningen": "elektra_gem"}


def recognises(sample: Sample) -> bool:
    """Tell whether a file is an export or an answer of Klimaatmonitor; of an .xls, by the titles of its sheets."""
    if sample.kind == "xls":
        return sample.path is not None and _is_workbook(sample.path)
    if sample.kind != "text" or not sample.lines:
        return False
    if sample.text.lstrip().startswith("{"):
        return all(f'"{word}"' in sample.text for word in ("ValueString", "ExternalCode", "PeriodLevel"))
    title = sample.lines[0].strip(' ",;\t')
    return bool(_TITLE.fullmatch(title) or _THEMES.fullmatch(title))


def _is_workbook(path: Path) -> bool:
    try:
        return any(isinstance(one, _Sheet) for one in _sheets(path))
    except SourceError:
        return False


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path],
    areas: pd.DataFrame | None = None,
    boundary_year: int | None = None,
) -> Loaded:
    """Load an export of the portal, or an answer of the service.

    Parameters
    ----------
    path
        The .xls, the CSV, or the JSON of ``Values``.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        With an export ``gebieden``: a CSV with the register of areas (code, boundary_year, name, …), unless `areas`
        is given. With JSON ``variabele``: the answer of ``Variables('…')`` about the same variable.
    areas
        Register of areas, with the division that the export names.
    boundary_year
        With JSON, the year of the division; by default the year of the figures. An export names it itself.

    Raises
    ------
    SourceError
        If the file has another form, something that must be given along is missing, or no name is known.
    """
    seen = sample(path)
    if seen.kind == "text" and seen.text.lstrip().startswith("{"):
        if "variabele" not in companions:
            raise SourceError(
                f"{path.name} bevat waarden van Klimaatmonitor zonder te zeggen waarvan. Voeg ook het antwoord van "
                "Variables('…') over dezelfde variabele toe."
            )
        figures = read_values(path, companions["variabele"], retrieved=retrieved, boundary_year=boundary_year)
    else:
        register = (
            _read_register(companions["gebieden"]) if areas is None and "gebieden" in companions else areas
        )
        figures = read_export(path, retrieved=retrieved, areas=register)
    return _loaded(figures)


def _loaded(figures: pd.DataFrame) -> Loaded:
    found = replace(TABLE, years=tuple(sorted(set(figures["year"]))))
    return Loaded(kind=TABLE.title, tables=(found,), observations=figures, set_aside=set_aside(figures))


def _read_register(path: Path) -> pd.DataFrame:
    name, cells = delimited.read_cells(path)
    missing = [one for one in AREA_COLUMNS if one not in cells]
    if missing or not cells["boundary_year"].str.fullmatch(r"\d{4}").all():
        raise SourceError(
            f"{name} is geen register van gebieden: {join(missing) or 'een jaar in boundary_year'} ontbreekt."
        )
    return cells.astype({"boundary_year": "int64"})


# --- exports ------------------------------------------------------------------------------------------------------

Cell = str | float


@dataclass(frozen=True)
class _Sheet:
    """One sheet: its cells as text or number, and what its title says."""

    where: str
    rows: list[list[Cell]]
    place: str
    what: str = ""
    year: int | None = None
    level: str = "gemeente"
    division: int | None = None
    code: str = ""


@dataclass
class _Found:
    """Figures by the name of their area, and what was left out."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    aside: dict[str, int] = field(default_factory=dict)

    def leave(self, reason: str, count: int = 1) -> None:
        self.aside[reason] = self.aside.get(reason, 0) + count


def read_export(source: Path, *, retrieved: str, areas: pd.DataFrame | None = None) -> pd.DataFrame:
    """Read an export of the portal.

    Source: Klimaatmonitor, Rijkswaterstaat. Totals are in TJ per year, means in m³ or kWh per dwelling and year.

    Parameters
    ----------
    source
        The .xls, or the same saved as CSV.
    retrieved
        ISO date on which the file was taken over from the publisher.
    areas
        Register of areas: the gemeente of the export in the division that its title names.

    Returns
    -------
    DataFrame
        Observations, with the year of the figures and that of the division. Names that are not in the register, areas
        of which only a part counts (``(gedeeltelijk)``) and other subjects are counted in ``attrs``.

    Raises
    ------
    SourceError
        If the file is no export, the register lacks the division, or none of the names is in it.
    """
    sheets = list(_sheets(source))
    if not any(isinstance(one, _Sheet) for one in sheets):
        raise SourceError(
            f"{source.name} is geen export van Klimaatmonitor: geen blad begint met een titel als ‘Totaal 2017 - "
            f"Wijken 2018 van Hengelo’ of ‘Thema's 2017 - Emmen’. {_NEW_EXPORT}"
        )
    found = _Found()
    known = [one for one in sheets if isinstance(one, _Sheet)]
    codes = {one.place: one.code for one in known if one.code}
    for sheet in known:
        part = _Found()
        _read_sheet(sheet, part)
        found.rows += _with_codes(sheet, part, areas, codes)
        for reason, count in part.aside.items():
            found.leave(reason, count)
    if len(sheets) > len(known):
        found.leave("blad zonder titel van Klimaatmonitor", len(sheets) - len(known))
    return _observations(source.name, found, retrieved)


def _sheets(source: Path) -> Iterator[_Sheet | str]:
    """Yield the sheets with a title of Klimaatmonitor, and the names of the other ones."""
    if sample(source).kind == "xls":
        for title, rows in _xls_rows(source):
            yield _sheet(f"{source.name}, blad ‘{title}’", rows) or title
    else:
        yield _sheet(source.name, _csv_rows(source)) or source.name


def _xls_rows(source: Path) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield name and cells of every sheet; of a formula the value that was stored with it."""
    import xlrd  # noqa: PLC0415  (only needed for this form)
    from xlrd.compdoc import CompDocError  # noqa: PLC0415

    content = source.read_bytes()
    if len(content) > _LARGEST:
        raise SourceError(f"{source.name} is veel groter dan een export van Klimaatmonitor.")
    damaged = (
        xlrd.XLRDError, CompDocError, struct.error, AssertionError, AttributeError, EOFError, IndexError, KeyError,
        MemoryError, NotImplementedError, OverflowError, RecursionError, TypeError, ValueError, ZeroDivisionError,
    )  # fmt: skip
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
        sheets = [
            (str(sheet.name), [[_cell(one.ctype, one.value) for one in row] for row in sheet.get_rows()])
            for sheet in book.sheets()
        ]
    except damaged:
        raise SourceError(f"{source.name} is geen leesbaar .xls-bestand. {_NEW_EXPORT}") from None
    yield from sheets


def _cell(kind: int, value: object) -> Cell:
    if kind == 2:
        return float(value)  # type: ignore[arg-type]
    return " ".join(str(value).split()) if kind == 1 else ""


def _csv_rows(source: Path) -> list[list[Cell]]:
    raw = read_text(source)
    lines = raw.text.splitlines()
    separator = ";" if raw.text.count(";") > raw.text.count(",") else ","
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error as error:
        raise SourceError(f"{raw.name} is geen leesbare CSV ({error}). {_NEW_EXPORT}") from None
    decimal = "," if separator == ";" else "."
    return [[_parsed(" ".join(cell.split()), decimal) for cell in row] for row in rows]


def _parsed(text: str, decimal: str) -> Cell:
    if re.fullmatch(rf"-?\d{{1,18}}({re.escape(decimal)}\d{{1,18}})?", text):
        return float(text.replace(decimal, "."))
    return text


def _sheet(where: str, rows: list[list[Cell]]) -> _Sheet | None:
    first = next((row for row in rows if any(cell != "" for cell in row)), [])
    title = " ".join(str(first[0]).split()) if first else ""
    if found := _TITLE.fullmatch(title):
        return _Sheet(
            where,
            rows,
            found["place"].strip(),
            found["what"],
            int(found["year"]),
            _LEVELS[found["level"]],
            int(found["division"]),
            _written_code(first),
        )
    if found := _THEMES.fullmatch(title):
        return _Sheet(where, rows, found["place"].strip(), year=int(found["year"]) if found["year"] else None)
    return None


def _written_code(cells: list[Cell]) -> str:
    """Return the code of the gemeente where somebody wrote it behind the title: ``GM`` and ``0114``."""
    texts = [str(cell) for cell in cells]
    for before, after in pairwise(texts):
        if before == "GM" and re.fullmatch(r"\d{4}", after):
            return before + after
    return ""


def _read_sheet(sheet: _Sheet, found: _Found) -> None:
    body, units = _body(sheet.rows)
    if not body:
        raise SourceError(f"{sheet.where}: onder de titel staan geen kolommen. {_NEW_EXPORT}")
    header = body[0]
    if sheet.division is None:
        _read_themes(sheet, header, body[1:], found)
        return
    columns, rest = _columns(sheet, header, body[1:])
    for place, (title, year) in columns.items():
        subject = _subject(title, sheet.what, units.get(place, units.get(1, "")))
        if subject is None:
            found.leave("onderwerp dat wijkdata niet gebruikt", len(rest))
            continue
        for row in rest:
            _take(sheet, found, str(row[0]), row[place] if place < len(row) else "", year, subject)


def _body(rows: list[list[Cell]]) -> tuple[list[list[Cell]], dict[int, str]]:
    """Return the rows between title and footer, and the units that the footer gives per column."""
    started = False
    body: list[list[Cell]] = []
    units: dict[int, str] = {}
    for row in rows:
        label = str(row[0]).strip() if row else ""
        if not started:
            started = bool(label)
        elif label.casefold() in _FOOTER:
            if label.casefold() == "eenheid":
                units = {place: str(cell) for place, cell in enumerate(row) if place and cell != ""}
        elif label or not body:
            if any(cell != "" for cell in row):
                body.append(row)
        elif any(_as_year(cell) for cell in row[1:]) and len(body) == 1:
            body.append(row)
    return body, units


def _columns(
    sheet: _Sheet, header: list[Cell], rows: list[list[Cell]]
) -> tuple[dict[int, tuple[str, int]], list[list[Cell]]]:
    """Return title and year of each column; years may stand in a second row of the header."""
    titles, last = {}, ""
    for place, cell in enumerate(header):
        last = str(cell) or last
        if place and last:
            titles[place] = last
    if rows and str(rows[0][0]) == "":
        years = {place: year for place, cell in enumerate(rows[0]) if place and (year := _as_year(cell))}
        return {place: (titles[place], year) for place, year in years.items() if place in titles}, rows[1:]
    written = {place: title for place, title in titles.items() if str(header[place])}
    if sheet.year is None:
        raise SourceError(f"{sheet.where}: in de titel staat geen jaar. {_NEW_EXPORT}")
    return {place: (title, sheet.year) for place, title in written.items()}, rows


def _read_themes(sheet: _Sheet, header: list[Cell], rows: list[list[Cell]], found: _Found) -> None:
    """Read a sheet about one gemeente: a row per subject, a column per year (or one, of the year in the title)."""
    if sheet.year is not None:
        years = {place: sheet.year for place, cell in enumerate(header) if place and cell == sheet.place}
    else:
        years = {place: year for place, cell in enumerate(header) if place and (year := _as_year(cell))}
    if not years:
        raise SourceError(
            f"{sheet.where}: boven de kolommen staan geen jaren en ook geen gemeente. {_NEW_EXPORT}"
        )
    for row in rows:
        subject = _subject(str(row[0]), "", "")
        if subject is None:
            found.leave("onderwerp dat wijkdata niet gebruikt", len(years))
            continue
        for place, year in years.items():
            _take(sheet, found, sheet.place, row[place] if place < len(row) else "", year, subject)


def _as_year(cell: Cell) -> int | None:
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
    return int(text) if re.fullmatch(r"(19|20)\d\d", text) else None


@dataclass(frozen=True)
class _Subject:
    """An indicator, and how to turn the figures of this column into its unit."""

    indicator: str
    factor: float = 1.0
    method: str = observations.PUBLISHED


def _subject(title: str, what: str, unit: str) -> _Subject | None:
    """Return what a title is about; None where it is nothing we use."""
    bare, in_title = _title_and_unit(title)
    words = bare.casefold()
    indicator = next((one for pattern, one in _SUBJECTS if pattern.fullmatch(words)), None)
    if what.casefold().startswith("gemiddeld"):
        indicator = _OF_MEAN.get(indicator or "", indicator if indicator in _MEANS else None)
    unit = (in_title or unit).casefold().replace("³", "3").replace("mln.", "mln")
    if indicator is None:
        return None
    if indicator in _MEANS:
        # The mean of one dwelling must say what it is in; corrected means are calculated by wijkdata itself.
        return _Subject(indicator) if unit == _MEANS[indicator] else None
    carrier = indicator.split("_")[0]
    if unit == "" and what.casefold() == "totaal":
        unit = "tj"
    if unit in _JOULES:
        return _Subject(
            indicator, _JOULES[unit], observations.PUBLISHED if unit == "tj" else f"{unit.upper()} naar TJ"
        )
    of, factor = _UNITS.get(unit, ("", 0.0))
    if of != carrier:
        raise SourceError(
            f"Klimaatmonitor geeft ‘{bare}’ in ‘{unit or 'geen eenheid'}’; dat kunnen wij niet in TJ omrekenen. Wij "
            "nemen dit cijfer niet over; kijk bij Klimaatmonitor wat er is veranderd."
        )
    return _Subject(indicator, factor * _MJ[carrier], _WORDS[carrier])


def _title_and_unit(title: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)(?: \(TJ\))?(?: \[([^\]]+)\])?", " ".join(title.split()))
    return (found[1], found[2] or "") if found else (title, "")


def _take(sheet: _Sheet, found: _Found, label: str, cell: Cell, year: int, subject: _Subject) -> None:
    """Add one figure."""
    if isinstance(cell, str) and cell not in _MISSING:
        raise SourceError(
            f"{sheet.where}: bij ‘{label[:60]}’ staat ‘{cell[:40]}’ waar een getal of ‘?’ hoort. {_NEW_EXPORT}"
        )
    found.rows.append(
        {
            "label": label,
            "indicator": subject.indicator,
            "year": year,
            "value": cell * subject.factor if isinstance(cell, float) else np.nan,
            "method": subject.method,
            "note": _note(cell, subject),
        }
    )


def _note(cell: Cell, subject: _Subject) -> str:
    if isinstance(cell, str):
        return _MISSING[cell]
    if subject.method == observations.PUBLISHED and subject.factor == 1.0 and subject.indicator not in _MEANS:
        return "afgerond op hele TJ" if cell.is_integer() else ""
    return ""


# --- names to codes -----------------------------------------------------------------------------------------------


def _with_codes(
    sheet: _Sheet, part: _Found, areas: pd.DataFrame | None, codes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the figures with the code of their area and the year of the division."""
    if sheet.division is None:
        code = codes.get(sheet.place) or _gemeente(sheet, areas)
        return [
            {**row, "area": code, "boundary_year": row["year"], "note": row["note"] or _NO_DIVISION}
            for row in part.rows
        ]
    by_name = _register(sheet, areas, codes)
    labels = {str(row["label"]) for row in part.rows}
    found = {label: _code(label, sheet.place, by_name) for label in labels}
    partly = {label for label in labels if _PART in label.casefold()}
    known = {label: code for label, code in found.items() if code and label not in partly}
    if labels and not known and len(partly) < len(labels):
        raise SourceError(
            f"{sheet.where}: geen enkele naam staat in de indeling van {sheet.division}, zoals "
            f"‘{sorted(labels)[0][:60]}’. Geef de gebieden van de goede gemeente en het goede jaar mee."
        )
    if partly:
        part.leave("gebied dat maar voor een deel meetelt (‘gedeeltelijk’)", len(partly))
    if unknown := labels - set(known) - partly:
        part.leave(f"naam die niet of vaker in de indeling van {sheet.division} staat", len(unknown))
    return [
        {**row, "area": known[row["label"]], "boundary_year": sheet.division}
        for row in part.rows
        if row["label"] in known
    ]


def _register(sheet: _Sheet, areas: pd.DataFrame | None, codes: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of the areas of the sheet by name; names that occur twice are left out."""
    found = pd.DataFrame(columns=AREA_COLUMNS)
    if areas is not None:
        found = areas[(areas["boundary_year"] == sheet.division) & (areas["level"] == sheet.level)]
        if sheet.level != "gemeente":
            gemeente = codes.get(sheet.place) or _gemeente(sheet, areas)
            found = found[found["gemeente"] == gemeente]
    if found.empty:
        raise SourceError(
            f"{sheet.where} noemt gebieden alleen bij naam. Daarvoor is de indeling van {sheet.division} van "
            f"{sheet.place} nodig: voeg eerst de Kerncijfers wijken en buurten van {sheet.division} van CBS toe, of "
            "de kaart van dat jaar, en daarna dit bestand opnieuw."
        )
    names: dict[str, str] = {}
    for form in (_normal, _without_number):
        keys = found["name"].map(form)
        once = ~keys.duplicated(keep=False)
        names = {**dict(zip(keys[once], found.loc[once, "code"], strict=True)), **names}
    return names


def _gemeente(sheet: _Sheet, areas: pd.DataFrame | None) -> str:
    """Return the code of the gemeente that the title names."""
    if areas is not None:
        rows = areas[areas["level"] == "gemeente"]
        found = set(rows.loc[rows["name"].map(_place) == _place(sheet.place), "code"])
        if len(found) == 1:
            return str(found.pop())
    raise SourceError(
        f"{sheet.where} noemt de gemeente alleen bij naam, en ‘{sheet.place}’ is niet of meer keren bekend. Voeg "
        "eerst cijfers van deze gemeente toe, bijvoorbeeld de Kerncijfers wijken en buurten van CBS."
    )


def _code(label: str, place: str, by_name: Mapping[str, str]) -> str | None:
    name = label.strip()
    before, colon, after = name.partition(": ")
    if colon and _place(before) == _place(place):
        name = after
    return by_name.get(_normal(name)) or by_name.get(_without_number(name))


def _normal(name: str) -> str:
    return " ".join(str(name).replace("’", "'").casefold().split())


def _without_number(name: str) -> str:
    return re.sub(r"^(wijk|buurt) \d+ ", "", _normal(name))


def _place(name: str) -> str:
    # CBS writes ‘Hengelo (O.)’ where Klimaatmonitor may write ‘Hengelo’.
    return re.sub(r" \([a-z]+\.\)$", "", _normal(name))


def _observations(name: str, found: _Found, retrieved: str) -> pd.DataFrame:
    if not found.rows:
        return with_set_aside(observations.empty(), found.aside)
    frame = pd.DataFrame(found.rows).drop(columns="label")
    # The same figure may stand on another sheet or in another unit; the first is kept.
    double = frame.duplicated(["area", "indicator", "year"])
    if double.any():
        found.leave("cijfer dat al eerder in het bestand staat", int(double.sum()))
    return with_set_aside(_completed(name, frame[~double], retrieved), found.aside)


def _completed(name: str, frame: pd.DataFrame, retrieved: str) -> pd.DataFrame:
    table = frame.assign(
        unit=[catalogue.indicator(one).unit for one in frame["indicator"]],
        status=frame["value"].notna().map({True: "model", False: "ontbreekt"}),
        source=TABLE.publisher,
        table=TABLE.id,
        retrieved=retrieved,
    )
    return observations.validate(table, where=name)


# --- the service --------------------------------------------------------------------------------------------------


def read_values(
    source: Path, variable: Path, *, retrieved: str, boundary_year: int | None = None
) -> pd.DataFrame:
    """Read one page of values of the service.

    Source: Klimaatmonitor, Rijkswaterstaat.

    Parameters
    ----------
    source
        Answer of ``Values``.
    variable
        Answer of ``Variables('…')`` about the same variable: gives title and unit.
    retrieved
        ISO date on which the answer was fetched.
    boundary_year
        Year of the division; by default the year of the figures, because the answer does not name it.

    Returns
    -------
    DataFrame
        Observations. ``?`` and empty values are rows with the status ``ontbreekt``.

    Raises
    ------
    SourceError
        If an answer has another form, or the variable is none that we use.
    """
    variable_name, described = read_json(variable)
    subject = _described(variable_name, described)
    name, document = read_json(source)
    rows = document.get("value")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceError(f"{name} bevat geen waarden (‘value’). Haal het opnieuw op bij Klimaatmonitor.")
    if not rows:
        return with_set_aside(observations.empty(), {})
    frame = pd.DataFrame(rows)
    missing = [
        one
        for one in ("ExternalCode", "GeoLevel", "PeriodLevel", "Period", "ValueString")
        if one not in frame
    ]
    if missing:
        raise SourceError(f"{name}: {join(missing)} ontbreekt. Haal het opnieuw op bij Klimaatmonitor.")
    frame = frame.fillna("").astype("str").apply(lambda column: column.str.strip())
    _check_variable(name, frame, described)
    yearly = (frame["PeriodLevel"].str.casefold() == "year") & frame["Period"].str.fullmatch(r"(19|20)\d\d")
    codes = clean_codes(frame["ExternalCode"])
    bare = (frame["GeoLevel"] == "gemeente") & codes.str.fullmatch(r"\d{1,4}")
    codes = codes.mask(bare, "GM" + codes.str.zfill(4))
    known = is_area(codes)
    taken = frame[known & yearly]
    texts = taken["ValueString"]
    no_value = texts.isin(list(_MISSING))
    values = delimited.numbers(texts.mask(no_value, ""), name=name, column="ValueString") * subject.factor
    years = taken["Period"].astype("int64")
    remarks = taken["Description"] if "Description" in taken else pd.Series("", index=taken.index)
    table = pd.DataFrame(
        {
            "area": codes[taken.index],
            "indicator": subject.indicator,
            "year": years,
            "value": values,
            "method": subject.method,
            "note": texts.map(_MISSING).where(no_value, remarks.where(remarks != "", _NO_DIVISION)),
            "boundary_year": boundary_year or years,
        }
    )
    aside = {
        "geen code van een gemeente, wijk of buurt": int((~known).sum()),
        "geen cijfer over een jaar": int((known & ~yearly).sum()),
    }
    return with_set_aside(_completed(name, table, retrieved), aside)


def _check_variable(name: str, frame: pd.DataFrame, described: Mapping[str, Any]) -> None:
    """Refuse a description of another variable, where the answer says of which it is."""
    ids = frame["@odata.id"] if "@odata.id" in frame else pd.Series(dtype="str")
    said = {found[1] for one in ids.head(100) if (found := re.search(r"Variables\('([^']+)'\)", one))}
    of = str(_entry(described).get("ExternalCode") or "")
    if said and of and said != {of}:
        raise SourceError(
            f"{name} gaat over de variabele {join(sorted(said))} en de beschrijving over {of}. Geef de "
            "beschrijving van dezelfde variabele mee."
        )


def _entry(described: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = described.get("value")
    return (
        inner[0] if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict) else described
    )


def _described(name: str, described: Mapping[str, Any]) -> _Subject:
    """Return what a variable is about, from its own description."""
    entry = _entry(described)
    title, unit = entry.get("Name"), entry.get("Unit")
    if not isinstance(title, str) or not title.strip():
        raise SourceError(
            f"{name} is geen beschrijving van een variabele van Klimaatmonitor: ‘Name’ ontbreekt."
        )
    found = _subject(title, "", unit if isinstance(unit, str) else "")
    if found is None:
        raise SourceError(
            f"{name}: de variabele ‘{title[:80]}’ ({unit or 'eenheid onbekend'}) is geen cijfer dat wijkdata "
            "gebruikt."
        )
    return found


def get_klimaatmonitor(
    client: Client,
    *,
    levels: Sequence[str] = ("buurt", "wijk", "gemeente"),
    years: Iterable[int] | None = None,
    boundary_year: int | None = None,
    base: str | None = None,
) -> Loaded:
    """Fetch every variable of the service that wijkdata uses, for the whole country.

    Which variables these are is read from the service itself, by title and unit.

    Parameters
    ----------
    client
        Fetches and keeps.
    levels
        ``buurt``, ``wijk``, ``gemeente``.
    years
        Years to fetch; all years by default.
    boundary_year
        Year of the division of the service; by default the year of the figures.
    base
        Address of the service; by default ``WIJKDATA_KLIMAATMONITOR_URL`` or that of the publisher.

    Raises
    ------
    SourceError
        If there is no key, the service does not accept it, or it has none of the variables.
    """
    service = _Service(client, base or os.environ.get("WIJKDATA_KLIMAATMONITOR_URL") or ADDRESS, _key())
    periods = [str(year) for year in years] if years is not None else ["all"]
    wanted = service.variables()
    if not wanted:
        raise SourceError("Klimaatmonitor heeft geen van de variabelen die wijkdata gebruikt.")
    frames, aside = [], dict[str, int]()
    for code, variable in wanted.items():
        for level in levels:
            for page in service.values(code, level, periods):
                figures = read_values(
                    page, variable, retrieved=service.retrieved, boundary_year=boundary_year
                )
                frames.append(figures)
                for reason, count in set_aside(figures).items():
                    aside[reason] = aside.get(reason, 0) + count
    table = pd.concat(frames, ignore_index=True) if frames else observations.empty()
    double = table.duplicated(observations.KEY)
    if double.any():
        # One subject may be there as several variables, in different units.
        aside["cijfer dat al uit een andere variabele komt"] = int(double.sum())
    return _loaded(with_set_aside(table[~double].reset_index(drop=True), aside))


def _key() -> str:
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise SourceError(f"Voor de dienst van Klimaatmonitor is een sleutel nodig. {_HOW_TO_GET_A_KEY}")
    return key


class _Service:
    """The open data service, with its key in the header only."""

    def __init__(self, client: Client, base: str, key: str) -> None:
        self.client, self.base, self.retrieved = client, base.rstrip("/"), ""
        self._headers = {"apikey": key, "Accept": "application/json"}

    def variables(self) -> dict[str, Path]:
        """Return the variables that we use with the answer that describes each."""
        found: dict[str, Path] = {}
        for page in self._pages(f"{self.base}/Variables", "Klimaatmonitor: variabelen"):
            for entry in _entries(page):
                code = str(entry.get("ExternalCode") or "")
                if code and _is_used(entry):
                    address = f"{self.base}/Variables('{quote(code, safe='')}')"
                    found[code], _ = self._fetch(address, f"Klimaatmonitor: variabele {code}")
        return found

    def values(self, code: str, level: str, periods: Iterable[str]) -> Iterator[Path]:
        """Yield the pages with values; none where the variable is not there at this level."""
        for period in periods:
            address = (
                f"{self.base}/Variables('{quote(code, safe='')}')/GeoLevels('{level}')/PeriodLevels('year')"
                f"/Periods('{period}')/Values"
            )
            try:
                yield from (
                    path for path, _ in self._pages_with_path(address, f"Klimaatmonitor: {code} per {level}")
                )
            except DownloadError as error:
                if error.status != 404:
                    raise
                self.client.tell(f"Klimaatmonitor heeft {code} niet per {level} ({period})")

    def _pages(self, address: str, name: str) -> Iterator[Mapping[str, Any]]:
        return (answer for _, answer in self._pages_with_path(address, name))

    def _pages_with_path(self, address: str, name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        seen: set[str] = set()
        following: str | None = address
        while following:
            if following in seen:
                raise SourceError(f"{name}: Klimaatmonitor verwijst steeds naar dezelfde bladzijde.")
            seen.add(following)
            path, answer = self._fetch(following, name)
            yield path, answer
            link = answer.get("@odata.nextLink")
            following = link if isinstance(link, str) else None
            if following and urlsplit(following)[:2] != urlsplit(self.base)[:2]:
                # The key must not go to another server.
                raise SourceError(f"{name}: Klimaatmonitor verwijst naar een ander adres dan {self.base}.")

    def _fetch(self, address: str, name: str) -> tuple[Path, Mapping[str, Any]]:
        try:
            raw, answer = self.client.fetch_json(address, name=name, headers=self._headers)
        except DownloadError as error:
            if error.status in (401, 403):
                raise SourceError(f"Klimaatmonitor aanvaardt de sleutel niet. {_HOW_TO_GET_A_KEY}") from None
            raise
        if not isinstance(answer, dict):
            raise SourceError(
                f"{name}: Klimaatmonitor gaf iets anders dan verwacht. Probeer het later opnieuw."
            )
        self.retrieved = raw.retrieved
        return raw.path, answer


def _entries(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = page.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _is_used(entry: Mapping[str, Any]) -> bool:
    title, unit = entry.get("Name"), entry.get("Unit")
    try:
        return (
            isinstance(title, str) and _subject(title, "", unit if isinstance(unit, str) else "") is not None
        )
    except SourceError:
        return False
