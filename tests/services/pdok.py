"""What PDOK does with the Wijk- en buurtkaart: a WFS and an OGC API over the same areas.

The WFS writes camelCase in RD, gives at most so many features per answer, ignores a condition in CQL without saying
so, and refuses the whole request for one unknown property. The OGC API writes snake_case in degrees unless RD is
asked, and links to the next page with a cursor. Both give water too, and numbers that mean "no figure".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import geopandas as gpd
import shapely
from services.loopback import Answer, Request, Running, serve
from shapely.geometry import mapping, shape

Feature = dict[str, Any]
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
EXCEPTION = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0" xml:lang="en-US">\n'
    '  <ows:Exception exceptionCode="InvalidParameterValue" locator="{where}">\n'
    "    <ows:ExceptionText>{text}</ows:ExceptionText>\n  </ows:Exception>\n</ows:ExceptionReport>\n"
)
_OGC = re.compile(r"/cbs/wijken-en-buurten-(\d{4})/ogc/v1/collections/(\w+)/items")
_GENERALISED = re.compile(r"/cbs/gebiedsindelingen/ogc/v1/collections/(\w+_gegeneraliseerd)/items")
_WFS = re.compile(r"/cbs/wijkenbuurten/(\d{4})/wfs/v1_0")
_EQUAL = re.compile(r"<PropertyName>(\w+)</PropertyName><Literal>([^<]*)</Literal>")
_OWN_PARAMETERS = {"f", "limit", "crs", "bbox", "bbox-crs", "cursor"}


def square(x: float, y: float, side: float = 1000.0) -> dict[str, Any]:
    return dict(mapping(shapely.MultiPolygon([shapely.box(x, y, x + side, y + side)])))


def feature(properties: dict[str, Any], geometry: dict[str, Any]) -> Feature:
    """One area, with names in snake_case and its boundary in RD."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@dataclass
class Pdok:
    """The services over some areas.

    Attributes
    ----------
    layers
        Areas per layer: gemeenten, wijken, buurten, wijk_gegeneraliseerd …
    year
        The one map that there is.
    most
        Features per answer at most.
    matched
        Whether the WFS says how many there are, or ``unknown``.
    overlap
        By how many features a page of the WFS begins too early: its order is not fixed.
    absent
        Properties that the map of this year does not have, in snake_case.
    """

    layers: dict[str, list[Feature]]
    year: int = 2024
    most: int = 1000
    matched: bool = True
    overlap: int = 0
    absent: frozenset[str] = frozenset()
    change: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda document: document)

    def answer(self, request: Request, address: str) -> Answer:
        if self.absent:
            self.layers = {
                layer: [self._without(one) for one in found] for layer, found in self.layers.items()
            }
        if found := _WFS.fullmatch(request.path):
            return self._wfs(request) if int(found[1]) == self.year else _missing()
        if found := _OGC.fullmatch(request.path):
            return self._ogc(request, address, found[2]) if int(found[1]) == self.year else _missing()
        if found := _GENERALISED.fullmatch(request.path):
            return self._ogc(request, address, found[1])
        return _missing()

    def _without(self, one: Feature) -> Feature:
        kept = {key: value for key, value in one["properties"].items() if key not in self.absent}
        return {**one, "properties": kept}

    @contextmanager
    def running(self) -> Iterator[Running]:
        with serve(self.answer) as running:
            yield running

    def _wfs(self, request: Request) -> Answer:
        query = {key.lower(): value for key, value in request.query.items()}
        layer = query.get("typenames", query.get("typename", "")).removeprefix("wijkenbuurten:")
        if layer not in self.layers:
            return _exception("typenames", f"unknown type {layer}")
        found = [_camel(one) for one in self.layers[layer]]
        for name, value in _EQUAL.findall(query.get("filter", "")):
            found = [one for one in found if str(one["properties"].get(name)) == value]
        # cql_filter is ignored: the whole country comes back
        wanted = [name for name in query.get("propertyname", "").split(",") if name]
        for name in wanted:
            if any(name not in one["properties"] for one in found):
                return _exception("propertyname", f"unknown property {name}")
        if wanted:
            found = [{**one, "properties": {key: one["properties"][key] for key in wanted}} for one in found]
        start = max(0, int(query.get("startindex", "0")))
        start -= min(self.overlap, start)
        page = found[start : start + min(self.most, int(query.get("count", "1000")))]
        return Answer.of_json(
            self.change(
                {
                    "type": "FeatureCollection",
                    "name": layer,
                    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
                    "numberMatched": len(found) if self.matched else "unknown",
                    "numberReturned": len(page),
                    "features": page,
                }
            )
        )

    def _ogc(self, request: Request, address: str, layer: str) -> Answer:
        if layer not in self.layers:
            return _missing()
        query = dict(request.query)
        found = self.layers[layer]
        for name, value in query.items():
            if name not in _OWN_PARAMETERS:
                found = [one for one in found if str(one["properties"].get(name)) == value]
        start = int(query.pop("cursor", "c|0").rpartition("|")[2])
        size = min(self.most, int(query.get("limit", "10")))
        page = found[start : start + size]
        shown = page if query.get("crs") == RD else _in_degrees(page)
        here = f"{address}{request.path}?"
        links = [{"rel": "self", "href": here + urlencode(query)}]
        if start + size < len(found):
            following = f"cursor={quote(f'AbC|{start + size}')}&{urlencode(query)}"
            links.append({"rel": "next", "title": "next", "href": here + following})
        return Answer.of_json(
            self.change(
                {
                    "type": "FeatureCollection",
                    "timeStamp": "2026-01-15T10:00:00Z",
                    "links": links,
                    "features": [
                        {**one, "id": str(start + number)} for number, one in enumerate(shown, 1000)
                    ],
                    "numberReturned": len(page),
                }
            )
        )


def _missing() -> Answer:
    return Answer.of_text(404, "not found")


def _exception(where: str, text: str) -> Answer:
    return Answer.of_text(400, EXCEPTION.format(where=where, text=text), "application/xml")


def _camel(one: Feature) -> Feature:
    properties = {
        re.sub(r"_(\w)", lambda letter: letter[1].upper(), key): value
        for key, value in one["properties"].items()
    }
    code = properties.get("buurtcode") or properties.get("wijkcode") or properties.get("gemeentecode")
    return {**one, "id": f"laag.{code}.{properties.get('water')}", "properties": properties}


def _in_degrees(page: list[Feature]) -> list[Feature]:
    if not page:
        return []
    shapes = gpd.GeoSeries([shape(one["geometry"]) for one in page], crs="EPSG:28992").to_crs("OGC:CRS84")
    return [{**one, "geometry": dict(mapping(place))} for one, place in zip(page, shapes, strict=True)]
