"""What counting per address by an engine has in common: the engines, and the addresses that are put ready for them.

A file is read with the reader that is there for a gemeente, part by part, into a Parquet file beside the addresses;
an engine then answers the queries of ``address_query`` about the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wijkdata import address_duckdb, address_spark, dutch
from wijkdata.errors import WijkdataError
from wijkdata.sources import addressing, streaming
from wijkdata.sources.bag import HOME

ENGINES: Mapping[str, Callable[..., list[pd.DataFrame]]] = {
    "duckdb": address_duckdb.answers,
    "spark": address_spark.answers,
}
MEMORY = "1GB"
_MEMORY = re.compile(r"[1-9]\d{0,5}(MB|GB)")
#: Rows of addresses that are looked at together.
_TOGETHER = 200_000

ADDRESSES = pa.schema(
    [
        ("number", pa.int64()),
        ("written", pa.string()),
        ("object", pa.int64()),
        *((name, pa.string()) for name in ("postcode", "exact_key", "loose_key", "buurt")),
        *((name, pa.int32()) for name in ("code", "area", "home")),
    ]
)
_OF_ADDRESSES = ["postcode", "house_number", "letter", "addition", "object", "buurt", "purpose"]


def check(engine: str, memory: str) -> None:
    """Refuse an engine that is not known, and a memory that is no size.

    Raises
    ------
    WijkdataError
        Saying what to write instead.
    """
    if engine not in ENGINES:
        raise WijkdataError(f"‘{engine}’ kennen wij niet om mee te tellen. Kies {dutch.join(ENGINES, 'of')}.")
    if not _MEMORY.fullmatch(memory):
        raise WijkdataError(f"‘{memory[:20]}’ is geen hoeveelheid geheugen. Schrijf 500MB of 2GB.")


def buurten(addresses: Iterable[Path]) -> pd.DataFrame:
    """Return the buurten that files with addresses are about, in the column ``buurt``."""
    found: set[str] = set()
    for path in addresses:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_TOGETHER, columns=["buurt"]):
                found.update(filter(None, pc.unique(batch["buurt"]).to_pylist()))
    return pd.DataFrame({"buurt": sorted(found)})


def keys(postcode: pa.Array, house: pa.Array, letter: pa.Array, addition: pa.Array) -> dict[str, pa.Array]:
    """Return the address as written, and with letter and addition taken together; see ``addressing.find``."""
    letter, addition = (pc.utf8_upper(pc.utf8_trim_whitespace(one)) for one in (letter, addition))
    exact = pc.binary_join_element_wise(postcode, house, letter, addition, "|")
    both = pc.replace_substring_regex(pc.binary_join_element_wise(letter, addition, ""), r"[^0-9A-Z]", "")
    return {"exact_key": exact, "loose_key": pc.binary_join_element_wise(postcode, house, both, "|")}


def stage_addresses(paths: Sequence[Path], target: Path) -> np.ndarray:
    """Write addresses for an engine, and return the four-digit areas that they lie in, sorted.

    Parameters
    ----------
    paths
        Parquet files as the store keeps them, the oldest first.
    target
        The file to write, of the form `ADDRESSES`.
    """
    found: set[int] = set()
    with pq.ParquetWriter(target, ADDRESSES, compression="zstd") as writer:
        for table in _addresses(paths):
            writer.write_table(table)
            found.update(pc.unique(table["area"]).to_pylist())
    return np.array(sorted(area for area in found if area >= 0), dtype=np.int32)


def _addresses(paths: Iterable[Path]) -> Iterator[pa.Table]:
    number = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_TOGETHER, columns=_OF_ADDRESSES):
                rows = pa.table(batch)
                text = {name: pc.fill_null(rows[name].cast(pa.string()), "") for name in _OF_ADDRESSES}
                code = streaming.postcode_keys(text["postcode"])
                is_id = pc.match_substring_regex(text["object"], r"^\d{16}$")
                columns = {
                    "number": pa.array(np.arange(number + 1, number + 1 + len(rows))),
                    "written": text["object"],
                    "object": pc.if_else(is_id, text["object"], "0").cast(pa.int64()),
                    "postcode": text["postcode"],
                    **keys(text["postcode"], text["house_number"], text["letter"], text["addition"]),
                    "code": pa.array(code),
                    "area": pa.array(np.where(code >= 0, streaming.area_of(code), -1)),
                    "buurt": rows["buurt"].cast(pa.string()),
                    "home": pc.match_substring(text["purpose"], HOME).cast(pa.int32()),
                }
                number += len(rows)
                yield pa.table(columns).select(ADDRESSES.names).cast(ADDRESSES)


def boundary_years(codes: pd.Index, paths: Iterable[Path], given: int | None) -> dict[str, int]:
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
