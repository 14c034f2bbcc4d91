"""The map service of the Leefbaarometer: CQL works, outside the area there is an empty answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services import geoserver
from services.loopback import Answer, Running, serve

SAMPLE = Path(__file__).parents[1] / "fixtures" / "leefbaarometer" / "buurtscore24.json"


def feature(code: str, name: str, level: str = "buurt", year: int = 2024) -> dict[str, Any]:
    """Return the feature of the sample under another code."""
    one = copy.deepcopy(json.loads(SAMPLE.read_text(encoding="utf-8"))["features"][0])
    one["id"] = f"{level}score{year % 100:02d}.{int(code[-2:], 36)}"
    one["properties"] |= {"id": code, "name": name, "scale": level, "year": str(year)}
    return one


def layers() -> dict[str, list[dict[str, Any]]]:
    return {
        "lbm3:buurtscore24": [
            feature("BU0363AB10", "Elandsgrachtbuurt"),
            feature("BU05991448", "Prinsenland"),
        ],
        "lbm3:wijkscore24": [feature("WK059914", "Prins Alexander", "wijk")],
        "lbm3:gemeentescore24": [
            feature("GM0599", "Rotterdam", "gemeente"),
            feature("GM0363", "Amsterdam", "gemeente"),
        ],
        "lbm3:buurtscore22": [feature("BU05991448", "Prinsenland", year=2022)],
    }


@contextmanager
def running(*, cql: bool = True) -> Iterator[Running]:
    def answer(request: Any, _address: str) -> Answer:
        if request.path != "/lbm3/ows":
            return Answer.of_text(404, "Not found")
        return geoserver.answer(request, layers(), cql=cql)

    with serve(answer) as server:
        yield server
