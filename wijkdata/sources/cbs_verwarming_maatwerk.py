"""How dwellings are heated per wijk and buurt, 2022 and later: the workbook that CBS publishes as "maatwerk".

One row per area and year, a column per kind of heating; found by the words in the header, never by position. CBS
determines the main heating in another way than in the tables of 2017 to 2022: these figures carry a table id of their
own, and the catalogue names the break.

The workbook names no status: years with stars are provisional, and where no year has stars all of them are taken to
be, with a note. It names no division either, unless its title does: where every year has the very same codes, those
are taken to be of the newest year.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_sheet, cbs_verwarming, reading
from wijkdata.sources.cbs_sheet import STATUS_OF_STARS, Column, Sheet, plain
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import Table, cbs

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

TABLE_ID = "maatwerk-hoofdverwarming"
TITLE = "Hoofdverwarmingsinstallaties woningen"

UNKNOWN_STATUS = "het bestand noemt geen status; als voorlopig behandeld"
ASSUMED_DIVISION = "gebieden: elk jaar dezelfde codes, opgevat als de indeling van {year}"

_BOOK, _SHEET = "xl/workbook.xml", "Tabel 2"
_LARGEST_BOOK = 1 << 20
_CODE, _PERIOD = "wijken en buurten", ("periode", "perioden", "jaar")
_HEADER_ROWS = 15
_ABOUT_HEATING = ("verwarm", "warmte", "ketel", "installatie", "elektrisch", "gas", "kachel")
_YEAR = r"(?P<year>(?:19|20)\d{2})(?:JJ00|\.0)?(?P<stars>\*{0,2})"
_DIVISION = re.compile(r"indeling.{0,40}?\b(20\d{2})\b")

#: Largest content of a workbook that is read, and how many times larger than the file itself. [bytes, -]
_LARGEST, _LARGEST_RATIO = 1024**3, 200
_AGAIN = "Download het bestand opnieuw bij CBS en wijzig het niet."
#: What openpyxl raises on a file that is damaged in one way or another.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # XML that is broken, whichever parser openpyxl found
    EOFError,
    OSError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


def recognises(sample: Sample) -> bool:
    """Tell whether a file is a workbook with the main heating of dwellings per wijk and buurt on its second table."""
    if sample.kind != "zip" or _BOOK not in sample.members or sample.path is None:
        return False
    try:
        # First the names of the sheets, which costs nothing; then the header of that one sheet.
        with zipfile.ZipFile(sample.path) as archive, archive.open(_BOOK) as file:
            names = re.findall(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"', file.read(_LARGEST_BOOK))
        if _SHEET.encode() not in names:
            return False
        with sample.path.open("rb") as book:
            found = _opened(sample.path.name, book)
    except (SourceError, *_BROKEN):
        return False
    return found is not None and any(cbs_verwarming.kind_of(title) == "individuele cv" for title in found[1])


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:  # noqa: ARG001
    """Read everything in the workbook.

    Parameters
    ----------
    path
        The workbook (xlsx).
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        None are needed.

    Raises
    ------
    SourceError
        As `read_verwarming_maatwerk`.
    """
    try:
        with path.open("rb") as file:
            table = _read(path.name, file, None)
    except OSError as error:
        raise SourceError(f"{path.name} is niet te lezen ({reason(error)}).") from None
    frame = _observations(table, retrieved)
    first, last = min(table.years), max(table.years)
    return Loaded(
        f"CBS Hoofdverwarming van woningen per wijk en buurt {first}-{last} (nieuwe methode)",
        (_table(table),),
        frame,
        _areas(table),
        set_aside=reading.set_aside(frame),
    )


def read_verwarming_maatwerk(
    source: str | Path | IO[bytes], *, retrieved: str, within: str | None = None
) -> pd.DataFrame:
    """Read how dwellings are heated per area and year, in % of the dwellings.

    Source: CBS, Hoofdverwarmingsinstallaties woningen (maatwerk), from 2022.

    Parameters
    ----------
    source
        The workbook: the file, or its content.
    retrieved
        ISO date on which the file was taken over from the publisher.
    within
        Code of a gemeente: keep only that gemeente with its wijken and buurten, and the country.

    Returns
    -------
    DataFrame
        Observations of every year in the workbook.

    Raises
    ------
    SourceError
        If it is no workbook, the sheet or a column is missing, a cell is no share, or more than 1% of the rows
        contradict themselves.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            with path.open("rb") as file:
                return _observations(_read(path.name, file, within), retrieved)
        except OSError as error:
            raise SourceError(f"{path.name} is niet te lezen ({reason(error)}).") from None
    return _observations(_read("het bestand", source, within), retrieved)


