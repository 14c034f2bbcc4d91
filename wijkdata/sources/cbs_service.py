"""Fetching tables from the services of CBS: OData v3 (API, bulk feed, catalogue).

What the services are known to do, and what is done about it:

* The API refuses more than 10,000 rows, so it is asked per gemeente; the feed gives any number, in parts of which
  each names the next.
* A table can be published anew between two parts, with other columns under the same id. CBS then gives another date
  of change, so that is asked before and after; a table that changed in between is fetched again.
* Codes are padded with spaces. Asked for otherwise, the answer is an empty list and no error, so an empty list is
  told.
* A table that has not changed since it was kept is not fetched again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_odata, reading
from wijkdata.sources.cbs_sheet import Column, Sheet
from wijkdata.sources.download import Client, DownloadError, Raw, onward

BASE = "https://opendata.cbs.nl"

#: How often a table that changes while it is fetched is begun anew.
EDITIONS = 3
#: From so many gemeenten on, the whole table is less work for both sides than one question per gemeente.
MANY = 40
#: Signs to which a code of a region is padded.
PADDED = {"WijkenEnBuurten": 10, "RegioS": 6}
#: Parts of one table that are taken at most: far more than the largest has.
_PARTS = 2_000

_KINDS = ("GM", "WK", "BU")
_KEPT = "cbs_tabellen.json"
_TOO_MANY = "more than 10000 records"


@dataclass(frozen=True)
class Entry:
    """A table in the catalogue of CBS."""

    id: str
    title: str
    period: str
    modified: str


@dataclass(frozen=True)
class Fetched:
    """One edition of a table, as it was fetched and kept.

    Attributes
    ----------
    table, modified
        Id, and date of change as CBS writes it.
    parts
        The figures.
    infos, properties, names
        Description of the table, of its columns, and the names of the areas.
    without
        Gemeenten about which the table holds nothing.
    """

    table: str
    modified: str
    parts: tuple[Raw, ...]
    infos: Raw
    properties: Raw
    names: tuple[Raw, ...]
    without: tuple[str, ...] = ()

    def sheet(self) -> Sheet:
        """Return the figures, with the titles and units of their columns.

        Raises
        ------
        SourceError
            If the parts do not belong together.
        """
        joined = cbs_odata.join([cbs_odata.read_dataset(text_of(part)) for part in self.parts])
        described = cbs_odata.read_properties(text_of(self.properties))
        return replace(joined.described(described), file=f"CBS {self.table}", more="")

    def area_names(self) -> dict[str, str]:
        """Return the name of every area, by code."""
        return names_in(self.names)

    @property
    def retrieved(self) -> str:
        """ISO date of the newest part."""
        return max(part.retrieved for part in self.parts)


def text_of(raw: Raw) -> reading.RawFile:
    """Return the text of a kept file, under its name for people."""
    return reading.RawFile(raw.name, reading.read_text(raw.path).text)


def names_in(parts: Sequence[Raw]) -> dict[str, str]:
    """Return the names in the parts of a list of codes."""
    found: dict[str, str] = {}
    for part in parts:
        found |= cbs_odata.read_names(text_of(part))
    return found


def base(given: str | None = None) -> str:
    """Return the address of OData v3, without a slash behind it."""
    return (given or os.environ.get("WIJKDATA_CBS_URL") or BASE).rstrip("/")


def padded(code: str, region: str = "WijkenEnBuurten") -> str:
    """Return a code as the service wants it: padded with spaces."""
    return code.strip().upper().ljust(PADDED[region])


def get_resource(client: Client, table: str, resource: str, *, address: str | None = None) -> reading.RawFile:
    """Fetch what explains a table: ``TableInfos``, ``DataProperties``, or a dimension such as ``Woningkenmerken``.

    Raises
    ------
    DownloadError
        If it cannot be fetched.
    """
    raw, _ = client.fetch_json(
        f"{base(address)}/ODataApi/odata/{table}/{resource}",
        name=f"CBS {table} {resource}",
        params={"$format": "json"},
    )
    return text_of(raw)


def search(client: Client, title: str, *, address: str | None = None) -> list[Entry]:
    """Return the tables whose title begins so, the newest period first.

    Raises
    ------
    DownloadError
        If the catalogue cannot be fetched.
    """
    _, answer = client.fetch_json(
        f"{base(address)}/ODataCatalog/Tables",
        name="CBS catalogus",
        params={
            "$filter": f"startswith(Title,'{_quoted(title)}')",
            "$select": "Identifier,Title,Period,Modified",
            "$orderby": "Period desc",
            "$format": "json",
        },
    )
    keys = ("Identifier", "Title", "Period", "Modified")
    return [Entry(*(str(row.get(key) or "").strip() for key in keys)) for row in _rows(answer, "catalogus")]


def get_table(
    client: Client,
    table: str,
    *,
    gemeenten: Collection[str] | None = None,
    columns: Callable[[Mapping[str, Column]], Sequence[str]] | None = None,
    resource: str = "UntypedDataSet",
    address: str | None = None,
) -> Fetched:
    """Fetch one edition of a table about wijken and buurten, unless that edition is kept already.

    Parameters
    ----------
    client
        Fetches and keeps.
    table
        Id of the table.
    gemeenten
        Codes of gemeenten: those with their wijken and buurten, and the country. The whole table for None.
    columns
        Which keys to ask for, given what the table has; all of them for None.
    resource
        ``UntypedDataSet``, in which ``.`` and blank stay apart, or ``TypedDataSet``.
    address
        Address of the service, in place of that of CBS.

    Raises
    ------
    DownloadError
        If it cannot be fetched, keeps changing, or holds nothing about any of the gemeenten.
    """
    question = _Question(
        client,
        table,
        resource,
        base(address),
        tuple(sorted({*gemeenten})) if gemeenten is not None else None,
        columns,
    )
    for attempt in range(EDITIONS):
        if attempt:
            client.tell(f"CBS {table}: is tussendoor vernieuwd; wordt opnieuw opgehaald")
        infos, modified = question.infos()
        if (kept := question.kept(infos, modified)) is not None:
            client.tell(f"CBS {table}: niet gewijzigd sinds de vorige keer")
            return kept
        try:
            found = question.fetch(infos, modified)
        except SourceError:
            # A renumbered column is refused, parts no longer fit: only then is it worth looking again.
            if question.infos()[1] == modified:
                raise
            continue
        if question.infos()[1] == modified:
            question.keep(found)
            return found
    raise DownloadError(
        f"CBS vernieuwt tabel {table} terwijl wij haar ophalen, {EDITIONS} keer achter elkaar. Probeer het over een "
        "uur opnieuw."
    )


@dataclass(frozen=True)
class _Question:
    """What is asked of which table."""

    client: Client
    table: str
    resource: str
    base: str
    gemeenten: tuple[str, ...] | None
    columns: Callable[[Mapping[str, Column]], Sequence[str]] | None
    region: str = "WijkenEnBuurten"

    def infos(self) -> tuple[Raw, str]:
        """Return the description of the table, and when it was last changed."""
        raw, answer = self._ask("TableInfos", {"$format": "json"})
        rows = _rows(answer, f"tabel {self.table}")
        return raw, str(rows[0].get("Modified") or "") if rows else ""

    def fetch(self, infos: Raw, modified: str) -> Fetched:
        properties, _ = self._ask("DataProperties", {"$format": "json"})
        described = cbs_odata.read_properties(text_of(properties))
        names = self._names()
        select = self._select(described)
        if self._whole:
            parts, without = list(self._feed(self.resource, {"$format": "json"})), list[str]()
        else:
            parts, without = self._per_gemeente(self.gemeenten or (), select)
        found = Fetched(self.table, modified, tuple(parts), infos, properties, tuple(names), tuple(without))
        if found.sheet().cells.empty:
            raise DownloadError(
                f"CBS gaf geen enkele rij uit tabel {self.table} voor {dutch.join(self.gemeenten or ['het land'])}. "
                "Kijk of het gebied in dat jaar bestond."
            )
        return found

    def _names(self) -> list[Raw]:
        if not self._whole:
            condition = " or ".join(
                f"startswith(Key,'{kind}{code[2:]}')" for code in self.gemeenten or () for kind in _KINDS
            )
            try:
                raw, answer = self._ask(self.region, {"$format": "json", "$filter": condition})
            except DownloadError:
                # It is not certain that a list of codes can be asked for in part; as a whole it can.
                pass
            else:
                if _rows(answer, raw.name):
                    return [raw]
        return list(self._feed(self.region, {"$format": "json"}))

    @property
    def _whole(self) -> bool:
        return self.gemeenten is None or len(self.gemeenten) > MANY

    def _select(self, described: Mapping[str, Column]) -> str:
        if self.columns is None:
            return ""
        wanted = self.columns(described)
        return ",".join([self.region, *(key for key in described if key in set(wanted) - {self.region})])

    def _per_gemeente(self, gemeenten: Sequence[str], select: str) -> tuple[list[Raw], list[str]]:
        parts, without = [], []
        for number, code in enumerate(gemeenten):
            starts = [f"{kind}{code[2:]}" for kind in _KINDS]
            # The country once: two parts with the same row would contradict each other.
            starts += ["NL"] if number == 0 else []
            condition = " or ".join(f"startswith({self.region},'{start}')" for start in starts)
            params = {"$format": "json", "$filter": condition}
            if select:
                params["$select"] = select
            found = self._filtered(params, code)
            parts += found
            if not any(f'"{kind}{code[2:]}' in text_of(one).text for one in found for kind in _KINDS):
                without.append(code)
        return parts, without

    def _filtered(self, params: Mapping[str, str], code: str) -> list[Raw]:
        try:
            return [self._ask(self.resource, params, f", {code}")[0]]
        except DownloadError as error:
            if _TOO_MANY not in error.text.casefold():
                raise
            return list(self._feed(self.resource, params))

    def _ask(self, resource: str, params: Mapping[str, str], about: str = "") -> tuple[Raw, Any]:
        return self.client.fetch_json(
            f"{self.base}/ODataApi/odata/{self.table}/{resource}",
            name=f"CBS {self.table} {resource}{about}",
            params=params,
        )

    def _feed(self, resource: str, params: Mapping[str, str]) -> Iterator[Raw]:
        """Yield the parts of a resource; each names the address of the next, which is used as it is."""
        yield from follow(
            self.client,
            f"{self.base}/ODataFeed/odata/{self.table}/{resource}",
            name=f"CBS {self.table} {resource}",
            params=params,
        )

    # --- what is kept -----------------------------------------------------------------------------------------

    @property
    def _id(self) -> str:
        return " ".join([self.base, self.table, self.resource, *(self.gemeenten or ["alles"])])

    def kept(self, infos: Raw, modified: str) -> Fetched | None:
        """Return what was kept of the same edition, if it is complete and all of it is still there."""
        record = _read_kept(self.client.folder).get(self._id, {})
        if not modified or record.get("modified") != modified:
            return None
        known = {(one.address, one.sha256): one for one in self.client.kept() if one.path.exists()}
        files = {
            what: [known.get((address, digest)) for address, digest in record.get(what, [])]
            for what in ("properties", "names", "parts")
        }
        if not all(found and None not in found for found in files.values()):
            return None
        properties, names, parts = ([one for one in found if one is not None] for found in files.values())
        if record.get("select") != self._select(cbs_odata.read_properties(text_of(properties[0]))):
            return None
        without = tuple(record.get("without", []))
        self.client.taken += [*properties, *names, *parts]
        return Fetched(self.table, modified, tuple(parts), infos, properties[0], tuple(names), without)

    def keep(self, found: Fetched) -> None:
        """Note that this edition is complete."""
        described = cbs_odata.read_properties(text_of(found.properties))
        everything = _read_kept(self.client.folder)
        everything[self._id] = {
            "modified": found.modified,
            "select": self._select(described),
            "without": list(found.without),
            "properties": _noted([found.properties]),
            "names": _noted(found.names),
            "parts": _noted(found.parts),
        }
        _write_kept(self.client.folder, everything)


def follow(
    client: Client, address: str, *, name: str, params: Mapping[str, str] | None = None
) -> Iterator[Raw]:
    """Fetch an answer and all that follow it; each names the address of the next, which is used as it is.

    Raises
    ------
    DownloadError
        If a part cannot be fetched, or the parts go round in a circle.
    """
    seen: set[str] = set()
    number = 1
    while address:
        raw, answer = client.fetch_json(
            address, name=name if number == 1 else f"{name}, deel {number}", params=params
        )
        yield raw
        params = None
        seen.add(address)
        following = answer if isinstance(answer, dict) else {}
        link = str(following.get("odata.nextLink") or following.get("@odata.nextLink") or "")
        address = onward(raw.address, urljoin(raw.address, link)) if link else ""
        number += 1
        if address in seen or number > _PARTS:
            raise DownloadError(
                f"{name}: de delen van dit antwoord houden niet op. Probeer het later opnieuw."
            )


def _noted(files: Sequence[Raw]) -> list[list[str]]:
    return [[one.address, one.sha256] for one in files]


def _rows(answer: Any, what: str) -> list[dict[str, Any]]:
    value = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise DownloadError(f"CBS gaf voor {what} een antwoord in een vorm die wij niet kennen.", 200)
    return value


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _read_kept(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((folder / _KEPT).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _write_kept(folder: Path, everything: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / f"{_KEPT}.nieuw"
    scratch.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
    scratch.replace(folder / _KEPT)
