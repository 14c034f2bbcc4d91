"""Fetching the tables of CBS of which there is one per year, and bringing them together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from wijkdata import areas as area_codes
from wijkdata import dutch
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import cbs_service
from wijkdata.sources.cbs_service import Fetched
from wijkdata.sources.cbs_sheet import Column
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import Loaded


@dataclass(frozen=True)
class YearlyTables:
    """Tables of which CBS makes one per year.

    Attributes
    ----------
    ids
        Id of the table per year, as far as known.
    title
        Title in the catalogue of CBS, without the year.
    kind
        What a table is, for people, without the year.
    """

    ids: Mapping[int, str]
    title: str
    kind: str


def get_years(
    client: Client,
    areas: Collection[str] | None,
    years: Collection[int] | None,
    tables: YearlyTables,
    *,
    read: Callable[[Fetched, int], Loaded],
    columns: Callable[[Mapping[str, Column]], Sequence[str]] | None = None,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of several years, and read them; a table that has not changed is not fetched again.

    Parameters
    ----------
    client
        Fetches, and keeps what came.
    areas
        Codes of gemeenten, wijken or buurten: their whole gemeenten are fetched. The whole country for None.
    years
        Years of the tables; all years of which the id is known for None.
    tables
        What to fetch; of a year of which the id is not known the catalogue of CBS is asked.
    read
        Reads what was fetched for a year.
    columns
        Which keys to ask for, given what the table has; all of them for None.
    base
        Address of the service, in place of that of CBS (or that in ``WIJKDATA_CBS_URL``).

    Returns
    -------
    Loaded
        Everything that could be fetched. A year that could not is named in ``set_aside``, with the reason.

    Raises
    ------
    DownloadError
        If no year at all could be fetched.
    UnknownAreaError
        If an area is no code of a gemeente, wijk or buurt.
    """
    gemeenten = None if areas is None else sorted({gemeente_of(area) for area in areas})
    title = tables.title
    ids, failed = _ids(client, tables, years, base)
    found = []
    for year, table in ids.items():
        try:
            fetched = cbs_service.get_table(client, table, gemeenten=gemeenten, columns=columns, address=base)
            found.append(read(fetched, year))
        except SourceError as error:
            client.tell(f"{title} {year}: {error}")
            failed[f"{title} {year} (tabel {table}) niet opgehaald: {error}"] = 1
    if not found:
        raise DownloadError("\n".join(failed) or f"Kies ten minste één jaar van {title}.")
    read_years = {one for part in found for table in part.tables for one in table.years}
    return merged(f"{tables.kind} {_span(sorted(read_years))}", found, failed)


def gemeente_of(area: str) -> str:
    """Return the gemeente in which an area lies.

    Raises
    ------
    UnknownAreaError
        If it is no code of a gemeente, wijk or buurt.
    """
    code = area_codes.gemeente(area_codes.clean(area))
    if code is None:
        raise UnknownAreaError(
            f"‘{area}’ is geen code van een gemeente, wijk of buurt. Schrijf die als GM0599, WK059914 of BU05991448."
        )
    return code


def _ids(
    client: Client, tables: YearlyTables, years: Collection[int] | None, base: str | None
) -> tuple[dict[int, str], dict[str, int]]:
    """Return the table of each year, and why there is none; of a year newer than this program the catalogue tells."""
    wanted = sorted({*(tables.ids if years is None else years)})
    unknown = [year for year in wanted if year not in tables.ids]
    ids = {year: tables.ids[year] for year in wanted if year in tables.ids}
    failed: dict[str, int] = {}
    if unknown:
        try:
            listed = _listed(client, tables.title, base)
        except DownloadError as error:
            failed[f"{tables.title} {dutch.join(map(str, unknown))} niet gezocht: {error}"] = 1
        else:
            ids |= {year: listed[year] for year in unknown if year in listed}
            absent = [year for year in unknown if year not in listed]
            failed |= {f"{tables.title} {year}: niet in de catalogus van CBS": 1 for year in absent}
    for reason in failed:
        client.tell(reason)
    return ids, failed


def _listed(client: Client, title: str, base: str | None) -> dict[int, str]:
    """Return the table of each year in the catalogue: the title, then one year and no more."""
    year = re.compile(rf"{re.escape(title)}\W+(\d{{4}})")
    entries = cbs_service.search(client, title, address=base)
    return {int(found[1]): one.id for one in entries if (found := year.fullmatch(one.title))}


def merged(kind: str, found: Sequence[Loaded], failed: Mapping[str, int]) -> Loaded:
    """Return what was loaded from several tables as one, with how many rows of all of them were set aside."""
    aside: Counter[str] = Counter(failed)
    for one in found:
        aside.update(one.set_aside)
    return Loaded(
        kind,
        tuple(table for one in found for table in one.tables),
        pd.concat([one.observations for one in found], ignore_index=True),
        pd.concat([one.areas for one in found], ignore_index=True),
        set_aside=dict(aside),
    )


def _span(years: Sequence[int]) -> str:
    """Return years as a Dutch text: those without a gap as from and to."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}-{years[-1]}"
    return dutch.join(map(str, years))
