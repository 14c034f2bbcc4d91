"""CBS Kerncijfers wijken en buurten (KWB) as the workbook that CBS publishes beside StatLine, 2013 and later.

One workbook is one year (``kwb-2022.xlsx``, and until 2018 ``.xls``), in the division of that year: a row per area,
and a column per figure under a short name (``g_gas``, ``p_koopw``). What such a name stands for is only taken over
where it is known; the other columns are counted as set aside. Numbers stand in it as numbers, as text with a comma
and as text with a point, side by side; ``.`` is what CBS does not show.

The name of the sheet tells the year in the newest workbooks (``KWB2025``), that of the file in the older. No workbook
says which figures are provisional: they all count as such, unless the description of the table is given along.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.observations import NOT_YET_PUBLISHED
from wijkdata.reasons import reason
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_sheet, reading
from wijkdata.sources.cbs_kwb import ROUNDED_TO_50, TITLE, status_of
from wijkdata.sources.cbs_kwb_measures import ALL_TABLE_IDS
from wijkdata.sources.cbs_metadata import TableInfo
from wijkdata.sources.cbs_sheet import Column, Figures, Sheet
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import Table, cbs

UNKNOWN_STATUS = "het werkboek noemt geen status; als voorlopig behandeld"
EMPTY = "leeg in het werkboek van CBS"
#: Why columns are set aside; what is counted are the columns.
UNUSED = "kolom die wijkdata niet overneemt"


@dataclass(frozen=True)
class _Figure:
    """Under which names a figure stands, and in the workbooks of which years.

    Attributes
    ----------
    names
        Short names; the first that is there counts.
    first, last
        Outside these years a column of that name is not taken over.
    whole
        Whether it is always a whole number.
    """

    names: tuple[str, ...]
    first: int = min(ALL_TABLE_IDS)
    last: int = max(ALL_TABLE_IDS)
    whole: bool = True


def _share(*names: str, first: int = min(ALL_TABLE_IDS), last: int = max(ALL_TABLE_IDS)) -> _Figure:
    return _Figure(names, first, last, whole=False)


#: Every figure that is taken over. CBS calls the mean value of dwellings ``g_woz`` until 2019, ``g_wozbag`` since.
_FIGURES: Mapping[str, _Figure] = {
    "inwoners": _Figure(("a_inw",)),
    "huishoudens": _Figure(("a_hh",)),
    "woningen": _Figure(("a_woning",)),
    "woz_gem": _Figure(("g_wozbag", "g_woz")),
    "eengezins_aandeel": _share("p_1gezw"),
    "meergezins_aandeel": _share("p_mgezw"),
    "bewoond_aandeel": _share("p_bewndw", last=2023),
    "koop_aandeel": _share("p_koopw"),
    "huur_aandeel": _share("p_huurw"),
    "corporatie_aandeel": _share("p_wcorpw"),
    "overige_verhuur_aandeel": _share("p_ov_hw"),
    # From 2024 there is "more than ten years ago" instead (p_bj_me10), which is another figure every year.
    "voor_2000_aandeel": _share("p_bjj2k", last=2023),
    "elektra_gem": _Figure(("g_ele",)),
    "elektra_teruglevering_gem": _Figure(("g_ele_tr",), first=2024),
    "gas_gem": _Figure(("g_gas",)),
    "stadsverwarming_aandeel": _share("p_stadsv"),
    "aardgasvrij_aandeel": _share("p_won_z", "p_won_z_ag", first=2024),
    "aardgas_aandeel": _share("p_won_m", "p_won_m_ag", first=2024),
    "elektrisch_verwarmd_aandeel": _share("p_won_ev", first=2024),
    "zonnestroom_aandeel": _share("p_won_zs", first=2024),
    # Not p_hh_lkk and p_hh_li: which of the meanings of a low income they have is nowhere said by CBS.
    "oppervlakte_land": _Figure(("a_lan_ha",)),
    "oppervlakte_water": _Figure(("a_wat_ha",)),
    "stedelijkheid": _Figure(("ste_mvs",)),
    "adressendichtheid": _Figure(("ste_oad",)),
}
#: Every indicator that is taken over.
INDICATORS = tuple(_FIGURES)

_KNOWN = frozenset(name for figure in _FIGURES.values() for name in figure.names)

#: Columns that only the workbooks of some years have; another year is then not right.
_ONLY_IN: Mapping[str, tuple[int, int]] = {
    "a_w_all": (min(ALL_TABLE_IDS), 2022),
    "a_nl_all": (2023, 9999),
    "p_bjj2k": (min(ALL_TABLE_IDS), 2023),
    "p_bjo2k": (min(ALL_TABLE_IDS), 2023),
    "p_bj_me10": (2024, 9999),
    "p_bj_mi10": (2024, 9999),
}

_CODES, _NAME, _LEVEL = ("gwb_code_10", "gwb_code"), "regio", "recs"
_CHANGE = ("ind_wbi", "ind_wbz")
#: What says again what the code says.
_CODE_8, _GEMEENTE = "gwb_code_8", "gm_naam"
#: A workbook has at least so many figures that we know.
_ENOUGH = 3
_HEADER_ROWS = 15
_YEAR_OF_SHEET = re.compile(r"kwb[-_ ]?(\d{4})", re.IGNORECASE)
_YEAR_OF_FILE = re.compile(r"(?:kwb|kerncijfers.wijken.en.buurten)[-_ ]?(\d{4})(?!\d)", re.IGNORECASE)
_WITH_COMMA = re.compile(r"-?\d+,\d+")

_BOOK, _TEXTS, _SHEETS = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/"
#: Names that every workbook has: so many of them must be there, and so much of the file is searched. [-, bytes]
_MARKS, _MOST_MARKS, _SEARCHED = ("gwb_code", "recs", "gm_naam", "a_inw", "a_hh", "p_koopw"), 4, 8 * 1024**2
#: Largest content of a workbook that is read, and how many times larger than the file itself. [bytes, -]
_LARGEST, _LARGEST_RATIO = 1024**3, 200
#: How a formula begins, and how a cell is placed that no program of which we know a workbook writes so.
_NOT_SIMPLE = (b"<f", b":f", b"r='", b"r =", b"r\t=", b"r\n=", b"r\r=")
#: A cell beyond column ZZ or row 99,999, where CBS has none.
_FAR_AWAY = re.compile(rb"r=\"(?:[A-Za-z]{3}|[A-Za-z]{0,2}\d{6})")
#: The longest of these. [bytes]
_MARK_LENGTH = 12
_AGAIN = "Download het bestand opnieuw bij CBS en wijzig het niet."
_BROKEN = (
    zipfile.BadZipFile, zlib.error, SyntaxError, struct.error, AssertionError, AttributeError, EOFError, IndexError,
    KeyError, MemoryError, NotImplementedError, OSError, OverflowError, RecursionError, RuntimeError, TypeError,
    ValueError, ZeroDivisionError,
)  # fmt: skip


def recognises(sample: Sample) -> bool:
    """Tell whether a file is a workbook with the short names of Kerncijfers wijken en buurten."""
    if sample.path is None:
        return False
    try:
        if sample.kind == "zip":
            return _BOOK in sample.members and _names_figures(sample.path, sample.members)
        if sample.kind == "xls":
            with sample.path.open("rb") as file:
                return _has_marks(file.read(_SEARCHED))
    except _BROKEN:
        return False
    return False


def _names_figures(path: Path, members: Sequence[str]) -> bool:
    """Tell whether the names are in a workbook: among its texts, or in a sheet that has its texts in itself."""
    parts = [one for one in members if one == _TEXTS] or [one for one in members if one.startswith(_SHEETS)]
    with zipfile.ZipFile(path) as book:
        for part in parts:
            with book.open(part) as file:
                if _has_marks(file.read(_SEARCHED)):
                    return True
    return False


def _has_marks(content: bytes) -> bool:
    lowered = content.lower()
    found = (mark.encode() in lowered or mark.encode("utf-16-le") in lowered for mark in _MARKS)
    return sum(found) >= _MOST_MARKS


def load(
    path: Path, *, retrieved: str, companions: Mapping[str, Path] | None = None, year: int | None = None
) -> Loaded:
    """Read everything in a workbook: figures and areas.

    Source: CBS, Kerncijfers wijken en buurten. Shares are in % of all dwellings (low income: of households), the mean
    value of dwellings in thousands of euros, gas in m³ and electricity in kWh per dwelling and year, surfaces in ha.

    Parameters
    ----------
    path
        The workbook (xlsx, or xls).
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the table of the same year: the status of the figures. Not needed.
    year
        Reporting year, where neither the sheet nor the name of the file tells it.

    Raises
    ------
    SourceError
        If it is no such workbook, the year is not known or not right, a column occurs twice, or a cell is no number.
    """
    book = _read(path)
    sheet, found = book.sheet, _year(book, path, year)
    if found not in ALL_TABLE_IDS:
        raise SourceError(
            f"{path.name} gaat over {found}. Wij kennen de werkboeken van {min(ALL_TABLE_IDS)} tot en met "
            f"{max(ALL_TABLE_IDS)}.",
            "year",
        )
    columns = [sheet.column(one) for one in _CODES if one in sheet.cells]
    codes = cbs_sheet.first_with_areas(sheet, columns)
    known = reading.is_area(codes)
    rows = replace(sheet, cells=sheet.cells[known])
    table = ALL_TABLE_IDS[found]
    info = _info(companions or {}, table)
    frame = _observations(rows, codes[known], found, info, retrieved)
    used = {*_columns(sheet, found).values(), *_CODES, _CODE_8, _NAME, _GEMEENTE, _LEVEL, *_CHANGE}
    aside = {
        forms.NO_AREA: int((~known).sum()),
        **reading.set_aside(frame),
        UNUSED: len(set(book.titles) - used),
    }
    return Loaded(
        f"CBS {TITLE} {found} (werkboek)",
        (_cited(found, info),),
        frame,
        _areas(rows, codes[known], found),
        set_aside={why: count for why, count in aside.items() if count},
    )


def _info(companions: Mapping[str, Path], table: str) -> TableInfo | None:
    """Return what CBS says of the table, if that was given along; that of another table says nothing about it."""
    if forms.TABLE_INFOS not in companions:
        return None
    info = cbs_odata.read_info(companions[forms.TABLE_INFOS])
    return info if info.id.upper() == table else None


def _cited(year: int, info: TableInfo | None) -> Table:
    # The workbook does not follow every change of the table: it has no date of change of its own.
    return cbs(ALL_TABLE_IDS[year], info.title if info else f"{TITLE} {year}", (year,))


def _year(book: _Workbook, path: Path, given: int | None) -> int:
    """Return the reporting year: as given, else as the sheet or the file is called; its columns must allow it."""
    of_sheet, of_file = _YEAR_OF_SHEET.search(book.name), _YEAR_OF_FILE.search(path.stem)
    told = int(of_sheet[1]) if of_sheet else given or (int(of_file[1]) if of_file else None)
    if told is None:
        raise SourceError(f"{path.name} zegt niet over welk jaar het gaat.", "year")
    other = given if given is not None else int(of_file[1]) if of_file else told
    if other != told:
        who = "u gaf" if given is not None else "het bestand noemt"
        raise SourceError(
            f"{path.name}: het werkblad heet ‘{book.name}’, maar {who} {other}. Kijk bij CBS over welk jaar het "
            f"gaat. {_AGAIN}"
        )
    for name, (first, last) in _ONLY_IN.items():
        if name in book.titles and not first <= told <= last:
            when = f"tot en met {last}" if told > last else f"vanaf {first}"
            raise SourceError(
                f"{path.name} heeft de kolom ‘{name}’, die CBS {when} heeft, en kan dus niet over {told} gaan. Geef "
                "het jaar op.",
                "year",
            )
    return told


# --- the workbook -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Workbook:
    """What is read of a workbook.

    Attributes
    ----------
    sheet
        The rows under the header, with the columns that may be taken over.
    name
        Name of the sheet.
    titles
        The short names of all its columns.
    """

    sheet: Sheet
    name: str
    titles: tuple[str, ...]


def _read(path: Path) -> _Workbook:
    try:
        with _sheets(path) as sheets:
            for title, rows in sheets:
                found = _header(rows)
                if found is not None:
                    row, titles = found
                    return _Workbook(_under(path.name, titles, row, rows), title, tuple(filter(None, titles)))
    except SourceError:
        raise
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            raise SourceError(f"{path.name} is niet te lezen ({reason(error)}).") from None
        raise SourceError(f"{path.name} is een beschadigd of beveiligd werkboek. {_AGAIN}") from None
    raise SourceError(
        f"{path.name}: op geen werkblad staan in de eerste {_HEADER_ROWS} rijen kolommen die wij van de {TITLE} "
        f"kennen, zoals ‘a_inw’, ‘a_woning’ en ‘g_gas’. {_AGAIN}"
    )


_Rows = Iterator[Sequence[Any]]


def _sheets(path: Path) -> AbstractContextManager[Iterator[tuple[str, _Rows]]]:
    """Open a workbook of either kind; gives the name and the rows of its sheets, one by one."""
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    return _xlsx(path) if is_zip else _xls(path)


@contextmanager
def _xlsx(path: Path) -> Iterator[Iterator[tuple[str, _Rows]]]:
    with zipfile.ZipFile(path) as archive:
        size = sum(one.file_size for one in archive.infolist())
        packed = sum(one.compress_size for one in archive.infolist())
        if size > _LARGEST or size > _LARGEST_RATIO * max(packed, 1024):
            raise SourceError(
                f"{path.name} bevat uitgepakt veel meer dan een werkboek van CBS; wij openen het niet. {_AGAIN}"
            )
        found = _read_quickly(path) if _is_simple(archive) else None
    if found is not None:
        yield iter(found)
        return
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import, and only needed for workbooks)

    with path.open("rb") as file, warnings.catch_warnings(action="ignore"):
        # Formulas stay text: nothing in a cell is calculated.
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        yield ((one.title, _xlsx_rows(one)) for one in book.worksheets)


def _is_simple(archive: zipfile.ZipFile) -> bool:
    """Tell whether every part is sound XML, and no sheet has a formula or a cell too far away to fill up to there."""
    for part in archive.namelist():
        if part.endswith((".xml", ".rels")):
            parser, before = ParserCreate(), b""
            with archive.open(part) as file:
                while block := file.read(1 << 20):
                    try:
                        parser.Parse(block)
                    except ExpatError:
                        return False
                    seen = before + block
                    if part.startswith(_SHEETS) and _needs_care(seen):
                        return False
                    before = block[-_MARK_LENGTH:]
            try:
                parser.Parse(b"", True)  # noqa: FBT003  (that was all)
            except ExpatError:
                return False
    return True


def _needs_care(content: bytes) -> bool:
    return any(mark in content for mark in _NOT_SIMPLE) or _FAR_AWAY.search(content) is not None


def _read_quickly(path: Path) -> list[tuple[str, _Rows]] | None:
    """Return the name and the rows of every sheet; None for a workbook that needs a closer look.

    Much faster than openpyxl. But of a formula it gives what another program last made of it, it keeps every cell up
    to the last one in memory, and it reads on where the XML is damaged: `_is_simple` tells that none of this matters.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  (only needed for this form)

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return [(name, _plain_rows(book.get_sheet_by_name(name))) for name in book.sheet_names]
    except (CalamineError, *_BROKEN):
        return None