# --- the workbook --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Workbook:
    """The rows of areas, with area and year of each.

    Attributes
    ----------
    sheet
        The rows; form ``werkblad``.
    codes, years, stars
        Per row.
    division
        Year of the division as the sheet names it; 0 if it does not.
    set_aside
        What was left out, by reason.
    """

    sheet: Sheet
    codes: pd.Series
    years: pd.Series
    stars: pd.Series
    division: int
    set_aside: dict[str, int]


def _opened(name: str, file: IO[bytes]) -> tuple[int, list[str], list[str], ReadOnlyWorksheet] | None:
    """Return row number and cells of the header, what stands above it, and the sheet; None if no sheet has it."""
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import, and only needed for workbooks)

    try:
        _refuse_bomb(name, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Formulas stay text: nothing in a cell is calculated.
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheets = sorted(book.worksheets, key=lambda one: one.title.strip().casefold() != _SHEET.casefold())
        for sheet in sheets:
            # What a program says of the size of a sheet is not always so.
            sheet.reset_dimensions()
            above: list[str] = []
            for number, row in enumerate(sheet.iter_rows(max_row=_HEADER_ROWS, values_only=True), start=1):
                cells = [_text(cell) for cell in row]
                titles = {plain(cell) for cell in cells}
                if _CODE in titles and titles & set(_PERIOD):
                    width = max(place for place, cell in enumerate(cells, start=1) if cell)
                    return number, cells[:width], above, sheet
                above += [cell for cell in cells if cell]
    except SourceError:
        raise
    except _BROKEN:
        raise SourceError(f"{name} is een beschadigd of beveiligd werkboek. {_AGAIN}") from None
    return None


def _refuse_bomb(name: str, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    size = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if size > _LARGEST or size > _LARGEST_RATIO * max(packed, 1024):
        raise SourceError(
            f"{name} bevat uitgepakt veel meer dan een bestand van CBS kan bevatten; wij openen het niet. {_AGAIN}"
        )
    file.seek(0)


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _read(name: str, file: IO[bytes], within: str | None) -> _Workbook:
    found = _opened(name, file)
    if found is None:
        raise SourceError(
            f"{name}: op geen werkblad staan in de eerste {_HEADER_ROWS} rijen de kolommen ‘Wijken en buurten’ en "
            f"‘Periode’ (bij CBS op ‘{_SHEET}’). {_AGAIN}"
        )
    row, header, above, sheet = found
    try:
        numbered = dict(_rows(sheet, row, len(header)))
    except _BROKEN:
        raise SourceError(f"{name} is afgebroken of beschadigd. {_AGAIN}") from None
    cells = pd.DataFrame.from_dict(numbered, orient="index", columns=range(len(header)), dtype=object)
    columns = tuple(Column(str(i), title) for i, title in enumerate(header))
    cells.columns = pd.Index([one.key for one in columns])
    whole = Sheet(name, "werkblad", columns, cells, TABLE_ID, again=_AGAIN)
    code = _only(whole, (_CODE,))
    codes = reading.clean_codes(cbs_sheet.texts(cells[code.key]))
    known = reading.is_area(codes)
    filled = codes != ""
    kept = known & reading.inside(codes, within)
    if not kept.any():
        raise SourceError(f"{name} bevat geen enkele gemeente, wijk of buurt. {_AGAIN}")
    years, stars = _years(replace(whole, cells=cells[kept]))
    division = next((int(hit[1]) for text in above if (hit := _DIVISION.search(text.casefold()))), 0)
    aside = {forms.NO_AREA: int((filled & ~known).sum())}
    return _Workbook(replace(whole, cells=cells[kept]), codes[kept], years, stars, division, aside)


def _rows(sheet: ReadOnlyWorksheet, header: int, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Give the number and the cells of each row that holds something; far below may stand one more."""
    for number, cells in enumerate(sheet.iter_rows(min_row=header + 1, values_only=True), start=header + 1):
        if any(cell is not None for cell in cells[:width]):
            yield number, (*cells[:width], *[None] * (width - len(cells)))


def _only(sheet: Sheet, titles: tuple[str, ...]) -> Column:
    """Return the one column with one of these titles."""
    found = [one for one in sheet.columns if plain(one.title) in titles]
    if len(found) != 1:
        raise SourceError(f"{sheet.file}: de kolom ‘{titles[0]}’ komt {len(found)} keer voor. {_AGAIN}")
    return found[0]


def _years(sheet: Sheet) -> tuple[pd.Series, pd.Series]:
    column = _only(sheet, _PERIOD)
    texts = cbs_sheet.texts(sheet.cells[column.key])
    found = texts.str.extract(f"^{_YEAR}$")
    wrong = found["year"].isna()
    if wrong.any():
        row = texts.index[wrong][0]
        raise SourceError(
            f"{sheet.file}, rij {row}, kolom ‘{column.title}’: ‘{texts[row][:40]}’ is geen jaar. {_AGAIN}"
        )
    return found["year"].astype("int64"), found["stars"].fillna("")


# --- figures -------------------------------------------------------------------------------------------------------


def _observations(book: _Workbook, retrieved: str) -> pd.DataFrame:
    found = {}
    for column in book.sheet.columns:
        is_kind = cbs_verwarming.kind_of(column.title) or _about_heating(column.title)
        if is_kind:
            shown = cbs_sheet.figures(book.sheet, column)
            forms.check_share(book.sheet, column, shown.numbers)
            if column.title in found:
                raise SourceError(
                    f"{book.sheet.file}: de kolom ‘{column.title}’ komt twee keer voor. {_AGAIN}"
                )
            found[column.title] = shown
    labels = book.codes + " in " + book.years.astype("str")
    shares = cbs_verwarming.classified(book.sheet.file, book.codes, labels, found)
    boundary, assumed = _division(book)
    with_stars = bool((book.stars != "").any())
    status = book.stars.map(STATUS_OF_STARS) if with_stars else pd.Series("voorlopig", index=book.stars.index)
    said = [] if with_stars else [UNKNOWN_STATUS]
    said += [ASSUMED_DIVISION.format(year=int(boundary.max()))] if assumed else []
    frames = [
        frame.assign(year=book.years, boundary_year=boundary, note=_noted(frame, said))
        for frame in cbs_verwarming.indicators(book.sheet, shares, status)
    ]
    joined = pd.concat(frames, ignore_index=True)
    return forms.finished(
        [joined],
        sheet=book.sheet,
        table=TABLE_ID,
        year=joined["year"],
        boundary_year=joined["boundary_year"],
        retrieved=retrieved,
        set_aside={**book.set_aside, **shares.set_aside},
    )


def _noted(frame: pd.DataFrame, said: list[str]) -> pd.Series:
    """Add to the note of every figure what holds for all of them."""
    if not said:
        return frame["note"]
    text = "; ".join(said)
    together = (frame["note"] + "; " + text).where(frame["note"] != "", text)
    return together.where(frame["value"].notna(), frame["note"])


def _about_heating(title: str) -> bool:
    words = title.casefold()
    return any(word in words for word in _ABOUT_HEATING) and not words.startswith(("totaal", "aantal"))


def _division(book: _Workbook) -> tuple[pd.Series, bool]:
    """Return the year of the division per row, and whether that is our reading of it."""
    if book.division:
        return pd.Series(book.division, index=book.years.index), False
    years = sorted(set(book.years))
    codes = [frozenset(book.codes[book.years == year]) for year in years]
    if len(years) > 1 and len(set(codes)) == 1:
        return pd.Series(years[-1], index=book.years.index), True
    return book.years, False


def _table(book: _Workbook) -> Table:
    years = tuple(sorted({int(year) for year in book.years}))
    return cbs(TABLE_ID, f"{TITLE}, {years[0]}-{years[-1]}", years)


def _areas(book: _Workbook) -> pd.DataFrame:
    """Return the areas; the workbook may name them."""
    boundary, _ = _division(book)
    once = ~pd.DataFrame({"code": book.codes, "year": boundary}).duplicated()
    column = next((one for one in book.sheet.columns if "naam" in plain(one.title)), None)
    empty = pd.Series("", index=book.codes[once].index)
    names = empty if column is None else cbs_sheet.texts(book.sheet.cells.loc[once, column.key])
    made = [
        area_rows(
            book.codes[once & (boundary == year)],
            int(year),
            names[boundary[once] == year],
            empty[boundary[once] == year],
        )
        for year in sorted(set(boundary))
    ]
    return pd.concat(made, ignore_index=True)
