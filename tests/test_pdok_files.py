"""The Wijk- en buurtkaart as GeoPackage, shapefile and zip, and files that are none."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaart import BAARN, DAY, FIXTURES, HET_LAGE_LAND, OGC, WFS, ZEVENKAMP, load, national
from observed import figure
from services.pdok import feature, square

from wijkdata.errors import SourceError
from wijkdata.sources import pdok
from wijkdata.sources.loaded import sample


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
