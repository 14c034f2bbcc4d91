"""What is at hand: boundaries to draw with, and boundaries to reckon with."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from wijkdata import figures
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import cbs
from wijkdata.store import Store


def _two_buurten() -> gpd.GeoDataFrame:
    """Return two buurten of Apeldoorn with a finely jagged line between them, as in a published map."""
    random = np.random.default_rng(7)
    line = [(1000 + 3 * random.random(), y) for y in np.linspace(0, 1000, 500)]
    shapes = [shapely.Polygon([(0, 0), *line, (0, 1000)]), shapely.Polygon([(2000, 0), *line, (2000, 1000)])]
    return gpd.GeoDataFrame(
        {"code": ["BU02000101", "BU02000102"], "name": ["A", "B"], "level": "buurt", "boundary_year": 2024},
        geometry=shapes,
        crs="EPSG:28992",
    )


def test_boundaries_are_drawn_with_fewer_corners_and_reckoned_with_in_full() -> None:
    published = _two_buurten()
    loaded = Loaded("kaart", (cbs("kaart", "kaart", (2024,)),), boundaries=published)
    Store.open().add(loaded, name="kaart", sha256="0" * 64, retrieved="2026-01-01")
    corners = [
        int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
        for frame in (published, figures.divisions("GM0200")[2024], figures.boundaries("GM0200"))
        if frame is not None
    ]
    assert corners[1] == corners[0]
    assert corners[2] < corners[0] / 5
    drawn = figures.boundaries("GM0200")
    assert drawn is not None
    assert drawn.index.tolist() == ["BU02000101", "BU02000102"]
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    assert drawn.geometry.area.sum() == pytest.approx(published.geometry.area.sum())


def test_of_a_gemeente_without_boundaries_there_are_none() -> None:
    assert figures.boundaries("GM0200") is None
    assert figures.divisions("GM0200") == {}
