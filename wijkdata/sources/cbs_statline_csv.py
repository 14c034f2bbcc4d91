"""CSV files of CBS StatLine, in the three flavours that people download.

``portaal``
    Export of a table on the screen: title, empty line, "Onderwerp", a row of titles with ``|`` before them, a row of
    units, then figures with a decimal comma. The ``|`` do not tell the group: the first column of a group carries
    more of them than the others.
``dataset``
    The whole dataset: one header ``Groep/Titel (eenheid)``, figures right-aligned with a decimal point.
``sleutels``
    A CSV with the keys of OData (``AantalInwoners_5``) as header.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pandas as pd

from wijkdata import areas
from wijkdata.errors import SourceError
from wijkdata.sources import reading
from wijkdata.sources.cbs_sheet import Column, Sheet, opened, stem

_HEADER_ROWS = 8
#: Within which the header of a file ends; one that is longer is read as a whole first. [bytes]
_START = 1 << 16
_NEW_EXPORT = "Maak de CSV-export op StatLine opnieuw, met alle onderwerpen, en wijzig het bestand niet."
#: A dataset is told by one of these in its header, a CSV with keys by one of the others.
_DIMENSIONS = ("wijken en buurten", "regio's", "regio’s", "perioden")
_DIMENSION_KEYS = ("WijkenEnBuurten", "RegioS")
_WITH_UNIT = re.compile(r"(?P<title>.*?)\s*\((?P<unit>(?:[^()]|\([^()]*\))*)\)", re.DOTALL)


@dataclass(frozen=True)
class _Head:
    """The header of a file, and where the figures start."""

    form: str
    title: str
    columns: tuple[Column, ...]
    delimiter: str
    decimal: str
    row: int
    position: int


def read_statline_csv(
    source: reading.Source | reading.RawFile,
    *,
    what: str = "van CBS",
    wanted: Callable[[Column], bool] | None = None,
) -> Sheet:
    """Read a CSV file of StatLine, in any of its flavours.

    Parameters
    ----------
    source
        The file, or its content.
    what
        What the file should be, for the message when it is not: "van de Kerncijfers wijken en buurten".
    wanted
        Of which columns the cells are needed; of all by default. There may be more.

    Returns
    -------
    Sheet
        Cells as text; the index holds the row numbers of the file. Rows without any content are left out.

    Raises
    ------
    SourceError
        If it is no such file, or a row of an area has more or fewer cells than the header.
    """
    # What is no file has been read, or can be read only once.
    given = source if isinstance(source, str | Path) else opened(source)
    name, head, cells = _read_at_once(given, wanted) or _read_whole(opened(given), what)
    return Sheet(
        name, head.form, head.columns, cells, title=head.title, decimal=head.decimal, again=_NEW_EXPORT
    )


def form_of(text: str) -> str:
    """Return which flavour a file with this beginning is: ``portaal``, ``dataset``, ``sleutels`` or nothing."""
    head = _head(text)
    return head.form if head else ""


def header_of(text: str) -> tuple[str, tuple[Column, ...]]:
    """Return the title and the columns of a file with this beginning; nothing for another file."""
    head = _head(text)
    return (head.title, head.columns) if head else ("", ())


# --- header -------------------------------------------------------------------------------------------------------


def _head(text: str) -> _Head | None:
    text = text.removeprefix("\ufeff")
    for delimiter in (";", ",", "\t"):
        stream = io.StringIO(text, newline="")
        reader = csv.reader(stream, delimiter=delimiter)
        rows: list[list[str]] = []
        try:
            for cells in reader:
                rows.append([cell.strip() for cell in cells])
                found = _head_of(rows, delimiter, reader.line_num, stream.tell())
                if found is not None:
                    return found
                if len(rows) >= _HEADER_ROWS:
                    break
        except csv.Error:
            continue
    return None


def _head_of(rows: list[list[str]], delimiter: str, row: int, position: int) -> _Head | None:
    """Return the header if the rows so far are one."""
    last = rows[-1]
    if len(rows) == 1:
        return _one_line_head(last, delimiter, row, position)
    titles = rows[-2]
    filled = sum(bool(cell) for cell in titles)
    if delimiter != ";" or len(rows) < 3 or filled < 2 or len(last) != len(titles):
        return None
    if len(last) < 3 or not any(last):
        return None
    above = [cell for cells in rows[:-2] for cell in cells if cell and not cell.startswith("Onderwerp")]
    columns = tuple(_portal_column(i, *one) for i, one in enumerate(zip(titles, last, strict=True), start=1))
    return _Head("portaal", above[0] if above else "", columns, delimiter, ",", row, position)


def _one_line_head(cells: list[str], delimiter: str, row: int, position: int) -> _Head | None:
    if len(cells) < 3 or not all(cells):
        return None
    if any(stem(cell) in _DIMENSION_KEYS for cell in cells):
        if len(set(cells)) != len(cells):
            return None
        columns = tuple(Column(cell) for cell in cells)
        return _Head("sleutels", "", columns, delimiter, ".", row, position)
    if delimiter == ";" and any(cell.casefold() in _DIMENSIONS for cell in cells):
        columns = tuple(_dataset_column(i, cell) for i, cell in enumerate(cells, start=1))
        return _Head("dataset", "", columns, delimiter, ".", row, position)
    return None


def _portal_column(number: int, title: str, unit: str) -> Column:
    bare = " ".join(title.strip("| ").split())
    key = f"kolom {number}"
    if not bare:
        # The name of a dimension stands in the row of the units.
        return Column(key, unit)
    without_stars = bare.rstrip("*")
    return Column(key, without_stars.strip(), unit, stars=bare[len(without_stars) :])


def _dataset_column(number: int, header: str) -> Column:
    found = _WITH_UNIT.fullmatch(header)
    path, unit = (found["title"], found["unit"]) if found else (header, None)
    *parents, title = (" ".join(part.split()) for part in path.split("/"))
    without_stars = title.rstrip("*")
    stars = title[len(without_stars) :]
    return Column(f"kolom {number}", without_stars.strip(), unit, tuple(parents), stars)


# --- figures ------------------------------------------------------------------------------------------------------


class _Checked(io.RawIOBase):
    """The rest of a file, of which every byte must be UTF-8: those of columns that are not needed as well."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raises UnicodeDecodeError."""
        block = self._file.read(size)
        self._decoder.decode(block, final=not block)
        return block


