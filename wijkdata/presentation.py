"""Tables as people read them: Dutch headers, Dutch numbers, no ids."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.uncertainty import between

HEADERS = {
    "code": "Code",
    "name": "Naam",
    "level": "Niveau",
    "parent": "Valt onder",
    "indicator": "Indicator",
    "theme": "Thema",
    "year": "Jaar",
    "value": "Waarde",
    "range": "Marge",
    "why_range": "Waaruit de marge volgt",
    "unit": "Eenheid",
    "direction": "Gewenst",
    "status": "Status",
    "source": "Bron",
    "table": "Tabel",
    "method": "Methode",
    "coverage": "Dekking",
    "retrieved": "Opgehaald",
    "note": "Opmerking",
    "why": "Waarom dit cijfer",
    "gemeente": "Gemeente",
    "dwellings": "Woningen",
    "distance": "Verschil",
    "compared": "Kenmerken vergeleken",
    "missing": "Niet vergeleken",
}


def readable(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return chosen columns as text for a reader.

    Parameters
    ----------
    frame
        A table such as `series`, `baseline`, `find_areas` and `similar` return.
    columns
        Which columns, in which order; each must be one of `HEADERS`. ``range`` takes ``low`` and ``high`` together.

    Returns
    -------
    DataFrame
        The same rows as text, with Dutch headers: values with the decimals of their indicator, coverage as a
        percentage, ids replaced by names, and "–" where there is nothing.
    """
    text = pd.DataFrame(index=range(len(frame)))
    for column in columns:
        cells = (
            _ranges(frame) if column == "range" else [_text(column, *one) for one in _cells(frame, column)]
        )
        text[HEADERS[column]] = cells
    return text


def _ranges(frame: pd.DataFrame) -> list[str]:
    """Return between what each figure lies; “–” where that is not known, and for an exact figure."""
    rows = zip(frame["indicator"], frame["low"], frame["high"], strict=True)
    return [
        "–" if low == high else between(low, high, catalogue.indicator(one), named=False) or "–"
        for one, low, high in rows
    ]


def _cells(frame: pd.DataFrame, column: str) -> list[tuple[object, str]]:
    indicators = frame["indicator"] if "indicator" in frame else [""] * len(frame)
    return list(zip(frame[column], indicators, strict=True))


def _text(column: str, value: object, indicator: str) -> str:
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return "–"
    match column:
        case "value":
            return catalogue.indicator(indicator).text(float(str(value)), unit=False)
        case "coverage":
            return dutch.number(100 * float(str(value)), 0, unit="%")
        case "distance" | "dwellings":
            return dutch.number(float(str(value)), 2 if column == "distance" else 0)
        case "year":
            return str(int(float(str(value))))
        case "indicator":
            return catalogue.indicator(indicator).name
        case "theme":
            return catalogue.theme(str(value)).name
        case _:
            return str(value)
