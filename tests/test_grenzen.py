"""Boundaries: repaired, in the right place, simplified without gaps, and written the same way every time."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from wijkdata.errors import SourceError
from wijkdata.sources import grenzen
from wijkdata.sources.grenzen import read_buurten, to_wijken, write_geojson
from wijkdata.sources.loaded import sample

FIXTURE = Path(__file__).parent / "fixtures" / "grenzen" / "rotterdam_buurten_2014.geojson"

RAW = os.environ.get("WIJKDATA_RAW")
whole_files = pytest.mark.skipif(not RAW, reason="WIJKDATA_RAW is not set")

WIJKEN = pd.DataFrame(
    [
        ("WK059914", 2014, "Wijk 14 Prins Alexander"),
        ("WK059914", 2018, "Prins Alexander"),
        ("WK059908", 2018, "Kralingen-Crooswijk"),
    ],
    columns=["code", "boundary_year", "name"],
)


@pytest.fixture(scope="module")
def buurten() -> gpd.GeoDataFrame:
    return read_buurten(FIXTURE)


def geometry(frame: gpd.GeoDataFrame, code: str) -> shapely.Geometry:
    return frame.set_index("code").geometry[code]


def whole_metres(frame: gpd.GeoDataFrame) -> bool:
    corners = shapely.get_coordinates(frame.geometry)
    return bool((corners == corners.round()).all())


def changed(tmp_path: Path, **changes: Any) -> Path:
    """Write the fixture with the properties or geometry of its first feature changed."""
    document = json.loads(FIXTURE.read_text(encoding="utf-8"))
    first = document["features"][0]
    first["properties"].update({key: value for key, value in changes.items() if key in ("id", "name")})
    first["geometry"] = changes.get("geometry", first["geometry"])
    path = tmp_path / "grenzen.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_an_invalid_polygon_is_repaired(buurten: gpd.GeoDataFrame) -> None:
    published = gpd.read_file(FIXTURE).set_index("id").geometry
    assert list(published.index[~published.is_valid]) == ["BU05990841"]
    assert list(buurten["code"]) == ["BU05990841", "BU05991448", "BU05991449"]
    assert list(buurten["name"]) == ["Kralingen-West", "Prinsenland", "Het Lage Land"]
    assert buurten.is_valid.all()
    assert set(buurten.geom_type) == {"Polygon"}


def test_boundaries_are_whole_metres_in_the_dutch_grid(buurten: gpd.GeoDataFrame) -> None:
    assert buurten.crs.to_epsg() == 28992
    assert whole_metres(buurten)


def test_boundaries_lie_where_the_gemeente_draws_them(buurten: gpd.GeoDataFrame) -> None:
    # middle and area of Prinsenland in the gemeente's own map (EPSG:28992); as plain WGS 84 it would be 29 m off
    outline = geometry(buurten, "BU05991448")
    assert outline.centroid.x == pytest.approx(97306.55, abs=1)
    assert outline.centroid.y == pytest.approx(438756.34, abs=1)
    assert outline.area == pytest.approx(1795434, rel=0.001)


def test_there_is_no_gap_or_overlap_between_prinsenland_and_het_lage_land(buurten: gpd.GeoDataFrame) -> None:
    prinsenland, lage_land = geometry(buurten, "BU05991448"), geometry(buurten, "BU05991449")
    border = prinsenland.intersection(lage_land)
    assert border.area == 0
    assert border.length > 1400
    assert shapely.coverage_is_valid(buurten.geometry.to_numpy())
    assert prinsenland.union(lage_land).geom_type == "Polygon"
    assert len(prinsenland.union(lage_land).interiors) == 0


def test_simplification_leaves_out_corners_but_hardly_any_area(buurten: gpd.GeoDataFrame) -> None:
    detailed = read_buurten(FIXTURE, tolerance=0)
    assert shapely.get_num_coordinates(buurten.geometry).sum() < 0.5 * (
        shapely.get_num_coordinates(detailed.geometry).sum()
    )
    assert (buurten.area / detailed.area - 1).abs().max() < 0.005


def test_wijken_are_their_buurten_together_under_their_newest_name(buurten: gpd.GeoDataFrame) -> None:
    wijken = to_wijken(buurten, WIJKEN)
    assert list(wijken["code"]) == ["WK059908", "WK059914"]
    assert list(wijken["name"]) == ["Kralingen-Crooswijk", "Prins Alexander"]
    together = geometry(buurten, "BU05991448").area + geometry(buurten, "BU05991449").area
    assert geometry(wijken, "WK059914").area == together
    assert wijken.crs == buurten.crs
    assert wijken.is_valid.all()


def test_a_wijk_without_name_is_refused(buurten: gpd.GeoDataFrame) -> None:
    with pytest.raises(SourceError, match="WK059908"):
        to_wijken(buurten, WIJKEN[WIJKEN["code"] != "WK059908"])


def test_written_boundaries_are_the_same_bytes_and_read_back(
    buurten: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    first, second = tmp_path / "een.geojson", tmp_path / "twee.geojson"
    write_geojson(buurten, first)
    write_geojson(buurten.sample(frac=1, random_state=1), second)
    assert first.read_bytes() == second.read_bytes()
    back = gpd.read_file(first)
    assert back.crs.to_epsg() == 28992
    assert list(back["code"]) == list(buurten["code"])
    assert back.geometry.geom_equals(buurten.geometry).all()
    lines = first.read_text(encoding="utf-8").splitlines()
    assert sum('"Feature"' in line for line in lines) == 3
    assert "." not in lines[3].split('"geometry"')[1]  # whole metres, written without decimals


def test_a_name_with_quotes_survives_writing(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["BU05991444"], "name": ['\'s-Gravenland "é"']},
        geometry=[shapely.box(0, 0, 10, 10)],
        crs="EPSG:28992",
    )
    write_geojson(frame, tmp_path / "grenzen.geojson")
    assert gpd.read_file(tmp_path / "grenzen.geojson")["name"][0] == '\'s-Gravenland "é"'


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "Prinsenland"}, ["‘PRINSENLAND’", "geen buurtcode"]),
        ({"id": "BU05991449"}, ["BU05991449 twee keer"]),
        ({"geometry": None}, ["onderdeel 1"]),
        (
            {
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[4.54, 51.93], [4.56, 51.93], [4.56, 51.95], [4.54, 51.93]]],
                }
            },
            ["overlappen"],
        ),
        (
            {
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[97000, 438000], [98000, 438000], [98000, 439000], [97000, 438000]]],
                }
            },
            ["geen graden"],
        ),
    ],
)
def test_other_boundaries_are_refused(tmp_path: Path, changes: dict[str, Any], words: list[str]) -> None:
    path = changed(tmp_path, **changes)
    with pytest.raises(SourceError) as refusal:
        read_buurten(path)
    for word in ["grenzen.geojson", *words]:
        assert word in str(refusal.value)


@whole_files
def test_all_boundaries_of_rotterdam(tmp_path: Path) -> None:
    assert RAW is not None
    path = Path(RAW) / "grenzen" / "rotterdam_buurten_2014.geojson"
    published = gpd.read_file(path).to_crs("EPSG:28992")
    assert int((~published.is_valid).sum()) == 8
    buurten = read_buurten(path)
    assert len(buurten) == 92
    assert buurten.is_valid.all()
    assert whole_metres(buurten)
    assert shapely.coverage_is_valid(buurten.geometry.to_numpy())
    assert buurten.area.sum() == pytest.approx(published.area.sum(), rel=0.001)
    wijken = to_wijken(
        buurten,
        pd.DataFrame({"code": sorted({f"WK{code[2:8]}" for code in buurten["code"]})}).assign(
            boundary_year=2014, name="naam"
        ),
    )
    assert len(wijken) == 22
    assert shapely.coverage_is_valid(wijken.geometry.to_numpy())
    assert wijken.area.sum() == buurten.area.sum()
    for frame, limit in ((buurten, 150_000), (wijken, 100_000)):
        write_geojson(frame, tmp_path / "grenzen.geojson")
        assert (tmp_path / "grenzen.geojson").stat().st_size < limit


def test_the_file_is_recognised_and_loaded_with_its_areas() -> None:
    assert grenzen.recognises(sample(FIXTURE))
    found = grenzen.load(FIXTURE, retrieved="2026-11-24", companions={})
    assert found.boundaries is not None
    assert list(found.boundaries.columns) == ["code", "name", "level", "boundary_year", "geometry"]
    assert found.boundaries.is_valid.all()
    assert set(found.areas["boundary_year"]) == {2014}
    assert found.tables == grenzen.TABLES


def test_another_map_is_not_taken_for_it(tmp_path: Path) -> None:
    other = tmp_path / "kaart.geojson"
    other.write_text(
        '{"type": "FeatureCollection", "features": [{"properties": {"id": "BU05991448", "name": ""}}]}'
    )
    assert not grenzen.recognises(sample(other))
