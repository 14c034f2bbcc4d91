"""The Wijk- en buurtkaart in every form: areas, boundaries, figures, and what their absence means."""

from __future__ import annotations

import contextlib
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services import pdok as service
from services.pdok import Pdok, feature, square

from wijkdata import catalogue, observations
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import boundaries, pdok
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import AREA_COLUMNS, Loaded, sample

FIXTURES = Path(__file__).parent / "fixtures" / "pdok"
WFS = FIXTURES / "wfs_buurten_2024.geojson"
OGC = FIXTURES / "ogc_buurten_2024_page1.json"
BAARN = FIXTURES / "buurten_baarn_2024_v1.json"
HET_LAGE_LAND, ZEVENKAMP, CENTRUM = "BU05991449", "BU05991466", "BU03080000"
DAY = "2026-11-24"


def load(path: Path) -> Loaded:
    return pdok.load(path, retrieved=DAY, companions={})


def figure(frame: pd.DataFrame, area: str, indicator: str) -> pd.Series:
    found = frame[(frame["area"] == area) & (frame["indicator"] == indicator)]
    assert len(found) == 1
    return found.iloc[0]


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


# --- figures, areas and boundaries ------------------------------------------------------------------------------


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


# --- years, codes and doubles -----------------------------------------------------------------------------------


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


# --- files ------------------------------------------------------------------------------------------------------


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    path = tmp_path / "wijkenbuurten_2024_v1.gpkg"
    buurten = national()
    buurten.to_file(path, layer="buurten", driver="GPKG")
    wijken = buurten.iloc[:1].drop(columns=["buurtcode", "buurtnaam"]).assign(wijknaam="Prins Alexander")
    wijken["jrstatcode"] = "2024WK059914"
    wijken.to_file(path, layer="wijken", driver="GPKG")
    gemeente = buurten.iloc[[0, 3]][
        ["gemeentecode", "gemeentenaam", "water", "jaar", "aantal_inwoners", "geometry"]
    ]
    gemeente.to_file(path, layer="gemeenten", driver="GPKG")
    gpd.GeoDataFrame({"postcode": ["3067"]}, geometry=buurten.geometry.iloc[:1], crs=buurten.crs).to_file(
        path, layer="postcode4", driver="GPKG"
    )
    return path


def test_a_geopackage_gives_every_level(geopackage: Path) -> None:
    found = load(geopackage)
    assert found.areas["level"].value_counts().to_dict() == {"buurt": 3, "wijk": 1, "gemeente": 1}
    assert found.areas.set_index("code").loc["WK059914", "name"] == "Prins Alexander"
    # water has the code of its gemeente too
    assert found.set_aside == {"water": 2}
    assert figure(found.observations, "GM0599", "inwoners")["value"] == 11300


def test_layers_may_carry_the_year(tmp_path: Path) -> None:
    path = tmp_path / "kaart.gpkg"
    national().drop(columns=["jaar", "jrstatcode"]).to_file(path, layer="buurten_2023", driver="GPKG")
    assert set(load(path).areas["boundary_year"]) == {2023}