def _plain_rows(sheet: Any) -> _Rows:
    """Give the cells of each row; a whole number as such."""
    for cells in sheet.iter_rows():
        yield [int(one) if isinstance(one, float) and one.is_integer() else one for one in cells]


def _xlsx_rows(sheet: Any) -> _Rows:
    # What a program says of the size of a sheet is not always so.
    sheet.reset_dimensions()
    rows: _Rows = sheet.iter_rows(values_only=True)
    return rows


@contextmanager
def _xls(path: Path) -> Iterator[Iterator[tuple[str, _Rows]]]:
    import xlrd  # noqa: PLC0415  (only needed for this form)
    from xlrd.compdoc import CompDocError  # noqa: PLC0415

    try:
        # Rows as long as they are: one cell in the last corner would otherwise fill sixteen million with nothing.
        book = xlrd.open_workbook(path, on_demand=True, logfile=io.StringIO(), ragged_rows=True)
        yield ((str(name), _xls_rows(book.sheet_by_name(name))) for name in book.sheet_names())
    except (xlrd.XLRDError, CompDocError):
        raise SourceError(f"{path.name} is een beschadigd of beveiligd werkboek. {_AGAIN}") from None


def _xls_rows(sheet: Any) -> _Rows:
    for number in range(sheet.nrows):
        cells = sheet.row_values(number)
        yield cells + [""] * (sheet.ncols - len(cells))


