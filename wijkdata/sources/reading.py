"""Opening published files: from a path or buffer to text and numbers, with errors that name the file.

People bring files that a browser, a mail program or a spreadsheet has touched. What is recognisably wrong is told
with what to do about it; rows that carry no area are set aside and counted, never silently lost.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd

from wijkdata import areas
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.reasons import reason
from wijkdata.sources.loaded import utf16

Source = str | Path | IO[str] | IO[bytes]

_SET_ASIDE = "set_aside"
_HTML = ("<!doctype html", "<html", "<head")
_AREA_CODE = r"NL00|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}"
_UNKNOWN_GEMEENTE = "9999"


@dataclass(frozen=True)
class RawFile:
    """The text of a file, and the name to use in messages about it.

    Attributes
    ----------
    data
        The same as UTF-8, where the file was read as such: encoding a national table again takes long.
    """

    name: str
    text: str
    data: bytes = b""

    @property
    def utf8(self) -> bytes:
        """The text as UTF-8."""
        return self.data or self.text.encode()


def read_text(source: Source) -> RawFile:
    """Read a UTF-8 file, with or without byte order mark.

    Raises
    ------
    SourceError
        If the file is not there, is empty, is not UTF-8 or is a web page.
    """
    name, content = _content(source)
    text = (content if isinstance(content, str) else _decode(name, content)).removeprefix("\ufeff")
    if not text.strip():
        raise SourceError(f"{name} is leeg. Download het opnieuw bij de uitgever.")
    if text.lstrip()[:200].casefold().startswith(_HTML):
        raise SourceError(
            f"{name} is een webpagina en geen gegevensbestand. Open het adres in een browser en gebruik daar de "
            "knop om het CSV-bestand te downloaden."
        )
    return RawFile(name, text, b"" if isinstance(content, str) else content.removeprefix(codecs.BOM_UTF8))


def _decode(name: str, content: bytes) -> str:
    if utf16(content[:200]):
        raise SourceError(
            f"{name} is door een rekenblad als ‘Unicode-tekst’ (UTF-16) bewaard, en niet als UTF-8. Download het "
            "opnieuw bij de uitgever en wijzig het niet."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{name}: rij {row} is niet leesbaar als UTF-8. Waarschijnlijk is het bestand in een rekenblad geopend "
            "en opnieuw bewaard. Download het opnieuw bij de uitgever en wijzig het niet."
        ) from None


def _content(source: Source) -> tuple[str, str | bytes]:
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            return path.name, path.read_bytes()
        except OSError as error:
            raise SourceError(
                f"Het bestand {path.name} in de map {path.parent} is niet te lezen ({reason(error)}). Kijk of het "
                "er staat en of u het mag openen."
            ) from None
    name = getattr(source, "name", None)
    return Path(name).name if isinstance(name, str) else "het bestand", source.read()


def read_json(source: Source) -> tuple[str, dict[str, Any]]:
    """Read a JSON object; returns the name of the file and the object."""
    raw = read_text(source)
    try:
        found = json.loads(raw.text)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"{raw.name} is geen JSON: regel {error.lineno}, teken {error.colno}. Download het opnieuw."
        ) from None
    if not isinstance(found, dict):
        raise SourceError(
            f"{raw.name} bevat geen beschrijving van een tabel. Download de tabelinformatie opnieuw."
        )
    return raw.name, found


def numbers(cells: pd.Series, *, name: str, column: str, decimal: str = ".") -> pd.Series:
    """Turn cells into numbers; empty cells become NaN.

    Parameters
    ----------
    cells
        Text, stripped. The index holds the row numbers of the file.
    name, column
        File and column, for the message.
    decimal
        Decimal sign of the file.

    Raises
    ------
    SourceError
        If a cell is neither empty nor a number, with its row and content.
    """
    sign = "\\" + decimal
    wrong = ~cells.str.fullmatch(rf"(-?\d+({sign}\d+)?)?")
    if wrong.any():
        row = cells.index[wrong][0]
        others = f" (en in nog {int(wrong.sum()) - 1} rijen)" if wrong.sum() > 1 else ""
        raise SourceError(
            f"{name}, rij {row}, kolom ‘{column}’{others}: ‘{cells[row]}’ is geen getal zoals de uitgever het "
            "schrijft. Download het bestand opnieuw en wijzig het niet."
        )
    return cells.str.replace(decimal, ".", regex=False).replace("", "nan").astype("float64")


def clean_codes(cells: pd.Series) -> pd.Series:
    """Return area codes without padding and in capitals."""
    return cells.str.strip().str.upper()


def is_area(codes: pd.Series) -> pd.Series:
    """Tell which codes are an area: the country as NL00, a gemeente, wijk or buurt.

    The codes of gemeente 9999 ("Onbekend") are no area.
    """
    return codes.str.fullmatch(_AREA_CODE) & (codes.str.slice(2, 6) != _UNKNOWN_GEMEENTE)


def inside(codes: pd.Series, gemeente: str | None) -> pd.Series:
    """Tell which codes are the country, or a gemeente with its wijken and buurten; all of them for None.

    Raises
    ------
    UnknownAreaError
        If the code is no code of a gemeente.
    """
    if gemeente is None:
        return pd.Series(data=True, index=codes.index)
    code = areas.clean(gemeente)
    if areas.level(code) != "gemeente":
        raise UnknownAreaError(f"‘{gemeente}’ is geen code van een gemeente. Schrijf die als GM0599.")
    return (codes == areas.COUNTRY) | (codes.str.slice(2, 6) == code[2:])


def with_set_aside(frame: pd.DataFrame, reasons: dict[str, int]) -> pd.DataFrame:
    """Note on the frame how many rows of the file were set aside, by reason (Dutch, for people)."""
    frame.attrs[_SET_ASIDE] = {reason: count for reason, count in reasons.items() if count}
    return frame


def set_aside(*frames: pd.DataFrame) -> dict[str, int]:
    """Return how many rows were set aside by the readers of these frames, by reason."""
    together: Counter[str] = Counter()
    for frame in frames:
        together.update(frame.attrs.get(_SET_ASIDE, {}))
    return dict(together)
