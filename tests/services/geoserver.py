"""What GeoServer does with a layer, a condition in CQL, ``count`` and ``propertyName``; errors are XML."""

from __future__ import annotations

import re
from typing import Any

from services.loopback import Answer, Request

Feature = dict[str, Any]
EXCEPTION = (
    '<?xml version="1.0" encoding="UTF-8"?><ows:ExceptionReport><ows:Exception exceptionCode="{code}">'
    "<ows:ExceptionText>{text}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
)


def exception(code: str, text: str, status: int = 400) -> Answer:
    return Answer.of_text(status, EXCEPTION.format(code=code, text=text), "application/xml")


def answer(request: Request, layers: dict[str, list[Feature]], *, cql: bool = True) -> Answer:
    layer = request.query.get("typeName", "")
    if layer not in layers:
        return exception("InvalidParameterValue", f"Feature type {layer} unknown")
    found = layers[layer]
    condition = request.query.get("CQL_FILTER")
    if condition is not None:
        if not cql:
            # some servers say so with status 200
            return exception("NoApplicableCode", "Could not parse CQL filter list.", 200)
        kept = matching(found, condition)
        if kept is None:
            return exception("NoApplicableCode", "Could not parse CQL filter list.")
        found = kept
    wanted = request.query.get("propertyName")
    shown = [trimmed(one, wanted.split(",")) for one in found] if wanted else found
    page = shown[: int(request.query.get("count", "1000000"))]
    return Answer.of_json(
        {
            "type": "FeatureCollection",
            "features": page,
            "totalFeatures": len(found),
            "numberMatched": len(found),
            "numberReturned": len(page),
            "timeStamp": "2026-02-15T08:28:53.227Z",
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        }
    )


def trimmed(feature: Feature, wanted: list[str]) -> Feature:
    kept = {key: value for key, value in feature["properties"].items() if key in wanted}
    return {**feature, "geometry": None, "properties": kept}


def matching(features: list[Feature], condition: str) -> list[Feature] | None:
    if like := re.fullmatch(r"(\w+) LIKE '([^'%]*)%'", condition):
        return [one for one in features if str(one["properties"].get(like[1], "")).startswith(like[2])]
    if point := re.fullmatch(r"INTERSECTS\(geom,POINT\(([\d.]+) ([\d.]+)\)\)", condition):
        return [one for one in features if inside(one, float(point[1]), float(point[2]))]
    return None


def inside(feature: Feature, x: float, y: float) -> bool:
    ring = feature["geometry"]["coordinates"][0][0]
    xs, ys = [one[0] for one in ring], [one[1] for one in ring]
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)
