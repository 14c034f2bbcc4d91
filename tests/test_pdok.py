"""The Wijk- en buurtkaart: its figures, and what their absence means."""

from __future__ import annotations

import contextlib
import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from anything import ANYTHING
from hypothesis import given, settings
from hypothesis import strategies as st
from kaart import BAARN, CENTRUM, DAY, HET_LAGE_LAND, OGC, WFS, document, load, with_properties
from observed import figure

from wijkdata import catalogue, observations
from wijkdata.errors import SourceError
from wijkdata.sources import pdok
from wijkdata.sources.loaded import AREA_COLUMNS


def test_wfs_gives_areas_boundaries_and_figures() -> None:
    found = load(WFS)
    assert found.kind == "CBS Wijk- en buurtkaart 2024"
    assert list(found.areas.columns) == AREA_COLUMNS
    row = found.areas.set_index("code").loc[HET_LAGE_LAND]
    assert row[["boundary_year", "name", "level", "parent", "gemeente", "change"]].tolist() == [
        2024,
        "Het Lage Land",
        "buurt",
        "WK059914",
        "GM0599",
        "1",
    ]
    assert found.boundaries is not None
    assert list(found.boundaries.columns) == ["code", "name", "level", "boundary_year", "geometry"]
    assert found.boundaries.crs == "EPSG:28992"
    assert found.boundaries.set_index("code").area[HET_LAGE_LAND] == 1_000_000
    assert figure(found.observations, HET_LAGE_LAND, "inwoners")["value"] == 11300
    assert [one.id for one in found.tables] == ["Wijk- en buurtkaart 2024"]
    assert set(found.observations["table"]) == {"Wijk- en buurtkaart 2024"}


def test_water_is_set_aside() -> None:
    found = load(WFS)
    assert found.set_aside == {"water": 1}
    assert "BU05999997" not in set(found.areas["code"])


def test_the_filled_column_of_gas_is_taken() -> None:
    gas = figure(load(WFS).observations, HET_LAGE_LAND, "gas_gem")
    assert (gas["value"], gas["status"], gas["unit"]) == (820, "voorlopig", "m³/jaar")
    assert "eigen jaar" in gas["note"]


def test_older_maps_have_the_other_column_of_gas(tmp_path: Path) -> None:
    path = with_properties(tmp_path, gemiddeldAardgasverbruik=-99997, gemiddeldGasverbruikTotaal=910)
    assert figure(load(path).observations, HET_LAGE_LAND, "gas_gem")["value"] == 910


def test_a_column_that_is_no_longer_published_says_less_than_one_that_is_secret(tmp_path: Path) -> None:
    path = with_properties(tmp_path, gemiddeldAardgasverbruik=-99991, gemiddeldGasverbruikTotaal=-99997)
    assert figure(load(path).observations, HET_LAGE_LAND, "gas_gem")["status"] == "geheim"


@pytest.mark.parametrize(
    ("given_value", "status", "words"),
    [
        (-99997, "geheim", "niet aanwezig"),
        (-99997.0, "geheim", "niet aanwezig"),
        (-99995, "ontbreekt", "latere uitgave"),
        (-99995.0, "ontbreekt", "latere uitgave"),
        (" -99995", "ontbreekt", "latere uitgave"),
        (-99991, "ontbreekt", "niet meer"),
        (-99998, "ontbreekt", "onbekende code in de kaart: -99998"),
        (-99999999, "ontbreekt", "onbekende code"),
        (None, "ontbreekt", "leeg"),
        ("", "ontbreekt", "leeg"),
        (-5, "ontbreekt", "geen geldige waarde"),
    ],
)
def test_what_a_missing_figure_means(tmp_path: Path, given_value: object, status: str, words: str) -> None:
    row = figure(
        load(with_properties(tmp_path, woningvoorraad=given_value)).observations, HET_LAGE_LAND, "woningen"
    )
    assert pd.isna(row["value"])
    assert row["status"] == status
    assert words in row["note"]


def test_nil_is_a_figure(tmp_path: Path) -> None:
    row = figure(
        load(with_properties(tmp_path, percentageWoningenMetStadsverwarming=0)).observations,
        HET_LAGE_LAND,
        "stadsverwarming_aandeel",
    )
    assert (row["value"], row["status"]) == (0, "voorlopig")


