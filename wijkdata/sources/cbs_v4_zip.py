"""A dataset of CBS as OData v4 gives it to download: a zip with CSV files, of observations and of their codes.

The observations are one row per figure, and of a table with many years several hundred MB: they are read in pieces,
and only those of the measures that are needed are kept.
"""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.sources import archive, cbs_odata, reading
from wijkdata.sources.cbs_sheet import Column, Sheet, texts

#: The dimension of the years, and the key of a column with it.
PERIODS = "Perioden"

_OBSERVATIONS, _MEASURES, _AREAS = "Observations.csv", "MeasureCodes.csv", "WijkenEnBuurtenCodes.csv"
_MEMBERS = (_OBSERVATIONS, _MEASURES, _AREAS)
_GROUPS, _PERIOD_CODES, _PROPERTIES = "MeasureGroups.csv", f"{PERIODS}Codes.csv", "Properties.csv"
_EXPLAINING = (_MEASURES, _AREAS, _GROUPS, _PERIOD_CODES, _PROPERTIES)
_REGION = "WijkenEnBuurten"
_AGAIN = "Download de dataset opnieuw bij CBS."

#: Largest file with observations, how many times larger than packed it may be, and what is read at a time.
#: [bytes, -, bytes]
_LARGEST, _RATIO, _BLOCK = 4 * 1024**3, 400, 1 << 23
#: Between area and period, which together are one row.
_BETWEEN, _AREA_AND_PERIOD = "|", r"([^|]*)\|(.*)"


@dataclass(frozen=True)
class Dataset:
    """What is in a zip.

    Attributes
    ----------
    sheet
        The table with titles, units and groups; with the column `PERIODS` where it has years. Its id and title are
        filled where the zip describes the table.
    names
        Name of every area, by code.
    statuses
        What CBS says of every period, by its code: ``Definitief``, ``Voorlopig`` or ``NaderVoorlopig``; empty where
        it says nothing.
    """

    sheet: Sheet
    names: Mapping[str, str]
    statuses: Mapping[str, str]


def is_v4_zip(members: Collection[str], *, periods: bool = False) -> bool:
    """Tell whether a zip with these files is a dataset about wijken and buurten.

    Parameters
    ----------
    members
        Names in the zip.
    periods
        Whether it must have years as well; another dimension it may never have.
    """
    names = {_bare(member) for member in members}
    codes = {name for name in names if name.endswith("Codes.csv")}
    expected = {_MEASURES, _AREAS, *([_PERIOD_CODES] if periods else [])}
    return _OBSERVATIONS in names and codes == expected


def is_zip(path: Path) -> bool:
    """Tell whether a file is a zip, by its first bytes; False for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def read_columns(path: Path) -> dict[str, Column]:
    """Read what each measure in a dataset is: by code the title, unit and groups.

    Raises
    ------
    SourceError
        If the zip is damaged or not complete.
    """
    return _columns(path.name, _explaining(path))


def read_v4_zip(path: Path, *, measures: Collection[str] | None = None) -> tuple[Sheet, dict[str, str]]:
    """Read a dataset of OData v4 about one year.

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
    found = read_dataset(path, lambda column: measures is None or column.key in measures)
    return found.sheet, dict(found.names)


def read_dataset(path: Path, wanted: Callable[[Column], bool]) -> Dataset:
    """Read a dataset of OData v4, with or without years.

    Parameters
    ----------
    path
        The zip.
    wanted
        Whether a measure is needed.

    Raises
    ------
    SourceError
        If the zip is damaged or not complete, or a figure occurs twice.
    """
    files = _explaining(path)
    columns = _columns(path.name, files)
    areas = _cells(path.name, files[_AREAS], ("Identifier", "Title"))
    periods = (PERIODS,) if _PERIOD_CODES in files else ()
    needed = ("Measure", "Value", "ValueAttribute", _REGION, *periods)
    rows = _observations(path, needed, lambda code: wanted(columns.get(code, Column(code))))
    rows["Value"] = reading.numbers(rows["Value"], name=_OBSERVATIONS, column="Value", decimal=",")
    if periods:
        rows[_REGION] = rows[_REGION] + _BETWEEN + rows.pop(PERIODS)
    table, title = _described(files)
    envelope = cbs_odata.Envelope(path.name, table, "Observations")
    sheet = cbs_odata.observed(envelope, rows, measures=None, region=_REGION)
    if periods:
        sheet = _with_periods(sheet)
    return Dataset(
        replace(sheet.described(columns), title=title),
        dict(zip(areas["Identifier"], areas["Title"], strict=True)),
        _statuses(path.name, files) if periods else {},
    )


def _bare(member: str) -> str:
    return member.rpartition("/")[2]


def _with_periods(sheet: Sheet) -> Sheet:
    """Return the table with area and period in a column each."""

    def divided(frame: pd.DataFrame) -> pd.DataFrame:
        parts = frame[_REGION].astype("str").str.extract(_AREA_AND_PERIOD)
        return frame.assign(**{_REGION: parts[0], PERIODS: parts[1]})

    assert sheet.reasons is not None
    return replace(
        sheet,
        columns=(*sheet.columns, Column(PERIODS)),
        cells=divided(sheet.cells),
        reasons=divided(sheet.reasons),
    )


# --- what explains the figures --------------------------------------------------------------------------------------


def _explaining(path: Path) -> dict[str, reading.RawFile]:
    """Return the files that explain the observations."""
    files = {
        _bare(name): reading.read_text(content)
        for name, content in archive.text_members(path, lambda name: _bare(name) in _EXPLAINING)
    }
    with _opened(path) as book:
        names = {_bare(one) for one in book.namelist()}
    missing = [name for name in _MEMBERS if name not in names]
    if missing:
        raise SourceError(f"{path.name}: in de zip {cbs_odata.misses(missing)}. {_AGAIN}")
    return files