def _header(rows: _Rows) -> tuple[int, list[str]] | None:
    """Return the row and the cells of the header with the short names; None if a sheet has none."""
    for number, cells in enumerate(rows, start=1):
        if number > _HEADER_ROWS:
            return None
        titles = [_text(cell).casefold() for cell in cells]
        if len(_KNOWN & set(titles)) >= _ENOUGH:
            return number, titles
    return None


def _under(name: str, titles: list[str], number: int, rows: _Rows) -> Sheet:
    """Return the rows under a header; only the columns that are needed are kept."""
    if not set(_CODES) & set(titles):
        raise SourceError(
            f"{name}: de kolom ‘{_CODES[0]}’ (of ‘{_CODES[1]}’) met de code van elk gebied ontbreekt. {_AGAIN}"
        )
    wanted = {*_CODES, _NAME, *_CHANGE, *_KNOWN}
    double = sorted({one for one in titles if one in wanted and titles.count(one) > 1})
    if double:
        raise SourceError(
            f"{name}: de kolom {dutch.join(f'‘{one}’' for one in double)} komt meer dan eens voor. {_AGAIN}"
        )
    places = {title: place for place, title in enumerate(titles) if title in wanted}
    kept: dict[str, list[Any]] = {title: [] for title in places}
    numbers = []
    for row, cells in enumerate(rows, start=number + 1):
        if any(cell not in (None, "") for cell in cells):
            numbers.append(row)
            for title, place in places.items():
                kept[title].append(cells[place] if place < len(cells) else None)
    frame = pd.DataFrame(kept, index=pd.Index(numbers, dtype="int64"), dtype=object)
    return Sheet(name, "werkblad", tuple(Column(one, one) for one in kept), frame, again=_AGAIN)


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


