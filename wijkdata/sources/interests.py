"""Interests that parties elsewhere were published to have: suggestions to start a conversation with.

They are kept by hand in ``interests.yaml``, summarised in own words and each with its source, and become the file
``belangen.csv`` of the embedded data.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd

from wijkdata.kept_tables import kept_table
from wijkdata.sources.tables import Table

#: The summaries are our own; of the pages themselves nothing is taken over.
_LICENCE = "eigen samenvatting, geen tekst van de bron overgenomen"

_COLUMNS = ["party", "theme", "interest", "see", "tension", "said_by", "year", "own", "url"]


def interests() -> pd.DataFrame:
    """Return the published interests, by party and theme.

    Returns
    -------
    DataFrame
        party (a role), theme (of the catalogue), interest, see and tension (our reading, empty where there is none),
        said_by (who or where), year (of the source, NA where it does not say), own (``ja`` if the source is of the
        party itself, ``nee`` if it is news or a third party), url.
    """
    kept = kept_table("interests.yaml", "wijkdata.sources")["interests"]
    rows = [
        {"see": "", "tension": "", **row, "party": party, "own": "ja" if row["own"] else "nee"}
        for party, rows in kept.items()
        for row in rows
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"year": "Int64"})


def tables(frame: pd.DataFrame) -> list[Table]:
    """Return the sites from which interests come, each as a table with the years of its pages."""
    by_site = frame.groupby(frame["url"].map(site))["year"]
    return [
        Table(str(name), str(name), str(name), f"Bron: {name}", _LICENCE, _distinct(years))
        for name, years in by_site
    ]


def _distinct(years: pd.Series) -> tuple[int, ...]:
    return tuple(sorted({int(year) for year in years.dropna()}))


def site(url: str) -> str:
    """Return the name by which people know the site of an address: ``nos.nl``."""
    return urlsplit(url).netloc.removeprefix("www.")
