"""The map service of RIVM with the share of green."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services import geoserver
from services.loopback import Answer, Running, serve

_FIELDS = {"buurt": "bu_code", "wijk": "wk_code", "gemeente": "gm_code"}


def feature(level: str, number: int, code: str, mean: float | None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"rivm_2022_groenpercentage_kaart_per_{level}.{number}",
        "geometry": {"type": "MultiPolygon", "coordinates": []},
        "properties": {_FIELDS[level]: code, "_mean": mean, "_count": 1.0},
    }


LAYERS = {
    "ank:rivm_2022_groenpercentage_kaart_per_buurt": [
        feature("buurt", 1, "BU05991449", 38.2),
        feature("buurt", 2, "BU05991448", 41.0),
        feature("buurt", 3, "BU05999998", None),
        feature("buurt", 4, "BU0363AB10", 12.5),
    ],
    "ank:rivm_2022_groenpercentage_kaart_per_wijk": [feature("wijk", 1, "WK059914", 40.1)],
    "ank:rivm_2022_groenpercentage_kaart_per_gemeente": [feature("gemeente", 1, "GM0363", 30.0)],
}


@contextmanager
def running(*, cql: bool = True) -> Iterator[Running]:
    def answer(request: Any, _address: str) -> Answer:
        if request.path != "/geo/ank/wfs":
            return Answer.of_text(404, "Not found")
        return geoserver.answer(request, LAYERS, cql=cql)

    with serve(answer) as server:
        yield server
