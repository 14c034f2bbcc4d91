"""The numbered list of sources behind the figures in the documents: the same numbers in every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from wijkdata import dutch
from wijkdata.reports.blocks import plain


@dataclass(frozen=True)
class Source:
    """One source.

    Attributes
    ----------
    name
        Publisher, or whoever said it.
    table
        Table, file or document; empty where there is none.
    title, licence, retrieved
        As the publisher tells; empty where that is not known.
    """

    number: int
    name: str
    table: str = ""
    title: str = ""
    licence: str = ""
    retrieved: str = ""

    @property
    def text(self) -> str:
        """The source as one line of a list."""
        title = f"{self.title}" + (f" ({self.table})" if self.table and self.table not in self.title else "")
        what = title if self.title else self.table
        licence = f"licentie: {self.licence}" if self.licence else ""
        retrieved = f"overgenomen {_day(self.retrieved)}" if self.retrieved else ""
        facts = "; ".join(filter(None, (licence, retrieved)))
        said = ". ".join(part.removesuffix(".") for part in (self.name, what, facts) if part)
        return f"{said}."


class Sources:
    """Sources in the order in which they are first named."""

    def __init__(self, tables: pd.DataFrame) -> None:
        """Take the published tables, as ``figures.tables`` gives them."""
        self._tables = {str(key): row for key, row in tables.to_dict("index").items()}
        self._found: dict[tuple[str, str], Source] = {}

    def number(self, name: str, table: str = "") -> int | None:
        """Return the number of a source; None if it has no name and no table, for there is nothing to point to."""
        name, table = " ".join(plain(name).split()), " ".join(plain(table).split())
        if not name and not table:
            return None
        key = (name, table)
        if key not in self._found:
            published = self._tables.get(table, {})
            self._found[key] = Source(
                len(self._found) + 1,
                name,
                table,
                _known(published.get("title")),
                _known(published.get("licence")),
                _known(published.get("retrieved")),
            )
        return self._found[key].number

    def mark(self, name: str, table: str = "") -> str:
        """Return the number of a source as it stands in a text: ``[3]``; empty for no source."""
        number = self.number(name, table)
        return "" if number is None else f"[{number}]"

    @property
    def all(self) -> list[Source]:
        """All sources named until now, by number."""
        return list(self._found.values())


def _known(value: object) -> str:
    return str(value) if isinstance(value, str) and value.strip() else ""


def _day(text: str) -> str:
    try:
        return dutch.day(date.fromisoformat(text[:10]))
    except ValueError:
        return text
