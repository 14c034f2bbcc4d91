"""Tables with typed cells, whatever they are written to: what a column, a row and a table are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wijkdata.datapackage import Field
from wijkdata.reports.blocks import plain

#: What a cell can hold; None where there is nothing.
Cell = str | float | int | date | bool | None

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
    name
        As other programs know it; also the name of its file.
    title
        As people know it; at most 31 letters, as a workbook wants.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


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


def texts(name: str, title: str, description: str, width: int = 14) -> Column:
    """Return a column of texts."""
    return Column(Field(name, "string", description), title, width)


def numbers(name: str, title: str, description: str, width: int = 12, decimals: int | None = None) -> Column:
    """Return a column of numbers."""
    return Column(Field(name, "number", description), title, width, decimals)


def wholes(name: str, title: str, description: str, width: int = 12) -> Column:
    """Return a column of whole numbers."""
    return Column(Field(name, "integer", description), title, width)


def days(name: str, title: str, description: str, width: int = 16) -> Column:
    """Return a column of days."""
    return Column(Field(name, "date", description), title, width)


def truths(name: str, title: str, description: str, width: int = 12) -> Column:
    """Return a column of what is so or not."""
    return Column(Field(name, "boolean", description), title, width)
