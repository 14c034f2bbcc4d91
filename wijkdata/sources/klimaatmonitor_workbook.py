"""Klimaatmonitor (Rijkswaterstaat): the exports of its portal.

An export (.xls, or re-saved as CSV) has a title (``Totaal  2017 - Wijken 2018 van Hengelo``: the year of the figures
and that of the division differ), a header, a row per area and at the end unit and source. Areas are named, not coded:
the names are looked up in the register of that gemeente and that division, which must be given along. A sheet
``Thema's 2017 - Emmen`` is about the gemeente as a whole, with a row per subject.
"""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wijkdata import observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources import delimited
from wijkdata.sources.klimaatmonitor_figures import (
    MEANS,
    MISSING,
    NO_DIVISION,
    Subject,
    as_loaded,
    completed,
    subject_of,
)
from wijkdata.sources.loaded import AREA_COLUMNS, Loaded, Sample, sample
from wijkdata.sources.reading import read_text, with_set_aside

_NEW_EXPORT = "Maak de export op klimaatmonitor.databank.nl opnieuw en wijzig het bestand niet."

_TITLE = re.compile(
    r"(?P<what>[^\d\W][\w ’'-]*?)\s+(?P<year>\d{4})\s*-\s*(?P<level>Wijken|Buurten|Gemeenten)\s+(?P<division>\d{4})"
    r"\s+van\s+(?:Gemeente\s+)?(?P<place>\S.*)"
)
_THEMES = re.compile(r"Thema[’']s\s*(?P<year>\d{4})?\s*-\s*(?P<place>\S.*)")
_FOOTER = ("eenheid", "bron", "speciale waarden", "legenda", "toelichting")
_LEVELS = {"Wijken": "wijk", "Buurten": "buurt", "Gemeenten": "gemeente"}
_PART = "(gedeeltelijk)"
_LARGEST = 50 * 1024**2
#: A hundred columns of every buurt would be a million and a half.
_MOST_CELLS = 2_000_000


def recognises(sample: Sample) -> bool:
    """Tell whether a file is an export of Klimaatmonitor; of an .xls, by the titles of its sheets."""
    if sample.kind == "xls":
        return sample.path is not None and _is_workbook(sample.path)
    if sample.kind != "text" or not sample.lines:
        return False
    title = sample.lines[0].strip(' ",;\t')
    return bool(_TITLE.fullmatch(title) or _THEMES.fullmatch(title))


def _is_workbook(path: Path) -> bool:
    try:
        return any(isinstance(one, _Sheet) for one in _sheets(path))
    except SourceError:
        return False


def load(
    path: Path, *, retrieved: str, companions: Mapping[str, Path], areas: pd.DataFrame | None = None
) -> Loaded:
    """Load an export of the portal.

    Parameters
    ----------
    path
        The .xls, or the CSV.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``gebieden``: a CSV with the register of areas (code, boundary_year, name, …), unless `areas` is given.
    areas
        Register of areas, with the division that the export names.

    Raises
    ------
    SourceError
        As `read_export`, or if what was given along is no register of areas.
    """
    register = _read_register(companions["gebieden"]) if areas is None and "gebieden" in companions else areas
    return as_loaded(read_export(path, retrieved=retrieved, areas=register))


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
        # Rows as long as they are: one cell in the last corner would otherwise fill sixteen million with nothing.
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
        if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > _MOST_CELLS:
            raise SourceError(f"{source.name} is veel groter dan een export van Klimaatmonitor.")
        sheets = [
            (str(sheet.name), [_padded(row, sheet.ncols) for row in sheet.get_rows()])
            for sheet in book.sheets()
        ]
    except SourceError:
        raise
    except damaged:
        raise SourceError(f"{source.name} is geen leesbaar .xls-bestand. {_NEW_EXPORT}") from None
    yield from sheets


def _padded(row: list[Any], width: int) -> list[Cell]:
    cells = [_cell(one.ctype, one.value) for one in row]
    return cells + [""] * (width - len(cells))


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
    width = max(map(len, rows))
    if len(rows[-1]) < width and not raw.text.endswith("\n") and not _is_footer(rows[-1]):
        raise SourceError(
            f"{raw.name} is afgebroken: de laatste regel heeft {len(rows[-1])} van de {width} kolommen. {_NEW_EXPORT}"
        )
    decimal = "," if separator == ";" else "."
    return [[_parsed(" ".join(cell.split()), decimal) for cell in row] for row in rows]


def _is_footer(cells: list[str]) -> bool:
    return bool(cells) and cells[0].strip().casefold() in _FOOTER


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
        subject = subject_of(title, sheet.what, units.get(place, units.get(1, "")))
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
        subject = subject_of(str(row[0]), "", "")
        if subject is None:
            found.leave("onderwerp dat wijkdata niet gebruikt", len(years))
            continue
        for place, year in years.items():
            _take(sheet, found, sheet.place, row[place] if place < len(row) else "", year, subject)


def _as_year(cell: Cell) -> int | None:
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
    return int(text) if re.fullmatch(r"(19|20)\d\d", text) else None


def _take(sheet: _Sheet, found: _Found, label: str, cell: Cell, year: int, subject: Subject) -> None:
    """Add one figure."""
    if isinstance(cell, str) and cell not in MISSING:
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


def _note(cell: Cell, subject: Subject) -> str:
    if isinstance(cell, str):
        return MISSING[cell]
    if subject.method == observations.PUBLISHED and subject.factor == 1.0 and subject.indicator not in MEANS:
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
            {**row, "area": code, "boundary_year": row["year"], "note": row["note"] or NO_DIVISION}
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
    return with_set_aside(completed(name, frame[~double], retrieved), found.aside)
