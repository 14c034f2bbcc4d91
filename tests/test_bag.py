"""Addresses of the BAG: which count, in which buurt they lie, and all of them from a service that gives parts."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services import bag as service
from shapely.geometry import Polygon, box

from wijkdata.errors import SourceError
from wijkdata.sources import bag
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "bag"
OBJECTS, PANDEN = FIXTURES / "bag_wfs_verblijfsobject.geojson", FIXTURES / "bag_wfs_pand.geojson"
DAY = "2026-11-24"
WEST, EAST = "BU05991448", "BU05991449"


def buurten(*rows: tuple[str, int, Polygon]) -> gpd.GeoDataFrame:
    codes, years, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"code": codes, "boundary_year": years}, geometry=list(shapes), crs="EPSG:28992")


TWO = buurten(
    (WEST, 2024, box(96000, 440000, 96205, 441000)), (EAST, 2024, box(96205, 440000, 96215, 441000))
)


def collection(*features: dict[str, Any]) -> io.StringIO:
    return io.StringIO(json.dumps({"type": "FeatureCollection", "features": features}))


def test_addresses_in_use_get_the_buurt_in_which_they_lie() -> None:
    loaded = bag.load(OBJECTS, retrieved=DAY, boundaries=TWO)
    assert loaded.addresses is not None
    assert loaded.addresses.to_dict("list") == {
        "postcode": ["3067AA", "3069BB"],
        "house_number": [12, 101],
        "letter": ["", "A"],
        "addition": ["", ""],
        "object": ["0599010000000001", "0599010000000002"],
        "buurt": [WEST, EAST],
        "purpose": ["woonfunctie", "woonfunctie,winkelfunctie"],
        "boundary_year": [2024, 2024],
    }
    assert loaded.set_aside == {}


def test_only_objects_in_use_count_and_each_once() -> None:
    features = [
        service.verblijfsobject(1, 96100, 440500),
        service.verblijfsobject(1, 96100, 440500),
        service.verblijfsobject(2, 96100, 440500, status="Verbouwing verblijfsobject"),
        service.verblijfsobject(3, 96100, 440500, status="Verblijfsobject gevormd"),
        service.verblijfsobject(4, 96100, 440500, identificatie="12345"),
        service.verblijfsobject(5, 96100, 440500, huisnummer=None),
        service.verblijfsobject(6, 96100, 440500, gebruiksdoel=["winkelfunctie", "woonfunctie"]),
        service.verblijfsobject(7, 96100, 440500, gebruiksdoel="kantoorfunctie", postcode="3067 ab"),
    ]
    addresses, aside = bag.read_addresses(collection(*features), TWO)
    assert list(addresses["object"].str[-1]) == ["1", "2", "6", "7"]
    assert list(bag.homes(addresses)["object"].str[-1]) == ["1", "2", "6"]
    assert addresses["postcode"].iloc[-1] == "3067AB"
    assert aside == {
        "geen BAG-nummer van 16 cijfers": 1,
        "verblijfsobject niet in gebruik (status)": 1,
        "geen huisnummer": 1,
    }


def test_a_point_on_a_shared_line_belongs_to_one_buurt() -> None:
    addresses, _ = bag.read_addresses(collection(service.verblijfsobject(1, 96205, 440500)), TWO)
    assert list(addresses["buurt"]) == [WEST]


def test_of_each_gemeente_the_newest_division_counts() -> None:
    boundaries = buurten(
        ("BU05990001", 2014, box(0, 0, 10, 10)),
        ("BU05990002", 2024, box(0, 0, 10, 10)),
        ("BU03630001", 2023, box(10, 0, 20, 10)),
    )
    places = [
        service.verblijfsobject(1, 5, 5),
        service.verblijfsobject(2, 15, 5),
        service.verblijfsobject(3, 500, 5),
    ]
    addresses, aside = bag.read_addresses(collection(*places), boundaries)
    assert list(zip(addresses["buurt"], addresses["boundary_year"], strict=True)) == [
        ("BU05990002", 2024),
        ("BU03630001", 2023),
    ]
    assert aside == {"ligt buiten de buurten waarvan de grenzen bekend zijn": 1}


def test_boundaries_in_degrees_are_turned_into_metres() -> None:
    addresses, _ = bag.read_addresses(OBJECTS, TWO.to_crs("EPSG:4326"))
    assert list(addresses["buurt"]) == [WEST, EAST]


def test_panden_have_no_address() -> None:
    with pytest.raises(SourceError, match="panden van de BAG; die hebben geen adres"):
        bag.load(PANDEN, retrieved=DAY, boundaries=TWO)


def test_it_is_recognised_by_its_fields() -> None:
    assert bag.recognises(sample(OBJECTS))
    assert bag.recognises(sample(PANDEN))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE html><html></html>", "webpagina"),
        ('{"type": "FeatureCollection"}', "‘features’ ontbreekt"),
        ('{"features": [{"properties": null}]}', "zonder gegevens"),
        ('{"features": [{"properties": {"identificatie": "1"}}]}', "het veld status ontbreekt"),
        ('{"features": [', "geen JSON"),
        (
            '{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}, "features": []}',
            "niet in RD-coördinaten",
        ),
        (json.dumps({"features": [service.verblijfsobject(1, 4.5, 51.9)]}), "in graden"),
    ],
)
def test_what_is_wrong_is_told(content: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        bag.read_addresses(io.StringIO(content), TWO)


def test_without_boundaries_it_is_said_what_to_add() -> None:
    with pytest.raises(SourceError, match="Voeg eerst de buurtgrenzen van de gemeente toe"):
        bag.load(OBJECTS, retrieved=DAY)
    with pytest.raises(SourceError, match="geen buurten"):
        bag.load(OBJECTS, retrieved=DAY, boundaries=buurten(("GM0599", 2024, box(0, 0, 1, 1))))


# --- the service ----------------------------------------------------------------------------------------------


def many(count: int) -> list[dict[str, Any]]:
    return [
        service.verblijfsobject(number, 96001 + number % 200, 440001 + number % 900)
        for number in range(count)
    ]


def fetched(
    tmp_path: Path, objects: list[dict[str, Any]], *, shuffled: bool = False
) -> tuple[pd.DataFrame, int]:
    with service.running(objects, shuffled=shuffled) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        loaded = bag.get_addresses(client, TWO, base=server.address + service.PATH)
        assert loaded.addresses is not None
        assert "deel van een buurt dat de dienst niet volledig gaf" not in loaded.set_aside
        assert all("bbox" in raw.address for raw in client.kept())
        return loaded.addresses, len(server.requests)


def test_all_pages_are_fetched(tmp_path: Path) -> None:
    addresses, requests = fetched(tmp_path, many(2345))
    assert len(addresses) == 2345
    assert requests == 4


def test_a_full_last_page_is_no_end(tmp_path: Path) -> None:
    addresses, requests = fetched(tmp_path, many(2000))
    assert (len(addresses), requests) == (2000, 4)


def test_pages_in_another_order_leave_nothing_out(tmp_path: Path) -> None:
    addresses, _ = fetched(tmp_path, many(3456), shuffled=True)
    assert len(addresses) == 3456
    assert addresses["object"].is_unique


def test_the_address_of_the_service_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service.running(many(3)) as server:
        monkeypatch.setenv("WIJKDATA_BAG_URL", server.address + service.PATH)
        loaded = bag.get_addresses(Client(tmp_path), TWO)
        assert loaded.addresses is not None
        assert len(loaded.addresses) == 3
        with pytest.raises(DownloadError, match="404"):
            bag.get_addresses(Client(tmp_path), TWO, base=server.address + "/elders")


# --- anything -------------------------------------------------------------------------------------------------

_values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.lists(st.text(), max_size=2)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    field=st.sampled_from(sorted(service.verblijfsobject(1, 0, 0)["properties"])),
    value=_values,
    place=st.lists(st.floats() | st.integers() | st.none(), max_size=3),
)
def test_any_value_is_read_or_refused_in_words(field: str, value: object, place: list[object]) -> None:
    feature = service.verblijfsobject(1, 96100, 440500)
    feature["properties"][field] = value
    feature["geometry"]["coordinates"] = place
    with contextlib.suppress(SourceError):
        bag.read_addresses(collection(feature, service.verblijfsobject(2, 96100, 440500)), TWO)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with contextlib.suppress(SourceError):
        bag.read_addresses(io.BytesIO(content), TWO)
