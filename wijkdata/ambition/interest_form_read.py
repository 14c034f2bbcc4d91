"""Reading a form of interests that came back: as values, and refused with the cell where something cannot be.

A formula, another sheet, a name that was changed or a weight that is none is refused, and then nothing of that form
is taken. A cell that was left empty says nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wijkdata import dutch
from wijkdata.ambition import meeting, words
from wijkdata.ambition.interest_form import (
    CONTROL,
    HEAD_ROW,
    HEADINGS,
    INTERESTS,
    MARK,
    MARK_ROW,
    NO,
    PARTY_ROW,
    TERM_HEADINGS,
    TERMS,
    VERSION,
    YES,
)
from wijkdata.ambition.model import Ambition
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.reasons import reason

#: Longest text that the ambition keeps.
_LONGEST = 10_000
#: A form takes some tens of kilobytes unpacked; what is far larger is no form.
_LARGEST = 5_000_000


@dataclass(frozen=True)
class Answer:
    """One thing that a party filled in.

    Attributes
    ----------
    about
        Id of the theme, or name of the term.
    field
        ``weight``, ``text``, ``internal`` or ``wording``.
    value
        What was filled in.
    cell
        Where, such as ``Belangen!B8``.
    """

    about: str
    field: str
    value: int | str | bool
    cell: str


@dataclass(frozen=True)
class Form:
    """What stood in a form.

    Attributes
    ----------
    name
        Name of the file.
    party
        The party at the table that filled it in.
    answers
        What was filled in, in the order of the form.
    without_weight
        Themes (ids) of which the weight was left empty.
    not_asked
        Themes (ids) on the table now that the form does not have: it was made before.
    without_wording
        Terms (names) of the team on which the form says nothing, also because it does not have them.
    """

    name: str
    party: str
    answers: tuple[Answer, ...]
    without_weight: tuple[str, ...]
    not_asked: tuple[str, ...] = ()
    without_wording: tuple[str, ...] = ()


def read_form(path: Path, ambition: Ambition) -> Form:
    """Read a form that came back.

    Raises
    ------
    SourceError
        If it is no form of this version for this ambition, or a cell holds what cannot be: the message names file
        and cell and says what to do.
    """
    sheets = _open(path)
    unknown = [name for name in sheets if name not in (INTERESTS, TERMS)]
    if INTERESTS not in sheets or unknown:
        raise _refusal(
            path,
            f"het blad {words.quote(unknown[0])} hoort er niet bij"
            if unknown
            else f"het blad {INTERESTS} ontbreekt",
            "Vul het formulier in zoals het gemaakt is, en haal andere bladen weg.",
        )
    interests = _Sheet(path, INTERESTS, sheets[INTERESTS])
    interests.check_version()
    party = interests.party(ambition)
    answers, without, asked = interests.interests(ambition)
    wordings = _Sheet(path, TERMS, sheets[TERMS]).wordings(ambition) if TERMS in sheets else []
    not_asked = [one.id for one in meeting.themes_on_table(ambition) if one.id not in asked]
    said = {one.about for one in wordings}
    silent = tuple(one.name for one in ambition.terms if one.name not in said)
    return Form(path.name, party, (*answers, *wordings), tuple(without), tuple(not_asked), silent)


def _refusal(path: Path, wrong: str, way_out: str) -> SourceError:
    return SourceError(f"{path.name}: {wrong}. {way_out}")


def _open(path: Path) -> dict[str, dict[tuple[int, int], Any]]:
    """Return the cells that hold something, by sheet and then by row and column."""
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import, and only needed for workbooks)

    too_large = _refusal(
        path, "dit is veel te groot voor een formulier", "Lever het formulier zonder bijlagen in."
    )
    if not path.is_file():
        raise _refusal(path, "dit bestand is er niet", "Controleer de naam en de map.")
    try:
        if path.stat().st_size > _LARGEST:
            raise too_large
        # From memory: openpyxl leaves a file open that it cannot read.
        content = io.BytesIO(path.read_bytes())
        with zipfile.ZipFile(content) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST:
                raise too_large
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(content, keep_links=False)
    except WijkdataError:
        raise
    except OSError as error:
        raise _refusal(
            path, f"lezen lukt niet ({reason(error)})", "Kijk of u het bestand mag openen."
        ) from None
    except Exception:  # noqa: BLE001  (openpyxl lets every error of zip, XML and its own types through)
        raise _refusal(
            path, "dit is geen leesbaar XLSX-bestand", "Bewaar het formulier opnieuw als .xlsx."
        ) from None
    found: dict[str, dict[tuple[int, int], Any]] = {}
    for sheet in book.worksheets:
        # The cells that are there: a sheet can say that it has a million rows.
        cells = [one for one in getattr(sheet, "_cells", {}).values() if one.value is not None]
        found[sheet.title] = {(one.row, one.column): one for one in cells}
    if not found or len(found) != len(book.sheetnames):
        raise _refusal(
            path, "er is een blad bij dat geen cellen heeft", "Haal grafieken en andere bladen weg."
        )
    return found


class _Sheet:
    """One sheet of a form that is being read."""

    def __init__(self, path: Path, name: str, cells: Mapping[tuple[int, int], Any]) -> None:
        self.path = path
        self.name = name
        self.cells = cells
        for cell in cells.values():
            if cell.data_type == "f":
                raise self._wrong(
                    cell.row, cell.column, "hier staat een formule", "Vul een getal of tekst in."
                )
            if cell.data_type == "e":
                raise self._wrong(
                    cell.row, cell.column, f"hier staat de fout {cell.value}", "Vul de cel opnieuw in."
                )

    def _wrong(self, row: int, column: int, wrong: str, way_out: str) -> SourceError:
        return _refusal(
            self.path, f"blad {self.name}, cel {self.cell(row, column, sheet=False)}: {wrong}", way_out
        )

    def cell(self, row: int, column: int, *, sheet: bool = True) -> str:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        return (f"{self.name}!" if sheet else "") + f"{get_column_letter(column)}{row}"

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, as it was typed."""
        cell = self.cells.get((row, column))
        if cell is None:
            return ""
        value = cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, dt.date):
            value = value.isoformat()[:10]
        if isinstance(value, bool):
            value = YES if value else NO
        text = plain(str(value))
        if len(text) > _LONGEST:
            raise self._wrong(
                row, column, f"de tekst is langer dan {dutch.number(_LONGEST)} tekens", "Maak hem korter."
            )
        return text

    def rows(self, first: int) -> range:
        return range(first, max((row for row, _ in self.cells), default=0) + 1)

    def check_version(self) -> None:
        mark = self.text(MARK_ROW, 1)
        found = re.fullmatch(re.escape(MARK) + r" (\d{1,4})", mark)
        again = "Maak een nieuw formulier met ‘wijkdata form’ en neem de antwoorden over."
        if found is None:
            raise self._wrong(MARK_ROW, 1, "hier hoort de versie van het formulier te staan", again)
        if int(found[1]) != VERSION:
            older = "ouder" if int(found[1]) < VERSION else "nieuwer"
            raise self._wrong(MARK_ROW, 1, f"dit is een {older} formulier (versie {int(found[1])})", again)
        self.check_headings(HEAD_ROW, HEADINGS)

    def check_headings(self, row: int, headings: Sequence[str]) -> None:
        for column, heading in enumerate(headings, 1):
            if self.text(row, column) != heading:
                raise self._wrong(
                    row,
                    column,
                    f"hier hoort {words.quote(heading)} te staan, niet {words.quote(self.text(row, column))}",
                    "Laat de vaste cellen zoals ze zijn.",
                )

    def party(self, ambition: Ambition) -> str:
        name = self.text(PARTY_ROW, 2)
        parties = {plain(one.name): one.name for one in ambition.parties}
        if name not in parties:
            known = dutch.join([words.quote(one) for one in parties][:12])
            raise self._wrong(
                PARTY_ROW,
                2,
                f"{words.quote(name)} zit niet aan tafel",
                f"Wel: {known}." if known else "Voeg de partij eerst toe.",
            )
        return parties[name]

    def interests(self, ambition: Ambition) -> tuple[list[Answer], list[str], set[str]]:
        """Return the answers, the themes without a weight and the themes that were asked."""
        by_name = {plain(one.name): one.id for one in meeting.themes_on_table(ambition)}
        answers: list[Answer] = []
        without: list[str] = []
        asked: set[str] = set()
        for row in self.rows(HEAD_ROW + 1):
            theme = self._named(row, by_name, asked, "thema", len(HEADINGS))
            if theme is None:
                continue
            weight = self._weight(row)
            if weight is None:
                without.append(theme)
            else:
                answers.append(Answer(theme, "weight", weight, self.cell(row, 2)))
            text = self.text(row, 3)
            if text.strip():
                answers.append(Answer(theme, "text", text, self.cell(row, 3)))
            internal = self.text(row, 4).strip().casefold()
            if internal not in ("", YES, NO):
                raise self._wrong(
                    row,
                    4,
                    f"{words.quote(internal)} is geen ja of nee",
                    "Kies ja of nee, of laat de cel leeg.",
                )
            if internal:
                answers.append(Answer(theme, "internal", internal == YES, self.cell(row, 4)))
        return answers, without, asked

    def _named(
        self, row: int, by_name: Mapping[str, str], asked: set[str], what: str, width: int
    ) -> str | None:
        """Return what a row is about; None for an empty row."""
        extra = [column for number, column in self.cells if number == row and column > width]
        if extra:
            raise self._wrong(row, min(extra), "hier hoort niets te staan", "Haal het weg.")
        name = self.text(row, 1)
        if not any((row, column) in self.cells for column in range(1, width + 1)):
            return None
        if name not in by_name:
            raise self._wrong(
                row,
                1,
                f"{words.quote(name)} is geen {what} in deze ambitie",
                "Laat de vaste cellen zoals ze zijn.",
            )
        key = by_name[name]
        if key in asked:
            raise self._wrong(row, 1, f"{words.quote(name)} staat er twee keer", "Houd één regel over.")
        asked.add(key)
        return key

    def _weight(self, row: int) -> int | None:
        cell = self.cells.get((row, 2))
        if cell is None:
            return None
        typed = "" if isinstance(cell.value, bool) else self.text(row, 2).strip()
        if cell.data_type == "s" and not typed:
            return None
        if not re.fullmatch("[0-5]", typed):
            raise self._wrong(
                row,
                2,
                f"{words.quote(cell.value)} is geen gewicht",
                "Vul 0 tot en met 5 in, of laat de cel leeg.",
            )
        return int(typed)

    def wordings(self, ambition: Ambition) -> list[Answer]:
        self.check_headings(1, TERM_HEADINGS)
        names = {plain(one.name): one.name for one in ambition.terms}
        found: list[Answer] = []
        asked: set[str] = set()
        for row in self.rows(2):
            if not names and not self.text(row, 2):
                continue  # the row that says that there are no terms yet
            term = self._named(row, names, asked, "begrip", len(TERM_HEADINGS))
            if term is not None and self.text(row, 2).strip():
                found.append(Answer(term, "wording", self.text(row, 2), self.cell(row, 2)))
        return found


def plain(text: str) -> str:
    """Return a text as it comes back from a spreadsheet."""
    return CONTROL.sub(" ", text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")).strip()
