"""Opening a list that somebody made: CSV with any separator or XLSX, as titles and rows of text.

Rows come one at a time; nothing but the columns that are asked for is kept. Formulas are not evaluated: of a
spreadsheet the values count as they were last stored in it.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.sources import streaming
from wijkdata.sources.loaded import utf16

_MOST_ROWS = 5_000_000
_AT_ONCE = 1_000
_SAMPLE = 1 << 16
_XLSX_LARGEST, _XLSX_RATIO = 2 * 1024**3, 200
#: The header stands in one of the first lines.
HEADER_WITHIN = 15


@dataclass
class OwnList:
    """An opened list.

    Attributes
    ----------
    name
        Of the file, for messages.
    titles
        Of its columns.
    rows
        What follows the titles, as text.
    close
        Closes the file.
    strict
        Whether a row must have as many cells as there are titles; a spreadsheet leaves out empty ones at the end.
    unfinished
        Whether no line break follows the last row, as in a file that was cut off.
    ragged
        Rows that had not, so far.
    """

    name: str
    titles: list[str]
    rows: Iterator[list[str]]
    close: Callable[[], None]
    strict: bool
    unfinished: bool = False
    ragged: int = 0

    def __enter__(self) -> OwnList:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[list[str]]:
        width, short = len(self.titles), 0
        for number, row in enumerate(self.rows):
            if number >= _MOST_ROWS:
                raise SourceError(f"{self.name} heeft meer dan {dutch.number(_MOST_ROWS)} regels.")
            if not any(row):
                continue
            short = len(row) if self.strict and len(row) < width else 0
            if any(row[width:]) or (self.strict and len(row) < width):
                self.ragged += 1
                continue
            yield row[:width] + [""] * (width - len(row))
        if short and self.unfinished:
            raise SourceError(
                f"{self.name} is afgebroken: de laatste regel heeft {short} van de {width} kolommen. Bewaar de lijst "
                "opnieuw."
            )

    def first(self, count: int) -> list[list[str]]:
        """Return the first rows."""
        return [row for _, row in zip(range(count), self, strict=False)]


def opened(path: Path, sheet: str = "") -> OwnList:
    """Open a list and find its header.

    Parameters
    ----------
    path
        CSV or XLSX.
    sheet
        Sheet of a spreadsheet; empty for the first.

    Raises
    ------
    SourceError
        If it cannot be read, is no list, or has no header.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise SourceError(
            f"Het bestand {path.name} in de map {path.parent} is niet te lezen ({reason(error)}). Kijk of het er "
            "staat en of u het mag openen."
        ) from None
    if head == b"\xd0\xcf\x11\xe0":
        raise SourceError(
            f"{path.name} is een oud of beveiligd rekenblad. Bewaar het als .xlsx of .csv, zonder wachtwoord."
        )
    is_sheet = head[:2] == b"PK"
    rows, close = _spreadsheet(path, sheet) if is_sheet else _delimited(path)
    try:
        skipped = [row for _, row in zip(range(HEADER_WITHIN), rows, strict=False)]
        position = _header_position(skipped)
        if position is None:
            raise SourceError(
                f"{path.name} heeft geen kopregel met de namen van de kolommen. Zet die boven de lijst."
            )
        titles = _distinct(path.name, _without_empty_end(skipped[position]))
    except SourceError:
        close()
        raise
    following = _chained(skipped[position + 1 :], rows)
    return OwnList(
        path.name,
        titles,
        following,
        close,
        strict=not is_sheet,
        unfinished=not is_sheet and _unfinished(path),
    )