def test_a_geopackage_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "anders.gpkg"
    gpd.GeoDataFrame({"naam": ["boom"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:28992").to_file(
        path, driver="GPKG"
    )
    with pytest.raises(SourceError, match=r"anders\.gpkg bevat geen gemeenten"):
        load(path)


def zipped(path: Path, *members: Path, folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.write(member, folder + member.name)
    return path


def test_a_zip_with_a_geopackage(tmp_path: Path, geopackage: Path) -> None:
    path = zipped(tmp_path / "WijkBuurtkaart_2024_v1.zip", geopackage, folder="map/")
    assert pdok.recognises(sample(path))
    found = load(path)
    assert len(found.areas) == 5
    assert list(tmp_path.glob("**/*.gpkg")) == [geopackage]


@pytest.fixture
def shapefile(tmp_path: Path) -> list[Path]:
    rows = national().iloc[:3]
    frame = gpd.GeoDataFrame(
        {
            "BU_CODE": rows["buurtcode"],
            "BU_NAAM": ["Het Lage Land", "Zevenkamp", "Café ’t Hoekje"],
            "WK_CODE": rows["wijkcode"],
            "GM_CODE": "GM0599",
            "H2O": "NEE",
            "IND_WBI": [1, 2, 3],
            "AANT_INW": [11000, -99997, 5],
            "WONINGEN": [6050, -99999999, 1],
            "G_GAS_TOT": [950, -99997, -99997],
            "P_STADVERW": [0.0, 99.8, -99997.0],
            "JRSTATCODE": "2016" + rows["buurtcode"],
        },
        geometry=rows.geometry,
        crs="EPSG:28992",
    )
    folder = tmp_path / "shape"
    folder.mkdir()
    frame.to_file(folder / "buurt_2016.shp", encoding="utf-8")
    return sorted(folder.iterdir())


def test_a_zip_with_a_shapefile(tmp_path: Path, shapefile: list[Path]) -> None:
    found = load(zipped(tmp_path / "buurt_2016.zip", *shapefile))
    assert list(found.areas["change"]) == ["1", "2", "3"]
    assert found.areas["name"].iloc[2] == "Café ’t Hoekje"
    assert set(found.areas["boundary_year"]) == {2016}
    assert figure(found.observations, HET_LAGE_LAND, "gas_gem")["value"] == 950
    assert figure(found.observations, ZEVENKAMP, "stadsverwarming_aandeel")["value"] == 99.8
    assert figure(found.observations, ZEVENKAMP, "inwoners")["status"] == "geheim"
    assert found.boundaries is not None
    assert len(found.boundaries) == 3


def test_the_year_may_stand_in_the_name_of_a_shapefile(tmp_path: Path, shapefile: list[Path]) -> None:
    table = next(path for path in shapefile if path.suffix == ".dbf").with_suffix(".shp")
    gpd.read_file(table).drop(columns="JRSTATCODE").to_file(table, encoding="utf-8")
    assert set(load(zipped(tmp_path / "kaart.zip", *shapefile)).areas["boundary_year"]) == {2016}


def test_a_shapefile_with_a_part_missing_is_told(tmp_path: Path, shapefile: list[Path]) -> None:
    some = [path for path in shapefile if path.suffix not in (".dbf", ".shx")]
    with pytest.raises(SourceError, match=r"ontbreken \.shx en \.dbf"):
        load(zipped(tmp_path / "buurt.zip", *some))


def test_nothing_is_written_outside_the_scratch_folder(tmp_path: Path, geopackage: Path) -> None:
    path = tmp_path / "kwaad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(geopackage, "../../../ontsnapt.gpkg")
        archive.writestr("/tmp/ontsnapt.geojson", WFS.read_text(encoding="utf-8"))
    with contextlib.suppress(SourceError):
        load(path)
    assert not any(list(folder.glob("ontsnapt*")) for folder in (tmp_path, *tmp_path.parents, Path.cwd()))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kaart.gpkg", b"\0" * 50_000_000)
    with pytest.raises(SourceError, match="pakken wij niet uit"):
        load(path)


def test_a_zip_with_other_things_is_told(tmp_path: Path) -> None:
    path = tmp_path / "foto.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("foto.jpg", b"")
    assert not pdok.recognises(sample(path))
    with pytest.raises(SourceError, match="geen GeoPackage, GeoJSON of shapefile"):
        load(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<!DOCTYPE html><html><body>Onderhoud</body></html>", "webpagina"),
        ((FIXTURES / "wfs_error_400.xml").read_text(encoding="utf-8"), "unknown property bestaatNiet"),
        ("buurtcode;naam\nBU05991449;x\n", "geen GeoJSON"),
        ("", "leeg"),
        (WFS.read_text(encoding="utf-8")[:5000], "afgebroken"),
        ('{"type": "FeatureCollection", "features": []}', "geen gemeenten"),
        ('{"type": "FeatureCollection", "features": [}', "."),
        ('{"a": 1}', "."),
    ],
)
def test_what_is_no_map_is_told(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "kaart.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=words) as error:
        load(path)
    assert "kaart.geojson" in str(error.value)


def test_recognised_by_content() -> None:
    assert pdok.recognises(sample(WFS))
    assert pdok.recognises(sample(OGC))
    assert pdok.recognises(sample(BAARN))
    for other in ("tir_buurten.geojson", "wijken_2016.geojson", "wfs_error_400.xml"):
        assert not pdok.recognises(sample(FIXTURES / other))


def test_generalised_boundaries(tmp_path: Path) -> None:
    properties = {
        "id": 1,
        "statcode": "WK059914",
        "statnaam": "Prins Alexander",
        "jaarcode": 2024,
        "jrstatcode": "2024WK059914",
        "rubriek": "wijk",
    }
    province = {**properties, "statcode": "PV28", "statnaam": "Zuid-Holland", "jrstatcode": "2024PV28"}
    path = tmp_path / "wijk.json"
    features = [feature(one, square(96000, 440000)) for one in (properties, province)]
    path.write_text(json.dumps({"type": "FeatureCollection", "links": [], "features": features}))
    assert pdok.recognises(sample(path))
    found = load(path)
    assert found.kind == "CBS Gebiedsindelingen 2024"
    assert [one.id for one in found.tables] == ["Gebiedsindelingen 2024"]
    assert found.observations.empty
    assert found.areas[["code", "name", "level"]].to_numpy().tolist() == [
        ["WK059914", "Prins Alexander", "wijk"]
    ]
    assert found.set_aside == {"geen code van een gemeente, wijk of buurt": 1}


# --- services ---------------------------------------------------------------------------------------------------


def areas_of(gemeente: str, count: int) -> list[service.Feature]:
    whole = document(OGC)["features"][0]["properties"]
    made = []
    for number in range(count):
        code = f"BU{gemeente[2:]}14{number:02d}"
        properties = {
            **whole,
            "buurtcode": code,
            "buurtnaam": f"Buurt {number}",
            "wijkcode": "WK" + code[2:8],
            "gemeentecode": gemeente,
            "jrstatcode": "2024" + code,
            "aantal_inwoners": 100 + number,
            "water": "JA" if number == count - 1 else "NEE",
        }
        made.append(feature(properties, square(96000 + 1000 * number, 440000)))
    return made


@pytest.fixture
def country() -> Pdok:
    return Pdok(
        {"buurten": [*areas_of("GM0599", 8), *areas_of("GM0363", 3)], "wijken": [], "gemeenten": []}, most=3
    )


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path / "ruw", wait=lambda _seconds: None)
    yield made
    if made._session is not None:
        made._session.close()


@pytest.mark.parametrize("form", ["ogc", "wfs"])
def test_buurten_of_a_gemeente_page_by_page(country: Pdok, client: Client, form: str) -> None:
    with country.running() as running:
        found = pdok.get_buurten(client, "gm0599", 2024, form=form, base=running.address)
    assert len(running.requests) == 3
    assert len(found.areas) == 7
    assert found.set_aside == {"water": 1}
    assert found.boundaries is not None
    assert list(found.boundaries.total_bounds) == [96000, 440000, 103000, 441000]
    assert figure(found.observations, "BU05991403", "inwoners")["value"] == 103
    assert len(client.kept()) == 3
    assert set(found.observations["retrieved"]) == {client.kept()[0].retrieved}


def test_both_services_give_the_same(country: Pdok, client: Client) -> None:
    with country.running() as running:
        ogc, wfs = (
            pdok.get_buurten(client, "GM0599", 2024, form=form, base=running.address)
            for form in ("ogc", "wfs")
        )
    pd.testing.assert_frame_equal(ogc.observations, wfs.observations)
    assert ogc.boundaries is not None
    assert ogc.boundaries.geometry.equals(wfs.boundaries.geometry)  # type: ignore[union-attr]


def test_pages_of_the_wfs_may_overlap(country: Pdok, client: Client) -> None:
    country.overlap = 1
    country.matched = False
    country.most = 1000
    country.layers["buurten"] = areas_of("GM0599", 60)
    with country.running() as running:
        found = pdok.get_buurten(client, "GM0599", 2024, form="wfs", base=running.address)
    assert len(found.areas) == 59


def test_a_wfs_that_gives_fewer_than_it_names_is_told(country: Pdok, client: Client) -> None:
    country.change = lambda found: {**found, "numberMatched": 9}
    with country.running() as running, pytest.raises(SourceError, match="noemt 9 gebieden en gaf er 8"):
        pdok.get_buurten(client, "GM0599", 2024, form="wfs", base=running.address)


def test_a_wfs_that_never_ends_is_left(client: Client) -> None:
    endless = Pdok({"buurten": areas_of("GM0599", 1)}, change=lambda found: {**found, "numberMatched": 10})
    endless.overlap = 1000
    with endless.running() as running, pytest.raises(SourceError, match="dezelfde gebieden"):
        pdok.get_buurten(client, "GM0599", 2024, form="wfs", base=running.address)


def test_links_in_a_circle_are_left(country: Pdok, client: Client) -> None:
    def circle(found: dict[str, Any]) -> dict[str, Any]:
        return {**found, "links": [{"rel": "next", "href": "items?cursor=a%7C0"}]}

    country.change = circle
    with country.running() as running, pytest.raises(SourceError, match="in een kring"):
        pdok.get_buurten(client, "GM0599", 2024, base=running.address)


def test_a_service_that_ignores_the_gemeente(country: Pdok, client: Client) -> None:
    for one in country.layers["buurten"]:
        one["properties"]["gemeentecode"] = "GM0599"
    with country.running() as running:
        found = pdok.get_buurten(client, "GM0599", 2024, base=running.address)
    assert set(found.areas["gemeente"]) == {"GM0599"}
    assert found.set_aside["andere gemeente"] == 2


def test_the_address_may_come_from_the_environment(
    country: Pdok, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with country.running() as running:
        monkeypatch.setenv("WIJKDATA_PDOK_URL", running.address + "/")
        assert len(pdok.get_buurten(client, None, 2024).areas) == 9


def test_maps_from_before_the_api_come_from_the_wfs(country: Pdok, client: Client) -> None:
    country.year = 2019
    for one in country.layers["buurten"]:
        one["properties"] |= {"jaar": 2019, "jrstatcode": "2019" + one["properties"]["buurtcode"]}
    with country.running() as running:
        found = pdok.get_buurten(client, "GM0599", 2019, base=running.address)
    assert "/wfs/" in running.requests[0].path
    assert set(found.areas["boundary_year"]) == {2019}


def test_a_year_that_is_not_there(country: Pdok, client: Client) -> None:
    with country.running() as running, pytest.raises(DownloadError, match="404"):
        pdok.get_buurten(client, "GM0599", 2031, base=running.address)


def test_a_gemeente_that_is_not_there(country: Pdok, client: Client) -> None:
    with country.running() as running, pytest.raises(SourceError, match="geen gebieden van GM1234"):
        pdok.get_kaart(client, "GM1234", 2024, base=running.address)


@pytest.mark.parametrize("wrong", ["Rotterdam", "BU05991448", "0599", ""])
def test_a_gemeente_is_asked_by_code(client: Client, wrong: str) -> None:
    with pytest.raises(UnknownAreaError, match="GM0599"):
        pdok.get_buurten(client, wrong, 2024, base="http://127.0.0.1:9")


def test_generalised_boundaries_of_a_gemeente(client: Client) -> None:
    made = [
        feature(
            {"statcode": code, "statnaam": code, "jaarcode": year, "jrstatcode": f"{year}{code}"},
            square(96000 + 1000 * number, 440000),
        )
        for number, (code, year) in enumerate([("WK059914", 2024), ("WK036300", 2024), ("WK059914", 2023)])
    ]
    with Pdok({"wijk_gegeneraliseerd": made}).running() as running:
        found = pdok.get_gebiedsindelingen(client, "GM0599", 2024, levels=("wijk",), base=running.address)
    assert found.areas[["code", "boundary_year"]].to_numpy().tolist() == [["WK059914", 2024]]
    assert found.observations.empty


def test_an_unknown_property_is_refused_by_the_service(country: Pdok, client: Client) -> None:
    with country.running() as running, pytest.raises(DownloadError, match="400") as error:
        client.fetch(
            f"{running.address}/cbs/wijkenbuurten/2024/wfs/v1_0",
            name="WFS",
            params={"typeNames": "wijkenbuurten:buurten", "propertyName": "bestaatNiet"},
        )
    assert "unknown property bestaatNiet" in error.value.text


def test_a_condition_in_cql_is_ignored_by_the_service(country: Pdok, client: Client) -> None:
    with country.running() as running:
        _, found = client.fetch_json(
            f"{running.address}/cbs/wijkenbuurten/2024/wfs/v1_0",
            name="WFS",
            params={"typeNames": "wijkenbuurten:buurten", "cql_filter": "gemeentecode='GM0363'"},
        )
    assert found["numberMatched"] == 11


# --- anything at all --------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300), st.binary(max_size=300).map(lambda more: b'{"type"' + more + b"}")
    )
)
def test_random_bytes_end_in_a_message(content: bytes) -> None:
    with contextlib.suppress(SourceError):
        pdok.read_kaart(io.BytesIO(content), retrieved=DAY)


_anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=80, deadline=None)
@given(
    key=st.sampled_from(sorted(document()["features"][0]["properties"])),
    value=_anything,
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 20_000), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_zip_ends_in_figures_or_a_message(
    tmp_path: Path, place: int, byte: int, *, cut: bool
) -> None:
    content = bytearray(_zip_of_wfs())
    place %= len(content)
    content[place] = byte
    with contextlib.suppress(SourceError):
        pdok.read_kaart(io.BytesIO(bytes(content[: place + 30] if cut else content)), retrieved=DAY)


def _zip_of_wfs() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(WFS, "kaart.geojson")
    return made.getvalue()


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
