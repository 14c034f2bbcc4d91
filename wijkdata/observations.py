"""The one tidy table that every source delivers and everything else reads.

One row is one value of one indicator for one area and year:

============== ========= =====================================================================
column         type      meaning
============== ========= =====================================================================
area           str       region code, such as ``BU05991448``
indicator      str       id from the catalogue
year           int       reporting year
value          float     in `unit`; NaN where there is no figure (never 0 for "missing")
unit           str       as in the catalogue
status         str       one of `STATUSES`
source         str       publisher
table          str       the publisher's table id, or file name where there is no id
method         str       how the value came about; ``gepubliceerd`` when taken over unchanged
note           str       what a reader must know about this one row, such as why it is missing
retrieved      str       ISO date on which the figure was taken over
boundary_year  int       year of the region division to which `area` belongs
============== ========= =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa

from wijkdata.errors import SourceError

#: Statuses of a figure, from the firmest to the least firm.
STATUSES = (
    "definitief",
    "nader voorlopig",
    "voorlopig",
    "eigen meting",
    "model",
    "geschat",
    "geheim",
    "ontbreekt",
)

#: The status of a figure that was computed and not counted.
MODEL = "model"

#: Statuses that come without a value. ``geheim``: the publisher has it, or may have it, but does not show it for
#: this area; ``ontbreekt``: nobody has published it (yet), or it cannot exist.
WITHOUT_VALUE = ("geheim", "ontbreekt")

PUBLISHED = "gepubliceerd"

#: What the note of a row says whose publisher fills it in a later edition, and only then.
NOT_YET_PUBLISHED = "in deze uitgave nog niet gepubliceerd"

#: Columns that tell one row from another.
KEY = ["area", "indicator", "year", "table"]

#: How many times a text that repeats is in memory. [-]
_BLOCK = 4096

DTYPES: dict[str, str] = {
    "area": "str",
    "indicator": "str",
    "year": "int64",
    "value": "float64",
    "unit": "str",
    "status": "str",
    "source": "str",
    "table": "str",
    "method": "str",
    "note": "str",
    "retrieved": "str",
    "boundary_year": "int64",
}
COLUMNS = list(DTYPES)


def empty() -> pd.DataFrame:
    """Return an observation table without rows, with the right columns and types."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in DTYPES.items()})


def repeated(texts: Iterable[str], times: int) -> pd.Series:
    """Return each text so many times in a row, as a column.

    Of a text that repeats, no more than a few thousand are in memory.
    """
    blocks = []
    for text in texts:
        block = pa.repeat(pa.scalar(text, pa.large_string()), min(times, _BLOCK))
        whole, rest = divmod(times, _BLOCK)
        blocks += [*([block] * whole), block.slice(0, rest)]
    column: pd.Series = pa.chunked_array(blocks, pa.large_string()).to_pandas()
    return column


def newest(editions: pd.DataFrame) -> pd.DataFrame:
    """Keep of each figure the last edition.

    An edition in which a figure was not published yet is older than one in which it is, whatever was added last:
    of some tables no edition says its date.

    Parameters
    ----------
    editions
        Observation table in which a key may occur more than once, the newest last.

    Returns
    -------
    DataFrame
        The rows that count, in the order in which they stood.
    """
    if editions.duplicated(KEY).any():
        to_come = editions["value"].isna() & editions["note"].str.contains(NOT_YET_PUBLISHED, regex=False)
        editions = pd.concat([editions[to_come], editions[~to_come]]) if to_come.any() else editions
        editions = editions.drop_duplicates(KEY, keep="last").sort_index()
    return editions.reset_index(drop=True)


def validate(frame: pd.DataFrame, *, where: str = "de tabel") -> pd.DataFrame:
    """Return the frame with the columns in order and typed, or say which rows are wrong.

    Raises
    ------
    SourceError
        If a column is missing, a status is unknown, a value stands beside a status without value (or the other
        way round), or two rows have the same key. The message shows the first rows concerned.
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise SourceError(f"In {where} ontbreken de kolommen {', '.join(missing)}.")
    table = frame[COLUMNS].astype(DTYPES).reset_index(drop=True)
    has_value = table["value"].notna()
    without = table["status"].isin(WITHOUT_VALUE)
    problems = {
        "een status die wij niet kennen": ~table["status"].isin(STATUSES),
        "een waarde bij de status geheim of ontbreekt": without & has_value,
        "geen waarde, terwijl de status er een belooft": ~without & ~has_value,
        "dezelfde sleutel als een andere rij": _occurs_twice(table),
    }
    for problem, wrong in problems.items():
        if wrong.any():
            raise SourceError(
                f"In {where} hebben {int(wrong.sum())} rijen {problem}: {_first(table[wrong])}. Dat kan niet "
                "kloppen; download het bestand opnieuw bij de uitgever en wijzig het niet."
            )
    return table


def _occurs_twice(table: pd.DataFrame) -> pd.Series:
    """Tell which rows have the same key as another."""
    place = np.zeros(len(table), dtype="int64")
    # Most tables have one indicator after the other, each with the same areas: then this is sorted already.
    for name in reversed(KEY):
        cells = pa.array(table[name])
        column = cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
        numbered = column.dictionary_encode("encode").combine_chunks()
        place *= len(numbered.dictionary)
        place += numbered.indices.to_numpy()
    place.sort(kind="stable")
    # Different keys can share a place if there are very many; the same ones always do.
    if (place[1:] == place[:-1]).any():
        return table.duplicated(KEY, keep=False)
    return pd.Series(data=False, index=table.index)


def _first(rows: pd.DataFrame) -> str:
    shown = rows.head(5).to_dict("records")
    texts = [
        f"{row['area']} {row['indicator']} {row['year']} "
        + ("zonder waarde" if pd.isna(row["value"]) else f"{row['value']:.12g}")
        + f" ({row['status']})"
        for row in shown
    ]
    return "; ".join(texts) + (" …" if len(rows) > len(shown) else "")
