"""The tables as a workbook: typed cells, headings that stay in sight, and no formula that anybody typed."""

from __future__ import annotations

import io
import math
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
#: Of A4 and A3 the number by which a workbook knows them, and the letters beside each other that can still be read on
#: it on its side: small type, of 6.5 points.
_PAPERS = {9: 200, 8: 290}
#: The row of the headings, and the size of type in points.
_HEAD_ROW, _SIZE = 4, 10
_DAY = "dd-mm-yyyy"
#: The part of the width of a column that words fill, the height of a line [points], and the most lines of a row.
_FITS, _LINE, _MOST_LINES = 0.95, 13, 8
#: Letters that the button to filter takes behind a heading, and its being bold.
_BUTTON = 3
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
        ("", ""),
        ("Over dit werkboek", ""),
        *phrases.about(facts),
    ]
    for number, (name, text) in enumerate(rows, 1):
        _text(sheet.cell(number, 1), name, bold=True, wrap=number > 1, size=16 if number == 1 else _SIZE)
        _text(sheet.cell(number, 2), text)
        sheet.row_dimensions[number].height = 26 if number == 1 else _lines(text, 110) * _LINE + 4
    _page(sheet, facts)
    # The guide is one page: what is left over of it would be a page of two lines.
    sheet.page_setup.fitToHeight = 1


def _count(rows: int) -> str:
    return "Nog leeg." if not rows else "1 rij." if rows == 1 else f"{dutch.number(rows, 0)} rijen."


def _write_sheet(sheet: Worksheet, one: Sheet, facts: Facts) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    _text(sheet.cell(1, 1), f"{one.title} – {phrases.title(facts)}", bold=True, wrap=False)
    _text(sheet.cell(2, 1), " ".join(filter(None, (phrases.warning(facts), one.description))), wrap=False)
    for number, column in enumerate(one.columns, 1):
        place = sheet.cell(_HEAD_ROW, number)
        _text(place, column.title, bold=True)
        longest = max(map(len, column.title.split()))
        sheet.column_dimensions[get_column_letter(number)].width = max(column.width, longest + _BUTTON)
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
    if _page(sheet, facts) > 1:
        # What is on a next page is still to be known by its first column.
        sheet.print_title_cols = "A:A"


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
    # A number keeps away from the text in the next column.
    side = "right" if right else "left"
    place.alignment = Alignment(
        wrap_text=wrap and not right, vertical="top", horizontal=side, indent=1 if right else 0
    )


def _page(sheet: Worksheet, facts: Facts) -> int:
    """Lay a sheet out for paper, on its side and as small as can be read; returns how many are beside each other.

    Only what would be too small to read on one page of A3 goes on on a next one.
    """
    widths = sum(float(one.width) for one in sheet.column_dimensions.values())
    paper, fits = next(((size, most) for size, most in _PAPERS.items() if widths <= most), (8, _PAPERS[8]))
    beside = math.ceil(widths / fits)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = beside, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    # In a heading of a page & begins a code; two of them are the sign itself.
    said = phrases.short(phrases.warning(facts) or phrases.running(facts), 200).replace("&", "&&")
    sheet.oddHeader.left.text = said
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    return beside
