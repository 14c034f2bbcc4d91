"""Tables with typed cells, whatever they are written to: what a column, a row and a table are."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from wijkdata.datapackage import Field
from wijkdata.reports.blocks import plain

#: What a cell can hold; None where there is nothing.
Cell = str | float | int | date | bool | None

Thing = TypeVar("Thing")

#: Of a number the decimals where nothing else says so.
DECIMALS = 2


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes
    ----------
    field
        As other programs know it.
    title, width
        Its heading for people, and its width [letters].
    decimals
        How its numbers are shown, where that is not as the row says.
    """

    field: Field
    title: str
    width: int = 14
    decimals: int | None = None


@dataclass(frozen=True)
class Row:
    """A row; `decimals` is how its numbers are shown to people, and says nothing about their value."""

    cells: tuple[Cell, ...]
    decimals: int = DECIMALS


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    title
        As people know it; at most 31 letters, as a workbook wants.
    """

    title: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """As other programs know it; also the name of its file."""
        return _name(self.title)


def _name(title: str) -> str:
    """Return a Dutch heading as a name that every program takes: small letters, digits and underscores."""
    plain_letters = (
        unicodedata.normalize("NFKD", title.lower().replace("’", "")).encode("ascii", "ignore").decode()
    )
    return re.sub("[^a-z0-9]+", "_", plain_letters).strip("_")


def sheet_of(
    title: str,
    description: str,
    fields: Sequence[tuple[Column, Callable[[Thing], Any]]],
    things: Iterable[Thing],
    decimals: Callable[[Thing], int] = lambda _: DECIMALS,
) -> Sheet:
    """Return a table with a row per thing, of columns that each say what they take from it."""
    rows = (row_of([take(one) for _, take in fields], decimals(one)) for one in things)
    return Sheet(title, description, tuple(column for column, _ in fields), tuple(rows))


def row_of(cells: Sequence[Any], decimals: int = DECIMALS) -> Row:
    """Return a row of whatever was given, as cells can hold it."""
    return Row(tuple(map(_cell, cells)), decimals)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return plain(value) or None
    if hasattr(value, "item"):
        value = value.item()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, bool | int | float | date) else plain(str(value))


def texts(title: str, description: str, width: int = 14) -> Column:
    """Return a column of texts."""
    return Column(Field(_name(title), "string", description), title, width)


def numbers(title: str, description: str, width: int = 12, decimals: int | None = None) -> Column:
    """Return a column of numbers."""
    return Column(Field(_name(title), "number", description), title, width, decimals)


def wholes(title: str, description: str, width: int = 12) -> Column:
    """Return a column of whole numbers."""
    return Column(Field(_name(title), "integer", description), title, width)


def days(title: str, description: str, width: int = 16) -> Column:
    """Return a column of days."""
    return Column(Field(_name(title), "date", description), title, width)


def truths(title: str, description: str, width: int = 12) -> Column:
    """Return a column of what is so or not."""
    return Column(Field(_name(title), "boolean", description), title, width)