def test_first_edition_of_a_real_map() -> None:
    found = load(BAARN)
    assert figure(found.observations, CENTRUM, "inwoners")["value"] == 1825
    assert figure(found.observations, CENTRUM, "huishoudens")["value"] == 1075
    later = found.observations[found.observations["indicator"].isin(["woningen", "gas_gem", "woz_gem"])]
    assert set(later["note"]) == {pdok.LATER}
    assert found.boundaries is None
    assert found.set_aside == {"vlak ontbreekt; de rest is wel overgenomen": 3}


def test_percentages_of_ages_are_no_counts_and_the_class_of_density_is_no_density() -> None:
    frame = load(BAARN).observations
    assert not frame["indicator"].str.contains("jaar|eenpersoons|inkomen").any()
    assert figure(frame, CENTRUM, "stedelijkheid")["value"] == 2
    assert figure(frame, CENTRUM, "adressendichtheid")["value"] == 2397


def test_the_api_gives_the_same_figures_in_the_same_place(tmp_path: Path) -> None:
    api, wfs = load(OGC), load(WFS)
    same = wfs.observations[wfs.observations["area"].isin(api.areas["code"])]
    pd.testing.assert_frame_equal(
        api.observations.sort_values(observations.KEY, ignore_index=True),
        same.sort_values(observations.KEY, ignore_index=True),
    )
    assert api.boundaries is not None
    # the constructed degrees of the sample are rounded, about 1.5 km off
    assert api.boundaries.geometry.iloc[0].centroid.distance(shapely.Point(96500, 440500)) < 2000


def test_every_indicator_is_in_the_catalogue() -> None:
    assert set(pdok._FIGURES) <= set(catalogue.indicators())


def test_read_kaart_reads_content() -> None:
    frame = pdok.read_kaart(io.BytesIO(WFS.read_bytes()), retrieved=DAY)
    assert len(frame) == len(load(WFS).observations)
    assert pdok.read_kaart(io.StringIO(WFS.read_text(encoding="utf-8")), retrieved=DAY).equals(frame)


@settings(max_examples=80, deadline=None)
@given(
    key=st.sampled_from(sorted(document()["features"][0]["properties"])),
    value=ANYTHING,
    where=st.sampled_from(["properties", "geometry", "coordinates", "feature"]),
)
def test_a_changed_map_ends_in_figures_or_a_message(key: str, value: object, where: str) -> None:
    found = document()
    match where:
        case "properties":
            found["features"][0]["properties"][key] = value
        case "geometry":
            found["features"][0]["geometry"] = value
        case "coordinates":
            found["features"][0]["geometry"]["coordinates"] = value
        case _:
            found["features"][0] = value
    with contextlib.suppress(SourceError):
        frame = pdok.read_kaart(io.StringIO(json.dumps(found)), retrieved=DAY)
        assert (frame["value"].isna() | (frame["value"] >= 0)).all()


def test_a_national_map_is_read_about_as_fast_as_a_bare_read(tmp_path: Path) -> None:
    count = 4000
    row = document(OGC)["features"][0]["properties"]
    rng = np.random.default_rng(3)
    ring = np.column_stack([np.cos(np.linspace(0, 6.2, 300)), np.sin(np.linspace(0, 6.2, 300))])
    shapes = [
        shapely.Polygon(ring * 400 + centre)
        for centre in rng.uniform((20_000, 320_000), (270_000, 600_000), (count, 2))
    ]
    codes = [f"BU{100 + n // 90:04d}{10 + n % 90:02d}00" for n in range(count)]
    columns = {name: [value] * count for name, value in row.items()}
    columns |= {"buurtcode": codes, "jrstatcode": ["2024" + code for code in codes]}
    path = tmp_path / "kaart.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:28992").to_file(path, layer="buurten", driver="GPKG")

    def seconds(read: Callable[[], object]) -> float:
        started = time.process_time()
        read()
        return time.process_time() - started

    bare = min(seconds(lambda: gpd.read_file(path)) for _ in range(3))
    ours = min(seconds(lambda: load(path)) for _ in range(3))
    # the whole of it, with 90 000 figures; generous, because others use the processor too
    assert ours < 4 * bare + 0.5
