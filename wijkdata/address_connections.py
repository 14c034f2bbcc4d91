"""Gas connections per buurt of many gemeenten, counted by an engine within a set memory; see ``address_engine``.

The figures are those of ``sources.kleinverbruik``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wijkdata import address_engine, address_query
from wijkdata.errors import SourceError
from wijkdata.sources import kleinverbruik, kleinverbruik_ranges, streaming
from wijkdata.sources.loaded import Loaded

_RANGES = pa.schema(
    [
        *((name, pa.int64()) for name in ("line", "piece")),
        *((name, pa.int32()) for name in ("area", "low", "high", "first_area", "gas")),
        *((name, pa.float64()) for name in ("connections", "share")),
    ]
)
#: Pieces of ranges that are written at a time.
_TOGETHER = 1_000_000


def load(
    path: Path,
    addresses: Sequence[Path],
    *,
    retrieved: str,
    year: int | None = None,
    operator: str | None = None,
    boundary_year: int | None = None,
    engine: str = "duckdb",
    memory: str = address_engine.MEMORY,
) -> Loaded:
    """Load the gas connections per buurt of a file, for as many gemeenten as there are addresses of.

    Parameters
    ----------
    path
        CSV or the zip around it, as `kleinverbruik.load` takes it.
    addresses
        Parquet files with the addresses and their buurt, as the store keeps them, the oldest first.
    retrieved, year, operator, boundary_year
        As `kleinverbruik.load` takes them.
    engine, memory
        As `address_labels.load` takes them.

    Raises
    ------
    SourceError
        If something needed is missing, or the file is not of this form or does not touch the addresses.
    WijkdataError
        If the engine is not there or not known, or the memory is no size.
    """
    address_engine.check(engine, memory)
    with tempfile.TemporaryDirectory(prefix="wijkdata-") as folder:
        scratch = Path(folder)
        tables = {"ranges": scratch / "ranges.parquet", "addresses": scratch / "addresses.parquet"}
        areas = address_engine.stage_addresses(addresses, tables["addresses"])
        if not len(areas):
            raise SourceError(kleinverbruik.NO_ADDRESSES)
        cited, aside = _stage_ranges(path, tables["ranges"], areas, year, operator)
        if cited.empty:
            raise SourceError(kleinverbruik.elsewhere(path.name))
        queries = (address_query.CONNECTIONS_PER_BUURT, address_query.CONNECTIONS_ASIDE)
        found, rest = address_engine.ENGINES[engine](
            tables, queries, memory=memory, scratch=scratch / "schijf"
        )
    every = _counts(found)
    counts = every[every["in_area"] & (every.index != "")]
    names = ["unplaced", "without_share", "shares"]
    unplaced, without_share, shares = rest[names].to_numpy("float64")[0].tolist()
    table = kleinverbruik.table_of(cited)
    figures = kleinverbruik.figures_of(
        counts,
        table,
        no_shares=not shares > 0,
        retrieved=retrieved,
        boundary_years=address_engine.boundary_years(counts.index, addresses, boundary_year),
    )
    left = kleinverbruik.aside_of(
        unplaced=unplaced, elsewhere=float(every["value"].get("", np.nan)), without_share=without_share
    )
    return kleinverbruik.loaded(
        table, figures, {why: count for why, count in (aside | left).items() if count}
    )


def _counts(found: pd.DataFrame) -> pd.DataFrame:
    """Return what `kleinverbruik.figures_of` needs, and whether the file covers the area of each buurt."""
    rows = found.set_index("buurt").sort_index().rename_axis("area").astype("float64")
    rows[["divided", "lost", "covered_addresses"]] = rows[["divided", "lost", "covered_addresses"]].fillna(
        0.0
    )
    return rows.assign(covered=rows["covered_addresses"] / rows["addresses"], in_area=rows["in_area"] > 0)


def _stage_ranges(
    path: Path, target: Path, areas: np.ndarray, year: int | None, operator: str | None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Write the ranges for an engine; return whose they are and of which year, and what was set aside."""
    line = 0
    cited: list[pd.DataFrame] = []
    with pq.ParquetWriter(target, _RANGES, compression="zstd") as writer:

        def take(part: pd.DataFrame) -> None:
            nonlocal line
            for table in _staged(part, line, areas):
                writer.write_table(table)
            line += len(part)
            cited.append(part[["operator", "year"]].astype({"operator": "str"}).drop_duplicates())

        aside = kleinverbruik_ranges.ranges(path, take, areas=areas, year=year, operator=operator)
    return pd.concat(cited, ignore_index=True).drop_duplicates(ignore_index=True), aside


def _staged(part: pd.DataFrame, line: int, areas: np.ndarray) -> Iterator[pa.Table]:
    """Give ranges, each once for every four-digit area with addresses that it touches."""
    low = streaming.postcode_keys(pa.array(part["postcode_from"], pa.string()))
    high = streaming.postcode_keys(pa.array(part["postcode_to"], pa.string()))
    start = np.searchsorted(areas, streaming.area_of(low), "left")
    count = np.searchsorted(areas, streaming.area_of(high), "right") - start
    columns = {
        "line": np.arange(line + 1, line + 1 + len(part)),
        "low": low,
        "high": high,
        "first_area": streaming.area_of(low),
        "gas": (part["product"] == "GAS").to_numpy(),
        "connections": part["connections"].to_numpy("float64"),
        "share": part["in_operation_share"].to_numpy("float64"),
    }
    for some in streaming.slices(count, _TOGETHER):
        which = np.repeat(np.arange(some.start, some.stop), count[some])
        piece = np.arange(len(which)) - np.repeat(np.cumsum(count[some]) - count[some], count[some])
        rows = {name: pa.array(values[which], from_pandas=True) for name, values in columns.items()}
        rows |= {"piece": pa.array(piece + 1), "area": pa.array(areas[start[which] + piece])}
        yield pa.table(rows).select(_RANGES.names).cast(_RANGES)
