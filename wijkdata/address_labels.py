"""Energy labels per buurt from files that do not fit in memory, counted by an engine; see ``address_engine``.

The figures are those of ``sources.eponline``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wijkdata import address_engine, address_query
from wijkdata.errors import SourceError
from wijkdata.sources import eponline, streaming
from wijkdata.sources.eponline_labels import OLDER_REGISTRATION, OUTSIDE, registrations
from wijkdata.sources.loaded import Loaded

_LABELS = pa.schema(
    [
        *((name, pa.int64()) for name in ("line", "object")),
        *((name, pa.string()) for name in ("postcode", "exact_key", "loose_key", "own_key")),
        *((name, pa.int32()) for name in ("good", "bad", "nta", "registered", "surveyed")),
    ]
)


def load(
    path: Path,
    addresses: Sequence[Path],
    *,
    retrieved: str,
    boundary_year: int | None = None,
    engine: str = "duckdb",
    memory: str = address_engine.MEMORY,
    reference_date: str | None = None,
    dwellings: pd.Series | None = None,
) -> Loaded:
    """Load the label figures per buurt from a total file, of as many gemeenten as there are addresses of.

    Parameters
    ----------
    path
        CSV or the zip around it, in the form of the total file of EP-Online.
    addresses
        Parquet files with the addresses and their buurt, as the store keeps them, the oldest first.
    retrieved, reference_date, dwellings
        As `eponline.load` takes them.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.
    engine
        One of `address_engine.ENGINES`.
    memory
        What the engine may use: ``500MB`` or ``2GB``.

    Raises
    ------
    SourceError
        If the file is not of this form, or there are no dwellings among the addresses.
    WijkdataError
        If the engine is not there or not known, or the memory is no size.
    """
    address_engine.check(engine, memory)
    with tempfile.TemporaryDirectory(prefix="wijkdata-") as folder:
        scratch = Path(folder)
        tables = {"labels": scratch / "labels.parquet", "addresses": scratch / "addresses.parquet"}
        date, aside = _stage_labels(path, tables["labels"], reference_date)
        address_engine.stage_addresses(addresses, tables["addresses"])
        queries = (address_query.LABELS_PER_BUURT, address_query.HOMES_PER_BUURT)
        outcomes, homes = address_engine.ENGINES[engine](
            tables, queries, memory=memory, scratch=scratch / "schijf"
        )
    if homes.empty:
        raise SourceError(
            "Er zijn geen adressen van woningen bekend. Haal eerst de BAG-adressen van de gemeente op."
        )
    counts = _counts(outcomes, homes)
    table = eponline.table_at(date)
    found = eponline.figures_of(
        counts,
        dwellings,
        table,
        retrieved=retrieved,
        boundary_years=address_engine.boundary_years(counts.index, addresses, boundary_year),
    )
    return eponline.loaded(table, found, _with_outcomes(aside, outcomes))


def _counts(outcomes: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    counted = outcomes[outcomes["outcome"] == address_query.COUNTED].set_index("buurt")
    stock = homes.set_index("buurt")["known"].sort_index()
    names = ["labelled", "good", "bad", "nta", "by_address"]
    counts = counted[names].reindex(stock.index).astype("float64").fillna(0.0)
    return counts.assign(known=stock).rename_axis("area")


def _with_outcomes(aside: Mapping[str, int], outcomes: pd.DataFrame) -> dict[str, int]:
    """Add what was set aside by the engine to what was by the reader, leaving out what never happened."""
    reasons = {
        address_query.ELSEWHERE: OUTSIDE,
        address_query.OLDER: OLDER_REGISTRATION,
        address_query.UNKNOWN: eponline.NOT_FOUND,
        address_query.AMBIGUOUS: eponline.AMBIGUOUS,
        address_query.NO_HOME: eponline.NO_HOME,
    }
    of_outcome = outcomes.groupby("outcome")["labelled"].sum()
    total = dict(aside)
    for outcome, why in reasons.items():
        total[why] = total.get(why, 0) + int(of_outcome.get(outcome, 0))
    return {why: count for why, count in total.items() if count}


def _stage_labels(path: Path, target: Path, reference_date: str | None) -> tuple[str, dict[str, int]]:
    """Write the usable registrations for an engine."""
    line = 0
    with pq.ParquetWriter(target, _LABELS, compression="zstd") as writer:

        def take(part: pd.DataFrame) -> None:
            nonlocal line
            writer.write_table(_staged(part, line))
            line += len(part)

        return registrations(path, take, reference_date=reference_date)


def _staged(part: pd.DataFrame, line: int) -> pa.Table:
    number = part["postcode"].to_numpy()
    postcode = pc.if_else(pa.array(number >= 0), streaming.postcodes(np.maximum(number, 0)), "")
    letter, addition = (pa.array(part[name].astype("str"), pa.string()) for name in ("letter", "addition"))
    house = pa.array(part["house_number"]).cast(pa.string())
    has_object = pa.array(part["object"].to_numpy() > 0)
    own = pc.binary_join_element_wise(postcode, house, letter, addition, "|")
    columns = {
        "line": pa.array(np.arange(line + 1, line + 1 + len(part))),
        "object": pa.array(part["object"].to_numpy()),
        "postcode": postcode,
        **address_engine.keys(postcode, house, letter, addition),
        "own_key": pc.if_else(has_object, "", own),
        "good": pa.array(part["label"].isin(eponline.GOOD).to_numpy().astype("int32")),
        "bad": pa.array(part["label"].isin(eponline.BAD).to_numpy().astype("int32")),
        "nta": pa.array(part["nta"].to_numpy().astype("int32")),
        "registered": pa.array(part["registered"].to_numpy()),
        "surveyed": pa.array(part["surveyed"].to_numpy()),
    }
    return pa.table(columns).select(_LABELS.names).cast(_LABELS)
