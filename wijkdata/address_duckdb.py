"""DuckDB, the engine for one machine: what does not fit in the memory it may use goes to a folder on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from wijkdata.errors import WijkdataError

MISSING = (
    "Voor bestanden van dit formaat is DuckDB nodig, en dat is hier niet geïnstalleerd. Installeer het met "
    '‘pip install "wijkdata[scale]"’.'
)


def answers(
    tables: Mapping[str, Path], queries: Sequence[str], *, memory: str, scratch: Path
) -> list[pd.DataFrame]:
    """Answer queries about Parquet files.

    Parameters
    ----------
    tables
        The file of each table.
    queries
        See ``address_query``.
    memory
        What the engine may use at most: ``500MB`` or ``2GB``.
    scratch
        Folder for what does not fit.

    Raises
    ------
    WijkdataError
        If DuckDB is not there, or the memory is too little even so.
    """
    try:
        import duckdb  # noqa: PLC0415  (an optional extra)
    except ImportError:
        raise WijkdataError(MISSING) from None
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(scratch),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(":memory:", config=settings) as engine:
        try:
            for name, path in tables.items():
                engine.read_parquet(str(path)).create_view(name)
            return [engine.sql(query).df() for query in queries]
        except duckdb.OutOfMemoryException:
            raise WijkdataError(
                f"Met {memory} geheugen lukt dit niet. Geef meer met --memory, of maak ruimte op de schijf."
            ) from None
