"""The tables as a workbook: typed cells, headings that stay in sight, and no formula that anybody typed."""

from __future__ import annotations

import io
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any

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
#: A4 by the number that a workbook knows it by, and the letters beside each other that can still be read on it on its
#: side: small type, of 6.5 points. No table is wider.
_PAPER, WIDEST = 9, 200
#: The row of the headings, and the size of type in points.
_HEAD_ROW, _SIZE = 4, 10
_DAY = "dd-mm-yyyy"
#: The part of the width of a column that words fill, the height of a line [points], and the most lines of a row: a
#: program makes none higher than 409 points.
_FITS, _LINE, _MOST_LINES = 0.95, 13, 31
#: Letters that the button to filter takes behind a heading, and its being bold.
_BUTTON = 3
#: What a spreadsheet takes for a formula at the start of a text.
_FORMULA = ("=", "+", "-", "@")
_FIRST_SHEET = "Leeswijzer"


def file(facts: Facts, sheets: list[Sheet]) -> bytes:
    """Return the tables as the bytes of an XLSX file; the same tables always give the same bytes."""
    from openpyxl import Workbook  # noqa: PLC0415  (slow to import, and only needed for workbooks)

    book, pen = Workbook(), _Pen()
    _write_guide(book, pen, facts, sheets)
    for one in sheets:
        _write_sheet(book.create_sheet(one.title), pen, one, facts)
    about, moment = book.properties, datetime(facts.day.year, facts.day.month, facts.day.day)
    about.title, about.language = phrases.short(phrases.title(facts), 255), "nl-NL"
    about.creator, about.created, about.modified = "", moment, moment
    made = io.BytesIO()
    book.save(made)
    return fixed(made.getvalue(), facts.day)


def _write_guide(book: Workbook, pen: _Pen, facts: Facts, sheets: list[Sheet]) -> None:
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
        pen.text(sheet.cell(number, 1), name, bold=True, wrap=number > 1, size=16 if number == 1 else _SIZE)
        pen.text(sheet.cell(number, 2), text)
        sheet.row_dimensions[number].height = 26 if number == 1 else _lines(text, 110) * _LINE + 4
    _page(sheet, facts)
    # The guide is one page: what is left over of it would be a page of two lines.
    sheet.page_setup.fitToHeight = 1


def _count(rows: int) -> str:
    return "Nog leeg." if not rows else "1 rij." if rows == 1 else f"{dutch.number(rows, 0)} rijen."


def _write_sheet(sheet: Worksheet, pen: _Pen, one: Sheet, facts: Facts) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    pen.text(sheet.cell(1, 1), f"{one.title} – {phrases.title(facts)}", bold=True, wrap=False)
    pen.text(sheet.cell(2, 1), " ".join(filter(None, (phrases.warning(facts), one.description))), wrap=False)
    for number, column in enumerate(one.columns, 1):
        place = sheet.cell(_HEAD_ROW, number)
        pen.text(place, column.title, bold=True)
        longest = max(map(len, column.title.split()))
        sheet.column_dimensions[get_column_letter(number)].width = max(column.width, longest + _BUTTON)
    sheet.row_dimensions[_HEAD_ROW].height = 2 * _LINE + 3
    for number, row in enumerate(one.rows, _HEAD_ROW + 1):
        for position, (value, column) in enumerate(zip(row.cells, one.columns, strict=True), 1):
            shown = row.decimals if column.decimals is None else column.decimals
            pen.fill(sheet.cell(number, position), value, column.field.type, shown)
        sheet.row_dimensions[number].height = _height(row, one)
    if not one.rows:
        pen.text(sheet.cell(_HEAD_ROW + 1, 1), "Nog leeg.", wrap=False)
    else:
        _make_table(sheet, one)
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 1)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    _page(sheet, facts)


def _height(row: Row, sheet: Sheet) -> float:
    """Return how high a row has to be for the words in it [points]."""
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


@dataclass(frozen=True)
class _Look:
    """How a cell looks."""

    bold: bool = False
    right: bool = False
    wrap: bool = True
    size: int = _SIZE
    pattern: str = "General"
    quoted: bool = False


class _Pen:
    """Writes cells. A look is made once and then given to every cell that has it: making it is what takes time."""

    def __init__(self) -> None:
        self._looks: dict[_Look, Any] = {}

    def text(
        self, place: Place, text: str, *, bold: bool = False, wrap: bool = True, size: int = _SIZE
    ) -> None:
        """Write a text that stays a text, whatever it begins with."""
        place.value = text[:_LONGEST]
        place.data_type = "s"
        # With this a spreadsheet keeps it a text too when the cell is opened and closed again.
        self._dress(place, _Look(bold, wrap=wrap, size=size, quoted=text.startswith(_FORMULA)))

    def fill(self, place: Place, value: Cell, kind: str, decimals: int) -> None:
        """Write whatever a cell of a table holds; nothing stays an empty cell."""
        if value is None:
            return
        if isinstance(value, bool):
            self.text(place, "ja" if value else "nee")
        elif isinstance(value, date) and value >= _FIRST_DAY:
            place.value = value
            self._dress(place, _Look(pattern=_DAY))
        elif isinstance(value, int | float):
            place.value = value
            # As the pattern stands in a file; a Dutch program shows the point and the comma the Dutch way.
            shown = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._dress(place, _Look(right=True, wrap=False, pattern="0" if kind == "integer" else shown))
        else:
            self.text(place, str(value))

    def _dress(self, place: Place, look: _Look) -> None:
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415

        if look in self._looks:
            place._style = copy(self._looks[look])  # noqa: SLF001  (the library has no name for a look made before)
            return
        place.font = Font(name="Arial", size=look.size, bold=look.bold)
        # A number keeps away from the text in the next column.
        place.alignment = Alignment(
            wrap_text=look.wrap, vertical="top", horizontal="right" if look.right else "left", indent=1
        )
        place.number_format, place.quotePrefix = look.pattern, look.quoted
        self._looks[look] = copy(place._style)  # noqa: SLF001


def _page(sheet: Worksheet, facts: Facts) -> None:
    """Lay a sheet out for paper: on its side, and one page wide."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _PAPER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    # In a heading of a page & begins a code; two of them are the sign itself.
    said = phrases.short(phrases.warning(facts) or phrases.running(facts), 200).replace("&", "&&")
    sheet.oddHeader.left.text = said
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
