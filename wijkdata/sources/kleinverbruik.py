"""Network operators: the active gas connections per buurt, from their postcode ranges and the BAG addresses.

A range of postcodes can lie in more than one buurt and is then divided by the number of addresses. Gas connections of
shops, schools and the like are in it as well as those of dwellings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import addressing, reading, streaming
from wijkdata.sources.kleinverbruik_ranges import (
    OUTSIDE_AREA,
    UNNAMED,
    read_kleinverbruik,
    recognises,
    touches,
)
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import Table

__all__ = ["connections_per_buurt", "load", "read_kleinverbruik", "recognises", "table_of"]

_INDICATOR = "gasaansluitingen"
_NOT_ALLOCATED = "gasaansluitingen in een postcode zonder bekend adres"
_ELSEWHERE = "gasaansluitingen in het deel van een postcodereeks buiten de buurten"
_NO_SHARE = "gasaansluitingen zonder aandeel in bedrijf"

#: Pairs of a range and a postcode in a buurt that are handled at a time.
_TOGETHER = 4_000_000


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path] | None = None,  # noqa: ARG001  (every reader takes it)
    addresses: pd.DataFrame | None = None,
    year: int | None = None,
    operator: str | None = None,
    boundary_year: int | None = None,
) -> Loaded:
    """Load the gas connections per buurt of a file.

    Parameters
    ----------
    path
        CSV or the zip around it.
    retrieved
        ISO date on which the file was taken over.
    companions
        Not used.
    addresses
        Needed: the BAG addresses of the gemeente, as `bag.read_addresses` returns them.
    year
        Needed where the file does not name it: year of the reference date.
    operator
        Name of the network operator, where the file does not name it.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Raises
    ------
    SourceError
        If something needed is missing, or the file is not of this form or does not touch the addresses.
    """
    addresses = addressing.needed(
        addresses, f"{path.name} bevat aansluitingen per postcode. Om die over buurten te verdelen"
    )
    ranges = read_kleinverbruik(path, year=year, operator=operator, within=addresses["postcode"])
    if ranges.empty:
        raise SourceError(
            f"{path.name} bevat geen postcode in de buurt van de bekende adressen: is dit de netbeheerder van deze "
            "gemeente?"
        )
    found = connections_per_buurt(ranges, addresses, retrieved=retrieved, boundary_year=boundary_year)
    table = table_of(ranges)
    return Loaded(
        kind=table.id,
        tables=(table,),
        observations=found,
        set_aside=reading.set_aside(ranges, found),
        behind=found["value"],
    )


def connections_per_buurt(
    ranges: pd.DataFrame,
    addresses: pd.DataFrame,
    *,
    retrieved: str,
    boundary_year: int | None = None,
) -> pd.DataFrame:
    """Count the active gas connections per buurt.

    A range is divided over buurten in proportion to its addresses in each, dwellings and others alike.

    Parameters
    ----------
    ranges
        As `read_kleinverbruik` returns them, of one operator and year.
    addresses
        As `bag.read_addresses` returns them: all addresses in use of the gemeente. An address with an empty buurt
        counts as lying outside.
    retrieved
        ISO date on which the file was taken over.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Returns
    -------
    DataFrame
        Observations of ``gasaansluitingen`` [connections], one per buurt with addresses in a four-digit
        postcode area that the file covers; ``ontbreekt`` where the file has no gas connection there, which is not
        the same as none. What cannot be allocated stands in ``note`` and, by reason, in ``attrs`` (see
        `reading.set_aside`).

    Raises
    ------
    SourceError
        If there are no addresses, or ranges of more than one year.
    """
    addresses = addressing.distinct(addresses)
    known = _Known.of(addresses)
    table = table_of(ranges)
    counts = _allocated(ranges, known)
    frame = pd.DataFrame({"area": known.buurten, "value": np.round(counts.value, 1)})
    frame["note"] = [_note(counts, row) for row in range(len(frame))]
    frame = frame[(counts.in_area) & (frame["area"] != "")]
    frame["status"] = np.where(frame["value"].notna(), "definitief", "ontbreekt")
    frame = frame.assign(
        indicator=_INDICATOR,
        year=table.years[0],
        unit=catalogue.indicator(_INDICATOR).unit,
        source=table.publisher,
        table=table.id,
        method=counts.method,
        retrieved=retrieved,
        boundary_year=addressing.boundary_years(frame["area"], addresses, boundary_year),
    )
    return reading.with_set_aside(observations.validate(frame, where="de gasaansluitingen"), counts.aside)


def table_of(ranges: pd.DataFrame) -> Table:
    """Return how to cite the file with these ranges.

    Raises
    ------
    SourceError
        If there is not exactly one year in it.
    """
    years = sorted({int(year) for year in ranges["year"].unique()})
    if len(years) != 1:
        raise SourceError(
            "Geef de kleinverbruikgegevens van één jaar tegelijk: hier staan "
            f"{dutch.join(map(str, years)) or 'geen jaren'} in."
        )
    named = [str(name) for name in ranges["operator"].unique()]
    operator = dutch.join(sorted({name for name in named if name})) or UNNAMED
    return Table(
        id=f"Kleinverbruik {operator} {years[0]}",
        title=f"Kleinverbruikgegevens per 1 januari {years[0]}",
        publisher=operator,
        attribution=f"Bron: {operator}, kleinverbruikgegevens",
        licence="niet vermeld in het bestand",
        years=(years[0],),
    )


@dataclass(frozen=True)
class _Known:
    """How many addresses there are per postcode and buurt, in order of the postcode."""

    postcode: np.ndarray
    buurt: np.ndarray
    addresses: np.ndarray
    buurten: list[str]

    @classmethod
    def of(cls, addresses: pd.DataFrame) -> _Known:
        keys = streaming.postcode_keys(pa.array(addresses["postcode"], pa.string()))
        frame = pd.DataFrame({"postcode": keys, "buurt": addresses["buurt"].fillna("").to_numpy()})
        frame = frame[frame["postcode"] >= 0]
        if frame.empty:
            raise SourceError(
                "Er zijn geen adressen met een postcode bekend. Haal eerst de BAG-adressen van de gemeente op."
            )
        numbers, names = pd.factorize(frame["buurt"], sort=True)
        counted = frame.assign(buurt=numbers).groupby(["postcode", "buurt"]).size()
        return cls(
            counted.index.get_level_values(0).to_numpy(),
            counted.index.get_level_values(1).to_numpy(),
            counted.to_numpy(),
            [str(name) for name in names],
        )


@dataclass(frozen=True)
class _Counts:
    """Gas connections per buurt (in the order of `_Known.buurten`), and what must be known of them."""

    value: np.ndarray
    divided: np.ndarray
    lost: np.ndarray
    covered: np.ndarray
    in_area: np.ndarray
    method: str
    aside: dict[str, int]


def _allocated(ranges: pd.DataFrame, known: _Known) -> _Counts:
    first = streaming.postcode_keys(pa.array(ranges["postcode_from"], pa.string()))
    last = streaming.postcode_keys(pa.array(ranges["postcode_to"], pa.string()))
    areas = np.unique(streaming.area_of(known.postcode))
    near = touches(first, last, areas)
    covered = _covered(first[near], last[near], known)
    gas = near & (ranges["product"] == "GAS").to_numpy()
    share = ranges["in_operation_share"].to_numpy("float64")
    no_shares = bool(np.isnan(share[gas]).all())
    total = ranges["connections"].to_numpy("float64")
    unknown = gas & np.isnan(share) & (not no_shares)
    active = total if no_shares else total * np.nan_to_num(share) / 100
    gas &= ~unknown
    low = np.searchsorted(known.postcode, first, "left")
    high = np.searchsorted(known.postcode, last, "right")
    placed, unplaced = gas & (high > low), gas & (high == low)
    value, divided = _divided(active[placed], low[placed], high[placed], known)
    # None in operation is a figure; no range at all is not.
    named, _ = _divided(total[placed], low[placed], high[placed], known)
    value = np.where(named > 0, value, np.nan)
    lost = _per_area(active[unplaced], streaming.area_of(first[unplaced]), known)
    outside = known.buurten.index("") if "" in known.buurten else None
    aside = {
        _NOT_ALLOCATED: round(float(active[unplaced].sum())),
        _ELSEWHERE: 0 if outside is None else round(float(np.nan_to_num(value[outside]))),
        _NO_SHARE: round(float(total[unknown].sum())),
        OUTSIDE_AREA: int((~near).sum()),
    }
    return _Counts(
        value,
        divided,
        lost,
        covered,
        _in_area(first[near], last[near], known),
        _method(no_shares=no_shares),
        aside,
    )


def _method(*, no_shares: bool) -> str:
    counted = (
        "som van alle aansluitingen (het aandeel in bedrijf staat niet in het bestand)"
        if no_shares
        else "som van aansluitingen × aandeel in bedrijf / 100"
    )
    return f"{counted}; een reeks postcodes in meer buurten verdeeld naar het aantal adressen"


def _slices(low: np.ndarray, high: np.ndarray) -> Iterator[slice]:
    """Cut ranges in groups that together stay small."""
    ends = np.cumsum(high - low)
    start = 0
    while start < len(low):
        before = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, before + _TOGETHER, "right")), start + 1)
        yield slice(start, stop)
        start = stop


def _divided(
    active: np.ndarray, low: np.ndarray, high: np.ndarray, known: _Known
) -> tuple[np.ndarray, np.ndarray]:
    """Divide connections over buurten by addresses: all of them, and those from a range in more than one buurt."""
    before = np.concatenate([[0], np.cumsum(known.addresses)])
    each = active / (before[high] - before[low])
    size = len(known.buurten)
    value, divided = np.zeros(size), np.zeros(size)
    for part in _slices(low, high):
        lengths = high[part] - low[part]
        which = np.repeat(np.arange(len(lengths)), lengths)
        position = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        position += np.repeat(low[part], lengths)
        buurt = known.buurt[position]
        weight = each[part][which] * known.addresses[position]
        value += np.bincount(buurt, weight, size)
        crosses = np.bincount(which, buurt != known.buurt[low[part]][which], len(lengths)) > 0
        divided += np.bincount(buurt, weight * crosses[which], size)
    return value, divided


def _covered(first: np.ndarray, last: np.ndarray, known: _Known) -> np.ndarray:
    """Return per buurt which part of its addresses lies in some range of the file, gas or electricity."""
    change = np.zeros(len(known.postcode) + 1)
    np.add.at(change, np.searchsorted(known.postcode, first, "left"), 1)
    np.add.at(change, np.searchsorted(known.postcode, last, "right"), -1)
    named = np.cumsum(change)[:-1] > 0
    size = len(known.buurten)
    of_all = np.bincount(known.buurt, known.addresses, size)
    return np.asarray(np.bincount(known.buurt, known.addresses * named, size) / np.maximum(of_all, 1))


def _in_area(first: np.ndarray, last: np.ndarray, known: _Known) -> np.ndarray:
    """Tell which buurten have an address in a four-digit area that the file covers."""
    found = np.unique(np.concatenate([streaming.area_of(first), streaming.area_of(last)]))
    here = np.isin(streaming.area_of(known.postcode), found)
    return np.asarray(np.bincount(known.buurt, here, len(known.buurten)) > 0)


def _per_area(active: np.ndarray, areas: np.ndarray, known: _Known) -> np.ndarray:
    """Return per buurt the connections without an address, in the four-digit areas in which the buurt lies."""
    lost = pd.Series(active).groupby(areas).sum()
    pairs = pd.DataFrame({"buurt": known.buurt, "area": streaming.area_of(known.postcode)}).drop_duplicates()
    per_pair = pairs["area"].map(lost).fillna(0.0)
    return np.bincount(pairs["buurt"], per_pair, len(known.buurten))


def _note(counts: _Counts, row: int) -> str:
    value, divided, lost, covered = (
        float(array[row]) for array in (counts.value, counts.divided, counts.lost, counts.covered)
    )
    if np.isnan(value):
        text = "geen gasaansluiting in het bestand: geen gas, minder dan tien, of een andere netbeheerder"
    else:
        text = "woningen én andere gebouwen"
    if round(divided):
        text += f"; {dutch.number(divided, 0)} uit reeksen die over meer buurten verdeeld zijn"
    if round(lost):
        text += f"; {dutch.number(lost, 0)} aansluitingen in dezelfde postcodegebieden zijn niet toe te delen"
    if covered < 0.95:
        text += f"; het bestand noemt de postcode van {dutch.number(100 * covered, 0)}% van de adressen"
    return text
