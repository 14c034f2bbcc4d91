"""A form in which a party fills in its interests before the meeting: an XLSX workbook, and how it is laid out.

It has one row per theme and one per term. Only the cells to fill in can be changed; texts of people are written so
that no spreadsheet takes them for a formula. ``interest_form_read`` reads what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from wijkdata import dutch
from wijkdata.ambition import meeting, words
from wijkdata.ambition.model import Ambition
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Raised when the layout changes: a form of another version is refused, for its cells mean something else.
VERSION = 1

#: The sheets.
INTERESTS, TERMS = "Belangen", "Begrippen"
#: What stands before the version in the form.
MARK = "wijkdata, formulier belangen, versie"
PARTY_ROW, MARK_ROW, HEAD_ROW = 3, 5, 7
HEADINGS = ("Thema", "Gewicht (0-5)", "Wat wilt u? (in uw woorden)", "Alleen voor het projectteam? (ja/nee)")
TERM_HEADINGS = ("Begrip", "Wat verstaat u eronder?")
YES, NO = "ja", "nee"
#: Widths of the columns [letters of the workbook's own font], the part of that for larger or wide letters, and the
#: height of a line and of the highest row that a workbook can have [points].
_WIDTHS, _TERM_WIDTHS = (34, 16, 70, 22), (34, 90)
_FITS, _LINE, _HIGHEST = 0.85, 16, 409
#: Characters that a workbook cannot hold.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_EXPLANATION = (
    "Vul in de lichte cellen per thema in hoe zwaar het voor u weegt: 0 is niet van belang, 5 is dat niets "
    "belangrijker is. Laat leeg wat u nog niet weet: leeg is niet hetzelfde als 0. Schrijf ernaast wat u wilt. Op "
    "het blad Begrippen schrijft u wat u onder een begrip verstaat. De andere cellen zijn vergrendeld."
)


def write_forms(ambition: Ambition, folder: Path, parties: Sequence[str] | None = None) -> list[Path]:
    """Write a form for each party, or for those that are named, with what the party said already filled in.

    Returns
    -------
    list of Path
        The files, in the order of the parties.

    Raises
    ------
    WijkdataError
        If there is no such party, a file is there already (a form that came back must not be written over), or the
        folder cannot be written. Of forms that are there already none is written.
    """
    names = [one.name for one in ambition.parties] if parties is None else list(dict.fromkeys(parties))
    if not names:
        raise WijkdataError("Er zitten nog geen partijen aan tafel. Voeg ze eerst toe bij Partijen.", "party")
    for name in names:
        _at_table(ambition, name)
    paths = _paths(folder, names)
    there = [path.name for path in paths if path.exists()]
    if there:
        raise WijkdataError(
            f"In {folder} staat al {dutch.join(there[:5])}. Een ingevuld formulier wordt niet overschreven; haal het "
            "weg of kies een andere map."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in zip(names, paths, strict=True):
            write_form(ambition, name, path)
    except OSError as error:
        raise WijkdataError(
            f"Schrijven in de map {folder} lukt niet ({reason(error)}). Kijk of u daar mag schrijven en of er "
            "ruimte is."
        ) from None
    return paths


def _paths(folder: Path, names: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for name in names:
        plain = re.sub(r"[^\w-]+", "-", name.casefold()).strip("-_")[:60] or "partij"
        path, number = folder / f"belangen_{plain}.xlsx", 1
        while path in found:
            number += 1
            path = folder / f"belangen_{plain}-{number}.xlsx"
        found.append(path)
    return found


def write_form(ambition: Ambition, party: str, path: Path) -> None:
    """Write the form of one party to a file; OSError if that cannot be done."""
    from openpyxl import Workbook  # noqa: PLC0415  (slow to import, and only needed for workbooks)

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = INTERESTS
    _write_head(sheet, ambition, party)
    _write_row(sheet, HEAD_ROW, HEADINGS, bold=True)
    _make_room(sheet, HEAD_ROW, HEADINGS, _WIDTHS, lines=1)
    themes = meeting.themes_on_table(ambition)
    for row, theme in enumerate(themes, HEAD_ROW + 1):
        one = meeting.interest_of(ambition, party, theme.id)
        says = one.weight is not None or bool(one.text)
        internal = (YES if one.internal else NO) if says else None
        _write_row(sheet, row, (theme.name, one.weight, one.text or None, internal), open_from=2)
        _make_room(sheet, row, (theme.name, "", one.text), _WIDTHS)
    _lay_out(sheet, _WIDTHS, HEAD_ROW)
    _ask_weights(sheet, HEAD_ROW + 1, HEAD_ROW + len(themes))

    terms = book.create_sheet(TERMS)
    _write_row(terms, 1, TERM_HEADINGS, bold=True)
    for row, term in enumerate(ambition.terms, 2):
        said = next((one.text for one in term.wordings if one.party == party), None)
        _write_row(terms, row, (term.name, said), open_from=2)
        _make_room(terms, row, (term.name, said or ""), _TERM_WIDTHS)
    if not ambition.terms:
        _write_text(terms.cell(2, 1), "Er zijn nog geen begrippen gekozen. Hier hoeft u niets in te vullen.")
    _lay_out(terms, _TERM_WIDTHS, 1)
    book.save(path)


def _write_head(sheet: Worksheet, ambition: Ambition, party: str) -> None:
    for row, (label, text) in enumerate(
        (
            ("Belangen en begrippen van een partij", ""),
            ("Ambitie", ambition.title or ambition.area.name or "nog zonder titel"),
            ("Partij", party),
            (_EXPLANATION, ""),
            (f"{MARK} {VERSION}", ""),
        ),
        1,
    ):
        _write_text(sheet.cell(row, 1), label, bold=row == 1)
        if text:
            _write_text(sheet.cell(row, 2), text, bold=row == PARTY_ROW)
    # A spreadsheet program does not make a row of this file higher for words that go on on a next line.
    for row, first in ((1, 1), (2, 2), (PARTY_ROW, 2), (4, 1), (5, 1)):
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=len(HEADINGS))
        width = sum(_WIDTHS[first - 1 :])
        sheet.row_dimensions[row].height = _height(str(sheet.cell(row, first).value), width)


def _write_row(
    sheet: Worksheet, row: int, values: Sequence[object], *, open_from: int = 99, bold: bool = False
) -> None:
    """Write a row of cells; those from this column on are to be filled in."""
    from openpyxl.styles import Border, PatternFill, Protection, Side  # noqa: PLC0415

    edge = Side(style="thin", color="B9B4A8")

    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            _write_text(cell, value, bold=bold)
        else:
            cell.value = value
            _style(cell, bold=bold)
        if column >= open_from:
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="F5F3EE")
            cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)


def _make_room(
    sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int], *, lines: int = 3
) -> None:
    """Make a row high enough for the words in it, and for so many lines at least."""
    sheet.row_dimensions[row].height = max(
        lines * _LINE, *(_height(text, width) for text, width in zip(texts, widths, strict=False))
    )


def _height(text: str, width: float) -> float:
    """Return the height [points] of a text in a cell of this width [letters]."""
    lines = sum(max(1, len(wrap(line, int(width * _FITS)))) for line in text.split("\n"))
    return min(_HIGHEST, lines * _LINE)


def _write_text(cell: Cell, text: str, *, bold: bool = False) -> None:
    """Write a text that stays a text, whatever it begins with."""
    cell.value = CONTROL.sub(" ", text)
    cell.data_type = "s"
    # With this a spreadsheet keeps it a text too when the cell is opened and closed again.
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    _style(cell, bold=bold)


def _style(cell: Cell, *, bold: bool) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    cell.font = Font(name="Arial", size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _lay_out(sheet: Worksheet, widths: Sequence[int], head_row: int) -> None:
    for column, width in enumerate(widths):
        sheet.column_dimensions["ABCD"[column]].width = width
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _ask_weights(sheet: Worksheet, first: int, last: int) -> None:
    """Let the spreadsheet itself refuse what is no weight, in Dutch."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for cells, rule, told in (
        (
            f"B{first}:B{last}",
            DataValidation(type="whole", operator="between", formula1="0", formula2="5", allow_blank=True),
            "Kies 0 (niet van belang) tot en met 5 (niets is belangrijker), of laat de cel leeg.",
        ),
        (
            f"D{first}:D{last}",
            DataValidation(type="list", formula1=f'"{YES},{NO}"', allow_blank=True),
            "Kies ja of nee, of laat de cel leeg.",
        ),
    ):
        rule.error = rule.prompt = told
        rule.errorTitle = rule.promptTitle = "Invullen"
        rule.showErrorMessage = rule.showInputMessage = True
        sheet.add_data_validation(rule)
        rule.add(cells)


def _at_table(ambition: Ambition, party: str) -> None:
    if party not in {one.name for one in ambition.parties}:
        known = dutch.join([words.quote(one.name) for one in ambition.parties][:12])
        raise WijkdataError(
            f"{words.quote(party)} zit niet aan tafel. {f'Wel: {known}.' if known else 'Voeg haar eerst toe.'}",
            "party",
        )
