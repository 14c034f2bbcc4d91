"""A GeoPackage is known by its layers and columns, and only the part of it that is asked for is read."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPoint, Point, Polygon, box

from wijkdata import intake
from wijkdata.errors import SourceError
from wijkdata.sources import bag, geopackage, pdok, recognise
from wijkdata.sources.loaded import sample
from wijkdata.store import Store

DAY = "2026-11-24"
WEST, EAST, ELSEWHERE = "BU05991448", "BU05991449", "BU03630000"


def buurten(*rows: tuple[str, int, Polygon]) -> gpd.GeoDataFrame:
    codes, years, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"code": codes, "boundary_year": years}, geometry=list(shapes), crs="EPSG:28992")


TWO = buurten(
    (WEST, 2024, box(96000, 440000, 96200, 441000)), (EAST, 2024, box(96200, 440000, 96400, 441000))
)


def light(number: int, x: float, y: float, **fields: Any) -> dict[str, Any]:
    """An object with the columns of ``bag-light.gpkg`` of PDOK."""
    return {
        "identificatie": f"059901{number:010d}",
        "oppervlakte": 80,
        "status": "Verblijfsobject in gebruik",
        "gebruiksdoel": "woonfunctie",
        "openbare_ruimte_naam": "Voorbeeldstraat",
        "huisnummer": number,
        "huisletter": None,
        "toevoeging": None,
        "postcode": "3067AA",
        "woonplaats_naam": "Rotterdam",
        "bouwjaar": 1968,
        "pand_identificatie": "0599100000000001",
        "geometry": Point(x, y),
        **fields,
    }


def written(
    path: Path, rows: list[dict[str, Any]], layer: str = "verblijfsobject", crs: str = "EPSG:28992"
) -> Path:
    gpd.GeoDataFrame(rows, geometry="geometry", crs=crs).to_file(path, layer=layer, driver="GPKG")
    return path


PANDEN = [
    {
        "identificatie": "0599100000000001",
        "bouwjaar": 1968,
        "status": "Pand in gebruik",
        "aantal_verblijfsobjecten": 1,
        "geometry": box(96000, 440000, 96010, 440010),
    }
]


# --- the addresses of the BAG -------------------------------------------------------------------------------------


def test_the_addresses_within_the_known_boundaries_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path / "bag-light.gpkg",
        [
            light(1, 96100, 440500),
            light(2, 96300, 440500, gebruiksdoel="winkelfunctie,woonfunctie", huisletter="a"),
            light(3, 96300, 440600, status="Verblijfsobject ingetrokken"),
            light(4, 120000, 487000),
            light(5, 121000, 487000, identificatie="onbekend"),
        ],
    )
    written(path, PANDEN, "pand")
    assert recognise.module_for(path) is bag
    loaded = bag.load(path, retrieved=DAY, boundaries=TWO)
    assert loaded.addresses is not None
    assert loaded.addresses.to_dict("list") == {
        "postcode": ["3067AA", "3067AA"],
        "house_number": [1, 2],
        "letter": ["", "A"],
        "addition": ["", ""],
        "object": ["0599010000000001", "0599010000000002"],
        "buurt": [WEST, EAST],
        "purpose": ["woonfunctie", "winkelfunctie,woonfunctie"],
        "boundary_year": [2024, 2024],
    }
    # Of what lies elsewhere only the number is known: it was not read.
    assert loaded.set_aside == {
        "verblijfsobject niet in gebruik (status)": 1,
        "ligt buiten de buurten waarvan de grenzen bekend zijn": 2,
    }


def test_it_gives_the_same_as_the_geojson_of_the_service(tmp_path: Path) -> None:
    objects = Path(__file__).parent / "fixtures" / "bag" / "bag_wfs_verblijfsobject.geojson"
    frame = gpd.read_file(objects).set_crs("EPSG:28992", allow_override=True)
    path = tmp_path / "opgeslagen.gpkg"
    frame.to_file(path, layer="bag verblijfsobject", driver="GPKG")
    wide = buurten(
        (WEST, 2024, box(96000, 440000, 96205, 441000)), (EAST, 2024, box(96205, 440000, 96215, 441000))
    )
    expected = bag.load(objects, retrieved=DAY, boundaries=wide).addresses
    found = bag.load(path, retrieved=DAY, boundaries=wide).addresses
    assert expected is not None
    assert found is not None
    assert found.to_dict("list") == expected.to_dict("list")


def test_gemeenten_far_apart_are_read_one_by_one(tmp_path: Path) -> None:
    both = buurten(
        *TWO.itertuples(index=False, name=None), (ELSEWHERE, 2023, box(120000, 486000, 121000, 488000))
    )
    rows = [light(1, 96100, 440500), light(2, 120500, 487000), light(3, 110000, 460000)]
    # On the line of two buurten it is counted once.
    rows.append(light(4, 96200, 440500))
    addresses = bag.load(written(tmp_path / "b.gpkg", rows), retrieved=DAY, boundaries=both).addresses
    assert addresses is not None
    assert addresses[["buurt", "boundary_year"]].to_numpy().tolist() == [
        [WEST, 2024],
        [ELSEWHERE, 2023],
        [WEST, 2024],
    ]


def test_points_that_were_saved_as_collections_count_too(tmp_path: Path) -> None:
    rows = [light(1, 0, 0, geometry=MultiPoint([(96100, 440500)])), light(2, 0, 0, geometry=None)]
    loaded = bag.load(written(tmp_path / "b.gpkg", rows), retrieved=DAY, boundaries=TWO)
    assert loaded.addresses is not None
    assert loaded.addresses["buurt"].tolist() == [WEST]
    assert loaded.set_aside == {"ligt buiten de buurten waarvan de grenzen bekend zijn": 1}


def test_only_panden_have_no_address(tmp_path: Path) -> None:
    path = written(tmp_path / "panden.gpkg", PANDEN, "pand")
    assert bag.recognises(sample(path))
    with pytest.raises(SourceError, match="panden van de BAG; die hebben geen adres"):
        bag.load(path, retrieved=DAY, boundaries=TWO)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    rows = [{key: value for key, value in light(1, 96100, 440500).items() if key != "postcode"}]
    with pytest.raises(SourceError, match="in de laag ‘verblijfsobject’ ontbreekt het veld postcode"):
        bag.load(written(tmp_path / "a.gpkg", rows), retrieved=DAY, boundaries=TWO)
    path = written(tmp_path / "b.gpkg", [light(1, 4.5, 51.9)], crs="EPSG:4326")
    with pytest.raises(SourceError, match="EPSG:4326 en niet in RD"):
        bag.load(path, retrieved=DAY, boundaries=TWO)
    with pytest.raises(SourceError, match="Voeg eerst de buurtgrenzen van de gemeente toe"):
        bag.load(written(tmp_path / "c.gpkg", [light(1, 96100, 440500)]), retrieved=DAY)


def test_it_is_added_with_the_boundaries_that_are_there(tmp_path: Path) -> None:
    """The package has the boundaries of Rotterdam; the point lies in Prinsenland."""
    from wijkdata import figures  # noqa: PLC0415

    shapes = figures.all_boundaries()
    inside = shapes[shapes["code"] == WEST].geometry.iloc[-1].representative_point()
    path = written(tmp_path / "bag.gpkg", [light(1, inside.x, inside.y), light(2, 200000, 500000)])
    (outcome,) = intake.add([path])
    assert (outcome.refused, outcome.addresses) == ("", 1)
    kept = Store.open().addresses()
    assert kept is not None
    assert kept["buurt"].tolist() == [WEST]


# --- what a GeoPackage is -----------------------------------------------------------------------------------------


def roads(path: Path) -> Path:
    return written(path, [{"wegnaam": "A16", "breedte": 12.0, "geometry": Point(96000, 440000)}], "wegen")


def test_something_else_is_refused_with_what_is_in_it(tmp_path: Path) -> None:
    path = roads(tmp_path / "kaart.gpkg")
    (outcome,) = intake.add([path])
    assert "GeoPackage met de laag ‘wegen’ (kolommen fid, geom, wegnaam, breedte)" in outcome.refused
    assert "buurtcode" in outcome.refused
    assert outcome.refused.count("kaart.gpkg") == 1


def test_the_layers_and_columns_are_read_without_the_rows(tmp_path: Path) -> None:
    path = roads(tmp_path / "kaart.gpkg")
    written(path, PANDEN, 'laag met een "naam"')
    assert geopackage.read_layers(path) == {
        "wegen": ("fid", "geom", "wegnaam", "breedte"),
        'laag met een "naam"': (
            "fid",
            "geom",
            "identificatie",
            "bouwjaar",
            "status",
            "aantal_verblijfsobjecten",
        ),
    }


@pytest.mark.parametrize(
    ("columns", "layer", "module"),
    [
        ({"buurtcode": WEST, "jrstatcode": "2024" + WEST}, "laag", "pdok"),
        ({"statcode": WEST, "jaarcode": "2024"}, "buurt_gegeneraliseerd_2024", "pdok"),
        ({"BU_CODE": WEST, "H2O": "NEE", "AANT_INW": 5}, "export", "pdok"),
        ({"buurtcode": WEST, "buurtnaam": "x"}, "buurten_2016", "pdok"),
        ({"WKC": "WK059914", "WKN": "x", "GMC": "GM0599", "GMN": "Rotterdam"}, "wijken", "grenzen_wijken"),
        ({"TEKST": "1448", "GEMEENTE": "599", "GEBDNAAM": "x", "GEBIED": "14"}, "b", "grenzen_rotterdam"),
    ],
)
def test_a_map_is_known_by_its_columns(
    columns: dict[str, Any], layer: str, module: str, tmp_path: Path
) -> None:
    rows = [{**columns, "geometry": box(96000, 440000, 96100, 440100)}]
    anonymous = tmp_path / "download (4)"
    shutil.copy(written(tmp_path / "x.gpkg", rows, layer), anonymous)
    assert recognise.module_for(anonymous).__name__ == f"wijkdata.sources.{module}"


def test_a_list_with_codes_of_buurten_is_no_map(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.gpkg", [{"buurtcode": WEST, "geometry": Point(96000, 440000)}], "speeltuinen"
    )
    with pytest.raises(SourceError, match="de laag ‘speeltuinen’"):
        recognise.module_for(path)


def test_a_file_that_another_program_has_open_is_read(tmp_path: Path) -> None:
    path = roads(tmp_path / "kaart.gpkg")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE aantekeningen (tekst TEXT)")
        other.commit()
        other.execute("BEGIN IMMEDIATE")
        assert list(sample(path).layers) == ["wegen"]


def test_a_database_without_layers_is_said(tmp_path: Path) -> None:
    path = tmp_path / "boekhouding.db"
    with contextlib.closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE posten (bedrag REAL)")
    with pytest.raises(SourceError, match="SQLite-bestand zonder kaartlagen"):
        recognise.module_for(path)


@pytest.mark.parametrize("kept", [100, 5_000, 40_000])
def test_a_file_that_was_cut_off_is_said(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "kaart.gpkg"
    path.write_bytes(roads(tmp_path / "heel.gpkg").read_bytes()[:kept])
    (outcome,) = intake.add([path])
    assert "beschadigd of afgebroken" in outcome.refused


@pytest.mark.parametrize(
    ("old", "new"), [(b"Prinsenland", b"Prins\x80nland"), (b"BU05991448", b"BU0599144\x80")]
)
def test_text_of_a_map_that_was_damaged_is_said(old: bytes, new: bytes, tmp_path: Path) -> None:
    columns = {"buurtcode": WEST, "buurtnaam": "Prinsenland", "water": "NEE", "jrstatcode": f"2024{WEST}"}
    path = written(tmp_path / "kaart.gpkg", [{**columns, "geometry": TWO.geometry.iloc[0]}], "buurten")
    assert pdok.load(path, retrieved=DAY, companions={}).areas["name"].tolist() == ["Prinsenland"]
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(SourceError, match=r"kaart\.gpkg is geen leesbaar bestand met grenzen"):
        pdok.load(path, retrieved=DAY, companions={})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(min_size=1, max_size=200), place=st.floats(0, 1))
def test_any_damage_ends_in_addresses_or_a_message(tmp_path: Path, noise: bytes, place: float) -> None:
    whole = tmp_path / "heel.gpkg"
    if not whole.exists():
        written(whole, [light(number, 96100 + number, 440500) for number in range(20)])
    damaged = tmp_path / "kapot.gpkg"
    shutil.copy(whole, damaged)
    with damaged.open("r+b") as file:
        file.seek(int(place * (whole.stat().st_size - len(noise))))
        file.write(noise)
    with contextlib.suppress(SourceError):
        module = recognise.module_for(damaged)
        if module is bag:
            bag.load(damaged, retrieved=DAY, boundaries=TWO)
