"""One file of the store with figures: how it is written, and how a few areas are read from it without the rest.

Parquet in groups of rows, sorted by area. The first and last area of each group are known, so that for a wijk only
one or two groups of a national table are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

#: Rows that are compressed together: enough to compress well, few enough to read for one wijk.
_ROWS_TOGETHER = 4_096
#: Up to how many different texts a column is written from a dictionary, which every group holds as a whole.
_DIFFERENT = 256

#: Columns that are kept per observation; unit, source and date follow from the catalogue and the table.
KEPT = ("area", "indicator", "year", "value", "status", "table", "method", "note", "boundary_year")
_NUMBERS = {"year": pa.int16(), "value": pa.float64(), "boundary_year": pa.int16()}
SCHEMA = pa.schema([(name, _NUMBERS.get(name, pa.string())) for name in KEPT])

#: What is needed to compare all areas with each other.
COMPARED = ("area", "indicator", "year", "value", "status", "note", "table")

#: What is needed to combine all areas to larger ones; see ``layers``.
LAYERED = (*COMPARED, "boundary_year")

Bounds = Sequence[tuple[str, str]]


def figures_table(observations: pd.DataFrame) -> pa.Table:
    """Return the kept columns of an observation table, sorted by area; texts that repeat a lot as dictionaries."""
    columns = {name: _column(observations[name], name) for name in KEPT}
    area = columns["area"].dictionary_encode()
    # Numbers are sorted ten times as fast as texts.
    rank = np.argsort(pc.array_sort_indices(area.dictionary).to_numpy())
    order = pa.array(np.argsort(rank[area.indices.to_numpy()], kind="stable"))
    return pa.table(columns).take(order)


def _column(column: pd.Series, name: str) -> pa.Array:
    kind = SCHEMA.field(name).type
    found = pa.array(column.to_numpy() if name in _NUMBERS else column, kind)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    if name in _NUMBERS:
        return found
    repeating = found.dictionary_encode()
    return repeating if len(repeating.dictionary) <= _DIFFERENT else found


def write(table: pa.Table, target: Path) -> None:
    """Write a table in groups of rows of which a few can be read; a dictionary is kept as the texts that it is of."""
    is_figures = any(pa.types.is_dictionary(field.type) for field in table.schema)
    pq.write_table(
        table,
        target,
        row_group_size=_ROWS_TOGETHER,
        compression="zstd",
        store_schema=not is_figures,
        write_statistics=["area"] if is_figures else True,
    )


def of_buurten(path: Path, indicators: Sequence[str], since: int) -> pa.Table:
    """Read what is needed to compare all buurten of a file: `COMPARED` from a year on, with texts as dictionaries."""
    texts = [name for name in COMPARED if name not in _NUMBERS]
    table = pq.ParquetFile(path, read_dictionary=texts).read(columns=list(COMPARED))
    # On the numbers of a dictionary this is several times faster than to have the reader filter.
    wanted = pc.and_(
        pc.is_in(table["indicator"], pa.array(indicators, pa.string())),
        pc.greater_equal(table["year"], since),
    )
    table = table.filter(wanted).combine_chunks().unify_dictionaries()
    areas = [chunk for chunk in table["area"].chunks if len(chunk)]
    if not areas:
        return table
    (area,) = areas
    in_buurt = pc.starts_with(area.dictionary, "BU")
    return table.filter(in_buurt.take(area.indices))


def of_indicators(path: Path, indicators: Sequence[str]) -> pa.Table:
    """Read `LAYERED` of all areas of a file, with texts as dictionaries."""
    texts = [name for name in LAYERED if name not in _NUMBERS]
    table = pq.ParquetFile(path, read_dictionary=texts).read(columns=list(LAYERED))
    wanted = pc.is_in(table["indicator"], pa.array(indicators, pa.string()))
    return table if pc.all(wanted).as_py() else table.filter(wanted)


class FiguresFile:
    """A file with figures, opened: where which areas lie is read once."""

    def __init__(self, path: Path) -> None:
        # Texts are kept as the numbers of a list, as they lie in the file: a group has few different ones.
        texts = [name for name in KEPT if name not in _NUMBERS]
        self._file = pq.ParquetFile(path, read_dictionary=texts)
        metadata = self._file.metadata
        self._spans = [
            _span(metadata.row_group(number).column(0)) for number in range(metadata.num_row_groups)
        ]

    def overlapping(self, bounds: Bounds) -> pa.Table:
        """Return the groups of rows that can hold an area between one of the pairs of codes (both included)."""
        groups = [
            number
            for number, (first, last) in enumerate(self._spans)
            if any(first <= end and last >= start for start, end in bounds)
        ]
        return self._file.read_row_groups(groups, columns=list(KEPT), use_threads=False)


def _span(column: pq.ColumnChunkMetaData) -> tuple[str, str]:
    """Return the first and last text of a column of a group; everything where the file does not say it."""
    statistics = column.statistics
    if statistics is None or not statistics.has_min_max:
        return "", "\U0010ffff"
    return statistics.min, statistics.max
