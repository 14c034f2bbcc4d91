"""Apache Spark, the engine for many machines; here on this one, or where ``SPARK_REMOTE`` or its settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from wijkdata.errors import WijkdataError

MISSING = (
    "Hiervoor is Apache Spark nodig, met Java 17, en dat is hier niet geïnstalleerd. Installeer het met "
    '‘pip install "wijkdata[spark]"’, of laat --engine spark weg.'
)


def answers(
    tables: Mapping[str, Path], queries: Sequence[str], *, memory: str, scratch: Path
) -> list[pd.DataFrame]:
    """Answer queries about Parquet files; see ``address_duckdb.answers``."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415  (an optional extra)
    except ImportError:
        raise WijkdataError(MISSING) from None
    session = (
        SparkSession.builder.appName("wijkdata")
        .config("spark.driver.memory", memory.lower().removesuffix("b"))
        .config("spark.local.dir", str(scratch))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
        .getOrCreate()
    )
    try:
        for name, path in tables.items():
            session.read.parquet(str(path)).createOrReplaceTempView(name)
        return [_frame(session.sql(query)) for query in queries]
    finally:
        session.stop()


def _frame(answer: object) -> pd.DataFrame:
    rows = answer.collect()  # type: ignore[attr-defined]
    return pd.DataFrame([row.asDict() for row in rows], columns=answer.columns)  # type: ignore[attr-defined]
