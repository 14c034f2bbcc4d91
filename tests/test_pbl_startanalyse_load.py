"""Loading the Startanalyse whole: dwellings as weights, names and boundaries beside the figures of the start year."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import pbl_startanalyse
from wijkdata.sources.loaded import Loaded, sample

FIXTURE = Path(__file__).parent / "fixtures" / "startanalyse" / "GM0599.geojson"
DAY = "2026-11-24"
RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")
#: A hundredth of a degree, about 0.7 by 1.1 km, in Rotterdam.
SQUARE = [[[4.50, 51.90], [4.51, 51.90], [4.51, 51.91], [4.50, 51.91], [4.50, 51.90]]]
BOW_TIE = [[[4.50, 51.90], [4.51, 51.91], [4.51, 51.90], [4.50, 51.91], [4.50, 51.90]]]


def saved(tmp_path: Path, change: Callable[[list[dict[str, Any]]], object]) -> Path:
    """Write the fixture with every buurt as a square, and then changed."""
    document = json.loads(FIXTURE.read_text(encoding="utf-8"))
    for feature in document["features"]:
        feature["geometry"] = {"type": "Polygon", "coordinates": SQUARE}
    change(document["features"])
    path = tmp_path / "GM0599.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def load(path: Path) -> Loaded:
    return pbl_startanalyse.load(path, retrieved=DAY, companions={})


def test_dwellings_are_there_as_a_model_figure(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _features: None)
    assert pbl_startanalyse.recognises(sample(path))
    table = load(path).observations
    dwellings = table[table["indicator"] == "woningen"].set_index("area")
    assert dwellings.loc["BU05991448", "value"] == 5151
    assert set(dwellings["status"]) == {"model"}
    assert set(dwellings["table"]) == {"Startanalyse 2020"}
    assert set(dwellings["boundary_year"]) == {2019}
    # the six figures are those of the reader that the embedded data come from
    others = table[table["indicator"] != "woningen"].reset_index(drop=True)
    assert others.equals(pbl_startanalyse.read_startanalyse(path, retrieved=DAY))


def test_names_lose_the_quotes_of_the_export(tmp_path: Path) -> None:
    names = load(saved(tmp_path, lambda _features: None)).areas.set_index("code")["name"]
    assert names["BU05991444"] == "'s Gravenland"
    assert names["BU05991448"] == "Prinsenland"
    assert names["GM0599"] == "Rotterdam"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("'''s Gravenland'", "'s Gravenland"),
        ("'t Zand", "'t Zand"),
        ("  De  Haven ", "De Haven"),
        ("''", ""),
        ("'", "'"),
    ],
)
def test_clean_names(written: str, name: str) -> None:
    assert pbl_startanalyse.clean_name(written) == name


def test_boundaries_are_valid_and_in_metres(tmp_path: Path) -> None:
    def change(features: list[dict[str, Any]]) -> None:
        features[0]["geometry"] = {"type": "Polygon", "coordinates": BOW_TIE}
        features[1]["geometry"] = None

    loaded = load(saved(tmp_path, change))
    assert loaded.boundaries is not None
    assert loaded.boundaries.crs == "EPSG:28992"
    assert loaded.boundaries.is_valid.all()
    assert set(loaded.boundaries.geom_type) == {"MultiPolygon"}
    assert list(loaded.boundaries.columns) == ["code", "name", "level", "boundary_year", "geometry"]
    areas = loaded.boundaries.area.sort_values()
    assert areas.iloc[-1] == pytest.approx(688.5 * 1112.6, rel=0.01)
    assert areas.iloc[0] == pytest.approx(areas.iloc[-1] / 2, rel=0.01)
    assert loaded.set_aside == {"buurt zonder grens in het bestand": 1}


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (
            {
                "type": "Polygon",
                "coordinates": [[[92500, 437000], [92600, 437000], [92600, 437100], [92500, 437000]]],
            },
            "graden",
        ),
        ({"type": "Point", "coordinates": [4.5, 51.9]}, "vlak"),
        ({"type": "Polygon"}, "vlak"),
        ("POLYGON", "vlak"),
    ],
)
def test_a_boundary_in_another_form_is_refused(tmp_path: Path, geometry: object, message: str) -> None:
    path = saved(tmp_path, lambda features: features[0].update(geometry=geometry))
    with pytest.raises(SourceError, match=message):
        load(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_damage_ends_in_a_message(tmp_path: Path, data: st.DataObject) -> None:
    content = FIXTURE.read_bytes()
    place = data.draw(st.integers(0, len(content)))
    path = tmp_path / "damaged.geojson"
    path.write_bytes(
        content[:place] + data.draw(st.binary(max_size=10)) + content[place + data.draw(st.integers(0, 10)) :]
    )
    with contextlib.suppress(SourceError):
        load(path)


@whole_files
@pytest.mark.parametrize(
    ("gemeente", "buurten", "dwellings"), [("GM0599", 55, 162295), ("GM0200", 91, 65251)]
)
def test_the_whole_file_of_a_gemeente(gemeente: str, buurten: int, dwellings: int) -> None:
    assert RAW is not None
    path = RAW / "startanalyse" / f"{gemeente}.geojson"
    assert pbl_startanalyse.recognises(sample(path))
    loaded = load(path)
    table = loaded.observations
    assert len(table) == 7 * buurten
    assert table.loc[table["indicator"] == "woningen", "value"].sum() == dwellings
    assert loaded.boundaries is not None
    assert len(loaded.boundaries) == buurten
    assert loaded.boundaries.is_valid.all()
    assert len(loaded.areas) == buurten + 1
    assert loaded.set_aside == {}
