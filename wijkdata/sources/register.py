"""Rows for the register of areas, from the codes that CBS gives them."""

from __future__ import annotations

import pandas as pd

from wijkdata.sources.loaded import AREA_COLUMNS


def area_rows(codes: pd.Series, year: int, names: pd.Series, changes: pd.Series) -> pd.DataFrame:
    """Return rows for the register of areas; level, parent and gemeente follow from the code itself.

    Parameters
    ----------
    codes
        Codes of the country, gemeenten, wijken or buurten.
    year
        Year of the division.
    names
        Name of each area; empty where it is not known.
    changes
        What changed since the year before, as CBS writes it: ``1`` unchanged, ``2`` renamed, ``3`` boundary changed.
        Anything else is taken as unknown.

    Returns
    -------
    DataFrame
        ``AREA_COLUMNS``, one row per code, in the same order.
    """
    level = codes.str.slice(0, 2).map({"NL": "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"})
    gemeente = "GM" + codes.str.slice(2, 6)
    parent = ("WK" + codes.str.slice(2, 8)).where(level == "buurt", gemeente)
    frame = pd.DataFrame({"code": codes, "boundary_year": year, "name": names, "level": level})
    frame["parent"] = parent.mask(level == "gemeente", "NL00").mask(level == "land", "")
    frame["gemeente"] = gemeente.mask(level == "land", "")
    frame["change"] = changes.where(changes.isin(["1", "2", "3"]), "")
    return frame[AREA_COLUMNS].reset_index(drop=True)
