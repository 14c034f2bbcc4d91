"""Fetching the Startanalyse of a gemeente from the portal of PBL, where a file is found by the name alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from services import pbl
from services.loopback import Answer, serve

from wijkdata import cli, figures, services
from wijkdata.errors import SourceError
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.pbl_startanalyse_csv import get_startanalyse
from wijkdata.store import Store


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijkdata.sources.download.FIRST_WAIT", 0.0)


def fetched(tmp_path: Path, name: str, gemeente: str = "", **files: bytes) -> tuple[Loaded, str]:
    with pbl.running(files) as portal:
        client = Client(tmp_path)
        loaded = get_startanalyse(client, name, gemeente=gemeente, base=portal.address + pbl.FOLDER)
        (raw,) = client.kept()
        return loaded, raw.address.removeprefix(portal.address + pbl.FOLDER)


@pytest.mark.parametrize(
    ("name", "file", "asked"),
    [
        ("Rotterdam", "Rotterdam", "/Rotterdam.zip"),
        ("'s-Gravenhage", "s-Gravenhage", "/s-Gravenhage.zip"),
        ("Súdwest-Fryslân", "Sudwest-Fryslan", "/Sudwest-Fryslan.zip"),
        ("Stichtse Vecht", "Stichtse Vecht", "/Stichtse%20Vecht.zip"),
        ("Bergen (NH.)", "Bergen (NH.)", "/Bergen%20(NH.).zip"),
        ("Hengelo (O.)", "Hengelo", "/Hengelo.zip"),
        (
            "Nuenen, Gerwen en Nederwetten",
            "Nuenen Gerwen en Nederwetten",
            "/Nuenen%20Gerwen%20en%20Nederwetten.zip",
        ),
    ],
)
def test_the_name_is_written_as_pbl_does(name: str, file: str, asked: str, tmp_path: Path) -> None:
    loaded, address = fetched(tmp_path, name, **{file: pbl.packed(name)})
    assert address == asked
    assert not loaded.observations.empty


def test_what_comes_is_read_and_the_bytes_are_kept(tmp_path: Path) -> None:
    content = pbl.packed("Rotterdam")
    loaded, _ = fetched(tmp_path, "Rotterdam", "GM0599", Rotterdam=content)
    figure = loaded.observations.set_index("indicator")
    assert figure.loc["co2_gebouwen", ["value", "year", "status"]].tolist() == [11320.5, 2023, "model"]
    assert figure.loc["startanalyse_meerkosten_weq", ["value", "year"]].tolist() == [98.5, 2025]
    assert figure.loc["woningen_met_label", "value"] == 4300
    (kept,) = [one for one in tmp_path.rglob("*") if one.is_file() and one.read_bytes() == content]
    assert kept.parent.name == kept.name[:2]


def test_a_gemeente_without_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"onder de naam ‘Ameland’.*‘wijkdata add’") as told:
        fetched(tmp_path, "Ameland", Rotterdam=pbl.packed("Rotterdam"))
    assert told.value.status == 404


def test_a_file_of_another_gemeente_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gaat over GM0893 en niet over GM0373"):
        fetched(tmp_path, "Bergen", "GM0373", Bergen=pbl.packed("Bergen", "BU08930000"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!DOCTYPE html><html>Onderhoud</html>", "gaf geen zip-bestand"),
        (pbl.packed("Rotterdam")[:200], "zip-bestand"),
    ],
)
def test_something_else_than_a_zip_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=told):
        fetched(tmp_path, "Rotterdam", Rotterdam=content)


def test_a_portal_that_is_down_is_said(tmp_path: Path) -> None:
    with (
        serve(lambda _request, _address: Answer.of_text(503, "Service Unavailable")) as down,
        pytest.raises(DownloadError, match="503"),
    ):
        get_startanalyse(Client(tmp_path, wait=lambda _seconds: None), "Rotterdam", base=down.address)


# --- as one of the services ---------------------------------------------------------------------------------------


def test_a_gemeente_is_fetched_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pbl.running({"Rotterdam": pbl.packed("Rotterdam")}) as portal:
        monkeypatch.setenv("WIJKDATA_PBL_URL", portal.address + pbl.FOLDER)
        (outcome,) = services.fetch(["BU05991449"], names=["startanalyse"])
        (again,) = services.fetch(["BU05991449"], names=["startanalyse"])
        assert list(services.fetch(["BU05991449"], names=["startanalyse"], years=[2018])) == []
    assert outcome.refused == ""
    rows = figures.of_areas(["BU05991449"], ["label_dekking", "gasaansluitingen"]).set_index("indicator")
    newest = rows[rows["table"] == "Startanalyse 2025"]
    assert newest.loc["gasaansluitingen", ["value", "year", "status"]].tolist() == [6100, 2023, "model"]
    assert "label_dekking" in newest.index
    assert "niets veranderd" in again.kind
    (entry,) = Store.open().entries
    assert entry.address.endswith("/Rotterdam.zip")


def test_a_gemeente_of_which_the_name_is_not_known_asks_for_the_map() -> None:
    (outcome,) = services.fetch(["GM0164"], names=["startanalyse"])
    assert "‘wijkdata fetch GM0164 --source kaart’" in outcome.refused


def test_the_command_knows_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert "WIJKDATA_PBL_URL" not in os.environ
    with pbl.running({"Rotterdam": pbl.packed("Rotterdam")}) as portal:
        monkeypatch.setenv("WIJKDATA_PBL_URL", portal.address + pbl.FOLDER)
        assert cli.main(["fetch", "GM0599", "--source", "startanalyse"]) == 0
    assert "PBL Startanalyse 2025 (Rotterdam)" in capsys.readouterr().out
