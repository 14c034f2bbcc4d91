"""Finding one figure among the observations that a reader returned."""

from __future__ import annotations

import pandas as pd


def figure(table: pd.DataFrame, area: str, indicator: str, year: int | None = None) -> pd.Series:
    """Return the one row about an area and an indicator, in a year where the table has more than one."""
    rows = table[(table["area"] == area) & (table["indicator"] == indicator)]
    if year is not None:
        rows = rows[rows["year"] == year]
    assert len(rows) == 1, f"{len(rows)} rows of {indicator} in {area}"
    return rows.iloc[0]
