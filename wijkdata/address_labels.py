"""Energy labels per buurt from files that do not fit in memory: read once in parts, counted by an engine.

The file is read with the reader that is there for a gemeente, part by part, into a Parquet file beside the addresses;
an engine then answers the queries of ``address_query`` about the two. The figures are those of ``sources.eponline``.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wijkdata import address_duckdb, address_query, address_spark, dutch
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.sources import addressing, eponline, streaming
from wijkdata.sources.bag import HOME
from wijkdata.sources.eponline_labels import OLDER_REGISTRATION, OUTSIDE, registrations
from wijkdata.sources.loaded import Loaded

ENGINES: Mapping[str, Callable[..., list[pd.DataFrame]]] = {
    "duckdb": address_duckdb.answers,
    "spark": address_spark.answers,
}
MEMORY = "1GB"
_MEMORY = re.compile(r"[1-9]\d{0,5}(MB|GB)")
#: Rows of addresses that are looked at together.
_TOGETHER = 200_000

_LABELS = pa.schema(
    [
        *((name, pa.int64()) for name in ("line", "object")),
        *((name, pa.string()) for name in ("postcode", "exact_key", "loose_key", "own_key")),
        *((name, pa.int32()) for name in ("good", "bad", "nta", "registered", "surveyed")),
    ]
)
_ADDRESSES = pa.schema(
    [
        ("number", pa.int64()),
        ("written", pa.string()),
        ("object", pa.int64()),
        *((name, pa.string()) for name in ("postcode", "exact_key", "loose_key", "buurt")),
        ("home", pa.int32()),
    ]
)
_OF_ADDRESSES = ["postcode", "house_number", "letter", "addition", "object", "buurt", "purpose"]


def load(
    path: Path,
    addresses: Sequence[Path],
    *,
    retrieved: str,
    boundary_year: int | None = None,
    engine: str = "duckdb",
    memory: str = MEMORY,
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
        One of `ENGINES`.
    memory
        What the engine may use: ``500MB`` or ``2GB``.

    Raises
    ------
    SourceError
        If the file is not of this form, or there are no dwellings among the addresses.
    WijkdataError
        If the engine is not there or not known, or the memory is no size.
    """
    if engine not in ENGINES:
        raise WijkdataError(f"‘{engine}’ kennen wij niet om mee te tellen. Kies {dutch.join(ENGINES, 'of')}.")
    if not _MEMORY.fullmatch(memory):
        raise WijkdataError(f"‘{memory[:20]}’ is geen hoeveelheid geheugen. Schrijf 500MB of 2GB.")
    with tempfile.TemporaryDirectory(prefix="wijkdata-") as folder:
        scratch = Path(folder)
        tables = {"labels": scratch / "labels.parquet", "addresses": scratch / "addresses.parquet"}
        date, aside = _stage_labels(path, tables["labels"], reference_date)
        _write(tables["addresses"], _ADDRESSES, _addresses(addresses))
        queries = (address_query.LABELS_PER_BUURT, address_query.HOMES_PER_BUURT)
        outcomes, homes = ENGINES[engine](tables, queries, memory=memory, scratch=scratch / "schijf")
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
        boundary_years=_years(counts.index, addresses, boundary_year),
    )
    return eponline.loaded(table, found, _with_outcomes(aside, outcomes))


def buurten(addresses: Iterable[Path]) -> pd.DataFrame:
    """Return the buurten that files with addresses are about, in the column ``buurt``."""
    found: set[str] = set()
    for path in addresses:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_TOGETHER, columns=["buurt"]):
                found.update(filter(None, pc.unique(batch["buurt"]).to_pylist()))
    return pd.DataFrame({"buurt": sorted(found)})


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
        **_keys(postcode, house, letter, addition),
        "own_key": pc.if_else(has_object, "", own),
        "good": pa.array(part["label"].isin(eponline.GOOD).to_numpy().astype("int32")),
        "bad": pa.array(part["label"].isin(eponline.BAD).to_numpy().astype("int32")),
        "nta": pa.array(part["nta"].to_numpy().astype("int32")),
        "registered": pa.array(part["registered"].to_numpy()),
        "surveyed": pa.array(part["surveyed"].to_numpy()),
    }
    return pa.table(columns).select(_LABELS.names).cast(_LABELS)


def _keys(postcode: pa.Array, house: pa.Array, letter: pa.Array, addition: pa.Array) -> dict[str, pa.Array]:
    """Return the address as written, and with letter and addition taken together; see ``addressing.find``."""
    letter, addition = (pc.utf8_upper(pc.utf8_trim_whitespace(one)) for one in (letter, addition))
    exact = pc.binary_join_element_wise(postcode, house, letter, addition, "|")
    both = pc.replace_substring_regex(pc.binary_join_element_wise(letter, addition, ""), r"[^0-9A-Z]", "")
    return {"exact_key": exact, "loose_key": pc.binary_join_element_wise(postcode, house, both, "|")}


def _addresses(paths: Iterable[Path]) -> Iterator[pa.Table]:
    number = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_TOGETHER, columns=_OF_ADDRESSES):
                rows = pa.table(batch)
                text = {name: pc.fill_null(rows[name].cast(pa.string()), "") for name in _OF_ADDRESSES}
                is_id = pc.match_substring_regex(text["object"], r"^\d{16}$")
                columns = {
                    "number": pa.array(np.arange(number + 1, number + 1 + len(rows))),
                    "written": text["object"],
                    "object": pc.if_else(is_id, text["object"], "0").cast(pa.int64()),
                    "postcode": text["postcode"],
                    **_keys(text["postcode"], text["house_number"], text["letter"], text["addition"]),
                    "buurt": rows["buurt"].cast(pa.string()),
                    "home": pc.match_substring(text["purpose"], HOME).cast(pa.int32()),
                }
                number += len(rows)
                yield pa.table(columns).select(_ADDRESSES.names).cast(_ADDRESSES)


def _years(codes: pd.Index, paths: Iterable[Path], given: int | None) -> dict[str, int]:
    """Return the year of the division of each buurt, as ``addressing.boundary_years`` does."""
    known: list[pd.DataFrame] = []
    for path in paths if given is None else ():
        with pq.ParquetFile(path) as file:
            if "boundary_year" in file.schema_arrow.names:
                batches = file.iter_batches(_TOGETHER, columns=["buurt", "boundary_year"])
                known += (one.to_pandas().drop_duplicates("buurt", keep="last") for one in batches)
    table = pd.concat(known, ignore_index=True) if known else None
    years = addressing.boundary_years(pd.Series(codes), table, given)
    return dict(zip(codes, years, strict=True))


def _write(target: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
