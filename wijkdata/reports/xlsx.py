"""The tables as a workbook: typed cells, headings that stay in sight, and no formula that anybody typed."""

from __future__ import annotations

import io
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from wijkdata import dutch
from wijkdata.reports import phrases
from wijkdata.reports.archive import fixed
from wijkdata.reports.facts import Facts
from wijkdata.reports.sheets import Cell, Row, Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as Place
    from openpyxl.worksheet.worksheet import Worksheet

#: The first day that a workbook can hold as a day.
_FIRST_DAY = date(1900, 3, 1)
#: The longest text that a cell can hold; a field of an ambition is shorter.
_LONGEST = 32_000
#: Letters that fit beside each other on a page and can still be read.
_WIDEST = 260
#: The row of the headings, and the size of type in points.
_HEAD_ROW, _SIZE = 4, 10
_DAY = "dd-mm-yyyy"
#: The part of the width of a column that words fill, the height of a line [points], and the most lines of a row.
_FITS, _LINE, _MOST_LINES = 0.95, 13, 8
#: What a spreadsheet takes for a formula at the start of a text.
_FORMULA = ("=", "+", "-", "@")
_FIRST_SHEET = "Leeswijzer"


def file(facts: Facts, sheets: list[Sheet]) -> bytes:
    """Return the tables as the bytes of an XLSX file; the same tables always give the same bytes."""
    from openpyxl import Workbook  # noqa: PLC0415  (slow to import, and only needed for workbooks)

    book = Workbook()
    _write_guide(book, facts, sheets)
    for one in sheets:
        _write_sheet(book.create_sheet(one.title), one, facts)
    about, moment = book.properties, datetime(facts.day.year, facts.day.month, facts.day.day)
    about.title, about.language = phrases.short(phrases.title(facts), 255), "nl-NL"
    about.creator, about.created, about.modified = "", moment, moment
    made = io.BytesIO()
    book.save(made)
    return fixed(made.getvalue(), facts.day)


def _write_guide(book: Workbook, facts: Facts, sheets: list[Sheet]) -> None:
    sheet = book.worksheets[0]
    sheet.title = _FIRST_SHEET
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 110
    rows = [
        (phrases.title(facts), ""),
        *([("Let op", phrases.warning(facts))] if facts.ambition.example else []),
        *phrases.front(facts),
        ("", ""),
        ("Blad", "Wat erop staat"),
        *((one.title, f"{one.description} {_count(len(one.rows))}") for one in sheets),
        ("", ""),
        (
            "Lege cel",
            "Er is geen cijfer, of het is niet gezegd; leeg is nooit nul. Waarom er geen cijfer is, staat in de rij.",
        ),
        ("Bron", "Een nummer in een kolom ‘Bron’ verwijst naar het blad Bronnen."),
    ]
    for number, (name, text) in enumerate(rows, 1):
        _text(sheet.cell(number, 1), name, bold=True, wrap=number > 1, size=16 if number == 1 else _SIZE)
        _text(sheet.cell(number, 2), text)
        sheet.row_dimensions[number].height = 26 if number == 1 else _lines(text, 110) * _LINE + 4
    _page(sheet, facts)


def _count(rows: int) -> str:
    return "Nog leeg." if not rows else "1 rij." if rows == 1 else f"{dutch.number(rows, 0)} rijen."


def _write_sheet(sheet: Worksheet, one: Sheet, facts: Facts) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    _text(sheet.cell(1, 1), f"{one.title} – {phrases.title(facts)}", bold=True, wrap=False)
    _text(sheet.cell(2, 1), " ".join(filter(None, (phrases.warning(facts), one.description))), wrap=False)
    for number, column in enumerate(one.columns, 1):
        place = sheet.cell(_HEAD_ROW, number)
        _text(place, column.title, bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[_HEAD_ROW].height = 2 * _LINE + 3
    for number, row in enumerate(one.rows, _HEAD_ROW + 1):
        for position, (value, column) in enumerate(zip(row.cells, one.columns, strict=True), 1):
            shown = row.decimals if column.decimals is None else column.decimals
            _fill(sheet.cell(number, position), value, column.field.type, shown)
        sheet.row_dimensions[number].height = _height(row, one)
    if not one.rows:
        _text(sheet.cell(_HEAD_ROW + 1, 1), "Nog leeg.", wrap=False)
    else:
        _make_table(sheet, one)
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 1)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    _page(sheet, facts)


def _height(row: Row, sheet: Sheet) -> float:
    """Return how high a row has to be for the words in it [points]; of a long text the first lines are in sight."""
    # A spreadsheet program does not make a row of this file higher by itself.
    cells = zip(row.cells, sheet.columns, strict=True)
    lines = max(_lines(value, column.width) if isinstance(value, str) else 1 for value, column in cells)
    return min(lines, _MOST_LINES) * _LINE + 3


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of this width [letters]."""
    return sum(max(1, len(wrap(line, max(4, int(width * _FITS))))) for line in text.split("\n"))


def _make_table(sheet: Worksheet, one: Sheet) -> None:
    """Make the rows a table that can be sorted and filtered."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.table import Table, TableStyleInfo  # noqa: PLC0415

    last = get_column_letter(len(one.columns))
    table = Table(displayName=f"t_{one.name}", ref=f"A{_HEAD_ROW}:{last}{_HEAD_ROW + len(one.rows)}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def _fill(place: Place, value: Cell, kind: str, decimals: int) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        _text(place, "ja" if value else "nee")
    elif isinstance(value, date):
        if value < _FIRST_DAY:
            _text(place, value.isoformat())
            return
        place.value, place.number_format = value, _DAY
        _style(place)
    elif isinstance(value, int | float):
        place.value = value
        # As the pattern stands in a file; a Dutch program shows the point and the comma the Dutch way.
        whole = kind == "integer"
        place.number_format = "0" if whole else "#,##0" + ("." + "0" * decimals if decimals else "")
        _style(place, right=True)
    else:
        _text(place, value)


def _text(place: Place, text: str, *, bold: bool = False, wrap: bool = True, size: int = _SIZE) -> None:
    """Write a text that stays a text, whatever it begins with."""
    place.value = text[:_LONGEST]
    place.data_type = "s"
    # With this a spreadsheet keeps it a text too when the cell is opened and closed again.
    place.quotePrefix = text.startswith(_FORMULA)
    _style(place, bold=bold, wrap=wrap, size=size)


def _style(
    place: Place, *, bold: bool = False, right: bool = False, wrap: bool = True, size: int = _SIZE
) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    place.font = Font(name="Arial", size=size, bold=bold)
    place.alignment = Alignment(wrap_text=wrap, vertical="top", horizontal="right" if right else "left")


def _page(sheet: Worksheet, facts: Facts) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    # A sheet that is much wider than its paper would be too small to read; it goes on on a next page.
    widths = sum(one.width for one in sheet.column_dimensions.values())
    sheet.sheet_properties.pageSetUpPr.fitToPage = widths <= _WIDEST
    # In a heading of a page & begins a code; two of them are the sign itself.
    said = phrases.short(phrases.warning(facts) or phrases.running(facts), 200).replace("&", "&&")
    sheet.oddHeader.left.text = said
    sheet.oddFooter.right.text = "&P / &N"
