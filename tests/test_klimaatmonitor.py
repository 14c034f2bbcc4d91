"""Klimaatmonitor: the service with a key, and answers that were kept of it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from observed import figure
from services import klimaatmonitor as service

from wijkdata.errors import SourceError
from wijkdata.sources import klimaatmonitor
from wijkdata.sources.download import Client
from wijkdata.sources.klimaatmonitor_figures import EMPTY, NOT_THERE
from wijkdata.sources.loaded import Loaded, sample

FIXTURES = Path(__file__).parent / "fixtures" / "klimaatmonitor"
DAY = "2026-11-24"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv(klimaatmonitor.KEY, service.KEY)
    return Client(tmp_path / "raw", wait=lambda _seconds: None)


def fetch(client: Client, address: str, **options: object) -> Loaded:
    return klimaatmonitor.get_klimaatmonitor(client, base=address + service.PATH, **options)  # type: ignore[arg-type]


def test_the_service_gives_what_its_own_descriptions_say(client: Client) -> None:
    with service.running() as server:
        loaded = fetch(client, server.address)
        assert {request.headers["apikey"] for request in server.requests} == {service.KEY}
    assert set(loaded.observations["indicator"]) == {"elektra_bedrijven", "gas_woningen_tc"}
    electricity = figure(loaded.observations, "BU05991449", "elektra_bedrijven", 2022)
    assert electricity["value"] == pytest.approx(11430000 * 3.6e-6)
    assert (electricity["unit"], electricity["method"]) == ("TJ/jaar", "kWh × 3,6 MJ/kWh")
    for code, note in (("BU05991999", NOT_THERE), ("BU05999998", EMPTY)):
        missing = figure(loaded.observations, code, "elektra_bedrijven", 2022)
        assert pd.isna(missing["value"])
        assert (missing["status"], missing["note"]) == ("ontbreekt", note)
    assert figure(loaded.observations, "GM0599", "elektra_bedrijven", 2022)["value"] == pytest.approx(10800)
    assert figure(loaded.observations, "BU05991449", "gas_woningen_tc", 2022)["value"] == 150.5


def test_the_year_of_the_division_can_be_given(client: Client) -> None:
    with service.running() as server:
        loaded = fetch(client, server.address, levels=["buurt"], years=[2021], boundary_year=2024)
    assert set(loaded.observations["year"]) == {2021}
    assert set(loaded.observations["boundary_year"]) == {2024}


def test_the_key_stays_out_of_what_is_kept(client: Client) -> None:
    with service.running() as server:
        fetch(client, server.address)
    for path in client.folder.rglob("*"):
        assert path.is_dir() or service.KEY.encode() not in path.read_bytes()


def test_without_a_key_it_is_told_how_to_get_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(klimaatmonitor.KEY)
    with pytest.raises(SourceError, match="contactformulier"):
        fetch(client, "http://127.0.0.1:9")


def test_a_wrong_key_is_not_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(klimaatmonitor.KEY, "verkeerd-geheim")
    with service.running() as server, pytest.raises(SourceError, match="aanvaardt de sleutel niet") as caught:
        fetch(client, server.address)
    assert "verkeerd-geheim" not in str(caught.value)


def test_the_key_goes_to_no_other_server(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = {"value": [], "@odata.nextLink": "http://127.0.0.1:9/elders"}
    from services.loopback import Answer, serve  # noqa: PLC0415

    with serve(lambda _request, _address: Answer.of_json(elsewhere)) as server:
        with pytest.raises(SourceError, match="ander adres"):
            fetch(client, server.address)
        assert len(server.requests) == 1


def described(tmp_path: Path, **fields: str) -> Path:
    path = tmp_path / "variabele.json"
    path.write_text(json.dumps({"Name": "Totaal elektriciteitsgebruik bedrijven en instellingen", **fields}))
    return path


def test_a_page_of_values_needs_the_description_of_its_variable(tmp_path: Path) -> None:
    path = FIXTURES / "values.json"
    assert klimaatmonitor.recognises(sample(path))
    with pytest.raises(SourceError, match="Variables"):
        klimaatmonitor.load(path, retrieved=DAY, companions={})
    beside = described(tmp_path, Unit="kWh", ExternalCode="vbrze_tot_wijk")
    loaded = klimaatmonitor.load(path, retrieved=DAY, companions={"variabele": beside})
    assert figure(loaded.observations, "BU05991466", "elektra_bedrijven", 2022)["value"] == pytest.approx(
        54.684
    )
    assert len(loaded.observations) == 4


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Name": "Aantal bomen", "Unit": "aantal"}, "geen cijfer dat wijkdata gebruikt"),
        ({"Unit": ""}, "geen eenheid"),
        ({"Unit": "kWh", "ExternalCode": "bevtot"}, "bevtot"),
        ({"Name": ""}, "Name"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Path, fields: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        klimaatmonitor.load(
            FIXTURES / "values.json", retrieved=DAY, companions={"variabele": described(tmp_path, **fields)}
        )
