"""CSV files with any of the usual separators: to cells of text, with errors that name file, row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

import numpy as np
import pandas as pd

from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources.reading import RawFile, Source, read_text

_SEPARATORS = ";,\t"
_NUMBER = r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?"


def separator(line: str) -> str:
    """Return the separator that occurs most in a header line."""
    return max(_SEPARATORS, key=line.count)


def columns(line: str) -> list[str]:
    """Return the titles in a header line."""
    return [title.strip().strip('"').strip() for title in line.split(separator(line))]


def again(raw: RawFile) -> io.StringIO:
    """Return a text that was read, to be read by a reader that wants a file."""
    file = io.StringIO(raw.text)
    file.name = raw.name
    return file


def read_cells(source: Source, only: Collection[str] | None = None) -> tuple[str, pd.DataFrame]:
    """Read a CSV file with one header line; every cell stays text, stripped.

    Parameters
    ----------
    source
        The file, or its content.
    only
        Columns to return, where they are there; all of them by default.

    Returns
    -------
    tuple of str and DataFrame
        Name of the file, and its cells; the index holds the row numbers of the file.

    Raises
    ------
    SourceError
        If the file is not readable, a title occurs twice, or a row has more or fewer cells than the header.
    """
    raw = read_text(source)
    try:
        reader = csv.reader(io.StringIO(raw.text, newline=""), delimiter=separator(raw.text.splitlines()[0]))
        header, *rows = reader
    except (csv.Error, ValueError) as error:
        raise SourceError(
            f"{raw.name} is geen leesbare CSV ({error}). Download het opnieuw bij de uitgever."
        ) from None
    titles = [title.strip() for title in header]
    double = sorted({title for title in titles if title and titles.count(title) > 1})
    if double:
        raise SourceError(f"{raw.name}: de kolom {join(double[:4])} komt meer keren voor.")
    numbered = [(number, cells) for number, cells in enumerate(rows, start=2) if cells]
    wrong = next(((number, cells) for number, cells in numbered if len(cells) != len(titles)), None)
    if wrong is not None:
        raise SourceError(
            f"{raw.name}, rij {wrong[0]}: {len(wrong[1])} kolommen in plaats van {len(titles)}. Het bestand is "
            "afgebroken of gewijzigd; download het opnieuw bij de uitgever."
        )
    kept = [place for place, title in enumerate(titles) if only is None or title in only]
    whole = len(kept) == len(titles)
    frame = pd.DataFrame(
        [cells if whole else [cells[place] for place in kept] for _, cells in numbered],
        index=[number for number, _ in numbered],
        columns=[titles[place] for place in kept],
        dtype="str",
    )
    return raw.name, frame.apply(lambda column: column.str.strip()) if len(frame) else frame


def numbers(cells: pd.Series, *, name: str, column: str, decimal: str = ".") -> pd.Series:
    """Turn cells into numbers, also with a power of ten (``1.2e-05``); empty cells become NaN.

    Raises
    ------
    SourceError
        If a cell is neither empty nor a finite number, with its row and content.
    """
    texts = cells.str.replace(decimal, ".", regex=False) if decimal != "." else cells
    foreign = (
        cells.str.contains(".", regex=False) if decimal != "." else pd.Series(data=False, index=cells.index)
    )
    wrong = foreign | ~(texts.str.fullmatch(_NUMBER) | (texts == ""))
    values = texts.mask(wrong | (texts == ""), "nan").astype("float64")
    wrong |= np.isinf(values)
    if wrong.any():
        row = cells.index[wrong][0]
        others = f" (en in nog {int(wrong.sum()) - 1} rijen)" if wrong.sum() > 1 else ""
        raise SourceError(
            f"{name}, rij {row}, kolom ‘{column}’{others}: ‘{str(cells.loc[row])[:40]}’ is geen getal zoals de "
            "uitgever het schrijft. Download het bestand opnieuw en wijzig het niet."
        )
    return values