# --- figures ------------------------------------------------------------------------------------------------------


def _observations(
    sheet: Sheet, codes: pd.Series, year: int, info: TableInfo | None, retrieved: str
) -> pd.DataFrame:
    status, about = status_of(info, year) if info is not None else ("voorlopig", UNKNOWN_STATUS)
    frames = []
    there, levels = _columns(sheet, year), cbs_sheet.levels_of(codes)
    for indicator, name in there.items():
        shown = _shown(sheet, Column(name, name), _FIGURES[indicator])
        rounded = ROUNDED_TO_50 if year == 2014 and indicator in ("gas_gem", "elektra_gem") else ""
        remark = "; ".join(filter(None, [rounded, about]))
        frame = forms.of_indicator(indicator, codes, shown, status)
        frames.append(_told(frame, shown, cbs_sheet.not_yet_published(shown, levels), remark))
    if len(frames) < _ENOUGH:
        raise SourceError(
            f"{sheet.file}: bijna geen kolom die wij van de {TITLE} overnemen, zoals ‘a_inw’, ‘a_woning’ of "
            f"‘g_gas’. {sheet.again}"
        )
    missing = [
        one.names[0]
        for indicator, one in _FIGURES.items()
        if indicator not in there and one.first <= year <= one.last
    ]
    aside = {}
    if missing:
        aside[f"niet in dit bestand: {dutch.join(f'‘{one}’' for one in missing)}"] = len(codes)
    return forms.finished(
        frames,
        sheet=sheet,
        table=ALL_TABLE_IDS[year],
        year=year,
        boundary_year=year,
        retrieved=retrieved,
        set_aside=aside,
    )


