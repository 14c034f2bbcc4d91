"""The map service of PDOK with the objects of the BAG: at most 1000 per answer, errors in XML.

The order of the objects can differ from one answer to the next, so that pages overlap and leave out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from services.loopback import Answer, Request, Running, serve

PATH = "/lv/bag/wfs/v2_0"
LIMIT = 1000
_KNOWN = {
    "service",
    "version",
    "request",
    "typenames",
    "outputformat",
    "srsname",
    "count",
    "startindex",
    "bbox",
}
_ERROR = (
    '<?xml version="1.0" encoding="UTF-8"?><ows:ExceptionReport><ows:Exception exceptionCode="InvalidParameterValue">'
    "<ows:ExceptionText>{text}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
)
Feature = dict[str, Any]


def verblijfsobject(number: int, x: float, y: float, **fields: Any) -> Feature:
    return {
        "type": "Feature",
        "id": f"verblijfsobject.{number}",
        "geometry": {"type": "Point", "coordinates": [x, y]},
        "properties": {
            "identificatie": f"059901{number:010d}",
            "rdf_seealso": "",
            "oppervlakte": 80,
            "status": "Verblijfsobject in gebruik",
            "gebruiksdoel": "woonfunctie",
            "openbare_ruimte": "Voorbeeldstraat",
            "huisnummer": number % 500 + 1,
            "huisletter": "",
            "toevoeging": "",
            "postcode": "3067AA",
            "woonplaats": "Rotterdam",
            "bouwjaar": 1968,
            "pandidentificatie": f"059910{number:010d}",
            "pandstatus": "Pand in gebruik",
            **fields,
        },
    }


@contextmanager
def running(objects: Sequence[Feature], *, shuffled: bool = False) -> Iterator[Running]:
    """Run the service; with ``shuffled`` every answer has its own order."""
    order = random.Random(1)

    def answer(request: Request, _address: str) -> Answer:
        query = {key.lower(): value for key, value in request.query.items()}
        if request.path != PATH:
            return Answer.of_text(404, "Not found")
        if unknown := set(query) - _KNOWN:
            return Answer.of_text(400, _ERROR.format(text=sorted(unknown)[0]), "application/xml")
        if query.get("typenames") != "bag:verblijfsobject" or query.get("srsname") != "EPSG:28992":
            return Answer.of_text(400, _ERROR.format(text="typeNames"), "application/xml")
        west, south, east, north = (float(edge) for edge in query["bbox"].split(",")[:4])
        found = [
            one
            for one in objects
            if west <= one["geometry"]["coordinates"][0] <= east
            and south <= one["geometry"]["coordinates"][1] <= north
        ]
        if shuffled:
            order.shuffle(found)
        start = int(query.get("startindex", "0"))
        page = found[start : start + min(LIMIT, int(query.get("count", LIMIT)))]
        return Answer.of_json(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
                "numberMatched": "unknown",
                "numberReturned": len(page),
                "features": page,
            }
        )

    with serve(answer) as server:
        yield server
