"""Fetching the Wijk- en buurtkaart over a real socket, page by page."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from kaart import OGC, document
from observed import figure
from services import pdok as service
from services.pdok import Pdok, feature, square

from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import pdok_service
from wijkdata.sources.download import Client, DownloadError


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


@pytest.mark.parametrize("form", ["ogc", "wfs"])
def test_buurten_of_a_gemeente_page_by_page(country: Pdok, client: Client, form: str) -> None:
    with country.running() as running:
        found = pdok_service.get_buurten(client, "gm0599", 2024, form=form, base=running.address)
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
            pdok_service.get_buurten(client, "GM0599", 2024, form=form, base=running.address)
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
        found = pdok_service.get_buurten(client, "GM0599", 2024, form="wfs", base=running.address)
    assert len(found.areas) == 59


def test_a_wfs_that_gives_fewer_than_it_names_is_told(country: Pdok, client: Client) -> None:
    country.change = lambda found: {**found, "numberMatched": 9}
    with country.running() as running, pytest.raises(SourceError, match="noemt 9 gebieden en gaf er 8"):
        pdok_service.get_buurten(client, "GM0599", 2024, form="wfs", base=running.address)


def test_a_wfs_that_never_ends_is_left(client: Client) -> None:
    endless = Pdok({"buurten": areas_of("GM0599", 1)}, change=lambda found: {**found, "numberMatched": 10})
    endless.overlap = 1000
    with endless.running() as running, pytest.raises(SourceError, match="dezelfde gebieden"):
        pdok_service.get_buurten(client, "GM0599", 2024, form="wfs", base=running.address)


def test_links_in_a_circle_are_left(country: Pdok, client: Client) -> None:
    def circle(found: dict[str, Any]) -> dict[str, Any]:
        return {**found, "links": [{"rel": "next", "href": "items?cursor=a%7C0"}]}

    country.change = circle
    with country.running() as running, pytest.raises(SourceError, match="in een kring"):
        pdok_service.get_buurten(client, "GM0599", 2024, base=running.address)


def test_a_service_that_ignores_the_gemeente(country: Pdok, client: Client) -> None:
    for one in country.layers["buurten"]:
        one["properties"]["gemeentecode"] = "GM0599"
    with country.running() as running:
        found = pdok_service.get_buurten(client, "GM0599", 2024, base=running.address)
    assert set(found.areas["gemeente"]) == {"GM0599"}
    assert found.set_aside["andere gemeente"] == 2


def test_the_address_may_come_from_the_environment(
    country: Pdok, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with country.running() as running:
        monkeypatch.setenv("WIJKDATA_PDOK_URL", running.address + "/")
        assert len(pdok_service.get_buurten(client, None, 2024).areas) == 9


def test_maps_from_before_the_api_come_from_the_wfs(country: Pdok, client: Client) -> None:
    country.year = 2019
    for one in country.layers["buurten"]:
        one["properties"] |= {"jaar": 2019, "jrstatcode": "2019" + one["properties"]["buurtcode"]}
    with country.running() as running:
        found = pdok_service.get_buurten(client, "GM0599", 2019, base=running.address)
    assert "/wfs/" in running.requests[0].path
    assert set(found.areas["boundary_year"]) == {2019}


def test_a_year_that_is_not_there(country: Pdok, client: Client) -> None:
    with country.running() as running, pytest.raises(DownloadError, match="404"):
        pdok_service.get_buurten(client, "GM0599", 2031, base=running.address)


def test_a_gemeente_that_is_not_there(country: Pdok, client: Client) -> None:
    with country.running() as running, pytest.raises(SourceError, match="geen gebieden van GM1234"):
        pdok_service.get_kaart(client, "GM1234", 2024, base=running.address)


@pytest.mark.parametrize("wrong", ["Rotterdam", "BU05991448", "0599", ""])
def test_a_gemeente_is_asked_by_code(client: Client, wrong: str) -> None:
    with pytest.raises(UnknownAreaError, match="GM0599"):
        pdok_service.get_buurten(client, wrong, 2024, base="http://127.0.0.1:9")


def test_generalised_boundaries_of_a_gemeente(client: Client) -> None:
    made = [
        feature(
            {"statcode": code, "statnaam": code, "jaarcode": year, "jrstatcode": f"{year}{code}"},
            square(96000 + 1000 * number, 440000),
        )
        for number, (code, year) in enumerate([("WK059914", 2024), ("WK036300", 2024), ("WK059914", 2023)])
    ]
    with Pdok({"wijk_gegeneraliseerd": made}).running() as running:
        found = pdok_service.get_gebiedsindelingen(
            client, "GM0599", 2024, levels=("wijk",), base=running.address
        )
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
