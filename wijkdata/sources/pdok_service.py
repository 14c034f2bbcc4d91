"""Fetching the Wijk- en buurtkaart and the generalised boundaries from PDOK: OGC API, and WFS for older years."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from wijkdata import areas
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import geofiles, pdok
from wijkdata.sources.download import Client, Raw, onward
from wijkdata.sources.loaded import Loaded

API = "https://api.pdok.nl"
WFS = "https://service.pdok.nl"
#: Where both services are found instead, if it is set.
ADDRESS = "WIJKDATA_PDOK_URL"

LAYERS = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}
#: Features per page: what the WFS gives at most, and what is asked of the OGC API.
PAGE = 1_000
#: First map that the OGC API has.
FIRST_OGC = 2022
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def get_buurten(
    client: Client, gemeente: str | None, year: int, *, form: str | None = None, base: str | None = None
) -> Loaded:
    """Fetch the buurten of one gemeente, with boundaries and figures; see `get_kaart`."""
    return get_kaart(client, gemeente, year, levels=("buurt",), form=form, base=base)


def get_kaart(
    client: Client,
    gemeente: str | None,
    year: int,
    *,
    levels: Sequence[str] = ("gemeente", "wijk", "buurt"),
    form: str | None = None,
    base: str | None = None,
) -> Loaded:
    """Fetch the map of one year from PDOK and take everything from it.

    Parameters
    ----------
    gemeente
        Code such as GM0599; None for the whole country.
    year
        Year of the map.
    levels
        Which areas: gemeente, wijk, buurt.
    form
        ``ogc`` or ``wfs``; by default the first where the map is in it.
    base
        Address of the services instead of PDOK's own.

    Raises
    ------
    UnknownAreaError
        If the code is no code of a gemeente, or a level is unknown.
    DownloadError
        If the service does not answer, or does not have that year.
    SourceError
        If the answer is no such map, is not complete, or has no areas of this gemeente.
    """
    code = _gemeente(gemeente)
    fetch = _wfs_pages if (form or ("ogc" if year >= FIRST_OGC else "wfs")) == "wfs" else _ogc_pages
    pages: list[tuple[str, Raw]] = []
    for level in levels:
        if level not in LAYERS:
            raise UnknownAreaError(f"Het niveau ‘{level}’ is er niet. Kies gemeente, wijk of buurt.")
        what = f"PDOK, kaart van {year}, {LAYERS[level]} van {code or 'Nederland'}"
        pages += [(what, raw) for raw in fetch(client, LAYERS[level], code, year, what, base)]
    return _loaded(f"Kaart van {year}", pages, code)


def get_gebiedsindelingen(
    client: Client,
    gemeente: str | None,
    year: int,
    *,
    levels: Sequence[str] = ("gemeente", "wijk", "buurt"),
    base: str | None = None,
) -> Loaded:
    """Fetch the generalised boundaries of one year; there are no figures with them.

    The service gives the whole country, of which one gemeente may be kept. Parameters and errors as `get_kaart`.
    """
    code = _gemeente(gemeente)
    pages: list[tuple[str, Raw]] = []
    for level in levels:
        what = f"PDOK, gegeneraliseerde grenzen {year}, niveau {level}"
        address = f"{_base(base, API)}/cbs/gebiedsindelingen/ogc/v1/collections/{level}_gegeneraliseerd/items"
        params = {"f": "json", "limit": str(PAGE), "jaarcode": str(year), "crs": _RD}
        pages += [(what, raw) for raw in _linked(client, address, params, what)]
    return _loaded(f"Gebiedsindelingen {year}", pages, code)


def _gemeente(text: str | None) -> str | None:
    if text is None:
        return None
    code = areas.clean(text)
    if areas.level(code) != "gemeente":
        raise UnknownAreaError(f"‘{text}’ is geen code van een gemeente. Schrijf die als GM0599.")
    return code


def _base(given: str | None, own: str) -> str:
    return (given or os.environ.get(ADDRESS) or own).rstrip("/")


def _ogc_pages(
    client: Client, layer: str, gemeente: str | None, year: int, what: str, base: str | None
) -> Iterator[Raw]:
    address = f"{_base(base, API)}/cbs/wijken-en-buurten-{year}/ogc/v1/collections/{layer}/items"
    params = {"f": "json", "limit": str(PAGE), "crs": _RD} | ({"gemeentecode": gemeente} if gemeente else {})
    return _linked(client, address, params, what)


def _linked(client: Client, address: str, params: Mapping[str, str], what: str) -> Iterator[Raw]:
    """Follow the links to the next page as they are given."""
    following: str | None = address
    query: Mapping[str, str] | None = params
    seen: set[str] = set()
    while following:
        if following in seen:
            raise SourceError(
                f"{what}: de dienst verwijst in een kring, naar {following}. Probeer het later."
            )
        seen.add(following)
        raw, answer = client.fetch_json(following, name=f"{what}, bladzijde {len(seen)}", params=query)
        _features(what, raw, answer)
        yield raw
        following, query = _next(raw.address, answer), None


def _next(address: str, answer: Mapping[str, Any]) -> str | None:
    links = answer.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            return onward(address, urljoin(address, str(link.get("href") or "")))
    return None


def _features(what: str, raw: Raw, answer: Any) -> list[Any]:
    found = answer.get("features") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise SourceError(f"{what}: {raw.address} gaf geen gebieden (‘features’). Probeer het later opnieuw.")
    return found


def _wfs_pages(
    client: Client, layer: str, gemeente: str | None, year: int, what: str, base: str | None
) -> Iterator[Raw]:
    """Fetch page after page; the order may differ between pages, so what counts is which areas there are."""
    address = f"{_base(base, WFS)}/cbs/wijkenbuurten/{year}/wfs/v1_0"
    params = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": f"wijkenbuurten:{layer}",
        "outputFormat": "application/json",
        "srsName": geofiles.CRS,
        "count": str(PAGE),
    }
    if gemeente:
        params["filter"] = (
            "<Filter><PropertyIsEqualTo><PropertyName>gemeentecode</PropertyName>"
            f"<Literal>{gemeente}</Literal></PropertyIsEqualTo></Filter>"
        )
    start, known = 0, set[str]()
    while True:
        page = f"{what}, vanaf {start}"
        raw, answer = client.fetch_json(address, name=page, params={**params, "startIndex": str(start)})
        features = _features(what, raw, answer)
        before = len(known)
        known.update(_identity(feature) for feature in features)
        yield raw
        start += len(features)
        matched = answer.get("numberMatched")
        total = matched if isinstance(matched, int) and not isinstance(matched, bool) else None
        if not features or (start >= total if total is not None else len(features) < PAGE):
            break
        if len(known) == before:
            raise SourceError(f"{what}: de dienst blijft dezelfde gebieden geven. Probeer het later opnieuw.")
    if total is not None and len(known) < total:
        raise SourceError(
            f"{what}: de dienst noemt {total} gebieden en gaf er {len(known)}. Probeer het later opnieuw, of "
            "download de kaart als GeoPackage en voeg die toe met ‘wijkdata add’."
        )


def _identity(feature: Any) -> str:
    """Return what tells one feature from another; land and water of a gemeente share their code."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    given = feature.get("id") if isinstance(feature, dict) else None
    return str(given or properties)


def _loaded(what: str, pages: Sequence[tuple[str, Raw]], gemeente: str | None) -> Loaded:
    files = [(name, raw.path) for name, raw in pages]
    retrieved = max((raw.retrieved for _, raw in pages), default="")
    return pdok.load_pages(what, files, retrieved=retrieved, gemeente=gemeente)