def _columns(name: str, files: Mapping[str, reading.RawFile]) -> dict[str, Column]:
    codes = _cells(name, files[_MEASURES], ("Identifier", "Title", "Unit"), ("MeasureGroupId",))
    groups = _groups(name, files[_GROUPS]) if _GROUPS in files else {}
    return {
        row["Identifier"]: Column(
            row["Identifier"], row["Title"], row["Unit"], _chain(groups, row["MeasureGroupId"])
        )
        for row in codes.to_dict("records")
    }


def _groups(name: str, raw: reading.RawFile) -> dict[str, tuple[str, str]]:
    """Return the title and the parent of every group of measures."""
    cells = _cells(name, raw, ("Id", "Title", "ParentId"))
    return {row["Id"]: (row["Title"], row["ParentId"]) for row in cells.to_dict("records")}


def _chain(groups: Mapping[str, tuple[str, str]], group: str) -> tuple[str, ...]:
    """Return the titles of a group and all above it, the outermost first."""
    found: list[str] = []
    seen = set()
    while group in groups and group not in seen:
        seen.add(group)
        title, group = groups[group]
        found.insert(0, title)
    return tuple(found)


def _statuses(name: str, files: Mapping[str, reading.RawFile]) -> dict[str, str]:
    cells = _cells(name, files[_PERIOD_CODES], ("Identifier",), ("Status",))
    return dict(zip(cells["Identifier"], cells["Status"], strict=True))


def _described(files: Mapping[str, reading.RawFile]) -> tuple[str, str]:
    """Return id and title of the table; empty where the zip does not give them."""
    if _PROPERTIES not in files:
        return "", ""
    rows = csv.DictReader(io.StringIO(files[_PROPERTIES].text, newline=""), delimiter=";")
    try:
        row = next(rows, {})
    except csv.Error:
        return "", ""
    return (row.get("Identifier") or "").strip(), (row.get("Title") or "").strip()


def _cells(
    zip_name: str, raw: reading.RawFile, needed: Sequence[str], optional: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the cells of one of the files as text; the index holds the row numbers of the file."""
    frames = _frames(zip_name, raw.name, io.BytesIO(raw.text.encode()), (needed, optional))
    cells = pd.concat([_stripped(frame) for frame in frames])
    for name in optional:
        if name not in cells:
            cells[name] = ""
    return cells


def _stripped(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: texts(frame[name]) for name in frame})


# --- figures --------------------------------------------------------------------------------------------------------


def _observations(path: Path, needed: Sequence[str], wanted: Callable[[str], bool]) -> pd.DataFrame:
    """Return the observations of the measures that are wanted; the index holds the row numbers of the file."""
    with _opened(path) as book:
        member = next(one for one in book.infolist() if _bare(one.filename) == _OBSERVATIONS)
        if member.file_size > _LARGEST or member.file_size > _RATIO * max(member.compress_size, 1024):
            raise SourceError(
                f"{path.name} bevat uitgepakt veel meer dan een dataset van CBS; wij pakken die niet uit. {_AGAIN}"
            )
        kept = []
        try:
            with book.open(member) as file:
                for frame in _frames(path.name, _OBSERVATIONS, file, (needed, ())):
                    codes = texts(frame["Measure"])
                    chosen = frame[codes.isin([code for code in codes.unique() if wanted(code)])]
                    kept.append(_stripped(chosen))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
            raise _damaged(path) from None
    return pd.concat(kept)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged(path) from None


def _damaged(path: Path) -> SourceError:
    return SourceError(f"{path.name} is een beschadigd of beveiligd zip-bestand. {_AGAIN}")


def _frames(
    zip_name: str, name: str, file: IO[bytes], columns: tuple[Sequence[str], Sequence[str]]
) -> Iterator[pd.DataFrame]:
    """Yield the columns of a CSV that are needed, and those that may be there, piece by piece.

    The index holds the row numbers of the file; the first piece is there even if it has no rows.
    """
    import pyarrow as pa  # noqa: PLC0415  (slow to import, and only needed for files)
    import pyarrow.csv as pacsv  # noqa: PLC0415

    needed, optional = columns
    content = io.BufferedReader(file)  # type: ignore[type-var]
    first = content.readline().decode("utf-8-sig", "replace")
    header: list[str] = []
    with contextlib.suppress(
        csv.Error
    ):  # a line break within a cell without quotation marks, or a cell without end
        header = next(csv.reader([first.strip()], delimiter=";"), [])
    missing = [one for one in needed if one not in header]
    if missing:
        raise SourceError(f"{zip_name}: in {name} {cbs_odata.misses(missing)}. {_AGAIN}")
    wanted = [*needed, *(one for one in optional if one in header)]
    yield pd.DataFrame({one: pd.Series(dtype="str") for one in wanted}, index=pd.RangeIndex(0))
    if not content.peek(1):
        return
    try:
        pieces = pacsv.open_csv(
            content,
            read_options=pacsv.ReadOptions(column_names=header, block_size=_BLOCK, use_threads=False),
            parse_options=pacsv.ParseOptions(delimiter=";", newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()), include_columns=wanted
            ),
        )
        number = 2
        for piece in pieces:
            frame: pd.DataFrame = piece.to_pandas()
            frame.index = pd.RangeIndex(number, number + len(frame))
            number += len(frame)
            yield frame
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        raise SourceError(
            f"{zip_name}: {name} is afgebroken of geen CSV zoals CBS die schrijft. {_AGAIN}"
        ) from None
