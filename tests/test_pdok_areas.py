"""The Wijk- en buurtkaart: where its areas lie, of which year they are, and which codes count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from kaart import HET_LAGE_LAND, OGC, ZEVENKAMP, changed, load, with_properties
from services.pdok import square

from wijkdata.errors import SourceError
from wijkdata.sources import boundaries

# --- where it lies ----------------------------------------------------------------------------------------------


def test_the_numbers_tell_where_a_map_lies_not_its_declaration(tmp_path: Path) -> None:
    undeclared = load(changed(tmp_path, lambda found: found.pop("crs")))
    assert undeclared.boundaries is not None
    assert list(undeclared.boundaries.total_bounds) == [96000, 440000, 99000, 441000]


def test_degrees_with_the_latitude_first(tmp_path: Path) -> None:
    def turn(found: dict[str, Any]) -> None:
        for one in found["features"]:
            for part in one["geometry"]["coordinates"]:
                part[:] = [[[y, x] for x, y in ring] for ring in part]

    turned, straight = load(changed(tmp_path, turn, OGC)).boundaries, load(OGC).boundaries
    assert turned is not None
    assert straight is not None
    assert shapely.equals_exact(turned.geometry, straight.geometry, 0.01).all()


def test_a_map_of_elsewhere_is_refused(tmp_path: Path) -> None:
    def shift(found: dict[str, Any]) -> None:
        for one in found["features"]:
            one["geometry"] = square(2_000_000, 1_000_000)

    with pytest.raises(SourceError, match="niet in Nederland"):
        load(changed(tmp_path, shift))


def test_polygons_are_repaired_and_lines_left_out(tmp_path: Path) -> None:
    def spoil(found: dict[str, Any]) -> None:
        bow = [[[96000, 440000], [97000, 441000], [97000, 440000], [96000, 441000], [96000, 440000]]]
        found["features"][0]["geometry"] = {"type": "Polygon", "coordinates": bow}
        found["features"][1]["geometry"] = {
            "type": "GeometryCollection",
            "geometries": [
                square(97000, 440000),
                {"type": "LineString", "coordinates": [[97000, 440000], [97500, 439000]]},
            ],
        }
        found["features"][2]["geometry"] = {
            "type": "LineString",
            "coordinates": [[97000, 440000], [97500, 439000]],
        }

    found = load(changed(tmp_path, spoil))
    assert found.boundaries is not None
    assert list(found.boundaries["code"]) == [HET_LAGE_LAND, ZEVENKAMP]
    assert found.boundaries.is_valid.all()
    assert set(found.boundaries.geom_type) <= {"Polygon", "MultiPolygon"}
    assert list(found.boundaries.area) == [500_000, 1_000_000]
    assert found.set_aside["vlak ontbreekt; de rest is wel overgenomen"] == 1
    assert len(found.areas) == 3


def test_a_drawing_copy_keeps_neighbours_together() -> None:
    rng = np.random.default_rng(7)
    wave = [(1000 + 20 * rng.random(), y) for y in np.linspace(0, 1000, 200)]
    left = shapely.Polygon([(0, 0), *wave, (0, 1000)])
    right = shapely.Polygon([(2000, 0), *wave, (2000, 1000)])
    frame = gpd.GeoDataFrame(
        {"code": ["BU05991448", "BU05991449"], "level": "buurt", "boundary_year": 2024},
        geometry=[left, right],
        crs="EPSG:28992",
    )
    small = boundaries.drawing_copy(frame, 30.0)
    assert shapely.get_num_coordinates(small.geometry.to_numpy()).sum() < 100
    assert small.geometry.iloc[0].intersection(small.geometry.iloc[1]).area < 1e-6
    assert small.union_all().area == pytest.approx(left.area + right.area)


def test_the_year_may_come_from_the_code_of_the_year(tmp_path: Path) -> None:
    def drop(found: dict[str, Any]) -> None:
        for one in found["features"]:
            del one["properties"]["jaar"]

    assert set(load(changed(tmp_path, drop)).areas["boundary_year"]) == {2024}


def test_two_years_for_one_area_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"BU05991449 staan twee jaren, 2023 en 2024"):
        load(with_properties(tmp_path, jaar=2023))


def test_a_map_without_a_year_is_refused(tmp_path: Path) -> None:
    def drop(found: dict[str, Any]) -> None:
        for one in found["features"]:
            del one["properties"]["jaar"], one["properties"]["jrstatcode"]

    with pytest.raises(SourceError, match="geen jaar"):
        load(changed(tmp_path, drop))


def test_more_years_in_one_file_stay_apart(tmp_path: Path) -> None:
    def two(found: dict[str, Any]) -> None:
        older = json.loads(json.dumps(found["features"][0]))
        older["properties"] |= {"jaar": 2023, "jrstatcode": "2023BU05991449", "aantalInwoners": 11200}
        found["features"].append(older)

    found = load(changed(tmp_path, two))
    assert [one.id for one in found.tables] == ["Wijk- en buurtkaart 2023", "Wijk- en buurtkaart 2024"]
    inwoners = found.observations.query("area == @HET_LAGE_LAND and indicator == 'inwoners'")
    assert dict(zip(inwoners["year"], inwoners["value"], strict=True)) == {2024: 11300, 2023: 11200}


@pytest.mark.parametrize("code", ["BU99999999", "GEM9999", "", "BU0599144", "NL00", None])
def test_codes_that_are_no_area_are_counted(tmp_path: Path, code: str | None) -> None:
    found = load(with_properties(tmp_path, buurtcode=code))
    assert found.set_aside["geen code van een gemeente, wijk of buurt"] == 1
    assert len(found.areas) == 2


def test_codes_have_letters_and_padding(tmp_path: Path) -> None:
    found = load(with_properties(tmp_path, buurtcode=" bu0363ab10 ", jrstatcode="2024BU0363AB10"))
    assert found.areas["code"].iloc[0] == "BU0363AB10"
    assert found.areas["parent"].iloc[0] == "WK0363AB"


def test_abroad_and_belgium_are_set_aside(tmp_path: Path) -> None:
    def abroad(found: dict[str, Any]) -> None:
        found["features"][0]["properties"]["water"] = "B"
        found["features"][1]["properties"] |= {"buurtcode": "BU05999998", "water": "NEE"}

    assert load(changed(tmp_path, abroad)).set_aside == {
        "in België": 1,
        "water of buitenland (fictieve code)": 1,
        "water": 1,
    }


def test_the_same_area_twice_counts_once_and_its_parts_are_joined(tmp_path: Path) -> None:
    def repeat(found: dict[str, Any]) -> None:
        island = json.loads(json.dumps(found["features"][1]))
        island["geometry"] = square(98000, 445000)
        found["features"] += [found["features"][0], island]

    found = load(changed(tmp_path, repeat))
    assert found.set_aside["nog eens hetzelfde gebied"] == 1
    assert found.set_aside["delen van een gebied, samengevoegd"] == 1
    assert found.boundaries is not None
    assert found.boundaries.set_index("code").area[ZEVENKAMP] == 2_000_000


def test_one_area_with_two_figures_is_refused(tmp_path: Path) -> None:
    def contradict(found: dict[str, Any]) -> None:
        other = json.loads(json.dumps(found["features"][0]))
        other["properties"]["aantalInwoners"] = 1
        found["features"].append(other)

    with pytest.raises(SourceError, match="BU05991449 twee keer"):
        load(changed(tmp_path, contradict))


def test_a_text_where_a_number_belongs_names_area_and_column(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"BU05991449 staat in ‘woningvoorraad’ de waarde ‘veel’"):
        load(with_properties(tmp_path, woningvoorraad="veel"))
