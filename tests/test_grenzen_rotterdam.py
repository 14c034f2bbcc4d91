"""Boundaries by the gemeente Rotterdam: RD without saying so, and codes of four or two digits."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from anything import ANYTHING
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import grenzen, grenzen_rotterdam, grenzen_wijken, pdok
from wijkdata.sources.loaded import AREA_COLUMNS, Loaded, sample

FIXTURES = Path(__file__).parent / "fixtures" / "pdok"
BUURTEN, GEBIEDEN = FIXTURES / "tir_buurten.geojson", FIXTURES / "tir_gebieden.geojson"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def load(path: Path) -> Loaded:
    return grenzen_rotterdam.load(path, retrieved="2026-11-24", companions={})


def changed(tmp_path: Path, change: Callable[[dict[str, Any]], None], path: Path = BUURTEN) -> Path:
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    copy = tmp_path / "buurten.geojson"
    copy.write_text(json.dumps(found), encoding="utf-8")
    return copy


def test_buurten_lie_where_they_lie() -> None:
    found = load(BUURTEN)
    assert found.boundaries is not None
    assert found.boundaries.crs == "EPSG:28992"
    assert list(found.boundaries["code"]) == ["BU05991448", "BU05991449", "BU05991466"]
    prinsenland = found.boundaries.set_index("code").geometry["BU05991448"]
    assert prinsenland.distance(shapely.Point(96_500, 438_500)) < 1_500
    assert 1e6 < prinsenland.area < 3e6


def test_buurten_are_areas_of_the_division_of_2022() -> None:
    found = load(BUURTEN)
    assert list(found.areas.columns) == AREA_COLUMNS
    assert found.areas.iloc[0].tolist() == [
        "BU05991448",
        2022,
        "Prinsenland",
        "buurt",
        "WK059914",
        "GM0599",
        "",
    ]
    assert found.tables == (grenzen_rotterdam.BUURTEN,)
    assert found.observations.empty
    assert found.set_aside == {}


def test_gebieden_are_wijken() -> None:
    found = load(GEBIEDEN)
    assert found.areas[["code", "name", "level", "parent"]].to_numpy().tolist() == [
        ["WK059918", "Spaanse Polder", "wijk", "GM0599"],
        ["WK059925", "Rivium", "wijk", "GM0599"],
    ]
    assert found.tables == (grenzen_rotterdam.GEBIEDEN,)


def test_only_its_own_files_are_recognised() -> None:
    for path in (BUURTEN, GEBIEDEN):
        assert grenzen_rotterdam.recognises(sample(path))
        assert not any(other.recognises(sample(path)) for other in (grenzen, grenzen_wijken, pdok))
    assert not grenzen_rotterdam.recognises(sample(FIXTURES / "wijken_2016.geojson"))


def test_a_buurt_that_was_lifted_is_refused(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda found: found["features"][0]["properties"].update(TEKST="2650"))
    with pytest.raises(SourceError, match="BU05992650"):
        load(path)


@pytest.mark.parametrize("wrong", ["144", "14a8", "", None])
def test_a_number_that_is_none_is_named(tmp_path: Path, wrong: str | None) -> None:
    path = changed(tmp_path, lambda found: found["features"][1]["properties"].update(TEKST=wrong))
    with pytest.raises(SourceError, match=r"buurten\.geojson.*onderdeel 2"):
        load(path)


def test_another_gemeente_is_refused(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda found: found["features"][0]["properties"].update(GEMEENTE="518"))
    with pytest.raises(SourceError, match="gemeente 0518"):
        load(path)


def test_a_field_that_is_not_there_is_named(tmp_path: Path) -> None:
    def drop(found: dict[str, Any]) -> None:
        for one in found["features"]:
            del one["properties"]["TEKST"]

    with pytest.raises(SourceError, match="TEKST"):
        load(changed(tmp_path, drop))


@settings(max_examples=40, deadline=None)
@given(key=st.sampled_from(["TEKST", "BUURTNAAM", "GEBDNAAM", "GEMEENTE", "geometry"]), value=ANYTHING)
def test_a_changed_file_ends_in_boundaries_or_a_message(key: str, value: object) -> None:
    found = json.loads(GEBIEDEN.read_text(encoding="utf-8"))
    first = found["features"][0]
    (first if key == "geometry" else first["properties"])[key] = value
    with contextlib.suppress(SourceError):
        grenzen_rotterdam.read_grenzen(io.StringIO(json.dumps(found)))


@whole_files
@pytest.mark.parametrize(("name", "count"), [("tir_buurten", 91), ("tir_gebieden", 21)])
def test_whole_file(name: str, count: int) -> None:
    assert RAW is not None
    path = RAW / "grenzen" / f"{name}.geojson"
    assert grenzen_rotterdam.recognises(sample(path))
    found = load(path)
    assert found.boundaries is not None
    assert len(found.areas) == len(found.boundaries) == count
    assert found.boundaries.is_valid.all()
    # all of Rotterdam, with its water
    assert found.boundaries.area.sum() == pytest.approx(324.1e6, rel=0.001)