def _unfinished(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read() not in (b"\n", b"\r", b"\0")


def _chained(head: Sequence[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from head
    yield from rest


def _header_position(rows: Sequence[list[str]]) -> int | None:
    """Return which of the first rows is the header: the first that names as many columns as there are."""
    widths = [sum(cell != "" for cell in row) for row in rows]
    most = max(widths, default=0)
    for position, row in enumerate(rows):
        text = [cell for cell in row if re.search(r"[A-Za-z]", cell) and len(cell) < 80]
        if most >= 2 and widths[position] >= 0.6 * most and len(text) >= 0.6 * widths[position]:
            return position
    return None


def _without_empty_end(titles: list[str]) -> list[str]:
    while titles and not titles[-1]:
        titles = titles[:-1]
    return titles


def _distinct(name: str, titles: Sequence[str]) -> list[str]:
    named = [title or f"kolom {position}" for position, title in enumerate(titles, start=1)]
    double = next((title for title in named if named.count(title) > 1), None)
    if double:
        raise SourceError(
            f"{name}: de kolom ‘{double[:40]}’ komt meer dan eens voor. Geef elke kolom een eigen naam."
        )
    return named


def _delimited(path: Path) -> tuple[Iterator[list[str]], Callable[[], None]]:
    file = path.open(encoding=_encoding(path), errors="replace", newline="")
    lines = file.read(_SAMPLE).splitlines()
    file.seek(0)
    if "".join(lines[:5]).lstrip()[:15].casefold().startswith(("<!doctype html", "<html")):
        file.close()
        raise SourceError(f"{path.name} is een webpagina en geen lijst. Bewaar de lijst als CSV of XLSX.")
    best = max(lines[:HEADER_WITHIN], key=separators, default="")
    return _csv_rows(path.name, csv.reader(file, delimiter=streaming.delimiter_of(best))), file.close


def _encoding(path: Path) -> str:
    """Return how a text file is written: UTF-16 with its mark, UTF-8, or else Windows text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(4096)
        if not head.strip(b"\0 \t\r\n"):
            raise SourceError(f"{path.name} is leeg.")
        if encoding := utf16(head):
            return encoding
        try:
            while head:
                decoder.decode(head)
                head = file.read(1 << 20)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def separators(line: str) -> int:
    """Return how often the most frequent separating sign occurs in a line."""
    return max(line.count(sign) for sign in ";\t,|")


def _csv_rows(name: str, reader: Any) -> Iterator[list[str]]:
    try:
        for row in reader:
            yield [_cell(cell) if cell else cell for cell in row]
    except csv.Error:
        raise SourceError(
            f"{name}, regel {reader.line_num}: dit is niet als CSV te lezen. Bewaar de lijst opnieuw als CSV (UTF-8)."
        ) from None


def _cell(value: object) -> str:
    """Return a cell as text: whole numbers without decimals, ``="0599…"`` without its disguise."""
    if isinstance(value, str):
        cell = value.replace("\0", "").strip()
        return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return str(value).strip()


def _spreadsheet(path: Path, sheet: str) -> tuple[Iterator[list[str]], Callable[[], None]]:
    import openpyxl  # noqa: PLC0415  (slow to import)

    damaged = SourceError(
        f"{path.name} is geen leesbaar XLSX-bestand. Bewaar de lijst opnieuw als .xlsx of .csv."
    )
    file = path.open("rb")

    def refuse(error: SourceError) -> SourceError:
        file.close()
        return error

    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(info.file_size for info in archive.infolist())
            packed = sum(info.compress_size for info in archive.infolist())
            too_large = size > _XLSX_LARGEST or size > _XLSX_RATIO * max(packed, 1)
        with warnings.catch_warnings(action="ignore"):
            book = (
                None
                if too_large
                else openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            )
    except Exception:  # noqa: BLE001  (openpyxl lets every error of zip, XML and its own types through)
        raise refuse(damaged) from None
    if book is None:
        raise refuse(
            SourceError(f"{path.name}: de inhoud is onwaarschijnlijk groot en wordt niet uitgepakt.")
        )
    names = [one.title for one in book.worksheets]
    if not names or (sheet and sheet not in names):
        there = f" Wel: {dutch.join(names[:10])}." if names else ""
        raise refuse(SourceError(f"{path.name}: het werkblad ‘{sheet[:40]}’ is er niet.{there}", "werkblad"))
    chosen = book[sheet or names[0]]
    # What a program says of the size of a sheet is not always so.
    chosen.reset_dimensions()
    return _sheet_rows(chosen, damaged), file.close


def refuse_uncalculated(path: Path) -> None:
    """Refuse a spreadsheet with a formula whose result was not stored: the cell reads as empty, but is not.

    Raises
    ------
    SourceError
        With the cell.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            cell = _formula_without_value(archive)
    except (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, OSError, ValueError, RuntimeError):
        # No spreadsheet, or a damaged one: whoever reads it says so.
        return
    if cell:
        raise SourceError(
            f"{path.name}: in cel {cell} staat een formule waarvan de uitkomst niet is bewaard. Open de lijst in een "
            "rekenblad, laat het rekenen en bewaar hem opnieuw."
        )


def _formula_without_value(archive: zipfile.ZipFile) -> str:
    for member in archive.namelist():
        if member.startswith("xl/worksheets/") and member.endswith(".xml"):
            with archive.open(member) as file:
                for _, element in ET.iterparse(file):  # noqa: S314  (expat limits what it expands)
                    if element.tag.endswith("}row"):
                        element.clear()
                    elif element.tag.endswith("}c") and _is_uncalculated(element):
                        return element.get("r", "?")
    return ""


def _is_uncalculated(cell: ET.Element) -> bool:
    # A result that is an empty text is stored as a text of no length.
    value = cell.find("{*}v")
    return cell.find("{*}f") is not None and cell.get("t") != "str" and (value is None or not value.text)


def _sheet_rows(sheet: Any, damaged: SourceError) -> Iterator[list[str]]:
    try:
        rows = sheet.iter_rows(values_only=True)
        while True:
            with warnings.catch_warnings(action="ignore"):
                some = list(itertools.islice(rows, _AT_ONCE))
            if not some:
                return
            for row in some:
                yield [_cell(value) for value in row]
    except Exception:  # noqa: BLE001  (as above: cells are only read here)
        raise damaged from None
