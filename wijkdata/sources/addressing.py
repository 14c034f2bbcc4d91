"""Finding the address that a record is about, among the addresses with their buurt."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wijkdata.errors import SourceError

BY_ID, BY_ADDRESS, AMBIGUOUS, UNKNOWN, ELSEWHERE = "id", "adres", "dubbelzinnig", "onbekend", "elders"


def needed(addresses: pd.DataFrame | None, what_for: str) -> pd.DataFrame:
    """Return addresses that a file cannot be read without.

    Parameters
    ----------
    addresses
        As `bag.read_addresses` returns them.
    what_for
        For the message: what is in the file, and what to do with it for which addresses are needed.

    Raises
    ------
    SourceError
        If there are none.
    """
    if addresses is None or addresses.empty:
        raise SourceError(
            f"{what_for} zijn de adressen nodig: haal eerst de BAG-adressen van de gemeente op."
        )
    return addresses


def distinct(addresses: pd.DataFrame) -> pd.DataFrame:
    """Return each address once: of an object that was loaded more than once the last."""
    return addresses.drop_duplicates("object", keep="last", ignore_index=True)


def boundary_years(codes: pd.Series, addresses: pd.DataFrame | None, given: int | None) -> pd.Series:
    """Return per code of a buurt the year of its division: the given one, or what the addresses tell.

    Raises
    ------
    SourceError
        If neither tells it.
    """
    if given is not None:
        return pd.Series(int(given), index=codes.index)
    years = pd.Series(np.nan, index=codes.index)
    if addresses is not None and "boundary_year" in addresses.columns:
        known = addresses.drop_duplicates("buurt", keep="last").set_index("buurt")["boundary_year"]
        years = codes.map(known)
        # A buurt without an address lies in the same division as the others.
        years = years.fillna(known.max())
    if years.isna().any():
        raise SourceError("Geef op van welk jaar de indeling in buurten is.", "boundary_year")
    return years.astype("int64")


def find(records: pd.DataFrame, addresses: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Find the address of each record: by its BAG id, else by postcode, number, letter and addition.

    A letter is also found where the other writes it as an addition, if that leaves one address only.

    Parameters
    ----------
    records
        Any of object (16 digits; empty where unknown), postcode, house_number, letter and addition.
    addresses
        As `bag.read_addresses` returns them, each once.

    Returns
    -------
    tuple of array
        Position in the addresses, -1 where there is none; and how it was found, or why not: `BY_ID`, `BY_ADDRESS`,
        `AMBIGUOUS`, `UNKNOWN` (its postcode is known), `ELSEWHERE` (neither is).
    """
    position = np.full(len(records), -1, dtype=np.int64)
    how = np.full(len(records), ELSEWHERE, dtype=object)
    if "object" in records.columns:
        found = pd.Index(addresses["object"].to_numpy()).get_indexer(pd.Index(records["object"].to_numpy()))
        position[found >= 0] = found[found >= 0]
        how[found >= 0] = BY_ID
    if {"postcode", "house_number"} <= set(records.columns):
        left = position < 0
        known = records["postcode"].isin(addresses["postcode"].unique()).to_numpy()
        how[left & known] = UNKNOWN
        rest = np.flatnonzero(left & known)
        if len(rest):
            _by_address(records.iloc[rest], addresses, rest, position, how)
    return position, how


def _by_address(
    records: pd.DataFrame, addresses: pd.DataFrame, rest: np.ndarray, position: np.ndarray, how: np.ndarray
) -> None:
    near = np.flatnonzero(addresses["postcode"].isin(records["postcode"].unique()).to_numpy())
    candidates = addresses.iloc[near]
    for exact in (True, False):
        keys = pd.Index(_keys(candidates, exact=exact))
        several = keys.duplicated(keep=False)
        wanted = _keys(records, exact=exact)
        single = keys[~several]
        found = single.get_indexer(pd.Index(wanted))
        hit = (found >= 0) & (position[rest] < 0)
        position[rest[hit]] = near[np.flatnonzero(~several)[found[hit]]]
        how[rest[hit]] = BY_ADDRESS
        double = np.isin(wanted, keys[several].unique().to_numpy()) & (position[rest] < 0)
        how[rest[double]] = AMBIGUOUS


def _keys(frame: pd.DataFrame, *, exact: bool) -> np.ndarray:
    letter = _column(frame, "letter")
    addition = _column(frame, "addition")
    suffix = (
        letter + "|" + addition if exact else (letter + addition).str.replace(r"[^0-9A-Z]", "", regex=True)
    )
    number = frame["house_number"].astype("int64").astype("str")
    return (frame["postcode"].astype("str") + "|" + number + "|" + suffix).to_numpy(dtype=object)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        return pd.Series("", index=frame.index)
    return frame[name].astype("str").str.strip().str.upper()
