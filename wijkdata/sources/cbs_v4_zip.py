"""A dataset of CBS as OData v4 gives it to download: a zip with CSV files, of observations and of their codes."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.sources import archive, cbs_odata, reading
from wijkdata.sources.cbs_sheet import Column, Sheet, texts

_OBSERVATIONS, _MEASURES, _AREAS = "Observations.csv", "MeasureCodes.csv", "WijkenEnBuurtenCodes.csv"
_MEMBERS = (_OBSERVATIONS, _MEASURES, _AREAS)
_REGION = "WijkenEnBuurten"
_AGAIN = "Download de dataset opnieuw bij CBS."


def is_v4_zip(members: Collection[str]) -> bool:
    """Tell whether a zip with these files is a dataset about wijken and buurten without another dimension."""
    names = {_bare(member) for member in members}
    codes = {name for name in names if name.endswith("Codes.csv")}
    return set(_MEMBERS) <= names and codes <= set(_MEMBERS)


def read_v4_zip(path: Path, *, measures: Collection[str] | None = None) -> tuple[Sheet, dict[str, str]]:
    """Read a dataset of OData v4.

    Parameters
    ----------
    path
        The zip.
    measures
        Codes of the measures that are needed; all of them for None.

    Returns
    -------
    tuple of Sheet and dict
        The table with titles and units, and the name of every area.

    Raises
    ------
    SourceError
        If the zip is damaged or not complete, or a figure occurs twice.
    """
    files = {
        _bare(name): reading.read_text(content)
        for name, content in archive.text_members(path, lambda name: _bare(name) in _MEMBERS)
    }
    missing = [name for name in _MEMBERS if name not in files]
    if missing:
        raise SourceError(f"{path.name}: in de zip {cbs_odata.misses(missing)}. {_AGAIN}")
    rows = _cells(path.name, files[_OBSERVATIONS], ("Measure", "Value", "ValueAttribute", _REGION))
    codes = _cells(path.name, files[_MEASURES], ("Identifier", "Title", "Unit"))
    areas = _cells(path.name, files[_AREAS], ("Identifier", "Title"))
    rows["Value"] = reading.numbers(rows["Value"], name=_OBSERVATIONS, column="Value", decimal=",")
    sheet = cbs_odata.observed(
        cbs_odata.Envelope(path.name, "", "Observations"), rows, measures=measures, region=_REGION
    )
    described = {
        code: Column(code, title, unit)
        for code, title, unit in zip(codes["Identifier"], codes["Title"], codes["Unit"], strict=True)
    }
    return sheet.described(described), dict(zip(areas["Identifier"], areas["Title"], strict=True))


def _bare(member: str) -> str:
    return member.rpartition("/")[2]


def _cells(zip_name: str, raw: reading.RawFile, needed: Sequence[str]) -> pd.DataFrame:
    """Return the cells of one of the files as text; the index holds the row numbers of the file."""
    import pyarrow as pa  # noqa: PLC0415  (slow to import, and only needed for files)
    import pyarrow.csv as pacsv  # noqa: PLC0415

    header = next(csv.reader([raw.text.partition("\n")[0].strip()], delimiter=";"), [])
    missing = [name for name in needed if name not in header]
    if missing:
        raise SourceError(f"{zip_name}: in {raw.name} {cbs_odata.misses(missing)}. {_AGAIN}")
    try:
        table = pacsv.read_csv(
            pa.BufferReader(raw.text.encode()),
            parse_options=pacsv.ParseOptions(delimiter=";", newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(needed, pa.string()), include_columns=list(needed)
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        raise SourceError(
            f"{zip_name}: {raw.name} is afgebroken of geen CSV zoals CBS die schrijft. {_AGAIN}"
        ) from None
    cells: pd.DataFrame = table.to_pandas()
    cells.index = pd.RangeIndex(2, 2 + len(cells))
    return cells.apply(texts)
