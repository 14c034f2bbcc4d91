"""Network operators: the active gas connections per buurt, from their postcode ranges and the BAG addresses.

A range of postcodes can lie in more than one buurt and is then divided by the number of addresses. Gas connections of
shops, schools and the like are in it as well as those of dwellings.
"""

from __future__ import annotations

from collections.abc import Mapping
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

NO_ADDRESSES = "Er zijn geen adressen met een postcode bekend. Haal eerst de BAG-adressen van de gemeente op."

#: What the note of a figure tells of.
_NOTED = ["value", "divided", "lost", "covered"]

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
        raise SourceError(elsewhere(path.name))
    found = connections_per_buurt(ranges, addresses, retrieved=retrieved, boundary_year=boundary_year)
    return loaded(table_of(ranges), found, reading.set_aside(ranges, found))


def elsewhere(name: str) -> str:
    """Return what to say of a file that does not touch the addresses."""
    return (
        f"{name} bevat geen postcode in de buurt van de bekende adressen: is dit de netbeheerder van deze "
        "gemeente?"
    )


def loaded(table: Table, found: pd.DataFrame, set_aside: Mapping[str, int]) -> Loaded:
    """Return the figures with how to cite them, and about how many connections each is."""
    return Loaded(
        kind=table.id, tables=(table,), observations=found, set_aside=set_aside, behind=found["value"]
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
    counts, aside, no_shares = _allocated(ranges, known)
    years = addressing.boundary_years(pd.Series(counts.index), addresses, boundary_year)
    frame = figures_of(
        counts,
        table_of(ranges),
        no_shares=no_shares,
        retrieved=retrieved,
        boundary_years=dict(zip(counts.index, years, strict=True)),
    )
    return reading.with_set_aside(frame, aside)


def figures_of(
    counts: pd.DataFrame,
    table: Table,
    *,
    no_shares: bool,
    retrieved: str,
    boundary_years: Mapping[str, int],
) -> pd.DataFrame:
    """Return the observations that follow from what was allocated; see `connections_per_buurt`.

    Parameters
    ----------
    counts
        Per buurt with addresses in a four-digit area that the file covers: value (active; NaN where there is no
        range with gas), divided (of those, from ranges in more than one buurt) and lost (in the same four-digit
        areas, without an address) [connections], and covered: the part of the addresses in some range [-].
    no_shares
        Whether the file has no share in operation at all, so that all connections were counted.
    boundary_years
        Year of the division of each buurt.
    """
    frame = pd.DataFrame({"area": counts.index.astype("str"), "value": counts["value"].round(1).to_numpy()})
    frame["note"] = [_note(*row) for row in counts[_NOTED].itertuples(index=False)]
    frame = frame.assign(
        status=np.where(frame["value"].notna(), "definitief", "ontbreekt"),
        indicator=_INDICATOR,
        year=table.years[0],
        unit=catalogue.indicator(_INDICATOR).unit,
        source=table.publisher,
        table=table.id,
        method=_method(no_shares=no_shares),
        retrieved=retrieved,
        boundary_year=frame["area"].map(dict(boundary_years)),
    )
    return observations.validate(frame, where="de gasaansluitingen")


def aside_of(*, unplaced: float, elsewhere: float, without_share: float) -> dict[str, int]:
    """Return what could not be allocated to a buurt, by reason [connections; NaN is none]."""
    found = {_NOT_ALLOCATED: unplaced, _ELSEWHERE: elsewhere, _NO_SHARE: without_share}
    return {why: 0 if np.isnan(count) else round(count) for why, count in found.items()}


def table_of(ranges: pd.DataFrame) -> Table:
    """Return how to cite the file with these ranges, of which only year and operator are looked at.

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
            raise SourceError(NO_ADDRESSES)
        numbers, names = pd.factorize(frame["buurt"], sort=True)
        counted = frame.assign(buurt=numbers).groupby(["postcode", "buurt"]).size()
        return cls(
            counted.index.get_level_values(0).to_numpy(),
            counted.index.get_level_values(1).to_numpy(),
            counted.to_numpy(),
            [str(name) for name in names],
        )


def _allocated(ranges: pd.DataFrame, known: _Known) -> tuple[pd.DataFrame, dict[str, int], bool]:
    """Return what `figures_of` needs, what could not be allocated, and whether there is no share in operation."""
    first = streaming.postcode_keys(pa.array(ranges["postcode_from"], pa.string()))
    last = streaming.postcode_keys(pa.array(ranges["postcode_to"], pa.string()))
    near = touches(first, last, np.unique(streaming.area_of(known.postcode)))
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
    counts = pd.DataFrame(
        {
            "value": np.where(named > 0, value, np.nan),
            "divided": divided,
            "lost": _per_area(active[unplaced], streaming.area_of(first[unplaced]), known),
            "covered": _covered(first[near], last[near], known),
        },
        index=pd.Index(known.buurten, name="area"),
    )
    aside = aside_of(
        unplaced=float(active[unplaced].sum()),
        elsewhere=float(counts["value"].get("", np.nan)),
        without_share=float(total[unknown].sum()),
    )
    aside[OUTSIDE_AREA] = int((~near).sum())
    within = _in_area(first[near], last[near], known) & (counts.index != "")
    return counts[within], aside, no_shares


def _method(*, no_shares: bool) -> str:
    counted = (
        "som van alle aansluitingen (het aandeel in bedrijf staat niet in het bestand)"
        if no_shares
        else "som van aansluitingen × aandeel in bedrijf / 100"
    )
    return f"{counted}; een reeks postcodes in meer buurten verdeeld naar het aantal adressen"


def _divided(
    active: np.ndarray, low: np.ndarray, high: np.ndarray, known: _Known
) -> tuple[np.ndarray, np.ndarray]:
    """Divide connections over buurten by addresses: all of them, and those from a range in more than one buurt."""
    before = np.concatenate([[0], np.cumsum(known.addresses)])
    each = active / (before[high] - before[low])
    size = len(known.buurten)
    value, divided = np.zeros(size), np.zeros(size)
    for part in streaming.slices(high - low, _TOGETHER):
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
    """Tell which buurten have an address in a four-digit area that the file covers, whole or in part."""
    areas = streaming.area_of(known.postcode)
    change = np.zeros(len(areas) + 1)
    np.add.at(change, np.searchsorted(areas, streaming.area_of(first), "left"), 1)
    np.add.at(change, np.searchsorted(areas, streaming.area_of(last), "right"), -1)
    here = np.cumsum(change)[:-1] > 0
    return np.asarray(np.bincount(known.buurt, here, len(known.buurten)) > 0)


def _per_area(active: np.ndarray, areas: np.ndarray, known: _Known) -> np.ndarray:
    """Return per buurt the connections without an address, in the four-digit areas in which the buurt lies."""
    lost = pd.Series(active).groupby(areas).sum()
    pairs = pd.DataFrame({"buurt": known.buurt, "area": streaming.area_of(known.postcode)}).drop_duplicates()
    per_pair = pairs["area"].map(lost).fillna(0.0)
    return np.bincount(pairs["buurt"], per_pair, len(known.buurten))


def _note(value: float, divided: float, lost: float, covered: float) -> str:
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
