"""CBS OData: reading saved answers of v3 and v4, and fetching tables.

v3 gives one row per area with a column per topic, twice: *typed* (numbers, and nothing where there is no figure) and
*untyped* (text of eight signs, in which ``.`` and blank stay apart). v4 gives one row per figure, with a reason where
there is none. Every text is padded with spaces.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import odata_rows, reading
from wijkdata.sources.cbs_metadata import TableInfo, read_table_info
from wijkdata.sources.cbs_sheet import Column, Sheet, opened, texts

#: What an answer holds, by the last part of its metadata address.
RESOURCES = (
    "TypedDataSet",
    "UntypedDataSet",
    "TableInfos",
    "DataProperties",
    "Observations",
    "MeasureCodes",
    "Properties",
)

_METADATA = re.compile(
    r"\"@?odata\.(?:metadata|context)\"\s*:\s*\"[^\"]*/(?P<table>[^/\"]+)/\$metadata"
    r"(?:#(?:\w+\.)*(?P<resource>\w+))?"
)
#: How an answer begins that does not say what it is.
_VALUE = re.compile(r"\{\s*\"value\"\s*:")
_AGAIN = "Download het antwoord opnieuw bij CBS en wijzig het niet."
_NEXT = ("odata.nextLink", "@odata.nextLink")


#: A file, its content, or its text as read before.
AnySource = reading.Source | reading.RawFile


@dataclass(frozen=True)
class Envelope:
    """What stands around the rows of an answer.

    Attributes
    ----------
    file
        Name of the file, for messages.
    table, resource
        Id of the table and which part of it this is; empty where the answer does not say.
    more
        Address of the next part; empty for the last one.
    """

    file: str
    table: str
    resource: str
    more: str = ""


def what_is(text: str) -> tuple[str, str] | None:
    """Return the resource and the table of an answer with this beginning; None for what is no answer of OData.

    Both are empty for an answer that does not say what it is.
    """
    start = text.removeprefix("\ufeff").lstrip()
    if not start.startswith("{"):
        return None
    found = _METADATA.search(start[:1000])
    if found:
        return found["resource"] or "", found["table"]
    return ("", "") if _VALUE.match(start) else None


# --- v3 -----------------------------------------------------------------------------------------------------------


def read_dataset(source: AnySource, *, wanted: Callable[[str], bool] | None = None) -> Sheet:
    """Read a saved TypedDataSet or UntypedDataSet of OData v3.

    Parameters
    ----------
    source
        The file, or its content. The rows may be a list, or stand under their numbers.
    wanted
        Of which keys the cells are needed; of all by default. There may be more.

    Returns
    -------
    Sheet
        Columns with their keys only; `Sheet.described` adds what DataProperties says of them. The index counts the
        rows of the answer from 1.

    Raises
    ------
    SourceError
        If it is no such answer.
    """
    envelope, cells, kinds = _read_rows(source, wanted)
    if envelope.resource not in ("TypedDataSet", "UntypedDataSet", ""):
        raise SourceError(
            f"{envelope.file} is {envelope.resource} van tabel {envelope.table}, zonder cijfers. Geef het mee naast "
            "het bestand met de cijfers (TypedDataSet of UntypedDataSet)."
        )
    form = {"TypedDataSet": "typed", "UntypedDataSet": "untyped"}.get(envelope.resource) or _form(kinds)
    columns = tuple(map(Column, kinds))
    return Sheet(envelope.file, form, columns, cells, envelope.table, more=envelope.more, again=_AGAIN)


def join(sheets: Sequence[Sheet]) -> Sheet:
    """Join the parts of one table.

    Raises
    ------
    SourceError
        If the parts have other columns: the table was published anew in between.
    """
    first = sheets[0]
    for other in sheets[1:]:
        if (other.table, other.form) != (first.table, first.form):
            raise SourceError(f"{other.file} en {first.file} zijn geen delen van dezelfde tabel.")
        if len(other.cells) and [one.key for one in other.columns] != [one.key for one in first.columns]:
            raise SourceError(
                f"{other.file} heeft andere kolommen dan {first.file}: CBS heeft de tabel tussendoor vernieuwd. Haal "
                "de hele tabel opnieuw op."
            )
    cells = pd.concat([one.cells for one in sheets if len(one.cells)] or [first.cells], ignore_index=True)
    cells.index = pd.RangeIndex(1, 1 + len(cells))
    return replace(first, cells=cells, more=sheets[-1].more)


def read_properties(source: AnySource) -> dict[str, Column]:
    """Read saved DataProperties: per key the title, unit and groups of a column.

    Raises
    ------
    SourceError
        If it is no such answer.
    """
    envelope, rows = _read_records(source, needed=("Key", "Title", "Type"))
    by_id = {row.get("ID"): row for row in rows}
    found = {}
    for row in rows:
        key = _text(row, "Key")
        if key:
            title = " ".join(_text(row, "Title").split())
            without_stars = title.rstrip("*")
            unit = _text(row, "Unit") if row.get("Unit") is not None else None
            parents = tuple(_parents(row, by_id))
            found[key] = Column(key, without_stars.strip(), unit, parents, title[len(without_stars) :])
    if not found:
        raise SourceError(f"{envelope.file}: DataProperties zonder kolommen. {_AGAIN}")
    return found


def read_names(source: AnySource) -> dict[str, str]:
    """Read a saved dimension (v3) or list of codes (v4): the name of every code, both without padding.

    Raises
    ------
    SourceError
        If it is no such answer.
    """
    envelope, rows = _read_records(source, needed=("Title",))
    found = {(_text(row, "Key") or _text(row, "Identifier")): _text(row, "Title") for row in rows}
    if not any(found):
        raise SourceError(f"{envelope.file}: in deze lijst staan geen codes. {_AGAIN}")
    return {code: name for code, name in found.items() if code}


def read_info(source: AnySource) -> TableInfo:
    """Read saved TableInfos (v3), as an answer with one row or as that row alone.

    Raises
    ------
    SourceError
        If it is no description of one table.
    """
    raw = opened(source)
    if _is_flat(raw):
        return read_table_info(_buffer(raw.name, raw.text))
    _, rows = _records(raw)
    if len(rows) != 1:
        raise SourceError(
            f"{raw.name}: hier staan {len(rows)} tabellen beschreven in plaats van één. Download TableInfos van de "
            "tabel zelf."
        )
    return read_table_info(_buffer(raw.name, json.dumps(rows[0])))


def _is_flat(raw: reading.RawFile) -> bool:
    """Tell whether this is the one row of TableInfos without anything around it."""
    return what_is(raw.text) is None and '"value"' not in raw.text[:200]


def _buffer(name: str, text: str) -> io.StringIO:
    file = io.StringIO(text, newline="")
    file.name = name
    return file


# --- v4 -----------------------------------------------------------------------------------------------------------


def read_measures(source: AnySource) -> dict[str, Column]:
    """Read saved MeasureCodes of OData v4: per code the title and the unit of a measure.

    Raises
    ------
    SourceError
        If it is no such answer.
    """
    _, rows = _read_records(source, needed=("Identifier", "Title", "Unit"))
    found = {}
    for row in rows:
        title = " ".join(_text(row, "Title").split())
        without_stars = title.rstrip("*")
        code = _text(row, "Identifier")
        found[code] = Column(code, without_stars.strip(), _text(row, "Unit"), (), title[len(without_stars) :])
    return found


def read_observations(
    source: AnySource, *, measures: Collection[str] | None = None, region: str = "WijkenEnBuurten"
) -> Sheet:
    """Read saved Observations of OData v4 as a table with one row per area.

    Parameters
    ----------
    source
        The file, or its content.
    measures
        Codes of the measures that are needed; all of them for None.
    region
        Dimension of the areas.

    Returns
    -------
    Sheet
        A column for the region and one per measure, with its code as key; `Sheet.described` adds title and unit.

    Raises
    ------
    SourceError
        If it is no such answer, another dimension has more than one value, or a figure occurs twice.
    """
    envelope, rows, _ = _read_rows(source)
    return observed(envelope, rows, measures=measures, region=region)


def observed(
    envelope: Envelope, rows: pd.DataFrame, *, measures: Collection[str] | None, region: str
) -> Sheet:
    """Return rows of Observations as a table with one row per area.

    Raises
    ------
    SourceError
        As `read_observations`.
    """
    needed = ["Measure", "Value", "ValueAttribute", region]
    missing = [name for name in needed if name not in rows.columns]
    if missing:
        raise SourceError(f"{envelope.file}: geen Observations van CBS: er {misses(missing)}. {_AGAIN}")
    for other in rows.columns.difference([*needed, "Id", "StringValue"]):
        values = texts(rows[other]).unique()
        if len(values) > 1:
            raise SourceError(
                f"{envelope.file}: ‘{other}’ heeft {len(values)} waarden ({dutch.join(map(str, values[:3]))}, …). "
                "Kies er bij het ophalen één."
            )
    return wide(rows[needed], envelope, measures=measures, region=region)


def wide(rows: pd.DataFrame, envelope: Envelope, *, measures: Collection[str] | None, region: str) -> Sheet:
    """Return observations of v4, one row per figure, as a table with one row per area.

    Raises
    ------
    SourceError
        If a figure occurs twice.
    """
    codes = texts(rows["Measure"])
    if measures is not None:
        rows = rows[codes.isin(set(measures))]
        codes = codes[rows.index]
    area, areas = pd.factorize(texts(rows[region]))
    measure, keys = pd.factorize(codes)
    place = area * len(keys) + measure
    if len(np.unique(place)) < len(place):
        twice = int(pd.Series(place).duplicated().to_numpy().argmax())
        raise SourceError(
            f"{envelope.file}: het cijfer {keys[measure[twice]]} voor {areas[area[twice]]} komt meer dan eens voor. "
            f"{_AGAIN}"
        )
    shape = (len(areas), len(keys))
    values = np.full(shape, np.nan)
    values.flat[place] = _numbers(envelope.file, rows["Value"])
    words = np.full(shape, None, dtype=object)
    words.flat[place] = texts(rows["ValueAttribute"]).to_numpy(dtype=object)
    cells = {region: areas, **{key: values[:, i] for i, key in enumerate(keys)}}
    reasons = {region: areas, **{key: words[:, i] for i, key in enumerate(keys)}}
    number = pd.RangeIndex(1, 1 + len(areas))
    return Sheet(
        envelope.file,
        "v4",
        tuple(Column(key) for key in (region, *keys)),
        pd.DataFrame(cells, index=number),
        envelope.table,
        reasons=pd.DataFrame(reasons, index=number),
        more=envelope.more,
        again=_AGAIN,
    )


def _numbers(file: str, column: pd.Series) -> pd.Series:
    try:
        return column.astype("float64")
    except (TypeError, ValueError) as error:
        raise SourceError(f"{file}: in ‘Value’ staat iets dat geen getal is ({error}). {_AGAIN}") from None


# --- answers ------------------------------------------------------------------------------------------------------


def _read_rows(
    source: AnySource, wanted: Callable[[str], bool] | None = None
) -> tuple[Envelope, pd.DataFrame, dict[str, bool]]:
    """Read the rows of an answer: in pieces where they are a plain list, else with a closer look.

    Returns
    -------
    What stands around the rows, at least the columns that are needed, and of every column whether it has numbers.
    """
    # What is no file has been read, or can be read only once.
    given = source if isinstance(source, str | Path) else opened(source)
    envelope, cells, kinds = _rows_in_pieces(given, wanted) or _rows_by_hand(opened(given))
    cells.index = pd.RangeIndex(1, 1 + len(cells))
    return envelope, cells, kinds


def _rows_in_pieces(
    source: str | Path | reading.RawFile, wanted: Callable[[str], bool] | None
) -> tuple[Envelope, pd.DataFrame, dict[str, bool]] | None:
    if isinstance(source, reading.RawFile):
        name, found = source.name, odata_rows.read_rows(io.BytesIO(source.utf8), wanted=wanted)
    else:
        name = Path(source).name
        try:
            with Path(source).open("rb") as file:
                found = odata_rows.read_rows(file, wanted=wanted)
        except OSError:
            return None  # the reader of the whole file tells what is wrong
    if found is None:
        return None
    head, rows, numeric = found
    return _envelope(name, head), rows.to_pandas(split_blocks=True, self_destruct=True), numeric


def _rows_by_hand(raw: reading.RawFile) -> tuple[Envelope, pd.DataFrame, dict[str, bool]]:
    envelope, rows = _records(raw)
    try:
        cells = pd.DataFrame(rows)
    except (ValueError, TypeError, OverflowError) as error:
        raise SourceError(
            f"{raw.name}: de rijen van dit antwoord passen niet bij elkaar ({error}). {_AGAIN}"
        ) from None
    return (
        envelope,
        cells,
        {str(key): pd.api.types.is_numeric_dtype(kind) for key, kind in cells.dtypes.items()},
    )


def _read_records(source: AnySource, *, needed: Sequence[str]) -> tuple[Envelope, list[dict[str, Any]]]:
    envelope, rows = _records(opened(source))
    missing = [key for key in needed if not any(key in row for row in rows)]
    if missing:
        raise SourceError(f"{envelope.file}: in dit antwoord van CBS {misses(missing)}. {_AGAIN}")
    return envelope, rows


def _records(raw: reading.RawFile) -> tuple[Envelope, list[dict[str, Any]]]:
    try:
        answer = json.loads(raw.text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"{raw.name} is geen JSON, of is afgebroken: regel {error.lineno}, teken {error.colno}. {_AGAIN}"
        ) from None
    except (ValueError, RecursionError):
        raise SourceError(f"{raw.name} is geen JSON zoals CBS die schrijft. {_AGAIN}") from None
    value = answer.get("value") if isinstance(answer, dict) else None
    rows = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(rows, list):
        raise SourceError(f"{raw.name} is geen antwoord van CBS: er is geen lijst ‘value’. {_AGAIN}")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise SourceError(f"{raw.name}, rij {number}: dit is geen rij met kolommen. {_AGAIN}")
    return _envelope(raw.name, answer), rows


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _envelope(name: str, head: Mapping[str, Any]) -> Envelope:
    kind = what_is(json.dumps({key: head[key] for key in head if "odata." in key}) or "") or ("", "")
    more = next((str(head[key]) for key in _NEXT if head.get(key)), "")
    return Envelope(name, kind[1], kind[0], more)


def _form(kinds: Mapping[str, bool]) -> str:
    return "typed" if any(numeric for key, numeric in kinds.items() if key != "ID") else "untyped"


def misses(names: Sequence[str]) -> str:
    """Return "ontbreekt A" or "ontbreken A en B", for a message."""
    return f"{'ontbreekt' if len(names) == 1 else 'ontbreken'} {dutch.join(names)}"


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _parents(row: Mapping[str, Any], by_id: Mapping[Any, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the titles of the groups of a column, the outermost first."""
    chain: list[str] = []
    seen = set()
    parent = row.get("ParentID")
    while isinstance(parent, int) and parent in by_id and parent not in seen:
        seen.add(parent)
        chain.append(" ".join(_text(by_id[parent], "Title").split()))
        parent = by_id[parent].get("ParentID")
    yield from reversed(chain)
