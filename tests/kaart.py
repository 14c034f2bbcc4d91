"""Small maps in the published form, and how they are changed to see what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd

from wijkdata.sources import pdok
from wijkdata.sources.loaded import Loaded

FIXTURES = Path(__file__).parent / "fixtures" / "pdok"
WFS = FIXTURES / "wfs_buurten_2024.geojson"
OGC = FIXTURES / "ogc_buurten_2024_page1.json"
BAARN = FIXTURES / "buurten_baarn_2024_v1.json"
HET_LAGE_LAND, ZEVENKAMP, CENTRUM = "BU05991449", "BU05991466", "BU03080000"
DAY = "2026-11-24"


def load(path: Path) -> Loaded:
    return pdok.load(path, retrieved=DAY, companions={})


def document(path: Path = WFS) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def changed(tmp_path: Path, change: Callable[[dict[str, Any]], None], path: Path = WFS) -> Path:
    """Write a fixture of which something was changed."""
    found = document(path)
    change(found)
    copy = tmp_path / "kaart.geojson"
    copy.write_text(json.dumps(found), encoding="utf-8")
    return copy


def with_properties(tmp_path: Path, **properties: Any) -> Path:
    return changed(tmp_path, lambda found: found["features"][0]["properties"].update(properties))


def national(path: Path = WFS) -> gpd.GeoDataFrame:
    """Return the fixture with its names as in a GeoPackage."""
    snake = document(OGC)["features"][0]["properties"]
    by_bare = {name.replace("_", "").casefold(): name for name in snake}
    frame = gpd.read_file(path)
    return frame.rename(columns=lambda name: by_bare.get(name.casefold(), name)).drop(columns="id")