def _columns(sheet: Sheet, year: int) -> dict[str, str]:
    """Return in which column each indicator stands that is taken over of this year."""
    found = {}
    for indicator, figure in _FIGURES.items():
        name = next((one for one in figure.names if one in sheet.cells), None)
        if name is not None and figure.first <= year <= figure.last:
            found[indicator] = name
    return found


def _shown(sheet: Sheet, column: Column, figure: _Figure) -> Figures:
    """Return the cells of a column as numbers.

    Raises
    ------
    SourceError
        If a cell is no number, a share is not between 0 and 100%, or what must be whole is not: ``1.260`` as text
        would be a thousand and more.
    """
    plain = sheet.cells[column.key].map(_plain)
    shown = cbs_sheet.figures(replace(sheet, cells=sheet.cells.assign(**{column.key: plain})), column)
    values = shown.numbers
    wrong = (values < 0) | (values % 1 != 0) & values.notna() if figure.whole else values < 0
    if wrong.any():
        row = values.index[wrong][0]
        raise SourceError(
            f"{sheet.file}, rij {row}, kolom ‘{column.name}’: ‘{_text(sheet.cells.loc[row, column.key])}’ is geen "
            f"geheel getal van nul of meer. {sheet.again}"
        )
    if not figure.whole:
        forms.check_share(sheet, column, values)
    empty = values.isna() & ~shown.hidden
    return replace(shown, note=shown.note.mask(empty, EMPTY))


def _plain(cell: Any) -> str:
    """Return a cell as text with a decimal point."""
    text = _text(cell)
    return text.replace(",", ".") if _WITH_COMMA.fullmatch(text) else text


def _told(frame: pd.DataFrame, shown: Figures, unpublished: pd.Series, remark: str) -> pd.DataFrame:
    """Return the figures of one indicator with what there is to say of each."""
    frame["note"] = frame["note"].mask(shown.numbers.notna(), remark).mask(unpublished, NOT_YET_PUBLISHED)
    frame["status"] = np.where(unpublished, "ontbreekt", frame["status"])
    return frame


def _areas(sheet: Sheet, codes: pd.Series, year: int) -> pd.DataFrame:
    def texts(names: Sequence[str]) -> pd.Series:
        name = next((one for one in names if one in sheet.cells), None)
        if name is None:
            return pd.Series("", index=codes.index, dtype="str")
        return sheet.cells[name].map(_text).astype("str").str.removesuffix(".0")

    return area_rows(codes, year, texts((_NAME,)), texts(_CHANGE))