def _read_at_once(
    source: str | Path | reading.RawFile, wanted: Callable[[Column], bool] | None
) -> tuple[str, _Head, pd.DataFrame] | None:
    """Read a file in which every row has as many cells as the header, in one go; None if a closer look is needed."""
    if isinstance(source, reading.RawFile):
        return _rows_at_once(source.name, io.BytesIO(source.utf8), wanted)
    try:
        with Path(source).open("rb") as file:
            return _rows_at_once(Path(source).name, file, wanted)
    except OSError:
        return None  # the reader of the whole file tells what is wrong


def _rows_at_once(
    name: str, file: IO[bytes], wanted: Callable[[Column], bool] | None
) -> tuple[str, _Head, pd.DataFrame] | None:
    start = file.read(_START).removeprefix(codecs.BOM_UTF8)
    first = file.tell() - len(start)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return None
    head = _head(text)
    if head is None or head.position >= len(text):
        return None  # it may go on after this
    body = first + len(text[: head.position].encode())
    every = range(len(head.columns))
    # A row that has nothing in its first cell may be blank, and then all of it counts.
    some = [place for place in every if place == 0 or wanted is None or wanted(head.columns[place])]
    cells = _cells_at_once(file, body, head, some)
    if cells is not None and len(some) < len(every) and _starts_blank(cells).any():
        cells = _cells_at_once(file, body, head, every)
    return None if cells is None else (name, head, _without_blank_rows(cells))


def _cells_at_once(file: IO[bytes], body: int, head: _Head, places: Sequence[int]) -> pd.DataFrame | None:
    """Return the cells in some of the columns, from where the figures start."""
    import pyarrow as pa  # noqa: PLC0415  (slow to import, and only needed for files)
    import pyarrow.csv as pacsv  # noqa: PLC0415

    names = [one.key for one in head.columns]
    needed = [names[place] for place in places]
    file.seek(body)
    try:
        table = pacsv.read_csv(
            _Checked(file),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False),
            parse_options=pacsv.ParseOptions(delimiter=head.delimiter, ignore_empty_lines=False),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(needed, pa.string()), include_columns=needed
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    cells: pd.DataFrame = table.to_pandas()
    cells.index = pd.RangeIndex(head.row + 1, head.row + 1 + len(cells))
    return cells


def _read_whole(raw: reading.RawFile, what: str) -> tuple[str, _Head, pd.DataFrame]:
    """Read a file in which rows differ in length, or lines run on, or tell what is wrong with it."""
    head = _head(raw.text)
    if head is None:
        raise SourceError(
            f"{raw.name} is geen CSV-export {what}: in de eerste {_HEADER_ROWS} rijen staan geen kolomnamen (zoals "
            f"‘Codering’) met eenheden. {_NEW_EXPORT}"
        )
    cells = _cells_by_row(raw, head)
    cells.columns = pd.Index([one.key for one in head.columns])
    return raw.name, head, _without_blank_rows(cells)


def _cells_by_row(raw: reading.RawFile, head: _Head) -> pd.DataFrame:
    """Return the cells of a file in which rows differ in length, or lines run on; footers are padded."""
    width, number, filled = len(head.columns), 0, 0
    rows: dict[int, list[str]] = {}
    for number, cells in _lines(raw, head):
        code = next((cell for cell in map(areas.clean, cells) if areas.level(cell)), "")
        if len(cells) != width and code:
            raise SourceError(
                f"{raw.name}, rij {number} ({code}): {len(cells)} kolommen in plaats van {width}. {_NEW_EXPORT}"
            )
        rows[number] = [*cells, *[""] * width][:width]
        filled = len(cells) if len(cells) < width and sum(map(bool, cells)) > 1 else 0
    if filled and not raw.text.endswith(("\n", "\r")):
        # The row of an area may be cut off before its code; a footer is one cell.
        raise SourceError(
            f"{raw.name}, rij {number}: het bestand is afgebroken in kolom {filled} van {width}. {_NEW_EXPORT}"
        )
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=list(range(width)), dtype="str")


def _lines(raw: reading.RawFile, head: _Head) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(raw.text[head.position :], newline=""), delimiter=head.delimiter)
    try:
        for cells in reader:
            yield head.row + reader.line_num, cells
    except csv.Error as error:
        raise SourceError(
            f"{raw.name}, rij {head.row + reader.line_num}: geen leesbare CSV ({error}). {_NEW_EXPORT}"
        ) from None


def _starts_blank(cells: pd.DataFrame) -> pd.Series:
    return cells.iloc[:, 0].str.strip() == ""


def _without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    if cells.empty:
        return cells
    # Few rows start with an empty cell; only those can be blank.
    maybe = cells[_starts_blank(cells)]
    if maybe.empty:
        return cells
    blank = pd.Series(data=True, index=maybe.index)
    for key in maybe.columns:
        blank &= maybe[key].str.strip() == ""
    return cells.drop(index=blank.index[blank])
